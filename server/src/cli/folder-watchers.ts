import { existsSync, type FSWatcher, statSync, type WatchEventType, watch } from 'node:fs';
import { basename, dirname, sep } from 'node:path';

/** The folders that are watched by the system. */
export interface FolderWatchers {
  /** Watches a folder, or the nearest one above it that is there, from now on. */
  look(folder: string): void;
  /** Watches no longer what stands at a path or below it: what takes its place is another. */
  forget(path: string): void;
  /** Begins a round: what it does not look at is not watched when it is over. */
  begin(): void;
  /** Ends a round. */
  end(): void;
  /** Ends a round that failed, and so did not look at all that counts: what the one before looked at is watched on. */
  endFailed(): void;
  isEmpty(): boolean;
  close(): void;
}

/** What happened in a folder, by the name of the entry; without one where the system does not tell. */
export type OnChange = (event: WatchEventType, folder: string, name: string | undefined) => void;

interface Watched {
  readonly watcher: FSWatcher;
  /** Which folder of all that stand at its path one after another it is. */
  readonly identity: string | undefined;
}

/**
 * Makes watchers of folders. A watcher follows the folder that stood at its path when it was made, and on Linux nothing
 * tells that this is gone, but for the folder that holds it: so that is watched, too.
 */
export function createFolderWatchers(onChange: OnChange): FolderWatchers {
  const watchers = new Map<string, Watched>();
  let looked = new Set<string>();
  let lookedBefore: ReadonlySet<string> = looked;
  let used = new Set<string>();

  function close(folder: string): void {
    watchers.get(folder)?.watcher.close();
    watchers.delete(folder);
  }
  function forget(path: string): void {
    for (const folder of [...watchers.keys()])
      if (folder === path || folder.startsWith(`${path}${sep}`)) close(folder);
  }
  function hear(event: WatchEventType, folder: string, name: string | undefined): void {
    // What happens to a folder itself its watcher tells by the folder's own name.
    const isItself = name === basename(folder) && watchers.get(folder)?.identity !== identityOf(folder);
    if (isItself) forget(folder);
    onChange(event, folder, isItself ? undefined : name);
  }
  function start(folder: string): void {
    used.add(folder);
    const identity = identityOf(folder);
    if (identity !== undefined && watchers.get(folder)?.identity === identity) return;
    close(folder);
    try {
      const watcher = watch(folder, (event, name) => hear(event, folder, name ?? undefined));
      // A folder that is gone: the one that holds it says so.
      watcher.on('error', () => close(folder));
      watchers.set(folder, { watcher, identity });
    } catch (error) {
      // What cannot be read, or is gone meanwhile, is told by who reads it.
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code === 'ENOSPC' || code === 'EMFILE')
        throw new Error('the system lets no more folders be watched: name fewer of them');
    }
  }
  function look(wanted: string): void {
    if (looked.has(wanted)) return;
    looked.add(wanted);
    const folder = existing(wanted);
    start(folder);
    start(dirname(folder));
  }
  return {
    look,
    forget,
    begin() {
      lookedBefore = looked;
      looked = new Set();
      used = new Set();
    },
    end() {
      for (const folder of [...watchers.keys()]) if (!used.has(folder)) close(folder);
    },
    endFailed() {
      try {
        for (const folder of lookedBefore) look(folder);
      } catch {
        // There is room for no more: what is watched is watched on.
      }
    },
    isEmpty: () => watchers.size === 0,
    close() {
      for (const folder of [...watchers.keys()]) close(folder);
    },
  };
}

/** The folder, or the nearest one above it that is there. */
function existing(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : existing(dirname(folder));
}

/** A text for the folder at a path; undefined where none can be seen. Numbers of folders that are gone are given again. */
function identityOf(folder: string): string | undefined {
  try {
    const { dev, ino, birthtimeNs } = statSync(folder, { bigint: true });
    return `${dev} ${ino} ${birthtimeNs}`;
  } catch {
    return undefined;
  }
}
