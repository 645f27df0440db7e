import { type DotenvEntry, readDotenv } from './dotenv';
import type { Span } from './spans';

/** A value that was put into a `.env` file, and what stood there before; undefined where the variable was not there. */
export interface SetValue {
  readonly name: string;
  readonly value: string;
  readonly before: string | undefined;
}

/** What was done to a `.env` file, in a form that can be taken back. */
export interface SetLines {
  /** The lines that were put at its start, their line ends included. */
  readonly added: string;
  readonly values: readonly SetValue[];
}

/** The byte order mark, before which no line can stand. */
const MARK = '\u{FEFF}';

/**
 * Sets variables of a `.env` file. One that is there gets another value in its place, between the same quotes and before
 * the same comment; of several that count alike, the last (compose-go `dotenv`). The others are written at the start, below
 * `heading`, for a variable reaches only those that stand behind it. Values hold no quotes, blanks and dollar signs.
 */
export function setLines(
  text: string,
  wanted: ReadonlyMap<string, string>,
  heading: string,
): { readonly text: string; readonly done: SetLines } {
  const places = valuesIn(text);
  const lineEnd = /\r?\n/.exec(text)?.[0] ?? '\n';
  const missing = [...wanted].filter(([name]) => !places.has(name));
  const added =
    missing.length === 0
      ? ''
      : [heading, ...missing.map(([name, value]) => `${name}=${value}`)].map(line => line + lineEnd).join('');
  const edited = withValues(text, places, wanted);
  const mark = edited.startsWith(MARK) ? MARK : '';
  const values = [...wanted].map(([name, value]): SetValue => {
    return { name, value, before: written(text, places.get(name)) };
  });
  return { text: mark + added + edited.slice(mark.length), done: { added, values } };
}

/**
 * Takes back what `setLines` did. What somebody has changed since stays; gives the names of these variables, as far as they
 * are still there.
 */
export function unsetLines(
  text: string,
  { added, values }: SetLines,
): { readonly text: string; readonly changed: readonly string[] } {
  const whole = startOfLines(text, added);
  const edited =
    whole >= 0
      ? text.slice(0, whole) + text.slice(whole + added.length)
      : // Somebody has written between them.
        withoutLines(text, linesOf(added));
  const places = valuesIn(edited);
  const isOurs = ({ name, value, before }: SetValue) =>
    before !== undefined && written(edited, places.get(name)) === value;
  const changed = values.filter(one => places.has(one.name) && !isOurs(one)).map(({ name }) => name);
  return {
    text: withValues(edited, places, new Map(values.filter(isOurs).map(one => [one.name, one.before ?? '']))),
    changed,
  };
}

/** What the variables of a `.env` file are, by their names, as they are written there. */
export function writtenValues(text: string): ReadonlyMap<string, string> {
  return new Map([...valuesIn(text)].map(([name, { start, end }]) => [name, text.slice(start, end)]));
}

function written(text: string, place: Span | undefined): string | undefined {
  return place && text.slice(place.start, place.end);
}

/** A text with other values in their places. */
function withValues(
  text: string,
  places: ReadonlyMap<string, Span>,
  values: ReadonlyMap<string, string>,
): string {
  const parts: string[] = [];
  let from = 0;
  for (const [name, { start, end }] of [...places].sort(([, a], [, b]) => a.start - b.start)) {
    const value = values.get(name);
    if (value === undefined) continue;
    parts.push(text.slice(from, start), value);
    from = end;
  }
  return parts.join('') + text.slice(from);
}

/** Where whole lines stand in a text; -1 where they do not. */
function startOfLines(text: string, lines: string): number {
  const first = text.startsWith(MARK) ? MARK.length : 0;
  if (text.startsWith(lines, first)) return first;
  const behind = text.indexOf(`\n${lines}`);
  return behind < 0 ? -1 : behind + 1;
}

/** A text without lines, of those that it has several times the first. */
function withoutLines(text: string, lines: readonly string[]): string {
  const left = new Map<string, number>();
  for (const line of lines) left.set(line, (left.get(line) ?? 0) + 1);
  const mark = text.startsWith(MARK) ? MARK : '';
  const kept = linesOf(text.slice(mark.length)).filter(line => {
    const count = left.get(line) ?? 0;
    if (count > 0) left.set(line, count - 1);
    return count === 0;
  });
  return mark + kept.join('');
}

/** The lines of a text, each with its end. */
function linesOf(text: string): readonly string[] {
  return text.split(/(?<=\n)/);
}

/** Where the values of a `.env` file are written, the last of each name, without their quotes. */
function valuesIn(text: string): ReadonlyMap<string, Span> {
  const { entries } = readDotenv(text, { length: text.length });
  return new Map(entries.map(entry => [entry.key, placeOf(text, entry)]));
}

/** An empty value stands right behind its `=`: what follows may be blanks and the end of the line. */
function placeOf(text: string, { keySpan, value: { value, span } }: DotenvEntry): Span {
  if (value !== '' || /["']/.test(text[span.start - 1] ?? '')) return span;
  const sign = /[=:]/.exec(text.slice(keySpan.end, span.end))?.index ?? 0;
  return { start: keySpan.end + sign + 1, end: keySpan.end + sign + 1 };
}
