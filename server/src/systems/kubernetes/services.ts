import { t } from '@vscode/l10n';
import type { PortPart } from '../../text/port-spec';
import { bareUnit, type Claim, type Expose } from '../unit';
import { isTemplate } from './go-template';
import {
  authorOf,
  exposeOf,
  type Goal,
  type GoalReference,
  type KubernetesUnit,
  numberAt,
  type PortReader,
  portAt,
  protocolAt,
  refuse,
  refuseTwice,
} from './lowering';
import { isKnown } from './pods';
import { keyOfResource, nameIn, namespaceIn, type Resource } from './resource';
import { plainSelector } from './selector';
import { at, type MapTree, mapsAt, placeOf, scalarAt, textAt } from './tree';

/** The most ports of one Service that are read. */
const MAX_PORTS = 1000;

/** Which types of a Service have ports on the nodes. */
const WITH_NODE_PORTS: readonly string[] = ['NodePort', 'LoadBalancer'];

/** A port of a Service, as it is read. */
interface ServicePort {
  readonly map: MapTree;
  readonly port: PortPart | undefined;
  readonly nodePort: PortPart | undefined;
  readonly protocol: Expose['protocol'];
}

/** A Service: its ports are its own, and lead to pods. */
export function serviceUnit(resource: Resource, reader: PortReader): KubernetesUnit {
  const { tree, kind } = resource;
  const name = nameIn(resource);
  const unit = keyOfResource(resource);
  const namespace = namespaceIn(resource);
  const type = textAt(tree, 'spec', 'type') ?? 'ClusterIP';
  const selector = plainSelector(tree, 'spec', 'selector');
  const goal: Goal | undefined =
    selector && type !== 'ExternalName' ? { kind: 'pods', namespace, selector } : undefined;
  const ports = mapsAt(tree, 'spec', 'ports')
    .slice(0, MAX_PORTS)
    .map((map): ServicePort => {
      const port = numberAt(reader, map, 'port', true);
      return {
        map,
        port,
        nodePort: numberAt(reader, map, 'nodePort', false),
        protocol: protocolAt(reader, map),
      };
    });
  refuseService(ports, type, reader);
  const targets = new Map(
    ports.map(({ map, protocol }): readonly [MapTree, GoalReference | undefined] => {
      const target = portAt(reader, map, 'targetPort', false);
      const author = authorOf(at(map, 'targetPort') ?? map, unit);
      return [map, target && goal && { role: 'targetPort', author, ...target, protocol, goal }];
    }),
  );
  return {
    ...bareUnit(unit),
    kind,
    namespace,
    labels: undefined,
    isNamed: isKnown(name),
    names: name ? [{ uri: name.uri, value: name.text }] : [],
    hostNames: hostNamesOf(isKnown(name) ? name?.text.value : undefined, namespace),
    exposes: ports.flatMap(({ map, port, protocol }): readonly Expose[] => {
      if (!port) return [];
      const label = scalarAt(map, 'name');
      const author = authorOf(at(map, 'port') ?? map, unit);
      const own = exposeOf('servicePort', author, port, protocol, isKnown(label) ? label : undefined);
      // Without a target the pods have the same number.
      const implied: GoalReference | undefined =
        goal && port.range
          ? { role: 'targetPort', author, ...port, isName: false, protocol, goal }
          : undefined;
      const reference = targets.get(map) ?? implied;
      const others = (map.alike ?? []).flatMap(other => {
        const number = scalarAt(other, 'port')?.number;
        return number && number.block !== port.text.block
          ? [exposeOf('servicePort', authorOf(other, unit), { ...port, text: number }, protocol, undefined)]
          : [];
      });
      return [reference ? { ...own, reference } : own, ...others];
    }),
    references: [...targets.values()].flatMap(target => target ?? []),
    claims: ports.flatMap(({ map, nodePort, protocol }): readonly Claim[] => {
      const scalar = at(map, 'nodePort');
      if (!nodePort || !scalar) return [];
      return [
        {
          role: 'nodePort',
          author: authorOf(scalar, unit),
          port: nodePort,
          protocol,
          address: undefined,
          isOwn: false,
          machines: 'all',
        },
      ];
    }),
    faults: reader.faults,
  };
}

/** What the API server refuses of the ports of a Service together (`ValidateService`). */
function refuseService(ports: readonly ServicePort[], type: string, reader: PortReader): void {
  const names = ports.flatMap(({ map }) => scalarAt(map, 'name') ?? []);
  for (const { map } of ports.length > 1 ? ports : []) {
    if ((textAt(map, 'name') ?? '') === '' && !isTemplated(map))
      refuse(reader, map, placeOf(map), t('Each of several ports of a Service needs a name.'));
  }
  for (const name of names.filter(isKnown)) {
    if (!/^[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/.test(name.text.value) && name.text.value !== '')
      refuse(
        reader,
        name,
        name.text,
        t(
          '"{0}" is no name of a Service\'s port: it may have small letters, digits and hyphens between them.',
          name.text.value,
        ),
      );
  }
  refuseTwice(
    reader,
    names.filter(name => isKnown(name) && name.text.value !== ''),
    ({ text }) => text.value,
    name => ({ tree: name, text: name.text }),
    ({ text }) => t('The name "{0}" is another port\'s of this Service.', text.value),
  );
  refuseTwice(
    reader,
    ports,
    ({ port, protocol }) => (port?.range ? `${port.range.from} ${protocol}` : undefined),
    ({ map, port }) => ({ tree: map, text: port?.text ?? placeOf(map) }),
    ({ port, protocol }) => t('This Service has port {0}/{1} twice.', port?.text.value ?? '', protocol),
  );
  refuseTwice(
    reader,
    ports,
    ({ nodePort, protocol }) => (nodePort?.range ? `${nodePort.range.from} ${protocol}` : undefined),
    ({ map, nodePort }) => ({ tree: map, text: nodePort?.text ?? placeOf(map) }),
    ({ nodePort, protocol }) =>
      t('This Service asks for port {0}/{1} of the nodes twice.', nodePort?.text.value ?? '', protocol),
  );
  if (isTemplate(type) || WITH_NODE_PORTS.includes(type)) return;
  for (const { map, nodePort } of ports) {
    if (nodePort?.range)
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

/** Whether a template may still put something in. */
function isTemplated(map: MapTree): boolean {
  return [...map.entries].some(
    ([key, value]) => isTemplate(key) || (value.kind === 'scalar' && isTemplate(value.text.value)),
  );
}

/** The names that a Service has in the name server of its cluster. */
function hostNamesOf(name: string | undefined, namespace = 'default'): readonly string[] {
  if (name === undefined) return [];
  const full = `${name}.${namespace}`.toLowerCase();
  return [name.toLowerCase(), full, `${full}.svc`, `${full}.svc.cluster.local`];
}
