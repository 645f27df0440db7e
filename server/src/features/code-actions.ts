import { t } from '@vscode/l10n';
import { type CodeAction, type CodeActionContext, CodeActionKind } from 'vscode-languageserver-types';
import type { Chart } from '../chart/chart';
import type { Finding } from '../rules/finding';
import { findingsIn } from '../rules/judge';
import type { Settings } from '../rules/settings';
import { planFixes } from '../rules/together';
import type { Document } from '../systems/reading';
import type { Edit, Range } from '../text/spans';
import { type DiagnosticSupport, toDiagnostic } from './diagnostics';
import { type EditSupport, namesOfFiles, type PlannedEdits, toWorkspaceEdit, type VersionOf } from './edits';
import { ignoringsOf } from './ignoring';
import { parametrizingAt } from './parametrizing';
import { toOffset } from './places';
import { rewritingsAt } from './port-names';

/** The command that turns a rule off: its arguments are the document's URI and the rule's id. */
export const TURN_OFF_RULE = 'portolan.turnOffRule';

/** The kind of the action that applies every safe fix of a document. */
export const FIX_ALL = `${CodeActionKind.SourceFixAll}.portolan`;

/** Fixes of more findings at once are not worked out: nobody reads so many. */
const MAX_FIXED = 50;

/** Nor of so many that more than this is looked through: each looks through the document at least. In UTF-16 units. */
const MAX_LOOKED_THROUGH = 500_000;

/** The fixes of the findings that a range touches, and the one that fixes all. */
export function codeActionsIn(
  chart: Chart,
  document: Document,
  range: Range,
  { only }: CodeActionContext,
  settings: Settings,
  versionOf: VersionOf,
  support: EditSupport & DiagnosticSupport,
): CodeAction[] {
  const findings = findingsIn(chart, document, settings);
  const isAsked = (kind: string) =>
    !only || only.some(asked => kind === asked || kind.startsWith(`${asked}.`));
  const start = toOffset(document, range.start);
  const end = toOffset(document, range.end);
  const most = Math.min(MAX_FIXED, Math.max(1, Math.floor(MAX_LOOKED_THROUGH / document.text.length)));
  const touched = isAsked(CodeActionKind.QuickFix)
    ? findings.filter(({ span }) => span.start <= end && start <= span.end).slice(0, most)
    : [];
  const quickFix = (
    finding: Finding,
    { title, ...planned }: PlannedEdits & { readonly title: string },
    isPreferred: boolean,
  ): CodeAction => ({
    title: withConfirmed(chart, title, planned, support),
    kind: CodeActionKind.QuickFix,
    isPreferred,
    diagnostics: [toDiagnostic(chart, document, finding, support)],
    edit: toWorkspaceEdit(chart, planned, versionOf, support),
  });
  // Asked for by name alone: the light bulb is for what the cursor is on.
  const all = only && isAsked(FIX_ALL) ? fixAll(findings) : [];
  return [
    ...touched.flatMap(finding => finding.fixes.map(fix => quickFix(finding, fix, fix.preferred))),
    ...touched.flatMap(finding =>
      ignoringsOf(document, finding).map(ignoring => quickFix(finding, ignoring, false)),
    ),
    ...turningsOff(touched, document, support),
    ...(isAsked(CodeActionKind.RefactorRewrite) ? rewritingsAt(chart, document, start) : []).map(
      ({ title, edit }): CodeAction => ({
        title,
        kind: CodeActionKind.RefactorRewrite,
        edit: toWorkspaceEdit(chart, { edits: [edit] }, versionOf, support),
      }),
    ),
    ...(isAsked(CodeActionKind.RefactorExtract) ? parametrizingAt(chart, document, start) : []).map(
      ({ title, ...planned }): CodeAction => ({
        title,
        kind: CodeActionKind.RefactorExtract,
        edit: toWorkspaceEdit(chart, planned, versionOf, support),
      }),
    ),
    ...(all.length > 0
      ? [
          {
            title: t('Fix all that keeps its meaning'),
            kind: FIX_ALL,
            edit: toWorkspaceEdit(chart, { edits: all }, versionOf, support),
          },
        ]
      : []),
  ];
}

/** A title that says which files it asks about, or leaves where the editor cannot ask. */
function withConfirmed(
  chart: Chart,
  title: string,
  { toConfirm = [] }: PlannedEdits,
  { annotations, documentChanges }: EditSupport,
): string {
  if (toConfirm.length === 0) return title;
  const files = namesOfFiles(chart, toConfirm);
  return annotations && documentChanges
    ? t('{0} (asks about {1})', title, files)
    : t('{0} (leaves {1})', title, files);
}

/** For each rule that is told of, the command that turns it off in `portolan.json` of the workspace folder. */
function turningsOff(
  findings: readonly Finding[],
  { uri }: Document,
  { applyEdit }: EditSupport,
): readonly CodeAction[] {
  if (!applyEdit) return [];
  return [...new Set(findings.map(({ rule }) => rule))].map(rule => {
    const title = t('Turn off {0} for this workspace', rule);
    return {
      title,
      kind: CodeActionKind.QuickFix,
      command: { title, command: TURN_OFF_RULE, arguments: [uri, rule] },
    };
  });
}

/** The edits of every safe fix that can be applied together. */
export function fixAll(findings: readonly Finding[]): readonly Edit[] {
  const { edits } = planFixes(findings.flatMap(({ safeFixes }) => safeFixes.slice(0, 1)));
  return [...edits.values()].flat();
}
