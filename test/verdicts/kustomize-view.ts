import { buildKustomization } from '../../server/src/systems/kubernetes/kustomize/build';
import { readKubernetes } from '../../server/src/systems/kubernetes/reading';
import type { Find } from '../../server/src/systems/project';
import type { Document } from '../../server/src/systems/reading';
import type { Tree } from '../../server/src/text/yaml-tree';
import type { Files } from './kustomize-cases';

/** Where the files of a case stand. */
export const ROOT = 'file:///project/';

/** A part of a resource as data. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Finds files that stand in memory. */
export function findIn(files: Files): Find {
  const documents = new Map<string, Document>();
  return uri => {
    const text = files[uri.slice(ROOT.length)];
    if (text === undefined) return 'missing';
    const known = documents.get(uri);
    if (known) return known;
    const document: Document = {
      uri,
      text,
      purpose: 'configuration',
      reading: readKubernetes(text, uri),
      parts: [],
      silences: [],
    };
    documents.set(uri, document);
    return document;
  };
}

/** What Portolan builds of the files of a case. */
export function builtOf(files: Files, folder: string) {
  const find = findIn(files);
  const name = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'].find(
    one => files[`${folder}/${one}`] !== undefined,
  );
  return buildKustomization(`${ROOT}${folder}/${name}`, find);
}

/** The same in the words of a verdict. */
export function viewOf(files: Files, folder: string): readonly Json[] {
  return sorted(builtOf(files, folder).resources.flatMap(({ tree }) => reduced(plainOf(tree))));
}

/** A tree as data: numbers are those without quotes. */
export function plainOf(tree: Tree): Json {
  if (tree.kind === 'list') return tree.items.map(plainOf);
  if (tree.kind === 'map')
    return Object.fromEntries([...tree.entries].map(([key, value]) => [key, plainOf(value)]));
  if (tree.isNull) return null;
  return tree.number ? Number(tree.number.value) : tree.text.value;
}

const WITH_PORTS: readonly string[] = [
  ...['Pod', 'Service', 'ReplicationController', 'Endpoints', 'Deployment', 'StatefulSet', 'DaemonSet'],
  ...['ReplicaSet', 'Job', 'CronJob', 'Ingress', 'NetworkPolicy', 'Gateway', 'HTTPRoute'],
];

/** What matters of a resource: all of it that ports depend on, and nothing where it has none. */
export function reduced(resource: Json): readonly Json[] {
  const kind = at(resource, 'kind');
  if (typeof kind !== 'string' || !WITH_PORTS.includes(kind)) return [];
  const spec = at(resource, 'spec');
  const pod =
    kind === 'Pod' ? resource : (at(spec, 'template') ?? at(spec, 'jobTemplate', 'spec', 'template'));
  return [
    told({
      apiVersion: at(resource, 'apiVersion'),
      kind,
      name: at(resource, 'metadata', 'name'),
      namespace: at(resource, 'metadata', 'namespace'),
      labels: at(resource, 'metadata', 'labels'),
      podLabels: at(pod, 'metadata', 'labels'),
      hostNetwork: at(pod, 'spec', 'hostNetwork'),
      containers: ['containers', 'initContainers', 'ephemeralContainers'].map(list =>
        itemsOf(at(pod, 'spec', list)).map(containerOf),
      ),
      ...(at(spec, 'template') === undefined && kind !== 'Pod' && kind !== 'CronJob'
        ? { spec, subsets: at(resource, 'subsets') }
        : { selector: at(spec, 'selector'), serviceName: at(spec, 'serviceName') }),
    }),
  ];
}

function containerOf(container: Json): Json {
  const parts = ['name', 'image', 'ports', 'env', 'livenessProbe', 'readinessProbe', 'lifecycle'];
  return told(Object.fromEntries(parts.map(key => [key, at(container, key)])));
}

/** Data without what says nothing. */
function told(value: Json | { readonly [key: string]: Json | undefined }): Json {
  if (typeof value === 'boolean') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.map(told);
  return Object.fromEntries(
    Object.entries(value)
      .flatMap(([key, one]) => (one === undefined || one === null ? [] : [[key, told(one)] as const]))
      .filter(([, one]) => !isEmpty(one))
      .toSorted(([one], [other]) => (one < other ? -1 : 1)),
  );
}

function isEmpty(value: Json): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

function at(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  let found = value;
  for (const key of path) {
    if (typeof found !== 'object' || found === null || isList(found)) return undefined;
    found = Object.entries(found).find(([name]) => name === key)?.[1];
  }
  return found;
}

function isList(value: Json | { readonly [key: string]: Json | undefined }): value is readonly Json[] {
  return Array.isArray(value);
}

function itemsOf(value: Json | undefined): readonly Json[] {
  return value !== undefined && isList(value) ? value : [];
}

export function sorted(values: readonly Json[]): readonly Json[] {
  return values.toSorted((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
}
