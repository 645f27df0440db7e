// What the playground says to the language server, and hears of it. It knows no page: only files by their names.
import {
  ApplyWorkspaceEditRequest,
  type CodeAction,
  CodeActionRequest,
  type Diagnostic,
  DidChangeTextDocumentNotification,
  DidChangeWatchedFilesNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  DidSaveTextDocumentNotification,
  ExecuteCommandRequest,
  FileChangeType,
  type Hover,
  HoverRequest,
  InitializedNotification,
  type InitializeParams,
  InitializeRequest,
  type Position,
  PrepareRenameRequest,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  type Range,
  RenameRequest,
  ShowMessageNotification,
  type WorkspaceEdit,
} from 'vscode-languageserver-protocol';
import type {
  ClientRequests,
  DrawnChart,
  FileAnswer,
  FolderEntry,
  ServerRequests,
} from '../../server/src/protocol/messages';
import { entriesOf, FOLDER, nameOf, type PlaygroundFile, uriOf } from './files';

/** What the server tells of, and asks for. */
export interface Playground {
  /** The files as they are now. */
  files(): readonly PlaygroundFile[];
  /** The findings of a file, all of them. */
  found(file: string, diagnostics: readonly Diagnostic[]): void;
  portsChanged(): void;
  /** Makes an edit that the server asks for; false where it cannot be made. */
  apply(edit: WorkspaceEdit): boolean;
  tell(message: string): void;
}

export interface LanguageServer {
  open(file: PlaygroundFile): void;
  change(file: PlaygroundFile): void;
  close(file: string): void;
  hover(file: string, position: Position): Promise<Hover | null>;
  /** The fixes of what is found in a range, and what else may be done there. */
  actions(file: string, range: Range): Promise<readonly CodeAction[]>;
  /** The port at a position that can be moved; rejects, with the reason, where there is none. */
  movable(
    file: string,
    position: Position,
  ): Promise<{ readonly range: Range; readonly placeholder: string } | null>;
  /** What moving a port changes; rejects, with the reason, where it cannot be moved there. */
  move(file: string, position: Position, port: string): Promise<WorkspaceEdit | null>;
  run(command: string, parameters: readonly unknown[]): Promise<void>;
  chart(query: ServerRequests['portolan/chart']['params']): Promise<DrawnChart>;
}

/** What the playground can do, as the protocol has it. */
const PARAMETERS: InitializeParams = {
  processId: null,
  rootUri: FOLDER,
  workspaceFolders: [{ uri: FOLDER, name: 'playground' }],
  capabilities: {
    textDocument: {
      publishDiagnostics: { relatedInformation: true },
      hover: { contentFormat: ['markdown'] },
      rename: { prepareSupport: true },
      codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix', 'refactor'] } } },
    },
    workspace: {
      applyEdit: true,
      workspaceEdit: { documentChanges: true, resourceOperations: ['create'], changeAnnotationSupport: {} },
    },
  },
  initializationOptions: { views: true, files: true },
};

/** Starts the talk with a server: all files are open in it from the start. */
export async function connect(
  connection: ProtocolConnection,
  playground: Playground,
): Promise<LanguageServer> {
  const versions = new Map<string, number>();
  const nextVersion = (file: string) => {
    const version = (versions.get(file) ?? 0) + 1;
    versions.set(file, version);
    return version;
  };
  const say = (sent: Promise<void>) => {
    sent.catch((error: unknown) => playground.tell(reasonOf(error)));
  };

  connection.onNotification(PublishDiagnosticsNotification.type, ({ uri, diagnostics, version }) => {
    const file = nameOf(uri);
    // What counts in a text that is no more would stand in the wrong places.
    if (file === undefined || (version !== undefined && version !== versions.get(file))) return;
    playground.found(file, diagnostics);
  });
  connection.onNotification(ShowMessageNotification.type, ({ message }) => playground.tell(message));
  connection.onNotification('portolan/didChangePorts', () => playground.portsChanged());
  connection.onRequest(ApplyWorkspaceEditRequest.type, ({ edit }) => ({ applied: playground.apply(edit) }));
  connection.onRequest<FileAnswer, void>(
    'portolan/readFile',
    ({ uri }: ClientRequests['portolan/readFile']['params']) => {
      const file = playground.files().find(({ name }) => name === nameOf(uri));
      return file ? { text: file.text } : { refusal: { kind: 'missing' } };
    },
  );
  connection.onRequest(
    'portolan/listFolder',
    ({ uri }: ClientRequests['portolan/listFolder']['params']): readonly FolderEntry[] =>
      entriesOf(
        uri,
        playground.files().map(({ name }) => name),
      ),
  );
  connection.listen();
  await connection.sendRequest(InitializeRequest.type, PARAMETERS);
  say(connection.sendNotification(InitializedNotification.type, {}));

  const tellOf = (file: string, type: FileChangeType) =>
    say(
      connection.sendNotification(DidChangeWatchedFilesNotification.type, {
        changes: [{ uri: uriOf(file), type }],
      }),
    );
  const documentOf = (file: string) => ({ textDocument: { uri: uriOf(file) } });

  const open = ({ name, text }: PlaygroundFile) => {
    // The format is that of the name: no language is called so.
    const textDocument = { uri: uriOf(name), languageId: '', version: nextVersion(name), text };
    say(connection.sendNotification(DidOpenTextDocumentNotification.type, { textDocument }));
  };
  for (const file of playground.files()) open(file);

  return {
    open(file) {
      open(file);
      tellOf(file.name, FileChangeType.Created);
    },
    change({ name, text }) {
      const textDocument = { uri: uriOf(name), version: nextVersion(name) };
      const contentChanges = [{ text }];
      say(
        connection.sendNotification(DidChangeTextDocumentNotification.type, { textDocument, contentChanges }),
      );
      // There is no disk: what is written is saved.
      say(connection.sendNotification(DidSaveTextDocumentNotification.type, documentOf(name)));
    },
    close(file) {
      say(connection.sendNotification(DidCloseTextDocumentNotification.type, documentOf(file)));
      tellOf(file, FileChangeType.Deleted);
    },
    hover: (file, position) => connection.sendRequest(HoverRequest.type, { ...documentOf(file), position }),
    async actions(file, range) {
      const context = { diagnostics: [] };
      const found = await connection.sendRequest(CodeActionRequest.type, {
        ...documentOf(file),
        range,
        context,
      });
      return (found ?? []).filter((one): one is CodeAction => typeof one.command !== 'string');
    },
    async movable(file, position) {
      const found = await connection.sendRequest(PrepareRenameRequest.type, {
        ...documentOf(file),
        position,
      });
      return found && 'placeholder' in found ? found : null;
    },
    move: (file, position, newName) =>
      connection.sendRequest(RenameRequest.type, { ...documentOf(file), position, newName }),
    async run(command, parameters) {
      await connection.sendRequest(ExecuteCommandRequest.type, { command, arguments: [...parameters] });
    },
    chart: query => connection.sendRequest('portolan/chart', query),
  };
}

/** What went wrong, in words. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
