import { expect, test } from 'vitest';
import { changeOf, previewOf } from '../../site/playground/edits.ts';
import { uriOf } from '../../site/playground/files.ts';

const range = (line: number, from: number, to: number) => ({
  start: { line, character: from },
  end: { line, character: to },
});

test('an edit says its places, from top to bottom, and what somebody is to look at', () => {
  const edit = {
    documentChanges: [
      { kind: 'create' as const, uri: uriOf('portolan.json') },
      {
        textDocument: { uri: uriOf('b.yaml'), version: 1 },
        edits: [
          { range: range(9, 0, 1), newText: '2' },
          { range: range(3, 4, 8), newText: '3001', annotationId: 'code' },
        ],
      },
      {
        textDocument: { uri: uriOf('a.yaml'), version: null },
        edits: [{ range: range(0, 0, 0), newText: 'x' }],
      },
      {
        textDocument: { uri: 'file:///etc/hosts', version: 1 },
        edits: [{ range: range(0, 0, 0), newText: 'x' }],
      },
    ],
    changeAnnotations: { code: { label: 'Source code and tests', needsConfirmation: true } },
  };
  expect(changeOf(edit)).toEqual({
    created: ['portolan.json'],
    places: [
      { file: 'b.yaml', range: range(3, 4, 8), newText: '3001', question: 'Source code and tests' },
      { file: 'b.yaml', range: range(9, 0, 1), newText: '2' },
      { file: 'a.yaml', range: range(0, 0, 0), newText: 'x' },
    ],
  });
});

test('a place is shown within its line', () => {
  const place = { file: 'a.yaml', range: range(1, 7, 11), newText: '3001' };
  expect(previewOf('ports:\r\n    - "3000:80"\r\n', { ...place, range: range(1, 7, 11) })).toEqual({
    line: 2,
    before: '- "',
    old: '3000',
    fresh: '3001',
    after: ':80"',
  });
});
