import type { InitializeParams } from 'vscode-languageserver';
import { type ClientOptions, parseClientOptions } from './client-options';

/** What an editor can do, as it says when it connects. */
export interface Client {
  /** It asks for diagnostics; another one is sent them. */
  readonly pulls: boolean;
  readonly refreshesDiagnostics: boolean;
  readonly refreshesHints: boolean;
  readonly refreshesLenses: boolean;
  /** What its diagnostics may hold beside a place and a message. */
  readonly relatedInformation: boolean;
  readonly codeDescriptions: boolean;
  readonly documentChanges: boolean;
  readonly createsFiles: boolean;
  readonly annotations: boolean;
  readonly applyEdit: boolean;
  /** It takes a code action for more than a command. */
  readonly codeActions: boolean;
  readonly preparesRename: boolean;
  readonly configuration: boolean;
  readonly hearsSettings: boolean;
  readonly watches: boolean;
  readonly folders: boolean;
  readonly progress: boolean;
  readonly snippets: boolean;
  /** Where it shows Markdown; plain text elsewhere. */
  readonly markdownHovers: boolean;
  readonly markdownProposals: boolean;
  readonly nestedSymbols: boolean;
  readonly saysEncodings: boolean;
  readonly options: ClientOptions;
}

export function clientOf({ capabilities, initializationOptions }: InitializeParams): Client {
  const { textDocument, workspace, window, general } = capabilities;
  // An editor that pulls may say what they hold where it says so for those that it is sent.
  const diagnostics = [textDocument?.diagnostic, textDocument?.publishDiagnostics];
  const item = textDocument?.completion?.completionItem;
  return {
    pulls: textDocument?.diagnostic !== undefined,
    refreshesDiagnostics: workspace?.diagnostics?.refreshSupport === true,
    refreshesHints: workspace?.inlayHint?.refreshSupport === true,
    refreshesLenses: workspace?.codeLens?.refreshSupport === true,
    relatedInformation: diagnostics.some(one => one?.relatedInformation === true),
    codeDescriptions: diagnostics.some(one => one?.codeDescriptionSupport === true),
    documentChanges: workspace?.workspaceEdit?.documentChanges === true,
    createsFiles: workspace?.workspaceEdit?.resourceOperations?.includes('create') === true,
    annotations: workspace?.workspaceEdit?.changeAnnotationSupport !== undefined,
    applyEdit: workspace?.applyEdit === true,
    codeActions: textDocument?.codeAction?.codeActionLiteralSupport !== undefined,
    preparesRename: textDocument?.rename?.prepareSupport === true,
    configuration: workspace?.configuration === true,
    hearsSettings: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    watches: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    folders: workspace?.workspaceFolders === true,
    progress: window?.workDoneProgress === true,
    snippets: item?.snippetSupport === true,
    markdownHovers: textDocument?.hover?.contentFormat?.includes('markdown') === true,
    markdownProposals: item?.documentationFormat?.includes('markdown') === true,
    nestedSymbols: textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport === true,
    saysEncodings: general?.positionEncodings !== undefined,
    options: parseClientOptions(initializationOptions),
  };
}

/** What is known of an editor before it says anything. */
export const UNKNOWN_CLIENT: Client = clientOf({
  processId: null,
  rootUri: null,
  capabilities: {},
});
