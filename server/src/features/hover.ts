import { t } from '@vscode/l10n';
import type { Chart } from '../chart/chart';
import { groupBy } from '../chart/group-by';
import { editPlace, linkedOccurrences, occurrencesAt } from '../chart/links';
import { networkOf } from '../chart/network';
import type { ChartedOccurrence } from '../chart/occurrence';
import type { Project } from '../chart/project';
import { isPool, type Mapping, mappingKey, type Service } from '../chart/service';
import { type Document, placeSpan } from '../formats/reading';
import { type Block, type SourceText, variablesOf } from '../formats/source-text';
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
import { codeSpan, escapeMarkdown } from './markdown';
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
  if (problem) return { markdown: escapeMarkdown(problem.message), range: toRange(document, problem.span) };
  const url = urlAt(chart, document, offset);
  return url && { markdown: describe(chart, url, settings), range: toRange(document, url.around) };
}

/** What the registry knows of a port, in Markdown, for the command "Explain Port". */
export function explainPort(port: number, protocol: Protocol | undefined, settings: Settings): string {
  return paragraphs([
    `**${t('Port {0}', port)}**`,
    ...registryLines({ from: port, to: port }, protocol, settings),
  ]);
}

function describe(chart: Chart, occurrence: ChartedOccurrence, settings: Settings): string {
  const { range, protocol } = occurrence;
  const port = range ? formatRange(range) : shown(occurrence.text);
  return paragraphs([
    `**${t('Port {0}', `${port}/${protocol}`)}** — ${roleOf(occurrence, port)}`,
    ...originLines(chart, occurrence),
    ...(range
      ? registryLines(range, protocol, settings)
      : [t('Its value is not known: no file that was read sets the variable.')]),
    ...otherEnds(chart, occurrence),
  ]);
}

/** What the occurrence does where it stands. */
function roleOf({ subject }: ChartedOccurrence, port: string): string {
  switch (subject.kind) {
    case 'published': {
      const role = publishedRole(subject.mapping, codeSpan(subject.service.name), port);
      return networkOf(subject.service).kind === 'own'
        ? role
        : t('{0} (not mapped, for the service has no network of its own)', role);
    }
    case 'target': {
      const { mapping } = subject;
      const name = codeSpan(subject.service.name);
      if (!mapping.published)
        return t('container port {0} of {1}, published on a host port that Docker chooses', port, name);
      const published = shown(mapping.published.text);
      return t('container port {0} of {1}, published as host port {2}', port, name, published);
    }
    case 'expose':
      return t('container port {0} of {1}, exposed to its networks', port, codeSpan(subject.service.name));
    case 'exposed': {
      const { name } = subject.stage;
      return name
        ? t('port {0} that the image (stage {1}) exposes', port, codeSpan(name))
        : t('port {0} that the image exposes', port);
    }
    case 'variable':
      return t('the value of {0}', codeSpan(subject.key));
    case 'url': {
      const { scheme = '', host, port: written } = subject.mention;
      const [start, name] = [codeSpan(`${scheme}://`), codeSpan(host)];
      if (written === undefined) return t('the default of {0}, for this URL names no port', start);
      return scheme ? t('port of {0} in a {1} URL', name, start) : t('port of {0}', name);
    }
  }
}

function publishedRole(mapping: Mapping, service: string, port: string): string {
  const target = shown(mapping.target.text);
  const address = mapping.address && shown(mapping.address.text);
  if (!isPool(mapping)) {
    return address === undefined
      ? t('host port {0} of {1}, to container port {2}', port, service, target)
      : t('host port {0} on {1} of {2}, to container port {3}', port, address, service, target);
  }
  return address === undefined
    ? t(
        'host ports {0} of {1}, of which Docker takes a free one, to container port {2}',
        port,
        service,
        target,
      )
    : t(
        'host ports {0} on {1} of {2}, of which Docker takes a free one, to container port {3}',
        port,
        address,
        service,
        target,
      );
}

/** Where the value comes from, when a variable gives it. */
function originLines(chart: Chart, occurrence: ChartedOccurrence): readonly string[] {
  return variablesOf(occurrence.text).flatMap(variable => {
    const { given } = variable;
    const name = codeSpan(variable.name);
    if (!given) return [t('{0} is set by no file here; the shell may set it.', name)];
    const value = codeSpan(displayValue(given.text.value));
    if (given.by === 'default') return [t('{0} is not set, so its default {1} counts.', name, value)];
    const place = link(chart, given.uri, given.text.block, given.text.span);
    return [t('{0} is {1}, from {2}.', name, value, place)];
  });
}

function registryLines(
  range: PortRange,
  protocol: Protocol | undefined,
  settings: Settings,
): readonly string[] {
  const port = range.from;
  const isPrivileged = port > 0 && port < settings.privilegedPortThreshold;
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
    isPrivileged
      ? t('{0}: listening on it needs root or `CAP_NET_BIND_SERVICE` on the host.', className(range))
      : t('{0}, free of privileges.', className(range)),
    iana.length > 0 ? `IANA: ${iana.join('; ')}` : t('IANA: not assigned.'),
    ...(uses.length > 0 ? [t('Customary: {0}', customary)] : []),
    ...(images.length > 0 ? [t('Images: {0}', images.map(image => `\`${image}\``).join(', '))] : []),
    ...(isBlockedByBrowsers(port) ? [t('Browsers refuse to fetch from it.')] : []),
    `[${t('Look it up at IANA')}](${registryLink(port)})`,
  ];
}

/** The class of a port; that of the first one for a range, which may reach into another. */
function className({ from, to }: PortRange): string {
  switch (portClass(from)) {
    case 'system':
      return from === to ? t('System port') : t('System port ({0}, the first)', from);
    case 'user':
      return from === to ? t('User port') : t('User port ({0}, the first)', from);
    case 'dynamic':
      return from === to ? t('Dynamic port') : t('Dynamic port ({0}, the first)', from);
  }
}

/** The first of many, and how many more there are. */
function listed(items: readonly string[]): string {
  const more = items.length - MAX_USES;
  const first = items.slice(0, MAX_USES).join(', ');
  return more > 0 ? t('{0} and {1} more', first, more) : first;
}

/** Where else the same port is written, and who else asks for it. */
function otherEnds(chart: Chart, occurrence: ChartedOccurrence): readonly string[] {
  const linked = linkedOccurrences(chart, occurrence, MAX_SEARCHED).filter(
    other => other.uri !== occurrence.uri || other.span.start !== occurrence.span.start,
  );
  const reached = occurrence.role === 'url' && linked.length === 0 ? occurrencesAt(chart, occurrence) : [];
  const list = (others: readonly ChartedOccurrence[]) =>
    others
      .slice(0, MAX_LISTED)
      .map(other => placeText(chart, other))
      .join(', ');
  const writtenAt =
    linked.length > MAX_LISTED
      ? t('Also written at {0}, and others.', list(linked))
      : t('Also written at {0}.', list(linked));
  const fixed = editPlace(chart, occurrence)
    ? []
    : [t('It cannot be renamed here: its digits stand in no single place.')];
  return [
    ...(linked.length > 0 ? [writtenAt] : []),
    ...(reached.length > 0 ? [t('Leads to {0}.', list(reached))] : []),
    ...claimants(chart, occurrence),
    ...holders(chart, occurrence),
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
    .map(({ claim: { service, uri, text } }) =>
      t('{0} in {1}', codeSpan(service.name), link(chart, uri, text.block, text.span)),
    );
  return others.length === 0
    ? []
    : [t('Also claimed by {0}.', [...new Set(others)].sort().slice(0, MAX_LISTED).join(', '))];
}

/** Who listens on a host port of this machine now: Docker, most likely for this very service, or somebody else. */
function holders(chart: Chart, { subject, range, protocol }: ChartedOccurrence): readonly string[] {
  if (subject.kind !== 'published' || !range) return [];
  const there = chart.listenersOn(range).filter(other => other.protocol === protocol);
  if (there.some(({ isDocker }) => isDocker)) return [t('Docker holds it on this machine now.')];
  const programs = [...new Set(there.flatMap(({ program }) => program ?? []))].slice(0, MAX_LISTED);
  if (there.length === 0) return [];
  return programs.length === 0
    ? [t('In use on this machine now, by another program.')]
    : [t('In use on this machine now, by {0}.', programs.map(codeSpan).join(', '))];
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

/** What an occurrence is, and where. */
function placeText(chart: Chart, { uri, span, subject }: ChartedOccurrence): string {
  const place = linkTo(chart, uri, span);
  switch (subject.kind) {
    case 'published':
      return t('host port of {0} {1}', codeSpan(subject.mapping.author.service), place);
    case 'target':
      return t('container port of {0} {1}', codeSpan(subject.mapping.author.service), place);
    case 'expose':
    case 'exposed':
      return t('exposed port {0}', place);
    case 'url':
      return t('URL {0}', place);
    case 'variable':
      return t('variable {0}', place);
  }
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
  return document ? linkTo(chart, uri, placeSpan(document.reading, block, span)) : nameOf(chart, uri);
}

function linkTo(chart: Chart, uri: string, span: Span): string {
  const document = chart.document(uri);
  if (!document) return nameOf(chart, uri);
  const line = toRange(document, span).start.line + 1;
  return `[${nameOf(chart, uri)}:${line}](${uri}#L${line})`;
}

function nameOf(chart: Chart, uri: string): string {
  return escapeMarkdown(chart.nameOf(uri));
}

/** A port or an address as it is written, within a line of Markdown. */
function shown({ value }: SourceText): string {
  return escapeMarkdown(displayValue(value));
}

function paragraphs(lines: readonly string[]): string {
  return lines.join('\n\n');
}
