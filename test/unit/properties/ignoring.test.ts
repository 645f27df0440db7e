import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ignoringsOf } from '../../../server/src/features/ignoring';
import type { Finding } from '../../../server/src/rules/finding';
import type { Workspace } from '../../../server/src/workspace/workspace';
import { workspaceOf } from '../support/memory';
import { projects } from './projects';
import { edited, findingsOf, parameters } from './support';

/** What a finding says, wherever its line has moved. */
function said(workspace: Workspace, finding: Finding): string {
  const { uri, rule, span, message } = finding;
  const text = workspace.document(uri)?.text ?? '';
  const line = text.slice(text.lastIndexOf('\n', span.start - 1) + 1).split(/\r?\n/, 1)[0];
  return [uri, rule, message, line].join('\n');
}

function lineOf(workspace: Workspace, { uri, span }: Finding): number {
  return (workspace.document(uri)?.text.slice(0, span.start) ?? '').split('\n').length;
}

test('"Ignore here" silences what its rule says of the line, and nothing else', {
  timeout: 7_200_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(projects, fc.nat(), async (files, choice) => {
      const { workspace } = await workspaceOf(files);
      const all = findingsOf(workspace);
      const finding = all[choice % Math.max(1, all.length)];
      const document = finding && workspace.document(finding.uri);
      const here = document && ignoringsOf(document, finding).find(({ title }) => title === 'Ignore here');
      if (!finding || !here) return;
      const { workspace: later } = await workspaceOf(edited(workspace, files, here.edits));
      const isSilenced = (one: Finding) =>
        one.uri === finding.uri &&
        one.rule === finding.rule &&
        lineOf(workspace, one) === lineOf(workspace, finding);
      const left = all.filter(one => !isSilenced(one)).map(one => said(workspace, one));
      expect(
        findingsOf(later)
          .map(one => said(later, one))
          .sort(),
      ).toEqual(left.sort());
    }),
    parameters(150),
  );
});
