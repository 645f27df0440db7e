import { type PortPart, parsePortPart } from '../../text/port-spec';
import { type Block, literal } from '../../text/source-text';

/** The most addresses that are read in one file. */
const MAX_ADDRESSES = 200;

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

/** The ports of such a file that its program listens on, over TCP. */
export function portsInAddresses(text: string, block: Block): readonly PortPart[] {
  const ports: PortPart[] = [];
  for (const match of text.matchAll(LISTENING)) {
    const [whole, digits = ''] = match;
    const part = parsePortPart(literal(block, digits, match.index + whole.lastIndexOf(digits)));
    if (part?.range) ports.push(part);
    if (ports.length === MAX_ADDRESSES) break;
  }
  return ports;
}
