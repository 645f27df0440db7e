// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the variables of the files that are read.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TooMuchWork, within } from '../../../server/src/text/effort';
import { literal } from '../../../server/src/text/source-text';
import {
  displayValue,
  interpolate,
  isUnknown,
  type Lookup,
  unknownValue,
} from '../../../server/src/text/template';

const values: Readonly<Record<string, string>> = { FOO: 'first', BAR: '', PORT: '8080', _x1: 'under' };

const lookup: Lookup = name => {
  const value = values[name];
  return value === undefined
    ? undefined
    : { uri: 'file:///.env', text: literal({ length: value.length }, value, 0) };
};

const read = (template: string) => interpolate(literal({ length: template.length }, template, 0), lookup);

// What compose-go's `template` gives, but for a variable that nothing sets, which it makes empty.
test.each([
  ['', ''],
  ['no variables', 'no variables'],
  ['$FOO', 'first'],
  ['${FOO}', 'first'],
  ['ok ${FOO} and $FOO', 'ok first and first'],
  ['$FOO:80', 'first:80'],
  ['$FOO-80', 'first-80'],
  ['$_x1', 'under'],
  ['$BAR', ''],
  ['a${BAR}b', 'ab'],
  // Escapes.
  ['$$FOO', '$FOO'],
  ['$${FOO}', '${FOO}'],
  ['$$$FOO', '$first'],
  ['$$$$', '$$'],
  ['$$', '$'],
  // A dollar sign that starts nothing.
  ['$', '$'],
  ['$ FOO', '$ FOO'],
  ['$1', '$1'],
  ['100$', '100$'],
  ['$-x', '$-x'],
  // Defaults.
  ['${FOO:-d}', 'first'],
  ['${FOO-d}', 'first'],
  ['${BAR:-d}', 'd'],
  ['${BAR-d}', ''],
  ['${NONE:-d}', 'd'],
  ['${NONE-d}', 'd'],
  ['${NONE:-}', ''],
  ['${NONE-}', ''],
  ['${NONE:-a:-b}', 'a:-b'],
  ['${NONE:-/non:-alphanumeric}', '/non:-alphanumeric'],
  ['${NONE-a?b}', 'a?b'],
  ['${NONE:-{"a":1}}', '{"a":1}'],
  // Required.
  ['${FOO:?err}', 'first'],
  ['${FOO?err}', 'first'],
  ['${BAR?err}', ''],
  // Alternatives.
  ['${FOO:+alt}', 'alt'],
  ['${FOO+alt}', 'alt'],
  ['${BAR:+alt}', ''],
  ['${BAR+alt}', 'alt'],
  ['${NONE:+alt}', ''],
  ['${NONE+alt}', ''],
  ['a ${FOO:+} b', 'a  b'],
  // Nesting.
  ['${NONE:-$FOO}', 'first'],
  ['${NONE:-${FOO}}', 'first'],
  ['${NONE:-${OTHER:-${FOO:-x}}}', 'first'],
  ['${NONE:-${OTHER:-8080}}:80', '8080:80'],
  ['${NONE-${BAR-x}}', ''],
  ['${FOO:+${PORT}}', '8080'],
  ['${NONE:-a ${FOO} b}', 'a first b'],
  ['${NONE:-$$FOO}', '$FOO'],
  ['${BAR:-${FOO}}${PORT}', 'first8080'],
])('%j gives %j', (template, expected) => {
  expect(read(template).value).toBe(expected);
});

test.each([
  ['$NONE', '${NONE}'],
  ['${NONE}:80', '${NONE}:80'],
  ['${BAR:?err}', '${BAR}'],
  ['${NONE?err}', '${NONE}'],
  ['${A:-${B}}', '${B}'],
  ['${A:-8${B}0}', '8${B}0'],
])('%j is unknown, and shown as %j', (template, expected) => {
  const { value } = read(template);
  expect(isUnknown(value)).toBe(true);
  expect(displayValue(value)).toBe(expected);
});

test('an unknown variable equals itself, however it is written', () => {
  expect(read('$NONE').value).toBe(read('${NONE}').value);
  expect(read('${NONE:?a}').value).toBe(read('${NONE}').value);
  expect(read('$NONE').value).not.toBe(read('$NONE2').value);
  expect(isUnknown(read('$FOO').value)).toBe(false);
});

test('an expression is one value, in which no character means anything', () => {
  for (const written of ['PORT+1', 'local.base - 1', 'a:b/c[0] é', 'f "x"']) {
    const value = unknownValue(written);
    expect(value.slice(1, -1)).not.toMatch(/[\s!-/:-@[-^`{-~]/);
    expect(displayValue(`8${value}0`)).toBe(`8\${${written}}0`);
  }
  expect(unknownValue('a+1')).not.toBe(unknownValue('a-1'));
  expect(unknownValue('a_1')).not.toBe(unknownValue('a-1'));
  expect(displayValue(unknownValue('x'.repeat(60)))).toBe(`\${${'x'.repeat(39)}…}`);
});

// compose-go: InvalidTemplateError.
test.each([
  '${',
  '${}',
  '$}',
  '${ }',
  '${ FOO}',
  '${FOO }',
  '${FOO!}',
  '${!FOO}',
  '${1}',
  '${FOO',
  '${FOO:-d',
  '${FOO:}',
  '${FOO} ${',
  '${A:-${B}',
])('%j is no template and stays', template => {
  expect(read(template)).toEqual(literal({ length: template.length }, template, 0));
});

describe('where a value is written', () => {
  test.each([
    ['8080:${NONE:-80}', 5, '80'],
    ['${NONE:-8080}:80', 0, '8080'],
    // A default stands in the text even where a file overrides it.
    ['${PORT:-3000}:80', 0, '3000'],
    ['${NONE:-${OTHER:-8080}}:80', 0, '8080'],
    ['${FOO:+8080}:80', 0, '8080'],
    ['${PORT}:80', 0, '${PORT}'],
    ['$PORT:80', 0, '$PORT'],
    ['x$$y', 1, '$$'],
    ['${NONE}:80', 0, '${NONE}'],
  ])('%s: the character at %i stands at %j', (template, index, expected) => {
    const piece = read(template).pieces.find(one => one.at <= index && index < one.at + one.length);
    expect(piece?.kind).toBe('opaque');
    if (piece?.kind !== 'opaque') return;
    expect(template.slice(piece.span.start, piece.span.end)).toBe(expected);
  });

  test('what is around a variable stays where it is', () => {
    const template = '127.0.0.1:${PORT:-3000}:80';
    const literals = read(template).pieces.flatMap(piece =>
      piece.kind === 'literal' ? [template.slice(piece.offset, piece.offset + piece.length)] : [],
    );
    expect(literals).toEqual(['127.0.0.1:', ':80']);
  });

  test('pieces follow each other without gaps', () => {
    const part = fc.constantFrom('80', ':', '$', '$$', '${', '}', '$FOO', '${BAR:-', '${NONE', ':-', 'x');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), parts => {
        const { value, pieces } = read(parts.join(''));
        let at = 0;
        for (const piece of pieces) {
          expect(piece.at).toBe(at);
          expect(piece.length).toBeGreaterThan(0);
          at += piece.length;
        }
        expect(at).toBe(value.length);
      }),
    );
  });
});

test('variables made of variables do not grow without end', () => {
  let text = literal({ length: 10 }, 'x'.repeat(10), 0);
  for (let level = 0; level < 200; level++) {
    const variable = { uri: 'file:///.env', text };
    text = interpolate(literal({ length: 4 }, '$A$A', 0), () => variable);
  }
  expect(text.value.length).toBeLessThan(100_000);
});

test('deep nesting and megabytes of dollar signs are survived', () => {
  for (const unit of ['$', '${', '${a:-', '$$', '${a}', '${a:-${b}']) {
    const template = unit.repeat(400_000 / unit.length);
    expect(() => read(template)).not.toThrow();
  }
  const nested = `${'${a:-'.repeat(600)}80${'}'.repeat(600)}`;
  expect(read(nested).value).toBe('80');
});

test('a default that is not needed is not looked at', () => {
  const asked: string[] = [];
  const template = '${FOO:-${A:-${B}}}${BAR:+$C}${NONE+$D}';
  interpolate(literal({ length: template.length }, template, 0), name => {
    asked.push(name);
    return lookup(name);
  });
  expect(asked).toEqual(['FOO', 'BAR', 'NONE']);
});

test('each variable that is replaced, and each value that is made, takes steps', () => {
  expect(() => within(799, () => read('$NONE'.repeat(100)))).toThrow(TooMuchWork);
  expect(() => within(799, () => read('$PORT'.repeat(100)))).toThrow(TooMuchWork);
  expect(() => within(850, () => read('$PORT'.repeat(100)))).not.toThrow();
  // What is longer than is kept was looked through, too.
  expect(() => within(15_999, () => read('$A'.repeat(2000)))).toThrow(TooMuchWork);
});
