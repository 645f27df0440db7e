/** Work that nobody waits for. An error in it is told, and ends nothing else. */
export interface Background {
  /** Does it now; `what` names it, for the error. Never rejects. */
  run(what: string, work: () => Promise<unknown>): Promise<void>;
  /** A line of work, each piece of which waits for the one before. */
  queue(): Queue;
}

export interface Queue {
  /** Ends once it is done. Never rejects. */
  add(what: string, work: () => Promise<void>): Promise<void>;
  /** Ends once all that was added is done. */
  rest(): Promise<void>;
}

export function createBackground(tell: (message: string) => void): Background {
  async function run(what: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      tell(`${what}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return {
    run,
    queue() {
      let last: Promise<void> = Promise.resolve();
      return {
        add(what, work) {
          const before = last;
          last = run(what, async () => {
            await before;
            await work();
          });
          return last;
        },
        rest: () => last,
      };
    },
  };
}
