import * as l10n from '@vscode/l10n';
import {
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  ErrorCodes,
  type InitializeParams,
  ResponseError,
} from 'vscode-languageserver';
import { serverCapabilities } from '../capabilities';
import { clientOf } from '../client';
import type { Session } from '../session';
import { asFolder, canonical } from '../uris';
import { lookAtMachine } from './machine';

/** From the first word to the last: what the editor can do, its folders and their scan, and the end. */
export function handleLifecycle(session: Session): void {
  const { connection, background, settings, scanning, refreshing, workspace, open, platform } = session;

  connection.onInitialize(params => {
    if (session.state !== 'new')
      throw new ResponseError(ErrorCodes.InvalidRequest, 'The server was initialized before.');
    session.state = 'running';
    session.folders = foldersOf(params).map(({ uri }) => asFolder(uri));
    session.client = clientOf(params);
    const { options } = session.client;
    session.mayLook = options.machine;
    if (params.processId !== null) platform.endWith?.(params.processId);
    if (options.bundle) l10n.config({ contents: options.bundle });
    return { capabilities: serverCapabilities(session.client), serverInfo: { name: 'portolan' } };
  });

  connection.onInitialized(async () => {
    const { client } = session;
    if (client.watches) {
      const watchers = [{ globPattern: '**/*' }];
      void background.run('Watching files', () =>
        connection.client.register(DidChangeWatchedFilesNotification.type, { watchers }),
      );
    }
    if (client.hearsSettings) {
      void background.run('Hearing of settings', () =>
        connection.client.register(DidChangeConfigurationNotification.type, { section: 'portolan' }),
      );
    }
    if (client.folders) {
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) =>
        background.run('Workspace folders', () =>
          changeFolders(
            added.map(({ uri }) => uri),
            removed.map(({ uri }) => uri),
          ),
        ),
      );
    }
    session.isReady = background.run('Settings', settings.read);
    scanning.start(session.folders, session.isReady);
    await session.isReady;
    refreshing.diagnostics();
    void background.run('The ports of this machine', () => lookAtMachine(session, true));
  });

  async function changeFolders(added: readonly string[], removed: readonly string[]): Promise<void> {
    const gone = removed.map(asFolder);
    const fresh = added.map(asFolder);
    session.folders = [...session.folders.filter(folder => !gone.includes(folder)), ...fresh];
    workspace.forget(gone);
    await settings.read();
    await Promise.all(open.all().map(({ uri }) => workspace.prepare(canonical(uri))));
    refreshing.diagnostics();
    scanning.start(fresh, Promise.resolve());
  }

  connection.onShutdown(() => {
    session.state = 'ended';
    scanning.cancel();
  });
}

function foldersOf({ workspaceFolders, rootUri }: InitializeParams): readonly { readonly uri: string }[] {
  return workspaceFolders ?? (rootUri ? [{ uri: rootUri }] : []);
}
