import { t } from '@vscode/l10n';
import type { Finding, RuleId } from '../rules/finding';
import { asTaken, commentsOf } from '../systems/all';
import type { Document } from '../systems/reading';
import type { Edit } from '../text/spans';

/** A way not to be told of a finding again. */
export interface Ignoring {
  readonly title: string;
  readonly edits: readonly Edit[];
}

/** How a comment is written: what stands before and behind its text. */
interface CommentMarks {
  readonly open: string;
  readonly close: string;
}

const HASH: CommentMarks = { open: '# ', close: '' };
const SLASHES: CommentMarks = { open: '// ', close: '' };
const HTML: CommentMarks = { open: '<!-- ', close: ' -->' };
const BLOCK: CommentMarks = { open: '/* ', close: ' */' };
const SEMICOLON: CommentMarks = { open: '; ', close: '' };

/** Marks by the ending of a file's name; other texts with `#`, but for JSON, which has no comments. */
const MARKS: readonly (readonly [RegExp, CommentMarks | undefined])[] = [
  [/\.json$/, undefined],
  [/\.(?:jsonc|json5|js|mjs|cjs|ts|mts|cts|jsx|tsx|go|rs|java|kts?|scala|cs|gradle|groovy|php)$/, SLASHES],
  [/\.(?:md|mdx|html?|xml|vue|svelte)$/, HTML],
  [/\.(?:css|scss|less)$/, BLOCK],
  [/\.ini$/, SEMICOLON],
];

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

function marksOf({ uri, reading }: Document): CommentMarks | undefined {
  if (!reading.isPlain) return { open: `${commentsOf(reading.format)[0] ?? '#'} `, close: '' };
  const known = MARKS.find(([names]) => names.test(uri.toLowerCase()));
  return known ? known[1] : HASH;
}

/** A comment on a line before the finding's, which every format has; or one more rule in the comment there. */
function ignoreHere(document: Document, { rule, span }: Finding, marks: CommentMarks): Edit | undefined {
  const { uri, silences } = document;
  const known = silences.find(
    ({ scope, rules, covers }) =>
      scope === 'line' && rules.length > 0 && covers.start <= span.start && span.start <= covers.end,
  );
  if (known) return { uri, span: { start: known.span.end, end: known.span.end }, newText: `, ${rule}` };
  const text = asTaken(document.text, document.reading.format);
  const start = text.lastIndexOf('\n', span.start - 1) + 1;
  if (isInBlockScalar(text, start)) return undefined;
  const indent = /^[ \t]*/.exec(text.slice(start, span.start))?.[0] ?? '';
  const newText = `${indent}${comment(marks, `portolan-ignore: ${rule} -- `)}${lineBreakOf(document.text)}`;
  return { uri, span: { start, end: start }, newText };
}

/** At the top, after what has to stand first: a byte order mark, a hash-bang, a directive. */
function ignoreInFile({ uri, text, reading, silences }: Document, rule: RuleId, marks: CommentMarks): Edit {
  const known = silences.find(({ scope, rules }) => scope === 'file' && rules.length > 0);
  if (known) return { uri, span: { start: known.span.end, end: known.span.end }, newText: `, ${rule}` };
  const start = FIRST_LINES.exec(asTaken(text, reading.format))?.[0].length ?? 0;
  const newText = `${comment(marks, `portolan-ignore-file: ${rule} -- `)}${lineBreakOf(text)}`;
  return { uri, span: { start, end: start }, newText };
}

/** A hash-bang, directives of a recipe (read on the first lines alone), YAML directives, an XML declaration. */
const FIRST_LINES = /^\uFEFF?(?:(?:#!|#[ \t]*(?:syntax|escape|check)[ \t]*=|%|<\?)[^\n]*\n)*/i;

function comment({ open, close }: CommentMarks, said: string): string {
  return close === '' ? `${open}${said}` : `${open}${said.trimEnd()}${close}`;
}

function lineBreakOf(text: string): string {
  return /\r?\n/.exec(text)?.[0] ?? '\n';
}

/** Whether a line is one of a YAML block scalar, where a comment would be text: the line that opens it ends in `|` or `>`. */
function isInBlockScalar(text: string, lineStart: number): boolean {
  let indent = indentOf(text, lineStart);
  for (let start = lineStart; start > 0 && indent > 0; ) {
    const end = start - 1;
    start = text.lastIndexOf('\n', end - 1) + 1;
    const line = text.slice(start, end);
    if (line.trim() === '' || indentOf(text, start) >= indent) continue;
    if (/(?:^|[\s:-])[|>][+-]?\d?[+-]?[ \t]*(?:#.*)?\r?$/.test(line)) return true;
    indent = indentOf(text, start);
  }
  return false;
}

function indentOf(text: string, lineStart: number): number {
  let at = lineStart;
  while (text[at] === ' ' || text[at] === '\t') at++;
  return at - lineStart;
}
