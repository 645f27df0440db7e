// biome-ignore-all lint/suspicious/noTemplateCurlyInString: so Compose writes its variables.
import { describe, expect, test } from 'vitest';
import { definitionAt, referencesAt } from '../../../server/src/features/navigation';
import { rename } from '../../../server/src/features/rename';
import { documentSymbols } from '../../../server/src/features/symbols';
import { changedLines, renamedLines, type Scene, sceneOf, showRange } from '../support/scene';

type Files = Readonly<Record<string, string>>;

function references(scene: Scene, index = 0): readonly string[] {
  const spot = scene.spots[index];
  if (!spot) throw new Error('no caret');
  return referencesAt(scene.workspace, spot.document, spot.position).map(({ uri, range }) =>
    showRange(scene, uri, range),
  );
}

function definitions(scene: Scene, index = 0): readonly string[] {
  const spot = scene.spots[index];
  if (!spot) throw new Error('no caret');
  return definitionAt(scene.workspace, spot.document, spot.position).map(({ uri, range }) =>
    showRange(scene, uri, range),
  );
}

/** The lines after the port at the caret became 7000. */
async function moved(files: Files): Promise<readonly string[]> {
  return [renamedLines(await sceneOf(files), '7000')].flat();
}

describe('a mapping', () => {
  test('leads from its host port to its container port', async () => {
    const scene = await sceneOf({
      'compose.yaml': 'services:\n  a:\n    image: x\n    ports: ["80‸80:3000"]\n',
    });
    expect(definitions(scene)).toEqual(['compose.yaml:4 "3000"']);
  });

  test('has two numbers that move apart', async () => {
    expect(
      await moved({
        'compose.yaml': 'services:\n  a:\n    image: x\n    ports: ["‸3000:3000"]\n    expose: [3000]\n',
      }),
    ).toEqual(['compose.yaml:4 ports: ["7000:3000"]']);
    expect(
      await moved({
        'compose.yaml': 'services:\n  a:\n    image: x\n    ports: ["3000:‸3000"]\n    expose: [3000]\n',
      }),
    ).toEqual(['compose.yaml:4 ports: ["3000:7000"]', 'compose.yaml:5 expose: [7000]']);
  });
});

describe('a target leads to the EXPOSE of the Dockerfile that the service builds', () => {
  const STAGES =
    'FROM scratch AS base\nEXPOSE 3000\nFROM base AS dev\nEXPOSE 3000\nFROM scratch\nEXPOSE 3000\n';

  test.each([
    ['the last stage', 'build: .', ['Dockerfile:6 "3000"']],
    [
      'build.target, and what it builds on',
      'build: { context: ., target: dev }',
      ['Dockerfile:2 "3000"', 'Dockerfile:4 "3000"'],
    ],
    ['a stage that is not there', 'build: { context: ., target: nope }', []],
  ])('%s', async (_name, build, expected) => {
    const scene = await sceneOf({
      'compose.yaml': `services:\n  a:\n    ${build}\n    ports: ["8080:‸3000"]\n`,
      Dockerfile: STAGES,
    });
    expect(definitions(scene)).toEqual(expected);
    expect(references(scene)).toEqual([...expected, 'compose.yaml:4 "3000"']);
  });

  test.each([
    [
      'context and dockerfile',
      'build: { context: app, dockerfile: docker/Web.Dockerfile }',
      'app/docker/Web.Dockerfile',
    ],
    ['a context alone', 'build: ./app', 'app/Dockerfile'],
  ])('%s', async (_name, build, path) => {
    const scene = await sceneOf({
      'compose.yaml': `services:\n  a:\n    ${build}\n    ports: ["8080:‸3000"]\n`,
      [path]: 'FROM scratch\nEXPOSE 3000 3001\n',
    });
    expect(definitions(scene)).toEqual([`${path}:2 "3000"`]);
  });

  test('of its protocol only', async () => {
    const scene = await sceneOf({
      'compose.yaml': 'services:\n  a:\n    build: .\n    ports: ["53:‸53/udp"]\n',
      Dockerfile: 'FROM scratch\nEXPOSE 53 53/udp\n',
    });
    expect(references(scene)).toEqual(['Dockerfile:2 "53"', 'compose.yaml:4 "53"']);
  });

  test('that two services build: both move', async () => {
    expect(
      await moved({
        'compose.yaml':
          'services:\n  a:\n    build: .\n    ports: ["8080:‸3000"]\n  b:\n    build: .\n    ports: ["8081:3000"]\n  c:\n    image: x\n    ports: ["8082:3000"]\n',
        Dockerfile: 'FROM scratch\nEXPOSE 3000\nHEALTHCHECK CMD curl localhost:3000\n',
      }),
    ).toEqual([
      'Dockerfile:2 EXPOSE 7000',
      'Dockerfile:3 HEALTHCHECK CMD curl localhost:7000',
      'compose.yaml:4 ports: ["8080:7000"]',
      'compose.yaml:7 ports: ["8081:7000"]',
    ]);
  });

  test('through the variable that it is given by', async () => {
    expect(
      await moved({
        'compose.yaml': 'services:\n  a:\n    build: .\n    ports: ["8080:‸3000"]\n',
        Dockerfile: 'FROM scratch\nARG PORT=3000\nEXPOSE ${PORT}\n',
      }),
    ).toEqual(['Dockerfile:2 ARG PORT=7000', 'compose.yaml:4 ports: ["8080:7000"]']);
  });
});

describe('a URL of this machine leads to the published port', () => {
  test.each([
    ['http://localhost:8080/', '"8080:80"', true],
    ['http://127.0.0.1:8080/', '"8080:80"', true],
    ['http://[::1]:8080/', '"8080:80"', true],
    ['http://0.0.0.0:8080/', '"8080:80"', true],
    ['http://api.localhost:8080/', '"8080:80"', true],
    ['http://host.docker.internal:8080/', '"8080:80"', true],
    ['localhost:8080', '"8080:80"', true],
    ['http://localhost:8080/', '"127.0.0.1:8080:80"', true],
    ['http://127.0.0.2:8080/', '"127.0.0.1:8080:80"', false],
    ['http://localhost:8080/', '"127.0.0.2:8080:80"', false],
    ['http://localhost:8080/', '"192.168.0.1:8080:80"', false],
    ['http://[::1]:8080/', '"0.0.0.0:8080:80"', false],
    // Docker Desktop forwards it.
    ['http://host.docker.internal:8080/', '"127.0.0.1:8080:80"', true],
    ['http://localhost:8080/', '"8080:80/udp"', false],
    ['http://example.com:8080/', '"8080:80"', false],
    ['http://localhost:80/', '"8080:80"', false],
  ])('%s and %s: %s', async (url, ports, isLinked) => {
    const scene = await sceneOf({
      'compose.yaml': `services:\n  a:\n    image: x\n    ports: [${ports}]\n`,
      'README.md': `Open ${url.replace(/(:\d+)/, '$1‸')}\n`,
    });
    expect(definitions(scene)).toEqual(isLinked ? ['compose.yaml:4 "8080"'] : []);
  });

  test.each([
    ['http', 80],
    ['https', 443],
    ['ws', 80],
    ['wss', 443],
    ['postgres', 5432],
    ['redis', 6379],
    ['amqp', 5672],
  ])('%s:// relies on %i', async (scheme, port) => {
    expect(
      await moved({
        'compose.yaml': `services:\n  a:\n    image: x\n    ports: ["‸${port}:1"]\n`,
        'README.md': `<${scheme}://u:p@localhost/x> ${scheme}://localhost:81 ${scheme}://elsewhere/\n`,
      }),
    ).toEqual([
      `README.md:1 <${scheme}://u:p@localhost:7000/x> ${scheme}://localhost:81 ${scheme}://elsewhere/`,
      'compose.yaml:4 ports: ["7000:1"]',
    ]);
  });

  test('but in a range that is a pool it moves with nothing', async () => {
    expect(
      await moved({
        'compose.yaml': 'services:\n  a:\n    image: x\n    ports: ["‸8080-8081:80"]\n',
        'README.md': 'http://localhost:8080\n',
      }),
    ).toEqual(['compose.yaml:4 ports: ["7000-7001:80"]']);
  });

  test('and moves with a range', async () => {
    expect(
      await moved({
        'compose.yaml': 'services:\n  a:\n    image: x\n    ports: ["‸8080-8082:80-82"]\n',
        'README.md':
          'http://localhost:8081 http://localhost:8082 http://localhost:8083 http://localhost:80\n',
      }),
    ).toEqual([
      'README.md:1 http://localhost:7001 http://localhost:7002 http://localhost:8083 http://localhost:80',
      'compose.yaml:4 ports: ["7000-7002:80-82"]',
    ]);
  });

  test('of the nearest project', async () => {
    const compose = 'services:\n  a:\n    image: x\n    ports: ["8080:80"]\n';
    const scene = await sceneOf({
      'a/compose.yaml': compose,
      'b/compose.yaml': compose,
      'b/docs/README.md': 'http://localhost:‸8080\n',
      'README.md': 'http://localhost:‸8080\n',
    });
    expect(definitions(scene, 0)).toEqual(['b/compose.yaml:4 "8080"']);
    expect(definitions(scene, 1)).toEqual([]);
  });
});

describe('a URL of a service leads to its target, never to its published port', () => {
  const COMPOSE = `services:
  api:
    image: x
    ports: ["8080:3000"]
  db:
    image: postgres
    ports: ["5433:5432"]
  web:
    image: y
    environment:
      API: http://api:3000‸/
      WRONG: http://api:8080‸/
      DB: postgres://u:p@db‸/x
      HOST: db:5432‸
`;
  test('by name', async () => {
    const scene = await sceneOf({ 'compose.yaml': COMPOSE });
    expect(definitions(scene, 0)).toEqual(['compose.yaml:4 "3000"']);
    // Nothing declares 8080 in the container: the service itself is shown.
    expect(definitions(scene, 1)).toEqual(['compose.yaml:2 "api"']);
    expect(definitions(scene, 2)).toEqual(['compose.yaml:7 "5432"']);
    expect(definitions(scene, 3)).toEqual(['compose.yaml:7 "5432"']);
    expect(references(scene, 2)).toEqual([
      'compose.yaml:7 "5432"',
      'compose.yaml:13 ""',
      'compose.yaml:14 "5432"',
    ]);
  });

  test('in whose network another service is', async () => {
    const scene = await sceneOf({
      'compose.yaml': `services:
  vpn:
    image: x
    ports: ["8080:80"]
  app:
    image: y
    network_mode: service:vpn
  web:
    image: z
    environment:
      URL: http://app:80‸/
`,
    });
    expect(definitions(scene)).toEqual(['compose.yaml:4 "80"']);
  });
});

describe('localhost in the context of the container is the container', () => {
  test.each([
    ['healthcheck', 'healthcheck: { test: curl http://localhost:3000/ }'],
    ['command', 'command: serve http://127.0.0.1:3000/'],
    ['entrypoint', 'entrypoint: ["serve", "localhost:3000"]'],
  ])('%s', async (_name, line) => {
    const scene = await sceneOf({
      'compose.yaml': `services:\n  a:\n    image: x\n    ports: ["3000:3000"]\n    ${line.replace('3000', '3000‸')}\n`,
    });
    expect(references(scene)).toEqual(['compose.yaml:4 "3000"', 'compose.yaml:5 "3000"']);
    expect(definitions(scene)).toEqual(['compose.yaml:4 "3000"']);
    const { document, position } = scene.spot;
    const edits = rename(scene.workspace, document, position, '7000');
    if ('refusal' in edits) throw new Error(edits.refusal);
    expect(changedLines(scene, edits.edits)).toEqual([
      'compose.yaml:4 ports: ["3000:7000"]',
      `compose.yaml:5 ${line.replace('3000', '7000')}`,
    ]);
  });

  test('HEALTHCHECK of the Dockerfile, also where it relies on the scheme', async () => {
    expect(
      await moved({
        'compose.yaml': 'services:\n  a:\n    build: .\n    ports: ["80:‸80"]\n',
        Dockerfile:
          'FROM scratch\nHEALTHCHECK CMD curl -f http://localhost/ || exit 1\n# http://localhost/\n',
      }),
    ).toEqual([
      'Dockerfile:2 HEALTHCHECK CMD curl -f http://localhost:7000/ || exit 1',
      'compose.yaml:4 ports: ["80:7000"]',
    ]);
  });

  test('but host.docker.internal is not', async () => {
    const scene = await sceneOf({
      'compose.yaml':
        'services:\n  a:\n    image: x\n    ports: ["8080:3000"]\n    command: curl http://host.docker.internal:8080‸\n',
    });
    expect(definitions(scene)).toEqual(['compose.yaml:4 "8080"']);
  });
});

describe('localhost in an environment', () => {
  test.each([
    ['the target that is not published', 'expose: [3000]', ['compose.yaml:5 "3000"']],
    ['the target that is published as another', 'ports: ["8080:3000"]', ['compose.yaml:5 "3000"']],
    ['the published port, where both have the number', 'ports: ["3000:3000"]', ['compose.yaml:5 "3000"']],
    ['the published port of another target', 'ports: ["3000:80"]', ['compose.yaml:5 "3000"']],
  ])('%s', async (_name, ports, expected) => {
    const scene = await sceneOf({
      'compose.yaml': `services:\n  a:\n    image: x\n    environment: ["URL=http://localhost:3000‸"]\n    ${ports}\n`,
    });
    expect(definitions(scene)).toEqual(expected);
  });

  test('where both have the number it moves with the host port, not with the container port', async () => {
    const files = (ports: string) => ({
      'compose.yaml': `services:\n  a:\n    image: x\n    environment: ["URL=http://localhost:3000"]\n    ports: ["${ports}"]\n`,
    });
    expect(await moved(files('‸3000:3000'))).toEqual([
      'compose.yaml:4 environment: ["URL=http://localhost:7000"]',
      'compose.yaml:5 ports: ["7000:3000"]',
    ]);
    expect(await moved(files('3000:‸3000'))).toEqual(['compose.yaml:5 ports: ["3000:7000"]']);
  });

  test('of an env_file, likewise', async () => {
    const scene = await sceneOf({
      'compose.yaml': 'services:\n  a:\n    image: x\n    env_file: app.env\n    expose: [3000]\n',
      'app.env': 'URL=http://localhost:3000‸/\n',
    });
    expect(definitions(scene)).toEqual(['compose.yaml:5 "3000"']);
  });
});

describe('variables', () => {
  test('one of .env moves with everything that it gives', async () => {
    expect(
      await moved({
        '.env': 'PORT=‸3000\nOTHER=3000\n',
        'compose.yaml': `services:
  a:
    image: x
    ports: ["\${PORT}:\${PORT}"]
    environment:
      URL: http://localhost:\${PORT}/
  b:
    image: y
    environment:
      API: http://a:3000/
      FIXED: http://localhost:3000/
`,
      }),
    ).toEqual([
      '.env:1 PORT=7000',
      'compose.yaml:10 API: http://a:7000/',
      'compose.yaml:11 FIXED: http://localhost:7000/',
    ]);
  });

  test('a default moves where it counts, and the value of .env where that does', async () => {
    const compose = 'services:\n  a:\n    image: x\n    ports: ["${PORT:-‸3000}:80"]\n';
    expect(await moved({ 'compose.yaml': compose })).toEqual(['compose.yaml:4 ports: ["${PORT:-7000}:80"]']);
    expect(await moved({ 'compose.yaml': compose, '.env': 'PORT=3001\n' })).toEqual(['.env:1 PORT=7000']);
  });

  test.each([
    ['its own port', 'PORT', '3000', 'api:3000'],
    ['one that names the service', 'WEB_PORT', '8000', 'web:8000'],
    ['one that names its image', 'POSTGRES_PORT', '5432', 'db:5432'],
    ['one of a software that the image is', 'DATABASE_PORT', '5432', 'db:5432'],
    ['one beside a host', 'UPSTREAM_PORT', '9000', 'other:9000'],
    ['one that has a number of another by chance', 'PORT', '8000', undefined],
    ['likewise with a word that names nobody', 'HTTP_PORT', '8000', undefined],
    ['likewise', 'ADMIN_PORT', '9000', undefined],
    ['a name that says no port', 'WEB_COUNT', '8000', undefined],
    ['a name that holds the letters', 'SUPPORT', '3000', undefined],
  ])('named: %s (%s=%s)', async (_name, key, value, expected) => {
    const scene = await sceneOf({
      'compose.yaml': `services:
  api:
    image: x
    expose: [3000]
    environment:
      ${key}: ${value}
      UPSTREAM_HOST: other
  web:
    image: y
    expose: [8000]
  db:
    image: postgres:16
    expose: [5432]
  other:
    image: z
    expose: [9000]
`.replace(`${key}: ${value}`, `${key}: ${value}‸`),
    });
    const lines: Readonly<Record<string, number>> = { api: 4, web: 10, db: 13, other: 16 };
    const [service = '', port] = expected?.split(':') ?? [];
    expect(definitions(scene)).toEqual(expected ? [`compose.yaml:${lines[service]} "${port}"`] : []);
  });
});

describe('several files', () => {
  test('an override twin that says the same entry moves with it', async () => {
    expect(
      await moved({
        'compose.yaml': 'services:\n  a:\n    image: x\n    ports: ["‸8080:80"]\n',
        'compose.override.yaml': 'services:\n  a:\n    ports: ["8080:80", "8081:80"]\n',
      }),
    ).toEqual(['compose.override.yaml:3 ports: ["7000:80", "8081:80"]', 'compose.yaml:4 ports: ["7000:80"]']);
  });

  test('an overlay moves with its base', async () => {
    expect(
      await moved({
        'compose.yaml': 'services:\n  a:\n    image: x\n    ports: ["8080:‸3000"]\n',
        'compose.dev.yaml':
          'services:\n  a:\n    expose: [3000]\n    environment: { PORT: 3000 }\n  b:\n    image: y\n    command: get http://a:3000/\n',
      }),
    ).toEqual([
      'compose.dev.yaml:3 expose: [7000]',
      'compose.dev.yaml:4 environment: { PORT: 7000 }',
      'compose.dev.yaml:7 command: get http://a:7000/',
      'compose.yaml:4 ports: ["8080:7000"]',
    ]);
  });

  test('a service that another extends in its file', async () => {
    expect(
      await moved({
        'compose.yaml': `services:
  web:
    extends: { file: common.yaml, service: base }
    healthcheck: { test: curl http://localhost:3000/ }
`,
        'common.yaml': 'services:\n  base:\n    image: x\n    expose: [‸3000]\n',
      }),
    ).toEqual([
      'common.yaml:4 expose: [7000]',
      'compose.yaml:4 healthcheck: { test: curl http://localhost:7000/ }',
    ]);
  });

  test('one port of a range leads to the others', async () => {
    const scene = await sceneOf({
      'compose.yaml': 'services:\n  a:\n    build: .\n    ports: ["8000-8001:3000-3001"]\n',
      Dockerfile: 'FROM scratch\nEXPOSE 3000 3001‸ 3002\n',
    });
    expect(references(scene)).toEqual([
      'Dockerfile:2 "3000"',
      'Dockerfile:2 "3001"',
      'compose.yaml:4 "3000-3001"',
    ]);
  });

  test('a range moves as one: with each of its ports', async () => {
    expect(
      await moved({
        'compose.yaml':
          'services:\n  a:\n    build: .\n    ports: ["3000-3001:‸3000-3001"]\n    command: curl http://localhost:3001\n',
        Dockerfile: 'FROM scratch\nEXPOSE 3000 3001 3002\n',
      }),
    ).toEqual([
      'Dockerfile:2 EXPOSE 7000 7001 3002',
      'compose.yaml:4 ports: ["3000-3001:7000-7001"]',
      'compose.yaml:5 command: curl http://localhost:7001',
    ]);
  });
});

test('a rename gives the same before and after the symbols of the document were asked for', async () => {
  const scene = await sceneOf({
    'compose.yaml': `services:
  api:
    image: x
    environment: { DB_HOST: db, DB_PORT: 5432 }
  db:
    image: postgres
    ports: ["5433:‸5432"]
`,
  });
  const { document, position } = scene.spot;
  const edits = () => rename(scene.workspace, document, position, '7000');
  const before = edits();
  documentSymbols(scene.workspace, document);
  expect('edits' in before && before.edits).toHaveLength(2);
  expect(edits()).toEqual(before);
});
