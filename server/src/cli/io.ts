import { type Analysis, isWhole, type Notice } from '../workspace/analysis';
import type { ScanOptions } from '../workspace/scan';
import type { FileOf } from './places';
import { type ProgressStream, progressOn } from './progress';
import { harmless, oneLine } from './terminal';

/** What a command has of the outside world. */
export interface Io {
  readonly stdout: ProgressStream;
  readonly stderr: ProgressStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** What comes in on standard input, to its end; no more than so many bytes and one. */
  readonly input: (most: number) => Promise<Buffer>;
  /** Does work that must not be cut off: the signal asks it to end, and to leave nothing half done. */
  whole<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result>;
}

/** `scan` of workspace/, as far as a command uses it. */
export type Scan = (paths: readonly string[], options: ScanOptions) => Promise<Analysis>;

/** Scans, and shows on a terminal how far it is. */
export async function scanWithProgress(
  scan: Scan,
  paths: readonly string[],
  io: Io,
  options: ScanOptions = {},
): Promise<Analysis> {
  const progress = progressOn(io.stderr);
  try {
    return await scan(paths, { ...options, onProgress: progress.update });
  } finally {
    progress.clear();
  }
}

/** Says what could not be read. */
export function writeNotices(io: Io, notices: readonly Notice[], fileOf: FileOf): void {
  // Several projects may say the same of one file. The folder that was given has no name from itself.
  const lines = notices.map(({ uri, message }) => `${oneLine(fileOf(uri)) || '.'}: ${oneLine(message)}`);
  for (const line of new Set(lines)) tell(io, line);
}

/** Tells the person, in lines which may hold what files say. */
export function tell(io: Io, text: string): void {
  io.stderr.write(`${harmless(text)}\n`);
}

/** The exit code of a command that would end with another one: 2 where something was left unread. */
export function exitCode({ notices }: Pick<Analysis, 'notices'>, otherwise: 0 | 1 = 0): number {
  return isWhole(notices) ? otherwise : 2;
}
