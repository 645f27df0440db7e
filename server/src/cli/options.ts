// biome-ignore-all lint/suspicious/noTemplateCurlyInString: files write variables like this.
import { SEVERITIES } from '../rules/finding';

export const CHECK_FORMATS = ['text', 'json', 'sarif', 'github', 'codeclimate', 'junit', 'rdjson'] as const;
export const PLAIN_FORMATS = ['text', 'json'] as const;
export const CHART_FORMATS = ['mermaid', 'svg', 'markdown', 'json'] as const;
export const FAIL_ON = [...SEVERITIES, 'never'] as const;
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

export type CheckFormat = (typeof CHECK_FORMATS)[number];
export type PlainFormat = (typeof PLAIN_FORMATS)[number];
export type ChartFormat = (typeof CHART_FORMATS)[number];
export type FailOn = (typeof FAIL_ON)[number];
export type Shell = (typeof SHELLS)[number];

/** An option of the command line: `--name`, or `--name VALUE`. */
export interface OptionFacts {
  readonly name: string;
  /** One letter that means the same. */
  readonly short?: string;
  /** What its value is called. Without one it takes none. */
  readonly value?: string;
  /** All values that it takes. */
  readonly choices?: readonly string[];
  /** The choice that counts where the option is not given. */
  readonly otherwise?: string;
  /** What a choice is, where its name does not say it. */
  readonly notes?: Readonly<Record<string, string>>;
  /** Whether the value is the path of a file. */
  readonly isFile?: boolean;
  /** Whether it is for programs alone, and nobody is told of it. */
  readonly isHidden?: boolean;
  /** What it does, without a full stop. */
  readonly says: string;
}

/** A command of `portolan`. */
export interface CommandFacts {
  readonly name: string;
  /** How its arguments are written, in each of the ways in which they can be. */
  readonly usages: readonly string[];
  /** What its arguments are: paths, one of a few words, or anything else. */
  readonly takes: 'paths' | 'text' | 'nothing' | readonly string[];
  /** What it does, without a full stop. */
  readonly says: string;
  /** More of it, a sentence or several. */
  readonly more?: string;
  readonly options: readonly OptionFacts[];
  readonly exitCodes?: Readonly<Record<number, string>>;
}

const HELP: OptionFacts = { name: 'help', short: 'h', says: 'Show this help' };

const COLORS: readonly OptionFacts[] = [
  { name: 'color', says: 'Colour the text, whatever NO_COLOR, FORCE_COLOR and the terminal say' },
  { name: 'no-color', says: 'Do not colour the text' },
];

const format = (choices: readonly string[], notes: OptionFacts['notes'] = {}): OptionFacts => ({
  name: 'format',
  value: 'FORMAT',
  choices,
  ...(choices[0] === undefined ? {} : { otherwise: choices[0] }),
  notes,
  says: 'What to write',
});

const searched = (done: string) =>
  `PATH is a file or a folder; without one, the current folder is ${done}. What .gitignore names, and Git does not have, is left out.`;

/** What `portolan` itself takes, without a command. */
export const GENERAL_OPTIONS: readonly OptionFacts[] = [
  { ...HELP, says: 'Show this help, or that of a command' },
  { name: 'version', short: 'v', says: 'Show the version' },
];

/**
 * Every command and every option, once: the command line is read by this table, and the help, the manual and the
 * completions of shells are made from it.
 */
export const COMMANDS = [
  {
    name: 'check',
    usages: ['[PATH...] [options]'],
    takes: 'paths',
    says: 'Say which ports are invalid, privileged, collide or lead nowhere',
    more: searched('checked'),
    options: [
      format(CHECK_FORMATS, {
        sarif: '2.1.0',
        github: 'annotations',
        codeclimate: 'GitLab',
        junit: 'XML',
        rdjson: 'reviewdog',
      }),
      {
        name: 'fail-on',
        value: 'SEVERITY',
        choices: FAIL_ON,
        otherwise: 'error',
        says: 'Exit with 1 from this severity on',
      },
      { name: 'fix', says: 'Apply the fixes that keep the meaning, and report what remains' },
      { name: 'unsafe-fixes', says: 'With --fix: move ports, too, with everything that names them' },
      {
        name: 'baseline',
        value: 'FILE',
        isFile: true,
        says: 'Leave out the findings that FILE has, wherever they stand now',
      },
      { name: 'write-baseline', says: "Write all findings to the baseline's FILE" },
      {
        name: 'since',
        value: 'COMMIT',
        says: 'Leave out findings of before a commit that no changed line has to do with',
      },
      {
        name: 'statistics',
        says: 'Count the findings of each rule, as text or json, in the place of listing them',
      },
      {
        name: 'stdin-filename',
        value: 'FILE',
        isFile: true,
        says: 'Check the text on standard input as that FILE, with the rest of its project from the disk',
      },
      { name: 'watch', says: 'Check again whenever a file changes, until Ctrl+C' },
      ...COLORS,
      HELP,
    ],
    exitCodes: {
      0: 'nothing at or above --fail-on',
      1: 'something',
      2: 'could not run, or could not read a PATH or a Compose file as a whole',
    },
  },
  {
    name: 'ports',
    usages: ['[PATH...] [options]'],
    takes: 'paths',
    says: 'List every port, where it stands and what it does there',
    more: searched('read'),
    options: [format(PLAIN_FORMATS), ...COLORS, HELP],
  },
  {
    name: 'chart',
    usages: ['[PATH...] [options]'],
    takes: 'paths',
    says: 'Draw which host port leads to which container, project by project',
    more: searched('read'),
    options: [format(CHART_FORMATS), HELP],
  },
  {
    name: 'lease',
    usages: ['[PATH...] [options]'],
    takes: 'paths',
    says: 'Give this Git worktree host ports of its own',
    more: [
      'PATH is the folder of a Compose project, or a file in it; without one, the current folder.',
      'Each variable that publishes a port ("${WEB_PORT:-3000}:3000") gets a free one in .env of the project.',
      'The Git folder of the repository records which worktree has which (portolan/leases.json), so that no two get',
      'the same; outside of a repository .portolan/leases.json does.',
    ].join(' '),
    options: [
      { name: 'release', says: 'Take the ports back: the file is again what it was' },
      {
        name: 'file',
        value: 'FILE',
        isFile: true,
        says: "Write to this file of the project's folder, not to .env",
      },
      format(PLAIN_FORMATS),
      HELP,
    ],
    exitCodes: { 0: 'done', 2: 'could not' },
  },
  {
    name: 'parametrize',
    usages: ['[PATH...] [options]'],
    takes: 'paths',
    says: 'Publish ports of Compose files through variables',
    more: [
      'PATH is a file or a folder; without one, the current folder is read.',
      '"3000:3000" becomes "${WEB_PORT:-3000}:3000", and URLs that mean the port follow it where Compose fills in',
      'variables. As long as nothing sets the variable, Compose reads the same. What has to be changed by hand is listed.',
    ].join(' '),
    options: [
      { name: 'write', says: 'Write the changes; without it they are shown as a diff' },
      { name: 'name', value: 'NAME', says: 'Call the variable NAME, where there is one port' },
      format(PLAIN_FORMATS),
      ...COLORS,
      HELP,
    ],
    exitCodes: { 0: 'done', 2: 'could not' },
  },
  {
    name: 'explain',
    usages: ['PORT[/PROTOCOL] [options]', 'NAME [options]'],
    takes: 'text',
    says: 'Say what is known about a port, or find one by name',
    options: [format(PLAIN_FORMATS), HELP],
    exitCodes: { 0: 'found', 1: 'no port of that name', 2: 'could not run' },
  },
  {
    name: 'lsp',
    usages: ['--stdio'],
    takes: 'nothing',
    says: 'Start the language server, for an editor',
    more: 'The server speaks the Language Server Protocol over standard input and output.',
    options: [
      { name: 'stdio', says: 'Speak over standard input and output, as it does anyway' },
      {
        name: 'clientProcessId',
        value: 'ID',
        isHidden: true,
        says: 'The process of an editor that starts the server itself',
      },
      HELP,
    ],
  },
  {
    name: 'mcp',
    usages: ['[FOLDER...] [options]'],
    takes: 'paths',
    says: "Answer an agent's questions, over the Model Context Protocol",
    more: 'Nothing outside FOLDER is read; without one, that is the current folder. What .gitignore names, and Git does not have, is left out.',
    options: [{ name: 'allow-writes', says: 'Let the agent move ports, too' }, HELP],
  },
  {
    name: 'completion',
    usages: ['SHELL'],
    takes: SHELLS,
    says: 'Print what completes the command line in a shell',
    more: `Before it counts, the shell has to read it: source <(portolan completion bash) in bash's ~/.bashrc or in zsh's \
~/.zshrc behind compinit, portolan completion fish | source in fish's config.fish.`,
    options: [HELP],
  },
  {
    name: 'manual',
    usages: [''],
    takes: 'nothing',
    says: 'Print the page of the manual, as man reads it',
    options: [HELP],
  },
] as const satisfies readonly CommandFacts[];

export type CommandName = (typeof COMMANDS)[number]['name'];

export const COMMAND_NAMES: readonly CommandName[] = COMMANDS.map(({ name }) => name);

/** What the table says of a command. */
export function factsOf(name: CommandName): CommandFacts {
  const facts: CommandFacts | undefined = COMMANDS.find(command => command.name === name);
  if (!facts) throw new Error(`there is no command ${name}`);
  return facts;
}

/** The options of which people are told. */
export function shown(options: readonly OptionFacts[]): readonly OptionFacts[] {
  return options.filter(({ isHidden }) => !isHidden);
}

/** What an option does, with its choices: `What to write: text (default), json or sarif (2.1.0)`. */
export function saysOf({ says, choices, otherwise, notes = {} }: OptionFacts): string {
  if (!choices) return says;
  const named = choices.map(choice => {
    const note = choice === otherwise ? 'default' : notes[choice];
    return note === undefined ? choice : `${choice} (${note})`;
  });
  return `${says}: ${oneOf(named)}`;
}

/** `a, b or c`. */
export function oneOf(values: readonly string[]): string {
  return values.length < 2 ? values.join('') : `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;
}
