import { type CodeAction, type CodeActionContext, CodeActionKind } from 'vscode-languageserver-types';
import type { Chart } from '../chart/chart';
import type { Document } from '../formats/reading';
import type { Edit, Range } from '../formats/text';
import type { Finding } from '../rules/finding';
import { findingsIn } from '../rules/judge';
import type { Settings } from '../rules/settings';
import { toDiagnostic } from './diagnostics';
import { type EditSupport, toWorkspaceEdit, type VersionOf } from './edits';
import { toOffset } from './places';

/** The kind of the action that applies every preferred fix of a document. */
export const FIX_ALL = `${CodeActionKind.SourceFixAll}.portolan`;

/** The fixes of the findings that a range touches, and the one that fixes all. */
export function codeActionsIn(
  chart: Chart,
  document: Document,
  range: Range,
  { only }: CodeActionContext,
  settings: Settings,
  versionOf: VersionOf,
  support: EditSupport,
): CodeAction[] {
  const findings = findingsIn(chart, document, settings);
  const isAsked = (kind: string) =>
    !only || only.some(asked => kind === asked || kind.startsWith(`${asked}.`));
  const start = toOffset(document, range.start);
  const end = toOffset(document, range.end);
  const quickFixes = isAsked(CodeActionKind.QuickFix)
    ? findings
        .filter(({ span }) => span.start <= end && start <= span.end)
        .flatMap(finding => fixesOf(finding))
    : [];
  // Asked for by name alone: the light bulb is for what the cursor is on.
  const all = only && isAsked(FIX_ALL) ? fixAll(findings) : [];
  return [
    ...quickFixes.map(
      ({ finding, title, preferred, edits }): CodeAction => ({
        title,
        kind: CodeActionKind.QuickFix,
        isPreferred: preferred,
        diagnostics: [toDiagnostic(chart, document, finding)],
        edit: toWorkspaceEdit(chart, edits, versionOf, support),
      }),
    ),
    ...(all.length > 0
      ? [
          {
            title: 'Fix all that Portolan can fix by itself',
            kind: FIX_ALL,
            edit: toWorkspaceEdit(chart, all, versionOf, support),
          },
        ]
      : []),
  ];
}

function fixesOf(finding: Finding) {
  return finding.fixes.map(fix => ({ finding, ...fix }));
}

/**
 * The edits of every preferred fix that can be applied together: one that touches what an earlier one
 * changes, or moves another port to the same number, waits for the next time.
 */
export function fixAll(findings: readonly Finding[]): readonly Edit[] {
  const edits: Edit[] = [];
  const moved = new Set<string>();
  for (const fix of findings.flatMap(finding => finding.fixes.filter(one => one.preferred).slice(0, 1))) {
    const isApart = fix.edits.every(
      edit =>
        !edits.some(
          other =>
            other.uri === edit.uri && edit.span.start <= other.span.end && other.span.start <= edit.span.end,
        ),
    );
    if (!isApart || fix.edits.some(edit => moved.has(edit.newText))) continue;
    edits.push(...fix.edits);
    for (const edit of fix.edits) moved.add(edit.newText);
  }
  return edits;
}
