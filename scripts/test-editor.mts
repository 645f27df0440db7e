// Runs the tests of test/editor in a real VS Code: on Linux the embedded one, elsewhere or with --desktop the one that
// @vscode/test-electron downloads. The end-to-end test, which drives what `npm start` serves, needs the embedded one.
import { cpSync } from 'node:fs';
import path from 'node:path';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { install, ROOT, serve, temporaryFolder } from '#scripts/embedded';
import { fail, run } from '#scripts/processes';
import { newPage } from '#scripts/workbench';

const MOCHA = path.join(ROOT, 'node_modules', 'mocha', 'bin', 'mocha.js');
const SUITE = path.join(ROOT, 'dist', 'test', 'index.js');
/** Precedes what the suites' reporter says; the rest is the editor's own talk. */
const MARK = '[tests] ';
const TIME_LIMIT = 180_000;

function copyOfWorkspace(): string {
  const copy = temporaryFolder('workspace');
  cpSync(path.join(ROOT, 'test', 'editor', 'workspace'), copy, { recursive: true });
  return copy;
}

function build(): Promise<void> {
  return run(process.execPath, ['esbuild.mjs', '--tests'], { cwd: ROOT });
}

async function testOnDesktop(): Promise<void> {
  const [vscodeExecutablePath] = await Promise.all([downloadAndUnzipVSCode(), build()]);
  limitTime();
  await runTests({
    vscodeExecutablePath,
    extensionDevelopmentPath: ROOT,
    extensionTestsPath: SUITE,
    launchArgs: [copyOfWorkspace(), '--disable-extensions', '--disable-workspace-trust'],
  });
}

async function testEmbedded(): Promise<void> {
  await Promise.all([install(), build()]);
  limitTime();
  await runSuites();
  await run(process.execPath, [MOCHA, '--exit', 'test/editor/e2e/*.test.mts'], { cwd: ROOT });
}

/** A test that hangs shall not hang whoever runs it. */
function limitTime(): void {
  setTimeout(() => fail(`The editor tests did not end within ${TIME_LIMIT / 1000} s.`), TIME_LIMIT).unref();
}

/** Opens the workspace in a browser and lets the workbench run the suites in its extension host. */
async function runSuites(): Promise<void> {
  const folder = copyOfWorkspace();
  // What is not saved must stay so: in a browser the editor would save it after a second.
  const url = await serve({ folder, driven: true, settings: { 'files.autoSave': 'off' } });
  const page = await newPage();
  const exitCode = new Promise<number>(resolve => page.exposeFunction('codeAutomationExit', resolve));
  await page.exposeFunction('codeAutomationLog', (_type: string, [line]: unknown[]) => {
    if (typeof line === 'string' && line.startsWith(MARK)) console.log(line.slice(MARK.length));
  });

  const remote = (file: string) => `vscode-remote://${new URL(url).host}${file}`;
  const payload = [
    ['extensionDevelopmentPath', remote(ROOT)],
    ['extensionTestsPath', remote(SUITE)],
  ];
  await page.goto(`${url}&payload=${encodeURIComponent(JSON.stringify(payload))}`);
  const code = await exitCode;
  await page.context().browser()?.close();
  if (code !== 0) throw new Error('The tests in the editor failed.');
}

const desktop = process.argv.includes('--desktop') || process.platform !== 'linux';
await (desktop ? testOnDesktop() : testEmbedded()).then(() => process.exit(), fail);
