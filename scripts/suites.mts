// Runs the extension as it is in this folder, and suites of tests, in the embedded VS Code.
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT, serve, temporaryFolder } from '#scripts/embedded';
import { newPage } from '#scripts/workbench';

/** Precedes what a suite says; the rest is the editor's own talk. */
const MARK = '[tests] ';

/** An editor that runs suites: opened on a folder, and served until this process ends. Gives its address. */
export function serveSuites(folder: string): Promise<string> {
  // What is not saved must stay so: in a browser the editor would save it after a second.
  return serve({ folder, driven: true, settings: { 'files.autoSave': 'off' } });
}

/**
 * Opens the editor in a browser and lets it run a suite, in the extension host that the extension in whose folder it
 * is belongs to. Gives what the suite says, line by line; rejects where it fails.
 */
export async function runSuite(
  url: string,
  extension: string,
  suite: string,
  onLine: (line: string) => void,
): Promise<void> {
  const page = await newPage();
  const exitCode = new Promise<number>(resolve => page.exposeFunction('codeAutomationExit', resolve));
  await page.exposeFunction('codeAutomationLog', (_type: string, [line]: unknown[]) => {
    if (typeof line === 'string' && line.startsWith(MARK)) onLine(line.slice(MARK.length));
  });
  await page.goto(withExtension(url, extension, ['extensionTestsPath', suite]));
  const code = await exitCode;
  await page.context().browser()?.close();
  if (code !== 0) throw new Error('The tests in the editor failed.');
}

/** The address under which the editor runs an extension from its folder, perhaps with other paths that it is to know. */
export function withExtension(
  url: string,
  extension: string,
  ...more: (readonly [string, string])[]
): string {
  const paths = [['extensionDevelopmentPath', extension] as const, ...more];
  const remote = paths.map(([name, file]) => [name, `vscode-remote://${new URL(url).host}${file}`]);
  return `${url}&payload=${encodeURIComponent(JSON.stringify(remote))}`;
}

/** The extension as browsers have it: one that also has a `main` would run beside the files, where there is a server. */
export function webExtension(): string {
  const folder = temporaryFolder('web');
  const { main: _, ...manifest } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
  for (const part of ['dist', 'images', 'l10n', 'package.nls.json', 'schemas', 'syntaxes'])
    if (existsSync(path.join(ROOT, part)))
      cpSync(path.join(ROOT, part), path.join(folder, part), { recursive: true });
  return folder;
}
