import { describe, expect, test } from 'vitest';
import { documentSymbols, workspaceSymbols } from '../../../server/src/features/symbols';
import { ROOT } from '../support/memory';
import { sceneOf, showRange } from '../support/scene';

const FILES = {
  '.env': 'CACHE_PORT=11211\n',
  'compose.yaml': `services:
  db:
    image: postgres
    ports: ["5433:5432"]
  web:
    image: x
    expose: [53/udp]
    environment: { PORT: 3000, URL: "http://db:5432" }
`,
  'sub/Dockerfile': 'FROM x\nEXPOSE 5432\n',
  'README.md': 'http://localhost:5433\n',
};

test('documentSymbols: what is mapped, exposed or named, not URLs', async () => {
  const scene = await sceneOf(FILES);
  const found = documentSymbols(scene.workspace, scene.document('compose.yaml'));
  expect(
    found.map(({ name, detail, range }) => [name, detail, showRange(scene, `${ROOT}compose.yaml`, range)]),
  ).toEqual([
    ['5433 db', 'host port, tcp', 'compose.yaml:4 "5433"'],
    ['5432 db', 'container port, tcp', 'compose.yaml:4 "5432"'],
    ['53 web', 'exposed, udp', 'compose.yaml:7 "53"'],
    ['3000 web', 'variable, tcp', 'compose.yaml:8 "3000"'],
  ]);
  expect(found.every(({ range, selectionRange }) => range === selectionRange)).toBe(true);
});

describe('workspaceSymbols', () => {
  test.each([
    ['5432', ['5432 db in compose.yaml', '5432 in sub/Dockerfile']],
    ['web', ['53 web in compose.yaml', '3000 web in compose.yaml']],
    ['Postgres', ['5432 db (postgresql) in compose.yaml', '5432 (postgresql) in sub/Dockerfile']],
    ['domain', ['53 web (domain) in compose.yaml']],
    ['cache_port', ['11211 CACHE_PORT in .env']],
    ['nothing', []],
  ])('%s', async (query, expected) => {
    const { workspace } = await sceneOf(FILES);
    const found = [...workspaceSymbols(workspace, workspace.documents().values(), query)].flat();
    expect(found.map(({ name, containerName }) => `${name} in ${containerName}`).sort()).toEqual(
      [...expected].sort(),
    );
  });

  test('an empty query finds all', async () => {
    const { workspace } = await sceneOf(FILES);
    expect([...workspaceSymbols(workspace, workspace.documents().values(), '')].flat()).toHaveLength(6);
  });
});
