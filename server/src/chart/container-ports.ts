import type { PortRange } from '../ports/port';
import type { Protocol } from '../ports/protocol';
import { networkOwner } from '../systems/compose/network';
import type { Project } from '../systems/compose/project';
import type { Service } from '../systems/compose/service';
import type { SourceText } from '../text/source-text';

/** A port in the network of a container, where a service maps or exposes it. */
export interface ContainerPort {
  readonly service: Service;
  readonly uri: string;
  readonly text: SourceText;
  /** Null where a variable is unknown. */
  readonly range: PortRange | null;
  readonly protocol: Protocol;
}

/** The container ports that a service itself maps and exposes, in this order. */
export function containerPortsOf(service: Service): readonly ContainerPort[] {
  const { mappings, exposes } = service;
  return [
    ...mappings.map(({ author: { uri }, target: { text, range }, protocol }) => ({
      service,
      uri,
      text,
      range,
      protocol,
    })),
    ...exposes.map(({ author: { uri }, port: { text, range }, protocol }) => ({
      service,
      uri,
      text,
      range,
      protocol,
    })),
  ];
}

/** The same for the network that a service is in, which may be another's. */
export function portsOfNetwork(project: Project, service: Service): readonly ContainerPort[] {
  const owner = networkOwner(project, service);
  return owner === service
    ? containerPortsOf(service)
    : [...containerPortsOf(owner), ...containerPortsOf(service)];
}
