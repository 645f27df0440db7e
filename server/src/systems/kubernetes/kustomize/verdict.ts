/** What is noted while a kustomization is built: whether Kustomize refuses it, and how much more may be looked at. */
export interface Verdict {
  isRefused: boolean;
  left: number;
}

/** The most that one change of one resource may look at. */
const MAX_STEPS = 3_000_000;

/** What came of a change, and what was noted: it may be kept, and counts as much whenever it is taken. */
export interface Counted<Value> {
  readonly value: Value;
  readonly steps: number;
  readonly isRefused: boolean;
}

/** Makes a change with a verdict of its own. */
export function counted<Value>(change: (verdict: Verdict) => Value): Counted<Value> {
  const verdict: Verdict = { isRefused: false, left: MAX_STEPS };
  const value = change(verdict);
  return { value, steps: MAX_STEPS - verdict.left, isRefused: verdict.isRefused };
}

/** What came of a change, noted in the verdict of who takes it. */
export function take<Value>({ value, steps, isRefused }: Counted<Value>, verdict: Verdict): Value {
  verdict.left -= steps;
  if (isRefused) verdict.isRefused = true;
  return value;
}
