import type { Connection, Location } from 'vscode-languageserver';
import type { Chart } from './chart/chart';
import { freePort } from './chart/free-port';
import { projectsAround } from './chart/host-names';
import { chartMarkdown } from './features/chart-markdown';
import { chartMermaid } from './features/chart-mermaid';
import { chartSvg, type Drawing } from './features/chart-svg';
import { explainPage } from './features/explain';
import { toRange } from './features/places';
import { filterTables, groupPorts, type MapGroup, type MapRow, nothingText } from './features/port-map';
import {
  findingsText,
  type PortRow,
  type PortTable,
  portTables,
  tableId,
  titleOf,
  writtenHost,
} from './features/port-table';
import { shorten } from './features/shorten';
import { parseProtocol } from './ports/protocol';
import type {
  ChartFormat,
  ChartQuery,
  PortFilter,
  PortGroup,
  PortRow as RowMessage,
  ServerRequests,
} from './protocol/messages';
import { search } from './registry/registry';
import { DEFAULT_SETTINGS, type Settings } from './rules/settings';
import type { Project } from './systems/compose/project';

/** The workspace as requests see it, once every file is known. */
export interface Everything {
  readonly chart: Chart;
  readonly projects: readonly Project[];
  readonly settingsFor: (uri: string) => Settings;
  /** Whether there is no file that has to do with ports. */
  isNothingRead(): boolean;
}

type Params<Method extends keyof ServerRequests> = ServerRequests[Method]['params'];
type Result<Method extends keyof ServerRequests> = Promise<ServerRequests[Method]['result']>;

/** About as many letters as a side bar shows. */
const MAX_LABEL = 28;

const EVERYTHING: PortFilter = { text: '', areConflictsOnly: false };

/** Answers what the protocol has no words for: what the client's views and commands ask. */
export function answerRequests(connection: Connection, everything: () => Promise<Everything>): void {
  const tables = async () => {
    const { chart, projects, settingsFor, isNothingRead } = await everything();
    const all = portTables(chart, projects, settingsFor);
    return { chart, tables: all, isNothingRead: all.length === 0 && isNothingRead() };
  };

  connection.onRequest(
    'portolan/groups',
    async ({ grouping, filter, near }: Params<'portolan/groups'>): Result<'portolan/groups'> => {
      const { chart, tables: all, isNothingRead } = await tables();
      const nearest = nearestProject(chart, all, near);
      return {
        groups: groupPorts(all, grouping, filter).map(groupData),
        isNothingRead,
        ...(nearest !== undefined && { near: nearest }),
      };
    },
  );

  connection.onRequest(
    'portolan/rows',
    async ({ grouping, filter, group }: Params<'portolan/rows'>): Result<'portolan/rows'> => {
      const { chart, tables: all } = await tables();
      const asked = groupPorts(all, grouping, filter).find(({ id }) => id === group);
      return asked?.rows.map(row => rowData(chart, row)) ?? [];
    },
  );

  connection.onRequest(
    'portolan/chart',
    async ({
      format,
      filter = EVERYTHING,
      width,
      ...asked
    }: Params<'portolan/chart'>): Result<'portolan/chart'> => {
      const { chart, tables: all, isNothingRead } = await tables();
      const project = chosenProject(chart, all, asked);
      const chosen = project === '' ? all : all.filter(({ id }) => id === project);
      const wanted = filterTables(chosen, filter);
      return {
        text: drawn(wanted, format, {
          nothing: nothingText(filter, isNothingRead),
          ...(width !== undefined && { width }),
        }),
        places: wanted.flatMap(({ rows }) => rows.map(row => locationOf(chart, row))),
        projects: all.map(table => ({ id: table.id, name: titleOf(table) })),
        project,
      };
    },
  );

  connection.onRequest(
    'portolan/freePort',
    async ({ near, uri }: { readonly near: number; readonly uri?: string }) => {
      const { chart, projects: all, settingsFor } = await everything();
      const around = uri === undefined ? [] : projectsAround(chart, uri);
      const projects = around.length > 0 ? around : all;
      const { privilegedPortThreshold: threshold } = uri === undefined ? DEFAULT_SETTINGS : settingsFor(uri);
      return { port: freePort(chart, { near: { from: near, to: near }, projects, threshold }) };
    },
  );

  connection.onRequest('portolan/search', ({ text }: { readonly text: string }) =>
    search(text).map(match => ({
      port: match.port,
      protocol: match.protocols[0],
      label: `${match.port}/${match.protocols.join(',')}`,
      description: match.name,
      detail: match.source === 'iana' ? `IANA: ${match.description}` : match.description,
    })),
  );

  connection.onRequest(
    'portolan/explain',
    async ({ port, protocol }: { readonly port: number; readonly protocol?: string }) => {
      const { chart, projects } = await everything();
      const known = parseProtocol(protocol ?? '');
      return { markdown: explainPage(chart, projects, port, known, DEFAULT_SETTINGS) };
    },
  );
}

/** The ID of the project that a chart is to show; '' for all. */
function chosenProject(chart: Chart, tables: readonly PortTable[], { project, near }: ChartQuery): string {
  if (project === '' || tables.some(({ id }) => id === project)) return project ?? '';
  return near === undefined ? '' : (nearestProject(chart, tables, near) ?? tables[0]?.id ?? '');
}

/** The ID of the table of the project that a document is part of, or that is nearest to it. */
function nearestProject(
  chart: Chart,
  tables: readonly PortTable[],
  uri: string | undefined,
): string | undefined {
  if (uri === undefined) return undefined;
  const around = projectsAround(chart, uri).map(project => tableId(chart, project));
  return around.find(near => tables.some(({ id }) => id === near));
}

function drawn(tables: readonly PortTable[], format: ChartFormat, drawing: Drawing): string {
  switch (format) {
    case 'mermaid':
      return chartMermaid(tables);
    case 'markdown':
      return chartMarkdown(tables);
    case 'svg':
      return chartSvg(tables, drawing);
  }
}

function groupData({ id, name, description, uri, isShared }: MapGroup): PortGroup {
  return {
    id,
    name,
    label: shorten(name, MAX_LABEL),
    description,
    isShared,
    ...(uri !== undefined && { uri }),
  };
}

function rowData(chart: Chart, { table, row }: MapRow): RowMessage {
  const [worst] = row.findings;
  return {
    location: locationOf(chart, row),
    host: writtenHost(row),
    project: titleOf(table),
    projectLabel: shorten(table.uniqueName, MAX_LABEL),
    service: row.service,
    target: `${row.target}/${row.protocol}`,
    messages: findingsText(row),
    ...(row.host !== undefined && { port: row.host }),
    ...(row.name !== undefined && { name: row.name }),
    ...(row.url !== undefined && { url: row.url }),
    ...(worst && { severity: worst.severity }),
  };
}

function locationOf(chart: Chart, { uri, span }: PortRow): Location {
  const document = chart.document(uri);
  const start = { line: 0, character: 0 };
  return { uri, range: document ? toRange(document, span) : { start, end: start } };
}
