import { t } from '@vscode/l10n';
import type { Chart } from '../chart/chart';
import { isMapped } from '../chart/collisions';
import { networkOwner } from '../chart/networks';
import { exposesNamed } from '../chart/port-names';
import { isLoopback } from '../ports/address';
import { onlyPort, type PortRange } from '../ports/port';
import type { Protocol } from '../ports/protocol';
import { isBlockedByBrowsers } from '../registry/registry';
import { shortName } from '../registry/short-name';
import { webSchemeOf } from '../registry/web';
import { type Finding, SEVERITIES } from '../rules/finding';
import { findingsOfProject } from '../rules/judge';
import { placeOf } from '../rules/rule';
import type { Settings } from '../rules/settings';
import { isApart, type Project } from '../systems/project';
import { isPool, type Mapping, type Unit } from '../systems/unit';
import { addTo, groupBy } from '../text/group-by';
import { perObject } from '../text/per-object';
import { type AddressPart, writtenAddress } from '../text/port-spec';
import type { Place } from '../text/spans';
import { displayValue } from '../text/template';
import { fileName, relativeName } from '../text/uri';
import { firstOf } from './role-text';

/** A port that a unit publishes, or has the engine publish: one line of the table of a project. */
export interface PortRow extends Place {
  readonly unit: string;
  /** The host port or range as a person reads it; undefined where the engine chooses one. */
  readonly host: string | undefined;
  /** Null where the engine chooses it, or a variable is unknown. */
  readonly range: PortRange | null;
  readonly address: string | undefined;
  readonly protocol: Protocol;
  readonly target: string;
  /** What usually listens on the container port. */
  readonly name: string | undefined;
  /** Whether one of the range is taken. */
  readonly isPool: boolean;
  /** Whether it is reached inside of its cluster alone: `address` is the name that it has there. */
  readonly isInside?: boolean;
  /** Where a browser of this machine finds it, if it is of the kind that browsers show. */
  readonly url: string | undefined;
  /** The gravest first. */
  readonly findings: readonly Finding[];
}

/** The ports that one start publishes. */
export interface PortTable {
  /** Of one project alone. */
  readonly id: string;
  /** The project's folder, and the file in it where the folder has several projects: `shop`, `shop/dev.yaml`. */
  readonly name: string;
  /** The folders above, without those that all projects stand in; '' where there are none. */
  readonly parent: string;
  /** The name; with the folders above it where another project has the same. */
  readonly uniqueName: string;
  readonly folder: string;
  /** The project's main file; that of an overlay for the project that it makes. */
  readonly uri: string;
  /** The files that the project starts from, in the order in which they are laid over each other. */
  readonly files: readonly string[];
  /** By host port; those that the engine chooses come last. */
  readonly rows: readonly PortRow[];
  /** The collisions among them, each once: what the rule `port-conflict` says. */
  readonly conflicts: readonly string[];
}

/** The host side of a row as a person reads it: `127.0.0.1:8080/tcp`. */
export function writtenHost({ address, host, protocol }: PortRow): string {
  if (host === undefined)
    return address === undefined ? t('any free port') : t('any free port of {0}', address);
  const plain = `${host}/${protocol}`;
  if (address === undefined) return plain;
  return address.includes(':') && !address.startsWith('[') ? `[${address}]:${plain}` : `${address}:${plain}`;
}

/** What is said of a row, each once. */
export function findingsText({ findings }: PortRow): readonly string[] {
  return [...new Set(findings.map(({ message }) => message))];
}

/** Whether a row is part of a collision. */
export function isInConflict({ findings }: PortRow): boolean {
  return findings.some(({ rule }) => rule === 'port-conflict');
}

/** What a project is called where no others stand above or below it. */
export function titleOf({ parent, name }: Pick<PortTable, 'parent' | 'name'>): string {
  return parent === '' ? name : `${parent}/${name}`;
}

/** Makes what a project's table holds, or nothing where that takes too much work; by the URI that names the project. */
type Attempt = (uri: string, make: () => Nameless) => Nameless | undefined;

/**
 * The tables of projects, by folder and file. Left out are those that publish nothing, those that take too much work,
 * and those whose files another of the projects includes: they are part of it.
 */
export function portTables(
  chart: Chart,
  projects: readonly Project[],
  settingsFor: (uri: string) => Settings,
  attempt: Attempt = (_, make) => make(),
): readonly PortTable[] {
  // What runs on a machine of its own takes no port of this one.
  const here = projects.filter(project => !isApart(project));
  const including = new Map<string, Project[]>();
  for (const project of here)
    if (!project.root.isPassedOver) for (const uri of project.included) addTo(including, uri, project);
  const drawn = here
    .filter(project => !isIncluded(project, including))
    .flatMap(
      project =>
        attempt(mainFile(chart, project), () =>
          portTable(chart, project, settingsFor(project.root.folder)),
        ) ?? [],
    )
    .filter(({ rows }) => rows.length > 0);
  const byFolder = groupBy(drawn, ({ folder }) => folder);
  const paths = new Map([...byFolder.keys()].map(folder => [folder, pathOf(chart, folder)]));
  const shared = sharedLength([...paths.values()].map(path => path.slice(0, -1)));
  const named = drawn
    .map(table => {
      const path = paths.get(table.folder)?.slice(shared) ?? [];
      const isAlone = byFolder.get(table.folder)?.length === 1;
      const file = isAlone ? [] : [relativeName(table.uri, table.folder)];
      const own = path.length === 0 && isAlone ? [fileName(table.folder)] : path.slice(-1);
      return { ...table, name: [...own, ...file].join('/'), parent: path.slice(0, -1).join('/') };
    })
    .sort((a, b) => compare(a.folder, b.folder) || compare(a.uri, b.uri));
  const byName = groupBy(named, ({ name }) => name);
  return named.map(table => {
    const isUnique = byName.get(table.name)?.length === 1;
    return { ...table, uniqueName: isUnique ? table.name : titleOf(table) };
  });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * Whether another includes all that a project starts from, of those that include each file. Projects that include each
 * other stand.
 */
function isIncluded(
  { root, included }: Project,
  including: ReadonlyMap<string, readonly Project[]>,
): boolean {
  const others = root.files.map(uri => including.get(uri) ?? []);
  const fewest = others.reduce((least, some) => (some.length < least.length ? some : least), others[0] ?? []);
  return fewest.some(
    other =>
      root.files.every(uri => other.included.has(uri)) && !other.root.files.some(uri => included.has(uri)),
  );
}

/** The parts of a folder's path in the workspace folder, which has none itself. */
function pathOf(chart: Chart, folder: string): readonly string[] {
  return chart
    .nameOf(folder)
    .split('/')
    .filter(part => part !== '');
}

/** How many parts all paths begin with. */
function sharedLength([first = [], ...others]: readonly (readonly string[])[]): number {
  const end = first.findIndex((part, index) => others.some(path => path[index] !== part));
  return end < 0 ? first.length : end;
}

/** What tells a project from all others, and stays when it changes: two folders may start from one file. */
export function tableId(chart: Chart, project: Project): string {
  return `${project.root.folder} ${mainFile(chart, project)}`;
}

/** What a table holds whatever others stand beside it. */
type Nameless = Omit<PortTable, 'name' | 'parent' | 'uniqueName'>;

function portTable(chart: Chart, project: Project, settings: Settings): Nameless {
  return tableUnder(settings)(project, chart, settings);
}

const tableUnder = perObject((_settings: Settings) => perObject(makeTable));

function makeTable(project: Project, chart: Chart, settings: Settings): Nameless {
  const findings = findingsOfProject(chart, project, settings);
  const byPlace = groupBy([...findings].sort(byGravity), placeKey);
  const rows = [...project.units.values()].flatMap(unit => rowsOf(chart, project, unit, byPlace));
  const uri = mainFile(chart, project);
  return {
    id: tableId(chart, project),
    folder: project.root.folder,
    uri,
    files: project.root.files,
    rows: rows.sort((a, b) => portOf(a) - portOf(b)),
    conflicts: conflictsAmong(findings),
  };
}

/** What is said of each conflict: it is told at each of its ports. */
function conflictsAmong(findings: readonly Finding[]): readonly string[] {
  const told = findings.filter(({ rule }) => rule === 'port-conflict');
  const byConflict = groupBy(told, ({ collision, message }) => collision?.conflict ?? message);
  return [...byConflict.values()].flatMap(([first]) => (first ? [first.message] : []));
}

function byGravity(a: Finding, b: Finding): number {
  return SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity);
}

/** An overlay's project starts from the default file as well, but is named by its own. */
function mainFile(chart: Chart, project: Project): string {
  const { files, folder } = project.root;
  const isDefault = chart.projectsIn(folder)[0] === project;
  return (isDefault ? files[0] : files.at(-1)) ?? folder;
}

/** What is not known comes behind every port. */
function portOf({ range, host }: PortRow): number {
  return range?.from ?? (host === undefined ? Number.MAX_SAFE_INTEGER : Number.MAX_SAFE_INTEGER - 1);
}

function rowsOf(
  chart: Chart,
  project: Project,
  unit: Unit,
  findings: ReadonlyMap<string, readonly Finding[]>,
): readonly PortRow[] {
  if (project.root.isPassedOver) return [];
  const beside = [...claimRows(chart, unit, findings), ...insideRows(chart, project, unit, findings)];
  return isMapped(unit) ? [...mappedRows(chart, unit, findings), ...beside] : beside;
}

/** The ports of machines that a unit asks for. */
function claimRows(
  chart: Chart,
  unit: Unit,
  findings: ReadonlyMap<string, readonly Finding[]>,
): readonly PortRow[] {
  return unit.claims.flatMap(({ author, port, target, protocol, address }) => {
    const place = placeOf(chart, author.uri, port.text);
    if (!place) return [];
    return [
      {
        ...place,
        unit: unit.name,
        host: displayValue(port.text.value),
        range: port.range,
        address: shownAddress(address),
        protocol,
        target: displayValue((target ?? port).text.value),
        name: nameOf((target ?? port).range, protocol),
        isPool: false,
        url: undefined,
        findings: findings.get(placeKey(place)) ?? [],
      },
    ];
  });
}

/** The ports by which others of its cluster reach the units behind one, which it has by its own name there. */
function insideRows(
  chart: Chart,
  project: Project,
  unit: Unit,
  findings: ReadonlyMap<string, readonly Finding[]>,
): readonly PortRow[] {
  return unit.exposes.flatMap(({ author, port, protocol, reference }) => {
    const place = reference && placeOf(chart, author.uri, port.text);
    if (!place) return [];
    const behind = [...new Set(project.leadsTo(reference).units.map(one => networkOwner(project, one).name))];
    const [named] = exposesNamed(project, reference);
    const target = named?.expose.port ?? reference;
    return [
      {
        ...place,
        unit: behind.length > 0 ? firstOf(behind, MAX_BEHIND) : unit.name,
        host: displayValue(port.text.value),
        range: null,
        address: unit.hostNames[0] ?? unit.name,
        protocol,
        target: displayValue(target.text.value),
        name: nameOf(target.range, protocol),
        isPool: false,
        isInside: true,
        url: undefined,
        findings: findings.get(placeKey(place)) ?? [],
      },
    ];
  });
}

/** The most units behind one that a row names. */
const MAX_BEHIND = 2;

function mappedRows(
  chart: Chart,
  unit: Unit,
  findings: ReadonlyMap<string, readonly Finding[]>,
): readonly PortRow[] {
  return unit.mappings.flatMap(mapping => {
    const { author, address, published, target, protocol } = mapping;
    const place = placeOf(chart, author.uri, (published ?? target).text);
    if (!place) return [];
    const isChosen = published === undefined || published.range?.from === 0;
    return [
      {
        ...place,
        unit: unit.name,
        host: isChosen ? undefined : displayValue(published.text.value),
        range: isChosen ? null : published.range,
        address: shownAddress(address),
        protocol,
        target: displayValue(target.text.value),
        name: nameOf(target.range, protocol),
        isPool: isPool(mapping),
        url: isChosen ? undefined : webAddress(mapping),
        findings: findings.get(placeKey(place)) ?? [],
      },
    ];
  });
}

function nameOf(range: PortRange | null, protocol: Protocol): string | undefined {
  const port = onlyPort(range);
  return port === undefined ? undefined : shortName(port, protocol);
}

function placeKey({ uri, span }: Place): string {
  return `${uri} ${span.start} ${span.end}`;
}

/** Where a browser on the host finds what a mapping publishes; undefined for what is not for browsers. */
export function webAddress({ address, published, target, protocol }: Mapping): string | undefined {
  const [host, container] = [published?.range, target.range];
  if (!host || host.from === 0 || !container || protocol !== 'tcp') return undefined;
  const scheme = webSchemeOf(container.from);
  if (!scheme || isBlockedByBrowsers(host.from)) return undefined;
  // Of several host ports nobody knows which one was taken.
  if (host.to - host.from !== container.to - container.from) return undefined;
  const name = hostName(address);
  const isDefault = host.from === (scheme === 'https' ? 443 : 80);
  return name && `${scheme}://${name}${isDefault ? '' : `:${host.from}`}/`;
}

function hostName(address: AddressPart | undefined): string | undefined {
  if (!address) return 'localhost';
  const { address: parsed } = address;
  if (!parsed) return undefined;
  if (parsed.kind === 'any' || parsed.wildcard) return 'localhost';
  // Of the many loopback addresses of IPv4 `localhost` is one.
  if (parsed.kind === 'ipv6') return isLoopback(parsed) ? 'localhost' : `[${parsed.value}]`;
  return parsed.value === '127.0.0.1' ? 'localhost' : parsed.value;
}

function shownAddress(part: AddressPart | undefined): string | undefined {
  const text = writtenAddress(part);
  return text && displayValue(text.value);
}
