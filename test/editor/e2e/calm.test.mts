// What a person counts on: nothing moves unasked, and what moves shows first where it lands. Pictures are kept beside
// those of the views.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { install, serve, temporaryFolder } from '#scripts/embedded';
import { buildVsix } from '#scripts/package';
import { clickOn, insist, keepPicture, newPage, openFile, PICTURES } from '#scripts/workbench';

const COMPOSE = `services:
  proxy:
    image: traefik
    ports:
      - "80:80"
      - 2222:22
  api:
    image: node
    ports:
      - "\${API_PORT}:3000"
`;

const FILES = {
  'compose.yaml': COMPOSE,
  '.env': 'API_PORT=88\n',
  'README.md': '# Calm\n\nOpen http://localhost:88/.\n',
  'release-notes.md': 'It was at http://localhost:88/.\n',
  'src/main.ts': 'fetch("http://localhost:88/");\n',
};

const folder = temporaryFolder('calm');
for (const [name, text] of Object.entries(FILES)) {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), text);
}

const onDisk = (name: string) => readFileSync(path.join(folder, name), 'utf8');

describe('calm', function () {
  this.timeout(180_000);
  let page: Page;

  before(async () => {
    mkdirSync(PICTURES, { recursive: true });
    const [vsix] = await Promise.all([buildVsix(temporaryFolder('package')), install()]);
    page = await newPage();
    const settings = {
      'explorer.autoReveal': false,
      'editor.codeActionsOnSave': { 'source.fixAll': 'always' },
    };
    await page.goto(await serve({ folder, vsix, settings }));
    await openFile(page, 'compose.yaml', 'services');
    await page.locator('.squiggly-warning').first().waitFor();
  });

  afterEach(async function () {
    await keepPicture(page, this.currentTest?.title);
  });

  after(async () => {
    await page?.context().browser()?.close();
  });

  /** The entry of the bulb's menu at a port, once it shows. */
  async function bulb(context: string, digits: string, entry: string | RegExp) {
    const found = page.locator('.action-widget .monaco-list-row', { hasText: entry }).first();
    await insist(async () => {
      await page.keyboard.press('Escape');
      await clickOn(page, context, digits);
      await page.keyboard.press('Control+.');
    }, found);
    return found;
  }

  it('fix all on save quotes a mapping, and moves no port', async () => {
    const quoted = page.locator('.editor-instance .view-line', { hasText: '"2222:22"' });
    await insist(async () => {
      await clickOn(page, 'image: traefik', 'traefik');
      await page.keyboard.press('End');
      await page.keyboard.type(' ');
      await page.keyboard.press('Control+S');
    }, quoted);
    assert.match(onDisk('compose.yaml'), /"80:80"/);
    assert.equal(onDisk('.env'), FILES['.env']);
    assert.equal(onDisk('release-notes.md'), FILES['release-notes.md']);
  });

  it('the bulb says where a move lands', async () => {
    const entry = await bulb('API_PORT', 'API_PORT', /^Move host port 88 of "api"/);
    const title = ((await entry.textContent()) ?? '').replace(/\s+/g, ' ');
    assert.match(
      title,
      /^Move host port 88 of "api" to 1?\d+ in \.env \(API_PORT\) and 1 other place \(asks about src\/main\.ts\)$/,
    );
  });

  it('a move shows what it would change in code before it does', async () => {
    const panel = page.locator('.bulk-edit-panel');
    const preview = panel.locator('.monaco-list-row', { hasText: 'main.ts' }).first();
    await insist(async () => {
      const entry = await bulb('API_PORT', 'API_PORT', /^Move host port 88 of "api"/);
      await entry.click({ timeout: 3000 });
    }, preview);
    assert(await panel.locator('.monaco-list-row', { hasText: '.env' }).first().isVisible());
    await page.screenshot({ path: path.join(PICTURES, 'the preview of a move.png') });
    // Nothing is changed before somebody says so.
    assert.equal(onDisk('.env'), FILES['.env']);
    assert.equal(onDisk('src/main.ts'), FILES['src/main.ts']);
    await insist(() => panel.getByText('Discard').click({ timeout: 3000 }), preview, 'hidden');
  });

  it('a finding is ignored here with one click', async () => {
    const comment = page.locator('.editor-instance .view-line', {
      hasText: 'portolan-ignore: privileged-port',
    });
    await insist(async () => {
      const entry = await bulb('API_PORT', 'API_PORT', 'Ignore here');
      await entry.click({ timeout: 3000 });
    }, comment);
    await page.locator('.squiggly-warning').first().waitFor({ state: 'hidden' });
  });
});
