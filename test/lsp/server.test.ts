import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import {
  ApplyWorkspaceEditRequest,
  CodeActionRequest,
  DefinitionRequest,
  DidChangeWorkspaceFoldersNotification,
  DidCloseTextDocumentNotification,
  DocumentDiagnosticRequest,
  ExecuteCommandRequest,
  HoverRequest,
  RenameRequest,
  type WorkspaceEdit,
} from 'vscode-languageserver-protocol/node';
import { editedUris } from '../../server/src/features/edits';
import { type Session, startSession } from './client';

const COMPOSE = `services:
  web:
    image: nginx
    ports:
      - "80:80"
      - "\${API_PORT:-8080}:8080"
  api:
    image: node
    ports: ["8080:3000"]
    environment:
      URL: http://localhost/
      DB: http://web:8080
`;

let session: Session;
afterEach(() => session?.close());

describe('the server over stdio', () => {
  test('pushes findings with related places and the page of the rule', async () => {
    session = await startSession({ 'compose.yaml': COMPOSE });
    await session.open('compose.yaml', COMPOSE);
    const diagnostics = await session.diagnostics('compose.yaml', all => all.length > 0);
    const conflict = diagnostics.find(({ code }) => code === 'port-conflict');
    expect(conflict).toMatchObject({
      source: 'portolan',
      severity: 1,
      range: { start: { line: 5, character: 21 }, end: { line: 5, character: 25 } },
      message: 'Host port 8080 is published by "web" and "api": the second fails to start.',
    });
    expect(conflict?.codeDescription?.href).toContain('docs/rules/port-conflict.md');
    expect(conflict?.relatedInformation?.[0]?.location.range.start).toEqual({ line: 8, character: 13 });
    expect(diagnostics.filter(({ code }) => code === 'privileged-port')).toHaveLength(1);
  });

  test('pushes the same findings again when the same text is opened again', async () => {
    session = await startSession({ 'compose.yaml': COMPOSE });
    for (let round = 1; round <= 3; round++) {
      await session.open('compose.yaml', COMPOSE);
      await session.diagnostics('compose.yaml', all => all.length > 0);
      await session.connection.sendNotification(DidCloseTextDocumentNotification.type, {
        textDocument: { uri: session.uri('compose.yaml') },
      });
      await session.diagnostics('compose.yaml', all => all.length === 0);
    }
  });

  test('answers a pull of diagnostics', async () => {
    session = await startSession({ 'compose.yaml': COMPOSE }, { textDocument: { diagnostic: {} } });
    await session.open('compose.yaml', COMPOSE);
    const report = await session.connection.sendRequest(DocumentDiagnosticRequest.type, {
      textDocument: { uri: session.uri('compose.yaml') },
    });
    expect(report.kind === 'full' && report.items.map(({ code }) => code)).toEqual([
      'privileged-port',
      'port-conflict',
      'port-conflict',
    ]);
  });

  test('hovers over a host port', async () => {
    session = await startSession({ 'compose.yaml': COMPOSE });
    await session.open('compose.yaml', COMPOSE);
    const hover = await session.connection.sendRequest(HoverRequest.type, {
      textDocument: { uri: session.uri('compose.yaml') },
      position: { line: 4, character: 9 },
    });
    expect(hover?.range).toEqual({ start: { line: 4, character: 9 }, end: { line: 4, character: 11 } });
    const text = JSON.stringify(hover?.contents);
    expect(text).toContain('**80/tcp** on the host → port 80 of `web`');
    expect(text).toContain('Known as `http` (IANA)');
    // Such a link is for an editor that says it has the command.
    expect(text).not.toContain('command:');
  });

  test('moves a privileged port with all that leads to it, in one versioned edit', async () => {
    session = await startSession({ 'compose.yaml': COMPOSE, 'README.md': 'Open http://localhost/ now.\n' });
    await session.open('compose.yaml', COMPOSE);
    await session.diagnostics('compose.yaml', all => all.length > 0);
    const position = { line: 4, character: 9 };
    const actions = await session.connection.sendRequest(CodeActionRequest.type, {
      textDocument: { uri: session.uri('compose.yaml') },
      range: { start: position, end: position },
      context: { diagnostics: [] },
    });
    expect(actions?.slice(0, 1)).toMatchObject([
      {
        title: 'Move host port 80 of "web" to 8081 and 2 other places',
        kind: 'quickfix',
        isPreferred: true,
        edit: {
          documentChanges: [
            {
              textDocument: { uri: session.uri('README.md'), version: null },
              edits: [
                {
                  range: { start: { line: 0, character: 21 }, end: { line: 0, character: 21 } },
                  newText: ':8081',
                },
              ],
            },
            {
              textDocument: { uri: session.uri('compose.yaml'), version: 1 },
              edits: [
                {
                  range: { start: { line: 4, character: 9 }, end: { line: 4, character: 11 } },
                  newText: '8081',
                },
                {
                  range: { start: { line: 10, character: 27 }, end: { line: 10, character: 27 } },
                  newText: ':8081',
                },
              ],
            },
          ],
        },
      },
    ]);
  });

  test('renames and finds definitions', async () => {
    session = await startSession({
      'compose.yaml': COMPOSE,
      'README.md': 'Open http://localhost:80/ now.\n',
    });
    await session.open('compose.yaml', COMPOSE);
    await session.diagnostics('compose.yaml', all => all.length > 0);
    const edit: WorkspaceEdit | null = await session.connection.sendRequest(RenameRequest.type, {
      textDocument: { uri: session.uri('compose.yaml') },
      position: { line: 4, character: 9 },
      newName: '9000',
    });
    expect(edit?.documentChanges).toHaveLength(2);
    const definition = await session.connection.sendRequest(DefinitionRequest.type, {
      textDocument: { uri: session.uri('compose.yaml') },
      position: { line: 11, character: 18 },
    });
    expect(definition).toMatchObject([{ range: { start: { line: 5, character: 27 } } }]);
    expect(readFileSync(`${session.folder}/compose.yaml`, 'utf8')).toBe(COMPOSE);
  });

  test('turns a rule off in the innermost workspace folder, whose settings count', async () => {
    const edited: string[] = [];
    session = await startSession(
      { 'compose.yaml': COMPOSE, 'inner/compose.yaml': COMPOSE },
      {
        workspace: {
          workspaceFolders: true,
          workspaceEdit: { documentChanges: true, resourceOperations: ['create'] },
        },
      },
      {
        answer: connection =>
          connection.onRequest(ApplyWorkspaceEditRequest.type, ({ edit }) => {
            edited.push(...editedUris(edit));
            return { applied: true };
          }),
      },
    );
    await session.connection.sendNotification(DidChangeWorkspaceFoldersNotification.type, {
      event: { added: [{ uri: session.uri('inner'), name: 'inner' }], removed: [] },
    });
    const turnedOff = (file: string) =>
      session.connection.sendRequest(ExecuteCommandRequest.type, {
        command: 'portolan.turnOffRule',
        arguments: [session.uri(file), 'port-conflict'],
      });
    await turnedOff('compose.yaml');
    await turnedOff('inner/compose.yaml');
    expect([...new Set(edited)]).toEqual([session.uri('portolan.json'), session.uri('inner/portolan.json')]);
  });
});
