import type { Severity } from '../rules/finding';
import type { Position } from '../text/spans';
import type { Analysis } from '../workspace/analysis';
import { type FileOf, placesOf } from './places';
import { harmless, oneLine } from './terminal';

export interface GithubOptions {
  readonly fileOf: FileOf;
}

const COMMANDS: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  information: 'notice',
  hint: 'notice',
};

/** The findings as workflow commands, which GitHub Actions shows as annotations of the lines. */
export function findingsGithub(analysis: Analysis, { fileOf }: GithubOptions): string {
  const places = placesOf(analysis, fileOf);
  return places
    .sorted(analysis.findings)
    .map(finding => {
      const { start, end } = places.range(finding);
      const properties = [
        ['file', harmless(oneLine(fileOf(finding.uri)))],
        ['line', start.line + 1],
        ['col', start.character + 1],
        ['endLine', end.line + 1],
        ['endColumn', end.character + 1],
        ['title', `Portolan (${finding.rule})`],
      ].map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
      const [fix] = finding.safeFixes;
      const message = [
        finding.message,
        ...finding.related.map(
          place =>
            `${oneLine(fileOf(place.uri))}:${lineAndColumn(places.range(place).start)}: ${place.message}`,
        ),
        ...(fix === undefined ? [] : [`help: ${fix.title}`]),
      ].join('\n');
      return `::${COMMANDS[finding.severity]} ${properties.join(',')}::${escapeData(harmless(message))}\n`;
    })
    .join('');
}

function lineAndColumn({ line, character }: Position): string {
  return `${line + 1}:${character + 1}`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
