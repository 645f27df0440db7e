import { spend, TooMuchWork } from '../../text/effort';
import { addTo, groupBy } from '../../text/group-by';
import { perObject } from '../../text/per-object';
import type { Place } from '../../text/spans';
import { triedOnce } from '../../text/tried-once';
import type { Configuration, ListenSaid, Section, Server } from './configuration';
import { isWildcard, MAPPED, protocolOf, type Socket, socketText } from './listen';

/** A `listen`, or the server that has none, which listens on port 80 then. */
export interface Asking {
  readonly server: Server;
  readonly listen: ListenSaid | undefined;
  readonly socket: Socket;
}

/** What nginx refuses, or warns of; recorded from nginx 1.22. */
export type Clash =
  /** One server asks twice; two set options of one socket, or are its default. */
  | { readonly kind: 'twice' | 'options' | 'default'; readonly at: Asking; readonly other: Asking }
  /** Two servers of a `stream`: newer versions let them share, by name. */
  | { readonly kind: 'stream'; readonly at: Asking; readonly other: Asking }
  /** The start fails: the other socket is open already. */
  | { readonly kind: 'taken'; readonly at: Asking; readonly other: Asking }
  /** A name that an earlier server has, in lower case: the empty one where neither has any. */
  | {
      readonly kind: 'name';
      readonly at: Asking;
      readonly other: Asking;
      readonly name: string;
      /** Where it is written; undefined where it is not. */
      readonly place: Place | undefined;
    };

/** More of one configuration are not told: nobody could read them. */
const MAX_CLASHES = 2000;

/** What collides in a configuration, in the order in which nginx comes upon it, by the file where it is to be seen. */
export function clashesByFile(configuration: Configuration): ReadonlyMap<string, readonly Clash[]> {
  const known = foundOnce(configuration);
  if (!known) throw tooMuch();
  return known;
}

/** Undefined where it is too much: each part of a configuration asks. */
const foundOnce = triedOnce((configuration: Configuration) => {
  const found = clashesIn(configuration);
  return found.length > MAX_CLASHES ? undefined : groupBy(found, clash => placeOfClash(clash).uri);
});

function tooMuch(): TooMuchWork {
  return new TooMuchWork('More sockets and names collide than are told.');
}

/** Where a clash is to be seen: at the name, the value of `listen`, or the server that has neither. */
export function placeOfClash(clash: Clash): Place {
  const { at } = clash;
  if (clash.kind !== 'name') return placeOfAsking(at);
  // What a server without a name listens on may stand in a file that many servers include.
  const isOwn = at.listen?.uri === at.server.uri;
  return clash.place ?? placeOfAsking(isOwn ? at : { ...at, listen: undefined });
}

export function placeOfAsking({ listen, server }: Asking): Place {
  return listen ? { uri: listen.uri, span: listen.value.span } : { uri: server.uri, span: server.span };
}

function clashesIn({ sections }: Configuration): readonly Clash[] {
  const room = { left: MAX_ASKING };
  const asked = sections.map(section => ({ section, asking: askingIn(section, room) }));
  const refused = asked.flatMap(({ section, asking }) =>
    section.kind === 'http' ? refusedIn(asking) : repeatedIn(asking),
  );
  // What is refused never comes to its names, nor to its start.
  if (refused.length > 0) return refused;
  const told = { left: MAX_CLASHES };
  const names = asked.flatMap(({ section, asking }) =>
    section.kind === 'http' ? namesIn(asking, told) : [],
  );
  return [...names, ...takenIn(asked.map(({ asking }) => asking))];
}

/** Where a server listens that does not say where. */
const DEFAULT: Socket = { family: 'ipv4', host: '0.0.0.0', port: 80 };

/** So many sockets are compared: whoever has more uses wide ranges. */
const MAX_ASKING = 5000;

function askingIn({ kind, servers }: Section, room: { left: number }): readonly Asking[] {
  return servers.flatMap((server): readonly Asking[] => {
    if (server.listens.length === 0)
      return kind === 'http' ? [{ server, listen: undefined, socket: DEFAULT }] : [];
    return server.listens.flatMap(listen => {
      const { listening } = listen;
      if (typeof listening !== 'object' || !('sockets' in listening)) return [];
      room.left -= listening.sockets.length;
      if (room.left < 0 || listening.isCut) throw tooMuch();
      return listening.sockets.map(socket => ({ server, listen, socket }));
    });
  });
}

/** The options of a `listen`, each looked at once. */
interface Options {
  readonly all: ReadonlySet<string>;
  readonly areOfSocket: boolean;
  readonly protocol: 'tcp' | 'udp';
}

const optionsOf = perObject(
  ({ options }: ListenSaid): Options => ({
    all: new Set(options),
    areOfSocket: options.some(option => OF_SOCKETS.test(option)),
    protocol: protocolOf(options),
  }),
);

function has({ listen }: Asking, option: string): boolean {
  return listen !== undefined && optionsOf(listen).all.has(option);
}

function isUdp({ listen }: Asking): boolean {
  return listen !== undefined && optionsOf(listen).protocol === 'udp';
}

/** A port of TCP and the same of UDP are two (nginx 1.25, `ngx_http_add_listen`). */
function socketKey(at: Asking): string {
  return `${isUdp(at)} ${socketText(at.socket)}`;
}

/** The options that are of the socket, not of a server. */
const OF_SOCKETS =
  /^(?:bind|deferred|reuseport|(?:backlog|ipv6only|so_keepalive|rcvbuf|sndbuf|fastopen|setfib|accept_filter)=.*)$/;

function setsOptions({ listen }: Asking): boolean {
  return listen !== undefined && optionsOf(listen).areOfSocket;
}

function isDefault(at: Asking): boolean {
  return has(at, 'default_server') || has(at, 'default');
}

/** Who asked for a socket so far. */
interface Askers {
  readonly byServer: Map<Server, Asking>;
  setting?: Asking;
  byDefault?: Asking;
}

/** What one `http` refuses of its sockets. */
function refusedIn(asking: readonly Asking[]): readonly Clash[] {
  const bySocket = new Map<string, Askers>();
  return asking.flatMap((at): readonly Clash[] => {
    spend();
    const askers: Askers = bySocket.get(socketKey(at)) ?? { byServer: new Map() };
    bySocket.set(socketKey(at), askers);
    const clash = refusalOf(askers, at);
    if (!askers.byServer.has(at.server)) askers.byServer.set(at.server, at);
    if (setsOptions(at)) askers.setting ??= at;
    if (isDefault(at)) askers.byDefault ??= at;
    return clash ? [clash] : [];
  });
}

function refusalOf({ byServer, setting, byDefault }: Askers, at: Asking): Clash | undefined {
  const own = byServer.get(at.server);
  if (own) return { kind: 'twice', at, other: own };
  if (setting && setsOptions(at)) return { kind: 'options', at, other: setting };
  return byDefault && isDefault(at) ? { kind: 'default', at, other: byDefault } : undefined;
}

function repeatedIn(asking: readonly Asking[]): readonly Clash[] {
  const bySocket = new Map<string, Asking>();
  return asking.flatMap((at): readonly Clash[] => {
    const key = socketKey(at);
    const other = bySocket.get(key);
    if (!other) bySocket.set(key, at);
    return other ? [{ kind: other.server === at.server ? 'twice' : 'stream', at, other }] : [];
  });
}

/** The servers of a socket whose names others have. */
function namesIn(asking: readonly Asking[], told: { left: number }): readonly Clash[] {
  return bySocketInOrder(asking).flatMap(own => {
    const servers = new Map(own.map(at => [at.server, at]));
    // With a single server there is nothing to choose, unless a part of its name is asked for.
    if (servers.size < 2 && ![...servers.keys()].some(captures)) return [];
    const known = {
      exact: new Map<string, Asking>(),
      head: new Map<string, Asking>(),
      tail: new Map<string, Asking>(),
    };
    return [...servers.values()].flatMap(at =>
      namesOf(at.server).flatMap(({ name, place }) => {
        spend();
        const other = noteName(known, name, at);
        if (other && --told.left < 0) throw tooMuch();
        return other ? [{ kind: 'name' as const, at, other, name, place }] : [];
      }),
    );
  });
}

/** Whether the last expression among a server's names has a group that is captured. */
const captures = perObject(({ names }: Server): boolean => {
  const last = names.findLast(({ word }) => word.value.startsWith('~'));
  return last !== undefined && /(?<!\\)\((?!\?[:=!])/.test(last.word.value);
});

interface Named {
  readonly name: string;
  readonly place: Place | undefined;
}

/** The names of a server, in lower case; it has the empty one where it says none. */
function namesOf({ names }: Server): readonly Named[] {
  if (names.length === 0) return [{ name: '', place: undefined }];
  return names
    .filter(({ word }) => !word.value.startsWith('~'))
    .map(({ uri, word }) => ({ name: word.value.toLowerCase(), place: { uri, span: word.span } }));
}

interface KnownNames {
  readonly exact: Map<string, Asking>;
  readonly head: Map<string, Asking>;
  readonly tail: Map<string, Asking>;
}

/** Notes whose a name is; gives whoever has it already (nginx `ngx_hash_add_key`). */
function noteName({ exact, head, tail }: KnownNames, name: string, at: Asking): Asking | undefined {
  const note = (names: Map<string, Asking>, key: string) => {
    const other = names.get(key);
    if (!other) names.set(key, at);
    return other;
  };
  if (name.startsWith('*.')) return note(head, name.slice(2));
  if (name.endsWith('.*')) return note(tail, name.slice(0, -2));
  if (!name.startsWith('.') || name === '.') return note(exact, name);
  const rest = name.slice(1);
  const whole = exact.get(rest);
  if (whole) return whole;
  exact.set(rest, at);
  return note(head, rest);
}

/** What asks for each socket, in the order in which nginx opens them: ports as they come, of each the wildcard last. */
function bySocketInOrder(asking: readonly Asking[]): readonly (readonly Asking[])[] {
  const byPort = new Map<string, Map<string, Asking[]>>();
  for (const at of asking) {
    const place = placeOf(at);
    const sockets = byPort.get(place) ?? new Map<string, Asking[]>();
    byPort.set(place, sockets);
    addTo(sockets, socketKey(at), at);
  }
  const rankOf = (own: readonly Asking[]) =>
    own.some(({ socket }) => isWildcard(socket)) ? 2 : own.some(setsOptions) ? 0 : 1;
  return [...byPort.values()].flatMap(sockets =>
    [...sockets.values()].toSorted((a, b) => rankOf(a) - rankOf(b)),
  );
}

/** The sockets that the start cannot have, for another one is open already. */
function takenIn(sections: readonly (readonly Asking[])[]): readonly Clash[] {
  const open = new Map<string, (readonly Asking[])[]>();
  return sections.flatMap(asking => {
    const groups = bySocketInOrder(asking);
    const wildcards = new Set(
      groups.flatMap(([first]) => (first && isWildcard(first.socket) ? placeOf(first) : [])),
    );
    return groups.flatMap((own): readonly Clash[] => {
      const [at] = own;
      // The wildcard of the same port serves a socket that has no options of its own, too.
      const isServed = at && !isWildcard(at.socket) && !own.some(setsOptions) && wildcards.has(placeOf(at));
      const { family, host, port } = at?.socket ?? DEFAULT;
      // Sockets of UDP may share a port, and one that the system chooses is free; a path is taken by any.
      const isFree = at && family !== 'unix' && (isUdp(at) || port === 0);
      if (!at || isServed || isFree) return [];
      const place = family === 'unix' ? plainPath(host) : String(port);
      const other = open.get(place)?.find(earlier => overlap(earlier, own));
      // What was not opened stands in nobody's way.
      if (!other) addTo(open, place, own);
      return other?.[0] ? [{ kind: 'taken', at, other: other[0] }] : [];
    });
  });
}

/** What sockets have in common that one wildcard serves. */
function placeOf(at: Asking): string {
  return `${at.socket.family} ${at.socket.port} ${isUdp(at)}`;
}

function hasOption(own: readonly Asking[], option: string): boolean {
  return own.some(at => has(at, option));
}

/** Whether the kernel refuses the second of two sockets. */
function overlap(a: readonly Asking[], b: readonly Asking[]): boolean {
  spend();
  const [first, second] = [a[0]?.socket, b[0]?.socket];
  if (!first || !second || (hasOption(a, 'reuseport') && hasOption(b, 'reuseport'))) return false;
  // Both are of one port, or of one path.
  if (first.family === 'unix' || second.family === 'unix') return first.family === second.family;
  const [one, other] = [reachOf(a, first), reachOf(b, second)];
  return one.some(x =>
    other.some(y => x.family === y.family && (x.host === y.host || x.host === ANY || y.host === ANY)),
  );
}

const ANY = '*';

/** The addresses that a socket takes, by family. */
function reachOf(
  own: readonly Asking[],
  socket: Socket,
): readonly { readonly family: Socket['family']; readonly host: string }[] {
  const { family, host } = socket;
  if (family !== 'ipv6' || !hasOption(own, 'ipv6only=off'))
    return [{ family, host: isWildcard(socket) ? ANY : host }];
  if (isWildcard(socket))
    return [
      { family: 'ipv6', host: ANY },
      { family: 'ipv4', host: ANY },
    ];
  // An IPv4 address in the form of IPv6 is that address.
  return host.startsWith(MAPPED) ? [{ family: 'ipv4', host: host.slice(MAPPED.length) }] : [{ family, host }];
}

/** A path without its detours. */
function plainPath(path: string): string {
  return path.replace(/\/(?:\.?\/)+/g, '/');
}
