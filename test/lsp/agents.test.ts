import { afterEach, expect, test } from 'vitest';
import {
  type ApplyWorkspaceEditParams,
  ApplyWorkspaceEditRequest,
  TextDocumentEdit,
  WillRenameFilesRequest,
} from 'vscode-languageserver-protocol/node';
import type { ToolAnswer } from '../../server/src/protocol/tools';
import { type Session, startSession } from './client';

const FILES = {
  'compose.yaml': 'services:\n  web:\n    build: ./web\n    ports: ["8080:80"]\n',
  'web/Dockerfile': 'FROM a\nEXPOSE 80\n',
};

const EDITS = { workspace: { applyEdit: true, workspaceEdit: { documentChanges: true } } };

let session: Session;
afterEach(() => session?.close());

test('the tools of an editor’s agents read what is below its folders, and move ports through the editor', async () => {
  session = await startSession(FILES, EDITS);
  const asked: ApplyWorkspaceEditParams[] = [];
  session.connection.onRequest(ApplyWorkspaceEditRequest.type, params => {
    asked.push(params);
    return { applied: true };
  });
  const call = (tool: string, input: unknown): Promise<ToolAnswer> =>
    session.connection.sendRequest('portolan/tool', { tool, input });
  expect(await call('list_ports', { path: 'web' })).toMatchObject({
    text: 'web/Dockerfile:2:8: 80/tcp of web, exposed by its image',
    data: { total: 1 },
  });
  expect(await call('find_free_ports', { near: 8080 })).toMatchObject({ data: { machine: false } });
  const move = { path: 'compose.yaml', line: 4, from: 80, to: 81 };
  expect(await call('move_port', move)).toMatchObject({ data: { total: 2, written: false } });
  expect(asked).toEqual([]);
  expect(await call('move_port', { ...move, write: true })).toMatchObject({ data: { written: true } });
  expect(asked[0]?.edit.documentChanges).toHaveLength(2);
  for (const [tool, input] of [
    ['list_ports', { path: '/etc/passwd' }],
    ['list_ports', { path: '../compose.yaml' }],
    ['list_ports', { path: 5 }],
    ['list_ports', undefined],
    ['find_free_ports', { count: 21 }],
    ['move_port', { path: 'compose.yaml' }],
    ['no_tool', {}],
  ] as const)
    expect(await call(tool, input), `${tool} ${JSON.stringify(input)}`).toHaveProperty('refusal');
});

test('a move that the editor refuses is none, and one that cannot take edits is told so', async () => {
  session = await startSession(FILES, EDITS);
  session.connection.onRequest(ApplyWorkspaceEditRequest.type, () => ({
    applied: false,
    failureReason: 'busy',
  }));
  const move = { path: 'compose.yaml', line: 4, from: 80, to: 81, write: true };
  const call = (): Promise<ToolAnswer> =>
    session.connection.sendRequest('portolan/tool', { tool: 'move_port', input: move });
  expect(await call()).toEqual({ refusal: 'Nothing was changed: the editor refused. busy' });
  await session.close();
  session = await startSession(FILES);
  expect(await call()).toEqual({ refusal: 'Nothing was changed: this editor takes no edits.' });
});

test('an editor that is about to rename a folder gets the edits of the paths that lead there', async () => {
  session = await startSession(FILES, EDITS);
  expect(session.initialized?.capabilities.workspace?.fileOperations?.willRename).toBeDefined();
  const files = [{ oldUri: session.uri('web'), newUri: session.uri('site') }];
  const edit = await session.connection.sendRequest(WillRenameFilesRequest.type, { files });
  const changes = (edit?.documentChanges ?? []).filter(change => TextDocumentEdit.is(change));
  expect(changes).toEqual([
    {
      textDocument: { uri: session.uri('compose.yaml'), version: null },
      edits: [
        {
          range: { start: { line: 2, character: 11 }, end: { line: 2, character: 16 } },
          newText: './site',
        },
      ],
    },
  ]);
  const other = [{ oldUri: session.uri('none'), newUri: session.uri('new') }];
  expect(await session.connection.sendRequest(WillRenameFilesRequest.type, { files: other })).toBeNull();
});
