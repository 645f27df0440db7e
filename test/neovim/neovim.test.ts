import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CLI = path.join(ROOT, 'dist/cli.js');

/** What is tried: the command just built, or one that is installed. */
const COMMAND = process.env.PORTOLAN_COMMAND?.split(' ') ?? [process.execPath, CLI];

/** Longer than all that `portolan.lua` waits for together. */
const LIMIT = 150_000;

/** Of the Neovim on the PATH: 0.11 is 11, 1.2 is 1002; 0 without one. */
const version = (() => {
  const { stdout } = spawnSync('nvim', ['--version'], { encoding: 'utf8' });
  const numbers = /^NVIM v(\d+)\.(\d+)/.exec(stdout ?? '');
  return numbers ? Number(numbers[1]) * 1000 + Number(numbers[2]) : 0;
})();
if (version < 7)
  console.log('Neovim 0.7 or later is not installed: what it does with Portolan is not tested.');

/** The configurations that docs/editors.md gives for this version. */
const configurations = ['Neovim 0.7 to 0.10', 'Neovim 0.11 and later'].slice(0, version < 11 ? 1 : 2);

interface Diagnostic {
  readonly source: string;
  readonly code: string;
  readonly severity: string;
  readonly message: string;
  readonly line: number;
  readonly from: number;
  readonly to: number;
}

/** What `portolan.lua` saw; what it did not come to is missing. */
interface Report {
  readonly problem?: string;
  readonly messages: string;
  readonly diagnostics?: readonly Diagnostic[];
  readonly servers?: readonly number[];
  readonly hover?: string;
  readonly actions?: readonly string[];
  readonly moved?: { readonly compose: string; readonly notes: string };
  readonly left?: readonly Diagnostic[];
  readonly served?: readonly string[];
  readonly servers_at_end?: readonly number[];
  readonly ended: boolean;
}

describe.runIf(version >= 7).each(configurations)('in %s', heading => {
  let folder: string;
  let report: Report;
  let editor: ChildProcess | undefined;
  const project = (file: string) => path.join(folder, 'project', file);
  const written = (file: string) => readFileSync(project(file), 'utf8');

  beforeAll(async () => {
    if (!existsSync(CLI)) execFileSync(process.execPath, ['esbuild.mjs'], { cwd: ROOT, stdio: 'ignore' });
    folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'portolan-neovim-')));
    cpSync(path.join(ROOT, 'test/neovim/project'), project(''), { recursive: true });
    mkdirSync(project('.git'));
    writeFileSync(path.join(folder, 'config.lua'), configurationFromDocs(heading));
    const began = spawn(
      'nvim',
      ['--headless', '--clean', '-u', 'NONE', '-n', '-S', path.join(ROOT, 'test/neovim/portolan.lua')],
      {
        cwd: project(''),
        env: {
          ...process.env,
          ...Object.fromEntries(
            ['CONFIG', 'DATA', 'STATE', 'CACHE'].map(kind => [`XDG_${kind}_HOME`, path.join(folder, kind)]),
          ),
          LC_ALL: 'C',
          NVIM_LOG_FILE: path.join(folder, 'nvim.log'),
          PORTOLAN_CONFIG: path.join(folder, 'config.lua'),
          PORTOLAN_REPORT: path.join(folder, 'report.json'),
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    editor = began;
    let output = '';
    for (const stream of [began.stdout, began.stderr]) stream.on('data', chunk => (output += chunk));
    const timer = setTimeout(() => began.kill('SIGKILL'), LIMIT);
    await once(began, 'close');
    clearTimeout(timer);
    if (!existsSync(path.join(folder, 'report.json'))) throw new Error(`Neovim reported nothing. ${output}`);
    report = JSON.parse(readFileSync(path.join(folder, 'report.json'), 'utf8'));
  }, LIMIT + 20_000);

  afterAll(() => {
    editor?.kill('SIGKILL');
    for (const pid of report?.servers ?? [])
      if (!report.ended && isRunning(pid)) process.kill(pid, 'SIGKILL');
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  test('all goes through, without an error', () => {
    expect(report).not.toHaveProperty('problem');
    expect(report.messages).not.toMatch(/\b(error|failed|newer than edits)\b|^E\d+:/im);
  });

  test('diagnostics are shown, with the severities that are set', () => {
    const shown = { source: 'portolan', from: 9 };
    expect(report.diagnostics).toMatchObject([
      { ...shown, code: 'privileged-port', severity: 'INFO', line: 5, to: 11 },
      { ...shown, code: 'ephemeral-port', severity: 'HINT', line: 12, to: 14 },
      { ...shown, code: 'port-conflict', severity: 'ERROR', line: 16, to: 13 },
      { ...shown, code: 'port-conflict', severity: 'ERROR', line: 20, to: 13 },
    ]);
    expect(report.diagnostics?.[2]?.message).toContain('Host port 5432 is published by "db" and "replica"');
  });

  test('a hover names the port', () => {
    for (const part of [
      '**5432/tcp** on the host → port 5432 of `db`',
      'Conflicts with `replica`',
      'Known as `postgresql` (IANA)',
    ]) {
      expect(report).toHaveProperty('hover', expect.stringContaining(part));
    }
  });

  test('a code action moves a port with all that leads to it', () => {
    expect(report.actions?.[0]).toBe('Move host port 80 of "web" to 8080 and 1 other place');
    expect(report.moved?.compose.split('\n')[4]).toBe('      - "8080:80"');
    expect(report.moved?.notes).toBe(
      'The site is at http://localhost:8080/ and the API at http://localhost:3000/health.',
    );
    expect(report.left?.map(({ code }) => code)).toEqual([
      'ephemeral-port',
      'port-conflict',
      'port-conflict',
    ]);
  });

  test('a renaming changes a port in every file', () => {
    expect(written('compose.yaml')).toBe(`services:
  web:
    image: nginx:1.29
    ports:
      - "8080:80"
    environment:
      API_URL: http://localhost:4000
  api:
    image: node:24
    ports:
      - "\${API_PORT}:3000"
      - "50051:9000"
  db:
    image: postgres:18
    ports:
      - "5432:5432"
  replica:
    image: postgres:18
    ports:
      - "5432:5432"
`);
    expect(written('.env')).toBe('# Where the API is published.\nAPI_PORT=4000\n');
    expect(written('README.md')).toBe(
      'The site is at http://localhost:8080/ and the API at http://localhost:4000/health.\n',
    );
  });

  test('one server serves the project, and ends with it', () => {
    expect(report.servers).toHaveLength(1);
    expect(report.servers_at_end).toEqual(report.servers);
    expect(report.served).toEqual(['.env', 'README.md', 'compose.yaml']);
    expect(report.ended).toBe(true);
    expect(report.servers?.filter(isRunning)).toEqual([]);
    expect(editor?.exitCode).toBe(0);
  });
});

/** The configuration under a heading of docs/editors.md, with the settings from there and the server just built. */
function configurationFromDocs(heading: string): string {
  const docs = readFileSync(path.join(ROOT, 'docs/editors.md'), 'utf8');
  const blockUnder = (title: string) => {
    const block = docs.split(`\n### ${title}\n`)[1]?.match(/^```lua\n(.*?)^```$/ms)?.[1];
    if (block === undefined) throw new Error(`docs/editors.md has no configuration under "${title}".`);
    return block;
  };
  const command = "cmd = { 'portolan', 'lsp', '--stdio' },";
  const configuration = blockUnder(heading);
  if (configuration.split(command).length !== 2)
    throw new Error(`The configuration under "${heading}" does not have "${command}" once.`);
  const built = [...COMMAND, 'lsp', '--stdio'].map(argument => JSON.stringify(argument));
  return configuration.replace(
    command,
    () => `cmd = { ${built.join(', ')} },\n${blockUnder('Settings in Neovim')}`,
  );
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
