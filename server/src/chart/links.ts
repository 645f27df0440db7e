import { ANY_ADDRESS, addressesMeet, type HostAddress, isLoopback, parseAddress } from '../ports/address';
import { formatRange, type PortRange } from '../ports/port';
import type { Protocol } from '../ports/protocol';
import { HOST_OF_CONTAINER } from '../registry/host-of-container';
import { defaultPortOfScheme } from '../registry/registry';
import type { Project } from '../systems/project';
import { type Document, placeSpan } from '../systems/reading';
import { exposedBy } from '../systems/recipe';
import { isPool, type Mapping, mappingKey, type Unit } from '../systems/unit';
import { addTo } from '../text/group-by';
import { perObject } from '../text/per-object';
import { type PortPart, parsePortPart } from '../text/port-spec';
import { type Block, editSite, type SourceText, variablesOf } from '../text/source-text';
import type { Place } from '../text/spans';
import { isLoopbackHost, type UrlMention } from '../text/urls';
import type { Chart, Publisher } from './chart';
import { type Binding, bindingsOf } from './collisions';
import { portsOfNetwork } from './container-ports';
import { projectsAround, unitsAt, unitsCalled } from './host-names';
import { mountsOf } from './mounts';
import { networkOwner } from './networks';
import type { ChartedOccurrence, Image, UrlContext, VariableSubject } from './occurrence';
import {
  buildersOf,
  exposedByBuild,
  imagesWith,
  occurrencesIn,
  unitsIn,
  urlsIn,
  valuesOfUrl,
} from './occurrences';
import { hostNamed, speaksOfItself, unitsNamedBy } from './variable-names';

/** What an occurrence denotes: a port of the host that a mapping publishes, or a port of a container. */
type Endpoint =
  | { readonly side: 'host'; readonly project: Project; readonly binding: Binding }
  | {
      readonly side: 'container';
      readonly project: Project;
      /** The unit whose network it is in. */
      readonly unit: Unit;
      readonly range: PortRange;
      readonly protocol: Protocol;
    }
  | {
      readonly side: 'image';
      /** Of a recipe that no unit is made of. */
      readonly image: Image;
      readonly range: PortRange;
      readonly protocol: Protocol;
    }
  | {
      readonly side: 'program';
      /** The file by which a program listens somewhere that nobody knows. */
      readonly uri: string;
      readonly range: PortRange;
      readonly protocol: Protocol;
    };

/** The endpoints that an occurrence denotes; several where projects share a file or a URL could mean either. */
function endpointsOf(chart: Chart, occurrence: ChartedOccurrence): readonly Endpoint[] {
  const { subject, range, protocol } = occurrence;
  switch (subject.kind) {
    case 'published':
      return sayingTheSame(chart, occurrence, subject.mapping.author.unit).flatMap(
        ({ project, unit, mapping }) => (mapping ? hostEndpoints(project, [unit], mapping) : []),
      );
    case 'target':
      return sayingTheSame(chart, occurrence, subject.mapping.author.unit).flatMap(holder =>
        containerEndpoint(holder.project, holder.unit, holder.range, protocol),
      );
    case 'expose':
      return sayingTheSame(chart, occurrence, subject.expose.author.unit).flatMap(holder =>
        containerEndpoint(holder.project, holder.unit, holder.range, protocol),
      );
    case 'exposed':
      return [
        ...buildersOf(chart, occurrence.uri, subject.stage).flatMap(({ project, unit }) =>
          containerEndpoint(project, unit, range, protocol),
        ),
        ...imagesWith(chart, occurrence.uri, subject.stage).flatMap(image =>
          imageEndpoint(image, range, protocol),
        ),
      ];
    case 'variable':
      return range ? variableEndpoints(chart, occurrence, subject, range) : [];
    case 'url':
      return urlEndpoints(chart, occurrence, subject.mention, subject.at);
    case 'listen':
      return range ? listenEndpoints(occurrence.uri, subject.at, range, protocol) : [];
  }
}

/** Where a program listens: in the units that have its file, or where nobody knows. */
function listenEndpoints(
  uri: string,
  at: UrlContext,
  range: PortRange,
  protocol: Protocol,
): readonly Endpoint[] {
  if (at.side === 'host' || at.units.length === 0) return [{ side: 'program', uri, range, protocol }];
  return at.units.flatMap(({ project, unit }) => containerEndpoint(project, unit, range, protocol));
}

/** A unit that has a port, and the mapping that it is part of, unless `expose:` says it. */
interface Holder {
  readonly project: Project;
  readonly unit: Unit;
  readonly mapping: Mapping | undefined;
  /** What the port is in this project, whose variables may differ from another's. */
  readonly range: PortRange | null;
}

/**
 * The units whose port stands where an occurrence does: several where projects share a file, or units
 * of another file extend one.
 */
function holdersOf(chart: Chart, { uri, text }: ChartedOccurrence, author: string): readonly Holder[] {
  return chart
    .projectsWith(uri)
    .flatMap(project =>
      writersOf(unitsIn(project, text.block), author).flatMap(unit =>
        (partsOf(unit).get(text.block)?.get(text.span.start) ?? [])
          .filter(part => part.author === author && part.end === text.span.end)
          .map(({ mapping, range }) => ({ project, unit, mapping, range })),
      ),
    );
}

/** Those of units that share a block which have a port of an author: there may be thousands of others. */
function writersOf(units: readonly Unit[], author: string): readonly Unit[] {
  return units.length < 2 ? units : (byAuthor(units).get(author) ?? []);
}

const byAuthor = perObject((units: readonly Unit[]): ReadonlyMap<string, readonly Unit[]> => {
  const made = new Map<string, Unit[]>();
  for (const unit of units) {
    const ports = [...unit.mappings, ...unit.replaced, ...unit.exposes];
    for (const name of new Set(ports.map(port => port.author.unit))) addTo(made, name, unit);
  }
  return made;
});

/** A port of a unit where it is written: that of a mapping, or without one of `expose:`. */
interface PlacedPart {
  readonly end: number;
  readonly author: string;
  readonly mapping: Mapping | undefined;
  readonly range: PortRange | null;
}

type PartsByPlace = ReadonlyMap<Block, ReadonlyMap<number, readonly PlacedPart[]>>;

/** The ports of a unit by the block and the offset where they begin: it may have thousands. */
const partsOf = perObject((unit: Unit): PartsByPlace => {
  const parts = new Map<Block, Map<number, PlacedPart[]>>();
  const add = ({ text, range }: PortPart, author: string, mapping: Mapping | undefined) => {
    const byStart = parts.get(text.block) ?? new Map<number, PlacedPart[]>();
    const here = byStart.get(text.span.start) ?? [];
    // Both ports of a mapping can stand in one place: then it is the published one.
    if (mapping && here.some(other => other.mapping === mapping && other.end === text.span.end)) return;
    here.push({ end: text.span.end, author, mapping, range });
    parts.set(text.block, byStart.set(text.span.start, here));
  };
  for (const mapping of [...unit.mappings, ...unit.replaced]) {
    if (mapping.published) add(mapping.published, mapping.author.unit, mapping);
    add(mapping.target, mapping.author.unit, mapping);
  }
  for (const { port, author } of unit.exposes) add(port, author.unit, undefined);
  return parts;
});

/** Those that have the very number there: where projects give a variable different values, not the others. */
function sayingTheSame(chart: Chart, occurrence: ChartedOccurrence, author: string): readonly Holder[] {
  const { range } = occurrence;
  return holdersOf(chart, occurrence, author).filter(({ range: other }) =>
    range ? other?.from === range.from && other.to === range.to : !other,
  );
}

/** What a text says in one of the projects that read it, and the file that gives the digits. */
export interface Reading {
  readonly range: PortRange | null;
  readonly uri: string;
}

/** What the text of an occurrence says in the projects that read it: one thing, unless their variables differ. */
export function readingsOf(chart: Chart, occurrence: ChartedOccurrence): readonly Reading[] {
  const document = chart.document(occurrence.uri);
  if (!document) return [];
  const { text, span, role } = occurrence;
  if (text.pieces.every(({ kind }) => kind === 'literal')) return [];
  const readings = new Map<string, Reading>();
  const add = (range: PortRange | null, read: SourceText) => {
    const given = variablesOf(read).findLast(({ given }) => given?.by === 'file')?.given;
    const uri = given?.by === 'file' ? given.uri : occurrence.uri;
    readings.set(range ? formatRange(range) : '', { range, uri });
  };
  if (occurrence.subject.kind === 'url') {
    for (const read of valuesOfUrl(chart, document, occurrence))
      add(parsePortPart(read)?.range ?? null, read);
  } else {
    for (const other of occurrencesIn(chart, document, { block: text.block })) {
      if (other.role === role && other.span.start === span.start && other.span.end === span.end)
        add(other.range, other.text);
    }
  }
  return [...readings.values()];
}

/** Whether an occurrence is one number in every project that reads it. */
export function isOneNumber(chart: Chart, occurrence: ChartedOccurrence): boolean {
  return readingsOf(chart, occurrence).length <= 1;
}

function hostEndpoints(project: Project, units: readonly Unit[], mapping: Mapping): readonly Endpoint[] {
  return units.flatMap((unit): readonly Endpoint[] => {
    const binding = bindingsByEntry(unit).get(mappingKey(mapping));
    return binding ? [{ side: 'host', project, binding }] : [];
  });
}

/** The first binding of each entry of a unit: those alike are one, and mean one port of the host. */
const bindingsByEntry = perObject((unit: Unit): ReadonlyMap<string, Binding> => {
  const made = new Map<string, Binding>();
  for (const binding of bindingsOf(unit)) {
    const key = mappingKey(binding.mapping);
    if (!made.has(key)) made.set(key, binding);
  }
  return made;
});

function containerEndpoint(
  project: Project,
  unit: Unit,
  range: PortRange | null,
  protocol: Protocol,
): readonly Endpoint[] {
  return range ? [{ side: 'container', project, unit: networkOwner(project, unit), range, protocol }] : [];
}

function imageEndpoint(image: Image, range: PortRange | null, protocol: Protocol): readonly Endpoint[] {
  return range ? [{ side: 'image', image, range, protocol }] : [];
}

/** What a named port denotes: for each unit or image that it is part of. */
function variableEndpoints(
  chart: Chart,
  { uri, protocol }: ChartedOccurrence,
  { key, units, images, imageHost, isOwn }: VariableSubject,
  range: PortRange,
): readonly Endpoint[] {
  const isOfItself = isOwn || speaksOfItself(key);
  const ofUnits = units.flatMap(({ project, unit, host }) => {
    const at = (meant: Unit) => {
      const protocols = protocolsOf(chart, project, meant, range);
      return (protocols.length > 0 ? protocols : [protocol]).flatMap(one =>
        containerEndpoint(project, meant, range, one),
      );
    };
    const has = (one: Unit) => protocolsOf(chart, project, one, range).length > 0;
    if (isOwn) return at(unit);
    const beside = hostNamed(host);
    const called = beside === undefined ? [] : unitsAt(project, beside, unit);
    if (called.length > 0) return called.flatMap(at);
    if (beside === HOST_OF_CONTAINER)
      return range.from === range.to ? publishedAt(chart, uri, beside, range.from) : [];
    // Somebody else's host has somebody else's port; what a unit calls itself on the Internet has its own.
    if (beside !== undefined && !isLoopbackHost(beside)) return isOfItself ? at(unit) : [];
    // That another unit happens to have the number says nothing.
    const spokenOf = beside === undefined ? unitsNamedBy(project, key, range).filter(has) : [];
    if (spokenOf.length > 1) return [];
    return spokenOf[0] || isOfItself || has(unit) ? at(spokenOf[0] ?? unit) : [];
  });
  const named = hostNamed(imageHost);
  const isElsewhere = named !== undefined && !isLoopbackHost(named) && !isOfItself;
  const ofImages = isElsewhere
    ? []
    : images.flatMap(image => {
        const known = protocolsExposed(chart, image, range);
        if (known.length === 0 && !isOfItself) return [];
        return (known.length > 0 ? known : [protocol]).flatMap(one => imageEndpoint(image, range, one));
      });
  return [...ofUnits, ...ofImages];
}

/** The protocols that an image exposes a port for. */
function protocolsExposed(chart: Chart, { uri, stage }: Image, range: PortRange): readonly Protocol[] {
  const recipe = chart.document(uri)?.reading.recipe;
  if (!recipe) return [];
  const ports = exposedBy(recipe, stage).filter(({ port }) => holds(port.range, range));
  return [...new Set(ports.map(({ protocol }) => protocol))];
}

/** Whether a range holds the whole of another. */
function holds(outer: PortRange | null, inner: PortRange): boolean {
  return outer !== null && outer.from <= inner.from && inner.to <= outer.to;
}

/** The protocols that a unit maps or exposes a container port for, itself or by the recipe of its image. */
function protocolsOf(chart: Chart, project: Project, unit: Unit, range: PortRange): readonly Protocol[] {
  const ports = [
    ...portsOfNetwork(project, unit),
    ...exposedByBuild(chart, unit).map(({ port, protocol }) => ({ range: port.range, protocol })),
  ];
  return [...new Set(ports.filter(port => holds(port.range, range)).map(({ protocol }) => protocol))];
}

/** Where a URL leads. */
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
  const called = unitsCalled(chart, occurrence.uri, mention.host, at);
  if (called.length > 0)
    return called.flatMap(({ project, unit }) => containerEndpoint(project, unit, range, 'tcp'));
  const isHostName = mention.host === HOST_OF_CONTAINER;
  if (!isHostName && !isLoopbackHost(mention.host)) return [];
  if (at.side === 'container' && !isHostName) {
    return [
      ...at.units.flatMap(({ project, unit }) => containerEndpoint(project, unit, range, 'tcp')),
      ...(at.images ?? []).flatMap(image => imageEndpoint(image, range, 'tcp')),
    ];
  }
  const { listens = [] } = chart.document(occurrence.uri)?.reading ?? {};
  // A program that listens there itself is meant, wherever it runs.
  if (listens.some(({ port: own, protocol }) => protocol === 'tcp' && holds(own.range, range)))
    return listenEndpoints(occurrence.uri, at, range, 'tcp');
  // What a file publishes itself it means itself; moving only the half of it that says a URL would break it.
  if (chart.document(occurrence.uri)?.reading.publishes?.(port)) return [];
  const published = publishedAt(chart, occurrence.uri, mention.host, port);
  if (at.side === 'either' && !isHostName) {
    const own = at.units.filter(({ project, unit }) =>
      protocolsOf(chart, project, unit, range).includes('tcp'),
    );
    const isUnpublished = own.every(
      ({ unit }) => !unit.mappings.some(({ published, target }) => published && target.range?.from === port),
    );
    if (own.length > 0 && (isUnpublished || published.length === 0)) {
      return own.flatMap(({ project, unit }) => containerEndpoint(project, unit, range, 'tcp'));
    }
  }
  return published;
}

/** What `localhost` is: no other of 127.0.0.0/8. */
const LOCALHOST: ReadonlySet<string> = new Set(['127.0.0.1', '0:0:0:0:0:0:0:1']);

/** The bindings on a host port that a host name of this machine reaches, in the nearest project that has one. */
function publishedAt(chart: Chart, uri: string, host: string, port: number): readonly Endpoint[] {
  const publishers = chart.publishersOf(port).filter(({ binding }) => binding.protocol === 'tcp');
  const reached = publishers.filter(({ binding }) => isReached(host, binding));
  // On a desktop this name reaches what is bound to the loopback address, too.
  const isBehindDesktop = reached.length === 0 && host === HOST_OF_CONTAINER;
  const published = isBehindDesktop
    ? publishers.filter(({ binding }) => isReached('localhost', binding))
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
    .map(({ project, binding }): Endpoint => ({ side: 'host', project, binding }));
}

/** Publishers come in the order in which they were read, which says nothing. */
function rankOf({ project, binding }: Publisher): string {
  return [...project.root.files, binding.unit.name, mappingKey(binding.mapping)].join(' ');
}

function isReached(host: string, binding: Binding): boolean {
  const address = binding.address?.address ?? ANY_ADDRESS;
  if (host === HOST_OF_CONTAINER) return !isLoopback(address);
  const asked: HostAddress | undefined = parseAddress(host);
  if (asked && asked.kind !== 'any' && !asked.wildcard) return addressesMeet(address, asked);
  return address.kind === 'any' || address.wildcard || LOCALHOST.has(address.value);
}

/** The mappings, exposed ports and variables at the other end of an occurrence: where it leads to. */
export function occurrencesAt(chart: Chart, occurrence: ChartedOccurrence): readonly ChartedOccurrence[] {
  const endpoints = endpointsOf(chart, occurrence);
  const found = endpoints.flatMap(endpoint => {
    const uris =
      endpoint.side === 'image'
        ? [endpoint.image.uri]
        : endpoint.side === 'program'
          ? [endpoint.uri]
          : [...endpoint.project.files].filter(uri => chart.projectsWith(uri).includes(endpoint.project));
    return uris.flatMap(uri => {
      const document = chart.document(uri);
      if (!document) return [];
      const range = endpoint.side === 'host' ? endpoint.binding.range : endpoint.range;
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
    if (other.side === 'host')
      return (
        endpoint.side === 'host' && other.project === endpoint.project && other.binding === endpoint.binding
      );
    if (endpoint.side === 'host' || other.protocol !== endpoint.protocol) return false;
    if (other.side === 'program')
      return endpoint.side === 'program' && other.uri === endpoint.uri && holds(other.range, endpoint.range);
    if (other.side === 'image')
      return (
        endpoint.side === 'image' &&
        other.image.stage === endpoint.image.stage &&
        holds(other.range, endpoint.range)
      );
    return (
      endpoint.side === 'container' &&
      other.project === endpoint.project &&
      other.unit === endpoint.unit &&
      holds(other.range, endpoint.range)
    );
  });
}

/**
 * What makes two occurrences move together: keys that they share. A published port is its mapping's alone,
 * so that of two colliding ones either can move; a container port is one for all that name it; and what is
 * written in one place is one.
 */
function bondsOf(chart: Chart, occurrence: ChartedOccurrence): readonly string[] {
  const endpoints = endpointsOf(chart, occurrence);
  const bonds = [
    ...endpoints.flatMap(endpoint => bondOf(endpoint)),
    ...entryBonds(chart, occurrence),
    ...argumentBonds(occurrence),
  ];
  const isAmbiguous = occurrence.role === 'url' && !isSingleHost(endpoints);
  const place = editPlace(chart, occurrence);
  return [
    ...(isAmbiguous ? [] : bonds),
    ...(place ? [`@ ${place.uri} ${place.span.start} ${place.span.end}`] : []),
  ];
}

/** An argument of a build is what the argument of its name in the recipe says, where both give one number. */
function argumentBonds({ subject, range }: ChartedOccurrence): readonly string[] {
  if (subject.kind !== 'variable' || subject.argumentOf === undefined || !range) return [];
  return [`argument ${subject.argumentOf} ${subject.key} ${formatRange(range)}`];
}

/** Entries that the program merges into one stay alike, also where nothing is mapped, as in the host's network. */
function entryBonds(chart: Chart, occurrence: ChartedOccurrence): readonly string[] {
  if (occurrence.subject.kind !== 'published') return [];
  return sayingTheSame(chart, occurrence, occurrence.subject.mapping.author.unit).flatMap(
    ({ project, unit, mapping }) => (mapping ? [hostBond(project, unit, mapping)] : []),
  );
}

/** A URL moves with a published port only when it can mean no other, and with no pool. */
function isSingleHost(endpoints: readonly Endpoint[]): boolean {
  const hosts = endpoints.filter(endpoint => endpoint.side === 'host');
  if (hosts.some(({ binding }) => isPool(binding.mapping))) return false;
  return new Set(hosts.map(({ binding }) => `${binding.unit.name} ${mappingKey(binding.mapping)}`)).size <= 1;
}

function bondOf(endpoint: Endpoint): readonly string[] {
  if (endpoint.side === 'host')
    return [hostBond(endpoint.project, endpoint.binding.unit, endpoint.binding.mapping)];
  if (endpoint.side === 'image') {
    const { image, protocol, range } = endpoint;
    return portsIn(range).map(port => `image ${image.uri} ${image.stage.span.start} ${protocol} ${port}`);
  }
  if (endpoint.side === 'program') {
    const { uri, protocol, range } = endpoint;
    return portsIn(range).map(port => `program ${uri} ${protocol} ${port}`);
  }
  const { project, unit, protocol, range } = endpoint;
  const id = project.root.files.join(' ');
  return portsIn(range).map(port => `container ${id} ${unit.name} ${protocol} ${port}`);
}

function hostBond(project: Project, unit: Unit, mapping: Mapping): string {
  return `host ${project.root.files.join(' ')} ${unit.name} ${mappingKey(mapping)}`;
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
  return linkedToEach(chart, [starts], most)[0] ?? [];
}

/** The same for each of several groups, in their order: the documents are searched once for all of them. */
export function linkedToEach(
  chart: Chart,
  groups: readonly (readonly ChartedOccurrence[])[],
  most = Number.POSITIVE_INFINITY,
): readonly (readonly ChartedOccurrence[])[] {
  let reach = reachOf(chart, groups.flat());
  for (;;) {
    const linked = linkedAmong(chart, groups, candidatesFor(chart, reach, most));
    // A range brings more ports in, a URL or a variable more units and projects, and what is said of them.
    const further = reachOf(chart, [...new Set(linked.flat())]);
    if (isWithin(further, reach)) return linked.map(distinct);
    reach = further;
  }
}

/** What occurrences name, and so where more of their kind may stand. */
interface Reach {
  readonly ports: ReadonlySet<number>;
  readonly units: ReadonlySet<Unit>;
  readonly projects: ReadonlySet<Project>;
  readonly uris: ReadonlySet<string>;
}

function reachOf(chart: Chart, occurrences: readonly ChartedOccurrence[]): Reach {
  const ports = new Set<number>();
  const units = new Set<Unit>();
  const projects = new Set<Project>();
  const uris = new Set<string>();
  for (const occurrence of occurrences) {
    const { uri, range, subject } = occurrence;
    for (const port of range ? portsIn(range) : []) ports.add(port);
    for (const place of [uri, editPlace(chart, occurrence)?.uri ?? uri]) uris.add(place);
    if ('unit' in subject) units.add(subject.unit);
    if (subject.kind === 'variable' && subject.argumentOf !== undefined) uris.add(subject.argumentOf);
    for (const endpoint of endpointsOf(chart, occurrence)) {
      if (endpoint.side === 'image' || endpoint.side === 'program') continue;
      projects.add(endpoint.project);
      units.add(endpoint.side === 'host' ? endpoint.binding.unit : endpoint.unit);
    }
  }
  for (const uri of uris) for (const project of projectsAround(chart, uri)) projects.add(project);
  return { ports, units, projects, uris };
}

/** Linked occurrences are always those of before and more: so is what they name. */
function isWithin(inner: Reach, outer: Reach): boolean {
  return (
    inner.ports.size <= outer.ports.size &&
    inner.units.size <= outer.units.size &&
    inner.projects.size <= outer.projects.size &&
    inner.uris.size <= outer.uris.size
  );
}

function linkedAmong(
  chart: Chart,
  groups: readonly (readonly ChartedOccurrence[])[],
  candidates: readonly ChartedOccurrence[],
): readonly (readonly ChartedOccurrence[])[] {
  const byBond = new Map<string, ChartedOccurrence[]>();
  const bonds = new Map(candidates.map(candidate => [candidate, bondsOf(chart, candidate)]));
  for (const [candidate, own] of bonds) {
    for (const bond of own) addTo(byBond, bond, candidate);
  }
  return groups.map(starts => {
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
  });
}

/** The most URLs that name a port which are looked at. */
const MAX_NAMING = 8000;

/** Whether more URLs name the port of an occurrence than are looked at: then nobody knows what moves with it. */
export function isNamedTooOften(chart: Chart, occurrence: ChartedOccurrence): boolean {
  return documentsFor(chart, reachOf(chart, [occurrence]), Number.POSITIVE_INFINITY).isCut;
}

/** The occurrences of the projects around, and the URLs elsewhere, that have the same number. */
function candidatesFor(chart: Chart, reach: Reach, most: number): readonly ChartedOccurrence[] {
  const wanted = { ports: [...reach.ports], units: reach.units };
  return documentsFor(chart, reach, most).documents.flatMap(document => [
    ...occurrencesIn(chart, document, wanted),
    ...urlsIn(chart, document, wanted).filter(({ span }) => span.start === span.end),
  ]);
}

/** The documents in which candidates may stand, and whether there are too many to look at them all. */
function documentsFor(
  chart: Chart,
  { ports, projects, uris }: Reach,
  most: number,
): { readonly documents: readonly Document[]; readonly isCut: boolean } {
  const documents = new Map<string, Document>();
  let left = MAX_NAMING;
  const add = (document: Document | undefined) => {
    if (!document || documents.has(document.uri)) return;
    left -= countNaming(document, ports);
    if (left >= 0) documents.set(document.uri, document);
  };
  for (const uri of uris) add(chart.document(uri));
  for (const project of projects) {
    for (const uri of project.files) {
      add(chart.document(uri));
      for (const other of chart.projectsWith(uri)) for (const file of other.files) add(chart.document(file));
    }
  }
  const folders = new Set([...projects].map(project => project.root.folder));
  // What is mounted from elsewhere speaks of these projects, too.
  for (const project of projects) {
    for (const path of mountsOf(project).keys()) {
      if (path.startsWith(project.root.folder)) continue;
      add(chart.document(path));
      for (const port of ports) chart.documentsMentioning(port, `${path}/`).slice(0, most).forEach(add);
    }
  }
  for (const port of ports) {
    for (const folder of folders) chart.documentsMentioning(port, folder).slice(0, most).forEach(add);
    // Elsewhere, a URL can mean what is published here only when it is in no project and nobody else publishes it.
    const publishers = chart.publishersOf(port);
    if (publishers.length === 0 || publishers.some(({ project }) => !folders.has(project.root.folder)))
      continue;
    for (const document of chart.documentsMentioning(port).slice(0, most)) {
      if (projectsAround(chart, document.uri).length === 0) add(document);
    }
  }
  return { documents: [...documents.values()], isCut: left < 0 };
}

/** How many URLs of a document name one of the ports in digits. */
function countNaming(document: Document, ports: ReadonlySet<number>): number {
  let count = 0;
  for (const { mentions } of document.reading.urls)
    for (const { port } of mentions) if (ports.has(Number(port))) count++;
  return count;
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
