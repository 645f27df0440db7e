// biome-ignore-all lint/suspicious/noTemplateCurlyInString: so Compose writes its variables.
import { describe, expect, test } from 'vitest';
import { URI } from 'vscode-uri';
import { EXPLAIN_PORT, hoverAt } from '../../../server/src/features/hover';
import { ANY_ADDRESS } from '../../../server/src/ports/address';
import { ROOT } from '../support/memory';
import { sceneOf, showRange } from '../support/scene';

type Files = Readonly<Record<string, string>>;

async function hover(files: Files, commands: readonly string[] = []) {
  const scene = await sceneOf(files);
  const { document, position } = scene.spot;
  const found = hoverAt(scene.workspace, document, position, commands);
  return (
    found && {
      lines: found.markdown.split('  \n'),
      at: showRange(scene, document.uri, found.range),
    }
  );
}

function compose(...lines: readonly string[]): Files {
  return {
    'compose.yaml': `services:\n  web:\n    image: x\n${lines.map(line => `    ${line}\n`).join('')}`,
  };
}

describe('first, what an occurrence does here', () => {
  test.each([
    ['ports: ["80‸80:80"]', '"8080"', '**8080/tcp** on the host → port 80 of `web`'],
    ['ports: ["127.0.0.1:8080‸:80"]', '"8080"', '**8080/tcp** on 127.0.0.1 → port 80 of `web`'],
    ['ports: ["8080:80‸"]', '"80"', '**80/tcp** of `web`, published as 8080 on the host'],
    ['ports: ["127.0.0.1:8080:80‸"]', '"80"', '**80/tcp** of `web`, published as 8080 on 127.0.0.1'],
    ['ports: ["80‸"]', '"80"', '**80/tcp** of `web`, published on a free port that Docker chooses'],
    ['ports: ["53:53‸/udp"]', '"53"', '**53/udp** of `web`, published as 53 on the host'],
    [
      'ports: ["8000-8010‸:80"]',
      '"8000-8010"',
      '**8000-8010/tcp** on the host, the first free one → port 80 of `web`',
    ],
    ['ports: [{ target: 80, published: "‸8080" }]', '"8080"', '**8080/tcp** on the host → port 80 of `web`'],
    ['expose: [‸53/udp]', '"53"', '**53/udp** of `web`, exposed to its networks'],
    ['environment: { PORT: 30‸00 }', '"3000"', '**3000/tcp**, the value of `PORT` in `web`'],
    ['command: get http://example.com:80‸80/', '"8080"', '**8080/tcp** of `example.com`'],
    ['command: get localhost:80‸80', '"8080"', '**8080/tcp** of `localhost`'],
    [
      'command: get htt‸ps://example.com/',
      '"https://example.com"',
      '**443/tcp** of `example.com`, the default of `https://`',
    ],
    [
      'command: get postgres://u@db‸.local/x',
      '"postgres://u@db.local"',
      '**5432/tcp** of `db.local`, the default of `postgres://`',
    ],
    [
      'network_mode: host\n    ports: ["8080‸:80"]',
      '"8080"',
      '**8080/tcp** is not published: `web` has no network of its own',
    ],
    [
      'network_mode: host\n    ports: ["8080:80‸"]',
      '"80"',
      '**80/tcp** of `web`, not published: it has no network of its own',
    ],
  ])('%s', async (line, at, title) => {
    const found = await hover(compose(line));
    expect(found?.lines[0]).toBe(title);
    expect(found?.at).toMatch(new RegExp(`^compose.yaml:\\d+ ${at.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`));
  });

  test('EXPOSE', async () => {
    const Dockerfile = 'FROM x AS build\nEXPOSE ‸6000/tcp\n';
    const found = await hover({ Dockerfile });
    expect(found?.lines[0]).toBe('**6000/tcp**, exposed by this image (stage `build`)');
    expect(found?.at).toBe('Dockerfile:2 "6000"');
    const built = await hover({ Dockerfile, 'compose.yaml': 'services:\n  api:\n    build: .\n' });
    expect(built?.lines[0]).toBe('**6000/tcp** of `api`, exposed by its image');
  });

  test('a variable that a mapping takes its host port from', async () => {
    const found = await hover({ ...compose('ports: ["${WEB}:80"]'), '.env': 'WEB=80‸80\n' });
    expect(found?.lines.slice(0, 2)).toEqual([
      '**8080/tcp** on the host → port 80 of `web`',
      `Also in [compose.yaml:4](${ROOT}compose.yaml#L4)`,
    ]);
  });

  test.each([
    ['http://localhost:8080‸', '**8080/tcp** at `localhost` → port 80 of `web`'],
    ['http://local‸host/', '**80/tcp** of `localhost`, the default of `http://`'],
    ['http://web:80‸', '**80/tcp** of `web`'],
  ])('a URL: %s', async (url, title) => {
    const found = await hover({ ...compose('ports: ["8080:80"]'), 'README.md': `${url}\n` });
    expect(found?.lines[0]).toBe(title);
  });

  test.each(['us‸er: x', 'image: redis:7‸', 'command: sleep 12:30:4‸5'])('nothing at %s', async line => {
    expect(await hover(compose(line))).toBeUndefined();
  });
});

const service = (name: string, ports: string) =>
  `  ${name}:\n    image: x\n    ports: ${JSON.stringify([ports])}\n`;

const link = (path: string, line: number) => `[${path}:${line}](${ROOT}${path}#L${line})`;

describe('then, who else bindings it', () => {
  test('what it conflicts with, each once, and apart from that what else publishes it', async () => {
    const found = await hover({
      'compose.yaml': `services:\n${service('a', '8080‸:80')}${service('b', '8080:81')}${service('c', '127.0.0.1:8080:82')}`,
      'sub/compose.yaml': `services:\n${service('other', '8080:1')}`,
    });
    expect(found?.lines.slice(1, 3)).toEqual([
      `Conflicts with \`b\` (${link('compose.yaml', 7)}), \`c\` (${link('compose.yaml', 10)})`,
      `Also published by \`other\` (${link('sub/compose.yaml', 4)})`,
    ]);
  });

  test('a few of many', async () => {
    const all = ['b', 'c', 'd', 'e', 'f'].map(name => service(name, '8080:80')).join('');
    const found = await hover({ 'compose.yaml': `services:\n${service('a', '8080‸:80')}${all}` });
    expect(found?.lines[1]).toMatch(/^Conflicts with `b` .*, `c` .*, `d` .* and 2 more$/);
  });

  test('from the variable that gives it', async () => {
    const found = await hover({
      'compose.yaml': `services:\n${service('a', '${A}:80')}${service('b', '8080:81')}`,
      '.env': 'A=8080‸\n',
    });
    expect(found?.lines[1]).toBe(`Conflicts with \`b\` (${link('compose.yaml', 7)})`);
  });

  test('a service that publishes it on another address does so in peace', async () => {
    const found = await hover({
      'compose.yaml': `services:\n${service('a', '127.0.0.1:8080‸:80')}${service('b', '127.0.0.2:8080:80')}`,
    });
    expect(found?.lines[1]).toBe(`Also published by \`b\` (${link('compose.yaml', 7)})`);
  });

  test('not the same entry once more, in an overlay', async () => {
    const found = await hover({
      ...compose('ports: ["80‸80:80"]'),
      'compose.dev.yaml': 'services:\n  web:\n    environment: { A: b }\n',
    });
    expect(found?.lines.join('\n')).not.toMatch(/Also published|Conflicts/);
  });
});

describe('then, where else it is written', () => {
  test('a host port', async () => {
    const found = await hover({
      ...compose('ports: ["80‸80:80"]'),
      'README.md': '\nhttp://localhost:8080\n',
    });
    expect(found?.lines[1]).toBe(`Also in ${link('README.md', 2)}`);
  });

  test('a container port', async () => {
    const found = await hover({
      'compose.yaml':
        'services:\n  web:\n    build: .\n    ports: ["8080:3000‸"]\n    command: get http://localhost:3000\n',
      Dockerfile: 'FROM x\nEXPOSE 3000\n',
    });
    expect(found?.lines[1]).toBe(`Also in ${link('Dockerfile', 2)}, ${link('compose.yaml', 5)}`);
  });

  test('in more places than a line holds, each once', async () => {
    const found = await hover({
      ...compose('ports: ["80‸80:80"]'),
      'README.md': `${'http://localhost:8080 http://localhost:8080\n'.repeat(5)}`,
    });
    const [first, second, third] = [1, 2, 3].map(line => link('README.md', line));
    expect(found?.lines[1]).toBe(`Also in ${first}, ${second}, ${third} and 2 more`);
  });

  test('a URL that may mean two leads to both', async () => {
    const found = await hover({
      'compose.yaml': `services:\n${service('a', '8080:1')}${service('b', '8080:2')}`,
      'README.md': 'http://localhost:8080‸\n',
    });
    expect(found?.lines.slice(0, 2)).toEqual([
      '**8080/tcp** at `localhost` → one of `a`, `b`',
      `Also in ${link('compose.yaml', 4)}, ${link('compose.yaml', 7)}`,
    ]);
  });
});

describe('then, where its value comes from', () => {
  test('.env, which is not named as another place, too', async () => {
    const found = await hover({ ...compose('ports: ["${PORT‸}:80"]'), '.env': '# x\nPORT=8080\n' });
    expect(found?.lines).toEqual([
      '**8080/tcp** on the host → port 80 of `web`',
      `\`PORT\` comes from ${link('.env', 2)}`,
      'Assigned to `http-alt` by IANA, but commonly used by others',
    ]);
  });

  test('its default', async () => {
    const found = await hover(compose('ports: ["${PORT:-80‸80}:80"]'));
    expect(found?.lines[1]).toBe('`PORT` is not set, so its default counts');
    expect(found?.at).toBe('compose.yaml:4 "8080"');
  });

  test('a variable in a variable', async () => {
    const found = await hover({ ...compose('ports: ["${A:-${B‸}}:80"]'), '.env': 'B=8080\n' });
    expect(found?.lines[1]).toBe(
      `\`A\` is not set, so its default counts · \`B\` comes from ${link('.env', 1)}`,
    );
  });

  test('nowhere', async () => {
    const found = await hover(compose('ports: ["${PORT‸}:80"]'), [EXPLAIN_PORT]);
    expect(found?.lines).toEqual([
      '**${PORT}/tcp** on the host → port 80 of `web`',
      '`PORT` is set by no file here; the shell may set it',
    ]);
  });

  test('several parts', async () => {
    const found = await hover({ ...compose('ports: ["80${P}‸:80"]'), '.env': 'P=80\n' });
    expect(found?.lines.slice(0, 2)).toEqual([
      '**8080/tcp** on the host → port 80 of `web`',
      `\`P\` is \`80\`, from ${link('.env', 1)}`,
    ]);
  });
});

describe('last, what it is known as', () => {
  const known = async (image: string, entry: string, commands: readonly string[] = []) =>
    (
      await hover(
        { 'compose.yaml': `services:\n  it:\n    image: ${image}\n    ports: ["${entry}"]\n` },
        commands,
      )
    )?.lines
      .slice(1)
      .join('\n');

  test.each([
    // IANA's assignment is a fact.
    ['x', '80‸:1', 'Known as `http` (IANA)'],
    ['x', '8080:53‸/udp', 'Known as `domain` (IANA)'],
    ['x', '5432‸:1', 'Known as `postgresql` (IANA)'],
    ['redis', '1:6379‸', 'Known as `redis` (IANA)'],
    // Whatever it is by default, this image or name speaks of one.
    ['grafana/grafana', '1:3000‸', 'Known as Grafana, by its image or name'],
    ['hashicorp/vault', '1:8200‸', 'Known as Vault API, by its image or name'],
    // What nothing speaks of is a guess.
    ['duplicati', '1:8200‸', 'Assigned to `trivnet1` by IANA, but commonly used by others'],
    ['x', '5173‸:80', 'Possibly Vite, which uses it by default'],
    ['x', '9001‸:1', 'Assigned to `etlservicemgr` by IANA, but commonly used by others'],
    ['x', '40001‸:1', ''],
    ['x', '8000-8010‸:80', ''],
  ])('%s with %s: %s', async (image, entry, line) => {
    expect(await known(image, entry)).toBe(line);
  });

  test('with a link to what else is known, for an editor that has the command', async () => {
    const argument = encodeURIComponent('[{"port":80,"protocol":"tcp"}]');
    expect(await known('x', '80‸:1', [EXPLAIN_PORT])).toBe(
      `Known as \`http\` (IANA) · [Explain](command:portolan.explainPort?${argument})`,
    );
    expect(await known('x', '40001‸:1', [EXPLAIN_PORT])).toMatch(/^\[Explain\]\(command:\S+\)$/);
  });
});

test('all of it takes six lines of fifteen words at most, and no list of programs', async () => {
  const all = ['b', 'c', 'd', 'e', 'f'].map(name => service(name, '3000:80')).join('');
  const files = {
    'compose.yaml': `services:\n${service('a', '${A‸:-1}:80')}${all}`,
    '.env': 'A=3000\n',
    'README.md': 'http://localhost:3000\n'.repeat(9),
    'sub/compose.yaml': `services:\n${all}`,
  };
  const { lines = [] } = (await hover(files, [EXPLAIN_PORT])) ?? {};
  expect(lines.map(line => line.split(' ')[0])).toEqual([
    '**3000/tcp**',
    'Conflicts',
    'Also',
    '`A`',
    'Assigned',
  ]);
  for (const line of lines) {
    const words = line.replace(/\]\([^)]*\)/g, ']').split(/[\s·]+/);
    expect(words.length, line).toBeLessThanOrEqual(15);
    expect(line).not.toMatch(/Next\.js|privileges|User port/);
  }
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
    const found = await hover({
      'compose.yaml': `services:\n${service(JSON.stringify(name), '8080‸:80')}`,
      'sub/compose.yaml': `services:\n${service(JSON.stringify(name), '8080:80')}`,
      'README.md': 'http://localhost:8080\n',
    });
    expect(found?.lines[0]).toBe(`**8080/tcp** on the host → port 80 of ${shown}`);
    expect(found?.lines[1]).toBe(`Also published by ${shown} (${link('sub/compose.yaml', 4)})`);
  });

  test('the name of a file', async () => {
    const folder = '[x](command:y) <b> `c` *d*';
    const uri = URI.file(`/project/${folder}/compose.yaml`).toString();
    const found = await hover({
      ...compose('ports: ["8080‸:80"]'),
      [uri.slice(ROOT.length)]: 'services:\n  other:\n    image: x\n    ports: ["8080:1"]\n',
    });
    expect(uri).not.toMatch(/[()[\]<>` ]/);
    expect(found?.lines[1]).toBe(
      `Also published by \`other\` ([\\[x\\]\\(command:y\\) &lt;b&gt; \\\`c\\\` \\*d\\*/compose.yaml:4](${uri}#L4))`,
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

test.each([
  ['nobody', [], undefined],
  ['another program', [{ program: 'postgres' }], 'In use on this machine now, by `postgres`'],
  ['one that the system does not name', [{}], 'In use on this machine now, by another program'],
  [
    'Docker, for this or another container',
    [{ isForContainer: true, program: 'docker-proxy' }],
    'Docker holds it on this machine now',
  ],
  ['one of another protocol', [{ protocol: 'udp' as const }], undefined],
])('who listens on the port now: %s', async (_, listeners, expected) => {
  const scene = await sceneOf(
    {
      'compose.yaml': `services:\n${service('a', '‸8080:80')}`,
      'sub/compose.yaml': `services:\n${service('b', '8080:80')}`,
    },
    () =>
      listeners.map(listener => ({
        port: 8080,
        protocol: 'tcp' as const,
        address: ANY_ADDRESS,
        program: undefined,
        isForContainer: false,
        ...listener,
      })),
  );
  const { document, position } = scene.spot;
  const text = hoverAt(scene.workspace, document, position)?.markdown;
  const also = `Also published by \`b\` (${link('sub/compose.yaml', 4)})`;
  expect(text?.split('  \n')[1]).toBe([also, ...(expected ? [expected] : [])].join(' · '));
});
