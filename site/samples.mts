// What the playground can open: small projects, each with something to find.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** As the playground reads it: `site/playground/samples.ts`. */
export interface Sample {
  readonly title: string;
  readonly files: readonly { readonly name: string; readonly text: string }[];
}

const FOLDERS: readonly (readonly [title: string, folder: string, first: string])[] = [
  ['A shop with Docker Compose', 'examples', 'compose.yaml'],
  ['A proxy before an API', 'site/samples/proxy', 'nginx.conf'],
  ['From a Dockerfile to an Ingress', 'site/samples/kubernetes', 'service.yaml'],
  ['Commands in a page', 'site/samples/commands', 'README.md'],
];

/** The samples, each with the file first that is to be seen first. `root` is the repository's folder. */
export function samples(root: string): readonly Sample[] {
  return FOLDERS.map(([title, folder, first]) => ({
    title,
    files: readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(({ parentPath, name }) => path.join(parentPath, name))
      .map(file => ({
        name: path.relative(path.join(root, folder), file).replaceAll(path.sep, '/'),
        text: readFileSync(file, 'utf8'),
      }))
      .sort((a, b) => Number(b.name === first) - Number(a.name === first) || (a.name < b.name ? -1 : 1)),
  }));
}
