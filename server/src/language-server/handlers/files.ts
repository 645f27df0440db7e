import type { RenameFilesParams } from 'vscode-languageserver';
import { toWorkspaceEdit } from '../../features/edits';
import { editsOfMoves } from '../../features/moved-files';
import { pauser } from '../../workspace/pauser';
import { answering, untilFresh, untilKnown } from '../answering';
import type { Session } from '../session';
import { canonical } from '../uris';

/** What happens to files and settings outside of the documents that are open. */
export function handleFiles(session: Session): void {
  const { connection, events, settings, workspace } = session;

  connection.onDidChangeConfiguration(({ settings: sent }: { settings?: unknown }) => {
    settings.receive(sent);
    events.add('Settings', () => changeSettings(session));
  });

  connection.workspace.onWillRenameFiles(
    answering(session, async ({ files }: RenameFilesParams, throwIfCancelled) => {
      const moves = files.map(({ oldUri, newUri }) => ({
        from: withoutSlash(oldUri),
        to: withoutSlash(newUri),
      }));
      const [folder = ''] = session.folders;
      const edits = await untilFresh(
        session,
        throwIfCancelled,
        async () => {
          await untilKnown(session);
          throwIfCancelled();
          return session.attempt(folder, [], () =>
            editsOfMoves(workspace, workspace.documents().values(), moves),
          );
        },
        planned => planned.map(({ uri }) => uri),
      );
      return edits.length === 0
        ? null
        : toWorkspaceEdit(workspace, { edits }, session.versionOf, session.client);
    }),
  );

  session.onLate = uri => void events.add('A late answer', () => changeFiles(session, [withoutSlash(uri)]));

  connection.onDidChangeWatchedFiles(({ changes }) => {
    events.add('Files that changed', async () => {
      const uris = new Set<string>();
      const slice = pauser();
      for (const { uri } of changes) {
        uris.add(canonical(uri));
        await slice();
      }
      await changeFiles(session, [...uris]);
    });
  });
}

/** Looks again at files that may be others, and at what stands in folders, by URIs without a slash at their end. */
export async function changeFiles(session: Session, uris: readonly string[]): Promise<void> {
  if (uris.some(session.settings.isSettingsFile)) await changeSettings(session);
  await session.workspace.refresh(uris);
  session.refreshing.diagnostics();
}

/** Reads settings that changed, and searches anew where they leave out other files than before. */
export async function changeSettings({ settings, workspace, folders, refreshing }: Session): Promise<void> {
  const before = settings.excluded(folders);
  await settings.read();
  if (settings.excluded(folders) !== before) await workspace.searchAgain(folders);
  refreshing.diagnostics();
}

function withoutSlash(uri: string): string {
  return canonical(uri).replace(/\/$/, '');
}
