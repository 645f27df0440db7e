import * as vscode from 'vscode';
import type { Location } from 'vscode-languageclient';
import type { ChartFormat } from './messages';
import { reveal } from './places';
import type { Server } from './server';

/** What the page says: `client/webview/chart.ts` is its other half. */
type PageMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'reveal'; readonly row: number }
  | { readonly kind: 'export'; readonly format: ChartFormat };

const EXPORTS: Readonly<Record<'svg' | 'mermaid', readonly string[]>> = {
  svg: ['svg'],
  mermaid: ['mmd', 'md'],
};

/** `Portolan: Show Chart`: the ports of the host, who holds them, and which collide, as a picture that is kept current. */
export function registerChart(context: vscode.ExtensionContext, server: Server): vscode.Disposable {
  let panel: vscode.WebviewPanel | undefined;
  let places: readonly Location[] = [];

  const draw = async (): Promise<void> => {
    if (!panel) return;
    const drawn = await server.request('portolan/chart', { format: 'svg' });
    places = drawn.places;
    await panel?.webview.postMessage({ svg: drawn.text });
  };
  const receive = async (message: PageMessage): Promise<void> => {
    if (message.kind === 'ready') return draw();
    if (message.kind === 'export') return exportChart(server, message.format);
    const place = places[message.row];
    if (place) await reveal(place);
  };

  return vscode.Disposable.from(
    server.onDidChangePorts(draw),
    vscode.commands.registerCommand('portolan.exportChart', () => exportChart(server, undefined)),
    vscode.commands.registerCommand('portolan.showChart', () => {
      if (panel) return panel.reveal();
      const root = vscode.Uri.joinPath(context.extensionUri, 'dist');
      panel = vscode.window.createWebviewPanel(
        'portolan.chart',
        vscode.l10n.t('Chart of Ports'),
        vscode.ViewColumn.Beside,
        {
          enableScripts: true,
          localResourceRoots: [root],
        },
      );
      panel.iconPath = vscode.Uri.joinPath(context.extensionUri, 'images', 'icon.png');
      panel.onDidDispose(() => {
        panel = undefined;
      });
      panel.webview.onDidReceiveMessage(receive);
      panel.webview.html = page(panel.webview, vscode.Uri.joinPath(root, 'chart.js'));
      return undefined;
    }),
    { dispose: () => panel?.dispose() },
  );
}

/** Saves the chart as a file, in the format asked for, or in one that is chosen. */
async function exportChart(server: Server, asked: ChartFormat | undefined): Promise<void> {
  const format =
    asked ??
    (await vscode.window.showQuickPick(['svg', 'mermaid'], { title: vscode.l10n.t('Export Chart') }));
  if (format !== 'svg' && format !== 'mermaid') return;
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const target = await vscode.window.showSaveDialog({
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder.uri, `ports.${EXPORTS[format][0]}`) }),
    filters: { [format === 'svg' ? 'SVG' : 'Mermaid']: [...EXPORTS[format]] },
  });
  if (!target) return;
  const { text } = await server.request('portolan/chart', { format });
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
}

/** Nothing from elsewhere is loaded, and no script runs but ours. */
function page(webview: vscode.Webview, script: vscode.Uri): string {
  const nonce = crypto.randomUUID();
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'; script-src ${webview.cspSource}`;
  const style = `
    body { padding: 0 12px; background: var(--vscode-editor-background); color: var(--vscode-foreground); font-family: var(--vscode-font-family); }
    button { color: var(--vscode-button-secondaryForeground); background: var(--vscode-button-secondaryBackground); border: 1px solid var(--vscode-contrastBorder, transparent); border-radius: 2px; padding: 4px 10px; margin-right: 6px; font: inherit; cursor: pointer; }
    button:hover { background: var(--vscode-button-secondaryHoverBackground); }
    button:focus-visible { outline: 1px solid var(--vscode-focusBorder); }
    header { padding: 12px 0; }
    svg { max-width: 100%; height: auto; }
    .row { cursor: pointer; }`;
  return `<!DOCTYPE html>
<html lang="${vscode.env.language}">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <title>${vscode.l10n.t('Chart of Ports')}</title>
  <style nonce="${nonce}">${style}</style>
</head>
<body>
  <header>
    <button type="button" data-format="svg">${vscode.l10n.t('Export as SVG')}</button>
    <button type="button" data-format="mermaid">${vscode.l10n.t('Export as Mermaid')}</button>
  </header>
  <main id="chart" data-nonce="${nonce}"></main>
  <script src="${webview.asWebviewUri(script)}"></script>
</body>
</html>`;
}
