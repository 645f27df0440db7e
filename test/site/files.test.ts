import { describe, expect, test } from 'vitest';
import { entriesOf, FOLDER, freeName, nameOf, refusalOf, uriOf } from '../../site/playground/files.ts';

describe('URIs of files', () => {
  test.each(['compose.yaml', 'api/Dockerfile', 'a b/größe [1]%20.yaml', '.env'])('%s', name => {
    expect(uriOf(name).startsWith(FOLDER)).toBe(true);
    expect(nameOf(uriOf(name))).toBe(name);
  });

  test('a place in a file is left out', () => {
    expect(nameOf(`${FOLDER}compose.yaml#L3`)).toBe('compose.yaml');
  });

  test('others are none', () => {
    expect(nameOf('file:///etc/passwd')).toBeUndefined();
    expect(nameOf(`${FOLDER}%E4`)).toBeUndefined();
  });
});

describe('names', () => {
  test.each([
    ['', 'A file needs a name.'],
    ['a.yaml', 'There is a file a.yaml already.'],
    ['../b', 'Between slashes stands the name of a folder.'],
    ['/b', 'Between slashes stands the name of a folder.'],
    ['b/', 'Between slashes stands the name of a folder.'],
    ['a\nb', 'A name has none of these characters: \\ : * ? " < > | #'],
    ['a.yaml/b', 'a.yaml needs a folder of the same name as a file.'],
    ['web', 'web/Dockerfile needs a folder of the same name as a file.'],
  ])('%j is refused', (name, why) => {
    expect(refusalOf(name, ['a.yaml', 'web/Dockerfile'])).toBe(why);
  });

  test('others are taken', () => {
    expect(refusalOf('web/compose.yaml', ['a.yaml', 'web/Dockerfile'])).toBeUndefined();
  });

  test('one that is taken gets a number', () => {
    expect(freeName('a.yaml', [])).toBe('a.yaml');
    expect(freeName('a.yaml', ['a.yaml', 'a-2.yaml'])).toBe('a-3.yaml');
    expect(freeName('.env', ['.env'])).toBe('file-2.env');
    expect(freeName('Dockerfile', ['Dockerfile'])).toBe('Dockerfile-2');
  });
});

test('entries of folders', () => {
  const names = ['a.yaml', 'web/Dockerfile', 'web/src/a.js', 'webs/x'];
  const root = [
    { name: 'a.yaml', kind: 'file' },
    { name: 'web', kind: 'folder' },
    { name: 'webs', kind: 'folder' },
  ];
  expect(entriesOf(FOLDER, names)).toEqual(root);
  expect(entriesOf(FOLDER.slice(0, -1), names)).toEqual(root);
  const web = [
    { name: 'Dockerfile', kind: 'file' },
    { name: 'src', kind: 'folder' },
  ];
  expect(entriesOf(uriOf('web'), names)).toEqual(web);
  expect(entriesOf(`${uriOf('web')}/`, names)).toEqual(web);
  expect(entriesOf('file:///', names)).toEqual([]);
});
