import { diffArrays } from 'diff';
import type { Steps } from '../text/effort';

/** More lines that stand elsewhere now are not told apart: all of the file count as changed. It costs the square of them. */
const MAX_DIFFERENT = 500;

/** The steps that all files of a call may take, of which a file takes that square; and so many lines are told apart in any. */
export const MAX_STEPS = 10_000_000;
const FEW_DIFFERENT = 30;

/** The lines of a text, counted from 0, that are not as they were before; `all` where too many stand elsewhere. */
export function changedLines(before: string, after: string, steps: Steps): ReadonlySet<number> | 'all' {
  const [then, now] = [linesOf(before), linesOf(after)];
  // A line that only one of them has differs for certain: what is compared is the others.
  const [known, kept] = [new Set(then), new Set(now)];
  const numbers = now.flatMap((line, number) => (known.has(line) ? [number] : []));
  const most = Math.max(FEW_DIFFERENT, Math.min(MAX_DIFFERENT, Math.floor(Math.sqrt(steps.left))));
  const parts = diffArrays(
    then.filter(line => kept.has(line)),
    now.filter(line => known.has(line)),
    { maxEditLength: most },
  );
  const different = parts
    ? parts.reduce((sum, { added, removed, count }) => sum + (added || removed ? count : 0), 0)
    : most;
  steps.left = Math.max(0, steps.left - different ** 2);
  if (!parts) return 'all';
  const same = new Set<number>();
  let at = 0;
  for (const { added, removed, value } of parts) {
    if (removed) continue;
    if (!added) for (const number of numbers.slice(at, at + value.length)) same.add(number);
    at += value.length;
  }
  return new Set(now.flatMap((_, number) => (same.has(number) ? [] : [number])));
}

/** Git may have changed how lines end, and taken a byte order mark along. */
function linesOf(text: string): string[] {
  return text.replace(/^\u{FEFF}/u, '').split(/\r\n|\r|\n/);
}
