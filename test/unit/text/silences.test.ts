import { describe, expect, test } from 'vitest';
import { findSilences } from '../../../server/src/text/silences';

/** Each silence as [its text, what it covers, its rules, its scope]. */
const silencesOf = (text: string) =>
  findSilences(text).map(({ span, covers, rules, scope }) => [
    text.slice(span.start, span.end),
    text.slice(covers.start, covers.end),
    rules,
    scope,
  ]);

describe('a comment silences', () => {
  test.each<[string, string, string, readonly string[]]>([
    ['80 # portolan-ignore', 'portolan-ignore', '80 # portolan-ignore', []],
    ['80 #portolan-ignore\n90', 'portolan-ignore', '80 #portolan-ignore', []],
    ['# portolan-ignore\n80\n90', 'portolan-ignore', '# portolan-ignore\n80', []],
    ['\t# portolan-ignore\r\n80\r\n90', 'portolan-ignore', '\t# portolan-ignore\r\n80', []],
    [
      'a\n  // portolan-ignore: privileged-port\n80\n90',
      'portolan-ignore: privileged-port',
      '  // portolan-ignore: privileged-port\n80',
      ['privileged-port'],
    ],
    [
      '80 # portolan-ignore : a , b,c d',
      'portolan-ignore : a , b,c',
      '80 # portolan-ignore : a , b,c d',
      ['a', 'b', 'c'],
    ],
    ['80 # portolan-ignore because', 'portolan-ignore', '80 # portolan-ignore because', []],
    ['80 # portolan-ignore:', 'portolan-ignore', '80 # portolan-ignore:', []],
    ['80 <!-- portolan-ignore: a -->', 'portolan-ignore: a', '80 <!-- portolan-ignore: a -->', ['a']],
    ['<!-- portolan-ignore -->\n80\n', 'portolan-ignore', '<!-- portolan-ignore -->\n80', []],
    ['80 /* portolan-ignore */', 'portolan-ignore', '80 /* portolan-ignore */', []],
    ['80 ; portolan-ignore', 'portolan-ignore', '80 ; portolan-ignore', []],
    ['80 -- portolan-ignore', 'portolan-ignore', '80 -- portolan-ignore', []],
    ['😀 80 # portolan-ignore', 'portolan-ignore', '😀 80 # portolan-ignore', []],
  ])('%j', (text, written, covers, rules) => {
    expect(silencesOf(text)).toEqual([[written, covers, rules, 'line']]);
  });

  test('the whole file', () => {
    const text = 'a\n# portolan-ignore-file: b, c\nd';
    expect(silencesOf(text)).toEqual([['portolan-ignore-file: b, c', text, ['b', 'c'], 'file']]);
  });

  test('twice on a line: only the first can be alone', () => {
    const text = '# portolan-ignore: a # portolan-ignore: b\n80\n90';
    expect(silencesOf(text)).toEqual([
      ['portolan-ignore: a', '# portolan-ignore: a # portolan-ignore: b\n80', ['a'], 'line'],
      ['portolan-ignore: b', '# portolan-ignore: a # portolan-ignore: b', ['b'], 'line'],
    ]);
  });

  test('line by line', () => {
    const text = '80 # portolan-ignore\n# portolan-ignore: a\n90\n';
    expect(silencesOf(text).map(([, covers]) => covers)).toEqual([
      '80 # portolan-ignore',
      '# portolan-ignore: a\n90',
    ]);
  });
});

test.each([
  '',
  'portolan-ignore',
  '80 portolan-ignore',
  'echo "portolan-ignore"',
  '# portolan-ignored',
  '# portolan-ignore-files',
  '# portolan-ignore-x',
  '# x portolan-ignore',
  '#\nportolan-ignore',
  '- portolan-ignore',
  '/ portolan-ignore',
])('%j silences nothing', text => {
  expect(findSilences(text)).toEqual([]);
});

test.each([
  ['http://portolan-ignore.example/', ['#', '//']],
  ['return 200 "x;portolan-ignore";', [';']],
  ['command: [a, --portolan-ignore, b]', ['--']],
  ['set $a "# portolan-ignore";', ['//']],
  ['location /a//portolan-ignore/b {}', ['#']],
])('what is no comment silences nothing: %s', (text, marks) => {
  expect(findSilences(text, marks)).toEqual([]);
});

test('a comment that goes on behind its line is not taken out, and one of many rules ends', () => {
  expect(findSilences('/* portolan-ignore\n more */\n80\n').map(({ whole }) => whole)).toEqual([undefined]);
  const rules = Array.from({ length: 100_000 }, (_, index) => `r${index}`).join(',');
  expect(findSilences(`# portolan-ignore: ${rules}\n`)[0]?.rules).toHaveLength(100);
});

test.each([
  ['a line of open comments', `${'<!-- portolan-ignore '.repeat(2000)}${'-'.repeat(900_000)}`],
  ['as many behind slashes', `${'/* portolan-ignore '.repeat(2000)}${'*'.repeat(900_000)}`],
])('%s is gone through once', (_, text) => {
  const start = performance.now();
  findSilences(text);
  // A fiftieth of it, as a rule.
  expect(performance.now() - start).toBeLessThan(1000);
});

test('the rules that are named count, not the comments', () => {
  const rules = Array.from({ length: 100 }, (_, at) => `r${at}`).join(',');
  const silences = findSilences(`# portolan-ignore: ${rules}\n`.repeat(2000));
  expect(silences).toHaveLength(20);
});
