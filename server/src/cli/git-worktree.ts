import { existsSync, lstatSync, readdirSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { readShortFile } from './short-file';

/** A Git worktree, as its files say: Git itself is never run. */
export interface Worktree {
  /** Its folder, where it really is. */
  readonly root: string;
  /** What Git calls it in the repository; empty for the repository's main worktree. */
  readonly id: string;
  /** The folder that all worktrees of the repository share, where it really is. */
  readonly common: string;
  /** What tells it from others on this machine, the same wherever the repository stands. */
  readonly name: string;
}

/** Longer files of Git are none of those that are read here. In bytes. */
const MAX_FILE = 64 * 1024;

/**
 * The worktree that holds a folder (gitrepository-layout(5)): the first folder above with a `.git`. A `.git` that is a file
 * is believed only where the repository says the same: what is unpacked may name any folder of the machine. Undefined
 * outside of a repository.
 */
export function worktreeOf(folder: string): Worktree | undefined {
  for (let root = realpathSync(folder); ; root = path.dirname(root)) {
    const git = path.join(root, '.git');
    const status = lstatSync(git, { throwIfNoEntry: false });
    if (status?.isDirectory() && isRepository(git))
      return { root, id: '', common: git, name: path.basename(root) };
    if (status?.isFile()) return linkedWorktree(root) ?? submodule(root);
    if (root === path.dirname(root)) return undefined;
  }
}

/** The worktrees of the same repository, itself left out; those of which nothing is left are not among them. */
export function otherWorktrees(own: Worktree): readonly Worktree[] {
  const main = path.basename(own.common) === '.git' ? path.dirname(own.common) : undefined;
  const linked = worktreeIds(own.common).flatMap(id => rootOf(own.common, id) ?? []);
  return [...(main === undefined ? [] : [main]), ...linked]
    .filter(root => root !== own.root && existsSync(root))
    .flatMap(root => {
      const other = worktreeOf(root);
      return other?.root === root && other.common === own.common ? [other] : [];
    });
}

/** Whether a worktree of a repository is gone. One that is locked may only be out of reach (git-worktree(1)). */
export function isGone(common: string, id: string): boolean {
  if (id === '') return false;
  if (existsSync(path.join(common, 'worktrees', id, 'locked'))) return false;
  return rootOf(common, id) === undefined;
}

/** A folder with a `.git` file that names its part of a repository, whose `gitdir` leads back to it. */
function linkedWorktree(root: string): Worktree | undefined {
  const own = folderNamed(path.join(root, '.git'));
  const shared = own && textOf(path.join(own, 'commondir'));
  if (own === undefined || shared === undefined) return undefined;
  const common = realOf(path.resolve(own, shared));
  const id = path.basename(own);
  if (common === undefined || own !== path.join(common, 'worktrees', id) || !isRepository(common))
    return undefined;
  if (rootOf(common, id) !== root) return undefined;
  const repository =
    path.basename(common) === '.git' ? path.basename(path.dirname(common)) : path.basename(common);
  return { root, id, common, name: `${repository}/${id}` };
}

/** A submodule, whose repository stands in that of a folder above. */
function submodule(root: string): Worktree | undefined {
  const own = folderNamed(path.join(root, '.git'));
  if (own === undefined || !isRepository(own)) return undefined;
  const holder = own.slice(0, Math.max(0, own.indexOf(`${path.sep}.git${path.sep}`)));
  const isOfHolder = holder !== '' && root.startsWith(holder + path.sep);
  return isOfHolder
    ? { root, id: '', common: own, name: path.relative(path.dirname(holder), root) }
    : undefined;
}

/** The folder that a `.git` file names: `gitdir: PATH`. */
function folderNamed(file: string): string | undefined {
  const [, named] = /^gitdir: ([^\r\n]+)/.exec(textOf(file) ?? '') ?? [];
  return named === undefined ? undefined : realOf(path.resolve(path.dirname(file), named));
}

/** The folder of a linked worktree that is still there. */
function rootOf(common: string, id: string): string | undefined {
  const folder = path.join(common, 'worktrees', id);
  const file = textOf(path.join(folder, 'gitdir'));
  if (file === undefined) return undefined;
  // Relative to its own place with `worktree.useRelativePaths` (git-config(1)).
  const git = path.resolve(folder, file);
  return existsSync(git) ? realOf(path.dirname(git)) : undefined;
}

function worktreeIds(common: string): readonly string[] {
  try {
    return readdirSync(path.join(common, 'worktrees')).sort();
  } catch {
    return [];
  }
}

/** Whether a folder is a repository's, as Git decides it (setup.c, `is_git_directory`). */
function isRepository(folder: string): boolean {
  return (
    ['objects', 'refs'].every(name => isFolder(path.join(folder, name))) &&
    existsSync(path.join(folder, 'HEAD'))
  );
}

function isFolder(folder: string): boolean {
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** The line that a short file holds; undefined where there is none. */
function textOf(file: string): string | undefined {
  try {
    return readShortFile(file, MAX_FILE)?.trim();
  } catch {
    return undefined;
  }
}

function realOf(file: string): string | undefined {
  try {
    return realpathSync(file);
  } catch {
    return undefined;
  }
}
