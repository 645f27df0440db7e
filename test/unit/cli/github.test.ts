import { describe, expect, test } from 'vitest';
import { findingsGithub } from '../../../server/src/cli/github';
import type { Severity } from '../../../server/src/rules/finding';
import { analysisOf, edit, fileOf, findingAt, fixOf, marked, unmarked } from './analyses';

describe('findings as annotations of GitHub', () => {
  test('are nothing where there is none', () => {
    expect(findingsGithub(analysisOf({ 'compose.yaml': '' }), { fileOf })).toBe('');
  });

  test.each<[Severity, string]>([
    ['error', 'error'],
    ['warning', 'warning'],
    ['information', 'notice'],
    ['hint', 'notice'],
  ])('say %s with the command %s', (severity, command) => {
    const text = 'a\r\n\t🚢 "[[80]]:80"';
    const analysis = analysisOf(
      { 'compose.yaml': unmarked(text) },
      { findings: [findingAt(marked('compose.yaml', text), { severity })] },
    );
    expect(findingsGithub(analysis, { fileOf })).toBe(
      `::${command} file=compose.yaml,line=2,col=6,endLine=2,endColumn=8,title=Portolan (privileged-port)::port 80 needs privileges\n`,
    );
  });

  test('escape what the syntax of commands uses', () => {
    const name = 'a, b: 100%/compose.yaml';
    const place = marked(name, '[[80]]');
    const analysis = analysisOf(
      { [name]: '80' },
      { findings: [findingAt(place, { message: '100%: a,\r\nb::c' })] },
    );
    expect(findingsGithub(analysis, { fileOf })).toBe(
      '::warning file=a%2C b%3A 100%25/compose.yaml,line=1,col=1,endLine=1,endColumn=3,title=Portolan (privileged-port)::100%25: a,%0Ab::c\n',
    );
  });

  test('tell the related places and the safe fix on lines of their own', () => {
    const place = marked('compose.yaml', '[[80]]');
    const analysis = analysisOf(
      { 'compose.yaml': '80', 'b.yaml': 'x\n80' },
      {
        findings: [
          findingAt(place, {
            related: [{ ...marked('b.yaml', 'x\n[[80]]'), message: 'and here' }],
            fixes: [fixOf('No', [], true, false), fixOf('Use 8080', [edit(place, '8080')])],
          }),
        ],
      },
    );
    expect(findingsGithub(analysis, { fileOf })).toMatch(
      /::port 80 needs privileges%0Ab\.yaml:2:1: and here%0Ahelp: Use 8080\n$/,
    );
  });
});
