/// <reference lib="webworker" />
import { type ExtensionContext, Uri, workspace } from 'vscode';
import {
  BrowserMessageReader,
  BrowserMessageWriter,
  LanguageClient,
  type MessageTransports,
} from 'vscode-languageclient/browser';
import { type Running, start } from './portolan';

let running: Running<LanguageClient> | undefined;

/** The extension in a web worker, with the server in another one: a new one for each start. */
export function activate(context: ExtensionContext): Running<LanguageClient> {
  const script = Uri.joinPath(context.extensionUri, 'dist/web/server.js');
  let worker: Worker | undefined;
  const server = async (): Promise<MessageTransports> => {
    worker?.terminate();
    worker = new Worker(await addressOf(script));
    return { reader: new BrowserMessageReader(worker), writer: new BrowserMessageWriter(worker) };
  };
  context.subscriptions.push({ dispose: () => worker?.terminate() });
  running = start(context, async options => new LanguageClient('portolan', 'Portolan', server, options));
  return running;
}

/** VS Code makes no worker of what a remote machine serves, but of its text it does. */
async function addressOf(script: Uri): Promise<string> {
  if (script.scheme !== 'vscode-remote') return script.toString(true);
  const code = new Uint8Array(await workspace.fs.readFile(script));
  return URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
}

export async function deactivate(): Promise<void> {
  await (await running?.client)?.dispose();
}
