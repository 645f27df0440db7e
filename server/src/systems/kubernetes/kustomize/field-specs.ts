import { isNothing, type MapTree, type Tree, textAt, withEntries, withItems } from '../../../text/yaml-tree';
import type { Resource } from '../resource';

/** Which resources a rule of Kustomize is for, and where in them it changes something. */
export interface FieldSpec {
  readonly path: readonly string[];
  /** Whether what leads there is made where it is missing. */
  readonly isMade: boolean;
  readonly group?: string | undefined;
  readonly version?: string | undefined;
  readonly kind?: string | undefined;
}

/** The version of the API that a resource is written for. */
export function versionOf({ tree }: Resource): string {
  const apiVersion = textAt(tree, 'apiVersion') ?? '';
  return apiVersion.slice(apiVersion.indexOf('/') + 1);
}

/** Whether a rule is for a resource. */
export function isFor({ group, version, kind }: FieldSpec, resource: Resource): boolean {
  return (
    (kind === undefined || kind === '' || kind === resource.kind) &&
    (group === undefined || group === '' || group === resource.group) &&
    (version === undefined || version === '' || version === versionOf(resource))
  );
}

/** What a part becomes; undefined stands for one that is to be made at the place of another. */
export type Change = (part: Tree | undefined, place: Tree) => Tree;

/** A tree with the parts changed that a path leads to, in each item of the lists on its way. */
export function changeAlong(tree: Tree, path: readonly string[], isMade: boolean, change: Change): Tree {
  const [key, ...rest] = path;
  if (key === undefined) return change(tree, tree);
  if (tree.kind === 'list') return withItems(tree, item => changeAlong(item, path, isMade, change));
  if (tree.kind === 'scalar') return tree;
  const found = tree.entries.get(key);
  const isThere = found !== undefined && !isNothing(found);
  if (!isThere && !isMade) return tree;
  const changed = isThere
    ? changeAlong(found, rest, isMade, change)
    : rest.length === 0
      ? change(undefined, tree)
      : changeAlong(emptyAt(tree), rest, isMade, change);
  return changed === found ? tree : withEntries(tree, [[key, changed]]);
}

/** How much `changeAlong` looks at and copies: what lies beside each part on the way. */
export function sizeAlong(tree: Tree, path: readonly string[]): number {
  const [key, ...rest] = path;
  if (key === undefined) return tree.kind === 'map' ? tree.entries.size : 1;
  if (tree.kind === 'scalar') return 1;
  if (tree.kind === 'list') return tree.items.reduce((sum, item) => sum + 1 + sizeAlong(item, path), 0);
  const found = tree.entries.get(key);
  return tree.entries.size + (found ? sizeAlong(found, rest) : rest.length);
}

/** A mapping that no file writes, where another part stands. */
export function emptyAt({ uri, block, span }: Tree): MapTree {
  return { kind: 'map', uri, block, span, entries: new Map() };
}

/** A rule for a kind, its path as Kustomize writes it. */
function spec(path: string, isMade: boolean, kind?: string, group?: string, version?: string): FieldSpec {
  return { path: path.split('/'), isMade, kind, group, version };
}

/** What names the rule of a label's own field: a path with `\/` for a slash within a key. */
export function pathOf(text: string): readonly string[] {
  return text
    .replaceAll('\\/', '\0')
    .split('/')
    .map(part => part.replaceAll('\0', '/').replace(/\[\]$/, ''))
    .filter(part => part !== '');
}

export const METADATA_LABELS: FieldSpec = spec('metadata/labels', true);
export const METADATA_ANNOTATIONS: FieldSpec = spec('metadata/annotations', true);

/** Where labels of templates stand (Kustomize 5.5, `metadatalabels.go`). */
export const TEMPLATE_LABELS: readonly FieldSpec[] = [
  METADATA_LABELS,
  spec('spec/template/metadata/labels', true, 'ReplicationController', undefined, 'v1'),
  spec('spec/template/metadata/labels', true, 'Deployment'),
  spec('spec/template/metadata/labels', true, 'ReplicaSet'),
  spec('spec/template/metadata/labels', true, 'DaemonSet'),
  spec('spec/template/metadata/labels', true, 'StatefulSet', 'apps'),
  spec('spec/template/metadata/labels', true, 'Job', 'batch'),
  spec('spec/jobTemplate/metadata/labels', true, 'CronJob', 'batch'),
  spec('spec/jobTemplate/spec/template/metadata/labels', true, 'CronJob', 'batch'),
];

/** Where labels are put that select, too (`commonlabels.go`); those of where pods may run are left out. */
export const COMMON_LABELS: readonly FieldSpec[] = [
  spec('spec/selector', true, 'Service', undefined, 'v1'),
  spec('spec/selector', true, 'ReplicationController', undefined, 'v1'),
  spec('spec/selector/matchLabels', true, 'Deployment'),
  spec('spec/selector/matchLabels', true, 'ReplicaSet'),
  spec('spec/selector/matchLabels', true, 'DaemonSet'),
  spec('spec/selector/matchLabels', true, 'StatefulSet', 'apps'),
  spec('spec/selector/matchLabels', false, 'Job', 'batch'),
  spec('spec/jobTemplate/spec/selector/matchLabels', false, 'CronJob', 'batch'),
  spec('spec/podSelector/matchLabels', false, 'NetworkPolicy', 'networking.k8s.io'),
  spec('spec/ingress/from/podSelector/matchLabels', false, 'NetworkPolicy', 'networking.k8s.io'),
  spec('spec/egress/to/podSelector/matchLabels', false, 'NetworkPolicy', 'networking.k8s.io'),
  ...TEMPLATE_LABELS,
];

/** Where the name of a Service stands that follows it when a prefix changes it (`namereference.go`): in no route. */
export const SERVICE_NAMES: readonly FieldSpec[] = [
  spec('spec/serviceName', false, 'StatefulSet', 'apps'),
  spec('spec/rules/http/paths/backend/serviceName', false, 'Ingress'),
  spec('spec/backend/serviceName', false, 'Ingress'),
  spec('spec/rules/http/paths/backend/service/name', false, 'Ingress'),
  spec('spec/defaultBackend/service/name', false, 'Ingress'),
];
