import { type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';

/** Runs a command to its end; a non-zero exit rejects. */
export async function run(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<void> {
  const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'], ...options });
  const stop = onExit(() => child.kill());
  const [code] = await once(child, 'exit');
  stop();
  if (code !== 0) throw new Error(`${[command, ...args].join(' ')} ended with ${code}`);
}

const cleanups = new Set<() => void>();

/** Calls `cleanup` when this process ends, however it does, or earlier through the function returned. */
export function onExit(cleanup: () => void): () => void {
  if (cleanups.size === 0) watchExit();
  cleanups.add(cleanup);
  return () => {
    if (cleanups.delete(cleanup)) cleanup();
  };
}

function watchExit(): void {
  process.once('exit', () => {
    for (const cleanup of cleanups) cleanup();
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => process.exit(130));
}

/** What a script's last line does with a failure: people want its message, not where in the script it arose. */
export function fail(error: unknown): never {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
