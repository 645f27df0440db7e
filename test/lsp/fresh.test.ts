import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import {
  CodeActionRequest,
  HoverRequest,
  RenameRequest,
  type TextDocumentEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver-protocol/node';
import { type Session, startSession } from './client';

const COMPOSE = 'services:\n  web:\n    image: nginx\n    ports:\n      - "80:80"\n';
const ON_PORT = { line: 4, character: 9 };

/** What an edit changes, as `README.md 2:17-19`. */
function placesOf(edit: WorkspaceEdit | null | undefined): readonly string[] {
  const changes = (edit?.documentChanges ?? []).filter(
    (change): change is TextDocumentEdit => 'textDocument' in change,
  );
  return changes
    .flatMap(({ textDocument, edits }) =>
      edits.map(({ range: { start, end } }) => {
        const name = path.posix.basename(textDocument.uri);
        return `${name} ${start.line}:${start.character}-${end.character}`;
      }),
    )
    .sort();
}

describe('an editor that watches no files', () => {
  let session: Session;
  afterEach(() => session.close());

  /** A session that has read everything, after which the README changes on disk. */
  async function afterChange(change: (readme: string) => void): Promise<void> {
    session = await startSession({
      'compose.yaml': COMPOSE,
      'README.md': 'Open http://localhost:80/ now.\n',
    });
    await session.open('compose.yaml', COMPOSE);
    await session.connection.sendRequest(RenameRequest.type, {
      textDocument: { uri: session.uri('compose.yaml') },
      position: ON_PORT,
      newName: '8081',
    });
    change(path.join(session.folder, 'README.md'));
  }

  const renamed = async () =>
    placesOf(
      await session.connection.sendRequest(RenameRequest.type, {
        textDocument: { uri: session.uri('compose.yaml') },
        position: ON_PORT,
        newName: '8081',
      }),
    );

  test('gets a rename that counts in what a closed file says now', async () => {
    await afterChange(readme => writeFileSync(readme, '# Title\n\nNow open http://localhost:80/.\n'));
    expect(await renamed()).toEqual(['README.md 2:26-28', 'compose.yaml 4:9-11']);
  });

  test('gets a rename that leaves a file alone which is gone', async () => {
    await afterChange(readme => rmSync(readme));
    expect(await renamed()).toEqual(['compose.yaml 4:9-11']);
  });

  test('gets fixes that count in what a closed file says now', async () => {
    await afterChange(readme => writeFileSync(readme, '# Title\n\nNow open http://localhost:80/.\n'));
    const actions = await session.connection.sendRequest(CodeActionRequest.type, {
      textDocument: { uri: session.uri('compose.yaml') },
      range: { start: ON_PORT, end: ON_PORT },
      context: { diagnostics: [] },
    });
    const [action] = actions ?? [];
    const edit = action && 'edit' in action ? action.edit : undefined;
    expect(placesOf(edit)).toEqual(['README.md 2:26-28', 'compose.yaml 4:9-11']);
    const hover = await session.connection.sendRequest(HoverRequest.type, {
      textDocument: { uri: session.uri('README.md') },
      position: { line: 2, character: 27 },
    });
    expect(hover).not.toBeNull();
  });
});
