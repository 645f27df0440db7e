import { accessSync, constants, existsSync, realpathSync, statSync } from 'node:fs';
import path, { sep } from 'node:path';
import { t } from '@vscode/l10n';
import { URI } from 'vscode-uri';
import type { Listener } from '../chart/chart';
import { occurrencesIn } from '../chart/occurrences';
import { portTables } from '../features/port-table';
import type { PortRange } from '../ports/port';
import type { Finding, Fix } from '../rules/finding';
import { findingsIn } from '../rules/judge';
import { DEFAULT_SETTINGS, mergeSettings, parseSettings, type Settings } from '../rules/settings';
import { type Steps, sharing, tooMuchText, withinOr } from '../text/effort';
import { folderOf, folderUri, holderOf } from '../text/uri';
import type { Analysis, Notice } from './analysis';
import { excluder } from './exclude';
import type { Files, Refusal } from './files';
import { blockingNodeFiles } from './node-files';
import { createWorkspace, type Workspace } from './workspace';

export interface ScanOptions {
  readonly settings?: Partial<Settings>;
  readonly onProgress?: (done: number, total: number) => void;
  /** Other files in the place of those on disk; the settings are those of the disk all the same. */
  readonly files?: (disk: Files) => Files;
  /** A file that is asked for by its path, whose text is not that of the disk; it need not be there at all. */
  readonly given?: GivenFile;
  /** What looks at the disk in the place of who would, for the settings, too. */
  readonly disk?: (disk: Files) => Files;
  /**
   * Files, there or not, by their paths: the projects of their folders are read as well, each within the folder beyond which
   * nothing is read for it.
   */
  readonly beside?: readonly { readonly root: string; readonly file: string }[];
  /** What listens on a port of this machine. */
  readonly listenersOn?: (ports: number | PortRange) => readonly Listener[];
}

/** A file, and what it says, or why it says nothing. */
export interface GivenFile {
  readonly path: string;
  readonly text: string | Refusal;
}

/** Files and folders as they were read, before anything is asked of them. */
export interface Opened {
  readonly workspace: Workspace;
  /** What kept files from being read, as far as it is known by now. */
  readonly notices: readonly Notice[];
  /** Whether a file is one that was asked for, or stands below a folder that was. */
  isAsked(uri: string): boolean;
  settingsFor(uri: string): Settings;
  /** What is worked out of a file, or something else where that takes too much; then a notice says so. */
  attempt<Value>(uri: string, otherwise: Value, work: () => Value): Value;
  /** The fixes of a finding; those that keep the meaning alone once the others have taken too much work together. */
  fixesOf(finding: Finding): readonly Fix[];
}

/**
 * Reads files and folders on disk. Folders are searched as `.gitignore` and `portolan.json` allow; files that they lead to
 * are read as long as they stand below the folder given, or in its Git repository. Throws where a path does not exist or
 * `portolan.json` is wrong.
 */
export async function open(paths: readonly string[], options: ScanOptions): Promise<Opened> {
  const { given } = options;
  const starts = (paths.length === 0 ? ['.'] : paths).map(named => startAt(named, given));
  const own = [
    ...new Set(
      starts.map(({ absolute, isFolder }) =>
        folderUri(boundary(isFolder ? absolute : path.dirname(absolute))),
      ),
    ),
  ];
  const { beside = [] } = options;
  const roots = [...new Set([...own, ...beside.map(({ root }) => folderUri(root))])];
  const blocking = blockingNodeFiles(() => roots);
  const disk = options.disk?.(blocking) ?? blocking;
  const files = given ? withGiven(disk, given) : disk;
  const { settingsFor, isExcluded } = await settingsIn(files, own, options.settings);
  const notices: Notice[] = [];
  const workspace = createWorkspace({
    files: options.files?.(files) ?? files,
    folders: () => roots,
    isExcluded,
    ...(options.listenersOn && { listenersOn: options.listenersOn }),
    onNotice: notice => notices.push(notice),
  });
  const asked = starts.map(({ absolute, isFolder }) =>
    isFolder ? folderUri(absolute) : URI.file(absolute).toString(),
  );
  await workspace.scan(asked, options);
  for (const { file } of beside) await workspace.prepare(URI.file(file).toString());
  return {
    workspace,
    notices,
    isAsked: uri => asked.some(start => (start.endsWith('/') ? uri.startsWith(start) : uri === start)),
    settingsFor,
    attempt: attempts(notices),
    fixesOf: fixing(notices),
  };
}

/** Reads files and folders on disk as `open` does, and judges what they say. */
export async function scan(paths: readonly string[], options: ScanOptions): Promise<Analysis> {
  const { workspace, notices, isAsked, settingsFor, attempt, fixesOf } = await open(paths, options);
  const documents = [...workspace.documents().values()]
    .filter(({ uri }) => isAsked(uri))
    .sort((a, b) => (a.uri < b.uri ? -1 : 1));
  let occurrences: Analysis['occurrences'] | undefined;
  let findings: Analysis['findings'] | undefined;
  return {
    uris: documents.map(({ uri }) => uri),
    // Worked out when they are looked at: a command prints the one or the other.
    get occurrences() {
      occurrences ??= documents.flatMap(document =>
        attempt(document.uri, [], () => occurrencesIn(workspace, document)),
      );
      return occurrences;
    },
    get findings() {
      findings ??= documents.flatMap(document =>
        attempt(document.uri, [], () => findingsIn(workspace, document, settingsFor(document.uri))),
      );
      return findings;
    },
    fixesOf,
    get tables() {
      const projects = workspace.projects().filter(({ root }) => root.files.some(isAsked));
      return portTables(workspace, projects, settingsFor, (uri, make) => attempt(uri, undefined, make));
    },
    notices,
    textOf: uri => workspace.document(uri)?.text,
    systemOf: uri => workspace.document(uri)?.reading.format,
  };
}

/** Where a path leads. Throws an Error where that is nothing to read. */
function startAt(named: string, given: GivenFile | undefined) {
  const absolute = path.resolve(named);
  const isGiven = given?.path === named;
  if (isGiven && !existsSync(path.dirname(absolute)))
    throw new Error(`There is no folder "${path.dirname(named)}".`);
  if (!isGiven && !existsSync(absolute)) throw new Error(`There is no file or folder "${named}".`);
  const isFolder = statSync(absolute, { throwIfNoEntry: false })?.isDirectory() === true;
  if (isGiven && isFolder) throw new Error(`"${named}" is a folder, and no file.`);
  if (isFolder) accessSync(absolute, constants.R_OK | constants.X_OK);
  return { absolute, isFolder };
}

/** The files of a disk with one that says something else, or is not there yet. */
function withGiven(disk: Files, given: GivenFile): Files {
  const file = path.resolve(given.path);
  const uri = URI.file(file).toString();
  const name = path.basename(file);
  return {
    ...disk,
    read: async other => (other === uri ? given.text : disk.read(other)),
    async list(folder) {
      const entries = await disk.list(folder);
      if (folder !== folderOf(uri) || 'kind' in entries || entries.some(entry => entry.name === name))
        return entries;
      return [...entries, { name, kind: 'file' }];
    },
  };
}

/** So many steps a file or a project may take: nobody waits for a single answer, as in an editor. */
const MAX_STEPS = 20_000_000;

/** Does what a file or project asks for. Where that takes too much work, the other answer is given, and it is noted. */
export function attempts(
  notices: Notice[],
): <Answer>(uri: string, otherwise: Answer, work: () => Answer) => Answer {
  return (uri, otherwise, work) =>
    withinOr(MAX_STEPS, work, () => {
      const message = tooMuchText();
      const isTold = notices.some(notice => notice.uri === uri && notice.message === message);
      if (!isTold) notices.push({ uri, message, isGap: true });
      return otherwise;
    });
}

/** So many steps the fixes of all findings may take together: where many share a port, each fix moves all of them. */
const MAX_STEPS_OF_FIXES = 5_000_000;

/** Works fixes out, as long as there are steps for it; that some are left out is noted once. */
function fixing(notices: Notice[]): (finding: Finding) => readonly Fix[] {
  const steps: Steps = { left: MAX_STEPS_OF_FIXES };
  let isTold = false;
  return finding =>
    sharing(
      steps,
      () => finding.fixes,
      () => {
        const message = t('takes more work to fix than Portolan does at once: some fixes are left out.');
        if (!isTold) notices.push({ uri: finding.uri, message });
        isTold = true;
        return finding.safeFixes;
      },
    );
}

/** The folder beyond which nothing is read: the one given, or the Git repository that really holds it. */
function boundary(folder: string): string {
  const real = realpathSync(folder);
  for (let above = folder; ; above = path.dirname(above)) {
    if (existsSync(path.join(above, '.git'))) return holds(realpathSync(above), real) ? above : folder;
    if (above === path.dirname(above)) return folder;
  }
}

function holds(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);
}

/** What the `portolan.json` of each folder says: nothing to the files of another. Throws where one is wrong. */
export async function settingsIn(
  files: Files,
  roots: readonly string[],
  over: Partial<Settings> = {},
): Promise<{
  readonly settingsFor: (uri: string) => Settings;
  readonly isExcluded: (uri: string) => boolean;
}> {
  const byRoot = new Map<string, Settings>();
  for (const root of roots) byRoot.set(root, mergeSettings(await readSettings(files, root), over));
  return {
    settingsFor: uri => byRoot.get(holderOf(uri, roots) ?? '') ?? DEFAULT_SETTINGS,
    isExcluded: excluder(new Map([...byRoot].map(([root, { exclude }]) => [root, exclude]))),
  };
}

/** The settings of a folder. */
async function readSettings(files: Files, root: string): Promise<Settings> {
  const uri = `${root}portolan.json`;
  const file = URI.parse(uri).fsPath;
  const text = await files.read(uri);
  if (typeof text !== 'string') {
    if (text.kind === 'missing') return DEFAULT_SETTINGS;
    throw new Error(
      `${file} cannot be read: ${text.kind === 'outside' ? 'it leads out of the folder' : text.reason}`,
    );
  }
  const { settings, errors } = parseSettings(parseJson(file, text.replace(/^\u{FEFF}/u, '')));
  if (errors.length > 0) throw new Error(`${file}: ${errors.join(' ')}`);
  return mergeSettings(DEFAULT_SETTINGS, settings);
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${file} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}
