import { linkedOccurrences } from '../../server/src/chart/links';
import { occurrencesIn } from '../../server/src/chart/occurrences';
import { codeActionsIn } from '../../server/src/features/code-actions';
import { codeLensesIn } from '../../server/src/features/code-lenses';
import { inlayHintsIn } from '../../server/src/features/inlay-hints';
import { linesOf } from '../../server/src/features/places';
import { rename } from '../../server/src/features/rename';
import { documentSymbols } from '../../server/src/features/symbols';
import { DEFAULT_SETTINGS } from '../../server/src/rules/settings';
import type { Document } from '../../server/src/systems/reading';
import { positionAt } from '../../server/src/text/spans';
import type { Workspace } from '../../server/src/workspace/workspace';

/** A number that no project uses, and a client that can do everything. */
const FREE = '61234';
const CLIENT = {
  documentChanges: true,
  createsFiles: true,
  annotations: true,
  applyEdit: true,
  relatedInformation: true,
  codeDescriptions: true,
};

/** What a document's requests are answered, a line each: links, renames, actions, hints, lenses and symbols. */
export function answersOf(workspace: Workspace, document: Document, root: string): readonly string[] {
  const path = document.uri.slice(root.length);
  const whole = {
    start: { line: 0, character: 0 },
    end: positionAt(linesOf(document), document.text.length),
  };
  const say = (kind: string, answer: unknown) => `${path} ${kind} ${JSON.stringify(answer)}`;
  const occurrences = occurrencesIn(workspace, document).flatMap(occurrence => {
    const { start } = occurrence.span;
    const links = linkedOccurrences(workspace, occurrence).map(({ uri, span }) => `${uri} ${span.start}`);
    const edits = rename(workspace, document, positionAt(linesOf(document), start), FREE);
    return [say(`${start} links`, links), say(`${start} rename`, edits)];
  });
  return [
    ...occurrences,
    say(
      'actions',
      codeActionsIn(workspace, document, whole, { diagnostics: [] }, DEFAULT_SETTINGS, () => null, CLIENT),
    ),
    say('hints', inlayHintsIn(workspace, document, whole)),
    say('lenses', codeLensesIn(workspace, document, DEFAULT_SETTINGS, [])),
    say('symbols', documentSymbols(workspace, document)),
  ];
}
