import { spend, TooMuchWork } from '../../text/effort';
import { addTo } from '../../text/group-by';
import { perObject } from '../../text/per-object';
import { fileName } from '../../text/uri';
import { type Address, hasVariable, isPort, readSiteAddress } from './address';
import type { Directive } from './caddyfile';
import type { CaddyReading } from './reading';
import { directivesOf, isImport } from './snippets';
import type { Token } from './tokens';

/** A site with what it brings in of snippets; undefined where it brings in what is not known. */
export interface Site {
  readonly directives: readonly Directive[] | undefined;
}

/** One address of a site, with the addresses that are bound for it. */
export interface Key {
  readonly site: Site;
  readonly token: Token;
  /** Undefined where the environment or a placeholder says part of it. */
  readonly address: Address | undefined;
  /** The port that it listens on; undefined where that is not known, or is none. */
  readonly port: string | undefined;
  /** The hosts that it listens on; undefined where they are not known. */
  readonly binds: Binds | undefined;
}

/** Hosts to bind, directive by directive: any number of sites may take over one of thousands of hosts, and do not copy it. */
type Binds = readonly (readonly string[])[];

/** The ports that count where an address names none; undefined where they are not known. */
interface Ports {
  readonly http: string | undefined;
  readonly https: string | undefined;
}

/** What a Caddyfile says of the sockets of its sites. */
export interface Sites {
  readonly keys: readonly Key[];
  readonly ports: Ports;
}

/** A place where a port should stand, and what stands there. */
export interface Fault {
  readonly token: Token;
  readonly kind: 'site' | 'scheme' | 'option' | 'unused-option' | 'admin';
  /** What is no port; the whole address, of a scheme. */
  readonly text: string;
}

/** Two addresses that Caddy does not take together. */
export interface Clash {
  readonly kind: 'twice' | 'schemes';
  readonly at: Key;
  readonly other: Key;
  readonly listener: string;
}

/** The sites of a file; `uri` tells whether Caddy starts from it, or another file imports it. */
export const sitesOf = perObject((reading: CaddyReading, uri: string): Sites => {
  const options = optionsOf(reading, /^Caddyfile/i.test(fileName(uri)));
  const keys = reading.blocks.flatMap(block => {
    if (block.kind !== 'site') return [];
    const site = { directives: directivesOf(block, reading.blocks) };
    const listening = bindsOf(site);
    const binds = listening && countOf(listening) === 0 ? options.binds : listening;
    return block.keys.map(token => keyOf(site, token, options, binds));
  });
  return { keys, ports: options };
});

interface Options extends Ports {
  /** What a site listens on that does not say so; undefined where that is not known. */
  readonly binds: Binds | undefined;
}

/** What Caddy listens on where nothing says otherwise. */
const ANY_HOST: Binds = [['']];

const UNKNOWN: Options = { http: undefined, https: undefined, binds: undefined };

function optionsOf({ blocks, isImporting }: CaddyReading, isWhole: boolean): Options {
  // The options are of the first block alone, and a file that others import has none.
  const [first] = blocks;
  if (first?.kind !== 'options')
    return isWhole && !isImporting ? { http: '80', https: '443', binds: ANY_HOST } : UNKNOWN;
  const { directives } = first;
  if (directives.some(isImport)) return UNKNOWN;
  const last = (name: string) => directives.findLast(({ words: [own] }) => own?.value === name);
  const given = last('default_bind');
  const hosts = given && given.words.length > 1 ? hostsOf(given) : [''];
  return {
    http: portOption(last('http_port'), '80'),
    https: portOption(last('https_port'), '443'),
    binds: hosts && [hosts],
  };
}

function portOption(option: Directive | undefined, otherwise: string): string | undefined {
  if (!option) return otherwise;
  const value = option.words[1]?.value ?? '';
  return /^[+-]?\d{1,15}$/.test(value) ? String(Number(value)) : undefined;
}

/** A host to bind, as Caddy joins it with a port; undefined where it is not known, or is a path. */
function bindText(token: Token): string | undefined {
  if (!token.isPlain || /[{}]/.test(token.value)) return undefined;
  const slash = token.value.indexOf('/');
  const network = slash < 0 ? '' : token.value.slice(0, slash).toLowerCase();
  if (/^(?:unix|fd)/.test(network)) return undefined;
  const host = token.value.slice(slash + 1).replace(/^[[\]]{1,9}|[[\]]{1,9}$/g, '');
  const prefix = network === '' || network === 'tcp' ? '' : `${network}/`;
  return `${prefix}${host.includes(':') ? `[${host}]` : host}`;
}

/** What a directive binds; undefined where that is not known. */
const hostsOf = perObject(({ words: [, ...hosts] }: Directive): readonly string[] | undefined => {
  const texts = hosts.map(bindText);
  return texts.every(text => text !== undefined) ? texts : undefined;
});

function keyOf(site: Site, token: Token, options: Options, binds: Binds | undefined): Key {
  const isKnown = token.isPlain && !hasVariable(token);
  const address = isKnown ? readSiteAddress(token.value) : undefined;
  const port = address && portOf(address, options);
  return { site, token, address, port: port !== undefined && isPort(port) ? port : undefined, binds };
}

/** What an address listens on, as Caddy writes it: `:8080`; undefined where that is not known. */
export function listenersOf({ port, binds }: Key): readonly string[] | undefined {
  if (port === undefined || !binds) return undefined;
  return distinct(binds).map(bind => `${bind}:${Number(port)}`);
}

function distinct(binds: Binds): readonly string[] {
  return [...new Set(binds.flat())];
}

/** How many hosts are bound, those that are several times included. */
function countOf(binds: Binds): number {
  return binds.reduce((sum, hosts) => sum + hosts.length, 0);
}

function portOf({ scheme, port }: Address, { http, https }: Ports): string | undefined {
  if (port !== '') return port;
  return scheme === 'http' ? http : https;
}

/** What a site binds; undefined where that is not known. */
function bindsOf({ directives }: Site): Binds | undefined {
  const own = directives?.flatMap(one => (one.words[0]?.value === 'bind' ? [hostsOf(one)] : []));
  return own?.every(hosts => hosts !== undefined) ? own : undefined;
}

/** What is no port, or not the scheme's, where Caddy wants one: it refuses that; recorded from Caddy 2.6. */
export function faultsOf(reading: CaddyReading, uri: string): readonly Fault[] {
  const { keys, ports } = sitesOf(reading, uri);
  return [...keys.flatMap(key => keyFault(key, ports) ?? []), ...optionFaults(reading, keys)];
}

function keyFault({ token, address }: Key, { http, https }: Ports): Fault | undefined {
  if (!address) return undefined;
  const { scheme, port } = address;
  if (port !== '' && !isPort(port)) return { token, kind: 'site', text: port };
  const isOther =
    (scheme === 'http' && (port === '' ? http : port) === https) ||
    (scheme === 'https' && (port === '' ? https : port) === http);
  return isOther && http !== undefined && https !== undefined
    ? { token, kind: 'scheme', text: token.value }
    : undefined;
}

function optionFaults({ blocks: [first] }: CaddyReading, keys: readonly Key[]): readonly Fault[] {
  if (first?.kind !== 'options') return [];
  return first.directives.flatMap(({ words: [name, value] }): readonly Fault[] => {
    if (!name || !value?.isPlain || hasVariable(value)) return [];
    const text = value.value;
    if (name.value === 'admin') {
      const port = /^[\w.-]*:([^:]*)$/.exec(text)?.[1];
      const isOdd = port !== undefined && port !== '' && !isPort(port) && !/[{}-]/.test(port);
      return isOdd ? [{ token: value, kind: 'admin', text: port }] : [];
    }
    if (name.value !== 'http_port' && name.value !== 'https_port') return [];
    if (!/^[+-]?\d{1,15}$/.test(text)) return [{ token: value, kind: 'option', text }];
    if (isPort(String(Number(text)))) return [];
    const isUsed = keys.some(
      ({ address }) => address?.port === '' && (address.scheme === 'http') === (name.value === 'http_port'),
    );
    return [{ token: value, kind: isUsed ? 'option' : 'unused-option', text }];
  });
}

/** More of one file are not told: nobody could read them. */
const MAX_CLASHES = 500;

/** So many hosts the addresses of a file may bind, each its own: more are not compared. */
const MAX_BOUND = 100_000;

/** The addresses that Caddy does not take together; recorded from Caddy 2.6. */
export function clashesIn(reading: CaddyReading, uri: string): readonly Clash[] {
  const known = foundOnce(reading, uri);
  if (!known) throw new TooMuchWork('More addresses are bound or collide than are told.');
  return known;
}

/** Undefined where it was too much: whoever asks again is not to find that out anew. */
const foundOnce = perObject((reading: CaddyReading, uri: string): readonly Clash[] | undefined => {
  const { keys, ports } = sitesOf(reading, uri);
  const bound = keys.reduce((sum, { binds }) => sum + countOf(binds ?? []), 0);
  if (bound > MAX_BOUND) return undefined;
  const found = [...twiceIn(keys), ...schemesIn(keys, ports)];
  return found.length > MAX_CLASHES ? undefined : found;
});

/** One address in two blocks, on a common listener: an ambiguous site definition. */
function twiceIn(keys: readonly Key[]): readonly Clash[] {
  const byText = new Map<string, Key[]>();
  for (const key of keys)
    if (key.token.isPlain && key.token.value !== '') addTo(byText, key.token.value, key);
  return [...byText.values()].flatMap(same => {
    const seen = new Map<string, Key>();
    return same.flatMap((at): readonly Clash[] => {
      const all = bindingsOf(at);
      const met = all.flatMap(binding => {
        spend();
        const other = seen.get(binding);
        if (!other) seen.set(binding, at);
        return other && other.site !== at.site ? [{ binding, other }] : [];
      });
      const [first] = met;
      return first ? [{ kind: 'twice', at, other: first.other, listener: first.binding }] : [];
    });
  });
}

/** On what an address listens, where its text stands for the port that it has: of one text that is one port. */
function bindingsOf(key: Key): readonly string[] {
  const listeners = listenersOf(key);
  if (listeners) return listeners;
  const own = bindsOf(key.site);
  return own && countOf(own) === 0 ? [SAME] : distinct(own ?? []);
}

/** What all sites bind that do not say so, whatever it is. */
const SAME = '*';

/** Addresses of http and of https on one listener: Caddy serves one of them there. */
function schemesIn(keys: readonly Key[], ports: Ports): readonly Clash[] {
  const byListener = new Map<string, Key[]>();
  for (const key of keys) for (const listener of listenersOf(key) ?? []) addTo(byListener, listener, key);
  return [...byListener].flatMap(([listener, own]) => {
    spend(own.length);
    const hasCertificates = own.some(({ site }) => mayHaveCertificates(site));
    const kinds = own.map(({ address }) => address && schemeOf(address, ports, hasCertificates));
    const [http, https] = [kinds.indexOf('http'), kinds.indexOf('https')];
    const [first, second] = [own[Math.min(http, https)], own[Math.max(http, https)]];
    return first && second && http >= 0 && https >= 0
      ? [{ kind: 'schemes' as const, at: second, other: first, listener }]
      : [];
  });
}

const mayHaveCertificates = perObject(
  ({ directives }: Site): boolean =>
    !directives || directives.some(({ words: [name] }) => name?.value === 'tls'),
);

/** What an address is served by for certain; undefined where Caddy lets the others decide. */
function schemeOf(
  { scheme, host, port }: Address,
  { http, https }: Ports,
  hasCertificates: boolean,
): 'http' | 'https' | undefined {
  if (http === undefined || https === undefined)
    return scheme === 'http' || scheme === 'https' ? scheme : undefined;
  if (scheme === 'http' || port === http) return 'http';
  if (scheme === 'https' || port === https) return 'https';
  return host === '' && !hasCertificates ? 'http' : undefined;
}
