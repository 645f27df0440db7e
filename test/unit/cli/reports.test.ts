// The reports that other programs read: reviewdog, GitLab, and whoever reads JUnit's XML.
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { findingsCodeClimate } from '../../../server/src/cli/codeclimate';
import { findingsJunit } from '../../../server/src/cli/junit';
import { findingsRdjson } from '../../../server/src/cli/rdjson';
import { statisticsJson, statisticsText } from '../../../server/src/cli/statistics';
import { RULE_IDS, type RuleId } from '../../../server/src/rules/finding';
import { xmlFault, xmlTexts } from '../support/xml';
import { analysisOf, edit, fileOf, findingAt, fixOf, marked, unmarked, uriOf } from './analyses';

const rules = Object.fromEntries(
  RULE_IDS.map(id => [id, { documentation: `https://example.org/${id}` }]),
) as Record<RuleId, { readonly documentation: string }>;

const web = '\uFEFFa:\r\n\té🚢 "[[80]]:80"\r\n';
const env = 'PORT=[[80]]';
const place = marked('compose.yaml', web);
const other = marked('sub dir/é<#1>.env', env);
const full = analysisOf(
  { 'compose.yaml': unmarked(web), 'sub dir/é<#1>.env': unmarked(env), 'clean.yaml': '' },
  {
    findings: [
      findingAt(other, { severity: 'hint', rule: 'shared-port', message: 'shared <&> "\u0001"' }),
      findingAt(place, {
        severity: 'error',
        message: 'first\nsecond',
        related: [{ ...other, message: 'the value' }],
        fixes: [
          fixOf('Use 8080', [edit(place, '8080')]),
          fixOf('Here and there', [edit(place, '8080'), edit(other, '8080')]),
          fixOf('Elsewhere', [edit(other, '8080')]),
          fixOf('Move it', [edit(place, '9090')], true, false),
        ],
      }),
      findingAt(place, { severity: 'error', message: 'first\nsecond' }),
    ],
    notices: [
      { uri: uriOf('broken.yaml'), message: 'is no YAML', isGap: true },
      { uri: uriOf('clean.yaml'), message: 'includes what is far away' },
    ],
  },
);

/** An object that has these properties, all but those with a question mark, and no others. */
function exactly(properties: Readonly<Record<string, object>>): object {
  const bare = (name: string) => name.replace('?', '');
  return {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(Object.entries(properties).map(([name, value]) => [bare(name), value])),
    required: Object.keys(properties).filter(name => !name.endsWith('?')),
  };
}
const listOf = (items: object) => ({ type: 'array', items });
const STRING = { type: 'string' };
const COUNT = { type: 'integer', minimum: 1 };

describe('rdjson', () => {
  // reviewdog, proto/rdf/reviewdog.proto: DiagnosticResult.
  const range = exactly({
    start: exactly({ line: COUNT, column: COUNT }),
    end: exactly({ line: COUNT, column: COUNT }),
  });
  const location = exactly({ path: STRING, range });
  const validate = new Ajv().compile(
    exactly({
      source: exactly({ name: STRING, url: STRING }),
      diagnostics: listOf(
        exactly({
          message: STRING,
          location,
          severity: { enum: ['ERROR', 'WARNING', 'INFO'] },
          code: exactly({ value: STRING, url: STRING }),
          suggestions: listOf(exactly({ range, text: STRING })),
          related_locations: listOf(exactly({ message: STRING, location })),
        }),
      ),
    }),
  );
  const rdjson = JSON.parse(findingsRdjson(full, { fileOf, rules }));

  test.each([analysisOf({}), full])('has the fields of the format', analysis => {
    validate(JSON.parse(findingsRdjson(analysis, { fileOf, rules })));
    expect(validate.errors).toBeNull();
  });

  test('counts bytes from 1, and names rules with their pages', () => {
    // A tab, two bytes, four bytes, a space and a quote stand before it.
    const range = { start: { line: 2, column: 10 }, end: { line: 2, column: 12 } };
    expect(rdjson.diagnostics[0]).toEqual({
      message: 'first\nsecond',
      location: { path: 'compose.yaml', range },
      severity: 'ERROR',
      code: { value: 'privileged-port', url: 'https://example.org/privileged-port' },
      suggestions: [{ range, text: '8080' }],
      related_locations: [
        {
          message: 'the value',
          location: {
            path: 'sub dir/é<#1>.env',
            range: { start: { line: 1, column: 6 }, end: { line: 1, column: 8 } },
          },
        },
      ],
    });
    expect(rdjson.diagnostics[2]).toMatchObject({ severity: 'INFO', suggestions: [] });
  });
});

describe('Code Climate', () => {
  // GitLab, "Code Quality report format", and what Code Climate's specification has beside it.
  const validate = new Ajv().compile(
    listOf(
      exactly({
        type: { const: 'issue' },
        check_name: STRING,
        description: STRING,
        categories: listOf({ const: 'Bug Risk' }),
        severity: { enum: ['info', 'minor', 'major', 'critical', 'blocker'] },
        fingerprint: { type: 'string', pattern: '^[0-9a-f]{64}$' },
        location: exactly({ path: STRING, lines: exactly({ begin: COUNT, end: COUNT }) }),
      }),
    ),
  );
  const issues = (analysis: typeof full): readonly { readonly fingerprint: string }[] =>
    JSON.parse(findingsCodeClimate(analysis, { fileOf }));

  test.each([analysisOf({}), full])('has the fields that it reads', analysis => {
    validate(issues(analysis));
    expect(validate.errors).toBeNull();
  });

  test('says where, and how grave it is', () => {
    expect(issues(full)).toMatchObject([
      {
        check_name: 'privileged-port',
        severity: 'major',
        location: { path: 'compose.yaml', lines: { begin: 2 } },
      },
      { severity: 'major' },
      { check_name: 'shared-port', severity: 'info', location: { path: 'sub dir/é<#1>.env' } },
    ]);
  });

  test('tells findings apart that say the same, and knows them again on another line', () => {
    const prints = issues(full).map(({ fingerprint }) => fingerprint);
    expect(new Set(prints).size).toBe(3);
    const moved = `\n\n${unmarked(web)}`;
    const down = { ...place, span: { start: place.span.start + 2, end: place.span.end + 2 } };
    const finding = findingAt(down, { severity: 'error', message: 'first\nsecond' });
    const [later] = issues(analysisOf({ 'compose.yaml': moved }, { findings: [finding] }));
    expect(later?.fingerprint).toBe(prints[0]);
  });
});

describe('JUnit', () => {
  const report = findingsJunit(full, { fileOf, fails: ({ severity }) => severity === 'error' });
  const [, body = ''] = report.split('<?xml version="1.0" encoding="UTF-8"?>\n');

  test('is well-formed, whatever files say', () => {
    expect(xmlFault(body)).toBeUndefined();
    expect(xmlTexts(body)).toContain('sub dir/é<#1>.env:1:6: hint: shared <&> "\uFFFD"');
  });

  test('has a suite for each file, and a test for each finding, or one that passes', () => {
    const tags = [...body.matchAll(/<(?:testsuites?|testcase)\b[^>]*>|<(?:failure|error|system-out)\b/g)];
    expect(tags.map(([tag]) => tag)).toEqual([
      '<testsuites name="portolan" tests="5" failures="2" errors="1">',
      '<testsuite name="broken.yaml" file="broken.yaml" tests="1" failures="0" errors="1">',
      '<testcase classname="broken.yaml" name="is read">',
      '<error',
      '<testsuite name="clean.yaml" file="clean.yaml" tests="1" failures="0" errors="0">',
      '<testcase classname="clean.yaml" name="no findings"/>',
      '<testsuite name="compose.yaml" file="compose.yaml" tests="2" failures="2" errors="0">',
      '<testcase classname="compose.yaml" name="privileged-port at 2:7">',
      '<failure',
      '<testcase classname="compose.yaml" name="privileged-port at 2:7">',
      '<failure',
      '<testsuite name="sub dir/é&#60;#1&#62;.env" file="sub dir/é&#60;#1&#62;.env" tests="1" failures="0" errors="0">',
      '<testcase classname="sub dir/é&#60;#1&#62;.env" name="shared-port at 1:6">',
      '<system-out',
    ]);
  });

  test('says what fails, where, with what, and what helps', () => {
    expect(body).toContain(
      '<failure type="privileged-port" message="first second">compose.yaml:2:7: error: first second\n' +
        'sub dir/é&#60;#1&#62;.env:1:6: the value\nhelp: Use 8080</failure>',
    );
  });
});

describe('statistics', () => {
  test('count the findings of each rule, the busiest first', () => {
    expect(statisticsText(full, false)).toBe('2  privileged-port  2 errors\n1  shared-port      1 hint\n');
    expect(JSON.parse(statisticsJson(full))).toEqual([
      { rule: 'privileged-port', count: 2, error: 2 },
      { rule: 'shared-port', count: 1, hint: 1 },
    ]);
  });

  test('are nothing where there is none', () => {
    expect(statisticsText(analysisOf({}), false)).toBe('');
    expect(statisticsJson(analysisOf({}))).toBe('[]\n');
  });
});
