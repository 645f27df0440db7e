import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { call, type Engine, NETWORKS } from './docker';
import { IMAGE } from './stand';

/** Where the packages are unpacked and the engines keep what they need. */
export const CACHE = path.resolve('.verdicts');

export interface Running {
  readonly engine: Engine;
  /** What starts a command where the engine's ports are, in the place of its own network. */
  readonly within: readonly string[];
  stop(): void;
}

/** So many engines with nothing else on their ports: Debian's, beside the system; else the one that answers here. */
export async function startEngines(count: number): Promise<readonly Running[]> {
  const socket = answeringSocket();
  const running = socket
    ? [
        {
          engine: { socket, compose: ['docker', 'compose'] as const, env: environment({}) },
          within: [],
          stop: () => {},
        },
      ]
    : await Promise.all(Array.from({ length: count }, (_, index) => ownEngine(`engine${index + 1}`)));
  for (const { engine } of running) await prepare(engine);
  return running;
}

/** The versions of what answers. */
export async function programOf(engine: Engine): Promise<string> {
  const [command, ...first] = engine.compose;
  const compose = execFileSync(command, [...first, 'version', '--short'], {
    env: engine.env,
    encoding: 'utf8',
  });
  const { Version: version }: { readonly Version: string } = JSON.parse(
    await call(engine, 'GET', '/version'),
  );
  return `Docker Compose ${compose.trim()}, Docker Engine ${version}`;
}

function answeringSocket(): string | undefined {
  try {
    execFileSync('docker', ['version'], { stdio: 'ignore' });
    const host = process.env.DOCKER_HOST ?? 'unix:///var/run/docker.sock';
    return host.startsWith('unix://') ? host.slice('unix://'.length) : undefined;
  } catch {
    return undefined;
  }
}

function environment(more: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const { PATH = '', HOME = '', DOCKER_HOST } = process.env;
  return {
    PATH,
    HOME,
    ...(DOCKER_HOST && { DOCKER_HOST }),
    COMPOSE_ANSI: 'never',
    COMPOSE_PROGRESS: 'plain',
    ...more,
  };
}

async function ownEngine(name: string): Promise<Running> {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get'))
    throw new Error('No Docker Engine answers. On Debian, root can run one from packages.');
  const child = spawn('sh', ['scripts/docker-engine.sh', CACHE, name], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit').then(() => {
    throw new Error(`The engine did not start: see ${CACHE}/install.log and ${CACHE}/${name}/log`);
  });
  ended.catch(() => {});
  await Promise.race([once(child.stdout, 'data'), ended]);
  const socket = path.join(CACHE, name, 'docker.sock');
  const root = path.join(CACHE, 'root/usr');
  return {
    engine: {
      socket,
      compose: [path.join(root, 'libexec/docker/cli-plugins/docker-compose')],
      env: environment({ DOCKER_HOST: `unix://${socket}` }),
    },
    within: ['nsenter', `--net=/proc/${readFileSync(path.join(CACHE, name, 'pid'), 'utf8').trim()}/ns/net`],
    stop: () => child.stdin.end(),
  };
}

/** Gives an engine the image that sleeps, and the networks. */
async function prepare(engine: Engine): Promise<void> {
  const image = path.join(CACHE, 'image');
  mkdirSync(path.join(image, 'bin'), { recursive: true });
  cpSync('/bin/busybox', path.join(image, 'bin/sleep'));
  const tar = execFileSync('tar', ['-C', image, '-c', '.'], { maxBuffer: 2 ** 26 });
  const docker = [path.join(CACHE, 'root/usr/bin/docker')].find(existsSync) ?? 'docker';
  const args = ['import', '-c', 'CMD ["/bin/sleep","3600"]', '-', IMAGE];
  execFileSync(docker, args, { input: tar, env: engine.env, stdio: ['pipe', 'ignore', 'inherit'] });
  await call(engine, 'POST', '/networks/create', { Name: NETWORKS.open });
  await call(engine, 'POST', '/networks/create', { Name: NETWORKS.internal, Internal: true });
}
