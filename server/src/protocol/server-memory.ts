/**
 * How a process that is a server is started (V8's options). Most of what it reads it drops at once: a small young generation,
 * in MB, lets go of that sooner, and what lives is looked through once it has grown by so many percent, not by half as much
 * again and more.
 */
export const SERVER_MEMORY: readonly string[] = ['--max-semi-space-size=2', '--heap-growing-percent=60'];
