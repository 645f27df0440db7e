import * as l10n from '@vscode/l10n';
import {
  type CodeAction,
  type CodeLens,
  CodeLensRefreshRequest,
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  type InitializeParams,
  type InitializeResult,
  LSPErrorCodes,
  ResponseError,
  TextDocumentSyncKind,
  TextDocuments,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { URI } from 'vscode-uri';
import type { Chart } from './chart/chart';
import { occurrencesIn } from './chart/occurrences';
import { type ClientOptions, parseClientOptions } from './client-options';
import { codeActionsIn, FIX_ALL, TURN_OFF_RULE } from './features/code-actions';
import { codeLensesIn, isOpened, OPEN_URL } from './features/code-lenses';
import {
  COMPLETION_TRIGGERS,
  type CompletionData,
  completionsAt,
  resolveCompletion,
} from './features/completion';
import { diagnosticsOf } from './features/diagnostics';
import { editedUris, namesOfFiles, type PlannedEdits, toWorkspaceEdit } from './features/edits';
import { hoverAt } from './features/hover';
import { inlayHintsIn } from './features/inlay-hints';
import { definitionAt, highlightsAt, referencesAt } from './features/navigation';
import { prepareRename, rename } from './features/rename';
import { turnOffRule } from './features/settings-file';
import { documentSymbols, workspaceSymbols } from './features/symbols';
import { PROTOCOLS } from './ports/protocol';
import { answerRequests } from './requests';
import { RULE_IDS, type RuleId } from './rules/finding';
import { DEFAULT_SETTINGS, isRecord, mergeSettings, parseSettings, type Settings } from './rules/settings';
import type { Document } from './systems/reading';
import { type EditorAnswer, editorFiles, filesByScheme } from './workspace/editor-files';
import { excluder } from './workspace/exclude';
import type { Files, FolderEntry } from './workspace/files';
import type { Machine } from './workspace/machine';
import { pauser } from './workspace/pauser';
import { createWorkspace } from './workspace/workspace';

/** What there is where the server runs; nothing of it in a browser. */
export interface Platform {
  /** The files of a disk, below workspace folders. */
  readonly diskFiles?: (folders: () => readonly string[]) => Files;
  readonly machine?: Machine;
  /** Ends the server when the process of its editor is gone, even where the server is stuck. */
  readonly endWith?: (editor: number) => void;
}

/** The machine is not looked at more often than this unasked, in milliseconds: on Windows it takes a second. */
const LOOKS_APART = 5000;

/** How long changes gather before the views hear of them, in milliseconds. */
const VIEWS_DELAY = 300;

/** Files that change again and again are not waited for. */
const MAX_ROUNDS = 5;

/** Serves a connection until it ends. */
export function serve(connection: Connection, { diskFiles, machine, endWith }: Platform): void {
  const open = new TextDocuments(TextDocument);
  /** Editors write URIs in different ways; the workspace knows one, and this the editor's own for each. */
  const editorUris = new Map<string, string>();
  let folders: string[] = [];
  let settings = new Map<string, Settings>();
  let excludes: (uri: string) => boolean = () => false;
  let client = {
    pulls: false,
    refreshes: false,
    documentChanges: false,
    createsFiles: false,
    annotations: false,
    applyEdit: false,
    configuration: false,
    hearsSettings: false,
    watches: false,
    folders: false,
    progress: false,
    snippets: false,
    refreshesHints: false,
    refreshesLenses: false,
  };
  let options: ClientOptions = parseClientOptions(undefined);
  /** Those that an editor sends which cannot be asked for them. */
  let sentSettings: unknown;
  let lookedAt = 0;
  let isReady: Promise<void> = Promise.resolve();
  let scanning = new AbortController();
  let scanned: Promise<unknown> = Promise.resolve();

  const files = withoutMarks(reachable());
  const workspace = createWorkspace({
    files,
    folders: () => folders,
    isExcluded: uri => excludes(uri),
    listenersOn: port => (options.machine ? (machine?.listenersOn(port) ?? []) : []),
    onNotice: ({ uri, message }) => connection.console.warn(`${workspace.nameOf(uri)}: ${message}`),
  });

  const settingsFor = (uri: string): Settings =>
    settings.get(folders.find(folder => uri.startsWith(folder)) ?? '') ?? DEFAULT_SETTINGS;
  const versionOf = (uri: string): number | null => open.get(editorUris.get(uri) ?? uri)?.version ?? null;

  /** The files of the disk, where there is one, and those that the editor reads for us, where it says so. */
  function reachable(): Files {
    const inEditor = editorFiles(() => folders, {
      readFile: async uri =>
        options.files
          ? connection.sendRequest<EditorAnswer>('portolan/readFile', { uri })
          : { refusal: { kind: 'missing' } },
      listFolder: async uri =>
        options.files ? connection.sendRequest<FolderEntry[]>('portolan/listFolder', { uri }) : [],
    });
    return diskFiles
      ? filesByScheme(
          diskFiles(() => folders),
          inEditor,
        )
      : inEditor;
  }

  connection.onInitialize(params => {
    folders = (params.workspaceFolders ?? legacyFolders(params)).map(({ uri }) => asFolder(uri));
    client = capabilitiesOf(params);
    options = parseClientOptions(params.initializationOptions);
    if (params.processId !== null) endWith?.(params.processId);
    if (options.bundle) l10n.config({ contents: options.bundle });
    return {
      capabilities: serverCapabilities(),
      serverInfo: { name: 'portolan' },
    } satisfies InitializeResult;
  });

  connection.onInitialized(async () => {
    if (client.watches) {
      const watchers = [{ globPattern: '**/*' }];
      void inBackground('Watching files', () =>
        connection.client.register(DidChangeWatchedFilesNotification.type, { watchers }),
      );
    }
    if (client.hearsSettings) {
      void inBackground('Hearing of settings', () =>
        connection.client.register(DidChangeConfigurationNotification.type, { section: 'portolan' }),
      );
    }
    if (client.folders)
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) =>
        inBackground('Workspace folders', () =>
          changeFolders(
            added.map(({ uri }) => uri),
            removed.map(({ uri }) => uri),
          ),
        ),
      );
    isReady = inBackground('Settings', readSettings);
    // From now on, whoever waits for the scan waits for the settings, too.
    scanned = isReady.then(() => inBackground(folders.join(', '), () => scan(folders)));
    await isReady;
    refreshDiagnostics();
    void inBackground('The ports of this machine', () => lookAtMachine(true));
  });

  /** Does what nobody waits for. An error is told, and ends nothing else. */
  async function inBackground(what: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      connection.console.error(`${what}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** The machine is looked at when the editor asks or a file is saved, never while somebody types. */
  async function lookAtMachine(isAsked: boolean): Promise<void> {
    if (!machine || !options.machine || (!isAsked && Date.now() - lookedAt < LOOKS_APART)) return;
    await machine.look();
    lookedAt = Date.now();
    refreshDiagnostics();
  }

  connection.onNotification(
    'portolan/lookAtMachine',
    ({ may, isAsked }: { readonly may: boolean; readonly isAsked: boolean }) => {
      options = { ...options, machine: may };
      if (may) void inBackground('The ports of this machine', () => lookAtMachine(isAsked));
      else refreshDiagnostics();
    },
  );

  async function changeFolders(added: readonly string[], removed: readonly string[]): Promise<void> {
    const gone = removed.map(asFolder);
    folders = [...folders.filter(folder => !gone.includes(folder)), ...added.map(asFolder)];
    workspace.forget(gone);
    await readSettings();
    await Promise.all(open.all().map(({ uri }) => workspace.prepare(canonical(uri))));
    refreshDiagnostics();
    const fresh = added.map(asFolder);
    scanned = Promise.all([scanned, inBackground(fresh.join(', '), () => scan(fresh))]);
  }

  /** Finds every file that holds ports, in the background; what is open is known before. */
  async function scan(wanted: readonly string[]): Promise<void> {
    if (wanted.length === 0) return;
    const control = new AbortController();
    scanning = control;
    const progress = client.progress
      ? await connection.window.createWorkDoneProgress().catch(() => undefined)
      : undefined;
    progress?.begin(l10n.t('Portolan: charting ports'), 0, undefined, true);
    progress?.token.onCancellationRequested(() => control.abort());
    let shown = 0;
    await workspace.scan(wanted, {
      signal: control.signal,
      onProgress: (done, total) => {
        const percent = Math.floor((done / total) * 100);
        if (percent > shown) progress?.report(percent, l10n.t('{0} of {1} files', done, total));
        shown = Math.max(shown, percent);
      },
    });
    progress?.done();
    refreshDiagnostics();
  }

  async function readSettings(): Promise<void> {
    const read = await Promise.all(
      folders
        .concat(folders.length === 0 ? [''] : [])
        .map(async folder => [folder, await settingsOf(folder)] as const),
    );
    settings = new Map(read);
    const tests = read.map(([folder, { exclude }]) => excluder([folder], exclude));
    excludes = uri => tests.some(test => test(uri));
  }

  /** The editor's settings for a folder, and over them those of its `portolan.json`. */
  async function settingsOf(folder: string): Promise<Settings> {
    const scope = folder === '' ? {} : { scopeUri: folder };
    const [section, hidden]: unknown[] = client.configuration
      ? await connection.workspace.getConfiguration([
          { section: 'portolan', ...scope },
          { section: 'files.exclude', ...scope },
        ])
      : [sentSettings];
    const fromEditor = parseSettings(withHidden(section ?? {}, hidden));
    for (const error of fromEditor.errors) connection.console.error(`Settings: ${error}`);
    const text = folder === '' ? undefined : await files.read(`${folder}portolan.json`);
    if (typeof text !== 'string') return mergeSettings(DEFAULT_SETTINGS, fromEditor.settings);
    const fromFile = parseJsonSettings(text);
    for (const error of fromFile.errors) connection.console.error(`${folder}portolan.json: ${error}`);
    return mergeSettings(mergeSettings(DEFAULT_SETTINGS, fromEditor.settings), fromFile.settings);
  }

  /** Reads settings that changed, and searches anew where they leave out other files than before. */
  async function changeSettings(): Promise<void> {
    const excluded = () => JSON.stringify([...settings].map(([folder, { exclude }]) => [folder, exclude]));
    const before = excluded();
    await readSettings();
    if (excluded() !== before) await workspace.searchAgain(folders);
    refreshDiagnostics();
  }

  connection.onDidChangeConfiguration(({ settings: sent }: { settings?: unknown }) => {
    sentSettings = isRecord(sent) ? sent.portolan : undefined;
    events.add('Settings', changeSettings);
  });

  /** Work of which each piece waits for the one before. */
  function queue() {
    let last: Promise<void> = Promise.resolve();
    return {
      add(what: string, work: () => Promise<void>): void {
        const before = last;
        last = inBackground(what, async () => {
          await before;
          await work();
        });
      },
      /** Ends once all that was added is done. */
      rest: () => last,
    };
  }

  /** What happens to files: an older look at one must not come after a newer one. */
  const events = queue();
  /** The changes of documents; requests wait for those before them. */
  const changes = queue();

  connection.onDidChangeWatchedFiles(({ changes }) => {
    events.add('Files that changed', async () => {
      const uris = new Set<string>();
      const slice = pauser();
      for (const { uri } of changes) {
        uris.add(canonical(uri));
        await slice();
      }
      if ([...uris].some(isSettingsFile)) await changeSettings();
      await workspace.refresh([...uris]);
      refreshDiagnostics();
    });
  });

  function isSettingsFile(uri: string): boolean {
    return folders.some(folder => uri === `${folder}portolan.json`);
  }

  open.onDidChangeContent(({ document }) => {
    const format =
      document.languageId === 'dockercompose'
        ? 'compose'
        : document.languageId === 'dockerfile'
          ? 'dockerfile'
          : undefined;
    const uri = canonical(document.uri);
    editorUris.set(uri, document.uri);
    changes.add('A document that changed', async () => {
      await workspace.prepare(uri);
      await workspace.change(uri, document.getText(), format);
      refreshDiagnostics(document.uri);
    });
  });

  open.onDidSave(({ document }) => {
    void inBackground('The ports of this machine', () => lookAtMachine(false));
    // An editor that watches no files tells of this one here.
    if (!client.watches && isSettingsFile(canonical(document.uri))) events.add('Settings', changeSettings);
  });

  open.onDidClose(({ document }) => {
    changes.add('A document that changed', async () => {
      await workspace.close(canonical(document.uri));
      pushed.delete(document.uri);
      if (!client.pulls) await connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
    });
  });

  let isScheduled = false;
  let changedAlone: string | undefined;
  /**
   * Tells the editor that diagnostics may have changed: all of them, or those that a change of one document
   * concerns. Several calls before it can be told become one.
   */
  function refreshDiagnostics(changed?: string): void {
    refreshViews();
    changedAlone = isScheduled && changedAlone !== changed ? undefined : changed;
    if (isScheduled) return;
    isScheduled = true;
    setTimeout(() => {
      isScheduled = false;
      if (client.pulls) {
        // An editor that pulls asks for the changed document by itself.
        const isConcerned = changedAlone === undefined || open.all().length > 1;
        if (client.refreshes && isConcerned)
          void inBackground('Diagnostics', () => connection.languages.diagnostics.refresh());
      } else {
        for (const { uri } of open.all()) pushDiagnostics(uri);
      }
    }, 0);
  }

  let viewsTimer: ReturnType<typeof setTimeout> | undefined;
  /** Tells what the editor shows of the ports, once nobody types any more, that they may have changed. */
  function refreshViews(): void {
    const isShown = options.views || client.refreshesLenses || client.refreshesHints;
    if (!isShown) return;
    clearTimeout(viewsTimer);
    viewsTimer = setTimeout(() => void inBackground('Views', tellViews), VIEWS_DELAY);
  }

  async function tellViews(): Promise<void> {
    await changes.rest();
    if (options.views) await connection.sendNotification('portolan/didChangePorts');
    // An editor that cannot do it now will ask by itself.
    const ignored = () => undefined;
    if (client.refreshesLenses) connection.sendRequest(CodeLensRefreshRequest.type).catch(ignored);
    if (client.refreshesHints) connection.languages.inlayHint.refresh().catch(ignored);
  }

  const pushed = new Map<string, string>();
  function pushDiagnostics(uri: string): void {
    const document = workspace.document(canonical(uri));
    const diagnostics = document ? diagnosticsOf(workspace, document, settingsFor(document.uri)) : [];
    const version = open.get(uri)?.version ?? null;
    const content = JSON.stringify(diagnostics);
    if (pushed.get(uri) === `${version} ${content}`) return;
    pushed.set(uri, `${version} ${content}`);
    const sent = { uri, diagnostics, ...(version !== null && { version }) };
    void inBackground(uri, () => connection.sendDiagnostics(sent));
  }

  /** Answers a request from a document as it is once the changes before the request are in. */
  async function withDocument<Answer>(
    uri: string,
    otherwise: Answer,
    answer: (document: Document) => Answer,
  ): Promise<Answer> {
    await isReady;
    await changes.rest();
    const document = workspace.document(canonical(uri));
    return document ? answer(document) : otherwise;
  }

  /** The same for what is only right when every file is known, as a change of all places of a port is. */
  async function withAllFiles<Answer>(
    uri: string,
    otherwise: Answer,
    answer: (document: Document) => Answer,
  ): Promise<Answer> {
    await isReady;
    await scanned;
    await events.rest();
    return withDocument(uri, otherwise, answer);
  }

  /**
   * The same for an edit, which has to count in what the files say now: not every editor tells of a change on disk,
   * and no one at once. `edited` gives the files that an answer changes.
   */
  async function withFreshFiles<Answer>(
    uri: string,
    otherwise: Answer,
    answer: (document: Document) => Answer,
    edited: (answer: Answer) => readonly string[],
  ): Promise<Answer> {
    for (let round = 1; ; round++) {
      const given = await withAllFiles(uri, otherwise, answer);
      if (round === MAX_ROUNDS || !(await workspace.freshen(edited(given)))) return given;
      refreshDiagnostics();
    }
  }

  connection.languages.diagnostics.on(({ textDocument: { uri } }) =>
    withDocument(uri, { kind: 'full' as const, items: [] }, document => ({
      kind: 'full' as const,
      items: diagnosticsOf(workspace, document, settingsFor(document.uri)),
    })),
  );

  connection.onHover(({ textDocument: { uri }, position }) =>
    withDocument(uri, null, document => {
      const hover = hoverAt(workspace, document, position, options.commands);
      return hover
        ? { contents: { kind: 'markdown' as const, value: hover.markdown }, range: hover.range }
        : null;
    }),
  );

  connection.onCodeAction(({ textDocument: { uri }, range, context }) =>
    withFreshFiles<CodeAction[]>(
      uri,
      [],
      document =>
        codeActionsIn(workspace, document, range, context, settingsFor(document.uri), versionOf, client),
      actions => actions.flatMap(({ edit }) => editedUris(edit)),
    ),
  );

  connection.onDefinition(({ textDocument: { uri }, position }) =>
    withDocument(uri, [], document => definitionAt(workspace, document, position)),
  );
  connection.onReferences(({ textDocument: { uri }, position }) =>
    withAllFiles(uri, [], document => referencesAt(workspace, document, position)),
  );
  connection.onDocumentHighlight(({ textDocument: { uri }, position }) =>
    withDocument(uri, [], document => highlightsAt(workspace, document, position)),
  );
  connection.onDocumentSymbol(({ textDocument: { uri } }) =>
    withDocument(uri, [], document => documentSymbols(workspace, document)),
  );

  connection.onWorkspaceSymbol(async ({ query }) => {
    await scanned;
    await changes.rest();
    return workspaceSymbols(workspace, workspace.documents().values(), query);
  });

  connection.onPrepareRename(({ textDocument: { uri }, position }) =>
    withAllFiles(uri, null, document => {
      const prepared = prepareRename(workspace, document, position);
      if ('refusal' in prepared) throw refused(prepared.refusal);
      return prepared;
    }),
  );

  connection.onRenameRequest(async ({ textDocument: { uri }, position, newName }) => {
    let planned: PlannedEdits = { edits: [] };
    const edit = await withFreshFiles<WorkspaceEdit | null>(
      uri,
      null,
      document => {
        const renamed = rename(workspace, document, position, newName);
        if ('refusal' in renamed) throw refused(renamed.refusal);
        planned = renamed;
        return toWorkspaceEdit(workspace, renamed, versionOf, client);
      },
      changed => editedUris(changed ?? undefined),
    );
    return client.annotations && client.documentChanges ? edit : askFor(planned, edit);
  });

  /** For an editor that cannot show what is to be confirmed: asks in words, and names what is left as it is. */
  async function askFor(
    { toConfirm = [], warning }: PlannedEdits,
    edit: WorkspaceEdit | null,
  ): Promise<WorkspaceEdit | null> {
    if (warning !== undefined) {
      const move = { title: l10n.t('Move') };
      const chosen = await connection.window.showWarningMessage(
        l10n.t('{0} Move there all the same?', warning),
        move,
      );
      if (chosen?.title !== move.title) return null;
    }
    if (toConfirm.length > 0) {
      const files = namesOfFiles(workspace, toConfirm);
      connection.window.showInformationMessage(l10n.t('Left as they are, for you to look at: {0}.', files));
    }
    return edit;
  }

  connection.onCompletion(({ textDocument: { uri }, position }) =>
    withDocument(uri, null, document => {
      const settings = settingsFor(document.uri);
      return completionsAt(workspace, document, position, settings, client) ?? null;
    }),
  );
  connection.onCompletionResolve(item => {
    const data: unknown = item.data;
    return isPortData(data) ? resolveCompletion(item, data, DEFAULT_SETTINGS) : item;
  });

  connection.languages.inlayHint.on(({ textDocument: { uri }, range }) =>
    withDocument(uri, [], document =>
      settingsFor(document.uri).inlayHints ? [...inlayHintsIn(workspace, document, range)] : [],
    ),
  );

  connection.onCodeLens(({ textDocument: { uri } }) => {
    // An editor that can be told to ask again has the first lenses at once, and those of other files after them.
    const when = client.refreshesLenses ? withDocument : withAllFiles;
    return when<CodeLens[]>(uri, [], document => {
      const settings = settingsFor(document.uri);
      return settings.codeLens ? [...codeLensesIn(workspace, document, settings, options.commands)] : [];
    });
  });

  connection.onExecuteCommand(async ({ command, arguments: [url, rule] = [] }) => {
    const known = RULE_IDS.find(id => id === rule);
    if (command === TURN_OFF_RULE && typeof url === 'string' && known) return turnOff(canonical(url), known);
    if (command !== OPEN_URL || typeof url !== 'string' || !isOpened(url)) return;
    await connection.window.showDocument({ uri: url, external: true });
  });

  /** Turns a rule off in the `portolan.json` of a document's workspace folder. */
  async function turnOff(uri: string, rule: RuleId): Promise<void> {
    const folder = folders.find(one => uri.startsWith(one));
    if (folder === undefined) return;
    const file = `${folder}portolan.json`;
    const text = open.get(editorUris.get(file) ?? file)?.getText() ?? (await files.read(file));
    const isThere = typeof text === 'string';
    const edit =
      isThere || text.kind === 'missing'
        ? turnOffRule(file, isThere ? text : undefined, rule, client)
        : undefined;
    if (edit) await connection.workspace.applyEdit({ edit, metadata: { isRefactoring: true } });
    else connection.window.showWarningMessage(l10n.t('portolan.json cannot be changed here.'));
  }

  answerRequests(connection, async () => {
    await isReady;
    await scanned;
    await changes.rest();
    const isNothingRead = () => ![...workspace.documents().values()].some(one => isOfPorts(workspace, one));
    return { chart: workspace, projects: workspace.projects(), settingsFor, isNothingRead };
  });

  connection.onShutdown(() => scanning.abort());
  open.listen(connection);
  connection.listen();
}

/** Whether a document has to do with ports, if only by its kind. */
function isOfPorts(chart: Chart, document: Document): boolean {
  const { kind } = document.reading;
  return kind === 'compose' || kind === 'dockerfile' || occurrencesIn(chart, document).length > 0;
}

function serverCapabilities(): InitializeResult['capabilities'] {
  return {
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
    completionProvider: { triggerCharacters: COMPLETION_TRIGGERS, resolveProvider: true },
    inlayHintProvider: true,
    codeLensProvider: {},
    executeCommandProvider: { commands: [OPEN_URL, TURN_OFF_RULE] },
    hoverProvider: true,
    codeActionProvider: { codeActionKinds: ['quickfix', FIX_ALL] },
    diagnosticProvider: { identifier: 'portolan', interFileDependencies: true, workspaceDiagnostics: false },
    definitionProvider: true,
    referencesProvider: true,
    documentHighlightProvider: true,
    documentSymbolProvider: true,
    workspaceSymbolProvider: true,
    renameProvider: { prepareProvider: true },
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
  };
}

function capabilitiesOf({ capabilities: { textDocument, workspace, window } }: InitializeParams) {
  return {
    pulls: textDocument?.diagnostic !== undefined,
    refreshes: workspace?.diagnostics?.refreshSupport === true,
    documentChanges: workspace?.workspaceEdit?.documentChanges === true,
    createsFiles: workspace?.workspaceEdit?.resourceOperations?.includes('create') === true,
    annotations: workspace?.workspaceEdit?.changeAnnotationSupport !== undefined,
    applyEdit: workspace?.applyEdit === true,
    configuration: workspace?.configuration === true,
    hearsSettings: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    watches: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    folders: workspace?.workspaceFolders === true,
    progress: window?.workDoneProgress === true,
    snippets: textDocument?.completion?.completionItem?.snippetSupport === true,
    refreshesHints: workspace?.inlayHint?.refreshSupport === true,
    refreshesLenses: workspace?.codeLens?.refreshSupport === true,
  };
}

function legacyFolders({ rootUri }: InitializeParams): readonly { readonly uri: string }[] {
  return rootUri ? [{ uri: rootUri }] : [];
}

/** A URI as `vscode-uri` writes it, so that equal ones are equal texts. */
function canonical(uri: string): string {
  return URI.parse(uri).toString();
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

function asFolder(uri: string): string {
  return `${canonical(uri).replace(/\/$/, '')}/`;
}

/** The editor's settings, with the globs of `files.exclude` among those that are not read. */
function withHidden(section: unknown, hidden: unknown): unknown {
  if (typeof section !== 'object' || section === null || typeof hidden !== 'object' || hidden === null)
    return section;
  const globs = Object.entries(hidden).flatMap(([glob, isOn]) => (isOn === true ? [glob] : []));
  const own = 'exclude' in section && Array.isArray(section.exclude) ? section.exclude : [];
  return { ...section, exclude: [...own, ...globs] };
}

function parseJsonSettings(text: string): ReturnType<typeof parseSettings> {
  try {
    return parseSettings(JSON.parse(text));
  } catch (error) {
    return {
      settings: {},
      errors: [`It is not JSON: ${error instanceof Error ? error.message : String(error)}`],
    };
  }
}

function isPortData(data: unknown): data is CompletionData {
  return isRecord(data) && typeof data.port === 'number' && PROTOCOLS.some(one => one === data.protocol);
}

/** Shown to the person who asked, as it is. */
function refused(message: string): ResponseError<void> {
  return new ResponseError(LSPErrorCodes.RequestFailed, message);
}
