import type { Files } from './files';

/** Files of which so many are read, and folders listed, at once: a process has only so many descriptors. */
export function limitedFiles(files: Files, most: number): Files {
  let free = most;
  const waiting: (() => void)[] = [];
  async function inTurn<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    if (free > 0) free--;
    else await new Promise<void>(resolve => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free++;
    }
  }
  const { tracked } = files;
  return {
    ...files,
    ...(tracked && { tracked: (...asked) => inTurn(() => tracked(...asked)) }),
    read: uri => inTurn(() => files.read(uri)),
    list: folder => inTurn(() => files.list(folder)),
  };
}
