import { execFileSync } from 'node:child_process';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderOf, portolan } from './portolan';

const service = (name: string, port: string) => `  ${name}:\n    image: x\n    ports: ["${port}"]\n`;
const CONFLICT = `services:\n${service('a', '8080:80')}${service('b', '8080:81')}`;
const JSON_ARGS = ['--format', 'json'];

async function messages(folder: string, ...args: readonly string[]) {
  const { code, stdout, stderr } = await portolan(folder, ['check', ...JSON_ARGS, ...args]);
  const rows: readonly { readonly message: string }[] = JSON.parse(stdout);
  return { code, messages: rows.map(({ message }) => message), stderr };
}

test('a baseline holds under inserted lines, and fails on what is new', async () => {
  const folder = folderOf({ 'compose.yaml': CONFLICT });
  const written = await portolan(folder, ['check', '--baseline', 'known.json', '--write-baseline']);
  expect(written).toMatchObject({ code: 0, stdout: '', stderr: 'Wrote 2 findings to known.json\n' });
  expect(await messages(folder, '--baseline', 'known.json')).toEqual({ code: 0, messages: [], stderr: '' });
  const moved = `# one\n\n${CONFLICT}`;
  writeFileSync(join(folder, 'compose.yaml'), moved);
  expect(await messages(folder, '--baseline', 'known.json')).toEqual({ code: 0, messages: [], stderr: '' });
  writeFileSync(join(folder, 'compose.yaml'), `${moved}${service('c', '9090:80')}${service('d', '9090:81')}`);
  const later = await messages(folder, '--baseline', 'known.json');
  expect(later.code).toBe(1);
  expect(later.messages).toHaveLength(2);
  expect(later.messages.every(message => message.includes('9090'))).toBe(true);
});

test('a baseline counts how often something is said', async () => {
  const twice = 'services:\n  a:\n    image: x\n    ports: ["80:81", "127.0.0.1:80:82"]\n';
  const folder = folderOf({ 'compose.yaml': twice });
  await portolan(folder, ['check', '--baseline', 'known.json', '--write-baseline']);
  const rows: readonly { readonly rule: string; readonly count: number }[] = JSON.parse(
    readFileSync(join(folder, 'known.json'), 'utf8'),
  );
  expect(rows.filter(({ rule }) => rule === 'privileged-port').map(({ count }) => count)).toEqual([2]);
  writeFileSync(join(folder, 'compose.yaml'), twice.replace(']', ', "127.0.0.2:80:83"]'));
  const later = await messages(folder, '--baseline', 'known.json');
  expect(later.messages.filter(message => message.includes('below 1024'))).toHaveLength(1);
});

test.each([
  [
    ['--fix', '--baseline', 'b.json', '--write-baseline'],
    "option '--write-baseline' does not go with '--fix'",
  ],
  [['--write-baseline'], "option '--write-baseline' goes with '--baseline FILE'"],
  [['--baseline', 'none.json'], 'the baseline'],
  [['--baseline', 'compose.yaml'], 'the baseline'],
  [['--since', '--output=x'], "'--output=x' is no commit"],
  [['--since', 'nowhere'], 'git could not say what changed: '],
])('%j could not run', async (args, message) => {
  const folder = folderOf({ 'compose.yaml': CONFLICT });
  const { code, stderr } = await portolan(folder, ['check', ...args]);
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(message) });
});

test.skipIf(process.platform === 'win32')('a baseline is a file, and no link to one is written', async () => {
  const folder = folderOf({ 'compose.yaml': CONFLICT, 'mine.json': 'mine' });
  execFileSync('mkfifo', [join(folder, 'pipe.json')]);
  symlinkSync('/dev/zero', join(folder, 'zero.json'));
  symlinkSync('mine.json', join(folder, 'link.json'));
  for (const name of ['pipe.json', 'zero.json'])
    expect(await portolan(folder, ['check', '--baseline', name])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('it is not a file'),
    });
  const written = await portolan(folder, ['check', '--baseline', 'link.json', '--write-baseline']);
  expect(written).toMatchObject({ code: 2, stderr: expect.stringContaining('it is not a file') });
  expect(readFileSync(join(folder, 'mine.json'), 'utf8')).toBe('mine');
});

test('--since tells only of what changed since a commit', async () => {
  const folder = folderOf({
    'old/compose.yaml': CONFLICT,
    'new ä/compose.yaml': `services:\n${service('a', '8080:80')}${service('b', '8081:81')}`,
  });
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: folder });
  git('init', '-q');
  git('add', '.');
  git('commit', '-q', '-m', 'first');
  expect(await messages(folder, '--since', 'HEAD')).toMatchObject({ code: 0, messages: [] });
  const file = join(folder, 'new ä/compose.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace('8081', '8080'));
  writeFileSync(join(folder, 'old/other.compose.yaml'), CONFLICT.replaceAll('8080', '7070'));
  const found = await messages(folder, '--since', 'HEAD');
  expect(found.code).toBe(1);
  // Both sides of the new conflict, though only one line changed, and the file that git does not know.
  expect(found.messages.filter(message => message.includes('8080'))).toHaveLength(2);
  expect(found.messages.filter(message => message.includes('7070'))).toHaveLength(2);
});
