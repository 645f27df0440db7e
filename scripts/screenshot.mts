// Takes the pictures of README and docs, docs/images/FEATURE-THEME.png: the examples in the embedded VS Code.
import { appendFileSync, cpSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { install, ROOT, serve, temporaryFolder } from '#scripts/embedded';
import { buildVsix } from '#scripts/package';
import { fail } from '#scripts/processes';
import { clickOn, hoverOver, insist, newPage, openFile, runCommand, webview } from '#scripts/workbench';

const PICTURES = path.join(ROOT, 'docs', 'images');
const THEMES = { light: 'Light Modern', dark: 'Dark Modern' };
const SETTINGS = {
  'breadcrumbs.enabled': false,
  'editor.hover.delay': 100,
  'editor.minimap.enabled': false,
  'explorer.autoReveal': false,
  'workbench.layoutControl.enabled': false,
};

/** What somebody is about to go on with, at the end of `compose.yaml`. */
const BEGUN = '\n  search:\n    image: elasticsearch:9\n    ports:\n';

/** The parts of the window, in CSS pixels. */
const EDITOR = { x: 350, y: 35, width: 920, height: 480 };
const EDITOR_TO_DB = { ...EDITOR, height: 610 };
const SIDE = { x: 0, y: 35, width: 920, height: 480 };

/** Where the mouse makes nothing appear. */
const ASIDE = [640, 780] as const;

/** Each shows its feature, beginning with `compose.yaml` in the editor, and says which part of the window to take. */
const FEATURES: Readonly<Record<string, (page: Page) => Promise<typeof EDITOR | undefined>>> = {
  async reading(page) {
    await page.locator('.codelens-decoration a', { hasText: 'conflicts with api' }).waitFor();
    await page.locator('.view-line', { hasText: 'postgresql' }).first().waitFor();
    return EDITOR_TO_DB;
  },
  async hover(page) {
    await hoverOver(page, '"3000:3000"', '3000');
    return EDITOR;
  },
  async fix(page) {
    const action = page.locator('.action-widget .monaco-list-row', { hasText: '3001' }).first();
    await insist(async () => {
      await clickOn(page, '"3000:3000"', '3000');
      await page.mouse.move(...ASIDE); // or the hover covers the code
      await page.keyboard.press('Escape');
      await page.keyboard.press('Control+.');
    }, action);
    return EDITOR;
  },
  async completion(page) {
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+End');
    await page.keyboard.type('      - ');
    const widget = page.locator('.suggest-widget.visible .monaco-list-row', { hasText: '9200:9200' });
    await insist(() => page.keyboard.press('Control+Space'), widget);
    return { ...EDITOR, y: 280 };
  },
  async ports(page) {
    await page.keyboard.press('Escape');
    await page.locator('.statusbar-item', { has: page.locator('[aria-label*="port conflict"]') }).click();
    await page.locator('.pane-header', { hasText: 'harbour' }).click();
    await widenSideBar(page);
    await page.locator('.customview-tree .monaco-list-row', { hasText: '5432/tcp' }).first().waitFor();
    return SIDE;
  },
  async chart(page) {
    await page.keyboard.press('Control+B');
    await runCommand(page, 'Portolan: Show Chart');
    await webview(page).locator('g.row.conflict').first().waitFor();
    await page.mouse.move(...ASIDE); // off the buttons, which explain themselves
    return undefined;
  },
};

/** The same for a project of its own, beginning with its Dockerfile. */
async function showKubernetes(page: Page): Promise<typeof EDITOR> {
  const panel = page.locator('.bulk-edit-panel');
  await insist(async () => {
    await clickOn(page, 'EXPOSE 8080', '8080');
    await page.keyboard.press('F2');
    await page.locator('.rename-box input').fill('9090', { timeout: 3000 });
    await page.keyboard.press('Control+Enter');
  }, panel.locator('.monaco-list-row', { hasText: 'deployment.yaml' }).first());
  await runCommand(page, 'View: Toggle Maximized Panel');
  await panel.locator('.monaco-list-row', { hasText: 'service.yaml' }).first().waitFor();
  await page.mouse.move(...ASIDE); // off the tabs, which explain themselves
  return { ...EDITOR, height: 275 };
}

/** Drags the edge of the side bar until its rows are whole. */
async function widenSideBar(page: Page): Promise<void> {
  const height = 600;
  await page.mouse.move(EDITOR.x, height);
  await page.mouse.down();
  await page.mouse.move(EDITOR.x + 100, height, { steps: 5 });
  await page.mouse.up();
  await page.mouse.move(...ASIDE);
}

async function takePictures(): Promise<void> {
  const [vsix] = await Promise.all([buildVsix(temporaryFolder('package')), install()]);
  mkdirSync(PICTURES, { recursive: true });
  for (const [name, theme] of Object.entries(THEMES)) {
    const settings = { ...SETTINGS, 'workbench.colorTheme': theme };
    const take = async (page: Page, feature: string, clip: typeof EDITOR | undefined) => {
      // What fades in is then there.
      await page.waitForTimeout(700);
      await page.screenshot({ path: path.join(PICTURES, `${feature}-${name}.png`), ...(clip && { clip }) });
    };
    const folder = path.join(temporaryFolder('pictures'), 'harbour-shop');
    cpSync(path.join(ROOT, 'examples'), folder, { recursive: true });
    appendFileSync(path.join(folder, 'compose.yaml'), BEGUN);
    const page = await newPage();
    await page.goto(await serve({ folder, vsix, settings }));
    await openFile(page, 'compose.yaml', 'harbour-shop');
    await page.locator('.squiggly-error').first().waitFor();
    for (const [feature, show] of Object.entries(FEATURES)) await take(page, feature, await show(page));
    await page.context().browser()?.close();
    const harbour = path.join(temporaryFolder('pictures'), 'harbour');
    cpSync(path.join(ROOT, 'test', 'editor', 'harbour'), harbour, { recursive: true });
    const other = await newPage();
    await other.goto(await serve({ folder: harbour, vsix, settings }));
    await openFile(other, 'Dockerfile', 'EXPOSE');
    await take(other, 'kubernetes', await showKubernetes(other));
    await other.context().browser()?.close();
  }
}

await takePictures().then(() => process.exit(), fail);
