import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sarifValidator } from '../unit/cli/sarif-schema';
import { folderOf, portolan } from './portolan';

const compose = (...ports: readonly string[]) =>
  `services:\n${ports.map((port, index) => `  s${index}:\n    image: example\n    ports:\n      - "${port}"\n`).join('')}`;

const CLEAN = compose('8080:80');
const PRIVILEGED = compose('80:81');
const CONFLICT = compose('8080:80', '8080:81');

describe('exit codes', () => {
  test.each<[string, string, readonly string[], number]>([
    ['nothing', CLEAN, [], 0],
    ['a warning', PRIVILEGED, [], 0],
    ['an error', CONFLICT, [], 1],
    ['a warning, failing on warnings', PRIVILEGED, ['--fail-on', 'warning'], 1],
    ['an error, failing on errors', CONFLICT, ['--fail-on=error'], 1],
    ['an error, never failing', CONFLICT, ['--fail-on', 'never'], 0],
    ['an information, failing on warnings', compose('80:80'), ['--fail-on', 'warning'], 0],
    ['an information, failing on information', compose('80:80'), ['--fail-on', 'information'], 1],
  ])('%s', async (_, text, args, code) => {
    const folder = folderOf({ 'compose.yaml': text });
    expect(await portolan(folder, ['check', ...args])).toMatchObject({ code, stderr: '' });
  });

  test.each<[readonly string[], string]>([
    [['chekc'], "unknown command 'chekc'; did you mean 'check'?"],
    [['check', '--formt', 'json'], "unknown option '--formt' for 'portolan check'; did you mean '--format'?"],
    [
      ['check', '--format', 'xml'],
      "option '--format' takes text, json, sarif, github, codeclimate, junit or rdjson, not 'xml'",
    ],
    [['check', 'no-such-folder'], 'no-such-folder'],
    [['check', ''], "a path is empty\nTry 'portolan check --help'."],
    [['ports', '.', ''], 'a path is empty'],
    [['ports', 'no-such-folder'], 'no-such-folder'],
    [['explain', '70000'], '70000'],
    [['explain', '80/http'], 'http'],
  ])('%j could not run', async (args, message) => {
    const folder = folderOf({ 'compose.yaml': CLEAN });
    const { code, stdout, stderr } = await portolan(folder, args);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^portolan: /);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('    at ');
  });

  test('an unknown setting could not run', async () => {
    const folder = folderOf({ 'compose.yaml': CLEAN, 'portolan.json': '{"nonsense": true}' });
    const { code, stdout, stderr } = await portolan(folder, ['check']);
    expect(stderr).toContain('nonsense');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });
});

describe('what Docker Compose refuses to read is no clean file', () => {
  test.each([
    ['services: "a"\n', 'compose.yaml: cannot be read as a whole: "services" must be a mapping.\n'],
    ['services: {a: , b: {image: x}}\n', 'compose.yaml: "services.a" must be a mapping.\n'],
    [`include: [none.yaml]\n${CLEAN}`, 'compose.yaml: include: there is no file "none.yaml".\n'],
    [
      'services:\n  a:\n    extends: {file: none.yaml, service: a}\n',
      'compose.yaml: extends: there is no file "none.yaml".\n',
    ],
  ])('%j', async (text, stderr) => {
    const { code, stdout, stderr: said } = await portolan(folderOf({ 'compose.yaml': text }), ['check']);
    expect({ code, said }).toEqual({ code: 2, said: stderr });
    expect(stdout).not.toContain('No findings');
  });
});

describe('formats', () => {
  test('text shows the line and counts', async () => {
    const folder = folderOf({ 'app/compose.yaml': PRIVILEGED });
    const { stdout } = await portolan(folder, ['check', 'app']);
    expect(stdout).toMatch(/^app\/compose\.yaml:5:10: warning: .*80.* \[privileged-port\]\n/);
    expect(stdout).toContain('     5 |       - "80:81"\n       |          ^^\n');
    expect(stdout).toMatch(/\n1 warning in 1 file\n$/);
  });

  test.each([
    ['--color', ['--color'], {}, true],
    ['FORCE_COLOR', [], { FORCE_COLOR: '1' }, true],
    ['a pipe', [], {}, false],
    ['--no-color', ['--no-color'], { FORCE_COLOR: '1' }, false],
  ])('text is coloured for %s: %j', async (_, args, env, expected) => {
    const folder = folderOf({ 'compose.yaml': PRIVILEGED });
    const { stdout } = await portolan(folder, ['check', ...args], { env });
    expect(stdout.includes('\u001B[')).toBe(expected);
  });

  test('json names files relative to the folder given, and places from 0', async () => {
    const folder = folderOf({ 'app/web/compose.yaml': CONFLICT });
    const { stdout } = await portolan(folder, ['check', '--format', 'json', 'app']);
    const findings = JSON.parse(stdout);
    const at = (line: number) => ({ start: { line, character: 9 }, end: { line, character: 13 } });
    expect(findings).toContainEqual(
      expect.objectContaining({
        file: 'web/compose.yaml',
        range: at(8),
        rule: 'port-conflict',
        severity: 'error',
        related: [expect.objectContaining({ file: 'web/compose.yaml', range: at(4) })],
      }),
    );
    for (const finding of findings)
      expect(Object.keys(finding)).toEqual([
        'file',
        'range',
        'rule',
        'severity',
        'message',
        'related',
        'fixes',
      ]);
  });

  test('sarif is valid by its schema', async () => {
    const folder = folderOf({
      'compose.yaml': compose('80:82', '80:81', 'x:80'),
      Dockerfile: 'FROM a\nEXPOSE 22\n',
    });
    const { stdout } = await portolan(folder, ['check', '--format', 'sarif']);
    const validate = sarifValidator();
    const log = JSON.parse(stdout);
    validate(log);
    expect(validate.errors).toBeNull();
    expect(log.runs[0].results.length).toBeGreaterThan(2);
  });

  test('github writes annotations', async () => {
    const folder = folderOf({ 'app/compose.yaml': PRIVILEGED });
    const { stdout } = await portolan(folder, ['check', 'app', '--format', 'github']);
    expect(stdout).toMatch(
      /^::warning file=app\/compose\.yaml,line=5,col=10,endLine=5,endColumn=12,title=Portolan \(privileged-port\)::.+\n$/,
    );
  });
});

describe('what is read', () => {
  test('is not what .gitignore names', async () => {
    const folder = folderOf({
      '.gitignore': 'build/\n*.generated.yaml\n',
      'compose.yaml': CLEAN,
      'build/compose.yaml': CONFLICT,
      'compose.generated.yaml': CONFLICT,
    });
    expect(await portolan(folder, ['check'])).toMatchObject({ code: 0 });
  });

  test('is the files given, and no more', async () => {
    const folder = folderOf({ 'a/compose.yaml': PRIVILEGED, 'b/compose.yaml': CLEAN });
    expect(await portolan(folder, ['check', 'b/compose.yaml'])).toMatchObject({ code: 0 });
    const strict = ['--fail-on', 'warning'];
    expect(await portolan(folder, ['check', 'a', 'b', ...strict])).toMatchObject({ code: 1 });
    expect(await portolan(folder, ['check', 'b', ...strict])).toMatchObject({ code: 0 });
  });

  test('are Compose files by what they hold, or because they are given', async () => {
    const folder = folderOf({ 'stack.yml': PRIVILEGED, 'part.yml': PRIVILEGED.replace(/ +image.*\n/, '') });
    const strict = ['--fail-on', 'warning'];
    expect(await portolan(folder, ['check', 'stack.yml', ...strict])).toMatchObject({ code: 1, stderr: '' });
    expect(await portolan(folder, ['check', 'part.yml', ...strict])).toMatchObject({ code: 1, stderr: '' });
  });

  test('are complained about when they are given or part of a project', async () => {
    const folder = folderOf({
      'compose.yaml': `${CLEAN}    env_file: web.env\n`,
      'web.env': 'this is no variable\n',
      'other.env': 'this is no variable\n',
      'binary.md': new Uint8Array([0, 1]),
    });
    const all = await portolan(folder, ['check']);
    expect(all.stderr).toMatch(/^web\.env: cannot be read as a whole: .*\n$/);
    const given = await portolan(folder, ['check', 'binary.md', 'other.env']);
    expect(given.stderr).toMatch(/^binary\.md: is not read: /m);
    expect(given.stderr).toMatch(/^other\.env: cannot be read as a whole: /m);
  });

  test('may be empty, binary or broken', async () => {
    const folder = folderOf({
      'empty/compose.yaml': '',
      'binary/compose.yaml': new Uint8Array([0, 255, 254, 0, 1, 2]),
      'broken/compose.yaml': `${PRIVILEGED}  x: [\n`,
    });
    const { code, stdout, stderr } = await portolan(folder, ['check', '--fail-on', 'warning']);
    expect(code).toBe(2);
    expect(stdout).toContain('broken/compose.yaml:5:10: warning');
    expect(stderr.match(/^broken\/compose\.yaml: /gm)).toHaveLength(1);
  });

  test.each([
    ['a byte order mark', `\uFEFF${PRIVILEGED}`, 'compose.yaml:5:10'],
    ['CRLF', PRIVILEGED.replaceAll('\n', '\r\n'), 'compose.yaml:5:10'],
    ['an emoji before the port', PRIVILEGED.replace('- "', '- &🚢 "'), 'compose.yaml:5:14'],
  ])('keeps exact places after %s', async (_, text, place) => {
    const folder = folderOf({ 'compose.yaml': text });
    expect((await portolan(folder, ['check'])).stdout).toContain(`${place}: warning`);
  });
});

describe('--fix', () => {
  test.each([
    ['plain', PRIVILEGED, compose('8080:81')],
    ['CRLF', PRIVILEGED.replaceAll('\n', '\r\n'), compose('8080:81').replaceAll('\n', '\r\n')],
    ['a byte order mark', `\uFEFF${PRIVILEGED}`, `\uFEFF${compose('8080:81')}`],
  ])(
    'with --unsafe-fixes moves a privileged port and keeps every other byte: %s',
    async (_, before, after) => {
      const folder = folderOf({ 'compose.yaml': before });
      const unmoved = await portolan(folder, ['check', '--fix']);
      expect(unmoved).toMatchObject({ code: 0, stderr: 'Nothing to fix\n' });
      expect(readFileSync(join(folder, 'compose.yaml'))).toEqual(Buffer.from(before));
      const fixed = await portolan(folder, ['check', '--fix', '--unsafe-fixes']);
      expect(fixed).toMatchObject({
        code: 0,
        stderr: 'compose.yaml:5: - "80:81" -> - "8080:81"\nFixed 1 finding in 1 file\n',
      });
      expect(readFileSync(join(folder, 'compose.yaml'))).toEqual(Buffer.from(after));
      expect(readdirSync(folder)).toEqual(['compose.yaml']);
    },
  );

  test('twice does nothing the second time', async () => {
    const folder = folderOf({ 'compose.yaml': compose('80:80', '443:443', '22:22', '8080:80') });
    const first = await portolan(folder, ['check', '--fix', '--unsafe-fixes']);
    const after = readFileSync(join(folder, 'compose.yaml'), 'utf8');
    const second = await portolan(folder, ['check', '--fix', '--unsafe-fixes']);
    expect(first.stderr).toMatch(/\nFixed \d+ findings in 1 file\n$/);
    expect(second.stderr).toBe('Nothing to fix\n');
    expect(second.stdout).toBe(first.stdout);
    expect(readFileSync(join(folder, 'compose.yaml'), 'utf8')).toBe(after);
  });
});

test('what a limit leaves out is no clean file, also where no project reads it', async () => {
  const runs = Array.from({ length: 501 }, (_, index) => `docker run -p ${1000 + index}:80 nginx\n`);
  const folder = folderOf({ 'README.md': `\`\`\`sh\n${runs.join('')}\`\`\`\n` });
  const { code, stdout, stderr } = await portolan(folder, ['check']);
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr:
      'README.md: cannot be read as a whole: It has more than 500 commands that make containers, the most that Portolan reads: those behind are left out.\n',
  });
  expect(stdout).not.toContain('No findings');
});

describe('a pipe', () => {
  const MANY = compose(...Array.from({ length: 3000 }, (_, index) => `${10000 + index}:80`));

  test('gets all of a long output, however slowly it reads', async () => {
    const folder = folderOf({ 'compose.yaml': MANY });
    const { stdout } = await portolan(folder, ['ports', '--format', 'json'], { readAfter: 1000 });
    expect(stdout.length).toBeGreaterThan(500_000);
    expect(JSON.parse(stdout)).toHaveLength(6000);
  });

  test('may close early: not all was printed then, about which nothing is said', async () => {
    const folder = folderOf({ 'compose.yaml': MANY });
    const { code, stderr } = await portolan(folder, ['ports', '--format', 'json'], { unread: true });
    expect({ code, stderr }).toEqual({ code: 2, stderr: '' });
  });
});

test('each folder that is given has its own settings', async () => {
  const conflict = 'services:\n  a: {image: x, ports: ["8080:80"]}\n  b: {image: x, ports: ["8080:81"]}\n';
  const folder = folderOf({
    'a/portolan.json': '{"rules": {"port-conflict": "off"}, "exclude": ["compose.yaml"]}',
    'b/compose.yaml': conflict,
    'c/compose.yaml': conflict,
    'c/portolan.json': '{"rules": {"port-conflict": "off"}}',
  });
  expect((await portolan(folder, ['check', 'b'])).code).toBe(1);
  const { code, stdout } = await portolan(folder, ['check', 'a', 'b', 'c']);
  expect(code).toBe(1);
  expect(stdout).toContain('b/compose.yaml');
  expect(stdout).not.toContain('c/compose.yaml');
});
