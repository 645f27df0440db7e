import { networkOf } from '../chart/network';
import { placeOf, type Rule } from './rule';

export const ignoredPort: Rule = {
  severity: 'warning',
  summary: 'Ports that are not mapped because the service has no network of its own.',
  judgeService(service, chart) {
    const network = networkOf(service);
    if (network.kind === 'own') return [];
    const because = {
      host: "the service uses the host's network, so Docker discards this mapping: the container's ports are the host's.",
      none: 'the service has no network, so nothing can reach this port.',
      service: `the service uses the network of "${'name' in network ? network.name : ''}": Docker refuses ports here, publish them there.`,
      container: `the service uses the network of container "${'name' in network ? network.name : ''}": Docker refuses ports here.`,
    }[network.kind];
    const mode = placeOf(chart, network.mode.uri, network.mode.value);
    return service.mappings.flatMap(({ author, published, target }) => {
      const place = placeOf(chart, author.uri, published?.text ?? target.text);
      if (!place) return [];
      const related = mode ? [{ ...mode, message: 'The network is chosen here.' }] : [];
      return [{ ...place, message: `This port is not published: ${because}`, related }];
    });
  },
};
