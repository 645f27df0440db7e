// biome-ignore-all lint/suspicious/noTemplateCurlyInString: so Compose writes its variables.
import { describe, expect, test } from 'vitest';
import { findingsOf, sceneOf } from '../support/scene';

const RULE = 'port-conflict';

async function messagesIn(compose: string, files: Readonly<Record<string, string>> = {}) {
  const scene = await sceneOf({ ...files, 'compose.yaml': compose });
  return findingsOf(scene, RULE, 'compose.yaml').map(({ at, severity, message }) => [at, severity, message]);
}

describe('port-conflict', () => {
  const copied = (port: string) =>
    `services:\n  web:\n    image: x\n    ports: [${port}]\n    deploy: {replicas: 2}\n`;
  test.each([
    ['docker-stack.yml', '"8080:80"', 0],
    ['docker-stack.yml', '{target: 80, published: 8080, mode: ingress}', 0],
    ['docker-stack.yml', '{target: 80, published: 8080, mode: host}', 1],
    ['docker-stack.yml', '"8080:80", "8080:81"', 2],
    ['compose.yaml', '"8080:80"', 1],
    ['compose.yaml', '{target: 80, published: 8080, mode: ingress}', 1],
  ])('copies in %s with %s: %i', async (name, port, count) => {
    const scene = await sceneOf({ [name]: copied(port) });
    expect(findingsOf(scene, RULE, name).length).toBe(count);
  });

  // Recorded from Docker Engine 28.5.2 with Compose 2.40.3: the first `up` starts both, for the port is free again; the next
  // starts what has ended once more, which fails.
  describe('where one has ended when the other starts', () => {
    const both = '"migrate" has ended when "web" starts, but fails where it is started again beside it.';
    const services = (web: string, migrate = '', more = '') =>
      `services:\n  migrate:\n    image: x\n    ports: ["80:80"]\n${migrate}  web:\n    image: x\n    ports: ["80:80"]\n${web}${more}`;
    const OVER = 'service_completed_successfully';
    test.each([
      ['waits for its end', services(`    depends_on: {migrate: {condition: ${OVER}}}\n`), 'ended'],
      [
        'is waited for',
        services('', `    depends_on: {web: {condition: ${OVER}}}\n`),
        'ended, the other way',
      ],
      ['waits for its start', services('    depends_on: [migrate]\n'), 'meets'],
      [
        'waits for its health',
        services('    depends_on: {migrate: {condition: service_healthy}}\n'),
        'meets',
      ],
      [
        'waits for one that waits for its end',
        services(
          '    depends_on: [mid]\n',
          '',
          `  mid:\n    image: x\n    depends_on: {migrate: {condition: ${OVER}}}\n`,
        ),
        'ended',
      ],
      [
        'waits for the end of one that waits for its start',
        services(
          `    depends_on: {mid: {condition: ${OVER}}}\n`,
          '',
          '  mid:\n    image: x\n    depends_on: [migrate]\n',
        ),
        'meets',
      ],
      ['waits for the end of itself', services(`    depends_on: {web: {condition: ${OVER}}}\n`), 'meets'],
    ])('a service that %s', async (_name, text, expected) => {
      const found = (await messagesIn(text)).map(([, severity, message]) => [severity, message]);
      const ended = (first: string) =>
        `Host port 80 is published by ${first} and ${first === '"web"' ? '"migrate"' : '"web"'}. ${first === '"web"' ? both.replace('"migrate"', '_').replace('"web"', '"migrate"').replace('_', '"web"') : both}`;
      const meets = 'Host port 80 is published by "migrate" and "web": the second fails to start.';
      const one =
        expected === 'meets'
          ? ['error', meets]
          : ['warning', ended(expected === 'ended' ? '"migrate"' : '"web"')];
      expect(found).toEqual([one, one]);
    });

    test('meets a third all the same, and what a later file says of waiting counts', async () => {
      const waiting = services(`    depends_on: {migrate: {condition: ${OVER}}}\n`);
      const third = await messagesIn(`${waiting}  api:\n    image: x\n    ports: ["80:80"]\n`);
      expect(third.map(([, severity]) => severity)).toEqual(['error', 'error', 'error']);
      const later = await messagesIn(waiting, {
        'compose.override.yaml':
          'services:\n  web:\n    depends_on: {migrate: {condition: service_started}}\n',
      });
      expect(later.map(([, severity]) => severity)).toEqual(['error', 'error']);
    });

    test.each([
      ['links', 'links: [mid]'],
      ['the network of another', 'network_mode: "service:mid"'],
    ])('%s start after what they need', async (_name, needs) => {
      const mid = `  mid:\n    image: x\n    depends_on: {migrate: {condition: ${OVER}}}\n  last:\n    image: x\n    depends_on: [next]\n    ports: ["80:80"]\n  next: {image: x, ${needs}}\n`;
      const found = await messagesIn(`services:\n  migrate:\n    image: x\n    ports: ["80:80"]\n${mid}`);
      expect(found.map(([, severity]) => severity)).toEqual(['warning', 'warning']);
    });

    test('leaves a pool its ports', async () => {
      const pool = (condition: string) =>
        messagesIn(
          `services:\n  a:\n    image: x\n    ports: ["8080-8081:80"]\n  b:\n    image: x\n    ports: ["8080:80", "8081:81"]\n    depends_on: {a: {condition: ${condition}}}\n`,
        );
      expect(await pool(OVER)).toEqual([]);
      expect(await pool('service_started')).toHaveLength(3);
    });

    test('in one network, none is told to listen where another did', async () => {
      const inside = (condition: string) =>
        messagesIn(
          `services:\n  net: {image: x}\n  a:\n    image: x\n    network_mode: "service:net"\n    expose: ["80"]\n  b:\n    image: x\n    network_mode: "service:net"\n    expose: ["80"]\n    depends_on: {a: {condition: ${condition}}}\n`,
        );
      expect(await inside(OVER)).toEqual([]);
      expect(await inside('service_started')).not.toEqual([]);
    });
  });

  // What keeps a port from one pool may not keep it from another: then there is a way to give them.
  test.each([
    ['127.0.0.2:8001:80', ['warning', 'warning', 'warning']],
    ['8001:80', ['error', 'error', 'error']],
  ])('two pools of two ports, one on an address of its own, and %s', async (fixed, expected) => {
    const found = await messagesIn(
      `services:\n  a: {image: x, ports: ["127.0.0.1:8000-8001:80"]}\n  c: {image: x, ports: ["8000-8001:80"]}\n  f: {image: x, ports: ["${fixed}"]}\n`,
    );
    expect(found.map(([, severity]) => severity)).toEqual(expected);
  });

  test('two pools on one address, beside one that another keeps from its port', async () => {
    const found = await messagesIn(
      `services:\n  d: {image: x, ports: ["127.0.0.2:8000-8001:80"]}\n  a: {image: x, ports: ["8000-8001:80"]}\n  e: {image: x, ports: ["127.0.0.1:8001-8002:80"]}\n  f: {image: x, ports: ["127.0.0.1:8001-8002:80"]}\n`,
    );
    expect(found.filter(([, severity]) => severity === 'error')).toEqual([]);
  });

  test('two pools of one service, on addresses apart', async () => {
    const found = await messagesIn(
      `services:\n  a: {image: x, ports: ["127.0.0.1:8000-8001:80", "127.0.0.2:8001-8002:81"]}\n  b: {image: x, ports: ["8000-8002:80"]}\n  c: {image: x, ports: ["8000-8002:80"]}\n`,
    );
    expect(found.filter(([, severity]) => severity === 'error')).toEqual([]);
  });

  // `docker stack deploy` gives each task of `mode: host` a machine on which the port is free (swarmkit `HostPortFilter`).
  test.each([
    ['stack.yml', 'two services', '', ['hint', 'hint']],
    ['compose.yaml', 'two services', '', ['error', 'error']],
    ['stack.yml', 'three copies', 'deploy: {replicas: 3}', ['hint', 'hint']],
  ])('ports of the machine of each, in %s with %s', async (file, _what, more, expected) => {
    const port = (name: string) =>
      `  ${name}:\n    image: x\n    ports: [{target: 80, published: 8080, mode: host}]\n${more === '' ? '' : `    ${more}\n`}`;
    const scene = await sceneOf({ [file]: `services:\n${port('a')}${port('b')}` });
    expect(findingsOf(scene, RULE, file).map(({ severity }) => severity)).toEqual(expected);
  });

  test('names both services, points at the other, and offers to move either', async () => {
    const scene = await sceneOf({
      'compose.yaml': `services:
  web:
    image: nginx
    ports: ["8080:80"]
  api:
    image: node
    ports: ["8080:3000"]
`,
    });
    const message = 'Host port 8080 is published by "web" and "api": the second fails to start.';
    const moveWeb = {
      title: 'Move host port 8080 of "web" to 8081',
      preferred: false,
      lines: ['compose.yaml:4 ports: ["8081:80"]'],
    };
    const moveApi = {
      title: 'Move host port 8080 of "api" to 8081',
      preferred: false,
      lines: ['compose.yaml:7 ports: ["8081:3000"]'],
    };
    expect(findingsOf(scene, RULE, 'compose.yaml')).toEqual([
      {
        at: 'compose.yaml:4 "8080"',
        severity: 'error',
        message,
        related: ['compose.yaml:7 "8080" "api" publishes 8080 here (compose.yaml).'],
        fixes: [moveWeb, moveApi],
      },
      {
        at: 'compose.yaml:7 "8080"',
        severity: 'error',
        message,
        related: ['compose.yaml:4 "8080" "web" publishes 8080 here (compose.yaml).'],
        fixes: [{ ...moveApi, preferred: true }, moveWeb],
      },
    ]);
  });

  test.each([
    [
      'one service twice',
      'services:\n  a:\n    image: x\n    ports: ["8080:80", "8080:81"]\n',
      [
        [
          'compose.yaml:4 "8080"',
          'error',
          'Host port 8080 is published twice by "a": it will fail to start.',
        ],
        [
          'compose.yaml:4 "8080"',
          'error',
          'Host port 8080 is published twice by "a": it will fail to start.',
        ],
      ],
    ],
    [
      'ranges, udp',
      'services:\n  a:\n    image: x\n    ports: ["8000-8005:80-85/udp"]\n  b:\n    image: x\n    ports: ["8004-8009:80-85/udp"]\n',
      [
        [
          'compose.yaml:4 "8000-8005"',
          'error',
          'Host ports 8004-8005/udp are published by "a" and "b": the second fails to start.',
        ],
        [
          'compose.yaml:7 "8004-8009"',
          'error',
          'Host ports 8004-8005/udp are published by "a" and "b": the second fails to start.',
        ],
      ],
    ],
    [
      'copies of one service',
      'services:\n  a:\n    image: x\n    scale: 2\n    ports: ["8000:80"]\n',
      [
        [
          'compose.yaml:5 "8000"',
          'error',
          '"a" runs 2 times, each on host port 8000: the second fails to start.',
        ],
      ],
    ],
    [
      'a pool that is too small',
      'services:\n  a:\n    image: x\n    scale: 3\n    ports: ["8000-8001:80"]\n',
      [
        [
          'compose.yaml:5 "8000-8001"',
          'error',
          '"a" runs 3 times, but 8000-8001 has only 2 ports: the others fail to start.',
        ],
      ],
    ],
    [
      'a pool beside one of its ports',
      'services:\n  a:\n    image: x\n    ports: ["8000-8001:80"]\n  b:\n    image: x\n    ports: ["8000:80"]\n',
      [
        [
          'compose.yaml:4 "8000-8001"',
          'warning',
          'Some of 8000-8001 are also published by "b": may fail, depending on which starts first.',
        ],
        [
          'compose.yaml:7 "8000"',
          'warning',
          'Host port 8000 may go to "a" (8000-8001): may fail, depending on which starts first.',
        ],
      ],
    ],
    [
      'pools that may run out by the way in which ports are given',
      'services:\n  a:\n    image: x\n    ports: ["8000-8001:80"]\n  b:\n    image: x\n    ports: ["8001-8002:80"]\n  c:\n    image: x\n    ports: ["8002-8003:80"]\n',
      [
        [
          'compose.yaml:7 "8001-8002"',
          'warning',
          'Some of 8001-8002 are also published by "a" and "c": may fail, depending on which starts first.',
        ],
      ],
    ],
    [
      'a pool of which nothing is left',
      'services:\n  a:\n    image: x\n    ports: ["8000-8001:80"]\n  b:\n    image: x\n    ports: ["8000:80", "8001:81"]\n',
      [
        ['compose.yaml:4 "8000-8001"', 'error', 'No port of 8000-8001 is left for "a": "b" take them.'],
        ['compose.yaml:7 "8000"', 'error', 'No port of 8000-8001 is left for "a": "b" takes 8000 of them.'],
        ['compose.yaml:7 "8001"', 'error', 'No port of 8000-8001 is left for "a": "b" takes 8001 of them.'],
      ],
    ],
    [
      'one pool on two addresses that meet',
      'services:\n  a:\n    image: x\n    ports: ["8510-8511:3000", "127.0.0.1:8510-8511:3000"]\n',
      ['8510-8511', '8510-8511'].map(digits => [
        `compose.yaml:4 "${digits}"`,
        'error',
        'Host ports 8510-8511 are published twice by "a": it will fail to start.',
      ]),
    ],
    [
      'a container port twice on host ports that the engine chooses',
      'services:\n  a:\n    image: x\n    ports: ["127.0.0.1::3000", "3000"]\n',
      ['3000', '3000'].map(digits => [
        `compose.yaml:4 "${digits}"`,
        'error',
        'Container port 3000 is published twice, on addresses that overlap: "a" will fail to start.',
      ]),
    ],
    [
      'one unknown variable twice',
      'services:\n  a:\n    image: x\n    ports: ["${P}:80"]\n  b:\n    image: x\n    ports: ["${P}:80"]\n',
      [
        [
          'compose.yaml:4 "${P}"',
          'warning',
          'Host port ${P} is published by "a" and "b": the second fails to start.',
        ],
        [
          'compose.yaml:7 "${P}"',
          'warning',
          'Host port ${P} is published by "a" and "b": the second fails to start.',
        ],
      ],
    ],
    [
      'what the host has, with its network',
      'services:\n  a:\n    image: x\n    network_mode: host\n    expose: [8080]\n  b:\n    image: x\n    ports: ["8080:80"]\n',
      [
        [
          'compose.yaml:5 "8080"',
          'hint',
          '"a" and "b" both name port 8080 of the host: only one can listen.',
        ],
        [
          'compose.yaml:8 "8080"',
          'hint',
          '"a" and "b" both name port 8080 of the host: only one can listen.',
        ],
      ],
    ],
  ])('%s', async (_name, compose, expected) => {
    expect(await messagesIn(compose)).toEqual(expected);
  });

  test.each([
    ['other protocols', '"8080:80/tcp"', '"8080:80/udp"'],
    ['other addresses', '"127.0.0.1:8080:80"', '"127.0.0.2:8080:80"'],
    ['IPv4 and IPv6', '"0.0.0.0:8080:80"', '"[::]:8080:80"'],
    ['host port 0', '"0:80"', '"0:80"'],
    ['container ports', '"80"', '"80"'],
    ['pools with room for both', '"8080-8081:80"', '"8080-8081:80"'],
    ['unlike host ports of one unknown container port', '"80:${P}", "8080:${P}"', '"81:${P}"'],
    ['unlike unknown variables', '"${A}:80"', '"${B}:80"'],
  ])('says nothing of %s', async (_name, one, other) => {
    const compose = `services:\n  a:\n    image: x\n    ports: [${one}]\n  b:\n    image: x\n    ports: [${other}]\n`;
    expect(await messagesIn(compose)).toEqual([]);
  });

  test('says once of each binding whom it meets, however many they are', async () => {
    const names = ['nginx', 'apache2', 'caddy', 'traefik', 'varnish'];
    const services = names.map(name => `  ${name}:\n    image: x\n    ports: ["80:80"]\n`);
    const scene = await sceneOf({ 'compose.yaml': `services:\n${services.join('')}` });
    const found = findingsOf(scene, RULE, 'compose.yaml');
    expect(found.map(({ message }) => message)).toEqual(
      names.map(
        () => 'Host port 80 is published by "nginx", "apache2", "caddy" and 2 others: only one can start.',
      ),
    );
    expect(found[1]?.related).toEqual([
      'compose.yaml:4 "80" "nginx" publishes 80 here (compose.yaml).',
      'compose.yaml:10 "80" "caddy" publishes 80 here (compose.yaml).',
      'compose.yaml:13 "80" "traefik" publishes 80 here (compose.yaml).',
      'compose.yaml:16 "80" "varnish" publishes 80 here (compose.yaml).',
    ]);
    expect(found.map(({ fixes }) => fixes.length)).toEqual([1, 1, 1, 1, 1]);
  });

  test('names those who want parts of a range', async () => {
    expect(
      await messagesIn(
        'services:\n  a:\n    image: x\n    ports: ["8000-8009:80-89"]\n  b:\n    image: x\n    ports: ["8000:80"]\n  c:\n    image: x\n    ports: ["8009:80"]\n',
      ),
    ).toEqual([
      [
        'compose.yaml:4 "8000-8009"',
        'error',
        'Some of host ports 8000-8009 are also published by "b" and "c": only one can start.',
      ],
      [
        'compose.yaml:7 "8000"',
        'error',
        'Host port 8000 is published by "a" and "b": the second fails to start.',
      ],
      [
        'compose.yaml:10 "8009"',
        'error',
        'Host port 8009 is published by "a" and "c": the second fails to start.',
      ],
    ]);
  });

  test.each([
    ['one pool beside a fixed port of the same container', '"8300-8301:80", "8300:81"'],
    ['a container port alone and in a range', '"3000", "3000-3001"'],
    ['a container port on addresses that do not meet', '"127.0.0.1::3000", "127.0.0.2::3000"'],
    ['a container port of UDP on addresses that meet', '"[::]::3000/udp", "3000/udp"'],
    ['a container port on a host port and on one that the engine chooses', '"3000:3000", "3000"'],
    ['one container port of two protocols', '"3000/udp", "3000"'],
  ])('says nothing of %s', async (_name, ports) => {
    expect(await messagesIn(`services:\n  a:\n    image: x\n    ports: [${ports}]\n`)).toEqual([]);
  });

  test('of one .env value offers no fix, for moving one moves both', async () => {
    const scene = await sceneOf({
      '.env': 'P=8080\n',
      'compose.yaml':
        'services:\n  a:\n    image: x\n    ports: ["${P}:80"]\n  b:\n    image: x\n    ports: ["${P}:81"]\n',
    });
    expect(findingsOf(scene, RULE, 'compose.yaml').map(({ fixes }) => fixes)).toEqual([[], []]);
  });

  test('of one alias is said once for its only place', async () => {
    const scene = await sceneOf({
      'compose.yaml':
        'x-ports: &ports ["8080:80"]\nservices:\n  a:\n    image: x\n    ports: *ports\n  b:\n    image: x\n    ports: *ports\n',
    });
    expect(findingsOf(scene, RULE, 'compose.yaml').map(({ at, fixes }) => [at, fixes])).toEqual([
      ['compose.yaml:1 "8080"', []],
    ]);
  });

  test('between a base and a whole file beside it is none, for Docker runs that one alone', async () => {
    const scene = await sceneOf({
      'compose.yaml': 'services:\n  web:\n    image: x\n    ports: ["8080:80"]\n',
      'compose.prod.yaml': 'services:\n  web:\n    image: y\n    ports: ["8080:81"]\n',
    });
    expect(findingsOf(scene, RULE, 'compose.prod.yaml')).toEqual([]);
  });

  test.each([
    ['by name', 'docker-stack.yml', 'replicas: 2'],
    ['by what it is deployed with', 'production.yml', 'replicas: 2, placement: { max_replicas_per_node: 1 }'],
  ])('copies in a swarm share their host port: a stack %s', async (_case, name, deploy) => {
    const text = `services:\n  web:\n    image: x\n    ports: ["8080:80"]\n    deploy: { ${deploy} }\n`;
    const scene = await sceneOf({ [name]: text, 'compose.yaml': text.replace(/deploy:.*/, 'scale: 2') });
    expect(findingsOf(scene, RULE, name)).toEqual([]);
    expect(findingsOf(scene, RULE, 'compose.yaml')).toHaveLength(1);
  });

  test.each([
    ['labels of the service in the swarm', 'deploy: { replicas: 3, labels: { a: b } }', ''],
    ['a network over several machines', 'deploy: { replicas: 3 }', 'networks: { a: { driver: overlay } }\n'],
  ])('so do they with %s', async (_case, service, rest) => {
    const text = `services:\n  web:\n    image: x\n    ports: ["8080:80"]\n    ${service}\n${rest}`;
    const scene = await sceneOf({ 'distributed.yaml': text });
    expect(findingsOf(scene, RULE, 'distributed.yaml')).toEqual([]);
  });

  test('is said once of a place: by the project that knows the number', async () => {
    const scene = await sceneOf({
      'compose.yaml': 'include:\n  - path: cache/compose.yaml\n    env_file: cache/defaults.env\n',
      'cache/defaults.env': 'P=6081\n',
      'cache/compose.yaml':
        'services:\n  a:\n    image: x\n    ports: ["${P}:80"]\n  b:\n    image: x\n    ports: ["${P}:80"]\n',
    });
    const message = 'Host port 6081 is published by "a" and "b": the second fails to start.';
    const found = findingsOf(scene, RULE, 'cache/compose.yaml');
    expect(found.map(finding => [finding.severity, finding.message])).toEqual([
      ['error', message],
      ['error', message],
    ]);
  });

  test('leaves a URL alone that may mean either', async () => {
    const scene = await sceneOf({
      'compose.yaml':
        'services:\n  a:\n    image: x\n    ports: ["8080:80"]\n  b:\n    image: x\n    ports: ["8080:81"]\n',
      'README.md': 'See http://localhost:8080/.\n',
    });
    const [first] = findingsOf(scene, RULE, 'compose.yaml');
    expect(first?.fixes.map(({ lines }) => lines)).toEqual([
      ['compose.yaml:4 ports: ["8081:80"]'],
      ['compose.yaml:7 ports: ["8081:81"]'],
    ]);
  });
});
