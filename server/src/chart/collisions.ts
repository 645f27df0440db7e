import { ANY_ADDRESS, addressesMeet } from '../ports/address';
import { type PortRange, rangeSize, rangesOverlap } from '../ports/port';
import type { Protocol } from '../ports/protocol';
import { isCutOff, networkOf } from '../systems/compose/network';
import type { Project } from '../systems/compose/project';
import { addressKey, isPool, type Mapping, replicasOf, type Service } from '../systems/compose/service';
import { groupBy } from '../text/group-by';
import { perObject } from '../text/per-object';
import type { AddressPart } from '../text/port-spec';
import type { SourceText } from '../text/source-text';

/** A host port that a service asks for. */
export interface Claim {
  readonly service: Service;
  readonly uri: string;
  /** The host port as written. */
  readonly text: SourceText;
  readonly address: AddressPart | undefined;
  /** Null where a variable is unknown. */
  readonly range: PortRange | null;
  readonly protocol: Protocol;
  readonly mapping: Mapping;
}

/** What keeps a claim from its host port in one `docker compose up`. */
export interface Collision {
  readonly claim: Claim;
  /** Who else asks for it, the first of them in the order of the project; none where only copies of its service do. */
  readonly rivals: readonly Claim[];
  /** How many rivals there are, also those that are not listed. */
  readonly count: number;
  /** The ports that it and every listed rival ask for; null where they have none in common, or a variable is unknown. */
  readonly ports: PortRange | null;
  /** Why: others want the ports, copies of the service do, or one of the claims is a pool. */
  readonly kind: 'others' | 'copies' | 'pool';
  /** Whether it fails however things start, or depends on who starts first and which port of a pool the engine picks. */
  readonly certainty: 'always' | 'sometimes';
}

/** A collision and the conflict that it is part of: all claims that meet each other, directly or through others. */
export interface ConflictPart extends Collision {
  /** The first claim of the conflict, in the order of the project: it tells one conflict from another. */
  readonly conflict: Claim;
}

/** All rivals of a project's claims together that are listed; of a claim, three at least. */
const MAX_LISTED = 10_000;
const MIN_LISTED = 3;

/** Every claim of a project that another one stands in the way of, once, in the order of the project. */
export const collisionsOf = perObject((project: Project): readonly ConflictPart[] => {
  const made = project.root.isPassedOver ? [] : findCollisions(project);
  return made;
});

function findCollisions(project: Project): readonly ConflictPart[] {
  const all = [...project.services.values()].flatMap(service => claimsIn(project, service));
  const pools: Claim[] = [];
  const single: Claim[] = [];
  for (const claim of all) (claim.range && isPool(claim.mapping) ? pools : single).push(claim);
  const found = new Map<Claim, Collision>();
  const add = (collision: Collision) => {
    const earlier = found.get(collision.claim);
    if (!earlier || (earlier.certainty === 'sometimes' && collision.certainty === 'always'))
      found.set(collision.claim, collision);
  };
  for (const collision of rivalries(project, single)) add(collision);
  for (const claim of single) if (claim.range && takers(project, claim) > 1) add(copies(claim));
  if (pools.length > 0) for (const collision of poolCollisions(project, pools, single)) add(collision);
  return inConflicts(all.flatMap(claim => found.get(claim) ?? []));
}

/** Puts collisions together that have claims in common. */
function inConflicts(collisions: readonly Collision[]): readonly ConflictPart[] {
  const above = new Map<Claim, Claim>();
  const firstOf = (claim: Claim): Claim => {
    let first = claim;
    for (let next = above.get(first); next !== undefined; next = above.get(first)) first = next;
    // The way is noted, for it may be long.
    for (let one = claim; one !== first; ) {
      const next = above.get(one) ?? first;
      above.set(one, first);
      one = next;
    }
    return first;
  };
  const order = new Map(collisions.map(({ claim }, index) => [claim, index]));
  const rankOf = (claim: Claim) => order.get(claim) ?? collisions.length;
  for (const { claim, rivals } of collisions) {
    for (const rival of rivals) {
      const [a, b] = [firstOf(claim), firstOf(rival)];
      if (a !== b) above.set(rankOf(a) < rankOf(b) ? b : a, rankOf(a) < rankOf(b) ? a : b);
    }
  }
  return collisions.map(collision => ({ ...collision, conflict: firstOf(collision.claim) }));
}

/**
 * How many containers ask the engine for a claim's port. The copies of a Swarm service share one through its mesh,
 * unless the port is in host mode (docs.docker.com, Swarm: publish ports).
 */
function takers({ root }: Project, { service, mapping }: Claim): number {
  const copies = replicasOf(service);
  return root.isStack && !mapping.isHostMode ? Math.min(copies, 1) : copies;
}

/** A port that copies of one service ask for. */
function copies(claim: Claim): Collision {
  return { claim, rivals: [], count: 0, ports: claim.range, kind: 'copies', certainty: 'always' };
}

/** What a service by itself asks of the host: nothing where it runs zero times, or has no network of its own. */
export const claimsOf = perObject((service: Service): readonly Claim[] => {
  const made = isMapped(service) ? service.mappings.flatMap(mapping => claimOf(service, mapping) ?? []) : [];
  return made;
});

/** What a service of a project asks of the host: nothing, too, where the engine lets nothing in. */
function claimsIn(project: Project, service: Service): readonly Claim[] {
  return isCutOff(project, service) ? [] : claimsOf(service);
}

/** Whether Docker maps what a service publishes: not where it runs zero times, or has no network of its own. */
export function isMapped(service: Service): boolean {
  return replicasOf(service) > 0 && networkOf(service).kind === 'own';
}

function claimOf(service: Service, mapping: Mapping): Claim | undefined {
  const { published, address, protocol, author } = mapping;
  // Host port 0 lets the engine choose, as no host port does; the others of its range are asked for.
  if (!published || published.range?.to === 0) return undefined;
  return {
    service,
    uri: author.uri,
    text: published.text,
    address,
    range: published.range,
    protocol,
    mapping,
  };
}

/**
 * Claims that differ in nothing but their ports: whoever meets one of them meets each whose ports overlap. So
 * whether claims meet is asked once for two lanes, not for every two claims.
 */
interface Lane {
  /** One of them, which speaks for all. */
  readonly sample: Claim;
  /** By their first port. */
  readonly claims: readonly Claim[];
  /** Their first and their last ports, each sorted. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** The ports of the widest. */
  readonly widest: number;
}

/** The collisions of claims that are no pools. */
function rivalries(project: Project, all: readonly Claim[]): readonly Collision[] {
  const most = Math.max(MIN_LISTED, Math.floor(MAX_LISTED / Math.max(1, all.length)));
  const known = all.filter(({ range }) => range !== null);
  // An unknown port is equal to itself alone.
  const unknown = groupBy(
    all.filter(({ range }) => range === null),
    ({ text }) => text.value,
  );
  return [overlappingAny(known), ...unknown.values()].flatMap(alike => rivalriesAmong(project, alike, most));
}

/** The claims whose ports overlap another's, in their order: of most files that is none, on each keystroke. */
function overlappingAny(all: readonly Claim[]): readonly Claim[] {
  const overlapping = new Set<Claim>();
  let widest: Claim | undefined;
  for (const claim of all.toSorted((a, b) => rangeOf(a).from - rangeOf(b).from)) {
    if (widest && rangeOf(claim).from <= rangeOf(widest).to) overlapping.add(widest).add(claim);
    if (!widest || rangeOf(claim).to > rangeOf(widest).to) widest = claim;
  }
  return all.filter(claim => overlapping.has(claim));
}

function rivalriesAmong(project: Project, alike: readonly Claim[], most: number): readonly Collision[] {
  if (alike.length < 2) return [];
  const order = new Map(alike.map((claim, index) => [claim, index]));
  const lanes = [...groupBy(alike, laneKey).values()].map(laneOf);
  const byAddress = groupBy(lanes, ({ sample }) => ownAddress(sample));
  const everywhere = byAddress.get(undefined) ?? [];
  const entries = new Map([...groupBy(alike, entryKey)].map(([key, own]) => [key, laneOf(own)]));
  return lanes.flatMap(lane => {
    const address = ownAddress(lane.sample);
    const near = address === undefined ? lanes : [...(byAddress.get(address) ?? []), ...everywhere];
    const met = near.filter(other => collide(project, lane.sample, other.sample));
    return lane.claims.flatMap((claim): readonly Collision[] => {
      const own = entries.get(entryKey(claim)) ?? lane;
      const apart = new Set(overlappingIn(own, rangeOf(claim), NONE, own.claims.length));
      const overlapping = met.reduce((sum, other) => sum + countOverlapping(other, rangeOf(claim)), 0);
      const count = overlapping - apart.size;
      if (count === 0) return [];
      const rivals = met
        .flatMap(other => overlappingIn(other, rangeOf(claim), apart, most))
        .sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0))
        .slice(0, most);
      const ports = rivals.reduce<PortRange | null>(
        (common, { range }) => overlap(common, range),
        claim.range,
      );
      return [{ claim, rivals, count, ports, kind: 'others', certainty: 'always' }];
    });
  });
}

const NONE: ReadonlySet<Claim> = new Set();

/** What decides whom a claim meets, but for its ports. */
function laneKey({ protocol, address, service }: Claim): string {
  const profiles = service.profiles.length < 2 ? service.profiles : service.profiles.toSorted();
  return [protocol, address?.text.value ?? '', ...profiles].join(' ');
}

/** Equal unknown ports stand in the same place, wherever that is. */
const SOMEWHERE: PortRange = { from: 0, to: 0 };

function rangeOf({ range }: Claim): PortRange {
  return range ?? SOMEWHERE;
}

function laneOf(alike: readonly Claim[]): Lane {
  const sorted = alike.toSorted((a, b) => rangeOf(a).from - rangeOf(b).from);
  const [sample] = alike;
  if (!sample) throw new Error('A group has a member.');
  return {
    sample,
    claims: sorted,
    starts: sorted.map(claim => rangeOf(claim).from),
    ends: sorted.map(claim => rangeOf(claim).to).sort((a, b) => a - b),
    widest: sorted.reduce((widest, claim) => Math.max(widest, rangeSize(rangeOf(claim))), 1),
  };
}

/** All that do not end before the range begins, less those that begin after it ends. */
function countOverlapping({ claims: all, starts, ends }: Lane, { from, to }: PortRange): number {
  return all.length - firstFrom(ends, from) - (all.length - firstFrom(starts, to + 1));
}

/** The first claims of a lane that overlap a range, the given ones apart. */
function overlappingIn(
  { claims: all, starts, widest }: Lane,
  range: PortRange,
  apart: ReadonlySet<Claim>,
  most: number,
): readonly Claim[] {
  const found: Claim[] = [];
  for (let at = firstFrom(starts, range.from - widest + 1); at < all.length && found.length < most; at++) {
    const claim = all[at];
    if (!claim || rangeOf(claim).from > range.to) break;
    if (rangesOverlap(rangeOf(claim), range) && !apart.has(claim)) found.push(claim);
  }
  return found;
}

/** The index of the first number that is not below `least`. */
function firstFrom(sorted: readonly number[], least: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

function overlap(a: PortRange | null, b: PortRange | null): PortRange | null {
  if (!a || !b || !rangesOverlap(a, b)) return null;
  return { from: Math.max(a.from, b.from), to: Math.min(a.to, b.to) };
}

/**
 * The collisions of pools, under any set of profiles that one command activates. The engine gives a container a
 * free port of its pool, after the fixed ports of the same container (moby `sortAndNormPBs`), and which one
 * depends on what it gave before.
 */
function* poolCollisions(
  project: Project,
  pools: readonly Claim[],
  single: readonly Claim[],
): Generator<Collision> {
  const near = single.filter(claim => pools.some(pool => overlap(claim.range, pool.range)));
  for (const profiles of activations(project, [...pools, ...near])) {
    const isOn = (claim: Claim) => isActive(claim.service, profiles);
    const [activePools, activeNear] = [pools.filter(isOn), near.filter(isOn)];
    yield* exhausted(project, activePools, activeNear);
    for (const [index, pool] of activePools.entries()) {
      yield* twins(pool, activePools.slice(index + 1));
      yield* contended(project, pool, activePools, activeNear);
    }
  }
}

/** Pools of which no port is left for a container, however the ports are given. */
function exhausted(
  project: Project,
  pools: readonly Claim[],
  single: readonly Claim[],
): readonly Collision[] {
  const collisions: Collision[] = [];
  const given: { readonly pool: Claim; readonly ports: readonly number[] }[] = [];
  // Serving the pool that ends first, lowest port first, fails only when every way fails.
  for (const pool of pools.toSorted((a, b) => rangeOf(a).to - rangeOf(b).to)) {
    const rivals = single.filter(claim => meetsInside(claim, pool));
    const served = given.filter(other => meetsInside(other.pool, pool));
    const { from, to } = rangeOf(pool);
    const taken = new Uint8Array(to - from + 1);
    for (const { range } of rivals)
      if (range) taken.fill(1, Math.max(0, range.from - from), Math.max(0, range.to + 1 - from));
    for (const { ports } of served) for (const port of ports) if (port >= from) taken[port - from] = 1;
    const wanted = takers(project, pool);
    const ports: number[] = [];
    for (let port = from; port <= to && ports.length < wanted; port++)
      if (taken[port - from] === 0) ports.push(port);
    given.push({ pool, ports });
    if (ports.length < wanted)
      collisions.push(...ofPool(pool, [...rivals, ...served.map(one => one.pool)], 'always'));
  }
  return collisions;
}

/** A pool that may be left without a port, and the claims of which a pool may take a port. */
function contended(
  project: Project,
  pool: Claim,
  pools: readonly Claim[],
  single: readonly Claim[],
): readonly Collision[] {
  const isForeign = (claim: Claim) => claim.service !== pool.service && meetsInside(claim, pool);
  const fixed = single.filter(isForeign);
  if (fixed.length > 0) return ofPool(pool, fixed, 'sometimes');
  const others = pools.filter(isForeign);
  const containers = others.reduce((sum, claim) => sum + takers(project, claim), 0);
  const mayRunOut = containers + takers(project, pool) > rangeSize(rangeOf(pool));
  return mayRunOut && others.length > 0 ? [leftWithout(pool, others)] : [];
}

/** A pool together with all that it meets: each has a collision. */
function ofPool(
  pool: Claim,
  rivals: readonly Claim[],
  certainty: Collision['certainty'],
): readonly Collision[] {
  const whole: Collision = { ...leftWithout(pool, rivals), certainty };
  return [
    whole,
    ...rivals.map(claim => ({
      ...whole,
      claim,
      rivals: [pool],
      count: 1,
      ports: overlap(claim.range, pool.range),
    })),
  ];
}

/** A pool that others, or copies of its own service, may leave without a port. */
function leftWithout(pool: Claim, rivals: readonly Claim[]): Collision {
  const listed = rivals.slice(0, Math.max(MIN_LISTED, Math.floor(MAX_LISTED / Math.max(1, rivals.length))));
  return {
    claim: pool,
    rivals: listed,
    count: rivals.length,
    ports: pool.range,
    kind: rivals.length === 0 ? 'copies' : 'pool',
    certainty: 'sometimes',
  };
}

/**
 * One pool on several addresses, for one container port: the engine takes the same port on each, and fails where
 * the addresses meet (moby `mapPorts`).
 */
function twins(pool: Claim, others: readonly Claim[]): readonly Collision[] {
  return others
    .filter(other => other.service === pool.service && isTwin(other.mapping, pool.mapping))
    .flatMap(other => [
      { claim: pool, rivals: [other], count: 1, ports: pool.range, kind: 'others', certainty: 'always' },
      { claim: other, rivals: [pool], count: 1, ports: pool.range, kind: 'others', certainty: 'always' },
    ]);
}

/** Whether the engine asks for one host port on both addresses of two mappings of a container port, which meet. */
function isTwin(a: Mapping, b: Mapping): boolean {
  // Of UDP the engine takes both (Engine 28.5).
  const isTcp = a.protocol === 'tcp' && b.protocol === 'tcp';
  const isSameTarget = a.target.range && b.target.range && rangesOverlap(a.target.range, b.target.range);
  return isTcp && isSameTarget === true && hostPort(a) === hostPort(b) && !isWrittenAlike(a, b) && meet(a, b);
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
 * The mappings of a service that let the engine choose a host port, which it then takes twice: the same container
 * port on addresses that meet. In pairs; the service never starts.
 */
export function dynamicTwins(service: Service): readonly (readonly [Mapping, Mapping])[] {
  if (!isMapped(service)) return [];
  const isDynamic = ({ published }: Mapping) => !published || published.range?.from === 0;
  // Container ports repeat seldom: only mappings that have one in common are compared.
  const dynamic = service.mappings
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
 * The sets of profiles that one command activates: those of `COMPOSE_PROFILES`, or another in their stead
 * (`--profile` replaces them: docker/compose `WithDefaultProfiles`).
 */
function activations(project: Project, all: readonly Claim[]): readonly ReadonlySet<string>[] {
  const named = new Set(all.flatMap(claim => claim.service.profiles));
  return [activeIn(project), ...[...named].map(name => new Set([name]))];
}

const activeIn = perObject((project: Project): ReadonlySet<string> => new Set(project.activeProfiles));

function isActive(service: Service, profiles: ReadonlySet<string>): boolean {
  return (
    service.profiles.length === 0 || profiles.has('*') || service.profiles.some(name => profiles.has(name))
  );
}

/** Whether one command, with the profiles of `.env` or with one other, starts both services. */
export function canRunTogether(project: Project, a: Service, b: Service): boolean {
  if (a === b || a.profiles.length === 0 || b.profiles.length === 0) return true;
  const others = new Set(b.profiles);
  if (a.profiles.some(name => others.has(name))) return true;
  const active = activeIn(project);
  return isActive(a, active) && isActive(b, active);
}

function collide(project: Project, a: Claim, b: Claim): boolean {
  return meet(a, b) && canRunTogether(project, a.service, b.service);
}

/** Whether a claim other than the pool wants ports of it. */
function meetsInside(claim: Claim, pool: Claim): boolean {
  return claim.mapping !== pool.mapping && overlap(claim.range, pool.range) !== null && meet(claim, pool);
}

type Socket = Pick<Mapping, 'address' | 'protocol'>;

/** Whether two sockets are of one protocol and their addresses can meet, for certain. */
function meet(a: Socket, b: Socket): boolean {
  if (a.protocol !== b.protocol) return false;
  const [first, second] = [a.address, b.address];
  if (first?.address === null || second?.address === null) {
    // An unknown address meets itself, and the claim that asks for every address.
    return first === undefined || second === undefined || first.text.value === second.text.value;
  }
  return addressesMeet(first?.address ?? ANY_ADDRESS, second?.address ?? ANY_ADDRESS);
}

/**
 * What is the same for claims that are one entry where they overlap: ranges are merged port by port, so the same host
 * port to the same target is one entry written twice.
 */
function entryKey({ service, address, protocol, range, mapping: { target } }: Claim): string {
  const isMerged = range && target.range && rangeSize(range) === rangeSize(target.range);
  const to = isMerged ? range.from - target.range.from : target.text.value;
  return [service.name, addressKey(address), protocol, typeof to, to].join(' ');
}

/** The address that a claim asks for, if it is a certain one, and not all of a kind. */
function ownAddress({ address }: Claim): string | undefined {
  const known = address?.address;
  return known && known.kind !== 'any' && !known.wildcard ? `${known.kind} ${known.value}` : undefined;
}
