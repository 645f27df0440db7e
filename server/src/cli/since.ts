import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { URI } from 'vscode-uri';
import type { Finding } from '../rules/finding';
import { lineStarts, type Place, positionAt } from '../text/spans';

/** The lines of each file, counted from 0, that are not as in a commit; `all` of a file that it does not have. */
export type Changes = ReadonlyMap<string, ReadonlySet<number> | 'all'>;

/**
 * Asks git what changed in the work tree since a commit. Throws an Error that says why where git does not answer.
 * Nothing that a repository's settings name is run.
 */
export function changesSince(ref: string, folder: string): Changes {
  if (ref.startsWith('-')) throw new Error(`'${ref}' is no commit`);
  const top = git(folder, ['rev-parse', '--show-toplevel']).trimEnd();
  const diff = git(folder, [
    'diff',
    '--unified=0',
    '--no-color',
    '--no-ext-diff',
    '--no-textconv',
    '--no-prefix',
    '--no-renames',
    ref,
    '--',
  ]);
  const untracked = git(top, ['ls-files', '--others', '--exclude-standard', '-z']);
  const changes = new Map<string, ReadonlySet<number> | 'all'>();
  const uriOf = (file: string) => URI.parse(pathToFileURL(path.join(top, file)).href).toString();
  for (const file of untracked.split('\0')) if (file !== '') changes.set(uriOf(file), 'all');
  let lines = new Set<number>();
  for (const line of diff.split('\n')) {
    const file = FILE.exec(line)?.[1];
    if (file !== undefined) {
      lines = new Set();
      changes.set(uriOf(unquoted(file)), lines);
    }
    const hunk = HUNK.exec(line);
    const [start, count] = [Number(hunk?.[1] ?? 0), Number(hunk?.[2] ?? 1)];
    if (hunk) for (let at = start; at < start + count; at++) lines.add(at - 1);
  }
  return changes;
}

/** `+++ path`; a path with other than plain characters is quoted as in C. */
const FILE = /^\+\+\+ (.+?)\t?$/;
const HUNK = /^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@/;

function unquoted(file: string): string {
  if (!file.startsWith('"')) return file;
  const bytes = Buffer.from(
    file.slice(1, -1).replace(/\\([0-7]{3}|.)/g, (_, code: string) => {
      if (code.length === 3) return String.fromCharCode(Number.parseInt(code, 8));
      return ESCAPES[code] ?? code;
    }),
    'latin1',
  );
  return bytes.toString('utf8');
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
};

function git(folder: string, args: readonly string[]): string {
  try {
    return execFileSync('git', ['-c', 'core.fsmonitor=false', '-c', 'core.quotePath=true', ...args], {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  } catch (error) {
    const said = error instanceof Error ? (error.message.split('\n')[1] ?? error.message) : String(error);
    throw new Error(`git could not say what changed: ${said.trim()}`);
  }
}

/** The findings that stand on a changed line, or have to do with one. */
export function sinceThen(
  changes: Changes,
  findings: readonly Finding[],
  textOf: (uri: string) => string | undefined,
): readonly Finding[] {
  const isChanged = ({ uri, span }: Place) => {
    const lines = changes.get(uri);
    if (lines === undefined || lines === 'all') return lines === 'all';
    const starts = lineStarts(textOf(uri) ?? '');
    return lines.has(positionAt(starts, span.start).line);
  };
  return findings.filter(finding => isChanged(finding) || finding.related.some(isChanged));
}
