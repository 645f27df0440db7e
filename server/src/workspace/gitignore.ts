import { type Glob, type GlobSyntax, parseGlob } from '../rules/glob';
import { spend } from '../text/effort';
import { addTo } from '../text/group-by';
import { keptFew } from '../text/kept-few';

/** What a `.gitignore` says. */
export interface IgnoreRules {
  /** Whether it leaves a path out, given from its folder, of a folder with `/` at the end; undefined where it says nothing. */
  ignores(path: string): boolean | undefined;
  /** The same of a path whose folders are known not to be left out. */
  ignoresLast(path: string): boolean | undefined;
  /** The first pattern that cannot be used. */
  readonly fault?: string;
  /** Whether it has more patterns than there is room for, so that none counts. */
  readonly isTooLong?: boolean;
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

/** As many patterns count in all files whose patterns count for a path, long ones counted as several. */
export const MAX_PATTERNS = 20_000;
const LONG = 20;

/** Of the files that were read so many patterns are kept, some hundred bytes each; the others are read again from their text. */
const keepParsed = keptFew(3 * MAX_PATTERNS);

/** What it takes to read a pattern, in steps. */
const STEPS_OF_PATTERN = 20;

/** Where the patterns of the folders above leave off. */
export interface Room {
  readonly triedLength: number;
  readonly count: number;
}

const ALL_ROOM: Room = { triedLength: MAX_TRIED_LENGTH, count: MAX_PATTERNS };

/**
 * Reads a `.gitignore` as gitignore(5) says; of the patterns that are tried, those that have room. Of a file with more patterns than
 * there is room for none counts.
 */
export function parseIgnore(text: string, room: Room = ALL_ROOM): IgnoreRules {
  const lines = linesOf(text);
  const count = lines.reduce((sum, line) => sum + (isIdle(line) ? 0 : 1 + Math.floor(line.length / LONG)), 0);
  if (count > room.count) return tooMany(lines);
  let parsed: Parsed | undefined;
  const keep = (now: Parsed): Parsed => {
    parsed = now;
    keepParsed(count, () => {
      parsed = undefined;
    });
    return now;
  };
  const parseAgain = (): Parsed => {
    spend(STEPS_OF_PATTERN * count);
    return keep(parse(linesOf(text), room.triedLength));
  };
  const { fault, triedLength, lacksNegated } = keep(parse(lines, room.triedLength));
  const said = (path: string) => saidBy(parsed ?? parseAgain(), path);
  return {
    ignores(path) {
      // What stands in a folder that is left out cannot be taken in again.
      for (let end = path.indexOf('/') + 1; end > 0 && end < path.length; end = path.indexOf('/', end) + 1)
        if (said(path.slice(0, end))) return true;
      return said(path);
    },
    ignoresLast: said,
    triedLength,
    count,
    lacksNegated,
    ...(fault !== undefined && { fault }),
  };
}

/** What a file says, ready to be asked. */
interface Parsed extends Pick<IgnoreRules, 'triedLength' | 'lacksNegated'> {
  readonly fault: string | undefined;
  readonly plain: ReadonlyMap<string, readonly Verdict[]>;
  readonly counted: readonly Rule[];
}

function linesOf(text: string): readonly string[] {
  return text.replace(/^\u{FEFF}/u, '').split(/\r?\n/);
}

function parse(lines: readonly string[], room: number): Parsed {
  const plain = new Map<string, Verdict[]>();
  const tried: Rule[] = [];
  const unread: string[] = [];
  for (const [line, written] of lines.entries()) {
    const read = readLine(written, line);
    if (read === undefined) continue;
    const { rule, path } = read;
    // Those that match one name or, behind a `/`, one path are found by it; the others have to be tried, the last first.
    if (path !== undefined) addTo(plain, path, read.verdict);
    else if (rule) tried.push(rule);
    else unread.push(written);
  }
  const count = countWithin(tried.slice(0, MAX_TRIED), room);
  const counted = tried.slice(0, count).reverse();
  const unused = tried.slice(count);
  return {
    plain,
    counted,
    triedLength: counted.reduce((sum, { written }) => sum + written.length, 0),
    lacksNegated:
      unused.some(({ isNegated }) => isNegated) || unread.some(written => written.startsWith('!')),
    fault: unread[0] ?? unused[0]?.written,
  };
}

function saidBy({ plain, counted }: Parsed, path: string): boolean | undefined {
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
}

/** What a file with too many patterns says: nothing. */
function tooMany(lines: readonly string[]): IgnoreRules {
  return {
    ignores: () => undefined,
    ignoresLast: () => undefined,
    triedLength: 0,
    count: 0,
    lacksNegated: lines.some(line => line.startsWith('!')),
    isTooLong: true,
  };
}

/** Whether a line holds no pattern. */
function isIdle(line: string): boolean {
  return line.startsWith('#') || trimmed(line) === '';
}

/** The `.gitignore` of a folder, a URI that ends in `/`, by its text: what those of the folders above leave room for. */
export function ignoreFileOf(folder: string, text: string, above: readonly IgnoreFile[]): IgnoreFile {
  const room = above.reduce(
    (left, { rules }) => ({
      triedLength: left.triedLength - rules.triedLength,
      count: left.count - rules.count,
    }),
    ALL_ROOM,
  );
  return { start: decodeURIComponent(folder).length, rules: parseIgnore(text, room) };
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

/** What a line says: of one name or path, or of what a pattern matches; neither where it cannot be used. */
interface Line {
  readonly verdict: Verdict;
  /** In lower case, behind a `/` where it is no name. */
  readonly path?: string;
  readonly rule?: Rule;
}

/** What has no sign of a pattern is matched by itself alone. */
const NAME = /^[^*?[\]\\]{1,255}$/;

function readLine(written: string, line: number): Line | undefined {
  const isNegated = written.startsWith('!');
  const text = trimmed(isNegated ? written.slice(1) : written);
  if (text === '' || written.startsWith('#')) return undefined;
  const isForFolders = text.endsWith('/');
  const bare = isForFolders ? text.slice(0, -1) : text;
  const pattern = bare.startsWith('/') ? bare.slice(1) : bare;
  if (pattern === '') return undefined;
  const verdict = { line, isNegated, isForFolders };
  const isOfName = !bare.includes('/');
  const path = (plain: string) => ({ verdict, path: isOfName ? plain : `/${plain}` });
  if (NAME.test(pattern)) return path(pattern.toLowerCase());
  const glob = parseGlob(pattern, SYNTAX);
  if (typeof glob === 'string') return { verdict };
  return glob.plain === undefined
    ? { verdict, rule: { ...verdict, written, isOfName, glob } }
    : path(glob.plain);
}

/** Without the spaces at the end, but for one that `\` keeps. */
function trimmed(line: string): string {
  let end = line.length;
  while (line[end - 1] === ' ') end--;
  let slashes = 0;
  while (line[end - 1 - slashes] === '\\') slashes++;
  return line.slice(0, slashes % 2 === 1 && end < line.length ? end + 1 : end);
}
