import { t } from '@vscode/l10n';
import type { Chart } from '../../chart/chart';
import type { Network, Unit } from '../../systems/unit';
import type { Place } from '../../text/spans';
import { placeOf, type Rule } from '../rule';

export const ignoredPort: Rule = {
  severity: 'warning',
  summary: 'Ports that are not mapped because of the network that the service is in.',
  isOfCommands: true,
  judgeUnit(unit, chart) {
    const network = unit.network;
    if (network.kind === 'own') return [];
    const mode = placeOf(chart, network.mode.uri, network.mode.value);
    const related = mode ? [{ ...mode, message: t('The network is chosen here.') }] : [];
    const { publishing } = network;
    const message = publishing?.message ?? messageFor(network);
    // The engine refuses to make a container that shares another's network and has ports (moby `hostconfig.go`).
    const isRefused = publishing?.isRefused ?? (network.kind === 'unit' || network.kind === 'foreign');
    return portsOf(unit, chart).map(place => ({
      ...place,
      ...(isRefused && { severity: 'error' as const }),
      message,
      related,
    }));
  },
  judgeProject: (project, chart) =>
    [...project.units.values()]
      .filter(unit => unit.network.kind === 'own' && project.cutOff.has(unit))
      .flatMap(unit => {
        const message = t('This port is not published: "{0}" has only internal networks.', unit.name);
        return portsOf(unit, chart).map(place => ({ ...place, message }));
      }),
};

/** Where the mappings of a unit stand: the host port, else the container port. */
function portsOf(unit: Unit, chart: Chart): readonly Place[] {
  return unit.mappings.flatMap(
    ({ author, published, target }) => placeOf(chart, author.uri, published?.text ?? target.text) ?? [],
  );
}

function messageFor(network: Exclude<Network, { kind: 'own' }>): string {
  switch (network.kind) {
    case 'host':
      return t("This port is not published: with the host's network, the container's ports are the host's.");
    case 'none':
      return t('This port is not published: the service has no network.');
    case 'unit':
      return t(
        '"{0}" owns the network of this service: Docker refuses ports here, publish them there.',
        network.name,
      );
    case 'foreign':
      return t('Container "{0}" owns the network of this service: Docker refuses ports here.', network.name);
  }
}
