import { lstatSync, readFileSync, statSync } from 'node:fs';
import type { Finding } from '../rules/finding';
import { isRecord } from '../rules/settings';
import type { FileOf } from './places';
import { writeWhole } from './replace-files';

/** How often a file has a finding that says the same: where it stands does not count, so lines may move. */
export type Baseline = ReadonlyMap<string, number>;

/** Reads a baseline. Throws an Error that names the file where it cannot be read or is none. */
export function readBaseline(path: string): Baseline {
  const data = parse(path);
  const isRows = Array.isArray(data) && data.every(isRow);
  if (!isRows) throw new Error(`${path} is no baseline: write one with --write-baseline`);
  return new Map(data.map(row => [keyOf(row), row.count]));
}

/** Writes a baseline of findings, in an order that depends on what they say alone. Gives how many there are. */
export function writeBaseline(path: string, findings: readonly Finding[], fileOf: FileOf): number {
  const rows = new Map<string, Row>();
  for (const finding of findings) {
    const row = { file: fileOf(finding.uri), rule: finding.rule, message: finding.message, count: 1 };
    const known = rows.get(keyOf(row));
    rows.set(keyOf(row), known ? { ...known, count: known.count + 1 } : row);
  }
  const sorted = [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => `  ${JSON.stringify(row)}`);
  replaceFile(path, sorted.length === 0 ? '[]\n' : `[\n${sorted.join(',\n')}\n]\n`);
  return findings.length;
}

/** The baseline of findings. */
export function baselineOf(findings: readonly Finding[], fileOf: FileOf): Baseline {
  const baseline = new Map<string, number>();
  for (const { uri, rule, message } of findings) {
    const key = keyOf({ file: fileOf(uri), rule, message });
    baseline.set(key, (baseline.get(key) ?? 0) + 1);
  }
  return baseline;
}

/** The findings that a baseline does not have, or not so often. */
export function notIn(baseline: Baseline, findings: readonly Finding[], fileOf: FileOf): readonly Finding[] {
  const left = new Map(baseline);
  return findings.filter(({ uri, rule, message }) => {
    const key = keyOf({ file: fileOf(uri), rule, message });
    const count = left.get(key) ?? 0;
    left.set(key, count - 1);
    return count <= 0;
  });
}

/** Puts a text in the place of a file, whole. Throws an Error where a link stands there: it may lead anywhere. */
function replaceFile(path: string, text: string): void {
  const there = lstatSync(path, { throwIfNoEntry: false });
  if (there && !there.isFile()) throw new Error(`${path} is not written: it is not a file`);
  writeWhole(path, text);
}

interface Row {
  readonly file: string;
  readonly rule: string;
  readonly message: string;
  readonly count: number;
}

/** What a finding says and of which file, wherever in it that stands. */
export function keyOf({ file, rule, message }: Omit<Row, 'count'>): string {
  return JSON.stringify([file, rule, message]);
}

function isRow(value: unknown): value is Row {
  return (
    isRecord(value) &&
    [value.file, value.rule, value.message].every(text => typeof text === 'string') &&
    typeof value.count === 'number'
  );
}

/** In bytes. */
const MAX_BASELINE = 64 * 1024 * 1024;

/** What is no JSON is nobody's to see: it may be any file. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('it is no JSON');
  }
}

function parse(path: string): unknown {
  try {
    // Looked at before it is opened: opening a pipe waits for whoever writes to it.
    const status = statSync(path);
    if (!status.isFile()) throw new Error('it is not a file');
    if (status.size > MAX_BASELINE) throw new Error(`it is larger than ${MAX_BASELINE / 1024 / 1024} MB`);
    const text = readFileSync(path, 'utf8');
    return parseJson(text);
  } catch (error) {
    throw new Error(
      `the baseline ${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
