// node test/verdicts/quadlet.mts [--count N] [--seed S] [--root FOLDER]
// Records in `quadlet/units.json` what Podman's generator says of unit files, what Podman says of the containers and pods
// that it makes of them, and which of these get their ports; and in `quadlet/sockets.json` what systemd says of `.socket`
// units: those written by hand below, then N random ones of a seed. Needs root, systemd, and Debian's podman, conmon, netavark
// and catatonit, installed or unpacked into a folder (`--root`): Podman before 4.4 has no Quadlet. Each question is asked in a
// network and a process space of its own. Podman binds ports before it calls a runtime, so a script stands in for that.
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Random } from './random.ts';
import { randomOnes, recordingText, writeFiles } from './recording.ts';

type Files = Readonly<Record<string, string>>;

interface Question {
  readonly name: string;
  readonly files: Files;
}

/** What became of a unit: what Podman said where it refused, nothing where it did not. */
interface Outcome {
  readonly create: string;
  readonly start?: string;
  /** Whether Podman said that it passes over the ports. */
  readonly isDiscarded?: true;
}

interface UnitCase extends Question {
  /** What the generator refuses, by file. */
  readonly refused: Readonly<Record<string, string>>;
  readonly units: Readonly<Record<string, Outcome>>;
}

interface SocketCase extends Question {
  /** What `systemd-analyze verify` says, by file. */
  readonly said: Readonly<Record<string, readonly string[]>>;
  /** The address that cannot be had when all addresses that were accepted are opened, one after the other. */
  readonly taken?: string;
}

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    root: { type: 'string', default: '/' },
  },
});

const TARGET = path.join(import.meta.dirname, 'quadlet');
const ROOT = path.resolve(values.root);
const inRoot = (file: string) => path.join(ROOT, file);
const BASE = mkdtempSync('/var/tmp/portolan-quadlet-');
const at = (file: string) => path.join(BASE, file);

const RUNTIME = `#!/bin/sh
command= pidfile= before=
for word in "$@"; do
  if [ "$before" = --pid-file ]; then pidfile=$word; fi
  case "$word" in create|start|kill|delete|state) if [ -z "$command" ]; then command=$word; fi ;; esac
  before=$word
done
case "$command" in
  create) sleep 30 </dev/null >/dev/null 2>&1 & printf %s $! > "$pidfile" ;;
  state) echo '{"ociVersion":"1.0.0","id":"x","status":"running","pid":1,"bundle":"/"}' ;;
esac
exit 0
`;

const INSIDE = `ip link set lo up
mount -t tmpfs tmpfs ${at('store')} && cp -a ${at('template')}/. ${at('store')} && mount -t tmpfs tmpfs ${at('run')}
exec sh "$1"
`;

function prepare(): void {
  for (const folder of ['store', 'template', 'run', 'rootfs', 'home/.config/containers', 'case'])
    mkdirSync(at(folder), { recursive: true });
  writeFileSync(at('runtime'), RUNTIME);
  chmodSync(at('runtime'), 0o755);
  writeFileSync(at('home/.config/containers/policy.json'), '{"default":[{"type":"insecureAcceptAnything"}]}');
  const helpers = ['usr/libexec/podman', 'usr/lib/podman', 'usr/bin'].map(one => JSON.stringify(inRoot(one)));
  writeFileSync(
    at('containers.conf'),
    `[containers]
cgroups="disabled"
[engine]
conmon_path=["${inRoot('usr/bin/conmon')}"]
runtime="crun"
cgroup_manager="cgroupfs"
events_logger="none"
helper_binaries_dir=[${helpers.join(',')}]
[engine.runtimes]
crun=["${at('runtime')}"]
[network]
firewall_driver="none"
`,
  );
  // The image of the container that holds a pod is made once.
  writeFileSync(
    at('prepare.sh'),
    `mount --bind ${at('template')} ${at('store')}\n${podman('pod create --name x')}\n${podman('pod rm -f x')}\n`,
  );
  execFileSync('unshare', ['--net', '--mount', 'sh', at('prepare.sh')], { env: ENV, stdio: 'ignore' });
}

const ENV = {
  ...process.env,
  LC_ALL: 'C',
  HOME: at('home'),
  CONTAINERS_CONF: at('containers.conf'),
  PODMAN_IGNORE_CGROUPSV1_WARNING: '1',
  ...(ROOT === '/' ? {} : { LD_LIBRARY_PATH: inRoot('usr/lib/x86_64-linux-gnu') }),
};

function podman(args: string): string {
  return `${inRoot('usr/bin/podman')} --root ${at('store')} --runroot ${at('run')}/r --tmpdir ${at('run')}/t --storage-driver vfs ${args}`;
}

const quoted = (word: string) => `'${word.replaceAll("'", "'\\''")}'`;

/** The words of a line that the generator wrote. */
function wordsOf(line: string): readonly string[] {
  const words: string[] = [];
  for (const [, inQuotes, plain] of line.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)) {
    const escaped = inQuotes ?? plain ?? '';
    words.push(
      escaped.replace(/\\(?:x([\da-f]{2})|(.))/gi, (_, hex, one) =>
        hex ? String.fromCharCode(Number.parseInt(hex, 16)) : one,
      ),
    );
  }
  return words;
}

const KEPT = new Set(['--name', '--publish', '--expose', '--network', '--pod', '--pod-id-file']);

/** The options that have to do with ports. */
function optionsOf(line: readonly string[], stem: string): string {
  const words = line.flatMap(word => /^(--[\w-]+)=(.*)$/.exec(word)?.slice(1) ?? [word]);
  return words
    .flatMap((word, index) =>
      KEPT.has(word)
        ? [word, (words[index + 1] ?? '').replaceAll('%N', stem).replaceAll('%t', at('run'))]
        : [],
    )
    .map(quoted)
    .join(' ');
}

function answeredUnits({ name, files }: Question): UnitCase {
  const folder = at('case/units');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFiles(folder, files);
  const generated = spawnSync(inRoot('usr/libexec/podman/quadlet'), ['--dryrun'], {
    env: { ...ENV, QUADLET_UNIT_DIRS: folder },
    encoding: 'utf8',
  });
  const refused: Record<string, string> = {};
  for (const [, file = '', message = ''] of generated.stderr.matchAll(/converting "([^"]+)": (.*)$/gm))
    refused[file] = message.replaceAll(folder, '').trim();
  const services = [
    ...generated.stdout.matchAll(/^---(\S+)\.service---\n([\s\S]*?)(?=^---\S+\.service---$|$(?![\s\S]))/gm),
  ];
  const script: string[] = [];
  const isPod = (body: string) => body.includes('podman pod create');
  for (const [, service = '', body = ''] of services.toSorted(
    (a, b) => Number(isPod(b[2] ?? '')) - Number(isPod(a[2] ?? '')),
  )) {
    const source = path.basename(/^SourcePath=(.*)$/m.exec(body)?.[1] ?? '');
    if (source.endsWith('.kube')) continue;
    const line = (isPod(body) ? /^ExecStartPre=(.*)$/m : /^ExecStart=(.*)$/m).exec(body)?.[1] ?? '';
    const options = optionsOf(wordsOf(line), service);
    const called = /'--name' ('[^']*')/.exec(options)?.[1] ?? '';
    const [create, start] = isPod(body)
      ? [`pod create ${options}`, `pod start ${called}`]
      : [`create ${options} --rootfs ${at('rootfs')} /bin/sh`, `start ${called}`];
    script.push(
      `echo "@create ${source}"`,
      `if ${podman(create)} 2>&1; then echo; echo "@start ${source}"; ${podman(start)} 2>&1 || echo "@failed"; else echo "@failed"; fi`,
    );
  }
  writeFileSync(at('case/script.sh'), `${script.join('\n')}\n`);
  const said = spawnSync(
    'unshare',
    [
      '--net',
      '--mount',
      '--pid',
      '--fork',
      '--kill-child',
      '--mount-proc',
      'sh',
      '-c',
      INSIDE,
      'sh',
      at('case/script.sh'),
    ],
    { env: ENV, encoding: 'utf8', timeout: 60_000 },
  ).stdout;
  const units: Record<string, Outcome> = {};
  for (const part of said.split(/^@(?=create|start)/m)) {
    const [, step, source, rest = ''] = /^(create|start) (\S+)\n([\s\S]*)$/.exec(part) ?? [];
    if (step === undefined || source === undefined) continue;
    const message = rest.includes('@failed') ? errorIn(rest) : '';
    const isDiscarded = rest.includes('Port mappings have been discarded');
    units[source] =
      step === 'create'
        ? { create: message, ...(isDiscarded && { isDiscarded }) }
        : { ...(units[source] ?? { create: '' }), start: message };
  }
  return { name, files, refused, units };
}

function errorIn(text: string): string {
  const error = text.split('\n').find(line => line.startsWith('Error: ')) ?? text.trim();
  return error
    .replace(/^Error: /, '')
    .replaceAll(/[\da-f]{64}/g, 'ID')
    .replaceAll(BASE, '')
    .slice(0, 300);
}

function answeredSockets({ name, files }: Question): SocketCase {
  const folder = at('case/sockets');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const said: Record<string, readonly string[]> = {};
  const options: string[] = [];
  for (const [file, text] of Object.entries(files)) {
    writeFileSync(path.join(folder, file), text);
    writeFileSync(path.join(folder, file.replace('.socket', '.service')), '[Service]\nExecStart=/bin/true\n');
    const { stderr } = spawnSync('systemd-analyze', ['verify', path.join(folder, file)], {
      env: ENV,
      encoding: 'utf8',
    });
    const messages = stderr
      .split('\n')
      .filter(line => line.includes(file))
      .map(line => line.replaceAll(`${folder}/`, ''));
    said[file] = messages;
    const isRefused = messages.some(line => line.includes('Refusing'));
    const passed = new Set(
      messages.flatMap(line => /address value in '(.*?)', ignoring/.exec(line)?.[1] ?? []),
    );
    const listens = [...text.matchAll(/^ *(Listen(?:Stream|Datagram)) *= *(.*?) *$/gm)];
    const reset = listens.findLastIndex(([, , value]) => value === '');
    for (const [, , value = ''] of listens.slice(reset + 1).filter(([, key]) => key === 'ListenStream'))
      if (!isRefused && !passed.has(value)) options.push('-l', value);
  }
  const opened = spawnSync(
    'unshare',
    [
      '--net',
      'sh',
      '-c',
      'ip link set lo up; exec timeout 0.3 systemd-socket-activate "$@" /bin/true',
      'sh',
      ...options,
    ],
    { env: ENV, encoding: 'utf8' },
  );
  const taken =
    options.length === 0
      ? undefined
      : /Failed to open '(.*)': Address already in use/.exec(opened.stderr)?.[1];
  return { name, files, said, ...(taken !== undefined && { taken }) };
}

// ---- Random units ----

const PORTS = [
  '8080:80',
  '8080:81',
  '8081:80',
  '80',
  '127.0.0.1:8080:80',
  '127.0.0.1:8080:81',
  '127.0.0.2:8080:80',
  '[::]:8080:80',
  '[::1]:8080:80',
  '0.0.0.0:8080:80',
  '8080:80/udp',
  '8080:80/tcp',
  '53:53/tcp,udp',
  '53:53/udp',
  '8080-8082:80-82',
  '8082:82',
  '8082:83',
  ':80',
  '127.0.0.1::80',
  '8083:80/UDP',
  '[127.0.0.1]:8080:80',
  '+8084:80',
  '08085:080',
  '9000-9001:9000-9001/udp',
];
const REFUSED = [
  '0:80',
  '65536:80',
  '8080:0',
  '8080:99999',
  'a:80',
  '8080:a',
  '80:80/http',
  '80:80/',
  '8080-8081:80',
  '80-81:80-82',
  '81-80:81-80',
  '80-80:80-80',
  '8080:',
  '8080:80:80',
  'localhost:8080:80',
  '::1:8080:80',
  '[::1]:80',
  '[::1]8080:80',
  '1.2.3:80:80',
  '80/tcp/udp',
  '"8080:80"',
  '8080:80 8081:81',
  '8080:80,8081',
  '8080:80,',
  '8080:80,8081:81,99999',
  '"8080:80","8081:81"',
  '8080:"80"',
  '-80:80',
  '80-:80',
  '8080:80/tcp,http',
  '127.0.0.01:8080:80',
  '',
  '80 :80',
  '256.0.0.1:80:80',
  '80:80-',
  ':',
  ':80:',
  ':8080:80',
  '::80',
  '[::1:80:80',
];
const EXPOSED = [
  '80',
  '80/tcp',
  '80/udp',
  '7000-7010',
  '7000-7010/udp',
  '99999',
  'a',
  '80/sctp',
  '80-',
  '80/TCP',
  '0',
  '90-80',
  '80:80',
  '-1',
];
const NETWORKS = ['host', 'none', 'bridge', 'pasta', 'slirp4netns', 'container:x'];

function randomUnits(random: Random): Files {
  const files: Record<string, string> = {};
  const isWild = random.chance(30);
  const few = Array.from({ length: 3 }, () => random.pick(PORTS));
  const hasPod = random.chance(30);
  const ports = () =>
    Array.from({ length: 1 + random.below(3) }, () => {
      const value =
        isWild && random.chance(25)
          ? random.pick(REFUSED)
          : random.chance(60)
            ? random.pick(few)
            : random.pick(PORTS);
      return random.pick([
        `PublishPort=${value}`,
        `PublishPort=${value}`,
        `PublishPort = ${value} `,
        `PublishPort=\\\n  ${value}`,
        `PublishPort=${value}\n# PublishPort=1:1\n;PublishPort=2:2`,
      ]);
    });
  if (hasPod) files['p.pod'] = `[Pod]\n${ports().join('\n')}\n${random.chance(10) ? 'Network=host\n' : ''}`;
  const names = ['a', 'b', 'c'].slice(0, 1 + random.below(hasPod ? 2 : 3));
  for (const name of names) {
    const lines = ['Image=docker.io/library/nginx:1.27'];
    const isInPod = hasPod && random.chance(60);
    if (isInPod) lines.push('Pod=p.pod');
    else if (random.chance(15)) lines.push(`Network=${random.pick(NETWORKS.slice(0, 3))}`);
    if (!isInPod || random.chance(25)) lines.push(...ports());
    if (random.chance(10)) lines.push(`ExposeHostPort=${random.pick(EXPOSED)}`);
    if (random.chance(8)) lines.push('PublishPort=', ...ports());
    files[`${name}.container`] =
      `[Unit]\nDescription=x\n\n[Container]\n${lines.join('\n')}\n\n[Install]\nWantedBy=default.target\n`;
  }
  return files;
}

const CONTAINER = (...lines: readonly string[]) =>
  `[Container]\nImage=docker.io/library/nginx:1.27\n${lines.join('\n')}\n`;
const one = (...lines: readonly string[]): Files => ({ 'a.container': CONTAINER(...lines) });
const two = (a: string, b: string): Files => ({ 'a.container': CONTAINER(a), 'b.container': CONTAINER(b) });

const UNITS_BY_HAND: readonly Question[] = [
  ...[...PORTS, ...REFUSED].map(value => ({
    name: `PublishPort=${value}`,
    files: one(`PublishPort=${value}`),
  })),
  ...EXPOSED.map(value => ({ name: `ExposeHostPort=${value}`, files: one(`ExposeHostPort=${value}`) })),
  ...[...NETWORKS].map(value => ({
    name: `a port with Network=${value}`,
    files: one(`Network=${value}`, 'PublishPort=8080:80'),
  })),
  ...[
    ['8080:80', '0.0.0.0:8080:80'],
    ['0.0.0.0:8080:80/udp', '8080:80/udp'],
    ['8080-8082:80-82', '0.0.0.0:8081:81'],
    ['[::]:8080:80', '[::0]:8080:80'],
    ['8080:80', '0.0.0.0:8080:81'],
    ['8080-8082:80-82', '127.0.0.1:8080:80'],
    ['8080:80', '[::]:8080:80'],
  ].map(values => ({
    name: values.map(value => `PublishPort=${value}`).join(' and '),
    files: one(...values.map(value => `PublishPort=${value}`)),
  })),
  {
    name: 'a port in a container of a pod',
    files: { ...one('Pod=p.pod', 'PublishPort=8080:80'), 'p.pod': '[Pod]\n' },
  },
  { name: 'a port in a pod', files: { ...one('Pod=p.pod'), 'p.pod': '[Pod]\nPublishPort=8080:80\n' } },
  { name: 'a pod that is not there', files: one('Pod=p.pod', 'PublishPort=8080:80') },
  {
    name: 'a pod with the network of the host',
    files: { 'p.pod': '[Pod]\nNetwork=host\nPublishPort=8080:80\n' },
  },
  { name: 'a pod without a network', files: { 'p.pod': '[Pod]\nNetwork=none\nPublishPort=8080:80\n' } },
  {
    name: 'a port in the network of another container',
    files: {
      ...one('PublishPort=8080:80'),
      'b.container': CONTAINER('Network=a.container', 'PublishPort=8081:80'),
    },
  },
  { name: 'two containers on one port', files: two('PublishPort=8080:80', 'PublishPort=8080:80') },
  {
    name: 'two containers on one port, of two addresses',
    files: two('PublishPort=127.0.0.1:8080:80', 'PublishPort=127.0.0.2:8080:80'),
  },
  {
    name: 'two containers on one port, all and one address',
    files: two('PublishPort=8080:80', 'PublishPort=127.0.0.1:8080:80'),
  },
  {
    name: 'two containers on one port, IPv4 and IPv6',
    files: two('PublishPort=8080:80', 'PublishPort=[::]:8080:80'),
  },
  {
    name: 'two containers on one port, of TCP and UDP',
    files: two('PublishPort=8080:80', 'PublishPort=8080:80/udp'),
  },
  { name: 'two containers on one port of UDP', files: two('PublishPort=53:53/udp', 'PublishPort=53:53/udp') },
  {
    name: 'a pod and a container on one port',
    files: { ...one('PublishPort=8080:80'), 'p.pod': '[Pod]\nPublishPort=8080:80\n' },
  },
  { name: 'a range and a port in it', files: two('PublishPort=8080-8090:80-90', 'PublishPort=8085:80') },
  { name: 'one port twice', files: one('PublishPort=8080:80', 'PublishPort=8080:80') },
  { name: 'one port twice, to two ports', files: one('PublishPort=8080:80', 'PublishPort=8080:81') },
  {
    name: 'one port twice, on an address and on all',
    files: one('PublishPort=8080:80', 'PublishPort=127.0.0.1:8080:80'),
  },
  {
    name: 'an empty value takes back what was before',
    files: one('PublishPort=99999:80', 'PublishPort=', 'PublishPort=8080:80'),
  },
  { name: 'two mappings in one line', files: one('PublishPort=8080:80 8081:81') },
  { name: 'quotes', files: one('PublishPort="8080:80"') },
  { name: 'single quotes', files: one("PublishPort='8080:80'") },
  { name: 'a value that goes on', files: one('PublishPort=80\\', '80:80') },
  { name: 'a value that goes on with a comment in it', files: one('PublishPort=80\\', '# 1', '80:80') },
  { name: 'a comment behind a value', files: one('PublishPort=8080:80 # web') },
  { name: 'white space around the equals sign', files: one('PublishPort = 8080:80') },
  { name: 'a key in lower case', files: one('publishport=99999:80') },
  {
    name: 'a port in another section',
    files: { 'a.container': `${CONTAINER()}\n[Service]\nPublishPort=99999:80\n` },
  },
  {
    name: 'a section twice',
    files: { 'a.container': `${CONTAINER('PublishPort=8080:80')}\n[Container]\nPublishPort=8080:81\n` },
  },
  {
    name: 'CRLF',
    files: {
      'a.container': CONTAINER('PublishPort=8080:80', 'PublishPort=8080:81').replaceAll('\n', '\r\n'),
    },
  },
];

// ---- Random sockets ----

const ADDRESSES = [
  '8080',
  '127.0.0.1:8080',
  '0.0.0.0:8080',
  '[::]:8080',
  '[::1]:8080',
  '127.0.0.2:8080',
  '8081',
  '127.0.0.1:8081',
  '65535',
  '1',
  '/run/x.sock',
];
const NO_ADDRESSES = [
  '0',
  '65536',
  '99999',
  '127.0.0.1:0',
  '127.0.0.1:65536',
  '[::]:99999',
  '08080',
  '+80',
  '127.0.0.1',
  '[::1]',
  '::1:80',
  '256.0.0.1:80',
  '127.0.0.1:',
  ':80',
  '*:80',
  '1.2.3:80',
  '80-81',
  '80/tcp',
  '127.0.0.01:80',
  '[127.0.0.1]:80',
  '-1',
  '[::]80',
  '127.0.0.1:080',
  '0x50',
];

const SOCKET = (...lines: readonly string[]) => `[Unit]\nDescription=x\n\n[Socket]\n${lines.join('\n')}\n`;

function randomSockets(random: Random): Files {
  const names = ['a.socket', 'b.socket'].slice(0, 1 + random.below(2));
  return Object.fromEntries(
    names.map(name => {
      const lines = Array.from({ length: 1 + random.below(3) }, () => {
        const value = random.chance(20) ? random.pick(NO_ADDRESSES) : random.pick(ADDRESSES);
        return `Listen${random.chance(90) ? 'Stream' : 'Datagram'}${random.pick(['=', '=', ' = '])}${value}`;
      });
      return [name, SOCKET(...lines)];
    }),
  );
}

const SOCKETS_BY_HAND: readonly Question[] = [
  ...[...ADDRESSES, ...NO_ADDRESSES].flatMap(value => [
    { name: `ListenStream=${value}`, files: { 'a.socket': SOCKET(`ListenStream=${value}`) } },
    {
      name: `ListenStream=${value} beside a path`,
      files: { 'a.socket': SOCKET('ListenStream=/run/x.sock', `ListenStream=${value}`) },
    },
  ]),
  { name: 'one port twice', files: { 'a.socket': SOCKET('ListenStream=8080', 'ListenStream=8080') } },
  { name: 'one port of UDP twice', files: { 'a.socket': SOCKET('ListenDatagram=53', 'ListenDatagram=53') } },
  { name: 'one port of TCP and UDP', files: { 'a.socket': SOCKET('ListenStream=53', 'ListenDatagram=53') } },
  {
    name: 'an empty value takes back what was before',
    files: { 'a.socket': SOCKET('ListenStream=8080', 'ListenStream=', 'ListenStream=127.0.0.1:8080') },
  },
  {
    name: 'an empty value of another kind takes back all',
    files: { 'a.socket': SOCKET('ListenStream=8080', 'ListenDatagram=', 'ListenStream=127.0.0.1:8080') },
  },
  {
    name: 'two units on one port',
    files: { 'a.socket': SOCKET('ListenStream=8080'), 'b.socket': SOCKET('ListenStream=8080') },
  },
];

// ---- The call ----

function questionsOf(byHand: readonly Question[], make: (random: Random) => Files): readonly Question[] {
  const [count, seed] = [Number(values.count), Number(values.seed)];
  return [...byHand, ...randomOnes(count, seed, (random, name) => ({ name, files: make(random) }))];
}

function write(file: string, program: string, cases: readonly object[]): void {
  const command = `node test/verdicts/quadlet.mts --count ${values.count} --seed ${values.seed}`;
  writeFileSync(path.join(TARGET, file), recordingText({ program, command }, cases));
  console.log(`${file}: ${cases.length} cases`);
}

try {
  if (process.getuid?.() !== 0 || !existsSync(inRoot('usr/libexec/podman/quadlet'))) {
    console.error('Needs root, and Podman with Quadlet: see above.');
    process.exitCode = 2;
  } else {
    prepare();
    const version = String(execFileSync(inRoot('usr/bin/podman'), ['--version'], { env: ENV })).trim();
    write('units.json', version, questionsOf(UNITS_BY_HAND, randomUnits).map(answeredUnits));
    const systemd = String(execFileSync('systemd-analyze', ['--version'])).split('\n')[0] ?? '';
    write('sockets.json', systemd, questionsOf(SOCKETS_BY_HAND, randomSockets).map(answeredSockets));
  }
} finally {
  rmSync(BASE, { recursive: true });
}
