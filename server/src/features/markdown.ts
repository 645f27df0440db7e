/** White space, and what has no look of its own, or turns the text around it. */
const BLANKS = /[\s\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]+/gu;

/** What breaks a line of plain text, steers a terminal, or turns the text around it. */
const STEERING = /[\p{Cc}\u2028\u2029\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]+/gu;

/** A message as one line of plain text. */
export function plainLine(text: string): string {
  return text.replace(STEERING, ' ');
}

/** A text as Markdown shows it letter by letter: nothing in it is a link, an image, a table's end or HTML. */
export function escapeMarkdown(text: string): string {
  return text
    .replace(BLANKS, ' ')
    .replace(/[\\`*_[\]()#|~@]/g, '\\$&')
    .replaceAll('://', ':\\/\\/')
    .replace(/(www)\./gi, '$1\\.')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;');
}

/** A text as code within a line of Markdown, whatever backticks it holds (CommonMark 0.31, 6.1). */
export function codeSpan(text: string): string {
  const flat = text.replace(BLANKS, ' ');
  const longest = Math.max(0, ...(flat.match(/`+/g) ?? []).map(run => run.length));
  const fence = '`'.repeat(longest + 1);
  const space = longest > 0 || flat.trim() === '' ? ' ' : '';
  return `${fence}${space}${flat}${space}${fence}`;
}

/** What means something else in Markdown than it is: an escape, the rest of a link, and marks. */
const MARKS = /\\([!-/:-@[-`{-~])|\]\([^\s()]*\)|\*\*|`|\[|^#+ /gm;

/** What Markdown of ours says, for an editor that shows none: links as their texts, without marks and escapes. */
export function plainText(markdown: string): string {
  return markdown
    .replace(MARKS, (_mark, escaped: string | undefined) => escaped ?? '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
