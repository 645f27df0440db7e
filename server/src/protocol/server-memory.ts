/**
 * How a process that is a server is started (V8's options). Most of what it reads it drops at once: a small young generation,
 * in MB, lets go of that sooner. And the less the old one may have, in MB, the less it grows before it is searched for what
 * nobody needs; a server is far from needing so much.
 */
export const SERVER_MEMORY: readonly string[] = ['--max-semi-space-size=2', '--max-old-space-size=1000'];
