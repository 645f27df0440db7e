// Opens the examples in a VS Code with the extension: the desktop one where `code` is on PATH, else the embedded one.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { install, ROOT, serve, temporaryFolder } from '#scripts/embedded';
import { buildVsix } from '#scripts/package';
import { fail, run } from '#scripts/processes';

const USAGE = 'usage: npm start -- [FOLDER] [--port N] [--embedded]';

function readOptions() {
  const { values, positionals } = parseArgs({
    options: { port: { type: 'string', default: '0' }, embedded: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new Error(`--port ${values.port} is not a port`);
  const folder = path.resolve(positionals[0] ?? path.join(ROOT, 'examples'));
  if (!existsSync(folder)) throw new Error(`${folder} does not exist`);
  return { port, folder, embedded: values.embedded };
}

function findDesktop(): string | undefined {
  const name = process.platform === 'win32' ? 'code.cmd' : 'code';
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  return folders.map(folder => path.join(folder, name)).find(file => existsSync(file));
}

async function openDesktop(code: string, folder: string): Promise<void> {
  await run(process.execPath, ['esbuild.mjs'], { cwd: ROOT });
  const windows = process.platform === 'win32';
  const quoted = (text: string) => (windows ? `"${text}"` : text);
  const args = ['--new-window', quoted(`--extensionDevelopmentPath=${ROOT}`), quoted(folder)];
  spawn(quoted(code), args, { stdio: 'ignore', detached: true, shell: windows }).unref();
  console.log(`VS Code opens ${folder} with Portolan.`);
}

async function openEmbedded(folder: string, port: number): Promise<void> {
  const [vsix] = await Promise.all([buildVsix(temporaryFolder('package')), install()]);
  const url = await serve({ folder, port, vsix, settings: { 'workbench.startupEditor': 'readme' } });
  console.log(`Portolan is ready: open ${url} in a browser. Ctrl+C ends it.`);
}

function optionsOrUsage() {
  try {
    return readOptions();
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n${USAGE}`);
    process.exit(2);
  }
}

const { folder, port, embedded } = optionsOrUsage();
const code = embedded ? undefined : findDesktop();
await (code ? openDesktop(code, folder) : openEmbedded(folder, port)).catch(fail);
