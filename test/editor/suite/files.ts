import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { revertAll } from './editor';

/** The workspace's files on disk, which other programs change without asking the editor. */

export function uriOf(file: string): vscode.Uri {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert(folder, 'the tests need a workspace folder');
  return vscode.Uri.joinPath(folder.uri, file);
}

export const read = (file: string): string => readFileSync(uriOf(file).fsPath, 'utf8');

export const write = (file: string, text: string): void => writeFileSync(uriOf(file).fsPath, text);

export const remove = (file: string): void => rmSync(uriOf(file).fsPath);

/** A text with one word replaced, which must stand in it as often as said. */
export function replaced(text: string, word: string, by: string, times = 1): string {
  const parts = text.split(word);
  assert.equal(parts.length - 1, times, `how often ${word} stands in:\n${text}`);
  return parts.join(by);
}

/** Gives every file back, after each test, what it held before. */
export function restoreFilesAfterEach(): void {
  let before = new Map<string, string>();
  beforeEach(() => {
    before = filesOnDisk();
  });
  afterEach(async () => {
    await revertAll();
    const now = filesOnDisk();
    for (const file of now.keys()) if (!before.has(file)) rmSync(file);
    for (const [file, text] of before) if (now.get(file) !== text) await restore(file, text);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });
}

/** Through the editor, so that whoever asks next hears of it first. */
async function restore(file: string, text: string): Promise<void> {
  const known = vscode.workspace.textDocuments.find(({ uri }) => uri.fsPath === file);
  if (!known) return writeFileSync(file, text);
  const edit = new vscode.WorkspaceEdit();
  edit.replace(known.uri, known.validateRange(new vscode.Range(0, 0, known.lineCount, 0)), text);
  assert(await vscode.workspace.applyEdit(edit));
  assert(await known.save());
}

function filesOnDisk(): Map<string, string> {
  const root = uriOf('').fsPath;
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' })

    .map(file => path.join(root, file))
    .filter(file => statSync(file).isFile());
  return new Map(files.map(file => [file, readFileSync(file, 'utf8')]));
}
