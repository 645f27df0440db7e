// One port of a project with a Dockerfile, a Compose file and manifests, by keyboard.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { install, ROOT, serve, temporaryFolder } from '#scripts/embedded';
import { buildVsix } from '#scripts/package';
import { clickOn, hoverOver, insist, newPage, openFile } from '#scripts/workbench';

const PICTURES = path.join(ROOT, '.vscode-test', 'screenshots');

const FILES = {
  Dockerfile: 'FROM node:20\nEXPOSE 8080\nCMD ["node", "server.js"]\n',
  'compose.yaml':
    'services:\n  shop:\n    image: harbour/shop:dev\n    build: .\n    ports:\n      - "3000:8080"\n',
  'deployment.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  selector:
    matchLabels:
      app: shop
  template:
    metadata:
      labels:
        app: shop
    spec:
      containers:
        - name: shop
          image: harbour/shop:1.4
          ports:
            - name: http
              containerPort: 8080
          readinessProbe:
            httpGet:
              path: /ready
              port: http
`,
  'service.yaml': `apiVersion: v1
kind: Service
metadata:
  name: shop
spec:
  selector:
    app: shop
  ports:
    - port: 8080
`,
  'ingress.yaml': `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: harbour
spec:
  rules:
    - http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: shop
                port:
                  number: 8080
`,
};

const folder = temporaryFolder('harbour');
for (const [name, text] of Object.entries(FILES)) writeFileSync(path.join(folder, name), text);

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
    const { title } = this.currentTest ?? {};
    const picture = path.join(PICTURES, `${title?.replace(/\W+/g, ' ').trim()}.png`);
    await page?.screenshot({ path: picture }).catch(() => undefined);
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
    for (const name of Object.keys(FILES).toSorted()) {
      await insist(async () => {
        await panel.locator('.monaco-list').hover({ timeout: 3000 });
        if (!(await listed(name).isVisible())) await page.mouse.wheel(0, 100);
      }, listed(name));
    }
    assert.deepEqual(Object.keys(FILES).map(onDisk), Object.values(FILES));
    await insist(() => panel.getByText('Apply').click({ timeout: 3000 }), panel, 'hidden');
    const moved = Object.values(FILES).map(text => text.replaceAll('8080', '9090'));
    for (let time = 0; time < 20 && onDisk('ingress.yaml') === FILES['ingress.yaml']; time++)
      await page.waitForTimeout(250);
    assert.deepEqual(Object.keys(FILES).map(onDisk), moved);
  });
});
