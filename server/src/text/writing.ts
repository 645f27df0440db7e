import type { Span } from './spans';
import { isPlainHost } from './urls';

/**
 * What is being written at a place, where that can be a port. `typed` is what a proposal replaces, on both sides of the
 * place; `text` is the part before it, `behind` the part behind.
 */
export type Writing = Typed &
  (
    | ({
        /** A mapping of a unit in the short form, or a port that it declares. */
        readonly kind: 'ports' | 'expose';
      } & InUnit)
    /** A container port, or a host port, by itself: in the long syntax, or as the default of a variable. */
    | ({ readonly kind: 'target' | 'published' } & InUnit)
    /** A mapping of a container of an image, where no unit is known yet: it may have to stand between quotes. */
    | ({ readonly kind: 'mapping' } & InMapping)
    /** A port that a unit declares. */
    | { readonly kind: 'declared' }
    /** A port of other units, by its number or its name: of those that the unit leads to, or of the one that is named. */
    | { readonly kind: 'reference'; readonly wants: 'number' | 'name' | 'either'; readonly host?: string }
    /** An argument of `EXPOSE`; `stage` counts the `FROM` before it, from 0. */
    | { readonly kind: 'instruction'; readonly stage: number }
    /** The protocol of a port, behind its `/`. */
    | { readonly kind: 'protocol'; readonly port: number }
    /** The value of a variable: of a unit's environment, of a stage of a recipe, or of a file of variables. */
    | { readonly kind: 'variable'; readonly key: string; readonly unit?: string; readonly stage?: number }
    | InAuthority
    /** The host of a URL, behind its `//`. */
    | ({ readonly kind: 'host' } & InContainer)
    /** A rule's id in a `portolan-ignore`, with those before it; or what follows them. */
    | { readonly kind: 'rule'; readonly named: readonly string[] }
    | { readonly kind: 'reason'; readonly named: readonly string[] }
  );

/** A port of a unit that is being written. */
export type PortInUnit = Extract<Writing, { readonly kind: 'ports' | 'expose' | 'target' | 'published' }>;

export interface Typed {
  readonly typed: Span;
  readonly text: string;
  readonly behind: string;
}

/** The unit that a URL is said in, and the URL's scheme. */
export interface InContainer {
  readonly scheme?: string;
  readonly unit?: string;
}

/** The port of a `host:`, in a URL or by itself. */
export interface InAuthority extends InContainer {
  readonly kind: 'authority';
  readonly host: string;
  readonly isUrl: boolean;
}

export interface InMapping {
  readonly image: string | undefined;
  readonly isToBeQuoted: boolean;
}

export interface InUnit {
  readonly unit: string;
  readonly isQuoted: boolean;
  /** Where the value starts that this is in, its quote included. */
  readonly start: number;
  /** What closes the lists and mappings around it that are written in brackets. */
  readonly bracket: string;
  /** How far right the line stands that the outermost of them, or the value, starts in. */
  readonly indent: number;
}

/** The most characters of a line that are looked at. */
export const MAX_LINE = 1000;

/** A place in a text. */
export interface Cursor {
  readonly text: string;
  readonly lineStart: number;
  /** The line up to the place; in a Dockerfile the instruction, which may have several. */
  readonly before: string;
  readonly offset: number;
}

/** Where the line of an offset starts. */
export function startOfLine(text: string, offset: number): number {
  // `lastIndexOf` takes a negative index for the first.
  return offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

/** Whether a `#` behind white space makes what follows it on its line a comment. */
export function afterHash({ before }: Cursor): boolean {
  return /(?:^|\s)#/.test(before);
}

/** The same for languages that have `//` as well. */
export function afterSlashesOrHash(at: Cursor): boolean {
  return afterHash(at) || /(?:^|\s)\/\//.test(at.before);
}

/** What has been typed before the place, with as much behind it as is of the same kind. */
export function typedAround({ text: all, offset }: Cursor, text: string, kind: RegExp): Typed {
  const behind = kind.exec(all.slice(offset, offset + MAX_LINE))?.[0] ?? '';
  return { typed: { start: offset - text.length, end: offset + behind.length }, text, behind };
}

export const DIGITS = /^\d*/;
export const WORD = /^\w*/;
const LETTERS = /^[a-z]*/i;
export const NO_SPACE = /^\S*/;

/** `80/` and the letters behind it. */
export function inProtocol(at: Cursor, typed: string): Writing | undefined {
  const [, port, letters] = /(?:^|[:-])(\d{1,5})\/([a-z]*)$/i.exec(typed) ?? [];
  if (port === undefined || letters === undefined) return undefined;
  return { kind: 'protocol', port: Number(port), ...typedAround(at, letters, LETTERS) };
}

/** A URL's host, or the port of a host in a URL or by itself. */
export function inUrl(at: Cursor, isValue: boolean): UrlPart | undefined {
  const [, scheme, host] =
    /([a-z][a-z\d+.-]{0,32}):\/\/(?:[^\s/@"']{0,256}@)?([\w.-]*)$/i.exec(at.before) ?? [];
  if (scheme === undefined || host === undefined) return inAuthority(at, isValue);
  return { kind: 'host', scheme: scheme.toLowerCase(), ...typedAround(at, host, /^[\w.-]*(?::\d{0,5})?/) };
}

type UrlPart = Extract<Writing, { readonly kind: 'host' | 'authority' }>;

/** `http://web:`, `user@web:`, `localhost:`; where values are written, also `web:` right behind a quote or a `=`. */
function inAuthority(at: Cursor, isValue: boolean): UrlPart | undefined {
  const match = /([\w.-]{1,255}|\[[\da-f:.]{0,64}\]):(\d{0,5})$/i.exec(at.before);
  const host = match?.[1]?.toLowerCase();
  if (!match || host === undefined) return undefined;
  const ahead = at.before.slice(0, match.index);
  const isListed = ahead.endsWith(',') && ahead.includes('//');
  const isUrl = ahead.endsWith('//') || ahead.endsWith('@') || isListed;
  // A key stands at the start of a line, or between braces.
  const isKey = /^[\s-]*$/.test(ahead) || /[{,]$/.test(ahead.trimEnd());
  const isWord = isValue
    ? !isKey && /[="'\s]$/.test(ahead)
    : isPlainHost(host) && /(?:^|[="'`(\s])$/.test(ahead);
  if (!isUrl && !isWord) return undefined;
  const scheme = /([a-z][a-z\d+.-]{0,32}):\/\/\S{0,256}$/i.exec(ahead)?.[1]?.toLowerCase();
  const found = { kind: 'authority', host, isUrl, ...typedAround(at, match[2] ?? '', DIGITS) } as const;
  return isUrl && scheme !== undefined ? { ...found, scheme } : found;
}

/** `# portolan-ignore: rule, rule -- why`: one of the rules, or what leads to the reason. */
export function inSilence(at: Cursor): Writing | undefined {
  const line = at.before.slice(startOfLine(at.before, at.before.length));
  const mark = SILENCE.exec(line);
  if (!mark) return undefined;
  const parts = line.slice(mark.index + mark[0].length).split(',');
  const named = parts.slice(0, -1).map(part => part.trim());
  if (!named.every(name => /^[\w-]+$/.test(name))) return undefined;
  const last = parts.at(-1)?.trimStart() ?? '';
  if (/^[\w-]*$/.test(last)) return { kind: 'rule', named, ...typedAround(at, last, /^[\w-]*/) };
  const [, word, dashes] = /^([\w-]+)[ \t]+(-{0,2})$/.exec(last) ?? [];
  if (word === undefined || dashes === undefined) return undefined;
  return { kind: 'reason', named: [...named, word], ...typedAround(at, dashes, /^-*/) };
}

const SILENCE = /(?:#|\/\/|\/\*|<!--|;|--)\s{0,8}portolan-ignore(?:-file)?[ \t]{0,8}:/;

/** The most lines that a command goes on over, above a place and below it. */
const MAX_CONTINUED = 50;

/** What is published by `docker run -p` or `podman run --publish`, wherever that is written. */
export function inPublish(at: Cursor): Writing | undefined {
  const { text, offset } = at;
  let start = at.lineStart;
  for (let count = 0; count < MAX_CONTINUED && start > 1 && text[start - 2] === '\\'; count++)
    start = startOfLine(text, start - 1);
  const words = text.slice(Math.max(start, offset - MAX_LINE), offset).split(/[\s\\]+/);
  const program = words.findLastIndex(word => /^(?:.*["'`(@])?(?:docker|podman)(?:\.exe)?$/.test(word));
  if (program < 0 || !words.slice(program).some(word => word === 'run' || word === 'create'))
    return undefined;
  const last = words.at(-1) ?? '';
  const option = /^(?:--publish=|-p=?(?=\d))/.exec(last)?.[0] ?? '';
  if (option === '' && !/^(?:-[a-zA-Z]{0,8}p|--publish)$/.test(words.at(-2) ?? '')) return undefined;
  const typed = last.slice(option.length).replace(/^["']/, '');
  if (!/^[\d.:[\]a-f]*(?:\/[a-z]*)?$/i.test(typed)) return undefined;
  const protocol = inProtocol(at, typed);
  if (protocol) return protocol;
  const around = typedAround(at, typed, /^[^\s"'`\\]*/);
  if (around.behind.includes('$')) return undefined;
  return { kind: 'mapping', image: imageBehind(text, around.typed.end), isToBeQuoted: false, ...around };
}

/** Options of `docker run` that many give and that take no value. */
const VALUELESS =
  /^(?:-[ditPq]{1,5}|--(?:detach|init|interactive|privileged|publish-all|quiet|read-only|replace|rm|tty))$/;

/** The image of a command: its first word behind a place that is neither an option nor the value of one. */
function imageBehind(text: string, from: number): string | undefined {
  let end = text.indexOf('\n', from);
  for (let count = 0; count < MAX_CONTINUED && end > 0 && text[end - 1] === '\\'; count++)
    end = text.indexOf('\n', end + 1);
  const rest = text.slice(from, Math.min(end < 0 ? text.length : end, from + MAX_LINE));
  let isValue = false;
  for (const [word] of rest.replace(/^["']/, '').matchAll(/[^\s\\]+/g)) {
    if (word.startsWith('-')) isValue = !word.includes('=') && !VALUELESS.test(word);
    else if (isValue) isValue = false;
    else return /^[\w./:@-]+/.exec(word.replace(/^["']/, ''))?.[0];
  }
  return undefined;
}

/** Whether the start of a mapping ends with its host port and a colon; a variable is one unless it has an address. */
export function endsWithHostPort(start: string): boolean {
  return /(?:^|:)(?:\d{1,5}(?:-\d{1,5})?|\$\{[^{}.]{1,256}\}|\$\w{1,256}):$/.test(start);
}
