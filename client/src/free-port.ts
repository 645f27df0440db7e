import * as vscode from 'vscode';
import { numberAtCursor } from './explain';
import type { Server } from './server';

const MAX_PORT = 65535;

/** `Portolan: Find Free Port...`: the next port that no project here publishes, for the clipboard or the editor. */
export function registerFreePort(server: Server): vscode.Disposable {
  return vscode.commands.registerCommand('portolan.findFreePort', async () => {
    const near = await vscode.window.showInputBox({
      title: vscode.l10n.t('Find Free Port'),
      prompt: vscode.l10n.t('The port to start from: the next one that nothing here publishes is found.'),
      value: numberAtCursor() || '8080',
      validateInput: text =>
        isPort(text) ? undefined : vscode.l10n.t('A port is a number from 0 to 65535.'),
    });
    if (near === undefined) return;
    const uri = vscode.window.activeTextEditor?.document.uri.toString();
    const { port } = await server.request('portolan/freePort', {
      near: Number(near),
      ...(uri !== undefined && { uri }),
    });
    if (port === undefined) {
      await vscode.window.showInformationMessage(vscode.l10n.t('No port is free.'));
      return;
    }
    await vscode.env.clipboard.writeText(String(port));
    await offerToInsert(port);
  });
}

async function offerToInsert(port: number): Promise<void> {
  const insert = vscode.l10n.t('Insert');
  const message = vscode.l10n.t('Port {0} is free. It is in the clipboard.', port);
  const choices = vscode.window.activeTextEditor ? [insert] : [];
  const chosen = await vscode.window.showInformationMessage(message, ...choices);
  // The message stays for a while: the editor of before may be closed by now.
  const editor = vscode.window.activeTextEditor;
  if (chosen === insert)
    await editor?.edit(edit => {
      for (const selection of editor.selections) edit.replace(selection, String(port));
    });
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) <= MAX_PORT;
}
