import { t } from '@vscode/l10n';
import { freePort, isOfMachines } from '../../chart/free-port';
import { projectsAround } from '../../chart/host-names';
import { MAX_PORT } from '../../ports/port';
import type { FreePortsData, ToolAnswer, ToolInputs } from '../../protocol/tools';
import { DEFAULT_SETTINGS } from '../../rules/settings';
import { isInScope, type Scope, type ToolHost } from './answer';

/**
 * The ports that nothing in the workspace, no program of this machine and no project named uses, nor asks of another machine,
 * from one on.
 */
export function findFreePorts(
  host: ToolHost,
  { near = 8080, count = 1 }: ToolInputs['find_free_ports'],
  scope: Scope,
): ToolAnswer<FreePortsData> {
  const { chart } = host;
  const projects = projectsOf(host, scope);
  const { privilegedPortThreshold: threshold } = scope ? host.settingsFor(scope) : DEFAULT_SETTINGS;
  const ports: number[] = [];
  host.attempt(scope ?? '', undefined, () => {
    const isTaken = isOfMachines(host.projects(), host.documents().values());
    for (let from = near; ports.length < count && from <= MAX_PORT; ) {
      const port = freePort(chart, { near: { from, to: from }, projects, threshold, isTaken });
      // The search starts again from the lowest port where there is none above.
      if (port === undefined || ports.includes(port)) return undefined;
      ports.push(port);
      from = port + 1;
    }
    return undefined;
  });
  if (ports.length === 0) return { refusal: t('No port is free from {0} on: ask for another "near".', near) };
  const free = t('Free: {0}.', ports.join(', '));
  const isLess = ports.length < count;
  return {
    text: [
      free,
      t('None is reserved: whoever asks before a file publishes it is told the same.'),
      ...(isLess ? [t('There are no more from {0} on.', near)] : []),
      ...(host.isMachineSeen ? [] : [t('Nobody looked which ports programs of this machine use.')]),
    ].join('\n'),
    data: { ports, machine: host.isMachineSeen },
  };
}

/** The projects in which the port is to be free inside, too: those of a folder, or those around a file. */
function projectsOf({ chart, projects }: ToolHost, scope: Scope) {
  if (scope === undefined) return projects();
  return scope.endsWith('/')
    ? projects().filter(({ files }) => [...files].some(uri => isInScope(scope, uri)))
    : projectsAround(chart, scope);
}
