import {
  COMMANDS,
  type CommandFacts,
  GENERAL_OPTIONS,
  type OptionFacts,
  type Shell,
  saysOf,
  shown,
} from './options';

/** What completes the command line of `portolan` in a shell: a script that the shell reads. */
export function completion(shell: Shell): string {
  switch (shell) {
    case 'bash':
      return bash();
    case 'zsh':
      return zsh();
    case 'fish':
      return fish();
  }
}

const ALL: readonly CommandFacts[] = COMMANDS;

/** The words that an option or an argument can be, as far as there are few. */
function wordsOf(takes: CommandFacts['takes']): readonly string[] {
  return typeof takes === 'string' ? [] : takes;
}

/** `-h --help`. */
function dashed({ name, short }: OptionFacts): readonly string[] {
  return short === undefined ? [`--${name}`] : [`-${short}`, `--${name}`];
}

/** A text as one word of a shell. No text of the table ends in a backslash, which fish would take with the quote. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** For bash 3.2 and later. Where there is nothing to choose from, it completes the names of files itself. */
function bash(): string {
  const offer = (words: readonly string[]) => `_portolan_offer ${quoted(words.join(' '))}`;
  const values = ALL.flatMap(({ name, options }) =>
    shown(options).flatMap(option => {
      if (option.value === undefined) return [];
      const act = option.isFile ? '' : `${offer(option.choices ?? [])}; `;
      return [`    ${quoted(`${name} --${option.name}`)}) ${act}return ;;`];
    }),
  );
  const commands = ALL.map(({ name, takes, options }) => {
    const dashes = offer(shown(options).flatMap(dashed));
    const words = takes === 'paths' ? '' : ` else ${offer(wordsOf(takes))};`;
    return `    ${name}) if [[ $word == -* ]]; then ${dashes};${words} fi ;;`;
  });
  return `# What completes portolan in bash.
_portolan() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]} command=
  # Bash 3.2 has no compopt: there it offers files where there is nothing else.
  _portolan_offer() { COMPREPLY=($(compgen -W "$1" -- "$word")); compopt +o default 2>/dev/null; }
  # Bash takes an equals sign for a word.
  if [[ $word == = ]]; then
    word=
  elif [[ $before == = ]]; then
    before=\${COMP_WORDS[COMP_CWORD - 2]}
  fi
  COMPREPLY=()
  if ((COMP_CWORD > 1)); then command=\${COMP_WORDS[1]}; fi
  case "$command $before" in
${values.join('\n')}
  esac
  case $command in
    '') if [[ $word == -* ]]; then ${offer(GENERAL_OPTIONS.flatMap(dashed))}; else ${offer(ALL.map(({ name }) => name))}; fi ;;
${commands.join('\n')}
  esac
}
complete -o default -F _portolan portolan
`;
}

function zsh(): string {
  const spec = (option: OptionFacts) => {
    const says = `[${escapedZsh(option.choices ? option.says : saysOf(option))}]`;
    const { name, short, value, choices, isFile } = option;
    if (short !== undefined) return `'(- *)'{-${short},--${name}}${quoted(says)}`;
    if (value === undefined) return quoted(`--${name}${says}`);
    const action = choices ? `(${choices.join(' ')})` : isFile ? '_files' : ' ';
    return quoted(`--${name}=${says}:${value}:${action}`);
  };
  const argument = ({ takes }: CommandFacts) => {
    if (takes === 'paths') return ["'*:path:_files'"];
    if (takes === 'text') return ["'*:text: '"];
    return takes === 'nothing' ? [] : [`'1:word:(${takes.join(' ')})'`];
  };
  const cases = ALL.map(command => {
    const specs = [...shown(command.options).map(spec), ...argument(command)];
    return `        ${command.name})\n          _arguments ${specs.join(' \\\n            ')} ;;`;
  });
  const described = ALL.map(({ name, says }) => `    ${quoted(`${name}:${escapedZsh(says)}`)}`);
  return `#compdef portolan
# What completes portolan in zsh.
_portolan() {
  local context state state_descr line
  typeset -A opt_args
  local -a commands=(
${described.join('\n')}
  )
  _arguments -C ${GENERAL_OPTIONS.map(spec).join(' ')} '1: :->command' '*:: :->arguments'
  case $state in
    command) _describe -t commands command commands ;;
    arguments)
      case $line[1] in
${cases.join('\n')}
      esac ;;
  esac
}
# From a folder of functions it is called, elsewhere it is read.
if [[ $funcstack[1] == _portolan ]]; then _portolan "$@"; else compdef _portolan portolan; fi
`;
}

function escapedZsh(text: string): string {
  return text.replace(/[\\[\]:]/g, '\\$&');
}

function fish(): string {
  const line = (condition: string, rest: readonly string[]) =>
    `complete -c portolan -n ${quoted(condition)} ${rest.join(' ')}`;
  const option = (facts: OptionFacts) => {
    const { name, short, value, choices, isFile, says } = facts;
    const takes = choices ? ['-x', '-a', quoted(choices.join(' '))] : isFile ? ['-r', '-F'] : ['-x'];
    return [
      ...(short === undefined ? [] : ['-s', short]),
      ...['-l', name],
      ...(value === undefined ? [] : takes),
      ...['-d', quoted(choices ? says : saysOf(facts))],
    ];
  };
  const without = '__fish_use_subcommand';
  const lines = ALL.flatMap(({ name, says, takes, options }) => {
    const within = `__fish_seen_subcommand_from ${name}`;
    const words = wordsOf(takes);
    return [
      line(without, ['-a', name, '-d', quoted(says)]),
      ...shown(options).map(facts => line(within, option(facts))),
      ...(takes === 'paths' ? [] : [line(within, ['-f'])]),
      ...(words.length > 0 ? [line(within, ['-a', quoted(words.join(' '))])] : []),
    ];
  });
  return `# What completes portolan in fish.
${[line(without, ['-f']), ...GENERAL_OPTIONS.map(facts => line(without, option(facts))), ...lines].join('\n')}
`;
}
