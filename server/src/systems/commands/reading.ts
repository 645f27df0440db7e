import { t } from '@vscode/l10n';
import { countBefore } from '../../ports/bisect';
import { mappedIn, urlsOfText } from '../../text/plain-text';
import { parseExposed, parsePublish, type SpecFault, type SpecResult } from '../../text/port-spec';
import { type CommandEnd, type CommandPlace, MAX_COMMAND, wordsFrom } from '../../text/shell-words';
import { type Block, type SourceText, slice } from '../../text/source-text';
import type { Span } from '../../text/spans';
import { isUnknown } from '../../text/template';
import { isYaml } from '../../text/uri';
import { plainInFlow } from '../../text/yaml';
import { COST_OF_ENTRY, inOneBlock, limitsIn, type Reading } from '../reading';
import type { Source } from '../system';
import { type Call, nameOfImage, readCall } from './call';
import { candidatesIn, isMarkdown } from './code';
import type { Words } from './options';

/** A command that makes a container, and what it says of its ports. */
export interface Command {
  /** What the container is called, else the last part of its image, or the service. */
  readonly name: SourceText;
  /** From its program to its image. */
  readonly span: Span;
  /** Undefined where it is a service of Compose. */
  readonly image: SourceText | undefined;
  readonly published: readonly SpecResult[];
  /** Whether two that say the same are one, as for Podman. */
  readonly isMerged: boolean;
  readonly exposed: readonly SpecResult[];
  /** Its network, as written; of several the first, whose container it is. */
  readonly network: SourceText | undefined;
  /** Whether all that the image exposes is published, on ports that the engine chooses. */
  readonly publishesAll: boolean;
  /** The variables that it is started with, by their names. */
  readonly environment: ReadonlyMap<string, SourceText>;
  /** Whether it has more of an option than is read. */
  readonly isCut: boolean;
}

/** What a text says that holds such commands: as any other text, and what they say. */
export interface CommandsReading extends Reading {
  readonly format: 'commands';
  readonly commands: readonly Command[];
}

/** Whether a reading is that of commands. */
export function isCommandsReading(reading: Reading | undefined): reading is CommandsReading {
  return reading?.format === 'commands';
}

/** Nobody writes more commands, or more ports in one of them. */
const MAX_COMMANDS = 500;
const MAX_PORTS = 100;

/** So many URLs are kept at the cost of one command. */
const URLS_OF_COMMAND = 20;

/** Reads the commands in a text that start containers, and the URLs beside them. */
export function readCommands(source: Source): CommandsReading {
  return readCommandsIn(source, { length: source.text.length });
}

/** The same in the block of whoever reads the text as well: all of it. */
export function readCommandsIn({ uri, text, purpose }: Source, block: Block): CommandsReading {
  // Nobody starts what others wrote for themselves.
  const { commands, limits } = purpose === 'foreign' ? NO_COMMANDS : commandsIn(text, block, uri);
  const mentions = urlsOfText(text, purpose);
  return {
    format: 'commands',
    isPlain: true,
    weight: commands.length + Math.ceil(mentions.length / URLS_OF_COMMAND),
    cost: COST_OF_COMMAND * commands.length + COST_OF_ENTRY * mentions.length,
    ...inOneBlock(block),
    holdsUnits: true,
    urls: [{ block, mentions }],
    troubles: limitsIn(text, limits),
    commands,
    publishes: mappedIn(text),
  };
}

/** What a command with its ports costs in memory, about in bytes. */
const COST_OF_COMMAND = 8000;

/** Whether a text holds such a command, or one that is too long to be read. */
export function holdsCommands(uri: string, text: string): boolean {
  return eachCommand(text, { length: text.length }, uri).next().done !== true;
}

/** The commands of a text that say something of ports, and the limits that leave out some of them. */
interface Found {
  readonly commands: readonly Command[];
  readonly limits: readonly string[];
}

const NO_COMMANDS: Found = { commands: [], limits: [] };

function commandsIn(text: string, block: Block, uri: string): Found {
  const commands: Command[] = [];
  const limits: string[] = [];
  for (const command of eachCommand(text, block, uri)) {
    if (command === 'too long') limits.push(tooLong());
    else if (command === 'too much') limits.push(tooMuchAgain());
    else if (commands.length === MAX_COMMANDS) return { commands, limits: [...limits, tooManyCommands()] };
    else commands.push(command);
  }
  return { commands, limits: commands.some(one => one.isCut) ? [...limits, tooManyPorts()] : limits };
}

/** So much of a text is read again where what looked like a command was none, in UTF-16 units. */
const MAX_AGAIN = 1 << 18;

function* eachCommand(
  text: string,
  block: Block,
  uri: string,
): Generator<Command | 'too long' | 'too much', undefined> {
  const isOfMarkdown = isMarkdown(uri);
  const takesBrackets = isYaml(uri) ? bracketsIn(text) : () => true;
  let covered = 0;
  let reached = 0;
  let again = 0;
  for (const { at, outer } of candidatesIn(text, isOfMarkdown)) {
    if (at < covered) continue;
    const found = callAt(text, block, at, { outer, isDocument: isOfMarkdown });
    again += Math.max(0, Math.min(reached, found.reached) - at);
    reached = Math.max(reached, found.reached);
    if (again > MAX_AGAIN) {
      yield 'too much';
      return undefined;
    }
    covered = found.end;
    const { call } = found;
    const command =
      typeof call === 'object' ? commandOf(call, { start: at, end: found.end }, takesBrackets) : call;
    if (command) yield command;
  }
  return undefined;
}

/** Longer texts of YAML are not looked through for where brackets may stand: a keystroke would take too long. */
const MAX_LOOKED_THROUGH = 1 << 17;

/** Asks whether brackets may stand at an offset of a text of YAML, which is looked through once somebody asks. */
function bracketsIn(text: string): (at: number) => boolean {
  if (text.length > MAX_LOOKED_THROUGH) return () => false;
  let without: readonly Span[] | undefined;
  return at => {
    without ??= plainInFlow(text);
    const last = without[countBefore(without, ({ start }) => start <= at) - 1];
    return last === undefined || last.end <= at;
  };
}

function tooManyCommands(): string {
  return t(
    'It has more than {0} commands that make containers, the most that Portolan reads: those behind are left out.',
    MAX_COMMANDS,
  );
}

function tooLong(): string {
  return t(
    'A command that makes a container is longer than {0} KB, the most that Portolan reads: it is left out.',
    MAX_COMMAND / 1024,
  );
}

function tooMuchAgain(): string {
  return t('Too much looks like commands that make containers: those behind are left out.');
}

function tooManyPorts(): string {
  return t(
    'A command has one option more than {0} times, the most that Portolan reads: those behind are left out.',
    MAX_PORTS,
  );
}

/** The call that starts at an offset, if one does, from where on others may, and how far the text was read. */
function callAt(
  text: string,
  block: Block,
  at: number,
  place: CommandPlace,
): { readonly call?: Call | 'too long'; readonly end: number; readonly reached: number } {
  let reached = at;
  const call = readCall(noting(wordsFrom(text, block, at, place), end => (reached = end)));
  if (call === undefined) return { end: at + 1, reached };
  if (typeof call === 'object') return { call, end: call.operand.span.end, reached };
  const feed = text.indexOf('\n', at);
  const end = feed < 0 ? text.length : feed;
  return { ...(call === 'too long' && { call }), end, reached };
}

/** The same words; where each ends, and in the end where reading does, is told. */
function* noting(words: Words, onEnd: (offset: number) => void): Generator<SourceText, CommandEnd> {
  for (;;) {
    const { done, value } = words.next();
    onEnd(done ? value.at : value.span.end);
    if (done) return value;
    yield value;
  }
}

function commandOf(
  { isOfImage, isOfDocker, options, operand }: Call,
  span: Span,
  takesBrackets: (at: number) => boolean,
): Command | undefined {
  let isCut = false;
  const valuesOf = (...names: readonly string[]) => {
    const all = options.flatMap(({ name, value }) => (value && names.includes(name) ? [value] : []));
    isCut ||= all.length > MAX_PORTS;
    return all.slice(0, MAX_PORTS);
  };
  const published = valuesOf('publish').flatMap(value => {
    const result = publishedBy(value, isOfDocker);
    return result ? [mendedWithin(result, () => takesBrackets(span.start))] : [];
  });
  const exposed = isOfImage ? valuesOf('expose').flatMap(value => meant(parseExposed(value)) ?? []) : [];
  if (published.length + exposed.length === 0) return undefined;
  const environment = valuesOf('env').flatMap(value => {
    const equals = value.value.indexOf('=');
    if (equals <= 0) return [];
    return [[value.value.slice(0, equals), slice(value, equals + 1, value.value.length)] as const];
  });
  return {
    name: valuesOf('name').at(-1) ?? (isOfImage ? nameOfImage(operand) : operand),
    span,
    image: isOfImage ? operand : undefined,
    published,
    isMerged: isOfImage && !isOfDocker,
    exposed,
    network: isOfImage ? valuesOf('network', 'net')[0] : undefined,
    publishesAll: isOfImage && options.some(({ name }) => name === 'publish-all'),
    environment: new Map(environment),
    isCut,
  };
}

/** What is published; undefined for what may be anything. */
function publishedBy(value: SourceText, isOfDocker: boolean): SpecResult | undefined {
  const isOneUnknown = isUnknown(value.value) && value.pieces.length === 1;
  if (isOneUnknown || (value.value.includes('=') && !isOfDocker)) return undefined;
  return meant(parsePublish(value));
}

/** What is mended with brackets, where they may stand: who reads the command does not see where quotes would go. */
function mendedWithin(result: SpecResult, takesBrackets: () => boolean): SpecResult {
  if (result.faults || !result.warning?.mend || takesBrackets()) return result;
  const { mend: _mend, ...warning } = result.warning;
  return { ...result, warning };
}

/** What is refused counts where somebody means it: not where a word stands for what a reader is to put in. */
function meant(result: SpecResult): SpecResult | undefined {
  if (!result.faults) return result;
  const faults = result.faults.filter(isMeant);
  return faults.length > 0 ? { faults } : undefined;
}

function isMeant({ text, mend }: SpecFault): boolean {
  const numbers = text.value.replace(/\/(?:tcp|udp|sctp)|\b(?:published|target)=/g, '');
  return mend !== undefined || (/^[\d.:+-]*$/.test(numbers) && numbers !== '...');
}
