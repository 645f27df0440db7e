import { type HeldPorts, heldPorts } from '../ports/held';
import type { PortRange } from '../ports/port';
import type { Protocol } from '../ports/protocol';
import type { Project } from '../systems/project';
import type { Exposed, Unit } from '../systems/unit';
import { perObject } from '../text/per-object';
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
export const containerPortsOf = perObject((unit: Unit): readonly ContainerPort[] => {
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
});

const heldByUnit = perObject((unit: Unit): HeldPorts => heldPorts(containerPortsOf(unit)));

const heldExposed = perObject(
  (exposed: readonly Exposed[]): HeldPorts =>
    heldPorts(exposed.map(({ port, protocol }) => ({ range: port.range, protocol }))),
);

/** The protocols that one of the exposed ports has which hold a range. */
export function protocolsExposed(exposed: readonly Exposed[], range: PortRange): readonly Protocol[] {
  return exposed.length === 0 ? [] : heldExposed(exposed).protocolsOf(range);
}

/** The same of what is mapped and exposed in the network that a unit is in. */
export function protocolsInNetwork(project: Project, unit: Unit, range: PortRange): readonly Protocol[] {
  const owner = networkOwner(project, unit);
  const own = heldByUnit(unit).protocolsOf(range);
  return owner === unit ? own : [...heldByUnit(owner).protocolsOf(range), ...own];
}

/** The same for the network that a unit is in, which may be another's. */
export function portsOfNetwork(project: Project, unit: Unit): readonly ContainerPort[] {
  const owner = networkOwner(project, unit);
  return owner === unit ? containerPortsOf(unit) : [...containerPortsOf(owner), ...containerPortsOf(unit)];
}
