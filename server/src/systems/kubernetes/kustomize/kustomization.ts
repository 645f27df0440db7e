import { perObject } from '../../../text/per-object';
import {
  extentOf,
  itemsAt,
  type MapTree,
  mapAt,
  mapsAt,
  replacedBy,
  type ScalarTree,
  scalarAt,
  type Tree,
  textAt,
  withEntries,
} from '../../../text/yaml-tree';
import type { KubernetesReading } from '../reading';
import { nameIn } from '../resource';
import { areUnique, changedTo, type Item, idOf, remembered, withParts } from './built';
import {
  type Change,
  COMMON_LABELS,
  changeAlong,
  emptyAt,
  type FieldSpec,
  isFor,
  METADATA_ANNOTATIONS,
  METADATA_LABELS,
  pathOf,
  sizeAlong,
  TEMPLATE_LABELS,
} from './field-specs';
import { withImagesIn } from './images';
import type { Trees } from './inline';
import { readTarget } from './patch-targets';
import { applyPatches, type Patch } from './patches';
import type { Verdict } from './verdict';

/** A kustomization as its file says it. */
export interface Kustomization {
  readonly tree: MapTree;
  /** The folder that its paths start from. */
  readonly folder: string;
  readonly reading: KubernetesReading;
}

/** Where a patch is written: a path to it, or its text. */
export interface PatchSource {
  readonly scalar: ScalarTree;
  readonly isPath: boolean;
}

/** The fields that are read, and those that change no port and nothing that leads to one. */
const READ = new Set([
  ...['apiVersion', 'kind', 'metadata', 'resources', 'bases', 'components', 'patches', 'namespace'],
  ...['patchesStrategicMerge', 'patchesJson6902', 'namePrefix', 'nameSuffix', 'commonLabels', 'labels'],
  ...['commonAnnotations', 'images', 'imageTags', 'replicas', 'configMapGenerator', 'secretGenerator'],
  ...['generatorOptions', 'sortOptions', 'buildMetadata', 'helmGlobals'],
]);

/** Whether Portolan reads all that a kustomization says of ports. */
export function fieldsAreRead({ entries }: MapTree): boolean {
  return [...entries].every(([key, value]) => READ.has(key) || isEmpty(value));
}

function isEmpty(tree: Tree): boolean {
  if (tree.kind === 'scalar') return tree.isNull;
  return tree.kind === 'map' ? tree.entries.size === 0 : tree.items.length === 0;
}

/** The patches of a kustomization by the field that they stand in; their texts and files are read by `read`. */
export interface Patches {
  readonly first: readonly Patch[];
  /** Those of `patchesJson6902` come after all else. */
  readonly last: readonly Patch[];
  readonly areAllRead: boolean;
}

/** Reads the patches of a kustomization. */
export function patchesOf(tree: MapTree, read: (source: PatchSource) => Trees): Patches {
  const merges = itemsAt(tree, 'patchesStrategicMerge').map(item => mergePatch(item, read));
  const patches = itemsAt(tree, 'patches').map(item => patchOf(item, 'patches', read));
  const steps = itemsAt(tree, 'patchesJson6902').map(item => patchOf(item, 'patchesJson6902', read));
  const first = [...merges, ...patches];
  return {
    first: first.flatMap(patch => patch ?? []),
    last: steps.flatMap(patch => patch ?? []),
    areAllRead: [...first, ...steps].every(patch => patch !== undefined),
  };
}

/** An entry of the old field: a text that is a patch, or the path of one. */
function mergePatch(item: Tree, read: (source: PatchSource) => Trees): Patch | undefined {
  if (item.kind !== 'scalar' || item.isNull) return undefined;
  const isPath = !/\n|^\s*\{/.test(item.text.value);
  return {
    content: read({ scalar: item, isPath }),
    target: undefined,
    mayRename: false,
    mayChangeKind: false,
    field: 'patchesStrategicMerge',
  };
}

function patchOf(item: Tree, field: Patch['field'], read: (source: PatchSource) => Trees): Patch | undefined {
  const [text, path] = [scalarAt(item, 'patch'), scalarAt(item, 'path')];
  const scalar = text ?? path;
  if (!scalar || (text && path)) return undefined;
  const written = mapAt(item, 'target');
  const target = written && readTarget(written);
  if (written && !target) return undefined;
  if (field === 'patchesJson6902' && textAt(written, 'name') === undefined) return undefined;
  const may = (option: string) => textAt(item, 'options', option) === 'true';
  return {
    content: read({ scalar, isPath: !text }),
    target,
    mayRename: may('allowNameChange'),
    mayChangeKind: may('allowKindChange'),
    field,
  };
}

/** What it takes to look at a resource, beside the parts that patches touch: each kustomization on the way does. */
const STEPS_AN_ITEM = 400;

/** What a kustomization makes of resources, in the order in which Kustomize does it. */
export function customize(
  items: readonly Item[],
  { tree }: Kustomization,
  { first, last, areAllRead }: Patches,
  verdict: Verdict,
): readonly Item[] {
  const { namespace, isTooLong, isTooLongWith, labels, images, place, label, withImages } = changesOf(tree);
  if (!areAllRead || isTooLong || labels.some(({ isRefused }) => isRefused)) verdict.isRefused = true;
  verdict.left -= items.length * STEPS_AN_ITEM;
  const patched = applyPatches(items, first, verdict);
  const placed = patched.map(place);
  if (namespace && !areUnique(placed, verdict)) verdict.isRefused = true;
  if (placed.some(isTooLongWith)) verdict.isRefused = true;
  const labelled = allChanged(placed, label, item => costOfLabels(item, labels), verdict);
  const whole = applyPatches(labelled, last, verdict);
  return allChanged(whole, withImages, item => costOfImages(item, images), verdict);
}

/** The items after a step, as far as there are steps for what it costs. */
function allChanged(
  items: readonly Item[],
  step: Step,
  costOf: (item: Item) => number,
  verdict: Verdict,
): readonly Item[] {
  if (step === AS_IT_IS) return items;
  return items.map(item => {
    if (verdict.left >= 0) verdict.left -= costOf(item);
    return verdict.left < 0 ? item : step(item);
  });
}

/** So many entries are copied in the time of one step. */
const COPIED_A_STEP = 3;

/** Each label copies what lies on its way, and what the labels before it added. */
function costOfLabels({ resource, shared }: Item, labels: readonly Labels[]): number {
  const { parts } = extentOf(resource.tree);
  return labels.reduce((sum, { entries, specs }) => {
    const own = specs.filter(spec => isFor(spec, resource));
    const copied = own.reduce((all, { path }) => all + sizeAlong(resource.tree, path), own.length ** 2);
    const walked = shared.size > 0 ? parts * own.length : 0;
    const each = specs.length + copied + walked + own.length * entries.length;
    return sum + Math.ceil((entries.length * each) / COPIED_A_STEP);
  }, 0);
}

/** Containers are a few parts each. */
const PARTS_OF_A_CONTAINER = 8;

function costOfImages({ resource }: Item, images: readonly MapTree[]): number {
  const { parts } = extentOf(resource.tree);
  return Math.ceil(parts / COPIED_A_STEP) + Math.ceil(parts / PARTS_OF_A_CONTAINER) * images.length;
}

/** The API takes no longer name (RFC 1123). */
const MAX_NAME = 253;

/** What becomes of an item, whichever others there are. */
type Step = (item: Item) => Item;

const AS_IT_IS: Step = item => item;

/**
 * What a kustomization makes of each resource by itself. It is kept, so that after a keystroke no other is made anew than
 * the one that changed, nor are its units.
 */
const changesOf = perObject((tree: MapTree) => {
  const written = scalarAt(tree, 'namespace');
  const namespace = written?.text.value === '' ? undefined : written;
  const affixes = [textAt(tree, 'namePrefix') ?? '', textAt(tree, 'nameSuffix') ?? ''];
  const isTooLong = affixes.some(({ length }) => length > MAX_NAME);
  const [prefix = '', suffix = ''] = isTooLong ? [] : affixes;
  const labels = labelsIn(tree);
  const images = [...mapsAt(tree, 'images'), ...mapsAt(tree, 'imageTags')];
  const added = prefix.length + suffix.length;
  /** Whether its name would be one that the API does not take: it is left as it is. */
  const isTooLongWith = ({ resource }: Item) =>
    added > 0 && added + (nameIn(resource)?.text.value.length ?? 0) > MAX_NAME;
  const place: Step = namespace ? perObject(item => withNamespace(item, namespace)) : AS_IT_IS;
  const label: Step =
    added > 0 || labels.length > 0
      ? perObject(item => {
          const named = isTooLongWith(item) ? item : withAffixes(item, prefix, suffix);
          return labels.reduce(withLabels, named);
        })
      : AS_IT_IS;
  const withImages: Step = images.length > 0 ? perObject(item => withImagesIn(item, images)) : AS_IT_IS;
  return { namespace, isTooLong, isTooLongWith, labels, images, place, label, withImages };
});

function withNamespace(item: Item, namespace: ScalarTree): Item {
  const before = remembered(item);
  const text: Tree = { ...namespace, number: undefined };
  const isThere = idOf(item).namespace === namespace.text.value && has(item, 'namespace');
  return isThere ? before : changed(before, [{ path: ['metadata', 'namespace'], isMade: true }], () => text);
}

function has({ resource: { tree } }: Item, key: string): boolean {
  return scalarAt(tree, 'metadata', key) !== undefined;
}

/** An item with the parts changed that rules are for; itself where nothing changes. */
function changed(item: Item, specs: readonly FieldSpec[], change: Change): Item {
  let tree: Tree = item.resource.tree;
  for (const spec of specs)
    if (isFor(spec, item.resource)) tree = changeAlong(tree, spec.path, spec.isMade, change);
  return changedTo(item, tree);
}

const NAME: readonly FieldSpec[] = [{ path: ['metadata', 'name'], isMade: false }];

function withAffixes(item: Item, prefix: string, suffix: string): Item {
  const rename = (one: Item, before: string, behind: string) =>
    changed(remembered(one), NAME, (part, place) =>
      part?.kind === 'scalar' ? replacedBy(part, before + part.text.value + behind) : (part ?? place),
    );
  const first = prefix === '' ? item : rename({ ...item, prefixes: [...item.prefixes, prefix] }, prefix, '');
  return suffix === '' ? first : rename({ ...first, suffixes: [...first.suffixes, suffix] }, '', suffix);
}

/** Labels or annotations, and where they are put. */
interface Labels {
  readonly entries: readonly (readonly [string, Tree])[];
  readonly specs: readonly FieldSpec[];
  /** Whether one of them is no text. */
  readonly isRefused: boolean;
}

/** The labels and annotations that are put on resources, and on what selects their pods. */
function labelsIn(tree: MapTree): readonly Labels[] {
  return [
    ...mapsAt(tree, 'labels').map(label => labelsOf(mapAt(label, 'pairs'), specsOf(label))),
    labelsOf(mapAt(tree, 'commonLabels'), COMMON_LABELS),
    labelsOf(mapAt(tree, 'commonAnnotations'), [METADATA_ANNOTATIONS]),
  ].filter(({ entries, isRefused }) => entries.length > 0 || isRefused);
}

function labelsOf(pairs: MapTree | undefined, specs: readonly FieldSpec[]): Labels {
  const all = [...(pairs?.entries ?? [])];
  const entries = all.flatMap(([key, value]): readonly (readonly [string, Tree])[] => {
    if (value.kind !== 'scalar') return [];
    return [[key, value.isNull ? replacedBy(value, '') : { ...value, number: undefined }]];
  });
  return { entries, specs, isRefused: all.some(([, value]) => value.kind !== 'scalar' || value.number) };
}

function specsOf(label: MapTree): readonly FieldSpec[] {
  const own = mapsAt(label, 'fields').map(
    (field): FieldSpec => ({
      path: pathOf(textAt(field, 'path') ?? ''),
      isMade: textAt(field, 'create') === 'true',
      group: textAt(field, 'group'),
      version: textAt(field, 'version'),
      kind: textAt(field, 'kind'),
    }),
  );
  if (textAt(label, 'includeSelectors') === 'true') return [...own, ...COMMON_LABELS];
  if (textAt(label, 'includeTemplates') === 'true') return [...own, ...TEMPLATE_LABELS];
  return [...own, METADATA_LABELS];
}

function withLabels(item: Item, { entries, specs }: Labels): Item {
  return entries.reduce((labelled, [key, value]) => withLabel(labelled, key, value, specs), item);
}

/** An item with a label in all its places. Where several of them lack it, it is one label from then on. */
function withLabel(item: Item, key: string, value: Tree, specs: readonly FieldSpec[]): Item {
  const [fresh, shared] = [{ ...value }, new Set(item.shared)];
  let [tree, places]: [Tree, number] = [item.resource.tree, 0];
  for (const spec of specs) {
    if (!isFor(spec, item.resource)) continue;
    const others = new Map<Tree, Tree>();
    tree = changeAlong(tree, spec.path, spec.isMade, (part, place) => {
      const map = part ?? emptyAt(place);
      if (map.kind !== 'map') return map;
      const before = map.entries.get(key);
      if (before && isSameText(before, value)) return map;
      if (!before) places++;
      const after = before ? { ...value } : fresh;
      if (before && shared.has(before)) {
        others.set(before, after);
        shared.add(after);
      }
      return withEntries(map, [[key, after]]);
    });
    tree = withParts(tree, others);
  }
  if (places > 1) shared.add(fresh);
  const labelled = changedTo(item, tree);
  return labelled === item ? item : { ...labelled, shared };
}

function isSameText(before: Tree, value: Tree): boolean {
  return (
    before.kind === 'scalar' &&
    value.kind === 'scalar' &&
    !before.isNull &&
    before.number === undefined &&
    before.text.value === value.text.value
  );
}
