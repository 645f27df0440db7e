import { t } from '@vscode/l10n';
import type { Finding, RuleId } from '../rules/finding';
import { asTaken } from '../systems/all';
import type { Document } from '../systems/reading';
import type { Edit } from '../text/spans';
import { canHaveLineBefore } from './comment-lines';
import { type CommentMarks, comment, HTML, marksOf } from './comment-marks';

/** A way not to be told of a finding again. */
export interface Ignoring {
  readonly title: string;
  readonly edits: readonly Edit[];
}

/** The comments that keep a finding from being told: for its line, and for its file. */
export function ignoringsOf(document: Document, finding: Finding): readonly Ignoring[] {
  const marks = marksOf(document);
  if (!marks || finding.rule === 'unused-ignore') return [];
  const here = ignoreHere(document, finding, marks);
  return [
    ...(here ? [{ title: t('Ignore here'), edits: [here] }] : []),
    { title: t('Ignore in this file'), edits: [ignoreInFile(document, finding.rule, marks)] },
  ];
}

/**
 * A comment on a line before the finding's, or one more rule in the comment there; undefined where a line that is put in
 * there would be no comment.
 */
function ignoreHere(document: Document, { rule, span }: Finding, marks: CommentMarks): Edit | undefined {
  const { uri, silences } = document;
  const known = silences.find(
    ({ scope, rules, covers }) =>
      scope === 'line' && rules.length > 0 && covers.start <= span.start && span.start <= covers.end,
  );
  if (known) return { uri, span: { start: known.span.end, end: known.span.end }, newText: `, ${rule}` };
  const text = asTaken(document.text, document.reading.format);
  const start = text.lastIndexOf('\n', span.start - 1) + 1;
  if (!canHaveLineBefore(document, marks, text, start)) return undefined;
  const indent = /^[ \t]*/.exec(text.slice(start, span.start))?.[0] ?? '';
  const newText = `${indent}${comment(marks, `portolan-ignore: ${rule} -- `)}${lineBreakOf(document.text)}`;
  return { uri, span: { start, end: start }, newText };
}

/** At the top, after what has to stand first: a byte order mark, a hash-bang, a directive. */
function ignoreInFile({ uri, text, reading, silences }: Document, rule: RuleId, marks: CommentMarks): Edit {
  const known = silences.find(({ scope, rules }) => scope === 'file' && rules.length > 0);
  if (known) return { uri, span: { start: known.span.end, end: known.span.end }, newText: `, ${rule}` };
  const first = marks === HTML ? FRONT_MATTER : FIRST_LINES;
  const start = first.exec(asTaken(text, reading.format))?.[0].length ?? 0;
  const newText = `${comment(marks, `portolan-ignore-file: ${rule} -- `)}${lineBreakOf(text)}`;
  return { uri, span: { start, end: start }, newText };
}

/** A hash-bang, directives of a recipe (read on the first lines alone), YAML directives, the first line of cloud-init. */
const FIRST_LINES =
  /^\uFEFF?(?:(?:#!|#[ \t]*(?:syntax|escape|check)[ \t]*=|#cloud-|#include\b|##[ \t]*template:|%|<\?)[^\n]*\n)*/i;

/** An XML declaration, or what a page begins with that is for its generator. */
const FRONT_MATTER =
  /^\uFEFF?(?:<\?xml[^?\n]*\?>[ \t]*\r?\n)?(?:<!doctype[^>[\n]*>[ \t]*\r?\n)?(?:(?:---|\+\+\+)[ \t]*\r?\n(?:(?!---|\+\+\+)[^\n]*\n)*(?:---|\+\+\+)[ \t]*\r?\n)?/i;

function lineBreakOf(text: string): string {
  return /\r?\n/.exec(text)?.[0] ?? '\n';
}
