import { type Glob, type GlobSyntax, parseGlob } from '../rules/glob';

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
  readonly glob: Glob;
}

/** As many patterns with `*`, `?` or `[` count in one file: each is tried on each path. */
const MAX_TRIED = 1000;

// Git has the case of names count or not as a system's files do; nobody means another file by another case.
const SYNTAX: GlobSyntax = { braces: false, ignoreCase: true };

/** Reads a `.gitignore` as gitignore(5) says. */
export function parseIgnore(text: string): IgnoreRules {
  const read = text
    .replace(/^\u{FEFF}/u, '')
    .split(/\r?\n/)
    .flatMap(readLine);
  const rules = read.flatMap(one => (typeof one === 'string' ? [] : [one]));
  const { plain, tried } = indexOf(rules);
  const fault = read.find(one => typeof one === 'string') ?? tried[MAX_TRIED]?.written;
  const counted = tried.slice(0, MAX_TRIED).reverse();
  const said = (path: string): boolean | undefined => {
    const isFolder = path.endsWith('/');
    const bare = isFolder ? path.slice(0, -1) : path;
    const name = bare.slice(bare.lastIndexOf('/') + 1);
    const isMeant = ({ isForFolders }: Rule) => isFolder || !isForFolders;
    // Of all that match the last one decides.
    const named = [name, `/${bare}`].map(key =>
      (plain.get(key.toLowerCase()) ?? []).findLast(({ rule }) => isMeant(rule)),
    );
    const found = counted.find(({ rule }) => isMeant(rule) && rule.glob.matches(rule.isOfName ? name : bare));
    const last = [...named, found].reduce((a, b) => (a && b ? (a.line > b.line ? a : b) : (a ?? b)));
    return last && !last.rule.isNegated;
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

interface NumberedRule {
  readonly line: number;
  readonly rule: Rule;
  readonly written: string;
}

/** Those that match one name or, behind a `/`, one path, by it; and the others, which have to be tried. */
function indexOf(rules: readonly (Rule & { readonly written: string })[]): {
  readonly plain: ReadonlyMap<string, readonly NumberedRule[]>;
  readonly tried: readonly NumberedRule[];
} {
  const plain = new Map<string, NumberedRule[]>();
  const tried: NumberedRule[] = [];
  for (const [line, rule] of rules.entries()) {
    const numbered = { line, rule, written: rule.written };
    if (rule.glob.plain === undefined) {
      tried.push(numbered);
      continue;
    }
    const key = rule.isOfName ? rule.glob.plain : `/${rule.glob.plain}`;
    const known = plain.get(key);
    if (known) known.push(numbered);
    else plain.set(key, [numbered]);
  }
  return { plain, tried };
}

function readLine(line: string): readonly ((Rule & { readonly written: string }) | string)[] {
  const isNegated = line.startsWith('!');
  const written = trimmed(isNegated ? line.slice(1) : line);
  if (written === '' || line.startsWith('#')) return [];
  const isForFolders = written.endsWith('/');
  const bare = isForFolders ? written.slice(0, -1) : written;
  const pattern = bare.startsWith('/') ? bare.slice(1) : bare;
  if (pattern === '') return [];
  const glob = parseGlob(pattern, SYNTAX);
  if (typeof glob === 'string') return [line];
  return [{ isNegated, isForFolders, isOfName: !bare.includes('/'), glob, written: line }];
}

/** Without the spaces at the end, but for one that `\` keeps. */
function trimmed(line: string): string {
  let end = line.length;
  while (line[end - 1] === ' ') end--;
  let slashes = 0;
  while (line[end - 1 - slashes] === '\\') slashes++;
  return line.slice(0, slashes % 2 === 1 && end < line.length ? end + 1 : end);
}
