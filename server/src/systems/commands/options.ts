import type { CommandEnd } from '../../text/shell-words';
import { type SourceText, slice, variablesOf } from '../../text/source-text';
import { isUnknown } from '../../text/template';

/** The options of a program that take no value: all others take one. */
export interface Flags {
  readonly long: ReadonlySet<string>;
  readonly short: string;
}

/** An option with its value, by its long name where it is one that says something of ports. */
export interface Option {
  readonly name: string;
  readonly value: SourceText | undefined;
}

/** Options up to the first word that is none. */
export interface Options {
  readonly options: readonly Option[];
  readonly operand: SourceText | undefined;
  /** Whether the command is longer than is read, and goes on with more of them. */
  readonly isCut: boolean;
}

/** The words of a command, one by one, and in the end how far it was read. */
export type Words = Iterator<SourceText, CommandEnd>;

const LONG_NAMES: Readonly<Record<string, string>> = { p: 'publish', e: 'env', P: 'publish-all' };

/**
 * Reads options as pflag does, the library of both programs: `--name value`, `--name=value`, `-n value`, `-nvalue`,
 * `-n=value`, and several short ones as one, of which the last may take a value.
 */
export function readOptions(words: Words, { long, short }: Flags, most = Number.POSITIVE_INFINITY): Options {
  const options: Option[] = [];
  let isCut = false;
  const next = (): SourceText | undefined => {
    const result = words.next();
    if (!result.done) return result.value;
    isCut ||= result.value?.isCut === true;
    return undefined;
  };
  let omitted: SourceText | undefined;
  for (let word = next(); word && options.length <= most; word = next()) {
    const { value } = word;
    if (value === '--') return { options, operand: next(), isCut };
    if (!value.startsWith('-') || value === '-') {
      if (isOfOptions(word)) continue;
      if (OMITTED.test(value)) {
        omitted = word;
        continue;
      }
      return { options, operand: word, isCut };
    }
    if (value.startsWith('--')) {
      const equals = value.indexOf('=');
      const name = value.slice(2, equals < 0 ? value.length : equals);
      if (equals >= 0) options.push({ name, value: slice(word, equals + 1, value.length) });
      else if (long.has(name)) options.push({ name, value: undefined });
      else options.push({ name, value: next() });
      continue;
    }
    for (let at = 1; at < value.length; at++) {
      const letter = value[at] ?? '';
      const name = LONG_NAMES[letter] ?? letter;
      const from = value[at + 1] === '=' ? at + 2 : at + 1;
      if (short.includes(letter) && from === at + 1) {
        options.push({ name, value: undefined });
        continue;
      }
      options.push({
        name,
        value: from < value.length || from > at + 1 ? slice(word, from, value.length) : next(),
      });
      break;
    }
  }
  return { options, operand: omitted, isCut };
}

/** What stands for more that a reader knows: `...`, `[OPTIONS]`. */
const OMITTED = /^(?:\.{3}|…|\[[\w ]{1,40}\])$/;

/** Whether a word is nothing but a variable whose name says that it holds options. */
function isOfOptions(word: SourceText): boolean {
  const [only, ...others] = variablesOf(word);
  return (
    isUnknown(word.value) &&
    word.pieces.length === 1 &&
    others.length === 0 &&
    /opt|arg|flag|param/i.test(only?.name ?? '')
  );
}
