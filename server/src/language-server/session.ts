import { type Connection, TextDocuments } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { diagnosticsOf } from '../features/diagnostics';
import { tooMuchText } from '../text/effort';
import { editorFiles, filesByScheme } from '../workspace/editor-files';
import type { Files } from '../workspace/files';
import type { Machine } from '../workspace/machine';
import { createWorkspace, type Workspace } from '../workspace/workspace';
import { type Attempt, createAttempt } from './attempts';
import { type Background, createBackground, type Queue } from './background';
import { type Client, UNKNOWN_CLIENT } from './client';
import { createRefreshing, type Refreshing } from './refreshing';
import { createScanning, type Scanning } from './scanning';
import { createSettings, type FolderSettings } from './settings';
import { canonical } from './uris';

/** What there is where the server runs; nothing of it in a browser. */
export interface Platform {
  /** The files of a disk, below workspace folders. */
  readonly diskFiles?: (folders: () => readonly string[]) => Files;
  readonly machine?: Machine;
  /** Ends the server when the process of its editor is gone, even where the server is stuck. */
  readonly endWith?: (editor: number) => void;
}

/** What one connection to an editor has: the editor, its folders and documents, and what is worked out of them. */
export interface Session {
  readonly connection: Connection;
  readonly platform: Platform;
  readonly open: TextDocuments<TextDocument>;
  /** Whether the editor has said `initialize`, and `shutdown`. */
  state: 'new' | 'running' | 'ended';
  client: Client;
  /** The workspace folders, URIs that end in `/`. */
  folders: readonly string[];
  /** Whether we may look which programs of this machine listen on ports. */
  mayLook: boolean;
  /** When we looked last, in milliseconds. */
  lookedAt: number;
  /** Ends once the settings are read. */
  isReady: Promise<void>;
  /** Hears of files and folders about which the editor answered too late. */
  onLate: (uri: string) => void;
  readonly files: Files;
  readonly workspace: Workspace;
  readonly settings: FolderSettings;
  readonly scanning: Scanning;
  readonly refreshing: Refreshing;
  /** Answers a request, unless that takes too much work. */
  readonly attempt: Attempt;
  readonly background: Background;
  /** What happens to files: an older look at one must not come after a newer one. */
  readonly events: Queue;
  /** The changes of documents; requests wait for those before them. */
  readonly changes: Queue;
  /** Notes how the editor writes the URI of a document, and gives the one by which the workspace knows it. */
  meet(uri: string): string;
  versionOf(uri: string): number | null;
  /** The text of a document that is open. */
  textOf(uri: string): string | undefined;
}

export function createSession(connection: Connection, platform: Platform): Session {
  /** Editors write URIs in different ways; the workspace knows one, and this the editor's own for each. */
  const editorUris = new Map<string, string>();
  const open = new TextDocuments(TextDocument);
  const background = createBackground(message => connection.console.error(message));
  const changes = background.queue();
  const files = withoutMarks(reachableFiles(connection, platform, () => session));
  const client = () => session.client;
  const settings = createSettings({ connection, files, client, folders: () => session.folders });
  const tell = (uri: string, message: string) =>
    connection.console.warn(`${workspace.nameOf(uri) || uri}: ${message}`);
  const attempt = createAttempt(uri => tell(uri, tooMuchText()));
  const workspace = createWorkspace({
    files,
    folders: () => session.folders,
    isExcluded: settings.isExcluded,
    listenersOn: port => (session.mayLook ? (platform.machine?.listenersOn(port) ?? []) : []),
    onNotice: ({ uri, message }) => tell(uri, message),
  });
  const refreshing = createRefreshing({
    connection,
    open,
    background,
    changes,
    client,
    diagnosticsOf(uri) {
      const document = workspace.document(canonical(uri));
      if (!document) return [];
      return attempt(document.uri, [], () =>
        diagnosticsOf(workspace, document, settings.for(document.uri), session.client),
      );
    },
  });
  const onScanned = () => refreshing.diagnostics();
  const session: Session = {
    connection,
    platform,
    open,
    state: 'new',
    client: UNKNOWN_CLIENT,
    folders: [],
    mayLook: false,
    lookedAt: 0,
    isReady: Promise.resolve(),
    onLate: () => {},
    files,
    workspace,
    settings,
    scanning: createScanning({ connection, workspace, background, client, onScanned }),
    refreshing,
    attempt,
    background,
    events: background.queue(),
    changes,
    meet(uri) {
      const own = canonical(uri);
      editorUris.set(own, uri);
      return own;
    },
    versionOf: uri => open.get(editorUris.get(uri) ?? uri)?.version ?? null,
    textOf: uri => open.get(editorUris.get(uri) ?? uri)?.getText(),
  };
  return session;
}

/** How long the editor may take for a file or a folder, in milliseconds. Those of others wait for its settings. */
const PATIENCE = 4000;

/** The files of the disk, where there is one, and those that the editor reads for us, where it says so. */
function reachableFiles(connection: Connection, { diskFiles }: Platform, session: () => Session): Files {
  const folders = () => session().folders;
  const ask = async (method: string, uri: string): Promise<unknown> =>
    session().client.options.files ? connection.sendRequest(method, { uri }) : undefined;
  const inEditor = editorFiles(
    folders,
    {
      readFile: uri => ask('portolan/readFile', uri),
      listFolder: uri => ask('portolan/listFolder', uri),
    },
    { milliseconds: PATIENCE, onLate: uri => session().onLate(uri) },
  );
  return diskFiles ? filesByScheme(diskFiles(folders), inEditor) : inEditor;
}

/** Editors keep byte order marks to themselves: their positions count from behind one. */
function withoutMarks(files: Files): Files {
  return {
    ...files,
    async read(uri) {
      const content = await files.read(uri);
      return typeof content === 'string' ? content.replace(/^\u{FEFF}/u, '') : content;
    },
  };
}
