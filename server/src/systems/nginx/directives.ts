import type { Span } from '../../text/spans';

/** A word of a configuration, without its quotes and escapes. */
export interface Word {
  readonly value: string;
  /** Where it is written, without its quotes. */
  readonly span: Span;
}

/** A directive: its name, its arguments, and what stands between its braces. */
export interface Directive {
  readonly name: string;
  readonly args: readonly Word[];
  readonly span: Span;
  /** Undefined where it ends with a semicolon. */
  readonly block: readonly Directive[] | undefined;
}

/** What a text says, and whether its blocks were too deep to read it to its end. */
export interface Directives {
  readonly directives: readonly Directive[];
  readonly isCut: boolean;
  /** Whether it ends within a block, a directive or a text. */
  readonly isOpen: boolean;
  /** Whether a `}` closes no block, or comes before a directive has its semicolon: nginx refuses it. */
  readonly isTorn: boolean;
  /** The blocks of another language, in order. */
  readonly foreign: readonly Span[];
}

/** Directives stand within no more blocks than this. */
export const MAX_DEPTH = 32;

/** Its block is of another language. */
const FOREIGN = /_by_lua_block$/;

interface Open {
  readonly directive: { name: string; args: readonly Word[]; span: Span; block: Directive[] };
}

/**
 * Reads a configuration into directives (nginx `ngx_conf_read_token`): words are parted by white space, `#` begins a
 * comment where a word could begin, quotes count there alone. What is left open at the end is taken as closed there.
 */
export function readDirectives(text: string): Directives {
  const top: Directive[] = [];
  const open: Open[] = [];
  const foreign: Span[] = [];
  let words: Word[] = [];
  let isTorn = false;
  const list = () => open.at(-1)?.directive.block ?? top;
  const end = (at: number, block: Directive[] | undefined): void => {
    const [name, ...args] = words;
    words = [];
    if (!name) return;
    const span = { start: name.span.start, end: at };
    const directive = { name: name.value, args, span, block };
    list().push(directive);
    if (block) open.push({ directive: { ...directive, block } });
  };
  for (let at = text.charCodeAt(0) === 0xfeff ? 1 : 0; at < text.length; ) {
    const character = text[at] ?? '';
    if (/\s/.test(character)) at++;
    else if (character === '#') at = endOfLine(text, at);
    else if (character === ';') {
      end(at, undefined);
      at++;
    } else if (character === '{') {
      at++;
      if (FOREIGN.test(words[0]?.value ?? '')) {
        const start = at;
        at = endOfForeign(text, at);
        foreign.push({ start, end: at });
        end(at, undefined);
      } else if (open.length < MAX_DEPTH) end(at, []);
      else return { directives: top, isCut: true, isOpen: false, isTorn, foreign };
    } else if (character === '}') {
      isTorn ||= words.length > 0 || open.length === 0;
      end(at, undefined);
      open.pop();
      at++;
    } else {
      const word = readWord(text, at);
      words.push(word.word);
      at = word.end;
    }
  }
  const isOpen = open.length > 0 || words.length > 0;
  end(text.length, undefined);
  return { directives: top, isCut: false, isOpen, isTorn, foreign };
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

/** Where the braces close that are open, whatever stands between; what stands in quotes hides them. */
function endOfForeign(text: string, from: number): number {
  let depth = 1;
  let quote = '';
  for (let at = from; at < text.length; at++) {
    const character = text[at] ?? '';
    if (quote !== '') {
      if (character === '\\') at++;
      else if (character === quote || character === '\n') quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '{') depth++;
    else if (character === '}' && --depth === 0) return at + 1;
  }
  return text.length;
}

const ESCAPED: Readonly<Record<string, string>> = {
  t: '\t',
  r: '\r',
  n: '\n',
  '"': '"',
  "'": "'",
  '\\': '\\',
};

function readWord(text: string, start: number): { readonly word: Word; readonly end: number } {
  const quote = text[start] === '"' || text[start] === "'" ? text[start] : undefined;
  const from = quote ? start + 1 : start;
  let value = '';
  let at = from;
  for (; at < text.length; at++) {
    const character = text[at] ?? '';
    if (quote ? character === quote : /[\s;{]/.test(character)) break;
    if (character === '\\' && at + 1 < text.length) {
      at++;
      value += ESCAPED[text[at] ?? ''] ?? `\\${text[at]}`;
    } else if (character === '$' && text[at + 1] === '{' && !quote) {
      // A variable in braces is part of the word.
      value += '${';
      at++;
    } else value += character;
  }
  const end = Math.min(at, text.length);
  return {
    word: { value, span: { start: from, end } },
    end: quote ? Math.min(end + 1, text.length) : end,
  };
}
