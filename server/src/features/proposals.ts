import { t } from '@vscode/l10n';
import type { Chart } from '../chart/chart';
import { bindingsOf } from '../chart/collisions';
import { freePort } from '../chart/free-port';
import { projectsAround, servicesAt, servicesCalled } from '../chart/host-names';
import { buildersOf, containerPorts } from '../chart/occurrences';
import { onlyPort, type PortRange, parsePort } from '../ports/port';
import { parseProtocol } from '../ports/protocol';
import {
  defaultPortOfScheme,
  imagePorts,
  isPortOfScheme,
  type PortOfProtocol,
  search,
} from '../registry/registry';
import type { Settings } from '../rules/settings';
import { environmentOf } from '../systems/compose/environment';
import type { Project } from '../systems/compose/project';
import { type ComposeReading, readCompose, type ServiceReading } from '../systems/compose/reading';
import { type Mapping, mergeServices, resolveService, type Service } from '../systems/compose/service';
import { hostBeside, hostNamed, servicesNamedBy } from '../systems/compose/variable-names';
import { endsWithHostPort } from '../systems/compose/writing';
import { builtWith, type DockerfileReading } from '../systems/dockerfile/reading';
import { type Document, placeSpan } from '../systems/reading';
import { namesPort } from '../text/port-names';
import { type PortPart, parsePortPart } from '../text/port-spec';
import { variablesOf } from '../text/source-text';
import type { Span } from '../text/spans';
import { displayValue, interpolate } from '../text/template';
import type { Writing } from '../text/writing';

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

/** The most ports of one service that are offered: some images serve dozens, and ranges hold thousands. */
const MAX_PORTS = 16;

/** The most ports of this machine that are offered at once: what is typed leaves fewer. */
const MAX_PUBLISHED = 200;

/** A shorter word that is no whole name says too little: `WEB_PORT` is no port of a service called `webster`. */
const MIN_WORD = 4;

/** The most characters of a value that are looked at. */
const MAX_VALUE = 1000;

/** What a container calls the machine that it runs on. */
const HOST_OF_CONTAINER = 'host.docker.internal';

/** What this machine is called. */
const HERE: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '0.0.0.0', '[::1]', HOST_OF_CONTAINER]);

interface Context {
  readonly chart: Chart;
  readonly document: Document;
  readonly settings: Settings;
}

type InService = Extract<Writing, { readonly kind: 'ports' | 'expose' | 'target' | 'published' }>;
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
      return servicePorts(context, writing);
    case 'instruction':
      return [...instructionPorts(context, writing), ...namedPorts(writing.text, withProtocol)];
    case 'variable':
      return variablePorts(context, writing);
    case 'protocol':
      return protocolsOf(writing.port);
    case 'authority':
    case 'host': {
      const known = writing.kind === 'host' ? hostPorts(context, writing) : authorityPorts(context, writing);
      return likeliest(known, writing)
        .filter(({ text }) => text.startsWith(writing.text))
        .slice(0, MAX_PUBLISHED);
    }
  }
}

/** A service, as it is without what is being written of it. */
interface Holder {
  readonly project: Project;
  readonly service: Service;
  /** The container port of the entry that is being written, where its host port is. */
  readonly target?: PortRange | undefined;
  /** Whether an entry is the one that is being written, which takes no port from itself. */
  isBeingWritten(mapping: Mapping): boolean;
}

/** The ports that a service has, but for those that it names here already; then those of a name. */
function servicePorts(context: Context, writing: InService): readonly Proposal[] {
  const holder = holderOf(context, writing);
  if (!holder) return [];
  const { project, service, target } = holder;
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
  const owner = service.image ? displayValue(service.image.value.value) : service.name;
  const detailOf = (port: PortOfProtocol, written: string): string => {
    if (kind === 'published') return t('free, for container port {0}', port.port);
    if (kind !== 'ports') return t('port of {0}', owner);
    return endsWithHostPort(prefix) || written.startsWith(`${prefix}${port.port}:`)
      ? owner
      : t('{0}; host port {1} is taken or privileged', owner, port.port);
  };
  const named =
    kind === 'expose' ? service.exposes : service.mappings.map(one => ({ ...one, port: one.target }));
  const isNamed = (port: PortOfProtocol) => named.some(one => isSame(one, port));
  const behind = kind === 'ports' && !endsWithHostPort(prefix) ? mappingBehind(writing) : undefined;
  const ports = behind
    ? [behind.target]
    : target
      ? portsIn(target, 'tcp')
      : portsOf(context.chart, project, service).filter(port => !isNamed(port));
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

/** The host port that the place is in, and the container port behind it, which stays: `80▮80:3000/udp`. */
function mappingBehind({
  text,
  behind,
}: InService): { readonly host: number; readonly target: PortOfProtocol } | undefined {
  const [, digits = '', port, name = ''] = /^(\d{0,5}):(\d{1,5})(?:\/([a-z]+))?$/i.exec(behind) ?? [];
  const typed = /\d{0,5}$/.exec(text)?.[0] ?? '';
  const host = parsePort(typed + digits || (port ?? ''));
  if (port === undefined || typeof host !== 'number') return undefined;
  return { host, target: { port: Number(port), protocol: parseProtocol(name) ?? 'tcp' } };
}

/** The service that something is written in. */
function holderOf({ chart, document }: Context, writing: InService): Holder | undefined {
  const [project] = chart.projectsWith(document.uri);
  const { reading } = document;
  if (!project || reading.kind !== 'compose') return undefined;
  const valueEnd = endOfValue(document.text, writing);
  const isHere = ({ text }: PortPart) => {
    const { start, end } = placeSpan(reading, text.block, text.span);
    return start <= valueEnd && writing.start <= end;
  };
  const isBeingWritten = ({ author, published, target }: Mapping) =>
    author.uri === document.uri && (isHere(target) || (published !== undefined && isHere(published)));
  const { own, target } = readWithout(document.text, reading, project, writing);
  const known = project.services.get(writing.service);
  const others = known && {
    ...known,
    mappings: known.mappings.filter(mapping => !isBeingWritten(mapping)),
    exposes: known.exposes.filter(({ author, port }) => author.uri !== document.uri || !isHere(port)),
  };
  const made = own && resolveService(own, document.uri, project.root.folder, project.environment);
  const service = made && others ? mergeServices(made, others) : (made ?? others);
  const same = writing.kind === 'published' ? known?.mappings.find(isBeingWritten) : undefined;
  return service && { project, service, target: target ?? same?.target.range ?? undefined, isBeingWritten };
}

/** Where the value ends that is being written: at its quote, else where a list or a line goes on. */
function endOfValue(text: string, { start, typed, isQuoted }: InService): number {
  const end = isQuoted ? text.indexOf(text[start] ?? '', typed.end) : -1;
  const behind = /[\s,\]]|$/.exec(text.slice(typed.end, typed.end + MAX_VALUE))?.index ?? 0;
  const line = text.indexOf('\n', typed.end);
  return end >= 0 && (line < 0 || end < line) ? end : typed.end + behind;
}

/**
 * A service as the text says it without the value that is being written: an open quote or bracket hides all that
 * follows.
 */
function readWithout(
  text: string,
  reading: ComposeReading,
  { environment }: Project,
  { service, start, bracket, indent }: InService,
): { readonly own: ServiceReading | undefined; readonly target: PortRange | undefined } {
  const lineEnd = text.indexOf('\n', start);
  const below = lineEnd < 0 ? '' : text.slice(lineEnd);
  const rest = bracket === '' ? below : behindBrackets(below, indent);
  const without = readCompose(text.slice(0, start) + bracket + rest, reading);
  const own = without.documents.flatMap(({ services }) => services).find(({ name }) => name === service);
  const entry = own?.ports?.items.findLast(item => {
    if (item.syntax !== 'long') return false;
    const whole = placeSpan(without, item.whole.block, item.whole.span);
    return whole.start <= start && text.slice(whole.end, Math.max(whole.end, start)).trim() === '';
  });
  const target =
    entry?.syntax === 'long' && entry.target
      ? parsePortPart(interpolate(entry.target, environment.lookup))?.range
      : undefined;
  return { own, target: target ?? undefined };
}

/** What follows once the brackets are closed: from the first line that stands as far left as the one that opened them. */
function behindBrackets(below: string, indent: number): string {
  const next = new RegExp(`\\n {0,${Math.min(indent, MAX_VALUE)}}[^\\s\\]}]`).exec(below);
  return next ? below.slice(next.index) : '';
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

/** What a stage's image serves, and what services map of it, but for what it exposes already. */
function instructionPorts(
  { chart, document }: Context,
  { stage: index, typed }: { readonly stage: number; readonly typed: Span },
): readonly Proposal[] {
  const { reading } = document;
  const stage = reading.kind === 'dockerfile' ? reading.stages[index] : undefined;
  if (reading.kind !== 'dockerfile' || !stage) return [];
  const isBeingWritten = ({ span }: PortPart['text']) => span.start <= typed.end && typed.start <= span.end;
  const exposed = stage.exposed.filter(({ port }) => !isBeingWritten(port.text));
  const isExposed = (port: PortOfProtocol) => exposed.some(one => isSame(one, port));
  const ofServices = buildersOf(chart, document.uri, stage).flatMap(({ service }) =>
    service.mappings.flatMap(({ target, protocol }) =>
      portsIn(target.range, protocol).map(port => plain(port, t('container port of {0}', service.name))),
    ),
  );
  return [...ofServices, ...imagesOf(reading, index)]
    .filter(port => !isExposed(port))
    .map(proposal => ({ ...proposal, text: withProtocol(proposal) }));
}

/** What the images serve by default that a stage is built on. */
function imagesOf(reading: DockerfileReading, index: number): readonly Proposal[] {
  const stage = reading.stages[index];
  const bases = stage ? builtWith(reading, stage).map(({ base }) => base) : [];
  return bases.flatMap(base => imagePorts(base).map(port => plain(port, base)));
}

/** For a variable that mappings read, what goes there; for one whose name speaks of a port, that port. */
function variablePorts(context: Context, writing: InVariable): readonly Proposal[] {
  const { key, text } = writing;
  const read = context.document.reading.kind === 'dotenv' ? portsReading(context, key) : [];
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

/** The most services that are asked for the ports that a variable may give. */
const MAX_READERS = 50;

/** The ports of mappings that take one from a variable, which may have no value yet. */
function portsReading(context: Context, key: string): readonly Proposal[] {
  const { chart, document } = context;
  return chart.projectsWith(document.uri).flatMap(project => {
    const lookup = (name: string) => (name === key ? undefined : project.environment.lookup(name));
    const environment = environmentOf(lookup);
    const reads = (part: PortPart | undefined) =>
      part !== undefined && variablesOf(part.text).some(({ name }) => name === key);
    const mayRead = ({ reading }: { readonly reading: ServiceReading }) =>
      reading.ports?.items.some(item => item.syntax === 'long' || item.text.value.includes(key));
    const written = servicesWritten(chart, project).filter(mayRead).slice(0, MAX_READERS);
    return written.flatMap(({ uri, reading }) => {
      const service = resolveService(reading, uri, project.root.folder, environment);
      const holder = { project, service, isBeingWritten: ({ published }: Mapping) => reads(published) };
      return service.mappings.flatMap(({ published, target, protocol }) => {
        if (reads(target)) return portsOf(chart, project, service).map(port => ofContainer(port, service));
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

/** The services of a project as its files write them. */
function servicesWritten(
  chart: Chart,
  project: Project,
): readonly { readonly uri: string; readonly reading: ServiceReading }[] {
  return [...project.files].flatMap(uri => {
    const reading = chart.document(uri)?.reading;
    if (reading?.kind !== 'compose') return [];
    return reading.documents.flatMap(({ services }) => services.map(one => ({ uri, reading: one })));
  });
}

/** The ports of the services that a variable's name speaks of, else of those that have it. */
function portsNamed(
  { chart, document }: Context,
  { key, service: name, stage = 0 }: InVariable,
): readonly Proposal[] {
  const { reading, uri } = document;
  const [project] = chart.projectsWith(uri);
  const own = project?.services.get(name ?? '');
  const users = reading.kind === 'dotenv' ? (project?.envFileReaders.get(uri) ?? []) : own ? [own] : [];
  const holders =
    reading.kind === 'dockerfile'
      ? buildersOf(chart, uri, reading.stages[stage])
      : users.flatMap(service => (project ? [{ project, service }] : []));
  // A variable that nothing reads yet: its name alone says whose port it is.
  const named =
    reading.kind === 'dotenv' && holders.length === 0
      ? projectsAround(chart, uri).flatMap(one => {
          return servicesNamedBy(one, key, NO_PORT).flatMap(service =>
            portsOf(chart, one, service).map(port => ofContainer(port, service)),
          );
        })
      : [];
  const ofServices = holders.flatMap(holder => {
    const host = hostNamed(hostBeside(holder.service, key));
    // No port is named so far: the name alone has to say whose it is.
    const meant =
      host === undefined
        ? servicesNamedBy(holder.project, key, NO_PORT)
        : servicesAt(holder.project, host, holder.service);
    return (meant.length > 0 ? meant : [holder.service]).flatMap(service =>
      portsOf(chart, holder.project, service).map(port => ofContainer(port, service)),
    );
  });
  return reading.kind === 'dockerfile'
    ? [...ofServices, ...imagesOf(reading, stage)]
    : [...ofServices, ...named];
}

/** The ports that a host has in the project: published ones for this machine, container ports for a service. */
function authorityPorts(
  context: Context,
  { host, ...writing }: Extract<InUrl, { readonly kind: 'authority' }>,
): readonly Proposal[] {
  const { chart, document } = context;
  const projects = projectsAround(chart, document.uri);
  if (!HERE.has(host)) {
    const services = projects.flatMap(project => {
      const service = writing.service === undefined ? undefined : project.services.get(writing.service);
      return service ? [{ project, service }] : [];
    });
    return servicesCalled(chart, document.uri, host, { side: 'container', services }).flatMap(
      ({ project, service }) => tcpPortsOf(chart, project, service),
    );
  }
  // Inside a container these names are its own, but for that of its host.
  const own = host === HOST_OF_CONTAINER ? undefined : ownPorts(context, writing, projects);
  return own ?? publishedPorts(projects);
}

/** The hosts of the project with their ports: this machine's and the services', those first that the file is of. */
function hostPorts(
  context: Context,
  writing: Extract<InUrl, { readonly kind: 'host' }>,
): readonly Proposal[] {
  const { chart, document } = context;
  const projects = projectsAround(chart, document.uri);
  const at = (host: string) => (port: Proposal) => ({ ...port, text: `${host}:${port.text}` });
  const here = (ownPorts(context, writing, projects) ?? publishedPorts(projects)).map(at('localhost'));
  const names = new Set(projects.flatMap(({ services }) => [...services.keys()]));
  const others = [...names].flatMap(name => portsOfHost(chart, projects, name).map(at(name)));
  return document.reading.kind === 'compose' ? [...others, ...here] : [...here, ...others];
}

/** The ports that `localhost` has inside a container; undefined outside of any. */
function ownPorts(
  { chart, document: { reading } }: Context,
  { service, typed }: { readonly service?: string; readonly typed: Span },
  projects: readonly Project[],
): readonly Proposal[] | undefined {
  if (service !== undefined) return portsOfHost(chart, projects, service);
  return reading.kind === 'dockerfile' && isInContainer(reading, typed) ? stagePorts(reading) : undefined;
}

function portsOfHost(chart: Chart, projects: readonly Project[], host: string): readonly Proposal[] {
  return projects.flatMap(project => {
    const found = project.services.get(host);
    return found ? tcpPortsOf(chart, project, found) : [];
  });
}

function tcpPortsOf(chart: Chart, project: Project, service: Service): readonly Proposal[] {
  const ports = portsOf(chart, project, service).filter(({ protocol }) => protocol === 'tcp');
  return ports.map(port => ofContainer(port, service));
}

function publishedPorts(projects: readonly Project[]): readonly Proposal[] {
  return projects.flatMap(({ services }) =>
    [...services.values()].flatMap(service =>
      bindingsOf(service)
        .filter(({ protocol }) => protocol === 'tcp')
        .flatMap(({ range, mapping: { target } }) =>
          portsIn(range, 'tcp').map(port => ({
            ...plain(port, t('{0}, container port {1}', service.name, displayValue(target.text.value))),
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

/** What Docker publishes a port for, tcp, which is meant by default, first. */
function protocolsOf(port: number): readonly Proposal[] {
  return (['tcp', 'udp'] as const).map(protocol => ({
    port,
    protocol,
    text: protocol,
    detail: `${port}/${protocol}`,
  }));
}

function isInContainer({ containerSpans }: DockerfileReading, typed: Span): boolean {
  return containerSpans.some(({ start, end }) => start <= typed.start && typed.end <= end);
}

/** What the stages of a Dockerfile expose, and their images serve. */
function stagePorts(reading: DockerfileReading): readonly Proposal[] {
  return reading.stages.flatMap(({ exposed }, index) => [
    ...exposed.flatMap(({ port, protocol }) =>
      portsIn(port.range, protocol).map(one => plain(one, 'EXPOSE')),
    ),
    ...imagesOf(reading, index),
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

/** The ports that a service's image, its build or its own entries say that it has. */
function portsOf(chart: Chart, project: Project, service: Service): readonly PortOfProtocol[] {
  const known = containerPorts(chart, project, service).flatMap(({ range, protocol }) =>
    portsIn(range, protocol),
  );
  // The image's own come first: what is written already is known to whoever writes.
  const image = service.image ? imagePorts(service.image.value.value) : [];
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

function ofContainer(port: PortOfProtocol, service: Service): Proposal {
  return plain(port, t('container port of {0}', service.name));
}

function plain(port: PortOfProtocol, detail: string): Proposal {
  return { ...port, text: String(port.port), detail };
}

/** As mappings and exposed ports are written: tcp goes without saying. */
function withProtocol({ port, protocol }: PortOfProtocol): string {
  return protocol === 'tcp' ? String(port) : `${port}/${protocol}`;
}
