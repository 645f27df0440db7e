import { t } from '@vscode/l10n';
import { flatten } from '../../text/flatten';
import { parsePortPart } from '../../text/port-spec';
import { type Block, type SourceText, slice } from '../../text/source-text';
import { outside, type Span } from '../../text/spans';
import { displayValue, isUnknown } from '../../text/template';
import { isMadeBy, type Marks } from '../../text/template-actions';
import { findUrls, type UrlMention } from '../../text/urls';
import { COST_OF_ENTRY, inOneBlock, type Listen, limitsIn, type Reading } from '../reading';
import { readSiteAddress, readWord, splitHostPort } from './address';
import { type Caddyfile, type Directive, MAX_DEPTH, readCaddyfile, type TopBlock } from './caddyfile';
import { limitsOfSnippets } from './snippets';
import type { Token } from './tokens';

/** What a Caddyfile says, or a part of one. */
export interface CaddyReading extends Reading {
  readonly format: 'caddyfile';
  readonly blocks: readonly TopBlock[];
  readonly isImporting: boolean;
  /** Whether another program makes the Caddyfile of it: then nobody knows what stands there in the end. */
  readonly isTemplated: boolean;
}

/** Whether a reading is that of a configuration of Caddy. */
export function isCaddyReading(reading: Reading | undefined): reading is CaddyReading {
  return reading?.format === 'caddyfile';
}

/** So many characters, some forty words, cost what a port does. */
const CHARACTERS_AN_ENTRY = 400;

/** What it costs to keep a word with its share of a directive, about in bytes. */
const COST_OF_WORD = 200;

/** The marks of templates; Caddy's own placeholders have one brace. */
const TEMPLATE: Marks = {
  marks: /(?<![/\w])__\w+__|%%\w+%%|(?<!\{)\$\{\w+/,
  comment: /(?<=^|\s)#.*/gm,
};

/** Reads a Caddyfile. */
export function readCaddy(text: string): CaddyReading {
  const block: Block = { length: text.length };
  const file = readCaddyfile(text);
  const isTemplated = isMadeBy(TEMPLATE, text, () => quotedIn(file));
  const addresses = addressWords(file.blocks);
  const listens = file.blocks.flatMap(one => listensOf(one, block, text));
  const dials = file.blocks.flatMap(({ directives }) => dialsIn(directives, block, text));
  const mentions = withDials(text, dials, addresses);
  const isOpen = file.isOpen && !file.isCut && !isTemplated;
  return {
    format: 'caddyfile',
    weight: listens.length + mentions.length + Math.ceil(text.length / CHARACTERS_AN_ENTRY),
    cost: COST_OF_WORD * file.words + COST_OF_ENTRY * (listens.length + mentions.length),
    ...inOneBlock(block),
    urls: [{ block, mentions }],
    troubles: [
      ...limitsIn(text, [...(file.isCut ? [tooDeep()] : []), ...limitsOfSnippets(file.blocks)]),
      ...(isOpen ? [{ message: endsWithin(), span: { start: 0, end: text.length } }] : []),
    ],
    listens,
    blocks: file.blocks,
    isImporting: file.isImporting,
    isTemplated,
  };
}

function tooDeep(): string {
  return t('Blocks stand within more than {0} others, the most that Portolan reads.', MAX_DEPTH);
}

function endsWithin(): string {
  return t('It ends within a block or a directive.');
}

/** What stands in quotes, which may be a template of Caddy's own. */
function quotedIn({ blocks }: Caddyfile): readonly Span[] {
  return blocks
    .flatMap(({ directives }) => flatten(directives))
    .flatMap(({ words }) => words)
    .filter(({ isQuoted }) => isQuoted)
    .map(({ span }) => span);
}

/** The names of the directives that pass on what they get; their words are hosts, but for a matcher before them. */
const PROXIES: ReadonlySet<string> = new Set(['reverse_proxy', 'php_fastcgi', 'forward_auth']);

/** What says in the options where something listens. */
const PORT_OPTIONS: ReadonlySet<string> = new Set(['http_port', 'https_port']);

/** The words that are addresses to listen on, and so no references. */
function addressWords(blocks: readonly TopBlock[]): readonly Span[] {
  return blocks.flatMap(({ kind, keys, directives }) => {
    if (kind === 'site') return keys.map(({ span }) => span);
    return kind === 'options' ? listeningWords(directives).map(({ token }) => token.span) : [];
  });
}

interface ListeningWord {
  readonly token: Token;
  readonly isPortAlone: boolean;
}

/** The options that say where something listens: `http_port`, `admin`, `servers`, and the servers of `layer4`. */
function listeningWords(directives: readonly Directive[]): readonly ListeningWord[] {
  return directives.flatMap(({ words: [name, ...args], block }): readonly ListeningWord[] => {
    const [first] = args;
    if (!name) return [];
    if (PORT_OPTIONS.has(name.value)) return first ? [{ token: first, isPortAlone: true }] : [];
    if (name.value === 'admin' || name.value === 'servers')
      return first ? [{ token: first, isPortAlone: false }] : [];
    if (name.value !== 'layer4') return [];
    return block.flatMap(({ words }) => words.map(token => ({ token, isPortAlone: false })));
  });
}

/** The addresses that a site binds, of each the host alone, as far as its own lines say them. */
function bindsOf({ directives }: TopBlock): readonly Token[] {
  return directives.flatMap(({ words: [name, ...hosts] }) => (name?.value === 'bind' ? hosts : []));
}

/** The ports that a block says something listens on. */
function listensOf(one: TopBlock, block: Block, text: string): readonly Listen[] {
  if (one.kind === 'site') return siteListens(one, block, text);
  return one.kind === 'options' ? optionListens(one, block, text) : [];
}

/** The ports of a site's addresses, each with the name that it serves there. */
function siteListens(site: TopBlock, block: Block, text: string): readonly Listen[] {
  const [bind, ...others] = bindsOf(site);
  const address = bind && others.length === 0 ? bind.value : undefined;
  return site.keys.flatMap((key): readonly Listen[] => {
    if (!key.isPlain) return [];
    const value = readWord(key, block);
    const { host, port, portAt } = readSiteAddress(value.value);
    const part = port === '' ? undefined : portPart(slice(value, portAt, portAt + port.length), text);
    if (!part) return [];
    const name = host === '' || isUnknown(host) ? undefined : host;
    return [{ role: 'listen', port: part, protocol: 'tcp', address, name }];
  });
}

function optionListens({ directives }: TopBlock, block: Block, text: string): readonly Listen[] {
  return listeningWords(directives).flatMap(({ token, isPortAlone }): readonly Listen[] => {
    if (!token.isPlain) return [];
    const value = readWord(token, block);
    const [, network = '', rest = ''] = /^(?:([^/]{0,32})\/)?(.*)$/s.exec(value.value) ?? [];
    if (/^(?:unix|fd)/i.test(network)) return [];
    const split = isPortAlone ? { host: '', port: rest } : splitHostPort(rest);
    if (!split) return [];
    const end = value.value.length;
    const part = portPart(slice(value, end - split.port.length, end), text);
    const address = split.host === '' || isUnknown(split.host) ? undefined : split.host;
    const protocol = /^udp/i.test(network) ? 'udp' : 'tcp';
    return part ? [{ role: 'listen', port: part, protocol, address, name: undefined }] : [];
  });
}

/** A port that stands in the text as it is read. */
function portPart(value: SourceText, text: string): Listen['port'] | undefined {
  const part = value.value === '' ? undefined : parsePortPart(value);
  if (!part) return undefined;
  const { start, end } = value.span;
  return part.range === null || text.slice(start, end) === value.value ? part : undefined;
}

/** What a proxy passes requests on to. */
interface Dial {
  /** The word as Caddy takes it. */
  readonly value: SourceText;
  readonly token: Token;
  /** Empty where it is this machine. */
  readonly host: string;
  /** Empty where none is written: then it is 80. */
  readonly port: string;
  readonly portAt: number;
}

/** The hosts that the proxies among directives pass on to, without those in URLs. */
function dialsIn(directives: readonly Directive[], block: Block, text: string): readonly Dial[] {
  return flatten(directives)
    .flatMap(targetsOf)
    .flatMap(token => dialOf(token, block, text) ?? []);
}

function targetsOf({ words, block }: Directive): readonly Token[] {
  const [name, ...args] = words;
  if (!name || !PROXIES.has(name.value)) return [];
  const inner = block.flatMap(({ words: [own, ...targets] }) => (own?.value === 'to' ? targets : []));
  const isMatched = /^[/@*]/.test(args[0]?.value ?? '');
  return [...(isMatched ? args.slice(1) : args), ...inner];
}

/** Undefined for what is no host: a URL, a path of a socket, a placeholder, a record that says where to go. */
function dialOf(token: Token, block: Block, text: string): Dial | undefined {
  if (!token.isPlain) return undefined;
  const value = readWord(token, block);
  const whole = value.value;
  const network = /^tcp[46]?\//i.exec(whole)?.[0] ?? '';
  const rest = whole.slice(network.length);
  if (rest === '' || /[/{}]/.test(rest) || rest.startsWith('srv+')) return undefined;
  const split = splitHostPort(rest) ?? { host: rest, port: '' };
  if (isUnknown(split.port === '' ? split.host : split.port)) return undefined;
  const portAt = whole.length - split.port.length;
  const { span } = slice(value, portAt, whole.length);
  if (split.port !== '' && text.slice(span.start, span.end) !== split.port) return undefined;
  return { value, token, ...split, portAt };
}

/** The name by which a machine knows itself. */
const ITSELF = 'localhost';

function mentionOf({ value, token, host, port, portAt }: Dial): UrlMention | undefined {
  if (port !== '' && !/^\d+$/.test(port)) return undefined;
  // The name of a host alone, or one that is no name, is taken as it is written.
  if (!isUnknown(host) && !/^[\w.:-]*$/.test(host)) return undefined;
  const network = value.value.indexOf(host);
  const before = slice(value, 0, port === '' ? portAt : portAt - 1);
  const hostSpan = slice(before, network, before.value.length).span;
  const portSpan =
    port === ''
      ? { start: token.span.end, end: token.span.end }
      : slice(value, portAt, value.value.length).span;
  return {
    scheme: port === '' ? 'http' : 'tcp',
    host: host === '' ? ITSELF : isUnknown(host) ? displayValue(host) : host.toLowerCase(),
    span: token.span,
    hostSpan,
    port: port === '' ? undefined : port,
    portSpan,
  };
}

/** The URLs and hosts of a text: those that a proxy passes on to as Caddy reads them, and none that is listened on. */
function withDials(text: string, dials: readonly Dial[], addresses: readonly Span[]): readonly UrlMention[] {
  const own = dials.flatMap(dial => mentionOf(dial) ?? []);
  const apart = [...addresses, ...own.map(({ span }) => span)].sort((a, b) => a.start - b.start);
  return [...own, ...outside(apart, findUrls(text))].sort((a, b) => a.span.start - b.span.start);
}
