import { perObject } from '../../../text/per-object';
import { type MapTree, type Tree, withItems, withValues } from '../../../text/yaml-tree';
import { nameIn, namespaceIn, type Resource, resourcesOf } from '../resource';
import { versionOf } from './field-specs';
import type { Verdict } from './verdict';

/** A resource on its way through kustomizations: the same object for as long as nothing changes it. */
export interface Item {
  readonly resource: Resource;
  /** What it was called before, the first first. */
  readonly earlier: readonly Id[];
  readonly prefixes: readonly string[];
  readonly suffixes: readonly string[];
  /** Labels that were put in several places of it at once: Kustomize changes them together from then on. */
  readonly shared: ReadonlySet<Tree>;
}

/** What a resource is found by, beside the group and version of its API. */
export interface Id {
  readonly kind: string;
  readonly name: string;
  /** `default` where none is written. */
  readonly namespace: string;
}

const NONE: ReadonlySet<Tree> = new Set();

export const itemOf = perObject(
  (resource: Resource): Item => ({ resource, earlier: [], prefixes: [], suffixes: [], shared: NONE }),
);

/** An item of which each part stands for itself. */
export function unshared(item: Item): Item {
  return item.shared.size === 0 ? item : { ...item, shared: NONE };
}

/** A tree with other parts in the place of some, wherever these stand. */
export function withParts(tree: Tree, parts: ReadonlyMap<Tree, Tree>): Tree {
  const part = parts.get(tree);
  if (part || parts.size === 0 || tree.kind === 'scalar') return part ?? tree;
  return tree.kind === 'list'
    ? withItems(tree, item => withParts(item, parts))
    : withValues(tree, value => withParts(value, parts));
}

/** What a resource is called now. */
export function idOf({ resource }: Pick<Item, 'resource'>): Id {
  const written = namespaceIn(resource) ?? '';
  return {
    kind: resource.kind,
    name: nameIn(resource)?.text.value ?? '',
    namespace: written === '' ? 'default' : written,
  };
}

/** What it was called in the file that writes it. */
export function firstIdOf(item: Item): Id {
  return item.earlier[0] ?? idOf(item);
}

/** An item that keeps what it is called now as one of its earlier names, each once in a row. */
export function remembered(item: Item): Item {
  const [id, last] = [idOf(item), item.earlier.at(-1)];
  return last && isSameId(last, id) ? item : { ...item, earlier: [...item.earlier, id] };
}

/** An item with another tree; undefined where that is of no kind with ports. */
export function withTree(item: Item, tree: MapTree): Item | undefined {
  if (tree === item.resource.tree) return item;
  const [resource] = resourcesOf(tree);
  if (!resource || resource.tree !== tree) return undefined;
  return { ...item, resource };
}

/** The same for what may be no mapping any more: itself then as well. */
export function changedTo(item: Item, tree: Tree): Item {
  return (tree.kind === 'map' && withTree(item, tree)) || item;
}

export function isSameId(one: Id, other: Id): boolean {
  return one.kind === other.kind && one.name === other.name && one.namespace === other.namespace;
}

/** Whether two resources are of one API. */
export function isSameApi(one: Resource, other: Resource): boolean {
  return one.group === other.group && versionOf(one) === versionOf(other);
}

/** A text for what has to be there once. */
export function uniqueKey(item: Item): string {
  const { kind, name, namespace } = idOf(item);
  return [item.resource.group ?? '', versionOf(item.resource), kind, namespace, name].join(' ');
}

/** So many characters of a key are put together and looked up in the time of one step. */
const CHARACTERS_A_STEP = 64;

/** What it takes to look for the unique key of an item: prefixes can make names long that are short in their files. */
export function stepsOfKey({ resource }: Item): number {
  const characters = (nameIn(resource)?.text.value.length ?? 0) + (namespaceIn(resource)?.length ?? 0);
  return 1 + Math.ceil(characters / CHARACTERS_A_STEP);
}

/** The unique keys of items; none where there are no steps left for them. */
export function keysOf(items: readonly Item[], verdict: Verdict): Set<string> {
  verdict.left -= items.reduce((sum, item) => sum + stepsOfKey(item), 0);
  return new Set(verdict.left < 0 ? [] : items.map(uniqueKey));
}

/** Whether each item has a unique key of its own; also where there are no steps left to find that out. */
export function areUnique(items: readonly Item[], verdict: Verdict): boolean {
  const { size } = keysOf(items, verdict);
  return verdict.left < 0 || size === items.length;
}
