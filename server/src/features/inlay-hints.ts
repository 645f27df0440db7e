import { t } from '@vscode/l10n';
import { type InlayHint, InlayHintKind } from 'vscode-languageserver-types';
import type { Chart } from '../chart/chart';
import type { ChartedOccurrence } from '../chart/occurrence';
import { occurrencesIn } from '../chart/occurrences';
import { formatRange, onlyPort } from '../ports/port';
import { fittingName } from '../registry/fitting-name';
import type { Document } from '../systems/reading';
import { variablesOf } from '../text/source-text';
import { positionAt, type Range } from '../text/spans';
import { clickableSpan, linesOf, toOffset } from './places';
import { unitsBehind } from './units';

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
  const near = document.reading
    .blocksIn({ start: lineStart, end })
    .flatMap(block => occurrencesIn(chart, document, { block }));
  for (const occurrence of near) {
    if (occurrence.span.end < lineStart || end < occurrence.span.start) continue;
    for (const hint of [valueHint(document, occurrence), nameHint(chart, document, occurrence)]) {
      // A unit that others share has its ports once for each of them.
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
  const isNamed = occurrence.subject.kind === 'reference' && occurrence.name !== undefined;
  if (!range || !(isGivenElsewhere || isNamed)) return undefined;
  const { end } = clickableSpan(document, occurrence);
  return {
    at: end,
    label: `= ${formatRange(range)}`,
    tooltip: t('The value that is put here.'),
  };
}

/** Names that say no more than the number does. */
const PLAIN_NAMES: ReadonlySet<string> = new Set(['http', 'https']);

/** Where more units than this may listen, nothing is said of them. */
const MAX_LISTENING = 20;

/** `5432` postgresql, behind the container side of a mapping, an exposed port, a variable, or a bare `host:port`. */
function nameHint(chart: Chart, document: Document, occurrence: ChartedOccurrence): Hint | undefined {
  const { range, protocol, role, subject, name: portName } = occurrence;
  // A port that has a name needs no other.
  if (portName !== undefined || (subject.kind === 'expose' && subject.expose.name)) return undefined;
  // The host side is a matter of choice, and a scheme is already a name.
  const isBare = role !== 'published' && !(subject.kind === 'url' && subject.mention.scheme !== undefined);
  const written = isBare ? onlyPort(range) : undefined;
  if (written === undefined) return undefined;
  let label: string | undefined;
  let looked = 0;
  for (const { port, unit } of unitsBehind(chart, document, occurrence, written)) {
    const name = port === undefined ? undefined : fittingName(port, protocol, unit);
    // Of several containers nobody knows which one answers.
    if (name === undefined || (label !== undefined && label !== name)) return undefined;
    if (++looked > MAX_LISTENING) return undefined;
    label = name;
  }
  if (label === undefined || label === '' || PLAIN_NAMES.has(label)) return undefined;
  return {
    at: wordEnd(document, occurrence),
    label,
    tooltip: t('By its image or name, this is what listens.'),
  };
}

/** Behind what belongs to the port: the braces of its variable, its protocol, the closing quote. */
function wordEnd(document: Document, occurrence: ChartedOccurrence): number {
  const { end } = clickableSpan(document, occurrence);
  const [tail = ''] = /^(?:\/[a-z]{1,4})?["']?/i.exec(document.text.slice(end, end + 6)) ?? [];
  return end + tail.length;
}
