// The list of what was found, in all files.
import { type Diagnostic, DiagnosticSeverity, type Range } from 'vscode-languageserver-protocol';
import { count } from './changing';
import { button, make } from './dom';

const NAMES: Readonly<Record<DiagnosticSeverity, string>> = {
  [DiagnosticSeverity.Error]: 'error',
  [DiagnosticSeverity.Warning]: 'warning',
  [DiagnosticSeverity.Information]: 'information',
  [DiagnosticSeverity.Hint]: 'hint',
};

export const severityOf = ({ severity }: Diagnostic): DiagnosticSeverity =>
  severity ?? DiagnosticSeverity.Error;

export interface FileFindings {
  readonly file: string;
  readonly diagnostics: readonly Diagnostic[];
}

export interface FindingEvents {
  show(file: string, range: Range): void;
  fix(file: string, range: Range): void;
}

/** Items of a list, file by file. */
export function findingItems(
  all: readonly FileFindings[],
  { show, fix }: FindingEvents,
): readonly HTMLElement[] {
  return all.flatMap(({ file, diagnostics }) =>
    diagnostics.map(diagnostic => {
      const { range, code } = diagnostic;
      const name = NAMES[severityOf(diagnostic)];
      const text = messageOf(diagnostic);
      const place = `${file}:${range.start.line + 1}`;
      const goTo = button('', () => show(file, range), { class: 'goto' });
      goTo.append(
        make('span', { class: `severity ${name}` }, name),
        ` ${text} `,
        make('span', { class: 'where' }, place),
      );
      const fixes = button('Fix…', () => fix(file, range));
      fixes.append(make('span', { class: 'unseen' }, ` ${text}`));
      const rule = String(code ?? '');
      return make(
        'li',
        {},
        goTo,
        make(
          'span',
          { class: 'finding-actions' },
          fixes,
          make('a', { href: `../docs/rules/${rule}.html`, target: '_blank' }, rule),
        ),
      );
    }),
  );
}

/** What a finding says: a text, as the playground takes no Markdown there. */
export function messageOf({ message }: Diagnostic): string {
  return typeof message === 'string' ? message : message.value;
}

/** How many there are, in words. */
export function findingsText(all: readonly FileFindings[]): string {
  const found = all.flatMap(({ diagnostics }) => diagnostics.map(severityOf));
  if (found.length === 0) return 'Nothing is found.';
  const number = (wanted: DiagnosticSeverity) => found.filter(one => one === wanted).length;
  const remarks = number(DiagnosticSeverity.Information) + number(DiagnosticSeverity.Hint);
  const counted = [
    [number(DiagnosticSeverity.Error), 'error'],
    [number(DiagnosticSeverity.Warning), 'warning'],
    [remarks, 'hint'],
  ] as const;
  return counted.flatMap(([howMany, what]) => (howMany > 0 ? count(howMany, what) : [])).join(', ');
}
