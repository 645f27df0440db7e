import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';

/** What the tests do with the editor, in the words of a person who uses it. */

const PATIENCE = 8_000;

/** The extension's client, once its server runs. */
export async function running(): Promise<LanguageClient> {
  const extension = vscode.extensions.getExtension<{ client: Promise<LanguageClient> }>('portolan.portolan');
  assert(extension, 'the extension is installed');
  const client = await (await extension.activate()).client;
  // It starts by itself; this waits until it has.
  await client.start();
  return client;
}

export async function open(file: string): Promise<vscode.TextDocument> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert(folder, 'the tests need a workspace folder');
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, file));
  await vscode.window.showTextDocument(document);
  return document;
}

/** Throws away what a test has changed but not saved. */
export async function revertAll(): Promise<void> {
  for (const document of vscode.workspace.textDocuments) {
    if (!document.isDirty) continue;
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

/** Where `digits` stand within `context`, a piece of text that occurs once. */
export function rangeOf(document: vscode.TextDocument, context: string, digits: string): vscode.Range {
  const text = document.getText();
  const start = text.indexOf(context);
  assert(start >= 0 && text.indexOf(context, start + 1) < 0, `${context} must occur once`);
  const offset = start + context.indexOf(digits);
  return new vscode.Range(document.positionAt(offset), document.positionAt(offset + digits.length));
}

export async function hoverText(document: vscode.TextDocument, position: vscode.Position): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    position,
  );
  const parts = hovers.flatMap(hover => hover.contents);
  return parts.map(part => (typeof part === 'string' ? part : part.value)).join('\n');
}

/** The findings for a document, as soon as they fulfil the condition. */
export function findings(
  document: vscode.TextDocument,
  condition: (found: readonly vscode.Diagnostic[]) => boolean,
): Promise<readonly vscode.Diagnostic[]> {
  const current = (): vscode.Diagnostic[] =>
    vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === 'portolan');
  return eventually(
    vscode.languages.onDidChangeDiagnostics,
    () => (condition(current()) ? current() : undefined),
    () =>
      `findings: ${
        current()
          .map(one => `${ruleOf(one)}: ${one.message}`)
          .join('; ') || 'none'
      }`,
  );
}

export const ruleOf = ({ code }: vscode.Diagnostic): string =>
  String(typeof code === 'object' ? code.value : code);

/** The code actions of a kind for a range. The editor gives a request up when the text or the findings change meanwhile; it is asked again. */
export async function actions(
  document: vscode.TextDocument,
  range: vscode.Range,
  kind: vscode.CodeActionKind,
): Promise<vscode.CodeAction[]> {
  for (;;) {
    try {
      return await vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        document.uri,
        range,
        kind.value,
      );
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('Canceled'))) throw error;
    }
  }
}

export async function apply(action: vscode.CodeAction): Promise<void> {
  assert(action.edit, `${action.title} must bring its edit`);
  assert(await vscode.workspace.applyEdit(action.edit), `${action.title} must apply`);
}

/** Asks again after each event until there is an answer; tells how things stand when none comes. */
export function eventually<T, E>(
  event: vscode.Event<E>,
  answer: () => T | undefined,
  standing: () => string = () => 'no answer',
): Promise<T> {
  return new Promise((resolve, reject) => {
    const deadline = setTimeout(
      () => end(() => reject(new Error(`in ${PATIENCE / 1000} s: ${standing()}`))),
      PATIENCE,
    );
    const subscription = event(ask);
    ask();
    function ask(): void {
      const given = answer();
      if (given !== undefined) end(() => resolve(given));
    }
    function end(settle: () => void): void {
      clearTimeout(deadline);
      subscription.dispose();
      settle();
    }
  });
}

/** Everything: also documents that an edit has changed in the background, which are no editor's yet. */
export async function saveAll(): Promise<void> {
  for (const document of vscode.workspace.textDocuments)
    if (document.isDirty) assert(await document.save(), `${document.uri} must be saved`);
}

/** Asks until the answer fulfils the condition; the test's time-out bounds it. */
export async function again<T>(ask: () => Promise<T>, condition: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (condition(answer)) return answer;
  }
}
