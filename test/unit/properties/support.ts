import { TextDocument } from 'vscode-languageserver-textdocument';
import { TextDocumentEdit } from 'vscode-languageserver-types';
import { occurrencesIn } from '../../../server/src/chart/occurrences';
import { toWorkspaceEdit } from '../../../server/src/features/edits';
import { hoverAt } from '../../../server/src/features/hover';
import { linesOf } from '../../../server/src/features/places';
import { rename } from '../../../server/src/features/rename';
import type { Finding } from '../../../server/src/rules/finding';
import { findingsIn } from '../../../server/src/rules/judge';
import { DEFAULT_SETTINGS } from '../../../server/src/rules/settings';
import type { Document } from '../../../server/src/systems/reading';
import { type Edit, positionAt, type Span } from '../../../server/src/text/spans';
import type { Workspace } from '../../../server/src/workspace/workspace';
import { ROOT } from '../support/memory';
import type { FileTexts } from './projects';

/** How many times as many projects as usual the properties are tried on. */
const FACTOR = Number(process.env.PORTOLAN_RUNS ?? 1);

/** The same projects every time, unless another seed is asked for. */
const SEED = Number(process.env.PORTOLAN_SEED ?? 20261122);

/** After so many milliseconds a property is given up, on a machine that is busy too. */
const LIMIT = 300_000;

/** How a property is tried: on so many projects, which is not to last for ever. */
export function parameters(count: number): {
  seed: number;
  numRuns: number;
  interruptAfterTimeLimit: number;
  markInterruptAsFailure: true;
} {
  return {
    seed: SEED,
    numRuns: Math.max(1, Math.round(count * FACTOR)),
    interruptAfterTimeLimit: Math.max(1, FACTOR) * LIMIT,
    markInterruptAsFailure: true,
  };
}

export function documentsOf(workspace: Workspace): readonly Document[] {
  return [...workspace.documents().values()].sort((a, b) => (a.uri < b.uri ? -1 : 1));
}

export function findingsOf(workspace: Workspace): readonly Finding[] {
  return documentsOf(workspace).flatMap(document => findingsIn(workspace, document, DEFAULT_SETTINGS));
}

/** All that a rename at an offset changes, with what asks first; undefined where it is refused. */
export function renameAt(
  workspace: Workspace,
  uri: string,
  offset: number,
  name: string,
): readonly Edit[] | undefined {
  const document = workspace.document(uri);
  const result = document && rename(workspace, document, positionAt(linesOf(document), offset), name);
  return !result || 'refusal' in result ? undefined : [...result.edits, ...(result.toConfirm ?? [])];
}

/** The files after an edit, as the editor applies it: through the protocol's positions. */
export function edited(workspace: Workspace, files: FileTexts, edits: readonly Edit[]): FileTexts {
  const edit = toWorkspaceEdit(workspace, { edits }, () => null, { documentChanges: true });
  const changed = (edit.documentChanges ?? []).filter(change => TextDocumentEdit.is(change));
  return {
    ...files,
    ...Object.fromEntries(
      changed.map(({ textDocument: { uri }, edits: own }) => {
        const path = uri.slice(ROOT.length);
        const document = TextDocument.create(uri, 'plaintext', 0, files[path] ?? '');
        return [
          path,
          TextDocument.applyEdits(
            document,
            own.filter(one => 'newText' in one),
          ),
        ];
      }),
    ),
  };
}

/** Where a span of a document stands after edits of it; what touches an edit grows and shrinks with it. */
export function mapSpan(uri: string, { start, end }: Span, edits: readonly Edit[]): Span {
  const own = edits.filter(edit => edit.uri === uri).flatMap(insertions);
  const total = (list: readonly Edit[]) => list.reduce((sum, edit) => sum + growth(edit), 0);
  const before = own.filter(({ span }) => span.end <= start);
  const inside = own.filter(edit => !before.includes(edit) && edit.span.start < end);
  return { start: start + total(before), end: end + total(before) + total(inside) };
}

function growth({ newText, span }: Edit): number {
  return newText.length - (span.end - span.start);
}

/** Quotes put around a text leave it where it is: they are two insertions. */
function insertions(edit: Edit): readonly Edit[] {
  const { uri, span, newText } = edit;
  if (!newText.startsWith('"') || growth(edit) !== 2) return [edit];
  return [span.start, span.end].map(at => ({ uri, span: { start: at, end: at }, newText: '"' }));
}

/** All that a workspace says of its files, as texts to compare. */
export function snapshotOf(workspace: Workspace, root: string = ROOT): readonly string[] {
  return documentsOf(workspace).flatMap(document => {
    const path = document.uri.slice(root.length);
    const said = (kind: string, span: Span, rest: unknown) =>
      `${path} ${span.start}-${span.end} ${kind} ${JSON.stringify(rest)}`;
    const findings = findingsIn(workspace, document, DEFAULT_SETTINGS).map(
      ({ rule, span, severity, message, related, fixes }) =>
        said(rule, span, { severity, message, related, fixes }),
    );
    const occurrences = occurrencesIn(workspace, document).flatMap(
      ({ role, span, range, protocol, address, unit }) => [
        said('occurrence', span, { role, range, protocol, address, unit }),
        said(
          'hover',
          span,
          hoverAt(workspace, document, positionAt(linesOf(document), span.start))?.markdown,
        ),
      ],
    );
    return [...findings, ...occurrences];
  });
}
