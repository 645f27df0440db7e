import type { Span } from './spans';

/** A comment that asks for rules not to be reported: on its line and the next, or in the whole file. */
export interface Silence {
  /** The rule ids as written; empty for every rule. */
  readonly rules: readonly string[];
  readonly scope: 'line' | 'file';
  /** The comment from `portolan-ignore` on. */
  readonly span: Span;
  /**
   * What goes with it when it is taken out: the comment, with its line where it has one to itself. Undefined where it
   * goes on behind its line.
   */
  readonly whole: Span | undefined;
  /** What it silences: its own line, and the next one when it has its line to itself. */
  readonly covers: Span;
}

const SILENCE = /portolan-ignore(-file)?(?![\w-])(?:[ \t]*:[ \t]*([\w-]+(?:[ \t]*,[ \t]*[\w-]+)*))?/g;
/** What begins a comment in one language or another. */
const COMMENT_MARKS: readonly string[] = ['#', '//', '/*', '<!--', ';', '--', 'rem'];

/** So many rules that the comments of a file name count, of which one may name so many: nobody writes as many. */
const MAX_NAMED = 2000;
const MAX_RULES = 100;

/**
 * Finds the comments `# portolan-ignore[: rule, ...]` and `# portolan-ignore-file[: rule, ...]`. `marks` begin a comment:
 * those of the text's own format, or any where it has none.
 */
export function findSilences(text: string, marks: readonly string[] = COMMENT_MARKS): readonly Silence[] {
  if (!text.includes('portolan-ignore')) return [];
  const silences: Silence[] = [];
  let lineStart = 0;
  let lineEnd = -1;
  let left = MAX_NAMED;
  let closings = new Map<string, number>();
  for (const match of text.matchAll(SILENCE)) {
    // Lines may be megabytes long and hold many of these words: the ends of each are looked for once.
    const isFirst = match.index > lineEnd;
    if (isFirst) {
      lineStart = startOfLine(text, match.index);
      lineEnd = endOfLine(text, match.index);
      closings = new Map();
    }
    const markStart = commentMarkBefore(text, match.index, marks);
    if (markStart === undefined) continue;
    const rules = match[2] === undefined ? [] : match[2].split(',', MAX_RULES).map(rule => rule.trim());
    left -= Math.max(1, rules.length);
    if (left < 0) break;
    const isAlone = isFirst && text.slice(lineStart, markStart).trim() === '';
    silences.push({
      rules,
      scope: match[1] ? 'file' : 'line',
      span: { start: match.index, end: match.index + match[0].length },
      whole: wholeComment(text, markStart, { start: lineStart, end: lineEnd }, isAlone, closings),
      covers: match[1]
        ? { start: 0, end: text.length }
        : { start: lineStart, end: isAlone ? endOfLine(text, lineEnd + breakAt(text, lineEnd)) : lineEnd },
    });
  }
  return silences;
}

/**
 * A comment to its end, and the blanks before it; or its line, where it stands alone. `closings` are those of its line that
 * were found last: lines may be megabytes long, and have very many comments.
 */
function wholeComment(
  text: string,
  markStart: number,
  line: Span,
  isAlone: boolean,
  closings: Map<string, number>,
): Span | undefined {
  const close = CLOSING_MARKS.find(([open]) => text.startsWith(open, markStart))?.[1];
  const closeAt = close === undefined ? line.end : closingAt(text, markStart, line.end, close, closings);
  if (closeAt === Number.POSITIVE_INFINITY) return undefined;
  const end = closeAt + (close?.length ?? 0);
  if (isAlone && text.slice(end, line.end).trim() === '')
    return { start: line.start, end: line.end + breakAt(text, line.end) };
  let start = markStart;
  while (start > line.start && (text[start - 1] === ' ' || text[start - 1] === '\t')) start--;
  return { start, end };
}

/** Where a mark first stands in the rest of a line; infinite where it does not. */
function closingAt(
  text: string,
  from: number,
  lineEnd: number,
  close: string,
  known: Map<string, number>,
): number {
  const last = known.get(close);
  if (last !== undefined && last >= from) return last;
  const found = text.slice(from, lineEnd).indexOf(close);
  const at = found < 0 ? Number.POSITIVE_INFINITY : from + found;
  known.set(close, at);
  return at;
}

/** Comments that end before their line does, if they say so. */
const CLOSING_MARKS = [
  ['/*', '*/'],
  ['<!--', '-->'],
] as const;

/**
 * Where the comment mark starts that stands before an index, blanks between them or none. It stands at the start of its
 * line or behind a blank: in `http://portolan-ignore` nobody asks for anything.
 */
function commentMarkBefore(text: string, index: number, marks: readonly string[]): number | undefined {
  let end = index;
  while (text[end - 1] === ' ' || text[end - 1] === '\t') end--;
  const mark = marks.find(candidate => text.endsWith(candidate, end));
  if (mark === undefined) return undefined;
  const start = end - mark.length;
  const isApart = start === 0 || /\s/.test(text[start - 1] ?? '');
  // `--portolan-ignore` is an option of a command, and a word ends with a blank.
  const isOption = (mark === '--' || mark === 'rem') && end === index;
  return isApart && !isOption ? start : undefined;
}

/** Lines end in LF, CRLF or CR, as in the protocol. */
function startOfLine(text: string, from: number): number {
  return Math.max(text.lastIndexOf('\n', from - 1), text.lastIndexOf('\r', from - 1)) + 1;
}

function endOfLine(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at] !== '\n' && text[at] !== '\r') at++;
  return at;
}

/** How many characters the line break at an offset has. */
function breakAt(text: string, at: number): number {
  if (text[at] === '\r' && text[at + 1] === '\n') return 2;
  return at < text.length ? 1 : 0;
}
