// Runs a suite of tests in the extension host of the embedded VS Code.
import { serve } from '#scripts/embedded';
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
  const remote = (file: string) => `vscode-remote://${new URL(url).host}${file}`;
  const payload = [
    ['extensionDevelopmentPath', remote(extension)],
    ['extensionTestsPath', remote(suite)],
  ];
  await page.goto(`${url}&payload=${encodeURIComponent(JSON.stringify(payload))}`);
  const code = await exitCode;
  await page.context().browser()?.close();
  if (code !== 0) throw new Error('The tests in the editor failed.');
}
