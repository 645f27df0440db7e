import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { FindingRow } from '#scripts/command';
import { repositoriesIn } from '#scripts/repositories';
import { type Engine, NETWORKS, removeContainers } from '../verdicts/docker';
import { programOf, startEngines } from '../verdicts/engine';
import { type Model, orderFor, stand } from '../verdicts/stand';

// Each FOLDER is a checkout, a bare Git directory, or a folder of checkouts. Of each repository a copy is committed; the
// shallowest folder with a default Compose file that publishes ports gets variables where it has digits
// (`parametrize --write`); two worktrees are added; in each of the three `lease` writes ports, and what `docker compose
// config` then says is started: every service that publishes ports as one that sleeps, without volumes, health checks,
// names of containers and networks of its own. `.env.example` and its like are taken for the `.env` that their page asks for.

const COMMAND = path.resolve('dist/cli.js');

const DEFAULT_FILE = /(?:^|\/)(?:docker-)?compose\.ya?ml$/;
const EXAMPLES = ['.env.example', '.env.sample', '.env.dist', '.env.template', 'env.example', 'example.env'];

/** Ports and variables given in the place of what `:?` requires. */
const GIVEN = '1';

interface Mapping {
  readonly file: string;
  readonly service: string;
}

interface Charted {
  readonly file: string;
  readonly ports: readonly Mapping[];
}

type Outcome =
  | { readonly kind: 'up'; readonly ports: number }
  | { readonly kind: 'clash' | 'not started'; readonly reason: string }
  | { readonly kind: 'none'; readonly reason: string };

interface Ended {
  readonly isOk: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

function run(
  [command = '', ...args]: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Ended {
  const ended = spawnSync(command, args, {
    cwd,
    env,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    timeout: 180_000,
  });
  return { isOk: ended.status === 0, stdout: ended.stdout ?? '', stderr: ended.stderr ?? '' };
}

const lastLine = (text: string) => text.trim().split('\n').at(-1) ?? '';

const folders = process.argv.slice(2);
const bare = folders.filter(folder => existsSync(path.join(folder, 'HEAD')));
const repositories = [...bare, ...(await repositoriesIn(folders.filter(folder => !bare.includes(folder))))];
const [running] = await startEngines(1);
if (!running) throw new Error('no engine');
const { engine, within } = running;
try {
  console.log(await programOf(engine));
  const outcomes: Outcome[] = [];
  for (const repository of repositories) {
    const outcome = await sideBySide(repository).catch(
      (error: unknown): Outcome => ({ kind: 'none', reason: lastLine(String(error)) }),
    );
    outcomes.push(outcome);
    const said = outcome.kind === 'up' ? `three times ${outcome.ports} ports` : outcome.reason;
    console.log(`${outcome.kind}: ${nameOf(repository)}: ${said}`);
  }
  const count = (kind: Outcome['kind']) => outcomes.filter(one => one.kind === kind).length;
  console.log(
    `${count('up')} of ${outcomes.length} came up three times, ${count('clash')} clashed, ${count('not started')} did not start for another reason, ${count('none')} could not be tried.`,
  );
  process.exitCode = count('clash') === 0 ? 0 : 1;
} finally {
  running.stop();
}

/** What a checkout is called, or the repository of a Git directory. */
function nameOf(repository: string): string {
  const parts = path.resolve(repository).split(path.sep);
  const name = parts.findLast(part => part !== 'repo' && part !== '.git') ?? '';
  return name.replace('+', '/');
}

async function sideBySide(repository: string): Promise<Outcome> {
  const base = realpathSync(mkdtempSync(path.join(tmpdir(), 'portolan-worktrees-')));
  try {
    const name = nameOf(repository).replace(/^.*\//, '');
    const main = path.join(base, name);
    copy(repository, main);
    const git = (...args: readonly string[]) =>
      execFileSync(
        'git',
        ['-c', 'user.name=a', '-c', 'user.email=a@b', '-c', 'core.hooksPath=/dev/null', ...args],
        {
          cwd: main,
          stdio: ['ignore', 'ignore', 'pipe'],
        },
      );
    git('init', '-q');
    git('add', '.');
    git('commit', '-q', '-m', 'first');
    const folder = projectOf(main);
    if (folder === undefined) return { kind: 'none', reason: 'no default Compose file publishes a port' };
    const own = conflictOf(path.join(main, folder));
    if (own !== undefined) return { kind: 'none', reason: `it collides with itself: ${own}` };
    const given = portolan(main, 'parametrize', '--write', folder);
    if (!given.isOk && !given.stderr.includes('publishes'))
      return { kind: 'none', reason: given.stderr.trim() };
    git('commit', '-q', '-a', '--allow-empty', '-m', 'variables');
    const worktrees = ['a', 'b'].map(ending => `${main}-${ending}`);
    for (const worktree of worktrees) git('worktree', 'add', '-q', worktree);
    let ports = 0;
    for (const [index, worktree] of [main, ...worktrees].entries()) {
      const started = start(path.join(worktree, folder), `${index + 1}`);
      if (typeof started !== 'number') return started;
      ports = started;
    }
    return { kind: 'up', ports };
  } finally {
    await removeContainers(engine);
    rmSync(base, { recursive: true, force: true });
  }
}

function copy(repository: string, to: string): void {
  if (existsSync(path.join(repository, 'HEAD'))) {
    execFileSync('mkdir', [to]);
    execFileSync('sh', ['-c', 'git -C "$0" archive HEAD | tar -x -C "$1"', repository, to]);
  } else cpSync(repository, to, { recursive: true, filter: file => path.basename(file) !== '.git' });
  execFileSync('chmod', ['-R', 'u+w', to]);
}

function portolan(cwd: string, ...args: readonly string[]): Ended {
  return run([...within, process.execPath, COMMAND, ...args], cwd);
}

/** The folder of the default project that is nearest to the root, among these the one with the most ports. */
function projectOf(root: string): string | undefined {
  const projects: readonly Charted[] = JSON.parse(portolan(root, 'chart', '--format', 'json').stdout);
  const depth = ({ file }: Charted) => file.split('/').length;
  const [first] = projects
    .filter(({ file, ports }) => DEFAULT_FILE.test(file) && ports.length > 0)
    .sort((a, b) => depth(a) - depth(b) || b.ports.length - a.ports.length);
  return first && path.dirname(first.file);
}

/** What Portolan says of a project that cannot start once. */
function conflictOf(folder: string): string | undefined {
  const findings: readonly FindingRow[] = JSON.parse(portolan(folder, 'check', '--format', 'json').stdout);
  return findings.find(({ rule, severity }) => rule === 'port-conflict' && severity === 'error')?.message;
}

/** Leases ports for a worktree's project and starts it; gives how many it published. */
function start(folder: string, name: string): number | Outcome {
  const example = EXAMPLES.find(one => existsSync(path.join(folder, one)));
  if (example !== undefined && !existsSync(path.join(folder, '.env')))
    cpSync(path.join(folder, example), path.join(folder, '.env'));
  const leased = portolan(folder, 'lease');
  if (!leased.isOk) return { kind: 'not started', reason: `lease: ${leased.stderr.trim()}` };
  const { model, error } = modelOf(engine, folder);
  if (!model) return { kind: 'not started', reason: `docker compose config: ${error}` };
  const file = path.join(folder, '.portolan-sleepers.json');
  writeFileSync(file, JSON.stringify(stand(model, orderFor(model, 'forward'), NETWORKS)));
  const project = [...engine.compose, '-p', `worktree${name}`, '-f', file];
  const up = run([...project, 'up', '-d', '--no-build', '--pull', 'never'], folder, engine.env);
  if (!up.isOk) {
    const reason = `worktree ${name}: ${lastLine(up.stderr)}`;
    return { kind: /allocated|already in use|not available/.test(reason) ? 'clash' : 'not started', reason };
  }
  const all = Object.values(model.services ?? {}).flatMap(({ ports = [] }) => ports);
  return all.filter(({ published = '' }) => published !== '').length;
}

/** What Compose makes of a folder, with a value for each variable that it requires. */
function modelOf({ compose, env }: Engine, folder: string): { model?: Model; error?: string } {
  const given: Record<string, string> = {};
  for (;;) {
    const command = [...compose, 'config', '--format', 'json', '--no-env-resolution'];
    const said = run(command, folder, { ...env, ...given });
    if (said.isOk) return { model: JSON.parse(said.stdout) };
    const [, required] = /required variable (\w+) is missing/.exec(said.stderr) ?? [];
    if (required === undefined || required in given) return { error: lastLine(said.stderr) };
    given[required] = GIVEN;
  }
}
