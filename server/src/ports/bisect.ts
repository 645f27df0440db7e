/**
 * How many things of a list stand before something else, which is where that belongs among them. They are in order:
 * `isBefore` holds for so many from the first, and for none behind.
 */
export function countBefore<Item>(items: ArrayLike<Item>, isBefore: (item: Item) => boolean): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = items[middle];
    if (item !== undefined && isBefore(item)) low = middle + 1;
    else high = middle;
  }
  return low;
}
