// Measures Portolan and its peers on the same work, in one run: see docs/performance.md.
import { mkdtempSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { measureActivation } from '#bench/activation';
import { measureBefore } from '#bench/before';
import { type Folders, measureCheck, measureCheckMemory } from '#bench/checking';
import { measureEditing, type OpenFile, openFile, writeDocuments } from '#bench/editing';
import { composeFile, seeded, writeComposeFiles, writeMix } from '#bench/generate';
import { sampleOf } from '#bench/measure';
import { type Row, tableOf, targetsOf, targetTableOf } from '#bench/results';
import { type Build, buildIn, prepareTools, type Tools } from '#bench/tools';
import { measureFolders, measureHoverInScan, measureServerMemory, measureStart } from '#bench/workspaces';
import { buildVsix } from '../../scripts/package.mts';

const PARTS = ['bundle', 'activation', 'edit', 'start', 'check', 'memory', 'folders'] as const;
type Part = (typeof PARTS)[number];

const USAGE = `usage: npm run bench -- [--quick] [--only PART]... [--before FOLDER] [--json FILE]
PART is one of ${PARTS.join(', ')}
FOLDER holds the bundles of another build: that is measured beside this one, by turns, and nothing else`;

interface Options {
  readonly isQuick: boolean;
  readonly parts: readonly Part[];
  /** The other build, where that is what is compared with. */
  readonly before: Build | undefined;
  readonly json: string | undefined;
}

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
      before: { type: 'string' },
      json: { type: 'string' },
    },
  });
  const parts = values.only.map(name => {
    const part = PARTS.find(one => one === name);
    if (part === undefined) throw new Error(`--only ${name} is no part`);
    return part;
  });
  return {
    isQuick: values.quick,
    parts: parts.length > 0 ? parts : PARTS,
    before: values.before === undefined ? undefined : buildIn(path.resolve(values.before)),
    json: values.json,
  };
}

function optionsOrUsage(): Options {
  try {
    return readOptions();
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n${USAGE}`);
    process.exit(2);
  }
}

const started = performance.now();
function report(text: string): void {
  console.error(`[${((performance.now() - started) / 1000).toFixed(0).padStart(4)} s] ${text}`);
}

interface Inputs extends Folders {
  readonly documents: readonly OpenFile[];
  /** Two folders of 5,000 files each, and one of 9, each with the same document to edit. */
  readonly two: { readonly folders: readonly string[]; readonly document: OpenFile };
  readonly ten: { readonly folders: readonly string[]; readonly document: OpenFile };
}

function writeInputs(folder: string, parts: readonly Part[]): Inputs {
  report('Writing the inputs');
  const at = (name: string) => path.join(folder, name);
  const folders = {
    compose: at('compose'),
    small: at('mix-200'),
    middle: at('mix-1000'),
    large: at('mix-10000'),
  };
  const needs = (...some: Part[]) => some.some(part => parts.includes(part));
  if (needs('check')) {
    writeComposeFiles(folders.compose, 200, 1);
    writeMix(folders.small, 200, 2);
    writeMix(folders.middle, 1_000, 2);
  }
  if (needs('check', 'edit', 'start', 'memory')) writeMix(folders.large, 10_000, 2);
  const edited = (inside: string) =>
    openFile(at(inside), 'edited', 'compose.yaml', composeFile(seeded(500), 500, 20_000));
  if (needs('folders')) {
    writeMix(at('two/a'), 4_999, 3);
    writeMix(at('two/b'), 5_000, 4);
    writeMix(at('ten'), 9, 3);
  }
  return {
    ...folders,
    documents: writeDocuments(at('documents')),
    two: { folders: [at('two/a'), at('two/b')], document: edited('two/a') },
    ten: { folders: [at('ten')], document: edited('ten') },
  };
}

/** Adds rows as they are measured, so that there is something to show should it be broken off. */
async function measure(
  folder: string,
  tools: Tools,
  inputs: Inputs,
  { isQuick, parts, before }: Options,
  rows: Row[],
): Promise<void> {
  if (before !== undefined) {
    const effort = {
      edits: { most: isQuick ? 100 : 400, least: 50, budget: isQuick ? 5_000 : 20_000 },
      checks: { most: isQuick ? 3 : 15, least: 3, budget: 60_000 },
    };
    const folders = [
      ['200 compose files', inputs.compose],
      ['1,000 files of the mix', inputs.middle],
    ] as const;
    return measureBefore(tools, before, inputs.documents, folders, effort, rows, report);
  }
  const first = inputs.documents[0];
  if (!first) throw new Error('There is no document');
  if (parts.includes('bundle')) {
    const add = (what: string, bytes: number) =>
      rows.push({ part: 'bundle', what, tool: 'portolan', unit: 'KB', ...sampleOf([bytes / 1024]) });
    for (const name of ['server', 'client', 'cli'] as const) add(`${name}.js`, tools.sizes[name]);
    add('vsix', statSync(await buildVsix(folder)).size);
  }
  if (parts.includes('activation')) {
    report('Activating the extension');
    rows.push(await measureActivation(folder, isQuick ? 5 : 20));
  }
  if (parts.includes('edit')) {
    const effort = isQuick
      ? {
          ours: { most: 60, least: 20, budget: 2_000 },
          peers: { most: 20, least: 3, budget: 2_000 },
          peerLines: 3_500,
        }
      : {
          ours: { most: 400, least: 100, budget: 15_000 },
          peers: { most: 100, least: 5, budget: 10_000 },
          peerLines: 20_000,
        };
    await measureEditing(tools, inputs.documents, effort, rows, report);
    const scans = isQuick
      ? { most: 200, least: 1, budget: 2_000 }
      : { most: 1_000, least: 1, budget: 15_000 };
    await measureHoverInScan(tools, inputs.documents, inputs.large, scans, rows, report);
  }
  if (parts.includes('start')) {
    const effort = isQuick
      ? { ours: { most: 10, least: 5, budget: 4_000 }, peers: { most: 3, least: 2, budget: 4_000 } }
      : { ours: { most: 30, least: 10, budget: 20_000 }, peers: { most: 10, least: 5, budget: 20_000 } };
    await measureStart(tools, inputs.documents, inputs.large, effort, rows, report);
  }
  if (parts.includes('check')) {
    const effort = isQuick
      ? { ours: { most: 5, least: 2, budget: 4_000 }, dclint: { most: 1, least: 1, budget: 0 } }
      : { ours: { most: 15, least: 5, budget: 30_000 }, dclint: { most: 3, least: 2, budget: 40_000 } };
    await measureCheck(tools, inputs, effort, rows, report);
  }
  if (parts.includes('memory')) {
    report('Weighing');
    rows.push(...(await measureServerMemory(tools, first, inputs.large)));
    rows.push(...(await measureCheckMemory(tools, inputs.large)));
  }
  if (parts.includes('folders')) {
    report('Typing in a large workspace and in a small one');
    const effort = { most: isQuick ? 100 : 400, least: 0, budget: 0 };
    rows.push(...(await measureFolders(tools, inputs.two, inputs.ten, effort)));
  }
}

function machine(tools: Tools) {
  return {
    date: new Date().toISOString(),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    processor: cpus()[0]?.model ?? 'unknown',
    processors: availableParallelism(),
    load: loadavg().map(value => Number(value.toFixed(2))),
    versions: tools.versions,
  };
}

async function main(): Promise<void> {
  const options = optionsOrUsage();
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'portolan-bench-')));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const tools = await prepareTools(folder, report);
  const before = machine(tools);
  const rows: Row[] = [];
  const show = () => showResults(before, rows, options);
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      show();
      process.exit(130);
    });
  try {
    await measure(folder, tools, writeInputs(folder, options.parts), options, rows);
  } catch (error) {
    process.exitCode = 1;
    console.error(error);
  }
  show();
}

function showResults(
  before: ReturnType<typeof machine>,
  rows: readonly Row[],
  { isQuick, json }: Options,
): void {
  const targets = targetsOf(rows);
  const { node, platform, processor, processors, load } = before;
  console.log(
    `${processor}, ${processors} processors, ${platform}, Node ${node}; load ${load[0]} before, ${loadavg()[0]?.toFixed(2)} after\n`,
  );
  console.log(`${tableOf(rows)}\n`);
  console.log(targetTableOf(targets));
  if (!json) return;
  const seconds = Math.round((performance.now() - started) / 1000);
  writeFileSync(json, `${JSON.stringify({ ...before, quick: isQuick, seconds, rows, targets }, null, 2)}\n`);
}

await main();
