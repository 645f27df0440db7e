// biome-ignore-all lint/suspicious/noTemplateCurlyInString: so Compose writes its variables.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Workspace } from '../../../server/src/workspace/workspace';
import { workspaceOf } from '../support/memory';
import { fixed, MAX_ROUNDS } from './fixed';
import { type FileTexts, projects } from './projects';
import { findingsOf, parameters } from './support';

/** How many mappings each service of each project has. */
function mappingsOf(workspace: Workspace): readonly string[] {
  return workspace
    .projects()
    .flatMap(({ root, units }) =>
      [...units.values()].map(({ name, mappings }) => `${root.files.join(' ')} ${name} ${mappings.length}`),
    )
    .sort();
}

async function check(files: FileTexts): Promise<void> {
  const before = mappingsOf((await workspaceOf(files)).workspace);
  const after = await fixed(files);
  expect(after.rounds).toBeLessThanOrEqual(MAX_ROUNDS);
  expect(await fixed(after.files)).toEqual({ files: after.files, rounds: 0 });
  const invalid = findingsOf((await workspaceOf(files)).workspace).some(
    ({ rule }) => rule === 'invalid-port',
  );
  // What was refused before counts only once it is mended.
  if (!invalid) expect(mappingsOf((await workspaceOf(after.files)).workspace)).toEqual(before);
}

test.each<[string, FileTexts]>([
  [
    'one variable twice beside its number',
    {
      '.env': 'P=8138\n',
      'compose.yaml':
        'services:\n  a: {image: x, ports: ["${P}:80"]}\n  b: {image: x, ports: ["8138:80"]}\n  c: {image: x, ports: ["${P}:81"]}\n',
    },
  ],
  [
    'a range between two that move',
    { 'compose.yaml': 'services:\n  a: {image: x, ports: ["80:53", "8080-8083:53-56", "8081:53"]}\n' },
  ],
])('unsafe fixes rest and lose no binding: %s', async (_name, files) => check(files));

test('unsafe fixes rest after one run, and lose no binding', { timeout: 7_200_000 }, async () => {
  await fc.assert(fc.asyncProperty(projects, check), parameters(150));
});
