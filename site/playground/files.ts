// The files of the playground: they are in one folder, which is on no disk.

import type { FolderEntry } from '../../server/src/protocol/messages';

export interface PlaygroundFile {
  /** As in `api/Dockerfile`. */
  readonly name: string;
  readonly text: string;
}

/** The folder that the server takes for its workspace: of its files it asks the page. */
export const FOLDER = 'memory:/playground/';

/** So large may a file be, in UTF-16 units. */
export const MAX_TEXT = 1_000_000;

/** So many files may there be. */
export const MAX_FILES = 200;

/** The URI by which the server knows a file of the playground. */
export function uriOf(name: string): string {
  return FOLDER + name.split('/').map(encodeURIComponent).join('/');
}

/** The name of a file of the playground; undefined for what is none. URIs may be written in several ways. */
export function nameOf(uri: string): string | undefined {
  if (!uri.startsWith(FOLDER)) return undefined;
  try {
    return decodeURIComponent(uri.slice(FOLDER.length).replace(/[#?].*$/, ''));
  } catch {
    return undefined;
  }
}

/** Why a file cannot have a name, beside others; undefined where it can. */
export function refusalOf(name: string, others: readonly string[]): string | undefined {
  if (name === '') return 'A file needs a name.';
  if (name.length > 200) return 'This name is too long.';
  if (/[\\:*?"<>|#]|\p{Cc}/u.test(name)) return 'A name has none of these characters: \\ : * ? " < > | #';
  if (name.split('/').some(part => part === '' || part === '.' || part === '..'))
    return 'Between slashes stands the name of a folder.';
  if (others.includes(name)) return `There is a file ${name} already.`;
  const folder = others.find(other => other.startsWith(`${name}/`) || name.startsWith(`${other}/`));
  if (folder !== undefined) return `${folder} needs a folder of the same name as a file.`;
  return undefined;
}

/** A name that no other file has: the one that is wished for, or one with a number before its ending. */
export function freeName(wish: string, others: readonly string[]): string {
  const [, start = wish, ending = ''] = /^(.*?)(\.[^./]*)?$/s.exec(wish) ?? [];
  for (let number = 2, name = wish; ; number++) {
    if (refusalOf(name, others) === undefined) return name;
    name = `${start === '' ? 'file' : start}-${number}${ending}`;
    if (number > MAX_FILES + 2) return name;
  }
}

/** What stands in a folder of the playground, given by its URI. */
export function entriesOf(folder: string, names: readonly string[]): readonly FolderEntry[] {
  const path = folder === FOLDER.slice(0, -1) ? '' : nameOf(folder);
  if (path === undefined) return [];
  const prefix = path === '' || path.endsWith('/') ? path : `${path}/`;
  const entries = new Map<string, FolderEntry>();
  for (const name of names) {
    if (!name.startsWith(prefix)) continue;
    const [entry = '', ...rest] = name.slice(prefix.length).split('/');
    entries.set(entry, { name: entry, kind: rest.length > 0 ? 'folder' : 'file' });
  }
  return [...entries.values()];
}
