import { ACCEPT, matches, type State } from '../text/automaton';
import { spend } from '../text/effort';
import { keptFew } from '../text/kept-few';

/** A pattern of paths, ready to match. */
export interface Glob {
  /** Whether it matches a path, or with `isPrefix` a folder that the path lies in. Takes steps, each a character in a state. */
  matches(path: string, isPrefix?: boolean): boolean;
  /** All that it matches, where it is one path; in lower case where case does not count. */
  readonly plain?: string;
}

export interface GlobSyntax {
  /** Whether `{a,b}` stands for either, as in VS Code; in `.gitignore` it stands for itself. */
  readonly braces: boolean;
  readonly ignoreCase: boolean;
}

/** Longer patterns nobody writes: matching takes time that grows with their length. */
const MAX_LENGTH = 1000;

/** What VS Code calls a glob: `*`, `?`, `**`, `{a,b}` and `[a-z]`. */
const EDITOR: GlobSyntax = { braces: true, ignoreCase: false };

/** What is wrong with a glob of the settings, or undefined: the end of a sentence that names it. */
export function faultOfGlob(glob: string): string | undefined {
  const parsed = parseGlob(glob);
  return typeof parsed === 'string' ? parsed : undefined;
}

/** Reads a glob, or says what is wrong with it. */
export function parseGlob(glob: string, syntax: GlobSyntax = EDITOR): Glob | string {
  if (glob === '') return 'is empty';
  if (glob.length > MAX_LENGTH) return `is longer than ${MAX_LENGTH} characters`;
  if (syntax.braces && /^!|[?*+@!]\(/.test(glob)) return 'has "!" or "(" as only other programs know them';
  const written = syntax.ignoreCase ? glob.toLowerCase() : glob;
  const plain = plainOf(written, syntax);
  if (plain && 'fault' in plain) return plain.fault;
  // What is before all signs and behind them stands for itself.
  const [head = ''] = /^[^*?[\]{}\\,]*/.exec(written) ?? [];
  const tail = tailOf(written);
  let ready: Ready | undefined;
  return {
    ...plain,
    matches(path, isPrefix = false) {
      const text = syntax.ignoreCase ? path.toLowerCase() : path;
      // Most paths are told apart by how they begin or end, before the pattern is made ready.
      if (!text.startsWith(head) || (!isPrefix && !text.endsWith(tail))) return false;
      if (!ready) {
        ready = makeReady(written, syntax);
        keepReady(glob.length + OF_EACH, () => {
          ready = undefined;
        });
      }
      return matchesWith(ready, text, isPrefix);
    },
  };
}

/** All that a pattern matches, where it is one path; nothing where it is more; or what is wrong with it. */
function plainOf(
  glob: string,
  syntax: GlobSyntax,
): { readonly plain: string } | { readonly fault: string } | undefined {
  // Most patterns of a `.gitignore` are names.
  if (!/[*?[\]{}\\,]/.test(glob)) return { plain: glob };
  const parts = readParts(glob, syntax);
  if (typeof parts === 'string') return { fault: parts };
  const [only] = parts;
  return only?.kind === 'text' && parts.length === 1 ? { plain: only.text } : undefined;
}

/** What is behind all signs; of `**` and a `/` both may stand for nothing. */
function tailOf(written: string): string {
  let at = written.length - 1;
  while (at >= 0 && !'*?[]{}\\,'.includes(written[at] ?? '')) at--;
  return written.slice(written[at] === '*' && written[at + 1] === '/' ? at + 2 : at + 1);
}

/** What a pattern is once paths are held against it. */
interface Ready {
  /** What every text holds that it matches, in this order. */
  readonly texts: readonly string[];
  readonly states: readonly State[];
  readonly start: number;
}

/** What each character takes to make ready, in steps. */
const STEPS_OF_CHARACTER = 8;

/** Makes ready a pattern that can be read. */
function makeReady(written: string, syntax: GlobSyntax): Ready {
  spend(STEPS_OF_CHARACTER * written.length);
  const read = readParts(written, syntax);
  const parts = typeof read === 'string' ? [] : read;
  const states: State[] = [];
  const start = link(parts, ACCEPT, states);
  return {
    texts: parts.flatMap(part => (part.kind === 'text' ? [part.text] : [])),
    states,
    start,
  };
}

function matchesWith({ texts, states, start }: Ready, text: string, isPrefix: boolean): boolean {
  if (!holdsInTurn(text, texts)) return false;
  const endsBefore = (character: string, at: number) =>
    isPrefix && (character === '/' || text[at - 1] === '/');
  return matches(states, start, text, endsBefore, spend);
}

/**
 * So many characters of patterns are ready at a time: each takes some hundred bytes. A folder with thousands of `.gitignore` files
 * has more, of which few are tried on any path. A pattern takes as many as these, however short.
 */
const keepReady = keptFew(300_000);
const OF_EACH = 5;

/** Whether a text holds others, one behind the other. */
function holdsInTurn(text: string, others: readonly string[]): boolean {
  let at = 0;
  return others.every(other => {
    const found = text.indexOf(other, at);
    at = found + other.length;
    return found >= 0;
  });
}

/** What a pattern is made of. */
type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'one'; readonly is: (character: string) => boolean }
  /** Any number of characters, of which none is `/`, or with `isDeep` of any. */
  | { readonly kind: 'any'; readonly isDeep: boolean }
  /** Folders, or none: nothing, or anything that ends in `/`. */
  | { readonly kind: 'folders' }
  | { readonly kind: 'either'; readonly alternatives: readonly (readonly Part[])[] };

/** What stands for itself in every syntax. */
const LETTERS = /[^*?[\]{}\\,]+/y;

function readParts(glob: string, { braces }: GlobSyntax): readonly Part[] | string {
  /** The alternatives of each `{` that is open, outermost first; the last of each is being read. */
  const open: Part[][][] = [[[]]];
  const add = (part: Part) => {
    const parts = open.at(-1)?.at(-1);
    const last = parts?.at(-1);
    if (part.kind === 'text' && last?.kind === 'text')
      parts?.splice(-1, 1, { kind: 'text', text: last.text + part.text });
    else parts?.push(part);
  };
  for (let at = 0; at < glob.length; ) {
    LETTERS.lastIndex = at;
    const [letters] = LETTERS.exec(glob) ?? [];
    if (letters !== undefined) {
      add({ kind: 'text', text: letters });
      at += letters.length;
      continue;
    }
    let end = at;
    while (glob[end] === '*') end++;
    const character = String.fromCodePoint(glob.codePointAt(at) ?? 0);
    if (end - at > 1 && isBounded(glob, at, end, braces)) {
      const isFolders = glob[end] === '/';
      add(isFolders ? { kind: 'folders' } : { kind: 'any', isDeep: true });
      at = isFolders ? end + 1 : end;
    } else if (end > at) {
      add({ kind: 'any', isDeep: false });
      at = end;
    } else if (character === '[') {
      const found = readClass(glob, at);
      if (!found) return 'has a "[" without its "]"';
      add({ kind: 'one', is: found.is });
      at = found.end;
    } else if (braces && character === '{') {
      open.push([[]]);
      at++;
    } else if (character === '}' && open.length > 1) {
      const alternatives = open.pop() ?? [];
      add({ kind: 'either', alternatives });
      at++;
    } else if (character === ',' && open.length > 1) {
      open.at(-1)?.push([]);
      at++;
    } else if (character === '?') {
      add({ kind: 'one', is: () => true });
      at++;
    } else if (character === '\\') {
      const next = glob.codePointAt(at + 1);
      if (next === undefined) return 'ends in a "\\"';
      add({ kind: 'text', text: String.fromCodePoint(next) });
      at += 1 + String.fromCodePoint(next).length;
    } else {
      add({ kind: 'text', text: character });
      at += character.length;
    }
  }
  if (open.length > 1) return 'has a "{" without its "}"';
  return open[0]?.[0] ?? [];
}

/**
 * Whether stars are all that stands between two `/`; within a name many are as good as one. Git does not look at what
 * is before the first character that means something, so that stars right behind a plain beginning stand alone to it.
 */
function isBounded(glob: string, start: number, end: number, braces: boolean): boolean {
  const [before = '/', after = '/'] = [glob[start - 1], glob[end]];
  if (braces) return '/{,'.includes(before) && '/},'.includes(after);
  return after === '/' && (before === '/' || !/[*?[\\]/.test(glob.slice(0, start)));
}

const POSIX: Readonly<Record<string, RegExp>> = {
  alnum: /[a-z\d]/i,
  alpha: /[a-z]/i,
  blank: /[ \t]/,
  cntrl: /\p{Cc}/u,
  digit: /\d/,
  graph: /[!-~]/,
  lower: /[a-z]/,
  print: /[ -~]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /\s/,
  upper: /[A-Z]/,
  xdigit: /[\da-f]/i,
};

/** Reads `[a-z]`, `[!a]` or `[^a]`, in which a first `]` stands for itself; undefined where it does not end. */
function readClass(
  glob: string,
  start: number,
): { is: (character: string) => boolean; end: number } | undefined {
  const tests: ((character: string) => boolean)[] = [];
  let at = start + 1;
  const isNegated = glob[at] === '!' || glob[at] === '^';
  if (isNegated) at++;
  const next = () => {
    if (glob[at] === '\\') at++;
    const character = String.fromCodePoint(glob.codePointAt(at) ?? 0);
    at += character.length;
    return character;
  };
  for (let isFirst = true; isFirst || glob[at] !== ']'; isFirst = false) {
    if (at >= glob.length) return undefined;
    const named = /^\[:([a-z]+):\]/.exec(glob.slice(at, at + 12));
    const known = POSIX[named?.[1] ?? ''];
    if (named) {
      if (known) tests.push(character => known.test(character));
      at += named[0].length;
      continue;
    }
    const from = next();
    const isRange = glob[at] === '-' && at + 1 < glob.length && glob[at + 1] !== ']';
    if (isRange) at++;
    const to = isRange ? next() : from;
    tests.push(character => from <= character && character <= to);
  }
  return { is: character => tests.some(test => test(character)) !== isNegated, end: at + 1 };
}

const isNoSlash = (character: string) => character !== '/';

/** Makes the states of parts that lead to `next`, from the last to the first. Gives where they begin. */
function link(parts: readonly Part[], next: number, states: State[]): number {
  return parts.reduceRight((after, part) => linkOne(part, after, states), next);
}

function linkOne(part: Part, next: number, states: State[]): number {
  const add = (state: State) => states.push(state) - 1;
  switch (part.kind) {
    case 'text':
      return [...part.text].reduceRight((to, one) => add({ takes: one, next: to }), next);
    case 'one':
      return add({ takes: character => isNoSlash(character) && part.is(character), next });
    case 'any':
      return loop(states, next, part.isDeep ? () => true : isNoSlash);
    case 'folders':
      return add({
        next: loop(states, add({ takes: '/', next }), () => true),
        or: next,
      });
    case 'either':
      return part.alternatives
        .map(alternative => link(alternative, next, states))
        .reduce((one, other) => add({ next: one, or: other }));
  }
}

/** Any number of characters before `next`. */
function loop(states: State[], next: number, takes: (character: string) => boolean): number {
  const taking: State = { takes, next: ACCEPT };
  const at = states.push(taking) - 1;
  const start = states.push({ next: at, or: next }) - 1;
  taking.next = start;
  return start;
}
