import type { Finding, RuleId, Severity } from '../rules/finding';
import type { Place } from '../text/spans';
import type { Analysis } from '../workspace/analysis';
import { jsonText } from './json';
import { type FileOf, type Places, placesOf } from './places';
import type { RuleFacts } from './sarif';

export interface RdjsonOptions {
  readonly fileOf: FileOf;
  readonly rules: Readonly<Record<RuleId, Pick<RuleFacts, 'documentation'>>>;
}

const SEVERITIES: Readonly<Record<Severity, string>> = {
  error: 'ERROR',
  warning: 'WARNING',
  information: 'INFO',
  hint: 'INFO',
};

/** The findings in the Reviewdog Diagnostic Format (`DiagnosticResult`), whose columns count bytes of UTF-8 from 1. */
export function findingsRdjson(analysis: Analysis, { fileOf, rules }: RdjsonOptions): string {
  const places = placesOf(analysis, fileOf);
  const result = {
    source: { name: 'portolan', url: 'https://github.com/portolan/portolan' },
    diagnostics: places.sorted(analysis.findings).map(finding => ({
      message: finding.message,
      location: location(places, finding),
      severity: SEVERITIES[finding.severity],
      code: { value: finding.rule, url: rules[finding.rule].documentation },
      suggestions: suggestions(places, finding),
      related_locations: finding.related.map(place => ({
        message: place.message,
        location: location(places, place),
      })),
    })),
  };
  return `${jsonText(result, 2)}\n`;
}

function location(places: Places, place: Place) {
  return { path: places.file(place.uri), range: bytes(places, place) };
}

/** Each suggestion can be taken by itself, and speaks of the finding's own file: so a fix is one where it is one edit of that. */
function suggestions(places: Places, { uri, safeFixes }: Finding) {
  return safeFixes.flatMap(({ edits }) => {
    const [edit, ...more] = edits;
    if (edit === undefined || edit.uri !== uri || more.length > 0) return [];
    return [{ range: bytes(places, edit), text: edit.newText }];
  });
}

function bytes(places: Places, place: Place) {
  const { start, end } = places.byteRange(place);
  const position = ({ line, character }: typeof start) => ({ line: line + 1, column: character + 1 });
  return { start: position(start), end: position(end) };
}
