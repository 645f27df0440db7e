import { describe, expect, test } from 'vitest';
import { parseRequest, type Request } from '../../../server/src/cli/arguments';

const check = {
  command: 'check',
  paths: ['.'],
  format: 'text',
  failOn: 'error',
  fix: false,
  unsafeFixes: false,
  baseline: undefined,
  writeBaseline: false,
  since: undefined,
  statistics: false,
  stdinFilename: undefined,
  watch: false,
  color: undefined,
} as const;

describe('a command line', () => {
  test.each<[string, Request]>([
    ['', { command: 'help' }],
    ['--help', { command: 'help' }],
    ['-h', { command: 'help' }],
    ['--version', { command: 'version' }],
    ['-v', { command: 'version' }],
    ['check --help', { command: 'help', topic: 'check' }],
    ['explain -h', { command: 'help', topic: 'explain' }],
    ['check', check],
    ['check a b', { ...check, paths: ['a', 'b'] }],
    ['check a --format json b', { ...check, paths: ['a', 'b'], format: 'json' }],
    ['check --format=sarif', { ...check, format: 'sarif' }],
    ['check --format text --format github', { ...check, format: 'github' }],
    ['check --fail-on never --fix', { ...check, failOn: 'never', fix: true }],
    ['check --fix --unsafe-fixes', { ...check, fix: true, unsafeFixes: true }],
    ['check --fail-on=hint', { ...check, failOn: 'hint' }],
    ['check --color', { ...check, color: true }],
    ['check --color --no-color', { ...check, color: false }],
    ['check --no-color --color', { ...check, color: true }],
    ['check --format rdjson --statistics --format json', { ...check, format: 'json', statistics: true }],
    ['check --stdin-filename a/b.yaml', { ...check, paths: ['a/b.yaml'], stdinFilename: 'a/b.yaml' }],
    ['check --watch a', { ...check, paths: ['a'], watch: true }],
    ['completion zsh', { command: 'completion', shell: 'zsh' }],
    ['manual', { command: 'manual' }],
    ['check -- --odd-name', { ...check, paths: ['--odd-name'] }],
    ['ports', { command: 'ports', paths: ['.'], format: 'text', color: undefined }],
    ['ports x --format json', { command: 'ports', paths: ['x'], format: 'json', color: undefined }],
    ['chart', { command: 'chart', paths: ['.'], format: 'mermaid' }],
    ['chart x y --format svg', { command: 'chart', paths: ['x', 'y'], format: 'svg' }],
    ['chart -h', { command: 'help', topic: 'chart' }],
    ['explain 80', { command: 'explain', query: '80', format: 'text' }],
    ['explain --format json dhcp server', { command: 'explain', query: 'dhcp server', format: 'json' }],
    ['lsp', { command: 'lsp' }],
    ['mcp', { command: 'mcp', folders: ['.'], allowWrites: false }],
    ['mcp a b --allow-writes', { command: 'mcp', folders: ['a', 'b'], allowWrites: true }],
    ['lsp --stdio', { command: 'lsp' }],
    ['lsp --stdio --clientProcessId=1', { command: 'lsp' }],
  ])('%s', (line, expected) => {
    expect(parseRequest(line.split(' ').filter(word => word !== ''))).toEqual(expected);
  });

  test.each([
    ['chekc', "unknown command 'chekc'; did you mean 'check'?"],
    ['frobnicate', "unknown command 'frobnicate'"],
    ['check --formta json', "unknown option '--formta' for 'portolan check'; did you mean '--format'?"],
    ['check --fail', "unknown option '--fail' for 'portolan check'; did you mean '--fail-on'?"],
    ['check --constructor', "unknown option '--constructor' for 'portolan check'"],
    ['check -x', "unknown option '-x' for 'portolan check'"],
    ['ports --fix', "unknown option '--fix' for 'portolan ports'"],
    ['--verzion', "unknown option '--verzion' for 'portolan'; did you mean '--version'?"],
    ['check --format', "option '--format' needs a value"],
    ['check --format=', "option '--format' needs a value"],
    [
      'check --format jsn',
      "option '--format' takes text, json, sarif, github, codeclimate, junit or rdjson, not 'jsn'; did you mean 'json'?",
    ],
    ['ports --format sarif', "option '--format' takes text or json, not 'sarif'"],
    [
      'check --fail-on=fatal',
      "option '--fail-on' takes error, warning, information, hint or never, not 'fatal'",
    ],
    [
      'chart --format svgg',
      "option '--format' takes mermaid, svg, markdown or json, not 'svgg'; did you mean 'svg'?",
    ],
    ['chart --color', "unknown option '--color' for 'portolan chart'"],
    ['check --fix=yes', "option '--fix' takes no value, but 'yes' was given"],
    ['explain', "'portolan explain' needs a port or a name, as in 'explain 5432'"],
    [
      'check --statistics --format junit',
      "option '--statistics' goes with '--format text' or '--format json'",
    ],
    ['check --stdin-filename a b', "option '--stdin-filename' goes without a PATH, but 'b' was given"],
    ['check --stdin-filename a --fix', "option '--stdin-filename' does not go with '--fix'"],
    ['check --stdin-filename a --watch', "option '--stdin-filename' does not go with '--watch'"],
    ['check --watch --baseline a --write-baseline', "option '--watch' does not go with '--write-baseline'"],
    ['completion', "'portolan completion' needs one shell: bash, zsh or fish"],
    [
      'completion bsh',
      "'portolan completion' needs one shell: bash, zsh or fish, not 'bsh'; did you mean 'bash'?",
    ],
    ['completion bash zsh', "'portolan completion' needs one shell: bash, zsh or fish, not 'zsh', too"],
    ['lsp there', "'portolan lsp' takes no argument, but 'there' was given"],
  ])('%s is refused: %s', (line, message) => {
    expect(() => parseRequest(line.split(' '))).toThrow(new Error(message));
  });
});
