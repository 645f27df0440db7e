import { describe, expect, test } from 'vitest';
import { definitionAt } from '../../../server/src/features/navigation';
import { renamedLines, sceneOf, showRange } from '../support/scene';

type Files = Readonly<Record<string, string>>;

async function moved(files: Files): Promise<readonly string[]> {
  return [renamedLines(await sceneOf(files), '7000')].flat();
}

async function definition(files: Files): Promise<readonly string[]> {
  const scene = await sceneOf(files);
  const { document, position } = scene.spot;
  return definitionAt(scene.workspace, document, position).map(({ uri, range }) =>
    showRange(scene, uri, range),
  );
}

// Recorded: `ping` from `web` and from `other` in such a project, Docker Engine 28.5 with Compose 2.40.
describe('a host name means a service', () => {
  const compose = (web: string, other: string) => `services:
  api.internal:
    image: x
    hostname: apihost
    container_name: MyApi
    networks: { default: { aliases: [api-alias, Upper] } }
    expose: [3000]
  db:
    image: x
    expose: [3000]
  other:
    image: x
    expose: [3000]
    command: get ${other}
  web:
    image: x
    links: ["db:database", "other:db"]
    command: get ${web}
`;
  const api = 'compose.yaml:7 "3000"';
  test.each([
    ['api.internal', api],
    ['apihost', api],
    ['MyApi', api],
    ['myapi', api],
    ['api-alias', api],
    ['Upper', api],
    ['upper', api],
    ['database', 'compose.yaml:10 "3000"'],
    ['db', 'compose.yaml:13 "3000"'],
    ['DB', 'compose.yaml:13 "3000"'],
    ['other', 'compose.yaml:13 "3000"'],
  ])('%s, asked by the service that has links', async (host, expected) => {
    expect(await definition({ 'compose.yaml': compose(`http://${host}:‸3000/`, '') })).toEqual([expected]);
  });

  test.each([
    ['database', []],
    ['db', ['compose.yaml:10 "3000"']],
  ])('%s, asked by another', async (host, expected) => {
    expect(await definition({ 'compose.yaml': compose('', `http://${host}:‸3000/`) })).toEqual(expected);
  });

  test('and moves with its port', async () => {
    expect(
      await moved({
        'compose.yaml': compose(
          'http://db:3000/ http://database:3000/ http://myapi:3000/',
          'http://db:3000/',
        ).replace('3000]\n    command', '‸3000]\n    command'),
      }),
    ).toEqual([
      'compose.yaml:13 expose: [7000]',
      'compose.yaml:18 command: get http://db:7000/ http://database:3000/ http://myapi:3000/',
    ]);
  });

  test('a name of an override counts too, without a scheme as well', async () => {
    expect(
      await moved({
        'compose.yaml':
          'services:\n  db:\n    image: x\n    expose: [‸5432]\n  a:\n    image: y\n    environment: { DB: "db.local:5432/x", E: "pg:5432" }\n',
        'compose.override.yaml':
          'services:\n  db:\n    container_name: pg\n    networks: { default: { aliases: [db.local] } }\n',
      }),
    ).toEqual([
      'compose.yaml:4 expose: [7000]',
      'compose.yaml:7 environment: { DB: "db.local:7000/x", E: "pg:7000" }',
    ]);
  });
});

describe('a host name means one project', () => {
  const compose = 'services:\n  api:\n    image: x\n    expose: [3000]\n';
  const files = {
    'compose.yaml': compose,
    'sub/compose.yaml': compose,
    'sub/README.md': 'http://api:3000/\n',
    'README.md': 'http://api:3000/\n',
  };

  test('its own', async () => {
    expect(await moved({ ...files, 'sub/README.md': 'http://api:‸3000/\n' })).toEqual([
      'sub/README.md:1 http://api:7000/',
      'sub/compose.yaml:4 expose: [7000]',
    ]);
    expect(await moved({ ...files, 'compose.yaml': compose.replace('3000', '‸3000') })).toEqual([
      'README.md:1 http://api:7000/',
      'compose.yaml:4 expose: [7000]',
    ]);
  });

  test('else the nearest', async () => {
    const other = 'services:\n  other:\n    image: x\n';
    expect(
      await moved({ ...files, 'sub/compose.yaml': other, 'compose.yaml': compose.replace('3000', '‸3000') }),
    ).toEqual([
      'README.md:1 http://api:7000/',
      'compose.yaml:4 expose: [7000]',
      'sub/README.md:1 http://api:7000/',
    ]);
  });

  test('also of several in one folder; a base and its overlay are one', async () => {
    expect(
      await moved({
        'compose.yaml': compose,
        'compose.dev.yaml': 'services:\n  api:\n    ports: ["80:3000"]\n',
        'docker-compose.alone.yml':
          'services:\n  api2:\n    image: x\n    hostname: api\n    expose: [3000]\n',
        'README.md': 'http://api:‸3000/\n',
      }),
    ).toEqual([
      'README.md:1 http://api:7000/',
      'compose.dev.yaml:3 ports: ["80:7000"]',
      'compose.yaml:4 expose: [7000]',
    ]);
  });
});

describe('a file that a service mounts speaks from inside it', () => {
  const compose = (volumes: string) => `services:
  proxy:
    image: nginx
    ports: ["8080:80"]
    volumes: ${volumes}
  api:
    image: x
    ports: ["80:3000"]
    expose: [‸3000]
`;
  const NGINX = 'proxy_pass http://localhost:80/;\nproxy_pass http://api:3000/;\n';

  test.each([
    ['the short syntax', '["./nginx.conf:/etc/nginx/nginx.conf:ro"]', 'nginx.conf'],
    [
      'the long syntax',
      '[{ type: bind, source: ./nginx.conf, target: /etc/nginx/nginx.conf }]',
      'nginx.conf',
    ],
    ['a folder', '["./nginx:/etc/nginx/conf.d"]', 'nginx/sites/nginx.conf'],
    ['a folder of sources', '[".:/app"]', 'nginx.conf'],
  ])('%s', async (_name, volumes, path) => {
    expect(await moved({ 'compose.yaml': compose(volumes), [path]: NGINX })).toEqual([
      'compose.yaml:8 ports: ["80:7000"]',
      'compose.yaml:9 expose: [7000]',
      `${path}:2 proxy_pass http://api:7000/;`,
    ]);
  });

  test('localhost is the container, not the host', async () => {
    const files = {
      'compose.yaml': compose('["./nginx.conf:/etc/nginx/nginx.conf:ro"]').replace('‸', ''),
      'nginx.conf': NGINX.replace(':80', ':‸80'),
    };
    expect(await moved(files)).toEqual([
      'compose.yaml:4 ports: ["8080:7000"]',
      'nginx.conf:1 proxy_pass http://localhost:7000/;',
    ]);
    // Without the mount it is the published port.
    expect(
      await moved({ ...files, 'compose.yaml': files['compose.yaml'].replace(/volumes.*/, 'tty: true') }),
    ).toEqual(['compose.yaml:8 ports: ["7000:3000"]', 'nginx.conf:1 proxy_pass http://localhost:7000/;']);
  });

  test('also from beside the folder of the project', async () => {
    const compose2 = compose('["../conf/nginx.conf:/etc/nginx/nginx.conf"]');
    expect(await moved({ 'docker/compose.yaml': compose2, 'conf/nginx.conf': NGINX })).toEqual([
      'conf/nginx.conf:2 proxy_pass http://api:7000/;',
      'docker/compose.yaml:8 ports: ["80:7000"]',
      'docker/compose.yaml:9 expose: [7000]',
    ]);
    expect(
      await moved({
        'docker/compose.yaml': compose2.replace('‸', '').replace('8080:80', '8080:‸80'),
        'conf/nginx.conf': NGINX,
      }),
    ).toEqual([
      'conf/nginx.conf:1 proxy_pass http://localhost:7000/;',
      'docker/compose.yaml:4 ports: ["8080:7000"]',
    ]);
  });

  test('what people read speaks from the host', async () => {
    expect(
      await definition({
        'compose.yaml': compose('["./README.md:/README.md"]').replace('‸', ''),
        'README.md': 'http://localhost:‸8080/\n',
      }),
    ).toEqual(['compose.yaml:4 "8080"']);
  });
});
