// scripts/kubernetes-api.sh node test/verdicts/kubernetes.mts
// Records in `kubernetes/refusals.json` what the API server of Kubernetes says of manifests that differ in their ports:
// each document is created in turn, as `kubectl create -f` does, and all is deleted before the next case.
// The script starts the server, in a network of its own, and says where it is.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Document, isMap, isSeq, parseDocument } from 'yaml';
import { recordingText } from './recording.ts';

/** A manifest that has no answer yet. */
interface Question {
  readonly name: string;
  /** What in Kubernetes decides it. */
  readonly source: string;
  readonly manifest: string;
  /** What later versions are known to say instead. */
  readonly note?: string;
}

interface Cause {
  readonly field: string;
  readonly reason: string;
  readonly message: string;
}

/** What the server says of one object. */
interface Answer {
  /** Which of the documents that hold anything, and for a `List` which of its items. */
  readonly document: number;
  readonly item?: number;
  readonly ok: boolean;
  /** The `Warning` headers. */
  readonly warnings?: readonly string[];
  /** The ports of the object as the server keeps it; node ports that it chose itself are left out. */
  readonly ports?: Readonly<Record<string, string | number>>;
  readonly code?: number;
  /** Where there are no causes: the manifest could not even be read, or something else failed. */
  readonly message?: string;
  readonly causes?: readonly Cause[];
}

interface KubernetesCase extends Question {
  readonly answers: readonly Answer[];
}

/** One object to create: its text, or that of a document whose only item it is. */
interface Sent {
  readonly document: number;
  readonly item?: number;
  readonly text: string;
  readonly content: Document;
}

interface Server {
  readonly url: string;
  readonly token: string;
  readonly version: string;
}

const TARGET = path.join(import.meta.dirname, 'kubernetes', 'refusals.json');

async function record(server: Server, questions: readonly Question[]): Promise<void> {
  const cases: KubernetesCase[] = [];
  for (const question of questions) cases.push(await answered(server, question));
  const program = `Kubernetes ${server.version}`;
  const command = 'scripts/kubernetes-api.sh node test/verdicts/kubernetes.mts';
  writeFileSync(TARGET, recordingText({ program, command }, cases));
  const answers = cases.flatMap(each => each.answers);
  console.log(
    [
      `${cases.length} cases`,
      `${answers.length} objects`,
      `${answers.filter(({ ok }) => !ok).length} refused`,
      `${answers.filter(({ warnings }) => warnings).length} with warnings`,
    ].join(', '),
  );
}

async function answered(server: Server, question: Question): Promise<KubernetesCase> {
  const answers: Answer[] = [];
  const created: string[] = [];
  for (const sent of objectsIn(question.manifest)) {
    const collection = collectionOf(sent.content);
    const response = await request(server, 'POST', collection, sent.text);
    const place = { document: sent.document, ...(sent.item !== undefined && { item: sent.item }) };
    answers.push({ ...place, ...answerIn(response, question.manifest) });
    if (response.ok) created.push(`${collection}/${textAt(sent.content, ['metadata', 'name'])}`);
  }
  for (const object of created.reverse()) {
    const { ok, body } = await request(server, 'DELETE', object, DELETION);
    if (!ok) throw new Error(`${question.name}: ${object} stays: ${JSON.stringify(body)}`);
  }
  return { ...question, answers };
}

/** Nothing waits for pods to end, or for a garbage collector. */
const DELETION = JSON.stringify({
  apiVersion: 'v1',
  kind: 'DeleteOptions',
  gracePeriodSeconds: 0,
  propagationPolicy: 'Background',
});

/** The objects of a manifest. The items of a `List` are sent one by one, as `kubectl` does. */
function objectsIn(manifest: string): readonly Sent[] {
  // kubectl and the server read YAML 1.1.
  const documents = manifest
    .split(/^---\n/m)
    .map(text => ({ text, content: parseDocument(text, { version: '1.1' }) }))
    .filter(({ content }) => isMap(content.contents));
  return documents.flatMap(({ text, content }, document): readonly Sent[] => {
    const items = content.get('items');
    if (textAt(content, ['kind']) !== 'List' || !isSeq(items)) return [{ document, text, content }];
    return items.items.map((node, item) => {
      const own = JSON.stringify(isMap(node) ? node.toJSON() : node);
      return { document, item, text: own, content: parseDocument(own) };
    });
  });
}

/** Where objects of its kind are created. */
function collectionOf(content: Document): string {
  const version = textAt(content, ['apiVersion']);
  const kind = textAt(content, ['kind']).toLowerCase();
  const plural = kind.endsWith('endpoints')
    ? kind
    : kind.endsWith('s')
      ? `${kind}es`
      : kind.endsWith('y')
        ? `${kind.slice(0, -1)}ies`
        : `${kind}s`;
  const namespace = content.getIn(['metadata', 'namespace']) ?? 'default';
  return `/${version.includes('/') ? 'apis' : 'api'}/${version}/namespaces/${namespace}/${plural}`;
}

function textAt(content: Document, keys: readonly string[]): string {
  return String(content.getIn(keys));
}

interface Response {
  readonly ok: boolean;
  readonly code: number;
  readonly warnings: readonly string[];
  readonly body: unknown;
}

async function request(server: Server, method: string, where: string, text: string): Promise<Response> {
  const response = await fetch(server.url + where, {
    method,
    body: text,
    headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/yaml' },
  });
  const warnings = response.headers.get('warning');
  return {
    ok: response.ok,
    code: response.status,
    warnings:
      warnings === null
        ? []
        : [...warnings.matchAll(/299 - "((?:[^"\\]|\\.)*)"/g)].map(([, said = '']) => said),
    body: await response.json(),
  };
}

function answerIn(
  { ok, code, warnings, body }: Response,
  manifest: string,
): Omit<Answer, 'document' | 'item'> {
  const said = warnings.length > 0 ? { warnings } : {};
  if (ok) {
    const ports = portsIn(body, '').filter(
      ([field, value]) => !/odePort$/.test(field) || manifest.includes(String(value)),
    );
    return { ok, ...said, ...(ports.length > 0 && { ports: Object.fromEntries(ports) }) };
  }
  const causes = listAt(valueAt(body, 'details'), 'causes').flatMap(cause => {
    const [field, reason, message] = ['field', 'reason', 'message'].map(key => valueAt(cause, key));
    // An internal error has no field.
    return field === undefined
      ? []
      : [{ field: String(field), reason: String(reason), message: String(message) }];
  });
  const why = causes.length > 0 ? { causes } : { message: String(valueAt(body, 'message')) };
  return { ok, code, ...said, ...why };
}

const PORT_KEYS =
  /^(?:containerPort|hostPort|port|targetPort|nodePort|healthCheckNodePort|number|servicePort)$/;

/** The fields of an object that are ports, as causes name them. */
function portsIn(value: unknown, field: string): readonly (readonly [string, string | number])[] {
  if (Array.isArray(value)) return value.flatMap((each, index) => portsIn(each, `${field}[${index}]`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => {
    // It holds what was sent once more.
    if (key === 'metadata') return [];
    const own = field === '' ? key : `${field}.${key}`;
    if (PORT_KEYS.test(key) && (typeof each === 'number' || typeof each === 'string'))
      return [[own, each] as const];
    return portsIn(each, own);
  });
}

function valueAt(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && key in value
    ? Object.getOwnPropertyDescriptor(value, key)?.value
    : undefined;
}

function listAt(value: unknown, key: string): readonly unknown[] {
  const list = valueAt(value, key);
  return Array.isArray(list) ? list : [];
}

// ---- Manifests ----

/** Lines, one level deeper. */
function indented(lines: readonly string[]): readonly string[] {
  return lines.map(line => `  ${line}`);
}

/** `a: 1, b: 2` as an entry of a list, a key a line. */
function entry(keys: string): readonly string[] {
  return keys.split(', ').map((key, index) => (index === 0 ? `- ${key}` : `  ${key}`));
}

/** A list under its key; nothing where it is empty. */
function list(key: string, entries: readonly string[]): readonly string[] {
  return entries.length === 0 ? [] : [`${key}:`, ...indented(entries.flatMap(entry))];
}

/** A container of a name with an image, its ports and what else it says. */
function container(name: string, ports: readonly string[], more: readonly string[] = []): readonly string[] {
  return [`- name: ${name}`, '  image: app', ...indented([...list('ports', ports), ...more])];
}

interface Pod {
  readonly containers: readonly (readonly string[])[];
  readonly init?: readonly (readonly string[])[];
  readonly more?: readonly string[];
}

function podSpec({ containers, init = [], more = [] }: Pod): readonly string[] {
  return [
    ...more,
    ...(init.length > 0 ? ['initContainers:', ...indented(init.flat())] : []),
    'containers:',
    ...indented(containers.flat()),
  ];
}

function object(apiVersion: string, kind: string, name: string, rest: readonly string[]): string {
  const lines = [`apiVersion: ${apiVersion}`, `kind: ${kind}`, 'metadata:', `  name: ${name}`, ...rest];
  return `${lines.join('\n')}\n`;
}

const pod = (spec: Pod, name = 'web') => object('v1', 'Pod', name, ['spec:', ...indented(podSpec(spec))]);
/** A pod of one container. */
const onePod = (...ports: readonly string[]) => pod({ containers: [container('app', ports)] });

function template(spec: Pod, more: readonly string[] = []): readonly string[] {
  return [
    'template:',
    '  metadata:',
    '    labels:',
    '      app: web',
    '  spec:',
    ...indented(indented([...more, ...podSpec(spec)])),
  ];
}

const SELECTOR = ['selector:', '  matchLabels:', '    app: web'];

const deployment = workload('apps/v1', 'Deployment', ['replicas: 2', ...SELECTOR]);

/** The kinds that have a template of pods, by what they are called. */
const WORKLOADS: Readonly<Record<string, (spec: Pod, name?: string) => string>> = {
  Deployment: deployment,
  StatefulSet: workload('apps/v1', 'StatefulSet', ['serviceName: web', ...SELECTOR]),
  DaemonSet: workload('apps/v1', 'DaemonSet', SELECTOR),
  ReplicaSet: workload('apps/v1', 'ReplicaSet', SELECTOR),
  ReplicationController: workload('v1', 'ReplicationController', ['selector:', '  app: web']),
  Job: (spec, name = 'web') =>
    object('batch/v1', 'Job', name, ['spec:', ...indented(template(spec, ['restartPolicy: Never']))]),
  CronJob: (spec, name = 'web') =>
    object('batch/v1beta1', 'CronJob', name, [
      'spec:',
      '  schedule: "0 * * * *"',
      '  jobTemplate:',
      '    spec:',
      ...indented(indented(indented(template(spec, ['restartPolicy: Never'])))),
    ]),
};

function workload(
  apiVersion: string,
  kind: string,
  head: readonly string[],
): (spec: Pod, name?: string) => string {
  return (spec, name = 'web') =>
    object(apiVersion, kind, name, ['spec:', ...indented([...head, ...template(spec)])]);
}

/** A service of ports and what else its `spec` says. */
function service(ports: readonly string[], more: readonly string[] = [], name = 'web'): string {
  const spec = ['selector:', '  app: web', ...more, ...list('ports', ports)];
  return object('v1', 'Service', name, ['spec:', ...indented(spec)]);
}

const NODE_PORT = ['type: NodePort'];
const LOAD_BALANCER = ['type: LoadBalancer'];

/** An ingress with a rule whose backend says this of the port of its service. */
function ingress(port: readonly string[]): string {
  return object('networking.k8s.io/v1', 'Ingress', 'web', [
    ...['spec:', '  rules:', '  - host: web.test', '    http:', '      paths:', '      - path: /'],
    ...['        pathType: Prefix', '        backend:', '          service:', '            name: web'],
    ...port.map(line => `            ${line}`),
  ]);
}

/** The same of its default backend. */
function defaultIngress(port: readonly string[]): string {
  return object('networking.k8s.io/v1', 'Ingress', 'web', [
    ...[
      'spec:',
      '  defaultBackend:',
      '    service:',
      '      name: web',
      ...port.map(line => `      ${line}`),
    ],
  ]);
}

/** An ingress of an older version. */
function oldIngress(apiVersion: string, port: readonly string[]): string {
  return object(apiVersion, 'Ingress', 'web', [
    ...['spec:', '  rules:', '  - http:', '      paths:', '      - path: /', '        backend:'],
    ...['          serviceName: web', ...port.map(line => `          ${line}`)],
  ]);
}

function policy(ports: readonly string[], direction: 'ingress' | 'egress' = 'ingress'): string {
  return object('networking.k8s.io/v1', 'NetworkPolicy', 'web', [
    'spec:',
    '  podSelector: {}',
    `  ${direction}:`,
    `  - ${direction === 'ingress' ? 'from' : 'to'}:`,
    '    - podSelector: {}',
    ...list('ports', ports).map(line => `    ${line}`),
  ]);
}

function endpoints(ports: readonly string[]): string {
  return object('v1', 'Endpoints', 'web', [
    ...['subsets:', '- addresses:', '  - ip: 10.1.2.3', ...indented(list('ports', ports))],
  ]);
}

function endpointSlice(ports: readonly string[]): string {
  return object('discovery.k8s.io/v1beta1', 'EndpointSlice', 'web', [
    ...['addressType: IPv4', 'endpoints:', '- addresses:', '  - 10.1.2.3', ...list('ports', ports)],
  ]);
}

/** In another namespace, one that every cluster has. */
const inPublic = (text: string) => text.replace('metadata:\n', 'metadata:\n  namespace: kube-public\n');

/** Documents of one manifest. */
const together = (...documents: readonly string[]) => documents.join('---\n');

function listOf(...documents: readonly string[]): string {
  const items = documents.flatMap(text =>
    text
      .trimEnd()
      .split('\n')
      .map((line, index) => (index === 0 ? `- ${line}` : `  ${line}`)),
  );
  return `apiVersion: v1\nkind: List\nitems:\n${items.join('\n')}\n`;
}

function probe(kind: string, action: 'httpGet' | 'tcpSocket', port: string): readonly string[] {
  return [
    `${kind}:`,
    `  ${action}:`,
    ...(action === 'httpGet' ? ['    path: /'] : []),
    ...(port === '' ? [] : [`    port: ${port}`]),
  ];
}

// ---- Questions ----

const PORT_NUMBER = 'IsValidPortNum';
const PORT_NAME = 'IsValidPortName';
const NUMBERS = 'the number of YAML 1.1 as JSON, then int32';

/** Ways to write a number, and what each is about. */
const WRITTEN: Readonly<Record<string, string>> = {
  'the least': '1',
  'the greatest': '65535',
  'one too many': '65536',
  'a negative one': '-1',
  'a quoted one': '"8080"',
  'one in single quotes': "'8080'",
  'a fraction': '80.5',
  'a fraction of nothing': '8080.0',
  'an octal one': '0777',
  'an octal one of YAML 1.2': '0o777',
  'a leading zero that is no octal': '08080',
  'a hexadecimal one': '0x1F90',
  'a binary one': '0b1010000',
  'an underscore': '1_000',
  'an exponent': '1e3',
  'a plus sign': '+8080',
  null: 'null',
  'nothing after the colon': '',
  'an empty text': '""',
  'a word': 'http',
  'a truth': 'true',
  'a list': '[8080]',
  'with a protocol': '8080/tcp',
  'a variable': '$(PORT)',
  'more than 32 bits': '99999999999',
  'a range': '8080-8090',
};

/** Names, and what each is about. */
const NAMES: Readonly<Record<string, string>> = {
  'of 15 characters': 'abcdefghijklmno',
  'of 16 characters': 'abcdefghijklmnop',
  'with capitals': 'HTTP',
  'with a hyphen': 'http-web',
  'with a hyphen first': '-http',
  'with a hyphen last': 'http-',
  'with two hyphens': 'http--web',
  'of digits': '"8080"',
  'with digits': '8080-tcp',
  'that is empty': '""',
  'with an underscore': 'http_web',
  'with a dot': 'http.web',
  'with a blank': '"http web"',
  'of one letter': 'a',
};

const sourceOf = (kind: string) =>
  kind === 'StatefulSet'
    ? 'ValidatePodTemplateSpecForStatefulSet: it does not look at containers; its pods are refused later'
    : 'ValidatePodTemplateSpec';

const BY_HAND: readonly Question[] = [
  // Numbers.
  ...['containerPort', 'hostPort'].flatMap(key =>
    Object.entries(WRITTEN).map(([about, value]) => ({
      name: `${key}: ${about}`,
      source: `validateContainerPorts, ${PORT_NUMBER}; ${NUMBERS}`,
      manifest: onePod(
        key === 'hostPort' ? `containerPort: 8080, hostPort: ${value}` : `containerPort: ${value}`,
      ),
    })),
  ),
  { name: 'containerPort: none', source: 'validateContainerPorts', manifest: onePod('name: http') },
  { name: 'containerPort: 0', source: 'validateContainerPorts', manifest: onePod('containerPort: 0') },
  {
    name: 'containerPort: in other letters',
    source: 'an unknown field is passed over',
    manifest: onePod('containerport: 8080'),
    note: 'from 1.25 on kubectl asks for strict reading, which refuses it',
  },
  {
    name: 'hostPort: 0',
    source: 'validateContainerPorts',
    manifest: onePod('containerPort: 80, hostPort: 0'),
  },
  {
    name: 'hostPort without containerPort',
    source: 'validateContainerPorts',
    manifest: onePod('hostPort: 8080'),
  },
  {
    name: 'two faults of one port',
    source: 'validateContainerPorts',
    manifest: onePod('containerPort: 0, hostPort: 65536, name: HTTP, protocol: tcp'),
  },
  {
    name: 'a fault in the second port',
    source: 'validateContainerPorts',
    manifest: onePod('containerPort: 80', 'containerPort: 70000'),
  },
  {
    name: 'a fault in a second container',
    source: 'validateContainerPorts',
    manifest: pod({
      containers: [container('app', ['containerPort: 80']), container('side', ['containerPort: 70000'])],
    }),
  },
  {
    name: 'a fault in an init container',
    source: 'validateInitContainers',
    manifest: pod({
      init: [container('first', ['containerPort: 0'])],
      containers: [container('app', ['containerPort: 80'])],
    }),
  },
  {
    name: 'ports in braces',
    source: 'validateContainerPorts',
    manifest: pod({
      containers: [
        [
          '- name: app',
          '  image: app',
          '  ports: [{ containerPort: 80 }, { containerPort: 65536, name: http }]',
        ],
      ],
    }),
  },
  {
    name: 'a manifest of JSON',
    source: 'validateContainerPorts',
    manifest: `${JSON.stringify(
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'web' },
        spec: { containers: [{ name: 'app', image: 'app', ports: [{ containerPort: 70000 }] }] },
      },
      undefined,
      2,
    )}\n`,
  },
  {
    name: 'ports without entries',
    source: 'validateContainerPorts',
    manifest: pod({ containers: [container('app', [], ['ports: []'])] }),
  },
  { name: 'no ports in a pod', source: 'validateContainerPorts', manifest: onePod() },
  {
    name: 'a manifest with line ends of Windows',
    source: 'validateContainerPorts',
    manifest: onePod('containerPort: 8080', 'containerPort: 70000').replaceAll('\n', '\r\n'),
  },
  {
    name: 'a manifest with a byte order mark',
    source: 'validateContainerPorts',
    manifest: `\uFEFF${onePod('containerPort: 8080', 'containerPort: 70000')}`,
  },
  {
    name: 'quoted keys',
    source: 'validateContainerPorts',
    manifest: onePod('"containerPort": 8080', '"containerPort": 70000'),
  },
  {
    name: 'comments beside ports',
    source: 'validateContainerPorts',
    manifest: onePod('containerPort: 8080 # HTTP', 'containerPort: 70000 # more'),
  },
  {
    name: 'a port by an alias',
    source: 'the reading of YAML',
    manifest: onePod('containerPort: &port 8080, hostPort: *port'),
  },
  {
    name: 'a hostPort twice by an alias',
    source: 'the reading of YAML, AccumulateUniqueHostPorts',
    manifest: onePod('containerPort: 80, hostPort: &port 8080', 'containerPort: 81, hostPort: *port'),
  },
  {
    name: 'a port by a merge',
    source: 'the reading of YAML',
    manifest: pod({
      containers: [
        [
          '- name: app',
          '  image: app',
          '  ports:',
          '  - &web',
          '    containerPort: 8080',
          '    protocol: TCP',
          '  - <<: *web',
          '    containerPort: 8081',
        ],
      ],
    }),
  },
  {
    name: 'a hostPort twice by a merge',
    source: 'the reading of YAML, AccumulateUniqueHostPorts',
    manifest: pod({
      containers: [
        [
          '- name: app',
          '  image: app',
          '  ports:',
          '  - &web',
          '    containerPort: 8080',
          '    hostPort: 8080',
          '  - <<: *web',
          '    containerPort: 8081',
        ],
      ],
    }),
  },
  {
    name: 'an address of the host without hostPort',
    source: 'nothing asks',
    manifest: onePod('containerPort: 8080, hostIP: 127.0.0.1'),
  },

  // Names and protocols.
  ...Object.entries(NAMES).map(([about, value]) => ({
    name: `the name of a container's port ${about}`,
    source: `validateContainerPorts, ${PORT_NAME}`,
    manifest: onePod(`containerPort: 8080, name: ${value}`),
  })),
  {
    name: 'a name that is a number',
    source: 'a text is asked for',
    manifest: onePod('containerPort: 8080, name: 8080'),
  },
  {
    name: 'a name twice in a container',
    source: 'validateContainerPorts',
    manifest: onePod('containerPort: 80, name: http', 'containerPort: 81, name: http'),
  },
  {
    name: 'a name twice in a pod',
    source: 'validateContainerPorts asks each container alone',
    manifest: pod({
      containers: [
        container('app', ['containerPort: 80, name: http']),
        container('side', ['containerPort: 81, name: http']),
      ],
    }),
    note: 'accepted; a target port of that name means the first',
  },
  {
    name: 'a name three times in a container',
    source: 'validateContainerPorts',
    manifest: onePod(
      'containerPort: 80, name: http',
      'containerPort: 81, name: http',
      'containerPort: 82, name: http',
    ),
  },
  {
    name: 'a bad name twice in a container',
    source: 'validateContainerPorts: what is no name is no duplicate',
    manifest: onePod('containerPort: 80, name: HTTP', 'containerPort: 81, name: HTTP'),
  },
  ...['TCP', 'UDP', 'SCTP', 'tcp', 'udp', 'sctp', 'Tcp', 'HTTP', 'ICMP', '"TCP"', '""', '6'].flatMap(
    protocol => [
      {
        name: `protocol ${protocol} of a container`,
        source: 'validateContainerPorts, supportedPortProtocols',
        manifest: onePod(`containerPort: 8080, protocol: ${protocol}`),
      },
      {
        name: `protocol ${protocol} of a service`,
        source: 'validateServicePort, supportedPortProtocols',
        manifest: service([`port: 80, protocol: ${protocol}`]),
      },
    ],
  ),

  // Twice the same.
  {
    name: 'a containerPort twice in a container',
    source: 'nothing asks',
    manifest: onePod('containerPort: 80', 'containerPort: 80'),
    note: 'accepted; later versions warn',
  },
  {
    name: 'a containerPort twice in a container, with names',
    source: 'nothing asks',
    manifest: onePod('containerPort: 80, name: a', 'containerPort: 80, name: b'),
    note: 'accepted; later versions warn',
  },
  {
    name: 'a containerPort twice in a container, other protocols',
    source: 'nothing asks',
    manifest: onePod('containerPort: 80', 'containerPort: 80, protocol: UDP'),
  },
  {
    name: 'a containerPort in two containers',
    source: 'nothing asks',
    manifest: pod({
      containers: [container('app', ['containerPort: 80']), container('side', ['containerPort: 80'])],
    }),
    note: 'accepted; later versions warn',
  },
  {
    name: 'a containerPort in an init container too',
    source: 'nothing asks',
    manifest: pod({
      init: [container('first', ['containerPort: 80'])],
      containers: [container('app', ['containerPort: 80'])],
    }),
  },
  ...Object.entries({
    'of one protocol': ['containerPort: 80, hostPort: 8080', 'containerPort: 81, hostPort: 8080'],
    'of one protocol, said once': [
      'containerPort: 80, hostPort: 8080',
      'containerPort: 81, hostPort: 8080, protocol: TCP',
    ],
    'of other protocols': [
      'containerPort: 80, hostPort: 8080',
      'containerPort: 81, hostPort: 8080, protocol: UDP',
    ],
    'of UDP': [
      'containerPort: 80, hostPort: 8080, protocol: UDP',
      'containerPort: 81, hostPort: 8080, protocol: UDP',
    ],
    'of other addresses': [
      'containerPort: 80, hostPort: 8080, hostIP: 127.0.0.1',
      'containerPort: 81, hostPort: 8080, hostIP: 127.0.0.2',
    ],
    'of one address': [
      'containerPort: 80, hostPort: 8080, hostIP: 127.0.0.1',
      'containerPort: 81, hostPort: 8080, hostIP: 127.0.0.1',
    ],
    'of one address and of all': [
      'containerPort: 80, hostPort: 8080, hostIP: 127.0.0.1',
      'containerPort: 81, hostPort: 8080',
    ],
    'of 0.0.0.0 and of all': [
      'containerPort: 80, hostPort: 8080, hostIP: 0.0.0.0',
      'containerPort: 81, hostPort: 8080',
    ],
    'three times': [
      'containerPort: 80, hostPort: 8080',
      'containerPort: 81, hostPort: 8080',
      'containerPort: 82, hostPort: 8080',
    ],
    'written differently': ['containerPort: 80, hostPort: 8080', 'containerPort: 81, hostPort: 0x1F90'],
    'beyond the last': ['containerPort: 80, hostPort: 70000', 'containerPort: 81, hostPort: 70000'],
  }).map(([about, ports]) => ({
    name: `a hostPort twice ${about}`,
    source: 'AccumulateUniqueHostPorts: protocol/hostIP/port as texts',
    manifest: onePod(...ports),
  })),
  {
    name: 'a hostPort in two containers',
    source: 'checkHostPortConflicts over all containers',
    manifest: pod({
      containers: [
        container('app', ['containerPort: 80, hostPort: 8080']),
        container('side', ['containerPort: 80, hostPort: 8080']),
      ],
    }),
  },
  {
    name: 'a hostPort in two init containers',
    source: 'validateContainers: init containers one by one',
    manifest: pod({
      init: [
        container('first', ['containerPort: 80, hostPort: 8080']),
        container('second', ['containerPort: 80, hostPort: 8080']),
      ],
      containers: [container('app', ['containerPort: 80'])],
    }),
  },
  {
    name: 'a hostPort twice in one init container',
    source: 'validateContainers: init containers one by one',
    manifest: pod({
      init: [container('first', ['containerPort: 80, hostPort: 8080', 'containerPort: 81, hostPort: 8080'])],
      containers: [container('app', ['containerPort: 80'])],
    }),
    note: 'the server counts the init containers anew: its field is always that of the first one',
  },
  {
    name: 'a hostPort twice in the second init container',
    source: 'validateContainers: init containers one by one',
    manifest: pod({
      init: [
        container('first', ['containerPort: 80']),
        container('second', ['containerPort: 80, hostPort: 8080', 'containerPort: 81, hostPort: 8080']),
      ],
      containers: [container('app', ['containerPort: 80'])],
    }),
    note: 'the server counts the init containers anew: it names the first, and means the second',
  },
  {
    name: 'a hostPort in an init container and a container',
    source: 'validateInitContainers asks no other containers for ports',
    manifest: pod({
      init: [container('first', ['containerPort: 80, hostPort: 8080'])],
      containers: [container('app', ['containerPort: 80, hostPort: 8080'])],
    }),
  },
  {
    name: 'a hostPort in two pods',
    source: 'the scheduler places them on other nodes',
    manifest: together(
      pod({ containers: [container('app', ['containerPort: 80, hostPort: 8080'])] }, 'a'),
      pod({ containers: [container('app', ['containerPort: 80, hostPort: 8080'])] }, 'b'),
    ),
  },
  {
    name: 'a hostPort in a deployment of two',
    source: 'the scheduler places them on other nodes',
    manifest: deployment({ containers: [container('app', ['containerPort: 80, hostPort: 8080'])] }),
  },

  // The network of the node.
  ...Object.entries({
    'no hostPort': 'containerPort: 80',
    'the same hostPort': 'containerPort: 80, hostPort: 80',
    'another hostPort': 'containerPort: 80, hostPort: 8080',
    'hostPort 0': 'containerPort: 80, hostPort: 0',
    'a hostPort out of range': 'containerPort: 80, hostPort: 70000',
    'both out of range': 'containerPort: 70000, hostPort: 70000',
    'containerPort out of range': 'containerPort: 70000',
    'no containerPort': 'hostPort: 80',
  }).map(([about, port]) => ({
    name: `hostNetwork with ${about}`,
    source: 'validateHostNetwork; defaultHostNetworkPorts',
    manifest: pod({ containers: [container('app', [port])], more: ['hostNetwork: true'] }),
  })),
  {
    name: 'hostNetwork with a port in two containers',
    source: 'defaultHostNetworkPorts, then checkHostPortConflicts',
    manifest: pod({
      containers: [container('app', ['containerPort: 80']), container('side', ['containerPort: 80'])],
      more: ['hostNetwork: true'],
    }),
  },
  {
    name: 'hostNetwork with a port twice in a container',
    source: 'defaultHostNetworkPorts, then checkHostPortConflicts',
    manifest: pod({
      containers: [container('app', ['containerPort: 80', 'containerPort: 80'])],
      more: ['hostNetwork: true'],
    }),
  },
  {
    name: 'hostNetwork with a port of two protocols',
    source: 'defaultHostNetworkPorts, then checkHostPortConflicts',
    manifest: pod({
      containers: [container('app', ['containerPort: 53', 'containerPort: 53, protocol: UDP'])],
      more: ['hostNetwork: true'],
    }),
  },
  {
    name: 'hostNetwork with another hostPort in an init container',
    source: 'validateHostNetwork asks the containers alone',
    manifest: pod({
      init: [container('first', ['containerPort: 80, hostPort: 8080'])],
      containers: [container('app', [])],
      more: ['hostNetwork: true'],
    }),
  },
  {
    name: 'hostNetwork with a port in an init container and a container',
    source: 'validateInitContainers asks no other containers for ports',
    manifest: pod({
      init: [container('first', ['containerPort: 80'])],
      containers: [container('app', ['containerPort: 80'])],
      more: ['hostNetwork: true'],
    }),
  },
  {
    name: 'hostNetwork with a port twice of other addresses',
    source: 'defaultHostNetworkPorts, then checkHostPortConflicts',
    manifest: pod({
      containers: [
        container('app', ['containerPort: 80, hostIP: 127.0.0.1', 'containerPort: 80, hostIP: 127.0.0.2']),
      ],
      more: ['hostNetwork: true'],
    }),
  },
  {
    name: 'hostNetwork in two pods with one port',
    source: 'the scheduler places them on other nodes',
    manifest: together(
      pod({ containers: [container('app', ['containerPort: 80'])], more: ['hostNetwork: true'] }, 'a'),
      pod({ containers: [container('app', ['containerPort: 80'])], more: ['hostNetwork: true'] }, 'b'),
    ),
  },
  {
    name: 'hostNetwork false with another hostPort',
    source: 'validateHostNetwork',
    manifest: pod({
      containers: [container('app', ['containerPort: 80, hostPort: 8080'])],
      more: ['hostNetwork: false'],
    }),
  },

  // The kinds with a template.
  ...Object.entries(WORKLOADS).flatMap(([kind, write]) => [
    {
      name: `${kind}: a port`,
      source: sourceOf(kind),
      manifest: write({ containers: [container('app', ['containerPort: 8080, name: http'])] }),
    },
    {
      name: `${kind}: a port out of range`,
      source: sourceOf(kind),
      manifest: write({ containers: [container('app', ['containerPort: 65536'])] }),
    },
    {
      name: `${kind}: a hostPort twice`,
      source: sourceOf(kind),
      manifest: write({
        containers: [
          container('app', ['containerPort: 80, hostPort: 8080']),
          container('side', ['containerPort: 81, hostPort: 8080']),
        ],
      }),
    },
    {
      name: `${kind}: a name too long`,
      source: sourceOf(kind),
      manifest: write({ containers: [container('app', ['containerPort: 80, name: abcdefghijklmnop'])] }),
    },
    {
      name: `${kind}: hostNetwork with another hostPort`,
      source: `${sourceOf(kind)}, validateHostNetwork`,
      manifest: write({
        containers: [container('app', ['containerPort: 80, hostPort: 8080'])],
        more: ['hostNetwork: true'],
      }),
    },
  ]),
  {
    name: 'List: an item of two is refused',
    source: 'kubectl sends the items one by one',
    manifest: listOf(service(['port: 80']), onePod('containerPort: 65536')),
  },
  {
    name: 'List: both items are refused',
    source: 'kubectl sends the items one by one',
    manifest: listOf(service(['port: 0']), onePod('containerPort: 80, name: HTTP')),
  },
  {
    name: 'List: one node port in two items',
    source: 'portallocator',
    manifest: listOf(
      service(['port: 80, nodePort: 30080'], NODE_PORT, 'a'),
      service(['port: 80, nodePort: 30080'], NODE_PORT, 'b'),
    ),
  },
  {
    name: 'the second document is refused',
    source: 'documents are sent one by one',
    manifest: together(service(['port: 80, targetPort: http']), onePod('containerPort: 0, name: http')),
  },
  {
    name: 'the first document is refused',
    source: 'documents are sent one by one',
    manifest: together(service(['port: 80, targetPort: HTTP']), onePod('containerPort: 80, name: http')),
  },
  {
    name: 'a document of a comment alone',
    source: 'it is passed over',
    manifest: together('# nothing\n', onePod('containerPort: 65536')),
  },

  // Probes and hooks.
  ...Object.entries({
    'a number': '8080',
    'a name': 'http',
    'a name that no port has': 'other',
    'port 0': '0',
    'a number out of range': '65536',
    'a negative number': '-1',
    'a quoted number': '"8080"',
    'a name too long': 'abcdefghijklmnop',
    'a name with capitals': 'HTTP',
    'two hyphens': 'http--web',
    'an empty text': '""',
    'a fraction': '80.5',
    'a variable': '$(PORT)',
    'no port': '',
  }).map(([about, port]) => ({
    name: `livenessProbe with ${about}`,
    source: 'validateHTTPGetAction, ValidatePortNumOrName',
    manifest: pod({
      containers: [
        container('app', ['containerPort: 8080, name: http'], probe('livenessProbe', 'httpGet', port)),
      ],
    }),
  })),
  ...['readinessProbe', 'startupProbe'].flatMap(kind =>
    Object.entries({ 'a number': '8080', 'a number out of range': '65536', 'a quoted number': '"8080"' }).map(
      ([about, port]) => ({
        name: `${kind} with ${about}`,
        source: 'validateTCPSocketAction, ValidatePortNumOrName',
        manifest: pod({
          containers: [container('app', ['containerPort: 8080'], probe(kind, 'tcpSocket', port))],
        }),
      }),
    ),
  ),
  {
    name: 'a probe with the name of a port of another container',
    source: 'nothing asks; the kubelet looks in its own container',
    manifest: pod({
      containers: [
        container('app', [], probe('readinessProbe', 'tcpSocket', 'http')),
        container('side', ['containerPort: 8080, name: http']),
      ],
    }),
  },
  ...Object.entries({
    'a number': '8080',
    'port 0': '0',
    'a quoted number': '"8080"',
    'a name too long': 'abcdefghijklmnop',
  }).flatMap(([about, port]) => [
    {
      name: `postStart with ${about}`,
      source: 'validateLifecycle, validateHTTPGetAction',
      manifest: pod({
        containers: [
          container(
            'app',
            ['containerPort: 8080'],
            ['lifecycle:', ...indented(probe('postStart', 'httpGet', port))],
          ),
        ],
      }),
    },
    {
      name: `preStop with ${about}`,
      source: 'validateLifecycle, validateTCPSocketAction',
      manifest: pod({
        containers: [
          container(
            'app',
            ['containerPort: 8080'],
            ['lifecycle:', ...indented(probe('preStop', 'tcpSocket', port))],
          ),
        ],
      }),
    },
  ]),
  {
    name: 'Deployment: a probe with a quoted number',
    source: 'ValidatePortNumOrName',
    manifest: deployment({
      containers: [container('app', ['containerPort: 8080'], probe('livenessProbe', 'httpGet', '"8080"'))],
    }),
  },

  // Services.
  ...Object.entries({
    ...WRITTEN,
    none: 'name: http',
    'port 0': '0',
  }).map(([about, value]) => ({
    name: `the port of a service: ${about}`,
    source: `validateServicePort, ${PORT_NUMBER}; ${NUMBERS}`,
    manifest: service([value.startsWith('name') ? value : `port: ${value}`]),
  })),
  ...Object.entries({ ...WRITTEN, 'port 0': '0' }).map(([about, value]) => ({
    name: `targetPort: ${about}`,
    source: `ValidatePortNumOrName; SetDefaults_Service; ${NUMBERS}`,
    manifest: service([`port: 80, targetPort: ${value}`]),
  })),
  ...Object.entries(NAMES).map(([about, value]) => ({
    name: `targetPort: a name ${about}`,
    source: `ValidatePortNumOrName, ${PORT_NAME}`,
    manifest: service([`port: 80, targetPort: ${value}`]),
  })),
  ...Object.entries({
    ...NAMES,
    'of 63 characters': 'a'.repeat(63),
    'of 64 characters': 'a'.repeat(64),
  }).map(([about, value]) => ({
    name: `the name of a service's port ${about}`,
    source: 'validateServicePort, ValidateDNS1123Label',
    manifest: service([`port: 80, name: ${value}`]),
  })),
  {
    name: 'a service without ports',
    source: 'ValidateService',
    manifest: service([]),
  },
  {
    name: 'a service with an empty list of ports',
    source: 'ValidateService',
    manifest: service([], ['ports: []']),
  },
  {
    name: 'a headless service without ports',
    source: 'ValidateService',
    manifest: service([], ['clusterIP: None']),
  },
  {
    name: 'a headless service with another target port',
    source: 'validateServicePort: tolerated',
    manifest: service(['port: 80, targetPort: 8080'], ['clusterIP: None']),
  },
  {
    name: 'a headless service with port 0',
    source: 'validateServicePort',
    manifest: service(['port: 0'], ['clusterIP: None']),
  },
  {
    name: 'an external name without ports',
    source: 'ValidateService',
    manifest: service([], ['type: ExternalName', 'externalName: web.test']),
  },
  {
    name: 'an external name with a port',
    source: 'ValidateService',
    manifest: service(['port: 80'], ['type: ExternalName', 'externalName: web.test']),
  },
  {
    name: 'an external name with a port out of range',
    source: 'validateServicePort',
    manifest: service(['port: 65536'], ['type: ExternalName', 'externalName: web.test']),
  },
  {
    name: 'two ports without names',
    source: 'validateServicePort: each needs one',
    manifest: service(['port: 80', 'port: 81']),
  },
  {
    name: 'two ports, one without name',
    source: 'validateServicePort: each needs one',
    manifest: service(['port: 80, name: http', 'port: 81']),
  },
  {
    name: 'two ports of a headless service without names',
    source: 'validateServicePort: each needs one',
    manifest: service(['port: 80', 'port: 81'], ['clusterIP: None']),
  },
  {
    name: 'two ports of an external name without names',
    source: 'validateServicePort: each needs one',
    manifest: service(['port: 80', 'port: 81'], ['type: ExternalName', 'externalName: web.test']),
  },
  {
    name: 'two ports with empty names',
    source: 'validateServicePort: each needs one',
    manifest: service(['port: 80, name: ""', 'port: 81, name: ""']),
  },
  {
    name: 'two ports of one name',
    source: 'validateServicePort',
    manifest: service(['port: 80, name: http', 'port: 81, name: http']),
  },
  {
    name: 'three ports of one name',
    source: 'validateServicePort',
    manifest: service(['port: 80, name: http', 'port: 81, name: http', 'port: 82, name: http']),
  },
  {
    name: 'two ports of one bad name',
    source: 'validateServicePort: what is no name is a duplicate all the same',
    manifest: service(['port: 80, name: HTTP', 'port: 81, name: HTTP']),
  },
  {
    name: 'a port twice',
    source: 'ValidateService: protocol and port',
    manifest: service(['port: 80, name: a', 'port: 80, name: b']),
  },
  {
    name: 'a port twice, said once as TCP',
    source: 'ValidateService: protocol and port, after defaults',
    manifest: service(['port: 80, name: a', 'port: 80, name: b, protocol: TCP']),
  },
  {
    name: 'a port twice with other target ports',
    source: 'ValidateService: protocol and port',
    manifest: service(['port: 80, name: a, targetPort: 8080', 'port: 80, name: b, targetPort: 8081']),
  },
  {
    name: 'a port three times',
    source: 'ValidateService: protocol and port',
    manifest: service(['port: 80, name: a', 'port: 80, name: b', 'port: 80, name: c']),
  },
  {
    name: 'a port of two protocols',
    source: 'ValidateService: protocol and port',
    manifest: service(['port: 53, name: a', 'port: 53, name: b, protocol: UDP']),
  },
  {
    name: 'a port twice without names',
    source: 'ValidateService: both faults',
    manifest: service(['port: 80', 'port: 80']),
  },
  {
    name: 'a port twice in a headless service',
    source: 'ValidateService: protocol and port',
    manifest: service(['port: 80, name: a', 'port: 80, name: b'], ['clusterIP: None']),
  },
  {
    name: 'one target port of two ports',
    source: 'nothing asks',
    manifest: service(['port: 80, name: a, targetPort: 8080', 'port: 81, name: b, targetPort: 8080']),
  },
  {
    name: 'a port of two services',
    source: 'each has an address of its own',
    manifest: together(service(['port: 80'], [], 'a'), service(['port: 80'], [], 'b')),
  },
  {
    name: 'a target port that no pod has',
    source: 'nothing asks',
    manifest: together(service(['port: 80, targetPort: other']), onePod('containerPort: 80, name: http')),
  },

  // Node ports.
  ...Object.entries({
    'the first': '30000',
    'the last': '32767',
    'one before': '29999',
    'one after': '32768',
    'the port of the service': '80',
    'out of every range': '65536',
    'a negative one': '-1',
    'a quoted one': '"30080"',
    'port 0': '0',
    'a fraction': '30080.5',
    'an underscore': '30_080',
    null: 'null',
  }).map(([about, value]) => ({
    name: `nodePort: ${about}`,
    source: 'portallocator, --service-node-port-range of 30000-32767 as by default',
    manifest: service([`port: 80, nodePort: ${value}`], NODE_PORT),
  })),
  {
    name: 'nodePort: none',
    source: 'portallocator chooses',
    manifest: service(['port: 80'], NODE_PORT),
  },
  {
    name: 'nodePort of a service without type',
    source: 'ValidateService: the type is ClusterIP',
    manifest: service(['port: 80, nodePort: 30080']),
  },
  {
    name: 'nodePort of a ClusterIP',
    source: 'ValidateService',
    manifest: service(['port: 80, nodePort: 30080'], ['type: ClusterIP']),
  },
  {
    name: 'nodePort out of range of a ClusterIP',
    source: 'ValidateService',
    manifest: service(['port: 80, nodePort: 80'], ['type: ClusterIP']),
  },
  {
    name: 'nodePort 0 of a ClusterIP',
    source: 'ValidateService',
    manifest: service(['port: 80, nodePort: 0'], ['type: ClusterIP']),
  },
  {
    name: 'nodePort of a headless service',
    source: 'ValidateService: the type is ClusterIP',
    manifest: service(['port: 80, nodePort: 30080'], ['clusterIP: None']),
  },
  {
    name: 'nodePort of an external name',
    source: 'nothing asks',
    manifest: service(['port: 80, nodePort: 30080'], ['type: ExternalName', 'externalName: web.test']),
  },
  {
    name: 'nodePort out of range of an external name',
    source: 'nothing asks',
    manifest: service(['port: 80, nodePort: 80'], ['type: ExternalName', 'externalName: web.test']),
  },
  {
    name: 'nodePort of a load balancer',
    source: 'portallocator',
    manifest: service(['port: 80, nodePort: 30080'], LOAD_BALANCER),
  },
  {
    name: 'nodePort out of range of a load balancer',
    source: 'portallocator',
    manifest: service(['port: 80, nodePort: 8080'], LOAD_BALANCER),
  },
  {
    name: 'nodePort twice in a service',
    source: 'ValidateService: protocol and node port',
    manifest: service(
      ['port: 80, name: a, nodePort: 30080', 'port: 81, name: b, nodePort: 30080'],
      NODE_PORT,
    ),
  },
  {
    name: 'nodePort twice in a load balancer',
    source: 'ValidateService: protocol and node port',
    manifest: service(
      ['port: 80, name: a, nodePort: 30080', 'port: 81, name: b, nodePort: 30080'],
      LOAD_BALANCER,
    ),
  },
  {
    name: 'nodePort of two protocols in a service',
    source: 'ValidateService: protocol and node port; initNodePorts',
    manifest: service(
      ['port: 53, name: a, nodePort: 30053', 'port: 53, name: b, protocol: UDP, nodePort: 30053'],
      NODE_PORT,
    ),
  },
  {
    name: 'nodePort of two protocols and of two ports in a service',
    source: 'ValidateService: protocol and node port; initNodePorts',
    manifest: service(
      ['port: 53, name: a, nodePort: 30053', 'port: 54, name: b, protocol: UDP, nodePort: 30053'],
      NODE_PORT,
    ),
  },
  {
    name: 'nodePort out of range, twice in a service',
    source: 'validation is before allocation',
    manifest: service(['port: 80, name: a, nodePort: 80', 'port: 81, name: b, nodePort: 80'], NODE_PORT),
  },
  {
    name: 'two node ports out of range',
    source: 'initNodePorts ends at the first',
    manifest: service(['port: 80, name: a, nodePort: 80', 'port: 81, name: b, nodePort: 81'], NODE_PORT),
    note: 'the server names the first alone',
  },
  ...Object.entries({
    'of one protocol': ['port: 80, nodePort: 30080', 'port: 80, nodePort: 30080'],
    'of other protocols': ['port: 80, nodePort: 30080', 'port: 80, protocol: UDP, nodePort: 30080'],
    'of other node ports': ['port: 80, nodePort: 30080', 'port: 80, nodePort: 30081'],
  }).map(([about, [first = '', second = '']]) => ({
    name: `nodePort of two services, ${about}`,
    source: 'portallocator: a port, whatever its protocol',
    manifest: together(service([first], NODE_PORT, 'a'), service([second], NODE_PORT, 'b')),
  })),
  {
    name: 'nodePort of a node port and a load balancer',
    source: 'portallocator',
    manifest: together(
      service(['port: 80, nodePort: 30080'], NODE_PORT, 'a'),
      service(['port: 80, nodePort: 30080'], LOAD_BALANCER, 'b'),
    ),
  },
  {
    name: 'nodePort of services of two namespaces',
    source: 'portallocator: the nodes are those of all namespaces',
    manifest: together(
      service(['port: 80, nodePort: 30080'], NODE_PORT),
      inPublic(service(['port: 80, nodePort: 30080'], NODE_PORT)),
    ),
  },
  {
    name: 'a port of services of two namespaces',
    source: 'each has an address of its own',
    manifest: together(service(['port: 80']), inPublic(service(['port: 80']))),
  },
  {
    name: 'nodePort of a service of its own port',
    source: 'portallocator',
    manifest: service(['port: 30080, nodePort: 30080'], NODE_PORT),
  },
  {
    name: 'nodePort of a service that the next one lets the server choose',
    source: 'portallocator chooses one that is free',
    manifest: together(
      service(['port: 80, nodePort: 30080'], NODE_PORT, 'a'),
      service(['port: 80'], NODE_PORT, 'b'),
    ),
  },
  {
    name: 'nodePort twice in a service and in another',
    source: 'validation is before allocation',
    manifest: together(
      service(['port: 80, nodePort: 30080'], NODE_PORT, 'a'),
      service(['port: 80, name: a, nodePort: 30080', 'port: 81, name: b, nodePort: 30080'], NODE_PORT, 'b'),
    ),
  },
  {
    name: 'nodePort of an external name and a node port',
    source: 'portallocator: an external name takes none',
    manifest: together(
      service(['port: 80, nodePort: 30080'], ['type: ExternalName', 'externalName: web.test'], 'a'),
      service(['port: 80, nodePort: 30080'], NODE_PORT, 'b'),
    ),
  },
  {
    name: 'nodePort of three services',
    source: 'portallocator',
    manifest: together(
      service(['port: 80, nodePort: 30080'], NODE_PORT, 'a'),
      service(['port: 80, nodePort: 30080'], NODE_PORT, 'b'),
      service(['port: 80, nodePort: 30080'], NODE_PORT, 'c'),
    ),
  },
  {
    name: 'nodePort of a service that is refused itself',
    source: 'portallocator: what is refused takes none',
    manifest: together(
      service(['port: 0, nodePort: 30080'], NODE_PORT, 'a'),
      service(['port: 80, nodePort: 30080'], NODE_PORT, 'b'),
    ),
  },

  // Load balancers.
  { name: 'a load balancer', source: 'ValidateService', manifest: service(['port: 80'], LOAD_BALANCER) },
  {
    name: 'a load balancer on the port of the kubelet',
    source: 'ValidateService: KubeletPort',
    manifest: service(['port: 10250'], LOAD_BALANCER),
  },
  {
    name: 'a load balancer to the port of the kubelet',
    source: 'ValidateService: KubeletPort',
    manifest: service(['port: 80, targetPort: 10250'], LOAD_BALANCER),
  },
  {
    name: 'a node port of a service on the port of the kubelet',
    source: 'ValidateService: KubeletPort',
    manifest: service(['port: 10250'], NODE_PORT),
  },
  {
    name: 'a load balancer with two protocols',
    source: 'ValidateConditionalService, unless the feature gate MixedProtocolLBService is on',
    manifest: service(['port: 53, name: a', 'port: 53, name: b, protocol: UDP'], LOAD_BALANCER),
    note: 'accepted by default from 1.24 on',
  },
  ...Object.entries({
    'in range': '30081',
    'out of range': '80',
    negative: '-1',
    quoted: '"30081"',
    'that is the node port': '30080',
    'that is 0': '0',
  }).map(([about, value]) => ({
    name: `healthCheckNodePort ${about}`,
    source: 'allocateHealthCheckNodePort, validateServiceExternalTrafficFieldsValue',
    manifest: service(
      ['port: 80, nodePort: 30080'],
      [...LOAD_BALANCER, 'externalTrafficPolicy: Local', `healthCheckNodePort: ${value}`],
    ),
  })),
  {
    name: 'healthCheckNodePort of a node port',
    source: 'ValidateServiceExternalTrafficFieldsCombination',
    manifest: service(['port: 80'], [...NODE_PORT, 'healthCheckNodePort: 30081']),
  },
  {
    name: 'healthCheckNodePort without externalTrafficPolicy',
    source: 'ValidateServiceExternalTrafficFieldsCombination',
    manifest: service(['port: 80'], [...LOAD_BALANCER, 'healthCheckNodePort: 30081']),
  },

  // Ingresses.
  ...Object.entries({
    'a number': ['port:', '  number: 80'],
    'a name': ['port:', '  name: http'],
    'a number and a name': ['port:', '  number: 80', '  name: http'],
    neither: ['port: {}'],
    'no port': [],
    'number 0': ['port:', '  number: 0'],
    'number 0 and a name': ['port:', '  number: 0', '  name: http'],
    'a number and an empty name': ['port:', '  number: 80', '  name: ""'],
    'a number out of range': ['port:', '  number: 65536'],
    'a negative number': ['port:', '  number: -1'],
    'a quoted number': ['port:', '  number: "80"'],
    'a word as number': ['port:', '  number: http'],
    'a number as name': ['port:', '  name: 80'],
    'a number alone': ['port: 80'],
    'a bad number and a name': ['port:', '  number: 65536', '  name: http'],
  }).flatMap(([about, port]) => [
    {
      name: `an ingress with ${about}`,
      source: 'validateIngressBackend',
      manifest: ingress(port),
    },
    {
      name: `a default backend with ${about}`,
      source: 'validateIngressBackend',
      manifest: defaultIngress(port),
    },
  ]),
  ...Object.entries(NAMES).map(([about, value]) => ({
    name: `an ingress to a port whose name is one ${about}`,
    source: `validateIngressBackend, ${PORT_NAME}`,
    manifest: ingress(['port:', `  name: ${value}`]),
    ...(value === 'abcdefghijklmnop' && { note: 'though a port of a service may be called so' }),
  })),
  ...['networking.k8s.io/v1beta1', 'extensions/v1beta1'].flatMap(version =>
    Object.entries({
      'a number': ['servicePort: 80'],
      'a name': ['servicePort: http'],
      'a quoted number': ['servicePort: "80"'],
      'port 0': ['servicePort: 0'],
      'a number out of range': ['servicePort: 65536'],
      'a name too long': ['servicePort: abcdefghijklmnop'],
      'a name with capitals': ['servicePort: HTTP'],
      'no port': [],
    }).map(([about, port]) => ({
      name: `an ingress of ${version} with ${about}`,
      source: 'validateIngressBackend',
      manifest: oldIngress(version, port),
      note: 'gone from 1.22 on',
    })),
  ),
  ...Object.entries({ 'a number': '80', 'a number out of range': '65536', 'a quoted number': '"80"' }).map(
    ([about, port]) => ({
      name: `a default backend of networking.k8s.io/v1beta1 with ${about}`,
      source: 'validateIngressBackend',
      manifest: object('networking.k8s.io/v1beta1', 'Ingress', 'web', [
        ...['spec:', '  backend:', '    serviceName: web', `    servicePort: ${port}`],
      ]),
      note: 'gone from 1.22 on',
    }),
  ),
  {
    name: 'an ingress whose second path has a number out of range',
    source: 'validateIngressBackend',
    manifest: object('networking.k8s.io/v1', 'Ingress', 'web', [
      ...['spec:', '  rules:', '  - http:', '      paths:'],
      ...[80, 65536].flatMap(port => [
        ...[`      - path: /${port}`, '        pathType: Exact', '        backend:', '          service:'],
        ...['            name: web', '            port:', `              number: ${port}`],
      ]),
    ]),
  },
  {
    name: 'an ingress to a port that the service has not',
    source: 'nothing asks',
    manifest: together(service(['port: 80']), ingress(['port:', '  number: 81'])),
  },

  // Network policies.
  ...Object.entries({
    ...WRITTEN,
    'port 0': '0',
    'a name too long': 'abcdefghijklmnop',
    'a name with capitals': 'HTTP',
    'a name with two hyphens': 'http--web',
  }).map(([about, value]) => ({
    name: `the port of a network policy: ${about}`,
    source: 'ValidateNetworkPolicyPort',
    manifest: policy([`protocol: TCP, port: ${value}`]),
  })),
  ...Object.entries({
    'a name without protocol': 'port: http',
    'a number without protocol': 'port: 80',
    'a protocol alone': 'protocol: UDP',
    'a protocol in small letters': 'port: 80, protocol: tcp',
    'an unknown protocol': 'port: 80, protocol: HTTP',
    SCTP: 'port: 80, protocol: SCTP',
  }).map(([about, port]) => ({
    name: `a network policy with ${about}`,
    source: 'ValidateNetworkPolicyPort',
    manifest: policy([port]),
  })),
  {
    name: 'a network policy of egress out of range',
    source: 'ValidateNetworkPolicyPort',
    manifest: policy(['port: 80', 'port: 65536'], 'egress'),
  },
  {
    name: 'a network policy with a port twice',
    source: 'nothing asks',
    manifest: policy(['port: 80', 'port: 80']),
  },
  ...Object.entries({
    'a range': 'port: 8000, endPort: 8010',
    'a range that ends before it begins': 'port: 8000, endPort: 7000',
    'a range that ends beyond the last': 'port: 8000, endPort: 70000',
    'a range that begins nowhere': 'endPort: 8010',
    'a range from a name': 'port: http, endPort: 8010',
  }).map(([about, port]) => ({
    name: `a network policy with ${about}`,
    source: 'an unknown field is passed over',
    manifest: policy([port]),
    note: 'endPort is known from 1.21 on, and asked for by default from 1.22 on',
  })),

  // Endpoints.
  ...Object.entries({
    'a port': ['port: 80'],
    'port 0': ['port: 0'],
    'no port': ['name: http'],
    'a port out of range': ['port: 65536'],
    'a quoted port': ['port: "80"'],
    'a protocol in small letters': ['port: 80, protocol: tcp'],
    'a name with capitals': ['port: 80, name: HTTP'],
    'a name of 16 characters': ['port: 80, name: abcdefghijklmnop'],
    'two names': ['port: 80, name: a', 'port: 81, name: b'],
    'a name twice': ['port: 80, name: a', 'port: 81, name: a'],
    'two ports without names': ['port: 80', 'port: 81'],
    'a port twice': ['port: 80, name: a', 'port: 80, name: b'],
  }).flatMap(([about, ports]) => [
    { name: `endpoints with ${about}`, source: 'validateEndpointPort', manifest: endpoints(ports) },
    {
      name: `an endpoint slice with ${about}`,
      source: 'validatePorts of pkg/apis/discovery/validation: it asks no number',
      manifest: endpointSlice(ports),
    },
  ]),
];

// ---- The call ----

const { KUBERNETES_SERVER: url, KUBERNETES_TOKEN: token, KUBERNETES_VERSION: version } = process.env;
if (url === undefined || token === undefined || version === undefined) {
  console.error('Call it as: scripts/kubernetes-api.sh node test/verdicts/kubernetes.mts');
  process.exitCode = 2;
} else {
  await record({ url, token, version }, BY_HAND);
}
