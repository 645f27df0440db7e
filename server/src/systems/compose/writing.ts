import type { Span } from '../../text/spans';
import { variableWith } from '../../text/template';
import {
  type Cursor,
  DIGITS,
  endsWithHostPort,
  inProtocol,
  inUrl,
  MAX_LINE,
  startOfLine,
  typedAround,
  WORD,
  type Writing,
} from '../../text/writing';
import type { Rewritten } from '../system';

/** The most lines above that are searched for an open bracket. */
const MAX_FLOW_LINES = 200;

/** What is being written in a Compose file. */
export function writingIn(at: Cursor): Writing | undefined {
  return inService(at) ?? inComposeUrl(at);
}

/** A key of a mapping at the start of a line, as far as its value. */
const KEY = /^(\s*(?:-\s+)?)(["']?)([^\s"':#{[-][^\s"':]*)\2\s*:(?:\s|$)/;

/** Where something stands in a Compose file. */
interface Place {
  /** The keys around it, the innermost first. */
  readonly path: readonly string[];
  /** What has been written of the item, or of the key and its value. */
  readonly entry: string;
  readonly isItem: boolean;
  readonly bracket: string;
  readonly indent: number;
}

function inService(at: Cursor): Writing | undefined {
  const place = flowPlace(at) ?? blockPlace(at);
  const [list, service, parent] = place.path;
  if (parent !== 'services' || service === undefined) return undefined;
  if (list === 'environment') return inEnvironment(at, place, service);
  if (list === 'ports') return inField(at, place, service) ?? listItem(at, place, list, service);
  return list === 'expose' ? listItem(at, place, list, service) : undefined;
}

function blockPlace(at: Cursor): Place {
  const [start = '', space = '', dash] = /^(\s*)(-\s)?/.exec(at.before) ?? [];
  const isItem = dash !== undefined;
  const entry = at.before.slice(start.length).trimStart();
  return { path: pathAbove(at, space.length, isItem), entry, isItem, bracket: '', indent: space.length };
}

/** What begins the names of variables that mean something to Docker and Compose themselves. */
const OF_DOCKER = /^(?:COMPOSE|DOCKER|BUILDKIT|BUILDX)_/;

/** What stands behind part of a key. */
const IN_KEY = /^[^\s"'{}[\],]{0,256}(?:["']\s{0,16}:|:(?:\s|$))/;

/** An entry between brackets as far as its value: a key, an anchor and the tag of a text may stand before that. */
const IN_FLOW_ENTRY =
  /^(?:(["'])[\w.-]+\1\s*:\s*|[\w.-]+\s*:\s+)?(?:(?:&\S{1,64}|!|!!str)\s+){0,2}(?![&!])(\S*)$/;

/**
 * A variable in the place of part of a value: Compose fills it in wherever a value stands. Between brackets YAML takes its
 * braces in quotes alone, which a port gets and nothing else does.
 */
export function variableAt(at: Cursor, span: Span, name: string): Rewritten | undefined {
  const written = (start: number, end: number) => at.text.slice(start, end);
  if (OF_DOCKER.test(name)) return undefined;
  // Compose fills in values alone.
  if (IN_KEY.test(written(span.end, span.end + MAX_LINE))) return undefined;
  // A number by its tag is digits (go-yaml).
  if (/!!(?:int|float)\s{1,8}\S*$/.test(at.before.slice(-MAX_LINE))) return undefined;
  const newText = variableWith(name, written(span.start, span.end));
  const place = flowPlace(at);
  if (!place) return { span, newText };
  const value = IN_FLOW_ENTRY.exec(place.entry)?.[2];
  if (value === undefined) return undefined;
  if (/^["']/.test(value)) return { span, newText };
  const [list, , parent] = place.path;
  if (list !== 'ports' || parent !== 'services') return undefined;
  const start = span.start - value.length;
  const end = span.end + (IN_FLOW.exec(at.text.slice(span.end, span.end + MAX_LINE))?.[0].length ?? 0);
  if (/["'\\]/.test(written(start, end))) return undefined;
  return { span: { start, end }, newText: `"${value}${newText}${written(span.end, end)}"` };
}

/** The place between brackets, which may stand on lines above; undefined outside of any. */
function flowPlace(at: Cursor): Place | undefined {
  const open: { readonly char: string; readonly key: string }[] = [];
  let outer = { lineStart: at.lineStart, ahead: '' };
  let entryStart: number | undefined;
  let closed = 0;
  let line = at.before;
  for (let lineStart = at.lineStart, count = 0; count < MAX_FLOW_LINES; count++) {
    for (const { char, index } of flowMarks(line).reverse()) {
      if (char === ']' || char === '}') closed++;
      else if (closed > 0) closed -= char === ',' ? 0 : 1;
      else {
        entryStart ??= lineStart + index + 1;
        if (char === ',') continue;
        const ahead = line.slice(0, index);
        open.push({ char, key: FLOW_KEY.exec(ahead)?.[2] ?? '' });
        outer = { lineStart, ahead };
      }
    }
    // Above a key at the very left nothing is open.
    if (lineStart === 0 || /^[^\s\]},#]/.test(line)) break;
    const above = startOfLine(at.text, lineStart - 1);
    line = at.text.slice(above, Math.min(lineStart - 1, above + MAX_LINE));
    lineStart = above;
  }
  const [inner, next] = open;
  if (!inner || entryStart === undefined) return undefined;
  const keys = open.map(({ key }) => key).filter(key => key !== '');
  const [, space = '', dash] = /^(\s*)(-\s)?/.exec(outer.ahead) ?? [];
  const isNested = inner.char === '[' && inner.key === '' && (next ? next.char === '[' : dash !== undefined);
  const above = pathAbove({ ...at, lineStart: outer.lineStart }, space.length, dash !== undefined);
  return {
    path: isNested ? [] : [...keys, ...above],
    // What follows a comma on its own line is a comment.
    entry: at.text.slice(Math.max(entryStart, at.lineStart), at.offset).trimStart(),
    isItem: inner.char === '[',
    bracket: open.map(({ char }) => (char === '[' ? ']' : '}')).join(''),
    indent: space.length,
  };
}

/** The key right before a bracket, an anchor or a tag between them or none. */
const FLOW_KEY = /(["']?)([^\s"':,[\]{}]{1,256})\1\s{0,8}:\s{0,8}(?:[&!]\S{0,64}\s{1,8})?$/;

/** The brackets and commas of a line of YAML outside of quotes, variables and comments. */
function flowMarks(line: string): { readonly char: string; readonly index: number }[] {
  const marks: { readonly char: string; readonly index: number }[] = [];
  // What ends the part that is being passed over.
  let end = '';
  for (let index = 0; index < line.length; index++) {
    const char = line[index] ?? '';
    const before = line[index - 1] ?? ' ';
    if (end !== '') {
      if (char === '\\' && end === '"') index++;
      else if (char === end) end = '';
    } else if ((char === '"' || char === "'") && /[\s[{,:]/.test(before)) end = char;
    else if (char === '{' && before === '$') end = '}';
    else if (char === '#' && /\s/.test(before)) break;
    else if ('[]{},'.includes(char)) marks.push({ char, index });
  }
  return marks;
}

function listItem(
  at: Cursor,
  { entry, isItem, bracket, indent }: Place,
  list: 'ports' | 'expose',
  unit: string,
): Writing | undefined {
  const [, quote, typed = ''] = /^(["']?)([^\s"']*)$/.exec(entry) ?? [];
  if (!isItem || quote === undefined) return undefined;
  const isQuoted = quote !== '';
  // A key, or the name of a host, which Docker does not take here.
  if (/^[a-z]/i.test(typed) && typed.includes(':')) return undefined;
  // A list or a mapping within the list.
  if (!isQuoted && /^[[{]/.test(typed)) return undefined;
  const protocol = inProtocol(at, typed);
  if (protocol) return protocol;
  const around = { unit, isQuoted, start: at.offset - typed.length - quote.length, bracket, indent };
  const open = typed.lastIndexOf('${');
  if (open < 0 || typed.includes('}', open)) {
    const whole = typedAround(at, typed, bracket === '' ? IN_BLOCK : IN_FLOW);
    // A variable behind the place is not written over.
    return whole.behind.includes('$') ? undefined : { kind: list, ...around, ...whole };
  }
  const digits = /^\$\{\w+:?-(\d*)$/.exec(typed.slice(open))?.[1];
  if (digits === undefined) return undefined;
  const isTarget = list === 'expose' || endsWithHostPort(typed.slice(0, open));
  return { kind: isTarget ? 'target' : 'published', ...around, ...typedAround(at, digits, DIGITS) };
}

/** What goes on with a mapping. */
const IN_BLOCK = /^[^\s"']*/;
const IN_FLOW = /^[^\s"',\]}]*/;

/** `target:` and `published:` of the long syntax, on lines of their own or between braces. */
function inField(at: Cursor, { entry, bracket, indent }: Place, unit: string): Writing | undefined {
  const [, , key, quote, typed] = /^(["']?)(target|published)\1\s*:\s+(["']?)([^\s"',}]*)$/.exec(entry) ?? [];
  if (quote === undefined || typed === undefined) return undefined;
  return {
    kind: key === 'target' ? 'target' : 'published',
    unit,
    isQuoted: quote !== '',
    start: at.offset - typed.length - quote.length,
    bracket,
    indent,
    ...typedAround(at, typed, WORD),
  };
}

/** `PORT: 80` or `- PORT=80` of a service's environment. */
function inEnvironment(at: Cursor, { entry, isItem }: Place, unit: string): Writing | undefined {
  const [, key, typed] = isItem
    ? (/^["']?(\w+)=(\w*)$/.exec(entry) ?? [])
    : (/^["']?(\w+)["']?\s*:\s+["']?(\w*)$/.exec(entry) ?? []);
  if (key === undefined || typed === undefined) return undefined;
  return { kind: 'variable', key, unit, ...typedAround(at, typed, WORD) };
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

function inComposeUrl(at: Cursor): Writing | undefined {
  const found = inUrl(at, true);
  if (!found) return undefined;
  const indent = at.before.length - at.before.trimStart().length;
  const above = pathAbove(at, indent, at.before[indent] === '-');
  const own = KEY.exec(at.before)?.[3];
  const keys = own === undefined ? above : [own, ...above];
  if (found.kind === 'authority' && !found.isUrl && NOT_OF_HOSTS.has(keys[0] ?? '')) return undefined;
  const inside = keys.findIndex((key, index) => IN_CONTAINER.has(key) && keys[index + 2] === 'services');
  const service = inside < 0 ? undefined : keys[inside + 1];
  return service === undefined ? found : { ...found, unit: service };
}

function firstVisible(text: string, from: number, to: number): number {
  let at = from;
  while (at < to && text[at] === ' ') at++;
  return at;
}
