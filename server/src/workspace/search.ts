import { t } from '@vscode/l10n';
import { formatByName, isFoundByName, startsProjects } from '../systems/all';
import { type Steps, sharing } from '../text/effort';
import { encodeName, fileName, folderOf, holderOf, inFolder, parentOf } from '../text/uri';
import type { Notice } from './analysis';
import { isCandidate, isSearched } from './candidates';
import type { Files, FolderEntry } from './files';
import { type IgnoreFile, ignoreFileOf, isNamedIn, type Question } from './gitignore';
import { pauser, type Slice } from './pauser';
import { turns } from './turns';
import { createWorkingTrees, type UnknownIndex } from './working-trees';

export interface SearchOptions {
  readonly files: Files;
  /** The workspace folders, URIs that end in `/`. */
  folders(): readonly string[];
  /** Whether settings keep a file or folder from being read. */
  isExcluded(uri: string): boolean;
  /** The files of a folder that its program finds itself, as far as they are known. */
  defaultsIn(folder: string): readonly string[];
  onNotice(notice: Notice): void;
}

/** Which files of the workspace are read without being asked for. */
export interface Search {
  /** The candidates below a folder; what their `.gitignore` files say is remembered. Nothing where it is not searched. */
  below(folder: string, signal?: AbortSignal): Promise<readonly string[]>;
  /** Whether a search comes upon a file. */
  finds(uri: string): boolean;
  /** Looks which files of a folder that their program finds itself are there. Gives those that a search comes upon. */
  defaults(folder: string): Promise<readonly string[]>;
  /** Whether a search looks into a folder; true for a workspace folder. */
  enters(folder: string): boolean;
  /** Whether a search has looked into a folder. */
  knows(folder: string): boolean;
  /** Forgets what it knows below folders. */
  forget(isGone: (folder: string) => boolean): void;
  /**
   * Looks anew at what Git has of a working tree, where its index is told of, or all that Git keeps. Gives the tops of those
   * in which a search comes upon other files now.
   */
  trackAgain(uri: string): Promise<readonly string[]>;
}

/**
 * How many steps patterns may take in a search, of which each is a character of a path in a place of a pattern: a second or
 * two, where an ordinary search needs less than a hundredth. And so many for a path that is asked of by itself.
 */
const STEPS_OF_SEARCH = 20_000_000;
const STEPS_OF_PATH = 2_000_000;

/** Folders further down are not searched: what `.gitignore` files of all folders above say counts for each file. */
const MAX_DEPTH = 100;

/** What decides which files of a folder are searched for. */
interface FolderRules {
  /** The `.gitignore` files of the folder and of those above. */
  readonly ignores: readonly IgnoreFile[];
  /** The top of the nearest working tree of Git that holds it; undefined where none is known. */
  readonly top: string | undefined;
  /** Whether they name the folder itself: then all in it is left out but for what Git has all the same. */
  readonly isIgnored: boolean;
}

const NO_RULES: FolderRules = { ignores: [], top: undefined, isIgnored: false };

export function createSearch({ files, folders, isExcluded, defaultsIn, onNotice }: SearchOptions): Search {
  /** What counts in each folder that was searched. */
  const rules = new Map<string, FolderRules>();

  /** What Git has of each working tree, by its top. */
  const trees = createWorkingTrees(files);

  /** Whether each folder that was looked into holds a file that its program finds itself and Git does not ignore. */
  const projects = new Map<string, boolean>();

  /** The workspace folders of which it was said that they are deeper than is searched. */
  const tooDeep = new Set<string>();

  /** Few folders at once: the patterns that count in each are made ready for it, and are many. */
  const inTurn = turns(8);

  let arePatternsTold = false;

  const rootOf = (uri: string) => holderOf(uri, folders());

  /** Whether patterns say so of a path, as long as there are steps to try them: else they do not count. */
  function patternsSay(steps: Steps, ask: () => boolean): boolean {
    return sharing(steps, ask, () => {
      const [folder] = folders();
      if (!arePatternsTold && folder !== undefined)
        onNotice({
          uri: folder,
          message: t('has patterns of what to leave out that take too long to try: not all of them count'),
          isGap: true,
        });
      arePatternsTold = true;
      return false;
    });
  }

  function excludes(uri: string, steps: Steps = { left: STEPS_OF_PATH }): boolean {
    return patternsSay(steps, () => isExcluded(uri));
  }

  /** Whether the `.gitignore` files that count in a folder name a path. */
  function names(own: FolderRules, uri: string, question: Question, steps: Steps = { left: STEPS_OF_PATH }) {
    return patternsSay(steps, () => isNamed(own, uri, question));
  }

  /** What counts in a folder, as far as it is known: the files of the nearest one that was searched. */
  function rulesFor(folder: string, root: string): FolderRules {
    let searched = folder;
    while (searched !== root && !rules.has(searched)) searched = parentOf(searched);
    return rules.get(searched) ?? NO_RULES;
  }

  /** Whether Git has a file, or anything in a folder. */
  function isTracked({ top }: FolderRules, uri: string): boolean {
    return top !== undefined && trees.holds(top, decodeURIComponent(uri.slice(top.length)));
  }

  /** Whether what counts in a folder leaves a path out. */
  function isLeftOut(own: FolderRules, uri: string, question: Question): boolean {
    return names(own, uri, question) && !isTracked(own, uri);
  }

  /** What counts above a folder that a search begins with. */
  async function rulesAbove(start: string, root: string | undefined): Promise<FolderRules> {
    if (root === undefined || start === root) return NO_RULES;
    // A command may be given a folder beyond which nothing is known but the repository.
    if (!rules.has(root)) {
      await trees.read(root);
      return { ...NO_RULES, top: root };
    }
    const above = rulesFor(parentOf(start), root);
    // Or one that Git ignores.
    return { ...above, isIgnored: enters(start) && names(above, start, 'ignores') };
  }

  /** Whether every folder between a workspace folder and a path has a name that is searched. */
  function isReached(folder: string, root: string): boolean {
    const names = folder.slice(root.length).split('/');
    return names.length <= MAX_DEPTH && names.every(isSearched);
  }

  function enters(folder: string): boolean {
    const root = rootOf(folder);
    if (root === undefined) return false;
    if (folder === root) return true;
    if (!isReached(folder, root) || excludes(folder)) return false;
    return !isLeftOut(rulesFor(parentOf(folder), root), folder, 'ignores');
  }

  async function walk(
    folder: string,
    depth: number,
    above: FolderRules,
    found: string[],
    slice: Slice,
    steps: Steps,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    if (signal?.aborted) return;
    const below = await inTurn(() => lookInto(folder, above, found, slice, steps));
    if (depth >= MAX_DEPTH) for (const { path } of below.slice(0, 1)) tellDepth(path);
    else
      await Promise.all(
        below.map(({ path, own }) => walk(path, depth + 1, own, found, slice, steps, signal)),
      );
  }

  /** Finds the files of a folder, and gives the folders in it that are searched, with what counts there. */
  async function lookInto(
    folder: string,
    above: FolderRules,
    found: string[],
    slice: Slice,
    steps: Steps,
  ): Promise<readonly { readonly path: string; readonly own: FolderRules }[]> {
    const entries = await files.list(folder);
    if ('kind' in entries) {
      if (entries.kind === 'unreadable')
        onNotice({ uri: folder, message: t('is not searched: {0}.', entries.reason), isGap: true });
      return [];
    }
    // What stands behind a link is searched where it is.
    if (files.links?.has(folder)) return [];
    const own = entries.some(entry => entry.name === '.gitignore')
      ? await readIgnore(folder, above.ignores)
      : undefined;
    const isTop = entries.some(({ name }) => name === '.git');
    if (isTop) await trees.read(folder);
    const all: FolderRules = {
      ...above,
      ...(own && { ignores: [...above.ignores, own] }),
      ...(isTop && { top: folder }),
    };
    rules.set(folder, all);
    const below: { readonly path: string; readonly own: FolderRules }[] = [];
    const ignored: string[] = [];
    let isProject = false;
    for (const { name, kind, isLost } of entries) {
      // Other folders have their turn then alone: what was made ready for this one may be let go.
      const pausing = slice();
      if (pausing) await pausing;
      const uri = `${folder}${encodeName(name)}`;
      if (kind === 'folder' ? !isSearched(name) : !isCandidate(name, folder)) continue;
      const path = kind === 'folder' ? `${uri}/` : uri;
      // A workspace folder within another is searched by itself, whatever that one says.
      if (rootOf(path) === path || excludes(path, steps)) continue;
      const isDefault = kind === 'file' && isFoundByName(uri);
      const isIgnored = names(all, path, 'ignoresLast', steps);
      if (isIgnored && !isTracked(all, path)) {
        if (isDefault) ignored.push(uri);
        await tellLeftOut(all, path);
        continue;
      }
      if (isLost) {
        tellLost(uri, kind);
        continue;
      }
      isProject ||= isDefault;
      if (kind === 'file') found.push(uri);
      else below.push({ path, own: { ...all, isIgnored } });
    }
    // `.gitignore` says what to search, not what the program reads.
    if (isProject) found.push(...ignored);
    projects.set(folder, isProject);
    return below;
  }

  /**
   * Says so, once for each working tree, where `.gitignore` leaves out what a rule would judge, and nobody knows whether Git
   * has it all the same.
   */
  async function tellLeftOut({ top }: FolderRules, path: string): Promise<void> {
    const unknown = top === undefined ? undefined : trees.unknownOf(top);
    if (!unknown || unknown.isTold) return;
    const isJudged = !path.endsWith('/') && startsProjects(formatByName(path));
    const uri = isJudged ? path : await judgedBelow(path, unknown);
    if (uri === undefined || unknown.isTold) return;
    unknown.isTold = true;
    const message = t(
      'is left out, as are others that .gitignore names: whether Git has them is not known, for {0}. What is named or open is read.',
      unknown.why,
    );
    onNotice({ uri, message });
  }

  /** The first file below a folder that a rule would judge; the folder itself where it is too large to look for one. */
  async function judgedBelow(folder: string, unknown: UnknownIndex): Promise<string | undefined> {
    const below = folder.endsWith('/') ? [folder] : [];
    for (const next of below) {
      if (unknown.looks === 0) return folder;
      unknown.looks--;
      const entries = await files.list(next);
      if ('kind' in entries || files.links?.has(next)) continue;
      for (const { name, kind } of entries) {
        const uri = `${next}${encodeName(name)}`;
        if (kind === 'folder' && isSearched(name)) below.push(`${uri}/`);
        else if (kind === 'file' && startsProjects(formatByName(uri))) return uri;
      }
    }
    return undefined;
  }

  function tellLost(uri: string, kind: FolderEntry['kind']): void {
    const reason = t('its name is not UTF-8');
    if (kind === 'folder') onNotice({ uri, message: t('is not searched: {0}.', reason), isGap: true });
    else if (startsProjects(formatByName(uri)))
      onNotice({ uri, message: t('is not read: {0}.', reason), isGap: true });
  }

  function tellDepth(folder: string): void {
    const root = rootOf(folder);
    if (root === undefined || tooDeep.has(root)) return;
    tooDeep.add(root);
    const message = t('has folders more than {0} levels deep, which are not searched', MAX_DEPTH);
    onNotice({ uri: root, message, isGap: true });
  }

  async function readIgnore(folder: string, above: readonly IgnoreFile[]): Promise<IgnoreFile | undefined> {
    const uri = inFolder(folder, '.gitignore');
    const text = await files.read(uri);
    if (typeof text !== 'string') return undefined;
    const own = ignoreFileOf(folder, text, above);
    const { fault, isTooLong, lacksNegated } = own.rules;
    const unusable =
      fault === undefined ? undefined : t('has a pattern that cannot be used: {0}', fault.slice(0, 50));
    const message = isTooLong ? t('has more patterns than Portolan keeps: none of them counts') : unusable;
    if (message !== undefined) onNotice({ uri, message, isGap: lacksNegated });
    return own;
  }

  /** Whether a file is searched for, whatever stands beside it. */
  function isSeen(uri: string, folder: string, root: string): boolean {
    // Of a folder that was searched it is known whether it is left out itself.
    return !isLeftOut(rulesFor(folder, root), uri, rules.has(folder) ? 'ignoresLast' : 'ignores');
  }

  function finds(uri: string): boolean {
    const root = rootOf(uri);
    if (root === undefined || !isCandidate(fileName(uri), folderOf(uri)) || excludes(uri)) return false;
    const folder = folderOf(uri);
    // A command may be given a folder whose name is not searched.
    if ((!rules.has(folder) && !isReached(folder, root)) || files.links?.has(folder)) return false;
    if (isSeen(uri, folder, root)) return true;
    const isProject = () => defaultsIn(folder).some(other => isSeen(other, folder, root));
    return isFoundByName(uri) && (projects.get(folder) ?? isProject());
  }

  return {
    async below(folder, signal) {
      const found: string[] = [];
      const steps = { left: STEPS_OF_SEARCH };
      const nested = folders().filter(other => other !== folder && other.startsWith(folder));
      for (const start of [folder, ...nested]) {
        const root = rootOf(start);
        // A command may be given a folder that Git ignores, or one beyond which nothing is known.
        const above = await rulesAbove(start, root);
        const depth = start.slice(root?.length ?? start.length).split('/').length;
        await walk(start, depth, above, found, pauser(), steps, signal);
      }
      return found;
    },
    finds,
    async defaults(folder) {
      const root = rootOf(folder);
      const entries = await files.list(folder);
      const uris = ('kind' in entries ? [] : entries).flatMap(({ name, kind, isLost }) => {
        const uri = `${folder}${encodeName(name)}`;
        return kind === 'file' && !isLost && isFoundByName(uri) ? [uri] : [];
      });
      const isProject = (uri: string) => root !== undefined && !excludes(uri) && isSeen(uri, folder, root);
      projects.set(folder, uris.some(isProject));
      return uris.filter(finds);
    },
    enters,
    knows: folder => rules.has(folder),
    forget(isGone) {
      for (const known of [rules, projects])
        for (const folder of [...known.keys()]) if (isGone(folder)) known.delete(folder);
      trees.forget(isGone);
    },
    async trackAgain(uri) {
      const others: string[] = [];
      for (const top of trees.toldBy(uri, folder => rules.has(folder)))
        if (await trees.changes(top, isNamedBelow)) others.push(top);
      return others;

      function isNamedBelow(top: string, file: string): boolean {
        return names(rulesFor(folderOf(file), top), file, 'ignores');
      }
    },
  };
}

/** Whether the `.gitignore` files that count in a folder name a path. */
function isNamed({ ignores, isIgnored }: FolderRules, uri: string, question: Question): boolean {
  return isIgnored || isNamedIn(ignores, uri, question);
}
