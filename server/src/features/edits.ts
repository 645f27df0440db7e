import type { TextDocumentEdit, TextEdit, WorkspaceEdit } from 'vscode-languageserver-types';
import type { Chart } from '../chart/chart';
import { groupBy } from '../chart/group-by';
import type { Edit } from '../formats/text';
import { toRange } from './places';

/** What the editor can take. */
export interface EditSupport {
  readonly documentChanges: boolean;
  /** Whether the server may ask for edits, as a command does. */
  readonly applyEdit?: boolean;
  /** Whether an edit may create a file. */
  readonly createsFiles?: boolean;
}

/** The version of a document that is open in the editor; null for one that is not. */
export type VersionOf = (uri: string) => number | null;

/**
 * Edits as one change of the workspace, for the versions of the documents that they were worked out on: an
 * editor that has moved on refuses them instead of changing the wrong digits.
 */
export function toWorkspaceEdit(
  chart: Chart,
  edits: readonly Edit[],
  versionOf: VersionOf,
  support: EditSupport,
): WorkspaceEdit {
  const byUri = groupBy(edits, ({ uri }) => uri);
  const changes = [...byUri].flatMap(([uri, own]) => {
    const document = chart.document(uri);
    return document
      ? [
          {
            uri,
            edits: own.map(
              (edit): TextEdit => ({ range: toRange(document, edit.span), newText: edit.newText }),
            ),
          },
        ]
      : [];
  });
  if (!support.documentChanges)
    return { changes: Object.fromEntries(changes.map(({ uri, edits: own }) => [uri, own])) };
  return {
    documentChanges: changes.map(
      ({ uri, edits: own }): TextDocumentEdit => ({
        textDocument: { uri, version: versionOf(uri) },
        edits: own,
      }),
    ),
  };
}

/** The documents that an edit of ours changes. */
export function editedUris(edit: WorkspaceEdit | undefined): readonly string[] {
  return [
    ...Object.keys(edit?.changes ?? {}),
    ...(edit?.documentChanges ?? []).flatMap(change =>
      'textDocument' in change ? change.textDocument.uri : [],
    ),
  ];
}
