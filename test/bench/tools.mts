// What is measured: the built program, and the programs that people run beside it.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Command } from '#bench/client';

export const BENCH = path.dirname(fileURLToPath(import.meta.url));
const ROOT = path.resolve(BENCH, '../..');
const MODULES = path.join(BENCH, 'node_modules');

export type ServerName =
  | 'portolan'
  | 'yaml-language-server'
  | 'compose-language-service'
  | 'dockerfile-language-server';

/** A build of Portolan: how its server and its `check` are started. */
export interface Build {
  readonly server: Command;
  check(folder: string): readonly string[];
}

export interface Tools {
  readonly ours: Build;
  readonly servers: Readonly<Record<ServerName, Command>>;
  /** `server.js` without the command around it, as VS Code starts it. */
  readonly bareServer: Command;
  dclint(folder: string): readonly string[];
  readonly ripgrep: string | undefined;
  /** Bytes of what the extension ships. */
  readonly sizes: Readonly<Record<'server' | 'client' | 'cli', number>>;
  readonly versions: Readonly<Record<string, string>>;
}

/** The build whose bundles a folder holds. */
export function buildIn(folder: string): Build {
  const cli = path.join(folder, 'cli.js');
  if (!existsSync(cli)) throw new Error(`${cli} is not there`);
  return {
    server: { args: [cli, 'lsp', '--stdio'] },
    check: target => [cli, 'check', target],
  };
}

/** Builds the production bundles and sets the peers up. `folder` takes a copy of the bundles that no later build touches. */
export async function prepareTools(folder: string, report: (text: string) => void): Promise<Tools> {
  report('Building the production bundles');
  await runOrFail(process.execPath, ['esbuild.mjs', '--production'], ROOT);
  for (const name of ['server.js', 'cli.js', 'client.js', 'node-client.js'])
    copyFileSync(path.join(ROOT, 'dist', name), path.join(folder, name));
  if (!arePeersThere()) {
    report('Installing the peers into test/bench (npm ci, once)');
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    await runOrFail(npm, ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], BENCH);
  }
  const module = (name: string) => path.join(MODULES, name);
  const sizeOf = (name: string) => statSync(path.join(folder, name)).size;
  const ours = buildIn(folder);
  return {
    ours,
    servers: {
      portolan: ours.server,
      'yaml-language-server': {
        args: [module('yaml-language-server/bin/yaml-language-server'), '--stdio'],
        configuration: section => (section === 'yaml' ? yamlSettings() : null),
      },
      'compose-language-service': {
        args: [module('@microsoft/compose-language-service/bin/docker-compose-langserver'), '--stdio'],
      },
      'dockerfile-language-server': {
        args: [module('dockerfile-language-server-nodejs/bin/docker-langserver'), '--stdio'],
      },
    },
    bareServer: { args: [path.join(folder, 'server.js'), '--stdio'] },
    dclint: target => [module('dclint/bin/dclint.cjs'), '-r', target],
    ripgrep: findRipgrep(),
    sizes: {
      server: sizeOf('server.js'),
      // What the extension is, and the library that it loads right after.
      client: sizeOf('client.js') + sizeOf('node-client.js'),
      cli: sizeOf('cli.js'),
    },
    versions: versions(),
  };
}

/** Validation on, with the schema of the Compose specification from the disk, so that no network is needed. */
function yamlSettings() {
  const schema = pathToFileURL(path.join(MODULES, 'dclint/schemas/compose.schema.json')).href;
  return {
    validate: true,
    hover: true,
    completion: true,
    schemaStore: { enable: false },
    kubernetesCRDStore: { enable: false },
    schemas: { [schema]: ['*.yaml'] },
  };
}

function peers(): readonly string[] {
  const { dependencies } = JSON.parse(readFileSync(path.join(BENCH, 'package.json'), 'utf8'));
  return Object.keys(dependencies);
}

function arePeersThere(): boolean {
  return peers().every(name => existsSync(path.join(MODULES, name, 'package.json')));
}

function versions(): Record<string, string> {
  return Object.fromEntries(
    peers().map(name => [
      name,
      String(JSON.parse(readFileSync(path.join(MODULES, name, 'package.json'), 'utf8')).version),
    ]),
  );
}

/** The program that the package for this platform holds, else the one on PATH. */
function findRipgrep(): string | undefined {
  const require = createRequire(path.join(MODULES, '@vscode/ripgrep/package.json'));
  const file = process.platform === 'win32' ? 'rg.exe' : 'rg';
  try {
    return require.resolve(`@vscode/ripgrep-${process.platform}-${process.arch}/bin/${file}`);
  } catch {
    return spawnSync('rg', ['--version']).status === 0 ? 'rg' : undefined;
  }
}

async function runOrFail(command: string, args: readonly string[], cwd: string): Promise<void> {
  const child = spawn(command, args, {
    cwd,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: command.endsWith('.cmd'),
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${path.basename(command)} ${args.join(' ')} ended with ${code}`);
}
