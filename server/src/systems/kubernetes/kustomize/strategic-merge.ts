import { ownValue } from '../../../registry/own-value';
import { perObject } from '../../../text/per-object';
import {
  isNothing,
  type ListTree,
  type MapTree,
  type Tree,
  textAt,
  withEntries,
  withoutEntry,
} from '../../../text/yaml-tree';
import { counted, take, type Verdict } from './verdict';

/** How a part of a resource is merged: what its fields are, and by which keys the items of a list are one. */
export interface Schema {
  readonly fields?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  /** The keys that make items of a list one; a list without them is replaced. None: texts, of which each is there once. */
  readonly keys?: readonly string[];
}

const PLAIN: Schema = {};
const byKeys = (keys: readonly string[], items: Schema = PLAIN): Schema => ({ keys, items });

const VOLUMES = { volumeMounts: byKeys(['mountPath']), volumeDevices: byKeys(['devicePath']) };
const CONTAINER: Schema = {
  fields: { env: byKeys(['name']), ports: byKeys(['containerPort', 'protocol']), ...VOLUMES },
};
/** Of these the API had no keys for ports in the version that Kustomize knows (1.21). */
const EPHEMERAL: Schema = { fields: { env: byKeys(['name']), ...VOLUMES } };

const METADATA: Schema = { fields: { finalizers: byKeys([]), ownerReferences: byKeys(['uid']) } };

const POD: Schema = {
  fields: {
    metadata: METADATA,
    spec: {
      fields: {
        containers: byKeys(['name'], CONTAINER),
        initContainers: byKeys(['name'], CONTAINER),
        ephemeralContainers: byKeys(['name'], EPHEMERAL),
        hostAliases: byKeys(['ip']),
        imagePullSecrets: byKeys(['name']),
        topologySpreadConstraints: byKeys(['topologyKey', 'whenUnsatisfiable']),
        volumes: byKeys(['name']),
      },
    },
  },
};

const TEMPLATE: Schema = { fields: { metadata: METADATA, spec: { fields: { template: POD } } } };
const CRON_JOB: Schema = { fields: { metadata: METADATA, spec: { fields: { jobTemplate: TEMPLATE } } } };
const SERVICE: Schema = {
  fields: { metadata: METADATA, spec: { fields: { ports: byKeys(['port', 'protocol']) } } },
};
const OTHER: Schema = { fields: { metadata: METADATA } };

/** What Kustomize knows of the kinds with ports (the API of Kubernetes 1.21); all others merge as JSON does (RFC 7386). */
const SCHEMAS: Readonly<Record<string, Schema>> = {
  'v1 Pod': POD,
  'v1 Service': SERVICE,
  'v1 ReplicationController': TEMPLATE,
  'v1 Endpoints': OTHER,
  'apps/v1 Deployment': TEMPLATE,
  'apps/v1 StatefulSet': TEMPLATE,
  'apps/v1 DaemonSet': TEMPLATE,
  'apps/v1 ReplicaSet': TEMPLATE,
  'batch/v1 Job': TEMPLATE,
  'batch/v1 CronJob': CRON_JOB,
  'batch/v1beta1 CronJob': CRON_JOB,
  'networking.k8s.io/v1 Ingress': OTHER,
  'networking.k8s.io/v1 NetworkPolicy': OTHER,
};

/** What is noted of one merge beside: the texts that others took the place of. */
interface Merge {
  readonly verdict: Verdict;
  readonly replaced: Map<Tree, Tree>;
}

/** What comes of a merge. */
export interface Merged {
  readonly tree: MapTree | undefined;
  /** The texts that others took the place of. */
  readonly replaced: ReadonlyMap<Tree, Tree>;
}

/** A patch laid over a resource as Kustomize does (kyaml, `merge2`); no tree where it takes the resource away. */
export function mergeOver(tree: MapTree, patch: MapTree, verdict: Verdict): Merged {
  return take(mergesOver(tree)(patch), verdict);
}

/** Many overlays may lay one patch over one resource. */
const mergesOver = perObject((tree: MapTree) =>
  perObject((patch: MapTree) => counted(verdict => merge(tree, patch, verdict))),
);

function merge(tree: MapTree, patch: MapTree, verdict: Verdict): Merged {
  const schema = SCHEMAS[`${textAt(tree, 'apiVersion')} ${textAt(tree, 'kind')}`] ?? PLAIN;
  const under: Merge = { verdict, replaced: new Map() };
  // What takes the place of all comes to nothing in Kustomize, as it does of an item of a list.
  if (directiveOf(patch, under) === 'replace') return { tree, replaced: under.replaced };
  const merged = walk(tree, patch, schema, under);
  return { tree: merged?.kind === 'map' ? merged : undefined, replaced: under.replaced };
}

/** What comes of a part and of what a patch says of it. A part that the patch brings is walked with itself. */
function walk(
  own: Tree | undefined,
  patch: Tree | undefined,
  schema: Schema,
  merge: Merge,
): Tree | undefined {
  if (patch === undefined && schema === PLAIN) return own;
  const kind = isNothing(own) ? (isNothing(patch) ? undefined : patch?.kind) : own?.kind;
  if (kind === undefined) return undefined;
  if (!isNothing(own) && !isNothing(patch) && own?.kind !== patch?.kind) {
    merge.verdict.isRefused = true;
    return patch;
  }
  if (patch && isNothing(patch)) return undefined;
  if (kind === 'scalar') {
    if (!own || !patch || own === patch) return patch ?? own;
    const text = inQuotesOf(own, patch);
    merge.replaced.set(own, text);
    return text;
  }
  if (kind === 'map') return walkMap(asMap(own), asMap(patch), schema, merge);
  if (!schema.keys) return patch ?? own;
  return walkList(asList(own), asList(patch), schema, merge);
}

/** What takes the place of a text in quotes gets its quotes: a number is none in them. */
function inQuotesOf(own: Tree, patch: Tree): Tree {
  if (own.kind !== 'scalar' || patch.kind !== 'scalar' || !patch.number || own.number) return patch;
  const { text, span } = own;
  const isQuoted = span.end - span.start > text.span.end - text.span.start || /^-?\d/.test(text.value);
  return isQuoted ? { ...patch, number: undefined } : patch;
}

function asMap(tree: Tree | undefined): MapTree | undefined {
  return tree?.kind === 'map' ? tree : undefined;
}

function asList(tree: Tree | undefined): ListTree | undefined {
  return tree?.kind === 'list' ? tree : undefined;
}

const DIRECTIVE = '$patch';

/** A part without what says how it is merged. */
function withoutDirective(tree: Tree): Tree {
  return tree.kind === 'map' ? withoutEntry(tree, DIRECTIVE) : tree;
}

function directiveOf(map: MapTree | undefined, merge: Merge): string {
  const said = textAt(map, DIRECTIVE) ?? 'merge';
  if (said !== 'merge' && said !== 'replace' && said !== 'delete') merge.verdict.isRefused = true;
  return said;
}

function walkMap(
  own: MapTree | undefined,
  patch: MapTree | undefined,
  schema: Schema,
  merge: Merge,
): Tree | undefined {
  const directive = directiveOf(patch, merge);
  if (directive === 'delete') return undefined;
  const over = patch && withoutEntry(patch, DIRECTIVE);
  const under = own === undefined || directive === 'replace' ? over : own === patch ? over : own;
  if (!under) return undefined;
  merge.verdict.left -= under.entries.size + (over?.entries.size ?? 0);
  if (merge.verdict.left < 0) return own;
  const entries = new Map(under.entries);
  let isChanged = false;
  for (const key of new Set([...under.entries.keys(), ...(over?.entries.keys() ?? [])])) {
    const before = under.entries.get(key);
    const after = walk(before, over?.entries.get(key), ownValue(schema.fields ?? {}, key) ?? PLAIN, merge);
    if (after === before) continue;
    isChanged = true;
    if (after) entries.set(key, after);
    else entries.delete(key);
  }
  return isChanged ? { ...under, entries } : under;
}

/** What an item is found by: a text for each key, an empty one where it has none. */
type Values = readonly string[];

function valuesOf(item: Tree, keys: readonly string[]): Values {
  if (keys.length === 0) return [item.kind === 'scalar' ? item.text.value : ''];
  return keys.map(key => textAt(item, key) ?? '');
}

/** Whether an item has the keys with these values; an empty one stands for any. */
function has(item: Tree, keys: readonly string[], values: Values): boolean {
  if (keys.length === 0) return item.kind === 'scalar' && item.text.value === values[0];
  return (
    item.kind === 'map' &&
    keys.every((key, index) => {
      const value = item.entries.get(key);
      const wanted = values[index] ?? '';
      return (
        value !== undefined && (wanted === '' || (value.kind === 'scalar' && value.text.value === wanted))
      );
    })
  );
}

/** Whether an item has the keys with just these values. */
function hasJust(item: Tree, keys: readonly string[], values: Values): boolean {
  const isFound = has(item, keys, values);
  return isFound && (keys.length === 0 || keys.every((key, index) => textAt(item, key) === values[index]));
}

const STEPS_A_PAIR = 4;

function walkList(
  own: ListTree | undefined,
  patch: ListTree | undefined,
  schema: Schema,
  merge: Merge,
): Tree | undefined {
  const directive = own && patch ? listDirective(patch, merge) : undefined;
  if (directive?.said === 'delete') return undefined;
  const over = directive?.rest ?? patch;
  const isPatchAlone = own === undefined || own === patch || directive?.said === 'replace';
  const under = isPatchAlone ? over : own;
  if (!under) return undefined;
  // Each item is held against each other, some times.
  merge.verdict.left -= STEPS_A_PAIR * (under.items.length + (over?.items.length ?? 0)) ** 2;
  if (merge.verdict.left < 0) return own;
  const items = mergeItems(under.items, isPatchAlone ? undefined : over?.items, isPatchAlone, schema, merge);
  const isSame =
    items.length === under.items.length && items.every((item, index) => item === under.items[index]);
  return isSame ? under : { ...under, items };
}

/** What an item of a list says of how the list is merged, by itself; and the list without it. */
function listDirective(
  list: ListTree,
  merge: Merge,
): { readonly said: string; readonly rest: ListTree } | undefined {
  const item = list.items.find(one => one.kind === 'map' && one.entries.has(DIRECTIVE));
  if (item?.kind !== 'map' || item.entries.size > 1) return undefined;
  const said = directiveOf(item, merge);
  // Items that say the same of themselves go with it.
  return { said, rest: { ...list, items: list.items.filter(one => textAt(one, DIRECTIVE) !== said) } };
}

/**
 * The items of a list, merged by their keys: first those of the patch in its order, then the others (kyaml,
 * `walkAssociativeSequence`). Without a patch those that are alike are merged all the same.
 */
function mergeItems(
  own: readonly Tree[],
  patch: readonly Tree[] | undefined,
  isPatchAlone: boolean,
  { keys = [], items: schema = PLAIN }: Schema,
  merge: Merge,
): readonly Tree[] {
  let under = own;
  const lists = [...(patch ?? []), ...own].map(item => valuesOf(item, keys));
  const found = lists.filter((one, index) => lists.findIndex(other => isSame(one, other)) === index);
  const all = keys.length > 1 ? alignValues(found) : found;
  const validKeys = usedKeys(all, keys);
  let added: readonly Tree[] = [];
  let patches = patch;
  for (const values of all) {
    const asked = values.filter((value, index) => value !== '' || validKeys.includes(keys[index] ?? ''));
    const [narrowKeys, narrow] = narrowed(validKeys, asked);
    const before = under.find(item => hasJust(item, narrowKeys, narrow));
    const over = isPatchAlone ? before : patches?.find(item => hasJust(item, narrowKeys, narrow));
    const merged = walk(before, over, schema, merge);
    // What an item says of itself counts the first time that it is met (kyaml `elidePatchDirective`).
    if (over?.kind === 'map' && textAt(over, DIRECTIVE) !== undefined)
      patches = patches?.map(item => (item === over ? withoutDirective(item) : item));
    if (!merged || isNothing(merged) || (merged.kind === 'map' && merged.entries.size === 0)) {
      // What is not found by all its keys stays, and what it says of itself is gone.
      if (isPatchAlone) under = under.map(item => (item === before ? withoutDirective(item) : item));
      under = under.filter(item => !has(item, validKeys, asked));
      continue;
    }
    const isReplaced = !isPatchAlone && over?.kind === 'map' && textAt(over, DIRECTIVE) === 'replace';
    const whole = withKeys(merged, before, over, validKeys, asked, [...(patch ?? []), ...own]);
    if (before && !isReplaced) under = under.map(item => (item === before ? whole : item));
    added = setItem(added, whole, validKeys, asked);
  }
  return all.length === 0 ? under : under.reduce((list, item) => append(list, item, validKeys), added);
}

function isSame(one: Values, other: Values): boolean {
  return one.every((value, index) => value === other[index]);
}

/** Values that differ only where one of them is empty are those of one item. */
function alignValues(lists: readonly Values[]): readonly Values[] {
  const aligned = [...lists];
  for (let one = 0; one < aligned.length; one++) {
    for (let other = 0; other < aligned.length; other++) {
      const both = matching(aligned[one] ?? [], aligned[other] ?? []);
      if (both) [aligned[one], aligned[other]] = [both, both];
    }
  }
  return aligned;
}

function matching(one: Values, other: Values): Values | undefined {
  const isFar = one.some((value, index) => value !== other[index] && value !== '' && other[index] !== '');
  if (isFar || !one.some((value, index) => value === other[index])) return undefined;
  return one.map((value, index) => (value === '' ? (other[index] ?? '') : value));
}

/** The keys of which any item has a value; all where none has. */
function usedKeys(lists: readonly Values[], keys: readonly string[]): readonly string[] {
  const used = keys.filter((_, index) => lists.some(values => (values[index] ?? '') !== ''));
  return used.length === 0 ? keys : used;
}

/** The keys that have a value, with these. */
function narrowed(keys: readonly string[], values: Values): readonly [readonly string[], Values] {
  if (values.every(value => value === '')) return [keys, values];
  return [keys.filter((_, index) => values[index] !== ''), values.filter(value => value !== '')];
}

/**
 * A merged item with the keys that it is found by: as the own file writes them, for the item is the same whoever names it
 * once more, and the mapping of the patch beside it.
 */
function withKeys(
  merged: Tree,
  own: Tree | undefined,
  patch: Tree | undefined,
  keys: readonly string[],
  values: Values,
  all: readonly Tree[],
): Tree {
  if (merged.kind !== 'map') return merged;
  const kept = keys.flatMap((key, index): readonly (readonly [string, Tree])[] => {
    const before = own?.kind === 'map' ? own.entries.get(key) : undefined;
    const now = merged.entries.get(key);
    if (before && now && isAlike(before, now)) return before === now ? [] : [[key, before]];
    const value = values[index] ?? '';
    if (now || value === '') return [];
    const source = all.find(item => textAt(item, key) === value);
    const tree = source?.kind === 'map' ? source.entries.get(key) : undefined;
    return tree ? [[key, tree]] : [];
  });
  const map = kept.length > 0 ? withEntries(merged, kept) : merged;
  if (own?.kind !== 'map' || patch?.kind !== 'map' || own === patch) return map;
  return { ...map, alike: [...new Set([...(own.alike ?? []), patch, ...(patch.alike ?? [])])] };
}

function isAlike(one: Tree, other: Tree): boolean {
  return (
    one.kind === 'scalar' &&
    other.kind === 'scalar' &&
    one.text.value === other.text.value &&
    (one.number === undefined) === (other.number === undefined)
  );
}

/** A list with an item in the place of those that have the same values, else at its end. */
function setItem(
  list: readonly Tree[],
  item: Tree,
  keys: readonly string[],
  values: Values,
): readonly Tree[] {
  const isThere = list.some(one => has(one, keys, values));
  return isThere ? list.map(one => (has(one, keys, values) ? item : one)) : [...list, item];
}

/** A list with an item of the list below it. One that lacks a key puts out those that it may be. */
function append(list: readonly Tree[], item: Tree, keys: readonly string[]): readonly Tree[] {
  if (isNothing(item) || (item.kind === 'map' && item.entries.size === 0)) return list;
  if (keys.length === 0) return setItem(list, item, keys, valuesOf(item, keys));
  if (item.kind !== 'map') return [...list, item];
  const present = keys.filter(key => item.entries.has(key));
  const values = present.map(key => textAt(item, key) ?? '');
  // One that lacks all keys puts out all before it.
  if (values.length === 0) return [item];
  const sought = keys.slice(0, values.length);
  const rest = keys.length > 1 ? list.filter(one => !has(one, sought, values)) : list;
  return setItem(rest, item, sought, values);
}
