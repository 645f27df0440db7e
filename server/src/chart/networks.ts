import type { Project } from '../systems/project';
import type { Unit } from '../systems/unit';
import { perObject } from '../text/per-object';

/** The owners that were found in a project so far. */
const ownersIn = perObject((_project: Project) => new Map<Unit, Unit>());

/** The unit in whose network a unit really is: the end of a chain of units that take another's, itself at least. */
export function networkOwner(project: Project, unit: Unit): Unit {
  const known = ownersIn(project);
  // The whole way is noted, for a chain may be long and each of its units asked for.
  const way = new Set<Unit>();
  let owner = unit;
  while (!way.has(owner) && !known.has(owner)) {
    way.add(owner);
    owner = (owner.network.kind === 'unit' && project.units.get(owner.network.name)) || owner;
  }
  const end = known.get(owner) ?? owner;
  // In a circle each unit is its own.
  let isInCircle = false;
  for (const one of way) {
    isInCircle ||= one === end;
    known.set(one, isInCircle ? one : end);
  }
  return known.get(unit) ?? end;
}
