import { type DocumentHighlight, DocumentHighlightKind, type Location } from 'vscode-languageserver-types';
import type { Chart } from '../chart/chart';
import { unitsCalled } from '../chart/host-names';
import { editPlace, linkedOccurrences, occurrencesAt } from '../chart/links';
import type { ChartedOccurrence, Subject } from '../chart/occurrence';
import { occurrencesIn } from '../chart/occurrences';
import { exposesMeant } from '../chart/port-names';
import { placeOf } from '../rules/rule';
import type { Document } from '../systems/reading';
import type { Place, Position } from '../text/spans';
import { occurrenceAt, toOffset, toRange, urlAt } from './places';

/**
 * Where the port at a position is decided: for a URL its mapping or the container's port, for a host port
 * the variable that gives it or else its container port, for a container port the `EXPOSE` of its image.
 */
export function definitionAt(chart: Chart, document: Document, position: Position): Location[] {
  const occurrence = atPosition(chart, document, position);
  return occurrence ? locations(chart, definitionsOf(chart, document, occurrence)) : [];
}

/** Every place that denotes the port at a position, itself among them. */
export function referencesAt(chart: Chart, document: Document, position: Position): Location[] {
  const occurrence = atPosition(chart, document, position);
  return occurrence ? locations(chart, linkedOccurrences(chart, occurrence)) : [];
}

/** The same within the document. */
export function highlightsAt(chart: Chart, document: Document, position: Position): DocumentHighlight[] {
  const occurrence = atPosition(chart, document, position);
  if (!occurrence) return [];
  return linkedOccurrences(chart, occurrence)
    .filter(({ uri }) => uri === document.uri)
    .map(({ span, role }) => ({
      range: toRange(document, span),
      kind: role === 'published' ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
    }));
}

/** The occurrence at a position, its ends included; undefined where there is none. */
export function atPosition(
  chart: Chart,
  document: Document,
  position: Position,
): ChartedOccurrence | undefined {
  const offset = toOffset(document, position);
  return occurrenceAt(chart, document, offset) ?? urlAt(chart, document, offset);
}

function definitionsOf(chart: Chart, document: Document, occurrence: ChartedOccurrence): readonly Place[] {
  const { subject } = occurrence;
  const place = editPlace(chart, occurrence);
  const isElsewhere = place && (place.uri !== occurrence.uri || place.span.start !== occurrence.span.start);
  if (subject.kind !== 'url' && isElsewhere) return [place];
  if (subject.kind === 'published') {
    return occurrencesIn(chart, document).filter(
      ({ subject: other }) => other.kind === 'target' && other.mapping === subject.mapping,
    );
  }
  if (subject.kind === 'entryPoint')
    return subject.at.flatMap(({ uri, port }) => placeOf(chart, uri, port.text) ?? []);
  if (subject.kind === 'expose' && subject.expose.reference) {
    const behind = exposesMeant(subject.project, subject.expose.reference).flatMap(
      ({ expose: { author, port } }) => placeOf(chart, author.uri, port.text) ?? [],
    );
    if (behind.length > 0) return behind;
  }
  const reached = occurrencesAt(chart, occurrence).filter(
    other =>
      other.name === occurrence.name &&
      (other.uri !== occurrence.uri || other.span.start !== occurrence.span.start),
  );
  const rank =
    subject.kind === 'url' || subject.kind === 'variable'
      ? ['published', 'servicePort', 'target', 'containerPort', 'exposed', 'listen']
      : subject.kind === 'listen'
        ? ['target', 'containerPort', 'exposed']
        : subject.kind === 'reference'
          ? ['servicePort', 'containerPort', 'exposed']
          : ['exposed', 'listen', 'containerPort'];
  const role = rank.find(one => reached.some(other => other.role === one));
  if (role !== undefined) return reached.filter(other => other.role === role);
  return subject.kind === 'url' ? unitNames(chart, occurrence.uri, subject) : [];
}

type UrlSubject = Subject & { readonly kind: 'url' };

/** Where a unit is named, for a URL to a port of it that nothing declares. */
function unitNames(chart: Chart, uri: string, { mention, at }: UrlSubject): readonly Place[] {
  return unitsCalled(chart, uri, mention.host, at).flatMap(({ unit }) =>
    unit.names.flatMap(({ uri: from, value }) => placeOf(chart, from, value) ?? []),
  );
}

function locations(chart: Chart, places: readonly Place[]): Location[] {
  const found = new Map<string, Location>();
  for (const { uri, span } of places) {
    const document = chart.document(uri);
    if (document) found.set(`${uri} ${span.start} ${span.end}`, { uri, range: toRange(document, span) });
  }
  return [...found.values()];
}
