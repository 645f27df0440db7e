import { withoutBrackets } from '../../ports/address';
import { parseFixedPort } from '../../ports/port';
import { parsePortPart } from '../../text/port-spec';
import { type Block, literal } from '../../text/source-text';
import { outside, type Span } from '../../text/spans';
import { interpolate } from '../../text/template';
import { isMadeBy, type Marks, withoutActions } from '../../text/template-actions';
import { findUrls, type UrlMention } from '../../text/urls';
import { COST_OF_ENTRY, inOneBlock, type Listen, type Reading } from '../reading';
import { MAX_ENTRIES } from '../system';
import { type AddressFault, type Endpoint, readAddress } from './address';
import { type Line, readLines, type Word } from './lines';

/** What a configuration of HAProxy says. */
export interface HaproxyReading extends Reading {
  readonly format: 'haproxy';
  readonly listens: readonly Listen[];
  readonly binds: readonly Bind[];
  /** The addresses that HAProxy refuses for their ports. */
  readonly misfits: readonly Misfit[];
  /** Whether a second socket on one port is refused: else the kernel shares out what comes in. */
  readonly isExclusive: boolean;
  /** Whether another program makes the configuration of it. */
  readonly isTemplated: boolean;
}

/** An address of a `bind`. */
export interface Bind {
  /** Which of the file's sections it stands in, and what that is called. */
  readonly index: number;
  readonly proxy: string;
  readonly endpoint: Endpoint;
  readonly span: Span;
  /** Whether something else decides which socket it is: a device, a network namespace, a thread. */
  readonly isApart: boolean;
  /** Whether an IPv6 address that is any takes IPv4 as well. */
  readonly isBoth: boolean;
}

export interface Misfit {
  readonly text: string;
  readonly span: Span;
  readonly fault: AddressFault;
}

export function isHaproxyReading(reading: Reading | undefined): reading is HaproxyReading {
  return reading?.format === 'haproxy';
}

/** So many lines cost what a port does. */
const LINES_AN_ENTRY = 20;

/** The marks of templates; a configuration has `%[` and `%{` of its own. */
const TEMPLATE: Marks = { marks: /__[A-Z]\w{0,64}__|%%\w{1,64}%%/, comment: /#.*/g };

/** A line that says under which condition others count. */
const CONDITION = /^[ \t]{0,64}\.if[ \t]/m;

/** Lines whose addresses are read here, or are of UDP, or no reference. */
const NO_URLS =
  /^(?:bind|server|server-template|default-server|peer|log|nameserver|source|stats|usesrc|acl)$/;

export function readHaproxy(text: string): HaproxyReading {
  const block: Block = { length: text.length };
  const isTemplated = isMadeBy(TEMPLATE, text, () => quotedIn(readLines(text))) || CONDITION.test(text);
  const plain = isTemplated ? withoutActions(text) : text;
  const lines = readLines(plain);
  const binds: Bind[] = [];
  const misfits: Misfit[] = [];
  const listens: Listen[] = [];
  const mentions: UrlMention[] = [];
  for (const line of lines) {
    // Of more the workspace keeps nothing.
    if (binds.length + misfits.length + mentions.length > MAX_ENTRIES) break;
    for (const { part, start } of bindsOf(line, plain)) {
      const result = readAddress(part, false);
      const span = { start, end: start + part.length };
      if (!result) continue;
      if ('fault' in result) misfits.push({ text: part, span, fault: result.fault });
      else {
        binds.push({ index: line.index, proxy: line.title, endpoint: result, span, ...optionsOf(line) });
        const listen = listenOf(result, text, start, block, line);
        if (listen) listens.push(listen);
      }
    }
    for (const peer of peersOf(line, plain)) {
      const result = readAddress(peer.part, true);
      if (result && 'fault' in result)
        misfits.push({
          text: peer.part,
          span: { start: peer.start, end: peer.start + peer.part.length },
          fault: result.fault,
        });
      else mentions.push(...mentionsOf(peer, result, text));
    }
  }
  const apart = lines
    .filter(({ words: [first] }) => NO_URLS.test(first?.value ?? ''))
    .map(({ span }) => span);
  mentions.push(...outside(apart, findUrls(text)));
  const disabled = new Set(
    lines.flatMap(({ index, words: [first] }) => (first?.value === 'disabled' ? [index] : [])),
  );
  mentions.sort((a, b) => a.span.start - b.span.start);
  const entries = binds.length + misfits.length + mentions.length;
  return {
    format: 'haproxy',
    weight: entries + Math.ceil(lines.length / LINES_AN_ENTRY),
    // Of what listens there is a bind as well.
    cost: COST_OF_ENTRY * (listens.length + entries),
    ...inOneBlock(block),
    urls: [{ block, mentions }],
    troubles: [],
    listens,
    binds: binds.filter(({ index }) => !disabled.has(index)),
    misfits,
    isExclusive: lines.some(
      ({ section, words: [first] }) => section === 'global' && first?.value === 'noreuseport',
    ),
    isTemplated,
  };
}

/** The words that are quoted in a whole or in part, but for those of lines that are about addresses. */
function quotedIn(lines: readonly Line[]): readonly Span[] {
  return lines
    .filter(({ words: [first] }) => !NO_URLS.test(first?.value ?? ''))
    .flatMap(({ words }) => words.filter(({ isPlain }) => !isPlain).map(({ span }) => span));
}

/** A part of a line, and where it starts in the text. */
interface Part {
  readonly part: string;
  readonly start: number;
}

/** A value as it is written, between its quotes; undefined where something in it is written in another way. */
function written({ span, value, isPlain }: Word, text: string): Part | undefined {
  if (isPlain) return { part: value, start: span.start };
  const raw = text.slice(span.start, span.end);
  const isQuoted = raw === `"${value}"` || raw === `'${value}'`;
  return isQuoted ? { part: value, start: span.start + 1 } : undefined;
}

/** The addresses of a `bind`, or of the socket that statistics are asked on. */
function bindsOf({ section, words }: Line, text: string): readonly Part[] {
  const [first, second, third] = words;
  if (first?.value === 'bind' && second) return split(written(second, text));
  // Older versions had the address behind the name of the section.
  const isOfGlobal = section === 'global' && first?.value === 'stats' && second?.value === 'socket';
  const socket = isOfGlobal && third ? written(third, text) : undefined;
  return socket && /:\d+$/.test(socket.part) ? [socket] : [];
}

function optionsOf({ words }: Line): Pick<Bind, 'isApart' | 'isBoth'> {
  return {
    isApart: words.some(({ value }) => APART.test(value)),
    isBoth: !words.some(({ value }) => value === 'v6only'),
  };
}

const APART = /^(?:interface|namespace|process|thread|shards)$/;

/** The addresses of a list with commas. */
function split(list: Part | undefined): readonly Part[] {
  if (!list) return [];
  const parts: Part[] = [];
  let start = list.start;
  // A file with more is not read.
  for (const part of list.part.split(',', MAX_ENTRIES + 1)) {
    parts.push({ part, start });
    start += part.length + 1;
  }
  return parts;
}

/** The port of an address that is listened on. */
function listenOf(
  endpoint: Endpoint,
  text: string,
  start: number,
  block: Block,
  { words }: Line,
): Listen | undefined {
  const from = start + endpoint.portAt.start;
  const to = start + endpoint.portAt.end;
  const port = parsePortPart(interpolate(literal(block, text.slice(from, to), from), () => undefined));
  if (!port) return undefined;
  const name = words.findIndex(({ value }) => value === 'name');
  const host = text.slice(start + endpoint.hostAt.start, start + endpoint.hostAt.end);
  return {
    role: 'listen',
    port,
    protocol: endpoint.isUdp ? 'udp' : 'tcp',
    address: host === '' ? undefined : host,
    name: name > 0 ? words[name + 1]?.value : undefined,
  };
}

/** The address of a server, and the ports that its checks go to. */
interface Peer extends Part {
  readonly checks: readonly Part[];
}

/** What a `server`, the servers of a `server-template` or a `peer` lead to: `server-template web 1-4 web:80` counts them. */
function peersOf({ section, words }: Line, text: string): readonly Peer[] {
  const [first, ...rest] = words;
  const [to, ...options] = rest.slice(first?.value === 'server-template' ? 2 : 1);
  const isPeer =
    first?.value === 'server' ||
    first?.value === 'server-template' ||
    (first?.value === 'peer' && section === 'peers');
  const address = isPeer && to ? written(to, text) : undefined;
  if (!address) return [];
  const own = options.findIndex(({ value }) => value === 'addr');
  const checks = options.flatMap(({ value }, index) => {
    const port = value === 'port' || value === 'agent-port' ? options[index + 1] : undefined;
    // Another address of the check is another machine's.
    const part = own < 0 && port && written(port, text);
    // HAProxy takes any number there.
    return part && parseFixedPort(part.part) !== undefined ? [part] : [];
  });
  return [{ ...address, checks }];
}

function mentionsOf(
  { part, start, checks }: Peer,
  endpoint: Endpoint | undefined,
  text: string,
): readonly UrlMention[] {
  const family = /^\w{1,16}@/.exec(part)?.[0].length ?? 0;
  const hostAt = endpoint?.hostAt ?? { start: family, end: part.length };
  const read = part.slice(hostAt.start, hostAt.end);
  // A variable stands for a name.
  if (read === '' || read === '*' || /[/@]/.test(read) || /\$(?!\{?\w+\}?$)/.test(read)) return [];
  const hostSpan = { start: start + hostAt.start, end: start + hostAt.end };
  // As written where a template puts it in.
  const host = withoutBrackets(text.slice(hostSpan.start, hostSpan.end)).toLowerCase();
  const portSpans = [
    ...(endpoint && endpoint.range?.from === endpoint.range?.to
      ? [{ start: start + endpoint.portAt.start, end: start + endpoint.portAt.end }]
      : []),
    ...checks.map(check => ({ start: check.start, end: check.start + check.part.length })),
  ];
  return portSpans.map(portSpan => ({
    scheme: 'tcp',
    host,
    span: { start: portSpan.start > hostSpan.end + 1 ? portSpan.start : hostSpan.start, end: portSpan.end },
    hostSpan,
    port: text.slice(portSpan.start, portSpan.end),
    portSpan,
  }));
}
