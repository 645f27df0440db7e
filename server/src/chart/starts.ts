import type { Project } from '../systems/project';
import type { Unit } from '../systems/unit';
import { spend } from '../text/effort';
import { addTo } from '../text/group-by';
import { perObject } from '../text/per-object';

const NOBODY: ReadonlyMap<string, ReadonlySet<string>> = new Map();

/** The units that start only when one of them has ended, by the name of that, also through others that they start after. */
const followersIn = perObject(({ units }: Project): ReadonlyMap<string, ReadonlySet<string>> => {
  const isWaiting = [...units.values()].some(({ startsAfter }) => startsAfter?.some(({ isOver }) => isOver));
  if (!isWaiting) return NOBODY;
  const after = new Map<string, string[]>();
  const afterEnd = new Map<string, string[]>();
  for (const { name, startsAfter = [], links, network } of units.values()) {
    for (const { unit, isOver } of startsAfter) {
      addTo(after, unit, name);
      if (isOver) addTo(afterEnd, unit, name);
    }
    // What a unit is linked with, or in the network of, starts before it as well.
    for (const { unit } of links) addTo(after, unit, name);
    if (network.kind === 'unit') addTo(after, network.name, name);
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

/** What units wait for, by their names; alike for units that have ended before the same, and when the same have ended. */
const ordersIn = perObject((project: Project): ReadonlyMap<string, number> => {
  const awaited = new Map<string, string[]>();
  for (const [unit, followers] of followersIn(project)) {
    addTo(awaited, unit, `=${unit}`);
    for (const follower of followers) addTo(awaited, follower, unit);
  }
  const numbers = new Map<string, number>();
  return new Map(
    [...awaited].map(([name, units]) => {
      const key = units.join('\n');
      const number = numbers.get(key) ?? numbers.size;
      numbers.set(key, number);
      return [name, number];
    }),
  );
});

/**
 * A number for what a unit waits for the end of, and for who waits for its own: units with the same meet the same of those
 * that are started with them. Undefined for most, which nothing of this is said of.
 */
export function orderOf(project: Project, { name }: Unit): number | undefined {
  return ordersIn(project).get(name);
}

/** Which of two units has ended whenever the other is started for the first time, if one has. */
export function endedFirst(project: Project, a: Unit, b: Unit): Unit | undefined {
  if (a === b) return undefined;
  const followers = followersIn(project);
  if (followers.get(a.name)?.has(b.name)) return a;
  return followers.get(b.name)?.has(a.name) ? b : undefined;
}
