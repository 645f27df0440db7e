import { t } from '@vscode/l10n';
import type { CodeLens, Location } from 'vscode-languageserver-types';
import type { Chart } from '../chart/chart';
import { bindingsOf } from '../chart/collisions';
import { unitsBefore, unitsBehindOf } from '../chart/leading';
import { linkedToEach } from '../chart/links';
import type { ChartedOccurrence } from '../chart/occurrence';
import { occurrencesIn } from '../chart/occurrences';
import { isLocal, parseAddress } from '../ports/address';
import { findingsOfProject } from '../rules/judge';
import { placeOf } from '../rules/rule';
import type { Settings } from '../rules/settings';
import { isApart, type Project } from '../systems/project';
import { type Document, placeSpan } from '../systems/reading';
import type { Unit } from '../systems/unit';
import { groupBy } from '../text/group-by';
import type { Range } from '../text/spans';
import { toRange } from './places';
import { webAddress } from './port-table';

/** The server carries it out: it asks the editor to show a page in a browser. */
export const OPEN_URL = 'portolan.openUrl';

/** The editor carries it out, where it says that it can: it lists places, given `(uri, position, locations)`. */
export const SHOW_PLACES = 'portolan.showPlaces';

/** Whether a page is one that a lens opens: no file leads a browser to a machine of somebody else. */
export function isOpened(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  const address = parseAddress(hostname);
  return (
    /^https?:$/.test(protocol) && (hostname === 'localhost' || (address !== undefined && isLocal(address)))
  );
}

/** The most addresses that stand over one unit. */
const MAX_ADDRESSES = 3;

/** References to more ports of one unit are not counted: no unit is written with so many. */
const MAX_ENTRIES = 32;

/** In a file of more units than this references are not counted, for they are with every change. */
const MAX_COUNTED = 100;

/**
 * Over each unit: where a browser finds it, how often its ports are named elsewhere, and what it collides with.
 * Each has its command at once: one that is looked for when it is seen may be gone, or without anything to say, by then.
 */
export function codeLensesIn(
  chart: Chart,
  document: Document,
  settings: Settings,
  commands: readonly string[],
): readonly CodeLens[] {
  const [project] = chart.projectsWith(document.uri);
  // No browser of this machine reaches what runs elsewhere.
  if (!project || isApart(project) || !document.reading.holdsUnits) return [];
  const canShow = commands.includes(SHOW_PLACES);
  const over = [...project.units.values()].flatMap(unit => {
    const range = rangeOfName(document, unit);
    const isListed = unit.mappings.length + unit.exposes.length + unit.references.length > 0;
    return range && isListed ? [{ unit, range }] : [];
  });
  const rivals = canShow ? rivalsIn(chart, project, settings) : undefined;
  const references = canShow
    ? referencesTo(
        chart,
        over.map(({ unit }) => unit),
      )
    : undefined;
  return over.flatMap(({ unit, range }) => {
    const show = (title: string, places: readonly Location[]): CodeLens => ({
      range,
      command: { title, command: SHOW_PLACES, arguments: [document.uri, range.start, places] },
    });
    const named = references?.get(unit) ?? [];
    const met = rivals?.get(unit);
    // What leads where says more than how many.
    const leading = canShow ? leadingLens(chart, project, unit, show) : [];
    return [
      ...addressesOf(unit).map(url => ({
        range,
        command: { title: url.replace(/\/$/, ''), command: OPEN_URL, arguments: [url] },
      })),
      ...(leading.length > 0 || named.length === 0 ? leading : [show(countTitle(named.length), named)]),
      ...(met ? [show(conflictTitle([...met.keys()]), [...met.values()].flat())] : []),
    ];
  });
}

/** What a unit leads to, and what leads to it: `→ deployment/web`, `← 2 backends`. */
function leadingLens(
  chart: Chart,
  project: Project,
  unit: Unit,
  show: (title: string, places: readonly Location[]) => CodeLens,
): readonly CodeLens[] {
  const behind = unitsBehindOf(project, unit);
  const before = unitsBefore(project, unit);
  const [to] = behind;
  const [from] = before;
  return [
    ...(to
      ? [
          show(
            behind.length === 1 ? t('→ {0}', withoutIcons(to.name)) : t('→ {0} pods', behind.length),
            namesOf(chart, behind),
          ),
        ]
      : []),
    ...(from
      ? [
          show(
            before.length === 1 ? t('← {0}', withoutIcons(from.name)) : t('← {0} others', before.length),
            namesOf(chart, before),
          ),
        ]
      : []),
  ];
}

/** Where units are named. */
function namesOf(chart: Chart, units: readonly Unit[]): readonly Location[] {
  return units.slice(0, MAX_COUNTED).flatMap(({ names }) =>
    names.slice(0, 1).flatMap(({ uri, value }) => {
      const document = chart.document(uri);
      return document
        ? [{ uri, range: toRange(document, placeSpan(document.reading, value.block, value.span)) }]
        : [];
    }),
  );
}

function countTitle(count: number): string {
  return count === 1 ? t('1 reference') : t('{0} references', count);
}

function conflictTitle([first = '', ...others]: readonly string[]): string {
  return others.length === 0
    ? t('conflicts with {0}', withoutIcons(first))
    : t('conflicts with {0} services', others.length + 1);
}

/** Editors draw an icon for `$(name)` in a title. */
function withoutIcons(text: string): string {
  return text.replaceAll('$(', '$\u200B(');
}

function addressesOf(unit: Unit): readonly string[] {
  const all = bindingsOf(unit).flatMap(({ mapping }) => webAddress(mapping) ?? []);
  return [...new Set(all)].filter(isOpened).slice(0, MAX_ADDRESSES);
}

function rangeOfName(document: Document, unit: Unit): Range | undefined {
  const name = unit.names.find(({ uri }) => uri === document.uri)?.value;
  return name && toRange(document, placeSpan(document.reading, name.block, name.span));
}

/** Everything that denotes a port of each unit, but for what the unit says itself. */
function referencesTo(chart: Chart, units: readonly Unit[]): ReadonlyMap<Unit, readonly Location[]> {
  if (units.length > MAX_COUNTED) return new Map();
  const uris = new Set(units.flatMap(({ names }) => names.map(({ uri }) => uri)));
  const documents = [...uris].flatMap(uri => chart.document(uri) ?? []);
  const entries = groupBy(
    documents.flatMap(document => occurrencesIn(chart, document)),
    ({ subject }) => ('unit' in subject ? subject.unit.name : undefined),
  );
  const groups = units.map(({ name }) => (entries.get(name) ?? []).slice(0, MAX_ENTRIES));
  const linked = linkedToEach(chart, groups);
  return new Map(units.map((unit, index) => [unit, placesBeside(chart, unit, linked[index] ?? [])]));
}

function placesBeside(
  chart: Chart,
  { name }: Unit,
  linked: readonly ChartedOccurrence[],
): readonly Location[] {
  const found = new Map<string, Location>();
  for (const { uri, span, unit, subject } of linked) {
    // A variable or a URL among what the unit says is no reference to it either.
    const isOwn = unit === name || ('unit' in subject && subject.unit.name === name);
    const there = isOwn ? undefined : chart.document(uri);
    if (there) found.set(`${uri} ${span.start}`, { uri, range: toRange(there, span) });
  }
  return [...found.values()];
}

/** With which units each one collides, where no comment silences it, and where the others ask for the port. */
function rivalsIn(
  chart: Chart,
  project: Project,
  settings: Settings,
): ReadonlyMap<Unit, ReadonlyMap<string, readonly Location[]>> {
  const rivals = new Map<Unit, Map<string, readonly Location[]>>();
  for (const { collision } of findingsOfProject(chart, project, settings)) {
    if (!collision) continue;
    const { binding: own, rivals: others } = collision;
    for (const other of others) {
      const there = placeOf(chart, other.uri, other.text);
      const document = there && chart.document(there.uri);
      if (!document || own.unit === other.unit) continue;
      const byName = rivals.get(own.unit) ?? new Map<string, readonly Location[]>();
      rivals.set(own.unit, byName);
      const location = { uri: there.uri, range: toRange(document, there.span) };
      byName.set(other.unit.name, [...(byName.get(other.unit.name) ?? []), location]);
    }
  }
  return rivals;
}
