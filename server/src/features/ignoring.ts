import { t } from '@vscode/l10n';
import type { Finding, RuleId } from '../rules/finding';
import { asTaken, commentsOf } from '../systems/all';
import type { Document } from '../systems/reading';
import { perObject } from '../text/per-object';
import type { Edit } from '../text/spans';
import { textsOverLines } from '../text/texts-over-lines';

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
const REM: CommentMarks = { open: 'rem ', close: '' };

/** Marks by the ending of a file's name, or by its name; a text of which nobody knows them gets no comment. */
const MARKS: readonly (readonly [RegExp, CommentMarks])[] = [
  [
    /\.(?:jsonc|json5|js|mjs|cjs|ts|mts|cts|jsx|tsx|go|rs|java|kts?|scala|cs|c|h|cc|cpp|hpp|swift|dart|proto|gradle|groovy|php)$/,
    SLASHES,
  ],
  [/\.(?:md|html?|xml|svg|xsd|xslt?|plist|\w{1,20}proj|xaml|vue|svelte)$/, HTML],
  [/\.(?:css|scss|less)$/, BLOCK],
  [/\.ini$/, SEMICOLON],
  [/\.(?:bat|cmd)$/, REM],
  [
    /\.(?:ya?ml|toml|sh|bash|zsh|ksh|fish|py|rb|pl|ps1|psm1|r|jl|nix|conf|cfg|cnf|properties|tf|tfvars|hcl|service|socket|container|pod|kube|network|mk|cmake|ex|exs|tpl|j2|tmpl|example|sample|dist|template)$/,
    HASH,
  ],
  [/\/(?:[^/]{0,100}\.)?env(?:rc)?(?:\.[^/]{0,100})?$/, HASH],
  [
    /\/(?:gnumakefile|makefile|justfile|procfile|vagrantfile|gemfile|rakefile|brewfile|tiltfile)(?:\.[^/]{0,100})?$/,
    HASH,
  ],
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

function marksOf({ uri, text, reading }: Document): CommentMarks | undefined {
  const name = uri.toLowerCase();
  if (!reading.isPlain) {
    const [mark = '#'] = commentsOf(reading.format);
    // What is read as YAML may be JSON, which has no comments.
    const isJson =
      mark === '#' && (name.endsWith('.json') || (/\.ya?ml$/.test(name) && JSON_TEXT.test(text)));
    return isJson ? undefined : { open: `${mark} `, close: '' };
  }
  const known = MARKS.find(([names]) => names.test(name));
  return known ? known[1] : text.startsWith('#!') ? HASH : undefined;
}

const JSON_TEXT = /^\s*[{[]/;

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
  if (isInBlockScalar(text, start) || isWithin(document, marks, text, start)) return undefined;
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

function comment({ open, close }: CommentMarks, said: string): string {
  // XML allows no `--` within a comment.
  return close === '' ? `${open}${said}` : `${open}${said.replace(/ -- $/, '')}${close}`;
}

function lineBreakOf(text: string): string {
  return /\r?\n/.exec(text)?.[0] ?? '\n';
}

/** Whether a line goes on with the one before it, or stands within a text. */
function isWithin(document: Document, marks: CommentMarks, text: string, lineStart: number): boolean {
  // In a recipe comments may stand between the lines of one instruction.
  const isContinued = /[\\^`]\r?\n$/.test(text.slice(Math.max(0, lineStart - 3), lineStart));
  if (isContinued && !document.reading.recipe) return true;
  if (/\.ya?ml$/i.test(document.uri) && goesOn(text, lineStart)) return true;
  return textsIn(document, marks, text).some(({ start, end }) => start < lineStart && lineStart <= end);
}

/** Whether a line of YAML may be one of a plain text that began before it: nothing begins on it, nor ends the line before. */
function goesOn(text: string, lineStart: number): boolean {
  const line = text.slice(lineStart, endOfLine(text, lineStart));
  if (/^[ \t]*(?:-[ \t]|-\r?$|[\]}{["'?&!*]|[^\s:]{1,200}:(?:\s|$))/.test(line)) return false;
  let before = '';
  for (let at = lineStart; at > 0 && before === ''; ) {
    const end = at - 1;
    at = text.lastIndexOf('\n', end - 1) + 1;
    const one = text.slice(at, end).trim();
    if (!one.startsWith('#')) before = one;
  }
  return before !== '' && !/[:[{,|>-]$/.test(before.replace(/\s#[^\n]*$/, '').trimEnd());
}

function endOfLine(text: string, from: number): number {
  const found = text.indexOf('\n', from);
  return found < 0 ? text.length : found;
}

const textsIn = perObject(({ uri }: Document, { open, close }: CommentMarks, text: string) => {
  const kind = /\.mdx?$/i.test(uri) ? 'page' : close === HTML.close ? 'markup' : 'code';
  return textsOverLines(text, kind, open.trim());
});

/** Whether a line is one of a YAML block scalar, where a comment would be text: the line that opens it ends in `|` or `>`. */
function isInBlockScalar(text: string, lineStart: number): boolean {
  let indent = indentOf(text, lineStart);
  for (let start = lineStart; start > 0 && indent > 0; ) {
    const end = start - 1;
    start = text.lastIndexOf('\n', end - 1) + 1;
    const line = text.slice(start, end);
    if (line.trim() === '' || indentOf(text, start) >= indent) continue;
    if (OPENS_BLOCK.test(line)) return true;
    indent = indentOf(text, start);
  }
  return false;
}

/** A comment goes on to the end, whatever is in it: where it could end before, each that begins would be gone through again. */
const OPENS_BLOCK = /(?:^|[\s:-])[|>][+-]?\d?[+-]?[ \t]*(?:#[^\n]*|\r)?$/;

function indentOf(text: string, lineStart: number): number {
  let at = lineStart;
  while (text[at] === ' ' || text[at] === '\t') at++;
  return at - lineStart;
}
