import { parseArgs } from 'node:util';
import { SEVERITIES } from '../rules/finding';
import { didYouMean } from './suggest';

export const CHECK_FORMATS = ['text', 'json', 'sarif', 'github'] as const;
export const PLAIN_FORMATS = ['text', 'json'] as const;
export const CHART_FORMATS = ['mermaid', 'svg', 'markdown', 'json'] as const;
export const FAIL_ON = [...SEVERITIES, 'never'] as const;
export const COMMANDS = ['check', 'ports', 'chart', 'explain', 'lsp'] as const;

export type CheckFormat = (typeof CHECK_FORMATS)[number];
export type PlainFormat = (typeof PLAIN_FORMATS)[number];
export type ChartFormat = (typeof CHART_FORMATS)[number];
export type FailOn = (typeof FAIL_ON)[number];
export type CommandName = (typeof COMMANDS)[number];

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

export interface ExplainRequest {
  readonly command: 'explain';
  readonly query: string;
  readonly format: PlainFormat;
}

/** What a command line asks for. */
export type Request =
  | CheckRequest
  | PortsRequest
  | ChartRequest
  | ExplainRequest
  | { readonly command: 'lsp' }
  | { readonly command: 'version' }
  | { readonly command: 'help'; readonly topic?: CommandName };

type OptionTypes = Readonly<Record<string, 'boolean' | 'string'>>;

const OPTIONS: Readonly<Record<CommandName, OptionTypes>> = {
  check: {
    format: 'string',
    'fail-on': 'string',
    fix: 'boolean',
    'unsafe-fixes': 'boolean',
    baseline: 'string',
    'write-baseline': 'boolean',
    since: 'string',
    color: 'boolean',
    'no-color': 'boolean',
    help: 'boolean',
  },
  ports: { format: 'string', color: 'boolean', 'no-color': 'boolean', help: 'boolean' },
  chart: { format: 'string', help: 'boolean' },
  explain: { format: 'string', help: 'boolean' },
  // Editors that start a server themselves add the id of their process.
  lsp: { stdio: 'boolean', clientProcessId: 'string', help: 'boolean' },
};

const GLOBAL_OPTIONS: OptionTypes = { help: 'boolean', version: 'boolean' };

const SHORT: ReadonlyMap<string, string> = new Map([
  ['help', 'h'],
  ['version', 'v'],
]);

/** Reads a command line, the program's name left out. Throws an Error that says what is wrong with it. */
export function parseRequest(args: readonly string[]): Request {
  const [first, ...rest] = args;
  if (first === undefined) return { command: 'help' };
  if (first.startsWith('-')) {
    const { given } = parseOptions(args, GLOBAL_OPTIONS, 'portolan');
    return given.has('version') && !given.has('help') ? { command: 'version' } : { command: 'help' };
  }
  const name = COMMANDS.find(command => command === first);
  if (name === undefined) throw new Error(`unknown command '${first}'${didYouMean(first, COMMANDS)}`);
  const { given, positionals } = parseOptions(rest, OPTIONS[name], `portolan ${name}`);
  return given.has('help') ? { command: 'help', topic: name } : request(name, given, positionals);
}

type Given = ReadonlyMap<string, string | true>;

function request(name: CommandName, given: Given, positionals: readonly string[]): Request {
  switch (name) {
    case 'check':
      if (given.has('unsafe-fixes') && !given.has('fix'))
        throw new Error("option '--unsafe-fixes' goes with '--fix'");
      if (given.has('write-baseline') && !given.has('baseline'))
        throw new Error("option '--write-baseline' goes with '--baseline FILE'");
      // What is fixed is known no more, so the one would have to come before the other.
      if (given.has('write-baseline') && given.has('fix'))
        throw new Error("option '--write-baseline' does not go with '--fix': fix first, then write");
      return {
        command: name,
        paths: pathsOf(positionals),
        format: choice(given, 'format', CHECK_FORMATS, 'text'),
        failOn: choice(given, 'fail-on', FAIL_ON, 'error'),
        fix: given.has('fix'),
        unsafeFixes: given.has('unsafe-fixes'),
        baseline: text(given, 'baseline'),
        writeBaseline: given.has('write-baseline'),
        since: text(given, 'since'),
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
    case 'explain':
      if (positionals.length === 0)
        throw new Error("'portolan explain' needs a port or a name, as in 'explain 5432'");
      return {
        command: name,
        query: positionals.join(' '),
        format: choice(given, 'format', PLAIN_FORMATS, 'text'),
      };
    case 'lsp':
      if (positionals.length > 0)
        throw new Error(`'portolan lsp' takes no argument, but '${positionals[0]}' was given`);
      return { command: name };
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

/** `a, b or c`. */
function oneOf(values: readonly string[]): string {
  return `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;
}

function parseOptions(args: readonly string[], types: OptionTypes, command: string) {
  const options = Object.fromEntries(
    Object.entries(types).map(([name, type]) => {
      const short = SHORT.get(name);
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
    const type = Object.hasOwn(types, token.name) ? types[token.name] : undefined;
    if (type === undefined) {
      const meant = token.rawName.startsWith('--') ? didYouMean(token.name, Object.keys(types), '--') : '';
      throw new Error(`unknown option '${token.rawName}' for '${command}'${meant}`);
    }
    if (type === 'string' && !token.value) throw new Error(`option '${token.rawName}' needs a value`);
    if (type === 'boolean' && token.value !== undefined)
      throw new Error(`option '${token.rawName}' takes no value, but '${token.value}' was given`);
    given.delete(token.name);
    given.set(token.name, token.value ?? true);
  }
  return { given, positionals };
}
