/**
 * Keeps no more of what can be made again than so much together: each that comes says what it weighs and how it is let go. Where it
 * would be too much, all that came before is: what is used by then is soon made again.
 */
export function keptFew(most: number): (weight: number, letGo: () => void) => void {
  let kept: (() => void)[] = [];
  let weight = 0;
  return (more, letGo) => {
    if (weight + more > most) {
      for (const one of kept) one();
      kept = [];
      weight = 0;
    }
    kept.push(letGo);
    weight += more;
  };
}
