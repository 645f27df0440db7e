import * as vscode from 'vscode';
import type { PortRow, PortTable } from './messages';
import { reveal } from './places';
import type { Server } from './server';

type Node =
  | { readonly kind: 'project'; readonly table: PortTable }
  | { readonly kind: 'port'; readonly row: PortRow; readonly project: Node };

/** More projects than this start folded. */
const MAX_UNFOLDED = 3;

/** The scheme by which the badges of rows are asked for. */
const BADGES = 'portolan-port';

const SHOWS_FILTER = 'portolan.isFiltered';

/** The view "Ports": by project, each host port, the service behind it, and what is wrong with it. */
export function registerPortsView(server: Server): vscode.Disposable {
  const changed = new vscode.EventEmitter<undefined>();
  let roots: readonly Node[] = [];
  let isStale = true;
  let filter = '';

  const view = vscode.window.createTreeView<Node>('portolan.ports', {
    showCollapseAll: true,
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      async getChildren(node) {
        if (node) return [...childrenOf(node, filter)];
        if (isStale) {
          isStale = false;
          roots = (await server.request('portolan/tables', undefined)).map(table => ({
            kind: 'project',
            table,
          }));
        }
        return roots.filter(root => childrenOf(root, filter).length > 0);
      },
      getParent: node => (node.kind === 'port' ? node.project : undefined),
      getTreeItem: node =>
        node.kind === 'port' ? portItem(node.row) : projectItem(node.table, roots.length),
    },
  });

  const refresh = (): void => {
    isStale = true;
    if (view.visible) changed.fire(undefined);
  };
  const setFilter = async (text: string): Promise<void> => {
    filter = text.trim().toLowerCase();
    view.message = filter === '' ? '' : vscode.l10n.t('Only what holds "{0}" is shown.', text.trim());
    await vscode.commands.executeCommand('setContext', SHOWS_FILTER, filter !== '');
    changed.fire(undefined);
  };

  return vscode.Disposable.from(
    changed,
    view,
    view.onDidChangeVisibility(({ visible }) => {
      if (visible && isStale) changed.fire(undefined);
    }),
    server.onDidChangePorts(refresh),
    vscode.window.registerFileDecorationProvider({ provideFileDecoration: uri => badgeOf(uri) }),
    vscode.commands.registerCommand('portolan.filterPorts', async () => {
      const text = await vscode.window.showInputBox({
        title: vscode.l10n.t('Filter Ports'),
        prompt: vscode.l10n.t('A port, a service, a project, or a part of its name'),
        value: filter,
      });
      if (text !== undefined) await setFilter(text);
    }),
    vscode.commands.registerCommand('portolan.clearFilter', () => setFilter('')),
    vscode.commands.registerCommand('portolan.refreshPorts', () => {
      isStale = true;
      changed.fire(undefined);
    }),
    vscode.commands.registerCommand('portolan.revealPort', (node: Node) =>
      node.kind === 'port' ? reveal(node.row.location) : undefined,
    ),
    vscode.commands.registerCommand('portolan.openPort', (node: Node) =>
      node.kind === 'port' && node.row.url !== undefined
        ? vscode.env.openExternal(vscode.Uri.parse(node.row.url, true))
        : undefined,
    ),
    vscode.commands.registerCommand('portolan.copyPort', (node: Node) =>
      node.kind === 'port' ? vscode.env.clipboard.writeText(node.row.port ?? node.row.target) : undefined,
    ),
    vscode.commands.registerCommand('portolan.renamePort', async (node: Node) => {
      if (node.kind !== 'port') return;
      await reveal(node.row.location);
      await vscode.commands.executeCommand('editor.action.rename');
    }),
    vscode.commands.registerCommand('portolan.copyTable', async () => {
      const { text } = await server.request('portolan/chart', { format: 'markdown' });
      await vscode.env.clipboard.writeText(text);
      await vscode.window.showInformationMessage(
        text === ''
          ? vscode.l10n.t('No project here publishes a port.')
          : vscode.l10n.t('The table of ports is in the clipboard, as Markdown.'),
      );
    }),
  );
}

function childrenOf(node: Node, filter: string): readonly Node[] {
  if (node.kind === 'port') return [];
  const { name, rows } = node.table;
  const isAll = filter === '' || name.toLowerCase().includes(filter);
  const holds = (row: PortRow) =>
    [row.host, row.service, row.target, row.name].some(text => text?.toLowerCase().includes(filter));
  return rows.filter(row => isAll || holds(row)).map(row => ({ kind: 'port', row, project: node }));
}

function projectItem({ name, uri, rows }: PortTable, projects: number): vscode.TreeItem {
  const { Expanded, Collapsed } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(name, projects > MAX_UNFOLDED ? Collapsed : Expanded);
  item.id = uri;
  item.description = rows.length === 1 ? vscode.l10n.t('1 port') : vscode.l10n.t('{0} ports', rows.length);
  item.iconPath = new vscode.ThemeIcon('package');
  item.contextValue = 'project';
  return item;
}

function portItem(row: PortRow): vscode.TreeItem {
  const item = new vscode.TreeItem(row.host);
  const target = row.name === undefined ? row.target : `${row.target} ${row.name}`;
  item.description = `→ ${row.service} → ${target}`;
  item.tooltip = [`${row.host} → ${row.service} → ${target}`, ...row.messages].join('\n');
  item.accessibilityInformation = { label: item.tooltip };
  item.iconPath = iconOf(row);
  item.contextValue = row.url === undefined ? 'port' : 'port web';
  item.resourceUri = badgeUri(row);
  item.command = {
    command: 'portolan.revealPort',
    title: vscode.l10n.t('Reveal'),
    arguments: [{ kind: 'port', row }],
  };
  return item;
}

function iconOf({ severity }: PortRow): vscode.ThemeIcon {
  switch (severity) {
    case 'error':
      return new vscode.ThemeIcon('error', new vscode.ThemeColor('problemsErrorIcon.foreground'));
    case 'warning':
      return new vscode.ThemeIcon('warning', new vscode.ThemeColor('problemsWarningIcon.foreground'));
    case 'information':
      return new vscode.ThemeIcon('info', new vscode.ThemeColor('problemsInfoIcon.foreground'));
    default:
      return new vscode.ThemeIcon('plug');
  }
}

/** What the badge needs to know is in the URI itself: decorations are asked for by it alone. */
function badgeUri({ location, service, target, messages, severity }: PortRow): vscode.Uri {
  const { line, character } = location.range.start;
  return vscode.Uri.from({
    scheme: BADGES,
    path: `/${service}/${target}/${line}/${character}`,
    query: messages.length === 0 ? '' : `${messages.length} ${severity}`,
  });
}

function badgeOf({ scheme, query }: vscode.Uri): vscode.FileDecoration | undefined {
  const [count, severity] = query.split(' ');
  if (scheme !== BADGES || !count) return undefined;
  const color = severity === 'error' ? 'list.errorForeground' : 'list.warningForeground';
  const isGrave = severity === 'error' || severity === 'warning';
  return new vscode.FileDecoration(count, undefined, isGrave ? new vscode.ThemeColor(color) : undefined);
}
