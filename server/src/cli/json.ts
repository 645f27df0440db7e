import type { Range } from '../text/spans';
import type { Analysis } from '../workspace/analysis';
import { type FileOf, placesOf } from './places';
import { CONTROL } from './terminal';

export interface JsonOptions {
  readonly fileOf: FileOf;
}

/** The findings as a JSON array. */
export function findingsJson(analysis: Analysis, { fileOf }: JsonOptions): string {
  const places = placesOf(analysis, fileOf);
  return array(
    places.sorted(analysis.findings).map(finding => ({
      file: fileOf(finding.uri),
      range: places.range(finding),
      rule: finding.rule,
      severity: finding.severity,
      message: finding.message,
      related: finding.related.map(place => ({
        file: fileOf(place.uri),
        range: places.range(place),
        message: place.message,
      })),
      fixes: analysis.fixesOf(finding).map(fix => ({
        title: fix.title,
        preferred: fix.preferred,
        safe: fix.safe,
        edits: fix.edits.map(edit => ({
          file: fileOf(edit.uri),
          range: places.range(edit),
          newText: edit.newText,
        })),
      })),
    })),
  );
}

interface PortRow {
  readonly file: string;
  readonly range: Range;
  readonly system: string;
  readonly role: string;
  readonly from: number | null;
  readonly to: number | null;
  readonly name?: string;
  readonly protocol: string;
  readonly address?: string;
  readonly service?: string;
}

/** The occurrences as a JSON array. */
export function portsJson(analysis: Analysis, { fileOf }: JsonOptions): string {
  const places = placesOf(analysis, fileOf);
  return array(
    places.sorted(analysis.occurrences).map(
      (occurrence): PortRow => ({
        file: fileOf(occurrence.uri),
        range: places.range(occurrence),
        system: analysis.systemOf(occurrence.uri) ?? '',
        role: occurrence.role,
        from: occurrence.range?.from ?? null,
        to: occurrence.range?.to ?? null,
        ...(occurrence.name === undefined ? {} : { name: occurrence.name }),
        protocol: occurrence.protocol,
        ...(occurrence.address === undefined ? {} : { address: occurrence.address }),
        ...(occurrence.unit === undefined ? {} : { service: occurrence.unit }),
      }),
    ),
  );
}

/** What each project publishes, as a JSON array. */
export function chartJson(analysis: Analysis, { fileOf }: JsonOptions): string {
  const places = placesOf(analysis, fileOf);
  return array(
    analysis.tables.map(({ uri, files, rows, conflicts }) => ({
      file: fileOf(uri),
      files: files.map(fileOf),
      ports: rows.map(row => ({
        file: fileOf(row.uri),
        range: places.range(row),
        service: row.unit,
        from: row.range?.from ?? null,
        to: row.range?.to ?? null,
        protocol: row.protocol,
        ...(row.address === undefined ? {} : { address: row.address }),
        pool: row.isPool,
        target: row.target,
        ...(row.name === undefined ? {} : { name: row.name }),
        ...(row.url === undefined ? {} : { url: row.url }),
        findings: row.findings.map(({ rule, severity, message }) => ({ rule, severity, message })),
      })),
      conflicts,
    })),
  );
}

/**
 * JSON in which a terminal and a program that runs a build find nothing to obey: what `visible` would replace is
 * written as escapes, which a parser undoes.
 */
export function jsonText(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent)
    .replace(CONTROL, one => (one === '\n' ? one : escaped(one)))
    .replace(/#(?=#)/g, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** One element a line: as good for `diff` and `grep` as for a parser. */
export function array(rows: readonly object[]): string {
  if (rows.length === 0) return '[]\n';
  return `[\n${rows.map(row => `  ${jsonText(row)}`).join(',\n')}\n]\n`;
}
