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

/** The ports that a reference means: by its name, or by its number where the units that it leads to declare it. */
export function exposesMeant(project: Project, reference: Reference): readonly NamedExpose[] {
  if (reference.isName) return exposesNamed(project, reference);
  const { range, protocol } = reference;
  return project
    .leadsTo(reference)
    .units.flatMap(unit =>
      unit.exposes
        .filter(
          ({ port, protocol: own }) => own === protocol && port.range?.from === range?.from && range !== null,
        )
        .map(expose => ({ unit, expose })),
    );
}

const exposesByName = perObject((unit: Unit): ReadonlyMap<string, readonly NamedExpose[]> => {
  const byName = new Map<string, NamedExpose[]>();
  for (const expose of unit.exposes) {
    const name = expose.name?.value.value;
    if (name !== undefined) byName.set(name, [...(byName.get(name) ?? []), { unit, expose }]);
  }
  return byName;
});
