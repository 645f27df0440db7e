/** What may stand within others of its kind: the directives of a configuration. */
interface Nested<Self> {
  readonly block: readonly Self[] | undefined;
}

/** Directives with all that stand within them, in the order of the text. */
export function flatten<Directive extends Nested<Directive>>(
  directives: readonly Directive[],
): readonly Directive[] {
  const all: Directive[] = [];
  const stack = directives.toReversed();
  for (let next = stack.pop(); next; next = stack.pop()) {
    all.push(next);
    for (const inner of next.block?.toReversed() ?? []) stack.push(inner);
  }
  return all;
}
