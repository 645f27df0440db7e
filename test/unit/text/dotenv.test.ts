import { expect, test } from 'vitest';
import { readDotenv } from '../../../server/src/text/dotenv';

const read = (text: string) => readDotenv(text, { length: text.length });

/** Each entry as [key, value], the value before interpolation. */
const entriesOf = (text: string) => read(text).entries.map(({ key, value }) => [key, value.value]);

// What compose-go's `dotenv` reads.
test.each<[string, readonly (readonly [string, string])[]]>([
  ['', []],
  ['PORT=80', [['PORT', '80']]],
  ['PORT=80\n', [['PORT', '80']]],
  [
    'A=1\r\nB=2\r\n',
    [
      ['A', '1'],
      ['B', '2'],
    ],
  ],
  ['\uFEFFPORT=80', [['PORT', '80']]],
  ['  PORT = 80  ', [['PORT', '80']]],
  ['\tPORT\t=\t80', [['PORT', '80']]],
  ['PORT: 80', [['PORT', '80']]],
  ['PORT:80', [['PORT', '80']]],
  ['export PORT=80', [['PORT', '80']]],
  ['  export  PORT=80', [['PORT', '80']]],
  ['export\tPORT=80', [['PORT', '80']]],
  ['exports=80', [['exports', '80']]],
  ['export=80', [['export', '80']]],
  ['a.b-c[0]=80', [['a.b-c[0]', '80']]],
  ['ÄÖ=80', [['ÄÖ', '80']]],
  ['A=', [['A', '']]],
  [
    'A=\nB=2',
    [
      ['A', ''],
      ['B', '2'],
    ],
  ],
  ['A=b=c', [['A', 'b=c']]],
  // Comments.
  ['# A=1\nB=2', [['B', '2']]],
  ['  # A=1', []],
  ['A=1 # one', [['A', '1']]],
  ['A=1# one', [['A', '1# one']]],
  ['A= # one', [['A', '# one']]],
  [
    'A="1" # one\nB=2',
    [
      ['A', '1'],
      ['B', '2'],
    ],
  ],
  // Quotes.
  ['A="80"', [['A', '80']]],
  ["A='80'", [['A', '80']]],
  ['A=""', [['A', '']]],
  ['A="a # b"', [['A', 'a # b']]],
  [
    'A="a\nb"\nC=1',
    [
      ['A', 'a\nb'],
      ['C', '1'],
    ],
  ],
  [
    "A='a\nB=1\n'\nC=1",
    [
      ['A', 'a\nB=1\n'],
      ['C', '1'],
    ],
  ],
  [
    'A="1" B=2',
    [
      ['A', '1'],
      ['B', '2'],
    ],
  ],
  [
    'A="1"B="2"',
    [
      ['A', '1'],
      ['B', '2'],
    ],
  ],
  ['A=1"2"', [['A', '1"2"']]],
  // Escapes.
  ['A="a\\"b"', [['A', 'a"b']]],
  ["A='a\\'b'", [['A', "a'b"]]],
  ['A="a\\nb\\tc\\\\n"', [['A', 'a\nb\tc\\n']]],
  ["A='a\\nb\\\\'", [['A', 'a\\nb\\\\']]],
  ['A="\\\'\\x\\c"', [['A', "\\'\\x\\c"]]],
  ['A="\\0123\\012"', [['A', 'S\\012']]],
  [
    'A="\\\\"\nB=1',
    [
      ['A', '\\'],
      ['B', '1'],
    ],
  ],
  ['A="\\$B"', [['A', '$$B']]],
  ["A='\\$B'", [['A', '\\$B']]],
  ['A=a\\nb', [['A', 'a\\nb']]],
  // What the shell gives.
  ['A\nB=1', [['B', '1']]],
  ['export A\nB=1', [['B', '1']]],
])('%j', (text, expected) => {
  expect(entriesOf(text)).toEqual(expected);
  expect(read(text).faults).toEqual([]);
});

test.each<[string, readonly string[], readonly (readonly [string, string])[]]>([
  [
    'A=1\n???\nB=2',
    ['???'],
    [
      ['A', '1'],
      ['B', '2'],
    ],
  ],
  ['A B=1\nC=2', ['A B=1'], [['C', '2']]],
  ['  1 + 1  \r\nC=2', ['1 + 1'], [['C', '2']]],
  ['A="1\nB=2', ['A'], [['B', '2']]],
  ['A=\'1\nB="2"', ['A'], [['B', '2']]],
  ['A="1" ; B=2', ['; B=2'], [['A', '1']]],
])('%j has a fault, and the rest is read', (text, faults, entries) => {
  expect(read(text).faults.map(({ span }) => text.slice(span.start, span.end))).toEqual(faults);
  expect(entriesOf(text)).toEqual(entries);
});

test.each([
  'PORT=80',
  '\uFEFFPORT=80',
  '😀=1\nexport PORT="80"\r\n',
  "  export port='80'",
  'A="\n"\n\tPORT:  80 # x',
  'export t=80',
  'export export=80',
  '  export ex=80',
])('%j: key and value stand where they are written', text => {
  const entry = read(text).entries.at(-1);
  expect(entry && text.slice(entry.keySpan.start, entry.keySpan.end)).toBe(entry?.key);
  expect(entry && text.slice(entry.value.span.start, entry.value.span.end)).toBe('80');
  const [before = ''] = text.slice(0, entry?.keySpan.start).split(/^/m).slice(-1);
  expect(before).toMatch(/^\uFEFF?\s*(export\s+)?$|\n$/);
});

test.each<readonly [string, readonly string[]]>([
  ['"\\t80\\n"', ['\\t', '80', '\\n']],
  ['"8080"', ['8080']],
  ['"\\q\\q8080\\\\\\""', ['\\q\\q8080', '\\\\', '\\"']],
  ["'it\\'s 80\\n'", ['it', "\\'", 's 80\\n']],
])('of a value with escapes every part knows its place: %s', (written, expected) => {
  const text = `A=${written}`;
  const { value } = read(text).entries[0] ?? {};
  const places = value?.pieces.map(piece =>
    piece.kind === 'opaque' ? piece.span : { start: piece.offset, end: piece.offset + piece.length },
  );
  expect(places?.map(({ start, end }) => text.slice(start, end))).toEqual(expected);
  // What stands for itself is in the value as it is written.
  for (const piece of value?.pieces ?? [])
    if (piece.kind === 'literal')
      expect(text.slice(piece.offset, piece.offset + piece.length)).toBe(
        value?.value.slice(piece.at, piece.at + piece.length),
      );
});

test('a value of backslashes that escape nothing is one part', () => {
  const { value } = read(`A="${'\\q'.repeat(100_000)}"`).entries[0] ?? {};
  expect(value?.pieces).toHaveLength(1);
});

test('variables are expanded but in single quotes', () => {
  expect(read('A=$B\nC="$B"\nD=\'$B\'').entries.map(({ expands }) => expands)).toEqual([true, true, false]);
});

test.each(['\0', '\uD800', '=', '"', 'A="', '\u{FEFF}', '=\n:\n', '\u0000\u0001\uFFFF\nA=1', 'A=\uDC00'])(
  '%j is survived',
  text => {
    expect(() => read(text)).not.toThrow();
  },
);
