// biome-ignore-all lint/suspicious/noTemplateCurlyInString: so HAProxy writes its variables.
// node test/verdicts/haproxy.mts [--count N] [--seed S] [--program PATH...]
// Records in `haproxy/configurations.json` what HAProxy says of configurations that differ in their ports, when it checks them
// and, where they pass, when it starts with them: those written by hand below, then N random ones of a seed. Several versions
// are asked where several programs are given. Needs root: each start has a network and a process space of its own.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Random } from './random.ts';
import { randomOnes, recordingText } from './recording.ts';

interface Question {
  readonly name: string;
  readonly text: string;
}

interface Message {
  readonly line: number;
  readonly text: string;
}

/** What one version says. */
interface Answer {
  /** What it refuses when it checks. */
  readonly refused: readonly Message[];
  /** What it cannot bind when it starts; asked where it refuses nothing. */
  readonly taken?: readonly Message[];
}

interface HaproxyCase extends Question {
  readonly answers: readonly Answer[];
}

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    program: { type: 'string', multiple: true, default: ['haproxy'] },
  },
});

const TARGET = path.join(import.meta.dirname, 'haproxy', 'configurations.json');
const PROGRAMS = values.program;

function answered(question: Question, file: string): HaproxyCase {
  writeFileSync(file, question.text);
  return { ...question, answers: PROGRAMS.map(program => answerOf(program, file)) };
}

function answerOf(program: string, file: string): Answer {
  const test = spawnSync(program, ['-c', '-f', file], { encoding: 'utf8' });
  const refused = messagesIn(test.stderr, file);
  if (test.status !== 0) return { refused };
  const inside = `ip link set lo up; exec timeout 0.3 ${program} -db -f ${file}`;
  const start = spawnSync('unshare', ['--net', '--pid', '--fork', '--kill-child', 'sh', '-c', inside], {
    encoding: 'utf8',
  });
  return { refused: [], taken: start.status === 124 ? [] : messagesIn(start.stderr, file) };
}

function messagesIn(text: string, file: string): readonly Message[] {
  return text.split('\n').flatMap(line => {
    const [, head = '', at, rest = ''] = /^\[ALERT\] +\(\d+\) : (.*?)\[[^\]]*:(\d+)\](.*)$/.exec(line) ?? [];
    if (at === undefined || !line.includes(file)) return [];
    return [{ line: Number(at), text: `${head}${rest}`.replaceAll(file, 'haproxy.cfg').trim() }];
  });
}

// ---- Configurations ----

const BINDS = [
  ':80',
  '*:80',
  '0.0.0.0:80',
  '127.0.0.1:80',
  '[::]:80',
  ':::80',
  '[::1]:80',
  ':8080',
  '127.0.0.1:8080',
  ':80-82',
  ':81',
  ':8080,127.0.0.1:8081',
  'ipv4@:80',
  'ipv6@:80',
  'ipv4@127.0.0.1:80',
  '/tmp/x.sock',
  ':65535',
  ':1',
  '127.0.0.2:80',
  ':8079-8081',
  '127.0.0.1:80,127.0.0.2:80',
  ':080',
  '"127.0.0.1:80"',
  '::1:80',
];
const NO_BINDS = [
  ':0',
  ':65536',
  ':99999',
  ':a',
  ':80a',
  ':82-80',
  ':',
  '127.0.0.1',
  '*',
  '80',
  '[::]',
  ':80-',
  ':-80',
  ':80-81-82',
  '127.0.0.1:',
  ':80,:0',
  ':80,',
  ':+80',
  ':80-65536',
  '[::]:0',
  ':0-80',
  ':80/tcp',
  '127.0.0.1:80:81',
  '"${NOTHING}"',
  ':"${NOTHING}"',
  ':"${NOTHING-8085}"',
  ':8\\080',
  'unix@/tmp/y.sock',
  'fd@99',
  'abns@x',
];
const SERVERS = [
  '127.0.0.1:3000',
  '127.0.0.1:3001',
  '127.0.0.1',
  '[::1]:3000',
  '127.0.0.1:3000 check',
  '127.0.0.1:3000 check port 3001',
  '127.0.0.1 check port 3001',
  ':3000',
  '*:3000',
  '127.0.0.1:+1000',
  '127.0.0.1:-1000',
  '127.0.0.1:3000 backup',
  '127.0.0.1:65535',
  'ipv4@127.0.0.1:3000',
  '/tmp/s.sock',
  '127.0.0.1:0',
  '127.0.0.1:',
  '::1:3000',
];
const NO_SERVERS = [
  '127.0.0.1:65536',
  '127.0.0.1:99999',
  '127.0.0.1:a',
  '127.0.0.1:3000-3001',
  '127.0.0.1:3000a',
  '127.0.0.1:3000:1',
  '[::1]:99999',
  '127.0.0.1:3000,127.0.0.1:3001',
  '127.0.0.1:+99999',
  '127.0.0.1:3000 check port 0',
  '127.0.0.1:3000 check port 99999',
  '127.0.0.1:3000 check port a',
  '127.0.0.1:3000/',
];

const HEAD = 'defaults\n  mode http\n  timeout connect 1s\n  timeout client 1s\n  timeout server 1s\n\n';
const proxy = (name: string, ...binds: readonly string[]) =>
  `frontend ${name}\n${binds.map(bind => `  bind ${bind}\n`).join('')}  default_backend x\n\n`;
const backend = (...servers: readonly string[]) =>
  `backend x\n${servers.map((server, index) => `  server s${index + 1} ${server}\n`).join('')}`;
const BACK = backend('127.0.0.1:3000');
const EXCLUSIVE = 'global\n  noreuseport\n\n';

const BY_HAND: readonly Question[] = [
  ...[...BINDS, ...NO_BINDS].map(bind => ({ name: `bind ${bind}`, text: HEAD + proxy('a', bind) + BACK })),
  ...[...SERVERS, ...NO_SERVERS].map(server => ({
    name: `server ${server}`,
    text: HEAD + proxy('a', ':80') + backend(server),
  })),
  ...[
    [':80', ':80'],
    [':80', '127.0.0.1:80'],
    ['[::]:80', ':80'],
    ['[::]:80', '127.0.0.1:80'],
    ['[::]:80 v4v6', ':80'],
    ['[::]:80 v6only', ':80'],
    ['[::1]:80', ':80'],
    [':80-90', ':85'],
    ['127.0.0.1:80', '127.0.0.2:80'],
    ['[::1]:80', '[::]:80'],
    ['127.0.0.1:80 name a', '127.0.0.1:80 name b'],
    [':80 interface lo', ':80'],
  ].flatMap(([a = '', b = '']) => [
    { name: `two frontends: ${a} and ${b}`, text: HEAD + proxy('a', a) + proxy('b', b) + BACK },
    {
      name: `two frontends without sharing: ${a} and ${b}`,
      text: EXCLUSIVE + HEAD + proxy('a', a) + proxy('b', b) + BACK,
    },
    { name: `one frontend: ${a} and ${b}`, text: HEAD + proxy('a', a, b) + BACK },
    { name: `one frontend without sharing: ${a} and ${b}`, text: EXCLUSIVE + HEAD + proxy('a', a, b) + BACK },
  ]),
  { name: 'a section listen', text: `${HEAD}listen a\n  bind :80\n  server s 127.0.0.1:99999\n` },
  {
    name: 'a disabled frontend',
    text: `${EXCLUSIVE}${HEAD}${proxy('a', ':80')}frontend b\n  disabled\n  bind :80\n  default_backend x\n\n${BACK}`,
  },
  { name: 'a comment', text: `${HEAD}${proxy('a', ':80 # :0', ':81 #x')}# bind :0\n${BACK}` },
  { name: 'a comment within a word', text: `${HEAD}${proxy('a', ':80#:0')}${BACK}` },
  { name: 'CRLF', text: (HEAD + proxy('a', ':80', ':0') + BACK).replaceAll('\n', '\r\n') },
  { name: 'tabs', text: (HEAD + proxy('a', ':80', ':0') + BACK).replaceAll('  ', '\t') },
  { name: 'peers', text: `peers p\n  peer a 127.0.0.1:99999\n\n${HEAD}${proxy('a', ':80')}${BACK}` },
  { name: 'peers without a port', text: `peers p\n  peer a 127.0.0.1\n\n${HEAD}${proxy('a', ':80')}${BACK}` },
  {
    name: 'peers with a bind',
    text: `peers p\n  bind :99999\n  server a\n\n${HEAD}${proxy('a', ':80')}${BACK}`,
  },
  {
    name: 'a socket for statistics',
    text: `global\n  stats socket 127.0.0.1:9999\n\n${HEAD}${proxy('a', ':80')}${BACK}`,
  },
  {
    name: 'a socket for statistics, no port',
    text: `global\n  stats socket 127.0.0.1:99999\n\n${HEAD}${proxy('a', ':80')}${BACK}`,
  },
  {
    name: 'a socket for statistics on the port of a frontend, without sharing',
    text: `global\n  noreuseport\n  stats socket 127.0.0.1:80\n\n${HEAD}${proxy('a', ':80')}${BACK}`,
  },
];

function randomText(random: Random): string {
  const isWild = random.chance(35);
  const few = Array.from({ length: 3 }, () => random.pick(BINDS.slice(0, 16)));
  const bind = () => {
    const value =
      isWild && random.chance(20)
        ? random.pick(NO_BINDS)
        : random.chance(70)
          ? random.pick(few)
          : random.pick(BINDS);
    const option = random.chance(10)
      ? random.pick([' name x', ' v6only', ' v4v6', ' interface lo', ' accept-proxy', ' defer-accept'])
      : '';
    return `${value}${option}`;
  };
  const server = () => (isWild && random.chance(25) ? random.pick(NO_SERVERS) : random.pick(SERVERS));
  const proxies = Array.from({ length: 1 + random.below(3) }, (_, index) => {
    const binds = Array.from({ length: 1 + random.below(2) }, bind);
    const name = `p${index}`;
    return random.chance(30)
      ? `listen ${name}\n${binds.map(one => `  bind ${one}\n`).join('')}  server s ${server()}\n\n`
      : proxy(name, ...binds);
  });
  const text =
    (random.chance(50) ? EXCLUSIVE : '') +
    HEAD +
    proxies.join('') +
    backend(...Array.from({ length: 1 + random.below(2) }, server));
  return random.chance(10) ? text.replaceAll('  ', '\t') : text;
}

// ---- The call ----

const folder = mkdtempSync('/var/tmp/portolan-haproxy-');
try {
  if (process.getuid?.() !== 0) {
    console.error('Needs root.');
    process.exitCode = 2;
  } else {
    const [count, seed] = [Number(values.count), Number(values.seed)];
    const questions = [
      ...BY_HAND,
      ...randomOnes(count, seed, (random, name) => ({ name, text: randomText(random) })),
    ];
    const versions = PROGRAMS.map(one => /version (\S+)/.exec(String(execFileSync(one, ['-v'])))?.[1] ?? '');
    const cases = questions.map(question => answered(question, path.join(folder, 'haproxy.cfg')));
    const command = `node test/verdicts/haproxy.mts --count ${count} --seed ${seed}`;
    writeFileSync(TARGET, recordingText({ programs: versions, command }, cases));
    console.log(`${cases.length} cases`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
