import { describe, expect, test } from 'vitest';
import { changedLines, MAX_STEPS } from '../../../server/src/cli/changed-lines';

const lines = (count: number) => Array.from({ length: count }, (_, at) => `line ${at}\n`);

/** A text whose first lines stand behind the others: each of them is one that goes and one that comes. */
const turned = (all: readonly string[], count: number) =>
  [...all.slice(count), ...all.slice(0, count)].join('');

describe('the lines of a text that are not as they were', () => {
  test.each<[string, string, readonly number[]]>([
    ['a\nb\nc\n', 'a\nb\nc\n', []],
    ['a\nb\nc\n', 'a\nx\nc\n', [1]],
    ['a\nb\nc\n', '\uFEFFa\r\nc\r\n', []],
    ['a\nb\nc\n', 'b\nc\na\n', [2]],
  ])('%j, now %j', (before, after, expected) => {
    const changed = changedLines(before, after, { left: MAX_STEPS });
    expect(changed === 'all' ? changed : [...changed]).toEqual(expected);
  });

  test('take the square of those that stand elsewhere', () => {
    const steps = { left: MAX_STEPS };
    changedLines(lines(100).join(''), turned(lines(100), 10), steps);
    expect(steps.left).toBe(MAX_STEPS - 20 ** 2);
  });

  test('are all of a text where the steps of a call do not suffice, but for those of which few stand elsewhere', () => {
    const all = lines(100);
    const steps = { left: 60 ** 2 };
    const changed = (count: number) => changedLines(all.join(''), turned(all, count), steps);
    // 60 lines go or come, which takes all steps.
    expect(changed(30)).not.toBe('all');
    expect(steps.left).toBe(0);
    expect(changed(30)).toBe('all');
    expect(changed(15)).not.toBe('all');
    expect(changed(16)).toBe('all');
  });
});
