// One port that a Dockerfile, Compose, nginx, a dev container, a workflow, a script, a README and manifests write, by keyboard.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { install, ROOT, serve, temporaryFolder } from '#scripts/embedded';
import { buildVsix } from '#scripts/package';
import { clickOn, hoverOver, insist, keepPicture, newPage, openFile, PICTURES } from '#scripts/workbench';

const HARBOUR = path.join(ROOT, 'test', 'editor', 'harbour');
const NAMES = readdirSync(HARBOUR, { recursive: true, withFileTypes: true })
  .filter(entry => entry.isFile())
  .map(({ parentPath, name }) => path.relative(HARBOUR, path.join(parentPath, name)));
const FILES = NAMES.map(name => readFileSync(path.join(HARBOUR, name), 'utf8'));

const folder = temporaryFolder('harbour');
cpSync(HARBOUR, folder, { recursive: true });

const onDisk = (name: string) => readFileSync(path.join(folder, name), 'utf8');

describe('kubernetes', function () {
  this.timeout(180_000);
  let page: Page;

  before(async () => {
    mkdirSync(PICTURES, { recursive: true });
    const [vsix] = await Promise.all([buildVsix(temporaryFolder('package')), install()]);
    page = await newPage();
    await page.goto(await serve({ folder, vsix, settings: { 'explorer.autoReveal': false } }));
  });

  afterEach(async function () {
    await keepPicture(page, this.currentTest?.title);
  });

  after(async () => {
    await page?.context().browser()?.close();
  });

  it('F12 from a backend leads to the port of the Service, and from there to that of the container', async () => {
    await openFile(page, 'ingress.yaml', 'Ingress');
    const line = (text: string) => page.locator('.editor-instance .view-line', { hasText: text });
    await insist(async () => {
      await clickOn(page, 'number: 8080', '8080');
      await page.keyboard.press('F12');
    }, line('- port:'));
    await insist(async () => {
      await clickOn(page, '- port: 8080', '8080');
      await page.keyboard.press('F12');
    }, line('containerPort:'));
  });

  it('a hover says which Service leads to a port', async () => {
    await openFile(page, 'deployment.yaml', 'Deployment');
    assert.match(
      await hoverOver(page, 'containerPort: 8080', '8080'),
      /8080\/tcp of deployment\/shop, behind service\/shop/,
    );
  });

  it('lenses say what a Service leads to, and what leads to it', async () => {
    await openFile(page, 'service.yaml', 'Service');
    const lens = (text: string) => page.locator('.codelens-decoration a', { hasText: text }).first();
    await lens('→ deployment/shop').waitFor();
    await lens('← ingress/harbour').waitFor();
  });

  it('F2 on EXPOSE shows every place in one preview, and changes them all', async () => {
    await openFile(page, 'Dockerfile', 'EXPOSE');
    const panel = page.locator('.bulk-edit-panel');
    const listed = (name: string) => panel.locator('.monaco-list-row', { hasText: name }).first();
    const box = page.locator('.rename-box input');
    await insist(async () => {
      await clickOn(page, 'EXPOSE 8080', '8080');
      await page.keyboard.press('F2');
      await box.fill('9090', { timeout: 3000 });
      await page.keyboard.press('Control+Enter');
    }, listed('ingress.yaml'));
    await page.screenshot({ path: path.join(PICTURES, 'the preview of F2 over systems.png') });
    const rows = panel.locator('.monaco-list-row');
    const missing = new Set(NAMES.map(name => path.basename(name)));
    await panel.locator('.monaco-list').hover();
    await page.mouse.wheel(0, -5000);
    for (let round = 0; round < 60 && missing.size > 0; round++) {
      for (const row of await rows.allTextContents())
        for (const name of missing) if (row.includes(name)) missing.delete(name);
      await page.mouse.wheel(0, 60);
      await page.waitForTimeout(100);
    }
    assert.deepEqual([...missing], []);
    assert.deepEqual(NAMES.map(onDisk), FILES);
    await insist(() => panel.getByText('Apply').click({ timeout: 3000 }), panel, 'hidden');
    const moved = FILES.map(text => text.replaceAll('8080', '9090'));
    for (let time = 0; time < 20 && NAMES.map(onDisk).join() !== moved.join(); time++)
      await page.waitForTimeout(250);
    assert.deepEqual(NAMES.map(onDisk), moved);
  });
});
