// The built command, for scripts that hold what it prints against something else.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

const COMMAND = path.resolve(import.meta.dirname, '..', 'dist', 'cli.js');

export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** A row of `ports --format json`. */
export interface PortRow {
  readonly file: string;
  readonly range: Range;
  readonly role: string;
  readonly from: number | null;
  readonly to: number | null;
  readonly protocol: string;
  readonly address?: string;
  readonly service?: string;
}

/** What is looked at in a row of `check --format json`. */
export interface FindingRow {
  readonly file: string;
  readonly range: Range;
  readonly rule: string;
  readonly severity: string;
  readonly message: string;
}

/** What a program printed. */
export interface Printed {
  readonly stdout: string;
  readonly stderr: string;
}

const run = promisify(execFile);

/** What a command of Portolan prints as JSON; that `check` finds something is no failure. */
export async function portolan(...args: readonly string[]): Promise<Printed> {
  return run(process.execPath, [COMMAND, ...args, '--format', 'json'], {
    maxBuffer: 256 * 1024 * 1024,
  }).catch((error: { code?: unknown; stdout?: string; stderr?: string }) => {
    if (error.code !== 1 || error.stdout === undefined) throw error;
    return { stdout: error.stdout, stderr: error.stderr ?? '' };
  });
}
