import * as vscode from 'vscode';
import type { Server } from './server';

/** The status bar's item: how many collisions there are; nothing where there are none. */
export function registerStatus({ onDidChangePorts }: Server): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('portolan.conflicts', vscode.StatusBarAlignment.Left);
  item.name = vscode.l10n.t('Port Conflicts');
  item.backgroundColor = new vscode.ThemeColor('statusBarItem.warningBackground');
  // A file that is open alone has no view, but a chart.
  item.command = vscode.workspace.workspaceFolders ? 'portolan.ports.focus' : 'portolan.showChart';
  item.backgroundColor = new vscode.ThemeColor('statusBarItem.warningBackground');
  return vscode.Disposable.from(
    item,
    onDidChangePorts(({ conflicts }) => {
      item.text = `$(plug) ${conflicts}`;
      item.tooltip = tooltip(conflicts);
      item.accessibilityInformation = { label: tooltip(conflicts) };
      if (conflicts > 0) item.show();
      else item.hide();
    }),
  );
}

function tooltip(conflicts: number): string {
  if (conflicts === 1) return vscode.l10n.t('1 port conflict: show the ports');
  return vscode.l10n.t('{0} port conflicts: show the ports', conflicts);
}
