// biome-ignore-all lint/suspicious/noTemplateCurlyInString: so Compose writes its variables.
import { describe, expect, test } from 'vitest';
import { portInLabel, portsInCommand } from '../../../server/src/text/commands';
import { hostOf, hostsAmong, namesHost, namesPort, wordsOf } from '../../../server/src/text/port-names';
import { type Block, literal } from '../../../server/src/text/source-text';

/** The ports of a command as `name value`; each value has to stand where it says. */
function found(command: string | readonly string[], program?: string): readonly string[] {
  const texts = typeof command === 'string' ? [command] : command;
  const whole = texts.join('\n');
  const block: Block = { length: whole.length };
  let at = 0;
  const sources = texts.map(text => {
    const source = literal(block, text, at);
    at += text.length + 1;
    return source;
  });
  return portsInCommand('command', sources, program).map(({ name, value, protocol, host }) => {
    expect(whole.slice(value.span.start, value.span.end)).toBe(value.value);
    const more = [protocol === 'tcp' ? '' : `/${protocol}`, host ? ` of ${host.value}` : ''].join('');
    return `${name} ${value.value}${more}`;
  });
}

describe('the ports in a command', () => {
  test.each<readonly [string | readonly string[], readonly string[]]>([
    ['serve --port 3000', ['port 3000']],
    ['serve --port=3000', ['port 3000']],
    ['serve --port="3000"', ['port 3000']],
    [['serve', '--port', '3000'], ['port 3000']],
    [['sh', '-c', 'exec serve --port 3000'], ['port 3000']],
    ['serve --port=${APP_PORT:-3000}', ['port ${APP_PORT:-3000}']],
    ['serve --port $APP_PORT', ['port $APP_PORT']],
    ['java -Dserver.port=8080 -jar app.jar', ['server.port 8080']],
    ['serve --http-port=8080 --metrics-port 9100', ['http-port 8080', 'metrics-port 9100']],
    ['serve --httpPort 8080', ['httpPort 8080']],
    ['serve -port 8080', ['port 8080']],
    ['serve --listen 8080', ['listen 8080']],
    ['serve --listen :8080', ['listen 8080']],
    ['serve --address 0.0.0.0:8000', ['address 8000']],
    ['uvicorn [::]:8000', ['command 8000']],
    ['serve -addr=:8080', ['addr 8080']],
    ['--web.listen-address=:9090', ['web.listen-address 9090']],
    [
      '--entrypoints.web.address=:80 --entrypoints.dns.address=:53/udp',
      ['entrypoints.web.address 80', 'entrypoints.dns.address 53/udp'],
    ],
    ['gunicorn -b :8000 app', ['command 8000']],
    ['gunicorn --bind *:8000 app', ['bind 8000']],
    ['./server :8080', ['command 8080']],
    ['next start -p 3000', ['-p 3000']],
    ['bundle exec puma -p 3000', ['-p 3000']],
    ['python manage.py runserver 8000', ['runserver 8000']],
    ['python -m http.server 8000', ['http.server 8000']],
    ['PORT=3000 node .', ['PORT 3000']],
    ['migrate --db-host db --db-port 5432', ['db-port 5432 of db']],
    ['wait --host db --port 5432', ['port 5432 of db']],
  ])('%j', (command, ports) => {
    expect(found(command)).toEqual(ports);
  });

  test.each([
    'mkdir -p 3000',
    'psql -h db -p 5432',
    'ssh -p 22 host',
    'docker run -p 8080:80 nginx',
    'serve --support 80',
    'serve --import 3000',
    'serve --export=8080',
    'serve --transport 80',
    'serve --workers 4 --timeout 3000',
    'serve --port auto',
    'serve --port --quiet',
    'serve --address 10.0.0.1',
    'serve --port-range 3000-3010',
    'date 12:30',
    'echo $$PORT',
    'next start && mkdir -p 3000',
    'a "unclosed --port',
  ])('none in: %s', command => {
    expect(found(command)).toEqual([]);
  });

  test('of a command that starts with an option the image is the program', () => {
    expect(found('-p 11212', 'memcached')).toEqual(['-p 11212']);
    expect(found('-p 11212', 'busybox')).toEqual([]);
    expect(found('sh -p 11212', 'memcached')).toEqual([]);
  });

  test.each<readonly [number, number, readonly string[]]>([
    [1, 16_000, ['port 1', 'port 2', 'port 3']],
    [1, 17_000, ['port 1']],
    // Together they are as long.
    [4, 5_000, ['port 1', 'port 2']],
  ])('of %i arguments of %i characters more no others are read', (count, length, expected) => {
    const long = Array.from({ length: count }, () => 'a '.repeat(length / 2));
    const [first = '', ...others] = long;
    expect(found(['--port=1', first, '--port=2', ...others, '--port=3'])).toEqual(expected);
  });

  test('a megabyte of them is read in linear time', () => {
    const start = performance.now();
    for (const part of ['--port 3000 ', '${', '"', ':8080 ', '--a=', '-p 1 next ', '--a-host b --a-port 1 '])
      found(part.repeat(200_000 / part.length));
    expect(performance.now() - start).toBeLessThan(5000);
  });
});

test.each<readonly [string, string, string | undefined]>([
  ['traefik.http.services.web.loadbalancer.server.port', '8080', '8080/tcp'],
  ['traefik.udp.services.dns.loadbalancer.server.port', '53', '53/udp'],
  ['traefik.http.services.web.loadbalancer.server.port', '${PORT:-8080}', '${PORT:-8080}/tcp'],
  ['traefik.port', '8080', '8080/tcp'],
  ['prometheus.io/port', '9100', undefined],
  ['prometheus.port', '9100', '9100/tcp'],
  ['traefik.http.routers.web.rule', '8080', undefined],
  ['com.example.support', '8080', undefined],
  ['traefik.http.services.web.loadbalancer.server.port', 'http', undefined],
])('the label %s=%s: %j', (name, value, expected) => {
  const port = portInLabel(name, literal({ length: value.length }, value, 0));
  expect(port && `${port.value.value}/${port.protocol}`).toBe(expected);
});

describe('the words of a name', () => {
  test.each([
    ['DB_PORT', 'db port'],
    ['DBPORT', 'db port'],
    ['dbPort', 'db port'],
    ['--db-port', 'db port'],
    ['spring.data.redis.port', 'spring data redis port'],
    ['JMXPORT', 'jmx port'],
    ['HTTPSPORT', 'https port'],
    ['HTTP_PORT_NUMBER', 'http port number'],
    ['DBHOST', 'db host'],
    ['PORT', 'port'],
    ['GHOST', 'ghost'],
    ['LOCALHOST', 'localhost'],
  ])('%s: %s', (name, words) => {
    expect(wordsOf(name).join(' ')).toBe(words);
  });

  test('a name that is too long has none', () => {
    const words = (length: number) => wordsOf(`${'a'.repeat(length - 5)}_PORT`).length;
    expect([words(256), words(257)]).toEqual([2, 0]);
    expect(namesPort(`${'a'.repeat(252)}_PORT`)).toBe(false);
  });

  test.each([
    'SUPPORT',
    'DB_EXPORT',
    'SQLEXPORT',
    'IMPORT_SIZE',
    'TRANSPORT',
    'REPORT',
    'sport',
    'PASSPORT',
    'PORTAL',
    'EXPORTER',
  ])('%s is no port', name => {
    expect(namesPort(name)).toBe(false);
  });

  test.each(['DB_HOST', 'DBHOST', 'REDIS_HOSTNAME', 'DB_SERVER', 'DB_ADDR', 'spring.redis.host'])(
    '%s is a host',
    name => {
      expect(namesHost(name)).toBe(true);
    },
  );

  test('the host beside a port has the same words before it', () => {
    const hosts = hostsAmong([
      ['CACHE_HOST', 'c'],
      ['DB_ADDR', 'a'],
      ['DB_HOST', 'b'],
      ['DB_SERVER', 'd'],
    ]);
    expect(hostOf('DB_PORT', hosts)).toBe('b');
    expect(hostOf('dbPort', hosts)).toBe('b');
    expect(hostOf('PORT', hosts)).toBeUndefined();
  });
});
