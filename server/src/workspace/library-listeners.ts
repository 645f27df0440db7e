import type { Systeminformation } from 'systeminformation';
import { networkConnections } from 'systeminformation/lib/network.js';
import { processes } from 'systeminformation/lib/processes.js';
import { getPowershell } from 'systeminformation/lib/util.js';
import type { Listener } from '../chart/chart';
import { ANY_ADDRESS, type HostAddress, parseAddress } from '../ports/address';
import { parsePort } from '../ports/port';
import { isContainerProgram } from './container-programs';

export type Connection = Systeminformation.NetworkConnectionsData;

/** Who listens, as `netstat` tells it on macOS and Windows. */
export async function libraryListeners(): Promise<readonly Listener[]> {
  const connections = (await networkConnections()).filter(isWaiting);
  // Windows names none, and Lima's ssh is told from others only by what runs beside it.
  const isUnclear = connections.some(({ process: program }) => program === '' || program === 'ssh');
  const programs = isUnclear ? await programsByPid() : new Map<number, string>();
  return connections.flatMap(connection => listenerOf(connection, programs) ?? []);
}

async function programsByPid(): Promise<ReadonlyMap<number, string>> {
  // Only the whole library does this by itself; without it Windows names no process.
  getPowershell();
  const { list } = await processes();
  return new Map(list.map(({ pid, name }) => [pid, name]));
}

/** Whether a socket listens, or for UDP has no peer; Windows names states in its own language, but no peer is port 0. */
export function isWaiting({ protocol, state, peerPort }: Connection): boolean {
  if (protocol.startsWith('udp')) return peerPort === '*' || peerPort === '0';
  return state === 'LISTEN' || peerPort === '0';
}

export function listenerOf(
  { protocol: family, localAddress, localPort, pid, process: command }: Connection,
  programs: ReadonlyMap<number, string>,
): Listener | undefined {
  const port = parsePort(localPort);
  const address = addressOf(localAddress, family);
  if (typeof port !== 'number' || !address) return undefined;
  const program = (command === '' ? programs.get(pid) : programOf(command)) || undefined;
  // Whoever it is that the system does not tell may be Docker. Lima forwards through ssh.
  const isForContainer =
    program === undefined ||
    isContainerProgram(program) ||
    (program === 'ssh' && [...programs.values()].some(name => name.startsWith('limactl')));
  return { port, protocol: family.startsWith('udp') ? 'udp' : 'tcp', address, program, isForContainer };
}

/** A local address as systems write it; `*` is every address of the protocol's family, as in `tcp4`. */
export function addressOf(text: string, family: string): HostAddress | undefined {
  if (text !== '*') return parseAddress(text.replace(/%[^\]]*/, ''));
  if (family.endsWith('46')) return ANY_ADDRESS;
  if (family.endsWith('4')) return parseAddress('0.0.0.0');
  return family.endsWith('6') ? parseAddress('::') : ANY_ADDRESS;
}

/** The program of a command line of which the options are cut off, as the library gives it on macOS. */
export function programOf(command: string): string {
  // The programs of applications have spaces in their names, others seldom.
  const app = command.lastIndexOf('.app/Contents/MacOS/');
  if (app >= 0) return command.slice(app + '.app/Contents/MacOS/'.length);
  const file = command.replaceAll('/Application Support/', '/').split(' ')[0] ?? '';
  return file.slice(file.lastIndexOf('/') + 1);
}
