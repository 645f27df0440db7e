// Holds what Portolan finds against ports that people labelled: `npm run recall -- FOLDER...`, each FOLDER a checkout
// named OWNER+NAME, or a folder of such checkouts. The labels are in labels.tsv; docs/recall.md tells how they were made,
// and lists what is missed. Ends with 1 where a port is missed that the page does not list.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type PortRow, portolan } from '#scripts/command';
import { repositoriesIn } from '#scripts/repositories';

const LABELS = path.resolve(import.meta.dirname, 'labels.tsv');
const PAGE = path.resolve(import.meta.dirname, '..', '..', 'docs', 'recall.md');

/** Labels of what is no port that counts: no number of a port, or one that is left out by rule. */
const LEFT_OUT: ReadonlySet<string> = new Set(['no', 'comment', 'prose', 'code']);

/** A number in a file, and what somebody says that it is. */
interface Label {
  readonly sample: string;
  readonly repository: string;
  readonly commit: string;
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  readonly digits: string;
  readonly kind: string;
  /** The roles that are right. */
  readonly roles: readonly string[];
}

interface Count {
  ports: number;
  found: number;
  right: number;
}

const checkouts = new Map(
  (await repositoriesIn(process.argv.slice(2))).map(folder => [
    path.basename(folder).replace('+', '/'),
    folder,
  ]),
);
const labels = (await readFile(LABELS, 'utf8')).trimEnd().split('\n').slice(1).map(labelOf);
const page = await readFile(PAGE, 'utf8');
const counts = new Map<string, Map<string, Count>>();
let isUnlisted = false;
for (const repository of new Set(labels.map(label => label.repository))) {
  const ofRepository = labels.filter(label => label.repository === repository);
  const folder = checkouts.get(repository);
  if (folder === undefined) {
    console.error(`${repository} is not there: its ${ofRepository.length} labels are left out.`);
    continue;
  }
  const rows = await portsIn(folder);
  for (const label of ofRepository)
    await count(
      label,
      folder,
      rows.filter(({ file }) => file === label.file),
    );
}
for (const [sample, kinds] of counts) {
  console.log(`\n${sample} sample\n\n| kind of place | ports | found | right role |\n|---|---:|---:|---:|`);
  const total: Count = { ports: 0, found: 0, right: 0 };
  for (const [kind, { ports, found, right }] of kinds) {
    console.log(`| ${kind} | ${ports} | ${found} | ${right} |`);
    total.ports += ports;
    total.found += found;
    total.right += right;
  }
  console.log(`| all | ${total.ports} | ${total.found} | ${total.right} |`);
  console.log(`\n${((100 * total.right) / total.ports).toFixed(1)} % found in the right role.`);
}
process.exitCode = isUnlisted ? 1 : 0;

/** The ports of a checkout. That a file of it cannot be read as a whole makes the command end with 2, and is no failure. */
async function portsIn(folder: string): Promise<readonly PortRow[]> {
  const { stdout } = await portolan('ports', folder).catch((error: { code?: unknown; stdout?: string }) => {
    if (error.code !== 2 || !error.stdout) throw error;
    return { stdout: error.stdout };
  });
  return JSON.parse(stdout);
}

/** Counts one label, and prints it where it is missed. */
async function count(label: Label, folder: string, rows: readonly PortRow[]): Promise<void> {
  const { sample, repository, file, line, column, digits, kind, roles } = label;
  const written = (await readFile(path.join(folder, file), 'utf8')).split(/\r?\n/)[line - 1] ?? '';
  if (written.slice(column - 1, column - 1 + digits.length) !== digits)
    throw new Error(`${repository} is not at commit ${label.commit}: ${file}:${line} is another line.`);
  if (roles.some(role => LEFT_OUT.has(role))) return;
  const found = rows.filter(({ range: { start, end } }) => {
    const isOnLine = start.line === line - 1 && end.line === line - 1;
    return isOnLine && start.character <= column - 1 && column - 1 + digits.length <= end.character;
  });
  const isRight = found.some(({ role }) => roles.includes(role));
  const kinds = counts.get(sample) ?? new Map<string, Count>();
  counts.set(sample, kinds);
  const before = kinds.get(kind) ?? { ports: 0, found: 0, right: 0 };
  kinds.set(kind, {
    ports: before.ports + 1,
    found: before.found + (found.length > 0 ? 1 : 0),
    right: before.right + (isRight ? 1 : 0),
  });
  if (isRight) return;
  const place = `${repository} ${file}:${line}`;
  const isListed = page.includes(`${file}:${line}`);
  if (!isListed) isUnlisted = true;
  const as = found.length > 0 ? `, found as ${found.map(({ role }) => role).join(', ')}` : '';
  console.log(`${isListed ? 'known' : 'NEW'} miss: ${place} ${digits} (${kind}, ${roles.join(' or ')}${as})`);
}

function labelOf(line: string): Label {
  const [
    sample = '',
    repository = '',
    commit = '',
    file = '',
    at = '',
    column = '',
    digits = '',
    kind = '',
    label = '',
  ] = line.split('\t');
  return {
    sample,
    repository,
    commit,
    file,
    line: Number(at),
    column: Number(column),
    digits,
    kind,
    roles: label.split('|'),
  };
}
