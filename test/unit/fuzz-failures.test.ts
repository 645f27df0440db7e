import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Case, caseOf, runCase } from '../fuzz/cases';

const FOLDER = path.resolve('test/fuzz/failures');

interface Saved {
  readonly message: string;
  readonly case: Case;
}

function saved(): readonly (readonly [string, Saved])[] {
  if (!existsSync(FOLDER)) return [];
  return readdirSync(FOLDER)
    .filter(name => name.endsWith('.json'))
    .map(name => [name, JSON.parse(readFileSync(path.join(FOLDER, name), 'utf8'))]);
}

describe('what once failed in a fuzz run', () => {
  test.each(saved())('%s', async (_name, { case: one }) => {
    expect((await runCase(one)).failure).toBeUndefined();
  });

  test('and a few cases more do not fail', { timeout: 60_000 }, async () => {
    let inputs = 0;
    for (let index = 0; index < 200; index++) {
      const outcome = await runCase(caseOf(1, index));
      expect(outcome.failure, `case ${index}`).toBeUndefined();
      inputs += outcome.inputs;
    }
    expect(inputs).toBeGreaterThan(4000);
  });
});
