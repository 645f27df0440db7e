/**
 * A host address that a binding asks for. `any` is a mapping without an address: Docker binds it on
 * 0.0.0.0 and on ::. `value` is in canonical form, so that equal addresses are equal texts.
 */
export type HostAddress =
  | { readonly kind: 'any' }
  | { readonly kind: 'ipv4' | 'ipv6'; readonly value: string; readonly wildcard: boolean };

export const ANY_ADDRESS: HostAddress = { kind: 'any' };

/** A host without the brackets in which an IPv6 address stands before a port. */
export function withoutBrackets(host: string): string {
  return host.replace(/^\[|\]$/g, '');
}

/** Reads an IPv4 or IPv6 address, the latter with or without brackets; undefined when it is neither. */
export function parseAddress(text: string): HostAddress | undefined {
  const ipv4 = parseIPv4(text);
  if (ipv4) return { kind: 'ipv4', value: ipv4.join('.'), wildcard: ipv4.every(byte => byte === 0) };
  const bare = text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text;
  const groups = parseIPv6(bare);
  if (!groups) return undefined;
  if (groups.slice(0, 5).every(group => group === 0) && groups[5] === 0xffff) {
    const mapped = groups.slice(6).flatMap(group => [group >> 8, group & 255]);
    return { kind: 'ipv4', value: mapped.join('.'), wildcard: mapped.every(byte => byte === 0) };
  }
  const value = groups.map(group => group.toString(16)).join(':');
  return { kind: 'ipv6', value, wildcard: groups.every(group => group === 0) };
}

/**
 * Whether sockets on two addresses can ask for the same endpoint , as Docker's engine does: a wildcard meets every
 * address of its family, no address meets both families, other addresses meet only themselves.
 */
export function addressesMeet(a: HostAddress, b: HostAddress): boolean {
  if (a.kind === 'any' || b.kind === 'any') return true;
  if (a.kind !== b.kind) return false;
  return a.wildcard || b.wildcard || a.value === b.value;
}

/** Whether an address reaches only this machine: 127.0.0.0/8 or ::1. */
export function isLoopback(address: HostAddress): boolean {
  if (address.kind === 'any') return false;
  return address.kind === 'ipv4' ? address.value.startsWith('127.') : address.value === '0:0:0:0:0:0:0:1';
}

/**
 * Whether what is published on an address is on this machine or in its own network: a wildcard, a loopback address, or
 * one of RFC 1918 and RFC 4193 (10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, fc00::/7).
 */
export function isLocal(address: HostAddress): boolean {
  if (address.kind === 'any' || address.wildcard || isLoopback(address)) return true;
  if (address.kind === 'ipv6') return /^f[cd]..:/.test(address.value);
  return /^(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01]))\./.test(address.value);
}

function parseIPv4(text: string): readonly number[] | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  // Go's net.ParseIP refuses leading zeros: 010 would be 8 in C.
  if (!parts.every(part => /^(0|[1-9]\d{0,2})$/.test(part))) return undefined;
  const bytes = parts.map(Number);
  return bytes.every(byte => byte < 256) ? bytes : undefined;
}

function parseIPv6(text: string): readonly number[] | undefined {
  if (!text.includes(':')) return undefined;
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  // An IPv4 address may stand at the very end only.
  if (halves.length > 1 && halves[0]?.includes('.')) return undefined;
  const head = parseGroups(halves[0] ?? '');
  const tail = parseGroups(halves[1] ?? '');
  if (!head || !tail) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1) return missing === 0 ? head : undefined;
  return missing < 1 ? undefined : [...head, ...new Array<number>(missing).fill(0), ...tail];
}

function parseGroups(text: string): readonly number[] | undefined {
  if (text === '') return [];
  const parts = text.split(':');
  const groups: number[] = [];
  for (const [index, part] of parts.entries()) {
    if (index === parts.length - 1 && part.includes('.')) {
      const bytes = parseIPv4(part);
      if (!bytes) return undefined;
      groups.push(((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0), ((bytes[2] ?? 0) << 8) | (bytes[3] ?? 0));
    } else if (/^[0-9a-f]{1,4}$/i.test(part)) {
      groups.push(Number.parseInt(part, 16));
    } else {
      return undefined;
    }
  }
  return groups;
}
