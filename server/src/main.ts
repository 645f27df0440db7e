import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { serve } from './server';
import { nodeFiles } from './workspace/node-files';
import { createMachine } from './workspace/node-machine';

/** Where the file of the watching thread is missing the server is no worse off than without one. */
function endWith(editor: number): void {
  import('./watchdog').then(watchdog => watchdog.endWith(editor)).catch(() => {});
}

// Over what the arguments say: --stdio, --node-ipc, --socket.
serve(createConnection(ProposedFeatures.all), { diskFiles: nodeFiles, machine: createMachine(), endWith });
