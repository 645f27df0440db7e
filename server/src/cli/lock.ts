import { randomUUID } from 'node:crypto';
import { linkSync, lstatSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, uptime } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { isRecord } from '../rules/settings';
import { readShortFile } from './short-file';

/** How long one waits for others, and how long a lock is believed that another machine or container took. In ms. */
const PATIENCE = 30_000;
const BELIEVED = 60_000;

/** Between two looks at a lock that somebody has. In milliseconds. */
const PAUSE = 25;

/** Who has a lock. */
interface Holder {
  /** What tells one taking of the lock from all others. */
  readonly key: string;
  readonly pid: number;
  readonly host: string;
}

/**
 * Does work that one process at a time may do, of all that name the same file. Its folder is made where it is missing. The
 * lock of a process that is gone is taken over. Throws where somebody else does not let go of it.
 */
export async function alone<Result>(
  lock: string,
  work: () => Promise<Result>,
  signal?: AbortSignal,
): Promise<Result> {
  const until = performance.now() + PATIENCE;
  const holder: Holder = { key: randomUUID(), pid: process.pid, host: hostname() };
  while (!take(lock, holder)) {
    signal?.throwIfAborted();
    if (performance.now() > until) {
      const pid = holderOf(lock)?.pid;
      throw new Error(
        `${lock} could not be taken for ${PATIENCE / 1000} s${pid === undefined ? '' : `: process ${pid} has it. If there is no such process, delete the file`}`,
      );
    }
    await setTimeout(PAUSE);
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

/** Takes a lock that nobody has, or whose holder is gone. Gives whether it did. */
function take(lock: string, holder: Holder): boolean {
  const own = written(lock, holder);
  try {
    // It is there at once with all that it says: who looks at it never sees half of it.
    linkSync(own, lock);
    return true;
  } catch {
    // It is there; or the folder is not, for who is done may take an empty one away.
    const other = holderOf(lock);
    return other !== undefined && isGone(lock, other) && takeOver(lock, other, holder);
  } finally {
    rmSync(own, { force: true });
  }
}

/**
 * Takes the lock of a holder who is gone. Only one may: who does takes a lock of its own for that, named by what is taken
 * over, and looks once more. Whoever comes late finds that the lock is another one.
 */
function takeOver(lock: string, gone: Holder, holder: Holder): boolean {
  const inheriting = `${lock}.${gone.key}`;
  if (!take(inheriting, holder)) return false;
  try {
    if (holderOf(lock)?.key !== gone.key) return false;
    renameSync(written(lock, holder), lock);
    return true;
  } finally {
    rmSync(inheriting, { force: true });
  }
}

/** A file beside a lock that says who wants it. */
function written(lock: string, holder: Holder): string {
  const folder = path.dirname(lock);
  const file = path.join(folder, `.${randomUUID()}.tmp`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, JSON.stringify(holder), { flag: 'wx' });
  return file;
}

function holderOf(lock: string): Holder | undefined {
  try {
    const said: unknown = JSON.parse(readShortFile(lock, MAX_LOCK) ?? '');
    return isHolder(said) ? said : NOBODY;
  } catch (error) {
    if (error instanceof SyntaxError || (error instanceof Error && 'code' in error && error.code === 'ELOOP'))
      return NOBODY;
    return undefined;
  }
}

/** A lock of ours is shorter, in bytes. */
const MAX_LOCK = 1000;

/** What a file says that is no lock of ours: one of a power cut, say. */
const NOBODY: Holder = { key: 'unknown', pid: 0, host: '' };

function isHolder(said: unknown): said is Holder {
  if (!isRecord(said)) return false;
  const { key, pid, host } = said;
  const isKey = typeof key === 'string' && /^[\da-f-]{36}$/.test(key);
  return isKey && typeof pid === 'number' && Number.isInteger(pid) && pid > 0 && typeof host === 'string';
}

/** Whether who took a lock is gone: its process ended, or the machine was started since; elsewhere, if it is long ago. */
function isGone(lock: string, { pid, host }: Holder): boolean {
  const taken = lstatSync(lock, { throwIfNoEntry: false })?.mtimeMs;
  if (taken === undefined) return false;
  const age = Date.now() - taken;
  if (host !== hostname()) return age > BELIEVED;
  return age > uptime() * 1000 || !isRunning(pid);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Of another user's process we are only told that it is there.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
