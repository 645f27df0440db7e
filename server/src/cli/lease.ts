import { createHash } from 'node:crypto';
import { existsSync, lstatSync, realpathSync, type Stats, statSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { URI } from 'vscode-uri';
import type { Chart } from '../chart/chart';
import { freePort, LAST_OF_SERVERS } from '../chart/free-port';
import { type PublishedVariable, publishedVariables } from '../chart/published-variables';
import { formatRange, type PortRange, parsePortRange, rangeSize } from '../ports/port';
import { isApart, type Project } from '../systems/project';
import { setLines, unsetLines, writtenValue } from '../text/dotenv-lines';
import { speaksOfItself } from '../text/port-names';
import { inFolder, relativeName } from '../text/uri';
import type { Notice } from '../workspace/analysis';
import { canBind } from '../workspace/binding';
import type { Machine } from '../workspace/machine';
import type { open } from '../workspace/scan';
import type { LeaseRequest } from './arguments';
import { isGone, otherWorktrees, type Worktree, worktreeOf } from './git-worktree';
import { exitCode, type Io, tell, writeNotices } from './io';
import { array } from './json';
import { type Lease, makeFolder, readLeases, removeEmptyFolder, writeLeases } from './leases';
import { alone } from './lock';
import { relativeTo, rootGiven, rootShown } from './places';
import { progressOn } from './progress';
import { readWritable, realFolder, replaceFiles } from './replace-files';
import { oneLine, table, withoutCommands } from './terminal';

export interface LeaseServices {
  readonly open: typeof open;
  readonly machine: () => Machine;
}

/** What became of a variable. */
type State = 'added' | 'changed' | 'unchanged' | 'kept' | 'removed' | 'restored';

/** A variable of a file, as a person or a program is told of it. */
interface Row {
  readonly file: string;
  readonly name: string;
  /** The ports that were leased, or are no more. */
  readonly range: PortRange;
  /** What the file says where somebody has changed it since. */
  readonly kept?: string;
  readonly state: State;
  readonly variable: PublishedVariable | undefined;
}

interface Outcome {
  readonly rows: readonly Row[];
  readonly remarks: readonly string[];
  readonly notices: readonly Notice[];
}

/** The file that a project reads its variables from unasked. */
const ENV_FILE = '.env';

/** `portolan lease`. Gives the exit code. */
export async function lease(request: LeaseRequest, io: Io, services: LeaseServices): Promise<number> {
  const places = request.paths.map(given => placeOf(given, request.file, io.cwd));
  const outcomes: Outcome[] = [];
  for (const place of places) {
    outcomes.push(
      await io.whole(signal =>
        request.release
          ? withRecord(place, signal, leases => release(place, request.file, leases, signal))
          : take(place, io, services, signal),
      ),
    );
  }
  const notices = outcomes.flatMap(outcome => outcome.notices);
  const shown = relativeTo(rootShown(request.paths, io.cwd));
  writeNotices(io, notices, shown);
  const rows = outcomes.flatMap(outcome => outcome.rows);
  const given = rootGiven(request.paths, io.cwd);
  io.stdout.write(
    request.format === 'json'
      ? array(rows.map(row => jsonRow(row, relativeTo(given))))
      : rowsText(rows, request.release, shown),
  );
  for (const remark of new Set(outcomes.flatMap(outcome => outcome.remarks))) tell(io, oneLine(remark));
  return exitCode({ notices });
}

/** What a lease is for: a project's folder, and the file that its variables go to. */
interface Place {
  readonly given: string;
  /** Where it really is. */
  readonly folder: string;
  readonly worktree: Worktree | undefined;
  /** The file, from the folder. */
  readonly file: string;
  /** What the record calls the folder: from that of the worktree, with `/`. */
  readonly key: Pick<Lease, 'worktree' | 'folder' | 'file'>;
  /** Where leases are recorded. */
  readonly record: string;
}

function placeOf(given: string, file: string | undefined, cwd: string): Place {
  const absolute = path.resolve(cwd, given);
  const status = statSync(absolute, { throwIfNoEntry: false });
  if (!status) throw new Error(`There is no file or folder "${given}".`);
  const folder = realpathSync(status.isDirectory() ? absolute : path.dirname(absolute));
  const worktree = worktreeOf(folder);
  const name = slashed(path.relative(folder, path.resolve(folder, file ?? ENV_FILE)));
  if (name === '' || name.startsWith('../') || path.isAbsolute(name))
    throw new Error(`"${file}" is not below ${folder}: nothing is written elsewhere`);
  return {
    given,
    folder,
    worktree,
    file: name,
    key: {
      worktree: worktree?.id ?? '',
      folder: worktree ? slashed(path.relative(worktree.root, folder)) : '',
      file: name,
    },
    record: path.join(
      worktree ? path.join(worktree.common, 'portolan') : path.join(folder, '.portolan'),
      'leases.json',
    ),
  };
}

function slashed(file: string): string {
  return file.replaceAll(path.sep, '/');
}

/** What is done to leases, and those that there are then. */
interface Done extends Outcome {
  readonly leases: readonly Lease[];
}

/** Does work on the leases of a repository, one process at a time. Those of worktrees that are gone are none. */
async function withRecord(
  { record, worktree }: Place,
  signal: AbortSignal,
  work: (leases: readonly Lease[]) => Promise<Done>,
): Promise<Outcome> {
  const folder = path.dirname(record);
  makeFolder(folder);
  try {
    return await alone(
      `${record}.lock`,
      async () => {
        const found = readLeases(record);
        const current = found.filter(one => worktree === undefined || !isGone(worktree.common, one.worktree));
        const done = await work(current);
        if (found.length !== done.leases.length || done.leases !== current) writeLeases(record, done.leases);
        return done;
      },
      signal,
    );
  } finally {
    removeEmptyFolder(folder);
  }
}

/** Gives the project of a folder ports of its own. */
async function take(place: Place, io: Io, services: LeaseServices, signal: AbortSignal): Promise<Outcome> {
  const { folder, worktree, key } = place;
  const machine = services.machine();
  await machine.look();
  const beside = worktree ? otherWorktrees(worktree) : [];
  const progress = progressOn(io.stderr);
  const { workspace, notices } = await services
    .open([folder, ...(worktree ? [worktree.root] : [])], {
      beside: beside
        .map(({ root }) => ({ root, folder: path.join(root, key.folder) }))
        .filter(other => existsSync(other.folder)),
      listenersOn: ports => machine.listenersOn(ports),
      onProgress: progress.update,
    })
    .finally(() => progress.clear());
  const projects = projectsOf(workspace.projectsIn(folderUri(folder)), folder);
  const variables = publishedVariables(projects);
  if (variables.length === 0) throw new Error(nothingToLease(place, projects, workspace.projects()));
  const files = new Set(projects.flatMap(project => [...project.files]));
  const outcome = await withRecord(place, signal, async leases => {
    const target = await readTarget(place);
    const plan = await planLease(place, target.text ?? '', variables, leases, workspace, projects);
    if (plan.isDone) return { leases, rows: plan.rows, remarks: [], notices: [] };
    const isCreated = target.text === undefined || plan.wasCreated;
    const next = [...leases.filter(one => !isSame(one, key)), { ...plan.lease, isCreated }];
    // Recorded first: nobody else gets the ports, whatever becomes of the file.
    writeLeases(place.record, next);
    const isWritten = plan.text !== target.text;
    if (isWritten)
      await write(target, plan.text, signal).catch((error: unknown) => {
        writeLeases(place.record, leases);
        throw error;
      });
    const remarks =
      isWritten && (target.status?.nlink ?? 1) > 1
        ? [`${place.file}: written, but its other names (hard links) still lead to the old text`]
        : [];
    return { leases: next, rows: plan.rows, remarks, notices: [] };
  });
  return {
    rows: outcome.rows,
    remarks: [...outcome.remarks, ...remarksOn(place, outcome.rows, projects, io)],
    notices: notices.filter(({ uri }) => files.has(uri)),
  };
}

/** The projects that a program starts in a folder, and that take variables from its `.env`. */
function projectsOf(found: readonly Project[], folder: string): readonly Project[] {
  const env = inFolder(folderUri(folder), ENV_FILE);
  return found.filter(project => project.files.has(env) && !isApart(project) && !project.root.isPassedOver);
}

function nothingToLease(
  { given, folder }: Place,
  projects: readonly Project[],
  all: readonly Project[],
): string {
  const uri = folderUri(folder);
  if (projects.length === 0) {
    const below = all
      .filter(
        ({ root, files }) =>
          root.folder !== uri && root.folder.startsWith(uri) && files.has(inFolder(root.folder, ENV_FILE)),
      )
      .map(({ root }) => relativeName(root.folder, uri).replace(/\/$/, ''));
    const names = [...new Set(below)].sort().slice(0, 5);
    const hint = names.length > 0 ? ` There is one in ${names.join(', ')}: name that folder` : '';
    return `there is no Compose file in "${given}".${hint}`;
  }
  const isPublishing = projects.some(({ units }) =>
    [...units.values()].some(({ mappings }) => mappings.length > 0),
  );
  return isPublishing
    ? `no Compose file in "${given}" publishes a port through a variable, as "\${WEB_PORT:-3000}:3000" does.\n'portolan parametrize ${given}' shows how each port gets one`
    : `no Compose file in "${given}" publishes a port`;
}

/** What a lease makes of a file. */
interface Plan {
  readonly text: string;
  readonly lease: Omit<Lease, 'isCreated'>;
  readonly wasCreated: boolean;
  /** Whether the file and the record say all of it already. */
  readonly isDone: boolean;
  readonly rows: readonly Row[];
}

async function planLease(
  place: Place,
  text: string,
  variables: readonly PublishedVariable[],
  leases: readonly Lease[],
  chart: Chart,
  projects: readonly Project[],
): Promise<Plan> {
  const { key, file } = place;
  const own = leases.filter(one => one.worktree === key.worktree && one.folder === key.folder);
  const earlier = own.find(one => one.file === file);
  const known = new Map(own.flatMap(({ values }) => values.map(({ name, value }) => [name, value] as const)));
  // What somebody has written in the place of a leased port is meant.
  const kept = new Set(
    (earlier?.values ?? []).flatMap(({ name, value, before }) => {
      const now = writtenValue(text, name);
      return now === undefined || now === value || now === before ? [] : name;
    }),
  );
  const taken = leases.flatMap(({ values }) => values.map(({ value }) => rangeOf(value)));
  const refused = new Set<number>();
  const wanted = new Map<string, string>();
  for (const variable of variables) {
    if (kept.has(variable.name)) continue;
    const before = known.get(variable.name);
    const isKnown = before !== undefined && rangeSize(rangeOf(before)) >= variable.size;
    const range = isKnown
      ? rangeOf(before)
      : await choose(place, variable, { taken, refused, chart, projects });
    taken.push(range);
    wanted.set(variable.name, formatRange(range));
  }
  const ranges = new Map([...known, ...wanted]);
  const row = (variable: PublishedVariable, state: State, now: string | undefined): Row => ({
    file: path.join(place.folder, file),
    name: variable.name,
    range: rangeOf(ranges.get(variable.name) ?? '0'),
    ...(state === 'kept' && now !== undefined && { kept: now }),
    state,
    variable,
  });
  const isDone = [...wanted].every(([name, value]) => writtenValue(text, name) === value);
  const isRecorded = variables.every(({ name }) => earlier?.values.some(one => one.name === name));
  if (isDone && isRecorded && earlier)
    return {
      text,
      lease: earlier,
      wasCreated: earlier.isCreated,
      isDone: true,
      rows: variables.map(one =>
        row(one, kept.has(one.name) ? 'kept' : 'unchanged', writtenValue(text, one.name)),
      ),
    };
  const base = earlier ? unsetLines(text, earlier).text : text;
  const { text: edited, done } = setLines(base, wanted, HEADING);
  const failed = [...wanted].find(([name, value]) => writtenValue(edited, name) !== value);
  if (failed) throw new Error(`${file} cannot be changed so that it gives ${failed[0]}`);
  const stateOf = (name: string): State => {
    if (kept.has(name)) return 'kept';
    if (writtenValue(text, name) === wanted.get(name)) return 'unchanged';
    return writtenValue(text, name) === undefined ? 'added' : 'changed';
  };
  return {
    text: edited,
    lease: {
      ...key,
      added: done.added,
      values: [...done.values, ...(earlier?.values ?? []).filter(({ name }) => kept.has(name))],
    },
    wasCreated: earlier?.isCreated ?? false,
    isDone: false,
    rows: variables.map(one => row(one, stateOf(one.name), writtenValue(edited, one.name))),
  };
}

const HEADING = "# This worktree's own host ports; 'portolan lease --release' takes them away.";

/** Where the ports of worktrees begin: below stand those that programs have by custom. */
const FIRST = 10_000;

/** What has to be known to choose a port. */
interface Choice {
  readonly taken: readonly PortRange[];
  /** Those that the machine refused; added to. */
  readonly refused: Set<number>;
  readonly chart: Chart;
  readonly projects: readonly Project[];
}

/**
 * Free ports for a variable: those that follow from the names of the worktree, the folder and the variable, so that they
 * are the same again, else the next.
 */
async function choose(
  { worktree, folder, key }: Place,
  { name, size, protocols, mappings }: PublishedVariable,
  { taken, refused, chart, projects }: Choice,
): Promise<PortRange> {
  const from = preferredPort([worktree?.name ?? path.basename(folder), key.folder, name], size);
  const [only, ...more] = protocols;
  const isTaken = (port: number) =>
    refused.has(port) || taken.some(range => range.from <= port && port <= range.to);
  for (;;) {
    const found = freePort(chart, {
      near: { from, to: from + size - 1 },
      protocol: more.length === 0 ? only : undefined,
      projects,
      threshold: 1024,
      isOwn: mapping => mappings.has(mapping),
      isTaken,
    });
    if (found === undefined || found + size - 1 > LAST_OF_SERVERS)
      throw new Error(`there is no free port for ${name}`);
    const range = { from: found, to: found + size - 1 };
    const held = await firstHeld(range, protocols);
    if (held === undefined) return range;
    refused.add(held);
  }
}

/** The first port of a range that this machine does not give. */
async function firstHeld(
  { from, to }: PortRange,
  protocols: PublishedVariable['protocols'],
): Promise<number | undefined> {
  for (let port = from; port <= to; port++) if (!(await canBind(port, protocols))) return port;
  return undefined;
}

/** The first of so many ports that names stand for, from 10000 on and below those that systems give to clients. */
export function preferredPort(names: readonly string[], size: number): number {
  const digest = createHash('sha256').update(names.join('\0')).digest();
  return FIRST + (digest.readUInt32BE() % (LAST_OF_SERVERS + 1 - FIRST - Math.min(size, 1000)));
}

function rangeOf(value: string): PortRange {
  const range = parsePortRange(value);
  if (typeof range === 'string') throw new Error(`"${value}" is no port`);
  return range;
}

function isSame(lease: Lease, { worktree, folder, file }: Place['key']): boolean {
  return lease.worktree === worktree && lease.folder === folder && lease.file === file;
}

/** A file that is to be written, as it is; `text` is undefined where there is none. */
interface Target {
  readonly path: string;
  readonly status: Stats | undefined;
  readonly text: string | undefined;
}

async function readTarget({ folder, file }: Pick<Place, 'folder' | 'file'>): Promise<Target> {
  const given = path.join(folder, file);
  const folders = new Set([await realFolder(pathToFileURL(`${folder}/`).href)]);
  if (!lstatSync(given, { throwIfNoEntry: false })) {
    const parent = path.dirname(given);
    if (!existsSync(parent)) throw new Error(`there is no folder ${parent}`);
    const real = realpathSync(parent);
    if (real !== folder && !real.startsWith(folder + path.sep))
      throw new Error(`${file} leads out of ${folder}: nothing is written through a link`);
    return { path: path.join(real, path.basename(given)), status: undefined, text: undefined };
  }
  const found = await readWritable(given, folders);
  if (!('refusal' in found)) return found;
  const isLink = lstatSync(given).isSymbolicLink();
  throw new Error(
    isLink
      ? `${given} is a link: ${found.refusal}. With '--file NAME' the ports go to a file of its own`
      : `${given} cannot be written: ${found.refusal}`,
  );
}

async function write(
  { path: file, status }: Target,
  text: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  if (text === undefined) {
    if (status) await replaceFiles([{ path: file, status, text }], signal);
  } else await replaceFiles([status ? { path: file, status, text } : { path: file, status, text }], signal);
}

/** Takes back what leases of a folder wrote: of one file, or of all. */
async function release(
  place: Place,
  file: string | undefined,
  leases: readonly Lease[],
  signal: AbortSignal,
): Promise<Done> {
  const { key, folder } = place;
  const own = leases.filter(
    one =>
      one.worktree === key.worktree &&
      one.folder === key.folder &&
      (file === undefined || one.file === place.file),
  );
  const rows: Row[] = [];
  const remarks: string[] = [];
  for (const one of own) {
    const target = await readTarget({ folder, file: one.file });
    if (target.text === undefined) {
      remarks.push(`${one.file} is gone: there is nothing to take back`);
      continue;
    }
    const { text, changed } = unsetLines(target.text, one);
    if (text !== target.text) await write(target, text === '' && one.isCreated ? undefined : text, signal);
    else if (text === '' && one.isCreated) await write(target, undefined, signal);
    for (const { name, value, before } of one.values) {
      const isKept = changed.includes(name);
      const now = writtenValue(text, name);
      rows.push({
        file: path.join(folder, one.file),
        name,
        range: rangeOf(value),
        state: isKept ? 'kept' : before === undefined ? 'removed' : 'restored',
        ...(now !== undefined && { kept: now }),
        variable: undefined,
      });
    }
  }
  return {
    leases: own.length === 0 ? leases : leases.filter(one => !own.includes(one)),
    rows,
    remarks,
    notices: [],
  };
}

/** What somebody has to know who starts a project on leased ports. */
function remarksOn(
  place: Place,
  rows: readonly Row[],
  projects: readonly Project[],
  io: Io,
): readonly string[] {
  const { file, folder } = place;
  const started = new Set(
    projects.flatMap(({ variableReaders }) =>
      (variableReaders.get(inFolder(folderUri(folder), file)) ?? []).map(({ name }) => name),
    ),
  );
  const ofVariables = rows.flatMap(({ name, range, variable, state }) => {
    if (state === 'kept') return [];
    const inShell = io.env[name];
    const targets = variable?.targets ?? [];
    return [
      ...(inShell !== undefined && inShell !== formatRange(range)
        ? [`${name} is set to ${inShell} in this shell, which counts more than ${file}`]
        : []),
      ...(targets.length > 0
        ? [`${name} is the container port of ${targets.join(', ')} as well, which has to listen there`]
        : []),
      ...(started.size > 0 && speaksOfItself(name) && targets.length === 0
        ? [`${[...started].join(', ')} gets ${name} from ${file}, too (env_file), and may listen there`]
        : []),
    ];
  });
  if (file === ENV_FILE) return ofVariables;
  const base = existsSync(path.join(folder, ENV_FILE)) ? `--env-file ${ENV_FILE} ` : '';
  return [
    ...ofVariables,
    `Compose reads ${file} where it is told to: docker compose ${base}--env-file ${file} up`,
  ];
}

function rowsText(rows: readonly Row[], isReleased: boolean, fileOf: (uri: string) => string): string {
  if (rows.length === 0) return 'There is no lease here.\n';
  const lines = table(
    rows.map(row => [
      oneLine(fileOf(pathToFileURL(row.file).href)),
      oneLine(`${row.name}=${formatRange(row.range)}`),
      oneLine((row.variable?.units ?? []).join(', ')),
      stateText(row),
    ]),
  );
  const isNew = rows.some(({ state }) => state === 'added' || state === 'changed');
  const hint = isNew && !isReleased ? "'portolan lease --release' takes them back.\n" : '';
  return withoutCommands(`${lines}${hint}`);
}

function stateText({ state, kept = '', variable }: Row): string {
  const before = variable?.range ? ` (was ${formatRange(variable.range)})` : '';
  switch (state) {
    case 'added':
      return `added${before}`;
    case 'changed':
      return `changed${before}`;
    case 'unchanged':
      return 'as before';
    case 'kept':
      return `left as it is: somebody has changed it to ${oneLine(kept)}`;
    case 'removed':
      return 'taken away';
    case 'restored':
      return `set back to ${oneLine(kept)}`;
  }
}

function jsonRow({ file, name, range, state, variable, kept }: Row, fileOf: (uri: string) => string) {
  return {
    file: fileOf(pathToFileURL(file).href),
    variable: name,
    from: range.from,
    to: range.to,
    state,
    ...(kept !== undefined && { value: kept }),
    services: variable?.units ?? [],
  };
}

function folderUri(folder: string): string {
  const uri = URI.file(folder).toString();
  return uri.endsWith('/') ? uri : `${uri}/`;
}
