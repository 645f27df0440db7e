import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  createProtocolConnection,
  type Diagnostic,
  DidChangeTextDocumentNotification,
  DidOpenTextDocumentNotification,
  InitializedNotification,
  type InitializeParams,
  InitializeRequest,
  type InitializeResult,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  RegistrationRequest,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import { URI, Utils } from 'vscode-uri';

/** A server of its own process over stdio, as any editor runs it, and the folder that it works in. */
export interface Session {
  readonly connection: ProtocolConnection;
  readonly process: ChildProcessWithoutNullStreams;
  readonly folder: string;
  /** What the server said that it can do; undefined where nobody said `initialize`. */
  readonly initialized: InitializeResult | undefined;
  uri(file: string): string;
  open(file: string, text: string, languageId?: string): Promise<void>;
  change(file: string, text: string): Promise<void>;
  /** The next diagnostics pushed for a file that fit, or those that were pushed last if they do. */
  diagnostics(
    file: string,
    fits: (diagnostics: readonly Diagnostic[]) => boolean,
  ): Promise<readonly Diagnostic[]>;
  close(): Promise<void>;
}

const WAIT = 10_000;

/** What an editor does beyond opening and changing documents. */
export interface Editor {
  readonly initializationOptions?: object;
  /** The URI of the workspace folder, where it is not that of the files. */
  readonly root?: string;
  /** Whether it says no more of itself than the capabilities that are given: by default it shows all there is. */
  readonly isBare?: boolean;
  /** Whether it never says `initialize`. */
  readonly isSilent?: boolean;
  /** Answers what the server asks, from the start. */
  readonly answer?: (connection: ProtocolConnection) => void;
}

/** What editors take today. */
const SHOWS_ALL: InitializeParams['capabilities']['textDocument'] = {
  hover: { contentFormat: ['markdown', 'plaintext'] },
  completion: { completionItem: { documentationFormat: ['markdown'] } },
  codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: [] } } },
  rename: { prepareSupport: true },
  documentSymbol: { hierarchicalDocumentSymbolSupport: true },
  publishDiagnostics: { relatedInformation: true, codeDescriptionSupport: true },
};

/** Starts the built server in a new folder with the given files. */
export async function startSession(
  files: Readonly<Record<string, string>>,
  capabilities: InitializeParams['capabilities'] = {
    workspace: { workspaceEdit: { documentChanges: true } },
  },
  editor: Editor = {},
): Promise<Session> {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'portolan-lsp-')));
  for (const [file, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }
  const server = spawn(process.execPath, [path.resolve('dist/cli.js'), 'lsp', '--stdio']);
  const connection = createProtocolConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  const pushed = new Map<string, readonly Diagnostic[]>();
  const listeners = new Set<() => void>();
  connection.onNotification(PublishDiagnosticsNotification.type, ({ uri, diagnostics }) => {
    pushed.set(uri, diagnostics);
    for (const listener of listeners) listener();
  });
  connection.onRequest(RegistrationRequest.type, () => {});
  editor.answer?.(connection);
  connection.listen();
  const root = editor.root ?? URI.file(folder).toString();
  const hello: InitializeParams = {
    processId: process.pid,
    rootUri: root,
    capabilities: editor.isBare
      ? capabilities
      : { ...capabilities, textDocument: { ...SHOWS_ALL, ...capabilities.textDocument } },
    workspaceFolders: [{ uri: root, name: 'test' }],
    ...(editor.initializationOptions && { initializationOptions: editor.initializationOptions }),
  };
  const initialized = editor.isSilent
    ? undefined
    : await connection.sendRequest(InitializeRequest.type, hello);
  if (!editor.isSilent) await connection.sendNotification(InitializedNotification.type, {});
  const uri = (file: string) => Utils.joinPath(URI.parse(root), file).toString();
  const versions = new Map<string, number>();
  return {
    connection,
    process: server,
    folder,
    initialized,
    uri,
    open: (file, text, languageId = 'yaml') => {
      versions.set(file, 1);
      return connection.sendNotification(DidOpenTextDocumentNotification.type, {
        textDocument: { uri: uri(file), languageId, version: 1, text },
      });
    },
    change: (file, text) => {
      const version = (versions.get(file) ?? 1) + 1;
      versions.set(file, version);
      return connection.sendNotification(DidChangeTextDocumentNotification.type, {
        textDocument: { uri: uri(file), version },
        contentChanges: [{ text }],
      });
    },
    diagnostics: (file, fits) =>
      new Promise((resolve, reject) => {
        const check = () => {
          const diagnostics = pushed.get(uri(file));
          if (!diagnostics || !fits(diagnostics)) return;
          clearTimeout(timer);
          listeners.delete(check);
          resolve(diagnostics);
        };
        const timer = setTimeout(() => {
          listeners.delete(check);
          reject(
            new Error(
              `No such diagnostics of ${file} in ${WAIT} ms; last: ${JSON.stringify(pushed.get(uri(file)))}`,
            ),
          );
        }, WAIT);
        listeners.add(check);
        check();
      }),
    close: async () => {
      connection.end();
      connection.dispose();
      server.kill();
    },
  };
}
