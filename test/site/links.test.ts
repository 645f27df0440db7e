import { expect, test } from 'vitest';
import { brokenLinks } from '../../site/links.mts';
import { render } from '../../site/markdown.mts';
import { makePages } from '../../site/pages.mts';

const made = (files: Readonly<Record<string, string>>, there: readonly string[] = []) => {
  const { pages, files: shown } = makePages(
    ['README.md'],
    file => files[file],
    () => undefined,
  );
  return { pages, shown, broken: brokenLinks(pages, new Set([...there, 'style.css', 'images/icon.svg'])) };
};

/** What stands on every page leads to these. */
const FRAME = {
  'docs/rules/README.md': '# Rules',
  'docs/systems.md': '# Systems',
  'CHANGELOG.md': '# Changelog',
};
const AROUND = ['playground/index.html', 'LICENSE', 'ThirdPartyNotices.txt'];
const start = (text: string) => ({
  ...FRAME,
  'README.md': `# A\n[r](docs/rules/README.md) [s](docs/systems.md) [c](CHANGELOG.md)\n\n${text}`,
});

test('what is linked has a page, at the same place', () => {
  const { pages, broken } = made(start('[x](docs/a%20b.md#the-end)'), AROUND);
  expect(broken).toEqual(['index.html: docs/a%20b.html#the-end leads nowhere']);
  expect([...pages.keys()]).toEqual([
    'index.html',
    'docs/rules/index.html',
    'docs/systems.html',
    'CHANGELOG.html',
  ]);
});

test('a link to a heading that is not there is broken, and one to a heading that is there is none', () => {
  const text =
    '## The end\n[a](#the-end) [b](#the-start) [c](docs/systems.md#systems) [d](docs/systems.md#none)';
  expect(made(start(text), AROUND).broken).toEqual([
    'index.html: #the-start leads to a heading that is not there',
    'index.html: docs/systems.html#none leads to a heading that is not there',
  ]);
});

test('pictures are asked for, in each of their forms; none may be elsewhere', () => {
  const text =
    '<picture><source srcset="a.png 2x, b.png"><img src="c.png" alt=""></picture>\n\n![](https://example.org/d.png)';
  const { shown, broken } = made(start(text), [...AROUND, 'a.png', 'c.png']);
  expect([...shown]).toEqual(expect.arrayContaining(['a.png', 'b.png', 'c.png']));
  expect(broken).toEqual([
    'index.html: b.png leads nowhere',
    'index.html: https://example.org/d.png is loaded from elsewhere',
  ]);
});

test('links elsewhere are left as they are', () => {
  expect(made(start('[x](https://example.org/a.md)'), AROUND).broken).toEqual([]);
  expect(render('[x](https://example.org/a.md)').html).toContain('href="https://example.org/a.md"');
});

test('headings of the same words get the anchors that GitHub gives them', () => {
  const { html, title } = render('# `a` & b\n## x\n## x\n');
  expect(title).toBe('a & b');
  expect([...html.matchAll(/id="([^"]*)"/g)].map(([, id]) => id)).toEqual(['a--b', 'x', 'x-1']);
});

test('a column of numbers is one by its class: the policy allows no style in a page', () => {
  const { html } = render('# x\n\n| a | b |\n|---|---:|\n| 1 | 2 |\n');
  expect(html).not.toContain('style=');
  expect(html).toContain('<td class="number">2</td>');
});
