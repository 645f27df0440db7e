import { spend, TooMuchWork } from '../../text/effort';
import { isPort, readAddress, type Socket, socketOf } from './address';
import type { Configuration } from './configuration';
import type { Directive, Word } from './directives';
import type { ApacheReading } from './reading';

/** A `Listen`, and the socket that it asks for. */
export interface Asking {
  readonly uri: string;
  readonly word: Word;
  readonly socket: Socket;
  /** Its address as it is written, for Apache compares that. */
  readonly host: string;
}

/** Two sockets that one Apache cannot have: it refuses the configuration, or its start fails. */
export interface Clash {
  readonly kind: 'twice' | 'taken';
  readonly at: Asking;
  readonly other: Asking;
}

/** A place where a port should stand that Apache accepts. */
export interface Fault {
  readonly word: Word;
  readonly kind: 'listen' | 'no-port' | 'host' | 'no-address' | 'name';
  /** Where it counts only where something else is so, a refusal is not certain. */
  readonly isConditional: boolean;
}

/** What Apache refuses as ports; recorded from Apache 2.4. */
export function faultsOf({ directives }: ApacheReading): readonly Fault[] {
  return directives.flatMap(directive => {
    const { isConditional } = directive;
    return faultsIn(directive).map(fault => ({ ...fault, isConditional }));
  });
}

function faultsIn({ name, isSection, args }: Directive): readonly Omit<Fault, 'isConditional'>[] {
  const known = args.filter(({ value, isPlain }) => isPlain && !value.includes('$'));
  const [first] = args;
  if (isSection) return name === 'virtualhost' ? known.flatMap(hostFault) : [];
  if (!first || first !== known[0]) return [];
  if (name === 'listen') {
    const { host, port } = readAddress(first.value);
    if (port === '') return [{ word: first, kind: 'no-port' }];
    return isPort(port) && host !== '' ? [] : [{ word: first, kind: 'listen' }];
  }
  if (name !== 'servername') return [];
  const port = /^(?:[a-z]{1,16}:\/\/)?[^:/]*:(\d{1,64}|[a-z]\w{0,64})$/i.exec(first.value)?.[1];
  return port !== undefined && !isPort(port) ? [{ word: first, kind: 'name' }] : [];
}

function hostFault(word: Word): readonly Omit<Fault, 'isConditional'>[] {
  const { host, port } = readAddress(word.value);
  if (host === undefined) return [{ word, kind: isPort(port) ? 'no-address' : 'host' }];
  return port === '' || (isPort(port) && host !== '') ? [] : [{ word, kind: 'host' }];
}

/** More sockets of one configuration are not compared, and that is told: nobody listens on as many. */
const MAX_SOCKETS = 1000;

/**
 * What collides among the `Listen` of a configuration that count for certain, in their order (httpd `open_listeners`);
 * recorded from Apache 2.4 on Linux.
 */
export function clashesIn({ listens }: Configuration): readonly Clash[] {
  const asking = listens.flatMap(({ uri, directive }): readonly Asking[] => {
    const [word] = directive.args;
    if (!word?.isPlain || word.value.includes('$')) return [];
    const socket = socketOf(word.value);
    const { host = '*' } = readAddress(word.value);
    return socket ? [{ uri, word, socket, host: host.toLowerCase() }] : [];
  });
  if (asking.length > MAX_SOCKETS) throw new TooMuchWork('More sockets are asked for than are compared.');
  const twice = asking.flatMap((at, index) => {
    const other = earlier(asking, index).find(one => isSame(one, at));
    return other ? [{ kind: 'twice' as const, at, other }] : [];
  });
  // What is refused never comes to its start.
  return twice.length > 0 ? twice : takenIn(asking);
}

function earlier(asking: readonly Asking[], index: number): readonly Asking[] {
  spend(index);
  return asking.slice(0, index);
}

/** Whether two are one for Apache. */
function isSame(a: Asking, b: Asking): boolean {
  const [{ family, port }, other] = [a.socket, b.socket];
  return family === other.family && port === other.port && a.host === b.host;
}

/** The first socket that a start cannot have: it ends there. */
function takenIn(asking: readonly Asking[]): readonly Clash[] {
  const had: Asking[] = [];
  for (const [index, at] of asking.entries()) {
    const before = earlier(had, index);
    const other = before.find(({ socket }, place) => stands(socket, at.socket, place < index - 1));
    if (other) return [{ kind: 'taken', at, other }];
    had.push({ ...at, socket: asHad(at.socket, before) });
  }
  return [];
}

/** A port alone falls back to IPv4 where an address of IPv6 stands in the way of all of IPv6. */
function asHad(socket: Socket, before: readonly Asking[]): Socket {
  const isInTheWay = ({ socket: { family, host, port } }: Asking) =>
    family === 'ipv6' && host !== '' && port === socket.port;
  return socket.family === 'any' && socket.host === '' && before.some(isInTheWay)
    ? { ...socket, family: 'ipv4' }
    : socket;
}

/** Whether an earlier socket keeps a later one from being had; it matters whether others stand between the two. */
function stands(first: Socket, second: Socket, isApart: boolean): boolean {
  if (first.port !== second.port) return false;
  const [isAll, isAllToo] = [first.host === '', second.host === ''];
  if (isAll && isAllToo) {
    // All of IPv6 serves IPv4, too; and where one of each stand side by side, that of IPv6 is opened first.
    if (second.family === 'ipv4') return first.family === 'ipv4';
    if (first.family === 'any') return true;
    if (second.family === 'any') return first.family === 'ipv4' || isApart;
    return first.family === 'ipv6' || isApart;
  }
  if (isAll) return first.family !== 'ipv4' || second.family === 'ipv4';
  // A port alone falls back to IPv4 where it cannot have IPv6.
  if (isAllToo) return second.family === 'ipv6' || first.family === 'ipv4';
  return first.family === second.family && first.host === second.host;
}
