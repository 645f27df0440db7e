// What a cluster makes of manifests, worked out by hand and without Portolan: what each reference reaches.
import { parseAllDocuments } from 'yaml';
import type { Data } from './manifests';
import type { FileTexts } from './projects';

/** A port that can be reached: of a container, or of a Service. */
interface Reached {
  readonly id: string;
  readonly number: number;
  readonly name: string | undefined;
  readonly protocol: string;
}

interface Pod {
  readonly namespace: string;
  readonly labels: Data;
  readonly containers: readonly {
    readonly data: Data;
    readonly id: string;
    readonly ports: readonly Reached[];
  }[];
}

interface Service {
  readonly key: string;
  readonly ports: readonly Reached[];
}

/** What each reference of manifests reaches, by where the reference is. */
export function referencesOf(files: FileTexts): ReadonlyMap<string, string> {
  const resources = Object.entries(files)
    .filter(([path]) => path.startsWith('k8s/'))
    .flatMap(([path, text]) =>
      parseAllDocuments(text).flatMap((one, index) => flat(data(one.toJS()), `${path} ${index}`)),
    );
  const pods = resources.flatMap(podOf);
  const services = resources.flatMap(serviceOf);
  return new Map(
    resources.flatMap(([id, one]) => {
      const namespace = text(at(one, 'metadata', 'namespace')) ?? '';
      const kind = text(at(one, 'kind'));
      const answers: (readonly [string, readonly Reached[]])[] = [];
      const selected = (selector: Data | undefined) =>
        pods.filter(pod => pod.namespace === namespace && hasLabels(pod.labels, selector));
      if (kind === 'Service')
        for (const [index, own] of items(at(one, 'spec', 'ports')).entries()) {
          const wanted = at(own, 'targetPort') ?? at(own, 'port');
          const ports = selected(at(one, 'spec', 'selector')).flatMap(portsOf);
          answers.push([`target ${index}`, ports.filter(port => isMeant(port, wanted, protocol(own)))]);
        }
      if (kind === 'NetworkPolicy')
        for (const [index, own] of items(at(one, 'spec', 'ingress', 0, 'ports')).entries()) {
          const end = at(own, 'endPort');
          const [wanted, last] = [at(own, 'port'), typeof end === 'number' ? end : undefined];
          const ports = selected(at(one, 'spec', 'podSelector', 'matchLabels')).flatMap(portsOf);
          answers.push([`policy ${index}`, ports.filter(port => isMeant(port, wanted, 'TCP', last))]);
        }
      const backends = [
        ...items(at(one, 'spec', 'rules', 0, 'http', 'paths')).map(path => at(path, 'backend', 'service')),
        ...items(at(one, 'spec', 'rules', 0, 'backendRefs')),
      ];
      for (const [index, backend] of backends.entries()) {
        const wanted = at(backend, 'port', 'number') ?? at(backend, 'port', 'name') ?? at(backend, 'port');
        const found = services.filter(({ key }) => key === `${namespace}/${text(at(backend, 'name'))}`);
        const ports = found.flatMap(service => service.ports);
        // A number means what the Service has, TCP before others.
        const first = ['TCP', 'UDP'].map(over => ports.filter(port => isMeant(port, wanted, over)));
        answers.push([`backend ${index}`, first.find(one => one.length > 0) ?? []]);
      }
      for (const pod of podOf([id, one]))
        for (const container of pod.containers)
          for (const check of ['livenessProbe', 'readinessProbe']) {
            const own = at(container.data, check);
            const wanted =
              at(own, 'httpGet', 'port') ?? at(own, 'tcpSocket', 'port') ?? at(own, 'grpc', 'port');
            const ports = typeof wanted === 'string' ? container.ports : portsOf(pod);
            answers.push([`${container.id} ${check}`, ports.filter(port => isMeant(port, wanted, 'TCP'))]);
          }
      return answers.map(([place, reached]) => [
        `${id} ${place}`,
        [...new Set(reached.map(port => port.id))].sort().join(', '),
      ]);
    }),
  );
}

type Found = readonly [id: string, resource: Data];

function flat(resource: Data, id: string): readonly Found[] {
  if (text(at(resource, 'kind')) !== 'List') return [[id, resource]];
  return items(at(resource, 'items')).flatMap((one, index) => flat(one, `${id}.${index}`));
}

function podOf([id, resource]: Found): readonly Pod[] {
  const template = text(at(resource, 'kind')) === 'Pod' ? resource : at(resource, 'spec', 'template');
  if (!at(template, 'spec', 'containers')) return [];
  const containers = [
    ...items(at(template, 'spec', 'containers')),
    // What runs before the others is reached by nobody else.
  ].map((one, index) => ({
    data: one,
    id: `container ${index}`,
    ports: items(at(one, 'ports')).map((port, at_) =>
      reachedAt(`${id} ${index} ${at_}`, port, 'containerPort'),
    ),
  }));
  return [
    {
      namespace: text(at(resource, 'metadata', 'namespace')) ?? '',
      labels: at(template, 'metadata', 'labels') ?? {},
      containers,
    },
  ];
}

function serviceOf([id, resource]: Found): readonly Service[] {
  if (text(at(resource, 'kind')) !== 'Service') return [];
  const key = `${text(at(resource, 'metadata', 'namespace')) ?? ''}/${text(at(resource, 'metadata', 'name'))}`;
  const ports = items(at(resource, 'spec', 'ports')).map((port, index) =>
    reachedAt(`${id} ${index}`, port, 'port'),
  );
  return [{ key, ports }];
}

function reachedAt(id: string, port: Data, key: string): Reached {
  const number = at(port, key);
  return {
    id,
    number: typeof number === 'number' ? number : Number.NaN,
    name: text(at(port, 'name')),
    protocol: protocol(port),
  };
}

function portsOf({ containers }: Pod): readonly Reached[] {
  return containers.flatMap(({ ports }) => ports);
}

function isMeant(port: Reached, wanted: Data | undefined, over: string, last?: number): boolean {
  if (port.protocol !== over) return false;
  if (typeof wanted === 'string') return port.name === wanted;
  return typeof wanted === 'number' && wanted <= port.number && port.number <= (last ?? wanted);
}

function hasLabels(labels: Data, selector: Data | undefined): boolean {
  return Object.entries(typeof selector === 'object' && selector !== null ? selector : {}).every(
    ([key, value]) => at(labels, key) === value,
  );
}

function protocol(port: Data): string {
  return text(at(port, 'protocol')) ?? 'TCP';
}

function at(found: Data | undefined, ...path: readonly (string | number)[]): Data | undefined {
  let now = found;
  for (const key of path) {
    if (typeof now !== 'object' || now === null) return undefined;
    now = Object.entries(now).find(([name]) => name === String(key))?.[1];
  }
  return now;
}

function items(list: Data | undefined): readonly Data[] {
  return Array.isArray(list) ? list : [];
}

function text(value: Data | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function data(value: unknown): Data {
  return JSON.parse(JSON.stringify(value ?? null));
}
