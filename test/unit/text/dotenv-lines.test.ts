import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readDotenv } from '../../../server/src/text/dotenv';
import { setLines, unsetLines, writtenValues } from '../../../server/src/text/dotenv-lines';

const HEADING = '# ours';
const set = (text: string, values: Readonly<Record<string, string>>) =>
  setLines(text, new Map(Object.entries(values)), HEADING);

describe('variables that are set in a file', () => {
  test.each<[string, string, Readonly<Record<string, string>>, string]>([
    ['an empty file', '', { A: '1' }, '# ours\nA=1\n'],
    [
      'the first lines, for what stands behind them may refer to them',
      'URL=$A\n',
      { A: '1' },
      '# ours\nA=1\nURL=$A\n',
    ],
    ['a file without an end of its line', 'B=2', { A: '1' }, '# ours\nA=1\nB=2'],
    ['the line ends of the file', 'B=2\r\n', { A: '1' }, '# ours\r\nA=1\r\nB=2\r\n'],
    ['behind a byte order mark', '\u{FEFF}B=2\n', { A: '1' }, '\u{FEFF}# ours\nA=1\nB=2\n'],
    ['in the place of a value', 'A=3000 # web\n', { A: '1' }, 'A=1 # web\n'],
    ['between quotes', `export A="3000"\nB='4'\n`, { A: '1', B: '2' }, `export A="1"\nB='2'\n`],
    ['between empty quotes', 'A=""\n', { A: '1' }, 'A="1"\n'],
    ['of no value', 'A=\nB=2', { A: '1' }, 'A=1\nB=2'],
    ['of no value, before the end of the line', 'A=\r\nB=2', { A: '1' }, 'A=1\r\nB=2'],
    ['of no value at the end', 'A = ', { A: '1' }, 'A =1 '],
    ['the last of several, which counts', 'A=1\nA=2\n', { A: '3' }, 'A=1\nA=3\n'],
    ['of others', 'A=$B\n', { A: '3' }, 'A=3\n'],
    ['beside a comment that only looks like it', '# A=1\n', { A: '3' }, '# ours\nA=3\n# A=1\n'],
    ['with a colon', 'A: 1\n', { A: '3' }, 'A: 3\n'],
    ['a range', 'A=1-2\n', { A: '3-4' }, 'A=3-4\n'],
  ])('%s', (_, before, values, after) => {
    const { text, done } = set(before, values);
    expect(text).toBe(after);
    expect(unsetLines(text, done)).toEqual({ text: before, changed: [] });
  });

  const line = fc.oneof(
    fc.constantFrom(
      '',
      '# x',
      '  ',
      'A=',
      'export A = 1',
      'A="1" # x',
      "A='1'",
      `B=\${A:-2}`,
      'C',
      'C="a\nb"',
      'B: 7',
      'A=\t',
      '"',
      'D=\\',
      'A=1 #',
      "B=it's",
    ),
    fc.string(),
  );
  const text = fc
    .tuple(fc.constantFrom('', '\u{FEFF}'), fc.array(line), fc.constantFrom('\n', '\r\n'), fc.boolean())
    .map(([mark, lines, end, isEnded]) => mark + lines.join(end) + (isEnded ? end : ''));

  test('are taken back to the character', () => {
    fc.assert(
      fc.property(text, fc.subarray(['A', 'B', 'D'], { minLength: 1 }), (before, names) => {
        const { text: after, done } = setLines(
          before,
          new Map(names.map((name, at) => [name, `${20000 + at}`])),
          HEADING,
        );
        expect(unsetLines(after, done)).toEqual({ text: before, changed: [] });
      }),
      { numRuns: 2000 },
    );
  });

  test('are what the file then says', () => {
    fc.assert(
      fc.property(text, before => {
        const { text: after } = set(before, { A: '20000' });
        const { entries } = readDotenv(after, { length: after.length });
        expect(entries.findLast(({ key }) => key === 'A')?.value.value).toBe('20000');
        expect(writtenValues(after).get('A')).toBe('20000');
      }),
      { numRuns: 2000 },
    );
  });
});

test('lines that somebody has written between are taken back in one pass', () => {
  const before = Array.from({ length: 100_000 }, (_, at) => `KEY_${at}=value\n`).join('');
  const { text, done } = setLines(
    before,
    new Map(Array.from({ length: 10_000 }, (_, at) => [`PORT_${at}`, '1'])),
    HEADING,
  );
  const start = performance.now();
  expect(unsetLines(text.replace('PORT_0=1\n', 'PORT_0=1\nX=1\n'), done).text).toBe(`X=1\n${before}`);
  // To look for each of them in what the others leave takes some 10 s.
  expect(performance.now() - start).toBeLessThan(2500);
});

describe('what somebody has changed since', () => {
  const before = 'A=3000\nB=5\n';
  const { text, done } = set(before, { A: '1', C: '2', D: '3' });
  test.each<[string, string, string, readonly string[]]>([
    ['another value', text.replace('A=1', 'A=9'), 'A=9\nB=5\n', ['A']],
    ['another value in a line of ours', text.replace('C=2', 'C=9'), 'C=9\nA=3000\nB=5\n', ['C']],
    ['a line between ours', text.replace('D=3', 'E=5\nD=3'), 'E=5\nA=3000\nB=5\n', []],
    ['a line before ours', `E=5\n${text}`, 'E=5\nA=3000\nB=5\n', []],
    ['a line behind ours', `${text}E=5`, 'A=3000\nB=5\nE=5', []],
    ['a line of ours that is gone', text.replace('C=2\n', ''), before, []],
    ['a line that is gone', text.replace('A=1\n', ''), 'B=5\n', []],
    ['nothing left', '', '', []],
  ])('stays: %s', (_, now, expected, changed) => {
    expect(unsetLines(now, done)).toEqual({ text: expected, changed });
  });
});
