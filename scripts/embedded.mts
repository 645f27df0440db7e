// The embedded VS Code: a real one, server and workbench, from the npm packages pinned in scripts/embedded.
// It serves where there is no desktop VS Code: `npm start`, the editor tests and the README's picture.
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { onExit, run } from '#scripts/processes';

export const ROOT = path.resolve(import.meta.dirname, '..');
const PINS = path.join(import.meta.dirname, 'embedded');
const HOME = path.join(ROOT, '.vscode-test', 'embedded');
const VSCODE = path.join(HOME, 'node_modules', 'code-server', 'lib', 'vscode');
const SERVER = path.join(VSCODE, 'out', 'server-main.js');

/** Settings that keep the editor quiet: nobody signs in to, is greeted by or is measured by a throw-away window. */
const SETTINGS = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/** Installs the pinned packages, once: a complete installation of the same lock file is used again. */
export async function install(): Promise<void> {
  const lock = readFileSync(path.join(PINS, 'package-lock.json'));
  const wanted = createHash('sha256').update(lock).digest('hex');
  const marker = path.join(HOME, 'installed');
  if (existsSync(marker) && readFileSync(marker, 'utf8') === wanted) return;

  mkdirSync(HOME, { recursive: true });
  for (const file of ['package.json', 'package-lock.json'])
    copyFileSync(path.join(PINS, file), path.join(HOME, file));
  console.log('Installing the embedded VS Code, once: about 700 MB and half a minute.');
  console.log('1/2 the editor, and a browser for the tests');
  await npm(HOME, 'ci', '--ignore-scripts');
  // code-server fetches these in its install script, and compiles them, which nothing here needs. Not `ci`: its
  // shrinkwrap is not quite in step with its package.json.
  console.log("2/2 the editor's own packages");
  await npm(VSCODE, 'install', '--omit=dev', '--ignore-scripts');
  writeFileSync(marker, wanted);
}

function npm(cwd: string, ...args: string[]): Promise<void> {
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  const cli = process.env.npm_execpath;
  return cli
    ? run(process.execPath, [cli, ...args, ...quiet], { cwd })
    : run('npm', [...args, ...quiet], { cwd, shell: process.platform === 'win32' });
}

export interface ServeOptions {
  /** The folder that the editor opens. */
  readonly folder: string;
  /** 0 for any that is free. */
  readonly port?: number;
  /** An extension to install first. */
  readonly vsix?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Lets a browser's automation run extension tests in it. */
  readonly driven?: boolean;
}

/** Serves the editor until this process ends; what it writes goes to a temporary folder. Gives its address. */
export async function serve({ folder, port = 0, vsix, settings, driven }: ServeOptions): Promise<string> {
  await demandFree(port);
  const data = temporaryFolder('editor');
  const user = path.join(data, 'data', 'User');
  mkdirSync(user, { recursive: true });
  writeFileSync(path.join(user, 'settings.json'), JSON.stringify({ ...SETTINGS, ...settings }));

  // Its complaints about optional native modules would bury everything else, so they go to a file.
  const log = path.join(data, 'server.log');
  const errors = openSync(log, 'w');
  const common = ['--server-data-dir', data, '--accept-server-license-terms', '--telemetry-level', 'off'];
  if (vsix) {
    const args = [SERVER, '--install-extension', vsix, ...common];
    await run(process.execPath, args, { stdio: ['ignore', 'ignore', errors] });
  }
  const server = spawn(
    process.execPath,
    [
      SERVER,
      ...[
        '--host',
        '127.0.0.1',
        '--port',
        String(port),
        '--without-connection-token',
        '--disable-workspace-trust',
      ],
      ...(driven ? ['--enable-smoke-test-driver'] : []),
      ...common,
    ],
    // A group of its own, so that it and all that it starts can be ended together.
    { stdio: ['ignore', 'pipe', errors], detached: process.platform !== 'win32' },
  );
  onExit(() => endGroup(server));
  const ended = once(server, 'exit').then(() => {
    throw new Error(`The embedded VS Code did not start:\n${readFileSync(log, 'utf8').slice(-2000)}`);
  });
  const url = await Promise.race([address(server), ended]);
  const opened = decodeURIComponent(pathToFileURL(folder).pathname);
  return `${url}?folder=${encodeURIComponent(opened)}`;
}

/** VS Code's server neither ends nor says anything where its port is taken. */
async function demandFree(port: number): Promise<void> {
  const probe = createServer().listen(port, '127.0.0.1');
  await once(probe, 'listening');
  probe.close();
}

function endGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill();
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has already ended.
  }
}

function address(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    if (!server.stdout)
      return reject(new Error('The embedded VS Code has no output to read its address from.'));
    createInterface({ input: server.stdout }).on('line', line => {
      const [, port] = /listening on (\d+)/.exec(line) ?? [];
      if (port) resolve(`http://127.0.0.1:${port}/`);
    });
  });
}

/** A headless Chromium from the same packages. */
export async function launchBrowser(): Promise<Browser> {
  const entry = createRequire(path.join(HOME, 'package.json')).resolve('@sparticuz/chromium');
  const bundled: { default: { executablePath(): Promise<string> } } = await import(pathToFileURL(entry).href);
  return chromium.launch({
    executablePath: await bundled.default.executablePath(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
}

/** A folder that is gone when this process ends. */
export function temporaryFolder(name: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), `portolan-${name}-`));
  onExit(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}
