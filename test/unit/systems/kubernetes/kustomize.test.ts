import { describe, expect, test } from 'vitest';
import { buildKustomization } from '../../../../server/src/systems/kubernetes/kustomize/build';
import { readPattern } from '../../../../server/src/systems/kubernetes/kustomize/regular-expression';
import { isKubernetesReading, readKubernetes } from '../../../../server/src/systems/kubernetes/reading';
import type { Resource } from '../../../../server/src/systems/kubernetes/resource';
import type { Find } from '../../../../server/src/systems/project';
import type { Document } from '../../../../server/src/systems/reading';
import {
  type MapTree,
  mapsAt,
  type ScalarTree,
  scalarAt,
  textAt,
} from '../../../../server/src/text/yaml-tree';
import { ROOT } from '../../support/memory';

type Files = Readonly<Record<string, string>>;

function documentsOf(files: Files): ReadonlyMap<string, Document> {
  return new Map(
    Object.entries(files).map(([file, text]) => {
      const uri = ROOT + file;
      const reading = readKubernetes(text, uri);
      return [uri, { uri, text, purpose: 'configuration', reading, parts: [], silences: [] }];
    }),
  );
}

function build(files: Files, folder = 'over/') {
  const documents = documentsOf(files);
  const find: Find = uri => documents.get(uri) ?? 'missing';
  const built = buildKustomization(`${ROOT}${folder}kustomization.yaml`, find);
  /** A scalar as `file: digits`, where its text stands. */
  const place = (scalar: ScalarTree | undefined): string => {
    const document = scalar && documents.get(scalar.uri);
    if (!document || !isKubernetesReading(document.reading)) return 'nowhere';
    const { span, pieces, block } = scalar.number ?? scalar.text;
    const start = document.reading.startOf(block);
    const written = document.text.slice(start + span.start, start + span.end);
    const line = document.text.slice(0, start + span.start).split('\n').length;
    const isPlaced = pieces.every(({ kind }) => kind === 'literal');
    return `${document.uri.slice(ROOT.length)}:${line} ${isPlaced ? '' : 'about '}${written}`;
  };
  return { ...built, documents, place };
}

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - name: app
          image: nginx:1.26
          ports:
            - containerPort: 8080
              name: http
            - containerPort: 9090
`;

const SERVICE = `apiVersion: v1
kind: Service
metadata: { name: web }
spec:
  selector: { app: web }
  ports:
    - port: 80
      targetPort: http
`;

const BASE: Files = {
  'base/kustomization.yaml': 'resources: [web.yaml, service.yaml]\n',
  'base/web.yaml': DEPLOYMENT,
  'base/service.yaml': SERVICE,
};

function containerPorts({ tree }: Resource): readonly MapTree[] {
  return mapsAt(tree, 'spec', 'template', 'spec', 'containers').flatMap(one => mapsAt(one, 'ports'));
}

function resource(resources: readonly Resource[], kind: string): Resource {
  const found = resources.find(one => one.kind === kind);
  if (!found) throw new Error(`There is no ${kind}`);
  return found;
}

const MERGE = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  template:
    spec:
      containers:
        - name: app
          ports:
            - containerPort: 8080
              hostPort: 8081
            - containerPort: 7070
`;

describe('where what is built is written', () => {
  test('a patch in a file gives what it says, the base the rest', () => {
    const { resources, place } = build({
      ...BASE,
      'over/kustomization.yaml': 'resources: [../base]\npatches: [{ path: patch.yaml }]\n',
      'over/patch.yaml': MERGE,
    });
    const ports = containerPorts(resource(resources, 'Deployment'));
    expect(ports.map(port => place(scalarAt(port, 'containerPort')))).toEqual([
      'base/web.yaml:14 8080',
      'over/patch.yaml:12 7070',
      'base/web.yaml:16 9090',
    ]);
    expect(place(scalarAt(ports[0], 'hostPort'))).toBe('over/patch.yaml:11 8081');
    expect(place(scalarAt(ports[0], 'name'))).toBe('base/web.yaml:15 http');
  });

  test('a port that base and patch name is alike in both', () => {
    const { resources, place } = build({
      ...BASE,
      'over/kustomization.yaml': 'resources: [../base]\npatches: [{ path: patch.yaml }]\n',
      'over/patch.yaml': MERGE,
    });
    const [first, added, last] = containerPorts(resource(resources, 'Deployment'));
    const alike = (first?.alike ?? []).map(map => place(scalarAt(map, 'containerPort')));
    expect(alike).toEqual(['over/patch.yaml:10 8080']);
    expect([added?.alike, last?.alike]).toEqual([undefined, undefined]);
  });

  test('it is alike through overlays of overlays', () => {
    const patch = (port: string) =>
      `apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec:\n  ports:\n    - port: 80\n${port}`;
    const { resources, place } = build({
      ...BASE,
      'mid/kustomization.yaml': 'resources: [../base]\npatchesStrategicMerge: [patch.yaml]\n',
      'mid/patch.yaml': patch('      nodePort: 30080\n'),
      'over/kustomization.yaml': 'resources: [../mid]\npatches: [{ path: patch.yaml }]\n',
      'over/patch.yaml': patch('      targetPort: 8080\n'),
    });
    const [port] = mapsAt(resource(resources, 'Service').tree, 'spec', 'ports');
    expect(place(scalarAt(port, 'port'))).toBe('base/service.yaml:7 80');
    expect((port?.alike ?? []).map(map => place(scalarAt(map, 'port')))).toEqual([
      'mid/patch.yaml:6 80',
      'over/patch.yaml:6 80',
    ]);
    expect(place(scalarAt(port, 'targetPort'))).toBe('over/patch.yaml:7 8080');
    expect(place(scalarAt(port, 'nodePort'))).toBe('mid/patch.yaml:7 30080');
  });

  test('a patch within a kustomization leads into its text', () => {
    const inline = MERGE.split('\n')
      .map(line => `      ${line}`)
      .join('\n');
    const { resources, place } = build({
      ...BASE,
      'over/kustomization.yaml': `resources: [../base]\npatches:\n  - patch: |-\n${inline}\n  - target: { kind: Service }\n    patch: |\n      - op: replace\n        path: /spec/ports/0/port\n        value: 81\n  - target: { kind: Service }\n    patch: '[{"op": "add", "path": "/spec/ports/0/nodePort", "value": 30001}]'\n`,
    });
    const [first, second] = containerPorts(resource(resources, 'Deployment'));
    expect(place(scalarAt(first, 'hostPort'))).toBe('over/kustomization.yaml:14 8081');
    expect(place(scalarAt(second, 'containerPort'))).toBe('over/kustomization.yaml:15 7070');
    const [port] = mapsAt(resource(resources, 'Service').tree, 'spec', 'ports');
    expect(place(scalarAt(port, 'port'))).toBe('over/kustomization.yaml:21 81');
    expect(place(scalarAt(port, 'nodePort'))).toBe('over/kustomization.yaml:23 30001');
  });

  test('a JSON patch in a file gives its value', () => {
    const { resources, place } = build({
      ...BASE,
      'over/kustomization.yaml':
        'resources: [../base]\npatches: [{ path: patch.json, target: { kind: Deploy.*, name: w.b } }]\n',
      'over/patch.json':
        '[\n  { "op": "replace", "path": "/spec/template/spec/containers/0/ports/0/containerPort", "value": 8888 }\n]\n',
    });
    const [port] = containerPorts(resource(resources, 'Deployment'));
    expect(place(scalarAt(port, 'containerPort'))).toBe('over/patch.json:2 8888');
  });

  test('what is put on all leads to the kustomization, and what is put together nowhere', () => {
    const { resources, place } = build({
      ...BASE,
      'over/kustomization.yaml':
        'resources: [../base]\nnamespace: prod\nnamePrefix: a-\ncommonLabels: { env: live }\nimages: [{ name: nginx, newTag: "2" }]\n',
    });
    const { tree } = resource(resources, 'Deployment');
    expect(textAt(tree, 'metadata', 'name')).toBe('a-web');
    expect(place(scalarAt(tree, 'metadata', 'name'))).toBe('base/web.yaml:4 about web');
    expect(place(scalarAt(tree, 'metadata', 'namespace'))).toBe('over/kustomization.yaml:2 prod');
    expect(place(scalarAt(tree, 'spec', 'selector', 'matchLabels', 'env'))).toBe(
      'over/kustomization.yaml:4 live',
    );
    const [container] = mapsAt(tree, 'spec', 'template', 'spec', 'containers');
    expect(textAt(container, 'image')).toBe('nginx:2');
  });

  test('a number that takes the place of a text in quotes gets them, and is a text', () => {
    const { resources } = build({
      'over/kustomization.yaml': 'resources: [service.yaml]\npatches: [{ path: patch.yaml }]\n',
      'over/service.yaml': SERVICE.replace('targetPort: http', 'targetPort: "http"'),
      'over/patch.yaml': SERVICE.replace('targetPort: http', 'targetPort: 8080'),
    });
    const [port] = mapsAt(resource(resources, 'Service').tree, 'spec', 'ports');
    const target = scalarAt(port, 'targetPort');
    expect([target?.text.value, target?.number]).toEqual(['8080', undefined]);
  });

  test('a resource that nothing changes is the same object', () => {
    const files = {
      ...BASE,
      'over/kustomization.yaml': 'resources: [../base]\npatches: [{ path: patch.yaml }]\nimages: []\n',
      'over/patch.yaml': MERGE,
    };
    const { resources, documents } = build(files);
    const { reading } = documents.get(`${ROOT}base/service.yaml`) ?? {};
    const written = isKubernetesReading(reading) ? reading.resources : [];
    expect(resource(resources, 'Service')).toBe(written[0]);
  });
});

describe('what keeps it from being whole', () => {
  const over = (text: string, more: Files = {}) =>
    build({ ...BASE, ...more, 'over/kustomization.yaml': text });

  test.each([
    [
      'a file that is missing',
      'resources: [../base, gone.yaml]\n',
      'resources: there is no file "gone.yaml".',
    ],
    [
      'a folder without one',
      'resources: [../base, ../gone]\n',
      'resources: there is no file "../gone/kustomization.yaml".',
    ],
    [
      'a component that is missing',
      'resources: [../base]\ncomponents: [../gone]\n',
      'components: there is no file "../gone/kustomization.yaml".',
    ],
    [
      'a patch that is missing',
      'resources: [../base]\npatches: [{ path: gone.yaml }]\n',
      'patches: there is no file "gone.yaml".',
    ],
    ['itself', 'resources: [../base, ../over]\n', 'kustomization.yaml includes itself through it.'],
    ['the folder around it', 'resources: [../base, ..]\n', 'kustomization.yaml includes itself through it.'],
  ])('%s is told, and the rest is built', (_, text, message) => {
    const { resources, problems, isWhole } = over(text);
    expect(problems.map(problem => [problem.message, problem.isRemote])).toEqual([[message, true]]);
    expect(isWhole).toBe(false);
    expect(resources).toHaveLength(2);
  });

  test.each([
    'https://example.test/base?ref=v1',
    'github.com/org/repo//base?ref=v1',
    'git::https://example.test/repo.git//base',
    'git@example.test:org/repo.git',
    'example.test/org/repo.git//base',
    'ssh://git@example.test/repo',
  ])('%s is never fetched', remote => {
    const { problems, isWhole, files, documents } = over(`resources: [../base, "${remote}"]\n`);
    expect(problems.map(problem => problem.isRemote)).toEqual([true]);
    expect(isWhole).toBe(false);
    expect(files.toSorted()).toEqual([...documents.keys()].toSorted());
  });

  test('a problem stands at the name', () => {
    const { problems, documents } = over('# a comment\nresources:\n  - ../base\n  - "gone.yaml"\n');
    const [problem] = problems;
    const text = problem && documents.get(problem.uri)?.text.slice(problem.span.start, problem.span.end);
    expect(text).toBe('gone.yaml');
  });

  test.each([
    ['replacements', 'replacements: [{ path: x.yaml }]'],
    ['variables', 'vars: [{ name: X }]'],
    ['plugins', 'transformers: [x.yaml]'],
    ['charts', 'helmCharts: [{ name: x }]'],
    ['a field that is none', 'nonsense: true'],
    [
      'a patch for nobody',
      'patches: [{ patch: "{apiVersion: apps/v1, kind: Deployment, metadata: {name: gone}}" }]',
    ],
    ['a pattern with a class of Unicode', 'patches: [{ target: { name: "\\\\pL" }, path: patch.yaml }]'],
    [
      'a step that cannot be taken',
      'patches: [{ target: { kind: Service }, patch: \'[{"op": "remove", "path": "/spec/no"}]\' }]',
    ],
    ['a file of another folder', 'patches: [{ path: ../patch.yaml }]'],
  ])('%s: not whole, but without a word', (_, text) => {
    const { resources, problems, isWhole } = over(`resources: [../base]\n${text}\n`, {
      'over/patch.yaml': MERGE,
      'patch.yaml': MERGE,
    });
    expect([isWhole, problems, resources.length]).toEqual([false, [], 2]);
  });

  test('the same resource twice is there once', () => {
    const { resources, isWhole } = over('resources: [../base, again.yaml]\n', { 'over/again.yaml': SERVICE });
    expect([isWhole, resources.length]).toEqual([false, 2]);
  });

  test('generators, replicas and empty fields leave it whole', () => {
    const text =
      'resources: [../base]\nconfigMapGenerator: [{ name: x, literals: [a=b] }]\nreplicas: [{ name: web, count: 2 }]\nvars: []\n';
    expect(over(text).isWhole).toBe(true);
  });

  test('every file that is asked for is named, the missing ones too', () => {
    const { files } = build({
      'over/kustomization.yaml': 'resources: [../other]\npatches: [{ path: p.yaml }]\n',
      'other/Kustomization': 'resources: [none.yaml]\n',
    });
    expect(files.map(uri => uri.slice(ROOT.length))).toEqual([
      'over/kustomization.yaml',
      'other/kustomization.yaml',
      'other/kustomization.yml',
      'other/Kustomization',
      'other/none.yaml',
      'other/none.yaml/kustomization.yaml',
      'other/none.yaml/kustomization.yml',
      'other/none.yaml/Kustomization',
      'over/p.yaml',
    ]);
  });
});

describe('what would never end, ends', () => {
  test('folders that take in many that take in many', () => {
    const files: Record<string, string> = {
      'd0/kustomization.yaml': 'resources: [web.yaml]\n',
      'd0/web.yaml': SERVICE,
    };
    for (let level = 1; level < 18; level++) {
      for (const side of 'abcdefgh') {
        const all = [...'abcdefgh'].map(one => `../d${level - 1}${one}`);
        const inner = level === 1 ? '../d0' : all.join(', ');
        files[`d${level}${side}/kustomization.yaml`] = `resources: [${inner}]\nnamePrefix: ${side}-\n`;
      }
    }
    files['over/kustomization.yaml'] = 'resources: [../d17a, ../d17b]\n';
    const { isWhole, resources } = build(files);
    expect(isWhole).toBe(false);
    expect(resources.length).toBeLessThanOrEqual(2000);
  });

  test('a long chain, and two folders in a circle', () => {
    const files: Record<string, string> = {};
    for (let step = 0; step < 40; step++)
      files[`s${step}/kustomization.yaml`] = `resources: [../s${step + 1}]\n`;
    expect(build(files, 's0/').problems.map(({ isGap }) => isGap)).toEqual([true]);
    const circle = build({
      'over/kustomization.yaml': 'resources: [../other]\n',
      'other/kustomization.yaml': 'components: [../over]\n',
    });
    expect(circle.problems).toHaveLength(1);
  });

  test('bases that double each other, and say so', () => {
    const files: Record<string, string> = {};
    for (let level = 0; level < 20; level++) {
      for (const side of [0, 1])
        files[`l${level}s${side}/kustomization.yaml`] =
          level < 19
            ? `namePrefix: p${side}-\nresources: [../l${level + 1}s0, ../l${level + 1}s1]\n`
            : 'resources: [service.yaml]\n';
    }
    for (const side of [0, 1]) files[`l19s${side}/service.yaml`] = SERVICE;
    const started = performance.now();
    const { problems, isWhole } = build(files, 'l0s0/');
    expect({ isWhole, gaps: problems.map(({ isGap }) => isGap) }).toEqual({ isWhole: false, gaps: [true] });
    expect(performance.now() - started).toBeLessThan(1000);
  });

  const POD = (name: string, more = '') =>
    `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}${more}}\nspec: {containers: [{name: w, image: nginx, ports: [{containerPort: 8080}]}]}\n`;
  const many = (count: number, one: (index: number) => string, between = '') =>
    Array.from({ length: count }, (_, index) => one(index)).join(between);
  const steps = (text: string) =>
    `patches:\n  - target: {kind: Pod}\n    patch: |-\n${text.replace(/^/gm, '      ')}\n`;

  test.each([
    [
      'a part that is copied into itself, again and again',
      steps(many(60, at => `- {op: copy, from: /spec, path: /spec/a${at}}`, '\n')),
    ],
    [
      'lists that are copied into themselves',
      steps(
        `- {op: add, path: /items, value: [{items: []}]}\n${many(60, () => '- {op: copy, from: /items/0, path: /items/0/items/-}', '\n')}`,
      ),
    ],
    [
      'a part that goes ever deeper',
      steps(
        many(
          300,
          () =>
            '- {op: move, from: /spec, path: /x}\n- {op: add, path: /spec, value: {}}\n- {op: move, from: /x, path: /spec/y}',
          '\n',
        ),
      ),
    ],
    [
      'thousands of steps in a long list',
      steps(many(3000, at => `- {op: add, path: /spec/containers/-, value: {name: c${at}}}`, '\n')),
    ],
    ['thousands of images', `images:\n${many(5000, at => `  - {name: n${at}, newTag: "1"}\n`)}`],
    ['thousands of labels', `commonLabels:\n${many(1500, at => `  l${at}: "x"\n`)}`],
    [
      'thousands of fields of a label',
      `labels:\n- pairs: {a: b}\n  fields:\n${many(5000, at => `  - {path: spec/x${at}/y, create: true}\n`)}`,
    ],
    [
      'thousands of patches',
      `patches:\n${many(2800, () => '  - {target: {kind: Pod}, patch: "- {op: add, path: /spec/x, value: y}"}\n')}`,
    ],
  ])(
    '%s: it is left out, and told',
    (_what, text) => {
      const { isWhole, problems } = build({
        'over/kustomization.yaml': `resources: [web.yaml]\n${text}`,
        'over/web.yaml': many(500, at => POD(`p${at}`), '---\n'),
      });
      expect({ isWhole, gaps: problems.map(({ isGap }) => isGap) }).toEqual({ isWhole: false, gaps: [true] });
    },
    30_000,
  );

  /** Patches that are for what a target says, and change nothing. */
  const targets = (count: number, target: (index: number) => string) =>
    `patches:\n${many(count, at => `- target: {${target(at)}}\n  patch: "[]"\n`)}`;

  test.each<[string, string, (index: number) => string]>([
    [
      'patterns over long names',
      targets(300, at => `name: "(${'a*|'.repeat(30)}a)*b${at}"`),
      at => 'a'.repeat(240) + at,
    ],
    [
      'patterns that are large',
      targets(550, at => `name: "a{900}[b-dfhjlnprtvxz]{10}${at}+"`),
      at => 'a'.repeat(20) + at,
    ],
    [
      'patterns of classes that look at a character many times',
      targets(400, at => `name: "([${'b-d'.repeat(150)}${at}]|a)*"`),
      at => 'a'.repeat(240) + at,
    ],
    [
      'selectors of labels',
      targets(75, () => `labelSelector: "${many(250, () => '!a', ',')},b"`),
      at => `p${at}`,
    ],
  ])(
    '%s: they are counted by what they cost',
    (_what, patches, name) => {
      const files = {
        'over/kustomization.yaml': `resources: [web.yaml]\n${patches}`,
        'over/web.yaml': many(1000, at => POD(name(at)), '---\n'),
      };
      const started = performance.now();
      const { isWhole, problems } = build(files);
      expect({ isWhole, gaps: problems.map(({ isGap }) => isGap) }).toEqual({ isWhole: false, gaps: [true] });
      expect(performance.now() - started).toBeLessThan(4000);
    },
    60_000,
  );

  /** A base that 150 others take in, of which each is taken in. */
  const again = (base: Files): Files => ({
    'over/kustomization.yaml': `resources: [${many(150, at => `../o${at}`, ', ')}]\n`,
    ...Object.fromEntries(
      Array.from({ length: 150 }, (_, at) => [
        `o${at}/kustomization.yaml`,
        `resources: [../base]\nnamePrefix: p${at}-\n`,
      ]),
    ),
    ...base,
  });

  test('a base of many patterns, taken in again and again, is read once', () => {
    const started = performance.now();
    const { isWhole } = build(
      again({ 'base/kustomization.yaml': targets(400, at => `name: "${'(a|b)'.repeat(98)}${at}"`) }),
    );
    expect(isWhole).toBe(true);
    expect(performance.now() - started).toBeLessThan(1500);
  });

  const LONG = 'a'.repeat(200_000);

  test.each<[string, Files]>([
    [
      'a base of many entries, taken in again and again',
      again({ 'base/kustomization.yaml': `patches:\n${many(9900, () => '- patch: "[]"\n')}` }),
    ],
    [
      'a base of a long name, taken in again and again',
      again({ 'base/kustomization.yaml': 'resources: [web.yaml]\n', 'base/web.yaml': POD(LONG) }),
    ],
    [
      'a long name that thousands of patches leave as it is',
      {
        'over/kustomization.yaml': `resources: [web.yaml]\npatches:\n${many(2500, () => '- {target: {kind: Pod}, patch: "{kind: Pod, metadata: {name: x}}"}\n')}`,
        'over/web.yaml': POD(LONG),
      },
    ],
  ])('%s: it is counted', (_what, files) => {
    const { isWhole, problems } = build(files);
    expect({ isWhole, gaps: problems.map(({ isGap }) => isGap) }).toEqual({ isWhole: false, gaps: [true] });
  });

  test('a long list of JSON that thousands of patches name is read once', () => {
    const started = performance.now();
    const { isWhole } = build({
      'over/kustomization.yaml': `resources: [web.yaml]\npatches:\n${many(4500, () => '- {target: {name: x}, path: p.json}\n')}`,
      'over/web.yaml': POD('web'),
      'over/p.json': `[${many(4800, () => '{"op":"add","path":"/x","value":1}', ',')}]\n`,
    });
    expect(isWhole).toBe(true);
    expect(performance.now() - started).toBeLessThan(3000);
  });

  test('what many would write of targets is built whole: five hundred resources, a hundred patterns and names', () => {
    const { isWhole, problems } = build({
      'over/kustomization.yaml': `resources: [web.yaml]\npatches:\n${many(100, at => `- target: {group: apps, kind: (Deployment|StatefulSet), name: "team-${at}-.*"}\n  patch: "[]"\n- target: {kind: Pod, name: team-${at}-web, labelSelector: "app=web,tier in (a, b)"}\n  patch: "[]"\n`)}`,
      'over/web.yaml': many(500, at => POD(`team-${at % 100}-service-${at}`), '---\n'),
    });
    expect({ isWhole, problems }).toEqual({ isWhole: true, problems: [] });
  });

  test('what many would write is built whole: a hundred resources with images, labels and patches', () => {
    const { isWhole, problems, resources } = build({
      'over/kustomization.yaml': `resources: [web.yaml]\nnamePrefix: a-\nimages:\n${many(30, at => `  - {name: n${at}, newTag: "1"}\n`)}commonLabels:\n${many(10, at => `  l${at}: x\n`)}${steps(many(20, at => `- {op: copy, from: /spec/containers, path: /spec/a${at}}`, '\n'))}`,
      'over/web.yaml': many(100, at => POD(`p${at}`), '---\n'),
    });
    expect({ isWhole, problems, count: resources.length }).toEqual({
      isWhole: true,
      problems: [],
      count: 100,
    });
  });

  test('a prefix that no name may have is no part of any', () => {
    const { isWhole, resources } = build({
      'over/kustomization.yaml': `resources: [web.yaml]\nnamePrefix: ${'a'.repeat(254)}\n`,
      'over/web.yaml': POD('web'),
    });
    expect(resources.map(({ tree }) => textAt(tree, 'metadata', 'name'))).toEqual(['web']);
    expect(isWhole).toBe(false);
  });

  test('prefixes that together make a name that none may have: those that are too many are left out', () => {
    const prefixed = (prefix: string, resource: string) =>
      `resources: [${resource}]\nnamePrefix: ${prefix}\n`;
    const { isWhole, resources } = build({
      'over/kustomization.yaml': prefixed('c-', '../middle'),
      'middle/kustomization.yaml': prefixed('b'.repeat(100), '../base'),
      'base/kustomization.yaml': prefixed('a'.repeat(200), 'web.yaml'),
      'base/web.yaml': `${POD('web')}---\n${POD('x'.repeat(52))}`,
    });
    const names = resources.map(({ tree }) => textAt(tree, 'metadata', 'name'));
    expect(names).toEqual([`c-${'a'.repeat(200)}web`, 'a'.repeat(200) + 'x'.repeat(52)]);
    expect(isWhole).toBe(false);
  });

  test('no more than there is room for', () => {
    const documents = documentsOf({
      'over/kustomization.yaml': 'resources: [web.yaml]\n',
      'over/web.yaml': many(100, at => POD(`p${at}`), '---\n'),
    });
    const built = buildKustomization(
      `${ROOT}over/kustomization.yaml`,
      uri => documents.get(uri) ?? 'missing',
      50,
    );
    expect(built.resources.length).toBeLessThanOrEqual(50);
    expect(built.problems.map(({ isGap }) => isGap)).toEqual([true]);
  });

  test('many patches over long lists', () => {
    const ports = Array.from({ length: 900 }, (_, index) => `  - port: ${index + 1}\n`).join('');
    const service = SERVICE.replace(/ {4}- port: 80\n.*\n/, ports.replaceAll('  -', '    -'));
    const patches = Array.from(
      { length: 300 },
      () => '- target: { kind: Service }\n  path: patch.yaml\n',
    ).join('');
    const started = performance.now();
    const { isWhole } = build({
      'over/kustomization.yaml': `resources: [service.yaml]\npatches:\n${patches}`,
      'over/service.yaml': service,
      'over/patch.yaml': service,
    });
    expect(isWhole).toBe(false);
    expect(performance.now() - started).toBeLessThan(4000);
  });
});

describe('patterns of names', () => {
  test.each([
    ['web', ['web'], ['web-1', 'aweb', '']],
    ['web.*', ['web', 'web-1'], ['aweb']],
    ['(web|api)-\\d+', ['web-1', 'api-22'], ['web-', 'web']],
    ['^web$', ['web'], ['webs']],
    ['[^a-c]+x?', ['defx', 'd'], ['a', 'xa']],
    ['(?:a{2,3}){1,2}', ['aa', 'aaa', 'aaaa', 'aaaaaa'], ['a', 'aaaaaaa']],
    ['a|', ['a', ''], ['aa']],
    ['.+?\\.test', ['x.test'], ['xtest', '.test']],
    ['w[eb]{2}', ['web', 'wbe'], ['we']],
    ['[a-z]([a-z0-9-]{0,61}[a-z0-9])?', ['w', 'web-1'], ['web-', '1']],
    ['a{1000}', ['a'.repeat(1000)], ['a'.repeat(999)]],
    ['(){3}w(|e){2}b', ['wb', 'web', 'weeb'], ['weeeb']],
    ['a{0}b{0,}', ['', 'bb'], ['a']],
  ])('%s', (pattern, matching, others) => {
    const matches = readPattern(pattern)?.ready();
    expect(matching.filter(text => !matches?.(text))).toEqual([]);
    expect(others.filter(text => matches?.(text))).toEqual([]);
  });

  test.each([
    '(',
    'a)',
    '[',
    '*a',
    'a**',
    '(?i)a',
    '(?=a)',
    '\\pL',
    '\\bweb',
    'a{2000}',
    '[[:alpha:]]',
    'a{3,2}',
    '((a{100}){100}){100}',
    '((((){1000}){1000}){1000}){1000}',
  ])('%s is refused', pattern => expect(readPattern(pattern)).toBeUndefined());

  test('one that is made to take long does not', () => {
    const read = readPattern('(a*)*(a|aa)+b');
    const started = performance.now();
    expect(read?.ready()('a'.repeat(5000))).toBe(false);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});
