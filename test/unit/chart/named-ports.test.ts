// biome-ignore-all lint/suspicious/noTemplateCurlyInString: so Compose writes its variables.
import { describe, expect, test } from 'vitest';
import { occurrencesIn } from '../../../server/src/chart/occurrences';
import { definitionAt } from '../../../server/src/features/navigation';
import { renamedLines, type Scene, sceneOf, show, showRange } from '../support/scene';

type Files = Readonly<Record<string, string>>;

/** The lines after the port at the caret became 7000. */
async function moved(files: Files): Promise<readonly string[]> {
  return [renamedLines(await sceneOf(files), '7000')].flat();
}

function definitions(scene: Scene): readonly string[] {
  const { document, position } = scene.spot;
  return definitionAt(scene.workspace, document, position).map(({ uri, range }) =>
    showRange(scene, uri, range),
  );
}

/** The occurrences of a file that are values by a name. */
async function named(path: string, files: Files): Promise<readonly string[]> {
  const scene = await sceneOf(files);
  return occurrencesIn(scene.workspace, scene.document(path))
    .filter(({ role }) => role === 'variable')
    .map(one => show(scene, one));
}

describe('a port that a service gives by a name moves with its container port', () => {
  const api = (line: string, target = '8080:‸3000') => ({
    'compose.yaml': `services:
  api:
    image: x
    ports: ["${target}"]
    ${line}
  web:
    image: y
    environment: { API: "http://api:3000/" }
`,
  });

  test.each([
    ['command', 'command: serve --port 3000'],
    ['command with =', 'command: serve --port=3000'],
    ['command as a list', 'command: ["serve", "--port", "3000"]'],
    ['command with a variable', 'command: serve --port=${APP_PORT:-3000}'],
    ['command of a known server', 'command: next start -p 3000'],
    ['command with any address', 'command: ["serve", ":3000"]'],
    ['command that listens', 'command: serve --listen 3000'],
    ['command with --http-port', 'command: serve --http-port=3000'],
    ['entrypoint', 'entrypoint: ["serve", "--entrypoints.web.address=:3000"]'],
    ['an address with 0.0.0.0', 'command: serve 0.0.0.0:3000'],
    ['health check', 'healthcheck: { test: "pg_isready -p 3000" }'],
    ['label', 'labels: ["traefik.http.services.x.loadbalancer.server.port=3000"]'],
    ['label in a mapping', 'labels: { traefik.http.services.x.loadbalancer.server.port: 3000 }'],
    ['label of a swarm', 'deploy: { labels: { traefik.port: 3000 } }'],
    ['VIRTUAL_PORT', 'environment: { VIRTUAL_PORT: 3000 }'],
    ['SERVERPORT', 'environment: [SERVERPORT=3000]'],
    ['JMXPORT', 'environment: { JMXPORT: "3000" }'],
    ['dbPort of nobody else', 'environment: { server.port: 3000 }'],
    ['build argument', 'build: { context: ., args: { PORT: 3000 } }'],
    ['build argument in a list', 'build: { context: ., args: ["PORT=3000"] }'],
  ])('%s', async (_name, line) => {
    const expected = [
      'compose.yaml:4 ports: ["8080:7000"]',
      `compose.yaml:5 ${line.replace('3000', '7000')}`,
      'compose.yaml:8 environment: { API: "http://api:7000/" }',
    ];
    expect(await moved(api(line))).toEqual(expected);
    // The other way about, too.
    expect(await moved(api(line.replace(/3000(?!.*3000)/, '‸3000'), '8080:3000'))).toEqual(expected);
  });

  test('also where nothing declares it', async () => {
    expect(
      await moved({
        'compose.yaml':
          'services:\n  api:\n    image: x\n    command: serve --port ‸3000\n    environment: { PORT: 3000 }\n  web:\n    image: y\n    command: get http://api:3000/\n',
      }),
    ).toEqual([
      'compose.yaml:4 command: serve --port 7000',
      'compose.yaml:5 environment: { PORT: 7000 }',
      'compose.yaml:8 command: get http://api:7000/',
    ]);
  });

  test('one that no port of the service is stands by itself', async () => {
    const files = {
      'compose.yaml':
        'services:\n  api:\n    image: x\n    ports: ["80:80"]\n    command: serve --grpc-port ‸3000\n    expose: ["9000"]\n',
    };
    expect(await moved(files)).toEqual(['compose.yaml:5 command: serve --grpc-port 7000']);
  });

  test('one that speaks of another service moves with that', async () => {
    expect(
      await moved({
        'compose.yaml':
          'services:\n  api:\n    image: x\n    expose: [5432]\n    command: migrate --db-host db --db-port 5432\n  db:\n    image: postgres\n    ports: ["5433:‸5432"]\n',
      }),
    ).toEqual([
      'compose.yaml:5 command: migrate --db-host db --db-port 7000',
      'compose.yaml:8 ports: ["5433:7000"]',
    ]);
  });

  test('what only looks like one is none', async () => {
    expect(
      await named('compose.yaml', {
        'compose.yaml': `services:
  api:
    image: x
    build: { context: ., args: { UID: 1000, NODE: 18 } }
    command: mkdir -p 3000 --support 80
    labels: { traefik.http.routers.x.priority: 80, LETSENCRYPT_HOST: a }
    environment: { SUPPORT: 80, EXPORT: 8080, LETSENCRYPT_HOST: example.com }
`,
      }),
    ).toEqual([]);
  });
});

describe('arguments of a build', () => {
  const files = (argument: string, arg: string) => ({
    'compose.yaml': `services:\n  api:\n    build: { context: ., args: { P: ${argument} } }\n    ports: ["8080:3000"]\n`,
    Dockerfile: `FROM scratch\nARG P=${arg}\nEXPOSE $P\n`,
  });

  test('move with the ARG and what it gives', async () => {
    const expected = [
      'Dockerfile:2 ARG P=7000',
      'compose.yaml:3 build: { context: ., args: { P: 7000 } }',
      'compose.yaml:4 ports: ["8080:7000"]',
    ];
    expect(await moved(files('‸3000', '3000'))).toEqual(expected);
    expect(await moved(files('3000', '‸3000'))).toEqual(expected);
  });
});

describe('ARG', () => {
  test('is an occurrence, whatever it gives', async () => {
    expect(
      await named('Dockerfile', {
        Dockerfile:
          'ARG HTTP_PORT=8080\nFROM php\nARG XDEBUG_PORT=9003\nARG VERSION=18\nARG P=90\nEXPOSE $P\n',
      }),
    ).toEqual(['Dockerfile:1 "8080"', 'Dockerfile:3 "9003"', 'Dockerfile:5 "90"']);
  });

  test('moves with the EXPOSE and ENV that say its number', async () => {
    expect(
      await moved({
        Dockerfile: 'FROM php\nARG XDEBUG_PORT=‸9003\nENV XDEBUG_CLIENT_PORT=$XDEBUG_PORT\nEXPOSE 9003\n',
      }),
    ).toEqual(['Dockerfile:2 ARG XDEBUG_PORT=7000', 'Dockerfile:4 EXPOSE 7000']);
  });
});

describe('a Dockerfile that no Compose file builds', () => {
  test('ENV, EXPOSE, CMD and HEALTHCHECK are linked among themselves', async () => {
    const text = (port: string) =>
      `FROM node\nENV PORT=3000\nEXPOSE ${port}\nHEALTHCHECK CMD curl http://localhost:3000/\nCMD ["serve", "--port", "3000"]\nRUN curl http://localhost:9000\n`;
    const expected = [
      'Dockerfile:2 ENV PORT=7000',
      'Dockerfile:3 EXPOSE 7000',
      'Dockerfile:4 HEALTHCHECK CMD curl http://localhost:7000/',
      'Dockerfile:5 CMD ["serve", "--port", "7000"]',
    ];
    expect(await moved({ Dockerfile: text('‸3000') })).toEqual(expected);
    expect(await moved({ Dockerfile: text('3000').replace('PORT=', 'PORT=‸') })).toEqual(expected);
    expect(await moved({ Dockerfile: text('3000').replace('host:', 'host:‸') })).toEqual(expected);
    // A project beside it that has nothing to do with it changes nothing.
    expect(
      await moved({
        Dockerfile: text('‸3000'),
        'docker-compose.yml': 'services:\n  a:\n    image: x\n    ports: ["3000:3000"]\n',
      }),
    ).toEqual(expected);
  });

  test('stage by stage, with what a stage builds on', async () => {
    const text =
      'FROM node AS base\nENV PORT=3000\nFROM base AS dev\nEXPOSE 3000\nFROM nginx\nEXPOSE 3000\nHEALTHCHECK CMD curl localhost:3000\n';
    expect(await moved({ Dockerfile: text.replace('PORT=', 'PORT=‸') })).toEqual([
      'Dockerfile:2 ENV PORT=7000',
      'Dockerfile:4 EXPOSE 7000',
    ]);
    expect(await moved({ Dockerfile: text.replace('localhost:', 'localhost:‸') })).toEqual([
      'Dockerfile:6 EXPOSE 7000',
      'Dockerfile:7 HEALTHCHECK CMD curl localhost:7000',
    ]);
  });

  test('definition leads to its EXPOSE', async () => {
    const scene = await sceneOf({ Dockerfile: 'FROM node\nENV PORT=3000‸\nEXPOSE 3000\n' });
    expect(definitions(scene)).toEqual(['Dockerfile:3 "3000"']);
  });
});

describe("a port beside a host is that host's", () => {
  const compose = (environment: string, more = '') => ({
    'compose.yaml': `services:\n  api:\n    image: x\n    expose: [9]\n${environment}\n  db:\n    image: postgres:16\n    ports: ["5433:‸5432"]\n${more}`,
  });
  const own = 'compose.yaml:8 ports: ["5433:7000"]';

  test.each([
    ['a foreign host', 'DB_HOST: prod.example.com, DB_PORT: 5432', false],
    ['the service', 'DB_HOST: db, DB_PORT: 5432', true],
    ['the service in capitals', 'DB_HOST: DB, DB_PORT: 5432', true],
    ['no host', 'DB_PORT: 5432', true],
    ['a host that is not known', 'DB_HOST: "${NOWHERE}", DB_PORT: 5432', true],
    ['a foreign host, joined', 'DBHOST: prod.example.com, DBPORT: 5432', false],
    ['a foreign hostname', 'POSTGRES_HOSTNAME: prod.example.com, POSTGRES_PORT: 5432', false],
    ['a foreign server', 'POSTGRES_SERVER: prod.example.com, POSTGRES_PORT: 5432', false],
    ['a foreign address', 'POSTGRES_ADDR: 10.0.0.7, POSTGRES_PORT: 5432', false],
    [
      'a foreign host in the way of Spring',
      'spring.postgres.host: prod.example.com, spring.postgres.port: 5432',
      false,
    ],
    ['a service in the way of Spring', 'spring.postgres.host: db, spring.postgres.port: 5432', true],
    ['the service in a URL', 'DB_HOST: "tcp://db", DB_PORT: 5432', true],
  ])('%s', async (_name, variables, isLinked) => {
    const line = `    environment: { ${variables} }`;
    const expected = isLinked ? [`compose.yaml:5 ${line.trim().replace(/5432/, '7000')}`, own] : [own];
    expect(await moved(compose(line))).toEqual(expected);
  });

  test.each([
    ['a foreign host', 'DB_HOST=prod.example.com\nDB_PORT=5432\n', undefined],
    ['the service', 'DB_HOST=db\nDB_PORT=5432\n', 'app.env:2 DB_PORT=7000'],
  ])('in an env_file: %s', async (_name, text, linked) => {
    const files = { ...compose('    env_file: app.env'), 'app.env': text };
    expect(await moved(files)).toEqual(linked ? [linked, own] : [own]);
  });

  test('what environment says goes before the env_file', async () => {
    const files = {
      ...compose('    env_file: app.env\n    environment: { DB_HOST: db }'),
      'app.env': 'DB_HOST=prod.example.com\nDB_PORT=5432\n',
    };
    expect(await moved(files)).toEqual(['app.env:2 DB_PORT=7000', 'compose.yaml:9 ports: ["5433:7000"]']);
  });

  test('a foreign host has no port here: nothing else moves', async () => {
    expect(
      await moved({
        'compose.yaml':
          'services:\n  api:\n    image: x\n    environment: { DB_HOST: prod.example.com, DB_PORT: ‸5432 }\n  db:\n    image: postgres:16\n    ports: ["5433:5432"]\n',
      }),
    ).toEqual(['compose.yaml:4 environment: { DB_HOST: prod.example.com, DB_PORT: 7000 }']);
  });

  test('host.docker.internal has what is published', async () => {
    expect(
      await moved({
        'compose.yaml':
          'services:\n  api:\n    image: x\n    environment: { DB_HOST: host.docker.internal, DB_PORT: 5433 }\n  db:\n    image: postgres\n    ports: ["‸5433:5432"]\n',
      }),
    ).toEqual([
      'compose.yaml:4 environment: { DB_HOST: host.docker.internal, DB_PORT: 7000 }',
      'compose.yaml:7 ports: ["7000:5432"]',
    ]);
  });
});

describe('.env', () => {
  test('a key that only a replaced mapping uses is a port', async () => {
    expect(
      await named('.env', {
        '.env': 'OLD=8080\nOTHER=3000\n',
        'compose.yaml': 'services:\n  a:\n    image: x\n    ports: ["${OLD}:80"]\n',
        'compose.override.yaml': 'services:\n  a:\n    ports: !override ["9090:80"]\n',
      }),
    ).toEqual(['.env:1 "8080"']);
  });

  const shared = {
    'base.yaml':
      'services:\n  a:\n    image: x\n    ports: ["${WEB}:80"]\n    environment: { SELF: "http://localhost:${WEB}/" }\n',
    'one/.env': 'COMPOSE_FILE=../base.yaml\nWEB=8080\n',
    'two/.env': 'COMPOSE_FILE=../base.yaml\nWEB=9090\n',
    'one/compose.yaml': 'services: {}\n',
    'two/compose.yaml': 'services: {}\n',
    'one/README.md': 'http://localhost:8080\n',
  };

  test.each([
    ['a mapping', '${WEB}:80', '${WEB‸}:80'],
    ['a URL', 'localhost:${WEB}', 'localhost:${WEB‸}'],
  ])('two that give %s two values refuse, and say which', async (_name, text, withCaret) => {
    expect(await moved({ ...shared, 'base.yaml': shared['base.yaml'].replace(text, withCaret) })).toEqual([
      'This text stands for different ports in the projects that read it: 8080 (one/.env), 9090 (two/.env). Change the number in the file that gives the one you mean.',
    ]);
  });

  test('one that gives none besides refuses nothing', async () => {
    const { 'two/.env': _, ...others } = shared;
    expect(
      await moved({
        ...others,
        'two/.env': 'COMPOSE_FILE=../base.yaml\n',
        'base.yaml': shared['base.yaml'].replace('${WEB}:80', '${WEB‸}:80'),
      }),
    ).toEqual(['one/.env:2 WEB=7000', 'one/README.md:1 http://localhost:7000']);
  });

  test('the value of one moves what it gives in its own project', async () => {
    expect(await moved({ ...shared, 'one/.env': 'COMPOSE_FILE=../base.yaml\nWEB=‸8080\n' })).toEqual([
      'one/.env:2 WEB=7000',
      'one/README.md:1 http://localhost:7000',
    ]);
  });
});
