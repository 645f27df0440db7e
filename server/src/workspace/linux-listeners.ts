import { readdirSync, readlinkSync } from 'node:fs';
import { readdir, readFile, readlink, stat } from 'node:fs/promises';
import { endianness } from 'node:os';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Listener } from '../chart/chart';
import { ANY_ADDRESS, type HostAddress, parseAddress } from '../ports/address';
import { parsePort } from '../ports/port';
import { type Protocol, parseProtocol } from '../ports/protocol';
import { isContainerProgram } from './container-programs';

/** A socket that waits for others to speak to it. */
export interface Socket {
  readonly port: number;
  readonly protocol: Protocol;
  readonly address: HostAddress;
  readonly inode: string;
  /** Who made it. */
  readonly uid: number;
}

export interface Process {
  readonly pid: number;
  readonly uid: number;
  readonly args: readonly string[];
}

const TABLES = [
  ['tcp', 'tcp'],
  ['tcp6', 'tcp'],
  ['udp', 'udp'],
  ['udp6', 'udp'],
] as const;

/** TCP_LISTEN, and TCP_CLOSE for a UDP socket without a peer (include/net/tcp_states.h). */
const WAITING = { tcp: '0A', udp: '07' } as const;

/** Work between two pauses, in milliseconds. */
const SLICE = 3;

/** A process that has a socket. */
interface Holder {
  readonly program: string | undefined;
  readonly isContainer: boolean;
}

/**
 * Who listens, as /proc tells it (proc(5)). No command is run for this, and nothing is cut off: `netstat` shortens
 * addresses, and the libraries over it leave out UDP. An ordinary user is told whose sockets are only of his own.
 */
export async function linuxListeners(): Promise<readonly Listener[]> {
  const texts = await Promise.all(TABLES.map(([file]) => textOf(`/proc/net/${file}`)));
  const sockets = withEveryAddress(
    TABLES.flatMap(([, protocol], index) => readSockets(texts[index] ?? '', protocol)),
  );
  const pids = (await entriesOf('/proc')).map(Number).filter(Number.isInteger);
  const holders = await holdersOf(
    pids.sort((a, b) => a - b),
    new Set(sockets.map(({ inode }) => inode)),
  );
  const hasUnknown = sockets.some(({ inode }) => !holders.has(inode));
  const processes = hasUnknown ? await processesOf(pids) : [];
  return sockets.map(socket => {
    const { port, protocol, address } = socket;
    const held = holders.get(socket.inode);
    // systemd opens the sockets of programs that it starts only when they are needed, and keeps them.
    const named = held?.find(({ program }) => program !== 'systemd') ?? held?.[0];
    const isForContainer = held ? held.some(one => one.isContainer) : mayBeForContainer(socket, processes);
    return { port, protocol, address, program: named?.program, isForContainer };
  });
}

/** The waiting sockets of a table such as /proc/net/tcp. */
export function readSockets(table: string, protocol: 'tcp' | 'udp'): readonly Socket[] {
  return table.split('\n').flatMap(line => {
    const [, local = '', , state, , , , uid = '', , inode = ''] = line.trim().split(/\s+/);
    if (state !== WAITING[protocol]) return [];
    const [hex = '', port = ''] = local.split(':');
    const address = parseAddress(addressText(hex));
    return address ? [{ port: Number.parseInt(port, 16), protocol, address, inode, uid: Number(uid) }] : [];
  });
}

/** An address as the kernel prints it, words of 32 bits in its own byte order, in the usual form. */
function addressText(hex: string): string {
  const words = hex.match(/.{8}/g) ?? [];
  const bytes = words.flatMap(word => {
    const pairs = word.match(/../g) ?? [];
    return endianness() === 'LE' ? pairs.reverse() : pairs;
  });
  if (bytes.length === 4) return bytes.map(byte => Number.parseInt(byte, 16)).join('.');
  return bytes.map((byte, index) => (index % 2 === 0 && index > 0 ? `:${byte}` : byte)).join('');
}

/**
 * A socket on :: takes IPv4 as well (ipv6(7)), unless it was told not to; /proc does not say, but then another one has
 * the port in IPv4, as nearly always.
 */
export function withEveryAddress(sockets: readonly Socket[]): readonly Socket[] {
  const keyOf = ({ protocol, port }: Socket) => `${protocol} ${port}`;
  const ipv4 = new Set(sockets.filter(({ address }) => address.kind === 'ipv4').map(keyOf));
  return sockets.map(socket => {
    const isWide = socket.address.kind === 'ipv6' && socket.address.wildcard && !ipv4.has(keyOf(socket));
    return isWide ? { ...socket, address: ANY_ADDRESS } : socket;
  });
}

/**
 * Who holds which of the sockets, the oldest process first; of other users' processes only root is told. Without a detour
 * through other threads, which for so many small files would cost several times as much, and with pauses.
 */
async function holdersOf(
  pids: readonly number[],
  inodes: ReadonlySet<string>,
): Promise<ReadonlyMap<string, readonly Holder[]>> {
  const holders = new Map<string, Holder[]>();
  let until = performance.now() + SLICE;
  for (const pid of pids) {
    if (performance.now() > until) {
      await setImmediate();
      until = performance.now() + SLICE;
    }
    const known = [...socketsOf(pid)].filter(inode => inodes.has(inode));
    if (known.length === 0) continue;
    const holder = await holderOf(pid);
    for (const inode of known) holders.set(inode, [...(holders.get(inode) ?? []), holder]);
  }
  return holders;
}

/** The inodes of a process's sockets; none where we are not told. */
function socketsOf(pid: number): ReadonlySet<string> {
  const folder = `/proc/${pid}/fd`;
  const names = attempt(() => readdirSync(folder)) ?? [];
  const links = names.map(name => attempt(() => readlinkSync(`${folder}/${name}`)) ?? '');
  return new Set(links.flatMap(link => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []));
}

/** Undefined where it fails: processes end, and close their files, while they are looked at. */
function attempt<Value>(work: () => Value): Value | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

async function holderOf(pid: number): Promise<Holder> {
  const [file, comm, args] = await Promise.all([
    linkOf(`/proc/${pid}/exe`),
    textOf(`/proc/${pid}/comm`),
    argsOf(pid),
  ]);
  // Programs may rename themselves, as Node.js does ("MainThread"), but not their file.
  const program = path.posix.basename(file.replace(/ \(deleted\)$/, ''));
  return {
    program: program === '' ? undefined : program,
    isContainer: [program, comm.trim(), programIn(args)].some(isContainerProgram) || isLima(args),
  };
}

async function processesOf(pids: readonly number[]): Promise<readonly Process[]> {
  const processes = await Promise.all(
    pids.map(async pid => {
      const [args, uid] = await Promise.all([argsOf(pid), ownerOf(`/proc/${pid}`)]);
      return args.length > 0 && uid !== undefined ? [{ pid, uid, args }] : [];
    }),
  );
  return processes.flat();
}

/** Whether a socket of which nobody says who holds it may be there for a container. */
export function mayBeForContainer(
  { port, protocol, uid }: Pick<Socket, 'port' | 'protocol' | 'uid'>,
  processes: readonly Process[],
): boolean {
  // In a sandbox, or where the system hides the processes of others, Docker's are hidden, too.
  if (!processes.some(({ pid, uid: owner }) => pid === 1 && owner === 0)) return true;
  const published = processes.flatMap(({ args }) => publishedBy(args) ?? []);
  if (published.some(one => one.port === port && one.protocol === protocol)) return true;
  // Whoever else holds ports for containers does not say on a command line which.
  return processes.some(({ uid: owner, args }) => {
    if (owner !== uid) return false;
    const program = programIn(args);
    // With `userland-proxy: false` Docker's daemon itself holds the ports of the containers that run.
    if (program.startsWith('containerd-shim')) return published.length === 0 && args.includes('moby');
    return program !== 'docker-proxy' && program !== 'dockerd' && isContainerProgram(program);
  });
}

/** The host port that a process publishes, if it is Docker's proxy: `docker-proxy -proto tcp ... -host-port 8080 ...`. */
export function publishedBy(args: readonly string[]): Pick<Socket, 'port' | 'protocol'> | undefined {
  if (programIn(args) !== 'docker-proxy') return undefined;
  const option = (name: string) => args[args.indexOf(name, 1) + 1] ?? '';
  const port = parsePort(option('-host-port'));
  const protocol = parseProtocol(option('-proto'));
  return typeof port === 'number' && protocol ? { port, protocol } : undefined;
}

/** The ssh with which Lima forwards ports: `ssh: /home/me/.lima/default/ssh.sock [mux]`. */
function isLima([title = '']: readonly string[]): boolean {
  return title.startsWith('ssh: ') && /[._]lima\//.test(title);
}

function programIn([file = '']: readonly string[]): string {
  return path.posix.basename(file);
}

async function argsOf(pid: number): Promise<readonly string[]> {
  const text = await textOf(`/proc/${pid}/cmdline`);
  return text === '' ? [] : text.replace(/\0$/, '').split('\0');
}

async function textOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '');
}

async function linkOf(file: string): Promise<string> {
  return readlink(file).catch(() => '');
}

async function entriesOf(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []);
}

async function ownerOf(file: string): Promise<number | undefined> {
  return stat(file).then(
    ({ uid }) => uid,
    () => undefined,
  );
}
