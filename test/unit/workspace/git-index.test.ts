import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { pathsInIndex as read } from '../../../server/src/workspace/git-index';

const pathsInIndex = async (...asked: Parameters<typeof read>) => (await read(...asked)).paths;

const top = mkdtempSync(join(tmpdir(), 'portolan-index-'));
afterAll(() => rmSync(top, { recursive: true }));

/** A repository with empty files, as Git makes it. */
function repositoryWith(name: string, paths: readonly string[], objectFormat = 'sha1') {
  const folder = join(top, name);
  execFileSync('git', ['init', '--quiet', `--object-format=${objectFormat}`, folder]);
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  for (const path of paths) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), '');
  }
  git('add', '--all');
  return { git, index: () => readFileSync(join(folder, '.git', 'index')), folder };
}

const listed = (git: (...args: readonly string[]) => string) =>
  git('ls-files', '-z').split('\0').slice(0, -1);

// Of every length that the padding differs for, in folders of one another, and with more than one byte a character.
const PATHS = [
  ...Array.from({ length: 17 }, (_, index) => `${'x'.repeat(index + 1)}.yaml`),
  'config/a/compose.yaml',
  'config/a/b/compose.yaml',
  'config/ä/ö.yaml',
  'config/z',
  `${'long/'.repeat(60)}compose.yaml`,
];

describe('Git lists what is read of its index', () => {
  test.each([
    [2, 'sha1'],
    [3, 'sha1'],
    [4, 'sha1'],
    [2, 'sha256'],
    [4, 'sha256'],
  ])('of version %i, with %s', async (version, objectFormat) => {
    const { git, index } = repositoryWith(`v${version}-${objectFormat}`, PATHS, objectFormat);
    // Without a flag that needs it, Git writes version 2 in the place of version 3.
    if (version === 3) git('update-index', '--skip-worktree', 'config/z');
    git('update-index', '--index-version', String(version));
    expect(index().readUInt32BE(4)).toBe(version);
    expect(await pathsInIndex(index(), () => true)).toEqual(listed(git));
    expect(await pathsInIndex(index(), path => path.startsWith('config/'))).toEqual([
      'config/a/b/compose.yaml',
      'config/a/compose.yaml',
      'config/z',
      'config/ä/ö.yaml',
    ]);
  });

  test('of none', async () => {
    const { git, index } = repositoryWith('empty', ['a']);
    git('rm', '--cached', 'a');
    expect(await pathsInIndex(index(), () => true)).toEqual([]);
  });
});

describe('what is no index is none', () => {
  test.each([2, 4])('nor one that shares entries with another file, of version %i', async version => {
    const { git, index } = repositoryWith(`split-${version}`, ['compose.yaml']);
    git('update-index', '--index-version', String(version));
    git('update-index', '--split-index');
    expect(await pathsInIndex(index(), () => true)).toBeUndefined();
    git('update-index', '--no-split-index');
    expect(await pathsInIndex(index(), () => true)).toEqual(['compose.yaml']);
  });

  test.each([2, 4])('cut short anywhere, of version %i', async version => {
    const { git, index } = repositoryWith(`cut-${version}`, ['compose.yaml', 'sub/compose.yaml']);
    git('update-index', '--index-version', String(version));
    const bytes = index();
    // Behind the entries stand extensions and a sum, which nobody reads here.
    const entriesEnd = bytes.lastIndexOf('compose.yaml') + 'compose.yaml'.length;
    for (let length = 0; length < entriesEnd; length++)
      expect(await pathsInIndex(bytes.subarray(0, length), () => true)).toBeUndefined();
    expect(await pathsInIndex(bytes, () => true)).toEqual(['compose.yaml', 'sub/compose.yaml']);
  });

  test('of paths that are longer together than there is room for', async () => {
    const { git, index } = repositoryWith('long', ['compose.yaml', 'sub/compose.yaml']);
    git('update-index', '--index-version', '4');
    const length = index().length + 2 * 64 + 'compose.yamlsub/compose.yaml'.length;
    expect(await pathsInIndex(index(), () => true, { left: length })).toHaveLength(2);
    expect(await pathsInIndex(index(), () => true, { left: length - 1 })).toBeUndefined();
    // What is not wanted is read all the same.
    expect(await read(index(), () => false, { left: length })).toEqual({ paths: [], read: length });
  });

  test('what says nothing takes room as well, and is read but for a moment at once', async () => {
    const { git, index } = repositoryWith('padded', ['compose.yaml']);
    git('update-index', '--index-version', '4');
    const bytes = index();
    const end = bytes.lastIndexOf('compose.yaml') + 'compose.yaml'.length + 1;
    // Extensions of nothing.
    const padded = Buffer.concat([bytes.subarray(0, end), Buffer.alloc(8_000_000)]);
    let turns = 0;
    const counting = setInterval(() => turns++, 0);
    expect((await read(padded, () => true)).read).toBe(padded.length + 64 + 'compose.yaml'.length);
    clearInterval(counting);
    expect(turns).toBeGreaterThan(1);
    expect((await read(Buffer.alloc(1000), () => true)).read).toBe(1000);
    expect(await pathsInIndex(bytes, () => true, { left: bytes.length - 1 })).toBeUndefined();
  });

  test('of other bytes', async () => {
    const { index } = repositoryWith('bytes', ['compose.yaml', 'sub/compose.yaml']);
    const bytes = index();
    for (const at of [0, 4, 7, 8, 36, 72])
      expect(
        await pathsInIndex(Buffer.from(bytes.map((byte, place) => (place === at ? 255 : byte))), () => true),
        String(at),
      ).toBeUndefined();
    expect(await pathsInIndex(Buffer.from('DIRC'), () => true)).toBeUndefined();
  });
});
