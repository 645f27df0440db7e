import type { Listener } from '../chart/chart';
import type { PortRange } from '../ports/port';

/** The machine that the server runs on, as far as somebody may look at it. */
export interface Machine {
  /** Asks the system who listens; the answer is kept until the next look. */
  look(): Promise<void>;
  /** Who listened on a port, or on any of a range, at the last look. */
  listenersOn(ports: number | PortRange): readonly Listener[];
}
