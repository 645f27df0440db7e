import * as vscode from 'vscode';

/** The status bar's item: as many port conflicts as Problems lists; nothing where there are none. */
export function registerStatus(): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('portolan.conflicts', vscode.StatusBarAlignment.Left);
  item.name = vscode.l10n.t('Port Conflicts');
  item.backgroundColor = new vscode.ThemeColor('statusBarItem.warningBackground');
  // A file that is open alone has no view, but a chart.
  item.command = vscode.workspace.workspaceFolders ? 'portolan.ports.focus' : 'portolan.showChart';
  const countByUri = new Map<string, number>();
  const count = (uris: readonly vscode.Uri[]): void => {
    for (const uri of uris) {
      const conflicts = vscode.languages.getDiagnostics(uri).filter(isConflict).length;
      if (conflicts > 0) countByUri.set(uri.toString(), conflicts);
      else countByUri.delete(uri.toString());
    }
    const conflicts = [...countByUri.values()].reduce((sum, one) => sum + one, 0);
    item.text = `$(plug) ${conflicts}`;
    item.tooltip = tooltip(conflicts);
    item.accessibilityInformation = { label: tooltip(conflicts) };
    if (conflicts > 0) item.show();
    else item.hide();
  };
  return vscode.Disposable.from(
    item,
    vscode.languages.onDidChangeDiagnostics(({ uris }) => count(uris)),
  );
}

/** Problems lists more than conflicts, and the rule can be set to hints, which it leaves out. */
function isConflict({ source, code, severity }: vscode.Diagnostic): boolean {
  const rule = typeof code === 'object' ? code.value : code;
  return source === 'portolan' && rule === 'port-conflict' && severity <= vscode.DiagnosticSeverity.Warning;
}

function tooltip(conflicts: number): string {
  if (conflicts === 1) return vscode.l10n.t('1 port conflict: show the ports');
  return vscode.l10n.t('{0} port conflicts: show the ports', conflicts);
}
