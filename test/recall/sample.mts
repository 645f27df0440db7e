// Draws lines that may hold ports, at random and without asking Portolan: what is then labelled by hand.
// `node test/recall/sample.mts SEED PER-KIND FOLDER...`, each FOLDER a checkout named OWNER+NAME. Prints lines of
// labels.tsv without label: number, repository, path, line and column from 1, digits, kind.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { KINDS, NOT_CONFIGURATION } from './kinds.mts';

/** The most lines of one repository, of one kind in it, and of one file and kind. */
const OF_REPOSITORY = 20;
const OF_KIND = 6;
const OF_FILE = 3;
const MAX_BYTES = 400_000;

interface Candidate {
  readonly repository: string;
  readonly file: string;
  readonly line: number;
  readonly text: string;
  readonly kind: string;
}

const [seed = '1', perKind = '20', ...folders] = process.argv.slice(2);
const random = randomOf(Number(seed));
const candidates = folders.flatMap(candidatesIn);
const taken = new Map<string, number>();
const seen = new Set<string>();
// The rare kinds first, so that the others leave them their share of a repository.
const byRarity = KINDS.map(kind => ({ kind, of: candidates.filter(one => one.kind === kind.id) })).sort(
  (one, other) => one.of.length - other.of.length,
);
for (const { kind, of } of byRarity) {
  let count = 0;
  for (const candidate of shuffled(of)) {
    if (count === Number(perKind)) break;
    const { repository, file, line, text } = candidate;
    const counters: readonly (readonly [string, number])[] = [
      [repository, OF_REPOSITORY],
      [`${repository} ${kind.id}`, OF_KIND],
      [`${repository} ${kind.id} ${file}`, OF_FILE],
    ];
    const place = `${repository} ${file} ${line}`;
    const numbers = [...text.matchAll(/(?<![\w.])\d{2,5}(?![\w.]*\w)/g)];
    const number = numbers[Math.floor(random() * numbers.length)];
    if (!number || seen.has(place) || counters.some(([key, most]) => (taken.get(key) ?? 0) >= most)) continue;
    seen.add(place);
    for (const [key] of counters) taken.set(key, (taken.get(key) ?? 0) + 1);
    count += 1;
    console.log([repository, file, line, number.index + 1, number[0], kind.id].join('\t'));
  }
}

function candidatesIn(folder: string): readonly Candidate[] {
  const repository = path.basename(folder).replace('+', '/');
  const entries = [...filesIn(folder, '')].filter(file => !NOT_CONFIGURATION.test(file)).sort();
  return entries.flatMap(file => {
    const kinds = KINDS.filter(({ files }) => files.test(file));
    if (kinds.length === 0 || statSync(path.join(folder, file)).size > MAX_BYTES) return [];
    const text = readFileSync(path.join(folder, file), 'utf8');
    const lines = text.split(/\r?\n/);
    return kinds
      .filter(({ holds }) => !holds || holds.test(text))
      .flatMap(kind =>
        lines.flatMap((written, index) =>
          written.length < 400 && kind.line.test(written)
            ? [{ repository, file, line: index + 1, text: written, kind: kind.id }]
            : [],
        ),
      );
  });
}

/** The files of a folder, by their paths from a checkout; what a symbolic link leads to is there already, or elsewhere. */
function* filesIn(checkout: string, folder: string): Generator<string, undefined> {
  for (const entry of readdirSync(path.join(checkout, folder), { withFileTypes: true })) {
    const file = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) yield* filesIn(checkout, file);
    else if (entry.isFile()) yield file;
  }
  return undefined;
}

function shuffled<Item>(items: readonly Item[]): readonly Item[] {
  return items
    .map(item => ({ item, order: random() }))
    .sort((one, other) => one.order - other.order)
    .map(({ item }) => item);
}

/** Numbers from 0 up to 1, the same for the same seed (mulberry32). */
function randomOf(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
