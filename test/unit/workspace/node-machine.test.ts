import { execFileSync } from 'node:child_process';
import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { endianness, tmpdir } from 'node:os';
import path from 'node:path';
import { buildSync } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Listener } from '../../../server/src/chart/chart';
import {
  ANY_ADDRESS,
  addressesMeet,
  type HostAddress,
  parseAddress,
} from '../../../server/src/ports/address';
import { isContainerProgram } from '../../../server/src/workspace/container-programs';
import {
  addressOf,
  type Connection,
  isWaiting,
  listenerOf,
  programOf,
} from '../../../server/src/workspace/library-listeners';
import {
  mayBeForContainer,
  type Process,
  publishedBy,
  readSockets,
  withEveryAddress,
} from '../../../server/src/workspace/linux-listeners';
import { createMachine } from '../../../server/src/workspace/node-machine';
import { MACHINE_SAMPLES } from './machine-samples';

const LOOPBACK = parseAddress('127.0.0.1');
const WILDCARD = parseAddress('0.0.0.0');

function listener(port: number, over: Partial<Listener> = {}): Listener {
  return { port, protocol: 'tcp', address: ANY_ADDRESS, program: 'node', isForContainer: false, ...over };
}

describe('a machine', () => {
  test('asks once at a time, and keeps the last answer where it gets none', async () => {
    const answers: ((found: readonly Listener[] | Error) => void)[] = [];
    const machine = createMachine(
      () =>
        new Promise((resolve, reject) => {
          answers.push(found => (found instanceof Error ? reject(found) : resolve(found)));
        }),
    );
    expect(machine.listenersOn(80)).toEqual([]);
    const looks = [machine.look(), machine.look()];
    expect(answers).toHaveLength(1);
    answers[0]?.([listener(80), listener(81), listener(80, { protocol: 'udp' })]);
    await Promise.all(looks);
    expect(machine.listenersOn(80)).toEqual([listener(80), listener(80, { protocol: 'udp' })]);
    expect(machine.listenersOn({ from: 81, to: 81 })).toEqual([listener(81)]);
    expect(machine.listenersOn({ from: 1, to: 80 })).toHaveLength(2);
    expect(machine.listenersOn({ from: 80, to: 65535 })).toHaveLength(3);
    expect(machine.listenersOn({ from: 82, to: 65535 })).toEqual([]);
    const failing = machine.look();
    answers[1]?.(new Error('no answer'));
    await failing;
    expect(machine.listenersOn(81)).toEqual([listener(81)]);
    const last = machine.look();
    answers[2]?.([]);
    await last;
    expect(machine.listenersOn(81)).toEqual([]);
  });
});

describe.runIf(process.platform === 'linux')('this machine', () => {
  const machine = createMachine();
  const servers: Server[] = [];
  const sockets: UdpSocket[] = [];

  async function listen(host?: string): Promise<number> {
    const server = createServer().listen(0, host);
    servers.push(server);
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  }

  async function bind(type: 'udp4' | 'udp6', address?: string): Promise<UdpSocket> {
    const socket = createSocket(type).bind(0, address);
    sockets.push(socket);
    await once(socket, 'listening');
    return socket;
  }

  let hasIPv6 = true;
  beforeAll(async () => {
    hasIPv6 = await listen('::1').then(
      () => true,
      () => false,
    );
  });
  afterAll(() => {
    for (const server of servers) server.close();
    for (const socket of sockets) socket.close();
  });

  /** What is said of a port, after a new look. */
  async function seen(port: number): Promise<readonly Omit<Listener, 'port'>[]> {
    await machine.look();
    return machine.listenersOn(port).map(({ port: _, ...rest }) => rest);
  }

  const node = { program: path.basename(process.execPath), isForContainer: false };

  test.each([
    ['127.0.0.1', LOOPBACK],
    ['0.0.0.0', WILDCARD],
  ])('has our TCP socket on %s', async (host, address) => {
    expect(await seen(await listen(host))).toEqual([{ protocol: 'tcp', address, ...node }]);
  });

  test.each([
    ['127.0.0.1', LOOPBACK],
    ['0.0.0.0', WILDCARD],
  ])('has our UDP socket on %s', async (host, address) => {
    const { port } = (await bind('udp4', host)).address();
    expect(await seen(port)).toEqual([{ protocol: 'udp', address, ...node }]);
  });

  test('has our sockets on every address, and on one of IPv6', async context => {
    if (!hasIPv6) context.skip();
    expect(await seen(await listen())).toEqual([{ protocol: 'tcp', address: ANY_ADDRESS, ...node }]);
    expect(await seen(await listen('::1'))).toEqual([
      { protocol: 'tcp', address: parseAddress('::1'), ...node },
    ]);
    const { port } = (await bind('udp6')).address();
    expect(await seen(port)).toEqual([{ protocol: 'udp', address: ANY_ADDRESS, ...node }]);
  });

  test('has no socket with a peer, and none that is closed', async () => {
    const socket = await bind('udp4', '127.0.0.1');
    const { port } = socket.address();
    socket.connect(port, '127.0.0.1');
    await once(socket, 'connect');
    expect(await seen(port)).toEqual([]);
    const closed = await listen('127.0.0.1');
    expect(await seen(closed)).toHaveLength(1);
    const server = servers.pop();
    server?.close();
    if (server) await once(server, 'close');
    expect(await seen(closed)).toEqual([]);
  });
});

/** As proc(5) shows them; the state is the fourth field, the user the eighth, the inode the tenth. */
const TCP = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1538 00000000:0000 0A 00000000:00000000 00:00000000 00000000   115        0 21846 1 0000000000000000 100 0 0 10 0
   1: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 19340 1 0000000000000000 100 0 0 10 0
   2: 0F02000A:0016 0202000A:C59A 01 00000000:00000000 02:000A9C6F 00000000     0        0 22735 4 0000000000000000 20 4 29 10 -1
`;
const TCP6 = `  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000000000000000000000000000:0016 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 19342 1 0000000000000000 100 0 0 10 0
   1: 00000000000000000000000000000000:1F90 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 40213 1 0000000000000000 100 0 0 10 0
   2: 00000000000000000000000001000000:1F91 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 40214 1 0000000000000000 100 0 0 10 0
   3: 0000000000000000FFFF00000100007F:1F92 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 40215 1 0000000000000000 100 0 0 10 0
   4: B80D0120000000000000000034120000:1F93 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 40216 1 0000000000000000 100 0 0 10 0
`;
const UDP = `   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
  487: 3500007F:0035 00000000:0000 07 00000000:00000000 00:00000000 00000000   102        0 18571 2 0000000000000000 0
  520: 0100007F:9C41 0100007F:0035 01 00000000:00000000 00:00000000 00000000  1000        0 18575 2 0000000000000000 0
`;

describe('the tables of /proc/net', () => {
  const shown = (table: string, protocol: 'tcp' | 'udp') =>
    withEveryAddress(readSockets(table, protocol)).map(
      ({ port, address, uid, inode }) => `${port} ${show(address)} ${uid} ${inode}`,
    );
  const isLittle = endianness() === 'LE';

  test.runIf(isLittle)('IPv4', () => {
    expect(shown(TCP, 'tcp')).toEqual(['5432 127.0.0.1 115 21846', '22 0.0.0.0 0 19340']);
    expect(shown(UDP, 'udp')).toEqual(['53 127.0.0.53 102 18571']);
  });

  test.runIf(isLittle)('IPv6: :: is every address, but for what IPv4 has itself', () => {
    expect(shown(TCP + TCP6, 'tcp').slice(2)).toEqual([
      '22 0:0:0:0:0:0:0:0 0 19342',
      '8080 any 1000 40213',
      '8081 0:0:0:0:0:0:0:1 1000 40214',
      '8082 127.0.0.1 1000 40215',
      '8083 2001:db8:0:0:0:0:0:1234 1000 40216',
    ]);
  });

  test.each(['', '\n', 'sl local_address', '0: zz:zz 0:0 0A', '0: 0A', '0: 00:0050 00:0000 0A a b c 0 0 1'])(
    'nothing of %j',
    text => expect(readSockets(text, 'tcp')).toEqual([]),
  );
});

function show(address: HostAddress | undefined): string {
  if (!address) return 'none';
  return address.kind === 'any' ? 'any' : address.value;
}

describe('addresses', () => {
  test.each([
    ['*', 'tcp', 'any'],
    ['*', 'tcp46', 'any'],
    ['*', 'udp46', 'any'],
    ['*', 'tcp4', '0.0.0.0'],
    ['*', 'udp6', '0:0:0:0:0:0:0:0'],
    ['0.0.0.0', 'tcp', '0.0.0.0'],
    ['::', 'tcp', '0:0:0:0:0:0:0:0'],
    ['[::]', 'tcp', '0:0:0:0:0:0:0:0'],
    ['[::1]', 'tcp', '0:0:0:0:0:0:0:1'],
    ['::1', 'tcp6', '0:0:0:0:0:0:0:1'],
    ['[::ffff:127.0.0.1]', 'tcp', '127.0.0.1'],
    ['127.0.0.53%lo', 'udp', '127.0.0.53'],
    ['fe80::1%eth0', 'udp', 'fe80:0:0:0:0:0:0:1'],
    ['[fe80::1%12]', 'udp', 'fe80:0:0:0:0:0:0:1'],
    ['localhost', 'tcp', 'none'],
    ['', 'tcp', 'none'],
  ])('%j of %s is %s', (text, family, expected) => {
    expect(show(addressOf(text, family))).toBe(expected);
  });

  test('every address meets all', () => {
    for (const text of ['127.0.0.1', '::1', '0.0.0.0', '::']) {
      expect(addressesMeet(ANY_ADDRESS, parseAddress(text) ?? ANY_ADDRESS)).toBe(true);
    }
  });
});

describe('programs that hold ports for containers', () => {
  test.each([
    'docker-proxy',
    'dockerd',
    'com.docker.backend',
    'com.docker.backend services',
    'com.docke',
    'com.docker.back',
    'Docker Desktop',
    'com.docker.backend.exe',
    'wslrelay.exe',
    'rootlesskit',
    'vpnkit',
    'vpnkit.exe',
    'rootlessport',
    'containers-rootlessport-child',
    'slirp4netns',
    'pasta',
    'pasta.avx2',
    'conmon',
    'gvproxy',
    'OrbStack',
    'OrbStack Helper',
    'limactl',
    'colima',
    'host-switch.exe',
  ])('%s', name => expect(isContainerProgram(name)).toBe(true));

  test.each([
    '',
    'docker',
    'docker-mcp',
    'node',
    'ssh',
    'postgres',
    'pastamaker',
    'conmonitor',
    'my-dockerd',
  ])('but not %j', name => expect(isContainerProgram(name)).toBe(false));
});

const PROXY =
  '/usr/bin/docker-proxy -proto tcp -host-ip 0.0.0.0 -host-port 8080 -container-ip 172.17.0.2 -container-port 80';

describe("Docker's proxy", () => {
  test.each([
    [PROXY, { port: 8080, protocol: 'tcp' }],
    [`${PROXY} -use-listen-fd`, { port: 8080, protocol: 'tcp' }],
    ['docker-proxy -proto udp -host-ip :: -host-port 53 -container-port 5353', { port: 53, protocol: 'udp' }],
    // Rootless Docker puts them in another order.
    [
      'docker-proxy -container-port 80 -host-ip 127.0.0.1 -host-port 8080 -proto tcp',
      { port: 8080, protocol: 'tcp' },
    ],
    ['docker-proxy -proto tcp -host-ip 0.0.0.0', undefined],
    ['docker-proxy -proto tcp -host-port', undefined],
    ['docker-proxy -proto tcp -host-port 70000', undefined],
    ['docker-proxy -host-port 8080', undefined],
    ['docker-proxy', undefined],
    ['vim docker-proxy -proto tcp -host-port 8080', undefined],
    ['', undefined],
  ])('%j', (line, expected) => {
    expect(publishedBy(line.split(' '))).toEqual(expected);
  });
});

describe('a socket whose holder the system does not tell', () => {
  const ROOT = 0;
  const ME = 1000;
  const run = (line: string, uid = ROOT, pid = 42): Process => ({ pid, uid, args: line.split(' ') });
  const INIT = run('/sbin/init', ROOT, 1);
  const SHIM = run('/usr/bin/containerd-shim-runc-v2 -namespace moby -id 0123');

  test.each<[string, readonly Process[], number, boolean]>([
    ['is of another program', [INIT, run('/usr/bin/dockerd'), run('nginx')], ROOT, false],
    ['is that of the proxy', [INIT, run('/usr/bin/dockerd'), SHIM, run(PROXY)], ROOT, true],
    ['is not that of a proxy for another port', [INIT, SHIM, run(PROXY.replace('8080', '80'))], ROOT, false],
    ['is not that of a proxy for UDP', [INIT, SHIM, run(PROXY.replace('tcp', 'udp'))], ROOT, false],
    ["may be the daemon's, where it has no proxies", [INIT, run('/usr/bin/dockerd'), SHIM], ROOT, true],
    ["is not the daemon's where it is not root's", [INIT, run('/usr/bin/dockerd'), SHIM], 115, false],
    ["is not Kubernetes'", [INIT, run('containerd-shim-runc-v2 -namespace k8s.io')], ROOT, false],
    ["may be Podman's", [INIT, run('/usr/bin/conmon --api-version 1')], ROOT, true],
    ["may be my own Podman's, which hides", [INIT, run('/usr/bin/pasta --config-net', ME)], ME, true],
    ["is not that of somebody else's Podman", [INIT, run('/usr/bin/pasta --config-net', 1001)], ME, false],
    ['may be anything where nothing is told', [], ROOT, true],
    ['may be anything in a sandbox', [run('bwrap --args 42', ME, 1), run('code', ME, 2)], ROOT, true],
  ])('%s', (_name, processes, uid, expected) => {
    expect(mayBeForContainer({ port: 8080, protocol: 'tcp', uid }, processes)).toBe(expected);
  });
});

// The commands of other systems, played by scripts that know their answers.
describe.runIf(process.platform === 'linux')('other machines', () => {
  const root = path.join(import.meta.dirname, '../../..');
  let folder: string;
  let program: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'portolan-machine-'));
    program = path.join(folder, 'look.cjs');
    buildSync({
      stdin: {
        contents: `
          Object.defineProperty(process, 'platform', { value: process.argv[2] });
          const { createMachine } = require('./server/src/workspace/node-machine');
          const machine = createMachine();
          machine.look().then(() => console.log(JSON.stringify(machine.listenersOn({ from: 0, to: 65535 }))));
        `,
        resolveDir: root,
      },
      bundle: true,
      platform: 'node',
      outfile: program,
    });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each(MACHINE_SAMPLES)('$name', ({ name, platform, answers, expected }) => {
    const commands = path.join(folder, name);
    mkdirSync(commands);
    for (const [command, answer] of Object.entries(answers)) {
      const text = path.join(commands, `${command}.txt`);
      writeFileSync(text, answer);
      // PowerShell is told by its input what to do, and reads all of it before it ends.
      const input = /powershell/i.test(command) ? 'cat >/dev/null\n' : '';
      writeFileSync(path.join(commands, command), `#!/bin/sh\n${input}cat '${text}'\n`, { mode: 0o755 });
    }
    const output = execFileSync(process.execPath, [program, platform], {
      env: { PATH: `${commands}:${process.env.PATH}`, comspec: path.join(commands, 'cmd') },
      encoding: 'utf8',
    });
    const found = JSON.parse(output) as readonly Listener[];
    expect(
      found.map(
        ({ protocol, port, address, program: by, isForContainer }) =>
          `${protocol} ${port} ${show(address)} ${by} ${isForContainer}`,
      ),
    ).toEqual(expected);
  });
});

describe('connections of the library', () => {
  const connection = (over: Partial<Connection>): Connection => ({
    protocol: 'tcp4',
    localAddress: '127.0.0.1',
    localPort: '5432',
    peerAddress: '*',
    peerPort: '*',
    state: 'LISTEN',
    pid: 501,
    process: '/opt/homebrew/opt/postgresql@16/bin/postgres',
    ...over,
  });

  test.each<[string, Partial<Connection>, boolean]>([
    ['TCP that listens', {}, true],
    ['TCP that is connected', { state: 'ESTABLISHED', peerAddress: '127.0.0.1', peerPort: '50123' }, false],
    ['TCP of macOS that does nothing', { state: 'UNKNOWN' }, false],
    [
      'TCP of Windows, in Polish',
      { protocol: 'tcp', state: 'NASŁUCHIWANIE', peerAddress: '0.0.0.0', peerPort: '0' },
      true,
    ],
    ['UDP of macOS', { protocol: 'udp4', state: 'UNKNOWN' }, true],
    ['UDP of Windows', { protocol: 'udp', state: '' }, true],
    ['UDP with a peer', { protocol: 'udp4', state: 'UNKNOWN', peerPort: '53' }, false],
  ])('%s', (_name, over, expected) => expect(isWaiting(connection(over))).toBe(expected));

  const PROGRAMS = new Map([
    [4, 'System'],
    [700, 'postgres.exe'],
    [800, 'com.docker.backend.exe'],
  ]);
  test.each<[string, Partial<Connection>, ReadonlyMap<number, string>, Listener | undefined]>([
    ['macOS', {}, new Map(), listener(5432, { address: LOOPBACK ?? ANY_ADDRESS, program: 'postgres' })],
    [
      'every address',
      { protocol: 'tcp46', localAddress: '*' },
      new Map(),
      listener(5432, { program: 'postgres' }),
    ],
    [
      'UDP',
      { protocol: 'udp46', localAddress: '*' },
      new Map(),
      listener(5432, { protocol: 'udp', program: 'postgres' }),
    ],
    [
      'Docker Desktop',
      {
        protocol: 'tcp46',
        localAddress: '*',
        process: '/Applications/Docker.app/Contents/MacOS/com.docker.backend services',
      },
      new Map(),
      listener(5432, { program: 'com.docker.backend services', isForContainer: true }),
    ],
    [
      'ssh',
      { protocol: 'tcp46', localAddress: '*', process: 'ssh' },
      PROGRAMS,
      listener(5432, { program: 'ssh' }),
    ],
    [
      'ssh beside Lima',
      { protocol: 'tcp46', localAddress: '*', process: 'ssh' },
      new Map([[9, 'limactl hostagent']]),
      listener(5432, { program: 'ssh', isForContainer: true }),
    ],
    [
      'another beside Lima',
      { protocol: 'tcp46', localAddress: '*' },
      new Map([[9, 'limactl']]),
      listener(5432, { program: 'postgres' }),
    ],
    [
      'Windows',
      { protocol: 'tcp', localAddress: '0.0.0.0', pid: 700, process: '' },
      PROGRAMS,
      listener(5432, { address: WILDCARD ?? ANY_ADDRESS, program: 'postgres.exe' }),
    ],
    [
      'Docker Desktop on Windows',
      { protocol: 'tcp', localAddress: '0.0.0.0', pid: 800, process: '' },
      PROGRAMS,
      listener(5432, {
        address: WILDCARD ?? ANY_ADDRESS,
        program: 'com.docker.backend.exe',
        isForContainer: true,
      }),
    ],
    [
      'nobody, who may be Docker',
      { protocol: 'tcp', localAddress: '0.0.0.0', pid: 9, process: '' },
      PROGRAMS,
      listener(5432, { address: WILDCARD ?? ANY_ADDRESS, program: undefined, isForContainer: true }),
    ],
    ['no port', { localPort: '*' }, new Map(), undefined],
    ['no address', { localAddress: 'localhost' }, new Map(), undefined],
  ])('%s', (_name, over, programs, expected) => {
    expect(listenerOf(connection(over), programs)).toEqual(expected);
  });

  test.each([
    ['postgres', 'postgres'],
    ['/usr/sbin/mDNSResponder', 'mDNSResponder'],
    ['node server.js', 'node'],
    ['/usr/local/bin/node dist/server.js', 'node'],
    ['/System/Library/CoreServices/ControlCenter.app/Contents/MacOS/ControlCenter', 'ControlCenter'],
    [
      '/Applications/Docker.app/Contents/MacOS/Docker Desktop.app/Contents/MacOS/Docker Desktop',
      'Docker Desktop',
    ],
    ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', 'Google Chrome'],
    ['/Library/Application Support/Vendor/agentd', 'agentd'],
  ])('%s is %s', (command, expected) => expect(programOf(command)).toBe(expected));
});
