import type { Node } from 'jsonc-parser';
import { portsInCommand } from '../../text/commands';
import { itemsOf, parseJson, propertyOf, tooDeepJson, writtenIn } from '../../text/json';
import { hostOf, hostsAmong, namesPort, speaksOfItself } from '../../text/port-names';
import { type PortPart, parsePortPart } from '../../text/port-spec';
import type { Block, SourceText } from '../../text/source-text';
import type { UrlMention } from '../../text/urls';
import type { Listen } from '../reading';

/** What an editor is told to start and to attach to says of ports, beside its URLs. */
export interface PortsOfEditor {
  readonly listens: readonly Listen[];
  /** Ports of programs that are there already: of this machine, or of a host that is named. */
  readonly mentions: readonly UrlMention[];
  /** The limits that leave out something of it. */
  readonly limits: readonly string[];
}

/** A value of an object, which may be said otherwise for a kind of machine (VS Code, "Platform-specific properties"). */
const PLATFORMS = ['windows', 'osx', 'linux'];

/** Debuggers that start a program which listens for them on `port` (vscode-js-debug, "options"). */
const OPENS_PORT = /^(?:pwa-)?(?:node|chrome|msedge)$/;

/** What names the host beside the `port` of a program to attach to: Node and Go, Java, Python and browsers. */
const HOSTS = ['host', 'hostName', 'address'];

/**
 * The ports of a `launch.json` (VS Code, "Debug configuration"): those of programs that a debugger attaches to, those that it
 * listens on itself, and those that the program is given by its arguments and its environment.
 */
export function portsInLaunch(text: string, block: Block): PortsOfEditor {
  const read = readerOf(text, block);
  const { root, isTooDeep } = parseJson(text);
  const all = itemsOf(propertyOf(root, 'configurations')).flatMap(whole => {
    const said = { type: read.word(whole, 'type'), request: read.word(whole, 'request') };
    return partsOf(whole).flatMap(part => [
      ...debugPorts(part, said, read),
      ...started(part, ['args', 'runtimeArgs'], 'argument', read),
      ...environment(propertyOf(part, 'env'), read),
    ]);
  });
  return sorted(all, isTooDeep);
}

/** The ports of a `tasks.json` (VS Code, "Tasks"): those that a command is given by its arguments and its environment. */
export function portsInTasks(text: string, block: Block): PortsOfEditor {
  const read = readerOf(text, block);
  const { root, isTooDeep } = parseJson(text);
  const all = [root, ...itemsOf(propertyOf(root, 'tasks'))]
    .flatMap(partsOf)
    .flatMap(part => [
      ...started(part, ['command', 'args'], 'command', read),
      ...environment(propertyOf(propertyOf(part, 'options'), 'env'), read),
    ]);
  return sorted(all, isTooDeep);
}

type Found = Listen | UrlMention;

function sorted(all: readonly Found[], isTooDeep: boolean): PortsOfEditor {
  return {
    listens: all.flatMap(found => ('role' in found ? [found] : [])),
    mentions: all.flatMap(found => ('role' in found ? [] : [found])),
    limits: isTooDeep ? [tooDeepJson()] : [],
  };
}

interface Reader {
  text(node: Node | undefined): SourceText | undefined;
  word(object: Node | undefined, key: string): string;
  port(object: Node | undefined, key: string): PortPart | undefined;
  /** The `port` of an object, at the host that it names. */
  reference(object: Node | undefined): readonly UrlMention[];
}

function readerOf(all: string, block: Block): Reader {
  const text = (node: Node | undefined) => node && writtenIn(all, block, node);
  const port = (object: Node | undefined, key: string) => portIn(text(propertyOf(object, key)));
  return {
    text,
    port,
    word: (object, key) => text(propertyOf(object, key))?.value ?? '',
    reference(object) {
      const found = port(object, 'port');
      const [host] = HOSTS.flatMap(key => text(propertyOf(object, key)) ?? []);
      return found ? mention(found, host) : [];
    },
  };
}

/** What is said once, and over it for each kind of machine. */
function partsOf(whole: Node | undefined): readonly Node[] {
  return [whole, ...PLATFORMS.map(name => propertyOf(whole, name))].flatMap(part =>
    part?.type === 'object' ? [part] : [],
  );
}

function debugPorts(
  part: Node,
  { type, request }: { readonly type: string; readonly request: string },
  read: Reader,
): readonly Found[] {
  const listening = (port: PortPart | undefined) => (port ? [listenHere(port)] : []);
  const others = [
    // Of debugpy, which either connects to a program or waits for one.
    ...read.reference(propertyOf(part, 'connect')),
    ...listening(read.port(propertyOf(part, 'listen'), 'port')),
  ];
  const attached = read.port(part, 'attachSimplePort');
  if (attached) others.push(...mention(attached, undefined));
  // Xdebug calls the editor.
  if (type === 'php' || (request === 'launch' && OPENS_PORT.test(type)))
    return [...others, ...listening(read.port(part, 'port'))];
  const isThere = request === 'attach' || read.word(part, 'mode') === 'remote';
  return isThere ? [...others, ...read.reference(part)] : others;
}

/** The ports in what a program is started with: one text, or a list of words, which may say how they are quoted. */
function started(part: Node, keys: readonly string[], name: string, read: Reader): readonly Found[] {
  const words = keys.flatMap(key =>
    itemsOf(propertyOf(part, key)).flatMap(
      item => read.text(item.type === 'object' ? propertyOf(item, 'value') : item) ?? [],
    ),
  );
  return portsInCommand(name, words).flatMap(({ name: option, value, host, isOwn }) => {
    const port = portIn(value);
    return port ? portOf(option, port, host, isOwn) : [];
  });
}

/** The ports in the variables that a program is started with. */
function environment(object: Node | undefined, read: Reader): readonly Found[] {
  const entries = (object?.children ?? []).flatMap(({ children: [key, node] = [] }) => {
    const value = read.text(node);
    return key && value ? [[String(key.value), value] as const] : [];
  });
  const hosts = hostsAmong(entries);
  return entries.flatMap(([name, value]) => {
    const port = namesPort(name) ? portIn(value) : undefined;
    return port ? portOf(name, port, hostOf(name, hosts), false) : [];
  });
}

/** A port that a program is given by a name: its own, or that of the host beside it. Whose others are nobody knows. */
function portOf(
  name: string,
  port: PortPart,
  host: SourceText | undefined,
  isOwn: boolean,
): readonly Found[] {
  if (isOwn || speaksOfItself(name)) return [{ ...LISTENING, port, isOfFolder: true }];
  return host ? mention(port, host) : [];
}

/** A port that something on the machine of the editor listens on, whoever else has the file. */
function listenHere(port: PortPart): Listen {
  return { ...LISTENING, port, host: 'localhost' };
}

const LISTENING = { role: 'listen', protocol: 'tcp', address: undefined, name: undefined } as const;

/** A port of a host by its name, or of this machine. A host that a variable gives is nobody's. */
function mention({ text: { value, span } }: PortPart, host: SourceText | undefined): readonly UrlMention[] {
  const name = host?.value.toLowerCase() ?? 'localhost';
  if (!/^[\w.:-]+$/.test(name)) return [];
  const hostSpan = host?.span ?? { start: span.start, end: span.start };
  return [{ scheme: undefined, host: name, span, hostSpan, port: value, portSpan: span }];
}

function portIn(text: SourceText | undefined): PortPart | undefined {
  const port = text && parsePortPart(text);
  return port?.range && port.range.from === port.range.to && port.range.from > 0 ? port : undefined;
}
