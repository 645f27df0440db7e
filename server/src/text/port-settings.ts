import { MAX_PORT } from '../ports/port';
import { namesListening, wordsOf } from './port-names';
import type { Purpose } from './purpose';
import type { Span } from './spans';

/** A port that a text gives by a name: `port = 8080`, `--port 8080`, `LISTEN_ADDR=:8080`. */
export interface PortSetting {
  /** As written; `address` where nothing names it. */
  readonly name: string;
  /** The digits alone. */
  readonly span: Span;
}

/** The most settings of ports that are read in one text: more are data. */
const MAX_SETTINGS = 500;

/** The most characters of a name, and of what stands before a number in its line. */
const MAX_NAME = 80;
const MAX_BEFORE = 200;

/** What a name ends in, what stands between it and its value, and digits that no other number follows. */
const SETTING = /port["']?([ \t]{0,8}(?::|=>?)[ \t]{0,8}|,?[ \t]{1,8})["']?(\d{2,5})(?![\w-]|[.:]\w)/gi;

/** An address to listen on, without host or with one that stands for all; or a host that a variable gives. */
const ADDRESS = /(0\.0\.0\.0|\[::\]|\*|\$\{[^{}\s]{1,80}\})?:(\d{2,5})(?![\w:./-])/g;

/** Where nginx listens, in a text that another file has within: `listen 80 default_server;`. */
const LISTEN = /^([ \t]{0,64}listen[ \t]{1,16})(\d{2,5})(?=[ \t;])[^;\n]{0,200};/gm;

/** What gives something else before a colon and a number: a tag, a group, a port of the host. */
const OTHERWISE = /image|tag|version|repo|user|uid|gid|own|port|publish|^-p$/i;

/**
 * The ports that a text gives by a name, in the order of the text, comments left out: settings (`"port": 8080`,
 * `DB_PORT=5432`), options of commands (`--port 8080`), and addresses that are listened on (`addr: ":8080"`,
 * `0.0.0.0:8080`, `listen 8080;`). Of what is no configuration only what a command line or an environment says: the rest is prose or a
 * program; and nothing of other people's files.
 */
export function portSettings(text: string, purpose: Purpose): readonly PortSetting[] {
  const found: PortSetting[] = [];
  if (purpose === 'foreign') return found;
  for (const match of text.matchAll(SETTING)) {
    if (found.length >= MAX_SETTINGS) break;
    const [whole, between = '', digits = ''] = match;
    const name = nameUntil(text, match.index + 'port'.length);
    // `PORT:80` maps whatever stands for the port; `"port":80` and `${PORT:80}` give it.
    const at = match.index + 'port'.length;
    const isMapping = between === ':' && !/["']/.test(text[at] ?? '') && text[at - name.length - 1] !== '{';
    if (isMapping || !isSetting(name, between, purpose)) continue;
    add(found, text, name, match.index + whole.length - digits.length, digits, purpose);
  }
  for (const match of text.matchAll(ADDRESS)) {
    if (found.length >= 2 * MAX_SETTINGS) break;
    const [whole, host, digits = ''] = match;
    const end = match.index + whole.length;
    const before = text.slice(Math.max(0, match.index - MAX_NAME), match.index);
    const name = nameBefore(before);
    const isAddress =
      host === undefined
        ? purpose === 'configuration' && startsAddress(before, text[end] ?? '')
        : /(?:^|[\s"'`=(,[/])$/.test(before) && !(host.startsWith('$') && OTHERWISE.test(name));
    if (isAddress) add(found, text, name, end - digits.length, digits, purpose);
  }
  if (purpose === 'configuration')
    for (const match of text.matchAll(LISTEN)) {
      const [, before = '', digits = ''] = match;
      add(found, text, 'listen', match.index + before.length, digits, purpose);
    }
  return found.sort((one, other) => one.span.start - other.span.start).slice(0, MAX_SETTINGS);
}

function add(
  found: PortSetting[],
  text: string,
  name: string,
  start: number,
  digits: string,
  purpose: Purpose,
): void {
  const port = Number(digits);
  if (digits.startsWith('0') || port > MAX_PORT || isInComment(text, start, purpose)) return;
  found.push({ name, span: { start, end: start + digits.length } });
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
  const option = /(?:^|\s)--?([A-Za-z][\w.-]{0,40})[ \t]{1,4}$/.exec(before)?.[1];
  return option !== undefined && namesListening(option);
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
