// Manifests and charts that nobody writes.
import { filesOf, type Input, type InputFile, several, single, times } from '#hostile/input';

const manifest = (name: string, text: string, at = '8080') => single(name, 'web.yaml', text, at);

const containers = (ports: string, name = 'web') =>
  `      containers:\n        - name: ${name}\n          image: acme/${name}:1.0\n          ports:\n${ports}`;

const port = (number: number, name = 'http') =>
  `            - name: ${name}\n              containerPort: ${number}\n`;

const deployment = (name: string, label: string, inside = containers(port(8080))) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ${name}\nspec:\n  selector:\n    matchLabels: {app: ${label}}\n  template:\n    metadata:\n      labels: {app: ${label}}\n    spec:\n${inside}`;

const service = (name: string, label: string, target = 'http', selector = 'app') =>
  `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}\nspec:\n  selector: {${selector}: ${label}}\n  ports:\n    - name: web\n      port: 80\n      targetPort: ${target}\n`;

const documents = (...parts: readonly string[]) => parts.join('---\n');

const many = (count: number, one: (index: number) => string) => times(count, one, '---\n');

const small = (index: number) =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: p${index}, labels: {app: a${index}}}\nspec: {containers: [{name: w, image: n, ports: [{containerPort: ${1024 + (index % 60_000)}}]}]}\n`;

const smallService = (index: number, label: string, target: number | string = 8080) =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: s${index}}\nspec: {selector: {app: ${label}}, ports: [{port: 80, targetPort: ${target}}]}\n`;

const labelled = (index: number, label: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: p${index}, labels: {app: ${label}}}\nspec: {containers: [{name: w, image: n, ports: [{name: http, containerPort: 8080}]}]}\n`;

const WEB = documents(deployment('web', 'web'), service('web', 'web'));

/** A chart whose template is a text, beside one that has ports. */
const chart = (name: string, template: string, values = 'port: 8080\n', file = 'chart/templates/web.yaml') =>
  several(
    name,
    [
      ['chart/Chart.yaml', 'apiVersion: v2\nname: web\nversion: 1.0.0\n'],
      ['chart/values.yaml', values],
      ['chart/templates/web.yaml', template],
    ],
    file,
  );

const crd = (index: number) =>
  `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: things${index}.example.org}\nspec:\n  group: example.org\n  versions:\n    - name: v1\n      schema:\n        openAPIV3Schema:\n          type: object\n          properties:\n${times(40, at => `            port${at}: {type: integer, default: ${8000 + at}, description: "see http://localhost:${8000 + at}/"}\n`)}`;

const lists = (levels: number) => {
  const start = times(levels, () => '{"apiVersion":"v1","kind":"List","items":[');
  return `${start}{"apiVersion":"v1","kind":"Service","metadata":{"name":"web"},"spec":{"ports":[{"port":8080}]}}${']}'.repeat(levels)}\n`;
};

const jsonList = (count: number) =>
  `{"apiVersion":"v1","kind":"List","items":[\n${times(count, at => `{"apiVersion":"v1","kind":"Service","metadata":{"name":"s${at}"},"spec":{"selector":{"app":"web"},"ports":[{"port":${at === 0 ? 8080 : 1024 + at}}]}}`, ',\n')}]}\n`;

const bomb = (levels: number, wide: number) =>
  times(
    levels,
    at =>
      `  l${at}: &l${at} [${Array.from({ length: wide }, () => (at === 0 ? '{containerPort: 8080}' : `*l${at - 1}`)).join(', ')}]\n`,
  );

const aliasBomb = (levels: number, wide: number) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n${bomb(levels, wide)}spec:\n  containers:\n    - name: web\n      image: n\n      ports: *l${levels - 1}\n`;

const manyPorts = (count: number) => times(count, at => port(1024 + at, `p${at}`));

const manyContainers = (count: number) =>
  `      containers:\n${times(count, at => `        - {name: c${at}, image: "n${at}", ports: [{name: p${at}, containerPort: ${8080 + at}}], readinessProbe: {tcpSocket: {port: p${at}}}}\n`)}`;

const TEMPLATE = (text: string) => `${service('{{ .Release.Name }}', 'web', '8080')}${text}`;

/** So many Services, and as many patches that are for what each of their targets says. */
const patched = (
  name: string,
  patches: number,
  target: (index: number) => string,
  services: number,
  nameOf: (index: number) => string,
) =>
  several(
    name,
    [
      [
        'kustomization.yaml',
        `resources: [web.yaml]\npatches:\n${times(patches, at => `- target: {${target(at)}}\n  patch: "- {op: add, path: /spec/x, value: 1}"\n`)}`,
      ],
      ['web.yaml', many(services, at => service(nameOf(at), 'web', '8080'))],
    ],
    'web.yaml',
  );

const REPEATED = '(a|b)'.repeat(98);

export const KUBERNETES_INPUTS: readonly Input[] = [
  chart('a template of 300,000 {{', TEMPLATE(`x: ${'{{'.repeat(300_000)}\n`)),
  chart('a template of 100,000 actions', TEMPLATE(`x: ${'{{a}}'.repeat(100_000)}\n`)),
  chart('a template of 100,000 actions on one line of their own', TEMPLATE(`${'{{a}} '.repeat(100_000)}\n`)),
  chart('a template of 40,000 lines of actions', TEMPLATE(times(40_000, () => '  {{- if .a }}\n'))),
  chart('a template of 100,000 open backticks', TEMPLATE(`x: ${'{{`'.repeat(100_000)}\n`)),
  chart('a template of 100,000 open comments', TEMPLATE(`x: ${'{{/*'.repeat(100_000)}\n`)),
  chart('a template of 100,000 open strings', TEMPLATE(`x: ${'{{"'.repeat(100_000)}\n`)),
  chart(
    'a template of 20,000 values in its ports',
    documents(
      ...Array.from(
        { length: 100 },
        (_, at) =>
          `apiVersion: v1\nkind: Service\nmetadata: {name: "{{ .Release.Name }}-${at}"}\nspec:\n  ports:\n${times(100, index => `    - {name: p${index}, port: {{ .Values.port | default 8080 }}, targetPort: {{ .Values.target }}}\n`)}`,
      ),
    ),
  ),
  chart(
    'values nested in 10,000 levels',
    WEB.replace('8080', '{{ .Values.port }}'),
    `port: 8080\n${times(10_000, at => `${' '.repeat(at % 90)}a${at}:\n`)}b: ${'{a: '.repeat(10_000)}`,
    'chart/values.yaml',
  ),
  chart(
    'values of a bomb of aliases',
    WEB.replace('8080', '{{ .Values.port }}'),
    `port: 8080\n${times(12, at => `l${at}: &l${at} {${Array.from({ length: 10 }, (_, index) => `k${index}: ${at === 0 ? '80' : `*l${at - 1}`}`).join(', ')}}\n`)}`,
    'chart/values.yaml',
  ),
  chart(
    '10,000 values',
    WEB.replace('8080', '{{ .Values.port }}'),
    `port: 8080\n${times(10_000, at => `k${at}: ${at}\n`)}`,
    'chart/values.yaml',
  ),
  manifest('an alias bomb in a pod', aliasBomb(12, 10)),
  manifest(
    'an alias bomb of merge keys in a pod',
    `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\n${times(20, at => `x${at}: &x${at} {${at === 0 ? 'containerPort: 8080' : `<<: [*x${at - 1}, *x${at - 1}], y${at}: [*x${at - 1}, *x${at - 1}]`}}\n`)}spec: {containers: [{name: web, ports: [*x19]}]}\n`,
  ),
  manifest(
    '1,000 documents with an alias bomb each',
    many(1000, () => aliasBomb(6, 6)),
  ),
  single('a JSON List of 5,000 items', 'web.json', jsonList(5000), '8080'),
  single('a JSON List of 2,000 items', 'web.json', jsonList(2000), '8080'),
  single('a JSON manifest of 40 levels of lists', 'web.json', lists(40), '8080'),
  manifest('a List in a List, 1,000 times', lists(1000)),
  manifest('1 MB of definitions of resources', documents(WEB, many(250, crd))),
  manifest(
    '10,000 documents in one file',
    documents(
      WEB,
      many(
        10_000,
        at => `apiVersion: v1\nkind: Service\nmetadata: {name: s${at}}\nspec: {ports: [{port: 80}]}\n`,
      ),
    ),
  ),
  manifest('5,000 pods, a port each', many(5000, small), '1025'),
  manifest('200,000 ends of documents', `${WEB}${'---\n'.repeat(200_000)}`),
  manifest(
    'documents of unknown versions',
    many(3000, at => small(at).replace('apiVersion: v1', `apiVersion: v${at}`)),
    '1025',
  ),
  manifest(
    '2,000 Services that select everything',
    documents(
      many(2000, at => service(`s${at}`, '""', '8080', '""')),
      many(1000, small),
    ),
    '8080',
  ),
  manifest(
    '2,000 NetworkPolicies for all pods',
    documents(
      many(
        2000,
        at =>
          `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: n${at}}\nspec: {podSelector: {}, ingress: [{ports: [{port: ${at === 0 ? 8080 : `http${at}`}}]}]}\n`,
      ),
      many(2000, at => labelled(at, 'web')),
    ),
  ),
  manifest(
    '2,000 Services x 2,000 pods of one label',
    documents(
      many(2000, at => smallService(at, 'web')),
      many(2000, at => labelled(at, 'web')),
    ),
  ),
  manifest(
    '2,000 Services x 2,000 pods of one label, by name',
    documents(
      many(2000, at => smallService(at, 'web', 'http')),
      many(2000, at => labelled(at, 'web')),
    ),
  ),
  manifest(
    '2,000 Services x 2,000 pods, a name that none has',
    documents(
      many(2000, at => smallService(at, 'web', 'nothing')),
      many(2000, at => labelled(at, 'web')),
    ),
  ),
  manifest(
    '2,000 Services x 2,000 pods, their numbers',
    documents(
      many(2000, at => smallService(at, 'web', 1024 + at)),
      many(2000, at => labelled(at, 'web')),
    ),
    '1024',
  ),
  manifest(
    '500 policies of 20 expressions x 2,000 pods',
    documents(
      many(
        500,
        at =>
          `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: n${at}}\nspec: {podSelector: {matchExpressions: [${times(20, key => `{key: app${key}, operator: DoesNotExist}`, ', ')}]}, ingress: [{ports: [{port: 8080}]}]}\n`,
      ),
      many(2000, at => labelled(at, 'web')),
    ),
  ),
  manifest(
    'a pod with 1,000 containers',
    documents(deployment('web', 'web', manyContainers(1000)), service('web', 'web', 'p900')),
    'p900',
  ),
  manifest(
    'a pod with 1,000 ports',
    documents(deployment('web', 'web', containers(manyPorts(1000))), service('web', 'web', 'p900')),
    '1100',
  ),
  manifest(
    '20 pods with 300 containers',
    many(20, at => deployment(`d${at}`, 'web', manyContainers(300))),
  ),
  manifest(
    'a Service of 5,000 ports',
    documents(
      deployment('web', 'web'),
      `apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  selector: {app: web}\n  ports:\n${times(5000, at => `    - {name: p${at}, port: ${1024 + at}, targetPort: http}\n`)}---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: front}\nspec: {defaultBackend: {service: {name: web, port: {name: p4500}}}}\n`,
    ),
  ),
  manifest(
    'an Ingress of 3,000 backends',
    documents(
      WEB,
      `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: front}\nspec:\n  rules:\n    - http:\n        paths:\n${times(3000, at => `          - {path: /${at}, backend: {service: {name: web, port: {number: 80}}}}\n`)}`,
    ),
  ),
  manifest(
    'names of 1 MB',
    documents(
      WEB,
      `apiVersion: v1\nkind: Service\nmetadata: {name: ${'a'.repeat(1000 * 1000)}}\nspec: {ports: [{port: 80}]}\n`,
    ),
  ),
  manifest(
    'names of 200 KB',
    documents(
      deployment('a'.repeat(200_000), 'web'),
      service('b'.repeat(200_000), 'web', 'c'.repeat(200_000)),
    ),
  ),
  manifest(
    '5,000 Deployments of one name',
    many(
      5000,
      () =>
        `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {template: {metadata: {labels: {app: web}}, spec: {containers: [{name: w, ports: [{containerPort: 8080}]}]}}}\n`,
    ),
  ),
  manifest(
    '3,000 DaemonSets on one port of their machines',
    many(
      3000,
      at =>
        `apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: d${at}}\nspec: {template: {spec: {containers: [{name: w, ports: [{containerPort: 80, hostPort: 8080}]}]}}}\n`,
    ),
  ),
  manifest(
    '3,000 pods on one port, an address each',
    many(
      3000,
      at =>
        `apiVersion: v1\nkind: Pod\nmetadata: {name: d${at}}\nspec: {containers: [{name: w, ports: [{containerPort: 80, hostPort: 8080, hostIP: 10.0.${at >> 8}.${at & 255}}]}]}\n`,
    ),
  ),
  manifest(
    '3,000 Services on one port of the nodes',
    many(
      3000,
      at =>
        `apiVersion: v1\nkind: Service\nmetadata: {name: s${at}}\nspec: {type: NodePort, ports: [{port: 8080, nodePort: 30080}]}\n`,
    ),
  ),
  {
    name: '2,000 files of manifests in one folder',
    file: 'm0.yaml',
    at: '8080',
    files: () =>
      filesOf(
        2000,
        (at): InputFile => [
          `m${at}.yaml`,
          documents(deployment(`d${at}`, `a${at}`), service(`s${at}`, `a${at}`)),
        ],
      ),
  },
  {
    name: '10,000 files of manifests in 500 folders',
    file: 'p0/m0.yaml',
    at: '8080',
    files: () =>
      filesOf(
        10_000,
        (at): InputFile => [
          `p${at % 500}/m${at}.yaml`,
          documents(deployment(`d${at}`, `a${at}`), service(`s${at}`, `a${at}`)),
        ],
      ),
  },
  {
    name: '100 files of manifests of 600 KB',
    file: 'p0/m.yaml',
    at: '8080',
    files: () =>
      filesOf(
        100,
        (folder): InputFile => [
          `p${folder}/m.yaml`,
          many(900, at => documents(deployment(`d${at}`, `a${at}`), service(`s${at}`, `a${at}`))),
        ],
      ),
  },
  several(
    'a kustomization and a manifest that are one another',
    [
      ['kustomization.yaml', 'resources: [kustomization.yaml, web.yaml]\n'],
      ['web.yaml', WEB],
    ],
    'web.yaml',
  ),
  patched(
    '1,000 patterns of a kustomization over names of 60 characters',
    1000,
    at => `kind: Service, name: "(a|a|a+)*b${at}.*"`,
    300,
    at => 'a'.repeat(60) + at,
  ),
  patched(
    '1,000 patterns of a kustomization over names of 240 characters',
    1000,
    at => `kind: Service, name: "(a|a|a+)*b${at}.*"`,
    300,
    at => 'a'.repeat(240) + at,
  ),
  patched(
    '300 wide patterns of a kustomization over names of 240 characters',
    300,
    at => `kind: Service, name: "(${'a*|'.repeat(30)}a)*b${at}"`,
    500,
    at => 'a'.repeat(240) + at,
  ),
  patched(
    'a pattern of a kustomization that repeats nothing',
    1,
    () => 'name: "((((((){1000}){1000}){1000}){1000}){1000}){1000}"',
    10,
    at => `web${at}`,
  ),
  patched(
    '2,500 patterns of a kustomization of 2,000 states each',
    2500,
    at => `name: "a{1000}b{900}c${at}"`,
    10,
    at => `web${at}`,
  ),
  patched(
    '400 patterns of a kustomization of long classes',
    400,
    at => `name: "([${'b-d'.repeat(150)}${at}]|a)*"`,
    500,
    at => 'a'.repeat(240) + at,
  ),
  patched(
    '190 selectors of a kustomization of 400 expressions each',
    190,
    () => `labelSelector: "${'!a,'.repeat(400)}b"`,
    1000,
    at => `web${at}`,
  ),
  several(
    '5,000 patches that name one list of JSON',
    [
      [
        'kustomization.yaml',
        `resources: [web.yaml]\npatches:\n${times(5000, () => '- {target: {name: x}, path: p.json}\n')}`,
      ],
      ['web.yaml', WEB],
      ['p.json', `[${times(6000, () => '{"op":"add","path":"/x","value":1}', ',')}]\n`],
    ],
    'web.yaml',
  ),
  several(
    'a base of 400 long patterns that 200 kustomizations take in, and one takes in these',
    [
      ['kustomization.yaml', `resources: [web.yaml, ${times(200, at => `o${at}`, ', ')}]\n`],
      ['web.yaml', WEB],
      ...Array.from(
        { length: 200 },
        (_, at): InputFile => [`o${at}/kustomization.yaml`, 'resources: [../base]\n'],
      ),
      [
        'base/kustomization.yaml',
        `patches:\n${times(400, at => `- target: {name: "${REPEATED}${at}"}\n  patch: "[]"\n`)}`,
      ],
    ],
    'web.yaml',
  ),
  several(
    'a chain of 20 kustomizations whose prefixes make 1,000 names long',
    [
      ...Array.from(
        { length: 20 },
        (_, at): InputFile => [
          `k${at}/kustomization.yaml`,
          `resources: [${at === 0 ? 'web.yaml' : `../k${at - 1}`}]\nnamePrefix: ${'p'.repeat(250)}\n`,
        ],
      ),
      ['k0/web.yaml', many(1000, at => service(`s${at}`, 'web', '8080'))],
    ],
    'k0/web.yaml',
  ),
  {
    name: '2,000 kustomizations over 100 Services and their Pods',
    file: 'k/base/p.yaml',
    at: '8080',
    files: function* () {
      yield ['k/base/kustomization.yaml', 'resources: [p.yaml]\n'];
      yield ['k/base/p.yaml', many(100, at => documents(labelled(at, `a${at}`), smallService(at, `a${at}`)))];
      yield* filesOf(
        2000,
        (at): InputFile => [`k/o${at}/kustomization.yaml`, `namespace: n${at}\nresources: [../base]\n`],
      );
    },
  },
  single(
    'braces in a text, and 15,000 blank lines within another',
    'pod.yaml',
    `apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  annotations:\n    x: "{{ y }}"\n    z: b${'\n'.repeat(15_000)}      c\nspec:\n  containers: [{name: a, image: a, ports: [{containerPort: 8080}]}]\n`,
    '8080',
  ),
  single(
    'braces in a text, and 800,000 blank lines within another',
    'pod.yaml',
    `apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  annotations:\n    x: "{{ y }}"\n    z: b${'\n'.repeat(800_000)}      c\nspec:\n  containers: [{name: a, image: a, ports: [{containerPort: 8080}]}]\n`,
    '8080',
  ),
  {
    name: '1,000 Services and pods of a namespace that is put in later',
    file: 'p0.yaml',
    at: '8080',
    files: () =>
      filesOf(20, (file): InputFile => {
        const pair = (at: number) => documents(labelled(at, `a${at}`), smallService(at, `a${at}`));
        const text = many(50, at => pair(50 * file + at));
        return [`p${file}.yaml`, text.replaceAll(/name: ([ps]\d)/g, 'namespace: $NS, name: $1')];
      }),
  },
  {
    name: '1,000 overlays of a Deployment of 1,200 ports',
    file: 'base/web.yaml',
    at: 'targetPort: 8080',
    files: function* () {
      yield ['base/kustomization.yaml', 'resources: [web.yaml]\n'];
      yield [
        'base/web.yaml',
        documents(deployment('web', 'web', containers(manyPorts(1200))), smallService(1, 'web')),
      ];
      yield* filesOf(
        1000,
        (at): InputFile => [`o${at}/kustomization.yaml`, `namePrefix: o${at}-\nresources: [../base]\n`],
      );
    },
  },
  {
    name: '1,000 overlays of an Ingress of 300 paths',
    file: 'base/web.yaml',
    at: 'targetPort: 8080',
    files: function* () {
      const paths = times(
        300,
        at => `{path: /p${at}, pathType: Prefix, backend: {service: {name: s1, port: {number: 80}}}}`,
        ', ',
      );
      const ingress = `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: web}\nspec: {rules: [{http: {paths: [${paths}]}}]}\n`;
      yield ['base/kustomization.yaml', 'resources: [web.yaml]\n'];
      yield ['base/web.yaml', documents(labelled(1, 'web'), smallService(1, 'web'), ingress)];
      yield* filesOf(
        1000,
        (at): InputFile => [`o${at}/kustomization.yaml`, `namePrefix: o${at}-\nresources: [../base]\n`],
      );
    },
  },
];
