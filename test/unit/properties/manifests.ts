import fc from 'fast-check';
import { Document, isCollection, isMap, isScalar, isSeq, Scalar, visit } from 'yaml';
import type { FileTexts } from './projects';

/** What a manifest says, as data. */
export type Data = string | number | null | readonly Data[] | { readonly [key: string]: Data };

type Fields = Readonly<Record<string, Data | undefined>>;

const PORTS = [80, 8080, 3000, 9090];
const NAMES = ['http', 'web', 'metrics', 'grpc-api'];
const APPS = ['shop', 'api', 'db'];
const IMAGES = ['acme/shop:1.0', 'acme/api', 'redis:7'];

/** A free port that nodes give, and one for all others; a free name. */
export const FREE = { nodePort: 31999, other: 20001, name: 'renamed' };

interface Style {
  /** How the text is written: each of its bits decides something. */
  readonly seed: number;
  readonly isJson: boolean;
  readonly isList: boolean;
  readonly isAliased: boolean;
}

const port = fc.constantFrom(...PORTS);
const name = fc.constantFrom(...NAMES);
const app = fc.constantFrom(...APPS);
const namespace = fc.constantFrom(undefined, undefined, undefined, 'prod');

/** What names a port: its number or its name. */
const target: fc.Arbitrary<number | string> = fc.oneof(port, name);

function rarely<Value>(arbitrary: fc.Arbitrary<Value>, often: number): fc.Arbitrary<Value | undefined> {
  return fc.option(arbitrary, { nil: undefined, freq: often });
}

const containerPort = fc
  .record({
    containerPort: port,
    name: rarely(name, 2),
    protocol: fc.constantFrom(undefined, undefined, 'TCP', 'UDP'),
    hostPort: rarely(fc.constantFrom(8080, 9100), 1),
  })
  .map(said);

const probe = fc.oneof(
  fc.record({ httpGet: fc.record({ path: fc.constant('/healthz'), port: target }) }),
  fc.record({ tcpSocket: fc.record({ port: target }) }),
  fc.record({ grpc: fc.record({ port }) }),
);

const variable = fc.oneof(
  port.map(number => ({ name: 'PORT', value: String(number) })),
  fc.tuple(app, port).map(([host, number]) => ({ name: 'API_URL', value: `http://${host}:${number}/v1` })),
  fc.constant({ name: 'GREETING', value: 'port 8080 🚢' }),
);

const container = fc
  .record({
    name: fc.constantFrom('main', 'side', 'proxy'),
    image: fc.constantFrom(...IMAGES),
    args: rarely(
      port.map(number => [`--port=${number}`]),
      1,
    ),
    ports: fc.uniqueArray(containerPort, {
      maxLength: 3,
      selector: one => `${one.containerPort} ${one.protocol ?? 'TCP'}`,
    }),
    livenessProbe: rarely(probe, 1),
    readinessProbe: rarely(probe, 1),
    env: rarely(fc.uniqueArray(variable, { selector: one => one.name, maxLength: 2 }), 1),
  })
  .map(said);

const pod = fc.record({
  metadata: fc.record({ labels: app.map((one): Data => ({ app: one, tier: 'front' })) }),
  spec: fc
    .record({
      containers: fc.uniqueArray(container, { minLength: 1, maxLength: 3, selector: one => one.name }),
      initContainers: rarely(
        fc.uniqueArray(container, { minLength: 1, maxLength: 1, selector: one => one.name }),
        1,
      ),
    })
    .map(said),
});

const metadata = fc.record({ name: app, namespace }).map(said);

const workload = fc
  .record({ kind: fc.constantFrom('Deployment', 'StatefulSet', 'Pod', 'DaemonSet'), metadata, pod })
  .map(
    ({ kind, metadata: own, pod: template }): Data =>
      kind === 'Pod'
        ? {
            apiVersion: 'v1',
            kind,
            metadata: { ...own, ...template.metadata },
            spec: template.spec,
          }
        : {
            apiVersion: 'apps/v1',
            kind,
            metadata: own,
            spec: { selector: { matchLabels: template.metadata.labels }, template },
          },
  );

const servicePort = fc
  .record({
    name,
    port,
    targetPort: rarely(target, 3),
    protocol: fc.constantFrom(undefined, undefined, 'TCP', 'UDP'),
    nodePort: rarely(fc.constantFrom(30080, 30081), 1),
  })
  .map(said);

const service = fc
  .record({
    metadata,
    type: fc.constantFrom(undefined, 'NodePort'),
    selector: fc.oneof(
      app.map(one => ({ app: one })),
      fc.constant({ tier: 'front' }),
    ),
    ports: fc.uniqueArray(servicePort, { minLength: 1, maxLength: 3, selector: one => one.name }),
  })
  .map(
    ({ metadata: own, ...spec }): Data => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: own,
      spec: said(spec),
    }),
  );

const backend = fc
  .record({
    name: app,
    port: fc.oneof(
      port.map((number): Data => ({ number })),
      name.map((one): Data => ({ name: one })),
    ),
  })
  .map((one): Data => ({ service: one }));

const ingress = fc.record({ metadata, backends: fc.array(backend, { minLength: 1, maxLength: 3 }) }).map(
  ({ metadata: own, backends }): Data => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: own,
    spec: {
      rules: [
        {
          http: {
            paths: backends.map((one, index) => ({
              path: `/${index}`,
              pathType: 'Prefix',
              backend: one,
            })),
          },
        },
      ],
    },
  }),
);

const route = fc
  .record({
    metadata,
    backendRefs: fc.array(fc.record({ name: app, port }), { minLength: 1, maxLength: 2 }),
  })
  .map(
    ({ metadata: own, backendRefs }): Data => ({
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'HTTPRoute',
      metadata: own,
      spec: { rules: [{ backendRefs }] },
    }),
  );

const policy = fc
  .record({
    metadata,
    selector: fc.oneof(
      app.map((one): Data => ({ matchLabels: { app: one } })),
      fc.constant<Data>({}),
    ),
    ports: fc.array(
      fc.record({ port: target, more: fc.constantFrom(0, 0, 0, 5) }).map(one =>
        said({
          port: one.port,
          endPort: one.more > 0 && typeof one.port === 'number' ? one.port + one.more : undefined,
        }),
      ),
      { minLength: 1, maxLength: 2 },
    ),
  })
  .map(
    ({ metadata: own, selector, ports }): Data => ({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: own,
      spec: { podSelector: selector, ingress: [{ ports }] },
    }),
  );

const other: fc.Arbitrary<Data> = fc.constant({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'settings' },
  data: { port: '8080', url: 'http://localhost:8080/' },
});

const resource = fc.oneof(
  { weight: 4, arbitrary: workload },
  { weight: 4, arbitrary: service },
  { weight: 2, arbitrary: ingress },
  { weight: 1, arbitrary: route },
  { weight: 1, arbitrary: policy },
  { weight: 1, arbitrary: other },
);

const style: fc.Arbitrary<Style> = fc.record({
  seed: fc.nat(),
  isJson: fc.constantFrom(false, false, false, true),
  isList: fc.constantFrom(false, false, true),
  isAliased: fc.constantFrom(false, false, true),
});

const file = fc.record({ resources: fc.array(resource, { minLength: 1, maxLength: 5 }), style });

const recipe = rarely(
  fc.record({ exposed: fc.array(port, { minLength: 1, maxLength: 2 }), published: port, inside: port }),
  1,
);

/** A folder of manifests, in the ways in which they are written, with or without what makes their image. */
export const manifests: fc.Arbitrary<FileTexts> = fc
  .record({
    files: fc.array(file, { minLength: 1, maxLength: 2 }),
    recipe,
    newline: fc.constantFrom('\n', '\n', '\r\n'),
  })
  .map(({ files, recipe: made, newline }) => ({
    ...Object.fromEntries(
      files.map(({ resources, style: own }, index) => {
        const list = own.isList ? [{ apiVersion: 'v1', kind: 'List', items: resources }] : resources;
        const [only] = list;
        if (own.isJson && list.length === 1 && only)
          return [`k8s/m${index}.json`, `${JSON.stringify(only, undefined, 2)}\n`];
        return [`k8s/m${index}.yaml`, written(list, own).replaceAll('\n', newline)];
      }),
    ),
    ...(made && {
      Dockerfile: `FROM alpine\nEXPOSE ${made.exposed.join(' ')}\n`,
      'compose.yaml': `services:\n  shop:\n    image: acme/shop:dev\n    build: .\n    ports: ["${made.published}:${made.inside}"]\n`,
    }),
  }));

/** The fields that are there. */
function said<Value extends Fields>(fields: Value): { [Key in keyof Value]: Exclude<Value[Key], undefined> } {
  return JSON.parse(JSON.stringify(fields));
}

/** Documents of a file, each in a style of its own. */
function written(resources: readonly Data[], { seed, isAliased }: Style): string {
  return resources
    .map((one, index) => styled(one, seed + index, isAliased))
    .join((seed & 1) === 0 ? '---\n' : '--- # next\n');
}

function styled(data: Data, seed: number, isAliased: boolean): string {
  const document = new Document(isAliased ? shared(data) : data);
  let bits = seed;
  // A small generator of its own, so that the same seed gives the same text.
  const oneIn = (count: number): boolean => {
    bits = (Math.imul(bits, 1103515245) + 12345) & 0x7fffffff;
    return (bits >> 8) % count === 0;
  };
  visit(document, (key, node) => {
    if (isCollection(node) && (isSeq(node) || isMap(node)) && oneIn(8)) node.flow = true;
    if (isScalar(node) && typeof node.value === 'string' && key !== 'key' && oneIn(4))
      node.type = oneIn(2) ? Scalar.QUOTE_DOUBLE : Scalar.QUOTE_SINGLE;
    if (isScalar(node) && key !== 'key' && oneIn(12)) node.comment = ' port 8080 🚢';
  });
  return document.toString({ indent: oneIn(3) ? 4 : 2, indentSeq: oneIn(2), lineWidth: 0 });
}

/** The same with parts that are alike as one, so that all but the first of them are written as aliases. */
function shared(data: Data, known: Map<string, Data> = new Map()): Data {
  if (typeof data !== 'object' || data === null) return data;
  const text = JSON.stringify(data);
  const earlier = known.get(text);
  if (earlier !== undefined) return earlier;
  const made = isList(data)
    ? data.map(one => shared(one, known))
    : Object.fromEntries(Object.entries(data).map(([key, value]) => [key, shared(value, known)]));
  known.set(text, made);
  return made;
}

function isList(data: Data): data is readonly Data[] {
  return Array.isArray(data);
}

/** Kustomizations over one another, a chart, and manifests by themselves: which files there are, and what each names. */
export const kustomized: fc.Arbitrary<Readonly<Record<string, string>>> = fc
  .record({
    paths: fc.uniqueArray(
      fc.constantFrom(
        'kustomization.yaml',
        'deployment.yaml',
        'service.yaml',
        'sub/kustomization.yaml',
        'sub/deployment.yaml',
        'new/kustomization.yaml',
        'new/service.yaml',
        'infra/values.yaml',
        'infra/templates/deployment.yaml',
        'infra/templates/service.yaml',
        'skaffold.yaml',
        'Dockerfile',
      ),
      { minLength: 2, maxLength: 10 },
    ),
    resources: fc.array(
      fc.constantFrom(
        'deployment.yaml',
        'service.yaml',
        '../sub',
        'sub',
        '../new',
        '.',
        'patch.yaml',
        'missing',
      ),
      { maxLength: 4 },
    ),
    port: fc.integer({ min: 1, max: 99 }),
    isTemplate: fc.boolean(),
  })
  .map(({ paths, resources, port, isTemplate }) =>
    Object.fromEntries(
      paths.map(path => {
        const name = path.slice(path.lastIndexOf('/') + 1);
        const number = isTemplate && path.includes('templates') ? '{{ .Values.port }}' : String(port);
        return [path, TEXTS[name]?.(number, resources) ?? ''];
      }),
    ),
  );

const TEXTS: Readonly<Record<string, (port: string, resources: readonly string[]) => string>> = {
  'kustomization.yaml': (port, resources) =>
    `namePrefix: p${port}-\nresources: [${resources.join(', ')}]\npatches:\n  - path: patch.yaml\n`,
  'deployment.yaml': port =>
    `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  template:\n    metadata:\n      labels: {app: web}\n    spec:\n      containers:\n        - name: web\n          image: acme/web\n          ports: [{name: http, containerPort: ${port}}]\n`,
  'service.yaml': port =>
    `apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  selector: {app: web}\n  ports: [{port: ${port}, targetPort: http}]\n`,
  'values.yaml': port => `port: ${port}\n`,
  'skaffold.yaml': () =>
    'apiVersion: skaffold/v4beta11\nkind: Config\nbuild:\n  artifacts: [{image: acme/web}]\n',
  Dockerfile: port => `FROM node\nEXPOSE ${port}\n`,
};
