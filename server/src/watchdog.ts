import { Worker } from 'node:worker_threads';

/** How often the editor is looked for, and how long the server may take to notice by itself, in milliseconds. */
const APART = 3000;
const GRACE = 5000;

/** It has next to nothing to remember. */
const SMALL = { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1 };

/**
 * Ends this process some time after the process of the editor is gone. It looks from a thread of its own, which goes on
 * when the server itself is stuck; a server that is not ends by itself before.
 */
export function endWith(editor: number): void {
  // The thread has this function alone: a bundle would be more than its memory holds.
  const watch = new Worker(`(${look})(${editor}, ${APART}, ${GRACE})`, { eval: true, resourceLimits: SMALL });
  // Without one the server is no worse off than before.
  watch.on('error', () => {});
  watch.unref();
}

/** What the thread does. Its text is all that the thread knows, so it uses nothing from around it. */
function look(editor: number, apart: number, grace: number): void {
  const isThere = () => {
    try {
      process.kill(editor, 0);
      return true;
    } catch (error) {
      // Somebody else's process is there too.
      return error instanceof Error && 'code' in error && error.code === 'EPERM';
    }
  };
  let goneSince: number | undefined;
  setInterval(() => {
    goneSince = isThere() ? undefined : (goneSince ?? Date.now());
    if (goneSince !== undefined && Date.now() - goneSince >= grace) process.kill(process.pid, 'SIGKILL');
  }, apart);
}
