// What a person does in the workbench that a browser shows.
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { launchBrowser } from '#scripts/embedded';

export async function newPage(): Promise<Page> {
  const browser = await launchBrowser();
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.setDefaultTimeout(15_000);
  return page;
}

export async function openFile(page: Page, name: string, firstWords: string): Promise<void> {
  await page.locator(`.explorer-folders-view [aria-label^="${name}"]`).dblclick();
  await page.locator('.editor-instance .view-line', { hasText: firstWords }).waitFor();
}

/**
 * Does something until it shows: the workbench drops what it is asked for when, say, diagnostics arrive before it has
 * answered, and a person asks again.
 */
export async function insist(act: () => Promise<void>, sign: Locator): Promise<void> {
  const PATIENCE = 3000;
  const TIMES = 8;
  for (let time = 1; time < TIMES; time++) {
    await act();
    const isShown = await sign.waitFor({ timeout: PATIENCE }).then(
      () => true,
      () => false,
    );
    if (isShown) return;
  }
  await act();
  await sign.waitFor();
}

/** Chooses a command by its name, as it stands in the list of commands. */
export async function runCommand(page: Page, name: string): Promise<void> {
  const command = page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first();
  await insist(async () => {
    await page.keyboard.press('F1');
    await page.locator('.quick-input-widget input').fill(`>${name}`);
  }, command);
  await command.click();
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
  );
}
