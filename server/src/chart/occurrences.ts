import { countBefore } from '../ports/bisect';
import { MAX_PORT, type PortRange, rangeSize } from '../ports/port';
import type { Protocol } from '../ports/protocol';
import {
  defaultPortOfScheme,
  imagePorts,
  isBlockedByBrowsers,
  type PortOfProtocol,
} from '../registry/registry';
import { isApart, type Project } from '../systems/project';
import {
  type BlockOfUrls,
  type Document,
  type Listen,
  placeSpan,
  type Recipe,
  type Stage,
} from '../systems/reading';
import { builtOn, builtWith, exposedBy, stageAt, stageOf, variablesExposed } from '../systems/recipe';
import type { Claim, EntryPoint, Expose, Exposed, Mapping, Reference, Region, Unit } from '../systems/unit';
import { spend } from '../text/effort';
import { addTo, groupBy } from '../text/group-by';
import { perObject } from '../text/per-object';
import { hostOf, hostsAmong, namesHosts, namesPort, prefixOf } from '../text/port-names';
import { portSettings, type SettingRole } from '../text/port-settings';
import { type PortPart, parsePortPart, writtenAddress } from '../text/port-spec';
import { type Block, literal, type SourceText, variablesOf } from '../text/source-text';
import { outside, type Span } from '../text/spans';
import { displayValue, interpolate } from '../text/template';
import { folderOf } from '../text/uri';
import { defaultHost, isPlainHost, type UrlMention } from '../text/urls';
import type { Chart } from './chart';
import { portsOfNetwork, protocolsExposed, protocolsInNetwork } from './container-ports';
import { listenersNamed } from './entry-points';
import { isCommonName, projectsAround, startedWith, unitsAt, unitsCalled } from './host-names';
import { contextOfMount } from './mounts';
import { networkOwner } from './networks';
import type { ChartedOccurrence, Image, Inside, Subject, UrlContext, VariableSubject } from './occurrence';
import { isPartOfNumber, textsOfPorts } from './parts-of-numbers';
import { exposesNamed, type NamedExpose } from './port-names';
import { hostBeside } from './variable-names';

/** All occurrences of a document that were found last, and in which projects. */
interface Found {
  projects: readonly Project[];
  occurrences: readonly ChartedOccurrence[];
}

/** Kept with the first of these projects, so that it goes with it: a document outlives many. */
const foundIn = perObject((_project: Project) =>
  perObject((_document: Document): Found => ({ projects: [], occurrences: [] })),
);

/** Which occurrences are asked for, so that a question about one port does not chart the whole document. */
export interface Wanted {
  /** Those with one of these ports; none whose number is unknown. */
  readonly ports?: readonly number[];
  /** Beside these ports, those that name a port like this: any name where nothing is said. */
  readonly names?: ReadonlySet<string>;
  /** Those that stand in this block. */
  readonly block?: Block;
  /** Of units that share nothing with others, only those of these. */
  readonly units?: ReadonlySet<Unit>;
  /** Those that no URL is. */
  readonly isApartFromUrls?: true;
}

const EVERYTHING: Wanted = {};

/** The occurrences of a document, in the order of its text: all of them, or those that are wanted. */
export function occurrencesIn(
  chart: Chart,
  document: Document,
  wanted: Wanted = EVERYTHING,
): readonly ChartedOccurrence[] {
  // What units leave out depends on how their occurrences are found.
  if (wanted.units) return findOccurrences(chart, document, wanted);
  const projects = chart.projectsWith(document.uri);
  const [first] = projects;
  if (!first) return findOccurrences(chart, document, wanted);
  const found = foundIn(first)(document);
  // A project is a new one when any of its files changes; what no project reads may depend on any, and so may what
  // stands beside a project that nobody else means.
  const isSame = found.projects.length === projects.length && !projects.some(isApart);
  if (isSame && found.projects.every((project, index) => project === projects[index])) {
    return wanted === EVERYTHING ? found.occurrences : found.occurrences.filter(one => isWanted(one, wanted));
  }
  const occurrences = findOccurrences(chart, document, wanted);
  if (wanted === EVERYTHING) [found.projects, found.occurrences] = [projects, occurrences];
  return occurrences;
}

/** What it takes to keep an occurrence, in steps: thousands of projects may each have those of one document. */
const STEPS_OF_ONE = 11;

function findOccurrences(chart: Chart, document: Document, wanted: Wanted): readonly ChartedOccurrence[] {
  const found = new Map<string, ChartedOccurrence>();
  const add = (occurrence: ChartedOccurrence) => {
    spend();
    if (!isWanted(occurrence, wanted)) return;
    spend(STEPS_OF_ONE);
    const { role, unit = '', range, span } = occurrence;
    // One place may say several numbers, as a variable of two words does: with any of them it is found.
    const key = `${span.start} ${span.end} ${role} ${unit} ${range?.from} ${range?.to}`;
    const earlier = found.get(key);
    found.set(key, earlier ? joined(earlier, occurrence) : occurrence);
  };
  const projects = document.reading.holdsUnits ? chart.projectsWith(document.uri) : [];
  for (const project of projects) {
    const units = wanted.block ? unitsIn(project, wanted.block) : project.units.values();
    for (const unit of units) {
      spend();
      if (wanted.ports && !namesOne(numbersOf(unit), wanted.ports, wanted.names)) continue;
      if (wanted.units && !wanted.units.has(unit) && sharesNothing(project, unit)) continue;
      for (const occurrence of unitOccurrences(chart, project, unit, document, wanted)) add(occurrence);
    }
  }
  for (const occurrence of ownOccurrences(document, wanted)) add(occurrence);
  for (const occurrence of listenOccurrences(chart, document, wanted)) add(occurrence);
  for (const occurrence of variableOccurrences(chart, document, wanted)) add(occurrence);
  const leadsElsewhere = leadingElsewhere(chart, document, wanted);
  for (const { block, mentions } of wanted.isApartFromUrls ? [] : document.reading.urls) {
    if (wanted.block && wanted.block !== block) continue;
    if (wanted.ports && !namesOne(numbersIn(mentions), wanted.ports)) continue;
    for (const mention of mentions) {
      if (mention.port === undefined || !mayName(mention, wanted)) continue;
      if (leadsElsewhere(mention)) continue;
      const occurrence = urlOccurrence(chart, document, block, mention);
      if (occurrence) add(occurrence);
    }
  }
  const taken = inOrder([...found.values()]).map(({ span }) => span);
  for (const occurrence of outside(taken, settingOccurrences(chart, document, wanted))) add(occurrence);
  return inOrder([...found.values()]);
}

function inOrder(occurrences: readonly ChartedOccurrence[]): readonly ChartedOccurrence[] {
  return occurrences.toSorted((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}

/** One text that several projects read is one occurrence, of the units of them all. */
function joined(a: ChartedOccurrence, b: ChartedOccurrence): ChartedOccurrence {
  if (a.subject.kind !== 'variable' || b.subject.kind !== 'variable') return a;
  spend(a.subject.units.length);
  return { ...a, subject: { ...a.subject, units: [...a.subject.units, ...b.subject.units] } };
}

function isWanted(
  { role, range, text, name }: ChartedOccurrence,
  { ports, names, block, isApartFromUrls }: Wanted,
): boolean {
  if (isApartFromUrls && role === 'url') return false;
  if (block !== undefined && text.block !== block) return false;
  // A name may stand for several numbers.
  return name === undefined ? holdsOne(range, ports) : names === undefined || names.has(name);
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

/** Whether a URL of a document names units, in digits, that are not among the wanted ones. Each host is looked at once. */
function leadingElsewhere(
  chart: Chart,
  { uri }: Document,
  { units }: Wanted,
): (mention: UrlMention) => boolean {
  const projects = startedWith(chart, uri);
  if (!units || projects.length === 0) return () => false;
  const known = new Map<string, boolean>();
  const isOfOthers = (host: string) => {
    if (!projects.every(project => isCommonName(project, host))) return false;
    const named = projects.flatMap(project => unitsAt(project, host));
    spend(named.length);
    return (
      named.length > 0 && named.every(({ project, unit }) => !units.has(unit) && sharesNothing(project, unit))
    );
  };
  return ({ host, port }) => {
    if (port?.startsWith('$')) return false;
    const is = known.get(host) ?? isOfOthers(host);
    known.set(host, is);
    return is;
  };
}

/** The numbers that a unit or a list of URLs names, so that those without the wanted one cost nothing. */
interface Numbers {
  readonly ports: ReadonlySet<number>;
  /** The names of ports. */
  readonly names: ReadonlySet<string>;
  /** Whether there are more than are listed: a wide range, or a variable. */
  readonly isOpen: boolean;
}

/** The ports of URLs, and whether one of them is of a kind that rules look for. */
interface UrlNumbers extends Numbers {
  readonly isOdd: boolean;
}

/** A range of more ports than this is not listed one by one. */
const MAX_LISTED = 64;

const numbersOf = perObject((unit: Unit): Numbers => {
  const ports = new Set<number>();
  const names = new Set<string>();
  // What a name of an entry point stands for, a file says that may change.
  let isOpen = (unit.entryPoints ?? []).length > 0;
  const add = (range: PortRange | null | undefined) => {
    if (!range) return;
    if (rangeSize(range) > MAX_LISTED) isOpen = true;
    else for (let port = range.from; port <= range.to; port++) ports.add(port);
  };
  for (const { published, target } of [...unit.mappings, ...unit.replaced]) {
    add(published?.range);
    add(target.range);
  }
  for (const { port, name } of unit.exposes) {
    add(port.range);
    if (name) names.add(name.value.value);
  }
  for (const { range, isName, text } of unit.references) {
    add(range);
    if (isName) names.add(text.value);
  }
  for (const { port } of unit.claims) add(port.range);
  for (const [key, { value }] of unit.environment) if (namesPort(key)) add(parsePortPart(value)?.range);
  for (const { value: named } of unit.namedPorts) add(parsePortPart(named.value)?.range);
  return { ports, names, isOpen };
});

/** Whether a unit's ports stand as digits in its own block, so that no other's change with them. */
function sharesNothing(project: Project, unit: Unit): boolean {
  const own = unit.names[0]?.value.block;
  // A unit that another extends, or whose block holds several, shares what it says.
  return hasOwnDigits(unit) && own !== undefined && unitsIn(project, own).length === 1;
}

const hasOwnDigits = perObject((unit: Unit): boolean => {
  const own = unit.names[0]?.value.block;
  const isOwn = ({ block, pieces }: SourceText) =>
    block === own && pieces.length === 1 && pieces[0]?.kind === 'literal';
  const isAlone =
    unit.names.length === 1 &&
    unit.network.kind === 'own' &&
    unit.replaced.length === 0 &&
    unit.mappings.every(
      ({ published, target }) => isOwn(target.text) && (!published || isOwn(published.text)),
    ) &&
    unit.references.length === 0 &&
    (unit.entryPoints ?? []).length === 0 &&
    unit.exposes.every(({ port, reference }) => isOwn(port.text) && !reference) &&
    // `DB_PORT` may speak of another unit, and what an argument gives stands in a recipe.
    [...unit.environment].every(
      ([key, { value }]) => !namesPort(key) || (isOwn(value) && isOfItself(unit, key)),
    ) &&
    unit.namedPorts.every(
      ({ value: { name, value, isOwn: isCertain, host, isBuildArgument } }) =>
        isOwn(value) &&
        !isBuildArgument &&
        (isCertain || (host === undefined && prefixOf(name)?.length === 0)),
    );
  return isAlone;
});

/** Whether a variable is a port of its own unit for certain: a plain `PORT`, with no host beside it. */
function isOfItself(unit: Unit, key: string): boolean {
  return prefixOf(key)?.length === 0 && hostBeside(unit, key) === undefined;
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
  return { ports, names: NO_NAMES, isOpen, isOdd };
});

const NO_NAMES: ReadonlySet<string> = new Set();

function namesOne(
  { ports, names, isOpen }: Numbers,
  wanted: readonly number[],
  wantedNames?: ReadonlySet<string>,
): boolean {
  if (isOpen || wanted.some(port => ports.has(port))) return true;
  return wantedNames ? [...names].some(name => wantedNames.has(name)) : names.size > 0;
}

/** The units of a project that say something in a block. */
export function unitsIn(project: Project, block: Block): readonly Unit[] {
  return unitsByBlock(project).get(block) ?? [];
}

const unitsByBlock = perObject((project: Project): ReadonlyMap<Block, readonly Unit[]> => {
  const byBlock = new Map<Block, Unit[]>();
  for (const unit of project.units.values()) {
    for (const touched of blocksOf(unit)) addTo(byBlock, touched, unit);
  }
  return byBlock;
});

const blocksOf = perObject((unit: Unit): ReadonlySet<Block> => {
  return new Set<Block>([
    ...unit.names.map(name => name.value.block),
    ...[...unit.mappings, ...unit.replaced].flatMap(({ published, target }) =>
      published ? [published.text.block, target.text.block] : [target.text.block],
    ),
    ...unit.exposes.flatMap(({ port, name }) =>
      name ? [port.text.block, name.value.block] : [port.text.block],
    ),
    ...unit.references.map(({ text }) => text.block),
    ...(unit.entryPoints ?? []).map(({ text }) => text.block),
    ...unit.claims.map(({ port }) => port.text.block),
    ...[...unit.environment.values()].map(({ value }) => value.block),
    ...unit.namedPorts.map(({ value }) => value.value.block),
    ...unit.regions.map(region => region.value.block),
  ]);
});

/** The occurrences of a unit that stand in a document. */
function unitOccurrences(
  chart: Chart,
  project: Project,
  unit: Unit,
  document: Document,
  { ports }: Wanted,
): readonly ChartedOccurrence[] {
  const wanted: WantedUnit = { chart, project, unit, document, ports };
  return [
    ...[...unit.mappings, ...unit.replaced].flatMap(mapping => mappingOccurrences(wanted, mapping)),
    ...unit.exposes.flatMap(expose => exposeOccurrences(wanted, expose)),
    ...unit.references.flatMap(reference => referenceOccurrences(wanted, reference)),
    ...(unit.entryPoints ?? []).flatMap(entryPoint => entryPointOccurrences(wanted, entryPoint)),
    ...unit.claims.flatMap(claim => claimOccurrences(wanted, claim)),
    ...environmentOccurrences(wanted),
  ];
}

/** A unit, the document of which the occurrences are wanted, and the ports that they are to hold; any where undefined. */
interface WantedUnit extends Inside {
  readonly chart: Chart;
  readonly document: Document;
  readonly ports: Wanted['ports'];
}

function mappingOccurrences(
  { project, unit, document, ports }: WantedUnit,
  mapping: Mapping,
): readonly ChartedOccurrence[] {
  const { author, published, target, protocol } = mapping;
  if (author.uri !== document.uri) return [];
  if (!holdsOne(target.range, ports) && !(published && holdsOne(published.range, ports))) return [];
  const common = { unit: author.unit, ...addressOf(mapping) };
  const side = (kind: 'published' | 'target', { text, range }: PortPart) =>
    occurrence(document, kind, text, range, protocol, { kind, project, unit, mapping }, common);
  return [...(published ? [side('published', published)] : []), side('target', target)];
}

function exposeOccurrences(
  { project, unit, document, ports }: WantedUnit,
  expose: Expose,
): readonly ChartedOccurrence[] {
  const { author, port, protocol, role = 'exposed', name, isNameAlone } = expose;
  const subject: Subject = { kind: 'expose', project, unit, expose };
  const common = { unit: author.unit };
  const isHere = author.uri === document.uri && !isNameAlone && holdsOne(port.range, ports);
  return [
    ...(isHere ? [occurrence(document, role, port.text, port.range, protocol, subject, common)] : []),
    ...(name?.uri === document.uri
      ? [
          occurrence(document, role, name.value, port.range, protocol, subject, {
            ...common,
            name: name.value.value,
          }),
        ]
      : []),
  ];
}

function referenceOccurrences(
  { project, unit, document, ports }: WantedUnit,
  reference: Reference,
): readonly ChartedOccurrence[] {
  const { author, text, role, protocol, isName } = reference;
  if (author.uri !== document.uri) return [];
  const range = isName ? rangeNamed(project, reference) : reference.range;
  if (!isName && !holdsOne(range, ports)) return [];
  const subject: Subject = { kind: 'reference', project, unit, reference };
  const common = { unit: author.unit, ...(isName && { name: text.value }) };
  return [occurrence(document, role, text, range, protocol, subject, common)];
}

function entryPointOccurrences(
  { chart, project, unit, document }: WantedUnit,
  { author, text }: EntryPoint,
): readonly ChartedOccurrence[] {
  if (author.uri !== document.uri) return [];
  const at = listenersNamed(chart, project, text.value);
  const [only] = at;
  const range = at.length === 1 ? (only?.port.range ?? null) : null;
  const subject: Subject = { kind: 'entryPoint', project, unit, at };
  const common = { unit: author.unit, name: text.value };
  return [occurrence(document, 'entryPoint', text, range, only?.protocol ?? 'tcp', subject, common)];
}

function claimOccurrences(
  { project, unit, document, ports }: WantedUnit,
  claim: Claim,
): readonly ChartedOccurrence[] {
  const { author, port, protocol, role } = claim;
  if (author.uri !== document.uri || !holdsOne(port.range, ports)) return [];
  const subject: Subject = { kind: 'claim', project, unit, claim };
  const common = { unit: author.unit, ...addressOf(claim) };
  return [occurrence(document, role, port.text, port.range, protocol, subject, common)];
}

/** The ports that a unit's variables, arguments and labels give by name. */
function environmentOccurrences({
  chart,
  project,
  unit,
  document,
}: WantedUnit): readonly ChartedOccurrence[] {
  const occurrences: ChartedOccurrence[] = [];
  for (const [key, { uri, value }] of unit.environment) {
    if (uri !== document.uri || !namesPort(key) || isPartOfNumber(chart, uri, key)) continue;
    const units = [{ project, unit, host: hostBeside(unit, key) }];
    const named = namedPort(document, value, 'tcp', variable(key, { units }));
    if (named) occurrences.push({ ...named, unit: unit.name });
  }
  for (const { uri, value: given } of unit.namedPorts) {
    if (uri !== document.uri) continue;
    const { name, value, protocol, isOwn, host, isBuildArgument } = given;
    const argumentOf = isBuildArgument ? unit.source?.uri : undefined;
    // What a build is given may be anything: a user's number, a version.
    if (isBuildArgument && !namesPort(name) && !givesExposed(chart, argumentOf, name)) continue;
    if (isPartOfNumber(chart, argumentOf ?? uri, name)) continue;
    const units = [{ project, unit, host: host?.value }];
    const subject = variable(name, { units, isOwn, argumentOf });
    const named = namedPort(document, value, protocol, subject);
    if (named) occurrences.push({ ...named, unit: unit.name });
  }
  return occurrences;
}

/** The address as a person would write it, where one is written. */
function addressOf({ address }: Mapping | Claim): Pick<ChartedOccurrence, 'address'> {
  const text = writtenAddress(address);
  return text ? { address: displayValue(text.value) } : {};
}

/** What a name stands for that a reference uses, where that is one port. */
function rangeNamed(project: Project, reference: Reference): PortRange | null {
  return rangeOfAll(exposesNamed(project, reference));
}

const rangeOfAll = perObject((named: readonly NamedExpose[]): PortRange | null => {
  const [first, ...others] = named.map(({ expose: { port } }) => port.range);
  return first && others.every(range => range?.from === first.from && range.to === first.to) ? first : null;
});

/** Whether a port that a recipe declares comes from a variable. */
function givesExposed(chart: Chart, uri: string | undefined, name: string): boolean {
  const recipe = uri === undefined ? undefined : chart.document(uri)?.reading.recipe;
  return recipe !== undefined && variablesExposed(recipe.stages).has(name);
}

/** The occurrences of a recipe, which needs no project to be read. */
function ownOccurrences(document: Document, { ports }: Wanted): readonly ChartedOccurrence[] {
  const { stages = [] } = document.reading.recipe ?? {};
  return stages.flatMap(stage =>
    stage.exposed.flatMap(exposed =>
      holdsOne(exposed.port.range, ports) ? [exposedOccurrence(document, stage, exposed)] : [],
    ),
  );
}

/** The ports that a program listens on, where the document is. */
function listenOccurrences(
  chart: Chart,
  document: Document,
  { ports }: Wanted,
): readonly ChartedOccurrence[] {
  // A host name can mean thousands of units: what it means is worked out once.
  const contexts = new Map<string, UrlContext>();
  return (document.reading.listens ?? []).flatMap(listen => {
    const { role, port, protocol, address } = listen;
    if (!holdsOne(port.range, ports)) return [];
    // Of a folder it depends on the port.
    const key = listen.host ?? `*${role}${listen.isOfFolder ? ` ${port.text.value}` : ''}`;
    const at = contexts.get(key) ?? contextOfListen(chart, document, listen);
    contexts.set(key, at);
    const subject: Subject = { kind: 'listen', listen, at };
    const [only, ...others] = at.side === 'host' ? [] : at.units;
    return occurrence(document, role, port.text, port.range, protocol, subject, {
      ...(address !== undefined && { address }),
      ...(only && others.length === 0 && { unit: only.unit.name }),
    });
  });
}

/** The units whose port a program listens on: the one that is named, or all that have the document inside. */
export function contextOfListen(chart: Chart, { uri }: Document, listen: Listen): UrlContext {
  const { host, role, port, protocol, isOfFolder } = listen;
  if (host === undefined) {
    const at: UrlContext = role === 'listen' ? contextOfMount(chart, uri) : { side: 'host' };
    if (at.side !== 'host' || !isOfFolder || !port.range) return at;
    const units = buildersAround(chart, uri).filter(({ project, unit }) =>
      hasDeclared(chart, project, unit, port.range, protocol),
    );
    return units.length > 0 ? { side: 'container', units } : at;
  }
  const units = unitsCalled(chart, uri, host);
  return units.length > 0 ? { side: 'container', units } : { side: 'host' };
}

/** The units whose recipes stand in the nearest folder around a file. */
function buildersAround(chart: Chart, uri: string): readonly Inside[] {
  const folder = ({ unit: { source } }: Inside) => (source ? folderOf(source.uri) : '');
  const around = projectsAround(chart, uri)
    .flatMap(project => [...project.units.values()].map(unit => ({ project, unit })))
    .filter(one => one.unit.source && uri.startsWith(folder(one)));
  spend(around.length);
  const nearest = Math.max(0, ...around.map(one => folder(one).length));
  return around.filter(one => folder(one).length === nearest);
}

/** Whether a unit, or the recipe of its image, declares a port: that its image usually has it says too little. */
function hasDeclared(
  chart: Chart,
  project: Project,
  unit: Unit,
  range: PortRange | null,
  protocol: Protocol,
): boolean {
  if (!range) return false;
  return (
    protocolsInNetwork(project, unit, range).includes(protocol) ||
    protocolsExposed(exposedByBuild(chart, unit), range).includes(protocol)
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

/** The entries of a file of variables that name a port or give one to a mapping, and what a recipe says by a name. */
function variableOccurrences(chart: Chart, document: Document, wanted: Wanted): readonly ChartedOccurrence[] {
  const { recipe, variables } = document.reading;
  if (recipe) return recipeVariables(chart, document, recipe, wanted);
  if (!variables) return [];
  const users = chart.projectsWith(document.uri);
  const used = new Set(users.flatMap(project => variablesInPorts(project)));
  const units = variableReaders(chart, document.uri);
  const hosts = hostsAmong(variables.map(entry => [entry.key, entry.value.value] as const));
  return variables.flatMap(({ key, value }) => {
    if ((!namesPort(key) && !used.has(key)) || isPartOfNumber(chart, document.uri, key)) return [];
    // What is used in a mapping is what the mapping says.
    const holders = used.has(key) ? [] : units;
    const inFile = hostOf(key, hosts);
    // What `environment` says goes before what the file says.
    const speakers = holders.map(holder => ({ ...holder, host: hostBeside(holder.unit, key) ?? inFile }));
    return namedPort(document, value, 'tcp', variable(key, { units: speakers })) ?? [];
  });
}

/**
 * The ports that the text gives by a name, whatever its system reads of it: of nobody that is known. Units that are left
 * out may have them.
 */
function settingOccurrences(chart: Chart, document: Document, wanted: Wanted): readonly ChartedOccurrence[] {
  if (wanted.units) return [];
  return document.reading.urls.flatMap(({ block }) =>
    wanted.block && wanted.block !== block
      ? []
      : settingsIn(block, document)
          .map(({ name, value, role }) => namedPort(document, value, 'tcp', variable(name, {}), role))
          .filter(one => one !== undefined)
          .filter(
            ({ range, subject }) =>
              holdsOne(range, wanted.ports) &&
              !(subject.kind === 'variable' && isPartOfNumber(chart, document.uri, subject.key)),
          ),
  );
}

/** Whether a text gives a port by a name. */
export function givesPorts(document: Document): boolean {
  return document.reading.urls.some(({ block }) => settingsIn(block, document).length > 0);
}

/** A block's text is the same for as long as it is the same block. */
const settingsIn = perObject((block: Block, { text, purpose, reading }: Document) => {
  const start = reading.startOf(block);
  const written = text.slice(start, start + block.length);
  return portSettings(written, purpose).map(({ name, span, role }) => ({
    name,
    role,
    value: literal(block, written.slice(span.start, span.end), span.start),
  }));
});

function variableReaders(chart: Chart, uri: string): readonly Inside[] {
  return shared(chart.projectsWith(uri).map(project => insideReaders(project)(uri)));
}

/** The units of a project that are started with the variables of each file. */
const insideReaders = perObject((project: Project) =>
  byUri(uri => (project.variableReaders.get(uri) ?? []).map(unit => ({ project, unit }))),
);

/** What the variables, arguments and commands of a recipe say of ports. */
function recipeVariables(
  chart: Chart,
  document: Document,
  recipe: Recipe,
  { ports }: Wanted,
): readonly ChartedOccurrence[] {
  const { uri } = document;
  return recipe.namedPorts.flatMap(({ stage, port, range, isArgument }) => {
    if (!holdsOne(range, ports) || isPartOfNumber(chart, uri, port.name)) return [];
    const imageHost = port.host?.value;
    const units = buildersOf(chart, uri, stage).map(one => ({ ...one, host: imageHost }));
    const images = imagesOf(chart, uri, recipe, stage);
    const argumentOf = isArgument ? uri : undefined;
    const subject = variable(port.name, { units, images, imageHost, isOwn: port.isOwn, argumentOf });
    return [occurrence(document, 'variable', port.value, range, port.protocol, subject, {})];
  });
}

const imagesBuiltOn = perObject((stage: Stage, recipe: Recipe, uri: string): readonly Image[] =>
  builtOn(recipe, stage).map(one => ({ uri, stage: one })),
);

/** The images that a stage, or any, is part of, where no unit builds them. */
function imagesOf(chart: Chart, uri: string, recipe: Recipe, stage: Stage | undefined): readonly Image[] {
  if (buildersOf(chart, uri, stage).length > 0) return [];
  if (!stage) return recipe.stages.map(one => ({ uri, stage: one }));
  return imagesBuiltOn(stage, recipe, uri);
}

/** The images that a stage of a recipe is part of, where no unit builds them. */
export function imagesWith(chart: Chart, uri: string, stage: Stage): readonly Image[] {
  const recipe = chart.document(uri)?.reading.recipe;
  return recipe ? imagesOf(chart, uri, recipe, stage) : [];
}

/** The variables that a project's mappings and exposed ports take their numbers from. */
const variablesInPorts = perObject((project: Project): readonly string[] => {
  const names = new Set<string>();
  for (const unit of project.units.values())
    for (const text of textsOfPorts(unit)) for (const use of variablesOf(text)) names.add(use.name);
  return [...names];
});

function variable(key: string, more: Partial<Omit<VariableSubject, 'kind' | 'key'>>): VariableSubject {
  return {
    kind: 'variable',
    key,
    units: [],
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
  role: SettingRole = 'variable',
): ChartedOccurrence | undefined {
  const part = value.value === '' ? undefined : parsePortPart(value);
  return part?.range ? occurrence(document, role, value, part.range, protocol, subject, {}) : undefined;
}

/** The URLs of the blocks in which one has a port beyond the last, or one that browsers refuse. */
export function oddMentionsByBlock(document: Document): readonly BlockOfUrls[] {
  return document.reading.urls.filter(({ mentions }) => mentions.length > 0 && numbersIn(mentions).isOdd);
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
    const host = defaultHost(mention.host) ?? mention.host;
    if (
      !isPlainHost(host) &&
      !host.includes('.') &&
      !isUnitPort(chart, document.uri, host, context, part.range) &&
      !isGivenAsHost(document, place)
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
      context.units.length === 1 &&
      context.units[0] && { unit: context.units[0].unit.name }),
  };
}

/**
 * Whether the name of a value says that it is a host: `DB_HOST=db:5432`, `targets: ["a:9100", "b:9100"]`; or whether a page
 * has it as code: `db:5432` in backticks, where a year or a version is shorter.
 */
function isGivenAsHost({ text, purpose }: Document, { start, end }: Span): boolean {
  if (purpose === 'documentation' && text[start - 1] === '`' && /^[`/]/.test(text.slice(end, end + 1)))
    return /:(?:[3-9]\d{3}|[1-6]\d{4})$/.test(text.slice(start, end));
  const name = nameOfValue(text.slice(Math.max(0, start - MAX_KEY), start));
  return name !== undefined && namesHosts(name);
}

/** So much is looked at before a value, in UTF-16 units, and so many values of a list. */
const MAX_KEY = 400;
const MAX_VALUES = 16;

/** What names a value, alone or as one of a list, by what stands before it. */
function nameOfValue(before: string): string | undefined {
  const parts = before
    .split(/[\n,[(]/)
    .slice(-MAX_VALUES)
    .reverse();
  for (const part of parts) {
    const name = /([\w.-]{1,80})["']?[ \t]{0,8}[:=]\s{0,8}["']?$/.exec(part)?.[1];
    if (name !== undefined) return name;
    // Another value of the list, or nothing but its mark.
    const value = part
      .trim()
      .replace(/^-\s?/, '')
      .replace(/^["']|["']$/g, '');
    if (!/^(?:[\w.{}$-]+:[\w${}]+)?$/.test(value)) return undefined;
  }
  return undefined;
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
  return projects.map(({ lookup }) => interpolate(written, lookup));
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
  const leadsElsewhere = leadingElsewhere(chart, document, wanted);
  for (const { block, mentions } of document.reading.urls) {
    if (wanted.block && wanted.block !== block) continue;
    if (wanted.ports && !namesOne(numbersIn(mentions), wanted.ports)) continue;
    for (const mention of mentions) {
      const implied = mention.port === undefined ? defaultPortOfScheme(mention.scheme ?? '') : undefined;
      const isNamed =
        implied === undefined
          ? mention.port !== undefined && mayName(mention, wanted)
          : holdsOne({ from: implied, to: implied }, wanted.ports);
      if (!isNamed || leadsElsewhere(mention)) continue;
      spend();
      const occurrence = urlOccurrence(chart, document, block, mention);
      if (!occurrence) continue;
      const around = placeSpan(document.reading, block, mention.span);
      const range = implied === undefined ? occurrence.range : { from: implied, to: implied };
      found.push({ ...occurrence, around, range });
    }
  }
  return found;
}

/** Where a URL stands: in a part of a unit that runs inside the container, or beside it. */
function contextOf(
  chart: Chart,
  document: Document,
  block: Block,
  mention: UrlMention,
): UrlContext | 'not a URL' {
  const { recipe, variables, holdsUnits, isPlain } = document.reading;
  const { span } = mention;
  if (recipe) {
    const isInside = recipe.containerSpans.some(outer => outer.start <= span.start && span.end <= outer.end);
    if (!isInside) return { side: 'host' };
    const stage = stageAt(recipe, span.start);
    const units = buildersOf(chart, document.uri, stage);
    return { side: 'container', units, images: imagesOf(chart, document.uri, recipe, stage) };
  }
  if (variables) {
    const units = variableReaders(chart, document.uri);
    return units.length > 0 ? { side: 'either', units } : { side: 'host' };
  }
  if (!holdsUnits || isPlain) return contextOfMount(chart, document.uri);
  const around = regionsAround(chart, document.uri, block, span);
  if (!isSome(around)) return { side: 'host' };
  const { kind } = around[0].region;
  if (kind === 'ports') return 'not a URL';
  // `registry.local:5000/app` names a registry's port, `redis:7` a tag.
  if (kind === 'image')
    return isPlainHost(mention.host) || (mention.host.includes('.') && !mention.host.startsWith('$'))
      ? { side: 'host' }
      : 'not a URL';
  const [{ units }, ...others] = around;
  return {
    side: kind === 'container' ? 'container' : 'either',
    units: others.length === 0 ? units : around.flatMap(one => one.units),
  };
}

function isSome<Item>(items: readonly Item[]): items is readonly [Item, ...Item[]] {
  return items.length > 0;
}

/** A part of a block, with the units that have it: an alias gives it to any number. */
interface SharedRegion {
  readonly region: Region;
  readonly units: readonly Inside[];
}

/** The parts of units that a span stands in, of the first project that reads the document; of all that share it out. */
function regionsAround(chart: Chart, uri: string, block: Block, span: Span): readonly SharedRegion[] {
  const [first, ...others] = chart.projectsWith(uri);
  const projects = first?.root.part === undefined ? [first] : [first, ...others];
  spend(projects.length);
  return projects.flatMap(project => (project ? regionsWith(regionsByBlock(project)(block), span) : []));
}

/** The regions of a block, in the order of their units, by their places. */
interface PlacedRegions {
  readonly regions: readonly SharedRegion[];
  /** Their indexes in the order of their starts, with these, and the furthest end of each region and all before it. */
  readonly places: readonly { readonly index: number; readonly start: number; readonly furthest: number }[];
}

/** Those that hold a span: of regions that begin before it, most others end before it, too. */
function regionsWith({ regions, places }: PlacedRegions, { start, end }: Span): readonly SharedRegion[] {
  const found: number[] = [];
  let at = countBefore(places, place => place.start <= start) - 1;
  for (let place = places[at]; place && place.furthest >= end; place = places[--at]) {
    spend();
    if ((regions[place.index]?.region.span.end ?? 0) >= end) found.push(place.index);
  }
  return found.sort((a, b) => a - b).flatMap(index => regions[index] ?? []);
}

function placed(regions: readonly SharedRegion[]): PlacedRegions {
  let furthest = 0;
  const places = regions
    .map(({ region: { span } }, index) => ({ index, ...span }))
    .sort((a, b) => a.start - b.start)
    .map(({ index, start, end }) => {
      furthest = Math.max(furthest, end);
      return { index, start, furthest };
    });
  return { regions, places };
}

const regionsByBlock = perObject((project: Project) =>
  perObject((block: Block): PlacedRegions => {
    const parts = unitsIn(project, block).flatMap(unit =>
      unit.regions
        .filter(({ value }) => value.block === block)
        .map(({ value: region }) => ({ region, project, unit })),
    );
    const alike = groupBy(parts, ({ region: { kind, span } }) => `${kind} ${span.start} ${span.end}`);
    const shared = [...alike.values()].flatMap(([first, ...others]) =>
      first
        ? [
            {
              region: first.region,
              units: [first, ...others].map(one => ({ project, unit: one.unit })),
            },
          ]
        : [],
    );
    return placed(shared);
  }),
);

/** The units that a recipe makes the images of; with a stage, those whose image has that stage in it. */
export function buildersOf(chart: Chart, uri: string, stage?: Stage): readonly Inside[] {
  const recipe = chart.document(uri)?.reading.recipe;
  return shared(
    chart.projectsWith(uri).map(project => {
      if (!recipe || !stage) return insideBuilders(project)(uri);
      return buildersByStage(project)(recipe, uri).get(stage) ?? NOBODY;
    }),
  );
}

/** Lists as one, which is the very list where there is but one: what follows from it is worked out once. */
function shared<Item>(lists: readonly (readonly Item[])[]): readonly Item[] {
  const [first = [], ...others] = lists.filter(list => list.length > 0);
  return others.length === 0 ? first : lists.flat();
}

const NOBODY: readonly Inside[] = [];

/** The units that a project makes of each recipe. */
const insideBuilders = perObject((project: Project) =>
  byUri(uri => (project.builders.get(uri) ?? []).map(unit => ({ project, unit }))),
);

/** The same by the stages that each has in its image. A project is a new one when a recipe of it changes. */
const buildersByStage = perObject((project: Project) =>
  perObject((recipe: Recipe, uri: string): ReadonlyMap<Stage, readonly Inside[]> => {
    const made = new Map<Stage, Inside[]>();
    for (const inside of insideBuilders(project)(uri)) {
      const stage = stageOf(recipe, inside.unit.source?.stage);
      if (!stage || inside.unit.source?.uri !== uri) continue;
      const stages = builtWith(recipe, stage);
      spend(stages.length);
      for (const one of stages) addTo(made, one, inside);
    }
    return made;
  }),
);

/** Keeps what is made for each URI. */
function byUri<Value>(make: (uri: string) => Value): (uri: string) => Value {
  const known = new Map<string, { readonly value: Value }>();
  return uri => {
    const found = known.get(uri) ?? { value: make(uri) };
    known.set(uri, found);
    return found.value;
  };
}

/** Whether `name:number` is a unit and a port, not an image and its tag. */
function isUnitPort(
  chart: Chart,
  uri: string,
  host: string,
  at: UrlContext,
  range: PortRange | null,
): boolean {
  const [called] = unitsCalled(chart, uri, host, at);
  if (!called) return false;
  return (
    range === null ||
    range.from >= 1024 ||
    hasContainerPort(chart, called.project, called.unit, { from: range.from, to: range.from })
  );
}

/** Whether a range is among the container ports that a unit is known to have. */
function hasContainerPort(chart: Chart, project: Project, unit: Unit, range: PortRange): boolean {
  spend();
  return (
    protocolsInNetwork(project, unit, range).length > 0 ||
    protocolsExposed(exposedByBuild(chart, unit), range).length > 0 ||
    portsOfImages(project, unit).some(({ port }) => range.from <= port && port <= range.to)
  );
}

/** The usual ports of the images of a unit, and of the one whose network it is in. */
function portsOfImages(project: Project, unit: Unit): readonly PortOfProtocol[] {
  const images = new Set([networkOwner(project, unit), unit]);
  return [...images].flatMap(({ image }) => (image ? imagePorts(image.value.value) : []));
}

/** The container ports that a unit is known to have: mapped, exposed, or its image's usual ones. */
export function containerPorts(
  chart: Chart,
  project: Project,
  unit: Unit,
): readonly { readonly range: PortRange; readonly protocol: Protocol }[] {
  const ofImages = portsOfImages(project, unit);
  const ports = [
    ...portsOfNetwork(project, unit),
    ...ofImages.map(({ port, protocol }) => ({ range: { from: port, to: port }, protocol })),
    ...exposedByBuild(chart, unit).map(({ port, protocol }) => ({ range: port.range, protocol })),
  ];
  spend(ports.length);
  return ports.flatMap(({ range, protocol }) => (range ? [{ range, protocol }] : []));
}

/** What the stage exposes that a unit builds. */
export function exposedByBuild(chart: Chart, unit: Unit): readonly Exposed[] {
  const recipe = unit.source && chart.document(unit.source.uri)?.reading.recipe;
  const stage = recipe && stageOf(recipe, unit.source.stage);
  return stage ? exposedBy(recipe, stage) : [];
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
  more: { readonly address?: string; readonly unit?: string; readonly name?: string },
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
