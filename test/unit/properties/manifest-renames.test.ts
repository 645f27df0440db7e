import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ChartedOccurrence } from '../../../server/src/chart/occurrence';
import { occurrencesIn } from '../../../server/src/chart/occurrences';
import { formatRange } from '../../../server/src/ports/port';
import type { Workspace } from '../../../server/src/workspace/workspace';
import { ROOT, workspaceOf } from '../support/memory';
import { referencesOf } from './applied';
import { FREE, manifests } from './manifests';
import type { FileTexts } from './projects';
import { documentsOf, edited, findingsOf, mapSpan, parameters, renameAt } from './support';

/** The most ports and names that are renamed in one folder. */
const MAX_RENAMES = 4;

test('renaming a port of a cluster, or its name, changes nothing else, reaches what was reached, and can be undone', {
  timeout: 7_200_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(manifests, fc.nat(), async (files, seed) => {
      const { workspace } = await workspaceOf(files);
      const all = documentsOf(workspace).flatMap(document => occurrencesIn(workspace, document));
      for (let tried = 0; tried < Math.min(MAX_RENAMES, all.length); tried++) {
        const occurrence = all[(seed + tried * 7) % all.length];
        if (occurrence) await checkRename(workspace, files, occurrence);
      }
    }),
    parameters(300),
  );
});

async function checkRename(
  workspace: Workspace,
  files: FileTexts,
  occurrence: ChartedOccurrence,
): Promise<void> {
  const { uri, span, range, role, name } = occurrence;
  const [before, after] =
    name === undefined
      ? [range && formatRange(range), String(role === 'nodePort' ? FREE.nodePort : FREE.other)]
      : [name, FREE.name];
  const edits = before && renameAt(workspace, uri, span.start, after);
  if (!edits) return;
  const about = `${role} ${before} at ${workspace.nameOf(uri)} ${span.start}`;
  expect(edits.length, about).toBeGreaterThan(0);
  const shift = Number(after) - (range?.from ?? 0);
  for (const edit of edits) {
    const old = files[edit.uri.slice(ROOT.length)]?.slice(edit.span.start, edit.span.end) ?? '';
    expect(edit.newText, about).toBe(
      name === undefined ? old.replace(/\d+/g, digits => String(Number(digits) + shift)) : after,
    );
    expect(old, about).toMatch(name === undefined ? /^\d+(?:-\d+)?$/ : /^[a-z-]+$/);
  }
  const there = edited(workspace, files, edits);
  expect(reachedIn(there), about).toEqual(reachedIn(files));
  const { workspace: later } = await workspaceOf(there);
  const [counts, laterCounts] = [countsOf(workspace), countsOf(later)];
  for (const [rule, count] of laterCounts)
    expect(count, `${about}: ${rule}`).toBeLessThanOrEqual(counts.get(rule) ?? 0);
  const back = renameAt(later, uri, mapSpan(uri, span, edits).start, before) ?? [];
  expect(edited(later, there, back), about).toEqual(files);
}

/** What is reached, in lines. */
function reachedIn(files: FileTexts): readonly string[] {
  return [...referencesOf(files)].map(([place, reached]) => `${place}: ${reached}`);
}

function countsOf(workspace: Workspace): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { rule } of findingsOf(workspace)) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  return counts;
}
