import { countBefore } from '../ports/bisect';
/** Documents by key, each key's in the order of their URIs, so that those below a folder stand together. */
export interface FolderIndex<Key> {
  add(key: Key, uri: string): void;
  remove(key: Key, uri: string): void;
  /** The documents of a key below a folder; all of them for the empty text. */
  below(key: Key, folder: string): readonly string[];
}

export function folderIndex<Key>(): FolderIndex<Key> {
  const byKey = new Map<Key, string[]>();
  return {
    add(key, uri) {
      const uris = byKey.get(key);
      if (!uris) byKey.set(key, [uri]);
      else {
        const at = countBefore(uris, other => other < uri);
        if (uris[at] !== uri) uris.splice(at, 0, uri);
      }
    },
    remove(key, uri) {
      const uris = byKey.get(key);
      const at = uris ? countBefore(uris, other => other < uri) : 0;
      if (uris?.[at] === uri) uris.splice(at, 1);
      if (uris?.length === 0) byKey.delete(key);
    },
    below(key, folder) {
      const uris = byKey.get(key) ?? [];
      let to = countBefore(uris, other => other < folder);
      const from = to;
      while (uris[to]?.startsWith(folder)) to++;
      return uris.slice(from, to);
    },
  };
}
