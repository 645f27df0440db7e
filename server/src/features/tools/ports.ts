import { t } from '@vscode/l10n';
import { occurrencesIn } from '../../chart/occurrences';
import type { PortsData, ToolAnswer, ToolInputs } from '../../protocol/tools';
import type { Document } from '../../systems/reading';
import type { Purpose } from '../../text/purpose';
import {
  isInScope,
  linesOf,
  portLine,
  portOf,
  restLine,
  type Scope,
  type ToolHost,
  unreadOf,
} from './answer';

/** The most ports of one answer. */
const MAX_PORTS = 100;

/** What a project runs by comes before what is said of it. */
const ORDER: readonly Purpose[] = ['configuration', 'documentation', 'code', 'foreign'];

/** Every port of a file, a folder or all folders, those of configuration first. */
export function listPorts(
  host: ToolHost,
  { offset = 0 }: ToolInputs['list_ports'],
  scope: Scope,
): ToolAnswer<PortsData> {
  const { chart } = host;
  const all = documentsIn(host, scope).flatMap(document =>
    host.attempt(document.uri, [], () => occurrencesIn(chart, document)),
  );
  const ports = all.slice(offset, offset + MAX_PORTS).map(occurrence => portOf(chart, occurrence));
  const unread = unreadOf(host);
  return {
    text: linesOf(
      all.length === 0 ? [t('No ports are written there.')] : ports.map(portLine),
      restLine(ports.length, all.length, offset),
      unread,
    ),
    data: { ports, total: all.length, unread },
  };
}

/** The documents of a scope, by what they are for and by name. */
export function documentsIn(host: ToolHost, scope: Scope): readonly Document[] {
  return [...host.documents().values()]
    .filter(({ uri }) => isInScope(scope, uri))
    .sort(
      (a, b) =>
        ORDER.indexOf(a.purpose) - ORDER.indexOf(b.purpose) || (a.uri < b.uri ? -1 : a.uri > b.uri ? 1 : 0),
    );
}
