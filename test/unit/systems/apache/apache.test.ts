// biome-ignore-all lint/suspicious/noTemplateCurlyInString: so Apache writes its variables.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { occurrencesIn } from '../../../../server/src/chart/occurrences';
import { definitionAt } from '../../../../server/src/features/navigation';
import { findingsIn } from '../../../../server/src/rules/judge';
import { DEFAULT_SETTINGS } from '../../../../server/src/rules/settings';
import { formatOf } from '../../../../server/src/systems/all';
import { configurationsWith } from '../../../../server/src/systems/apache/configuration';
import { readApache } from '../../../../server/src/systems/apache/reading';
import { shownListens } from '../../support/listens';
import { renamedLines, sceneOf, show, showRange } from '../../support/scene';

const read = (text: string) => readApache(text, 'file:///a/httpd.conf');

const listensIn = (text: string) => shownListens(text, read(text).listens);

/** What is said to be wrong of each file, with what it is about. */
async function wrongIn(files: Readonly<Record<string, string>>) {
  const scene = await sceneOf(files);
  return Object.keys(files).flatMap(path =>
    findingsIn(scene.workspace, scene.document(path), DEFAULT_SETTINGS)
      .filter(({ rule }) => rule === 'port-conflict')
      .map(one => [show(scene, one), one.related.map(other => `${show(scene, other)} ${other.message}`)]),
  );
}

// That Apache refuses these, and which of the two, is recorded (`test/verdicts/apache`); here it is which files are meant.
describe('files that a configuration includes', () => {
  const twice = (at: string, there: string, file: string) => [
    [`${at} "80"`, [`${there} "80" The other one stands here (${file}).`]],
  ];

  test.each([
    [
      "Debian's, by absolute paths",
      {
        'apache2.conf': 'Listen 80\nInclude /etc/apache2/sites-enabled/*.conf\n',
        'sites-enabled/a.conf': 'Listen 80\n',
      },
      twice('sites-enabled/a.conf:1', 'apache2.conf:1', 'apache2.conf'),
    ],
    [
      "httpd's, from its root",
      {
        'conf/httpd.conf': 'ServerRoot "/usr/local/apache2"\nListen 80\nInclude conf/extra/x.conf\n',
        'conf/extra/x.conf': 'Listen *:80\n',
      },
      [
        [
          'conf/extra/x.conf:1 "*:80"',
          ['conf/httpd.conf:2 "80" The other one stands here (conf/httpd.conf).'],
        ],
      ],
    ],
    [
      'a root of its own',
      {
        'my.conf': 'ServerRoot /srv/web\nListen 80\nIncludeOptional /srv/web/p/*.conf\n',
        'p/a.conf': 'Listen 80\n',
      },
      twice('p/a.conf:1', 'my.conf:2', 'my.conf'),
    ],
    [
      'whatever they are called',
      { 'apache2.conf': 'Listen 80\nInclude ports\n', ports: 'Listen 80\n' },
      twice('ports:1', 'apache2.conf:1', 'apache2.conf'),
    ],
    ['of another root', { 'a.conf': 'Listen 80\nInclude /opt/x/b.conf\n', 'b.conf': 'Listen 80\n' }, []],
    ['that none includes', { 'a.conf': 'Listen 80\n', 'b.conf': 'Listen 80\n' }, []],
    [
      'of which nobody knows when they count',
      {
        'a.conf': 'Listen 80\n<IfModule x>\nInclude b.conf\n</IfModule>\nInclude ${C}.conf\n',
        'b.conf': 'Listen 80\n',
        'c.conf': 'Listen 80\n',
      },
      [],
    ],
    [
      'that another program makes first',
      { 'a.conf': 'Listen 80\nInclude b.conf\n', 'b.conf': '{% if x %}\nListen 80\n{% endif %}\n' },
      [],
    ],
    ['that include each other', { 'a.conf': 'Include b.conf\nListen 81\n', 'b.conf': 'Listen 80\n' }, []],
  ])('%s', async (_, files, expected) => {
    expect(await wrongIn(files)).toEqual(expected);
  });

  test('one that includes itself has an end', async () => {
    // Apache refuses it, whatever it listens on.
    expect(await wrongIn({ 'a.conf': 'Listen 80\nInclude a.conf\n' })).toEqual([]);
  });

  test('of files that all include each other, each is read once on a way', async () => {
    const text = `Listen 80\n${'Include *.conf\n'.repeat(3)}`;
    const scene = await sceneOf(Object.fromEntries([1, 2, 3, 4].map(at => [`${at}.conf`, text])));
    const configurations = configurationsWith(scene.workspace, scene.document('1.conf'));
    // 1, and on each way from it the others: three times each of three, then of two, then of one.
    const ways = 1 + 9 * (1 + 6 * (1 + 3));
    expect(configurations.map(({ listens }) => listens.length)).toContain(ways);
  });

  test('what is changed in a part counts at once', async () => {
    const scene = await sceneOf({ 'a.conf': 'Listen 80\nInclude b.conf\n', 'b.conf': 'Listen 8‸1\n' });
    const errors = () =>
      findingsIn(scene.workspace, scene.document('b.conf'), DEFAULT_SETTINGS).map(({ rule }) => rule);
    expect(errors()).toEqual([]);
    await scene.workspace.change(scene.document('b.conf').uri, 'Listen 80\n');
    expect(errors()).toEqual(['port-conflict']);
  });
});

describe('where Apache listens', () => {
  test.each([
    ['Listen 80', ['80 80/tcp']],
    ['listen *:80', ['80 80/tcp at *']],
    ['Listen 127.0.0.1:8080', ['8080 8080/tcp at 127.0.0.1']],
    ['Listen [::]:80 https', ['80 80/tcp at [::]']],
    ['Listen "80"', ['80 80/tcp']],
    ['Listen \\\n  80', ['80 80/tcp']],
    ['Listen ${PORT}', ['${PORT} ?/tcp']],
    ['Listen 127.0.0.1:${PORT}', ['${PORT} ?/tcp at 127.0.0.1']],
    ['<VirtualHost *:80>\n</VirtualHost>', ['80 80/tcp at *']],
    ['<VirtualHost *:80 [::1]:8080>\n</VirtualHost>', ['80 80/tcp at *', '8080 8080/tcp at [::1]']],
    ['<VirtualHost _default_:443 >\n</VirtualHost>', ['443 443/tcp at _default_']],
    ['<VirtualHost *:80>\n  ServerName a.test:8080\n</VirtualHost>', ['80 80/tcp at * a.test']],
    ['<VirtualHost *>\n</VirtualHost>\n<VirtualHost *:*>\n</VirtualHost>', []],
    ['<IfModule ssl_module>\n  Listen 443\n</IfModule>', ['443 443/tcp']],
    ['# Listen 80', []],
    ['# a comment \\\nListen 80', []],
    ['Listen 80a\nListen 127.0.0.1\nListenBacklog 511', []],
  ] as const)('%j', (text, expected) => {
    expect(listensIn(text)).toEqual(expected);
    expect(listensIn(text.replaceAll('\n', '\r\n'))).toEqual(expected);
  });

  test('a variable that the file defines has its port there', async () => {
    const scene = await sceneOf({
      'httpd.conf': 'Define PORT 8080\nListen ${PORT}\n<VirtualHost *:80‸80>\n</VirtualHost>\n',
    });
    expect(renamedLines(scene, '9000')).toEqual([
      'httpd.conf:1 Define PORT 9000',
      'httpd.conf:3 <VirtualHost *:9000>',
    ]);
  });

  test('is no reference; what it passes on to is one', () => {
    const text = [
      'Listen 127.0.0.1:8080',
      '<VirtualHost localhost:80>',
      '  ProxyPass /a http://api:3000/',
      '  ProxyPassReverse /a "http://api:3000/"',
      '  RewriteRule ^/b/(.*)$ http://web:4000/$1 [P,L]',
      '  BalancerMember ajp://app:8009',
      '  SetHandler "proxy:fcgi://php:9000"',
      '</VirtualHost>',
    ].join('\n');
    const mentions = read(text).urls.flatMap(one => one.mentions);
    expect(mentions.map(({ host, port }) => `${host} ${port}`)).toEqual([
      'api 3000',
      'api 3000',
      'web 4000',
      'app 8009',
      'php 9000',
    ]);
  });
});

const VHOST = '<VirtualHost *:80>\n  DocumentRoot /srv\n</VirtualHost>\n';

test.each([
  ['httpd.conf', 'ServerRoot "/usr/local/apache2"\nListen 80\n', 'apache'],
  ['ports.conf', '# comment\r\nListen 80\r\n', 'apache'],
  ['ports.conf', '<IfModule ssl_module>\n\tListen 443 https\n</IfModule>\n', 'apache'],
  ['docker/vhost.conf', VHOST, 'apache'],
  ['sites-available/shop', VHOST, 'apache'],
  ['apache/shop.conf.template', '<VirtualHost *:${PORT}>\n</VirtualHost>\n', 'apache'],
  ['nginx.conf', 'server {\n  listen 80;\n}\n', 'nginx'],
  ['sites-available/shop', 'server {\n  listen 80;\n  # <VirtualHost *:80>\n}\n', 'nginx'],
  ['haproxy.conf', 'listen stats\n  bind :80\n', 'haproxy'],
  ['haproxy.conf', 'listen stats 0.0.0.0:80\n', 'text'],
  ['proftpd.conf', '<VirtualHost 10.0.0.1>\n  Port 21\n</VirtualHost>\n', 'text'],
  ['redis.conf', 'port 6379\n', 'text'],
  ['notes.md', VHOST, 'text'],
])('%s is %s', (path, text, format) => {
  expect(formatOf(`file:///a/${path}`, text)).toBe(format);
});

describe('a configuration that a service mounts', () => {
  const files = {
    'compose.yaml': [
      'services:',
      '  proxy:',
      '    image: httpd',
      '    volumes: ["./vhost.conf:/usr/local/apache2/conf/extra/vhost.conf"]',
      '    ports: ["8080:8‸000"]',
      '  api:',
      '    image: api',
      '    expose: ["3000"]',
      '',
    ].join('\n'),
    'vhost.conf':
      'Listen 8000\n<VirtualHost *:8000>\n  ServerName shop.test\n  ProxyPass / http://api:3000/\n</VirtualHost>\n',
  };

  test('moves with the port of the service', async () => {
    const scene = await sceneOf(files);
    expect(renamedLines(scene, '9000')).toEqual([
      'compose.yaml:5 ports: ["8080:9000"]',
      'vhost.conf:1 Listen 9000',
      'vhost.conf:2 <VirtualHost *:9000>',
    ]);
  });

  test('says whose port it is, and where a target leads', async () => {
    const scene = await sceneOf(files);
    const apache = scene.document('vhost.conf');
    const roles = occurrencesIn(scene.workspace, apache).map(one => [one.role, one.unit, show(scene, one)]);
    expect(roles).toEqual([
      ['listen', 'proxy', 'vhost.conf:1 "8000"'],
      ['listen', 'proxy', 'vhost.conf:2 "8000"'],
      ['url', 'proxy', 'vhost.conf:4 "3000"'],
    ]);
    const there = definitionAt(scene.workspace, apache, { line: 3, character: 27 });
    expect(there.map(({ uri, range }) => showRange(scene, uri, range))).toEqual(['compose.yaml:8 "3000"']);
  });
});

describe('what Apache refuses', () => {
  const findingsOf = async (text: string) => {
    const scene = await sceneOf({ 'httpd.conf': text });
    const findings = findingsIn(scene.workspace, scene.document('httpd.conf'), DEFAULT_SETTINGS);
    return findings.map(one => [
      one.severity,
      show(scene, one),
      ...one.related.map(other => show(scene, other)),
    ]);
  };

  test.each([
    ['Listen 80\nListen 80\n', [['error', 'httpd.conf:2 "80"', 'httpd.conf:1 "80"']]],
    ['Listen 80\nListen 127.0.0.1:80\n', [['error', 'httpd.conf:2 "127.0.0.1:80"', 'httpd.conf:1 "80"']]],
    ['Listen 80\n<VirtualHost 80 *:80>\n</VirtualHost>\n', [['error', 'httpd.conf:2 "80"']]],
    ['Listen 80\n<IfModule ssl_module>\nListen 70000\n</IfModule>\n', [['warning', 'httpd.conf:3 "70000"']]],
    // One of both modules is there.
    ['Listen 80\n<IfModule a>\nListen 443\n</IfModule>\n<IfModule b>\nListen 443\n</IfModule>\n', []],
    ['Listen 80\nListen {{ port }}\nListen 80\n', []],
    ['Listen 80\nListen ${PORT}\nListen ${PORT}\n', []],
  ])('%j', async (text, expected) => {
    expect(await findingsOf(text)).toEqual(expected);
  });
});

test('whatever a text holds, it is read, and what is found stands where it is said to', () => {
  const part = fc.constantFrom(
    ...[
      'Listen',
      '80',
      '*:80',
      '[::]:80',
      '<VirtualHost',
      '</VirtualHost>',
      '>',
      '<IfModule',
      'Define',
      'PORT',
    ],
    ...[
      ' ',
      ' ',
      ' ',
      '\n',
      '\n',
      '\\',
      '\\\n',
      '"',
      "'",
      '#',
      '${PORT}',
      '\r\n',
      'ServerName',
      ':',
      '<',
      'a:80',
    ],
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 40 }), parts => {
      const text = parts.join('');
      for (const { port } of read(text).listens ?? []) {
        const { start, end } = port.text.span;
        expect(text.slice(start, end)).toMatch(/^(?:\d+|\$\{\w+\})$/);
      }
    }),
  );
});
