export const NO_ITEMS: readonly never[] = [];
export const NO_MEMBERS: ReadonlySet<never> = new Set();
export const NO_KEYS: ReadonlyMap<never, never> = new Map<never, never>();

/** A list as it is kept: one for all that are empty, for most of what is kept leaves out most of what one can say. */
export function keptList<Item>(list: readonly Item[]): readonly Item[] {
  return list.length === 0 ? NO_ITEMS : list;
}

/** A set as it is kept: one for all that are empty. */
export function keptSet<Item>(set: ReadonlySet<Item>): ReadonlySet<Item> {
  return set.size === 0 ? NO_MEMBERS : set;
}

/** A map as it is kept: one for all that are empty. */
export function keptMap<Key, Value>(map: ReadonlyMap<Key, Value>): ReadonlyMap<Key, Value> {
  return map.size === 0 ? NO_KEYS : map;
}
