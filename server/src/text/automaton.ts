/**
 * A state of the automaton that a pattern is: it takes a character, this one or such a one, to `next`, or none to both `next`
 * and `or`; with an `edge` it leads on at that end of the text alone.
 */
export interface State {
  readonly takes?: string | ((character: string) => boolean);
  readonly edge?: 'start' | 'end';
  next: number;
  readonly or?: number;
}

/** The state in which a pattern has matched. */
export const ACCEPT = -1;

/**
 * Whether an automaton matches the whole of a text, or its start, where `endsBefore` says that what follows may be
 * anything. It is in all states at once that it may be in: a character costs at most one step for each state, whatever
 * the pattern. `onCharacter` is told how many there are at each.
 */
export function matches(
  states: readonly State[],
  start: number,
  text: string,
  endsBefore: (character: string, at: number) => boolean = () => false,
  onCharacter: (states: number) => void = () => undefined,
): boolean {
  const seen = new Int32Array(states.length).fill(-1);
  let isAccepting = false;
  let current: State[] = [];
  /** Enters a state, and those that it leads to without a character. */
  const enter = (first: number, into: State[], at: number) => {
    const pending = [first];
    for (let index = pending.pop(); index !== undefined; index = pending.pop()) {
      const state = states[index];
      if (!state) isAccepting = true;
      if (!state || seen[index] === at) continue;
      seen[index] = at;
      if (state.takes !== undefined) into.push(state);
      else if (state.edge === undefined) pending.push(state.next, state.or ?? state.next);
      else if (at === (state.edge === 'start' ? 0 : text.length)) pending.push(state.next);
    }
  };
  enter(start, current, 0);
  let at = 0;
  for (const character of text) {
    if (isAccepting && endsBefore(character, at)) return true;
    onCharacter(current.length);
    isAccepting = false;
    at += character.length;
    const following: State[] = [];
    for (const { takes, next } of current) {
      if (typeof takes === 'function' ? takes(character) : takes === character) enter(next, following, at);
    }
    if (following.length === 0 && !isAccepting) return false;
    current = following;
  }
  return isAccepting;
}
