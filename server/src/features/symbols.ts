import { type DocumentSymbol, SymbolKind, type WorkspaceSymbol } from 'vscode-languageserver-types';
import type { Chart } from '../chart/chart';
import type { ChartedOccurrence } from '../chart/occurrence';
import { occurrencesIn } from '../chart/occurrences';
import type { Document } from '../formats/reading';
import { displayValue } from '../formats/template';
import { formatRange } from '../ports/port';
import { lookup } from '../registry/registry';
import { toRange } from './places';

/** The most symbols that one query gives. */
const MAX_SYMBOLS = 500;

/** The ports of a document that are mapped or exposed, for its outline. */
export function documentSymbols(chart: Chart, document: Document): DocumentSymbol[] {
  return declared(chart, document).map(occurrence => {
    const range = toRange(document, occurrence.span);
    return {
      name: nameOf(occurrence),
      detail: detailOf(occurrence),
      kind: SymbolKind.Number,
      range,
      selectionRange: range,
    };
  });
}

/** The ports of the workspace that a query finds: by number, by service, or by the name IANA has for them. */
export function workspaceSymbols(
  chart: Chart,
  documents: Iterable<Document>,
  query: string,
): WorkspaceSymbol[] {
  const wanted = query.trim().toLowerCase();
  const symbols: WorkspaceSymbol[] = [];
  for (const document of documents) {
    if (document.reading.kind === 'text') continue;
    for (const occurrence of declared(chart, document)) {
      if (!matches(occurrence, wanted)) continue;
      symbols.push({
        name: nameOf(occurrence),
        kind: SymbolKind.Number,
        containerName: chart.nameOf(document.uri),
        location: { uri: document.uri, range: toRange(document, occurrence.span) },
      });
      if (symbols.length === MAX_SYMBOLS) return symbols;
    }
  }
  return symbols;
}

function declared(chart: Chart, document: Document): readonly ChartedOccurrence[] {
  return occurrencesIn(chart, document).filter(({ role }) => role !== 'url');
}

function matches(occurrence: ChartedOccurrence, wanted: string): boolean {
  if (wanted === '') return true;
  if (nameOf(occurrence).toLowerCase().includes(wanted)) return true;
  const { range, protocol } = occurrence;
  return (
    range !== null &&
    lookup(range.from, protocol).iana.some(({ name, aliases }) =>
      [name, ...aliases].some(one => one.includes(wanted)),
    )
  );
}

function nameOf({ range, text, service, subject }: ChartedOccurrence): string {
  const port = range ? formatRange(range) : displayValue(text.value);
  const owner = service ?? (subject.kind === 'variable' ? subject.key : undefined);
  return owner === undefined ? port : `${port} ${owner}`;
}

function detailOf({ role, protocol }: ChartedOccurrence): string {
  return `${{ published: 'host port', target: 'container port', exposed: 'exposed', url: 'URL', variable: 'variable' }[role]}, ${protocol}`;
}
