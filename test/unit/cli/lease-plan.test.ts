import { describe, expect, test } from 'vitest';
import type { PublishedVariable } from '../../../server/src/chart/published-variables';
import { type Choose, planLease, planRelease } from '../../../server/src/cli/lease-plan';
import type { Lease } from '../../../server/src/cli/leases';

const KEY = { worktree: 'w', folder: '', file: '.env' };

const variable = (name: string, size = 1): PublishedVariable => ({
  name,
  size,
  range: undefined,
  protocols: ['tcp'],
  units: [],
  targets: [],
  mappings: new Set(),
});

/** The ports behind the last that is taken, from 20000 on. */
const choose: Choose = async ({ size }, isTaken) => {
  let from = 32_767;
  while (from > 20_000 && !isTaken(from - 1)) from--;
  return { from, to: from + size - 1 };
};

const plan = (text: string | undefined, names: readonly string[], leases: readonly Lease[] = []) =>
  planLease(
    KEY,
    text,
    names.map(name => variable(name)),
    leases,
    choose,
  );

describe('a lease', () => {
  test.each<[string, string]>([
    ['a file', 'A=1\n# web\nWEB="3000" # the web\n'],
    ['other line ends and no last one', 'A=1\r\nexport WEB=\r\nB=2'],
    ['a file with nothing in it', ''],
  ])('is undone to the byte: %s', async (_, text) => {
    const { text: written, lease } = await plan(text, ['DB', 'WEB']);
    expect(written).toMatch(/^DB=20000\r?$/m);
    expect(written).toMatch(/WEB="?20001/);
    expect(planRelease(written, lease).text).toBe(text);
  });

  test('that is there already is done', async () => {
    const { text, lease } = await plan(undefined, ['WEB']);
    expect(lease.isCreated).toBe(true);
    const again = await plan(text, ['WEB'], [lease]);
    expect(again).toMatchObject({
      text,
      lease,
      isDone: true,
      changes: [{ name: 'WEB', state: 'unchanged' }],
    });
  });

  test('keeps its ports where the project grows, and takes none that others have', async () => {
    const other: Lease = {
      ...KEY,
      worktree: 'other',
      isCreated: true,
      added: '',
      values: [{ name: 'WEB', value: '20000', before: undefined }],
    };
    const first = await plan('A=1\n', ['WEB'], [other]);
    expect(first.changes).toMatchObject([{ range: { from: 20_001, to: 20_001 }, state: 'added' }]);
    const grown = await planLease(
      KEY,
      first.text,
      [variable('WEB'), variable('X', 3)],
      [other, first.lease],
      choose,
    );
    expect(grown.changes).toMatchObject([
      { name: 'WEB', range: { from: 20_001, to: 20_001 }, state: 'unchanged' },
      { name: 'X', range: { from: 20_002, to: 20_004 }, state: 'added' },
    ]);
    expect(planRelease(grown.text, grown.lease).text).toBe('A=1\n');
  });

  test('leaves what somebody has changed since, also when it is taken back', async () => {
    const { text, lease } = await plan('WEB=3000\n', ['DB', 'WEB']);
    const changed = text.replace('WEB=20001', 'WEB=4000');
    const again = await plan(changed, ['DB', 'WEB'], [lease]);
    expect(again.changes).toMatchObject([
      { name: 'DB', state: 'unchanged' },
      { name: 'WEB', state: 'kept', written: '4000' },
    ]);
    expect(planRelease(changed, again.lease)).toMatchObject({
      text: 'WEB=4000\n',
      changes: [{ state: 'removed' }, { state: 'kept', written: '4000' }],
    });
  });

  test('costs one look at each line, however many variables there are', async () => {
    const lines = Array.from({ length: 20_000 }, (_, at) => `KEY_${at}=value\n`).join('');
    const names = Array.from({ length: 300 }, (_, at) => `KEY_${at * 60}`);
    const start = performance.now();
    const { text, lease } = await plan(lines, names);
    expect((await plan(text, names, [lease])).isDone).toBe(true);
    expect(planRelease(text, lease).text).toBe(lines);
    // To read the lines for each variable takes some 10 s.
    expect(performance.now() - start).toBeLessThan(2500);
  });
});
