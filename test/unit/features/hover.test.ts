// biome-ignore-all lint/suspicious/noTemplateCurlyInString: so Compose writes its variables.
import { describe, expect, test } from 'vitest';
import { URI } from 'vscode-uri';
import { explainPort, hoverAt } from '../../../server/src/features/hover';
import { ANY_ADDRESS } from '../../../server/src/ports/address';
import { DEFAULT_SETTINGS, type Settings } from '../../../server/src/rules/settings';
import { ROOT } from '../support/memory';
import { sceneOf, showRange } from '../support/scene';

type Files = Readonly<Record<string, string>>;

async function hover(files: Files, settings: Settings = DEFAULT_SETTINGS) {
  const scene = await sceneOf(files);
  const { document, position } = scene.spot;
  const found = hoverAt(scene.workspace, document, position, settings);
  return (
    found && {
      lines: found.markdown.split('\n\n'),
      at: showRange(scene, document.uri, found.range),
    }
  );
}

function compose(...lines: readonly string[]): Files {
  return {
    'compose.yaml': `services:\n  web:\n    image: x\n${lines.map(line => `    ${line}\n`).join('')}`,
  };
}

describe('what an occurrence does here', () => {
  test.each([
    ['ports: ["80‸80:80"]', '"8080"', '**Port 8080/tcp** — host port 8080 of `web`, to container port 80'],
    [
      'ports: ["127.0.0.1:8080‸:80"]',
      '"8080"',
      '**Port 8080/tcp** — host port 8080 on 127.0.0.1 of `web`, to container port 80',
    ],
    [
      'ports: ["8080:80‸"]',
      '"80"',
      '**Port 80/tcp** — container port 80 of `web`, published as host port 8080',
    ],
    [
      'ports: ["80‸"]',
      '"80"',
      '**Port 80/tcp** — container port 80 of `web`, published on a host port that Docker chooses',
    ],
    [
      'ports: ["53:53‸/udp"]',
      '"53"',
      '**Port 53/udp** — container port 53 of `web`, published as host port 53',
    ],
    [
      'ports: ["8000-8010‸:80"]',
      '"8000-8010"',
      '**Port 8000-8010/tcp** — host ports 8000-8010 of `web`, of which Docker takes a free one, to container port 80',
    ],
    [
      'ports: [{ target: 80, published: "‸8080" }]',
      '"8080"',
      '**Port 8080/tcp** — host port 8080 of `web`, to container port 80',
    ],
    ['expose: [‸53/udp]', '"53"', '**Port 53/udp** — container port 53 of `web`, exposed to its networks'],
    ['environment: { PORT: 30‸00 }', '"3000"', '**Port 3000/tcp** — the value of `PORT`'],
    [
      'command: get http://example.com:80‸80/',
      '"8080"',
      '**Port 8080/tcp** — port of `example.com` in a `http://` URL',
    ],
    ['command: get localhost:80‸80', '"8080"', '**Port 8080/tcp** — port of `localhost`'],
    [
      'command: get htt‸ps://example.com/',
      '"https://example.com"',
      '**Port 443/tcp** — the default of `https://`, for this URL names no port',
    ],
    [
      'command: get postgres://u@db‸.local/x',
      '"postgres://u@db.local"',
      '**Port 5432/tcp** — the default of `postgres://`, for this URL names no port',
    ],
    [
      'network_mode: host\n    ports: ["8080‸:80"]',
      '"8080"',
      '**Port 8080/tcp** — host port 8080 of `web`, to container port 80 (not mapped, for the service has no network of its own)',
    ],
  ])('%s', async (line, at, title) => {
    const found = await hover(compose(line));
    expect(found?.lines[0]).toBe(title);
    expect(found?.at).toMatch(new RegExp(`^compose.yaml:\\d+ ${at.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`));
  });

  test('EXPOSE', async () => {
    const found = await hover({ Dockerfile: 'FROM x AS build\nEXPOSE ‸6000/tcp\n' });
    expect(found?.lines[0]).toBe('**Port 6000/tcp** — port 6000 that the image (stage `build`) exposes');
    expect(found?.at).toBe('Dockerfile:2 "6000"');
  });

  test.each(['ima‸ge: x', 'image: redis:7‸', 'command: sleep 12:30:4‸5'])('nothing at %s', async line => {
    expect(await hover(compose(line))).toBeUndefined();
  });
});

describe('where its value comes from', () => {
  test('.env', async () => {
    const found = await hover({ ...compose('ports: ["${PORT‸}:80"]'), '.env': '# x\nPORT=8080\n' });
    expect(found?.lines.slice(0, 2)).toEqual([
      '**Port 8080/tcp** — host port 8080 of `web`, to container port 80',
      `\`PORT\` is \`8080\`, from [.env:2](${ROOT}.env#L2).`,
    ]);
  });

  test('its default', async () => {
    const found = await hover(compose('ports: ["${PORT:-80‸80}:80"]'));
    expect(found?.lines[1]).toBe('`PORT` is not set, so its default `8080` counts.');
    expect(found?.at).toBe('compose.yaml:4 "8080"');
  });

  test('a variable in a variable', async () => {
    const found = await hover({ ...compose('ports: ["${A:-${B‸}}:80"]'), '.env': 'B=8080\n' });
    expect(found?.lines.slice(1, 3)).toEqual([
      '`A` is not set, so its default `8080` counts.',
      `\`B\` is \`8080\`, from [.env:1](${ROOT}.env#L1).`,
    ]);
  });

  test('nowhere', async () => {
    const found = await hover(compose('ports: ["${PORT‸}:80"]'));
    expect(found?.lines).toEqual([
      '**Port ${PORT}/tcp** — host port ${PORT} of `web`, to container port 80',
      '`PORT` is set by no file here; the shell may set it.',
      'Its value is not known: no file that was read sets the variable.',
    ]);
  });

  test('several parts, which no rename reaches', async () => {
    const found = await hover({ ...compose('ports: ["80${P}‸:80"]'), '.env': 'P=80\n' });
    expect(found?.lines[0]).toBe('**Port 8080/tcp** — host port 8080 of `web`, to container port 80');
    expect(found?.lines.at(-1)).toBe('It cannot be renamed here: its digits stand in no single place.');
  });
});

describe('what the registry knows', () => {
  const lines = async (entry: string, settings = DEFAULT_SETTINGS) =>
    (await hover(compose(`ports: ["${entry}"]`), settings))?.lines.slice(1) ?? [];

  test("IANA by protocol, the occurrence's own first; class; privileges; images; a link", async () => {
    expect(await lines('8080:53‸/udp')).toEqual([
      'System port: listening on it needs root or `CAP_NET_BIND_SERVICE` on the host.',
      'IANA: udp, tcp: `domain` — Domain Name Server (RFC 1035)',
      'Images: `adguard/adguardhome`, `coredns/coredns`, `mvance/unbound`, `pihole/pihole`, `technitium/dns-server`, `ubuntu/bind9`',
      'Browsers refuse to fetch from it.',
      '[Look it up at IANA](https://www.iana.org/assignments/service-names-port-numbers/service-names-port-numbers.xhtml?search=53)',
    ]);
  });

  test('customary use, apart from IANA', async () => {
    expect(await lines('5173‸:80')).toEqual([
      'User port, free of privileges.',
      'IANA: not assigned.',
      'Customary: [Vite](https://vite.dev/config/server-options)',
      '[Look it up at IANA](https://www.iana.org/assignments/service-names-port-numbers/service-names-port-numbers.xhtml?search=5173)',
    ]);
  });

  test.each([
    ['1023‸:1', 'System port: listening on it needs root or `CAP_NET_BIND_SERVICE` on the host.'],
    ['1024‸:1', 'User port, free of privileges.'],
    ['49151‸:1', 'User port, free of privileges.'],
    ['49152‸:1', 'Dynamic port, free of privileges.'],
    ['8000-8010‸:1-11', 'User port (8000, the first), free of privileges.'],
  ])('%s', async (entry, line) => {
    expect((await lines(entry))[0]).toBe(line);
  });

  test('the threshold is a setting', async () => {
    const settings = { ...DEFAULT_SETTINGS, privilegedPortThreshold: 80 };
    expect((await lines('80‸:1', settings))[0]).toBe('System port, free of privileges.');
  });
});

describe('the other ends', () => {
  test('what is written elsewhere, what calls, what else claims it', async () => {
    const found = await hover({
      'compose.yaml': `services:
  web:
    image: x
    ports: ["\${PORT}:80"]
  api:
    image: y
    ports: ["80‸80:81"]
    network_mode: bridge
`.replace('‸', ''),
      '.env': 'PORT=80‸80\n',
      'README.md': 'http://localhost:8080\n',
    });
    expect(found?.lines.at(-1)).toBe(
      `Also written at host port of \`web\` [compose.yaml:4](${ROOT}compose.yaml#L4).`,
    );
  });

  test('of a host port', async () => {
    const found = await hover({
      ...compose('ports: ["80‸80:80"]'),
      'README.md': '\nhttp://localhost:8080\n',
      'sub/compose.yaml': 'services:\n  other:\n    image: x\n    ports: ["8080:1"]\n',
    });
    expect(found?.lines.slice(-2)).toEqual([
      `Also written at URL [README.md:2](${ROOT}README.md#L2).`,
      `Also claimed by \`other\` in [sub/compose.yaml:4](${ROOT}sub/compose.yaml#L4).`,
    ]);
  });

  test('of a container port', async () => {
    const found = await hover({
      'compose.yaml':
        'services:\n  web:\n    build: .\n    ports: ["8080:3000‸"]\n    command: get http://localhost:3000\n',
      Dockerfile: 'FROM x\nEXPOSE 3000\n',
    });
    expect(found?.lines.at(-1)).toBe(
      `Also written at exposed port [Dockerfile:2](${ROOT}Dockerfile#L2), URL [compose.yaml:5](${ROOT}compose.yaml#L5).`,
    );
  });

  test('of a URL that may mean two', async () => {
    const found = await hover({
      'compose.yaml':
        'services:\n  a:\n    image: x\n    ports: ["8080:1"]\n  b:\n    image: x\n    ports: ["8080:2"]\n',
      'README.md': 'http://localhost:8080‸\n',
    });
    expect(found?.lines.at(-1)).toBe(
      `Leads to host port of \`a\` [compose.yaml:4](${ROOT}compose.yaml#L4), host port of \`b\` [compose.yaml:7](${ROOT}compose.yaml#L7).`,
    );
  });

  test('is not the same entry once more, in an overlay', async () => {
    const found = await hover({
      ...compose('ports: ["80‸80:80"]'),
      'compose.dev.yaml': 'services:\n  web:\n    environment: { A: b }\n',
    });
    expect(found?.lines.join('\n')).not.toContain('Also claimed');
  });
});

describe('what a file says is no Markdown', () => {
  test.each([
    ['<img src=x onerror=alert(1)>', '`<img src=x onerror=alert(1)>`'],
    ['[x](command:y)', '`[x](command:y)`'],
    ['a|b', '`a|b`'],
    ['`', '`` ` ``'],
    ['a`b``c', '``` a`b``c ```'],
    ['$(x)', '`$(x)`'],
    ['a\n\n# b', '`a # b`'],
  ])('the name of a service: %j', async (name, shown) => {
    const service = (own: string) => `  ${JSON.stringify(own)}:\n    image: x\n    ports: ["8080:80"]\n`;
    const found = await hover({
      'compose.yaml': `services:\n${service(name).replace('8080:', '8080‸:')}`,
      'sub/compose.yaml': `services:\n${service(name)}`,
      'README.md': 'http://localhost:8080\n',
    });
    expect(found?.lines[0]).toBe(`**Port 8080/tcp** — host port 8080 of ${shown}, to container port 80`);
    expect(found?.lines.at(-1)).toBe(
      `Also claimed by ${shown} in [sub/compose.yaml:4](${ROOT}sub/compose.yaml#L4).`,
    );
  });

  test('the name of a file', async () => {
    const folder = '[x](command:y) <b> `c` *d*';
    const uri = URI.file(`/project/${folder}/compose.yaml`).toString();
    const found = await hover({
      ...compose('ports: ["8080‸:80"]'),
      [uri.slice(ROOT.length)]: 'services:\n  other:\n    image: x\n    ports: ["8080:1"]\n',
    });
    expect(uri).not.toMatch(/[()[\]<>` ]/);
    expect(found?.lines.at(-1)).toBe(
      `Also claimed by \`other\` in [\\[x\\]\\(command:y\\) &lt;b&gt; \\\`c\\\` \\*d\\*/compose.yaml:4](${uri}#L4).`,
    );
  });

  test('what keeps a file from being read', async () => {
    const found = await hover({
      'compose.yaml': 'include: ["‸<img src=x>[x](command:y).yaml"]\nservices: {}\n',
    });
    expect(found?.lines).toEqual([
      'include: there is no file "&lt;img src=x&gt;\\[x\\]\\(command:y\\).yaml".',
    ]);
  });
});

test('explainPort tells of all protocols, or of one', () => {
  expect(explainPort(6000, undefined, DEFAULT_SETTINGS).split('\n\n').slice(0, 3)).toEqual([
    '**Port 6000**',
    'User port, free of privileges.',
    'IANA: tcp, udp: `x11` — X Window System',
  ]);
  expect(explainPort(67, 'udp', DEFAULT_SETTINGS)).toContain('IANA: udp, tcp: `bootps`');
});

test.each([
  ['nobody', [], 'Also claimed'],
  ['another program', [{ program: 'postgres' }], 'In use on this machine now, by `postgres`.'],
  ['one that the system does not name', [{}], 'In use on this machine now, by another program.'],
  [
    'Docker, for this or another container',
    [{ isDocker: true, program: 'docker-proxy' }],
    'Docker holds it on this machine now.',
  ],
  ['one of another protocol', [{ protocol: 'udp' as const }], 'Also claimed'],
])('who listens on the port now: %s', async (_, listeners, expected) => {
  const scene = await sceneOf(
    {
      'compose.yaml':
        'services:\n  a:\n    image: x\n    ports: ["‸8080:80"]\n  b:\n    image: x\n    ports: ["8080:81"]\n',
    },
    () =>
      listeners.map(listener => ({
        port: 8080,
        protocol: 'tcp' as const,
        address: ANY_ADDRESS,
        program: undefined,
        isDocker: false,
        ...listener,
      })),
  );
  const { document, position } = scene.spot;
  const text = hoverAt(scene.workspace, document, position, DEFAULT_SETTINGS)?.markdown;
  expect(text?.split('\n\n').at(-1)).toMatch(new RegExp(`^${expected.replace(/[.`]/g, '\\$&')}`));
});
