import type { Span } from '../../text/spans';

/** A word of a Caddyfile, without its quotes. */
export interface Token {
  readonly value: string;
  /** Where it is written, without its quotes. */
  readonly span: Span;
  /** Whether it is the first of its line; a line that ends with a backslash goes on. */
  readonly isFirst: boolean;
  readonly isQuoted: boolean;
  /** Whether its characters stand as they are: no escape is in it. */
  readonly isPlain: boolean;
}

/** The most characters of a variable's expression, `{$NAME:default}`. */
const MAX_VARIABLE = 512;

/** What begins a text of several lines, up to the mark that it names. */
const HEREDOC = /^<<([\w-]{1,64})$/;

/**
 * The words of a Caddyfile (Caddy `caddyfile/lexer.go`): white space parts them, `#` begins a comment where a word could
 * begin, and quotes count there alone. The expression of a variable is one word with what stands around it.
 */
export function readTokens(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let isFirst = true;
  for (let at = text.charCodeAt(0) === 0xfeff ? 1 : 0; at < text.length; ) {
    const character = text[at] ?? '';
    if (character === '\n') {
      isFirst = true;
      at++;
    } else if (/\s/.test(character)) at++;
    else if (character === '#') at = endOfLine(text, at);
    else if (character === '\\' && lengthOfBreak(text, at + 1) > 0) at += 1 + lengthOfBreak(text, at + 1);
    else {
      const read = character === '"' || character === '`' ? readQuoted(text, at) : readWord(text, at);
      tokens.push({ ...read.token, isFirst });
      isFirst = false;
      at = read.end;
    }
  }
  return tokens;
}

interface Read {
  readonly token: Omit<Token, 'isFirst'>;
  readonly end: number;
}

function readQuoted(text: string, start: number): Read {
  const quote = text[start] ?? '';
  let at = start + 1;
  let isPlain = true;
  for (; at < text.length && text[at] !== quote; at++) {
    if (quote === '"' && text[at] === '\\' && text[at + 1] === quote) {
      isPlain = false;
      at++;
    }
  }
  const end = Math.min(at, text.length);
  const span = { start: start + 1, end };
  return { token: { value: text.slice(start + 1, end), span, isQuoted: true, isPlain }, end: end + 1 };
}

function readWord(text: string, start: number): Read {
  let at = start;
  while (at < text.length && !/\s/.test(text[at] ?? '')) {
    at = text.startsWith('{$', at) ? endOfVariable(text, at) : at + 1;
  }
  const value = text.slice(start, at);
  const mark = HEREDOC.exec(value)?.[1];
  const end = mark === undefined || lengthOfBreak(text, at) === 0 ? at : endOfHeredoc(text, at, mark);
  return { token: { value, span: { start, end: at }, isQuoted: false, isPlain: true }, end };
}

/** Behind the brace that closes a variable's expression; behind its first brace where none does on its line. */
function endOfVariable(text: string, start: number): number {
  const rest = text.slice(start, start + MAX_VARIABLE);
  const end = rest.search(/[}\n]/);
  return rest[end] === '}' ? start + end + 1 : start + 1;
}

/** Behind the line that is the mark alone; of a text that has none, its end, so that no other mark is looked for. */
function endOfHeredoc(text: string, from: number, mark: string): number {
  for (let at = endOfLine(text, from); at < text.length; ) {
    const end = endOfLine(text, at + 1);
    if (text.slice(at + 1, end).trim() === mark) return end;
    at = end;
  }
  return text.length;
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

function lengthOfBreak(text: string, at: number): number {
  if (text[at] === '\n') return 1;
  return text.startsWith('\r\n', at) ? 2 : 0;
}
