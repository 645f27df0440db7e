import { literal, type OpaquePiece, type SourceText, slice } from '../../text/source-text';
import type { Span } from '../../text/spans';
import type { Lookup } from '../../text/template';
import { governs } from '../../text/template-actions';
import { yamlTokens } from '../../text/yaml';

/** Stands for each character of an action within a line: to YAML a letter that nobody writes. */
const STAND_IN = '\uE002';

/** Whether a text has actions of a template of Go, as those of Helm have. */
export function isTemplate(text: string): boolean {
  return text.includes('{{');
}

/**
 * Whether something fills a text in before the API server sees it: Helm, Jinja, or what replaces `$PORT` and `${PORT}`, as
 * envsubst, Flux and the templates of OpenShift do.
 */
export function isFilledLater(text: string): boolean {
  return /\{[{%]|\$[\w{]/.test(text);
}

/**
 * Whether a template makes more of a document than texts: actions stand where YAML has no text, or in a comment that says
 * under which condition something counts. A text may have braces of its own, as those of Vault, Prometheus and `--format` do.
 */
export function isMadeByTemplate(source: string): boolean {
  if (!/\{[{%]/.test(source)) return false;
  for (const { text, start, kind } of yamlTokens(source)) {
    if (kind === 'other' && text === '{' && /[{%]/.test(source[start + 1] ?? '')) return true;
    if (kind === 'plain' && /[\r\n][ \t]{0,200}\{[{%]/.test(text)) return true;
    if (kind === 'comment' && governs(text)) return true;
  }
  return false;
}

/** The actions of a template, in its order; what is not closed is none. */
function actionsIn(text: string): readonly Span[] {
  const actions: Span[] = [];
  for (let start = text.indexOf('{{'); start >= 0; start = text.indexOf('{{', actions.at(-1)?.end ?? 0)) {
    const end = endOfAction(text, start + 2);
    if (end === undefined) break;
    actions.push({ start, end });
  }
  return actions;
}

function endOfAction(text: string, from: number): number | undefined {
  for (let at = from; at < text.length; at++) {
    const character = text[at];
    if (character === '}' && text[at + 1] === '}') return at + 2;
    if (character === '/' && text[at + 1] === '*') at = indexOrEnd(text, '*/', at) + 1;
    else if (character === '`') at = indexOrEnd(text, '`', at + 1);
    else if (character === '"') at = endOfString(text, at + 1);
  }
  return undefined;
}

function indexOrEnd(text: string, part: string, from: number): number {
  const found = text.indexOf(part, from);
  return found < 0 ? text.length : found;
}

/** Where a string ends: at its quote, else with its line. */
function endOfString(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"' || text[at] === '\n') return at;
  }
  return text.length;
}

/** Labels that are put in, whichever these are. */
const LABELS = /^\{\{-?\s*(?:include|template)\s+"([^"]*)labels"/i;

/**
 * A template as YAML of the same length: an action within a line becomes letters, one on a line of its own blanks, for
 * most of those say under which condition something is put in. Labels that are put in become a key.
 */
export function asYaml(text: string): string {
  if (!isTemplate(text)) return text;
  const actions = actionsIn(text);
  const parts: string[] = [];
  let done = 0;
  let lineEnd = indexOrEnd(text, '\n', 0);
  // Whether nothing but actions stood on the line so far.
  let isFirst = true;
  for (const [index, { start, end }] of actions.entries()) {
    const isSameLine = start <= lineEnd;
    const from = isSameLine ? done : text.lastIndexOf('\n', start - 1) + 1;
    isFirst = (isFirst || !isSameLine) && isBlank(text, from, start);
    if (lineEnd < end) lineEnd = indexOrEnd(text, '\n', end);
    const isAlone = isFirst && isBlank(text, end, Math.min(lineEnd, actions[index + 1]?.start ?? lineEnd));
    parts.push(text.slice(done, start), standIn(text.slice(start, end), isAlone));
    done = end;
  }
  parts.push(text.slice(done));
  return parts.join('');
}

function isBlank(text: string, from: number, to: number): boolean {
  return text.slice(from, to).trim() === '';
}

function standIn(action: string, isAlone: boolean): string {
  if (!isAlone) return action.replace(/[^\r\n]/g, STAND_IN);
  if (LABELS.test(action) && !action.includes('\n')) return `${STAND_IN.repeat(action.length - 1)}:`;
  return action.replace(/[^\r\n]/g, ' ');
}

/** Gives the scalars of a block its actions back. `source` is the block as it is written. */
export function restoreIn(source: string): (text: SourceText) => SourceText {
  return text => {
    if (!text.value.includes(STAND_IN)) return text;
    const { block, span } = text;
    const written = source.slice(span.start, span.end);
    return written.length === text.value.length ? literal(block, written, span.start) : text;
  };
}

/** Which labels a key is that stands for labels: those of one template are alike, also where one has more than another. */
export function labelsOf(key: string): string | undefined {
  const [, template] = LABELS.exec(key) ?? [];
  return template?.replace(/[._-]?(?:common|match|pod|selector)?$/i, '');
}

/** Functions that only write a value in another way. */
const PLAIN_FUNCTIONS: ReadonlySet<string> = new Set(
  'int int64 float64 toString quote squote trim'.split(' '),
);

const PATH = /^\$?\.Values\.([\w.]+)$/;
const LITERAL = /^"?([\w.-]+)"?$/;

/** The longest action that is looked into. */
const MAX_ACTION = 300;

/**
 * What a text says that is an action by itself: a value of the chart, or its default. Every other stays as it is
 * written, and is unknown.
 */
export function fill(text: SourceText, lookup: Lookup): SourceText {
  const { value } = text;
  if (!value.startsWith('{{') || !value.endsWith('}}') || value.length > MAX_ACTION) return text;
  const [first = [], ...pipes] = value
    .slice(2, -2)
    .split('|')
    .map(part => wordsOf(part).filter(word => !PLAIN_FUNCTIONS.has(word)));
  const path = PATH.exec(first.length === 1 ? (first[0] ?? '') : '')?.[1];
  if (path === undefined) return text;
  const defaults = pipes.filter(words => words.length > 0);
  const [fallback] = defaults.map(([name, argument = '', ...more]) =>
    name === 'default' && more.length === 0 ? LITERAL.exec(argument)?.[1] : undefined,
  );
  if (defaults.length > 0 && (fallback === undefined || defaults.length > 1)) return text;
  const variable = lookup(path);
  if (variable && variable.text.value !== '') {
    const given = { by: 'file', uri: variable.uri, text: variable.text } as const;
    return inPlaceOf(text, text.span, { name: path, given });
  }
  if (fallback === undefined) return text;
  const start = value.lastIndexOf(fallback);
  const digits = slice(text, start, start + fallback.length);
  return inPlaceOf(text, digits.span, { name: path, given: { by: 'default', text: digits } });
}

/** The words of a part of an action, without brackets and the hyphens that trim what is around it. */
function wordsOf(part: string): readonly string[] {
  return part.split(/[\s()]+/).filter(word => word !== '' && word !== '-');
}

/** A name with actions as a person reads it: `…-web`. */
export function nameShown(name: string): string {
  if (!isTemplate(name)) return name;
  const parts: string[] = [];
  let done = 0;
  for (const { start, end } of actionsIn(name)) {
    parts.push(name.slice(done, start), '…');
    done = end;
  }
  return [...parts, name.slice(done)].join('');
}

function inPlaceOf(text: SourceText, span: Span, variable: NonNullable<OpaquePiece['variable']>): SourceText {
  const value = variable.given?.text.value ?? '';
  const expression = span === text.span ? {} : { expression: text.span };
  return {
    value,
    block: text.block,
    pieces: [{ kind: 'opaque', at: 0, length: value.length, span, variable, ...expression }],
    span,
  };
}
