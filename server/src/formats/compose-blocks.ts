/** What a block of a Compose file holds: one top-level key, or one service. */
export interface BlockText {
  readonly kind: 'top' | 'service';
  readonly start: number;
  readonly end: number;
  /** Which YAML document of the file, from 0. */
  readonly document: number;
}

const KEY = /^(?:[\w.$-]+|"[^"\n]*"|'[^'\n]*')[ \t]*:(?=[ \t\r]|$)/;
const SERVICES = /^(?:services|"services"|'services')[ \t]*:[ \t\r]*(?:#.*)?$/;

/**
 * Cuts a Compose file into blocks that can be read one by one: every top-level key, and every service where
 * `services:` is an ordinary block mapping. A boundary is a line that starts a key at the column where such
 * keys stand, which no inner line of valid YAML does; so in a broken file only the broken block suffers.
 */
export function splitBlocks(text: string): readonly BlockText[] {
  const blocks: BlockText[] = [];
  const bodyStart = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let start = bodyStart;
  let kind: BlockText['kind'] = 'top';
  let document = 0;
  let isOpen = false;
  let services: { indent: number } | undefined;
  const cut = (at: number, next: BlockText['kind']) => {
    if (at > start) blocks.push({ kind, start, end: at, document });
    start = at;
    kind = next;
  };
  for (let lineStart = bodyStart; lineStart < text.length; ) {
    const newline = text.indexOf('\n', lineStart);
    const lineEnd = newline < 0 ? text.length : newline;
    const first = firstVisible(text, lineStart, lineEnd);
    const indent = first - lineStart;
    if (first < lineEnd && text[first] !== '#') {
      if (indent === 0) {
        if (isDocumentMark(text, lineStart)) {
          cut(lineStart, 'top');
          // The mark of the first document may stand before anything else.
          if (isOpen) document++;
          isOpen = false;
          services = undefined;
        } else if (startsKey(text, first, lineEnd)) {
          // What stands before the first key (comments, the document mark) belongs to it.
          if (isOpen) cut(lineStart, 'top');
          isOpen = true;
          services = SERVICES.test(text.slice(lineStart, lineEnd)) ? { indent: -1 } : undefined;
        }
      } else if (services) {
        if (services.indent < 0) services = startsKey(text, first, lineEnd) ? { indent } : undefined;
        if (services && indent === services.indent && startsKey(text, first, lineEnd))
          cut(lineStart, 'service');
      }
    }
    lineStart = lineEnd + 1;
  }
  cut(text.length, 'top');
  return blocks;
}

function firstVisible(text: string, from: number, to: number): number {
  let at = from;
  while (at < to) {
    const code = text.charCodeAt(at);
    if (code !== 32 && code !== 9 && code !== 13) break;
    at++;
  }
  return at;
}

function startsKey(text: string, from: number, lineEnd: number): boolean {
  const code = text.charCodeAt(from);
  // A list item or a flow collection starts no key.
  if (code === 45 || code === 123 || code === 91 || code === 125 || code === 93) return false;
  return KEY.test(text.slice(from, lineEnd));
}

function isDocumentMark(text: string, at: number): boolean {
  return text.startsWith('---', at) || text.startsWith('...', at);
}
