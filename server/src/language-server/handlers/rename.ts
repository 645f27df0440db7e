import * as l10n from '@vscode/l10n';
import {
  LSPErrorCodes,
  type PrepareRenameParams,
  type RenameParams,
  ResponseError,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import { editedUris, namesOfFiles, type PlannedEdits, toWorkspaceEdit } from '../../features/edits';
import { prepareRename, rename } from '../../features/rename';
import type { Range } from '../../text/spans';
import { whenFresh, whenScanned } from '../answering';
import type { Session } from '../session';

/** Moves a port everywhere it is written. */
export function handleRename(session: Session): void {
  const { connection, workspace } = session;
  connection.onPrepareRename(
    whenScanned<PrepareRenameParams, { range: Range; placeholder: string } | null>(
      session,
      null,
      (document, { position }) => {
        const prepared = prepareRename(workspace, document, position);
        if ('refusal' in prepared) throw refused(prepared.refusal);
        return prepared;
      },
    ),
  );

  connection.onRenameRequest(async (params, token) => {
    let planned: PlannedEdits = { edits: [] };
    const fresh = whenFresh<RenameParams, WorkspaceEdit | null>(
      session,
      null,
      (document, { position, newName }) => {
        const renamed = rename(workspace, document, position, newName);
        if ('refusal' in renamed) throw refused(renamed.refusal);
        planned = renamed;
        return toWorkspaceEdit(workspace, renamed, session.versionOf, session.client);
      },
      edit => editedUris(edit ?? undefined),
    );
    const edit = await fresh(params, token);
    const { annotations, documentChanges } = session.client;
    return annotations && documentChanges ? edit : askFor(session, planned, edit);
  });
}

/** For an editor that cannot show what is to be confirmed: asks in words, and names what is left as it is. */
async function askFor(
  { connection, workspace }: Session,
  { toConfirm = [], warning }: PlannedEdits,
  edit: WorkspaceEdit | null,
): Promise<WorkspaceEdit | null> {
  if (warning !== undefined) {
    const move = { title: l10n.t('Move') };
    const chosen = await connection.window.showWarningMessage(
      l10n.t('{0} Move there all the same?', warning),
      move,
    );
    if (chosen?.title !== move.title) return null;
  }
  if (toConfirm.length > 0) {
    const files = namesOfFiles(workspace, toConfirm);
    connection.window.showInformationMessage(l10n.t('Left as they are, for you to look at: {0}.', files));
  }
  return edit;
}

/** Shown to the person who asked, as it is. */
function refused(message: string): ResponseError<void> {
  return new ResponseError(LSPErrorCodes.RequestFailed, message);
}
