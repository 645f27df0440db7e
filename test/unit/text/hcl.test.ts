// biome-ignore-all lint/suspicious/noTemplateCurlyInString: so HCL puts values into texts.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type HclBody, type HclValue, MAX_HCL_DEPTH, readHcl } from '../../../server/src/text/hcl';

function shown(value: HclValue, text: string): unknown {
  const written = text.slice(value.span.start, value.span.end);
  switch (value.kind) {
    case 'number':
    case 'string':
      expect(text.slice(value.text.span.start, value.text.span.end)).toBe(value.text.value);
      return value.kind === 'number' ? Number(value.text.value) : value.text.value;
    case 'list':
      return value.items.map(item => shown(item, text));
    case 'object':
      return Object.fromEntries(value.attributes.map(one => [one.name, shown(one.value, text)]));
    case 'call':
      return { call: value.name, items: value.items.map(item => shown(item, text)) };
    default:
      return `<${value.kind} ${written}>`;
  }
}

function bodyOf(body: HclBody, text: string): Readonly<Record<string, unknown>> {
  return Object.fromEntries([
    ...body.attributes.map(({ name, value }) => [name, shown(value, text)]),
    ...body.blocks.map(({ type, labels, body: inner }) => [
      [type, ...labels.map(label => label?.value ?? '?')].join(' '),
      bodyOf(inner, text),
    ]),
  ]);
}

function read(text: string) {
  const { body, faults } = readHcl(text, { length: text.length });
  return { ...bodyOf(body, text), ...(faults.length > 0 && { faults: faults.length }) };
}

describe('what is read', () => {
  // Held against the parser of HCL 2.14; the attribute with a name in quotes is as HCL 1 took it.
  test.each([
    ['a = 1', { a: 1 }],
    ['a = 1 # b = 2\n// c\n/* d\n = 3 */ e = "f"', { a: 1, e: 'f' }],
    ['a="x" \r\nb = true\r\n', { a: 'x', b: '<reference true>' }],
    ['x "y" z {\n  a = 1\n}', { 'x y z': { a: 1 } }],
    ['port "http" { to = 80 }\nport "db" {}', { 'port http': { to: 80 }, 'port db': {} }],
    ['a = [1, "b",\n  # c\n  3,\n]', { a: [1, 'b', 3] }],
    ['a = { b = 1, "c" : 2\n d = [3] }', { a: { b: 1, c: 2, d: [3] } }],
    ['a = jsonencode([{ b = 1 }])', { a: { call: 'jsonencode', items: [[{ b: 1 }]] } }],
    ['a = var.b\nc = aws_lb.x.arn', { a: '<reference var.b>', c: '<reference aws_lb.x.arn>' }],
    ['a = 1 + 2\nb = 3', { a: '<open 1 + 2>', b: 3 }],
    ['a = b ? 1 : 2\nc = 3', { a: '<open b ? 1 : 2>', c: 3 }],
    ['a = [x[0].y, -1, 2]', { a: ['<open x[0].y>', '<open -1>', 2] }],
    ['a = [for x in y : { b = 1 }]\nc = 1', { a: '<open [for x in y : { b = 1 }]>', c: 1 }],
    ['a = {for k, v in y : k => "}"}\nc = 1', { a: '<open {for k, v in y : k => "}"}>', c: 1 }],
    ['a = "${b}"\nc = "x${d["e"]}}"\nf = 1', { a: '<open "${b}">', c: '<open "x${d["e"]}}">', f: 1 }],
    ['a = "%{ if x }y%{ endif }"\nb = 1', { a: '<open "%{ if x }y%{ endif }">', b: 1 }],
    ['a = "\\""\nb = 1', { a: '<open "\\"">', b: 1 }],
    ['a = "${"\nb = 1'.replace('${', '$'), { a: '$', b: 1 }],
    ['a = "x${\n  join("}", ["{"])\n}"\nb = 1', { a: '<open "x${\n  join("}", ["{"])\n}">', b: 1 }],
    ['a = <<EOT\n } "${\nEOT\nb = 1', { a: '<heredoc  } "${\n>', b: 1 }],
    ['a = [<<-X\n  1\n  X\n, 2]', { a: ['<heredoc   1\n>', 2] }],
    ['a = f(<<X\n1\nX\n)\nb = 1', { a: { call: 'f', items: ['<heredoc 1\n>'] }, b: 1 }],
    ['a = { (b) = 1, c = 2 }', { a: { c: 2 } }],
    ['meta { "a.b" = "c" }', { meta: { 'a.b': 'c' } }],
    ['a = 1.5e3', { a: 1500 }],
    ['\uFEFFa = 1', { a: 1 }],
    ['é-1 = "😀"\nb = 80', { 'é-1': '😀', b: 80 }],
  ])('%j', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  test.each([
    ['a = "x\nb = 1', { a: 'x', b: 1, faults: 1 }],
    ['[[ if x ]]\na = 1', { a: 1, faults: 1 }],
    ['x {\n  a = 1\n', { x: { a: 1 }, faults: 1 }],
    ['a = [1\n}\nb = 2', { a: [1], b: 2, faults: 2 }],
    ['a = \nb = 1', { a: '<open >', b: 1, faults: 1 }],
    ['a\nb = 1', { b: 1, faults: 1 }],
    ['a = <<X\n1', { a: '<open <<X\n1>', faults: 1 }],
    ['%{ for x in y }\na = 1\n%{ endfor }', { a: 1, faults: 2 }],
  ])('of what is no HCL, or not yet: %j', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  test('what is nested more deeply is open, and told', () => {
    const nested = (levels: number) =>
      `a = ${'['.repeat(levels)}1${']'.repeat(levels)}\n${'x {\n'.repeat(levels)}${'}\n'.repeat(levels)}b = 1\n`;
    const of = (text: string) => readHcl(text, { length: text.length });
    expect(of(nested(MAX_HCL_DEPTH)).tooDeep).toBeUndefined();
    const { body, tooDeep, faults } = of(nested(100_000));
    expect(tooDeep).toBeDefined();
    expect(faults).toEqual([]);
    expect(body.attributes.map(({ name }) => name)).toEqual(['a', 'b']);
  });
});

test('any text is read to its end, once', () => {
  const parts = [
    'a',
    ' = ',
    '1',
    '"',
    '\\',
    '${',
    '%{',
    '}',
    '{',
    '[',
    ']',
    '(',
    ')',
    ',',
    '\n',
    '\r\n',
    '<<X\n',
    'X',
    '#',
    '/*',
    '*/',
    ' for ',
    '.',
    '😀',
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...parts), { maxLength: 40 }), pieces => {
      const text = pieces.join('');
      const check = (value: HclValue): void => {
        expect(value.span.start).toBeLessThanOrEqual(value.span.end);
        expect(value.span.end).toBeLessThanOrEqual(text.length);
        if (value.kind === 'list' || value.kind === 'call') value.items.forEach(check);
        if (value.kind === 'object') for (const { value: inner } of value.attributes) check(inner);
        shown(value, text);
      };
      const look = (body: HclBody): void => {
        for (const { value } of body.attributes) check(value);
        for (const { body: inner } of body.blocks) look(inner);
      };
      look(readHcl(text, { length: text.length }).body);
    }),
    { numRuns: 500 },
  );
});
