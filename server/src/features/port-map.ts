import { t } from '@vscode/l10n';
import { rangesOverlap } from '../ports/port';
import type { Grouping, PortFilter } from '../protocol/messages';
import { groupBy } from '../text/group-by';
import { isInConflict, type PortRow, type PortTable, titleOf, writtenHost } from './port-table';
import { firstOf } from './role-text';

/** A row with the project that it is of. */
export interface MapRow {
  readonly table: PortTable;
  readonly row: PortRow;
}

/** A project with its ports, or a host port with all who publish it. */
export interface MapGroup {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly uri: string | undefined;
  /** Whether several projects publish the port. */
  readonly isShared: boolean;
  readonly rows: readonly MapRow[];
}

/** How many projects or units are named that publish a port. */
const MAX_NAMED = 3;

/** The tables with the rows that are wanted: all rows of a project whose name holds the text, as far as they collide. */
export function filterTables(tables: readonly PortTable[], filter: PortFilter): readonly PortTable[] {
  if (filter.text === '' && !filter.areConflictsOnly) return tables;
  const wanted = filter.text.toLowerCase();
  return tables.flatMap(table => {
    const isAll = titleOf(table).toLowerCase().includes(wanted);
    const rows = table.rows.filter(
      row => (isAll || holds(row, wanted)) && (!filter.areConflictsOnly || isInConflict(row)),
    );
    return rows.length > 0 ? [{ ...table, rows }] : [];
  });
}

/** The groups that hold what is wanted. A host port that does is shown with all who publish it. */
export function groupPorts(
  tables: readonly PortTable[],
  grouping: Grouping,
  filter: PortFilter,
): readonly MapGroup[] {
  if (grouping === 'project') return filterTables(tables, filter).map(projectGroup);
  const isWanted = new Set(filterTables(tables, filter).flatMap(({ rows }) => rows));
  return portGroups(tables).filter(({ rows }) => rows.some(({ row }) => isWanted.has(row)));
}

/** What is said where nothing of what is wanted is there. */
export function nothingText(filter: PortFilter, isNothingRead: boolean): string {
  if (isNothingRead) return t('No Dockerfile, Compose file or other file with ports was found here.');
  if (filter.text !== '') return t('Nothing holds "{0}".', filter.text);
  return filter.areConflictsOnly
    ? t('No port conflict is shown here.')
    : t('No project here publishes a port.');
}

function holds({ host, unit, target, name }: PortRow, wanted: string): boolean {
  return [host, unit, target, name].some(text => text?.toLowerCase().includes(wanted));
}

function projectGroup(table: PortTable): MapGroup {
  const { id, name, parent, uri, rows } = table;
  const count = rows.length === 1 ? t('1 port') : t('{0} ports', rows.length);
  return {
    id,
    name,
    description: parent === '' ? count : `${parent} · ${count}`,
    uri,
    isShared: false,
    rows: rows.map(row => ({ table, row })),
  };
}

/** By host port; those that several projects publish come first, and those that are not known last. */
function portGroups(tables: readonly PortTable[]): readonly MapGroup[] {
  // What is reached inside of a cluster alone takes no port of a machine.
  const onMachines = (table: PortTable) => table.rows.filter(({ isInside }) => !isInside);
  const all = distinct(tables.flatMap(table => onMachines(table).map(row => ({ table, row }))));
  const wide = all.filter(({ row: { range } }) => range && range.from !== range.to);
  const groups = [...groupBy(all, ({ row }) => portKey(row))].map(([id, own]) =>
    portGroup(id, withWide(own, wide, all)),
  );
  // Tables are by port, but several of them are not.
  const portOf = ({ rows: [first] }: MapGroup) => first?.row.range?.from ?? Number.MAX_SAFE_INTEGER;
  return groups.sort((a, b) => Number(b.isShared) - Number(a.isShared) || portOf(a) - portOf(b));
}

/** Overlays repeat what the files below them say. */
function distinct(rows: readonly MapRow[]): readonly MapRow[] {
  const key = ({ table, row: { uri, span, unit, host } }: MapRow) =>
    [setOf(table), uri, span.start, unit, host].join(' ');
  return [...new Map(rows.map(row => [key(row), row])).values()];
}

/** The projects of which one at a time runs: those of a folder that start from one file. */
function setOf({ folder, files: [first] }: PortTable): string {
  return `${folder} ${first}`;
}

function portKey({ range, host, protocol }: PortRow): string {
  if (range) return `${range.from}-${range.to}/${protocol}`;
  return host === undefined ? 'chosen' : 'unknown';
}

/** The most rows of other ranges in a group. */
const MAX_WIDE = 100;

/** The rows of a port or range, and those of other ranges that hold some of it. */
function withWide(
  own: readonly MapRow[],
  wide: readonly MapRow[],
  all: readonly MapRow[],
): readonly MapRow[] {
  const [{ row: first } = { row: undefined }] = own;
  if (!first?.range) return own;
  const { range, protocol } = first;
  const meets = ({ row }: MapRow) =>
    row.range !== null &&
    row.protocol === protocol &&
    rangesOverlap(row.range, range) &&
    (row.range.from !== range.from || row.range.to !== range.to);
  const others: MapRow[] = [];
  for (const one of range.from === range.to ? wide : all) {
    if (meets(one)) others.push(one);
    if (others.length === MAX_WIDE) break;
  }
  return [...own, ...others];
}

function portGroup(id: string, rows: readonly MapRow[]): MapGroup {
  const isShared = new Set(rows.map(({ table }) => setOf(table))).size > 1;
  const [first] = rows;
  return {
    id,
    name: first ? portName(first.row) : '',
    description: isShared ? projectsText(rows) : firstOf(unitsOf(rows), MAX_NAMED),
    uri: undefined,
    // Of what is not known nobody knows whether it is one port.
    isShared: isShared && first?.row.range !== null,
    rows,
  };
}

function unitsOf(rows: readonly MapRow[]): readonly string[] {
  return rows.map(({ row }) => row.unit);
}

/** `12 projects: blog, shop, wiki and 9 more` */
function projectsText(rows: readonly MapRow[]): string {
  const projects = new Set(rows.map(({ table }) => table.uniqueName));
  return t('{0} projects: {1}', projects.size, firstOf(projects, MAX_NAMED));
}

/** The port of a group, whatever the address. */
function portName(row: PortRow): string {
  if (row.range) return writtenHost({ ...row, address: undefined });
  return row.host === undefined ? t('Chosen by Docker') : t('Set by variables that are not known');
}
