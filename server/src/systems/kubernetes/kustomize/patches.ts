import { perObject } from '../../../text/per-object';
import {
  at,
  extentOf,
  isNothing,
  type ListTree,
  type MapTree,
  replacedBy,
  type Tree,
  textAt,
  withEntries,
} from '../../../text/yaml-tree';
import { type Resource, resourcesOf } from '../resource';
import {
  areUnique,
  type Item,
  idOf,
  isSameApi,
  isSameId,
  itemOf,
  remembered,
  unshared,
  withParts,
  withTree,
} from './built';
import type { Trees } from './inline';
import { patchedBy } from './json-patch';
import { type Target, targeted } from './patch-targets';
import { mergeOver } from './strategic-merge';
import type { Verdict } from './verdict';

/** A patch as a kustomization has it: what it says, and for which resources. */
export interface Patch {
  readonly content: Trees;
  /** Undefined where the patch itself names its resource. */
  readonly target: Target | undefined;
  readonly mayRename: boolean;
  readonly mayChangeKind: boolean;
  /** Which of the fields of a kustomization it stands in: they differ in what Kustomize remembers. */
  readonly field: 'patches' | 'patchesStrategicMerge' | 'patchesJson6902';
}

/** Lays patches over resources, in their order. */
export function applyPatches(
  items: readonly Item[],
  patches: readonly Patch[],
  verdict: Verdict,
): readonly Item[] {
  return patches.reduce((patched, patch) => applyPatch(patched, patch, verdict), items);
}

function applyPatch(items: readonly Item[], patch: Patch, verdict: Verdict): readonly Item[] {
  const { trees, isFaulty } = patch.content;
  const [first] = trees;
  if (isFaulty || !first) {
    verdict.isRefused = true;
    return items;
  }
  if (first.kind === 'list') return applySteps(items, first, patch, verdict);
  const maps = trees.flatMap(unrolled);
  const isNamed = maps.every(one => textAt(one, 'kind') !== undefined && nameOf(one) !== undefined);
  if (!isNamed || maps.length < trees.length || (patch.target && maps.length > 1)) {
    verdict.isRefused = true;
    return items;
  }
  const [map] = maps;
  if (patch.target) return map ? applyToTarget(items, map, patch.target, patch, verdict) : items;
  return maps.reduce((patched, one) => applyToNamed(patched, one, patch, verdict), items);
}

/** The resources of a list, or itself. */
function unrolled(tree: Tree): readonly MapTree[] {
  if (tree.kind !== 'map') return [];
  const list = at(tree, 'items');
  return textAt(tree, 'kind')?.endsWith('List') && list?.kind === 'list'
    ? list.items.flatMap(unrolled)
    : [tree];
}

function nameOf(tree: MapTree): string | undefined {
  return textAt(tree, 'metadata', 'name');
}

/** Whether it is for the cluster: Kustomize leaves out what is for the machine alone. */
export function isApplied(tree: MapTree): boolean {
  const said = at(tree, 'metadata', 'annotations', 'config.kubernetes.io/local-config');
  return said === undefined || (said.kind === 'scalar' && said.text.value === 'false');
}

/** What a patch costs with each resource that it is laid over, whatever it says. */
const STEPS_A_PATCH = 400;

function isAffordable(verdict: Verdict): boolean {
  verdict.left -= STEPS_A_PATCH;
  return verdict.left >= 0;
}

function applySteps(
  items: readonly Item[],
  steps: ListTree,
  { target, field }: Patch,
  verdict: Verdict,
): readonly Item[] {
  if (!target || field === 'patchesStrategicMerge') {
    verdict.isRefused = true;
    return items;
  }
  const meant = targeted(items, target, verdict);
  return items.flatMap(item => {
    if (!meant.has(item) || !isAffordable(verdict)) return [item];
    const tree = patchedBy(item.resource.tree, steps, verdict);
    return withTree(unshared(field === 'patches' ? remembered(item) : item), tree) ?? [];
  });
}

/** A patch that names its resource, by any name that it ever had. */
function applyToNamed(items: readonly Item[], map: MapTree, patch: Patch, verdict: Verdict): readonly Item[] {
  const [named] = resourcesOf(map);
  // It is for something without ports, which is not among the resources.
  if (!named) return items;
  verdict.left -= items.length;
  const meant = verdict.left < 0 ? [] : items.filter(item => isCalled(item, named));
  if (meant.length !== 1) {
    verdict.isRefused = true;
    return items;
  }
  const over = patch.field === 'patches' ? map : asCopied(map);
  return items.flatMap(item => (item === meant[0] ? (applyTo(item, over, patch, verdict) ?? []) : [item]));
}

function isCalled(item: Item, named: Resource): boolean {
  const id = idOf({ resource: named });
  return isSameApi(item.resource, named) && [...item.earlier, idOf(item)].some(one => isSameId(one, id));
}

function applyToTarget(
  items: readonly Item[],
  map: MapTree,
  target: Target,
  patch: Patch,
  verdict: Verdict,
): readonly Item[] {
  const meant = targeted(items, target, verdict);
  const over = asCopied(map);
  const patched = items.flatMap(item =>
    meant.has(item) ? (applyTo(item, over, patch, verdict) ?? []) : [item],
  );
  if (!areUnique(patched, verdict)) verdict.isRefused = true;
  return patched;
}

/** The texts that a patch gives as labels and annotations: before some patches are applied, all are made texts. */
const asCopied = perObject((map: MapTree): MapTree => {
  const metadata = at(map, 'metadata');
  if (metadata?.kind !== 'map') return map;
  const entries = [...metadata.entries].flatMap(([key, value]): readonly (readonly [string, Tree])[] => {
    if (key !== 'labels' && key !== 'annotations') return [[key, value]];
    if (value.kind !== 'map' || value.entries.size === 0) return [];
    const texts = [...value.entries].map(([name, text]): readonly [string, Tree] => [
      name,
      text.kind === 'scalar' && text.isNull ? replacedBy(text, text.text.value) : text,
    ]);
    return [[key, { ...value, entries: new Map(texts) }]];
  });
  return withEntries(map, [['metadata', { ...metadata, entries: new Map(entries) }]]);
});

function applyTo(item: Item, over: MapTree, patch: Patch, verdict: Verdict): Item | undefined {
  if (!isAffordable(verdict)) return item;
  const before = patch.mayRename || patch.mayChangeKind ? remembered(item) : item;
  const { tree } = item.resource;
  const merged = mergeOver(tree, over, verdict);
  if (!merged.tree) return undefined;
  const others = new Map(
    [...merged.replaced].filter(([own, other]) => item.shared.has(own) && !isNothing(other)),
  );
  if (others.size > 0) verdict.left -= extentOf(merged.tree).parts;
  const whole = withParts(merged.tree, others);
  const kept = withIdentity(whole.kind === 'map' ? whole : merged.tree, tree, patch);
  const shared = new Set([...item.shared, ...others.values()]);
  const after = withTree(others.size === 0 ? before : { ...before, shared }, kept);
  // What Kustomize remembers of a resource stands among its annotations.
  return after && forgets(over) ? { ...itemOf(after.resource), shared: after.shared } : after;
}

function forgets(patch: MapTree): boolean {
  const parts = [at(patch, 'metadata'), at(patch, 'metadata', 'annotations')];
  return parts.some(part => (part?.kind === 'scalar' && part.isNull) || textAt(part, '$patch') === 'replace');
}

/** A patched resource with what a patch does not change. */
function withIdentity(merged: MapTree, tree: MapTree, { mayRename, mayChangeKind }: Patch): MapTree {
  const top = new Map(merged.entries);
  for (const key of mayChangeKind ? ['apiVersion'] : ['apiVersion', 'kind']) {
    const value = tree.entries.get(key);
    if (value) top.set(key, value);
  }
  const before = at(tree, 'metadata');
  if (before?.kind !== 'map') return { ...merged, entries: top };
  const after = top.get('metadata');
  const metadata = after?.kind === 'map' ? after : { ...before, entries: new Map<string, Tree>() };
  const inner = new Map(metadata.entries);
  for (const key of mayRename ? ['namespace'] : ['name', 'namespace']) {
    const value = before.entries.get(key);
    if (value) inner.set(key, value);
    else inner.delete(key);
  }
  top.set('metadata', { ...metadata, entries: inner });
  return { ...merged, entries: top };
}
