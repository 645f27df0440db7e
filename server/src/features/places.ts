import type { Chart } from '../chart/chart';
import type { ChartedOccurrence } from '../chart/occurrence';
import { type MentionedUrl, occurrencesIn, urlsIn } from '../chart/occurrences';
import { type Document, placeSpan } from '../systems/reading';
import { perObject } from '../text/per-object';
import { type LineStarts, lineStarts, type Position, type Range, rangeOf, type Span } from '../text/spans';

/** Where a document's lines start; worked out once for each version of it. */
export const linesOf = perObject((document: Document): LineStarts => {
  return lineStarts(document.text);
});

export function toRange(document: Document, span: Span): Range {
  return rangeOf(linesOf(document), span);
}

/** The offset of a position; one outside the document is taken for the nearest inside. */
export function toOffset(document: Document, { line, character }: Position): number {
  const lines = linesOf(document);
  if (line < 0) return 0;
  const start = lines[line];
  if (start === undefined) return document.text.length;
  const end = lines[line + 1] ?? document.text.length;
  return Math.min(Math.max(start + character, start), end);
}

/**
 * The occurrence at an offset: on its digits or just behind them, the narrowest first; else on the variable
 * that gives them.
 */
export function occurrenceAt(
  chart: Chart,
  document: Document,
  offset: number,
): ChartedOccurrence | undefined {
  const holds = ({ start, end }: Span) => start <= offset && offset <= end;
  const near = occurrencesIn(chart, document, { block: document.reading.blockAt(offset) });
  // Behind `8080` in `8080:80` the colon belongs to neither; the one that starts here is not meant yet.
  const [narrowest] = near
    .filter(({ span }) => holds(span))
    .sort((a, b) => a.span.end - a.span.start - (b.span.end - b.span.start) || a.span.start - b.span.start);
  return narrowest ?? near.find(occurrence => holds(clickableSpan(document, occurrence)));
}

/** Where an occurrence answers: at its digits, or at the whole of `${PORT:-8080}`. */
export function clickableSpan(document: Document, { text, span }: ChartedOccurrence): Span {
  const expression = text.pieces
    .map(piece => (piece.kind === 'opaque' ? piece.expression : undefined))
    .find(one => one);
  return expression ? placeSpan(document.reading, text.block, expression) : span;
}

/** The URL around an offset, with the port that it names or, where it names none, its scheme's default. */
export function urlAt(chart: Chart, document: Document, offset: number): MentionedUrl | undefined {
  return urlsIn(chart, document, { block: document.reading.blockAt(offset) }).find(
    ({ around }) => around.start <= offset && offset <= around.end,
  );
}
