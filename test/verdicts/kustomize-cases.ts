import { stringify } from 'yaml';
import { type Random, randomness } from './random.ts';

/** Texts by their paths, relative to the folder of the case. */
export type Files = Readonly<Record<string, string>>;

export interface Question {
  readonly name: string;
  /** The folder that is built. */
  readonly folder: string;
  readonly files: Files;
}

type Json = string | number | boolean | null | undefined | readonly Json[] | { readonly [key: string]: Json };

/** A resource that is there to be patched. */
interface Known {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | undefined;
  readonly containers: readonly string[];
  readonly ports: readonly number[];
}

const NAMES = ['web', 'api', 'db', 'web-1'];
const APPS = ['web', 'api', 'db'];
const CONTAINERS = ['app', 'proxy', 'log'];
const PORTS = [80, 443, 8080, 8081, 9090, 53];
const PORT_NAMES = ['http', 'https', 'metrics', 'dns'];
const PROTOCOLS = ['TCP', 'UDP'];
const IMAGES = [
  'nginx',
  'nginx:1.27',
  'reg.test:5000/app',
  'reg.test:5000/app:2',
  'app@sha256:abc',
  'redis:7@sha256:1',
];

/** Where the template of pods stands in each kind that has one. */
const PODS: Readonly<Record<string, readonly string[]>> = {
  Pod: [],
  Deployment: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
  DaemonSet: ['spec', 'template'],
  ReplicaSet: ['spec', 'template'],
  ReplicationController: ['spec', 'template'],
  Job: ['spec', 'template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
};

const KINDS: readonly (readonly [string, string])[] = [
  ...Array.from({ length: 5 }, () => ['apps/v1', 'Deployment'] as const),
  ...Array.from({ length: 5 }, () => ['v1', 'Service'] as const),
  ['apps/v1', 'StatefulSet'],
  ['apps/v1', 'StatefulSet'],
  ['apps/v1', 'DaemonSet'],
  ['apps/v1', 'ReplicaSet'],
  ['v1', 'ReplicationController'],
  ['v1', 'Pod'],
  ['v1', 'Pod'],
  ['batch/v1', 'Job'],
  ['batch/v1', 'CronJob'],
  ['batch/v1beta1', 'CronJob'],
  ['extensions/v1beta1', 'Deployment'],
  ['networking.k8s.io/v1', 'Ingress'],
  ['networking.k8s.io/v1', 'Ingress'],
  ['networking.k8s.io/v1beta1', 'Ingress'],
  ['extensions/v1beta1', 'Ingress'],
  ['networking.k8s.io/v1', 'NetworkPolicy'],
  ['networking.k8s.io/v1', 'NetworkPolicy'],
  ['gateway.networking.k8s.io/v1', 'Gateway'],
  ['gateway.networking.k8s.io/v1', 'HTTPRoute'],
  ['v1', 'ConfigMap'],
  ['v1', 'ServiceAccount'],
  ['v1', 'Endpoints'],
];

const VARIANT_NAMES: readonly Record<string, Json>[] = [{ namePrefix: 'one-' }, { namePrefix: 'two-' }];
const VARIANT_NAMESPACES: readonly Record<string, Json>[] = [{ namespace: 'one' }, { namespace: 'two' }];

/** A random kustomization of a seed: bases, overlays of them, and components. */
export function randomQuestion(seed: number, name: string): Question {
  const random = randomness(seed);
  const files: Record<string, string> = {};
  const made: Made = { files, random, components: [] };
  const bases = Array.from({ length: 1 + random.below(2) }, (_, index) => makeBase(made, `base${index}`));
  for (let index = random.below(3); index > 0; index--) made.components.push(`parts/part${index}`);
  let folders = bases;
  const levels = random.below(4);
  for (let level = 0; level < levels; level++) {
    const isLast = level === levels - 1;
    const used = isLast || random.chance(50) ? folders : [random.pick(folders)];
    const others = folders.filter(folder => !used.includes(folder));
    const name = `over/level${level}`;
    // Two variants of the same, told apart by a prefix or a namespace.
    const variants =
      !isLast && random.chance(25) ? [VARIANT_NAMES, VARIANT_NAMESPACES][random.below(2)] : undefined;
    folders = variants
      ? [
          ...variants.map((forced, at) => makeFolder(made, name + 'ab'.charAt(at), used, false, forced)),
          ...others,
        ]
      : [makeFolder(made, name, used, random.chance(40)), ...others];
  }
  const root = folders[0] ?? bases[0];
  const known = root?.known ?? [];
  for (const part of made.components) makePart(made, part, known);
  return { name, folder: root?.folder ?? 'base0', files };
}

interface Made {
  readonly files: Record<string, string>;
  readonly random: Random;
  readonly components: string[];
}

/** A folder with a kustomization, and the resources that come of it. */
interface Folder {
  readonly folder: string;
  readonly known: readonly Known[];
}

function makeBase(made: Made, folder: string): Folder {
  return makeFolder(made, folder, [], true);
}

function makeFolder(
  made: Made,
  folder: string,
  bases: readonly Folder[],
  hasOwn: boolean,
  forced: Record<string, Json> = {},
): Folder {
  const { random, files } = made;
  const own = hasOwn ? makeResources(made, folder) : { names: [], known: [] };
  const known = [...bases.flatMap(base => base.known), ...own.known];
  const upwards = folder
    .split('/')
    .map(() => '..')
    .join('/');
  const paths = bases.map(base => `${upwards}/${base.folder}${random.chance(20) ? '/' : ''}`);
  const isOld = random.chance(15);
  const parts = bases.length > 0 && made.components.length > 0 && random.chance(50);
  const content: Record<string, Json> = {
    ...(random.chance(60) && { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization' }),
    resources: isOld ? own.names : [...paths, ...own.names],
    ...(isOld && paths.length > 0 && { bases: paths }),
    ...(parts && { components: made.components.map(part => `${upwards}/${part}`) }),
    ...customization(made, folder, known, bases.length > 0 ? 60 : 25),
    ...forced,
  };
  files[
    `${folder}/${random.pick(['kustomization.yaml', 'kustomization.yaml', 'kustomization.yml', 'Kustomization'])}`
  ] = textOf(random, content);
  return { folder, known };
}

function makePart(made: Made, folder: string, known: readonly Known[]): void {
  const { random, files } = made;
  const own = random.chance(30)
    ? makeResources(made, folder, `part-${folder.at(-1)}-`)
    : { names: [], known: [] };
  const content: Record<string, Json> = {
    apiVersion: 'kustomize.config.k8s.io/v1alpha1',
    kind: 'Component',
    ...(own.names.length > 0 && { resources: own.names }),
    ...customization(made, folder, [...known, ...own.known], 70),
  };
  files[`${folder}/kustomization.yaml`] = textOf(random, content);
}

/** What a kustomization does to its resources. */
function customization(
  made: Made,
  folder: string,
  known: readonly Known[],
  often: number,
): Record<string, Json> {
  const { random } = made;
  const labels = () =>
    Object.fromEntries([[random.pick(['app', 'tier', 'env']), random.pick([...APPS, 'x'])]]);
  const content: Record<string, Json> = {};
  if (random.chance(often / 2)) content.namePrefix = random.pick(['a-', 'b-', 'team-']);
  if (random.chance(often / 3)) content.nameSuffix = random.pick(['-x', '-v2']);
  if (random.chance(often / 2)) content.namespace = random.pick(['prod', 'dev', 'default']);
  if (random.chance(often / 3)) content.commonLabels = labels();
  if (random.chance(often / 4)) content.commonAnnotations = { team: random.pick(['one', 'two']) };
  if (random.chance(often / 2)) {
    content.labels = Array.from({ length: 1 + random.below(2) }, () => ({
      pairs: labels(),
      ...(random.chance(40) && { includeSelectors: random.chance(80) }),
      ...(random.chance(40) && { includeTemplates: true }),
      ...(random.chance(10) && { fields: [{ path: 'spec/extra/labels', kind: 'Service', create: true }] }),
    }));
  }
  if (random.chance(often / 3))
    content[random.chance(85) ? 'images' : 'imageTags'] = [
      {
        name: random.pick(['nginx', 'reg.test:5000/app', 'app', 'redis']),
        ...(random.chance(50) && { newName: 'mirror.test/it' }),
        ...(random.chance(70) ? { newTag: '9.9' } : { digest: 'sha256:99' }),
      },
    ];
  if (random.chance(10)) content.configMapGenerator = [{ name: 'made', literals: ['PORT=80'] }];
  addPatches(made, folder, known, content);
  return content;
}

function addPatches(
  made: Made,
  folder: string,
  known: readonly Known[],
  content: Record<string, Json>,
): void {
  const { random, files } = made;
  if (known.length === 0) return;
  const inFile = (text: string, ending: string) => {
    const name = `patch${Object.keys(files).length}.${ending}`;
    files[`${folder}/${name}`] = text;
    return name;
  };
  const patches: Json[] = [];
  const merges: Json[] = [];
  const steps: Json[] = [];
  for (let count = random.below(4); count > 0; count--) {
    const target = random.pick(known);
    const isMerge = random.chance(60);
    if (isMerge && random.chance(25)) {
      const text = textOf(random, mergePatch(random, target));
      merges.push(random.chance(60) ? inFile(text, 'yaml') : text);
    } else if (isMerge) {
      const hasTarget = random.chance(40);
      const bodies = [mergePatch(random, target, hasTarget && random.chance(40))];
      if (!hasTarget && random.chance(20)) bodies.push(mergePatch(random, random.pick(known)));
      const text = bodies.map(body => textOf(random, body)).join('---\n');
      patches.push({
        ...(random.chance(50) ? { path: inFile(text, 'yaml') } : { patch: text }),
        ...(hasTarget && { target: targetOf(random, target) }),
        ...(random.chance(10) && { options: { allowNameChange: true } }),
      });
    } else {
      const body = stepsFor(random, target);
      const isJson = random.chance(40);
      const text = isJson ? JSON.stringify(body, null, random.below(3)) : textOf(random, body);
      if (random.chance(25)) {
        const { name, kind, apiVersion } = target;
        const group = apiVersion.includes('/') ? { group: apiVersion.split('/')[0] } : {};
        const version = apiVersion.split('/').at(-1);
        steps.push({
          target: { ...group, version, kind, name },
          ...(random.chance(50) ? { path: inFile(text, isJson ? 'json' : 'yaml') } : { patch: text }),
        });
      } else {
        patches.push({
          target: targetOf(random, target),
          ...(random.chance(50) ? { path: inFile(text, isJson ? 'json' : 'yaml') } : { patch: text }),
        });
      }
    }
  }
  if (patches.length > 0) content.patches = patches;
  if (merges.length > 0) content.patchesStrategicMerge = merges;
  if (steps.length > 0) content.patchesJson6902 = steps;
}

function targetOf(random: Random, { apiVersion, kind, name, namespace }: Known): Json {
  const [version = '', group] = apiVersion.split('/').reverse();
  const patterns = [
    name,
    name,
    `${name[0]}.*`,
    `(${name}|other)`,
    '[a-w]+',
    `^${name}$`,
    'w?eb',
    `.*${name}`,
    `${name}-?\\d*`,
  ];
  return {
    ...(random.chance(75) && { kind: random.pick([kind, kind, kind, `${kind}|Pod`, '.*Set', 'Deploy.+']) }),
    ...(random.chance(65) && { name: random.pick(patterns) }),
    ...(random.chance(15) && group !== undefined && { group }),
    ...(random.chance(15) && { version }),
    ...(random.chance(15) && { namespace: random.pick([namespace ?? 'default', 'prod', 'd.*']) }),
    ...(random.chance(25) && {
      labelSelector: random.pick([
        'app=web',
        'app==api',
        'app!=db',
        'app',
        '!tier',
        'app in (web, api)',
        'app notin (db),tier',
        'env=x, app',
      ]),
    }),
    ...(random.chance(5) && { annotationSelector: 'team=one' }),
  };
}

/** Resources in files of a folder: one or several documents each, or lists. */
function makeResources(
  { random, files }: Made,
  folder: string,
  prefix = '',
): { names: readonly string[]; known: readonly Known[] } {
  const names: string[] = [];
  const known: Known[] = [];
  const taken = new Set<string>();
  for (let file = 1 + random.below(3); file > 0; file--) {
    const bodies: Json[] = [];
    for (let count = 1 + random.below(3); count > 0; count--) {
      const [apiVersion, kind] = random.pick(KINDS);
      const name = prefix + random.pick(NAMES);
      if (taken.has(`${apiVersion} ${kind} ${name}`)) continue;
      taken.add(`${apiVersion} ${kind} ${name}`);
      const made = resourceOf(random, apiVersion, kind, name);
      bodies.push(made.body);
      known.push(made.known);
    }
    const isList = bodies.length > 0 && random.chance(10);
    const isJson = bodies.length === 1 && random.chance(8);
    const path = `r${file}.${isJson ? 'json' : random.pick(['yaml', 'yml'])}`;
    if (bodies.length === 0) continue;
    names.push(random.chance(10) ? `./${path}` : path);
    files[`${folder}/${path}`] = isJson
      ? JSON.stringify(bodies[0])
      : isList
        ? textOf(random, { apiVersion: 'v1', kind: 'List', items: bodies })
        : (random.chance(20) ? '---\n' : '') + bodies.map(body => textOf(random, body)).join('---\n');
  }
  return { names, known };
}

function labelsOf(random: Random): Record<string, Json> {
  return { app: random.pick(APPS), ...(random.chance(40) && { tier: random.pick(['front', 'back']) }) };
}

function resourceOf(
  random: Random,
  apiVersion: string,
  kind: string,
  name: string,
): { body: Json; known: Known } {
  const namespace = random.chance(20) ? random.pick(['prod', 'dev', 'default']) : undefined;
  const containers = containersOf(random);
  const metadata = {
    name,
    ...(namespace !== undefined && { namespace }),
    ...(random.chance(60) && { labels: labelsOf(random) }),
    ...(random.chance(10) && { annotations: { team: 'one' } }),
    ...(random.chance(2) && { annotations: { 'config.kubernetes.io/local-config': 'true' } }),
  };
  const body = { apiVersion, kind, metadata, ...specOf(random, apiVersion, kind, containers) };
  const ports = containers.flatMap(({ ports: own }) => own.map(({ containerPort }) => containerPort));
  return {
    body,
    known: { apiVersion, kind, name, namespace, containers: containers.map(one => one.name), ports },
  };
}

type ContainerJson = Record<string, Json> & {
  readonly name: string;
  readonly ports: readonly (Record<string, Json> & { readonly containerPort: number })[];
};

function containersOf(random: Random): readonly ContainerJson[] {
  const names = CONTAINERS.slice(0, 1 + random.below(3));
  return names.map(name => ({
    name,
    image: random.pick(IMAGES),
    ports: Array.from({ length: random.below(4) }, () => containerPortOf(random)),
    ...(random.chance(40) && { readinessProbe: probeOf(random) }),
    ...(random.chance(30) && { env: [{ name: 'PORT', value: String(random.pick(PORTS)) }] }),
    ...(random.chance(10) && { lifecycle: { preStop: probeOf(random) } }),
  }));
}

function containerPortOf(random: Random): Record<string, Json> & { readonly containerPort: number } {
  return {
    containerPort: random.pick(PORTS),
    ...(random.chance(50) && { name: random.pick(PORT_NAMES) }),
    ...(random.chance(35) && { protocol: random.pick(PROTOCOLS) }),
    ...(random.chance(15) && { hostPort: random.pick(PORTS) }),
  };
}

function probeOf(random: Random): Json {
  const port = random.pick<Json>([...PORTS, ...PORT_NAMES]);
  return random.pick<Json>([
    { httpGet: { path: '/', port } },
    { tcpSocket: { port } },
    { grpc: { port: random.pick(PORTS) } },
  ]);
}

function podOf(random: Random, containers: readonly Json[], labels: Json): Json {
  return {
    metadata: { labels },
    spec: {
      containers,
      ...(random.chance(15) && { hostNetwork: true }),
      ...(random.chance(15) && {
        initContainers: [{ name: 'init', image: random.pick(IMAGES), ports: [{ containerPort: 1 }] }],
      }),
      ...(random.chance(5) && {
        ephemeralContainers: [{ name: 'debug', image: 'busybox', ports: [{ containerPort: 2 }] }],
      }),
    },
  };
}

function specOf(
  random: Random,
  apiVersion: string,
  kind: string,
  containers: readonly Json[],
): Record<string, Json> {
  const labels = labelsOf(random);
  const template = podOf(random, containers, labels);
  const matching = random.chance(25)
    ? { matchExpressions: [{ key: 'app', operator: 'In', values: [labels.app ?? 'web'] }] }
    : { matchLabels: { app: labels.app } };
  switch (kind) {
    case 'Pod':
      return typeof template === 'object' && template !== null && 'spec' in template
        ? { spec: template.spec }
        : {};
    case 'Job':
      return { spec: { template, ...(random.chance(20) && { selector: matching }) } };
    case 'CronJob':
      return { spec: { schedule: '0 0 * * *', jobTemplate: { spec: { template } } } };
    case 'ReplicationController':
      return { spec: { ...(random.chance(70) && { selector: { app: labels.app } }), template } };
    case 'StatefulSet':
      return { spec: { serviceName: random.pick(NAMES), selector: matching, template } };
    case 'Deployment':
    case 'DaemonSet':
    case 'ReplicaSet':
      return { spec: { ...(random.chance(90) && { selector: matching }), template } };
    case 'Service':
      return {
        spec: {
          ...(random.chance(85) && { selector: labelsOf(random) }),
          ports: Array.from({ length: 1 + random.below(3) }, () => servicePortOf(random)),
          ...(random.chance(20) && { type: random.pick(['NodePort', 'LoadBalancer']) }),
        },
      };
    case 'Ingress':
      return { spec: ingressOf(random, apiVersion) };
    case 'NetworkPolicy':
      return { spec: policyOf(random) };
    case 'Gateway':
      return {
        spec: {
          gatewayClassName: 'x',
          listeners: [{ name: 'http', port: random.pick(PORTS), protocol: 'HTTP' }],
        },
      };
    case 'HTTPRoute':
      return { spec: { rules: [{ backendRefs: [{ name: random.pick(NAMES), port: random.pick(PORTS) }] }] } };
    case 'Endpoints':
      return { subsets: [{ addresses: [{ ip: '10.0.0.1' }], ports: [{ port: random.pick(PORTS) }] }] };
    default:
      return {};
  }
}

function servicePortOf(random: Random): Json {
  return {
    port: random.pick(PORTS),
    ...(random.chance(60) && { name: random.pick(PORT_NAMES) }),
    ...(random.chance(60) && { targetPort: random.pick<Json>([...PORTS, ...PORT_NAMES]) }),
    ...(random.chance(30) && { protocol: random.pick(PROTOCOLS) }),
    ...(random.chance(15) && { nodePort: 30_000 + random.below(100) }),
  };
}

function backendOf(random: Random, apiVersion: string): Json {
  const name = random.pick(NAMES);
  return apiVersion === 'networking.k8s.io/v1'
    ? {
        service: {
          name,
          port: random.chance(60) ? { number: random.pick(PORTS) } : { name: random.pick(PORT_NAMES) },
        },
      }
    : { serviceName: name, servicePort: random.pick<Json>([...PORTS, ...PORT_NAMES]) };
}

function ingressOf(random: Random, apiVersion: string): Json {
  const isNew = apiVersion === 'networking.k8s.io/v1';
  const rules = Array.from({ length: 1 + random.below(2) }, (_, index) => ({
    host: `h${index}.test`,
    http: {
      paths: Array.from({ length: 1 + random.below(2) }, (_one, at) => ({
        path: `/${at}`,
        pathType: 'Prefix',
        backend: backendOf(random, apiVersion),
      })),
    },
  }));
  return {
    ...(random.chance(30) && { [isNew ? 'defaultBackend' : 'backend']: backendOf(random, apiVersion) }),
    ...(random.chance(90) && { rules }),
  };
}

function policyOf(random: Random): Json {
  const ports = () =>
    Array.from({ length: 1 + random.below(2) }, () => ({
      port: random.pick<Json>([...PORTS, ...PORT_NAMES]),
      ...(random.chance(40) && { protocol: random.pick(PROTOCOLS) }),
    }));
  const peer = () => ({ podSelector: { matchLabels: labelsOf(random) } });
  return {
    podSelector: random.chance(80) ? { matchLabels: labelsOf(random) } : {},
    ...(random.chance(80) && { ingress: [{ ...(random.chance(60) && { from: [peer()] }), ports: ports() }] }),
    ...(random.chance(40) && { egress: [{ to: [peer()], ports: ports() }] }),
  };
}

/** Something at the end of a path of keys. */
function nested(path: readonly string[], value: Record<string, Json>): Record<string, Json> {
  const [key, ...rest] = path;
  return key === undefined ? value : { [key]: nested(rest, value) };
}

/** A strategic merge patch for a resource. */
function mergePatch(random: Random, target: Known, isNameless = false): Json {
  const { apiVersion, kind, name, namespace } = target;
  const metadata: Record<string, Json> = {
    name: isNameless ? 'any' : name,
    ...(!isNameless && namespace !== undefined && { namespace }),
    ...(random.chance(25) && {
      labels: random.pick<Json>([{ app: 'web' }, { tier: null }, { tier: 'new', app: 'db' }, { env: 'x' }]),
    }),
    ...(random.chance(4) && { annotations: random.pick<Json>([null, { team: 'two' }]) }),
  };
  const common = { apiVersion, kind: isNameless && random.chance(30) ? 'any' : kind, metadata };
  if (random.chance(4)) return { ...common, $patch: 'delete' };
  if (random.chance(1))
    return { ...common, $patch: 'replace', ...specOf(random, apiVersion, kind, containersOf(random)) };
  const path = PODS[kind];
  if (path) {
    const inner = podPatch(random, target);
    if (path.length > 0 && random.chance(15))
      return {
        ...common,
        spec: { ...nested(path.slice(1), inner), replicas: 2, selector: { matchLabels: { app: 'api' } } },
      };
    return { ...common, ...nested(path, path.length === 0 ? podAlone(inner) : inner) };
  }
  switch (kind) {
    case 'Service':
      return {
        ...common,
        spec: {
          ...(random.chance(80) && {
            ports: random.chance(6) ? null : listPatch(random, () => servicePortOf(random)),
          }),
          ...(random.chance(25) && {
            selector: random.pick<Json>([{ app: 'api' }, { app: null }, { $patch: 'replace', x: 'z' }, null]),
          }),
          ...(random.chance(15) && { type: 'NodePort' }),
        },
      };
    case 'Ingress':
      return { ...common, spec: ingressOf(random, apiVersion) };
    case 'NetworkPolicy':
      return { ...common, spec: policyOf(random) };
    case 'Gateway':
      return { ...common, spec: { listeners: [{ name: 'https', port: random.pick(PORTS) }] } };
    case 'HTTPRoute':
      return { ...common, spec: { rules: [{ backendRefs: [{ name: random.pick(NAMES), port: 1234 }] }] } };
    default:
      return { ...common, data: { some: 'thing' } };
  }
}

function podAlone(inner: Record<string, Json>): Record<string, Json> {
  return 'spec' in inner ? { spec: inner.spec } : {};
}

/** Items for a list that is merged, at times with what says how. */
function listPatch(random: Random, item: () => Json): Json {
  const items = Array.from({ length: 1 + random.below(2) }, item);
  if (random.chance(6)) return [{ $patch: 'replace' }, ...items];
  if (random.chance(3)) return [...items, { $patch: 'replace' }];
  if (random.chance(3)) return [{ $patch: 'delete' }];
  return items;
}

function podPatch(random: Random, { containers }: Known): Record<string, Json> {
  const names = containers.length > 0 ? containers : CONTAINERS;
  const container = (): Json => {
    const name = random.chance(85) ? random.pick(names) : random.pick(CONTAINERS);
    if (random.chance(8)) return { name, $patch: random.pick(['delete', 'delete', 'replace']) };
    const port = (): Json =>
      random.chance(8) ? { containerPort: random.pick(PORTS), $patch: 'delete' } : containerPortOf(random);
    return {
      name,
      ...(random.chance(20) && { image: random.pick(IMAGES) }),
      ...(random.chance(60) && { ports: random.chance(5) ? null : listPatch(random, port) }),
      ...(random.chance(25) && { readinessProbe: random.chance(30) ? null : probeOf(random) }),
      ...(random.chance(20) && {
        env: listPatch(random, () => ({ name: random.pick(['PORT', 'HOST']), value: '81' })),
      }),
    };
  };
  return {
    ...(random.chance(25) && {
      metadata: { labels: { [random.pick(['app', 'tier', 'new'])]: random.pick<Json>(['web', 'zz', null]) } },
    }),
    spec: {
      ...(random.chance(90) && { containers: listPatch(random, container) }),
      ...(random.chance(10) && { initContainers: [{ name: 'init', ports: [containerPortOf(random)] }] }),
      ...(random.chance(4) && { ephemeralContainers: [{ name: 'debug', ports: [containerPortOf(random)] }] }),
      ...(random.chance(10) && { hostNetwork: random.pick([true, null]) }),
      ...(random.chance(4) && { '$setElementOrder/containers': [{ name: 'app' }] }),
    },
  };
}

/** The steps of a JSON patch for a resource. */
function stepsFor(random: Random, { kind, ports }: Known): Json {
  const path = PODS[kind];
  const steps: Json[] = [];
  for (let count = 1 + random.below(2); count > 0; count--) {
    if (path) steps.push(podStep(random, ['', ...path, 'spec', 'containers'].join('/'), ports.length > 0));
    else if (kind === 'Service')
      steps.push(
        random.pick<Json>([
          { op: 'replace', path: '/spec/ports/0/port', value: random.pick(PORTS) },
          { op: 'add', path: '/spec/ports/-', value: servicePortOf(random) },
          { op: 'add', path: '/spec/ports/0', value: servicePortOf(random) },
          { op: 'replace', path: '/spec/ports', value: [servicePortOf(random)] },
          { op: 'add', path: '/spec/ports/0/targetPort', value: random.pick<Json>([8080, 'http', '9090']) },
          { op: 'add', path: '/spec/selector', value: { app: 'api' } },
          { op: 'copy', from: '/spec/ports/0/port', path: '/spec/ports/0/targetPort' },
          { op: 'remove', path: '/spec/ports/0' },
          { op: 'remove', path: '/spec/ports/-1' },
        ]),
      );
    else if (kind === 'Ingress')
      steps.push(
        random.pick<Json>([
          { op: 'add', path: '/spec/rules/-', value: { host: 'x.test' } },
          {
            op: 'replace',
            path: '/spec/rules/0/http/paths/0/backend/service/name',
            value: random.pick(NAMES),
          },
          { op: 'replace', path: '/spec/rules/0/http/paths/0/backend/service/port', value: { number: 77 } },
          { op: 'remove', path: '/spec/rules/0' },
        ]),
      );
    else
      steps.push(
        random.pick<Json>([
          { op: 'add', path: '/metadata/labels', value: { app: 'web' } },
          { op: 'add', path: '/metadata/annotations', value: { 'a/b': 'c' } },
        ]),
      );
  }
  if (random.chance(10)) steps.push({ op: 'add', path: '/metadata/labels/app~1x', value: 'z' });
  if (random.chance(5)) steps.push({ op: 'replace', path: '/metadata/name', value: random.pick(NAMES) });
  if (random.chance(5)) steps.push({ op: 'add', path: '/metadata/namespace', value: 'prod' });
  return steps;
}

function podStep(random: Random, containers: string, hasPorts: boolean): Json {
  return random.pick<Json>([
    ...(hasPorts
      ? [
          { op: 'replace', path: `${containers}/0/ports/0/containerPort`, value: random.pick(PORTS) },
          { op: 'remove', path: `${containers}/0/ports/0` },
          { op: 'move', from: `${containers}/0/ports/0`, path: `${containers}/0/ports/-` },
        ]
      : []),
    { op: 'add', path: `${containers}/0/ports/-`, value: containerPortOf(random) },
    { op: 'add', path: `${containers}/0/ports`, value: [containerPortOf(random)] },
    { op: 'add', path: `${containers}/-`, value: { name: 'more', ports: [containerPortOf(random)] } },
    { op: 'add', path: `${containers}/0`, value: { name: 'first' } },
    { op: 'add', path: `${containers}/0/livenessProbe`, value: probeOf(random) },
    { op: 'replace', path: `${containers}/0/name`, value: random.pick(CONTAINERS) },
    { op: 'copy', from: `${containers}/0`, path: `${containers}/-` },
    { op: 'test', path: `${containers}/0/name`, value: 'app' },
    { op: 'remove', path: `${containers}/-1` },
  ]);
}

/** YAML in one of the ways in which it is written. */
function textOf(random: Random, value: Json): string {
  const text = stringify(value, {
    lineWidth: 0,
    ...(random.chance(15) && { defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN' }),
    ...(random.chance(8) && { collectionStyle: 'flow' }),
    ...(random.chance(30) && { indentSeq: false }),
  });
  // A flow list would be taken for JSON.
  return text.startsWith('[') ? stringify(value) : text;
}

const deployment = (name: string, containers: Json): string =>
  stringify({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, labels: { app: name } },
    spec: {
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec: { containers } },
    },
  });

const service = (name: string, ports: Json): string =>
  stringify({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name },
    spec: { selector: { app: name }, ports },
  });

const WEB = deployment('web', [
  { name: 'app', image: 'nginx', ports: [{ containerPort: 8080, name: 'http' }] },
]);
const ROUTES = [
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'web' },
    spec: { defaultBackend: { service: { name: 'web', port: { number: 80 } } } },
  },
  {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: 'web' },
    spec: { rules: [{ backendRefs: [{ name: 'web', port: 80 }] }] },
  },
]
  .map(one => stringify(one))
  .join('---\n');

/** One folder of a Deployment, and what else its kustomization says. */
const withWeb = (name: string, content: Json, files: Files = {}): Question => ({
  name,
  folder: 'web',
  files: {
    'web/kustomization.yaml': `resources: [web.yaml]\n${stringify(content)}`,
    'web/web.yaml': WEB,
    ...Object.fromEntries(Object.entries(files).map(([file, text]) => [`web/${file}`, text])),
  },
});

const ANY_PATCH = {
  apiVersion: 'apps/v1',
  kind: 'not-important',
  metadata: { name: 'not-important' },
  spec: { template: { spec: { containers: [{ name: 'app', ports: [{ containerPort: 9090 }] }] } } },
};

const PORT_PATCH = (port: Json, more: Record<string, Json> = {}) => PORTS_PATCH([port], more);

const PORTS_PATCH = (ports: readonly Json[], more: Record<string, Json> = {}) =>
  stringify({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', ...more },
    spec: { template: { spec: { containers: [{ name: 'app', ports }] } } },
  });

/** What random ones seldom have, and what people write. */
export const BY_HAND: readonly Question[] = [
  withWeb(
    'a patch for a target may name anything',
    {
      patches: [{ target: { kind: 'Deployment' }, path: 'any.yaml' }],
    },
    { 'any.yaml': stringify(ANY_PATCH) },
  ),
  withWeb('a patch names a port that is there with another protocol', {
    patches: [{ patch: PORT_PATCH({ containerPort: 8080, protocol: 'UDP' }) }],
  }),
  withWeb('a patch names a port with the protocol that it has anyway', {
    patches: [{ patch: PORT_PATCH({ containerPort: 8080, protocol: 'TCP', hostPort: 80 }) }],
  }),
  withWeb('a port is taken away', {
    patches: [{ patch: PORT_PATCH({ containerPort: 8080, $patch: 'delete' }) }],
  }),
  withWeb('a port that is not there is taken away, before a directive alone', {
    patches: [{ patch: PORTS_PATCH([{ containerPort: 443, $patch: 'delete' }, { $patch: 'replace' }]) }],
  }),
  withWeb('a port that is there is taken away, before a directive alone', {
    patches: [{ patch: PORTS_PATCH([{ containerPort: 8080, $patch: 'delete' }, { $patch: 'merge' }]) }],
  }),
  withWeb('a patch that takes the place of all changes nothing', {
    patches: [{ patch: `$patch: replace\n${PORT_PATCH({ containerPort: 1 })}` }],
  }),
  withWeb('a label that is null in a patch for a target is a text', {
    patches: [
      { target: { name: 'web' }, patch: PORT_PATCH({ containerPort: 1 }, { labels: { app: null } }) },
    ],
  }),
  withWeb('a label that is null in a patch goes', {
    patches: [{ patch: PORT_PATCH({ containerPort: 1 }, { labels: { app: null } }) }],
  }),
  withWeb('a word of YAML 1.1 in a JSON patch', {
    patches: [
      { target: { kind: 'Deployment' }, patch: '- op: add\n  path: /metadata/labels/on\n  value: y\n' },
    ],
  }),
  withWeb('a slash in a key of a JSON patch', {
    patches: [
      {
        target: { kind: 'Deployment' },
        patch: '[{"op": "add", "path": "/spec/template/metadata/labels/a~1b~0c", "value": "z"}]',
      },
    ],
  }),
  withWeb('a patch of an item in flow style', {
    patchesStrategicMerge: [
      '{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {template: {spec: {hostNetwork: true}}}}',
    ],
  }),
  withWeb('resources for the machine alone are left out', {
    commonAnnotations: { 'config.kubernetes.io/local-config': 'true' },
  }),
  {
    name: 'names of Services are followed in an Ingress, in a route they are not',
    folder: 'over',
    files: {
      'base/kustomization.yaml': 'resources: [all.yaml]\n',
      'base/all.yaml': `${service('web', [{ port: 80 }])}---\n${ROUTES}`,
      'over/kustomization.yaml': 'resources: [../base]\nnamePrefix: dev-\nnameSuffix: -x\n',
    },
  },
  {
    name: 'each variant follows its own Service',
    folder: 'all',
    files: {
      'base/kustomization.yaml': 'resources: [all.yaml]\n',
      'base/all.yaml': `${service('web', [{ port: 80 }])}---\n${ROUTES}`,
      'one/kustomization.yaml': 'resources: [../base]\nnamePrefix: one-\n',
      'two/kustomization.yaml': 'resources: [../base]\nnamePrefix: two-\n',
      'all/kustomization.yaml': 'resources: [../one, ../two]\nnameSuffix: -x\n',
    },
  },
  {
    name: 'a Service of another namespace is not followed',
    folder: 'over',
    files: {
      'base/kustomization.yaml': 'resources: [service.yaml]\nnamespace: other\n',
      'base/service.yaml': service('web', [{ port: 80 }]),
      'over/kustomization.yaml': 'resources: [../base, routes.yaml]\nnamePrefix: dev-\n',
      'over/routes.yaml': ROUTES,
    },
  },
  {
    name: 'a label changes in all places where it was put together',
    folder: 'over',
    files: {
      'base/kustomization.yaml':
        'resources: [web.yaml]\nlabels: [{pairs: {env: base}, includeSelectors: true}]\n',
      'base/web.yaml': WEB,
      'over/kustomization.yaml': 'resources: [../base]\nlabels: [{pairs: {env: prod}}]\n',
    },
  },
  {
    name: 'a patch changes a label in all places where it was put together',
    folder: 'over',
    files: {
      'base/kustomization.yaml': 'resources: [web.yaml]\ncommonLabels: {env: base}\n',
      'base/web.yaml': WEB,
      'over/kustomization.yaml': `resources: [../base]\n${stringify({ patches: [{ patch: PORT_PATCH({ containerPort: 8080 }, { labels: { env: 'prod' } }) }] })}`,
    },
  },
  {
    name: 'ports of a Service by number and protocol',
    folder: 'over',
    files: {
      'over/kustomization.yaml': 'resources: [service.yaml]\npatches: [{path: patch.yaml}]\n',
      'over/service.yaml': service('dns', [
        { port: 53, protocol: 'TCP', name: 'tcp' },
        { port: 53, protocol: 'UDP', name: 'udp' },
      ]),
      'over/patch.yaml': service('dns', [{ port: 53, protocol: 'UDP', targetPort: 5353 }]),
    },
  },
  {
    name: 'lists within lists',
    folder: 'over',
    files: {
      'over/kustomization.yaml': 'resources: [list.yaml]\nnamePrefix: a-\n',
      'over/list.yaml': stringify({
        apiVersion: 'v1',
        kind: 'List',
        items: [
          {
            apiVersion: 'v1',
            kind: 'ServiceList',
            items: [
              {
                apiVersion: 'v1',
                kind: 'Service',
                metadata: { name: 'web' },
                spec: { ports: [{ port: 1 }] },
              },
            ],
          },
        ],
      }),
    },
  },
];
