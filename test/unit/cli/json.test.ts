import { describe, expect, test } from 'vitest';
import { findingsJson, portsJson } from '../../../server/src/cli/json';
import { analysisOf, edit, fileOf, findingAt, fixOf, marked, unmarked, uriOf } from './analyses';

const range = (line: number, start: number, end: number) => ({
  start: { line, character: start },
  end: { line, character: end },
});

describe('findings as JSON', () => {
  test('are an empty array where there is none', () => {
    expect(findingsJson(analysisOf({ 'compose.yaml': '' }), { fileOf })).toBe('[]\n');
  });

  test('have every field, with places counted from 0 in UTF-16', () => {
    const web = '\uFEFFa:\r\n\t🚢 "[[80]]:80"\r\n';
    const env = 'PORT=[[80]]';
    const place = marked('compose.yaml', web);
    const other = marked('sub dir/é.env', env);
    const analysis = analysisOf(
      { 'compose.yaml': unmarked(web), 'sub dir/é.env': unmarked(env) },
      {
        findings: [
          findingAt(place, {
            message: 'a "message"\nof two lines',
            related: [{ ...other, message: 'the value' }],
            fixes: [
              fixOf('Use 8080', [edit(place, '8080'), edit(other, '8080')]),
              fixOf('Do nothing', [], false),
            ],
          }),
        ],
      },
    );
    expect(JSON.parse(findingsJson(analysis, { fileOf }))).toEqual([
      {
        file: 'compose.yaml',
        range: range(1, 5, 7),
        rule: 'privileged-port',
        severity: 'warning',
        message: 'a "message"\nof two lines',
        related: [{ file: 'sub dir/é.env', range: range(0, 5, 7), message: 'the value' }],
        fixes: [
          {
            title: 'Use 8080',
            preferred: true,
            safe: true,
            edits: [
              { file: 'compose.yaml', range: range(1, 5, 7), newText: '8080' },
              { file: 'sub dir/é.env', range: range(0, 5, 7), newText: '8080' },
            ],
          },
          { title: 'Do nothing', preferred: false, safe: true, edits: [] },
        ],
      },
    ]);
  });

  test('stand one on a line, in the order of their places', () => {
    const at = (name: string, start: number) => ({ uri: uriOf(name), span: { start, end: start + 2 } });
    const analysis = analysisOf(
      { 'a.yaml': '80 81', 'b.yaml': '80 81' },
      { findings: [findingAt(at('b.yaml', 0)), findingAt(at('a.yaml', 3)), findingAt(at('a.yaml', 0))] },
    );
    const lines = findingsJson(analysis, { fileOf }).split('\n');
    expect(lines).toHaveLength(6);
    expect(
      lines.slice(1, 4).map(line => line.match(/"file":"(.)\.yaml".*?"character":(\d)/)?.slice(1)),
    ).toEqual([
      ['a', '0'],
      ['a', '3'],
      ['b', '0'],
    ]);
  });
});

describe('ports as JSON', () => {
  test('are an empty array where there is none', () => {
    expect(portsJson(analysisOf({}), { fileOf })).toBe('[]\n');
  });

  test('leave out the address and the service that are not written, and keep an unknown number as null', () => {
    const text = '127.0.0.1:3000-3005:80';
    const uri = uriOf('compose.yaml');
    const analysis = analysisOf(
      { 'compose.yaml': text },
      {
        occurrences: [
          { uri, span: { start: 20, end: 22 }, role: 'target', range: null, protocol: 'udp', unit: 'web' },
          {
            uri,
            span: { start: 10, end: 19 },
            role: 'published',
            range: { from: 3000, to: 3005 },
            protocol: 'tcp',
            address: '127.0.0.1',
          },
        ],
      },
    );
    expect(JSON.parse(portsJson(analysis, { fileOf }))).toStrictEqual([
      {
        file: 'compose.yaml',
        range: range(0, 10, 19),
        system: 'compose',
        role: 'published',
        from: 3000,
        to: 3005,
        protocol: 'tcp',
        address: '127.0.0.1',
      },
      {
        file: 'compose.yaml',
        range: range(0, 20, 22),
        system: 'compose',
        role: 'target',
        from: null,
        to: null,
        protocol: 'udp',
        service: 'web',
      },
    ]);
  });

  test('list a place once for each service that shares it, in the order given', () => {
    const occurrence = {
      uri: uriOf('compose.yaml'),
      span: { start: 0, end: 2 },
      role: 'target',
      range: { from: 80, to: 80 },
      protocol: 'tcp',
    } as const;
    const analysis = analysisOf(
      { 'compose.yaml': '80' },
      { occurrences: ['web', 'api'].map(service => ({ ...occurrence, unit: service })) },
    );
    expect(portsJson(analysis, { fileOf }).match(/"service":"\w+"/g)).toEqual([
      '"service":"web"',
      '"service":"api"',
    ]);
  });
});
