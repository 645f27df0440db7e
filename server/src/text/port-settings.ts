import { parsePortRange } from '../ports/port';
import { namesListening, wordsOf } from './port-names';
import type { Purpose } from './purpose';
import type { Span } from './spans';

/** A port that a text gives by a name: `port = 8080`, `--port 8080`, `LISTEN_ADDR=:8080`. */
export interface PortSetting {
  /** As written; `address` where nothing names it. */
  readonly name: string;
  /** The digits alone, of a range both numbers. */
  readonly span: Span;
  /** What it is: of a mapping one side, what a directive has a server listen on, or just what the name says. */
  readonly role: SettingRole;
}

export type SettingRole = 'variable' | 'listen' | 'published' | 'target' | 'exposed';

/** The most settings of ports that are read in one text: more are data. */
const MAX_SETTINGS = 500;

/** The most characters of a name, and of what stands before a number in its line. */
const MAX_NAME = 80;
const MAX_BEFORE = 200;

/** What a name ends in, what stands between it and its value, and digits that no other number follows. */
const SETTING =
  /port["']?([ \t]{0,8}(?::|=>?)[ \t]{0,8}|,?[ \t]{1,8})["']?(\d{2,5}(?:-\d{2,5})?)(?![\w-]|[.:]\w)/gi;

/** An address to listen on, without host or with one that stands for all; or a host that a variable gives. */
const ADDRESS = /(0\.0\.0\.0|\[::\]|\*|\$\{[^{}\s]{1,80}\})?:(\d{2,5})(?![\w:./-])/g;

/** Directives that have a server listen, of nginx and of Apache. */
const LISTENS = /^(?:listen|(?:name)?virtualhost)$/i;

/** Where nginx listens, in a text that another file has within: `listen 80 default_server;`. */
const LISTEN = /^([ \t]{0,64}listen[ \t]{1,16})(\d{2,5})(?=[ \t;])[^;\n]{0,200};/gm;

/** The head of a list of mappings, in YAML that is of no system as it stands: a template, or a part of another file. */
const PORTS = /^[ \t]{0,64}["']?(ports|expose)["']?[ \t]{0,8}:[ \t]{0,8}\r?\n/gm;

/** A line of such a list that is no item: it is blank, a comment, or an action of a template. */
const NO_ITEM = /^[ \t]*(?:#.*|\{%.*|\{\{.*)?\r?$/;

/** `[ip:][port:]target`, of which each number may be the default of a variable. */
const MAPPING =
  /(?:(?:[\d.]{7,15}|\[[\da-f:]{2,40}\]):)?(?:(?:\$\{[^{}\n]{1,80}:-(?:[\d.]{7,15}:)?)?(\d{2,5})\}?:)?(?:\$\{[^{}\n]{1,80}:-)?(\d{2,5})\}?(?:\/(?:tcp|udp))?["']?[ \t]{0,16}(?:\\[ \t]{0,16})?(?:#.*)?\r?$/dy;
const ITEM = /[ \t]*-[ \t]+["']?/y;
const OPTION =
  /(?<=[\s"'])(?:-p|--publish)[ =]["']?(?:(?:[\d.]{7,15}|\[[\da-f:]{2,40}\]):)?(?:(\d{2,5})|\$\{?\w{1,80}\}?):(\d{2,5})(?:\/(?:tcp|udp))?(?![\w:/-]|\.\w)/dg;

/** An option that is a port for most programs: `psql -p 5432`, `mysql -P 3306`. */
const SHORT_OPTION = /(?<=\s)-[pP][ =]?(\d{4,5})(?![\w:/-]|\.\w)/g;

/** Programs whose `-p` is a process, a folder or something else of four digits. */
const OTHER_PROGRAMS =
  /(?:^|[\s/`"'(|;&])(?:chrt|gdb|install|ionice|jstack|kill|lsof|mariadb|mkdir|mysql(?:admin|dump)?|nsenter|perf|pidstat|pkill|pmap|prlimit|ps|read|renice|strace|su|sudo|taskset|top|touch|unzip|useradd)\b[^\n;|&]{0,160}$/;

/** Where `-p` is what Docker publishes: that is read as such. */
const RUNS_CONTAINER = /(?:docker|podman|nerdctl)\b[^\n;|&]{0,200}\s(?:run|create)\s/;

/** Ports of a firewall, a tunnel or a debugger: `--allow tcp:8443`. */
const OF_PROTOCOL = /(?<=[\s,"'=])(tcp|udp):(\d{2,5})(?![\w:/-]|\.\w)/g;

/** Both sides of a mapping of k3d, as it stands behind `--port`: `"8080:80@loadbalancer"`. */
const NODE_OPTION = /(?<=\s)--port[ =]["']?(?:[\d.]{7,15}:)?(\d{2,5}):(\d{2,5})(?:\/(?:tcp|udp))?@\w/dg;

/** A port that stands in an object of its own, as Istio has it: `number: 80` below `port:`. */
const NUMBER =
  /^([ \t]{0,64}(?:- )?port:[ \t]{0,8}\r?\n[ \t]{1,64}number:[ \t]{1,8})(\d{2,5})(?=[ \t\r]*$)/gm;

/** The label of a proxy that maps: `tsdproxy.port.web=443/https:8080/http`. */
const LABEL =
  /(?<=[\s"'=])([\w.-]{1,80}\.port[\w.-]{0,40})["']?[ \t]{0,4}[:=][ \t]{0,4}["']?(\d{2,5})\/https?:(\d{2,5})\/https?\b/dg;

/** A site of Caddy, in a text that another file has within: `:8080 {`. */
const SITE = /^([ \t]{0,64}:)(\d{2,5})(?=[ \t]{0,8}\{)/gm;

/** What gives something else before a colon and a number: a tag, a group, a port of the host. */
const OTHERWISE = /image|tag|version|repo|user|uid|gid|own|port|publish|^-p$/i;

/** What may be a setting: whether its digits are a port, and stand in no comment, is looked at for all alike. */
interface Candidate extends Pick<PortSetting, 'name' | 'span'> {
  /** Where it is not the name that tells. */
  readonly role?: SettingRole;
}

type Reader = (text: string, purpose: Purpose) => Iterable<Candidate>;

/**
 * The ports that a text gives by a name, in the order of the text, comments left out: settings (`"port": 8080`,
 * `DB_PORT=5432`), options of commands (`--port 8080`), addresses that are listened on (`addr: ":8080"`,
 * `0.0.0.0:8080`, `listen 8080;`), and mappings (`- "8080:80"` below `ports:`). Of what is no configuration only what a
 * command line, an environment or a list of mappings says: the rest is prose or a program; and nothing of other people's
 * files.
 */
export function portSettings(text: string, purpose: Purpose): readonly PortSetting[] {
  if (purpose === 'foreign') return [];
  // Of what two find, the first counts: what a mapping says goes before what a name may mean.
  const readers: readonly Reader[] = [
    lists,
    options,
    labels,
    settings,
    numbers,
    addresses,
    commands,
    directives,
  ];
  return readers
    .flatMap(read => someOf(read, text, purpose))
    .sort((one, other) => one.span.start - other.span.start)
    .filter((one, index, all) => one.span.start !== all[index - 1]?.span.start)
    .slice(0, MAX_SETTINGS);
}

/** What a reader finds, as far as a text may have it. */
function someOf(read: Reader, text: string, purpose: Purpose): readonly PortSetting[] {
  const found: PortSetting[] = [];
  for (const { name, span, role } of read(text, purpose)) {
    const digits = text.slice(span.start, span.end);
    const isPort = !digits.startsWith('0') && typeof parsePortRange(digits) === 'object';
    if (!isPort || isInComment(text, span.start, purpose)) continue;
    found.push({ name, span, role: role ?? (LISTENS.test(name) ? 'listen' : 'variable') });
    if (found.length === MAX_SETTINGS) break;
  }
  return found;
}

/** The mappings below `ports:` and `expose:`. */
function* lists(text: string): Iterable<Candidate> {
  for (const { index, 0: head, 1: name = '' } of text.matchAll(PORTS)) {
    for (let start = index + head.length; start < text.length; ) {
      const end = lineEnd(text, start);
      ITEM.lastIndex = start;
      if (ITEM.test(text)) yield* mappingIn(text, name, ITEM.lastIndex, end);
      else if (!NO_ITEM.test(text.slice(start, end))) break;
      start = end + 1;
    }
  }
}

/** Mappings of `-p`, whatever stands around them. */
function* options(text: string, purpose: Purpose): Iterable<Candidate> {
  // A program may say anything.
  if (purpose === 'code') return;
  for (const { indices } of text.matchAll(OPTION)) yield* sidesOf('-p', indices?.[1], indices?.[2]);
  for (const { indices } of text.matchAll(NODE_OPTION)) yield* sidesOf('--port', indices?.[1], indices?.[2]);
}

/** Mappings in the labels of proxies. */
function* labels(text: string): Iterable<Candidate> {
  for (const { indices, 1: name = '' } of text.matchAll(LABEL))
    yield* sidesOf(name, indices?.[2], indices?.[3]);
}

/** Both sides of a mapping that fills the rest of a line. */
function* mappingIn(text: string, name: string, start: number, end: number): Iterable<Candidate> {
  if (end - start > MAX_BEFORE) return;
  MAPPING.lastIndex = 0;
  const [, published, target] = MAPPING.exec(text.slice(start, end))?.indices ?? [];
  yield* sidesOf(name, published, target, start);
}

type Indices = readonly [start: number, end: number];

function* sidesOf(
  name: string,
  published: Indices | undefined,
  target: Indices | undefined,
  from = 0,
): Iterable<Candidate> {
  const at = ([start, end]: Indices): Span => ({ start: from + start, end: from + end });
  if (published) yield { name, span: at(published), role: 'published' };
  if (target) yield { name, span: at(target), role: name === 'expose' ? 'exposed' : 'target' };
}

function* settings(text: string, purpose: Purpose): Iterable<Candidate> {
  for (const match of text.matchAll(SETTING)) {
    const [whole, between = '', digits = ''] = match;
    const at = match.index + 'port'.length;
    const name = nameUntil(text, at);
    const before = text.slice(Math.max(0, at - name.length - 2), at - name.length);
    // `PORT:80` maps whatever stands for the port; `"port":80`, `${PORT:80}` and `{$PORT:80}` give it.
    const isMapping = between === ':' && !/["']/.test(text[at] ?? '') && !/\{\$?$/.test(before);
    if (!isMapping && isSetting(name, between, purpose))
      yield { name, span: endingAt(match.index + whole.length, digits) };
  }
}

/** Ports that stand as a number in an object of their own. */
function* numbers(text: string, purpose: Purpose): Iterable<Candidate> {
  if (purpose !== 'configuration') return;
  for (const { index, 1: before = '', 2: digits = '' } of text.matchAll(NUMBER))
    yield { name: 'port', span: endingAt(index + before.length + digits.length, digits) };
}

function* addresses(text: string, purpose: Purpose): Iterable<Candidate> {
  for (const match of text.matchAll(ADDRESS)) {
    const [whole, host, digits = ''] = match;
    const end = match.index + whole.length;
    const before = text.slice(Math.max(0, match.index - MAX_NAME), match.index);
    const name = nameBefore(before);
    const isAddress =
      host === undefined
        ? purpose === 'configuration' && startsAddress(before, text[end] ?? '')
        : /(?:^|[\s"'`=(,[/])$/.test(before) && !(host.startsWith('$') && OTHERWISE.test(name));
    if (isAddress) yield { name, span: endingAt(end, digits) };
  }
}

/** `-p` where it is no mapping and no process, and ports behind the name of a protocol. */
function* commands(text: string): Iterable<Candidate> {
  for (const match of text.matchAll(SHORT_OPTION)) {
    const [whole, digits = ''] = match;
    const before = text.slice(Math.max(0, match.index - MAX_BEFORE), match.index);
    const line = before.slice(before.lastIndexOf('\n') + 1);
    const name = whole.slice(0, 2);
    const isOther = RUNS_CONTAINER.test(line) || (name === '-p' && OTHER_PROGRAMS.test(line));
    if (!isOther) yield { name, span: endingAt(match.index + whole.length, digits) };
  }
  for (const match of text.matchAll(OF_PROTOCOL)) {
    const [whole, name = '', digits = ''] = match;
    yield { name, span: endingAt(match.index + whole.length, digits) };
  }
}

function* directives(text: string, purpose: Purpose): Iterable<Candidate> {
  if (purpose !== 'configuration') return;
  for (const pattern of [LISTEN, SITE])
    for (const match of text.matchAll(pattern)) {
      const [, before = '', digits = ''] = match;
      yield { name: 'listen', span: endingAt(match.index + before.length + digits.length, digits) };
    }
}

function endingAt(end: number, digits: string): Span {
  return { start: end - digits.length, end };
}

function lineEnd(text: string, start: number): number {
  const feed = text.indexOf('\n', start);
  return feed < 0 ? text.length : feed;
}

/** Whether a name speaks of a port, and what stands behind it gives one. */
function isSetting(name: string, between: string, purpose: Purpose): boolean {
  if (wordsOf(name).at(-1) !== 'port') return false;
  const isOption = /^--?[A-Za-z]/.test(name);
  if (purpose === 'configuration') return isOption || /[:=]/.test(between);
  return isOption || (between === '=' && /^[A-Z][A-Z\d_]*$/.test(name));
}

/** The name that ends at an offset. */
function nameUntil(text: string, end: number): string {
  let start = end;
  while (start > 0 && end - start < MAX_NAME && /[\w./-]/.test(text[start - 1] ?? '')) start--;
  return text.slice(start, end);
}

/** What names a value, by what stands before it: `addr` of `addr: "`. */
function nameBefore(before: string): string {
  return /([\w./-]{1,80})["']?[ \t]{0,8}[:=]?[ \t]{0,8}["']?$/.exec(before)?.[1] ?? 'address';
}

/** Whether a value starts behind a text that an address without a host may be: all of it, in quotes or without. */
function startsAddress(before: string, after: string): boolean {
  const quote = /["']$/.exec(before)?.[0];
  // `"port":8080` closes what it names.
  if (quote !== undefined) return quote === after;
  if (/=$|[:=][ \t]{1,8}$/.test(before)) return /^[\s"',;]?$/.test(after);
  // `--listen :8080`, `-l :8080`.
  const option = /(?:^|\s)--?([A-Za-z][\w.-]{0,40})[ \t]{1,4}$/.exec(before)?.[1];
  return option !== undefined && (option.length === 1 || namesListening(option));
}

function isInComment(text: string, at: number, purpose: Purpose): boolean {
  const near = text.slice(Math.max(0, at - MAX_BEFORE), at);
  const from = near.lastIndexOf('\n') + 1;
  // What stands further on in a line of data is taken for no comment.
  if (from === 0 && at > MAX_BEFORE) return false;
  const before = near.slice(from);
  const isLine =
    purpose === 'documentation' ? /^[ \t]*(?:#|\/\/|<!--)/ : /^[ \t]*(?:#|\/\/|;|\*|<!--|rem\s)/i;
  return isLine.test(before) || /[ \t]#/.test(before);
}
