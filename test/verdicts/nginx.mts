// node test/verdicts/nginx.mts [--count N] [--seed S]
// Records in `nginx/configurations.json` what a real nginx says of configurations that differ in their ports: those written by hand
// below, then N random ones of a seed. Needs Debian's nginx with its stream module, and root: each configuration is
// asked in a network, a process space and a /tmp of its own, so no nginx outlives its question or meets another's sockets.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Random } from './random.ts';
import { each, JOBS, randomOnes, recordingText, writeFiles } from './recording.ts';

type Files = Readonly<Record<string, string>>;

interface Message {
  readonly level: string;
  readonly text: string;
  /** Relative to the folder of `nginx.conf`. */
  readonly file?: string;
  readonly line?: number;
}

interface Outcome {
  readonly ok: boolean;
  readonly messages: readonly Message[];
}

/** A configuration that has no answer yet. */
interface Question {
  readonly name: string;
  readonly files: Files;
  /** What `/etc/hosts` holds, where it is not the one line of the recording. */
  readonly hosts?: string;
}

interface NginxCase extends Question {
  /** What `nginx -t` says. */
  readonly test: Outcome;
  /** What a start adds to it, up to the first try to bind every socket; asked where the test is passed. */
  readonly start?: Outcome;
}

const TARGET = path.join(import.meta.dirname, 'nginx', 'configurations.json');
const HOSTS = '127.0.0.1 localhost\n';
/** `notice` lets a start say that it goes on, or that it tries once more. */
const GLOBALS = 'daemon off; pid /tmp/nginx.pid; error_log stderr notice;';
const INSIDE = `ip link set lo up
for folder in /tmp /var/log/nginx /var/lib/nginx; do mount -t tmpfs tmpfs $folder; done
mount --bind "$1" /etc/hosts
shift
exec nginx "$@"`;

/** What `nginx -v` says, where everything is there that recording needs. */
function installed(): string | undefined {
  if (process.getuid?.() !== 0) return undefined;
  try {
    execFileSync('unshare', ['-n', 'ip', 'link'], { stdio: 'ignore' });
    const globals = 'load_module modules/ngx_stream_module.so;';
    const said = execFileSync('sh', [
      '-c',
      `nginx -v 2>&1 && nginx -t -q -c /dev/null -g '${globals}' 2>&1; true`,
    ]);
    return said.includes('dlopen') ? undefined : /nginx\/\S+/.exec(String(said))?.[0];
  } catch {
    return undefined;
  }
}

async function record(program: string, count: number, seed: number): Promise<void> {
  const questions = [
    ...BY_HAND,
    ...randomOnes(count, seed, (random, name) => ({ name, files: randomFiles(random) })),
  ];
  // Not in /tmp, which nginx sees empty.
  const folder = mkdtempSync('/var/tmp/portolan-nginx-');
  try {
    const cases = await each(JOBS, questions, (question, _, index) =>
      answered(question, path.join(folder, String(index))),
    );
    const command = `node test/verdicts/nginx.mts --count ${count} --seed ${seed}`;
    writeFileSync(TARGET, recordingText({ program, command, hosts: HOSTS }, cases));
    const started = cases.filter(({ start }) => start !== undefined);
    console.log(
      [
        `${cases.length} cases`,
        `${started.length} pass the test`,
        `${started.filter(({ start }) => !start?.ok).length} of them do not start`,
        `${cases.filter(({ test }) => test.messages.some(({ level }) => level === 'warn')).length} with warnings`,
      ].join(', '),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function answered(question: Question, folder: string): Promise<NginxCase> {
  const files = path.join(folder, 'files');
  writeFiles(files, question.files);
  const hosts = path.join(folder, 'hosts');
  writeFileSync(hosts, question.hosts ?? HOSTS);
  const args = [hosts, '-c', path.join(files, 'nginx.conf'), '-g', GLOBALS];
  const tested = await said([...args, '-t']);
  const test = { ok: /test is successful$/m.test(tested), messages: messagesIn(tested, files) };
  if (!test.ok) return { ...question, test };
  // Whoever cannot bind tries five times: the first try has said all.
  const started = await said(args, /start worker processes$|try again to bind\(\)/m);
  const start = {
    ok: /start worker processes$/m.test(started),
    // Its warnings are those of the test.
    messages: messagesIn(started, files).filter(({ level }) => level !== 'warn'),
  };
  return { ...question, test, start };
}

/** What nginx writes until it ends, or until it has written `last`. */
function said(args: readonly string[], last?: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    const unshare = ['--net', '--mount', '--pid', '--fork', '--kill-child', 'sh', '-c', INSIDE, 'sh'];
    const child = spawn('unshare', [...unshare, ...args], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, LC_ALL: 'C' },
    });
    let text = '';
    child.stderr.setEncoding('utf8').on('data', chunk => {
      text += chunk;
      if (last?.test(text)) child.kill('SIGKILL');
    });
    child.on('error', reject).on('close', () => resolve(text));
  });
}

function messagesIn(text: string, folder: string): readonly Message[] {
  const messages: Message[] = [];
  for (const line of text.split('\n')) {
    const [, level, said] = /^(?:nginx:|\S+ \S+) \[(\w+)\] (?:\d+#\d+: )?(.*)$/.exec(line) ?? [];
    if (level === undefined || said === undefined || level === 'notice') continue;
    const [, head = said, file, at] = /^(.*) in (\/\S+):(\d+)$/.exec(said) ?? [];
    messages.push({
      level,
      text: head.replaceAll(`${folder}/`, ''),
      ...(file !== undefined && { file: path.relative(folder, file), line: Number(at) }),
    });
  }
  return messages;
}

// ---- Random configurations ----

/** A directive: its words, and what its braces hold. */
interface Directive {
  readonly words: readonly string[];
  readonly block?: readonly Directive[];
}

/** How much of what nginx refuses there is: `calm` configurations get as far as a start. */
type Mood = 'calm' | 'busy' | 'wild';

const VALID = ['80', '*:80', '0.0.0.0:80', '127.0.0.1:80', '[::]:80', '[::1]:80', '8080', '127.0.0.1:8080'];
const RARER = [
  ...['localhost:80', '127.0.0.1', '[::]', '[::1]', '*', 'localhost', '0.0.0.0', '127.0.0.2:80', '[::]:8080'],
  ...['[::1]:8080', '*:8080', '080', '65535', '1', '8080-8082', '127.0.0.1:80-81', '[0:0::1]:80'],
  ...['unix:/tmp/x.sock', 'unix:/tmp/y.sock', 'LOCALHOST:80', '127.0.0.1:8081'],
];
const REFUSED = [
  ...'0 65536 99999 80a 8082-8080 80- -80 *:0 127.0.0.1:65536 [::]:0 [::]:99999'.split(' '),
  ...[':80', '127.0.0.1:', '[::1', '[::]80', '[::x]:80', 'http://127.0.0.1:80', '127.0.0.1:80/', '80-65536'],
  ...['127.0.0.1:http', 'unix:', '80:80', '+80', '0x50', '""', '8080-99999', '127.0.0.1:80-70'],
];
const OPTIONS = 'bind backlog=511 reuseport deferred so_keepalive=on proxy_protocol http2'.split(' ');
const NAMES = 'a b A c _ "" *.a.test .a.test a.test www.a.test *.b.test a.* ~^x'.split(' ');
const CALM_NAMES = ['a', 'b', 'c', 'd', 'a.test', '_', '*.a.test', '~^x'];
const UPSTREAMS = ['app', 'api', 'App', 'web'];
const PEERS = [
  ...['127.0.0.1:3000', '127.0.0.1:3000', '127.0.0.1', 'localhost:3000', '[::1]:3000', 'unix:/tmp/app.sock'],
  ...['127.0.0.1:3001 weight=2', '127.0.0.1:3002 backup', '127.0.0.1:3003 down'],
];
const BAD_PEERS = ['127.0.0.1:99999', '127.0.0.1:0', '127.0.0.1:30a', '127.0.0.1:3000-3001', ':3000'];
const BAD_TARGETS = '127.0.0.1:70000 127.0.0.1:0 localhost:99999 127.0.0.1:3000x [::1]:65536 :3000'.split(
  ' ',
);

function randomFiles(random: Random): Files {
  const mood: Mood = random.pick(['calm', 'calm', 'busy', 'busy', 'wild']);
  // Few, so that servers meet.
  const addresses = Array.from({ length: 1 + random.below(4) }, () => random.pick(VALID));
  const upstreams = random.chance(40) ? randomUpstreams(random, mood) : [];
  const upstreamNames = upstreams.map(({ words }) => words[1] ?? '');
  const servers = Array.from({ length: 1 + random.below(4) }, () =>
    randomServer(random, mood, upstreamNames, addresses),
  );
  const files: Record<string, string> = {};
  const styled = (directives: readonly Directive[]) => textOf(directives, random);

  const http: Directive[] = [];
  if (random.chance(30)) http.push(...servers.slice(servers.length / 2));
  const others = servers.filter(server => !http.includes(server));
  if (random.chance(40)) {
    const names = 'a.conf b.conf B.conf 10.conf 9.conf _x.conf z-1.conf .hidden.conf c.conf.off'.split(' ');
    for (const server of others) {
      const name = `conf.d/${random.pick(names)}`;
      files[name] = (files[name] ?? '') + styled([server]);
    }
    http.splice(random.below(http.length + 1), 0, { words: ['include', 'conf.d/*.conf'] });
  } else {
    http.push(...others);
  }
  http.splice(random.chance(70) ? 0 : random.below(http.length + 1), 0, ...upstreams);
  if (random.chance(15)) {
    const listens = randomListens(random, mood, 'http', addresses);
    if (listens.length > 0) {
      files['parts/listen.conf'] = styled(listens);
      const include = { words: ['include', 'parts/listen.conf'] };
      for (const [index, { words, block }] of http.entries()) {
        if (words[0] !== 'server' || !block || !random.chance(60)) continue;
        http[index] = { words, block: [include, ...block] };
      }
    }
  }

  const main: Directive[] = [{ words: ['events'], block: [] }];
  if (random.chance(25)) {
    const stream = Array.from({ length: 1 + random.below(2) }, () =>
      randomStreamServer(random, mood, addresses),
    );
    main.unshift({ words: ['load_module', 'modules/ngx_stream_module.so'] });
    main.push({ words: ['stream'], block: stream });
  }
  main.splice(random.chance(80) ? main.length : 1 + random.below(main.length), 0, {
    words: ['http'],
    block: http,
  });
  // A module is loaded before any block: only the blocks change places.
  main.sort((a, b) => Number(b.words[0] === 'load_module') - Number(a.words[0] === 'load_module'));
  return { 'nginx.conf': styled(main), ...files };
}

function randomUpstreams(random: Random, mood: Mood): readonly Directive[] {
  const count = 1 + random.below(2);
  const names = [...UPSTREAMS];
  if (mood === 'calm') names.splice(names.indexOf('App'), 1);
  return Array.from({ length: count }, () => {
    const name = random.pick(names);
    if (mood !== 'wild') names.splice(names.indexOf(name), 1);
    const peers: Directive[] = [];
    for (let left = mood === 'wild' && random.chance(15) ? 0 : 1 + random.below(2); left > 0; left--) {
      // A backup alone is refused, for a reason that is not about ports.
      const fitting = PEERS.filter(peer => peers.length > 0 || !peer.includes(' backup'));
      const peer = mood === 'wild' && random.chance(15) ? random.pick(BAD_PEERS) : random.pick(fitting);
      peers.push({ words: ['server', ...peer.split(' ')] });
    }
    return { words: ['upstream', name], block: peers };
  });
}

function randomServer(
  random: Random,
  mood: Mood,
  upstreams: readonly string[],
  addresses: readonly string[],
): Directive {
  const listens = randomListens(random, mood, 'http', addresses);
  const block: Directive[] = [...listens];
  if (listens.some(({ words }) => words.includes('ssl')) && !(mood === 'wild' && random.chance(50))) {
    // The one way to have `ssl` without a certificate.
    block.push({ words: ['ssl_reject_handshake', 'on'] });
  }
  if (random.chance(70)) {
    const pool = mood === 'calm' ? CALM_NAMES : NAMES;
    const names = Array.from({ length: 1 + random.below(random.chance(30) ? 3 : 1) }, () =>
      random.pick(pool),
    );
    block.splice(random.below(block.length + 1), 0, { words: ['server_name', ...names] });
  }
  if (random.chance(50)) {
    const bad = mood === 'wild' && random.chance(15);
    const named = upstreams.length > 0 && random.chance(70);
    const target = bad
      ? random.pick(BAD_TARGETS)
      : named
        ? random.pick(upstreams) + (mood === 'wild' && random.chance(15) ? ':8080' : '')
        : random.pick('127.0.0.1:3000 127.0.0.1 localhost:3000 [::1]:3000 unix:/tmp/app.sock:/'.split(' '));
    const words = ['proxy_pass', `http://${target}${random.pick(['', '/'])}`];
    block.push({ words: ['location', '/'], block: [{ words }] });
  }
  return { words: ['server'], block };
}

/** The `listen` directives of a server. */
function randomListens(
  random: Random,
  mood: Mood,
  where: 'http' | 'stream',
  addresses: readonly string[],
): readonly Directive[] {
  const count = where === 'stream' ? 1 + random.below(2) : random.pick([0, 1, 1, 1, 2, 2, 3]);
  const listens: Directive[] = [];
  const taken = new Set<string>();
  for (let index = 0; index < count; index++) {
    const isBad = mood === 'wild' ? random.chance(15) : mood === 'busy' && random.chance(2);
    const address = random.pick(isBad ? REFUSED : random.chance(75) ? addresses : RARER);
    // In one server the same socket twice is an error: seldom wanted.
    const socket = address.replace(/^(?:\*|0\.0\.0\.0):/, '').replace(/^(?:\*|0\.0\.0\.0)$/, '80');
    if (taken.has(socket) && mood !== 'wild') continue;
    taken.add(socket);
    const options: string[] = [];
    if (address.startsWith('[') && random.chance(30))
      options.push(random.pick(['ipv6only=off', 'ipv6only=on']));
    if (where === 'http' && random.chance(mood === 'calm' ? 4 : 15)) options.push('default_server');
    if (random.chance(mood === 'calm' ? 12 : 20)) {
      const fitting = OPTIONS.filter(option => where === 'http' || !/^(?:deferred|http2)$/.test(option));
      const option = random.pick(fitting);
      // Whether a socket file can have these depends on the kernel.
      if (!/^(?:deferred|reuseport)$/.test(option) || !address.startsWith('unix:')) options.push(option);
    }
    if (random.chance(3)) options.push('ssl');
    if (where === 'stream' && random.chance(25)) {
      const fitting = options.filter(
        option => /^(?:bind|reuseport|ipv6only)/.test(option) || mood === 'wild',
      );
      options.splice(0, options.length, ...fitting, 'udp');
    }
    if (mood === 'wild' && random.chance(4))
      options.push(random.pick(['defualt_server', 'ipv6only=yes', 'backlog=0']));
    listens.push({ words: ['listen', address, ...options] });
  }
  return listens;
}

function randomStreamServer(random: Random, mood: Mood, addresses: readonly string[]): Directive {
  const listens =
    mood === 'wild' && random.chance(10) ? [] : randomListens(random, mood, 'stream', addresses);
  // Without a port an address is refused here: seldom wanted.
  const block: Directive[] = listens.map(({ words: [name = '', address = '', ...options] }) => {
    const isBare = !/:\d+(?:-\d+)?$|^\d+(?:-\d+)?$|^unix:/.test(address) && !REFUSED.includes(address);
    return { words: [name, isBare && !random.chance(20) ? `${address}:80` : address, ...options] };
  });
  if (listens.some(({ words }) => words.includes('ssl'))) {
    // A certificate would be needed here.
    for (const [index, { words }] of block.entries())
      block[index] = { words: words.filter(word => word !== 'ssl') };
  }
  const target = mood === 'wild' && random.chance(15) ? random.pick(BAD_TARGETS) : '127.0.0.1:3000';
  block.push({ words: ['proxy_pass', target] });
  return { words: ['server'], block };
}

// ---- Their text ----

/** A file, in a way of writing that is its own. */
function textOf(directives: readonly Directive[], random: Random): string {
  const indent = random.pick(['    ', '  ', '\t', '']);
  const isCommented = random.chance(25);
  const isQuoted = random.chance(20);
  const isJoined = random.chance(15);
  const isBroken = random.chance(15);
  const isBraceApart = random.chance(15);
  const word = (text: string, index: number) =>
    index > 0 && isQuoted && random.chance(50) && !/["'\\]/.test(text)
      ? random.pick([`"${text}"`, `'${text}'`])
      : text;
  const lines = (items: readonly Directive[], depth: number): string => {
    const start = indent.repeat(depth);
    let text = '';
    for (const { words, block } of items) {
      const gap = () =>
        isBroken && random.chance(40)
          ? `\n${start}${indent}${indent}`
          : random.pick([' ', ' ', ' ', '  ', '\t']);
      if (isCommented && random.chance(30)) {
        text += `${start}${random.pick(['# listen 80;', '# }', '#listen 8080 default_server;', "# it's", '# {'])}\n`;
      }
      text += start + words.map((each, index) => (index > 0 ? gap() : '') + word(each, index)).join('');
      if (block) {
        text += isBraceApart ? `\n${start}{` : ' {';
        text += block.length === 0 ? '}\n' : `\n${lines(block, depth + 1)}${start}}\n`;
      } else {
        const end =
          isCommented && random.chance(30)
            ? ` # ${random.pick(['8080', 'ssl;', '"', '}'])}\n`
            : isJoined
              ? ' '
              : '\n';
        text += `${isBroken && random.chance(20) ? `\n${start}` : ''};${end}`;
      }
    }
    return isJoined && text.endsWith(' ') ? `${text.trimEnd()}\n` : text;
  };
  const text = lines(directives, 0);
  return random.chance(8) ? text.replaceAll('\n', '\r\n') : text;
}

// ---- Written by hand ----

/** A configuration with these directives in `http`, from its line 4 on, or in `stream` and then in `http`. */
function written(http: string, stream?: string, others: Files = {}): Files {
  const module = 'load_module modules/ngx_stream_module.so;';
  const blocks = `${stream === undefined ? '' : `stream {\n${stream}\n}\n`}http {\n${http}\n}\n`;
  return { 'nginx.conf': `${stream === undefined ? '' : module}\nevents {}\n${blocks}`, ...others };
}

/** Servers that differ in what they listen on: one a line. */
function servers(...listens: readonly (string | readonly string[])[]): string {
  return listens
    .map(each => [each].flat().map(listen => `listen ${listen};`))
    .map((each, index) => `server { ${[...each, `server_name s${index};`].join(' ')} }`)
    .join('\n');
}

function streams(...listens: readonly (string | readonly string[])[]): string {
  return listens
    .map(each => [each].flat().map(listen => `listen ${listen};`))
    .map(each => `server { ${[...each, 'proxy_pass 127.0.0.1:3000;'].join(' ')} }`)
    .join('\n');
}

/** Both families, as Debian and Docker write it. */
const BOTH = '127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n';
/** In which order messages come, what is one address, what is a port: one thing a case. */
const BY_HAND: readonly Question[] = [
  { name: 'one port twice in one server', files: written('server {\nlisten 80;\nlisten 80;\n}') },
  { name: '80 and *:80 are one address', files: written('server {\nlisten 80;\nlisten *:80;\n}') },
  {
    name: '80 and 0.0.0.0:80 are one address',
    files: written('server {\nlisten 0.0.0.0:80;\nlisten 80;\n}'),
  },
  {
    name: 'an address without port is port 80',
    files: written('server {\nlisten 127.0.0.1;\nlisten 127.0.0.1:80;\n}'),
  },
  { name: 'a star alone is port 80', files: written('server {\nlisten *;\nlisten 80;\n}') },
  { name: 'leading zeros are no other port', files: written('server {\nlisten 080;\nlisten 80;\n}') },
  {
    name: 'two ways to write an IPv6 address',
    files: written('server {\nlisten [0:0::1]:80;\nlisten [::1]:80;\n}'),
  },
  {
    name: 'a mapped IPv4 address is an IPv6 address',
    files: written(servers(['[::ffff:127.0.0.1]:80', '127.0.0.1:80'])),
  },
  {
    name: 'localhost is 127.0.0.1',
    files: written('server {\nlisten localhost:80;\nlisten 127.0.0.1:80;\n}'),
  },
  {
    name: 'localhost may be ::1 too',
    hosts: BOTH,
    files: written('server {\nlisten localhost:80;\nlisten [::1]:80;\n}'),
  },
  { name: 'localhost of both families, once', hosts: BOTH, files: written(servers('localhost:80')) },
  {
    name: 'localhost of both families, beside every address',
    hosts: BOTH,
    files: written(servers('localhost:80', '80', '[::]:80')),
  },
  { name: 'a host that nobody knows', files: written(servers('nowhere:80')) },
  { name: 'two servers share a port', files: written(servers('80', '80')) },
  {
    name: 'two servers share a port, written differently',
    files: written(servers('80', '*:80', '0.0.0.0:80')),
  },
  { name: 'two servers without listen share *:80', files: written('server {}\nserver {}') },
  { name: 'no listen is *:80', files: written('server {}\nserver {\nlisten 80;\n}') },
  {
    name: 'no listen is *:80, a default server beside',
    files: written('server {}\nserver {\nlisten 80 default_server;\n}'),
  },
  { name: 'an inner address beside all is one socket', files: written(servers('80', '127.0.0.1:80')) },
  { name: 'an inner address with bind beside all', files: written(servers('80', '127.0.0.1:80 bind')) },
  {
    name: 'an inner address with bind in the same server',
    files: written(servers(['127.0.0.1:80 bind', '80'])),
  },
  {
    name: 'an inner address with backlog beside all',
    files: written(servers('80', '127.0.0.1:80 backlog=511')),
  },
  {
    name: 'an inner address with deferred beside all',
    files: written(servers('80', '127.0.0.1:80 deferred')),
  },
  {
    name: 'an inner address with reuseport beside all',
    files: written(servers('80', '127.0.0.1:80 reuseport')),
  },
  {
    name: 'reuseport on both lets both live',
    files: written(servers('80 reuseport', '127.0.0.1:80 reuseport')),
  },
  {
    name: 'reuseport on all alone does not help',
    files: written(servers('80 reuseport', '127.0.0.1:80 bind')),
  },
  {
    name: 'an inner address with default_server beside all',
    files: written(servers('80', '127.0.0.1:80 default_server')),
  },
  { name: 'an inner IPv6 address with bind beside all', files: written(servers('[::]:80', '[::1]:80 bind')) },
  { name: 'an inner IPv6 address beside all', files: written(servers('[::]:80', '[::1]:80')) },
  {
    name: 'bind of one server counts for the address',
    files: written(servers('127.0.0.1:80', '80', '127.0.0.1:80 bind')),
  },
  { name: 'both families live side by side', files: written(servers(['80', '[::]:80'])) },
  { name: 'both families, ipv6only=on', files: written(servers(['80', '[::]:80 ipv6only=on'])) },
  { name: 'both families, ipv6only=off after 80', files: written(servers(['80', '[::]:80 ipv6only=off'])) },
  { name: 'both families, ipv6only=off before 80', files: written(servers(['[::]:80 ipv6only=off', '80'])) },
  {
    name: 'ipv6only=off beside an inner IPv4 address',
    files: written(servers('127.0.0.1:80', '[::]:80 ipv6only=off')),
  },
  {
    name: 'ipv6only=off on ::1 takes no IPv4',
    files: written(servers('127.0.0.1:80', '80', '[::1]:80 ipv6only=off')),
  },
  {
    name: 'ipv6only=off on a mapped address',
    files: written(servers('127.0.0.1:80', '[::ffff:127.0.0.1]:80 ipv6only=off')),
  },
  { name: 'a mapped address alone is IPv6 only', files: written(servers('[::ffff:127.0.0.1]:80')) },
  {
    name: 'ipv6only=off and reuseport on both',
    files: written(servers('80 reuseport', '[::]:80 ipv6only=off reuseport')),
  },
  { name: 'ipv6only on an IPv4 address', files: written(servers('80 ipv6only=off')) },
  {
    name: 'ipv6only on another server of the address',
    files: written(servers('80', '[::]:80', '[::]:80 ipv6only=off')),
  },
  {
    name: 'an ipv6only that is neither on nor off',
    files: written('server {\nlisten [::]:80 ipv6only=yes;\n}'),
  },
  {
    name: 'two default servers',
    files: written('server {\nlisten 80 default_server;\n}\nserver {\nlisten *:80 default_server;\n}'),
  },
  {
    name: 'two default servers, the old word',
    files: written('server {\nlisten 80 default;\n}\nserver {\nlisten 80 default_server;\n}'),
  },
  {
    name: 'two default servers of two addresses',
    files: written(servers('80 default_server', '127.0.0.1:80 default_server', '[::]:80 default_server')),
  },
  {
    name: 'a default server twice in one server',
    files: written('server {\nlisten 80 default_server;\nlisten 80 default_server;\n}'),
  },
  {
    name: 'options twice',
    files: written('server {\nlisten 80 backlog=511;\n}\nserver {\nlisten 80 reuseport;\n}'),
  },
  { name: 'options once', files: written(servers('80 backlog=511', '80')) },
  { name: 'options once, later', files: written(servers('80', '80 backlog=511')) },
  {
    name: 'options twice and two default servers',
    files: written(servers('80 bind default_server', '80 bind default_server')),
  },
  {
    name: 'ssl, http2 and proxy_protocol are no options',
    files: written(servers('80 http2', '80 http2 proxy_protocol', '80 proxy_protocol')),
  },
  { name: 'ssl without a certificate', files: written('server {\nlisten 443 ssl;\n}') },
  {
    name: 'ssl without a certificate, rejected handshakes',
    files: written('server {\nlisten 443 ssl;\nssl_reject_handshake on;\n}'),
  },
  {
    name: 'ssl without a certificate, another server has the port',
    files: written('server {\nlisten 443;\n}\nserver {\nlisten 443 ssl;\n}'),
  },
  { name: 'an option that nobody knows', files: written('server {\nlisten 80 defualt_server;\n}') },
  { name: 'an option of stream', files: written('server {\nlisten 80 udp;\n}') },
  ...[
    '0',
    '65535',
    '65536',
    '99999',
    '80a',
    '80-90',
    '80-80',
    '90-80',
    '80-',
    '80-65536',
    '-80',
    '80:80',
    ':80',
    '*:0',
  ].map(address => ({ name: `listen ${address}`, files: written(`server {\nlisten ${address};\n}`) })),
  ...[
    '127.0.0.1:',
    '127.0.0.1:65536',
    '127.0.0.1:http',
    '[::]:0',
    '[::]80',
    '[::',
    '[]:80',
    '[::x]:80',
    '80/',
    'http://a:80',
  ].map(address => ({ name: `listen ${address}`, files: written(`server {\nlisten ${address};\n}`) })),
  ...[
    'unix:',
    '""',
    '$port',
    '80\\;',
    '"80 "',
    '256.0.0.1:80',
    '10.255.255.1:80',
    '127.0.0.1:80-82',
    '[::]:80-82',
  ].map(address => ({
    name: `listen ${address}`,
    files: written(`server {\nlisten ${address};\n}`),
  })),
  ...['80,8080', '80, 8080', '80 8080', '127.1:80', '0:80', '*:*', '[::1]:80a', '80.0'].map(address => ({
    name: `listen ${address}`,
    files: written(`server {\nlisten ${address};\n}`),
  })),
  {
    name: 'two ways to write every IPv6 address',
    files: written('server {\nlisten [::]:80;\nlisten [0:0::0]:80;\n}'),
  },
  {
    name: 'three sockets that fail',
    files: written(
      servers('80', '127.0.0.1:80 bind', '8080', '127.0.0.1:8080 bind', [
        '[::]:80 ipv6only=off',
        '[::]:8080 ipv6only=off',
      ]),
    ),
  },
  {
    name: 'a default server of no listen',
    files: written('server {}\nserver { listen 127.0.0.1:80 bind; }'),
  },
  {
    name: 'a warning before an error',
    files: written('server { server_name a; }\nserver { server_name a; }\nserver { listen 0; }'),
  },
  {
    name: 'a warning of two ports, in the order of their first listen',
    files: written(
      'server { listen 8080; listen 80; server_name a; }\nserver { listen 80; listen 8080; server_name a; }',
    ),
  },
  {
    name: 'a warning of an inner address comes before that of all',
    files: written(
      'server { listen 80; listen 127.0.0.1:80; listen 127.0.0.2:80 bind; server_name a; }\nserver { listen 80; listen 127.0.0.1:80; listen 127.0.0.2:80; server_name a; }',
    ),
  },
  { name: 'a listen without its semicolon', files: written('server {\nlisten 80\nserver_name a;\n}') },
  { name: 'a listen without its semicolon at the end', files: written('server {\nlisten 80\n}') },
  { name: 'a server without its brace', files: written('server {\nlisten 80;\n') },
  { name: 'a listen outside a server', files: written('listen 80;') },
  { name: 'a directive that nobody knows', files: written('server {\nlisten 80;\nlistn 81;\n}') },
  ...['fastcgi_pass', 'uwsgi_pass', 'scgi_pass', 'grpc_pass', 'memcached_pass'].flatMap(directive =>
    ['127.0.0.1:9000', '127.0.0.1', '127.0.0.1:70000', 'app', 'app:9000', '9000'].map(target => ({
      name: `${directive} ${target}`,
      files: written(
        `upstream app { server 127.0.0.1:9000; }\nserver {\nlocation / {\nset $memcached_key key;\n${directive} ${target};\n}\n}`,
      ),
    })),
  ),
  {
    name: 'ssl of one server counts for the address: its default server needs the certificate',
    files: written('server {\nlisten 443;\n}\nserver {\nlisten 443 ssl;\nssl_reject_handshake on;\n}'),
  },
  {
    name: 'ssl where another server of the address has no certificate',
    files: written('server {\nlisten 443 ssl;\nssl_reject_handshake on;\n}\nserver {\nlisten 443;\n}'),
  },
  { name: 'ssl without a certificate, the brace apart', files: written('server\n{\nlisten 443 ssl;\n}') },
  {
    name: 'ssl without a certificate comes before conflicting names',
    files: written('server {\nlisten 443 ssl;\nserver_name a;\n}\nserver {\nlisten 443;\nserver_name a;\n}'),
  },
  {
    name: 'a warning of http before an error of stream',
    files: {
      'nginx.conf':
        'load_module modules/ngx_stream_module.so;\nevents {}\nhttp { server {} server {} }\nstream { server { listen 0; } }\n',
    },
  },
  {
    name: 'an error of stream before a warning of http',
    files: {
      'nginx.conf':
        'load_module modules/ngx_stream_module.so;\nevents {}\nstream { server { listen 0; } }\nhttp { server {} server {} }\n',
    },
  },
  {
    name: 'a warning before an address that is not here',
    files: written('server {}\nserver {}\nserver { listen 10.255.255.1:80; }'),
  },
  {
    name: 'an address that is not here, beside all',
    files: written('server { listen 80; listen 10.255.255.1:80; }'),
  },
  {
    name: 'an address that is not here, with bind beside all',
    files: written('server { listen 80; listen 10.255.255.1:80 bind; }'),
  },
  {
    name: 'a name twice in one server, alone, with a captured group',
    files: written('server {\nserver_name a a ~^(x);\n}'),
  },
  { name: 'a name with a slash', files: written('server {\nserver_name http://a;\n}\nserver {}') },
  {
    name: 'a name after its short form',
    files: written('server { server_name .a.test; }\nserver { server_name a.test; }'),
  },
  {
    name: 'a short form after its name, and again',
    files: written(
      'server { server_name a.test; }\nserver { server_name .a.test; }\nserver { server_name *.a.test .a.test; }',
    ),
  },
  {
    name: 'a socket file in upper case',
    files: written('server {\nlisten unix:/tmp/x.sock;\nlisten UNIX:/tmp/x.sock;\n}'),
  },
  { name: 'http twice', files: { 'nginx.conf': 'events {}\nhttp {\n}\nhttp {\n}\n' } },
  { name: 'no events', files: { 'nginx.conf': 'http { server { listen 80; } }\n' } },
  {
    name: 'the order of the addresses of localhost',
    hosts: BOTH,
    files: written('server {\nlisten 127.0.0.1:80;\nlisten [::1]:80;\nlisten localhost:80;\n}'),
  },
  { name: 'a resolver with port 70000', files: written('resolver 127.0.0.1:70000;') },
  { name: 'listen without a value', files: written('server {\nlisten;\n}') },
  { name: 'a range meets one of its ports', files: written('server {\nlisten 8000-8002;\nlisten 8001;\n}') },
  {
    name: 'two ranges meet in one server',
    files: written('server {\nlisten 8000-8002;\nlisten 8002-8004;\n}'),
  },
  { name: 'two ranges meet in two servers', files: written(servers('8000-8002 bind', '8002-8004 bind')) },
  {
    name: 'a range with a default server',
    files: written(servers('8000-8002 default_server', '8002 default_server')),
  },
  { name: 'one socket file in two servers', files: written(servers('unix:/tmp/x.sock', 'unix:/tmp/x.sock')) },
  {
    name: 'one socket file twice in one server',
    files: written('server {\nlisten unix:/tmp/x.sock;\nlisten unix:/tmp/x.sock;\n}'),
  },
  { name: 'two socket files', files: written(servers('unix:/tmp/x.sock', 'unix:/tmp/y.sock')) },
  { name: 'one socket file of two names', files: written(servers('unix:/tmp/x.sock', 'unix:/tmp/./x.sock')) },
  {
    name: 'a name twice',
    files: written('server {\nlisten 80;\nserver_name a;\n}\nserver {\nlisten 80;\nserver_name a;\n}'),
  },
  {
    name: 'a name twice, upper case',
    files: written('server {\nserver_name a;\n}\nserver {\nserver_name A;\n}'),
  },
  {
    name: 'a name twice on two addresses',
    files: written(
      'server {\nlisten 80;\nlisten [::]:80;\nserver_name a;\n}\nserver {\nlisten 80;\nlisten [::]:80;\nserver_name a;\n}',
    ),
  },
  {
    name: 'a name twice on addresses of their own',
    files: written('server {\nlisten 80;\nserver_name a;\n}\nserver {\nlisten 8080;\nserver_name a;\n}'),
  },
  {
    name: 'a name twice on an inner address and all',
    files: written(
      'server {\nlisten 80;\nserver_name a;\n}\nserver {\nlisten 127.0.0.1:80;\nserver_name a;\n}',
    ),
  },
  { name: 'a name twice in one server, alone', files: written('server {\nlisten 80;\nserver_name a a;\n}') },
  {
    name: 'a name twice in one server, another has the port',
    files: written('server {\nlisten 80;\nserver_name a a;\n}\nserver {\nlisten 80;\nserver_name b;\n}'),
  },
  {
    name: 'a name three times',
    files: written('server { server_name a; }\nserver { server_name a; }\nserver { server_name a; }'),
  },
  { name: 'no name twice', files: written('server {\nlisten 80;\n}\nserver {\nlisten 80;\n}') },
  { name: 'no name and an empty name', files: written('server { }\nserver { server_name ""; }') },
  { name: 'an underscore twice', files: written('server { server_name _; }\nserver { server_name _; }') },
  {
    name: 'a wildcard twice',
    files: written('server { server_name *.a.test; }\nserver { server_name *.a.test; }'),
  },
  {
    name: 'a wildcard and its short form',
    files: written('server { server_name .a.test; }\nserver { server_name *.a.test a.test; }'),
  },
  {
    name: 'a wildcard and its short form, the other way',
    files: written('server { server_name *.a.test a.test; }\nserver { server_name .a.test; }'),
  },
  {
    name: 'a wildcard at the end twice',
    files: written('server { server_name a.*; }\nserver { server_name A.*; }'),
  },
  {
    name: 'a regular expression twice',
    files: written('server { server_name ~^x; }\nserver { server_name ~^x; }'),
  },
  {
    name: 'names over two directives',
    files: written('server {\nserver_name a;\nserver_name b a;\n}\nserver {}'),
  },
  { name: 'a name with a port', files: written('server { server_name a:80; }\nserver { server_name a; }') },
  { name: 'a wildcard in the middle', files: written('server {\nserver_name a.*.b;\n}\nserver {}') },
  {
    name: 'two upstreams of one name',
    files: written('upstream app { server 127.0.0.1:1; }\nupstream app { server 127.0.0.1:2; }'),
  },
  {
    name: 'two upstreams of one name, upper case',
    files: written('upstream app { server 127.0.0.1:1; }\nupstream App { server 127.0.0.1:2; }'),
  },
  {
    name: 'a part whose listen stands on several lines',
    files: written('server {\ninclude parts/x.conf;\nlisten 80;\n}', undefined, {
      'parts/x.conf': 'listen\n  80\n;\n',
    }),
  },
  {
    name: 'servers without names by a part that they share',
    files: written(
      'server {\ninclude parts/x.conf;\n}\nserver {\ninclude parts/x.conf;\n}\nserver {\ninclude parts/x.conf;\n}',
      undefined,
      { 'parts/x.conf': 'listen 127.0.0.1:8080;\n' },
    ),
  },
  {
    name: 'an address of stream without a port twice',
    files: written(
      'server {}',
      'server {\nlisten localhost;\nproxy_pass 127.0.0.1:1;\n}\nserver {\nlisten 127.0.0.1 reuseport;\nproxy_pass 127.0.0.1:1;\n}',
    ),
  },
  {
    name: 'one path in stream by UDP and in http',
    files: written(
      'server {\nlisten unix:/tmp/x.sock;\n}',
      'server {\nlisten unix:/tmp/x.sock udp;\nproxy_pass 127.0.0.1:1;\n}',
    ),
  },
  { name: 'an empty upstream', files: written('upstream app {\n}\nserver {}') },
  {
    name: 'one peer twice in an upstream',
    files: written('upstream app {\nserver 127.0.0.1:1;\nserver 127.0.0.1:1;\n}'),
  },
  { name: 'a peer without port', files: written('upstream app {\nserver 127.0.0.1;\n}') },
  { name: 'a peer with port 99999', files: written('upstream app {\nserver 127.0.0.1:99999;\n}') },
  { name: 'a peer with port 0', files: written('upstream app {\nserver 127.0.0.1:0;\n}') },
  { name: 'a peer with a range', files: written('upstream app {\nserver 127.0.0.1:3000-3001;\n}') },
  { name: 'a peer that nobody knows', files: written('upstream app {\nserver nowhere:3000;\n}') },
  { name: 'a peer with a scheme', files: written('upstream app {\nserver http://127.0.0.1:3000;\n}') },
  ...[
    'app',
    'app:3000',
    'APP',
    '127.0.0.1:70000',
    '127.0.0.1:0',
    '127.0.0.1:3000',
    'localhost:3000',
    '127.0.0.1:',
    ':3000',
    'nowhere',
  ].map(target => ({
    name: `proxy_pass http://${target}`,
    files: written(
      `upstream app { server 127.0.0.1:3000; }\nserver {\nlocation / {\nproxy_pass http://${target};\n}\n}`,
    ),
  })),
  {
    name: 'an upstream after its use',
    files: written(
      'server { location / { proxy_pass http://app; } }\nupstream app { server 127.0.0.1:3000; }',
    ),
  },
  {
    name: 'an upstream after its use, with a port',
    files: written(
      'server { location / { proxy_pass http://app:3000; } }\nupstream app { server 127.0.0.1:3000; }',
    ),
  },
  {
    name: 'a target with a variable is not looked at',
    files: written('server { location / { set $to app; proxy_pass http://$to:99999; } }'),
  },
  {
    name: 'a target without scheme',
    files: written('server {\nlocation / {\nproxy_pass 127.0.0.1:3000;\n}\n}'),
  },
  {
    name: 'a target of https has port 443',
    files: written(
      'upstream app { server 127.0.0.1; }\nserver { location / { proxy_pass https://app:443; } }',
    ),
  },
  {
    name: 'a target is what the server listens on',
    files: written('server { listen 80; location / { proxy_pass http://127.0.0.1:80; } }'),
  },
  { name: 'stream and http on one port', files: written(servers('80'), streams('80')) },
  {
    name: 'stream and http on one port, http first',
    files: {
      'nginx.conf': `load_module modules/ngx_stream_module.so;\nevents {}\nhttp { server { listen 80; } }\nstream { ${streams('80')} }\n`,
    },
  },
  {
    name: 'stream and http, all and an inner address',
    files: written(servers('80'), streams('127.0.0.1:80')),
  },
  {
    name: 'stream and http, two addresses',
    files: written(servers('127.0.0.1:80'), streams('127.0.0.2:80', '[::1]:80')),
  },
  {
    name: 'stream and http with reuseport',
    files: written(servers('80 reuseport'), streams('80 reuseport')),
  },
  { name: 'stream and http, UDP and TCP', files: written(servers('80'), streams('80 udp')) },
  { name: 'stream: one port in two servers', files: written('', streams('80', '80')) },
  {
    name: 'stream: one port twice in one server',
    files: written('', 'server {\nlisten 80;\nlisten *:80;\nproxy_pass 127.0.0.1:3000;\n}'),
  },
  { name: 'stream: one port as TCP and UDP', files: written('', streams(['53', '53 udp'])) },
  { name: 'stream: one UDP port twice', files: written('', streams('53 udp', '53 udp reuseport')) },
  {
    name: 'stream: all and an inner address',
    files: written('', streams('53 udp', '127.0.0.1:53 udp', '80', '127.0.0.1:80')),
  },
  {
    name: 'stream: all and an inner address with bind',
    files: written('', streams('53 udp', '127.0.0.1:53 udp bind')),
  },
  {
    name: 'stream: all and an inner address with bind, TCP',
    files: written('', streams('80', '127.0.0.1:80 bind')),
  },
  { name: 'stream: ipv6only=off beside IPv4', files: written('', streams('80', '[::]:80 ipv6only=off')) },
  {
    name: 'stream: ipv6only=off beside IPv4, UDP',
    files: written('', streams('53 udp', '[::]:53 udp ipv6only=off')),
  },
  { name: 'stream: a range', files: written('', streams('8000-8002')) },
  { name: 'stream: a range meets one of its ports', files: written('', streams('8000-8002', '8001')) },
  ...[
    '127.0.0.1',
    '*',
    '[::1]',
    'localhost',
    '0',
    '65536',
    '80 default_server',
    '80 http2',
    '80 deferred',
    '80 udp ssl',
  ].map(listen => ({
    name: `stream: listen ${listen}`,
    files: written('', `server {\nlisten ${listen};\nproxy_pass 127.0.0.1:3000;\n}`),
  })),
  ...[
    '80 udp backlog=511',
    '80 udp proxy_protocol',
    '80 udp so_keepalive=on',
    '80 ssl',
    '80 proxy_protocol',
    'unix:/tmp/x.sock',
  ].map(listen => ({
    name: `stream: listen ${listen}`,
    files: written('', `server {\nlisten ${listen};\nproxy_pass 127.0.0.1:3000;\n}`),
  })),
  { name: 'stream: no listen', files: written('', 'server {\nproxy_pass 127.0.0.1:3000;\n}') },
  {
    name: 'stream: a target without port',
    files: written('', 'server {\nlisten 80;\nproxy_pass 127.0.0.1;\n}'),
  },
  {
    name: 'stream: a target with port 70000',
    files: written('', 'server {\nlisten 80;\nproxy_pass 127.0.0.1:70000;\n}'),
  },
  {
    name: 'stream: a peer without port',
    files: written('', 'upstream db {\nserver 127.0.0.1;\n}\nserver { listen 80; proxy_pass db; }'),
  },
  {
    name: 'stream: an upstream of a name of http',
    files: written(
      'upstream app { server 127.0.0.1:1; }',
      'upstream app { server 127.0.0.1:2; }\nserver { listen 80; proxy_pass app; }',
    ),
  },
  {
    name: 'stream: an upstream with a port',
    files: written('', 'upstream db { server 127.0.0.1:2; }\nserver {\nlisten 80;\nproxy_pass db:2;\n}'),
  },
  {
    name: 'stream: one socket file in http too',
    files: written(servers('unix:/tmp/x.sock'), streams('unix:/tmp/x.sock')),
  },
  {
    name: 'includes are read in the order of their names, byte by byte',
    files: written('include conf.d/*.conf;', undefined, {
      'conf.d/a.conf': 'server { listen 80 default_server; }\n',
      'conf.d/B.conf': '\nserver { listen 80 default_server; }\n',
      'conf.d/9.conf': '\n\nserver { listen 80; }\n',
      'conf.d/10.conf': '\n\n\nserver { listen 80; }\n',
    }),
  },
  {
    name: 'includes are read in the order of their names: digits',
    files: written('include conf.d/*.conf;', undefined, {
      'conf.d/9.conf': 'server { listen 80 default_server; }\n',
      'conf.d/10.conf': '\nserver { listen 80 default_server; }\n',
    }),
  },
  {
    name: 'includes are read in the order of their names: a dash comes before a dot, an underscore after upper case',
    files: written('include conf.d/*;', undefined, {
      'conf.d/a.conf': 'server { listen 80 default_server; }\n',
      'conf.d/a-1.conf': '\nserver { listen 80; }\nserver { listen 81 default_server; }\n',
      'conf.d/_.conf': '\n\nserver { listen 80; }\nserver { listen 81 default_server; }\n',
    }),
  },
  {
    name: 'a star takes no hidden file',
    files: written('include conf.d/*.conf;\nserver { listen 80 default_server; }', undefined, {
      'conf.d/.a.conf': 'server { listen 80 default_server; }\n',
    }),
  },
  { name: 'a star that takes nothing', files: written('include conf.d/*.conf;') },
  { name: 'an include that is not there', files: written('server {}\ninclude conf.d/a.conf;') },
  {
    name: 'an include is relative to the first file',
    files: written('include conf.d/a.conf;', undefined, {
      'conf.d/a.conf': 'include b.conf;\n',
      'b.conf': 'server { listen 0; }\n',
    }),
  },
  {
    name: 'an include is not relative to its own file',
    files: written('include conf.d/a.conf;', undefined, {
      'conf.d/a.conf': 'include b.conf;\n',
      'conf.d/b.conf': 'server { listen 80; }\n',
    }),
  },
  {
    name: 'one file of listens in two servers',
    files: written(
      'server {\ninclude parts/x.conf;\nserver_name a;\n}\nserver {\ninclude parts/x.conf;\nserver_name a;\n}',
      undefined,
      {
        'parts/x.conf': 'listen 80;\nlisten [::]:80;\n',
      },
    ),
  },
  {
    name: 'one file of listens with a default server in two servers',
    files: written('server {\ninclude parts/x.conf;\n}\nserver {\ninclude parts/x.conf;\n}', undefined, {
      'parts/x.conf': '# all\nlisten 80 default_server;\n',
    }),
  },
  {
    name: 'one file of servers twice',
    files: written('include a.conf;\ninclude a.conf;', undefined, {
      'a.conf': 'server { listen 80; server_name a; }\n',
    }),
  },
  {
    name: 'a bracket is a pattern too',
    files: written('include a.con[f];', undefined, { 'a.conf': 'server { listen 80; }\n' }),
  },
  { name: 'a line break within a listen', files: written('server {\nlisten\n\n0\n;\n}') },
  { name: 'an error in a line that goes on', files: written('server { listen 80; listen\n0; listen 81; }') },
  { name: 'two listens on a line', files: written('server { listen 80; listen 80; }') },
  { name: 'quoted values', files: written('server {\nlisten "80";\nlisten \'80\';\n}') },
  {
    name: 'quoted options',
    files: written('server {\nlisten "80" "default_server";\n}\nserver {\nlisten 80 \'default_server\';\n}'),
  },
  { name: 'an escaped digit', files: written('server {\nlisten 8\\0;\nlisten 80;\n}') },
  { name: 'a hash within a word is no comment', files: written('server {\nlisten 80#1;\n}') },
  { name: 'a hash after a space is a comment', files: written('server {\nlisten 80 #1;\n;\nlisten 80;\n}') },
  {
    name: 'CRLF',
    files: {
      'nginx.conf': 'events {}\r\nhttp {\r\n\tserver {\r\n\t\tlisten 80;\r\n\t\tlisten *:80;\r\n\t}\r\n}\r\n',
    },
  },
  { name: 'a byte order mark', files: { 'nginx.conf': '\uFEFFevents {}\nhttp { server { listen 0; } }\n' } },
  {
    name: 'a byte order mark in an include',
    files: written('include a.conf;', undefined, { 'a.conf': '\uFEFFserver { listen 0; }\n' }),
  },
];

// ---- The call ----

const { values } = parseArgs({
  options: { count: { type: 'string', default: '800' }, seed: { type: 'string', default: '1' } },
});
const program = installed();
if (program === undefined) {
  console.error(
    "Needs root, and nginx on PATH with its stream module (Debian's nginx and libnginx-mod-stream).",
  );
  process.exitCode = 2;
} else {
  await record(program, Number(values.count), Number(values.seed));
}
