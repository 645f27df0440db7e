import { perObject } from '../../text/per-object';
import type { SourceText } from '../../text/source-text';
import type { Project } from './project';
import type { Service, Sourced } from './service';

/** Whose network a service runs in (`network_mode`, Compose specification, chapter 5). */
export type Network =
  | { readonly kind: 'own' }
  | { readonly kind: 'host' | 'none'; readonly mode: Sourced<SourceText> }
  | { readonly kind: 'service' | 'container'; readonly mode: Sourced<SourceText>; readonly name: string };

const OWN: Network = { kind: 'own' };

export function networkOf(service: Service): Network {
  const mode = service.networkMode;
  if (!mode) return OWN;
  const { value } = mode.value;
  if (value === 'host' || value === 'none') return { kind: value, mode };
  const shared = /^(service|container):(.+)$/.exec(value);
  if (!shared?.[2]) return OWN;
  return { kind: shared[1] === 'service' ? 'service' : 'container', mode, name: shared[2] };
}

/** The owners that were found in a project so far. */
const ownersIn = perObject((_project: Project) => new Map<Service, Service>());

/** The service in whose network a service really runs: the end of a chain of `service:`, itself at least. */
export function networkOwner(project: Project, service: Service): Service {
  const known = ownersIn(project);
  // The whole way is noted, for a chain may be long and each of its services asked for.
  const way = new Set<Service>();
  let owner = service;
  while (!way.has(owner) && !known.has(owner)) {
    way.add(owner);
    const network = networkOf(owner);
    owner = (network.kind === 'service' && project.services.get(network.name)) || owner;
  }
  const end = known.get(owner) ?? owner;
  // In a circle each service is its own.
  let isInCircle = false;
  for (const one of way) {
    isInCircle ||= one === end;
    known.set(one, isInCircle ? one : end);
  }
  return known.get(service) ?? end;
}

/**
 * Whether the engine publishes nothing of a service, for each of its networks is `internal` (Compose
 * specification, chapter 6; the engine says nothing of it).
 */
export function isCutOff(project: Project, service: Service): boolean {
  // A network mode is in the place of networks: `bridge` is the engine's own.
  if (project.networks.size === 0 || service.networkMode) return false;
  const names = service.networks ?? ['default'];
  return names.every(name => project.networks.get(name)?.internal === true);
}
