// What a person does who has typed `npm start`: the extension is the installed package, the mouse and the keys are theirs.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, cpSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Locator, Page } from 'playwright-core';
import { ROOT, temporaryFolder } from '#scripts/embedded';
import { onExit } from '#scripts/processes';
import { clickOn, hoverOver, insist, lookUp, newPage, openFile, runCommand } from '#scripts/workbench';

const folder = temporaryFolder('examples');
cpSync(path.join(ROOT, 'examples'), folder, { recursive: true });
appendFileSync(path.join(folder, '.env'), 'REPORTS_DB=postgres://localhost:5432/shop\n');

describe('npm start', function () {
  this.timeout(180_000);
  let start: ChildProcess;
  let page: Page;

  before(async () => {
    start = spawn(process.execPath, ['scripts/start.mts', folder, '--embedded'], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onExit(() => start.kill());
    page = await newPage();
    await page.goto(await printedAddress(start));
  });

  afterEach(async function () {
    if (this.currentTest?.isPassed()) return;
    const picture = path.join(ROOT, '.vscode-test', `failed ${this.currentTest?.title}.png`);
    await page?.screenshot({ path: picture }).catch(() => undefined);
  });

  after(async () => {
    await page?.context().browser()?.close();
  });

  it('shows a tour of the examples first', async () => {
    await page.getByRole('tab', { name: /README\.md/ }).waitFor();
  });

  it('underlines the ports that are in trouble', async () => {
    await openFile(page, 'compose.yaml', 'harbour-shop');
    await page.locator('.squiggly-error').first().waitFor();
    await page.locator('.squiggly-warning').first().waitFor();
  });

  it('tells what a port is, under the mouse', async () => {
    const text = await hoverOver(page, '127.0.0.1:5432:5432', '5432');
    assert.match(text, /postgresql/i);
    assert.match(text, /\bdb\b/);
  });

  it('lists the findings in the Problems panel', async () => {
    const panel = page.locator('.markers-panel');
    const rows = panel.locator('.monaco-list-row');
    // The key shows it and hides it again.
    const toggle = async (isShown: boolean) => {
      if ((await panel.isVisible()) !== isShown) await page.keyboard.press('Control+Shift+M');
    };
    await insist(() => toggle(true), panel);
    await rows.filter({ hasText: 'privileged-port' }).first().waitFor();
    await rows.filter({ hasText: 'port-conflict' }).first().waitFor();
    await insist(() => toggle(false), panel, 'hidden');
  });

  it('moves a port from the light bulb, and saves it', async () => {
    const bulb = page.locator('.lightBulbWidget:visible, [class*="codicon-gutter-lightbulb"]').first();
    const open = async () => {
      await clickOn(page, '"80:3000"', '80');
      await bulb.click({ timeout: 3000 });
    };
    await chooseAction(page, /8080/, open, page.locator('.view-line', { hasText: '"8080:3000"' }));
    await insistOnDisk(
      () => page.keyboard.press('Control+S'),
      () => onDisk('compose.yaml').includes('"8080:3000"'),
    );
  });

  it('resolves a conflict with Ctrl+.', async () => {
    const open = async () => {
      await clickOn(page, '"3000:3000"', '3000');
      await page.keyboard.press('Control+.');
    };
    const moved = page.locator('.view-line', { hasText: /"3(?!000)\d{3}:3000"/ });
    await chooseAction(page, /Move/, open, moved);
  });

  it('renames a port in every file with F2', async () => {
    const box = page.locator('.rename-box input');
    const rename = async () => {
      await clickOn(page, '127.0.0.1:5432:5432', '5432');
      await page.keyboard.press('F2');
      await box.fill('15432', { timeout: 3000 });
      await page.keyboard.press('Enter');
    };
    await insist(rename, page.locator('.view-line', { hasText: '127.0.0.1:15432:5432' }));
    const saveAll = async () => {
      await page.keyboard.press('Control+K');
      await page.keyboard.press('S');
    };
    await insistOnDisk(
      saveAll,
      () =>
        onDisk('compose.yaml').includes('"127.0.0.1:15432:5432"') &&
        onDisk('.env').includes('REPORTS_DB=postgres://localhost:15432/shop\n'),
    );
    assert.match(onDisk('compose.yaml'), /@db:5432\/shop/);
  });

  it('finds the ports of a service with Ctrl+T', async () => {
    await lookUp(page, 'Control+T', '#cache', quickPick(page, '6379 cache'));
    await page.keyboard.press('Escape');
  });

  it('explains a port that is searched by name', async () => {
    const input = page.getByPlaceholder(/A port number/);
    const explain = async () => {
      await runCommand(page, 'Portolan: Explain Port...', input);
      await input.fill('postgres', { timeout: 3000 });
      await quickPick(page, '5432').click({ timeout: 3000 });
    };
    await insist(explain, page.getByRole('tab', { name: /Port 5432/ }));
  });

  it('ends with all that it started', async () => {
    start.kill('SIGINT');
    await once(start, 'exit');
    await assert.rejects(fetch(page.url()));
  });
});

const onDisk = (file: string): string => readFileSync(path.join(folder, file), 'utf8');

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

/** The list of actions goes away where diagnostics arrive, also when one was about to be chosen. */
async function chooseAction(
  page: Page,
  title: RegExp,
  open: () => Promise<void>,
  sign: Locator,
): Promise<void> {
  const action = page.locator('.action-widget .monaco-list-row', { hasText: title }).first();
  await insist(async () => {
    await open();
    await action.click({ timeout: 3000 });
  }, sign);
}

function quickPick(page: Page, label: string) {
  return page.locator('.quick-input-list .monaco-list-row', { hasText: label }).first();
}

/** Does something until it shows outside the browser; the test's time-out bounds it. */
async function insistOnDisk(act: () => Promise<void>, isThere: () => boolean): Promise<void> {
  for (let waited = 0; !isThere(); waited += 50) {
    if (waited % 3000 === 0) await act();
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}
