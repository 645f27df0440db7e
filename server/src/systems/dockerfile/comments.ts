import type { LineStarts } from '../../text/spans';

/**
 * So many lines that begin like a comment and may be something else stay, and no more. The parser asks of each comment
 * whether it is in each stage, before anything can be counted: a text of comments and stages keeps it busy for a minute.
 */
const MAX_KEPT = 16;

const COMMENT = /^\uFEFF?[ \t]*#/;

/** What ends a heredoc, where that begins like a comment. */
const HEREDOC_END = /<<-?["']?(#[^\s"']*)/g;

/**
 * The text of a Dockerfile with blanks for its comments, those between the lines of an instruction as well: as Docker
 * reads it, and each character where it was. Parser directives stay, and what ends a heredoc. Other lines of a heredoc
 * that begin like a comment go as well: no instruction is read from them.
 */
export function withoutComments(text: string, starts: LineStarts): string {
  const ends = new Set(Array.from(text.matchAll(HEREDOC_END), match => match[1]));
  let kept = 0;
  let mayBeDirective = true;
  return [...starts]
    .map((start, index) => {
      const line = text.slice(start, starts[index + 1]);
      const isComment = COMMENT.test(line);
      mayBeDirective &&= isComment && line.includes('=');
      if (!isComment) return line;
      const isKept = mayBeDirective || ends.has(line.trim());
      return isKept && ++kept <= MAX_KEPT ? line : line.replace(/#[^\r\n]*/, one => ' '.repeat(one.length));
    })
    .join('');
}
