import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ChartedOccurrence } from '../../../server/src/chart/occurrence';
import { occurrencesIn } from '../../../server/src/chart/occurrences';
import { formatRange } from '../../../server/src/ports/port';
import type { Workspace } from '../../../server/src/workspace/workspace';
import { workspaceOf } from '../support/memory';
import { type FileTexts, projects } from './projects';
import { documentsOf, edited, mapSpan, parameters, renameAt } from './support';

/** The most ports that are renamed in one project. */
const MAX_RENAMES = 3;

/** Written nowhere, and nothing publishes it. */
const FREE_PORT = 20001;

test('renaming a port to a free one and back gives the same files', { timeout: 7_200_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(projects, fc.nat(), async (files, seed) => {
      const { workspace } = await workspaceOf(files);
      const all = documentsOf(workspace).flatMap(document => occurrencesIn(workspace, document));
      for (let tried = 0; tried < Math.min(MAX_RENAMES, all.length); tried++) {
        const occurrence = all[(seed + tried) % all.length];
        if (occurrence) await checkRename(workspace, files, occurrence);
      }
    }),
    parameters(600),
  );
});

async function checkRename(
  workspace: Workspace,
  files: FileTexts,
  occurrence: ChartedOccurrence,
): Promise<void> {
  const { uri, span, range, role } = occurrence;
  const edits = renameAt(workspace, uri, span.start, String(FREE_PORT));
  // 0 asks for any port: it is no name to go back to.
  if (!edits || !range || range.from === 0) return;
  const about = `${role} ${formatRange(range)} at ${workspace.nameOf(uri)} ${span.start}`;
  const there = edited(workspace, files, edits);
  const { workspace: later } = await workspaceOf(there);
  const start = mapSpan(uri, span, edits).start;
  const back = renameAt(later, uri, start, formatRange(range)) ?? [];
  // A URL that relied on its scheme's default says its port from now on.
  const shift = FREE_PORT - range.from;
  const said = edits
    .filter(({ newText }) => newText.startsWith(':'))
    .map(edit => ({ ...edit, newText: `:${Number(edit.newText.slice(1)) - shift}` }));
  expect(edited(later, there, back), about).toEqual(edited(workspace, files, said));
}
