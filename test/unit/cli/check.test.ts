import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CheckRequest } from '../../../server/src/cli/arguments';
import { check, failed } from '../../../server/src/cli/check';
import type { Scan } from '../../../server/src/cli/io';
import type { FailOn } from '../../../server/src/cli/options';
import type { RuleFacts } from '../../../server/src/cli/sarif';
import { RULE_IDS, type RuleId, SEVERITIES, type Severity } from '../../../server/src/rules/finding';
import { analysisOf, findingAt, fixOf } from './analyses';

const facts: RuleFacts = { severity: 'warning', summary: 'About it', documentation: 'https://example.org/' };
const rules = Object.fromEntries(RULE_IDS.map(id => [id, facts])) as Record<RuleId, RuleFacts>;

test.each<[FailOn, readonly Severity[]]>([
  ['error', ['error']],
  ['warning', ['error', 'warning']],
  ['information', ['error', 'warning', 'information']],
  ['hint', ['error', 'warning', 'information', 'hint']],
  ['never', []],
])('--fail-on %s fails on %j', (failOn, failing) => {
  const place = { uri: 'a', span: { start: 0, end: 1 } };
  const fails = SEVERITIES.filter(severity =>
    failed(analysisOf({}, { findings: [findingAt(place, { severity })] }), failOn),
  );
  expect(fails).toEqual(failing);
  expect(failed(analysisOf({}), failOn)).toBe(false);
});

describe('portolan check', () => {
  let top = '';
  const path = (name: string) => join(top, name);

  beforeEach(() => {
    top = mkdtempSync(join(tmpdir(), 'portolan-check-'));
  });
  afterEach(() => rmSync(top, { recursive: true }));

  /** A scan with one rule: a number below 1024 has a fix that puts `0` behind it. */
  const scan: Scan = async () => {
    const uri = pathToFileURL(path('compose.yaml')).href;
    const text = readFileSync(path('compose.yaml'), 'utf8');
    const findings = [...text.matchAll(/\d+/g)]
      .filter(([digits]) => Number(digits) < 1024)
      .map(({ index, 0: digits }) => {
        const place = { uri, span: { start: index, end: index + digits.length } };
        return findingAt(place, { fixes: [fixOf('Move it', [{ ...place, newText: `${digits}0` }])] });
      });
    const notices = [{ uri: pathToFileURL(path('broken.yaml')).href, message: 'not YAML' }];
    const textOf = (at: string) => (at === uri ? text : undefined);
    return {
      uris: [uri],
      occurrences: [],
      findings,
      fixesOf: ({ fixes }) => fixes,
      tables: [],
      notices,
      textOf,
      systemOf: () => undefined,
    };
  };

  async function run(asked: Partial<CheckRequest>) {
    const out: string[] = [];
    const err: string[] = [];
    const request: CheckRequest = {
      command: 'check',
      paths: [top],
      format: 'text',
      failOn: 'warning',
      fix: false,
      unsafeFixes: false,
      baseline: undefined,
      writeBaseline: false,
      since: undefined,
      statistics: false,
      stdinFilename: undefined,
      watch: false,
      color: undefined,
      ...asked,
    };
    const io = {
      stdout: { write: (text: string) => out.push(text) },
      stderr: { write: (text: string) => err.push(text) },
      env: {},
      cwd: top,
      input: async () => Buffer.from(''),
      whole: <Result>(work: (signal: AbortSignal) => Promise<Result>) => work(new AbortController().signal),
    };
    const code = await check(request, io, { scan, rules, version: '1.0.0' });
    return { code, out: out.join(''), err: err.join('') };
  }

  test('says what it finds on stdout and what it could not read on stderr', async () => {
    writeFileSync(path('compose.yaml'), 'a: 80');
    const { code, out, err } = await run({});
    expect(code).toBe(1);
    expect(out).toContain('compose.yaml:1:4: warning: ');
    expect(err).toBe('broken.yaml: not YAML\n');
  });

  test.each([
    ['json', /^\[\n {2}\{"file":"compose\.yaml"/],
    ['sarif', /^\{\n {2}"\$schema": "https:\/\/docs\.oasis-open\.org\/sarif\//],
    ['github', /^::warning file=compose\.yaml,line=1,col=4,/],
  ] as const)('writes %s', async (format, expected) => {
    writeFileSync(path('compose.yaml'), 'a: 80');
    expect((await run({ format })).out).toMatch(expected);
  });

  test('fixes until nothing is left to fix, and reports what remains', async () => {
    writeFileSync(path('compose.yaml'), 'a: 80, b: 9, c: 0');
    const { code, out, err } = await run({ fix: true });
    expect(readFileSync(path('compose.yaml'), 'utf8')).toBe(`a: 8000, b: 9000, c: 0${'0'.repeat(10)}`);
    expect(code).toBe(1);
    expect(out).toMatch(/\n1 warning in 1 file\n$/);
    expect(err).toBe(
      `broken.yaml: not YAML\ncompose.yaml:1: a: 80, b: 9, c: 0 -> a: 8000, b: 9000, c: 0${'0'.repeat(10)}\nFixed 15 findings in 1 file\n`,
    );
  });

  test('says so where nothing is to fix, and leaves the file alone', async () => {
    writeFileSync(path('compose.yaml'), 'a: 8080');
    expect(await run({ fix: true })).toEqual({
      code: 0,
      out: 'No findings in 1 file\n',
      err: 'broken.yaml: not YAML\nNothing to fix\n',
    });
  });
});
