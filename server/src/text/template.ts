import { type Given, type Piece, type SourceText, slice, spanOfPieces } from './source-text';
import type { Span } from './spans';

/** A variable's value, and the file that sets it. */
export interface Variable {
  readonly uri: string;
  readonly text: SourceText;
}

/** What a variable holds; undefined when nothing that was read sets it. */
export type Lookup = (name: string) => Variable | undefined;

/** Around the name of an unknown variable in an interpolated value: private use characters. */
const UNKNOWN_OPEN = '\uE000';
const UNKNOWN_CLOSE = '\uE001';

/** Longer values stay as they are: no port is that long, and variables made of variables double without end. */
const MAX_VALUE = 4096;

const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;

/** Whether an interpolated value contains a variable that nothing sets. */
export function isUnknown(value: string): boolean {
  return value.includes(UNKNOWN_OPEN);
}

/** An interpolated value as a person would write it: unknown variables as `${NAME}`. */
export function displayValue(value: string): string {
  return value.replaceAll(UNKNOWN_OPEN, '${').replaceAll(UNKNOWN_CLOSE, '}');
}

/**
 * Replaces the variables of a value as the Compose specification's chapter 12 says: `$NAME`, `${NAME}`, the
 * operators `:-` `-` `:?` `?` `:+` `+`, nested, and `$$` for a dollar sign. An unknown variable without a
 * default stays as a mark that `isUnknown` finds, so that equal unknowns stay equal. What is no template, such
 * as `${`, stays as it is altogether, since Compose refuses it.
 */
export function interpolate(text: SourceText, lookup: Lookup): SourceText {
  if (!text.value.includes('$') || text.value.length > MAX_VALUE) return text;
  const parts: SourceText[] = [];
  let literalFrom = 0;
  let at = text.value.indexOf('$');
  while (at >= 0) {
    const use = readReference(text, at, lookup);
    if (use) {
      parts.push(slice(text, literalFrom, at), use.result);
      literalFrom = use.end;
    } else if (text.value[at + 1] === '{') {
      return text;
    }
    at = text.value.indexOf('$', Math.max(at + 1, use?.end ?? 0));
  }
  parts.push(slice(text, literalFrom, text.value.length));
  return parts.reduce((length, part) => length + part.value.length, 0) > MAX_VALUE
    ? text
    : concat(text, parts);
}

interface Reference {
  readonly result: SourceText;
  /** Index in the value just after the reference. */
  readonly end: number;
}

function readReference(text: SourceText, at: number, lookup: Lookup): Reference | undefined {
  const next = text.value[at + 1];
  if (next === '$') return { result: opaque(text, at, at + 2, '$'), end: at + 2 };
  if (next !== '{') {
    const name = nameAt(text.value, at + 1);
    if (name === undefined) return undefined;
    const end = at + 1 + name.length;
    return { result: substitute(text, at, end, name, '', undefined, lookup), end };
  }
  const name = nameAt(text.value, at + 2);
  const close = closingBrace(text.value, at + 1);
  if (!name || close < 0) return undefined;
  const operatorAt = at + 2 + name.length;
  const operator = /^(:?[-+?])/.exec(text.value.slice(operatorAt, operatorAt + 2))?.[0] ?? '';
  if (operator === '' && operatorAt !== close) return undefined;
  const argument = slice(text, operatorAt + operator.length, close);
  return { result: substitute(text, at, close + 1, name, operator, argument, lookup), end: close + 1 };
}

function substitute(
  text: SourceText,
  start: number,
  end: number,
  name: string,
  operator: string,
  argument: SourceText | undefined,
  lookup: Lookup,
): SourceText {
  const variable = lookup(name);
  const set = variable !== undefined && (!operator.startsWith(':') || variable.text.value !== '');
  const fallback = operator.endsWith('-') && argument ? interpolate(argument, lookup) : undefined;
  // The digits of a default are shown even where a file overrides them: they are what stands in the text.
  const written = fallback && fallback.value !== '' ? fallback.span : undefined;
  if (operator.endsWith('+')) {
    const replacement = set && argument ? interpolate(argument, lookup) : slice(text, start, start);
    return opaque(
      text,
      start,
      end,
      replacement.value,
      { name, given: { by: 'default', text: replacement } },
      replacement.value === '' ? undefined : replacement.span,
    );
  }
  if (set) {
    const given: Given = { by: 'file', uri: variable.uri, text: variable.text };
    return opaque(text, start, end, variable.text.value, { name, given }, written);
  }
  if (fallback) {
    return opaque(
      text,
      start,
      end,
      fallback.value,
      { name, given: { by: 'default', text: fallback } },
      written,
    );
  }
  return opaque(text, start, end, `${UNKNOWN_OPEN}${name}${UNKNOWN_CLOSE}`, { name, given: undefined });
}

function opaque(
  text: SourceText,
  start: number,
  end: number,
  value: string,
  variable?: { readonly name: string; readonly given: Given | undefined },
  written?: Span,
): SourceText {
  const expression = slice(text, start, end).span;
  const span = written ?? expression;
  const more = { ...(variable && { variable }), ...(written && { expression }) };
  const piece: Piece = { kind: 'opaque', at: 0, length: value.length, span, ...more };
  return { value, block: text.block, pieces: value === '' ? [] : [piece], span };
}

function concat(whole: SourceText, parts: readonly SourceText[]): SourceText {
  const pieces: Piece[] = [];
  let at = 0;
  for (const part of parts) {
    for (const piece of part.pieces) pieces.push({ ...piece, at: at + piece.at });
    at += part.value.length;
  }
  const value = parts.map(part => part.value).join('');
  // A variable alone stands where its value does: `${PORT:-8080}` at the digits of its default.
  const span = pieces.length === 1 ? spanOfPieces(pieces) : whole.span;
  return { value, block: whole.block, pieces, span };
}

function nameAt(value: string, at: number): string | undefined {
  NAME.lastIndex = at;
  return NAME.exec(value)?.[0];
}

/** The index of the brace that closes the one at `open`, -1 when none does. */
function closingBrace(value: string, open: number): number {
  let depth = 0;
  for (let at = open; at < value.length; at++) {
    if (value[at] === '{') depth++;
    else if (value[at] === '}' && --depth === 0) return at;
  }
  return -1;
}
