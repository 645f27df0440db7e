import { isApart, type Project } from '../systems/project';
import type { Unit } from '../systems/unit';
import { spend } from '../text/effort';
import { addTo } from '../text/group-by';
import { perObject } from '../text/per-object';
import type { SourceText } from '../text/source-text';
import { folderOf, parentOf } from '../text/uri';
import type { Chart } from './chart';
import type { Inside, UrlContext } from './occurrence';

interface HostNames {
  readonly units: ReadonlyMap<string, readonly Inside[]>;
  /** The names that only some unit knows. */
  readonly links: ReadonlySet<string>;
}

const hostNamesOf = perObject((project: Project): HostNames => {
  const units = new Map<string, Inside[]>();
  const links = new Set<string>();
  for (const unit of project.units.values()) {
    for (const { alias } of unit.links) links.add(alias);
    const names = [unit.name.toLowerCase(), ...unit.hostNames];
    const inside = { project, unit };
    for (const name of names.length > 1 ? new Set(names) : names) addTo(units, name, inside);
  }
  return { units, links };
});

/**
 * The units that a host name means in a project, asked by one of its units or from outside: more than one
 * only where they share an alias. A name server answers, whatever the case, to a unit's name and its
 * host names; what a unit's own links name goes before all of them.
 */
export function unitsAt(project: Project, host: string, from?: Unit): readonly Inside[] {
  const name = host.toLowerCase();
  const linked = from?.links.filter(({ alias }) => alias === name) ?? [];
  if (linked.length > 0)
    return linked.flatMap(link => {
      const unit = project.units.get(link.unit);
      return unit ? [{ project, unit }] : [];
    });
  return hostNamesOf(project).units.get(name) ?? NOBODY;
}

/** Whether a host name means one thing whoever asks. */
export function isCommonName(project: Project, host: string): boolean {
  return !hostNamesOf(project).links.has(host.toLowerCase());
}

const NOBODY: readonly Inside[] = [];

/** The projects of units: of thousands that mount a folder it is mostly one. */
const projectsOf = perObject((units: readonly Inside[]): readonly Project[] => [
  ...new Set(units.map(({ project }) => project)),
]);

/**
 * The units that a host name in a document means: of the projects that read the document or that it stands
 * in, else of the nearest around that has the name, and of no other.
 */
export function unitsCalled(
  chart: Chart,
  uri: string,
  host: string,
  at: UrlContext = { side: 'host' },
): readonly Inside[] {
  const inside = at.side === 'host' ? NOBODY : at.units;
  const readers = startedWith(chart, uri);
  const own = readers.length > 0 ? readers.filter(one => hears(one, inside)) : projectsOf(inside);
  const ask = (project: Project): readonly Inside[] => {
    // An alias can give a URL to thousands of units, who mostly mean the same by it.
    const asking = isCommonName(project, host)
      ? []
      : inside.flatMap(({ unit }) => project.units.get(unit.name) ?? []);
    spend(asking.length + 1);
    if (asking.length === 0) return unitsAt(project, host);
    const found = asking.flatMap(one => unitsAt(project, host, one));
    return [...new Map(found.map(one => [one.unit, one])).values()];
  };
  if (own.length > 0) return own.flatMap(ask);
  const [nearest, ...others] = projectsAround(chart, uri)
    .map(ask)
    .filter(found => found.length > 0);
  if (!nearest) return [];
  // A base and its overlays write a unit in one place, and mean the same by it.
  const isSame = ({ unit }: Inside) => unit.names.some(({ value }) => namesOf(nearest).has(value));
  const same = others.filter(found => {
    spend(found.length);
    return found.every(isSame);
  });
  const known = sameAs(nearest);
  if (known.same.length !== same.length || known.same.some((found, index) => found !== same[index]))
    [known.same, known.all] = [same, [...nearest, ...same.flat()]];
  return known.all;
}

/** Units of other projects that mean the same, and all together: one list, for what follows from it is worked out once. */
interface SameUnits {
  same: readonly (readonly Inside[])[];
  all: readonly Inside[];
}

const sameAs = perObject((units: readonly Inside[]): SameUnits => ({ same: [], all: units }));

/** Where the names of units are written. */
const namesOf = perObject(
  (units: readonly Inside[]): ReadonlySet<SourceText> =>
    new Set(units.flatMap(({ unit }) => unit.names.map(({ value }) => value))),
);

/** Whether names are asked in a project: where it runs on a machine of its own, by its units that have a network there. */
function hears(project: Project, inside: readonly Inside[]): boolean {
  if (!project.root.isElsewhere) return true;
  return inside.some(one => one.project === project && one.unit.network.kind !== 'host');
}

/** The projects that read a document, but for the commands that are written down in it. */
export function startedWith(chart: Chart, uri: string): readonly Project[] {
  const readers = chart.projectsWith(uri);
  return readers.some(({ root }) => root.isByHand) ? readers.filter(({ root }) => !root.isByHand) : readers;
}

/** Whether a project runs where the others of the workspace do. */
function isHere(project: Project): boolean {
  return !isApart(project);
}

/**
 * The projects that a document may speak of: those that read it, else those whose folder holds it, the
 * nearest first. What runs on a machine of its own is none of them.
 */
export function projectsAround(chart: Chart, uri: string): readonly Project[] {
  const readers = startedWith(chart, uri);
  if (readers.some(isHere)) return readers;
  const around: Project[] = [];
  for (let folder = folderOf(uri); ; folder = parentOf(folder)) {
    around.push(...chart.projectsIn(folder).filter(isHere));
    if (!/[^/]\/[^/]+\/$/.test(folder)) return around;
  }
}
