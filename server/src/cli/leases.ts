import { lstatSync, mkdirSync, rmdirSync, rmSync } from 'node:fs';
import { parsePortRange } from '../ports/port';
import { isRecord } from '../rules/settings';
import type { SetLines, SetValue } from '../text/dotenv-lines';
import { writeWhole } from './replace-files';
import { readShortFile } from './short-file';

/** The ports that a project of a worktree has for itself, and the file that they were written to. */
export interface Lease extends SetLines {
  /** What Git calls the worktree in its repository; empty for the main one. */
  readonly worktree: string;
  /** The project's folder, from that of the worktree, with `/`. */
  readonly folder: string;
  /** From the project's folder, with `/`. */
  readonly file: string;
  /** Whether the file is there for the lease alone. */
  readonly isCreated: boolean;
}

/** What a record says by itself, before its leases. */
const HEAD = {
  about: 'Host ports of worktrees, by `portolan lease`; undone by `portolan lease --release`.',
  version: 1,
};

/** A record of thousands of leases is shorter, in bytes. */
const MAX_RECORD = 1_000_000;

/** Reads the leases that a file records. Throws where that is no record of ours. */
export function readLeases(file: string): readonly Lease[] {
  const status = lstatSync(file, { throwIfNoEntry: false });
  if (!status) return [];
  const said = status.isFile() ? parse(readShortFile(file, MAX_RECORD) ?? '') : undefined;
  if (!said) throw new Error(`${file} is no record of leases. Delete it to start anew`);
  return said;
}

/** Writes leases to a file, whole or not at all; without any there is no file. */
export function writeLeases(file: string, leases: readonly Lease[]): void {
  if (leases.length === 0) {
    rmSync(file, { force: true });
    return;
  }
  writeWhole(file, `${JSON.stringify({ ...HEAD, leases }, undefined, 2)}\n`);
}

/** Makes the folder of a record, which has to be a folder itself. */
export function makeFolder(folder: string): void {
  mkdirSync(folder, { recursive: true });
  if (!lstatSync(folder).isDirectory()) throw new Error(`${folder} is a link: nothing is written through it`);
}

/** Takes the folder of a record away if nothing is in it. */
export function removeEmptyFolder(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Others have leases, or are about to.
  }
}

function parse(text: string): readonly Lease[] | undefined {
  try {
    const said: unknown = JSON.parse(text);
    if (!isRecord(said)) return undefined;
    const { version, leases } = said;
    if (version !== HEAD.version) return undefined;
    return Array.isArray(leases) && leases.every(isLease) ? leases : undefined;
  } catch {
    return undefined;
  }
}

/** A line that a lease adds to a file: a comment, a variable with its port or range, or the blank one behind them. */
const ADDED = /^(?:#.*|[A-Za-z_]\w*=\d{1,5}(?:-\d{1,5})?)?$/;

function isLease(said: unknown): said is Lease {
  if (!isRecord(said)) return false;
  const { worktree, folder, file, isCreated, added, values } = said;
  const isText = [worktree, folder, file].every(text => typeof text === 'string');
  // A release takes away what it says: lines of ours, and no others.
  const isOurs = typeof added === 'string' && added.split(/\r?\n/).every(line => ADDED.test(line));
  return (
    isText && isOurs && typeof isCreated === 'boolean' && Array.isArray(values) && values.every(isSetValue)
  );
}

function isSetValue(said: unknown): said is SetValue {
  if (!isRecord(said)) return false;
  const { name, value, before } = said;
  const isRange = typeof value === 'string' && typeof parsePortRange(value) !== 'string';
  const isLine = typeof before === 'string' && !/[\r\n]/.test(before);
  return typeof name === 'string' && isRange && (before === undefined || isLine);
}
