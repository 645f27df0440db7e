import type { Finding, Fix, RuleId, Severity } from '../rules/finding';
import type { Place, Range } from '../text/spans';
import { type Analysis, isWhole } from '../workspace/analysis';
import { jsonText } from './json';
import { type FileOf, type Places, placesOf } from './places';

/** What the catalogue of rules says about one. */
export interface RuleFacts {
  readonly severity: Severity | 'off';
  readonly summary: string;
  /** The URL of the rule's page. */
  readonly documentation: string;
}

export interface SarifOptions {
  readonly fileOf: FileOf;
  readonly version: string;
  readonly rules: Readonly<Record<RuleId, RuleFacts>>;
}

const LEVELS: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
};

/** What SARIF resolves relative URIs against; GitHub takes it as the root of the repository. */
const ROOT = '%SRCROOT%';

/** The findings as a log of the Static Analysis Results Interchange Format, version 2.1.0. */
export function findingsSarif(analysis: Analysis, { fileOf, version, rules }: SarifOptions): string {
  const places = placesOf(analysis, fileOf);
  const ids = Object.keys(rules);
  // What takes too much work is known once the findings are.
  const results = places.sorted(analysis.findings).map(finding => ({
    ruleId: finding.rule,
    ruleIndex: ids.indexOf(finding.rule),
    ...result(analysis, places, finding),
  }));
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Portolan',
            version,
            rules: Object.entries(rules).map(([id, { severity, summary, documentation }]) => ({
              id,
              shortDescription: { text: summary },
              helpUri: documentation,
              defaultConfiguration: severity === 'off' ? { enabled: false } : { level: LEVELS[severity] },
            })),
          },
        },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { [ROOT]: { description: { text: 'The folder that file names count from.' } } },
        invocations: [
          {
            executionSuccessful: isWhole(analysis.notices),
            toolExecutionNotifications: analysis.notices.map(({ uri, message }) => ({
              level: 'warning',
              message: { text: message },
              locations: [{ physicalLocation: { artifactLocation: artifact(places, uri) } }],
            })),
          },
        ],
        results,
      },
    ],
  };
  return `${jsonText(log, 2)}\n`;
}

function result(analysis: Analysis, places: Places, finding: Finding) {
  return {
    level: LEVELS[finding.severity],
    message: { text: finding.message },
    locations: [{ physicalLocation: physicalLocation(places, finding) }],
    relatedLocations: finding.related.map((place, id) => ({
      id,
      message: { text: place.message },
      physicalLocation: physicalLocation(places, place),
    })),
    fixes: analysis
      .fixesOf(finding)
      .filter(fix => fix.edits.length > 0)
      .map(fix => sarifFix(places, fix)),
  };
}

function sarifFix(places: Places, { title, edits }: Fix) {
  const uris = [...new Set(edits.map(edit => edit.uri))];
  return {
    description: { text: title },
    artifactChanges: uris.map(uri => ({
      artifactLocation: artifact(places, uri),
      replacements: edits
        .filter(edit => edit.uri === uri)
        .map(edit => ({
          deletedRegion: region(places.range(edit)),
          insertedContent: { text: edit.newText },
        })),
    })),
  };
}

function physicalLocation(places: Places, place: Place) {
  return { artifactLocation: artifact(places, place.uri), region: region(places.range(place)) };
}

function artifact(places: Places, uri: string) {
  return { uri: places.file(uri).split('/').map(encodeURIComponent).join('/'), uriBaseId: ROOT };
}

/** SARIF counts lines and columns from 1. */
function region({ start, end }: Range) {
  return {
    startLine: start.line + 1,
    startColumn: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}
