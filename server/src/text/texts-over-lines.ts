import type { Span } from './spans';

/** What a language has texts in that may go on over lines. */
export type TextsOf = 'code' | 'markup' | 'page';

/**
 * The stretches of a text in which a line of its own that begins as a comment would be no comment: quoted texts, heredocs,
 * tags and code blocks that go on over lines. `comment` is what begins a comment that ends with its line.
 */
export function textsOverLines(text: string, kind: TextsOf, comment: string): readonly Span[] {
  const spans =
    kind === 'code' ? textsInCode(text, comment) : kind === 'markup' ? partsOfMarkup(text) : codeBlocks(text);
  return spans.filter(({ start, end }) => text.slice(start, end).includes('\n'));
}

/** So many texts may lack their ends, each of which is looked for up to the end of the file. */
const MAX_UNCLOSED = 20;

function textsInCode(text: string, comment: string): readonly Span[] {
  const spans: Span[] = [];
  let unclosed = 0;
  for (let at = 0; at < text.length && unclosed < MAX_UNCLOSED; ) {
    const character = text[at] ?? '';
    const begins = BEFORE_TEXT.has(text[at - 1] ?? '\n');
    let end: number | undefined = at + 1;
    if (character === '\\') end = at + 2;
    else if (begins && text.startsWith(comment, at)) end = endOr(text, text.indexOf('\n', at));
    else if (
      character === '"' ||
      (begins && QUOTES.has(character)) ||
      (character === '<' && text[at + 1] === '<')
    ) {
      end = character === '<' ? heredocEnd(text, at) : quoteEnd(text, at, character);
      if (end === undefined) unclosed++;
      else if (end > at + 1) spans.push({ start: at, end });
    }
    at = end ?? at + 1;
  }
  return spans;
}

const QUOTES = new Set(['"', "'", '`']);

/** What stands before a text, and never before an apostrophe. */
const BEFORE_TEXT = new Set([...'\n\r\t =([{,;:|&>@$']);

function endOr(text: string, found: number): number {
  return found < 0 ? text.length : found;
}

/** Behind the quote that closes a text; undefined where none does. */
function quoteEnd(text: string, start: number, quote: string): number | undefined {
  const three = quote.repeat(3);
  if (text.startsWith(three, start)) {
    const found = text.indexOf(three, start + 3);
    return found < 0 ? undefined : found + 3;
  }
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === quote) return at + 1;
    if (text[at] === '\\') at++;
  }
  return undefined;
}

/** The end of the lines up to the name that a heredoc ends with; behind a `<` where it is none. */
function heredocEnd(text: string, start: number): number | undefined {
  HEREDOC.lastIndex = start;
  const [, plain, single, double] = HEREDOC.exec(text) ?? [];
  const name = plain ?? single ?? double;
  if (name === undefined) return start + 1;
  for (let at = text.indexOf('\n', start); at >= 0; at = text.indexOf('\n', at + 1)) {
    const end = endOr(text, text.indexOf('\n', at + 1));
    if (text.slice(at + 1, end).trim() === name) return end;
  }
  return undefined;
}

const HEREDOC = /<<[-~]?[ \t]{0,9}(?:\\?([^\s;&|<>()'"\\]{1,100})|'([^'\n]{1,100})'|"([^"\n]{1,100})")/y;

/** Tags, comments, and texts as they are. */
function partsOfMarkup(text: string): readonly Span[] {
  const spans: Span[] = [];
  for (let start = text.indexOf('<'); start >= 0; ) {
    const close = MARKUP.find(([open]) => text.startsWith(open, start))?.[1] ?? '>';
    const found = text.indexOf(close, start + 1);
    if (found < 0) break;
    const end = found + close.length;
    spans.push({ start, end });
    start = text.indexOf('<', end);
  }
  return spans;
}

const MARKUP = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
] as const;

/** Code between fences (CommonMark, 4.5), to the end where none closes it. */
function codeBlocks(text: string): readonly Span[] {
  const spans: Span[] = [];
  let open: { readonly start: number; readonly fence: string } | undefined;
  for (const { index, 1: fence = '' } of text.matchAll(FENCE)) {
    if (!open) open = { start: index, fence };
    else if (fence.startsWith(open.fence)) {
      spans.push({ start: open.start, end: index });
      open = undefined;
    }
  }
  return open ? [...spans, { start: open.start, end: text.length }] : spans;
}

const FENCE = /^[ \t>]{0,40}(`{3,20}|~{3,20})/gm;
