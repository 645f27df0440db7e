/** Work between two pauses in which requests are answered, in milliseconds. */
const SLICE = 3;

/** Lets other work run when a slice of time is over. */
export function pauser(): () => Promise<void> {
  let until = performance.now() + SLICE;
  return async () => {
    if (performance.now() < until) return;
    await pause();
    until = performance.now() + SLICE;
  };
}

/** The next turn of the event loop; a browser has no quicker way to it than a timer. */
function pause(): Promise<void> {
  return new Promise(resolve => {
    if (typeof setImmediate === 'undefined') setTimeout(resolve, 0);
    else setImmediate(resolve);
  });
}
