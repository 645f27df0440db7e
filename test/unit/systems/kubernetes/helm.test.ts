import { describe, expect, test } from 'vitest';
import { occurrencesIn } from '../../../../server/src/chart/occurrences';
import { definitionAt } from '../../../../server/src/features/navigation';
import { findingsIn } from '../../../../server/src/rules/judge';
import { DEFAULT_SETTINGS } from '../../../../server/src/rules/settings';
import { renamedLines, sceneOf, showRange } from '../../support/scene';

// As `helm create` writes a chart.
const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "shop.fullname" . }}
  labels:
    {{- include "shop.labels" . | nindent 4 }}
spec:
  {{- if not .Values.autoscaling.enabled }}
  replicas: {{ .Values.replicaCount }}
  {{- end }}
  selector:
    matchLabels:
      {{- include "shop.selectorLabels" . | nindent 6 }}
  template:
    metadata:
      {{- with .Values.podAnnotations }}
      annotations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      labels:
        {{- include "shop.labels" . | nindent 8 }}
    spec:
      containers:
        - name: {{ .Chart.Name }}
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
          ports:
            - name: http
              containerPort: {{ .Values.service.targetPort | default 3000 | int }}
              protocol: TCP
          {{- with .Values.livenessProbe }}
          livenessProbe:
            {{- toYaml . | nindent 12 }}
          {{- end }}
          readinessProbe:
            tcpSocket:
              port: {{ .Values.service.targetPort }}
`;

const SERVICE = `apiVersion: v1
kind: Service
metadata:
  name: {{ include "shop.fullname" . }}
  labels:
    {{- include "shop.labels" . | nindent 4 }}
spec:
  type: {{ .Values.service.type }}
  ports:
    - port: {{ .Values.service.port }}
      targetPort: http
      protocol: TCP
      name: web
  selector:
    {{- include "shop.selectorLabels" . | nindent 4 }}
`;

const VALUES = `# Values of a chart.
image:
  repository: nginx
service:
  type: ClusterIP
  port: 80
  targetPort: 8080
autoscaling: {enabled: false}
`;

const CHART = {
  'shop/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 0.1.0\n',
  'shop/values.yaml': VALUES,
  'shop/templates/deployment.yaml': DEPLOYMENT,
  'shop/templates/service.yaml': SERVICE,
};

function at(path: keyof typeof CHART, part: string, skip = 0) {
  const text = CHART[path];
  const offset = text.indexOf(part) + skip;
  return { ...CHART, [path]: `${text.slice(0, offset)}‸${text.slice(offset)}` };
}

async function renamed(files: Readonly<Record<string, string>>, to: string) {
  return renamedLines(await sceneOf(files), to);
}

describe('a chart', () => {
  test('has the ports of its values', async () => {
    const scene = await sceneOf(CHART);
    const roles = (path: string) =>
      occurrencesIn(scene.workspace, scene.document(path)).map(
        ({ role, range, name }) => `${role} ${name ?? range?.from}`,
      );
    expect(roles('shop/templates/deployment.yaml')).toEqual([
      'containerPort http',
      'containerPort 8080',
      'probe 8080',
    ]);
    expect(roles('shop/templates/service.yaml')).toEqual([
      'servicePort 80',
      'targetPort http',
      'servicePort web',
    ]);
    expect(roles('shop/values.yaml')).toEqual(['variable 80', 'variable 8080']);
  });

  test.each([
    ['from its values', at('shop/values.yaml', '8080')],
    ['from a template', at('shop/templates/deployment.yaml', '.Values.service.targetPort |')],
  ])('moves a port %s', async (_name, files) => {
    expect(await renamed(files, '9090')).toEqual(['shop/values.yaml:7 targetPort: 9090']);
  });

  test('changes a name of a port in all its templates', async () => {
    expect(await renamed(at('shop/templates/service.yaml', 'http'), 'api')).toEqual([
      'shop/templates/deployment.yaml:27 - name: api',
      'shop/templates/service.yaml:11 targetPort: api',
    ]);
  });

  test('leads from a template to its value', async () => {
    const scene = await sceneOf(at('shop/templates/service.yaml', '.Values.service.port'));
    const { document, position } = scene.spot;
    const found = definitionAt(scene.workspace, document, position);
    expect(found.map(({ uri, range }) => showRange(scene, uri, range))).toEqual(['shop/values.yaml:6 "80"']);
  });

  test('is never said to be broken', async () => {
    const scene = await sceneOf(CHART);
    const said = Object.keys(CHART)
      .slice(1)
      .flatMap(path => findingsIn(scene.workspace, scene.document(path), DEFAULT_SETTINGS));
    expect(said.map(({ message }) => message)).toEqual([]);
    expect(scene.notices).toEqual([]);
  });

  // As in arroyo#682 and prometheus-community/helm-charts#7042.
  test('has a hint where a value gives one side, and the other is another number', async () => {
    const literal = DEPLOYMENT.replace('port: {{ .Values.service.targetPort }}', 'port: 8081');
    const scene = await sceneOf({ ...CHART, 'shop/templates/deployment.yaml': literal });
    const found = findingsIn(
      scene.workspace,
      scene.document('shop/templates/deployment.yaml'),
      DEFAULT_SETTINGS,
    );
    expect(found.map(({ rule, severity, message }) => [rule, severity, message])).toEqual([
      [
        'unknown-port',
        'hint',
        'This is 8081, and where it leads there is 8080: only one of them is .Values.service.targetPort.',
      ],
    ]);
  });
});
