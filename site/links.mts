// What a page leads to and loads; and whether it is there.
import path from 'node:path';
import { isElsewhere } from './markdown.mts';

export interface Link {
  /** As it is written. */
  readonly href: string;
  /** Whether the page loads it; otherwise someone goes there. */
  readonly isLoaded: boolean;
}

/** The file of the site, and the place in it, that a link of a page means. */
interface Target {
  readonly file: string;
  readonly anchor: string | undefined;
}

const TAG = /<([a-z][a-z\d]*)\s([^<>]*)>/gi;
const ATTRIBUTE = /([a-z][a-z-]*)="([^"]*)"/gi;

/** All links of a page of ours, in its order. */
export function linksOf(html: string): readonly Link[] {
  return attributesOf(html).flatMap(({ tag, name, value }) => {
    if (name === 'href') return [{ href: value, isLoaded: tag === 'link' }];
    if (name === 'src') return [{ href: value, isLoaded: true }];
    if (name !== 'srcset') return [];
    return value.split(',').map(one => ({ href: one.trim().split(' ')[0] ?? '', isLoaded: true }));
  });
}

/** The file below the site's root that a link means, for a page at `page`. */
export function targetOf(page: string, href: string): Target {
  const [written = '', anchor] = href.split('#');
  const file = written === '' ? page : path.posix.join(path.posix.dirname(page), decodeURIComponent(written));
  return { file, anchor: anchor && decodeURIComponent(anchor) };
}

/**
 * What is wrong with the links of a site, one line for each: what leads nowhere, what is loaded from elsewhere.
 * `pages` are its pages by their paths, `files` the paths of all that it has beside them.
 */
export function brokenLinks(
  pages: ReadonlyMap<string, string>,
  files: ReadonlySet<string>,
): readonly string[] {
  const anchors = new Map([...pages].map(([page, html]) => [page, anchorsOf(html)]));
  return [...pages].flatMap(([page, html]) =>
    linksOf(html).flatMap(({ href, isLoaded }) => {
      if (isElsewhere(href)) return isLoaded ? [`${page}: ${href} is loaded from elsewhere`] : [];
      const { file, anchor } = targetOf(page, href);
      if (!pages.has(file) && !files.has(file)) return [`${page}: ${href} leads nowhere`];
      const isThere = anchor === undefined || anchors.get(file)?.has(anchor);
      return isThere ? [] : [`${page}: ${href} leads to a heading that is not there`];
    }),
  );
}

function anchorsOf(html: string): ReadonlySet<string> {
  return new Set(attributesOf(html).flatMap(({ name, value }) => (name === 'id' ? [value] : [])));
}

function attributesOf(html: string): readonly { tag: string; name: string; value: string }[] {
  return [...html.matchAll(TAG)].flatMap(([, tag = '', attributes = '']) =>
    [...attributes.matchAll(ATTRIBUTE)].map(([, name = '', value = '']) => ({
      tag: tag.toLowerCase(),
      name: name.toLowerCase(),
      value,
    })),
  );
}
