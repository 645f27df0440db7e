// biome-ignore-all lint/suspicious/noTemplateCurlyInString: so templates write their variables.
import { describe, expect, test } from 'vitest';
import { findingsIn } from '../../../server/src/rules/judge';
import { DEFAULT_SETTINGS } from '../../../server/src/rules/settings';
import { type Scene, sceneOf } from '../support/scene';

function errorsIn(scene: Scene, path: string): readonly string[] {
  const document = scene.document(path);
  return findingsIn(scene.workspace, document, DEFAULT_SETTINGS)
    .filter(({ severity }) => severity === 'error')
    .map(({ rule }) => rule);
}

// What is between the braces is a text to the program that reads the file: it is judged like any other.
describe('braces of a text are no template', () => {
  test.each([
    ['a.conf', 'server {\n  listen 99999;\n  add_header X "{{ name }}";\n}\n'],
    ['a.conf', 'log_format json \'{"a":{{}}\';\nserver {\n  listen 99999;\n}\n'],
    ['a.conf', 'server {\n  content_by_lua_block { local t = {{1, 2}, {3, "}"}} }\n  listen 99999;\n}\n'],
    ['a.conf', '# {{ ansible_managed }}\nserver {\n  listen 99999; # {{ name }}\n}\n'],
    ['Caddyfile', '# {{ ansible_managed }}\n:99999 {\n\trespond "{{ name }}"\n}\n'],
    ['Caddyfile', ':99999 {\n\trespond `{{if .Req}}a{{end}}`\n}\n'],
    [
      'haproxy.cfg',
      '# {{ ansible_managed }}\nfrontend a\n bind :99999\n http-request return lf-string "{{ x }}"\n',
    ],
    ['httpd.conf', '  # {{ ansible_managed }}\nListen 99999\nLogFormat "{{%h}} <%u>" json\n'],
  ])('%s %j', async (path, text) => {
    expect(errorsIn(await sceneOf({ [path]: text }), path)).toEqual(['invalid-port']);
  });
});

describe('what a template may make more of is not judged', () => {
  test.each([
    ['a.conf', 'server {\n  listen 99999;\n  server_name {{ name }};\n}\n'],
    ['a.conf', '# {{#if tls}}\nserver {\n  listen 99999;\n}\n# {{/if}}\n'],
    ['a.conf', '# {% for one in all %}\nserver {\n  listen 99999;\n}\n# {% endfor %}\n'],
    ['a.conf', 'server {\n  listen 99999;\n  add_header X "a;\n  server_name {{ name }};\n}\n'],
    ['a.conf', "{# don't #}\nserver {\n  listen 99999;\n  server_name {{ 'a' }};\n}\n"],
    ['a.conf', 'server {\n  listen 99999;\n  listen "[::]:{{ port }}";\n}\n'],
    ['haproxy.cfg', 'frontend a\n bind "*:{{ port }}"\nbackend b\n server x "{{ h }}:{{ p }}"\n'],
    ['httpd.conf', 'Listen 99999\nListen "{{ port }}"\n'],
    ['Caddyfile', '# {{ if .Tls }}\n:99999 {\n}\n# {{ end }}\n'],
    ['Caddyfile', ':99999 {\n\trespond {{ name }}\n}\n'],
    ['haproxy.cfg', '# {{ if .Tls }}\nfrontend a\n bind :99999\n# {{ end }}\n'],
    ['haproxy.cfg', 'frontend a\n bind :99999\n description {{ x }}\n'],
    ['httpd.conf', '# {{ if .Tls }}\nListen 99999\n# {{ end }}\n'],
    ['httpd.conf', 'Listen 99999\nServerName {{ name }}\n'],
  ])('%s %j', async (path, text) => {
    expect(errorsIn(await sceneOf({ [path]: text }), path)).toEqual([]);
  });
});

const ENVOY = (more: string) =>
  `static_resources:\n  listeners:\n    - name: a\n      address: {socket_address: {address: 0.0.0.0, port_value: 70000}}\n${more}`;

test.each([
  ['Lua', '      inline_code: |\n        local t = {{1}}\n', ['invalid-port']],
  ['a comment', '# {{ ansible_managed }}\n', ['invalid-port']],
  ['a comment that governs', '# {{ if .Tls }}\n', []],
  ['a text', '      stat_prefix: "${NAME}"\n', []],
  ['a value', '      stat_prefix: {{ name }}\n', []],
])('of Envoy, %s', async (_name, more, expected) => {
  expect(errorsIn(await sceneOf({ 'envoy.yaml': ENVOY(more) }), 'envoy.yaml')).toEqual(expected);
});

/** A Service of a port that the API server refuses. */
const SERVICE = 'apiVersion: v1\nkind: Service\nmetadata: {name: b}\nspec:\n  ports:\n    - port: 99999\n';

const POD = (annotation: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n${annotation}spec:\n  containers: [{name: a, image: a}]\n`;

describe('manifests', () => {
  test.each([
    ['a double-quoted text', '  annotations: {a: "{{ with secret }}"}\n'],
    ['a single-quoted text', "  annotations: {a: '{{ .x }}'}\n"],
    ['a plain text', '  annotations:\n    a: --format={{.x}}\n'],
    ['a text of several lines', '  annotations:\n    a: |\n      {{- if .x }}\n      a\n      {{- end }}\n'],
    [
      'a text that begins with a condition',
      '  annotations:\n    a: |\n      {{- if .x -}}\n\n        b\n      {{- end }}\n',
    ],
    ['a comment', '  # {{ .x }} is put in later\n'],
    [
      'another document',
      '---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {a: "{{ .x }}"}\n---\n',
    ],
  ])('%s with braces keeps nothing from being judged, in its file and in others', async (_name, part) => {
    const pod = part.startsWith('---') ? `${POD('')}${part}${SERVICE}` : `${POD(part)}---\n${SERVICE}`;
    const scene = await sceneOf({ 'a.yaml': pod, 'b.yaml': SERVICE });
    expect(errorsIn(scene, 'a.yaml')).toContain('invalid-port');
    expect(errorsIn(scene, 'b.yaml')).toContain('invalid-port');
  });

  test.each([
    ['a value', '  annotations: {a: {{ .x }}}\n'],
    ['a value that begins a text', '  annotations:\n    a: {{ .x }}-b\n'],
    ['a condition on a line of its own', '{{- if .x }}\n  annotations: {a: b}\n{{- end }}\n'],
    [
      'a condition behind a plain text',
      '  annotations:\n    a: b\n      {{- if .x }}\n    c: d\n      {{- end }}\n',
    ],
    ['quotes within an action in quotes', '  annotations: {a: "{{ lookup("env", "x") }}"}\n'],
    ['a condition in a comment', '  # {{ if .x }}\n  annotations: {a: b}\n  # {{ end }}\n'],
    ['a condition of Jinja', '{% if x %}\n  annotations: {a: b}\n{% endif %}\n'],
  ])(
    '%s: nobody knows what is made of the file, and what stands beside it is there all the same',
    async (_name, part) => {
      const scene = await sceneOf({ 'a.yaml': `${POD(part)}---\n${SERVICE}`, 'b.yaml': SERVICE });
      expect(errorsIn(scene, 'a.yaml')).toEqual([]);
      expect(errorsIn(scene, 'b.yaml')).toEqual(['invalid-port']);
      expect(scene.notices).toEqual([]);
    },
  );

  test('in the templates of a chart, a text says as little as anything else', async () => {
    const files = {
      'x/templates/a.yaml': POD('  annotations: {a: "{{ .x }}"}\n'),
      'x/templates/b.yaml': SERVICE,
    };
    const scene = await sceneOf(files);
    expect(errorsIn(scene, 'x/templates/a.yaml')).toEqual([]);
    expect(errorsIn(scene, 'x/templates/b.yaml')).toEqual(['invalid-port']);
  });

  test('what is no YAML is told, also where texts have braces', async () => {
    const broken = `${POD('  annotations: {a: "{{ .x }}"}\n')}  "a: [\n`;
    const scene = await sceneOf({ 'a.yaml': broken });
    expect(scene.document('a.yaml').reading.troubles).not.toHaveLength(0);
  });

  const DEPLOYMENT = (app: string, port: string) =>
    `apiVersion: v1\nkind: Pod\nmetadata: {name: ${port}, labels: {app: ${app}}}\nspec:\n  containers: [{name: a, image: a, ports: [{name: ${port}, containerPort: 80}]}]\n`;
  const FRONT = (app: string) =>
    `apiVersion: v1\nkind: Service\nmetadata: {name: front}\nspec:\n  selector: {app: ${app}}\n  ports: [{port: 80, targetPort: web}]\n`;

  test.each([
    ['labels that are known', 'shop', 'other', 'shop', ['unknown-port']],
    ['a label that is put in later', 'shop', '"{{ app }}"', 'shop', []],
    ['a selector that is put in later', '"{{ app }}"', 'other', '"{{ app }}"', []],
    ['all of them put in alike', '"{{ app }}"', '"{{ app }}"', '"{{ app }}"', ['unknown-port']],
  ])('a name that no pod has, with %s', async (_name, first, second, selector, expected) => {
    const scene = await sceneOf({
      'a.yaml': `${DEPLOYMENT(first, 'api')}---\n${DEPLOYMENT(second, second === first ? 'rpc' : 'web')}`,
      'b.yaml': FRONT(selector),
    });
    expect(errorsIn(scene, 'b.yaml')).toEqual(expected);
  });

  test('what a template may put in beside manifests may be what they lead to, and meets them not for certain', async () => {
    const node = (name: string, annotation = '') =>
      `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}${annotation}}\nspec: {type: NodePort, ports: [{port: 80, nodePort: 30000}]}\n`;
    const scene = await sceneOf({
      'a.yaml': node('a', ', annotations: {a: {{ a }}}'),
      'b.yaml': `${node('b')}---\n${FRONT('shop')}`,
      'c.yaml': DEPLOYMENT('shop', 'api'),
    });
    expect(['a.yaml', 'b.yaml', 'c.yaml'].flatMap(path => errorsIn(scene, path))).toEqual([]);
  });

  const PORTS = (ports: string) =>
    `apiVersion: v1\nkind: Pod\nmetadata: {name: d, labels: {app: d}}\nspec:\n  hostNetwork: true\n  containers: [{name: a, image: a, ports: ${ports}}]\n`;

  // What is put in later may be the very name, or another protocol.
  test.each([
    ['a name that is known', '[{name: api, containerPort: 80}]', ['unknown-port']],
    ['a name that is put in', '[{name: "{{ name }}", containerPort: 80}]', []],
    ['a name of which a part is put in', '[{name: "w{{ x }}", containerPort: 80}]', []],
    ['a name that envsubst puts in', '[{name: "${NAME}", containerPort: 80}]', []],
    ['a port that is put in as a whole', '["{{ port }}", {name: api, containerPort: 80}]', []],
    ['ports that are put in as a whole', '"{{ ports }}"', []],
  ])('the ports of a pod, with %s', async (_name, ports, expected) => {
    const front =
      'apiVersion: v1\nkind: Service\nmetadata: {name: f}\nspec: {selector: {app: d}, ports: [{port: 80, targetPort: web}]}\n';
    expect(errorsIn(await sceneOf({ 'a.yaml': `${PORTS(ports)}---\n${front}` }), 'a.yaml')).toEqual(expected);
  });

  const TWICE = (ports: string, type = 'NodePort') =>
    `apiVersion: v1\nkind: Service\nmetadata: {name: f}\nspec:\n  type: ${type}\n  selector: {a: b}\n  ports: ${ports}\n`;

  test.each([
    ['ports of one protocol', TWICE('[{name: a, port: 80}, {name: b, port: 80}]'), 1],
    [
      'protocols that are put in',
      TWICE('[{name: a, port: 80, protocol: "{{ a }}"}, {name: b, port: 80, protocol: "{{ b }}"}]'),
      0,
    ],
    ['node ports', TWICE('[{name: a, port: 80, nodePort: 30000}, {name: b, port: 81, nodePort: 30000}]'), 1],
    [
      'node ports of protocols that are put in',
      TWICE(
        '[{name: a, port: 80, nodePort: 30000, protocol: "${A}"}, {name: b, port: 80, nodePort: 30000, protocol: "${B}"}]',
      ),
      0,
    ],
    [
      'host ports of protocols that are put in',
      PORTS('[{containerPort: 80, hostPort: 80}, {containerPort: 80, hostPort: 80, protocol: "{{ b }}"}]'),
      0,
    ],
    ['host ports', PORTS('[{containerPort: 80, hostPort: 80}, {containerPort: 80, hostPort: 80}]'), 1],
    ['a node port of Jinja', TWICE('[{port: 80, nodePort: "{% if x %}30000{% endif %}"}]'), 0],
    ['a node port in quotes', TWICE('[{port: 80, nodePort: "30000"}]'), 1],
  ])('%s twice, or another', async (_name, text, count) => {
    expect(errorsIn(await sceneOf({ 'a.yaml': text }), 'a.yaml')).toHaveLength(count);
  });

  test('ports of nodes of two Services do not meet for certain where a protocol is put in', async () => {
    const service = (name: string, protocol: string) =>
      `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\nspec: {type: NodePort, ports: [{port: 80, nodePort: 30000, protocol: ${protocol}}]}\n`;
    const errors = async (protocol: string) =>
      errorsIn(await sceneOf({ 'a.yaml': `${service('a', 'TCP')}---\n${service('b', protocol)}` }), 'a.yaml');
    expect(await errors('TCP')).toEqual(['port-conflict', 'port-conflict']);
    expect(await errors('"{{ protocol }}"')).toEqual([]);
  });

  test.each([
    [
      'spec: {type: LoadBalancer, externalTrafficPolicy: "{{ p }}", healthCheckNodePort: 30001, ports: [{port: 80}]}',
      0,
    ],
    [
      'spec: {type: LoadBalancer, externalTrafficPolicy: Cluster, healthCheckNodePort: 30001, ports: [{port: 80}]}',
      1,
    ],
  ])('of a Service that %s', async (spec, count) => {
    const text = `apiVersion: v1\nkind: Service\nmetadata: {name: f}\n${spec}\n`;
    expect(errorsIn(await sceneOf({ 'a.yaml': text }), 'a.yaml')).toHaveLength(count);
  });

  test.each([
    ['a port that is put in', 'port: "{{ port }}"', 0],
    ['a key that is put in', 'port: {"{{ kind }}": 80}', 0],
    ['a port of nothing', 'port: {}', 1],
  ])('of a backend with %s', async (_name, port, count) => {
    const text = `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: f}\nspec: {defaultBackend: {service: {name: a, ${port}}}}\n`;
    expect(errorsIn(await sceneOf({ 'a.yaml': text }), 'a.yaml')).toHaveLength(count);
  });
});
