import { t } from '@vscode/l10n';
import type { PortPart } from '../../text/port-spec';
import { at, type MapTree, mapAt, mapsAt, placeOf, scalarAt, textAt } from '../../text/yaml-tree';
import type { Expose } from '../unit';
import {
  authorOf,
  exposesAt,
  type Goal,
  type GoalReference,
  isKnown,
  isTemplated,
  type KubernetesUnit,
  neededPortAt,
  numberAt,
  type PortReader,
  portAt,
  protocolAt,
  refuse,
  refuseNoText,
  unitOf,
} from './lowering';
import { keyOf, type Resource } from './resource';
import { labelSelector } from './selector';
import { refusePortNames } from './services';

function serviceNamed(name: string, namespace: string | undefined): Goal {
  return { kind: 'unit', unit: keyOf('Service', name, namespace) };
}

/** An Ingress: its backends are ports of Services (`IngressBackend`, also of the versions before `v1`). */
export function ingressUnit(resource: Resource, reader: PortReader): KubernetesUnit {
  const unit = unitOf(resource, reader);
  const spec = mapAt(resource.tree, 'spec');
  const backends = [
    mapAt(spec, 'defaultBackend') ?? mapAt(spec, 'backend'),
    ...mapsAt(spec, 'rules').flatMap(rule =>
      mapsAt(rule, 'http', 'paths').map(path => mapAt(path, 'backend')),
    ),
  ];
  const references = backends.flatMap((backend): readonly GoalReference[] => {
    const service = scalarAt(backend, 'service', 'name') ?? scalarAt(backend, 'serviceName');
    if (!backend || !service) return [];
    const port = mapAt(backend, 'service')
      ? newBackendPort(backend, reader)
      : oldBackendPort(backend, reader);
    if (!port || !isKnown(service)) return [];
    const goal = serviceNamed(service.text.value, unit.namespace);
    return [{ role: 'backend', protocol: 'tcp', ...port, author: authorOf(port.tree, unit.name), goal }];
  });
  return { ...unit, references };
}

function newBackendPort(backend: MapTree, reader: PortReader) {
  const service = mapAt(backend, 'service');
  const port = at(service, 'port');
  if (port?.kind === 'scalar' && !isKnown(port)) return undefined;
  if (port && port.kind !== 'map') {
    refuse(reader, port, placeOf(port), t('The port of a backend has a number or a name below it.'));
    return undefined;
  }
  const map = mapAt(service, 'port');
  const [number, name] = [map && scalarAt(map, 'number'), map && scalarAt(map, 'name')];
  const hasNumber = number !== undefined && number.number?.value !== '0';
  const hasName = name !== undefined && name.text.value !== '';
  if (map && !hasNumber && !hasName && isTemplated(map)) return undefined;
  if (!map || (!hasNumber && !hasName)) {
    refuse(reader, backend, placeOf(port ?? backend), t('The port of a backend needs a number or a name.'));
    return undefined;
  }
  if (name && !refuseNoText(reader, name, 'name')) return undefined;
  if (hasNumber && hasName) {
    refuse(reader, map, placeOf(map), t('The port of a backend has a number or a name, not both.'));
    return undefined;
  }
  const part = hasNumber ? numberAt(reader, map, 'number', true) : portAt(reader, map, 'name', 'refused');
  return part && { isName: !hasNumber, ...part, tree: (hasNumber ? number : name) ?? map };
}

function oldBackendPort(backend: MapTree, reader: PortReader) {
  const part = neededPortAt(reader, backend, 'servicePort');
  return part && { ...part, tree: at(backend, 'servicePort') ?? backend };
}

/** A Gateway: it listens on ports (Gateway API). */
export function gatewayUnit(resource: Resource, reader: PortReader): KubernetesUnit {
  const unit = unitOf(resource, reader);
  const exposes = mapsAt(resource.tree, 'spec', 'listeners').flatMap((map): readonly Expose[] => {
    const port = numberAt(reader, map, 'port', true);
    const protocol = textAt(map, 'protocol') === 'UDP' ? 'udp' : 'tcp';
    return port ? exposesAt('port', 'listener', { map, port, protocol }, unit.name) : [];
  });
  return { ...unit, exposes };
}

/** A route of the Gateway API: its backends are ports of Services. */
export function routeUnit(resource: Resource, reader: PortReader): KubernetesUnit {
  const unit = unitOf(resource, reader);
  const protocol = resource.kind === 'UDPRoute' ? 'udp' : 'tcp';
  const references = mapsAt(resource.tree, 'spec', 'rules').flatMap(rule => {
    const mirrors = mapsAt(rule, 'filters').map(filter => mapAt(filter, 'requestMirror', 'backendRef'));
    return [...mapsAt(rule, 'backendRefs'), ...mirrors].flatMap((map): readonly GoalReference[] => {
      const name = scalarAt(map, 'name');
      const isService =
        (textAt(map, 'kind') ?? 'Service') === 'Service' && (textAt(map, 'group') ?? '') === '';
      const port = map && isService ? numberAt(reader, map, 'port', false) : undefined;
      if (!map || !port || !name || !isKnown(name)) return [];
      const goal = serviceNamed(name.text.value, textAt(map, 'namespace') ?? unit.namespace);
      const author = authorOf(at(map, 'port') ?? map, unit.name);
      return [{ role: 'backend', author, ...port, isName: false, protocol, goal }];
    });
  });
  return { ...unit, references };
}

/** A NetworkPolicy: the ports that it lets in are those of the pods that it is for. */
export function policyUnit(resource: Resource, reader: PortReader): KubernetesUnit {
  const unit = unitOf(resource, reader);
  const spec = mapAt(resource.tree, 'spec');
  const own = podsOf(mapAt(spec, 'podSelector'), unit.namespace);
  const incoming = mapsAt(spec, 'ingress').flatMap(rule => policyPorts(rule, unit, own, reader));
  const outgoing = mapsAt(spec, 'egress').flatMap(rule => {
    const [only, ...others] = mapsAt(rule, 'to');
    const isOnePeer = only && others.length === 0 && !at(only, 'namespaceSelector') && !at(only, 'ipBlock');
    const peer = isOnePeer ? podsOf(mapAt(only, 'podSelector'), unit.namespace) : undefined;
    return policyPorts(rule, unit, peer, reader);
  });
  return { ...unit, references: [...incoming, ...outgoing] };
}

function podsOf(selector: MapTree | undefined, namespace: string | undefined): Goal | undefined {
  const selected = labelSelector(selector);
  return selected && { kind: 'pods', namespace, selector: selected };
}

const ELSEWHERE: Goal = { kind: 'unit', unit: '' };

function policyPorts(
  rule: MapTree,
  { name }: KubernetesUnit,
  goal: Goal | undefined,
  reader: PortReader,
): readonly GoalReference[] {
  return mapsAt(rule, 'ports').flatMap((map): readonly GoalReference[] => {
    const port = portAt(reader, map, 'port', 'refused');
    const tree = at(map, 'port');
    const protocol = protocolAt(reader, map);
    if (!port || !tree) return [];
    const end = numberAt(reader, map, 'endPort', false);
    const ranged = end && throughTo(port, end);
    const author = authorOf(tree, name);
    return [{ role: 'policy', author, ...port, ...ranged, protocol, goal: goal ?? ELSEWHERE }];
  });
}

/** Endpoints that somebody writes by hand: ports of what runs outside of the cluster. */
export function endpointsUnit(resource: Resource, reader: PortReader): KubernetesUnit {
  const unit = unitOf(resource, reader);
  const isSlice = resource.kind === 'EndpointSlice';
  const lists = isSlice ? [resource.tree] : mapsAt(resource.tree, 'subsets');
  const exposes = lists.flatMap(list => {
    const ports = mapsAt(list, 'ports');
    // Of a slice the names only have to differ (`validatePorts` of pkg/apis/discovery/validation).
    refusePortNames(ports, reader, isSlice ? { mayLackOne: true } : { mayRepeat: true });
    return ports.flatMap((map): readonly Expose[] => {
      const port = numberAt(reader, map, 'port', !isSlice);
      const protocol = protocolAt(reader, map);
      return port ? exposesAt('port', 'containerPort', { map, port, protocol }, unit.name) : [];
    });
  });
  return { ...unit, exposes };
}

/** A range of ports whose ends stand in two places: no edit of one place changes it. */
function throughTo({ range, text }: PortPart, end: PortPart): PortPart | undefined {
  if (!range || !end.range || end.range.to < range.from) return undefined;
  const value = `${text.value}-${end.text.value}`;
  const pieces = [{ kind: 'opaque' as const, at: 0, length: value.length, span: text.span }];
  return { text: { ...text, value, pieces }, range: { from: range.from, to: end.range.to } };
}
