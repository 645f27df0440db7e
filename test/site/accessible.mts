// What axe finds of a page.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What a row of the chart says is one sentence; the texts in it are its ends. */
const SAID = 'label-content-name-mismatch: g[data-row=';

/** Holds what an element of a page has to WCAG 2.2 AA and to what axe calls best practices, as far as a program can tell. */
export async function expectAccessible(page: Page, within = 'body'): Promise<void> {
  await page.evaluate(AXE);
  const violations = await page.evaluate<string[]>(
    `axe.run('${within}').then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => id + ': ' + target.join(' ') + ': ' + failureSummary)))`,
  );
  assert.deepEqual(
    violations.filter(violation => !violation.startsWith(SAID)),
    [],
  );
}
