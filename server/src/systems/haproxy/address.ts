import { type HostAddress, parseAddress, withoutBrackets } from '../../ports/address';
import { type PortRange, parseFixedPort } from '../../ports/port';

/** An address with a port, as `bind` and `server` have them. Indices are of the text. */
export interface Endpoint {
  readonly hostAt: { readonly start: number; readonly end: number };
  /** Undefined for a name. */
  readonly address: HostAddress | undefined;
  /** Null where the number is not known here, as behind a variable. */
  readonly range: PortRange | null;
  readonly portAt: { readonly start: number; readonly end: number };
  readonly isUdp: boolean;
}

/** HAProxy refuses its port, its range, that there is none; `loose` what stands behind the digits, which 2.6 passes over. */
export type AddressFault = 'port' | 'range' | 'missing' | 'loose';

export type AddressResult =
  | Endpoint
  | { readonly fault: AddressFault }
  /** A path, a name of something else, or what is not known to be refused. */
  | undefined;

/** What stands before an address: its family, or another kind of thing altogether. */
const FAMILY = /^(?:(?:ipv|quic|udp|tcp|mptcp)[46]?@)/;
const FOREIGN = /^(?:[a-z]\w{0,15}@|\/|\$(?!\{?\w{1,80}\}?:\d)|"|')/i;

/** A port or a range, and something else behind it. */
const LOOSE = /^\d+(?:[^\d-]|-\d*\D)/;

/**
 * Reads `127.0.0.1:80`, `*:80`, `:80`, `[::]:80`, `:::80`, `ipv4@*:80-90` (HAProxy `str2sa_range`; recorded from HAProxy
 * 2.6 and 3.0). `mayLack` says whether an address alone is enough, as for a server.
 */
export function readAddress(text: string, mayLack: boolean): AddressResult {
  const family = FAMILY.exec(text)?.[0] ?? '';
  if (FOREIGN.test(text.slice(family.length)) || text === '') return undefined;
  const colon = text.lastIndexOf(':');
  const isIPv6Alone = text.endsWith(']');
  const hostEnd = colon < family.length || isIPv6Alone ? text.length : colon;
  const written = text.slice(family.length, hostEnd);
  const portAt = { start: Math.min(text.length, hostEnd + 1), end: text.length };
  const port = text.slice(portAt.start);
  const host = withoutBrackets(written);
  // None, and `*`, are any address of IPv4.
  const address = host === '' || host === '*' ? parseAddress('0.0.0.0') : parseAddress(host);
  const common = {
    hostAt: { start: family.length, end: hostEnd },
    address:
      family.includes('6') && address?.kind === 'ipv4' && address.wildcard ? parseAddress('::') : address,
    portAt,
    isUdp: /^(?:quic|udp)/.test(family),
  };
  if (hostEnd === text.length) return mayLack ? undefined : { fault: 'missing' };
  if (port.includes('$')) return /^\$\{?\w+(?:-\d+)?\}?$/.test(port) ? { ...common, range: null } : undefined;
  if (port === '') return mayLack ? undefined : { fault: 'missing' };
  // A server may be given a port relative to that of the client.
  if (mayLack && /^(?:[+-]\d+|0+)$/.test(port)) return undefined;
  const [from = '', to = from, ...others] = port.split('-');
  if (others.length > 0 || (to !== '' && LOOSE.test(port))) return { fault: 'loose' };
  const [first, last] = [parseFixedPort(from), parseFixedPort(to)];
  if (first === undefined || last === undefined) return { fault: 'port' };
  if (mayLack && port.includes('-')) return { fault: 'range' };
  if (first > last) return { fault: 'range' };
  return { ...common, range: { from: first, to: last } };
}
