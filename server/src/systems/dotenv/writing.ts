import type { Span } from '../../text/spans';
import { variableWith } from '../../text/template';
import { type Cursor, inUrl, typedAround, WORD, type Writing } from '../../text/writing';
import type { Rewritten } from '../system';

/** A variable in the place of part of a value; none is one between single quotes (compose-go `dotenv`). */
export function variableAt({ text, before }: Cursor, span: Span, name: string): Rewritten | undefined {
  const [assigned, quote] = /^\s*(?:export\s+)?[\w.]+\s*[=:]\s*(["']?)/.exec(before) ?? [];
  if (assigned === undefined || quote === "'") return undefined;
  return { span, newText: variableWith(name, text.slice(span.start, span.end)) };
}

/** What is being written in a file of variables. */
export function writingIn(at: Cursor): Writing | undefined {
  return inUrl(at, true) ?? inVariable(at);
}

function inVariable(at: Cursor): Writing | undefined {
  const match = /^\s*(?:export\s+)?([\w.]+)\s*[=:]\s*["']?(\w*)$/.exec(at.before);
  if (match?.[1] === undefined) return undefined;
  return { kind: 'variable', key: match[1], ...typedAround(at, match[2] ?? '', WORD) };
}
