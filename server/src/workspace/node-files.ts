import { isUtf8 } from 'node:buffer';
import {
  closeSync,
  constants,
  type Dirent,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  realpathSync,
  type Stats,
} from 'node:fs';
import { type FileHandle, lstat, open, readdir, readlink, realpath } from 'node:fs/promises';
import path from 'node:path';
import { t } from '@vscode/l10n';
import { URI } from 'vscode-uri';
import { isSameList } from '../text/same-list';
import { folderOf } from '../text/uri';
import {
  type Files,
  type FolderEntry,
  MAX_FILE_SIZE,
  MAX_INDEX_SIZE,
  type Refusal,
  type Room,
  type Tracked,
  tooLarge,
} from './files';
import { pathsInIndex } from './git-index';
import { turns } from './turns';

/** Without following a link, and without waiting for a writer, should it have become one or a pipe meanwhile. */
const READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);

/** Files from so many bytes on are read into memory that is used again: V8 lets go late of what lies outside its heap. */
const LARGE = 64 * 1024;

/** So many large files are read at the same time: Node has no more threads for it. */
const LARGE_AT_ONCE = 4;

const largeInTurn = turns(LARGE_AT_ONCE);
const spare: Buffer[] = [];

async function textWithin(file: FileHandle, size: number): Promise<string | Refusal> {
  if (size < LARGE) return textOf(await bytesWithin(file, size));
  return largeInTurn(async () => {
    const buffer = spare.pop() ?? Buffer.allocUnsafe(MAX_FILE_SIZE + 1);
    try {
      return textOf(await readInto(buffer, file, size));
    } finally {
      spare.push(buffer);
    }
  });
}

async function bytesWithin(file: FileHandle, size: number): Promise<Buffer | Refusal> {
  return readInto(Buffer.allocUnsafe(size + 1), file, size);
}

/** Asks for a byte more than there were, to see whether it grows; it may have grown beyond what is read already. */
async function readInto(buffer: Buffer, file: FileHandle, size: number): Promise<Buffer | Refusal> {
  const { bytesRead } = await file.read(buffer, 0, Math.min(size + 1, buffer.length), 0);
  return whole(buffer.subarray(0, bytesRead), size);
}

/**
 * Files on disk, below the given folders (URIs that end in `/`). A path that a symbolic link leads out of
 * them is `outside`.
 */
export function nodeFiles(folders: () => readonly string[]): Files {
  const placeOf = placesIn(folders);
  const links = new Map<string, readonly string[]>();
  /** Notes through which links a file or folder is reached, and its own folder; the last is where it really is. */
  async function note(uri: string): Promise<void> {
    const trail = await Promise.all((await trailOf(pathOf(uri))).map(placeOf));
    // That a workspace folder is a link itself makes nothing below it one.
    const places = trail.flatMap(place =>
      place === undefined || folders().includes(`${place}/`) ? [] : place,
    );
    const own = uri.replace(/\/$/, '');
    if (places.length === 1 && places[0] === own) forget(uri);
    else links.set(uri, places);
    if (places.length > 1 && places[0] !== own) links.set(folderOf(own), places);
    else links.delete(folderOf(own));
  }
  function forget(uri: string): void {
    links.delete(uri);
    links.delete(folderOf(uri));
  }
  async function opened<Content>(
    uri: string,
    limit: number,
    contentOf: (file: FileHandle, size: number) => Promise<Content>,
  ): Promise<Content | Refusal> {
    let file: FileHandle | undefined;
    try {
      // What a link leads to is looked at, and only then opened.
      const path = pathOf(uri);
      const real = await realpath(path);
      if (isLost(path, real)) return noUtf8();
      const place = await placeOf(real);
      if (place === uri) forget(uri);
      else await note(uri);
      if (place === undefined) return { kind: 'outside' };
      const seen = await lstat(real);
      const refusal = refuse(seen, limit);
      if (refusal) return refusal;
      file = await open(real, READ);
      const status = await file.stat();
      if (!isSame(seen, status) || (await placeOf(openedAt(file.fd, real))) === undefined) return exchanged();
      return await contentOf(file, status.size);
    } catch (error) {
      await note(uri);
      return explain(error, uri);
    } finally {
      await file?.close();
    }
  }
  return {
    links,
    read: uri => opened(uri, MAX_FILE_SIZE, textWithin),
    tracked: async ({ index }, isWanted, room) =>
      trackedIn(await opened(index, MAX_INDEX_SIZE, bytesWithin), isWanted, room),
    async list(folder) {
      try {
        const path = pathOf(folder);
        const place = await placeOf(await realpath(path));
        if (place !== undefined && `${place}/` === folder) links.delete(folder);
        else await note(folder);
        if (place === undefined) return { kind: 'outside' };
        return entriesOf(path, await readdir(path, { withFileTypes: true }));
      } catch (error) {
        return explain(error, folder);
      }
    },
  };
}

/**
 * The same for a program that has nothing else to do meanwhile: several times as fast, for each file is read
 * without a detour through other threads.
 */
export function blockingNodeFiles(folders: () => readonly string[]): Files {
  const placeOf = placesIn(folders);
  const isInside = async (real: string) => (await placeOf(real)) !== undefined;
  // A command ends before anybody moves the folders that it reads.
  const realFolders = new Map<string, Promise<boolean>>();
  async function bytesOf(uri: string, limit: number): Promise<Buffer | Refusal> {
    const file = pathOf(uri);
    const folder = path.dirname(file);
    const isFolderInside =
      realFolders.get(folder) ?? Promise.resolve().then(() => isInside(realpathSync(folder)));
    realFolders.set(folder, isFolderInside);
    let descriptor: number | undefined;
    try {
      if (!(await isFolderInside)) return { kind: 'outside' };
      const own = lstatSync(file);
      const real = own.isSymbolicLink() ? realpathSync(file) : file;
      if (isLost(file, real)) return noUtf8();
      if (real !== file && !(await isInside(real))) return { kind: 'outside' };
      const seen = real === file ? own : lstatSync(real);
      const refusal = refuse(seen, limit);
      if (refusal) return refusal;
      descriptor = openSync(real, READ);
      const status = fstatSync(descriptor);
      if (!isSame(seen, status) || !(await isInside(openedAt(descriptor, real)))) return exchanged();
      const buffer = Buffer.allocUnsafe(status.size + 1);
      return whole(buffer.subarray(0, readSync(descriptor, buffer, 0, buffer.length, 0)), status.size);
    } catch (error) {
      return explain(error, uri);
    } finally {
      if (descriptor !== undefined) closeSync(descriptor);
    }
  }
  return {
    read: async uri => textOf(await bytesOf(uri, MAX_FILE_SIZE)),
    tracked: async ({ index }, isWanted, room) =>
      trackedIn(await bytesOf(index, MAX_INDEX_SIZE), isWanted, room),
    async list(folder) {
      try {
        const path = pathOf(folder);
        if (!(await isInside(realpathSync(path)))) return { kind: 'outside' };
        return entriesOf(path, readdirSync(path, { withFileTypes: true }));
      } catch (error) {
        return explain(error, folder);
      }
    },
  };
}

function entriesOf(folder: string, entries: readonly Dirent[]): readonly FolderEntry[] {
  const readable = entries.some(({ name }) => name.includes(LOST)) ? readableNames(folder) : undefined;
  return entries.flatMap((entry): readonly FolderEntry[] => {
    const { name } = entry;
    // Windows allows names with half a character, which no URI can hold.
    if (/\p{Surrogate}/u.test(name)) return [];
    // What it is, or what a link leads to, is looked at when it is read.
    const kind = entry.isDirectory() ? 'folder' : 'file';
    // Of two that are written alike one is told to be lost, the other is read.
    const isRead = !readable || !name.includes(LOST) || readable.delete(name);
    return [{ name, kind, ...(!isRead && { isLost: true }) }];
  });
}

/** So Node writes the bytes of a name that are no UTF-8: there is no way back from that to the file. */
const LOST = '\u{FFFD}';

/** The names in a folder that are UTF-8. */
function readableNames(folder: string): Set<string> {
  const names = readdirSync(folder, { encoding: 'buffer' });
  return new Set(names.filter(isUtf8).map(name => name.toString('utf8')));
}

/** Whether a real path is no UTF-8, so that what is read as its text may be another. */
function isLost(file: string, real: string): boolean {
  return real.includes(LOST) && !isUtf8(realpathSync.native(file, 'buffer'));
}

/** Whether a file that is not there may be one whose name, or that of a folder above, is no UTF-8. */
function mayBeLost(file: string): boolean {
  const folder = path.dirname(file);
  if (!file.includes(LOST)) return false;
  try {
    const names = readdirSync(folder, { encoding: 'buffer' });
    return names.some(name => !isUtf8(name) && name.toString('utf8') === path.basename(file));
  } catch {
    return true;
  }
}

function noUtf8(): Refusal {
  return unreadable(t('its name is not UTF-8'));
}

function refuse(status: Stats, limit: number): Refusal | undefined {
  if (!status.isFile()) return unreadable(t('it is not a file'));
  return status.size > limit ? tooLarge(limit) : undefined;
}

function whole(bytes: Buffer, size: number): Buffer | Refusal {
  return bytes.length > size ? unreadable(t('it grows while it is read')) : bytes;
}

function textOf(bytes: Buffer | Refusal): string | Refusal {
  return 'kind' in bytes ? bytes : textOfBytes(bytes);
}

async function trackedIn(
  index: Buffer | Refusal,
  isWanted: (path: string) => boolean,
  room: Room,
): Promise<Tracked> {
  if ('kind' in index) return { paths: index, read: 0 };
  const { paths, read } = await pathsInIndex(index, isWanted, room);
  return { paths: paths ?? unreadable(t('it is no index of Git that Portolan reads')), read };
}

/** What the bytes of a file say, however they were got. */
export function textOfBytes(bytes: Buffer): string | Refusal {
  if (bytes.length > MAX_FILE_SIZE) return tooLarge(MAX_FILE_SIZE);
  if (bytes.subarray(0, 8000).includes(0)) return unreadable(t('it is not text'));
  if (!isUtf8(bytes)) return unreadable(t('it is not UTF-8'));
  return bytes.toString('utf8');
}

/** Whether what was opened is what was looked at. */
function isSame(seen: Stats, opened: Stats): boolean {
  // Windows may give the number of a drive in two lengths.
  return seen.ino === opened.ino && (process.platform === 'win32' || seen.dev === opened.dev);
}

/** Where an open file is; a folder on the way to it may have been exchanged for a link while it was opened. */
function openedAt(descriptor: number, path: string): string {
  try {
    return process.platform === 'linux' ? readlinkSync(`/proc/self/fd/${descriptor}`) : realpathSync(path);
  } catch {
    // Without /proc.
    return realpathSync(path);
  }
}

function exchanged(): Refusal {
  return unreadable(t('it was exchanged while it was opened'));
}

function explain(error: unknown, uri: string): Refusal {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' && mayBeLost(pathOf(uri))) return noUtf8();
  if (code === 'ENOENT' && isLink(pathOf(uri))) return unreadable(t('it is a link that leads nowhere'));
  if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'missing' };
  return unreadable(error instanceof Error ? error.message : String(error));
}

function isLink(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

/** The most links that are followed to one file, as on Linux. */
const MAX_LINKS = 40;

/** The links on the way to a file, each where it really is, and last where the file is, or would be. */
async function trailOf(file: string): Promise<readonly string[]> {
  const links: string[] = [];
  let at = path.parse(file).root;
  let rest = file.slice(at.length).split(path.sep);
  for (let next = rest[0]; next !== undefined && links.length < MAX_LINKS; next = rest[0]) {
    rest = rest.slice(1);
    const here = path.join(at, next);
    const target = await readlink(here).catch(isThere);
    if (typeof target === 'string') {
      links.push(here);
      const { root } = path.parse(target);
      if (root !== '') at = root;
      rest = [...target.slice(root.length).split(path.sep), ...rest];
    } else {
      at = here;
      // Nothing is below what is not there.
      if (!target) break;
    }
  }
  return [...links, path.join(at, ...rest)];
}

/** Whether what is no link is there, by the error that says so. */
function isThere(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EINVAL';
}

/** Where a real path is, by the URI below the folder that holds it, which may stand behind a link itself; undefined outside. */
type PlaceOf = (real: string) => Promise<string | undefined>;

/** Where folders lead, as it was looked for at a time, in milliseconds of the clock that only goes forward. */
interface RealFolders {
  readonly folders: readonly string[];
  readonly at: number;
  /** The folders by where they are, and by their names: what leads there may be written with these. */
  readonly byPlace: Promise<ReadonlyMap<string, string>>;
}

/**
 * For so long what folders lead to is believed, in milliseconds, and for so long that nothing else is inside: each file that
 * is read is looked for in all of them.
 */
const BELIEVED = 1000;
const DENIED = 50;

function placesIn(folders: () => readonly string[]): PlaceOf {
  let known: RealFolders | undefined;
  function realFolders(age: number): Promise<ReadonlyMap<string, string>> {
    const asked = folders();
    const at = performance.now();
    if (!known || at - known.at > age || !isSameList(known.folders, asked))
      known = { folders: asked, at, byPlace: lookFor(asked) };
    return known.byPlace;
  }
  return async real => {
    const uri = URI.file(real).toString();
    return placeBelow(uri, await realFolders(BELIEVED)) ?? placeBelow(uri, await realFolders(DENIED));
  };
}

async function lookFor(folders: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const byPlace = new Map<string, string>();
  for (const folder of folders.toReversed()) {
    const base = URI.file(await realpath(pathOf(folder)).catch(() => pathOf(folder))).toString();
    // The first of several that lead to one place counts.
    byPlace.set(base.endsWith('/') ? base : `${base}/`, folder);
  }
  for (const folder of folders) byPlace.set(folder, folder);
  return byPlace;
}

/** The URI of a real path, or of a folder without `/` at its end, below the innermost folder that holds it. */
function placeBelow(uri: string, byPlace: ReadonlyMap<string, string>): string | undefined {
  const whole = `${uri}/`;
  for (let end = whole.length; end > 0; end = whole.lastIndexOf('/', end - 2) + 1) {
    const folder = byPlace.get(whole.slice(0, end));
    if (folder !== undefined) return (folder + whole.slice(end)).slice(0, -1);
  }
  return undefined;
}

function unreadable(reason: string): Refusal {
  return { kind: 'unreadable', reason };
}

function pathOf(uri: string): string {
  return URI.parse(uri).fsPath;
}
