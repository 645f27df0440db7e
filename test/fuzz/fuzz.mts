// npm run fuzz -- [--minutes N] [--seed S] [--jobs N] [--stdio]
// Tries generated inputs until the time is over. What fails is made small and saved in test/fuzz/failures,
// where `npm cit` tries it again.
import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import { drive } from '#fuzz/stdio';

const FOLDER = import.meta.dirname;
const FAILURES = path.join(FOLDER, 'failures');

/** A worker that says nothing for so long hangs, in milliseconds. */
const SILENCE = 30_000;

/** So many kinds of failures are saved; more of them are more of the same. */
const MAX_FAILURES = 20;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    seed: { type: 'string' },
    jobs: { type: 'string', default: String(availableParallelism()) },
    stdio: { type: 'boolean', default: false },
  },
});
const minutes = numberOf('minutes', values.minutes);
const seed = values.seed === undefined ? Date.now() % 1_000_000_007 : numberOf('seed', values.seed);
const jobs = numberOf('jobs', values.jobs);

interface Totals {
  inputs: number;
  cases: number;
  slowest: number;
  failures: number;
}

interface Message {
  readonly kind: 'progress' | 'failure';
  readonly index: number;
  readonly inputs: number;
  readonly cases: number;
  readonly slowest: number;
  readonly failure?: { readonly kind: string; readonly message: string };
  readonly case?: unknown;
}

const totals: Totals = { inputs: 0, cases: 0, slowest: 0, failures: 0 };
console.log(`Seed ${seed}, ${minutes} min, ${values.stdio ? 'over stdio' : `${jobs} workers`}`);
if (values.stdio) {
  const { messages, crashes, slowest } = await drive(seed, minutes, report);
  console.log(
    `${messages.toLocaleString('en')} messages, slowest answer ${Math.round(slowest)} ms, ${crashes} crashes`,
  );
} else {
  await fuzz();
}
console.log(
  totals.failures === 0 ? 'No failure' : `${totals.failures} failures, see ${path.relative('.', FAILURES)}`,
);
process.exitCode = totals.failures === 0 ? 0 : 1;

async function fuzz(): Promise<void> {
  const bundle = path.join(FOLDER, '..', '..', 'dist', 'fuzz-worker.cjs');
  await build({
    entryPoints: [path.join(FOLDER, 'worker.ts')],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    mainFields: ['module', 'main'],
    outfile: bundle,
    logLevel: 'warning',
  });
  const start = Date.now();
  const until = start + minutes * 60_000;
  const told = setInterval(() => console.log(figures(start)), 60_000);
  await Promise.all(Array.from({ length: jobs }, (_, first) => runWorker(bundle, first, until)));
  clearInterval(told);
  rmSync(bundle);
  console.log(figures(start));
}

function figures(start: number): string {
  const { inputs, cases, slowest } = totals;
  const seconds = (Date.now() - start) / 1000;
  return `${inputs.toLocaleString('en')} inputs in ${cases.toLocaleString('en')} cases, ${Math.round(seconds)} s; the slowest took ${Math.round(slowest)} ms`;
}

/** Starts a worker, and another behind the case that one hangs in. */
function runWorker(bundle: string, first: number, until: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let last = first;
    const worker = new Worker(bundle, { workerData: { seed, first, step: jobs, until } });
    const listen = () =>
      setTimeout(async () => {
        const message = `Case ${last} of seed ${seed}, or one of the next, does not end.`;
        report({ kind: 'hang', message }, { seed, index: last });
        await worker.terminate();
        resolve(runWorker(bundle, last + jobs * 8, until));
      }, SILENCE);
    let watch = listen();
    worker.on('message', (message: Message) => {
      clearTimeout(watch);
      watch = listen();
      if (message.kind === 'failure' && message.failure) report(message.failure, message.case);
      if (message.kind !== 'progress') return;
      last = message.index;
      totals.inputs += message.inputs;
      totals.cases += message.cases;
      totals.slowest = Math.max(totals.slowest, message.slowest);
    });
    worker.on('error', reject);
    worker.on('exit', () => {
      clearTimeout(watch);
      resolve();
    });
  });
}

/** Saves a failure and says so. */
function report(failure: { readonly kind: string; readonly message: string }, input: unknown): void {
  totals.failures++;
  console.log(`${failure.kind}: ${failure.message}`);
  if (totals.failures > MAX_FAILURES) return;
  const text = `${JSON.stringify({ ...failure, case: input }, null, 2)}\n`;
  const name = `${failure.kind.replaceAll(' ', '-')}-${createHash('sha256').update(text).digest('hex').slice(0, 8)}.json`;
  mkdirSync(FAILURES, { recursive: true });
  writeFileSync(path.join(FAILURES, name), text);
}

function numberOf(name: string, text: string): number {
  const number = Number(text);
  if (!Number.isFinite(number) || number < 0) throw new Error(`--${name} is not a number: ${text}`);
  return number;
}
