import * as vscode from 'vscode';
import type { Location } from 'vscode-languageclient';
import type { ChartFormat, ChartQuery, PortFilter } from '../../server/src/protocol/messages';
import { reveal } from './places';
import type { Server } from './server';

/** What the page shows: one project, or all of them (''), as far as a filter lets them through. */
interface Choice {
  /** None where it is left to the file that is being edited. */
  readonly project?: string;
  readonly filter: PortFilter;
}

/** What the page says: `client/webview/chart.ts` is its other half. */
type PageMessage =
  /** There is a page, or its width is another, in units of the picture. */
  | { readonly kind: 'size'; readonly width: number }
  | { readonly kind: 'choose'; readonly choice: Choice }
  | { readonly kind: 'reveal'; readonly row: number }
  | { readonly kind: 'export'; readonly format: ChartFormat };

const EXPORTS: Readonly<Record<'svg' | 'mermaid', readonly string[]>> = {
  svg: ['svg'],
  mermaid: ['mmd', 'md'],
};

/** The kind of the panel, by which the editor asks for it again. */
const CHART = 'portolan.chart';

const EVERYTHING: Choice = { filter: { text: '', areConflictsOnly: false } };

const NAMES = { svg: 'SVG', mermaid: 'Mermaid' } as const;

/** `Portolan: Show Chart`: the ports of the host, who holds them, and which collide, as a picture that is kept current. */
export function registerChart(context: vscode.ExtensionContext, server: Server): vscode.Disposable {
  let panel: vscode.WebviewPanel | undefined;
  let places: readonly Location[] = [];
  let choice = EVERYTHING;
  let width = 0;
  /** The file that is being edited when the chart is opened: in the chart none is. */
  let near = '';

  const draw = oneAtATime(async () => {
    if (!panel) return;
    // A server that has gone leaves the picture as it is: what comes back draws it again.
    const asked = choice;
    const drawn = await server
      .request('portolan/chart', { format: 'svg', near, width, ...asked })
      .catch(() => undefined);
    // What was chosen meanwhile is drawn next.
    if (!drawn || choice !== asked) return;
    places = drawn.places;
    choice = { ...choice, project: drawn.project };
    await panel?.webview.postMessage({ svg: drawn.text, projects: drawn.projects, choice });
  });
  const receive = async (message: PageMessage): Promise<void> => {
    if (message.kind === 'size') {
      width = message.width;
      return draw();
    }
    if (message.kind === 'choose') {
      choice = message.choice;
      return draw();
    }
    if (message.kind === 'export') return exportChart(server, message.format, choice);
    const place = places[message.row];
    if (place) await reveal(place);
  };
  const root = vscode.Uri.joinPath(context.extensionUri, 'dist');
  const fill = (empty: vscode.WebviewPanel): void => {
    panel = empty;
    empty.webview.options = { enableScripts: true, localResourceRoots: [root] };
    empty.iconPath = vscode.Uri.joinPath(context.extensionUri, 'images', 'icon.png');
    empty.onDidDispose(() => {
      panel = undefined;
    });
    empty.webview.onDidReceiveMessage((message: PageMessage) => receive(message).catch(tell));
    empty.webview.html = page(empty.webview, vscode.Uri.joinPath(root, 'chart.js'));
  };

  return vscode.Disposable.from(
    // A page that is hidden is gone; shown again, it asks for its picture itself.
    server.onDidChangePorts(() => (panel?.visible ? draw() : undefined)),
    vscode.commands.registerCommand('portolan.exportChart', () => exportChart(server, undefined, {})),
    vscode.commands.registerCommand('portolan.showChart', async (project?: unknown) => {
      if (typeof project === 'string') choice = { ...EVERYTHING, project };
      else if (!panel) choice = EVERYTHING;
      near = activeFile() ?? near;
      if (panel) panel.reveal();
      else fill(createPanel());
      await draw();
    }),
    // After a reload of the window the editor brings back its tabs, and has them filled.
    vscode.window.registerWebviewPanelSerializer(CHART, {
      async deserializeWebviewPanel(restored: vscode.WebviewPanel, state: unknown) {
        // A chart that was asked for meanwhile stays the only one.
        if (panel) restored.dispose();
        else {
          if (isChoice(state)) choice = state;
          near = activeFile() ?? near;
          fill(restored);
        }
      },
    }),
    { dispose: () => panel?.dispose() },
  );
}

/** What the page kept may be that of another version. */
function isChoice(state: unknown): state is Choice {
  if (typeof state !== 'object' || state === null || !('filter' in state)) return false;
  const { filter } = state;
  if (typeof filter !== 'object' || filter === null || !('text' in filter)) return false;
  return typeof filter.text === 'string' && (!('project' in state) || typeof state.project === 'string');
}

function activeFile(): string | undefined {
  return (vscode.window.activeTextEditor ?? vscode.window.visibleTextEditors[0])?.document.uri.toString();
}

function createPanel(): vscode.WebviewPanel {
  return vscode.window.createWebviewPanel(CHART, vscode.l10n.t('Chart of Ports'), vscode.ViewColumn.Beside);
}

/** Does the work once more for calls that come while it is at work: once for all of them. */
function oneAtATime(work: () => Promise<void>): () => Promise<void> {
  let last = Promise.resolve();
  let isWaiting = false;
  return () => {
    if (isWaiting) return last;
    isWaiting = true;
    last = last.then(() => {
      isWaiting = false;
      return work();
    });
    return last;
  };
}

/** The editor shows what is wrong with commands, but not with what a page asked for. */
function tell(error: unknown): void {
  void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
}

/** Saves the chart as a file, in the format asked for, or in one that is chosen. */
async function exportChart(
  server: Server,
  asked: ChartFormat | undefined,
  wanted: ChartQuery,
): Promise<void> {
  const format = asked ?? (await pickFormat());
  if (format !== 'svg' && format !== 'mermaid') return;
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const target = await vscode.window.showSaveDialog({
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder.uri, `ports.${EXPORTS[format][0]}`) }),
    filters: { [NAMES[format]]: [...EXPORTS[format]] },
  });
  if (!target) return;
  const { text } = await server.request('portolan/chart', { format, ...wanted });
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
}

async function pickFormat(): Promise<ChartFormat | undefined> {
  const formats = (['svg', 'mermaid'] as const).map(format => ({ label: NAMES[format], format }));
  const chosen = await vscode.window.showQuickPick(formats, { title: vscode.l10n.t('Export Chart') });
  return chosen?.format;
}

/** Nothing from elsewhere is loaded, and no script runs but ours: what lends its style to the picture lets none run. */
function page(webview: vscode.Webview, script: vscode.Uri): string {
  const nonce = crypto.randomUUID();
  const scriptNonce = crypto.randomUUID();
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${scriptNonce}'`;
  const style = `
    body { padding: 0 12px; background: var(--vscode-editor-background); color: var(--vscode-foreground); font-family: var(--vscode-font-family); font-size: max(var(--vscode-font-size), var(--vscode-editor-font-size)); }
    button { color: var(--vscode-button-secondaryForeground); background: var(--vscode-button-secondaryBackground); border: 1px solid var(--vscode-button-secondaryBorder, var(--vscode-button-border, var(--vscode-contrastBorder, transparent))); border-radius: 2px; padding: 4px 10px; font: inherit; cursor: pointer; }
    button:hover { background: var(--vscode-button-secondaryHoverBackground); }
    select, input[type="search"] { color: var(--vscode-input-foreground); background: var(--vscode-input-background); border: 1px solid var(--vscode-input-border, var(--vscode-contrastBorder, transparent)); border-radius: 2px; padding: 3px 6px; font: inherit; }
    select { color: var(--vscode-dropdown-foreground); background: var(--vscode-dropdown-background); border-color: var(--vscode-dropdown-border, transparent); max-width: 20em; }
    input::placeholder { color: var(--vscode-input-placeholderForeground); }
    input[type="checkbox"] { accent-color: var(--vscode-button-background); }
    label { display: inline-flex; align-items: center; gap: 4px; }
    :is(button, select, input):focus-visible { outline: 1px solid var(--vscode-focusBorder); }
    header { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; align-items: center; gap: 6px 8px; padding: 12px 0; background: var(--vscode-editor-background); }
    .exports { display: flex; flex-wrap: wrap; gap: 6px 8px; }
    main { overflow-x: auto; }
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
    <select id="project" aria-label="${vscode.l10n.t('Project')}" data-all="${vscode.l10n.t('All projects')}"></select>
    <input id="filter" type="search" placeholder="${vscode.l10n.t('Filter')}" aria-label="${vscode.l10n.t('Filter Ports')}" title="${vscode.l10n.t('A port, a service, a project, or a part of its name')}">
    <label><input id="conflicts" type="checkbox">${vscode.l10n.t('Conflicts only')}</label>
    <span class="exports">
      <button type="button" data-format="svg">${vscode.l10n.t('Export as SVG')}</button>
      <button type="button" data-format="mermaid">${vscode.l10n.t('Export as Mermaid')}</button>
    </span>
  </header>
  <main id="chart" data-nonce="${nonce}"></main>
  <script nonce="${scriptNonce}" src="${webview.asWebviewUri(script)}"></script>
</body>
</html>`;
}
