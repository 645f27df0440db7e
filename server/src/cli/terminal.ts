import { styleText } from 'node:util';

/** The styles that the command's output uses. */
export type Style = 'bold' | 'dim' | 'red' | 'yellow' | 'blue' | 'cyan' | 'green';

/** Puts a style on a text, or leaves the text as it is where colours are not wanted. */
export type Paint = (style: Style | readonly Style[], text: string) => string;

export const plain: Paint = (_, text) => text;

/** Node before 20.12 has no `styleText`; there the output is plain. */
export function painter(color: boolean): Paint {
  if (!color || typeof styleText !== 'function') return plain;
  return (style, text) =>
    styleText(typeof style === 'string' ? style : [...style], text, { validateStream: false });
}

/**
 * Whether to colour what goes to a stream: an option on the command line decides, then `FORCE_COLOR`, then
 * `NO_COLOR` and `TERM=dumb`, then whether the stream is a terminal.
 */
export function wantsColor(
  option: boolean | undefined,
  env: Readonly<Record<string, string | undefined>>,
  stream: { readonly isTTY?: boolean },
): boolean {
  if (option !== undefined) return option;
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  if (env.NO_COLOR || env.TERM === 'dumb') return false;
  return stream.isTTY === true;
}

const TAB = '    ';

/**
 * A piece of a file as a terminal can show it: tabs as spaces, and controls that could move the cursor, or turn
 * the direction of the text, as U+FFFD.
 */
export function visible(text: string): string {
  return text.replaceAll('\t', TAB).replaceAll('\u{FEFF}', '').replace(CONTROL, '\u{FFFD}');
}

/** Control characters, and the line separators and marks of direction that are as good as some. */
export const CONTROL = /[\p{Cc}\u{61C}\u{200E}\u{200F}\u{2028}\u{2029}\u{202A}-\u{202E}\u{2066}-\u{2069}]/gu;

/** What is said stands on one line. */
export function oneLine(text: string): string {
  const lines = text.split(/[\r\n]+/).map(line => line.trim());
  return visible(lines.filter(line => line !== '').join(' '));
}

/**
 * An output, of which no line is a command to the program that runs a build and reads what it prints:
 * `::error::` at the start of a line for GitHub, `##[` and `##vso[` anywhere in one for GitHub and Azure.
 */
export function withoutCommands(text: string): string {
  return text.replace(/^([^\S\r\n\u2028\u2029]*:)(?=:)/gm, '$1\u{200B}').replace(/#(?=#\w*\[)/g, '#\u{200B}');
}

/** Lines that hold what files say, as a terminal can show them and a build takes no command from. */
export function harmless(text: string): string {
  return withoutCommands(text.split(/\r?\n/).map(visible).join('\n'));
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

const ZERO_WIDTH = /^[\p{Mark}\p{Format}]+$/u;
const EMOJI = /^\p{Emoji_Presentation}|^\p{Emoji}\u{FE0F}|^\p{Regional_Indicator}/u;
/** The blocks that Unicode's East Asian Width calls wide or fullwidth. */
const WIDE =
  /^[\u{1100}-\u{115F}\u{2E80}-\u{303E}\u{3041}-\u{4DBF}\u{4E00}-\u{A4CF}\u{A960}-\u{A97F}\u{AC00}-\u{D7A3}\u{F900}-\u{FAFF}\u{FE30}-\u{FE6F}\u{FF01}-\u{FF60}\u{FFE0}-\u{FFE6}\u{1B000}-\u{1B2FF}\u{20000}-\u{3FFFD}]/u;

/** How many columns of a terminal a visible text takes. */
export function columns(text: string): number {
  if (/^[ -~…]*$/.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes.segment(text)) {
    if (ZERO_WIDTH.test(segment)) continue;
    width += EMOJI.test(segment) || WIDE.test(segment) ? 2 : 1;
  }
  return width;
}

/** Rows with their columns aligned, a line each. What `show` makes of a cell takes as many columns as the cell. */
export function table(
  rows: readonly (readonly string[])[],
  show: (cell: string, column: number) => string = cell => cell,
): string {
  const width = (column: number) =>
    rows.reduce((widest, row) => Math.max(widest, columns(row[column] ?? '')), 0);
  const widths = (rows[0] ?? []).map((_, column) => width(column));
  const padded = (cell: string, column: number) =>
    show(cell, column) + ' '.repeat((widths[column] ?? 0) - columns(cell));
  return rows.map(row => `${row.map(padded).join('  ').trimEnd()}\n`).join('');
}
