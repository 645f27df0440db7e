import { t } from '@vscode/l10n';
import type { PortPart } from '../../text/port-spec';
import { shown } from '../../text/shorten';
import { at, type MapTree, mapAt, mapsAt, placeOf, scalarAt, textAt } from '../../text/yaml-tree';
import type { Claim, Expose } from '../unit';
import { isFilledLater } from './go-template';
import {
  authorOf,
  exposesAt,
  type Goal,
  type GoalReference,
  isKnown,
  isOpenList,
  isProtocolKnown,
  isTemplated,
  type KubernetesUnit,
  numberAt,
  type PortReader,
  portAt,
  protocolAt,
  refuse,
  refuseLabel,
  refuseNoText,
  refuseTwice,
  unitOf,
} from './lowering';
import { nameIn, type Resource } from './resource';
import { plainSelector } from './selector';

/** Which types of a Service have ports on the nodes. */
const WITH_NODE_PORTS: readonly string[] = ['NodePort', 'LoadBalancer'];

/** A port of a Service, as it is read. */
interface ServicePort {
  readonly map: MapTree;
  readonly port: PortPart | undefined;
  readonly nodePort: PortPart | undefined;
  readonly protocol: Expose['protocol'];
  /** Where it leads, if that is written and there are pods that it may lead to. */
  readonly target: GoalReference | undefined;
}

/** A Service: its ports are its own, and lead to pods. */
export function serviceUnit(resource: Resource, reader: PortReader): KubernetesUnit {
  const { tree } = resource;
  const name = nameIn(resource);
  const bare = unitOf(resource, reader);
  const { name: unit, namespace } = bare;
  const type = textAt(tree, 'spec', 'type') ?? 'ClusterIP';
  const selector = plainSelector(tree, 'spec', 'selector');
  const goal: Goal | undefined =
    selector && type !== 'ExternalName' ? { kind: 'pods', namespace, selector } : undefined;
  const ports = mapsAt(tree, 'spec', 'ports').map((map): ServicePort => {
    const port = numberAt(reader, map, 'port', true);
    const nodePort = numberAt(reader, map, 'nodePort', false);
    const protocol = protocolAt(reader, map);
    const target = portAt(reader, map, 'targetPort', 'nothing');
    const author = authorOf(at(map, 'targetPort') ?? map, unit);
    return {
      map,
      port,
      nodePort,
      protocol,
      target: target && goal && { role: 'targetPort', author, ...target, protocol, goal },
    };
  });
  const spec = mapAt(tree, 'spec');
  const machines = type === 'ExternalName' ? 'none' : 'all';
  const healthCheck = spec && numberAt(reader, spec, HEALTH_CHECK, false);
  refuseService(tree, ports, type, reader);
  refuseHealthCheck(spec, healthCheck, ports, type, reader);
  return {
    ...bare,
    ...(isOpenList(at(tree, 'spec', 'ports')) && { isOpen: true }),
    hostNames: hostNamesOf(isKnown(name) ? name?.text.value : undefined, namespace),
    exposes: ports.flatMap(({ map, port, protocol, target }): readonly Expose[] => {
      if (!port) return [];
      const name = scalarAt(map, 'name');
      const [own, ...others] = exposesAt('port', 'servicePort', { map, port, protocol, name }, unit);
      // Without a target the pods have the same number.
      const implied: GoalReference | undefined =
        goal && port.range
          ? { role: 'targetPort', author: own.author, ...port, isName: false, protocol, goal }
          : undefined;
      const reference = target ?? implied;
      return [reference ? { ...own, reference } : own, ...others];
    }),
    references: ports.flatMap(({ target }) => target ?? []),
    claims: [
      ...ports.flatMap(({ map, port, nodePort, protocol }) =>
        claimOf(map, 'nodePort', { port: nodePort, target: port, protocol }, unit, machines),
      ),
      ...(spec
        ? claimOf(
            spec,
            HEALTH_CHECK,
            { port: healthCheck, target: undefined, protocol: 'tcp' },
            unit,
            machines,
          )
        : []),
    ],
  };
}

function claimOf(
  map: MapTree,
  key: string,
  { port, target, protocol }: Pick<Claim, 'target' | 'protocol'> & { readonly port: PortPart | undefined },
  unit: string,
  machines: Claim['machines'],
): readonly Claim[] {
  const scalar = at(map, key);
  if (!port || !scalar) return [];
  const author = authorOf(scalar, unit);
  // Of which protocol nobody knows, it meets nobody for certain.
  const known = isProtocolKnown(map) ? machines : 'none';
  return [
    { role: 'nodePort', author, port, target, protocol, address: undefined, isOwn: false, machines: known },
  ];
}

/** What the API server refuses of the ports of a Service together (`ValidateService`). */
function refuseService(tree: MapTree, ports: readonly ServicePort[], type: string, reader: PortReader): void {
  const isHeadless = textAt(tree, 'spec', 'clusterIP') === 'None';
  const spec = mapAt(tree, 'spec');
  if (spec && ports.length === 0 && !isHeadless && type !== 'ExternalName' && !isTemplated(spec))
    refuse(
      reader,
      spec,
      placeOf(at(spec, 'ports') ?? spec),
      t('A Service needs a port, unless it is headless.'),
    );
  refusePortNames(
    ports.map(({ map }) => map),
    reader,
  );
  refuseTwice(
    reader,
    ports,
    ({ map, port, protocol }) =>
      port?.range && isProtocolKnown(map) ? `${port.range.from} ${protocol}` : undefined,
    ({ map, port }) => ({ tree: map, text: port?.text ?? placeOf(map) }),
    ({ port, protocol }) => t('This Service has port {0}/{1} twice.', port?.text.value ?? '', protocol),
  );
  if (type !== 'ExternalName') refuseNodePorts(ports, type, reader);
  if (type === 'LoadBalancer') {
    for (const { map, port } of ports)
      if (port?.range?.from === KUBELET)
        refuse(
          reader,
          map,
          port.text,
          t('{0} is the port of the kubelet: no load balancer may have it.', KUBELET),
        );
  }
}

/** The port on which the agent of each node listens. */
const KUBELET = 10250;

/** What the API server lets pass of the names of several ports: that they repeat, and that one is left out. */
interface Leave {
  readonly mayRepeat?: boolean;
  readonly mayLackOne?: boolean;
}

/** Notes what is refused of the names of several ports together, and of each. */
export function refusePortNames(
  ports: readonly MapTree[],
  reader: PortReader,
  { mayRepeat, mayLackOne }: Leave = {},
): void {
  const nameless = ports.filter(map => (textAt(map, 'name') ?? '') === '' && !isTemplated(map));
  for (const map of ports.length > 1 ? nameless.slice(mayLackOne ? 1 : 0) : [])
    refuse(reader, map, placeOf(map), t('Each of several ports needs a name.'));
  const names = ports
    .flatMap(map => scalarAt(map, 'name') ?? [])
    .filter(name => isKnown(name) && name.text.value !== '');
  for (const name of names) if (refuseNoText(reader, name, 'name')) refuseLabel(reader, name);
  if (mayRepeat) return;
  refuseTwice(
    reader,
    names,
    ({ text }) => text.value,
    name => ({ tree: name, text: name.text }),
    ({ text }) => t('Another port is called "{0}" already.', shown(text.value)),
  );
}

/** The port of the nodes on which a load balancer asks whether a pod is there. */
const HEALTH_CHECK = 'healthCheckNodePort';

/** Notes what is refused of that port. */
function refuseHealthCheck(
  spec: MapTree | undefined,
  part: PortPart | undefined,
  ports: readonly ServicePort[],
  type: string,
  reader: PortReader,
): void {
  const written = at(spec, HEALTH_CHECK);
  if (!written || !part?.range) return;
  const { from } = part.range;
  const twin = ports.find(({ nodePort }) => nodePort?.range?.from === from)?.nodePort;
  if (twin)
    refuse(
      reader,
      written,
      part.text,
      t('This Service asks for port {0} of the nodes twice.', from),
      twin.text,
    );
  const policy = textAt(spec, 'externalTrafficPolicy') ?? '';
  const isAsked = type === 'LoadBalancer' && policy === 'Local';
  if (!isAsked && !isFilledLater(type) && !isFilledLater(policy))
    refuse(
      reader,
      written,
      part.text,
      t('{0} is only for a Service of type LoadBalancer with externalTrafficPolicy: Local.', HEALTH_CHECK),
    );
}

/** Whether one of two ports with one number may be of another protocol than it seems, or may have another number. */
function mayBeOther(one: ServicePort, other: ServicePort): boolean {
  return [one, other].some(({ map, port }) => !isProtocolKnown(map) || !port?.range);
}

function refuseNodePorts(ports: readonly ServicePort[], type: string, reader: PortReader): void {
  const asked = ports.filter(({ nodePort }) => nodePort?.range);
  // One number may stand for both protocols of one port.
  const first = new Map<number, ServicePort>();
  for (const one of asked) {
    const number = one.nodePort?.range?.from ?? 0;
    const earlier = first.get(number);
    first.set(number, earlier ?? one);
    const isOther =
      earlier && one.port?.range?.from === earlier.port?.range?.from && one.protocol !== earlier.protocol;
    if (!earlier || isOther || !one.nodePort || mayBeOther(one, earlier)) continue;
    const message = t('This Service asks for port {0} of the nodes twice.', number);
    refuse(reader, one.map, one.nodePort.text, message, earlier.nodePort?.text);
  }
  if (isFilledLater(type) || WITH_NODE_PORTS.includes(type)) return;
  for (const { map, nodePort } of asked) {
    if (nodePort)
      refuse(
        reader,
        at(map, 'nodePort') ?? map,
        nodePort.text,
        t(
          'A Service of type {0} has no port on the nodes: write type: NodePort, or leave nodePort out.',
          type,
        ),
      );
  }
}

/** The names that a Service has in the name server of its cluster. */
function hostNamesOf(name: string | undefined, namespace = 'default'): readonly string[] {
  if (name === undefined) return [];
  const full = `${name}.${namespace}`.toLowerCase();
  return [name.toLowerCase(), full, `${full}.svc`, `${full}.svc.cluster.local`];
}
