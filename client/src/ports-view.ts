import * as vscode from 'vscode';
import type { PortRow, PortTable } from './messages';
import { reveal } from './places';
import type { Server } from './server';

interface ProjectNode {
  readonly kind: 'project';
  /** Of one project alone: the editor shows nothing at all where two are alike. */
  readonly id: string;
  readonly table: PortTable;
}

interface PortNode {
  readonly kind: 'port';
  readonly row: PortRow;
  readonly project: ProjectNode;
}

type Node = ProjectNode | PortNode;

/** Which ports are shown: those that hold a text, and of these perhaps only those in a conflict. */
interface Filter {
  readonly text: string;
  readonly areConflictsOnly: boolean;
}

/** More projects than this start folded. */
const MAX_UNFOLDED = 3;

/** The scheme by which the badges of rows are asked for. */
const BADGES = 'portolan-port';

const SHOWS_FILTER = 'portolan.isFiltered';

const SHOWS_CONFLICTS_ONLY = 'portolan.showsConflictsOnly';

/** The view "Port Map": by project, each host port, the service behind it, and what is wrong with it. */
export function registerPortsView(server: Server): vscode.Disposable {
  const changed = new vscode.EventEmitter<undefined>();
  let roots: readonly ProjectNode[] = [];
  /** Undefined where the server is to be asked again. */
  let loading: Promise<void> | undefined;
  /** Why the server gave nothing; what it said before is still shown. */
  let failure = '';
  /** As it was typed. */
  let text = '';
  let areConflictsOnly = false;
  const filterNow = (): Filter => ({ text, areConflictsOnly });

  const load = async (): Promise<void> => {
    try {
      roots = projectNodes(await server.request('portolan/tables', undefined));
      failure = '';
    } catch (error) {
      loading = undefined;
      failure = error instanceof Error ? error.message : String(error);
    }
  };

  const view = vscode.window.createTreeView<Node>('portolan.ports', {
    showCollapseAll: true,
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      async getChildren(node) {
        if (node) return [...childrenOf(node, filterNow())];
        loading ??= load();
        await loading;
        const shown = roots.filter(root => childrenOf(root, filterNow()).length > 0);
        view.message = failure || filterMessage(filterNow(), shown.length);
        return shown;
      },
      getTreeItem: node =>
        node.kind === 'port' ? portItem(node) : projectItem(node, filterNow(), roots.length > MAX_UNFOLDED),
    },
  });

  const refresh = (): void => {
    loading = undefined;
    if (view.visible) changed.fire(undefined);
  };
  const setFilter = async (typed: string): Promise<void> => {
    text = typed.trim();
    changed.fire(undefined);
    await vscode.commands.executeCommand('setContext', SHOWS_FILTER, text !== '');
  };
  const setConflictsOnly = async (areOnly: boolean): Promise<void> => {
    areConflictsOnly = areOnly;
    changed.fire(undefined);
    await vscode.commands.executeCommand('setContext', SHOWS_CONFLICTS_ONLY, areOnly);
    if (!view.visible) await vscode.commands.executeCommand('portolan.ports.focus');
  };

  return vscode.Disposable.from(
    changed,
    view,
    view.onDidChangeVisibility(({ visible }) => {
      if (visible && !loading) changed.fire(undefined);
    }),
    server.onDidChangePorts(refresh),
    vscode.window.registerFileDecorationProvider({ provideFileDecoration: uri => badgeOf(uri) }),
    vscode.commands.registerCommand('portolan.filterPorts', async () => {
      if (!view.visible) await vscode.commands.executeCommand('portolan.ports.focus');
      await filterWhileTyping(text, setFilter);
    }),
    vscode.commands.registerCommand('portolan.clearFilter', () => setFilter('')),
    vscode.commands.registerCommand('portolan.showConflictsOnly', () => setConflictsOnly(true)),
    vscode.commands.registerCommand('portolan.showAllPorts', () => setConflictsOnly(false)),
    vscode.commands.registerCommand('portolan.refreshPorts', refresh),
    onPort('revealPort', ({ location }) => reveal(location)),
    onPort('openPort', ({ url }) => openInBrowser(url)),
    onPort('copyPort', ({ port, target }) => vscode.env.clipboard.writeText(port ?? digitsOf(target))),
    onPort('renamePort', async ({ location }) => {
      await reveal(location);
      await vscode.commands.executeCommand('editor.action.rename');
    }),
    vscode.commands.registerCommand('portolan.copyTable', async () => {
      const { text } = await server.request('portolan/chart', { format: 'markdown' });
      // What is in the clipboard is worth more than nothing.
      if (text !== '') await vscode.env.clipboard.writeText(text);
      await vscode.window.showInformationMessage(
        text === ''
          ? vscode.l10n.t('No project here publishes a port.')
          : vscode.l10n.t('The table of ports is in the clipboard, as Markdown.'),
      );
    }),
  );
}

/** Filters with each letter; Enter keeps what is typed, Escape brings back what was there. */
function filterWhileTyping(before: string, filter: (text: string) => Promise<void>): Promise<void> {
  return new Promise(resolve => {
    const box = vscode.window.createInputBox();
    let isKept = false;
    box.title = vscode.l10n.t('Filter Ports');
    box.prompt = vscode.l10n.t('A port, a service, a project, or a part of its name');
    box.value = before;
    box.onDidChangeValue(filter);
    box.onDidAccept(() => {
      isKept = true;
      box.hide();
    });
    box.onDidHide(() => {
      box.dispose();
      resolve(filter(isKept ? box.value : before));
    });
    box.show();
  });
}

/** A command of rows: menus give it one; a key that somebody has bound gives it none. */
function onPort(name: string, act: (row: PortRow) => Thenable<unknown>): vscode.Disposable {
  return vscode.commands.registerCommand(`portolan.${name}`, async (node: Node | undefined) => {
    if (node?.kind === 'port') await act(node.row);
  });
}

/** Other extensions can call our commands too: what is no web page is not opened. */
async function openInBrowser(url = ''): Promise<void> {
  if (/^https?:\/\//.test(url)) await vscode.env.openExternal(vscode.Uri.parse(url, true));
}

/** `80` of `80/tcp`. */
function digitsOf(port: string): string {
  return port.replace(/\/.*/, '');
}

function projectNodes(tables: readonly PortTable[]): readonly ProjectNode[] {
  const timesSeen = new Map<string, number>();
  return tables.map(table => {
    // With COMPOSE_FILE the main file of two folders can be the same.
    const times = timesSeen.get(table.uri) ?? 0;
    timesSeen.set(table.uri, times + 1);
    return { kind: 'project', id: `${table.uri} ${times}`, table };
  });
}

function childrenOf(node: Node, { text: typed, areConflictsOnly }: Filter): readonly PortNode[] {
  if (node.kind === 'port') return [];
  const wanted = typed.toLowerCase();
  const isAll = node.table.name.toLowerCase().includes(wanted);
  const holds = (row: PortRow) =>
    [row.host, row.service, row.target, row.name].some(text => text?.toLowerCase().includes(wanted));
  return node.table.rows
    .filter(row => (isAll || holds(row)) && (!areConflictsOnly || row.isConflict))
    .map(row => ({ kind: 'port', row, project: node }));
}

function filterMessage({ text, areConflictsOnly }: Filter, projects: number): string {
  if (areConflictsOnly && projects === 0) return vscode.l10n.t('No port conflict is shown here.');
  if (text === '') return areConflictsOnly ? vscode.l10n.t('Only conflicts are shown.') : '';
  return projects === 0
    ? vscode.l10n.t('Nothing holds "{0}".', text)
    : vscode.l10n.t('Only what holds "{0}" is shown.', text);
}

/** The editor remembers by the ID what is unfolded. What was searched for is always: it has IDs of its own. */
function projectItem(node: ProjectNode, filter: Filter, areMany: boolean): vscode.TreeItem {
  const { Expanded, Collapsed } = vscode.TreeItemCollapsibleState;
  const ports = childrenOf(node, filter).length;
  const item = new vscode.TreeItem(
    node.table.name,
    areMany && filter.text === '' && !filter.areConflictsOnly ? Collapsed : Expanded,
  );
  item.id = `${node.id} ${filter.areConflictsOnly} ${filter.text}`;
  item.description = ports === 1 ? vscode.l10n.t('1 port') : vscode.l10n.t('{0} ports', ports);
  item.iconPath = new vscode.ThemeIcon('package');
  item.contextValue = 'project';
  return item;
}

function portItem(node: PortNode): vscode.TreeItem {
  const { row } = node;
  const item = new vscode.TreeItem(row.host);
  const target = row.name === undefined ? row.target : `${row.target} ${row.name}`;
  item.description = `→ ${row.service} → ${target}`;
  item.tooltip = [`${row.host} → ${row.service} → ${target}`, ...row.messages].join('\n');
  item.accessibilityInformation = { label: item.tooltip };
  item.iconPath = iconOf(row);
  item.contextValue = row.url === undefined ? 'port' : 'port web';
  if (row.messages.length > 0) item.resourceUri = badgeUri(row);
  item.command = { command: 'portolan.revealPort', title: vscode.l10n.t('Reveal'), arguments: [node] };
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

/** What the badge shows is in the URI itself, and nothing else: decorations are asked for by it alone. */
function badgeUri({ messages, severity }: PortRow): vscode.Uri {
  return vscode.Uri.from({ scheme: BADGES, path: '/', query: `${messages.length} ${severity}` });
}

function badgeOf({ scheme, query }: vscode.Uri): vscode.FileDecoration | undefined {
  const [count, severity] = query.split(' ');
  if (scheme !== BADGES || !count) return undefined;
  const color = severity === 'error' ? 'list.errorForeground' : 'list.warningForeground';
  const isGrave = severity === 'error' || severity === 'warning';
  // The editor takes no longer ones.
  const badge = count.length > 2 ? '9+' : count;
  return new vscode.FileDecoration(badge, undefined, isGrave ? new vscode.ThemeColor(color) : undefined);
}
