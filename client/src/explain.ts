import * as vscode from 'vscode';
import type { PortKey, SearchResult } from '../../server/src/protocol/messages';
import type { Server } from './server';

/** The scheme of the pages that explain a port; each is named `Port 5432 tcp.md`, so that its tab reads well. */
const SCHEME = 'portolan';
const PAGE = /Port (\d+) (\w+)\.md$/;

type PortItem = vscode.QuickPickItem & { readonly key: PortKey };

/**
 * `Portolan: Explain Port...`: search what is known about ports by number or name, and read it as a page. Given a port,
 * as by the link of a hover, it shows that page at once.
 */
export function registerExplainPort(server: Server): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  return vscode.Disposable.from(
    changed,
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      onDidChange: changed.event,
      provideTextDocumentContent: uri => pageText(server, uri),
    }),
    // A page says what the workspace does with the port.
    server.onDidChangePorts(() => {
      for (const { uri } of vscode.workspace.textDocuments) if (uri.scheme === SCHEME) changed.fire(uri);
    }),
    vscode.commands.registerCommand('portolan.explainPort', async (asked?: unknown) => {
      const chosen = isPortKey(asked) ? asked : await pickPort(server);
      if (chosen) await showPage(chosen);
    }),
  );
}

/** Whoever runs the command may give it anything. */
function isPortKey(value: unknown): value is PortKey {
  return (
    typeof value === 'object' &&
    value !== null &&
    'port' in value &&
    typeof value.port === 'number' &&
    'protocol' in value &&
    typeof value.protocol === 'string' &&
    PAGE.test(pagePath({ port: value.port, protocol: value.protocol }))
  );
}

function pagePath({ port, protocol }: PortKey): string {
  return `/Port ${port} ${protocol}.md`;
}

async function pageText(server: Server, uri: vscode.Uri): Promise<string | undefined> {
  const [, port, protocol] = PAGE.exec(uri.path) ?? [];
  if (port === undefined || protocol === undefined) return undefined;
  const { markdown } = await server.request('portolan/explain', { port: Number(port), protocol });
  return markdown;
}

async function showPage(key: PortKey): Promise<void> {
  const page = vscode.Uri.from({ scheme: SCHEME, path: pagePath(key) });
  await vscode.commands.executeCommand('markdown.showPreview', page);
}

function pickPort(server: Server): Promise<PortKey | undefined> {
  const picker = vscode.window.createQuickPick<PortItem>();
  picker.title = vscode.l10n.t('Explain Port');
  picker.placeholder = vscode.l10n.t('A port number or the name of a service, such as 5432 or postgres');
  picker.value = numberAtCursor();

  let latest = new vscode.CancellationTokenSource();
  const refresh = async (text: string): Promise<void> => {
    latest.cancel();
    latest = new vscode.CancellationTokenSource();
    const { token } = latest;
    picker.busy = true;
    const found = await server.request('portolan/search', { text }, token).catch(() => []);
    if (token.isCancellationRequested) return;
    picker.items = found.map(toItem);
    picker.busy = false;
  };

  return new Promise(resolve => {
    picker.onDidChangeValue(refresh);
    picker.onDidAccept(() => {
      const [chosen] = picker.selectedItems;
      if (!chosen) return;
      resolve(chosen.key);
      picker.hide();
    });
    picker.onDidHide(() => {
      latest.cancel();
      resolve(undefined);
      picker.dispose();
    });
    picker.show();
    void refresh(picker.value);
  });
}

/** The server has chosen what fits the text, so the picker is not to filter again. */
function toItem({ port, protocol, label, description, detail }: SearchResult): PortItem {
  return {
    label,
    ...(description && { description }),
    ...(detail && { detail }),
    alwaysShow: true,
    key: { port, protocol },
  };
}

/** A number under the cursor is most likely the port in question. */
export function numberAtCursor(): string {
  const editor = vscode.window.activeTextEditor;
  const range = editor?.document.getWordRangeAtPosition(editor.selection.active, /\d+/);
  const digits = range && editor?.document.getText(range);
  return digits && digits.length <= 5 ? digits : '';
}
