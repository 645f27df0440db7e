import type { Block, Piece, SourceText } from '../../text/source-text';
import { literal, slice, spanOfPieces, trim } from '../../text/source-text';
import type { Span } from '../../text/spans';

/** A line `Key=value` of a unit file, continued lines put together. */
export interface Entry {
  readonly section: string;
  readonly key: string;
  readonly value: SourceText;
  /** From the key to the end of the value. */
  readonly span: Span;
}

/** How lines that end with a backslash go on: right behind each other (Podman), or with a space (systemd). */
export type Joint = '' | ' ';

/** White space as Go's and systemd's trimming takes it. */
const BLANK = ' \t\r\v\f';

/**
 * The entries of a unit file in their order: `#` and `;` begin a comment at the start of a line alone, also within a
 * value that goes on (podman `pkg/systemd/parser`, systemd.syntax(7)).
 */
export function readEntries(text: string, block: Block, joint: Joint): readonly Entry[] {
  const entries: Entry[] = [];
  let section = '';
  let parts: Span[] = [];
  for (let start = 0; start <= text.length; ) {
    const feed = text.indexOf('\n', start);
    const end = feed < 0 ? text.length : feed;
    const line = trimmed(text, { start, end });
    start = end + 1;
    const isEmpty = line.start === line.end;
    const isComment = /[#;]/.test(text[line.start] ?? '');
    // A comment may stand within a value, and an empty line ends it in systemd alone.
    if (isComment || (isEmpty && (parts.length === 0 || joint === ''))) continue;
    const isContinued = text[line.end - 1] === '\\' && !isEmpty && end < text.length;
    parts.push({ start: line.start, end: isContinued ? line.end - 1 : line.end });
    if (isContinued) continue;
    const whole = joined(text, block, parts, joint);
    const from = parts[0]?.start ?? 0;
    parts = [];
    const name = /^\[([^[\]]+)\]$/.exec(whole.value)?.[1];
    if (name !== undefined) section = name;
    else {
      const entry = entryOf(whole, section, from);
      if (entry) entries.push(entry);
    }
  }
  return entries;
}

function entryOf(whole: SourceText, section: string, start: number): Entry | undefined {
  const at = whole.value.indexOf('=');
  if (at <= 0) return undefined;
  const key = whole.value.slice(0, at).trimEnd();
  const value = trim(slice(whole, at + 1, whole.value.length));
  return { section, key, value, span: { start, end: Math.max(value.span.end, whole.span.end) } };
}

function joined(text: string, block: Block, parts: readonly Span[], joint: Joint): SourceText {
  const [only, ...others] = parts;
  if (only && others.length === 0) return literal(block, text.slice(only.start, only.end), only.start);
  const pieces: Piece[] = [];
  let value = '';
  let before = 0;
  for (const { start, end } of parts) {
    if (joint !== '' && value !== '') {
      pieces.push({
        kind: 'opaque',
        at: value.length,
        length: joint.length,
        span: { start: before, end: start },
      });
      value += joint;
    }
    if (end > start) pieces.push({ kind: 'literal', at: value.length, length: end - start, offset: start });
    value += text.slice(start, end);
    before = end;
  }
  return { value, block, pieces, span: spanOfPieces(pieces) };
}

function trimmed(text: string, { start, end }: Span): Span {
  let [from, to] = [start, end];
  while (from < to && BLANK.includes(text[from] ?? '')) from++;
  while (to > from && BLANK.includes(text[to - 1] ?? '')) to--;
  return { start: from, end: to };
}

/** All values of a key in a section; an empty one takes back those before it. */
export function valuesOf(entries: readonly Entry[], section: string, key: string): readonly SourceText[] {
  const own = entries.filter(entry => entry.section === section && entry.key === key);
  const reset = own.findLastIndex(({ value }) => value.value === '');
  return own.slice(reset + 1).map(({ value }) => value);
}

/** The last value of a key in a section, if it is not empty. */
export function lastOf(entries: readonly Entry[], section: string, key: string): SourceText | undefined {
  const last = entries.findLast(entry => entry.section === section && entry.key === key)?.value;
  return last?.value === '' ? undefined : last;
}
