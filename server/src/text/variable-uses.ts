import { keptSet, NO_MEMBERS } from './kept';

/** Where a text uses a variable. */
interface Use {
  readonly name: string;
  readonly start: number;
  /** Undefined where it is not closed on its line. */
  end: number | undefined;
  /** Those in its default, and theirs; undefined where there are none, for a text may have very many. */
  within: Use[] | undefined;
}

/** One that is not closed yet, and how many braces close it. */
interface OpenUse {
  readonly use: Use;
  braces: number;
}

/** More variables beside digits nobody has: they are data then, and too many to keep. */
const MAX_NAMES = 100;

/**
 * The names of the variables of a text beside which other digits stand, as it is written, or other variables behind a
 * colon: what one of them holds is part of a number. They are those of a shell, of Make, of Windows and of templates; one
 * with a path, `env.PORT`, has its own name as well. Undefined where they are too many to be told.
 */
export function namesBesideDigits(text: string): ReadonlySet<string> | undefined {
  if (!MAY_USE.test(text)) return NO_MEMBERS;
  const names = new Set<string>();
  // Of what is part of a number, all within is.
  const lists: { readonly uses: Iterable<Use>; readonly areParts: boolean }[] = [];
  const addPart = ({ name, within }: Use) => {
    for (const one of [name, name.replace(OF_VALUES, ''), name.slice(name.lastIndexOf('.') + 1)])
      names.add(one);
    if (within) lists.push({ uses: within, areParts: true });
  };
  lists.push({ uses: usesIn(text), areParts: false });
  for (const { uses, areParts } of lists) {
    let before: { readonly use: Use; readonly isBehindColon: boolean } | undefined;
    for (const use of uses) {
      const from = unquotedBefore(text, use.start);
      const isNext = before?.use.end === from || before?.use.end === use.start;
      const isBehindColon = isNext ? before?.isBehindColon === true : text[from - 1] === ':';
      if (isNext && isBehindColon && before) addPart(before.use);
      const isPart = (isNext && isBehindColon) || endsInNumber(text, from) || startsWithDigit(text, use.end);
      if (areParts || isPart) addPart(use);
      else if (use.within) lists.push({ uses: use.within, areParts: false });
      if (names.size > MAX_NAMES) return undefined;
      before = { use, isBehindColon };
    }
  }
  return keptSet(names);
}

/** What stands before the path of a value of a chart. */
const OF_VALUES = /^\.Values\./;

const MAY_USE = /[$%]|\{\{/;

/** What begins the use of a variable, or is all of it, and what may end one. */
const TOKEN =
  /(\$\{(?!\{)|(?:\$?\{\{-?)[ ]?)(\.?[A-Za-z_][\w.]{0,99})|\$\(([A-Za-z_]\w{0,99})\)|\$([A-Za-z_]\w{0,99})|%([A-Za-z_]\w{0,99})%|\}|\n/g;

/** The uses that are in no other, in their order, each once it is closed or its line ends. */
function* usesIn(text: string): Generator<Use, void> {
  let open: OpenUse[] = [];
  for (const { 0: token, 1: opening, 2: opened, 3: made, 4: plain, 5: windows, index } of text.matchAll(
    TOKEN,
  )) {
    const [first] = open;
    const last = open.at(-1);
    if (token === '\n') {
      open = [];
      if (first) yield first.use;
    } else if (token === '}') {
      if (!last) continue;
      last.braces--;
      if (last.braces > 0) continue;
      last.use.end = index + 1;
      open.pop();
      if (last === first) yield first.use;
    } else {
      const name = opened ?? made ?? plain ?? windows ?? '';
      const end = opened === undefined ? index + token.length : undefined;
      const use: Use = { name, start: index, end, within: undefined };
      if (last) {
        last.use.within ??= [];
        last.use.within.push(use);
      }
      if (opened !== undefined) open.push({ use, braces: opening?.includes('{{') ? 2 : 1 });
      else if (!last) yield use;
    }
  }
  const [first] = open;
  if (first) yield first.use;
}

/** Before the quote that opens around a variable, as in `80"$PORT"`. */
function unquotedBefore(text: string, at: number): number {
  return QUOTES.has(text[at - 1] ?? '') ? at - 1 : at;
}

const QUOTES = new Set(['"', "'"]);

/** Whether a number ends there: the digits of a name or of a path are none. */
function endsInNumber(text: string, end: number): boolean {
  let at = end;
  while (at > 0 && end - at <= MAX_DIGITS && isDigit(text[at - 1])) at--;
  return at < end && !/[A-Za-z_/]/.test(text[at - 1] ?? '');
}

/** No port has more. */
const MAX_DIGITS = 5;

function startsWithDigit(text: string, at: number | undefined): boolean {
  if (at === undefined) return false;
  return isDigit(text[QUOTES.has(text[at] ?? '') ? at + 1 : at]);
}

function isDigit(character: string | undefined): boolean {
  return /\d/.test(character ?? '');
}
