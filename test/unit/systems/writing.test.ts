// biome-ignore-all lint/suspicious/noTemplateCurlyInString: so Compose writes its variables.
import { describe, expect, test } from 'vitest';
import { writingAt } from '../../../server/src/systems/all';
import { endsWithHostPort } from '../../../server/src/text/writing';

/** What is being written at the caret, and what has been typed of it; checks that this is what stands before the caret. */
function writing(marked: string, format: string) {
  const offset = marked.indexOf('‸');
  const text = marked.replace('‸', '');
  const found = writingAt(text, format, offset);
  if (!found) return undefined;
  const { typed, text: said, behind, ...rest } = found;
  expect(text.slice(typed.start, offset)).toBe(said);
  expect(text.slice(offset, typed.end)).toBe(behind);
  if ('start' in rest) {
    const { start, indent: _, ...others } = rest;
    return { ...others, typed: said, from: text.slice(start, offset) };
  }
  return { ...rest, typed: said };
}

/** What stands behind the caret and is replaced with what stands before it. */
function behind(marked: string, format: string) {
  return writingAt(marked.replace('‸', ''), format, marked.indexOf('‸'))?.behind;
}

const inService = (...lines: readonly string[]) =>
  `services:\n  web:\n    image: nginx\n${lines.map(line => `    ${line}\n`).join('')}  db:\n    image: postgres\n`;

const entry = { unit: 'web', isQuoted: false, bracket: '' };
const quoted = { ...entry, isQuoted: true };

describe('an entry of ports', () => {
  test.each([
    ['- ‸', { ...entry, typed: '', from: '' }],
    ['-   ‸', { ...entry, typed: '', from: '' }],
    ['- 80‸', { ...entry, typed: '80', from: '80' }],
    ['- 8080:‸', { ...entry, typed: '8080:', from: '8080:' }],
    ['- "‸', { ...quoted, typed: '', from: '"' }],
    ['- "‸"', { ...quoted, typed: '', from: '"' }],
    ['- "92‸', { ...quoted, typed: '92', from: '"92' }],
    ['- "92‸"', { ...quoted, typed: '92', from: '"92' }],
    ["- '92‸", { ...quoted, typed: '92', from: "'92" }],
    ['- "127.0.0.1:8080:‸"', { ...quoted, typed: '127.0.0.1:8080:', from: '"127.0.0.1:8080:' }],
    ['- "${PORT:-8080}:‸"', { ...quoted, typed: '${PORT:-8080}:', from: '"${PORT:-8080}:' }],
    ['- postgres‸', { ...entry, typed: 'postgres', from: 'postgres' }],
    ['- "80‸80:80"', { ...quoted, typed: '80', from: '"80' }],
  ])('%s', (line, expected) => {
    const found = { kind: 'ports', ...expected };
    expect(writing(inService('ports:', `  ${line}`), 'compose')).toEqual(found);
    // A list may stand as far left as its key, and lines may end as on Windows.
    expect(writing(inService('ports:', line), 'compose')).toEqual(found);
    expect(writing(inService('ports:', `  ${line}`).replaceAll('\n', '\r\n'), 'compose')).toEqual(found);
    // The file may end here, and other entries may stand before.
    const open = inService('ports:', '  - "1:1"', '  - target: 2', '    published: "3"', `  ${line}`);
    expect(writing(`${open.slice(0, open.indexOf('‸'))}‸`, 'compose')).toEqual(found);
    expect(writing(inService('expose:', `  ${line}`), 'compose')).toEqual({ ...found, kind: 'expose' });
  });

  test.each([
    ['ports: [‸', { ...entry, typed: '', from: '' }],
    ['ports: [‸]', { ...entry, typed: '', from: '' }],
    ['ports: ["‸', { ...quoted, typed: '', from: '"' }],
    ['ports: ["80‸"]', { ...quoted, typed: '80', from: '"80' }],
    ['ports: [ "1:1", ‸', { ...entry, typed: '', from: '' }],
    ['ports: ["1:1",‸]', { ...entry, typed: '', from: '' }],
    ['ports: ["1:1", "80‸"]', { ...quoted, typed: '80', from: '"80' }],
    ['"ports" : [80‸', { ...entry, typed: '80', from: '80' }],
  ])('%s', (line, expected) => {
    expect(writing(inService(line), 'compose')).toEqual({ kind: 'ports', ...expected, bracket: ']' });
  });

  test.each([
    ['"web":', 'web'],
    ["'web':", 'web'],
    ['web: # the site', 'web'],
    ['my-web.1_x:', 'my-web.1_x'],
  ])('of %s', (key, service) => {
    const text = `"services":\n  ${key}\n    'ports':\n\n    # - comment: x\n      - ‸\n`;
    expect(writing(text, 'compose')).toMatchObject({ kind: 'ports', unit: service });
  });

  test.each([
    ['the default of a host port', '- "${PORT:-80‸', 'published', '80', '"${PORT:-80'],
    ['and of one behind an address', '- "127.0.0.1:${PORT:-‸', 'published', '', '"127.0.0.1:${PORT:-'],
    ['and of one where it may be empty', '- "${PORT-8‸}:80"', 'published', '8', '"${PORT-8'],
    ['the default of a container port', '- "8080:${PORT:-3‸', 'target', '3', '"8080:${PORT:-3'],
    ['behind a variable', '- "${HOST_PORT}:${PORT:-‸', 'target', '', '"${HOST_PORT}:${PORT:-'],
  ])('%s', (_, line, kind, typed, from) => {
    expect(writing(inService('ports:', `  ${line}`), 'compose')).toEqual({ ...quoted, kind, typed, from });
  });

  test('the default of an exposed port', () => {
    expect(writing(inService('expose:', '  - ${PORT:-3‸'), 'compose')).toMatchObject({
      kind: 'target',
      typed: '3',
    });
  });
});

describe('a field of the long syntax', () => {
  const field = { ...entry, typed: '', from: '' };
  test.each([
    [['- target: ‸'], { ...field, kind: 'target' }],
    [['- target: 80', '  published: ‸'], { ...field, kind: 'published' }],
    [['- target: 80', '  published: "‸'], { ...quoted, kind: 'published', typed: '', from: '"' }],
    [['- target: 80', '  published: "80‸"'], { ...quoted, kind: 'published', typed: '80', from: '"80' }],
    [['- published: "8080"', '  target: 8‸'], { ...entry, kind: 'target', typed: '8', from: '8' }],
    [['- name: web', '  "target" : ‸'], { ...field, kind: 'target' }],
    [['- { target: ‸'], { ...field, kind: 'target', bracket: '}' }],
    [['- { target: 80, published: ‸ }'], { ...field, kind: 'published', bracket: '}' }],
    [
      ['- {target: 80, published: "80‸"}'],
      { ...quoted, kind: 'published', typed: '80', from: '"80', bracket: '}' },
    ],
  ])('%j', (lines, expected) => {
    expect(writing(inService('ports:', ...lines.map(line => `  ${line}`)), 'compose')).toEqual(expected);
    expect(writing(inService('ports:', ...lines), 'compose')).toEqual(expected);
  });

  test.each([[['- target:‸']], [['- target: 80 ‸']], [['- mode: ‸']]])('nothing in %j', lines => {
    expect(writing(inService('ports:', ...lines), 'compose')).toBeUndefined();
  });
});

describe('a variable', () => {
  test.each([
    ['environment:', '  PORT: ‸', 'PORT', ''],
    ['environment:', '  DB_PORT: "54‸', 'DB_PORT', '54'],
    ['environment:', '  - DB_PORT=54‸', 'DB_PORT', '54'],
    ['environment:', '- "DB_PORT=postgres‸"', 'DB_PORT', 'postgres'],
  ])('of a service: %s %s', (list, line, key, typed) => {
    expect(writing(inService(list, line), 'compose')).toEqual({
      kind: 'variable',
      unit: 'web',
      key,
      typed,
    });
  });

  test.each([
    ['PORT=‸', 'PORT', ''],
    ['A=1\nexport DB_PORT = "54‸"', 'DB_PORT', '54'],
    ['DB_PORT: 54‸', 'DB_PORT', '54'],
  ])('of a .env file: %j', (text, key, typed) => {
    expect(writing(text, 'dotenv')).toEqual({ kind: 'variable', key, typed });
  });

  test.each([
    ['ENV PORT=‸', 'PORT', ''],
    ['env A=1 PORT="30‸', 'PORT', '30'],
    ['ENV A=1 \\\n    PORT=30‸', 'PORT', '30'],
    ['ARG PORT=30‸', 'PORT', '30'],
  ])('of a Dockerfile: %j', (line, key, typed) => {
    expect(writing(`FROM x\n${line}`, 'dockerfile')).toEqual({ kind: 'variable', stage: 0, key, typed });
  });
});

describe('an argument of EXPOSE', () => {
  test.each([
    ['FROM x\nEXPOSE ‸', 0, ''],
    ['FROM x\nexpose 80 90‸\n', 0, '90'],
    ['FROM x\r\nEXPOSE 80\\\r\n  90 \\\r\n  ‸', 0, ''],
    ['FROM x\nONBUILD EXPOSE 8‸', 0, '8'],
    ['from x AS a\nEXPOSE 80\n  FROM a\n\nEXPOSE postgres‸', 1, 'postgres'],
    ['EXPOSE 8‸', -1, '8'],
  ])('%j', (text, stage, typed) => {
    expect(writing(text, 'dockerfile')).toEqual({ kind: 'instruction', stage, typed });
  });

  test.each([
    'FROM x\nEXPOSE‸',
    'FROM x\n# EXPOSE ‸',
    'FROM x\nEXPOSE 80 \\\n# ‸',
    'FROM x\nRUN echo EXPOSE ‸',
  ])('nothing in %j', text => {
    expect(writing(text, 'dockerfile')).toBeUndefined();
  });
});

describe('the port of a host', () => {
  const url = { kind: 'authority', isUrl: true, typed: '' };
  const bare = { ...url, isUrl: false };

  test.each([
    [['environment:', '  URL: http://db:‸'], { ...url, scheme: 'http', host: 'db' }],
    [
      ['environment:', '  URL: "postgres://u:p@DB:54‸/x"'],
      { ...url, scheme: 'postgres', host: 'db', typed: '54' },
    ],
    [['environment:', '  - URL=http://db:‸'], { ...url, scheme: 'http', host: 'db' }],
    [['environment:', '  DB: db:‸'], { ...bare, host: 'db' }],
    [['environment:', '  DB: "db:54‸"'], { ...bare, host: 'db', typed: '54' }],
    [['environment:', '  - "DB=db:‸'], { ...bare, host: 'db' }],
    [['environment:', '  KAFKA: PLAINTEXT://a:9092,b:‸'], { ...url, scheme: 'plaintext', host: 'b' }],
    [['environment:', '  URL: http://[::1]:‸'], { ...url, scheme: 'http', host: '[::1]' }],
    [['labels:', '  x: localhost:‸'], { ...bare, host: 'localhost' }],
  ])('%j', (lines, expected) => {
    expect(writing(inService(...lines), 'compose')).toEqual(expected);
  });

  test.each([
    ['command: wait-for db:‸', { ...bare, host: 'db' }],
    ['command: ["wait-for", "db:‸"]', { ...bare, host: 'db' }],
    ['command:\n      - wait-for\n      - "db:‸"', { ...bare, host: 'db' }],
    ['command: >\n      curl http://localhost:‸', { ...url, scheme: 'http', host: 'localhost' }],
    ['healthcheck:\n      test: curl http://localhost:‸', { ...url, scheme: 'http', host: 'localhost' }],
    [
      'healthcheck:\n      test: ["CMD", "curl", "http://localhost:‸"]',
      { ...url, scheme: 'http', host: 'localhost' },
    ],
    ['healthcheck: { test: "curl http://localhost:‸', { ...url, scheme: 'http', host: 'localhost' }],
    ['entrypoint: run localhost:‸', { ...bare, host: 'localhost' }],
  ])('in the container: %j', (line, expected) => {
    expect(writing(inService(line), 'compose')).toEqual({ ...expected, unit: 'web' });
  });

  test.each([
    ['comments', '# http://db:‸'],
    ['comments behind a value', 'environment: x # http://db:‸'],
    ['keys', 'db:‸'],
    ['keys of a mapping', 'environment:\n      db:‸'],
    ['quoted keys', 'environment:\n      "db":‸'],
    ['keys between braces', 'depends_on: { db:‸'],
    ['further keys between braces', 'depends_on: { a: {}, db:‸'],
    ['items that are mappings', 'configs:\n      - db:‸'],
    ['image tags', 'image: postgres:‸'],
    ['quoted image tags', 'image: "postgres:1‸"'],
    ['volumes', 'volumes:\n      - "db:‸'],
    ['volumes in one line', 'volumes: ["db:‸'],
    ['host names', 'extra_hosts:\n      - "db:‸'],
    ['links', 'links: ["db:‸"]'],
    ['the command without a value', 'command:‸'],
    ['paths', 'command: a/db:‸'],
    ['longer numbers', 'command: db:123456‸'],
  ])('nothing in %s', (_, line) => {
    expect(writing(inService(line), 'compose')).toBeUndefined();
  });

  test.each<[string, string, string | undefined]>([
    ['# Open http://localhost:‸', 'text', 'localhost'],
    ['Open localhost:‸ now', 'text', 'localhost'],
    ['url = "127.0.0.1:80‸"', 'text', '127.0.0.1'],
    ['fetch(`http://web:‸`)', 'text', 'web'],
    ['const a = { web:‸', 'text', undefined],
    ['It is 12:‸', 'text', undefined],
    ['see server.ts:‸', 'text', undefined],
    ['HEALTHCHECK CMD curl http://localhost:‸', 'dockerfile', 'localhost'],
    ['FROM postgres:‸', 'dockerfile', undefined],
    ['# http://localhost:‸', 'dockerfile', undefined],
    ['URL=http://db:‸', 'dotenv', 'db'],
    ['DB=db:‸', 'dotenv', 'db'],
    ['DB="db:‸"', 'dotenv', 'db'],
    ['# DB=db:‸', 'dotenv', undefined],
    ['A=1 # DB=db:‸', 'dotenv', undefined],
  ])('%s of a file of %s', (text, format, host) => {
    const found = writing(text, format);
    expect(found && 'host' in found ? found.host : undefined).toBe(host);
  });
});

describe('what looks like an entry of ports', () => {
  test.each([
    ['outside services', 'x-ports:\n  web:\n    ports:\n      - ‸'],
    ['of no service', 'ports:\n  - ‸'],
    ['behind which a variable stands', 'services:\n  web:\n    ports:\n      - "‸${PORT}:80"'],
    ['deeper in a service', 'services:\n  web:\n    deploy:\n      ports:\n        - ‸'],
    ['of another list', 'services:\n  web:\n    volumes:\n      - ‸'],
    ['in a comment', 'services:\n  web:\n    ports:\n      # - ‸'],
    ['in a comment behind an entry', 'services:\n  web:\n    ports:\n      - "80:80" # ‸'],
    ['without a space', 'services:\n  web:\n    ports:\n      -‸'],
    ['behind its value', 'services:\n  web:\n    ports:\n      - "80:80"‸'],
    ['behind a space', 'services:\n  web:\n    ports:\n      - 80 ‸'],
    ['indented by a tab, which YAML forbids', 'services:\n  web:\n    ports:\n\t- ‸'],
    ['in a list that is closed', 'services:\n  web:\n    ports: ["80:80"] ‸'],
    ['in a list within', 'services:\n  web:\n    ports:\n      - [‸'],
    ['behind a host name', 'services:\n  web:\n    ports:\n      - "localhost:‸'],
    ['in the name of a variable', 'services:\n  web:\n    ports:\n      - "${PO‸'],
    ['in the message of a variable', 'services:\n  web:\n    ports:\n      - "${PORT:?80‸'],
    ['in a text', 'services:\n  web:\n    command: |\n      ports:\n        - ‸'],
  ])('%s', (_, text) => {
    expect(writing(text, 'compose')).toBeUndefined();
  });

  test.each<[string, string]>([
    ['\n‸', 'compose'],
    ['‸\n', 'compose'],
    ['\n  - ‸', 'compose'],
    ['\n\n  ports:\n  - "‸', 'compose'],
    ['\r\n  DB: x‸', 'compose'],
    ['\nEXPOSE‸', 'dockerfile'],
    ['‸\n', 'dockerfile'],
  ])('in a file that starts with an empty line: %j, of %s', (text, format) => {
    expect(writing(text, format)).toBeUndefined();
  });

  test('on an endless line, which is not looked at', () => {
    expect(writing(inService('ports:', `  - ${' '.repeat(2000)}‸`), 'compose')).toBeUndefined();
  });
});

test.each([
  ['8080:', true],
  ['127.0.0.1:8080:', true],
  ['[::1]:8080:', true],
  ['8000-8010:', true],
  ['${PORT}:', true],
  ['${PORT:-8080}:', true],
  ['$PORT:', true],
  ['', false],
  ['127.0.0.1:', false],
  ['[::1]:', false],
  ['${IP:-127.0.0.1}:', false],
])('whether %j ends with a host port: %s', (start, expected) => {
  expect(endsWithHostPort(start)).toBe(expected);
});

describe('what stands behind the place', () => {
  test.each<[string, string, string]>([
    [inService('ports:', '  - "5433:‸5432"'), 'compose', '5432'],
    [inService('ports:', '  - "54‸33:5432/udp"'), 'compose', '33:5432/udp'],
    [inService('ports:', '  - 54‸33:5432 # why'), 'compose', '33:5432'],
    [inService('ports: ["1:1", 54‸33:5432]'), 'compose', '33:5432'],
    [inService('ports: [{ target: 8‸0, published: "1" }]'), 'compose', '0'],
    [inService('ports:', '  - "${PORT:-80‸80}:80"'), 'compose', '80'],
    [inService('environment:', '  PORT: 80‸80'), 'compose', '80'],
    [inService('environment:', '  U: http://db:54‸32/x'), 'compose', '32'],
    [inService('environment:', '  U: http://d‸b:5432/x'), 'compose', 'b:5432'],
    ['FROM x\nEXPOSE 80‸80/tcp 90', 'dockerfile', '80/tcp'],
    ['FROM x\nEXPOSE 80/u‸dp 90', 'dockerfile', 'dp'],
    ['WEB_PORT=80‸80\nA=1', 'dotenv', '80'],
    ['# portolan-ignore: port-‸conflict -- why', 'dotenv', 'conflict'],
  ])('%j', (text, format, expected) => {
    expect(behind(text, format)).toBe(expected);
  });
});

describe('between brackets', () => {
  const open = (text: string) => writing(`services:\n${text}`, 'compose');
  test.each([
    ['over several lines', '  web:\n    ports: [\n      "80‸', ']'],
    ['behind other lines', '  web:\n    ports: [\n      "1:1", # one\n      "80‸"\n    ]', ']'],
    ['with an anchor', '  web:\n    ports: &p [\n      "80‸', ']'],
    ['with a tag', '  web:\n    ports: !override ["80‸"]', ']'],
    ['on a line of its own', '  web:\n    ports:\n      [\n        "80‸', ']'],
    ['in a service on one line', '  web: {image: x, ports: ["80‸"]}', ']}'],
    [
      'in a service over several lines',
      '  web: {\n    image: x,\n    dns: [1.1.1.1],\n    ports: ["80‸',
      ']}',
    ],
    ['behind a variable', '  web:\n    ports: [${A:-1}:1, "80‸', ']'],
  ])('a port %s', (_, text, bracket) => {
    expect(open(text)).toEqual({ kind: 'ports', ...quoted, typed: '80', from: '"80', bracket });
  });

  test.each([
    ['  web: {image: x, environment: {WEB_PORT: 80‸', 'WEB_PORT'],
    ['  web:\n    environment: {\n      A: 1,\n      PORT: "80‸', 'PORT'],
    ['  web:\n    environment: [\n      "PORT=80‸', 'PORT'],
  ])('a variable: %j', (text, key) => {
    expect(open(text)).toMatchObject({ kind: 'variable', unit: 'web', key, typed: '80' });
  });

  test.each([
    ['that are closed', '  web:\n    ports: [\n      "80:80"\n    ]\n    dns:\n      ‸'],
    ['of another list', '  web:\n    dns: [\n      "80‸'],
    ['in a comment', '  web:\n    ports: [\n      # "80‸'],
    ['of a key', '  web: {image: x, po‸'],
  ])('nothing %s', (_, text) => {
    expect(open(text)).toBeUndefined();
  });
});

test.each<[string, string, number]>([
  [inService('ports:', '  - "8080:80/‸"'), 'compose', 80],
  [inService('ports:', '  - 80/u‸'), 'compose', 80],
  [inService('expose:', '  - 53/‸'), 'compose', 53],
  ['FROM x\nEXPOSE 90 53/‸', 'dockerfile', 53],
])('the protocol of a port: %j', (text, format, port) => {
  expect(writing(text, format)).toMatchObject({ kind: 'protocol', port });
});

test.each<[string, string, string]>([
  [inService('environment:', '  U: http://‸'), 'compose', 'http'],
  [inService('environment:', '  - U=redis://u:p@ca‸'), 'compose', 'redis'],
  ['API=http://lo‸', 'dotenv', 'http'],
  ['See <http://‸>', 'text', 'http'],
])('the host of a URL: %j', (text, format, scheme) => {
  expect(writing(text, format)).toMatchObject({ kind: 'host', scheme });
});

test.each<[string, string, object]>([
  ['# portolan-ignore: ‸', 'compose', { kind: 'rule', named: [], typed: '' }],
  ['A=1 # portolan-ignore: a-b, po‸', 'dotenv', { kind: 'rule', named: ['a-b'], typed: 'po' }],
  ['// portolan-ignore-file:‸', 'text', { kind: 'rule', named: [], typed: '' }],
  ['# portolan-ignore: a-b ‸', 'dockerfile', { kind: 'reason', named: ['a-b'], typed: '' }],
  ['# portolan-ignore: a-b, c -‸', 'compose', { kind: 'reason', named: ['a-b', 'c'], typed: '-' }],
])('a silence: %j', (text, format, expected) => {
  expect(writing(text, format)).toEqual(expected);
});

test.each<[string, string]>([
  ['portolan-ignore: ‸', 'text'],
  ['# portolan-ignore ‸', 'compose'],
  ['# portolan-ignore: a -- because‸', 'compose'],
])('no silence: %j', (text, format) => {
  expect(writing(text, format)).toBeUndefined();
});

test('is found in a few milliseconds in a file of 20,000 lines', () => {
  const many = Array.from(
    { length: 5000 },
    (_, index) => `  s${index}:\n    image: x\n    ports:\n      - "1:1"\n`,
  );
  const text = `services:\n${many.join('')}  web:\n    ports: [\n      "80`;
  const times = Array.from({ length: 20 }, () => {
    const start = performance.now();
    expect(writingAt(text, 'compose', text.length)).toMatchObject({ unit: 'web' });
    return performance.now() - start;
  });
  // The best of several, for other programs run, too.
  expect(Math.min(...times)).toBeLessThan(100);
});
