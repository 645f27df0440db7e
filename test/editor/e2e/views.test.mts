// What a person sees: hints, lenses, proposals, the view, the chart, the status bar, the walkthrough. Pictures of them
// are kept in .vscode-test/screenshots.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { install, ROOT, serve, temporaryFolder } from '#scripts/embedded';
import { buildVsix } from '#scripts/package';
import {
  clickOn,
  hoverOver,
  insist,
  keepPicture,
  lookUp,
  newPage,
  openFile,
  PICTURES,
  runCommand,
  runWith,
  webview,
} from '#scripts/workbench';

/** A service's name that would be a picture, were it not escaped. */
const EVIL = '<img src=x onerror=document.title=1>';

/** One that would be an icon, and that no URI can begin with. */
const ODD = '//odd $(bug)';

const folder = path.join(temporaryFolder('views'), 'Häfen #1 & 港');
cpSync(path.join(ROOT, 'examples'), folder, { recursive: true });
mkdirSync(path.join(folder, 'evil'));
writeFileSync(
  path.join(folder, 'evil', 'compose.yaml'),
  `services:\n  "${EVIL}":\n    image: nginx\n    ports:\n      - "18080:80"\n  "${ODD}":\n    image: nginx\n    ports:\n      - "81:80"\n  ${'long'.repeat(75)}:\n    image: nginx\n    ports:\n      - "18081:80"\n`,
);

describe('the views', function () {
  this.timeout(180_000);
  let page: Page;

  before(async () => {
    mkdirSync(PICTURES, { recursive: true });
    const [vsix] = await Promise.all([buildVsix(temporaryFolder('package')), install()]);
    page = await newPage();
    await page.goto(await serve({ folder, vsix, settings: { 'explorer.autoReveal': false } }));
    await openFile(page, 'compose.yaml', 'harbour-shop');
    await page.locator('.squiggly-error').first().waitFor();
  });

  afterEach(async function () {
    await keepPicture(page, this.currentTest?.title);
  });

  after(async () => {
    await page?.context().browser()?.close();
  });

  it('inlay hints stand behind ports', async () => {
    const hint = (line: string) => page.locator('.editor-instance .view-line', { hasText: line });
    await hint('127.0.0.1:5432:5432').filter({ hasText: 'postgresql' }).waitFor();
    await hint('API_PORT').filter({ hasText: '= 3000' }).waitFor();
    assert.equal(await hint('"6000:80"').filter({ hasText: 'http' }).count(), 0);
  });

  it('a hover says first what the project does with the port, with the quick fix in sight', async () => {
    await hoverOver(page, '"3000:3000"', '3000');
    const hover = page.locator('.monaco-hover:visible');
    const own = hover.locator('.hover-contents', { hasText: 'on the host' });
    const lines = (await own.innerText()).split('\n').filter(line => line.trim() !== '');
    assert.deepEqual(lines.slice(0, 2), [
      '3000/tcp on the host → port 3000 of web',
      'Conflicts with api (compose.yaml:17)',
    ]);
    assert(lines.length <= 6, lines.join('\n'));
    assert.match(lines.at(-1) ?? '', /Explain$/);
    for (const part of [own, hover.getByText(/^Quick Fix/)]) await waitInSight(part);
  });

  it('a hover leads to the page that explains the port, which begins with the project', async () => {
    const explain = async () => {
      await hoverOver(page, '"3000:3000"', '3000');
      await page.locator('.monaco-hover:visible a', { hasText: 'Explain' }).click({ timeout: 3000 });
    };
    const tab = page.getByRole('tab', { name: /Port 3000/ });
    await insist(explain, tab);
    const text = webview(page).locator('body', { hasText: 'In this workspace' });
    await text.waitFor();
    assert.match(await text.innerText(), /In this workspace\s+3000\/tcp on the host → port 3000 of web/);
    await insist(() => page.keyboard.press('Control+W'), tab, 'hidden');
    await page.locator('.editor-instance .view-line', { hasText: 'harbour-shop' }).waitFor();
  });

  it('code lenses stand over services, and lead to places', async () => {
    const lens = (text: string) => page.locator('.codelens-decoration a', { hasText: text }).first();
    await lens('http://localhost:3000').waitFor();
    await lens('conflicts with api').waitFor();
    const peek = page.locator('.peekview-widget');
    await insist(() => lens('2 references').click({ timeout: 3000 }), peek);
    await page.locator('.peekview-widget .monaco-list-row', { hasText: '8000' }).first().waitFor();
    await insist(() => page.keyboard.press('Escape'), peek, 'hidden');
  });

  it('the status bar counts conflicts', async () => {
    const item = page.locator('.statusbar-item', {
      has: page.locator('[aria-label="2 port conflicts: show the ports"]'),
    });
    await item.waitFor();
    assert.equal((await item.textContent())?.trim(), '2');
    // Problems lists as many: one for each of the two places.
    await insist(
      () => page.keyboard.press('Control+Shift+M'),
      page.locator('.markers-panel .monaco-list-row', { hasText: 'the second fails to start' }).nth(1),
    );
    const listed = page.locator('.markers-panel .monaco-list-row', { hasText: 'port-conflict' });
    assert.equal(await listed.count(), 2);
    await insist(() => page.keyboard.press('Control+J'), listed.first(), 'hidden');
  });

  it('the view shows host port, service and container port by project', async () => {
    const item = page.locator('.statusbar-item', {
      has: page.locator('[aria-label^="2 port conflicts"]'),
    });
    await insist(() => item.click(), row(page, '3000/tcp→ web').first());
    // So that the view has room for all its rows.
    const files = page.locator('.pane-header.expanded', { hasText: 'Häfen' });
    await insist(() => files.click({ timeout: 3000 }), files, 'hidden');
    await row(page, '80/tcp').first().waitFor();
    await row(page, '3000/tcp→ api → 8000/tcp').waitFor();
    await row(page, '127.0.0.1:5432/tcp').first().waitFor();
    const conflict = row(page, '3000/tcp→ web');
    assert.match((await conflict.getAttribute('aria-label')) ?? '', /published by "web" and "api"/);
  });

  it('the view is filtered, and shows all again', async () => {
    const message = (text: string) =>
      page.locator('.tree-explorer-viewlet-tree-view > .message', { hasText: text });
    await runWith(
      page,
      'Portolan: Filter Ports...',
      'Grafana',
      message('Only what holds "Grafana" is shown.'),
    );
    await row(page, '3030/tcp').waitFor();
    await row(page, '2222/tcp').waitFor({ state: 'detached' });
    await row(page, 'monitoring').filter({ hasText: '1 port' }).waitFor();
    await runWith(page, 'Portolan: Filter Ports...', 'nowhere', message('Nothing holds "nowhere".'));
    await runCommand(page, 'Portolan: Clear Port Filter', row(page, '2222/tcp'));
  });

  it('the view shows conflicts only, and all again', async () => {
    const message = page.locator('.tree-explorer-viewlet-tree-view > .message', {
      hasText: 'Only conflicts are shown.',
    });
    await runCommand(page, 'Portolan: Show Conflicts Only', message);
    await row(page, '2222/tcp').waitFor({ state: 'detached' });
    await row(page, '3000/tcp→ web').waitFor();
    await runCommand(page, 'Portolan: Show All Ports, Not Conflicts Only', row(page, '2222/tcp'));
  });

  it('a row leads to its port, and renames it', async () => {
    const queue = row(page, '5672/tcp');
    await insist(
      () => queue.click(),
      page.locator('.editor-instance .view-line', { hasText: '5672' }).first(),
    );
    const box = page.locator('.rename-box input');
    const rename = async () => {
      await queue.hover();
      await queue.locator('.action-label[aria-label^="Rename Port"]').click({ timeout: 3000 });
    };
    await insist(rename, box);
    assert.equal(await box.inputValue(), '5672');
    await insist(() => page.keyboard.press('Escape'), box, 'hidden');
  });

  it('the chart draws what the view lists, and leads to it', async () => {
    const chart = webview(page);
    await runCommand(page, 'Portolan: Show Chart', chart.locator('g.row.conflict').first());
    assert.equal(await chart.locator('g.row.conflict').count(), 2);
    const queue = chart.locator('g.row', { hasText: '5672/tcp' }).first();
    // The picture may be drawn anew between the two.
    await insist(() => queue.press('Enter'), page.locator('.statusbar-item', { hasText: /Ln 64, Col/ }));
  });

  it('the chart is one stop of the Tab key, and arrows lead through it', async () => {
    const rows = webview(page).locator('g.row');
    const stop = webview(page).locator('g.row[tabindex="0"]');
    const last = (await rows.count()) - 1;
    await insist(() => rows.first().press('End'), webview(page).locator(`g[data-row="${last}"]:focus`));
    assert.equal(await stop.count(), 1);
    await insist(() => stop.press('Home'), webview(page).locator('g[data-row="0"]:focus'));
    await stop.press('ArrowDown');
    assert.equal(await stop.getAttribute('data-row'), '1');
    assert.equal(await stop.getAttribute('role'), 'button');
  });

  it('the chart follows what is typed', async () => {
    const count = (text: string) => webview(page).locator('g.row', { hasText: text });
    await insist(() => clickOn(page, '"5672:5672"', '5672'), page.locator('.monaco-editor.focused'));
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await page.keyboard.type('- "15672:15672');
    await count('15672/tcp').first().waitFor();
    for (let times = 0; times < 2; times++) await page.keyboard.press('Control+Z');
    await insist(
      () => page.keyboard.press('Control+Z'),
      page.locator('.tab:not(.dirty)', { hasText: 'compose.yaml' }),
    );
    await count('15672/tcp').first().waitFor({ state: 'detached' });
  });

  it('names from files are text, in the view and in the chart', async () => {
    await row(page, EVIL).first().waitFor();
    await row(page, ODD).first().waitFor();
    await webview(page).locator('#project').selectOption('');
    const name = webview(page).locator('text', { hasText: EVIL.slice(0, 7) });
    await name.first().waitFor();
    assert.equal(await page.locator('img[src="x"]').count(), 0);
    assert.equal(await webview(page).locator('img').count(), 0);
    const long = await webview(page).locator('text', { hasText: 'longlong' }).first().boundingBox();
    const picture = await webview(page).locator('svg').boundingBox();
    assert(
      long && picture && long.x + long.width <= picture.x + picture.width,
      'a long name stays in the picture',
    );
  });

  it('a port table is copied as Markdown', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const toast = page.locator('.notification-toast', { hasText: 'clipboard' });
    await runCommand(page, 'Portolan: Copy Port Table as Markdown', toast);
    const text = await page.evaluate<string>('navigator.clipboard.readText()');
    assert.match(text, /\| 127\.0\.0\.1:5432\/tcp \| db \| 5432\/tcp \| postgresql \|/);
  });

  it('a free port is found, and inserted', async () => {
    const toast = page.locator('.notification-toast', { hasText: /Port (?!3000)\d+ is free/ });
    await runWith(page, 'Portolan: Find Free Port...', '3000', toast);
  });

  it('completion proposes what the image serves', async () => {
    const text = readFileSync(path.join(folder, 'evil', 'compose.yaml'), 'utf8');
    writeFileSync(
      path.join(folder, 'evil', 'compose.yaml'),
      `${text}  search:\n    image: elasticsearch:9\n    ports:\n`,
    );
    const file = page.locator('.quick-input-list .monaco-list-row', { hasText: 'evil' }).first();
    await insist(
      async () => {
        await lookUp(page, 'Control+P', 'evil/compose.yaml', file);
        await file.click({ timeout: 3000 });
      },
      page.locator('.editor-instance .view-line', { hasText: 'elasticsearch' }),
    );
    await page.keyboard.press('Control+End');
    await page.keyboard.type('      - ');
    const widget = page.locator('.suggest-widget.visible .monaco-list-row', { hasText: '9200:9200' });
    await insist(() => page.keyboard.press('Control+Space'), widget);
    await insist(
      async () => {
        if (!(await widget.isVisible())) await page.keyboard.press('Control+Space');
        await widget.click({ timeout: 3000 });
      },
      page.locator('.editor-instance .view-line', { hasText: '- "9200:9200"' }),
    );
  });

  it('completion inside an existing number replaces it', async () => {
    const line = (text: string) => page.locator('.editor-instance .view-line', { hasText: text });
    const entry = page.locator('.suggest-widget.visible .monaco-list-row', { hasText: '9201:9200' });
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+End');
    // Between the colon and the container port: `"9201:|9200"`.
    await insist(async () => {
      await page.keyboard.press('Control+End');
      await page.keyboard.press('Shift+Home');
      await page.keyboard.type('      - "9201:9200"');
    }, line('- "9201:9200"'));
    await page.keyboard.press('Escape');
    for (let count = 0; count < 5; count++) await page.keyboard.press('ArrowLeft');
    await insist(() => page.keyboard.press('Control+Space'), entry);
    await page.screenshot({ path: path.join(PICTURES, 'completion popup inside a number.png') });
    await page.keyboard.press('Enter');
    await entry.waitFor({ state: 'hidden' });
    // The editor draws spaces as such that do not break.
    const text = (await line('9201').first().textContent()) ?? '';
    // A hint may stand behind it by now.
    assert.match(text.replace(/\s+/g, ' ').trim(), /^- "9201:9200"(?![\d:"'])/);
  });

  it('the walkthrough shows its steps', async () => {
    const choice = page.locator('.quick-input-list .monaco-list-row', {
      hasText: 'Get Started with Portolan',
    });
    const step = page.locator('.getting-started-step', { hasText: 'See what collides' });
    await insist(async () => {
      await runCommand(page, 'Welcome: Open Walkthrough...', choice);
      await choice.click({ timeout: 3000 });
    }, step);
    await insist(
      () => step.click({ timeout: 3000 }),
      page.locator('.getting-started-step.expanded', { hasText: 'status bar counts them' }),
    );
  });
});

/** A row of the view, by a part of what it says. */
function row(page: Page, text: string) {
  return page.locator('.customview-tree .monaco-list-row', { hasText: text });
}

/** Both boxes at one moment: a hover grows while its parts come. It is asked again until the part is in sight, or time is up. */
async function waitInSight(part: Locator): Promise<void> {
  const TIMES = 50;
  for (let time = 1; ; time++) {
    const seen = await part.evaluate(element => {
      const boxOf = ({ top, bottom }: { top: number; bottom: number }) => ({ top, bottom });
      const hover = element.closest('.monaco-hover');
      return {
        part: boxOf(element.getBoundingClientRect()),
        whole: hover && boxOf(hover.getBoundingClientRect()),
      };
    });
    const { part: box, whole } = seen;
    const isInSight =
      whole && box.bottom > box.top && box.top >= whole.top && box.bottom <= Math.min(whole.bottom, 800);
    if (isInSight) return;
    assert(time < TIMES, `${await part.innerText()} is out of sight: ${JSON.stringify(seen)}`);
    await part.page().waitForTimeout(100);
  }
}
