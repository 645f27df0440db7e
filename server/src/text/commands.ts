import { type Protocol, parseProtocol } from '../ports/protocol';
import { perObject } from './per-object';
import { hostOf, hostsAmong, namesHost, namesListening, namesPort, wordsOf } from './port-names';
import { isSameList } from './same-list';
import { type SourceText, slice, unquote } from './source-text';

/** A port that something gives by a name: an option of a command, a label, a build argument. */
export interface NamedPort {
  /** The name as written: `--port`, `traefik.http.services.web.loadbalancer.server.port`. */
  readonly name: string;
  /** The digits or the variable alone, not interpolated. */
  readonly value: SourceText;
  readonly protocol: Protocol;
  /** Whether it is a port of the one who gives it for certain, whatever the name says. */
  readonly isOwn: boolean;
  /** A host that the same command names by an option, `--db-host`. */
  readonly host?: SourceText | undefined;
  /** Whether it is an argument of a build, which wins over what the `ARG` of its name says. */
  readonly isBuildArgument?: boolean;
}

/** Programs whose `-p` is the port that they listen on, or that a check asks in its own container. */
const PROGRAMS_WITH_P = new Set([
  'flask',
  'http-server',
  'json-server',
  'memcached',
  'mosquitto',
  'next',
  'pg_isready',
  'postgres',
  'puma',
  'rackup',
  'rails',
  'serve',
  'sshd',
  'thin',
  'unicorn',
  'vite',
]);

/** What is followed by a port without an option: `manage.py runserver 8000`. */
const BEFORE_PORT = new Set(['http.server', 'runserver', 'SimpleHTTPServer']);

const OPTION = /^--?([A-Za-z][\w.-]*)(?:=(.*))?$/s;
const ASSIGNMENT = /^([A-Za-z_]\w*)=(.*)$/s;

/** Digits, or a variable that Compose replaces. */
const PORT = /^(?:\d{1,5}|\$\{.+\}|\$[A-Za-z_]\w*)$/;

/**
 * A place to listen at: `8080`, `:8080`, `*:8080`, `0.0.0.0:8080`, `${HOST}:8080`. One with another address or a
 * name is a `host:port`.
 */
const LISTENING =
  /^(?:(?:\*|0\.0\.0\.0|\[::\]|\$\{[^{}]*\}|\$[A-Za-z_]\w*)?:)?(\d{2,5}|\$\{.+\}|\$[A-Za-z_]\w*)(?:\/(tcp|udp))?$/;

/** So much of a command is read, of all of its arguments together, in UTF-16 units: a longer one is data. */
const MAX_COMMAND = 16_384;

const SEPARATOR = /^(?:&&|\|\|?|;)$/;

/**
 * The ports in a command, given as one text or as a list of arguments, each of which may be a command itself.
 * `part` is what it is called, `program` what runs it where it starts with an option.
 */
export function portsInCommand(
  part: string,
  texts: readonly SourceText[],
  program?: string,
): readonly NamedPort[] {
  const [first] = texts;
  if (!first) return [];
  const isServer = program !== undefined && hasPort(program);
  const known = commandsFrom(first);
  const same = known.find(
    one => one.part === part && one.isServer === isServer && isSameList(one.texts, texts),
  );
  if (same) return same.ports;
  const ports = portsInTexts(part, texts, isServer);
  if (known.length < MAX_KNOWN) known.push({ part, texts, isServer, ports });
  return ports;
}

/** A command that was read. */
interface KnownCommand {
  readonly part: string;
  readonly texts: readonly SourceText[];
  readonly isServer: boolean;
  readonly ports: readonly NamedPort[];
}

/** What was read of the commands that begin with a text: an alias, or a patch, gives one to any number of containers. */
const commandsFrom = perObject<SourceText, [], KnownCommand[]>(() => []);

/** How many different commands that begin with the same text are kept. */
const MAX_KNOWN = 8;

function portsInTexts(part: string, texts: readonly SourceText[], isOfServer: boolean): readonly NamedPort[] {
  let room = MAX_COMMAND;
  const words = texts.flatMap(text => {
    const read = slice(text, 0, room);
    room -= read.value.length;
    return wordsIn(read);
  });
  const hosts = hostsAmong(
    words.flatMap((word, index) => {
      const option = readOption(word, words[index + 1]);
      return option?.argument && namesHost(option.name) && !namesListening(option.name)
        ? [[option.name, option.argument] as const]
        : [];
    }),
  );
  let isServer = isOfServer && words[0]?.value.startsWith('-') === true;
  return words.flatMap((word, index) => {
    isServer = !SEPARATOR.test(word.value) && (isServer || hasPort(word.value));
    const port = portAt(word, words[index - 1], words[index + 1], part, isServer);
    const host = port && !port.isOwn ? hostOf(port.name, hosts) : undefined;
    return port ? [host ? { ...port, host } : port] : [];
  });
}

/** Whether `-p` of a program is its port. */
function hasPort(path: string): boolean {
  return PROGRAMS_WITH_P.has(path.slice(path.lastIndexOf('/') + 1));
}

/** The port that a word of a command gives, alone or with the word behind it. */
function portAt(
  word: SourceText,
  before: SourceText | undefined,
  next: SourceText | undefined,
  part: string,
  isServer: boolean,
): NamedPort | undefined {
  const { value } = word;
  const option = readOption(word, next);
  if (option && wordsOf(option.name).at(-1) === 'port') return given(option.name, option.argument, false);
  if (option && namesListening(option.name)) return given(option.name, option.argument, true);
  if (value === '-p' && isServer) return given(value, next, true);
  if (BEFORE_PORT.has(value) && /^\d{2,5}$/.test(next?.value ?? '')) return given(value, next, true);
  if (/^(?:0\.0\.0\.0|\[::\])?:\d{2,5}$/.test(value)) {
    // Behind `--listen` that has it already.
    const isTaken = before && namesListening(readOption(before, word)?.name ?? '');
    return isTaken ? undefined : given(part, word, true);
  }
  const variable = ASSIGNMENT.exec(value)?.[1];
  return variable !== undefined && namesPort(variable)
    ? given(variable, unquote(slice(word, variable.length + 1, value.length)), false)
    : undefined;
}

/** An option with its argument, behind `=` or in the next word. */
function readOption(
  word: SourceText,
  next: SourceText | undefined,
): { readonly name: string; readonly argument: SourceText | undefined } | undefined {
  const [, written = '', inline] = OPTION.exec(word.value) ?? [];
  if (written === '') return undefined;
  // A property of a Java program: `-Dserver.port=8080`.
  const name = written.replace(/^D(?=[a-z])/, '');
  if (inline === undefined) return { name, argument: next };
  return { name, argument: unquote(slice(word, word.value.indexOf('=') + 1, word.value.length)) };
}

/** A port given by name, if the text is one: digits or a variable, of a place to listen at the last part. */
export function given(name: string, text: SourceText | undefined, isOwn: boolean): NamedPort | undefined {
  if (!text) return undefined;
  if (!isOwn) return PORT.test(text.value) ? { name, value: text, protocol: 'tcp', isOwn } : undefined;
  const [whole = '', port = '', protocol = ''] = LISTENING.exec(text.value) ?? [];
  if (port === '') return undefined;
  const end = whole.length - (protocol === '' ? 0 : protocol.length + 1);
  const value = slice(text, end - port.length, end);
  return { name, value, protocol: parseProtocol(protocol) ?? 'tcp', isOwn };
}

/** The port in a label that says at which port its service is reached (Traefik and others). */
export function portInLabel(name: string, value: SourceText): NamedPort | undefined {
  if (!/(?:^|[._-])port$/i.test(name) || !PORT.test(value.value)) return undefined;
  const protocol = /^traefik\.udp\./i.test(name) ? 'udp' : 'tcp';
  return { name, value, protocol, isOwn: true };
}

/** Whether a label or a variable tells a proxy at which port it finds who has it (nginx-proxy, Traefik). */
export function isForProxies(name: string): boolean {
  return name === 'VIRTUAL_PORT' || (/^traefik\./i.test(name) && /\.loadbalancer\.server\.port$/i.test(name));
}

/** The words of a command as a shell splits it, quotes taken off; a variable's expression is part of one word. */
function wordsIn(text: SourceText): readonly SourceText[] {
  const { value } = text;
  const words: SourceText[] = [];
  let quote = '';
  let depth = 0;
  let start = -1;
  for (let at = 0; at <= value.length; at++) {
    const character = value[at] ?? '';
    const isBlank = quote === '' && depth === 0 && /\s/.test(character);
    if (at === value.length || isBlank) {
      if (start >= 0) words.push(unquote(slice(text, start, at)));
      start = -1;
      continue;
    }
    if (start < 0) start = at;
    if (character === quote) quote = '';
    else if (quote === '' && (character === '"' || character === "'")) quote = character;
    else if (character === '{' && (depth > 0 || value[at - 1] === '$')) depth++;
    else if (character === '}' && depth > 0) depth--;
  }
  return words;
}
