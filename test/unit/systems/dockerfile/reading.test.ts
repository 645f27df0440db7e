// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the variables of the files that are read.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatByName } from '../../../../server/src/systems/all';
import { withoutComments } from '../../../../server/src/systems/dockerfile/comments';
import { readDockerfile } from '../../../../server/src/systems/dockerfile/reading';
import { exposedBy, stageOf } from '../../../../server/src/systems/recipe';
import { lineStarts } from '../../../../server/src/text/spans';
import { displayValue } from '../../../../server/src/text/template';

const read = (text: string) => readDockerfile(text, 'file:///Dockerfile').recipe;
const urlsOf = (text: string) =>
  readDockerfile(text, 'file:///Dockerfile').urls.flatMap(({ mentions }) => mentions);

/** Each exposed port as [what is written where it stands, its value and protocol], stage by stage. */
const exposedIn = (text: string) =>
  read(text).stages.map(stage =>
    stage.exposed.map(({ port, protocol }) => {
      const { start, end } = port.text.span;
      const value = port.range ? `${port.range.from}-${port.range.to}` : displayValue(port.text.value);
      return `${text.slice(start, end)} ${value}/${protocol}`;
    }),
  );

test.each([
  ['Dockerfile', 'dockerfile'],
  ['Dockerfile.dev', 'dockerfile'],
  ['Dockerfile-alpine', 'dockerfile'],
  ['Dockerfile_dev', 'dockerfile'],
  ['web.Dockerfile', 'dockerfile'],
  ['dockerfile-parser.js', 'text'],
  ['Dockerfiles', 'text'],
])('%s is %s', (name, format) => {
  expect(formatByName(`file:///${name}`)).toBe(format);
});

describe('EXPOSE', () => {
  test.each<[string, readonly string[]]>([
    ['EXPOSE 80', ['80 80-80/tcp']],
    ['EXPOSE 80 443/tcp 53/UDP', ['80 80-80/tcp', '443 443-443/tcp', '53 53-53/udp']],
    ['EXPOSE 7000-7010/udp', ['7000-7010 7000-7010/udp']],
    ['expose 80', ['80 80-80/tcp']],
    ['ExPoSe\t80', ['80 80-80/tcp']],
    ['  EXPOSE   80  ', ['80 80-80/tcp']],
    ['EXPOSE "80" \'443\'', ['80 80-80/tcp', '443 443-443/tcp']],
    ['EXPOSE 80\nEXPOSE 81', ['80 80-80/tcp', '81 81-81/tcp']],
    // Continuations.
    ['EXPOSE 80 \\\n  443', ['80 80-80/tcp', '443 443-443/tcp']],
    ['EXPOSE \\\n  80 \\\n# a comment 99\n  443', ['80 80-80/tcp', '443 443-443/tcp']],
    ['EXPOSE 80 \\\n\n  443', ['80 80-80/tcp', '443 443-443/tcp']],
    ['EXPOSE 80 \\\n# in C:\\99 \\\n  443', ['80 80-80/tcp', '443 443-443/tcp']],
    ['EXPOSE\\\n# a comment 99\n 80', ['80 80-80/tcp']],
    // Variables.
    ['ARG PORT=8080\nEXPOSE $PORT', ['$PORT 8080-8080/tcp']],
    ['ENV PORT=8080\nEXPOSE ${PORT}/udp', ['${PORT} 8080-8080/udp']],
    ['ENV PORT 8080\nEXPOSE $PORT', ['$PORT 8080-8080/tcp']],
    ['ENV PORT="8080"\nEXPOSE $PORT', ['$PORT 8080-8080/tcp']],
    ['EXPOSE ${PORT:-8080}', ['8080 8080-8080/tcp']],
    ['EXPOSE ${PORT:-${OTHER:-8080}}/udp', ['8080 8080-8080/udp']],
    ['ENV PORT=3000\nEXPOSE ${PORT:-8080}', ['8080 3000-3000/tcp']],
    ['EXPOSE $PORT', ['$PORT ${PORT}/tcp']],
    ['ARG ADDR=:8080\nEXPOSE ${ADDR#:}', ['${ADDR#:} ${ADDR#\u2236}/tcp']],
    ['ARG ADDR=:8080\nEXPOSE ${ADDR##*:}/udp', ['${ADDR##*:} ${ADDR##*\u2236}/udp']],
    ['ARG ADDR=:8080\nEXPOSE ${ADDR/:/}', ['${ADDR/:/} ${ADDR\u2215\u2236\u2215}/tcp']],
    ['ARG PORT=8080/tcp\nEXPOSE 80 ${PORT%/tcp}', ['80 80-80/tcp', '${PORT%/tcp} ${PORT%\u2215tcp}/tcp']],
    ['ENV ADDR=:8080 PORT=${ADDR#:}\nEXPOSE $PORT', ['$PORT ${ADDR#\u2236}/tcp']],
    ['ARG PORT\nEXPOSE $PORT', ['$PORT ${PORT}/tcp']],
    ['ARG A=80\nARG B=$A\nEXPOSE $B', ['$B 80-80/tcp']],
    ['ENV A=80 B=81\nEXPOSE $A $B', ['$A 80-80/tcp', '$B 81-81/tcp']],
    ['ENV A=80\nENV A=81 B=$A\nEXPOSE $A $B', ['$A 81-81/tcp', '$B 80-80/tcp']],
    ['ARG A=80\nENV A=81\nEXPOSE $A', ['$A 81-81/tcp']],
    ['ENV PORTS="80 443"\nEXPOSE $PORTS', ['$PORTS 80-80/tcp', '$PORTS 443-443/tcp']],
    ['EXPOSE ${A}-${B}', ['${A}-${B} ${A}-${B}/tcp']],
    ['ENV A=80\\\n80\nEXPOSE $A', ['$A 8080-8080/tcp']],
    // Not EXPOSE.
    ['# EXPOSE 80', []],
    ['RUN echo "EXPOSE 80"', []],
    ['RUN echo a \\\n  EXPOSE 80', []],
    ['RUN echo a && \\\n# EXPOSE 81\n  EXPOSE 80', []],
    ['LABEL x="EXPOSE 80"', []],
    ['EXPOSED 80', []],
    ['EXPOSE', []],
    ['CMD ["EXPOSE", "80"]', []],
    ['RUN <<EOF\nEXPOSE 80\nEOF\nEXPOSE 81', ['81 81-81/tcp']],
    ['RUN <<-EOF\n\tEXPOSE 80\n\tEOF\nEXPOSE 81', ['81 81-81/tcp']],
    ['COPY <<EOF /Dockerfile\nFROM a\nEXPOSE 80\nEOF\nEXPOSE 81', ['81 81-81/tcp']],
    ["RUN <<'EOF' cat\nEXPOSE $PORT\nEOF\nEXPOSE 81", ['81 81-81/tcp']],
    ['COPY <<A <<B /x/\nEXPOSE 80\nA\nEXPOSE 82\nB\nEXPOSE 81', ['81 81-81/tcp']],
    ['RUN <<EOF\nEXPOSE 80\n', []],
    ['RUN <<EOF\n# EXPOSE 80\nEOF\nEXPOSE 81', ['81 81-81/tcp']],
    ["RUN <<'#EOF' cat\n# EXPOSE 80\n#EOF\nEXPOSE 81", ['81 81-81/tcp']],
    ['RUN <<-#\n\tEXPOSE 80\n\t#\nEXPOSE 81', ['81 81-81/tcp']],
    // Other places.
    ['ONBUILD EXPOSE 80', ['80 80-80/tcp']],
    ['onbuild expose 80 81', ['80 80-80/tcp', '81 81-81/tcp']],
    ['ONBUILD RUN echo EXPOSE 80', []],
  ])('%j', (body, expected) => {
    const text = `FROM scratch\n${body}\n`;
    expect(exposedIn(text)).toEqual([expected]);
    // The same with Windows line ends, after a byte order mark and an emoji.
    const other = `\uFEFF# 😀\n${text}`.replaceAll('\n', '\r\n');
    const same = expected.map(one => one.replaceAll('\n', '\r\n'));
    expect(exposedIn(other)).toEqual([same]);
  });

  test('the escape directive', () => {
    const text = '# escape=`\nFROM scratch\nEXPOSE 80 `\n 443\nRUN dir C:\\\nEXPOSE 81\n';
    expect(exposedIn(text)).toEqual([['80 80-80/tcp', '443 443-443/tcp', '81 81-81/tcp']]);
  });

  test('digits over two lines', () => {
    const { stages } = read('FROM scratch\nEXPOSE 80\\\n80\n');
    expect(stages[0]?.exposed[0]?.port.range).toEqual({ from: 8080, to: 8080 });
  });

  test.each<[string, readonly string[]]>([
    ['EXPOSE 70000', ['70000']],
    ['EXPOSE 3000-2000 80', ['3000-2000']],
    ['EXPOSE 8080:', ['8080:']],
    ['EXPOSE 1:2:3:4', ['1:2:3:4']],
    ['EXPOSE 80/http', ['http']],
    ['EXPOSE localhost:80:80', ['localhost']],
    ['EXPOSE 80 # web', ['#', 'web']],
    ['EXPOSE 80,443', ['80,443']],
    ['ENV P=http\nEXPOSE $P', ['$P']],
    ['EXPOSE ${P:-http}', ['http']],
    ['EXPOSE ${P', ['${P']],
    ['\tEXPOSE "x"', ['x']],
  ])('%j is at fault', (body, expected) => {
    const text = `FROM scratch\n${body}\n`;
    expect(read(text).faults.map(({ text: { span } }) => text.slice(span.start, span.end))).toEqual(expected);
  });
});

describe('stages', () => {
  const text = [
    'ARG PORT=8000',
    'ARG UNUSED=1',
    'FROM alpine:3.20 AS Base',
    'ARG PORT',
    'ENV ADMIN=9000',
    'EXPOSE $PORT $UNUSED',
    'FROM base AS web',
    'EXPOSE $PORT $ADMIN 80',
    'FROM alpine',
    'EXPOSE $PORT 90',
  ].join('\n');

  test('each has its own ports and the variables of the one it builds on', () => {
    expect(exposedIn(text)).toEqual([
      ['$PORT 8000-8000/tcp', '$UNUSED ${UNUSED}/tcp'],
      ['$PORT 8000-8000/tcp', '$ADMIN 9000-9000/tcp', '80 80-80/tcp'],
      ['$PORT ${PORT}/tcp', '90 90-90/tcp'],
    ]);
  });

  test('a stage sets nothing in the one it builds on, nor beside it', () => {
    const forked = 'FROM a AS b\nENV A=1\nFROM b AS c\nENV A=2\nFROM b\nEXPOSE $A\n';
    expect(exposedIn(forked)[2]).toEqual(['$A 1-1/tcp']);
  });

  test.each([
    [undefined, 2],
    ['web', 1],
    ['WEB', 1],
    ['base', 0],
    ['0', 0],
    ['2', 2],
    ['3', -1],
    ['none', -1],
  ])('the target %j is stage %i', (target, index) => {
    const reading = read(text);
    const stage = stageOf(reading, target);
    expect(stage ? reading.stages.indexOf(stage) : -1).toBe(index);
  });

  test('a stage exposes what it builds on does', () => {
    const reading = read(text);
    const ports = reading.stages.map(stage => exposedBy(reading, stage).length);
    expect(ports).toEqual([2, 5, 2]);
  });

  test('a stage of the name of its own image ends', () => {
    const reading = read('FROM a AS a\nEXPOSE 80');
    expect(reading.stages[0] && exposedBy(reading, reading.stages[0])).toHaveLength(1);
  });
});

describe('stages that build on each other', () => {
  test('see what is set below them, and what they set themselves goes first', () => {
    const { stages } = read(
      'FROM x AS a\nENV A=1 B=2\nFROM a AS b\nENV B=3\nFROM b\nEXPOSE $A $B\nFROM a\nEXPOSE $A $B\n',
    );
    const ports = stages.map(({ exposed }) => exposed.map(({ port }) => port.range?.from));
    expect(ports).toEqual([[], [], [1, 3], [1, 2]]);
  });

  test('take over no copy of the variables', () => {
    const variables = Array.from({ length: 8000 }, (_, at) => `ENV A${at}=1\n`).join('');
    const stages = Array.from({ length: 9000 }, (_, at) => `FROM a AS b${at}\nENV B=1\n`).join('');
    const started = performance.now();
    read(`FROM x AS a\n${variables}${stages}EXPOSE 80\n`);
    // Copies take some 5 s and 3 GB.
    expect(performance.now() - started).toBeLessThan(2500);
  });

  test('also under one name, are followed through 99 others, and that is told', () => {
    const of = (count: number) =>
      readDockerfile(
        `FROM x AS a\nENV P=80\n${'FROM a AS a\n'.repeat(count)}EXPOSE $P\n`,
        'file:///Dockerfile',
      );
    expect(of(99).troubles).toEqual([]);
    expect(of(99).recipe.stages.at(-1)?.exposed[0]?.port.range?.from).toBe(80);
    expect(of(100).troubles).toHaveLength(1);
    expect(of(100).recipe.stages.at(-1)?.exposed[0]?.port.range?.from).toBeUndefined();
  });
});

describe('comments', () => {
  test.each([
    ['FROM a\n# b\nEXPOSE 80 # c\n', 'FROM a\n   \nEXPOSE 80 # c\n'],
    ['FROM a\r\n\t #b\r\n#', 'FROM a\r\n\t   \r\n '],
    ['EXPOSE \\\n# 😀\u2028#\n80\r#\rRUN a', 'EXPOSE \\\n      \n80\r \rRUN a'],
    ['\uFEFF# a\n# b=c\nFROM a', '\uFEFF   \n     \nFROM a'],
    ['# syntax=a\n# escape=`\n# a\n# check=b\nFROM a', '# syntax=a\n# escape=`\n   \n         \nFROM a'],
    ['\uFEFF# syntax=a\n\n# b=c\nFROM a', '\uFEFF# syntax=a\n\n     \nFROM a'],
    ['RUN <<"#E" <<F\n#\n#E\n# a\nF\n#', 'RUN <<"#E" <<F\n \n#E\n   \nF\n '],
  ])('%j are blanks', (text, expected) => {
    expect(withoutComments(text, lineStarts(text))).toBe(expected);
  });

  test('digits over a comment stand where they are written', () => {
    const text = 'FROM a\nEXPOSE 80\\\n# 90 or 91\n90\n';
    const port = read(text).stages[0]?.exposed[0]?.port;
    const offsets = port?.text.pieces.flatMap(piece => (piece.kind === 'literal' ? [piece.offset] : []));
    expect(port?.range).toEqual({ from: 8090, to: 8090 });
    expect(offsets?.map(offset => text.slice(offset, offset + 2))).toEqual(['80', '0\\', '90', '0\n']);
  });

  test('within a command say no port', () => {
    const text = 'FROM a\nCMD serve \\\n# not --port 81\n --port 80\n';
    expect(read(text).namedPorts.map(({ range }) => range.from)).toEqual([80]);
  });

  test.each([
    ['between stages', 'FROM a\n#\n', 28_000],
    ['within instructions', 'FROM a \\\n#\nAS b\n', 15_000],
    ['that may be directives or end heredocs', '#=<<#\nFROM a\n#\n', 17_000],
    ['that look like directives, in old lines', '#a=b\r', 50_000],
  ])('%s take no longer, however many there are', (_what, piece, count) => {
    const text = `${piece.repeat(count)}${'FROM a\n'.repeat(1000)}`;
    const started = performance.now();
    read(text);
    expect(performance.now() - started).toBeLessThan(2500);
  });
});

describe('URLs', () => {
  test.each<[string, readonly string[]]>([
    ['HEALTHCHECK CMD curl -f http://localhost:8080/ || exit 1', ['localhost 8080']],
    ['HEALTHCHECK --interval=5s \\\n CMD wget -q localhost:8080', ['localhost 8080']],
    ['ENV API=http://api:3000', ['api 3000']],
    ['FROM redis:7', []],
    ['FROM --platform=linux/amd64 redis:7 AS x', []],
    ['FROM localhost:5000/app', ['localhost 5000']],
    ['FROM registry.local:5000/app:1.2', ['registry.local 5000']],
    ['RUN nc db:5432', ['db 5432']],
  ])('%j', (body, expected) => {
    expect(urlsOf(`FROM scratch\n${body}\n`).map(({ host, port }) => `${host} ${port}`)).toEqual(expected);
  });

  test('what runs in the container is known', () => {
    const text = 'FROM a\nHEALTHCHECK CMD x\nCOPY a b\nCMD y\nEXPOSE 80\n';
    expect(read(text).containerSpans.map(({ start, end }) => text.slice(start, end))).toEqual([
      'HEALTHCHECK CMD x',
      'CMD y',
    ]);
  });
});

test.each([
  '',
  '\0',
  '\uD800',
  '\uFEFF',
  '\\',
  '#',
  '# escape=',
  'EXPOSE',
  'FROM',
  'ONBUILD',
  'ARG',
  'ENV',
  'ENV A',
  'EXPOSE "',
  'RUN <<',
  'COPY <<E',
  '\u0000\u0001\u0002EXPOSE 80',
])('%j is survived', text => {
  expect(() => read(text)).not.toThrow();
  expect(() => read(`FROM a\n${text}`)).not.toThrow();
});

test('whatever is written, a comment changes nothing', () => {
  const line = fc.constantFrom(
    ...['FROM a AS b', 'EXPOSE 80 \\\n  81', 'ENV A=82 \\\n\n B=83', 'EXPOSE $A', 'CMD x \\\n --port 84'],
    ...['RUN <<E\n c\nE', 'COPY <<-"#F" /\n\tc\n\t#F', 'ONBUILD EXPOSE \\\n 85', 'ARG C', 'RUN a', ''],
  );
  const comment = fc.constantFrom('#', '# a', '\t# EXPOSE 90', '# a=b', '# "c', '#FROM a');
  fc.assert(
    fc.property(fc.array(fc.tuple(line, comment), { maxLength: 12 }), lines => {
      const written = lines.map(([one, other]) => `${one.replaceAll('\\\n', `\\\n${other}\n`)}\n${other}\n`);
      const plain = lines.map(([one]) => `${one}\n`);
      const said = (text: string) => ({
        exposed: exposedIn(text),
        named: read(text).namedPorts.map(({ port, range }) => [port.name, range]),
        faults: read(text).faults.length,
      });
      expect(said(`FROM a\n${written.join('')}`)).toEqual(said(`FROM a\n${plain.join('')}`));
    }),
    { numRuns: 500 },
  );
});

test('whatever is written, ports stand in the text', () => {
  const part = fc.constantFrom(
    'FROM a',
    'EXPOSE',
    ' 80',
    ' ',
    '\n',
    '\\\n',
    '"',
    "'",
    '$A',
    '${A:-81}',
    'ENV A=82',
    'ARG A',
    '#',
    '<<E',
    'E\n',
    'ONBUILD ',
    '\r\n',
    '\t',
    '😀',
    '-',
    ':',
    '/udp',
    '\uD800',
    '\0',
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 25 }), parts => {
      const text = `FROM a\n${parts.join('')}`;
      const { stages, faults } = read(text);
      const spans = [
        ...stages.flatMap(stage => stage.exposed.map(({ port }) => port.text)),
        ...faults.map(fault => fault.text),
      ];
      for (const { span } of spans) {
        expect(span.start).toBeGreaterThanOrEqual(0);
        expect(span.start).toBeLessThanOrEqual(span.end);
        expect(span.end).toBeLessThanOrEqual(text.length);
      }
    }),
    { numRuns: 500 },
  );
});
