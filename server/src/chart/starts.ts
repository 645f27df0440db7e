import type { Project } from '../systems/project';
import type { Unit } from '../systems/unit';
import { spend } from '../text/effort';
import { addTo } from '../text/group-by';
import { perObject } from '../text/per-object';

/** The units that start only when one of them has ended, by the name of that, also through others that they start after. */
const followersIn = perObject(({ units }: Project): ReadonlyMap<string, ReadonlySet<string>> => {
  const after = new Map<string, string[]>();
  const afterEnd = new Map<string, string[]>();
  for (const { name, startsAfter = [] } of units.values()) {
    for (const { unit, isOver } of startsAfter) {
      addTo(after, unit, name);
      if (isOver) addTo(afterEnd, unit, name);
    }
  }
  return new Map([...afterEnd].map(([unit, first]) => [unit, allBehind(first, after)]));
});

/** Some units, and all that start after them. */
function allBehind(
  first: readonly string[],
  after: ReadonlyMap<string, readonly string[]>,
): ReadonlySet<string> {
  const found = new Set(first);
  for (const name of found) {
    const next = after.get(name) ?? [];
    spend(1 + next.length);
    for (const one of next) found.add(one);
  }
  return found;
}

/** The units that wait for others to end, or are waited for. */
const namesInOrder = perObject(
  (project: Project): ReadonlySet<string> =>
    new Set([...followersIn(project)].flatMap(([unit, followers]) => [unit, ...followers])),
);

/** Whether a unit waits for another to end, or is waited for: then it does not meet all that are started with it. */
export function isInOrder(project: Project, { name }: Unit): boolean {
  return namesInOrder(project).has(name);
}

/** Which of two units has ended whenever the other is started for the first time, if one has. */
export function endedFirst(project: Project, a: Unit, b: Unit): Unit | undefined {
  if (a === b) return undefined;
  const followers = followersIn(project);
  if (followers.get(a.name)?.has(b.name)) return a;
  return followers.get(b.name)?.has(a.name) ? b : undefined;
}
