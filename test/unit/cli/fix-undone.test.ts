// What happens when one of several files cannot take the place of the old one: as of a file that is mounted.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type * as files from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test, vi } from 'vitest';
import { fixFiles } from '../../../server/src/cli/fix';
import { analysisOf, findingAt, fixOf } from './analyses';

vi.mock('node:fs/promises', async original => {
  const real = await original<typeof files>();
  return {
    ...real,
    // A mounted file cannot be replaced.
    rename: (from: string, to: string) =>
      to.endsWith('mounted.yaml') ? Promise.reject(new Error('EBUSY')) : real.rename(from, to),
  };
});

test('a file that was replaced already gets its old self back', async () => {
  const top = mkdtempSync(join(tmpdir(), 'portolan-undone-'));
  onTestFinished(() => rmSync(top, { recursive: true }));
  const uriOf = (name: string) => pathToFileURL(join(top, name)).href;
  const names = ['first.yaml', 'mounted.yaml'];
  for (const name of names) writeFileSync(join(top, name), '80');
  const { ino } = statSync(join(top, 'first.yaml'));
  const span = { start: 0, end: 2 };
  const edits = names.map(name => ({ uri: uriOf(name), span, newText: '8080' }));
  const finding = findingAt({ uri: uriOf('first.yaml'), span }, { fixes: [fixOf('fix', edits, true, true)] });
  const analysis = {
    ...analysisOf({}, { findings: [finding] }),
    uris: names.map(uriOf),
    textOf: () => '80',
  };
  await expect(fixFiles(analysis, false)).rejects.toThrow('mounted.yaml: EBUSY');
  expect(names.map(name => readFileSync(join(top, name), 'utf8'))).toEqual(['80', '80']);
  expect(statSync(join(top, 'first.yaml')).ino).toBe(ino);
  expect(readdirSync(top).sort()).toEqual(names);
});
