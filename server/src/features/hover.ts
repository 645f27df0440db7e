import type { Chart } from '../chart/chart';
import { groupBy } from '../chart/group-by';
import { editPlace, linkedOccurrences, occurrencesAt } from '../chart/links';
import { networkOf } from '../chart/network';
import type { ChartedOccurrence } from '../chart/occurrence';
import type { Project } from '../chart/project';
import { isPool, type Mapping, mappingKey, type Service } from '../chart/service';
import { type Document, placeSpan } from '../formats/reading';
import { type Block, variablesOf } from '../formats/source-text';
import { displayValue } from '../formats/template';
import type { Position, Range, Span } from '../formats/text';
import { formatRange, type PortRange, portClass } from '../ports/port';
import type { Protocol } from '../ports/protocol';
import {
  assignmentsOf,
  customaryUses,
  imagesOf,
  isBlockedByBrowsers,
  lookup,
  registryLink,
} from '../registry/registry';
import type { Settings } from '../rules/settings';
import { occurrenceAt, toOffset, toRange, urlAt } from './places';

export interface HoverText {
  readonly markdown: string;
  readonly range: Range;
}

/** The most other places that a hover lists. */
const MAX_LISTED = 6;

/** The most documents that a hover looks into for them: it has to be there at once. */
const MAX_SEARCHED = 50;

/** The most customary uses that it names: 8080 has dozens. */
const MAX_USES = 8;

/** What is known of the port at a position, in Markdown; undefined where there is none. */
export function hoverAt(
  chart: Chart,
  document: Document,
  position: Position,
  settings: Settings,
): HoverText | undefined {
  const offset = toOffset(document, position);
  const occurrence = occurrenceAt(chart, document, offset);
  if (occurrence)
    return { markdown: describe(chart, occurrence, settings), range: toRange(document, occurrence.span) };
  // The URL of an `include` is left out before it is a URL.
  const problem = problemAt(chart, document, offset);
  if (problem) return { markdown: problem.message, range: toRange(document, problem.span) };
  const url = urlAt(chart, document, offset);
  return url && { markdown: describe(chart, url, settings), range: toRange(document, url.around) };
}

/** What the registry knows of a port, in Markdown, for the command "Explain Port". */
export function explainPort(port: number, protocol: Protocol | undefined, settings: Settings): string {
  return paragraphs([`**Port ${port}**`, ...registryLines({ from: port, to: port }, protocol, settings)]);
}

function describe(chart: Chart, occurrence: ChartedOccurrence, settings: Settings): string {
  const { range, protocol } = occurrence;
  const title = range
    ? `**Port ${formatRange(range)}/${protocol}**`
    : `**Port ${displayValue(occurrence.text.value)}/${protocol}**`;
  return paragraphs([
    `${title} — ${roleOf(occurrence)}`,
    ...originLines(chart, occurrence),
    ...(range
      ? registryLines(range, protocol, settings)
      : ['Its value is not known: no file that was read sets the variable.']),
    ...otherEnds(chart, occurrence),
  ]);
}

/** What the occurrence does where it stands. */
function roleOf(occurrence: ChartedOccurrence): string {
  const { subject, range } = occurrence;
  const own = range ? formatRange(range) : displayValue(occurrence.text.value);
  switch (subject.kind) {
    case 'published': {
      const { mapping, service } = subject;
      const target = displayValue(mapping.target.text.value);
      const on = mapping.address ? ` on ${displayValue(mapping.address.text.value)}` : '';
      const network =
        networkOf(service).kind === 'own' ? '' : ' (not mapped, for the service has no network of its own)';
      if (isPool(mapping))
        return `host ports ${own}${on} of \`${service.name}\`, of which Docker takes a free one, to container port ${target}${network}`;
      return `host port ${own}${on} of \`${service.name}\`, to container port ${target}${network}`;
    }
    case 'target': {
      const { mapping, service } = subject;
      const from = mapping.published
        ? `published as host port ${displayValue(mapping.published.text.value)}`
        : 'published on a host port that Docker chooses';
      return `container port ${own} of \`${service.name}\`, ${from}`;
    }
    case 'expose':
      return `container port ${own} of \`${subject.service.name}\`, exposed to its networks`;
    case 'exposed':
      return `port ${own} that the image${subject.stage.name ? ` (stage \`${subject.stage.name}\`)` : ''} exposes`;
    case 'variable':
      return `the value of \`${subject.key}\``;
    case 'url': {
      const { mention } = subject;
      if (mention.port === undefined)
        return `the default of \`${mention.scheme}://\`, for this URL names no port`;
      return `port of \`${mention.host}\`${mention.scheme ? ` in a \`${mention.scheme}://\` URL` : ''}`;
    }
  }
}

/** Where the value comes from, when a variable gives it. */
function originLines(chart: Chart, occurrence: ChartedOccurrence): readonly string[] {
  return variablesOf(occurrence.text).flatMap(({ name, given }) => {
    if (!given) return [`\`${name}\` is set by no file here; the shell may set it.`];
    const value = displayValue(given.text.value);
    if (given.by === 'default') return [`\`${name}\` is not set, so its default \`${value}\` counts.`];
    return [
      `\`${name}\` is \`${value}\`, from ${link(chart, given.uri, given.text.block, given.text.span)}.`,
    ];
  });
}

function registryLines(
  range: PortRange,
  protocol: Protocol | undefined,
  settings: Settings,
): readonly string[] {
  const port = range.from;
  const first = range.from === range.to ? '' : ` (${port}, the first)`;
  const kind = portClass(port);
  const isPrivileged = port > 0 && port < settings.privilegedPortThreshold;
  const privileges = isPrivileged
    ? ': listening on it needs root or `CAP_NET_BIND_SERVICE` on the host'
    : ', free of privileges';
  const assigned = protocol ? lookup(port, protocol).iana : assignmentsOf(port);
  const others = protocol ? assignmentsOf(port).filter(one => one.protocol !== protocol) : [];
  const byText = groupBy([...assigned, ...others], ({ name, aliases, description, references }) => {
    const names = [name, ...aliases].map(one => `\`${one}\``).join(', ');
    return `${names} — ${description}${references.length > 0 ? ` (${references.join(', ')})` : ''}`;
  });
  const iana = [...byText].map(([text, alike]) => `${alike.map(one => one.protocol).join(', ')}: ${text}`);
  const uses = customaryUses(port).filter(use => !protocol || use.protocol === protocol);
  const customary = listed([...new Set(uses.map(use => `[${use.software}](${use.documentation})`))]);
  const images = imagesOf(port, protocol).slice(0, MAX_LISTED);
  return [
    `${kind[0]?.toUpperCase()}${kind.slice(1)} port${first}${privileges}.`,
    iana.length > 0 ? `IANA: ${iana.join('; ')}` : 'IANA: not assigned.',
    ...(uses.length > 0 ? [`Customary: ${customary}`] : []),
    ...(images.length > 0 ? [`Images: ${images.map(image => `\`${image}\``).join(', ')}`] : []),
    ...(isBlockedByBrowsers(port) ? ['Browsers refuse to fetch from it.'] : []),
    `[Look it up at IANA](${registryLink(port)})`,
  ];
}

/** The first of many, and how many more there are. */
function listed(items: readonly string[]): string {
  const more = items.length - MAX_USES;
  return `${items.slice(0, MAX_USES).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** Where else the same port is written, and who else asks for it. */
function otherEnds(chart: Chart, occurrence: ChartedOccurrence): readonly string[] {
  const linked = linkedOccurrences(chart, occurrence, MAX_SEARCHED).filter(
    other => other.uri !== occurrence.uri || other.span.start !== occurrence.span.start,
  );
  const shown = linked
    .slice(0, MAX_LISTED)
    .map(other => `${nounOf(other)} ${linkTo(chart, other.uri, other.span)}`);
  const more = linked.length > MAX_LISTED ? ', and others' : '';
  const reached =
    occurrence.role === 'url' && linked.length === 0
      ? occurrencesAt(chart, occurrence).map(
          other => `${nounOf(other)} ${linkTo(chart, other.uri, other.span)}`,
        )
      : [];
  const fixed = editPlace(chart, occurrence)
    ? []
    : ['It cannot be renamed here: its digits stand in no single place.'];
  return [
    ...(shown.length > 0 ? [`Also written at ${shown.join(', ')}${more}.`] : []),
    ...(reached.length > 0 ? [`Leads to ${reached.slice(0, MAX_LISTED).join(', ')}.`] : []),
    ...claimants(chart, occurrence),
    ...(occurrence.range && occurrence.span.start < occurrence.span.end ? fixed : []),
  ];
}

function claimants(chart: Chart, occurrence: ChartedOccurrence): readonly string[] {
  const { subject, range } = occurrence;
  if (subject.kind !== 'published' || !range) return [];
  const others = chart
    .publishersOf(range.from)
    .filter(
      ({ claim, project }) =>
        claim.service !== subject.service &&
        claim.protocol === occurrence.protocol &&
        !isSameEntry(project, claim.service, claim.mapping, subject),
    )
    .map(
      ({ claim }) =>
        `\`${claim.service.name}\` in ${link(chart, claim.uri, claim.text.block, claim.text.span)}`,
    );
  return others.length === 0
    ? []
    : [`Also claimed by ${[...new Set(others)].sort().slice(0, MAX_LISTED).join(', ')}.`];
}

/** Whether an entry of a service is the subject's own, as the project of an overlay has it. */
function isSameEntry(
  project: Project,
  service: Service,
  mapping: Mapping,
  subject: { readonly project: Project; readonly service: Service; readonly mapping: Mapping },
): boolean {
  return (
    project.root.folder === subject.project.root.folder &&
    service.name === subject.service.name &&
    mappingKey(mapping) === mappingKey(subject.mapping)
  );
}

function nounOf(occurrence: ChartedOccurrence): string {
  const { service } = occurrence;
  const of = service ? ` of \`${service}\`` : '';
  return {
    published: `host port${of}`,
    target: `container port${of}`,
    exposed: 'exposed port',
    url: 'URL',
    variable: 'variable',
  }[occurrence.role];
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

function link(chart: Chart, uri: string, block: Block, span: Span): string {
  const document = chart.document(uri);
  return document ? linkTo(chart, uri, placeSpan(document.reading, block, span)) : chart.nameOf(uri);
}

function linkTo(chart: Chart, uri: string, span: Span): string {
  const document = chart.document(uri);
  if (!document) return chart.nameOf(uri);
  const line = toRange(document, span).start.line + 1;
  return `[${chart.nameOf(uri)}:${line}](${uri}#L${line})`;
}

function paragraphs(lines: readonly string[]): string {
  return lines.join('\n\n');
}
