import { CodeLensRefreshRequest, type Connection, type TextDocuments } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Diagnostic } from 'vscode-languageserver-types';
import type { Background, Queue } from './background';
import type { Client } from './client';

/** How long changes gather before the views hear of them, in milliseconds. */
const VIEWS_DELAY = 300;

/** Tells the editor that what it shows may have changed. */
export interface Refreshing {
  /**
   * Of diagnostics: all of them, or those that a change of one document concerns. Several calls before it can be told
   * become one.
   */
  diagnostics(changed?: string): void;
  /** Takes the diagnostics of a document that was closed from an editor that is sent them. */
  withdraw(uri: string): Promise<void>;
}

interface Surroundings {
  readonly connection: Connection;
  readonly open: TextDocuments<TextDocument>;
  readonly background: Background;
  readonly changes: Queue;
  client(): Client;
  diagnosticsOf(uri: string): Diagnostic[];
}

export function createRefreshing({
  connection,
  open,
  background,
  changes,
  client,
  diagnosticsOf,
}: Surroundings): Refreshing {
  let isScheduled = false;
  let changedAlone: string | undefined;
  let viewsTimer: ReturnType<typeof setTimeout> | undefined;
  /** What each document was sent last. */
  const sent = new Map<string, string>();

  function tell(): void {
    isScheduled = false;
    const { pulls, refreshesDiagnostics } = client();
    if (!pulls) {
      for (const { uri } of open.all()) send(uri);
      return;
    }
    // An editor that pulls asks for the changed document by itself.
    const isConcerned = changedAlone === undefined || open.all().length > 1;
    if (refreshesDiagnostics && isConcerned)
      void background.run('Diagnostics', () => connection.languages.diagnostics.refresh());
  }

  function send(uri: string): void {
    const diagnostics = diagnosticsOf(uri);
    const version = open.get(uri)?.version ?? null;
    const content = `${version} ${JSON.stringify(diagnostics)}`;
    if (sent.get(uri) === content) return;
    sent.set(uri, content);
    const message = { uri, diagnostics, ...(version !== null && { version }) };
    void background.run(uri, () => connection.sendDiagnostics(message));
  }

  /** Tells what the editor shows of the ports, once nobody types any more, that they may have changed. */
  function refreshViews(): void {
    const { options, refreshesLenses, refreshesHints } = client();
    if (!options.views && !refreshesLenses && !refreshesHints) return;
    clearTimeout(viewsTimer);
    viewsTimer = setTimeout(() => void background.run('Views', tellViews), VIEWS_DELAY);
  }

  async function tellViews(): Promise<void> {
    await changes.rest();
    const { options, refreshesLenses, refreshesHints } = client();
    if (options.views) await connection.sendNotification('portolan/didChangePorts');
    // An editor that cannot do it now will ask by itself.
    const ignored = () => undefined;
    if (refreshesLenses) connection.sendRequest(CodeLensRefreshRequest.type).catch(ignored);
    if (refreshesHints) connection.languages.inlayHint.refresh().catch(ignored);
  }

  return {
    diagnostics(changed) {
      refreshViews();
      changedAlone = isScheduled && changedAlone !== changed ? undefined : changed;
      if (isScheduled) return;
      isScheduled = true;
      setTimeout(() => void background.run('Diagnostics', async () => tell()), 0);
    },
    async withdraw(uri) {
      sent.delete(uri);
      if (!client().pulls) await connection.sendDiagnostics({ uri, diagnostics: [] });
    },
  };
}
