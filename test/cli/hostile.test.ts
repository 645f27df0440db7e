import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path, { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Files, folderOf, portolan } from './portolan';

const ESC = '\u001B';
const OSC = `${ESC}]0;title\u0007`;
const BIDI = '\u202E\u200F\u061C';

const compose = (name: string, ...ports: readonly string[]) =>
  `services:\n${ports.map((port, index) => `  "${name}${index}":\n    image: example\n    ports: ["${port}"]\n`).join('')}`;
const CLEAN = compose('s', '8080:80');
const CONFLICT = compose('s', '8080:80', '8080:81');

/** What none of the output may hold: what moves a cursor, turns text, or commands a build. */
function expectHarmless(output: string): void {
  expect(output).not.toMatch(/[^\P{Cc}\n]|[\u061C\u200E\u200F\u2028\u2029\u202A-\u202E\u2066-\u2069]/u);
  expect(output).not.toMatch(/##\w*\[/);
  for (const line of output.split('\n')) expect(line).not.toMatch(/^\s*::(?!(?:warning|error|notice) file=)/);
}

describe.skipIf(process.platform === 'win32')('names and texts that command', () => {
  const NAMES = [`${ESC}[31m${OSC}${BIDI}`, '::stop-commands::x', '##vso[task.x]y', '::error::x\n::error::y'];
  const files: Files = Object.fromEntries(
    NAMES.flatMap((name, index) => [
      [`${name}/compose.yaml`, compose(`\\e[31m\\u202e##vso[x]${index}`, '80:80', '80:81')],
      [`${name}/broken.compose.yaml`, `${CLEAN}  "${BIDI}: [\n`],
      [`${name}/compose.prod.yaml`, new Uint8Array([0, 1])],
    ]),
  );

  test.each([
    ['check', 'text'],
    ['check', 'json'],
    ['check', 'sarif'],
    ['check', 'github'],
    ['check', 'codeclimate'],
    ['check', 'junit'],
    ['check', 'rdjson'],
    ['ports', 'text'],
    ['ports', 'json'],
    ['chart', 'mermaid'],
    ['chart', 'markdown'],
    ['chart', 'svg'],
    ['chart', 'json'],
  ])('are shown, not obeyed: %s --format %s', async (command, format) => {
    const { stdout, stderr, code } = await portolan(folderOf(files), [command, '--format', format]);
    expect(code).toBe(2);
    expectHarmless(stdout);
    expectHarmless(stderr);
    expect(stderr).toContain('compose.prod.yaml: is not read: it is not text.\n');
    if (!['json', 'sarif', 'codeclimate', 'rdjson'].includes(format)) return;
    // A parser gets what the files say.
    expect(stdout).toContain('\\u0023#vso[');
    JSON.parse(stdout);
  });

  test('nor in what says that a command could not run', async () => {
    const folder = folderOf({ 'portolan.json': `{"${BIDI}\\n::error::": 1, "\\u001b[31m##[x]": 2}` });
    for (const args of [
      ['check'],
      ['check', `::error::${OSC}`],
      [`${ESC}[31m`],
      ['explain', `a\n::error::${OSC}`],
    ]) {
      const { stderr, stdout } = await portolan(folder, args);
      expect(stdout).toBe('');
      expect(stderr).not.toBe('');
      expectHarmless(stderr);
    }
  });

  test('nor in what a fix says', async () => {
    const folder = folderOf({
      '::error::x/compose.yaml': compose(`s`, '80:81').replace('"]', `"] # ${BIDI}##[x]`),
    });
    const { stderr } = await portolan(folder, ['check', '--fix', '--unsafe-fixes']);
    expect(stderr).toContain('8080:81');
    expectHarmless(stderr);
  });
});

describe('what could not be read whole', () => {
  const incomplete = async (folder: string, ...paths: readonly string[]) => {
    const ended = await portolan(folder, ['check', ...paths]);
    expect(ended.stdout).not.toContain('No findings');
    return { code: ended.code, stderr: ended.stderr };
  };

  test.each([
    ['too large', 'x'.repeat(2 ** 20 + 1), 'is not read: it is larger than 1024 KB'],
    ['no text', new Uint8Array([0, 1]), 'is not read: it is not text'],
    ['not UTF-8', new Uint8Array([0xff]), 'is not read: it is not UTF-8'],
    ['no YAML', `${CLEAN}x: [\n`, 'cannot be read as a whole'],
  ])('ends with 2: a Compose file that is %s', async (_, bytes, message) => {
    const folder = folderOf({ 'compose.yaml': bytes });
    const stderr = expect.stringContaining(`compose.yaml: ${message}`);
    expect(await incomplete(folder)).toEqual({ code: 2, stderr });
  });

  test.each(['https://example.com/a.git', '$ELSEWHERE/a.yaml'])(
    'is said, and ends with 0, where only Compose can get it: %s',
    async path => {
      const folder = folderOf({ 'compose.yaml': `include: ["${path}"]\n${CLEAN}` });
      expect(await incomplete(folder)).toEqual({ code: 0, stderr: expect.stringContaining('include: ') });
    },
  );

  test('ends with 2: a file that is named', async () => {
    const folder = folderOf({ 'a.md': new Uint8Array([0, 1]), 'b.md': 'http://localhost:8080\n' });
    expect(await portolan(folder, ['check'])).toMatchObject({ code: 0, stderr: '' });
    const stderr = 'a.md: is not read: it is not text.\n';
    expect(await incomplete(folder, 'a.md', 'b.md')).toEqual({ code: 2, stderr });
    for (const command of ['ports', 'chart'])
      expect(await portolan(folder, [command, 'a.md'])).toMatchObject({ code: 2, stderr });
  });

  test('ends with 2: what a Compose file includes', async () => {
    const folder = folderOf({
      'compose.yaml': `include: [part.txt]\n${CLEAN}`,
      'part.txt': new Uint8Array([0, 1]),
    });
    const stderr = expect.stringContaining('part.txt: is not read: it is not text.\n');
    expect(await incomplete(folder)).toEqual({ code: 2, stderr });
  });

  const HIDDEN = `services:\n  y: {image: x, ports: ["8080:1"]}\n  z: {image: x, ports: ["8080:2"]}\n`;

  test.each<[string, Files, string]>([
    [
      'more services and ports than are read',
      {
        'compose.yaml': `x: &x\n  image: x\n  ports: [${Array.from({ length: 300 }, (_, index) => `"${index + 1}"`).join(', ')}]\nservices:\n${Array.from({ length: 300 }, (_, index) => `  s${index}: {<<: *x}\n`).join('')}`,
      },
      'the most that Portolan reads',
    ],
    [
      'a longer chain than is followed',
      {
        'compose.yaml': `services:\n${Array.from({ length: 40 }, (_, index) => `  s${index}: {extends: {service: s${index + 1}}}\n`).join('')}  s40: {image: x}\n`,
      },
      'is left as it is',
    ],
    [
      'variables that are not read',
      {
        '.env': `${Array.from({ length: 2001 }, (_, index) => `V${index}=1\n`).join('')}P=8080\n`,
        'compose.yaml': HIDDEN.replace('8080:2', '$P:2'),
      },
      '.env: is not read',
    ],
    [
      'variables that are no text',
      { '.env': new Uint8Array([0xff]), 'compose.yaml': HIDDEN.replace('8080:2', `\${P:-8081}:2`) },
      '.env: is not read: it is not UTF-8',
    ],
    [
      'a file of variables that an include names, and that is no text',
      {
        'my.env': new Uint8Array([0xff]),
        'compose.yaml': 'include: [{path: a.yaml, env_file: my.env}]\n',
        'a.yaml': HIDDEN,
      },
      'my.env: is not read: it is not UTF-8',
    ],
    [
      'a file outside that COMPOSE_FILE names',
      { '.env': 'COMPOSE_FILE=../../../../../../../../../../nowhere/compose.yaml\n' },
      'COMPOSE_FILE',
    ],
    ['folders that are too deep', { [`${'a/'.repeat(120)}compose.yaml`]: HIDDEN }, 'levels deep'],
  ])('ends with 2: %s', async (_, files, message) => {
    expect(await portolan(folderOf(files), ['check'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(message),
    });
  });

  test.skipIf(process.platform !== 'linux')(
    'ends with 2: what a link and a name keep from being read',
    async () => {
      const dangling = folderOf({});
      symlinkSync('nowhere', join(dangling, 'compose.yaml'));
      expect(await portolan(dangling, ['check'])).toMatchObject({
        code: 2,
        stderr: 'compose.yaml: is not read: it is a link that leads nowhere.\n',
      });
      const named = folderOf({});
      mkdirSync(Buffer.concat([Buffer.from(`${named}/`), Buffer.from([0xff])]));
      expect(await portolan(named, ['check'])).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('is not searched: its name is not UTF-8'),
      });
    },
  );

  test('ends with 2: a file of variables that leads out, of an include and of a service', async () => {
    const more = 'include:\n  - path: a.yaml\n    env_file: ../x.env\n';
    const folder = folderOf({
      'compose.yaml': `${more}${CLEAN}    env_file: ../x.env\n`,
      'a.yaml': 'services: {a: {image: n}}\n',
    });
    expect(await incomplete(folder)).toMatchObject({ code: 2 });
  });

  test('ends with 2: what leads out behind many other problems', async () => {
    const remote = Array.from({ length: 600 }, (_, index) => `  - oci://r/m${index}\n`).join('');
    const folder = folderOf({ 'compose.yaml': `include:\n${remote}  - ../c.yaml\n${CLEAN}` });
    expect(await incomplete(folder)).toMatchObject({ code: 2 });
    const refused = '  - compose.yaml\n'.repeat(600);
    const other = folderOf({ 'compose.yaml': `include:\n${refused}  - oci://r/m\n${CLEAN}` });
    expect(await incomplete(other)).toMatchObject({ code: 0, stderr: expect.stringContaining('oci') });
  });

  test('is told in SARIF', async () => {
    const folder = folderOf({ 'compose.yaml': new Uint8Array([0, 1]) });
    const { stdout } = await portolan(folder, ['check', '--format', 'sarif']);
    expect(JSON.parse(stdout).runs[0].invocations[0].executionSuccessful).toBe(false);
  });

  describe.skipIf(process.platform === 'win32')('on Unix', () => {
    test('ends with 2: a pipe', async () => {
      const folder = folderOf({ 'app/x.md': '' });
      execFileSync('mkfifo', [join(folder, 'app/compose.yaml'), join(folder, 'pipe.md')]);
      const stderr = 'app/compose.yaml: is not read: it is not a file.\n';
      expect(await incomplete(folder)).toEqual({ code: 2, stderr });
      expect(await incomplete(folder, 'app/compose.yaml')).toEqual({ code: 2, stderr });
      const named = 'pipe.md: is not read: it is not a file.\n';
      expect(await incomplete(folder, 'pipe.md')).toEqual({ code: 2, stderr: named });
    });

    test('ends with 2: a link that leads out, to nowhere or round in circles', async () => {
      const folder = folderOf({ 'mine.yaml': CONFLICT, 'app/x.md': '' });
      symlinkSync('../mine.yaml', join(folder, 'app/compose.yaml'));
      expect(await incomplete(folder, 'app')).toEqual({
        code: 2,
        stderr: 'app/compose.yaml: is not read: it leads out of the folder.\n',
      });
      symlinkSync('compose.yaml', join(folder, 'compose.yaml'));
      expect(await incomplete(folder)).toMatchObject({ code: 2 });
    });

    // Other systems do not allow such names.
    test.runIf(process.platform === 'linux')('ends with 2: a name that is no UTF-8', async () => {
      const folder = folderOf({ 'x.yaml': CONFLICT });
      renameSync(
        join(folder, 'x.yaml'),
        Buffer.concat([Buffer.from(`${folder}/compose.`), Buffer.from([0xff]), Buffer.from('.yaml')]),
      );
      const { code, stderr } = await incomplete(folder);
      expect(stderr).toBe('compose.\uFFFD.yaml: is not read: its name is not UTF-8.\n');
      expect(code).toBe(2);
    });

    test.runIf(process.platform === 'linux')(
      'ends with 2: a name that is no UTF-8 beside its twin',
      async () => {
        const folder = folderOf({
          'a\uFFFD/compose.yaml': CLEAN,
          'l/x.md': '',
          'compose.\uFFFD.yaml': CLEAN,
        });
        const lost = Buffer.concat([Buffer.from(`${folder}/a`), Buffer.from([0xff])]);
        mkdirSync(lost);
        writeFileSync(Buffer.concat([lost, Buffer.from('/compose.yaml')]), CONFLICT);
        symlinkSync(Buffer.concat([lost, Buffer.from('/compose.yaml')]), join(folder, 'l/compose.yaml'));
        const file = Buffer.concat([
          Buffer.from(`${folder}/compose.`),
          Buffer.from([0xff]),
          Buffer.from('.yaml'),
        ]);
        writeFileSync(file, CONFLICT);
        const { code, stderr } = await incomplete(folder);
        expect(stderr.trimEnd().split('\n').sort()).toEqual([
          'a\uFFFD: is not searched: its name is not UTF-8.',
          'compose.\uFFFD.yaml: is not read: its name is not UTF-8.',
          'l/compose.yaml: is not read: its name is not UTF-8.',
        ]);
        expect(code).toBe(2);
      },
    );
  });
});

describe.runIf(process.platform === 'linux')('an output that is full', () => {
  test.each([['text'], ['json']])('ends with 2, and is told in one line: %s', async format => {
    const folder = folderOf({ 'compose.yaml': CLEAN });
    const { code, stderr } = await portolan(folder, ['ports', '--format', format], {
      stdout: openSync('/dev/full', 'w'),
    });
    expect(stderr).toMatch(/^portolan: the output could not be written: ENOSPC[^\n]*\n$/);
    expect(code).toBe(2);
  });
});

describe('the boundary is what was given', () => {
  const VARIABLE = `services:\n  a:\n    image: example\n    ports: ["\${P}:80"]\n`;

  test('a fix changes nothing outside of it, however that is read', async () => {
    const files = {
      'untrusted/compose.yaml': `include:\n  - path: part/compose.yaml\n    env_file: ../mine/.env\n`,
      'untrusted/part/compose.yaml': VARIABLE,
      'mine/.env': 'P=80\n',
    };
    for (const isRepository of [false, true]) {
      const folder = folderOf(files);
      if (isRepository) mkdirSync(join(folder, '.git'));
      await portolan(folder, ['check', '--fix', '--unsafe-fixes', 'untrusted']);
      expect(readFileSync(join(folder, 'mine/.env'), 'utf8')).toBe('P=80\n');
    }
  });

  test('files of its repository are read', async () => {
    const files = {
      'app/compose.yaml': `${CLEAN}    env_file: ../shared.env\n`,
      'shared.env': 'no variable\n',
    };
    const folder = folderOf(files);
    const alone = await portolan(folder, ['check', 'app']);
    expect(alone.stderr).not.toContain('cannot be read as a whole');
    mkdirSync(join(folder, '.git'));
    const within = await portolan(folder, ['check', 'app']);
    expect(within.stderr).toMatch(/^shared\.env: cannot be read as a whole/);
  });

  describe.skipIf(process.platform === 'win32')('for portolan.json', () => {
    test.each<[string, (path: string) => void, string]>([
      ['a link that leads out', path => symlinkSync('/etc/passwd', path), 'it leads out of the folder'],
      ['a pipe', path => execFileSync('mkfifo', [path]), 'it is not a file'],
      ['a device', path => symlinkSync('/dev/zero', path), 'it leads out of the folder'],
      ['too large', path => writeFileSync(path, ' '.repeat(2 ** 20 + 1)), 'it is larger than 1024 KB'],
      ['a folder', path => mkdirSync(path), 'it is not a file'],
    ])('%s is not read', async (_, make, reason) => {
      const folder = folderOf({ 'compose.yaml': CLEAN });
      make(join(folder, 'portolan.json'));
      const { code, stdout, stderr } = await portolan(folder, ['check']);
      expect(stderr).toContain(`portolan.json cannot be read: ${reason}`);
      expect(stderr).not.toContain('root');
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    });

    test('a link within is followed', async () => {
      const folder = folderOf({
        'compose.yaml': CONFLICT,
        'settings.json': '{"rules": {"port-conflict": "off"}}',
      });
      symlinkSync('settings.json', join(folder, 'portolan.json'));
      expect(await portolan(folder, ['check'])).toMatchObject({ code: 0, stderr: '' });
    });

    test('that of the folder given counts, and of no folder above but its repository', async () => {
      const off = '{"rules": {"port-conflict": "off"}}';
      const folder = folderOf({ 'app/compose.yaml': CONFLICT, 'portolan.json': off });
      expect(await portolan(folder, ['check', 'app'])).toMatchObject({ code: 1 });
      mkdirSync(join(folder, '.git'));
      expect(await portolan(folder, ['check', 'app'])).toMatchObject({ code: 0 });
    });
  });
});

test('a fix in more than one file leaves nothing behind but the files', async () => {
  const folder = folderOf({ 'compose.yaml': compose('s', '80:81') });
  linkSync(join(folder, 'compose.yaml'), join(folder, 'copy.txt'));
  const { stderr } = await portolan(folder, ['check', '--fix', '--unsafe-fixes']);
  expect(stderr).toContain(
    'compose.yaml: fixed, but its other names (hard links) still lead to the old text\n',
  );
  expect(readdirSync(folder).sort()).toEqual(['compose.yaml', 'copy.txt']);
});

test.skipIf(process.platform === 'win32')('Ctrl+C ends a command that is stuck', async () => {
  const cwd = folderOf({ 'compose.yaml': CLEAN });
  // Once all is loaded, the first look at the folder never comes back.
  const stuck = `data:text/javascript,${encodeURIComponent(
    "import fs from 'node:fs';import{syncBuiltinESMExports}from'node:module';fs.readdirSync=()=>{console.error('stuck');for(;;);};syncBuiltinESMExports();",
  )}`;
  const child = spawn(process.execPath, ['--import', stuck, path.resolve('dist/cli.js'), 'check'], { cwd });
  await once(child.stderr, 'data');
  child.kill('SIGINT');
  expect(await once(child, 'exit')).toEqual([null, 'SIGINT']);
});

test('fixes of a port that 1,000 services share end at a limit that is told', async () => {
  const services = Array.from(
    { length: 1000 },
    (_, at) => `  s${at}: {image: i${at}, ports: ["\${P}:80"]}\n`,
  );
  const folder = folderOf({ 'compose.yaml': `services:\n${services.join('')}`, '.env': 'P=8080\n' });
  for (const format of ['json', 'sarif']) {
    const { stdout, stderr, code } = await portolan(folder, ['check', '--format', format]);
    expect(code).toBe(1);
    expect(stderr).toContain('takes more work to fix than Portolan does at once');
    expect(stdout.match(/port-conflict/g)?.length).toBeGreaterThanOrEqual(1000);
  }
});
