import { t } from '@vscode/l10n';
import { type Node, type ParseError, printParseErrorCode } from 'jsonc-parser';
import { isLoopback, parseAddress } from '../../ports/address';
import { itemsOf, keysOf, parseJson, propertyOf, tooDeepJson, writtenIn } from '../../text/json';
import { parsePortPart, parseShortSyntax, type SpecFault, type SpecResult } from '../../text/port-spec';
import { type Block, type SourceText, slice } from '../../text/source-text';
import { opensAction } from '../../text/template-actions';
import { findUrls, type UrlMention } from '../../text/urls';
import { COST_OF_PROJECT, inOneBlock, type Listen, limitsIn, type Reading } from '../reading';

/** What a `devcontainer.json` says (containers.dev, Dev Container metadata reference). */
export interface DevContainerReading extends Reading {
  readonly format: 'devcontainer';
  readonly listens: readonly Listen[];
  /** Those of them that are forwarded; the others say how. */
  readonly forwards: readonly Listen[];
  readonly name: SourceText | undefined;
  readonly image: SourceText | undefined;
  /** What `appPort` and `runArgs` publish, where the container is one by itself. */
  readonly published: readonly SpecResult[];
  /** The Compose files that it is of, as written: from its folder. */
  readonly composeFiles: readonly string[];
}

export function isDevContainerReading(reading: Reading | undefined): reading is DevContainerReading {
  return reading?.format === 'devcontainer';
}

/** The most ports that one container publishes: nobody writes so many. */
const MAX_PUBLISHED = 40;

/** What it costs to keep a port, with what follows from it, about in bytes. */
const COST_OF_PORT = 700;

/** Reads a `devcontainer.json`, which may have comments and commas too many. */
export function readDevContainer(text: string): DevContainerReading {
  const block: Block = { length: text.length };
  const { root, error, isTooDeep } = parseJson(text);
  const textOf = (node: Node | undefined) => node && writtenIn(text, block, node);
  const textsOf = (nodes: readonly Node[]) => nodes.flatMap(node => textOf(node) ?? []);
  const ofCompose = propertyOf(root, 'dockerComposeFile');
  const isOfCompose = ofCompose !== undefined;
  const service = isOfCompose ? textOf(propertyOf(root, 'service'))?.value : undefined;
  const portsIn = (nodes: readonly Node[]) => textsOf(nodes).flatMap(one => forwarded(one, service) ?? []);
  const forwards = portsIn(itemsOf(propertyOf(root, 'forwardPorts')));
  // What the editor is told of ports, by the file itself or by the settings that it gives.
  const settings = propertyOf(propertyOf(propertyOf(root, 'customizations'), 'vscode'), 'settings');
  const named = [propertyOf(root, 'portsAttributes'), propertyOf(settings, 'remote.portsAttributes')];
  const listens = [...forwards, ...portsIn(named.flatMap(keysOf))];
  // Compose starts its services as its files say.
  const all = isOfCompose
    ? []
    : [
        ...itemsOf(propertyOf(root, 'appPort')).map(node => () => appPort(node, textOf(node))),
        ...runArguments(textsOf(itemsOf(propertyOf(root, 'runArgs')))).map(
          text => () => parseShortSyntax(text),
        ),
      ];
  const environments = ['containerEnv', 'remoteEnv'].flatMap(name => propertyOf(root, name) ?? []);
  const isUrl = ({ scheme, span }: UrlMention) =>
    scheme !== undefined ||
    environments.some(({ offset, length }) => offset < span.start && span.end < offset + length);
  const published = all.slice(0, MAX_PUBLISHED).flatMap(read => read() ?? []);
  return {
    format: 'devcontainer',
    weight: listens.length + published.length,
    cost: COST_OF_PROJECT + COST_OF_PORT * (listens.length + published.length),
    ...inOneBlock(block),
    holdsUnits: true,
    // What extensions, programs and commands are told; else a bare `host:port` is a port that is forwarded.
    urls: [{ block, mentions: findUrls(text).filter(one => one.port !== undefined && isUrl(one)) }],
    troubles: troublesOf(text, error, isTooDeep, all.length > MAX_PUBLISHED),
    listens,
    forwards,
    name: textOf(propertyOf(root, 'name')),
    image: textOf(propertyOf(root, 'image')),
    published,
    composeFiles: textsOf(itemsOf(ofCompose)).map(({ value }) => value),
  };
}

/** What keeps it from being read as a whole: an empty text is none yet. */
function troublesOf(
  text: string,
  error: ParseError | undefined,
  isDeep: boolean,
  isCut: boolean,
): Reading['troubles'] {
  if (isDeep) return limitsIn(text, [tooDeepJson()]);
  if (isCut)
    return limitsIn(text, [
      t('It publishes more than {0} ports, the most that Portolan reads.', MAX_PUBLISHED),
    ]);
  if (!error || text.trim() === '') return [];
  // Nobody knows what a template is before it is filled in.
  if (opensAction(text.slice(Math.max(0, error.offset - 1), error.offset + 2))) return [];
  const span = { start: error.offset, end: error.offset + error.length };
  return [{ message: t('It is no JSON with comments ({0}).', printParseErrorCode(error.error)), span }];
}

/** A port that is forwarded: of this container, or of the host that stands before a colon, mostly a service. */
function forwarded(text: SourceText, service: string | undefined): Listen | undefined {
  const colon = text.value.lastIndexOf(':');
  const before = colon < 0 ? undefined : text.value.slice(0, colon);
  const host = before === undefined || isContainer(before) ? service : before;
  const port = parsePortPart(slice(text, colon + 1, text.value.length));
  // A key of `portsAttributes` may also be an expression.
  if (!port?.range || (host !== undefined && !/^[\w.-]+$/.test(host))) return undefined;
  return {
    role: 'forwarded',
    port,
    protocol: 'tcp',
    address: undefined,
    name: undefined,
    ...(host !== undefined && { host }),
  };
}

/** Whether a host is the container itself: the command of dev containers writes a number by itself so, too. */
function isContainer(host: string): boolean {
  const address = parseAddress(host);
  return host.toLowerCase() === 'localhost' || (address !== undefined && isLoopback(address));
}

/** What `appPort` publishes: a number on 127.0.0.1 alone, a text as `docker run -p` has it. */
function appPort({ type }: Node, text: SourceText | undefined): SpecResult | undefined {
  if (!text || type === 'string') return text && parseShortSyntax(text);
  const port = parsePortPart(text);
  const value = '127.0.0.1';
  const pieces = [{ kind: 'opaque' as const, at: 0, length: value.length, span: text.span }];
  const address = { text: { ...text, value, pieces }, address: parseAddress(value) ?? null };
  return port && { spec: { address, published: port, target: port, protocol: 'tcp' } };
}

/** The values of `-p` and `--publish` among the arguments of `docker run`. */
function runArguments(texts: readonly SourceText[]): readonly SourceText[] {
  return texts.flatMap((text, index) => {
    const before = texts[index - 1]?.value;
    if (before === '-p' || before === '--publish') return [text];
    const option = /^(?:--publish=|-p=?(?=\d))/.exec(text.value)?.[0];
    return option === undefined ? [] : [slice(text, option.length, text.value.length)];
  });
}

/** What is refused of what is published. */
export function faultsOf({ published }: DevContainerReading): readonly SpecFault[] {
  return published.flatMap(({ faults = [] }) => faults);
}
