// biome-ignore-all lint/suspicious/noTemplateCurlyInString: so an unknown variable is shown.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { occurrencesIn } from '../../../../server/src/chart/occurrences';
import { hoverAt } from '../../../../server/src/features/hover';
import { definitionAt } from '../../../../server/src/features/navigation';
import { findingsIn } from '../../../../server/src/rules/judge';
import { DEFAULT_SETTINGS } from '../../../../server/src/rules/settings';
import { formatByName } from '../../../../server/src/systems/all';
import { readCaddy } from '../../../../server/src/systems/caddy/reading';
import { listenersOf, sitesOf } from '../../../../server/src/systems/caddy/sites';
import { shownListens } from '../../support/listens';
import { ROOT, workspaceOf } from '../../support/memory';
import { renamedLines, sceneOf, show, showRange } from '../../support/scene';

const listensIn = (text: string) => shownListens(text, readCaddy(text).listens);

/** Each host that a text speaks to, with its port as it is written. */
function mentionsIn(text: string): readonly string[] {
  return readCaddy(text)
    .urls.flatMap(({ mentions }) => mentions)
    .map(({ host, port, portSpan }) => {
      expect(text.slice(portSpan.start, portSpan.end)).toBe(port ?? '');
      return `${host} ${port ?? '-'}`;
    });
}

describe('where a Caddyfile listens', () => {
  test.each([
    [':8080', ['8080 8080/tcp']],
    [':8080 {\n}\n', ['8080 8080/tcp']],
    [
      'http://example.com:8080, localhost:8443, :9000 {\n}\n',
      ['8080 8080/tcp example.com', '8443 8443/tcp localhost', '9000 9000/tcp'],
    ],
    ['localhost:8443,\n:9000 {\n}\n', ['8443 8443/tcp localhost', '9000 9000/tcp']],
    [':{$PORT:8080} {\n}\n', ['8080 8080/tcp']],
    [':{$PORT} {\n}\n', ['{$PORT} ?/tcp']],
    ['{$SITE:localhost:8080} {\n}\n', ['8080 8080/tcp localhost']],
    [':8080 {\n\tbind 127.0.0.1\n}\n', ['8080 8080/tcp at 127.0.0.1']],
    ['[::1]:8080 {\n}\n', ['8080 8080/tcp ::1']],
    [
      '{\n\thttp_port 8080\n\thttps_port 8443\n\tadmin localhost:2020\n}\nexample.com\n',
      ['8080 8080/tcp', '8443 8443/tcp', '2020 2020/tcp at localhost'],
    ],
    ['{\n\tadmin off\n}\nexample.com\n', []],
    ['{\n\tadmin unix//run/caddy.sock\n}\n', []],
    ['{\n\tservers 127.0.0.1:8443 {\n\t\tprotocols h1\n\t}\n}\n', ['8443 8443/tcp at 127.0.0.1']],
    [
      '{\n\tlayer4 {\n\t\t:5432 udp/:53 {\n\t\t\troute {\n\t\t\t\tproxy db:5432\n\t\t\t}\n\t\t}\n\t}\n}\n',
      ['5432 5432/tcp', '53 53/udp'],
    ],
    ['example.com', []],
    ['# :8080 {\n', []],
    [':80 {\n\trespond ":8080 {"\n}\n', ['80 80/tcp']],
    [':80 {\n\trespond <<END\n:8080 {\nEND\n}\n:81 {\n}\n', ['80 80/tcp', '81 81/tcp']],
    ['reverse_proxy localhost:8080\n', []],
    ['(common) {\n\treverse_proxy api:3000\n}\n', []],
    [':80 {\n\thandle /a {\n\t\troute {\n\t\t}\n\t}\n}\n:81 {\n}\n', ['80 80/tcp', '81 81/tcp']],
  ] as const)('%j', (text, expected) => {
    expect(listensIn(text)).toEqual(expected);
    expect(listensIn(text.replaceAll('\n', '\r\n'))).toEqual(expected);
  });

  test('what stands in quotes has its place there', () => {
    expect(listensIn('"localhost:8080" {\n}\n')).toEqual(['8080 8080/tcp localhost']);
    expect(listensIn('\uFEFF:8080 {\n}\n')).toEqual(['8080 8080/tcp']);
  });
});

describe('what a Caddyfile passes on to', () => {
  test.each([
    [':80 {\n\treverse_proxy api:3000 api2:3001\n}\n', ['api 3000', 'api2 3001']],
    [':80 {\n\treverse_proxy /api/* api:3000 {\n\t\tto other:3001\n\t}\n}\n', ['api 3000', 'other 3001']],
    [':80 {\n\treverse_proxy @api my.api.test:3000\n}\n', ['my.api.test 3000']],
    [':80 {\n\treverse_proxy api\n}\n', ['api -']],
    [':80 {\n\treverse_proxy :3000\n}\n', ['localhost 3000']],
    [':80 {\n\treverse_proxy {$API_HOST}:3000\n}\n', ['${API_HOST} 3000']],
    [':80 {\n\treverse_proxy http://api:3000\n}\n', ['api 3000']],
    [':80 {\n\treverse_proxy {$API:api}:{$API_PORT:3000}\n}\n', ['api 3000']],
    [':80 {\n\treverse_proxy {$API:api:3000}\n}\n', ['api 3000']],
    [':80 {\n\treverse_proxy {$API}\n}\n', []],
    [':80 {\n\treverse_proxy {args[0]}:3000\n}\n', []],
    [':80 {\n\treverse_proxy unix//run/api.sock\n}\n', []],
    [':80 {\n\treverse_proxy srv+http://api.test\n}\n', ['api.test -']],
    [':80 {\n\tphp_fastcgi php:9000\n}\n', ['php 9000']],
    [':80 {\n\tforward_auth auth:9091 {\n\t\turi /verify\n\t}\n}\n', ['auth 9091']],
    ['localhost:8080 {\n\treverse_proxy localhost:3000\n}\n', ['localhost 3000']],
    ['http://localhost:8080 {\n\tredir https://localhost:8443{uri}\n}\n', ['localhost 8443']],
    ['reverse_proxy api:3000\n', ['api 3000']],
    ['(p) {\n\treverse_proxy api:3000\n}\n', ['api 3000']],
  ] as const)('%j', (text, expected) => {
    expect(mentionsIn(text)).toEqual(expected);
  });
});

test.each([
  ['Caddyfile', 'caddyfile'],
  ['caddyfile', 'caddyfile'],
  ['Caddyfile.dev', 'caddyfile'],
  ['Caddyfile_prod', 'caddyfile'],
  ['caddyfile.example', 'caddyfile'],
  ['Caddyfile.tmpl', 'caddyfile'],
  ['shop.caddyfile', 'caddyfile'],
  ['prod.Caddyfile', 'caddyfile'],
  ['sites/shop.caddy', 'caddyfile'],
  ['Caddyfile.md', 'text'],
  ['Caddyfile.dev.json', 'text'],
  ['caddyfile.go', 'text'],
  ['caddy.json', 'text'],
])('%s is %s', (path, format) => {
  expect(formatByName(`file:///a/${path}`)).toBe(format);
});

describe('a Caddyfile that a service mounts', () => {
  const files = {
    'compose.yaml': [
      'services:',
      '  proxy:',
      '    image: caddy',
      '    volumes: ["./Caddyfile:/etc/caddy/Caddyfile"]',
      '    ports: ["8080:8000"]',
      '  api:',
      '    image: api',
      '    expose: ["3000"]',
      '  web:',
      '    image: web',
      '    expose: ["80"]',
      '',
    ].join('\n'),
    Caddyfile: ':8000 {\n\treverse_proxy /api/* api:3000\n\treverse_proxy web\n}\n',
  };
  const from = (compose: string) => ({ ...files, 'compose.yaml': compose });

  test.each([
    ['8000"]', '9000', ['Caddyfile:1 :9000 {', 'compose.yaml:5 ports: ["8080:9000"]']],
    ['3000"]', '4000', ['Caddyfile:2 reverse_proxy /api/* api:4000', 'compose.yaml:8 expose: ["4000"]']],
    ['80"]', '81', ['Caddyfile:3 reverse_proxy web:81', 'compose.yaml:11 expose: ["81"]']],
  ])('moves with the ports of its services: %s', async (text, newName, expected) => {
    const at = files['compose.yaml'].lastIndexOf(text) + 1;
    const compose = files['compose.yaml'];
    const scene = await sceneOf(from(`${compose.slice(0, at)}‸${compose.slice(at)}`));
    expect(renamedLines(scene, newName)).toEqual(expected);
  });

  test('says whose port it is, and where a host leads', async () => {
    const scene = await sceneOf(files);
    const caddy = scene.document('Caddyfile');
    const roles = occurrencesIn(scene.workspace, caddy).map(one => [one.role, one.unit, show(scene, one)]);
    expect(roles).toEqual([
      ['listen', 'proxy', 'Caddyfile:1 "8000"'],
      ['url', 'proxy', 'Caddyfile:2 "3000"'],
    ]);
    expect(hoverAt(scene.workspace, caddy, { line: 0, character: 2 })?.markdown).toContain(
      'of `proxy`, which listens here',
    );
    const there = definitionAt(scene.workspace, caddy, { line: 1, character: 27 });
    expect(there.map(({ uri, range }) => showRange(scene, uri, range))).toEqual(['compose.yaml:8 "3000"']);
  });

  test('one that stands in the folder of the project speaks of its services, too', async () => {
    const scene = await sceneOf(from(files['compose.yaml'].replace('./Caddyfile:', './other:')));
    const there = definitionAt(scene.workspace, scene.document('Caddyfile'), { line: 1, character: 27 });
    expect(there.map(({ uri, range }) => showRange(scene, uri, range))).toEqual(['compose.yaml:8 "3000"']);
  });
});

describe('what Caddy refuses', () => {
  const findingsOf = async (text: string, name = 'Caddyfile') => {
    const scene = await sceneOf({ [name]: text });
    const findings = findingsIn(scene.workspace, scene.document(name), DEFAULT_SETTINGS);
    return findings.map(one => [
      one.severity,
      show(scene, one),
      ...one.related.map(other => show(scene, other)),
    ]);
  };

  test('says where the other one stands', async () => {
    expect(await findingsOf('a.test {\n}\n:80, a.test {\n}\n')).toEqual([
      ['error', 'Caddyfile:3 "a.test"', 'Caddyfile:1 "a.test"'],
    ]);
  });

  test('a port of the options that no site uses is a warning', async () => {
    expect(await findingsOf('{\n\thttp_port 99999\n}\n:80\n')).toEqual([['warning', 'Caddyfile:2 "99999"']]);
  });

  test('what is made of a template is not judged, and a part knows no options', async () => {
    expect(await findingsOf(':{{ port }} {\n}\n:80 {\n}\n:80 {\n}\n')).toEqual([]);
    expect(await findingsOf('http://a.test:443 {\n}\n', 'sites/a.caddy')).toEqual([]);
    expect(await findingsOf('http://a.test:443 {\n}\n')).toEqual([
      ['error', 'Caddyfile:1 "http://a.test:443"'],
    ]);
  });

  test('what is brought in from elsewhere may bind', async () => {
    expect(await findingsOf(':80 {\n\timport elsewhere\n}\n:80 {\n}\n')).toEqual([]);
  });

  test.each([
    [`${'a {\n'.repeat(40)}`, 'Blocks stand within more than 32 others, the most that Portolan reads.'],
    [':80 {\n\thandle {\n', 'It ends within a block or a directive.'],
  ])('is told of a file that cannot be read as a whole', async (text, message) => {
    const { notices, workspace } = await workspaceOf({});
    await workspace.change(`${ROOT}Caddyfile`, text, 'caddyfile');
    expect(notices.map(one => one.message)).toEqual([`cannot be read as a whole: ${message}`]);
  });
});

test('whatever a text holds, it is read, and what is found stands where it is said to', () => {
  const part = fc.constantFrom(
    ...[
      ':80',
      'a:80',
      '{',
      '}',
      ' ',
      ' ',
      '\n',
      '\n',
      ',',
      '"',
      '`',
      '\\',
      '#',
      '{$A:80}',
      '{$',
      'http://',
      '[::1]',
    ],
    ...['reverse_proxy', 'import', '(a)', 'bind', 'to', '<<E', 'E', '\r\n', 'admin', 'http_port', '80', '/'],
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 40 }), parts => {
      const text = parts.join('');
      const { listens = [], urls } = readCaddy(text);
      for (const { port } of listens) {
        const { start, end } = port.text.span;
        if (port.range) expect(text.slice(start, end)).toMatch(/^\d+$/);
      }
      for (const { port, portSpan } of urls.flatMap(({ mentions }) => mentions))
        expect(text.slice(portSpan.start, portSpan.end)).toBe(port ?? '');
    }),
  );
});

test('what a site imports is counted before it is put together', async () => {
  const lines = (count: number, line: string) => `${line}\n`.repeat(count);
  const { workspace, document } = await sceneOf({
    Caddyfile: `(s) {\n${lines(20_000, 'x')}}\n:8080 {\n${lines(1900, 'import s')}}\n`,
  });
  expect(findingsIn(workspace, document('Caddyfile'), DEFAULT_SETTINGS)).toEqual([]);
});

test('sites that import a snippet share the hosts that it binds', () => {
  const reading = readCaddy('(s) {\nbind a b a\n}\n:80 {\nimport s\n}\n:81 {\nimport s\n}\n');
  const [first, second] = sitesOf(reading, `${ROOT}Caddyfile`).keys;
  expect(first && listenersOf(first)).toEqual(['a:80', 'b:80']);
  expect(second && listenersOf(second)).toEqual(['a:81', 'b:81']);
  expect(first?.binds?.[0]).toBe(second?.binds?.[0]);
});
