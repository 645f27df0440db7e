import type { Files } from './files';
import { turns } from './turns';

/** Files of which so many are read, and folders listed, at once: a process has only so many descriptors. */
export function limitedFiles(files: Files, most: number): Files {
  const inTurn = turns(most);
  const { tracked } = files;
  return {
    ...files,
    ...(tracked && { tracked: (...asked) => inTurn(() => tracked(...asked)) }),
    read: uri => inTurn(() => files.read(uri)),
    list: folder => inTurn(() => files.list(folder)),
  };
}
