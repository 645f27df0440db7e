import { t } from '@vscode/l10n';
import type { Chart } from '../chart/chart';
import { isMapped } from '../chart/collisions';
import { groupBy } from '../chart/group-by';
import type { Project } from '../chart/project';
import { isPool, type Mapping, type Service } from '../chart/service';
import type { AddressPart } from '../formats/port-spec';
import { displayValue } from '../formats/template';
import type { Place } from '../formats/text';
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

/** A port that a service publishes, or has Docker publish: one line of the table of a project. */
export interface PortRow extends Place {
  readonly service: string;
  /** The host port or range as a person reads it; undefined where Docker chooses one. */
  readonly host: string | undefined;
  /** Null where Docker chooses it, or a variable is unknown. */
  readonly range: PortRange | null;
  readonly address: string | undefined;
  readonly protocol: Protocol;
  readonly target: string;
  /** What usually listens on the container port. */
  readonly name: string | undefined;
  /** Docker takes one of the range. */
  readonly isPool: boolean;
  /** Where a browser of this machine finds it, if it is of the kind that browsers show. */
  readonly url: string | undefined;
  /** The gravest first. */
  readonly findings: readonly Finding[];
}

/** The ports that one `docker compose up` publishes. */
export interface PortTable {
  /** The project's main file as a person names it; that of an overlay for the project that it makes. */
  readonly name: string;
  readonly uri: string;
  /** The files that the project starts from, in the order in which they are laid over each other. */
  readonly files: readonly string[];
  /** By host port; those that Docker chooses come last. */
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

/** The tables of projects, by name; those that publish nothing are left out. */
export function portTables(
  chart: Chart,
  projects: readonly Project[],
  settingsFor: (uri: string) => Settings,
): readonly PortTable[] {
  const drawn = projects
    .map(project => ({ project, table: portTable(chart, project, settingsFor(project.root.folder)) }))
    .filter(({ table }) => table.rows.length > 0);
  const byName = groupBy(drawn, ({ table }) => table.name);
  return drawn
    .map(({ project, table }) => {
      // With COMPOSE_FILE the main file of two folders can be the same.
      const isAlone = byName.get(table.name)?.length === 1;
      return isAlone ? table : { ...table, name: `${table.name} (${folderName(chart, project)})` };
    })
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** What collides in projects, each collision once, however many places it is shown at. */
export function countConflicts(
  chart: Chart,
  projects: readonly Project[],
  settingsFor: (uri: string) => Settings,
): number {
  // An overlay's project repeats what the files below it say of themselves.
  return new Set(
    projects.flatMap(project =>
      findingsOfProject(chart, project, settingsFor(project.root.folder))
        .filter(({ rule }) => rule === 'port-conflict')
        .map(({ message }) => `${project.root.folder} ${message}`),
    ),
  ).size;
}

/** The project's folder in that of the workspace, which is `.` itself. */
function folderName(chart: Chart, { root }: Project): string {
  return chart.nameOf(root.folder).replace(/\/$/, '') || '.';
}

const tables = new WeakMap<Project, { readonly settings: Settings; readonly table: PortTable }>();

function portTable(chart: Chart, project: Project, settings: Settings): PortTable {
  const kept = tables.get(project);
  if (kept?.settings === settings) return kept.table;
  const findings = findingsOfProject(chart, project, settings);
  const byPlace = groupBy([...findings].sort(byGravity), placeKey);
  const rows = [...project.services.values()].flatMap(service => rowsOf(chart, project, service, byPlace));
  const conflicts = findings.filter(({ rule }) => rule === 'port-conflict').map(({ message }) => message);
  const uri = mainFile(chart, project);
  const table: PortTable = {
    name: chart.nameOf(uri),
    uri,
    files: project.root.files,
    rows: rows.sort((a, b) => portOf(a) - portOf(b)),
    conflicts: [...new Set(conflicts)],
  };
  tables.set(project, { settings, table });
  return table;
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
  service: Service,
  findings: ReadonlyMap<string, readonly Finding[]>,
): readonly PortRow[] {
  if (project.root.isPassedOver || !isMapped(service)) return [];
  return service.mappings.flatMap(mapping => {
    const { author, address, published, target, protocol } = mapping;
    const place = placeOf(chart, author.uri, (published ?? target).text);
    if (!place) return [];
    const isChosen = published === undefined || published.range?.from === 0;
    return [
      {
        ...place,
        service: service.name,
        host: isChosen ? undefined : displayValue(published.text.value),
        range: isChosen ? null : published.range,
        address: address && displayValue(address.text.value),
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
  // Of several host ports nobody knows which one Docker took.
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
