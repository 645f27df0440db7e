import { parseAddress } from '../ports/address';
import { HOST_OF_CONTAINER } from '../registry/host-of-container';
import type { Span } from './spans';

/** A URL or a `host:port` as written: what it names and where its port stands, or would stand. */
export interface UrlMention {
  /**
   * In lower case, with the inner scheme of `jdbc:`; `tcp` for a `host:port` that its file has where a host must stand;
   * undefined for another bare one.
   */
  readonly scheme: string | undefined;
  /** In lower case, IPv6 without brackets; with variables as they are written. */
  readonly host: string;
  /** The whole of it: from the scheme to the end of its authority. */
  readonly span: Span;
  readonly hostSpan: Span;
  /** The port as written, digits or a `${variable}`; undefined where the scheme's default is meant. */
  readonly port: string | undefined;
  /** Where the port stands; empty, after the host, where none does. */
  readonly portSpan: Span;
}

/** Schemes in which what follows the colon is no port: the tag of an image. */
const NO_PORTS: ReadonlySet<string> = new Set(['docker', 'docker-image', 'oci', 'container']);

/** Ends an authority: white space, quotes, and what RFC 3986 lets follow or never lets in. */
const AUTHORITY_END = new Set([...' \t\r\n"\'<>`\\/?#()|^;*!']);

// The names that Kafka gives to its listeners have underscores.
const SCHEME_CHARACTER = /[A-Za-z0-9+._-]/;
const HOST_CHARACTER = /[A-Za-z0-9_.-]/;

/** The most characters that a scheme, a host or an authority is looked for in: lines may be megabytes long. */
const MAX_AUTHORITY = 1024;

/** The most characters between a quote and what is put to it. */
const MAX_GAP = 16;

/** The most characters of a port that is digits, its colon among them. */
const MAX_DIGITS = 12;

/** The most characters of a `${variable}`, and of an IPv6 address. */
const MAX_VARIABLE = 256;
const MAX_IPV6 = 64;

/** Whether a text can hold a URL or `host:port` at all; far cheaper than looking for them. */
export function mayHoldUrls(text: string): boolean {
  return text.includes('://') || /:[\d$]/.test(text);
}

/**
 * Finds every URL with an authority, and every bare `host:port`, in any text. A bare one is listed for every
 * word that could be a host: whether it is one (an address, `localhost`, a service) is `isPlainHost`'s and
 * the chart's to say.
 */
export function findUrls(text: string): readonly UrlMention[] {
  const mentions: UrlMention[] = [];
  let covered = 0;
  for (let colon = text.indexOf(':'); colon >= 0; colon = text.indexOf(':', Math.max(colon + 1, covered))) {
    const code = text.charCodeAt(colon + 1);
    if (code === 47 && text.charCodeAt(colon + 2) === 47) {
      const found = readUrl(text, colon, covered);
      mentions.push(...found.mentions);
      covered = Math.max(covered, found.end);
    } else if (isDigit(code) || code === 36) {
      const mention = readHostAndPort(text, colon, covered);
      if (mention) {
        mentions.push(mention);
        covered = mention.span.end;
      }
    }
  }
  return mentions;
}

/** Hosts that are this machine, or the container itself when said inside one. */
export function isLoopbackHost(host: string): boolean {
  if (host === 'localhost' || host.endsWith('.localhost')) return true;
  const address = parseAddress(host);
  if (!address || address.kind === 'any') return false;
  return (
    address.wildcard ||
    (address.kind === 'ipv4' ? address.value.startsWith('127.') : address.value === '0:0:0:0:0:0:0:1')
  );
}

/** Whether a bare host is plainly one: `localhost`, an IP address, or Docker's name for its host. */
export function isPlainHost(host: string): boolean {
  return host === 'localhost' || host === HOST_OF_CONTAINER || parseAddress(host) !== undefined;
}

function readUrl(
  text: string,
  colon: number,
  covered: number,
): { mentions: readonly UrlMention[]; end: number } {
  let start = colon;
  while (start > covered && colon - start < MAX_AUTHORITY && SCHEME_CHARACTER.test(text[start - 1] ?? ''))
    start--;
  while (start < colon && !/[A-Za-z]/.test(text[start] ?? '')) start++;
  const authority = colon + 3;
  if (start === colon) return { mentions: [], end: colon };
  const end = authorityEnd(text, authority);
  const hostsFrom = authority + text.slice(authority, end).lastIndexOf('@') + 1;
  const scheme = text.slice(start, colon).toLowerCase();
  if (NO_PORTS.has(scheme)) return { mentions: [], end };
  const mentions: UrlMention[] = [];
  const filledIn = readPlaceholder(text, authority);
  if (filledIn) return filledUrl(text, start, scheme, filledIn);
  let at = hostsFrom;
  while (at < end) {
    const host = readHost(text, at, end);
    // Kafka lists whole URLs: `PLAINTEXT://a:9092,SSL://b:9093`.
    if (!host || text.startsWith('://', host.span.end)) break;
    const port = readPort(text, host.span.end, end);
    // What goes on after the digits is no port: `generic://sha256:3666f307`.
    if (port && /\w/.test(text[port.span.end] ?? '')) break;
    // The port is there, and nothing here says which.
    if (!port && isContinued(text, host.span.end)) break;
    mentions.push({
      scheme,
      host: host.name,
      span: { start: mentions.length === 0 ? start : host.span.start, end: port?.span.end ?? host.span.end },
      hostSpan: host.span,
      port: port?.text,
      portSpan: port?.span ?? { start: host.span.end, end: host.span.end },
    });
    at = port?.span.end ?? host.span.end;
    if (text[at] !== ',') break;
    at++;
  }
  return { mentions, end: at };
}

/** A host that a person or a program is to fill in, with a port behind it: `<your-ip>:8080`, `{{ host }}:8080`. */
const PLACEHOLDER =
  /(?:<[^<>\n]{1,64}>|\[[^\]\n]{1,64}\]|\{\{[^{}\n]{1,64}\}\}|\{[^{}\n]{1,64}\}|%%[^%\s]{1,64}%%)(?=:\d)/y;

function readPlaceholder(text: string, at: number): Span | undefined {
  PLACEHOLDER.lastIndex = at;
  const [written] = PLACEHOLDER.exec(text) ?? [];
  // In brackets stands an address of IPv6, too.
  if (written === undefined || (written.startsWith('[') && parseAddress(written.slice(1, -1))))
    return undefined;
  return { start: at, end: at + written.length };
}

function filledUrl(text: string, start: number, scheme: string, hostSpan: Span) {
  const port = readPort(text, hostSpan.end, hostSpan.end + MAX_DIGITS);
  if (!port || /\w/.test(text[port.span.end] ?? '')) return { mentions: [], end: hostSpan.end };
  const mention: UrlMention = {
    scheme,
    host: text.slice(hostSpan.start, hostSpan.end),
    span: { start, end: port.span.end },
    hostSpan,
    port: port.text,
    portSpan: port.span,
  };
  return { mentions: [mention], end: port.span.end };
}

/**
 * Whether a port follows a host that the text leaves open: `http://localhost:` + port, `http://localhost:%d`,
 * `http://localhost{port}`, "http://localhost" + port.
 */
function isContinued(text: string, at: number): boolean {
  const next = text[at] ?? '';
  if (next === ':' || next === '{' || next === '%') return true;
  const rest = /["'`]/.test(next) ? text.slice(at + 1, at + 1 + MAX_GAP) : '';
  return /^\s*(?:[+%&]|<<|\.\.|\.(?:\s*\$|format\b|concat\b)|\s\.\s)/.test(rest);
}

/** The host that a variable stands for where nothing sets it, in lower case: of Compose and shells, or of Spring. */
export function defaultHost(host: string): string | undefined {
  return /^\$\{[\w.-]{1,80}:-?([\w.-]{1,80})\}$/.exec(host)?.[1]?.toLowerCase();
}

function readHostAndPort(text: string, colon: number, covered: number): UrlMention | undefined {
  if (text[colon - 1] === '}') return readDefaultAndPort(text, colon, covered);
  const hostStart = bareHostStart(text, colon, covered);
  if (hostStart === colon) return undefined;
  const port = readPort(text, colon, Math.min(text.length, colon + MAX_AUTHORITY));
  if (!port || NO_PORT.test(port.text)) return undefined;
  const written = text.slice(hostStart, colon);
  const isName = /^[A-Za-z_]/.test(written);
  const host = written.startsWith('[') ? written.slice(1, -1) : written.toLowerCase();
  const address = isName ? undefined : parseAddress(host);
  if (!isName && !address) return undefined;
  // An address to listen on is no destination.
  if (address && address.kind !== 'any' && address.wildcard) return undefined;
  // `redis:7.2`, `12:30:45`, `a:80:80` and `x:3d` go on after the digits; a sentence may end there.
  const after = text[port.span.end] ?? '';
  const isContinued = /[\w:@-]/.test(after) || (after === '.' && /\w/.test(text[port.span.end + 1] ?? ''));
  if (isContinued) return undefined;
  if (isName && after !== '/' && isImage(text, hostStart)) return undefined;
  const isDotted = isName && host.includes('.') && host !== HOST_OF_CONTAINER;
  // `server.ts:42` is a line of a file; `registry.dev:5000/app` is a host, for its path says so.
  const hasPath = after === '/' && /[\w.-]/.test(text[port.span.end + 1] ?? '');
  if (isDotted && !hasPath && !OF_HOST.test(host)) return undefined;
  return {
    scheme: undefined,
    host,
    span: { start: hostStart, end: port.span.end },
    hostSpan: { start: hostStart, end: colon },
    port: port.text,
    portSpan: port.span,
  };
}

/** `${HOST:-localhost}:9092`: a variable alone before a port, whose default is a host. */
function readDefaultAndPort(text: string, colon: number, covered: number): UrlMention | undefined {
  const from = Math.max(covered, colon - MAX_VARIABLE);
  const open = text.slice(from, colon).lastIndexOf('${');
  const start = from + open;
  if (open < 0 || !/[\s"'`=,[(]/.test(text[start - 1] ?? ' ')) return undefined;
  const host = text.slice(start, colon);
  const name = defaultHost(host);
  const port = readPort(text, colon, Math.min(text.length, colon + MAX_AUTHORITY));
  if (name === undefined || !port || /[\w:@.-]/.test(text[port.span.end] ?? '')) return undefined;
  const address = /^[a-z_]/.test(name) ? undefined : parseAddress(name);
  const isHost = address ? address.kind !== 'any' && !address.wildcard : /^[a-z_]/.test(name);
  if (!isHost || (name.includes('.') && !address && !OF_HOST.test(name))) return undefined;
  return {
    scheme: undefined,
    host,
    span: { start, end: port.span.end },
    hostSpan: { start, end: colon },
    port: port.text,
    portSpan: port.span,
  };
}

/** What names of hosts end in, and those of files do not: the common domains, and those of machines' own networks. */
const OF_HOST =
  /\.(?:com|org|net|edu|gov|io|cloud|dev|app|ai|co|eu|info|tech|xyz|internal|intra|corp|home|lan|local|test|example|svc)$/;

/** Whether `name:tag` is what a command builds, tags, pulls or runs: there stands an image. */
function isImage(text: string, start: number): boolean {
  return IMAGE_BEFORE.test(text.slice(Math.max(0, start - MAX_GAP), start));
}

const IMAGE_BEFORE = /(?:^|[\s"'])(?:-t|--tag|tag|pull|push|FROM)(?:\s|=)["']?$/;

function bareHostStart(text: string, colon: number, covered: number): number {
  let start = colon;
  if (text[colon - 1] === ']') {
    const from = Math.max(covered, colon - MAX_IPV6);
    const open = text.slice(from, colon).lastIndexOf('[');
    return open < 0 ? colon : from + open;
  }
  while (start > covered && colon - start < MAX_AUTHORITY && HOST_CHARACTER.test(text[start - 1] ?? ''))
    start--;
  const before = text[start - 1] ?? '';
  // What stands for a variable of Spring that nothing sets.
  if (before === ':' && DEFAULT_OF.test(text.slice(Math.max(0, start - MAX_NAME), start))) return start;
  // Part of a path, of an address, of a variable or of a longer mapping.
  return /[/:$}@\\]/.test(before) && start > 0 && before !== '@' ? colon : start;
}

/** A variable whose default is no port: `consul:${address:localhost:8500}`. */
const NO_PORT = /^\$\{[\w.-]{1,80}:(?!-?(?:\d{1,5}\}$|\$)|[?+])/;

/** `${name:` before its default. */
const DEFAULT_OF = /\$\{[\w.-]{1,80}:$/;
const MAX_NAME = 84;

function authorityEnd(text: string, from: number): number {
  const limit = Math.min(text.length, from + MAX_AUTHORITY);
  let at = from;
  while (at < limit) {
    const character = text[at] ?? '';
    if (character === '$' && text[at + 1] === '{') {
      const close = braceEnd(text, at + 1, limit);
      if (close < 0) break;
      at = close;
    } else if (AUTHORITY_END.has(character) || character === '{' || character === '}') {
      break;
    } else {
      at++;
    }
  }
  return at;
}

function readHost(text: string, from: number, end: number): { name: string; span: Span } | undefined {
  if (text[from] === '[') {
    const length = text.slice(from, end).indexOf(']');
    if (length < 0) return undefined;
    const close = from + length;
    return { name: text.slice(from + 1, close).toLowerCase(), span: { start: from, end: close + 1 } };
  }
  let at = from;
  while (at < end) {
    if (text[at] === '$') {
      const after = variableEnd(text, at, end);
      if (after < 0) break;
      at = after;
    } else if (HOST_CHARACTER.test(text[at] ?? '') || text.charCodeAt(at) > 127) {
      at++;
    } else {
      break;
    }
  }
  // A dot that ends a sentence is no part of the host.
  while (at > from && text[at - 1] === '.') at--;
  if (at === from) return undefined;
  const written = text.slice(from, at);
  const name = written.includes('$') ? written : written.toLowerCase();
  return { name, span: { start: from, end: at } };
}

function readPort(text: string, colon: number, end: number): { text: string; span: Span } | undefined {
  if (text[colon] !== ':') return undefined;
  const start = colon + 1;
  let at = start;
  if (text[at] === '$') {
    at = variableEnd(text, at, end);
    if (at < 0) return undefined;
  } else {
    while (at < end && isDigit(text.charCodeAt(at))) at++;
  }
  return at === start ? undefined : { text: text.slice(start, at), span: { start, end: at } };
}

/**
 * The index after the variable that starts at `at`, `${...}` or `$NAME`, or with two `$`, which Compose makes one for the
 * shell; -1 where it is none.
 */
function variableEnd(text: string, at: number, end: number): number {
  const name = text[at + 1] === '$' ? at + 2 : at + 1;
  if (text[name] === '{') return braceEnd(text, name, end);
  let after = name;
  while (after < end && /\w/.test(text[after] ?? '')) after++;
  return after === name ? -1 : after;
}

/** The index after the brace that closes the one at `open`, -1 when none does before `end`. */
function braceEnd(text: string, open: number, end: number): number {
  const limit = Math.min(end, open + MAX_VARIABLE);
  let depth = 0;
  for (let at = open; at < limit; at++) {
    const character = text[at];
    if (character === '\n') return -1;
    if (character === '{') depth++;
    else if (character === '}' && --depth === 0) return at + 1;
  }
  return -1;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
