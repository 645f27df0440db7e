import { groupBy } from '../text/group-by';

/** Values by key, each key with the values of several owners, so that an owner's share can be replaced. */
export interface SharedIndex<Key, Value> {
  /** All values of a key, put in order: of many owners that takes time after each change. */
  get(key: Key): readonly Value[];
  /** Whether one of them is such, in no order. */
  some(key: Key, isSuch: (value: Value) => boolean): boolean;
  /** Those of one owner. */
  of(key: Key, owner: string): readonly Value[];
  /** How many owners have a key. */
  owners(key: Key): number;
  /** Puts an owner's entries in place of those it had. */
  replace(owner: string, entries: readonly (readonly [Key, Value])[]): void;
}

interface Shelf<Value> {
  readonly byOwner: Map<string, readonly Value[]>;
  /** All values in one list, once somebody asked for it. */
  all?: readonly Value[] | undefined;
}

/** In an order that does not tell which was read first. */
function byOwnerName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

export function sharedIndex<Key, Value>(): SharedIndex<Key, Value> {
  const shelves = new Map<Key, Shelf<Value>>();
  const keysOf = new Map<string, readonly Key[]>();
  return {
    get(key) {
      const shelf = shelves.get(key);
      if (!shelf) return [];
      shelf.all ??= [...shelf.byOwner].sort(byOwnerName).flatMap(([, values]) => values);
      return shelf.all;
    },
    some(key, isSuch) {
      for (const values of shelves.get(key)?.byOwner.values() ?? []) if (values.some(isSuch)) return true;
      return false;
    },
    of: (key, owner) => shelves.get(key)?.byOwner.get(owner) ?? [],
    owners: key => shelves.get(key)?.byOwner.size ?? 0,
    replace(owner, entries) {
      const groups = groupBy(entries, ([key]) => key);
      for (const key of keysOf.get(owner) ?? []) {
        const shelf = groups.has(key) ? undefined : shelves.get(key);
        if (!shelf) continue;
        shelf.byOwner.delete(owner);
        shelf.all = undefined;
        if (shelf.byOwner.size === 0) shelves.delete(key);
      }
      if (groups.size === 0) keysOf.delete(owner);
      else keysOf.set(owner, [...groups.keys()]);
      for (const [key, group] of groups) {
        const shelf = shelves.get(key) ?? { byOwner: new Map<string, readonly Value[]>() };
        shelf.byOwner.set(
          owner,
          group.map(([, value]) => value),
        );
        shelf.all = undefined;
        shelves.set(key, shelf);
      }
    },
  };
}
