// Checkouts of real repositories, for scripts that hold Portolan against them.
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';

/** The checkouts that folders stand for: each folder, or those in it where it has no files of a project itself. */
export async function repositoriesIn(folders: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(folders.map(folder => repositoriesOf(path.resolve(folder))));
  return found.flat();
}

async function repositoriesOf(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const isRepository = existsSync(path.join(folder, '.git')) || entries.some(isConfiguration);
  if (isRepository) return [folder];
  return entries.filter(entry => entry.isDirectory()).map(({ name }) => path.join(folder, name));
}

function isConfiguration(entry: { readonly name: string; isFile(): boolean }): boolean {
  return entry.isFile() && /\.ya?ml$|^readme|^license|dockerfile/i.test(entry.name);
}
