import { ErrorCodes, type Location, ResponseError } from 'vscode-languageserver';
import type { Chart } from '../../chart/chart';
import { freePort, isOfMachines } from '../../chart/free-port';
import { projectsAround } from '../../chart/host-names';
import { occurrencesIn } from '../../chart/occurrences';
import { writeMarkdown } from '../../features/drawing-markdown';
import { drawMermaid } from '../../features/drawing-mermaid';
import { type Drawing, drawSvg } from '../../features/drawing-svg';
import { explainPage } from '../../features/explain';
import { toRange } from '../../features/places';
import { filterTables, groupPorts, type MapGroup, type MapRow, nothingText } from '../../features/port-map';
import {
  findingsText,
  type PortRow,
  type PortTable,
  portTables,
  tableId,
  titleOf,
  writtenHost,
} from '../../features/port-table';
import { parseProtocol } from '../../ports/protocol';
import type {
  ChartFormat,
  ChartQuery,
  PortFilter,
  PortGroup,
  PortRow as RowMessage,
  ServerRequests,
} from '../../protocol/messages';
import { search } from '../../registry/registry';
import { DEFAULT_SETTINGS } from '../../rules/settings';
import type { Document } from '../../systems/reading';
import { shorten } from '../../text/shorten';
import { answering, type Handler, untilKnown } from '../answering';
import { areParameters } from '../parameters';
import type { Session } from '../session';

type Params<Method extends keyof ServerRequests> = ServerRequests[Method]['params'];
type Result<Method extends keyof ServerRequests> = ServerRequests[Method]['result'];

/** About as many letters as a side bar shows. */
const MAX_LABEL = 28;

const EVERYTHING: PortFilter = { text: '', areConflictsOnly: false };

/** Answers what the protocol has no words for: what the client's views and commands ask. */
export function handleViews(session: Session): void {
  const { connection, workspace: chart, settings } = session;

  /** Registers a request that is answered once every file is known; with `otherwise` where that takes too much work. */
  function onRequest<Method extends keyof ServerRequests>(
    method: Method,
    otherwise: Result<Method>,
    answer: (params: Params<Method>) => Result<Method>,
  ): void {
    const handler: Handler<Params<Method>, unknown> = answering(session, async (params, throwIfCancelled) => {
      if (!areParameters[method](params))
        throw new ResponseError(ErrorCodes.InvalidParams, `These are no parameters of "${method}".`);
      await untilKnown(session);
      throwIfCancelled();
      const [folder = ''] = session.folders;
      return session.attempt(folder, otherwise, () => answer(params));
    });
    connection.onRequest(method, handler);
  }

  const tables = () =>
    portTables(chart, chart.projects(), settings.for, (uri, make) => session.attempt(uri, undefined, make));
  const isNothingRead = (all: readonly PortTable[]) =>
    all.length === 0 && ![...chart.documents().values()].some(document => isOfPorts(chart, document));

  onRequest('portolan/groups', { groups: [], isNothingRead: false }, ({ grouping, filter, near }) => {
    const all = tables();
    const nearest = nearestProject(chart, all, near);
    return {
      groups: groupPorts(all, grouping, filter).map(groupData),
      isNothingRead: isNothingRead(all),
      ...(nearest !== undefined && { near: nearest }),
    };
  });

  onRequest('portolan/rows', [], ({ grouping, filter, group }) => {
    const asked = groupPorts(tables(), grouping, filter).find(({ id }) => id === group);
    return asked?.rows.map(row => rowData(chart, row)) ?? [];
  });

  onRequest(
    'portolan/chart',
    { text: '', places: [], projects: [], project: '' },
    ({ format, filter = EVERYTHING, width, ...asked }) => {
      const all = tables();
      const project = chosenProject(chart, all, asked);
      const chosen = project === '' ? all : all.filter(({ id }) => id === project);
      const wanted = filterTables(chosen, filter);
      return {
        text: drawn(wanted, format, {
          nothing: nothingText(filter, isNothingRead(all)),
          ...(width !== undefined && { width }),
        }),
        places: wanted.flatMap(({ rows }) => rows.map(row => locationOf(chart, row))),
        projects: all.map(table => ({ id: table.id, name: titleOf(table) })),
        project,
      };
    },
  );

  onRequest('portolan/freePort', {}, ({ near, uri }) => {
    const around = uri === undefined ? [] : projectsAround(chart, uri);
    const projects = around.length > 0 ? around : chart.projects();
    const { privilegedPortThreshold: threshold } = uri === undefined ? DEFAULT_SETTINGS : settings.for(uri);
    const isTaken = isOfMachines(chart.projects(), chart.documents().values());
    const port = freePort(chart, { near: { from: near, to: near }, projects, threshold, isTaken });
    return port === undefined ? {} : { port };
  });

  onRequest('portolan/search', [], ({ text }) =>
    search(text).map(match => ({
      port: match.port,
      protocol: match.protocols[0] ?? 'tcp',
      label: `${match.port}/${match.protocols.join(',')}`,
      description: match.name,
      detail: match.source === 'iana' ? `IANA: ${match.description}` : match.description,
    })),
  );

  onRequest('portolan/explain', { markdown: '' }, ({ port, protocol }) => {
    const known = parseProtocol(protocol ?? '');
    return { markdown: explainPage(chart, chart.projects(), port, known, DEFAULT_SETTINGS) };
  });
}

/** Whether a document has to do with ports, if only by its kind. */
function isOfPorts(chart: Chart, document: Document): boolean {
  const { holdsUnits, recipe } = document.reading;
  return holdsUnits === true || recipe !== undefined || occurrencesIn(chart, document).length > 0;
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
      return drawMermaid(tables);
    case 'markdown':
      return writeMarkdown(tables);
    case 'svg':
      return drawSvg(tables, drawing);
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
    service: row.unit,
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
