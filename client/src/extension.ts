import type { ExtensionContext } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { type Running, start } from './portolan';

let running: Running<LanguageClient> | undefined;

/** Gives the client to whoever asks for the extension's exports: the tests watch the server through it. */
export function activate(context: ExtensionContext): Running<LanguageClient> {
  running = start(context, async options => {
    const { createClient } = await import('./node-client');
    return createClient(context, options);
  });
  return running;
}

export async function deactivate(): Promise<void> {
  await (await running?.client)?.dispose();
}
