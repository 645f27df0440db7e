import { spend } from './effort';
import { folderOf, resolvePath } from './uri';

/** What a path means: a file, or those of a folder by a pattern. */
export interface Target {
  readonly folder: string;
  readonly name: string;
  readonly isPattern: boolean;
}

/** What a path means that starts at the configuration's own folder; undefined where nobody knows. */
export function targetOf(from: string, path: string): Target | undefined {
  const above = folderOf(path);
  const uri = resolvePath(from, above);
  // Whoever writes a pattern for folders is not followed.
  if (uri === undefined || path.includes('$') || PATTERN.test(above)) return undefined;
  const name = path.slice(above.length);
  if (name.length > MAX_NAME) return undefined;
  return { folder: uri.endsWith('/') ? uri : `${uri}/`, name, isPattern: PATTERN.test(name) };
}

const PATTERN = /[*?[]/;

/** No file has a longer name, and no pattern of one says more. */
const MAX_NAME = 255;

/** Those of the names in its folder that are meant. A pattern takes steps, for each name and what it is held against. */
export function namesOf({ name, isPattern }: Target, names: ReadonlySet<string>): readonly string[] {
  if (!isPattern) return names.has(name) ? [name] : [];
  return [...names].filter(fitsPattern(name));
}

/**
 * Whether names match a pattern of `*`, `?` and `[…]`; what begins with a dot is met by none of them (glob(7)). Takes steps, more
 * where much of a name is looked at again and again.
 */
export function fitsPattern(pattern: string): (name: string) => boolean {
  const tokens = tokensOf(pattern);
  return name => (!name.startsWith('.') || pattern.startsWith('.')) && matches(tokens, name);
}

/** One character that fits, or any number of any. */
type Token = '*' | ((character: string) => boolean);

function tokensOf(pattern: string): readonly Token[] {
  return [...pattern.matchAll(/\[(!?)(\]?[^[\]]*)\]|[\s\S]/g)].map(([whole, not, set]): Token => {
    if (whole === '*') return '*';
    if (whole === '?') return () => true;
    if (set === undefined) return character => character === whole;
    const ranges = [...set.matchAll(/([\s\S])-([\s\S])|[\s\S]/g)].map(
      ([one, from = one, to = one]) => [from, to] as const,
    );
    return character => {
      spend(ranges.length / LOOKS_A_STEP);
      return ranges.some(([from, to]) => from <= character && character <= to) !== (not === '!');
    };
  });
}

/** So many characters are looked at in the time of one step. */
const LOOKS_A_STEP = 32;

function matches(tokens: readonly Token[], name: string): boolean {
  let [at, from] = [0, 0];
  let star: { readonly token: number; name: number } | undefined;
  spend();
  while (from < name.length) {
    spend(1 / LOOKS_A_STEP);
    const token = tokens[at];
    if (token === '*') star = { token: at++, name: from };
    else if (token?.(name[from] ?? '')) {
      at++;
      from++;
    } else if (star) {
      at = star.token + 1;
      from = ++star.name;
    } else return false;
  }
  while (tokens[at] === '*') at++;
  return at === tokens.length;
}
