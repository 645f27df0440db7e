import { t } from '@vscode/l10n';
import type { Chart } from '../chart/chart';
import { isCutOff, type Network, networkOf } from '../systems/compose/network';
import type { Service } from '../systems/compose/service';
import type { Place } from '../text/spans';
import { placeOf, type Rule } from './rule';

export const ignoredPort: Rule = {
  severity: 'warning',
  summary: 'Ports that are not mapped because of the network that the service is in.',
  judgeService(service, chart) {
    const network = networkOf(service);
    if (network.kind === 'own') return [];
    const mode = placeOf(chart, network.mode.uri, network.mode.value);
    const related = mode ? [{ ...mode, message: t('The network is chosen here.') }] : [];
    const message = messageFor(network);
    // The engine refuses to make a container that shares another's network and has ports (moby `hostconfig.go`).
    const isRefused = network.kind === 'service' || network.kind === 'container';
    return portsOf(service, chart).map(place => ({
      ...place,
      ...(isRefused && { severity: 'error' as const }),
      message,
      related,
    }));
  },
  judgeProject: (project, chart) =>
    [...project.services.values()]
      .filter(service => networkOf(service).kind === 'own' && isCutOff(project, service))
      .flatMap(service => {
        const message = t('This port is not published: "{0}" has only internal networks.', service.name);
        return portsOf(service, chart).map(place => ({ ...place, message }));
      }),
};

/** Where the mappings of a service stand: the host port, else the container port. */
function portsOf(service: Service, chart: Chart): readonly Place[] {
  return service.mappings.flatMap(
    ({ author, published, target }) => placeOf(chart, author.uri, published?.text ?? target.text) ?? [],
  );
}

function messageFor(network: Exclude<Network, { kind: 'own' }>): string {
  switch (network.kind) {
    case 'host':
      return t("This port is not published: with the host's network, the container's ports are the host's.");
    case 'none':
      return t('This port is not published: the service has no network.');
    case 'service':
      return t(
        '"{0}" owns the network of this service: Docker refuses ports here, publish them there.',
        network.name,
      );
    case 'container':
      return t('Container "{0}" owns the network of this service: Docker refuses ports here.', network.name);
  }
}
