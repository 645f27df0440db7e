import { describe, expect, test } from 'vitest';
import { findingsText, portsText } from '../../../server/src/cli/text';
import type { Severity } from '../../../server/src/rules/finding';
import { analysisOf, edit, fileOf, findingAt, fixOf, marked, unmarked, uriOf } from './analyses';

/** A frame for one marked text, without the lines around it. */
function frameOf(text: string): string {
  const analysis = analysisOf(
    { 'compose.yaml': unmarked(text) },
    { findings: [findingAt(marked('compose.yaml', text))] },
  );
  return findingsText(analysis, { fileOf, color: false }).split('\n').slice(0, -3).join('\n');
}

describe('findings as text', () => {
  const HEAD = 'warning: port 80 needs privileges [privileged-port]';
  test.each([
    [
      'digits',
      'ports:\n  - "[[80]]:80"\n',
      `compose.yaml:2:6: ${HEAD}\n     2 |   - "80:80"\n       |      ^^`,
    ],
    [
      'a tab before',
      'a:\t- "[[80]]"',
      `compose.yaml:1:7: ${HEAD}\n     1 | a:    - "80"\n       |          ^^`,
    ],
    ['an emoji before', '🚢🚢 "[[80]]"', `compose.yaml:1:7: ${HEAD}\n     1 | 🚢🚢 "80"\n       |       ^^`],
    ['a joined emoji', '👩‍🚀 [[80]]', `compose.yaml:1:7: ${HEAD}\n     1 | 👩‍🚀 80\n       |    ^^`],
    ['wide letters', '港口 [[80]]', `compose.yaml:1:4: ${HEAD}\n     1 | 港口 80\n       |      ^^`],
    ['combining marks', 'e\u0301 [[80]]', `compose.yaml:1:4: ${HEAD}\n     1 | e\u0301 80\n       |   ^^`],
    ['wide digits', '[[８０]]', `compose.yaml:1:1: ${HEAD}\n     1 | ８０\n       | ^^^^`],
    ['CRLF', 'a\r\nb [[80]]\r\nc\r\n', `compose.yaml:2:3: ${HEAD}\n     2 | b 80\n       |   ^^`],
    ['a lone CR', 'a\rb [[80]]\rc', `compose.yaml:2:3: ${HEAD}\n     2 | b 80\n       |   ^^`],
    ['a byte order mark', '\uFEFFa [[80]]', `compose.yaml:1:4: ${HEAD}\n     1 | a 80\n       |   ^^`],
    ['the last line', 'a\n[[80]]', `compose.yaml:2:1: ${HEAD}\n     2 | 80\n       | ^^`],
    ['nothing at all', 'a: [[]]', `compose.yaml:1:4: ${HEAD}\n     1 | a:\n       |    ^`],
    ['two lines', 'a: [["80:\n  80"]]', `compose.yaml:1:4: ${HEAD}\n     1 | a: "80:\n       |    ^^^^`],
    ['an empty file', '[[]]', `compose.yaml:1:1: ${HEAD}`],
    [
      'controls',
      'a\u001B[31m\u202E [[80]]',
      `compose.yaml:1:9: ${HEAD}\n     1 | a\uFFFD[31m\uFFFD 80\n       |         ^^`,
    ],
    ['line 10000', `${'\n'.repeat(9999)}[[80]]`, `compose.yaml:10000:1: ${HEAD}\n  10000 | 80\n        | ^^`],
  ])('underline %s', (_, text, expected) => {
    expect(frameOf(text)).toBe(expected);
  });

  test('show a piece of a very long line', () => {
    const [, line, under] = frameOf(`${'x'.repeat(1000)}[[80]]${'y'.repeat(1000)}`).split('\n');
    expect(line).toBe(`     1 | …${'x'.repeat(80)}80${'y'.repeat(80)}…`);
    expect(under).toBe(`       | ${' '.repeat(81)}^^`);
  });

  test('show what is related, in another file too, and the safe fix', () => {
    const web = 'web: "[[8080]]:80"';
    const api = '# ⚓\n\tapi: "[[8080]]:80"';
    const place = marked('compose.yaml', web);
    const analysis = analysisOf(
      { 'compose.yaml': unmarked(web), 'db/compose.override.yaml': unmarked(api) },
      {
        findings: [
          findingAt(place, {
            rule: 'port-conflict',
            severity: 'error',
            message: 'host port 8080 is taken\nby api',
            related: [{ ...marked('db/compose.override.yaml', api), message: 'api publishes it here' }],
            fixes: [
              fixOf('Remove the mapping', [edit(place, '')], true, false),
              fixOf('Publish 8081 instead', [edit(place, '8081')]),
              fixOf('Publish 8082 instead', [edit(place, '8082')]),
            ],
          }),
        ],
      },
    );
    expect(findingsText(analysis, { fileOf, color: false })).toBe(
      [
        'compose.yaml:1:7: error: host port 8080 is taken by api [port-conflict]',
        '     1 | web: "8080:80"',
        '       |       ^^^^',
        '  db/compose.override.yaml:2:8: api publishes it here',
        '     2 |     api: "8080:80"',
        '       |           ----',
        '  help: Publish 8081 instead',
        '',
        '1 error in 2 files',
        '',
      ].join('\n'),
    );
  });

  test('stand in the order of their places', () => {
    const text = '80 81 82';
    const at = (name: string, start: number) => ({ uri: uriOf(name), span: { start, end: start + 2 } });
    const analysis = analysisOf(
      { 'a.yaml': text, 'b.yaml': text },
      { findings: [findingAt(at('b.yaml', 0)), findingAt(at('a.yaml', 6)), findingAt(at('a.yaml', 3))] },
    );
    const heads = findingsText(analysis, { fileOf, color: false }).match(/^\S+:\d+:\d+/gm);
    expect(heads).toEqual(['a.yaml:1:4', 'a.yaml:1:7', 'b.yaml:1:1']);
  });

  test.each<[readonly Severity[], number, string]>([
    [[], 0, 'No findings in 0 files'],
    [[], 1, 'No findings in 1 file'],
    [['warning'], 1, '1 warning in 1 file'],
    [['hint', 'error', 'warning', 'warning', 'error'], 12, '2 errors, 2 warnings, 1 hint in 12 files'],
    [['information', 'information'], 3, '2 information in 3 files'],
  ])('%j in %i files is summed up as %s', (severities, files, expected) => {
    const texts = Object.fromEntries(Array.from({ length: files }, (_, i) => [`f${i}.yaml`, '80']));
    const place = marked('f0.yaml', '[[80]]');
    const findings = severities.map(severity => findingAt(place, { severity }));
    const lines = findingsText(analysisOf(texts, { findings }), { fileOf, color: false }).split('\n');
    expect(lines.at(-2)).toBe(expected);
  });

  test('are coloured on request, with the same words', () => {
    const text = 'web: "[[80]]:80"';
    const analysis = analysisOf(
      { 'compose.yaml': unmarked(text) },
      { findings: [findingAt(marked('compose.yaml', text))] },
    );
    const colored = findingsText(analysis, { fileOf, color: true });
    expect(colored).toContain('\u001B[33m^^\u001B[39m');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what a colour is
    expect(colored.replace(/\u001B\[\d+m/g, '')).toBe(findingsText(analysis, { fileOf, color: false }));
  });
});

describe('ports as text', () => {
  test('are nothing where there is none', () => {
    expect(portsText(analysisOf({ 'compose.yaml': '' }), { fileOf, color: false })).toBe('');
  });

  test('are a table', () => {
    const analysis = analysisOf(
      { 'compose.yaml': '"127.0.0.1:8000-8010:80"', 'web/Dockerfile': 'EXPOSE $PORT/udp' },
      {
        occurrences: [
          {
            uri: uriOf('web/Dockerfile'),
            span: { start: 7, end: 12 },
            role: 'exposed',
            range: null,
            protocol: 'udp',
          },
          {
            uri: uriOf('compose.yaml'),
            span: { start: 11, end: 20 },
            role: 'published',
            range: { from: 8000, to: 8010 },
            protocol: 'tcp',
            address: '127.0.0.1',
            unit: '港',
          },
          {
            uri: uriOf('compose.yaml'),
            span: { start: 21, end: 23 },
            role: 'target',
            range: { from: 80, to: 80 },
            protocol: 'tcp',
            unit: '港',
          },
        ],
      },
    );
    expect(portsText(analysis, { fileOf, color: false })).toBe(
      [
        'compose.yaml:1:12   published  8000-8010/tcp  127.0.0.1  港',
        'compose.yaml:1:22   target     80/tcp         -          港',
        'web/Dockerfile:1:8  exposed    ?/udp          -          -',
        '',
      ].join('\n'),
    );
  });
});
