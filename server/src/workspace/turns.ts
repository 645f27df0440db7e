/** Does so much work at the same time, and the rest in its turn. */
export function turns(most: number): <Answer>(work: () => Promise<Answer>) => Promise<Answer> {
  let free = most;
  const waiting: (() => void)[] = [];
  return async work => {
    if (free > 0) free--;
    else await new Promise<void>(resolve => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free++;
    }
  };
}
