import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import type {
  ClientRequests,
  FileAnswer,
  ServerNotifications,
  ServerRequests,
} from '../../server/src/protocol/messages';

/** The language server as views and commands see it: there from the start, and answering once it runs. */
export interface Server {
  request<Method extends keyof ServerRequests>(
    method: Method,
    params: ServerRequests[Method]['params'],
    token?: vscode.CancellationToken,
  ): Promise<ServerRequests[Method]['result']>;
  /** Tells a server that runs; to another it does not matter. */
  notify<Method extends keyof ServerNotifications>(
    method: Method,
    params: ServerNotifications[Method],
  ): Promise<void>;
  readonly onDidChangePorts: vscode.Event<void>;
}

/** Answers to what the server asks. */
export type Answers = {
  readonly [Method in keyof ClientRequests]: (
    params: ClientRequests[Method]['params'],
  ) => Promise<ClientRequests[Method]['result']>;
};

/** A command that fails so tells its user what to do. */
function notRunning(): string {
  return vscode.l10n.t('The language server does not run. The command "Portolan: Restart Server" starts it.');
}

/** A server over a client that is still being loaded. */
export function serverOf(loaded: Promise<BaseLanguageClient>, answers: Answers): Server & vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const prepared = loaded.then(client => {
    client.onNotification('portolan/didChangePorts', () => changed.fire());
    client.onRequest<FileAnswer, void>('portolan/readFile', answers['portolan/readFile']);
    client.onRequest('portolan/listFolder', answers['portolan/listFolder']);
    return client;
  });
  // Whoever asks hears of it; where nobody does, nobody needs to.
  prepared.catch(() => undefined);
  return {
    async request(method, params, token) {
      const client = await prepared;
      try {
        // A token that is none would be sent as a parameter.
        return await (token ? client.sendRequest(method, params, token) : client.sendRequest(method, params));
      } catch (error) {
        throw client.isRunning() ? error : new Error(notRunning());
      }
    },
    async notify(method, params) {
      const client = await prepared.catch(() => undefined);
      // It may end at any time, also while it is told.
      if (client?.isRunning()) await client.sendNotification(method, params).catch(() => undefined);
    },
    onDidChangePorts: changed.event,
    dispose: () => changed.dispose(),
  };
}
