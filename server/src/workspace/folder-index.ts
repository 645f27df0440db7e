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
        const at = firstFrom(uris, uri);
        if (uris[at] !== uri) uris.splice(at, 0, uri);
      }
    },
    remove(key, uri) {
      const uris = byKey.get(key);
      const at = uris ? firstFrom(uris, uri) : 0;
      if (uris?.[at] === uri) uris.splice(at, 1);
      if (uris?.length === 0) byKey.delete(key);
    },
    below(key, folder) {
      const uris = byKey.get(key) ?? [];
      let to = firstFrom(uris, folder);
      const from = to;
      while (uris[to]?.startsWith(folder)) to++;
      return uris.slice(from, to);
    },
  };
}

/** The first index whose URI is not before the given one. */
function firstFrom(uris: readonly string[], uri: string): number {
  let low = 0;
  let high = uris.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((uris[middle] ?? '') < uri) low = middle + 1;
    else high = middle;
  }
  return low;
}
