import type { Project } from '../systems/project';
import type { Expose, Reference, Unit } from '../systems/unit';
import { spend } from '../text/effort';
import { addTo } from '../text/group-by';
import { perObject } from '../text/per-object';

/** A port that a unit has under a name. */
export interface NamedExpose {
  readonly unit: Unit;
  readonly expose: Expose;
}

/** The ports that a reference by name means: those of the units that it leads to which have the name. */
export function exposesNamed(project: Project, reference: Reference): readonly NamedExpose[] {
  return namedAmong(project.leadsTo(reference).units)(reference.text.value);
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

/** One list for all that refer to the same by a name. */
const namedAmong = perObject((units: readonly Unit[]) => {
  const known = new Map<string, readonly NamedExpose[]>();
  return (name: string): readonly NamedExpose[] => {
    const found = known.get(name) ?? units.flatMap(unit => exposesByName(unit).get(name) ?? []);
    if (!known.has(name)) spend(units.length);
    known.set(name, found);
    return found;
  };
});

const exposesByName = perObject((unit: Unit): ReadonlyMap<string, readonly NamedExpose[]> => {
  const byName = new Map<string, NamedExpose[]>();
  for (const expose of unit.exposes) {
    const name = expose.name?.value.value;
    if (name !== undefined) addTo(byName, name, { unit, expose });
  }
  return byName;
});
