import { existsSync, type FSWatcher, watch } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import type { Files } from '../workspace/files';
import { type Noted, notedFiles } from '../workspace/noted-files';
import { type Io, tell } from './io';

/** Who saves a file may write it in several steps, and a checkout writes many. In milliseconds. */
const SETTLE = 100;

/**
 * Does a round of work, and again whenever something changes that it looked at, until the process is ended. `round` reads
 * through the files that it makes of those of the disk. Only the folders that it looked into are watched, by the system:
 * nothing is read to find out whether it changed. Throws what the first round throws; what later ones throw is told.
 */
export async function watching(
  io: Io,
  round: (disk: (files: Files) => Files) => Promise<void>,
): Promise<never> {
  const watchers = new Map<string, FSWatcher>();
  let noted: Noted = { files: new Set(), above: new Set(), folders: new Map() };
  let looked = new Set<string>();
  /** The paths of what changed since the last round began, and who waits for that. */
  let changed = new Set<string>();
  let wake = () => {};

  function onChange(folder: string, name: string | null): void {
    if (name !== null && !matters(noted, folder, name)) return;
    // What takes the place of a folder is another one.
    if (name !== null) forget(join(folder, name));
    changed.add(name === null ? folder : join(folder, name));
    wake();
  }
  function look(wanted: string): void {
    const folder = watchers.has(wanted) ? wanted : existing(wanted);
    looked.add(folder);
    if (watchers.has(folder)) return;
    try {
      const watcher = watch(folder, (_, name) => onChange(folder, name));
      // A folder that is gone: the one that held it says so.
      watcher.on('error', () => close(folder));
      watchers.set(folder, watcher);
    } catch (error) {
      // What cannot be read, or is gone meanwhile, is told by who reads it.
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code === 'ENOSPC' || code === 'EMFILE')
        throw new Error('the system lets no more folders be watched: name fewer of them');
    }
  }
  function close(folder: string): void {
    watchers.get(folder)?.close();
    watchers.delete(folder);
  }
  function forget(path: string): void {
    for (const folder of [...watchers.keys()])
      if (folder === path || folder.startsWith(`${path}${sep}`)) close(folder);
  }
  const noting = (files: Files): Files => {
    const through = notedFiles(files, look);
    noted = through.noted;
    return through.files;
  };

  try {
    await round(noting);
    tell(io, 'Watching for changes. Ctrl+C ends.');
    for (;;) {
      if (changed.size === 0) await new Promise<void>(resolve => (wake = resolve));
      await new Promise(resolve => setTimeout(resolve, SETTLE));
      // Editors write a file of their own first, which is gone by now: nobody has read it.
      const names = [...changed]
        .filter(path => isNoted(noted, path) || existsSync(path))
        .map(path => basename(path));
      changed = new Set();
      if (names.length === 0) continue;
      tell(io, `\n${names.slice(0, 3).join(', ')}${names.length > 3 ? ', ...' : ''} changed`);
      looked = new Set();
      try {
        await round(noting);
        for (const folder of [...watchers.keys()]) if (!looked.has(folder)) close(folder);
      } catch (error) {
        tell(io, `portolan: ${error instanceof Error ? error.message : String(error)}`);
      }
      if (watchers.size === 0) throw new Error('what was watched is gone');
    }
  } finally {
    // They would keep the process from ending.
    for (const folder of [...watchers.keys()]) close(folder);
  }
}

/** The folder, or the nearest one above it that is there. */
function existing(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : existing(dirname(folder));
}

/** Whether a round may go otherwise because of an entry of a folder: one that it read, one above that, or a new one. */
function matters(noted: Noted, folder: string, name: string): boolean {
  const names = noted.folders.get(folder);
  return isNoted(noted, join(folder, name)) || (names !== undefined && !names.has(name));
}

/** Whether the last round looked at a file or folder, or below it. */
function isNoted({ files, above, folders }: Noted, path: string): boolean {
  return files.has(path) || above.has(path) || folders.has(path);
}
