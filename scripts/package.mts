// Makes the packages: portolan-VERSION.vsix, the extension, in the repository's folder when run as a script; and
// portolan-VERSION.tgz, the command and the server for npm.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fail, run } from '#scripts/processes';
import manifest from '../package.json' with { type: 'json' };

const ROOT = path.resolve(import.meta.dirname, '..');
const VSCE = path.join(ROOT, 'node_modules', '@vscode', 'vsce', 'vsce');
const CLI = path.join(ROOT, 'dist', 'cli.js');

/** Makes the VSIX of the build as it is, in a folder, and gives its path. */
export async function buildVsix(folder: string, output: 'inherit' | 'ignore' = 'ignore'): Promise<string> {
  const vsix = path.join(folder, `${manifest.name}-${manifest.version}.vsix`);
  await vsce(['package', '--no-dependencies', '--out', vsix], output);
  return vsix;
}

/** Runs the tool of VS Code's Marketplace. */
export function vsce(args: readonly string[], output: 'inherit' | 'ignore'): Promise<void> {
  return run(process.execPath, [VSCE, ...args], { cwd: ROOT, stdio: ['ignore', output, 'inherit'] });
}

/** What npm is told: no dependencies, for all that the command needs is in its one file. */
function npmManifest(): object {
  const { name, version, license, repository, bugs, homepage, keywords, engines } = manifest;
  return {
    name,
    version,
    description:
      'Finds ports that collide or lead nowhere in Compose files, Dockerfiles, Kubernetes manifests and more',
    license,
    repository,
    bugs,
    homepage,
    keywords,
    engines: { node: engines.node },
    bin: { portolan: 'portolan.js' },
    man: './portolan.1',
    publishConfig: { access: 'public' },
  };
}

/** Writes what the command is made of into a folder: its one file, the manual, the licences. Takes the build as it is. */
export function writeCommand(folder: string): void {
  copyFileSync(CLI, path.join(folder, 'portolan.js'));
  copyFileSync(path.join(ROOT, 'dist', 'cli-notices.txt'), path.join(folder, 'ThirdPartyNotices.txt'));
  copyFileSync(path.join(ROOT, 'LICENSE'), path.join(folder, 'LICENSE'));
  writeFileSync(path.join(folder, 'portolan.1'), execFileSync(process.execPath, [CLI, 'manual']));
}

/** Makes the package for npm of the build as it is, and gives its path. */
export async function buildNpm(folder: string): Promise<string> {
  const staged = mkdtempSync(path.join(tmpdir(), 'portolan-npm-'));
  try {
    const content = path.join(staged, 'package');
    mkdirSync(content);
    writeCommand(content);
    copyFileSync(path.join(ROOT, 'packaging', 'npm', 'README.md'), path.join(content, 'README.md'));
    writeFileSync(path.join(content, 'package.json'), `${JSON.stringify(npmManifest(), null, 2)}\n`);
    await npm(['pack', content, '--pack-destination', folder, '--silent'], staged);
  } finally {
    rmSync(staged, { recursive: true, force: true });
  }
  return path.join(folder, `${manifest.name}-${manifest.version}.tgz`);
}

/** Runs npm in a folder. On Windows it is a script, which only a shell runs. */
export function npm(args: readonly string[], cwd: string): Promise<void> {
  const isWindows = process.platform === 'win32';
  return run('npm', isWindows ? args.map(arg => `"${arg}"`) : args, {
    cwd,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: isWindows,
  });
}

if (import.meta.main) await buildVsix(ROOT, 'inherit').catch(fail);
