import type { Project } from '../systems/project';
import type { Expose, Reference, Unit } from '../systems/unit';
import { perObject } from '../text/per-object';

/** A port that a unit has under a name. */
export interface NamedExpose {
  readonly unit: Unit;
  readonly expose: Expose;
}

/** The ports that a reference by name means: those of the units that it leads to which have the name. */
export function exposesNamed(project: Project, reference: Reference): readonly NamedExpose[] {
  const { units } = project.leadsTo(reference);
  return units.flatMap(unit => exposesByName(unit).get(reference.text.value) ?? []);
}

const exposesByName = perObject((unit: Unit): ReadonlyMap<string, readonly NamedExpose[]> => {
  const byName = new Map<string, NamedExpose[]>();
  for (const expose of unit.exposes) {
    const name = expose.name?.value.value;
    if (name !== undefined) byName.set(name, [...(byName.get(name) ?? []), { unit, expose }]);
  }
  return byName;
});
