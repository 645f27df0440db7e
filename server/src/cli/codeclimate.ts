import { createHash } from 'node:crypto';
import type { Severity } from '../rules/finding';
import type { Analysis } from '../workspace/analysis';
import { keyOf } from './baseline';
import { array } from './json';
import { type FileOf, placesOf } from './places';

export interface CodeClimateOptions {
  readonly fileOf: FileOf;
}

const SEVERITIES: Readonly<Record<Severity, string>> = {
  error: 'major',
  warning: 'minor',
  information: 'info',
  hint: 'info',
};

/**
 * The findings as issues of Code Climate, with the fields that are read where merge requests show them ("Code Quality
 * report format"). They are told apart by their fingerprint, so that depends on what a finding says and not on its line.
 */
export function findingsCodeClimate(analysis: Analysis, { fileOf }: CodeClimateOptions): string {
  const places = placesOf(analysis, fileOf);
  const counts = new Map<string, number>();
  return array(
    places.sorted(analysis.findings).map(finding => {
      const { uri, rule, message, severity } = finding;
      const file = fileOf(uri);
      const { start, end } = places.range(finding);
      const key = keyOf({ file, rule, message });
      const count = counts.get(key) ?? 0;
      counts.set(key, count + 1);
      return {
        type: 'issue',
        check_name: rule,
        description: message,
        categories: ['Bug Risk'],
        severity: SEVERITIES[severity],
        fingerprint: createHash('sha256').update(`${key} ${count}`).digest('hex'),
        location: { path: file, lines: { begin: start.line + 1, end: end.line + 1 } },
      };
    }),
  );
}
