/** Whether two lists have the same items in the same order. */
export function isSameList<Item>(some: readonly Item[], others: readonly Item[]): boolean {
  return some === others || (some.length === others.length && some.every((one, at) => one === others[at]));
}
