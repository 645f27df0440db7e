import { t } from '@vscode/l10n';
import {
  type DocumentSymbol,
  type SymbolInformation,
  SymbolKind,
  type WorkspaceSymbol,
} from 'vscode-languageserver-types';
import type { Chart } from '../chart/chart';
import type { ChartedOccurrence } from '../chart/occurrence';
import { occurrencesIn } from '../chart/occurrences';
import { formatRange } from '../ports/port';
import { lookup } from '../registry/registry';
import type { Document } from '../systems/reading';
import { displayValue } from '../text/template';
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

/** The same for an editor that knows no outline of several levels. */
export function flatSymbols({ uri }: Document, symbols: readonly DocumentSymbol[]): SymbolInformation[] {
  return symbols.map(({ name, kind, range }) => ({ name, kind, location: { uri, range } }));
}

/** Finds what a document declares, or nothing where that takes too much work. */
type Attempt = (uri: string, find: () => readonly ChartedOccurrence[]) => readonly ChartedOccurrence[];

/**
 * The ports of the workspace that a query finds: by number, by unit, or by the name IANA has for them. Document by document, so that
 * whoever asks can let others in between: one may have thousands.
 */
export function* workspaceSymbols(
  chart: Chart,
  documents: Iterable<Document>,
  query: string,
  attempt: Attempt = (_, find) => find(),
): Generator<readonly WorkspaceSymbol[], void> {
  const wanted = query.trim().toLowerCase();
  let left = MAX_SYMBOLS;
  for (const document of documents) {
    if (document.reading.isPlain) continue;
    const symbols: WorkspaceSymbol[] = [];
    for (const occurrence of attempt(document.uri, () => declared(chart, document))) {
      const name = nameFor(occurrence, wanted);
      if (name === undefined) continue;
      symbols.push({
        name,
        kind: SymbolKind.Number,
        containerName: chart.nameOf(document.uri),
        location: { uri: document.uri, range: toRange(document, occurrence.span) },
      });
      if (symbols.length === left) break;
    }
    yield symbols;
    left -= symbols.length;
    if (left === 0) return;
  }
}

function declared(chart: Chart, document: Document): readonly ChartedOccurrence[] {
  return occurrencesIn(chart, document).filter(({ role, name }) => role !== 'url' && name === undefined);
}

/**
 * The name under which an occurrence answers a query. An editor looks for what was typed in the name once more,
 * so what IANA calls the port is in it where that was asked for: `5432 db (postgresql)`.
 */
function nameFor(occurrence: ChartedOccurrence, wanted: string): string | undefined {
  const name = nameOf(occurrence);
  if (name.toLowerCase().includes(wanted)) return name;
  const { range, protocol } = occurrence;
  const names = range ? lookup(range.from, protocol).iana.flatMap(one => [one.name, ...one.aliases]) : [];
  const asked = names.find(one => one.includes(wanted));
  return asked && `${name} (${asked})`;
}

function nameOf({ range, text, unit, subject }: ChartedOccurrence): string {
  const port = range ? formatRange(range) : displayValue(text.value);
  const owner = unit ?? (subject.kind === 'variable' ? subject.key : undefined);
  return owner === undefined ? port : `${port} ${owner}`;
}

function detailOf({ role, protocol }: ChartedOccurrence): string {
  switch (role) {
    case 'published':
      return t('host port, {0}', protocol);
    case 'target':
      return t('container port, {0}', protocol);
    case 'exposed':
      return t('exposed, {0}', protocol);
    case 'url':
      return t('URL, {0}', protocol);
    case 'variable':
      return t('variable, {0}', protocol);
    case 'listen':
      return t('listened on, {0}', protocol);
    case 'forwarded':
      return t('forwarded, {0}', protocol);
    case 'containerPort':
      return t('container port, {0}', protocol);
    case 'servicePort':
      return t('port of a Service, {0}', protocol);
    case 'listener':
      return t('listener, {0}', protocol);
    case 'targetPort':
      return t('target port, {0}', protocol);
    case 'backend':
      return t('backend, {0}', protocol);
    case 'probe':
      return t('probe, {0}', protocol);
    case 'use':
      return t('used port, {0}', protocol);
    case 'policy':
      return t('policy, {0}', protocol);
    case 'entryPoint':
      return t('entry point, {0}', protocol);
    case 'hostPort':
      return t('host port, {0}', protocol);
    case 'nodePort':
      return t('node port, {0}', protocol);
  }
}
