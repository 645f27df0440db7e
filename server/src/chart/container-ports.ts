import type { PortRange } from '../ports/port';
import type { Protocol } from '../ports/protocol';
import type { Project } from '../systems/project';
import type { Unit } from '../systems/unit';
import type { SourceText } from '../text/source-text';
import { networkOwner } from './networks';

/** A port in the network of a container, where a unit maps or exposes it. */
export interface ContainerPort {
  readonly unit: Unit;
  readonly uri: string;
  readonly text: SourceText;
  /** Null where a variable is unknown. */
  readonly range: PortRange | null;
  readonly protocol: Protocol;
}

/** The container ports that a unit itself maps and exposes, in this order. */
export function containerPortsOf(unit: Unit): readonly ContainerPort[] {
  const { mappings, exposes } = unit;
  return [
    ...mappings.map(({ author: { uri }, target: { text, range }, protocol }) => ({
      unit,
      uri,
      text,
      range,
      protocol,
    })),
    ...exposes.map(({ author: { uri }, port: { text, range }, protocol }) => ({
      unit,
      uri,
      text,
      range,
      protocol,
    })),
  ];
}

/** The same for the network that a unit is in, which may be another's. */
export function portsOfNetwork(project: Project, unit: Unit): readonly ContainerPort[] {
  const owner = networkOwner(project, unit);
  return owner === unit ? containerPortsOf(unit) : [...containerPortsOf(owner), ...containerPortsOf(unit)];
}
