// Edits that the server gives, as places in files of the playground.
import type { Range, WorkspaceEdit } from 'vscode-languageserver-protocol';
import { nameOf } from './files';

/** A place, and what is to stand there. */
export interface Place {
  readonly file: string;
  readonly range: Range;
  readonly newText: string;
  /** Why somebody is to look at it before. */
  readonly question?: string;
}

export interface Change {
  readonly places: readonly Place[];
  /** Files that are to be there first. */
  readonly created: readonly string[];
}

/** What an edit changes in the playground, file by file and from top to bottom. */
export function changeOf(edit: WorkspaceEdit): Change {
  const created: string[] = [];
  const places: Place[] = [];
  for (const one of edit.documentChanges ?? []) {
    if ('kind' in one) {
      const name = one.kind === 'create' ? nameOf(one.uri) : undefined;
      if (name !== undefined) created.push(name);
      continue;
    }
    const file = nameOf(one.textDocument.uri);
    if (file === undefined) continue;
    for (const piece of one.edits) {
      // Snippets, which we did not say that we take.
      if (!('newText' in piece)) continue;
      const id = 'annotationId' in piece ? piece.annotationId : undefined;
      const annotation = id === undefined ? undefined : edit.changeAnnotations?.[id];
      const question = annotation?.needsConfirmation === true ? annotation.label : undefined;
      places.push({ file, range: piece.range, newText: piece.newText, ...(question && { question }) });
    }
  }
  return { places: inOrder(places), created };
}

function inOrder(places: readonly Place[]): readonly Place[] {
  const files = [...new Set(places.map(({ file }) => file))];
  return [...places].sort(
    (a, b) =>
      files.indexOf(a.file) - files.indexOf(b.file) ||
      a.range.start.line - b.range.start.line ||
      a.range.start.character - b.range.start.character,
  );
}

/** A line with a place in it, before and after. */
export interface Preview {
  /** From 1. */
  readonly line: number;
  readonly before: string;
  readonly old: string;
  readonly fresh: string;
  readonly after: string;
}

/** How the line of a place changes; `text` is its file's. Of a place over several lines the first is shown. */
export function previewOf(text: string, { range: { start, end }, newText }: Place): Preview {
  const line = text.split(/\r?\n/, start.line + 1)[start.line] ?? '';
  const till = end.line === start.line ? end.character : line.length;
  return {
    line: start.line + 1,
    before: line.slice(0, start.character).trimStart(),
    old: line.slice(start.character, till),
    fresh: newText,
    after: line.slice(till),
  };
}
