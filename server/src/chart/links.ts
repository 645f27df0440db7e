import type { PortPart } from '../formats/port-spec';
import { type Document, placeSpan } from '../formats/reading';
import { editSite } from '../formats/source-text';
import type { Place } from '../formats/text';
import { isLoopbackHost, type UrlMention } from '../formats/urls';
import { ANY_ADDRESS, addressesMeet, type HostAddress, isLoopback, parseAddress } from '../ports/address';
import type { PortRange } from '../ports/port';
import type { Protocol } from '../ports/protocol';
import { defaultPortOfScheme } from '../registry/registry';
import type { Chart, Publisher } from './chart';
import { type Claim, claimsOf } from './collisions';
import { networkOwner } from './network';
import type { ChartedOccurrence, UrlContext } from './occurrence';
import { buildersOf, exposedByBuild, occurrencesIn, projectsAround, servicesIn, urlsIn } from './occurrences';
import type { Project } from './project';
import { isPool, type Mapping, mappingKey, type Service } from './service';
import { servicesNamedBy } from './variable-names';

/** What an occurrence denotes: a port of the host that a mapping publishes, or a port of a container. */
type Endpoint =
  | { readonly side: 'host'; readonly project: Project; readonly claim: Claim }
  | {
      readonly side: 'container';
      readonly project: Project;
      /** The service whose network it is in. */
      readonly service: Service;
      readonly range: PortRange;
      readonly protocol: Protocol;
    };

/** The endpoints that an occurrence denotes; several where projects share a file or a URL could mean either. */
function endpointsOf(chart: Chart, occurrence: ChartedOccurrence): readonly Endpoint[] {
  const { subject, range, protocol } = occurrence;
  switch (subject.kind) {
    case 'published':
      return holdersOf(chart, occurrence, subject.mapping.author.service).flatMap(
        ({ project, service, mapping }) => (mapping ? hostEndpoints(project, [service], mapping) : []),
      );
    case 'target':
      return holdersOf(chart, occurrence, subject.mapping.author.service).flatMap(holder =>
        containerEndpoint(holder.project, holder.service, holder.range, protocol),
      );
    case 'expose':
      return holdersOf(chart, occurrence, subject.expose.author.service).flatMap(holder =>
        containerEndpoint(holder.project, holder.service, holder.range, protocol),
      );
    case 'exposed':
      return buildersOf(chart, occurrence.uri, subject.stage).flatMap(({ project, service }) =>
        containerEndpoint(project, service, range, protocol),
      );
    case 'variable':
      return range ? variableEndpoints(chart, subject.key, subject.services, range) : [];
    case 'url':
      return urlEndpoints(chart, occurrence, subject.mention, subject.at);
  }
}

/** A service that has a port, and the mapping that it is part of, unless `expose:` says it. */
interface Holder {
  readonly project: Project;
  readonly service: Service;
  readonly mapping: Mapping | undefined;
  /** What the port is in this project, whose variables may differ from another's. */
  readonly range: PortRange | null;
}

/**
 * The services whose port stands where an occurrence does: several where projects share a file, or services
 * of another file extend one.
 */
function holdersOf(chart: Chart, { uri, text }: ChartedOccurrence, author: string): readonly Holder[] {
  const isHere = (part: PortPart | undefined) =>
    part?.text.block === text.block &&
    part.text.span.start === text.span.start &&
    part.text.span.end === text.span.end;
  return chart.projectsWith(uri).flatMap(project =>
    servicesIn(project, text.block).flatMap(service => [
      ...[...service.mappings, ...service.replaced].flatMap(mapping => {
        const part = [mapping.published, mapping.target].find(isHere);
        return part && mapping.author.service === author
          ? [{ project, service, mapping, range: part.range }]
          : [];
      }),
      ...service.exposes
        .filter(expose => expose.author.service === author && isHere(expose.port))
        .map(expose => ({ project, service, mapping: undefined, range: expose.port.range })),
    ]),
  );
}

/** Whether an occurrence is one number in every project that reads it. */
export function isOneNumber(chart: Chart, occurrence: ChartedOccurrence): boolean {
  const { role, range } = occurrence;
  if (role === 'url' || role === 'variable' || !range) return true;
  return endpointsOf(chart, occurrence)
    .map(endpoint => (endpoint.side === 'host' ? endpoint.claim.range : endpoint.range))
    .every(other => other?.from === range.from && other.to === range.to);
}

function hostEndpoints(
  project: Project,
  services: readonly Service[],
  mapping: Mapping,
): readonly Endpoint[] {
  return services.flatMap(service =>
    claimsOf(service)
      .filter(claim => claim.mapping === mapping || mappingKey(claim.mapping) === mappingKey(mapping))
      .map((claim): Endpoint => ({ side: 'host', project, claim })),
  );
}

function containerEndpoint(
  project: Project,
  service: Service,
  range: PortRange | null,
  protocol: Protocol,
): readonly Endpoint[] {
  return range
    ? [{ side: 'container', project, service: networkOwner(project, service), range, protocol }]
    : [];
}

/**
 * A named port (`DB_PORT=5432`) is that of the one service that its name speaks of, else the holder's own
 * (`PORT=3000`). That another service happens to have the number says nothing.
 */
function variableEndpoints(
  chart: Chart,
  key: string,
  holders: readonly { readonly project: Project; readonly service: Service }[],
  range: PortRange,
): readonly Endpoint[] {
  return holders.flatMap(({ project, service }) => {
    const protocols = (one: Service) => protocolsOf(chart, project, one, range);
    const has = (one: Service) => protocols(one).length > 0;
    const named = servicesNamedBy(project, service, key, range).filter(has);
    const meant = named.length > 0 ? named[0] : service;
    if (!meant || named.length > 1) return [];
    return protocols(meant).flatMap(protocol => containerEndpoint(project, meant, range, protocol));
  });
}

/** The protocols that a service maps or exposes a container port for, itself or by the Dockerfile that it builds. */
function protocolsOf(
  chart: Chart,
  project: Project,
  service: Service,
  range: PortRange,
): readonly Protocol[] {
  const ports = [
    ...[networkOwner(project, service), service].flatMap(one => [
      ...one.mappings.map(({ target, protocol }) => ({ range: target.range, protocol })),
      ...one.exposes.map(({ port, protocol }) => ({ range: port.range, protocol })),
    ]),
    ...exposedByBuild(chart, service).map(({ port, protocol }) => ({ range: port.range, protocol })),
  ];
  const holds = (other: PortRange | null) =>
    other !== null && other.from <= range.from && range.to <= other.to;
  return [...new Set(ports.filter(port => holds(port.range)).map(({ protocol }) => protocol))];
}

/** Where a URL leads (DESIGN §4, links). */
function urlEndpoints(
  chart: Chart,
  occurrence: ChartedOccurrence,
  mention: UrlMention,
  at: UrlContext,
): readonly Endpoint[] {
  const port =
    occurrence.range?.from ??
    (mention.port === undefined ? defaultPortOfScheme(mention.scheme ?? '') : undefined);
  if (port === undefined) return [];
  const range = { from: port, to: port };
  const named = projectsAround(chart, occurrence.uri).flatMap(project => {
    const service = project.services.get(mention.host);
    return service ? containerEndpoint(project, service, range, 'tcp') : [];
  });
  if (named.length > 0) return named;
  const isHostName = mention.host === 'host.docker.internal';
  if (!isHostName && !isLoopbackHost(mention.host)) return [];
  if (at.side === 'container' && !isHostName) {
    return at.services.flatMap(({ project, service }) => containerEndpoint(project, service, range, 'tcp'));
  }
  const published = publishedAt(chart, occurrence.uri, mention.host, port);
  if (at.side === 'either' && !isHostName) {
    const own = at.services.filter(({ project, service }) =>
      protocolsOf(chart, project, service, range).includes('tcp'),
    );
    const isUnpublished = own.every(
      ({ service }) =>
        !service.mappings.some(({ published, target }) => published && target.range?.from === port),
    );
    if (own.length > 0 && (isUnpublished || published.length === 0)) {
      return own.flatMap(({ project, service }) => containerEndpoint(project, service, range, 'tcp'));
    }
  }
  return published;
}

/** What `localhost` is: no other of 127.0.0.0/8. */
const LOCALHOST: ReadonlySet<string> = new Set(['127.0.0.1', '0:0:0:0:0:0:0:1']);

/** The claims on a host port that a host name of this machine reaches, in the nearest project that has one. */
function publishedAt(chart: Chart, uri: string, host: string, port: number): readonly Endpoint[] {
  const publishers = chart.publishersOf(port).filter(({ claim }) => claim.protocol === 'tcp');
  const reached = publishers.filter(({ claim }) => isReached(host, claim));
  // In Docker Desktop this name reaches what is bound to the loopback address, too.
  const isBehindDesktop = reached.length === 0 && host === 'host.docker.internal';
  const published = isBehindDesktop
    ? publishers.filter(({ claim }) => isReached('localhost', claim))
    : reached;
  const around = projectsAround(chart, uri);
  // The projects of one folder (a base and its overlays) are equally near.
  const nearest = around.find(project => published.some(publisher => publisher.project === project));
  const folders = new Set(published.map(({ project }) => project.root.folder));
  const folder =
    nearest?.root.folder ?? (around.length === 0 && folders.size === 1 ? [...folders][0] : undefined);
  return published
    .filter(({ project }) => project.root.folder === folder)
    .sort((a, b) => (rankOf(a) < rankOf(b) ? -1 : 1))
    .map(({ project, claim }): Endpoint => ({ side: 'host', project, claim }));
}

/** Publishers come in the order in which they were read, which says nothing. */
function rankOf({ project, claim }: Publisher): string {
  return [...project.root.files, claim.service.name, mappingKey(claim.mapping)].join(' ');
}

function isReached(host: string, claim: Claim): boolean {
  const address = claim.address?.address ?? ANY_ADDRESS;
  if (host === 'host.docker.internal') return !isLoopback(address);
  const asked: HostAddress | undefined = parseAddress(host);
  if (asked && asked.kind !== 'any' && !asked.wildcard) return addressesMeet(address, asked);
  return address.kind === 'any' || address.wildcard || LOCALHOST.has(address.value);
}

/** The mappings, exposed ports and variables at the other end of an occurrence: where it leads to. */
export function occurrencesAt(chart: Chart, occurrence: ChartedOccurrence): readonly ChartedOccurrence[] {
  const endpoints = endpointsOf(chart, occurrence);
  const found = endpoints.flatMap(endpoint => {
    const uris = [...endpoint.project.files].filter(uri =>
      chart.projectsWith(uri).includes(endpoint.project),
    );
    return uris.flatMap(uri => {
      const document = chart.document(uri);
      if (!document) return [];
      const range = endpoint.side === 'host' ? endpoint.claim.range : endpoint.range;
      const ports = range ? [range.from] : [];
      return occurrencesIn(chart, document, { ports }).filter(
        other => other.role !== 'url' && isAt(chart, other, endpoint),
      );
    });
  });
  return distinct(found);
}

function isAt(chart: Chart, occurrence: ChartedOccurrence, endpoint: Endpoint): boolean {
  return endpointsOf(chart, occurrence).some(other => {
    if (other.project !== endpoint.project) return false;
    if (other.side === 'host') return endpoint.side === 'host' && other.claim === endpoint.claim;
    if (
      endpoint.side === 'host' ||
      other.service !== endpoint.service ||
      other.protocol !== endpoint.protocol
    )
      return false;
    return other.range.from <= endpoint.range.from && endpoint.range.to <= other.range.to;
  });
}

/**
 * What makes two occurrences move together: keys that they share. A published port is its mapping's alone,
 * so that of two colliding ones either can move; a container port is one for all that name it; and what is
 * written in one place is one.
 */
function bondsOf(chart: Chart, occurrence: ChartedOccurrence): readonly string[] {
  const endpoints = endpointsOf(chart, occurrence);
  const bonds = [...endpoints.flatMap(endpoint => bondOf(endpoint)), ...entryBonds(chart, occurrence)];
  const isAmbiguous = occurrence.role === 'url' && !isSingleHost(endpoints);
  const place = editPlace(chart, occurrence);
  return [
    ...(isAmbiguous ? [] : bonds),
    ...(place ? [`@ ${place.uri} ${place.span.start} ${place.span.end}`] : []),
  ];
}

/** Entries that Compose merges into one stay alike, also where nothing is mapped, as in the host's network. */
function entryBonds(chart: Chart, occurrence: ChartedOccurrence): readonly string[] {
  if (occurrence.subject.kind !== 'published') return [];
  return holdersOf(chart, occurrence, occurrence.subject.mapping.author.service).flatMap(
    ({ project, service, mapping }) => (mapping ? [hostBond(project, service, mapping)] : []),
  );
}

/** A URL moves with a published port only when it can mean no other, and with no pool. */
function isSingleHost(endpoints: readonly Endpoint[]): boolean {
  const hosts = endpoints.filter(endpoint => endpoint.side === 'host');
  if (hosts.some(({ claim }) => isPool(claim.mapping))) return false;
  return new Set(hosts.map(({ claim }) => `${claim.service.name} ${mappingKey(claim.mapping)}`)).size <= 1;
}

function bondOf(endpoint: Endpoint): readonly string[] {
  if (endpoint.side === 'host')
    return [hostBond(endpoint.project, endpoint.claim.service, endpoint.claim.mapping)];
  const { project, service, protocol, range } = endpoint;
  const id = project.root.files.join(' ');
  return portsIn(range).map(port => `container ${id} ${service.name} ${protocol} ${port}`);
}

function hostBond(project: Project, service: Service, mapping: Mapping): string {
  return `host ${project.root.files.join(' ')} ${service.name} ${mappingKey(mapping)}`;
}

/** A range of more ports than this is one with its like alone, not with each port in it. */
const MAX_SPREAD = 256;

/** Every port of a range; of a wide one the ends. */
function portsIn({ from, to }: PortRange): readonly number[] {
  if (to - from >= MAX_SPREAD) return [from, to];
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/** Where the digits of an occurrence are to be changed; undefined where no single place gives them. */
export function editPlace(chart: Chart, occurrence: ChartedOccurrence): Place | undefined {
  if (occurrence.subject.kind === 'url' && occurrence.subject.mention.port === undefined) {
    return { uri: occurrence.uri, span: occurrence.span };
  }
  const site = editSite(occurrence.text, occurrence.uri);
  const document = site && chart.document(site.uri);
  return site && document && { uri: site.uri, span: placeSpan(document.reading, site.block, site.span) };
}

/**
 * All occurrences that denote what the given one does, itself among them: what moves when it moves. With
 * `most`, only so many of the documents beside the project's own that name the port are looked into.
 */
export function linkedOccurrences(
  chart: Chart,
  start: ChartedOccurrence,
  most = Number.POSITIVE_INFINITY,
): readonly ChartedOccurrence[] {
  return linkedToAny(chart, [start], most);
}

/** All occurrences that denote what one of the given ones does, these among them. */
export function linkedToAny(
  chart: Chart,
  starts: readonly ChartedOccurrence[],
  most = Number.POSITIVE_INFINITY,
): readonly ChartedOccurrence[] {
  let ports = portsOf(starts);
  let services = servicesOf(chart, starts);
  for (;;) {
    const linked = linkedAmong(chart, starts, candidatesFor(chart, starts, ports, services, most));
    // A range brings more ports in, a URL or a variable more services, and what is said of them.
    const allPorts = portsOf(linked);
    const allServices = servicesOf(chart, linked);
    if (allPorts.length <= ports.length && allServices.size <= services.size) return distinct(linked);
    ports = allPorts;
    services = allServices;
  }
}

/** The services whose ports occurrences denote. */
function servicesOf(chart: Chart, occurrences: readonly ChartedOccurrence[]): ReadonlySet<Service> {
  return new Set(
    occurrences.flatMap(occurrence => [
      ...('service' in occurrence.subject ? [occurrence.subject.service] : []),
      ...endpointsOf(chart, occurrence).map(endpoint =>
        endpoint.side === 'host' ? endpoint.claim.service : endpoint.service,
      ),
    ]),
  );
}

function linkedAmong(
  chart: Chart,
  starts: readonly ChartedOccurrence[],
  candidates: readonly ChartedOccurrence[],
): readonly ChartedOccurrence[] {
  const byBond = new Map<string, ChartedOccurrence[]>();
  const bonds = new Map(candidates.map(candidate => [candidate, bondsOf(chart, candidate)]));
  for (const [candidate, own] of bonds) {
    for (const bond of own) {
      const list = byBond.get(bond);
      if (list) list.push(candidate);
      else byBond.set(bond, [candidate]);
    }
  }
  const linked = new Set<ChartedOccurrence>(starts);
  const reached = new Set<string>();
  const queue = starts.flatMap(start => bondsOf(chart, start));
  for (let bond = queue.pop(); bond !== undefined; bond = queue.pop()) {
    if (reached.has(bond)) continue;
    reached.add(bond);
    for (const occurrence of byBond.get(bond) ?? []) {
      if (linked.has(occurrence)) continue;
      linked.add(occurrence);
      queue.push(...(bonds.get(occurrence) ?? []));
    }
  }
  return [...linked];
}

/** The occurrences of the projects around, and the URLs elsewhere, that have the same number. */
function candidatesFor(
  chart: Chart,
  starts: readonly ChartedOccurrence[],
  ports: readonly number[],
  services: ReadonlySet<Service>,
  most: number,
): readonly ChartedOccurrence[] {
  const documents = new Map<string, Document>();
  const add = (document: Document | undefined) => document && documents.set(document.uri, document);
  const uris = new Set(starts.flatMap(start => [start.uri, editPlace(chart, start)?.uri ?? start.uri]));
  for (const { uri } of starts) add(chart.document(uri));
  const projects = new Set([...uris].flatMap(uri => projectsAround(chart, uri)));
  for (const start of starts) for (const { project } of endpointsOf(chart, start)) projects.add(project);
  for (const project of projects) {
    for (const uri of project.files) {
      add(chart.document(uri));
      for (const other of chart.projectsWith(uri)) for (const file of other.files) add(chart.document(file));
    }
  }
  const folders = new Set([...projects].map(project => project.root.folder));
  for (const port of ports) {
    for (const folder of folders) {
      for (const document of chart.documentsMentioning(port, folder).slice(0, most)) add(document);
    }
    // Elsewhere, a URL can mean what is published here only when it is in no project and nobody else publishes it.
    const publishers = chart.publishersOf(port);
    if (publishers.length === 0 || publishers.some(({ project }) => !folders.has(project.root.folder)))
      continue;
    for (const document of chart.documentsMentioning(port).slice(0, most)) {
      if (projectsAround(chart, document.uri).length === 0) add(document);
    }
  }
  return [...documents.values()].flatMap(document => [
    ...occurrencesIn(chart, document, { ports, services }),
    ...urlsIn(chart, document, { ports, services }).filter(({ span }) => span.start === span.end),
  ]);
}

function portsOf(occurrences: readonly ChartedOccurrence[]): readonly number[] {
  return [...new Set(occurrences.flatMap(({ range }) => (range ? portsIn(range) : [])))];
}

function distinct(occurrences: readonly ChartedOccurrence[]): readonly ChartedOccurrence[] {
  const seen = new Map<string, ChartedOccurrence>();
  for (const occurrence of occurrences) {
    const key = `${occurrence.uri} ${occurrence.span.start} ${occurrence.span.end} ${occurrence.role}`;
    if (!seen.has(key)) seen.set(key, occurrence);
  }
  return [...seen.values()].sort((a, b) =>
    a.uri < b.uri ? -1 : a.uri > b.uri ? 1 : a.span.start - b.span.start,
  );
}
