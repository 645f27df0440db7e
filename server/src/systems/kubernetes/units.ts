import { perObject } from '../../text/per-object';
import type { Tree } from '../../text/yaml-tree';
import { k3dUnit, kindUnit } from './clusters';
import type { Fill, KubernetesUnit, PortReader } from './lowering';
import { podUnits } from './pods';
import { podPath, type Resource } from './resource';
import { endpointsUnit, gatewayUnit, ingressUnit, policyUnit, routeUnit } from './routes';
import { serviceUnit } from './services';
import { artifactUnits } from './skaffold';

/** What each kind that has no pods is lowered by. */
const BY_KIND: Readonly<Record<string, (resource: Resource, reader: PortReader) => KubernetesUnit>> = {
  Service: serviceUnit,
  Ingress: ingressUnit,
  Gateway: gatewayUnit,
  HTTPRoute: routeUnit,
  GRPCRoute: routeUnit,
  TLSRoute: routeUnit,
  TCPRoute: routeUnit,
  UDPRoute: routeUnit,
  NetworkPolicy: policyUnit,
  Cluster: kindUnit,
  Simple: k3dUnit,
  Endpoints: endpointsUnit,
  EndpointSlice: endpointsUnit,
};

/** The units of a resource: the containers of its pods, or itself. The same resource, filled in alike, gives the same. */
export function unitsOf(resource: Resource, fill: Fill): readonly KubernetesUnit[] {
  return unitsFilledBy(fill)(resource.tree, resource);
}

const unitsFilledBy = perObject((fill: Fill) =>
  perObject((_tree: Tree, resource: Resource): readonly KubernetesUnit[] => {
    const reader: PortReader = { fill, faults: [] };
    if (podPath(resource.kind)) return podUnits(resource, reader);
    if (resource.group === 'skaffold') return artifactUnits(resource, reader);
    const lower = BY_KIND[resource.kind];
    return lower ? [lower(resource, reader)] : [];
  }),
);
