import { t } from '@vscode/l10n';
import type { Chart } from '../chart/chart';
import type { ChartedOccurrence } from '../chart/occurrence';
import { occurrencesIn } from '../chart/occurrences';
import { exposesNamed } from '../chart/port-names';
import { formatRange, onlyPort } from '../ports/port';
import { isPortName } from '../ports/port-name';
import { shortName } from '../registry/short-name';
import type { Document } from '../systems/reading';
import type { Edit } from '../text/spans';

/** A change of how a port is written, which nobody needs but may want. */
export interface Rewriting {
  readonly title: string;
  readonly edit: Edit;
}

/** How the port at an offset could be written otherwise: by its name, by its number, or with a name. */
export function rewritingsAt(chart: Chart, document: Document, offset: number): readonly Rewriting[] {
  const near = occurrencesIn(chart, document, { block: document.reading.blockAt(offset) });
  const here = near.filter(({ span }) => span.start <= offset && offset <= span.end);
  const found = here.flatMap(one => rewritingOf(document, one) ?? []);
  return chart.isEditable(document.uri) ? found.slice(0, 1) : [];
}

function rewritingOf(document: Document, occurrence: ChartedOccurrence): Rewriting | undefined {
  const { subject, uri, span, text } = occurrence;
  if (text.pieces.some(({ kind }) => kind !== 'literal')) return undefined;
  if (subject.kind === 'expose') return naming(document, occurrence);
  // The checks of a container look for names in it alone, and gRPC's take none.
  if (subject.kind !== 'reference' || subject.reference.role === 'probe') return undefined;
  const { project, reference } = subject;
  if (!reference.isName) {
    const name = nameOf(occurrence);
    return name === undefined
      ? undefined
      : { title: t('Use the name "{0}"', name), edit: { uri, span, newText: name } };
  }
  const ports = new Set(
    exposesNamed(project, reference).flatMap(({ expose }) => onlyPort(expose.port.range) ?? []),
  );
  const [only] = ports;
  if (only === undefined || ports.size > 1 || isQuoted(document, occurrence)) return undefined;
  return { title: t('Use the number {0}', only), edit: { uri, span, newText: String(only) } };
}

/** The one name that all ports have which a reference by number means, where the place takes names. */
function nameOf({ subject, range, role }: ChartedOccurrence): string | undefined {
  if (subject.kind !== 'reference' || role !== 'targetPort' || !range) return undefined;
  const { units } = subject.project.leadsTo(subject.reference);
  const meant = units.flatMap(unit => unit.exposes.filter(({ port }) => onlyPort(port.range) === range.from));
  const names = new Set(meant.map(({ name }) => name?.value.value));
  const [only] = names;
  return names.size === 1 ? only : undefined;
}

function isQuoted({ text }: Document, { span }: ChartedOccurrence): boolean {
  return /["']/.test(text[span.start - 1] ?? '');
}

/** Gives a port of a container a name, on a line of its own or within the same braces. */
function naming(
  document: Document,
  { subject, uri, span, range, protocol, name }: ChartedOccurrence,
): Rewriting | undefined {
  const isNameless =
    subject.kind === 'expose' && subject.expose.role === 'containerPort' && !subject.expose.name;
  if (!isNameless || name !== undefined || !range) return undefined;
  const known = shortName(range.from, protocol);
  const given = known !== undefined && isPortName(known) ? known : `port-${formatRange(range)}`;
  const lineStart = document.text.lastIndexOf('\n', span.start - 1) + 1;
  const before = document.text.slice(lineStart, span.start);
  const title = t('Name this port "{0}"', given);
  const at = { uri, span: { start: span.end, end: span.end } };
  if (before.includes('{')) return { title, edit: { ...at, newText: `, name: ${given}` } };
  const [indent = ''] = /^[ \t]*(?:- +)?/.exec(before) ?? [];
  const lineBreak = document.text.includes('\r\n') ? '\r\n' : '\n';
  const behind = /^["']?[^\r\n]*/.exec(document.text.slice(span.end))?.[0].length ?? 0;
  const end = { start: span.end + behind, end: span.end + behind };
  return {
    title,
    edit: { uri, span: end, newText: `${lineBreak}${indent.replace('-', ' ')}name: ${given}` },
  };
}
