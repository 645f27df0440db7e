import { type PortClass, portClass } from '../ports/port';
import { PROTOCOLS, type Protocol } from '../ports/protocol';
import {
  assignmentsOf,
  type CustomaryUse,
  customaryUses,
  type IanaAssignment,
  imagesOf,
  isBlockedByBrowsers,
  registryLink,
  unprivilegedAlternative,
} from './registry';

/** All that is known of a port, in a form that JSON can hold. */
export interface PortExplanation {
  readonly port: number;
  /** The protocols asked for: one, or those of which something is known. */
  readonly protocols: readonly Protocol[];
  readonly class: PortClass;
  /** Whether a process needs privileges to listen on it, as Unix has it. */
  readonly privileged: boolean;
  readonly unprivilegedAlternative?: number;
  readonly iana: readonly IanaAssignment[];
  readonly customary: readonly CustomaryUse[];
  readonly images: readonly string[];
  readonly blockedByBrowsers: boolean;
  readonly registry: string;
}

const CLASSES: Readonly<Record<PortClass, string>> = {
  system: 'system port (0-1023, RFC 6335); needs privileges: root or CAP_NET_BIND_SERVICE',
  user: 'user port (1024-49151, RFC 6335); needs no privileges',
  dynamic: 'dynamic port (49152-65535, RFC 6335), never assigned; needs no privileges',
};

/** Explains a port from 0 to 65535, of one protocol or of all. */
export function explainData(port: number, protocol?: Protocol): PortExplanation {
  const wanted = (item: { readonly protocol: Protocol }) => !protocol || item.protocol === protocol;
  const iana = assignmentsOf(port).filter(wanted);
  const customary = customaryUses(port).filter(wanted);
  const known = PROTOCOLS.filter(name => [...iana, ...customary].some(item => item.protocol === name));
  const alternative = unprivilegedAlternative(port);
  return {
    port,
    protocols: protocol ? [protocol] : known,
    class: portClass(port),
    privileged: portClass(port) === 'system',
    ...(alternative === undefined ? {} : { unprivilegedAlternative: alternative }),
    iana,
    customary,
    images: imagesOf(port, protocol),
    blockedByBrowsers: isBlockedByBrowsers(port),
    registry: registryLink(port),
  };
}

/**
 * The same as plain text for a terminal, a fact a line:
 *
 *     53/udp
 *       class      system port (0-1023, RFC 6335); needs privileges: root or CAP_NET_BIND_SERVICE
 *       IANA       udp  domain: Domain Name Server (IANA, RFC 1035)
 */
export function explainText(port: number, protocol?: Protocol): string {
  const facts = explainData(port, protocol);
  const { unprivilegedAlternative: alternative } = facts;
  const title = facts.protocols.length > 0 ? `${port}/${facts.protocols.join(', ')}` : String(port);
  return [
    title,
    ...lines('class', [CLASSES[facts.class]]),
    ...lines('instead', alternative === undefined ? [] : [`${alternative}, customary without privileges`]),
    ...lines('IANA', facts.iana.length > 0 ? merged(facts.iana, ianaText) : ['not assigned']),
    ...lines(
      'customary',
      merged(facts.customary, use => `${use.software} (${use.documentation})`),
    ),
    ...lines('images', facts.images.length > 0 ? [someOf(facts.images)] : []),
    ...lines(
      'browsers',
      facts.blockedByBrowsers ? ['refuse http and https on this port (Fetch standard)'] : [],
    ),
    ...lines('registry', [facts.registry]),
  ].join('\n');
}

function ianaText({ name, aliases, description, references }: IanaAssignment): string {
  const names = aliases.length > 0 ? `${name} (also ${aliases.join(', ')})` : name;
  return `${names}${description ? `: ${description}` : ''} (${['IANA', ...references].join(', ')})`;
}

/** The texts of items, each once, after the protocols that share it. */
function merged<T extends { readonly protocol: Protocol }>(
  items: readonly T[],
  text: (item: T) => string,
): readonly string[] {
  return [...new Set(items.map(text))].map(shared => {
    const protocols = items.filter(item => text(item) === shared).map(item => item.protocol);
    return `${protocols.join(', ')}  ${shared}`;
  });
}

/** The first of many names, and how many more there are. */
function someOf(names: readonly string[], count = 8): string {
  const more = names.length - count;
  return names.slice(0, count).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** Lines under a label, which the first of them shows. */
function lines(label: string, texts: readonly string[]): readonly string[] {
  return texts.map((text, index) => `  ${(index === 0 ? label : '').padEnd(10)} ${text}`);
}
