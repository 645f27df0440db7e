import type { Edit } from '../formats/text';
import { formatRange, MAX_PORT, type PortRange } from '../ports/port';
import type { Protocol } from '../ports/protocol';
import { isBlockedByBrowsers, isClaimed, unprivilegedAlternative } from '../registry/registry';
import type { Chart } from './chart';
import { editPlace, linkedOccurrences } from './links';
import { networkOf, networkOwner } from './network';
import type { ChartedOccurrence } from './occurrence';
import type { Project } from './project';

/** What moving a port would change, and what stands in the way. */
export interface Move {
  readonly edits: readonly Edit[];
  /** The occurrences whose number the edits change. */
  readonly moved: readonly ChartedOccurrence[];
  /** Occurrences of the same port that no edit can reach: outside the workspace, or put together from parts. */
  readonly unreached: readonly ChartedOccurrence[];
}

/**
 * Moves an occurrence, and everything that denotes the same, so that its first port becomes `to`. Undefined
 * where its own number is unknown, or a port of it would leave 0–65535.
 */
export function moveTo(chart: Chart, start: ChartedOccurrence, to: number): Move | undefined {
  if (!start.range) return undefined;
  const shift = to - start.range.from;
  const edits = new Map<string, Edit>();
  const reached: ChartedOccurrence[] = [];
  const unreached: ChartedOccurrence[] = [];
  for (const occurrence of linkedOccurrences(chart, start)) {
    const place = editPlace(chart, occurrence);
    const { range } = occurrence;
    if (!place || !range || !chart.isEditable(place.uri)) {
      unreached.push(occurrence);
      continue;
    }
    const moved: PortRange = { from: range.from + shift, to: range.to + shift };
    if (moved.from < 0 || moved.to > MAX_PORT) return undefined;
    const isImplied = place.span.start === place.span.end;
    const newText = isImplied ? `:${moved.from}` : formatRange(moved);
    reached.push(occurrence);
    edits.set(`${place.uri} ${place.span.start} ${place.span.end}`, { ...place, newText });
  }
  return { edits: [...edits.values()], moved: reached, unreached };
}

/**
 * The unprivileged port to move a host or container port to: the customary one for it (80→8080), else the
 * next that neither the projects given nor the registry have a claim on; in any case one that nobody listens
 * on. Undefined when there is none.
 * `isInside` says that a container port moves, which may not become another one.
 */
export function freePort(
  chart: Chart,
  projects: readonly Project[],
  range: PortRange,
  protocol: Protocol,
  threshold: number,
  isInside: boolean,
): number | undefined {
  const inside = containerPortsOf(projects, isInside);
  const size = range.to - range.from + 1;
  const isPublished = (port: number) =>
    chart
      .publishersOf(port)
      .some(({ project, claim }) => claim.protocol === protocol && projects.includes(project));
  const isInUse = (port: number) => chart.listenersOn(port).some(other => other.protocol === protocol);
  const isFree = (port: number) =>
    inside[port] !== 1 && !isBlockedByBrowsers(port) && !isPublished(port) && !isInUse(port);
  const customary = size === 1 ? unprivilegedAlternative(range.from) : undefined;
  if (customary !== undefined && customary >= threshold && isFree(customary)) return customary;
  const isUnclaimed = (port: number) => !isClaimed(port, protocol) && isFree(port);
  const start = Math.max(customary ?? range.from, threshold, 1024) + 1;
  // Below the ports from which operating systems number clients.
  return (
    firstRun(start, 32767, size, isUnclaimed) ??
    firstRun(Math.max(1024, threshold), MAX_PORT, size, isUnclaimed)
  );
}

/**
 * A port, or what is customary in the place of a privileged one, if nobody publishes it or listens on it; else the next
 * of which that is true and that is nobody's by registry or custom. Undefined when there is none.
 */
export function unusedPort(
  chart: Chart,
  projects: readonly Project[],
  near: number,
  threshold: number,
): number | undefined {
  const onHost = containerPortsOf(projects, false);
  const isUnused = (port: number) =>
    onHost[port] !== 1 &&
    !isBlockedByBrowsers(port) &&
    chart.publishersOf(port).length === 0 &&
    chart.listenersOn(port).length === 0;
  const start = Math.max(unprivilegedAlternative(near) ?? near, threshold);
  if (isUnused(start)) return start;
  const isFree = (port: number) => !isClaimed(port, 'tcp') && isUnused(port);
  return firstRun(start, MAX_PORT, 1, isFree) ?? firstRun(threshold, start - 1, 1, isFree);
}

/** The first of so many ports in a row that pass a test; each port is tested once. */
function firstRun(
  start: number,
  last: number,
  size: number,
  test: (port: number) => boolean,
): number | undefined {
  for (let from = start, port = start; from + size - 1 <= last; port++) {
    if (!test(port)) from = port + 1;
    else if (port - from + 1 === size) return from;
  }
  return undefined;
}

/** A 1 for every container port of the given projects, or only those in the host's network, which are the host's too. */
function containerPortsOf(projects: readonly Project[], isInside: boolean): Uint8Array {
  // A mark for each port: many services may name all there are.
  const marks = new Uint8Array(MAX_PORT + 1);
  const mark = (range: PortRange | null) => range && marks.fill(1, range.from, range.to + 1);
  for (const project of projects) {
    for (const service of project.services.values()) {
      if (!isInside && networkOf(networkOwner(project, service)).kind !== 'host') continue;
      for (const { target } of service.mappings) mark(target.range);
      for (const { port } of service.exposes) mark(port.range);
    }
  }
  return marks;
}
