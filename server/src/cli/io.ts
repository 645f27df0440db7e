import type { Analysis, Notice } from '../workspace/analysis';
import type { FileOf } from './places';
import { type ProgressStream, progressOn } from './progress';

/** What a command has of the outside world. */
export interface Io {
  readonly stdout: ProgressStream;
  readonly stderr: ProgressStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly signal: AbortSignal;
}

/** `scan` of workspace/, as far as a command uses it. */
export type Scan = (
  paths: readonly string[],
  options: { readonly signal: AbortSignal; readonly onProgress: (done: number, total: number) => void },
) => Promise<Analysis>;

/** Scans, and shows on a terminal how far it is. */
export async function scanWithProgress(scan: Scan, paths: readonly string[], io: Io): Promise<Analysis> {
  const progress = progressOn(io.stderr);
  try {
    const analysis = await scan(paths, { signal: io.signal, onProgress: progress.update });
    io.signal.throwIfAborted();
    return analysis;
  } finally {
    progress.clear();
  }
}

/** Says what could not be read. */
export function writeNotices(io: Io, notices: readonly Notice[], fileOf: FileOf): void {
  for (const { uri, message } of notices) io.stderr.write(`${fileOf(uri)}: ${message}\n`);
}
