/** What a block of a Compose file holds: one top-level key, or one service. */
export interface BlockText {
  readonly kind: 'top' | 'service';
  readonly start: number;
  readonly end: number;
  /** Which YAML document of the file it is in, from 0. */
  readonly document: number;
  /** What was known when the block began: with it, cutting can go on from there. */
  readonly before: State;
}

interface State {
  readonly document: number;
  /** Whether the document has had a key. */
  readonly isOpen: boolean;
  /** Whether a directive (`%YAML 1.2`) stands before the document's mark. */
  readonly isDirected: boolean;
  /** The column of the services' names; `NO_SERVICES` outside `services:`, `FIRST_SERVICE` until one is seen. */
  readonly serviceColumn: number;
}

const NO_SERVICES = -2;
const FIRST_SERVICE = -1;
const START: State = { document: 0, isOpen: false, isDirected: false, serviceColumn: NO_SERVICES };

const KEY = /^(?:[\w.$-]+|"[^"\n]*"|'[^'\n]*')[ \t]*:(?=[ \t\r]|$)/;
const SERVICES = /^(?:services|"services"|'services')[ \t]*:[ \t\r]*(?:#.*)?$/;

/**
 * Cuts a Compose file into blocks that can be read one by one: every top-level key, and every service where
 * `services:` is an ordinary block mapping. A boundary is a line that starts a key at the column where such
 * keys stand, which no inner line of valid YAML does; so in a broken file only the broken block suffers.
 */
export function splitBlocks(text: string): readonly BlockText[] {
  const start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  return cutFrom(text, { kind: 'top', start, end: start, document: 0, before: START }, () => false);
}

/** How the blocks of a text follow from those of an earlier version of it. */
export interface Resplit {
  /** So many blocks at the start are as before. */
  readonly kept: number;
  /** These take the place of what was between. */
  readonly cut: readonly BlockText[];
  /** From this one on the earlier blocks are as before, each moved by `shift`. */
  readonly rest: number;
  readonly shift: number;
}

/** Cuts again only what a change touched. Gives what `splitBlocks` would. */
export function resplit(text: string, earlierText: string, earlier: readonly BlockText[]): Resplit {
  const prefix = commonPrefix(text, earlierText);
  const suffix = commonSuffix(text, earlierText, prefix);
  const shift = text.length - earlierText.length;
  // A block that ends before the change ends there still: its boundary is the line behind it.
  const changed = earlier.findIndex(({ end }) => end >= prefix);
  const touched = changed < 0 ? earlier.length - 1 : changed;
  // Where its first line changed, even that it began there is no longer certain.
  const keyEnd = earlierText.indexOf('\n', earlier[touched]?.start);
  const first = earlier[keyEnd < 0 || keyEnd >= prefix ? Math.max(0, touched - 1) : touched];
  if (!first || prefix === 0) return { kept: 0, cut: splitBlocks(text), rest: earlier.length, shift };
  let next = changed < 0 ? earlier.length : changed + 1;
  const sameFrom = earlierText.length - suffix;
  const cut = cutFrom(text, first, (start, before, kind) => {
    while ((earlier[next]?.start ?? Number.POSITIVE_INFINITY) + shift < start) next++;
    const block = earlier[next];
    // The line break before it has to be an unchanged one as well.
    return (
      block !== undefined &&
      block.start > sameFrom &&
      block.start + shift === start &&
      block.kind === kind &&
      isAlike(block.before, before)
    );
  });
  const last = cut.at(-1);
  const isWhole = (last?.end ?? first.start) >= text.length;
  return { kept: earlier.indexOf(first), cut, rest: isWhole ? earlier.length : next, shift };
}

/** Cuts a text from the start of a block on, until its end or until `isKnown` says that a boundary is. */
function cutFrom(
  text: string,
  from: BlockText,
  isKnown: (start: number, before: State, kind: BlockText['kind']) => boolean,
): readonly BlockText[] {
  const blocks: BlockText[] = [];
  let { start, kind, document, before } = from;
  let state = before;
  for (let lineStart = start; lineStart < text.length; ) {
    const newline = text.indexOf('\n', lineStart);
    const lineEnd = newline < 0 ? text.length : newline;
    const line = readLine(text, lineStart, lineEnd, state);
    if (line.begins) {
      if (lineStart > start) {
        blocks.push({ kind, start, end: lineStart, document, before });
        if (isKnown(lineStart, state, line.begins)) return blocks;
      }
      start = lineStart;
      kind = line.begins;
      document = line.state.document;
      before = state;
    }
    state = line.state;
    lineStart = lineEnd + 1;
  }
  if (text.length > start) blocks.push({ kind, start, end: text.length, document, before });
  return blocks;
}

interface Line {
  /** The block that begins with this line, if one does. */
  readonly begins: BlockText['kind'] | undefined;
  readonly state: State;
}

function readLine(text: string, lineStart: number, lineEnd: number, state: State): Line {
  const first = firstVisible(text, lineStart, lineEnd);
  const column = first - lineStart;
  const isVisible = first < lineEnd && text.charCodeAt(first) !== 35;
  if (
    !isVisible ||
    (column > 0 &&
      (state.serviceColumn === NO_SERVICES || (column > state.serviceColumn && state.serviceColumn > 0)))
  ) {
    return { begins: undefined, state };
  }
  if (column === 0) {
    if (isDocumentMark(text, lineStart)) {
      // The mark of the first document may stand before anything else.
      const document = state.isOpen ? state.document + 1 : state.document;
      return {
        begins: state.isDirected ? undefined : 'top',
        state: { document, isOpen: false, isDirected: false, serviceColumn: NO_SERVICES },
      };
    }
    if (text[first] === '%' && !state.isOpen)
      return { begins: undefined, state: { ...state, isDirected: true } };
    if (!startsKey(text, first, lineEnd)) return { begins: undefined, state };
    const serviceColumn = SERVICES.test(text.slice(lineStart, lineEnd)) ? FIRST_SERVICE : NO_SERVICES;
    // What stands before the first key (comments, the document mark) belongs to it.
    return {
      begins: state.isOpen ? 'top' : undefined,
      state: { document: state.document, isOpen: true, isDirected: false, serviceColumn },
    };
  }
  const isKey = startsKey(text, first, lineEnd);
  if (state.serviceColumn === FIRST_SERVICE) {
    return {
      begins: isKey ? 'service' : undefined,
      state: { ...state, serviceColumn: isKey ? column : NO_SERVICES },
    };
  }
  return { begins: isKey && column === state.serviceColumn ? 'service' : undefined, state };
}

function isAlike(a: State, b: State): boolean {
  return (
    a.document === b.document &&
    a.isOpen === b.isOpen &&
    a.isDirected === b.isDirected &&
    a.serviceColumn === b.serviceColumn
  );
}

/** Characters compared at a time: an engine compares strings faster than a loop does. */
const STRIDES = [4096, 64, 1] as const;

function commonPrefix(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let at = 0;
  for (const stride of STRIDES) {
    while (at + stride <= most && a.slice(at, at + stride) === b.slice(at, at + stride)) at += stride;
  }
  return at;
}

/** The length of the common end, beyond a common start. */
function commonSuffix(a: string, b: string, prefix: number): number {
  const most = Math.min(a.length, b.length) - prefix;
  let length = 0;
  for (const stride of STRIDES) {
    const piece = (text: string) => text.slice(text.length - length - stride, text.length - length);
    while (length + stride <= most && piece(a) === piece(b)) length += stride;
  }
  return length;
}

function firstVisible(text: string, from: number, to: number): number {
  let at = from;
  while (at < to) {
    const code = text.charCodeAt(at);
    if (code !== 32 && code !== 9 && code !== 13) break;
    at++;
  }
  return at;
}

function startsKey(text: string, from: number, lineEnd: number): boolean {
  const code = text.charCodeAt(from);
  // A list item or a flow collection starts no key.
  if (code === 45 || code === 123 || code === 91 || code === 125 || code === 93) return false;
  return KEY.test(text.slice(from, lineEnd));
}

function isDocumentMark(text: string, at: number): boolean {
  return text.startsWith('---', at) || text.startsWith('...', at);
}
