import { t } from '@vscode/l10n';
import { type HostAddress, parseAddress } from '../../ports/address';
import { MAX_PORT, type PortRange, parseFixedPort, parsePortRange, rangeSize } from '../../ports/port';
import { type Protocol, parseProtocol } from '../../ports/protocol';
import type { AddressPart, PortPart, SpecFault } from '../../text/port-spec';
import { type SourceText, slice } from '../../text/source-text';

/** A port that Podman publishes. */
export interface Published {
  readonly address: AddressPart;
  /** Undefined where Podman chooses it. */
  readonly host: PortPart | undefined;
  readonly target: PortPart;
  readonly protocol: Protocol;
}

/** What a value publishes, and what Podman refuses of it. */
export interface PublishResult {
  readonly published: readonly Published[];
  readonly faults: readonly SpecFault[];
}

/** What systemd puts in, of which nobody knows here what it is. */
export const EXPANDED = /[%$]/;

/** The protocols that Podman knows. */
const PROTOCOLS: readonly Protocol[] = ['tcp', 'udp', 'sctp'];

/**
 * Reads a value of `PublishPort=`, which goes to `podman --publish` as it is: mappings in a list with commas, each with or
 * without double quotes (podman `pkg/specgenutil`, `CreatePortBindings`; recorded from Podman 5.4).
 */
export function parsePublish(text: SourceText): PublishResult {
  if (EXPANDED.test(text.value) || text.value.includes('{{'))
    return { published: openMappings(text), faults: [] };
  const results = fieldsOf(text).map(parseMapping);
  return {
    published: results.flatMap(result => ('message' in result ? [] : [result])),
    faults: results.flatMap(result => ('message' in result ? [result] : [])),
  };
}

/** A mapping of which systemd or a template puts in the host port: `%i:80`, `{{ port }}:80/tcp`; of others nothing is known. */
function openMappings(text: SourceText): readonly Published[] {
  const { value } = text;
  const [, host = '', target = '', protocol = 'tcp'] =
    /^([%$\w{} .-]{1,80}):(\d{1,5})(?:\/(tcp|udp|sctp))?$/.exec(value) ?? [];
  const range = parsePortRange(target);
  const known = parseProtocol(protocol);
  if (target === '' || typeof range === 'string' || !known) return [];
  const at = host.length + 1;
  return [
    {
      address: addressPart(slice(text, 0, 0), parseAddress('0.0.0.0')),
      host: { text: slice(text, 0, host.length), range: null },
      target: { text: slice(text, at, at + target.length), range },
      protocol: known,
    },
  ];
}

/** More mappings of one value are not read: nobody writes so many. */
const MAX_FIELDS = 1000;

/** The limits that leave out mappings of values of `PublishPort=`. */
export function limitsOfPublish(values: readonly SourceText[]): readonly string[] {
  const isCut = values.some(({ value }) => value.split(',', MAX_FIELDS + 1).length > MAX_FIELDS);
  const message = t(
    'One value publishes more than {0},000 ports, the most that Portolan reads.',
    // In thousands, for languages mark these differently.
    MAX_FIELDS / 1000,
  );
  return isCut ? [message] : [];
}

/** The fields of a list with commas, without the quotes around them. */
function fieldsOf(text: SourceText): readonly SourceText[] {
  const { value } = text;
  const fields: SourceText[] = [];
  let isQuoted = false;
  let start = 0;
  for (let at = 0; at <= value.length && fields.length < MAX_FIELDS; at++) {
    if (value[at] === '"') isQuoted = !isQuoted;
    if (at < value.length && (value[at] !== ',' || isQuoted)) continue;
    const isWrapped = at - start > 1 && value[start] === '"' && value[at - 1] === '"';
    fields.push(isWrapped ? slice(text, start + 1, at - 1) : slice(text, start, at));
    start = at + 1;
  }
  return fields;
}

function parseMapping(text: SourceText): Published | SpecFault {
  const { value } = text;
  if (/["'\s]/.test(value))
    return { text, message: t('"{0}" is no mapping: Podman takes one by itself, without a comment.', value) };
  const slash = value.indexOf('/');
  const ports = slash < 0 ? text : slice(text, 0, slash);
  const protocol = protocolOf(slash < 0 ? undefined : slice(text, slash + 1, value.length));
  if (typeof protocol !== 'string') return protocol;
  const parts = partsOf(ports, text);
  if ('message' in parts) return parts;
  const target = portOf(parts.target);
  if ('message' in target) return target;
  const address = addressOf(parts.address, text);
  if ('message' in address) return address;
  const host = parts.host && parts.host.value !== '' ? portOf(parts.host) : undefined;
  if (host && 'message' in host) return host;
  const [ours, theirs] = [rangeSize(host?.range ?? target.range), rangeSize(target.range)];
  if (host && ours !== theirs) {
    const message = t(
      '{0} host ports cannot lead to {1} container ports: ranges must be of one length.',
      ours,
      theirs,
    );
    return { text: host.text, message };
  }
  return { address, host, target, protocol };
}

/** Reads a value of `ExposeHostPort=`: `80`, `7000-7010`, with a protocol behind it (Quadlet `isPortRange`). */
export function parseExposeHostPort(
  text: SourceText,
): { readonly port: PortPart; readonly protocol: Protocol } | SpecFault | undefined {
  if (EXPANDED.test(text.value)) return undefined;
  const [, ports = '', protocol = 'tcp'] = /^(\d+(?:-\d+)?)(?:\/(udp|tcp))?$/.exec(text.value) ?? [];
  const range = parsePortRange(ports);
  if (typeof range === 'string' || range.from === 0)
    return { text, message: t('"{0}" is no port or range that Podman accepts here.', text.value) };
  return { port: { text: slice(text, 0, ports.length), range }, protocol: parseProtocol(protocol) ?? 'tcp' };
}

interface Parts {
  readonly address: SourceText | undefined;
  readonly host: SourceText | undefined;
  readonly target: SourceText;
}

function partsOf(ports: SourceText, whole: SourceText): Parts | SpecFault {
  const { value } = ports;
  const close = value.lastIndexOf(']');
  if (close >= 0) {
    const rest = value.slice(close + 1);
    const colon = rest.indexOf(':', 1);
    const isOne = value.startsWith('[') && value.indexOf(']') === close;
    if (!isOne || !rest.startsWith(':') || colon < 0 || rest.includes(':', colon + 1))
      return {
        text: whole,
        message: t(
          '"{0}" is no mapping: behind an IPv6 address stand a host port and a container port.',
          whole.value,
        ),
      };
    return {
      address: slice(ports, 1, close),
      host: slice(ports, close + 2, close + 1 + colon),
      target: slice(ports, close + 2 + colon, value.length),
    };
  }
  const last = value.lastIndexOf(':');
  if (last < 0) return { address: undefined, host: undefined, target: ports };
  const target = slice(ports, last + 1, value.length);
  const before = last === 0 ? -1 : value.lastIndexOf(':', last - 1);
  const host = slice(ports, before + 1, last);
  if (before < 0) return { address: undefined, host, target };
  const address = slice(ports, 0, before);
  if (address.value.includes(':'))
    return {
      text: whole,
      message: t('"{0}" has too many parts: write [address:][host port:]container port.', whole.value),
    };
  return { address, host, target };
}

function addressOf(text: SourceText | undefined, whole: SourceText): AddressPart | SpecFault {
  // Without an address Podman takes those of IPv4 alone.
  if (!text) return addressPart(slice(whole, 0, 0), parseAddress('0.0.0.0'));
  if (text.value === '')
    return {
      text: whole,
      message: t('"{0}" has nothing before its first colon, where Podman wants an address.', whole.value),
    };
  const address = parseAddress(text.value);
  if (address) return addressPart(text, address);
  return {
    text,
    message: t('"{0}" is not an IP address: Podman takes no host name here.', text.value),
  };
}

/** An address, which Podman compares by what it means, not as it is written. */
function addressPart(text: SourceText, address: HostAddress | undefined): AddressPart {
  if (!address || address.kind === 'any') return { text, address: address ?? null };
  return { text, address, key: address.value };
}

function portOf(text: SourceText): (PortPart & { readonly range: PortRange }) | SpecFault {
  const [first = '', last, ...others] = text.value.split('-');
  const from = numberOf(first);
  const to = last === undefined ? from : numberOf(last);
  if (from === undefined || to === undefined || others.length > 0)
    return { text, message: t('"{0}" is no port: ports go from 1 to {1}.', text.value, MAX_PORT) };
  if (last !== undefined && to <= from)
    return { text, message: t('"{0}" is no range: its end must be higher than its start.', text.value) };
  return { text, range: { from, to } };
}

/** A number as Go's `strconv.Atoi` reads it, if it is a port. */
function numberOf(text: string): number | undefined {
  return parseFixedPort(text.startsWith('+') ? text.slice(1) : text);
}

function protocolOf(text: SourceText | undefined): Protocol | SpecFault {
  if (!text) return 'tcp';
  const known = PROTOCOLS.find(one => one === text.value.toLowerCase());
  return (
    known ?? {
      text,
      message: t('"{0}" is no protocol that Podman knows: write tcp, udp or sctp.', text.value),
    }
  );
}
