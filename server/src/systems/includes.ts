import { folderOf, parentOf } from '../text/uri';
import type { Document } from './reading';

/** What is known of the workspace's files; the same list for a folder as long as its documents are the same. */
export interface Files {
  document(uri: string): Document | undefined;
  documentsIn(folder: string, format: string): readonly Document[];
}

/** Files that include each other are followed so many steps, and so many of them are read. */
export const MAX_STEPS = 16;
export const MAX_FILES = 500;

/** The folders above a part that are looked through for what includes it. */
const MAX_ABOVE = 6;

/** The documents of a format in the folder of a file and in those above it, folder by folder: what includes it stands there. */
export function documentsAround(files: Files, uri: string, format: string): readonly (readonly Document[])[] {
  const found: (readonly Document[])[] = [];
  let folder = folderOf(uri);
  for (let steps = 0; steps < MAX_ABOVE; steps++, folder = parentOf(folder))
    found.push(files.documentsIn(folder, format));
  return found;
}
