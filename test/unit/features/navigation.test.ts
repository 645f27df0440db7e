// biome-ignore-all lint/suspicious/noTemplateCurlyInString: so Compose writes its variables.
import { describe, expect, test } from 'vitest';
import { definitionAt, highlightsAt, referencesAt } from '../../../server/src/features/navigation';
import { type Scene, sceneOf, showRange } from '../support/scene';

const FILES = {
  '.env': 'WEB=80‸80\n',
  'compose.yaml': `services:
  web:
    build: .
    ports: ["$‸{WEB}:30‸00"]
    healthcheck: { test: "curl http://localhost:3000‸/" }
  api:
    image: x
    environment:
      SELF: http://localhost:8080‸/
      PEER: http://web:3000‸/
      OTHER: http://web:9‸/
`,
  Dockerfile: 'FROM x\nEXPOSE 3000‸\n',
  'README.md': 'http://localhost:8080‸ http://example.com:8080‸ 80‸80\n',
};

function at(scene: Scene, index: number) {
  const spot = scene.spots[index];
  if (!spot) throw new Error('no such caret');
  return [scene.workspace, spot.document, spot.position] as const;
}

const HOST = ['.env:1 "8080"', 'README.md:1 "8080"', 'compose.yaml:4 "${WEB}"', 'compose.yaml:9 "8080"'];
const CONTAINER = [
  'Dockerfile:2 "3000"',
  'compose.yaml:4 "3000"',
  'compose.yaml:5 "3000"',
  'compose.yaml:10 "3000"',
];

describe('definition and references', () => {
  test.each([
    ['the value of a variable', 0, [], HOST],
    ['the host port, which .env gives', 1, ['.env:1 "8080"'], HOST],
    ['the container port', 2, ['Dockerfile:2 "3000"'], CONTAINER],
    ['a health check', 3, ['compose.yaml:4 "3000"'], CONTAINER],
    ['a URL of this machine', 4, ['compose.yaml:4 "${WEB}"'], HOST],
    ['a URL of the service', 5, ['compose.yaml:4 "3000"'], CONTAINER],
    ['a port of the service that nothing declares', 6, ['compose.yaml:2 "web"'], ['compose.yaml:11 "9"']],
    ['EXPOSE', 7, [], CONTAINER],
    ['a URL in another file', 8, ['compose.yaml:4 "${WEB}"'], HOST],
    ['a URL of another machine', 9, [], ['README.md:1 "8080"']],
    ['a number that is no port', 10, [], []],
  ])('%s', async (_name, index, definition, references) => {
    const scene = await sceneOf(FILES);
    const shown = (places: ReturnType<typeof definitionAt>) =>
      places.map(({ uri, range }) => showRange(scene, uri, range));
    expect(shown(definitionAt(...at(scene, index)))).toEqual(definition);
    expect(shown(referencesAt(...at(scene, index)))).toEqual(references);
  });
});

test('highlights are the references in the document; what is published is written', async () => {
  const scene = await sceneOf(FILES);
  const shown = (index: number) =>
    highlightsAt(...at(scene, index)).map(({ range, kind }) => [
      showRange(scene, scene.document('compose.yaml').uri, range),
      kind,
    ]);
  expect(shown(4)).toEqual([
    ['compose.yaml:4 "${WEB}"', 3],
    ['compose.yaml:9 "8080"', 2],
  ]);
  expect(shown(2)).toEqual([
    ['compose.yaml:4 "3000"', 2],
    ['compose.yaml:5 "3000"', 2],
    ['compose.yaml:10 "3000"', 2],
  ]);
});
