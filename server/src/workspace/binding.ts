import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import type { Protocol } from '../ports/protocol';

/** Where a port is asked for: another program may have it on one of these alone. */
const ADDRESSES = [
  { host: '127.0.0.1', family: 'udp4' },
  { host: '0.0.0.0', family: 'udp4' },
  { host: '::1', family: 'udp6' },
  { host: '::', family: 'udp6' },
] as const;

/** What a machine says that has no such address. */
const ABSENT: ReadonlySet<string | undefined> = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL']);

/** Whether this process could have a port, on loopback and on every address. Each is asked for, and let go at once. */
export async function canBind(port: number, protocols: readonly Protocol[]): Promise<boolean> {
  for (const { host, family } of ADDRESSES) {
    for (const protocol of protocols) {
      // Node has no sockets of other protocols.
      const attempt =
        protocol === 'tcp' ? tcp(port, host) : protocol === 'udp' ? udp(port, host, family) : true;
      if (!(await attempt)) return false;
    }
  }
  return true;
}

function tcp(port: number, host: string): Promise<boolean> {
  const server = createServer();
  return new Promise(resolve => {
    server.once('error', error => resolve(isAbsent(error)));
    server.listen({ port, host, exclusive: true, ipv6Only: host === '::' }, () =>
      server.close(() => resolve(true)),
    );
  });
}

function udp(port: number, address: string, type: 'udp4' | 'udp6'): Promise<boolean> {
  const socket = createSocket({ type, ipv6Only: address === '::' });
  return new Promise(resolve => {
    socket.once('error', error => {
      socket.close();
      resolve(isAbsent(error));
    });
    socket.bind({ port, address, exclusive: true }, () => socket.close(() => resolve(true)));
  });
}

function isAbsent(error: Error): boolean {
  return ABSENT.has('code' in error ? String(error.code) : undefined);
}
