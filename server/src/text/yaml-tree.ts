import { t } from '@vscode/l10n';
import { NO_ITEMS } from './kept';
import { perObject } from './per-object';
import type { Block, SourceText } from './source-text';
import type { Span } from './spans';
import {
  type Anchors,
  type Branch,
  collectAnchors,
  fieldsOf,
  isNull,
  isPlain,
  itemsOf,
  scalarOf,
  spanOf,
  tagOf,
  wholeOf,
  type YamlBlock,
} from './yaml';

/**
 * YAML as plain data in which each part knows where it is written: parts of several files can be put together to one
 * whole, and each leads back to its own file.
 */
export type Tree = ScalarTree | MapTree | ListTree;

interface Placed {
  readonly uri: string;
  readonly block: Block;
  readonly span: Span;
  /** The tag that is written before it, `!reference`, if places of keys were asked for as well. */
  readonly tag?: string;
}

export interface ScalarTree extends Placed {
  readonly kind: 'scalar';
  readonly text: SourceText;
  /** The number that it is without quotes, as go-yaml reads it; undefined for a string. */
  readonly number: SourceText | undefined;
  readonly isNull: boolean;
  /** Whether it is true or false, without quotes. */
  readonly isTruth: boolean;
}

export interface MapTree extends Placed {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, Tree>;
  /** Where each key is written, if that was asked for. */
  readonly keys?: ReadonlyMap<string, SourceText>;
  /** The same mapping as other files write it that were laid over this one: they name what it is found by once more. */
  readonly alike?: readonly MapTree[];
}

export interface ListTree extends Placed {
  readonly kind: 'list';
  readonly items: readonly Tree[];
}

/** What the aliases of a file may multiply it to. */
export const MAX_NODES = 50_000;

/** More levels only aliases of themselves make: the parser reads fewer. */
export const MAX_LEVELS = 200;

/** What a text says where another stands in it: the action of a template. */
export type Restore = (text: SourceText) => SourceText;

/** What a document says as a tree. */
export interface TreeOfYaml {
  /** Undefined where it holds nothing, or where its aliases stand for too much. */
  readonly tree: Tree | undefined;
  /** What it has with its aliases written out, 0 for one without anchors. */
  readonly nodes: number;
  /** What the tree takes to keep, in scalars. */
  readonly scalars: number;
  /** The limits of ours that leave out something of it, or all. */
  readonly limits: readonly string[];
}

/** The tree of a document of a file. `isKeyed` asks for the places of keys, and for tags. */
export function treeOf(yaml: YamlBlock, uri: string, restore: Restore, isKeyed = false): TreeOfYaml {
  let nodes = 0;
  let scalars = 0;
  const limits = new Set(
    yaml.faults.flatMap(({ message, isLimit, isOpen }) => (isLimit || isOpen ? [message] : [])),
  );
  const anchors: Anchors = {
    named: collectAnchors(yaml.anchors.length > 0 ? [yaml] : []),
    rank: 0,
    spend(more) {
      if (yaml.anchors.length > 0) nodes += more;
      return nodes <= MAX_NODES;
    },
    repeated: () => undefined,
    cut: message => limits.add(message),
  };
  const count = (more: number) => {
    scalars += more;
  };
  const rules = { uri, anchors, restore, isKeyed, count };
  const tree = yaml.root ? readTree({ node: yaml.root, yaml }, rules, 0) : undefined;
  if (nodes <= MAX_NODES) return { tree, nodes, scalars, limits: [...limits] };
  return { tree: undefined, nodes, scalars: 0, limits: [...limits, tooManyNodes()] };
}

/** That the aliases of a file stand for too much. Numbers are written in thousands, for languages mark these differently. */
export function tooManyNodes(most = MAX_NODES): string {
  return t(
    'Written out, the aliases of this file stand for more than {0},000 values, the most that Portolan reads.',
    most / 1000,
  );
}

/** What all parts of a file are read with. */
interface Rules {
  readonly uri: string;
  readonly anchors: Anchors;
  readonly restore: Restore;
  readonly isKeyed: boolean;
  /** Told what each part of the tree takes, in scalars. */
  count(scalars: number): void;
}

/** What a list or nothing takes, a mapping, each of its entries, and a piece of a text, in scalars. */
const A_LIST = 0.65;
const A_MAP = 1.25;
const AN_ENTRY = 0.5;
const A_PIECE = 0.5;

/** Each part is written out, not spread: so it takes no more than it holds, and a file may have very many. */
function readTree(branch: Branch, rules: Rules, level: number): Tree | undefined {
  const { uri, anchors, restore, isKeyed } = rules;
  if (level > MAX_LEVELS && !anchors.spend(MAX_NODES)) return undefined;
  const { block } = branch.yaml;
  const span = spanOf(branch);
  const tag = isKeyed ? tagOf(branch, anchors) : undefined;
  const child = (value: Branch | undefined): Tree => {
    const tree = value && readTree(value, rules, level + 1);
    if (!tree) rules.count(A_LIST);
    return tree ?? nothingAt(uri, block, span);
  };
  const fields = fieldsOf(branch, anchors);
  if (fields) {
    rules.count(A_MAP + fields.size * AN_ENTRY);
    const written = [...fields.values()].flatMap(({ key, value }) => {
      const as = scalarOf(key, anchors);
      const name = as && restore(as);
      return name ? [{ name, value: child(value) }] : [];
    });
    const entries = new Map(written.map(({ name, value }) => [name.value, value] as const));
    if (!isKeyed) return { kind: 'map', uri, block, span, entries };
    const keys = new Map(written.map(({ name }) => [name.value, name] as const));
    return { kind: 'map', uri, block, span, entries, keys, ...(tag !== undefined && { tag }) };
  }
  const items = itemsOf(branch, anchors);
  if (items) {
    rules.count(A_LIST);
    const list = { kind: 'list', uri, block, span, items: items.map(child) } as const;
    return tag === undefined ? list : { ...list, tag };
  }
  const text = scalarOf(branch, anchors);
  if (!text) return undefined;
  rules.count(1 + text.pieces.length * A_PIECE);
  const restored = restore(text);
  const isUnquoted = isPlain(branch, anchors) && restored === text;
  // Of most scalars both are one span, of which there are many to keep.
  const isOne = span.start === text.span.start && span.end === text.span.end;
  const scalar: ScalarTree = {
    kind: 'scalar',
    uri,
    block,
    span: isOne ? text.span : span,
    text: restored,
    number: isUnquoted ? numberIn(branch, text, anchors) : undefined,
    isNull: isNull(branch, anchors),
    isTruth: isUnquoted && TRUTH.test(text.value),
  };
  return tag === undefined ? scalar : { ...scalar, tag };
}

/** As YAML 1.1 has it, which go-yaml reads. */
const TRUTH = /^(?:true|false|yes|no|on|off)$/i;

/** The number that a plain scalar is: the very text where it is written in decimal. */
function numberIn(branch: Branch, text: SourceText, anchors: Anchors): SourceText | undefined {
  if (!/^[-+.\d]/.test(text.value)) return undefined;
  if (/^(?:0|[1-9]\d*)$/.test(text.value)) return text;
  const number = wholeOf(branch, anchors);
  return number && /^-?\d+(?:\.\d+)?$/.test(number.value) ? number : undefined;
}

/** What stands where a value should, and does not. */
function nothingAt(uri: string, block: Block, span: Span): ScalarTree {
  const text: SourceText = { value: '', block, pieces: NO_ITEMS, span };
  return { kind: 'scalar', uri, block, span, text, number: undefined, isNull: true, isTruth: false };
}

/** The part at the end of a path of keys. */
export function at(tree: Tree | undefined, ...path: readonly string[]): Tree | undefined {
  let found = tree;
  for (const key of path) found = found?.kind === 'map' ? found.entries.get(key) : undefined;
  return found;
}

export function mapAt(tree: Tree | undefined, ...path: readonly string[]): MapTree | undefined {
  const found = at(tree, ...path);
  return found?.kind === 'map' ? found : undefined;
}

/** A scalar that says something. */
export function scalarAt(tree: Tree | undefined, ...path: readonly string[]): ScalarTree | undefined {
  const found = at(tree, ...path);
  return found?.kind === 'scalar' && !found.isNull ? found : undefined;
}

export function textAt(tree: Tree | undefined, ...path: readonly string[]): string | undefined {
  return scalarAt(tree, ...path)?.text.value;
}

export function itemsAt(tree: Tree | undefined, ...path: readonly string[]): readonly Tree[] {
  const found = at(tree, ...path);
  return found?.kind === 'list' ? found.items : [];
}

/** The items of a list that are mappings. */
export function mapsAt(tree: Tree | undefined, ...path: readonly string[]): readonly MapTree[] {
  return itemsAt(tree, ...path).flatMap(item => (item.kind === 'map' ? [item] : []));
}

/** An entry of a mapping of which the places of keys were asked for. */
export interface Entry {
  readonly key: SourceText;
  readonly value: Tree;
}

/** The entries of a mapping, each with the place of its key. */
export function entriesOf(map: MapTree | undefined): readonly Entry[] {
  return [...(map?.keys ?? [])].flatMap(([name, key]) => {
    const value = map?.entries.get(name);
    return value ? [{ key, value }] : [];
  });
}

/** The texts of a mapping of texts, as labels are; undefined where there is no mapping. */
export function textsAt(
  tree: Tree | undefined,
  ...path: readonly string[]
): ReadonlyMap<string, string> | undefined {
  const found = mapAt(tree, ...path);
  return found && textsOf(found);
}

const textsOf = perObject(
  ({ entries }: MapTree): ReadonlyMap<string, string> =>
    new Map(
      [...entries].flatMap(([key, value]) =>
        value.kind === 'scalar' ? [[key, value.text.value] as const] : [],
      ),
    ),
);

/** The place of a part, as a text that says nothing. */
export function placeOf({ block, span }: Placed): SourceText {
  return { value: '', block, pieces: [], span };
}

/** Whether a part is missing, or nothing stands there. */
export function isNothing(tree: Tree | undefined): boolean {
  return tree === undefined || (tree.kind === 'scalar' && tree.isNull);
}

/** How much a tree holds. */
export interface Extent {
  /** Its parts, each as often as it is in it: changes may put one part into many places. */
  readonly parts: number;
  readonly levels: number;
}

const OF_A_SCALAR: Extent = { parts: 1, levels: 1 };

export function extentOf(tree: Tree): Extent {
  return tree.kind === 'scalar' ? OF_A_SCALAR : extentWithin(tree);
}

const extentWithin = perObject((tree: MapTree | ListTree): Extent => {
  let [parts, levels] = [1, 0];
  for (const inner of tree.kind === 'map' ? tree.entries.values() : tree.items) {
    const extent = extentOf(inner);
    parts += extent.parts;
    levels = Math.max(levels, extent.levels);
  }
  return { parts, levels: levels + 1 };
});

/** A list with each item changed; itself where none is another then. */
export function withItems(list: ListTree, change: (item: Tree) => Tree): ListTree {
  const items = list.items.map(item => change(item));
  return items.every((item, index) => item === list.items[index]) ? list : { ...list, items };
}

/** A mapping with each value changed; itself where none is another then. */
export function withValues(map: MapTree, change: (value: Tree, key: string) => Tree): MapTree {
  const entries = [...map.entries].map(([key, value]) => [key, change(value, key)] as const);
  const isSame = entries.every(([key, value]) => value === map.entries.get(key));
  return isSame ? map : { ...map, entries: new Map(entries) };
}

/** A mapping without an entry. */
export function withoutEntry(map: MapTree, key: string): MapTree {
  if (!map.entries.has(key)) return map;
  return { ...map, entries: new Map([...map.entries].filter(([name]) => name !== key)) };
}

/** A mapping with other entries. */
export function withEntries(map: MapTree, entries: Iterable<readonly [string, Tree]>): MapTree {
  return { ...map, entries: new Map([...map.entries, ...entries]) };
}

/** A text in the place of another, which nobody may edit there. */
export function replacedBy(scalar: ScalarTree, value: string): ScalarTree {
  const { text, span } = scalar;
  const pieces = value === '' ? [] : [{ kind: 'opaque' as const, at: 0, length: value.length, span }];
  return { ...scalar, text: { ...text, value, pieces }, number: undefined, isNull: false, isTruth: false };
}
