import { t } from '@vscode/l10n';
import {
  type Alias,
  CST,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  Lexer,
  type Node,
  type Pair,
  type ParsedNode,
  parseDocument,
  Scalar,
  visit,
} from 'yaml';
import { countBefore } from '../ports/bisect';
import { perObject } from './per-object';
import {
  type Block,
  literal,
  type OpaquePiece,
  type Piece,
  type SourceText,
  slice,
  spanOfPieces,
} from './source-text';
import type { Span } from './spans';

/** A block of YAML as parsed. Only a block whose anchors others may refer to is kept for long. */
export interface YamlBlock {
  readonly block: Block;
  readonly source: string;
  readonly root: ParsedNode | null;
  readonly faults: readonly YamlFault[];
  /** The nodes with an `&anchor`, in the order of the text. */
  readonly anchors: readonly AnchoredNode[];
  readonly hasAliases: boolean;
  /** Its lines, commas and brackets (`marksIn`). */
  readonly marks: number;
}

/** What makes a block no YAML, or more than is read, in offsets of the block. */
export interface YamlFault {
  readonly message: string;
  readonly span: Span;
  /** Whether it is a limit of ours that leaves something out. */
  readonly isLimit?: boolean;
  /** Whether it is one to YAML 1.2, and may be none to the program that reads the file. */
  readonly isOpen?: boolean;
}

/** A node, and the block that it is written in. */
export interface Branch {
  readonly node: Node;
  readonly yaml: YamlBlock;
}

interface AnchoredNode {
  readonly name: string;
  readonly node: Node;
}

/** The anchors of a file. */
export interface NamedAnchors {
  /** What each name stands for, in the order of the text: a name may be given again. */
  readonly definitions: ReadonlyMap<string, readonly Branch[]>;
  /** The blocks with anchors, each with how many of them stand before it. */
  readonly ranks: ReadonlyMap<YamlBlock, number>;
}

export const NO_ANCHORS: NamedAnchors = { definitions: new Map(), ranks: new Map() };

/** The anchors that an alias can refer to, and how much may still be read with them. */
export interface Anchors {
  readonly named: NamedAnchors;
  /** How many blocks with anchors stand before the block that is read. */
  readonly rank: number;
  /** Whether so many more nodes may be read. */
  spend(nodes: number): boolean;
  /** Told each key that its mapping has had before. */
  repeated(key: Branch): void;
  /** Told where a limit of ours leaves something out, and which. */
  cut(message: string): void;
}

/** The anchors of the blocks that have any, in the order of the text. */
export function collectAnchors(blocks: readonly YamlBlock[]): NamedAnchors {
  const definitions = new Map<string, Branch[]>();
  for (const yaml of blocks) {
    for (const { name, node } of yaml.anchors) {
      const earlier = definitions.get(name);
      if (earlier) earlier.push({ node, yaml });
      else definitions.set(name, [{ node, yaml }]);
    }
  }
  return { definitions, ranks: new Map(blocks.map((yaml, rank) => [yaml, rank])) };
}

/** More levels of aliases, or merged mappings, than this are taken for a bomb and left unread. */
const MAX_ALIAS_DEPTH = 32;
const MAX_MERGES = 100;

/** A longer block is not parsed: the parser takes half a second for so much. */
const MAX_BLOCK_LENGTH = 256 * 1024;

/** Nor is one with more lines, commas and brackets: 256 KB of what people write have half of that. */
const MAX_MARKS = 20_000;

/** Nor is a block where those of its file have more together, for each may be a value. */
export const MAX_MARKS_OF_FILE = 40_000;

/** So many faults of a block are kept, of which one is told. */
const MAX_FAULTS = 100;

/** Blocks nested more deeply are not parsed: the parser calls itself for every level. */
const MAX_NESTING = 100;

/** Parses one block of a YAML document. Errors are listed, not thrown; what can be read is kept. */
export function parseYamlBlock(source: string): YamlBlock {
  const marks = marksIn(source);
  if (source.length > MAX_BLOCK_LENGTH) return unread(source, marks, tooLong());
  if (marks > MAX_MARKS) return unread(source, marks, tooMuch());
  if (isNestedTooDeeply(source)) return unread(source, marks, tooDeep());
  // The parser makes an error of each mistake; nobody reads their stacks, which take most of its time.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return parseBlock(source, marks);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return unread(source, marks, tooDeep());
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

function tooLong(): string {
  const limit = MAX_BLOCK_LENGTH / 1024;
  return t('One service or key is longer than {0} KB, the most that Portolan reads.', limit);
}

/** Numbers are written in thousands, for languages mark these differently. */
function tooMuch(): string {
  return t(
    'One service or key has more than {0},000 lines, commas and brackets, the most that Portolan reads.',
    MAX_MARKS / 1000,
  );
}

/**
 * How many lines, commas and brackets a text has: the parser makes some 2 KB of each, however short. What ends a line counts with
 * it, so that JSON over many lines has no more than YAML. What only mistakes have counts as well: brackets that close nothing,
 * colons behind colons, and dashes behind dashes.
 */
export function marksIn(source: string): number {
  let marks = 0;
  let open = 0;
  let hasKey = false;
  for (let at = 0; at < source.length; at++) {
    const code = source.charCodeAt(at);
    if (code > QUESTION_MARK && code < OPENING) continue;
    if (code === LINE_FEED) {
      marks++;
      hasKey = false;
    } else if (code === COMMA || code === OPENING || code === OPENING_BRACE) {
      if (code !== COMMA) open++;
      if (!endsLine(source, at)) marks++;
      hasKey = false;
    } else if (code === CLOSING || code === CLOSING_BRACE) {
      if (open === 0) marks++;
      else open--;
    } else if ((code === COLON && hasKey) || code === QUESTION_MARK) {
      if (source.charCodeAt(at + 1) === SPACE) marks++;
    } else if (code === COLON) hasKey = true;
    else if (code === DASH && at >= 2 && source.startsWith('- - ', at - 2)) marks++;
  }
  return marks;
}

const [TAB, LINE_FEED, RETURN, SPACE] = [9, 10, 13, 32];
const [COMMA, DASH, COLON, QUESTION_MARK] = [44, 45, 58, 63];
const [OPENING, CLOSING, OPENING_BRACE, CLOSING_BRACE] = [91, 93, 123, 125];

function endsLine(source: string, at: number): boolean {
  const next = source.charCodeAt(at + 1);
  return next === LINE_FEED || (next === RETURN && source.charCodeAt(at + 2) === LINE_FEED);
}

/** That the lines and items of a file are too many together. Numbers are written in thousands, for languages mark these differently. */
export function tooManyMarks(): string {
  return t(
    'It has more than {0},000 lines, commas and brackets, the most that Portolan reads.',
    MAX_MARKS_OF_FILE / 1000,
  );
}

function tooDeep(): string {
  return t('This YAML is nested too deeply: Portolan reads {0} levels.', MAX_NESTING);
}

/** A block that stands for one that is left out. */
function unread(source: string, marks: number, message: string): YamlBlock {
  return {
    block: { length: source.length },
    source,
    root: null,
    faults: [{ message, span: { start: 0, end: source.length }, isLimit: true }],
    anchors: [],
    hasAliases: false,
    marks,
  };
}

/** Looks at indentation, at `- - -` and at lists and mappings in brackets: before the parser, which calls itself for each level. */
function isNestedTooDeeply(source: string): boolean {
  if (source.length <= MAX_NESTING) return false;
  const columns: number[] = [];
  let deepest = 0;
  let brackets = 0;
  let column = 0;
  let isIndenting = true;
  for (let at = 0; at < source.length; at++, column++) {
    const code = source.charCodeAt(at);
    if (code === LINE_FEED || code === RETURN) {
      column = -1;
      isIndenting = true;
      continue;
    }
    if (code === OPENING || code === OPENING_BRACE) brackets++;
    if (!isIndenting || code === SPACE || code === TAB) continue;
    while ((columns.at(-1) ?? -1) >= column) columns.pop();
    columns.push(column);
    deepest = Math.max(deepest, columns.length);
    // `- `, `? ` and `: ` may be followed by another level on the same line.
    const next = source.charCodeAt(at + 1);
    isIndenting =
      (code === DASH || code === QUESTION_MARK || code === COLON) && (next === SPACE || next === TAB);
  }
  if (deepest > MAX_NESTING) return true;
  // In texts and comments brackets mean nothing: where there are many of them, it is worth to see which those are.
  return deepest + brackets > MAX_NESTING && isFlowDeeper(source, MAX_NESTING - deepest);
}

/** A piece of a text of YAML, also of one that is broken. */
export interface YamlToken {
  readonly text: string;
  readonly start: number;
  /** What it is that counts here: a plain scalar, a quoted one, the lines of a block scalar, a comment; else an indicator or blanks. */
  readonly kind: 'plain' | 'quoted' | 'block' | 'comment' | 'other';
}

/** The tokens of a text, in order, as the parser's own lexer takes them. */
export function* yamlTokens(text: string): Generator<YamlToken, void> {
  let start = 0;
  let isScalar = false;
  let header = '';
  for (const token of new Lexer().lex(text)) {
    if (token === CST.SCALAR) isScalar = true;
    else if (token !== CST.DOCUMENT && token !== CST.FLOW_END) {
      const first = token.charAt(0);
      const kind = isScalar ? (header === '' ? 'plain' : 'block') : (KINDS[first] ?? 'other');
      yield { text: token, start, kind };
      if (isScalar) header = '';
      else if (first === '|' || first === '>') header = first;
      isScalar = false;
      start += token.length;
    }
  }
}

const KINDS: Readonly<Record<string, YamlToken['kind']>> = { '"': 'quoted', "'": 'quoted', '#': 'comment' };

/** Whether more lists and mappings in brackets stand within each other than so many. */
function isFlowDeeper(source: string, most: number): boolean {
  let depth = 0;
  for (const { text, kind } of yamlTokens(source)) {
    if (kind !== 'other') continue;
    if (text === '[' || text === '{') depth++;
    else if ((text === ']' || text === '}') && depth > 0) depth--;
    if (depth > most) return true;
  }
  return false;
}

/**
 * Whether libyaml and go-yaml, the parsers of Kubernetes and of most programs, may take what YAML 1.2 (7.4, 8.1) does not: they let a
 * quoted text, or a list or mapping in brackets, go on in lines that stand no further in than its key. Not where it never ends.
 */
function mayBeTaken(source: string, { code, message, pos }: Mistake): boolean {
  if (code === 'BAD_INDENT' && message.startsWith('Flow')) return /[\]}]/.test(source.slice(pos[0]));
  return code === 'MISSING_CHAR' && source.includes(message.includes("'") ? "'" : '"', pos[0]);
}

type Mistake = ReturnType<typeof parseDocument>['errors'][number];

function parseBlock(source: string, marks: number): YamlBlock {
  const document = parseDocument(source, {
    prettyErrors: false,
    strict: false,
    // Compose's duplicate keys are looked for where they matter; this check costs as much as parsing.
    uniqueKeys: false,
    logLevel: 'silent',
    version: '1.2',
    keepSourceTokens: false,
  });
  if (document.errors.some(({ code }) => code === 'RESOURCE_EXHAUSTION'))
    return unread(source, marks, tooDeep());
  const anchors: AnchoredNode[] = [];
  if (source.includes('&')) {
    visit(document, {
      Node(_key, node) {
        if (!isAlias(node) && node.anchor) anchors.push({ name: node.anchor, node });
      },
    });
  }
  return {
    block: { length: source.length },
    source,
    root: document.contents,
    faults: document.errors.slice(0, MAX_FAULTS).map((error, index) => ({
      message: error.message,
      // All others follow from the first.
      ...(index === 0 && mayBeTaken(source, error) && { isOpen: true }),
      // What is missing at the end is put one past it.
      span: {
        start: Math.min(error.pos[0], source.length),
        end: Math.min(Math.max(error.pos[1], error.pos[0]), source.length),
      },
    })),
    anchors,
    hasAliases: source.includes('*'),
    marks,
  };
}

/** Follows aliases to the node that they stand for; undefined when an anchor is missing or leads to itself. */
export function resolve(branch: Branch, anchors: Anchors, depth = 0): Branch | undefined {
  if (!isAlias(branch.node)) return branch;
  const target = depth < MAX_ALIAS_DEPTH ? definitionOf(branch.node, branch.yaml, anchors) : undefined;
  return target && resolve(target, anchors, depth + 1);
}

/** The last node before an alias that has its name (YAML 1.2, 3.2.2.2), through all documents of a file as in go-yaml. */
function definitionOf(alias: Alias, yaml: YamlBlock, { named, rank }: Anchors): Branch | undefined {
  const definitions = named.definitions.get(alias.source);
  if (!definitions) return undefined;
  const rankOf = (block: YamlBlock) => named.ranks.get(block) ?? rank;
  const isBefore = ({ node, yaml: block }: Branch) =>
    block === yaml ? offsetOf(node) < offsetOf(alias) : rankOf(block) < rankOf(yaml);
  return definitions[countBefore(definitions, isBefore) - 1];
}

function offsetOf({ range }: Node): number {
  return range?.[0] ?? 0;
}

/** One entry of a mapping. */
export interface Field {
  readonly key: Branch;
  readonly value: Branch | undefined;
}

/**
 * The entries of a mapping by key, merge keys (`<<`) applied: what the mapping itself says wins, then the
 * earlier of several merged ones (YAML 1.1 merge key, Compose specification chapter 10). What is marked
 * `!reset` gives way to what is merged, and is not merged itself: Compose removes it where it stands. Undefined
 * when the node is no mapping.
 */
export function fieldsOf(
  branch: Branch | undefined,
  anchors: Anchors,
): ReadonlyMap<string, Field> | undefined {
  const resolved = branch && resolve(branch, anchors);
  if (!resolved || !isMap(resolved.node)) return undefined;
  const fields = new Map<string, Field>();
  collectFields(resolved, anchors, fields, new Set());
  return fields;
}

/** What is merged a second time, or into itself, adds nothing: each mapping is `seen` once. */
function collectFields(branch: Branch, anchors: Anchors, fields: Map<string, Field>, seen: Set<Node>): void {
  const resolved = resolve(branch, anchors);
  if (!resolved || !isMap(resolved.node) || seen.has(resolved.node)) return;
  if (seen.size > MAX_MERGES) {
    anchors.cut(t('More than {0} mappings are merged into one, the most that Portolan reads.', MAX_MERGES));
    return;
  }
  if (!anchors.spend(resolved.node.items.length)) return;
  seen.add(resolved.node);
  const own = new Set<string>();
  const written = new Set<string>();
  const merged: Branch[] = [];
  for (const field of ownFieldsOf(resolved, anchors)) {
    const key = scalarString((resolve(field.key, anchors) ?? field.key).node);
    if (key === undefined) continue;
    if (!spendText(key.length, anchors)) return;
    if (own.has(key)) anchors.repeated(field.key);
    own.add(key);
    if (key === '<<' && field.value) merged.push(field.value);
    else if (!isGiven(key) && !(seen.size > 1 && isReset(field.value, anchors))) {
      written.add(key);
      fields.set(key, field);
    }
  }
  for (const value of merged) {
    for (const source of mergeSources(value, anchors)) collectFields(source, anchors, fields, seen);
  }

  /** Whether a mapping that this one is merged into has a key. */
  function isGiven(key: string): boolean {
    const earlier = written.has(key) ? undefined : fields.get(key);
    return earlier !== undefined && !isReset(earlier.value, anchors);
  }
}

/** The entries that a mapping itself has, merged ones left out, in the order of the text. */
export function ownFieldsOf(branch: Branch | undefined, anchors: Anchors): readonly Field[] {
  const resolved = branch && resolve(branch, anchors);
  if (!resolved || !isMap(resolved.node)) return [];
  const { yaml } = resolved;
  return (resolved.node.items as readonly Pair<unknown, unknown>[]).flatMap(({ key, value }) =>
    isNode(key)
      ? [{ key: { node: key, yaml }, value: isNode(value) ? { node: value, yaml } : undefined }]
      : [],
  );
}

function isReset(value: Branch | undefined, anchors: Anchors): boolean {
  return tagOf(value, anchors) === '!reset';
}

/** The items of a sequence; undefined when the node is none. */
export function itemsOf(branch: Branch | undefined, anchors: Anchors): readonly Branch[] | undefined {
  const resolved = branch && resolve(branch, anchors);
  if (!resolved || !isSeq(resolved.node)) return undefined;
  if (!anchors.spend(resolved.node.items.length)) return [];
  return resolved.node.items.flatMap(item => (isNode(item) ? [{ node: item, yaml: resolved.yaml }] : []));
}

/** The text of a scalar with its places; undefined when the node is none. A null gives an empty text. */
export function scalarOf(branch: Branch | undefined, anchors: Anchors): SourceText | undefined {
  const resolved = branch && resolve(branch, anchors);
  if (!resolved || !isScalar(resolved.node)) return undefined;
  const { node, yaml } = resolved;
  const length = node.source?.length ?? 0;
  if (length <= LONG_SCALAR) return scalarText(node, yaml);
  return spendText(length, anchors) ? textOfLong(node, yaml) : undefined;
}

/** A longer scalar is one text for all aliases of it, and what follows from that is worked out once. */
const LONG_SCALAR = 100;

/** Whether a text of so many characters may be read: an alias gives a long one to any number of places. */
function spendText(length: number, { named, spend }: Anchors): boolean {
  return (
    length <= LONG_SCALAR || named.definitions.size === 0 || spend(Math.floor(length / CHARACTERS_A_NODE))
  );
}

/** So many characters count as a node. */
const CHARACTERS_A_NODE = 64;

const textOfLong = perObject((node: Scalar, yaml: YamlBlock): SourceText => scalarText(node, yaml));

/**
 * The text of a scalar as `scalarOf` gives it, a number without quotes in decimal as go-yaml v3, Compose's
 * parser, reads it: `0x50` is 80, `0077` is 63, `1_000` is 1000, and `0080`, no octal number, is the float 80.0.
 */
export function numberOf(branch: Branch | undefined, anchors: Anchors): SourceText | undefined {
  const text = scalarOf(branch, anchors);
  if (!branch || !text || /^[1-9]\d*$/.test(text.value) || !isPlain(branch, anchors)) return text;
  const value = decimalOf(text.value);
  if (value === undefined || value === text.value) return text;
  const { block, span } = text;
  return { value, block, pieces: [{ kind: 'opaque', at: 0, length: value.length, span }], span };
}

/** As `numberOf`, for a place that takes a float without a fraction for a whole number. */
export function wholeOf(branch: Branch | undefined, anchors: Anchors): SourceText | undefined {
  const text = numberOf(branch, anchors);
  return text && /^\d+\.0$/.test(text.value) ? slice(text, 0, text.value.length - 2) : text;
}

function decimalOf(plain: string): string | undefined {
  const digits = plain.replaceAll('_', '');
  const [, sign = '', prefix = '', rest = ''] = /^([-+]?)(0[xob]|0(?=\d))?([\da-f]+)$/i.exec(digits) ?? [];
  const base = BASES[prefix.toLowerCase()];
  const minus = sign === '-' ? '-' : '';
  if (base?.digits.test(rest)) return `${minus}${Number.parseInt(rest, base.radix)}`;
  if (!FLOAT.test(digits)) return undefined;
  const number = Number(digits);
  return Number.isInteger(number) ? `${number}.0` : String(number);
}

/** The prefixes of whole numbers (Go's `strconv.ParseInt` with base 0). */
const BASES: Readonly<Record<string, { readonly radix: number; readonly digits: RegExp }>> = {
  '': { radix: 10, digits: /^\d+$/ },
  '0': { radix: 8, digits: /^[0-7]+$/ },
  '0o': { radix: 8, digits: /^[0-7]+$/ },
  '0b': { radix: 2, digits: /^[01]+$/ },
  '0x': { radix: 16, digits: /^[\da-f]+$/i },
};

const FLOAT = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:e[-+]?\d+)?$/i;

/** Whether a scalar is written without quotes, on one line. */
export function isPlain(branch: Branch, anchors: Anchors): boolean {
  const resolved = resolve(branch, anchors);
  return resolved !== undefined && isScalar(resolved.node) && resolved.node.type === Scalar.PLAIN;
}

/** Whether a value is left out, or written as `null` or `~`. */
export function isNull(branch: Branch | undefined, anchors: Anchors): boolean {
  const resolved = branch && resolve(branch, anchors);
  return !resolved || (isScalar(resolved.node) && resolved.node.value === null);
}

/** A node as it is written, quotes and all. */
export function writtenText(branch: Branch): SourceText {
  const { start, end } = spanOf(branch);
  // The parser counts the line break after a block in.
  return literal(branch.yaml.block, branch.yaml.source.slice(start, end).trimEnd(), start);
}

/** The tag that is written before a node (`!reset`), through aliases. */
export function tagOf(branch: Branch | undefined, anchors: Anchors): string | undefined {
  const resolved = branch && resolve(branch, anchors);
  return resolved?.node.tag;
}

/** Where a node stands, in offsets of its block. */
export function spanOf(branch: Branch): Span {
  const range = branch.node.range;
  return range ? { start: range[0], end: range[1] } : { start: 0, end: 0 };
}

/** The plain scalars between brackets in a text of YAML, in order: no bracket may stand in them (YAML 1.2, 7.3.3). */
export function plainInFlow(text: string): readonly Span[] {
  const found: Span[] = [];
  let depth = 0;
  for (const { text: token, start, kind } of yamlTokens(text)) {
    if (kind === 'plain' && depth > 0) found.push({ start, end: start + token.length });
    else if (kind !== 'other') continue;
    else if (token === '[' || token === '{') depth++;
    else if (token === ']' || token === '}') depth--;
  }
  return found;
}

/** The aliases of a block whose anchor is missing. */
export function danglingAliases(yaml: YamlBlock, anchors: Anchors): readonly YamlFault[] {
  if (!yaml.hasAliases || !yaml.root) return [];
  const faults: YamlFault[] = [];
  visit(yaml.root, {
    Alias(_key, node: Alias) {
      if (definitionOf(node, yaml, anchors)) return;
      const span = spanOf({ node, yaml });
      faults.push({ message: t('The alias *{0} has no anchor &{0} before it.', node.source), span });
    },
  });
  return faults;
}

function mergeSources(branch: Branch, anchors: Anchors): readonly Branch[] {
  return itemsOf(branch, anchors) ?? [branch];
}

function scalarString(node: Node): string | undefined {
  if (!isScalar(node)) return undefined;
  return node.source ?? String(node.value ?? '');
}

function scalarText(node: Scalar, { block, source }: YamlBlock): SourceText {
  const [start, end] = node.range ?? [0, 0];
  // `source` is the text as decoded, before it became a number or a truth value.
  const value = node.source ?? (typeof node.value === 'string' ? node.value : '');
  if (node.type === Scalar.PLAIN && source.startsWith(value, start)) return literal(block, value, start);
  const isQuoted = node.type === Scalar.QUOTE_DOUBLE || node.type === Scalar.QUOTE_SINGLE;
  if (isQuoted && end - start - 2 === value.length && source.startsWith(value, start + 1)) {
    return literal(block, value, start + 1);
  }
  const pieces = align(node, value, source, start, end);
  return { value, block, pieces, span: pieces.length === 0 ? { start, end } : spanOfPieces(pieces) };
}

/** What comes behind so many pieces of a text is one more: 5,000 lines, each with its indentation. */
const MAX_PIECES = 10_000;

/** Finds where each character of a decoded scalar stands, for those with escapes or several lines. */
function align(node: Scalar, value: string, source: string, start: number, end: number): readonly Piece[] {
  const pieces: Piece[] = [];
  let offset = start;
  if (node.type === Scalar.QUOTE_DOUBLE || node.type === Scalar.QUOTE_SINGLE) offset++;
  let at = 0;
  const isBlock = node.type === Scalar.BLOCK_FOLDED || node.type === Scalar.BLOCK_LITERAL;
  if (isBlock) {
    // Its text starts on the line below.
    const lineBreak = source.indexOf('\n', start);
    offset = lineBreak < 0 ? end : lineBreak + 1;
  }
  // How much stands as it is before `at`, and before `offset`.
  let copied = 0;
  const add = (piece?: OpaquePiece) => {
    if (copied > 0)
      pieces.push({ kind: 'literal', at: at - copied, length: copied, offset: offset - copied });
    copied = 0;
    if (piece) pieces.push(piece);
  };
  const copy = (length: number) => {
    copied += length;
    at += length;
    offset += length;
  };
  while (at < value.length && offset >= 0 && offset < end && pieces.length < MAX_PIECES) {
    const character = source[offset] ?? '';
    const escapeSize =
      node.type === Scalar.QUOTE_DOUBLE && character === '\\' ? escapeLength(source, offset) : 0;
    if (escapeSize > 0) {
      const isLineContinuation = /[\r\n]/.test(source[offset + 1] ?? '');
      const isPair = (value.codePointAt(at) ?? 0) > 0xffff && escapeSize > 6;
      const length = isLineContinuation ? 0 : isPair ? 2 : 1;
      const span = { start: offset, end: offset + escapeSize };
      add(isLineContinuation ? undefined : { kind: 'opaque', at, length, span });
      at += length;
      offset += escapeSize;
      if (isLineContinuation) offset = skipBlanks(source, offset);
    } else if (node.type === Scalar.QUOTE_SINGLE && source.startsWith("''", offset)) {
      add({ kind: 'opaque', at, length: 1, span: { start: offset, end: offset + 2 } });
      at++;
      offset += 2;
    } else if (BLANKS.includes(character)) {
      const after = skipBlanks(source, offset);
      const breaks = lineBreaks(source, offset, after);
      if (breaks > 0) {
        const blanks = skipBlanks(value, at) - at;
        // A block scalar decides by its indentation how many line breaks stay; elsewhere one is a space.
        const length = isBlock ? blanks : Math.min(blanks, Math.max(1, breaks - 1));
        add(length > 0 ? { kind: 'opaque', at, length, span: { start: offset, end: after } } : undefined);
        at += length;
        offset = after;
      } else if (value.startsWith(source.slice(offset, after), at)) {
        copy(after - offset);
      } else {
        add();
        offset = after;
      }
    } else if (character === value[at]) {
      copy(1);
    } else {
      add();
      offset++;
    }
  }
  add();
  if (at < value.length) pieces.push({ kind: 'opaque', at, length: value.length - at, span: { start, end } });
  return pieces;
}

function escapeLength(source: string, offset: number): number {
  const kind = source[offset + 1];
  if (kind === 'x') return 4;
  if (kind === 'u') return 6;
  if (kind === 'U') return 10;
  return kind === '\r' && source[offset + 2] === '\n' ? 3 : 2;
}

const BLANKS = ' \t\r\n';

function lineBreaks(source: string, from: number, to: number): number {
  let breaks = 0;
  for (let at = from; at < to; at++) if (source[at] === '\n') breaks++;
  return breaks;
}

function skipBlanks(source: string, offset: number): number {
  let at = offset;
  while (at < source.length && BLANKS.includes(source[at] ?? '')) at++;
  return at;
}
