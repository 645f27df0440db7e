// Help, manual and completions are made from one table, by which command lines are read.
import { describe, expect, test } from 'vitest';
import { parseRequest } from '../../../server/src/cli/arguments';
import { completion } from '../../../server/src/cli/completion';
import { helpText } from '../../../server/src/cli/help';
import { manual } from '../../../server/src/cli/manual';
import {
  COMMAND_NAMES,
  COMMANDS,
  type CommandFacts,
  type CommandName,
  GENERAL_OPTIONS,
  type OptionFacts,
  SHELLS,
  shown,
} from '../../../server/src/cli/options';

/** Whatever the table has, also what no command uses yet. */
const ALL: readonly (CommandFacts & { readonly name: CommandName })[] = COMMANDS;

/** The page without what only sets its type. */
const page = manual('1.2.3')
  .replace(/\\f[BIR]/g, '')
  .replaceAll('\\-', '-');

/** The part of the page that is about a command. */
function pageOf(name: string): string {
  const [, part = ''] = page.split(`.SS "portolan ${name}"\n`);
  return part.split(/^\.S[SH] /m)[0] ?? '';
}

/** A command line that has an option, and whatever that goes with. */
function lineWith(command: CommandFacts, option: OptionFacts, value: string | undefined): readonly string[] {
  const needs: Readonly<Record<string, readonly string[]>> = {
    'unsafe-fixes': ['--fix'],
    'write-baseline': ['--baseline', 'file'],
  };
  const words =
    command.takes === 'text' ? ['80'] : Array.isArray(command.takes) ? command.takes.slice(0, 1) : [];
  const own = value === undefined ? [`--${option.name}`] : [`--${option.name}`, value];
  return [command.name, ...words, ...(needs[option.name] ?? []), ...own];
}

describe.each(ALL)('$name', command => {
  test('is in the help, in the manual and in completions', () => {
    expect(helpText()).toMatch(new RegExp(`^ {2}${command.name}\\b.* ${command.says}$`, 'm'));
    expect(pageOf(command.name)).toContain(command.says);
    for (const shell of SHELLS) expect(completion(shell)).toMatch(new RegExp(`\\b${command.name}\\b`));
  });

  test('has an option of its own for each thing, and one for help', () => {
    const names = command.options.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain('help');
  });

  test.each(command.options)('takes --$name', option => {
    for (const value of option.choices ?? [option.value])
      expect(() => parseRequest(lineWith(command, option, value))).not.toThrow();
    if (option.choices) expect(() => parseRequest(lineWith(command, option, 'nonsense'))).toThrow(' takes ');
    if (option.otherwise !== undefined) expect(option.choices).toContain(option.otherwise);
    expect(Object.keys(option.notes ?? {}).filter(note => !option.choices?.includes(note))).toEqual([]);
  });

  test.each(shown(command.options))('tells of --$name in the help and in the manual', option => {
    const help = new RegExp(`^ {2}(?:-\\w, )?--${option.name}(?: ${option.value})? {2,}\\S`, 'm');
    expect(helpText(command.name)).toMatch(help);
    expect(pageOf(command.name)).toMatch(
      new RegExp(`^(?:-\\w, )?--${option.name}(?: ${option.value})?$`, 'm'),
    );
    for (const word of option.choices ?? []) {
      expect(helpText(command.name)).toMatch(new RegExp(`\\b${word}\\b`));
      expect(pageOf(command.name)).toMatch(new RegExp(`\\b${word}\\b`));
    }
  });
});

test('what is for programs alone is nowhere told of', () => {
  for (const text of [helpText('lsp'), page, ...SHELLS.map(completion)])
    expect(text).not.toContain('clientProcessId');
});

test('the options of the program itself are told of', () => {
  for (const { name, short } of GENERAL_OPTIONS) {
    expect(helpText()).toContain(`-${short}, --${name}`);
    expect(page).toContain(`-${short}, --${name}`);
    expect(() => parseRequest([`--${name}`])).not.toThrow();
  }
});

test('no line of a help is longer than a terminal is wide', () => {
  for (const text of [helpText(), ...COMMAND_NAMES.map(name => helpText(name))])
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(110);
});
