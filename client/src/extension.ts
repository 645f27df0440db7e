import * as vscode from 'vscode';
import {
  LanguageClient,
  type LanguageClientOptions,
  type ServerOptions,
  TransportKind,
} from 'vscode-languageclient/node';
import { registerExplainPort } from './explain';
import { tracingChannel } from './trace';

/** Ports stand in every kind of text, so the server hears of every document that is a file or may become one. */
const DOCUMENTS = ['file', 'untitled', 'vscode-remote'].map(scheme => ({ scheme }));

let client: LanguageClient | undefined;

/** Gives the client to whoever asks for the extension's exports: the tests watch the server through it. */
export async function activate(context: vscode.ExtensionContext): Promise<LanguageClient> {
  const log = vscode.window.createOutputChannel('Portolan', { log: true });
  const trace = tracingChannel(log);
  client = createClient(context, log, trace.channel);
  context.subscriptions.push(
    log,
    trace,
    registerExplainPort(client),
    vscode.commands.registerCommand('portolan.restartServer', () => client && restart(client)),
  );
  await client.start();
  return client;
}

export async function deactivate(): Promise<void> {
  await client?.dispose();
}

/** A server that crashed too often, or does not run yet, cannot be stopped. */
function restart(client: LanguageClient): Promise<void> {
  return client.isRunning() ? client.restart() : client.start();
}

function createClient(
  context: vscode.ExtensionContext,
  outputChannel: vscode.LogOutputChannel,
  traceOutputChannel: vscode.LogOutputChannel,
): LanguageClient {
  const server = { module: context.asAbsolutePath('dist/server.js'), transport: TransportKind.ipc };
  const serverOptions: ServerOptions = {
    // Most of what the server reads it drops at once: a small young generation lets go of that sooner.
    run: { ...server, options: { execArgv: ['--max-semi-space-size=2'] } },
    debug: { ...server, options: { execArgv: ['--nolazy', '--inspect=6009'] } },
  };
  const clientOptions: LanguageClientOptions = {
    documentSelector: DOCUMENTS,
    outputChannel,
    traceOutputChannel,
  };
  return new LanguageClient('portolan', 'Portolan', serverOptions, clientOptions);
}
