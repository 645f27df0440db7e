import { MAX_PORT, type PortRange, rangeSize } from '../ports/port';
import type { Protocol } from '../ports/protocol';
import {
  imagePorts,
  isBlockedByBrowsers,
  type PortOfProtocol,
  unprivilegedAlternative,
} from '../registry/registry';
import { isApart, type Project } from '../systems/project';
import type { Document } from '../systems/reading';
import type { Mapping } from '../systems/unit';
import { perObject } from '../text/per-object';
import type { Chart } from './chart';
import { type Binding, ownBindingsOn } from './collisions';
import { containerPortsOf } from './container-ports';
import { networkOwner } from './networks';

/** What a free port is looked for. */
export interface Wanted {
  /** The ports that would be taken were they free: as many in a row are looked for. */
  readonly near: PortRange;
  /** Undefined where nobody may use the number, whatever the protocol. */
  readonly protocol?: Protocol | undefined;
  /** The projects in which it is to be free inside, too, and whose images keep their ports. */
  readonly projects: readonly Project[];
  /** The first port that needs no privileges. */
  readonly threshold: number;
  /** Whether a container port moves, which may not become another one. */
  readonly isInside?: boolean;
  /** Whether a mapping is the one that is being written, which takes no port from itself. */
  readonly isOwn?: (mapping: Mapping) => boolean;
  /** Whether somebody else has a port: nothing that publishes it here. */
  readonly isTaken?: (port: number) => boolean;
}

/**
 * The first port of those that are wanted, if they are free; else the customary one in the place of a privileged one
 * (80→8080); else the next from there on. Free is what needs no privileges, what nothing in the workspace publishes
 * and no program of this machine listens on, and what browsers do not refuse; the next one is no port of an image
 * of the projects either. What IANA assigned to other software is no matter: people count on. Undefined where
 * there is none.
 */
export function freePort(chart: Chart, wanted: Wanted): number | undefined {
  const { near, protocol, projects, threshold, isInside = false, isOwn = () => false, isTaken } = wanted;
  const size = rangeSize(near);
  const inside = marked(
    projects.flatMap(project => (isInside ? containerPorts(project) : hostPorts(project))),
  );
  const ofImages = marked(
    projects
      .flatMap(project => portsOfImages(project))
      .filter(one => protocol === undefined || one.protocol === protocol)
      .map(({ port }) => ({ from: port, to: port })),
  );
  // A machine that a project has for itself has its ports alone.
  const isElsewhere = projects.length > 0 && projects.every(({ root }) => root.isElsewhere);
  const bindingsOn = (port: number): readonly Binding[] =>
    isElsewhere
      ? projects.flatMap(project => ownBindingsOn(project, { from: port, to: port }))
      : chart.publishersOf(port).map(({ binding }) => binding);
  const listenersOn = (port: number) => (isElsewhere ? [] : chart.listenersOn(port));
  const isSame = (other: Protocol) => protocol === undefined || other === protocol;
  /** The last of the ports from this one on that are taken together; undefined where it is free. */
  const usedUpTo = (port: number): number | undefined => {
    if (port < threshold) return threshold - 1;
    if (inside[port] === 1 || isBlockedByBrowsers(port) || isTaken?.(port)) return port;
    const taken = bindingsOn(port).find(one => isSame(one.protocol) && !isOwn(one.mapping));
    if (taken) return taken.range?.to ?? port;
    return listenersOn(port).some(other => isSame(other.protocol)) ? port : undefined;
  };
  if (firstRun(near.from, near.to, size, usedUpTo) !== undefined) return near.from;
  const takenUpTo = (port: number) => (ofImages[port] === 1 ? port : usedUpTo(port));
  const customary = size === 1 ? unprivilegedAlternative(near.from) : undefined;
  const lowest = Math.max(threshold, 1024);
  const start = Math.max(customary ?? near.from, lowest);
  // Up to the ports from which operating systems number clients, before anything that is lower or among them.
  return firstRun(start, LAST_OF_SERVERS, size, takenUpTo) ?? firstRun(lowest, MAX_PORT, size, takenUpTo);
}

/** The last port that no operating system gives to clients by itself: Linux numbers them from 32768 on. */
export const LAST_OF_SERVERS = 32767;

/**
 * Whether units of projects ask for a port of whichever machine they run on, or a document says that the machine itself has
 * it: who looks for a port that is nobody's yet does without, though it may be another machine.
 */
export function isOfMachines(
  projects: readonly Project[],
  documents: Iterable<Document>,
): (port: number) => boolean {
  const claims = projects.flatMap(project =>
    isApart(project)
      ? []
      : [...project.units.values()].flatMap(unit =>
          unit.claims.filter(({ machines }) => machines !== 'none'),
        ),
  );
  const listens = [...documents].flatMap(({ reading }) =>
    (reading.listens ?? []).filter(({ isOfMachine }) => isOfMachine),
  );
  const marks = marked([...claims, ...listens].map(({ port }) => port.range));
  return port => marks[port] === 1;
}

/** The first of so many free ports in a row; each port is looked at once, those that are taken together at once. */
function firstRun(
  start: number,
  last: number,
  size: number,
  takenUpTo: (port: number) => number | undefined,
): number | undefined {
  let [from, port] = [start, start];
  while (from + size - 1 <= last) {
    const taken = takenUpTo(port);
    if (taken === undefined && port - from + 1 === size) return from;
    port = Math.max(port, taken ?? port) + 1;
    if (taken !== undefined) from = port;
  }
  return undefined;
}

/** A 1 for each port of ranges: many units may name all there are. */
function marked(ranges: readonly (PortRange | null)[]): Uint8Array {
  const marks = new Uint8Array(MAX_PORT + 1);
  for (const range of ranges) if (range) marks.fill(1, range.from, range.to + 1);
  return marks;
}

/** Every container port of a project. */
const containerPorts = perObject(({ units }: Project): readonly (PortRange | null)[] =>
  [...units.values()].flatMap(unit => containerPortsOf(unit).map(({ range }) => range)),
);

/** Only those in the host's network, which are the host's too. */
const hostPorts = perObject((project: Project): readonly (PortRange | null)[] =>
  [...project.units.values()]
    .filter(unit => networkOwner(project, unit).network.kind === 'host')
    .flatMap(unit => containerPortsOf(unit).map(({ range }) => range)),
);

/** The ports of the images of a project. */
const portsOfImages = perObject(({ units }: Project): readonly PortOfProtocol[] => {
  const images = new Set([...units.values()].flatMap(({ image }) => image?.value.value ?? []));
  return [...images].flatMap(image => imagePorts(image));
});
