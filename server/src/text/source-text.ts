import { countBefore } from '../ports/bisect';
import { NO_ITEMS } from './kept';
import type { Span } from './spans';

/**
 * A stretch of a document that is read by itself: one service or one other top-level key of a Compose file,
 * or the whole of any other file. Offsets inside it count from its start, so a block that did not change is
 * not read again when text before it does.
 */
export interface Block {
  readonly length: number;
}

/**
 * A value as decoded from a document (unquoted, unescaped, interpolated) that still knows where every part
 * of it is written.
 */
export interface SourceText {
  readonly value: string;
  readonly block: Block;
  /** In the order of `value`, without gaps; empty when `value` is. */
  readonly pieces: readonly Piece[];
  /** Where an empty value stands, and the whole of any other, in offsets of `block`. */
  readonly span: Span;
}

export type Piece = LiteralPiece | OpaquePiece;

/** Characters that stand in the block as they are, from `offset` on. */
export interface LiteralPiece {
  readonly kind: 'literal';
  /** Index in the value. */
  readonly at: number;
  readonly length: number;
  readonly offset: number;
}

/** Characters that stand for a span as a whole: an escape, a folded line break, or a variable. */
export interface OpaquePiece {
  readonly kind: 'opaque';
  readonly at: number;
  readonly length: number;
  readonly span: Span;
  readonly variable?: VariableUse;
  /** The whole of the variable's expression, `${PORT:-8080}`, where `span` is its default alone. */
  readonly expression?: Span;
}

/** A variable that was replaced by its value. */
export interface VariableUse {
  readonly name: string;
  /** The default that gave the value, or the entry that did; undefined where the variable is unknown. */
  readonly given: Given | undefined;
  /** Whether the value is not its own, but what stands there where it is set: `${NAME:+8080}`. */
  readonly isReplaced?: true;
}

export type Given =
  | { readonly by: 'default'; readonly text: SourceText }
  | { readonly by: 'file'; readonly uri: string; readonly text: SourceText };

/** A value whose characters all stand in the block from `offset` on. */
export function literal(block: Block, value: string, offset: number): SourceText {
  const pieces: readonly Piece[] =
    value === '' ? NO_ITEMS : [{ kind: 'literal', at: 0, length: value.length, offset }];
  return { value, block, pieces, span: { start: offset, end: offset + value.length } };
}

/** The part of a value from `start` to `end` (indices in the value). */
export function slice(text: SourceText, start: number, end: number): SourceText {
  if (start <= 0 && end >= text.value.length) return text;
  const only = text.pieces.length === 1 ? text.pieces[0] : undefined;
  if (only?.kind === 'literal') return literal(text.block, text.value.slice(start, end), only.offset + start);
  const pieces: Piece[] = [];
  for (let index = firstPieceAfter(text, start); index < text.pieces.length; index++) {
    const piece = text.pieces[index];
    if (!piece || piece.at >= end) break;
    const from = Math.max(start, piece.at);
    const to = Math.min(end, piece.at + piece.length);
    if (from >= to) continue;
    const at = from - start;
    pieces.push(
      piece.kind === 'literal'
        ? { kind: 'literal', at, length: to - from, offset: piece.offset + from - piece.at }
        : { ...piece, at, length: to - from },
    );
  }
  const point = offsetAt(text, start);
  const span = pieces.length === 0 ? { start: point, end: point } : spanOfPieces(pieces);
  return { value: text.value.slice(start, end), block: text.block, pieces, span };
}

/** Where the part of a value stands from `start` to `end` (indices in the value), without taking it out. */
export function spanBetween(text: SourceText, start: number, end: number): Span {
  if (start <= 0 && end >= text.value.length) return text.span;
  const from = offsetAt(text, start);
  const last = end > start ? text.pieces[firstPieceAfter(text, end - 1)] : undefined;
  if (!last) return { start: from, end: from };
  return { start: from, end: last.kind === 'literal' ? last.offset + end - last.at : last.span.end };
}

/** Without white space at either end. */
export function trim(text: SourceText): SourceText {
  const start = text.value.length - text.value.trimStart().length;
  const end = text.value.trimEnd().length;
  return start >= end ? slice(text, 0, 0) : slice(text, start, end);
}

/** Without the quotes around it, if one of a kind stands at both ends. */
export function unquote(text: SourceText): SourceText {
  const quote = text.value[0];
  const isQuoted = (quote === '"' || quote === "'") && text.value.length > 1 && text.value.endsWith(quote);
  return isQuoted ? slice(text, 1, text.value.length - 1) : text;
}

/**
 * Where the digits that give a value are written, and so what an edit of the value changes: in the block
 * itself, in the default of a variable, or in the file that sets it. Undefined when the value has several
 * sources or an unknown one.
 */
export function editSite(
  text: SourceText,
  uri: string,
): { readonly uri: string; readonly block: Block; readonly span: Span } | undefined {
  let [source, file] = [text, uri];
  for (;;) {
    const only = source.pieces.length === 1 ? source.pieces[0] : undefined;
    if (!only) return undefined;
    if (only.kind === 'literal') return { uri: file, block: source.block, span: source.span };
    const given = only.variable?.given;
    if (!given || given.text.value !== source.value) return undefined;
    [source, file] = [given.text, given.by === 'file' ? given.uri : file];
  }
}

/** A chain of more variables, each given by the next, is followed no further. */
const MAX_CHAIN = 64;

/** The variables that a value is made of, outermost first. */
export function variablesOf(text: SourceText): readonly VariableUse[] {
  return variablesWithin(text, MAX_CHAIN);
}

function variablesWithin(text: SourceText, depth: number): readonly VariableUse[] {
  return text.pieces.flatMap(piece => {
    if (piece.kind === 'literal' || !piece.variable) return [];
    const { given } = piece.variable;
    return [piece.variable, ...(given && depth > 0 ? variablesWithin(given.text, depth - 1) : [])];
  });
}

/** The names of the variables of a text that other digits stand beside, as in `${PREFIX}80`: part of a number, and none by themselves. */
export function variablesAmongDigits(text: SourceText): readonly string[] {
  return variablesBesideDigits(text, MAX_CHAIN);
}

function variablesBesideDigits({ value, pieces }: SourceText, depth: number): readonly string[] {
  return pieces.flatMap(piece => {
    if (piece.kind === 'literal' || !piece.variable) return [];
    const { name, given } = piece.variable;
    const isPart = [piece.at - 1, piece.at + piece.length].some(at => /\d/.test(value[at] ?? ''));
    if (!given || depth === 0) return isPart ? [name] : [];
    if (!isPart) return variablesBesideDigits(given.text, depth - 1);
    return [name, ...variablesWithin(given.text, depth - 1).map(use => use.name)];
  });
}

/** From where the first piece starts to where the last ends. */
export function spanOfPieces(pieces: readonly Piece[]): Span {
  const first = pieces[0];
  const last = pieces[pieces.length - 1];
  if (!first || !last) return { start: 0, end: 0 };
  return {
    start: first.kind === 'literal' ? first.offset : first.span.start,
    end: last.kind === 'literal' ? last.offset + last.length : last.span.end,
  };
}

function offsetAt(text: SourceText, index: number): number {
  const piece = text.pieces[firstPieceAfter(text, index)];
  if (!piece) return text.span.end;
  return piece.kind === 'literal' ? piece.offset + index - piece.at : piece.span.start;
}

/** The first piece that ends behind a place of the value: a folded text has thousands, and words as many. */
function firstPieceAfter({ pieces }: SourceText, at: number): number {
  return countBefore(pieces, piece => piece.at + piece.length <= at);
}
