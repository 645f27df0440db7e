import { type GlobSyntax, parseGlob } from '../rules/glob';

/** What a `.gitignore` says. */
export interface IgnoreRules {
  /** Whether it leaves a path out, given from its folder, of a folder with `/` at the end; undefined where it says nothing. */
  ignores(path: string): boolean | undefined;
  /** The same of a path whose folders are known not to be left out. */
  ignoresLast(path: string): boolean | undefined;
  /** The first pattern that cannot be used. */
  readonly fault?: string;
}

interface Rule {
  readonly isNegated: boolean;
  readonly isForFolders: boolean;
  /** Whether it speaks of the last name of a path alone. */
  readonly isOfName: boolean;
  matches(text: string): boolean;
}

// Git has the case of names count or not as a system's files do; nobody means another file by another case.
const SYNTAX: GlobSyntax = { braces: false, ignoreCase: true };

/** Reads a `.gitignore` as gitignore(5) says. */
export function parseIgnore(text: string): IgnoreRules {
  const read = text
    .replace(/^\u{FEFF}/u, '')
    .split(/\r?\n/)
    .flatMap(readLine);
  const rules = read.flatMap(one => (typeof one === 'string' ? [] : [one])).reverse();
  const fault = read.find(one => typeof one === 'string');
  const said = (path: string): boolean | undefined => {
    const isFolder = path.endsWith('/');
    const bare = isFolder ? path.slice(0, -1) : path;
    const name = bare.slice(bare.lastIndexOf('/') + 1);
    const rule = rules.find(
      ({ isForFolders, isOfName, matches }) => (isFolder || !isForFolders) && matches(isOfName ? name : bare),
    );
    return rule && !rule.isNegated;
  };
  return {
    ignores(path) {
      // What stands in a folder that is left out cannot be taken in again.
      for (let end = path.indexOf('/') + 1; end > 0 && end < path.length; end = path.indexOf('/', end) + 1)
        if (said(path.slice(0, end))) return true;
      return said(path);
    },
    ignoresLast: said,
    ...(fault !== undefined && { fault }),
  };
}

function readLine(line: string): readonly (Rule | string)[] {
  const isNegated = line.startsWith('!');
  const written = trimmed(isNegated ? line.slice(1) : line);
  if (written === '' || line.startsWith('#')) return [];
  const isForFolders = written.endsWith('/');
  const bare = isForFolders ? written.slice(0, -1) : written;
  const pattern = bare.startsWith('/') ? bare.slice(1) : bare;
  if (pattern === '') return [];
  const glob = parseGlob(pattern, SYNTAX);
  if (typeof glob === 'string') return [line];
  return [{ isNegated, isForFolders, isOfName: !bare.includes('/'), matches: path => glob.matches(path) }];
}

/** Without the spaces at the end, but for one that `\` keeps. */
function trimmed(line: string): string {
  let end = line.length;
  while (line[end - 1] === ' ') end--;
  let slashes = 0;
  while (line[end - 1 - slashes] === '\\') slashes++;
  return line.slice(0, slashes % 2 === 1 && end < line.length ? end + 1 : end);
}
