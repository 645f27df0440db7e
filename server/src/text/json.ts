import { t } from '@vscode/l10n';
import { createScanner, type Node, type ParseError, parseTree } from 'jsonc-parser';
import { type Block, literal, type Piece, type SourceText, spanOfPieces } from './source-text';

/** What stands deeper is none of ours, and a parser that calls itself has to end somewhere. */
const MAX_DEPTH = 50;

/** The kinds of tokens of `jsonc-parser`, which has them as an enum that is gone when it is compiled. */
const SyntaxKind = {
  OpenBraceToken: 1,
  CloseBraceToken: 2,
  OpenBracketToken: 3,
  CloseBracketToken: 4,
  EOF: 17,
} as const;

/** A JSON text, which may have comments and commas too many, with the first fault of it; none where it is too deep. */
export function parseJson(text: string): {
  readonly root: Node | undefined;
  readonly error: ParseError | undefined;
  readonly isTooDeep: boolean;
} {
  if (isDeeperThanRead(text)) return { root: undefined, error: undefined, isTooDeep: true };
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  return { root, error: errors[0], isTooDeep: false };
}

/** That values are too deep. */
export function tooDeepJson(): string {
  return t('Values stand within more than {0} others, the most that Portolan reads.', MAX_DEPTH);
}

/** Whether brackets stand within more of them than are read. */
function isDeeperThanRead(text: string): boolean {
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

/** The value of a property of an object. */
export function propertyOf(object: Node | undefined, key: string): Node | undefined {
  // Of a key that is written twice the last counts.
  return object?.children?.findLast(property => property.children?.[0]?.value === key)?.children?.[1];
}

/** The items of a list; of anything else itself. */
export function itemsOf(node: Node | undefined): readonly Node[] {
  if (!node) return [];
  return node.type === 'array' ? (node.children ?? []) : [node];
}

/** The keys of an object. */
export function keysOf(object: Node | undefined): readonly Node[] {
  return (object?.children ?? []).flatMap(property => property.children?.[0] ?? []);
}

/** A number or a text as it is written: what an escape stands for is where the escape is. */
export function writtenIn(
  text: string,
  block: Block,
  { type, value, offset, length }: Node,
): SourceText | undefined {
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
