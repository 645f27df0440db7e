// What is sent elsewhere names commands, options, files and versions that are.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import manifest from '../../package.json';
import { parseRequest } from '../../server/src/cli/arguments';
import { factsOf } from '../../server/src/cli/options';

const read = (name: string) => readFileSync(name, 'utf8');

const FILES = [
  ...readdirSync('packaging', { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(({ parentPath, name }) => path.join(parentPath, name)),
  'docs/ci.md',
  '.pre-commit-hooks.yaml',
  'action.yml',
];

describe.each(FILES)('%s', file => {
  const text = read(file);

  test('names no version but this one', () => {
    const named = [
      ...text.matchAll(/\bportolan(?:\/portolan)?(?:@v?|:|\/v)(\d+\.\d+\.\d+)\b/g),
      ...text.matchAll(/^(?:version = "| {4}rev: v| {4}default: )(\d+\.\d+\.\d+)\b/gm),
    ];
    expect(named.filter(([, version]) => version !== manifest.version).map(([written]) => written)).toEqual(
      [],
    );
  });

  test('has options that check has', () => {
    const lines = [...text.matchAll(/\bportolan(?:@[\d.$A-Z"]+)? (check(?: +--?[a-z-]+(?: [a-z]+)?)*)/g)];
    for (const [, line = ''] of lines) expect(() => parseRequest(line.split(/ +/))).not.toThrow();
  });
});

test('versions are looked for where they stand', () => {
  const some = [
    'packaging/mason/package.yaml',
    'packaging/zed/extension.toml',
    'packaging/reviewdog/action.yml',
  ];
  for (const file of [...some, 'docs/ci.md']) expect(read(file)).toContain(manifest.version);
});

test('Mason installs the package of npm and its command', () => {
  expect(parse(read('packaging/mason/package.yaml'))).toMatchObject({
    name: manifest.name,
    licenses: [manifest.license],
    source: { id: `pkg:npm/${manifest.name}@${manifest.version}` },
    bin: { portolan: 'npm:portolan' },
  });
});

test('nvim-lspconfig has the configuration of the docs, which the tests run', () => {
  const documented = /vim\.lsp\.config\('portolan', (\{[\s\S]*?\n\})\)/.exec(read('docs/editors.md'))?.[1];
  expect(documented).toBeDefined();
  expect(read('packaging/nvim-lspconfig/portolan.lua')).toContain(`return ${documented}`);
});

test('MegaLinter is told of options that there are', () => {
  const [linter] = parse(read('packaging/megalinter/portolan.megalinter-descriptor.yml')).linters;
  const args = [...linter.cli_lint_extra_args, ...linter.cli_sarif_args, linter.cli_lint_fix_arg_name];
  expect(parseRequest(args)).toMatchObject({ command: 'check', format: 'sarif', fix: true });
  expect(parseRequest([linter.cli_version_arg_name])).toEqual({ command: 'version' });
});

test('the image is made of what a release has', () => {
  const copied = /^COPY (.*) \/portolan\/$/m.exec(read('packaging/docker/Dockerfile'))?.[1]?.split(' ');
  const written = read('scripts/package.mts');
  expect(copied).toHaveLength(3);
  for (const name of copied ?? []) expect(written).toContain(`path.join(folder, '${name}')`);
});

test('pre-commit runs a command of the package that it makes of the repository', () => {
  const [hook] = parse(read('.pre-commit-hooks.yaml'));
  const [command, ...args] = hook.entry.split(' ');
  expect(manifest.bin).toHaveProperty(command);
  expect(factsOf('check').takes).toBe('paths');
  expect(parseRequest(args)).toMatchObject({ command: 'check' });
  expect(read('.npmignore')).toContain(`!${manifest.bin.portolan}\n`);
});
