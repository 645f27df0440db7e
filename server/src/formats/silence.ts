import type { Span } from './text';

/** A comment that asks for rules not to be reported: on its line and the next, or in the whole file. */
export interface Silence {
  /** The rule ids as written; empty for every rule. */
  readonly rules: readonly string[];
  readonly scope: 'line' | 'file';
  /** The comment from `portolan-ignore` on. */
  readonly span: Span;
  /** What it silences: its own line, and the next one when it has its line to itself. */
  readonly covers: Span;
}

const SILENCE = /portolan-ignore(-file)?(?![\w-])(?:[ \t]*:[ \t]*([\w-]+(?:[ \t]*,[ \t]*[\w-]+)*))?/g;
const COMMENT_MARK = /(?:#|\/\/|\/\*|<!--|;|--)[ \t]*$/;

/** Finds the comments `# portolan-ignore[: rule, ...]` and `# portolan-ignore-file[: rule, ...]`. */
export function findSilences(text: string): readonly Silence[] {
  if (!text.includes('portolan-ignore')) return [];
  const silences: Silence[] = [];
  for (const match of text.matchAll(SILENCE)) {
    const lineStart = text.lastIndexOf('\n', match.index - 1) + 1;
    const before = text.slice(lineStart, match.index);
    const mark = COMMENT_MARK.exec(before);
    if (!mark) continue;
    const rules = match[2] === undefined ? [] : match[2].split(',').map(rule => rule.trim());
    const isAlone = before.slice(0, mark.index).trim() === '';
    const lineEnd = endOfLine(text, match.index);
    silences.push({
      rules,
      scope: match[1] ? 'file' : 'line',
      span: { start: match.index, end: match.index + match[0].length },
      covers: match[1]
        ? { start: 0, end: text.length }
        : { start: lineStart, end: isAlone ? endOfLine(text, lineEnd + 1) : lineEnd },
    });
  }
  return silences;
}

function endOfLine(text: string, from: number): number {
  const newline = text.indexOf('\n', from);
  return newline < 0 ? text.length : newline;
}
