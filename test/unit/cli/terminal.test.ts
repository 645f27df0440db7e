import { describe, expect, test } from 'vitest';
import { progressOn } from '../../../server/src/cli/progress';
import { columns, wantsColor } from '../../../server/src/cli/terminal';

describe('colours', () => {
  const terminal = { isTTY: true };
  test.each([
    ['a terminal', undefined, {}, terminal, true],
    ['a pipe', undefined, {}, {}, false],
    ['NO_COLOR', undefined, { NO_COLOR: '1' }, terminal, false],
    ['an empty NO_COLOR', undefined, { NO_COLOR: '' }, terminal, true],
    ['a dumb terminal', undefined, { TERM: 'dumb' }, terminal, false],
    ['FORCE_COLOR', undefined, { FORCE_COLOR: '1' }, {}, true],
    ['FORCE_COLOR=0', undefined, { FORCE_COLOR: '0' }, terminal, false],
    ['FORCE_COLOR and NO_COLOR', undefined, { FORCE_COLOR: '1', NO_COLOR: '1' }, {}, true],
    ['--color and NO_COLOR', true, { NO_COLOR: '1' }, {}, true],
    ['--no-color and FORCE_COLOR', false, { FORCE_COLOR: '1' }, terminal, false],
  ])('%s', (_, option, env, stream, expected) => {
    expect(wantsColor(option, env, stream)).toBe(expected);
  });
});

test.each([
  ['', 0],
  ['abc', 3],
  ['é', 1],
  ['e\u0301', 1],
  ['港', 2],
  ['８', 2],
  ['한', 2],
  ['🚢', 2],
  ['👩‍👩‍👧', 2],
  ['🇩🇪', 2],
  ['❤\uFE0F', 2],
  ['❤', 1],
  ['\u200B', 0],
])('%j takes %i columns', (text, expected) => {
  expect(columns(text)).toBe(expected);
});

describe('progress', () => {
  /** Calls `update` at the times given, in milliseconds from the start. */
  function written(isTTY: boolean, times: readonly number[]): string {
    const output: string[] = [];
    let time = 1000;
    const progress = progressOn({ isTTY, write: text => output.push(text) }, () => time);
    for (const [index, at] of times.entries()) {
      time = 1000 + at;
      progress.update(index + 1, times.length);
    }
    progress.clear();
    progress.clear();
    return output.join('').replaceAll('\r\u001B[K', '<');
  }

  test.each([
    ['nothing for a short scan', true, [0, 100, 299], ''],
    ['nothing outside a terminal', false, [0, 500, 1000], ''],
    ['a line that it takes away', true, [0, 400], '<Reading files: 2 of 2<'],
    [
      'a change ten times a second at most',
      true,
      [0, 300, 350, 399, 400, 450],
      '<Reading files: 2 of 6<Reading files: 5 of 6<',
    ],
  ])('shows %s', (_, isTTY, times, expected) => {
    expect(written(isTTY, times)).toBe(expected);
  });
});
