// The pages of the repository, and what they show.
import path from 'node:path';
import { type Group, type Page, textPage } from './layout.mts';
import { linksOf, targetOf } from './links.mts';
import { isElsewhere, pagePath, render } from './markdown.mts';

export interface Pages {
  /** HTML by the path below the site's root. */
  readonly pages: ReadonlyMap<string, string>;
  /** Files of the repository that the pages show or lead to, which stand at the same path on the site. */
  readonly files: ReadonlySet<string>;
}

/** Where the pages stand in the list of all; what is in none of these is in the last. */
const GROUPS: readonly (readonly [title: string, holds: RegExp])[] = [
  ['Using it', /^(?:index|CHANGELOG|SECURITY|docs\/(?:systems|kubernetes|settings|editors))\.html$/],
  ['Rules', /^docs\/rules\//],
  ['How it is made', /^/],
];

/**
 * Makes pages of Markdown files, and of those that they lead to. `read` gives the text of a file of the repository, by
 * its path; undefined where it is not there: whoever leads there has a broken link.
 */
export function makePages(
  starts: readonly string[],
  read: (file: string) => string | undefined,
  sizeOf: (file: string) => Size | undefined,
): Pages {
  const made = new Map<string, Page>();
  const files = new Set<string>();
  const waiting = [...starts];
  for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
    const page = pagePath(file);
    const text = made.has(page) ? undefined : read(file);
    if (text === undefined) continue;
    const { title, html } = render(text);
    made.set(page, { path: page, title, html: withSizes(html, page, sizeOf) });
    for (const link of linksOf(html)) {
      if (isElsewhere(link.href)) continue;
      const target = targetOf(page, link.href).file;
      if (target.endsWith('.html')) waiting.push(sourceOf(target));
      else files.add(target);
    }
  }
  const all = [...made.values()];
  const groups = groupsOf(all);
  return { pages: new Map(all.map(page => [page.path, textPage(page, groups)])), files };
}

function sourceOf(page: string): string {
  const { dir, name } = path.posix.parse(page);
  return path.posix.join(dir, name === 'index' ? 'README.md' : `${name}.md`);
}

function groupsOf(pages: readonly Page[]): readonly Group[] {
  const groupOf = (page: Page) => GROUPS.findIndex(([, holds]) => holds.test(page.path));
  const isFirst = ({ path: page }: Page) => Number(page.endsWith('index.html'));
  const inOrder = [...pages].sort((a, b) => isFirst(b) - isFirst(a));
  return GROUPS.map(([title], index) => ({ title, pages: inOrder.filter(page => groupOf(page) === index) }));
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Says how large pictures are, so that nothing moves while they come; and lets those below wait. */
function withSizes(html: string, page: string, sizeOf: (file: string) => Size | undefined): string {
  return html.replace(/<img src="([^"]+)"/g, (tag, src: string) => {
    const size = sizeOf(targetOf(page, src).file);
    return size ? `${tag} width="${size.width}" height="${size.height}" loading="lazy"` : tag;
  });
}
