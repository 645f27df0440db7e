import { t } from '@vscode/l10n';
import type { CodeLens, Command, Location } from 'vscode-languageserver-types';
import type { Chart } from '../chart/chart';
import { claimsOf, collisionsOf } from '../chart/collisions';
import { linkedToAny } from '../chart/links';
import type { ChartedOccurrence } from '../chart/occurrence';
import { occurrencesIn } from '../chart/occurrences';
import type { Project } from '../chart/project';
import type { Service } from '../chart/service';
import { type Document, placeSpan } from '../formats/reading';
import type { Range } from '../formats/text';
import { findingsOfProject } from '../rules/judge';
import { placeOf } from '../rules/rule';
import type { Settings } from '../rules/settings';
import { toRange } from './places';
import { webAddress } from './port-table';

/** The server carries it out: it asks the editor to show a page in a browser. */
export const OPEN_URL = 'portolan.openUrl';

/** The editor carries it out, where it says that it can: it lists places, given `(uri, position, locations)`. */
export const SHOW_PLACES = 'portolan.showPlaces';

/** What is kept of a lens until it is seen: the places are looked for only then. */
export interface LensData {
  readonly uri: string;
  readonly service: string;
}

/** The most addresses that stand over one service. */
const MAX_ADDRESSES = 3;

/** References to more ports of one service are not counted: no service is written with so many. */
const MAX_ENTRIES = 32;

/** Over each service: where a browser finds it, how often its ports are named elsewhere, and what it collides with. */
export function codeLensesIn(
  chart: Chart,
  document: Document,
  settings: Settings,
  commands: readonly string[],
): readonly CodeLens[] {
  const [project] = chart.projectsWith(document.uri);
  if (!project || document.reading.kind !== 'compose') return [];
  const canShow = commands.includes(SHOW_PLACES);
  const rivals = canShow ? rivalsIn(chart, project, settings) : undefined;
  return [...project.services.values()].flatMap(service => {
    const range = rangeOfName(document, service);
    if (!range || service.mappings.length + service.exposes.length === 0) return [];
    const data: LensData = { uri: document.uri, service: service.name };
    return [
      ...addressesOf(service).map(url => ({
        range,
        command: { title: url.replace(/\/$/, ''), command: OPEN_URL, arguments: [url] },
      })),
      ...(canShow ? [{ range, data }] : []),
      ...[...(rivals?.get(service) ?? [])].map(([name, places]) => ({
        range,
        command: showPlaces(document.uri, range, t('conflicts with {0}', withoutIcons(name)), places),
      })),
    ];
  });
}

/** Counts the places beside a service that name its ports. */
export function resolveCodeLens(chart: Chart, lens: CodeLens, { uri, service: name }: LensData): CodeLens {
  const service = chart.projectsWith(uri)[0]?.services.get(name);
  const places = service ? referencesTo(chart, service) : [];
  return { ...lens, command: showPlaces(uri, lens.range, countTitle(places.length), places) };
}

function countTitle(count: number): string {
  if (count === 0) return t('no references');
  return count === 1 ? t('1 reference') : t('{0} references', count);
}

/** Editors draw an icon for `$(name)` in a title. */
function withoutIcons(text: string): string {
  return text.replaceAll('$(', '$\u200B(');
}

function showPlaces(uri: string, range: Range, title: string, places: readonly Location[]): Command {
  return { title, command: SHOW_PLACES, arguments: [uri, range.start, places] };
}

function addressesOf(service: Service): readonly string[] {
  const all = claimsOf(service).flatMap(({ mapping }) => webAddress(mapping) ?? []);
  return [...new Set(all)].slice(0, MAX_ADDRESSES);
}

function rangeOfName(document: Document, service: Service): Range | undefined {
  const name = service.names.find(({ uri }) => uri === document.uri)?.value;
  return name && toRange(document, placeSpan(document.reading, name.block, name.span));
}

/** Everything that denotes a port of the service, but for what the service says itself. */
function referencesTo(chart: Chart, service: Service): readonly Location[] {
  const documents = new Set(service.names.flatMap(({ uri }) => chart.document(uri) ?? []));
  const isEntry = ({ subject }: ChartedOccurrence) =>
    'service' in subject && subject.service.name === service.name;
  const entries = [...documents].flatMap(document => occurrencesIn(chart, document).filter(isEntry));
  const found = new Map<string, Location>();
  for (const other of linkedToAny(chart, entries.slice(0, MAX_ENTRIES))) {
    // A variable or a URL among what the service says is no reference to it either.
    const isOwn = isEntry(other) || other.service === service.name;
    const there = isOwn ? undefined : chart.document(other.uri);
    if (!there) continue;
    const range = toRange(there, other.span);
    found.set(`${other.uri} ${other.span.start}`, { uri: other.uri, range });
  }
  return [...found.values()];
}

/** With which services each one collides, where no comment silences it, and where the others ask for the port. */
function rivalsIn(
  chart: Chart,
  project: Project,
  settings: Settings,
): ReadonlyMap<Service, ReadonlyMap<string, readonly Location[]>> {
  const told = new Set(
    findingsOfProject(chart, project, settings)
      .filter(({ rule }) => rule === 'port-conflict')
      .map(({ uri, span }) => `${uri} ${span.start}`),
  );
  const rivals = new Map<Service, Map<string, readonly Location[]>>();
  for (const { claim: own, rivals: others } of collisionsOf(project)) {
    const place = placeOf(chart, own.uri, own.text);
    if (!place || !told.has(`${place.uri} ${place.span.start}`)) continue;
    for (const other of others) {
      const there = placeOf(chart, other.uri, other.text);
      const document = there && chart.document(there.uri);
      if (!document || own.service === other.service) continue;
      const byName = rivals.get(own.service) ?? new Map<string, readonly Location[]>();
      rivals.set(own.service, byName);
      const location = { uri: there.uri, range: toRange(document, there.span) };
      byName.set(other.service.name, [...(byName.get(other.service.name) ?? []), location]);
    }
  }
  return rivals;
}
