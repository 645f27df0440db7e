import { t } from '@vscode/l10n';
import { type HostAddress, parseAddress, withoutBrackets } from '../ports/address';
import {
  formatRange,
  MAX_PORT,
  type PortFault,
  type PortRange,
  parsePortRange,
  rangeSize,
} from '../ports/port';
import { type Protocol, parseProtocol } from '../ports/protocol';
import { shown } from './shorten';
import { type SourceText, slice } from './source-text';
import { isUnknown } from './template';
import { isPutIn } from './template-actions';

/** A port or range of ports in a specification; `range` is null where it holds an unknown variable. */
export interface PortPart {
  readonly text: SourceText;
  readonly range: PortRange | null;
  /** What an unknown port is compared by, where that is not how it is written. */
  readonly key?: string;
}

/** A host address in a specification; `address` is null where it holds an unknown variable. */
export interface AddressPart {
  readonly text: SourceText;
  readonly address: HostAddress | null;
  /** What the program compares it by, where that is not how it is written. */
  readonly key?: string;
}

/** The address as it is written; undefined where the program takes one that nobody writes. */
export function writtenAddress(part: AddressPart | undefined): SourceText | undefined {
  return part && part.text.value !== '' ? part.text : undefined;
}

/** What a mapping or an exposed port says. */
export interface PortSpec {
  readonly address?: AddressPart;
  readonly published?: PortPart;
  readonly target: PortPart;
  readonly protocol: Protocol;
}

/** What is plainly meant, and in the place of what it is written: of the text itself, unless of more. */
interface Mend {
  readonly title: string;
  readonly newText: string;
  readonly place?: SourceText;
}

/** Why a text is no port specification, where, and what it plainly means, if it does. */
export interface SpecFault {
  readonly text: SourceText;
  readonly message: string;
  readonly mend?: Mend;
  /** Only some versions of the program refuse it. */
  readonly severity?: 'warning';
  /** The place of the other, where it is refused because something is written twice. */
  readonly twin?: SourceText;
}

export type SpecResult =
  | { readonly spec: PortSpec; readonly faults?: undefined; readonly warning?: SpecFault }
  | { readonly faults: readonly SpecFault[] };

/** The protocols that Docker maps (docker/go-connections `nat`). */
const MAPPED_PROTOCOLS: readonly Protocol[] = ['tcp', 'udp', 'sctp'];

/**
 * Reads the short syntax `[[ip:][host]:]container[/protocol]` of the Compose specification, chapter 5,
 * `ports`, as docker/go-connections `nat.ParsePortSpec` does. The text is interpolated before. `unquoted` is the scalar of
 * YAML that it stands in, as written, where that has no quotes.
 */
export function parseShortSyntax(text: SourceText, unquoted?: SourceText): SpecResult {
  const result = readShortSyntax(text, unquoted);
  // A colon within what a template puts in parts nothing.
  return result.faults && isPutIn(text.value) ? { faults: [] } : result;
}

function readShortSyntax(text: SourceText, unquoted: SourceText | undefined): SpecResult {
  const parts = splitParts(text);
  const [container, protocol] = splitProtocol(parts.container);
  if (container.value === '') {
    const portAt = text.value.lastIndexOf(':') + 1;
    const mend =
      parts.published && parsedRange(parts.published)
        ? {
            title: t('Map it to container port {0}', parts.published.value),
            newText: `${text.value.slice(0, portAt)}${parts.published.value}${text.value.slice(portAt)}`,
          }
        : undefined;
    return fault({ text, message: withoutContainer(text), ...(mend && { mend }) });
  }
  const result = assemble({
    whole: text,
    address: parts.address?.value === '[]' ? undefined : parts.address,
    published: parts.published,
    target: container,
    protocol,
  });
  return withBrackets(
    withTarget(result),
    address => t('Docker Compose up to 2.40 refuses an IPv6 address without brackets: write {0}.', address),
    unquoted,
  );
}

/**
 * Reads what `-p` of `docker run` takes: the short form as above, of which the engine takes container port 0 as well, or
 * `published=8080,target=80,protocol=tcp` (docker/cli `convertToStandardNotation`).
 */
export function parsePublish(text: SourceText): SpecResult {
  const isShort = !text.value.includes('=');
  const parts = isShort ? splitParts(text) : splitFields(text);
  const [container, protocol] = splitProtocol(parts.container);
  if (container.value === '') return fault({ text, message: withoutContainer(text) });
  const end = protocol?.value.indexOf('/') ?? -1;
  const result = assemble({
    whole: text,
    address: parts.address?.value === '[]' ? undefined : parts.address,
    published: parts.published,
    target: container,
    protocol: isShort ? (protocol && end >= 0 ? slice(protocol, 0, end) : protocol) : parts.protocol,
  });
  return withBrackets(result, address =>
    t('Docker up to 28 refuses an IPv6 address without brackets: write {0}.', address),
  );
}

function withoutContainer(text: SourceText): string {
  return text.value === ''
    ? t('No port is written here: Docker refuses an empty entry.')
    : t('"{0}" names no container port.', shown(text.value));
}

/** The parts of `name=value,name=value`. */
function splitFields(text: SourceText): Parts {
  const fields = new Map<string, SourceText>();
  for (let from = 0; from <= text.value.length; ) {
    const comma = text.value.indexOf(',', from);
    const end = comma < 0 ? text.value.length : comma;
    const equals = text.value.indexOf('=', from);
    if (equals >= 0 && equals < end) fields.set(text.value.slice(from, equals), slice(text, equals + 1, end));
    from = end + 1;
  }
  const protocol = fields.get('protocol');
  return {
    address: undefined,
    published: fields.get('published'),
    container: fields.get('target') ?? slice(text, 0, 0),
    ...(protocol && { protocol }),
  };
}

/** A container port of 0 is none (Compose: "missing a target port"). */
function withTarget(result: SpecResult): SpecResult {
  if (result.faults || result.spec.target.range?.from !== 0) return result;
  const { text } = result.spec.target;
  return fault({ text, message: t('"{0}" is not a port: container ports start at 1.', shown(text.value)) });
}

/** An IPv6 address without brackets only newer versions take: what is said of it gets the address with them. */
function withBrackets(
  result: SpecResult,
  messageOf: (address: string) => string,
  unquoted?: SourceText,
): SpecResult {
  const text = result.faults ? undefined : result.spec.address?.text;
  if (result.faults || !text?.value.includes(':') || text.value.startsWith('[') || isUnknown(text.value))
    return result;
  const newText = `[${text.value}]`;
  const written = inQuotes(text, newText, unquoted);
  const mend = written && { title: t('Write {0}', newText), ...written };
  return {
    ...result,
    warning: { text, message: messageOf(newText), ...(mend && { mend }), severity: 'warning' },
  };
}

/**
 * Another text in the place of one, where brackets are in it: these begin a list of YAML, so that a scalar without quotes
 * gets some. Undefined where these would need more.
 */
function inQuotes(
  text: SourceText,
  newText: string,
  unquoted: SourceText | undefined,
): Omit<Mend, 'title'> | undefined {
  const [piece] = text.pieces;
  // What a variable gives has no bracket at its start, or stands in another file.
  if (!unquoted || piece?.kind !== 'literal') return { newText };
  const start = text.span.start - unquoted.span.start;
  const end = text.span.end - unquoted.span.start;
  if (unquoted.pieces.length !== 1 || /["\\]/.test(unquoted.value)) return undefined;
  return {
    newText: `"${unquoted.value.slice(0, start)}${newText}${unquoted.value.slice(end)}"`,
    place: unquoted,
  };
}

/** The fields of the long syntax, interpolated (Compose specification, chapter 5, `ports`). */
export interface LongSyntax {
  readonly whole: SourceText;
  readonly target: SourceText | undefined;
  readonly published: SourceText | undefined;
  readonly hostIp: SourceText | undefined;
  readonly protocol: SourceText | undefined;
  /** The keys with no value, or with a list or a mapping for one. */
  readonly misfits: readonly SourceText[];
}

/** Reads the long syntax: `target` is one port, `published` a port, a range or empty. */
export function parseLongSyntax(fields: LongSyntax): SpecResult {
  if (!fields.target) return fault({ text: fields.whole, message: t('This entry of ports has no target.') });
  if (/^\d+-\d+$/.test(fields.target.value)) {
    return fault({
      text: fields.target,
      message: t(
        'target is one port, "{0}" is a range: write one entry for each port.',
        shown(fields.target.value),
      ),
    });
  }
  if (fields.misfits.length > 0) {
    const message = (key: string) => t('{0} takes one value here: write it, or leave {0} out.', key);
    return { faults: fields.misfits.map(text => ({ text, message: message(text.value) })) };
  }
  const { hostIp } = fields;
  if (hostIp && !/[^\s[\]]/.test(hostIp.value))
    return fault({ text: fields.whole, message: t('host_ip is empty: name an address, or leave it out.') });
  if (hostIp?.value.startsWith('[')) {
    const newText = withoutBrackets(hostIp.value);
    const mend = parseAddress(newText) && { title: t('Write {0}', newText), newText };
    const message = t('host_ip takes an address without brackets.');
    return fault({ text: hostIp, message, ...(mend && { mend }) });
  }
  const result = assemble({
    whole: fields.whole,
    address: hostIp,
    published: fields.published?.value === '' ? undefined : fields.published,
    target: withoutSign(fields.target),
    protocol: fields.protocol,
  });
  return withTarget(result);
}

/** A container port of the long syntax may have a plus before it (Go's `strconv.Atoi`). */
function withoutSign(text: SourceText): SourceText {
  return /^\+\d/.test(text.value) ? slice(text, 1, text.value.length) : text;
}

/**
 * What is wrong with a `key` of which the value is no list: `written` is that value as it stands, or the key where
 * there is none, and `entry` what it says, interpolated, if it might be the one item of a list.
 */
export function noList(
  key: 'ports' | 'expose',
  written: SourceText,
  entry: SourceText | undefined,
  isNull: boolean,
): SpecFault {
  if (isNull) return { text: written, message: t('{0} is empty: write a list, or leave it out.', key) };
  const read = key === 'ports' ? parseShortSyntax : parseExposed;
  const isOneItem = entry !== undefined && !read(entry).faults && !written.value.includes('\n');
  const item = /^["'*]/.test(written.value) ? written.value : `"${written.value}"`;
  const newText = `[${item}]`;
  return {
    text: written,
    message: t('{0} must be a list: each port is an item of it.', key),
    ...(isOneItem && { mend: { title: t('Write {0}', newText), newText } }),
  };
}

/** Reads an exposed port: `80`, `80/udp`, `7000-7010/tcp` (`expose:`, Compose specification, chapter 5). */
export function parseExposed(text: SourceText): SpecResult {
  const [port, protocol] = splitProtocol(text);
  return assemble({ whole: text, address: undefined, published: undefined, target: port, protocol });
}

/** A port or a range by itself; undefined when it is none. An unknown variable gives a null range. */
export function parsePortPart(text: SourceText): PortPart | undefined {
  if (isUnknown(text.value)) return { text, range: null };
  const range = parsedRange(text);
  return range && { text, range };
}

interface Fields {
  readonly whole: SourceText;
  readonly address: SourceText | undefined;
  readonly published: SourceText | undefined;
  readonly target: SourceText;
  readonly protocol: SourceText | undefined;
}

function assemble(fields: Fields): SpecResult {
  const protocol = readProtocol(fields.protocol);
  const address = fields.address && readAddress(fields.address, fields.whole);
  const published = fields.published && readPort(fields.published);
  const target = readPort(fields.target);
  const faults = [address, published, target, protocol].filter(part => isFault(part));
  if (faults.length > 0 || isFault(protocol) || isFault(address) || isFault(published) || isFault(target))
    return { faults };
  const unequal = published && unequalRanges(published, target);
  if (unequal) return fault(unequal);
  return { spec: { target, protocol, ...(address && { address }), ...(published && { published }) } };
}

/** What stands between the colons; the protocol, where it has a field of its own. */
interface Parts {
  readonly address: SourceText | undefined;
  readonly published: SourceText | undefined;
  readonly container: SourceText;
  readonly protocol?: SourceText;
}

function splitParts(text: SourceText): Parts {
  const { value } = text;
  const last = value.lastIndexOf(':');
  if (last < 0) return { address: undefined, published: undefined, container: text };
  const container = slice(text, last + 1, value.length);
  const before = value.lastIndexOf(':', last - 1);
  const published = before < last ? slice(text, before + 1, last) : slice(text, 0, last);
  return {
    address: before > 0 ? slice(text, 0, before) : undefined,
    published: published.value === '' ? undefined : published,
    container,
  };
}

function splitProtocol(text: SourceText): [SourceText, SourceText | undefined] {
  const at = text.value.indexOf('/');
  if (at < 0) return [text, undefined];
  const protocol = slice(text, at + 1, text.value.length);
  return [slice(text, 0, at), protocol.value === '' ? undefined : protocol];
}

function readProtocol(text: SourceText | undefined): Protocol | SpecFault {
  if (!text || isUnknown(text.value)) return 'tcp';
  const protocol = parseProtocol(text.value);
  if (protocol && MAPPED_PROTOCOLS.includes(protocol)) return protocol;
  const meant = /^(https?|wss?|grpc|h2c?)$/i.test(text.value)
    ? { title: t('Use {0}', 'tcp'), newText: 'tcp' }
    : undefined;
  return {
    text,
    message: t('"{0}" is not a protocol that Docker maps: write tcp, udp or sctp.', shown(text.value)),
    ...(meant && { mend: meant }),
  };
}

function readAddress(text: SourceText, whole: SourceText): AddressPart | SpecFault {
  if (isUnknown(text.value)) return { text, address: null };
  const address = parseAddress(text.value.replace(/^\[(.*)\]$/, '$1'));
  if (address) return { text, address };
  if (text.value.includes(':') && !text.value.startsWith('[') && !/[a-f]|::/i.test(text.value)) {
    return {
      text: whole,
      message: t('"{0}" has too many parts: write [ip:][host port:]container port.', shown(whole.value)),
    };
  }
  const mend =
    text.value === 'localhost' ? { title: t('Use {0}', '127.0.0.1'), newText: '127.0.0.1' } : undefined;
  return {
    text,
    message: t('"{0}" is not an IP address: Docker takes no host name here.', shown(text.value)),
    ...(mend && { mend }),
  };
}

function readPort(text: SourceText): PortPart | SpecFault {
  if (isUnknown(text.value)) return { text, range: null };
  const range = parsePortRange(text.value);
  return typeof range === 'string' ? { text, ...explainFault(text, range) } : { text, range };
}

function explainFault(text: SourceText, reason: PortFault): Omit<SpecFault, 'text'> {
  if (reason === 'reversed') {
    const [from, to] = text.value.split('-');
    return {
      message: t('The range {0} runs backwards.', text.value),
      mend: { title: t('Write {0}', `${to}-${from}`), newText: `${to}-${from}` },
    };
  }
  if (reason === 'out-of-range')
    return { message: t('"{0}" is not a port: ports end at {1}.', shown(text.value), MAX_PORT) };
  return { message: t('"{0}" is not a port number.', shown(text.value)) };
}

function unequalRanges(published: PortPart, target: PortPart): SpecFault | undefined {
  if (!published.range || !target.range) return undefined;
  const [hosts, containers] = [rangeSize(published.range), rangeSize(target.range)];
  // A range of host ports for one container port is a pool that Docker picks from.
  if (hosts === containers || containers === 1) return undefined;
  const newText = formatRange({ from: published.range.from, to: published.range.from + containers - 1 });
  const fits = published.range.from + containers - 1 <= MAX_PORT;
  return {
    text: published.text,
    message:
      hosts === 1
        ? t('1 host port cannot map to {0} container ports: ranges must be of one length.', containers)
        : t(
            '{0} host ports cannot map to {1} container ports: ranges must be of one length.',
            hosts,
            containers,
          ),
    ...(fits && { mend: { title: t('Publish {0}', newText), newText } }),
  };
}

function parsedRange(text: SourceText): PortRange | undefined {
  const range = parsePortRange(text.value);
  return typeof range === 'string' ? undefined : range;
}

function isFault(part: object | string | undefined): part is SpecFault {
  return typeof part === 'object' && 'message' in part;
}

function fault(only: SpecFault): SpecResult {
  return { faults: [only] };
}
