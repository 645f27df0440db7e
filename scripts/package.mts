// Makes the extension's package: portolan-VERSION.vsix, in the repository's folder when run as a script.
import path from 'node:path';
import { fail, run } from '#scripts/processes';
import manifest from '../package.json' with { type: 'json' };

const ROOT = path.resolve(import.meta.dirname, '..');
const VSCE = path.join(ROOT, 'node_modules', '@vscode', 'vsce', 'vsce');

export async function buildVsix(folder: string, output: 'inherit' | 'ignore' = 'ignore'): Promise<string> {
  const vsix = path.join(folder, `${manifest.name}-${manifest.version}.vsix`);
  const args = ['package', '--no-dependencies', '--out', vsix];
  await run(process.execPath, [VSCE, ...args], { cwd: ROOT, stdio: ['ignore', output, 'inherit'] });
  return vsix;
}

if (import.meta.main) await buildVsix(ROOT, 'inherit').catch(fail);
