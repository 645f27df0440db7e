// Markdown to HTML: what the repository's pages say, and where they lead.
import path from 'node:path';
import GithubSlugger from 'github-slugger';
import MarkdownIt from 'markdown-it';

/** One page of the repository, as HTML. */
export interface Rendered {
  /** The text of its first heading. */
  readonly title: string;
  readonly html: string;
}

/** Raw HTML is taken as it is: the pages are our own. */
const markdown = new MarkdownIt({ html: true });

// A wide table scrolls by itself, also by keyboard.
markdown.renderer.rules.table_open = () =>
  '<div class="table" role="group" aria-label="Table" tabindex="0"><table>';
markdown.renderer.rules.table_close = () => '</table></div>\n';
markdown.renderer.rules.fence = (tokens, index) =>
  `<pre tabindex="0"><code>${markdown.utils.escapeHtml(tokens[index]?.content ?? '')}</code></pre>\n`;

/** Renders a page. Headings get the anchors that GitHub gives them; links to Markdown lead to the pages made of it. */
export function render(text: string): Rendered {
  const tokens = markdown.parse(text, {});
  const slugger = new GithubSlugger();
  let title = '';
  tokens.forEach((token, index) => {
    const inline = tokens[index + 1];
    if (token.type !== 'heading_open' || !inline) return;
    const says = (inline.children ?? []).map(({ content }) => content).join('');
    if (token.tag === 'h1') title ||= says;
    token.attrSet('id', slugger.slug(says));
  });
  // The policy of the pages has styles from files alone.
  for (const cell of tokens) {
    if (cell.attrGet('style') === 'text-align:right') cell.attrSet('class', 'number');
    cell.attrs = cell.attrs?.filter(([name]) => name !== 'style') ?? null;
  }
  for (const link of tokens.flatMap(({ children }) => children ?? [])) {
    const href = link.type === 'link_open' ? link.attrGet('href') : null;
    if (href !== null) link.attrSet('href', pageLink(String(href)));
  }
  const html = markdown.renderer.render(tokens, markdown.options, {});
  // Over a column of headings stands nothing, which is no heading.
  return { title, html: html.replaceAll('<th></th>', '<td></td>') };
}

/** Where a link of a source leads on the site: both have the same folders. */
function pageLink(href: string): string {
  if (isElsewhere(href)) return href;
  const [file = '', anchor] = href.split('#');
  const page = file.endsWith('.md') ? pagePath(file) : file;
  return anchor === undefined ? page : `${page}#${anchor}`;
}

/** The path of the page that is made of a Markdown file. */
export function pagePath(file: string): string {
  const { dir, name } = path.posix.parse(file);
  return path.posix.join(dir, name === 'README' ? 'index.html' : `${name}.html`);
}

/** Whether a link leaves the site. */
export function isElsewhere(href: string): boolean {
  return /^[a-z][a-z\d+.-]*:|^\/\//i.test(href);
}
