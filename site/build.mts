// Makes the site in dist/site: the pages, and what they show. The scripts of the playground are there before
// (`esbuild.mjs --site`). Fails where a link leads nowhere, something is loaded from elsewhere, or the playground has
// grown too large. With --serve it is to be seen on this machine then.
import { cpSync, existsSync, globSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PLAYGROUND, playgroundPage } from './layout.mts';
import { brokenLinks } from './links.mts';
import { makePages, type Size } from './pages.mts';
import { samples } from './samples.mts';
import { serveFolder } from './serve.mts';
import { BUDGET, type Bundles, editorBytes, kB, sizeLines } from './sizes.mts';

const ROOT = path.resolve(import.meta.dirname, '..');
const SITE = path.join(ROOT, 'dist', 'site');

const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
const starts = [
  'README.md',
  ...globSync('docs/**/*.md', { cwd: ROOT })
    .map(file => file.replaceAll(path.sep, '/'))
    .sort(),
];
const { pages: texts, files } = makePages(starts, readIfThere, sizeOf);
const playground = playgroundPage(read('site/playground/page.html'), samples(ROOT));
const pages = new Map([...texts, [PLAYGROUND, playground]]);

for (const [page, html] of pages) write(page, html);
for (const file of [...files, 'images/icon.svg']) copy(file, file);
copy('site/style.css', 'style.css');
copy('site/playground/playground.css', 'playground/playground.css');

const there = readdirSync(SITE, { recursive: true, encoding: 'utf8' }).map(file =>
  file.replaceAll(path.sep, '/'),
);
const broken = brokenLinks(pages, new Set(there));
for (const line of broken) console.error(line);

const loaded = ['index.html', 'main.js', 'server.js', 'playground.css'].map(name => `playground/${name}`);
const contents = new Map(
  [...loaded, 'style.css'].map(file => [file, readFileSync(path.join(SITE, file))] as const),
);
for (const line of sizeLines(contents)) console.log(line);
const all = [...contents.values()].reduce((sum, { length }) => sum + length, 0);
const bundles: Bundles = JSON.parse(read('dist/site.meta.json'));
const editor = editorBytes(bundles);
console.log(`The playground: ${kB(all)}, of which the editor is ${kB(editor)}. ${pages.size} pages.`);
const isTooLarge = all - editor > BUDGET;
if (isTooLarge) console.error(`Without the editor it may have ${kB(BUDGET)}.`);

if (broken.length > 0 || isTooLarge) process.exitCode = 1;
else if (process.argv.includes('--serve')) console.log(`It is at ${await serveFolder(SITE)}`);

function readIfThere(file: string): string | undefined {
  return existsSync(path.join(ROOT, file)) ? read(file) : undefined;
}

function write(file: string, text: string): void {
  const target = path.join(SITE, file);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, text);
}

/** A link to what is not there is told with the other broken links. */
function copy(file: string, target: string): void {
  const source = path.join(ROOT, file);
  if (existsSync(source)) cpSync(source, path.join(SITE, target), { recursive: true });
}

/** Where a PNG begins, its size stands at fixed places. */
function sizeOf(file: string): Size | undefined {
  if (!file.endsWith('.png') || !existsSync(path.join(ROOT, file))) return undefined;
  const head = readFileSync(path.join(ROOT, file)).subarray(0, 24);
  return { width: head.readUInt32BE(16), height: head.readUInt32BE(20) };
}
