// Holds the built command against a corpus of Compose projects: `node scripts/check-corpus.mts CORPUS REFERENCE.json`.
// The reference says what Docker's own parser makes of each file: `files[path][service].ports[]`. No two bindings
// of one file of the corpus collide.
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type FindingRow, type PortRow, type Position, portolan, type Range } from '#scripts/command';

interface ReferencePort {
  readonly host_ip: string;
  readonly published: readonly [number, number] | null;
  readonly target: readonly [number, number];
  readonly protocol: string;
}

type Services = Readonly<Record<string, { readonly ports: readonly ReferencePort[] }>>;

interface Reference {
  readonly files: Readonly<Record<string, Services>>;
}

/** One thing that is checked, and what is wrong with it. */
interface Outcome {
  readonly name: string;
  readonly failure: string | undefined;
}

/** A copy of a file's folder in which two services publish one port. */
interface Clash {
  readonly name: string;
  readonly file: string;
  readonly services: readonly [string, string];
  readonly text: string;
}

async function readPorts(folder: string): Promise<readonly PortRow[]> {
  return JSON.parse((await portolan('ports', folder)).stdout);
}

async function readFindings(folder: string): Promise<readonly FindingRow[]> {
  return JSON.parse((await portolan('check', folder)).stdout);
}

function compareWithReference(rows: readonly PortRow[], { files }: Reference): readonly Outcome[] {
  return Object.entries(files).flatMap(([file, services]) => {
    const inFile = rows.filter(row => row.file === file);
    const names = new Set([...Object.keys(services), ...inFile.flatMap(row => row.service ?? [])]);
    return [...names].flatMap(service => {
      const ports = services[service]?.ports ?? [];
      const own = inFile.filter(row => row.service === service);
      const compare = (role: 'published' | 'target') => {
        const expected = ports.flatMap(port => describeReference(port, port[role])).sort();
        const actual = own
          .filter(row => row.role === role)
          .map(describeRow)
          .sort();
        const isSame = expected.join(', ') === actual.join(', ');
        const failure = isSame ? undefined : `expected ${list(expected)}, found ${list(actual)}`;
        return { name: `${file}: ${role} ports of "${service}"`, failure };
      };
      return [compare('published'), compare('target')];
    });
  });
}

function describeReference(
  { host_ip: address, protocol }: ReferencePort,
  ports: readonly [number, number] | null,
): readonly string[] {
  return ports ? [describe(address, ports[0], ports[1], protocol)] : [];
}

function describeRow({ address = '', from, to, protocol }: PortRow): string {
  return describe(address, from, to, protocol);
}

function describe(address: string, from: number | null, to: number | null, protocol: string): string {
  return `${address && `${address}:`}${from}-${to}/${protocol}`;
}

function list(ports: readonly string[]): string {
  return ports.length === 0 ? 'none' : ports.join(', ');
}

function findFalseAlarms(findings: readonly FindingRow[], files: readonly string[]): readonly Outcome[] {
  return files.map(file => {
    const alarm = findings.find(finding => finding.file === file && finding.rule === 'port-conflict');
    return { name: `${file}: nothing collides`, failure: alarm?.message };
  });
}

/** Every way to publish one service's port at another's place, both written as plain digits in one file. */
async function clashesIn(corpus: string, rows: readonly PortRow[]): Promise<readonly Clash[]> {
  const all = rows.filter(row => row.role === 'published');
  const clashes = [...new Set(all.map(({ file }) => file))].map(async file => {
    const published = all.filter(row => row.file === file);
    const text = await readFile(path.join(corpus, file), 'utf8');
    return published.flatMap(from =>
      published.flatMap(to => {
        const [first, second] = [from.service, to.service];
        if (first === undefined || second === undefined || first === second) return [];
        if (from.protocol !== to.protocol || textAt(text, from.range) === textAt(text, to.range)) return [];
        if (textAt(text, from.range) !== String(from.from) || textAt(text, to.range) !== String(to.from))
          return [];
        const name = `${file}: port ${from.from} of "${first}" also published by "${second}"`;
        return [
          {
            name,
            file,
            services: [first, second] as const,
            text: replace(text, to.range, String(from.from)),
          },
        ];
      }),
    );
  });
  return (await Promise.all(clashes)).flat();
}

async function findClashes(corpus: string, rows: readonly PortRow[]): Promise<readonly Outcome[]> {
  const clashes = await clashesIn(corpus, rows);
  const folder = await mkdtemp(path.join(tmpdir(), 'portolan-corpus-'));
  try {
    await Promise.all(
      clashes.map(async ({ file, text }, index) => {
        const [top = ''] = file.split('/');
        const copy = path.join(folder, String(index));
        await cp(path.join(corpus, top), path.join(copy, top), { recursive: true });
        await writeFile(path.join(copy, file), text);
      }),
    );
    const conflicts = (await readFindings(folder)).filter(({ rule }) => rule === 'port-conflict');
    return clashes.map(({ name, file, services }, index) => {
      const isFound = conflicts.some(
        finding =>
          finding.file === `${index}/${file}` &&
          services.every(service => finding.message.includes(`"${service}"`)),
      );
      return { name, failure: isFound ? undefined : 'not found as a port-conflict that names both' };
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function replace(text: string, { start, end }: Range, newText: string): string {
  return text.slice(0, offsetAt(text, start)) + newText + text.slice(offsetAt(text, end));
}

function textAt(text: string, { start, end }: Range): string {
  return text.slice(offsetAt(text, start), offsetAt(text, end));
}

function offsetAt(text: string, { line, character }: Position): number {
  const before = text.split('\n').slice(0, line);
  return before.reduce((sum, { length }) => sum + length + 1, 0) + character;
}

function print(title: string, outcomes: readonly Outcome[]): boolean {
  const failed = outcomes.filter(({ failure }) => failure !== undefined);
  for (const { name, failure } of failed) console.error(`${name}: ${failure}`);
  console.log(`${title}: ${outcomes.length - failed.length} passed, ${failed.length} failed`);
  // Nothing checked is nothing shown.
  return failed.length === 0 && outcomes.length > 0;
}

const [corpus, referenceFile] = process.argv.slice(2);
if (corpus === undefined || referenceFile === undefined) {
  console.error('usage: node scripts/check-corpus.mts CORPUS REFERENCE.json');
  process.exit(2);
}
const reference: Reference = JSON.parse(await readFile(referenceFile, 'utf8'));
const rows = await readPorts(corpus);
const passed = [
  print('ports as Docker reads them', compareWithReference(rows, reference)),
  print(
    'files without a collision',
    findFalseAlarms(await readFindings(corpus), Object.keys(reference.files)),
  ),
  print('collisions put in', await findClashes(corpus, rows)),
];
process.exitCode = passed.every(Boolean) ? 0 : 1;
