import { t } from '@vscode/l10n';
import { type InlayHint, InlayHintKind } from 'vscode-languageserver-types';
import type { Chart } from '../chart/chart';
import { projectsAround } from '../chart/host-names';
import type { ChartedOccurrence } from '../chart/occurrence';
import { occurrencesIn } from '../chart/occurrences';
import { blocksIn, type Document } from '../formats/reading';
import { variablesOf } from '../formats/source-text';
import { positionAt, type Range } from '../formats/text';
import { isLoopbackHost } from '../formats/urls';
import { formatRange, onlyPort } from '../ports/port';
import { shortName } from '../registry/short-name';
import { clickableSpan, linesOf, toOffset } from './places';

/** A hint, and the offset behind which it stands. */
interface Hint {
  readonly at: number;
  readonly label: string;
  readonly tooltip: string;
}

/** What stands behind a port without being written: the value of its variable, and the name of what listens there. */
export function inlayHintsIn(chart: Chart, document: Document, range: Range): readonly InlayHint[] {
  const [start, end] = [toOffset(document, range.start), toOffset(document, range.end)];
  const lineStart = toOffset(document, { line: range.start.line, character: 0 });
  const hints = new Map<string, Hint>();
  // What is out of sight is not charted for this.
  const near = blocksIn(document.reading, { start: lineStart, end }).flatMap(block =>
    occurrencesIn(chart, document, { block }),
  );
  for (const occurrence of near) {
    if (occurrence.span.end < lineStart || end < occurrence.span.start) continue;
    for (const hint of [valueHint(document, occurrence), nameHint(chart, document, occurrence)]) {
      // A service that others share has its ports once for each of them.
      if (hint && start <= hint.at && hint.at <= end) hints.set(`${hint.at} ${hint.label}`, hint);
    }
  }
  return [...hints.values()].map(({ at, ...said }) => ({
    ...said,
    position: positionAt(linesOf(document), at),
    kind: InlayHintKind.Type,
    paddingLeft: true,
  }));
}

/** `${PORT}` = 8080, where another place than this one gives the value. */
function valueHint(document: Document, occurrence: ChartedOccurrence): Hint | undefined {
  const { range, text } = occurrence;
  const isGivenElsewhere = variablesOf(text).some(({ given }) => given && given.by !== 'default');
  if (!range || !isGivenElsewhere) return undefined;
  const { end } = clickableSpan(document, occurrence);
  return {
    at: end,
    label: `= ${formatRange(range)}`,
    tooltip: t('The value that Docker Compose puts here.'),
  };
}

/** `5432` postgresql, behind the container side of a mapping, an exposed port, a variable, or a bare `host:port`. */
function nameHint(chart: Chart, document: Document, occurrence: ChartedOccurrence): Hint | undefined {
  const { range, protocol, role, subject } = occurrence;
  // The host side is a matter of choice, and a scheme is already a name.
  const isBare = role !== 'published' && !(subject.kind === 'url' && subject.mention.scheme !== undefined);
  const written = onlyPort(range);
  const port =
    written === undefined || !isBare ? undefined : portBehind(chart, document, occurrence, written);
  if (port === undefined) return undefined;
  const label = shortName(port, protocol);
  if (label === undefined) return undefined;
  return { at: wordEnd(document, occurrence), label, tooltip: t('What usually listens on port {0}.', port) };
}

/** The port by which what listens is known: that of the container, for a host port that the project publishes. */
function portBehind(
  chart: Chart,
  { uri, reading }: Document,
  { subject }: ChartedOccurrence,
  port: number,
): number | undefined {
  const isOfHost =
    subject.kind === 'url' && subject.at.side !== 'container' && isLoopbackHost(subject.mention.host);
  const key = subject.kind === 'variable' && reading.kind === 'dotenv' ? subject.key : undefined;
  if (!isOfHost && key === undefined) return port;
  const around = projectsAround(chart, uri);
  const published = chart
    .publishersOf(port)
    .filter(({ project }) => around.includes(project))
    // A variable stands for a host port where a mapping takes it from there.
    .filter(({ claim }) => isOfHost || variablesOf(claim.text).some(({ name }) => name === key));
  if (published.length === 0) return port;
  // Of several containers nobody knows which one answers.
  const [target, ...others] = new Set(published.map(({ claim }) => onlyPort(claim.mapping.target.range)));
  return others.length === 0 ? target : undefined;
}

/** Behind what belongs to the port: the braces of its variable, its protocol, the closing quote. */
function wordEnd(document: Document, occurrence: ChartedOccurrence): number {
  const { end } = clickableSpan(document, occurrence);
  const [tail = ''] = /^(?:\/[a-z]{1,4})?["']?/i.exec(document.text.slice(end, end + 6)) ?? [];
  return end + tail.length;
}
