// biome-ignore-all lint/suspicious/noTemplateCurlyInString: so Compose writes its variables.
import { describe, expect, test } from 'vitest';
import { inlayHintsIn } from '../../../server/src/features/inlay-hints';
import { linesOf } from '../../../server/src/features/places';
import { type Position, positionAt, type Range } from '../../../server/src/text/spans';
import { sceneOf } from '../support/scene';

type Files = Readonly<Record<string, string>>;

const ALL: Range = { start: { line: 0, character: 0 }, end: { line: 1000, character: 0 } };

/** The lines of a file that have hints, these in brackets where they stand. */
async function hinted(files: Files, path = 'compose.yaml', range = ALL): Promise<readonly string[]> {
  const scene = await sceneOf(files);
  const document = scene.document(path);
  const lines = document.text.split(/\r?\n/);
  const hints = inlayHintsIn(scene.workspace, document, range);
  return lines.flatMap((line, index) => {
    const here = hints.filter(({ position }) => position.line === index);
    const at = (column: number) => here.filter(({ position }) => position.character === column);
    const shown = Array.from({ length: line.length + 1 }, (_, column) => {
      const labels = at(column).map(({ label }) => `[${label}]`);
      return labels.join('') + line.charAt(column);
    });
    return here.length > 0 ? [shown.join('').trim()] : [];
  });
}

/** A project of one service, of an image that says what listens on 5432. */
function inService(...lines: readonly string[]): Files {
  return inServiceOf('postgres:18', ...lines);
}

function inServiceOf(image: string, ...lines: readonly string[]): Files {
  return {
    'compose.yaml': `services:\n  it:\n    image: ${image}\n${lines.map(line => `    ${line}\n`).join('')}`,
  };
}

describe('the name of what listens', () => {
  test.each([
    ['ports: ["8080:5432"]', 'ports: ["8080:5432"[postgresql]]'],
    ["ports: ['5432:5432/tcp']", "ports: ['5432:5432/tcp'[postgresql]]"],
    ['ports: [5432]', 'ports: [5432[postgresql]]'],
    ['ports: ["127.0.0.1::5432/tcp", "1:80"]', 'ports: ["127.0.0.1::5432/tcp"[postgresql], "1:80"]'],
    ['ports: ["8080:${PORT:-5432}"]', 'ports: ["8080:${PORT:-5432}"[postgresql]]'],
    ['ports: ["8080:${PORT:-5432}/tcp"]', 'ports: ["8080:${PORT:-5432}/tcp"[postgresql]]'],
    ['ports: [{ target: 5432, published: 5433 }]', 'ports: [{ target: 5432[postgresql], published: 5433 }]'],
    ['expose: [5432, 53/udp]', 'expose: [5432[postgresql], 53/udp]'],
    ['environment: { DB_PORT: "5432" }', 'environment: { DB_PORT: "5432"[postgresql] }'],
    ['environment: [DB_PORT=5432]', 'environment: [DB_PORT=5432[postgresql]]'],
    ['command: wait-for it:5432', 'command: wait-for it:5432[postgresql]'],
    ['command: wait-for localhost:5432', 'command: wait-for localhost:5432[postgresql]'],
    ['command: ["wait-for", "127.0.0.1:5432"]', 'command: ["wait-for", "127.0.0.1:5432"[postgresql]]'],
  ])('%s', async (line, expected) => {
    expect(await hinted(inService(line))).toEqual([expected]);
  });

  test.each([
    ['which a scheme says', 'environment: { URL: "postgres://it:5432/x" }'],
    ['which a scheme says, whatever it is', 'environment: { URL: "http://localhost:5432/x" }'],
    ['of a host port, which says nothing', 'ports: ["5432:40000"]'],
    ['of a range', 'ports: ["5432-5433:5432-5433"]'],
    ['of a port that has many', 'ports: ["8080:8080"]'],
    ['of a port that is not known', 'ports: ["8080:${PORT}"]'],
    ['of what is no port', 'image: redis:6379'],
    ['of what has no look of a port', 'environment: { TIMEOUT: "5432" }'],
    ['of what nothing of the service speaks of', 'ports: ["6379:6379", "25:25", "8200:8200"]'],
  ])('none %s: %s', async (_, line) => {
    expect(await hinted(inService(line))).toEqual([]);
  });

  test.each([
    ['lscr.io/linuxserver/duplicati', 'ports: ["8200:8200"]'],
    ['dovecot/dovecot', 'ports: ["12345:12345"]'],
    ['nginx', 'ports: ["8080:80", "8443:443"]'],
    ['caddy', 'expose: [80, 443]'],
  ])('none for %s with %s', async (image, line) => {
    expect(await hinted(inServiceOf(image, line))).toEqual([]);
  });

  test.each([
    ['pihole/pihole', "ports: ['53:53/udp']", "ports: ['53:53/udp'[domain]]"],
    ['grafana/grafana', 'ports: ["80:3000"]', 'ports: ["80:3000"[Grafana]]'],
    ['hashicorp/vault', 'ports: ["8200:8200"]', 'ports: ["8200:8200"[Vault API]]'],
  ])('%s with %s', async (image, line, expected) => {
    expect(await hinted(inServiceOf(image, line))).toEqual([expected]);
  });

  test('of another service that a variable speaks of', async () => {
    const files = inService('environment: { REDIS_PORT: 6379, CACHE_PORT: 6379, OTHER_PORT: 6380 }');
    const cache = '  cache:\n    image: redis\n    expose: [6379]\n';
    expect(await hinted({ 'compose.yaml': `${files['compose.yaml']}${cache}` })).toEqual([
      'environment: { REDIS_PORT: 6379[redis], CACHE_PORT: 6379[redis], OTHER_PORT: 6380 }',
      'expose: [6379[redis]]',
    ]);
  });

  test('in a Dockerfile, by what it builds on and who builds it', async () => {
    const text = 'FROM postgres:18\nENV POSTGRES_PORT=5432 DB_PORT=5432\nEXPOSE 80 53/udp 8080 5432 6379\n';
    expect(await hinted({ Dockerfile: text }, 'Dockerfile')).toEqual([
      'ENV POSTGRES_PORT=5432[postgresql] DB_PORT=5432',
      'EXPOSE 80 53/udp 8080 5432[postgresql] 6379',
    ]);
    const files = { 'compose.yaml': 'services:\n  redis:\n    build: .\n', Dockerfile: text };
    expect(await hinted(files, 'Dockerfile')).toContain('EXPOSE 80 53/udp 8080 5432[postgresql] 6379[redis]');
  });

  test('behind tabs, wide letters and CRLF', async () => {
    const text = 'services:\r\n  postgres:\r\n    image: "größe🚢"\r\n    ports: ["1:80", "2:5432"] # 🚢\r\n';
    expect(await hinted({ 'compose.yaml': text })).toEqual(['ports: ["1:80", "2:5432"[postgresql]] # 🚢']);
  });

  test('once, where several services share what is written', async () => {
    const text =
      'x-ports: &ports ["1:5432"]\nservices:\n  a:\n    image: postgres\n    ports: *ports\n  b:\n    image: postgres\n    ports: *ports\n';
    expect(await hinted({ 'compose.yaml': text })).toEqual(['x-ports: &ports ["1:5432"[postgresql]]']);
  });
});

describe('a host port that the project publishes', () => {
  const FILES = inService('ports: ["${DB}:5432", "6379:80"]');
  const hints = (path: string, text: string, more: Files = {}) =>
    hinted({ ...FILES, ...more, [path]: text }, path);

  test('has the name of what is behind it', async () => {
    const more = { '.env': 'DB=5433\n' };
    expect(await hints('README.md', 'localhost:5433 or 127.0.0.1:5433, localhost:6379\n', more)).toEqual([
      'localhost:5433[postgresql] or 127.0.0.1:5433[postgresql], localhost:6379',
    ]);
    expect(await hints('.env', 'DB=5433\nREDIS_PORT=6379\n')).toEqual([
      'DB=5433[postgresql]',
      'REDIS_PORT=6379[redis]',
    ]);
  });

  test('has none where nobody knows which one answers', async () => {
    const more = {
      '.env': 'DB=5433\n',
      'compose.override.yaml': 'services:\n  b:\n    image: x\n    ports: ["5433:81"]\n',
    };
    expect(await hints('README.md', 'localhost:5433\n', more)).toEqual([]);
  });

  test('is none of a project that stands elsewhere', async () => {
    const more = { 'a/compose.yaml': FILES['compose.yaml'] ?? '', 'compose.yaml': 'services: {}\n' };
    expect(await hints('b/README.md', 'localhost:5433\n', more)).toEqual([]);
  });

  test('is another than that of a container', async () => {
    const files = inServiceOf(
      'redis',
      'ports: ["6379:80"]',
      'command: get localhost:6379',
      'environment: { PORT: 6379 }',
    );
    expect(await hinted(files)).toEqual([
      'command: get localhost:6379[redis]',
      'environment: { PORT: 6379[redis] }',
    ]);
  });
});

describe('the value of a variable', () => {
  test.each([
    ['ports: ["${PORT}:3000"]', 'ports: ["${PORT}[= 8080]:3000"]'],
    ['ports: ["$PORT:3000"]', 'ports: ["$PORT[= 8080]:3000"]'],
    ['ports: ["${PORT:-9000}:3000"]', 'ports: ["${PORT:-9000}[= 8080]:3000"]'],
    ['ports: ["${OTHER:-${PORT}}:3000"]', 'ports: ["${OTHER:-${PORT}}[= 8080]:3000"]'],
    ['ports: ["${RANGE}:3000"]', 'ports: ["${RANGE}[= 8000-8010]:3000"]'],
    ['ports: ["1:${DB}"]', 'ports: ["1:${DB}[= 5432]"[postgresql]]'],
    ['expose: ["${DB}"]', 'expose: ["${DB}[= 5432]"[postgresql]]'],
    ['environment: { A_PORT: "${DB}" }', 'environment: { A_PORT: "${DB}[= 5432]"[postgresql] }'],
    ['command: get http://x:${PORT}/', 'command: get http://x:${PORT}[= 8080]/'],
  ])('%s', async (line, expected) => {
    const env = 'PORT=8080\nDB=5432\nRANGE=8000-8010\n';
    expect(await hinted({ ...inService(line), '.env': env })).toEqual([expected]);
  });

  test.each([
    ['whose default counts, which stands there', 'ports: ["${PORT:-8080}:3000"]'],
    ['that nothing sets', 'ports: ["${PORT}:3000"]'],
    ['that is none', 'ports: ["8080:3000"]'],
  ])('none of one %s', async (_, line) => {
    expect(await hinted(inService(line))).toEqual([]);
  });
});

test('only what stands in the range is asked for', async () => {
  const files = inServiceOf('mysql', 'ports:', '  - "1:3306"', '  - "2:33060"', '  - "3:3306"');
  const at = (line: number, character: number): Position => ({ line, character });
  const from = async (start: Position, end: Position) => hinted(files, 'compose.yaml', { start, end });
  const [first, second, third] = ['- "1:3306"[mysql]', '- "2:33060"[mysqlx]', '- "3:3306"[mysql]'];
  expect(await from(at(0, 0), at(4, 0))).toEqual([]);
  expect(await from(at(4, 0), at(4, 100))).toEqual([first]);
  expect(await from(at(4, 0), at(6, 0))).toEqual([first, second]);
  expect(await from(at(5, 3), at(1000, 0))).toEqual([second, third]);
  // A hint is in it where it stands, behind the quote.
  expect(await from(at(5, 0), at(5, 15))).toEqual([]);
  expect(await from(at(5, 0), at(5, 17))).toEqual([second]);
  expect(await from(at(5, 17), at(5, 17))).toEqual([second]);
});

test('says what it is, and keeps its distance', async () => {
  const scene = await sceneOf({ ...inService('ports: ["${PORT}:5432"]'), '.env': 'PORT=8080\n' });
  const document = scene.document('compose.yaml');
  const at = (text: string) => positionAt(linesOf(document), document.text.indexOf(text));
  expect(inlayHintsIn(scene.workspace, document, ALL)).toEqual([
    {
      position: at(':5432'),
      label: '= 8080',
      kind: 1,
      paddingLeft: true,
      tooltip: 'The value that is put here.',
    },
    {
      position: at(']'),
      label: 'postgresql',
      kind: 1,
      paddingLeft: true,
      tooltip: 'By its image or name, this is what listens.',
    },
  ]);
});
