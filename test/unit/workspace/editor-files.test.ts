import { expect, test } from 'vitest';
import { parseClientOptions } from '../../../server/src/language-server/client-options';
import { type EditorAnswer, editorFiles } from '../../../server/src/workspace/editor-files';

const ROOT = 'memfs:/project/';

test.each<[string, () => Promise<EditorAnswer>, unknown]>([
  ['a text', async () => ({ text: 'a' }), 'a'],
  ['an empty one', async () => ({ text: '' }), ''],
  ['a refusal', async () => ({ refusal: { kind: 'missing' } }), { kind: 'missing' }],
  ['an error', () => Promise.reject(new Error('offline')), { kind: 'missing' }],
])('%s', async (_, readFile, expected) => {
  const files = editorFiles(() => [ROOT], {
    readFile,
    listFolder: () => Promise.reject(new Error('offline')),
  });
  expect(await files.read(`${ROOT}a`)).toEqual(expected);
  expect(await files.list(ROOT)).toEqual([]);
});

test('the editor is not asked for a file outside the folders', async () => {
  const asked: string[] = [];
  const readFile = async (uri: string) => {
    asked.push(uri);
    return { text: uri };
  };
  const files = editorFiles(() => [ROOT], { readFile, listFolder: async () => [] });
  for (const uri of ['memfs:/projects/a', 'memfs:/a', 'file:///project/a'])
    expect(await files.read(uri)).toEqual({ kind: 'outside' });
  expect(asked).toEqual([]);
});

const NOTHING = { commands: [], bundle: undefined, machine: false, views: false, files: false };

test.each([
  [undefined, NOTHING],
  [null, NOTHING],
  ['x', NOTHING],
  [[], NOTHING],
  [{}, NOTHING],
  [{ commands: 'a', bundle: [], machine: 1, views: 'true', files: {} }, NOTHING],
  [
    { commands: ['a', 1, 'b'], bundle: { a: 'b' }, machine: true, views: true, files: true, more: 1 },
    { commands: ['a', 'b'], bundle: { a: 'b' }, machine: true, views: true, files: true },
  ],
  [{ bundle: { a: 'b', c: null } }, NOTHING],
])('what an editor says of itself: %j', (data, expected) => {
  expect(parseClientOptions(data)).toEqual(expected);
});
