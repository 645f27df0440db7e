/**
 * How a process that is a server is started (V8's options). Most of what it reads it drops at once: a small young generation,
 * in MB, lets go of that sooner.
 */
export const SERVER_MEMORY: readonly string[] = ['--max-semi-space-size=2'];
