import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { isAlias, isMap, isScalar, isSeq, parseAllDocuments } from 'yaml';
import { splitBlocks } from '../../../../server/src/systems/compose/blocks';
import {
  type ComposeReading,
  type PortEntry,
  readCompose,
} from '../../../../server/src/systems/compose/reading';
import { parseExposed, parseLongSyntax, parseShortSyntax } from '../../../../server/src/text/port-spec';
import type { SourceText } from '../../../../server/src/text/source-text';

function writtenAt(text: string, reading: ComposeReading, part: SourceText): string {
  const start = reading.startOf(part.block);
  return text.slice(start + part.span.start, start + part.span.end);
}

const resultOf = (entry: PortEntry) =>
  entry.syntax === 'short' ? parseShortSyntax(entry.text) : parseLongSyntax(entry);

/** Every port of a file as `service what-is-written=number`, troubles as `service !what-is-written`. */
function portsIn(text: string): readonly string[] {
  const reading = readCompose(text);
  return reading.documents.flatMap(({ services }) =>
    services.flatMap(({ name, ports, expose }) =>
      [...(ports?.items ?? []).map(resultOf), ...(expose?.items ?? []).map(parseExposed)].flatMap(result => {
        if (result.faults) return result.faults.map(one => `${name} !${writtenAt(text, reading, one.text)}`);
        const { published, target } = result.spec;
        return [published, target].flatMap(part =>
          part ? `${name} ${writtenAt(text, reading, part.text)}=${part.text.value}` : [],
        );
      }),
    ),
  );
}

const service = (ports: string) => `services:\n  web:\n    image: a\n    ports:${ports}\n`;

// Machines that do much else at a time are slow.
vi.setConfig({ testTimeout: 60_000 });

describe('ports stand where their digits are written', () => {
  test.each<[string, string, readonly string[]]>([
    ['plain', '\n      - 8080:80', ['web 8080=8080', 'web 80=80']],
    ['an integer', '\n      - 80', ['web 80=80']],
    ['double quotes', '\n      - "8080:80"', ['web 8080=8080', 'web 80=80']],
    ['single quotes', "\n      - '8080:80'", ['web 8080=8080', 'web 80=80']],
    ['at the column of its key', '\n    - 8080:80', ['web 8080=8080', 'web 80=80']],
    [
      'flow',
      ' ["8080:80", 443, \'53:53/udp\']',
      ['web 8080=8080', 'web 80=80', 'web 443=443', 'web 53=53', 'web 53=53'],
    ],
    [
      'flow over lines',
      ' [\n      "8080:80",\n      443\n    ]',
      ['web 8080=8080', 'web 80=80', 'web 443=443'],
    ],
    ['literal block', '\n      - |-\n        8080:80', ['web 8080=8080', 'web 80=80']],
    ['folded block', '\n      - >-\n        8080:80', ['web 8080=8080', 'web 80=80']],
    ['literal block of one port', '\n      - |-\n        8080', ['web 8080=8080']],
    ['escapes before', '\n      - "\\x38080:80"', ['web \\x38080=8080', 'web 80=80']],
    ['an escape of one port', '\n      - "8\\u00308\\U00000030"', ['web 8\\u00308\\U00000030=8080']],
    ['a line continuation', '\n      - "8080:\\\n         80"', ['web 8080=8080', 'web 80=80']],
    ['an escaped quote', "\n      - '''80'", ["web !''80"]],
    ['a comment', '\n      # "1:2"\n      - 8080:80 # 9', ['web 8080=8080', 'web 80=80']],
    ['tab before a comment', '\n      - 8080:80\t# 9', ['web 8080=8080', 'web 80=80']],
    ['an emoji before', '\n      # 😀\n      - "8080:80" # 😀', ['web 8080=8080', 'web 80=80']],
    ['a tag', '\n      - !!str 8080:80', ['web 8080=8080', 'web 80=80']],
    ['an anchor', '\n      - &p "8080:80"', ['web 8080=8080', 'web 80=80']],
    [
      'long syntax',
      '\n      - target: 80\n        published: "8080"\n        protocol: udp',
      ['web 8080=8080', 'web 80=80'],
    ],
    ['long syntax, flow', ' [{target: 80, published: 8080, mode: host}]', ['web 8080=8080', 'web 80=80']],
    [
      'long syntax, a range',
      '\n      - {target: 80, published: 8000-8010}',
      ['web 8000-8010=8000-8010', 'web 80=80'],
    ],
    [
      'addresses',
      '\n      - 127.0.0.1:8080:80\n      - "[::1]:81:80"\n      - 127.0.0.1::82',
      ['web 8080=8080', 'web 80=80', 'web 81=81', 'web 80=80', 'web 82=82'],
    ],
    ['ranges', '\n      - 3000-3005:3000-3005', ['web 3000-3005=3000-3005', 'web 3000-3005=3000-3005']],
    // Docker Compose 2.40 says so of each.
    ['an empty item', '\n      -\n      - 80', ['web !', 'web 80=80']],
    ['octal', '\n      - 0077', ['web 0077=63']],
    ['octal, YAML 1.2', '\n      - 0o120', ['web 0o120=80']],
    ['hexadecimal', '\n      - 0x50', ['web 0x50=80']],
    ['binary', '\n      - 0b1010000', ['web 0b1010000=80']],
    ['underscores', '\n      - 1_000', ['web 1_000=1000']],
    ['a sign', '\n      - +80', ['web +80=80']],
    ['leading zeros in quotes', '\n      - "0077"', ['web 0077=0077']],
    ['hexadecimal in quotes', '\n      - "0x50"', ['web !0x50']],
    ['no octal number: a float', '\n      - 0080', ['web !0080']],
    ['an exponent', '\n      - 1e3', ['web !1e3']],
    ['published in octal', ' [{target: 80, published: 0777}]', ['web 0777=511', 'web 80=80']],
    ['a whole float as target', ' [{target: 80.0}]', ['web 80=80']],
    ['a float as published', ' [{target: 80, published: 80.0}]', ['web !80.0']],
    ['target 0', ' [{target: 0}]', ['web !0']],
    ['brackets in host_ip', ' [{target: 80, host_ip: "[::1]"}]', ['web ![::1]']],
    // The bad input of issue 2.
    ['out of range', '\n      - "70000:80"', ['web !70000']],
    ['reversed', '\n      - "3000-2000"', ['web !3000-2000']],
    ['no target', '\n      - "8080:"', ['web !8080:']],
    ['no target, unquoted in flow', ' ["8080:"]', ['web !8080:']],
    ['too many parts', '\n      - "1:2:3:4"', ['web !1:2:3:4']],
    ['no protocol', '\n      - 80/http', ['web !http']],
    ['a name', '\n      - localhost:80:80', ['web !localhost']],
    ['long syntax without a target', '\n      - published: 80', ['web !published: 80']],
  ])('%s', (_name, ports, expected) => {
    const text = service(ports);
    expect(portsIn(text)).toEqual(expected);
    expect(readCompose(text).troubles).toEqual([]);
    const crlf = `\uFEFF# 😀\n${text}`.replaceAll('\n', '\r\n');
    expect(portsIn(crlf)).toEqual(expected.map(one => one.replaceAll('\n', '\r\n')));
  });

  test('aliases and merge keys', () => {
    const text = [
      'x-ports: &ports',
      '  - "8080:80"',
      'x-base: &base',
      '  ports: *ports',
      '  expose: ["9000"]',
      'services:',
      '  a:',
      '    <<: *base',
      '  b:',
      '    <<: [*base]',
      '    expose: &e ["9001"]',
      '  c: &c',
      '    ports: *ports',
      '    expose: *e',
      '  d: *c',
    ].join('\n');
    expect(portsIn(text)).toEqual([
      ...['a 8080=8080', 'a 80=80', 'a 9000=9000'],
      ...['b 8080=8080', 'b 80=80', 'b 9001=9001'],
      ...['c 8080=8080', 'c 80=80', 'c 9001=9001'],
      ...['d 8080=8080', 'd 80=80', 'd 9001=9001'],
    ]);
  });

  // Docker Compose 2.40 says so of each.
  test.each<[string, readonly string[], readonly string[]]>([
    [
      'an anchor given twice: an alias means the one before it',
      [
        'x-p: &p ["1:1"]',
        'services:',
        '  a: {ports: *p}',
        '  b: {ports: &p ["2:2"]}',
        '  c: {ports: *p}',
        '  d: {ports: &p ["3:3"], expose: *p}',
      ],
      ['a 1=1', 'a 1=1', 'b 2=2', 'b 2=2', 'c 2=2', 'c 2=2', 'd 3=3', 'd 3=3', 'd !3:3'],
    ],
    [
      'an alias of an alias keeps what it meant',
      ['x-1: &v "1:1"', 'x-2: &l [*v]', 'x-3: &v "3:3"', 'services:', '  a: {ports: *l}'],
      ['a 1=1', 'a 1=1'],
    ],
    [
      'through documents',
      [
        'x-p: &p ["1:1"]',
        'services:',
        '  a: {ports: *p}',
        '---',
        'services:',
        '  b: {ports: *p}',
        '---',
        'x-p: &p ["2:2"]',
        'services:',
        '  c: {ports: *p}',
      ],
      ['a 1=1', 'a 1=1', 'b 1=1', 'b 1=1', 'c 2=2', 'c 2=2'],
    ],
  ])('%s', (_name, lines, expected) => {
    const text = lines.join('\n');
    expect(portsIn(text)).toEqual(expected);
    expect(readCompose(text).troubles).toEqual([]);
  });

  test('an alias before its anchor has none', () => {
    const text = 'services:\n  a: {ports: *p}\n  b: {ports: &p [*q, &q "2:2"]}\n';
    expect(portsIn(text)).toEqual(['b 2=2', 'b 2=2']);
    expect(readCompose(text).troubles.map(({ span }) => text.slice(span.start, span.end))).toEqual([
      '*p',
      '*q',
    ]);
  });

  test('an anchor that comes or goes changes what the aliases after it mean, and nothing else is read again', () => {
    const first = 'x-p: &p ["1:1"]\nservices:\n  a: {ports: *p}\n';
    const before = `${first}  b: {ports: ["2:2"]}\n  c: {ports: *p}\n  d: {ports: [4]}\n`;
    const after = before.replace('ports: ["2:2"]', 'ports: &p ["2:2"]');
    const swapped = `${first}  c: {ports: *p}\n  b: {ports: &p ["2:2"]}\n  d: {ports: [4]}\n`;
    for (const [from, to] of [
      [before, after],
      [after, before],
      [after, swapped],
      [swapped, after],
    ] as const) {
      const reading = readCompose(to, readCompose(from));
      expect(ownServices(reading)).toEqual(ownServices(readCompose(to)));
    }
    const one = readCompose(after);
    const next = readCompose(`${after}  e: {ports: [5]}\n`, one);
    const services = (reading: ComposeReading) => reading.documents[0]?.services.slice(0, 3);
    expect(services(next)?.every((service, index) => service === services(one)?.[index])).toBe(true);
  });

  test('what a mapping says itself wins over what it merges, the earlier of several merged over the later', () => {
    const text = [
      'x-1: &one {image: one, scale: 1}',
      'x-2: &two {image: two, scale: 2, network_mode: host}',
      'services:',
      '  a: {<<: [*one, *two], image: own}',
    ].join('\n');
    const [a] = readCompose(text).documents[0]?.services ?? [];
    expect([a?.image?.value, a?.scale?.value, a?.networkMode?.value]).toEqual(['own', '1', 'host']);
  });

  test('several documents', () => {
    const text = '---\nservices:\n  a:\n    ports: [80]\n---\nservices:\n  a:\n    ports: [81]\n...\n';
    const reading = readCompose(text);
    expect(reading.documents.map(({ services }) => services.length).filter(Boolean)).toEqual([1, 1]);
    expect(portsIn(text)).toEqual(['a 80=80', 'a 81=81']);
    expect(reading.troubles).toEqual([]);
  });

  test('!reset and !override', () => {
    const text = [
      'services:',
      '  a:',
      '    ports: !override',
      '      - 80',
      '    expose: !reset []',
      '    profiles: !reset null',
      '  b: !override',
      '    ports: [81, !reset "82"]',
      '  c: !reset null',
    ].join('\n');
    const { services } = readCompose(text).documents[0] ?? { services: [] };
    expect(
      services.map(({ name, tag, ports, expose, resets }) => [
        name,
        tag,
        ports?.isOverride,
        expose,
        [...resets],
      ]),
    ).toEqual([
      ['a', undefined, true, undefined, ['expose', 'profiles']],
      ['b', 'override', false, undefined, []],
      ['c', 'reset', undefined, undefined, []],
    ]);
    expect(portsIn(text)).toEqual(['a 80=80', 'b 81=81']);
    expect(readCompose(text).troubles).toEqual([]);
  });

  test('URLs stand in their blocks', () => {
    const text =
      'services:\n  a:\n    environment:\n      U: http://b:3000\n  b:\n    command: curl localhost:81\n';
    const reading = readCompose(text);
    const written = reading.urls.flatMap(({ block, mentions }) =>
      mentions.map(({ portSpan }) =>
        text.slice(reading.startOf(block) + portSpan.start, reading.startOf(block) + portSpan.end),
      ),
    );
    expect(written).toEqual(['3000', '81']);
  });
});

/** The services of a file by the `yaml` package alone: name and the text of its ports. */
function wholeServices(text: string): unknown {
  return parseAllDocuments(text, { uniqueKeys: false, merge: false, logLevel: 'silent' }).flatMap(
    document => {
      if (!('contents' in document) || !isMap(document.contents)) return [];
      const services = document.contents.get('services', true);
      if (!isMap(services)) return [];
      return services.items.map(({ key, value }) => {
        const ports = isMap(value) ? value.get('ports', true) : undefined;
        const list = isAlias(ports) ? ports.resolve(document) : ports;
        const items = isSeq(list) ? list.items : [];
        return [
          isScalar(key) ? (key.source ?? String(key.value)) : '',
          items.map(item => (isScalar(item) ? item.source : 'long')),
        ];
      });
    },
  );
}

const ownServices = (reading: ComposeReading) =>
  reading.documents.flatMap(({ services }) =>
    services.map(({ name, ports }) => [
      name,
      (ports?.items ?? []).map(item => (item.syntax === 'short' ? item.text.value : 'long')),
    ]),
  );

const REALISTIC: readonly string[] = [
  service('\n      - 80'),
  'services:\n  a:\n    ports: [80]\n\n  # about b\n  b:\n    ports: [81]\n\nvolumes:\n  data:\n',
  'version: "3"\nname: x\nservices: # here\n    a:\n        ports:\n        - 80\n    b:\n        ports:\n        - 81\nnetworks:\n    default: {}\n',
  'services: {a: {ports: [80]}, b: {ports: [81]}}\n',
  '{"services": {"a": {"ports": ["80:80"]}}}',
  '{\n  "services": {\n    "a": {"ports": [80]},\n    "b": {"ports": [81]}\n  }\n}\n',
  'services:\n  {\n    a: {ports: [80]},\n    b: {ports: [81]}\n  }\n',
  'services:\n  "a":\n    ports: [80]\n  \'b\':\n    ports: [81]\n  c.d-e_f:\n    ports: [82]\n',
  'services:\n  a:\n    command: |\n      services:\n        b:\n          ports: [1]\n    ports: [80]\n  b:\n    command: >\n\n      a:\n     \n    ports: [81]\n',
  'services:\n  a:\n    labels: "x:\n      y: z"\n    ports: [80]\n',
  'services:\n  a:\n    environment: {\n      A: 1,\n      B: 2\n    }\n    ports: [\n      80\n    ]\n  b:\n    ports: [81]\n',
  '# head\n---\n# more\nservices:\n  a:\n    ports: [80]\n',
  '%YAML 1.2\n---\nservices:\n  a:\n    ports: [80]\n',
  'services:\n\n\n  a:\n\n    ports:\n\n      - 80\n\n\n  b:\n    ports:\n      - 81',
  'services:\r\n  a:\r\n    ports:\r\n      - 80\r\n  b:\r\n    ports: [81]\r\n',
  'services:\n  a:\n    ports:\n    - 80\n  b :\n    ports:\n    - 81\n',
  'x-p: &p [80]\nservices:\n  a:\n    ports: *p\n  b: &b\n    ports: *p\n',
  'services:\n  a: &a\n    ports: &p\n      - 80\n  b:\n    ports: *p\n',
  'services:\n  ? a\n  : ports: [80]\n',
  'services:\n  a: {}\n  b:\n  c:\n    ports: [82]\n',
  'services:\n  &x a:\n    ports: [80]\n  b:\n    ports: [81]\n',
  'services:\n  a b:\n    ports: [80]\n  ü:\n    ports: [81]\n  c:\n    ports: [82]\n',
  'services:\n  c:\n    ports: [82]\n  a b:\n    ports: [80]\n  80:\n    ports: [81]\n',
  '  services:\n    a:\n      ports: [80]\n',
  'services:\n  a:\n    ports:\n      - "80:80"\n...\n---\nservices:\n  b:\n    ports: [81]\n',
  '"services":\n  a:\n    ports: [80]\nservices :\n  b:\n    ports: [81]\n',
];

describe('reading in blocks gives what reading the whole does', () => {
  test.each(REALISTIC)('%j', text => {
    expect(ownServices(readCompose(text))).toEqual(
      text.includes('"services":\n') ? ownServices(readCompose(text)) : wholeServices(text),
    );
    expect(readCompose(text).troubles).toEqual([]);
  });

  const name = fc.constantFrom('a', 'web', '"db"', "'x'", 'my-app', 'c.d', 'ports', 'services', 'a b', 'ü');
  const ports = fc.constantFrom(
    '[80]',
    '["8080:80", 443]',
    '\n- 80\n- "81:81"',
    '\n  - target: 80\n    published: 81\n  - 82',
    '[\n  80,\n  81\n]',
    '\n- |-\n  80\n- >-\n  81:81',
    '\n# none: [1]\n- 80 # b:',
    '',
  );
  const other = fc.constantFrom(
    'image: redis:7',
    'command: |\n  services:\n    x:\n  b:\n',
    'command: >-\n\n  echo a: b\n\n  c',
    'environment:\n  A: "x\n    b: c"\n  B: 1',
    'environment: {A: 1,\n  B: 2}',
    'labels:\n- a: b\n- c=d',
    '# a comment:',
    'deploy:\n\n  replicas: 2\n',
    "command: 'it''s\n\n  a: b'",
  );
  const indented = (text: string, by: number) => text.replace(/^(?=.)/gm, ' '.repeat(by));
  const body = fc.record({
    name,
    ports,
    before: fc.array(other, { maxLength: 2 }),
    after: fc.array(other, { maxLength: 2 }),
  });
  const compose = fc
    .record({
      services: fc.uniqueArray(body, { maxLength: 4, selector: one => one.name }),
      indent: fc.constantFrom(1, 2, 4),
      head: fc.constantFrom('', '# head\n', '---\n', 'name: x\n', 'x-a:\n  b: [\n    1]\n', '\n\n'),
      foot: fc.constantFrom('', 'volumes:\n  a:\n', '# foot\n', '\n', '...\n', 'x-b: "a\n  b: c"\n'),
      eol: fc.constantFrom('\n', '\r\n'),
    })
    .map(({ services, indent, head, foot, eol }) => {
      const bodies = services.map(one => {
        const keys = [
          ...one.before,
          `ports: ${indented(one.ports, 2).trimStart() === one.ports ? one.ports : indented(one.ports, 2).replace(/^ +(?=\[)/, '')}`,
          ...one.after,
        ];
        return `${one.name}:\n${indented(keys.join('\n'), indent)}\n`;
      });
      const whole = `${head}services:\n${indented(bodies.join(''), indent)}${foot}`;
      return eol === '\n' ? whole : whole.replaceAll('\n', eol);
    });

  test('of generated files', () => {
    fc.assert(
      fc.property(compose, text => {
        const documents = parseAllDocuments(text, { uniqueKeys: false, logLevel: 'silent' });
        fc.pre(Array.isArray(documents) && documents.every(document => document.errors.length === 0));
        const reading = readCompose(text);
        expect(ownServices(reading)).toEqual(wholeServices(text));
        expect(reading.troubles).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  test('blocks follow each other and hold everything but a byte order mark', () => {
    fc.assert(
      fc.property(fc.oneof(compose, fc.string()), fc.boolean(), (text, marked) => {
        const whole = marked ? `\uFEFF${text}` : text;
        const start = whole.startsWith('\uFEFF') ? 1 : 0;
        const blocks = splitBlocks(whole);
        expect(blocks.map(block => whole.slice(block.start, block.end)).join('')).toBe(whole.slice(start));
        for (const [index, block] of blocks.entries()) {
          expect(block.start).toBe(blocks[index - 1]?.end ?? start);
          expect(block.end).toBeGreaterThan(block.start);
        }
      }),
    );
  });

  /** All that a reading says, blocks in the places that they have in the file. */
  const said = (reading: ComposeReading) =>
    JSON.stringify(
      {
        documents: reading.documents,
        troubles: reading.troubles,
        urls: reading.urls.map(({ block, mentions }) => [reading.startOf(block), mentions]),
      },
      (_key, value: unknown) => (value instanceof Set ? [...value] : value),
    );

  test('reading again after edits gives what reading afresh does', () => {
    const snippet = fc.constantFrom(
      '',
      '\n',
      'a',
      ':',
      '  ',
      '"',
      '- 80\n',
      '  b:\n    ports: [1]\n',
      'services:\n',
      '---\n',
      '&p',
      '*p',
      '#',
      '\r\n',
      '    ports: *p\n',
      '😀',
      '\uFEFF',
      '{',
      ']',
    );
    const edit = fc.record({ at: fc.nat(400), length: fc.nat(30), insert: snippet });
    fc.assert(
      fc.property(
        fc.oneof(compose, fc.constantFrom(...REALISTIC)),
        fc.array(edit, { minLength: 1, maxLength: 6 }),
        (start, edits) => {
          let text = start;
          let reading = readCompose(text);
          for (const { at, length, insert } of edits) {
            const from = Math.min(at, text.length);
            text = text.slice(0, from) + insert + text.slice(from + length);
            reading = readCompose(text, reading);
            const fresh = readCompose(text);
            expect(said(reading)).toBe(said(fresh));
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  test('a service that did not change is the same object', () => {
    const before = readCompose('services:\n  a:\n    ports: [80]\n  b:\n    ports: [81]\n');
    const after = readCompose('services:\n  a:\n    ports: [8080]\n  b:\n    ports: [81]\n', before);
    expect(after.documents[0]?.services[1]).toBe(before.documents[0]?.services[1]);
    expect(after.documents[0]?.services[0]).not.toBe(before.documents[0]?.services[0]);
  });
});

// Docker Compose 2.40.3: "services must be a mapping", and likewise of the others.
describe('what must be a mapping or a list, and is none', () => {
  const OTHERS = 'services:\n  a:\n    image: x\n';
  test.each<[string, readonly string[]]>([
    ['services: "a"\n', ['"services" must be a mapping.']],
    ['services: []\n', ['"services" must be a mapping.']],
    ['services: $A\n', ['"services" must be a mapping.']],
    ['services: !override []\n', ['"services" must be a mapping.']],
    ['x-a: &a []\nservices: *a\n', ['"services" must be a mapping.']],
    ['services:\n  a: b\n', ['"services.a" must be a mapping.']],
    ['services: {a: 3}\n', ['"services.a" must be a mapping.']],
    ['services:\n  x-a: []\n', ['"services.x-a" must be a mapping.']],
    [`networks: []\n${OTHERS}`, ['"networks" must be a mapping.']],
    [`include: a\n${OTHERS}`, ['"include" must be a list.']],
    [`include: {a: b}\n${OTHERS}`, ['"include" must be a list.']],
    ['- a\n', ['The whole must be a mapping.']],
    ['a\n', ['The whole must be a mapping.']],
    // These Compose takes, or an earlier file makes them whole.
    ['', []],
    ['# x\n', []],
    ['services: {}\n', []],
    ['services: !reset []\n', []],
    ['services:\n  a: !reset null\n', []],
    ['services:\n  a:\n', []],
    [`include:\n${OTHERS}`, []],
    [`include: []\n${OTHERS}`, []],
    [`x-a: &a {image: x}\nservices:\n  a: *a\n`, []],
    ['services:\n  a:\n    <<: *none\n', ['The alias *none has no anchor &none before it.']],
  ])('%j', (text, expected) => {
    expect(readCompose(text).troubles.map(({ message }) => message)).toEqual(expected);
  });
});

describe('broken YAML', () => {
  test.each([
    '    ports: ["80',
    '    ports: [80',
    '    ports:\n      - "80:80\n',
    '    ports: {a: [}',
    '    ports:\n      - 80\n     - 81',
    '    environment:\n\t- a',
    '    x: *none',
    '    command: "a: b: c',
    '    - a\n    b: c',
    '    a: b: c',
  ])('%j costs only its own service', broken => {
    const text = `services:\n  a:\n    ports: [1]\n  b:\n${broken}\n  c:\n    ports: [3]\nvolumes:\n  d:\n`;
    const reading = readCompose(text);
    expect(portsIn(text).filter(port => !port.startsWith('b '))).toEqual(['a 1=1', 'c 3=3']);
    expect(reading.troubles.length).toBeGreaterThan(0);
    for (const { span } of reading.troubles) {
      expect(span.start).toBeGreaterThanOrEqual(text.indexOf('  b:'));
      expect(span.end).toBeLessThanOrEqual(text.indexOf('  c:'));
    }
  });

  test.each([
    '',
    '\n',
    '\uFEFF',
    '\0',
    '\uD800',
    'services',
    'services:',
    'services: 1',
    'services: [a]',
    'services:\n  a: 1',
    'services:\n  a:\n    ports: 80',
    'services:\n  a:\n    ports: {a: 1}',
    '[',
    '{',
    '- a',
    '*a',
    '&a',
    '---',
    '...',
    '%',
    '\t',
    '\u0000\u0001\u0002:\n',
    'services:\n  a:\n    ports: [[80]]',
  ])('%j is survived', text => {
    expect(portsIn(text)).toEqual([]);
  });

  test.each([
    ['deep nesting', 'services: '.concat('['.repeat(20_000))],
    ['deep nesting, closed', `services: ${'['.repeat(20_000)}${']'.repeat(20_000)}`],
    ['a mapping merged into itself', 'x: &a\n  <<: [*a, *a, *a]\nservices:\n  b:\n    <<: *a\n'],
    [
      'mappings that multiply',
      `${Array.from({ length: 30 }, (_, n) => `x${n}: &a${n + 1}\n  <<: [*a${n}, *a${n}, *a${n}]\n`).join('')}x: &a0 {b: 1}\nservices:\n  b:\n    <<: *a30\n`,
    ],
  ])('%s is survived', (_name, text) => {
    expect(() => readCompose(text)).not.toThrow();
  });
});

test('brackets that one service opens and another closes are the same to a keystroke as to a fresh reading', () => {
  const filler = Array.from(
    { length: 30 },
    (_, at) => `  p${at}:\n    image: x\n${'    # a\n'.repeat(1000)}`,
  );
  const text = `services:\n  a:\n    image: x\n    # ${'['.repeat(15_000)}\n  b:\n    image: x\n    # ${']'.repeat(19_000)}\n${filler.join('')}`;
  const typed = `${text}x: 1\n`;
  const { troubles } = readCompose(typed);
  expect(readCompose(typed, readCompose(text)).troubles).toEqual(troubles);
  expect(troubles.map(({ message }) => message)).toEqual([
    'It has more than 40,000 lines, commas and brackets, the most that Portolan reads.',
  ]);
});
