// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Compose writes variables like this.
import { describe, expect, test } from 'vitest';
import { codeActionsIn } from '../../../server/src/features/code-actions';
import { DEFAULT_SETTINGS } from '../../../server/src/rules/settings';
import { ROOT } from '../support/memory';
import { sceneOf } from '../support/scene';

const compose = (port: string) =>
  `services:\n  web:\n    image: x\n    ports: ["${port}"]\n    environment:\n      - U=http://localhost:3000\n`;

async function actionsAt(files: Readonly<Record<string, string>>, annotations = true, only?: string[]) {
  const scene = await sceneOf(files);
  const { document, position } = scene.spot;
  return codeActionsIn(
    scene.workspace,
    document,
    { start: position, end: position },
    { diagnostics: [], ...(only && { only }) },
    DEFAULT_SETTINGS,
    uri => (uri.endsWith('compose.yaml') ? 3 : null),
    { documentChanges: true, relatedInformation: true, codeDescriptions: true, annotations },
  ).filter(({ kind }) => kind === 'refactor.extract');
}

describe('give this port a variable', () => {
  test('is offered on a published port, and asks before anything is changed', async () => {
    const [action, ...others] = await actionsAt({
      'compose.yaml': compose('30‸00:80'),
      'README.md': 'http://localhost:3000\n',
    });
    expect(others).toEqual([]);
    expect(action).toEqual({
      title: 'Give this port a variable: WEB_PORT',
      kind: 'refactor.extract',
      edit: {
        documentChanges: [
          {
            textDocument: { uri: `${ROOT}compose.yaml`, version: 3 },
            edits: [
              {
                range: { start: { line: 3, character: 13 }, end: { line: 3, character: 17 } },
                newText: '${WEB_PORT:-3000}',
                annotationId: 'taken',
              },
              {
                range: { start: { line: 5, character: 27 }, end: { line: 5, character: 31 } },
                newText: '${WEB_PORT:-3000}',
                annotationId: 'taken',
              },
            ],
          },
        ],
        changeAnnotations: {
          taken: {
            label:
              'Host port 3000 comes from WEB_PORT, and is the same while nothing sets that. Not changed: README.md',
            needsConfirmation: true,
          },
        },
      },
    });
  });

  test('is done where an editor cannot ask', async () => {
    const [action] = await actionsAt({ 'compose.yaml': compose('3000‸:80') }, false);
    expect(action?.edit?.changeAnnotations).toBeUndefined();
    expect(action?.edit?.documentChanges).toHaveLength(1);
  });

  test('is asked for by its kind, or by one above it', async () => {
    const files = { 'compose.yaml': compose('30‸00:80') };
    expect(await actionsAt(files, true, ['refactor'])).toHaveLength(1);
    expect(await actionsAt(files, true, ['refactor.extract'])).toHaveLength(1);
    expect(await actionsAt(files, true, ['quickfix'])).toEqual([]);
  });

  test.each(['3000:8‸0', '${A:-30‸00}:80', '80‸', '0‸:80'])('is not offered on %s', async port => {
    expect(await actionsAt({ 'compose.yaml': compose(port) })).toEqual([]);
  });

  test('is not offered elsewhere', async () => {
    expect(await actionsAt({ 'run.sh': 'docker run -p 30‸00:80 x\n' })).toEqual([]);
  });
});
