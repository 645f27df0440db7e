import { existsSync } from 'node:fs';
import path from 'node:path';
import { sharing } from '../text/effort';
import { encodeName, folderUri, inFolder } from '../text/uri';
import { type IgnoreFile, ignoreFileOf, isNamedIn } from '../workspace/gitignore';
import { blockingNodeFiles } from '../workspace/node-files';

/** So many steps the patterns of a work tree may take on the files that Git does not have: about a second. */
const MAX_STEPS = 20_000_000;

/**
 * Which files of a work tree Git would not add, by their names from its top: those that `.gitignore` names, or
 * what is excluded in all of the tree, the first of these the weakest; those of another repository, and of its own; and
 * those that are not there, or of which it is not known. Git itself is not asked: it matches patterns without a limit.
 */
export function leftAlone(
  top: string,
  excludes: () => readonly string[],
): (name: string) => Promise<boolean> {
  const root = folderUri(top);
  const files = blockingNodeFiles(() => [root]);
  const steps = { left: MAX_STEPS };
  const known = new Map<string, Promise<readonly IgnoreFile[] | 'alone'>>();

  const uriOf = (name: string) => root + name.split('/').map(encodeName).join('/');
  const isNamed = (ignores: readonly IgnoreFile[], uri: string) =>
    sharing(
      steps,
      () => isNamedIn(ignores, uri, 'ignoresLast'),
      () => true,
    );

  /** The `.gitignore` files that count in a folder, whose name is '' at the top. */
  function ignoresIn(folder: string): Promise<readonly IgnoreFile[] | 'alone'> {
    const found = known.get(folder) ?? look(folder);
    known.set(folder, found);
    return found;
  }

  function ownIgnores(): readonly IgnoreFile[] {
    const ignores: IgnoreFile[] = [];
    for (const text of excludes()) ignores.push(ignoreFileOf(root, text, ignores));
    return ignores;
  }

  async function look(folder: string): Promise<readonly IgnoreFile[] | 'alone'> {
    const isTop = folder === '';
    const uri = isTop ? root : `${uriOf(folder)}/`;
    const above = isTop ? ownIgnores() : await ignoresIn(parentOf(folder));
    if (above === 'alone' || (!isTop && (isOfGit(folder) || isNamed(above, uri)))) return 'alone';
    const entries = await files.list(uri);
    if ('kind' in entries || (!isTop && entries.some(({ name }) => name === '.git'))) return 'alone';
    if (!entries.some(({ name }) => name === '.gitignore')) return above;
    const text = await files.read(inFolder(uri, '.gitignore'));
    return typeof text === 'string' ? [...above, ignoreFileOf(uri, text, above)] : above;
  }

  return async name => {
    // Most files that are asked for are nowhere: no pattern is tried for these.
    if (!existsSync(path.join(top, name))) return true;
    const ignores = await ignoresIn(parentOf(name));
    return ignores === 'alone' || isOfGit(name) || isNamed(ignores, uriOf(name));
  };
}

/** Whether it is where Git keeps what it knows, or the file that says where that is. */
function isOfGit(name: string): boolean {
  return name === '.git' || name.endsWith('/.git');
}

/** The name of the folder that a file or folder stands in; '' at the top. */
function parentOf(name: string): string {
  return name.slice(0, Math.max(0, name.lastIndexOf('/')));
}
