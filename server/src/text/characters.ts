/** What ends a line in YAML 1.1 besides LF and CRLF: CR, next line, line separator, paragraph separator. */
const OTHER_BREAKS = /\r(?!\n)|[\u0085\u2028\u2029]/g;

/**
 * A text of the same length in which every line ends as our parser of YAML knows it: that follows YAML 1.2, where these
 * characters are as any other, but go-yaml v3, Compose's parser, begins a new line behind each of them, also in a comment.
 */
export function withLineFeeds(text: string): string {
  return text.replace(OTHER_BREAKS, '\n');
}

/** A text of the same length without a byte order mark at its start, for a format in which white space means nothing. */
export function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? ` ${text.slice(1)}` : text;
}
