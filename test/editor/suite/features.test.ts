import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { again, findings, hoverText, open, rangeOf, revertAll } from './editor';

// Run in the extension host of the desktop and in the web worker of a browser: what they ask, they ask the editor.

describe('inlay hints', () => {
  afterEach(revertAll);

  it('name what listens on a port, and say what a variable gives', async () => {
    const document = await open('hints/compose.yaml');
    assert.deepEqual(await hintsOf(document), [
      [`"\${WEB_PORT}`, '= 8088'],
      ['"5432:5432"', 'postgresql'],
    ]);
  });

  it('are off when the setting says so', async () => {
    const document = await open('hints/compose.yaml');
    const settings = vscode.workspace.getConfiguration('portolan');
    await settings.update('inlayHints.enabled', false, vscode.ConfigurationTarget.Workspace);
    await again(
      () => hintsOf(document),
      hints => hints.length === 0,
    );
    await settings.update('inlayHints.enabled', undefined, vscode.ConfigurationTarget.Workspace);
    await again(
      () => hintsOf(document),
      hints => hints.length === 2,
    );
  });
});

describe('completion', () => {
  afterEach(revertAll);

  it('proposes whole mappings of the image, on host ports that are free', async () => {
    const document = await open('compose.yaml');
    const at = rangeOf(document, '- "5432:5432"', '- "5432:5432"').end;
    await type(document, at, '\n  search:\n    image: elasticsearch\n    ports:\n      - ');
    const items = await proposals(document);
    assert.deepEqual(items.slice(0, 2), ['9200:9200', '9300:9300']);
  });

  it('goes on from a free host port where the customary one is taken', async () => {
    const document = await open('compose.yaml');
    const at = rangeOf(document, '- "5432:5432"', '- "5432:5432"').end;
    await type(document, at, '\n  second:\n    image: postgres\n    ports:\n      - ');
    const [first] = await proposals(document);
    assert.match(first ?? '', /^\d+:5432$/);
    assert.notEqual(first, '5432:5432');
  });

  it('knows the ports of a service in a URL', async () => {
    const document = await open('compose.yaml');
    const place = rangeOf(document, 'postgres://db:5432/shop', '5432');
    await replace(document, place, '');
    const items = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      place.start,
    );
    assert(labels(items).includes('5432'));
  });

  it('finds a port by the name of its service, and documents it', async () => {
    const document = await open('Dockerfile');
    const end = document.lineAt(document.lineCount - 1).range.end;
    await type(document, end, '\nEXPOSE postgres');
    const position = document.lineAt(document.lineCount - 1).range.end;
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      position,
      undefined,
      10,
    );
    const found = list.items.find(item => insertedText(item) === '5432');
    assert(found, labels(list).join(', '));
    const { documentation } = found;
    assert.match(documentation instanceof vscode.MarkdownString ? documentation.value : '', /PostgreSQL/);
  });
});

describe('code lenses', () => {
  afterEach(revertAll);

  it('stand over services: addresses, references, conflicts', async () => {
    const document = await open('compose.yaml');
    await findings(document, found => found.length > 0);
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      document.uri,
      20,
    );
    const over = (service: string) =>
      lenses
        .filter(({ range }) => range.start.line === rangeOf(document, `  ${service}:\n`, service).start.line)
        .map(({ command }) => command?.title)
        .sort();
    assert.deepEqual(over('web'), ['conflicts with api', 'http://localhost', 'http://localhost:3000']);
    assert.deepEqual(over('db'), ['1 reference']);
  });
});

describe('whole projects', () => {
  afterEach(revertAll);

  it('are read from files that nobody has opened', async () => {
    const document = await open('hints/compose.yaml');
    const text = await again(
      () => hoverText(document, rangeOf(document, `"\${WEB_PORT}`, 'WEB_PORT').start),
      answer => answer !== '',
    );
    assert.match(text, /8088/);
  });

  it('change in all their files at once', async () => {
    const document = await open('hints/compose.yaml');
    const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
      'vscode.executeDocumentRenameProvider',
      document.uri,
      rangeOf(document, `"\${WEB_PORT}`, 'WEB_PORT').start,
      '8089',
    );
    const changed = edit.entries().map(([uri]) => uri.path.split('/').at(-1));
    assert.deepEqual(changed.sort(), ['.env', 'notes.md']);
  });
});

/** The hints of a document, each with the word that stands before it. */
async function hintsOf(document: vscode.TextDocument): Promise<readonly (readonly [string, string])[]> {
  const whole = document.validateRange(new vscode.Range(0, 0, document.lineCount, 0));
  const hints = await vscode.commands.executeCommand<vscode.InlayHint[]>(
    'vscode.executeInlayHintProvider',
    document.uri,
    whole,
  );
  return hints.map(({ label, position }) => {
    const before = document.lineAt(position.line).text.slice(0, position.character);
    return [
      before.split(/\s/).at(-1) ?? '',
      typeof label === 'string' ? label : label.map(part => part.value).join(''),
    ];
  });
}

async function type(document: vscode.TextDocument, at: vscode.Position, text: string): Promise<void> {
  await replace(document, new vscode.Range(at, at), text);
}

async function replace(document: vscode.TextDocument, range: vscode.Range, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, range, text);
  assert(await vscode.workspace.applyEdit(edit));
}

/** What is proposed at the end of the document's last line that holds a list item under way. */
async function proposals(document: vscode.TextDocument): Promise<readonly string[]> {
  const line = document
    .getText()
    .split('\n')
    .findLastIndex(text => /^ {6}- $/.test(text));
  const list = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    document.lineAt(line).range.end,
  );
  return labels(list);
}

function labels({ items }: vscode.CompletionList): readonly string[] {
  return items.map(({ label }) => (typeof label === 'string' ? label : label.label));
}

function insertedText({ insertText, textEdit }: vscode.CompletionItem): string | undefined {
  return textEdit?.newText ?? (typeof insertText === 'string' ? insertText : insertText?.value);
}
