import { type SourceText, slice, unquote } from '../../text/source-text';

/** The words of a value as systemd splits it: quotes around a word, or a part of one, are taken off where they enclose it. */
export function wordsOf(text: SourceText): readonly SourceText[] {
  const { value } = text;
  const words: SourceText[] = [];
  for (let at = 0; at < value.length; ) {
    while (at < value.length && isBlank(value[at])) at++;
    if (at >= value.length) break;
    const start = at;
    let quote = '';
    for (; at < value.length && (quote !== '' || !isBlank(value[at])); at++) {
      const character = value[at] ?? '';
      if (character === '\\') at++;
      else if (character === quote) quote = '';
      else if (quote === '' && (character === '"' || character === "'")) quote = character;
    }
    words.push(unquote(slice(text, start, Math.min(at, value.length))));
  }
  return words;
}

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t' || character === '\n' || character === '\r';
}

/** `NAME=value`: the name, and what stands behind it without its quotes; undefined where it is no assignment. */
export function assignmentOf(
  word: SourceText,
): { readonly name: string; readonly value: SourceText } | undefined {
  const at = word.value.indexOf('=');
  if (at <= 0) return undefined;
  return { name: word.value.slice(0, at), value: unquote(slice(word, at + 1, word.value.length)) };
}
