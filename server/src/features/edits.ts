import { t } from '@vscode/l10n';
import type {
  AnnotatedTextEdit,
  ChangeAnnotation,
  TextDocumentEdit,
  TextEdit,
  WorkspaceEdit,
} from 'vscode-languageserver-types';
import type { Chart } from '../chart/chart';
import { groupBy } from '../text/group-by';
import type { Edit, Place } from '../text/spans';
import { toRange } from './places';

/** What the editor can take. */
export interface EditSupport {
  readonly documentChanges: boolean;
  /** Whether the server may ask for edits, as a command does. */
  readonly applyEdit?: boolean;
  /** Whether an edit may create a file. */
  readonly createsFiles?: boolean;
  /** Whether the editor asks for each edit that needs it. */
  readonly annotations?: boolean;
}

/** The version of a document that is open in the editor; null for one that is not. */
export type VersionOf = (uri: string) => number | null;

/** Edits, and those among them that somebody looks at before they are made. */
export interface PlannedEdits {
  readonly edits: readonly Edit[];
  readonly toConfirm?: readonly Edit[];
  /** Why somebody is to look at all of them. */
  readonly warning?: string;
}

/**
 * Edits as one change of the workspace, for the versions of the documents that they were worked out on: an
 * editor that has moved on refuses them instead of changing the wrong digits. What is to be confirmed is left out
 * where the editor cannot ask.
 */
export function toWorkspaceEdit(
  chart: Chart,
  { edits, toConfirm = [], warning }: PlannedEdits,
  versionOf: VersionOf,
  support: EditSupport,
): WorkspaceEdit {
  const asks = support.annotations === true && support.documentChanges;
  const annotated = [
    ...edits.map(edit => ({ edit, annotationId: warning === undefined ? undefined : TAKEN })),
    ...(asks ? toConfirm : []).map(edit => ({ edit, annotationId: warning === undefined ? CODE : TAKEN })),
  ];
  const changes = [...groupBy(annotated, ({ edit }) => edit.uri)].flatMap(([uri, own]) => {
    const document = chart.document(uri);
    if (!document) return [];
    return [
      {
        uri,
        edits: own.map(({ edit, annotationId }): TextEdit | AnnotatedTextEdit => ({
          range: toRange(document, edit.span),
          newText: edit.newText,
          ...(asks && annotationId && { annotationId }),
        })),
      },
    ];
  });
  if (!support.documentChanges)
    return { changes: Object.fromEntries(changes.map(({ uri, edits: own }) => [uri, own])) };
  const changeAnnotations = {
    ...(toConfirm.length > 0 && warning === undefined && { [CODE]: codeAnnotation() }),
    ...(warning !== undefined && { [TAKEN]: { label: warning, needsConfirmation: true } }),
  };
  return {
    documentChanges: changes.map(
      ({ uri, edits: own }): TextDocumentEdit => ({
        textDocument: { uri, version: versionOf(uri) },
        edits: own,
      }),
    ),
    ...(asks && Object.keys(changeAnnotations).length > 0 && { changeAnnotations }),
  };
}

const CODE = 'code';
const TAKEN = 'taken';

function codeAnnotation(): ChangeAnnotation {
  return {
    label: t('Source code and tests'),
    description: t('The same number, in code: it may mean another port.'),
    needsConfirmation: true,
  };
}

/** So many files are named. */
const MAX_NAMED = 3;

/** The files of edits as a person names them: `src/main.ts, test/a.ts and 2 others`. */
export function namesOfFiles(chart: Chart, edits: readonly Place[]): string {
  const names = [...new Set(edits.map(({ uri }) => chart.nameOf(uri)))];
  const shown = names.slice(0, MAX_NAMED).join(', ');
  const rest = names.length - MAX_NAMED;
  if (rest === 1) return t('{0} and 1 other', shown);
  return rest > 1 ? t('{0} and {1} others', shown, rest) : shown;
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
