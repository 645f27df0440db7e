// Runs cases one after the other, and says after each how it went. Bundled by fuzz.mts.
import { parentPort, workerData } from 'node:worker_threads';
import { caseOf, minimise, runCase } from './cases';

interface Assignment {
  readonly seed: number;
  /** The first case, and how many there are between two of this worker. */
  readonly first: number;
  readonly step: number;
  readonly until: number;
}

/** Cases between two reports. */
const BATCH = 8;

function isAssignment(value: unknown): value is Assignment {
  return typeof value === 'object' && value !== null && 'seed' in value;
}

async function work({ seed, first, step, until }: Assignment): Promise<void> {
  let [inputs, slowest, cases] = [0, 0, 0];
  for (let index = first; Date.now() < until; index += step) {
    // Named before it is tried: from a case that never ends comes no other word.
    if (cases % BATCH === 0) {
      parentPort?.postMessage({ kind: 'progress', index, inputs, slowest, cases });
      [inputs, slowest, cases] = [0, 0, 0];
    }
    const one = caseOf(seed, index);
    const outcome = await runCase(one);
    inputs += outcome.inputs;
    slowest = Math.max(slowest, outcome.slowest);
    cases++;
    const { failure } = outcome;
    if (failure) {
      const small = await minimise({ ...one, steps: one.steps.slice(0, failure.steps) }, failure.kind);
      const { failure: shown = failure } = await runCase(small);
      parentPort?.postMessage({ kind: 'failure', index, failure: shown, case: small });
    }
  }
  parentPort?.postMessage({ kind: 'progress', index: -1, inputs, slowest, cases });
}

if (isAssignment(workerData)) void work(workerData);
