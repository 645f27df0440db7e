// node test/verdicts/caddy.mts [--count N] [--seed S]
// Records in `caddy/caddyfiles.json` what a real Caddy makes of Caddyfiles that differ in their ports: those written by
// hand below, then N random ones of a seed. Needs Debian's caddy, and root for those that are started: each in a network
// and a process space of its own.
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Random } from './random.ts';
import { each, JOBS, randomOnes, recordingText, writeFiles } from './recording.ts';

interface Question {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  /** Whether it is started, for what adapting does not look at. */
  readonly isStarted?: boolean;
}

interface CaddyCase extends Question {
  /** What `caddy adapt` gives: where each server listens, and what is dialled. */
  readonly adapted?: { readonly listen: readonly (readonly string[])[]; readonly dials: readonly string[] };
  /** Why it refuses. */
  readonly refused?: string;
  /** What ends a start; undefined where it runs on. */
  readonly failed?: string;
}

const TARGET = path.join(import.meta.dirname, 'caddy', 'caddyfiles.json');

async function record(program: string, count: number, seed: number): Promise<void> {
  const questions = [
    ...BY_HAND,
    ...randomOnes(count, seed, (random, name) => ({ name, files: { Caddyfile: randomFile(random) } })),
  ];
  const folder = mkdtempSync('/var/tmp/portolan-caddy-');
  try {
    const cases = await each(JOBS, questions, (question, _, index) =>
      answered(question, path.join(folder, String(index))),
    );
    const command = `node test/verdicts/caddy.mts --count ${count} --seed ${seed}`;
    writeFileSync(TARGET, recordingText({ program, command }, cases));
    const refused = cases.filter(one => one.refused !== undefined).length;
    console.log(`${cases.length} cases, ${refused} refused`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function answered(question: Question, folder: string): Promise<CaddyCase> {
  writeFiles(folder, question.files);
  const file = path.join(folder, 'Caddyfile');
  const options = ['--config', file, '--adapter', 'caddyfile'];
  const { out, error } = await said('caddy', ['adapt', ...options], folder);
  const refused = /^Error: (.*)/m.exec(error)?.[1]?.replaceAll(`${folder}/`, '');
  if (refused !== undefined) return { ...question, refused };
  const adapted = JSON.parse(out);
  const servers: readonly { readonly listen: readonly string[] }[] = Object.values(
    adapted.apps?.http?.servers ?? {},
  );
  const dials = [...out.matchAll(/"dial":"([^"]*)"/g)].map(([, dial = '']) => dial);
  const answer = { ...question, adapted: { listen: servers.map(({ listen }) => listen), dials } };
  if (!question.isStarted) return answer;
  const inside = ['--net', '--pid', '--fork', '--kill-child', 'sh', '-c'];
  const script = 'ip link set lo up; exec timeout 3 caddy run "$@"';
  const started = await said('unshare', [...inside, script, 'sh', ...options], folder);
  const failed = /^Error: (.*)/m.exec(started.error)?.[1]?.replaceAll(`${folder}/`, '');
  return failed === undefined ? answer : { ...answer, failed };
}

function said(
  program: string,
  args: readonly string[],
  folder: string,
): Promise<{ out: string; error: string }> {
  return new Promise(resolve => {
    const env = { PATH: process.env.PATH, HOME: folder, LC_ALL: 'C' };
    execFile(program, [...args], { cwd: folder, env }, (_, out, error) => resolve({ out, error }));
  });
}

// ---- Random Caddyfiles ----

const ADDRESSES = [
  ...[':8080', ':9000', ':80', ':443', 'localhost', 'a.test', 'b.test', 'http://a.test', 'https://b.test'],
  ...[
    'localhost:8080',
    'a.test:8080',
    'http://a.test:8080',
    'https://a.test:8080',
    'http://:8080',
    '*.c.test:8443',
  ],
  ...[
    '127.0.0.1:8080',
    '[::1]:8080',
    'http://localhost:9000',
    ':08080',
    'HTTP://A.test:8080',
    'a.test/x',
    'http://',
  ],
  ...[':{$PORT:8080}', '{$SITE:a.test:8080}', ':9000/api/*', '0.0.0.0:8080', '"localhost:8080"', ':0'],
];
const ODD = [
  ...[
    ':8080-8082',
    ':99999',
    ':-1',
    ':80x',
    'a.test:http',
    'http://a.test:443',
    'https://:80',
    ':+80',
    'a:b:80',
  ],
  ...[':65536', 'localhost:{env.PORT}', ':8 0', 'http://a.test:https', '[::1:8080'],
];
const BINDS = [
  '127.0.0.1',
  '0.0.0.0',
  '::1',
  '[::1]',
  'localhost',
  'tcp4/127.0.0.1',
  '127.0.0.1 ::1',
  'tcp/127.0.0.1',
];
const HOSTS = [
  ...[
    'api:3000',
    'api',
    'localhost:3000',
    ':3000',
    '127.0.0.1:3000',
    '[::1]:3000',
    'web.test:3000',
    'tcp/api:3000',
  ],
  ...['api:{$API_PORT:3000}', '{$API:api:3000}', 'unix//run/x.sock', 'api_2:3000', 'API:3000', '"api:3000"'],
];
const URLS = [
  'http://api:3000',
  'https://api',
  'https://api:8443',
  'h2c://api:3000',
  'http://localhost:3000',
];

function randomFile(random: Random): string {
  const isOdd = random.chance(25);
  // Few, so that sites meet.
  const pool = Array.from({ length: 2 + random.below(4) }, () => random.pick(ADDRESSES));
  const indent = random.pick(['\t', '  ', '    ']);
  const end = random.chance(10) ? '\r\n' : '\n';
  const lines: string[] = [];
  if (random.chance(30)) lines.push('{', ...optionsOf(random, isOdd).map(line => indent + line), '}');
  const hasSnippet = random.chance(20);
  if (hasSnippet)
    lines.push(
      '(common) {',
      `${indent}${random.pick(['encode gzip', 'reverse_proxy api:3000', 'bind ::1'])}`,
      '}',
    );
  if (random.chance(20)) lines.push('# :8080 {', '#}');
  const count = 1 + random.below(4);
  for (let index = 0; index < count; index++) {
    const keys = Array.from({ length: random.pick([1, 1, 1, 2, 3]) }, () =>
      isOdd && random.chance(20) ? random.pick(ODD) : random.pick(pool),
    );
    const body: string[] = [];
    if (random.chance(25)) body.push(`bind ${random.pick(BINDS)}`);
    if (hasSnippet && random.chance(40)) body.push('import common');
    if (random.chance(8)) body.push('tls internal');
    if (random.chance(60)) body.push(...proxyOf(random, indent));
    if (random.chance(20)) body.push('handle /x {', `${indent}respond "localhost:1234 {"`, '}');
    const joint = random.pick([', ', `,${end}`, ' ']);
    if (count === 1 && random.chance(40)) lines.push(keys.join(joint), ...body);
    else lines.push(`${keys.join(joint)} {`, ...body.map(line => indent + line), '}');
  }
  return lines.join(end) + (random.chance(90) ? end : '');
}

function optionsOf(random: Random, isOdd: boolean): readonly string[] {
  const port = () =>
    isOdd && random.chance(30)
      ? random.pick(['99999', '80x', '0', '-1'])
      : random.pick(['8080', '9000', '080']);
  const lines: string[] = [];
  if (random.chance(40)) lines.push(`http_port ${port()}`);
  if (random.chance(30)) lines.push(`https_port ${isOdd ? port() : '8443'}`);
  if (random.chance(30))
    lines.push(`admin ${random.pick(['off', 'localhost:2020', ':2021', '0.0.0.0:2019'])}`);
  if (random.chance(30)) lines.push(`default_bind ${random.pick(BINDS)}`);
  if (random.chance(20)) lines.push('auto_https off');
  return lines;
}

function proxyOf(random: Random, indent: string): readonly string[] {
  const isUrl = random.chance(25);
  const host = () =>
    isUrl ? random.pick(URLS.slice(0, 1).concat(random.chance(50) ? [] : URLS.slice(4))) : random.pick(HOSTS);
  const name = random.pick(['reverse_proxy', 'reverse_proxy', 'reverse_proxy', 'php_fastcgi']);
  if (isUrl && random.chance(40)) return [`reverse_proxy ${random.pick(URLS)}`];
  const matcher = random.pick(['', '', '/api/* ', '* ']);
  const hosts = Array.from({ length: 1 + random.below(3) }, host).join(' ');
  if (random.chance(30)) return [`${name} ${matcher}{`, `${indent}to ${hosts}`, '}'];
  return [`${name} ${matcher}${hosts}`];
}

// ---- By hand ----

const one = (name: string, text: string, more: Partial<Question> = {}): Question => ({
  name,
  files: { Caddyfile: text },
  ...more,
});

const BY_HAND: readonly Question[] = [
  one('a port alone', ':8080\n'),
  one('a port with braces', ':8080 {\n}\n'),
  one('a brace on the next line is a block without a name', ':8080\n{\n}\n'),
  one('a name is https', 'example.com\n'),
  one('http is port 80', 'http://example.com\n'),
  one('a name with a port', 'example.com:8443\n'),
  one('several addresses', 'http://example.com:8080, localhost:8443, :9000 {\n}\n'),
  one('several addresses without commas', 'localhost:8443 :9000 {\n}\n'),
  one('addresses go on behind a comma', 'localhost:8443,\n:9000 {\n}\n'),
  one('a comma without white space', 'localhost:8443,:9000 {\n}\n'),
  one('a brace without white space', ':8080{\n}\n'),
  one('a range', ':8080-8082\n'),
  one('a range of a name', 'localhost:8080-8082 {\n}\n'),
  one('beyond the last', ':65536\n'),
  one('the last', ':65535\n'),
  one('zero is chosen by the system', ':0\n'),
  one('leading zeros', ':0080\n'),
  one('negative', ':-1\n'),
  one('with a sign', ':+80\n'),
  one('a word', ':http\n'),
  one('a word behind a name', 'example.com:https\n'),
  one('two colons are a name', 'a:b:80\n'),
  one('an IPv6 address', '[::1]:8080\n'),
  one('an IPv6 address alone', '[::1]\n'),
  one('an IPv6 address without brackets is a name', '::1\n'),
  one('a wildcard', '*.example.com:8443 {\n tls internal\n}\n'),
  one('a path', 'example.com:8080/api/* {\n}\n'),
  one('an address with a path and no port', 'example.com/api:8080\n'),
  one('quotes', '":8080" {\n}\n'),
  one('backquotes', '`localhost:8080` {\n}\n'),
  one('a variable with a default', ':{$PORT:8080} {\n}\n'),
  one('a variable without', ':{$PORT} {\n}\n'),
  one('a variable for all', '{$ADDRESS:localhost:8080} {\n}\n'),
  one('a variable of which nothing stays', '{$ADDRESS} {\n}\n'),
  one('a default that is no port', ':{$PORT:80x} {\n}\n'),
  one('a placeholder is no port', ':{env.PORT} {\n}\n'),
  one('a byte order mark', '\uFEFF:8080 {\n}\n'),
  one('CRLF', ':8080 {\r\n\tbind 127.0.0.1\r\n}\r\n'),
  one('a line that goes on', ':8080 {\n\treverse_proxy api:3000 \\\n\t\tapi2:3001\n}\n'),
  one('a number sign within a word', 'a#b:8080 {\n}\n'),
  one('one address in two blocks', ':8080 {\n}\n:8080 {\n}\n'),
  one('one name in two blocks', 'example.com {\n}\nexample.com {\n}\n'),
  one('one name in three blocks', 'example.com {\n}\nexample.com {\n}\nexample.com {\n}\n'),
  one('one address twice in a block', ':8080, :8080 {\n}\n'),
  one('one name in other letters', 'example.com {\n}\nEXAMPLE.com {\n}\n'),
  one('one name, and one with its port', 'example.com {\n}\nexample.com:443 {\n}\n'),
  one('one name, and one with its scheme', 'example.com {\n}\nhttps://example.com {\n}\n'),
  one('one address bound to two hosts', ':8080 {\n bind 127.0.0.1\n}\n:8080 {\n bind ::1\n}\n'),
  one('one address bound to one host', ':8080 {\n bind 127.0.0.1\n}\n:8080 {\n bind 127.0.0.1\n}\n'),
  one('one address bound to one of two hosts', ':8080 {\n bind 127.0.0.1 ::1\n}\n:8080 {\n bind ::1\n}\n'),
  one('one address bound, and not', ':8080 {\n bind 127.0.0.1\n}\n:8080 {\n}\n'),
  one(
    'one address bound, and by default',
    '{\n default_bind 127.0.0.1\n}\n:8080 {\n bind 127.0.0.1\n}\n:8080 {\n}\n',
  ),
  one('one address bound in brackets', ':8080 {\n bind [::1]\n}\n:8080 {\n bind ::1\n}\n'),
  one('one address bound with tcp', ':8080 {\n bind tcp/127.0.0.1\n}\n:8080 {\n bind 127.0.0.1\n}\n'),
  one('one address bound with tcp4', ':8080 {\n bind tcp4/127.0.0.1\n}\n:8080 {\n bind 127.0.0.1\n}\n'),
  one('one address bound by a snippet', '(b) {\n bind ::1\n}\n:8080 {\n import b\n}\n:8080 {\n}\n'),
  one('a bound path', ':8080 {\n bind unix//run/x.sock\n}\n:8080 {\n}\n'),
  one('a bind that imports', ':8080 {\n bind 127.0.0.1\n bind ::1\n}\n:8080 {\n bind ::1\n}\n'),
  one('an address by a variable twice', ':{$PORT:8080} {\n}\n:{$PORT:8080} {\n}\n'),
  one('an address, and by a variable', ':{$PORT:8080} {\n}\n:8080 {\n}\n'),
  one('http on the port of https', 'http://example.com:443\n'),
  one('https on the port of http', 'https://example.com:80\n'),
  one('http on the port of https, elsewhere', '{\n https_port 8443\n}\nhttp://example.com:8443\n'),
  one('http on 443 where https is elsewhere', '{\n https_port 8443\n}\nhttp://example.com:443\n'),
  one('both on one port', '{\n http_port 8080\n https_port 8080\n}\nhttp://example.com\n'),
  one('http and https on one port', 'http://a.test:8080 {\n}\nhttps://b.test:8080 {\n}\n'),
  one('https and http on one port', 'https://b.test:8080 {\n}\nhttp://a.test:8080 {\n}\n'),
  one('http and https in one block', 'http://a.test:8080, https://b.test:8080 {\n}\n'),
  one('http and a name on one port', 'http://a.test:8080 {\n}\nb.test:8080 {\n}\n'),
  one('https and a name on one port', 'https://a.test:8080 {\n}\nb.test:8080 {\n}\n'),
  one('https and a port alone', 'https://a.test:8080 {\n}\n:8080 {\n}\n'),
  one('https and a port alone with a certificate', 'https://a.test:8080 {\n tls internal\n}\n:8080 {\n}\n'),
  one('a port alone with a certificate and https', 'https://a.test:8080 {\n}\n:8080 {\n tls internal\n}\n'),
  one(
    'http and https on two hosts',
    'http://a.test:8080 {\n bind 127.0.0.1\n}\nhttps://b.test:8080 {\n bind ::1\n}\n',
  ),
  one('http and 443 alone', 'a.test:443 {\n}\n:443 {\n}\n'),
  one('a name on 80', 'a.test:80 {\n}\n:80 {\n}\nhttp://b.test {\n}\n'),
  one('ports of both schemes', '{\n http_port 8080\n https_port 8443\n}\nexample.com\n'),
  one('an http port that is no number', '{\n http_port http\n}\n:9000\n'),
  one('an http port beyond the last, used', '{\n http_port 99999\n}\nhttp://example.com\n'),
  one('an http port beyond the last, not used', '{\n http_port 99999\n}\n:9000\n'),
  one('an https port beyond the last, used', '{\n https_port 99999\n}\nexample.com\n'),
  one('an http port with a sign', '{\n http_port +8080\n}\nhttp://example.com\n'),
  one('an http port that is negative', '{\n http_port -1\n}\nhttp://example.com\n'),
  one('an http port that is written twice', '{\n http_port 8080\n http_port 8081\n}\nhttp://example.com\n'),
  one('an http port by a variable', '{\n http_port {$HTTP_PORT:8080}\n}\nhttp://example.com\n'),
  one('options behind a site', ':8080 {\n}\n{\n http_port 8080\n}\n'),
  one('admin', '{\n admin localhost:2020\n}\n:8080\n', { isStarted: true }),
  one('admin off', '{\n admin off\n}\n:8080\n', { isStarted: true }),
  one('admin on the port of a site', '{\n admin :8080\n}\n:8080\n', { isStarted: true }),
  one('a site on the port of admin', ':2019\n', { isStarted: true }),
  one('admin beyond the last', '{\n admin localhost:99999\n}\n:8080\n', { isStarted: true }),
  one('admin with a word', '{\n admin localhost:http\n}\n:8080\n', { isStarted: true }),
  one('admin without a port', '{\n admin localhost\n}\n:8080\n', { isStarted: true }),
  one('admin with a path', '{\n admin unix//tmp/caddy-admin.sock\n}\n:8080\n', { isStarted: true }),
  one('default_bind', '{\n default_bind 127.0.0.1 ::1\n}\n:8080\n'),
  one('upstreams', ':80 {\n reverse_proxy api:3000 api2:3000\n}\n'),
  one('upstreams in a block', ':80 {\n reverse_proxy api:3000 {\n  to api2:3001 api3\n  to :3002\n }\n}\n'),
  one('an upstream behind a path', ':80 {\n reverse_proxy /api/* api:3000\n}\n'),
  one('an upstream behind a matcher', ':80 {\n @api path /api/*\n reverse_proxy @api api:3000\n}\n'),
  one('an upstream without a port', ':80 {\n reverse_proxy api\n}\n'),
  one('an upstream with a colon alone', ':80 {\n reverse_proxy api:\n}\n'),
  one('an upstream by http', ':80 {\n reverse_proxy http://api\n}\n'),
  one('an upstream by https', ':80 {\n reverse_proxy https://api\n}\n'),
  one('an upstream by http on 443', ':80 {\n reverse_proxy http://api:443\n}\n'),
  one('an upstream by a URL with a path', ':80 {\n reverse_proxy http://api:3000/x\n}\n'),
  one(
    'an upstream in handle',
    ':80 {\n handle /api/* {\n  reverse_proxy api:3000\n }\n route {\n  reverse_proxy web:8080\n }\n}\n',
  ),
  one('an upstream in a snippet', '(p) {\n reverse_proxy api:3000\n}\n:80 {\n import p\n}\n'),
  one('an upstream by an argument', '(p) {\n reverse_proxy {args.0}\n}\n:80 {\n import p api:3000\n}\n'),
  one('an upstream by a variable', ':80 {\n reverse_proxy {$HOST:api}:{$API_PORT:3000}\n}\n'),
  one('an upstream by a path of a socket', ':80 {\n reverse_proxy unix//run/api.sock\n}\n'),
  one('an upstream by IPv6', ':80 {\n reverse_proxy [::1]:3000\n}\n'),
  one('an upstream with a network', ':80 {\n reverse_proxy tcp/api:3000 tcp4/api2:3001\n}\n'),
  one('an upstream beyond the last', ':80 {\n reverse_proxy api:99999\n}\n'),
  one('an upstream with a word', ':80 {\n reverse_proxy api:http\n}\n'),
  one('an upstream with a range', ':80 {\n reverse_proxy api:3000-3002\n}\n'),
  one('php_fastcgi', ':80 {\n root * /srv\n php_fastcgi php:9000\n}\n'),
  one('php_fastcgi in a block', ':80 {\n php_fastcgi {\n  to php:9000\n }\n}\n'),
  one(
    'forward_auth',
    ':80 {\n forward_auth auth:9091 {\n  uri /api/verify\n  copy_headers Remote-User\n }\n reverse_proxy api:3000\n}\n',
  ),
  one('a text that looks like a site', ':80 {\n respond "localhost:9999 {"\n}\n'),
  one('a text of several lines', ':80 {\n respond `:9000 {\n}`\n}\n:9001 {\n}\n'),
  one('a brace of JSON on one line', ':80 {\n respond `{"a": 1}`\n}\n:9001 {\n}\n'),
  one('a comment at the end', ':8080 { # :9000 {\n}\n'),
  one('nothing', ''),
  one('comments alone', '# :8080\n'),
  one('imported sites', 'import sites/*.caddy\n:8080 {\n}\n', {
    files: {
      Caddyfile: 'import sites/*.caddy\n:8080 {\n}\n',
      'sites/a.caddy': ':9000 {\n\treverse_proxy api:3000\n}\n',
    },
  }),
  one('an imported part', '', {
    files: {
      Caddyfile: ':8080 {\n\timport parts/proxy.caddy\n}\n',
      'parts/proxy.caddy': 'reverse_proxy api:3000\n',
    },
  }),
];

const { values } = parseArgs({
  options: { count: { type: 'string', default: '300' }, seed: { type: 'string', default: '1' } },
});
const version = execFileSync('caddy', ['version'], { encoding: 'utf8' }).trim();
await record(`caddy ${version}`, Number(values.count), Number(values.seed));
