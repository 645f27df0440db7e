import type { Span } from './spans';

/** A comment that asks for rules not to be reported: on its line and the next, or in the whole file. */
export interface Silence {
  /** The rule ids as written; empty for every rule. */
  readonly rules: readonly string[];
  readonly scope: 'line' | 'file';
  /** The comment from `portolan-ignore` on. */
  readonly span: Span;
  /** What goes with it when it is taken out: the comment, with its line where it has one to itself. */
  readonly whole: Span;
  /** What it silences: its own line, and the next one when it has its line to itself. */
  readonly covers: Span;
}

const SILENCE = /portolan-ignore(-file)?(?![\w-])(?:[ \t]*:[ \t]*([\w-]+(?:[ \t]*,[ \t]*[\w-]+)*))?/g;
const COMMENT_MARKS = ['#', '//', '/*', '<!--', ';', '--'] as const;

/** So many comments of a file count: nobody writes as many. */
const MAX_SILENCES = 2000;

/** Finds the comments `# portolan-ignore[: rule, ...]` and `# portolan-ignore-file[: rule, ...]`. */
export function findSilences(text: string): readonly Silence[] {
  if (!text.includes('portolan-ignore')) return [];
  const silences: Silence[] = [];
  let lineStart = 0;
  let lineEnd = -1;
  for (const match of text.matchAll(SILENCE)) {
    if (silences.length === MAX_SILENCES) break;
    // Lines may be megabytes long and hold many of these words: the ends of each are looked for once.
    const isFirst = match.index > lineEnd;
    if (isFirst) {
      lineStart = text.lastIndexOf('\n', match.index - 1) + 1;
      lineEnd = endOfLine(text, match.index);
    }
    const markStart = commentMarkBefore(text, match.index);
    if (markStart === undefined) continue;
    const rules = match[2] === undefined ? [] : match[2].split(',').map(rule => rule.trim());
    const isAlone = isFirst && text.slice(lineStart, markStart).trim() === '';
    silences.push({
      rules,
      scope: match[1] ? 'file' : 'line',
      span: { start: match.index, end: match.index + match[0].length },
      whole: wholeComment(text, markStart, { start: lineStart, end: lineEnd }, isAlone),
      covers: match[1]
        ? { start: 0, end: text.length }
        : { start: lineStart, end: isAlone ? endOfLine(text, lineEnd + 1) : lineEnd },
    });
  }
  return silences;
}

/** A comment to its end, and the blanks before it; or its line, where it stands alone. */
function wholeComment(text: string, markStart: number, line: Span, isAlone: boolean): Span {
  const close = CLOSING_MARKS.find(([open]) => text.startsWith(open, markStart))?.[1];
  const closeAt = close === undefined ? -1 : text.slice(markStart, line.end).indexOf(close);
  const end = close === undefined || closeAt < 0 ? line.end : markStart + closeAt + close.length;
  if (isAlone && text.slice(end, line.end).trim() === '')
    return { start: line.start, end: Math.min(text.length, line.end + 1) };
  let start = markStart;
  while (start > line.start && (text[start - 1] === ' ' || text[start - 1] === '\t')) start--;
  // A line ends in CRLF, and the CR is no part of the comment.
  return { start, end: text[end - 1] === '\r' ? end - 1 : end };
}

/** Comments that end before their line does, if they say so. */
const CLOSING_MARKS = [
  ['/*', '*/'],
  ['<!--', '-->'],
] as const;

/** Where the comment mark starts that stands before an index, blanks between them or none. */
function commentMarkBefore(text: string, index: number): number | undefined {
  let end = index;
  while (text[end - 1] === ' ' || text[end - 1] === '\t') end--;
  const mark = COMMENT_MARKS.find(candidate => text.endsWith(candidate, end));
  return mark && end - mark.length;
}

function endOfLine(text: string, from: number): number {
  const newline = text.indexOf('\n', from);
  return newline < 0 ? text.length : newline;
}
