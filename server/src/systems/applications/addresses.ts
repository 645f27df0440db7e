import { parsePortPart } from '../../text/port-spec';
import { type Block, literal } from '../../text/source-text';
import { MAX_ENTRIES } from '../system';
import type { NamedPart } from './reading';

/** Traefik's static configuration, a collector of OpenTelemetry, and the programs of Grafana that listen alike. */
const HOLDS = [
  /^(?:entryPoints[ \t]{0,16}:|\[entryPoints)/im,
  /^receivers[ \t]{0,16}:/m,
  /^[ \t]{0,64}(?:http|grpc)_listen_port[ \t]{0,16}:/m,
];

/**
 * A setting that says where to listen: an address of every network of the machine (Traefik, "EntryPoints";
 * OpenTelemetry, `confignet.AddrConfig`), or a port alone (Grafana Loki, `server`). A host of a name is somebody else.
 */
const LISTENING =
  /^[ \t]{0,64}["']?(?:(?:address|endpoint)["']?[ \t]{0,16}[:=][ \t]{0,16}["']?(?:0\.0\.0\.0|\[::\])?:|(?:http|grpc)_listen_port["']?[ \t]{0,16}:[ \t]{0,16})(\d{1,5})(?:["'\s,}]|\/tcp\b|$)/gm;

/** Whether a file says where such a program listens. */
export function holdsAddresses(text: string): boolean {
  return HOLDS.some(pattern => pattern.test(text));
}

/** What an address is called: the section of TOML that it stands in, or the key of YAML above it. */
const CALLED =
  /(?:^|\n)[ \t]{0,64}(?:\[entryPoints\.([\w-]{1,64})\]|["']?([\w-]{1,64})["']?:)[ \t\r]{0,16}\n[ \t]{0,64}$/;

/** So much before an address is looked at. */
const MAX_BEFORE = 400;

/** The ports of such a file that its program listens on, over TCP, with what they are called. */
export function portsInAddresses(text: string, block: Block): readonly NamedPart[] {
  const ports: NamedPart[] = [];
  for (const match of text.matchAll(LISTENING)) {
    const [whole, digits = ''] = match;
    const part = parsePortPart(literal(block, digits, match.index + whole.lastIndexOf(digits)));
    const indent = /^[ \t]*/.exec(whole)?.[0].length ?? 0;
    const at = match.index + indent;
    const [, section, key] = CALLED.exec(text.slice(Math.max(0, at - MAX_BEFORE), at)) ?? [];
    const name = section ?? key;
    if (part?.range) ports.push({ ...part, ...(name !== undefined && { name }) });
    // More than a file may have: that is told of it as a whole.
    if (ports.length > MAX_ENTRIES) break;
  }
  return ports;
}
