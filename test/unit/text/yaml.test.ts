import { describe, expect, test } from 'vitest';
import { marksIn, parseYamlBlock } from '../../../server/src/text/yaml';

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
  ['a: "http://b:80"\n', 1],
  ['', 0],
])('the marks of %j', (source, marks) => {
  expect(marksIn(source)).toBe(marks);
});
