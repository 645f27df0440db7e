import type { Connection, Location } from 'vscode-languageserver';
import type { Chart } from './chart/chart';
import { freePort } from './chart/free-port';
import { projectsAround } from './chart/host-names';
import type { Project } from './chart/project';
import { chartMarkdown } from './features/chart-markdown';
import { chartMermaid } from './features/chart-mermaid';
import { chartSvg } from './features/chart-svg';
import { explainPage } from './features/explain';
import { toRange } from './features/places';
import {
  findingsText,
  isInConflict,
  type PortRow,
  type PortTable,
  portTables,
  writtenHost,
} from './features/port-table';
import { parseProtocol } from './ports/protocol';
import { search } from './registry/registry';
import { DEFAULT_SETTINGS, type Settings } from './rules/settings';

/** The workspace as requests see it, once every file is known. */
export interface Everything {
  readonly chart: Chart;
  readonly projects: readonly Project[];
  readonly settingsFor: (uri: string) => Settings;
}

/** Answers what the protocol has no words for: what the client's views and commands ask. */
export function answerRequests(connection: Connection, everything: () => Promise<Everything>): void {
  const tables = async () => {
    const { chart, projects, settingsFor } = await everything();
    return { chart, tables: portTables(chart, projects, settingsFor) };
  };

  connection.onRequest('portolan/tables', async () => {
    const { chart, tables: all } = await tables();
    return all.map(table => tableData(chart, table));
  });

  connection.onRequest('portolan/chart', async ({ format }: { readonly format: string }) => {
    const { chart, tables: all } = await tables();
    const places = all.flatMap(({ rows }) => rows.map(row => locationOf(chart, row)));
    return { text: drawn(all, format), places };
  });

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

function drawn(tables: readonly PortTable[], format: string): string {
  if (format === 'mermaid') return chartMermaid(tables);
  return format === 'markdown' ? chartMarkdown(tables) : chartSvg(tables);
}

function tableData(chart: Chart, { name, uri, rows, conflicts }: PortTable) {
  return { name, uri, conflicts: conflicts.length, rows: rows.map(row => rowData(chart, row)) };
}

function rowData(chart: Chart, row: PortRow) {
  const [worst] = row.findings;
  return {
    location: locationOf(chart, row),
    host: writtenHost(row),
    port: row.host,
    service: row.service,
    target: `${row.target}/${row.protocol}`,
    name: row.name,
    url: row.url,
    isConflict: isInConflict(row),
    severity: worst?.severity,
    messages: findingsText(row),
  };
}

function locationOf(chart: Chart, { uri, span }: PortRow): Location {
  const document = chart.document(uri);
  const start = { line: 0, character: 0 };
  return { uri, range: document ? toRange(document, span) : { start, end: start } };
}
