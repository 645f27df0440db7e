import { describe, expect, test } from 'vitest';
import { type Binding, collisionsOf } from '../../../server/src/chart/collisions';
import { formatRange } from '../../../server/src/ports/port';
import { placeSpan } from '../../../server/src/systems/reading';
import type { Workspace } from '../../../server/src/workspace/workspace';
import { workspaceOf } from '../support/memory';
import { CONFLICT_CASES } from './conflict-cases';

/** A binding as the cases name it: the unit, its host ports as resolved or else as written, the protocol. */
function label(workspace: Workspace, { unit, uri, range, text, protocol }: Binding): string {
  const document = workspace.document(uri);
  const span = document && placeSpan(document.reading, text.block, text.span);
  const ports = range ? formatRange(range) : document?.text.slice(span?.start, span?.end);
  return `${unit.name} ${ports}/${protocol}`;
}

describe('what `docker compose up` cannot start', () => {
  test.each(CONFLICT_CASES.map(one => [one.name, one] as const))(
    '%s',
    async (_name, { files, collisions }) => {
      const { workspace } = await workspaceOf(files);
      const found = workspace
        .projects()
        .flatMap(collisionsOf)
        .filter(({ certainty }) => certainty === 'always')
        .flatMap(({ binding, rivals }) =>
          (rivals.length === 0 ? [binding] : rivals).map(rival =>
            [label(workspace, binding), label(workspace, rival)].sort().join(' | '),
          ),
        );
      expect([...new Set(found)].sort()).toEqual([...collisions].sort());
    },
  );
});
