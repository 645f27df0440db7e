import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { FileTexts } from '../unit/properties/projects';
import { type Judgement, portTexts, type Run } from './case';
import { writeFiles } from './recording';
import { type Model, type Order, onlyMeeting, orderFor, ordersOf, stand } from './stand';

/** An engine that answers. */
export interface Engine {
  readonly socket: string;
  /** Compose's command and its first arguments. */
  readonly compose: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
}

interface Answer {
  readonly isOk: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** The networks of every project: they stand already, which saves most of the time. */
export const NETWORKS = { open: 'verdicts-open', internal: 'verdicts-internal' } as const;

/** The ports that unknown variables are given start here. */
const FIRST_UNKNOWN = 41_001;

/** The engine runs a process for each port. */
const MAX_PORTS = 100;

/** So often a pool is tried first: the engine goes on from the port that it gave last, whoever had it. */
const MAX_TURNS = 6;

/**
 * Compose extends services in the order of a Go map, which is another each time; a tag (`!reset`) of a service that
 * another one extends counts or not, depending on it. So such files are read this often.
 */
const TIMES = 8;

const COLLISION =
  /port is already allocated|address already in use|all ports are allocated|ports are not available/;
const REFUSAL = /conflicting options/;

/**
 * How much is asked: what Compose reads; also whether the services start that may take a port from another; or all of
 * them, which takes three times as long.
 */
export type Depth = 'reads' | 'meetings' | 'all';

/** Asks Compose and the engine of files: one call, each set of profiles. */
export async function ask(
  engine: Engine,
  files: FileTexts,
  named: readonly string[],
  depth: Depth,
): Promise<readonly Run[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'verdict-'));
  try {
    writeFiles(folder, files);
    const args = named.flatMap(name => ['-f', name]);
    const hasProfiles = Object.values(files).some(text => text.includes('profiles'));
    const { stdout } = hasProfiles
      ? await compose(engine, folder, [...args, 'config', '--profiles'])
      : { stdout: '' };
    const runs: Run[] = [];
    const profiles = stdout
      .trim()
      .split('\n')
      .filter(name => name !== '')
      .sort();
    const texts = Object.values(files).join('\n');
    const times = /!(?:reset|override)/.test(texts) && texts.includes('extends') ? TIMES : 1;
    const project = { engine, folder, args, depth, times };
    for (const active of [[], ...profiles.map(name => [name])]) runs.push(await askOnce(project, active));
    return runs;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Asked {
  readonly engine: Engine;
  readonly folder: string;
  /** What names the files. */
  readonly args: readonly string[];
  readonly depth: Depth;
  readonly times: number;
}

async function askOnce(
  { engine, folder, args, depth, times }: Asked,
  profiles: readonly string[],
): Promise<Run> {
  const command = [
    ...args,
    ...profiles.flatMap(name => ['--profile', name]),
    ...['config', '--format', 'json', '--no-env-resolution'],
  ];
  const { answer: last, given } = await withUnknowns(engine, folder, command);
  const isUnknown = Object.keys(given).length > 0;
  if (!last.isOk) {
    const refuses = lastLine(last.stderr)
      .replaceAll(`${folder}/`, '')
      .replaceAll(path.basename(folder), 'project');
    return { profiles, refuses, ...(isUnknown && { undecided: 'a variable is unknown' }) };
  }
  for (let time = 1; time < times; time++) {
    const again = await compose(engine, folder, command, given);
    if (again.stdout !== last.stdout)
      return { profiles, undecided: 'Compose reads it one way or another, by chance' };
  }
  const model: Model = JSON.parse(last.stdout);
  const unknown = new Set(Object.values(given));
  const reads = Object.entries(model.services ?? {})
    .map(([name, { ports = [] }]) => {
      const texts = ports.map(({ host_ip, published, target, protocol = 'tcp' }) => ({
        address: host_ip?.replace(/^\[|\]$/g, '').toLowerCase() || undefined,
        published: published === undefined || published === '' ? undefined : known(published, unknown),
        target: known(String(target), unknown),
        protocol: protocol.toLowerCase(),
      }));
      return [name, portTexts(texts)] as const;
    })
    .filter(([, texts]) => texts.length > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    profiles,
    reads: Object.fromEntries(reads),
    ...(depth === 'reads'
      ? {}
      : await (depth === 'all'
          ? bringUp(engine, folder, model, MAX_TURNS)
          : bringUp(engine, folder, onlyMeeting(model), 1))),
  };
}

function known(port: string, unknown: ReadonlySet<string>): string {
  return port.split('-').some(end => unknown.has(end)) ? '?' : port;
}

/** What a command says once every variable that nobody sets has a port: it may stop before it names them all. */
async function withUnknowns(
  engine: Engine,
  folder: string,
  command: readonly string[],
): Promise<{ readonly answer: Answer; readonly given: Readonly<Record<string, string>> }> {
  const given: Record<string, string> = {};
  for (;;) {
    const answer = await compose(engine, folder, command, given);
    const warned = [...answer.stderr.matchAll(/The \\?"([^"\\]+)\\?" variable is not set/g)];
    const names = new Set(warned.map(([, name = '']) => name));
    for (const name of Object.keys(given)) names.delete(name);
    if (names.size === 0) return { answer, given };
    for (const name of names) given[name] = String(FIRST_UNKNOWN + Object.keys(given).length);
  }
}

async function bringUp(
  engine: Engine,
  folder: string,
  model: Model,
  turns: number,
): Promise<{ readonly up: Judgement } | { readonly undecided: string }> {
  const ports = Object.values(model.services ?? {}).reduce(
    (sum, service) => sum + (service.ports?.length ?? 0),
    0,
  );
  if (ports > MAX_PORTS) return { undecided: `more than ${MAX_PORTS} ports, which take the engine minutes` };
  const errors: (string | undefined)[] = [];
  for (const order of ordersOf(model, turns)) {
    const error = await start(engine, folder, model, order);
    if (error !== undefined && REFUSAL.test(error)) return { up: 'refused' };
    if (error !== undefined && !COLLISION.test(error)) return { undecided: error };
    errors.push(error);
    // One that fails and one that does not is all there is to learn.
    if (errors.includes(undefined) && errors.some(one => one !== undefined)) return { up: 'sometimes' };
  }
  return { up: errors.some(error => error !== undefined) ? 'always' : 'never' };
}

let count = 0;

/** The error of one `up`, undefined where all starts. */
async function start(
  engine: Engine,
  folder: string,
  model: Model,
  order: Order,
): Promise<string | undefined> {
  const file = path.join(folder, '.stand.json');
  writeFileSync(file, JSON.stringify(stand(model, orderFor(model, order), NETWORKS)));
  const project = ['-p', `verdict${++count}`, '-f', file];
  const { isOk, stderr } = await compose(engine, folder, [
    ...project,
    'up',
    '-d',
    '--no-build',
    '--pull',
    'never',
  ]);
  await removeContainers(engine);
  return isOk
    ? undefined
    : lastLine(stderr)
        .replace(/ \([0-9a-f]{64}\)/, '')
        .replaceAll(/verdict\d+/g, 'project');
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}

function compose(
  { compose: [command, ...first], env }: Engine,
  cwd: string,
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const options = { cwd, env: { ...env, ...more }, timeout: 60_000, maxBuffer: 2 ** 28 };
  return new Promise(resolve => {
    execFile(command, [...first, ...args], options, (error, stdout, stderr) =>
      resolve({ isOk: error === null, stdout, stderr }),
    );
  });
}

/** Ends every container of the engine that a case started. */
export async function removeContainers(engine: Engine): Promise<void> {
  const filters = encodeURIComponent(JSON.stringify({ label: ['verdicts'] }));
  const list: readonly { readonly Id: string }[] = JSON.parse(
    await call(engine, 'GET', `/containers/json?all=true&filters=${filters}`),
  );
  await Promise.all(list.map(({ Id }) => call(engine, 'DELETE', `/containers/${Id}?force=true`)));
}

/** A request to the engine's own interface, which is ten times as fast as a command. */
export function call(
  { socket }: Pick<Engine, 'socket'>,
  method: string,
  url: string,
  body?: unknown,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    const sent = request({ socketPath: socket, path: url, method, headers }, answer => {
      let text = '';
      answer.setEncoding('utf8').on('data', part => {
        text += part;
      });
      answer.on('end', () => resolve(text));
    });
    sent.on('error', reject).end(body === undefined ? undefined : JSON.stringify(body));
  });
}
