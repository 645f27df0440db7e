import { fileURLToPath } from 'node:url';
import type { Fix } from '../rules/finding';
import { planFixes } from '../rules/together';
import { groupBy } from '../text/group-by';
import { type Edit, lineStarts, positionAt } from '../text/spans';
import { folderOf } from '../text/uri';
import type { Analysis, Notice } from '../workspace/analysis';
import {
  CHANGED,
  type Replacement,
  readWritable,
  realFolder,
  replaceFiles,
  type Writable,
} from './replace-files';

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
 * Applies fixes to the files: the safe ones, or with `isUnsafe` also the preferred of those that move ports. A file
 * that is not really below the folder of a file that was asked for stays as it is; else as `writeFixes`.
 */
export async function fixFiles(analysis: Analysis, isUnsafe: boolean, signal?: AbortSignal): Promise<Fixed> {
  const folders = [...new Set(analysis.uris.map(folderOf))];
  return writeFixes(wantedFixes(analysis, isUnsafe), folders, uri => analysis.textOf(uri), signal);
}

/**
 * Applies fixes that count in what `textOf` gives for their files. A file that has changed since stays as it is, and so
 * does a read-only one and one that is not really below the folders. All new files are written before the first of them
 * takes the place of an old one.
 */
export async function writeFixes(
  wanted: readonly Fix[],
  below: readonly string[],
  textOf: (uri: string) => string | undefined,
  signal?: AbortSignal,
): Promise<Fixed> {
  const current = new Map<string, Writable>();
  const notices: Notice[] = [];
  const folders = new Set(await Promise.all(below.map(realFolder)));
  for (const uri of new Set(wanted.flatMap(fix => fix.edits.map(edit => edit.uri)))) {
    const found = await readFixable(uri, textOf(uri), folders);
    if ('text' in found) current.set(uri, found);
    else notices.push({ uri, message: `not fixed: ${found.refusal}` });
  }
  const plan = planFixes(underOneName(wanted, current), uri => current.has(uri));
  for (const uri of new Set(plan.fixes.flatMap(({ toConfirm = [] }) => toConfirm.map(edit => edit.uri))))
    notices.push({ uri, message: 'left as it is: it names a port that moved, and is code or a test' });
  const changes: ChangedLine[] = [];
  const replacements: Replacement[] = [];
  for (const [uri, edits] of plan.edits) {
    const file = current.get(uri);
    const read = textOf(uri) ?? '';
    const edited = applyEdits(read, edits);
    if (!file || edited === read) continue;
    replacements.push({ ...file, text: file.text.slice(0, file.text.length - read.length) + edited });
    changes.push(...changedLines(uri, read, edits));
    if (file.status.nlink > 1)
      notices.push({ uri, message: 'fixed, but its other names (hard links) still lead to the old text' });
  }
  await replaceFiles(replacements, signal);
  return { fixed: changes.length === 0 ? 0 : plan.fixes.length, changes, notices };
}

/** One fix of each finding, if there is one to apply: a safe one, else where moves are asked for the preferred one. */
export function wantedFixes(
  { findings, fixesOf }: Pick<Analysis, 'findings' | 'fixesOf'>,
  isUnsafe: boolean,
): readonly Fix[] {
  return findings.flatMap(finding => {
    const [safe] = finding.safeFixes;
    return safe ?? (isUnsafe ? fixesOf(finding).find(({ preferred }) => preferred) : undefined) ?? [];
  });
}

/** Fixes of files that links give several names, each under the first of these; what each name says is one fix. */
function underOneName(fixes: readonly Fix[], files: ReadonlyMap<string, Writable>): readonly Fix[] {
  const names = new Map<string, string>();
  for (const [uri, { path }] of files) if (!names.has(path)) names.set(path, uri);
  const nameOf = (uri: string) => names.get(files.get(uri)?.path ?? '') ?? uri;
  const seen = new Set<string>();
  return fixes.flatMap(fix => {
    const edits = fix.edits.map(edit => ({ ...edit, uri: nameOf(edit.uri) }));
    const key = JSON.stringify(edits);
    const isOther = fix.edits.some(({ uri }, index) => uri !== edits[index]?.uri);
    if (isOther && seen.has(key)) return [];
    seen.add(key);
    return [isOther ? { ...fix, edits } : fix];
  });
}

/** The lines that edits touch, before and after. No edit adds or takes away a line break. */
export function changedLines(uri: string, text: string, edits: readonly Edit[]): readonly ChangedLine[] {
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

/** Looks at a file that is to be fixed. Writing what was read again has to give the same bytes. */
export async function readFixable(
  uri: string,
  read: string | undefined,
  folders: ReadonlySet<string>,
): Promise<Writable | { readonly refusal: string }> {
  const found = await readWritable(fileURLToPath(uri), folders);
  if ('refusal' in found || found.text === read || found.text === `${MARK}${read}`) return found;
  return { refusal: CHANGED };
}
