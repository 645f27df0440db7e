import { type Cursor, inUrl, typedAround, WORD, type Writing } from '../../text/writing';

/** What is being written in a file of variables. */
export function writingIn(at: Cursor): Writing | undefined {
  return inUrl(at, true) ?? inVariable(at);
}

function inVariable(at: Cursor): Writing | undefined {
  const match = /^\s*(?:export\s+)?([\w.]+)\s*[=:]\s*["']?(\w*)$/.exec(at.before);
  if (match?.[1] === undefined) return undefined;
  return { kind: 'variable', key: match[1], ...typedAround(at, match[2] ?? '', WORD) };
}
