import { expect, test } from 'vitest';
import { createWorkspace } from '../../../server/src/workspace/workspace';

test.each([
  ['in the only folder', ['file:///a/shop/'], 'file:///a/shop/x/compose.yaml', 'x/compose.yaml'],
  [
    'in one of several',
    ['file:///a/shop/', 'file:///b/depot/'],
    'file:///b/depot/compose.yaml',
    'depot/compose.yaml',
  ],
  ['outside of them', ['file:///a/shop/'], 'file:///c/compose.yaml', 'file:///c/compose.yaml'],
  [
    'with signs that URIs write in another way',
    ['file:///a/H%C3%A4fen%20%231/'],
    'file:///a/H%C3%A4fen%20%231/%E6%B8%AF.yaml',
    '港.yaml',
  ],
])('a file is named by its path %s', (_, folders, uri, expected) => {
  const workspace = createWorkspace({
    files: { read: async () => ({ kind: 'missing' }), list: async () => [] },
    folders: () => folders,
    isExcluded: () => false,
    onNotice: () => undefined,
  });
  expect(workspace.nameOf(uri)).toBe(expected);
});
