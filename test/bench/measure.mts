// Clocks, samples and what the system tells of a process.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

export interface Sample {
  readonly n: number;
  readonly median: number;
  readonly p99: number;
  readonly max: number;
}

export function sampleOf(values: readonly number[]): Sample {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
  const middle = sorted.length / 2;
  const median =
    sorted.length % 2 === 1
      ? at(0.5)
      : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
  return { n: sorted.length, median, p99: at(0.99), max: sorted.at(-1) ?? Number.NaN };
}

/** How often something is repeated: up to `most` times, at least `least`, until so many milliseconds are over. */
export interface Effort {
  readonly most: number;
  readonly least: number;
  readonly budget: number;
}

/** Repeats what gives a number. */
export async function repeat(
  { most, least, budget }: Effort,
  once: (index: number) => Promise<number>,
): Promise<number[]> {
  const values: number[] = [];
  const start = performance.now();
  while (values.length < most && (values.length < least || performance.now() - start < budget))
    values.push(await once(values.length));
  return values;
}

/** Says that something was repeated less often than it might have been, and why. */
export function fewer(times: number, { most, least, budget }: Effort): string | undefined {
  if (times >= most) return undefined;
  return times > least ? `as often as ${budget / 1000} s allow` : `slow: ${times} times only`;
}

export const pause = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds));

/** A process's peak and current resident memory in MB; undefined where the system does not tell. */
export function memoryOf(pid: number): { readonly peak: number; readonly now: number } | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const read = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024;
    const [peak, now] = [read('VmHWM'), read('VmRSS')];
    return Number.isNaN(peak) ? undefined : { peak, now };
  } catch {
    return undefined;
  }
}

/** The processor time that a process has had so far, all threads, in milliseconds; undefined where not told. */
export function processorTimeOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // In ticks of 10 ms on every Linux that Node runs on.
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return undefined;
  }
}

export interface Run {
  readonly milliseconds: number;
  readonly code: number | null;
  readonly peak: number | undefined;
}

/** Runs a process to its end. Its output is read and dropped. Memory is looked at only when asked for. */
export async function timeProcess(
  command: string,
  args: readonly string[],
  { memory = false, cwd }: { readonly memory?: boolean; readonly cwd?: string } = {},
): Promise<Run> {
  const start = performance.now();
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'ignore'], ...(cwd && { cwd }) });
  child.stdout.resume();
  let peak: number | undefined;
  const watch = memory
    ? setInterval(() => {
        peak = Math.max(peak ?? 0, memoryOf(child.pid ?? 0)?.peak ?? 0);
      }, 5)
    : undefined;
  const [code] = await once(child, 'exit');
  const milliseconds = performance.now() - start;
  clearInterval(watch);
  return { milliseconds, code, peak };
}
