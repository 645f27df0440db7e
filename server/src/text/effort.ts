import { t } from '@vscode/l10n';

/** More work than is done at once: small files can multiply each other, in more ways than anybody counts. */
export class TooMuchWork extends Error {
  override readonly name = 'TooMuchWork';
}

/** How many steps the work under way may still take, and could when it began. */
let left = Number.POSITIVE_INFINITY;
let all = Number.POSITIVE_INFINITY;

/**
 * Does work that may take so many steps, and throws `TooMuchWork` once it wants more. Steps are counted, not time, so
 * that it does not depend on the machine; what was worked out before takes none. Work within work has steps of its own
 * alone.
 */
export function within<Value>(steps: number, work: () => Value): Value {
  const before = [left, all] as const;
  left = all = steps;
  try {
    return work();
  } finally {
    [left, all] = before;
  }
}

/**
 * Whether nearly all steps are left that there were. What is too much work then is so by itself, and may be kept as that; else
 * it was for what else was asked, and another time it may not be.
 */
export function hasNearlyAll(): boolean {
  return left >= 0.9 * all;
}

/** The same, with an answer for where the steps run out. */
export function withinOr<Value>(steps: number, work: () => Value, otherwise: () => Value): Value {
  try {
    return within(steps, work);
  } catch (error) {
    if (error instanceof TooMuchWork) return otherwise();
    throw error;
  }
}

/** How many steps several pieces of work may still take, one after the other. */
export interface Steps {
  left: number;
}

/** Does one of several pieces of work that share steps; the answer is another where these run out. */
export function sharing<Value>(steps: Steps, work: () => Value, otherwise: () => Value): Value {
  return withinOr(
    steps.left,
    () => {
      try {
        return work();
      } finally {
        steps.left = Math.max(0, left);
      }
    },
    otherwise,
  );
}

/** Takes steps from those at hand: it stands wherever the sizes of two things multiply. Outside of `within` there are enough. */
export function spend(steps = 1): void {
  left -= steps;
  if (left < 0) throw new TooMuchWork('This takes more work than is done at once.');
}

/** What the person is told of a file or folder. */
export function tooMuchText(): string {
  return t('takes more work than Portolan does at once: something that it would say here is left out.');
}
