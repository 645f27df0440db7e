import * as vscode from 'vscode';
import type {
  Grouping,
  PortFilter,
  PortGroup,
  PortRow,
  PortsQuery,
} from '../../server/src/protocol/messages';
import { reveal } from './places';
import type { Server } from './server';

interface GroupNode {
  readonly kind: 'group';
  readonly group: PortGroup;
  readonly query: PortsQuery;
  readonly isOpen: boolean;
}

interface PortNode {
  readonly kind: 'port';
  readonly row: PortRow;
  readonly parent: GroupNode;
}

type Node = GroupNode | PortNode;

/** More groups than this start folded but for the active file's, for what is folded is not asked for; of those that were searched for, more. */
const MAX_UNFOLDED = 3;
const MAX_FOUND_UNFOLDED = 20;

/** The scheme by which the badges of rows are asked for. */
const BADGES = 'portolan-port';

const SHOWS_FILTER = 'portolan.isFiltered';

const SHOWS_CONFLICTS_ONLY = 'portolan.showsConflictsOnly';

/** Both the name of the context and of what is remembered. */
const GROUPS_BY_PORT = 'portolan.groupsByPort';

const FOUND_NOTHING = 'portolan.foundNothing';

/** The view "Port Map": each host port, the service behind it, and what is wrong with it, by project or by port. */
export function registerPortsView(context: vscode.ExtensionContext, server: Server): vscode.Disposable {
  const changed = new vscode.EventEmitter<undefined>();
  let groups: readonly PortGroup[] = [];
  let near: string | undefined;
  /** Whether something changed while the view could not be seen. */
  let isStale = false;
  /** As it was typed. */
  let text = '';
  let areConflictsOnly = false;
  let grouping: Grouping = context.workspaceState.get(GROUPS_BY_PORT) === true ? 'port' : 'project';
  void setContext(GROUPS_BY_PORT, grouping === 'port');

  /** The groups; those of before where the server gives none. */
  const load = async (query: PortsQuery): Promise<readonly GroupNode[]> => {
    try {
      const active = vscode.window.activeTextEditor?.document.uri.toString();
      const answer = await server.request('portolan/groups', { ...query, ...(active && { near: active }) });
      groups = answer.groups;
      near = answer.near;
      view.message = filterMessage(query.filter, groups.length);
      await setContext(FOUND_NOTHING, answer.isNothingRead);
    } catch (error) {
      view.message = error instanceof Error ? error.message : String(error);
    }
    const most = isFiltering(query.filter) ? MAX_FOUND_UNFOLDED : MAX_UNFOLDED;
    return groups.map(group => ({
      kind: 'group',
      group,
      query,
      isOpen: groups.length <= most || group.id === near,
    }));
  };
  const rowsOf = async (parent: GroupNode): Promise<readonly PortNode[]> => {
    const rows = await server.request('portolan/rows', { ...parent.query, group: parent.group.id });
    return rows.map(row => ({ kind: 'port', row, parent }));
  };

  const view = vscode.window.createTreeView<Node>('portolan.ports', {
    showCollapseAll: true,
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      async getChildren(node) {
        if (!node) return [...(await load({ grouping, filter: { text, areConflictsOnly } }))];
        return node.kind === 'group' ? [...(await rowsOf(node))] : [];
      },
      getTreeItem: node => (node.kind === 'port' ? portItem(node) : groupItem(node)),
    },
  });

  const refresh = (): void => {
    isStale = !view.visible;
    if (view.visible) changed.fire(undefined);
  };
  const setFilter = async (typed: string): Promise<void> => {
    text = typed.trim();
    changed.fire(undefined);
    await setContext(SHOWS_FILTER, text !== '');
  };
  const setConflictsOnly = async (areOnly: boolean): Promise<void> => {
    areConflictsOnly = areOnly;
    changed.fire(undefined);
    await setContext(SHOWS_CONFLICTS_ONLY, areOnly);
    if (!view.visible) await vscode.commands.executeCommand('portolan.ports.focus');
  };
  const setGrouping = async (by: Grouping): Promise<void> => {
    grouping = by;
    changed.fire(undefined);
    await setContext(GROUPS_BY_PORT, by === 'port');
    await context.workspaceState.update(GROUPS_BY_PORT, by === 'port');
    if (!view.visible) await vscode.commands.executeCommand('portolan.ports.focus');
  };
  const copyTable = async (project?: string): Promise<void> => {
    const { text: table } = await server.request('portolan/chart', {
      format: 'markdown',
      ...(project !== undefined && { project }),
    });
    // What is in the clipboard is worth more than nothing.
    if (table !== '') await vscode.env.clipboard.writeText(table);
    await vscode.window.showInformationMessage(
      table === ''
        ? vscode.l10n.t('No project here publishes a port.')
        : vscode.l10n.t('The table of ports is in the clipboard, as Markdown.'),
    );
  };

  return vscode.Disposable.from(
    changed,
    view,
    view.onDidChangeVisibility(({ visible }) => {
      if (visible && isStale) refresh();
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
    vscode.commands.registerCommand('portolan.groupByPort', () => setGrouping('port')),
    vscode.commands.registerCommand('portolan.groupByProject', () => setGrouping('project')),
    vscode.commands.registerCommand('portolan.refreshPorts', refresh),
    onPort('revealPort', ({ location }) => reveal(location)),
    onPort('openPort', ({ url }) => openInBrowser(url)),
    onPort('copyPort', ({ port, target }) => vscode.env.clipboard.writeText(port ?? digitsOf(target))),
    onPort('renamePort', async ({ location }) => {
      await reveal(location);
      await vscode.commands.executeCommand('editor.action.rename');
    }),
    onProject('openProject', async ({ uri = '' }) => {
      await vscode.window.showTextDocument(vscode.Uri.parse(uri, true));
    }),
    onProject('showInChart', ({ id }) => vscode.commands.executeCommand('portolan.showChart', id)),
    onProject('copyProject', ({ id }) => copyTable(id)),
    vscode.commands.registerCommand('portolan.copyTable', () => copyTable()),
  );
}

function setContext(key: string, value: boolean): Thenable<unknown> {
  return vscode.commands.executeCommand('setContext', key, value);
}

function isFiltering({ text, areConflictsOnly }: PortFilter): boolean {
  return text !== '' || areConflictsOnly;
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

/** A command of projects, likewise. */
function onProject(name: string, act: (project: PortGroup) => Thenable<unknown>): vscode.Disposable {
  return vscode.commands.registerCommand(`portolan.${name}`, async (node: Node | undefined) => {
    if (node?.kind === 'group' && node.group.uri !== undefined) await act(node.group);
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

function filterMessage({ text, areConflictsOnly }: PortFilter, groups: number): string {
  if (areConflictsOnly && groups === 0) return vscode.l10n.t('No port conflict is shown here.');
  if (text === '') return areConflictsOnly ? vscode.l10n.t('Only conflicts are shown.') : '';
  return groups === 0
    ? vscode.l10n.t('Nothing holds "{0}".', text)
    : vscode.l10n.t('Only what holds "{0}" is shown.', text);
}

/** The editor remembers by the ID what is unfolded. What was searched for is always: it has IDs of its own. */
function groupItem({ group, query, isOpen }: GroupNode): vscode.TreeItem {
  const { Expanded, Collapsed } = vscode.TreeItemCollapsibleState;
  const isProject = group.uri !== undefined;
  const item = new vscode.TreeItem(group.label, isOpen ? Expanded : Collapsed);
  item.id = `${group.id} ${query.filter.areConflictsOnly} ${query.filter.text}`;
  item.description = group.description;
  item.tooltip = `${group.name}\n${group.description}`;
  item.accessibilityInformation = { label: `${group.name}, ${group.description}` };
  item.iconPath = new vscode.ThemeIcon(isProject ? 'package' : group.isShared ? 'layers' : 'plug');
  item.contextValue = isProject ? 'project' : 'hostPort';
  return item;
}

/** Under its project a row begins with the host port; under that with its project. */
function portItem(node: PortNode): vscode.TreeItem {
  const { row, parent } = node;
  const target = row.name === undefined ? row.target : `${row.target} ${row.name}`;
  const isOfPort = parent.group.uri === undefined;
  const host = isOfPort && row.host !== parent.group.name ? `${row.host} ` : '';
  const item = new vscode.TreeItem(isOfPort ? row.projectLabel : row.host);
  item.description = `${host}→ ${row.service} → ${target}`;
  item.tooltip = [`${row.host} → ${row.service} → ${target}`, row.project, ...row.messages].join('\n');
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
