import type { Occurrence } from '../../../server/src/chart/occurrence';
import type { Finding, Fix } from '../../../server/src/rules/finding';
import type { Edit, Place } from '../../../server/src/text/spans';
import type { Analysis, Notice } from '../../../server/src/workspace/analysis';

/** Where the files of the hand-made analyses lie. */
export const ROOT = 'file:///project/';

/** Names the files of the hand-made analyses. */
export const fileOf = (uri: string): string => decodeURIComponent(uri.slice(ROOT.length));

export interface Made {
  readonly findings?: readonly Finding[];
  readonly occurrences?: readonly Occurrence[];
  readonly notices?: readonly Notice[];
}

export function analysisOf(files: Readonly<Record<string, string>>, made: Made = {}): Analysis {
  const texts = new Map(Object.entries(files).map(([name, text]) => [uriOf(name), text]));
  return {
    uris: [...texts.keys()].sort(),
    occurrences: made.occurrences ?? [],
    findings: made.findings ?? [],
    fixesOf: ({ fixes }) => fixes,
    tables: [],
    notices: made.notices ?? [],
    textOf: uri => texts.get(uri),
    systemOf: uri => (texts.has(uri) ? 'compose' : undefined),
  };
}

export function uriOf(name: string): string {
  return ROOT + encodeURI(name);
}

/** The place that `[[` and `]]` mark in a copy of a file's text. */
export function marked(name: string, text: string): Place {
  const start = text.indexOf('[[');
  const end = text.indexOf(']]') - 2;
  if (start < 0 || end < 0) throw new Error(`no mark in ${text}`);
  return { uri: uriOf(name), span: { start, end } };
}

export function edit(place: Place, newText: string): Edit {
  return { uri: place.uri, span: place.span, newText };
}

export function fixOf(title: string, edits: readonly Edit[], preferred = true, safe = true): Fix {
  return { title, preferred, safe, edits };
}

export function findingAt(place: Place, said: Partial<Finding> = {}): Finding {
  return {
    uri: place.uri,
    span: place.span,
    rule: 'privileged-port',
    severity: 'warning',
    message: 'port 80 needs privileges',
    related: [],
    fixes: [],
    safeFixes: (said.fixes ?? []).filter(({ safe }) => safe),
    ...said,
  };
}

/** Text without the marks. */
export function unmarked(text: string): string {
  return text.replace('[[', '').replace(']]', '');
}
