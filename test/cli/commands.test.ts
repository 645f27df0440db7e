import { describe, expect, test } from 'vitest';
import manifest from '../../package.json';
import { folderOf, portolan, shortTalk } from './portolan';

test.each([
  [['--help'], /^Portolan charts .*\n\nUsage: portolan <command>/],
  [[], /^Portolan charts /],
  [['check', '--help'], /Usage: portolan check /],
  [['ports', '-h'], /Usage: portolan ports /],
  [['chart', '--help'], /Usage: portolan chart /],
  [['explain', '--help'], /Usage: portolan explain /],
  [['lsp', '--help'], /Usage: portolan lsp /],
  [['mcp', '--help'], /Usage: portolan mcp /],
])('%j shows help', async (args, expected) => {
  const folder = folderOf({});
  const { code, stdout, stderr } = await portolan(folder, args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(expected);
});

test('--version shows that of the package', async () => {
  const folder = folderOf({});
  expect(await portolan(folder, ['--version'])).toEqual({
    code: 0,
    stdout: `${manifest.version}\n`,
    stderr: '',
  });
});

describe('ports', () => {
  const compose = [
    'services:',
    '  web:',
    '    build: .',
    '    ports:',
    `      - "127.0.0.1:\${PORT:-8080}:80/udp"`,
    `      - "\${UNKNOWN}:81"`,
    '',
  ];
  const FILES = { 'compose.yaml': compose.join('\n'), Dockerfile: 'FROM a\nEXPOSE 80/udp 7000-7010\n' };

  test('as json', async () => {
    const folder = folderOf(FILES);
    const { code, stdout } = await portolan(folder, ['ports', '--format', 'json']);
    const rows = JSON.parse(stdout);
    const range = (line: number, start: number, end: number) => ({
      start: { line, character: start },
      end: { line, character: end },
    });
    expect(code).toBe(0);
    expect(rows).toContainEqual({
      file: 'compose.yaml',
      range: range(4, 27, 31),
      system: 'compose',
      role: 'published',
      from: 8080,
      to: 8080,
      protocol: 'udp',
      address: '127.0.0.1',
      service: 'web',
    });
    expect(rows).toContainEqual({
      file: 'compose.yaml',
      range: range(5, 20, 22),
      system: 'compose',
      role: 'target',
      from: 81,
      to: 81,
      protocol: 'tcp',
      service: 'web',
    });
    expect(rows).toContainEqual({
      file: 'Dockerfile',
      range: range(1, 14, 23),
      system: 'dockerfile',
      role: 'exposed',
      from: 7000,
      to: 7010,
      protocol: 'tcp',
    });
  });

  test('as text', async () => {
    const folder = folderOf(FILES);
    const { code, stdout } = await portolan(folder, ['ports']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Dockerfile:2:8 +exposed +80\/udp +- +-$/m);
    expect(stdout).toMatch(/^compose\.yaml:5:28 +published +8080\/udp +127\.0\.0\.1 +web$/m);
  });
});

describe('explain', () => {
  test.each([
    ['80', 'http'],
    ['443', 'https'],
    ['5432', 'postgresql'],
    ['6000', 'x11'],
    ['5173', 'Vite'],
    ['53/udp', 'domain'],
    ['67/udp', 'bootps'],
    ['22', 'ssh'],
    ['postgresql', '5432'],
    ['Vite', '5173'],
  ])('%s names %s', async (query, expected) => {
    const folder = folderOf({});
    for (const format of ['text', 'json']) {
      const { code, stdout, stderr } = await portolan(folder, ['explain', query, '--format', format]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toContain(expected);
      if (format === 'json') expect(() => JSON.parse(stdout)).not.toThrow();
    }
  });

  test('a name that no port has', async () => {
    const folder = folderOf({});
    const { code, stdout, stderr } = await portolan(folder, ['explain', 'zzzzqqqq']);
    expect({ code, stdout, stderr }).toEqual({
      code: 1,
      stdout: '',
      stderr: "portolan: no port is known as 'zzzzqqqq'\n",
    });
  });
});

test('lsp answers over standard input and output', async () => {
  const folder = folderOf({});
  const { code, stdout } = await portolan(folder, ['lsp', '--stdio'], { stdin: shortTalk() });
  expect(code).toBe(0);
  expect(stdout).toContain('"hoverProvider"');
});
