import { createHash } from 'node:crypto';
import type { Chart } from '../chart/chart';
import { freePort, LAST_OF_SERVERS } from '../chart/free-port';
import type { PublishedVariable } from '../chart/published-variables';
import type { PortRange } from '../ports/port';
import type { Protocol } from '../ports/protocol';
import type { Project } from '../systems/project';
import { canBind } from '../workspace/binding';
import type { Choose } from './lease-plan';

/** Where the ports of worktrees begin: below stand those that programs have by custom. */
const FIRST = 10_000;

/** No program needs a right of its own for ports from here on. */
const THRESHOLD = 1024;

/**
 * Chooses ports that neither the chart nor this machine has: those that follow from the names of a folder and of the
 * variable, so that they are the same again, else the next.
 */
export function choosing(names: readonly string[], chart: Chart, projects: readonly Project[]): Choose {
  /** Those that the machine refused. */
  const refused = new Set<number>();
  return async ({ name, size, protocols, mappings }: PublishedVariable, isTaken) => {
    const from = preferredPort([...names, name], size);
    const [only, ...more] = protocols;
    for (;;) {
      const found = freePort(chart, {
        near: { from, to: from + size - 1 },
        protocol: more.length === 0 ? only : undefined,
        projects,
        threshold: THRESHOLD,
        isOwn: mapping => mappings.has(mapping),
        isTaken: port => refused.has(port) || isTaken(port),
      });
      if (found === undefined || found + size - 1 > LAST_OF_SERVERS)
        throw new Error(`there is no free port for ${name}`);
      const range = { from: found, to: found + size - 1 };
      const held = await firstHeld(range, protocols);
      if (held === undefined) return range;
      refused.add(held);
    }
  };
}

/** The first of so many ports that names stand for, from 10000 on and below those that systems give to clients. */
export function preferredPort(names: readonly string[], size: number): number {
  const digest = createHash('sha256').update(names.join('\0')).digest();
  return FIRST + (digest.readUInt32BE() % (LAST_OF_SERVERS + 1 - FIRST - Math.min(size, 1000)));
}

/** The first port of a range that this machine does not give. */
async function firstHeld(
  { from, to }: PortRange,
  protocols: readonly Protocol[],
): Promise<number | undefined> {
  for (let port = from; port <= to; port++) if (!(await canBind(port, protocols))) return port;
  return undefined;
}
