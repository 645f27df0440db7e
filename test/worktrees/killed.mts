// npm run worktrees:killed [-- N]
// `portolan lease` and `lease --release`, killed N times (200) at random moments: every file is the old or the new one, whole,
// and the next run takes over and comes to the same end.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';

const times = Number(process.argv[2] ?? 200);
const command = path.resolve('dist/cli.js');
const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'portolan-killed-')));
const env = path.join(folder, '.env');
const record = path.join(folder, '.git', 'portolan', 'leases.json');
const lock = `${record}.lock`;
const textOf = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8') : undefined);
const OLD = 'A=1\r\nWEB_PORT="3000" # the web\n';
const OPTIONS = { cwd: folder, stdio: 'ignore' } as const;

function run(...args: readonly string[]): void {
  execFileSync(process.execPath, [command, 'lease', ...args], OPTIONS);
}

interface Killed {
  /** Whether it was before its end. */
  readonly isEarly: boolean;
  /** Whether it had the lock. */
  readonly isLocked: boolean;
}

/** Starts the command and kills it: some time of its run, or while it has the lock. */
async function kill(args: readonly string[], took: number, isAimed: boolean): Promise<Killed> {
  const child = spawn(process.execPath, [command, 'lease', ...args], OPTIONS);
  const ended = once(child, 'exit');
  if (isAimed) {
    while (child.exitCode === null && !existsSync(lock)) await setTimeout(0);
    const until = performance.now() + Math.random() * 12;
    while (performance.now() < until);
  } else await setTimeout(Math.random() * took);
  const isEarly = child.kill('SIGKILL');
  await ended;
  return { isEarly: isEarly && child.signalCode === 'SIGKILL', isLocked: existsSync(lock) };
}

/** What is left beside the files of somebody who was killed while he wrote them. */
function leftovers(): readonly string[] {
  return [folder, path.dirname(record)]
    .filter(existsSync)
    .flatMap(one =>
      readdirSync(one).filter(name => /^\.(?:portolan-)?[\da-f-]{36}\.(?:tmp|old)$/.test(name)),
    );
}

try {
  const variables = Array.from({ length: 20 }, (_, at) => `"\${P${at}:-${4000 + at}}:80"`);
  writeFileSync(
    path.join(folder, 'compose.yaml'),
    `services: {web: {image: a, ports: ["\${WEB_PORT:-3000}:80", ${variables.join(', ')}]}}\n`,
  );
  writeFileSync(env, OLD);
  execFileSync('git', ['init', '-q'], OPTIONS);
  const start = performance.now();
  run();
  const took = performance.now() - start;
  const after = { env: textOf(env), record: textOf(record) };
  run('--release');
  const counts = { early: 0, locked: 0, written: 0, half: 0, other: 0, leftovers: 0 };
  for (let time = 0; time < times; time++) {
    const isRelease = time % 4 > 1;
    if (isRelease) run();
    const { isEarly, isLocked } = await kill(isRelease ? ['--release'] : [], took, time % 2 === 1);
    const now = { env: textOf(env), record: textOf(record) };
    if (isEarly) counts.early++;
    if (isEarly && isLocked) counts.locked++;
    if (isEarly && isLocked && (now.env === OLD) === isRelease) counts.written++;
    if (![OLD, after.env].includes(now.env) || ![undefined, after.record].includes(now.record)) counts.half++;
    counts.leftovers += leftovers().length;
    // The other way, and back: whatever was left, the ends are the same.
    run();
    if (textOf(env) !== after.env || textOf(record) !== after.record) counts.other++;
    run('--release');
    if (textOf(env) !== OLD || textOf(record) !== undefined || existsSync(lock)) counts.other++;
    for (const one of leftovers())
      for (const where of [folder, path.dirname(record)]) rmSync(path.join(where, one), { force: true });
  }
  console.log(
    `Killed ${times} times: ${counts.early} before the end, ${counts.locked} of them with the lock, ${counts.written} once the file was written. Files neither old nor new: ${counts.half}. Another end of the next runs: ${counts.other}. Files left beside: ${counts.leftovers}.`,
  );
  process.exitCode = counts.half + counts.other === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
