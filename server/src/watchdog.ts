import { setInterval } from 'node:timers';
import { parentPort, Worker, workerData } from 'node:worker_threads';

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
  const watch = new Worker(__filename, { workerData: { editor }, resourceLimits: SMALL });
  // Without one the server is no worse off than before.
  watch.on('error', () => {});
  watch.unref();
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process is there too.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** The thread: this file again, with the editor's process as its data. */
function look(editor: number): void {
  let goneSince: number | undefined;
  setInterval(() => {
    goneSince = isThere(editor) ? undefined : (goneSince ?? Date.now());
    if (goneSince !== undefined && Date.now() - goneSince >= GRACE) process.kill(process.pid, 'SIGKILL');
  }, APART);
}

if (parentPort && typeof workerData?.editor === 'number') look(workerData.editor);
