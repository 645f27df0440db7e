import { MAX_PORT, type PortRange, rangeSize } from '../ports/port';
import type { Protocol } from '../ports/protocol';
import { defaultPortOfScheme, imagePorts, isBlockedByBrowsers } from '../registry/registry';
import { networkOwner } from '../systems/compose/network';
import { dockerfileOf, type Project } from '../systems/compose/project';
import type { Region } from '../systems/compose/reading';
import type { Service } from '../systems/compose/service';
import { hostBeside } from '../systems/compose/variable-names';
import {
  builtOn,
  builtWith,
  type DockerfileReading,
  type Exposed,
  type Stage,
  stageAt,
  stageOf,
  variablesExposed,
} from '../systems/dockerfile/reading';
import { type Document, placeSpan } from '../systems/reading';
import { addTo, groupBy } from '../text/group-by';
import { perObject } from '../text/per-object';
import { hostOf, hostsAmong, namesPort, prefixOf } from '../text/port-names';
import { parsePortPart } from '../text/port-spec';
import { type Block, literal, type SourceText, variablesOf } from '../text/source-text';
import type { Span } from '../text/spans';
import { displayValue, interpolate } from '../text/template';
import { isPlainHost, type UrlMention } from '../text/urls';
import type { Chart } from './chart';
import { portsOfNetwork } from './container-ports';
import { isCommonName, servicesAt, servicesCalled } from './host-names';
import { contextOfMount } from './mounts';
import type { ChartedOccurrence, Image, Inside, Subject, UrlContext, VariableSubject } from './occurrence';

/** All occurrences of a document that were found last, and in which projects. */
interface Found {
  projects: readonly Project[];
  occurrences: readonly ChartedOccurrence[];
}

const foundIn = perObject((_document: Document): Found => ({ projects: [], occurrences: [] }));

/** Which occurrences are asked for, so that a question about one port does not chart the whole document. */
export interface Wanted {
  /** Those with one of these ports; none whose number is unknown. */
  readonly ports?: readonly number[];
  /** Those that stand in this block. */
  readonly block?: Block;
  /** Of services that share nothing with others, only those of these. */
  readonly services?: ReadonlySet<Service>;
}

const EVERYTHING: Wanted = {};

/** The occurrences of a document, in the order of its text: all of them, or those that are wanted. */
export function occurrencesIn(
  chart: Chart,
  document: Document,
  wanted: Wanted = EVERYTHING,
): readonly ChartedOccurrence[] {
  // What services leave out depends on how their occurrences are found.
  if (wanted.services) return findOccurrences(chart, document, wanted);
  const projects = chart.projectsWith(document.uri);
  const found = foundIn(document);
  // A project is a new one when any of its files changes; what no project reads may depend on any.
  const isSame = projects.length > 0 && found.projects.length === projects.length;
  if (isSame && found.projects.every((project, index) => project === projects[index])) {
    return wanted === EVERYTHING ? found.occurrences : found.occurrences.filter(one => isWanted(one, wanted));
  }
  const occurrences = findOccurrences(chart, document, wanted);
  if (wanted === EVERYTHING) [found.projects, found.occurrences] = [projects, occurrences];
  return occurrences;
}

function findOccurrences(chart: Chart, document: Document, wanted: Wanted): readonly ChartedOccurrence[] {
  const found = new Map<string, ChartedOccurrence>();
  const add = (occurrence: ChartedOccurrence) => {
    if (!isWanted(occurrence, wanted)) return;
    const { role, service = '', range, span } = occurrence;
    // One place may say several numbers, as a variable of two words does: with any of them it is found.
    const key = `${span.start} ${span.end} ${role} ${service} ${range?.from} ${range?.to}`;
    const earlier = found.get(key);
    found.set(key, earlier ? joined(earlier, occurrence) : occurrence);
  };
  // What services say stands in Compose files alone.
  const projects = document.reading.kind === 'compose' ? chart.projectsWith(document.uri) : [];
  for (const project of projects) {
    const services = wanted.block ? servicesIn(project, wanted.block) : project.services.values();
    for (const service of services) {
      if (wanted.ports && !namesOne(numbersOf(service), wanted.ports)) continue;
      if (wanted.services && !wanted.services.has(service) && isApart(project, service)) continue;
      for (const occurrence of serviceOccurrences(chart, project, service, document, wanted)) add(occurrence);
    }
  }
  for (const occurrence of ownOccurrences(document, wanted)) add(occurrence);
  for (const occurrence of variableOccurrences(chart, document, wanted)) add(occurrence);
  for (const { block, mentions } of mentionsByBlock(document)) {
    if (wanted.block && wanted.block !== block) continue;
    if (wanted.ports && !namesOne(numbersIn(mentions), wanted.ports)) continue;
    for (const mention of mentions) {
      if (mention.port === undefined || !mayName(mention, wanted)) continue;
      if (leadsElsewhere(chart, document, mention, wanted)) continue;
      const occurrence = urlOccurrence(chart, document, block, mention);
      if (occurrence) add(occurrence);
    }
  }
  return [...found.values()].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}

/** One text that several projects read is one occurrence, of the services of them all. */
function joined(a: ChartedOccurrence, b: ChartedOccurrence): ChartedOccurrence {
  if (a.subject.kind !== 'variable' || b.subject.kind !== 'variable') return a;
  return { ...a, subject: { ...a.subject, services: [...a.subject.services, ...b.subject.services] } };
}

function isWanted({ range, text }: ChartedOccurrence, { ports, block }: Wanted): boolean {
  return (block === undefined || text.block === block) && holdsOne(range, ports);
}

/** Whether a range holds one of the ports, if any are named. */
function holdsOne(range: PortRange | null, ports: readonly number[] | undefined): boolean {
  if (!ports) return true;
  return range !== null && ports.some(port => range.from <= port && port <= range.to);
}

/** Whether a URL's port, as written, may be a wanted one. */
function mayName({ port }: UrlMention, { ports }: Wanted): boolean {
  return ports === undefined || port?.startsWith('$') === true || ports.includes(Number(port));
}

/** Whether a URL names services, in digits, that are not among the wanted ones. */
function leadsElsewhere(
  chart: Chart,
  { uri }: Document,
  { host, port }: UrlMention,
  { services }: Wanted,
): boolean {
  const projects = chart.projectsWith(uri);
  if (!services || projects.length === 0 || port?.startsWith('$')) return false;
  if (!projects.every(project => isCommonName(project, host))) return false;
  const named = projects.flatMap(project => servicesAt(project, host).map(service => ({ project, service })));
  return (
    named.length > 0 &&
    named.every(({ project, service }) => !services.has(service) && isApart(project, service))
  );
}

/** The numbers that a service or a list of URLs names, so that those without the wanted one cost nothing. */
interface Numbers {
  readonly ports: ReadonlySet<number>;
  /** Whether there are more than are listed: a wide range, or a variable. */
  readonly isOpen: boolean;
}

/** The ports of URLs, and whether one of them is of a kind that rules look for. */
interface UrlNumbers extends Numbers {
  readonly isOdd: boolean;
}

/** A range of more ports than this is not listed one by one. */
const MAX_LISTED = 64;

const numbersOf = perObject((service: Service): Numbers => {
  const ports = new Set<number>();
  let isOpen = false;
  const add = (range: PortRange | null | undefined) => {
    if (!range) return;
    if (rangeSize(range) > MAX_LISTED) isOpen = true;
    else for (let port = range.from; port <= range.to; port++) ports.add(port);
  };
  for (const { published, target } of [...service.mappings, ...service.replaced]) {
    add(published?.range);
    add(target.range);
  }
  for (const { port } of service.exposes) add(port.range);
  for (const [key, { value }] of service.environment) if (namesPort(key)) add(parsePortPart(value)?.range);
  for (const { value: named } of service.namedPorts) add(parsePortPart(named.value)?.range);
  const numbers = { ports, isOpen };
  return numbers;
});

/** Whether a service's ports stand as digits in its own block, so that no other's change with them. */
function isApart(project: Project, service: Service): boolean {
  const own = service.names[0]?.value.block;
  // A service that another extends, or whose block holds several, shares what it says.
  return hasOwnDigits(service) && own !== undefined && servicesIn(project, own).length === 1;
}

const hasOwnDigits = perObject((service: Service): boolean => {
  const own = service.names[0]?.value.block;
  const isOwn = ({ block, pieces }: SourceText) =>
    block === own && pieces.length === 1 && pieces[0]?.kind === 'literal';
  const isAlone =
    service.names.length === 1 &&
    !service.networkMode &&
    service.replaced.length === 0 &&
    service.mappings.every(
      ({ published, target }) => isOwn(target.text) && (!published || isOwn(published.text)),
    ) &&
    service.exposes.every(({ port }) => isOwn(port.text)) &&
    // `DB_PORT` may speak of another service, and what an argument gives stands in a Dockerfile.
    [...service.environment].every(
      ([key, { value }]) => !namesPort(key) || (isOwn(value) && isOfItself(service, key)),
    ) &&
    service.namedPorts.every(
      ({ value: { name, value, isOwn: isCertain, host, isBuildArgument } }) =>
        isOwn(value) &&
        !isBuildArgument &&
        (isCertain || (host === undefined && prefixOf(name)?.length === 0)),
    );
  return isAlone;
});

/** Whether a variable is a port of its own service for certain: a plain `PORT`, with no host beside it. */
function isOfItself(service: Service, key: string): boolean {
  return prefixOf(key)?.length === 0 && hostBeside(service, key) === undefined;
}

/** The ports that URLs name, by number or by their scheme. */
export const numbersIn = perObject((mentions: readonly UrlMention[]): UrlNumbers => {
  const ports = new Set<number>();
  let isOpen = false;
  for (const { port, scheme } of mentions) {
    if (port?.startsWith('$')) {
      isOpen = true;
      // What its default says; what a file sets it to is that file's to know.
      for (const [digits] of port.matchAll(/\b\d{1,5}\b/g)) ports.add(Number(digits));
      continue;
    }
    const number = port === undefined ? defaultPortOfScheme(scheme ?? '') : Number(port);
    if (number !== undefined) ports.add(number);
  }
  const isOdd = [...ports].some(port => port > MAX_PORT || isBlockedByBrowsers(port));
  const numbers = { ports, isOpen, isOdd };
  return numbers;
});

function namesOne({ ports, isOpen }: Numbers, wanted: readonly number[]): boolean {
  return isOpen || wanted.some(port => ports.has(port));
}

/** The services of a project that say something in a block. */
export function servicesIn(project: Project, block: Block): readonly Service[] {
  return servicesByBlock(project).get(block) ?? [];
}

const servicesByBlock = perObject((project: Project): ReadonlyMap<Block, readonly Service[]> => {
  const byBlock = new Map<Block, Service[]>();
  for (const service of project.services.values()) {
    for (const touched of blocksOf(service)) addTo(byBlock, touched, service);
  }
  return byBlock;
});

const blocksOf = perObject((service: Service): ReadonlySet<Block> => {
  const blocks = new Set<Block>([
    ...service.names.map(name => name.value.block),
    ...[...service.mappings, ...service.replaced].flatMap(({ published, target }) =>
      published ? [published.text.block, target.text.block] : [target.text.block],
    ),
    ...service.exposes.map(expose => expose.port.text.block),
    ...[...service.environment.values()].map(({ value }) => value.block),
    ...service.namedPorts.map(({ value }) => value.value.block),
    ...service.regions.map(region => region.value.block),
  ]);
  return blocks;
});

/** The occurrences of a service that stand in a document: its mappings, `expose:` and named ports. */
function serviceOccurrences(
  chart: Chart,
  project: Project,
  service: Service,
  document: Document,
  { ports }: Wanted,
): readonly ChartedOccurrence[] {
  const occurrences: ChartedOccurrence[] = [];
  for (const mapping of [...service.mappings, ...service.replaced]) {
    if (mapping.author.uri !== document.uri) continue;
    const { published, target, protocol, address } = mapping;
    if (!holdsOne(target.range, ports) && !(published && holdsOne(published.range, ports))) continue;
    const common = {
      service: mapping.author.service,
      ...(address && { address: displayValue(address.text.value) }),
    };
    const subject = (kind: 'published' | 'target'): Subject => ({ kind, project, service, mapping });
    if (published)
      occurrences.push(
        occurrence(
          document,
          'published',
          published.text,
          published.range,
          protocol,
          subject('published'),
          common,
        ),
      );
    occurrences.push(
      occurrence(document, 'target', target.text, target.range, protocol, subject('target'), common),
    );
  }
  for (const expose of service.exposes) {
    if (expose.author.uri !== document.uri || !holdsOne(expose.port.range, ports)) continue;
    const subject: Subject = { kind: 'expose', project, service, expose };
    occurrences.push(
      occurrence(document, 'exposed', expose.port.text, expose.port.range, expose.protocol, subject, {
        service: expose.author.service,
      }),
    );
  }
  for (const [key, { uri, value }] of service.environment) {
    if (uri !== document.uri || !namesPort(key)) continue;
    const services = [{ project, service, host: hostBeside(service, key) }];
    const named = namedPort(document, value, 'tcp', variable(key, { services }));
    if (named) occurrences.push({ ...named, service: service.name });
  }
  for (const { uri, value: given } of service.namedPorts) {
    if (uri !== document.uri) continue;
    const { name, value, protocol, isOwn, host, isBuildArgument } = given;
    const argumentOf = isBuildArgument ? dockerfileOf(service)?.uri : undefined;
    // What a build is given may be anything: a user's number, a version.
    if (isBuildArgument && !namesPort(name) && !givesExposed(chart, argumentOf, name)) continue;
    const services = [{ project, service, host: host?.value }];
    const subject = variable(name, { services, isOwn, argumentOf });
    const named = namedPort(document, value, protocol, subject);
    if (named) occurrences.push({ ...named, service: service.name });
  }
  return occurrences;
}

/** Whether an `EXPOSE` of a Dockerfile takes its port from a variable. */
function givesExposed(chart: Chart, uri: string | undefined, name: string): boolean {
  const reading = uri === undefined ? undefined : chart.document(uri)?.reading;
  return reading?.kind === 'dockerfile' && variablesExposed(reading.stages).has(name);
}

/** The occurrences of a Dockerfile, which needs no project to be read. */
function ownOccurrences(document: Document, { ports }: Wanted): readonly ChartedOccurrence[] {
  const { reading } = document;
  if (reading.kind !== 'dockerfile') return [];
  return reading.stages.flatMap(stage =>
    stage.exposed.flatMap(exposed =>
      holdsOne(exposed.port.range, ports) ? [exposedOccurrence(document, stage, exposed)] : [],
    ),
  );
}

function exposedOccurrence(document: Document, stage: Stage, exposed: Exposed): ChartedOccurrence {
  return occurrence(
    document,
    'exposed',
    exposed.port.text,
    exposed.port.range,
    exposed.protocol,
    { kind: 'exposed', stage, exposed },
    {},
  );
}

/** The entries of a `.env` file that name a port or give one to a mapping, and what a Dockerfile says by a name. */
function variableOccurrences(chart: Chart, document: Document, wanted: Wanted): readonly ChartedOccurrence[] {
  const { reading } = document;
  if (reading.kind === 'dockerfile') return dockerfileVariables(chart, document, reading, wanted);
  if (reading.kind !== 'dotenv') return [];
  const users = chart.projectsWith(document.uri);
  const used = new Set(users.flatMap(project => variablesInPorts(project)));
  const services = servicesWithEnvFile(chart, document.uri);
  const hosts = hostsAmong(reading.entries.map(entry => [entry.key, entry.value.value] as const));
  return reading.entries.flatMap(({ key, value }) => {
    if (!namesPort(key) && !used.has(key)) return [];
    // What is used in a mapping is what the mapping says.
    const holders = used.has(key) ? [] : services;
    const inFile = hostOf(key, hosts);
    // What `environment` says goes before what the file says.
    const speakers = holders.map(holder => ({ ...holder, host: hostBeside(holder.service, key) ?? inFile }));
    return namedPort(document, value, 'tcp', variable(key, { services: speakers })) ?? [];
  });
}

function servicesWithEnvFile(chart: Chart, uri: string): readonly Inside[] {
  return chart
    .projectsWith(uri)
    .flatMap(project => (project.envFileReaders.get(uri) ?? []).map(service => ({ project, service })));
}

/** What `ENV`, `ARG` and the commands of a Dockerfile say of ports. */
function dockerfileVariables(
  chart: Chart,
  document: Document,
  reading: DockerfileReading,
  { ports }: Wanted,
): readonly ChartedOccurrence[] {
  const { uri } = document;
  return reading.namedPorts.flatMap(({ stage, port, range, isArgument }) => {
    if (!holdsOne(range, ports)) return [];
    const imageHost = port.host?.value;
    const services = buildersOf(chart, uri, stage).map(one => ({ ...one, host: imageHost }));
    const images = imagesOf(chart, uri, reading, stage);
    const argumentOf = isArgument ? uri : undefined;
    const subject = variable(port.name, { services, images, imageHost, isOwn: port.isOwn, argumentOf });
    return [occurrence(document, 'variable', port.value, range, port.protocol, subject, {})];
  });
}

const imagesBuiltOn = perObject((stage: Stage, reading: DockerfileReading, uri: string): readonly Image[] =>
  builtOn(reading, stage).map(one => ({ uri, stage: one })),
);

/** The images that a stage, or any, is part of, where no service builds them. */
function imagesOf(
  chart: Chart,
  uri: string,
  reading: DockerfileReading,
  stage: Stage | undefined,
): readonly Image[] {
  if (buildersOf(chart, uri, stage).length > 0) return [];
  if (!stage) return reading.stages.map(one => ({ uri, stage: one }));
  return imagesBuiltOn(stage, reading, uri);
}

/** The images that a stage of a Dockerfile is part of, where no service builds them. */
export function imagesWith(chart: Chart, uri: string, stage: Stage): readonly Image[] {
  const reading = chart.document(uri)?.reading;
  return reading?.kind === 'dockerfile' ? imagesOf(chart, uri, reading, stage) : [];
}

/** The variables that a project's mappings and exposed ports take their numbers from. */
const variablesInPorts = perObject((project: Project): readonly string[] => {
  const names = new Set<string>();
  for (const service of project.services.values()) {
    // What a later file replaces is still the port that it was written as.
    for (const { published, target } of [...service.mappings, ...service.replaced]) {
      for (const text of [published?.text, target.text]) {
        for (const use of text ? variablesOf(text) : []) names.add(use.name);
      }
    }
    for (const { port } of service.exposes) for (const use of variablesOf(port.text)) names.add(use.name);
  }
  const used = [...names];
  return used;
});

function variable(key: string, more: Partial<Omit<VariableSubject, 'kind' | 'key'>>): VariableSubject {
  return {
    kind: 'variable',
    key,
    services: [],
    images: [],
    imageHost: undefined,
    isOwn: false,
    argumentOf: undefined,
    ...more,
  };
}

function namedPort(
  document: Document,
  value: SourceText,
  protocol: Protocol,
  subject: VariableSubject,
): ChartedOccurrence | undefined {
  const part = value.value === '' ? undefined : parsePortPart(value);
  return part?.range ? occurrence(document, 'variable', value, part.range, protocol, subject, {}) : undefined;
}

/** The URLs of the blocks in which one has a port beyond the last, or one that browsers refuse. */
export function oddMentionsByBlock(document: Document): ReturnType<typeof mentionsByBlock> {
  return mentionsByBlock(document).filter(({ mentions }) => mentions.length > 0 && numbersIn(mentions).isOdd);
}

/** Every URL and `host:port` of a document, by the block that it stands in. */
export function mentionsByBlock({ reading }: Document): readonly {
  readonly block: Block;
  readonly mentions: readonly UrlMention[];
}[] {
  return reading.kind === 'compose' ? reading.urls : [{ block: reading.block, mentions: reading.urls }];
}

/**
 * A URL as an occurrence; its span is empty where it relies on its scheme's default. Undefined where a bare
 * `host:port` names no host that we know.
 */
export function urlOccurrence(
  chart: Chart,
  document: Document,
  block: Block,
  mention: UrlMention,
): ChartedOccurrence | undefined {
  const place = placeSpan(document.reading, block, mention.span);
  const context = contextOf(chart, document, block, mention);
  if (context === 'not a URL') return undefined;
  const [text] = portTexts(chart, document, block, mention);
  const part = text && parsePortPart(text);
  if (mention.scheme === undefined) {
    if (!part) return undefined;
    if (
      !isPlainHost(mention.host) &&
      !mention.host.includes('.') &&
      !isServicePort(chart, document.uri, mention.host, context, part.range)
    )
      return undefined;
  }
  const subject: Subject = { kind: 'url', mention, at: context };
  const span = placeSpan(document.reading, block, text?.span ?? mention.portSpan);
  const empty = literal(block, '', mention.portSpan.start);
  return {
    uri: document.uri,
    span: span.end < span.start ? place : span,
    role: 'url',
    range: part?.range ?? null,
    protocol: 'tcp',
    subject,
    text: text ?? empty,
    ...(context.side !== 'host' &&
      context.services.length === 1 &&
      context.services[0] && { service: context.services[0].service.name }),
  };
}

/** The port of a URL as each of the projects that read the document has it. */
function portTexts(
  chart: Chart,
  document: Document,
  block: Block,
  { port, portSpan }: UrlMention,
): readonly SourceText[] {
  if (port === undefined) return [];
  const written = literal(block, port, portSpan.start);
  if (!port.startsWith('$')) return [written];
  const projects = chart.projectsWith(document.uri);
  if (projects.length === 0) return [interpolate(written, () => undefined)];
  return projects.map(({ environment }) => interpolate(written, environment.lookup));
}

/** What the port of a URL says in each of the projects that read its document. */
export function valuesOfUrl(
  chart: Chart,
  document: Document,
  { subject, text }: ChartedOccurrence,
): readonly SourceText[] {
  return subject.kind === 'url' ? portTexts(chart, document, text.block, subject.mention) : [];
}

/** A URL with the port that it means; its digits' span is empty where the scheme's default is meant. */
export interface MentionedUrl extends ChartedOccurrence {
  /** From the scheme to the end of the authority. */
  readonly around: Span;
}

/** The URLs of a document: all of them, or those that are wanted. */
export function urlsIn(
  chart: Chart,
  document: Document,
  wanted: Wanted = EVERYTHING,
): readonly MentionedUrl[] {
  const found: MentionedUrl[] = [];
  for (const { block, mentions } of mentionsByBlock(document)) {
    if (wanted.block && wanted.block !== block) continue;
    if (wanted.ports && !namesOne(numbersIn(mentions), wanted.ports)) continue;
    for (const mention of mentions) {
      const implied = mention.port === undefined ? defaultPortOfScheme(mention.scheme ?? '') : undefined;
      const isNamed =
        implied === undefined
          ? mention.port !== undefined && mayName(mention, wanted)
          : holdsOne({ from: implied, to: implied }, wanted.ports);
      if (!isNamed || leadsElsewhere(chart, document, mention, wanted)) continue;
      const occurrence = urlOccurrence(chart, document, block, mention);
      if (!occurrence) continue;
      const around = placeSpan(document.reading, block, mention.span);
      const range = implied === undefined ? occurrence.range : { from: implied, to: implied };
      found.push({ ...occurrence, around, range });
    }
  }
  return found;
}

/** Where a URL stands: in a part of a service that runs inside the container, or beside it. */
function contextOf(
  chart: Chart,
  document: Document,
  block: Block,
  mention: UrlMention,
): UrlContext | 'not a URL' {
  const { reading } = document;
  const { span } = mention;
  if (reading.kind === 'dockerfile') {
    const isInside = reading.containerSpans.some(outer => outer.start <= span.start && span.end <= outer.end);
    if (!isInside) return { side: 'host' };
    const stage = stageAt(reading, span.start);
    const services = buildersOf(chart, document.uri, stage);
    return { side: 'container', services, images: imagesOf(chart, document.uri, reading, stage) };
  }
  if (reading.kind === 'dotenv') {
    const services = servicesWithEnvFile(chart, document.uri);
    return services.length > 0 ? { side: 'either', services } : { side: 'host' };
  }
  if (reading.kind === 'text') return contextOfMount(chart, document.uri);
  if (reading.kind !== 'compose') return { side: 'host' };
  const around = regionsAround(chart, document.uri, block, span);
  if (!isSome(around)) return { side: 'host' };
  const { kind } = around[0].region;
  if (kind === 'ports') return 'not a URL';
  // `registry.local:5000/app` names a registry's port, `redis:7` a tag.
  if (kind === 'image')
    return isPlainHost(mention.host) || mention.host.includes('.') ? { side: 'host' } : 'not a URL';
  const [{ services }, ...others] = around;
  return {
    side: kind === 'container' ? 'container' : 'either',
    services: others.length === 0 ? services : around.flatMap(one => one.services),
  };
}

function isSome<Item>(items: readonly Item[]): items is readonly [Item, ...Item[]] {
  return items.length > 0;
}

/** A part of a block, with the services that have it: an alias gives it to any number. */
interface SharedRegion {
  readonly region: Region;
  readonly services: readonly Inside[];
}

/** The parts of services that a span stands in, of the first project that reads the document. */
function regionsAround(chart: Chart, uri: string, block: Block, span: Span): readonly SharedRegion[] {
  const [project] = chart.projectsWith(uri);
  const regions = project ? (regionsByBlock(project)(block) ?? []) : [];
  return regions.filter(({ region }) => region.span.start <= span.start && span.end <= region.span.end);
}

const regionsByBlock = perObject((project: Project) =>
  perObject((block: Block): readonly SharedRegion[] => {
    const parts = servicesIn(project, block).flatMap(service =>
      service.regions
        .filter(({ value }) => value.block === block)
        .map(({ value: region }) => ({ region, project, service })),
    );
    const alike = groupBy(parts, ({ region: { kind, span } }) => `${kind} ${span.start} ${span.end}`);
    return [...alike.values()].flatMap(([first, ...others]) =>
      first
        ? [
            {
              region: first.region,
              services: [first, ...others].map(one => ({ project, service: one.service })),
            },
          ]
        : [],
    );
  }),
);

/** The services that build a Dockerfile; with a stage, those whose image has that stage in it. */
export function buildersOf(
  chart: Chart,
  uri: string,
  stage?: Stage,
): readonly { readonly project: Project; readonly service: Service }[] {
  return chart
    .projectsWith(uri)
    .flatMap(project =>
      (project.builders.get(uri) ?? [])
        .filter(service => stage === undefined || stagesOf(chart, service).includes(stage))
        .map(service => ({ project, service })),
    );
}

/** The stages of its Dockerfile that a service's image is made of: `build.target`, or the last one, and its bases. */
function stagesOf(chart: Chart, service: Service): readonly Stage[] {
  const dockerfile = dockerfileOf(service);
  const reading = dockerfile && chart.document(dockerfile.uri)?.reading;
  if (reading?.kind !== 'dockerfile') return [];
  const stage = stageOf(reading, service.build?.value.target?.value);
  return stage ? builtWith(reading, stage) : [];
}

/** Whether `name:number` is a service and a port, not an image and its tag. */
function isServicePort(
  chart: Chart,
  uri: string,
  host: string,
  at: UrlContext,
  range: PortRange | null,
): boolean {
  const [called] = servicesCalled(chart, uri, host, at);
  if (!called) return false;
  return (
    range === null ||
    range.from >= 1024 ||
    containerPorts(chart, called.project, called.service).some(
      port => port.range.from <= range.from && range.from <= port.range.to,
    )
  );
}

/** The container ports that a service is known to have: mapped, exposed, or its image's usual ones. */
export function containerPorts(
  chart: Chart,
  project: Project,
  service: Service,
): readonly { readonly range: PortRange; readonly protocol: Protocol }[] {
  const images = new Set([networkOwner(project, service), service]);
  const ofImages = [...images].flatMap(({ image }) => (image ? imagePorts(image.value.value) : []));
  return [
    ...portsOfNetwork(project, service),
    ...ofImages.map(({ port, protocol }) => ({ range: { from: port, to: port }, protocol })),
    ...exposedByBuild(chart, service).map(({ port, protocol }) => ({ range: port.range, protocol })),
  ].flatMap(({ range, protocol }) => (range ? [{ range, protocol }] : []));
}

/** What the stage exposes that a service builds. */
export function exposedByBuild(chart: Chart, service: Service): readonly Exposed[] {
  return stagesOf(chart, service).flatMap(({ exposed }) => exposed);
}

/** Whether a URL's port is no port at all. */
export function isOutOfRange(mention: UrlMention): mention is UrlMention & { readonly port: string } {
  return (
    mention.scheme !== undefined &&
    mention.port !== undefined &&
    /^\d+$/.test(mention.port) &&
    Number(mention.port) > MAX_PORT
  );
}

function occurrence(
  document: Document,
  role: ChartedOccurrence['role'],
  text: SourceText,
  range: PortRange | null,
  protocol: Protocol,
  subject: Subject,
  more: { readonly address?: string; readonly service?: string },
): ChartedOccurrence {
  return {
    uri: document.uri,
    span: placeSpan(document.reading, text.block, text.span),
    role,
    range,
    protocol,
    subject,
    text,
    ...more,
  };
}
