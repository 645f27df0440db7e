// The same random choices for the same seed, so that a case can be made again.
export interface Random {
  /** From 0 up to and without `limit`. */
  below(limit: number): number;
  chance(percent: number): boolean;
  pick<T>(from: readonly T[]): T;
}

/** Mulberry32. */
export function randomness(seed: number): Random {
  let state = seed | 0;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    below,
    chance: percent => next() * 100 < percent,
    pick: from => {
      const picked = from[below(from.length)];
      if (picked === undefined) throw new Error('Nothing to pick from');
      return picked;
    },
  };
}
