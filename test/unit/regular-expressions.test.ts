import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { tokenizer, tokTypes } from 'acorn';
import { transformSync } from 'esbuild';
import { analyse } from 'scslre';
import { describe, expect, test } from 'vitest';

/** Those over texts that no stranger writes: the registry's own table, as the build makes it. */
const OVER_OWN_TEXT = new Set(['server/src/registry/table.ts']);

interface Expression {
  readonly file: string;
  readonly source: string;
  readonly flags: string;
}

function expressionsIn(folder: string): readonly Expression[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts') && !name.endsWith('.generated.ts'))
    .map(name => path.posix.join(folder, name.replaceAll(path.sep, '/')))
    .flatMap(file => literalsIn(readFileSync(file, 'utf8')).map(literal => ({ file, ...literal })));
}

function literalsIn(typescript: string): readonly { readonly source: string; readonly flags: string }[] {
  const { code } = transformSync(typescript, { loader: 'ts', format: 'esm' });
  return [...tokenizer(code, { ecmaVersion: 'latest', sourceType: 'module' })]
    .filter(({ type }) => type === tokTypes.regexp)
    .map(({ start, end }) => {
      const literal = code.slice(start, end);
      const close = literal.lastIndexOf('/');
      return { source: literal.slice(1, close), flags: literal.slice(close + 1) };
    });
}

/** Where a TextMate grammar holds its patterns. */
const PATTERN_KEYS = new Set(['match', 'begin', 'end', 'while']);

function patternsIn(folder: string): readonly Expression[] {
  return readdirSync(folder)
    .map(name => path.posix.join(folder, name))
    .flatMap(file => {
      const patterns: Expression[] = [];
      JSON.parse(readFileSync(file, 'utf8'), (key, value) => {
        if (PATTERN_KEYS.has(key)) patterns.push({ file, ...translate(value) });
        return value;
      });
      return patterns;
    });
}

/** What JavaScript has in place of the anchors and the option of Oniguruma that the grammars use. */
function translate(pattern: string): Omit<Expression, 'file'> {
  const source = pattern.replaceAll('\\A', '^').replaceAll('\\G', '').replaceAll('(?i:', '(?:');
  return { source, flags: pattern.includes('(?i:') ? 'i' : '' };
}

/** In words, what makes a regular expression take more than linear time. */
function slowness({ source, flags }: Omit<Expression, 'file'>): readonly string[] {
  return analyse({ source, flags }).reports.map(
    ({ type, exponential, character }) =>
      `/${source}/${flags} is ${exponential ? 'exponential' : 'polynomial'} (${type}) in many ${JSON.stringify(character.pick)}`,
  );
}

describe('no regular expression takes more than linear time', () => {
  const patterns = patternsIn('syntaxes');
  const all = [...['server/src', 'client/src'].flatMap(expressionsIn), ...patterns];
  const files = new Set(all.map(({ file }) => file));

  test('the check finds them, and those that do', () => {
    expect(all.length - patterns.length).toBeGreaterThan(50);
    expect(patterns.length).toBeGreaterThan(30);
    const literals = literalsIn('const a = /^(a+)+$/; const b: number = 4 / 2 / 1; f(/\\s*\\n/g, /^a+b/);');
    expect(literals).toHaveLength(3);
    expect(literals.flatMap(slowness)).toEqual([
      expect.stringContaining('exponential'),
      expect.stringContaining('polynomial'),
    ]);
  });

  test.each([...files].filter(file => !OVER_OWN_TEXT.has(file)))('in %s', file => {
    expect(all.filter(one => one.file === file).flatMap(slowness)).toEqual([]);
  });
});
