// The pages of text, in a real browser: as `npm run site` made them.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { install, launchBrowser, ROOT } from '#scripts/embedded';
import { keepPicture } from '#scripts/workbench';
import { serveFolder } from '#site/serve';
import { expectAccessible } from './accessible.mts';

const SITE = path.join(ROOT, 'dist', 'site');

describe('the pages of the site', function () {
  this.timeout(180_000);
  let browser: Browser;
  let address: string;

  before(async () => {
    await install();
    address = await serveFolder(SITE);
    browser = await launchBrowser();
  });

  after(() => browser?.close());

  for (const colorScheme of ['light', 'dark'] as const)
    for (const width of [1280, 320])
      it(`they are accessible, ${colorScheme}, ${width} wide, and ask nobody else for anything`, async () => {
        const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme });
        const page = await context.newPage();
        const complaints: string[] = [];
        page.on('console', message => complaints.push(message.text()));
        page.on('request', request => {
          if (!request.url().startsWith(address)) complaints.push(`It asks ${request.url()}`);
        });
        for (const file of [
          'index.html',
          'docs/systems.html',
          'docs/rules/index.html',
          'docs/rules/port-conflict.html',
        ]) {
          await page.goto(address + file);
          assert.ok((await page.evaluate<number>('document.documentElement.scrollWidth')) <= width, file);
          await expectAccessible(page);
        }
        await keepPicture(page, `page, ${colorScheme}, ${width}`);
        assert.deepEqual(complaints, []);
        await context.close();
      });

  it('each has what the browser needs, and no error', async () => {
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on('console', message => complaints.push(message.text()));
    page.on('response', response => {
      if (response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`);
    });
    for (const file of readdirSync(SITE, { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.html') || file.includes('playground')) continue;
      await page.goto(address + file.replaceAll(path.sep, '/'));
      assert.equal(await page.locator('h1').count(), 1, file);
    }
    assert.deepEqual(complaints, []);
  });
});
