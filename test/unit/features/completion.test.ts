// biome-ignore-all lint/suspicious/noTemplateCurlyInString: so Compose writes its variables.
import { describe, expect, test } from 'vitest';
import { type CompletionItem, InsertTextFormat, type TextEdit } from 'vscode-languageserver-types';
import { completionsAt, resolveCompletion } from '../../../server/src/features/completion';
import { DEFAULT_SETTINGS, type Settings } from '../../../server/src/rules/settings';
import { lineStarts, type Position } from '../../../server/src/text/spans';
import { ROOT } from '../support/memory';
import { sceneOf } from '../support/scene';

type Files = Readonly<Record<string, string>>;

interface Asked {
  readonly settings?: Partial<Settings>;
  readonly snippets?: boolean;
}

/** What is proposed where the only caret stands. */
async function itemsAt(
  files: Files,
  { settings, snippets = false }: Asked = {},
): Promise<readonly CompletionItem[]> {
  const { workspace, spot } = await sceneOf(files);
  const all = { ...DEFAULT_SETTINGS, ...settings };
  const list = completionsAt(workspace, spot.document, spot.position, all, { snippets });
  expect(list?.items).not.toEqual([]);
  for (const item of list?.items ?? []) {
    const { range } = editOf(item);
    // What is replaced holds the caret, and is on its line, as editors demand.
    expect(range.start.line).toBe(spot.position.line);
    expect(range.end.line).toBe(spot.position.line);
    expect(range.start.character).toBeLessThanOrEqual(spot.position.character);
    expect(range.end.character).toBeGreaterThanOrEqual(spot.position.character);
  }
  return list?.items ?? [];
}

async function labels(files: Files, asked?: Asked): Promise<readonly string[]> {
  return (await itemsAt(files, asked)).map(({ label }) => label);
}

/** The line of the caret, once an item is chosen. */
async function chosen(files: Files, index = 0, asked?: Asked): Promise<string> {
  const [text = ''] = Object.values(files).filter(one => one.includes('‸'));
  const item = (await itemsAt(files, asked))[index];
  if (!item) return 'nothing is proposed';
  const { range, newText } = editOf(item);
  const bare = text.replace('‸', '');
  const offset = ({ line, character }: Position) => (lineStarts(bare)[line] ?? 0) + character;
  const after = bare.slice(0, offset(range.start)) + newText + bare.slice(offset(range.end));
  return after.split(/\r?\n/)[range.start.line]?.trim() ?? '';
}

function editOf({ textEdit }: CompletionItem): TextEdit {
  if (!textEdit || !('range' in textEdit)) throw new Error('An item has no plain edit');
  return textEdit;
}

const TAIL = '  db:\n    image: postgres:16\n    ports: ["5432:5432"]\n';

/** A service of an image, under way, before one that maps 5432. */
function compose(image: string, ...lines: readonly string[]): Files {
  const own = [`image: ${image}`, ...lines].map(line => `    ${line}\n`).join('');
  return { 'compose.yaml': `services:\n  it:\n${own}${TAIL}` };
}

const es = (...lines: readonly string[]) => compose('elasticsearch:8', ...lines);

describe('an entry of ports', () => {
  test.each([
    ['- ‸', '- "9200:9200"'],
    ['- "‸', '- "9200:9200'],
    ['- "‸"', '- "9200:9200"'],
    ["- '‸'", "- '9200:9200'"],
    ['- "92‸', '- "9200:9200'],
    ['- "92‸"', '- "9200:9200"'],
    ['- 80‸', '- "9200:9200"'],
    ['- 9200‸', '- "9200:9200"'],
    ['- "9200‸"', '- "9200:9200"'],
    ['- 9200:‸', '- "9200:9200"'],
    ['- "8080:‸"', '- "8080:9200"'],
    ['- "8080:92‸', '- "8080:9200'],
    ['- "8000-8010:‸"', '- "8000-8010:9200"'],
    ['- "127.0.0.1:‸"', '- "127.0.0.1:9200:9200"'],
    ['- "[::1]:‸"', '- "[::1]:9200:9200"'],
    ['- "127.0.0.1:8080:‸"', '- "127.0.0.1:8080:9200"'],
    ['- "${PORT}:‸"', '- "${PORT}:9200"'],
    ['- "${PORT:-8080}:‸"', '- "${PORT:-8080}:9200"'],
    ['- "${PORT:-‸}:9200"', '- "${PORT:-9200}:9200"'],
    ['- ${PORT:-‸}:9200', '- ${PORT:-9200}:9200'],
    ['- "${PORT:-‸}:9300"', '- "${PORT:-9300}:9300"'],
    ['- "8080:${PORT:-‸', '- "8080:${PORT:-9200'],
  ])('%s becomes %s', async (line, expected) => {
    expect(await chosen(es('ports:', `  ${line}`))).toBe(expected);
    expect(await chosen(es('ports:', line))).toBe(expected);
    // What comes behind, or nothing, or CRLF, changes nothing.
    const text = es('ports:', `  ${line}`)['compose.yaml'] ?? '';
    expect(await chosen({ 'compose.yaml': text.replace(`\n${TAIL}`, '') })).toBe(expected);
    expect(await chosen({ 'compose.yaml': text.replaceAll('\n', '\r\n') })).toBe(expected);
  });

  test.each([
    ['ports: [‸', 'ports: ["9200:9200"'],
    ['ports: [‸]', 'ports: ["9200:9200"]'],
    ['ports: ["‸', 'ports: ["9200:9200'],
    ['ports: ["‸"]', 'ports: ["9200:9200"]'],
    ['ports: ["9200:9200", ‸]', 'ports: ["9200:9200", "9300:9300"]'],
    ['ports: ["9200:9200", "‸', 'ports: ["9200:9200", "9300:9300'],
    ['"ports": ["‸"]', '"ports": ["9200:9200"]'],
  ])('%s becomes %s', async (line, expected) => {
    expect(await chosen(es(line))).toBe(expected);
    // The image may stand below, where an open bracket or quote hides it.
    const below = `services:\n  "it":\n    ${line}\n    image: elasticsearch:8\n    command: "x"\n${TAIL}`;
    expect(await chosen({ 'compose.yaml': below })).toBe(expected);
  });

  test.each([
    ['elasticsearch:8', ['9200:9200', '9300:9300']],
    ['"docker.io/library/redis:7"', ['6379:6379']],
    // Taken by another service, or privileged: the next that is free.
    ['postgres', ['5433:5432']],
    ['nginx', ['8080:80']],
    ['caddy', ['8080:80', '8443:443', '8443:443/udp', '2019:2019']],
    ['coredns/coredns', ['1053:53', '1053:53/udp']],
    ['nobody/knows:this', []],
  ])('of the image %s: %j', async (image, expected) => {
    expect(await labels(compose(image, 'ports:', '  - ‸'))).toEqual(expected);
    expect(await labels(compose(image, 'ports:', '  - "‸'))).toEqual(expected);
  });

  test('the threshold of privileged ports is a setting', async () => {
    const settings = { privilegedPortThreshold: 80 };
    expect(await labels(compose('nginx', 'ports:', '  - ‸'), { settings })).toEqual(['80:80']);
  });

  test('what other projects publish is taken, too, but not what other protocols do', async () => {
    const other = (entry: string) => `services:\n  other:\n    image: x\n    ports: ["${entry}"]\n`;
    const files = { ...es('ports:', '  - ‸'), 'sub/compose.yaml': other('9200:1') };
    expect(await labels(files)).toEqual(['9201:9200', '9300:9300']);
    const own = { ...es('ports:', '  - ‸'), 'compose.override.yaml': other('9200:1/udp') };
    expect(await labels(own)).toEqual(['9200:9200', '9300:9300']);
    const taken = { ...es('ports:', '  - ‸'), 'compose.override.yaml': other('9200:1') };
    expect(await labels(taken)).toEqual(['9201:9200', '9300:9300']);
  });

  test('of what the service maps already nothing is proposed once more', async () => {
    expect(await labels(es('ports:', '  - "9200:9200"', '  - ‸'))).toEqual(['9300:9300']);
    expect(await labels(es('ports:', '  - "‸', '  - "9200:9200"'))).toEqual(['9300:9300']);
    expect(await labels(es('ports:', '  - ‸', '  - { target: 9300, published: 1 }'))).toEqual(['9200:9200']);
    expect(await labels(compose('coredns/coredns', 'ports:', '  - "1053:53"', '  - ‸'))).toEqual([
      '1053:53/udp',
    ]);
    const elsewhere = { 'compose.override.yaml': 'services:\n  it:\n    ports: ["1:9300"]\n' };
    expect(await labels({ ...es('ports:', '  - ‸'), ...elsewhere })).toEqual(['9200:9200']);
  });

  test('of a service that has its image from elsewhere', async () => {
    const files = {
      'compose.yaml':
        'services:\n  it:\n    image: elasticsearch\n  other:\n    extends: it\n    ports:\n      - ‸',
      'compose.override.yaml': '',
    };
    expect(await labels(files)).toEqual(['9200:9200', '9300:9300']);
    const override = {
      'compose.yaml': 'services:\n  it:\n    image: elasticsearch\n',
      'compose.override.yaml': 'services:\n  it:\n    ports:\n      - "‸\n',
    };
    expect(await labels(override)).toEqual(['9200:9200', '9300:9300']);
  });

  test('of a service that is built', async () => {
    const files = {
      'compose.yaml': 'services:\n  it:\n    build: .\n    expose: [7000]\n    ports:\n      - "‸\n',
      Dockerfile: 'FROM x\nEXPOSE 3000 53/udp\n',
    };
    expect(await labels(files)).toEqual(['7000:7000', '3000:3000', '1053:53/udp']);
  });

  test('say where they come from, and what is known of them', async () => {
    const [first] = await itemsAt(compose('postgres:16', 'ports:', '  - ‸'));
    expect(first).toMatchObject({
      label: '5433:5432',
      detail: 'postgresql · postgres:16; host port 5432 is taken or privileged',
      preselect: true,
      data: { port: 5432, protocol: 'tcp' },
    });
    const resolved =
      first &&
      resolveCompletion(first, { port: 5432, protocol: 'tcp' }, DEFAULT_SETTINGS, { markdownProposals: true })
        .documentation;
    expect(resolved).toMatchObject({ kind: 'markdown' });
    expect(JSON.stringify(resolved)).toContain('PostgreSQL Database');
  });

  test('are asked for anew with every letter, and stay in order', async () => {
    const { workspace, spot } = await sceneOf(es('ports:', '  - ‸'));
    const list = completionsAt(workspace, spot.document, spot.position, DEFAULT_SETTINGS, { snippets: true });
    expect(list?.isIncomplete).toBe(true);
    const keys = list?.items.map(({ sortText }) => sortText ?? '') ?? [];
    expect(keys).toHaveLength(3);
    expect([...keys].sort()).toEqual(keys);
  });
});

describe('the long syntax', () => {
  const snippet = async (...lines: readonly string[]) =>
    (await itemsAt(es(...lines), { snippets: true })).find(
      ({ insertTextFormat }) => insertTextFormat === InsertTextFormat.Snippet,
    );

  test('is a snippet, further lines as far right as the first', async () => {
    const found = await snippet('ports:', '  - ‸');
    expect(found && editOf(found).newText).toBe(
      'target: ${1:80}\n  published: "${2:8080}"\n  protocol: ${3|tcp,udp|}$0',
    );
    expect(found?.detail).toBe('a port in the long syntax');
    expect(found?.documentation).toBe('Container port, host port and protocol, each on a line of its own.');
    const wide = await snippet('ports:', '  -   ‸');
    expect(wide && editOf(wide).newText).toContain('\n    published:');
  });

  test.each([
    ['- ‸', true],
    ['- t‸', true],
    ['- tar‸', true],
    ['- targetx‸', false],
    ['- 80‸', false],
    ['- "‸"', false],
  ])('is offered at %s: %s', async (line, expected) => {
    expect((await snippet('ports:', `  ${line}`)) !== undefined).toBe(expected);
  });

  test('is not offered between brackets, in expose, or to an editor without snippets', async () => {
    expect(await snippet('ports: [‸]')).toBeUndefined();
    expect(await snippet('expose:', '  - ‸')).toBeUndefined();
    const all = await labels(es('ports:', '  - ‸'), { snippets: false });
    expect(all).not.toContain('target, published, protocol');
  });

  test.each([
    [['- target: ‸'], ['9200', '9300']],
    [['- target: 92‸'], ['9200', '9300']],
    [['- "9200:9200"', '- target: ‸'], ['9300']],
    [['- { target: ‸'], ['9200', '9300']],
    // The host port for the container port beside it, before or behind.
    [['- target: 9300', '  published: ‸'], ['9300']],
    [['- target: 5432', '  published: "‸'], ['5433']],
    [['- published: ‸', '  target: 9300'], ['9300']],
    [['- published: "93‸"', '  target: 9300'], ['9300']],
    [['- target: 9300', '  published: 9300‸'], ['9300']],
    [['- { target: 9300, published: ‸'], ['9300']],
    [['- { target: 9300, published: ‸, mode: host }'], ['9300']],
    [['- target: 9300', '  published: 1', '- published: ‸'], ['9200']],
    [['- target: ${T:-9300}', '  published: ‸'], ['9300']],
  ])('its fields: %j', async (lines, expected) => {
    expect(await labels(es('ports:', ...lines.map(line => `  ${line}`)))).toEqual(expected);
  });
});

describe('expose', () => {
  test.each([
    ['elasticsearch', ['- ‸'], ['9200', '9300']],
    ['elasticsearch', ['- "9‸"'], ['9200', '9300']],
    ['elasticsearch', ['- 9200‸'], ['9200', '9300']],
    ['elasticsearch', ['- 9200', '- ‸'], ['9300']],
    ['coredns/coredns', ['- ‸'], ['53', '53/udp']],
    ['nobody/knows:this', ['- ‸'], []],
  ])('of %s: %j', async (image, lines, expected) => {
    expect(await labels(compose(image, 'expose:', ...lines))).toEqual(expected);
  });

  test('names the targets of the service', async () => {
    const items = await itemsAt(compose('x', 'ports: ["8080:3000"]', 'expose:', '  - ‸'));
    expect(items.map(({ label, detail }) => [label, detail])).toEqual([['3000', 'port of x']]);
  });
});

describe('EXPOSE', () => {
  test.each([
    ['FROM elasticsearch:8\nEXPOSE ‸', ['9200', '9300']],
    ['FROM elasticsearch:8\nEXPOSE 92‸', ['9200', '9300']],
    ['FROM elasticsearch:8\nEXPOSE 9200‸', ['9200', '9300']],
    ['FROM elasticsearch:8\nEXPOSE 9200 ‸\nCMD x', ['9300']],
    ['FROM elasticsearch:8\nEXPOSE 9200 \\\n  ‸', ['9300']],
    ['FROM elasticsearch:8 AS a\nFROM redis\nEXPOSE ‸', ['6379']],
    ['FROM elasticsearch:8 AS a\nFROM redis AS b\nFROM a\nEXPOSE ‸', ['9200', '9300']],
    ['FROM coredns/coredns\nEXPOSE ‸', ['53', '53/udp']],
    ['FROM scratch\nEXPOSE ‸', []],
    ['EXPOSE ‸', []],
  ])('%j', async (text, expected) => {
    expect(await labels({ Dockerfile: text })).toEqual(expected);
  });

  test("the targets of the services that build it come before the base image's", async () => {
    const items = await itemsAt({
      Dockerfile: 'FROM redis\nEXPOSE ‸\n',
      'compose.yaml':
        'services:\n  it:\n    build: .\n    ports: ["8080:3000", "53:53/udp", "7000-7001:1-2"]\n',
    });
    expect(items.map(({ label, detail }) => [label, detail])).toEqual([
      ['3000', 'container port of it'],
      ['53/udp', 'domain · container port of it'],
      ['6379', 'redis · redis'],
    ]);
  });
});

describe('a host', () => {
  const FILES = {
    'compose.yaml': `services:
  web:
    image: nginx
    ports: ["8080:80", "127.0.0.1:8081:81", "53:53/udp", "9000-9010:80", "82"]
  db:
    image: postgres
  off:
    image: x
    network_mode: host
    ports: ["7000:7000"]
`,
  };
  const inWeb = (...lines: readonly string[]) => ({
    'compose.yaml': FILES['compose.yaml'].replace(
      '  db:\n',
      `${lines.map(line => `    ${line}\n`).join('')}  db:\n`,
    ),
  });

  test.each([
    ['http://localhost:‸', ['8080', '8081']],
    ['http://127.0.0.1:80‸/path', ['8080', '8081']],
    ['see localhost:‸', ['8080', '8081']],
    ['postgres://u:p@db:‸', ['5432']],
    ['http://WEB:‸', ['80', '81', '82']],
    ['http://nobody:‸', []],
    ['http://web‸', ['web:80', 'web:81', 'web:82']],
    ['db:‸', []],
  ])('in a text: %s', async (text, expected) => {
    expect(await labels({ ...FILES, 'README.md': `# Read ${text}\n` })).toEqual(expected);
  });

  test.each([
    [['environment:', '  DB: postgres://db:‸'], ['5432']],
    [['environment:', '  DB: "db:‸"'], ['5432']],
    [['environment:', '  - DB=db:‸'], ['5432']],
    [
      ['environment:', '  URL: http://localhost:‸'],
      ['8080', '8081'],
    ],
    [['command: wait-for db:‸'], ['5432']],
    // In a container `localhost` is the container itself.
    [['command: curl http://localhost:‸'], ['80', '81', '82']],
    [
      ['healthcheck:', '  test: ["CMD", "curl", "localhost:‸"]'],
      ['80', '81', '82'],
    ],
    [
      ['healthcheck:', '  test: curl host.docker.internal:‸'],
      ['8080', '8081'],
    ],
    [['depends_on: { db:‸'], []],
    [['command: sleep 12:‸'], []],
    [['volumes: ["db:‸'], []],
  ])('in a service: %j', async (lines, expected) => {
    expect(await labels(inWeb(...lines))).toEqual(expected);
  });

  test('in an image tag there is none, also where a service is called so', async () => {
    expect(await labels({ 'compose.yaml': 'services:\n  redis:\n    image: redis:‸\n' })).toEqual([]);
  });

  test('says which service it is', async () => {
    const found = async (text: string) =>
      (await itemsAt({ ...FILES, 'README.md': text })).map(({ label, detail }) => [label, detail])[0];
    expect(await found('http://localhost:‸')).toEqual(['8080', 'web, container port 80']);
    expect(await found('http://db:‸')).toEqual(['5432', 'postgresql · container port of db']);
  });

  test('in a Dockerfile: what it exposes where it runs, what is published elsewhere', async () => {
    const dockerfile = (line: string) => ({
      ...FILES,
      Dockerfile: `FROM redis\nEXPOSE 3000\n${line}\n`,
    });
    expect(await labels(dockerfile('HEALTHCHECK CMD curl localhost:‸'))).toEqual(['3000', '6379']);
    expect(await labels(dockerfile('LABEL url="http://localhost:‸"'))).toEqual(['8080', '8081']);
  });

  test('of many ports those that are typed', async () => {
    const ports = Array.from({ length: 900 }, (_, index) => `"${8000 + index}:80"`);
    const files = { 'compose.yaml': `services:\n  web:\n    image: x\n    ports: [${ports.join()}]\n` };
    expect(await labels({ ...files, 'README.md': 'http://localhost:‸' })).toHaveLength(200);
    const typed = await labels({ ...files, 'README.md': 'http://localhost:87‸' });
    expect(typed).toHaveLength(100);
    expect(typed.every(label => label.startsWith('87'))).toBe(true);
  });

  test('the nearest project comes first, and one number once', async () => {
    const project = (name: string) =>
      `services:\n  ${name}:\n    image: x\n    ports: ["8080:80", "81${name.length}:1"]\n`;
    const items = await itemsAt({
      'compose.yaml': project('far'),
      'a/compose.yaml': project('near'),
      'a/docs/README.md': 'http://localhost:‸',
    });
    expect(items.map(({ label, detail }) => [label, detail])).toEqual([
      ['8080', 'near, container port 80'],
      ['814', 'near, container port 1'],
      ['813', 'far, container port 1'],
    ]);
  });
});

describe('a name of the registry', () => {
  test.each([
    ['- postgres‸', 'postgresql 5432:5432', '- "5432:5432"'],
    ['- "postgres‸"', 'postgresql 5432:5432', '- "5432:5432"'],
    ['- "8080:postgres‸"', 'postgresql 8080:5432', '- "8080:5432"'],
    ['- Vite‸', 'Vite 5173:5173', '- "5173:5173"'],
    ['- https‸', 'https 8443:443', '- "8443:443"'],
  ])('%s', async (line, label, expected) => {
    const text = `services:\n  it:\n    image: x\n    ports:\n      ${line}\n`;
    const items = await itemsAt({ 'compose.yaml': text });
    const index = items.findIndex(item => item.label === label);
    expect(items.map(item => item.label)).toContain(label);
    expect(await chosen({ 'compose.yaml': text }, index)).toBe(expected);
    const typed = /\w+(?=‸)/.exec(line)?.[0] ?? '';
    // The editor that filters once more has to find it.
    expect(items[index]?.filterText?.endsWith(typed)).toBe(true);
    expect(items[index]?.detail).toBeTruthy();
  });

  test('goes on from a free host port where its own is taken', async () => {
    const items = await itemsAt(compose('x', 'ports:', '  - postgres‸'));
    expect(items[0]?.label).toBe('postgresql 5433:5432');
  });

  test.each([
    [compose('x', 'expose:', '  - postgres‸'), 'postgresql 5432'],
    [compose('x', 'expose:', '  - syslog‸'), 'syslog 514/udp'],
    [compose('x', 'ports:', '  - target: postgres‸'), 'postgresql 5432'],
    [compose('x', 'ports:', '  - published: redis‸'), 'redis 6379'],
    [{ Dockerfile: 'FROM x\nEXPOSE postgres‸' }, 'postgresql 5432'],
    [{ Dockerfile: 'FROM x\nEXPOSE syslog‸' }, 'syslog 514/udp'],
    [{ '.env': 'DB_PORT=postgres‸' }, 'postgresql 5432'],
  ])('%j', async (files, label) => {
    expect((await labels(files))[0]).toBe(label);
  });

  test('is offered beside the port of the image, which the name does not find in an editor', async () => {
    expect((await labels(compose('redis', 'ports:', '  - redis‸'))).slice(0, 2)).toEqual([
      '6379:6379',
      'redis 6379:6379',
    ]);
  });
});

describe('a variable', () => {
  const FILES = {
    'compose.yaml': `services:
  db:
    image: postgres
    ports: ["\${DB_PORT}:5432"]
  web:
    image: x
    env_file: web.env
    ports:
      - target: \${WEB_TARGET}
        published: "\${SITE:-8080}"
      - "5433:3000"
`,
  };

  test.each([
    ['.env', 'DB_PORT=‸', ['5432']],
    ['.env', 'DB_PORT=54‸\n', ['5432']],
    ['.env', 'DB_PORT="5432‸"', ['5432']],
    ['.env', 'WEB_TARGET=‸', ['3000']],
    ['.env', 'REDIS_PORT=‸', ['6379']],
    ['.env', 'MY_REDIS_PORT_NUMBER=‸', ['6379']],
    ['.env', 'XYZ_PORT=‸', []],
    ['.env', 'NAME=‸', []],
    ['.env', 'NAME=postgres‸', []],
    ['web.env', 'PORT=‸', ['3000']],
    ['web.env', 'DB_PORT=‸', ['5432']],
  ])('in %s: %j', async (file, text, expected) => {
    expect(await labels({ ...FILES, [file]: text })).toEqual(expected);
  });

  test('that gives a host port which another service publishes gets the next that is free', async () => {
    const other = 'services:\n  other:\n    image: x\n    ports: ["5432:1"]\n';
    const files = { ...FILES, 'compose.override.yaml': other, '.env': 'DB_PORT=‸' };
    const [item] = await itemsAt(files);
    expect(item?.label).toBe('5434');
    expect(item?.detail).toBe('free, for container port 5432');
  });

  test.each([
    ['  PORT: ‸', ['3000']],
    ['  HTTP_PORT: "‸"', ['3000', '80']],
    ['  DB_PORT: ‸', ['5432']],
    ['  - DB_PORT=‸', ['5432']],
    ['  REDIS_PORT: ‸', ['3000', '6379']],
    ['  NAME: ‸', []],
  ])('of a service: %s', async (line, expected) => {
    const text = `services:
  db:
    image: postgres
  web:
    image: x
    ports: ["8080:3000"]
    environment:
    ${line}
`;
    expect(await labels({ 'compose.yaml': text })).toEqual(expected);
  });

  test('of a Dockerfile', async () => {
    const files = {
      'compose.yaml': 'services:\n  web:\n    build: .\n    ports: ["8080:3000"]\n',
      Dockerfile: 'FROM redis\nENV PORT=‸\n',
    };
    expect(await labels(files)).toEqual(['3000', '6379']);
  });
});

test.each([
  ['a comment', 'compose.yaml', 'services:\n  it:\n    image: redis\n    ports:\n      # - ‸\n'],
  ['a file that is not there yet', 'compose.yaml', '‸'],
  ['a service that is not there yet', 'compose.yaml', 'services:\n  ‸'],
  ['another list', 'compose.yaml', 'services:\n  it:\n    image: redis\n    volumes:\n      - ‸\n'],
])('nothing in %s', async (_, file, text) => {
  expect(await labels({ [file]: text }, { snippets: true })).toEqual([]);
});

test('a file that no project reads has no services', async () => {
  const { workspace, texts } = await sceneOf({ 'compose.yaml': 'services: {}\n' });
  const uri = `${ROOT}other.yaml`;
  const text = 'services:\n  it:\n    image: redis\n    ports:\n      - \n';
  texts.set(uri, text);
  await workspace.change(uri, text, 'text');
  const document = workspace.document(uri);
  const at = { line: 4, character: 8 };
  expect(
    document && completionsAt(workspace, document, at, DEFAULT_SETTINGS, { snippets: true }),
  ).toBeUndefined();
});

describe('what stands behind the caret is replaced', () => {
  const postgres = (line: string) => ({
    'compose.yaml': `services:\n  it:\n    image: postgres:16\n    ports:\n      ${line}\n`,
  });

  test.each([
    ['- "5433:‸5432"', '- "5433:5432"'],
    ['- "5433:54‸32"', '- "5433:5432"'],
    ['- "54‸33:5432"', '- "5432:5432"'],
    ['- 5433:‸5432', '- "5433:5432"'],
    ['- "5433:‸1/udp"', '- "5433:5432"'],
    ['- "127.0.0.1:‸:5432"', '- "127.0.0.1:5432:5432"'],
    ['- target: 54‸33', '- target: 5432'],
    ['- "${P:-54‸33}:5432"', '- "${P:-5432}:5432"'],
  ])('%s becomes %s', async (line, expected) => {
    expect(await chosen(postgres(line))).toBe(expected);
  });

  test('a host port is changed for the container port behind it, whoever has that', async () => {
    const text = `services:\n  it:\n    image: x\n    ports: ["80‸80:3000/udp"]\n  b:\n    image: x\n    ports: ["8080:1/udp"]\n`;
    expect(await labels({ 'compose.yaml': text })).toEqual(['3000:3000/udp', '8081:3000/udp']);
    expect(await chosen({ 'compose.yaml': text }, 1)).toBe('ports: ["8081:3000/udp"]');
  });

  test.each([
    ['.env', 'REDIS_PORT=63‸80', 'REDIS_PORT=6379'],
    ['Dockerfile', 'FROM redis\nEXPOSE 63‸80/tcp', 'EXPOSE 6379'],
  ])('in %s: %j becomes %j', async (file, text, expected) => {
    expect(await chosen({ ...postgres('- "1:1"'), [file]: text })).toBe(expected);
  });
});

describe('between brackets', () => {
  test.each([
    ['    ports: [\n      "‸', '"9200:9200'],
    ['    ports: [\n      "1:1",\n      "‸"\n    ]', '"9200:9200"'],
    ['    ports: &p [\n      "‸"\n    ]', '"9200:9200"'],
    ['    ports: &p\n      - "‸"', '- "9200:9200"'],
    ['    ports: &p ["‸"]', 'ports: &p ["9200:9200"]'],
  ])('%j', async (lines, expected) => {
    const text = `services:\n  it:\n    image: elasticsearch:8\n${lines}\n${TAIL}`;
    expect(await chosen({ 'compose.yaml': text })).toBe(expected);
    const below = `services:\n  it:\n${lines}\n    image: elasticsearch:8\n${TAIL}`;
    expect(await chosen({ 'compose.yaml': below })).toBe(expected);
  });

  test.each([
    ['  it: {image: elasticsearch, ports: ["‸', '9200:9200'],
    ['  it: {image: elasticsearch, ports: ["‸"]}', '9200:9200'],
    ['  it: {image: elasticsearch, environment: {ES_PORT: ‸}}', '9200'],
    ['  it: {image: elasticsearch, environment: ["PORT=‸"]}', '9200'],
  ])('a service on one line: %s', async (line, expected) => {
    expect((await labels({ 'compose.yaml': `services:\n${line}\n${TAIL}` }))[0]).toBe(expected);
  });
});

test('a common name comes before a longer one that is rare', async () => {
  const all = await labels(compose('x', 'ports:', '  - mys‸'));
  expect(all[0]).toBe('mysql 3306:3306');
  expect(all).toContain('mysql-cluster 1186:1186');
});

test('a protocol', async () => {
  expect(await labels(compose('x', 'ports:', '  - "8080:80/‸"'))).toEqual(['tcp', 'udp']);
  expect(await chosen(compose('x', 'ports:', '  - "8080:80/t‸cp"'), 1)).toBe('- "8080:80/udp"');
  expect(await labels({ Dockerfile: 'FROM x\nEXPOSE 53/‸' })).toEqual(['tcp', 'udp']);
});

describe('a URL', () => {
  const FILES = {
    'compose.yaml': `services:
  web:
    image: x
    ports: ["8080:3000"]
  cache:
    image: redis
    ports: ["6380:6379"]
`,
  };
  const inWeb = (line: string) => ({
    'compose.yaml': FILES['compose.yaml'].replace('  cache:', `    environment:\n      ${line}\n  cache:`),
  });

  test('on this machine has the port of its scheme first, and says whose it is', async () => {
    const items = await itemsAt({ ...FILES, 'README.md': 'redis://localhost:‸' });
    expect(items.map(({ label, detail }) => [label, detail])).toEqual([
      ['6380', 'cache, container port 6379'],
      ['8080', 'web, container port 3000'],
    ]);
    expect(await labels({ ...FILES, 'README.md': 'http://localhost:‸' })).toEqual(['8080', '6380']);
  });

  test('has the hosts of the project, without what other schemes mean', async () => {
    expect(await labels({ ...FILES, 'README.md': 'http://‸' })).toEqual(['localhost:8080', 'web:3000']);
    expect(await labels(inWeb('API: http://‸'))).toEqual(['web:3000', 'localhost:8080']);
    expect(await labels(inWeb('API: redis://‸'))).toEqual(
      ['cache:6379', 'web:3000', 'localhost:6380', 'localhost:8080'].sort(
        (a, b) => Number(b.includes('63')) - Number(a.includes('63')),
      ),
    );
    expect(await chosen({ ...FILES, '.env': 'API=http://local‸host:1/x' })).toBe(
      'API=http://localhost:8080/x',
    );
    expect(await labels(inWeb('API: 1 # http://‸'))).toEqual([]);
  });
});

test('a variable of .env that nothing reads yet, by the name of its service', async () => {
  const text = 'services:\n  web:\n    image: x\n    ports: ["8080:3000"]\n';
  expect(await labels({ 'compose.yaml': text, '.env': 'WEB_PORT=‸' })).toEqual(['3000']);
});

describe('a silence', () => {
  const silence = (line: string) => ({ 'compose.yaml': `services:\n  it:\n    image: x\n    ${line}\n` });

  test('names rules, each once', async () => {
    const all = await labels(silence('# portolan-ignore: ‸'));
    expect(all).toContain('port-conflict');
    expect(all).toContain('privileged-port');
    expect(await labels(silence('# portolan-ignore: port-conflict, ‸'))).toEqual(
      all.filter(id => id !== 'port-conflict'),
    );
    expect(await labels({ Dockerfile: 'FROM x\n# portolan-ignore: ‸' })).toEqual(all);
  });

  test('then gives a reason', async () => {
    expect(await chosen(silence('# portolan-ignore: port-conflict ‸'))).toBe(
      '# portolan-ignore: port-conflict --',
    );
  });
});

describe('what is published where no project has it yet', () => {
  const published = (line: string) => ({ 'README.md': `# Try it\n\n\`\`\`sh\n${line}\n\`\`\`\n` });
  const workflow = (...lines: readonly string[]) => ({
    '.github/workflows/test.yml': `on: push
jobs:
  test:
    runs-on: ubuntu-latest
    services:
      db:
        image: postgres:16
${lines.map(line => `        ${line}\n`).join('')}      cache:
        image: redis
`,
  });

  test.each([
    [published('docker run -p ‸ postgres:16'), 'docker run -p 5432:5432 postgres:16'],
    [published('docker run -d --name db -p 54‸ postgres'), 'docker run -d --name db -p 5432:5432 postgres'],
    [published('docker run -p 6000:‸ postgres'), 'docker run -p 6000:5432 postgres'],
    [
      published('docker run -p 127.0.0.1:‸ -v db:/data postgres'),
      'docker run -p 127.0.0.1:5432:5432 -v db:/data postgres',
    ],
    [
      published('docker run --publish=‸ --rm redis redis-server'),
      'docker run --publish=6379:6379 --rm redis redis-server',
    ],
    [published('docker run -dp ‸ nginx'), 'docker run -dp 8080:80 nginx'],
    [
      published('podman run -it -p "‸" docker.io/library/redis:7'),
      'podman run -it -p "6379:6379" docker.io/library/redis:7',
    ],
    [published('docker run \\\n  -p ‸ \\\n  -e A=b \\\n  mysql:8'), '-p 3306:3306 \\'],
    [{ 'run.sh': '#!/bin/sh\ndocker run -p 80‸80:80 redis\n' }, 'docker run -p 6379:6379 redis'],
    [{ Makefile: 'up:\n\t@docker run --rm -p ‸ redis\n' }, '@docker run --rm -p 6379:6379 redis'],
    [workflow('ports:', '  - ‸'), '- "5432:5432"'],
    [workflow('ports:', '- ‸'), '- "5432:5432"'],
    [workflow('ports:', '  - 6000:‸'), '- "6000:5432"'],
    [workflow('ports:', "  - '54‸'"), "- '5432:5432'"],
  ])('%j', async (files, line) => {
    expect(await chosen(files)).toBe(line);
  });

  test('a host port that a project publishes is not offered', async () => {
    const compose = { 'compose.yaml': `services:\n${TAIL}` };
    expect(await chosen({ ...compose, ...published('docker run -p ‸ postgres') })).toBe(
      'docker run -p 5433:5432 postgres',
    );
    // A job has a machine of its own.
    expect(await chosen({ ...compose, ...workflow('ports:', '  - ‸') })).toMatch(/"543[23]:5432"/);
  });

  test('the protocol behind a slash', async () => {
    expect(await labels(published('docker run -p 53:53/‸ x'))).toContain('udp');
  });

  test.each([
    published('docker run -e ‸ postgres'),
    published('docker stop -p ‸'),
    published('mkdir -p ‸'),
    published('docker run -p $‸PORT:80 nginx'),
    workflow('env:', '  - ‸'),
    workflow('options: ‸'),
  ])('nothing in %j', async files => {
    const { workspace, spot } = await sceneOf(files);
    expect(
      completionsAt(workspace, spot.document, spot.position, DEFAULT_SETTINGS, { snippets: false }),
    ).toBe(undefined);
  });
});
