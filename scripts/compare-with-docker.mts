// Holds what Portolan reads of real repositories against what Docker reads: `npm run compare -- FOLDER...`, each FOLDER a
// checkout, or a folder of checkouts. Needs `docker-compose` on PATH, or `docker compose`, of version 2; no engine.
//
// Each project of `chart` is given to `docker compose config` with the same files, in the same order, with every
// profile, and its services are compared mapping by mapping: host address, host port, target, protocol; what `ports`
// lists is compared with it for files that stand alone. A variable that
// nothing sets gets a port of its own; there Portolan must say that it does not know. Docker is also asked for
// every Compose file that no project starts from, and what it refuses is looked for in what `check` says.
import { execFile } from 'node:child_process';
import { readdir, readFile, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { type FindingRow, type PortRow, type Printed, portolan } from '#scripts/command';
import { repositoriesIn } from '#scripts/repositories';

/** A row of a project of `chart --format json`: a mapping. */
interface ChartRow {
  readonly file: string;
  readonly service: string;
  /** Null where Docker chooses the port, or a variable is unknown. */
  readonly from: number | null;
  readonly to: number | null;
  readonly protocol: string;
  readonly address?: string;
  /** A port or a range, as a person reads it; with a `$` where a variable is unknown. */
  readonly target: string;
}

/** A project of `chart --format json`. Files are relative to the folder. */
interface ChartProject {
  readonly file: string;
  readonly files: readonly string[];
  readonly ports: readonly ChartRow[];
}

/** An entry of `services.*.ports` as `docker compose config` prints it: one target, and a host port or range. */
interface DockerPort {
  readonly host_ip?: string;
  readonly published?: string;
  readonly target: number;
  readonly protocol: string;
}

interface DockerService {
  readonly network_mode?: string;
  readonly networks?: Readonly<Record<string, unknown>>;
  readonly ports?: readonly DockerPort[];
}

interface DockerModel {
  readonly services: Readonly<Record<string, DockerService>>;
  readonly networks?: Readonly<Record<string, { readonly internal?: boolean }>>;
}

/** What Docker makes of some files: `given` are the values that unset variables got, `reasons` why it refused before. */
type Answer =
  | {
      readonly kind: 'read';
      readonly model: DockerModel;
      readonly given: ReadonlySet<string>;
      readonly reasons: readonly string[];
    }
  | { readonly kind: 'refused'; readonly reasons: readonly string[] };

/** A mapping of one target port. Undefined is a part that depends on a variable that nothing sets. */
interface Mapping {
  readonly address: string | undefined;
  /** A port, a range, or empty where Docker chooses. */
  readonly published: string | undefined;
  readonly target: string | undefined;
  readonly protocol: string;
}

interface Difference {
  readonly cause: string;
  /** File and service. */
  readonly where: string;
  readonly portolan: string;
  readonly docker: string;
}

interface Outcome {
  readonly projects: number;
  readonly services: number;
  readonly ports: number;
  /** Compose files that no project starts from and that publish nothing by themselves. */
  readonly silentFiles: number;
  readonly differences: readonly Difference[];
  /** What Docker refuses for other reasons than ports, or of which Portolan says that something is wrong. */
  readonly refused: readonly string[];
}

const run = promisify(execFile);
const DOCKER = await findDocker();

async function findDocker(): Promise<readonly string[]> {
  for (const command of [['docker-compose'], ['docker', 'compose']]) {
    const [program = '', ...args] = command;
    const version = await run(program, [...args, 'version', '--short']).catch(() => undefined);
    if (!version || /^v?1\./.test(version.stdout)) continue;
    console.log(`Docker Compose ${version.stdout.trim()}`);
    return command;
  }
  console.error('Docker Compose 2 is not on PATH: neither docker-compose nor docker compose');
  process.exit(2);
}

/** `docker compose config`, with every profile. `values` are the only variables beside those that it needs to run. */
async function configOf(
  folder: string,
  files: readonly string[],
  values: ReadonlyMap<string, string>,
  options: readonly string[],
): Promise<Printed & { readonly isRefused: boolean }> {
  const [program = '', ...args] = DOCKER;
  const asked = files.flatMap(file => ['-f', path.join(folder, file)]);
  const { PATH = '', HOME = '' } = process.env;
  return run(
    program,
    [...args, ...asked, '--profile', '*', 'config', '--format', 'json', '--no-env-resolution', ...options],
    {
      cwd: path.join(folder, path.dirname(files[0] ?? '.')),
      env: { PATH, HOME, ...Object.fromEntries(values) },
      maxBuffer: 256 * 1024 * 1024,
    },
  ).then(
    printed => ({ ...printed, isRefused: false }),
    (error: { stdout?: string; stderr?: string }) => ({
      stdout: error.stdout ?? '',
      stderr: error.stderr ?? String(error),
      isRefused: true,
    }),
  );
}

/** Ports that no repository publishes, so that each tells which variable it is of. */
const FIRST_PORT = 61_001;

/** What an unset variable gets, by the first pattern that its name has; any other gets a port. */
const VALUES: readonly (readonly [name: RegExp, value: (count: number) => string])[] = [
  [/PORT/i, count => String(FIRST_PORT + count)],
  [/PATH|DIR|FOLDER|ROOT|DATA|VOLUME|LOCATION|SOCK/i, () => './data'],
  [/IP$|_IP_|HOST|BIND|LISTEN|ADDR/i, () => '127.0.0.1'],
  [/SIZE|MEM/i, () => '64m'],
];

function valueFor(name: string, count: number): string {
  const [, value] = VALUES.find(([pattern]) => pattern.test(name)) ?? [];
  return value?.(count) ?? String(FIRST_PORT + count);
}

interface Attempt {
  readonly isWanted: (name: string) => boolean;
  readonly options: readonly string[];
}

const ANY = () => true;
const PORT = (name: string) => /PORT/i.test(name);

/**
 * How Docker is asked, until it reads the files: with all unset variables given, with those of ports, without
 * any but what it requires. A file that another one includes may lack the networks, volumes and services that it
 * names: then it is asked not to look for them.
 */
const ATTEMPTS: readonly Attempt[] = [
  { isWanted: ANY, options: [] },
  { isWanted: ANY, options: ['--no-consistency'] },
  { isWanted: PORT, options: [] },
  { isWanted: PORT, options: ['--no-consistency'] },
  { isWanted: () => false, options: [] },
];

async function askDocker(folder: string, files: readonly string[]): Promise<Answer> {
  const reasons: string[] = [];
  for (const { isWanted, options } of ATTEMPTS) {
    const values = new Map<string, string>();
    let printed = await configOf(folder, files, values, options);
    for (;;) {
      const names = new Set(unsetVariables(printed.stderr, isWanted).filter(name => !values.has(name)));
      if (names.size === 0) break;
      for (const name of names) values.set(name, valueFor(name, values.size));
      printed = await configOf(folder, files, values, options);
    }
    if (!printed.isRefused)
      return {
        kind: 'read',
        model: withServices(JSON.parse(printed.stdout)),
        given: new Set(values.values()),
        reasons,
      };
    reasons.push(reasonOf(printed.stderr));
  }
  return { kind: 'refused', reasons };
}

/** The variables that Docker says are required, and those wanted among which it says that they are not set. */
function unsetVariables(stderr: string, isWanted: (name: string) => boolean): readonly string[] {
  const namesIn = (pattern: RegExp) => [...stderr.matchAll(pattern)].map(([, name = '']) => name);
  return [
    ...namesIn(/required variable (\w+) is missing/g),
    ...namesIn(/The \\?"(\w+)\\?" variable is not set/g).filter(isWanted),
  ];
}

function withServices(model: Partial<DockerModel>): DockerModel {
  return { ...model, services: model.services ?? {} };
}

/** The last line of what Docker says, behind its warnings. */
function reasonOf(stderr: string): string {
  const lines = stderr.split('\n').filter(line => line.trim() !== '' && !line.includes('level=warning'));
  return lines.join(' ').trim();
}

/** Whether the engine publishes nothing of what is written here, whatever is written. */
function publishesNothing({ network_mode: mode, networks = {} }: DockerService, model: DockerModel): boolean {
  if (mode !== undefined && mode !== 'bridge') return true;
  const names = Object.keys(networks);
  return names.length > 0 && names.every(name => model.networks?.[name]?.internal === true);
}

function dockerMappings({ ports = [] }: DockerService): readonly Mapping[] {
  return ports.map(({ host_ip: address = '', published = '', target, protocol }) => ({
    address: address.replace(/^\[|\]$/g, ''),
    published: published === '0' ? '' : published,
    target: String(target),
    protocol,
  }));
}

function chartMappings({ address = '', from, to, target, protocol }: ChartRow): readonly Mapping[] {
  const common = { address: address.includes('$') ? undefined : address, protocol };
  const targets = portsOf(target);
  if (targets === undefined) return [{ ...common, published: undefined, target: undefined }];
  const size = from === null || to === null ? undefined : to - from + 1;
  return targets.map((port, index) => {
    const published =
      from === null || size === undefined
        ? undefined
        : size === targets.length
          ? String(from + index)
          : `${from}-${to}`;
    return { ...common, published, target: String(port) };
  });
}

/** The ports of `80` or `3000-3005`; undefined for anything else. */
function portsOf(text: string): readonly number[] | undefined {
  const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(text) ?? [];
  if (first === undefined || last === undefined) return undefined;
  const from = Number(first);
  return Array.from({ length: Number(last) - from + 1 }, (_, index) => from + index);
}

/** What Portolan does not know must be what Docker chooses or what was given, anything else the same. */
function agree(ours: Mapping, docker: Mapping, given: ReadonlySet<string>): boolean {
  const isUnknown = (value = '') => value === '' || given.has(value);
  return (
    ours.protocol === docker.protocol &&
    (ours.published === undefined ? isUnknown(docker.published) : ours.published === docker.published) &&
    (ours.target === undefined ? isUnknown(docker.target) : ours.target === docker.target) &&
    (ours.address === undefined ? isUnknown(docker.address) : ours.address === docker.address)
  );
}

/** What is left of both sides when what agrees is taken away, what is known before what is not. */
function compareMappings(
  ours: readonly Mapping[],
  docker: readonly Mapping[],
  given: ReadonlySet<string>,
): { readonly portolan: readonly Mapping[]; readonly docker: readonly Mapping[] } {
  const left = [...docker];
  const unknowns = ({ address, published, target }: Mapping) =>
    [address, published, target].filter(part => part === undefined).length;
  const unmatched = [...ours]
    .sort((a, b) => unknowns(a) - unknowns(b))
    .filter(mapping => {
      const found = left.findIndex(other => agree(mapping, other, given));
      if (found >= 0) left.splice(found, 1);
      return found < 0;
    });
  return { portolan: unmatched, docker: left };
}

function written({ address, published, target, protocol }: Mapping): string {
  return `${address ?? '?'}:${published ?? '?'}:${target ?? '?'}/${protocol}`;
}

function list(mappings: readonly Mapping[]): string {
  return mappings.length === 0 ? 'none' : mappings.map(written).join(' ');
}

function causeOf(ours: readonly Mapping[], docker: readonly Mapping[]): string {
  if (ours.length === 0) return 'Portolan lacks a mapping';
  if (docker.length === 0) return 'Portolan has a mapping too many';
  return 'a mapping differs';
}

function compareProject(
  project: string,
  rows: readonly ChartRow[],
  { model, given }: Extract<Answer, { kind: 'read' }>,
): Pick<Outcome, 'services' | 'ports' | 'differences'> {
  const names = new Set([...Object.keys(model.services), ...rows.map(({ service }) => service)]);
  const compared = [...names].flatMap(name => {
    const service = model.services[name];
    if (service && publishesNothing(service, model)) return [];
    const docker = service ? dockerMappings(service) : [];
    const ours = rows.filter(row => row.service === name).flatMap(chartMappings);
    return [{ name, count: docker.length, left: compareMappings(ours, docker, given) }];
  });
  return {
    services: compared.length,
    ports: compared.reduce((sum, { count }) => sum + count, 0),
    differences: compared
      .filter(({ left }) => left.portolan.length + left.docker.length > 0)
      .map(({ name, left }) => ({
        cause: causeOf(left.portolan, left.docker),
        where: `${project}: ${name}`,
        portolan: list(left.portolan),
        docker: list(left.docker),
      })),
  };
}

/**
 * Compares a file that makes a project by itself with the rows of `ports`, which list what it writes: the numbers
 * of its services, on the host and in the container.
 */
function compareFile(
  project: string,
  rows: readonly PortRow[],
  { model, given }: Extract<Answer, { kind: 'read' }>,
): readonly Difference[] {
  return Object.entries(model.services).flatMap(([name, service]) =>
    (['published', 'target'] as const).flatMap(role => {
      const docker = numbersOf((service.ports ?? []).flatMap(port => String(port[role] ?? '')));
      const written = rows.filter(row => row.service === name && row.role === role);
      const ours = numbersOf(written.map(({ from, to }) => `${from}-${to}`));
      const isSame =
        [...ours].every(port => docker.has(port)) &&
        [...docker].every(port => ours.has(port) || given.has(String(port)));
      if (isSame) return [];
      const cause = 'what `ports` lists of a file differs';
      const [portolan, read] = [ours, docker].map(ports => `${role} ${[...ports].join(' ')}`);
      return [{ cause, where: `${project}: ${name}`, portolan: portolan ?? '', docker: read ?? '' }];
    }),
  );
}

/** All ports of some ports and ranges; 0 is none. */
function numbersOf(texts: readonly string[]): ReadonlySet<number> {
  return new Set(texts.flatMap(text => portsOf(text) ?? []).filter(port => port > 0));
}

/** Whether a project starts from a file, or takes ports from it: what `ports` lists may be by its values. */
function mentions({ files, ports }: ChartProject, asked = ''): boolean {
  return files.includes(asked) || ports.some(({ file }) => file === asked);
}

/** Whether what Docker refuses is about ports, whatever the variables are. */
function concernsPorts(reasons: readonly string[]): boolean {
  return reasons.every(reason => /\bports?\b|host_?ip|\bip address/i.test(reason));
}

async function compareRepository(folder: string): Promise<Outcome> {
  const projects: readonly ChartProject[] = JSON.parse((await portolan('chart', folder)).stdout);
  const written: readonly PortRow[] = JSON.parse((await portolan('ports', folder)).stdout);
  const check = await portolan('check', folder);
  const findings: readonly FindingRow[] = JSON.parse(check.stdout);
  const saysSomethingOf = (files: readonly string[]) =>
    files.some(
      file =>
        check.stderr.includes(file) ||
        findings.some(finding => finding.file === file && finding.severity !== 'hint'),
    );
  const isRead = new Set(
    projects.flatMap(({ files, ports }) => [...files, ...ports.map(({ file }) => file)]),
  );
  const unread = (await composeFilesIn(folder)).filter(file => !isRead.has(file));

  const compared = await inParallel(projects, async ({ files, ports }) => {
    const project = path.posix.join(path.basename(folder), files.join(' + '));
    const answer = await askDocker(folder, files);
    if (answer.kind === 'read') {
      const compared = compareProject(project, ports, answer);
      const isAlone = files.length === 1 && projects.filter(other => mentions(other, files[0])).length === 1;
      const own = isAlone
        ? compareFile(
            project,
            written.filter(({ file }) => file === files[0]),
            answer,
          )
        : [];
      return { ...NOTHING, projects: 1, ...compared, differences: [...compared.differences, ...own] };
    }
    return refused(project, answer.reasons, saysSomethingOf(files));
  });
  const others = await inParallel(unread, async file => {
    const project = path.posix.join(path.basename(folder), file);
    const answer = await askDocker(folder, [file]);
    if (answer.kind === 'refused') return refused(project, answer.reasons, saysSomethingOf([file]));
    const services = Object.entries(answer.model.services);
    const published = services
      .filter(([, service]) => !publishesNothing(service, answer.model))
      .flatMap(([, service]) => dockerMappings(service));
    if (services.length === 0 || published.length === 0) return { ...NOTHING, silentFiles: 1 };
    const cause = check.stderr.includes(file) ? 'read, but passed over or in part' : 'a file is not read';
    return {
      ...NOTHING,
      differences: [{ cause, where: project, portolan: 'no project', docker: list(published) }],
    };
  });
  return sum([...compared, ...others]);
}

function refused(project: string, reasons: readonly string[], isSaid: boolean): Outcome {
  const [reason = ''] = reasons;
  if (!concernsPorts(reasons) || isSaid) return { ...NOTHING, refused: [`${project}: ${reason}`] };
  const cause = 'Docker refuses ports that Portolan says nothing of';
  return {
    ...NOTHING,
    differences: [{ cause, where: project, portolan: 'nothing said', docker: reason }],
  };
}

const NOTHING: Outcome = {
  projects: 0,
  services: 0,
  ports: 0,
  silentFiles: 0,
  differences: [],
  refused: [],
};

function sum(outcomes: readonly Outcome[]): Outcome {
  const total = (key: 'projects' | 'services' | 'ports' | 'silentFiles') =>
    outcomes.reduce((all, outcome) => all + outcome[key], 0);
  return {
    projects: total('projects'),
    services: total('services'),
    ports: total('ports'),
    silentFiles: total('silentFiles'),
    differences: outcomes.flatMap(({ differences }) => differences),
    refused: outcomes.flatMap(one => one.refused),
  };
}

/** The YAML files of a folder that have services at their top and are no Kubernetes objects; relative, with `/`. */
async function composeFilesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter(entry => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map(entry => path.join(entry.parentPath, entry.name))
    .filter(file => !/[\\/](?:node_modules|\.git)[\\/]/.test(file));
  const texts = await Promise.all(
    files.map(async file => {
      const text = (await stat(file)).size > 1_000_000 ? '' : await readFile(file, 'utf8');
      return /^services:/m.test(text) && !/^apiVersion:/m.test(text) ? [file] : [];
    }),
  );
  return texts
    .flat()
    .map(file => path.relative(folder, file).replaceAll(path.sep, '/'))
    .sort();
}

async function inParallel<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const waiting = items.entries();
  const worker = async () => {
    for (const [index, item] of waiting) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return results;
}

function print(
  name: string,
  { projects, services, ports, silentFiles, differences, refused }: Outcome,
): void {
  console.log(
    `${name}: ${projects} projects, ${services} services, ${ports} ports; ${differences.length} differences, ` +
      `${refused.length} refused by Docker, ${silentFiles} other files without ports`,
  );
}

const folders = process.argv.slice(2);
if (folders.length === 0) {
  console.error('usage: npm run compare -- FOLDER...');
  process.exit(2);
}
const outcomes: Outcome[] = [];
for (const folder of await repositoriesIn(folders)) {
  const outcome = await compareRepository(folder);
  print(path.basename(folder), outcome);
  outcomes.push(outcome);
}
const all = sum(outcomes);
for (const reason of all.refused) console.log(`refused by Docker: ${reason}`);
for (const cause of new Set(all.differences.map(difference => difference.cause))) {
  const differences = all.differences.filter(difference => difference.cause === cause);
  console.log(`\n${cause}: ${differences.length}`);
  for (const { where, portolan: ours, docker } of differences)
    console.log(`  ${where}\n    Portolan: ${ours}\n    Docker:   ${docker}`);
}
print(`\n${outcomes.length} repositories`, all);
// Nothing compared is nothing shown.
process.exitCode = all.differences.length === 0 && all.ports > 0 ? 0 : 1;
