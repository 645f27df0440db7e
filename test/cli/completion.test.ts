// The completions, in the shells that they are for.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { completion } from '../../server/src/cli/completion';
import { SHELLS, type Shell } from '../../server/src/cli/options';
import { folderOf, portolan } from './portolan';

/** What is typed, and what is then offered. */
const CASES: readonly (readonly [typed: string, offered: readonly string[]])[] = [
  ['portolan c', ['chart', 'check', 'completion']],
  ['portolan ex', ['explain']],
  ['portolan --v', ['--version']],
  ['portolan check --fix', ['--fix']],
  ['portolan check --un', ['--unsafe-fixes']],
  ['portolan check --format s', ['sarif']],
  ['portolan check --fail-on ', ['error', 'hint', 'information', 'never', 'warning']],
  ['portolan check a --fix --fail-on h', ['hint']],
  ['portolan chart --format m', ['markdown', 'mermaid']],
  ['portolan explain --format ', ['json', 'text']],
  ['portolan completion ', ['bash', 'fish', 'zsh']],
  ['portolan lsp --c', []],
  ['portolan check har', ['harbour.yaml']],
  ['portolan check --baseline har', ['harbour.yaml']],
  ['portolan check --format har', []],
];

const FILES = { 'harbour.yaml': '' };

interface ShellUnderTest {
  readonly name: Shell;
  /** A script of the shell that prints, each on a line, what is offered for a text, after reading a file of completions. */
  ask(file: string, typed: string): string;
}

const IN_ZSH = path.resolve(import.meta.dirname, 'complete.zsh');

/** Words as bash has them, which takes an equals sign for one. */
const wordsOf = (typed: string) => typed.split(/ +|(=)/).filter(word => word !== undefined);

const UNDER_TEST: readonly ShellUnderTest[] = [
  {
    name: 'bash',
    // Readline itself completes the names of files where the function gives nothing.
    ask: (file, typed) => {
      const words = wordsOf(typed);
      return `source '${file}'
[[ $(complete -p portolan) == *'-o default'* ]] || exit 1
compopt() { [[ "$*" == '+o default' ]] && files=no; }
COMP_WORDS=(${words.map(word => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}
_portolan
if ((\${#COMPREPLY[@]})); then printf '%s\\n' "\${COMPREPLY[@]}"
elif [[ $files != no ]]; then compgen -f -- "\${COMP_WORDS[COMP_CWORD]}"; fi`;
    },
  },
  { name: 'zsh', ask: (file, typed) => `source '${IN_ZSH}' '${file}' '${typed}'` },
  {
    name: 'fish',
    ask: (file, typed) => `source '${file}'; complete -C '${typed}' | string replace -r '\\t.*' ''`,
  },
];

function has(shell: string): boolean {
  return spawnSync(shell, ['--version']).status === 0;
}

test('every shell is tried', () => {
  expect(UNDER_TEST.map(({ name }) => name)).toEqual(SHELLS);
});

test('the command prints them', async () => {
  expect(await portolan('.', ['completion', 'zsh'])).toEqual({
    code: 0,
    stdout: completion('zsh'),
    stderr: '',
  });
});

describe.each(UNDER_TEST)('$name', ({ name, ask }) => {
  test.skipIf(!has(name)).each(CASES)('%j', (typed, offered) => {
    const folder = folderOf(FILES);
    const file = path.join(folder, '.completions');
    writeFileSync(file, completion(name));
    const { stdout, stderr } = spawnSync(name, [...(name === 'zsh' ? ['-f'] : []), '-c', ask(file, typed)], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(
      stdout
        .split('\n')
        .filter(line => line !== '')
        .sort(),
    ).toEqual(offered);
  });
});
