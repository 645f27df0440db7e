import { t } from '@vscode/l10n';
import type { Chart, Publisher } from '../chart/chart';
import { bindingsOf } from '../chart/collisions';
import { projectsAround } from '../chart/host-names';
import { unitsBefore } from '../chart/leading';
import { occurrencesAt } from '../chart/links';
import type { ChartedOccurrence, Subject } from '../chart/occurrence';
import { buildersOf } from '../chart/occurrences';
import { formatRange } from '../ports/port';
import { NOWHERE, type Project } from '../systems/project';
import { placeSpan } from '../systems/reading';
import { type Expose, isPool, type Mapping, mappingKey, type Unit } from '../systems/unit';
import { writtenAddress } from '../text/port-spec';
import { type Block, type SourceText, variablesOf } from '../text/source-text';
import type { Span } from '../text/spans';
import { displayValue } from '../text/template';
import { codeSpan, escapeMarkdown } from './markdown';
import { toRange } from './places';

/** What an occurrence does where it stands, in Markdown: `8080/tcp on the host → port 80 of web`. */
export function roleText(chart: Chart, occurrence: ChartedOccurrence): string {
  const { subject, range, protocol, text, name } = occurrence;
  const written = range ? `${formatRange(range)}/${protocol}` : undefined;
  const number =
    name === undefined
      ? `**${written ?? `${shown(text)}/${protocol}`}**`
      : `**${shown(text)}**${written === undefined ? '' : ` (${written})`}`;
  switch (subject.kind) {
    case 'published':
      return publishedText(subject.unit, subject.mapping, number);
    case 'target':
      return targetText(subject.unit, subject.mapping, number);
    case 'expose':
      return exposeText(subject, number);
    case 'reference':
      return referenceText(subject, number);
    case 'entryPoint':
      return entryPointText(subject, number);
    case 'claim':
      return claimText(subject, number);
    case 'exposed': {
      const { name } = subject.stage;
      const builders = buildersOf(chart, occurrence.uri, subject.stage).map(({ unit }) => unit.name);
      const [builder, ...others] = new Set(builders);
      if (builder !== undefined && others.length === 0)
        return t('{0} of {1}, exposed by its image', number, codeSpan(builder));
      return name
        ? t('{0}, exposed by this image (stage {1})', number, codeSpan(name))
        : t('{0}, exposed by this image', number);
    }
    case 'variable':
      return variableText(chart, occurrence, number);
    case 'url':
      return urlText(chart, occurrence, number);
    case 'listen':
      return listenText(occurrence, number);
  }
}

type SubjectOf<Kind extends Subject['kind']> = Extract<Subject, { readonly kind: Kind }>;

/** The most units that a line names. */
const MAX_UNITS = 3;

function unitsText(units: readonly Unit[]): string {
  return firstOf(
    units.map(({ name }) => codeSpan(name)),
    MAX_UNITS,
  );
}

function exposeText({ project, unit, expose }: SubjectOf<'expose'>, number: string): string {
  const name = codeSpan(unit.name);
  const { role } = expose;
  if (!role) return t('{0} of {1}, exposed to its networks', number, name);
  switch (role) {
    case 'containerPort': {
      const before = leadingTo(project, unit, expose);
      return before.length === 0
        ? t('{0} of {1}', number, name)
        : t('{0} of {1}, behind {2}', number, name, unitsText(before));
    }
    case 'servicePort': {
      const { reference } = expose;
      const { units } = reference ? project.leadsTo(reference) : NOWHERE;
      if (!reference || units.length === 0) return t('{0} of {1}', number, name);
      return t('{0} of {1} → port {2} of {3}', number, name, shown(reference.text), unitsText(units));
    }
    case 'listener':
      return t('{0} of {1}, which listens here', number, name);
  }
}

/** The units whose ports lead to one of a unit. */
function leadingTo(project: Project, unit: Unit, { port, name }: Expose): readonly Unit[] {
  return unitsBefore(project, unit).filter(other =>
    other.exposes.some(
      ({ reference }) =>
        reference &&
        (reference.isName
          ? reference.text.value === name?.value.value
          : reference.range !== null && reference.range.from === port.range?.from),
    ),
  );
}

function referenceText({ project, unit, reference }: SubjectOf<'reference'>, number: string): string {
  const { units } = project.leadsTo(reference);
  const [to, from] = [unitsText(units), codeSpan(unit.name)];
  if (reference.role === 'probe') return t('{0} of {1}, checked here', number, to);
  if (reference.role === 'use') return t('{0} of {1}, used here', number, to);
  if (reference.role === 'policy' && units.every(one => one === unit))
    return t('{0}, let through by {1}', number, from);
  if (units.length === 0) return t('{0}, where {1} leads', number, from);
  return reference.role === 'policy'
    ? t('{0} of {1}, let through by {2}', number, to, from)
    : t('{0} of {1}, where {2} leads', number, to, from);
}

function entryPointText({ unit, at }: SubjectOf<'entryPoint'>, number: string): string {
  const name = codeSpan(unit.name);
  const [only, ...others] = at;
  if (!only || others.length > 0) return t('{0}, by which {1} is reached', number, name);
  const proxy = codeSpan(only.unit.name);
  const published = only.unit.mappings.find(
    ({ published: host, target, protocol }) =>
      host && protocol === only.protocol && target.range?.from === only.port.range?.from,
  )?.published;
  return published
    ? t(
        '{0} of {1}, published as {2} on the host, by which {3} is reached',
        number,
        proxy,
        shown(published.text),
        name,
      )
    : t('{0} of {1}, by which {2} is reached', number, proxy, name);
}

function claimText({ unit, claim }: SubjectOf<'claim'>, number: string): string {
  const name = codeSpan(unit.name);
  return claim.role === 'nodePort'
    ? t('{0} on every node, which leads to {1}', number, name)
    : t('{0} on each machine where {1} runs', number, name);
}

function listenText({ subject, unit, role }: ChartedOccurrence, number: string): string {
  const name = subject.kind === 'listen' ? subject.listen.name : undefined;
  if (role === 'forwarded')
    return unit === undefined
      ? t('{0} of this container, forwarded to your machine', number)
      : t('{0} of {1}, forwarded to your machine', number, codeSpan(unit));
  if (unit !== undefined)
    return name === undefined
      ? t('{0} of {1}, which listens here', number, codeSpan(unit))
      : t('{0} of {1}, which listens here for {2}', number, codeSpan(unit), codeSpan(name));
  return name === undefined
    ? t('{0}, listened on here', number)
    : t('{0}, listened on here for {1}', number, codeSpan(name));
}

function publishedText(unit: Unit, mapping: Mapping, number: string): string {
  const name = codeSpan(unit.name);
  if (unit.network.kind !== 'own')
    return t('{0} is not published: {1} has no network of its own', number, name);
  const target = shown(mapping.target.text);
  const text = writtenAddress(mapping.address);
  const address = text && shown(text);
  if (isPool(mapping)) {
    return address === undefined
      ? t('{0} on the host, the first free one → port {1} of {2}', number, target, name)
      : t('{0} on {1}, the first free one → port {2} of {3}', number, address, target, name);
  }
  return address === undefined
    ? t('{0} on the host → port {1} of {2}', number, target, name)
    : t('{0} on {1} → port {2} of {3}', number, address, target, name);
}

function targetText(unit: Unit, { published, address }: Mapping, number: string): string {
  const name = codeSpan(unit.name);
  if (unit.network.kind !== 'own')
    return t('{0} of {1}, not published: it has no network of its own', number, name);
  if (!published) return t('{0} of {1}, published on a free port that Docker chooses', number, name);
  const host = shown(published.text);
  const text = writtenAddress(address);
  return text
    ? t('{0} of {1}, published as {2} on {3}', number, name, host, shown(text))
    : t('{0} of {1}, published as {2} on the host', number, name, host);
}

function variableText(chart: Chart, occurrence: ChartedOccurrence, number: string): string {
  const { subject } = occurrence;
  if (subject.kind !== 'variable') return number;
  const published = publishersBy(chart, occurrence);
  const texts = new Set(published.map(({ binding }) => publishedText(binding.unit, binding.mapping, number)));
  const [given, ...others] = texts;
  if (given !== undefined && others.length === 0) return given;
  switch (occurrence.role) {
    case 'published':
      return t('{0} on the host, by {1}', number, codeSpan(subject.key));
    case 'target':
    case 'exposed':
      return t('{0} of a container, by {1}', number, codeSpan(subject.key));
    case 'listen':
      return t('{0}, listened on by {1}', number, codeSpan(subject.key));
  }
  const [holder, ...more] = new Set(subject.units.map(({ unit }) => unit.name));
  return holder !== undefined && more.length === 0
    ? t('{0}, the value of {1} in {2}', number, codeSpan(subject.key), codeSpan(holder))
    : t('{0}, the value of {1}', number, codeSpan(subject.key));
}

function urlText(chart: Chart, occurrence: ChartedOccurrence, number: string): string {
  const { subject } = occurrence;
  if (subject.kind !== 'url') return number;
  const { host, port, scheme = '' } = subject.mention;
  const name = codeSpan(host);
  const reached = occurrencesAt(chart, occurrence).flatMap(({ subject: there }) =>
    there.kind === 'published' || there.kind === 'target' || there.kind === 'expose' ? [there] : [],
  );
  const units = [...new Set(reached.map(({ unit }) => unit.name))];
  const published = reached.find(there => there.kind === 'published');
  if (units.length > 1) return t('{0} at {1} → one of {2}', number, name, units.map(codeSpan).join(', '));
  if (published?.kind === 'published') {
    const target = shown(published.mapping.target.text);
    return t('{0} at {1} → port {2} of {3}', number, name, target, codeSpan(published.unit.name));
  }
  if (units[0] !== undefined && units[0] !== host)
    return t('{0} at {1} → {2}', number, name, codeSpan(units[0]));
  return port === undefined
    ? t('{0} of {1}, the default of {2}', number, name, codeSpan(`${scheme}://`))
    : t('{0} of {1}', number, name);
}

/**
 * The bindings that an occurrence is: those of its mapping, in each project that reads it; or those that take their
 * host port from a variable of a `.env` file.
 */
export function publishersBy(chart: Chart, occurrence: ChartedOccurrence): readonly Publisher[] {
  const { subject, range, uri } = occurrence;
  if (subject.kind === 'published') {
    const { project: own } = subject;
    const projects = own.root.part === undefined ? chart.projectsWith(uri) : [own];
    return projects.flatMap(project => {
      const unit = project.units.get(subject.unit.name);
      const bindings = unit ? bindingsOf(unit) : [];
      return bindings
        .filter(({ mapping }) => mappingKey(mapping) === mappingKey(subject.mapping))
        .map(binding => ({ project, binding }));
    });
  }
  if (subject.kind !== 'variable' || !range || !chart.document(uri)?.reading.variables) return [];
  const around = projectsAround(chart, uri);
  return chart
    .publishersOf(range.from)
    .filter(({ project }) => around.includes(project))
    .filter(({ binding }) => variablesOf(binding.text).some(({ name }) => name === subject.key));
}

/** A link to the line of a text: `[web.yaml:4](…#L4)`. */
export function linkToText(chart: Chart, uri: string, block: Block, span: Span): string {
  const document = chart.document(uri);
  return document ? linkTo(chart, uri, placeSpan(document.reading, block, span)) : nameOf(chart, uri);
}

/** A link to the line of a span; the name alone where the file is not known. */
export function linkTo(chart: Chart, uri: string, span: Span): string {
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

/** The first of many, each once, and how many more there are: a line is read in passing. */
export function firstOf(items: Iterable<string>, most: number): string {
  const all = [...new Set(items)];
  const first = all.slice(0, most).join(', ');
  return all.length > most ? t('{0} and {1} more', first, all.length - most) : first;
}
