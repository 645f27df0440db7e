import { ANY_ADDRESS, addressesMeet, type HostAddress, isLoopback, parseAddress } from '../ports/address';
import { formatRange, type PortRange, rangesOverlap } from '../ports/port';
import type { Protocol } from '../ports/protocol';
import { HOST_OF_CONTAINER } from '../registry/host-of-container';
import { defaultPortOfScheme } from '../registry/registry';
import { type Destination, type Project, projectId } from '../systems/project';
import { type Document, placeSpan } from '../systems/reading';
import { exposedBy } from '../systems/recipe';
import { type Claim, isPool, type Mapping, mappingKey, type Reference, type Unit } from '../systems/unit';
import { spend } from '../text/effort';
import { addTo, groupBy } from '../text/group-by';
import { perObject } from '../text/per-object';
import { speaksOfItself } from '../text/port-names';
import { type PortPart, parsePortPart } from '../text/port-spec';
import { type Block, editSite, type SourceText, variablesOf } from '../text/source-text';
import type { Place } from '../text/spans';
import { isLoopbackHost, type UrlMention } from '../text/urls';
import type { Chart, Publisher } from './chart';
import { type Binding, bindingsOf, ownBindingsOn } from './collisions';
import { protocolsExposed, protocolsInNetwork } from './container-ports';
import { projectsAround, unitsAt, unitsCalled } from './host-names';
import { makersOf, runnersOf } from './images';
import { mountsOf } from './mounts';
import { networkOwner } from './networks';
import type { ChartedOccurrence, Image, Inside, UrlContext, VariableSubject } from './occurrence';
import {
  buildersOf,
  contextOfListen,
  exposedByBuild,
  imagesWith,
  occurrencesIn,
  unitsIn,
  urlsIn,
  valuesOfUrl,
} from './occurrences';
import { isPartOfNumber } from './parts-of-numbers';
import { exposesNamed, type NamedExpose } from './port-names';
import { hostNamed, unitsNamedBy } from './variable-names';

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
  spend();
  switch (subject.kind) {
    case 'published':
      return sayingTheSame(chart, occurrence, subject.mapping.author.unit).flatMap(
        ({ project, unit, mapping }) => (mapping ? hostEndpoints(project, [unit], mapping) : []),
      );
    case 'target':
      return sayingTheSame(chart, occurrence, subject.mapping.author.unit).flatMap(holder =>
        containerEndpoint(holder.project, holder.unit, holder.range, protocol),
      );
    case 'expose': {
      const { project, unit, expose } = subject;
      if (occurrence.name !== undefined) return containerEndpoint(project, unit, range, protocol);
      const own = sayingTheSame(chart, occurrence, expose.author.unit).flatMap(holder =>
        containerEndpoint(holder.project, holder.unit, holder.range, protocol),
      );
      return expose.reference?.text === expose.port.text
        ? [...own, ...referenceEndpoints(project, expose.reference)]
        : own;
    }
    case 'reference':
      return referenceEndpoints(subject.project, subject.reference);
    case 'entryPoint':
      return subject.at.flatMap(({ unit, port, protocol: own }) =>
        containerEndpoint(subject.project, unit, port.range, own),
      );
    case 'claim':
      return claimEndpoints(subject.project, subject.unit, subject.claim);
    case 'exposed': {
      if (!range) return [];
      const builders = buildersOf(chart, occurrence.uri, subject.stage);
      return pairOf(
        pairOf(
          endpointsIn(builders, range, protocol),
          endpointsIn(runnersOf(chart, builders), range, protocol),
        ),
        imagesWith(chart, occurrence.uri, subject.stage).flatMap(image =>
          imageEndpoint(image, range, protocol),
        ),
      );
    }
    case 'variable':
      return range ? variableEndpoints(chart, occurrence, subject, range) : [];
    case 'url':
      return urlEndpoints(chart, occurrence, subject.mention, subject.at);
    case 'listen':
      return range ? listenEndpoints(occurrence.uri, subject.at, range, protocol) : [];
  }
}

/** Where a claim is a port as well: in the network that the unit shares with its machine, and on machines of the project. */
function claimEndpoints(
  project: Project,
  unit: Unit,
  { port, protocol, isOwn, role }: Claim,
): readonly Endpoint[] {
  if (isOwn) return containerEndpoint(project, unit, port.range, protocol);
  if (role !== 'nodePort') return [];
  return machinesOf(project).flatMap(machine => containerEndpoint(project, machine, port.range, protocol));
}

const machinesOf = perObject((project: Project): readonly Unit[] =>
  [...project.units.values()].filter(({ isMachine }) => isMachine),
);

/** The ports that a reference means, of each unit that it leads to: one list for all that mean the same. */
function referenceEndpoints(project: Project, reference: Reference): readonly Endpoint[] {
  const { range, isName, protocol } = reference;
  if (isName) return namedEndpoints(project)(exposesNamed(project, reference));
  return range ? numberedEndpoints(project)(project.leadsTo(reference))(range, protocol) : [];
}

// What of a project is made anew and what is kept is its system's business: the same units may be in the next one.
const namedEndpoints = perObject((project: Project) =>
  perObject((named: readonly NamedExpose[]) =>
    distinctEndpoints(
      named.flatMap(({ unit, expose }) =>
        containerEndpoint(project, unit, expose.port.range, expose.protocol),
      ),
    ),
  ),
);

const numberedEndpoints = perObject((project: Project) =>
  perObject(({ units, hasAllPorts }: Destination) => {
    const known = new Map<string, readonly Endpoint[]>();
    return (range: PortRange, protocol: Protocol): readonly Endpoint[] => {
      const key = `${formatRange(range)} ${protocol}`;
      const endpoints =
        known.get(key) ??
        distinctEndpoints(
          units.flatMap(unit =>
            (hasAllPorts ? protocolsMeant(unit, range, protocol) : [protocol]).flatMap(one =>
              containerEndpoint(project, unit, range, one),
            ),
          ),
        );
      known.set(key, endpoints);
      return endpoints;
    };
  }),
);

/** Of a unit that has no ports but those that it declares a number means the one that there is, whatever its protocol. */
function protocolsMeant({ exposes }: Unit, range: PortRange, protocol: Protocol): readonly Protocol[] {
  spend(exposes.length);
  const known = exposes.flatMap(({ port, protocol: own }) =>
    port.range && rangesOverlap(port.range, range) ? own : [],
  );
  return known.length === 0 || known.includes(protocol) ? [protocol] : [...new Set(known)];
}

/** Containers of one pod are in one network. */
function distinctEndpoints(endpoints: readonly Endpoint[]): readonly Endpoint[] {
  const owners = new Set<object | string>();
  return endpoints.filter(endpoint => owners.size < owners.add(placeAt(endpoint)).size);
}

/** Where a program listens: in the units that have its file, or where nobody knows. */
function listenEndpoints(
  uri: string,
  at: UrlContext,
  range: PortRange,
  protocol: Protocol,
): readonly Endpoint[] {
  if (at.side === 'host' || at.units.length === 0) return [{ side: 'program', uri, range, protocol }];
  return endpointsIn(at.units, range, protocol);
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
  const { block, span } = text;
  const held = holdersIn(chart.projectsWith(uri))(block).get(holderKey(span.start, span.end, author)) ?? [];
  // Each becomes an endpoint.
  spend(2 * held.length);
  return held;
}

function holderKey(start: number, end: number, author: string): string {
  return `${start} ${end} ${author}`;
}

/** The holders of all ports of a block: thousands of projects may read it, and thousands of units share it. */
const holdersIn = perObject((projects: readonly Project[]) =>
  perObject((block: Block): ReadonlyMap<string, readonly Holder[]> => {
    const made = new Map<string, Holder[]>();
    for (const project of projects)
      for (const unit of unitsIn(project, block)) {
        spend();
        for (const [start, parts] of partsOf(unit).get(block) ?? [])
          for (const { end, author, mapping, range } of parts)
            addTo(made, holderKey(start, end, author), { project, unit, mapping, range });
      }
    return made;
  }),
);

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
export interface SaidNumber {
  readonly range: PortRange | null;
  readonly uri: string;
}

/** What the text of an occurrence says in the projects that read it: one thing, unless their variables differ. */
export function readingsOf(chart: Chart, occurrence: ChartedOccurrence): readonly SaidNumber[] {
  const document = chart.document(occurrence.uri);
  if (!document) return [];
  const { text, span, role } = occurrence;
  if (text.pieces.every(({ kind }) => kind === 'literal')) return [];
  const readings = new Map<string, SaidNumber>();
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

/** Two lists as one; the very list where the other is empty, for what follows from it is worked out once. */
function pairOf<Item>(first: readonly Item[], second: readonly Item[]): readonly Item[] {
  if (second.length === 0) return first;
  return first.length === 0 ? second : [...first, ...second];
}

/** A port in the networks of several units: one list for all that say it of them, for an alias gives it to thousands. */
function endpointsIn(units: readonly Inside[], range: PortRange, protocol: Protocol): readonly Endpoint[] {
  return endpointsOfUnits(units)(range, protocol);
}

const endpointsOfUnits = perObject((units: readonly Inside[]) => {
  const known = new Map<string, readonly Endpoint[]>();
  return (range: PortRange, protocol: Protocol): readonly Endpoint[] => {
    const key = `${formatRange(range)} ${protocol}`;
    const endpoints =
      known.get(key) ??
      units.flatMap(({ project, unit }) => containerEndpoint(project, unit, range, protocol));
    known.set(key, endpoints);
    return endpoints;
  };
});

function hostEndpoints(project: Project, units: readonly Unit[], mapping: Mapping): readonly Endpoint[] {
  return units.flatMap((unit): readonly Endpoint[] => {
    spend();
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
  spend();
  return range ? [{ side: 'container', project, unit: networkOwner(project, unit), range, protocol }] : [];
}

function imageEndpoint(image: Image, range: PortRange | null, protocol: Protocol): readonly Endpoint[] {
  spend();
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
    if (isOnOwnMachine({ project, unit }) && (beside === undefined || isLoopbackHost(beside))) {
      // Without a host, those are meant that the name speaks of.
      const meant = beside === undefined ? unitsNamedBy(project, key, range) : undefined;
      const published = publishedOnOwn([{ project, unit }], beside ?? 'localhost', range.from);
      const found = published.filter(
        one => one.side === 'host' && meant?.includes(one.binding.unit) !== false,
      );
      if (found.length > 0) return found;
      return isOfItself ? at(unit) : [];
    }
    const called = beside === undefined ? [] : unitsAt(project, beside, unit);
    if (called.length > 0) return called.flatMap(one => at(one.unit));
    if (beside === HOST_OF_CONTAINER)
      return range.from === range.to ? publishedAt(chart, uri, beside, range.from) : [];
    // Somebody else's host has somebody else's port; what a unit calls itself on the Internet has its own.
    if (beside !== undefined && !isLoopbackHost(beside)) return isOfItself ? at(unit) : [];
    // That another unit happens to have the number says nothing.
    const spokenOf = beside === undefined ? spokenOfWith(chart, project, key, range) : [];
    if (spokenOf.length > 1) return [];
    return spokenOf[0] || isOfItself || has(unit) ? at(spokenOf[0] ?? unit) : [];
  });
  const named = hostNamed(imageHost);
  const isElsewhere = named !== undefined && !isLoopbackHost(named) && !isOfItself;
  const ofImages = isElsewhere
    ? []
    : images.flatMap(image => {
        spend();
        const known = protocolsOfImage(chart, image, range);
        if (known.length === 0 && !isOfItself) return [];
        return (known.length > 0 ? known : [protocol]).flatMap(one => imageEndpoint(image, range, one));
      });
  return [...ofUnits, ...ofImages];
}

/** The units that a name speaks of and that have its port, two at most. */
function spokenOfWith(chart: Chart, project: Project, key: string, range: PortRange): readonly Unit[] {
  return firstWith(unitsNamedBy(project, key, range))(chart, project, range);
}

/** Of units of one project; it is a new one when what their images are made of changes. */
const firstWith = perObject((units: readonly Unit[]) => {
  const known = new Map<string, readonly Unit[]>();
  return (chart: Chart, project: Project, range: PortRange): readonly Unit[] => {
    const port = formatRange(range);
    const found =
      known.get(port) ?? firstTwo(units, unit => protocolsOf(chart, project, unit, range).length > 0);
    known.set(port, found);
    return found;
  };
});

/** The first items that pass a test, two at most: whoever asks wants to know whether there is one alone. */
function firstTwo<Item>(items: Iterable<Item>, test: (item: Item) => boolean): readonly Item[] {
  const found: Item[] = [];
  for (const item of items) {
    if (test(item)) found.push(item);
    if (found.length === 2) break;
  }
  return found;
}

/** The protocols that an image exposes a port for. */
function protocolsOfImage(chart: Chart, { uri, stage }: Image, range: PortRange): readonly Protocol[] {
  const recipe = chart.document(uri)?.reading.recipe;
  return recipe ? protocolsExposed(exposedBy(recipe, stage), range) : [];
}

/** Whether a range holds the whole of another. */
function holds(outer: PortRange | null, inner: PortRange): boolean {
  return outer !== null && outer.from <= inner.from && inner.to <= outer.to;
}

/** The protocols that a unit maps or exposes a container port for, itself or by the recipe of its image. */
function protocolsOf(chart: Chart, project: Project, unit: Unit, range: PortRange): readonly Protocol[] {
  spend();
  return [
    ...new Set([
      ...protocolsInNetwork(project, unit, range),
      ...protocolsExposed(exposedByBuild(chart, unit), range),
    ]),
  ];
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
  if (called.length > 0) return endpointsIn(called, range, 'tcp');
  const isHostName = mention.host === HOST_OF_CONTAINER;
  if (!isHostName && !isLoopbackHost(mention.host)) return [];
  const ownMachines = at.side === 'host' ? [] : at.units.filter(({ project }) => project.root.isElsewhere);
  if (ownMachines.length > 0) {
    const isOnMachine = ownMachines.every(isOnOwnMachine);
    const isInside = at.side === 'container' && !isOnMachine && !isHostName;
    const published = isInside ? [] : publishedOnOwn(ownMachines, mention.host, port);
    const inside = at.side === 'either' ? thoseWith(ownMachines)(port, chart).units : ownMachines;
    const found = isOnMachine || published.length > 0 ? published : endpointsIn(inside, range, 'tcp');
    // What such a machine starts of the workspace's projects is reached there as here.
    if (found.length > 0 || !isOnMachine) return found;
  } else if (at.side === 'container' && !isHostName) {
    return pairOf(
      endpointsIn(at.units, range, 'tcp'),
      (at.images ?? []).flatMap(image => imageEndpoint(image, range, 'tcp')),
    );
  }
  // A program that listens there itself is meant, wherever it runs.
  const document = chart.document(occurrence.uri);
  const own = document?.reading.listens?.find(one => one.protocol === 'tcp' && holds(one.port.range, range));
  if (document && own) {
    const place = own.isOfFolder ? contextOfListen(chart, document, own) : at;
    return listenEndpoints(occurrence.uri, place, range, 'tcp');
  }
  const told = publishedBefore(chart, occurrence, mention.host, port);
  if (told.length > 0) return told;
  // What a file publishes itself it means itself; moving only the half of it that says a URL would break it.
  if (chart.document(occurrence.uri)?.reading.publishes?.(port)) return [];
  const published = publishedAt(chart, occurrence.uri, mention.host, port);
  if (at.side === 'either' && !isHostName) {
    const { units, isPublished } = thoseWith(at.units)(port, chart);
    if (units.length > 0 && (!isPublished || published.length === 0)) return endpointsIn(units, range, 'tcp');
  }
  return published;
}

/** Whether a unit is in the network of a machine that its project has for itself: it asks no name server for the others. */
function isOnOwnMachine({ project, unit }: Inside): boolean {
  return project.root.isElsewhere === true && unit.network.kind === 'host';
}

/** The bindings on a host port that a host name reaches on the machines that projects have for themselves. */
function publishedOnOwn(units: readonly Inside[], host: string, port: number): readonly Endpoint[] {
  return [...new Set(units.map(({ project }) => project))].flatMap(project =>
    ownBindingsOn(project, { from: port, to: port })
      .filter(binding => binding.protocol === 'tcp' && isReached(host, binding))
      .map((binding): Endpoint => ({ side: 'host', project, binding })),
  );
}

/** Those of several units that have a TCP port in their network, and whether one of them publishes it. */
const thoseWith = perObject((all: readonly Inside[]) => {
  const known = new Map<number, { readonly units: readonly Inside[]; readonly isPublished: boolean }>();
  return (port: number, chart: Chart) => {
    const found = known.get(port);
    if (found) return found;
    const range = { from: port, to: port };
    const units = all.filter(({ project, unit }) => protocolsOf(chart, project, unit, range).includes('tcp'));
    const isPublished = units.some(({ unit }) => targetsPublished(unit).has(port));
    const made = { units, isPublished };
    known.set(port, made);
    return made;
  };
});

/** The first container ports of what a unit publishes. */
const targetsPublished = perObject(
  ({ mappings }: Unit): ReadonlySet<number> =>
    new Set(
      mappings.flatMap(({ published, target }) => (published && target.range ? [target.range.from] : [])),
    ),
);

/** What `localhost` is: no other of 127.0.0.0/8. */
const LOCALHOST: ReadonlySet<string> = new Set(['127.0.0.1', '0:0:0:0:0:0:0:1']);

/** The bindings on a host port that a host name of this machine reaches, in the nearest project that has one. */
function publishedAt(chart: Chart, uri: string, host: string, port: number): readonly Endpoint[] {
  const { projects, byFolder } = reachedAmong(chart.publishersOf(port))(host);
  const around = projectsAround(chart, uri);
  // The projects of one folder (a base and its overlays) are equally near.
  const nearest = around.find(project => projects.has(project));
  const [only] = around.length === 0 && byFolder.size === 1 ? byFolder.keys() : [];
  return byFolder.get(nearest?.root.folder ?? only ?? '') ?? [];
}

/**
 * What the nearest command before a URL, or around it, publishes there, of those that are written down in its document;
 * nothing where something else that publishes the port stands between them.
 */
function publishedBefore(
  chart: Chart,
  { uri, span }: ChartedOccurrence,
  host: string,
  port: number,
): readonly Endpoint[] {
  const range = { from: port, to: port };
  const project = chart.projectsWith(uri).find(({ root }) => root.isByHand);
  if (!project) return [];
  const all = publishedByHand(project);
  spend(all.length);
  const found = all.findLast(
    ({ binding, start }) => start < span.start && holds(binding.range, range) && isReached(host, binding),
  );
  if (!found) return [];
  const between = { start: found.binding.text.span.end, end: span.start };
  if (chart.document(uri)?.reading.publishes?.(port, between)) return [];
  return [{ side: 'host', project, binding: found.binding }];
}

/** The TCP ports that the commands of a document publish, in its order, and where each command starts. */
const publishedByHand = perObject((project: Project) =>
  [...project.units.values()].flatMap(unit => {
    const [region] = unit.regions;
    return bindingsOf(unit).flatMap(binding =>
      binding.protocol === 'tcp' ? [{ binding, start: region?.value.span.start ?? 0 }] : [],
    );
  }),
);

/** What a host name reaches of those who publish a port. */
interface Reached {
  readonly projects: ReadonlySet<Project>;
  /** A publisher of each project: a list of publishers outlives their projects, and says then which are there now. */
  readonly samples: ReadonlyMap<Project, Publisher>;
  readonly byFolder: ReadonlyMap<string, readonly Endpoint[]>;
}

const reachedAmong = perObject((publishers: readonly Publisher[]) => {
  const known = new Map<string, Reached>();
  return (host: string): Reached => {
    const earlier = known.get(host);
    const reached = earlier && isOfNow(earlier) ? earlier : reachedBy(host, publishers);
    known.set(host, reached);
    return reached;
  };
});

function isOfNow({ samples }: Reached): boolean {
  spend(samples.size);
  return [...samples].every(([project, publisher]) => publisher.project === project);
}

function reachedBy(host: string, all: readonly Publisher[]): Reached {
  spend(all.length);
  const publishers = all.filter(({ binding }) => binding.protocol === 'tcp');
  const reached = publishers.filter(({ binding }) => isReached(host, binding));
  // On a desktop this name reaches what is bound to the loopback address, too.
  const isBehindDesktop = reached.length === 0 && host === HOST_OF_CONTAINER;
  const published = isBehindDesktop
    ? publishers.filter(({ binding }) => isReached('localhost', binding))
    : reached;
  const ranked = published
    .map(publisher => ({ rank: rankOf(publisher), ...publisher }))
    .sort((a, b) => (a.rank < b.rank ? -1 : 1));
  const byFolder = new Map<string, Endpoint[]>();
  for (const { project, binding } of ranked)
    addTo(byFolder, project.root.folder, { side: 'host', project, binding });
  return {
    projects: new Set(published.map(({ project }) => project)),
    samples: new Map(all.map(publisher => [publisher.project, publisher])),
    byFolder,
  };
}

/** Publishers come in the order in which they were read, which says nothing. */
function rankOf({ project, binding }: Publisher): string {
  return [projectId(project), binding.unit.name, mappingKey(binding.mapping)].join(' ');
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
  const wanted = endpointsOf(chart, occurrence);
  const order = new Map(wanted.map((endpoint, index) => [endpoint, index]));
  const found = [...endpointsByFile(chart, wanted)].flatMap(([uri, endpoints]) => {
    const document = chart.document(uri);
    if (!document) return [];
    const ports = new Set(endpoints.flatMap(endpoint => rangeAt(endpoint)?.from ?? []));
    const met = meeting(endpoints);
    return occurrencesIn(chart, document, { ports: [...ports], isApartFromUrls: true }).flatMap(other => {
      const all = endpointsOf(chart, other).flatMap(one => met(one) ?? []);
      const ranks = all.map(one => order.get(one) ?? 0);
      return ranks.length > 0 ? [{ other, rank: ranks.reduce((least, rank) => Math.min(least, rank)) }] : [];
    });
  });
  // Of units that share a text, the one counts that the occurrence leads to first.
  return distinct(found.sort((a, b) => a.rank - b.rank).map(({ other }) => other));
}

/** Endpoints by the files that may write them. */
function endpointsByFile(chart: Chart, endpoints: readonly Endpoint[]): ReadonlyMap<string, Endpoint[]> {
  const byFile = new Map<string, Endpoint[]>();
  const owners = groupBy(endpoints, endpoint =>
    endpoint.side === 'host' || endpoint.side === 'container' ? endpoint.project : placeOf(endpoint),
  );
  for (const [owner, own] of owners) {
    const uris = typeof owner === 'string' ? [owner] : owner.files;
    for (const uri of uris) {
      spend(own.length);
      if (typeof owner === 'string' || chart.projectsWith(uri).includes(owner))
        for (const endpoint of own) addTo(byFile, uri, endpoint);
    }
  }
  for (const endpoint of endpoints) {
    const makers = endpoint.side === 'container' ? makersOf(chart, endpoint.unit) : [];
    const recipes = new Set(makers.flatMap(({ unit }) => unit.source?.uri ?? []));
    for (const uri of recipes) addTo(byFile, uri, endpoint);
  }
  return byFile;
}

function rangeAt(endpoint: Endpoint): PortRange | null {
  return endpoint.side === 'host' ? endpoint.binding.range : endpoint.range;
}

/** The first of several endpoints that one is, or holds. */
function meeting(endpoints: readonly Endpoint[]): (endpoint: Endpoint) => Endpoint | undefined {
  const byPlace = groupBy(endpoints, placeAt);
  return endpoint => {
    spend();
    return byPlace.get(placeAt(endpoint))?.find(other => {
      spend();
      if ('project' in endpoint && 'project' in other && endpoint.project !== other.project) return false;
      if (endpoint.side === 'host' || other.side === 'host') return endpoint.side === other.side;
      return endpoint.protocol === other.protocol && holds(endpoint.range, other.range);
    });
  };
}

/** The file of an endpoint that is no project's. */
function placeOf(endpoint: Endpoint & { readonly side: 'image' | 'program' }): string {
  return endpoint.side === 'image' ? endpoint.image.uri : endpoint.uri;
}

/** What an endpoint is a port of. */
function placeAt(endpoint: Endpoint): object | string {
  if (endpoint.side === 'host') return endpoint.binding;
  if (endpoint.side === 'program') return endpoint.uri;
  return endpoint.side === 'image' ? endpoint.image.stage : endpoint.unit;
}

/**
 * What makes two occurrences move together: keys that they share. A published port is its mapping's alone,
 * so that of two colliding ones either can move; a container port is one for all that name it; and what is
 * written in one place is one.
 */
function bondsOf(chart: Chart, occurrence: ChartedOccurrence): readonly Bonds[] {
  if (occurrence.name !== undefined) return [nameBonds(occurrence), placeBonds(chart, occurrence)];
  const endpoints = endpointsOf(chart, occurrence);
  const isAmbiguous = occurrence.role === 'url' && !isSingleHost(endpoints);
  const own = isAmbiguous ? [] : [...entryBonds(chart, occurrence), ...argumentBonds(occurrence)];
  return [...(isAmbiguous ? [] : [bondsOfEndpoints(endpoints)]), [...own, ...placeBonds(chart, occurrence)]];
}

/** What is written in one place is one. */
function placeBonds(chart: Chart, occurrence: ChartedOccurrence): readonly string[] {
  const place = editPlace(chart, occurrence);
  return place ? [`@ ${place.uri} ${place.span.start} ${place.span.end}`] : [];
}

/** A name of a port moves with itself alone, in each unit whose port it names; where none has it, in the first. */
function nameBonds({ subject, name = '' }: ChartedOccurrence): Bonds {
  if (subject.kind === 'entryPoint') return [`entry point ${idOf(subject.project)} ${name}`];
  if (subject.kind !== 'expose' && subject.kind !== 'reference') return [];
  const { project, unit } = subject;
  if (subject.kind === 'expose') return [nameBond(project, unit, name)];
  const named = exposesNamed(project, subject.reference);
  if (named.length > 0) return bondsOfNamed(project)(named, name);
  return project
    .leadsTo(subject.reference)
    .units.slice(0, 1)
    .map(first => nameBond(project, first, name));
}

/** One list for all that mean the same by a name. */
const bondsOfNamed = perObject((project: Project) =>
  perObject((named: readonly NamedExpose[], name: string): Bonds => {
    spend(named.length);
    return named.map(({ unit }) => nameBond(project, unit, name));
  }),
);

function nameBond(project: Project, unit: Unit, name: string): string {
  return `name ${idOf(project)} ${networkOwner(project, unit).name} ${name}`;
}

/** Keys of one occurrence; those of its endpoints are one list for all that have these endpoints. */
type Bonds = readonly string[];

const bondsOfEndpoints = perObject((endpoints: readonly Endpoint[]): Bonds => {
  spend(endpoints.length);
  return endpoints.flatMap(endpoint => bondOf(endpoint));
});

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
const isSingleHost = perObject((endpoints: readonly Endpoint[]): boolean => {
  const hosts = endpoints.filter(endpoint => endpoint.side === 'host');
  if (hosts.some(({ binding }) => isPool(binding.mapping))) return false;
  return new Set(hosts.map(({ binding }) => `${binding.unit.name} ${mappingKey(binding.mapping)}`)).size <= 1;
});

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
  return portsIn(range).map(port => `container ${idOf(project)} ${unit.name} ${protocol} ${port}`);
}

/** How many projects have been told from others. */
let projects = 0;

/** By which a project is told from others: its files may be thousands, and stand in every key. */
const idOf = perObject((_project: Project): number => projects++);

function hostBond(project: Project, unit: Unit, mapping: Mapping): string {
  return `host ${idOf(project)} ${unit.name} ${mappingKey(mapping)}`;
}

/** A range of more ports than this is one with its like alone, not with each port in it. */
const MAX_SPREAD = 256;

/** Every port of a range; of a wide one the ends. */
function portsIn({ from, to }: PortRange): readonly number[] {
  if (to - from >= MAX_SPREAD) return [from, to];
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/**
 * Where the digits of an occurrence are to be changed; undefined where no single place gives them, or where these digits
 * are part of other numbers too.
 */
export function editPlace(chart: Chart, occurrence: ChartedOccurrence): Place | undefined {
  if (occurrence.subject.kind === 'url' && occurrence.subject.mention.port === undefined) {
    return { uri: occurrence.uri, span: occurrence.span };
  }
  const site = editSite(occurrence.text, occurrence.uri);
  const document = site && chart.document(site.uri);
  if (!site || !document) return undefined;
  const isPart = variablesOf(occurrence.text).some(({ name }) =>
    [occurrence.uri, site.uri].some(uri => isPartOfNumber(chart, uri, name)),
  );
  if (isPart) return undefined;
  return { uri: site.uri, span: placeSpan(document.reading, site.block, site.span) };
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
  readonly names: ReadonlySet<string>;
  readonly units: ReadonlySet<Unit>;
  readonly projects: ReadonlySet<Project>;
  readonly uris: ReadonlySet<string>;
}

function reachOf(chart: Chart, occurrences: readonly ChartedOccurrence[]): Reach {
  const ports = new Set<number>();
  const names = new Set<string>();
  const units = new Set<Unit>();
  const projects = new Set<Project>();
  const uris = new Set<string>();
  const noted = new Set<readonly Endpoint[]>();
  for (const occurrence of occurrences) {
    const { uri, range, subject, name } = occurrence;
    if (name !== undefined) names.add(name);
    for (const port of range ? portsIn(range) : []) ports.add(port);
    for (const place of [uri, editPlace(chart, occurrence)?.uri ?? uri]) uris.add(place);
    if ('unit' in subject) units.add(subject.unit);
    if (subject.kind === 'variable' && subject.argumentOf !== undefined) uris.add(subject.argumentOf);
    const endpoints = endpointsOf(chart, occurrence);
    if (noted.has(endpoints)) continue;
    noted.add(endpoints);
    for (const endpoint of endpoints) {
      if (endpoint.side === 'image' || endpoint.side === 'program') continue;
      const unit = endpoint.side === 'host' ? endpoint.binding.unit : endpoint.unit;
      projects.add(endpoint.project);
      units.add(unit);
    }
  }
  for (const unit of units)
    for (const maker of makersOf(chart, unit)) if (maker.unit.source) uris.add(maker.unit.source.uri);
  for (const uri of uris) for (const project of projectsAround(chart, uri)) projects.add(project);
  return { ports, names, units, projects, uris };
}

/** Linked occurrences are always those of before and more: so is what they name. */
function isWithin(inner: Reach, outer: Reach): boolean {
  return (
    inner.ports.size <= outer.ports.size &&
    inner.names.size <= outer.names.size &&
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
  const bonds = new Map(candidates.map(candidate => [candidate, bondsOf(chart, candidate)]));
  const holders = new Map<Bonds, ChartedOccurrence[]>();
  for (const [candidate, lists] of bonds) for (const list of lists) addTo(holders, list, candidate);
  const byBond = new Map<string, Bonds[]>();
  for (const list of holders.keys()) for (const bond of list) addTo(byBond, bond, list);
  return groups.map(starts => {
    const linked = new Set<ChartedOccurrence>(starts);
    const reached = new Set<string>();
    const followed = new Set<Bonds>();
    const queue = starts.flatMap(start => bondsOf(chart, start));
    for (let list = queue.pop(); list !== undefined; list = queue.pop()) {
      if (followed.has(list)) continue;
      followed.add(list);
      for (const occurrence of holders.get(list) ?? []) {
        if (linked.has(occurrence)) continue;
        linked.add(occurrence);
        for (const other of bonds.get(occurrence) ?? []) queue.push(other);
      }
      for (const bond of list) {
        if (reached.has(bond)) continue;
        spend();
        reached.add(bond);
        for (const other of byBond.get(bond) ?? []) queue.push(other);
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
  // Without a name among them, none is linked: a name and a number never move together.
  const wanted = { ports: [...reach.ports], names: reach.names, units: reach.units };
  return documentsFor(chart, reach, most).documents.flatMap(document => {
    const found = [
      ...occurrencesIn(chart, document, wanted),
      ...urlsIn(chart, document, wanted).filter(({ span }) => span.start === span.end),
    ];
    spend(COST_OF_CANDIDATE * found.length);
    return found;
  });
}

/** How many steps of other work it takes to work out what a candidate is and whether it is linked. */
const COST_OF_CANDIDATE = 45;

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
    spend();
    left -= countNaming(document, ports);
    if (left >= 0) documents.set(document.uri, document);
  };
  for (const uri of uris) add(chart.document(uri));
  // Folders that take in the same files have these in common: each file, and each project, is looked at once.
  const seen = new Set<string>();
  const takenIn = new Set<Project>();
  for (const project of projects) {
    for (const uri of project.files) {
      if (seen.size === seen.add(uri).size) continue;
      add(chart.document(uri));
      for (const other of chart.projectsWith(uri)) {
        spend();
        if (takenIn.size === takenIn.add(other).size) continue;
        for (const file of other.files) add(chart.document(file));
      }
    }
  }
  // Of what runs elsewhere nothing but its own file speaks.
  const local = [...projects].filter(({ root }) => !root.isElsewhere);
  const folders = new Set(local.map(project => project.root.folder));
  // What is mounted from elsewhere speaks of these projects, too.
  for (const project of projects) {
    for (const path of mountsOf(project).keys()) {
      if (path.startsWith(project.root.folder)) continue;
      add(chart.document(path));
      for (const port of ports) {
        spend();
        chart.documentsMentioning(port, `${path}/`).slice(0, most).forEach(add);
      }
    }
  }
  for (const port of ports) {
    for (const folder of folders) {
      spend();
      chart.documentsMentioning(port, folder).slice(0, most).forEach(add);
    }
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
