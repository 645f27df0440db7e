// What comes in on standard input, and what changes while the command looks.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { folderOf, portolan } from './portolan';

const compose = (...ports: readonly string[]) =>
  `services:\n${ports.map((port, index) => `  s${index}: {image: example, ports: ["${port}"]}\n`).join('')}`;

describe('--stdin-filename', () => {
  const check = (folder: string, file: string, text: string, ...more: readonly string[]) =>
    portolan(folder, ['check', '--stdin-filename', file, '--format', 'json', ...more], {
      stdin: text,
      endsInput: true,
    });

  test('judges what comes in with the rest of its project, and nothing else', async () => {
    const folder = folderOf({
      'compose.yaml': compose('9000:80'),
      'compose.override.yaml': 'services: {t: {image: example, ports: ["8080:81"]}}\n',
    });
    expect(await check(folder, 'compose.yaml', compose('9000:80'))).toEqual({
      code: 0,
      stdout: '[]\n',
      stderr: '',
    });
    const { code, stdout } = await check(folder, 'compose.yaml', compose('8080:80'));
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject([
      { file: 'compose.yaml', rule: 'port-conflict', related: [{ file: 'compose.override.yaml' }] },
    ]);
    expect(readFileSync(path.join(folder, 'compose.yaml'), 'utf8')).toBe(compose('9000:80'));
  });

  test('need not be there', async () => {
    const folder = folderOf({ '.env': 'P=8080\n' });
    const { code, stdout } = await check(folder, 'compose.yaml', compose('$P:80', '8080:81'));
    expect({ code, findings: JSON.parse(stdout).length }).toEqual({ code: 1, findings: 2 });
    expect(existsSync(path.join(folder, 'compose.yaml'))).toBe(false);
  });

  test('is held against a baseline and a commit as the file itself', async () => {
    const folder = folderOf({ 'compose.yaml': compose('8080:80', '8080:81') });
    await portolan(folder, ['check', '--baseline', 'known.json', '--write-baseline']);
    const text = `# Another line\n${compose('8080:80', '8080:81')}`;
    expect(await check(folder, 'compose.yaml', text, '--baseline', 'known.json')).toMatchObject({ code: 0 });
  });

  test.each([
    ['no text', '\u0000', 'compose.yaml: is not read: it is not text.\n'],
    [
      'too much',
      'x'.repeat(2 ** 20 + 1),
      'compose.yaml: is not read: it is larger than 1024 KB, the most that Portolan reads.\n',
    ],
  ])('that is %s ends with 2', async (_, text, stderr) => {
    expect(await check(folderOf({}), 'compose.yaml', text)).toMatchObject({ code: 2, stderr });
  });

  test('has to stand in a folder that is there, and be none', async () => {
    const folder = folderOf({ 'a/b.md': '' });
    expect(await check(folder, 'none/compose.yaml', '')).toMatchObject({
      code: 2,
      stderr: 'portolan: There is no folder "none".\n',
    });
    expect(await check(folder, 'a', '')).toMatchObject({
      code: 2,
      stderr: 'portolan: "a" is a folder, and no file.\n',
    });
  });
});

describe('--watch', () => {
  /** Starts it, and gives a way to wait for what it says next. */
  function watching(folder: string, ...args: readonly string[]) {
    const child = spawn(process.execPath, [path.resolve('dist/cli.js'), 'check', '--watch', ...args], {
      cwd: folder,
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    let said = '';
    const listeners = new Set<() => void>();
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', chunk => {
        said += chunk;
        for (const listener of listeners) listener();
      });
    return {
      child,
      /** All that was said until a text came, which is then forgotten. */
      until(text: string): Promise<string> {
        return new Promise(resolve => {
          const look = () => {
            const end = said.indexOf(text);
            if (end < 0) return;
            listeners.delete(look);
            const until = said.slice(0, end + text.length);
            said = said.slice(end + text.length);
            resolve(until);
          };
          listeners.add(look);
          look();
        });
      },
      said: () => said,
    };
  }
  const conflict = compose('8080:80', '8080:81');

  test('checks again when a file changes, comes and goes', async () => {
    const folder = folderOf({ 'compose.yaml': compose('8080:80'), 'docs/notes.log': '' });
    const file = (name: string) => path.join(folder, name);
    const { until } = watching(folder);
    expect(await until('Ctrl+C ends.')).toContain('No findings in 1 file');
    writeFileSync(file('compose.yaml'), conflict);
    expect(await until('in 1 file\n')).toMatch(/compose\.yaml changed\n(?:.*\n)+2 errors in 1 file/);
    mkdirSync(file('new'));
    await until('in 1 file\n');
    writeFileSync(file('new/compose.yaml'), conflict);
    expect(await until('in 2 files\n')).toContain('4 errors in 2 files');
    renameSync(file('new'), file('moved'));
    expect(await until('in 2 files\n')).toContain('moved/compose.yaml:2');
    rmSync(file('moved'), { recursive: true });
    await until('2 errors in 1 file\n');
    writeFileSync(file('portolan.json'), '{"rules": {"port-conflict": "of"}}');
    await until('portolan.json: ');
    writeFileSync(file('portolan.json'), '{"rules": {"port-conflict": "off"}}');
    await until('No findings in 1 file\n');
  });

  test.skipIf(process.platform === 'win32')('checks again when what a link leads to changes', async () => {
    const folder = folderOf({ 'real/a.yaml': compose('8080:80'), 'app/x.md': '' });
    symlinkSync('../real/a.yaml', path.join(folder, 'app/compose.yaml'));
    mkdirSync(path.join(folder, '.git'));
    const { until } = watching(folder, 'app');
    await until('Ctrl+C ends.');
    writeFileSync(path.join(folder, 'real/a.yaml'), conflict);
    expect(await until('2 errors')).toContain('a.yaml changed\n');
  });

  const one = compose('8080:80');

  // Windows moves no folder in which another is watched.
  const onUnix = test.skipIf(process.platform === 'win32');

  onUnix('follows its folder where that goes, comes back and is another', async () => {
    const above = folderOf({ 'up/app/compose.yaml': one, 'other/compose.yaml': conflict });
    const at = (name: string) => path.join(above, name);
    const make = (text: string) => {
      mkdirSync(at('up/app'), { recursive: true });
      writeFileSync(at('up/app/compose.yaml'), text);
    };
    const { until } = watching(above, 'up/app');
    await until('Ctrl+C ends.');
    rmSync(at('up/app'), { recursive: true });
    await until('portolan: There is no file or folder "up/app".');
    make(conflict);
    await until('2 errors in 1 file\n');
    make(one);
    await until('No findings in 1 file\n');
    rmSync(at('up/app'), { recursive: true });
    make(conflict);
    await until('2 errors in 1 file\n');
    make(one);
    await until('No findings in 1 file\n');
    renameSync(at('up/app'), at('old'));
    renameSync(at('other'), at('up/app'));
    await until('2 errors in 1 file\n');
    make(one);
    await until('No findings in 1 file\n');
    renameSync(at('up'), at('old-up'));
    make(conflict);
    await until('2 errors in 1 file\n');
    rmSync(at('up'), { recursive: true });
    await until('portolan: There is no file or folder "up/app".');
    make(one);
    await until('No findings in 1 file\n');
  });

  test('follows a file that is named where its folder goes and comes back', async () => {
    const above = folderOf({ 'app/compose.yaml': one });
    const { until } = watching(above, 'app/compose.yaml');
    await until('Ctrl+C ends.');
    rmSync(path.join(above, 'app'), { recursive: true });
    await until('portolan: There is no file or folder "app/compose.yaml".');
    mkdirSync(path.join(above, 'app'));
    writeFileSync(path.join(above, 'app/compose.yaml'), conflict);
    await until('2 errors in 1 file\n');
    writeFileSync(path.join(above, 'app/compose.yaml'), one);
    await until('No findings in 1 file\n');
  });

  test('sees that a file becomes a folder, and a folder a file', async () => {
    const folder = folderOf({ 'compose.yaml': one, n: '' });
    const inner = path.join(folder, 'n');
    const { until } = watching(folder);
    await until('Ctrl+C ends.');
    rmSync(inner);
    mkdirSync(inner);
    writeFileSync(path.join(inner, 'compose.yaml'), conflict);
    await until('2 errors in 2 files\n');
    rmSync(inner, { recursive: true });
    writeFileSync(inner, '');
    await until('No findings in 1 file\n');
  });

  test('is not woken by what it does not read', async () => {
    const folder = folderOf({ 'compose.yaml': compose('8080:80'), 'build.log': '' });
    const { until, said } = watching(folder);
    await until('Ctrl+C ends.\n');
    for (let line = 0; line < 5; line++) {
      writeFileSync(path.join(folder, 'build.log'), `${line}`);
      await new Promise(resolve => setTimeout(resolve, 60));
    }
    expect(said()).toBe('');
  });

  test('is not woken by the file that an editor writes first, nor names it', async () => {
    const folder = folderOf({ 'compose.yaml': compose('8080:80') });
    const { until, said } = watching(folder);
    await until('Ctrl+C ends.\n');
    const temporary = path.join(folder, 'sedAbCdEf');
    writeFileSync(temporary, conflict);
    rmSync(temporary);
    await new Promise(resolve => setTimeout(resolve, 400));
    expect(said()).toBe('');
    writeFileSync(temporary, conflict);
    renameSync(temporary, path.join(folder, 'compose.yaml'));
    expect(await until('2 errors in 1 file')).toMatch(/^\ncompose\.yaml changed\n/);
  });

  test('ends where it cannot begin', async () => {
    const folder = folderOf({ 'portolan.json': '[' });
    expect(await portolan(folder, ['check', '--watch'])).toMatchObject({ code: 2 });
    expect(await portolan(folder, ['check', '--watch', 'nowhere'])).toMatchObject({ code: 2 });
  });

  test.skipIf(process.platform === 'win32')('ends with Ctrl+C', async () => {
    const { child, until } = watching(folderOf({ 'compose.yaml': conflict }));
    await until('Ctrl+C ends.');
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([null, 'SIGINT']);
  });
});
