import picomatch from 'picomatch';

/** Whether a glob of the settings, relative to a root, leaves a file or folder out. */
export function excluder(roots: readonly string[], globs: readonly string[]): (uri: string) => boolean {
  if (globs.length === 0) return () => false;
  const matches = picomatch([...globs], { dot: true });
  return uri => {
    const root = roots.find(one => uri.startsWith(one));
    if (root === undefined) return false;
    const relative = decodeURIComponent(uri.slice(root.length)).replace(/\/$/, '');
    return matches(relative) || matches(`${relative}/`);
  };
}
