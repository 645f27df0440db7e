import { ACCEPT, matches, type State } from '../../../text/automaton';

/** A pattern that a whole text has to match. */
export interface Pattern {
  /** What it takes to make it ready, and at most what each character of a text takes. */
  readonly size: number;
  /** Makes it ready to match texts. It is not kept so: patterns of a few characters may be large. */
  ready(): (text: string) => boolean;
}

/** Longer patterns, and those that repeat more, nobody writes. */
const MAX_LENGTH = 500;
const MAX_SIZE = 4000;

/**
 * Reads a regular expression as Go has them (RE2), matched from start to end in time that grows with its size and the
 * length of the text alone. Undefined for what is none, and for what is rare in names: options, classes of Unicode, word
 * boundaries.
 */
export function readPattern(source: string): Pattern | undefined {
  const tree = readTree(source);
  const size = tree ? sizeOf(tree) : Number.POSITIVE_INFINITY;
  return size > MAX_SIZE ? undefined : { size, ready: () => automatonOf(source) };
}

function automatonOf(source: string): (text: string) => boolean {
  const tree = readTree(source);
  const states: State[] = [];
  const start = tree ? link(tree, ACCEPT, states) : ACCEPT;
  return text => matches(states, start, text);
}

function readTree(source: string): Part | undefined {
  if (source.length > MAX_LENGTH) return undefined;
  const scanner: Scanner = { characters: [...source], at: 0, depth: 0 };
  const tree = readEither(scanner);
  return scanner.at < scanner.characters.length ? undefined : tree;
}

/** How often parts are linked for a part, and characters looked at: more than states are made, also where one is empty. */
function sizeOf(part: Part): number {
  switch (part.kind) {
    case 'one':
      return part.looks;
    case 'edge':
      return 1;
    case 'row':
    case 'either':
      return part.parts.reduce((sum, one) => sum + sizeOf(one) + 1, 1);
    case 'repeat': {
      const times = part.most === Number.POSITIVE_INFINITY ? part.least + 1 : part.most;
      return 1 + times * (sizeOf(part.part) + 1);
    }
  }
}

/** What a pattern is made of. */
type Part =
  /** A character, and how often it is looked at to know whether it is one. */
  | { readonly kind: 'one'; readonly is: (character: string) => boolean; readonly looks: number }
  | { readonly kind: 'edge'; readonly isStart: boolean }
  | { readonly kind: 'row'; readonly parts: readonly Part[] }
  | { readonly kind: 'either'; readonly parts: readonly Part[] }
  | { readonly kind: 'repeat'; readonly part: Part; readonly least: number; readonly most: number };

interface Scanner {
  readonly characters: readonly string[];
  at: number;
  depth: number;
}

const MAX_DEPTH = 50;

function take(scanner: Scanner, expected: string): boolean {
  if (scanner.characters[scanner.at] !== expected) return false;
  scanner.at++;
  return true;
}

function readEither(scanner: Scanner): Part | undefined {
  const parts: Part[] = [];
  do {
    const row = readRow(scanner);
    if (!row) return undefined;
    parts.push(row);
  } while (take(scanner, '|'));
  return { kind: 'either', parts };
}

function readRow(scanner: Scanner): Part | undefined {
  const parts: Part[] = [];
  for (;;) {
    const next = scanner.characters[scanner.at];
    if (next === undefined || next === '|' || next === ')') return { kind: 'row', parts };
    const part = readOne(scanner);
    const repeated = part && readRepeat(scanner, part);
    if (!repeated) return undefined;
    parts.push(repeated);
  }
}

const ANY = (character: string) => character !== '\n';

function readOne(scanner: Scanner): Part | undefined {
  const character = scanner.characters[scanner.at++] ?? '';
  switch (character) {
    case '(':
      return readGroup(scanner);
    case '[':
      return readClass(scanner);
    case '.':
      return { kind: 'one', is: ANY, looks: 1 };
    case '^':
    case '$':
      return { kind: 'edge', isStart: character === '^' };
    case '\\': {
      const is = readEscape(scanner);
      return is && { kind: 'one', is, looks: 1 };
    }
    case '*':
    case '+':
    case '?':
      return undefined;
    default:
      return { kind: 'one', is: one => one === character, looks: 1 };
  }
}

function readGroup(scanner: Scanner): Part | undefined {
  if (take(scanner, '?') && !take(scanner, ':')) return undefined;
  if (scanner.depth >= MAX_DEPTH) return undefined;
  scanner.depth++;
  const inner = readEither(scanner);
  scanner.depth--;
  return inner && take(scanner, ')') ? inner : undefined;
}

const CLASSES: Readonly<Record<string, RegExp>> = {
  d: /[0-9]/,
  D: /[^0-9]/,
  w: /[0-9A-Za-z_]/,
  W: /[^0-9A-Za-z_]/,
  s: /[\t\n\f\r ]/,
  S: /[^\t\n\f\r ]/,
};

function readEscape(scanner: Scanner): ((character: string) => boolean) | undefined {
  const character = scanner.characters[scanner.at++];
  if (character === undefined) return undefined;
  const known = CLASSES[character];
  if (known) return one => known.test(one);
  // A letter or digit behind it means something of its own.
  return /[!-/:-@[-`{-~]/.test(character) ? one => one === character : undefined;
}

function readClass(scanner: Scanner): Part | undefined {
  const isNegated = take(scanner, '^');
  const tests: ((character: string) => boolean)[] = [];
  for (let isFirst = true; ; isFirst = false) {
    const from = scanner.characters[scanner.at++];
    if (from === undefined || (from === '[' && scanner.characters[scanner.at] === ':')) return undefined;
    if (from === ']' && !isFirst) break;
    if (from === '\\') {
      const is = readEscape(scanner);
      if (!is) return undefined;
      tests.push(is);
      continue;
    }
    const isRange = scanner.characters[scanner.at] === '-' && scanner.characters[scanner.at + 1] !== ']';
    if (isRange) scanner.at++;
    const to = isRange ? scanner.characters[scanner.at++] : from;
    if (to === undefined || to === '\\' || to < from) return undefined;
    tests.push(one => from <= one && one <= to);
  }
  return { kind: 'one', is: one => tests.some(test => test(one)) !== isNegated, looks: tests.length };
}

/** A part with what says how often it stands there. That it is as few as can be makes no difference to a whole text. */
function readRepeat(scanner: Scanner, part: Part): Part | undefined {
  const times = readTimes(scanner);
  if (times === undefined) return undefined;
  if (times === 'once') return part;
  take(scanner, '?');
  const next = scanner.characters[scanner.at];
  if (next === '*' || next === '+' || next === '?') return undefined;
  return { kind: 'repeat', part, least: times[0], most: times[1] };
}

const MAX_TIMES = 1000;

function readTimes(scanner: Scanner): readonly [number, number] | 'once' | undefined {
  if (take(scanner, '*')) return [0, Number.POSITIVE_INFINITY];
  if (take(scanner, '+')) return [1, Number.POSITIVE_INFINITY];
  if (take(scanner, '?')) return [0, 1];
  if (scanner.characters[scanner.at] !== '{') return 'once';
  const written = scanner.characters.slice(scanner.at, scanner.at + 12).join('');
  const [whole, least, comma, most] = /^\{(\d{1,4})(,)?(\d{1,4})?\}/.exec(written) ?? [];
  if (whole === undefined || least === undefined || (most !== undefined && !comma)) return undefined;
  scanner.at += whole.length;
  const low = Number(least);
  const high = most !== undefined ? Number(most) : comma ? Number.POSITIVE_INFINITY : low;
  const isTaken = low <= MAX_TIMES && (high === Number.POSITIVE_INFINITY || high <= MAX_TIMES) && low <= high;
  return isTaken ? [low, high] : undefined;
}

/** Makes the states of a part that lead to `next`. Gives where they begin. */
function link(part: Part, next: number, states: State[]): number {
  const add = (state: State) => states.push(state) - 1;
  switch (part.kind) {
    case 'one':
      return add({ takes: part.is, next });
    case 'edge':
      return add({ edge: part.isStart ? 'start' : 'end', next });
    case 'row':
      return part.parts.reduceRight((after, one) => link(one, after, states), next);
    case 'either':
      return part.parts
        .map(one => link(one, next, states))
        .reduce((one, other) => add({ next: one, or: other }));
    case 'repeat':
      return linkRepeat(part, next, states);
  }
}

function linkRepeat(
  { part, least, most }: Extract<Part, { kind: 'repeat' }>,
  next: number,
  states: State[],
): number {
  let start = next;
  if (most === Number.POSITIVE_INFINITY) {
    const again: State = { next: ACCEPT, or: next };
    start = states.push(again) - 1;
    again.next = link(part, start, states);
  } else {
    for (let times = least; times < most; times++)
      start = states.push({ next: link(part, start, states), or: next }) - 1;
  }
  for (let times = 0; times < least; times++) start = link(part, start, states);
  return start;
}
