import { statSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type LineStarts, lineStarts, type Place, positionAt, type Range, rangeOf } from '../text/spans';
import type { Analysis } from '../workspace/analysis';

/** How the output names a file: relative, with `/`. */
export type FileOf = (uri: string) => string;

/** Names files relative to a folder. */
export function relativeTo(folder: string): FileOf {
  return uri => (uri.startsWith('file:') ? relative(folder, fileURLToPath(uri)).replaceAll(sep, '/') : uri);
}

/** The folder that was asked for, where one path was given and it is a folder. */
function onlyFolder(paths: readonly string[], cwd: string): string | undefined {
  const [path, ...others] = paths;
  if (path === undefined || others.length > 0) return undefined;
  const folder = resolve(cwd, path);
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory() ? folder : undefined;
}

/** What JSON counts files from: the one folder given, else the current one. */
export function rootGiven(paths: readonly string[], cwd: string): string {
  return onlyFolder(paths, cwd) ?? cwd;
}

/**
 * What the other formats count files from: the current folder, so that a terminal can open them and GitHub finds
 * them in the repository; but the one folder given, where that lies elsewhere.
 */
export function rootShown(paths: readonly string[], cwd: string): string {
  const folder = onlyFolder(paths, cwd);
  if (folder === undefined) return cwd;
  return folder === cwd || folder.startsWith(cwd.endsWith(sep) ? cwd : cwd + sep) ? cwd : folder;
}

/** The places of an analysis as a person or a tool reads them. */
export interface Places {
  readonly file: FileOf;
  range(place: Place): Range;
  /** The same, with the bytes of UTF-8 before its ends in their lines. */
  byteRange(place: Place): Range;
  /** The text of a line, counted from 0, without its end. */
  line(uri: string, line: number): string;
  /** In the order of files and of places in them. */
  sorted<T extends Place>(places: readonly T[]): readonly T[];
}

export function placesOf(analysis: Analysis, file: FileOf): Places {
  const starts = new Map<string, LineStarts>();
  const startsOf = (uri: string): LineStarts => {
    const known = starts.get(uri) ?? lineStarts(analysis.textOf(uri) ?? '');
    starts.set(uri, known);
    return known;
  };
  const counts = new Map<string, (offset: number) => number>();
  const bytesIn = (uri: string): ((offset: number) => number) => {
    const known = counts.get(uri) ?? byteCounter(analysis.textOf(uri) ?? '');
    counts.set(uri, known);
    return known;
  };
  return {
    file,
    range: place => rangeOf(startsOf(place.uri), place.span),
    byteRange({ uri, span }) {
      const starts = startsOf(uri);
      const bytesBefore = bytesIn(uri);
      const position = (offset: number) => {
        const { line } = positionAt(starts, offset);
        return { line, character: bytesBefore(offset) - bytesBefore(starts[line] ?? 0) };
      };
      return { start: position(span.start), end: position(span.end) };
    },
    line: (uri, line) => {
      const lines = startsOf(uri);
      const text = analysis.textOf(uri) ?? '';
      const from = lines[line] ?? text.length;
      let to = lines[line + 1] ?? text.length;
      while (to > from && (text[to - 1] === '\n' || text[to - 1] === '\r')) to--;
      return text.slice(from, to);
    },
    sorted: places => [...places].sort(byPlace),
  };
}

/** So many characters are counted anew for each offset: a line may be as long as a file, and thousands of offsets are in it. */
const STRIDE = 256;

/** How many bytes of UTF-8 a text has before an offset. */
function byteCounter(text: string): (offset: number) => number {
  const before = new Uint32Array(Math.floor(text.length / STRIDE) + 1);
  for (let index = 1; index < before.length; index++)
    before[index] = (before[index - 1] ?? 0) + bytesOf(text, STRIDE * (index - 1), STRIDE * index);
  return offset => {
    const end = Math.min(offset, text.length);
    const index = Math.floor(end / STRIDE);
    return (before[index] ?? 0) + bytesOf(text, STRIDE * index, end);
  };
}

/** The bytes of a part of a text; each half of a surrogate pair has half of its four. */
function bytesOf(text: string, from: number, to: number): number {
  let bytes = 0;
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    const isHalf = code >= 0xd800 && code <= 0xdfff;
    bytes += code < 0x80 ? 1 : code < 0x800 || isHalf ? 2 : 3;
  }
  return bytes;
}

function byPlace(a: Place, b: Place): number {
  if (a.uri !== b.uri) return a.uri < b.uri ? -1 : 1;
  return a.span.start - b.span.start || a.span.end - b.span.end;
}
