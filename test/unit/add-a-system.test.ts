// Does what docs/add-a-system.md says, in a copy of the sources.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '..', '..');
const PAGE = readFileSync(path.join(ROOT, 'docs', 'add-a-system.md'), 'utf8');

/** The blocks of code of one language. */
const blocksOf = (language: string) =>
  [...PAGE.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].flatMap(([, name, code]) =>
    name === language && code !== undefined ? [code] : [],
  );

/** A text with the lines that a diff adds, each behind the line that stands before it there. */
function patched(text: string, diff: string): string {
  const lines = text.split('\n');
  let at = 0;
  for (const line of diff.split('\n')) {
    if (line.startsWith('+')) lines.splice(++at, 0, line.slice(1));
    else if (line.startsWith(' ')) at = lines.indexOf(line.slice(1), at);
    if (at < 0) throw new Error(`There is no line "${line.slice(1)}".`);
  }
  return lines.join('\n');
}

let copy = '';

beforeAll(async () => {
  // Beside the sources, so that packages are found.
  mkdirSync(path.join(ROOT, 'node_modules', '.cache'), { recursive: true });
  copy = mkdtempSync(path.join(ROOT, 'node_modules', '.cache', 'system-'));
  cpSync(path.join(ROOT, 'server', 'src'), path.join(copy, 'server', 'src'), { recursive: true });
  cpSync(path.join(ROOT, 'package.json'), path.join(copy, 'package.json'));
  for (const code of blocksOf('ts')) {
    const [, name = ''] = /^\/\/ (\S+)\n/.exec(code) ?? [];
    mkdirSync(path.dirname(path.join(copy, name)), { recursive: true });
    writeFileSync(path.join(copy, name), code.slice(code.indexOf('\n') + 1));
  }
  const list = path.join(copy, 'server', 'src', 'systems', 'all.ts');
  const before = readFileSync(list, 'utf8');
  const after = blocksOf('diff').reduce(patched, before);
  expect(after.split('\n').length - before.split('\n').length).toBe(2);
  writeFileSync(list, after);
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

test('what the page builds has no errors, by the types', () => {
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(copy, 'node_modules'));
  writeFileSync(
    path.join(copy, 'tsconfig.json'),
    JSON.stringify({
      extends: path.join(ROOT, 'tsconfig.json'),
      include: ['server/src'],
      compilerOptions: { types: ['node'] },
    }),
  );
  const tsc = path.join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  expect(() => execFileSync(process.execPath, [tsc, '-p', copy], { stdio: 'pipe' })).not.toThrow();
}, 60_000);

test('what it builds works: the command line lists its ports, and they are units', async () => {
  const outfile = path.join(copy, 'cli.cjs');
  await build({
    entryPoints: [path.join(copy, 'server', 'src', 'cli', 'main.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    mainFields: ['module', 'main'],
    logLevel: 'silent',
    external: ['./server.js', './library-listeners.js'],
  });
  const folder = path.join(copy, 'project');
  mkdirSync(folder);
  const [procfile = ''] = blocksOf('procfile');
  writeFileSync(path.join(folder, 'Procfile'), procfile);
  const stdout = execFileSync(process.execPath, [outfile, 'ports', folder, '--format', 'json'], {
    encoding: 'utf8',
  });
  expect(JSON.parse(stdout)).toEqual([
    {
      file: 'Procfile',
      range: { start: { line: 0, character: 32 }, end: { line: 0, character: 36 } },
      system: 'procfile',
      role: 'variable',
      from: 8000,
      to: 8000,
      protocol: 'tcp',
      service: 'web',
    },
  ]);
}, 60_000);
