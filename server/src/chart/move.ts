import type { Edit } from '../formats/text';
import { formatRange, MAX_PORT, type PortRange } from '../ports/port';
import type { Chart } from './chart';
import { editPlace, linkedOccurrences } from './links';
import type { ChartedOccurrence } from './occurrence';

/** What moving a port would change, and what stands in the way. */
export interface Move {
  readonly edits: readonly Edit[];
  /** The occurrences whose number the edits change. */
  readonly moved: readonly ChartedOccurrence[];
  /** Occurrences of the same port that no edit can reach: outside the workspace, or put together from parts. */
  readonly unreached: readonly ChartedOccurrence[];
}

/**
 * Moves an occurrence, and everything that denotes the same, so that its first port becomes `to`. Undefined
 * where its own number is unknown, or a port of it would leave 0–65535.
 */
export function moveTo(chart: Chart, start: ChartedOccurrence, to: number): Move | undefined {
  if (!start.range) return undefined;
  const shift = to - start.range.from;
  const edits = new Map<string, Edit>();
  const reached: ChartedOccurrence[] = [];
  const unreached: ChartedOccurrence[] = [];
  for (const occurrence of linkedOccurrences(chart, start)) {
    const place = editPlace(chart, occurrence);
    const { range } = occurrence;
    if (!place || !range || !chart.isEditable(place.uri)) {
      unreached.push(occurrence);
      continue;
    }
    const moved: PortRange = { from: range.from + shift, to: range.to + shift };
    if (moved.from < 0 || moved.to > MAX_PORT) return undefined;
    const isImplied = place.span.start === place.span.end;
    const newText = isImplied ? `:${moved.from}` : formatRange(moved);
    reached.push(occurrence);
    edits.set(`${place.uri} ${place.span.start} ${place.span.end}`, { ...place, newText });
  }
  return { edits: [...edits.values()], moved: reached, unreached };
}
