import { type HostAddress, parseAddress } from '../../ports/address';
import { parseFixedPort } from '../../ports/port';
import type { Protocol } from '../../ports/protocol';
import { parsePortPart } from '../../text/port-spec';
import { type Block, type SourceText, slice } from '../../text/source-text';
import { outside } from '../../text/spans';
import { findUrls } from '../../text/urls';
import { COST_OF_ENTRY, inOneBlock, type Listen, type Reading } from '../reading';
import { type Entry, lastOf, readEntries, valuesOf } from './unit-file';
import { wordsOf } from './words';

/** What a `.socket` unit of systemd listens on (systemd.socket(5)). */
export interface SocketReading extends Reading {
  readonly format: 'socket';
  readonly listens: readonly SocketListen[];
  /** The values that systemd passes over, for they are no addresses; recorded from systemd 252. */
  readonly misfits: readonly SourceText[];
  /** Whether there is nothing else that it listens on: systemd refuses the unit then. */
  readonly isEmpty: boolean;
  /** The units with which it is never started together. */
  readonly conflicts: ReadonlySet<string>;
  /** Whether sockets of others may be on its ports as well. */
  readonly isShared: boolean;
}

export interface SocketListen extends Listen {
  /** Where it listens: an address with IPv6 in its name takes IPv4 as well, where it is any. */
  readonly at: HostAddress;
}

export function isSocketReading(reading: Reading | undefined): reading is SocketReading {
  return reading?.format === 'socket';
}

const PROTOCOLS: Readonly<Record<string, Protocol>> = { ListenStream: 'tcp', ListenDatagram: 'udp' };

/** What listens on anything: an empty value of one takes back all. */
const LISTENS = /^Listen(?:Stream|Datagram|SequentialPacket|FIFO|Special|Netlink|MessageQueue|USBFunction)$/;

/** What it costs to keep the name of another unit, about in bytes. */
const COST_OF_NAME = 100;

export function readSocket(text: string): SocketReading {
  const block: Block = { length: text.length };
  const entries = readEntries(text, block, ' ');
  const all = entries.filter(({ section, key }) => section === 'Socket' && LISTENS.test(key));
  const reset = all.findLastIndex(({ value }) => value.value === '');
  const isBoth = lastOf(entries, 'Socket', 'BindIPv6Only')?.value;
  const results = all.slice(reset + 1).flatMap(entry => readListen(entry, isBoth) ?? []);
  const listens = results.flatMap(result => ('port' in result ? [result] : []));
  const misfits = results.flatMap(result => ('port' in result ? [] : [result]));
  const apart = all.map(({ span }) => span);
  const mentions = outside(apart, findUrls(text));
  const conflicts = valuesOf(entries, 'Unit', 'Conflicts').flatMap(wordsOf);
  const weight = results.length + mentions.length;
  return {
    format: 'socket',
    weight,
    cost: COST_OF_ENTRY * weight + COST_OF_NAME * conflicts.length,
    ...inOneBlock(block),
    urls: [{ block, mentions }],
    troubles: [],
    listens,
    misfits,
    isEmpty: misfits.length === all.length - reset - 1,
    conflicts: new Set(conflicts.map(({ value }) => value)),
    isShared: /^(?:1|y|yes|t|true|on)$/i.test(lastOf(entries, 'Socket', 'ReusePort')?.value ?? ''),
  };
}

/** The port of a `ListenStream=` or `ListenDatagram=`; the value where it is no address; undefined where it has no port. */
function readListen(
  { key, value: text }: Entry,
  isBoth: string | undefined,
): SocketListen | SourceText | undefined {
  const protocol = PROTOCOLS[key];
  const { value } = text;
  if (!protocol || /^[/@]|^vsock|[%$]/.test(value)) return undefined;
  const colon = value.lastIndexOf(':');
  const host = value.slice(0, Math.max(0, colon));
  const [, sign = '', digits = ''] = /^(\+?)([1-9]\d*)$/.exec(value.slice(colon + 1)) ?? [];
  const port = parseFixedPort(digits);
  const bare = host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : undefined;
  const address = parseAddress(bare ?? host);
  // A number may be one of base 16.
  if (port === undefined) return /0x[\da-f]{1,8}$/i.test(value) ? undefined : text;
  const part = parsePortPart(slice(text, colon + 1 + sign.length, value.length));
  if (!part) return undefined;
  const rest = { role: 'listen' as const, port: part, protocol, name: undefined, isOfMachine: true };
  if (colon < 0)
    return { ...rest, address: undefined, at: isBoth === 'ipv6-only' ? ANY_IPV6 : { kind: 'any' } };
  // An address of IPv6 stands in brackets, one of IPv4 does not.
  if (!address || (bare ?? host).includes(':') !== (bare !== undefined)) return text;
  const isAny = address.kind === 'ipv6' && address.wildcard && isBoth !== 'ipv6-only';
  return { ...rest, address: host, at: isAny ? { kind: 'any' } : address };
}

const ANY_IPV6: HostAddress = { kind: 'ipv6', value: '0:0:0:0:0:0:0:0', wildcard: true };
