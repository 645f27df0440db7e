// biome-ignore-all lint/suspicious/noTemplateCurlyInString: so Compose writes its variables.
import { describe, expect, test } from 'vitest';
import { codeActionsIn } from '../../../server/src/features/code-actions';
import { toWorkspaceEdit } from '../../../server/src/features/edits';
import { rename } from '../../../server/src/features/rename';
import { DEFAULT_SETTINGS } from '../../../server/src/rules/settings';
import { ROOT } from '../support/memory';
import { changedLines, type Scene, sceneOf } from '../support/scene';

const FILES = {
  'compose.yaml': 'services:\n  api:\n    image: x\n    ports: ["${API_PORT}‸:81"]\n',
  '.env': 'API_PORT=80\n',
  'README.md': 'Open http://localhost:80/.\n',
  'src/main.ts': 'fetch("http://localhost:80/");\n',
  'test/api.test.ts': 'get("http://localhost:80/");\n',
  'vendor/lib/README.md': 'See http://localhost:80/.\n',
  'CHANGELOG.md': 'It was at http://localhost:80/.\n',
};

function renamed(scene: Scene, to = '7000') {
  const { document, position } = scene.spot;
  const planned = rename(scene.workspace, document, position, to);
  if ('refusal' in planned) throw new Error(planned.refusal);
  return planned;
}

const SHOWS_ALL = { relatedInformation: true, codeDescriptions: true };
const ASKS = { documentChanges: true, annotations: true, ...SHOWS_ALL };
const CANNOT_ASK = { documentChanges: true, ...SHOWS_ALL };

describe('a move', () => {
  test('takes configuration and documentation along, asks about code and tests, leaves the rest', async () => {
    const scene = await sceneOf(FILES);
    const { edits, toConfirm = [], warning } = renamed(scene);
    expect(changedLines(scene, edits)).toEqual([
      '.env:1 API_PORT=7000',
      'README.md:1 Open http://localhost:7000/.',
    ]);
    expect(changedLines(scene, toConfirm)).toEqual([
      'src/main.ts:1 fetch("http://localhost:7000/");',
      'test/api.test.ts:1 get("http://localhost:7000/");',
    ]);
    expect(warning).toBeUndefined();
  });

  test('that starts in code moves what stands there', async () => {
    const scene = await sceneOf({
      ...FILES,
      'compose.yaml': FILES['compose.yaml'].replace('‸', ''),
      'src/main.ts': FILES['src/main.ts'].replace('80', '8‸0'),
    });
    expect(changedLines(scene, renamed(scene).edits)).toContain(
      'src/main.ts:1 fetch("http://localhost:7000/");',
    );
  });

  test('shows what is to be confirmed where the editor can', async () => {
    const scene = await sceneOf(FILES);
    const edit = toWorkspaceEdit(scene.workspace, renamed(scene), () => null, ASKS);
    expect(Object.values(edit.changeAnnotations ?? {})).toEqual([
      expect.objectContaining({ label: 'Source code and tests', needsConfirmation: true }),
    ]);
    const annotated = (edit.documentChanges ?? []).flatMap(change =>
      'edits' in change && change.edits.every(one => 'annotationId' in one) ? [change.textDocument.uri] : [],
    );
    expect(annotated).toEqual([`${ROOT}src/main.ts`, `${ROOT}test/api.test.ts`]);
  });

  test('leaves it out where the editor cannot', async () => {
    const scene = await sceneOf(FILES);
    const edit = toWorkspaceEdit(scene.workspace, renamed(scene), () => null, CANNOT_ASK);
    expect(edit.changeAnnotations).toBeUndefined();
    expect((edit.documentChanges ?? []).map(change => 'edits' in change && change.textDocument.uri)).toEqual([
      `${ROOT}.env`,
      `${ROOT}README.md`,
    ]);
  });

  test.each([
    [
      ASKS,
      'Move host port 80 of "api" to 8080 in .env (API_PORT) and 1 other place (asks about src/main.ts, test/api.test.ts)',
    ],
    [
      CANNOT_ASK,
      'Move host port 80 of "api" to 8080 in .env (API_PORT) and 1 other place (leaves src/main.ts, test/api.test.ts)',
    ],
  ])('says in the title of a fix where it lands', async (support, title) => {
    const scene = await sceneOf(FILES);
    const { document, position } = scene.spot;
    const range = { start: position, end: position };
    const actions = codeActionsIn(
      scene.workspace,
      document,
      range,
      { diagnostics: [] },
      DEFAULT_SETTINGS,
      () => null,
      support,
    );
    expect(actions[0]?.title).toBe(title);
  });
});

test.each([
  [
    'a workflow',
    '.github/workflows/ci.yml',
    'jobs:\n  a:\n    services:\n      db:\n        ports:\n          - 80:5432\n    steps:\n      - run: curl http://localhost:80/\n',
  ],
  ['a document', 'README.md', 'docker run -p 80:3000 api\ncurl http://localhost:80/\n'],
  [
    'one with an address',
    'docs/a.md',
    'docker run --publish=127.0.0.1:80:3000 api; curl http://localhost:80/\n',
  ],
])('what publishes the port itself is not half-moved: %s', async (_name, path, text) => {
  const scene = await sceneOf({ 'compose.yaml': FILES['compose.yaml'], '.env': FILES['.env'], [path]: text });
  const { edits, toConfirm } = renamed(scene);
  expect([changedLines(scene, edits), toConfirm]).toEqual([['.env:1 API_PORT=7000'], []]);
});

describe('a move onto a port that is taken says by whom, and asks', () => {
  const compose = (ports: string, more = '') =>
    `services:\n  api:\n    image: x\n    ports: [${ports}]\n${more}`;
  const other = '  web:\n    image: y\n    ports: ["7000:80"]\n';

  test.each<[string, Readonly<Record<string, string>>, string | undefined]>([
    [
      'in this project',
      { 'compose.yaml': compose('"8080‸:80"', other) },
      'Host port 7000 is published by "web" in compose.yaml already.',
    ],
    [
      "in a neighbour's",
      { 'a/compose.yaml': compose('"8080‸:80"'), 'b/compose.yaml': compose('"7000:80"') },
      'Host port 7000 is published by "api" in b/compose.yaml already.',
    ],
    [
      'in the same service',
      { 'compose.yaml': compose('"8080‸:80", "7000:81"') },
      'Host port 7000 is published by "api" in compose.yaml already.',
    ],
    [
      'inside of it',
      { 'compose.yaml': compose('"8080:80‸", "8081:7000"') },
      '"api" has container port 7000 already.',
    ],
    [
      'by several',
      { 'compose.yaml': compose('"8080‸:80"', `${other}${other.replace('web', 'db')}`) },
      'Host port 7000 is published by "db" in compose.yaml and others already.',
    ],
    ['but not by another protocol', { 'compose.yaml': compose('"8080‸:80", "7000:81/udp"') }, undefined],
    [
      'but not on another address',
      { 'compose.yaml': compose('"127.0.0.1:8080‸:80", "127.0.0.2:7000:81"') },
      undefined,
    ],
    ['but not by itself', { 'compose.yaml': compose('"7000‸:80"') }, undefined],
  ])('%s', async (_name, files, warning) => {
    const scene = await sceneOf(files);
    const planned = renamed(scene);
    expect(planned.warning).toBe(warning);
    const edit = toWorkspaceEdit(scene.workspace, planned, () => null, ASKS);
    expect(Object.values(edit.changeAnnotations ?? {})).toEqual(
      warning === undefined ? [] : [{ label: warning, needsConfirmation: true }],
    );
  });
});
