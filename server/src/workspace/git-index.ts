import type { Room } from './files';
import { pauser, type Slice } from './pauser';

/** How many bytes an entry has before the name of its object, and how many such a name: of SHA-1 or of SHA-256. */
const STATUS = 40;
const OBJECT_LENGTHS: readonly number[] = [20, 32];

/** What an entry can be: a file, one that is run, a link, a submodule, a folder that is not checked out. */
const MODES: ReadonlySet<number> = new Set([0o100644, 0o100755, 0o120000, 0o160000, 0o040000]);

/** The flags of an entry: how long its name is, as far as that fits, and whether more flags follow. */
const NAME_LENGTH = 0xfff;
const IS_EXTENDED = 0x4000;

/** No path is longer, in bytes. */
const MAX_PATH = 4096;

/** What it takes to read an entry, beside its path: about as many bytes as it has. */
const COST_OF_ENTRY = 64;

/** The signature of the extension that a split index has. */
const LINK = Buffer.from('link').readUInt32BE();

/** How many entries are read between two looks at the clock. */
const ENTRIES = 200;

/** What was read of an index. */
export interface IndexReading {
  /** The paths that are wanted; undefined where it is no index that can be read, or longer than there is room for. */
  readonly paths: readonly string[] | undefined;
  /** How much room that took: of each path version 4 writes what is new alone. */
  readonly read: number;
}

/**
 * The paths in Git's index (gitformat-index(5), versions 2 to 4) that are wanted, from the top of the working tree; twice
 * where a merge has left several, as long as there is room for all of its paths, wanted or not. What a split index shares
 * with another file is not among them.
 */
export async function pathsInIndex(
  bytes: Buffer,
  isWanted: (path: string) => boolean,
  room: Room = { left: Number.POSITIVE_INFINITY },
): Promise<IndexReading> {
  // What it says and nobody wants is read as well, whatever it is.
  let read = bytes.length;
  room.left -= bytes.length;
  if (room.left < 0) return { paths: undefined, read };
  if (bytes.length < 12 || bytes.toString('latin1', 0, 4) !== 'DIRC') return { paths: undefined, read };
  const version = bytes.readUInt32BE(4);
  if (version < 2 || version > 4) return { paths: undefined, read };
  const slice = pauser();
  // Which kind of names a repository has stands in its settings, not here.
  for (const objectLength of OBJECT_LENGTHS) {
    const found = await pathsOf(bytes, version, objectLength, isWanted, room, slice);
    read += found.read;
    if (found.paths) return { ...found, read };
  }
  return { paths: undefined, read };
}

async function pathsOf(
  bytes: Buffer,
  version: number,
  objectLength: number,
  isWanted: (path: string) => boolean,
  room: Room,
  slice: Slice,
): Promise<IndexReading> {
  const paths: string[] = [];
  const name = Buffer.alloc(MAX_PATH);
  let nameLength = 0;
  let read = 0;
  const none = () => ({ paths: undefined, read });
  let at = 12;
  for (let left = bytes.readUInt32BE(8); left > 0; left--) {
    if (left % ENTRIES === 0) await slice();
    const flagsAt = at + STATUS + objectLength;
    if (flagsAt + 4 > bytes.length || !MODES.has(bytes.readUInt32BE(at + 24))) return none();
    const flags = bytes.readUInt16BE(flagsAt);
    let start = flagsAt + (flags & IS_EXTENDED ? 4 : 2);
    let kept = 0;
    if (version === 4) {
      // The name of the entry before, but for so many bytes at its end, stands in front of what is written.
      const dropped = numberAt(bytes, start);
      if (!dropped || dropped.value > nameLength) return none();
      kept = nameLength - dropped.value;
      start = dropped.end;
    }
    const end = bytes.indexOf(0, start);
    nameLength = kept + end - start;
    if (end < 0 || nameLength > MAX_PATH || Math.min(nameLength, NAME_LENGTH) !== (flags & NAME_LENGTH))
      return none();
    read += COST_OF_ENTRY + nameLength;
    room.left -= COST_OF_ENTRY + nameLength;
    if (room.left < 0) return none();
    bytes.copy(name, kept, start, end);
    const path = name.toString('utf8', 0, nameLength);
    if (isWanted(path)) paths.push(path);
    // Before version 4 an entry is as long as a multiple of 8 bytes, at least one of which ends its name.
    at = version === 4 ? end + 1 : at + (Math.floor((end - at) / 8) + 1) * 8;
  }
  return (await isSplit(bytes, at, objectLength, slice)) ? none() : { paths, read };
}

/** Whether an index shares entries with another file, by the extensions that begin at an offset (`link`). */
async function isSplit(bytes: Buffer, start: number, objectLength: number, slice: Slice): Promise<boolean> {
  const end = bytes.length - objectLength;
  let left = ENTRIES;
  for (let at = start; at + 8 <= end; at += 8 + bytes.readUInt32BE(at + 4)) {
    if (bytes.readUInt32BE(at) === LINK)
      return bytes.subarray(at + 8, at + 8 + objectLength).some(byte => byte !== 0);
    if (left-- > 0) continue;
    await slice();
    left = ENTRIES;
  }
  return false;
}

/** A number as Git writes offsets: seven bits of a byte each, as long as the first bit is set (gitformat-pack(5)). */
function numberAt(
  bytes: Buffer,
  start: number,
): { readonly value: number; readonly end: number } | undefined {
  let value = -1;
  for (let end = start; end < bytes.length && value < MAX_PATH; end++) {
    const byte = bytes.readUInt8(end);
    value = (value + 1) * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, end: end + 1 };
  }
  return undefined;
}
