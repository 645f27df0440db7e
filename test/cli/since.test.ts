// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Compose writes variables like this.
// What a repository may say to hide a change from `--since`, or to have something run.
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Files, folderOf, portolan } from './portolan';

const service = (name: string, port: string) => `  ${name}:\n    image: x\n    ports: ["${port}"]\n`;
const CLEAN = `services:\n${service('a', '8080:80')}`;
const CONFLICT = `${CLEAN}${service('b', '8080:81')}`;

function git(folder: string, ...args: readonly string[]): void {
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: folder });
}

/** A repository that has committed files. */
function repositoryOf(files: Files): string {
  const folder = realpathSync(folderOf(files));
  git(folder, 'init', '-q');
  git(folder, 'add', '.');
  git(folder, 'commit', '-q', '-m', 'first');
  return folder;
}

const since = (folder: string, path = '.') => portolan(folder, ['check', '--since', 'HEAD', path]);

describe('a change is seen', () => {
  test('of a file that attributes call no text', async () => {
    const folder = repositoryOf({ 'compose.yaml': CLEAN, '.gitattributes': 'compose.yaml -diff\n' });
    writeFileSync(join(folder, 'compose.yaml'), CONFLICT);
    expect(await since(folder)).toMatchObject({ code: 1 });
  });

  test('behind a line that looks like the head of a file', async () => {
    const folder = repositoryOf({ 'compose.yaml': CLEAN });
    writeFileSync(join(folder, 'compose.yaml'), `x-a: |\n  ++ b/other\n${CONFLICT}`);
    expect(await since(folder)).toMatchObject({ code: 1 });
  });

  test('in a repository within the repository', async () => {
    const folder = repositoryOf({ 'a.txt': 'a\n' });
    mkdirSync(join(folder, 'sub'));
    git(join(folder, 'sub'), 'init', '-q');
    writeFileSync(join(folder, 'sub', 'compose.yaml'), CONFLICT);
    expect(await since(folder)).toMatchObject({ code: 1 });
  });

  describe.skipIf(process.platform === 'win32')('of a link', () => {
    const TWO = 'services:\n  a: {image: x, ports: ["8080:80"]}\n  b: {image: x, ports: ["${P}:80"]}\n';
    const VARIABLES = { 'one/.env': 'P=8081\n', 'two/.env': 'P=8080\n', 'compose.yaml': TWO };

    /** A repository in which something is a link, and then one to another place; what it is now. */
    async function changed(link: string, before: string, after: string) {
      const folder = repositoryOf(VARIABLES);
      symlinkSync(before, join(folder, link));
      git(folder, 'add', '.');
      git(folder, 'commit', '-q', '-m', 'second');
      unlinkSync(join(folder, link));
      symlinkSync(after, join(folder, link));
      return since(folder);
    }

    test('to a file', async () => {
      expect(await changed('.env', 'one/.env', 'two/.env')).toMatchObject({ code: 1 });
      expect(await changed('.env', 'one/.env', './one/../one/.env')).toMatchObject({ code: 0 });
    });

    test('to a link', async () => {
      const folder = repositoryOf(VARIABLES);
      symlinkSync('one', join(folder, 'dir'));
      symlinkSync('dir/.env', join(folder, '.env'));
      git(folder, 'add', '.');
      git(folder, 'commit', '-q', '-m', 'second');
      expect(await since(folder)).toMatchObject({ code: 0 });
      unlinkSync(join(folder, 'dir'));
      symlinkSync('two', join(folder, 'dir'));
      expect(await since(folder)).toMatchObject({ code: 1 });
    });

    test('that was a file', async () => {
      const folder = repositoryOf({ ...VARIABLES, '.env': 'P=8081\n' });
      unlinkSync(join(folder, '.env'));
      symlinkSync('two/.env', join(folder, '.env'));
      expect(await since(folder)).toMatchObject({ code: 1 });
    });

    test('in circles, or out of the repository', async () => {
      expect(await changed('.env', '.env', 'two/.env')).toMatchObject({ code: 1 });
      expect(await changed('.env', '/nowhere/at/all', 'two/.env')).toMatchObject({ code: 1 });
    });
  });

  test.skipIf(process.platform === 'win32')('in a folder that is named by a link', async () => {
    const folder = repositoryOf({ 'real/compose.yaml': CLEAN });
    symlinkSync('real', join(folder, 'link'));
    writeFileSync(join(folder, 'real', 'compose.yaml'), CONFLICT);
    expect(await since(folder, 'link')).toMatchObject({ code: 1 });
  });

  test('whatever the settings of the repository say of differences', async () => {
    const folder = repositoryOf({ 'sub/compose.yaml': CLEAN });
    git(folder, 'config', 'diff.relative', 'true');
    git(folder, 'config', 'diff.noprefix', 'true');
    git(folder, 'update-index', '--assume-unchanged', 'sub/compose.yaml');
    writeFileSync(join(folder, 'sub', 'compose.yaml'), CONFLICT);
    expect(await since(folder)).toMatchObject({ code: 1 });
  });
});

describe('what a change leads to is seen, where it stands elsewhere', () => {
  const PROFILES = CONFLICT.replace('  b:\n', '  b:\n    profiles: [x]\n');
  const APART = PROFILES.replace('  a:\n', '  a:\n    profiles: [y]\n');

  test.each<[string, Files, (folder: string) => void]>([
    [
      'a line that was deleted',
      { 'compose.yaml': APART },
      folder => writeFileSync(join(folder, 'compose.yaml'), CONFLICT),
    ],
    [
      'a variable',
      { '.env': 'P=8081\n', 'compose.yaml': CONFLICT.replace('8080:81', '$P:81') },
      folder => writeFileSync(join(folder, '.env'), 'P=8080\n'),
    ],
    [
      'an override that was deleted',
      { 'compose.yaml': CONFLICT, 'compose.override.yaml': 'services:\n  b:\n    ports: !reset []\n' },
      folder => rmSync(join(folder, 'compose.override.yaml')),
    ],
    [
      'an include',
      {
        'part.yaml': CONFLICT.replace('services:', 'x: 1\nservices:'),
        'compose.yaml': 'services: {c: {image: x}}\n',
      },
      folder =>
        writeFileSync(join(folder, 'compose.yaml'), 'include: [part.yaml]\nservices: {c: {image: x}}\n'),
    ],
    [
      'profiles that are active',
      {
        '.env': 'COMPOSE_PROFILES=\n',
        'compose.yaml': APART,
      },
      folder => writeFileSync(join(folder, '.env'), 'COMPOSE_PROFILES=x,y\n'),
    ],
  ])('%s', async (_, files, change) => {
    const folder = repositoryOf(files);
    expect(await since(folder)).toMatchObject({ code: 0 });
    change(folder);
    expect(await since(folder)).toMatchObject({ code: 1 });
  });

  const OF_VARIABLES = CONFLICT.replace('8080:81', '${P:-8081}:81');

  test.each([
    ['that Git does not have yet', false],
    ['that Git has by now', true],
  ])('a file %s', async (_, isAdded) => {
    const folder = repositoryOf({ 'a/compose.yaml': OF_VARIABLES });
    expect(await since(folder)).toMatchObject({ code: 0 });
    writeFileSync(join(folder, 'a/.env'), 'P=8080\n');
    if (isAdded) git(folder, 'add', '.');
    expect(await since(folder)).toMatchObject({ code: 1 });
    expect(await since(folder, 'a')).toMatchObject({ code: 1 });
    git(folder, 'add', '.');
    git(folder, 'commit', '-q', '-m', 'second');
    expect(await since(folder)).toMatchObject({ code: 0 });
    expect(await portolan(folder, ['check', '--since', 'HEAD~1', '.'])).toMatchObject({ code: 1 });
  });

  test.skipIf(process.platform === 'win32')('a link to a file, or to a folder of files', async () => {
    const folder = repositoryOf({ 'compose.yaml': OF_VARIABLES, 'b/.env': 'P=8080\n' });
    expect(await since(folder)).toMatchObject({ code: 0 });
    symlinkSync('b/.env', join(folder, '.env'));
    expect(await since(folder)).toMatchObject({ code: 1 });
    rmSync(join(folder, '.env'));
    writeFileSync(join(folder, 'compose.yaml'), `include: [{path: p.yaml, env_file: c/.env}]\n`);
    writeFileSync(join(folder, 'p.yaml'), OF_VARIABLES);
    git(folder, 'add', '.');
    git(folder, 'commit', '-q', '-m', 'second');
    symlinkSync('b', join(folder, 'c'));
    expect(await since(folder)).toMatchObject({ code: 1 });
  });

  test('but not what is ignored: it may have been there', async () => {
    const folder = repositoryOf({ '.gitignore': '.env\n', 'compose.yaml': OF_VARIABLES });
    writeFileSync(join(folder, '.env'), 'P=8080\n');
    expect(await portolan(folder, ['check'])).toMatchObject({ code: 1 });
    expect(await since(folder)).toMatchObject({ code: 0 });
  });

  test('nor what somebody excludes in no `.gitignore`', async () => {
    const folder = repositoryOf({ 'compose.yaml': OF_VARIABLES });
    const excludes = join(folderOf({ ignore: '.env\n', 'git/ignore': '.env\n' }), 'ignore');
    writeFileSync(join(folder, '.env'), 'P=8080\n');
    expect(await since(folder)).toMatchObject({ code: 1 });
    const env = { XDG_CONFIG_HOME: join(excludes, '..') };
    expect(await portolan(folder, ['check', '--since', 'HEAD'], { env })).toMatchObject({ code: 0 });
    const HOME = folderOf({ '.gitconfig': `[core]\n\texcludesFile = ${excludes}\n` });
    expect(await portolan(folder, ['check', '--since', 'HEAD'], { env: { HOME } })).toMatchObject({
      code: 0,
    });
    // A repository does not say which files of the machine are read.
    git(folder, 'config', 'core.excludesFile', excludes);
    expect(await since(folder)).toMatchObject({ code: 1 });
    writeFileSync(join(folder, '.git/info/exclude'), '/.env\n');
    expect(await since(folder)).toMatchObject({ code: 0 });
    writeFileSync(join(folder, '.gitignore'), '!.env\n');
    expect(await since(folder)).toMatchObject({ code: 1 });
  });

  test('nor what a `.gitignore` above the folder that is checked names, or one that is not searched', async () => {
    const folder = repositoryOf({
      '.gitignore': '/a/.env\n',
      'node_modules/x/.env': '',
      'a/compose.yaml': OF_VARIABLES,
      'b/compose.yaml':
        'include: [{path: ../part.yaml, project_directory: ., env_file: ../node_modules/y/.env}]\n',
      'part.yaml': OF_VARIABLES,
    });
    writeFileSync(join(folder, 'a/.env'), 'P=8080\n');
    expect(await portolan(folder, ['check', 'a'])).toMatchObject({ code: 1 });
    expect(await since(folder, 'a')).toMatchObject({ code: 0 });
    mkdirSync(join(folder, 'node_modules/y'));
    writeFileSync(join(folder, 'node_modules/y/.env'), 'P=8080\n');
    expect(await since(folder)).toMatchObject({ code: 1 });
    writeFileSync(join(folder, 'node_modules/.gitignore'), '*\n');
    expect(await since(folder)).toMatchObject({ code: 0 });
  });

  test('a file beside one that is not the only one of its project any more', async () => {
    const folder = repositoryOf({ 'compose.yaml': CONFLICT });
    writeFileSync(join(folder, 'compose.override.yaml'), 'services: {c: {image: x}}\n');
    expect(await since(folder)).toMatchObject({ code: 0 });
  });

  // Git before 2.41 takes hours for such a pattern, and each one takes as long for one name.
  test('patterns are not given to Git', async () => {
    const folder = repositoryOf({ [`${'a'.repeat(240)}1/x`]: '', 'compose.yaml': CONFLICT });
    writeFileSync(join(folder, '.gitignore'), `${'*a'.repeat(8)}*b\n`.repeat(1000));
    writeFileSync(join(folder, 'a'.repeat(250)), '');
    expect(await since(folder)).toMatchObject({ code: 0 });
  });

  test('nor what another repository has', async () => {
    const folder = repositoryOf({
      'part/compose.yaml': OF_VARIABLES,
      'compose.yaml': 'include: [{path: part/compose.yaml, env_file: own/.env}]\n',
    });
    const own = realpathSync(folderOf({ '.env': 'P=8080\n' }));
    renameSync(own, join(folder, 'own'));
    git(join(folder, 'own'), 'init', '-q');
    git(join(folder, 'own'), 'add', '.');
    git(join(folder, 'own'), 'commit', '-q', '-m', 'first');
    expect(await portolan(folder, ['check'])).toMatchObject({ code: 1 });
    expect(await since(folder)).toMatchObject({ code: 0 });
    // A submodule is none that came once the commit has it.
    git(folder, 'add', 'own');
    expect(await since(folder)).toMatchObject({ code: 1 });
    git(folder, 'commit', '-q', '-m', 'second');
    expect(await since(folder)).toMatchObject({ code: 0 });
  });

  test('what is too large to be read is not read there either', async () => {
    const folder = repositoryOf({ 'compose.yaml': CONFLICT, '.gitignore': 'a*b\n'.repeat(300_000) });
    rmSync(join(folder, '.gitignore'));
    expect(await since(folder)).toMatchObject({ code: 0 });
  });

  test('what was there before is left out, also below inserted lines', async () => {
    const folder = repositoryOf({ 'compose.yaml': CONFLICT });
    writeFileSync(join(folder, 'compose.yaml'), `# one\n\n${CONFLICT}`);
    expect(await since(folder)).toMatchObject({ code: 0, stdout: 'No findings in 1 file\n' });
  });
});

test.skipIf(process.platform === 'win32')(
  'git is started a few times, however many files differ',
  async () => {
    const names = Array.from({ length: 100 }, (_, index) => `d${index}/compose.yaml`);
    const folder = repositoryOf(Object.fromEntries(names.map(name => [name, `# ${name}\n${CONFLICT}`])));
    const tools = realpathSync(folderOf({ log: '' }));
    const found = execFileSync('which', ['git'], { encoding: 'utf8' }).trim();
    writeFileSync(join(tools, 'git'), `#!/bin/sh\necho >> '${tools}/log'\nexec '${found}' "$@"\n`, {
      mode: 0o755,
    });
    for (const name of names.slice(0, 50)) rmSync(join(folder, name));
    for (const name of names.slice(50)) writeFileSync(join(folder, name), `# ä\n# ${name}\n${CONFLICT}`);
    const env = { PATH: `${tools}:${process.env.PATH}` };
    const ended = await portolan(folder, ['check', '--since', 'HEAD', '.'], { env });
    expect(ended).toMatchObject({ code: 0, stdout: 'No findings in 50 files\n' });
    expect(readFileSync(join(tools, 'log'), 'utf8').length).toBeLessThan(10);
  },
);

test('a file is compared with what the commit holds, however long that is', async () => {
  const before = `${'# Größe 8080\n'.repeat(10_000)}${CONFLICT}`;
  const folder = repositoryOf({ 'compose.yaml': before, 'a/compose.yaml': `${CONFLICT}# ü` });
  writeFileSync(join(folder, 'a', 'compose.yaml'), `# ö\n${CONFLICT}`);
  writeFileSync(join(folder, 'compose.yaml'), `# ö\n${before}`);
  expect(await since(folder)).toMatchObject({ code: 0 });
  writeFileSync(join(folder, 'compose.yaml'), before.replace('8080:81', '8080:82'));
  expect(await since(folder)).toMatchObject({ code: 1 });
});

describe('nothing is run', () => {
  test('that the settings and attributes of a repository name', async () => {
    const folder = repositoryOf({ 'compose.yaml': CLEAN, '.gitattributes': '* filter=x diff=x\n' });
    const mark = join(folder, 'was-run');
    for (const key of ['filter.x.clean', 'filter.x.smudge', 'diff.x.command', 'diff.x.textconv'])
      git(folder, 'config', key, `sh -c "touch '${mark}'; cat"`);
    git(folder, 'config', 'core.fsmonitor', `sh -c "touch '${mark}'"`);
    writeFileSync(join(folder, 'compose.yaml'), CONFLICT);
    expect(await since(folder)).toMatchObject({ code: 1 });
    expect(existsSync(mark)).toBe(false);
  });

  test('of a folder of files that is a repository', async () => {
    const folder = folderOf({ 'compose.yaml': CONFLICT, '.gitattributes': '* filter=x\n' });
    const mark = join(folder, 'was-run');
    git(folder, 'init', '-q');
    git(folder, 'add', '.');
    git(folder, 'commit', '-q', '-m', 'first');
    git(folder, 'config', 'filter.x.clean', `sh -c "touch '${mark}'; cat"`);
    git(folder, 'config', 'core.worktree', folder);
    renameSync(join(folder, '.git'), join(folder, 'bare'));
    const ended = await portolan(join(folder, 'bare'), ['check', '--since', 'HEAD', '.']);
    expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining('git could not say') });
    expect(existsSync(mark)).toBe(false);
  });
});

describe('what `.gitignore` names and Git has', () => {
  const ignored = () => {
    const folder = repositoryOf({
      '.gitignore': 'deploy/\n',
      'deploy/compose.yaml': CLEAN,
      'other/a.txt': '',
    });
    git(folder, 'add', '-f', '.');
    git(folder, 'commit', '-q', '-m', 'second');
    return folder;
  };

  test('is checked, also from a folder beside it, and was there before', async () => {
    const folder = ignored();
    writeFileSync(join(folder, 'deploy/compose.yaml'), CONFLICT);
    expect(await portolan(folder, ['check'])).toMatchObject({ code: 1 });
    expect(await portolan(folder, ['check', 'deploy'])).toMatchObject({ code: 1 });
    expect(await since(folder)).toMatchObject({ code: 1 });
    git(folder, 'commit', '-q', '-a', '-m', 'third');
    expect(await since(folder)).toMatchObject({ code: 0 });
  });

  test('was there before, too, where a file says where Git keeps its index', async () => {
    const folder = ignored();
    writeFileSync(join(folder, 'deploy/compose.yaml'), CONFLICT);
    git(folder, 'commit', '-q', '-a', '-m', 'third');
    git(folder, 'init', '-q', `--separate-git-dir=${join(folder, 'kept')}`);
    expect(await portolan(folder, ['check'])).toMatchObject({ code: 1 });
    expect(await since(folder)).toMatchObject({ code: 0 });
  });

  test('is nothing once Git has it no more', async () => {
    const folder = ignored();
    writeFileSync(join(folder, 'deploy/compose.yaml'), CONFLICT);
    git(folder, 'rm', '-q', '--cached', 'deploy/compose.yaml');
    expect(await portolan(folder, ['check'])).toMatchObject({ code: 0 });
  });

  test('is left out, and that is told, where the index cannot be read', async () => {
    const folder = ignored();
    writeFileSync(join(folder, '.git/index'), 'DIRC');
    const { stderr, code } = await portolan(folder, ['check']);
    expect(stderr).toContain(
      'deploy/compose.yaml: is left out, as are others that .gitignore names: whether Git has them is not known, for its index is not read: it is no index',
    );
    expect(code).toBe(0);
  });
});

test('lines of which only one side has one are told apart however many they are', async () => {
  const lines = (mark: string) => Array.from({ length: 6000 }, (_, at) => `# ${mark}${at}\n`).join('');
  const folder = repositoryOf({ 'compose.yaml': `${CONFLICT}${lines('a')}` });
  writeFileSync(join(folder, 'compose.yaml'), `${CONFLICT}${lines('b')}`);
  expect(await since(folder)).toMatchObject({ code: 0 });
});
