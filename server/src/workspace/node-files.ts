import { isUtf8 } from 'node:buffer';
import { constants, type Dirent } from 'node:fs';
import { open, readdir, realpath } from 'node:fs/promises';
import { URI } from 'vscode-uri';
import { type Files, type FolderEntry, MAX_FILE_SIZE, type Refusal, TOO_LARGE } from './files';

/**
 * Files on disk, below the given folders (URIs that end in `/`). A path that a symbolic link leads out of
 * them is `outside`.
 */
export function nodeFiles(folders: () => readonly string[]): Files {
  return {
    read: uri => readFile(uri, folders()),
    async list(folder) {
      let entries: readonly Dirent[];
      try {
        entries = await readdir(pathOf(folder), { withFileTypes: true });
      } catch {
        return [];
      }
      return entries.flatMap((entry): readonly FolderEntry[] => {
        if (entry.isDirectory()) return [{ name: entry.name, kind: 'folder' }];
        // What a link leads to is looked at when it is read.
        return entry.isFile() || entry.isSymbolicLink() ? [{ name: entry.name, kind: 'file' }] : [];
      });
    },
  };
}

async function readFile(uri: string, folders: readonly string[]): Promise<string | Refusal> {
  const path = pathOf(uri);
  let file: Awaited<ReturnType<typeof open>> | undefined;
  try {
    // Without waiting for a writer, should it be a pipe.
    file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const status = await file.stat();
    if (!status.isFile()) return unreadable('it is not a file');
    if (status.size > MAX_FILE_SIZE) return unreadable(TOO_LARGE);
    if (!(await isInside(path, folders))) return { kind: 'outside' };
    const buffer = Buffer.alloc(status.size + 1);
    const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
    if (bytesRead > status.size) return unreadable('it grows while it is read');
    const bytes = buffer.subarray(0, bytesRead);
    if (bytes.subarray(0, 8000).includes(0)) return unreadable('it is not text');
    if (!isUtf8(bytes)) return unreadable('it is not UTF-8');
    return bytes.toString('utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'missing' };
    return unreadable(error instanceof Error ? error.message : String(error));
  } finally {
    await file?.close();
  }
}

async function isInside(path: string, folders: readonly string[]): Promise<boolean> {
  const real = URI.file(await realpath(path)).toString();
  for (const folder of folders) {
    if (real.startsWith(folder)) return true;
    // The folder itself may stand behind a link.
    const base = URI.file(await realpath(pathOf(folder)).catch(() => pathOf(folder))).toString();
    if (real.startsWith(base.endsWith('/') ? base : `${base}/`) || real === base) return true;
  }
  return false;
}

function unreadable(reason: string): Refusal {
  return { kind: 'unreadable', reason };
}

function pathOf(uri: string): string {
  return URI.parse(uri).fsPath;
}
