import { parseArgs } from 'node:util';
import {
  CHART_FORMATS,
  CHECK_FORMATS,
  type ChartFormat,
  type CheckFormat,
  COMMAND_NAMES,
  type CommandName,
  FAIL_ON,
  type FailOn,
  factsOf,
  GENERAL_OPTIONS,
  type OptionFacts,
  oneOf,
  PLAIN_FORMATS,
  type PlainFormat,
  SHELLS,
  type Shell,
  shown,
} from './options';
import { didYouMean } from './suggest';

export interface CheckRequest {
  readonly command: 'check';
  readonly paths: readonly string[];
  readonly format: CheckFormat;
  readonly failOn: FailOn;
  readonly fix: boolean;
  /** Whether `fix` also moves ports. */
  readonly unsafeFixes: boolean;
  /** A file of findings that are known, and do not count. */
  readonly baseline: string | undefined;
  /** Whether that file is to be written. */
  readonly writeBaseline: boolean;
  /** The commit since which a line has changed, for its findings to count. */
  readonly since: string | undefined;
  /** Whether findings are counted, not listed. */
  readonly statistics: boolean;
  /** The file whose text comes from standard input. */
  readonly stdinFilename: string | undefined;
  /** Whether to check again whenever a file changes. */
  readonly watch: boolean;
  /** Undefined lets the environment and the terminal decide. */
  readonly color: boolean | undefined;
}

export interface PortsRequest {
  readonly command: 'ports';
  readonly paths: readonly string[];
  readonly format: PlainFormat;
  readonly color: boolean | undefined;
}

export interface ChartRequest {
  readonly command: 'chart';
  readonly paths: readonly string[];
  readonly format: ChartFormat;
}

export interface LeaseRequest {
  readonly command: 'lease';
  readonly paths: readonly string[];
  readonly format: PlainFormat;
  /** The file that the ports are written to, from the project's folder; undefined for `.env`. */
  readonly file: string | undefined;
  readonly release: boolean;
}

export interface ParametrizeRequest {
  readonly command: 'parametrize';
  readonly paths: readonly string[];
  readonly format: PlainFormat;
  /** Whether the files are to be written. */
  readonly write: boolean;
  /** What the variable is called, where there is one port. */
  readonly name: string | undefined;
  readonly color: boolean | undefined;
}

export interface ExplainRequest {
  readonly command: 'explain';
  readonly query: string;
  readonly format: PlainFormat;
}

export interface McpRequest {
  readonly command: 'mcp';
  /** The folders that an agent may ask about. */
  readonly folders: readonly string[];
  readonly allowWrites: boolean;
}

/** What a command line asks for. */
export type Request =
  | CheckRequest
  | PortsRequest
  | ChartRequest
  | LeaseRequest
  | ParametrizeRequest
  | ExplainRequest
  | McpRequest
  | { readonly command: 'lsp' }
  | { readonly command: 'manual' }
  | { readonly command: 'completion'; readonly shell: Shell }
  | { readonly command: 'version' }
  | { readonly command: 'help'; readonly topic?: CommandName };

/** Reads a command line, the program's name left out. Throws an Error that says what is wrong with it. */
export function parseRequest(args: readonly string[]): Request {
  const [first, ...rest] = args;
  if (first === undefined) return { command: 'help' };
  if (first.startsWith('-')) {
    const { given } = parseOptions(args, GENERAL_OPTIONS, 'portolan');
    return given.has('version') && !given.has('help') ? { command: 'version' } : { command: 'help' };
  }
  const name = COMMAND_NAMES.find(command => command === first);
  if (name === undefined) throw new Error(`unknown command '${first}'${didYouMean(first, COMMAND_NAMES)}`);
  const { given, positionals } = parseOptions(rest, factsOf(name).options, `portolan ${name}`);
  return given.has('help') ? { command: 'help', topic: name } : request(name, given, positionals);
}

type Given = ReadonlyMap<string, string | true>;

function request(name: CommandName, given: Given, positionals: readonly string[]): Request {
  switch (name) {
    case 'check':
      refuseCombinations(given, positionals);
      return {
        command: name,
        paths: pathsOf(given.has('stdin-filename') ? [String(given.get('stdin-filename'))] : positionals),
        format: choice(given, 'format', CHECK_FORMATS, 'text'),
        failOn: choice(given, 'fail-on', FAIL_ON, 'error'),
        fix: given.has('fix'),
        unsafeFixes: given.has('unsafe-fixes'),
        baseline: text(given, 'baseline'),
        writeBaseline: given.has('write-baseline'),
        since: text(given, 'since'),
        statistics: given.has('statistics'),
        stdinFilename: text(given, 'stdin-filename'),
        watch: given.has('watch'),
        color: color(given),
      };
    case 'ports':
      return {
        command: name,
        paths: pathsOf(positionals),
        format: choice(given, 'format', PLAIN_FORMATS, 'text'),
        color: color(given),
      };
    case 'chart':
      return {
        command: name,
        paths: pathsOf(positionals),
        format: choice(given, 'format', CHART_FORMATS, 'mermaid'),
      };
    case 'lease':
      return {
        command: name,
        paths: pathsOf(positionals),
        format: choice(given, 'format', PLAIN_FORMATS, 'text'),
        file: text(given, 'file'),
        release: given.has('release'),
      };
    case 'parametrize':
      return {
        command: name,
        paths: pathsOf(positionals),
        format: choice(given, 'format', PLAIN_FORMATS, 'text'),
        write: given.has('write'),
        name: text(given, 'name'),
        color: color(given),
      };
    case 'explain':
      if (positionals.length === 0)
        throw new Error("'portolan explain' needs a port or a name, as in 'explain 5432'");
      return {
        command: name,
        query: positionals.join(' '),
        format: choice(given, 'format', PLAIN_FORMATS, 'text'),
      };
    case 'completion':
      return { command: name, shell: shellOf(positionals) };
    case 'lsp':
    case 'manual':
      if (positionals.length > 0)
        throw new Error(`'portolan ${name}' takes no argument, but '${positionals[0]}' was given`);
      return { command: name };
    case 'mcp':
      return { command: name, folders: pathsOf(positionals), allowWrites: given.has('allow-writes') };
  }
}

/** Throws an Error that says which of the options of `check` do not go together. */
function refuseCombinations(given: Given, positionals: readonly string[]): void {
  if (given.has('unsafe-fixes') && !given.has('fix'))
    throw new Error("option '--unsafe-fixes' goes with '--fix'");
  if (given.has('write-baseline') && !given.has('baseline'))
    throw new Error("option '--write-baseline' goes with '--baseline FILE'");
  // What is fixed is known no more, so the one would have to come before the other.
  if (given.has('write-baseline') && given.has('fix'))
    throw new Error("option '--write-baseline' does not go with '--fix': fix first, then write");
  const format = given.get('format');
  if (given.has('statistics') && format !== undefined && format !== 'text' && format !== 'json')
    throw new Error("option '--statistics' goes with '--format text' or '--format json'");
  if (given.has('stdin-filename') && positionals.length > 0)
    throw new Error(`option '--stdin-filename' goes without a PATH, but '${positionals[0]}' was given`);
  // Nobody edits what is edited for them meanwhile, and what comes in comes once.
  for (const [option, ...others] of [
    ['stdin-filename', 'fix', 'write-baseline', 'watch'],
    ['watch', 'fix', 'write-baseline'],
  ] as const) {
    const other = others.find(name => given.has(name));
    if (given.has(option) && other !== undefined)
      throw new Error(`option '--${option}' does not go with '--${other}'`);
  }
}

function text(given: Given, option: string): string | undefined {
  const value = given.get(option);
  return value === true ? undefined : value;
}

function pathsOf(positionals: readonly string[]): readonly string[] {
  if (positionals.includes('')) throw new Error('a path is empty');
  return positionals.length === 0 ? ['.'] : positionals;
}

/** The last of `--color` and `--no-color` counts; the map keeps the order in which they were given. */
function color(given: Given): boolean | undefined {
  const last = [...given.keys()].filter(name => name === 'color' || name === 'no-color').at(-1);
  return last === undefined ? undefined : last === 'color';
}

function choice<T extends string>(given: Given, option: string, values: readonly T[], otherwise: T): T {
  const value = given.get(option);
  if (value === undefined) return otherwise;
  const chosen = values.find(candidate => candidate === value);
  if (chosen !== undefined) return chosen;
  const word = String(value);
  throw new Error(`option '--${option}' takes ${oneOf(values)}, not '${word}'${didYouMean(word, values)}`);
}

function shellOf(positionals: readonly string[]): Shell {
  const [word, ...more] = positionals;
  const shell = SHELLS.find(candidate => candidate === word);
  if (shell !== undefined && more.length === 0) return shell;
  const said =
    shell !== undefined
      ? `, not '${more[0]}', too`
      : word === undefined
        ? ''
        : `, not '${word}'${didYouMean(word, SHELLS)}`;
  throw new Error(`'portolan completion' needs one shell: ${oneOf(SHELLS)}${said}`);
}

function parseOptions(args: readonly string[], known: readonly OptionFacts[], command: string) {
  const options = Object.fromEntries(
    known.map(({ name, short, value }) => {
      const type = value === undefined ? ('boolean' as const) : ('string' as const);
      return [name, short === undefined ? { type } : { type, short }];
    }),
  );
  const { tokens } = parseArgs({
    args: [...args],
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const given = new Map<string, string | true>();
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const option = known.find(({ name }) => name === token.name);
    if (!option) {
      const names = shown(known).map(({ name }) => name);
      const meant = token.rawName.startsWith('--') ? didYouMean(token.name, names, '--') : '';
      throw new Error(`unknown option '${token.rawName}' for '${command}'${meant}`);
    }
    if (option.value !== undefined && !token.value)
      throw new Error(`option '${token.rawName}' needs a value`);
    if (option.value === undefined && token.value !== undefined)
      throw new Error(`option '${token.rawName}' takes no value, but '${token.value}' was given`);
    given.delete(token.name);
    given.set(token.name, token.value ?? true);
  }
  return { given, positionals };
}
