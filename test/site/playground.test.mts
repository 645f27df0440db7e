// The playground, by mouse and keyboard in a real browser: as `npm run site` made it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { install, launchBrowser, ROOT } from '#scripts/embedded';
import { keepPicture, PICTURES } from '#scripts/workbench';
import { serveFolder } from '#site/serve';
import { expectAccessible } from './accessible.mts';

/** How soon the first finding is to stand there, in milliseconds from the click that leads to the page. */
const SOON = 5000;

/** What the tab of the browser keeps of the files. */
const KEPT = 'String(sessionStorage.getItem("portolan.files"))';

describe('the playground', function () {
  this.timeout(120_000);
  let browser: Browser;
  let address: string;
  let page: Page;
  /** What the browser complains of, and what it asks others for. */
  let complaints: string[];

  before(async () => {
    mkdirSync(PICTURES, { recursive: true });
    await install();
    address = `${await serveFolder(path.join(ROOT, 'dist', 'site'))}playground/`;
    browser = await launchBrowser();
  });

  beforeEach(async () => {
    page = await visit();
  });

  afterEach(async function () {
    await keepPicture(page, `playground, ${this.currentTest?.title}`);
    await page.context().close();
    assert.deepEqual(complaints, []);
  });

  after(() => browser?.close());

  async function visit(to = address, options: BrowserContextOptions = {}): Promise<Page> {
    complaints = [];
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    const fresh = await context.newPage();
    fresh.setDefaultTimeout(20_000);
    fresh.on('console', message => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    fresh.on('pageerror', ({ message }) => complaints.push(message));
    fresh.on('request', request => {
      if (!request.url().startsWith(new URL(to).origin)) complaints.push(`It asks ${request.url()}`);
    });
    await fresh.goto(to);
    await fresh.locator('#findings li').first().waitFor();
    await fresh.locator('#chart g.row').first().waitFor();
    return fresh;
  }

  const finding = (text: string) => page.locator('#findings li', { hasText: text });
  const tab = (name: string) => page.getByRole('tab', { name });
  const told = (text: string) => page.locator('#told', { hasText: text });
  const line = (text: string) => page.locator('#editor .cm-line', { hasText: text }).first();

  /** Where digits of a line stand on the screen. */
  async function placeOf(text: string, digits: string): Promise<{ x: number; y: number }> {
    return line(text).evaluate((element, wanted) => {
      const { ownerDocument } = element;
      const SHOW_TEXT = 4;
      const texts = ownerDocument.createTreeWalker(element, SHOW_TEXT);
      for (let node = texts.nextNode(); node; node = texts.nextNode()) {
        const at = (node.textContent ?? '').indexOf(wanted);
        if (at < 0) continue;
        const range = ownerDocument.createRange();
        range.setStart(node, at + 1);
        range.setEnd(node, at + 2);
        const { x, y, height } = range.getBoundingClientRect();
        return { x: x + 1, y: y + height / 2 };
      }
      throw new Error(`${wanted} is not on the screen`);
    }, digits);
  }

  async function clickOn(text: string, digits: string): Promise<void> {
    const { x, y } = await placeOf(text, digits);
    await page.mouse.click(x, y);
  }

  async function typeFile(name: string, text: string): Promise<void> {
    await page.getByRole('button', { name: 'New file' }).click();
    await page.getByLabel('Name, with its folders').fill(name);
    await page.keyboard.press('Enter');
    await tab(name).and(page.locator('[aria-selected="true"]')).waitFor();
    await page.keyboard.insertText(text);
  }

  it('the first finding stands there soon', async () => {
    // On a machine without other work it takes less than a second.
    const took: number = await page.evaluate('performance.getEntriesByName("first-finding")[0].startTime');
    console.log(`      after ${Math.round(took)} ms`);
    assert.ok(took < SOON);
  });

  it('finds what the command line finds', async () => {
    const said: { file: string; range: { start: { line: number } }; rule: string; message: string }[] =
      JSON.parse(
        execFileSync(
          process.execPath,
          [path.join(ROOT, 'dist', 'cli.js'), 'check', 'examples', '--format', 'json', '--fail-on', 'never'],
          { cwd: ROOT, encoding: 'utf8' },
        ),
      );
    const expected = said.map(
      ({ file, range, rule, message }) => `${message} ${file}:${range.start.line + 1} ${rule}`,
    );
    await page
      .locator('#findings li')
      .nth(expected.length - 1)
      .waitFor();
    const found = await page.locator('#findings li').evaluateAll(items =>
      items.map(item => {
        const words = (selector: string) => item.querySelector(selector)?.textContent ?? '';
        const whole = words('.goto').replace(words('.severity'), '').replace(/\s+/g, ' ').trim();
        return `${whole} ${words('a')}`;
      }),
    );
    assert.deepEqual(found.sort(), expected.sort());
    assert.equal(await page.locator('#count').textContent(), '3 errors, 4 warnings, 3 hints');
  });

  it('a hover tells what a port is, and leads to the others', async () => {
    const { x, y } = await placeOf('"3000:3000"', '3000');
    await page.mouse.move(x, y - 1);
    await page.mouse.move(x, y);
    const hover = page.locator('#editor .cm-tooltip .markdown');
    await hover.waitFor();
    assert.match(
      (await hover.textContent()) ?? '',
      /3000\/tcp on the host → port 3000 of web\s*Conflicts with api/,
    );
    assert.match(
      (await page.locator('#editor .cm-diagnostic').textContent()) ?? '',
      /port-conflict|published by/,
    );
    await hover.getByRole('link', { name: 'compose.yaml:17' }).click();
    await line('API_PORT').and(page.locator('.cm-activeLine')).waitFor();
  });

  it('Ctrl+. offers fixes; one is made, and taken back by Ctrl+Z', async () => {
    await finding('Without quotes').locator('.goto').click();
    await page.keyboard.press('Control+.');
    const fix = page
      .getByRole('dialog', { name: 'Quick fixes' })
      .getByRole('button', { name: 'Quote "2222:22"' });
    await fix.waitFor();
    await page.keyboard.press('Enter');
    await line('- "2222:22"').waitFor();
    await finding('Without quotes').waitFor({ state: 'detached' });
    await page.keyboard.press('Control+z');
    await finding('Without quotes').waitFor();
  });

  it('a fix that changes another file shows where before', async () => {
    await finding('Host port 3000').last().getByRole('button', { name: 'Fix…' }).click();
    const fixes = page.getByRole('dialog', { name: 'Quick fixes' });
    await fixes
      .getByRole('button', { name: /Move.*3001/ })
      .first()
      .click();
    const place = page.locator('dialog .places li', { hasText: '.env:2' });
    await place.waitFor();
    assert.equal(await place.locator('ins').textContent(), '3001');
    await page.getByRole('button', { name: 'Apply' }).click();
    await finding('Host port 3000').first().waitFor({ state: 'detached' });
    await tab('.env').click();
    await line('API_PORT=3001').waitFor();
  });

  it('F2 lists each place that moves, says why one cannot, and moves them', async () => {
    await tab('web/Dockerfile').click();
    await clickOn('EXPOSE 3000', '3000');
    await page.keyboard.press('F2');
    const port = page.getByLabel('New port');
    await port.fill('99999');
    await page.locator('dialog .told', { hasText: '65535' }).waitFor();
    await port.fill('3100');
    await page.locator('dialog .told', { hasText: '4 places in 2 files would change:' }).waitFor();
    await page.locator('dialog .places .where').nth(3).waitFor();
    const changed = await page.locator('dialog .places .where').allTextContents();
    assert.deepEqual(changed, ['compose.yaml:8', 'compose.yaml:9', 'web/Dockerfile:6', 'web/Dockerfile:7']);
    await page.keyboard.press('Enter');
    await line('EXPOSE 3100').waitFor();
    await tab('compose.yaml').first().click();
    await line('"3000:3100"').waitFor();
  });

  it('files are made, renamed, deleted and brought back', async () => {
    await typeFile('other/compose.yaml', 'services:\n  a:\n    image: a\n    ports: ["70000:1"]\n');
    await finding('"70000" is not a port').waitFor();
    await page.getByRole('button', { name: 'Rename file' }).click();
    await page.getByLabel('Name, with its folders').fill('compose.yaml');
    await page.keyboard.press('Enter');
    await page.locator('dialog .refusal', { hasText: 'There is a file compose.yaml already.' }).waitFor();
    await page.getByLabel('Name, with its folders').fill('notes.txt');
    await page.keyboard.press('Enter');
    await finding('"70000" is not a port').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Delete file' }).click();
    await told('notes.txt is deleted.').waitFor();
    await tab('notes.txt').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo' }).click();
    await tab('notes.txt').waitFor();
    await line('70000:1').waitFor();
  });

  it('files are dropped onto the page', async () => {
    const transfer = await page.evaluateHandle(`
      const data = new DataTransfer();
      data.items.add(new File(['EXPOSE 70000\\n'], 'Dockerfile'));
      data`);
    await page.locator('#editor').dispatchEvent('drop', { dataTransfer: transfer });
    await tab('Dockerfile').and(page.locator('[aria-selected="true"]')).waitFor();
    await finding('"70000"').waitFor();
    await tab('Dockerfile').nth(2).waitFor();
    assert.equal(await tab('Dockerfile').count(), 3);
  });

  it('what is shared is seen by who opens the address, and nothing of it is sent', async () => {
    await typeFile('shared.yaml', 'services:\n  größe:\n    image: a\n    ports: ["70001:1"]\n');
    await finding('"70001" is not a port').waitFor();
    await page.getByRole('button', { name: 'Share', exact: true }).click();
    await told('The address of this page now holds the files').waitFor();
    const shared = page.url();
    assert.match(shared, /#files=[\w-]+$/);
    const other = await visit(shared);
    await other.locator('#findings li', { hasText: '"70001" is not a port' }).waitFor();
    await other.getByRole('tab', { name: 'shared.yaml' }).click();
    await other.locator('#editor .cm-line', { hasText: 'größe' }).waitFor();
    await other.context().close();
  });

  it('a reload keeps what was written', async () => {
    await typeFile('kept.yaml', 'services:\n  a:\n    image: a\n    ports: ["70002:1"]\n');
    await finding('"70002" is not a port').waitFor();
    // It is kept a moment later.
    const before = await page.evaluate<string>(KEPT);
    await page.keyboard.press('End');
    await page.keyboard.type(' ');
    while ((await page.evaluate<string>(KEPT)) === before) await page.waitForTimeout(50);
    await page.reload();
    await finding('"70002" is not a port').waitFor();
  });

  it('a rule is turned off by a file that says so', async () => {
    await finding('Browsers refuse').getByRole('button', { name: 'Fix…' }).click();
    await page.getByRole('button', { name: 'Turn off blocked-port for this workspace' }).click();
    await tab('portolan.json').waitFor();
    await line('"blocked-port": "off"').waitFor();
    await finding('Browsers refuse').waitFor({ state: 'detached' });
  });

  it('the chart shows what leads where, and leads there', async () => {
    const rows = page.locator('#chart g.row');
    await rows.nth(11).waitFor();
    await rows.nth(11).waitFor();
    assert.equal(await rows.count(), 12);
    assert.equal(await page.locator('#chart g.row.conflict').count(), 2);
    await rows.filter({ hasText: '3030' }).click();
    await line('"3030:3000"').and(page.locator('.cm-activeLine')).waitFor();
  });

  it('every sample has something to find', async () => {
    const titles = await page.locator('#sample option').allTextContents();
    assert.equal(titles.length, 5);
    for (const title of titles.slice(1)) {
      await page.getByLabel('Sample').selectOption(title);
      await page.locator('#count', { hasText: /error|warning/ }).waitFor();
      await page.locator('#editor .cm-lintRange').first().waitFor();
    }
  });

  it('a sample gives the files back whose place it took', async () => {
    await line('harbour-shop').click();
    await page.keyboard.press('End');
    await page.keyboard.type(' # mine');
    await page.getByLabel('Sample').selectOption('A proxy before an API');
    await told('The sample took the place of your files.').waitFor();
    await tab('nginx.conf').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await line('harbour-shop # mine').waitFor();
    await finding('Host port 3000').first().waitFor();
  });

  it('what files say is text', async () => {
    const name = '<img src=x onerror=alert(1)> [x](javascript:alert(1))';
    await typeFile(
      'hostile/compose.yaml',
      `services:\n  "${name}":\n    image: a\n    ports: ["70003:80", "8080:81"]\n`,
    );
    await finding('"70003" is not a port').waitFor();
    await page.locator('#chart', { hasText: '<img' }).waitFor();
    const { x, y } = await placeOf('8080:81', '8080');
    await page.mouse.move(x, y - 1);
    await page.mouse.move(x, y);
    await page.locator('#editor .cm-tooltip .markdown', { hasText: name }).waitFor();
    const made = page.locator('#editor .cm-tooltip, #findings, #chart');
    assert.equal(await made.locator('img, script, [href^="javascript"]').count(), 0);
  });

  it('it needs no network once it is there', async () => {
    await page.context().setOffline(true);
    await finding('Without quotes').locator('.goto').click();
    await page.keyboard.press('Control+.');
    await page.getByRole('button', { name: 'Quote "2222:22"' }).click();
    await finding('Without quotes').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Share', exact: true }).click();
    await told('The address of this page now holds the files').waitFor();
  });

  it('it is worked with by keyboard alone', async () => {
    await page.locator('body').focus();
    await page.keyboard.press('Tab');
    assert.equal(await focused(page), 'Skip to the content');
    const seen: string[] = [];
    for (let step = 0; step < 18; step++) {
      await page.keyboard.press('Tab');
      seen.push(await focused(page));
    }
    const order = [
      'Playground',
      'sample',
      'share',
      'current-tab',
      'add',
      'delete',
      'editor',
      'fix',
      'move',
      'explain',
    ];
    assert.deepEqual(
      seen.filter(one => order.includes(one)),
      order,
    );
    await tab('compose.yaml').first().focus();
    await page.keyboard.press('ArrowRight');
    await page.locator('[role="tab"]:focus', { hasText: '.env' }).waitFor();
    await page.keyboard.press('ArrowLeft');
    await line('harbour-shop').waitFor();
    for (let step = 0; step < 5; step++) await page.keyboard.press('Tab');
    assert.equal(await focused(page), 'editor');
    await page.keyboard.press('F8');
    await page.keyboard.press('Control+i');
    const explained = page.getByRole('dialog', { name: 'What this port is' });
    await explained.locator('.markdown', { hasText: '80/tcp on the host' }).waitFor();
    await page.keyboard.press('Escape');
    await explained.waitFor({ state: 'detached' });
    assert.equal(await focused(page), 'editor');
  });

  for (const colorScheme of ['light', 'dark'] as const)
    for (const width of [1280, 320])
      it(`it is accessible, ${colorScheme}, ${width} wide`, async () => {
        await page.context().close();
        page = await visit(address, {
          viewport: { width, height: 800 },
          colorScheme,
          reducedMotion: 'reduce',
        });
        assert.ok((await page.evaluate<number>('document.documentElement.scrollWidth')) <= width);
        await expectAccessible(page);
        await page.locator('#move').click();
        await told('There is no port here.').waitFor();
        await page.locator('#findings button').nth(1).click();
        await page.locator('dialog .choices').waitFor();
        await expectAccessible(page, 'dialog');
      });
});

/** What has the focus, by its ID or its words. */
function focused(page: Page): Promise<string> {
  return page.evaluate<string>(`
    const element = document.activeElement;
    element.id || element.textContent.trim()`);
}
