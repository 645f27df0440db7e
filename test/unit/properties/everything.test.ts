import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ROOT, workspaceOf } from '../support/memory';
import { everything, type ProjectOfAll, written } from './everything';
import { edited, parameters, renameAt } from './support';

/** The most places that are moved in one project. */
const MAX_MOVES = 4;

/** Written nowhere. */
const FREE = 20_001;

test('a move of a port of any system changes all places that mean it, and no other; and back gives the same files', {
  timeout: 7_200_000,
}, async () => {
  const systems = new Set<string>();
  await fc.assert(
    fc.asyncProperty(everything, fc.nat(), async (project, seed) => {
      const { places } = written(project);
      for (let tried = 0; tried < MAX_MOVES; tried++) {
        const index = (seed + tried * 7) % places.length;
        systems.add(places[index]?.path ?? '');
        await checkMove(project, index);
      }
    }),
    parameters(60),
  );
  // Of the places, some of each file were moved.
  expect(systems.size).toBeGreaterThan(12);
});

/** Moves the port at a place there and back. */
async function checkMove(project: ProjectOfAll, index: number): Promise<void> {
  const { files, places } = written(project);
  const place = places[index];
  if (!place) throw new Error('no such place');
  const { path, start, port } = place;
  const from = project.numbers[port];
  const moved = { ...project, numbers: { ...project.numbers, [port]: FREE } };
  const about = `${port} ${from} at ${path} ${start}`;
  const there = await move(files, path, start, FREE, about);
  expect(there, about).toEqual(written(moved).files);
  const later = written(moved).places[index];
  expect(await move(there, path, later?.start ?? -1, from ?? 0, `${about}, back`), about).toEqual(files);
}

async function move(
  files: Readonly<Record<string, string>>,
  path: string,
  start: number,
  to: number,
  about: string,
): Promise<Readonly<Record<string, string>>> {
  const { workspace } = await workspaceOf(files);
  const edits = renameAt(workspace, ROOT + path, start, String(to));
  if (!edits) throw new Error(`${about}: refused`);
  return edited(workspace, files, edits);
}
