import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { notIn, readBaseline, writeBaseline } from '../../../server/src/cli/baseline';
import { ROOT, workspaceOf } from '../support/memory';
import { type FileTexts, projects } from './projects';
import { findingsOf, parameters } from './support';

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'portolan-baseline-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

const fileOf = (uri: string) => uri.slice(ROOT.length);

/** The files with so many lines more before each line of a Compose file that is not indented. */
function withLines(files: FileTexts, count: number): FileTexts {
  return Object.fromEntries(
    Object.entries(files).map(([name, text]) => [
      name,
      name.endsWith('.yaml') ? text.replace(/^(?=[a-z])/gm, '# A line.\n'.repeat(count)) : text,
    ]),
  );
}

/** The files with a service that no program starts. */
function withFault(files: FileTexts): FileTexts {
  const text = files['compose.yaml'] ?? '';
  return {
    ...files,
    'compose.yaml': text.replace(/^services:(\r?\n)( +)/m, '$&fault: {image: x, ports: ["1:99999"]}$1$2'),
  };
}

test('a baseline holds under inserted lines, and hides nothing new', { timeout: 7_200_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(projects, fc.integer({ min: 0, max: 3 }), async (files, count) => {
      const file = path.join(folder, 'baseline.json');
      writeBaseline(file, findingsOf((await workspaceOf(files)).workspace), fileOf);
      const baseline = readBaseline(file);
      const later = withLines(files, count);
      expect(notIn(baseline, findingsOf((await workspaceOf(later)).workspace), fileOf)).toEqual([]);
      const worse = notIn(baseline, findingsOf((await workspaceOf(withFault(later))).workspace), fileOf);
      expect(worse.some(({ message }) => message.includes('99999'))).toBe(true);
    }),
    parameters(150),
  );
});
