// What the pages name is there.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

const FILES = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  encoding: 'utf8',
})
  .split('\0')
  .filter(file => file !== '' && existsSync(file));
const PAGES = FILES.filter(file => file.endsWith('.md') && !file.startsWith('test/'));

/** Sources that a page names: `collisions.ts`, `systems/compose/`. What a person is to write has its name in brackets. */
function namedSources(text: string): readonly string[] {
  const quoted = [...text.matchAll(/`([\w./-]+)`/g)].flatMap(([, name]) => name ?? []);
  return quoted.filter(
    name => /\.(?:ts|mts|cjs|mjs)$/.test(name) || /^(?:server|client|test|docs|scripts)\/.*\/$/.test(name),
  );
}

function isThere(name: string): boolean {
  if (name.endsWith('/')) return FILES.some(file => file.startsWith(name) || file.includes(`/${name}`));
  return FILES.some(file => file === name || file.endsWith(`/${name}`));
}

describe.each(PAGES)('%s', page => {
  const text = readFileSync(page, 'utf8').replace(/^```[\s\S]*?^```$/gm, '');

  test('names sources that are there', () => {
    expect(namedSources(text).filter(name => !isThere(name))).toEqual([]);
  });

  test('links to pages and pictures that are there', () => {
    const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link]) => link ?? []);
    const missing = links.filter(link => {
      if (/^(?:[a-z]+:|#)/.test(link)) return false;
      const [file = ''] = link.split('#', 1);
      return !existsSync(path.join(path.dirname(page), decodeURIComponent(file)));
    });
    expect(missing).toEqual([]);
  });
});
