import type { AddressPart } from '../formats/port-spec';
import type { SourceText } from '../formats/source-text';
import { ANY_ADDRESS, addressesMeet } from '../ports/address';
import { type PortRange, rangeSize, rangesOverlap } from '../ports/port';
import type { Protocol } from '../ports/protocol';
import { groupBy } from './group-by';
import { networkOf } from './network';
import type { Project } from './project';
import { addressKey, isPool, type Mapping, replicasOf, type Service } from './service';

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

/** Two claims that one `docker compose up` cannot both have; the same claim twice for a scaled service. */
export interface Collision {
  readonly first: Claim;
  readonly second: Claim;
  /** The ports that both ask for; null where a variable is unknown. */
  readonly ports: PortRange | null;
  /** Why: both want the ports, copies of one service do, or a pool has none left. */
  readonly kind: 'both' | 'copies' | 'pool';
}

/** A claim that meets more others than this has only as many named. */
const MAX_PARTNERS = 20;

/** Every collision of a project (DESIGN §4), each pair once, the earlier claim first. */
export function collisionsOf(project: Project): readonly Collision[] {
  if (project.root.isPassedOver) return [];
  const fixed: Claim[] = [];
  const pools: Claim[] = [];
  const unknown: Claim[] = [];
  const copied: Claim[] = [];
  for (const service of project.services.values()) {
    const isCopied = replicasOf(service) > 1;
    for (const claim of claimsOf(service)) {
      if (!claim.range) unknown.push(claim);
      else if (isPool(claim.mapping)) pools.push(claim);
      else {
        fixed.push(claim);
        if (isCopied) copied.push(claim);
      }
    }
  }
  return [
    ...fixedCollisions(project, fixed),
    ...unknownCollisions(project, unknown),
    ...copied.map(claim => ({ first: claim, second: claim, ports: claim.range, kind: 'copies' as const })),
    ...(pools.length === 0 ? [] : poolCollisions(project, pools, fixed)),
  ];
}

const claims = new WeakMap<Service, readonly Claim[]>();

/** What a service asks of the host: nothing where it runs zero times, or where Docker drops its ports. */
export function claimsOf(service: Service): readonly Claim[] {
  const kept = claims.get(service);
  if (kept) return kept;
  const made = isMapped(service) ? service.mappings.flatMap(mapping => claimOf(service, mapping) ?? []) : [];
  claims.set(service, made);
  return made;
}

/** Whether Docker maps what a service publishes: not where it runs zero times, or has no network of its own. */
export function isMapped(service: Service): boolean {
  return replicasOf(service) > 0 && networkOf(service).kind === 'own';
}

function claimOf(service: Service, mapping: Mapping): Claim | undefined {
  const { published, address, protocol, author } = mapping;
  // Host port 0 lets the engine choose, as no host port does.
  if (!published || published.range?.from === 0) return undefined;
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

function fixedCollisions(project: Project, fixed: readonly Claim[]): readonly Collision[] {
  const sorted = [...fixed].sort((a, b) => (a.range?.from ?? 0) - (b.range?.from ?? 0));
  const collisions: Collision[] = [];
  let open: Claim[] = [];
  for (const claim of sorted) {
    const { range } = claim;
    if (!range) continue;
    if (open.some(other => (other.range?.to ?? 0) < range.from))
      open = open.filter(other => (other.range?.to ?? 0) >= range.from);
    let partners = 0;
    for (const other of open) {
      if (!other.range || !collide(project, other, claim) || isSameEntry(other, claim)) continue;
      const ports = { from: range.from, to: Math.min(range.to, other.range.to) };
      collisions.push({ first: other, second: claim, ports, kind: 'both' });
      if (++partners === MAX_PARTNERS) break;
    }
    open.push(claim);
  }
  return collisions;
}

function unknownCollisions(project: Project, unknown: readonly Claim[]): readonly Collision[] {
  const byValue = groupBy(unknown, claim => claim.text.value);
  return [...byValue.values()].flatMap(alike =>
    alike.flatMap((second, index) =>
      alike
        .slice(0, Math.min(index, MAX_PARTNERS))
        .filter(first => collide(project, first, second) && !isSameEntry(first, second))
        .map(first => ({ first, second, ports: null, kind: 'both' as const })),
    ),
  );
}

/** Docker gives each container of a pool a free port; a pool collides when none is left for one of them. */
function poolCollisions(
  project: Project,
  pools: readonly Claim[],
  fixed: readonly Claim[],
): readonly Collision[] {
  const found = new Map<string, Collision>();
  for (const profiles of activations(project, pools)) {
    const isOn = (claim: Claim) => isActive(claim.service, profiles);
    const taken = fixed.filter(isOn);
    const given: { readonly claim: Claim; readonly port: number }[] = [];
    // Serving the pool that ends first, lowest port first, fails only when every way fails.
    for (const pool of pools.filter(isOn).sort((a, b) => (a.range?.to ?? 0) - (b.range?.to ?? 0))) {
      const rivals = taken.filter(claim => claim.mapping !== pool.mapping && meet(claim, pool));
      for (let copy = 0; copy < replicasOf(pool.service); copy++) {
        const port = freePort(pool, rivals, given);
        if (port !== undefined) {
          given.push({ claim: pool, port });
          continue;
        }
        for (const collision of poolRivals(pool, rivals, given)) {
          const key = `${pools.indexOf(pool)} ${pools.indexOf(collision.first)} ${fixed.indexOf(collision.first)}`;
          if (!found.has(key)) found.set(key, collision);
        }
        break;
      }
    }
  }
  return [...found.values()];
}

function freePort(
  pool: Claim,
  rivals: readonly Claim[],
  given: readonly { readonly claim: Claim; readonly port: number }[],
): number | undefined {
  const used = new Set(given.filter(({ claim }) => meet(claim, pool)).map(({ port }) => port));
  const { from, to } = pool.range ?? { from: 1, to: 0 };
  for (let port = from; port <= to; port++) {
    const blocker = rivals.find(claim => claim.range && claim.range.from <= port && port <= claim.range.to);
    if (blocker?.range) port = blocker.range.to;
    else if (!used.has(port)) return port;
  }
  return undefined;
}

function poolRivals(
  pool: Claim,
  rivals: readonly Claim[],
  given: readonly { readonly claim: Claim; readonly port: number }[],
): readonly Collision[] {
  const ports = pool.range;
  const isInside = (claim: Claim) =>
    claim.range !== null && ports !== null && rangesOverlap(claim.range, ports);
  const others = new Set([
    ...rivals.filter(isInside),
    ...given
      .map(({ claim }) => claim)
      .filter(claim => claim !== pool && isInside(claim) && meet(claim, pool)),
  ]);
  if (ports && others.size === 0) return [{ first: pool, second: pool, ports, kind: 'copies' }];
  return [...others].slice(0, MAX_PARTNERS).map(first => ({ first, second: pool, ports, kind: 'pool' }));
}

/**
 * The sets of profiles that one command activates: those of `COMPOSE_PROFILES`, or another in their stead
 * (`--profile` replaces them: docker/compose `WithDefaultProfiles`).
 */
function activations(project: Project, claims: readonly Claim[]): readonly ReadonlySet<string>[] {
  const named = new Set(claims.flatMap(claim => claim.service.profiles));
  return [new Set(project.activeProfiles), ...[...named].map(name => new Set([name]))];
}

function isActive(service: Service, profiles: ReadonlySet<string>): boolean {
  return (
    service.profiles.length === 0 || profiles.has('*') || service.profiles.some(name => profiles.has(name))
  );
}

/** Whether one command, with the profiles of `.env` or with one other, starts both services. */
export function canRunTogether(project: Project, a: Service, b: Service): boolean {
  if (a === b || a.profiles.length === 0 || b.profiles.length === 0) return true;
  if (a.profiles.some(name => b.profiles.includes(name))) return true;
  const active = new Set(project.activeProfiles);
  return isActive(a, active) && isActive(b, active);
}

function collide(project: Project, a: Claim, b: Claim): boolean {
  return meet(a, b) && canRunTogether(project, a.service, b.service);
}

/** Whether two claims are of one protocol and their addresses can meet, for certain. */
function meet(a: Claim, b: Claim): boolean {
  if (a.protocol !== b.protocol) return false;
  const [first, second] = [a.address, b.address];
  if (first?.address === null || second?.address === null) {
    // An unknown address meets itself, and the claim that asks for every address.
    return first === undefined || second === undefined || first.text.value === second.text.value;
  }
  return addressesMeet(first?.address ?? ANY_ADDRESS, second?.address ?? ANY_ADDRESS);
}

/** Ranges are merged port by port: the same host port to the same target is one entry written twice. */
function isSameEntry(a: Claim, b: Claim): boolean {
  if (a.service !== b.service || addressKey(a.address) !== addressKey(b.address)) return false;
  const [hostA, hostB, targetA, targetB] = [a.range, b.range, a.mapping.target.range, b.mapping.target.range];
  if (!hostA || !hostB || !targetA || !targetB)
    return a.mapping.target.text.value === b.mapping.target.text.value;
  return hostA.from - targetA.from === hostB.from - targetB.from && rangeSize(hostA) === rangeSize(targetA);
}
