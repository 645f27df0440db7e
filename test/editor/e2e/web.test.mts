// The views of the extension in a web worker, as browsers run it: what the server knows it has through the editor.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { install, ROOT, temporaryFolder } from '#scripts/embedded';
import { run } from '#scripts/processes';
import { serveSuites, webExtension, withExtension } from '#scripts/suites';
import { insist, keepPicture, newPage, openFile, PICTURES, runCommand, webview } from '#scripts/workbench';

const folder = path.join(temporaryFolder('web-views'), 'harbour-shop');
cpSync(path.join(ROOT, 'examples'), folder, { recursive: true });

describe('the views in a web worker', function () {
  this.timeout(180_000);
  let page: Page;
  let url: string;

  before(async () => {
    mkdirSync(PICTURES, { recursive: true });
    await Promise.all([install(), run(process.execPath, ['esbuild.mjs'], { cwd: ROOT })]);
    page = await newPage();
    url = withExtension(await serveSuites(folder), webExtension());
    await page.goto(url);
    await openFile(page, 'compose.yaml', 'harbour-shop');
    await page.locator('.squiggly-error').first().waitFor();
  });

  afterEach(async function () {
    await keepPicture(page, `web worker, ${this.currentTest?.title}`);
  });

  after(async () => {
    await page?.context().browser()?.close();
  });

  it('hints and lenses stand there', async () => {
    const line = page.locator('.editor-instance .view-line', { hasText: '127.0.0.1:5432:5432' });
    await line.filter({ hasText: 'postgresql' }).waitFor();
    await page.locator('.codelens-decoration a', { hasText: 'conflicts with api' }).first().waitFor();
  });

  it('the status bar leads to the view', async () => {
    const row = page.locator('.customview-tree .monaco-list-row');
    const item = page.locator('.statusbar-item', { has: page.locator('[aria-label^="2 port conflicts"]') });
    await insist(() => item.click(), row.filter({ hasText: '3000/tcp→ web' }));
    const conflict = row.filter({ hasText: '3000/tcp→ web' });
    assert.match((await conflict.getAttribute('aria-label')) ?? '', /published by "web" and "api"/);
  });

  it('the chart is drawn', async () => {
    const rows = webview(page).locator('g.row');
    await runCommand(page, 'Portolan: Show Chart', rows.first());
    await webview(page).locator('#project').selectOption('');
    await rows.nth(11).waitFor();
    assert.equal(await rows.count(), 12);
    assert.equal(await webview(page).locator('g.row.conflict').count(), 2);
  });

  it('the walkthrough is there', async () => {
    const walkthrough = page.locator('.quick-input-list .monaco-list-row', {
      hasText: 'Get Started with Portolan',
    });
    const open = async () => {
      await runCommand(page, 'Welcome: Open Walkthrough...', walkthrough);
      await walkthrough.click({ timeout: 3000 });
    };
    await insist(open, page.locator('.getting-started-step', { hasText: 'Look at the chart' }));
  });

  it('a folder without anything to read says so', async () => {
    const empty = path.join(temporaryFolder('empty'), 'nothing here');
    mkdirSync(empty);
    const other = new URL(url);
    other.searchParams.set('folder', empty);
    await page.goto(other.href);
    const said = 'No Dockerfile, Compose file or other file with ports was found here.';
    const nothing = webview(page).locator('text', { hasText: said });
    await runCommand(page, 'Portolan: Show Chart', nothing);
    const welcome = page.locator('.welcome-view-content', { hasText: said });
    await runCommand(page, 'Explorer: Focus on Port Map View', welcome);
    assert.equal(await page.locator('.statusbar-item [aria-label*="conflict"]').count(), 0);
  });
});
