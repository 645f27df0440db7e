/** A text in XML, on one line: XML cannot hold control characters or half a pair of surrogates at all. */
export function escapeXml(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Surrogate}\uFFFE\uFFFF]/gu, '\u{FFFD}')
    .replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);
}
