import { parseAddress } from '../../ports/address';
import { parseFixedPort } from '../../ports/port';

/** A socket that a `listen` asks for. */
export interface Socket {
  readonly family: 'ipv4' | 'ipv6' | 'unix';
  /** In canonical form; a path, for `unix`. */
  readonly host: string;
  /** 0 for a path, and for a port that the system chooses. */
  readonly port: number;
}

/** What the value of a `listen` says; `port` is where its port stands in it, if it does. */
export type Listening =
  | {
      readonly sockets: readonly Socket[];
      /** As written: `[::]`, `localhost`. */
      readonly address: string | undefined;
      readonly port: { readonly start: number; readonly end: number } | undefined;
      /** Whether there are more sockets than are listed. */
      readonly isCut?: boolean;
    }
  | { readonly fault: 'port' | 'range' }
  /** What is known of it is not enough: a variable, a name of a host, what nginx refuses for another reason. */
  | 'unknown';

/** No file listens on so many ports: of a wider range the first are known alone. */
const MAX_SOCKETS = 1024;

/** The names that every machine has for 127.0.0.1. */
const LOCALHOST = 'localhost';

/**
 * Reads the value of a `listen` as nginx does (`ngx_parse_url`); recorded from nginx 1.22. `defaultPort` is that of an
 * address by itself: 80 in `http`, 0 in `stream`: the system chooses one.
 */
export function readListen(value: string, defaultPort: number): Listening {
  if (value.includes('$')) return 'unknown';
  if (/^unix:/i.test(value)) {
    const path = value.slice('unix:'.length);
    if (path === '') return 'unknown';
    return { sockets: [{ family: 'unix', host: path, port: 0 }], address: undefined, port: undefined };
  }
  if (value.startsWith('[')) return readIPv6(value, defaultPort);
  if (/[/?]/.test(value)) return 'unknown';
  const colon = value.indexOf(':');
  if (colon < 0) {
    if (/^\d+(?:-\d+)?$/.test(value)) return withPorts(value, 0, 'ipv4', '0.0.0.0', undefined);
    return withDefault(value, defaultPort);
  }
  const host = readHost(value.slice(0, colon));
  const ports = withPorts(value, colon + 1, 'ipv4', host ?? '', value.slice(0, colon));
  // The port is looked at before the host.
  return host === undefined && (ports === 'unknown' || !('fault' in ports)) ? 'unknown' : ports;
}

function readIPv6(value: string, defaultPort: number): Listening {
  const close = value.indexOf(']');
  const rest = value.slice(close + 1);
  if (close < 0 || (rest !== '' && !rest.startsWith(':')) || rest.includes('/')) return 'unknown';
  const address = parseIPv6(value.slice(1, close));
  const written = value.slice(0, close + 1);
  if (rest !== '') {
    const ports = withPorts(value, close + 2, 'ipv6', address ?? '', written);
    return address === undefined && (ports === 'unknown' || !('fault' in ports)) ? 'unknown' : ports;
  }
  if (address === undefined) return 'unknown';
  return {
    sockets: [{ family: 'ipv6', host: address, port: defaultPort }],
    address: written,
    port: undefined,
  };
}

/** An IPv6 address in canonical form; one that stands for an IPv4 address is another than that. */
function parseIPv6(text: string): string | undefined {
  const address = parseAddress(text);
  if (!text.includes(':') || address === undefined || address.kind === 'any') return undefined;
  return address.kind === 'ipv4' ? `${MAPPED}${address.value}` : address.value;
}

export const MAPPED = '::ffff:';

function withDefault(value: string, defaultPort: number): Listening {
  const host = readHost(value);
  if (host === undefined) return 'unknown';
  return { sockets: [{ family: 'ipv4', host, port: defaultPort }], address: value, port: undefined };
}

/** The ports from an index of a value on. */
function withPorts(
  value: string,
  start: number,
  family: Socket['family'],
  host: string,
  address: string | undefined,
): Listening {
  const [from = '', to = from] = value.slice(start).split(/-(.*)/s);
  const [first, last] = [parseFixedPort(from), parseFixedPort(to)];
  if (first === undefined || last === undefined) return { fault: 'port' };
  if (first > last) return { fault: 'range' };
  const count = Math.min(MAX_SOCKETS, last - first + 1);
  const sockets = Array.from({ length: count }, (_, index) => ({ family, host, port: first + index }));
  const isCut = last - first + 1 > MAX_SOCKETS;
  return { sockets, address, port: { start, end: value.length }, ...(isCut && { isCut }) };
}

/** The IPv4 address of a host; undefined for a name, of which only the machine knows what it is. */
function readHost(host: string): string | undefined {
  if (host === '*') return '0.0.0.0';
  if (host.toLowerCase() === LOCALHOST) return '127.0.0.1';
  const address = parseAddress(host);
  return address?.kind === 'ipv4' ? address.value : shortAddress(host);
}

/** `127.1`, `0`: the last of fewer than four numbers stands for all bytes that are left (`inet_aton`). */
function shortAddress(host: string): string | undefined {
  const parts = host.split('.');
  if (parts.length > 4 || !parts.every(part => /^(?:0|[1-9]\d*)$/.test(part))) return undefined;
  const numbers = parts.map(Number);
  const last = numbers.pop() ?? 0;
  const left = 4 - numbers.length;
  if (numbers.some(number => number > 255) || last >= 256 ** left) return undefined;
  const bytes = Array.from(
    { length: left },
    (_, index) => Math.floor(last / 256 ** (left - 1 - index)) % 256,
  );
  return [...numbers, ...bytes].join('.');
}

/**
 * What the options of a `listen` make of its socket: QUIC is over UDP (nginx 1.25, `ngx_http_core_listen` and the
 * documentation of its `listen`), and those of `stream` say so themselves.
 */
export function protocolOf(options: readonly string[]): 'tcp' | 'udp' {
  return options.includes('quic') || options.includes('udp') ? 'udp' : 'tcp';
}

/** A socket as nginx writes it: `0.0.0.0:80`, `[::]:80`. */
export function socketText({ family, host, port }: Socket): string {
  if (family === 'unix') return `unix:${host}`;
  return family === 'ipv6' ? `[${shortIPv6(host)}]:${port}` : `${host}:${port}`;
}

/** The longest run of zeros left out (RFC 5952). */
function shortIPv6(host: string): string {
  if (host.startsWith(MAPPED)) return host;
  const runs = [...`:${host}:`.matchAll(/:(?:0:)+/g)].filter(([run]) => run.length > 3);
  const longest = runs.reduce<RegExpMatchArray | undefined>(
    (best, run) => (best && best[0].length >= run[0].length ? best : run),
    undefined,
  );
  if (!longest || longest.index === undefined) return host;
  const padded = `:${host}:`;
  const before = padded.slice(1, longest.index);
  const after = padded.slice(longest.index + longest[0].length, -1);
  return `${before}::${after}`;
}

export function isWildcard({ family, host }: Socket): boolean {
  return family === 'ipv4' ? host === '0.0.0.0' : family === 'ipv6' && host === '0:0:0:0:0:0:0:0';
}
