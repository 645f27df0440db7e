import { t } from '@vscode/l10n';
import { type CodeAction, type CodeActionContext, CodeActionKind } from 'vscode-languageserver-types';
import type { Chart } from '../chart/chart';
import type { Document } from '../formats/reading';
import type { Edit, Place, Range } from '../formats/text';
import type { Finding } from '../rules/finding';
import { findingsIn } from '../rules/judge';
import type { Settings } from '../rules/settings';
import { toDiagnostic } from './diagnostics';
import { type EditSupport, toWorkspaceEdit, type VersionOf } from './edits';
import { toOffset } from './places';

/** The kind of the action that applies every preferred fix of a document. */
export const FIX_ALL = `${CodeActionKind.SourceFixAll}.portolan`;

/** Fixes of more findings at once are not worked out: nobody reads so many, and each looks through a project. */
const MAX_FIXED = 50;

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
        .slice(0, MAX_FIXED)
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
            title: t('Fix all that Portolan can fix by itself'),
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
 * changes, or moves another port to the same number, waits for the next time; so do those beyond the limit.
 */
export function fixAll(findings: readonly Finding[]): readonly Edit[] {
  const edits: Edit[] = [];
  const moved = new Set<string>();
  const isTouched = ({ uri, span }: Place) =>
    edits.some(other => other.uri === uri && span.start <= other.span.end && other.span.start <= span.end);
  let tried = 0;
  for (const finding of findings) {
    // What has moved already is not worked out again.
    if (isTouched(finding)) continue;
    const fix = finding.fixes.find(one => one.preferred);
    if (!fix) continue;
    if (++tried > MAX_FIXED) break;
    if (fix.edits.some(isTouched) || fix.edits.some(edit => moved.has(edit.newText))) continue;
    edits.push(...fix.edits);
    for (const edit of fix.edits) moved.add(edit.newText);
  }
  return edits;
}
