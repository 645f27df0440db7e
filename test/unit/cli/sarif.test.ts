import { describe, expect, test } from 'vitest';
import { findingsSarif, type RuleFacts } from '../../../server/src/cli/sarif';
import { RULE_IDS, type RuleId } from '../../../server/src/rules/finding';
import type { Analysis } from '../../../server/src/workspace/analysis';
import { analysisOf, edit, fileOf, findingAt, fixOf, marked, unmarked, uriOf } from './analyses';
import { sarifValidator } from './sarif-schema';

const rules = Object.fromEntries(
  RULE_IDS.map((id): [RuleId, RuleFacts] => [
    id,
    {
      severity: id === 'shared-port' ? 'hint' : 'error',
      summary: `About ${id}`,
      documentation: `https://example.org/${id}`,
    },
  ]),
) as Record<RuleId, RuleFacts>;

const sarif = (analysis: Analysis) => findingsSarif(analysis, { fileOf, version: '1.2.3', rules });

const web = '\uFEFFa:\r\n\t🚢 "[[80]]:80"\r\n';
const env = 'PORT=[[80]]';
const place = marked('compose.yaml', web);
const other = marked('sub dir/é#1.env', env);
const full = analysisOf(
  { 'compose.yaml': unmarked(web), 'sub dir/é#1.env': unmarked(env) },
  {
    findings: [
      findingAt(other, { severity: 'hint', rule: 'shared-port', message: 'shared' }),
      findingAt(place, {
        severity: 'error',
        related: [{ ...other, message: 'the value' }],
        fixes: [
          fixOf('Use 8080', [
            edit(place, '8080'),
            edit(other, '8080'),
            edit({ ...place, span: { start: 0, end: 0 } }, '#'),
          ]),
          fixOf('Do nothing', [], false),
        ],
      }),
    ],
    notices: [{ uri: uriOf('broken.yaml'), message: 'not YAML' }],
  },
);

describe('findings as SARIF', () => {
  const validate = sarifValidator();

  test.each([
    ['nothing', analysisOf({})],
    ['findings with fixes, related places and notices', full],
  ])('are valid by the schema: %s', (_, analysis) => {
    validate(JSON.parse(sarif(analysis)));
    expect(validate.errors).toBeNull();
  });

  test('the schema refuses what is not SARIF', () => {
    const log = JSON.parse(sarif(full));
    log.runs[0].results[0].level = 'hint';
    expect(validate(log)).toBe(false);
  });

  test('name every rule', () => {
    const { driver } = JSON.parse(sarif(analysisOf({}))).runs[0].tool;
    expect(driver).toMatchObject({ name: 'Portolan', version: '1.2.3' });
    expect(driver.rules.map((rule: { readonly id: string }) => rule.id)).toEqual(RULE_IDS);
    expect(driver.rules[0]).toEqual({
      id: 'privileged-port',
      shortDescription: { text: 'About privileged-port' },
      helpUri: 'https://example.org/privileged-port',
      defaultConfiguration: { level: 'error' },
    });
    expect(driver.rules[10].defaultConfiguration).toEqual({ level: 'note' });
  });

  test('count places from 1 in UTF-16, and name files by relative URIs', () => {
    const [run] = JSON.parse(sarif(full)).runs;
    const at = (uri: string, startLine: number, startColumn: number, endColumn: number) => ({
      artifactLocation: { uri, uriBaseId: '%SRCROOT%' },
      region: { startLine, startColumn, endLine: startLine, endColumn },
    });
    const otherPlace = at('sub%20dir/%C3%A9%231.env', 1, 6, 8);
    expect(run.columnKind).toBe('utf16CodeUnits');
    expect(run.results).toEqual([
      {
        ruleId: 'privileged-port',
        ruleIndex: 0,
        level: 'error',
        message: { text: 'port 80 needs privileges' },
        locations: [{ physicalLocation: at('compose.yaml', 2, 6, 8) }],
        relatedLocations: [{ id: 0, message: { text: 'the value' }, physicalLocation: otherPlace }],
        fixes: [
          {
            description: { text: 'Use 8080' },
            artifactChanges: [
              {
                artifactLocation: { uri: 'compose.yaml', uriBaseId: '%SRCROOT%' },
                replacements: [
                  { deletedRegion: at('', 2, 6, 8).region, insertedContent: { text: '8080' } },
                  { deletedRegion: at('', 1, 1, 1).region, insertedContent: { text: '#' } },
                ],
              },
              {
                artifactLocation: otherPlace.artifactLocation,
                replacements: [{ deletedRegion: otherPlace.region, insertedContent: { text: '8080' } }],
              },
            ],
          },
        ],
      },
      {
        ruleId: 'shared-port',
        ruleIndex: 10,
        level: 'note',
        message: { text: 'shared' },
        locations: [{ physicalLocation: otherPlace }],
        relatedLocations: [],
        fixes: [],
      },
    ]);
    expect(run.invocations[0].toolExecutionNotifications).toEqual([
      {
        level: 'warning',
        message: { text: 'not YAML' },
        locations: [
          { physicalLocation: { artifactLocation: { uri: 'broken.yaml', uriBaseId: '%SRCROOT%' } } },
        ],
      },
    ]);
  });
});
