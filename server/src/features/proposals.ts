import { t } from '@vscode/l10n';
import type { Chart } from '../chart/chart';
import { bindingsOf } from '../chart/collisions';
import { freePort } from '../chart/free-port';
import { projectsAround, unitsAt, unitsCalled } from '../chart/host-names';
import { makersOf } from '../chart/images';
import { unitsReached } from '../chart/leading';
import { buildersOf, containerPorts, exposedByBuild, unitsIn } from '../chart/occurrences';
import { hostBeside, hostNamed, unitsNamedBy } from '../chart/variable-names';
import { onlyPort, type PortRange, parsePort } from '../ports/port';
import { parseProtocol } from '../ports/protocol';
import { HOST_OF_CONTAINER } from '../registry/host-of-container';
import {
  defaultPortOfScheme,
  imagePorts,
  isPortOfScheme,
  type PortOfProtocol,
  search,
} from '../registry/registry';
import type { Settings } from '../rules/settings';
import { unitsWith, writtenIn } from '../systems/all';
import type { Project } from '../systems/project';
import type { Document, Recipe } from '../systems/reading';
import { builtWith } from '../systems/recipe';
import type { UnitInWork } from '../systems/system';
import type { Mapping, Unit } from '../systems/unit';
import { spend } from '../text/effort';
import { namesPort } from '../text/port-names';
import type { PortPart } from '../text/port-spec';
import { variablesOf } from '../text/source-text';
import type { Span } from '../text/spans';
import { displayValue } from '../text/template';
import { endsWithHostPort, type PortInUnit, type Writing } from '../text/writing';

/** A port, as it would be written, and why. */
export interface Proposal extends PortOfProtocol {
  readonly text: string;
  readonly detail: string;
  /** What somebody types to find it, when that is not its text. */
  readonly word?: string;
  /** The container port behind a published one. */
  readonly leadsTo?: number | undefined;
}

/** The most ports of the registry that a name finds. */
const MAX_NAMED = 20;

/** The most ports of one unit that are offered: some images serve dozens, and ranges hold thousands. */
const MAX_PORTS = 16;

/** The most ports of this machine that are offered at once: what is typed leaves fewer. */
const MAX_PUBLISHED = 200;

/** A shorter word that is no whole name says too little: `WEB_PORT` is no port of a unit called `webster`. */
const MIN_WORD = 4;

/** What this machine is called. */
const HERE: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '0.0.0.0', '[::1]', HOST_OF_CONTAINER]);

interface Context {
  readonly chart: Chart;
  readonly document: Document;
  readonly settings: Settings;
}

type InVariable = Extract<Writing, { readonly kind: 'variable' }>;
type InUrl = Extract<Writing, { readonly kind: 'authority' | 'host' }>;

/** What is being written, where a port may be meant. */
export type PortWriting = Exclude<Writing, { readonly kind: 'rule' | 'reason' }>;

/** The ports that may be meant by what is being written, the likeliest first. */
export function proposalsFor(context: Context, writing: PortWriting): readonly Proposal[] {
  const unique = new Map<string, Proposal>();
  for (const proposal of knownPorts(context, writing)) {
    // What is found by a name is looked for in another way than what is found by its text.
    const key = `${proposal.word === undefined} ${proposal.text}`;
    if (!unique.has(key)) unique.set(key, proposal);
  }
  return [...unique.values()];
}

function knownPorts(context: Context, writing: PortWriting): readonly Proposal[] {
  switch (writing.kind) {
    case 'ports':
    case 'published':
    case 'target':
    case 'expose':
      return unitPorts(context, writing);
    case 'mapping':
      return mappedPorts(context, writing);
    case 'instruction':
      return [...instructionPorts(context, writing), ...namedPorts(writing.text, withProtocol)];
    case 'variable':
      return variablePorts(context, writing);
    case 'protocol':
      return protocolsOf(writing.port);
    case 'declared':
      return declaredPorts(context, writing);
    case 'reference':
      return referredPorts(context, writing);
    case 'authority':
    case 'host': {
      const known = writing.kind === 'host' ? hostPorts(context, writing) : authorityPorts(context, writing);
      return likeliest(known, writing)
        .filter(({ text }) => text.startsWith(writing.text))
        .slice(0, MAX_PUBLISHED);
    }
  }
}

/** What the images of the units serve that are written where a port is being declared. */
function declaredPorts({ chart, document }: Context, { typed, text }: PortWriting): readonly Proposal[] {
  const [project] = chart.projectsWith(document.uri);
  const units = project ? unitsIn(project, document.reading.blockAt(typed.start)) : [];
  const known = units.flatMap(unit => {
    const makers = makersOf(chart, unit).flatMap(maker => exposedByBuild(chart, maker.unit));
    const image = displayValue(unit.image?.value.value ?? unit.name);
    return [
      ...makers.flatMap(({ port, protocol }) => portsIn(port.range, protocol)),
      ...imagePorts(image),
    ].map(port => plain(port, t('port of {0}', image)));
  });
  return [...known, ...namedPorts(text, ({ port }) => String(port))];
}

/** The ports that a reference may lead to: their names first, where these are wanted. */
function referredPorts(
  { chart, document }: Context,
  { typed, wants, host }: Extract<Writing, { readonly kind: 'reference' }>,
): readonly Proposal[] {
  return chart.projectsWith(document.uri).flatMap(project => {
    const inBlock = unitsIn(project, document.reading.blockAt(typed.start));
    const units =
      host === undefined
        ? inBlock.flatMap(unit => unitsReached(project, unit))
        : unitsAt(project, host).map(({ unit }) => unit);
    return [...new Set(units)].flatMap(({ name: unit, exposes }) =>
      exposes.flatMap(({ port, protocol, name }) =>
        portsIn(port.range, protocol).flatMap(one => {
          const known = plain(one, t('port of {0}', unit));
          const named = name && { ...known, text: name.value.value };
          if (wants === 'number') return [known];
          return wants === 'name' ? (named ?? []) : [...(named ? [named] : []), known];
        }),
      ),
    );
  });
}

/** The unit that is being written in, and its project. */
interface Holder extends UnitInWork {
  readonly project: Project;
}

/** The ports that a unit has, but for those that it names here already; then those of a name. */
function unitPorts(context: Context, writing: PortInUnit): readonly Proposal[] {
  const holder = holderOf(context, writing);
  if (!holder) return [];
  const { project, unit, target } = holder;
  const { kind, text } = writing;
  // `8080:` and `127.0.0.1:` stay as they are written.
  const prefix = kind === 'ports' ? text.slice(0, text.lastIndexOf(':') + 1) : '';
  const write = (port: PortOfProtocol): string | undefined => {
    if (kind === 'target') return String(port.port);
    if (kind === 'expose') return withProtocol(port);
    if (endsWithHostPort(prefix)) return prefix + withProtocol(port);
    const from = hostPortFor(context, holder, port);
    if (from === undefined || kind === 'published') return from?.toString();
    return `${prefix}${from}:${withProtocol(port)}`;
  };
  const owner = unit.image ? displayValue(unit.image.value.value) : unit.name;
  const detailOf = (port: PortOfProtocol, written: string): string => {
    if (kind === 'published') return t('free, for container port {0}', port.port);
    if (kind !== 'ports') return t('port of {0}', owner);
    return endsWithHostPort(prefix) || written.startsWith(`${prefix}${port.port}:`)
      ? owner
      : t('{0}; host port {1} is taken or privileged', owner, port.port);
  };
  const named = kind === 'expose' ? unit.exposes : unit.mappings.map(one => ({ ...one, port: one.target }));
  const isNamed = (port: PortOfProtocol) => named.some(one => isSame(one, port));
  const behind = kind === 'ports' && !endsWithHostPort(prefix) ? mappingBehind(writing) : undefined;
  const ports = behind
    ? [behind.target]
    : target
      ? portsIn(target, 'tcp')
      : portsOf(context.chart, project, unit).filter(port => !isNamed(port));
  const next = behind && hostPortFor(context, holder, { ...behind.target, port: behind.host });
  return [
    ...ports.flatMap(port => {
      const written = write(port);
      return written === undefined ? [] : [{ ...port, text: written, detail: detailOf(port, written) }];
    }),
    // Whoever changes a host port may just want the next one.
    ...(behind && next !== undefined
      ? [
          {
            ...behind.target,
            text: `${prefix}${next}:${withProtocol(behind.target)}`,
            detail: t('free, for container port {0}', behind.target.port),
          },
        ]
      : []),
    ...namedPorts(text.slice(prefix.length), write),
  ];
}

/** The ports that an image serves, each with a free one of the host; then those of a name. */
function mappedPorts(
  { chart, document, settings }: Context,
  { image, text }: Extract<Writing, { readonly kind: 'mapping' }>,
): readonly Proposal[] {
  // `8080:` and `127.0.0.1:` stay as they are written.
  const prefix = text.slice(0, text.lastIndexOf(':') + 1);
  const projects = chart.projectsWith(document.uri);
  const threshold = settings.privilegedPortThreshold;
  const write = (port: PortOfProtocol): string | undefined => {
    if (endsWithHostPort(prefix)) return prefix + withProtocol(port);
    const near = { from: port.port, to: port.port };
    const host = freePort(chart, { near, protocol: port.protocol, projects, threshold });
    return host === undefined ? undefined : `${prefix}${host}:${withProtocol(port)}`;
  };
  const known = image === undefined ? [] : imagePorts(image);
  return [
    ...known.flatMap(port => {
      const written = write(port);
      return written === undefined ? [] : [{ ...port, text: written, detail: t('port of {0}', image ?? '') }];
    }),
    ...namedPorts(text.slice(prefix.length), write),
  ];
}

/** The host port that the place is in, and the container port behind it, which stays: `80▮80:3000/udp`. */
function mappingBehind({
  text,
  behind,
}: PortInUnit): { readonly host: number; readonly target: PortOfProtocol } | undefined {
  const [, digits = '', port, name = ''] = /^(\d{0,5}):(\d{1,5})(?:\/([a-z]+))?$/i.exec(behind) ?? [];
  const typed = /\d{0,5}$/.exec(text)?.[0] ?? '';
  const host = parsePort(typed + digits || (port ?? ''));
  if (port === undefined || typeof host !== 'number') return undefined;
  return { host, target: { port: Number(port), protocol: parseProtocol(name) ?? 'tcp' } };
}

/** The unit that something is written in. */
function holderOf({ chart, document }: Context, writing: PortInUnit): Holder | undefined {
  const [project] = chart.projectsWith(document.uri);
  const inWork = project && writtenIn(project, document, writing);
  return project && inWork && { project, ...inWork };
}

/** The same number on the host where it is free and needs no privileges, else the next that is. */
function hostPortFor(
  { chart, settings }: Context,
  { project, isBeingWritten: isOwn }: Holder,
  { port, protocol }: PortOfProtocol,
): number | undefined {
  const near = { from: port, to: port };
  const threshold = settings.privilegedPortThreshold;
  return freePort(chart, { near, protocol, projects: [project], threshold, isOwn });
}

/** What a stage's image serves, and what units map of it, but for what it exposes already. */
function instructionPorts(
  { chart, document }: Context,
  { stage: index, typed }: { readonly stage: number; readonly typed: Span },
): readonly Proposal[] {
  const { recipe } = document.reading;
  const stage = recipe?.stages[index];
  if (!recipe || !stage) return [];
  const isBeingWritten = ({ span }: PortPart['text']) => span.start <= typed.end && typed.start <= span.end;
  const exposed = stage.exposed.filter(({ port }) => !isBeingWritten(port.text));
  const isExposed = (port: PortOfProtocol) => exposed.some(one => isSame(one, port));
  const ofUnits = buildersOf(chart, document.uri, stage).flatMap(({ unit }) =>
    unit.mappings.flatMap(({ target, protocol }) =>
      portsIn(target.range, protocol).map(port => plain(port, t('container port of {0}', unit.name))),
    ),
  );
  return [...ofUnits, ...imagesOf(recipe, index)]
    .filter(port => !isExposed(port))
    .map(proposal => ({ ...proposal, text: withProtocol(proposal) }));
}

/** What the images serve by default that a stage is built on. */
function imagesOf(recipe: Recipe, index: number): readonly Proposal[] {
  const stage = recipe.stages[index];
  const bases = stage ? builtWith(recipe, stage).map(({ base }) => base) : [];
  return bases.flatMap(base => imagePorts(base).map(port => plain(port, base)));
}

/** For a variable that mappings read, what goes there; for one whose name speaks of a port, that port. */
function variablePorts(context: Context, writing: InVariable): readonly Proposal[] {
  const { key, text } = writing;
  const read = context.document.reading.variables ? portsReading(context, key) : [];
  if (read.length === 0 && !namesPort(key)) return [];
  const known = read.length > 0 ? read : portsNamed(context, writing);
  const [prefix = ''] = key.toLowerCase().split(/_?port/);
  const word = prefix.slice(prefix.lastIndexOf('_') + 1);
  const ofWord = search(word, 1).filter(
    ({ name }) =>
      name.toLowerCase() === word || (word.length >= MIN_WORD && name.toLowerCase().startsWith(word)),
  );
  return [
    ...known,
    ...ofWord.map(({ port, protocols, name }) => plain({ port, protocol: protocols[0] ?? 'tcp' }, name)),
    ...namedPorts(text, ({ port }) => String(port)),
  ];
}

/** The ports of mappings that take one from a variable, which may have no value yet. */
function portsReading(context: Context, key: string): readonly Proposal[] {
  const { chart, document } = context;
  return chart.projectsWith(document.uri).flatMap(project => {
    const lookup = (name: string) => (name === key ? undefined : project.lookup(name));
    const reads = (part: PortPart | undefined) =>
      part !== undefined && variablesOf(part.text).some(({ name }) => name === key);
    return unitsWith(project, key, lookup, uri => chart.document(uri)).flatMap(unit => {
      const holder = {
        project,
        unit,
        target: null,
        isBeingWritten: ({ published }: Mapping) => reads(published),
      };
      return unit.mappings.flatMap(({ published, target, protocol }) => {
        if (reads(target)) return portsOf(chart, project, unit).map(port => ofContainer(port, unit));
        if (!reads(published)) return [];
        return portsIn(target.range, protocol).flatMap(port => {
          const from = hostPortFor(context, holder, port);
          return from === undefined
            ? []
            : [plain({ ...port, port: from }, t('free, for container port {0}', port.port))];
        });
      });
    });
  });
}

/** No port is named so far: the name of a variable alone has to say whose it is. */
const NO_PORT: PortRange = { from: 0, to: 0 };

/** The ports of the units that a variable's name speaks of, else of those that have it. */
function portsNamed(
  { chart, document }: Context,
  { key, unit: name, stage = 0 }: InVariable,
): readonly Proposal[] {
  const { uri } = document;
  const { recipe, variables } = document.reading;
  const [project] = chart.projectsWith(uri);
  const own = project?.units.get(name ?? '');
  const users = variables ? (project?.variableReaders.get(uri) ?? []) : own ? [own] : [];
  const holders = recipe
    ? buildersOf(chart, uri, recipe.stages[stage])
    : users.flatMap(unit => (project ? [{ project, unit }] : []));
  // A variable that nothing reads yet: its name alone says whose port it is.
  const named =
    variables && holders.length === 0
      ? projectsAround(chart, uri).flatMap(one => {
          return unitsNamedBy(one, key, NO_PORT).flatMap(unit =>
            portsOf(chart, one, unit).map(port => ofContainer(port, unit)),
          );
        })
      : [];
  const ofUnits = holders.flatMap(holder => {
    const host = hostNamed(hostBeside(holder.unit, key));
    // No port is named so far: the name alone has to say whose it is.
    const meant =
      host === undefined
        ? unitsNamedBy(holder.project, key, NO_PORT)
        : unitsAt(holder.project, host, holder.unit).map(({ unit }) => unit);
    spend(meant.length);
    return (meant.length > 0 ? meant : [holder.unit]).flatMap(unit =>
      portsOf(chart, holder.project, unit).map(port => ofContainer(port, unit)),
    );
  });
  return recipe ? [...ofUnits, ...imagesOf(recipe, stage)] : [...ofUnits, ...named];
}

/** The ports that a host has in the project: published ones for this machine, container ports for a unit. */
function authorityPorts(
  context: Context,
  { host, ...writing }: Extract<InUrl, { readonly kind: 'authority' }>,
): readonly Proposal[] {
  const { chart, document } = context;
  const projects = projectsAround(chart, document.uri);
  if (!HERE.has(host)) {
    const units = projects.flatMap(project => {
      const unit = writing.unit === undefined ? undefined : project.units.get(writing.unit);
      return unit ? [{ project, unit }] : [];
    });
    return unitsCalled(chart, document.uri, host, { side: 'container', units }).flatMap(({ project, unit }) =>
      tcpPortsOf(chart, project, unit),
    );
  }
  // Inside a container these names are its own, but for that of its host.
  const own = host === HOST_OF_CONTAINER ? undefined : ownPorts(context, writing, projects);
  return own ?? publishedPorts(projects);
}

/** The hosts of the project with their ports: this machine's and the units', those first that the file is of. */
function hostPorts(
  context: Context,
  writing: Extract<InUrl, { readonly kind: 'host' }>,
): readonly Proposal[] {
  const { chart, document } = context;
  const projects = projectsAround(chart, document.uri);
  const at = (host: string) => (port: Proposal) => ({ ...port, text: `${host}:${port.text}` });
  const here = (ownPorts(context, writing, projects) ?? publishedPorts(projects)).map(at('localhost'));
  const names = new Set(projects.flatMap(({ units }) => [...units.keys()]));
  const others = [...names].flatMap(name => portsOfHost(chart, projects, name).map(at(name)));
  return document.reading.holdsUnits ? [...others, ...here] : [...here, ...others];
}

/** The ports that `localhost` has inside a container; undefined outside of any. */
function ownPorts(
  {
    chart,
    document: {
      reading: { recipe },
    },
  }: Context,
  { unit, typed }: { readonly unit?: string; readonly typed: Span },
  projects: readonly Project[],
): readonly Proposal[] | undefined {
  if (unit !== undefined) return portsOfHost(chart, projects, unit);
  return recipe && isInContainer(recipe, typed) ? stagePorts(recipe) : undefined;
}

function portsOfHost(chart: Chart, projects: readonly Project[], host: string): readonly Proposal[] {
  return projects.flatMap(project => {
    const found = project.units.get(host);
    return found ? tcpPortsOf(chart, project, found) : [];
  });
}

function tcpPortsOf(chart: Chart, project: Project, unit: Unit): readonly Proposal[] {
  const ports = portsOf(chart, project, unit).filter(({ protocol }) => protocol === 'tcp');
  return ports.map(port => ofContainer(port, unit));
}

function publishedPorts(projects: readonly Project[]): readonly Proposal[] {
  return projects.flatMap(({ units }) =>
    [...units.values()].flatMap(unit =>
      bindingsOf(unit)
        .filter(({ protocol }) => protocol === 'tcp')
        .flatMap(({ range, mapping: { target } }) =>
          portsIn(range, 'tcp').map(port => ({
            ...plain(port, t('{0}, container port {1}', unit.name, displayValue(target.text.value))),
            leadsTo: onlyPort(target.range),
          })),
        ),
    ),
  );
}

/**
 * What a URL's scheme means first; behind it what no other scheme means. The rest comes last, and not at all where not
 * even a host is written.
 */
function likeliest(known: readonly Proposal[], { kind, scheme }: InUrl): readonly Proposal[] {
  const meant = scheme === undefined ? undefined : defaultPortOfScheme(scheme);
  if (meant === undefined) return known;
  const inside = ({ leadsTo, port }: Proposal) => leadsTo ?? port;
  const ofScheme = known.filter(one => inside(one) === meant);
  const ofNone = known.filter(one => inside(one) !== meant && !isPortOfScheme(inside(one)));
  const ofOthers = known.filter(one => inside(one) !== meant && isPortOfScheme(inside(one)));
  return [...ofScheme, ...ofNone, ...(kind === 'host' ? [] : ofOthers)];
}

/** What a port is published for, tcp, which is meant by default, first. */
function protocolsOf(port: number): readonly Proposal[] {
  return (['tcp', 'udp'] as const).map(protocol => ({
    port,
    protocol,
    text: protocol,
    detail: `${port}/${protocol}`,
  }));
}

function isInContainer({ containerSpans }: Recipe, typed: Span): boolean {
  return containerSpans.some(({ start, end }) => start <= typed.start && typed.end <= end);
}

/** What the stages of a recipe expose, and their images serve. */
function stagePorts(recipe: Recipe): readonly Proposal[] {
  return recipe.stages.flatMap(({ exposed }, index) => [
    ...exposed.flatMap(({ port, protocol }) =>
      portsIn(port.range, protocol).map(one => plain(one, 'EXPOSE')),
    ),
    ...imagesOf(recipe, index),
  ]);
}

/** Ports of the registry by the name that is being typed: `postgres` gives 5432. */
function namedPorts(word: string, write: (port: PortOfProtocol) => string | undefined): readonly Proposal[] {
  if (!/^[a-z][\w.-]*$/i.test(word)) return [];
  return search(word, MAX_NAMED).flatMap(({ port, protocols, name, description, source }) => {
    const protocol = protocols[0] ?? 'tcp';
    const text = write({ port, protocol });
    return text === undefined
      ? []
      : [{ port, protocol, text, detail: source === 'iana' ? description : name, word: name }];
  });
}

/** The ports that a unit's image, its build or its own entries say that it has. */
function portsOf(chart: Chart, project: Project, unit: Unit): readonly PortOfProtocol[] {
  const known = containerPorts(chart, project, unit).flatMap(({ range, protocol }) =>
    portsIn(range, protocol),
  );
  // The image's own come first: what is written already is known to whoever writes.
  const image = unit.image ? imagePorts(unit.image.value.value) : [];
  const unique = new Map([...image, ...known].map(port => [`${port.port}/${port.protocol}`, port]));
  return [...unique.values()].slice(0, MAX_PORTS);
}

function portsIn(range: PortRange | null, protocol: PortOfProtocol['protocol']): readonly PortOfProtocol[] {
  const port = onlyPort(range);
  return port === undefined ? [] : [{ port, protocol }];
}

/** Whether something written is a port, and no more than that. */
function isSame(
  { port: { range }, protocol }: { readonly port: PortPart; readonly protocol: PortOfProtocol['protocol'] },
  port: PortOfProtocol,
): boolean {
  return range?.from === port.port && range.to === port.port && protocol === port.protocol;
}

function ofContainer(port: PortOfProtocol, unit: Unit): Proposal {
  return plain(port, t('container port of {0}', unit.name));
}

function plain(port: PortOfProtocol, detail: string): Proposal {
  return { ...port, text: String(port.port), detail };
}

/** As mappings and exposed ports are written: tcp goes without saying. */
function withProtocol({ port, protocol }: PortOfProtocol): string {
  return protocol === 'tcp' ? String(port) : `${port}/${protocol}`;
}
