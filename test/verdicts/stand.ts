/** What `docker compose config --format json` says of a project, as far as it matters to ports. */
export interface Model {
  readonly services?: Readonly<Record<string, ModelService>>;
  readonly networks?: Readonly<Record<string, { readonly internal?: boolean } | null>>;
}

interface ModelService {
  readonly ports?: readonly ModelPort[];
  readonly network_mode?: string;
  readonly networks?: Readonly<Record<string, unknown>>;
  readonly scale?: number;
  readonly deploy?: { readonly replicas?: number };
}

interface ModelPort {
  readonly target: number;
  readonly published?: string;
  readonly host_ip?: string;
  readonly protocol?: string;
}

export type Order = 'forward' | 'reverse' | 'pools first' | 'pools last';

/** The orders to start a project in: both ways; where there are pools, these first, in so many states, and last. */
export function ordersOf(model: Model, maxTurns: number): readonly Order[] {
  const services = Object.values(model.services ?? {}).filter(({ ports }) => ports && ports.length > 0);
  if (services.length === 0) return [];
  const pools = services.flatMap(({ ports = [] }) => ports).map(poolSize);
  const size = Math.max(1, ...pools);
  // Where no two sockets have a number in common, one start says as much as another.
  if (!mayMeet(services.flatMap(({ ports = [] }) => ports))) return ['forward'];
  const turns =
    size > 1 ? Array.from({ length: Math.min(size, maxTurns) }, () => 'pools first' as const) : [];
  if (services.length === 1) return ['forward', ...turns];
  return ['forward', 'reverse', ...turns, ...(size > 1 ? (['pools last'] as const) : [])];
}

/** The model without the services whose ports nothing else can take; no rule of collisions, only numbers in common. */
export function onlyMeeting(model: Model): Model {
  const { services = {} } = model;
  const owners = new Set(Object.values(services).map(ownerOf));
  const isMeeting = (name: string, { ports = [], network_mode, scale, deploy }: ModelService) =>
    owners.has(name) ||
    (network_mode !== undefined && ports.length > 0) ||
    (scale ?? 1) > 1 ||
    (deploy?.replicas ?? 1) > 1 ||
    ports.filter(({ published = '' }) => published === '' || published === '0').length > 1 ||
    mayMeet(ports) ||
    Object.entries(services).some(
      ([other, { ports: theirs = [] }]) => other !== name && mayMeet(ports, theirs),
    );
  return {
    ...model,
    services: Object.fromEntries(Object.entries(services).filter(([name, one]) => isMeeting(name, one))),
  };
}

/** Whether two entries, of one list or one of each, name a host port in common, on whatever address. */
function mayMeet(ports: readonly ModelPort[], others?: readonly ModelPort[]): boolean {
  const ranges = ports.flatMap(rangesOf);
  const rest = others?.flatMap(rangesOf);
  return ranges.some((a, index) =>
    (rest ?? ranges.slice(index + 1)).some(
      b => a.protocol === b.protocol && a.from <= b.to && b.from <= a.to,
    ),
  );
}

function rangesOf({ published = '', protocol = 'tcp' }: ModelPort) {
  const [from = '', to = from] = published.split('-');
  return published === '' ? [] : [{ protocol, from: Number(from), to: Number(to) }];
}

/** The services in the order to start, each after the one whose network it shares. */
export function orderFor({ services = {} }: Model, order: Order): readonly string[] {
  const names = Object.keys(services).sort();
  if (order === 'reverse') names.reverse();
  const width = (name: string) => Math.max(...(services[name]?.ports ?? []).map(poolSize), 1);
  if (order === 'pools first') names.sort((a, b) => width(b) - width(a));
  if (order === 'pools last') names.sort((a, b) => width(a) - width(b));
  const ordered: string[] = [];
  const visit = (name: string) => {
    const service = services[name];
    if (!service || ordered.includes(name)) return;
    const owner = ownerOf(service);
    if (owner !== undefined && owner !== name) visit(owner);
    ordered.push(name);
  };
  for (const name of names) visit(name);
  return ordered;
}

function ownerOf({ network_mode }: ModelService): string | undefined {
  return /^service:(.+)$/.exec(network_mode ?? '')?.[1];
}

function poolSize({ published = '' }: ModelPort): number {
  const [from = '', to = from] = published.split('-');
  return Number(to) - Number(from) + 1;
}

/** A project of services that sleep and ask for the same sockets, one started after the other. */
export function stand(
  model: Model,
  order: readonly string[],
  names: { readonly open: string; readonly internal: string },
): unknown {
  const local = localAddresses();
  const services: Record<string, unknown> = {};
  const owners = new Set(Object.values(model.services ?? {}).map(ownerOf));
  let before: string | undefined;
  for (const name of order) {
    const service = model.services?.[name];
    // A service without ports takes none, unless it lends its network.
    if (!service || ((service.ports ?? []).length === 0 && !owners.has(name))) continue;
    const { ports = [], network_mode, networks = {}, scale, deploy } = service;
    if (network_mode?.startsWith('container:')) continue;
    const keys = Object.keys(networks);
    const isOpen = keys.length === 0 || keys.some(key => !model.networks?.[key]?.internal);
    const isInternal = keys.some(key => model.networks?.[key]?.internal);
    services[name] = {
      image: IMAGE,
      labels: { verdicts: '' },
      stop_grace_period: '0s',
      ports: ports.map(port => ({ ...port, ...(port.host_ip && { host_ip: local(port.host_ip) }) })),
      ...(network_mode
        ? { network_mode }
        : { networks: [...(isOpen ? ['open'] : []), ...(isInternal ? ['internal'] : [])] }),
      ...(scale !== undefined && { scale }),
      ...(deploy?.replicas !== undefined && { deploy: { replicas: deploy.replicas } }),
      ...(before !== undefined && { depends_on: { [before]: { condition: 'service_started' } } }),
    };
    if (scale !== 0 && deploy?.replicas !== 0) before = name;
  }
  return {
    services,
    networks: {
      open: { external: true, name: names.open },
      internal: { external: true, name: names.internal },
    },
  };
}

/** The image of all these services. */
export const IMAGE = 'sleeper:1';

/** Puts an address that the engine's namespace has in the place of each foreign one; equal ones stay equal. */
function localAddresses(): (written: string) => string {
  const given = new Map<string, string>();
  const give = (address: string, make: (index: number) => string) => {
    const local = given.get(address) ?? make(given.size + 1);
    given.set(address, local);
    return local;
  };
  const ipv4 = (address: string) =>
    address === '0.0.0.0' || address.startsWith('127.')
      ? address
      : give(address, index => `127.9.9.${index}`);
  return written => {
    if (!written.includes(':')) return ipv4(written);
    const address = new URL(`http://[${written.replace(/^\[|\]$/g, '')}]/`).hostname.slice(1, -1);
    const mapped = /^::ffff:([0-9a-f]+):([0-9a-f]+)$/.exec(address);
    if (mapped) {
      const bytes = mapped.slice(1).flatMap(group => {
        const value = Number.parseInt(group, 16);
        return [value >> 8, value & 255];
      });
      return `::ffff:${ipv4(bytes.join('.'))}`;
    }
    return address === '::' || address === '::1' ? address : give(address, index => `fd99::${index}`);
  };
}
