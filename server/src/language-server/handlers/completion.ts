import type { CompletionItem, CompletionList, CompletionParams } from 'vscode-languageserver';
import { type CompletionData, completionsAt, resolveCompletion } from '../../features/completion';
import { PROTOCOLS } from '../../ports/protocol';
import { DEFAULT_SETTINGS, isRecord } from '../../rules/settings';
import { answering, whenRead } from '../answering';
import type { Session } from '../session';

export function handleCompletion(session: Session): void {
  const { connection, workspace, settings } = session;
  connection.onCompletion(
    whenRead<CompletionParams, CompletionList | null>(session, null, (document, { position }) => {
      const own = settings.for(document.uri);
      return completionsAt(workspace, document, position, own, session.client) ?? null;
    }),
  );
  connection.onCompletionResolve(
    answering(session, async (item: CompletionItem) => {
      const data: unknown = item.data;
      return isPortData(data) ? resolveCompletion(item, data, DEFAULT_SETTINGS, session.client) : item;
    }),
  );
}

function isPortData(data: unknown): data is CompletionData {
  return isRecord(data) && typeof data.port === 'number' && PROTOCOLS.some(one => one === data.protocol);
}
