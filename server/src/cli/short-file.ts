import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';

/** A pipe is not waited for, and a link is not followed, where the system knows these. */
const AS_IT_IS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);

/**
 * The text of a file of at most so many bytes; undefined for a longer one and for what is no regular file. Throws where
 * none is there, or it cannot be read.
 */
export function readShortFile(file: string, most: number): string | undefined {
  const descriptor = openSync(file, AS_IT_IS);
  try {
    // What is open stays the same file, whatever takes its place meanwhile.
    const status = fstatSync(descriptor);
    return status.isFile() && status.size <= most ? readFileSync(descriptor, 'utf8') : undefined;
  } finally {
    closeSync(descriptor);
  }
}
