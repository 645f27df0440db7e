/** As much of a stream as showing progress needs. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

export interface Progress {
  update(done: number, total: number): void;
  /** Takes the line away. */
  clear(): void;
}

/** A scan shorter than this shows nothing. */
const DELAY = 300;
/** How often the line changes at most. */
const INTERVAL = 100;
const ERASE_LINE = '\r\u{1B}[K';

/** Shows on a terminal, and there alone, how far a long scan is. Times are in milliseconds. */
export function progressOn(stream: ProgressStream, now: () => number = Date.now): Progress {
  let next = now() + DELAY;
  let shown = false;
  return {
    update(done, total) {
      if (stream.isTTY !== true || now() < next) return;
      next = now() + INTERVAL;
      shown = true;
      stream.write(`${ERASE_LINE}Reading files: ${done} of ${total}`);
    },
    clear() {
      if (shown) stream.write(ERASE_LINE);
      shown = false;
    },
  };
}
