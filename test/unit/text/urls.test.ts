// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the variables of the files that are read.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findUrls, isLoopbackHost, isPlainHost, mayHoldUrls } from '../../../server/src/text/urls';

/** Each mention as `scheme host port`; `-` for what is not there. */
const mentionsOf = (text: string) =>
  findUrls(text).map(({ scheme, host, port }) => `${scheme ?? '-'} ${host} ${port ?? '-'}`);

/** The mentions that are URLs or plain hosts by themselves, without a project that knows its services. */
const plainOf = (text: string) =>
  findUrls(text)
    .filter(({ scheme, host }) => scheme !== undefined || isPlainHost(host) || host.includes('.'))
    .map(({ port }) => port ?? '-');

describe('URLs', () => {
  test.each<[string, readonly string[]]>([
    ['http://localhost:3000', ['http localhost 3000']],
    ['http://localhost:3000/a:1/b?c=2#3', ['http localhost 3000']],
    ['http://localhost', ['http localhost -']],
    ['http://localhost/', ['http localhost -']],
    ['HTTP://LocalHost:3000', ['http localhost 3000']],
    ['https://example.com', ['https example.com -']],
    ['See http://localhost:3000.', ['http localhost 3000']],
    ['See http://localhost.', ['http localhost -']],
    ['(http://localhost:3000)', ['http localhost 3000']],
    ['<http://localhost:3000>', ['http localhost 3000']],
    ['[a](http://localhost:3000/)', ['http localhost 3000']],
    ['"http://localhost:3000",\'ws://localhost:3001\'', ['http localhost 3000', 'ws localhost 3001']],
    ['http://a:1 http://b:2', ['http a 1', 'http b 2']],
    ['url=http://a:1&other=http://b:2', ['http a 1', 'http b 2']],
    ['curl -f http://localhost:8080/health || exit 1', ['http localhost 8080']],
    ['http://münchen.example:8080', ['http münchen.example 8080']],
    ['http://my_service:8080', ['http my_service 8080']],
    // A digest is no port.
    ['"generic://sha256:3666f307a676/com.x.jar"', []],
    ['generic://sha256:73023617749a95967062', []],
    // Names that only hosts have.
    ['allowed: a.example.org:443', ['- a.example.org 443']],
    ['node-0.db.svc.cluster.local:9092', ['- node-0.db.svc.cluster.local 9092']],
    // Schemes.
    ['postgres://db:5432/app', ['postgres db 5432']],
    ['jdbc:postgresql://db:5432/app', ['postgresql db 5432']],
    ['jdbc:sqlserver://db:1433;databaseName=a', ['sqlserver db 1433']],
    ['postgresql+psycopg2://db:5432/app', ['postgresql+psycopg2 db 5432']],
    ['amqp://guest:guest@rabbit:5672/%2f', ['amqp rabbit 5672']],
    ['redis://:secret@cache:6379/0', ['redis cache 6379']],
    ['tcp://docker:2375', ['tcp docker 2375']],
    ['nats://a:4222', ['nats a 4222']],
    ['git+ssh://git@host:22/x', ['git+ssh host 22']],
    // Hosts that somebody is to fill in.
    ['http://<your-ip>:8080/', ['http <your-ip> 8080']],
    ['`http://<your server>:8080`', ['http <your server> 8080']],
    ['http://{host}:8080/', ['http {host} 8080']],
    ['proxy_pass http://{{ app.host }}:8080;', ['http {{ app.host }} 8080']],
    ['http://[IP-ADDRESS]:8080', ['http [IP-ADDRESS] 8080']],
    ['http://%%HOST%%:8080', ['http %%HOST%% 8080']],
    ['http://<your-ip>', []],
    ['http://<your-ip>:8080abc', []],
    ['http://<a>\n<b>:8080', []],
    // User info.
    ['http://user@host:80/', ['http host 80']],
    ['http://user:8080@host/', ['http host -']],
    ['http://user:p@ss@host:80/', ['http host 80']],
    ['http://${USER}:${PASS}@host:80/', ['http host 80']],
    ['http://user:${PASS:-a/b}@host:80/', ['http host 80']],
    ['http://user:pw@10.0.0.1:80', ['http 10.0.0.1 80']],
    // Several hosts.
    ['mongodb://a:27017,b:27018/db', ['mongodb a 27017', 'mongodb b 27018']],
    ['mongodb://u:p@a:27017,b,c:27019/?replicaSet=rs', ['mongodb a 27017', 'mongodb b -', 'mongodb c 27019']],
    ['mongodb://[::1]:27017,[::2]:27018', ['mongodb ::1 27017', 'mongodb ::2 27018']],
    ['nats://a:4222,nats://b:4223', ['nats a 4222', 'nats b 4223']],
    [
      'PLAINTEXT://kafka:9092,PLAINTEXT_HOST://localhost:29092',
      ['plaintext kafka 9092', 'plaintext_host localhost 29092'],
    ],
    ['PLAINTEXT://:9092,EXTERNAL://localhost:9094', ['external localhost 9094']],
    // IPv6.
    ['http://[::1]:3000/', ['http ::1 3000']],
    ['http://[2001:DB8::1]/', ['http 2001:db8::1 -']],
    ['http://[::1', []],
    // Variables.
    ['http://localhost:${VAR:-3000}/', ['http localhost ${VAR:-3000}']],
    ['http://localhost:$PORT/', ['http localhost $PORT']],
    ['http://localhost:${A:-${B:-3000}}/', ['http localhost ${A:-${B:-3000}}']],
    ['http://${HOST}:3000/', ['http ${HOST} 3000']],
    ['http://$HOST:3000/', ['http $HOST 3000']],
    ['postgres://${U}:${P}@${DB_HOST:-localhost}:5432/db', ['postgres ${DB_HOST:-localhost} 5432']],
    ['http://api.${DOMAIN}:3000/', ['http api.${DOMAIN} 3000']],
    // A port that the text leaves open.
    ['http://localhost:/', []],
    ['http://localhost:${', []],
    ['http://localhost:$', []],
    ['"http://localhost:" + port', []],
    ["'http://localhost' + ':' + port", []],
    ['"http://localhost" . $port', []],
    ['"http://localhost".format(port)', []],
    ['http://localhost:%d/', []],
    ['http://localhost:{port}/', []],
    ['http://localhost{port}/', []],
    ['http://localhost:<PORT>/', []],
    ['"http://localhost", port', ['http localhost -']],
    ['See "http://localhost". Then', ['http localhost -']],
    ['<a href="http://localhost">here</a>', ['http localhost -']],
    // The tag of an image.
    ['docker://node:20', []],
    ['uses: docker://alpine:3 then http://a:1', ['http a 1']],
    // No URLs.
    ['http://', []],
    ['://localhost:3000', []],
    ['1://localhost', []],
    ['http:///path', []],
    ['http://$(hostname):80/', []],
  ])('%j', (text, expected) => {
    expect(mentionsOf(text)).toEqual(expected);
  });
});

describe('host:port without a scheme', () => {
  test.each<[string, readonly string[]]>([
    ['localhost:3000', ['- localhost 3000']],
    ['LOCALHOST:3000', ['- localhost 3000']],
    ['on localhost:3000.', ['- localhost 3000']],
    ['localhost:3000, then', ['- localhost 3000']],
    ['127.0.0.1:8080/x', ['- 127.0.0.1 8080']],
    ['[::1]:8080', ['- ::1 8080']],
    ['host.docker.internal:5432', ['- host.docker.internal 5432']],
    ['server=localhost:5432;', ['- localhost 5432']],
    ['-h localhost:5432', ['- localhost 5432']],
    ['user@localhost:2222', ['- localhost 2222']],
    ['localhost:${PORT:-3000}', ['- localhost ${PORT:-3000}']],
    ['localhost:$PORT', ['- localhost $PORT']],
    ['servers=${HOST:localhost}:9092', ['- ${HOST:localhost} 9092']],
    ['servers: "${KAFKA_HOST:-kafka}:${PORT:-9092}",', ['- ${KAFKA_HOST:-kafka} ${PORT:-9092}']],
    ['${A:-a.b.internal}:1/x ${B:10.0.0.1}:2', ['- ${A:-a.b.internal} 1', '- ${B:10.0.0.1} 2']],
    ['db:5432', ['- db 5432']],
    ['my-db_1:5432', ['- my-db_1 5432']],
    ['registry.local:5000/app:1.2', ['- registry.local 5000']],
    ['localhost:5000/app:1.2', ['- localhost 5000']],
    ['😀 localhost:3000', ['- localhost 3000']],
    // Spring's way to say what stands for a variable.
    ['import: consul:${consul_url:localhost:8500}', ['- localhost 8500']],
    ['localhost:${PORT:?is missing}', ['- localhost ${PORT:?is missing}']],
    ['a:b:localhost:8500', []],
  ])('%j', (text, expected) => {
    expect(mentionsOf(text)).toEqual(expected);
  });

  test.each([
    // Addresses to listen on.
    '0.0.0.0:80',
    'listen [::]:80;',
    'ListenAndServe("0.0.0.0:8080", nil)',
    '--inspect=0.0.0.0:9229',
    // Images.
    'docker build -t api:8080 .',
    'docker push api:8080',
    'docker pull api:8080',
    'docker build --tag=api:8080 .',
    // Times.
    '12:30',
    '12:30:45',
    '2024-01-02T12:30:45Z',
    'at 12:30 today',
    // Versions, ratios, ranges.
    'v1.2:3',
    '16:9',
    '1.5:1',
    'a:1.2.3',
    // Image tags.
    'redis:7',
    'redis:7.2',
    'node:20-alpine',
    'ghcr.io/a/b:20',
    'app:1.2',
    'python:3.12',
    // Places in files.
    'server.ts:42',
    'app.dev.conf:42',
    'src/server.ts:42',
    'server.ts:42:7',
    'at main.go:10)',
    // Mappings.
    'a:80:80',
    'localhost:80:80',
    '${IP:-127.0.0.1}:80:80',
    '${IP:-0.0.0.0}:80',
    '${UID:-1000}:1000',
    '${TAG:-v1.2}:3',
    'a/${HOST:-localhost}:80',
    '${HOST}:80',
    '127.0.0.1:80:80',
    '[::1]:80:80',
    '8080:80',
    '8080:80/tcp',
    // Addresses without a port, and numbers that are none.
    '::1',
    'fe80::1:80',
    '[localhost]:80',
    '127.1:80',
    '1.2.3.4.5:80',
    'localhost:',
    'localhost:a',
    'localhost:80a',
    'localhost: 80',
    ':80',
    '$localhost:80',
    '/localhost:80',
    'a:$',
    'C:\\1',
    'key:1',
    '{a:1}',
  ])('%j holds no port', text => {
    expect(plainOf(text)).toEqual([]);
  });
});

describe('places', () => {
  test.each([
    'http://user:pw@LOCALHOST:3000/a',
    '\uFEFF\t😀 https://[::1]:3000',
    'a\r\nmongodb://a:1,b:3000/x',
    'x: "localhost:3000"\r\n',
    '[::1]:3000',
    'http://a:1 and http://b:3000',
  ])('%j: the last port stands at its digits', text => {
    const mention = findUrls(text).at(-1);
    expect(mention && text.slice(mention.portSpan.start, mention.portSpan.end)).toBe('3000');
    expect(mention && mention.hostSpan.end + 1).toBe(mention?.portSpan.start);
    expect(mention?.span.end).toBe(mention?.portSpan.end);
  });

  test('a URL begins at its scheme, each further host at itself', () => {
    const text = 'jdbc:mongodb://u:p@a:1,B:2/x http://c';
    expect(findUrls(text).map(({ span }) => text.slice(span.start, span.end))).toEqual([
      'mongodb://u:p@a:1',
      'B:2',
      'http://c',
    ]);
  });

  test('where no port is written there is a place for it, after the host', () => {
    const [mention] = findUrls('http://localhost/');
    expect(mention?.portSpan).toEqual({ start: 16, end: 16 });
  });

  test('every mention is a piece of the text', () => {
    const part = fc.constantFrom(
      'http',
      '://',
      ':',
      '80',
      'localhost',
      '127.0.0.1',
      '[',
      '::1',
      ']',
      '@',
      ',',
      '/',
      '.',
      '$',
      '${',
      '}',
      ' ',
      '\n',
      '😀',
      'a',
      '"',
      '\uD800',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 20 }), parts => {
        const text = parts.join('');
        let end = 0;
        for (const { host, hostSpan, port, portSpan, span } of findUrls(text)) {
          expect(span.start).toBeGreaterThanOrEqual(end);
          end = span.end;
          expect(text.slice(portSpan.start, portSpan.end)).toBe(port ?? '');
          expect(text.slice(hostSpan.start, hostSpan.end).toLowerCase()).toContain(host.toLowerCase());
          expect(span.start).toBeLessThanOrEqual(hostSpan.start);
          expect(hostSpan.end).toBeLessThanOrEqual(span.end);
        }
        if (end > 0) expect(mayHoldUrls(text) || text.includes(':$')).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

test.each([
  ['localhost', true, true],
  ['127.0.0.1', true, true],
  ['127.1.2.3', true, true],
  ['::1', true, true],
  ['0.0.0.0', true, true],
  ['::', true, true],
  ['app.localhost', true, false],
  ['host.docker.internal', false, true],
  ['10.0.0.1', false, true],
  ['db', false, false],
  ['localhost.example', false, false],
])('%s: loopback %j, plain %j', (host, loopback, plain) => {
  expect([isLoopbackHost(host), isPlainHost(host)]).toEqual([loopback, plain]);
});

test('a digest is no host', () => {
  expect(plainOf('registry.local:5000/app@sha256:0123')).toEqual(['5000']);
});

test('mayHoldUrls is false only where there is nothing to find', () => {
  expect([mayHoldUrls('a: b'), mayHoldUrls('http://a'), mayHoldUrls('a:1')]).toEqual([false, true, true]);
  expect(mayHoldUrls('localhost:${PORT}')).toBe(true);
});

test.each(['a', 'a:', 'http://a ', 'http://[ ', ']:1 ', 'a:${', 'x://${a', 'x://a,b,', '@', ' '])(
  'a megabyte of %j is read in linear time',
  unit => {
    const time = (size: number) => {
      const text = unit.repeat(size / unit.length);
      const start = performance.now();
      findUrls(text);
      return performance.now() - start;
    };
    time(100_000);
    // Quadratic work on it takes minutes.
    expect(time(1_000_000)).toBeLessThan(5000);
  },
);
