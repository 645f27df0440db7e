// Looks how quiet Portolan is on real repositories: `npm run quiet -- FOLDER...`, each FOLDER a checkout named
// OWNER+NAME, or a folder of such checkouts. What it finds there is held against the verdicts in docs/quiet.md, and
// what `check --fix` does there is done to a copy and looked at line by line.
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type FindingRow, portolan } from '#scripts/command';
import { repositoriesIn } from '#scripts/repositories';

const LIST = path.resolve(import.meta.dirname, '..', 'docs', 'quiet.md');

/** What is said alike in one repository, at one place or more: a row of the list. */
interface Entry {
  readonly repository: string;
  readonly severity: string;
  readonly rule: string;
  readonly message: string;
  /** Each as `file:line`, in order. */
  readonly places: readonly string[];
}

/** A verdict of the list, and why. */
interface Verdict {
  readonly verdict: string;
  readonly why: string;
}

/** A line that `check --fix` changed. */
interface Change {
  /** As `file:line`. */
  readonly place: string;
  readonly before: string;
  readonly after: string;
}

interface Outcome {
  readonly repository: string;
  readonly findings: readonly FindingRow[];
  readonly entries: readonly Entry[];
  readonly notices: readonly string[];
  readonly changes: readonly Change[];
}

/** The verdicts of the list by what they are on: the cells of its rows that start with a repository. */
async function readVerdicts(): Promise<ReadonlyMap<string, Verdict>> {
  const rows = (await readFile(LIST, 'utf8')).split('\n').map(cellsOf);
  return new Map(
    rows.flatMap(([repository = '', severity = '', rule = '', message = '', , verdict, why = '']) =>
      verdict === undefined || !repository.includes('/')
        ? []
        : [[keyOf({ repository, severity, rule, message }), { verdict, why }] as const],
    ),
  );
}

function cellsOf(line: string): readonly string[] {
  return line
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map(cell => cell.trim().replaceAll('\\|', '|'));
}

function rowOf(cells: readonly string[]): string {
  return `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function keyOf({ repository, severity, rule, message }: Omit<Entry, 'places'>): string {
  return [repository, severity, rule, message].join(' | ');
}

/** The errors and warnings among findings, what is said alike together. */
function entriesOf(repository: string, findings: readonly FindingRow[]): readonly Entry[] {
  const entries = new Map<string, Entry>();
  for (const { file, range, severity, rule, message } of findings) {
    if (severity !== 'error' && severity !== 'warning') continue;
    const said = { repository, severity, rule, message };
    const places = entries.get(keyOf(said))?.places ?? [];
    entries.set(keyOf(said), { ...said, places: [...places, `${file}:${range.start.line + 1}`] });
  }
  return [...entries.values()];
}

async function lookAt(folder: string): Promise<Outcome> {
  const repository = path.basename(folder).replace('+', '/');
  const { stdout, stderr } = await portolan('check', folder);
  const findings: readonly FindingRow[] = JSON.parse(stdout);
  return {
    repository,
    findings,
    entries: entriesOf(repository, findings),
    notices: linesOf(stderr),
    changes: await changesByFix(folder),
  };
}

async function changesByFix(folder: string): Promise<readonly Change[]> {
  const copy = await mkdtemp(path.join(tmpdir(), 'portolan-quiet-'));
  try {
    await cp(folder, copy, { recursive: true, filter: source => path.basename(source) !== '.git' });
    await portolan('check', copy, '--fix');
    const entries = await readdir(copy, { recursive: true, withFileTypes: true });
    const files = entries
      .filter(entry => entry.isFile())
      .map(({ parentPath, name }) => path.join(parentPath, name));
    const changes: Change[] = [];
    for (const file of files) {
      const name = path.relative(copy, file);
      const [before, after] = await Promise.all([readFile(path.join(folder, name)), readFile(file)]);
      if (!before.equals(after)) changes.push(...changedLines(name, before.toString(), after.toString()));
    }
    return changes;
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

/** The lines that differ, each with the one of the same number. */
function changedLines(file: string, before: string, after: string): readonly Change[] {
  const [old, now] = [before.split('\n'), after.split('\n')];
  return Array.from({ length: Math.max(old.length, now.length) }, (_, index) => ({
    place: `${file}:${index + 1}`,
    before: old[index]?.trim() ?? '',
    after: now[index]?.trim() ?? '',
  })).filter(change => change.before !== change.after);
}

/** Whether a line says what it said: it got quotes or brackets, or lost a comment for Portolan. */
function isHarmless({ before, after }: Change): boolean {
  const bare = (text: string) => text.replace(/["'[\]]/g, '');
  return bare(before) === bare(after) || (before.includes('portolan-ignore') && before.startsWith(after));
}

function linesOf(text: string): readonly string[] {
  return text.split('\n').filter(line => line !== '');
}

function count(findings: readonly FindingRow[], severity: string): number {
  return findings.filter(finding => finding.severity === severity).length;
}

const folders = process.argv.slice(2);
if (folders.length === 0) {
  console.error('usage: npm run quiet -- FOLDER...');
  process.exit(2);
}
const outcomes: Outcome[] = [];
for (const folder of await repositoriesIn(folders)) outcomes.push(await lookAt(folder));

console.log('| repository | errors | warnings | information | hints |\n|---|---|---|---|---|');
for (const { repository, findings } of outcomes) {
  const counts = ['error', 'warning', 'information', 'hint'].map(severity => count(findings, severity));
  console.log(rowOf([repository, ...counts.map(String)]));
}

const verdicts = await readVerdicts();
const entries = outcomes.flatMap(outcome => outcome.entries);
console.log(
  '\n| repository | severity | rule | says | where | verdict | why |\n|---|---|---|---|---|---|---|',
);
for (const entry of entries) {
  const { repository, severity, rule, message, places } = entry;
  const { verdict = 'none yet', why = '' } = verdicts.get(keyOf(entry)) ?? {};
  console.log(rowOf([repository, severity, rule, message, places.join(', '), verdict, why]));
}

const changes = outcomes.flatMap(({ repository, changes: own }) =>
  own.map(change => ({ ...change, repository })),
);
for (const { repository, place, before, after } of changes)
  console.log(`\nfixed in ${repository}, ${place}:\n  ${before}\n  ${after}`);
for (const { repository, notices } of outcomes)
  for (const notice of notices) console.log(`\nstandard error in ${repository}: ${notice}`);

/** An error has to be right; a warning may be of little use, but somebody has to have looked. */
const unheard = entries.filter(entry => {
  const { verdict } = verdicts.get(keyOf(entry)) ?? {};
  return verdict !== 'right' && (entry.severity === 'error' || verdict !== 'useless');
});
const harmful = changes.filter(change => !isHarmless(change));
const silent = outcomes.filter(({ findings }) => count(findings, 'error') === 0);
console.log(
  `\n${outcomes.length} repositories, ${silent.length} without an error; ${entries.length} different errors and ` +
    `warnings, ${unheard.length} of them not accepted; --fix changed ${changes.length} lines, ${harmful.length} of ` +
    'them more than quotes',
);
// Nothing looked at is nothing shown.
process.exitCode = outcomes.length > 0 && unheard.length + harmful.length === 0 ? 0 : 1;
