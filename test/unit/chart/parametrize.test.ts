// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Compose writes variables like this.
// That Compose reads the same afterwards was asked of Docker Compose 2.40: docs/leases.md says of how many projects.
import { describe, expect, test } from 'vitest';
import { occurrencesIn } from '../../../server/src/chart/occurrences';
import { meaningOf, type Naming, parametrize, parametrizeAll } from '../../../server/src/chart/parametrize';
import { applyEdits } from '../../../server/src/cli/fix';
import { ROOT } from '../support/memory';
import { type Scene, sceneOf, show } from '../support/scene';

type Files = Readonly<Record<string, string>>;

const plansIn = ({ workspace }: Scene, naming?: Naming) =>
  parametrizeAll(
    workspace,
    [...workspace.documents().values()].sort((a, b) => (a.uri < b.uri ? -1 : 1)),
    naming,
  );

/** The files that change, as they are then, and what is left. */
async function done(files: Files, naming?: Naming) {
  const scene = await sceneOf(files);
  const plans = plansIn(scene, naming);
  const edits = plans.flatMap(one => one.edits);
  const texts = new Map(
    [...new Set(edits.map(({ uri }) => uri))].map(uri => [
      uri.replace(ROOT, ''),
      applyEdits(
        scene.texts.get(uri) ?? '',
        edits.filter(edit => edit.uri === uri),
      ),
    ]),
  );
  const after = await sceneOf({ ...files, ...Object.fromEntries(texts) });
  expect(meaningOf(after.workspace.projects())).toEqual(meaningOf(scene.workspace.projects()));
  const left = plans.flatMap(one => one.left.map(place => show(scene, place)));
  return { texts: Object.fromEntries(texts), left, names: plans.map(({ name }) => name) };
}

const service = (ports: string, more = '') =>
  `services:\n  web:\n    image: x\n    ports:\n${ports}\n${more}`;

test.each<[string, string, string]>([
  ['a port', 'published: 3000', 'published: 3001'],
  ['an address', 'host_ip: 127.0.0.1', 'host_ip: 127.0.0.2'],
  ['a variable', 'PORT: 80', 'PORT: 81'],
  ['a fault', 'target: 80', 'target: 80000'],
])('what projects mean differs where %s does', async (_, before, now) => {
  const text = service(
    '      - target: 80\n        published: 3000\n        host_ip: 127.0.0.1',
    '    environment:\n      PORT: 80\n',
  );
  const meanings = await Promise.all(
    [text, text.replace(before, now)].map(async one => {
      const { workspace } = await sceneOf({ 'compose.yaml': one });
      return meaningOf(workspace.projects());
    }),
  );
  expect(meanings[0]?.size).toBe(1);
  expect(meanings[1]).not.toEqual(meanings[0]);
});

describe('a published port gets a variable', () => {
  test.each<[string, string, string]>([
    ['in quotes', '      - "3000:80"', '      - "${WEB_PORT:-3000}:80"'],
    ['without quotes', '      - 3000:80', '      - ${WEB_PORT:-3000}:80'],
    [
      'between brackets',
      '      - 3000:80 # a\n    expose: [1]',
      '      - ${WEB_PORT:-3000}:80 # a\n    expose: [1]',
    ],
    ['behind an address', "      - '127.0.0.1:3000:80/udp'", "      - '127.0.0.1:${WEB_PORT:-3000}:80/udp'"],
    ['a range', '      - 3000-3002:80-82', '      - ${WEB_PORTS:-3000-3002}:80-82'],
    [
      'in the long syntax',
      '      - target: 80\n        published: 3000',
      '      - target: 80\n        published: ${WEB_PORT:-3000}',
    ],
    [
      'in the long syntax, in quotes',
      '      - target: 80\n        published: "3000"',
      '      - target: 80\n        published: "${WEB_PORT:-3000}"',
    ],
    [
      'in braces',
      '      - {target: 80, published: 3000}',
      '      - {target: 80, published: "${WEB_PORT:-3000}"}',
    ],
    [
      'in braces and quotes',
      '      - {"target": 80, "published": "3000"}',
      '      - {"target": 80, "published": "${WEB_PORT:-3000}"}',
    ],
    [
      'one for two protocols',
      '      - 53:53\n      - 53:53/udp',
      '      - ${WEB_PORT:-53}:53\n      - ${WEB_PORT:-53}:53/udp',
    ],
    ['each its own', '      - 1:80\n      - 2:81', '      - ${WEB_PORT:-1}:80\n      - ${WEB_PORT_81:-2}:81'],
    [
      'beside one that has one',
      '      - ${WEB_PORT:-1}:80\n      - 2:81',
      '      - ${WEB_PORT:-1}:80\n      - ${WEB_PORT_81:-2}:81',
    ],
  ])('%s', async (_, before, after) => {
    expect((await done({ 'compose.yaml': service(before) })).texts).toEqual({
      'compose.yaml': service(after),
    });
  });

  test('in JSON without blanks', async () => {
    const text =
      '{"services":{"web":{"image":"x","ports":[{"published":3000,"target":80},{"published":"3001","target":81}]}}}\n';
    expect((await done({ 'compose.yaml': text })).texts).toEqual({
      'compose.yaml': text
        .replace(':3000', ':"${WEB_PORT:-3000}"')
        .replace('"3001"', '"${WEB_PORT_81:-3001}"'),
    });
  });

  test.each([
    ['labels:\n      "http://localhost:3000": b'],
    ['labels:\n      http://localhost:3000: b'],
    ['labels: {"http://localhost:3000":b}'],
    ["labels: {'http://localhost:3000/a' : b}"],
  ])('but no key: %j', async more => {
    const ports = '      - "3000:80"';
    const { texts, left } = await done({ 'compose.yaml': service(ports, `    ${more}\n`) });
    expect(texts).toEqual({
      'compose.yaml': service(ports.replace('3000', '${WEB_PORT:-3000}'), `    ${more}\n`),
    });
    expect(left).toHaveLength(1);
  });

  test('but none where a file cannot be read that may set any', async () => {
    const files = { 'compose.yaml': service('      - "3000:80"'), '.env': 'A=1\n'.repeat(3000) };
    expect((await done(files)).texts).toEqual({});
    const others = { 'other/compose.yaml': service('      - "4000:80"') };
    expect(Object.keys((await done({ ...files, ...others })).texts)).toEqual(['other/compose.yaml']);
  });

  test('in a list between brackets, in quotes that YAML then needs', async () => {
    const { texts } = await done({
      'compose.yaml': 'services: {web: {image: x, ports: [3000:80, "3001:81", 3002]}}\n',
    });
    expect(texts['compose.yaml']).toBe(
      'services: {web: {image: x, ports: ["${WEB_PORT:-3000}:80", "${WEB_PORT_81:-3001}:81", 3002]}}\n',
    );
  });

  // Each is read as before by Docker Compose 2.40.
  test.each([
    ['[&x "3000:80"]', '[&x "${WEB_PORT:-3000}:80"]'],
    ["[&x '3000:80']", "[&x '${WEB_PORT:-3000}:80']"],
    ['[!!str "3000:80"]', '[!!str "${WEB_PORT:-3000}:80"]'],
    ['[! 3000:80]', '[! "${WEB_PORT:-3000}:80"]'],
    ['[&x !!str 3000:80]', '[&x !!str "${WEB_PORT:-3000}:80"]'],
    ['[{target: 80, published: &x "3000"}]', '[{target: 80, published: &x "${WEB_PORT:-3000}"}]'],
    ['[{target: 80, published: &x 3000}]', '[{target: 80, published: &x "${WEB_PORT:-3000}"}]'],
    ['[{target: 80, published: !!int 3000}]', undefined],
    ['[{target: 80, published: !other "3000"}]', undefined],
    ['\n      - {target: 80, published: !!int "3000"}', undefined],
    ['\n      - target: 80\n        published: !!int 3000', undefined],
  ])('with an anchor or a tag before it: %j', async (ports, expected) => {
    const text = (value: string) => `services:\n  web:\n    image: x\n    ports: ${value}\n`;
    const { texts } = await done({ 'compose.yaml': text(ports) });
    expect(texts).toEqual(expected === undefined ? {} : { 'compose.yaml': text(expected) });
  });

  test('once where several services have it by an alias', async () => {
    const text =
      'services:\n  a: &a\n    image: x\n    ports: ["1:1"]\n  b:\n    <<: *a\n    profiles: [b]\n';
    expect((await done({ 'compose.yaml': text })).texts).toEqual({
      'compose.yaml': text.replace('"1:1"', '"${A_PORT:-1}:1"'),
    });
  });

  test.each<[string, string]>([
    ['has none', '      - "80"'],
    ['has one', '      - "${P:-3000}:80"'],
    ['is put together', '      - "3${P}:80"'],
    ['is any', '      - "0:80"'],
    ['is written with an escape', '      - "\\x33000:80"'],
  ])('not one that %s', async (_, ports) => {
    expect((await done({ 'compose.yaml': service(ports) })).texts).toEqual({});
  });

  test('not where no project fills it in', async () => {
    const files = {
      'run.sh': 'docker run -p 3000:80 x\n',
      '.github/workflows/a.yml':
        'on: push\njobs:\n  a:\n    runs-on: x\n    services: {db: {image: x, ports: ["5432:5432"]}}\n',
    };
    expect((await done(files)).texts).toEqual({});
  });
});

describe('its name', () => {
  const nameIn = async (files: Files, naming?: Naming) => (await done(files, naming)).names;
  const named = (name: string, more = '') => `services:\n  ${name}: {image: x, ports: ["3000:80"]${more}}\n`;
  test.each<[string, string]>([
    ['web', 'WEB_PORT'],
    ['web-api.v2', 'WEB_API_V2_PORT'],
    ['3scale', 'SERVICE_3SCALE_PORT'],
    ['_', 'SERVICE_PORT'],
  ])('of %s is %s', async (unit, name) => {
    expect(await nameIn({ 'compose.yaml': named(unit) })).toEqual([name]);
  });

  test.each<[string, Files]>([
    ['a .env file', { 'compose.yaml': named('web'), '.env': 'WEB_PORT=1\n' }],
    [
      'a file of variables of a container',
      { 'compose.yaml': named('web', ', env_file: a.env'), 'a.env': 'WEB_PORT=1\n' },
    ],
    ['a container', { 'compose.yaml': named('web', ', environment: {WEB_PORT: 80}') }],
    ['whoever hands it on', { 'compose.yaml': named('web', ', environment: [WEB_PORT]') }],
    ['another value', { 'compose.yaml': named('web', ', command: "${WEB_PORT:-}"') }],
    [
      'another file of the folder',
      { 'compose.yaml': named('web'), 'other.compose.yaml': 'services: {a: {image: "x:$WEB_PORT"}}\n' },
    ],
  ])('is none that %s has', async (_, files) => {
    expect(await nameIn(files)).toEqual(['WEB_PORT_80']);
  });

  test('is none that the shell has', async () => {
    expect(await nameIn({ 'compose.yaml': named('web') }, { isTaken: name => name === 'WEB_PORT' })).toEqual([
      'WEB_PORT_80',
    ]);
  });

  test('is the same for the same service in a file that is started by itself', async () => {
    const files = { 'compose.yaml': named('web'), 'docker-compose.prod.yaml': named('web') };
    expect(await nameIn(files)).toEqual(['WEB_PORT', 'WEB_PORT']);
    expect(
      await nameIn({ ...files, 'compose.yaml': named('web').replace('3000', '${WEB_PORT:-3000}') }),
    ).toEqual(['WEB_PORT']);
  });

  test('is another in a file that is laid over it', async () => {
    const files = {
      'compose.yaml': named('web'),
      'compose.override.yaml': 'services: {web: {ports: ["3001:80"]}}\n',
    };
    const names = await nameIn(files);
    expect(new Set(names).size).toBe(2);
  });

  test('is what somebody wants, unless it is something else', async () => {
    expect(await nameIn({ 'compose.yaml': named('web') }, { name: 'HTTP' })).toEqual(['HTTP']);
    expect(await nameIn({ 'compose.yaml': named('web'), '.env': 'HTTP=1\n' }, { name: 'HTTP' })).toEqual([]);
  });
});

describe('what means the port', () => {
  const base = service('      - "3000:80"', '    environment:\n      URL: http://localhost:3000/a\n');
  const after = base.replace(/3000/g, '${WEB_PORT:-3000}');

  test('follows in values of the project', async () => {
    expect(await done({ 'compose.yaml': base })).toMatchObject({
      texts: { 'compose.yaml': after },
      left: [],
    });
  });

  test('follows in build arguments, and in a list', async () => {
    const text = service(
      '      - "3000:80"',
      '    build: {context: ., args: ["U=http://localhost:3000"]}\n    labels:\n      - a=http://localhost:3000\n',
    );
    const { texts, left } = await done({ 'compose.yaml': text });
    expect(texts['compose.yaml']).toContain('args: ["U=http://localhost:${WEB_PORT:-3000}"]');
    expect(texts['compose.yaml']).toContain('- a=http://localhost:${WEB_PORT:-3000}\n');
    expect(left).toEqual([]);
  });

  test.each<[string, string, boolean]>([
    ['that is filled in', 'U=http://localhost:3000\n', true],
    ['in double quotes', 'U="http://localhost:3000"\n', true],
    ['in single quotes', "U='http://localhost:3000'\n", false],
    ['that nobody asks for', 'V=http://localhost:3000\n', false],
    ['in a comment', '# http://localhost:3000\nU=1\n', false],
  ])('follows in .env, or not: %s', async (_, env, follows) => {
    const compose = service('      - "3000:80"', '    command: ["$U"]\n');
    const { texts, left } = await done({ 'compose.yaml': compose, '.env': env });
    expect(texts['.env']).toBe(follows ? env.replace('3000', '${WEB_PORT:-3000}') : undefined);
    expect(left).toEqual(follows ? [] : [expect.stringMatching(/^\.env:\d "3000"$/)]);
  });

  test('follows once where files that are started by themselves share it', async () => {
    const one = service('      - "3000:80"', '    command: ["$U"]\n');
    const { texts } = await done({
      'compose.yaml': 'services: {base: {image: x}}\n',
      'a.compose.yaml': one,
      'b.compose.yaml': one,
      '.env': 'U=http://localhost:3000\n',
    });
    expect(texts['.env']).toBe('U=http://localhost:${WEB_PORT:-3000}\n');
  });

  test('stays where these would have it follow different variables', async () => {
    const { texts } = await done({
      'a.compose.yaml': 'services: {a: {image: x, command: ["$U"], ports: ["3000:1"]}}\n',
      'b.compose.yaml': 'services: {b: {image: x, command: ["$U"], ports: ["3000:1"]}}\n',
      '.env': 'U=http://localhost:3000\n',
    });
    expect(texts['.env']).toBeUndefined();
    expect(texts['a.compose.yaml']).toContain('A_PORT');
  });

  test('is listed where it cannot follow', async () => {
    const { texts, left } = await done({
      'compose.yaml': `${base}# see http://localhost:3000\n`,
      'README.md': 'http://localhost:3000\n',
      'src/a.ts': 'fetch("http://localhost:3000");\n',
      'vendor/a.ts': 'fetch("http://localhost:3000");\n',
      'other/compose.yaml': 'services: {a: {image: x, environment: {U: "http://localhost:3000"}}}\n',
    });
    expect(texts).toEqual({ 'compose.yaml': `${after}# see http://localhost:3000\n` });
    expect([...left].sort()).toEqual(['README.md:1 "3000"', 'compose.yaml:8 "3000"', 'src/a.ts:1 "3000"']);
  });

  test('is listed between brackets without quotes, where YAML takes no braces', async () => {
    const text = service('      - "3000:80"', '    environment: {U: http://localhost:3000}\n');
    expect(await done({ 'compose.yaml': text })).toMatchObject({
      texts: { 'compose.yaml': text.replace('"3000:', '"${WEB_PORT:-3000}:') },
      left: ['compose.yaml:6 "3000"'],
    });
  });

  test.each(['', ', profiles: [b]'])('stays where it may mean another service%s', async more => {
    const text = `services:
  a: {image: x, profiles: [a], ports: ["3000:80"]}
  b: {image: x, ports: ["3000:80"]${more}}
  c: {image: x, environment: {U: "http://localhost:3000"}}
`;
    const { texts } = await done({ 'compose.yaml': text });
    expect(texts['compose.yaml']).toContain('U: "http://localhost:3000"');
  });

  test('is none of the container', async () => {
    const text = service(
      '      - "3000:3000"',
      '    environment:\n      PORT: 3000\n    healthcheck:\n      test: curl http://localhost:3000\n  b:\n    image: x\n    environment:\n      U: http://web:3000\n',
    );
    expect(await done({ 'compose.yaml': text })).toEqual({
      texts: { 'compose.yaml': text.replace('3000:3000', '${WEB_PORT:-3000}:3000') },
      left: [],
      names: ['WEB_PORT'],
    });
  });
});

test('one port alone gets the name that it has among all', async () => {
  const scene = await sceneOf({ 'compose.yaml': service('      - 1:80\n      - 2‸:81') });
  const { document } = scene.spot;
  const second = occurrencesIn(scene.workspace, document).filter(({ role }) => role === 'published')[1];
  expect(second && parametrize(scene.workspace, document, second)?.name).toBe('WEB_PORT_81');
});
