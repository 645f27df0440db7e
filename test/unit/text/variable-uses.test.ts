// biome-ignore-all lint/suspicious/noTemplateCurlyInString: so variables are written.
import { expect, test } from 'vitest';
import { namesBesideDigits } from '../../../server/src/text/variable-uses';

test.each<readonly [string, readonly string[]]>([
  ['', []],
  ['80 $A ${B}', []],
  ['${A}80', ['A']],
  ['80${A}', ['A']],
  ['80$A', ['A']],
  // So long is the name.
  ['$A80', []],
  ['${A:-70}80 ${B:-80}', ['A']],
  ['${A%?}1 ${B/x/y}:1', ['A']],
  ['1$(A) $(B)2 %C%3 4%D% %E%', ['A', 'B', 'C', 'D']],
  ['{{ .Values.a }}80 80{{b}} ${{ env.C }}8 {{d}}', ['.Values.a', 'a', 'b', 'env.C', 'C']],
  ['3{{- .Values.web.port }}', ['.Values.web.port', 'web.port', 'port']],
  // Of what is part, all is.
  ['${A:-${B}}81', ['A', 'B']],
  ['${A:-${B}81}', ['B']],
  ['${A:-1${B:-${C}}}', ['B', 'C']],
  ['1"$A" 80\'${B}\' "$C"1 "$D" 1', ['A', 'B', 'C']],
  // Behind a colon, what stands side by side is one number.
  ['http://x:${A}${B}/', ['A', 'B']],
  ['http://x:$A$B/', ['A', 'B']],
  ['x:"$A"$B', ['A', 'B']],
  ['http://${A}${B}/', []],
  ['${IP:-127.0.0.1:}${PORT}:80', []],
  // Names and paths have digits of their own.
  ['web1${A} /v1${B} /1${C} a_1${D}', []],
  ['"80${A}" =80${B} -80${C}', ['A', 'B', 'C']],
  ['${A\n}80', []],
])('%j', (text, names) => {
  expect([...(namesBesideDigits(text) ?? [])].sort()).toEqual([...names].sort());
});

test.each([['1${a'], ['${a}1'], ['$a1'], ['1{{a'], ['}'], ['1$(a)'], ['%a%1'], [':$a']])(
  'a megabyte of %j is read at once',
  part => {
    const text = part.repeat(1_000_000 / part.length);
    const start = performance.now();
    namesBesideDigits(text);
    // A fifth of it, as a rule.
    expect(performance.now() - start).toBeLessThan(2000);
  },
);

test('of more than a hundred each may be one', () => {
  const text = (count: number) => Array.from({ length: count }, (_, at) => `1$a${at}`).join(' ');
  expect(namesBesideDigits(text(100))?.size).toBe(100);
  expect(namesBesideDigits(text(101))).toBeUndefined();
});
