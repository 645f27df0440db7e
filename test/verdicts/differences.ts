import type { Run } from './case';

/** In what Portolan differs from the program, in words; nothing where it says the same or the program cannot be asked. */
export function differencesOf(program: Run, portolan: Run): readonly string[] {
  if (program.refuses !== undefined || portolan.refuses !== undefined) {
    // An unknown variable stands for a port; where it stands for something else, the refusal says nothing.
    if (
      (program.refuses === undefined) === (portolan.refuses === undefined) ||
      program.undecided !== undefined
    )
      return [];
    return program.refuses === undefined
      ? [`Portolan refuses: ${portolan.refuses}`]
      : [`the program refuses: ${program.refuses}`];
  }
  const names = [
    ...new Set([...Object.keys(program.reads ?? {}), ...Object.keys(portolan.reads ?? {})]),
  ].sort();
  const reads = names.flatMap(name => {
    const [theirs, ours] = [program, portolan].map(({ reads }) => reads?.[name]?.join(' ') ?? 'no ports');
    return theirs === ours ? [] : [`${name}: the program reads ${theirs}, Portolan ${ours}`];
  });
  if (program.up === undefined || program.up === portolan.up) return reads;
  // Which port of a pool the engine gives depends on all that it gave before: a recording sees some of these states.
  if (portolan.up === 'sometimes' && program.up === 'never') return reads;
  return [...reads, `up: the program collides ${program.up}, Portolan says ${portolan.up}`];
}

/** Whether the program said all that can be compared. */
export function isDecisive(program: Run): boolean {
  return program.undecided === undefined;
}
