import { parseGlob } from '../rules/glob';

/** Whether a glob of the settings, relative to a root, leaves a file or folder out, or a folder that it lies in. */
export function excluder(roots: readonly string[], globs: readonly string[]): (uri: string) => boolean {
  const parsed = globs.map(glob => parseGlob(glob)).filter(glob => typeof glob !== 'string');
  if (parsed.length === 0) return () => false;
  return uri => {
    const root = roots.find(one => uri.startsWith(one));
    if (root === undefined || uri === root) return false;
    const path = `${decodeURIComponent(uri.slice(root.length)).replace(/\/$/, '')}/`;
    return parsed.some(glob => glob.matches(path, true));
  };
}
