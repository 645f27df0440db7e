import { t } from '@vscode/l10n';
import { createScanner, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { parseAddress } from '../../ports/address';
import { parsePortPart, parseShortSyntax, type SpecFault, type SpecResult } from '../../text/port-spec';
import {
  type Block,
  literal,
  type Piece,
  type SourceText,
  slice,
  spanOfPieces,
} from '../../text/source-text';
import { inOneBlock, type Listen, type Reading } from '../reading';

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
}

export function isDevContainerReading(reading: Reading | undefined): reading is DevContainerReading {
  return reading?.format === 'devcontainer';
}

/** What stands deeper is none of ours, and a parser that calls itself has to end somewhere. */
const MAX_DEPTH = 50;

/** The most ports that one container publishes: nobody writes so many. */
const MAX_PUBLISHED = 40;

/** The kinds of tokens of `jsonc-parser`, which has them as an enum that is gone when it is compiled. */
const SyntaxKind = {
  OpenBraceToken: 1,
  CloseBraceToken: 2,
  OpenBracketToken: 3,
  CloseBracketToken: 4,
  EOF: 17,
} as const;

/** Reads a `devcontainer.json`, which may have comments and commas too many. */
export function readDevContainer(text: string): DevContainerReading {
  const block: Block = { length: text.length };
  const errors: ParseError[] = [];
  const isDeep = isTooDeep(text);
  const root = isDeep ? undefined : parseTree(text, errors, { allowTrailingComma: true });
  const textOf = (node: Node | undefined) => node && written(text, block, node);
  const textsOf = (nodes: readonly Node[]) => nodes.flatMap(node => textOf(node) ?? []);
  const isOfCompose = propertyOf(root, 'dockerComposeFile') !== undefined;
  const service = isOfCompose ? textOf(propertyOf(root, 'service'))?.value : undefined;
  const portsIn = (nodes: readonly Node[]) => textsOf(nodes).flatMap(one => forwarded(one, service) ?? []);
  const forwards = portsIn(itemsOf(propertyOf(root, 'forwardPorts')));
  const listens = [...forwards, ...portsIn(keysOf(propertyOf(root, 'portsAttributes')))];
  // Compose starts its services as its files say.
  const all = isOfCompose
    ? []
    : [
        ...itemsOf(propertyOf(root, 'appPort')).map(node => () => appPort(node, textOf(node))),
        ...runArguments(textsOf(itemsOf(propertyOf(root, 'runArgs')))).map(
          text => () => parseShortSyntax(text),
        ),
      ];
  const published = all.slice(0, MAX_PUBLISHED).flatMap(read => read() ?? []);
  return {
    format: 'devcontainer',
    weight: listens.length + published.length,
    ...inOneBlock(block),
    holdsUnits: true,
    urls: [],
    troubles: troublesOf(text, errors, isDeep, all.length > MAX_PUBLISHED),
    listens,
    forwards,
    name: textOf(propertyOf(root, 'name')),
    image: textOf(propertyOf(root, 'image')),
    published,
  };
}

/** What keeps it from being read as a whole: an empty text is none yet. */
function troublesOf(
  text: string,
  [error]: readonly ParseError[],
  isDeep: boolean,
  isCut: boolean,
): Reading['troubles'] {
  const whole = { start: 0, end: text.length };
  if (isDeep)
    return [
      {
        message: t('Values stand within more than {0} others, the most that Portolan reads.', MAX_DEPTH),
        span: whole,
      },
    ];
  if (isCut)
    return [
      {
        message: t('It publishes more than {0} ports, the most that Portolan reads.', MAX_PUBLISHED),
        span: whole,
      },
    ];
  if (!error || text.trim() === '') return [];
  const span = { start: error.offset, end: error.offset + error.length };
  return [{ message: t('It is no JSON with comments ({0}).', printParseErrorCode(error.error)), span }];
}

/** Whether brackets stand within more of them than are read. */
function isTooDeep(text: string): boolean {
  const scanner = createScanner(text, true);
  let depth = 0;
  for (let token = scanner.scan(); token !== SyntaxKind.EOF; token = scanner.scan()) {
    if (token === SyntaxKind.OpenBraceToken || token === SyntaxKind.OpenBracketToken) depth++;
    else if (token === SyntaxKind.CloseBraceToken || token === SyntaxKind.CloseBracketToken)
      depth = Math.max(0, depth - 1);
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}

function propertyOf(object: Node | undefined, key: string): Node | undefined {
  // Of a key that is written twice the last counts.
  return object?.children?.findLast(property => property.children?.[0]?.value === key)?.children?.[1];
}

/** The items of a list; of anything else itself. */
function itemsOf(node: Node | undefined): readonly Node[] {
  if (!node) return [];
  return node.type === 'array' ? (node.children ?? []) : [node];
}

function keysOf(object: Node | undefined): readonly Node[] {
  return (object?.children ?? []).flatMap(property => property.children?.[0] ?? []);
}

/** A number or a text as it is written: what an escape stands for is where the escape is. */
function written(text: string, block: Block, { type, value, offset, length }: Node): SourceText | undefined {
  if (type !== 'string' && type !== 'number') return undefined;
  const from = type === 'string' ? offset + 1 : offset;
  const raw = text.slice(from, offset + length - (from - offset));
  if (raw === String(value)) return literal(block, raw, from);
  const pieces = type === 'string' ? piecesOf(raw, from) : [];
  const last = pieces.at(-1);
  // The parser leaves out what is no escape.
  if (!last || last.at + last.length !== value.length) return undefined;
  return { value, block, pieces, span: spanOfPieces(pieces) };
}

function piecesOf(raw: string, from: number): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const { 0: part, index } of raw.matchAll(/\\(?:u[\da-f]{4}|.)|[^\\]+/gi)) {
    const [start, end] = [from + index, from + index + part.length];
    const isEscape = part.startsWith('\\');
    const length = isEscape ? 1 : part.length;
    pieces.push(
      isEscape
        ? { kind: 'opaque', at, length, span: { start, end } }
        : { kind: 'literal', at, length, offset: start },
    );
    at += length;
  }
  return pieces;
}

/** A port that is forwarded: of this container, or of the service that stands before a colon. */
function forwarded(text: SourceText, service: string | undefined): Listen | undefined {
  const colon = text.value.lastIndexOf(':');
  const host = colon < 0 ? service : text.value.slice(0, colon);
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
