// Markdown of the server as elements of the page: nothing but text, marks of text, lists, tables and links.
import MarkdownIt from 'markdown-it';
import { make } from './dom';
import { FOLDER } from './files';

const markdown = new MarkdownIt({ html: false });
// Files are followed, too.
markdown.validateLink = href => isOnWeb(href) || href.startsWith(FOLDER);

const isOnWeb = (href: string) => /^https?:\/\//i.test(href);

/** What is taken over; of all else its text alone. */
const TAGS = [
  'p',
  'br',
  'strong',
  'em',
  'code',
  'pre',
  'ul',
  'ol',
  'li',
  'h1',
  'h2',
  'h3',
  'hr',
  'table',
  'thead',
  'tbody',
  'tr',
  'th',
  'td',
] as const;

const isTaken = (tag: string): tag is (typeof TAGS)[number] => TAGS.some(one => one === tag);

/** Renders a text; a link to a file of the playground is followed by `follow`, one to a web page by the browser. */
export function renderMarkdown(text: string, follow: (uri: string) => void): HTMLElement {
  const { body } = new DOMParser().parseFromString(markdown.render(text), 'text/html');
  return make('div', { class: 'markdown' }, ...taken(body, follow));
}

function taken(element: Element, follow: (uri: string) => void): readonly (Node | string)[] {
  return [...element.childNodes].flatMap(node => {
    if (!(node instanceof Element)) return node.textContent ?? '';
    const children = taken(node, follow);
    const tag = node.localName;
    if (isTaken(tag)) return make(tag, {}, ...children);
    return tag === 'a' ? link(node.getAttribute('href') ?? '', children, follow) : children;
  });
}

function link(
  href: string,
  children: readonly (Node | string)[],
  follow: (uri: string) => void,
): Node | readonly (Node | string)[] {
  if (isOnWeb(href)) return make('a', { href, target: '_blank', rel: 'noopener noreferrer' }, ...children);
  if (!href.startsWith(FOLDER)) return children;
  const element = make('a', { href: '#content' }, ...children);
  element.addEventListener('click', event => {
    event.preventDefault();
    follow(href);
  });
  return element;
}
