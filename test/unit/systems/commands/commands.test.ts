// biome-ignore-all lint/suspicious/noTemplateCurlyInString: so a shell writes its variables.
import { describe, expect, test } from 'vitest';
import { occurrencesIn } from '../../../../server/src/chart/occurrences';
import { codeLensesIn, SHOW_PLACES } from '../../../../server/src/features/code-lenses';
import { portTables } from '../../../../server/src/features/port-table';
import { formatRange } from '../../../../server/src/ports/port';
import { findingsIn } from '../../../../server/src/rules/judge';
import { DEFAULT_SETTINGS } from '../../../../server/src/rules/settings';
import { formatOf, readDocument } from '../../../../server/src/systems/all';
import { readCommands } from '../../../../server/src/systems/commands/reading';
import { ROOT } from '../../support/memory';
import { changedLines, renamedLines, sceneOf, show } from '../../support/scene';

type Files = Readonly<Record<string, string>>;

async function occurrences(file: string, text: string) {
  const scene = await sceneOf({ [file]: text });
  const document = scene.workspace.document(ROOT + file);
  if (!document) return [];
  // What a text alone says of a mapping is nobody's.
  const own = occurrencesIn(scene.workspace, document).filter(
    ({ role, subject }) => subject.kind !== 'variable' || role === 'variable',
  );
  return own.map(({ role, range, protocol, unit, address, ...place }) =>
    [
      show(scene, place).replace(`${file}:`, ''),
      role,
      `${range ? formatRange(range) : '?'}${protocol === 'tcp' ? '' : `/${protocol}`}`,
      unit,
      address,
    ]
      .filter(Boolean)
      .join(' '),
  );
}

async function said(files: Files, file: string, rules = {}) {
  const scene = await sceneOf(files);
  const settings = { ...DEFAULT_SETTINGS, rules: { ...DEFAULT_SETTINGS.rules, ...rules } };
  return findingsIn(scene.workspace, scene.document(file), settings).map(
    ({ rule, severity, message, ...place }) => `${show(scene, place)} ${rule} ${severity}: ${message}`,
  );
}

async function renamed(files: Files, to: string) {
  return renamedLines(await sceneOf(files), to);
}

const WEB = ['1 "8080" published 8080 web', '1 "80" target 80 web'];

describe('what a command says', () => {
  test.each([
    ['-p 8080:80', WEB],
    ['-p8080:80', WEB],
    ['-p=8080:80', WEB],
    ['--publish 8080:80', WEB],
    ['--publish=8080:80', WEB],
    ['-itp 8080:80', WEB],
    ['-ditp=8080:80', WEB],
    ['-p "8080:80"', WEB],
    ["-p '8080:80'", WEB],
    ['-v "$(pwd)/a b":/x -e A="-p 1:1" -p 8080:80', WEB],
    ['-h <name> --env-file=x -p 8080:80', []],
    ['-p 8080:80/udp', ['1 "8080" published 8080/udp web', '1 "80" target 80/udp web']],
    ['-p 127.0.0.1:8080:80', WEB.map(one => `${one} 127.0.0.1`)],
    ['-p [::1]:8080:80', WEB.map(one => `${one} [::1]`)],
    ['-p 8000-8001:80-81', ['1 "8000-8001" published 8000-8001 web', '1 "80-81" target 80-81 web']],
    ['-p published=8080,target=80', WEB],
    ['-p 80', ['1 "80" target 80 web']],
    ['--expose 80', ['1 "80" exposed 80 web']],
    ['-p $PORT:80', ['1 "$PORT" published ? web', '1 "80" target 80 web']],
    ['-p ${PORT:-8080}:80', ['1 "${PORT:-8080}" published ? web', '1 "80" target 80 web']],
    ['-p $PORTS', []],
    ['-p PORT:80', []],
    ['-e PORT=80 -p 8080:80', ['1 "80" variable 80 web', ...WEB]],
    ['$OPTIONS -p 8080:80', WEB],
    ['... -p 8080:80', WEB],
    ['--net host', []],
    ['', []],
  ])('docker run %s', async (options, expected) => {
    expect(await occurrences('run.sh', `docker run ${options} web -p 1:1`)).toEqual(expected);
  });

  test.each([
    ['docker create -p 8080:80 web', WEB],
    ['docker container run -p 8080:80 ghcr.io/a/web:1.2', WEB],
    ['sudo docker --context x run -p 8080:80 a/web@sha256:12', WEB],
    ['podman run -p 8080:80 quay.io/a/web', WEB],
    ['docker run --name web -p 8080:80 nginx', WEB],
    ['docker compose -p 1:1 run -p 8080:80 web', WEB],
    ['docker-compose -f x.yml run --rm -p 8080:80 web npm', WEB],
    ['echo "Try docker run -p 8080:80 web"', WEB],
    ["ssh host 'docker run -p 8080:80 web'", WEB],
    ['x=$(docker run -p 8080:80 web)', WEB],
    ['docker run -p 8080:80 web; other -p 1:1', WEB],
    ['# docker run -p 8080:80 web', []],
    ['docker build -p 8080:80 web', []],
    ['docker service create -p 8080:80 web', []],
    ['docker run -p 8080:80', []],
    ['my-docker run -p 8080:80 web', []],
    ['ssh host "cd /x &&\n  docker run -p 8080:80 web"\necho "x"', WEB.map(one => one.replace('1', '2'))],
    ["docker run -v 'a\nb' -p 8080:80 web", []],
  ])('%s', async (text, expected) => {
    expect(await occurrences('run.sh', text)).toEqual(expected);
  });
});

// Podman 5.4 starts the first three; Docker Engine 28.5 binds the port twice.
test.each([
  ['podman run -p 8080:80 -p 8080:80 web', 0],
  ['podman run -p 8080:80 -p 0.0.0.0:8080:80 web', 0],
  ['podman run -p 8080-8082:80-82 -p 0.0.0.0:8081:81 web', 0],
  ['podman run -p 8080:80 -p 8080:81 web', 2],
  ['podman run -p 8080:80 -p 127.0.0.1:8080:80 web', 2],
  ['docker run -p 8080:80 -p 0.0.0.0:8080:80 web', 2],
])('%s has %i conflicts', async (text, count) => {
  const found = await said({ 'run.sh': text }, 'run.sh');
  expect(found.filter(one => one.includes('port-conflict'))).toHaveLength(count);
});

describe('where commands are read', () => {
  const RUN = 'docker run -p 8080:80 web';

  test.each([
    ['README.md', `\`\`\`sh\n${RUN}\n\`\`\`\n`, 2],
    ['README.md', `\`\`\`\n$ ${RUN}\n\`\`\`\n`, 2],
    ['README.md', `~~~console\n# ${RUN}\n~~~\n`, 2],
    ['README.md', `Run\n\n    ${RUN}\n`, 3],
    ['README.md', `- item\n  \`\`\`\n  ${RUN}\n  \`\`\`\n`, 3],
    ['README.md', `> \`\`\`\n> ${RUN}\n> \`\`\`\n`, 2],
    ['README.md', `Run \`${RUN}\`.\n`, 1],
    ['README.md', 'a\r\n```\r\n\tdocker run \\\r\n\t-p 8080:80 \\\r\n\tweb\r\n```\r\n', 4],
    ['README.md', '```powershell\ndocker run `\n  -p 8080:80 `\n  web\n```\n', 3],
    ['README.md', '```bat\ndocker run ^\n  -p 8080:80 ^\n  web\n```\n', 3],
    ['README.md', '```console\n$ docker run \\\n> -p 8080:80 \\\n> web\n```\n', 3],
    ['Makefile', `run:\n\t-@${RUN}\n`, 2],
    ['justfile', `run:\n  ${RUN}\n`, 2],
    ['package.json', `{"scripts": {"start": "docker run -p \\"8080:80\\" web"}}`, 1],
    ['.github/workflows/ci.yml', `jobs:\n  a:\n    steps:\n      - run: ${RUN}\n`, 4],
    ['ci.yml', `a:\n  run: |\n    docker run \\\n      -p 8080:80 web\n`, 4],
    ['nginx/README.md', `\`\`\`nginx\nserver { listen 80; }\n\`\`\`\n\n    ${RUN}\n`, 5],
  ])('%s %s', async (file, text, line) => {
    expect((await occurrences(file, text)).filter(one => one.includes('web'))).toEqual(
      WEB.map(one => one.replace('1', String(line))),
    );
  });

  test.each([
    ['README.md', `Run ${RUN} or don't.\n`],
    ['README.md', `\`\`\`sh\n# ${RUN}\n\`\`\`\n`],
    ['README.md', `\`\`\`diff\n- ${RUN}\n\`\`\`\n`],
    ['CHANGELOG.md', `    ${RUN}\n`],
    ['vendor/a/README.md', `    ${RUN}\n`],
    ['main.py', `os.system("${RUN}")\n`],
    ['notes.txt', `${RUN}\n`],
  ])('not in %s %s', async (file, text) => {
    expect(await occurrences(file, text)).toEqual([]);
  });

  test.each(['docker run -v ', "docker run '", 'docker -H ', '`docker run $( ', 'docker run -p 1:1 x '])(
    'a text of many of %j is read in time',
    part => {
      for (const text of [`\`\`\`\n${part.repeat(20_000)}`, `\`\`\`\n${`${part}\n`.repeat(20_000)}`]) {
        const start = performance.now();
        const uri = `${ROOT}README.md`;
        readDocument(uri, text, formatOf(uri, text));
        expect(performance.now() - start).toBeLessThan(2000);
      }
    },
  );
});

const COMPOSE = 'services:\n  web:\n    image: a/web\n    build: .\n    ports: ["8080:80"]\n';
const page = (...lines: readonly string[]) => `\`\`\`sh\n${lines.join('\n')}\n\`\`\`\n`;

describe('what moves together', () => {
  test('a command and the addresses behind it, and no other document', async () => {
    const files = {
      'compose.yaml': COMPOSE,
      'README.md': page(
        'docker run -p 80‸80:80 a/web',
        'curl http://localhost:8080/',
        'docker run -p 8080:80 x',
      ),
      'other.md': 'http://localhost:8080\n',
    };
    expect(await renamed(files, '9000')).toEqual([
      'README.md:2 docker run -p 9000:80 a/web',
      'README.md:3 curl http://localhost:9000/',
    ]);
  });

  test('an address moves the nearest command before it', async () => {
    const text = page(
      'docker run -p 8080:80 x',
      'docker run -p 8080:81 x',
      'curl localhost:80‸80',
      'docker run -p 8080:82 x',
    );
    expect(await renamed({ 'README.md': text }, '9000')).toEqual([
      'README.md:3 docker run -p 9000:81 x',
      'README.md:4 curl localhost:9000',
    ]);
  });

  test('an address before every command is left alone', async () => {
    const text = `http://localhost:8080\n${page('docker run -p 80‸80:80 x')}`;
    expect(await renamed({ 'README.md': text }, '9000')).toEqual(['README.md:3 docker run -p 9000:80 x']);
  });

  test("a page's other addresses are those of the project around it, as before", async () => {
    const files = {
      'compose.yaml': COMPOSE.replace('8080', '70‸70'),
      'README.md': `http://localhost:7070 http://web:80\n${page('docker run -p 8080:80 x')}`,
    };
    expect(await renamed(files, '9000')).toEqual([
      'README.md:1 http://localhost:9000 http://web:80',
      'compose.yaml:5 ports: ["9000:80"]',
    ]);
  });

  test('what an image that a project builds exposes', async () => {
    const files = {
      'compose.yaml': COMPOSE,
      Dockerfile: 'FROM x\nEXPOSE 80\n',
      'README.md': page('docker run -p 8080:8‸0 a/web'),
    };
    expect(await renamed(files, '81')).toContain('Dockerfile:2 EXPOSE 81');
  });
});

test('edits leave what reading the file afresh gives', async () => {
  const texts = [
    page('docker run -p 8080:80 x', 'curl localhost:8080'),
    'http://localhost:8080\n',
    page('docker run -p 8081:80 -p 8081:81 x'),
    '',
    page('docker run -p 8080:80 y'),
  ];
  const { workspace } = await sceneOf({ 'compose.yaml': COMPOSE, 'README.md': '' });
  const uri = `${ROOT}README.md`;
  for (const text of texts) {
    await workspace.change(uri, text);
    const fresh = await sceneOf({ 'compose.yaml': COMPOSE, 'README.md': '' });
    await fresh.workspace.change(uri, text);
    const answers = [workspace, fresh.workspace].map(one => {
      const document = one.document(uri);
      if (!document) throw new Error('It is open.');
      return [
        occurrencesIn(one, document).map(({ role, span, unit }) => [role, span, unit]),
        findingsIn(one, document, DEFAULT_SETTINGS).map(({ message, span }) => [message, span]),
        one.projectsWith(uri).length,
      ];
    });
    expect(answers[0]).toEqual(answers[1]);
  }
});

test('a script stands where it is mounted by now', async () => {
  const script = 'docker run -p 8080:80 x\ncurl http://localhost:3000/\n';
  const mounting = `${COMPOSE}    volumes: ["./run.sh:/run.sh"]\n`;
  const sides = ({ workspace, document }: Awaited<ReturnType<typeof sceneOf>>) =>
    occurrencesIn(workspace, document('run.sh')).flatMap(({ subject }) =>
      subject.kind === 'url' ? [subject.at.side] : [],
    );
  const scene = await sceneOf({ 'run.sh': script, 'compose.yaml': COMPOSE });
  expect(sides(scene)).toEqual(['host']);
  await scene.workspace.change(`${ROOT}compose.yaml`, mounting);
  expect(sides(scene)).toEqual(['container']);
});

describe('what is said', () => {
  test('what Docker refuses, ignores, or cannot start', async () => {
    const text = page(
      'docker run -p 99999:80 x',
      'docker run --net host -p 8080:80 x',
      'docker run -p 8080:80 -p 8080:81 y',
      'docker run -p 8080:80 -p 8080:80 z',
    );
    expect(await said({ 'README.md': text }, 'README.md')).toEqual([
      'README.md:2 "99999" invalid-port error: "99999" is not a port: ports end at 65535.',
      "README.md:3 \"8080\" ignored-port warning: This port is not published: with the host's network, the container's ports are the host's.",
      'README.md:4 "8080" port-conflict error: Host port 8080 is published twice by "y": it will fail to start.',
      'README.md:4 "8080" port-conflict error: Host port 8080 is published twice by "y": it will fail to start.',
      'README.md:5 "8080" port-conflict error: Host port 8080 is published twice by "z": it will fail to start.',
      'README.md:5 "8080" port-conflict error: Host port 8080 is published twice by "z": it will fail to start.',
    ]);
  });

  test('of what a shell works out in words', async () => {
    const files = { 'run.sh': 'docker run --network "container:$(name <a> )" -p 1:2 x\n' };
    const [message = ''] = await said(files, 'run.sh');
    expect(message).toContain('Container "${name <a}" owns the network');
  });

  test.each([
    ['$PORT', '$PORT', 2],
    ['${PORT}', '$PORT', 2],
    ['$((PORT+1))', '$((PORT-1))', 0],
    ['${P%1}', '${P#1}', 0],
    [`$(port --of ${'x'.repeat(40)} a)`, `$(port --of ${'x'.repeat(40)} b)`, 0],
  ])('of %s and %s on the host %d', async (first, second, count) => {
    const files = { 'run.sh': `docker run -p "${first}:80" -p "${second}:81" x\n` };
    expect(await said(files, 'run.sh')).toHaveLength(count);
  });

  test('nothing of several commands, of conventions, of placeholders, of articles', async () => {
    const text = page(
      'docker run -p 80:80 x',
      'docker run -p 80:80 x',
      'docker run -p 50000:50000 x',
      'docker run -p HOST:80 x',
      'docker run -p <host>:80 x',
      'docker run -p ... x',
    );
    expect(await said({ 'README.md': text }, 'README.md')).toEqual([]);
    expect(await said({ 'article.md': page('docker run -p 99999:80 x') }, 'article.md')).toEqual([]);
  });

  test('nothing of what other projects publish, and nothing to them', async () => {
    const files = { 'a/compose.yaml': COMPOSE, 'README.md': page('docker run -p 8080:80 x') };
    const rules = { 'shared-port': 'warning' };
    expect(await said(files, 'README.md', rules)).toEqual([]);
    expect(await said(files, 'a/compose.yaml', rules)).toEqual([]);
  });

  test('no row of the port map, and no lens', async () => {
    const { workspace, document } = await sceneOf({ 'README.md': page('docker run -p 8080:80 x') });
    expect(portTables(workspace, workspace.projects(), () => DEFAULT_SETTINGS)).toEqual([]);
    expect(codeLensesIn(workspace, document('README.md'), DEFAULT_SETTINGS, [SHOW_PLACES])).toEqual([]);
  });

  test('a hint where the one address is on another port than the one command publishes', async () => {
    const text = (run: string, url: string) => `${page(run)}\nOpen ${url}.\n`;
    const hint = (run: string, url: string, more = {}) =>
      said({ 'README.md': text(run, url), ...more }, 'README.md');
    expect(await hint('docker run -p 3000:80 x', 'http://localhost:8080')).toEqual([
      'README.md:5 "8080" unknown-port hint: The command above publishes 3000, not 8080: is something else reached here?',
    ]);
    expect(await hint('docker run -p 3000:8080 x', 'http://localhost:8080')).toHaveLength(1);
    expect(await hint('docker run -p 3000:80 x', 'http://localhost:3000')).toEqual([]);
    expect(await hint('docker run -P -p 3000:80 x', 'http://localhost:8080')).toEqual([]);
    expect(await hint('docker run -p 3000:80 -p 3001:81 x', 'http://localhost:8080')).toEqual([]);
    expect(await hint('docker run -p 3000:80 x', 'http://localhost:8080 or http://localhost:8081')).toEqual(
      [],
    );
    expect(await hint('docker run -p 3000:80 x', 'http://localhost:8080, for it listens on 8080')).toEqual(
      [],
    );
    expect(
      await hint('docker run -p 3000:80 x', 'http://localhost:8080', { 'compose.yaml': COMPOSE }),
    ).toEqual([]);
  });
});

describe('more than is read is told once', () => {
  test.each([
    [
      'commands',
      Array.from({ length: 501 }, (_, index) => `docker run -p ${index + 1}:80 nginx\n`).join(''),
      500,
      'It has more than 500 commands that make containers, the most that Portolan reads: those behind are left out.',
    ],
    [
      'ports of a command',
      `docker run ${Array.from({ length: 101 }, (_, index) => `-p ${index + 1}:80`).join(' ')} nginx\n`,
      1,
      'A command has one option more than 100 times, the most that Portolan reads: those behind are left out.',
    ],
  ])('%s', (_, text, count, message) => {
    const { commands, troubles } = readCommands({ uri: 'file:///w/run.sh', text, purpose: 'configuration' });
    expect(commands).toHaveLength(count);
    expect(troubles.map(one => one.message)).toEqual([message]);
    const fewer = readCommands({
      uri: 'file:///w/run.sh',
      text: text.replace(/docker run -p 1:80 nginx\n|-p 1:80 /, ''),
      purpose: 'configuration',
    });
    expect(fewer.troubles).toEqual([]);
  });
});

// YAML 1.2, 7.3.3: between brackets a plain scalar has none.
test.each([
  ['run.sh', 'docker run -p ::1:8080:80 nginx\n', ['docker run -p [::1]:8080:80 nginx']],
  ['Taskfile.yml', 'a:\n  script:\n    - docker run -p ::1:80:80 a\n', ['- docker run -p [::1]:80:80 a']],
  [
    'Taskfile.yml',
    'a:\n  script: ["docker run -p ::1:80:80 a"]\n',
    ['script: ["docker run -p [::1]:80:80 a"]'],
  ],
  [
    'Taskfile.yml',
    'a:\n  script:\n    - A=${B} docker run -p ::1:80:80 a\n',
    ['- A=${B} docker run -p [::1]:80:80 a'],
  ],
  ['Taskfile.yml', 'a:\n  script: [docker run -p ::1:80:80 a, b]\n', []],
  ['Taskfile.yml', 'a:\n  script: [\n    docker run -p ::1:80:80 a,\n    b\n  ]\n', []],
  ['Taskfile.yml', 'a: {\n  b: x, # ]}\n  "}": y,\n  c: docker run -p "::1:80:80" a }\n', []],
  [
    'Taskfile.yml',
    'a: [\n    "docker run -p ::1:80:80 a",\n    b\n  ]\n',
    ['"docker run -p [::1]:80:80 a",'],
  ],
  [
    'Taskfile.yml',
    'b: {x: "[", y: [{z: 1}]}\na: |\n  [[ -f x ]] && [ y ] && docker run -p ::1:80:80 a\n',
    ['[[ -f x ]] && [ y ] && docker run -p [::1]:80:80 a'],
  ],
  ['Taskfile.yml', `a: docker run -p ::1:80:80 a\nb: ${'x'.repeat(1 << 17)}\n`, []],
])(
  'an address without brackets gets some where they change nothing else: %s %s',
  async (file, text, mended) => {
    const scene = await sceneOf({ [file]: text });
    const findings = findingsIn(scene.workspace, scene.document(file), DEFAULT_SETTINGS);
    const [finding] = findings.filter(({ rule }) => rule === 'invalid-port');
    expect(finding?.severity).toBe('warning');
    const lines = finding?.fixes.flatMap(({ edits }) => changedLines(scene, edits)) ?? [];
    expect(lines.map(line => line.replace(/^\S+ /, ''))).toEqual(mended);
  },
);
