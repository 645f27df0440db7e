import { t } from '@vscode/l10n';
import type { Chart, Listener, Mounter, Publisher } from '../chart/chart';
import { type Binding, bindingsOf } from '../chart/collisions';
import { imagesOf } from '../chart/images';
import { mountsOf } from '../chart/mounts';
import type { Inside } from '../chart/occurrence';
import { givesPorts, numbersIn } from '../chart/occurrences';
import { type PortRange, rangeSize } from '../ports/port';
import {
  BESIDES,
  formatByName,
  formatOf,
  formatOfNamed,
  isFoundByName,
  isOfProjects,
  isOfSystem,
  isPromised,
  isReadWhole,
  projectsIn,
  readDocument,
  sizeLimit,
  startsProjects,
  takenIn,
} from '../systems/all';
import { missingText, outsideText } from '../systems/includes';
import { type Find, isApart, newBudget, type Problem, type Project, type Sighting } from '../systems/project';
import { COST_OF_ENTRY, COST_OF_UNIT, costOfUnits, type Document, type Trouble } from '../systems/reading';
import { MAX_ENTRIES, type Taken } from '../systems/system';
import type { Unit } from '../systems/unit';
import { type Steps, sharing, spend, TooMuchWork, tooMuchText, within } from '../text/effort';
import { groupBy } from '../text/group-by';
import { namesOf } from '../text/included';
import { isPlainPurpose } from '../text/purpose';
import { encodeName, fileName, folderOf, holderOf, inFolder, isBelow, isYaml, parentOf } from '../text/uri';
import type { Notice } from './analysis';
import { type Files, type Refusal, tooLarge } from './files';
import { folderIndex } from './folder-index';
import { sharedIndex } from './index-of';
import { limitedFiles } from './limited-files';
import { pauser, type Slice } from './pauser';
import { createSearch } from './search';

export interface WorkspaceOptions {
  readonly files: Files;
  /** The workspace folders, URIs that end in `/`. Nothing outside them is read. */
  folders(): readonly string[];
  /** Whether settings keep a file or folder from being read. */
  isExcluded(uri: string): boolean;
  /** What listens on a port of this machine, or on any of a range; nothing where nobody may look. */
  listenersOn?(ports: number | PortRange): readonly Listener[];
  /** Told once for everything that keeps a file, or part of it, from being read. */
  onNotice(notice: Notice): void;
}

export interface ScanControl {
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

/** The documents of a workspace and the projects that they form, kept up to date. */
export interface Workspace extends Chart {
  /** Every document that was read, by URI. */
  documents(): ReadonlyMap<string, Document>;
  projects(): readonly Project[];
  /** Finds and reads every candidate below the given folders, and the given files with what stands beside them. */
  scan(paths: readonly string[], control?: ScanControl): Promise<void>;
  /** Reads the folder of a document so that its projects are known. */
  prepare(uri: string): Promise<void>;
  /** An editor opened or changed a document: its text wins over the file. */
  change(uri: string, text: string, format?: string): Promise<void>;
  /** An editor closed a document: the file counts again. */
  close(uri: string): Promise<void>;
  /**
   * Files and folders were created, changed or deleted, all of them given by the URI of a file. What is known then is
   * what a new workspace would find, but for what the editor has open.
   */
  refresh(uris: readonly string[]): Promise<void>;
  /** What is searched has changed: finds anew what stands below folders. */
  searchAgain(folders: readonly string[]): Promise<void>;
  /** Reads files again that are read but not open. Gives whether one of them says something else now. */
  freshen(uris: Iterable<string>): Promise<boolean>;
  /**
   * Folders became workspace folders, or are none any more: forgets what was known below them, and what was known
   * elsewhere of it. Gives the folders that are to be scanned then.
   */
  changeFolders(changed: readonly string[]): Promise<readonly string[]>;
}

/** Files read at the same time. */
const PARALLEL = 32;

/** What all that is kept may cost in memory, about in bytes, but for what is open or was asked for by name. */
const MAX_SIZE = 160 * 1024 * 1024;

/** Where so much has gone of it, what there was no room for is read: not before, for one file comes and goes. */
const ROOM_AGAIN = 0.9 * MAX_SIZE;

/** So many steps the projects of a folder may take each time that they are made: about a second. */
const MAX_STEPS = 1_500_000;

/** The most files that one takes in by itself, and the steps that it takes to see what all take in, of which an include takes so many. */
const MAX_TAKEN = 500;
const STEPS_OF_TAKERS = 300_000;
const STEPS_OF_TAKEN = 4;

/** The most files of one folder that projects start from: each change of one reads them all again. */
const MAX_BESIDE = 500;

/**
 * What a document costs beside its text, and each part that another file takes over with the time that it takes to make it anew,
 * about in bytes.
 */
const COST_OF_DOCUMENT = 1400;
const COST_OF_PART = 3200;

/** A workspace in which nothing is read yet. It reads through `options.files` alone, when it is told to. */
export function createWorkspace(options: WorkspaceOptions): Workspace {
  const files = limitedFiles(options.files, PARALLEL);
  const documents = new Map<string, Document>();
  /** Files without anything that a document would tell: most of a workspace. */
  const blanks = new Set<string>();
  /** What each document costs to keep, and what a folder takes over, and all together, about in bytes. */
  const sizes = new Map<string, number>();
  let size = 0;

  /** The files for which there was no room, at all or in the format in which a project wants them. */
  const crowdedOut = new Set<string>();
  let isFullTold = false;
  const refusals = new Map<string, Refusal>();
  const open = new Set<string>();
  /** The formats of open documents that the editor knows, whatever their name. */
  const declared = new Map<string, string>();
  /** Files that somebody asked for by name. */
  const named = new Set<string>();
  const formats = new Map<string, string>();
  /** The files that take others in by themselves, and those, with the format in which they are read for that. */
  const takers = new Set<string>();
  const taken = new Map<string, string>();
  /** The files of the folders that they take in from: what happens to files is told, so that a keystroke asks no disk. */
  const takenFrom = new Map<string, ReadonlySet<string> | 'outside'>();
  /** Of each folder the files from which projects start, with their own format, whatever others read them as. */
  const startsByFolder = new Map<string, Map<string, string>>();
  /** What was asked for of each folder, as long as its documents are the same. */
  const listed = new Map<string, Map<string, readonly Document[]>>();
  /** Every document, by its folder. */
  const byFolder = new Map<string, Set<string>>();
  const projectsByFolder = new Map<string, readonly Project[]>();
  /** Folders whose files other folders' projects have come to read, or have left. */
  const unsettled = new Set<string>();
  /** The folders that were looked into for a document that is open, or a file that was asked for by name. */
  const prepared = new Set<string>();
  const readers = sharedIndex<string, Project>();
  const publishers = sharedIndex<number, Publisher>();
  /** The publishers of many ports that were asked for one port or another, of the list as it is now. */
  let lookedThrough: readonly Publisher[] = [];
  let widePublishers = new Map<number, readonly Publisher[]>();
  const mounters = sharedIndex<string, Mounter>();
  const images = sharedIndex<string, Inside>();
  /** The folders whose mounts and images are to be looked at again when somebody asks. */
  const unlooked = new Set<string>();
  const bindingsByFolder = new Map<
    string,
    readonly { readonly units: ReadonlyMap<string, Unit>; readonly slot: Slot }[]
  >();
  const mentioned = new Map<string, ReadonlySet<number>>();
  const mentions = folderIndex<number>();
  const noticed = new Map<string, string>();
  /** What keeps each file from being read as a whole, told or not. */
  const troubles = new Map<string, Unread>();
  /** The problems of each folder's projects that were told: each is, once, until it is gone. */
  const toldByFolder = new Map<string, ReadonlySet<string>>();

  const search = createSearch({
    files,
    folders: options.folders,
    isExcluded: options.isExcluded,
    defaultsIn: folder => [...(startsByFolder.get(folder)?.keys() ?? [])].filter(isFoundByName),
    onNotice: ({ uri, message, isGap = false }) => notice(uri, message, isGap),
  });

  const isInside = (uri: string) => options.folders().some(folder => uri.startsWith(folder));

  /** The path of a file from its workspace folder. */
  function pathOf(uri: string): string {
    const folder = holderOf(uri, options.folders()) ?? folderOf(uri);
    return decodeURIComponent(uri.slice(folder.length));
  }

  function notice(uri: string, message: string, isGap: boolean): void {
    // What is said again may be worse now.
    const said = `${message}${isGap ? ' (gap)' : ''}`;
    if (noticed.get(uri) === said) return;
    noticed.set(uri, said);
    options.onNotice({ uri, message, ...(isGap && { isGap }) });
  }

  /** Whether somebody opened a file, or asked for it by name. */
  const isAsked = (uri: string) => open.has(uri) || named.has(uri);

  /** Whether somebody means a file to be read in its format: who named it, or its name. */
  const isMeant = (uri: string) => named.has(uri) || declared.has(uri) || startsProjects(formatByName(uri));

  /** Whether somebody wants to know of what is wrong with a project. */
  const isMinded = ({ root }: Project) => !root.isByContent || root.files.some(isMeant);

  /**
   * Notes what keeps a file from being read, and tells it of one that is meant to be: at once, but where projects are being
   * made and may do without it in the end.
   */
  function trouble(
    uri: string,
    message: string | undefined,
    isNeeded: boolean,
    isOfItself: boolean,
    isAwaited = false,
  ): void {
    if (message === undefined) {
      troubles.delete(uri);
      noticed.delete(uri);
      return;
    }
    const isTold = isMeant(uri) || isOfItself;
    const isGap = isTold || isNeeded;
    troubles.set(uri, { message, isGap, isTold });
    if (!isAwaited && (isTold || readers.some(uri, isMinded))) notice(uri, message, isGap);
  }

  function tellProblems(folder: string): void {
    const all = projectsByFolder.get(folder) ?? [];
    for (const project of troubles.size > 0 ? all : []) {
      for (const uri of project.files) {
        const found = troubles.get(uri);
        if (found && (found.isTold || isMinded(project))) notice(uri, found.message, found.isGap);
      }
    }
    const told = toldByFolder.get(folder);
    const problems = all.flatMap(project =>
      // What a program refuses is nothing that anybody runs, where a file only looks like one of its.
      isMinded(project) ? project.problems : project.problems.filter(one => one.isGap && !one.isRefusal),
    );
    if (problems.length === 0 && !told) return;
    // The same may be said of a file that one place can do without and another cannot.
    const bySaying = new Map<string, Problem>();
    for (const problem of problems) {
      const said = `${problem.uri} ${problem.message}`;
      if (problem.isGap || !bySaying.has(said)) bySaying.set(said, problem);
    }
    const byKey = new Map([...bySaying].map(([said, one]) => [`${said}${one.isGap ? ' (gap)' : ''}`, one]));
    for (const [key, { uri, message, isGap, isRemote }] of byKey) {
      if (told?.has(key)) continue;
      options.onNotice({ uri, message, ...(isGap && { isGap }), ...(isRemote && { isRemote }) });
    }
    if (byKey.size === 0) toldByFolder.delete(folder);
    else toldByFolder.set(folder, new Set(byKey.keys()));
  }

  /** Notes which ports a document's URLs name; most changes leave them as they are. */
  function mention(uri: string, ports: ReadonlySet<number>): void {
    const before = mentioned.get(uri) ?? NO_PORTS;
    for (const port of before) if (!ports.has(port)) mentions.remove(port, uri);
    for (const port of ports) if (!before.has(port)) mentions.add(port, uri);
    if (ports.size === 0) mentioned.delete(uri);
    else mentioned.set(uri, ports);
  }

  /** The format of a document where no project that reads it knows better. */
  function ownFormat(uri: string, text: string): string {
    return (
      declared.get(uri) ?? taken.get(uri) ?? (named.has(uri) ? formatOfNamed(uri, text) : formatOf(uri, text))
    );
  }

  /** Takes a text into the index. Reading never throws on account of what a text holds. */
  function admit(uri: string, text: string, format: string): Document {
    const earlier = documents.get(uri);
    if (earlier?.text === text && formats.get(uri) === format) return earlier;
    const document = readDocument(uri, text, format, earlier, pathOf(uri));
    documents.set(uri, document);
    listed.delete(folderOf(uri));
    byFolder.set(folderOf(uri), (byFolder.get(folderOf(uri)) ?? new Set()).add(uri));
    weigh(uri, sizeOf(document));
    formats.set(uri, format);
    refusals.delete(uri);
    blanks.delete(uri);
    mention(uri, portsMentioned(document));
    const beside = startsByFolder.get(folderOf(uri)) ?? new Map<string, string>();
    const own = ownFormat(uri, text);
    if (startsProjects(own)) startsByFolder.set(folderOf(uri), beside.set(uri, own));
    else beside.delete(uri);
    const found = [document.reading, ...document.parts].flatMap(one => one.troubles);
    const fault = found.find(({ isLimit }) => isLimit) ?? found[0];
    const message = fault && t('cannot be read as a whole: {0}', fault.message.replace(/\s+/g, ' '));
    const isOfItself = isReadWhole(uri, format) || taken.has(uri) || leavesGap(document, fault);
    trouble(uri, message, startsProjects(format), isOfItself);
    if (takenIn(document, document).length > 0) takers.add(uri);
    else takers.delete(uri);
    return document;
  }

  function weigh(uri: string, own: number): void {
    size += own - (sizes.get(uri) ?? 0);
    if (own === 0) sizes.delete(uri);
    else sizes.set(uri, own);
  }

  /** Takes a document out of the index. */
  function drop(uri: string): void {
    weigh(uri, 0);
    documents.delete(uri);
    listed.delete(folderOf(uri));
    const beside = byFolder.get(folderOf(uri));
    if (beside?.delete(uri) && beside.size === 0) byFolder.delete(folderOf(uri));
    formats.delete(uri);
    blanks.delete(uri);
    startsByFolder.get(folderOf(uri))?.delete(uri);
    takers.delete(uri);
    mention(uri, NO_PORTS);
  }

  function dismiss(uri: string, refusal: Refusal, format = formatByName(uri), isAwaited = false): void {
    drop(uri);
    refusals.set(uri, refusal);
    // A file of a system is never dropped in silence, whoever reads it.
    const isOfItself = isOfSystem(format) || isFoundByName(uri);
    trouble(uri, refusalText(uri, refusal), isOfProjects(format), isOfItself, isAwaited);
  }

  /** Forgets a file, as if it had never been there. */
  function forgetFile(uri: string): void {
    dismiss(uri, { kind: 'missing' });
    refusals.delete(uri);
    crowdedOut.delete(uri);
  }

  /** Whether there is nothing to tell of a document that nobody looks at: then its text is let go. */
  function isBlank(document: Document): boolean {
    const { uri, reading, silences } = document;
    const isLookedAt = isAsked(uri) || readers.owners(uri) > 0;
    const isSilent = silences.length === 0 && reading.troubles.length === 0;
    const isEmpty = reading.isPlain === true && isSilent && reading.weight === 0;
    return isEmpty && !isLookedAt && !givesPorts(document);
  }

  const isKnown = (uri: string) => documents.has(uri) || blanks.has(uri) || refusals.has(uri);

  /** Takes a text in, in the format that is wanted, or else in the one that it has. */
  function take(uri: string, text: string, wanted?: string): void {
    const format = wanted ?? readAs(uri) ?? ownFormat(uri, text);
    const limit = sizeLimit(format);
    if (text.length > limit) {
      dismiss(uri, tooLarge(limit), format);
      return;
    }
    if (!isAsked(uri) && size - (sizes.get(uri) ?? 0) + text.length > MAX_SIZE) {
      tellFull();
      dismiss(uri, { kind: 'unreadable', reason: t('too much else is read') }, format);
      crowdedOut.add(uri);
      return;
    }
    const told = noticed.get(uri);
    const document = tryToAdmit(uri, text, format);
    if (!document) return;
    // Who names a file wants to know that it is there.
    if (wanted === undefined && isBlank(document)) {
      drop(uri);
      blanks.add(uri);
    } else if (!document.reading.holdsUnits && document.reading.weight > MAX_ENTRIES) {
      // It was too much before, too, and that is told once.
      if (told !== undefined) noticed.set(uri, told);
      const reason = t('it has more than {0},000 ports and other entries', MAX_ENTRIES / 1000);
      dismiss(uri, { kind: 'unreadable', reason }, format);
    }
  }

  /** Takes the text of an open document in as if it were new: what a file is for depends on its workspace folder. */
  function takeAnew(uri: string): void {
    const document = documents.get(uri);
    if (!document) return;
    drop(uri);
    take(uri, document.text, declared.get(uri));
  }

  /** A fault of ours in reading a file costs that file, and no other. */
  function tryToAdmit(uri: string, text: string, format: string): Document | undefined {
    try {
      return admit(uri, text, format);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      dismiss(uri, { kind: 'unreadable', reason }, format);
      return undefined;
    }
  }

  function tellFull(): void {
    const [folder] = options.folders();
    if (isFullTold || folder === undefined) return;
    isFullTold = true;
    const message = t('holds more than the {0} MB that Portolan keeps', MAX_SIZE / 1024 / 1024);
    options.onNotice({ uri: folder, message, isGap: true });
  }

  /** The format in which a project reads a file that it names: it knows better than the file's name. */
  function readAs(uri: string): string | undefined {
    const isNamed = readers.some(uri, ({ root }) => !root.files.includes(uri));
    return isNamed ? formats.get(uri) : undefined;
  }

  async function load(uri: string, format?: string): Promise<void> {
    if (open.has(uri)) return;
    receive(uri, await files.read(uri), format);
  }

  function receive(uri: string, content: string | Refusal, format?: string): void {
    // It may have been opened meanwhile, and then the editor's text is the newer; or its folder was taken out.
    if (open.has(uri) || !isInside(uri)) return;
    if (typeof content === 'string') take(uri, content, format);
    else dismiss(uri, content, format, format !== undefined);
  }

  function refusalText(uri: string, refusal: Refusal): string | undefined {
    if (refusal.kind === 'unreadable') return t('is not read: {0}.', refusal.reason);
    // A project tells of what it may not read itself.
    const isTold = refusal.kind === 'outside' && isMeant(uri);
    return isTold ? leadsOut() : undefined;
  }

  /** Builds a folder's projects, loading what they name until nothing is left to load. */
  async function build(folder: string): Promise<void> {
    try {
      for (const tried = new Set<string>(); ; ) {
        const wanted = buildNow(folder).filter(({ uri }) => !tried.has(uri));
        if (wanted.length === 0) break;
        for (const { uri } of wanted) tried.add(uri);
        await Promise.all(wanted.map(({ uri, format }) => load(uri, format)));
      }
      // Without a file that a project may start from nobody asks for what stands beside it.
      for (const uri of [...BESIDES].map(name => inFolder(folder, name)))
        if (documents.has(uri) && !isWanted(uri)) forgetFile(uri);
      tellProblems(folder);
    } catch (error) {
      // A fault of ours costs this folder, and no other.
      install(folder, []);
      const reason = error instanceof Error ? error.message : String(error);
      const isTooMuch = error instanceof TooMuchWork;
      notice(folder, isTooMuch ? tooMuchText() : t('cannot be read: {0}', reason), true);
    }
    const others = [...unsettled];
    unsettled.clear();
    await buildAll(others);
  }

  /**
   * Whether a file counts where it stands: a search finds it, or somebody looks at its folder. One that only a project
   * elsewhere reads does not, so that no project starts from it.
   */
  function isFound(uri: string): boolean {
    return prepared.has(folderOf(uri)) || open.has(uri) || search.finds(uri);
  }

  /** Whether a file is read because somebody looks at its folder. */
  function isPrepared(uri: string): boolean {
    return prepared.has(folderOf(uri)) && isOfProject(fileName(uri));
  }

  /** Whether somebody looks at a file, a search comes upon it, or others than itself read it. */
  function isWanted(uri: string): boolean {
    return isAsked(uri) || search.finds(uri) || isHeld(uri);
  }

  /** Whether a file is read on account of others, whatever a search comes upon. */
  function isHeld(uri: string): boolean {
    const isOfOthers = readers.some(uri, ({ root }) => !root.files.includes(uri));
    // What it says is asked for before it is known which projects there are.
    const starts = BESIDES.has(fileName(uri)) ? startsByFolder.get(folderOf(uri)) : undefined;
    const isOfStart = [...(starts?.keys() ?? [])].some(isFound);
    return isPrepared(uri) || taken.has(uri) || isOfOthers || isOfStart;
  }

  /** How many other folders than its own have projects that read a file. */
  function othersWith(uri: string): number {
    return readers.owners(uri) - (readers.of(uri, folderOf(uri)).length > 0 ? 1 : 0);
  }

  /** Whether a project of its own folder starts from a file. */
  function startsProject(uri: string): boolean {
    return readers.of(uri, folderOf(uri)).some(({ root }) => root.files.includes(uri));
  }

  /** Whether a file is a project where it stands: one that only its content makes so is not when others read it. */
  function stands(uri: string): boolean {
    return startsProjects(formatByName(uri)) || othersWith(uri) === 0;
  }

  /** Builds a folder's projects from what is loaded. Gives what they name beyond that. */
  function buildNow(folder: string): readonly { readonly uri: string; readonly format: string }[] {
    const wanted = new Map<string, { uri: string; format: string }>();
    const asked = new Map<string, string>();
    const find: Find = (uri, format) => {
      const document = documents.get(uri);
      const part = document?.parts.find(one => one.format === format);
      if (document && part) return { ...document, reading: part };
      // Who asks first for a file in another format than its own decides: each reading anew costs as much.
      const isTaken = (asked.get(uri) ?? format) !== format;
      asked.set(uri, asked.get(uri) ?? format);
      if (document && isTaken && document.reading.format !== format) return 'unreadable';
      if (document?.reading.format === format) return document;
      // In another format it may cost many times as much.
      if (document && !isAsked(uri) && size > MAX_SIZE) {
        crowdedOut.add(uri);
        return 'unreadable';
      }
      if (document) return admit(uri, document.text, format);
      const refusal = refusals.get(uri);
      if (refusal) {
        const found = troubles.get(uri);
        if (found && isOfProjects(format)) troubles.set(uri, { ...found, isGap: true });
        return refusal.kind;
      }
      if (!isInside(uri)) return 'outside';
      wanted.set(uri, { uri, format });
      return 'missing' satisfies Sighting;
    };
    const starts = besideEachOther(folder);
    // A file beside them may name others, where it is one that is read.
    const isBeside = (uri: string) => isKnown(uri) && isFound(uri);
    const isNone = starts.length === 0 && ![...BESIDES].some(name => isBeside(inFolder(folder, name)));
    const budget = newBudget(roomFor(folder, starts), starts.length < MAX_BESIDE);
    const readings = starts.flatMap(uri => {
      const parts = documents.get(uri)?.parts.map(part => part.format) ?? [];
      // Another project of the folder may have read it in another format, which the file no longer has.
      const own = startsByFolder.get(folder)?.get(uri) ?? formatByName(uri);
      return [own, ...parts].map(format => ({ uri, format }));
    });
    const byFormat = new Map(
      [...groupBy(readings, ({ format }) => format)].map(([format, of]) => [
        format,
        of.map(({ uri }) => uri),
      ]),
    );
    const projects = isNone ? [] : within(MAX_STEPS, () => projectsIn(folder, byFormat, find, budget));
    weigh(folder, COST_OF_PART * budget.takenOver);
    if (size > MAX_SIZE) tellFull();
    install(folder, projects);
    return [...wanted.values()];
  }

  /** The files of a folder that projects start from. Those that a program finds by their name are never too many. */
  function besideEachOther(folder: string): readonly string[] {
    // In an order that does not tell which was read first.
    const standing = [...(startsByFolder.get(folder)?.keys() ?? [])].filter(stands).sort();
    if (standing.length <= MAX_BESIDE) return standing.filter(isFound);
    notice(
      folder,
      t('has more than {0} files that projects start from: the others are left out', MAX_BESIDE),
      true,
    );
    const rankOf = (uri: string) => `${isFoundByName(uri) ? 0 : 1} ${uri}`;
    return standing
      .sort((a, b) => (rankOf(a) < rankOf(b) ? -1 : 1))
      .slice(0, MAX_BESIDE)
      .filter(isFound);
  }

  /** How many parts the projects of a folder may take over from other files; undefined where all that there are. */
  function roomFor(folder: string, files: readonly string[]): number | undefined {
    if (files.some(isAsked)) return undefined;
    return Math.max(0, (MAX_SIZE - size + (sizes.get(folder) ?? 0)) / COST_OF_PART);
  }

  function install(folder: string, projects: readonly Project[]): void {
    const before = projectsByFolder.get(folder) ?? [];
    if (projects.length === 0) weigh(folder, 0);
    if (projects.length === 0) projectsByFolder.delete(folder);
    else projectsByFolder.set(folder, projects);
    if (projects.length === 0 && before.length === 0) return;
    readers.replace(
      folder,
      projects.flatMap(project => [...project.files].map(uri => [uri, project] as const)),
    );
    unlooked.add(folder);
    installBindings(folder, projects);
    settle(folder, before, projects);
  }

  /** Follows up on which files the projects of a folder read now, and which no longer. */
  function settle(folder: string, before: readonly Project[], now: readonly Project[]): void {
    const filesOf = (projects: readonly Project[]) => new Set(projects.flatMap(one => [...one.files]));
    const [left, kept] = [filesOf(before), filesOf(now)];
    for (const uri of new Set([...left, ...kept])) {
      if (left.has(uri) && kept.has(uri)) continue;
      release(uri);
      const own = folderOf(uri);
      // Where more others read it, it did not stand as a project before either.
      const isNew = othersWith(uri) === (kept.has(uri) ? 1 : 0);
      if (isNew && own !== folder && startsByFolder.get(own)?.has(uri)) unsettled.add(own);
    }
  }

  /** What no project reads any more is read in its own format again, or let go where no search would find it. */
  function release(uri: string): void {
    const document = documents.get(uri);
    if (readers.owners(uri) > 0) return;
    if (!isWanted(uri)) forgetFile(uri);
    else if (document && (isBlank(document) || ownFormat(uri, document.text) !== formats.get(uri)))
      take(uri, document.text);
  }

  /** Notes which units mount what and have which images, once somebody asks. */
  function lookAtUnits(): void {
    for (const folder of unlooked) {
      const projects = projectsByFolder.get(folder) ?? [];
      mounters.replace(folder, entriesOf(projects.flatMap(project => [...mountsOf(project)])));
      images.replace(folder, entriesOf(projects.flatMap(project => [...imagesOf(project)])));
    }
    unlooked.clear();
  }

  function mountersAt(path: string): readonly Mounter[] {
    lookAtUnits();
    return mounters.get(path);
  }

  function unitsWithImage(repository: string): readonly Inside[] {
    lookAtUnits();
    return images.get(repository);
  }

  /** Notes who publishes what, service by service: one change leaves most of them as they were. */
  function installBindings(folder: string, projects: readonly Project[]): void {
    const before = bindingsByFolder.get(folder) ?? [];
    const place = (index: number, name: string) => `${folder} ${index} ${name}`;
    const now = projects.map((project, index) => {
      const units = project.root.isPassedOver || isApart(project) ? NO_UNITS : project.units;
      const { units: earlier, slot } = before[index] ?? { units: NO_UNITS, slot: { project } };
      // A publisher that stays has the project that is there now, and keeps none that was.
      slot.project = project;
      for (const [name, unit] of units) {
        const same = earlier.get(name);
        if (same === unit || (same && bindingsOf(same) === bindingsOf(unit))) continue;
        publishers.replace(place(index, name), publishersIn(bindingsOf(unit), slot));
      }
      return { units, slot };
    });
    for (const [index, { units }] of before.entries()) {
      for (const name of units.keys())
        if (!now[index]?.units.has(name)) publishers.replace(place(index, name), []);
    }
    if (now.length === 0) bindingsByFolder.delete(folder);
    else bindingsByFolder.set(folder, now);
  }

  /** The folders whose projects read a file, or would if it were there. */
  function foldersWith(uri: string): readonly string[] {
    const folders = new Set(readers.get(uri).map(project => project.root.folder));
    const isBeside = BESIDES.has(fileName(uri)) && (isKnown(uri) || search.finds(uri));
    if (isBeside || startsProjects(formats.get(uri))) folders.add(folderOf(uri));
    return [...folders];
  }

  /** Builds the projects of folders one by one, with pauses. */
  async function buildAll(folders: Iterable<string>, slice: Slice = pauser()): Promise<void> {
    for (const folder of folders) {
      await build(folder);
      await slice();
    }
  }

  async function rebuild(uris: readonly string[]): Promise<void> {
    const folders = new Set(uris.flatMap(foldersWith));
    await buildAll(folders);
  }

  /** Reads files, and takes them in one by one: a request need not wait for all of them. */
  async function loadAll(
    uris: readonly string[],
    slice: Slice,
    { signal, onProgress }: ScanControl = {},
  ): Promise<void> {
    for (let at = 0; at < uris.length && !signal?.aborted; at += PARALLEL) {
      const batch = uris.slice(at, at + PARALLEL);
      const contents = await Promise.all(batch.map(uri => files.read(uri)));
      for (const [index, uri] of batch.entries()) {
        const content = contents[index];
        if (content !== undefined) receive(uri, content);
        onProgress?.(at + index + 1, uris.length);
        await slice();
      }
    }
  }

  /** Reads the files beside a document whose names say that they may be of its project. */
  async function readBeside(folder: string, isWanted: (name: string) => boolean): Promise<void> {
    prepared.add(folder);
    const entries = await files.list(folder);
    const uris = ('kind' in entries ? [] : entries).flatMap(({ name, kind }) =>
      kind === 'file' && isWanted(name) ? `${folder}${encodeName(name)}` : [],
    );
    await Promise.all(uris.map(uri => (documents.has(uri) ? undefined : load(uri))));
    await build(folder);
  }

  /**
   * Reads what files take in by themselves, whatever its name, and lets go what none takes in any more. Told is what one
   * needs that is not there.
   */
  async function followTakers(): Promise<void> {
    if (takers.size + taken.size === 0) return;
    const wanted = new Set<string>();
    const slice = pauser();
    const steps: Steps = { left: STEPS_OF_TAKERS };
    for (const uri of [...takers].sort()) {
      const whole = documents.get(uri);
      if (!whole) continue;
      // Where it is mounted, what it needs may be mounted beside it.
      const isAlone = () => mountersAt(uri).length === 0;
      const parts = new Set([whole]);
      for (const part of parts) {
        const all = sharing(steps, () => takenBy(whole, part), NOTHING_MORE);
        if (!all) notice(uri, tooMuchText(), true);
        for (const { target, path, isMissed } of all ?? []) {
          await slice();
          const { folder } = target;
          const isOfMachine = path.startsWith('/');
          const known = takenFrom.get(folder) ?? (await namesIn(folder));
          takenFrom.set(folder, known);
          if (known === 'outside') {
            if (!isOfMachine && isAlone()) notice(uri, outsideText(path), true);
            continue;
          }
          const fitting = sharing(steps, () => namesOf(target, known), NOTHING_MORE);
          if (!fitting || fitting.length + parts.size > MAX_TAKEN) notice(uri, tooMuchText(), true);
          else if (fitting.length === 0 && isMissed && isAlone()) notice(uri, missingText(path), true);
          for (const name of fitting?.slice(0, Math.max(0, MAX_TAKEN - parts.size)) ?? []) {
            const one = `${folder}${encodeName(name)}`;
            wanted.add(one);
            const found = await takeFor(one, whole.reading.format);
            if (found) parts.add(found);
            else if (!isOfMachine && refusals.get(one)?.kind === 'outside') notice(one, leadsOut(), true);
          }
        }
      }
    }
    for (const uri of [...taken.keys()]) {
      if (wanted.has(uri)) continue;
      taken.delete(uri);
      release(uri);
    }
  }

  /** Throws `TooMuchWork` before any, once there are no steps left. */
  function takenBy(whole: Document, part: Document): readonly Taken[] {
    spend();
    const all = takenIn(whole, part);
    spend(STEPS_OF_TAKEN * all.length);
    return all;
  }

  /** The same, once files have come, gone or been looked for. */
  async function followTakersAnew(): Promise<void> {
    takenFrom.clear();
    await followTakers();
  }

  async function namesIn(folder: string): Promise<ReadonlySet<string> | 'outside'> {
    if (!isInside(folder)) return 'outside';
    const entries = await files.list(folder);
    if ('kind' in entries) return entries.kind === 'outside' ? 'outside' : NO_NAMES;
    return new Set(entries.flatMap(({ name, kind, isLost }) => (kind === 'file' && !isLost ? [name] : [])));
  }

  /** Reads a file in the format of one that takes it in, unless its name or somebody who opened it says another. */
  async function takeFor(uri: string, format: string): Promise<Document | undefined> {
    if ((isPromised(uri) && formatByName(uri) !== format) || options.isExcluded(uri)) return undefined;
    taken.set(uri, format);
    const document = documents.get(uri);
    const isOther = document !== undefined && document.reading.format !== format;
    if (isOther && !declared.has(uri) && readers.owners(uri) === 0) take(uri, document.text);
    else if (!document && !isRefused(refusals.get(uri))) await load(uri);
    const found = documents.get(uri);
    // What it takes in is broken: then so is the whole.
    const fault = troubles.get(uri);
    if (fault) notice(uri, fault.message, true);
    return found?.reading.format === format ? found : undefined;
  }

  /**
   * Finds what stands below folders that are new or searched otherwise, and forgets what is not found any more. What was
   * known below those that are new is read again, but for what was just read.
   */
  async function searchBelow(
    folders: readonly string[],
    slice: Slice,
    fresh: { readonly folders: ReadonlySet<string>; readonly read: ReadonlySet<string> } = NOTHING_FRESH,
  ): Promise<void> {
    const below = new Set(folders);
    search.forget(folder => isBelow(folder, below));
    const found = new Set<string>();
    // A workspace folder is searched, whatever stands above it.
    const roots = options.folders().filter(folder => isBelow(folder, below));
    const entered = new Set([...below, ...roots].filter(search.enters));
    for (const folder of entered) {
      await slice();
      // What is searched with a folder above is found with it.
      if (isBelow(parentOf(folder), entered)) continue;
      for (const uri of await search.below(folder)) found.add(uri);
    }
    const concerned = new Set<string>();
    const read: string[] = [];
    for (const uri of [...documents.keys(), ...refusals.keys(), ...blanks]) {
      await slice();
      if (!found.has(uri) && isBelow(uri, below)) read.push(...leave(uri, concerned));
    }
    for (const uri of found) {
      await slice();
      if (!isKnown(uri) || (!fresh.read.has(uri) && isBelow(uri, fresh.folders))) read.push(uri);
      // Only others may have read it so far.
      else if (startsByFolder.get(folderOf(uri))?.has(uri) && !startsProject(uri))
        concerned.add(folderOf(uri));
    }
    // Of what is not searched any more that is known which stands beside an open document.
    for (const uri of open)
      if (isBelow(uri, below) && isInside(uri) && !search.knows(folderOf(uri)))
        await readBeside(folderOf(uri), isOfProject);
    await readAgain(read, concerned, slice);
    await buildAll(concerned, slice);
    await followTakersAnew();
  }

  /** Forgets what a search does not come upon any more. Gives it where it stays, to be read again. */
  function leave(uri: string, concerned: Set<string>): readonly string[] {
    if (isAsked(uri)) return [];
    for (const folder of foldersWith(uri)) concerned.add(folder);
    // What others than itself read stays, as long as they do and it is there; and what somebody looks at.
    if (isHeld(uri)) return [uri];
    forgetFile(uri);
    return [];
  }

  /** Reads files, and notes the folders of which the projects may be others then. */
  async function readAgain(uris: readonly string[], concerned: Set<string>, slice: Slice): Promise<void> {
    const before = uris.map(uri => ({ uri, document: documents.get(uri), folders: foldersWith(uri) }));
    const changed: string[] = [];
    await loadAll(uris, slice);
    for (const { uri, document, folders } of before) {
      await slice();
      // The projects know why they lack a file, and that may have changed.
      if (document && documents.get(uri) === document) continue;
      changed.push(uri);
      for (const folder of [...folders, ...foldersWith(uri)]) concerned.add(folder);
    }
    for (const folder of foldersToBuild(changed)) concerned.add(folder);
  }

  /** Reads what there was no room for, as far as there is now and somebody still wants it. */
  async function readCrowdedOut(slice: Slice): Promise<void> {
    if (size >= ROOM_AGAIN) return;
    const left = [...crowdedOut].filter(isWanted);
    crowdedOut.clear();
    // One that is known may not have been read in the format that a project wants.
    const concerned = new Set(left.flatMap(foldersWith));
    await readAgain(left, concerned, slice);
    await buildAll(concerned, slice);
  }

  return {
    documents: () => documents,
    projects: () => [...projectsByFolder.values()].flat(),
    document: uri => documents.get(uri),
    projectsWith: uri => readers.get(uri),
    projectsIn: folder => projectsByFolder.get(folder) ?? [],
    hasNeighbours: folder => projectsByFolder.size > (projectsByFolder.has(folder) ? 1 : 0),
    publishersOf(port) {
      const wide = publishers.get(WIDE);
      if (wide.length === 0) return publishers.get(port);
      // Whoever looks for a free port asks for one after the other, and again for the next fix.
      if (wide !== lookedThrough) [lookedThrough, widePublishers] = [wide, new Map()];
      const found = widePublishers.get(port) ?? wide.filter(({ binding }) => holds(binding, port));
      widePublishers.set(port, found);
      return found.length === 0 ? publishers.get(port) : [...publishers.get(port), ...found];
    },
    mountersOf: mountersAt,
    unitsWithImage,
    documentsMentioning: (port, folder = '') =>
      mentions.below(port, folder).flatMap(uri => documents.get(uri) ?? []),
    documentsIn(folder, format) {
      const key = `${format} ${folder}`;
      const known = listed.get(folder)?.get(key);
      if (known) return known;
      const made = [...(byFolder.get(folder) ?? [])]
        .sort()
        .flatMap(uri => documents.get(uri) ?? [])
        .filter(({ reading }) => reading.format === format);
      listed.set(folder, (listed.get(folder) ?? new Map()).set(key, made));
      return made;
    },
    listenersOn: ports => options.listenersOn?.(ports) ?? [],
    hasReadAll: ({ files }) => [...files].every(uri => (refusals.get(uri)?.kind ?? 'missing') === 'missing'),
    isEditable: uri => isInside(uri) || open.has(uri),
    nameOf(uri) {
      const folders = options.folders();
      const folder = holderOf(uri, folders);
      if (folder === undefined) return decodeURIComponent(uri);
      // Of several folders each may have a file of this name.
      const start = folders.length > 1 ? folder.lastIndexOf('/', folder.length - 2) + 1 : folder.length;
      return decodeURIComponent(uri.slice(start));
    },

    async scan(paths, control = {}) {
      const found = new Set<string>();
      for (const path of paths) if (!path.endsWith('/')) named.add(path);
      for (const path of paths) {
        // One by one: a list of many files is too long for the arguments of one call.
        if (path.endsWith('/')) for (const uri of await search.below(path, control.signal)) found.add(uri);
        else found.add(path);
      }
      // A file is judged with its project, which the files beside it may be part of.
      for (const folder of new Set([...named].map(folderOf)))
        await readBeside(folder, name => isYaml(name) || isOfProject(name));
      const slice = pauser();
      await loadAll(
        [...found].filter(uri => !documents.has(uri) && !blanks.has(uri)),
        slice,
        control,
      );
      for (const folder of foldersToBuild([...found])) {
        if (control.signal?.aborted) return;
        await build(folder);
        await slice();
      }
      await followTakersAnew();
      await readCrowdedOut(slice);
    },

    async prepare(uri) {
      const folder = folderOf(uri);
      if (search.knows(folder) || prepared.has(folder) || !isInside(uri)) return;
      await readBeside(folder, isOfProject);
    },

    async change(uri, text, format) {
      open.add(uri);
      if (format) declared.set(uri, format);
      // What it took in is let go with the last word that takes it in.
      const tookIn = takers.has(uri);
      take(uri, text, format);
      await rebuild([uri]);
      if (tookIn || takers.has(uri) || taken.has(uri)) await followTakers();
    },

    async close(uri) {
      open.delete(uri);
      const format = declared.get(uri);
      const wasDeclared = declared.delete(uri) && formatByName(uri) !== format;
      if (wasDeclared || !isInside(uri)) dismiss(uri, { kind: 'missing' });
      const folder = folderOf(uri);
      const isLeft =
        ![...open, ...named].some(other => folderOf(other) === folder) && prepared.delete(folder);
      const isBuilt = foldersWith(uri).includes(folder);
      // With it goes what was read because somebody looked at the folder.
      const known = [...documents.keys(), ...refusals.keys(), ...blanks];
      const read = isLeft ? known.filter(other => folderOf(other) === folder) : [uri];
      const unwanted = read.filter(other => !isWanted(other));
      const concerned = new Set(unwanted.flatMap(foldersWith));
      for (const other of unwanted) forgetFile(other);
      await this.refresh([uri]);
      if (isLeft && !isBuilt) concerned.add(folder);
      await buildAll(concerned);
    },

    async refresh(uris) {
      const slice = pauser();
      const concerned = new Set<string>();
      const changed: string[] = [];
      const folders: string[] = [];
      // A folder that came or went is told by its own name alone, also one that is not searched.
      const strange: string[] = [];
      const withDefaults = new Set<string>();
      const told = [...uris, ...linkedTo(uris)];
      const before = told.map(uri => ({ uri, document: documents.get(uri), folders: foldersWith(uri) }));
      for (const uri of told) {
        folders.push(...(await search.trackAgain(uri)));
        if (fileName(uri) === '.gitignore') folders.push(folderOf(uri));
        else if (isKnown(uri) || readers.owners(uri) > 0 || search.finds(uri) || isPrepared(uri))
          changed.push(uri);
        // A project may wait for a file where a folder is.
        if (!documents.has(uri) && !blanks.has(uri)) strange.push(uri);
        if (isFoundByName(uri)) withDefaults.add(folderOf(uri));
        await slice();
      }
      await loadAll(
        changed.filter(uri => isInside(uri) && !open.has(uri)),
        slice,
      );
      // What was a file may be a folder now.
      for (const uri of changed) if (refusals.get(uri)?.kind === 'unreadable') strange.push(uri);
      // What no project waits for is forgotten.
      for (const uri of changed)
        if (refusals.get(uri)?.kind === 'missing' && readers.owners(uri) === 0) refusals.delete(uri);
      for (const folder of withDefaults) {
        await lookForDefaults(folder, concerned, slice);
        await slice();
      }
      for (const { uri, document, folders: earlier } of before) {
        // What is the same leaves those as they are that read it; where it stands it may have been looked at.
        const isSame = document !== undefined && documents.get(uri) === document;
        const own = folderOf(uri);
        for (const folder of [...earlier, ...foldersWith(uri)])
          if (!isSame || folder === own) concerned.add(folder);
      }
      await buildAll(concerned, slice);
      const fresh = { folders: new Set(strange.map(uri => `${uri}/`)), read: new Set(changed) };
      if (folders.length + strange.length > 0)
        await searchBelow([...folders, ...fresh.folders], slice, fresh);
      else await followTakersAnew();
      await readCrowdedOut(slice);
    },

    async searchAgain(folders) {
      const slice = pauser();
      await searchBelow(folders, slice);
      await readCrowdedOut(slice);
    },

    async freshen(uris) {
      const closed = [...new Set(uris)].filter(uri => documents.has(uri) && !open.has(uri));
      const isOther = async (uri: string) => (await files.read(uri)) !== documents.get(uri)?.text;
      const others = await Promise.all(closed.map(isOther));
      const changed = closed.filter((_, index) => others[index]);
      if (changed.length > 0) await this.refresh(changed);
      return changed.length > 0;
    },

    async changeFolders(changed) {
      const below = new Set(changed);
      const slice = pauser();
      search.forget(folder => isBelow(folder, below));
      for (const folder of [...prepared]) if (isBelow(folder, below)) prepared.delete(folder);
      const concerned = new Set<string>();
      for (const { root, files } of this.projects()) {
        await slice();
        if (isBelow(root.folder, below) || [...files].some(uri => isBelow(uri, below)))
          concerned.add(root.folder);
      }
      const again: string[] = [];
      for (const uri of [...documents.keys(), ...refusals.keys(), ...blanks]) {
        await slice();
        // A link leads elsewhere, and what led out of all folders may lead into one now.
        const isElsewhere = files.links?.has(uri) || refusals.get(uri)?.kind === 'outside';
        if (!isBelow(uri, below) && !isElsewhere) continue;
        for (const folder of foldersWith(uri)) concerned.add(folder);
        if (!open.has(uri)) forgetFile(uri);
        else takeAnew(uri);
        if (!isBelow(uri, below) && search.finds(uri)) again.push(uri);
      }
      await readAgain(again, concerned, slice);
      await buildAll(concerned, slice);
      await readCrowdedOut(slice);
      const known = options.folders();
      return [
        ...known.filter(folder => isBelow(folder, below)),
        ...changed.filter(folder => !known.includes(folder) && search.enters(folder)),
      ];
    },
  };

  /** The files that are read through links of which one, or what they lead to, is told of, or a folder on the way. */
  function linkedTo(uris: readonly string[]): readonly string[] {
    const { links = NO_LINKS } = files;
    if (links.size === 0) return [];
    const told = new Set(uris);
    const folders = new Set(
      uris.filter(uri => !documents.has(uri) && !blanks.has(uri)).map(uri => `${uri}/`),
    );
    return [...links].flatMap(([uri, places]) => {
      if (told.has(uri) || !(isKnown(uri) || fileName(uri) === '.gitignore')) return [];
      return places.some(place => told.has(place) || isBelow(place, folders)) ? [uri] : [];
    });
  }

  /** Reads the files of a folder that their program finds itself where they count now, and forgets those that do not. */
  async function lookForDefaults(folder: string, concerned: Set<string>, slice: Slice): Promise<void> {
    const found = new Set(await search.defaults(folder));
    const known = [...(startsByFolder.get(folder)?.keys() ?? [])].filter(isFoundByName);
    const left = known.filter(uri => !found.has(uri)).flatMap(uri => leave(uri, concerned));
    await readAgain([...left, ...[...found].filter(uri => !isKnown(uri))], concerned, slice);
  }

  /** The folders that hold files that projects start from, or one that names some. */
  function foldersToBuild(uris: readonly string[]): readonly string[] {
    return [
      ...new Set(
        uris.filter(uri => startsProjects(formats.get(uri)) || BESIDES.has(fileName(uri))).map(folderOf),
      ),
    ];
  }
}

/** Whether a file is part of its folder's projects by its name. */
function isOfProject(name: string): boolean {
  return BESIDES.has(name) || startsProjects(formatByName(`/${encodeURIComponent(name)}`));
}

/**
 * Whether a document leaves a gap, whoever reads it: a limit of ours leaves out something that rules would judge. A fault of
 * its own is its program's to tell.
 */
function leavesGap({ purpose, reading }: Document, fault: Trouble | undefined): boolean {
  return fault?.isLimit === true && isOfSystem(reading.format) && isPlainPurpose(purpose);
}

/** What keeps a file from being read as a whole, and whether that leaves a gap in what was asked for. */
interface Unread {
  readonly message: string;
  readonly isGap: boolean;
  /** Whether it is told whoever reads the file. */
  readonly isTold: boolean;
}

/** Whether there is a file that was not read: it is not asked for again before it is told to be another. */
function isRefused(refusal: Refusal | undefined): boolean {
  return refusal !== undefined && refusal.kind !== 'missing';
}

function leadsOut(): string {
  return t('is not read: {0}.', t('it leads out of the folder'));
}

/** The key of the bindings on more ports than are worth listing one by one. */
const WIDE = -1;
const MAX_LISTED_PORTS = 64;

const NO_LINKS: ReadonlyMap<string, readonly string[]> = new Map();

const NOTHING_FRESH = { folders: new Set<string>(), read: new Set<string>() };

const NO_PORTS: ReadonlySet<number> = new Set();

const NO_NAMES: ReadonlySet<string> = new Set();

/** The answer where steps run out. */
const NOTHING_MORE = () => undefined;

const NO_UNITS: ReadonlyMap<string, Unit> = new Map();

/** The project of a folder that is there now. */
interface Slot {
  project: Project;
}

/** Bindings by port. The project is asked for when it is needed, for it is a new one after every change. */
function publishersIn(bindings: readonly Binding[], slot: Slot): readonly (readonly [number, Publisher])[] {
  return bindings.flatMap((binding): readonly (readonly [number, Publisher])[] => {
    const { range } = binding;
    if (!range) return [];
    const publisher: Publisher = {
      binding,
      get project() {
        return slot.project;
      },
    };
    if (rangeSize(range) > MAX_LISTED_PORTS) return [[WIDE, publisher]];
    return Array.from({ length: rangeSize(range) }, (_, index) => [range.from + index, publisher]);
  });
}

function holds({ range }: Binding, port: number): boolean {
  return range !== null && range.from <= port && port <= range.to;
}

/** What a document costs to keep, about in bytes. */
function sizeOf({ text: { length }, reading: { holdsUnits, weight, cost }, parts }: Document): number {
  const ofParts = parts.reduce((sum, part) => sum + (part.cost ?? COST_OF_UNIT * part.weight), 0);
  if (cost !== undefined) return length + COST_OF_DOCUMENT + cost + ofParts;
  if (!holdsUnits) return length + COST_OF_DOCUMENT + COST_OF_ENTRY * weight + ofParts;
  return costOfUnits(length, weight) + ofParts;
}

/** The ports that a document's URLs name, by number or by scheme, and those that a program listens on. */
function portsMentioned(document: Document): ReadonlySet<number> {
  const ports = new Set<number>();
  for (const { port } of document.reading.listens ?? [])
    if (port.range) for (const end of [port.range.from, port.range.to]) ports.add(end);
  for (const { mentions } of document.reading.urls)
    for (const port of numbersIn(mentions).ports) ports.add(port);
  return ports;
}

/** Lists by key as one entry for each of their items. */
function entriesOf<Value>(
  lists: readonly (readonly [string, readonly Value[]])[],
): readonly (readonly [string, Value])[] {
  return lists.flatMap(([key, values]) => values.map(value => [key, value] as const));
}
