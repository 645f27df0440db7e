// What `docker-run.mts` runs: see there.
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Engine } from './docker';
import { CACHE, programOf, startEngines } from './engine';
import type { Random } from './random';
import { randomOnes, recordingText } from './recording';

interface Answer {
  /** Whether no container was made, one was made and does not start, or it runs. */
  readonly outcome: 'refused' | 'fails' | 'runs';
  /** What it says where it refuses or fails. */
  readonly said?: string;
  /** `address|published|target/protocol`, as the engine keeps them. */
  readonly bindings: readonly string[];
  /** Exposed ports that are not published. */
  readonly exposed: readonly string[];
  readonly network: string;
  readonly name?: string;
}

interface Container {
  readonly Name: string;
  readonly HostConfig: {
    readonly NetworkMode: string;
    readonly PortBindings: Readonly<
      Record<string, readonly { readonly HostIp: string; readonly HostPort: string }[]>
    > | null;
  };
  readonly Config: { readonly ExposedPorts?: Readonly<Record<string, unknown>> | null };
}

const TARGET = path.resolve('test', 'verdicts', 'docker-run', 'commands.json');
const IMAGE = 'sleeper:1';
const LABEL = 'portolan.verdict';

/** Run before each command: it is run as it stands, but for the label and `-d`. */
const SHELL = `docker() {
  first=$1; shift
  if [ "$first" = container ]; then first="container $1"; shift; fi
  if [ "$first" = compose ]; then
    if [ "$1" = run ]; then shift; env $COMPOSE run -d -l ${LABEL}=1 "$@"; else env $COMPOSE "$@"; fi
    return
  fi
  case $first in *create) detach= ;; *) detach=-d ;; esac
  env "$DOCKER" $first $detach -l ${LABEL}=1 "$@"
}
`;

async function run(
  engine: Engine,
  folder: string,
  script: string,
): Promise<{ readonly ok: boolean; readonly text: string; readonly stdout: string }> {
  const env = {
    ...engine.env,
    DOCKER: [path.join(CACHE, 'root/usr/bin/docker')].find(existsSync) ?? 'docker',
    COMPOSE: engine.compose.join(' '),
  };
  return new Promise(resolve => {
    execFile('bash', ['-c', SHELL + script], { cwd: folder, env }, (error, stdout, stderr) =>
      resolve({ ok: !error, text: `${stdout}${stderr}`, stdout }),
    );
  });
}

async function answered(engine: Engine, folder: string, command: string): Promise<Answer> {
  const { ok, text } = await run(engine, folder, command);
  const ids = (await run(engine, folder, `env "$DOCKER" ps -aq --filter label=${LABEL}`)).stdout.trim();
  const said = text
    .split('\n')
    .map(line => line.trim())
    .find(line => /Error response|^docker: |nvalid|incompatible|No port|rror:/.test(line))
    ?.replace(/ (?:endpoint|on endpoint) \S+ \([0-9a-f]{64}\)/, ' endpoint')
    .replace(/[0-9a-f]{64}/g, 'ID');
  if (ids === '')
    return { outcome: 'refused', said: said ?? text.trim(), bindings: [], exposed: [], network: '' };
  const [id = ''] = ids.split('\n');
  const inspected = (await run(engine, folder, `env "$DOCKER" inspect ${id}`)).stdout;
  await run(engine, folder, `env "$DOCKER" rm -f ${ids.replaceAll('\n', ' ')}`);
  const [container]: readonly Container[] = JSON.parse(inspected);
  if (!container) throw new Error(`No container of: ${command}`);
  const { PortBindings, NetworkMode } = container.HostConfig;
  const published = Object.entries(PortBindings ?? {});
  return {
    outcome: ok ? 'runs' : 'fails',
    ...(!ok && said !== undefined && { said }),
    bindings: published
      .flatMap(([target, all]) => all.map(({ HostIp, HostPort }) => `${HostIp}|${HostPort}|${target}`))
      .sort(),
    exposed: Object.keys(container.Config.ExposedPorts ?? {})
      .filter(target => !published.some(([other]) => other === target))
      .sort(),
    network: NetworkMode.replace(/^container:[0-9a-f]{64}$/, 'container:ID'),
    ...(/--name/.test(command) && { name: container.Name.slice(1) }),
  };
}

// ---- Random commands ----

const HOSTS = ['8080', '8080', '8081', '9090', '08082', '8080-8082', '8081-8083', '0', '65535', '1', ''];
const BAD_HOSTS = ['65536', '99999', '8082-8080', '80-', '-80', '8080-65536', '+80', '80.5'];
const TARGETS = ['80', '80', '81', '443', '3000', '080', '90-92', '80-81', '65535'];
const BAD_TARGETS = ['65536', '90-80', '80-', '', '+80', '100000'];
const ADDRESSES = ['', '', '', '', '127.0.0.1', '127.0.0.2', '0.0.0.0', '[::1]', '[::]', '[]'];
const BAD_ADDRESSES = ['localhost', '127.0.0', '256.0.0.1', '::1', '127.0.0.1:1'];
const PROTOCOLS = ['', '', '', '/tcp', '/udp', '/UDP', '/sctp', '/'];
const BAD_PROTOCOLS = ['/http', '/https'];
const FLAGS = ['-t', '-i', '--rm', '--init', '-q', '--read-only', '-it', '--privileged=false', '--tty=false'];
const VALUES = [
  '-e A=1',
  '--env "B=a b"',
  "-w '/a b'",
  '-m 32m',
  '-l x=y',
  '--cpus=1',
  '-h h',
  '--hostname=h',
];
const VALUES_LONG = ['-v /tmp:/x:ro', '--restart no', '--log-driver none', '--entrypoint /bin/sleep'];

function randomCommand({ below, chance, pick }: Random): string {
  const isWild = chance(30);
  const one = (good: readonly string[], bad: readonly string[]) => pick(isWild && chance(25) ? bad : good);
  const spec = () => {
    const address = one(ADDRESSES, BAD_ADDRESSES);
    const host = one(HOSTS, BAD_HOSTS);
    const target = one(TARGETS, BAD_TARGETS) + one(PROTOCOLS, BAD_PROTOCOLS);
    if (address === '' && host === '') return chance(50) ? target : `:${target}`;
    return `${address === '' ? '' : `${address}:`}${host}:${target}`;
  };
  const publish = () => {
    const written = spec();
    const value = /[[\]]/.test(written) || chance(25) ? pick([`"${written}"`, `'${written}'`]) : written;
    return pick([
      `-p ${value}`,
      `-p ${value}`,
      `-p${value === '' ? "''" : value}`,
      `-p=${value}`,
      `--publish ${value}`,
      `--publish=${value}`,
      `-itp ${value}`,
      `-tp=${value}`,
    ]);
  };
  const parts = Array.from({ length: 1 + below(3) }, publish);
  const insert = (part: string) => parts.splice(below(parts.length + 1), 0, part);
  for (let left = below(4); left > 0; left--)
    insert(pick(chance(50) ? FLAGS : chance(50) ? VALUES : VALUES_LONG));
  if (chance(12)) insert(pick(['--network host', '--net=host', '--network=bridge', '--net none']));
  if (chance(12)) insert(pick(['--expose 70', '--expose=70-72/udp', '-P']));
  if (chance(15)) insert(pick(['--name web', '--name=web']));
  const gap = chance(20) ? ' \\\n  ' : ' ';
  const behind = pick(['', '', ' 3600', ' sh -c "sleep 9" -p 1:1']);
  return `docker${chance(10) ? ' container' : ''} ${chance(50) ? 'create' : 'run'} ${parts.join(gap)}${gap}${IMAGE}${behind}`;
}

// ---- Commands by hand ----

const SPECS =
  '8080:80 80 80/udp :80 8080: 8080:0 0 0:80 0:0 127.0.0.1:8080:80 127.0.0.1::80 [::1]:8080:80 ::1:8080:80 []:8080:80 ' +
  'localhost:8080:80 99999:80 65536:80 80:65536 8000-8010:80 8000-8002:9000-9002 8000-8003:9000-9002 8080:80-82 8002-8000:80 ' +
  '8080:80/TCP 8080:80/sctp 8080:80/http 8080:80/tcp/udp 8080:80/ 8080/tcp:80 target=80,published=8080 ' +
  'published=8080,target=80,protocol=udp target=80 published=8080 host_ip=127.0.0.1,published=8080,target=80 8080:80,9090:90 ' +
  '08080:080 +8080:80 8080:+80 1.2.3:8080:80 127.0.0.1:80 127.0.0.1:8080:80:90 -80:80 8080:80- 53:53:udp 8080:80:81 ' +
  '0.0.0.0:8080:80/udp [::]:8080:80 8080:8080 8080-8080:80 8080-8081:80-81/udp 65535:65535 65530-65535:1-6 ' +
  '127.0.0.1:8080-8081:80 127.0.0.1:8080-8081:80-81 target=80-81,published=8080-8081 published=99999,target=80';

const MORE: readonly string[] = [
  '-p8080:80',
  '-p=8080:80',
  '--publish=8080:80',
  '--publish 8080:80',
  '-itp 8080:80',
  '-itp8080:80',
  '-itp=8080:80',
  '-ti -p "8080:80"',
  "-p '8080:80'",
  "-p 80'80':80",
  '-p 8080":"80',
  '-p 80\\80:80',
  '-p \\\n 8080:80',
  '-p 80\\\n80:80',
  '--tty=false -p 8080:80',
  '-t=false -p 8080:80',
  '--rm=false --publish 8080:80',
  '-p 8080:80 -p 9090:90 -p 127.0.0.1:7070:70/udp',
  '-p 8080:80 -p 8080:80',
  '-p 8080:80 -p 8080:81',
  '-p 8080:80 -p 8081:80',
  '-p 8080:80 -p 8080:80/udp',
  '-p 8080:80/udp -p 8080:80/udp',
  '-p 8080:80/udp -p 8080:81/udp',
  '-p 8080-8081:80 -p 8080:81',
  '-p 8080-8081:80 -p 8080-8081:81',
  '-p 8080-8081:80 -p 8080-8081:81 -p 8080-8081:82',
  '-p 8080-8082:80-82 -p 8082:90',
  '-p 8080-8082:80-82 -p 8081:81',
  '-p 127.0.0.1:8080:80 -p 8080:81',
  '-p 8080:81 -p 127.0.0.1:8080:80',
  '-p 127.0.0.1:8080:80 -p 127.0.0.2:8080:81',
  '-p 127.0.0.1:8080:80 -p 127.0.0.1:8080:80',
  '-p 8080:80 -p 127.0.0.1:8080:80',
  '-p 0.0.0.0:8080:80 -p [::]:8080:80',
  '-p 0.0.0.0:8080:80 -p [::]:8080:81',
  '-p 0.0.0.0:8080:80 -p 127.0.0.1:8080:81',
  '-p [::1]:8080:80 -p [::]:8080:81',
  '-p [::1]:8080:80 -p 127.0.0.1:8080:81',
  '-p 80 -p 80',
  '-p 80 -p 81',
  '-p 80 -p 80/udp',
  '-p 80/udp -p 80/udp',
  '-p 80 -p 127.0.0.1::80',
  '-p 0.0.0.0::80 -p 127.0.0.1::80',
  '-p 127.0.0.1::80 -p 127.0.0.2::80',
  '-p 80 -p 8080:80',
  '-p 0:80 -p 0:81',
  '-p 0:80 -p 0:80',
  '--network host -p 8080:80',
  '--net=host -p 8080:80',
  '--net host -p 8080:80 -p 8080:81',
  '--network=none -p 8080:80',
  '--network none -p 8080:80 -p 8080:81',
  '--network container:abc -p 8080:80',
  '--network bridge -p 8080:80',
  '--network default --publish 8080:80',
  '--network host --network bridge -p 8080:80',
  '--expose 80',
  '--expose=80-82/udp -p 8080:80',
  '--expose 0',
  '--expose 8080:80',
  '--expose 90-80',
  '--expose 65536',
  '--expose 80 --expose 81 -P',
  '-P -p 8080:80 --expose 70',
  '-Pit --expose 80',
  '--name web -p 8080:80',
  '--name=web -itp 8080:80',
  '-e PORT=80 -p 8080:80',
  '-ePORT=80 --env-file /dev/null -p 8080:80',
  '-v "$(pwd)":/x -p 8080:80',
  '-v `pwd`:/x -p 8080:80',
  '-u "$(id -u):$(id -g)" -p 8080:80',
  '--label "a=-p 1:1" -p 8080:80',
  "-l 'b=it''s' -p 8080:80",
  '-w /-p -p 8080:80',
  '--hostname -p -p 8080:80',
  '-h h -m 32m -c 512 -p 8080:80',
  '--cap-add NET_ADMIN --cap-drop=ALL --security-opt no-new-privileges -p 8080:80',
  '--ulimit nofile=1024:1024 --shm-size 8m --memory-swap -1 -p 8080:80',
  '--add-host a:1.2.3.4 --dns 1.1.1.1 --restart unless-stopped --publish 8080:80/tcp',
  '--mount type=tmpfs,dst=/t --tmpfs /u --stop-signal TERM -p 8080:80',
  '--no-healthcheck --oom-kill-disable=false --sig-proxy=false -p 8080:80',
  '--pull never --platform linux/amd64 --init --read-only -p 8080:80',
];

const WHOLE: readonly string[] = [
  `docker run -p 8080:80 -- ${IMAGE}`,
  `docker run -p 8080:80 ${IMAGE} -p 9090:90`,
  `docker run ${IMAGE} -p 9090:90`,
  `docker run -p 8080:80 ${IMAGE} sleep 9 # -p 9090:90`,
  `docker run -p 8080:80 ${IMAGE}; true -p 9090:90`,
  `docker run -p 8080:80 ${IMAGE} && true -p 9090:90`,
  `docker run -p 8080:80 ${IMAGE} | cat -p 9090:90`,
  `true && docker run -p 8080:80 ${IMAGE}`,
  `(docker run -p 8080:80 ${IMAGE})`,
  `x=$(docker run -p 8080:80 ${IMAGE})`,
  `if docker run -p 8080:80 ${IMAGE}; then true; fi`,
  `docker container run -p 8080:80 ${IMAGE}`,
  `docker container create -p 8080:80 ${IMAGE}`,
  `docker run -p 8080:80 '${IMAGE}'`,
  `docker run \\\n  -p 8080:80 \\\n  -p 9090:90 \\\n  ${IMAGE}`,
  `docker run -p 8080:80 \\\n\n${IMAGE}`,
  `# docker run -p 9090:90 ${IMAGE}\ndocker run -p 8080:80 ${IMAGE}`,
  `docker run -p "8080\\\n:80" ${IMAGE}`,
  `docker run -p 8080:80 > /dev/null ${IMAGE}`,
  ...[
    '8080:80',
    '80',
    '8080:0',
    '::1:8080:80',
    '99999:80',
    'target=80,published=8080',
    '8080:80/http',
    '8000-8001:80-81',
  ].map(spec => `docker compose run -p ${spec} web`),
  'docker compose run -p8080:80 web',
  'docker compose run --publish=8080:80 web',
  'docker compose run --rm -T --no-deps --name web -p 8080:80 web sleep 9 -p 1:1',
  'docker compose run -p 8080:80 -p 8080:80 web',
  'docker compose run -p 8080:80 -p 8080:81 web',
  'docker compose run -p 8080:80 -p 9090:90/udp web',
  'docker compose run --build --quiet-pull -e A=1 -u 0 -w / -v /tmp:/x --entrypoint /bin/sleep -p 8080:80 web 9',
];

const BY_HAND: readonly string[] = [
  ...SPECS.split(' ').flatMap(spec => [
    `docker create -p ${spec} ${IMAGE}`,
    `docker run -p ${spec} ${IMAGE}`,
  ]),
  ...MORE.map(options => `docker run ${options} ${IMAGE}`),
  ...WHOLE,
];

// ---- The call ----

const { values } = parseArgs({
  options: { count: { type: 'string', default: '250' }, seed: { type: 'string', default: '1' } },
});
const [running] = await startEngines(1);
if (!running) throw new Error('No engine');
const folder = mkdtempSync(path.join(tmpdir(), 'docker-run-'));
try {
  writeFileSync(path.join(folder, 'compose.yaml'), `name: verdict\nservices:\n  web:\n    image: ${IMAGE}\n`);
  const random = randomOnes(Number(values.count), Number(values.seed), randomCommand);
  const cases: (Answer & { readonly command: string })[] = [];
  for (const command of new Set([...BY_HAND, ...random]))
    cases.push({ command, ...(await answered(running.engine, folder, command)) });
  const program = await programOf(running.engine);
  const command = `node test/verdicts/docker-run.mts --count ${values.count} --seed ${values.seed}`;
  writeFileSync(TARGET, recordingText({ program, command }, cases));
  const count = (outcome: string) => cases.filter(one => one.outcome === outcome).length;
  console.log(
    `${cases.length} commands: ${count('refused')} refused, ${count('fails')} fail, ${count('runs')} run`,
  );
} finally {
  running.stop();
  rmSync(folder, { recursive: true });
}
