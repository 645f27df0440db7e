import type { PublishedVariable } from '../chart/published-variables';
import { formatRange, type PortRange, parsePortRange, rangeSize } from '../ports/port';
import { setLines, unsetLines, writtenValue } from '../text/dotenv-lines';
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
export type Choose = (variable: PublishedVariable, taken: readonly PortRange[]) => Promise<PortRange>;

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
  const kept = keptNames(before, earlier);
  const wanted = await wantedValues(
    variables.filter(({ name }) => !kept.has(name)),
    known,
    leases,
    choose,
  );
  const ranges = new Map([...known, ...wanted]);
  const changesIn = (after: string) =>
    variables.map((variable): Change => {
      const { name } = variable;
      const [was, is] = [writtenValue(before, name), writtenValue(after, name)];
      const range = rangeOf(ranges.get(name) ?? '0');
      if (kept.has(name))
        return { name, range, state: 'kept', ...(is !== undefined && { written: is }), variable };
      const state = was === wanted.get(name) ? 'unchanged' : was === undefined ? 'added' : 'changed';
      return { name, range, state, variable };
    });
  const isWritten = [...wanted].every(([name, value]) => writtenValue(before, name) === value);
  const isRecorded = variables.every(({ name }) => earlier?.values.some(one => one.name === name));
  if (earlier && isWritten && isRecorded)
    return { text: before, lease: earlier, isDone: true, changes: changesIn(before) };
  const base = earlier ? unsetLines(before, earlier).text : before;
  const { text: after, done } = setLines(base, wanted, HEADING);
  const failed = [...wanted].find(([name, value]) => writtenValue(after, name) !== value);
  if (failed) throw new Error(`${key.file} cannot be changed so that it gives ${failed[0]}`);
  const lease: Lease = {
    ...key,
    isCreated: text === undefined || earlier?.isCreated === true,
    added: done.added,
    values: [...done.values, ...(earlier?.values ?? []).filter(({ name }) => kept.has(name))],
  };
  return { text: after, lease, isDone: false, changes: changesIn(after) };
}

/** What taking a lease back makes of its file: the text, and what became of each variable. */
export function planRelease(
  text: string,
  lease: Lease,
): { readonly text: string; readonly changes: readonly Change[] } {
  const { text: after, changed } = unsetLines(text, lease);
  return {
    text: after,
    changes: lease.values.map(({ name, value, before }): Change => {
      const written = writtenValue(after, name);
      const state = changed.includes(name) ? 'kept' : before === undefined ? 'removed' : 'restored';
      return { name, range: rangeOf(value), state, ...(written !== undefined && { written }) };
    }),
  };
}

/** Whether a lease is of the same folder of the same worktree. */
export function isOfFolder(lease: Lease, { worktree, folder }: LeaseKey): boolean {
  return lease.worktree === worktree && lease.folder === folder;
}

/** The variables for which somebody has written something else since: that is meant. */
function keptNames(text: string, lease: Lease | undefined): ReadonlySet<string> {
  return new Set(
    (lease?.values ?? []).flatMap(({ name, value, before }) => {
      const now = writtenValue(text, name);
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
  const taken = leases.flatMap(({ values }) => values.map(({ value }) => rangeOf(value)));
  const wanted = new Map<string, string>();
  for (const variable of variables) {
    const own = known.get(variable.name);
    const isEnough = own !== undefined && rangeSize(rangeOf(own)) >= variable.size;
    const range = isEnough ? rangeOf(own) : await choose(variable, taken);
    taken.push(range);
    wanted.set(variable.name, formatRange(range));
  }
  return wanted;
}

function rangeOf(value: string): PortRange {
  const range = parsePortRange(value);
  if (typeof range === 'string') throw new Error(`"${value}" is no port`);
  return range;
}
