import { t } from '@vscode/l10n';
import { holderOf, parentOf, resolvePath } from '../text/uri';
import type { Files } from './files';

/** The URI of what a path names, a folder's with `/` at its end; or why nothing is told of it, and what to do. */
export type NamedPlace = { readonly uri: string } | { readonly refusal: string };

/**
 * What somebody outside names by a path: absolute, relative to one of the folders (URIs that end in `/`), or as
 * `Chart.nameOf` names files where there are several. It is looked for through `files` alone, so that nothing is said
 * of what is not below the folders, not even whether it is there.
 */
export async function namedPlace(
  path: string,
  folders: readonly string[],
  files: Files,
): Promise<NamedPlace> {
  // No file's name has this character, and systems say so in words of their own.
  if (path.includes('\0')) return outside(path);
  const bases = folders.length > 1 ? [...folders, ...folders.map(parentOf)] : folders;
  // A drive of Windows is no scheme.
  const plain = /^[a-z]:[\\/]/i.test(path) ? `/${path}` : path;
  const resolved = [...new Set(bases.flatMap(base => resolvePath(base, plain === '' ? '.' : plain) ?? []))];
  const inside = resolved.filter(uri => holderOf(`${uri.replace(/\/$/, '')}/`, folders) !== undefined);
  if (inside.length === 0) return outside(path);
  for (const uri of inside) {
    const found = await lookAt(path, uri.replace(/\/$/, ''), folders, files);
    if (found) return found;
  }
  return {
    refusal: t('There is no file or folder "{0}": "list_ports" lists the files that have ports.', path),
  };
}

/** Undefined where nothing is there. */
async function lookAt(
  path: string,
  uri: string,
  folders: readonly string[],
  files: Files,
): Promise<NamedPlace | undefined> {
  const folder = `${uri}/`;
  if (folders.includes(folder)) return { uri: folder };
  const content = await files.read(uri);
  if (typeof content === 'string') return { uri };
  switch (content.kind) {
    case 'missing':
      return undefined;
    case 'outside':
      return outside(path);
    case 'unreadable': {
      // An editor lists what is no folder as an empty one.
      const entries = await files.list(folder);
      if (!('kind' in entries) && entries.length > 0) return { uri: folder };
      return { refusal: t('"{0}" is not read: {1}.', path, content.reason) };
    }
  }
}

function outside(path: string): NamedPlace {
  return {
    refusal: t(
      '"{0}" is not below the folders that Portolan may read: name a file or folder in one of them.',
      path,
    ),
  };
}
