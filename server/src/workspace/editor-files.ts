import type { Files, FolderEntry, Refusal } from './files';

/** What the editor answers about a file. */
export type EditorAnswer = { readonly text: string } | { readonly refusal: Refusal };

/** How the editor is asked: `portolan/readFile` and `portolan/listFolder`, each with a URI. */
export interface EditorQuestions {
  readFile(uri: string): Promise<EditorAnswer>;
  listFolder(uri: string): Promise<readonly FolderEntry[]>;
}

/** Files that only the editor reaches: in a browser, or of a virtual workspace. It keeps to the same limits. */
export function editorFiles(folders: () => readonly string[], ask: EditorQuestions): Files {
  return {
    async read(uri) {
      if (!folders().some(folder => uri.startsWith(folder))) return { kind: 'outside' };
      const answer = await ask.readFile(uri).catch(() => undefined);
      if (!answer) return { kind: 'missing' };
      return 'text' in answer ? answer.text : answer.refusal;
    },
    list: folder => ask.listFolder(folder).catch(() => []),
  };
}

/** Files on disk through the one, all others through the other. */
export function filesByScheme(onDisk: Files, inEditor: Files): Files {
  const filesOf = (uri: string) => (uri.startsWith('file:') ? onDisk : inEditor);
  return { ...onDisk, read: uri => filesOf(uri).read(uri), list: folder => filesOf(folder).list(folder) };
}
