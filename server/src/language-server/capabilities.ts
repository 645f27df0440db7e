import { PositionEncodingKind, type ServerCapabilities, TextDocumentSyncKind } from 'vscode-languageserver';
import { FIX_ALL, TURN_OFF_RULE } from '../features/code-actions';
import { OPEN_URL } from '../features/code-lenses';
import { COMPLETION_TRIGGERS } from '../features/completion';
import type { Client } from './client';

/** What the server does for an editor. Positions count UTF-16 units, which every editor has to know. */
export function serverCapabilities(client: Client): ServerCapabilities {
  return {
    ...(client.saysEncodings && { positionEncoding: PositionEncodingKind.UTF16 }),
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
    completionProvider: { triggerCharacters: COMPLETION_TRIGGERS, resolveProvider: true },
    inlayHintProvider: true,
    codeLensProvider: {},
    executeCommandProvider: { commands: [OPEN_URL, TURN_OFF_RULE] },
    hoverProvider: true,
    ...(client.codeActions && {
      codeActionProvider: { codeActionKinds: ['quickfix', 'refactor.extract', 'refactor.rewrite', FIX_ALL] },
    }),
    diagnosticProvider: { identifier: 'portolan', interFileDependencies: true, workspaceDiagnostics: false },
    definitionProvider: true,
    referencesProvider: true,
    documentHighlightProvider: true,
    documentSymbolProvider: true,
    workspaceSymbolProvider: true,
    renameProvider: client.preparesRename ? { prepareProvider: true } : true,
    workspace: {
      workspaceFolders: { supported: true, changeNotifications: true },
      // A path may name a file of any name, and a folder.
      fileOperations: { willRename: { filters: [{ pattern: { glob: '**' } }] } },
    },
  };
}
