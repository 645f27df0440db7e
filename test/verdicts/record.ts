import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { fixed } from '../unit/properties/fixed';
import { type FileTexts, projects } from '../unit/properties/projects';
import { type Call, caseText, type Question, type Recording, type Run, type VerdictCase } from './case';
import { differencesOf, isDecisive } from './differences';
import { ask, type Depth, type Engine } from './docker';
import { CACHE, programOf, startEngines } from './engine';
import { viewOf } from './portolan';
import { QUESTIONS } from './questions';
import { each, recordingText } from './recording';
import { shrink } from './shrink';

const FOLDER = path.resolve('test/verdicts');
const ANSWERS = path.join(CACHE, 'answers');
const { values } = parseArgs({
  options: {
    projects: { type: 'string' },
    seed: { type: 'string' },
    jobs: { type: 'string', default: '2' },
    only: { type: 'string' },
    'reads-only': { type: 'boolean', default: false },
    fixes: { type: 'boolean', default: false },
  },
});
const running = await startEngines(Number(values.jobs));
const engines = running.map(({ engine }) => engine);
const program = engines[0] ? await programOf(engines[0]) : '';
try {
  if (values.projects === undefined) await record();
  else await compare(Number(values.projects), Number(values.seed ?? Date.now() % 1_000_000_007));
} finally {
  for (const { stop } of running) stop();
}

/** Asks anew all that is recorded, and writes it down. */
async function record(): Promise<void> {
  for (const [file, questions] of Object.entries(QUESTIONS)) {
    if (values.only !== undefined && !file.includes(values.only)) continue;
    const target = path.join(FOLDER, file);
    const reasons = reasonsIn(target);
    const cases = await each(engines, questions(), async (question, engine): Promise<VerdictCase> => {
      const why = reasons.get(question.name);
      return {
        ...question,
        ...(why !== undefined && { why }),
        calls: await callsOf(engine, question, 'all'),
      };
    });
    writeFileSync(target, recordingText({ program, command: 'npm run verdicts' }, cases, caseText));
    console.log(`${file}: ${cases.length} cases`);
  }
}

/** What is written by hand stays: why Portolan says something else. */
function reasonsIn(file: string): ReadonlyMap<string, string> {
  try {
    const { cases }: Recording = JSON.parse(readFileSync(file, 'utf8'));
    return new Map(cases.flatMap(({ name, why }) => (why === undefined ? [] : [[name, why] as const])));
  } catch {
    return new Map();
  }
}

async function callsOf(
  engine: Engine,
  { files }: Pick<Question, 'files'>,
  depth: Depth,
): Promise<readonly Call[]> {
  const { calls } = await viewOf(files);
  const named = calls.some(call => call.length === 0) ? calls : [[], ...calls];
  const answers: Call[] = [];
  for (const call of named) {
    const runs =
      depth === 'all' ? await ask(engine, files, call, depth) : await askedOnce(engine, files, call, depth);
    answers.push({ files: call, runs });
  }
  return answers;
}

/** What the program says to a question, or said before: so a seed can be held against it again after a mend. */
async function askedOnce(
  engine: Engine,
  files: FileTexts,
  call: readonly string[],
  depth: Depth,
): Promise<readonly Run[]> {
  const key = createHash('sha256')
    .update(JSON.stringify([program, files, call, depth]))
    .digest('hex');
  const file = path.join(ANSWERS, `${key}.json`);
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    const runs = await ask(engine, files, call, depth);
    mkdirSync(ANSWERS, { recursive: true });
    writeFileSync(file, JSON.stringify(runs));
    return runs;
  }
}

/** Holds fresh projects against what Docker says of them now. */
async function compare(count: number, seed: number): Promise<void> {
  const start = Date.now();
  const differences = values.fixes ? lostIn : differencesIn;
  let [runs, decisive, different] = [0, 0, 0];
  await each(engines, fc.sample(projects, { seed, numRuns: count }), async (files, engine, index) => {
    const own = await differences(engine, files, (all, decided) => {
      runs += all;
      decisive += decided;
    });
    if (own.length === 0) return;
    different++;
    const kinds = new Set(own.map(kindOf));
    const small = await shrink(files, async fewer =>
      (await differences(engine, fewer)).some(one => kinds.has(kindOf(one))),
    );
    const said = await differences(engine, small);
    const texts = Object.entries(small).map(([name, text]) => `--- ${name}\n${text.trimEnd()}`);
    console.log(
      [`\nproject ${index + 1} of seed ${seed}`, ...said.map(line => `  ${line}`), ...texts].join('\n'),
    );
  });
  const seconds = Math.round((Date.now() - start) / 1000);
  console.log(
    `\nseed ${seed}: ${count} projects, ${runs} calls with their profiles, ${decisive} decisive, ${different} projects differ, ${seconds} s`,
  );
  if (different > 0) process.exitCode = 1;
}

/** Told how many runs there were, and how many of them say all that can be compared. */
function ignoreRuns(_all: number, _decisive: number): void {}

/** A difference without the names and numbers of its project. */
function kindOf(difference: string): string {
  return difference
    .replace(/^.*: the program reads .*/, 'reads')
    .replace(/\d+|["'].*?["']|\S+\.\S+|^-.*? (?=the|up)/g, '');
}

async function differencesIn(
  engine: Engine,
  files: FileTexts,
  onRuns = ignoreRuns,
): Promise<readonly string[]> {
  const view = await viewOf(files);
  const calls = await callsOf(engine, { files }, values['reads-only'] ? 'reads' : 'meetings');
  const all = calls.flatMap(call => call.runs);
  onRuns(all.length, all.filter(isDecisive).length);
  return calls.flatMap(call =>
    call.runs.flatMap(run => {
      const where = [
        ...call.files.map(name => `-f ${name}`),
        ...run.profiles.map(name => `--profile ${name}`),
      ];
      return differencesOf(run, view.run(call.files, run.profiles)).map(one => [...where, one].join(' '));
    }),
  );
}

/** The bindings that the program reads no more once `check --fix --unsafe-fixes` has moved ports. */
async function lostIn(engine: Engine, files: FileTexts, onRuns = ignoreRuns): Promise<readonly string[]> {
  const { files: moved } = await fixed(files);
  const { calls } = await viewOf(files);
  const lost: string[] = [];
  for (const call of calls) {
    const [before, after] = [
      await askedOnce(engine, files, call, 'reads'),
      await askedOnce(engine, moved, call, 'reads'),
    ];
    const pairs = before.flatMap((run, index) => {
      const later = after[index];
      return run.refuses === undefined && later ? [{ run, later }] : [];
    });
    onRuns(before.length, pairs.length);
    for (const { run, later } of pairs) {
      const [had, has] = [run, later].map(({ reads }) => bindingsIn(reads));
      if (later.refuses !== undefined) lost.push(`after the fixes the program refuses: ${later.refuses}`);
      else if (had !== has) lost.push(`bindings before: ${had}, after the fixes: ${has}`);
    }
  }
  return lost;
}

/** How many ports each service publishes. */
function bindingsIn(reads: Run['reads'] = {}): string {
  const sizeOf = (text: string) => {
    const [, from, to = from] = /:(\d+)(?:-(\d+))?\/\w+$/.exec(text) ?? [];
    return from === undefined ? 1 : Number(to) - Number(from) + 1;
  };
  return Object.entries(reads)
    .map(([name, texts]) => `${name} ${texts.reduce((sum, text) => sum + sizeOf(text), 0)}`)
    .join(', ');
}
