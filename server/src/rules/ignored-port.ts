import { t } from '@vscode/l10n';
import { type Network, networkOf } from '../chart/network';
import { placeOf, type Rule } from './rule';

export const ignoredPort: Rule = {
  severity: 'warning',
  summary: 'Ports that are not mapped because the service has no network of its own.',
  judgeService(service, chart) {
    const network = networkOf(service);
    if (network.kind === 'own') return [];
    const mode = placeOf(chart, network.mode.uri, network.mode.value);
    return service.mappings.flatMap(({ author, published, target }) => {
      const place = placeOf(chart, author.uri, published?.text ?? target.text);
      if (!place) return [];
      const related = mode ? [{ ...mode, message: t('The network is chosen here.') }] : [];
      return [{ ...place, message: messageFor(network), related }];
    });
  },
};

function messageFor(network: Exclude<Network, { kind: 'own' }>): string {
  switch (network.kind) {
    case 'host':
      return t(
        "This port is not published: the service uses the host's network, so Docker discards this mapping: the container's ports are the host's.",
      );
    case 'none':
      return t('This port is not published: the service has no network, so nothing can reach this port.');
    case 'service':
      return t(
        'This port is not published: the service uses the network of "{0}": Docker refuses ports here, publish them there.',
        network.name,
      );
    case 'container':
      return t(
        'This port is not published: the service uses the network of container "{0}": Docker refuses ports here.',
        network.name,
      );
  }
}
