import { parseGlob } from '../rules/glob';
import { holderOf } from '../text/uri';

/**
 * Whether the globs of the workspace folder that holds a file or folder, relative to it, leave that out, or a folder
 * that it lies in.
 */
export function excluder(globs: ReadonlyMap<string, readonly string[]>): (uri: string) => boolean {
  const folders = [...globs.keys()];
  const parsed = new Map(
    [...globs].map(([folder, own]) => [
      folder,
      own.map(glob => parseGlob(glob)).filter(glob => typeof glob !== 'string'),
    ]),
  );
  return uri => {
    const folder = holderOf(uri, folders);
    if (folder === undefined || uri === folder) return false;
    const path = `${decodeURIComponent(uri.slice(folder.length)).replace(/\/$/, '')}/`;
    return parsed.get(folder)?.some(glob => glob.matches(path, true)) === true;
  };
}
