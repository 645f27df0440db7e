import { t } from '@vscode/l10n';
import type { Chart, Publisher } from '../chart/chart';
import { type Binding, collisionsOf } from '../chart/collisions';
import { linkedOccurrences, occurrencesAt } from '../chart/links';
import type { ChartedOccurrence } from '../chart/occurrence';
import { formatRange, onlyPort } from '../ports/port';
import type { Protocol } from '../ports/protocol';
import { fittingName } from '../registry/fitting-name';
import { type IanaAssignment, lookup } from '../registry/registry';
import { shortName } from '../registry/short-name';
import type { Document } from '../systems/reading';
import { mappingKey } from '../systems/unit';
import { variablesOf } from '../text/source-text';
import type { Position, Range, Span } from '../text/spans';
import { displayValue } from '../text/template';
import { codeSpan, escapeMarkdown } from './markdown';
import { occurrenceAt, toOffset, toRange, urlAt } from './places';
import { firstOf, linkTo, linkToText, publishersBy, roleText } from './role-text';
import { type Listening, unitsBehind } from './units';

export interface HoverText {
  readonly markdown: string;
  readonly range: Range;
}

/** The editor carries it out, where it says that it can: it explains a port, given `{port, protocol}`. */
export const EXPLAIN_PORT = 'portolan.explainPort';

/** The most places or units that a line names. */
const MAX_NAMED = 3;

/** The most documents that a hover looks into for them: it has to be there at once. */
const MAX_SEARCHED = 50;

/** What a port does at a position, in Markdown; undefined where there is none. `commands` are those of the editor. */
export function hoverAt(
  chart: Chart,
  document: Document,
  position: Position,
  commands: readonly string[] = [],
): HoverText | undefined {
  const offset = toOffset(document, position);
  const occurrence = occurrenceAt(chart, document, offset);
  if (occurrence)
    return {
      markdown: describe(chart, document, occurrence, commands),
      range: toRange(document, occurrence.span),
    };
  // The URL of an `include` is left out before it is a URL.
  const problem = problemAt(chart, document, offset);
  if (problem) return { markdown: escapeMarkdown(problem.message), range: toRange(document, problem.span) };
  const url = urlAt(chart, document, offset);
  return url && { markdown: describe(chart, document, url, commands), range: toRange(document, url.around) };
}

/** At most six lines, the project's own first, each short enough to be read in passing. */
function describe(
  chart: Chart,
  document: Document,
  occurrence: ChartedOccurrence,
  commands: readonly string[],
): string {
  const origins = originPlaces(chart, occurrence);
  return [
    roleText(chart, occurrence),
    ...rivalLines(chart, occurrence),
    ...elsewhereLine(chart, occurrence, origins),
    ...originLine(chart, occurrence),
    ...knownLine(chart, document, occurrence, commands),
  ].join('  \n');
}

/** Who else wants the port: what it collides with, and who else publishes it or listens there now. */
function rivalLines(chart: Chart, occurrence: ChartedOccurrence): readonly string[] {
  const own = publishersBy(chart, occurrence);
  if (own.length === 0) return [];
  const rivals = rivalsOf(own);
  const keyOf = ({ project, binding }: Publisher) =>
    `${project.root.folder} ${binding.unit.name} ${mappingKey(binding.mapping)}`;
  const ownKeys = new Set(own.map(keyOf));
  const isOwn = (other: Publisher) => ownKeys.has(keyOf(other));
  const isElsewhere = own.every(({ project }) => project.root.isElsewhere);
  const others =
    occurrence.range && !isElsewhere
      ? chart
          .publishersOf(occurrence.range.from)
          .filter(other => other.binding.protocol === own[0]?.binding.protocol && !isOwn(other))
          .map(({ binding }) => named(chart, binding))
      : [];
  const conflicts = new Set(rivals.map(binding => named(chart, binding)));
  const peaceful = new Set(others.filter(other => !conflicts.has(other)));
  const elsewhere = [
    ...(peaceful.size > 0 ? [t('Also published by {0}', firstOf([...peaceful].sort(), MAX_NAMED))] : []),
    ...(isElsewhere ? [] : holders(chart, occurrence)),
  ];
  return [
    ...(conflicts.size > 0 ? [t('Conflicts with {0}', firstOf(conflicts, MAX_NAMED))] : []),
    ...(elsewhere.length > 0 ? [elsewhere.join(' · ')] : []),
  ];
}

/** The bindings that one start cannot grant beside others. */
function rivalsOf(publishers: readonly Publisher[]): readonly Binding[] {
  const bindings = new Set(publishers.map(({ binding }) => binding));
  const projects = new Set(publishers.map(({ project }) => project));
  const met = [...projects].flatMap(collisionsOf).filter(({ binding }) => bindings.has(binding));
  return [...new Set(met.flatMap(({ rivals }) => rivals))];
}

function named(chart: Chart, { unit, uri, text }: Binding): string {
  return `${codeSpan(unit.name)} (${linkToText(chart, uri, text.block, text.span)})`;
}

/** Who listens on a host port of this machine now: the engine, most likely for this very unit, or somebody else. */
function holders(chart: Chart, { range, protocol }: ChartedOccurrence): readonly string[] {
  if (!range) return [];
  const there = chart.listenersOn(range).filter(other => other.protocol === protocol);
  if (there.length === 0) return [];
  if (there.some(({ isForContainer }) => isForContainer)) return [t('Docker holds it on this machine now')];
  const programs = there.flatMap(({ program }) => (program === undefined ? [] : [codeSpan(program)]));
  return programs.length === 0
    ? [t('In use on this machine now, by another program')]
    : [t('In use on this machine now, by {0}', firstOf(programs, MAX_NAMED))];
}

/** Where else the same port is written, but for the places that its value comes from. */
function elsewhereLine(
  chart: Chart,
  occurrence: ChartedOccurrence,
  origins: readonly string[],
): readonly string[] {
  const linked = linkedOccurrences(chart, occurrence, MAX_SEARCHED).filter(
    other => other.uri !== occurrence.uri || other.span.start !== occurrence.span.start,
  );
  const others = linked.length > 0 || occurrence.role !== 'url' ? linked : occurrencesAt(chart, occurrence);
  const places = others.map(({ uri, span }) => linkTo(chart, uri, span));
  const shown = places.filter(place => !origins.includes(place));
  return shown.length > 0 ? [t('Also in {0}', firstOf(shown, MAX_NAMED))] : [];
}

function originPlaces(chart: Chart, { text }: ChartedOccurrence): readonly string[] {
  return variablesOf(text).flatMap(({ given }) =>
    given?.by === 'file' ? [linkToText(chart, given.uri, given.text.block, given.text.span)] : [],
  );
}

/** Where the value comes from, when variables give it. */
function originLine(chart: Chart, { text, range }: ChartedOccurrence): readonly string[] {
  const number = range ? formatRange(range) : undefined;
  const origins = variablesOf(text).map(variable => {
    const { given } = variable;
    const name = codeSpan(variable.name);
    if (!given) return t('{0} is set by no file here; the shell may set it', name);
    const value = displayValue(given.text.value);
    if (given.by === 'default') return t('{0} is not set, so its default counts', name);
    const place = linkToText(chart, given.uri, given.text.block, given.text.span);
    return value === number
      ? t('{0} comes from {1}', name, place)
      : t('{0} is {1}, from {2}', name, codeSpan(value), place);
  });
  return origins.length > 0 ? [[...new Set(origins)].join(' · ')] : [];
}

/** What the number is known as, and the way to what else is known of it. */
function knownLine(
  chart: Chart,
  document: Document,
  occurrence: ChartedOccurrence,
  commands: readonly string[],
): readonly string[] {
  const port = onlyPort(occurrence.range);
  if (port === undefined) return [];
  const { protocol } = occurrence;
  const argument = encodeURIComponent(JSON.stringify([{ port, protocol }]));
  const line = [
    ...knownAs(chart, document, occurrence, port),
    ...(commands.includes(EXPLAIN_PORT) ? [`[${t('Explain')}](command:${EXPLAIN_PORT}?${argument})`] : []),
  ];
  return line.length > 0 ? [line.join(' · ')] : [];
}

/** The name of what listens, by the first unit that it fits. */
function fittingAmong(units: Iterable<Listening>, port: number, protocol: Protocol): string | undefined {
  for (const { unit } of units) {
    const name = fittingName(port, protocol, unit);
    if (name !== undefined) return name;
  }
  return undefined;
}

/** IANA's assignment is a fact; what else is known of a number is a guess, unless the unit fits it. */
function knownAs(
  chart: Chart,
  document: Document,
  occurrence: ChartedOccurrence,
  port: number,
): readonly string[] {
  const { protocol } = occurrence;
  const { iana, customary } = lookup(port, protocol);
  const fitting = fittingAmong(unitsBehind(chart, document, occurrence, port), port, protocol);
  const assigned = iana.find(
    ({ name, aliases }) => fitting === undefined || [name, ...aliases].includes(fitting),
  );
  if (fitting !== undefined && !assigned) return [t('Known as {0}, by its image or name', fitting)];
  if (assigned) {
    const name = codeSpan(fitting ?? assigned.name);
    return fitting === undefined && isDisputed(port, assigned)
      ? [t('Assigned to {0} by IANA, but commonly used by others', name)]
      : [t('Known as {0} (IANA)', name)];
  }
  const software = [...new Set(customary.map(use => use.software))];
  if (software.length > 1) return [t('Possibly one of {0} programs that use it by default', software.length)];
  return software.map(name => t('Possibly {0}, which uses it by default', name));
}

/** Whether programs use a port by default that are not what it is assigned to. */
function isDisputed(port: number, { name, aliases, protocol }: IanaAssignment): boolean {
  const agreed = shortName(port, protocol);
  return lookup(port, protocol).customary.length > 0 && ![name, ...aliases].some(one => one === agreed);
}

/** What keeps a file named at an offset from being read. */
function problemAt(
  chart: Chart,
  document: Document,
  offset: number,
): { readonly message: string; readonly span: Span } | undefined {
  return chart
    .projectsWith(document.uri)
    .flatMap(project => project.problems)
    .find(({ uri, span }) => uri === document.uri && span.start <= offset && offset <= span.end);
}
