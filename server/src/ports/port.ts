/** The highest port number: a port is 16 bits. */
export const MAX_PORT = 65535;

/** Ports `from` to `to`, both included; `from === to` is a single port. */
export interface PortRange {
  readonly from: number;
  readonly to: number;
}

/** RFC 6335 §6: system ports 0–1023, user ports 1024–49151, dynamic ports 49152–65535. */
export type PortClass = 'system' | 'user' | 'dynamic';

/** The RFC 6335 class of a port from 0 to 65535. */
export function portClass(port: number): PortClass {
  if (port < 1024) return 'system';
  return port < 49152 ? 'user' : 'dynamic';
}

/** Why a text is not a port or a range of ports. */
export type PortFault = 'not-a-number' | 'out-of-range' | 'reversed';

/**
 * Reads a port number of decimal digits, leading zeros allowed, as Docker's parser does.
 * Returns the port, or why it is none.
 */
export function parsePort(text: string): number | PortFault {
  if (!/^\d+$/.test(text)) return 'not-a-number';
  const port = Number(text);
  return port <= MAX_PORT ? port : 'out-of-range';
}

/** Reads a port that something is asked for by, as above: from 1 on, for 0 lets the system choose; undefined for all else. */
export function parseFixedPort(text: string): number | undefined {
  const port = parsePort(text);
  return typeof port === 'number' && port > 0 ? port : undefined;
}

/** Reads `8080` or `8000-8010`. Returns the range, or why it is none (docker/go-connections `nat`). */
export function parsePortRange(text: string): PortRange | PortFault {
  const dash = text.indexOf('-');
  const from = parsePort(dash < 0 ? text : text.slice(0, dash));
  if (typeof from === 'string') return from;
  if (dash < 0) return { from, to: from };
  const to = parsePort(text.slice(dash + 1));
  if (typeof to === 'string') return to;
  return to < from ? 'reversed' : { from, to };
}

/** How many ports a range holds. */
export function rangeSize(range: PortRange): number {
  return range.to - range.from + 1;
}

/** The port of a range that holds one alone. */
export function onlyPort(range: PortRange | null): number | undefined {
  return range && range.from === range.to ? range.from : undefined;
}

export function rangesOverlap(a: PortRange, b: PortRange): boolean {
  return a.from <= b.to && b.from <= a.to;
}

/** `8080`, or `8000-8010` for more than one port. */
export function formatRange(range: PortRange): string {
  return range.from === range.to ? String(range.from) : `${range.from}-${range.to}`;
}
