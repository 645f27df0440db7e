// The view and the chart in a workspace with 150 projects. Pictures of them are kept in .vscode-test/screenshots.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { install, serve, temporaryFolder } from '#scripts/embedded';
import { buildVsix } from '#scripts/package';
import {
  insist,
  keepPicture,
  lookUp,
  newPage,
  PICTURES,
  runCommand,
  runWith,
  webview,
} from '#scripts/workbench';

const COUNT = 150;

const folder = temporaryFolder('many');
for (let project = 0; project < COUNT; project++) {
  const stack = path.join(folder, 'stacks', `stack-${String(project).padStart(3, '0')}`);
  mkdirSync(stack, { recursive: true });
  writeFileSync(path.join(stack, 'compose.yaml'), compose(project));
}

/** Port 80, one of its own, and in each fiftieth project two that collide. */
function compose(project: number): string {
  const web = `services:\n  web:\n    image: nginx\n    ports:\n      - "80:80"\n      - "${8000 + project}:8080"\n`;
  const [a, b] = ['a', 'b'].map(name => `  ${name}:\n    image: redis\n    ports:\n      - "6379:6379"\n`);
  return project % 50 === 0 ? web + a + b : web;
}

describe('with 150 projects', function () {
  this.timeout(180_000);
  let page: Page;

  before(async () => {
    mkdirSync(PICTURES, { recursive: true });
    const [vsix] = await Promise.all([buildVsix(temporaryFolder('package')), install()]);
    page = await newPage();
    const settings = { 'explorer.autoReveal': false, 'editor.fontSize': 18 };
    await page.goto(await serve({ folder, vsix, settings }));
    const header = page.locator('.pane-header', { hasText: 'Port Map' });
    await insist(() => header.click({ timeout: 3000 }), row(page, 'stack-000'));
    // So that the view has room for its rows.
    const files = page.locator('.pane-header.expanded', { hasText: path.basename(folder) });
    await insist(() => files.click({ timeout: 3000 }), files, 'hidden');
  });

  afterEach(async function () {
    await keepPicture(page, `many ${this.currentTest?.title}`);
  });

  after(async () => {
    await page?.context().browser()?.close();
  });

  it('the view lists folders, folded, and no ports', async () => {
    await row(page, 'stack-002').filter({ hasText: '2 ports' }).waitFor();
    assert.equal(await row(page, '80/tcp').count(), 0);
    assert.equal(await row(page, 'compose.yaml').count(), 0);
    await insist(() => row(page, 'stack-001').click({ timeout: 3000 }), row(page, '8001/tcp'));
    assert.equal(await row(page, '→').count(), 2);
    await row(page, 'stack-001').click();
  });

  it('a filter finds one port among all projects', async () => {
    const found = row(page, '8123/tcp');
    await runWith(page, 'Portolan: Filter Ports...', '8123', found);
    assert.equal(await row(page, 'stack-').count(), 1);
    await runCommand(page, 'Portolan: Clear Port Filter', row(page, 'stack-000'));
  });

  it('the view shows the conflicts alone', async () => {
    await runCommand(page, 'Portolan: Show Conflicts Only', row(page, '6379/tcp').nth(5));
    assert.equal(await row(page, 'stack-').count(), 3);
    await runCommand(page, 'Portolan: Show All Ports, Not Conflicts Only', row(page, 'stack-003'));
  });

  it('grouped by port the view says who shares 80, also after a reload', async () => {
    const shared = row(page, '80/tcp').filter({ hasText: '150 projects: stack-000' });
    await runCommand(page, 'Portolan: Group by Port', shared);
    await insist(() => shared.click({ timeout: 3000 }), row(page, 'stack-004→ web → 80/tcp http'));
    await reload(page);
    await shared.waitFor();
    const project = row(page, 'stack-000').filter({ hasText: '4 ports' });
    await runCommand(page, 'Portolan: Group by Project', project);
  });

  it('the view opens the project of the active file', async () => {
    await openCompose(page, 'stack-002', '8002');
    // A hundred are found.
    await runWith(page, 'Portolan: Filter Ports...', 'stack-0', row(page, '8002/tcp'));
    assert.equal(await row(page, '8001/tcp').count(), 0);
    await runCommand(page, 'Portolan: Clear Port Filter', row(page, 'stack-000'));
  });

  it('the chart opens at the project of the active file, in text no smaller than that of the editor', async () => {
    await openCompose(page, 'stack-050', '8050');
    const chart = webview(page);
    await runCommand(page, 'Portolan: Show Chart', chart.locator('g.row', { hasText: '8050/tcp' }));
    assert.equal(await chart.locator('g.row').count(), 4);
    assert.equal(await chart.locator('#project option:checked').innerText(), 'stack-050');
    const height = await chart
      .locator('text', { hasText: /^8050\/tcp/ })
      .first()
      .evaluate(text => text.getBoundingClientRect().height);
    assert(height >= 18, `${height} px`);
  });

  it('the status bar counts what Problems lists of the file, and hides where that is nothing', async () => {
    const item = page.locator('.statusbar-item', {
      has: page.locator('[aria-label="2 port conflicts: show the ports"]'),
    });
    await item.waitFor();
    await insist(
      async () => {
        await page.locator('.editor-instance .view-line', { hasText: '8050' }).click({ timeout: 3000 });
        await page.keyboard.press('Control+W');
      },
      item,
      'hidden',
    );
    assert.equal(await page.locator('.statusbar-item [aria-label*="port conflict"]:visible').count(), 0);
  });

  it('the chart is filtered, and comes back as it was after a reload', async () => {
    const chart = webview(page);
    await chart.locator('#project').selectOption('');
    await chart
      .locator('g.row')
      .nth(COUNT * 2)
      .waitFor();
    await chart.locator('#conflicts').check();
    await chart.locator(`g[data-row="6"]`).waitFor({ state: 'detached' });
    assert.equal(await chart.locator('g.row.conflict').count(), 6);
    await chart.locator('#filter').fill('stack-100');
    await chart.locator('g[data-row="2"]').waitFor({ state: 'detached' });
    assert.equal(await chart.locator('g.row').count(), 2);
    await page.screenshot({ path: path.join(PICTURES, 'many chart before the reload.png') });
    await reload(page);
    await chart.locator('g.row').nth(1).waitFor();
    assert.equal(await chart.locator('g.row').count(), 2);
    assert.equal(await chart.locator('#filter').inputValue(), 'stack-100');
  });

  it('a project is shown in the chart, and its file opened, from the menu of its row', async () => {
    const choose = async (name: string, entry: string) => {
      // A menu that stays open from before would catch the click; a new one takes none for a moment.
      await page.keyboard.press('Escape');
      await row(page, name).click({ button: 'right', timeout: 3000 });
      await page.waitForTimeout(500);
      await page.locator('.monaco-menu .action-label', { hasText: entry }).click({ timeout: 3000 });
    };
    const chart = webview(page);
    await insist(() => choose('stack-007', 'Show in Chart'), chart.locator('g.row', { hasText: '8007/tcp' }));
    assert.equal(await chart.locator('g.row').count(), 2);
    await insist(
      () => choose('stack-008', 'Open File'),
      page.locator('.editor-instance .view-line', { hasText: '8008' }),
    );
  });
});

describe('in an empty folder', function () {
  this.timeout(180_000);

  it('the view and the chart say that nothing was found to read', async () => {
    const said = 'No Dockerfile, Compose file or other file with ports was found here.';
    const [vsix] = await Promise.all([buildVsix(temporaryFolder('package')), install()]);
    const page = await newPage();
    await page.goto(await serve({ folder: temporaryFolder('empty'), vsix }));
    const header = page.locator('.pane-header', { hasText: 'Port Map' });
    const welcome = page.locator('.welcome-view-content', { hasText: said });
    await insist(() => header.click({ timeout: 3000 }), welcome);
    await runCommand(page, 'Portolan: Show Chart', webview(page).locator('text', { hasText: said }));
    assert.equal(await page.locator('.statusbar-item [aria-label*="port conflict"]:visible').count(), 0);
    await page.screenshot({ path: path.join(PICTURES, 'empty folder.png') });
    await page.context().browser()?.close();
  });
});

/** Loads the window anew, once the editor has saved what it shows: it does when somebody turns to another window. */
async function reload(page: Page): Promise<void> {
  await page.evaluate(`
    document.hasFocus = () => false;
    for (const name of ['focus', 'blur']) window.dispatchEvent(new Event(name));
    document.dispatchEvent(new Event('visibilitychange'));
  `);
  await page.waitForTimeout(2000);
  await page.reload();
}

/** A row of the view, by a part of what it says. */
/** Opens the Compose file of a project, whose text holds a number. */
async function openCompose(page: Page, project: string, number: string): Promise<void> {
  const file = page.locator('.quick-input-list .monaco-list-row', { hasText: project }).first();
  await insist(
    async () => {
      await lookUp(page, 'Control+P', `${project}/compose.yaml`, file);
      await file.click({ timeout: 3000 });
    },
    page.locator('.editor-instance .view-line', { hasText: number }),
  );
}

function row(page: Page, text: string) {
  return page.locator('.customview-tree .monaco-list-row', { hasText: text });
}
