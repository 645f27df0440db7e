// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Compose writes variables like this.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  linkSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { preferredPort } from '../../server/src/cli/lease-ports';
import { isBlockedByBrowsers } from '../../server/src/registry/registry';
import { type Files, folderOf, portolan } from './portolan';

// Each test starts several processes.
vi.setConfig({ testTimeout: 60_000 });

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

const COMPOSE = `services:
  web:
    image: nginx
    ports: ["\${WEB_PORT:-3000}:80"]
  db:
    image: postgres
    ports: ["127.0.0.1:\${DB_PORT}:5432"]
`;

function git(folder: string, ...args: readonly string[]): void {
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
    cwd: folder,
    stdio: 'ignore',
  });
}

/** A repository with files that are committed, and worktrees of it beside it, by their names. */
function worktreesOf(files: Files, ...names: readonly string[]): { readonly [name: string]: string } {
  const base = realpathSync(
    folderOf(Object.fromEntries(Object.entries(files).map(([name, text]) => [`main/${name}`, text]))),
  );
  const main = join(base, 'main');
  git(main, 'init', '-q');
  git(main, 'add', '.');
  git(main, 'commit', '-q', '-m', 'first');
  for (const name of names) git(main, 'worktree', 'add', '-q', join(base, name));
  return Object.fromEntries(['main', ...names].map(name => [name, join(base, name)]));
}

interface Row {
  readonly file: string;
  readonly variable: string;
  readonly from: number;
  readonly to: number;
  readonly state: string;
}

async function lease(folder = '', ...args: readonly string[]): Promise<readonly Row[]> {
  const { code, stdout, stderr } = await portolan(folder, ['lease', '--format', 'json', ...args]);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  const rows: readonly Row[] = JSON.parse(stdout);
  return rows;
}

const portsOf = (rows: readonly Row[]) => rows.map(({ from }) => from);
const read = (...path: readonly string[]) => readFileSync(join(...path), 'utf8');
const recordOf = (main = '') => join(main, '.git', 'portolan', 'leases.json');

describe('a lease', () => {
  test('writes free ports, and says so in plain words', async () => {
    const { main = '' } = worktreesOf({ 'compose.yaml': COMPOSE });
    const { code, stdout, stderr } = await portolan(main, ['lease']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const db = preferredPort(['main', '', 'DB_PORT'], 1);
    const web = preferredPort(['main', '', 'WEB_PORT'], 1);
    expect(read(main, '.env')).toBe(
      `# This worktree's own host ports; 'portolan lease --release' takes them away.\nDB_PORT=${db}\nWEB_PORT=${web}\n`,
    );
    expect(stdout).toBe(
      `.env  DB_PORT=${db}   db   added\n.env  WEB_PORT=${web}  web  added (was 3000)\n'portolan lease --release' takes them back.\n`,
    );
  });

  test('that is there already changes nothing', async () => {
    const { main = '' } = worktreesOf({ 'compose.yaml': COMPOSE, '.env': 'WEB_PORT=3000' });
    const first = await lease(main);
    const [env, record] = [read(main, '.env'), read(recordOf(main))];
    const again = await lease(main);
    expect(portsOf(again)).toEqual(portsOf(first));
    expect(again.map(({ state }) => state)).toEqual(['unchanged', 'unchanged']);
    expect([read(main, '.env'), read(recordOf(main))]).toEqual([env, record]);
  });

  test('is undone to the byte', async () => {
    const text = 'A=1\r\n# web\r\nWEB_PORT="3000" # the web';
    const { main = '' } = worktreesOf({ 'compose.yaml': COMPOSE, '.env': text });
    const ports = portsOf(await lease(main));
    expect(read(main, '.env')).not.toBe(text);
    await lease(main, '--release');
    expect(read(main, '.env')).toBe(text);
    expect(existsSync(join(main, '.git', 'portolan'))).toBe(false);
    expect(portsOf(await lease(main))).toEqual(ports);
  });

  test('takes away a file that it made', async () => {
    const { main = '' } = worktreesOf({ 'compose.yaml': COMPOSE });
    await lease(main);
    await lease(main, '--release');
    expect(readdirSync(main).sort()).toEqual(['.git', 'compose.yaml']);
    expect(await portolan(main, ['lease', '--release'])).toMatchObject({
      code: 0,
      stdout: 'There is no lease here.\n',
    });
  });

  test('leaves what somebody has changed since, and says so', async () => {
    const { main = '' } = worktreesOf({ 'compose.yaml': COMPOSE, '.env': 'WEB_PORT=3000\n' });
    await lease(main);
    writeFileSync(join(main, '.env'), read(main, '.env').replace(/WEB_PORT=\d+/, 'WEB_PORT=4000'));
    const env = read(main, '.env');
    expect((await lease(main)).map(({ state }) => state)).toEqual(['unchanged', 'kept']);
    expect(read(main, '.env')).toBe(env);
    const { stdout } = await portolan(main, ['lease', '--release']);
    expect(stdout).toContain('left as it is: somebody has changed it to 4000');
    expect(read(main, '.env')).toBe('WEB_PORT=4000\n');
  });

  test('of several ports has them in a row', async () => {
    const { main = '' } = worktreesOf({
      'compose.yaml': 'services: {x: {image: x, ports: ["${X_PORTS:-70-72}:70-72"]}}\n',
    });
    const [x] = await lease(main);
    expect((x?.to ?? 0) - (x?.from ?? 0)).toBe(2);
    expect(read(main, '.env')).toContain(`X_PORTS=${x?.from}-${x?.to}\n`);
  });

  test('of a worktree that was made anew is written anew', async () => {
    const { main = '', w = '' } = worktreesOf({ 'compose.yaml': COMPOSE }, 'w');
    const ports = portsOf(await lease(w));
    git(main, 'worktree', 'remove', '--force', w);
    git(main, 'worktree', 'add', '-q', '-f', w, 'w');
    expect(portsOf(await lease(w))).toEqual(ports);
    expect(read(w, '.env')).toContain(`WEB_PORT=${ports[1]}`);
  });

  test('keeps the mode of the file', async () => {
    const { main = '' } = worktreesOf({ 'compose.yaml': COMPOSE, '.env': 'WEB_PORT=1\n' });
    chmodSync(join(main, '.env'), 0o600);
    await lease(main);
    expect(statSync(join(main, '.env')).mode & 0o777).toBe(0o600);
  });

  test('goes to another file, and says how Compose reads it', async () => {
    const { main = '' } = worktreesOf({ 'compose.yaml': COMPOSE, '.env': 'A=1\n' });
    const { code, stderr } = await portolan(main, ['lease', '--file', '.env.ports']);
    expect(code).toBe(0);
    expect(stderr).toContain('docker compose --env-file .env --env-file .env.ports up');
    expect(read(main, '.env')).toBe('A=1\n');
    expect(read(main, '.env.ports')).toMatch(/\nDB_PORT=\d+\nWEB_PORT=\d+\n$/);
    await lease(main, '--release');
    expect(existsSync(join(main, '.env.ports'))).toBe(false);
  });

  test('is of the folder that is named', async () => {
    const { main = '' } = worktreesOf({ 'a/compose.yaml': COMPOSE, 'b/compose.yaml': COMPOSE });
    const none = await portolan(main, ['lease']);
    expect(none).toMatchObject({ code: 2, stdout: '' });
    expect(none.stderr).toContain('There is one in a, b: name that folder');
    const rows = await lease(main, 'a', 'b');
    expect(rows.map(({ file }) => file)).toEqual(['a/.env', 'a/.env', 'b/.env', 'b/.env']);
    expect(new Set(portsOf(rows)).size).toBe(4);
  });

  test('says what else gets a variable', async () => {
    const { main = '' } = worktreesOf({
      'compose.yaml':
        'services:\n  a: {image: x, env_file: .env, ports: ["${PORT:-3000}:3000"]}\n  b: {image: x, ports: ["${B:-1}:${B:-1}"]}\n',
      '.env': 'PORT=3000\n',
    });
    const { stderr } = await portolan(main, ['lease'], { env: { PORT: '7' } });
    expect(stderr.split('\n').sort()).toEqual([
      '',
      'B is the container port of b as well, which has to listen there',
      'PORT is set to 7 in this shell, which counts more than .env',
      'a gets PORT from .env, too (env_file), and may listen there',
    ]);
  });

  test('leaves what is part of other numbers, and says so', async () => {
    const { main = '' } = worktreesOf({
      'compose.yaml':
        'services:\n  a: {image: x, ports: ["${A:-3000}:80", "1${A:-3000}:81", "${B:-4000}:82"]}\n  b: {image: x, ports: ["${C:-5000}:83"], environment: {U: "http://localhost:1${C}/"}}\n',
    });
    const { stderr } = await portolan(main, ['lease']);
    expect(stderr.split('\n').sort()).toEqual([
      '',
      'A gets no port, for other digits stand beside it elsewhere',
      'C gets no port, for other digits stand beside it elsewhere',
    ]);
    expect(readFileSync(join(main, '.env'), 'utf8')).toMatch(/^B=\d+$/m);
    expect(readFileSync(join(main, '.env'), 'utf8')).not.toMatch(/^[AC]=/m);
  });

  test('needs a variable, and names what makes one', async () => {
    const { main = '' } = worktreesOf({
      'compose.yaml': 'services: {a: {image: x, ports: ["${A:+1}:1", "2:2"]}}\n',
    });
    const { code, stderr } = await portolan(main, ['lease']);
    expect(code).toBe(2);
    expect(stderr).toContain("'portolan parametrize .' shows how each port gets one");
    expect(readdirSync(main)).not.toContain('.env');
  });
});

describe('ports that others have', () => {
  const web = 'services: {web: {image: x, ports: ["${WEB_PORT:-3000}:80"]}}\n';
  const preferred = (worktree: string) => preferredPort([worktree, '', 'WEB_PORT'], 1);
  /** The first port from one on that browsers do not refuse. */
  const from = (port: number): number => (isBlockedByBrowsers(port) ? from(port + 1) : port);

  test('are those of other worktrees, whoever wrote them there', async () => {
    const { main = '', w = '' } = worktreesOf({ 'compose.yaml': web }, 'w');
    writeFileSync(join(main, '.env'), `WEB_PORT=${preferred('main/w')}\n`);
    expect(portsOf(await lease(w))).toEqual([from(preferred('main/w') + 1)]);
  });

  test('are those that the workspace publishes', async () => {
    const port = preferred('main');
    const { main = '' } = worktreesOf({
      'compose.yaml': web,
      'other/compose.yaml': `services: {a: {image: x, ports: ["${port}:1"]}}\n`,
    });
    expect(portsOf(await lease(main))).toEqual([from(port + 1)]);
  });

  test.each(['127.0.0.1', '0.0.0.0'])('are those of the machine: on %s', async host => {
    const { main = '' } = worktreesOf({ 'compose.yaml': web });
    const server = createServer();
    const port = await new Promise<number>((resolve, reject) => {
      server.on('error', reject);
      server.listen(preferred('main'), host, () => resolve(preferred('main')));
    });
    onTestFinished(() => {
      server.close();
    });
    expect(portsOf(await lease(main))).toEqual([from(port + 1)]);
  });

  test('are free again once their worktree is gone', async () => {
    const { main = '', a = '', b = '' } = worktreesOf({ 'compose.yaml': web }, 'a', 'b');
    await lease(a);
    await lease(b);
    git(main, 'worktree', 'remove', '--force', a);
    await lease(b);
    const record: { leases: readonly { worktree: string }[] } = JSON.parse(read(recordOf(main)));
    expect(record.leases.map(({ worktree }) => worktree)).toEqual(['b']);
  });

  test('stay where a worktree has moved', async () => {
    const { main = '', a = '', b = '' } = worktreesOf({ 'compose.yaml': web }, 'a', 'b');
    const ports = portsOf(await lease(a));
    git(main, 'worktree', 'move', a, `${a}-moved`);
    await lease(b);
    expect(portsOf(await lease(`${a}-moved`))).toEqual(ports);
  });

  test('are apart where eight ask at once in four worktrees', async () => {
    const compose = `services:\n${Array.from({ length: 5 }, (_, at) => `  s${at}: {image: x, ports: ["\${P${at}}:1"]}\n`).join('')}`;
    const all = worktreesOf({ 'one/compose.yaml': compose, 'two/compose.yaml': compose }, 'a', 'b', 'c');
    const folders = Object.values(all).flatMap(folder => [join(folder, 'one'), join(folder, 'two')]);
    expect(folders.length).toBe(8);
    const rows = await Promise.all(folders.map(folder => lease(folder)));
    expect(new Set(portsOf(rows.flat())).size).toBe(40);
    for (const folder of folders) {
      const env = read(folder, '.env').match(/\d+$/gm)?.map(Number);
      expect(env?.length).toBe(5);
      expect(new Set(portsOf(rows[folders.indexOf(folder)] ?? []))).toEqual(new Set(env));
    }
    expect(readdirSync(join(String(Object.values(all)[0]), '.git', 'portolan'))).toEqual(['leases.json']);
  });

  test('are apart where fifty ask at once in ten worktrees', async () => {
    const folders = ['a', 'b', 'c', 'd', 'e'];
    const names = Array.from({ length: 9 }, (_, at) => `w${at}`);
    const files = Object.fromEntries(folders.map(folder => [`${folder}/compose.yaml`, web]));
    const all = worktreesOf(files, ...names);
    const asking = Object.values(all).flatMap(root => folders.map(folder => join(root, folder)));
    expect(asking.length).toBe(50);
    const ports = (await Promise.all(asking.map(folder => lease(folder)))).flatMap(portsOf);
    expect(new Set(ports).size).toBe(50);
    expect(asking.map(folder => Number(/^WEB_PORT=(\d+)$/m.exec(read(folder, '.env'))?.[1]))).toEqual(ports);
    const record: { leases: readonly object[] } = JSON.parse(read(recordOf(all.main)));
    expect(record.leases.length).toBe(50);
  });

  test('are apart where eight ask at once for the very same', async () => {
    const all = worktreesOf({ 'compose.yaml': web }, 'a', 'b', 'c');
    const folders = [...Object.values(all), ...Object.values(all)];
    const ports = (await Promise.all(folders.map(folder => lease(folder)))).map(rows => rows[0]?.from);
    expect(new Set(ports).size).toBe(4);
    expect(ports.slice(0, 4)).toEqual(ports.slice(4));
  });
});

describe('what is not written', () => {
  test('is a file that a link leads out to', async () => {
    const { main = '' } = worktreesOf({ 'compose.yaml': COMPOSE });
    const outside = folderOf({ env: 'WEB_PORT=1\n' });
    symlinkSync(join(outside, 'env'), join(main, '.env'));
    const { code, stderr } = await portolan(main, ['lease']);
    expect(code).toBe(2);
    expect(stderr).toContain('is a link');
    expect(read(outside, 'env')).toBe('WEB_PORT=1\n');
    expect(existsSync(join(main, '.git', 'portolan'))).toBe(false);
  });

  test.each(['../x', '/tmp/portolan-no-such-file', 'sub/../../x', '.'])('is %s', async file => {
    const { main = '' } = worktreesOf({ 'compose.yaml': COMPOSE });
    expect(await portolan(main, ['lease', '--file', file])).toMatchObject({ code: 2, stdout: '' });
  });

  test('is a new file in a folder that a link leads out to', async () => {
    const { main = '' } = worktreesOf({ 'compose.yaml': COMPOSE });
    const outside = folderOf({});
    symlinkSync(outside, join(main, 'out'));
    expect(await portolan(main, ['lease', '--file', 'out/env'])).toMatchObject({ code: 2, stdout: '' });
    expect(readdirSync(outside)).toEqual([]);
  });

  test('is a repository that a folder only claims to be of', async () => {
    const { main = '', w = '' } = worktreesOf({ 'compose.yaml': COMPOSE }, 'w');
    // Unpacked somewhere, a copy of a worktree names the same repository.
    const folder = folderOf({ 'compose.yaml': COMPOSE, '.git': read(w, '.git') });
    await lease(folder);
    expect(existsSync(join(main, '.git', 'portolan'))).toBe(false);
    expect(existsSync(join(folder, '.portolan', 'leases.json'))).toBe(true);
    const made = folderOf({
      'compose.yaml': COMPOSE,
      '.git': 'gitdir: fake/worktrees/x\n',
      'fake/worktrees/x/HEAD': '',
    });
    writeFileSync(join(made, 'fake/worktrees/x/commondir'), `${join(main, '.git')}\n`);
    writeFileSync(join(made, 'fake/worktrees/x/gitdir'), `${join(made, '.git')}\n`);
    await lease(made);
    expect(existsSync(join(main, '.git', 'portolan'))).toBe(false);
  });

  test('is a record behind a link', async () => {
    const { main = '' } = worktreesOf({ 'compose.yaml': COMPOSE });
    const outside = folderOf({});
    symlinkSync(outside, join(main, '.git', 'portolan'));
    expect(await portolan(main, ['lease'])).toMatchObject({ code: 2, stdout: '' });
    expect(readdirSync(outside)).toEqual([]);
    expect(existsSync(join(main, '.env'))).toBe(false);
  });

  test('is a record that is none', async () => {
    const { main = '' } = worktreesOf({ 'compose.yaml': COMPOSE, '.git.txt': '' });
    mkdirSync(join(main, '.git', 'portolan'));
    writeFileSync(recordOf(main), '{"version":1,"leases":[{}]}');
    expect(await portolan(main, ['lease'])).toMatchObject({ code: 2, stdout: '' });
    expect(read(recordOf(main))).toBe('{"version":1,"leases":[{}]}');
  });

  test('is the other name of a file', async () => {
    const { main = '' } = worktreesOf({ 'compose.yaml': COMPOSE, '.env': 'WEB_PORT=1\n' });
    linkSync(join(main, '.env'), join(main, 'other'));
    const { stderr } = await portolan(main, ['lease']);
    expect(stderr).toContain('hard links');
    expect(read(main, 'other')).toBe('WEB_PORT=1\n');
  });
});

describe('a lock', () => {
  const lockOf = (main: string) => `${recordOf(main)}.lock`;
  const locked = (holder: object): string => {
    const { main = '' } = worktreesOf({ 'compose.yaml': COMPOSE });
    mkdirSync(join(main, '.git', 'portolan'));
    writeFileSync(lockOf(main), JSON.stringify({ key: '00000000-0000-0000-0000-000000000000', ...holder }));
    return main;
  };
  /** A process that has ended. */
  const gone = () => Number(execFileSync(process.execPath, ['-p', 'process.pid']).toString());

  test('of a process that is gone is taken over', async () => {
    const main = locked({ pid: gone(), host: hostname() });
    await lease(main);
    expect(readdirSync(join(main, '.git', 'portolan'))).toEqual(['leases.json']);
  });

  test('of a process that is gone is taken over by one alone', async () => {
    const main = locked({ pid: gone(), host: hostname() });
    const all = await Promise.all(Array.from({ length: 6 }, () => lease(main)));
    expect(new Set(all.map(rows => String(portsOf(rows)))).size).toBe(1);
    expect(readdirSync(join(main, '.git', 'portolan'))).toEqual(['leases.json']);
  });

  test('of a process that is killed is taken over, and all files are whole', async () => {
    const old = 'A=1\r\nWEB_PORT="3000" # the web\n';
    const { main = '' } = worktreesOf({ 'compose.yaml': COMPOSE, '.env': old });
    await lease(main);
    const [env, record] = [read(main, '.env'), read(recordOf(main))];
    await lease(main, '--release');
    let killed = 0;
    for (let time = 0; time < 6; time++) {
      const child = spawn(process.execPath, [CLI, 'lease'], { cwd: main, stdio: 'ignore' });
      const ended = once(child, 'exit');
      while (child.exitCode === null && !existsSync(lockOf(main))) await setImmediate();
      for (const until = performance.now() + 2 * time; performance.now() < until; );
      child.kill('SIGKILL');
      await ended;
      if (child.signalCode === 'SIGKILL' && existsSync(lockOf(main))) killed++;
      expect([old, env]).toContain(read(main, '.env'));
      if (existsSync(recordOf(main))) expect(read(recordOf(main))).toBe(record);
      await lease(main);
      expect([read(main, '.env'), read(recordOf(main))]).toEqual([env, record]);
      await lease(main, '--release');
      expect(read(main, '.env')).toBe(old);
      expect(existsSync(recordOf(main)) || existsSync(lockOf(main))).toBe(false);
    }
    expect(killed).toBeGreaterThan(0);
  });

  test('of another machine is taken over once it is old', async () => {
    const main = locked({ pid: process.pid, host: 'elsewhere.example' });
    const old = Date.now() / 1000 - 120;
    utimesSync(lockOf(main), old, old);
    await lease(main);
  });

  test('of a process that runs is waited for', async () => {
    const main = locked({ pid: process.pid, host: hostname() });
    let isFree = false;
    setTimeout(() => {
      isFree = true;
      rmSync(lockOf(main));
    }, 1500);
    await lease(main);
    expect(isFree).toBe(true);
  });
});

test('outside of a repository the record stands in the folder, and goes with the lease', async () => {
  const folder = folderOf({ 'compose.yaml': COMPOSE });
  const ports = portsOf(await lease(folder));
  expect(readdirSync(folder).sort()).toEqual(['.env', '.portolan', 'compose.yaml']);
  expect(portsOf(await lease(folder))).toEqual(ports);
  await lease(folder, '--release');
  expect(readdirSync(folder)).toEqual(['compose.yaml']);
});

test('a repository whose worktrees name each other by relative paths is one', async () => {
  const { main = '', w = '' } = worktreesOf({ 'compose.yaml': COMPOSE }, 'w');
  writeFileSync(join(w, '.git'), 'gitdir: ../main/.git/worktrees/w\n');
  writeFileSync(join(main, '.git', 'worktrees', 'w', 'gitdir'), '../../../../w/.git\n');
  await lease(w);
  expect(existsSync(recordOf(main))).toBe(true);
  renameSync(w, `${w}-gone`);
  await lease(main);
  expect(JSON.parse(read(recordOf(main)))).toMatchObject({ leases: [{ worktree: '' }] });
});

describe('what is no file', () => {
  test.skipIf(process.platform === 'win32')('in the place of the lock nobody has it', async () => {
    const folder = folderOf({ 'compose.yaml': COMPOSE });
    mkdirSync(join(folder, '.portolan'));
    const lock = join(folder, '.portolan/leases.json.lock');
    // It has been there for an hour: what is new, somebody of another machine may have.
    const then = Date.now() / 1000 - 3600;
    execFileSync('mkfifo', [lock]);
    utimesSync(lock, then, then);
    expect(await portolan(folder, ['lease'])).toMatchObject({ code: 0 });
    symlinkSync('/dev/zero', lock);
    lutimesSync(lock, then, then);
    expect(await portolan(folder, ['lease', '--release'])).toMatchObject({ code: 0 });
  });

  test.skipIf(process.platform === 'win32')('in the place of the file of variables is refused', async () => {
    const folder = folderOf({ 'compose.yaml': COMPOSE });
    execFileSync('mkfifo', [join(folder, 'own.env')]);
    const { code, stderr } = await portolan(folder, ['lease', '--file', 'own.env']);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining('own.env cannot be written'),
    });
  });

  test('a record of what no lease writes is none', async () => {
    const folder = folderOf({ 'compose.yaml': COMPOSE, 'sub/code.js': 'keep\n' });
    mkdirSync(join(folder, '.portolan'));
    const said = {
      worktree: '',
      folder: '',
      file: 'sub/code.js',
      isCreated: true,
      added: 'keep\n',
      values: [],
    };
    writeFileSync(join(folder, '.portolan/leases.json'), JSON.stringify({ version: 1, leases: [said] }));
    expect(await portolan(folder, ['lease', '--release'])).toMatchObject({ code: 2 });
    expect(readFileSync(join(folder, 'sub/code.js'), 'utf8')).toBe('keep\n');
  });
});
