import { execFileSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import path, { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { diffArrays } from 'diff';
import type { Finding } from '../rules/finding';
import { lineStarts, type Place, positionAt } from '../text/spans';

/** The lines of a file, counted from 0, that are not as in a commit; `all` of a file that the commit does not have. */
export type Changes = (uri: string, text: string) => ReadonlySet<number> | 'all';

/** More lines that differ are not told apart: they all count as changed. */
const MAX_DIFFERENT = 2000;

/**
 * What changed since a commit. Throws an Error that says why where git does not answer. Git is asked for what the
 * commit holds alone, never for the work tree: what a repository's settings and attributes name is not run.
 */
export function changesSince(ref: string, folder: string): Changes {
  if (ref.startsWith('-')) throw new Error(`'${ref}' is no commit`);
  const top = realpathSync(git(folder, ['rev-parse', '--show-toplevel']).trimEnd());
  const objects = objectsOf(top, ref);
  const known = new Map<string, ReadonlySet<number> | 'all'>();
  return (uri, text) => {
    const kept = known.get(uri);
    if (kept) return kept;
    const object = objects.get(nameIn(top, uri));
    const changed = object === undefined ? 'all' : changedLines(git(top, ['cat-file', 'blob', object]), text);
    known.set(uri, changed);
    return changed;
  };
}

/** The objects of all files of a commit, by their names from the top of the work tree. */
function objectsOf(top: string, ref: string): ReadonlyMap<string, string> {
  const commit = git(top, [
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${ref}^{commit}`,
  ]).trimEnd();
  const listed = git(top, ['ls-tree', '-r', '-z', '--full-tree', commit]);
  const objects = new Map<string, string>();
  for (const entry of listed.split('\0')) {
    const [, object, name] = FILE.exec(entry) ?? [];
    if (object !== undefined && name !== undefined) objects.set(name, object);
  }
  return objects;
}

/** `100644 blob <object>\t<name>`; a link and a submodule hold no text of theirs. */
const FILE = /^100\d{3} blob ([0-9a-f]+)\t(.+)$/s;

/** The name of a file from the top of the work tree, whatever links lead to it. */
function nameIn(top: string, uri: string): string {
  try {
    return path.relative(top, realpathSync(fileURLToPath(uri))).replaceAll(path.sep, '/');
  } catch {
    // It is gone.
    return '';
  }
}

function changedLines(before: string, after: string): ReadonlySet<number> | 'all' {
  const parts = diffArrays(linesOf(before), linesOf(after), { maxEditLength: MAX_DIFFERENT });
  if (!parts) return 'all';
  const changed = new Set<number>();
  let line = 0;
  for (const { added, removed, value } of parts) {
    if (removed) continue;
    if (added) for (let at = line; at < line + value.length; at++) changed.add(at);
    line += value.length;
  }
  return changed;
}

/** Git may have changed how lines end, and taken a byte order mark along. */
function linesOf(text: string): string[] {
  return text.replace(/^\u{FEFF}/u, '').split(/\r\n|\r|\n/);
}

/** Settings of a repository that would run something, or take a folder of its files for a repository. */
const SETTINGS = ['core.fsmonitor=false', 'core.hooksPath=/dev/null', 'safe.bareRepository=explicit'];

/** Nothing is fetched that a partial clone lacks. */
const ENVIRONMENT = {
  GIT_NO_LAZY_FETCH: '1',
  GIT_ALLOW_PROTOCOL: 'none',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
};

function git(folder: string, args: readonly string[]): string {
  try {
    return execFileSync('git', ['-C', folder, ...SETTINGS.flatMap(setting => ['-c', setting]), ...args], {
      // Windows looks for programs in the folder that one is started in.
      cwd: dirname(process.execPath),
      encoding: 'utf8',
      env: { ...process.env, ...ENVIRONMENT },
      maxBuffer: 1 << 28,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  } catch (error) {
    const said = error instanceof Error ? (error.message.split('\n')[1] ?? error.message) : String(error);
    throw new Error(`git could not say what changed: ${said.trim() || args.at(-1)}`);
  }
}

/** The findings that stand on a changed line, or have to do with one. */
export function sinceThen(
  changes: Changes,
  findings: readonly Finding[],
  textOf: (uri: string) => string | undefined,
): readonly Finding[] {
  const isChanged = ({ uri, span }: Place) => {
    const text = textOf(uri) ?? '';
    const lines = changes(uri, text);
    return lines === 'all' || lines.has(positionAt(lineStarts(text), span.start).line);
  };
  return findings.filter(finding => isChanged(finding) || finding.related.some(isChanged));
}
