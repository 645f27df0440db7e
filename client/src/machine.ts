import * as vscode from 'vscode';
import type { Server } from './server';

const SETTING = 'portolan.machine.enabled';

/** Remote places that are containers themselves: Docker publishes its ports elsewhere than there. */
const CONTAINERS = new Set(['dev-container', 'attached-container', 'codespaces', 'k8s-container']);

/** Whether the server may look which programs of this machine listen: in trusted workspaces on a disk of it. */
export function mayLook(): boolean {
  const isOn = vscode.workspace.getConfiguration().get(SETTING, true);
  const isOnDisk = vscode.workspace.workspaceFolders?.some(({ uri }) => uri.scheme === 'file') ?? false;
  const isHere = isOnDisk && !CONTAINERS.has(vscode.env.remoteName ?? '');
  return isOn && isHere && vscode.workspace.isTrusted;
}

/** Has the server look again whenever somebody comes back to the editor, and by command. It does so itself on save. */
export function watchMachine(server: Server): vscode.Disposable {
  const tell = (isAsked: boolean): Promise<void> =>
    server.notify('portolan/lookAtMachine', { may: mayLook(), isAsked });
  return vscode.Disposable.from(
    vscode.window.onDidChangeWindowState(({ focused }) => (focused && mayLook() ? tell(false) : undefined)),
    vscode.workspace.onDidGrantWorkspaceTrust(() => tell(true)),
    vscode.workspace.onDidChangeConfiguration(change =>
      change.affectsConfiguration(SETTING) ? tell(true) : undefined,
    ),
    vscode.commands.registerCommand('portolan.lookAtMachine', async () => {
      if (mayLook()) return tell(true);
      await vscode.window.showInformationMessage(
        vscode.l10n.t(
          'Portolan looks for ports in use only in trusted workspaces on this machine, where the setting {0} is on.',
          SETTING,
        ),
      );
    }),
  );
}
