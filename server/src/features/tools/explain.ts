import { t } from '@vscode/l10n';
import { linkedOccurrences } from '../../chart/links';
import type { ChartedOccurrence } from '../../chart/occurrence';
import { occurrencesIn } from '../../chart/occurrences';
import { onlyPort } from '../../ports/port';
import { PROTOCOLS, type Protocol, parseProtocol } from '../../ports/protocol';
import type { ExplainData, ToolAnswer, ToolInputs, ToolPort } from '../../protocol/tools';
import { DEFAULT_SETTINGS } from '../../rules/settings';
import type { Document } from '../../systems/reading';
import { groupBy } from '../../text/group-by';
import { byUse, knownLines, occurrencesOf } from '../explain';
import { plainText } from '../markdown';
import { toRange } from '../places';
import { findingsText, type PortTable, portTables, titleOf, writtenHost } from '../port-table';
import {
  isInScope,
  leftOutLine,
  linesOf,
  placeOf,
  portLine,
  portOf,
  quoted,
  type Scope,
  type ToolHost,
  written,
} from './answer';

/** The most ports of a line, the most places of a port, and the most rows of all projects. */
const MAX_EXPLAINED = 5;
const MAX_PLACES = 40;
const MAX_ROWS = 60;

type Explained = ExplainData['explained'][number];
type ExplainedProject = ExplainData['projects'][number];

/** Explains a port, the ports of a line, or the projects of a file or folder. */
export function explainPort(
  host: ToolHost,
  { port, protocol, path, line }: ToolInputs['explain_port'],
  scope: Scope,
): ToolAnswer<ExplainData> {
  const known = parseProtocol(protocol ?? '');
  if (protocol !== undefined && known === undefined)
    return { refusal: t('"{0}" is no protocol: say one of {1}.', protocol, PROTOCOLS.join(', ')) };
  if (line !== undefined) {
    const document = scope === undefined ? undefined : host.chart.document(scope);
    return document
      ? explainLine(host, document, line, port)
      : { refusal: t('Say with "path" which file line {0} is of.', line) };
  }
  if (port !== undefined) return said([explainNumber(host, port, known, scope)], []);
  if (path === undefined)
    return { refusal: t('Say what to explain: "port", "path" with "line", or "path" of a project.') };
  return explainProjects(host, scope);
}

function explainNumber(
  host: ToolHost,
  port: number,
  protocol: Protocol | undefined,
  scope: Scope,
): Explained {
  const { chart } = host;
  const found = host
    .attempt(scope ?? '', [], () => occurrencesOf(chart, host.projects(), port, protocol))
    .filter(({ uri }) => isInScope(scope, uri));
  return explained(host, port, protocol, found);
}

function explainLine(
  host: ToolHost,
  document: Document,
  line: number,
  port: number | undefined,
): ToolAnswer<ExplainData> {
  const { chart } = host;
  const there = host
    .attempt(document.uri, [], () => occurrencesIn(chart, document))
    .filter(one => toRange(document, one.span).start.line === line - 1)
    .filter(({ range }) => port === undefined || (range && range.from <= port && port <= range.to));
  if (there.length === 0)
    return {
      refusal: t(
        'There is no such port in line {0}: "list_ports" with this path lists those of the file.',
        line,
      ),
    };
  // Several that stand on a line may be one port: `8080:8080` of a unit in the host's network.
  const linked = there
    .slice(0, MAX_EXPLAINED)
    .map(one => ({ one, places: host.attempt(document.uri, [one], () => linkedOccurrences(chart, one)) }));
  const distinct = groupBy(linked, ({ one }) => `${one.range?.from} ${one.protocol} ${one.role}`);
  const texts = [...distinct.values()].map(alike => {
    const [first] = alike;
    const places = [...new Set(alike.flatMap(({ places }) => places))];
    return explained(host, onlyPort(first?.one.range ?? null) ?? null, first?.one.protocol, places);
  });
  return said(texts, []);
}

function explained(
  { chart }: ToolHost,
  port: number | null,
  protocol: Protocol | undefined,
  found: readonly ChartedOccurrence[],
): Explained {
  const places = [...found].sort(byUse).slice(0, MAX_PLACES);
  return {
    port,
    places: places.map((one): ToolPort => portOf(chart, one)),
    total: found.length,
    known:
      port === null ? [] : knownLines(port, protocol, DEFAULT_SETTINGS).map(fact => quoted(plainText(fact))),
  };
}

function explainProjects(host: ToolHost, scope: Scope): ToolAnswer<ExplainData> {
  const { chart } = host;
  const projects = host.projects().filter(({ files }) => [...files].some(uri => isInScope(scope, uri)));
  const tables = portTables(
    chart,
    projects,
    uri => host.settingsFor(uri),
    (uri, make) => host.attempt(uri, undefined, make),
  );
  if (tables.length === 0)
    return { refusal: t('No project there publishes a port: "list_ports" lists what is written there.') };
  let room = MAX_ROWS;
  const shown = tables.flatMap(table => {
    if (room <= 0) return [];
    const project = projectData(host, table, room);
    room -= project.ports.length;
    return [project];
  });
  return said([], shown, tables.length - shown.length);
}

function projectData({ chart }: ToolHost, table: PortTable, room: number): ExplainedProject {
  return {
    name: quoted(titleOf(table)),
    files: table.files.map(uri => quoted(chart.nameOf(uri))),
    ports: table.rows.slice(0, room).map(row => ({
      ...placeOf(chart, row),
      service: quoted(row.unit),
      host: quoted(writtenHost(row)),
      target: quoted(`${row.target}/${row.protocol}`),
      ...(row.url !== undefined && { url: quoted(row.url) }),
      findings: findingsText(row).map(quoted),
    })),
    total: table.rows.length,
  };
}

function said(
  all: readonly Explained[],
  projects: readonly ExplainedProject[],
  projectsLeft = 0,
): ToolAnswer<ExplainData> {
  return {
    text: linesOf(
      ...all.flatMap(({ port, places, total, known }) => [
        places.length > 0
          ? places.map(portLine)
          : port === null
            ? []
            : [t('Nothing in this workspace names this port.')],
        leftOutLine(places.length, total),
        port === null ? [] : [t('Port {0}', port)],
        known,
      ]),
      ...projects.flatMap(({ name, ports, total }) => [
        [name],
        ports.map(row =>
          [`${written(row)}: ${row.host} -> ${row.service}:${row.target}`, ...row.findings].join(' | '),
        ),
        leftOutLine(ports.length, total),
      ]),
      leftOutLine(0, projectsLeft),
    ),
    data: { explained: all, projects },
  };
}
