import { countBefore } from './bisect';
import type { PortRange } from './port';
import type { Protocol } from './protocol';

/** Ports that somebody has: which of them hold a range is found by bisection, for there may be thousands. */
export interface HeldPorts {
  /** The protocols of the ports of which one holds the whole of a range. */
  protocolsOf(range: PortRange): readonly Protocol[];
}

interface Held {
  readonly starts: readonly number[];
  /** How far what starts there, or before, goes. */
  readonly furthest: readonly number[];
}

export function heldPorts(
  ports: Iterable<{ readonly range: PortRange | null; readonly protocol: Protocol }>,
): HeldPorts {
  const byProtocol = new Map<Protocol, PortRange[]>();
  for (const { range, protocol } of ports) {
    if (!range) continue;
    const ranges = byProtocol.get(protocol);
    if (ranges) ranges.push(range);
    else byProtocol.set(protocol, [range]);
  }
  const held = [...byProtocol].map(([protocol, ranges]) => [protocol, heldOf(ranges)] as const);
  return {
    protocolsOf: range => held.flatMap(([protocol, own]) => (holds(own, range) ? [protocol] : [])),
  };
}

function heldOf(ranges: readonly PortRange[]): Held {
  const sorted = ranges.toSorted((a, b) => a.from - b.from);
  let far = -1;
  const furthest = sorted.map(({ to }) => {
    far = Math.max(far, to);
    return far;
  });
  return { starts: sorted.map(({ from }) => from), furthest };
}

/** Whether one range holds the whole of another: of those that start before it, the one that goes furthest. */
function holds({ starts, furthest }: Held, { from, to }: PortRange): boolean {
  const before = countBefore(starts, start => start <= from);
  return before > 0 && (furthest[before - 1] ?? -1) >= to;
}
