import { type Document, placeSpan } from '../formats/reading';
import { editSite } from '../formats/source-text';
import type { Place } from '../formats/text';
import { isLoopbackHost, type UrlMention } from '../formats/urls';
import { ANY_ADDRESS, addressesMeet, type HostAddress, isLoopback, parseAddress } from '../ports/address';
import type { PortRange } from '../ports/port';
import type { Protocol } from '../ports/protocol';
import { defaultPortOfScheme } from '../registry/registry';
import type { Chart } from './chart';
import { type Claim, claimsOf } from './collisions';
import { networkOwner } from './network';
import type { ChartedOccurrence, UrlContext } from './occurrence';
import { buildersOf, occurrencesIn, projectsAround, urlsIn } from './occurrences';
import { dockerfileOf, type Project } from './project';
import { isPool, type Mapping, mappingKey, type Service } from './service';

/** What an occurrence denotes: a port of the host that a mapping publishes, or a port of a container. */
export type Endpoint =
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
export function endpointsOf(chart: Chart, occurrence: ChartedOccurrence): readonly Endpoint[] {
  const { subject, range, protocol } = occurrence;
  switch (subject.kind) {
    case 'published': {
      const { project, service, mapping } = subject;
      return hostEndpoints(project, [service], mapping);
    }
    case 'target':
    case 'expose':
      return containerEndpoint(subject.project, subject.service, range, protocol);
    case 'exposed':
      return buildersOf(chart, occurrence.uri).flatMap(({ project, service }) =>
        containerEndpoint(project, service, range, protocol),
      );
    case 'variable':
      return range ? variableEndpoints(chart, subject.service, range) : [];
    case 'url':
      return urlEndpoints(chart, occurrence, subject.mention, subject.at);
  }
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

/** A named port (`PORT=3000`) is its own service's container port, else that of the one service that has it. */
function variableEndpoints(
  chart: Chart,
  holder: { readonly project: Project; readonly service: Service } | undefined,
  range: PortRange,
): readonly Endpoint[] {
  if (!holder) return [];
  const { project, service } = holder;
  if (hasContainerPort(chart, project, service, range))
    return containerEndpoint(project, service, range, 'tcp');
  const others = [...project.services.values()].filter(other =>
    hasContainerPort(chart, project, other, range),
  );
  return others.length === 1 && others[0] ? containerEndpoint(project, others[0], range, 'tcp') : [];
}

/** Whether a service maps or exposes a container port, itself or by the Dockerfile that it builds. */
function hasContainerPort(chart: Chart, project: Project, service: Service, range: PortRange): boolean {
  const holds = (other: PortRange | null) =>
    other !== null && other.from <= range.from && range.to <= other.to;
  const owner = networkOwner(project, service);
  if (
    [owner, service].some(
      one =>
        one.mappings.some(({ target }) => holds(target.range)) ||
        one.exposes.some(({ port }) => holds(port.range)),
    )
  ) {
    return true;
  }
  const dockerfile = dockerfileOf(service);
  const reading = dockerfile && chart.document(dockerfile.uri)?.reading;
  return (
    reading?.kind === 'dockerfile' &&
    reading.stages.some(stage => stage.exposed.some(({ port }) => holds(port.range)))
  );
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
      hasContainerPort(chart, project, service, range),
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

/** The claims on a host port that a host name of this machine reaches, in the nearest project that has one. */
function publishedAt(chart: Chart, uri: string, host: string, port: number): readonly Endpoint[] {
  const published = chart
    .publishersOf(port)
    .filter(({ claim }) => claim.protocol === 'tcp' && isReached(host, claim));
  const around = projectsAround(chart, uri);
  // The projects of one folder (a base and its overlays) are equally near.
  const nearest = around.find(project => published.some(publisher => publisher.project === project));
  const folders = new Set(published.map(({ project }) => project.root.folder));
  const folder =
    nearest?.root.folder ?? (around.length === 0 && folders.size === 1 ? [...folders][0] : undefined);
  return published
    .filter(({ project }) => project.root.folder === folder)
    .map(({ project, claim }): Endpoint => ({ side: 'host', project, claim }));
}

function isReached(host: string, claim: Claim): boolean {
  const address = claim.address?.address ?? ANY_ADDRESS;
  if (host === 'host.docker.internal') return !isLoopback(address);
  const asked: HostAddress | undefined = parseAddress(host);
  if (asked && asked.kind !== 'any' && !asked.wildcard) return addressesMeet(address, asked);
  return address.kind === 'any' || address.wildcard || isLoopback(address);
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
export function bondsOf(chart: Chart, occurrence: ChartedOccurrence): readonly string[] {
  const bonds = endpointsOf(chart, occurrence).flatMap(endpoint => bondOf(endpoint));
  const isAmbiguous = occurrence.role === 'url' && !isSingleHost(endpointsOf(chart, occurrence), occurrence);
  const place = editPlace(chart, occurrence);
  return [
    ...(isAmbiguous ? [] : bonds),
    ...(place ? [`@ ${place.uri} ${place.span.start} ${place.span.end}`] : []),
  ];
}

/** A URL moves with a published port only when it can mean no other, and with no pool. */
function isSingleHost(endpoints: readonly Endpoint[], occurrence: ChartedOccurrence): boolean {
  const hosts = endpoints.filter(endpoint => endpoint.side === 'host');
  if (hosts.some(({ claim }) => isPool(claim.mapping))) return false;
  const port = occurrence.range?.from;
  if (
    hosts.some(
      ({ claim }) =>
        claim.range && port !== undefined && (claim.range.from !== port || claim.range.to !== port),
    )
  )
    return false;
  return new Set(hosts.map(({ claim }) => `${claim.service.name} ${mappingKey(claim.mapping)}`)).size <= 1;
}

function bondOf(endpoint: Endpoint): readonly string[] {
  const id = endpoint.project.root.files.join(' ');
  if (endpoint.side === 'host')
    return [`host ${id} ${endpoint.claim.service.name} ${mappingKey(endpoint.claim.mapping)}`];
  const { from, to } = endpoint.range;
  return [`container ${id} ${endpoint.service.name} ${endpoint.protocol} ${from}-${to}`];
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

/** All occurrences that denote what the given one does, itself among them: what moves when it moves. */
export function linkedOccurrences(chart: Chart, start: ChartedOccurrence): readonly ChartedOccurrence[] {
  const candidates = candidatesFor(chart, start);
  const byBond = new Map<string, ChartedOccurrence[]>();
  for (const candidate of candidates) {
    for (const bond of bondsOf(chart, candidate)) {
      const list = byBond.get(bond);
      if (list) list.push(candidate);
      else byBond.set(bond, [candidate]);
    }
  }
  const linked = new Set<ChartedOccurrence>([start]);
  const reached = new Set<string>();
  const queue = [...bondsOf(chart, start)];
  for (let bond = queue.pop(); bond !== undefined; bond = queue.pop()) {
    if (reached.has(bond)) continue;
    reached.add(bond);
    for (const occurrence of byBond.get(bond) ?? []) {
      if (linked.has(occurrence)) continue;
      linked.add(occurrence);
      queue.push(...bondsOf(chart, occurrence));
    }
  }
  return distinct([...linked]);
}

/** The occurrences of the projects around, and the URLs elsewhere, that have the same number. */
function candidatesFor(chart: Chart, start: ChartedOccurrence): readonly ChartedOccurrence[] {
  const ports = portsOf(start);
  const documents = new Map<string, Document>();
  const add = (document: Document | undefined) => document && documents.set(document.uri, document);
  add(chart.document(start.uri));
  const place = editPlace(chart, start);
  const uris = new Set([start.uri, ...(place ? [place.uri] : [])]);
  const projects = new Set([...uris].flatMap(uri => projectsAround(chart, uri)));
  for (const endpoint of endpointsOf(chart, start)) projects.add(endpoint.project);
  for (const project of projects) {
    for (const uri of project.files) {
      add(chart.document(uri));
      for (const other of chart.projectsWith(uri)) for (const file of other.files) add(chart.document(file));
    }
  }
  for (const port of ports) for (const document of chart.documentsMentioning(port)) add(document);
  return [...documents.values()].flatMap(document => [
    ...occurrencesIn(chart, document, { ports }),
    ...urlsIn(chart, document, { ports }).filter(({ span }) => span.start === span.end),
  ]);
}

function portsOf(occurrence: ChartedOccurrence): readonly number[] {
  const { range } = occurrence;
  return range ? [range.from, ...(range.to === range.from ? [] : [range.to])] : [];
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
