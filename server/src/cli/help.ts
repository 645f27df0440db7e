import {
  COMMANDS,
  type CommandFacts,
  type CommandName,
  factsOf,
  GENERAL_OPTIONS,
  type OptionFacts,
  saysOf,
  shown,
} from './options';

/** What the program is, in one sentence. */
export const ABOUT =
  'Portolan charts the ports of a project: Dockerfiles, Compose files, manifests, configurations and URLs.';

/** What the exit codes are of a command that has no others. */
export const EXIT_CODES: Readonly<Record<number, string>> = {
  0: 'nothing found',
  1: 'something found',
  2: 'could not run',
};

/** The help of the program, or of one command. */
export function helpText(topic?: CommandName): string {
  return topic === undefined ? general() : ofCommand(factsOf(topic));
}

function general(): string {
  const commands = COMMANDS.map((command: CommandFacts): Row => [usageOf(command)[0] ?? '', command.says]);
  return paragraphs([
    ABOUT,
    'Usage: portolan <command> [options]',
    `Commands:\n${rows(commands)}`,
    `Options:\n${rows(GENERAL_OPTIONS.map(optionRow))}`,
    codes(EXIT_CODES),
  ]);
}

function ofCommand(command: CommandFacts): string {
  const usages = command.usages.map(usage => `portolan ${command.name} ${usage}`.trimEnd());
  return paragraphs([
    `${command.says}.`,
    `Usage: ${usages.join('\n       ')}`,
    ...(command.more === undefined ? [] : [wrapped(command.more, 0)]),
    `Options:\n${rows(shown(command.options).map(optionRow))}`,
    ...(command.exitCodes ? [codes(command.exitCodes)] : []),
  ]);
}

/** A command as it is written, without what all of them take. */
function usageOf({ name, usages }: CommandFacts): readonly string[] {
  return usages.map(usage => `${name} ${usage.replace(/ ?\[options\]$/, '')}`.trimEnd());
}

type Row = readonly [written: string, says: string];

function optionRow(option: OptionFacts): Row {
  return [writtenOf(option).join(', '), saysOf(option)];
}

/** The ways in which an option is written. */
function writtenOf({ name, short, value }: OptionFacts): readonly string[] {
  const long = value === undefined ? `--${name}` : `--${name} ${value}`;
  return short === undefined ? [long] : [`-${short}`, long];
}

/** A line has so many characters at most. */
const WIDTH = 110;

/** In two columns. */
function rows(all: readonly Row[]): string {
  const width = Math.max(...all.map(([written]) => written.length));
  return all.map(([written, says]) => `  ${written.padEnd(width)}  ${wrapped(says, width + 4)}`).join('\n');
}

/** A text in lines, all but the first of which are indented. */
function wrapped(text: string, indent: number): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && indent + line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].join(`\n${' '.repeat(indent)}`);
}

function codes(exitCodes: Readonly<Record<number, string>>): string {
  const all = Object.entries(exitCodes).map(([code, means]) => `${code} ${means}`);
  return wrapped(`Exit codes: ${all.join(', ')}.`, 0);
}

function paragraphs(all: readonly string[]): string {
  return `${all.join('\n\n')}\n`;
}
