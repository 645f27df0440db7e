import { describe, expect, test } from 'vitest';
import { filterTables, groupPorts, nothingText } from '../../../server/src/features/port-map';
import { titleOf, writtenHost } from '../../../server/src/features/port-table';
import type { Grouping, PortFilter } from '../../../server/src/protocol/messages';
import { tablesOf } from './tables';

const compose = (ports: Readonly<Record<string, readonly string[]>>) =>
  `services:\n${Object.entries(ports)
    .map(([name, list]) => `  ${name}:\n    image: x\n    ports: ${JSON.stringify(list)}\n`)
    .join('')}`;

const FILES = {
  'blog/compose.yaml': compose({ nginx: ['80:80', '127.0.0.1:5432:5432'] }),
  'shop/compose.yaml': compose({ web: ['80:8080', '3000:3000'], api: ['3000:8000'] }),
  'wiki/compose.yaml': compose({ mail: ['75-85:75-85', '53:53/udp', '5000'] }),
};

const ALL: PortFilter = { text: '', areConflictsOnly: false };

async function shown(
  grouping: Grouping,
  filter: Partial<PortFilter> = {},
  files: Readonly<Record<string, string>> = FILES,
) {
  return groupPorts(await tablesOf(files), grouping, { ...ALL, ...filter }).map(
    ({ name, description, isShared, rows }) => [
      `${name}${isShared ? ' shared' : ''}: ${description}`,
      rows.map(({ table, row }) => `${titleOf(table)} ${row.unit} ${writtenHost(row)}`),
    ],
  );
}

describe('by project', () => {
  test('each with its ports, and how many', async () => {
    expect(await shown('project')).toEqual([
      ['blog: 2 ports', ['blog nginx 80/tcp', 'blog nginx 127.0.0.1:5432/tcp']],
      ['shop: 3 ports', ['shop web 80/tcp', 'shop web 3000/tcp', 'shop api 3000/tcp']],
      ['wiki: 3 ports', ['wiki mail 53/udp', 'wiki mail 75-85/tcp', 'wiki mail any free port']],
    ]);
  });

  test('with the folder above', async () => {
    const files = { 'a/x/compose.yaml': compose({ w: ['1:1'] }), 'b/compose.yaml': compose({ w: ['2:2'] }) };
    const groups = groupPorts(await tablesOf(files), 'project', ALL);
    expect(groups.map(({ name, description }) => [name, description])).toEqual([
      ['x', 'a · 1 port'],
      ['b', '1 port'],
    ]);
  });

  test('as far as they hold a text: of a row, or of the project', async () => {
    expect(await shown('project', { text: 'PostgreSQL' })).toEqual([
      ['blog: 1 port', ['blog nginx 127.0.0.1:5432/tcp']],
    ]);
    expect((await shown('project', { text: 'shop' })).map(([head]) => head)).toEqual(['shop: 3 ports']);
    expect(await shown('project', { text: 'nowhere' })).toEqual([]);
  });

  test('as far as they collide', async () => {
    const inConflict = ['shop: 2 ports', ['shop web 3000/tcp', 'shop api 3000/tcp']];
    expect(await shown('project', { areConflictsOnly: true })).toEqual([inConflict]);
    expect(await shown('project', { areConflictsOnly: true, text: 'blog' })).toEqual([]);
  });
});

describe('by port', () => {
  test('each with all who publish it, those that projects share first', async () => {
    expect(await shown('port')).toEqual([
      [
        '75-85/tcp shared: 3 projects: wiki, blog, shop',
        ['wiki mail 75-85/tcp', 'blog nginx 80/tcp', 'shop web 80/tcp'],
      ],
      [
        '80/tcp shared: 3 projects: blog, shop, wiki',
        ['blog nginx 80/tcp', 'shop web 80/tcp', 'wiki mail 75-85/tcp'],
      ],
      ['53/udp: mail', ['wiki mail 53/udp']],
      ['3000/tcp: web, api', ['shop web 3000/tcp', 'shop api 3000/tcp']],
      ['5432/tcp: nginx', ['blog nginx 127.0.0.1:5432/tcp']],
      ['Chosen by Docker: mail', ['wiki mail any free port']],
    ]);
  });

  test('a text finds ports by who publishes them, and shows all others that do', async () => {
    expect(await shown('port', { text: 'blog' })).toEqual([
      [
        '75-85/tcp shared: 3 projects: wiki, blog, shop',
        ['wiki mail 75-85/tcp', 'blog nginx 80/tcp', 'shop web 80/tcp'],
      ],
      [
        '80/tcp shared: 3 projects: blog, shop, wiki',
        ['blog nginx 80/tcp', 'shop web 80/tcp', 'wiki mail 75-85/tcp'],
      ],
      ['5432/tcp: nginx', ['blog nginx 127.0.0.1:5432/tcp']],
    ]);
    expect((await shown('port', { areConflictsOnly: true })).map(([head]) => head)).toEqual([
      '3000/tcp: web, api',
    ]);
  });

  test('projects are called by their folder, with those above it where two are called so', async () => {
    const files = Object.fromEntries(
      ['a/x', 'b/x', 'b/y'].map(folder => [`${folder}/compose.yaml`, compose({ w: ['1:1'] })]),
    );
    expect((await shown('port', {}, files)).map(([head]) => head)).toEqual([
      '1/tcp shared: 3 projects: a/x, b/x, y',
    ]);
  });

  test('an overlay shares nothing with what it is laid over, and repeats nothing of it', async () => {
    const files = {
      'compose.yaml': compose({ web: ['80:80'] }),
      'compose.dev.yaml': 'services:\n  web:\n    ports: ["81:80"]\n',
      'compose.test.yaml': 'services:\n  web:\n    ports: ["80:81"]\n',
    };
    expect((await shown('port', {}, { ...FILES, ...files })).find(([head]) => head?.includes('81'))).toEqual([
      '81/tcp shared: 2 projects: compose.dev.yaml, wiki',
      ['compose.dev.yaml web 81/tcp', 'wiki mail 75-85/tcp'],
    ]);
    const groups = groupPorts(await tablesOf(files), 'port', ALL);
    expect(groups.map(({ name, isShared, rows }) => [name, isShared, rows.length])).toEqual([
      ['80/tcp', false, 2],
      ['81/tcp', false, 1],
    ]);
  });
});

test('5,000 ports are grouped in a moment', async () => {
  const files = Object.fromEntries(
    Array.from({ length: 150 }, (_, project) => {
      const list = Array.from({ length: 33 }, (__, at) => `${8000 + ((project * 7 + at) % 400)}:80`);
      return [`p${project}/compose.yaml`, compose({ web: list })];
    }),
  );
  const tables = await tablesOf(files);
  const start = performance.now();
  const groups = groupPorts(tables, 'port', { text: '80', areConflictsOnly: false });
  // A tenth of it, as a rule.
  expect(performance.now() - start).toBeLessThan(5000);
  expect(groups).toHaveLength(400);
  expect(filterTables(tables, ALL)).toBe(tables);
});

test.each([
  [true, '', false, 'No Dockerfile, Compose file or other file with ports was found here.'],
  [true, 'x', true, 'No Dockerfile, Compose file or other file with ports was found here.'],
  [false, 'x', true, 'Nothing holds "x".'],
  [false, '', true, 'No port conflict is shown here.'],
  [false, '', false, 'No project here publishes a port.'],
])(
  'where nothing is (nothing read: %j, "%s", conflicts only: %j), "%s" is said',
  (isNothingRead, text, areConflictsOnly, said) => {
    expect(nothingText({ text, areConflictsOnly }, isNothingRead)).toBe(said);
  },
);
