import { t } from '@vscode/l10n';
import { type Block, literal, type Piece, type SourceText } from './source-text';
import type { Span } from './spans';

/** One `KEY=VALUE` of a `.env` file. */
export interface DotenvEntry {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: SourceText;
  /** Whether `$` in the value stands for variables: everywhere but in single quotes. */
  readonly expands: boolean;
}

export interface DotenvReading {
  readonly entries: readonly DotenvEntry[];
  readonly faults: readonly { readonly message: string; readonly span: Span }[];
}

const ASSIGNMENT = /^(\s*(?:export\s+)?)([\p{L}\p{N}_.[\]-]+)\s*[=:]\s*/u;

/** A name alone: its value comes from the shell. */
const INHERITED = /^\s*(?:export\s+)?[\p{L}\p{N}_.[\]-]+\s*$/u;

/**
 * Reads a `.env` file as Compose does (compose-go `dotenv`): `export`, `=` or `:`, quotes over several lines,
 * ` #` comments after unquoted values. A line that is none of this is a fault; the others are still read.
 */
export function readDotenv(text: string, block: Block): DotenvReading {
  const entries: DotenvEntry[] = [];
  const faults: { message: string; span: Span }[] = [];
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let lineEnd = -1;
  while (at < text.length) {
    if (at > lineEnd) {
      const newline = text.indexOf('\n', at);
      lineEnd = newline < 0 ? text.length : newline;
    }
    const line = text.slice(at, lineEnd);
    const match = ASSIGNMENT.exec(line);
    const [, before = '', key] = match ?? [];
    if (match && key !== undefined) {
      const keyStart = at + before.length;
      const keySpan = { start: keyStart, end: keyStart + key.length };
      const valueStart = at + match[0].length;
      const quote = text[valueStart];
      if (quote === '"' || quote === "'") {
        const close = closingQuote(text, valueStart);
        if (close < 0) {
          faults.push({ message: t('The value of {0} has no closing {1}.', key, quote), span: keySpan });
        } else {
          entries.push({
            key,
            keySpan,
            value: unquote(text, block, valueStart, close),
            expands: quote === '"',
          });
          // Compose reads on right after the quote, not on the next line.
          at = close + 1;
          continue;
        }
      } else {
        const raw = text.slice(valueStart, lineEnd);
        const comment = raw.indexOf(' #');
        const value = (comment < 0 ? raw : raw.slice(0, comment)).trimEnd();
        entries.push({ key, keySpan, value: literal(block, value, valueStart), expands: true });
      }
    } else if (!/^\s*(?:#|$)/.test(line) && !INHERITED.test(line)) {
      const start = at + (line.length - line.trimStart().length);
      faults.push({
        message: t('"{0}" is no KEY=VALUE.', line.trim().slice(0, 60)),
        span: { start, end: at + line.trimEnd().length },
      });
    }
    at = lineEnd + 1;
  }
  return { entries, faults };
}

function closingQuote(text: string, open: number): number {
  const quote = text[open];
  for (let at = open + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === quote) return at;
  }
  return -1;
}

function unquote(text: string, block: Block, open: number, close: number): SourceText {
  const raw = text.slice(open + 1, close);
  if (!raw.includes('\\')) return literal(block, raw, open + 1);
  const quote = text[open] ?? '';
  const pieces: Piece[] = [];
  let value = '';
  for (let at = open + 1; at < close; ) {
    const pattern = quote === '"' ? ESCAPE : ESCAPED_QUOTE;
    pattern.lastIndex = at;
    const written = text[at] === '\\' ? pattern.exec(text)?.[0] : undefined;
    if (written === undefined) {
      // All up to the next backslash stands for itself, and so does one that escapes nothing.
      const next = text.indexOf('\\', at + 1);
      const end = next < 0 || next > close ? close : next;
      const last = pieces.at(-1);
      if (last?.kind === 'literal') pieces[pieces.length - 1] = { ...last, length: last.length + end - at };
      else pieces.push({ kind: 'literal', at: value.length, length: end - at, offset: at });
      value += text.slice(at, end);
      at = end;
      continue;
    }
    const decoded = decodeEscape(written, quote);
    const span = { start: at, end: at + written.length };
    pieces.push({ kind: 'opaque', at: value.length, length: decoded.length, span });
    value += decoded;
    at += written.length;
  }
  return { value, block, pieces, span: { start: open + 1, end: close } };
}

/** What compose-go decodes between double quotes; other characters keep the backslash before them. */
const ESCAPE = /\\(?:[abfnrtv$"\\]|0[0-3][0-7]{2})/y;

/** Between single quotes only the quote is escaped, but a backslash takes the one after it along. */
const ESCAPED_QUOTE = /\\[\\']/y;

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  // Interpolation turns it into one dollar sign that starts no variable.
  $: '$$',
};

function decodeEscape(written: string, quote: string): string {
  const character = written.slice(1);
  if (character === quote) return quote;
  if (quote === "'") return written;
  if (character.length > 1) return String.fromCharCode(Number.parseInt(character, 8));
  return ESCAPES[character] ?? written;
}
