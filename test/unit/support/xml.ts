/**
 * What keeps a text from being well-formed XML (XML 1.0, 2.1), as far as a document without a prolog, comments and
 * CDATA goes; undefined where nothing does.
 */
export function xmlFault(text: string): string | undefined {
  const forbidden = /[^\P{Cc}\t\n\r]|\p{Surrogate}|[\uFFFE\uFFFF]/u.exec(text);
  if (forbidden) return `a character that is none of XML at ${forbidden.index}`;
  const open: string[] = [];
  let roots = 0;
  for (const [token] of text.trim().matchAll(/<[^>]*>|[^<]+|</g)) {
    const close = /^<\/([\w:-]+)\s*>$/.exec(token)?.[1];
    const [, name, attributes = '', isEmpty] = TAG.exec(token) ?? [];
    if (!token.startsWith('<')) {
      if (open.length === 0 || isFaulty(token)) return `text: ${token}`;
    } else if (close !== undefined) {
      if (open.pop() !== close) return `${token} closes another element`;
    } else if (name === undefined) {
      return `no tag: ${token}`;
    } else {
      const pairs = [...attributes.matchAll(/([\w:-]+)="([^"]*)"/g)];
      if (new Set(pairs.map(([, key]) => key)).size < pairs.length) return `an attribute twice: ${token}`;
      if (pairs.some(([, , value = '']) => isFaulty(value))) return `the value of an attribute: ${token}`;
      if (open.length === 0) roots++;
      if (!isEmpty) open.push(name);
    }
  }
  if (open.length > 0) return `not closed: ${open.join(' ')}`;
  return roots === 1 ? undefined : `${roots} roots`;
}

const TAG = /^<([\w:-]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/)?>$/;

/** Whether an ampersand is no reference, or a section is closed that was not opened. */
function isFaulty(content: string): boolean {
  return /&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[\da-f]+);)/i.test(content) || content.includes(']]>');
}

/** What stands between tags and in attributes, as a reader of the XML has it. */
export function xmlTexts(text: string): readonly string[] {
  const found = [...text.matchAll(/>([^<]+)<|="([^"]*)"/g)].map(
    ([, content, value]) => content ?? value ?? '',
  );
  return found.map(one => one.replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code))).trim());
}
