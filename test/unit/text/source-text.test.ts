// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the variables of the files that are read.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  editSite,
  literal,
  type Piece,
  type SourceText,
  slice,
  trim,
  variablesOf,
} from '../../../server/src/text/source-text';
import { lineStarts, positionAt, rangeOf } from '../../../server/src/text/spans';
import { interpolate } from '../../../server/src/text/template';

const block = { length: 1000 };

/** A value of literal pieces that stand `gap` characters apart, from 10 on. */
function spread(parts: readonly string[], gap: number): SourceText {
  const pieces: Piece[] = [];
  let at = 0;
  let offset = 10;
  for (const part of parts) {
    if (part !== '') pieces.push({ kind: 'literal', at, length: part.length, offset });
    at += part.length;
    offset += part.length + gap;
  }
  return { value: parts.join(''), block, pieces, span: { start: 10, end: offset - gap } };
}

describe('slice', () => {
  test('of a literal has its own value and place', () => {
    const part = slice(literal(block, '8080:80', 20), 5, 7);
    expect(part).toMatchObject({ value: '80', span: { start: 25, end: 27 } });
  });

  test('across pieces keeps the place of each', () => {
    const part = slice(spread(['80', '80', ':80'], 5), 1, 5);
    expect(part.value).toBe('080:');
    expect(part.span).toEqual({ start: 11, end: 25 });
    expect(part.pieces).toEqual([
      { kind: 'literal', at: 0, length: 1, offset: 11 },
      { kind: 'literal', at: 1, length: 2, offset: 17 },
      { kind: 'literal', at: 3, length: 1, offset: 24 },
    ]);
  });

  test('of nothing stands where it would be', () => {
    const text = spread(['80', ':80'], 5);
    expect(slice(text, 2, 2)).toMatchObject({ value: '', pieces: [], span: { start: 17, end: 17 } });
    expect(slice(text, 5, 5).span).toEqual({ start: 20, end: 20 });
    expect(slice(literal(block, '', 7), 0, 0).span).toEqual({ start: 7, end: 7 });
  });

  test('every character of a slice stands where it stood in the whole', () => {
    const placeOf = (text: SourceText, index: number) => {
      const piece = text.pieces.find(one => one.at <= index && index < one.at + one.length);
      return piece?.kind === 'literal' ? piece.offset + index - piece.at : undefined;
    };
    fc.assert(
      fc.property(
        fc.array(fc.string({ maxLength: 4 }), { maxLength: 5 }),
        fc.nat(3),
        fc.nat(20),
        fc.nat(20),
        (parts, gap, a, b) => {
          const text = spread(parts, gap);
          const start = Math.min(a, b, text.value.length);
          const end = Math.min(Math.max(a, b), text.value.length);
          const part = slice(text, start, end);
          expect(part.value).toBe(text.value.slice(start, end));
          for (let index = start; index < end; index++) {
            expect(placeOf(part, index - start)).toBe(placeOf(text, index));
          }
          expect(part.pieces.reduce((length, piece) => length + piece.length, 0)).toBe(part.value.length);
        },
      ),
    );
  });

  test('of a slice is the slice of the whole', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ minLength: 1, maxLength: 4 }), { minLength: 2, maxLength: 4 }),
        parts => {
          const text = spread(parts, 2);
          const end = text.value.length;
          expect(slice(slice(text, 1, end), 0, end - 2)).toEqual(slice(text, 1, end - 1));
        },
      ),
    );
  });
});

test.each([
  ['  80 ', '80', 12, 14],
  ['80', '80', 10, 12],
  ['\t80\r\n', '80', 11, 13],
  ['   ', '', 10, 10],
  ['', '', 10, 10],
])('trim(%j)', (value, expected, start, end) => {
  expect(trim(literal(block, value, 10))).toMatchObject({ value: expected, span: { start, end } });
});

describe('editSite', () => {
  const uri = 'file:///compose.yaml';
  const env = 'file:///.env';
  const lookup = (name: string) =>
    name === 'PORT' ? { uri: env, text: literal({ length: 9 }, '3000', 5) } : undefined;
  test.each([
    ['8080', { uri, start: 100, end: 104 }],
    ['${PORT}', { uri: env, start: 5, end: 9 }],
    ['${PORT:-80}', { uri: env, start: 5, end: 9 }],
    ['${NONE:-8080}', { uri, start: 108, end: 112 }],
    ['${NONE:-${OTHER:-8080}}', { uri, start: 117, end: 121 }],
    ['${NONE:-${PORT}}', { uri: env, start: 5, end: 9 }],
    ['${NONE}', undefined],
    ['80${PORT}', undefined],
    ['', undefined],
  ])('%s', (value, expected) => {
    const site = editSite(interpolate(literal(block, value, 100), lookup), uri);
    expect(site && { uri: site.uri, ...site.span }).toEqual(expected);
  });

  test('a long chain of variables is followed to its end', () => {
    let text = literal(block, '80', 3);
    for (let length = 0; length < 50_000; length++) {
      const variable = { uri: env, text };
      text = interpolate(literal(block, '$A', 0), () => variable);
    }
    expect(editSite(text, uri)?.span).toEqual({ start: 3, end: 5 });
    expect(variablesOf(text).length).toBeGreaterThan(10);
  });
});

test('variablesOf lists the outermost first', () => {
  const text = interpolate(literal(block, '${A:-${B:-80}}:$C', 0), () => undefined);
  expect(variablesOf(text).map(use => use.name)).toEqual(['A', 'B', 'C']);
});

describe('positions', () => {
  const text = '\uFEFFa\tb\r\n😀80\rx\n\n';
  test.each([
    [0, 0, 0],
    [3, 0, 3],
    [4, 0, 4],
    [6, 1, 0],
    [8, 1, 2],
    [11, 2, 0],
    [13, 3, 0],
    [14, 4, 0],
    [99, 4, 85],
  ])('offset %i is line %i, character %i', (offset, line, character) => {
    expect(positionAt(lineStarts(text), offset)).toEqual({ line, character });
  });

  test('a range has both ends', () => {
    expect(rangeOf(lineStarts('a\n80'), { start: 2, end: 4 })).toEqual({
      start: { line: 1, character: 0 },
      end: { line: 1, character: 2 },
    });
  });

  test('an offset is its line start and its character', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', '\n', '\r', '\r\n', '😀', '\t')).map(parts => parts.join('')),
        fc.nat(40),
        (value, at) => {
          const starts = lineStarts(value);
          const offset = Math.min(at, value.length);
          const { line, character } = positionAt(starts, offset);
          expect((starts[line] ?? Number.NaN) + character).toBe(offset);
          if (value[offset - 1] === '\r' && value[offset] === '\n') return;
          expect(value.slice(0, offset).split(/\r\n|\r(?!\n)|\n/).length - 1).toBe(line);
        },
      ),
    );
  });
});
