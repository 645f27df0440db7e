import type { Span } from '../../text/spans';

/** A word of a line, without its quotes and escapes. */
export interface Word {
  readonly value: string;
  /** Where it is written, with its quotes. */
  readonly span: Span;
  /** Whether it stands there as it is: nothing quoted, escaped or put in. */
  readonly isPlain: boolean;
}

/** A line that says something. */
export interface Line {
  /** The section that it stands in, or begins: `frontend`. */
  readonly section: string;
  /** Which of the file's sections that is, and what it is called: `frontend web`. */
  readonly index: number;
  readonly title: string;
  readonly words: readonly Word[];
  readonly span: Span;
}

/** What begins a section, at the start of a line (HAProxy configuration manual, chapter 2 on). */
const SECTIONS = new Set([
  ...['global', 'defaults', 'frontend', 'backend', 'listen', 'peers', 'resolvers', 'mailers', 'userlist'],
  ...[
    'cache',
    'program',
    'http-errors',
    'ring',
    'log-forward',
    'fcgi-app',
    'crt-store',
    'traces',
    'log-profile',
  ],
]);

/** A line of HAProxy has no more words (`MAX_LINE_ARGS`). */
const MAX_WORDS = 64;

/** The lines of a configuration, each split into words as HAProxy does (`parse_line`). */
export function readLines(text: string): readonly Line[] {
  const lines: Line[] = [];
  let section = '';
  let title = '';
  let index = -1;
  for (let start = 0; start < text.length; ) {
    const feed = text.indexOf('\n', start);
    const end = feed < 0 ? text.length : feed;
    const words = readWords(text, start, end);
    const first = words[0]?.value ?? '';
    if (SECTIONS.has(first)) {
      section = first;
      title = words
        .slice(0, 2)
        .map(({ value }) => value)
        .join(' ');
      index++;
    }
    if (words.length > 0) lines.push({ section, index, title, words, span: { start, end } });
    start = end + 1;
  }
  return lines;
}

function readWords(text: string, start: number, end: number): readonly Word[] {
  const words: Word[] = [];
  for (let at = start; at < end && words.length < MAX_WORDS; ) {
    const character = text[at] ?? '';
    if (isBlank(character)) at++;
    else if (character === '#') break;
    else {
      const word = readWord(text, at, end);
      words.push(word);
      at = word.span.end;
    }
  }
  return words;
}

function readWord(text: string, start: number, end: number): Word {
  let value = '';
  let quote = '';
  let isPlain = true;
  let at = start;
  for (; at < end; at++) {
    const character = text[at] ?? '';
    if (quote === '' && (isBlank(character) || character === '#')) break;
    if (character === quote) quote = '';
    else if (quote === '' && (character === '"' || character === "'")) {
      quote = character;
      isPlain = false;
    } else if (character === '\\' && quote !== "'" && at + 1 < end) {
      at++;
      value += text[at] ?? '';
      isPlain = false;
    } else value += character;
  }
  return { value, span: { start, end: at }, isPlain };
}

function isBlank(character: string): boolean {
  return character === ' ' || character === '\t' || character === '\r';
}
