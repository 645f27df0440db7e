// What a person does in the workbench that a browser shows.
import path from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { launchBrowser, ROOT } from '#scripts/embedded';

/** Where pictures of what tests saw are kept. */
export const PICTURES = path.join(ROOT, '.vscode-test', 'screenshots');

/** How long what was done may take to show, in milliseconds, before it is done again. */
const PATIENCE = 3000;

export async function newPage(): Promise<Page> {
  const browser = await launchBrowser();
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.setDefaultTimeout(30_000);
  return page;
}

/** A picture of what a test of this title saw last; there may be none to take. */
export async function keepPicture(page: Page | undefined, title = ''): Promise<void> {
  const picture = path.join(PICTURES, `${title.replace(/\W+/g, ' ').trim()}.png`);
  await page?.screenshot({ path: picture }).catch(() => undefined);
}

export async function openFile(page: Page, name: string, firstWords: string): Promise<void> {
  const file = page.locator(`.explorer-folders-view [aria-label^="${name}"]`);
  await insist(() => file.dblclick(), page.locator('.editor-instance .view-line', { hasText: firstWords }));
}

/**
 * Does something until it shows: the workbench drops what it is asked for when, say, diagnostics arrive before it has
 * answered, and a person asks again.
 */
export async function insist(
  act: () => Promise<void>,
  sign: Locator,
  state: 'visible' | 'hidden' = 'visible',
): Promise<void> {
  const TIMES = 8;
  for (let time = 1; time < TIMES; time++) {
    // What is acted on may have gone meanwhile, perhaps because the time before did it after all.
    await act().catch(() => undefined);
    const isShown = await sign.waitFor({ state, timeout: PATIENCE }).then(
      () => true,
      () => false,
    );
    if (isShown) return;
  }
  await act();
  await sign.waitFor({ state });
}

/** Types into the box that a key opens, until that finds something. */
export async function lookUp(page: Page, key: string, text: string, found: Locator): Promise<void> {
  await insist(async () => {
    await page.keyboard.press(key);
    await page.locator('.quick-input-widget input').first().fill(text, { timeout: PATIENCE });
  }, found);
}

/** Chooses a command by its name, as it stands in the list of commands: until what it does shows, if one can see it. */
export async function runCommand(page: Page, name: string, sign?: Locator): Promise<void> {
  const command = page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first();
  const choose = async () => {
    await lookUp(page, 'F1', `>${name}`, command);
    await command.click({ timeout: PATIENCE });
  };
  await (sign ? insist(choose, sign) : choose());
}

/** Runs a command that asks for something, and answers, until what comes of it shows. */
export async function runWith(page: Page, name: string, text: string, sign: Locator): Promise<void> {
  const box = page.locator('.quick-input-widget', { has: page.locator('.quick-input-title:visible') });
  await insist(async () => {
    await runCommand(page, name, box);
    await box.locator('input').first().fill(text, { timeout: PATIENCE });
    await page.keyboard.press('Enter');
  }, sign);
}

/** The page that a webview shows: VS Code keeps it in a frame within a frame. */
export function webview(page: Page): FrameLocator {
  return page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
}

/** Rests the mouse on a port, and gives the text of the hover that appears. */
export async function hoverOver(page: Page, context: string, digits: string): Promise<string> {
  const hover = page.locator('.monaco-hover:visible .hover-contents');
  await insist(async () => {
    const { x, y } = await placeOf(page, context, digits);
    await page.mouse.move(x, y - 1);
    await page.mouse.move(x, y);
  }, hover.first());
  return (await hover.allTextContents()).join('\n');
}

export async function clickOn(page: Page, context: string, digits: string): Promise<void> {
  const { x, y } = await placeOf(page, context, digits);
  await page.mouse.click(x, y);
}

/** Where `digits` stand on the screen, within the editor's line that holds `context`. */
async function placeOf(page: Page, context: string, digits: string): Promise<{ x: number; y: number }> {
  const line = page.locator('.editor-instance .view-line', { hasText: context }).first();
  return line.evaluate(
    (element, [context, digits]) => {
      const text = (element.textContent ?? '').replaceAll('\u00a0', ' ');
      let offset = text.indexOf(context) + context.indexOf(digits);
      const document = element.ownerDocument;
      const SHOW_TEXT = 4; // NodeFilter's, which only browsers know
      const texts = document.createTreeWalker(element, SHOW_TEXT);
      for (let node = texts.nextNode(); node; node = texts.nextNode()) {
        const { length } = node.textContent ?? '';
        if (offset < length) {
          const range = document.createRange();
          range.setStart(node, offset);
          range.setEnd(node, offset + 1);
          const { x, y, width, height } = range.getBoundingClientRect();
          return { x: x + width / 2, y: y + height / 2 };
        }
        offset -= length;
      }
      throw new Error(`${digits} is not on the screen`);
    },
    [context, digits] as const,
    { timeout: PATIENCE },
  );
}
