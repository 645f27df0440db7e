import { type Edit, lineStarts, positionAt } from '../text/spans';
import { applyEdits } from './fix';
import { oneLine, painter, visible, withoutCommands } from './terminal';

/** So many lines stand around a change. */
const CONTEXT = 3;

/** What edits change in a file, as `diff -u` writes it. None of them adds or takes away a line break. */
export function diffOf(file: string, text: string, edits: readonly Edit[], isColored: boolean): string {
  const paint = painter(isColored);
  const [before, after] = [linesOf(text), linesOf(applyEdits(text, edits))];
  const starts = lineStarts(text);
  const changed = [...new Set(edits.map(({ span }) => positionAt(starts, span.start).line))].sort(
    (a, b) => a - b,
  );
  const name = oneLine(file);
  const hunks = hunksOf(changed, before.length).map(({ from, to }) => {
    const range = `${from + 1},${to - from}`;
    const lines = before.slice(from, to).flatMap((line, index) => {
      const other = after[from + index];
      if (line === other) return [` ${shown(line)}`];
      return [paint('red', `-${shown(line)}`), paint('green', `+${shown(other ?? '')}`)];
    });
    return [paint('cyan', `@@ -${range} +${range} @@`), ...lines].join('\n');
  });
  const lines = [paint('bold', `--- a/${name}`), paint('bold', `+++ b/${name}`), ...hunks];
  return withoutCommands(`${lines.join('\n')}\n`);
}

/** The lines around changes, from one up to another that is no part of it; those that touch are one. */
function hunksOf(
  changed: readonly number[],
  count: number,
): readonly { readonly from: number; readonly to: number }[] {
  const hunks: { from: number; to: number }[] = [];
  for (const line of changed) {
    const [from, to] = [Math.max(0, line - CONTEXT), Math.min(count, line + 1 + CONTEXT)];
    const last = hunks.at(-1);
    if (last && from <= last.to) last.to = to;
    else hunks.push({ from, to });
  }
  return hunks;
}

function linesOf(text: string): readonly string[] {
  const lines = text.split('\n');
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

function shown(line: string): string {
  return visible(line.replace(/\r$/, ''));
}
