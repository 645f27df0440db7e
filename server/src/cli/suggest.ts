/** The candidate that a mistyped word most likely means: one it begins, or one few letters away. */
export function suggest(word: string, candidates: readonly string[]): string | undefined {
  const typed = word.toLowerCase();
  const begun = candidates.filter(candidate => typed.length > 0 && candidate.startsWith(typed));
  if (begun.length === 1) return begun[0];
  const [nearest] = candidates
    .map(candidate => ({ candidate, distance: distance(typed, candidate) }))
    .filter(near => near.distance <= Math.max(1, Math.floor(near.candidate.length / 3)))
    .sort((a, b) => a.distance - b.distance);
  return nearest?.candidate;
}

/** `; did you mean 'X'?`, or nothing. */
export function didYouMean(word: string, candidates: readonly string[], prefix = ''): string {
  const meant = suggest(word, candidates);
  return meant === undefined ? '' : `; did you mean '${prefix}${meant}'?`;
}

/** How many letters to insert, remove, replace or swap with their neighbour to get from one word to the other. */
function distance(a: string, b: string): number {
  let previous: readonly number[] = [];
  let row: readonly number[] = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      next.push(
        Math.min(
          (row[j] ?? 0) + 1,
          (next[j - 1] ?? 0) + 1,
          (row[j - 1] ?? 0) + (same ? 0 : 1),
          swapped ? (previous[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    previous = row;
    row = next;
  }
  return row[b.length] ?? 0;
}
