import { type HostAddress, parseAddress, withoutBrackets } from '../../ports/address';
import { MAX_PORT } from '../../ports/port';
import { perObject } from '../../text/per-object';
import { parsePortPart } from '../../text/port-spec';
import type { SourceText } from '../../text/source-text';
import type { Span } from '../../text/spans';
import { interpolate } from '../../text/template';
import { isMadeBy, type Marks } from '../../text/template-actions';
import { findUrls, type UrlMention } from '../../text/urls';
import { parseYamlBlock, yamlTokens } from '../../text/yaml';
import { type MapTree, mapAt, mapsAt, scalarAt, type Tree, textAt, treeOf } from '../../text/yaml-tree';
import { COST_OF_ENTRY, inOneBlock, type Listen, limitsIn, type Reading } from '../reading';

/** What a static configuration of Envoy says. */
export interface EnvoyReading extends Reading {
  readonly format: 'envoy';
  readonly listens: readonly Listen[];
  readonly listeners: readonly Listener[];
  /** The ports that Envoy refuses. */
  readonly misfits: readonly SourceText[];
  /** Whether another program makes the configuration of it. */
  readonly isTemplated: boolean;
}

/** A listener, with those of its sockets of which address and port are known. */
export interface Listener {
  readonly name: string | undefined;
  readonly sockets: readonly Socket[];
}

export interface Socket {
  readonly address: HostAddress;
  readonly port: number;
  readonly isUdp: boolean;
  /** Whether IPv4 comes in on an IPv6 address as well. */
  readonly takesIPv4: boolean;
  readonly span: Span;
}

/** Whether a reading is that of a configuration of Envoy. */
export function isEnvoyReading(reading: Reading | undefined): reading is EnvoyReading {
  return reading?.format === 'envoy';
}

/** The marks of templates. */
const TEMPLATE: Marks = { marks: /\$\{|__[A-Z]\w{0,64}__/, comment: /(?<=^|\s)#.*/gm };

/**
 * Reads a bootstrap configuration, YAML or JSON (Envoy API, `config.bootstrap.v3.Bootstrap`): where listeners and the
 * administration listen, and the endpoints of clusters. The older lists of `hosts` count as well.
 */
export function readEnvoy(text: string, uri: string): EnvoyReading {
  const yaml = parseYamlBlock(text);
  const { block } = yaml;
  const { tree, limits } = treeOf(yaml, uri, written => written);
  const listeners = mapsAt(tree, 'static_resources', 'listeners');
  const admin = mapAt(tree, 'admin', 'address', 'socket_address');
  const bound = [
    ...listeners.flatMap(listener => addressesOf(listener).map(address => ({ listener, address }))),
    ...(admin ? [{ listener: undefined, address: admin }] : []),
  ];
  const endpoints = mapsAt(tree, 'static_resources', 'clusters').flatMap(endpointsOf);
  const listens = bound.flatMap(({ listener, address }) =>
    listenOf(address, listener ? textAt(listener, 'name') : 'admin'),
  );
  const mentions = [...endpoints.flatMap(mentionsOf), ...findUrls(text)].sort(
    (a, b) => a.span.start - b.span.start,
  );
  const misfits = [
    ...bound.map(({ address }) => address),
    ...endpoints.map(({ address }) => address),
  ].flatMap(address => misfitIn(address) ?? []);
  const weight = bound.length + misfits.length + mentions.length;
  return {
    format: 'envoy',
    weight,
    // Of what listens the address is kept, too.
    cost: COST_OF_ENTRY * (bound.length + weight),
    ...inOneBlock(block),
    urls: [{ block, mentions }],
    // Where something of it can be read, Envoy says itself what is wrong with the rest.
    troubles: [...limitsIn(text, limits), ...(yaml.root ? [] : yaml.faults)],
    listens,
    listeners: listeners.map(listener => ({
      name: textAt(listener, 'name'),
      sockets: addressesOf(listener).flatMap(address => socketOf(address) ?? []),
    })),
    misfits,
    isTemplated: isMadeBy(TEMPLATE, text, () => blocksIn(text)),
  };
}

/** The texts of several lines, as Lua within filters is. */
function blocksIn(text: string): readonly Span[] {
  return [...yamlTokens(text)]
    .filter(({ kind }) => kind === 'block')
    .map(({ start, text: lines }) => ({ start, end: start + lines.length }));
}

/** The addresses of a listener, the first of them in a field of its own. */
const addressesOf = perObject((listener: MapTree): readonly MapTree[] =>
  [listener, ...mapsAt(listener, 'additional_addresses')].flatMap(
    holder => mapAt(holder, 'address', 'socket_address') ?? [],
  ),
);

/** Where a cluster leads, and the ports on which its endpoints say how they are. */
interface Endpoint {
  readonly address: MapTree;
  readonly checks: readonly Tree[];
}

function endpointsOf(cluster: MapTree): readonly Endpoint[] {
  const current = mapsAt(cluster, 'load_assignment', 'endpoints')
    .flatMap(locality => mapsAt(locality, 'lb_endpoints'))
    .flatMap(({ entries }) => entries.get('endpoint') ?? [])
    .flatMap((endpoint): readonly Endpoint[] => {
      const address = mapAt(endpoint, 'address', 'socket_address');
      const check = scalarAt(endpoint, 'health_check_config', 'port_value');
      // Another address of the check is another machine's.
      const isOwn = mapAt(endpoint, 'health_check_config', 'address') === undefined;
      return address ? [{ address, checks: check && isOwn ? [check] : [] }] : [];
    });
  const older = mapsAt(cluster, 'hosts').flatMap(host => mapAt(host, 'socket_address') ?? []);
  return [...current, ...older.map(address => ({ address, checks: [] }))];
}

function portOf(tree: Tree | undefined, ...path: readonly string[]): SourceText | undefined {
  const scalar = scalarAt(tree, ...path);
  return scalar && interpolate(scalar.text, () => undefined);
}

function isUdp(address: MapTree): boolean {
  return textAt(address, 'protocol') === 'UDP';
}

function listenOf(address: MapTree, name: string | undefined): readonly Listen[] {
  const text = portOf(address, 'port_value');
  const port = text && parsePortPart(text);
  if (!port || port.range?.from !== port.range?.to) return [];
  return [
    {
      role: 'listen',
      port,
      protocol: isUdp(address) ? 'udp' : 'tcp',
      address: textAt(address, 'address'),
      name,
    },
  ];
}

function socketOf(socket: MapTree): Socket | undefined {
  const written = textAt(socket, 'address') ?? '';
  const address = parseAddress(written);
  const text = scalarAt(socket, 'port_value')?.text;
  const port = text && parsePortPart(text)?.range;
  // An address of IPv4 in the form of IPv6 is another one to Envoy; so is one in a network of its own.
  const isPlain = (address?.kind === 'ipv6') === written.includes(':');
  if (!address || !isPlain || !port || port.from !== port.to || port.from === 0) return undefined;
  if (socket.entries.has('network_namespace_filepath')) return undefined;
  const takesIPv4 = textAt(socket, 'ipv4_compat') === 'true';
  return { address, port: port.from, isUdp: isUdp(socket), takesIPv4, span: text.span };
}

/** A number above all ports (Envoy API, `SocketAddress.port_value`: at most 65535). */
function misfitIn(address: MapTree): SourceText | undefined {
  const text = scalarAt(address, 'port_value')?.text;
  return text && /^\d+$/.test(text.value) && Number(text.value) > MAX_PORT ? text : undefined;
}

function mentionsOf({ address, checks }: Endpoint): readonly UrlMention[] {
  const host = scalarAt(address, 'address')?.text;
  const name = withoutBrackets(host?.value ?? '').toLowerCase();
  if (!host || name === '' || /[\s/@$]/.test(name)) return [];
  return [scalarAt(address, 'port_value'), ...checks].flatMap(tree => {
    const port = portOf(tree);
    if (!port || !/^\d{1,5}$/.test(port.value)) return [];
    return [
      {
        scheme: 'tcp',
        host: name,
        span: port.span,
        hostSpan: host.span,
        port: port.value,
        portSpan: port.span,
      },
    ];
  });
}

/** So many sockets that are alike are named. */
const MAX_NAMED = 5;

/** A socket that another listener has as well: some of these. */
export interface Twin {
  readonly socket: Socket;
  readonly others: readonly Socket[];
}

/**
 * The sockets that several listeners have. Envoy refuses a listener with the address, port and protocol of another, and
 * compares addresses as they are: a wildcard and an address of its own are two (`ListenerImpl::hasDuplicatedAddress`).
 * Of two with one name it passes over the second, so they are left out.
 */
export function twinsIn({ listeners }: EnvoyReading): readonly Twin[] {
  const byKey = new Map<string, { readonly listener: Listener; readonly socket: Socket }[]>();
  const names = new Set<string>();
  for (const listener of listeners) {
    if (listener.name !== undefined && names.has(listener.name)) continue;
    if (listener.name !== undefined) names.add(listener.name);
    for (const socket of listener.sockets) {
      const key = keyOf(socket);
      const alike = byKey.get(key);
      if (!alike) byKey.set(key, [{ listener, socket }]);
      else if (alike.at(-1)?.listener !== listener) alike.push({ listener, socket });
    }
  }
  return [...byKey.values()].flatMap(alike => {
    const some = alike.slice(0, MAX_NAMED + 1);
    return alike.length < 2
      ? []
      : alike.map(({ socket }) => ({
          socket,
          others: some
            .filter(other => other.socket !== socket)
            .slice(0, MAX_NAMED)
            .map(other => other.socket),
        }));
  });
}

function keyOf({ address, port, isUdp: udp, takesIPv4 }: Socket): string {
  const host = address.kind === 'any' ? '' : `${address.kind} ${address.value}`;
  return `${udp} ${takesIPv4} ${host} ${port}`;
}
