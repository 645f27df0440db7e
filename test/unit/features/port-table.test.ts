// biome-ignore-all lint/suspicious/noTemplateCurlyInString: so Compose writes its variables.
import { describe, expect, test } from 'vitest';
import { URI } from 'vscode-uri';
import {
  findingsText,
  type PortTable,
  portTables,
  titleOf,
  writtenHost,
} from '../../../server/src/features/port-table';
import { DEFAULT_SETTINGS } from '../../../server/src/rules/settings';
import { ROOT } from '../support/memory';
import { type Scene, sceneOf, show } from '../support/scene';

type Files = Readonly<Record<string, string>>;

function tablesOf({ workspace }: Scene): readonly PortTable[] {
  return portTables(workspace, workspace.projects(), () => DEFAULT_SETTINGS);
}

/** The rows of the only table. */
async function rowsOf(files: Files) {
  const [table, ...others] = tablesOf(await sceneOf(files));
  expect(others).toEqual([]);
  return table?.rows ?? [];
}

const service = (name: string, ...lines: readonly string[]) =>
  `  ${name}:\n    image: x\n${lines.map(line => `    ${line}\n`).join('')}`;

/** A service that only together with a default file is whole. */
const part = (name: string, ...lines: readonly string[]) =>
  service(name, ...lines).replace('    image: x\n', '');

const compose = (...services: readonly string[]) => ({ 'compose.yaml': `services:\n${services.join('')}` });

const one = (entry: string) => compose(service('web', `ports: [${entry}]`));

describe('a row', () => {
  test.each([
    ['"8080:80"', '8080/tcp', '80', 'http', 'http://localhost:8080/'],
    ['"80:80"', '80/tcp', '80', 'http', 'http://localhost/'],
    ['"443:443"', '443/tcp', '443', 'https', 'https://localhost/'],
    ['"127.0.0.1:8080:80"', '127.0.0.1:8080/tcp', '80', 'http', 'http://localhost:8080/'],
    ['"127.0.0.2:8080:80"', '127.0.0.2:8080/tcp', '80', 'http', 'http://127.0.0.2:8080/'],
    ['"0.0.0.0:8080:80"', '0.0.0.0:8080/tcp', '80', 'http', 'http://localhost:8080/'],
    ['"[::1]:8080:80"', '[::1]:8080/tcp', '80', 'http', 'http://localhost:8080/'],
    ['"::1:8080:80"', '[::1]:8080/tcp', '80', 'http', 'http://localhost:8080/'],
    [
      '"[2001:db8::1]:8080:80"',
      '[2001:db8::1]:8080/tcp',
      '80',
      'http',
      'http://[2001:db8:0:0:0:0:0:1]:8080/',
    ],
    ['"53:53/udp"', '53/udp', '53', 'domain', undefined],
    ['"8080:80/udp"', '8080/udp', '80', 'http', undefined],
    ['"5432:5432"', '5432/tcp', '5432', 'postgresql', undefined],
    // What browsers refuse is no page for them.
    ['"6000:80"', '6000/tcp', '80', 'http', undefined],
    // Docker chooses.
    ['80', 'any free port', '80', 'http', undefined],
    ['"0:80"', 'any free port', '80', 'http', undefined],
    ['"127.0.0.1::80"', 'any free port of 127.0.0.1', '80', 'http', undefined],
    // Of a range nobody knows more than where it starts.
    ['"8000-8010:80"', '8000-8010/tcp', '80', 'http', undefined],
    ['"8000-8001:80-81"', '8000-8001/tcp', '80-81', undefined, 'http://localhost:8000/'],
    ['"${PORT}:80"', '${PORT}/tcp', '80', 'http', undefined],
    ['"${PORT:-8080}:80"', '8080/tcp', '80', 'http', 'http://localhost:8080/'],
    ['"${IP}:8080:80"', '${IP}:8080/tcp', '80', 'http', undefined],
    ['{ target: 80, published: "8080" }', '8080/tcp', '80', 'http', 'http://localhost:8080/'],
  ])('of %s', async (entry, host, target, name, url) => {
    const [row] = await rowsOf(one(entry));
    expect(row && { host: writtenHost(row), target: row.target, name: row.name, url: row.url }).toEqual({
      host,
      target,
      name,
      url,
    });
  });

  test('stands where its host port is written, or its container port where none is', async () => {
    const scene = await sceneOf({ ...one('"${PORT}:80", 81, "127.0.0.1:8081:82"'), '.env': 'PORT=8080\n' });
    const [table] = tablesOf(scene);
    expect(table?.rows.map(row => [writtenHost(row), show(scene, row)])).toEqual([
      ['8080/tcp', 'compose.yaml:4 "${PORT}"'],
      ['127.0.0.1:8081/tcp', 'compose.yaml:4 "8081"'],
      ['any free port', 'compose.yaml:4 "81"'],
    ]);
  });

  test('says what the rules find, the gravest first, and each once', async () => {
    const files = compose(service('a', 'ports: ["80:80"]'), service('b', 'ports: ["80:81"]'));
    const [row] = await rowsOf(files);
    expect(row && findingsText(row)).toEqual([
      'Host port 80 is published by "a" and "b": the second fails to start.',
      'Host port 80 is below 1024: publishing it needs root, and fails in rootless engines.',
    ]);
  });

  test('of a service that runs nowhere, or has no network of its own, is none', async () => {
    const files = compose(
      service('off', 'ports: ["1:1"]', 'scale: 0'),
      service('host', 'ports: ["2:2"]', 'network_mode: host'),
      service('on', 'ports: ["3:3"]', 'expose: [4]'),
    );
    expect((await rowsOf(files)).map(({ unit: name }) => name)).toEqual(['on']);
  });
});

describe('a table', () => {
  test('is in the order of host ports; those that are not known come last', async () => {
    const files = compose(
      service('a', 'ports: [80, "${PORT}:81", "9000:1", "53:53/udp"]'),
      service('b', 'ports: ["8000-8010:80", "443:443"]'),
    );
    expect((await rowsOf(files)).map(writtenHost)).toEqual([
      '53/udp',
      '443/tcp',
      '8000-8010/tcp',
      '9000/tcp',
      '${PORT}/tcp',
      'any free port',
    ]);
  });

  const publishing = (port: number) => `services:\n${service('web', `ports: ["${port}:80"]`)}`;
  const titles = async (files: Files) => tablesOf(await sceneOf(files)).map(titleOf);

  test('has the name of its folder, and of its file where the folder has several projects', async () => {
    const files = {
      'compose.yaml': publishing(8080),
      'compose.override.yaml': publishing(8081),
      'compose.dev.yaml': `services:\n${part('web', 'ports: ["8082:80"]')}`,
      'a/docker-compose.yml': publishing(8080),
      'b/.env': 'COMPOSE_FILE=one.yaml:two.yaml\n',
      'b/one.yaml': publishing(8080),
      'b/two.yaml': publishing(8081),
      'c/db.compose.yaml': publishing(8080),
      'd/one.compose.yaml': publishing(8080),
      'd/two.compose.yaml': publishing(8081),
    };
    const tables = tablesOf(await sceneOf(files));
    expect(tables.map(table => `${titleOf(table)} ${table.rows.map(({ host }) => host).join()}`)).toEqual([
      'compose.dev.yaml 8080,8082',
      'compose.yaml 8080,8081',
      'a 8080',
      'b 8080,8081',
      'c 8080',
      'd/one.compose.yaml 8080',
      'd/two.compose.yaml 8081',
    ]);
  });

  test('has the name of the workspace folder where it stands there alone', async () => {
    expect(await titles({ 'compose.yaml': publishing(8080) })).toEqual(['project']);
  });

  test('leaves out the folders that all projects stand in, and has the others apart', async () => {
    const files = {
      'deploy/stacks/shop/compose.yaml': publishing(8080),
      'deploy/stacks/blog/compose.yaml': publishing(8081),
      'deploy/stacks/old/shop/compose.yaml': publishing(8082),
    };
    const tables = tablesOf(await sceneOf(files));
    expect(tables.map(({ parent, name }) => [parent, name])).toEqual([
      ['', 'blog'],
      ['old', 'shop'],
      ['', 'shop'],
    ]);
    expect(await titles({ 'deploy/shop/compose.yaml': publishing(8080) })).toEqual(['shop']);
  });

  test('has the names of folders also where two projects have one main file, and IDs of their own', async () => {
    const files = {
      'shared.yaml': `services:\n${service('web', 'ports: ["${PORT}:80"]')}`,
      'a/.env': 'COMPOSE_FILE=../shared.yaml\nPORT=8080\n',
      'b/.env': 'COMPOSE_FILE=../shared.yaml\nPORT=8081\n',
    };
    const tables = tablesOf(await sceneOf(files));
    expect(tables.map(titleOf)).toEqual(['a', 'b']);
    expect(new Set(tables.map(({ id }) => id)).size).toBe(2);
  });

  test('holds what its files include, with its values; these make no table of their own', async () => {
    const web = `services:\n${service('web', 'ports: ["${PORT:-80}:80"]')}`;
    const files = {
      '.env': 'PORT=8080\n',
      'compose.yaml': 'include: [web/compose.yaml]\n',
      'web/compose.yaml': web,
    };
    const tables = tablesOf(await sceneOf(files));
    expect(tables.map(table => [titleOf(table), table.rows.map(writtenHost)])).toEqual([
      ['project', ['8080/tcp']],
    ]);
    // One that is only extended can be started.
    const extending = 'services:\n  web:\n    extends: { file: web/compose.yaml, service: web }\n';
    expect(await titles({ ...files, 'compose.yaml': extending })).toEqual(['project', 'web']);
    // Nor is it lost where they go round.
    const round = {
      'a/compose.yaml': `include: [../b/compose.yaml]\n${web}`,
      'b/compose.yaml': `include: [../a/compose.yaml]\n${web}`,
    };
    expect(await titles(round)).toEqual(['a', 'b']);
  });

  test.each([
    ['no file', {}],
    ['no service', { 'compose.yaml': 'services: {}\n' }],
    ['no port', compose(service('web'), service('db', 'expose: [5432]'))],
    ['ports that nobody can read', one('"http"')],
    [
      'a file that Compose passes over',
      { 'compose.yaml': '', 'docker-compose.yml': one('"1:1"')['compose.yaml'] },
    ],
  ])('is there for no project with %s', async (_, files) => {
    const scene = await sceneOf(files as Files);
    expect(tablesOf(scene)).toEqual([]);
  });

  test('of a folder with spaces, signs and other letters has it as people write it', async () => {
    const folder = "#1 große Häuser 東京 & 'mehr' (50%)";
    const path = URI.file(`/project/${folder}/compose.yaml`).toString().slice(ROOT.length);
    expect(await titles({ [path]: one('"1:1"')['compose.yaml'] })).toEqual([folder]);
  });

  test('follows the settings', async () => {
    const { workspace } = await sceneOf(one('"80:80"'));
    const messages = (privilegedPortThreshold: number) =>
      portTables(workspace, workspace.projects(), () => ({
        ...DEFAULT_SETTINGS,
        privilegedPortThreshold,
      })).map(({ rows }) => rows.map(({ findings }) => findings.map(({ rule }) => rule)));
    expect(messages(1024)).toEqual([[['privileged-port']]]);
    expect(messages(80)).toEqual([[[]]]);
  });
});

describe('conflicts', () => {
  const [a, b] = [service('a', 'ports: ["80:1"]'), service('b', 'ports: ["80:2"]')];
  const MESSAGE = 'Host port 80 is published by "a" and "b": the second fails to start.';
  const silence = '# portolan-ignore: port-conflict\n';

  const conflicts = async (files: Files) => tablesOf(await sceneOf(files)).map(table => table.conflicts);

  test('are said once, though each is shown at both ends', async () => {
    expect(await conflicts(compose(a, b))).toEqual([[MESSAGE]]);
  });

  test('are one for each port, however many want it', async () => {
    const files = compose(a, b, service('c', 'ports: ["80:3", "81:1"]'), service('d', 'ports: ["81:1"]'));
    expect((await conflicts(files))[0]).toHaveLength(2);
  });

  test('are told apart by what collides, though the same is said of both', async () => {
    const ports = (address: string) => `"${address}:80:1"`;
    const [c, d] = ['a', 'b'].map(name =>
      service(name, `ports: [${ports('127.0.0.1')}, ${ports('127.0.0.2')}]`),
    );
    expect(await conflicts(compose(c ?? '', d ?? ''))).toEqual([[MESSAGE, MESSAGE]]);
  });

  test('are left out where comments silence them', async () => {
    const silenced = (text: string) => text.replace('    ports', `    ${silence}    ports`);
    expect(await conflicts(compose(silenced(a), silenced(b)))).toEqual([[]]);
    expect(await conflicts(compose(a, silenced(b)))).toEqual([[MESSAGE]]);
    const whole = `# portolan-ignore-file: port-conflict\n${compose(a, b)['compose.yaml']}`;
    expect(await conflicts({ 'compose.yaml': whole })).toEqual([[]]);
  });

  test('of overlays are those of their own projects', async () => {
    const scene = await sceneOf({
      ...compose(a, b),
      'compose.dev.yaml': `services:\n${part('a', 'environment: { A: b }')}`,
      'compose.test.yaml': `services:\n${part('b', 'ports: ["81:1"]')}${service('c', 'ports: ["81:1"]')}`,
    });
    expect(tablesOf(scene).map(table => [titleOf(table), table.conflicts.length])).toEqual([
      ['compose.dev.yaml', 1],
      ['compose.test.yaml', 2],
      ['compose.yaml', 1],
    ]);
  });

  test('go with the ports that had them', async () => {
    const scene = await sceneOf(compose(a, b));
    expect(tablesOf(scene)[0]?.conflicts).toHaveLength(1);
    await scene.workspace.change('file:///project/compose.yaml', compose(a)['compose.yaml'] ?? '');
    expect(tablesOf(scene)[0]?.conflicts).toEqual([]);
  });
});
