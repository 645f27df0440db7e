import { URI, Utils } from 'vscode-uri';

/** The folder of a document, ending in `/`. */
export function folderOf(uri: string): string {
  return uri.slice(0, uri.lastIndexOf('/') + 1);
}

/** The folder that holds a folder. */
export function parentOf(folder: string): string {
  return folderOf(folder.slice(0, -1));
}

/** Whether a document or folder is one of the folders, or stands in one. */
export function isBelow(uri: string, folders: ReadonlySet<string>): boolean {
  for (let end = uri.length; end > 1; end = uri.lastIndexOf('/', end - 2) + 1)
    if (folders.has(uri.slice(0, end))) return true;
  return false;
}

/** The innermost of the folders that hold a document or folder, itself among them. */
export function holderOf(uri: string, folders: readonly string[]): string | undefined {
  let holder: string | undefined;
  for (const folder of folders)
    if (uri.startsWith(folder) && folder.length > (holder?.length ?? 0)) holder = folder;
  return holder;
}

/** A document directly in a folder. The name holds nothing that a URI has to escape. */
export function inFolder(folder: string, name: string): string {
  return folder + name;
}

/** No system opens a longer path, in UTF-16 units (PATH_MAX of Linux). */
const MAX_PATH = 4096;

/**
 * The URI of a path as a Compose file writes it, relative to a folder; undefined for what is no path of a
 * file system that we can see: a URL, a Git remote, an image, a home folder.
 */
export function resolvePath(folder: string, path: string): string | undefined {
  if (path.length > MAX_PATH) return undefined;
  if (/^[a-z][a-z0-9+.-]+:/i.test(path) || /^(?:git@|github\.com\/|~)/.test(path)) return undefined;
  // Half a character has no place in a URI.
  if (/\p{Surrogate}/u.test(path)) return undefined;
  const slashed = path.replaceAll('\\', '/').replace(/^\/+/, '/');
  const base = URI.parse(folder);
  return (slashed.startsWith('/') ? base.with({ path: slashed }) : Utils.joinPath(base, slashed)).toString();
}

/** The URI of a folder, with `/` at its end, by its absolute path on this machine. */
export function folderUri(folder: string): string {
  const uri = URI.file(folder).toString();
  return uri.endsWith('/') ? uri : `${uri}/`;
}

/** The topmost folder of where a document stands. */
export function rootOf(uri: string): string {
  return URI.parse(uri).with({ path: '/' }).toString();
}

/** The path from a folder, whose URI ends in `/`, to a file or folder; undefined where there is none, on another disk. */
export function pathFrom(folder: string, uri: string): string | undefined {
  const [from, to] = [URI.parse(folder), URI.parse(uri)];
  if (from.scheme !== to.scheme || from.authority !== to.authority) return undefined;
  const above = from.path.replace(/\/$/, '').split('/');
  const names = to.path.replace(/\/$/, '').split('/');
  const shared = above.findIndex((name, index) => name !== names[index]);
  const common = shared < 0 ? above.length : shared;
  return [...above.slice(common).map(() => '..'), ...names.slice(common)].join('/') || '.';
}

/** The last part of a document's URI, as a person reads it. */
export function fileName(uri: string): string {
  return Utils.basename(URI.parse(uri));
}

/** A document as seen from a folder: `api/compose.yaml`. */
export function relativeName(uri: string, folder: string): string {
  return uri.startsWith(folder) ? decodeURIComponent(uri.slice(folder.length)) : fileName(uri);
}

/** Whether a file is YAML by its name. */
export function isYaml(uri: string): boolean {
  return /\.ya?ml$/i.test(uri);
}

/** A file name as it stands in a URI that `vscode-uri` writes. */
export function encodeName(name: string): string {
  return encodeURIComponent(name).replace(
    /[!'()*]/g,
    character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
