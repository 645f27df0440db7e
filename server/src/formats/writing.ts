import type { Format } from './format';
import type { Span } from './text';
import { isPlainHost } from './urls';

/** What is being written at a place, where that can be a port. `typed` is what stands there so far. */
export type Writing = { readonly typed: Span; readonly text: string } & (
  | ({
      /** An entry of a service's `ports:` in the short syntax, or of its `expose:`. */
      readonly kind: 'ports' | 'expose';
    } & InService)
  /** A container port, or a host port, by itself: in the long syntax, or as the default of a variable. */
  | ({ readonly kind: 'target' | 'published' } & InService)
  /** An argument of `EXPOSE`; `stage` counts the `FROM` before it, from 0. */
  | { readonly kind: 'instruction'; readonly stage: number }
  /** The value of a variable: of a service's environment, of a Dockerfile's stage, or of a `.env` file. */
  | { readonly kind: 'variable'; readonly key: string; readonly service?: string; readonly stage?: number }
  /** The port of a `host:`, in a URL or by itself; with the service in whose container it is said. */
  | {
      readonly kind: 'authority';
      readonly host: string;
      readonly isUrl: boolean;
      readonly service?: string;
    }
);

interface InService {
  readonly service: string;
  readonly isQuoted: boolean;
  /** Where the value starts that this is in, its quote included. */
  readonly start: number;
  /** What closes the list or mapping around it, if that is written in brackets. */
  readonly bracket: '' | ']' | '}';
}

/** The most characters of a line that are looked at. */
const MAX_LINE = 1000;

/** What is being written at an offset of a text. Goes by lines alone, for what is being written is seldom valid. */
export function writingAt(text: string, format: Format, offset: number): Writing | undefined {
  const lineStart = format === 'dockerfile' ? instructionStart(text, offset) : startOfLine(text, offset);
  if (offset - lineStart > MAX_LINE) return undefined;
  const at = { text, lineStart, before: text.slice(lineStart, offset), offset };
  if (isComment(at, format)) return undefined;
  if (format === 'compose') return inList(at) ?? inField(at) ?? inEnvironment(at) ?? inComposeAuthority(at);
  if (format === 'dockerfile') return inInstruction(at) ?? inAuthority(at, false);
  if (format === 'dotenv') return inAuthority(at, true) ?? inVariable(at);
  return inAuthority(at, false);
}

interface Cursor {
  readonly text: string;
  readonly lineStart: number;
  /** The line up to the place; in a Dockerfile the instruction, which may have several. */
  readonly before: string;
  readonly offset: number;
}

function startOfLine(text: string, offset: number): number {
  // `lastIndexOf` takes a negative index for the first.
  return offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

/** Where the instruction of a Dockerfile starts: lines that end in a backslash go on. */
function instructionStart(text: string, offset: number): number {
  let start = startOfLine(text, offset);
  while (start > 0 && offset - start < MAX_LINE) {
    const above = startOfLine(text, start - 1);
    if (!text.slice(above, start).trimEnd().endsWith('\\')) break;
    start = above;
  }
  return start;
}

/** In other texts a `#` may be a heading as well. */
function isComment({ before }: Cursor, format: Format): boolean {
  if (format === 'dockerfile') return before.slice(startOfLine(before, before.length)).trimStart()[0] === '#';
  return format !== 'text' && /(?:^|\s)#/.test(before);
}

function typedBefore({ offset }: Cursor, text: string): { readonly typed: Span; readonly text: string } {
  return { typed: { start: offset - text.length, end: offset }, text };
}

/** A key of a mapping at the start of a line, as far as its value. */
const KEY = /^(\s*(?:-\s+)?)(["']?)([^\s"':#{[-][^\s"':]*)\2\s*:(?:\s|$)/;

function inList(at: Cursor): Writing | undefined {
  const item = /^(\s*)-\s+(["']?)([^\s"']*)$/.exec(at.before);
  if (item) return listItem(at, pathAbove(at, width(item[1]), true), item[2] !== '', '', item[3] ?? '');
  const flow = /^(\s*)(["']?)(ports|expose)\2\s*:\s*\[(?:[^\]]*,)?\s*(["']?)([^\s"',]*)$/.exec(at.before);
  if (!flow) return undefined;
  const path = [flow[3] ?? '', ...pathAbove(at, width(flow[1]), false)];
  return listItem(at, path, flow[4] !== '', ']', flow[5] ?? '');
}

function listItem(
  at: Cursor,
  [list, service, parent]: readonly string[],
  isQuoted: boolean,
  bracket: '' | ']',
  typed: string,
): Writing | undefined {
  if ((list !== 'ports' && list !== 'expose') || parent !== 'services' || service === undefined)
    return undefined;
  // A key, or the name of a host, which Docker does not take here.
  if (/^[a-z]/i.test(typed) && typed.includes(':')) return undefined;
  // A list or a mapping within the list.
  if (!isQuoted && /^[[{]/.test(typed)) return undefined;
  const start = at.offset - typed.length - (isQuoted ? 1 : 0);
  const around = { service, isQuoted, start, bracket };
  const open = typed.lastIndexOf('${');
  if (open < 0 || typed.includes('}', open)) return { kind: list, ...around, ...typedBefore(at, typed) };
  const digits = /^\$\{\w+:?-(\d*)$/.exec(typed.slice(open))?.[1];
  if (digits === undefined) return undefined;
  const isTarget = list === 'expose' || endsWithHostPort(typed.slice(0, open));
  return { kind: isTarget ? 'target' : 'published', ...around, ...typedBefore(at, digits) };
}

/** Whether the start of a mapping ends with its host port and a colon; a variable is one unless it has an address. */
export function endsWithHostPort(start: string): boolean {
  return /(?:^|:)(?:\d{1,5}(?:-\d{1,5})?|\$\{[^{}.]{1,256}\}|\$\w{1,256}):$/.test(start);
}

/** `target:` and `published:` of the long syntax, on lines of their own or between braces. */
function inField(at: Cursor): Writing | undefined {
  const field = /^(\s*)(-\s+)?(\{(?:[^}]*,)?\s*)?(["']?)(target|published)\4\s*:\s+(["']?)([^\s"',}]*)$/.exec(
    at.before,
  );
  if (!field) return undefined;
  const [, indent, dash, brace, , key, quote, typed = ''] = field;
  const [list, service, parent] = pathAbove(at, dash ? width(indent) : width(indent) - 1, true);
  if (list !== 'ports' || parent !== 'services' || service === undefined) return undefined;
  return {
    kind: key === 'target' ? 'target' : 'published',
    service,
    isQuoted: quote !== '',
    start: at.offset - typed.length - width(quote),
    bracket: brace ? '}' : '',
    ...typedBefore(at, typed),
  };
}

/** `PORT: 80` or `- PORT=80` of a service's environment. */
function inEnvironment(at: Cursor): Writing | undefined {
  const listed = /^(\s*)-\s+["']?(\w+)=(\w*)$/.exec(at.before);
  const keyed = /^(\s*)(["']?)(\w+)\2\s*:\s+["']?(\w*)$/.exec(at.before);
  const [key, typed] = listed ? [listed[2], listed[3]] : [keyed?.[3], keyed?.[4]];
  if (key === undefined) return undefined;
  const indent = width((listed ?? keyed)?.[1]);
  const [list, service, parent] = pathAbove(at, indent, listed !== null);
  if (list !== 'environment' || parent !== 'services' || service === undefined) return undefined;
  return { kind: 'variable', key, service, ...typedBefore(at, typed ?? '') };
}

function width(text: string | undefined): number {
  return text?.length ?? 0;
}

/**
 * The keys above a line, the innermost first. An item of a list may stand as far left as the key that it belongs to
 * (YAML 1.2, 8.2.1).
 */
function pathAbove({ text, lineStart }: Cursor, indent: number, isItem: boolean): readonly string[] {
  const path: string[] = [];
  let bound = isItem ? indent + 1 : indent;
  for (let end = lineStart - 1; end >= 0 && bound > 0; ) {
    const start = startOfLine(text, end);
    const column = firstVisible(text, start, start + bound) - start;
    const key =
      column < bound ? KEY.exec(text.slice(start, Math.min(end, start + MAX_LINE)))?.[3] : undefined;
    if (key !== undefined && text[start + column] !== '-') {
      path.push(key);
      bound = column;
    }
    end = start - 1;
  }
  return path;
}

/** The keys of services that run inside the container, where `localhost` is the container itself. */
const IN_CONTAINER: ReadonlySet<string> = new Set(['healthcheck', 'command', 'entrypoint']);

/** The keys whose values have a colon behind something else than a host. */
const NOT_OF_HOSTS: ReadonlySet<string> = new Set([
  'image',
  'ports',
  'expose',
  'volumes',
  'volumes_from',
  'links',
  'external_links',
  'extra_hosts',
  'cache_from',
  'cache_to',
  'tags',
]);

function inComposeAuthority(at: Cursor): Writing | undefined {
  const found = inAuthority(at, true);
  if (found?.kind !== 'authority') return undefined;
  const indent = at.before.length - at.before.trimStart().length;
  const above = pathAbove(at, indent, at.before[indent] === '-');
  const own = KEY.exec(at.before)?.[3];
  const keys = own === undefined ? above : [own, ...above];
  if (!found.isUrl && NOT_OF_HOSTS.has(keys[0] ?? '')) return undefined;
  const inside = keys.findIndex((key, index) => IN_CONTAINER.has(key) && keys[index + 2] === 'services');
  const service = inside < 0 ? undefined : keys[inside + 1];
  return service === undefined ? found : { ...found, service };
}

function firstVisible(text: string, from: number, to: number): number {
  let at = from;
  while (at < to && text[at] === ' ') at++;
  return at;
}

function inInstruction(at: Cursor): Writing | undefined {
  const exposed = /^\s*(?:ONBUILD\s+)?EXPOSE\s(?:.*\s)?(\S*)$/is.exec(at.before);
  if (exposed) return { kind: 'instruction', stage: stageAt(at), ...typedBefore(at, exposed[1] ?? '') };
  const variable = /^\s*(?:ONBUILD\s+)?(?:ENV|ARG)\s(?:.*\s)?(\w+)=["']?(\w*)$/is.exec(at.before);
  if (variable?.[1] === undefined) return undefined;
  return { kind: 'variable', key: variable[1], stage: stageAt(at), ...typedBefore(at, variable[2] ?? '') };
}

function stageAt({ text, lineStart }: Cursor): number {
  return (text.slice(0, lineStart).match(/^[ \t]*FROM[ \t]/gim) ?? []).length - 1;
}

function inVariable(at: Cursor): Writing | undefined {
  const match = /^\s*(?:export\s+)?([\w.]+)\s*[=:]\s*["']?(\w*)$/.exec(at.before);
  if (match?.[1] === undefined) return undefined;
  return { kind: 'variable', key: match[1], ...typedBefore(at, match[2] ?? '') };
}

/** `http://web:`, `user@web:`, `localhost:`; where values are written, also `web:` right behind a quote or a `=`. */
function inAuthority(at: Cursor, isValue: boolean): Writing | undefined {
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
  return isUrl || isWord ? { kind: 'authority', host, isUrl, ...typedBefore(at, match[2] ?? '') } : undefined;
}
