import type { ExtensionContext } from 'vscode';
import {
  LanguageClient,
  type LanguageClientOptions,
  type ServerOptions,
  TransportKind,
} from 'vscode-languageclient/node';
import { SERVER_MEMORY } from '../../server/src/protocol/server-memory';

/** A client of a server in a process of its own. Most of the extension's code is this library: it is a bundle apart. */
export function createClient(context: ExtensionContext, options: LanguageClientOptions): LanguageClient {
  const server = { module: context.asAbsolutePath('dist/server.js'), transport: TransportKind.ipc };
  const serverOptions: ServerOptions = {
    run: { ...server, options: { execArgv: [...SERVER_MEMORY] } },
    debug: { ...server, options: { execArgv: ['--nolazy', '--inspect=6009'] } },
  };
  return new LanguageClient('portolan', 'Portolan', serverOptions, options);
}
