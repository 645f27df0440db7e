import { describe, expect, test } from 'vitest';
import { occurrencesIn } from '../../../../server/src/chart/occurrences';
import { ignoringsOf } from '../../../../server/src/features/ignoring';
import { formatRange } from '../../../../server/src/ports/port';
import { findingsIn } from '../../../../server/src/rules/judge';
import { DEFAULT_SETTINGS } from '../../../../server/src/rules/settings';
import { readDevContainer } from '../../../../server/src/systems/devcontainer/reading';
import { ROOT, workspaceOf } from '../../support/memory';
import { renamedLines, type Scene, sceneOf, show } from '../../support/scene';

type Files = Readonly<Record<string, string>>;

const FILE = '.devcontainer/devcontainer.json';

const COMPOSE = `services:
  app:
    image: app
    ports: ["8000:3000"]
  db:
    image: postgres
`;

const inCompose = (more: string) => ({
  'compose.yaml': COMPOSE,
  [FILE]: `{\n  // The services.\n  "dockerComposeFile": "../compose.yaml", "service": "app",\n  ${more},\n}\n`,
});

async function occurrences(files: Files) {
  const scene = await sceneOf(files);
  return occurrencesIn(scene.workspace, scene.document(FILE)).map(
    ({ role, range, unit, address, ...place }) =>
      [show(scene, place).replace(`${FILE}:`, ''), role, range && formatRange(range), unit, address]
        .filter(Boolean)
        .join(' '),
  );
}

function findings(scene: Scene) {
  return findingsIn(scene.workspace, scene.document(FILE), DEFAULT_SETTINGS);
}

async function said(files: Files) {
  const scene = await sceneOf(files);
  return findings(scene).map(
    ({ rule, severity, message, ...place }) => `${show(scene, place)} ${rule} ${severity}: ${message}`,
  );
}

describe('what is forwarded and published', () => {
  test.each([
    ['"forwardPorts": [3000, "9000"]', ['4 "3000" forwarded 3000', '4 "9000" forwarded 9000']],
    [
      '"portsAttributes": {"3000": {}, "4000-4010": {}, ".+/server.js": {}}',
      ['4 "3000" forwarded 3000', '4 "4000-4010" forwarded 4000-4010'],
    ],
    [
      '"customizations": {"vscode": {"settings": {"remote.portsAttributes": {"6080": {"label": "noVNC"}}}}}',
      ['4 "6080" forwarded 6080'],
    ],
    [
      '"containerEnv": {"CACHE_URL": "cache:11211"}, "image": "node:8080", "forwardPorts": ["db:5432"]',
      ['4 "11211" url 11211', '4 "5432" forwarded 5432'],
    ],
    ['"appPort": 3000', ['4 "3000" published 3000 app 127.0.0.1', '4 "3000" target 3000 app 127.0.0.1']],
    ['"appPort": ["8080:80"]', ['4 "8080" published 8080 app', '4 "80" target 80 app']],
    [
      '"runArgs": ["-p", "8080:80", "--rm", "--publish=53:53/udp"]',
      [
        '4 "8080" published 8080 app',
        '4 "80" target 80 app',
        '4 "53" published 53 app',
        '4 "53" target 53 app',
      ],
    ],
    [
      '"forwardPorts": ["\\u0033000", "80\\u0030\\u0030"], "appPort": ["80\\u0030:8\\/0", "81:8\\u00302\\/udp"]',
      [
        '4 "\\u0033000" forwarded 3000',
        '4 "80\\u0030\\u0030" forwarded 8000',
        '4 "81" published 81 app',
        '4 "8\\u00302" target 802 app',
      ],
    ],
    ['"forwardPorts": ["8\\q0", 99999, true, null, {}]', []],
  ])('by itself: %s', async (more, expected) => {
    expect(await occurrences({ [FILE]: `{\n  /* A name. */\n  "name": "app",\n  ${more}, }\n` })).toEqual(
      expected,
    );
  });

  test.each([
    ['"forwardPorts": [3000, "db:5432"]', ['4 "3000" forwarded 3000 app', '4 "5432" forwarded 5432 db']],
    ['"forwardPorts": ["localhost:3000"]', ['4 "3000" forwarded 3000 app']],
    // Nobody publishes it: it is a setting like others.
    ['"appPort": 3000', ['4 "3000" variable 3000']],
    [
      '"customizations": {"vscode": {"settings": {"host": "db", "port": 5432, "url": "http://api:8080/"}}}',
      ['4 "5432" variable 5432', '4 "8080" url 8080'],
    ],
  ])('of a service: %s', async (more, expected) => {
    expect(await occurrences(inCompose(more))).toEqual(expected);
  });

  test('behind a byte order mark', async () => {
    const text = `\uFEFF${'{"name": "app", "forwardPorts": [3000]}'}`;
    expect(await occurrences({ [FILE]: text })).toEqual(['1 "3000" forwarded 3000']);
    const scene = await sceneOf({ [FILE]: text });
    expect(scene.notices).toEqual([]);
  });

  test('whatever stands there, it is read', () => {
    for (const text of [
      '',
      '[',
      '{"forwardPorts": ',
      'null',
      '{"a":'.repeat(60_000),
      '\u0000',
      '{"forwardPorts": 80, "service": []}',
    ])
      expect(readDevContainer(text).published).toEqual([]);
  });
});

test('a port of a service moves with what is forwarded of it', async () => {
  const scene = await sceneOf({
    ...inCompose('"forwardPorts": [3000], "portsAttributes": {"3000": {"label": "web"}}'),
    'compose.yaml': COMPOSE.replace(':3000', ':3‸000'),
  });
  expect(renamedLines(scene, '4000')).toEqual([
    `${FILE}:4 "forwardPorts": [4000], "portsAttributes": {"4000": {"label": "web"}},`,
    'compose.yaml:4 ports: ["8000:4000"]',
  ]);
});

describe('is told', () => {
  test.each([
    [
      'that another port is forwarded',
      '"forwardPorts": [8000]',
      [
        `${FILE}:4 "8000" port-conflict information: "app" publishes 8000 on the host, so another port is forwarded here.`,
        `${FILE}:4 "8000" unknown-port hint: As far as is known "app" has no port 8000, but 3000.`,
      ],
    ],
    [
      'that no service has the name',
      '"forwardPorts": ["database:5432"]',
      [`${FILE}:4 "5432" unknown-port error: No service is called "database", so nothing is forwarded.`],
    ],
    [
      'that a service is not known to have the port',
      '"forwardPorts": ["db:1"]',
      [`${FILE}:4 "1" unknown-port hint: As far as is known "db" has no port 1, but 5432.`],
    ],
    ['nothing of what fits', '"forwardPorts": [3000, "db:5432"]', []],
    // The command of dev containers writes `localhost:3000` for 3000, and takes it for that (`mergeForwardPorts`).
    ['nothing of the container itself', '"forwardPorts": ["localhost:3000", "127.0.0.1:3000"]', []],
    [
      'what is of the container, whatever it is called',
      '"forwardPorts": ["localhost:4001"]',
      [`${FILE}:4 "4001" unknown-port hint: As far as is known "app" has no port 4001, but 3000.`],
    ],
    [
      'nothing of hosts that are none of the project',
      '"forwardPorts": ["host.docker.internal:5000", "10.0.0.7:5001", "db.example.org:5432"]',
      [],
    ],
    ['nothing of what only says how', '"portsAttributes": {"8000": {"label": "web"}, "nobody:1": {}}', []],
  ])('%s', async (_, more, expected) => {
    expect(await said(inCompose(more))).toEqual(expected);
  });

  test('nothing where its Compose files are of another folder, or one of them is nowhere', async () => {
    const beside = { '.devcontainer/own/compose.yaml': 'services:\n  other:\n    image: other\n' };
    const own = (files: string) => ({
      ...beside,
      '.devcontainer/common/compose.yaml': COMPOSE,
      '.devcontainer/own/devcontainer.json': `{"dockerComposeFile": ${files}, "service": "app", "forwardPorts": [3000]}`,
    });
    const saidOf = async (files: string) => {
      const scene = await sceneOf(own(files));
      const document = scene.document('.devcontainer/own/devcontainer.json');
      return findingsIn(scene.workspace, document, DEFAULT_SETTINGS).map(({ rule }) => rule);
    };
    expect(await saidOf('["../common/compose.yaml", "compose.yaml"]')).toEqual([]);
    expect(await saidOf('["compose.yaml", "gone.yaml"]')).toEqual([]);
    expect(await saidOf('["compose.yaml"]')).toEqual(['unknown-port']);
  });

  test.each([
    [
      'it writes hosts itself',
      COMPOSE.replace('    image: app\n', '$&    extra_hosts: ["cache:10.0.0.7"]\n'),
      0,
    ],
    ['it links others', COMPOSE.replace('    image: app\n', '$&    external_links: [redis:cache]\n'), 0],
    ['it joins others', `${COMPOSE}networks: {shared: {external: true}}\n`, 0],
    ['it joins others by name', `${COMPOSE}networks: {shared: {external: {name: x}}}\n`, 0],
    ['its network is its own', `${COMPOSE}networks: {shared: {external: false}}\n`, 1],
  ])('that no service has the name unless others may: %s', async (_, compose, count) => {
    const files = { ...inCompose('"forwardPorts": ["cache:6379"]'), 'compose.yaml': compose };
    expect(await said(files)).toHaveLength(count);
  });

  test('nothing where a part of the project is not there', async () => {
    const files = inCompose('"forwardPorts": ["cache:6379"]');
    expect(
      await said({ ...files, 'compose.yaml': `include: ["https://example.com/a.git"]\n${COMPOSE}` }),
    ).toEqual([]);
  });

  test('that two of one container publish one port', async () => {
    const files = { [FILE]: '{\n  "runArgs": ["-p", "8080:80", "-p", "8080:81"]\n}\n' };
    expect((await said(files)).map(one => one.split(':').slice(0, 3).join(':'))).toEqual([
      `${FILE}:2 "8080" port-conflict error: Host port 8080 is published twice by "project"`,
      `${FILE}:2 "8080" port-conflict error: Host port 8080 is published twice by "project"`,
    ]);
  });
});

test('is ignored by a comment of its own kind', async () => {
  const scene = await sceneOf(inCompose('"forwardPorts": ["database:5432"]'));
  const [finding] = findings(scene);
  const [here] = finding ? ignoringsOf(scene.document(FILE), finding) : [];
  expect(here?.edits.map(({ newText }) => newText)).toEqual(['  // portolan-ignore: unknown-port -- \n']);
});

test.each([
  '{\n  {{#image}}\n  "image": "x"\n  {{/image}}\n}\n',
  '{\n  "customizations": {\n    {%- if x %}\n    "vscode": {}\n    {%- endif %}\n  }\n}\n',
  '{\n  "forwardPorts": [\n    {{ port }}\n  ]\n}\n',
])('a template of one is nothing yet: %j', async text => {
  const { notices } = await workspaceOf({ [FILE]: text });
  expect(notices).toEqual([]);
});

test.each([
  [
    'nested too deep',
    `//${']'.repeat(8000)}\n{"x":${'['.repeat(8000)}`,
    'Values stand within more than 50 others',
  ],
  ['no JSON', '{"image": "x", nonsense', 'It is no JSON with comments'],
  [
    'many ports',
    `{"appPort": [${Array.from({ length: 41 }, (_, port) => port + 1)}]}`,
    'It publishes more than 40 ports',
  ],
])('one that is %s says so, and harms no other', async (_, text, message) => {
  const { workspace, notices } = await workspaceOf({ [FILE]: text, 'compose.yaml': COMPOSE });
  expect(notices.map(notice => notice.message)).toEqual([expect.stringContaining(message)]);
  expect(workspace.projects().map(({ root }) => root.files)).toContainEqual([`${ROOT}compose.yaml`]);
});
