import * as vscode from 'vscode';
import type { BaseLanguageClient, LanguageClientOptions } from 'vscode-languageclient';
import { registerChart } from './chart-panel';
import { registerExplainPort } from './explain';
import { fileAnswers } from './files';
import { registerFreePort } from './free-port';
import { mayLook, watchMachine } from './machine';
import { registerMovePort } from './move-port';
import { registerPlaces } from './places';
import { registerPortsView } from './ports-view';
import { serverOf } from './server';
import { registerStatus } from './status';
import { registerTools } from './tools';
import { tracingChannel } from './trace';

/** The extension at work. */
export interface Running<Client extends BaseLanguageClient> {
  /** The client of the server, once its code is loaded. */
  readonly client: Promise<Client>;
}

/**
 * Registers all that shows what the server knows, and starts it. `load` makes its client, for a server that runs where
 * the extension does: a process, or a web worker. That waits until the editor is done with what it does now, so as not
 * to hold up others that start; what asks before the server runs is answered once it does.
 */
export function start<Client extends BaseLanguageClient>(
  context: vscode.ExtensionContext,
  load: (options: LanguageClientOptions) => Promise<Client>,
): Running<Client> {
  const log = vscode.window.createOutputChannel('Portolan', { log: true });
  const trace = tracingChannel(log);
  const client = idle().then(() => load(clientOptions(log, trace.channel)));
  const server = serverOf(client, fileAnswers);
  context.subscriptions.push(
    log,
    trace,
    server,
    registerExplainPort(server),
    registerFreePort(server),
    registerMovePort(),
    registerPlaces(),
    registerPortsView(context, server),
    registerChart(context, server),
    registerStatus(),
    registerTools(server),
    watchMachine(server),
    vscode.commands.registerCommand('portolan.restartServer', async () => restart(await client)),
  );
  client.then(made => made.start()).catch(error => log.error(error));
  return { client };
}

function idle(): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, 0));
}

function clientOptions(
  outputChannel: vscode.LogOutputChannel,
  traceOutputChannel: vscode.LogOutputChannel,
): LanguageClientOptions {
  return {
    documentSelector: documents(),
    outputChannel,
    traceOutputChannel,
    // Of all commands a hover may hold a link to this one alone.
    markdown: { isTrusted: { enabledCommands: ['portolan.explainPort'] } },
    initializationOptions: () => ({
      commands: ['portolan.explainPort', 'portolan.showPlaces'],
      bundle: vscode.l10n.bundle,
      machine: mayLook(),
      views: true,
      files: true,
    }),
  };
}

/** Ports stand in every kind of text, so the server hears of every document that is a file or may become one. */
function documents(): { readonly scheme: string }[] {
  const own = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.scheme);
  const schemes = new Set(['file', 'untitled', 'vscode-remote', 'vscode-vfs', ...own]);
  return [...schemes].map(scheme => ({ scheme }));
}

/** A server that crashed too often, or does not run yet, cannot be stopped; one that hangs is ended without its word. */
async function restart(client: BaseLanguageClient): Promise<void> {
  if (client.isRunning()) await client.stop().catch(() => undefined);
  for (let tries = 1; ; tries++) {
    try {
      return await client.start();
    } catch (error) {
      // One that is still ending refuses to start, and does not say when it has ended.
      const isEnding = error instanceof Error && error.message.includes('stopping');
      if (!isEnding || tries === MAX_TRIES) throw error;
      await new Promise(resolve => setTimeout(resolve, APART));
    }
  }
}

/** How often a client that is still ending is asked to start, and how far apart, in milliseconds. */
const MAX_TRIES = 50;
const APART = 100;
