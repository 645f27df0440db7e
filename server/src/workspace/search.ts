import { t } from '@vscode/l10n';
import { formatByName, isFoundByName, startsProjects } from '../systems/all';
import { fileName, folderOf, holderOf, inFolder, parentOf } from '../text/uri';
import type { Notice } from './analysis';
import { isCandidate, isSearched } from './candidates';
import type { Files, FolderEntry } from './files';
import { type IgnoreRules, MAX_TRIED_LENGTH, parseIgnore } from './gitignore';
import { pauser } from './pauser';

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
}

/** Folders further down are not searched: what `.gitignore` files of all folders above say counts for each file. */
const MAX_DEPTH = 100;

interface IgnoreFile {
  /** Where the paths that it speaks of begin, in a decoded URI. */
  readonly start: number;
  readonly rules: IgnoreRules;
}

export function createSearch({ files, folders, isExcluded, defaultsIn, onNotice }: SearchOptions): Search {
  /** What the `.gitignore` files of and above each folder that was searched say. */
  const ignores = new Map<string, readonly IgnoreFile[]>();

  /** Whether each folder that was looked into holds a file that its program finds itself and Git does not ignore. */
  const projects = new Map<string, boolean>();

  /** The workspace folders of which it was said that they are deeper than is searched. */
  const tooDeep = new Set<string>();

  const rootOf = (uri: string) => holderOf(uri, folders());

  /** What counts in a folder, as far as it is known: the files of the nearest one that was searched. */
  function rulesFor(folder: string, root: string): readonly IgnoreFile[] {
    let searched = folder;
    while (searched !== root && !ignores.has(searched)) searched = parentOf(searched);
    return ignores.get(searched) ?? [];
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
    if (!isReached(folder, root) || isExcluded(folder)) return false;
    return !isIgnored(rulesFor(parentOf(folder), root), folder);
  }

  async function walk(
    folder: string,
    depth: number,
    above: readonly IgnoreFile[],
    found: string[],
    slice: () => Promise<void>,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    if (signal?.aborted) return;
    const entries = await files.list(folder);
    if ('kind' in entries) {
      if (entries.kind === 'unreadable')
        onNotice({ uri: folder, message: t('is not searched: {0}.', entries.reason), isGap: true });
      return;
    }
    // What stands behind a link is searched where it is.
    if (files.links?.has(folder)) return;
    const own = entries.some(entry => entry.name === '.gitignore')
      ? await readIgnore(folder, above)
      : undefined;
    const all = own ? [...above, own] : above;
    ignores.set(folder, all);
    const deeper: Promise<void>[] = [];
    const ignored: string[] = [];
    let isProject = false;
    for (const { name, kind, isLost } of entries) {
      await slice();
      const uri = `${folder}${encodeName(name)}`;
      if (kind === 'folder' ? !isSearched(name) : !isCandidate(name, folder)) continue;
      const path = kind === 'folder' ? `${uri}/` : uri;
      // A workspace folder within another is searched by itself, whatever that one says.
      if (rootOf(path) === path || isExcluded(path)) continue;
      const isDefault = kind === 'file' && isFoundByName(uri);
      if (isIgnored(all, path, 'ignoresLast')) {
        if (isDefault) ignored.push(uri);
        continue;
      }
      if (isLost) {
        tellLost(uri, kind);
        continue;
      }
      isProject ||= isDefault;
      if (kind === 'file') found.push(uri);
      else if (depth < MAX_DEPTH) deeper.push(walk(path, depth + 1, all, found, slice, signal));
      else tellDepth(path);
    }
    // `.gitignore` says what to search, not what the program reads.
    if (isProject) found.push(...ignored);
    projects.set(folder, isProject);
    await Promise.all(deeper);
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
    const room = above.reduce((left, { rules: { triedLength } }) => left - triedLength, MAX_TRIED_LENGTH);
    const rules = parseIgnore(text, room);
    if (rules.fault !== undefined)
      onNotice({
        uri,
        message: t('has a pattern that cannot be used: {0}', rules.fault.slice(0, 50)),
        isGap: rules.lacksNegated,
      });
    return { start: decodeURIComponent(folder).length, rules };
  }

  /** Whether a file is searched for, whatever stands beside it. */
  function isSeen(uri: string, folder: string, root: string): boolean {
    // A folder that was searched is not left out itself.
    return !isIgnored(rulesFor(folder, root), uri, ignores.has(folder) ? 'ignoresLast' : 'ignores');
  }

  function finds(uri: string): boolean {
    const root = rootOf(uri);
    if (root === undefined || !isCandidate(fileName(uri), folderOf(uri)) || isExcluded(uri)) return false;
    const folder = folderOf(uri);
    // A command may be given a folder whose name is not searched.
    if ((!ignores.has(folder) && !isReached(folder, root)) || files.links?.has(folder)) return false;
    if (isSeen(uri, folder, root)) return true;
    const isProject = () => defaultsIn(folder).some(other => isSeen(other, folder, root));
    return isFoundByName(uri) && (projects.get(folder) ?? isProject());
  }

  return {
    async below(folder, signal) {
      const found: string[] = [];
      const nested = folders().filter(other => other !== folder && other.startsWith(folder));
      for (const start of [folder, ...nested]) {
        const root = rootOf(start);
        // A command may be given a folder that Git ignores, or one beyond which nothing is known.
        const above = root === undefined || start === root ? [] : rulesFor(parentOf(start), root);
        const depth = start.slice(root?.length ?? start.length).split('/').length;
        await walk(start, depth, above, found, pauser(), signal);
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
      const isProject = (uri: string) => root !== undefined && !isExcluded(uri) && isSeen(uri, folder, root);
      projects.set(folder, uris.some(isProject));
      return uris.filter(finds);
    },
    enters,
    knows: folder => ignores.has(folder),
    forget(isGone) {
      for (const folder of [...ignores.keys()]) if (isGone(folder)) ignores.delete(folder);
      for (const folder of [...projects.keys()]) if (isGone(folder)) projects.delete(folder);
    },
  };
}

/** Whether `.gitignore` files leave a path out, the nearest one that speaks of it deciding. */
function isIgnored(
  all: readonly IgnoreFile[],
  uri: string,
  question: 'ignores' | 'ignoresLast' = 'ignores',
): boolean {
  if (all.length === 0) return false;
  const path = decodeURIComponent(uri);
  for (const { start, rules } of all.toReversed()) {
    const ignored = rules[question](path.slice(start));
    if (ignored !== undefined) return ignored;
  }
  return false;
}

/** A file name as it stands in a URI that `vscode-uri` writes. */
export function encodeName(name: string): string {
  return encodeURIComponent(name).replace(
    /[!'()*]/g,
    character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
