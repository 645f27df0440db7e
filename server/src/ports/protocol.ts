/** The transport protocols that carry ports (RFC 6335 §6). */
export const PROTOCOLS = ['tcp', 'udp', 'sctp', 'dccp'] as const;

export type Protocol = (typeof PROTOCOLS)[number];

/** Reads a protocol's name as Docker does, without regard to case; undefined when it is none. */
export function parseProtocol(text: string): Protocol | undefined {
  const name = text.toLowerCase();
  return PROTOCOLS.find(protocol => protocol === name);
}
