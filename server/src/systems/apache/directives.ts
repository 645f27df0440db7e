import type { Span } from '../../text/spans';

/** A word of a configuration, without its quotes. */
export interface Word {
  readonly value: string;
  /** Where it is written, without its quotes. */
  readonly span: Span;
  /** Whether its characters stand as they are: no escape is in it, and no line ends in it. */
  readonly isPlain: boolean;
}

/** A directive, or the start of a section: its name in lower case, a section's without `<`. */
export interface Directive {
  readonly name: string;
  readonly isSection: boolean;
  readonly args: readonly Word[];
  readonly span: Span;
  /** Whether it counts only where something else is so: in `<IfModule>`, `<IfDefine>`, a `<Macro>`. */
  readonly isConditional: boolean;
  /** The `<VirtualHost>` around it. */
  readonly host: Directive | undefined;
}

/** Sections whose directives may not count, or count elsewhere. */
const CONDITIONS = /^(?:if\w*|else\w*|macro)$/;

/** Sections stand within no more others than this; those that are deeper are taken for conditional. */
export const MAX_DEPTH = 64;

/** The directives of a configuration, and whether sections are deeper than is read. */
export interface Directives {
  readonly directives: readonly Directive[];
  readonly isCut: boolean;
}

interface Section {
  readonly name: string;
  readonly isConditional: boolean;
  readonly host: Directive | undefined;
}

/** Reads a configuration into its directives, in the order of the text (httpd `ap_build_config`): one on each line. */
export function readDirectives(text: string): Directives {
  const found: Directive[] = [];
  let isCut = false;
  const open: Section[] = [];
  for (let at = 0; at < text.length; ) {
    const end = endOfDirective(text, at);
    const line = readLine(text, at, end, open.at(-1));
    at = end + 1;
    if (!line) continue;
    if (line.kind === 'end') {
      const own = open.findLastIndex(({ name }) => name === line.name);
      if (own >= 0) open.length = own;
      continue;
    }
    const { directive } = line;
    found.push(directive);
    if (!directive.isSection) continue;
    const isTooDeep = open.length >= MAX_DEPTH;
    isCut ||= isTooDeep;
    const isConditional = directive.isConditional || CONDITIONS.test(directive.name) || isTooDeep;
    const host = directive.name === 'virtualhost' ? directive : directive.host;
    if (!isTooDeep) open.push({ name: directive.name, isConditional, host });
  }
  return { directives: found, isCut };
}

type Line =
  | { readonly kind: 'directive'; readonly directive: Directive }
  | { readonly kind: 'end'; readonly name: string };

function readLine(text: string, start: number, end: number, section: Section | undefined): Line | undefined {
  const [first, ...args] = wordsIn(text, start, end);
  if (!first || first.value.startsWith('#')) return undefined;
  const close = /^<\/([\w-]{1,64})/.exec(first.value)?.[1];
  if (close !== undefined) return { kind: 'end', name: close.toLowerCase() };
  const isSection = first.value.startsWith('<');
  const name = first.value.replace(/^</, '').replace(/>$/, '').toLowerCase();
  const directive = {
    name,
    isSection,
    args: isSection ? withoutBracket(args) : args,
    span: { start: first.span.start, end },
    isConditional: section?.isConditional ?? false,
    host: section?.host,
  };
  return { kind: 'directive', directive };
}

/** The arguments of a section without the `>` behind them. */
function withoutBracket(args: readonly Word[]): readonly Word[] {
  const last = args.at(-1);
  if (!last?.value.endsWith('>')) return args;
  const { value, span, isPlain } = last;
  const rest = { value: value.slice(0, -1), span: { start: span.start, end: span.end - 1 }, isPlain };
  return rest.value === '' ? args.slice(0, -1) : [...args.slice(0, -1), rest];
}

/** Where the line of a directive ends: a backslash before a line break goes on, also in a comment. */
function endOfDirective(text: string, from: number): number {
  for (let at = text.indexOf('\n', from); at >= 0; at = text.indexOf('\n', at + 1)) {
    const before = text[at - 1] === '\r' ? at - 2 : at - 1;
    if (before < from || text[before] !== '\\') return at;
  }
  return text.length;
}

function wordsIn(text: string, start: number, end: number): readonly Word[] {
  const words: Word[] = [];
  for (let at = start; at < end; ) {
    const character = text[at] ?? '';
    if (/\s/.test(character) || (character === '\\' && /[\r\n]/.test(text[at + 1] ?? ''))) {
      at++;
      continue;
    }
    // What follows is no directive.
    if (words.length === 0 && character === '#') return [];
    const word = readWord(text, at, end);
    words.push(word.word);
    at = word.end;
  }
  return words;
}

function readWord(text: string, start: number, end: number): { readonly word: Word; readonly end: number } {
  const quote = /["']/.test(text[start] ?? '') ? text[start] : undefined;
  const from = quote === undefined ? start : start + 1;
  let at = from;
  let isPlain = true;
  for (; at < end; at++) {
    const character = text[at] ?? '';
    if (quote === undefined ? /\s/.test(character) : character === quote) break;
    if (character === '\\' && /["'\\\r\n]/.test(text[at + 1] ?? '')) {
      isPlain = false;
      at++;
    }
  }
  const to = Math.min(at, end);
  const word = { value: text.slice(from, to), span: { start: from, end: to }, isPlain };
  return { word, end: quote === undefined ? Math.max(to, start + 1) : to + 1 };
}
