import { t } from '@vscode/l10n';
import type { CheckData, ToolAnswer, ToolInputs } from '../../protocol/tools';
import { type Finding, SEVERITIES } from '../../rules/finding';
import { findingsIn } from '../../rules/judge';
import { type Steps, sharing } from '../../text/effort';
import {
  editOf,
  linesOf,
  placeOf,
  quoted,
  restLine,
  type Scope,
  type ToolHost,
  unreadOf,
  written,
} from './answer';
import { documentsIn } from './ports';

/** The most findings of one answer; and the most related places, fixes and edits of one. */
const MAX_FINDINGS = 30;
const MAX_RELATED = 10;
const MAX_FIXES = 4;
const MAX_EDITS = 20;

/** So many steps the fixes of one answer may take: about three seconds of work. */
const MAX_STEPS_OF_FIXES = 5_000_000;

/** What is wrong in a file, a folder or all folders, the gravest first. */
export function checkPorts(
  host: ToolHost,
  { offset = 0 }: ToolInputs['check_ports'],
  scope: Scope,
): ToolAnswer<CheckData> {
  const { chart } = host;
  const all = documentsIn(host, scope)
    .flatMap(document =>
      host.attempt(document.uri, [], () => findingsIn(chart, document, host.settingsFor(document.uri))),
    )
    .sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
  const steps: Steps = { left: MAX_STEPS_OF_FIXES };
  const findings = all.slice(offset, offset + MAX_FINDINGS).map(finding => findingData(host, finding, steps));
  const unread = unreadOf(host);
  return {
    text: linesOf(
      all.length === 0 ? [t('Nothing is wrong there.')] : [],
      findings.flatMap(finding => [
        `${written(finding)}: ${finding.severity}: ${finding.message} (${finding.rule})`,
        ...finding.fixes.map(({ title }) => `  ${t('Fix: {0}', title)}`),
      ]),
      restLine(findings.length, all.length, offset),
      unread,
    ),
    data: { findings, total: all.length, unread },
  };
}

function findingData(host: ToolHost, finding: Finding, steps: Steps): CheckData['findings'][number] {
  const { chart } = host;
  const { rule, severity, message, related } = finding;
  // A fix that moves a port is worked out when it is asked for.
  const fixes = sharing(
    steps,
    () => finding.fixes,
    () => finding.safeFixes,
  );
  return {
    ...placeOf(chart, finding),
    rule,
    severity,
    message: quoted(message),
    related: related
      .slice(0, MAX_RELATED)
      .map(place => ({ ...placeOf(chart, place), message: quoted(place.message) })),
    fixes: fixes.slice(0, MAX_FIXES).map(({ title, safe, edits }) => ({
      title: quoted(title),
      safe,
      edits: edits.slice(0, MAX_EDITS).map(edit => editOf(chart, edit)),
    })),
  };
}
