/** Words that end in `port` and have nothing to do with one, also behind others: `DB_EXPORT`, `SQLEXPORT`. */
const OTHER_WORDS = /^sport$|^(?:.*)(?:airport|export|import|passport|report|support|transport|viewport)$/;

/** A longer name, in UTF-16 units, says nothing: nobody writes one, and aliases may repeat it thousands of times. */
const MAX_NAME = 256;

/**
 * The words of a name, however it is put together: `DB_PORT`, `db.port`, `--db-port`, `dbPort` and `DBPORT`
 * are all `db`, `port`.
 */
export function wordsOf(name: string): readonly string[] {
  if (name.length > MAX_NAME) return [];
  const words = name.replace(/([a-z\d])([A-Z])/g, '$1 $2').toLowerCase();
  return (words.match(/[a-z\d]+/g) ?? []).flatMap(word => split(word));
}

function split(word: string): readonly string[] {
  const last = /.(port|host)$/.exec(word)?.[1];
  if (last === undefined || word === 'ghost' || word === 'localhost' || OTHER_WORDS.test(word)) return [word];
  return [word.slice(0, -last.length), last];
}

/** Whether a variable's name says that it holds a port: `PORT`, `POSTGRES_PORT`, `DBPORT`, `HTTP_PORT_NUMBER`. */
export function namesPort(name: string): boolean {
  return name.length <= MAX_NAME && /port/i.test(name) && wordsOf(name).includes('port');
}

/** Whose port a name speaks of: `db` of `DB_PORT`, nothing of `PORT`; undefined where it names no port. */
export function prefixOf(name: string): readonly string[] | undefined {
  const words = wordsOf(name);
  const at = words.indexOf('port');
  return at < 0 ? undefined : words.slice(0, at);
}

/** Words that a program says of its own port: `HTTP_PORT` is no port of somebody else. */
const OWN_WORDS = new Set([
  'app',
  'bind',
  'container',
  'http',
  'https',
  'internal',
  'listen',
  'listening',
  'node',
  'server',
  'service',
  'virtual',
  'web',
]);

/** Whether a name speaks of the port of whoever has it: `PORT`, `HTTP_PORT`. */
export function speaksOfItself(name: string): boolean {
  return prefixOf(name)?.every(word => OWN_WORDS.has(word)) ?? true;
}

/** The last words of names that say where a program listens. */
const LISTEN_WORDS = new Set(['addr', 'address', 'bind', 'listen']);

/** Whether a name may tell where a program listens: `--listen`, `rc-addr`. */
export function namesListening(name: string): boolean {
  return LISTEN_WORDS.has(wordsOf(name).at(-1) ?? '');
}

/** In the order in which they count beside a port. */
const HOST_WORDS = ['host', 'hostname', 'server', 'addr', 'address'];

/** Whether a name may tell the host of a port beside it: `DB_HOST`, `redis.hostname`, `DB_ADDR`. */
export function namesHost(name: string): boolean {
  return HOST_WORDS.includes(wordsOf(name).at(-1) ?? '');
}

/** Whether a name tells hosts, one or several, each with its port: `KAFKA_BROKERS`, `DB_HOST`, `bootstrap.servers`. */
export function namesHosts(name: string): boolean {
  const words = wordsOf(name);
  const last = words.at(-1) ?? '';
  // `extra_hosts` of Compose gives names to addresses.
  if (words[0] === 'extra') return false;
  return HOST_WORDS.includes(last) || LISTS_OF_HOSTS.has(last);
}

const LISTS_OF_HOSTS = new Set([
  'hosts',
  'servers',
  'brokers',
  'addresses',
  'endpoint',
  'endpoints',
  'upstream',
  'target',
  'targets',
  'uri',
  'url',
  'urls',
]);

/** The values that tell hosts, by the words before `host`: that of `DB_HOST` for the port `DB_PORT`. */
export type Hosts<Value> = ReadonlyMap<string, Value>;

/** The hosts among values by name; of several for one port the plainest counts. */
export function hostsAmong<Value>(named: Iterable<readonly [name: string, value: Value]>): Hosts<Value> {
  const found = new Map<string, { readonly rank: number; readonly value: Value }>();
  for (const [name, value] of named) {
    const words = wordsOf(name);
    const rank = HOST_WORDS.indexOf(words.at(-1) ?? '');
    if (rank < 0) continue;
    const prefix = words.slice(0, -1).join(' ');
    const earlier = found.get(prefix);
    if (!earlier || rank < earlier.rank) found.set(prefix, { rank, value });
  }
  return new Map([...found].map(([prefix, { value }]) => [prefix, value]));
}

/** The host of a port. */
export function hostOf<Value>(port: string, hosts: Hosts<Value>): Value | undefined {
  return hosts.get((prefixOf(port) ?? []).join(' '));
}
