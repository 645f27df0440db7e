import { existsSync, lstatSync, realpathSync, type Stats, statSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { isPartOfNumber } from '../chart/parts-of-numbers';
import { type PublishedVariable, publishedVariables } from '../chart/published-variables';
import { formatRange } from '../ports/port';
import { isApart, type Project } from '../systems/project';
import { speaksOfItself } from '../text/port-names';
import { folderUri, inFolder, relativeName } from '../text/uri';
import type { Notice } from '../workspace/analysis';
import type { Machine } from '../workspace/machine';
import type { open } from '../workspace/scan';
import type { LeaseRequest } from './arguments';
import { isGone, otherWorktrees, type Worktree, worktreeOf } from './git-worktree';
import { exitCode, type Io, tell, writeNotices } from './io';
import { isOfFolder, type LeaseKey, planLease, planRelease } from './lease-plan';
import { choosing } from './lease-ports';
import { type Row, rowsJson, rowsText } from './lease-text';
import { type Lease, makeFolder, readLeases, removeEmptyFolder, writeLeases } from './leases';
import { alone } from './lock';
import { relativeTo, rootGiven, rootShown } from './places';
import { progressOn } from './progress';
import { readWritable, realFolder, replaceFiles } from './replace-files';
import { oneLine } from './terminal';

interface LeaseServices {
  readonly open: typeof open;
  readonly machine: () => Machine;
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
    request.format === 'json' ? rowsJson(rows, relativeTo(given)) : rowsText(rows, request.release, shown),
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
  readonly key: LeaseKey;
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
        .map(({ root }) => ({ root, file: path.join(root, key.folder, ENV_FILE) }))
        .filter(({ file }) => existsSync(path.dirname(file))),
      listenersOn: ports => machine.listenersOn(ports),
      onProgress: progress.update,
    })
    .finally(() => progress.clear());
  const projects = projectsOf(workspace.projectsIn(folderUri(folder)), folder);
  const published = publishedVariables(projects);
  const isPart = ({ name, mappings }: PublishedVariable) =>
    [...mappings].some(({ author }) => isPartOfNumber(workspace, author.uri, name));
  const variables = published.filter(variable => !isPart(variable));
  const besideDigits = published
    .filter(isPart)
    .map(({ name }) => `${name} gets no port, for other digits stand beside it elsewhere`);
  if (variables.length === 0)
    throw new Error(besideDigits[0] ?? nothingToLease(place, projects, workspace.projects()));
  const files = new Set(projects.flatMap(project => [...project.files]));
  const choose = choosing([worktree?.name ?? path.basename(folder), key.folder], workspace, projects);
  const outcome = await withRecord(place, signal, async leases => {
    const target = await readTarget(place);
    const plan = await planLease(key, target.text, variables, leases, choose);
    const rows = plan.changes.map((change): Row => ({ ...change, file: path.join(folder, key.file) }));
    if (plan.isDone) return { leases, rows, remarks: [], notices: [] };
    const next = [...leases.filter(one => !isOfFolder(one, key) || one.file !== key.file), plan.lease];
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
    return { leases: next, rows, remarks, notices: [] };
  });
  return {
    rows: outcome.rows,
    remarks: [...besideDigits, ...outcome.remarks, ...remarksOn(place, outcome.rows, projects, io)],
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
  const own = leases.filter(one => isOfFolder(one, key) && (file === undefined || one.file === place.file));
  const rows: Row[] = [];
  const remarks: string[] = [];
  for (const one of own) {
    const target = await readTarget({ folder, file: one.file });
    if (target.text === undefined) {
      remarks.push(`${one.file} is gone: there is nothing to take back`);
      continue;
    }
    const { text, changes } = planRelease(target.text, one);
    const isToGo = text === '' && one.isCreated;
    if (isToGo || text !== target.text) await write(target, isToGo ? undefined : text, signal);
    rows.push(...changes.map(change => ({ ...change, file: path.join(folder, one.file) })));
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
