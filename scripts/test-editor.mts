// Runs the tests of test/editor in a real VS Code: on Linux the embedded one, elsewhere or with --desktop the one that
// @vscode/test-electron downloads. The end-to-end tests, which drive what `npm start` serves and the site, need the
// browser that comes with the embedded one.
import { cpSync } from 'node:fs';
import path from 'node:path';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { install, ROOT, temporaryFolder } from '#scripts/embedded';
import { fail, run } from '#scripts/processes';
import { runSuite, serveSuites, webExtension } from '#scripts/suites';

const MOCHA = path.join(ROOT, 'node_modules', 'mocha', 'bin', 'mocha.js');
const SUITE = path.join(ROOT, 'dist', 'test', 'index.js');
const WEB_SUITE = path.join(ROOT, 'dist', 'test', 'web.js');
const TIME_LIMIT = 900_000;

function copyOfWorkspace(): string {
  const copy = temporaryFolder('workspace');
  cpSync(path.join(ROOT, 'test', 'editor', 'workspace'), copy, { recursive: true });
  return copy;
}

function build(): Promise<void> {
  return run(process.execPath, ['esbuild.mjs', '--tests'], { cwd: ROOT });
}

async function buildSite(): Promise<void> {
  await run(process.execPath, ['esbuild.mjs', '--site', '--production'], { cwd: ROOT });
  await run(process.execPath, ['site/build.mts'], { cwd: ROOT });
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
  await Promise.all([install(), build().then(buildSite)]);
  limitTime();
  await runSuite(await serveSuites(copyOfWorkspace()), ROOT, SUITE, console.log);
  const web = webExtension();
  const webSuite = path.join(web, path.relative(ROOT, WEB_SUITE));
  await runSuite(await serveSuites(copyOfWorkspace()), web, webSuite, console.log);
  await run(process.execPath, [MOCHA, '--exit', 'test/editor/e2e/*.test.mts', 'test/site/*.test.mts'], {
    cwd: ROOT,
  });
}

/** A test that hangs shall not hang whoever runs it. */
function limitTime(): void {
  setTimeout(() => fail(`The editor tests did not end within ${TIME_LIMIT / 1000} s.`), TIME_LIMIT).unref();
}

const desktop = process.argv.includes('--desktop') || process.platform !== 'linux';
await (desktop ? testOnDesktop() : testEmbedded()).then(() => process.exit(), fail);
