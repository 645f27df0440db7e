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
  const { connection, background, settings, scanning, refreshing, workspace, open, platform, events } =
    session;

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
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        let found: readonly string[] = [];
        const changed = events.add('Workspace folders', async () => {
          found = await changeFolders(
            added.map(({ uri }) => asFolder(uri)),
            removed.map(({ uri }) => asFolder(uri)),
          );
        });
        // Who asks meanwhile waits for the scan.
        scanning.start(() => found, changed);
      });
    }
    session.isReady = background.run('Settings', settings.read);
    scanning.start(() => session.folders, session.isReady);
    await session.isReady;
    refreshing.diagnostics();
    void background.run('The ports of this machine', () => lookAtMachine(session, true));
  });

  /** Gives the folders that are to be scanned then. */
  async function changeFolders(
    fresh: readonly string[],
    gone: readonly string[],
  ): Promise<readonly string[]> {
    const changed = [...gone, ...fresh];
    const kept = session.folders.filter(folder => !changed.includes(folder));
    session.folders = [...kept, ...fresh];
    // Their settings may be others already, of which a later event will tell.
    const before = settings.excluded(kept);
    await settings.read();
    const found = await workspace.changeFolders(changed);
    if (settings.excluded(kept) !== before) await workspace.searchAgain(kept);
    await Promise.all(open.all().map(({ uri }) => workspace.prepare(canonical(uri))));
    refreshing.diagnostics();
    return found;
  }

  connection.onShutdown(() => {
    session.state = 'ended';
    scanning.cancel();
  });
}

function foldersOf({ workspaceFolders, rootUri }: InitializeParams): readonly { readonly uri: string }[] {
  return workspaceFolders ?? (rootUri ? [{ uri: rootUri }] : []);
}
