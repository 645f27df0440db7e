import { type Block, literal, type SourceText } from './source-text';
import type { Span } from './spans';

/**
 * HCL 2 as Nomad and Terraform read it (its "Native Syntax Specification"): blocks, attributes, and of expressions those
 * that say their value as they stand. What has to be worked out is open.
 */
export interface HclBody {
  readonly blocks: readonly HclBlock[];
  readonly attributes: readonly HclAttribute[];
}

export interface HclBlock {
  readonly type: string;
  /** Undefined where something is put in. */
  readonly labels: readonly (SourceText | undefined)[];
  readonly body: HclBody;
  readonly span: Span;
}

export interface HclAttribute {
  readonly name: string;
  readonly value: HclValue;
}

interface Placed {
  readonly span: Span;
}

export type HclValue = HclText | HclList | HclObject | HclCall | HclHeredoc | HclReference | HclOpen;

/** A number, or a text in quotes without escapes and without anything put in. */
export interface HclText extends Placed {
  readonly kind: 'number' | 'string';
  readonly text: SourceText;
}

export interface HclList extends Placed {
  readonly kind: 'list';
  readonly items: readonly HclValue[];
}

/** The attributes are named by an identifier or a text; those with another key are left out. */
export interface HclObject extends Placed {
  readonly kind: 'object';
  readonly attributes: readonly HclAttribute[];
}

export interface HclCall extends Placed {
  readonly kind: 'call';
  readonly name: string;
  readonly items: readonly HclValue[];
}

/** The lines between `<<END` and `END`, as they are written: what is put into them is still in it. */
export interface HclHeredoc extends Placed {
  readonly kind: 'heredoc';
}

/** `var.port`, `true`, `aws_lb.web.arn`. */
export interface HclReference extends Placed {
  readonly kind: 'reference';
  readonly path: string;
}

export interface HclOpen extends Placed {
  readonly kind: 'open';
}

export interface HclFile {
  readonly body: HclBody;
  /** Where it is no HCL, or not yet. */
  readonly faults: readonly Span[];
  /** Where it is nested more deeply than is read. */
  readonly tooDeep: Span | undefined;
}

/** What stands deeper is open: the reader calls itself for every level. */
export const MAX_HCL_DEPTH = 60;

/** More faults of a file are not listed. */
const MAX_FAULTS = 100;

/** Reads a file once from its start to its end; what is no HCL is passed over to the end of its line. */
export function readHcl(text: string, block: Block): HclFile {
  const faults: Span[] = [];
  let tooDeep: Span | undefined;
  let at = 0;
  const body = readBody(0, false);
  return { body, faults, tooDeep };

  function readBody(depth: number, isInner: boolean): HclBody {
    const blocks: HclBlock[] = [];
    const attributes: HclAttribute[] = [];
    for (;;) {
      at = blankEnd(text, at, true);
      if (at >= text.length) {
        if (isInner) fault(text.length);
        return { blocks, attributes };
      }
      if (text[at] === '}' && isInner) {
        at++;
        return { blocks, attributes };
      }
      const start = at;
      const name = keyAt();
      if (name === undefined) {
        fault(start);
        passLine();
        continue;
      }
      at = blankEnd(text, at, false);
      if (text[at] === '=' && text[at + 1] !== '=') {
        at++;
        attributes.push({ name, value: readExpression(depth, true) });
      } else {
        const labels = labelsAt();
        if (text[at] !== '{') {
          fault(start);
          passLine();
        } else if (depth >= MAX_HCL_DEPTH) passTooDeep();
        else {
          at++;
          const inner = readBody(depth + 1, true);
          blocks.push({ type: name, labels, body: inner, span: { start, end: at } });
        }
      }
    }
  }

  function fault(start: number): void {
    if (faults.length < MAX_FAULTS) faults.push({ start, end: Math.min(text.length, start + 1) });
  }

  function passLine(): void {
    const feed = text.indexOf('\n', at);
    at = feed < 0 ? text.length : feed + 1;
  }

  function passTooDeep(): void {
    const start = at;
    at = bracketEnd(text, at);
    tooDeep ??= { start, end: at };
  }

  /** An identifier, or a text in quotes, as the name of an attribute or the type of a block. */
  function keyAt(): string | undefined {
    if (text[at] === '"') return stringAt()?.value;
    const end = identifierEnd(text, at);
    if (end === at) return undefined;
    const name = text.slice(at, end);
    at = end;
    return name;
  }

  /** A text in quotes; undefined where it is not what stands there. */
  function stringAt(): SourceText | undefined {
    const start = at + 1;
    at = stringEnd(text, at);
    const end = text[at - 1] === '"' && at > start ? at - 1 : at;
    if (end === at) fault(start - 1);
    const value = text.slice(start, end);
    return /[\\]|[$%]\{/.test(value) ? undefined : literal(block, value, start);
  }

  function labelsAt(): readonly (SourceText | undefined)[] {
    const labels: (SourceText | undefined)[] = [];
    for (;;) {
      at = blankEnd(text, at, false);
      if (text[at] === '"') labels.push(stringAt());
      else {
        const end = identifierEnd(text, at);
        if (end === at) return labels;
        labels.push(literal(block, text.slice(at, end), at));
        at = end;
      }
    }
  }

  /** The value from here on; a line ends it unless brackets stand around it. */
  function readExpression(depth: number, endsWithLine: boolean): HclValue {
    at = blankEnd(text, at, !endsWithLine);
    const start = at;
    const term = readTerm(depth);
    const end = at;
    at = blankEnd(text, at, !endsWithLine);
    if (isEnd(text, at)) {
      // What follows on other lines within brackets is none of it.
      if (term.kind === 'open' && end === start) fault(start);
      return term;
    }
    at = expressionEnd(text, at, endsWithLine);
    return { kind: 'open', span: { start, end: at } };
  }

  function readTerm(depth: number): HclValue {
    const start = at;
    const character = text[at] ?? '';
    if (character === '"') {
      const value = stringAt();
      const span = { start, end: at };
      return value ? { kind: 'string', text: value, span } : { kind: 'open', span };
    }
    if (isDigit(character)) {
      at = numberEnd(text, at);
      return { kind: 'number', text: literal(block, text.slice(start, at), start), span: { start, end: at } };
    }
    if (character === '[' || character === '{') return readCollection(depth, character);
    if (character === '<' && text[at + 1] === '<') return readHeredoc();
    const end = pathEnd(text, at);
    if (end === at) return { kind: 'open', span: { start, end: at } };
    const path = text.slice(at, end);
    at = end;
    if (text[at] !== '(') return { kind: 'reference', path, span: { start, end: at } };
    if (depth >= MAX_HCL_DEPTH) return openTooDeep();
    at++;
    const items = readItems(depth, ')');
    return { kind: 'call', name: path, items, span: { start, end: at } };
  }

  function openTooDeep(): HclValue {
    const start = at;
    passTooDeep();
    return { kind: 'open', span: { start, end: at } };
  }

  function readCollection(depth: number, opening: '[' | '{'): HclValue {
    const start = at;
    const inside = blankEnd(text, at + 1, true);
    const isLoop = /^for[\s"]/.test(text.slice(inside, inside + 4));
    if (depth >= MAX_HCL_DEPTH) return openTooDeep();
    if (isLoop) {
      at = bracketEnd(text, at);
      return { kind: 'open', span: { start, end: at } };
    }
    at++;
    if (opening === '[') {
      const items = readItems(depth, ']');
      return { kind: 'list', items, span: { start, end: at } };
    }
    const attributes = readAttributes(depth);
    return { kind: 'object', attributes, span: { start, end: at } };
  }

  function readItems(depth: number, closing: ']' | ')'): readonly HclValue[] {
    const items: HclValue[] = [];
    for (;;) {
      at = blankEnd(text, at, true);
      const character = text[at];
      if (character === undefined) {
        fault(text.length);
        return items;
      }
      if (character === closing) {
        at++;
        return items;
      }
      if (character === ',') at++;
      else if (isClosing(character)) {
        // The end of something around it: this was never closed.
        fault(at);
        return items;
      } else {
        const before = at;
        items.push(readExpression(depth + 1, false));
        if (at === before) at++;
      }
    }
  }

  function readAttributes(depth: number): readonly HclAttribute[] {
    const attributes: HclAttribute[] = [];
    for (;;) {
      at = blankEnd(text, at, true);
      const character = text[at];
      if (character === undefined) {
        fault(text.length);
        return attributes;
      }
      if (character === '}') {
        at++;
        return attributes;
      }
      if (character === ',') {
        at++;
        continue;
      }
      if (character === ']' || character === ')') {
        fault(at);
        return attributes;
      }
      const start = at;
      const isWorkedOut = character === '(';
      const key = isWorkedOut ? undefined : keyAt();
      if (isWorkedOut) at = bracketEnd(text, at);
      at = blankEnd(text, at, false);
      if ((text[at] === '=' && text[at + 1] !== '=') || text[at] === ':') {
        at++;
        const value = readExpression(depth + 1, true);
        if (key !== undefined) attributes.push({ name: key, value });
      } else {
        // A key that is worked out, or none.
        if (key === undefined && !isWorkedOut && text[start] !== '"') fault(start);
        at = Math.max(start + 1, expressionEnd(text, at, true));
      }
    }
  }

  function readHeredoc(): HclValue {
    const start = at;
    const head = HEREDOC.exec(text.slice(at, at + MAX_HEREDOC_HEAD));
    if (!head) {
      at += 2;
      return { kind: 'open', span: { start, end: at } };
    }
    const from = at + head[0].length;
    const to = heredocEnd(text, from, head[1] ?? '');
    if (to < 0) {
      fault(start);
      at = text.length;
      return { kind: 'open', span: { start, end: at } };
    }
    // The mark ends the value; its line stays, for it ends the attribute.
    at = blankEnd(text, to, false) + (head[1]?.length ?? 0);
    return { kind: 'heredoc', span: { start: from, end: to } };
  }
}

/** `<<END`, `<<-END`; of a longer mark nobody has heard. */
const HEREDOC = /^<<-?([\w-]{1,100})[ \t]{0,16}\r?\n/;
const MAX_HEREDOC_HEAD = 128;

/** Where the line with the mark alone starts; -1 where there is none. */
function heredocEnd(text: string, from: number, mark: string): number {
  for (let start = from; start < text.length; ) {
    const feed = text.indexOf('\n', start);
    const end = feed < 0 ? text.length : feed;
    const word = blankEndOfLine(text, start);
    if (text.startsWith(mark, word)) {
      const behind = blankEndOfLine(text, word + mark.length);
      if (behind >= end || /[\r\n]/.test(text[behind] ?? '\n')) return start;
      // Where a list goes on behind it: `EOT,` was allowed once.
      if (/[,)\]}]/.test(text[behind] ?? '')) return start;
    }
    start = end + 1;
  }
  return -1;
}

function blankEndOfLine(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t') at++;
  return at;
}

/** Behind white space and comments, with or without the ends of lines. */
function blankEnd(text: string, from: number, withLines: boolean): number {
  let at = from;
  for (;;) {
    const character = text[at];
    if (character === ' ' || character === '\t' || character === '\r' || character === '\uFEFF') at++;
    else if (character === '\n' && withLines) at++;
    else if (character === '#' || (character === '/' && text[at + 1] === '/')) {
      const feed = text.indexOf('\n', at);
      at = feed < 0 ? text.length : feed;
    } else if (character === '/' && text[at + 1] === '*') {
      const end = text.indexOf('*/', at + 2);
      at = end < 0 ? text.length : end + 2;
    } else return at;
  }
}

/** Behind a text in quotes, with what is put into it; at the end of its line where it never ends. */
function stringEnd(text: string, from: number): number {
  // How many braces are open in each stretch of what is put in.
  const open: number[] = [];
  let isInQuotes = true;
  const quotes: boolean[] = [];
  for (let at = from + 1; at < text.length; at++) {
    const character = text[at];
    if (isInQuotes) {
      if (character === '\\') at++;
      else if (character === '\n') return at;
      else if (character === '"') {
        const outer = quotes.pop();
        if (outer === undefined) return at + 1;
        isInQuotes = outer;
      } else if ((character === '$' || character === '%') && text[at + 1] === '{') {
        // A mark that is doubled stands for itself.
        if (text[at - 1] === character && text[at - 2] !== character) continue;
        open.push(0);
        isInQuotes = false;
        at++;
      }
    } else if (character === '"') {
      quotes.push(false);
      isInQuotes = true;
    } else if (character === '{') open.push((open.pop() ?? 0) + 1);
    else if (character === '}') {
      const depth = open.pop() ?? 0;
      if (depth === 0) isInQuotes = true;
      else open.push(depth - 1);
    }
  }
  return text.length;
}

/** Behind a `${...}` or `%{...}` that starts at a place. */
export function templateEnd(text: string, from: number): number {
  let depth = 0;
  for (let at = from + 1; at < text.length; ) {
    if (text[at] === '"') at = stringEnd(text, at);
    else {
      if (text[at] === '{') depth++;
      else if (text[at] === '}') depth--;
      at++;
      if (depth === 0) return at;
    }
  }
  return text.length;
}

/** Behind the bracket that closes the one at a place, whatever stands between. */
function bracketEnd(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; ) {
    at = blankEnd(text, at, true);
    const character = text[at];
    if (character === '"') at = stringEnd(text, at);
    else if (character === '<' && text[at + 1] === '<') at = heredocAt(text, at);
    else {
      if (character !== undefined && isOpening(character)) depth++;
      else if (character !== undefined && isClosing(character)) depth--;
      at++;
      if (depth <= 0) return Math.min(at, text.length);
    }
  }
  return text.length;
}

/** Where an expression ends that is not read: at a comma or a bracket around it, or at the end of its line. */
function expressionEnd(text: string, from: number, endsWithLine: boolean): number {
  for (let at = from; at < text.length; ) {
    at = blankEnd(text, at, !endsWithLine);
    const character = text[at];
    if (character === undefined || character === ',' || character === '\n' || isClosing(character)) return at;
    if (isOpening(character)) at = bracketEnd(text, at);
    else if (character === '"') at = stringEnd(text, at);
    else if (character === '<' && text[at + 1] === '<') at = heredocAt(text, at);
    else at++;
  }
  return text.length;
}

function heredocAt(text: string, from: number): number {
  const head = HEREDOC.exec(text.slice(from, from + MAX_HEREDOC_HEAD));
  if (!head) return from + 2;
  const end = heredocEnd(text, from + head[0].length, head[1] ?? '');
  return end < 0 ? text.length : blankEndOfLine(text, end) + (head[1]?.length ?? 0);
}

function isEnd(text: string, at: number): boolean {
  const character = text[at];
  return character === undefined || character === '\n' || character === ',' || isClosing(character);
}

function isOpening(character: string): boolean {
  return character === '(' || character === '[' || character === '{';
}

function isClosing(character: string): boolean {
  return character === ')' || character === ']' || character === '}';
}

function isDigit(character: string): boolean {
  return character >= '0' && character <= '9';
}

const NAME_START = /[\p{L}_]/u;
const NAME_PART = /[\p{L}\p{N}_-]/u;

function identifierEnd(text: string, from: number): number {
  if (!NAME_START.test(text[from] ?? '')) return from;
  let at = from + 1;
  while (NAME_PART.test(text[at] ?? '')) at++;
  return at;
}

/** An identifier and those behind dots; of `std::name` the whole. */
function pathEnd(text: string, from: number): number {
  let at = identifierEnd(text, from);
  if (at === from) return from;
  for (;;) {
    const next = text[at] === '.' ? at + 1 : text.startsWith('::', at) ? at + 2 : at;
    const end = next === at ? at : identifierEnd(text, next);
    if (end === next) return at;
    at = end;
  }
}

function numberEnd(text: string, from: number): number {
  let at = from;
  while (/[\d.]/.test(text[at] ?? '')) at++;
  if (/[eE]/.test(text[at] ?? '') && /[\d+-]/.test(text[at + 1] ?? '')) {
    at += 2;
    while (isDigit(text[at] ?? '')) at++;
  }
  return at;
}

/** The blocks of a type. */
export function blocksOf(body: HclBody, type: string): readonly HclBlock[] {
  return body.blocks.filter(block => block.type === type);
}

/** The value of an attribute of a body or an object; of one that is written twice the first. */
export function attributeOf(
  holder: Pick<HclBody, 'attributes'> | undefined,
  name: string,
): HclValue | undefined {
  return holder?.attributes.find(attribute => attribute.name === name)?.value;
}

/** A number or a text as it is written: either may stand where a number or a text is wanted, as HCL converts them. */
export function textOf(value: HclValue | undefined): SourceText | undefined {
  return value?.kind === 'number' || value?.kind === 'string' ? value.text : undefined;
}
