import * as l10n from '@vscode/l10n';
import type { CodeAction, CodeActionParams, ExecuteCommandParams } from 'vscode-languageserver';
import { codeActionsIn, TURN_OFF_RULE } from '../../features/code-actions';
import { isOpened, OPEN_URL } from '../../features/code-lenses';
import { editedUris } from '../../features/edits';
import { turnOffRule } from '../../features/settings-file';
import { RULE_IDS, type RuleId } from '../../rules/finding';
import { holderOf } from '../../text/uri';
import { answering, whenFresh } from '../answering';
import type { Session } from '../session';
import { canonical } from '../uris';

/** Fixes, and the commands that they and the lenses have. */
export function handleCodeActions(session: Session): void {
  const { connection, workspace, settings } = session;
  connection.onCodeAction(
    whenFresh<CodeActionParams, CodeAction[]>(
      session,
      [],
      (document, { range, context }) => {
        const { client, versionOf } = session;
        // One that takes commands alone could not take these edits.
        if (!client.codeActions) return [];
        return codeActionsIn(
          workspace,
          document,
          range,
          context,
          settings.for(document.uri),
          versionOf,
          client,
        );
      },
      actions => actions.flatMap(({ edit }) => editedUris(edit)),
    ),
  );

  connection.onExecuteCommand(
    answering<ExecuteCommandParams, unknown>(session, async ({ command, arguments: [url, rule] = [] }) => {
      const known = RULE_IDS.find(id => id === rule);
      if (command === TURN_OFF_RULE && typeof url === 'string' && known)
        return turnOff(session, canonical(url), known);
      if (command !== OPEN_URL || typeof url !== 'string' || !isOpened(url)) return;
      await connection.window.showDocument({ uri: url, external: true });
    }),
  );
}

/** Turns a rule off in the `portolan.json` of a document's workspace folder. */
async function turnOff(session: Session, uri: string, rule: RuleId): Promise<void> {
  const { connection, files, client, folders } = session;
  const folder = holderOf(uri, folders);
  if (folder === undefined) return;
  const file = `${folder}portolan.json`;
  const text = session.textOf(file) ?? (await files.read(file));
  const isThere = typeof text === 'string';
  const edit =
    isThere || text.kind === 'missing'
      ? turnOffRule(file, isThere ? text : undefined, rule, client)
      : undefined;
  if (edit) await connection.workspace.applyEdit({ edit, metadata: { isRefactoring: true } });
  else connection.window.showWarningMessage(l10n.t('portolan.json cannot be changed here.'));
}
