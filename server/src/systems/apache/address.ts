import { parseAddress } from '../../ports/address';
import { parseFixedPort } from '../../ports/port';

/** An address with a port (APR `apr_parse_addr_port`). */
export interface AddressAndPort {
  /** As written, without brackets; undefined where a port stands alone. */
  readonly host: string | undefined;
  /** As written; empty where none is. */
  readonly port: string;
}

/** Reads an address with a port, whatever the port is. Digits alone are a port. */
export function readAddress(text: string): AddressAndPort {
  const port = /^(?:(.*):)?(\d{1,64})$/s.exec(text);
  if (!port) return { host: withoutBrackets(text), port: '' };
  const [, host, digits = ''] = port;
  // The last group of an IPv6 address in brackets is no port.
  return { host: host === undefined ? undefined : withoutBrackets(host), port: digits };
}

function withoutBrackets(host: string): string {
  return host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host;
}

export function isPort(text: string): boolean {
  return parseFixedPort(text) !== undefined;
}

/** A socket that a `Listen` asks for. */
export interface Socket {
  /** `any`: all addresses of both families, in one socket where the system has IPv6. */
  readonly family: 'any' | 'ipv4' | 'ipv6';
  /** In canonical form; empty for all addresses. */
  readonly host: string;
  readonly port: number;
}

/** The names that every machine has for 127.0.0.1, and most for ::1 as well. */
const LOCALHOST = 'localhost';

/** The socket of a `Listen`; undefined where a name of a host leaves it open, or nothing is listened on. */
export function socketOf(value: string): Socket | undefined {
  const { host, port } = readAddress(value);
  if (!isPort(port) || host === '') return undefined;
  const number = Number(port);
  if (host === undefined || host === '*') return { family: 'any', host: '', port: number };
  if (host.toLowerCase() === LOCALHOST) return undefined;
  const address = parseAddress(host);
  if (!address || address.kind === 'any' || /^::ffff:/i.test(host)) return undefined;
  return { family: address.kind, host: address.wildcard ? '' : address.value, port: number };
}

/** A socket as a `Listen` writes it: `80`, `127.0.0.1:80`. */
export function socketText({ family, host, port }: Socket): string {
  if (family === 'any') return String(port);
  if (family === 'ipv4') return `${host === '' ? '0.0.0.0' : host}:${port}`;
  return `[${host === '' ? '::' : host}]:${port}`;
}
