import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { faultOfGlob, parseGlob } from '../../../server/src/rules/glob';
import { parseSettings } from '../../../server/src/rules/settings';
import { excluder } from '../../../server/src/workspace/exclude';
import { parseIgnore } from '../../../server/src/workspace/gitignore';
import { ROOT as FOLDER, workspaceOf } from '../support/memory';

const ROOT = 'file:///w/';

/** Milliseconds of processor time that work takes. */
function cost(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

describe('globs of the settings', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ['build', ['build', 'build/', 'build/x/y'], ['a/build', 'builds', 'buil']],
    ['build/', ['build/', 'build/x'], ['a/build/', 'builds/']],
    ['**/build', ['build', 'a/build', 'a/b/build/c'], ['abuild', 'build2']],
    ['**/build/**', ['build', 'build/a', 'x/build/a/b'], ['xbuild/a']],
    ['*.yaml', ['a.yaml', '.yaml', '.a.yaml'], ['b/a.yaml', 'a.yml']],
    ['**/*.yaml', ['a.yaml', 'b/c/a.yaml', '.b/.a.yaml'], ['a.yml']],
    ['a/**/z', ['a/z', 'a/b/z', 'a/b/c/z'], ['az', 'a/bz', 'b/a/z']],
    ['a/**', ['a/', 'a/b', 'a/b/c'], ['b/a', 'ab']],
    ['a**z', ['az', 'abz', 'a**z'], ['a/z']],
    ['a?c', ['abc', 'a🚢c'], ['ac', 'a/c', 'abbc']],
    ['{a,b/**,c.{x,y}}', ['a', 'b/x', 'c.x', 'c.y', 'a/deep'], ['c', 'c.z', 'd']],
    ['{,x}a', ['a', 'xa'], ['xxa']],
    ['[a-c]x', ['ax', 'cx'], ['dx', '-x']],
    ['[!a-c]x', ['dx'], ['ax', '/x']],
    ['[^a]x', ['bx'], ['ax']],
    ['[]-]x', [']x', '-x'], ['ax']],
    ['\\*x', ['*x'], ['ax']],
    ['(a+)+b', ['(a+)+b'], ['aab']],
    ['a,b}', ['a,b}'], ['a', 'b']],
  ])('%s', (glob, matching, others) => {
    const isExcluded = excluder(new Map([[ROOT, [glob]]]));
    const uri = (path: string) => ROOT + path.split('/').map(encodeURIComponent).join('/');
    expect(matching.filter(path => !isExcluded(uri(path)))).toEqual([]);
    expect(others.filter(path => isExcluded(uri(path)))).toEqual([]);
  });

  test('never leave the folder itself out, nor what is elsewhere', () => {
    const isExcluded = excluder(new Map([[ROOT, ['**', '*']]]));
    expect([ROOT, 'file:///v/a', `${ROOT}a`].map(isExcluded)).toEqual([false, false, true]);
  });

  test.each([
    ['', 'is empty'],
    ['[', 'has a "[" without its "]"'],
    ['a{b', 'has a "{" without its "}"'],
    ['a\\', 'ends in a "\\"'],
    ['!a', 'has "!" or "(" as only other programs know them'],
    ['+(a)b', 'has "!" or "(" as only other programs know them'],
    ['a'.repeat(1001), 'is longer than 1000 characters'],
  ])('that are broken are told and dropped: %j', (glob, fault) => {
    const { settings, errors } = parseSettings({ exclude: [glob, 'kept'] });
    expect(settings.exclude).toEqual(['kept']);
    expect(errors).toEqual([expect.stringContaining(`${fault}: it is not used.`)]);
    expect(excluder(new Map([[ROOT, [glob]]]))(`${ROOT}x`)).toBe(false);
  });

  test.each([
    '(a+)+b',
    '*a*a*a*a*a*a*a*a*ab',
    '**/a/'.repeat(6),
    '**/*a'.repeat(100),
    `${'{a,aa}'.repeat(150)}b`,
    `${'{a,'.repeat(200)}b${'}'.repeat(200)}`,
    '{*,**,*/*}'.repeat(90),
    '?'.repeat(1000),
    '*?'.repeat(500),
  ])('cost no more than a step for each of their characters: %#', glob => {
    const matcher = parseGlob(glob);
    expect(faultOfGlob(glob)).toBeUndefined();
    const paths = ['a'.repeat(250), 'a/'.repeat(500), `${'a'.repeat(100)}/`.repeat(10), 'ab'.repeat(500)];
    expect(
      cost(() => {
        for (const path of paths) if (typeof matcher !== 'string') matcher.matches(path, true);
      }),
    ).toBeLessThan(5000);
  });
});

describe('.gitignore', () => {
  const top = mkdtempSync(join(tmpdir(), 'portolan-ignore-'));
  execFileSync('git', ['init', '--quiet', top]);
  afterAll(() => rmSync(top, { recursive: true }));

  const PATHS = (
    'a b ab abc d/ d/a d/b/ d/b/c d/b/d/ d/b/d/a e/ e/d/ e/d/a e/b x.log d/x.log log/ log/a a.b #a !a a* a] ' +
    '.a .e/ .e/b d/.b [a] a-b A'
  ).split(' ');
  // Git asks the disk whether a path is a folder.
  for (const path of PATHS) if (path.endsWith('/')) mkdirSync(join(top, path), { recursive: true });

  /** Which of the paths Git itself leaves out; those of folders end in `/`. */
  function ignoredByGit(text: string, paths: readonly string[]): readonly string[] {
    writeFileSync(join(top, '.gitignore'), text);
    const bare = paths.map(path => path.replace(/\/$/, ''));
    const options = ['-c', 'core.ignoreCase=true', '-C', top, 'check-ignore', '--no-index', '-z', '--stdin'];
    try {
      const output = execFileSync('git', options, { input: bare.join('\0'), encoding: 'utf8' });
      const found = new Set(output.split('\0'));
      return paths.filter((_, index) => found.has(bare[index] ?? ''));
    } catch (error) {
      // It ends with 1 where there is none.
      if (error instanceof Error && 'status' in error && error.status === 1) return [];
      throw error;
    }
  }

  const ignored = (text: string, paths: readonly string[]) => {
    const rules = parseIgnore(text);
    return paths.filter(path => rules.ignores(path));
  };

  test.each([
    'a\n',
    'a/\n',
    '/a\n',
    'a/b\n',
    '/a/b/\n',
    'a/*\n!a/b\n',
    'a/**\n!a/b\n',
    'a\n!a/b\n',
    '**/a\n',
    '**/b/c\n',
    'a/**/c\n',
    'a/**/\n',
    '**\n!b\n',
    '*\n!*/\n!*.log\n',
    '*.log\n!a/x.log\n',
    'a**\n',
    '**b\n',
    'd/***\n!d/b\n',
    'a**/?\n',
    'd***/c\n',
    'd/*\n!d/b\n',
    'd/**\n!d/b\n',
    'd/**/c\n',
    'd\n!d/b\n',
    '/d/b/\n',
    'd/b\n',
    '#a\n\\#a\n',
    '\\!a\n!a\n',
    'a  \n',
    'a\\ \n',
    'a\\\\b\n',
    'a\\\n',
    '[\n',
    'a[]\n',
    '[a]\n',
    '[]a]\n',
    '[!a]\n',
    '[^a]b\n',
    'a]\n',
    'a[]]\n',
    'a[-]b\n',
    '[[:alpha:]]\n',
    '[[:punct:]a]*\n',
    '?\n',
    'a?b\n',
    '{a,b}\n',
    'A\n',
    '/\n//\n',
    '\uFEFFa\n',
    'a\r\nb\r\n',
    '!\n',
    '\\a\n',
    'log\n',
    'b,**\n',
  ])('is read as Git does: %j', text => {
    expect(ignored(text, PATHS)).toEqual(ignoredByGit(text, PATHS));
  });

  test('is read as Git does, whatever it says', () => {
    const pattern = fc
      .array(
        fc.constantFrom('a', 'b', 'c', '/', '*', '**', '**/', '/**', '?', '.', '!', '[ab]', '[!a]', ' '),
        {
          minLength: 1,
          maxLength: 6,
        },
      )
      .map(parts => parts.join(''));
    const text = fc.array(pattern, { minLength: 1, maxLength: 4 }).map(lines => `${lines.join('\n')}\n`);
    fc.assert(
      fc.property(text, written => {
        expect(ignored(written, PATHS)).toEqual(ignoredByGit(written, PATHS));
      }),
      { numRuns: 200 },
    );
  });

  test.each([
    ['slashes', '/'.repeat(33_000)],
    ['question marks', '?'.repeat(60_000)],
    ['brackets', '['.repeat(60_000)],
    ['stars', '*a'.repeat(30_000)],
  ])('leaves out a pattern that is too long, and keeps the others: %s', (_, pattern) => {
    expect(
      cost(() => {
        const rules = parseIgnore(`kept\n${pattern}\n`);
        expect(rules.fault).toBe(pattern);
        expect(rules.ignores('kept')).toBe(true);
        expect(rules.ignores('other')).toBeUndefined();
      }),
    ).toBeLessThan(5000);
  });

  test('19,000 names cost little a path, and too many patterns are told', () => {
    const names = Array.from({ length: 19_000 }, (_, index) => `name${index}`).join('\n');
    const rules = parseIgnore(`${names}\n!name7\n*.log\n!keep.log\n`);
    const spent = cost(() => {
      for (let index = 0; index < 10_000; index++) rules.ignores(`a/b/other${index}`);
    });
    expect(spent).toBeLessThan(5000);
    expect(['name6', 'a/name7', 'b.log', 'a/keep.log', 'name9/x'].map(rules.ignores)).toEqual([
      true,
      false,
      true,
      false,
      true,
    ]);
    expect(rules.fault).toBeUndefined();
    const stars = Array.from({ length: 1001 }, (_, index) => `${index}*`).join('\n');
    expect(parseIgnore(stars).fault).toBe('1000*');
  });

  test('of a file with more patterns than there is room for none counts, and that is told', async () => {
    const names = (count: number) => Array.from({ length: count }, (_, index) => `name${index}`).join('\n');
    const scene = await workspaceOf({
      '.gitignore': names(15_000),
      'a/.gitignore': `${names(5000)}\nweb.yml\n`,
      'a/web.yml': 'a: localhost:8080',
      'b/.gitignore': `# five thousand\n\n${names(4999)}\nweb.yml\n`,
      'b/web.yml': 'a: localhost:8080',
    });
    expect([...scene.workspace.documents().keys()]).toEqual([`${FOLDER}a/web.yml`]);
    expect(scene.notices).toEqual([
      {
        uri: `${FOLDER}a/.gitignore`,
        message: 'has more patterns than Portolan keeps: none of them counts',
      },
    ]);
  });

  test('files that are let go to make room say the same when they are asked again', () => {
    const files = Array.from({ length: 20 }, (_, file) =>
      parseIgnore(
        `${Array.from({ length: 9000 }, (_name, index) => `name${file}-${index}`).join('\n')}\n*.x${file}\n`,
      ),
    );
    for (let round = 0; round < 2; round++)
      for (const [file, rules] of files.entries())
        expect([`name${file}-7`, `a.x${file}`, 'name'].map(rules.ignoresLast)).toEqual([
          true,
          true,
          undefined,
        ]);
  });

  test('patterns of all folders above count together, and what is too many is told', async () => {
    const lines = (count: number, more = '') =>
      `${Array.from({ length: count }, (_, index) => `z*${index}a`).join('\n')}\nplain.md\n${more}`;
    const deep = Array.from({ length: 40 }, (_, index) => [`${'a/'.repeat(index)}.gitignore`, lines(900)]);
    const { notices, workspace } = await workspaceOf({
      ...Object.fromEntries(deep),
      'beside/.gitignore': lines(900, '*.yml\n!kept.yml'),
      'beside/a.yml': 'a: localhost:8080',
      'beside/kept.yml': 'a: localhost:8080',
      [`${'a/'.repeat(39)}plain.md`]: 'localhost:8080',
      [`${'a/'.repeat(39)}.gitignore`]: lines(900, '!*.yml'),
    });
    expect(notices.filter(({ isGap }) => isGap).map(({ uri }) => uri)).toEqual([
      `${FOLDER}${'a/'.repeat(39)}.gitignore`,
    ]);
    expect(notices.length).toBeGreaterThan(30);
    expect(notices[0]).toMatchObject({
      message: expect.stringMatching(/^has a pattern that cannot be used/),
    });
    expect([...workspace.documents().keys()]).toEqual([`${FOLDER}beside/kept.yml`]);
  });

  test.each(['*a*a*a*a*a*a*a*a*ab', '**/a/'.repeat(6), '**/*a'.repeat(100), '*?'.repeat(500)])(
    'costs no more than a step for each character: %#',
    pattern => {
      const rules = parseIgnore(pattern);
      expect(rules.fault).toBeUndefined();
      expect(
        cost(() => {
          for (const path of ['a'.repeat(250), `${'a/'.repeat(100)}a`, 'ab'.repeat(500)]) rules.ignores(path);
        }),
      ).toBeLessThan(5000);
    },
  );
});
