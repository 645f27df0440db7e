// An editor that can do little, and requests at the wrong time.
import { afterEach, describe, expect, test } from 'vitest';
import { CancellationTokenSource } from 'vscode-languageserver-protocol';
import { type Session, startSession } from './client';

const COMPOSE = `services:
  web:
    image: nginx
    ports:
      - "8080:80"
  api:
    image: node
    ports: ["8080:3000"]
`;

let session: Session;
afterEach(() => session?.close());

const ask = <Answer>(method: string, params: object): Promise<Answer> =>
  session.connection.sendRequest(method, params);

/** Where the 8080 of `web` stands. */
const PORT = { line: 4, character: 10 };
const ALL = { start: { line: 0, character: 0 }, end: { line: 8, character: 0 } };

async function openIn(capabilities: object) {
  session = await startSession({ 'compose.yaml': COMPOSE }, capabilities, { isBare: true });
  await session.open('compose.yaml', COMPOSE);
  return { uri: session.uri('compose.yaml') };
}

describe('an editor that says nothing of itself', () => {
  test('is told a hover in plain text', async () => {
    const textDocument = await openIn({});
    const { contents } = await ask<{ contents: { kind: string; value: string } }>('textDocument/hover', {
      textDocument,
      position: PORT,
    });
    expect(contents.kind).toBe('plaintext');
    expect(contents.value).toContain('8080/tcp on the host → port 80 of web');
    expect(contents.value).not.toMatch(/\*\*|\]\(|\\|`/);
  });

  test('has its outline in one level', async () => {
    const textDocument = await openIn({});
    const symbols = await ask<{ location: { uri: string } }[]>('textDocument/documentSymbol', {
      textDocument,
    });
    expect(symbols.map(({ location }) => location.uri)).toEqual(Array(4).fill(textDocument.uri));
  });

  test('gets no actions, for it takes none that edit', async () => {
    const textDocument = await openIn({});
    const context = { diagnostics: [] };
    expect(await ask('textDocument/codeAction', { textDocument, range: ALL, context })).toEqual([]);
  });

  test('is sent places and messages alone', async () => {
    await openIn({});
    const found = await session.diagnostics('compose.yaml', all => all.length > 0);
    expect(found.length).toBeGreaterThan(0);
    for (const diagnostic of found)
      expect(Object.keys(diagnostic).sort()).toEqual(['code', 'message', 'range', 'severity', 'source']);
  });

  test('renames by plain edits', async () => {
    const textDocument = await openIn({});
    const edit = await ask('textDocument/rename', { textDocument, position: PORT, newName: '9999' });
    const start = { line: 4, character: 9 };
    const range = { start, end: { line: 4, character: 13 } };
    expect(edit).toEqual({ changes: { [textDocument.uri]: [{ range, newText: '9999' }] } });
  });
});

describe('a request at the wrong time', () => {
  test('after the shutdown is refused', async () => {
    const textDocument = await openIn({});
    await session.connection.sendRequest('shutdown');
    await expect(ask('textDocument/hover', { textDocument, position: PORT })).rejects.toMatchObject({
      code: -32600,
    });
  });

  test('before `initialize` is refused', async () => {
    session = await startSession({ 'compose.yaml': COMPOSE }, {}, { isBare: true, isSilent: true });
    const textDocument = { uri: session.uri('compose.yaml') };
    await expect(ask('textDocument/hover', { textDocument, position: PORT })).rejects.toMatchObject({
      code: -32002,
    });
    await expect(ask('portolan/explain', { port: 80 })).rejects.toMatchObject({ code: -32002 });
  });

  test('that is taken back meanwhile is not answered', async () => {
    const textDocument = await openIn({});
    const source = new CancellationTokenSource();
    const answer = session.connection.sendRequest(
      'textDocument/references',
      { textDocument, position: PORT, context: { includeDeclaration: true } },
      source.token,
    );
    source.cancel();
    await expect(answer).rejects.toMatchObject({ code: -32800 });
  });
});

describe('positions', () => {
  test('count UTF-16 units, and an editor that asks is told so', async () => {
    const encodings = { general: { positionEncodings: ['utf-8', 'utf-16'] } };
    session = await startSession({ 'compose.yaml': COMPOSE }, encodings as object);
    expect(session.initialized?.capabilities.positionEncoding).toBe('utf-16');
  });
});

describe('a document', () => {
  test.each(['file:////server/share/compose.yaml', 'a b:c', 'file:///\ud800', ''])(
    'with the URI %j ends nothing',
    async uri => {
      const textDocument = await openIn({});
      session.connection.sendNotification('textDocument/didOpen', {
        textDocument: { uri, languageId: 'yaml', version: 1, text: COMPOSE },
      });
      await session.change('compose.yaml', COMPOSE.replace('"8080:3000"', '"8081:3000"'));
      await session.diagnostics('compose.yaml', all => all.length === 0);
      expect(await ask('textDocument/hover', { textDocument, position: PORT })).not.toBeNull();
    },
  );

  test('that changes 5,000 times at once is worked through once', async () => {
    const textDocument = await openIn({});
    for (let version = 1; version < 5000; version++)
      session.connection.sendNotification('textDocument/didChange', {
        textDocument: { ...textDocument, version: version + 1 },
        contentChanges: [{ text: COMPOSE.replace('"8080:80"', `"${version}:80"`) }],
      });
    const hover = await ask<{ contents: { value: string } }>('textDocument/hover', {
      textDocument,
      position: PORT,
    });
    expect(hover.contents.value).toContain('4999/tcp');
  });
});
