import fc from 'fast-check';
import { expect, test } from 'vitest';
import { occurrencesIn, urlsIn } from '../../../server/src/chart/occurrences';
import { hoverAt } from '../../../server/src/features/hover';
import { definitionAt, referencesAt } from '../../../server/src/features/navigation';
import { linesOf } from '../../../server/src/features/places';
import { rename } from '../../../server/src/features/rename';
import { positionAt } from '../../../server/src/text/spans';
import type { Workspace } from '../../../server/src/workspace/workspace';
import { workspaceOf } from '../support/memory';
import { projects } from './projects';
import { documentsOf, findingsOf, parameters } from './support';

/** The most ports that are asked about in one project. */
const MAX_ASKED = 4;

interface Spot {
  readonly uri: string;
  readonly offset: number;
}

test('an answer is the same whatever was asked before', { timeout: 7_200_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(projects, fc.nat(), async (files, seed) => {
      const { workspace: asked } = await workspaceOf(files);
      const spots = askEverything(asked);
      for (let tried = 0; tried < Math.min(MAX_ASKED, spots.length); tried++) {
        const spot = spots[(seed + tried * 7) % spots.length];
        const { workspace: fresh } = await workspaceOf(files);
        if (spot) expect(answers(fresh, spot), `${spot.uri} ${spot.offset}`).toEqual(answers(asked, spot));
      }
    }),
    parameters(300),
  );
});

/** Asks all there is to ask, and gives the places of all ports. */
function askEverything(workspace: Workspace): readonly Spot[] {
  findingsOf(workspace);
  const spots = documentsOf(workspace).flatMap(document =>
    [...occurrencesIn(workspace, document), ...urlsIn(workspace, document)].map(({ uri, span }) => ({
      uri,
      offset: span.start,
    })),
  );
  for (const spot of spots) answers(workspace, spot);
  return spots;
}

/** What a place gives: each question for itself, so that the first does not answer the others. */
function answers(workspace: Workspace, { uri, offset }: Spot): unknown {
  const document = workspace.document(uri);
  if (!document) return undefined;
  const position = positionAt(linesOf(document), offset);
  return [
    rename(workspace, document, position, '20001'),
    referencesAt(workspace, document, position),
    definitionAt(workspace, document, position),
    hoverAt(workspace, document, position, []),
  ];
}
