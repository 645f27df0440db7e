import type { PublishedVariable } from '../chart/published-variables';
import { formatRange, MAX_PORT, type PortRange, parsePortRange, rangeSize } from '../ports/port';
import { setLines, unsetLines, writtenValues } from '../text/dotenv-lines';
import type { Lease } from './leases';

/** What a lease is of: the folder of a project, and the file that its variables go to. */
export type LeaseKey = Pick<Lease, 'worktree' | 'folder' | 'file'>;

/** What becomes of a variable of a file, as a person or a program is told of it. */
export interface Change {
  readonly name: string;
  /** The ports that are leased, or are no more. */
  readonly range: PortRange;
  readonly state: 'added' | 'changed' | 'unchanged' | 'kept' | 'removed' | 'restored';
  /** What the file says where somebody has changed it since, and once the lease is taken back. */
  readonly written?: string;
  readonly variable?: PublishedVariable;
}

/** What a lease makes of a file. */
export interface LeasePlan {
  readonly text: string;
  readonly lease: Lease;
  /** Whether the file and the record say all of it already. */
  readonly isDone: boolean;
  readonly changes: readonly Change[];
}

/** Gives free ports for a variable, none of which is taken. Rejects where there are none. */
export type Choose = (variable: PublishedVariable, isTaken: (port: number) => boolean) => Promise<PortRange>;

const HEADING = "# This worktree's own host ports; 'portolan lease --release' takes them away.";

/**
 * Plans a lease: `text` is that of the file, undefined where there is none, and `leases` are those of the whole repository.
 * What a variable has already it keeps. Rejects where a variable cannot be set.
 */
export async function planLease(
  key: LeaseKey,
  text: string | undefined,
  variables: readonly PublishedVariable[],
  leases: readonly Lease[],
  choose: Choose,
): Promise<LeasePlan> {
  const before = text ?? '';
  const own = leases.filter(one => isOfFolder(one, key));
  const earlier = own.find(one => one.file === key.file);
  const known = new Map(own.flatMap(({ values }) => values.map(({ name, value }) => [name, value] as const)));
  const found = writtenValues(before);
  const kept = keptNames(found, earlier);
  const wanted = await wantedValues(
    variables.filter(({ name }) => !kept.has(name)),
    known,
    leases,
    choose,
  );
  const ranges = new Map([...known, ...wanted]);
  const changesIn = (after: ReadonlyMap<string, string>) =>
    variables.map((variable): Change => {
      const { name } = variable;
      const [was, is] = [found.get(name), after.get(name)];
      const range = rangeOf(ranges.get(name) ?? '0');
      if (kept.has(name))
        return { name, range, state: 'kept', ...(is !== undefined && { written: is }), variable };
      const state = was === wanted.get(name) ? 'unchanged' : was === undefined ? 'added' : 'changed';
      return { name, range, state, variable };
    });
  const isWritten = [...wanted].every(([name, value]) => found.get(name) === value);
  const recorded = new Set(earlier?.values.map(({ name }) => name));
  const isRecorded = variables.every(({ name }) => recorded.has(name));
  if (earlier && isWritten && isRecorded)
    return { text: before, lease: earlier, isDone: true, changes: changesIn(found) };
  const base = earlier ? unsetLines(before, earlier).text : before;
  const { text: after, done } = setLines(base, wanted, HEADING);
  const set = writtenValues(after);
  const failed = [...wanted].find(([name, value]) => set.get(name) !== value);
  if (failed) throw new Error(`${key.file} cannot be changed so that it gives ${failed[0]}`);
  const lease: Lease = {
    ...key,
    isCreated: text === undefined || earlier?.isCreated === true,
    added: done.added,
    values: [...done.values, ...(earlier?.values ?? []).filter(({ name }) => kept.has(name))],
  };
  return { text: after, lease, isDone: false, changes: changesIn(set) };
}

/** What taking a lease back makes of its file: the text, and what became of each variable. */
export function planRelease(
  text: string,
  lease: Lease,
): { readonly text: string; readonly changes: readonly Change[] } {
  const { text: after, changed } = unsetLines(text, lease);
  const found = writtenValues(after);
  const others = new Set(changed);
  return {
    text: after,
    changes: lease.values.map(({ name, value, before }): Change => {
      const written = found.get(name);
      const state = others.has(name) ? 'kept' : before === undefined ? 'removed' : 'restored';
      return { name, range: rangeOf(value), state, ...(written !== undefined && { written }) };
    }),
  };
}

/** Whether a lease is of the same folder of the same worktree. */
export function isOfFolder(lease: Lease, { worktree, folder }: LeaseKey): boolean {
  return lease.worktree === worktree && lease.folder === folder;
}

/** The variables for which somebody has written something else since: that is meant. */
function keptNames(found: ReadonlyMap<string, string>, lease: Lease | undefined): ReadonlySet<string> {
  return new Set(
    (lease?.values ?? []).flatMap(({ name, value, before }) => {
      const now = found.get(name);
      return now === undefined || now === value || now === before ? [] : name;
    }),
  );
}

/** The ports of each variable as they are to be written: those that it is known to have, else others that are free. */
async function wantedValues(
  variables: readonly PublishedVariable[],
  known: ReadonlyMap<string, string>,
  leases: readonly Lease[],
  choose: Choose,
): Promise<ReadonlyMap<string, string>> {
  /** A 1 for each port that is taken: a look costs the same, however many leases there are. */
  const taken = new Uint8Array(MAX_PORT + 1);
  const take = ({ from, to }: PortRange) => taken.fill(1, from, to + 1);
  for (const { values } of leases) for (const { value } of values) take(rangeOf(value));
  const wanted = new Map<string, string>();
  for (const variable of variables) {
    const own = known.get(variable.name);
    const isEnough = own !== undefined && rangeSize(rangeOf(own)) >= variable.size;
    const range = isEnough ? rangeOf(own) : await choose(variable, port => taken[port] === 1);
    take(range);
    wanted.set(variable.name, formatRange(range));
  }
  return wanted;
}

function rangeOf(value: string): PortRange {
  const range = parsePortRange(value);
  if (typeof range === 'string') throw new Error(`"${value}" is no port`);
  return range;
}
