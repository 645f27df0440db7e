// Draws images/icon.png from images/icon.svg: the marketplace takes no SVG.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { install, launchBrowser } from '#scripts/embedded';

const images = path.resolve(import.meta.dirname, '..', 'images');
await install();
const browser = await launchBrowser();
const page = await browser.newPage({ viewport: { width: 128, height: 128 } });
await page.setContent(
  `<style>body { margin: 0 }</style>${readFileSync(path.join(images, 'icon.svg'), 'utf8')}`,
);
await page.screenshot({ path: path.join(images, 'icon.png'), omitBackground: true });
await browser.close();
