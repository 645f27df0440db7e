import { describe, expect, test } from 'vitest';
import { codeLensesIn, SHOW_PLACES } from '../../../../server/src/features/code-lenses';
import { completionsAt } from '../../../../server/src/features/completion';
import { drawMermaid } from '../../../../server/src/features/drawing-mermaid';
import { inlayHintsIn } from '../../../../server/src/features/inlay-hints';
import { toOffset } from '../../../../server/src/features/places';
import { rewritingsAt } from '../../../../server/src/features/port-names';
import { findingsIn } from '../../../../server/src/rules/judge';
import { DEFAULT_SETTINGS } from '../../../../server/src/rules/settings';
import { tablesOf } from '../../features/tables';
import { changedLines, sceneOf } from '../../support/scene';

const PODS = `kind: Deployment
apiVersion: apps/v1
metadata: {name: web}
spec:
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
        - name: web
          image: postgres:17
          ports:
            - name: http
              containerPort: 8080
            - containerPort: 9090
---
`;

const SERVICE = `kind: Service
apiVersion: v1
metadata: {name: web}
spec:
  selector: {app: web}
  ports:
    - port: 80
      name: front
      targetPort: http
---
`;

const INGRESS = `kind: Ingress
apiVersion: networking.k8s.io/v1
metadata: {name: harbour}
spec:
  defaultBackend:
    service:
      name: web
      port:
        number: 80
`;

const ALL = PODS + SERVICE + INGRESS;

async function proposed(text: string) {
  const { workspace, spot } = await sceneOf({ 'all.yaml': text });
  const list = completionsAt(workspace, spot.document, spot.position, DEFAULT_SETTINGS, { snippets: false });
  return list?.items.map(({ label, detail }) => `${label}: ${detail}`);
}

describe('where a port is written, proposes', () => {
  test('the names of the pods that are selected, and their numbers', async () => {
    expect(await proposed(ALL.replace('targetPort: http', 'targetPort: ‸'))).toEqual([
      'http: port of deployment/web',
      '8080: port of deployment/web',
      '9090: Prometheus · port of deployment/web',
    ]);
  });

  test('the ports of the Service in a backend', async () => {
    expect(await proposed(ALL.replace('number: 80', 'number: ‸'))).toEqual([
      '80: http · port of service/web',
    ]);
  });

  test('their names', async () => {
    expect(await proposed(ALL.replace('number: 80', 'name: ‸'))).toEqual([
      'front: http · port of service/web',
    ]);
  });

  test('within braces', async () => {
    const flow = INGRESS.replace(/ {4}service:[\s\S]*/, '    service: {name: web, port: {number: ‸}}\n');
    expect(await proposed(PODS + SERVICE + flow)).toEqual(['80: http · port of service/web']);
  });

  test('the port of the image of a container', async () => {
    expect((await proposed(ALL.replace('containerPort: 9090', 'containerPort: ‸')))?.[0]).toBe(
      '5432: postgresql · port of postgres:17',
    );
  });
});

test('lenses say what leads where', async () => {
  const { workspace, document } = await sceneOf({ 'all.yaml': ALL });
  const lenses = codeLensesIn(workspace, document('all.yaml'), DEFAULT_SETTINGS, [SHOW_PLACES]);
  expect(lenses.map(({ range, command }) => `${range.start.line + 1} ${command?.title}`)).toEqual([
    '3 ← service/web',
    '19 → deployment/web',
    '19 ← ingress/harbour',
    '29 → service/web',
  ]);
});

test('a hint says the number of a name', async () => {
  const { workspace, document } = await sceneOf({ 'all.yaml': ALL });
  const all = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
  const hints = inlayHintsIn(workspace, document('all.yaml'), all);
  expect(hints.map(({ position, label }) => `${position.line + 1} ${String(label)}`)).toEqual(['25 = 8080']);
});

describe('rewrites', () => {
  async function rewritten(text: string) {
    const scene = await sceneOf({ 'all.yaml': text });
    const { document, position } = scene.spot;
    return rewritingsAt(scene.workspace, document, toOffset(document, position)).map(({ title, edit }) => [
      title,
      ...changedLines(scene, [edit]),
    ]);
  }

  test('a name by its number', async () => {
    expect(await rewritten(ALL.replace('targetPort: http', 'targetPort: ht‸tp'))).toEqual([
      ['Use the number 8080', 'all.yaml:25 targetPort: 8080'],
    ]);
  });

  test('a number by its name', async () => {
    expect(await rewritten(ALL.replace('targetPort: http', 'targetPort: 80‸80'))).toEqual([
      ['Use the name "http"', 'all.yaml:25 targetPort: http'],
    ]);
  });

  test('a port without a name with one', async () => {
    const [[title, ...lines] = []] = await rewritten(ALL.replace('Port: 9090', 'Port: 9‸090'));
    expect(title).toBe('Name this port "port-9090"');
    expect(lines[0]).toBe('all.yaml:16 name: port-9090');
  });

  test('within braces', async () => {
    const flow = ALL.replace('- containerPort: 9090', '- {containerPort: 9‸090}');
    expect(await rewritten(flow)).toEqual([
      ['Name this port "port-9090"', 'all.yaml:15 - {containerPort: 9090, name: port-9090}'],
    ]);
  });

  test('nothing that has a name', async () => {
    expect(await rewritten(ALL.replace('Port: 8080', 'Port: 8‸080'))).toEqual([]);
  });
});

test('the Port Map and the chart have the ports of Services', async () => {
  const tables = await tablesOf({
    'all.yaml': ALL.replace('port: 80\n', 'port: 80\n      nodePort: 30080\n'),
  });
  const rows = tables.flatMap(table => table.rows);
  expect(rows.map(({ host, address, unit, target }) => [host, address, unit, target])).toEqual([
    ['30080', undefined, 'service/web', '80'],
    ['80', 'web', 'deployment/web', '8080'],
  ]);
  expect(drawMermaid(tables)).toContain('web:80/tcp');
});

describe('says', () => {
  async function said(text: string) {
    const { workspace, document } = await sceneOf({ 'all.yaml': text });
    return findingsIn(workspace, document('all.yaml'), DEFAULT_SETTINGS).map(
      ({ rule, severity, message }) => `${severity} ${rule}: ${message}`,
    );
  }

  test('nothing of what leads somewhere', async () => {
    expect(await said(ALL)).toEqual([]);
  });

  test.each([
    [
      'a name that no pod has',
      ALL.replace('targetPort: http', 'targetPort: htp'),
      ['error unknown-port: deployment/web has no port "htp", but http: nothing is reached here.'],
    ],
    [
      'a port that a Service lacks',
      ALL.replace('number: 80', 'number: 8080'),
      ['error unknown-port: service/web has no port 8080, but 80: nothing is reached here.'],
    ],
    ['no number that nobody declares', ALL.replace('targetPort: http', 'targetPort: 1234'), []],
    ['no name of pods that stand elsewhere', SERVICE.replace('http', 'other') + INGRESS, []],
    ['no port of a Service that stands elsewhere', PODS + INGRESS, []],
    [
      'one port of the host of every node',
      ['a', 'b']
        .map(name =>
          PODS.replace('Deployment', 'DaemonSet')
            .replace('name: web}', `name: ${name}}`)
            .replace('containerPort: 9090', 'containerPort: 9090\n              hostPort: 9090'),
        )
        .join(''),
      [
        'warning port-conflict: "daemonset/a" and "daemonset/b" both ask for port 9090 on every machine: only one can run there.',
        'warning port-conflict: "daemonset/b" and "daemonset/a" both ask for port 9090 on every machine: only one can run there.',
      ],
    ],
  ])('%s', async (_name, text, expected) => {
    expect(await said(text)).toEqual(expected);
  });
});
