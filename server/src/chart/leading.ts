import type { Project } from '../systems/project';
import type { Reference, Unit } from '../systems/unit';
import { spend } from '../text/effort';
import { addTo } from '../text/group-by';
import { perObject } from '../text/per-object';
import { networkOwner } from './networks';

/** The references of a unit: those that it writes, and those that its own ports are. */
export const referencesOf = perObject(({ references, exposes }: Unit): readonly Reference[] => [
  ...new Set([...references, ...exposes.flatMap(({ reference }) => reference ?? [])]),
]);

/** The units that the references of one lead to. */
export function unitsReached(project: Project, unit: Unit): readonly Unit[] {
  return [...new Set(referencesOf(unit).flatMap(one => project.leadsTo(one).units))];
}

/** The units that one leads to, each of those that share a network once. */
export function unitsBehindOf(project: Project, unit: Unit): readonly Unit[] {
  const owners = unitsReached(project, unit).map(one => networkOwner(project, one));
  return [...new Set(owners)].filter(one => one !== unit);
}

/** The units of a project that refer to a port of one, itself apart. */
export function unitsBefore(project: Project, unit: Unit): readonly Unit[] {
  return referrersIn(project).get(unit) ?? [];
}

const referrersIn = perObject((project: Project): ReadonlyMap<Unit, readonly Unit[]> => {
  const before = new Map<Unit, Unit[]>();
  for (const unit of project.units.values()) {
    const reached = unitsReached(project, unit);
    spend(reached.length);
    for (const other of reached)
      if (networkOwner(project, unit) !== networkOwner(project, other)) addTo(before, other, unit);
  }
  return before;
});
