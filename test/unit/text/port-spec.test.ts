// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the variables of the files that are read.
import { describe, expect, test } from 'vitest';
import { parseAddress } from '../../../server/src/ports/address';
import { readDockerfile } from '../../../server/src/systems/dockerfile/reading';
import {
  parseExposed,
  parseLongSyntax,
  parsePortPart,
  parseShortSyntax,
  type SpecResult,
} from '../../../server/src/text/port-spec';
import { literal, type SourceText } from '../../../server/src/text/source-text';
import { interpolate } from '../../../server/src/text/template';
import { EXPOSE_CASES, SHORT_SYNTAX_CASES } from './port-spec-cases';

const text = (value: string): SourceText => literal({ length: value.length }, value, 0);
const unknown = (value: string): SourceText => interpolate(text(value), () => undefined);

function numbers(range: { from: number; to: number } | null | undefined): [number, number] | null {
  return range ? [range.from, range.to] : null;
}

/** Each fault as [the text it stands at, the text that a mend would put there]. */
function faultsOf(value: string, result: SpecResult): (readonly [string, string | undefined])[] {
  return (result.faults ?? []).map(fault => [
    value.slice(fault.text.span.start, fault.text.span.end),
    fault.mend?.newText,
  ]);
}

describe('short syntax as docker/go-connections reads it', () => {
  test.each(SHORT_SYNTAX_CASES.map(one => [one.spec, one.source, one.expected] as const))(
    '%j (%s)',
    (spec, _source, expected) => {
      const result = parseShortSyntax(text(spec));
      if (expected === 'invalid') {
        expect(result.faults?.length).toBeGreaterThan(0);
        return;
      }
      expect(result.faults).toBeUndefined();
      if (result.faults) return;
      const { address, published, target, protocol } = result.spec;
      expect({ published: numbers(published?.range), target: numbers(target.range), protocol }).toEqual({
        published: expected.published,
        target: expected.target,
        protocol: expected.protocol,
      });
      expect(address?.address ?? undefined).toEqual(
        expected.address === undefined ? undefined : parseAddress(expected.address),
      );
      // Every part stands where it is written.
      for (const part of [address?.text, published?.text, target.text]) {
        if (part) expect(spec.slice(part.span.start, part.span.end)).toBe(part.value);
      }
    },
  );
});

describe('EXPOSE as BuildKit reads it', () => {
  test.each(EXPOSE_CASES.map(one => [one.argument, one.source, one.expected] as const))(
    '%j (%s)',
    (argument, _source, expected) => {
      const source = `FROM scratch\nEXPOSE ${argument}\n`;
      const { stages, faults } = readDockerfile(source, 'file:///Dockerfile').recipe;
      const exposed = stages[0]?.exposed.map(({ port, protocol }) => ({
        ports: numbers(port.range),
        protocol,
      }));
      expect(exposed).toEqual(expected === 'invalid' ? [] : [expected]);
      // Without any argument there is nothing to point at.
      expect(faults.length > 0).toBe(expected === 'invalid' && argument !== '');
      for (const { port } of stages[0]?.exposed ?? []) {
        expect(source.slice(port.text.span.start, port.text.span.end)).toBe(port.text.value);
      }
    },
  );
});

describe('what is wrong stands where it is written', () => {
  test.each<[string, readonly (readonly [string, string | undefined])[]]>([
    // The bad input of issue 2.
    ['70000:80', [['70000', undefined]]],
    ['3000-2000', [['3000-2000', '2000-3000']]],
    ['8080:', [['8080:', '8080:8080']]],
    ['1:2:3:4', [['1:2:3:4', undefined]]],
    ['80/http', [['http', 'tcp']]],
    ['localhost:80:80', [['localhost', '127.0.0.1']]],
    // And more.
    ['80:70000', [['70000', undefined]]],
    ['80:a', [['a', undefined]]],
    [
      'a:b/c',
      [
        ['a', undefined],
        ['b', undefined],
        ['c', undefined],
      ],
    ],
    ['127.0.0.1:8080:', [['127.0.0.1:8080:', '127.0.0.1:8080:8080']]],
    [':', [[':', undefined]]],
    ['', [['', undefined]]],
    ['/tcp', [['/tcp', undefined]]],
    ['8000-8003:80-81', [['8000-8003', '8000-8001']]],
    ['8000:80-81', [['8000', '8000-8001']]],
    ['65535:80-81', [['65535', undefined]]],
    ['80/GRPC', [['GRPC', 'tcp']]],
    ['80/dccp', [['dccp', undefined]]],
    ['web:80:80', [['web', undefined]]],
    ['[localhost]:80:80', [['[localhost]', undefined]]],
  ])('%j', (spec, expected) => {
    expect(faultsOf(spec, parseShortSyntax(text(spec)))).toEqual(expected);
  });

  test('a mended specification is a good one', () => {
    for (const spec of [
      '3000-2000',
      '8080:',
      '127.0.0.1:8080:',
      '80/http',
      'localhost:80:80',
      '8000:80-81',
    ]) {
      const [fault] = parseShortSyntax(text(spec)).faults ?? [];
      const { start, end } = fault?.text.span ?? { start: 0, end: 0 };
      const mended = spec.slice(0, start) + fault?.mend?.newText + spec.slice(end);
      expect([mended, parseShortSyntax(text(mended)).faults]).toEqual([mended, undefined]);
    }
  });
});

describe('unknown variables', () => {
  test.each<[string, unknown, unknown]>([
    ['${A}:80', null, [80, 80]],
    ['8080:$B', [8080, 8080], null],
    ['${A}:${B}', null, null],
    ['80${A}:80', null, [80, 80]],
    ['${ADDRESS}:8080:80', [8080, 8080], [80, 80]],
    ['8080:80/${PROTOCOL}', [8080, 8080], [80, 80]],
  ])('%s is read, its unknown part null', (spec, published, target) => {
    const result = parseShortSyntax(unknown(spec));
    expect(result.faults).toBeUndefined();
    if (result.faults) return;
    expect([numbers(result.spec.published?.range), numbers(result.spec.target.range)]).toEqual([
      published,
      target,
    ]);
  });

  test('an unknown address is an address', () => {
    const result = parseShortSyntax(unknown('${ADDRESS}:8080:80'));
    expect(result.faults ? undefined : result.spec.address?.address).toBeNull();
  });

  test('what is wrong beside an unknown part is still wrong', () => {
    const spec = '${A}:99999';
    expect(faultsOf(spec, parseShortSyntax(unknown(spec)))).toEqual([['99999', undefined]]);
  });

  test('a message shows a variable as it is written', () => {
    const [fault] = parseShortSyntax(unknown('${A}:')).faults ?? [];
    expect(fault?.message).toBe('"${A}:" names no container port.');
  });

  test('an entry in which nothing is written yet is not called by its quotes', () => {
    const [fault] = parseShortSyntax(text('')).faults ?? [];
    expect(fault?.message).toBe('No port is written here: Docker refuses an empty entry.');
  });
});

describe('long syntax', () => {
  const fields = (target?: string, published?: string, hostIp?: string, protocol?: string) => ({
    whole: text(''),
    target: target === undefined ? undefined : text(target),
    published: published === undefined ? undefined : text(published),
    hostIp: hostIp === undefined ? undefined : text(hostIp),
    protocol: protocol === undefined ? undefined : text(protocol),
    misfits: [],
  });

  test.each<[ReturnType<typeof fields>, unknown]>([
    [fields('80'), { published: null, target: [80, 80], protocol: 'tcp' }],
    [fields('80', '8080'), { published: [8080, 8080], target: [80, 80], protocol: 'tcp' }],
    [fields('+80', '8080'), { published: [8080, 8080], target: [80, 80], protocol: 'tcp' }],
    [fields('80', ''), { published: null, target: [80, 80], protocol: 'tcp' }],
    [fields('53', '8000-8010', '::1', 'udp'), { published: [8000, 8010], target: [53, 53], protocol: 'udp' }],
  ])('%j', (entry, expected) => {
    const result = parseLongSyntax(entry);
    expect(result.faults).toBeUndefined();
    if (result.faults) return;
    const { published, target, protocol } = result.spec;
    expect({ published: numbers(published?.range), target: numbers(target.range), protocol }).toEqual(
      expected,
    );
  });

  test.each<[ReturnType<typeof fields>, number]>([
    [fields(undefined, '8080'), 1],
    [fields('80-81', '8080-8081'), 1],
    [fields('70000', '99999'), 2],
    [fields('80', '8080', 'localhost'), 1],
    [fields('80', '8080', undefined, 'http'), 1],
    [fields(''), 1],
  ])('%j is refused', (entry, count) => {
    expect(parseLongSyntax(entry).faults?.length).toBe(count);
  });
});

test('a message shows the beginning and the end of what is too long to be a port', () => {
  const [fault] = parseShortSyntax(text(`${'a'.repeat(100_000)}z`)).faults ?? [];
  expect(fault?.message).toBe(`"${'a'.repeat(50)}…${'a'.repeat(48)}z" is not a port number.`);
});

test.each<[string, unknown]>([
  ['80', [80, 80]],
  ['80/udp', [80, 80]],
  ['7000-7010/tcp', [7000, 7010]],
  ['8080:80', 'invalid'],
  ['80-', 'invalid'],
  ['80/dccp', 'invalid'],
])('expose: %s', (spec, expected) => {
  const result = parseExposed(text(spec));
  expect(result.faults ? 'invalid' : numbers(result.spec.target.range)).toEqual(expected);
});

test.each<[string, unknown]>([
  ['80', { from: 80, to: 80 }],
  ['80-81', { from: 80, to: 81 }],
  ['${A}', null],
  ['', undefined],
  ['http', undefined],
  ['81-80', undefined],
])('parsePortPart(%j)', (value, expected) => {
  expect(parsePortPart(unknown(value))?.range).toEqual(expected);
});
