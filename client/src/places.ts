import * as vscode from 'vscode';
import type { Location, Position } from 'vscode-languageclient';

/** The command behind code lenses that lead to places: it lists them, as a search for references does. */
export function registerPlaces(): vscode.Disposable {
  return vscode.commands.registerCommand(
    'portolan.showPlaces',
    (uri: string, position: Position, locations: readonly Location[]) =>
      vscode.commands.executeCommand(
        'editor.action.showReferences',
        vscode.Uri.parse(uri, true),
        new vscode.Position(position.line, position.character),
        locations.map(toLocation),
      ),
  );
}

/** Shows a document at a place and selects it: where it is open already, else beside what is no text, as the chart. */
export async function reveal(location: Location): Promise<void> {
  const { uri, range } = toLocation(location);
  const shown = vscode.window.visibleTextEditors.find(
    ({ document }) => document.uri.toString() === uri.toString(),
  );
  const otherwise = vscode.window.activeTextEditor ? vscode.ViewColumn.Active : vscode.ViewColumn.One;
  await vscode.window.showTextDocument(uri, { selection: range, viewColumn: shown?.viewColumn ?? otherwise });
}

function toLocation({ uri, range: { start, end } }: Location): vscode.Location {
  const range = new vscode.Range(start.line, start.character, end.line, end.character);
  return new vscode.Location(vscode.Uri.parse(uri, true), range);
}
