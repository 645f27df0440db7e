import { parseAddress } from '../../ports/address';
import { parseProtocol } from '../../ports/protocol';
import { parseShortSyntax } from '../../text/port-spec';
import { at, type MapTree, mapsAt, scalarAt, textAt } from '../../text/yaml-tree';
import { bareUnit, type Mapping } from '../unit';
import { authorOf, filled, type KubernetesUnit, numberAt, type PortReader } from './lowering';
import type { Resource } from './resource';

/** A cluster on this machine, as kind or k3d makes it: its nodes are containers that publish ports. */
function clusterUnit(name: string, mappings: readonly Mapping[], reader: PortReader): KubernetesUnit {
  return {
    ...bareUnit(name),
    namespace: undefined,
    labels: undefined,
    isMachine: true,
    references: [],
    mappings,
    faults: reader.faults,
  };
}

/** A cluster of kind: `nodes[].extraPortMappings`. */
export function kindUnit({ tree }: Resource, reader: PortReader): KubernetesUnit {
  const name = `cluster/${textAt(tree, 'name') ?? 'kind'}`;
  const nodes = mapsAt(tree, 'nodes');
  const mappings = nodes
    .flatMap(node => mapsAt(node, 'extraPortMappings'))
    .flatMap(map => mappingOf(map, name, reader) ?? []);
  return clusterUnit(name, mappings, reader);
}

function mappingOf(map: MapTree, unit: string, reader: PortReader): Mapping | undefined {
  const target = numberAt(reader, map, 'containerPort', true);
  const published = numberAt(reader, map, 'hostPort', false);
  if (!target) return undefined;
  const listen = scalarAt(map, 'listenAddress');
  return {
    author: authorOf(at(map, 'containerPort') ?? map, unit),
    address: listen && { text: listen.text, address: parseAddress(listen.text.value) ?? null },
    published,
    target,
    protocol: parseProtocol((textAt(map, 'protocol') ?? 'tcp').toLowerCase()) ?? 'tcp',
    isOfEachCopy: false,
    unquoted: undefined,
  };
}

/** A cluster of k3d: `ports[].port`, as `docker run -p` has them. */
export function k3dUnit({ tree }: Resource, reader: PortReader): KubernetesUnit {
  const name = `cluster/${textAt(tree, 'metadata', 'name') ?? textAt(tree, 'name') ?? 'k3s-default'}`;
  const mappings = mapsAt(tree, 'ports').flatMap((map): readonly Mapping[] => {
    const port = scalarAt(map, 'port');
    const result = port && parseShortSyntax(filled(reader, port));
    if (!port || !result) return [];
    if (result.faults) {
      reader.faults.push(...result.faults.map(value => ({ uri: port.uri, value })));
      return [];
    }
    const rest = { author: authorOf(port, name), isOfEachCopy: false, unquoted: undefined };
    return [{ address: undefined, published: undefined, ...result.spec, ...rest }];
  });
  return clusterUnit(name, mappings, reader);
}
