import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver-types';
import type { Chart } from '../chart/chart';
import { RULES } from '../rules/catalogue';
import type { Finding, Severity } from '../rules/finding';
import { findingsIn } from '../rules/judge';
import type { Settings } from '../rules/settings';
import type { Document } from '../systems/reading';
import { plainLine } from './markdown';
import { toRange } from './places';

const SEVERITIES: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** What an editor takes in a diagnostic beside the place and the message. */
export interface DiagnosticSupport {
  readonly relatedInformation: boolean;
  readonly codeDescriptions: boolean;
}

/** The diagnostics of a document. */
export function diagnosticsOf(
  chart: Chart,
  document: Document,
  settings: Settings,
  support: DiagnosticSupport,
): Diagnostic[] {
  return findingsIn(chart, document, settings).map(finding =>
    toDiagnostic(chart, document, finding, support),
  );
}

export function toDiagnostic(
  chart: Chart,
  document: Document,
  finding: Finding,
  support: DiagnosticSupport,
): Diagnostic {
  const relatedInformation = (support.relatedInformation ? finding.related : []).flatMap(
    ({ uri, span, message }) => {
      const other = chart.document(uri);
      return other ? [{ location: { uri, range: toRange(other, span) }, message: plainLine(message) }] : [];
    },
  );
  return {
    range: toRange(document, finding.span),
    severity: SEVERITIES[finding.severity],
    source: 'portolan',
    code: finding.rule,
    ...(support.codeDescriptions && { codeDescription: { href: RULES[finding.rule].documentation } }),
    message: plainLine(finding.message),
    ...(relatedInformation.length > 0 && { relatedInformation }),
  };
}
