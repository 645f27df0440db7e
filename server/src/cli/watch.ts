import { lstatSync, type WatchEventType } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Files, FolderEntry } from '../workspace/files';
import { type Noted, notedFiles } from '../workspace/noted-files';
import { createFolderWatchers } from './folder-watchers';
import { type Io, tell } from './io';

/** Who saves a file may write it in several steps, and a checkout writes many. In milliseconds. */
const SETTLE = 100;

/**
 * Does a round of work, and again whenever something changes that it looked at, until the process is ended. `round` reads
 * through the files that it makes of those of the disk. Only the folders that it looked into are watched, and those that
 * hold them, by the system: nothing is read to find out whether it changed. Throws what the first round throws; what
 * later ones throw is told.
 */
export async function watching(
  io: Io,
  round: (disk: (files: Files) => Files) => Promise<void>,
): Promise<never> {
  let noted: Noted = { files: new Set(), above: new Set(), folders: new Map() };
  /** The paths of what changed since the last round began, and who waits for that. */
  let changed = new Set<string>();
  let wake = () => {};

  const watchers = createFolderWatchers((event, folder, name) => {
    if (name !== undefined && !mayMatter(noted, event, folder, name)) return;
    const path = name === undefined ? folder : join(folder, name);
    if (name !== undefined) watchers.forget(path);
    changed.add(path);
    wake();
  });
  const noting = (files: Files): Files => {
    const through = notedFiles(files, watchers.look);
    noted = through.noted;
    return through.files;
  };

  try {
    await round(noting);
    tell(io, 'Watching for changes. Ctrl+C ends.');
    for (;;) {
      if (changed.size === 0) await new Promise<void>(resolve => (wake = resolve));
      await new Promise(resolve => setTimeout(resolve, SETTLE));
      const names = [...changed].filter(path => matters(noted, path)).map(path => basename(path));
      changed = new Set();
      if (names.length === 0) continue;
      tell(io, `\n${names.slice(0, 3).join(', ')}${names.length > 3 ? ', ...' : ''} changed`);
      const before = noted;
      watchers.begin();
      try {
        await round(noting);
        watchers.end();
      } catch (error) {
        noted = together(before, noted);
        watchers.endFailed();
        tell(io, `portolan: ${error instanceof Error ? error.message : String(error)}`);
      }
      if (watchers.isEmpty()) throw new Error('what was watched is gone');
    }
  } finally {
    // They would keep the process from ending.
    watchers.close();
  }
}

/**
 * Whether a round may go otherwise because of an entry of a folder: one that the last read, one above that, a new one,
 * or one that came or went, which may be of another kind now.
 */
function mayMatter(noted: Noted, event: WatchEventType, folder: string, name: string): boolean {
  const names = noted.folders.get(folder);
  if (isNoted(noted, join(folder, name))) return true;
  return names !== undefined && (event === 'rename' || !names.has(name));
}

/** The same, once all is settled: editors write a file of their own first, which is gone by now and nobody has read. */
function matters(noted: Noted, path: string): boolean {
  const kind = kindOf(path);
  const isOther = kind !== noted.folders.get(dirname(path))?.get(basename(path));
  return isNoted(noted, path) || (kind !== undefined && isOther);
}

/** What stands at a path, as a list of its folder would say it; undefined where nothing is seen. */
function kindOf(path: string): FolderEntry['kind'] | undefined {
  try {
    return lstatSync(path).isDirectory() ? 'folder' : 'file';
  } catch {
    return undefined;
  }
}

/** Whether the last round looked at a file or folder, or below it. */
function isNoted({ files, above, folders }: Noted, path: string): boolean {
  return files.has(path) || above.has(path) || folders.has(path);
}

/** What two rounds looked at; of what both listed, as the other saw it. */
function together(one: Noted, other: Noted): Noted {
  return {
    files: new Set([...one.files, ...other.files]),
    above: new Set([...one.above, ...other.above]),
    folders: new Map([...one.folders, ...other.folders]),
  };
}
