import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import type { ClientRequests, FileAnswer, PortsState, ServerNotifications, ServerRequests } from './messages';

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
  readonly onDidChangePorts: vscode.Event<PortsState>;
}

/** Answers to what the server asks. */
export type Answers = {
  readonly [Method in keyof ClientRequests]: (
    params: ClientRequests[Method]['params'],
  ) => Promise<ClientRequests[Method]['result']>;
};

/** A server over a client that is still being loaded. */
export function serverOf(loaded: Promise<BaseLanguageClient>, answers: Answers): Server & vscode.Disposable {
  const changed = new vscode.EventEmitter<PortsState>();
  const prepared = loaded.then(client => {
    client.onNotification('portolan/didChangePorts', (state: PortsState) => changed.fire(state));
    client.onRequest<FileAnswer, void>('portolan/readFile', answers['portolan/readFile']);
    client.onRequest('portolan/listFolder', answers['portolan/listFolder']);
    return client;
  });
  return {
    async request(method, params, token) {
      const client = await prepared;
      return params === undefined
        ? client.sendRequest(method, token)
        : client.sendRequest(method, params, token);
    },
    async notify(method, params) {
      const client = await prepared;
      if (client.isRunning()) await client.sendNotification(method, params);
    },
    onDidChangePorts: changed.event,
    dispose: () => changed.dispose(),
  };
}
