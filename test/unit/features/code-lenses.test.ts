// biome-ignore-all lint/suspicious/noTemplateCurlyInString: so Compose writes its variables.
import { describe, expect, test } from 'vitest';
import type { Location } from 'vscode-languageserver-types';
import { codeLensesIn, isOpened, OPEN_URL, SHOW_PLACES } from '../../../server/src/features/code-lenses';
import { DEFAULT_SETTINGS, type Settings } from '../../../server/src/rules/settings';
import { ROOT } from '../support/memory';
import { sceneOf, showRange } from '../support/scene';

type Files = Readonly<Record<string, string>>;

interface Asked {
  readonly path?: string;
  readonly commands?: readonly string[];
  readonly settings?: Partial<Settings>;
}

/** The lenses of a file by the service that they stand over: titles, and the places that they lead to. */
async function lenses(
  files: Files,
  { path = 'compose.yaml', commands = [SHOW_PLACES], settings }: Asked = {},
) {
  const scene = await sceneOf(files);
  const all = codeLensesIn(
    scene.workspace,
    scene.document(path),
    { ...DEFAULT_SETTINGS, ...settings },
    commands,
  );
  const over: Record<string, string[]> = {};
  for (const { range, command, data } of all) {
    // A lens that is completed when it is seen may have nothing to say, or its command be gone, by then.
    expect(data).toBeUndefined();
    expect(command?.title).not.toBe('');
    const service = showRange(scene, ROOT + path, range).replace(`${path}:`, '');
    const [first, position, places] = command?.arguments ?? [];
    const shown =
      command?.command === SHOW_PLACES
        ? (places as readonly Location[]).map(place => showRange(scene, place.uri, place.range))
        : [`${command?.command} ${first}`];
    if (command?.command === SHOW_PLACES) expect([first, position]).toEqual([ROOT + path, range.start]);
    over[service] = [...(over[service] ?? []), [command?.title, ...shown].join(' | ')];
  }
  return over;
}

const service = (name: string, ...lines: readonly string[]) =>
  `  ${name}:\n    image: x\n${lines.map(line => `    ${line}\n`).join('')}`;

const compose = (...services: readonly string[]) => ({ 'compose.yaml': `services:\n${services.join('')}` });

test.each([
  ['127.0.0.1', 'http://localhost:8080'],
  ['127.1.2.3', 'http://127.1.2.3:8080'],
  ['0.0.0.0', 'http://localhost:8080'],
  ['[::1]', 'http://localhost:8080'],
  ['[::]', 'http://localhost:8080'],
  ['10.1.2.3', 'http://10.1.2.3:8080'],
  ['172.16.0.1', 'http://172.16.0.1:8080'],
  ['172.31.255.255', 'http://172.31.255.255:8080'],
  ['192.168.178.2', 'http://192.168.178.2:8080'],
  ['[fd00::1]', 'http://[fd00:0:0:0:0:0:0:1]:8080'],
  ['[fc12::1]', 'http://[fc12:0:0:0:0:0:0:1]:8080'],
  ['203.0.113.7', undefined],
  ['169.254.169.254', undefined],
  ['172.15.0.1', undefined],
  ['172.32.0.1', undefined],
  ['192.169.0.1', undefined],
  ['100.64.0.1', undefined],
  ['[2001:db8::1]', undefined],
  ['[fe80::1]', undefined],
  ['[f00::1]', undefined],
])('lead to this machine and its own network alone: %s', async (address, title) => {
  const [first] = Object.values(
    await lenses(compose(service('web', `ports: ["${address}:8080:80"]`))),
  ).flat();
  expect(first?.split(' | ')[0]).toBe(title);
});

test.each([
  ['http://localhost:8080/', true],
  ['https://LOCALHOST/x', true],
  ['http://127.0.0.1:1/', true],
  ['http://[::1]:1/', true],
  ['http://[fd00::1]/', true],
  ['http://localhost@example.com/', false],
  ['http://127.0.0.1.example.com/', false],
  ['http://localhost.example.com/', false],
  ['http://example.com/', false],
  ['http://[::ffff:203.0.113.7]/', false],
  ['file://localhost/etc/passwd', false],
  ['command:x', false],
  ['http://', false],
])('open %s: %s', (url, expected) => {
  expect(isOpened(url)).toBe(expected);
});

test('over each service: addresses, references, conflicts', async () => {
  const files = {
    ...compose(
      service('web', 'ports: ["8080:80", "5432:5432"]'),
      service('db', 'ports: ["5432:5432"]'),
      service('none', 'environment: { DB: "postgres://db:5432" }'),
    ),
    'README.md': 'http://localhost:8080\n',
  };
  expect(await lenses(files)).toEqual({
    '2 "web"': [
      `http://localhost:8080 | ${OPEN_URL} http://localhost:8080/`,
      '1 reference | README.md:1 "8080"',
      'conflicts with db | compose.yaml:7 "5432"',
    ],
    '5 "db"': ['1 reference | compose.yaml:10 "5432"', 'conflicts with web | compose.yaml:4 "5432"'],
  });
});

describe('addresses', () => {
  const titles = async (...lines: readonly string[]) =>
    ((await lenses(compose(service('web', ...lines))))['2 "web"'] ?? [])
      .filter(title => title.startsWith('http'))
      .map(title => title.replace(/ \|.*/, ''));

  test.each([
    [['ports: ["80:80"]'], ['http://localhost']],
    [['ports: ["8443:443", "127.0.0.1:8080:80"]'], ['https://localhost:8443', 'http://localhost:8080']],
    [['ports: ["8080:80", "127.0.0.1:8080:80"]'], ['http://localhost:8080']],
    [['ports: ["${PORT:-8080}:80"]'], ['http://localhost:8080']],
    [['ports: ["${PORT}:80", 80, "5432:5432", "8081:80/udp"]'], []],
    // More than a few are a list, and no line.
    [
      ['ports: ["1080:80", "1081:80", "1082:80", "1083:80"]'],
      ['http://localhost:1080', 'http://localhost:1081', 'http://localhost:1082'],
    ],
    // Docker maps nothing.
    [['ports: ["8080:80"]', 'network_mode: host'], []],
    [['ports: ["8080:80"]', 'deploy: { replicas: 0 }'], []],
  ])('%j', async (lines, expected) => {
    expect(await titles(...lines)).toEqual(expected);
  });
});

describe('references', () => {
  test('are all places elsewhere that name a port of the service', async () => {
    const files = {
      'compose.yaml': `services:
  web:
    build: .
    ports: ["\${WEB}:3000"]
    environment: { PORT: 3000, SELF: "http://web:3000" }
    healthcheck: { test: curl localhost:3000 }
  api:
    image: x
    environment: { WEB: "http://web:3000", OTHER: "http://web:3001" }
`,
      'compose.override.yaml': 'services:\n  web:\n    expose: [3000]\n',
      '.env': 'WEB=8080\n',
      Dockerfile: 'FROM x\nEXPOSE 3000\n',
      'README.md': 'http://localhost:8080 http://localhost:8081\nhttp://localhost:8080\n',
    };
    const expected =
      '5 references | .env:1 "8080" | Dockerfile:2 "3000" | README.md:1 "8080" | README.md:2 "8080" | compose.yaml:9 "3000"';
    expect((await lenses(files))['2 "web"']?.map(sorted)).toContain(expected);
    // The same over each place where the service is written.
    expect((await lenses(files, { path: 'compose.override.yaml' }))['2 "web"']?.map(sorted)).toContain(
      expected,
    );
  });

  test.each([
    [[], undefined],
    [['http://localhost:8080'], ['1 reference | README.md:1 "8080"']],
    [['http://localhost:8080', 'http://localhost:80'], ['1 reference | README.md:1 "8080"']],
  ])('%j: %j', async (lines, titles) => {
    const files = {
      ...compose(service('web', 'ports: ["8080:5432"]')),
      'README.md': `${lines.join('\n')}\n`,
    };
    expect(await lenses(files)).toEqual(titles ? { '2 "web"': titles } : {});
  });

  test('are not counted in a file of very many services', async () => {
    const many = (count: number) =>
      compose(...Array.from({ length: count }, (_, index) => service(`s${index}`, 'expose: [5432]')));
    const other = 'services:\n  s0:\n    environment: { DB: "postgres://s1:5432" }\n';
    const counted = async (count: number) =>
      Object.values(await lenses({ ...many(count), 'compose.override.yaml': other })).flat();
    expect(await counted(100)).toEqual(['1 reference | compose.override.yaml:3 "5432"']);
    expect(await counted(101)).toEqual([]);
  });
});

describe('conflicts', () => {
  const [a, b] = [service('a', 'ports: ["1:5432"]'), service('b', 'ports: ["1:5433"]')];
  const titles = async (files: Files, asked?: Asked) =>
    Object.entries(await lenses(files, asked)).flatMap(([over, all]) =>
      all.flatMap(title => (title.startsWith('conflicts') ? [`${over} ${title}`] : [])),
    );

  test('are one lens, with all places; of several services it says how many', async () => {
    const files = compose(
      service('a', 'ports: ["1:1", "2:2"]'),
      service('b', 'ports: ["1:1", "2:2"]'),
      service('c', 'ports: ["2:2"]'),
    );
    expect(await titles(files)).toEqual([
      '2 "a" conflicts with 2 services | compose.yaml:7 "1" | compose.yaml:7 "2" | compose.yaml:10 "2"',
      '5 "b" conflicts with 2 services | compose.yaml:4 "1" | compose.yaml:4 "2" | compose.yaml:10 "2"',
      '8 "c" conflicts with 2 services | compose.yaml:4 "2" | compose.yaml:7 "2"',
    ]);
  });

  test('name the other as it is, and draw no icon', async () => {
    const odd = b.replace('b:', '"$(zap) `b`":');
    expect(await titles(compose(a, odd))).toContain(
      '2 "a" conflicts with $\u200B(zap) `b` | compose.yaml:7 "1"',
    );
  });

  test('lead into other files', async () => {
    const files = { ...compose(a), 'compose.override.yaml': `services:\n${b}` };
    expect(await titles(files)).toEqual(['2 "a" conflicts with b | compose.override.yaml:4 "1"']);
    expect(await titles(files, { path: 'compose.override.yaml' })).toEqual([
      '2 "b" conflicts with a | compose.yaml:4 "1"',
    ]);
  });

  test('that are silenced are not shown', async () => {
    const silenced = b.replace('    ports', '    # portolan-ignore: port-conflict\n    ports');
    expect(await titles(compose(a, silenced))).toEqual(['2 "a" conflicts with b | compose.yaml:8 "1"']);
    const whole = { 'compose.yaml': `# portolan-ignore-file\n${compose(a, b)['compose.yaml']}` };
    expect(await titles(whole)).toEqual([]);
    const settings = { rules: { 'port-conflict': 'off' } } as const;
    expect(await titles(compose(a, b), { settings })).toEqual([]);
  });

  test('of a service with itself are none', async () => {
    expect(await titles(compose(service('a', 'ports: ["1:1", "1:2"]')))).toEqual([]);
    expect(await titles(compose(service('a', 'ports: ["1:1"]', 'scale: 2')))).toEqual([]);
  });
});

test.each<[string, Files, string]>([
  ['a service without ports', compose(service('web')), 'compose.yaml'],
  ['a Dockerfile', { Dockerfile: 'FROM x\nEXPOSE 80\n' }, 'Dockerfile'],
  ['a file of variables', { ...compose(service('web', 'ports: ["1:1"]')), '.env': 'PORT=1\n' }, '.env'],
  [
    'a service that is written elsewhere',
    {
      ...compose(service('web', 'ports: ["1:1"]')),
      'compose.override.yaml': 'services:\n  db:\n    image: x\n',
    },
    'compose.override.yaml',
  ],
])('nothing over %s', async (_, files, path) => {
  expect(await lenses(files, { path })).toEqual({});
});

test('an editor that cannot show places has the addresses alone', async () => {
  const files = compose(service('a', 'ports: ["8080:80"]'), service('b', 'ports: ["8080:80"]'));
  expect(await lenses(files, { commands: [] })).toEqual({
    '2 "a"': [`http://localhost:8080 | ${OPEN_URL} http://localhost:8080/`],
    '5 "b"': [`http://localhost:8080 | ${OPEN_URL} http://localhost:8080/`],
  });
});

/** A lens with its places in order. */
function sorted(lens: string): string {
  const [title, ...places] = lens.split(' | ');
  return [title, ...places.sort()].join(' | ');
}
