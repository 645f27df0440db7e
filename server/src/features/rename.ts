import type { Chart } from '../chart/chart';
import { editPlace, linkedOccurrences } from '../chart/links';
import { moveTo } from '../chart/move';
import type { Document } from '../formats/reading';
import type { Edit, Position, Range, Span } from '../formats/text';
import { formatRange, type PortRange, parsePortRange, rangeSize } from '../ports/port';
import { atPosition } from './navigation';
import { clickableSpan, toOffset, toRange } from './places';

/** What a rename may start from, or why there is none. */
export type Preparation =
  | { readonly range: Range; readonly placeholder: string }
  | { readonly refusal: string };

/** Whether the port at a position can be changed everywhere. */
export function prepareRename(chart: Chart, document: Document, position: Position): Preparation {
  const occurrence = atPosition(chart, document, position);
  if (!occurrence) return { refusal: 'There is no port here.' };
  if (!occurrence.range)
    return { refusal: 'This port is not known: no file that was read sets its variable.' };
  const offset = toOffset(document, position);
  const holds = ({ start, end }: Span) => start <= offset && offset <= end;
  const answering = clickableSpan(document, occurrence);
  if (occurrence.span.start < occurrence.span.end && !holds(answering)) {
    return { refusal: 'Place the cursor on the digits of the port to rename it.' };
  }
  if (occurrence.span.start === occurrence.span.end) {
    return {
      refusal: `This URL names no port: it means ${formatRange(occurrence.range)} by its scheme. Write the port to change it.`,
    };
  }
  if (occurrence.range.from === 0)
    return { refusal: 'Port 0 stands for any port that is free: there is nothing to rename.' };
  const linked = linkedOccurrences(chart, occurrence);
  const fixed = linked.filter(other => {
    const place = editPlace(chart, other);
    return !place || !chart.isEditable(place.uri);
  });
  if (fixed.length > 0) {
    const where = [...new Set(fixed.map(({ uri }) => chart.nameOf(uri)))].join(', ');
    return {
      refusal: `This port cannot be changed everywhere: in ${where} its digits stand in no single place that Portolan may edit.`,
    };
  }
  const { range } = occurrence;
  const wider = linked.find(other => other.range && rangeSize(other.range) > rangeSize(range));
  if (wider?.range) {
    return {
      refusal: `${formatRange(range)} is part of the range ${formatRange(wider.range)} in ${chart.nameOf(wider.uri)}: rename the range, and this moves with it.`,
    };
  }
  const span = holds(occurrence.span) ? occurrence.span : answering;
  return { range: toRange(document, span), placeholder: formatRange(occurrence.range) };
}

/** The edits that change the port at a position, and all that denotes the same, to another; or why not. */
export function rename(
  chart: Chart,
  document: Document,
  position: Position,
  newName: string,
): readonly Edit[] | { readonly refusal: string } {
  const prepared = prepareRename(chart, document, position);
  if ('refusal' in prepared) return prepared;
  const occurrence = atPosition(chart, document, position);
  if (!occurrence?.range) return { refusal: 'There is no port here.' };
  const wanted = parsePortRange(newName.trim());
  if (typeof wanted === 'string')
    return {
      refusal: `"${newName}" is not a port: write a number from 1 to 65535${sizeHint(occurrence.range)}.`,
    };
  if (wanted.from === 0)
    return { refusal: 'Port 0 is no port to name: with it the system takes any. Write a number from 1 on.' };
  if (rangeSize(wanted) !== rangeSize(occurrence.range) && rangeSize(wanted) !== 1) {
    return {
      refusal: `${formatRange(occurrence.range)} can only become ${rangeSize(occurrence.range) === 1 ? 'one port' : `another range of ${rangeSize(occurrence.range)} ports`}.`,
    };
  }
  const move = moveTo(chart, occurrence, wanted.from);
  return move?.edits ?? { refusal: `From ${wanted.from} on there is no room: ports end at 65535.` };
}

function sizeHint(range: PortRange): string {
  return rangeSize(range) === 1 ? '' : `, or a range of ${rangeSize(range)} ports`;
}
