import { describe, expect, test } from 'vitest';
import { codeActionsIn, FIX_ALL } from '../../../server/src/features/code-actions';
import { diagnosticsOf } from '../../../server/src/features/diagnostics';
import { DEFAULT_SETTINGS } from '../../../server/src/rules/settings';
import { ROOT } from '../support/memory';
import { type Scene, sceneOf } from '../support/scene';

const CONFLICT = {
  'compose.yaml': `services:
  web:
    image: x
    ports: ["8080:1"]
  api:
    image: y
    ports: ["80‸80:2"]
`,
  'README.md': 'See http://localhost:8081/.\n',
};

const SHOWS_ALL = { relatedInformation: true, codeDescriptions: true };

function actionsAt(scene: Scene, only?: string[], documentChanges = true) {
  const { document, position } = scene.spot;
  return codeActionsIn(
    scene.workspace,
    document,
    { start: position, end: position },
    { diagnostics: [], ...(only && { only }) },
    DEFAULT_SETTINGS,
    uri => (uri.endsWith('compose.yaml') ? 3 : null),
    { documentChanges, ...SHOWS_ALL },
  );
}

describe('diagnosticsOf', () => {
  test('carries source, code, a link to the page of the rule and the other place', async () => {
    const scene = await sceneOf(CONFLICT);
    const found = diagnosticsOf(scene.workspace, scene.spot.document, DEFAULT_SETTINGS, SHOWS_ALL);
    expect(found).toHaveLength(2);
    expect(found[1]).toEqual({
      range: { start: { line: 6, character: 13 }, end: { line: 6, character: 17 } },
      severity: 1,
      source: 'portolan',
      code: 'port-conflict',
      codeDescription: { href: expect.stringMatching(/\/docs\/rules\/port-conflict\.md$/) },
      message: 'Host port 8080 is published by "web" and "api": the second fails to start.',
      relatedInformation: [
        {
          location: {
            uri: `${ROOT}compose.yaml`,
            range: { start: { line: 3, character: 13 }, end: { line: 3, character: 17 } },
          },
          message: '"web" publishes 8080 here (compose.yaml).',
        },
      ],
    });
  });

  test.each([
    ['error', 1],
    ['warning', 2],
    ['information', 3],
    ['hint', 4],
  ] as const)('%s is %i', async (severity, expected) => {
    const scene = await sceneOf(CONFLICT);
    const settings = { ...DEFAULT_SETTINGS, rules: { 'port-conflict': severity } };
    const found = diagnosticsOf(scene.workspace, scene.spot.document, settings, SHOWS_ALL);
    expect(found.map(one => one.severity)).toEqual([expected, expected]);
  });
});

describe('codeActionsIn', () => {
  test('offers the fixes of what stands there, with the version that they are for', async () => {
    const scene = await sceneOf(CONFLICT);
    const actions = actionsAt(scene);
    expect(actions.map(({ title, kind, isPreferred }) => [title, kind, isPreferred])).toEqual([
      ['Move host port 8080 of "api" to 8081', 'quickfix', true],
      ['Move host port 8080 of "web" to 8081', 'quickfix', false],
      ['Ignore here', 'quickfix', false],
      ['Ignore in this file', 'quickfix', false],
      ['Give this port a variable: API_PORT', 'refactor.extract', undefined],
    ]);
    expect(actions[0]?.diagnostics?.map(({ code }) => code)).toEqual(['port-conflict']);
    expect(actions[0]?.edit).toEqual({
      documentChanges: [
        {
          textDocument: { uri: `${ROOT}compose.yaml`, version: 3 },
          edits: [
            {
              range: { start: { line: 6, character: 13 }, end: { line: 6, character: 17 } },
              newText: '8081',
            },
          ],
        },
      ],
    });
  });

  test('edits without versions where the editor knows none', async () => {
    const [action] = actionsAt(await sceneOf(CONFLICT), undefined, false);
    expect(Object.keys(action?.edit?.changes ?? {})).toEqual([`${ROOT}compose.yaml`]);
    expect(action?.edit?.documentChanges).toBeUndefined();
  });

  test('changes several files in one edit', async () => {
    const scene = await sceneOf({
      'compose.yaml': 'services:\n  web:\n    image: x\n    ports: ["80‸:1"]\n',
      'README.md': 'See http://localhost/.\n',
    });
    const [action] = actionsAt(scene);
    expect(action?.title).toBe('Move host port 80 of "web" to 8080 and 1 other place');
    const changed = action?.edit?.documentChanges?.map(change =>
      'textDocument' in change ? change.textDocument : change,
    );
    expect(changed).toEqual([
      { uri: `${ROOT}README.md`, version: null },
      { uri: `${ROOT}compose.yaml`, version: 3 },
    ]);
  });

  test('has nothing where nothing is found', async () => {
    const scene = await sceneOf({
      'compose.yaml': 'services:\n  we‸b:\n    image: x\n    ports: ["80:1"]\n',
    });
    expect(actionsAt(scene)).toEqual([]);
  });

  test.each([
    [['quickfix'], ['quickfix', 'quickfix', 'quickfix', 'quickfix']],
    [['refactor'], ['refactor.extract']],
    [['source'], [FIX_ALL]],
    [['source.fixAll'], [FIX_ALL]],
    [[FIX_ALL], [FIX_ALL]],
    [['source.fixAll.other'], []],
  ])('only %j', async (only, kinds) => {
    const unquoted = {
      'compose.yaml': `${CONFLICT['compose.yaml']}  ssh:\n    image: z\n    ports: [3022:22]\n`,
    };
    expect(actionsAt(await sceneOf(unquoted), only).map(({ kind }) => kind)).toEqual(kinds);
  });
});

describe('fixAll', () => {
  async function fixedLines(ports: readonly string[]) {
    const scene = await sceneOf({
      'compose.yaml': `services:\n  web‸:\n    image: x\n    ports:\n${ports.map(port => `      - ${port}\n`).join('')}`,
    });
    const [action] = actionsAt(scene, [FIX_ALL]);
    const edits =
      action?.edit?.documentChanges?.flatMap(change => ('edits' in change ? change.edits : [])) ?? [];
    return edits.map(
      ({ range, ...edit }) => `${range.start.line + 1}: ${'newText' in edit ? edit.newText : ''}`,
    );
  }

  // biome-ignore format: a table
  test.each([
    ['applies what keeps the meaning, and moves no port', ['"80:1"', '"443:2"', '3022:22', '"80/http"', '22:22'], ['7: "3022:22"', '9: "22:22"']],
    ['leaves what waits to be asked', ['"8080:1"', '"80:1"', '"127.0.0.1:80:2"'], []],
  ])('%s', async (_name, ports, expected) => {
    expect(await fixedLines(ports)).toEqual(expected);
  });
});
