// biome-ignore-all lint/suspicious/noTemplateCurlyInString: so the image of nginx writes its variables.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { occurrencesIn } from '../../../../server/src/chart/occurrences';
import { hoverAt } from '../../../../server/src/features/hover';
import { definitionAt } from '../../../../server/src/features/navigation';
import { findingsIn } from '../../../../server/src/rules/judge';
import { DEFAULT_SETTINGS } from '../../../../server/src/rules/settings';
import { formatOf } from '../../../../server/src/systems/all';
import { isNginxReading, readNginx } from '../../../../server/src/systems/nginx/reading';
import { spend, TooMuchWork, within } from '../../../../server/src/text/effort';
import { shownListens } from '../../support/listens';
import { ROOT, workspaceOf } from '../../support/memory';
import { findingsOf, renamedLines, sceneOf, show, showRange } from '../../support/scene';

const listensIn = (text: string) => shownListens(text, readNginx(text).listens);

describe('listen', () => {
  test.each([
    ['listen 80;', ['80 80/tcp']],
    ['listen 80; listen [::]:80;', ['80 80/tcp', '80 80/tcp at [::]']],
    ['listen 127.0.0.1:8080 default_server ssl;', ['8080 8080/tcp at 127.0.0.1']],
    ['listen *:80;', ['80 80/tcp at *']],
    ['listen 8000-8002;', ['8000-8002 8000-8002/tcp']],
    ['listen 53 udp;', ['53 53/udp']],
    ['listen 443 quic reuseport;', ['443 443/udp']],
    ['listen "80";', ['80 80/tcp']],
    ['listen\n  80\n  ;', ['80 80/tcp']],
    ['listen ${PORT};', ['${PORT} ?/tcp']],
    ['listen 80; server_name example.org www.example.org;', ['80 80/tcp example.org']],
    ['listen 80; server_name _;', ['80 80/tcp']],
    ['listen localhost;', []],
    ['listen [::1];', []],
    ['listen unix:/tmp/x.sock;', []],
    ['# listen 80;', []],
    ['return 200 "listen 80;";', []],
  ])('%j', (body, expected) => {
    expect(listensIn(`server { ${body} }`)).toEqual(expected);
    expect(listensIn(`\uFEFFhttp {\r\n\tserver {\r\n\t\t${body}\r\n\t}\r\n}\r\n`)).toEqual(expected);
  });

  test('a byte order mark at its start is no part of the first word', async () => {
    const text = '\uFEFFlisten 80;\n# portolan-ignore\nserver { listen 99999; }\n';
    const scene = await sceneOf({ 'conf.d/a.conf': text });
    const { reading } = scene.document('conf.d/a.conf');
    expect(reading.format).toBe('nginx');
    const names = isNginxReading(reading)
      ? reading.directives.map(({ name, span }) => [name, span.start])
      : [];
    expect(names).toEqual([
      ['listen', 1],
      ['server', text.indexOf('server')],
    ]);
  });

  test('is no reference, and the name of an upstream is no host', () => {
    const text =
      'upstream back { server api:3000; }\nserver { listen 127.0.0.1:8080; location / { proxy_pass http://back; } }\n';
    const mentions = readNginx(text).urls.flatMap(one => one.mentions);
    expect(mentions.map(({ host, port }) => `${host} ${port}`)).toEqual(['api 3000']);
  });

  test('a server of an upstream, and what a directive passes on to without a scheme, are references', () => {
    const text = [
      'upstream back { server api-1:3000 weight=2; server [::1]:3001; server unix:/a; server api-2; }',
      'server {',
      '  location / { fastcgi_pass app.example:9000; }',
      '  location /a { fastcgi_pass {{ php }}:9001; }',
      '  location /b { proxy_pass http://$host:9002; uwsgi_pass back; }',
      '}',
    ].join('\n');
    const mentions = readNginx(text).urls.flatMap(one => one.mentions);
    expect(
      mentions.map(({ host, portSpan }) => `${host} ${text.slice(portSpan.start, portSpan.end)}`),
    ).toEqual(['api-1 3000', '::1 3001', 'app.example 9000', '{{ php }} 9001', '$host 9002']);
  });

  test.each([
    ['listen {{ port }}; listen 80{% if tls %} ssl{% endif %};', ['80 80/tcp']],
    ['{{#if tls}}\nlisten 8443 ssl;\n{{else}}\nlisten 8080;\n{{/if}}', ['8443 8443/tcp', '8080 8080/tcp']],
    ['<% if p("tls") %>\nlisten 443 ssl;\n<% end %> listen <%= p("port") %>;', ['443 443/tcp']],
    ['{% for one in all %} listen {{ one }}:81; {% endfor %}', ['81 81/tcp at _________']],
  ])('of a template, without its actions: %j', (body, expected) => {
    expect(listensIn(`server { ${body} }`)).toEqual(expected);
  });

  test('files of other endings are of nginx where they show a server', async () => {
    const text = 'server {\n  listen 8081;\n}\n';
    const files = { 'a/default.conf.static': text, 'a/site.conf.j2': text, 'a/site.conf.erb': text };
    const scene = await sceneOf({
      ...files,
      'a/other.conf.static': 'listen: 8081\n',
      'a/site.conf.php': text,
    });
    for (const name of Object.keys(files)) expect(scene.document(name).reading.format).toBe('nginx');
    expect(formatOf('file:///a/other.conf.static', 'server {\n}\nlisten: 8081\n')).toBe('text');
    expect(formatOf('file:///a/site.conf.php', text)).toBe('text');
    // A program may be about nginx, and hold its configurations.
    expect(formatOf('file:///internal/nginx/log_path_test.go', text)).toBe('text');
    expect(formatOf('file:///internal/nginx/log_path', text)).toBe('nginx');
  });

  test.each([
    ['WEB_PORT', 0],
    ['[::]:WEB_PORT', 0],
    ['__PORT__', 0],
    ['*:%%PORT%%', 0],
    ['[::]:port', 1],
    ['[::]:PORT', 1],
    ['[::]:WEB_PORT_', 1],
  ])('a mark for a port is no port that is wrong: %s', async (address, count) => {
    const scene = await sceneOf({ 'a.conf': `server {\n  listen ${address};\n}\n` });
    expect(findingsOf(scene, 'invalid-port', 'a.conf')).toHaveLength(count);
  });

  test.each([
    ['a.conf', 'server {\n  listen 99999;\n  location = /__health__ {}\n}\n', 1],
    ['a.conf', 'server {\n  listen 99999;\n  server_name __name__;\n}\n', 0],
    ['httpd.conf', 'Listen 99999\n<Location /__health__>\n</Location>\n', 1],
    ['Caddyfile', ':99999 {\n\thandle /__health__ {\n\t}\n}\n', 1],
    ['haproxy.cfg', 'frontend a\n  bind *:99999\n  bind *:<?= $port ?>\n', 0],
    ['nginx.conf', 'server {\n  listen 99999;\n<?php if ($x): ?>\n}\n', 0],
  ])('underscores in a path are no mark of a template: %s %j', async (file, text, count) => {
    expect(findingsOf(await sceneOf({ [file]: text }), 'invalid-port', file)).toHaveLength(count);
  });

  test.each([
    ['index {HTTP_INDEX_FILE};', 0],
    ['listen {PORT};', 0],
    ['return 200 "{NAME}";', 1],
    ['location ~ ^/v{MAJOR} { }', 0],
    ['location ~ "^/\\d{2,5}$" { }', 1],
    ['proxy_pass http://x/${HOME};', 1],
  ])('names in braces are what another program puts in: %s', async (directive, count) => {
    const scene = await sceneOf({ 'nginx.conf': `server {\n  listen 99999;\n  ${directive}\n}\n` });
    expect(findingsOf(scene, 'invalid-port', 'nginx.conf')).toHaveLength(count);
    expect(scene.document('nginx.conf').reading.troubles ?? []).toEqual([]);
  });

  test('Lua between braces is not read', () => {
    expect(listensIn('server { content_by_lua_block { if x then y = "}" } listen 80; }')).toEqual([
      '80 80/tcp',
    ]);
  });

  test('whatever a text holds, it is read, and what is found stands where it is said to', () => {
    const part = fc.constantFrom(
      ...[
        'server',
        'http',
        'listen',
        '80',
        '[::]:80',
        '{',
        '}',
        ';',
        '"',
        "'",
        '\\',
        '#',
        '\n',
        ' ',
        '${',
        '$',
      ],
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 40 }), parts => {
        const text = parts.join('');
        for (const { port } of readNginx(text).listens ?? []) {
          const { start, end } = port.text.span;
          expect(text.slice(start, end)).toMatch(/^(?:\d+(?:-\d+)?|\$\{?\w+\}?)$/);
        }
      }),
    );
  });
});

test.each([
  ['nginx.conf', 'events {}\n', 'nginx'],
  ['default.conf.template', 'server {\n  listen ${PORT};\n}\n', 'nginx'],
  ['sites-available/shop', 'server {\n  listen 80;\n}\n', 'nginx'],
  ['proxy/conf', 'server {\n  listen 80;\n}\n', 'nginx'],
  ['my.cnf.conf', '[mysqld]\nport = 3306\n', 'text'],
  ['haproxy.conf', 'listen stats\n  bind :80\n', 'haproxy'],
  ['notes.md', 'server {\n  listen 80;\n}\n', 'text'],
])('%s is %s', (path, text, format) => {
  expect(formatOf(`file:///a/${path}`, text)).toBe(format);
});

describe('a configuration that a service mounts', () => {
  const files = {
    'compose.yaml': [
      'services:',
      '  proxy:',
      '    image: nginx',
      '    volumes: ["./nginx.conf:/etc/nginx/nginx.conf"]',
      '    ports: ["8080:8‸000"]',
      '  api:',
      '    image: api',
      '    expose: ["3000"]',
      '',
    ].join('\n'),
    'nginx.conf':
      'events {}\nhttp {\n  server {\n    listen 8000;\n    listen [::]:8000;\n    location / { proxy_pass http://api:3000; }\n  }\n}\n',
  };

  test('moves with the port of the service', async () => {
    const scene = await sceneOf(files);
    expect(renamedLines(scene, '9000')).toEqual([
      'compose.yaml:5 ports: ["8080:9000"]',
      'nginx.conf:4 listen 9000;',
      'nginx.conf:5 listen [::]:9000;',
    ]);
  });

  test('says whose port it is, and where a target leads', async () => {
    const scene = await sceneOf({ ...files, 'compose.yaml': files['compose.yaml'].replace('‸', '') });
    const nginx = scene.document('nginx.conf');
    const [first] = occurrencesIn(scene.workspace, nginx);
    expect(first && [first.role, first.unit, show(scene, first)]).toEqual([
      'listen',
      'proxy',
      'nginx.conf:4 "8000"',
    ]);
    const at = (text: string) => {
      const before = nginx.text.slice(0, nginx.text.indexOf(text)).split('\n');
      return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
    };
    expect(hoverAt(scene.workspace, nginx, at('8000'))?.markdown).toContain('of `proxy`, which listens here');
    expect(
      definitionAt(scene.workspace, nginx, at('3000')).map(({ uri, range }) => showRange(scene, uri, range)),
    ).toEqual(['compose.yaml:8 "3000"']);
  });
});

describe('an nginx by itself', () => {
  test('what it listens on, and its own URLs of that, move together', async () => {
    const scene = await sceneOf({
      'nginx.conf':
        'events {}\nhttp {\n  server { listen 80‸80; }\n  server { listen 80; location / { proxy_pass http://127.0.0.1:8080; } }\n}\n',
    });
    expect(renamedLines(scene, '9000')).toEqual([
      'nginx.conf:3 server { listen 9000; }',
      'nginx.conf:4 server { listen 80; location / { proxy_pass http://127.0.0.1:9000; } }',
    ]);
  });

  test('says where the other one stands, also in another file', async () => {
    const scene = await sceneOf({
      'nginx.conf': 'events {}\nhttp {\n  include conf.d/*.conf;\n}\n',
      'conf.d/a.conf': 'server {\n  listen 80 default_server;\n}\n',
      'conf.d/b.conf': 'server {\n  listen 80 default_server;\n}\n',
      'conf.d/c.txt': 'server {\n  listen 80 default_server;\n}\n',
    });
    const findings = ['nginx.conf', 'conf.d/a.conf', 'conf.d/b.conf'].flatMap(path =>
      findingsIn(scene.workspace, scene.document(path), DEFAULT_SETTINGS),
    );
    expect(
      findings.map(one => [show(scene, one), one.severity, one.related.map(other => show(scene, other))]),
    ).toEqual([['conf.d/b.conf:2 "80"', 'error', ['conf.d/a.conf:2 "80"']]]);
  });

  test('what is made of a template is not judged', async () => {
    const scene = await sceneOf({
      'a.conf': 'server {\n  listen 80;\n  listen 80;\n  server_name {{ name }};\n}\n',
    });
    expect(findingsIn(scene.workspace, scene.document('a.conf'), DEFAULT_SETTINGS)).toEqual([]);
  });
});

// nginx 1.25 and later: `ngx_http_add_listen` tells ports apart by type, and https://nginx.org/en/docs/quic.html has both of one
// number. Not recorded: nginx 1.22, which the verdicts are of, knows no `quic`.
describe('HTTP/3', () => {
  const both = 'listen 443 quic reuseport default_server; listen 443 ssl reuseport default_server;';
  test.each([
    ['one server with both', [`${both} listen [::]:443 quic; listen [::]:443 ssl;`], []],
    ['a default of each', [both, 'listen 443 quic; listen 443 ssl; server_name a;'], []],
    ['servers apart', ['listen 443 quic default_server;', 'listen 443 ssl default_server;'], []],
    [
      'twice',
      ['listen 443 quic; listen 443 ssl; listen 443 quic;'],
      ['This server listens on 0.0.0.0:443 twice: nginx refuses it.'],
    ],
    [
      'options of one twice',
      ['listen 443 quic reuseport;', 'listen 443 ssl;', 'listen 443 quic reuseport;'],
      ['Another server sets options of 0.0.0.0:443, too: nginx refuses the second.'],
    ],
    [
      'two defaults of one',
      ['listen 443 quic default_server;', 'listen 443 ssl;', 'listen 443 quic default_server;'],
      ['Another server is the default of 0.0.0.0:443, too: nginx refuses the second.'],
    ],
    [
      'a name of both is told once',
      ['listen 443 quic; listen 443 ssl; server_name a;', 'listen 443 ssl; listen 443 quic; server_name a;'],
      ['Another server is called "a" on 0.0.0.0:443: nginx never chooses this one.'],
    ],
  ])('%s', async (_, servers, messages) => {
    const text = servers.map(body => `  server { ${body} }\n`).join('');
    const scene = await sceneOf({ 'nginx.conf': `events {}\nhttp {\n${text}}\n` });
    expect(findingsOf(scene, 'port-conflict', 'nginx.conf').map(({ message }) => message)).toEqual(messages);
  });

  test('is what a port of UDP leads to', async () => {
    const scene = await sceneOf({
      'compose.yaml':
        'services:\n  web:\n    image: nginx\n    ports: ["443:443", "443:4‸43/udp"]\n    volumes: ["./a.conf:/etc/nginx/conf.d/a.conf"]\n',
      'a.conf': 'server {\n  listen 443 quic;\n  listen 443 ssl;\n}\n',
    });
    expect(renamedLines(scene, '8443')).toEqual([
      'a.conf:2 listen 8443 quic;',
      'compose.yaml:4 ports: ["443:443", "443:8443/udp"]',
    ]);
    const [quic] = occurrencesIn(scene.workspace, scene.document('a.conf'));
    expect([quic?.range?.from, quic?.protocol]).toEqual([443, 'udp']);
    const position = { line: 1, character: 9 };
    const hover = hoverAt(scene.workspace, scene.document('a.conf'), position)?.markdown;
    expect(hover).toContain('443/udp');
  });
});

describe('what is too much', () => {
  const judge = async (files: Readonly<Record<string, string>>, path = 'nginx.conf') => {
    const scene = await sceneOf(files);
    return () => findingsIn(scene.workspace, scene.document(path), DEFAULT_SETTINGS);
  };

  test.each([
    ['a wide range', 'http { server { listen 1-2000; listen 1900; } }'],
    ['many sockets', `http { ${'server { listen 127.0.0.1:1-1024; } '.repeat(6)} }`],
    [
      'many names',
      `http { ${`server { listen 1-100; server_name ${'a b c d e f g h i j k l m n o p q r s t u v '.repeat(2)}; } `.repeat(2)} }`,
    ],
    ['many directives', `http { ${'gzip on; '.repeat(20_001)} server { listen 80; listen 80; } }`],
  ])('is not passed over in silence: %s', async (_, text) => {
    expect(await judge({ 'nginx.conf': text })).toThrow(TooMuchWork);
  });

  const included = (name: string, part: string) => ({
    'nginx.conf': `http { include sites/${name}*; ${part} }\n`,
    ...Object.fromEntries(
      Array.from({ length: 50 }, (_, at) => [`sites/${at}`, `server { listen ${2000 + at}; }\n`]),
    ),
  });

  test('steps that went for something else make no configuration too large', async () => {
    const now = await judge(included('4', 'server { listen 80; listen 80; }'));
    const asked = () =>
      within(1000, () => {
        spend(990);
        return now();
      });
    expect(asked).toThrow(TooMuchWork);
    expect(now().length).toBe(1);
  });

  test('what is too much by itself is so when somebody asks again', async () => {
    const now = await judge(included('4', 'server { listen 80; listen 80; }'));
    expect(() => within(10, now)).toThrow(TooMuchWork);
    expect(now).toThrow(TooMuchWork);
  });

  test('is told of a file whose blocks are too deep', async () => {
    const { workspace, notices } = await workspaceOf({});
    await workspace.change(`${ROOT}a.conf`, `${'a { '.repeat(40)}server { listen 80; listen 80; }`, 'nginx');
    expect(notices.map(({ message }) => message)).toEqual([
      'cannot be read as a whole: Blocks stand within more than 32 others, the most that Portolan reads.',
    ]);
  });

  test.each(['http { server { listen 80; }', 'http { set $a "x;\nserver { listen 99999; }\n}', 'listen 80'])(
    'is told of a file that ends too early: %s',
    async text => {
      const { workspace, notices } = await workspaceOf({});
      await workspace.change(`${ROOT}a.conf`, text, 'nginx');
      expect(notices.map(({ message }) => message)).toEqual([
        'cannot be read as a whole: It ends within a block or a directive.',
      ]);
    },
  );

  test('parts that come and go are counted in', async () => {
    const part = 'server { listen 80 default_server; }\n';
    const { workspace, texts } = await workspaceOf({
      'nginx.conf': `http { include sites/*.conf; ${part} }\n`,
      'sites/a.conf': 'server { listen 80; }\n',
    });
    const count = () => {
      const document = workspace.document(`${ROOT}nginx.conf`);
      return document ? findingsIn(workspace, document, DEFAULT_SETTINGS).length : -1;
    };
    expect(count()).toBe(1);
    texts.set(`${ROOT}sites/a.conf`, part);
    await workspace.refresh([`${ROOT}sites/a.conf`]);
    expect(count()).toBe(1);
    texts.delete(`${ROOT}sites/a.conf`);
    await workspace.refresh([`${ROOT}sites/a.conf`]);
    expect(count()).toBe(0);
    texts.set(`${ROOT}sites/b.conf`, part);
    await workspace.refresh([`${ROOT}sites/b.conf`]);
    expect(count()).toBe(1);
  });
});
