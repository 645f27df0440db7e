/** Work between two pauses in which requests are answered, in milliseconds. */
const SLICE = 3;

/**
 * How many turns of the event loop a pause has: a request takes about as many from the pipe to its answer, and would wait
 * for another slice in each, of which one may be a file that takes half a second.
 */
const TURNS = 4;

/** What lets other work run when a slice of time is over; undefined as long as it is not. */
export type Slice = () => Promise<void> | undefined;

/** Of those who share a pauser, each has its slice after the others. */
export function pauser(): Slice {
  let until = performance.now() + SLICE;
  let last = Promise.resolve();
  async function rest(): Promise<void> {
    for (let turn = 0; turn < TURNS; turn++) await pause();
    until = performance.now() + SLICE;
  }
  return () => {
    if (performance.now() < until) return undefined;
    last = last.then(rest);
    return last;
  };
}

/** The next turn of the event loop; a browser has no quicker way to it than a timer. */
export function pause(): Promise<void> {
  return new Promise(resolve => {
    if (typeof setImmediate === 'undefined') setTimeout(resolve, 0);
    else setImmediate(resolve);
  });
}
