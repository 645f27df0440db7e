import { t } from '@vscode/l10n';
import type { Chart } from '../chart/chart';
import { freePort } from '../chart/free-port';
import { projectsAround } from '../chart/host-names';
import { editPlace, isNamedTooOften, isOneNumber, linkedOccurrences } from '../chart/links';
import { type Move, moveTo } from '../chart/move';
import type { ChartedOccurrence } from '../chart/occurrence';
import { occurrencesIn } from '../chart/occurrences';
import { formatRange, rangeSize } from '../ports/port';
import { variablesOf } from '../text/source-text';
import type { Place } from '../text/spans';
import type { Fix } from './finding';
import type { Remedy } from './rule';
import type { Settings } from './settings';

/** Works remedies out: which port is free, and every edit that moving there takes. */
export function fixesFor(chart: Chart, remedies: readonly Remedy[], settings: Settings): readonly Fix[] {
  return remedies.flatMap((remedy): readonly Fix[] => {
    if (remedy.kind === 'move') {
      const fix = moveFix(chart, remedy, settings);
      return fix ? [fix] : [];
    }
    if (!chart.isEditable(remedy.place.uri)) return [];
    return [
      {
        title: remedy.title,
        preferred: remedy.preferred,
        safe: remedy.safe,
        edits: [{ ...remedy.place, newText: remedy.newText }],
      },
    ];
  });
}

type Moving = Remedy & { readonly kind: 'move' };

function moveFix(chart: Chart, remedy: Moving, settings: Settings): Fix | undefined {
  const occurrence = occurrenceAt(chart, remedy.place);
  if (!occurrence?.range || !isOneNumber(chart, occurrence)) return undefined;
  if (isNamedTooOften(chart, occurrence)) return undefined;
  const { range, protocol } = occurrence;
  const linked = linkedOccurrences(chart, occurrence);
  const { subject } = occurrence;
  // A variable or a file of several projects moves in all of them.
  const projects =
    'project' in subject && subject.project.root.isElsewhere
      ? [subject.project]
      : [...new Set(linked.flatMap(({ uri }) => projectsAround(chart, uri)))];
  // One variable can give both sides: then the program inside has to listen elsewhere, too.
  const isInside = linked.some(
    ({ role }) => role === 'target' || role === 'exposed' || role === 'containerPort',
  );
  const threshold = settings.privilegedPortThreshold;
  const port = freePort(chart, { near: range, protocol, projects, threshold, isInside });
  if (port === undefined || port === range.from) return undefined;
  const move = moveTo(chart, occurrence, port, linked);
  if (!move || move.edits.length === 0) return undefined;
  const { awayFrom = [] } = remedy;
  if (awayFrom.some(place => move.moved.some(other => isAt(other, place)))) return undefined;
  const target = formatRange({ from: port, to: port + rangeSize(range) - 1 });
  const movesBoth = isInside && occurrence.role === 'published';
  const title = withPlaces(chart, moveTitle(remedy, target, movesBoth), occurrence, move);
  const isWhole = move.unreached.length === 0;
  return {
    title: isWhole ? title : t('{0} (leaves {1})', title, listPlaces(chart, move.unreached)),
    preferred: remedy.preferred && isWhole && !movesBoth,
    safe: false,
    edits: move.edits,
    ...(move.toConfirm.length > 0 && { toConfirm: move.toConfirm }),
  };
}

/** Where a move lands: the file that gives the number, where that is another one, and in how many places beside. */
function withPlaces(chart: Chart, moving: string, occurrence: ChartedOccurrence, { edits }: Move): string {
  const place = editPlace(chart, occurrence);
  const [variable] = variablesOf(occurrence.text);
  const isElsewhere = place !== undefined && place.uri !== occurrence.uri;
  const title =
    isElsewhere && variable ? t('{0} in {1} ({2})', moving, chart.nameOf(place.uri), variable.name) : moving;
  const others = edits.length - 1;
  if (others < 1) return title;
  return others === 1 ? t('{0} and 1 other place', title) : t('{0} and {1} other places', title, others);
}

function moveTitle({ range, unit }: Moving, target: string, movesBoth: boolean): string {
  const ports = formatRange(range);
  if (unit === undefined) return t('Move exposed port {0} to {1}', ports, target);
  return movesBoth
    ? t('Move host port {0} of "{1}", and a container port with it, to {2}', ports, unit, target)
    : t('Move host port {0} of "{1}" to {2}', ports, unit, target);
}

function listPlaces(chart: Chart, occurrences: readonly ChartedOccurrence[]): string {
  return [...new Set(occurrences.map(({ uri }) => chart.nameOf(uri)))].join(', ');
}

function occurrenceAt(chart: Chart, place: Place): ChartedOccurrence | undefined {
  const document = chart.document(place.uri);
  if (!document) return undefined;
  return occurrencesIn(chart, document, { block: document.reading.blockAt(place.span.start) }).find(other =>
    isAt(other, place),
  );
}

function isAt({ uri, span }: Place, place: Place): boolean {
  return uri === place.uri && span.start === place.span.start && span.end === place.span.end;
}
