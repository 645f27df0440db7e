import type { Document } from '../systems/reading';
import { perObject } from '../text/per-object';
import { textsOverLines } from '../text/texts-over-lines';
import { type CommentMarks, HTML } from './comment-marks';

/**
 * Whether a line that is put in before one of a document would be a comment: not where that goes on with the line before
 * it, nor within a text. `text` is what the document says with lines as its format takes them.
 */
export function canHaveLineBefore(
  document: Document,
  marks: CommentMarks,
  text: string,
  lineStart: number,
): boolean {
  // In a recipe comments may stand between the lines of one instruction.
  const isContinued = /[\\^`]\r?\n$/.test(text.slice(Math.max(0, lineStart - 3), lineStart));
  if ((isContinued && !document.reading.recipe) || isInBlockScalar(text, lineStart)) return false;
  if (/\.ya?ml$/i.test(document.uri) && goesOn(text, lineStart)) return false;
  return textsIn(document, marks, text).every(({ start, end }) => lineStart <= start || end < lineStart);
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
