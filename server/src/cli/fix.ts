import { randomUUID } from 'node:crypto';
import { chmod, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { groupBy } from '../chart/group-by';
import { type Edit, lineStarts, positionAt } from '../formats/text';
import type { Finding, Fix } from '../rules/finding';
import { planFixes } from '../rules/together';
import type { Analysis, Notice } from '../workspace/analysis';

/** A text with edits applied, all of which count in the text as it was. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const ordered = [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  let result = '';
  let at = 0;
  for (const { span, newText } of ordered) {
    result += text.slice(at, span.start) + newText;
    at = span.end;
  }
  return result + text.slice(at);
}

/** What was done to a line of a file, counted from 1. */
export interface ChangedLine {
  readonly uri: string;
  readonly line: number;
  readonly before: string;
  readonly after: string;
}

export interface Fixed {
  /** How many findings were fixed. */
  readonly fixed: number;
  readonly changes: readonly ChangedLine[];
  /** The files that could not be fixed. */
  readonly notices: readonly Notice[];
}

/**
 * Applies fixes to the files, each file in one atomic write: the safe ones, or with `isUnsafe` also the preferred of
 * those that move ports. A file that has changed since stays as it is.
 */
export async function fixFiles(analysis: Analysis, isUnsafe: boolean, signal?: AbortSignal): Promise<Fixed> {
  const wanted = wantedFixes(analysis.findings, isUnsafe);
  const current = new Map<string, string>();
  const notices: Notice[] = [];
  for (const uri of new Set(wanted.flatMap(fix => fix.edits.map(edit => edit.uri)))) {
    const text = await readText(uri);
    const read = analysis.textOf(uri);
    if (text !== undefined && (text === read || text === `${MARK}${read}`)) current.set(uri, text);
    else notices.push({ uri, message: 'not fixed: the file is not what was read, or not UTF-8' });
  }
  const plan = planFixes(wanted, uri => current.has(uri));
  for (const uri of new Set(plan.fixes.flatMap(({ toConfirm = [] }) => toConfirm.map(edit => edit.uri))))
    notices.push({ uri, message: 'left as it is: it names a port that moved, and is code or a test' });
  const changes: ChangedLine[] = [];
  for (const [uri, edits] of plan.edits) {
    signal?.throwIfAborted();
    const before = current.get(uri) ?? '';
    const read = analysis.textOf(uri) ?? '';
    const edited = applyEdits(read, edits);
    if (edited === read) continue;
    await replaceFile(fileURLToPath(uri), before.slice(0, before.length - read.length) + edited);
    changes.push(...changedLines(uri, read, edits));
  }
  return { fixed: changes.length === 0 ? 0 : plan.fixes.length, changes, notices };
}

/** One fix of each finding, if there is one to apply: a safe one, else where moves are asked for the preferred one. */
export function wantedFixes(findings: readonly Finding[], isUnsafe: boolean): readonly Fix[] {
  return findings.flatMap(finding => {
    const [safe] = finding.safeFixes;
    return safe ?? (isUnsafe ? finding.fixes.find(({ preferred }) => preferred) : undefined) ?? [];
  });
}

/** The lines that edits touch, before and after. No edit adds or takes away a line break. */
function changedLines(uri: string, text: string, edits: readonly Edit[]): readonly ChangedLine[] {
  const starts = lineStarts(text);
  const byLine = groupBy(edits, ({ span }) => positionAt(starts, span.start).line);
  return [...byLine].map(([line, own]) => {
    const start = starts[line] ?? 0;
    const before = text.slice(start, starts[line + 1] ?? text.length);
    const shifted = own.map(({ span, ...edit }) => ({
      ...edit,
      span: { start: span.start - start, end: span.end - start },
    }));
    return { uri, line: line + 1, before: before.trim(), after: applyEdits(before, shifted).trim() };
  });
}

/** The byte order mark, which an analysis may leave out of a text. */
const MARK = '\u{FEFF}';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text of a file with its byte order mark; undefined where writing it again would not give the same bytes. */
async function readText(uri: string): Promise<string | undefined> {
  if (!uri.startsWith('file:')) return undefined;
  try {
    return utf8.decode(await readFile(fileURLToPath(uri)));
  } catch {
    return undefined;
  }
}

/** Puts a text in a file's place: who reads the file meanwhile sees the old one or the new one, whole. */
async function replaceFile(path: string, text: string): Promise<void> {
  const target = await realpath(path);
  const temporary = join(dirname(target), `.portolan-${randomUUID()}.tmp`);
  try {
    const { mode } = await stat(target);
    await writeFile(temporary, text, { flag: 'wx', mode });
    await chmod(temporary, mode);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw new Error(`could not write ${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
