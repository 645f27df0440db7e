import * as vscode from 'vscode';

/**
 * `Portolan: Move Port...`: asks for the number that the port at the cursor is to have, and moves it with everything
 * that names it. It is the editor's own rename, under the name by which people look for it.
 */
export function registerMovePort(): vscode.Disposable {
  return vscode.commands.registerCommand('portolan.movePort', () =>
    vscode.commands.executeCommand('editor.action.rename'),
  );
}
