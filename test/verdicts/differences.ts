import type { Judgement, Run } from './case';

/**
 * What keeps a project from starting and is not about ports: files that hold secrets and are not there, values that a
 * shell gives, services that need each other. Portolan does not say so, and judges the ports all the same.
 */
const NOT_ABOUT_PORTS =
  /env file .* not found|depends on undefined service|refers to undefined network|dependency cycle detected|required variable .* is missing|empty compose file/;

/**
 * Values that `config` reads and `up` refuses ("unknown protocol", "missing a target port"), so only
 * where their service starts: Portolan says so at once.
 */
const REFUSED_AT_UP = /is not a protocol that Docker maps|container ports start at 1/;

/** In what Portolan differs from the program, in words; nothing where it says the same or the program cannot be asked. */
export function differencesOf(program: Run, portolan: Run): readonly string[] {
  if (program.refuses !== undefined && !isDecisive(program)) return [];
  if (program.refuses !== undefined || portolan.refuses !== undefined) {
    if ((program.refuses === undefined) === (portolan.refuses === undefined)) return [];
    if (program.refuses === undefined && REFUSED_AT_UP.test(portolan.refuses ?? '')) return [];
    return program.refuses === undefined
      ? [`Portolan refuses: ${portolan.refuses}`]
      : [`the program refuses: ${program.refuses}`];
  }
  const names = [
    ...new Set([...Object.keys(program.reads ?? {}), ...Object.keys(portolan.reads ?? {})]),
  ].sort();
  const pairs = names.map(name => {
    const [theirs, ours] = [program, portolan].map(({ reads }) => reads?.[name]?.join(' ') ?? 'no ports');
    return { name, theirs: theirs ?? '', ours: ours ?? '' };
  });
  // A variable that nobody sets was given a port, also where a default would have counted.
  const isGiven = ({ theirs, ours }: (typeof pairs)[number]) => theirs !== ours && theirs.includes('?');
  const reads = pairs
    .filter(pair => pair.theirs !== pair.ours && !isGiven(pair))
    .map(({ name, theirs, ours }) => `${name}: the program reads ${theirs}, Portolan ${ours}`);
  if (program.up === undefined || program.up === portolan.up || pairs.some(isGiven)) return reads;
  // What was given to a variable may collide; Portolan does not know it.
  const isUnknown = pairs.some(({ theirs }) => theirs.includes('?'));
  if (isUnknown && RANK[program.up] > RANK[portolan.up ?? 'never']) return reads;
  // Which port of a pool the engine gives depends on all that it gave before: a recording sees some of these states.
  if (portolan.up === 'sometimes' && program.up === 'never' && hasPool(program)) return reads;
  return [...reads, `up: the program collides ${program.up}, Portolan says ${portolan.up}`];
}

/** How sure a collision is; a refusal is not about other bindings. */
const RANK: Readonly<Record<Judgement, number>> = { never: 0, sometimes: 1, always: 2, refused: 0 };

/** Whether some binding takes one port of several: `8000-8001:80`. */
function hasPool({ reads = {} }: Run): boolean {
  return Object.values(reads)
    .flat()
    .some(text => /\d-\d+:(?:\d+|\?)\//.test(text));
}

/** Whether the program said all that can be compared. */
export function isDecisive({ undecided, refuses }: Run): boolean {
  return undecided === undefined && !(refuses !== undefined && NOT_ABOUT_PORTS.test(refuses));
}
