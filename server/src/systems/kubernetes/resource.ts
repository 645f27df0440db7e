import { ownValue } from '../../registry/own-value';
import { fileName } from '../../text/uri';
import { at, type MapTree, mapsAt, type ScalarTree, scalarAt, textAt } from '../../text/yaml-tree';
import { isFilledLater, isTemplate, nameShown } from './go-template';

/** An object of Kubernetes' API as files write it. */
export interface Resource {
  readonly tree: MapTree;
  /** The group of its API, without the version; undefined where a template says it. */
  readonly group: string | undefined;
  readonly kind: string;
}

/** The kinds with ports, by the groups of the API that have them. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  '': ['Pod', 'Service', 'ReplicationController', 'Endpoints'],
  apps: ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'],
  extensions: ['Deployment', 'DaemonSet', 'ReplicaSet', 'Ingress', 'NetworkPolicy'],
  batch: ['Job', 'CronJob'],
  'networking.k8s.io': ['Ingress', 'NetworkPolicy'],
  'discovery.k8s.io': ['EndpointSlice'],
  'gateway.networking.k8s.io': ['Gateway', 'HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute'],
  'kustomize.config.k8s.io': ['Kustomization', 'Component'],
  'kind.x-k8s.io': ['Cluster'],
  'k3d.io': ['Simple'],
  skaffold: ['Config'],
};

const ALL_KINDS: ReadonlySet<string> = new Set(Object.values(KINDS).flat());

/** Whether a document may be of a kind with ports, by its lines alone: most of a large file are not. */
export function mayHavePorts(source: string): boolean {
  const kind = /^\uFEFF?kind[ \t]*:[ \t]*["']?(\w+)/m.exec(source)?.[1];
  if (kind !== undefined) return ALL_KINDS.has(kind) || kind.endsWith('List');
  // JSON, or a kustomization that leaves it out.
  return /"kind"\s{0,16}:/.test(source) || !/^\uFEFF?apiVersion[ \t]*:/m.test(source);
}

/**
 * Whether a document that is not read for a limit of ours shows a kind with ports, by its text alone: of a list the kinds
 * of its items count. What has no kind may be a patch, or a kustomization; within braces it is none of either.
 */
export function showsPorts(source: string): boolean {
  if (!mayHavePorts(source)) return false;
  const isInBraces = /^\uFEFF?\s*\{(?!\{)/.test(source);
  const kind = isInBraces ? valueInBraces(source, 'kind') : KIND.exec(source)?.[1];
  if (kind === undefined) return !isInBraces && SAYS.test(source);
  if (kind.endsWith('List'))
    return [...source.matchAll(ANY_KIND)].some(([, inner = '']) => hasPorts(undefined, inner));
  const version = isInBraces ? valueInBraces(source, 'apiVersion') : VERSION.exec(source)?.[1];
  return hasPorts(version === undefined ? undefined : groupOf(version), kind);
}

/** A line that says something: no mark between documents, and no comment. */
const SAYS = /^(?:[^#\s-]|-[^-])/m;

/** What a document is, at the start of its lines. */
const KIND = /^\uFEFF?["']?kind["']?[ \t]{0,16}:[ \t]{0,16}["']?(\w+)/m;
const VERSION = /^\uFEFF?["']?apiVersion["']?[ \t]{0,16}:[ \t]{0,16}["']?([\w./-]+)/m;

/** A kind, wherever it stands. */
const ANY_KIND = /\bkind["']?[ \t]{0,16}:[ \t]{0,16}["']?(\w+)/g;

/** What stands behind a key of a mapping within braces, and not of one within that. */
function valueInBraces(source: string, key: string): string | undefined {
  const value = /["']?\s{0,64}:\s{0,64}["']?([\w./-]+)/y;
  let depth = 0;
  let quote = '';
  for (let at = 0; at < source.length; at++) {
    const character = source[at] ?? '';
    if (depth === 1 && character === key[0] && source.startsWith(key, at)) {
      const [before = '', behind = ''] = [source[at - 1], source[at + key.length]];
      const isKey = quote === '' ? !/\w/.test(before) : before === quote && behind === quote;
      value.lastIndex = at + key.length;
      const found = isKey ? value.exec(source)?.[1] : undefined;
      if (found !== undefined) return found;
    }
    if (quote !== '') {
      if (character === '\\' && quote === '"') at++;
      else if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '{' || character === '[') depth++;
    else if (character === '}' || character === ']') depth--;
  }
  return undefined;
}

/** The resources of a document: itself, or the items of a list; only those of kinds with ports. */
export function resourcesOf(tree: MapTree): readonly Resource[] {
  const kind = textAt(tree, 'kind');
  if (kind === undefined) return [];
  if (kind.endsWith('List') && at(tree, 'items')?.kind === 'list')
    return mapsAt(tree, 'items').flatMap(resourcesOf);
  const apiVersion = textAt(tree, 'apiVersion') ?? '';
  const group = isTemplate(apiVersion) ? undefined : groupOf(apiVersion);
  return hasPorts(group, kind) ? [{ tree, group, kind }] : [];
}

/** The group of the API that a version names. */
function groupOf(apiVersion: string): string {
  return apiVersion.slice(0, Math.max(0, apiVersion.indexOf('/')));
}

/** Whether a kind of a group has ports; where the group is not known, of any. */
function hasPorts(group: string | undefined, kind: string): boolean {
  return group === undefined ? ALL_KINDS.has(kind) : (ownValue(KINDS, group)?.includes(kind) ?? false);
}

/** The names of a kustomization. */
export const KUSTOMIZATION = /^(?:kustomization\.ya?ml|Kustomization)$/;

/** Whether a file is a kustomization, by its name. */
export function isKustomization(uri: string): boolean {
  return KUSTOMIZATION.test(fileName(uri));
}

export function nameIn({ tree }: Resource): ScalarTree | undefined {
  return scalarAt(tree, 'metadata', 'name');
}

/** The namespace that a resource names; undefined where it leaves it to whoever applies it. */
export function namespaceIn({ tree }: Resource): string | undefined {
  return textAt(tree, 'metadata', 'namespace');
}

/** What a resource is called, as `kubectl` does: `service/web`; before it the namespace, where one is written. */
export function keyOf(kind: string, name: string, namespace: string | undefined): string {
  const key = `${kind.toLowerCase()}/${nameShown(name)}`;
  return namespace === undefined || isFilledLater(namespace) ? key : `${namespace}/${key}`;
}

/** The same of a resource. */
export function keyOfResource(resource: Resource): string {
  return keyOf(resource.kind, nameIn(resource)?.text.value ?? '', namespaceIn(resource));
}

/** Where the template of its pods stands in a resource that has one. */
export function podPath(kind: string): readonly string[] | undefined {
  return POD_PATHS[kind];
}

const TEMPLATE = ['spec', 'template'] as const;

/** Each leads to what has `metadata` and `spec` of a pod. */
const POD_PATHS: Readonly<Record<string, readonly string[]>> = {
  Pod: [],
  Deployment: TEMPLATE,
  StatefulSet: TEMPLATE,
  DaemonSet: TEMPLATE,
  ReplicaSet: TEMPLATE,
  ReplicationController: TEMPLATE,
  Job: TEMPLATE,
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
};
