import { randomUUID } from 'node:crypto';
import { chmod, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Edit, Span } from '../formats/text';
import type { Finding, Fix } from '../rules/finding';
import type { Analysis, Notice } from '../workspace/analysis';

/** What can be fixed at once. */
export interface FixPlan {
  /** How many findings it fixes. */
  readonly fixed: number;
  /** The edits of each file. They do not overlap. */
  readonly edits: ReadonlyMap<string, readonly Edit[]>;
}

/**
 * The preferred fixes that can be applied together, each whole or not at all: a fix is left out where it would
 * overlap an earlier one, or reaches into a file that may not be written.
 */
export function planFixes(findings: readonly Finding[], mayWrite: (uri: string) => boolean): FixPlan {
  const edits = new Map<string, readonly Edit[]>();
  let fixed = 0;
  for (const finding of findings) {
    const fix = preferredFix(finding);
    if (fix === undefined || !fix.edits.every(edit => mayWrite(edit.uri))) continue;
    const merged = merge(edits, fix.edits);
    if (merged === undefined) continue;
    for (const [uri, list] of merged) edits.set(uri, list);
    fixed++;
  }
  return { fixed, edits };
}

function preferredFix(finding: Finding): Fix | undefined {
  return finding.fixes.find(fix => fix.preferred && fix.edits.length > 0);
}

/** The edits of the files that `added` touches, with `added`; undefined where two of them overlap. */
function merge(
  edits: ReadonlyMap<string, readonly Edit[]>,
  added: readonly Edit[],
): ReadonlyMap<string, readonly Edit[]> | undefined {
  const merged = new Map<string, readonly Edit[]>();
  for (const edit of added) {
    const list = merged.get(edit.uri) ?? edits.get(edit.uri) ?? [];
    const same = list.some(other => sameSpan(edit.span, other.span) && edit.newText === other.newText);
    if (!same && list.some(other => clash(edit.span, other.span))) return undefined;
    merged.set(edit.uri, same ? list : [...list, edit]);
  }
  return merged;
}

function sameSpan(a: Span, b: Span): boolean {
  return a.start === b.start && a.end === b.end;
}

/** Two insertions at one place clash too: nothing says which comes first. */
function clash(a: Span, b: Span): boolean {
  return sameSpan(a, b) || (a.start < b.end && b.start < a.end);
}

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

export interface Fixed {
  readonly fixed: number;
  /** The files that were written. */
  readonly uris: readonly string[];
  /** The files that could not be fixed. */
  readonly notices: readonly Notice[];
}

/** Applies the preferred fixes to the files, each in one atomic write. A file that has changed since stays as it is. */
export async function fixFiles(analysis: Analysis, signal?: AbortSignal): Promise<Fixed> {
  const wanted = new Set(
    analysis.findings.flatMap(finding => preferredFix(finding)?.edits.map(edit => edit.uri) ?? []),
  );
  const current = new Map<string, string>();
  const notices: Notice[] = [];
  for (const uri of wanted) {
    const text = await readText(uri);
    const read = analysis.textOf(uri);
    if (text !== undefined && (text === read || text === `${MARK}${read}`)) current.set(uri, text);
    else notices.push({ uri, message: 'not fixed: the file is not what was read, or not UTF-8' });
  }
  const plan = planFixes(analysis.findings, uri => current.has(uri));
  const uris: string[] = [];
  for (const [uri, edits] of plan.edits) {
    signal?.throwIfAborted();
    const before = current.get(uri) ?? '';
    const read = analysis.textOf(uri) ?? '';
    const after = before.slice(0, before.length - read.length) + applyEdits(read, edits);
    if (after === before) continue;
    await replaceFile(fileURLToPath(uri), after);
    uris.push(uri);
  }
  return { fixed: uris.length === 0 ? 0 : plan.fixed, uris, notices };
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
