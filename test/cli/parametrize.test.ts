// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Compose writes variables like this.
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { folderOf, portolan } from './portolan';

// Each test starts several processes.
vi.setConfig({ testTimeout: 60_000 });

const COMPOSE = `services:
  web:
    image: nginx
    ports:
      - "3000:80"
    environment:
      URL: http://localhost:3000/
  db:
    image: postgres
`;
const DONE = COMPOSE.replaceAll('3000', '${WEB_PORT:-3000}');
const README = 'Open http://localhost:3000.\n';

test('shows a diff, and writes nothing', async () => {
  const folder = folderOf({ 'compose.yaml': COMPOSE, 'README.md': README });
  const { code, stdout, stderr } = await portolan(folder, ['parametrize']);
  expect(code).toBe(0);
  expect(stdout).toBe(`--- a/compose.yaml
+++ b/compose.yaml
@@ -2,8 +2,8 @@
   web:
     image: nginx
     ports:
-      - "3000:80"
+      - "\${WEB_PORT:-3000}:80"
     environment:
-      URL: http://localhost:3000/
+      URL: http://localhost:\${WEB_PORT:-3000}/
   db:
     image: postgres
`);
  expect(stderr).toBe(
    'README.md:1 does not follow WEB_PORT: Open http://localhost:3000.\nWith --write: variables for 1 port in 1 file\n',
  );
  expect(readFileSync(join(folder, 'compose.yaml'), 'utf8')).toBe(COMPOSE);
});

test('writes, and has nothing to do then', async () => {
  const folder = folderOf({ 'compose.yaml': COMPOSE, 'README.md': README });
  const file = join(folder, 'compose.yaml');
  chmodSync(file, 0o640);
  expect(await portolan(folder, ['parametrize', '--write'])).toMatchObject({ code: 0, stdout: '' });
  expect(readFileSync(file, 'utf8')).toBe(DONE);
  expect(statSync(file).mode & 0o777).toBe(0o640);
  expect(await portolan(folder, ['parametrize', '--write'])).toEqual({
    code: 0,
    stdout: '',
    stderr: 'No Compose file publishes a port in digits\n',
  });
  expect(readdirSync(folder).sort()).toEqual(['README.md', 'compose.yaml']);
});

test('keeps a byte order mark and line ends', async () => {
  const text = `\u{FEFF}${COMPOSE.replaceAll('\n', '\r\n')}`;
  const folder = folderOf({ 'compose.yaml': text });
  expect(await portolan(folder, ['parametrize', '--write'])).toMatchObject({ code: 0 });
  expect(readFileSync(join(folder, 'compose.yaml'), 'utf8')).toBe(
    text.replaceAll('3000', '${WEB_PORT:-3000}'),
  );
});

test('takes a name for one port', async () => {
  const folder = folderOf({
    'compose.yaml': COMPOSE,
    'two/compose.yaml': 'services: {a: {image: x, ports: ["1:1", "2:2"]}}\n',
  });
  expect((await portolan(folder, ['parametrize', 'compose.yaml', '--name', 'HTTP'])).stdout).toContain(
    '"${HTTP:-3000}:80"',
  );
  for (const [args, said] of [
    [['two', '--name', 'HTTP'], "'--name' goes with one port, and there are 2"],
    [['compose.yaml', '--name', 'A-B'], 'is no name of a variable'],
    [['compose.yaml', '--name', 'URL'], 'URL means something else already'],
    [['compose.yaml', '--name', 'PATH'], 'PATH means something else already'],
  ] as const) {
    const { code, stdout, stderr } = await portolan(folder, ['parametrize', ...args]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(said);
  }
});

test('lists nothing that gets the same variable in another file', async () => {
  const folder = folderOf({ 'compose.yaml': COMPOSE, 'compose.images.yaml': COMPOSE, 'README.md': README });
  const { stderr } = await portolan(folder, ['parametrize', '--write']);
  expect(stderr).toBe(
    'README.md:1 does not follow WEB_PORT: Open http://localhost:3000.\nGave variables to 2 ports in 2 files\n',
  );
  for (const name of ['compose.yaml', 'compose.images.yaml'])
    expect(readFileSync(join(folder, name), 'utf8')).toBe(DONE);
});

test('gives JSON', async () => {
  const folder = folderOf({ 'compose.yaml': COMPOSE, 'README.md': README });
  const { code, stdout } = await portolan(folder, ['parametrize', '--format', 'json']);
  expect(code).toBe(0);
  const range = (line: number, start: number) => ({
    start: { line, character: start },
    end: { line, character: start + 4 },
  });
  expect(JSON.parse(stdout)).toEqual([
    {
      file: 'compose.yaml',
      range: range(4, 9),
      variable: 'WEB_PORT',
      service: 'web',
      from: 3000,
      to: 3000,
      edits: [
        { file: 'compose.yaml', range: range(4, 9), newText: '${WEB_PORT:-3000}' },
        { file: 'compose.yaml', range: range(6, 28), newText: '${WEB_PORT:-3000}' },
      ],
      left: [{ file: 'README.md', range: range(0, 22) }],
    },
  ]);
});

test('leaves all as it is where one file may not be written', async () => {
  const folder = folderOf({ 'a/compose.yaml': COMPOSE, 'b/compose.yaml': COMPOSE });
  chmodSync(join(folder, 'b/compose.yaml'), 0o444);
  const { code, stderr } = await portolan(folder, ['parametrize', '--write']);
  expect(code).toBe(2);
  expect(stderr).toContain('nothing was changed: b/compose.yaml: the file is read-only');
  expect(readFileSync(join(folder, 'a/compose.yaml'), 'utf8')).toBe(COMPOSE);
});

test('makes a lease possible', async () => {
  const folder = folderOf({ 'compose.yaml': COMPOSE });
  const { code, stderr } = await portolan(folder, ['lease']);
  expect(code).toBe(2);
  expect(stderr).toContain("'portolan parametrize .' shows how each port gets one");
  await portolan(folder, ['parametrize', '--write']);
  expect(await portolan(folder, ['lease'])).toMatchObject({ code: 0 });
  expect(readFileSync(join(folder, '.env'), 'utf8')).toMatch(/^#.*\nWEB_PORT=\d{5}\n$/);
});

test('writes nothing where a file cannot be read that may set any variable', async () => {
  const folder = folderOf({ 'compose.yaml': COMPOSE });
  writeFileSync(join(folder, '.env'), Buffer.from('WEB_PORT=9999 # caf\xe9\n', 'latin1'));
  const { code, stderr } = await portolan(folder, ['parametrize', '--write']);
  expect(code).toBe(2);
  expect(stderr).toContain('.env: is not read');
  expect(stderr).toContain('No port gets a variable: what could not be read may set any of them\n');
  expect(readFileSync(join(folder, 'compose.yaml'), 'utf8')).toBe(COMPOSE);
});

test('takes no name that means something to Compose itself', async () => {
  const folder = folderOf({ 'compose.yaml': COMPOSE });
  const { code, stderr } = await portolan(folder, ['parametrize', '--name', 'COMPOSE_FILE']);
  expect(code).toBe(2);
  expect(stderr).toContain('COMPOSE_FILE means something else already');
});
