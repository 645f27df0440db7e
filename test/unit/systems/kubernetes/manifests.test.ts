import { describe, expect, test } from 'vitest';
import { occurrencesIn } from '../../../../server/src/chart/occurrences';
import { hoverAt } from '../../../../server/src/features/hover';
import { definitionAt } from '../../../../server/src/features/navigation';
import { prepareRename } from '../../../../server/src/features/rename';
import { findingsIn } from '../../../../server/src/rules/judge';
import { DEFAULT_SETTINGS } from '../../../../server/src/rules/settings';
import { findingsOf, renamedLines, sceneOf, showRange } from '../../support/scene';

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
        - name: web
          image: acme/web:1.0
          ports:
            - name: http
              containerPort: 8080
          livenessProbe:
            httpGet: {path: /, port: http}
          readinessProbe:
            tcpSocket: {port: 8080}
          env:
            - name: PORT
              value: "8080"
`;

const SERVICE = `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector: {app: web}
  ports:
    - name: web
      port: 80
      targetPort: http
`;

const INGRESS = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: front}
spec:
  rules:
    - http:
        paths:
          - path: /
            pathType: Prefix
            backend: {service: {name: web, port: {number: 80}}}
`;

const PROJECT = {
  'k8s/web.yaml': `${DEPLOYMENT}---\n${SERVICE}`,
  'k8s/ingress.yaml': INGRESS,
  Dockerfile: 'FROM node:20\nEXPOSE 8080\n',
  'compose.yaml': 'services:\n  web:\n    image: acme/web:dev\n    build: .\n    ports: ["3000:8080"]\n',
};

type Files = Readonly<Record<string, string>>;

/** The texts with a caret before a part of one of them. */
function at(path: string, part: string, files: Files = PROJECT): Files {
  const text = files[path] ?? '';
  if (!text.includes(part)) throw new Error(`${path} does not hold ${part}`);
  const offset = text.indexOf(part) + (/\d|http\b|web\b/.exec(part)?.index ?? 0);
  return { ...files, [path]: `${text.slice(0, offset)}‸${text.slice(offset)}` };
}

async function renamed(files: Files, to: string) {
  return renamedLines(await sceneOf(files), to);
}

const MOVED = [
  'Dockerfile:2 EXPOSE 9090',
  'compose.yaml:5 ports: ["3000:9090"]',
  'k8s/web.yaml:17 containerPort: 9090',
  'k8s/web.yaml:21 tcpSocket: {port: 9090}',
  'k8s/web.yaml:24 value: "9090"',
];

describe('a port of a container moves with all that means it', () => {
  test.each([
    ['from EXPOSE', at('Dockerfile', 'EXPOSE 8080')],
    ['from the Compose file', at('compose.yaml', ':8080')],
    ['from containerPort', at('k8s/web.yaml', 'containerPort: 8080')],
    ['from a probe', at('k8s/web.yaml', 'tcpSocket: {port: 8080')],
    ['from its variable', at('k8s/web.yaml', 'value: "8080')],
  ])('%s', async (_name, files) => {
    expect(await renamed(files, '9090')).toEqual(MOVED);
  });

  test('a port of a Service moves with its backends', async () => {
    expect(await renamed(at('k8s/ingress.yaml', 'number: 80'), '8000')).toEqual([
      'k8s/ingress.yaml:10 backend: {service: {name: web, port: {number: 8000}}}',
      'k8s/web.yaml:34 port: 8000',
    ]);
  });

  test('without a target, a port of a Service is one of its pods', async () => {
    const files = {
      ...PROJECT,
      'k8s/web.yaml': PROJECT['k8s/web.yaml']
        .replace('      targetPort: http\n', '')
        .replace('port: 80\n', 'port: 8080\n'),
    };
    const changed = await renamed(at('k8s/web.yaml', 'containerPort: 8080', files), '9090');
    expect(changed).toEqual([...MOVED, 'k8s/web.yaml:34 port: 9090']);
  });
});

describe('a name of a port', () => {
  test.each([
    ['from the container', at('k8s/web.yaml', 'name: http')],
    ['from the target', at('k8s/web.yaml', 'targetPort: http')],
    ['from a probe', at('k8s/web.yaml', 'port: http}')],
  ])('is changed wherever it refers to it, %s', async (_name, files) => {
    expect(await renamed(files, 'api')).toEqual([
      'k8s/web.yaml:16 - name: api',
      'k8s/web.yaml:19 httpGet: {path: /, port: api}',
      'k8s/web.yaml:35 targetPort: api',
    ]);
  });

  test('is changed also where pods of one Service have it for different numbers', async () => {
    const other = DEPLOYMENT.replace('name: web', 'name: green').replaceAll('8080', '8081');
    const files = { 'web.yaml': `${DEPLOYMENT}---\n${SERVICE}---\n${other}` };
    expect(await renamed(at('web.yaml', 'targetPort: http', files), 'api')).toHaveLength(5);
  });

  test.each(['way-too-long-for-it', 'HTTP', '8080', 'a--b', '-a', ''])('is never "%s"', async name => {
    expect(await renamed(at('k8s/web.yaml', 'targetPort: http'), name)).toMatch(/is no name of a port/);
  });

  test('is what F2 begins with', async () => {
    const scene = await sceneOf(at('k8s/web.yaml', 'targetPort: http'));
    expect(prepareRename(scene.workspace, scene.spot.document, scene.spot.position)).toMatchObject({
      placeholder: 'http',
    });
  });
});

describe('where it leads', () => {
  test.each([
    ['a backend to the port of its Service', at('k8s/ingress.yaml', 'number: 80'), ['k8s/web.yaml:34 "80"']],
    [
      'a target to the name of the port of the pods',
      at('k8s/web.yaml', 'targetPort: http'),
      ['k8s/web.yaml:16 "http"'],
    ],
    [
      'a port of a container to that of its image',
      at('k8s/web.yaml', 'containerPort: 8080'),
      ['Dockerfile:2 "8080"'],
    ],
  ])('%s', async (_name, files, expected) => {
    const scene = await sceneOf(files);
    const { document, position } = scene.spot;
    const found = definitionAt(scene.workspace, document, position);
    expect(found.map(({ uri, range }) => showRange(scene, uri, range))).toEqual(expected);
  });

  test.each([
    ['k8s/web.yaml', 'port: 80', '**80/tcp** of `service/web` → port http of `deployment/web`'],
    ['k8s/web.yaml', 'containerPort: 8080', '**8080/tcp** of `deployment/web`, behind `service/web`'],
    [
      'k8s/web.yaml',
      'targetPort: http',
      '**http** (8080/tcp) of `deployment/web`, where `service/web` leads',
    ],
    ['k8s/ingress.yaml', 'number: 80', '**80/tcp** of `service/web`, where `ingress/front` leads'],
    ['k8s/web.yaml', 'tcpSocket: {port: 8080', '**8080/tcp** of `deployment/web`, checked here'],
  ])('is what a hover of %s says at %s', async (path, part, expected) => {
    const scene = await sceneOf(at(path, part === 'port: 80' ? '  port: 80' : part));
    const { document, position } = scene.spot;
    expect(hoverAt(scene.workspace, document, position)?.markdown.split('  \n')[0]).toBe(expected);
  });
});

test('an image that Skaffold builds leads to its Dockerfile', async () => {
  const files = {
    'skaffold.yaml': `apiVersion: skaffold/v4beta11
kind: Config
build:
  artifacts:
    - image: acme/web
      context: src
      docker: {dockerfile: build.Dockerfile}
`,
    'src/build.Dockerfile': 'FROM node:20\nEXPOSE 8080\n',
    'deploy/web.yaml': DEPLOYMENT,
  };
  expect(await renamed(at('src/build.Dockerfile', 'EXPOSE 8080', files), '9090')).toEqual([
    'deploy/web.yaml:17 containerPort: 9090',
    'deploy/web.yaml:21 tcpSocket: {port: 9090}',
    'deploy/web.yaml:24 value: "9090"',
    'src/build.Dockerfile:2 EXPOSE 9090',
  ]);
  expect(await renamed(at('deploy/web.yaml', 'containerPort: 8080', files), '9090')).toHaveLength(4);
});

test('what envsubst or Flux fills in later is open, and what Kubernetes itself does not fill in is refused', async () => {
  const scene = await sceneOf({
    'open.yaml': DEPLOYMENT.replace('containerPort: 8080', 'containerPort: $PORT'),
    'braces.yaml': DEPLOYMENT.replace('containerPort: 8080', `containerPort: \${PORT}`),
    'refused.yaml': DEPLOYMENT.replace('containerPort: 8080', 'containerPort: $(PORT)'),
  });
  expect(findingsOf(scene, 'invalid-port', 'open.yaml')).toEqual([]);
  expect(findingsOf(scene, 'invalid-port', 'braces.yaml')).toEqual([]);
  expect(findingsOf(scene, 'invalid-port', 'refused.yaml')).toHaveLength(1);
});

// What `kubectl kustomize` 5.5 builds of each has the port 8080.
test.each([
  ['CR', (text: string) => text.replaceAll('\n', '\r')],
  ['CR behind a comment', (text: string) => text.replace('ports:\n', 'ports: # x\r')],
  ['a line separator behind a comment', (text: string) => text.replace('ports:\n', 'ports: # x\u2028')],
])('lines end as go-yaml has it: %s', async (_what, change) => {
  const text = change(
    'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  ports:\n    - {port: 8080}\n',
  );
  const { document, workspace } = await sceneOf({ 'web.yaml': text });
  const { reading } = document('web.yaml');
  expect(reading.format).toBe('kubernetes');
  expect(findingsIn(workspace, document('web.yaml'), DEFAULT_SETTINGS)).toEqual([]);
  expect(occurrencesIn(workspace, document('web.yaml')).map(({ range }) => range)).toEqual([
    { from: 8080, to: 8080 },
  ]);
});
