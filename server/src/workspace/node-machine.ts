import type { Listener } from '../chart/chart';
import { groupBy } from '../text/group-by';
import { linuxListeners } from './linux-listeners';
import type { Machine } from './machine';

/** The machine that Node runs on. `ask` gives who listens now; where it fails, the last answer stays. */
export function createMachine(ask: () => Promise<readonly Listener[]> = listeners): Machine {
  let byPort: ReadonlyMap<number, readonly Listener[]> = new Map();
  let looking: Promise<void> | undefined;
  return {
    look() {
      looking ??= ask()
        .then(
          found => {
            byPort = groupBy(found, ({ port }) => port);
          },
          () => undefined,
        )
        .finally(() => {
          looking = undefined;
        });
      return looking;
    },
    listenersOn(ports) {
      if (typeof ports === 'number') return byPort.get(ports) ?? [];
      const { from, to } = ports;
      if (from === to) return byPort.get(from) ?? [];
      return [...byPort].flatMap(([port, found]) => (from <= port && port <= to ? found : []));
    },
  };
}

/** Elsewhere than on Linux a library knows, which is a bundle of its own: few need it, and it is large. */
async function listeners(): Promise<readonly Listener[]> {
  if (process.platform === 'linux') return linuxListeners();
  const { libraryListeners } = await import('./library-listeners');
  return libraryListeners();
}
