// biome-ignore-all lint/suspicious/noTemplateCurlyInString: so HAProxy writes its variables.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { occurrencesIn } from '../../../../server/src/chart/occurrences';
import { definitionAt } from '../../../../server/src/features/navigation';
import { findingsIn } from '../../../../server/src/rules/judge';
import { DEFAULT_SETTINGS } from '../../../../server/src/rules/settings';
import { formatOf } from '../../../../server/src/systems/all';
import { readHaproxy } from '../../../../server/src/systems/haproxy/reading';
import { sceneOf, showRange } from '../../support/scene';

function portsIn(text: string): readonly string[] {
  const { listens, urls } = readHaproxy(text);
  const written = ({ start, end }: { readonly start: number; readonly end: number }) =>
    text.slice(start, end);
  return [
    ...listens.map(({ port, protocol, address }) =>
      ['listen', written(port.text.span), protocol, address].filter(Boolean).join(' '),
    ),
    ...urls.flatMap(({ mentions }) => mentions).map(({ host, portSpan }) => `${host} ${written(portSpan)}`),
  ];
}

describe('what a configuration says', () => {
  test.each([
    ['bind :80', ['listen 80 tcp']],
    ['bind *:1000-1010', ['listen 1000-1010 tcp *']],
    ['bind 127.0.0.1:8080,[::]:8081 ssl', ['listen 8080 tcp 127.0.0.1', 'listen 8081 tcp [::]']],
    ['bind :::80 v4v6', ['listen 80 tcp ::']],
    ['bind quic4@:443 ssl crt x', ['listen 443 udp']],
    ['bind "*:${PORT}"', ['listen ${PORT} tcp *']],
    ["bind 'ipv4@0.0.0.0:80'", ['listen 80 tcp 0.0.0.0']],
    ['bind /run/x.sock', []],
    ['#bind :80', []],
    ['bind :80 # :81', ['listen 80 tcp']],
    ['server s1 api:3000 check port 3001', ['api 3000', 'api 3001']],
    ['server s1 api.example.org:3000', ['api.example.org 3000']],
    ['server s1 [::1]:3000', ['::1 3000']],
    ['server s1 api check port 3001', ['api 3001']],
    ['server s1 api:3000 check port 99999', ['api 3000']],
    ['server s1 __API_HOST__:3112', ['__api_host__ 3112']],
    ['server s1 <%= ip %>:3112 check', ['<%= ip %> 3112']],
    ['server s1 "${API_HOST}:3113"', ['${api_host} 3113']],
    ['server s1 $API_HOST:3114', ['$api_host 3114']],
    ['server s1 "${API}"', []],
    ['bind <%= p("ip") %>:80 {{ options }}', ['listen 80 tcp <%= p("ip") %>']],
    ['bind *:<%= p("port") %>', []],
    ['server s1 api:+1000', []],
    ['server s1 /run/x.sock', []],
    ['acl x hdr(host) -i localhost:80', []],
    ['redirect location https://localhost:8443/', ['localhost 8443']],
  ])('%j', (line, expected) => {
    const text = `frontend a\n  ${line}\n`;
    expect(portsIn(text)).toEqual(expected);
    expect(portsIn(text.replaceAll('\n', '\r\n'))).toEqual(expected);
  });

  test('peers, and the socket for statistics', () => {
    expect(
      portsIn(
        'global\n  stats socket ipv4@127.0.0.1:9999 level admin\npeers p\n  bind :10000\n  peer a db:10001\n',
      ),
    ).toEqual(['listen 9999 tcp 127.0.0.1', 'listen 10000 tcp', 'db 10001']);
  });

  test('of a template of servers, how many there are is no address', () => {
    expect(portsIn('backend b\n  server-template web 1-4 web:8080 check port 9000\n')).toEqual([
      'web 8080',
      'web 9000',
    ]);
  });

  test('is known by what it holds', () => {
    expect(formatOf('file:///haproxy.cfg', 'frontend a\n  bind :80\n')).toBe('haproxy');
    expect(formatOf('file:///templates/haproxy-db.tmpl', 'frontend a\n  bind :80\n')).toBe('haproxy');
    expect(formatOf('file:///examples/a.cfg', "frontend 'a'\n  bind :80\n")).toBe('haproxy');
    expect(formatOf('file:///haproxy.cfg.origin', 'frontend a\n  bind :80\n')).toBe('haproxy');
    expect(formatOf('file:///haproxy.ctmpl', 'frontend a\n  bind :80\n')).toBe('haproxy');
    expect(formatOf('file:///haproxy_tarpit.txt', 'frontend a\n  bind :80\n')).toBe('haproxy');
    expect(formatOf('file:///haproxy.config.erb', 'frontend a\n  bind :80\n')).toBe('haproxy');
    expect(formatOf('file:///templates/haproxy.tmpl', 'Hello {{ name }}\n')).toBe('text');
    expect(formatOf('file:///setup.cfg', '[metadata]\nname = frontend a\n')).toBe('text');
  });
});

test('a server is a service of the Compose project that mounts the file', async () => {
  const scene = await sceneOf({
    'compose.yaml':
      'services:\n  lb:\n    image: haproxy\n    ports: ["80:80"]\n    volumes: ["./haproxy.cfg:/usr/local/etc/haproxy/haproxy.cfg:ro"]\n  api:\n    image: api\n    expose: [3000]\n',
    'haproxy.cfg': 'frontend a\n  bind :80\n  default_backend b\nbackend b\n  server s1 api:‸3000 check\n',
  });
  const { document, position } = scene.spot;
  expect(
    occurrencesIn(scene.workspace, document).map(({ role, unit, subject }) => [
      role,
      unit,
      subject.kind === 'url' || subject.kind === 'listen' ? subject.at.side : '',
    ]),
  ).toEqual([
    ['listen', 'lb', 'container'],
    ['url', 'lb', 'container'],
  ]);
  const places = definitionAt(scene.workspace, document, position);
  expect(places.map(({ uri, range }) => showRange(scene, uri, range))).toEqual(['compose.yaml:8 "3000"']);
});

describe('what is found', () => {
  const findingsOf = async (text: string) => {
    const { workspace, document } = await sceneOf({ 'haproxy.cfg': text });
    return findingsIn(workspace, document('haproxy.cfg'), DEFAULT_SETTINGS).map(
      ({ rule, severity, span }) => `${severity} ${rule} ${text.slice(span.start, span.end)}`,
    );
  };

  test.each([
    [
      'frontend a\n bind :80\nfrontend b\n bind *:80\n',
      ['warning port-conflict :80', 'warning port-conflict *:80'],
    ],
    ['frontend a\n bind :80\n bind :80\n', []],
    ['frontend a\n bind :80\nfrontend b\n bind 127.0.0.1:80\n', []],
    ['frontend a\n bind :80\nfrontend b\n disabled\n bind :80\n', []],
    ['frontend a\n bind :80 interface eth0\nfrontend b\n bind :80 interface eth1\n', []],
    ['.if defined(X)\nfrontend a\n bind :80\n.else\nfrontend b\n bind :80\n.endif\n', []],
    ['frontend a\n bind :{{ port }}\nfrontend b\n bind :0\n', []],
    [
      'global\n noreuseport\nfrontend a\n bind :80\n bind 127.0.0.1:80\n',
      ['error port-conflict :80', 'error port-conflict 127.0.0.1:80'],
    ],
    // Recorded from HAProxy 2.6.12 and 3.0.11: all three are taken.
    [
      'global\n noreuseport\nfrontend a\n bind 127.0.0.1:80\n bind 127.0.0.2:80\nfrontend b\n bind :80\n',
      ['error port-conflict 127.0.0.1:80', 'error port-conflict 127.0.0.2:80', 'error port-conflict :80'],
    ],
    [
      'frontend a\n bind :0\nbackend b\n server s x:99999\n',
      ['error invalid-port :0', 'error invalid-port x:99999'],
    ],
  ])('%j', async (text, expected) => {
    expect(await findingsOf(text)).toEqual(expected);
  });
});

test('whatever a text holds, it is read, and what is found stands where it is said to', () => {
  const part = fc.constantFrom(
    'frontend a',
    'peers p',
    '\n',
    '\r\n',
    'bind ',
    'server s ',
    'peer p ',
    ':80',
    '127.0.0.1:8080',
    ',',
    '[::]:80',
    '"',
    "'",
    '\\',
    '#',
    ' ',
    '${X}',
    'port 1',
    '@',
    '😀',
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 30 }), parts => {
      const text = parts.join('');
      const { listens, urls, misfits } = readHaproxy(text);
      for (const { port } of listens)
        expect(text.slice(port.text.span.start, port.text.span.end)).toMatch(
          /^(?:\d+(?:-\d+)?|\$\{?\w+\}?)$/,
        );
      for (const { port, portSpan } of urls.flatMap(({ mentions }) => mentions))
        expect(text.slice(portSpan.start, portSpan.end)).toBe(port ?? '');
      for (const { text: value, span } of misfits) expect(text.slice(span.start, span.end)).toBe(value);
    }),
  );
});

test('of many binds of one port each is held against all before it', async () => {
  const binds = Array.from({ length: 120 }, (_, index) => `  bind 10.0.0.${index + 1}:80\n`).join('');
  const text = `global\n  noreuseport\nfrontend a\n${binds}frontend b\n  bind 10.0.0.1:80\n`;
  const { workspace, document } = await sceneOf({ 'haproxy.cfg': text });
  const found = findingsIn(workspace, document('haproxy.cfg'), DEFAULT_SETTINGS);
  expect(
    found
      .filter(({ rule }) => rule === 'port-conflict')
      .map(({ span }) => text.slice(0, span.start).split('\n').length),
  ).toEqual([4, 125]);
});

test('what a program made of it may be long: it is read up to 1 MB', async () => {
  const acl = `  acl other hdr(host) -i ${'a'.repeat(1000)}\n`;
  const text = `frontend a\n${acl.repeat(900)}  bind :8081\n`;
  expect(text.length).toBeGreaterThan(900_000);
  const { workspace, document } = await sceneOf({ 'haproxy.cfg': text });
  expect(occurrencesIn(workspace, document('haproxy.cfg')).map(({ role }) => role)).toEqual(['listen']);
});
