// How long the extension takes to activate, in the extension host of the embedded VS Code.
import { mkdtempSync } from 'node:fs';
import path from 'node:path';
import { sampleOf } from '#bench/measure';
import type { Row } from '#bench/results';
import { install, ROOT } from '../../scripts/embedded.mts';
import { run } from '../../scripts/processes.mts';
import { runSuite, serveSuites } from '../../scripts/suites.mts';

const SUITE = path.join(ROOT, 'dist', 'test', 'activation.js');

/** Each start is a new window with an extension host of its own, on a folder without anything to activate for. */
export async function measureActivation(folder: string, starts: number): Promise<Row> {
  await install();
  await run(process.execPath, ['esbuild.mjs', '--production', '--tests'], { cwd: ROOT });
  const url = await serveSuites(mkdtempSync(path.join(folder, 'empty-')));
  const values: number[] = [];
  for (let start = 0; start < starts; start++)
    await runSuite(url, ROOT, SUITE, line => values.push(Number(line)));
  return { part: 'activation', what: 'activation', tool: 'portolan', unit: 'ms', ...sampleOf(values) };
}
