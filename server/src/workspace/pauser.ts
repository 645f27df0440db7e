/** Work between two pauses in which requests are answered, in milliseconds. */
const SLICE = 3;

/** Lets other work run when a slice of time is over. Of those who share a pauser, each has its slice after the others. */
export function pauser(): () => Promise<void> {
  let until = performance.now() + SLICE;
  let last = Promise.resolve();
  return async () => {
    if (performance.now() < until) return;
    last = last.then(pause).then(() => {
      until = performance.now() + SLICE;
    });
    await last;
  };
}

/** The next turn of the event loop; a browser has no quicker way to it than a timer. */
export function pause(): Promise<void> {
  return new Promise(resolve => {
    if (typeof setImmediate === 'undefined') setTimeout(resolve, 0);
    else setImmediate(resolve);
  });
}
