import { groupBy } from '../chart/group-by';

/** Values by key, each key with the values of several owners, so that an owner's share can be replaced. */
export interface SharedIndex<Key, Value> {
  get(key: Key): readonly Value[];
  /** Puts an owner's entries in place of those it had. */
  replace(owner: string, entries: readonly (readonly [Key, Value])[]): void;
}

export function sharedIndex<Key, Value>(): SharedIndex<Key, Value> {
  const byKey = new Map<Key, Map<string, Value[]>>();
  const keysOf = new Map<string, readonly Key[]>();
  return {
    get: key => [...(byKey.get(key)?.values() ?? [])].flat(),
    replace(owner, entries) {
      for (const key of keysOf.get(owner) ?? []) {
        const owners = byKey.get(key);
        owners?.delete(owner);
        if (owners?.size === 0) byKey.delete(key);
      }
      const groups = groupBy(entries, ([key]) => key);
      if (groups.size === 0) keysOf.delete(owner);
      else keysOf.set(owner, [...groups.keys()]);
      for (const [key, group] of groups) {
        const owners = byKey.get(key) ?? new Map<string, Value[]>();
        owners.set(
          owner,
          group.map(([, value]) => value),
        );
        byKey.set(key, owners);
      }
    },
  };
}
