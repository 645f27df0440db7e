import { realpathSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { URI } from 'vscode-uri';
import type { Files, FolderEntry } from './files';

/** What was looked at on a disk: by this a change of it is known to matter or not. All by path. */
export interface Noted {
  /** The files that were read, or would have been were they there; those behind links under both names. */
  readonly files: ReadonlySet<string>;
  /** The folders above these files and the folders that were listed, whether they are there or not. */
  readonly above: ReadonlySet<string>;
  /** The folders that were listed, with what each name in them was. */
  readonly folders: ReadonlyMap<string, ReadonlyMap<string, FolderEntry['kind']>>;
}

/** Files of which each that is looked at is noted, and told before that happens. */
export function notedFiles(
  files: Files,
  onLook: (folder: string) => void,
): { readonly files: Files; readonly noted: Noted } {
  const read = new Set<string>();
  const above = new Set<string>();
  const folders = new Map<string, ReadonlyMap<string, FolderEntry['kind']>>();
  function noteAbove(path: string): void {
    for (let folder = dirname(path); !above.has(folder); folder = dirname(folder)) above.add(folder);
  }
  function note(file: string): void {
    read.add(file);
    noteAbove(file);
    onLook(dirname(file));
  }
  const { tracked } = files;
  return {
    noted: { files: read, above, folders },
    files: {
      ...files,
      ...(tracked && {
        tracked(tree, ...asked) {
          note(URI.parse(tree.index).fsPath);
          return tracked(tree, ...asked);
        },
      }),
      read(uri) {
        const file = URI.parse(uri).fsPath;
        note(file);
        const real = realOf(file);
        if (real !== file) note(real);
        return files.read(uri);
      },
      async list(uri) {
        // Without the slash at its end.
        const folder = resolve(URI.parse(uri).fsPath);
        noteAbove(folder);
        onLook(folder);
        const entries = await files.list(uri);
        folders.set(folder, new Map('kind' in entries ? [] : entries.map(({ name, kind }) => [name, kind])));
        return entries;
      },
    },
  };
}

/** Where a file really is, behind links. */
function realOf(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}
