import type { Finding } from '../rules/finding';
import { groupBy } from '../text/group-by';
import { escapeXml } from '../text/xml';
import type { Analysis } from '../workspace/analysis';
import { type FileOf, type Places, placesOf } from './places';
import { harmless, oneLine } from './terminal';

export interface JunitOptions {
  readonly fileOf: FileOf;
  /** Whether a finding is as grave as what fails the check. */
  fails(finding: Finding): boolean;
}

/** A test, and what is to say of it: nothing of one that passes. */
interface Case {
  readonly name: string;
  readonly result: 'error' | 'failure' | 'system-out' | undefined;
  readonly type: string;
  readonly message: string;
  readonly lines: readonly string[];
}

/**
 * The findings as a report of tests in the form of JUnit, as servers of CI read it: a suite for each file, in it a test
 * for each finding, which fails where the check does, and one that passes where there is no finding. A file that
 * could not be read as a whole is an error.
 */
export function findingsJunit(analysis: Analysis, { fileOf, fails }: JunitOptions): string {
  const places = placesOf(analysis, fileOf);
  const findings = groupBy(places.sorted(analysis.findings), ({ uri }) => uri);
  const gaps = groupBy(
    analysis.notices.filter(({ isGap }) => isGap),
    ({ uri }) => uri,
  );
  const uris = [...new Set([...analysis.uris, ...findings.keys(), ...gaps.keys()])].sort();
  const suites = uris.map((uri): Suite => {
    const file = oneLine(fileOf(uri)) || '.';
    const said = [
      ...(gaps.get(uri) ?? []).map(
        ({ message }): Case => ({ name: 'is read', result: 'error', type: 'unread', message, lines: [] }),
      ),
      ...(findings.get(uri) ?? []).map(finding => caseOf(places, finding, fails(finding))),
    ];
    return { file, cases: said.length > 0 ? said : [NO_FINDING] };
  });
  const { tests, failures, errors } = counted(suites.flatMap(({ cases }) => cases));
  return harmless(
    [
      '<?xml version="1.0" encoding="UTF-8"?>',
      `<testsuites name="portolan"${attributes({ tests, failures, errors })}>`,
      ...suites.flatMap(suiteLines),
      '</testsuites>',
      '',
    ].join('\n'),
  );
}

interface Suite {
  readonly file: string;
  readonly cases: readonly Case[];
}

const NO_FINDING: Case = { name: 'no findings', result: undefined, type: '', message: '', lines: [] };

function caseOf(places: Places, finding: Finding, isFailing: boolean): Case {
  const at = (place: Finding | Finding['related'][number]) => {
    const { start } = places.range(place);
    return `${oneLine(places.file(place.uri))}:${start.line + 1}:${start.character + 1}`;
  };
  const { start } = places.range(finding);
  const [fix] = finding.safeFixes;
  return {
    name: `${finding.rule} at ${start.line + 1}:${start.character + 1}`,
    result: isFailing ? 'failure' : 'system-out',
    type: finding.rule,
    message: finding.message,
    lines: [
      `${at(finding)}: ${finding.severity}: ${finding.message}`,
      ...finding.related.map(place => `${at(place)}: ${place.message}`),
      ...(fix === undefined ? [] : [`help: ${fix.title}`]),
    ],
  };
}

function suiteLines({ file, cases }: Suite): readonly string[] {
  const { tests, failures, errors } = counted(cases);
  return [
    `  <testsuite${attributes({ name: file, file, tests, failures, errors })}>`,
    ...cases.map(one => `    ${caseText(file, one)}`),
    '  </testsuite>',
  ];
}

function caseText(file: string, { name, result, type, message, lines }: Case): string {
  const start = `<testcase${attributes({ classname: file, name })}`;
  if (result === undefined) return `${start}/>`;
  const said = result === 'system-out' ? '' : attributes({ type, message: oneLine(message) });
  return `${start}><${result}${said}>${lines.map(line => escapeXml(oneLine(line))).join('\n')}</${result}></testcase>`;
}

function counted(cases: readonly Case[]) {
  const count = (result: Case['result']) => cases.filter(one => one.result === result).length;
  return { tests: cases.length, failures: count('failure'), errors: count('error') };
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escapeXml(String(value))}"`)
    .join('');
}
