import * as vscode from 'vscode';
import type { FileAnswer, FolderEntry } from '../../server/src/protocol/messages';
import type { Answers } from './server';

/** In bytes; the server has the same limit for what it reads itself. */
const MAX_FILE_SIZE = 1024 * 1024;

/** Reads files for the server through the editor's file system: in a browser, and in virtual workspaces. */
export const fileAnswers: Answers = {
  'portolan/readFile': ({ uri }) => read(vscode.Uri.parse(uri, true)),
  'portolan/listFolder': ({ uri }) => list(vscode.Uri.parse(uri, true)),
};

async function read(uri: vscode.Uri): Promise<FileAnswer> {
  try {
    const { type, size } = await vscode.workspace.fs.stat(uri);
    // Where a link leads to nobody can say here, and it might be out of the workspace.
    if (type !== vscode.FileType.File) return unreadable(vscode.l10n.t('it is not a plain file'));
    if (size > MAX_FILE_SIZE)
      return unreadable(vscode.l10n.t('it is larger than {0} KB, the most that Portolan reads', 1024));
    return decode(await vscode.workspace.fs.readFile(uri));
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound')
      return { refusal: { kind: 'missing' } };
    return unreadable(error instanceof Error ? error.message : String(error));
  }
}

function decode(bytes: Uint8Array): FileAnswer {
  if (bytes.subarray(0, 8000).includes(0)) return unreadable(vscode.l10n.t('it is not text'));
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return unreadable(vscode.l10n.t('it is not UTF-8'));
  }
}

function unreadable(reason: string): FileAnswer {
  return { refusal: { kind: 'unreadable', reason } };
}

async function list(folder: vscode.Uri): Promise<readonly FolderEntry[]> {
  const entries = await vscode.workspace.fs.readDirectory(folder);
  return entries.flatMap(([name, type]): readonly FolderEntry[] => {
    if (type === vscode.FileType.File) return [{ name, kind: 'file' }];
    return type === vscode.FileType.Directory ? [{ name, kind: 'folder' }] : [];
  });
}
