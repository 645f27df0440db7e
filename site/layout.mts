// What is around each page: its head, the way to the others, and what it may load.
import path from 'node:path';

export interface Page {
  /** Below the site's root. */
  readonly path: string;
  readonly title: string;
  /** What stands in its `main`. */
  readonly html: string;
}

/** A group of pages in the list of all. */
export interface Group {
  readonly title: string;
  readonly pages: readonly Page[];
}

/** Nothing from elsewhere, no script, no form. */
const POLICY = "default-src 'none'; img-src 'self'; style-src 'self'; base-uri 'none'; form-action 'none'";

/** With the scripts of the playground, and the worker that is its server. */
const POLICY_OF_PLAYGROUND = `${POLICY}; script-src 'self'; worker-src 'self'`;

export const PLAYGROUND = 'playground/index.html';

/** A page of text: the list of all pages stands beside it. */
export function textPage(page: Page, groups: readonly Group[]): string {
  const to = linksFrom(page.path);
  const listed = groups.map(
    ({ title, pages }) =>
      `<h2>${title}</h2>\n<ul>\n${pages.map(one => `<li><a href="${to(one.path)}"${one.path === page.path ? ' aria-current="page"' : ''}>${escaped(one.title)}</a></li>`).join('\n')}\n</ul>`,
  );
  return around(
    page,
    `<div class="columns">
<main id="content">
${page.path === 'index.html' ? `<p class="try"><a href="${to(PLAYGROUND)}">Try it in this browser</a></p>\n` : ''}${page.html}</main>
<nav id="pages" aria-label="All pages">
${listed.join('\n')}
</nav>
</div>
<footer><a href="${to('LICENSE')}">MIT licence</a> · <a href="${to('ThirdPartyNotices.txt')}">licences of what is in it</a></footer>`,
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
    '<a class="to-pages" href="#pages">All pages</a>',
  );
}

/** The page of the playground: `samples` are what it can open. */
export function playgroundPage(html: string, samples: unknown): string {
  const data = JSON.stringify(samples).replaceAll('<', '\\u003c');
  return around(
    { path: PLAYGROUND, title: 'Playground', html },
    `${html}<script type="application/json" id="samples">${data}</script>`,
    `<meta http-equiv="Content-Security-Policy" content="${POLICY_OF_PLAYGROUND}">
<link rel="stylesheet" href="playground.css">
<script src="main.js" defer></script>`,
    '',
  );
}

function around(page: Page, body: string, head: string, more: string): string {
  const to = linksFrom(page.path);
  const current = (target: string) => (target === page.path ? ' aria-current="page"' : '');
  const main = [
    ['Playground', PLAYGROUND],
    ['Rules', 'docs/rules/index.html'],
    ['Systems', 'docs/systems.html'],
    ['Changelog', 'CHANGELOG.html'],
  ] as const;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
${head}
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${page.path === 'index.html' ? 'Portolan: the ports in your configuration files' : `${escaped(page.title)} · Portolan`}</title>
<link rel="icon" href="${to('images/icon.svg')}" type="image/svg+xml">
<link rel="stylesheet" href="${to('style.css')}">
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header class="site">
<a class="brand" href="${to('index.html')}"${current('index.html')}><img src="${to('images/icon.svg')}" alt="" width="28" height="28">Portolan</a>
<nav aria-label="Main">
${main.map(([title, target]) => `<a href="${to(target)}"${current(target)}>${title}</a>`).join('\n')}
${more}</nav>
</header>
${body}
</body>
</html>
`;
}

/** Gives relative links from a page: the site works wherever it is put. */
function linksFrom(page: string): (target: string) => string {
  return target => path.posix.relative(path.posix.dirname(page), target);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
