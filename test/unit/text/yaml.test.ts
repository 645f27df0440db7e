import { describe, expect, test } from 'vitest';
import { marksIn, NO_ANCHORS, parseYamlBlock, scalarOf } from '../../../server/src/text/yaml';

const faultsOf = (source: string) => parseYamlBlock(source).faults.map(({ message }) => message);

const lines = (count: number, line: string) => `${line}\n`.repeat(count);

describe('what is nested too deeply', () => {
  test.each([
    ['colours of a terminal', `run: |\n${lines(200, String.raw`  echo -e "\033[32mdone\033[0m"`)}`],
    [
      'sections of a log',
      `script:\n${lines(200, String.raw`  - echo -e "\e[0Ksection_start:1:a\r\e[0Kbuild"`)}`,
    ],
    ['ranges in comments', `${lines(200, '# one of [0, 5)')}a: 1\n`],
    ['blocks of a script', `run: |\n${lines(200, '  if [ -f a ] || {')}`],
    ['what lines of a text begin with', `run: |\n${lines(200, '  [ a')}`],
    ['strings in a list', `a: [${Array.from({ length: 200 }, () => '"x[y"').join(', ')}]\n`],
    ['99 lists', `a: ${'['.repeat(99)}${']'.repeat(99)}\n`],
  ])('%s: is not', (_what, source) => {
    expect(faultsOf(source)).toEqual([]);
  });

  test.each([
    ['lists', `a: ${'['.repeat(101)}${']'.repeat(101)}\n`],
    ['mappings', `a: ${'{a: '.repeat(101)}${'}'.repeat(101)}\n`],
    ['JSON', `{"a":${'{"a":'.repeat(101)}1${'}'.repeat(101)}}\n`],
    ['tags', `a: ${'!x ['.repeat(101)}${']'.repeat(101)}\n`],
    ['anchors', `a: ${'&x ['.repeat(101)}${']'.repeat(101)}\n`],
    ['mistakes', `a: ${'[a'.repeat(1000)}\n`],
    ['lists on lines of their own', `a:\n${'[\n'.repeat(150)}`],
    ['lists from the first column on', `${'[\n'.repeat(150)}${']'.repeat(150)}\n`],
    ['brackets in quotes', `a: ${'["]",'.repeat(101)}\n`],
    ['keys in quotes', `a: ${'{"}}": '.repeat(101)}\n`],
    ['brackets in comments', `a:\n  ${'[ # ]]]\n  '.repeat(101)}\n`],
    ['long tags', `a: ${`[!${'x'.repeat(200)} `.repeat(101)}\n`],
    ['blocks', Array.from({ length: 102 }, (_, at) => `${' '.repeat(at)}a:\n`).join('')],
  ])('%s: are', (_what, source) => {
    expect(faultsOf(source)).toEqual(['This YAML is nested too deeply: Portolan reads 100 levels.']);
  });
});

test.each([
  ['a: 1\nb: 2\n', 2],
  ['a: [1, 2, 3]\n', 4],
  ['a: {b: 1, c: 2}\n', 3],
  // JSON over many lines has no more than its lines.
  ['{\n  "a": [\n    1,\n    2\n  ]\n}\n', 6],
  ['{\r\n  "a": 1,\r\n}\r\n', 3],
  // What only mistakes have.
  ['a: ]]]\n', 4],
  ['a: b: c: d\n', 3],
  ['- - - a\n- b: - c\n', 4],
  ['a: "http://b:80"\n', 1],
  ['', 0],
])('the marks of %j', (source, marks) => {
  expect(marksIn(source)).toBe(marks);
});

describe('what YAML 1.2 refuses and libyaml may take', () => {
  const isOpen = (source: string) => parseYamlBlock(source).faults.map(fault => fault.isOpen === true);

  // `kubectl kustomize` (Kustomize 5.5.0) takes each of these as a part of a manifest.
  test.each([
    ['a quoted text', 'a:\n  b: "sleep 1\n  && run"\n  c: 1\n'],
    ["a text in ' quotes", "a:\n  b: 'x\n  y'\n  c: 1\n"],
    ['a list', 'a:\n  b: [\n  1,\n  2\n  ]\n  c: 3\n'],
    ['a mapping', 'a: {\n"b": [{"c": 1}]\n}\nd: 2\n'],
  ])('%s that goes on no further in', (_what, source) => {
    for (const text of [source, source.replaceAll('\n', '\r\n')]) {
      const [first, ...others] = isOpen(text);
      expect(first).toBe(true);
      expect(others).not.toContain(true);
    }
  });

  test.each([
    ['a value behind a value', 'a: b: c\n'],
    ['a bracket that closes nothing', 'a: 1\nb: ]]\n'],
    ['a key too far out', '  a: 1\nb: 2\n'],
    ['a list that never ends', 'a: 1\nb: [\n1,\n'],
    ['a text that never ends', 'a: 1\nb: "x\ny\n'],
  ])('%s is wrong everywhere', (_what, source) => {
    expect(isOpen(source)).not.toContain(true);
    expect(faultsOf(source)).not.toEqual([]);
  });
});

describe('where the characters of a text stand', () => {
  const anchors = {
    named: NO_ANCHORS,
    rank: 0,
    spend: () => true,
    repeated: () => undefined,
    cut: () => undefined,
  };
  const textOf = (source: string) => {
    const yaml = parseYamlBlock(source);
    return scalarOf(yaml.root ? { node: yaml.root, yaml } : undefined, anchors);
  };

  test.each([
    [
      String.raw`"a\tb8080\u0041"`,
      [
        { kind: 'literal', at: 0, length: 1, offset: 1 },
        { kind: 'opaque', at: 1, length: 1, span: { start: 2, end: 4 } },
        { kind: 'literal', at: 2, length: 5, offset: 4 },
        { kind: 'opaque', at: 7, length: 1, span: { start: 9, end: 15 } },
      ],
    ],
    [
      '"ab\\\n  cd"',
      [
        { kind: 'literal', at: 0, length: 2, offset: 1 },
        { kind: 'literal', at: 2, length: 2, offset: 7 },
      ],
    ],
    [
      "'it''s'",
      [
        { kind: 'literal', at: 0, length: 2, offset: 1 },
        { kind: 'opaque', at: 2, length: 1, span: { start: 3, end: 5 } },
        { kind: 'literal', at: 3, length: 1, offset: 5 },
      ],
    ],
    [
      '|\n  a b\n  c\n',
      [
        { kind: 'literal', at: 0, length: 3, offset: 4 },
        { kind: 'opaque', at: 3, length: 1, span: { start: 7, end: 10 } },
        { kind: 'literal', at: 4, length: 1, offset: 10 },
        { kind: 'opaque', at: 5, length: 1, span: { start: 11, end: 12 } },
      ],
    ],
  ])('%s', (source, pieces) => {
    expect(textOf(source)?.pieces).toEqual(pieces);
  });

  test('is not asked beyond 10,000 pieces: the rest is one', () => {
    const source = `"${String.raw`\n`.repeat(12_000)}8080"`;
    const text = textOf(source);
    expect(text?.value).toBe(`${'\n'.repeat(12_000)}8080`);
    expect(text?.pieces).toHaveLength(10_001);
    expect(text?.pieces.at(-1)).toEqual({
      kind: 'opaque',
      at: 10_000,
      length: 2004,
      span: { start: 0, end: source.length },
    });
  });
});
