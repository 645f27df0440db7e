// Takes the README's picture, docs/images/portolan.png: the examples in the embedded VS Code, a hover over a port.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { install, ROOT, serve, temporaryFolder } from '#scripts/embedded';
import { buildVsix } from '#scripts/package';
import { fail } from '#scripts/processes';
import { hoverOver, newPage, openFile } from '#scripts/workbench';

const PICTURE = path.join(ROOT, 'docs', 'images', 'portolan.png');
const SETTINGS = {
  'breadcrumbs.enabled': false,
  'editor.hover.delay': 100,
  'editor.minimap.enabled': false,
  'workbench.colorTheme': 'Dark Modern',
  'workbench.layoutControl.enabled': false,
};

async function takePicture(): Promise<void> {
  const [vsix] = await Promise.all([buildVsix(temporaryFolder('package')), install()]);
  const folder = path.join(ROOT, 'examples');
  const page = await newPage();
  await page.goto(await serve({ folder, vsix, settings: SETTINGS }));
  await openFile(page, 'compose.yaml', 'harbour-shop');
  await page.locator('.squiggly-error').first().waitFor();
  await page.keyboard.press('Control+B');
  await page.keyboard.press('Control+Shift+M');
  await page.locator('.markers-panel .monaco-list-row').first().waitFor();
  await page.keyboard.press('Control+1'); // back to the editor, so that no row of the panel is marked
  await hoverOver(page, '"3000:3000"', '3000');
  mkdirSync(path.dirname(PICTURE), { recursive: true });
  await page.screenshot({ path: PICTURE });
}

await takePicture().then(() => process.exit(), fail);
