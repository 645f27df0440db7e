import { groupBy } from '../../../text/group-by';
import { replacedBy, type Tree } from '../../../text/yaml-tree';
import { nameIn } from '../resource';
import { changedTo, type Id, type Item, idOf } from './built';
import { changeAlong, isFor, SERVICE_NAMES, versionOf } from './field-specs';
import type { Verdict } from './verdict';

/** Services by their namespace: only those of one's own are found. */
type Services = ReadonlyMap<string, readonly Item[]>;

/**
 * Items whose references follow the Services that were called otherwise when they were written: at the end of all, and by
 * every name that a Service had (Kustomize, `nameref.go`).
 */
export function followNames(items: readonly Item[], verdict: Verdict): readonly Item[] {
  const renamed = items.filter(item => isService(item) && item.earlier.length > 0);
  if (renamed.length === 0) return items;
  const services: Services = groupBy(renamed, item => idOf(item).namespace);
  return items.map(item => followIn(item, services, verdict));
}

function isService({ resource }: Item): boolean {
  return resource.group === '' && versionOf(resource) === 'v1';
}

function followIn(item: Item, services: Services, verdict: Verdict): Item {
  const specs = SERVICE_NAMES.filter(spec => isFor(spec, item.resource));
  if (specs.length === 0) return item;
  const candidates = services.get(idOf(item).namespace) ?? [];
  let tree: Tree = item.resource.tree;
  for (const { path } of specs) {
    tree = changeAlong(tree, path, false, (part, place) => {
      if (part?.kind !== 'scalar') return part ?? place;
      verdict.left -= candidates.length;
      if (verdict.left < 0) return part;
      const name = referred(part.text.value, item, candidates, verdict);
      return name === undefined || name === part.text.value ? part : replacedBy(part, name);
    });
  }
  return changedTo(item, tree);
}

const isOfService = ({ kind }: Id) => kind === 'Service';

/** What a Service is called now that once had a name; undefined where none had, or it cannot be told which. */
function referred(
  name: string,
  referrer: Item,
  candidates: readonly Item[],
  verdict: Verdict,
): string | undefined {
  const all = candidates.filter(
    ({ earlier }) => earlier.some(id => id.name === name) && earlier.some(isOfService),
  );
  const near = all.length > 1 ? all.filter(one => isNear(one, referrer, true)) : all;
  const found = near.length > 1 ? near.filter(one => isNear(one, referrer, false)) : near;
  const names = new Set(found.map(({ resource }) => nameIn(resource)?.text.value ?? ''));
  if (names.size > 1) verdict.isRefused = true;
  return names.size === 1 ? [...names][0] : undefined;
}

/** Whether two resources got their prefixes and suffixes from the same kustomizations, as far as both have any. */
function isNear(one: Item, other: Item, isLoose: boolean): boolean {
  return isEnding(one.prefixes, other.prefixes, isLoose) && isEnding(one.suffixes, other.suffixes, isLoose);
}

function isEnding(one: readonly string[], other: readonly string[], isLoose: boolean): boolean {
  if (isLoose && (one.length === 0 || other.length === 0)) return true;
  const [short, long] = one.length > other.length ? [other, one] : [one, other];
  if (short.length === 0) return long.length === 0;
  return short.every((text, index) => text === long[long.length - short.length + index]);
}
