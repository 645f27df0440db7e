import { randomUUID } from 'node:crypto';
import { constants, renameSync, rmSync, type Stats, writeFileSync } from 'node:fs';
import {
  access,
  chmod,
  chown,
  copyFile,
  link,
  lstat,
  open,
  realpath,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isBelow } from '../text/uri';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** A file that may be written, as it is. */
export interface Writable {
  /** Where it really is. */
  readonly path: string;
  readonly status: Stats;
  /** With its byte order mark. */
  readonly text: string;
}

/** What is to stand in the place of a file: another text, or a file where none was, or none where one was. */
export type Replacement =
  | Writable
  | { readonly path: string; readonly status: undefined; readonly text: string }
  | { readonly path: string; readonly status: Stats; readonly text: undefined };

/** Why a file is not written that is no text, or another one than was read. */
export const CHANGED = 'the file is not what was read, or not UTF-8';

/**
 * Looks at a file that is to be written, by its path. `folders` are the URIs, each with a `/` at the end, of folders where
 * they really are: a file that is not below one of them is refused, and so is a read-only one, and one of which the text
 * would not give the same bytes. Gives why not, where it may not be written.
 */
export async function readWritable(
  file: string,
  folders: ReadonlySet<string>,
): Promise<Writable | { readonly refusal: string }> {
  try {
    const path = await realpath(file);
    if (!isBelow(pathToFileURL(path).href, folders)) return { refusal: 'it is not below what was given' };
    const status = await lstat(path);
    if (!status.isFile() || status.size > MAX_WRITABLE) return { refusal: CHANGED };
    // To root every file is writable, and a new file in its place is no question of its mode at all.
    if ((status.mode & ANY_WRITE) === 0 || !(await isWritable(path)))
      return { refusal: 'the file is read-only' };
    return { path, status, text: utf8.decode(await readUnchanged(path, status)) };
  } catch {
    // It is gone, or not a text.
    return { refusal: CHANGED };
  }
}

/** No longer file is read, in bytes. */
const MAX_WRITABLE = 4_000_000;

/** The bytes of a file, if it is still the one that was looked at: a pipe in its place would never end. */
async function readUnchanged(path: string, { dev, ino }: Stats): Promise<Buffer> {
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const status = await file.stat();
    if (status.dev !== dev || status.ino !== ino) throw new Error(CHANGED);
    return await file.readFile();
  } finally {
    await file.close();
  }
}

/** The URI of a folder where it really is. */
export async function realFolder(uri: string): Promise<string> {
  const path = await realpath(fileURLToPath(uri)).catch(() => fileURLToPath(uri));
  return `${pathToFileURL(path).href.replace(/\/$/, '')}/`;
}

function isWritable(path: string): Promise<boolean> {
  return access(path, constants.W_OK).then(
    () => true,
    () => false,
  );
}

const ANY_WRITE = 0o222;

/** What is kept of a file's mode: who may read, write and run it, but never as whom. */
const PERMISSIONS = 0o777;

/**
 * Puts texts in the places of files: who reads one meanwhile sees the old text or the new one, whole. Where one cannot
 * be written none is: those that were get their old file back.
 */
export async function replaceFiles(files: readonly Replacement[], signal?: AbortSignal): Promise<void> {
  const staged: Staged[] = [];
  const replaced: Staged[] = [];
  try {
    for (const file of files) {
      signal?.throwIfAborted();
      const one = { file, temporary: beside(file.path, 'tmp'), old: beside(file.path, 'old') };
      staged.push(one);
      await naming(file.path, stage(one));
    }
    signal?.throwIfAborted();
    for (const one of staged) {
      await naming(one.file.path, putInPlace(one));
      replaced.push(one);
    }
  } catch (error) {
    for (const one of replaced) await naming(one.file.path, takeBack(one));
    throw error;
  } finally {
    await Promise.all(
      staged.flatMap(({ temporary, old }) => [temporary, old].map(file => rm(file, { force: true }))),
    );
  }
}

/** Puts a text in the place of a file of our own, or where none is: who reads it meanwhile sees the old one or the new, whole. */
export function writeWhole(path: string, text: string): void {
  const temporary = beside(path, 'tmp');
  try {
    writeFileSync(temporary, text, { flag: 'wx' });
    renameSync(temporary, path);
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** A name beside a file that nothing has. */
function beside(path: string, ending: string): string {
  return join(dirname(path), `.portolan-${randomUUID()}.${ending}`);
}

/** A file, what is to take its place, and a further name that it keeps until all is done. */
interface Staged {
  readonly file: Replacement;
  readonly temporary: string;
  readonly old: string;
}

/** Writes a text beside the file whose place it is to take, for the same owner and group. */
async function stage({ file: { path, status, text }, temporary, old }: Staged): Promise<void> {
  if (text !== undefined && status === undefined) return writeFile(temporary, text, { flag: 'wx' });
  if (text !== undefined && status !== undefined) {
    await writeFile(temporary, text, { flag: 'wx', mode: 0o600 });
    const { uid, gid } = await lstat(temporary);
    if (uid !== status.uid || gid !== status.gid) await chown(temporary, status.uid, status.gid);
    await chmod(temporary, status.mode & PERMISSIONS);
  }
  await furtherName(path, old);
}

async function putInPlace({ file: { path, status, text }, temporary }: Staged): Promise<void> {
  if (text === undefined) return rm(path);
  // A file that somebody else has made meanwhile stays.
  if (status === undefined) return furtherName(temporary, path);
  return rename(temporary, path);
}

function takeBack({ file: { path, status }, old }: Staged): Promise<void> {
  return status === undefined ? rm(path, { force: true }) : rename(old, path);
}

/** Gives a file one more name, which nothing may have yet. Not every file system has further names. */
async function furtherName(path: string, name: string): Promise<void> {
  await link(path, name).catch(() => copyFile(path, name, constants.COPYFILE_EXCL));
}

async function naming(path: string, work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    throw new Error(`could not write ${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
