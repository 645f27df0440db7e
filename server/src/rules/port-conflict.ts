import { t } from '@vscode/l10n';
import type { Chart } from '../chart/chart';
import { type Claim, type Collision, canRunTogether, collisionsOf } from '../chart/collisions';
import { isAlternative } from '../chart/discovery';
import { groupBy } from '../chart/group-by';
import { networkOf, networkOwner } from '../chart/network';
import type { Project } from '../chart/project';
import { replicasOf, type Service } from '../chart/service';
import { relativeName } from '../chart/uri';
import type { SourceText } from '../formats/source-text';
import { displayValue } from '../formats/template';
import type { Place } from '../formats/text';
import { formatRange, type PortRange, rangeSize, rangesOverlap } from '../ports/port';
import { type Judgement, placeOf, type Remedy, type Rule } from './rule';

/** One process binds one (address, protocol, port); see `chart/collisions.ts` for what can meet. */
export const portConflict: Rule = {
  severity: 'error',
  summary: 'Two services of one project ask for the same port: the second fails to start.',
  judgeProject(project, chart) {
    return [
      ...collisionsOf(project).flatMap(collision => judge(project, chart, collision)),
      ...(hasForeignNetworks(project)
        ? [...sharedNetworkConflicts(project, chart), ...hostNetworkConflicts(project, chart)]
        : []),
    ];
  },
};

function judge(
  project: Project,
  chart: Chart,
  { first, second, ports, kind }: Collision,
): readonly Judgement[] {
  const [a, b] = [placeOf(chart, first.uri, first.text), placeOf(chart, second.uri, second.text)];
  if (!a || !b) return [];
  if (kind === 'copies') return [{ ...b, message: copiesMessage(second) }];
  const message = kind === 'pool' ? poolMessage(first, second) : bothMessage(first, second, ports);
  // A file that is whole by itself may never be laid over the default one, and a variable may differ.
  const isCertain = ports !== null && !isAlternative(project, uri => chart.document(uri));
  const severity = isCertain ? {} : { severity: 'warning' as const };
  const asks = (claim: Claim) =>
    t(
      'Here {0} of "{1}" ({2}) asks for it.',
      written(claim.text),
      claim.service.name,
      relativeName(claim.uri, project.root.folder),
    );
  const move = (claim: Claim, place: Place, awayFrom: Place, preferred: boolean): Remedy[] =>
    claim.range
      ? [
          {
            kind: 'move',
            place,
            range: claim.range,
            service: claim.service.name,
            preferred,
            awayFrom,
          },
        ]
      : [];
  // Two claims with one place, as through an alias, cannot be moved apart.
  const isOnePlace = a.uri === b.uri && a.span.start === b.span.start;
  const remedies = isOnePlace ? [] : [...move(second, b, a, true), ...move(first, a, b, false)];
  const other = isOnePlace ? [] : [...move(first, a, b, false), ...move(second, b, a, false)];
  const judgements: Judgement[] = [
    {
      ...b,
      ...severity,
      message,
      related: [{ ...a, message: asks(first) }],
      remedies,
    },
  ];
  if (!isOnePlace)
    judgements.unshift({
      ...a,
      ...severity,
      message,
      related: [{ ...b, message: asks(second) }],
      remedies: other,
    });
  return judgements;
}

function bothMessage(first: Claim, second: Claim, ports: PortRange | null): string {
  const numbers = ports ? formatRange(ports) : written(second.text);
  const port = first.protocol === 'tcp' ? numbers : `${numbers}/${first.protocol}`;
  const isOne = !ports || rangeSize(ports) === 1;
  const [a, b] = [first.service.name, second.service.name];
  if (first.service === second.service) {
    return isOne
      ? t('Host port {0} is published twice by "{1}": it will fail to start.', port, a)
      : t('Host ports {0} are published twice by "{1}": it will fail to start.', port, a);
  }
  return isOne
    ? t('Host port {0} is published by both "{1}" and "{2}": the second will fail to start.', port, a, b)
    : t('Host ports {0} are published by both "{1}" and "{2}": the second will fail to start.', port, a, b);
}

function copiesMessage(claim: Claim): string {
  const copies = replicasOf(claim.service);
  const { range } = claim;
  const size = range ? rangeSize(range) : 1;
  const isPool =
    size > 1 && claim.mapping.target.range !== null && rangeSize(claim.mapping.target.range) === 1;
  const { name } = claim.service;
  if (isPool) {
    return t(
      '"{0}" runs {1} times, but {2} has only {3} ports: the others will fail to start.',
      name,
      copies,
      formatRange(range ?? { from: 0, to: 0 }),
      size,
    );
  }
  return t(
    '"{0}" runs {1} times, and each copy asks for host port {2}: the second will fail to start. Publish a range, or no fixed host port.',
    name,
    copies,
    written(claim.text),
  );
}

function poolMessage(first: Claim, pool: Claim): string {
  return t(
    'No port of {0} is left for "{1}": "{2}" takes {3} of them.',
    written(pool.text),
    pool.service.name,
    first.service.name,
    written(first.text),
  );
}

function written(text: SourceText): string {
  return displayValue(text.value);
}

function hasForeignNetworks(project: Project): boolean {
  for (const service of project.services.values()) if (service.networkMode) return true;
  return false;
}

interface ContainerPort {
  readonly service: Service;
  readonly uri: string;
  readonly text: SourceText;
  readonly range: PortRange;
  readonly protocol: string;
}

/** Services in one network (`network_mode: service:x`, `container:x`) share its ports. */
function sharedNetworkConflicts(project: Project, chart: Chart): readonly Judgement[] {
  const groups = groupBy(project.services.values(), service => networkGroup(project, service));
  return [...groups].flatMap(([group, services]) => {
    if (services.length < 2 || group === 'host') return [];
    return meetings(project, services.flatMap(containerPorts)).flatMap(([first, second]) => {
      const [a, b] = [placeOf(chart, first.uri, first.text), placeOf(chart, second.uri, second.text)];
      if (!a || !b) return [];
      const message = t(
        '"{0}" and "{1}" share one network and both name container port {2}: only one of them can listen on it.',
        first.service.name,
        second.service.name,
        formatRange(second.range),
      );
      const severity = 'warning' as const;
      return [
        { ...a, severity, message, related: [{ ...b, message: namedHere(second) }] },
        { ...b, severity, message, related: [{ ...a, message: namedHere(first) }] },
      ];
    });
  });
}

function networkGroup(project: Project, service: Service): string {
  const owner = networkOwner(project, service);
  const network = networkOf(owner);
  if (network.kind === 'host') return 'host';
  return network.kind === 'container' ? `container:${network.name}` : `service:${owner.name}`;
}

function containerPorts(service: Service): readonly ContainerPort[] {
  return [
    ...service.mappings.flatMap(({ author, target, protocol }) =>
      target.range ? [{ service, uri: author.uri, text: target.text, range: target.range, protocol }] : [],
    ),
    ...service.exposes.flatMap(({ author, port, protocol }) =>
      port.range ? [{ service, uri: author.uri, text: port.text, range: port.range, protocol }] : [],
    ),
  ];
}

/** With the host's network, what a service exposes it probably listens on: a hint, for nothing binds it yet. */
function hostNetworkConflicts(project: Project, chart: Chart): readonly Judgement[] {
  const onHost = [...project.services.values()]
    .filter(service => networkGroup(project, service) === 'host')
    .flatMap(service => containerPorts(service));
  if (onHost.length === 0) return [];
  const published = [...project.services.values()].flatMap(service =>
    networkOf(service).kind === 'own'
      ? service.mappings.flatMap(({ author, published: host, protocol }) =>
          host?.range && host.range.from > 0
            ? [{ service, uri: author.uri, text: host.text, range: host.range, protocol }]
            : [],
        )
      : [],
  );
  return meetings(project, [...onHost, ...published])
    .filter(pair => pair.some(port => onHost.includes(port)))
    .flatMap(([first, second]) => {
      const [a, b] = [placeOf(chart, first.uri, first.text), placeOf(chart, second.uri, second.text)];
      if (!a || !b) return [];
      const message = t(
        '"{0}" and "{1}" both name port {2} of the host: only one of them can listen on it.',
        first.service.name,
        second.service.name,
        formatRange(second.range),
      );
      const severity = 'hint' as const;
      return [
        { ...a, severity, message, related: [{ ...b, message: namedHere(second) }] },
        { ...b, severity, message, related: [{ ...a, message: namedHere(first) }] },
      ];
    });
}

function namedHere({ service }: ContainerPort): string {
  return t('Here "{0}" names it.', service.name);
}

function meetings(
  project: Project,
  ports: readonly ContainerPort[],
): readonly (readonly [ContainerPort, ContainerPort])[] {
  const byProtocol = groupBy(ports, port => port.protocol);
  return [...byProtocol.values()].flatMap(alike => {
    const sorted = [...alike].sort((a, b) => a.range.from - b.range.from);
    return sorted.flatMap((second, index) => {
      const first = sorted
        .slice(Math.max(0, index - 50), index)
        .find(
          other =>
            other.service !== second.service &&
            rangesOverlap(other.range, second.range) &&
            canRunTogether(project, other.service, second.service),
        );
      return first ? [[first, second] as const] : [];
    });
  });
}
