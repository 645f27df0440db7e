// biome-ignore-all lint/suspicious/noTemplateCurlyInString: so Compose writes its variables.
import { describe, expect, test } from 'vitest';
import { findingsOf, sceneOf } from '../support/scene';

const RULE = 'privileged-port';

function message(port: string, threshold = 1024): string {
  return `Host port ${port} is below ${threshold}: publishing it needs root, and fails in rootless engines.`;
}

describe('privileged-port', () => {
  test('warns of a published system port, and moves it with the URLs that reach it', async () => {
    const scene = await sceneOf({
      'compose.yaml': `services:
  web:
    image: nginx
    ports:
      - "80:8000"
    healthcheck:
      test: ["CMD", "curl", "http://localhost:8000/"]
`,
      'README.md': 'Open http://localhost/ or http://127.0.0.1:80, not https://localhost/.\n',
    });
    expect(findingsOf(scene, RULE, 'compose.yaml')).toEqual([
      {
        at: 'compose.yaml:5 "80"',
        severity: 'warning',
        message: message('80'),
        related: [],
        fixes: [
          {
            title: 'Move host port 80 of "web" to 8080 and 2 other places',
            preferred: true,
            lines: [
              'README.md:1 Open http://localhost:8080/ or http://127.0.0.1:8080, not https://localhost/.',
              'compose.yaml:5 - "8080:8000"',
            ],
          },
        ],
      },
    ]);
  });

  test('warns of an exposed system port, and moves it with its mapping, but not unasked', async () => {
    const scene = await sceneOf({
      'compose.yaml': `services:
  web:
    build: .
    ports:
      - "9000:80"
`,
      Dockerfile: `FROM scratch
EXPOSE 80 8081/tcp
HEALTHCHECK CMD curl http://localhost/
`,
    });
    expect(findingsOf(scene, RULE, 'Dockerfile')).toEqual([
      {
        at: 'Dockerfile:2 "80"',
        severity: 'hint',
        message: "Port 80 is below 1024: on Kubernetes or the host's network it needs root.",
        related: [],
        fixes: [
          {
            title: 'Move exposed port 80 to 8080 and 2 other places',
            preferred: false,
            lines: [
              'Dockerfile:2 EXPOSE 8080 8081/tcp',
              'Dockerfile:3 HEALTHCHECK CMD curl http://localhost:8080/',
              'compose.yaml:5 - "9000:8080"',
            ],
          },
        ],
      },
    ]);
  });

  test.each([
    ['a proxy', 'image: traefik', '443:443', 'information'],
    ['a DNS server', 'build: .', '53:53/udp', 'information'],
    ['a program that listens elsewhere', 'image: nginx', '80:8080', 'warning'],
    ['a pool of a proxy', 'image: nginx', '80-81:80', 'warning'],
  ])('is told where it is meant: %s', async (_name, image, port, severity) => {
    const scene = await sceneOf({
      'compose.yaml': `services:\n  web:\n    ${image}\n    ports: ["${port}"]\n`,
    });
    expect(findingsOf(scene, RULE, 'compose.yaml').map(found => found.severity)).toEqual([severity]);
  });

  test.each([
    ['udp, on one address', '      - "127.0.0.1:53:53/udp"', ['compose.yaml:5 "53"']],
    ['a range that begins below', '      - "1020-1030:20-30"', ['compose.yaml:5 "1020-1030"']],
    ['a range below that is a pool', '      - "80-89:80"', ['compose.yaml:5 "80-89"']],
    ['long syntax', '      - { target: 80, published: "443" }', ['compose.yaml:5 "443"']],
    ['the last one', '      - "1023:80"', ['compose.yaml:5 "1023"']],
    ['the first above', '      - "1024:80"', []],
    ['a container port alone', '      - "80"', []],
    ['an address without a host port', '      - "127.0.0.1::80"', []],
    ['host port 0', '      - "0:80"', []],
    ['a variable that nothing sets', '      - "${WEB_PORT}:80"', []],
    ['the default of a variable that nothing sets', '      - "${WEB_PORT:-80}:80"', ['compose.yaml:5 "80"']],
    ['a comment', '      # - "80:80"', []],
  ])('%s', async (_name, entry, expected) => {
    const scene = await sceneOf({
      'compose.yaml': `services:\n  web:\n    image: nginx\n    ports:\n${entry}\n`,
    });
    expect(findingsOf(scene, RULE, 'compose.yaml').map(({ at }) => at)).toEqual(expected);
  });

  test.each([
    ['no replica', '    scale: 0'],
    ['the network of the host', '    network_mode: host'],
  ])('says nothing where nothing is published: %s', async (_name, line) => {
    const scene = await sceneOf({
      'compose.yaml': `services:\n  web:\n    image: nginx\n${line}\n    ports: ["80:80"]\n`,
    });
    expect(findingsOf(scene, RULE, 'compose.yaml')).toEqual([]);
  });

  test.each([
    ['EXPOSE 0', []],
    ['EXPOSE 1024', []],
    ['EXPOSE $PORT', []],
    ['RUN echo "EXPOSE 80"', []],
    ['# EXPOSE 80', []],
    ['ENV PORT=81\nEXPOSE $PORT', ['Dockerfile:3 "$PORT"']],
    ['ONBUILD EXPOSE 80', ['Dockerfile:2 "80"']],
  ])('Dockerfile: %s', async (text, expected) => {
    const scene = await sceneOf({ Dockerfile: `FROM scratch\n${text}\n` });
    expect(findingsOf(scene, RULE, 'Dockerfile').map(({ at }) => at)).toEqual(expected);
  });

  describe('the fix', () => {
    test.each([
      [
        'the customary port is published already',
        {
          'compose.yaml':
            'services:\n  a:\n    image: x\n    ports: ["80:80"]\n  b:\n    image: x\n    ports: ["8080:81"]\n',
        },
        ['compose.yaml:4 ports: ["8081:80"]'],
      ],
      [
        'the value stands in .env',
        {
          '.env': 'WEB=80\n',
          'compose.yaml':
            'services:\n  a:\n    image: x\n    ports: ["${WEB}:80"]\n    environment:\n      U: http://localhost:${WEB}\n',
        },
        ['.env:1 WEB=8080'],
      ],
      [
        'the value is a default',
        { 'compose.yaml': 'services:\n  a:\n    image: x\n    ports: ["${WEB:-80}:80"]\n' },
        ['compose.yaml:4 ports: ["${WEB:-8080}:80"]'],
      ],
      [
        'a websocket and a secure URL rely on 443',
        {
          'compose.yaml':
            'services:\n  a:\n    image: x\n    ports: ["443:9443"]\n  b:\n    image: x\n    environment:\n      - A=wss://localhost/x\n      - B=https://host.docker.internal/\n      - C=http://localhost/\n      - D=https://example.com/\n      - E=https://a/\n',
        },
        [
          'compose.yaml:4 ports: ["8443:9443"]',
          'compose.yaml:8 - A=wss://localhost:8443/x',
          'compose.yaml:9 - B=https://host.docker.internal:8443/',
        ],
      ],
      [
        'an override says the same',
        {
          'compose.override.yaml': 'services:\n  a:\n    ports: ["80:80"]\n',
          'compose.yaml': 'services:\n  a:\n    image: x\n    ports: ["80:80"]\n',
        },
        ['compose.override.yaml:3 ports: ["8080:80"]', 'compose.yaml:4 ports: ["8080:80"]'],
      ],
    ] as const)('%s', async (_name, files, lines) => {
      const scene = await sceneOf(files);
      const [finding] = findingsOf(scene, RULE, 'compose.yaml').length
        ? findingsOf(scene, RULE, 'compose.yaml')
        : findingsOf(scene, RULE, 'compose.override.yaml');
      expect(finding?.fixes[0]?.lines).toEqual(lines);
      expect(finding?.fixes[0]?.preferred).toBe(true);
    });

    test('of a variable that also gives a container port says so, and waits to be asked', async () => {
      const scene = await sceneOf({
        '.env': 'PORT=80\n',
        'compose.yaml': 'services:\n  a:\n    image: x\n    ports: ["${PORT}:${PORT}"]\n',
      });
      expect(findingsOf(scene, RULE, 'compose.yaml')[0]?.fixes).toEqual([
        {
          title: 'Move host port 80 of "a", and a container port with it, to 8080 in .env (PORT)',
          preferred: false,
          lines: ['.env:1 PORT=8080'],
        },
      ]);
    });

    test('of a variable of two projects goes where both have room', async () => {
      const scene = await sceneOf({
        '.env': 'P=22\n',
        'compose.yaml': 'services:\n  a:\n    image: x\n    ports: ["2222:80", "${P}:22"]\n',
        'compose.tools.yaml': 'services:\n  b:\n    image: x\n    ports: ["${P}:22"]\n',
      });
      expect(findingsOf(scene, RULE, 'compose.tools.yaml')[0]?.fixes[0]?.title).not.toContain('to 2222');
    });

    test('gives tcp and udp one number, as DNS has it', async () => {
      const scene = await sceneOf({
        'compose.yaml': 'services:\n  dns:\n    image: x\n    ports: ["1053:53/udp", "53:53/tcp"]\n',
      });
      expect(findingsOf(scene, RULE, 'compose.yaml')[0]?.fixes[0]?.lines).toEqual([
        'compose.yaml:4 ports: ["1053:53/udp", "1053:53/tcp"]',
      ]);
    });

    test('is not offered where the digits stand in no single place', async () => {
      const scene = await sceneOf({
        '.env': 'P=3\n',
        'compose.yaml': 'services:\n  a:\n    image: x\n    ports: ["4${P}:80"]\n',
      });
      expect(findingsOf(scene, RULE, 'compose.yaml').map(({ at, fixes }) => [at, fixes])).toEqual([
        ['compose.yaml:4 "4${P}"', []],
      ]);
    });
  });

  test.each([
    [0, []],
    [80, []],
    [81, ['Host port 80 is below 81']],
    [1025, ['Host port 80 is below 1025', 'Host port 1024 is below 1025']],
  ])('threshold %i', async (privilegedPortThreshold, expected) => {
    const scene = await sceneOf({
      'compose.yaml': 'services:\n  web:\n    image: x\n    ports: ["80:80", "1024:81"]\n',
    });
    const found = findingsOf(scene, RULE, 'compose.yaml', { privilegedPortThreshold });
    expect(found.map(one => one.message.replace(/:.*/, ''))).toEqual(expected);
  });
});
