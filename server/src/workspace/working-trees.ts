import { t } from '@vscode/l10n';
import { countBefore } from '../ports/bisect';
import { encodeName, inFolder, resolvePath } from '../text/uri';
import { isCandidate, isSearched } from './candidates';
import type { Files, Refusal, Room, Tracked } from './files';
import { sharedIndex } from './index-of';
import { pauser } from './pauser';

/** What Git has of the working trees in a workspace. Each is called by its top, a folder. */
export interface WorkingTrees {
  /** Reads what Git has of one. Nothing where there is no Git. */
  read(top: string): Promise<void>;
  /** Whether Git has a candidate, or one in a folder, which ends in `/`: by its path from the top. */
  holds(top: string, path: string): boolean;
  /** Why it is not known what Git has of one; undefined where it is known. */
  unknownOf(top: string): UnknownIndex | undefined;
  /** The tops of those whose index is told of, or all that Git keeps of them, as far as they are searched. */
  toldBy(uri: string, isSearchedNow: (folder: string) => boolean): readonly string[];
  /** Reads one anew. Gives whether Git has another of the files now that are named. */
  changes(top: string, isNamed: (top: string, uri: string) => boolean): Promise<boolean>;
  /** Forgets those whose top is gone. */
  forget(isGone: (top: string) => boolean): void;
}

/** So much may be read of all indexes of Git together, in bytes: about half a million files. */
const MAX_TRACKED = 1 << 26;

/** More than so many folders are not looked into for what `.gitignore` leaves out, where Git's index is not known. */
const MAX_LOOKS = 1000;

/** What Git has of a working tree, as far as it is known. */
interface TrackedTree {
  /** The candidates among its files, by their paths from its top, in order. */
  readonly paths: readonly string[];
  /** How much room they took. */
  readonly cost: number;
  readonly unknown?: UnknownIndex;
}

export interface UnknownIndex {
  readonly why: string;
  /** How many more folders may be looked into for something to tell. */
  looks: number;
  isTold: boolean;
}

export function createWorkingTrees(files: Files): WorkingTrees {
  const trees = new Map<string, TrackedTree>();
  const topsByIndex = sharedIndex<string, string>();

  /** How much room there is for more of them. */
  const room: Room = { left: MAX_TRACKED };
  let reading = Promise.resolve();

  function forget(top: string): void {
    room.left += trees.get(top)?.cost ?? 0;
    trees.delete(top);
    topsByIndex.replace(top, []);
  }

  async function readNow(top: string): Promise<void> {
    forget(top);
    const { tracked } = files;
    if (!tracked) return;
    const { index, isLinked } = await indexOf(top);
    // Of one that stands elsewhere a folder above may come and go.
    const told = [index, ...(isLinked ? foldersAbove(index) : [])];
    topsByIndex.replace(
      top,
      told.map(uri => [uri, top] as const),
    );
    const { paths, read } = room.left < 0 ? noRoom() : await tracked({ top, index }, isWantedIn(top), room);
    const isKnown = !('kind' in paths);
    // A repository of which Git has noted nothing yet has no index.
    const isNew = !isKnown && paths.kind === 'missing' && !isLinked;
    trees.set(top, {
      paths: isKnown ? paths.toSorted() : [],
      cost: read,
      ...(!isKnown && !isNew && { unknown: { why: whyUnknown(paths), looks: MAX_LOOKS, isTold: false } }),
    });
  }

  /** One index after the other, for each takes of the room. */
  function read(top: string): Promise<void> {
    const own = reading.then(() => readNow(top));
    // A fault of one costs no other.
    reading = own.catch(() => undefined);
    return own;
  }

  /** Where Git notes what it has of a working tree (gitrepository-layout(5)), and whether it stands elsewhere. */
  async function indexOf(top: string): Promise<{ readonly index: string; readonly isLinked: boolean }> {
    const text = await files.read(`${top}.git`);
    const [, named] = (typeof text === 'string' && /^gitdir: ([^\r\n]+)/.exec(text)) || [];
    const folder = named === undefined ? undefined : resolvePath(top, named.replace(/\/?$/, '/'));
    return folder === undefined
      ? { index: `${top}.git/index`, isLinked: typeof text === 'string' }
      : { index: inFolder(folder, 'index'), isLinked: true };
  }

  return {
    read,
    holds: (top, path) => holdsPath(trees.get(top)?.paths ?? [], path),
    unknownOf: top => trees.get(top)?.unknown,
    toldBy(uri, isSearchedNow) {
      if (!files.tracked) return [];
      const [, own] = /^(.*\/)\.git(?:\/index)?$/s.exec(uri) ?? [];
      return [
        ...new Set([...(own !== undefined && isSearchedNow(own) ? [own] : []), ...topsByIndex.get(uri)]),
      ];
    },
    async changes(top, isNamed) {
      const before = trees.get(top);
      await read(top);
      const now = trees.get(top);
      if (!before || !now) return true;
      const slice = pauser();
      const isDecided = async (some: readonly string[], others: readonly string[]) => {
        for (const path of some) {
          await slice();
          const uri = top + path.split('/').map(encodeName).join('/');
          if (!holdsPath(others, path) && isNamed(top, uri)) return true;
        }
        return false;
      };
      return (await isDecided(before.paths, now.paths)) || (await isDecided(now.paths, before.paths));
    },
    forget(isGone) {
      for (const top of [...trees.keys()]) if (isGone(top)) forget(top);
    },
  };
}

function noRoom(): Tracked {
  const reason = t('it is larger than {0} KB, the most that Portolan reads', MAX_TRACKED / 1024);
  return { paths: { kind: 'unreadable', reason }, read: 0 };
}

/** Why it is not known what Git has, in words that go on from "for". */
function whyUnknown(refusal: Refusal): string {
  return refusal.kind === 'unreadable'
    ? t('its index is not read: {0}', refusal.reason)
    : t('its index stands outside of the folder');
}

/** The folders above a file, without `/` at their ends. */
function foldersAbove(uri: string): readonly string[] {
  const folders: string[] = [];
  for (let end = uri.lastIndexOf('/'); uri[end - 1] !== '/' && end > 0; end = uri.lastIndexOf('/', end - 1))
    folders.push(uri.slice(0, end));
  return folders;
}

/** Whether one of the paths, which are in order, is a file, or stands in a folder, which ends in `/`. */
function holdsPath(paths: readonly string[], path: string): boolean {
  const next = paths[countBefore(paths, other => other < path)];
  return next !== undefined && (path.endsWith('/') ? next.startsWith(path) : next === path);
}

/** Whether a file would be searched for by its path from the top of a working tree, whatever is ignored. */
function isWantedIn(top: string): (path: string) => boolean {
  return path => {
    const folders = path.split('/');
    const name = folders.pop() ?? '';
    const folder = folders.at(-1);
    return (
      folders.every(isSearched) && isCandidate(name, folder === undefined ? top : `/${encodeName(folder)}/`)
    );
  };
}
