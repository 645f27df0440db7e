import { t } from '@vscode/l10n';
import { parseAddress } from '../../ports/address';
import { portsInCommand } from '../../text/commands';
import { imageName } from '../../text/image-name';
import { namesHost, namesPort } from '../../text/port-names';
import type { AddressPart, PortPart } from '../../text/port-spec';
import type { SourceText } from '../../text/source-text';
import {
  at,
  itemsAt,
  type MapTree,
  mapAt,
  mapsAt,
  placeOf,
  type ScalarTree,
  scalarAt,
  type Tree,
  textAt,
  textsAt,
} from '../../text/yaml-tree';
import { bareUnit, type Claim, type Expose, type Region, type Sourced } from '../unit';
import {
  authorOf,
  exposesAt,
  filled,
  type GoalReference,
  isKnown,
  isOpenList,
  isProtocolKnown,
  type KubernetesUnit,
  neededPortAt,
  numberAt,
  type PortReader,
  type portAt,
  protocolAt,
  refuse,
  refuseName,
  refuseNoText,
  refuseTwice,
} from './lowering';
import { keyOfResource, nameIn, namespaceIn, podPath, type Resource } from './resource';

/** A port of a container, as it is read. */
interface ContainerPort {
  readonly map: MapTree;
  readonly port: PortPart;
  readonly name: ScalarTree | undefined;
  readonly hostPort: PortPart | undefined;
  readonly hostAddress: string;
  readonly protocol: Expose['protocol'];
}

/** The checks of a container. */
const PROBES: readonly string[] = ['livenessProbe', 'readinessProbe', 'startupProbe'];

const NO_LABELS: ReadonlyMap<string, string> = new Map();

/** The containers of the pods of a resource, the first of them for the pod itself. */
export function podUnits(resource: Resource, reader: PortReader): readonly KubernetesUnit[] {
  const path = podPath(resource.kind);
  const name = nameIn(resource);
  const template = path && mapAt(resource.tree, ...path);
  const spec = template && mapAt(template, 'spec');
  if (!spec) return [];
  const key = keyOfResource(resource);
  const isOnHost = textAt(spec, 'hostNetwork') === 'true';
  const isEverywhere =
    resource.kind === 'DaemonSet' && !mapAt(spec, 'nodeSelector') && !mapAt(spec, 'affinity');
  const machines = isEverywhere ? 'all' : 'some';
  const lists = ['containers', 'initContainers', 'ephemeralContainers'].map(list => mapsAt(spec, list));
  const containers = lists.flat();
  const first = new Set(lists[1]);
  const isBefore = (map: MapTree) => first.has(map);
  const ports = new Map(containers.map(map => [map, portsOf(map, isOnHost && !isBefore(map), reader)]));
  // What runs before the others has ended when these ask for their ports.
  for (const together of [lists[0] ?? [], ...(lists[1] ?? []).map(map => [map])])
    refuseHostPortsTwice(
      together.flatMap(map => ports.get(map) ?? []),
      isOnHost,
      reader,
    );
  const labels = textsAt(mapAt(template, 'metadata', 'labels')) ?? NO_LABELS;
  const namespace = namespaceIn(resource);
  // What has ended before the others start is in nobody's way, and reached by nobody.
  const isOver = (map: MapTree) => isBefore(map) && textAt(map, 'restartPolicy') !== 'Always';
  const hasMore = isOpenList(at(spec, 'containers'));
  return containers.map((map, index): KubernetesUnit => {
    const unit = index === 0 ? key : `${key}/${textAt(map, 'name') ?? index}`;
    const names = index === 0 ? name : scalarAt(map, 'name');
    const own = ports.get(map) ?? [];
    return {
      ...bareUnit(unit),
      namespace,
      names: names ? [{ uri: names.uri, value: names.text }] : [],
      labels: isOver(map) ? undefined : labels,
      network: index === 0 || isOver(map) ? { kind: 'own' } : inPod(key, map),
      exposes: own.flatMap(port => exposesAt('containerPort', 'containerPort', port, unit)),
      claims: own.flatMap(port => claimOf(port, unit, isOnHost, machines)),
      references: probesOf(map, unit, key, reader),
      // Those of the pod are noted once.
      faults: index === 0 ? reader.faults : [],
      ...((hasMore || isOpenList(at(map, 'ports'))) && { isOpen: true }),
      image: sourced(reader, scalarAt(map, 'image')),
      environment: environmentOf(map, reader),
      namedPorts: commandPorts(map, reader),
      regions: regionsOf(map),
    };
  });
}

function inPod(pod: string, { uri, block, span }: MapTree): KubernetesUnit['network'] {
  const value: SourceText = { value: '', block, pieces: [], span };
  return { kind: 'unit', name: pod, mode: { uri, value } };
}

function portsOf(container: MapTree, isOnHost: boolean, reader: PortReader): readonly ContainerPort[] {
  const ports = mapsAt(container, 'ports').flatMap((map): readonly ContainerPort[] => {
    const port = numberAt(reader, map, 'containerPort', true);
    const hostPort = numberAt(reader, map, 'hostPort', false);
    const name = scalarAt(map, 'name');
    const protocol = protocolAt(reader, map);
    if (name && isKnown(name) && name.text.value !== '' && refuseNoText(reader, name, 'name'))
      refuseName(reader, name, name.text);
    if (isOnHost && port?.range && hostPort?.range && port.range.from !== hostPort.range.from)
      refuse(
        reader,
        at(map, 'hostPort') ?? map,
        hostPort.text,
        t(
          'The pod is in the network of its host, so hostPort has to be {0} as containerPort is.',
          port.range.from,
        ),
      );
    if (!port) return [];
    return [{ map, port, name, hostPort, hostAddress: textAt(map, 'hostIP') ?? '', protocol }];
  });
  refuseTwice(
    reader,
    ports.filter(({ name }) => isKnown(name)),
    ({ name }) => name?.text.value,
    ({ map, name }) => ({ tree: map, text: name?.text ?? placeOf(map) }),
    ({ name }) => t('Another port of this container is called "{0}" already.', name?.text.value ?? ''),
  );
  return ports;
}

function refuseHostPortsTwice(ports: readonly ContainerPort[], isOnHost: boolean, reader: PortReader): void {
  const asked = ports.flatMap(one => {
    const port = one.hostPort ?? (isOnHost ? one.port : undefined);
    return port?.range ? [{ ...one, asked: port, number: port.range.from }] : [];
  });
  refuseTwice(
    reader,
    asked,
    ({ map, number, hostAddress, protocol }) =>
      isProtocolKnown(map) ? `${number} ${hostAddress} ${protocol}` : undefined,
    ({ map, asked }) => ({ tree: map, text: asked.text }),
    ({ number, protocol }) => t('The pod asks for port {0}/{1} of its host twice.', number, protocol),
  );
}

function claimOf(
  { map, port, hostPort, hostAddress, protocol }: ContainerPort,
  unit: string,
  isOwn: boolean,
  machines: Claim['machines'],
): readonly Claim[] {
  const tree = scalarAt(map, 'hostPort');
  if (!tree || !hostPort) return [];
  return [
    {
      role: 'hostPort',
      author: authorOf(tree, unit),
      port: hostPort,
      protocol,
      address: addressAt(map, hostAddress),
      target: port,
      isOwn,
      machines: isProtocolKnown(map) ? machines : 'none',
    },
  ];
}

function addressAt(map: MapTree, value: string): AddressPart | undefined {
  const scalar = scalarAt(map, 'hostIP');
  return scalar && value !== '' ? { text: scalar.text, address: parseAddress(value) ?? null } : undefined;
}

/** Where the checks of a container, and what is asked of it when it starts and ends, name a port. */
function probesOf(
  container: MapTree,
  unit: string,
  pod: string,
  reader: PortReader,
): readonly GoalReference[] {
  const checks = PROBES.map(key => mapAt(container, key));
  const hooks = ['postStart', 'preStop'].map(key => mapAt(container, 'lifecycle', key));
  return [...checks, ...hooks].flatMap(check =>
    ['httpGet', 'tcpSocket', 'grpc'].flatMap((key): readonly GoalReference[] => {
      const map = mapAt(check, key);
      // Another host than the pod's own may be asked.
      const isElsewhere = textAt(map, 'host') !== undefined;
      const port = map && (key === 'grpc' ? grpcPort(reader, map) : neededPortAt(reader, map, 'port'));
      const tree = map && at(map, 'port');
      if (!port || !tree || isElsewhere) return [];
      const goal = port.isName ? ({ kind: 'unit', unit } as const) : ({ kind: 'pod', unit: pod } as const);
      return [{ role: 'probe', author: authorOf(tree, unit), ...port, protocol: 'tcp', goal }];
    }),
  );
}

function grpcPort(reader: PortReader, map: MapTree): ReturnType<typeof portAt> {
  const part = numberAt(reader, map, 'port', true);
  return part && { ...part, isName: false };
}

function sourced(reader: PortReader, scalar: ScalarTree | undefined): Sourced<SourceText> | undefined {
  return scalar && { uri: scalar.uri, value: filled(reader, scalar) };
}

/** The variables that say something of ports, or whose ports those are. */
function environmentOf(container: MapTree, reader: PortReader): KubernetesUnit['environment'] {
  return new Map(
    mapsAt(container, 'env').flatMap(one => {
      const name = textAt(one, 'name');
      const value = sourced(reader, scalarAt(one, 'value'));
      const isOfPorts = name !== undefined && (namesPort(name) || namesHost(name));
      return isOfPorts && value ? [[name, value] as const] : [];
    }),
  );
}

function commandPorts(container: MapTree, reader: PortReader): KubernetesUnit['namedPorts'] {
  const image = textAt(container, 'image') ?? '';
  return ['command', 'args'].flatMap(part => {
    const words = itemsAt(container, part).flatMap(item => (item.kind === 'scalar' ? [item] : []));
    const [first] = words;
    if (!first) return [];
    const texts = words.map(word => filled(reader, word));
    return portsInCommand(part, texts, imageName(image)).map(value => ({ uri: first.uri, value }));
  });
}

/** The parts of a container in which ports or hosts mean something of their own. */
function regionsOf(container: MapTree): readonly Sourced<Region>[] {
  const region = (tree: Tree | undefined, kind: Region['kind']): readonly Sourced<Region>[] =>
    tree ? [{ uri: tree.uri, value: { kind, block: tree.block, span: tree.span } }] : [];
  return [
    ...['command', 'args', ...PROBES].flatMap(key => region(at(container, key), 'container')),
    ...region(at(container, 'env'), 'environment'),
    ...region(at(container, 'image'), 'image'),
  ];
}
