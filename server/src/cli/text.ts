import { formatRange } from '../ports/port';
import { type Finding, SEVERITIES, type Severity } from '../rules/finding';
import type { Place } from '../text/spans';
import { type Analysis, isWhole } from '../workspace/analysis';
import { type FileOf, type Places, placesOf } from './places';
import {
  columns,
  oneLine,
  type Paint,
  painter,
  type Style,
  table,
  visible,
  withoutCommands,
} from './terminal';

export interface TextOptions {
  readonly fileOf: FileOf;
  readonly color: boolean;
}

const STYLES: Readonly<Record<Severity, Style>> = {
  error: 'red',
  warning: 'yellow',
  information: 'blue',
  hint: 'cyan',
};

/** The findings for a person: each with its line, the places related to it and its safe fix; a count at the end. */
export function findingsText(analysis: Analysis, { fileOf, color }: TextOptions): string {
  const places = placesOf(analysis, fileOf);
  const paint = painter(color);
  const blocks = places.sorted(analysis.findings).map(finding => block(places, paint, finding));
  const text = [...blocks, [summary(analysis, paint)]].map(lines => lines.join('\n')).join('\n\n');
  return withoutCommands(`${text}\n`);
}

/** So many places that a finding names are shown: a port may be published by thousands. */
const MAX_RELATED = 5;

function block(places: Places, paint: Paint, finding: Finding): readonly string[] {
  const style = STYLES[finding.severity];
  const [fix] = finding.safeFixes;
  const more = finding.related.length - MAX_RELATED;
  const severity = paint(['bold', style], `${finding.severity}:`);
  return [
    `${paint('bold', where(places, finding))}: ${severity} ${oneLine(finding.message)} ${paint('dim', `[${finding.rule}]`)}`,
    ...frame(places, paint, finding, '^', style),
    ...finding.related
      .slice(0, MAX_RELATED)
      .flatMap(place => [
        `  ${where(places, place)}: ${oneLine(place.message)}`,
        ...frame(places, paint, place, '-', 'blue'),
      ]),
    ...(more > 0 ? [`  and ${plural(more, 'other place')}`] : []),
    ...(fix === undefined ? [] : [`  ${paint('green', 'help:')} ${oneLine(fix.title)}`]),
  ];
}

/** `path:line:column`, counted from 1. */
function where(places: Places, place: Place): string {
  const { start } = places.range(place);
  return `${oneLine(places.file(place.uri))}:${start.line + 1}:${start.character + 1}`;
}

/** The line of a place, with the place underlined. */
function frame(places: Places, paint: Paint, place: Place, mark: '^' | '-', style: Style): readonly string[] {
  const { start, end } = places.range(place);
  const whole = places.line(place.uri, start.line);
  if (whole === '') return [];
  const { before, marked, after } = excerpt(
    whole,
    start.character,
    end.line === start.line ? end.character : whole.length,
  );
  const number = String(start.line + 1).padStart(4);
  const gutter = (label: string) => `  ${paint('dim', `${label} |`)}`;
  const underline = mark.repeat(Math.max(1, columns(marked)));
  return [
    `${gutter(number)} ${before}${marked}${after}`.trimEnd(),
    `${gutter(' '.repeat(number.length))} ${' '.repeat(columns(before))}${paint(style, underline)}`,
  ];
}

/** How much of a long line stands before and after the place. */
const CONTEXT = 80;

function excerpt(line: string, start: number, end: number) {
  const from = start > CONTEXT * 2 ? start - CONTEXT : 0;
  const to = line.length > end + CONTEXT * 2 ? end + CONTEXT : line.length;
  return {
    before: `${from > 0 ? '…' : ''}${visible(line.slice(from, start))}`,
    marked: visible(line.slice(start, Math.min(end, start + CONTEXT * 2))),
    after: `${visible(line.slice(end, to))}${to < line.length ? '…' : ''}`,
  };
}

function summary({ findings, uris, notices }: Analysis, paint: Paint): string {
  const counts = SEVERITIES.flatMap(severity => {
    const count = findings.filter(finding => finding.severity === severity).length;
    if (count === 0) return [];
    return [paint(STYLES[severity], countText(severity, count))];
  });
  const where = `in ${plural(uris.length, 'file')}`;
  const found = counts.join(', ');
  if (isWhole(notices) && !notices.some(({ isRemote }) => isRemote))
    return `${found === '' ? 'No findings' : found} ${where}`;
  return `Not everything could be read: ${found === '' ? 'nothing found' : found} ${where} that could`;
}

/** `1 error`, `2 information`. */
export function countText(severity: Severity, count: number): string {
  return severity === 'information' ? `${count} information` : plural(count, severity);
}

/** `1 file`, `2 files`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** The occurrences as a table: place, role, port, address, service. */
export function portsText(analysis: Analysis, { fileOf, color }: TextOptions): string {
  const places = placesOf(analysis, fileOf);
  const paint = painter(color);
  const rows = places
    .sorted(analysis.occurrences)
    .map(({ role, range, protocol, address, unit, ...place }) => [
      where(places, place),
      role,
      `${range === null ? '?' : formatRange(range)}/${protocol}`,
      oneLine(address ?? '-'),
      oneLine(unit ?? '-'),
    ]);
  return withoutCommands(
    table(rows, (cell, column) =>
      column === 0 ? paint('dim', cell) : column === 2 ? paint('bold', cell) : cell,
    ),
  );
}
