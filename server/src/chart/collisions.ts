import { ANY_ADDRESS, addressesMeet } from '../ports/address';
import { countBefore } from '../ports/bisect';
import { type PortRange, rangeSize, rangesOverlap } from '../ports/port';
import type { Protocol } from '../ports/protocol';
import type { Project } from '../systems/project';
import { addressKey, isPool, type Mapping, type Unit } from '../systems/unit';
import { spend } from '../text/effort';
import { addTo, groupBy } from '../text/group-by';
import { perObject } from '../text/per-object';
import type { AddressPart } from '../text/port-spec';
import type { SourceText } from '../text/source-text';
import { endedFirst, orderOf } from './starts';

/** A host port that a unit asks for. */
export interface Binding {
  readonly unit: Unit;
  readonly uri: string;
  /** The host port as written. */
  readonly text: SourceText;
  readonly address: AddressPart | undefined;
  /** Null where a variable is unknown. */
  readonly range: PortRange | null;
  readonly protocol: Protocol;
  readonly mapping: Mapping;
}

/** What keeps a binding from its host port when its project is started. */
export interface Collision {
  readonly binding: Binding;
  /** Who else asks for it, the first of them in the order of the project; none where only copies of its unit do. */
  readonly rivals: readonly Binding[];
  /** How many rivals there are, also those that are not listed. */
  readonly count: number;
  /** The ports that it and every listed rival ask for; null where they have none in common, or a variable is unknown. */
  readonly ports: PortRange | null;
  /**
   * Why: others want the ports, copies of the unit do, one of the bindings is a pool, or others want them that have ended
   * when this one starts, or the other way round.
   */
  readonly kind: 'others' | 'copies' | 'pool' | 'ended';
  /** Whether it fails however things start, or depends on who starts first and which port of a pool the engine picks. */
  readonly certainty: 'always' | 'sometimes';
}

/** A collision and the conflict that it is part of: all bindings that meet each other, directly or through others. */
export interface ConflictPart extends Collision {
  /** The first binding of the conflict, in the order of the project: it tells one conflict from another. */
  readonly conflict: Binding;
}

/** All rivals of a project's bindings together that are listed; of a binding, three at least. */
const MAX_LISTED = 10_000;
const MIN_LISTED = 3;

/** Every binding of a project that another one stands in the way of, once, in the order of the project. */
export const collisionsOf = perObject((project: Project): readonly ConflictPart[] => {
  return project.root.isPassedOver ? [] : findCollisions(project);
});

function findCollisions(project: Project): readonly ConflictPart[] {
  const all = [...project.units.values()].flatMap(unit => bindingsIn(project, unit));
  const pools: Binding[] = [];
  const single: Binding[] = [];
  for (const binding of all) (binding.range && isPool(binding.mapping) ? pools : single).push(binding);
  const found = new Map<Binding, Collision>();
  const add = (collision: Collision) => {
    const earlier = found.get(collision.binding);
    if (!earlier || (earlier.certainty === 'sometimes' && collision.certainty === 'always'))
      found.set(collision.binding, collision);
  };
  for (const collision of rivalries(project, single)) add(collision);
  for (const binding of single) if (binding.range && takers(project, binding) > 1) add(copies(binding));
  if (pools.length > 0) for (const collision of poolCollisions(project, pools, single)) add(collision);
  return inConflicts(all.flatMap(binding => found.get(binding) ?? []));
}

/** Puts collisions together that have bindings in common. */
function inConflicts(collisions: readonly Collision[]): readonly ConflictPart[] {
  if (collisions.length === 0) return [];
  const above = new Map<Binding, Binding>();
  const firstOf = (binding: Binding): Binding => {
    let first = binding;
    for (let next = above.get(first); next !== undefined; next = above.get(first)) first = next;
    // The way is noted, for it may be long.
    for (let one = binding; one !== first; ) {
      const next = above.get(one) ?? first;
      above.set(one, first);
      one = next;
    }
    return first;
  };
  const order = new Map(collisions.map(({ binding }, index) => [binding, index]));
  const rankOf = (binding: Binding) => order.get(binding) ?? collisions.length;
  for (const { binding, rivals } of collisions) {
    for (const rival of rivals) {
      const [a, b] = [firstOf(binding), firstOf(rival)];
      if (a !== b) above.set(rankOf(a) < rankOf(b) ? b : a, rankOf(a) < rankOf(b) ? a : b);
    }
  }
  return collisions.map(collision => ({ ...collision, conflict: firstOf(collision.binding) }));
}

/**
 * How many copies of its unit ask for a binding's port: where copies share one, that is one of them, unless each asks
 * for its own.
 */
function takers({ root }: Project, { unit, mapping }: Binding): number {
  const copies = unit.copies;
  return root.copiesShare && !mapping.isOfEachCopy ? Math.min(copies, 1) : copies;
}

/** Whether all that collide ask for a port of the machine that each copy is on, and copies may be on several. */
export function isSpread({ root }: Project, { binding, rivals }: Collision): boolean {
  return root.copiesShare === true && [binding, ...rivals].every(({ mapping }) => mapping.isOfEachCopy);
}

/** A port that copies of one unit ask for. */
function copies(binding: Binding): Collision {
  return { binding, rivals: [], count: 0, ports: binding.range, kind: 'copies', certainty: 'always' };
}

/** What a unit by itself asks of the host: nothing where it runs zero times, or has no network of its own. */
export const bindingsOf = perObject((unit: Unit): readonly Binding[] => {
  return isMapped(unit) ? unit.mappings.flatMap(mapping => bindingOf(unit, mapping) ?? []) : [];
});

/** What the units of a project ask of the host together. */
const ownBindings = perObject((project: Project): readonly Binding[] =>
  [...project.units.values()].flatMap(unit => bindingsIn(project, unit)),
);

/** What they ask of it in a range of ports: all that is taken there, where the project has a machine for itself. */
export function ownBindingsOn(project: Project, ports: PortRange): readonly Binding[] {
  return ownBindings(project).filter(({ range }) => range !== null && rangesOverlap(range, ports));
}

/** What a unit of a project asks of the host: nothing, too, where the engine lets nothing in. */
function bindingsIn(project: Project, unit: Unit): readonly Binding[] {
  return project.cutOff.has(unit) ? [] : bindingsOf(unit);
}

/** Whether what a unit publishes is mapped: not where it runs zero times, or has no network of its own. */
export function isMapped(unit: Unit): boolean {
  return unit.copies > 0 && unit.network.kind === 'own';
}

function bindingOf(unit: Unit, mapping: Mapping): Binding | undefined {
  const { published, address, protocol, author } = mapping;
  // Host port 0 lets the engine choose, as no host port does; the others of its range are asked for.
  if (!published || published.range?.to === 0) return undefined;
  return {
    unit,
    uri: author.uri,
    text: published.text,
    address,
    range: published.range,
    protocol,
    mapping,
  };
}

/**
 * Bindings that differ in nothing but their ports: whoever meets one of them meets each whose ports overlap. So
 * whether bindings meet is asked once for two lanes, not for every two bindings.
 */
interface Lane {
  /** One of them, which speaks for all. */
  readonly sample: Binding;
  /** By their first port. */
  readonly bindings: readonly Binding[];
  /** Their first and their last ports, each sorted. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** The ports of the widest. */
  readonly widest: number;
}

/** The collisions of bindings that are no pools. */
function rivalries(project: Project, all: readonly Binding[]): readonly Collision[] {
  const most = Math.max(MIN_LISTED, Math.floor(MAX_LISTED / Math.max(1, all.length)));
  const known = all.filter(({ range }) => range !== null);
  // An unknown port is equal to itself alone.
  const unknown = groupBy(
    all.filter(({ range }) => range === null),
    ({ text, mapping }) => mapping.published?.key ?? text.value,
  );
  return [overlappingAny(known), ...unknown.values()].flatMap(alike => rivalriesAmong(project, alike, most));
}

/** The bindings whose ports overlap another's, in their order: of most files that is none, on each keystroke. */
function overlappingAny(all: readonly Binding[]): readonly Binding[] {
  const overlapping = new Set<Binding>();
  let widest: Binding | undefined;
  for (const binding of all.toSorted((a, b) => rangeOf(a).from - rangeOf(b).from)) {
    if (widest && rangeOf(binding).from <= rangeOf(widest).to) overlapping.add(widest).add(binding);
    if (!widest || rangeOf(binding).to > rangeOf(widest).to) widest = binding;
  }
  return all.filter(binding => overlapping.has(binding));
}

function rivalriesAmong(project: Project, alike: readonly Binding[], most: number): readonly Collision[] {
  if (alike.length < 2) return [];
  const order = new Map(alike.map((binding, index) => [binding, index]));
  const lanes = [...groupBy(alike, binding => laneKey(project, binding)).values()].map(laneOf);
  const byAddress = groupBy(lanes, ({ sample }) => ownAddress(sample));
  const everywhere = byAddress.get(undefined) ?? [];
  const sharing = lanesByGroup(project, lanes);
  const keys = new Map(alike.map(binding => [binding, entryKey(binding)]));
  const keyOf = (binding: Binding) => keys.get(binding) ?? '';
  const entries = new Map([...groupBy(alike, keyOf)].map(([key, own]) => [key, laneOf(own)]));
  return lanes.flatMap(lane => {
    const address = ownAddress(lane.sample);
    const nearby = address === undefined ? lanes : [...(byAddress.get(address) ?? []), ...everywhere];
    const together = sharing(lane);
    const near = together.length < nearby.length ? together : nearby;
    spend(near.length);
    const all = near.filter(other => collide(project, lane.sample, other.sample));
    const isEnded = ({ sample }: Lane) => endedFirst(project, lane.sample.unit, sample.unit) !== undefined;
    const ended = all.filter(isEnded);
    const met = ended.length > 0 ? all.filter(other => !isEnded(other)) : all;
    const meet = (binding: Binding): Meeting => {
      spend(met.length + ended.length);
      const key = keyOf(binding);
      const range = rangeOf(binding);
      const own = countOverlapping(entries.get(key) ?? lane, range);
      const running = met.reduce((sum, other) => sum + countOverlapping(other, range), 0) - own;
      const count = running || ended.reduce((sum, other) => sum + countOverlapping(other, range), 0);
      if (count === 0) return NOBODY;
      const isApart = (other: Binding) => keyOf(other) === key;
      const rivals = (running > 0 ? met : ended)
        .flatMap(other => overlappingIn(other, range, isApart, Math.min(most, count)))
        .sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0))
        .slice(0, most);
      const ports = rivals.reduce<PortRange | null>(
        (common, { range }) => overlap(common, range),
        binding.range,
      );
      if (running === 0) return { rivals, count, ports, kind: 'ended', certainty: 'sometimes' };
      return { rivals, count, ports, kind: 'others', certainty: 'always' };
    };
    // Of one entry, and on the same ports, all meet the same.
    const meetings = new Map<string, Meeting>();
    return lane.bindings.flatMap((binding): readonly Collision[] => {
      const place = `${keyOf(binding)} ${binding.range?.from} ${binding.range?.to}`;
      const meeting = meetings.get(place) ?? meet(binding);
      meetings.set(place, meeting);
      return meeting === NOBODY ? [] : [{ binding, ...meeting }];
    });
  });
}

/** Whom a binding meets. */
type Meeting = Omit<Collision, 'binding'>;

const NOBODY: Meeting = { rivals: [], count: 0, ports: null, kind: 'others', certainty: 'sometimes' };

/** The lanes whose groups may be started together with those of one: thousands may each have a group of its own. */
function lanesByGroup(project: Project, lanes: readonly Lane[]): (lane: Lane) => readonly Lane[] {
  const always = lanes.filter(({ sample }) => sample.unit.groups.length === 0);
  const groups = new Map<string, Lane[]>();
  for (const lane of lanes) for (const group of lane.sample.unit.groups) addTo(groups, group, lane);
  const active = lanes.filter(({ sample }) => isActive(sample.unit, activeIn(project)));
  return ({ sample: { unit } }) => {
    if (unit.groups.length === 0) return lanes;
    const sharing = unit.groups.map(group => groups.get(group) ?? []);
    const started = isActive(unit, activeIn(project)) ? active : [];
    if (sharing.some(({ length }) => length === lanes.length)) return lanes;
    for (const { length } of sharing) spend(length);
    return [...new Set([...always, ...started, ...sharing.flat()])];
  };
}

/** What decides whom a binding meets, but for its ports. */
function laneKey(project: Project, { protocol, address, unit }: Binding): string {
  return [protocol, address?.text.value ?? '', orderOf(project, unit) ?? '', groupsKey(unit)].join(' ');
}

/** Equal unknown ports stand in the same place, wherever that is. */
const SOMEWHERE: PortRange = { from: 0, to: 0 };

function rangeOf({ range }: Binding): PortRange {
  return range ?? SOMEWHERE;
}

function laneOf(alike: readonly Binding[]): Lane {
  const sorted = alike.toSorted((a, b) => rangeOf(a).from - rangeOf(b).from);
  const [sample] = alike;
  if (!sample) throw new Error('A group has a member.');
  return {
    sample,
    bindings: sorted,
    starts: sorted.map(binding => rangeOf(binding).from),
    ends: sorted.map(binding => rangeOf(binding).to).sort((a, b) => a - b),
    widest: sorted.reduce((widest, binding) => Math.max(widest, rangeSize(rangeOf(binding))), 1),
  };
}

/** All that do not end before the range begins, less those that begin after it ends. */
function countOverlapping({ starts, ends }: Lane, { from, to }: PortRange): number {
  return countBefore(starts, start => start <= to) - countBefore(ends, end => end < from);
}

/** The first bindings of a lane that overlap a range, but for those that stand apart. */
function overlappingIn(
  { bindings: all, starts, widest }: Lane,
  range: PortRange,
  isApart: (binding: Binding) => boolean,
  most: number,
): readonly Binding[] {
  const found: Binding[] = [];
  const first = countBefore(starts, start => start <= range.from - widest);
  let at = first;
  for (; at < all.length && found.length < most; at++) {
    const binding = all[at];
    if (!binding || rangeOf(binding).from > range.to) break;
    if (rangesOverlap(rangeOf(binding), range) && !isApart(binding)) found.push(binding);
  }
  // Many that stand apart may be passed over.
  spend(at - first - found.length);
  return found;
}

function overlap(a: PortRange | null, b: PortRange | null): PortRange | null {
  if (!a || !b || !rangesOverlap(a, b)) return null;
  return { from: Math.max(a.from, b.from), to: Math.min(a.to, b.to) };
}

/**
 * The collisions of pools, under any set of groups that one start activates. The engine gives a container a
 * free port of its pool, after the fixed ports of the same container (its `sortAndNormPBs`), and which one
 * depends on what it gave before.
 */
function* poolCollisions(
  project: Project,
  pools: readonly Binding[],
  single: readonly Binding[],
): Generator<Collision> {
  const near = single.filter(binding => pools.some(pool => overlap(binding.range, pool.range)));
  spend((single.length * pools.length) / PAIRS_A_STEP);
  const [poolsOf, nearOf] = [pools, near].map(all => groupBy(all, ({ unit }) => unit));
  for (const units of startsOf(project, [...pools, ...near])) {
    const activePools = units.flatMap(unit => poolsOf?.get(unit) ?? []);
    const activeNear = units.flatMap(unit => nearOf?.get(unit) ?? []);
    spend(units.length + (activePools.length * (activePools.length + activeNear.length)) / PAIRS_A_STEP);
    yield* exhausted(project, activePools, activeNear);
    for (const [index, pool] of activePools.entries()) {
      yield* twins(pool, activePools.slice(index + 1));
      yield* contended(project, pool, activePools, activeNear);
    }
  }
}

/** So many pairs of pools, or of pools and bindings, are compared with one step. */
const PAIRS_A_STEP = 4;

/** Pools of which no port is left for a container, however the ports are given. */
function exhausted(
  project: Project,
  pools: readonly Binding[],
  single: readonly Binding[],
): readonly Collision[] {
  const collisions: Collision[] = [];
  const given: { readonly pool: Binding; readonly ports: readonly PortRange[] }[] = [];
  // Serving the pool that ends first, lowest port first, fails only when every way fails.
  for (const pool of pools.toSorted((a, b) => rangeOf(a).to - rangeOf(b).to)) {
    const rivals = single.filter(binding => meetsInside(project, binding, pool));
    const served = given.filter(other => meetsInside(project, other.pool, pool));
    const taken = [...rivals.flatMap(({ range }) => range ?? []), ...served.flatMap(({ ports }) => ports)];
    const wanted = takers(project, pool);
    const ports = lowestFree(rangeOf(pool), wanted, taken);
    spend(taken.length + ports.length);
    given.push({ pool, ports });
    if (ports.reduce((sum, range) => sum + rangeSize(range), 0) >= wanted) continue;
    // Also what does not meet this pool may have decided what another that does was given.
    const before = given.map(one => one.pool);
    const certainty = areInEachOthersWay(project, single, before) ? 'always' : 'sometimes';
    collisions.push(...ofPool(pool, [...rivals, ...served.map(one => one.pool)], certainty));
  }
  return collisions;
}

/**
 * Whether some pools are in the way of each other, and fixed bindings in that of each pool, wherever their ports overlap. Else
 * another way to give the ports may leave some: what one pool cannot have, another could.
 */
function areInEachOthersWay(project: Project, fixed: readonly Binding[], pools: readonly Binding[]): boolean {
  spend((pools.length * (pools.length + fixed.length)) / PAIRS_A_STEP);
  const isInWay = (binding: Binding, pool: Binding) =>
    binding === pool || overlap(binding.range, pool.range) === null || meetsInside(project, binding, pool);
  return pools.every(pool => [...fixed, ...pools].every(binding => isInWay(binding, pool)));
}

/** The lowest ports of a range that are not taken, as many as are wanted or there are: in order. */
function lowestFree(
  { from, to }: PortRange,
  wanted: number,
  taken: readonly PortRange[],
): readonly PortRange[] {
  const free: PortRange[] = [];
  let next = from;
  let left = wanted;
  const give = (end: number) => {
    const last = Math.min(end, next + left - 1);
    if (last >= next) free.push({ from: next, to: last });
    left -= Math.max(0, last - next + 1);
  };
  for (const range of taken.toSorted((a, b) => a.from - b.from)) {
    if (range.from > to || left === 0) break;
    give(range.from - 1);
    next = Math.max(next, range.to + 1);
  }
  give(to);
  return free;
}

/** A pool that may be left without a port, and the bindings of which a pool may take a port. */
function contended(
  project: Project,
  pool: Binding,
  pools: readonly Binding[],
  single: readonly Binding[],
): readonly Collision[] {
  const isForeign = (binding: Binding) => binding.unit !== pool.unit && meetsInside(project, binding, pool);
  const fixed = single.filter(isForeign);
  if (fixed.length > 0) return ofPool(pool, fixed, 'sometimes');
  const others = pools.filter(isForeign);
  const containers = others.reduce((sum, binding) => sum + takers(project, binding), 0);
  const mayRunOut = containers + takers(project, pool) > rangeSize(rangeOf(pool));
  return mayRunOut && others.length > 0 ? [leftWithout(pool, others)] : [];
}

/** A pool together with all that it meets: each has a collision. */
function ofPool(
  pool: Binding,
  rivals: readonly Binding[],
  certainty: Collision['certainty'],
): readonly Collision[] {
  const whole: Collision = { ...leftWithout(pool, rivals), certainty };
  spend(rivals.length);
  return [
    whole,
    ...rivals.map(binding => ({
      ...whole,
      binding,
      rivals: [pool],
      count: 1,
      ports: overlap(binding.range, pool.range),
    })),
  ];
}

/** A pool that others, or copies of its own unit, may leave without a port. */
function leftWithout(pool: Binding, rivals: readonly Binding[]): Collision {
  const listed = rivals.slice(0, Math.max(MIN_LISTED, Math.floor(MAX_LISTED / Math.max(1, rivals.length))));
  return {
    binding: pool,
    rivals: listed,
    count: rivals.length,
    ports: pool.range,
    kind: rivals.length === 0 ? 'copies' : 'pool',
    certainty: 'sometimes',
  };
}

/**
 * One pool on several addresses, for one container port: the engine takes the same port on each, and fails where
 * the addresses meet (its `mapPorts`).
 */
function twins(pool: Binding, others: readonly Binding[]): readonly Collision[] {
  return others
    .filter(other => other.unit === pool.unit && isTwin(other.mapping, pool.mapping))
    .flatMap(other => [
      { binding: pool, rivals: [other], count: 1, ports: pool.range, kind: 'others', certainty: 'always' },
      { binding: other, rivals: [pool], count: 1, ports: pool.range, kind: 'others', certainty: 'always' },
    ]);
}

/** Whether the engine asks for one host port on both addresses of two mappings of a container port, which meet. */
function isTwin(a: Mapping, b: Mapping): boolean {
  // Of UDP the engine takes both (Engine 28.5).
  const isTcp = a.protocol === 'tcp' && b.protocol === 'tcp';
  const isSameTarget = a.target.range && b.target.range && rangesOverlap(a.target.range, b.target.range);
  return (
    isTcp &&
    isSameTarget === true &&
    hostPort(a) === hostPort(b) &&
    (a.isAskedAgain === true || !isWrittenAlike(a, b)) &&
    socketsMeet(a, b)
  );
}

function hostPort({ published }: Mapping): string {
  const { from = 0, to = 0 } = published?.range ?? {};
  return `${from}-${to}`;
}

/** Whether the engine sees one mapping twice, and keeps one of them. */
function isWrittenAlike(a: Mapping, b: Mapping): boolean {
  return (
    addressKey(a.address) === addressKey(b.address) && a.published?.text.value === b.published?.text.value
  );
}

/**
 * The mappings of a unit that let the engine choose a host port, which it then takes twice: the same container
 * port on addresses that meet. In pairs; the unit never starts.
 */
export function dynamicTwins(unit: Unit): readonly (readonly [Mapping, Mapping])[] {
  if (!isMapped(unit) || unit.choosesApart) return [];
  const isDynamic = ({ published }: Mapping) => !published || published.range?.from === 0;
  // Container ports repeat seldom: only mappings that have one in common are compared.
  const dynamic = unit.mappings
    .filter(mapping => isDynamic(mapping) && mapping.target.range)
    .toSorted((a, b) => (a.target.range?.from ?? 0) - (b.target.range?.from ?? 0));
  return dynamic.flatMap((second, index) => {
    const before = dynamic.slice(Math.max(0, index - MAX_COMPARED), index);
    const first = before.find(other => isTwin(other, second));
    return first ? [[first, second] as const] : [];
  });
}

const MAX_COMPARED = 50;

/**
 * The units of some bindings that one start has, in their order, for each start that has others: with the groups that are
 * active by default, or with another in their stead, for who names one leaves the default out.
 */
function* startsOf(project: Project, all: readonly Binding[]): Generator<readonly Unit[]> {
  const units = [...new Set(all.map(({ unit }) => unit))];
  const order = new Map(units.map((unit, index) => [unit, index]));
  const always = units.filter(({ groups }) => groups.length === 0);
  const byGroup = new Map<string, Unit[]>();
  for (const unit of units) {
    spend(unit.groups.length);
    for (const group of new Set(unit.groups)) addTo(byGroup, group, unit);
  }
  const byDefault = units.filter(unit => unit.groups.length > 0 && isActive(unit, activeIn(project)));
  const seen = new Set<string>();
  for (const own of [byDefault, ...byGroup.values()]) {
    spend(own.length);
    if (seen.size === seen.add(own.map(unit => order.get(unit)).join(' ')).size) continue;
    yield [...always, ...own].sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
  }
}

const activeIn = perObject((project: Project): ReadonlySet<string> => new Set(project.activeGroups));

function isActive(unit: Unit, groups: ReadonlySet<string>): boolean {
  if (unit.groups.length === 0 || groups.has('*')) return true;
  const own = groupsOf(unit);
  const [fewer, more] = own.size < groups.size ? [own, groups] : [groups, own];
  spend(fewer.size);
  return [...fewer].some(name => more.has(name));
}

const groupsKey = perObject(({ groups }: Unit): string => groups.toSorted().join(' '));

const groupsOf = perObject((unit: Unit): ReadonlySet<string> => new Set(unit.groups));

/** Whether one start, with the groups that are active by default or with one other, has both units. */
export function canRunTogether(project: Project, a: Unit, b: Unit): boolean {
  if (a === b || a.groups.length === 0 || b.groups.length === 0) return true;
  const [fewer, more] = a.groups.length < b.groups.length ? [a, b] : [b, a];
  spend(fewer.groups.length);
  const others = groupsOf(more);
  if (fewer.groups.some(name => others.has(name))) return true;
  const active = activeIn(project);
  return isActive(a, active) && isActive(b, active);
}

function collide(project: Project, a: Binding, b: Binding): boolean {
  return socketsMeet(a, b) && canRunTogether(project, a.unit, b.unit);
}

/** Whether a binding other than the pool wants ports of it, while its unit runs. */
function meetsInside(project: Project, binding: Binding, pool: Binding): boolean {
  return (
    binding.mapping !== pool.mapping &&
    overlap(binding.range, pool.range) !== null &&
    socketsMeet(binding, pool) &&
    !endedFirst(project, binding.unit, pool.unit)
  );
}

type Socket = Pick<Mapping, 'address' | 'protocol'>;

/** Whether two sockets are of one protocol and their addresses can meet, for certain. */
export function socketsMeet(a: Socket, b: Socket): boolean {
  if (a.protocol !== b.protocol) return false;
  const [first, second] = [a.address, b.address];
  if (first?.address === null || second?.address === null) {
    // An unknown address meets itself, and the binding that asks for every address.
    return first === undefined || second === undefined || first.text.value === second.text.value;
  }
  return addressesMeet(first?.address ?? ANY_ADDRESS, second?.address ?? ANY_ADDRESS);
}

/**
 * What is the same for bindings that are one entry where they overlap: ranges are merged port by port, so the same host
 * port to the same target is one entry written twice.
 */
function entryKey({ unit, address, protocol, range, mapping: { target, isAskedAgain } }: Binding): string {
  const isMerged = range && target.range && rangeSize(range) === rangeSize(target.range);
  const to = isMerged ? range.from - target.range.from : target.text.value;
  // Of UDP the engine takes both (Engine 28.5).
  const place = isAskedAgain && protocol === 'tcp' ? target.text.span.start : '';
  return [unit.name, addressKey(address), protocol, typeof to, to, place].join(' ');
}

/** The address that a binding asks for, if it is a certain one, and not all of a kind. */
function ownAddress({ address }: Binding): string | undefined {
  const known = address?.address;
  return known && known.kind !== 'any' && !known.wildcard ? `${known.kind} ${known.value}` : undefined;
}
