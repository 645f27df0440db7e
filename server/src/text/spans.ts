import { countBefore } from '../ports/bisect';
/** Half-open UTF-16 offsets into a text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A place in a document: its URI and a span of its text. */
export interface Place {
  readonly uri: string;
  readonly span: Span;
}

/** One replacement; an empty span inserts. */
export interface Edit extends Place {
  readonly newText: string;
}

/** A place as the Language Server Protocol says it: line and UTF-16 character, both from 0. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** The offsets at which the lines of a text start; LF, CRLF and CR end a line, as in the protocol. */
export type LineStarts = Uint32Array;

export function lineStarts(text: string): LineStarts {
  let count = 1;
  eachLineStart(text, () => count++);
  // Half a million lines are kept of some documents: numbers of fixed size, as many as there are, take the least.
  const starts = new Uint32Array(count);
  let line = 1;
  eachLineStart(text, start => {
    starts[line++] = start;
  });
  return starts;
}

/** Told where each line but the first starts. */
function eachLineStart(text: string, tell: (start: number) => void): void {
  // Looking for one character is what engines do fastest; a lone CR, which is rare, needs the slow way.
  if (!text.includes('\r')) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) tell(at + 1);
    return;
  }
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) tell(at + 1);
  }
}

/** The position of an offset; offsets past the end are the end of the last line. */
export function positionAt(starts: LineStarts, offset: number): Position {
  const line = Math.max(0, countBefore(starts, start => start <= offset) - 1);
  return { line, character: Math.max(0, offset - (starts[line] ?? 0)) };
}

export function rangeOf(starts: LineStarts, span: Span): Range {
  return { start: positionAt(starts, span.start), end: positionAt(starts, span.end) };
}

/** A text without what stands in the spans, in their order; a blank is left of each. */
export function without(spans: readonly Span[], text: string): string {
  const ends = [0, ...spans.map(({ end }) => end)];
  const starts = [...spans.map(({ start }) => start), text.length];
  return ends.map((end, index) => text.slice(end, starts[index])).join(' ');
}

/** What stands in none of the spans; both are in the order of the text. */
export function outside<Item extends { readonly span: Span }>(
  spans: readonly Span[],
  items: readonly Item[],
): readonly Item[] {
  let next = 0;
  return items.filter(({ span }) => {
    while ((spans[next]?.end ?? Number.POSITIVE_INFINITY) < span.end) next++;
    return (spans[next]?.start ?? Number.POSITIVE_INFINITY) > span.start;
  });
}
