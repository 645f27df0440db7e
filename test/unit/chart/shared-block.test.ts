import { expect, test } from 'vitest';
import { rename } from '../../../server/src/features/rename';
import { ROOT, workspaceOf } from '../support/memory';

test('a port moves with the service that is extended and with the URLs that name it', async () => {
  const { workspace } = await workspaceOf({
    'compose.yaml': [
      'services:',
      '  cache:',
      '    image: nginx',
      '    ports: ["127.0.0.1:80:20001"]',
      '  web:',
      '    image: nginx',
      '    extends: { service: cache }',
      '    env_file: app.env',
      '    environment:',
      '      - URL_0=http://cache:20001/',
      '',
    ].join('\n'),
    'app.env': 'API_URL=http://localhost:20001/\n',
  });
  const document = workspace.document(`${ROOT}app.env`);
  if (!document) throw new Error('app.env is not read');
  const edits = rename(workspace, document, { line: 0, character: 26 }, '8080');
  const places =
    'edits' in edits ? edits.edits.map(({ uri, newText }) => `${workspace.nameOf(uri)} ${newText}`) : edits;
  expect(places).toEqual(['app.env 8080', 'compose.yaml 8080', 'compose.yaml 8080']);
});
