import * as vscode from 'vscode';
import type { PortKey, SearchResult } from './messages';
import type { Server } from './server';

/** The scheme of the pages that explain a port; each is named `Port 5432 tcp.md`, so that its tab reads well. */
const SCHEME = 'portolan';
const PAGE = /Port (\d+) (\w+)\.md$/;

type PortItem = vscode.QuickPickItem & { readonly key: PortKey };

/** `Portolan: Explain Port...`: search what is known about ports by number or name, and read it as a page. */
export function registerExplainPort(server: Server): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      provideTextDocumentContent: uri => pageText(server, uri),
    }),
    vscode.commands.registerCommand('portolan.explainPort', async () => {
      const chosen = await pickPort(server);
      if (chosen) await showPage(chosen);
    }),
  );
}

async function pageText(server: Server, uri: vscode.Uri): Promise<string | undefined> {
  const [, port, protocol] = PAGE.exec(uri.path) ?? [];
  if (port === undefined || protocol === undefined) return undefined;
  const { markdown } = await server.request('portolan/explain', { port: Number(port), protocol });
  return markdown;
}

async function showPage({ port, protocol }: PortKey): Promise<void> {
  const page = vscode.Uri.from({ scheme: SCHEME, path: `/Port ${port} ${protocol}.md` });
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
