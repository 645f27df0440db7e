import { withinOr } from '../text/effort';

/** So many steps a request may take: about a second of work; the hints of a file of 2,500 services take 600,000. */
const MAX_STEPS = 1_500_000;

/**
 * Does what a request about a document or a folder asks for. Where that takes too much work, `otherwise` is the answer,
 * and the person is told.
 */
export type Attempt = <Answer>(uri: string, otherwise: Answer, work: () => Answer) => Answer;

/** `tell` hears of each document and folder once. */
export function createAttempt(tell: (uri: string) => void, steps = MAX_STEPS): Attempt {
  const told = new Set<string>();
  return (uri, otherwise, work) =>
    withinOr(steps, work, () => {
      if (!told.has(uri)) tell(uri);
      told.add(uri);
      return otherwise;
    });
}
