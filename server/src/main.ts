import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { serve } from './server';
import { endWith } from './watchdog';
import { nodeFiles } from './workspace/node-files';
import { createMachine } from './workspace/node-machine';

// Over what the arguments say: --stdio, --node-ipc, --socket.
serve(createConnection(ProposedFeatures.all), { diskFiles: nodeFiles, machine: createMachine(), endWith });
