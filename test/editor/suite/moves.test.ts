import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { open } from './editor';
import { restoreFilesAfterEach, uriOf } from './files';

describe('files and folders that are renamed in the editor', () => {
  restoreFilesAfterEach();

  it('take along the paths that lead to them, and back', async () => {
    const document = await open('shop/compose.yaml');
    const before = document.getText();
    await rename('shop/api', 'shop/server');
    assert.equal(document.getText(), before.replace('build: ./api', 'build: ./server'));
    await rename('shop/server', 'shop/api');
    assert.equal(document.getText(), before);
  });
});

async function rename(from: string, to: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.renameFile(uriOf(from), uriOf(to));
  assert(await vscode.workspace.applyEdit(edit));
}
