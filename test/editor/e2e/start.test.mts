// What a person does who has typed `npm start`: the extension is the installed package, the mouse and the keys are theirs.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser, ROOT, temporaryFolder } from '#scripts/embedded';

const folder = temporaryFolder('examples');
cpSync(path.join(ROOT, 'examples'), folder, { recursive: true });

describe('npm start', function () {
  this.timeout(60_000);
  let start: ChildProcess;
  let browser: Browser;
  let page: Page;

  before(async () => {
    start = spawn(process.execPath, ['scripts/start.mts', folder, '--embedded'], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    [browser, page] = await openBrowser(await printedAddress(start));
    await page.locator('.explorer-folders-view [aria-label^="compose.yaml"]').dblclick();
    await page.locator('.editor-instance .view-line', { hasText: 'harbour-shop' }).waitFor();
  });

  after(async () => {
    await browser?.close();
    start?.kill();
  });

  it('shows a tour of the examples first', async () => {
    await page.getByRole('tab', { name: /README\.md/ }).waitFor();
  });

  it('underlines the ports that are in trouble', async () => {
    await page.locator('.squiggly-error').first().waitFor();
    await page.locator('.squiggly-warning').first().waitFor();
  });

  it('tells what a port is, under the mouse', async () => {
    const { x, y } = await placeOf(page, '127.0.0.1:5432:5432', '5432');
    await page.mouse.move(x, y);
    const hover = page.locator('.monaco-hover:visible', { hasText: /postgresql/i });
    await hover.waitFor();
    assert.match((await hover.textContent()) ?? '', /\bdb\b/);
  });

  it('lists the findings in the Problems panel', async () => {
    await page.keyboard.press('Control+Shift+M');
    const rows = page.locator('.markers-panel .monaco-list-row');
    await rows.filter({ hasText: 'privileged-port' }).first().waitFor();
    await rows.filter({ hasText: 'port-conflict' }).first().waitFor();
    await page.keyboard.press('Control+Shift+M');
  });

  it('moves a port from the light bulb, and saves it', async () => {
    await clickAt(page, '"80:8080"', '80');
    await page
      .locator(
        '.monaco-editor .codicon-light-bulb, .monaco-editor .codicon-lightbulb-autofix, .monaco-editor [class*="lightbulb"]',
      )
      .first()
      .click();
    await page
      .locator('.action-widget .monaco-list-row', { hasText: /80\d\d/ })
      .first()
      .click();
    await page.locator('.view-line', { hasText: '"8080:8080"' }).waitFor();
    await page.keyboard.press('Control+S');
    await until(() => readFileSync(path.join(folder, 'compose.yaml'), 'utf8').includes('"8080:8080"'));
  });

  it('resolves a conflict with Ctrl+.', async () => {
    await clickAt(page, '"3000:3000"', '3000');
    await page.keyboard.press('Control+.');
    await page
      .locator('.action-widget .monaco-list-row', { hasText: /30\d\d/ })
      .first()
      .click();
    await page.locator('.view-line', { hasText: '"3000:3000"' }).waitFor({ state: 'detached' });
  });

  it('explains a port that is searched by name', async () => {
    await page.keyboard.press('F1');
    await page.keyboard.type('Portolan: Explain Port');
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Explain Port' }).first().click();
    await page.getByPlaceholder(/A port number/).fill('postgres');
    await page.locator('.quick-input-list .monaco-list-row', { hasText: '5432' }).first().click();
    await page.getByRole('tab', { name: /Port 5432/ }).waitFor();
  });
});

function printedAddress(start: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    start.once('exit', code => reject(new Error(`npm start ended with ${code}`)));
    if (!start.stdout) return;
    createInterface({ input: start.stdout }).on('line', line => {
      const [url] = /http:\S+/.exec(line) ?? [];
      if (url) resolve(url);
    });
  });
}

async function openBrowser(url: string): Promise<[Browser, Page]> {
  const browser = await launchBrowser();
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(url);
  return [browser, page];
}

/** Where `digits` stand on the screen, within the editor's line that holds `context`. */
async function placeOf(page: Page, context: string, digits: string): Promise<{ x: number; y: number }> {
  const line = page.locator('.editor-instance .view-line', { hasText: context }).first();
  return line.evaluate(
    (element, [context, digits]) => {
      const start =
        (element.textContent ?? '').replaceAll('\u00a0', ' ').indexOf(context) + context.indexOf(digits);
      const walker = element.ownerDocument.createTreeWalker(element, 4);
      let before = 0;
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const length = node.textContent?.length ?? 0;
        if (start < before + length) {
          const range = element.ownerDocument.createRange();
          range.setStart(node, start - before);
          range.setEnd(node, start - before + 1);
          const { x, y, width, height } = range.getBoundingClientRect();
          return { x: x + width / 2, y: y + height / 2 };
        }
        before += length;
      }
      throw new Error(`${digits} is not on the screen`);
    },
    [context, digits] as const,
  );
}

async function clickAt(page: Page, context: string, digits: string): Promise<void> {
  const { x, y } = await placeOf(page, context, digits);
  await page.mouse.click(x, y);
}

/** Waits for what happens outside the browser; the test's time-out bounds it. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(resolve => setTimeout(resolve, 50));
}
