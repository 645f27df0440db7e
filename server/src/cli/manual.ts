import { ABOUT, EXIT_CODES } from './help';
import { COMMANDS, type CommandFacts, GENERAL_OPTIONS, type OptionFacts, saysOf, shown } from './options';

const ALL: readonly CommandFacts[] = COMMANDS;

/** The page of the manual, `portolan.1`, in the macros of man(7). */
export function manual(version: string): string {
  return `${[
    `.TH PORTOLAN 1 "" "Portolan ${version}" "User Commands"`,
    ...section('NAME', ['portolan \\- chart the ports of a project']),
    ...section(
      'SYNOPSIS',
      ALL.flatMap(synopsis).flatMap((line, index) => (index === 0 ? [line] : ['.br', line])),
    ),
    ...section('DESCRIPTION', [
      escaped(ABOUT),
      'It says which ports collide, are invalid or lead nowhere before anything is started.',
      'It reads files and nothing else: it opens no connection, and changes only what',
      `${bold('check \\-\\-fix')}, ${bold('check \\-\\-write\\-baseline')}, ${bold('lease')} and`,
      `${bold('parametrize \\-\\-write')} are told to change.`,
    ]),
    ...section('OPTIONS', GENERAL_OPTIONS.flatMap(option)),
    ...section('COMMANDS', ALL.flatMap(command)),
    ...section('EXIT STATUS', codes(EXIT_CODES)),
    ...section('ENVIRONMENT', [
      ...tagged(bold('NO_COLOR'), 'Set to anything, the text has no colours.'),
      ...tagged(
        bold('FORCE_COLOR'),
        'Set to anything but 0 and false, it has colours, also where nobody looks at it.',
      ),
    ]),
    ...section('FILES', [
      ...tagged(bold('portolan.json'), 'The settings of a folder, or of the Git repository that holds it.'),
      ...tagged(bold('.gitignore'), 'What is not searched.'),
    ]),
    ...section('SEE ALSO', ['https://github.com/portolan/portolan']),
  ].join('\n')}\n`;
}

function section(name: string, lines: readonly string[]): readonly string[] {
  return [`.SH ${name}`, ...lines];
}

function synopsis({ name, usages }: CommandFacts): readonly string[] {
  return usages.map(usage => `${bold(`portolan ${name}`)} ${escaped(usage)}`.trimEnd());
}

function command(facts: CommandFacts): readonly string[] {
  const { name, says, more, options, exitCodes } = facts;
  return [
    `.SS "portolan ${name}"`,
    `${escaped(says)}.`,
    ...(more === undefined ? [] : ['.PP', escaped(more)]),
    ...shown(options).flatMap(option),
    ...(exitCodes ? ['.PP', 'Exit status:', ...codes(exitCodes)] : []),
  ];
}

function option(facts: OptionFacts): readonly string[] {
  const { name, short, value } = facts;
  const long = bold(`\\-\\-${escaped(name)}`);
  const written = value === undefined ? long : `${long} \\fI${escaped(value)}\\fR`;
  return tagged(short === undefined ? written : `${bold(`\\-${short}`)}, ${written}`, `${saysOf(facts)}.`);
}

function codes(exitCodes: Readonly<Record<number, string>>): readonly string[] {
  return Object.entries(exitCodes).flatMap(([code, means]) => tagged(bold(code), `${means}.`));
}

/** A word, and what it means, indented. */
function tagged(word: string, text: string): readonly string[] {
  return ['.TP', word, escaped(text)];
}

function bold(text: string): string {
  return `\\fB${text}\\fR`;
}

/** A text in which roff finds nothing to obey. */
function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^(?=[.'])/gm, '\\&');
}
