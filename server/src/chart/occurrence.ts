import type { Place } from '../formats/text';
import type { PortRange } from '../ports/port';
import type { Protocol } from '../ports/protocol';

/**
 * What an occurrence is: the host side of a mapping, its container side, a port declared by `EXPOSE` or
 * `expose:`, one in a URL or `host:port`, or the value of a variable.
 */
export type Role = 'published' | 'target' | 'exposed' | 'url' | 'variable';

/** A port number, or a range, as written in a file. Its span covers the digits alone. */
export interface Occurrence extends Place {
  readonly role: Role;
  /** The resolved ports; null where a variable's value is unknown. */
  readonly range: PortRange | null;
  readonly protocol: Protocol;
  /** The host address as written, where one is. */
  readonly address?: string;
  readonly service?: string;
}
