import { expect, test } from 'vitest';
import { writeMarkdown } from '../../../server/src/features/drawing-markdown';
import { ODD_NAMES, rowOf, tableOf, tablesOf } from './tables';

test('a table for each project, under its name', async () => {
  const tables = await tablesOf({
    'compose.yaml':
      'services:\n  web:\n    image: x\n    ports: ["127.0.0.1:8080:80", "5432", "[::1]:53:53/udp"]\n',
    'b_c/compose.yaml': 'services:\n  db:\n    image: x\n    ports: ["8000-8010:3000"]\n',
  });
  expect(writeMarkdown(tables)).toBe(`## project

| Host | Service | Container | Usually |
| --- | --- | --- | --- |
| \\[::1\\]:53/udp | web | 53/udp | domain |
| 127.0.0.1:8080/tcp | web | 80/tcp | http |
| any free port | web | 5432/tcp | postgresql |

## b\\_c

| Host | Service | Container | Usually |
| --- | --- | --- | --- |
| 8000-8010/tcp | db | 3000/tcp |  |
`);
});

test('nothing, where nothing is published', () => {
  expect(writeMarkdown([])).toBe('');
});

test.each(ODD_NAMES)('a service called %j stays in its cell', name => {
  const lines = writeMarkdown([tableOf([rowOf({ unit: name })], name)]).split('\n');
  expect(lines).toHaveLength(6);
  const cells = (lines[4] ?? '').replace(/\\./g, '_').split('|');
  expect(cells.map(cell => cell.trim())).toEqual(['', '8080/tcp', expect.any(String), '80/tcp', 'http', '']);
  // What means something in Markdown or HTML stands behind a backslash, or is a reference.
  for (const shown of [cells[2] ?? '', (lines[0] ?? '').replace('## ', '').replace(/\\./g, '_')]) {
    expect(shown.replace(/&(?:amp|lt|gt);/g, '_')).not.toMatch(/[<>&[\]`*|\\]|\p{Cc}/u);
  }
});
