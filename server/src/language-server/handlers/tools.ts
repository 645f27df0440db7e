import * as l10n from '@vscode/l10n';
import { editedUris, toWorkspaceEdit } from '../../features/edits';
import { answerCall } from '../../features/tools/all';
import type { ToolHost } from '../../features/tools/answer';
import { moveAnswer, moveRefusal, type PlannedMove, planMove } from '../../features/tools/move';
import type { ToolAnswer, ToolInputs } from '../../protocol/tools';
import { namedPlace } from '../../workspace/named-place';
import { answering, type Handler, untilFresh, untilKnown } from '../answering';
import { isToolCall } from '../parameters';
import type { Session } from '../session';
import { lookAtMachine } from './machine';

/** Answers what an agent asks by way of the editor. */
export function handleTools(session: Session): void {
  const { connection, files, workspace } = session;
  const handler: Handler<unknown, unknown> = answering(
    session,
    async (call, throwIfCancelled): Promise<ToolAnswer> => {
      if (!isToolCall(call))
        return { refusal: l10n.t('That is no input of this tool: its schema says what it takes.') };
      await untilKnown(session);
      const { path } = call.input;
      const named = path === undefined ? undefined : await namedPlace(path, session.folders, files);
      if (named && 'refusal' in named) return named;
      if (named && !named.uri.endsWith('/')) await workspace.prepare(named.uri);
      if (call.tool === 'find_free_ports') await lookAtMachine(session, true);
      throwIfCancelled();
      const host = hostOf(session);
      return call.tool === 'move_port'
        ? move(session, host, call.input, named?.uri ?? '', throwIfCancelled)
        : answerCall(host, call, named?.uri);
    },
  );
  connection.onRequest('portolan/tool', handler);
}

function hostOf({ workspace, settings, attempt, mayLook, platform }: Session): ToolHost {
  return {
    chart: workspace,
    documents: () => workspace.documents(),
    projects: () => workspace.projects(),
    settingsFor: uri => settings.for(uri),
    attempt,
    // The editor's log tells of them.
    unread: () => [],
    isMachineSeen: mayLook && platform.machine !== undefined,
  };
}

/** The edits count in what files say now, as those of a rename do. */
async function move(
  session: Session,
  host: ToolHost,
  input: ToolInputs['move_port'],
  uri: string,
  throwIfCancelled: () => void,
): Promise<ToolAnswer> {
  const { workspace, connection, client } = session;
  const moved = await untilFresh<PlannedMove>(
    session,
    throwIfCancelled,
    async () => planMove(host, input, workspace.document(uri)),
    plan => ('refusal' in plan ? [] : plan.planned.edits.map(edit => edit.uri)),
  );
  if ('refusal' in moved) return moved;
  const { planned } = moved;
  if (!input.write) return moveAnswer(host, planned, false);
  const refused = client.applyEdit
    ? moveRefusal(planned)
    : l10n.t('Nothing was changed: this editor takes no edits.');
  if (refused !== undefined) return { refusal: refused };
  const answer = moveAnswer(host, planned, true);
  // What a person is to look at first is left as it is.
  const edit = toWorkspaceEdit(workspace, { edits: planned.edits }, session.versionOf, client);
  const { applied, failureReason } = await connection.workspace.applyEdit({
    label: l10n.t('Move a port'),
    edit,
  });
  if (applied) return answer;
  const names = editedUris(edit).map(one => workspace.nameOf(one));
  return {
    refusal: l10n.t('Nothing was changed: the editor refused. {0}', failureReason ?? names.join(', ')),
  };
}
