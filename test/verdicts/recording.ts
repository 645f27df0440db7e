// What all recorders do, whatever program they ask: random questions of a seed, work for several at once, and a file.
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { type Random, randomness } from './random.ts';

/** So many random things of a seed, each of which can be made again by itself. */
export function randomOnes<Made>(
  count: number,
  seed: number,
  make: (random: Random, name: string) => Made,
): readonly Made[] {
  return Array.from({ length: count }, (_, index) =>
    make(randomness(seed * 1_000_003 + index), `random ${index + 1}`),
  );
}

/** Workers that need nothing of their own: most of the time they wait for a program. */
export const JOBS = Array.from({ length: availableParallelism() * 2 }, (_, job) => job);

/** Works through items with all workers at once; the results in the order of the items. */
export async function each<Worker, Item, Result>(
  workers: readonly Worker[],
  items: readonly Item[],
  work: (item: Item, worker: Worker, index: number) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const entries = items.entries();
  let done = 0;
  await Promise.all(
    workers.map(async worker => {
      for (const [index, item] of entries) {
        results[index] = await work(item, worker, index);
        if (++done % 50 === 0) console.error(`${done} of ${items.length}`);
      }
    }),
  );
  return results;
}

export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
}

/** A recording as a file: what was asked, a line each, then the cases, one on a line unless it is written otherwise. */
export function recordingText<Case>(
  head: Readonly<Record<string, unknown>>,
  cases: readonly Case[],
  caseText: (one: Case) => string = one => `  ${JSON.stringify(one)}`,
): string {
  const fields = Object.entries(head).map(([key, value]) => `"${key}": ${JSON.stringify(value)},\n `);
  return `{${fields.join('')}"cases": [\n${cases.map(caseText).join(',\n')}\n]}\n`;
}
