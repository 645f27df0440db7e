import { spend } from './effort';
import {
  type Block,
  type Given,
  type Piece,
  type SourceText,
  slice,
  spanBetween,
  spanOfPieces,
  type VariableUse,
} from './source-text';
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

/** The characters of ASCII as private use ones, from here on: in the name of an unknown value none may mean anything. */
const HIDDEN = 0xe100;

/**
 * The value that stands for one that nobody knows, by the name of a variable or by what is written there: an expression,
 * a command. Of the same the value is the same.
 */
export function unknownValue(name: string): string {
  const hidden = name.replace(/[^\w\u0080-\uffff]/g, character =>
    String.fromCharCode(HIDDEN + character.charCodeAt(0)),
  );
  return `${UNKNOWN_OPEN}${hidden}${UNKNOWN_CLOSE}`;
}

/** Of a longer name of an unknown value the beginning is shown. */
const MAX_SHOWN = 40;

/** An interpolated value as a person would write it: unknown variables as `${NAME}`. */
export function displayValue(value: string): string {
  if (!isUnknown(value)) return value;
  return value.replace(UNKNOWN, (_, hidden: string) => {
    const name = hidden.replace(/[\uE100-\uE17F]/g, character =>
      String.fromCharCode(character.charCodeAt(0) - HIDDEN),
    );
    return `\${${name.length > MAX_SHOWN ? `${name.slice(0, MAX_SHOWN - 1)}…` : name}}`;
  });
}

const UNKNOWN = new RegExp(`${UNKNOWN_OPEN}([^${UNKNOWN_CLOSE}]*)${UNKNOWN_CLOSE}`, 'g');

/**
 * What a variable that is replaced costs in steps, and how many characters of a value cost one: what is read once may
 * stand for a value in any number of places, and in each the variables may be others.
 */
const STEPS_A_VARIABLE = 8;
const CHARACTERS_A_STEP = 16;

/**
 * Replaces the variables of a value as the Compose specification's chapter 12 says: `$NAME`, `${NAME}`, the
 * operators `:-` `-` `:?` `?` `:+` `+`, nested, and `$$` for a dollar sign. An unknown variable without a
 * default stays as a mark that `isUnknown` finds, so that equal unknowns stay equal. What is no template, such
 * as `${`, stays as it is altogether, since Compose refuses it.
 */
export function interpolate(text: SourceText, lookup: Lookup): SourceText {
  if (!text.value.includes('$') || text.value.length > MAX_VALUE) return text;
  const template: Template = { text, closings: closingsIn(text.value), lookup };
  return interpolateIn(template, 0, text.value.length);
}

/** A value that is interpolated, in all its levels: a default is looked at where it stands, not taken out. */
interface Template {
  readonly text: SourceText;
  /** Where the brace closes that opens at an index. */
  readonly closings: ReadonlyMap<number, number>;
  readonly lookup: Lookup;
}

/** The part of a template from `start` to `end`, interpolated. */
function interpolateIn(template: Template, start: number, end: number): SourceText {
  const { text } = template;
  const { value } = text;
  const parts: SourceText[] = [];
  let literalFrom = start;
  for (let at = value.indexOf('$', start); at >= 0 && at < end; ) {
    const use = readReference(template, at, end);
    if (use) {
      spend(STEPS_A_VARIABLE);
      if (at > literalFrom) parts.push(slice(text, literalFrom, at));
      parts.push(use.result);
      literalFrom = use.end;
    } else if (value[at + 1] === '{' && at + 1 < end) return slice(text, start, end);
    at = value.indexOf('$', Math.max(at + 1, use?.end ?? 0));
  }
  const [only] = parts;
  if (only === undefined) return slice(text, start, end);
  if (end > literalFrom) parts.push(slice(text, literalFrom, end));
  // A variable alone stands where its value does: `${PORT:-8080}` at the digits of its default.
  else if (parts.length === 1 && only.value !== '') return only;
  const length = parts.reduce((sum, part) => sum + part.value.length, 0);
  if (length > MAX_VALUE) return slice(text, start, end);
  spend(Math.ceil(length / CHARACTERS_A_STEP));
  return concat(text.block, spanBetween(text, start, end), parts);
}

/** Whether a variable may be called so, for Compose and for shells. */
export function isVariableName(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);
}

/** A variable with a default, as `interpolate` reads it. */
export function variableWith(name: string, fallback: string): string {
  return `\${${name}:-${fallback}}`;
}

/** The names of the variables that a text may refer to, whatever stands around them. */
export function namesIn(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(/\$\{?([A-Za-z_][A-Za-z0-9_]*)/g)].flatMap(([, name]) => name ?? []));
}

/** A variable's expression in a value, by indices in it: the whole of it, and its default, where it has one. */
export interface Placeholder extends Span {
  readonly name: string;
  readonly fallback?: Span;
  /** Whether the default counts as if it stood there by itself, so that a part of it has a place of its own. */
  readonly isText?: boolean;
}

/**
 * Replaces the variables of a value that is written otherwise than in Compose, in the order in which they stand, where
 * nobody knows what sets them: each counts as its default; without one it stays as a mark that `isUnknown` finds.
 */
export function withPlaceholders(text: SourceText, placeholders: readonly Placeholder[]): SourceText {
  if (text.value.length > MAX_VALUE) return text;
  return withStretches(text, placeholders, one => filled(text, one));
}

/** What stands in the place of a variable. */
function filled(text: SourceText, { name, start, end, fallback, isText }: Placeholder): SourceText {
  if (!fallback) return opaque(text, start, end, unknownValue(name), { name, given: undefined });
  const other = slice(text, fallback.start, fallback.end);
  if (isText) return other;
  const written = other.value === '' ? undefined : other.span;
  return opaque(text, start, end, other.value, { name, given: { by: 'default', text: other } }, written);
}

/**
 * A value in which stretches, each written `${…}`, stay unknown, as what only the program can work out. Equal ones stay
 * equal. Characters that divide a port specification are others in them, so that none is cut within.
 */
export function withUnknowns(text: SourceText, stretches: readonly Span[]): SourceText {
  return withStretches(text, stretches, ({ start, end }) => {
    const name = text.value
      .slice(start + 2, end - 1)
      .replaceAll(':', '\u2236')
      .replaceAll('/', '\u2215');
    return opaque(text, start, end, unknownValue(name), { name, given: undefined });
  });
}

/** A value in which something else stands in the place of stretches, which are in its order. */
function withStretches<Stretch extends Span>(
  text: SourceText,
  stretches: readonly Stretch[],
  filling: (stretch: Stretch) => SourceText,
): SourceText {
  if (stretches.length === 0) return text;
  const parts: SourceText[] = [];
  let from = 0;
  for (const stretch of stretches) {
    parts.push(slice(text, from, stretch.start), filling(stretch));
    from = stretch.end;
  }
  parts.push(slice(text, from, text.value.length));
  return concat(text.block, text.span, parts);
}

interface Reference {
  readonly result: SourceText;
  /** Index in the value just after the reference. */
  readonly end: number;
}

/** The reference at a dollar sign, of a part of a template that ends at `limit`. */
function readReference(template: Template, at: number, limit: number): Reference | undefined {
  const { text, closings } = template;
  const next = at + 1 < limit ? text.value[at + 1] : undefined;
  if (next === '$') return { result: opaque(text, at, at + 2, '$'), end: at + 2 };
  if (next !== '{') {
    const name = next === undefined ? undefined : nameAt(text.value, at + 1);
    if (name === undefined) return undefined;
    const end = at + 1 + name.length;
    return { result: substitute(template, { start: at, end, name, operator: '', argument: end }), end };
  }
  const name = nameAt(text.value, at + 2);
  const close = closings.get(at + 1);
  if (!name || close === undefined) return undefined;
  const operatorAt = at + 2 + name.length;
  const operator = /^(?::?[-+?])/.exec(text.value.slice(operatorAt, operatorAt + 2))?.[0] ?? '';
  if (operator === '' && operatorAt !== close) return undefined;
  const use = { start: at, end: close + 1, name, operator, argument: operatorAt + operator.length };
  return { result: substitute(template, use), end: close + 1 };
}

/** A reference as it is written: its ends, and where what stands behind its operator begins. */
interface Use extends Span {
  readonly name: string;
  readonly operator: string;
  readonly argument: number;
}

function substitute(template: Template, { start, end, name, operator, argument }: Use): SourceText {
  const { text, lookup } = template;
  const variable = lookup(name);
  const isSet = variable !== undefined && (!operator.startsWith(':') || variable.text.value !== '');
  // What is not needed is not worked out: each of many levels may have a default.
  const inner = () => interpolateIn(template, argument, end - 1);
  if (operator.endsWith('+')) {
    const replacement = isSet ? inner() : slice(text, start, start);
    const written = replacement.value === '' ? undefined : replacement.span;
    const given: Given = { by: 'default', text: replacement };
    return opaque(text, start, end, replacement.value, { name, given, isReplaced: true }, written);
  }
  const hasDefault = operator.endsWith('-');
  if (isSet) {
    // The digits of a default are shown even where a file overrides them: they are what stands in the text.
    const isPlain = hasDefault && argument < end - 1 && !text.value.slice(argument, end - 1).includes('$');
    const written = isPlain ? spanBetween(text, argument, end - 1) : undefined;
    const given: Given = { by: 'file', uri: variable.uri, text: variable.text };
    return opaque(text, start, end, variable.text.value, { name, given }, written);
  }
  if (hasDefault) {
    const fallback = inner();
    const written = fallback.value === '' ? undefined : fallback.span;
    const given: Given = { by: 'default', text: fallback };
    return opaque(text, start, end, fallback.value, { name, given }, written);
  }
  return opaque(text, start, end, unknownValue(name), { name, given: undefined });
}

function opaque(
  text: SourceText,
  start: number,
  end: number,
  value: string,
  variable?: VariableUse,
  written?: Span,
): SourceText {
  const expression = spanBetween(text, start, end);
  const span = written ?? expression;
  const more = { ...(variable && { variable }), ...(written && { expression }) };
  const piece: Piece = { kind: 'opaque', at: 0, length: value.length, span, ...more };
  return { value, block: text.block, pieces: value === '' ? [] : [piece], span };
}

function concat(block: Block, whole: Span, parts: readonly SourceText[]): SourceText {
  const pieces: Piece[] = [];
  let at = 0;
  for (const part of parts) {
    for (const piece of part.pieces) pieces.push({ ...piece, at: at + piece.at });
    at += part.value.length;
  }
  const value = parts.map(part => part.value).join('');
  const span = pieces.length === 1 ? spanOfPieces(pieces) : whole;
  return { value, block, pieces, span };
}

function nameAt(value: string, at: number): string | undefined {
  NAME.lastIndex = at;
  return NAME.exec(value)?.[0];
}

/** Where each brace closes, by the index at which it opens; one that nothing closes is not there. */
function closingsIn(value: string): ReadonlyMap<number, number> {
  const closings = new Map<number, number>();
  const open: number[] = [];
  for (let at = 0; at < value.length; at++) {
    if (value[at] === '{') open.push(at);
    if (value[at] !== '}') continue;
    const from = open.pop();
    if (from !== undefined) closings.set(from, at);
  }
  return closings;
}
