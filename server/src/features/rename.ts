import { t } from '@vscode/l10n';
import type { Chart } from '../chart/chart';
import { editPlace, isNamedTooOften, linkedOccurrences, readingsOf, type SaidNumber } from '../chart/links';
import { moveTo, type Taker, takersOf } from '../chart/move';
import type { ChartedOccurrence } from '../chart/occurrence';
import { formatRange, type PortRange, parsePortRange, rangeSize } from '../ports/port';
import { isPortName, MAX_PORT_NAME } from '../ports/port-name';
import type { Document } from '../systems/reading';
import type { Place, Position, Range, Span } from '../text/spans';
import type { PlannedEdits } from './edits';
import { atPosition } from './navigation';
import { clickableSpan, toOffset, toRange } from './places';

/** What a rename may start from, or why there is none. */
export type Preparation =
  | { readonly range: Range; readonly placeholder: string }
  | { readonly refusal: string };

/** Whether the port at a position can be changed everywhere. */
export function prepareRename(chart: Chart, document: Document, position: Position): Preparation {
  const occurrence = atPosition(chart, document, position);
  if (!occurrence) return { refusal: t('There is no port here.') };
  if (occurrence.name !== undefined) return prepareName(chart, document, occurrence, occurrence.name);
  if (!occurrence.range)
    return { refusal: t('This port is not known: no file that was read sets its variable.') };
  const offset = toOffset(document, position);
  const holds = ({ start, end }: Span) => start <= offset && offset <= end;
  const answering = clickableSpan(document, occurrence);
  if (occurrence.span.start < occurrence.span.end && !holds(answering)) {
    return { refusal: t('Place the cursor on the digits of the port to rename it.') };
  }
  if (occurrence.span.start === occurrence.span.end) {
    return {
      refusal: t(
        'This URL names no port: it means {0} by its scheme. Write the port to change it.',
        formatRange(occurrence.range),
      ),
    };
  }
  if (occurrence.range.from === 0)
    return { refusal: t('Port 0 stands for any port that is free: there is nothing to rename.') };
  // A project that knows no number for it gives none that could be meant instead.
  const readings = readingsOf(chart, occurrence).filter(({ range }) => range);
  if (readings.length > 1) return { refusal: severalNumbers(chart, readings) };
  if (isNamedTooOften(chart, occurrence))
    return {
      refusal: t('So many places name {0} that Portolan does not move it.', formatRange(occurrence.range)),
    };
  const linked = linkedOccurrences(chart, occurrence);
  const fixed = linked.filter(other => {
    const place = editPlace(chart, other);
    const uri = place?.uri ?? other.uri;
    // Other people's files stay as they are.
    if (chart.document(uri)?.purpose === 'foreign' && uri !== document.uri) return false;
    return !place || !chart.isEditable(place.uri);
  });
  if (fixed.length > 0) {
    const where = [...new Set(fixed.map(({ uri }) => chart.nameOf(uri)))].join(', ');
    return {
      refusal: t(
        'This port cannot be changed everywhere: in {0} its digits stand in no single place that Portolan may edit.',
        where,
      ),
    };
  }
  const { range } = occurrence;
  const wider = linked.find(other => other.range && rangeSize(other.range) > rangeSize(range));
  if (wider?.range) {
    return {
      refusal: t(
        '{0} is part of the range {1} in {2}: rename the range, and this moves with it.',
        formatRange(range),
        formatRange(wider.range),
        chart.nameOf(wider.uri),
      ),
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
): PlannedEdits | { readonly refusal: string } {
  const prepared = prepareRename(chart, document, position);
  if ('refusal' in prepared) return prepared;
  const occurrence = atPosition(chart, document, position);
  if (occurrence?.name !== undefined) return renameName(chart, occurrence, newName.trim());
  if (!occurrence?.range) return { refusal: t('There is no port here.') };
  const wanted = parsePortRange(newName.trim());
  const size = rangeSize(occurrence.range);
  if (typeof wanted === 'string') return { refusal: notAPort(newName, size) };
  if (wanted.from === 0) {
    return {
      refusal: t('Port 0 is no port to name: with it the system takes any. Write a number from 1 on.'),
    };
  }
  if (rangeSize(wanted) !== size && rangeSize(wanted) !== 1)
    return { refusal: wrongSize(formatRange(occurrence.range), size) };
  const move = moveTo(chart, occurrence, wanted.from);
  if (!move) return { refusal: t('From {0} on there is no room: ports end at 65535.', wanted.from) };
  const target = { from: wanted.from, to: wanted.from + size - 1 };
  const isMoved = wanted.from !== occurrence.range.from;
  const warning = isMoved ? takenMessage(chart, target, takersOf(chart, move, target)) : undefined;
  return { edits: move.edits, toConfirm: move.toConfirm, ...(warning !== undefined && { warning }) };
}

/** A name is changed wherever it refers to the port that it names. */
function prepareName(
  chart: Chart,
  document: Document,
  occurrence: ChartedOccurrence,
  placeholder: string,
): Preparation {
  if (occurrence.role === 'entryPoint')
    return {
      refusal: t('Portolan does not rename entry points: what starts the proxy names them in many ways.'),
    };
  const fixed = namePlaces(chart, occurrence).filter(({ place }) => !place || !chart.isEditable(place.uri));
  if (fixed.length === 0) return { range: toRange(document, occurrence.span), placeholder };
  const where = [...new Set(fixed.map(({ uri }) => chart.nameOf(uri)))].join(', ');
  return {
    refusal: t('This name cannot be changed everywhere: in {0} it stands in no single place.', where),
  };
}

function namePlaces(
  chart: Chart,
  occurrence: ChartedOccurrence,
): readonly { readonly uri: string; readonly place: Place | undefined }[] {
  return linkedOccurrences(chart, occurrence)
    .filter(({ name }) => name !== undefined)
    .map(other => ({ uri: other.uri, place: editPlace(chart, other) }));
}

function renameName(
  chart: Chart,
  occurrence: ChartedOccurrence,
  newName: string,
): PlannedEdits | { readonly refusal: string } {
  if (!isPortName(newName))
    return {
      refusal: t(
        '"{0}" is no name of a port: write up to {1} small letters, digits and single hyphens, with a letter among them.',
        newName,
        MAX_PORT_NAME,
      ),
    };
  const places = namePlaces(chart, occurrence).flatMap(({ place }) => place ?? []);
  const distinct = new Map(places.map(place => [`${place.uri} ${place.span.start}`, place]));
  return { edits: [...distinct.values()].map(place => ({ ...place, newText: newName })) };
}

/** Who has the port already that another is to become; undefined where nobody has. */
function takenMessage(chart: Chart, target: PortRange, takers: readonly Taker[]): string | undefined {
  const [first, ...others] = takers;
  if (!first) return undefined;
  const port = formatRange(target);
  if (first.kind === 'target') return t('"{0}" has container port {1} already.', first.unit.name, port);
  const { unit, uri } = first.publisher.binding;
  const who = t('"{0}" in {1}', unit.name, chart.nameOf(uri));
  return others.length === 0
    ? t('Host port {0} is published by {1} already.', port, who)
    : t('Host port {0} is published by {1} and others already.', port, who);
}

/** That projects read different numbers in one text, and which files give them. */
function severalNumbers(chart: Chart, readings: readonly SaidNumber[]): string {
  const numbers = readings.flatMap(({ range, uri }) =>
    range ? [`${formatRange(range)} (${chart.nameOf(uri)})`] : [],
  );
  return t(
    'This text stands for different ports in the projects that read it: {0}. Change the number in the file that gives the one you mean.',
    numbers.join(', '),
  );
}

function notAPort(newName: string, size: number): string {
  return size === 1
    ? t('"{0}" is not a port: write a number from 1 to 65535.', newName)
    : t('"{0}" is not a port: write a number from 1 to 65535, or a range of {1} ports.', newName, size);
}

function wrongSize(ports: string, size: number): string {
  return size === 1
    ? t('{0} can only become one port.', ports)
    : t('{0} can only become another range of {1} ports.', ports, size);
}
