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

/** In words, what makes a regular expression take more than linear time. */
function slowness({ source, flags }: Omit<Expression, 'file'>): readonly string[] {
  return analyse({ source, flags }).reports.map(
    ({ type, exponential, character }) =>
      `/${source}/${flags} is ${exponential ? 'exponential' : 'polynomial'} (${type}) in many ${JSON.stringify(character.pick)}`,
  );
}

describe('no regular expression takes more than linear time', () => {
  const all = ['server/src', 'client/src'].flatMap(expressionsIn);
  const files = new Set(all.map(({ file }) => file));

  test('the check finds them, and those that do', () => {
    expect(all.length).toBeGreaterThan(50);
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
