import { type Glob, type GlobSyntax, parseGlob } from '../rules/glob';
import { addTo } from '../text/group-by';

/** What a `.gitignore` says. */
export interface IgnoreRules {
  /** Whether it leaves a path out, given from its folder, of a folder with `/` at the end; undefined where it says nothing. */
  ignores(path: string): boolean | undefined;
  /** The same of a path whose folders are known not to be left out. */
  ignoresLast(path: string): boolean | undefined;
  /** The first pattern that cannot be used. */
  readonly fault?: string;
  /** Whether one that cannot be used would take something in again. */
  readonly lacksNegated: boolean;
  /** How many characters its patterns have that are tried on each path. */
  readonly triedLength: number;
  /** How many patterns are kept of it, long ones counted as several. */
  readonly count: number;
}

/** The `.gitignore` of a folder. */
export interface IgnoreFile {
  /** Where the paths that it speaks of begin, in a decoded URI. */
  readonly start: number;
  readonly rules: IgnoreRules;
}

/** Whether the folders of a path are to be looked at, too, or are known not to be named. */
export type Question = 'ignores' | 'ignoresLast';

/** What a pattern says of what it matches. */
interface Verdict {
  /** The line that it stands in: of all that match the last one decides. */
  readonly line: number;
  readonly isNegated: boolean;
  readonly isForFolders: boolean;
}

interface Rule extends Verdict {
  readonly written: string;
  /** Whether it speaks of the last name of a path alone. */
  readonly isOfName: boolean;
  readonly glob: Glob;
}

/**
 * As many patterns with `*`, `?` or `[` count in one file, and so many of their characters in all files whose patterns
 * count for a path: each is tried on each path.
 */
const MAX_TRIED = 1000;
export const MAX_TRIED_LENGTH = 20_000;

// Git has the case of names count or not as a system's files do; nobody means another file by another case.
const SYNTAX: GlobSyntax = { braces: false, ignoreCase: true };

/** As many patterns are kept of all `.gitignore` files together, long ones counted as several: hundreds of bytes each. */
export const MAX_PATTERNS = 100_000;
const LONG = 20;

/**
 * Reads a `.gitignore` as gitignore(5) says; of the patterns that are tried, those that have room. Of a file with more than `most`
 * none counts.
 */
export function parseIgnore(
  text: string,
  room: number = MAX_TRIED_LENGTH,
  most: number = MAX_PATTERNS,
): IgnoreRules {
  const lines = text.replace(/^\u{FEFF}/u, '').split(/\r?\n/);
  const kept = lines.reduce((sum, line) => sum + (isIdle(line) ? 0 : 1 + Math.floor(line.length / LONG)), 0);
  if (kept > most) return tooMany(lines);
  const read = lines.flatMap(readLine);
  const rules = read.flatMap(one => (typeof one === 'string' ? [] : [one]));
  // Those that match one name or, behind a `/`, one path are found by it; the others have to be tried, the last first.
  const tried = rules.filter(({ glob }) => glob.plain === undefined);
  const plain = plainAmong(rules);
  const count = countWithin(tried.slice(0, MAX_TRIED), room);
  const counted = tried.slice(0, count).reverse();
  const unused = tried.slice(count);
  const unread = read.filter(one => typeof one === 'string');
  const fault = unread[0] ?? unused[0]?.written;
  const said = (path: string): boolean | undefined => {
    const isFolder = path.endsWith('/');
    const bare = isFolder ? path.slice(0, -1) : path;
    const name = bare.slice(bare.lastIndexOf('/') + 1);
    const isMeant = ({ isForFolders }: Verdict) => isFolder || !isForFolders;
    const found = [
      plain.get(name.toLowerCase())?.findLast(isMeant),
      plain.get(`/${bare.toLowerCase()}`)?.findLast(isMeant),
      counted.find(rule => isMeant(rule) && rule.glob.matches(rule.isOfName ? name : bare)),
    ].flatMap(rule => rule ?? []);
    const last = found.reduce<Verdict | undefined>((a, b) => (a && a.line > b.line ? a : b), undefined);
    return last && !last.isNegated;
  };
  return {
    ignores(path) {
      // What stands in a folder that is left out cannot be taken in again.
      for (let end = path.indexOf('/') + 1; end > 0 && end < path.length; end = path.indexOf('/', end) + 1)
        if (said(path.slice(0, end))) return true;
      return said(path);
    },
    ignoresLast: said,
    triedLength: counted.reduce((sum, { written }) => sum + written.length, 0),
    count: kept,
    lacksNegated:
      unused.some(({ isNegated }) => isNegated) || unread.some(written => written.startsWith('!')),
    ...(fault !== undefined && { fault }),
  };
}

/** What the patterns say that match one name or path, by it. */
function plainAmong(rules: readonly Rule[]): ReadonlyMap<string, readonly Verdict[]> {
  const plain = new Map<string, Verdict[]>();
  for (const { line, isNegated, isForFolders, isOfName, glob } of rules)
    if (glob.plain !== undefined)
      addTo(plain, `${isOfName ? '' : '/'}${glob.plain}`, { line, isNegated, isForFolders });
  return plain;
}

/** What a file with too many patterns says: nothing. */
function tooMany(lines: readonly string[]): IgnoreRules {
  const fault = lines.find(line => !isIdle(line));
  return {
    ignores: () => undefined,
    ignoresLast: () => undefined,
    triedLength: 0,
    count: 0,
    lacksNegated: lines.some(line => line.startsWith('!')),
    ...(fault !== undefined && { fault }),
  };
}

/** Whether a line holds no pattern. */
function isIdle(line: string): boolean {
  return line.startsWith('#') || trimmed(line) === '';
}

/**
 * The `.gitignore` of a folder, a URI that ends in `/`, by its text: what those of the folders above leave room for, and of no more
 * than `most` patterns.
 */
export function ignoreFileOf(
  folder: string,
  text: string,
  above: readonly IgnoreFile[],
  most?: number,
): IgnoreFile {
  const room = above.reduce((left, { rules: { triedLength } }) => left - triedLength, MAX_TRIED_LENGTH);
  return { start: decodeURIComponent(folder).length, rules: parseIgnore(text, room, most) };
}

/** Whether the `.gitignore` files of the folders of a path, the topmost first, name it. */
export function isNamedIn(ignores: readonly IgnoreFile[], uri: string, question: Question): boolean {
  if (ignores.length === 0) return false;
  const path = decodeURIComponent(uri);
  // The nearest one that speaks of it decides.
  for (const { start, rules } of ignores.toReversed()) {
    const ignored = rules[question](path.slice(start));
    if (ignored !== undefined) return ignored;
  }
  return false;
}

/** How many rules, from the first, have no more characters together than there is room for. */
function countWithin(rules: readonly Rule[], room: number): number {
  let left = room;
  const index = rules.findIndex(({ written }) => {
    left -= written.length;
    return left < 0;
  });
  return index < 0 ? rules.length : index;
}

function readLine(written: string, line: number): readonly (Rule | string)[] {
  const isNegated = written.startsWith('!');
  const text = trimmed(isNegated ? written.slice(1) : written);
  if (text === '' || written.startsWith('#')) return [];
  const isForFolders = text.endsWith('/');
  const bare = isForFolders ? text.slice(0, -1) : text;
  const pattern = bare.startsWith('/') ? bare.slice(1) : bare;
  if (pattern === '') return [];
  const glob = parseGlob(pattern, SYNTAX);
  if (typeof glob === 'string') return [written];
  return [{ line, written, isNegated, isForFolders, isOfName: !bare.includes('/'), glob }];
}

/** Without the spaces at the end, but for one that `\` keeps. */
function trimmed(line: string): string {
  let end = line.length;
  while (line[end - 1] === ' ') end--;
  let slashes = 0;
  while (line[end - 1 - slashes] === '\\') slashes++;
  return line.slice(0, slashes % 2 === 1 && end < line.length ? end + 1 : end);
}
