import { expect, test } from 'vitest';
import { parseClientOptions } from '../../../server/src/language-server/client-options';
import { type EditorQuestions, editorFiles } from '../../../server/src/workspace/editor-files';

const ROOT = 'memfs:/project/';

/** The files that an editor answers about, each answer within so many milliseconds, and what came late. */
function filesOf(questions: EditorQuestions, milliseconds = 1000) {
  const late: string[] = [];
  const files = editorFiles(() => [ROOT, 'memfs:/other/'], questions, {
    milliseconds,
    onLate: uri => late.push(uri),
  });
  return { files, late };
}

const NO_ANSWER = { kind: 'unreadable', reason: 'the editor gives no answer' };

/** An answer that comes when somebody says so. */
function heldBack() {
  let give = (_answer: unknown) => {};
  const answer = new Promise(resolve => {
    give = resolve;
  });
  return { answer, give: (given: unknown) => give(given) };
}

test.each<[string, () => Promise<unknown>, unknown]>([
  ['a text', async () => ({ text: 'a' }), 'a'],
  ['an empty one', async () => ({ text: '' }), ''],
  ['a refusal', async () => ({ refusal: { kind: 'missing' } }), { kind: 'missing' }],
  ['an error', () => Promise.reject(new Error('offline')), { kind: 'missing' }],
  ['another text', async () => ({ text: null }), { kind: 'missing' }],
  ['no answer of its kind', async () => 'a', { kind: 'missing' }],
  ['a refusal of no kind', async () => ({ refusal: { kind: 'x' } }), { kind: 'missing' }],
])('%s', async (_, readFile, expected) => {
  const { files } = filesOf({ readFile, listFolder: () => Promise.reject(new Error('offline')) });
  expect(await files.read(`${ROOT}a`)).toEqual(expected);
  expect(await files.list(ROOT)).toEqual([]);
});

test('the editor is not asked for a file outside the folders', async () => {
  const asked: string[] = [];
  const readFile = async (uri: string) => {
    asked.push(uri);
    return { text: uri };
  };
  const { files } = filesOf({ readFile, listFolder: async () => [] });
  for (const uri of ['memfs:/projects/a', 'memfs:/a', 'file:///project/a'])
    expect(await files.read(uri)).toEqual({ kind: 'outside' });
  expect(asked).toEqual([]);
});

test.each<[unknown, unknown]>([
  [
    [
      { name: 'a', kind: 'file' },
      { name: 'b', kind: 'folder' },
    ],
    [
      { name: 'a', kind: 'file' },
      { name: 'b', kind: 'folder' },
    ],
  ],
  [[null, 'a', { name: 1, kind: 'file' }, { name: 'c', kind: 'file' }], [{ name: 'c', kind: 'file' }]],
  [{ kind: 'missing' }, []],
  [null, []],
])('of a list of %j what is one counts', async (answer, expected) => {
  const { files } = filesOf({ readFile: async () => undefined, listFolder: async () => answer });
  expect(await files.list(ROOT)).toEqual(expected);
});

test('a file that is not answered in time costs itself alone; its answer is kept for who asks next', async () => {
  const slow = heldBack();
  const { files, late } = filesOf(
    {
      readFile: uri => (uri.endsWith('slow') ? slow.answer : Promise.resolve({ text: uri })),
      listFolder: async () => [],
    },
    50,
  );
  const asked = files.read(`${ROOT}slow`);
  expect(await files.read(`${ROOT}a`)).toBe(`${ROOT}a`);
  expect(await asked).toEqual(NO_ANSWER);
  expect(await files.read(`${ROOT}b`)).toBe(`${ROOT}b`);
  slow.give({ text: 'late' });
  await expect.poll(() => late).toEqual([`${ROOT}slow`]);
  expect(await files.read(`${ROOT}slow`)).toBe('late');
});

test('a folder of which nothing is answered is waited for once, others as ever, and asked again when it answers', async () => {
  const silence = heldBack();
  let asked = 0;
  const { files, late } = filesOf(
    {
      readFile: uri => {
        asked++;
        return uri.startsWith(ROOT) ? silence.answer : Promise.resolve({ text: uri });
      },
      listFolder: () => silence.answer,
    },
    50,
  );
  expect(await Promise.all([files.read(`${ROOT}a`), files.list(ROOT)])).toEqual([NO_ANSWER, NO_ANSWER]);
  expect(await files.read('memfs:/other/a')).toBe('memfs:/other/a');
  asked = 0;
  for (let index = 0; index < 100; index++) expect(await files.read(`${ROOT}${index}`)).toEqual(NO_ANSWER);
  expect(asked).toBe(0);
  silence.give({ text: 'awake' });
  await expect.poll(() => late).toEqual([ROOT, ROOT]);
  expect(await files.read(`${ROOT}a`)).toBe('awake');
  expect(await files.read(`${ROOT}1`)).toBe('awake');
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
