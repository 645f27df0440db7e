import { type Block, literal, type Piece, type SourceText, spanOfPieces } from './source-text';
import { unknownValue } from './template';

/** How the text around a command is read. */
export interface CommandPlace {
  /** The quote that the whole command stands in, if any: that of a string, or of code within a line of prose. */
  readonly outer: string;
  /** Whether people read it: there are placeholders, and shells of other systems with their own line continuations. */
  readonly isDocument: boolean;
}

/** How far a command was read, an offset, and whether it goes on behind that. */
export interface CommandEnd {
  readonly at: number;
  readonly isCut: boolean;
}

/** So much of a command is read, in UTF-16 units. */
export const MAX_COMMAND = 8192;

/**
 * The most characters of what a shell puts something in for, such as `$(command)`; after so many marks of a command that
 * open such a thing and are not closed, all others are what they are.
 */
const MAX_UNKNOWN = 512;
const MAX_UNCLOSED = 16;

/** The most characters of a placeholder in angle brackets, and of what is called the name of an unknown value. */
const MAX_PLACEHOLDER = 64;
const MAX_NAME = 40;

/** What ends a command outside of quotes. */
const END = new Set([...';|&()<>\n']);

/** What may open something that is put in: `$`, a backtick, `{{`, `<name>`, `%NAME%`. */
const OPENS = new Set([...'$`{<%']);

/** What a backslash takes its meaning from in double quotes (POSIX, Shell Command Language, 2.2.3). */
const ESCAPED = new Set([...'"\\$`']);

/**
 * The words of the simple command that starts at an offset, as a shell splits it, without their quotes; one by one, so
 * that whoever has seen enough reads no further. A line break ends it, unless a `\` stands before, or in a document the
 * `^` or the backtick of Windows. What a shell puts in for a variable or a command is unknown (`isUnknown`). In the end it
 * says where reading ended, and whether the command is longer than is read.
 */
export function* wordsFrom(
  text: string,
  block: Block,
  start: number,
  { outer, isDocument }: CommandPlace,
): Generator<SourceText, CommandEnd> {
  const limit = Math.min(text.length, start + MAX_COMMAND);
  let at = start;
  let quote = '';
  let word: Word | undefined;
  /** How much of the word stood before the quote that is open. */
  let before = { length: 0, pieces: 0 };
  let unclosed = 0;
  while (at < limit) {
    const plain = Math.min(limit, plainEnd(text, at, unclosed < MAX_UNCLOSED ? PLAIN : UNOPENED));
    if (plain > at) {
      word ??= { value: '', pieces: [], start: at, run: undefined };
      addLiteral(word, text, at, plain);
      at = plain;
      continue;
    }
    const character = text[at] ?? '';
    const mark = quoteAt(text, at, outer);
    const isOuter = outer !== '' && mark === undefined && character === outer;
    const continued = quote === "'" ? undefined : continuationEnd(text, at, isDocument);
    if (isOuter || (quote === '' && continued === undefined && ends(text, at, character, word, isDocument)))
      break;
    if (continued !== undefined) {
      at = continued;
    } else if (quote === '' && /\s/.test(character)) {
      if (word) yield textOf(word, block);
      word = undefined;
      at++;
    } else if (mark !== undefined && (quote === '' || mark.quote === quote)) {
      word ??= { value: '', pieces: [], start: at, run: undefined };
      endRun(word);
      before = { length: word.value.length, pieces: word.pieces.length };
      quote = quote === '' ? mark.quote : '';
      at += mark.length;
    } else if (character === '\n') {
      break;
    } else {
      word ??= { value: '', pieces: [], start: at, run: undefined };
      const most = Math.min(limit, at + MAX_UNKNOWN);
      const isSought = quote !== "'" && OPENS.has(character) && unclosed < MAX_UNCLOSED;
      const unknown = isSought ? unknownEnd(text, at, most, isDocument && quote === '') : undefined;
      if (isSought && unknown === undefined) unclosed++;
      if (unknown !== undefined) {
        addUnknown(word, text, at, unknown);
        at = unknown;
      } else {
        const next = text[at + 1] ?? '';
        const isEscape = character === '\\' && quote !== "'" && (quote === '' || ESCAPED.has(next));
        if (isEscape) at++;
        addLiteral(word, text, at, at + 1);
        at++;
      }
    }
  }
  if (at >= limit && limit < text.length) return { at, isCut: true };
  // A quote that its line does not close is that of a string around the command: it ends that.
  if (word && quote === '') yield textOf(word, block);
  else if (word && before.length > 0)
    yield textOf(
      {
        ...word,
        value: word.value.slice(0, before.length),
        pieces: word.pieces.slice(0, before.pieces),
        run: undefined,
      },
      block,
    );
  return { at, isCut: false };
}

/** A word that is being read. */
interface Word {
  value: string;
  readonly pieces: Piece[];
  readonly start: number;
  /** Characters that stand as they are, one behind the other: they become a piece once another thing follows. */
  run: { readonly at: number; readonly offset: number; length: number } | undefined;
}

function textOf(word: Word, block: Block): SourceText {
  endRun(word);
  const { value, pieces, start } = word;
  if (pieces.length === 0) return literal(block, '', start);
  return { value, block, pieces, span: spanOfPieces(pieces) };
}

/** Where characters end that mean nothing but themselves, in quotes or not. */
function plainEnd(text: string, at: number, plain: RegExp): number {
  plain.lastIndex = at;
  return plain.test(text) ? plain.lastIndex : at;
}

const PLAIN = /[^\s;|&()<>$`{%"'#\\^]+/y;

/** The same where nothing is opened any more. */
const UNOPENED = /[^\s;|&()<>`%"'#\\^]+/y;

function addLiteral(word: Word, text: string, offset: number, end: number): void {
  const { run } = word;
  if (run && run.offset + run.length === offset) run.length += end - offset;
  else {
    endRun(word);
    word.run = { at: word.value.length, offset, length: end - offset };
  }
  word.value += text.slice(offset, end);
}

function endRun(word: Word): void {
  if (word.run) word.pieces.push({ kind: 'literal', ...word.run });
  word.run = undefined;
}

function addUnknown(word: Word, text: string, start: number, end: number): void {
  // Without what stands around a name, or around an expression, where it is put in.
  let [from, to] = [start, end];
  while (from < to && !isOfWord(text[from])) from++;
  while (to > from && !isOfWord(text[to - 1])) to--;
  const written = text.slice(from, to);
  const value = unknownValue(written);
  endRun(word);
  const name = written.slice(0, MAX_NAME).replace(/\W/g, '_');
  const variable = { name, given: undefined };
  word.pieces.push({
    kind: 'opaque',
    at: word.value.length,
    length: value.length,
    span: { start, end },
    variable,
  });
  word.value += value;
}

function isOfWord(character: string | undefined): boolean {
  return /\w/.test(character ?? '');
}

/** The quote at an offset, other than the one around the whole; in a string of JSON it stands behind a backslash. */
function quoteAt(
  text: string,
  at: number,
  outer: string,
): { readonly quote: string; readonly length: number } | undefined {
  const character = text[at] ?? '';
  if (outer === '"' && character === '\\' && text[at + 1] === '"') return { quote: '"', length: 2 };
  return (character === '"' || character === "'") && character !== outer
    ? { quote: character, length: 1 }
    : undefined;
}

/** Whether a command ends at an offset: it, or the rest of its line that is a comment. */
function ends(
  text: string,
  at: number,
  character: string,
  word: Word | undefined,
  isDocument: boolean,
): boolean {
  if (character === '#') return word === undefined;
  if (character === '<' && isDocument && placeholderEnd(text, at) !== undefined) return false;
  return END.has(character);
}

/** Where the next line starts behind the mark that lets a command go on there, blanks between them or none. */
function continuationEnd(text: string, at: number, isDocument: boolean): number | undefined {
  const mark = text[at] ?? '';
  if (mark !== '\\' && !(isDocument && (mark === '^' || mark === '`'))) return undefined;
  let end = at + 1;
  while (text[end] === ' ' || text[end] === '\t' || text[end] === '\r') end++;
  if (text[end] !== '\n') return undefined;
  return isDocument ? behindPrompt(text, end + 1) : end + 1;
}

/** Behind the `>` with which a shell asks for the rest of a command, and with which Markdown quotes. */
function behindPrompt(text: string, lineStart: number): number {
  let at = lineStart;
  while (text[at] === ' ' || text[at] === '\t') at++;
  return text[at] === '>' && /[ \t]/.test(text[at + 1] ?? '') ? at + 1 : lineStart;
}

/** The end of what a shell or a template puts something in for, or a person is to; undefined where there is none. */
function unknownEnd(text: string, at: number, limit: number, hasPlaceholders: boolean): number | undefined {
  switch (text[at]) {
    case '$':
      return variableEnd(text, at, limit);
    case '`':
      return endOf(text, at + 1, '`', limit);
    case '{':
      return text[at + 1] === '{' ? endOf(text, at + 2, '}}', limit) : undefined;
    case '<':
      return hasPlaceholders ? placeholderEnd(text, at) : undefined;
    case '%':
      return hasPlaceholders ? windowsVariableEnd(text, at) : undefined;
    default:
      return undefined;
  }
}

function variableEnd(text: string, at: number, limit: number): number | undefined {
  // A Makefile writes a second dollar sign.
  const from = text[at + 1] === '$' ? at + 1 : at;
  const next = text[from + 1] ?? '';
  if (next === '{' || next === '(') return closingEnd(text, from + 1, next, next === '{' ? '}' : ')', limit);
  let end = from + 1;
  while (end < limit && /\w/.test(text[end] ?? '')) end++;
  if (end > from + 1) return end;
  return /[@*#?!-]/.test(next) ? from + 2 : undefined;
}

function closingEnd(
  text: string,
  at: number,
  open: string,
  close: string,
  limit: number,
): number | undefined {
  let depth = 0;
  for (let index = at; index < limit; index++) {
    if (text[index] === open) depth++;
    else if (text[index] === close && --depth === 0) return index + 1;
  }
  return undefined;
}

/** Behind the first of a closing mark on the line; undefined where there is none. */
function endOf(text: string, from: number, close: string, limit: number): number | undefined {
  const rest = text.slice(from, limit - 1 + close.length);
  const [at, feed] = [rest.indexOf(close), rest.indexOf('\n')];
  return at < 0 || (feed >= 0 && feed < at) ? undefined : from + at + close.length;
}

/** `<port>`, `<your port>`: what a reader is to fill in. */
function placeholderEnd(text: string, at: number): number | undefined {
  if (!/\w/.test(text[at + 1] ?? '')) return undefined;
  const end = endOf(text, at + 1, '>', Math.min(text.length, at + MAX_PLACEHOLDER));
  return end !== undefined && !text.slice(at + 1, end - 1).includes('<') ? end : undefined;
}

function windowsVariableEnd(text: string, at: number): number | undefined {
  let end = at + 1;
  while (end - at < MAX_NAME && /\w/.test(text[end] ?? '')) end++;
  return end > at + 1 && text[end] === '%' ? end + 1 : undefined;
}
