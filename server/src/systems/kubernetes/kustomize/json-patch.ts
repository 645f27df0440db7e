import { perObject } from '../../../text/per-object';
import {
  at,
  extentOf,
  isNothing,
  type ListTree,
  MAX_LEVELS,
  MAX_NODES,
  type MapTree,
  type Tree,
  textAt,
  withEntries,
  withoutEntry,
} from '../../../text/yaml-tree';
import { counted, take, type Verdict } from './verdict';

/** A step of a JSON patch (RFC 6902). */
interface Operation {
  readonly op: string;
  readonly path: readonly string[];
  readonly from: readonly string[] | undefined;
  readonly value: Tree | undefined;
}

/** A resource after the steps of a JSON patch, as far as they can be taken; all or none in Kustomize. */
export function patchedBy(tree: MapTree, steps: ListTree, verdict: Verdict): MapTree {
  return take(patchesOf(tree)(steps), verdict);
}

/** Many overlays may lay one patch over one resource. */
const patchesOf = perObject((tree: MapTree) =>
  perObject((steps: ListTree) => counted(verdict => patch(tree, steps, verdict))),
);

function patch(tree: MapTree, steps: ListTree, verdict: Verdict): MapTree {
  let patched: Tree = tree;
  verdict.left -= extentOf(tree).parts;
  for (const step of steps.items) {
    const operation = operationOf(step);
    verdict.left -= 1 + (operation ? costOf(patched, operation) : 0);
    const next: Tree | undefined = operation && verdict.left >= 0 ? apply(patched, operation) : undefined;
    if (next?.kind !== 'map') {
      verdict.isRefused = true;
      return tree;
    }
    // What is copied into itself doubles.
    const { parts, levels } = extentOf(next);
    if (parts > MAX_NODES || levels > MAX_LEVELS) {
      verdict.left = -1;
      return tree;
    }
    patched = next;
  }
  return patched.kind === 'map' ? patched : tree;
}

/** How much a step looks at and copies: what lies beside each part of its paths, and a value that it is compared with. */
function costOf(tree: Tree, { path, from = [], value }: Operation): number {
  return widthsAlong(tree, path) + widthsAlong(tree, from) + (value ? extentOf(value).parts : 0);
}

function widthsAlong(tree: Tree, path: readonly string[]): number {
  let [found, width]: [Tree | undefined, number] = [tree, path.length];
  for (const key of path) {
    if (!found || found.kind === 'scalar') break;
    width += found.kind === 'map' ? found.entries.size : found.items.length;
    found = child(found, key);
  }
  return width;
}

/** More parts no path has that leads to something. */
const MAX_PARTS = 100;

function operationOf(step: Tree): Operation | undefined {
  const [op, path] = [textAt(step, 'op'), pointerOf(textAt(step, 'path'))];
  const from = textAt(step, 'from');
  if (op === undefined || !path) return undefined;
  return { op, path, from: from === undefined ? undefined : pointerOf(from), value: at(step, 'value') };
}

/** The parts of a JSON pointer (RFC 6901); what stands before the first slash counts for nothing in Kustomize. */
function pointerOf(text: string | undefined): readonly string[] | undefined {
  const [, ...parts] = text?.split('/', MAX_PARTS + 2) ?? [];
  if (parts.length === 0 || parts.length > MAX_PARTS) return undefined;
  return parts.map(part => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function apply(tree: Tree, { op, path, from, value }: Operation): Tree | undefined {
  switch (op) {
    case 'add':
      return value && changeAt(tree, path, (into, key) => put(into, key, value, true));
    case 'replace':
      return value && changeAt(tree, path, (into, key) => put(into, key, value, false));
    case 'remove':
      return changeAt(tree, path, remove);
    case 'move':
    case 'copy': {
      const source = from && find(tree, from);
      // Each is one of its own from then on.
      const found = source && { ...source };
      const rest = op === 'move' && from ? changeAt(tree, from, remove) : tree;
      return found && rest && changeAt(rest, path, (into, key) => put(into, key, found, true));
    }
    case 'test':
      return isEqual(find(tree, path), value) ? tree : undefined;
    default:
      return undefined;
  }
}

/** A tree in which the part that holds the end of a path is another. */
function changeAt(
  tree: Tree,
  path: readonly string[],
  change: (into: MapTree | ListTree, key: string) => Tree | undefined,
): Tree | undefined {
  const [key = '', ...rest] = path;
  if (tree.kind === 'scalar') return undefined;
  if (rest.length === 0) return change(tree, key);
  const inner = child(tree, key);
  const changed = inner && changeAt(inner, rest, change);
  return changed && put(tree, key, changed, false);
}

function child(tree: Tree, key: string): Tree | undefined {
  if (tree.kind === 'map') return tree.entries.get(key);
  if (tree.kind === 'scalar') return undefined;
  const index = indexIn(tree, key, tree.items.length - 1);
  return index === undefined ? undefined : tree.items[index];
}

function find(tree: Tree, path: readonly string[]): Tree | undefined {
  return path.reduce<Tree | undefined>((found, key) => found && child(found, key), tree);
}

/** The index that a part of a path means, up to `last`; one below 0 counts from the end. */
function indexIn({ items }: ListTree, key: string, last: number): number | undefined {
  if (!/^-?\d{1,6}$/.test(key)) return undefined;
  const index = Number(key);
  const found = index < 0 ? index + items.length + (last - items.length + 1) : index;
  return found >= 0 && found <= last ? found : undefined;
}

function put(into: MapTree | ListTree, key: string, value: Tree, isNew: boolean): Tree | undefined {
  // To replace what is not there is to add it.
  if (into.kind === 'map') return withEntries(into, [[key, value]]);
  const { items } = into;
  if (!isNew) {
    const index = indexIn(into, key, items.length - 1);
    return index === undefined ? undefined : { ...into, items: items.with(index, value) };
  }
  const index = key === '-' ? items.length : indexIn(into, key, items.length);
  return index === undefined ? undefined : { ...into, items: items.toSpliced(index, 0, value) };
}

function remove(from: MapTree | ListTree, key: string): Tree | undefined {
  if (from.kind === 'map') return from.entries.has(key) ? withoutEntry(from, key) : undefined;
  const index = indexIn(from, key, from.items.length - 1);
  return index === undefined ? undefined : { ...from, items: from.items.toSpliced(index, 1) };
}

function isEqual(one: Tree | undefined, other: Tree | undefined): boolean {
  if (!one || !other) return isNothing(one) && isNothing(other);
  if (one.kind === 'scalar' || other.kind === 'scalar') {
    if (one.kind !== 'scalar' || other.kind !== 'scalar') return false;
    const areNumbers = one.number !== undefined && other.number !== undefined;
    if (one.isNull || other.isNull) return one.isNull && other.isNull;
    if (areNumbers) return one.number?.value === other.number?.value;
    return one.number === other.number && one.text.value === other.text.value;
  }
  if (one.kind === 'list')
    return (
      other.kind === 'list' &&
      one.items.length === other.items.length &&
      one.items.every((item, index) => isEqual(item, other.items[index]))
    );
  return (
    other.kind === 'map' &&
    one.entries.size === other.entries.size &&
    [...one.entries].every(([key, value]) => isEqual(value, other.entries.get(key)))
  );
}
