import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import { again, open, rangeOf, saveAll } from './editor';
import { read, remove, replaced, restoreFilesAfterEach, uriOf, write } from './files';

const COMPOSE = 'shop/compose.yaml';
const ENV = 'shop/.env';
const README = 'shop/README.md';
const DOCKERFILE = 'shop/api/Dockerfile';

describe('rename', () => {
  restoreFilesAfterEach();

  it('changes compose file, .env and URLs together, and nothing else', async () => {
    const expected = {
      [COMPOSE]: replaced(read(COMPOSE), '"9101:80"', '"9301:80"'),
      [ENV]: replaced(read(ENV), 'localhost:9101/', 'localhost:9301/'),
      [README]: replaced(read(README), 'localhost:9101/', 'localhost:9301/'),
    };
    const document = await open(COMPOSE);
    await rename(document, rangeOf(document, '"9101:80"', '9101').start, '9301');
    await expectOnDisk(expected);
  });

  it('changes the value in .env of a port that a variable gives', async () => {
    const expected = {
      [COMPOSE]: read(COMPOSE),
      [ENV]: replaced(read(ENV), 'API_PORT=9102', 'API_PORT=9302'),
      [README]: replaced(read(README), 'localhost:9102/', 'localhost:9302/'),
    };
    const document = await open(COMPOSE);
    await rename(document, rangeOf(document, '-9103}', '9103').start, '9302');
    await expectOnDisk(expected);
  });

  it('starts from a URL as well', async () => {
    const expected = {
      [COMPOSE]: replaced(read(COMPOSE), '"9101:80"', '"65535:80"'),
      [ENV]: replaced(read(ENV), 'localhost:9101/', 'localhost:65535/'),
      [README]: replaced(read(README), 'localhost:9101/', 'localhost:65535/'),
    };
    const document = await open(README);
    await rename(document, rangeOf(document, 'localhost:9101', '9101').start, '65535');
    await expectOnDisk(expected);
  });

  it('changes a container port with its URL and its EXPOSE', async () => {
    const composed = replaced(read(COMPOSE), '}:3000"', '}:3300"');
    const expected = {
      [COMPOSE]: replaced(composed, 'http://api:3000', 'http://api:3300'),
      [DOCKERFILE]: replaced(read(DOCKERFILE), '3000', '3300'),
    };
    const document = await open(COMPOSE);
    await rename(document, rangeOf(document, '}:3000"', '3000').start, '3300');
    await expectOnDisk(expected);
  });

  it('waits for files that are still being read', async () => {
    const expected = { [README]: replaced(read(README), 'localhost:9101/', 'localhost:9301/') };
    const document = await open(COMPOSE);
    await vscode.commands.executeCommand('portolan.restartServer');
    await rename(document, rangeOf(document, '"9101:80"', '9101').start, '9301');
    await expectOnDisk(expected);
  });

  it('keeps line ends and a byte order mark', async () => {
    const notes = 'shop/notes.txt';
    const text = '\uFEFFhttp://localhost:9101/ 🚪\r\nhttp://localhost:9101/ again\r\n';
    write(notes, text);
    const document = await open(COMPOSE);
    await referencesOf(document, '"9101:80"', '9101', found => found.length === 5);
    await rename(document, rangeOf(document, '"9101:80"', '9101').start, '930');
    await expectOnDisk({ [notes]: replaced(text, '9101', '930', 2) });
    remove(notes);
    await referencesOf(document, '"930:80"', '930', found => found.length === 3);
  });

  it('says before where it starts from', async () => {
    const document = await open(COMPOSE);
    const range = rangeOf(document, '"9101:80"', '9101');
    const prepared = await prepare(document, range.start.translate(0, 2));
    assert.deepEqual({ ...prepared }, { range, placeholder: '9101' });
  });

  it('refuses what has no port or no digits, and says why', async () => {
    const document = await open(COMPOSE);
    for (const [context, word, reason] of [
      ['image: nginx', 'nginx', /no port here/],
      ['http://partner.example/', 'partner', /names no port/],
      ['NOBODY_SAYS', 'NOBODY_SAYS', /not known/],
    ] as const) {
      const { start } = rangeOf(document, context, word);
      await assert.rejects(prepare(document, start), reason, context);
      await assert.rejects(renaming(document, start, '9301'), reason, context);
    }
  });

  it('refuses a new name that is no port', async () => {
    const document = await open(COMPOSE);
    const { start } = rangeOf(document, '"9101:80"', '9101');
    for (const name of ['http', '65536', '0', '9301-9302', '9301/tcp'])
      await assert.rejects(renaming(document, start, name), /port|9101/, name);
    assert.equal(document.getText(), read(COMPOSE));
  });
});

describe('navigation', () => {
  restoreFilesAfterEach();

  it('goes from a URL to the port of its service', async () => {
    const document = await open(COMPOSE);
    const from = rangeOf(document, 'http://api:3000', '3000');
    assert.deepEqual(await definitions(document, from.start), [
      { file: COMPOSE, range: rangeOf(document, '}:3000"', '3000') },
    ]);
  });

  it('goes from a URL in a text to the mapping, and from there to the variable', async () => {
    const readme = await open(README);
    const compose = await open(COMPOSE);
    const env = await open(ENV);
    const mapping = rangeOf(compose, '-9103}', '9103');
    assert.deepEqual(await definitions(readme, rangeOf(readme, 'localhost:9102', '9102').start), [
      { file: COMPOSE, range: mapping },
    ]);
    assert.deepEqual(await definitions(compose, mapping.start), [
      { file: ENV, range: rangeOf(env, 'API_PORT=9102', '9102') },
    ]);
  });

  it('finds every place that denotes a port', async () => {
    const compose = await open(COMPOSE);
    const dockerfile = await open(DOCKERFILE);
    const found = await referencesOf(compose, '}:3000"', '3000', all => all.length > 0);
    assert.deepEqual(found, [
      { file: DOCKERFILE, range: rangeOf(dockerfile, 'EXPOSE 3000', '3000') },
      { file: COMPOSE, range: rangeOf(compose, 'http://api:3000', '3000') },
      { file: COMPOSE, range: rangeOf(compose, '}:3000"', '3000') },
    ]);
  });

  it('highlights the same port in the document', async () => {
    const document = await open(COMPOSE);
    const highlights = await vscode.commands.executeCommand<vscode.DocumentHighlight[]>(
      'vscode.executeDocumentHighlights',
      document.uri,
      rangeOf(document, '}:3000"', '3000').start,
    );
    assert.deepEqual(
      highlights.map(({ range }) => range).sort((a, b) => a.start.compareTo(b.start)),
      [rangeOf(document, 'http://api:3000', '3000'), rangeOf(document, '}:3000"', '3000')],
    );
  });

  it('finds ports of the workspace by number, service and name', async () => {
    for (const [query, file, name] of [
      ['5432', 'compose.yaml', '5432 db'],
      ['5432', 'Dockerfile', '5432'],
      ['web', 'compose.yaml', '80 web'],
      ['postgres', 'compose.yaml', '5432 db'],
      ['9102', COMPOSE, '9102 api'],
    ] as const) {
      const symbols = await vscode.commands.executeCommand<vscode.SymbolInformation[]>(
        'vscode.executeWorkspaceSymbolProvider',
        query,
      );
      const found = symbols.map(symbol => `${nameOf(symbol.location.uri)}: ${symbol.name}`);
      assert(
        found.some(one => one.startsWith(`${file}: ${name}`)),
        `${query}: ${found.join('; ')}`,
      );
    }
  });

  it('outlines the ports of a document', async () => {
    const document = await open(COMPOSE);
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
      'vscode.executeDocumentSymbolProvider',
      document.uri,
    );
    const ours = symbols.filter(({ detail }) => /^(?:host|container) port/.test(detail));
    assert.deepEqual(
      ours.map(({ name, detail }) => `${name}: ${detail}`),
      [
        '9101 front: host port, tcp',
        '80 front: container port, tcp',
        '9102 api: host port, tcp',
        '3000 api: container port, tcp',
        '88 admin: host port, tcp',
        '8080 admin: container port, tcp',
        `\${NOBODY_SAYS} mail: host port, tcp`,
        '8025 mail: container port, tcp',
      ],
    );
    assert.deepEqual(ours[0]?.range, rangeOf(document, '"9101:80"', '9101'));
  });
});

interface Found {
  readonly file: string;
  readonly range: vscode.Range;
}

const nameOf = (uri: vscode.Uri): string =>
  path.relative(uriOf('').fsPath, uri.fsPath).replaceAll(path.sep, '/');

async function definitions(document: vscode.TextDocument, position: vscode.Position): Promise<Found[]> {
  const found = await vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>(
    'vscode.executeDefinitionProvider',
    document.uri,
    position,
  );
  return found.map(one =>
    'targetUri' in one
      ? { file: nameOf(one.targetUri), range: one.targetRange }
      : { file: nameOf(one.uri), range: one.range },
  );
}

/** The references of a port by place, as soon as they fulfil the condition: files are read in the background. */
async function referencesOf(
  document: vscode.TextDocument,
  context: string,
  digits: string,
  condition: (found: readonly Found[]) => boolean,
): Promise<readonly Found[]> {
  return again(async () => {
    const found = await vscode.commands.executeCommand<vscode.Location[]>(
      'vscode.executeReferenceProvider',
      document.uri,
      rangeOf(document, context, digits).start,
    );
    return found
      .map(({ uri, range }) => ({ file: nameOf(uri), range }))
      .sort((a, b) => a.file.localeCompare(b.file) || a.range.start.compareTo(b.range.start));
  }, condition);
}

async function prepare(
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<{ readonly range: vscode.Range; readonly placeholder: string }> {
  return vscode.commands.executeCommand('vscode.prepareRename', document.uri, position);
}

async function renaming(
  document: vscode.TextDocument,
  position: vscode.Position,
  name: string,
): Promise<vscode.WorkspaceEdit> {
  return vscode.commands.executeCommand('vscode.executeDocumentRenameProvider', document.uri, position, name);
}

async function rename(document: vscode.TextDocument, position: vscode.Position, name: string): Promise<void> {
  assert(await vscode.workspace.applyEdit(await renaming(document, position, name)));
}

/** Saves all, and compares to the byte. */
async function expectOnDisk(expected: Readonly<Record<string, string>>): Promise<void> {
  await saveAll();
  for (const [file, text] of Object.entries(expected)) assert.equal(read(file), text, file);
}
