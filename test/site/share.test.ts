import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { filesOf, fragmentOf } from '../../site/playground/share.ts';

const inFragment = (text: string) => `#files=${deflateRawSync(text).toString('base64url')}`;

describe('files in an address', () => {
  test('come out as they went in', async () => {
    const files = [
      { name: 'compose.yaml', text: 'services:\r\n  größe:\n    image: "⚓"\n' },
      { name: 'api/Dockerfile', text: '' },
    ];
    const fragment = await fragmentOf(files);
    expect(fragment).toMatch(/^#files=[\w-]+$/);
    expect(await filesOf(fragment)).toEqual(files);
  });

  test('are compressed', async () => {
    const fragment = await fragmentOf([{ name: 'a.yaml', text: '- "8080:80"\n'.repeat(1000) }]);
    expect(fragment.length).toBeLessThan(200);
  });

  test('are what any program makes with raw DEFLATE and base64url', async () => {
    expect(await filesOf(inFragment('[["a.yaml","ports: []"]]'))).toEqual([
      { name: 'a.yaml', text: 'ports: []' },
    ]);
  });

  test.each([
    ['nothing', ''],
    ['another fragment', '#content'],
    ['no letters', '#files='],
    ['what is no base64', '#files=ä'],
    ['what is not compressed', '#files=AAAA'],
    ['what was cut off', inFragment(JSON.stringify([['a.yaml', 'x'.repeat(99)]])).slice(0, -6)],
    ['no JSON', inFragment('[[')],
    ['no files', inFragment('[]')],
    ['an object', inFragment('{}')],
    ['a number for a text', inFragment('[["a.yaml",1]]')],
    ['a name that leads elsewhere', inFragment('[["../a.yaml",""]]')],
    ['a name twice', inFragment('[["a.yaml",""],["a.yaml",""]]')],
    [
      'too many',
      inFragment(JSON.stringify(Array.from({ length: 201 }, (_, index) => [`${index}.yaml`, '']))),
    ],
    ['a little that stands for very much', inFragment(JSON.stringify([['a.yaml', ' '.repeat(2_000_000)]]))],
  ])('%s: none', async (_, fragment) => {
    expect(await filesOf(fragment)).toBeUndefined();
  });
});
