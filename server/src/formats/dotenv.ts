import { type Block, literal, type Piece, type SourceText } from './source-text';
import type { Span } from './text';

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

/**
 * Reads a `.env` file as Compose does (compose-go `dotenv`): `export`, `=` or `:`, quotes over several lines,
 * ` #` comments after unquoted values. A line that is none of this is a fault; the others are still read.
 */
export function readDotenv(text: string, block: Block): DotenvReading {
  const entries: DotenvEntry[] = [];
  const faults: { message: string; span: Span }[] = [];
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (at < text.length) {
    const newline = text.indexOf('\n', at);
    const lineEnd = newline < 0 ? text.length : newline;
    const line = text.slice(at, lineEnd);
    const match = /^[ \t]*(?:export[ \t]+)?([\w.[\]-]+)[ \t]*[=:][ \t]*/.exec(line);
    if (match?.[1] !== undefined) {
      const keyStart = at + line.indexOf(match[1], match[0].startsWith('export') ? 6 : 0);
      const keySpan = { start: keyStart, end: keyStart + match[1].length };
      const valueStart = at + match[0].length;
      const quote = text[valueStart];
      if (quote === '"' || quote === "'") {
        const close = closingQuote(text, valueStart);
        if (close < 0) {
          faults.push({ message: `The value of ${match[1]} has no closing ${quote}.`, span: keySpan });
        } else {
          entries.push({
            key: match[1],
            keySpan,
            value: unquote(text, block, valueStart, close),
            expands: quote === '"',
          });
          at = Math.max(lineEnd, text.indexOf('\n', close) < 0 ? text.length : text.indexOf('\n', close)) + 1;
          continue;
        }
      } else {
        const raw = text.slice(valueStart, lineEnd);
        const comment = raw.indexOf(' #');
        const value = (comment < 0 ? raw : raw.slice(0, comment)).trimEnd();
        entries.push({ key: match[1], keySpan, value: literal(block, value, valueStart), expands: true });
      }
    } else if (!/^\s*(?:#|$)/.test(line) && !/^\s*(?:export\s+)?[\w.[\]-]+\s*$/.test(line)) {
      const start = at + (line.length - line.trimStart().length);
      faults.push({
        message: `"${line.trim().slice(0, 60)}" is no KEY=VALUE.`,
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
  const quote = text[open];
  const pieces: Piece[] = [];
  let value = '';
  for (let at = open + 1; at < close; ) {
    const isEscape = text[at] === '\\' && (quote === '"' || text[at + 1] === quote);
    const length = isEscape ? 2 : 1;
    const decoded = isEscape ? decodeEscape(text[at + 1] ?? '') : (text[at] ?? '');
    pieces.push({
      kind: 'opaque',
      at: value.length,
      length: decoded.length,
      span: { start: at, end: at + length },
    });
    value += decoded;
    at += length;
  }
  return { value, block, pieces, span: { start: open + 1, end: close } };
}

function decodeEscape(character: string): string {
  if (character === '$') return '$$';
  const known: Readonly<Record<string, string>> = {
    n: '\n',
    r: '\r',
    t: '\t',
    '"': '"',
    "'": "'",
    '\\': '\\',
  };
  return known[character] ?? `\\${character}`;
}
