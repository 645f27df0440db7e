// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Compose and Dockerfiles write variables like this.
import fc from 'fast-check';
import { occurrencesIn } from '../../server/src/chart/occurrences';
import { codeActionsIn } from '../../server/src/features/code-actions';
import { codeLensesIn, SHOW_PLACES } from '../../server/src/features/code-lenses';
import { completionsAt } from '../../server/src/features/completion';
import { diagnosticsOf } from '../../server/src/features/diagnostics';
import { writeMarkdown } from '../../server/src/features/drawing-markdown';
import { drawMermaid } from '../../server/src/features/drawing-mermaid';
import { drawSvg } from '../../server/src/features/drawing-svg';
import { hoverAt } from '../../server/src/features/hover';
import { inlayHintsIn } from '../../server/src/features/inlay-hints';
import { definitionAt, highlightsAt, referencesAt } from '../../server/src/features/navigation';
import { portTables } from '../../server/src/features/port-table';
import { prepareRename, rename } from '../../server/src/features/rename';
import { documentSymbols, workspaceSymbols } from '../../server/src/features/symbols';
import { DEFAULT_SETTINGS } from '../../server/src/rules/settings';
import { formatOf, readDocument } from '../../server/src/systems/all';
import { isComposeReading } from '../../server/src/systems/compose/reading';
import type { Document, Reading } from '../../server/src/systems/reading';
import type { Edit, Position, Range } from '../../server/src/text/spans';
import type { Workspace } from '../../server/src/workspace/workspace';
import { manifests } from '../unit/properties/manifests';
import { type FileTexts, projects } from '../unit/properties/projects';
import { snapshotOf } from '../unit/properties/support';
import { ROOT, workspaceOf } from '../unit/support/memory';
import { xmlFault } from '../unit/support/xml';
import { apply, type Change, changeOf } from './mutate';
import { type Random, randomOf } from './random';

/** An editor that takes all there is. */
const EDITOR = { documentChanges: true, relatedInformation: true, codeDescriptions: true };

/** A change of one file, and what is asked after it. */
export interface Step extends Change {
  readonly path: string;
  /** Decides which questions are asked, and where. */
  readonly questions: number;
}

/** Files, and what is done to them: edits of one document alone, or of a whole workspace. */
export interface Case {
  readonly kind: 'document' | 'workspace';
  readonly files: FileTexts;
  readonly steps: readonly Step[];
}

export interface Failure {
  readonly kind: 'crash' | 'slow' | 'difference' | 'wrong place';
  readonly message: string;
  /** How many of the steps it took. */
  readonly steps: number;
}

export interface Outcome {
  /** How many texts were read. */
  readonly inputs: number;
  readonly failure: Failure | undefined;
  /** The most processor time that a step took, in milliseconds. */
  readonly slowest: number;
}

/** A step that takes longer is a failure, in milliseconds of processor time. */
export const MAX_TIME = 1000;

const STEPS = 24;

/** Files of systems beside the generated projects. */
const BESIDE: FileTexts = {
  'nginx.conf':
    'events {}\nhttp {\n  include conf.d/*.conf;\n  upstream back { server api:3000; server 127.0.0.1:3001 backup; }\n  server {\n    listen 80 default_server;\n    listen [::]:80 default_server ipv6only=on;\n    server_name example.org *.example.org ~^(x)y;\n    location / { proxy_pass http://back; }\n    location /api { proxy_pass http://api:3000/; } # http://localhost:8080\n  }\n}\nstream { server { listen 53 udp reuseport; proxy_pass 127.0.0.1:5353; } }\n',
  '.github/workflows/test.yml':
    'on: push\nenv:\n  REDIS_URL: redis://localhost:6379\njobs:\n  a:\n    runs-on: ubuntu-latest\n    services:\n      redis: &redis\n        image: redis:7\n        ports: ["6379:6379", "${{ matrix.port }}:80/udp"]\n        options: --health-cmd "redis-cli ping" -p 8080:80\n    steps:\n      - run: |\n          curl http://localhost:8080\n        env:\n          REDIS_HOST: localhost\n          REDIS_PORT: ${{ job.services.redis.ports[6379] }}\n  b:\n    runs-on: ubuntu-latest\n    container: { image: node, ports: [80] }\n    services: { redis: *redis }\n    steps:\n      - run: redis-cli -u redis://localhost:6379\n',
  '.gitlab-ci.yml':
    'default:\n  services: [redis, { name: tutum/wordpress, alias: "web, api" }]\n.base: { variables: { DB_HOST: redis, DB_PORT: 6379 } }\na:\n  extends: .base\n  script: [!reference [.base, script], "curl http://api:8080 http://tutum-wordpress:8080"]\nb:\n  services: !reference [.base, services]\n  script: make\n',
  'conf.d/shop.conf':
    'server {\n\tlisten 127.0.0.1:8080 ssl;\n\tlisten ${PORT};\n\tlisten unix:/tmp/a.sock;\n\tserver_name "shop";\n\treturn 301 https://$host:8443$request_uri;\n}\n',
  Caddyfile:
    '{\n\thttp_port 8080\n\tadmin localhost:2020\n}\n(common) {\n\tencode gzip\n\treverse_proxy api:3000\n}\nimport sites/*.caddy\nhttp://example.org:8080, localhost:{$PORT:8443} {\n\tbind 127.0.0.1\n\timport common\n\thandle /api/* {\n\t\treverse_proxy /x api {$API:web:80} :9000 {\n\t\t\tto api:3000 [::1]:3001\n\t\t}\n\t}\n\trespond "localhost:8080 {" # http://localhost:8080\n}\n:9000 {\n\tphp_fastcgi web:9000\n}\n',
  'httpd.conf':
    'Define PORT 8080\nListen 80\nListen ${PORT}\nListen 127.0.0.1:80\nListen \\\n  [::]:443 https\n<IfModule ssl_module>\n  Listen 8443\n</IfModule>\n<VirtualHost *:80 [::1]:${PORT}>\n  ServerName example.org:8080\n  ProxyPass / "http://api:3000/"\n  RewriteRule ^/(.*)$ http://web:80/$1 [P] # http://localhost:8080\n</VirtualHost>\n',
  'units/web.container':
    '[Unit]\nDescription=Shop\n\n[Container]\nImage=docker.io/library/nginx:1.27\nContainerName=web\nPod=shop.pod\nPublishPort=8080:80\nPublishPort = \\\n  # here\n  127.0.0.1:8443:443/udp \n;PublishPort=1:1\nExposeHostPort=7000-7010\nEnvironment=PORT=3000 "API=http://api:3000/"\nExec=serve --port 3000\n',
  'units/shop.pod': '[Pod]\nPublishPort=8080:80,[::1]:53:53/udp\n',
  'units/web.socket':
    '[Socket]\nListenStream=8080\nListenStream=127.0.0.1:80\nListenDatagram=[::]:53\nListenStream=/run/a.sock\n',
  'haproxy.cfg':
    'global\n  noreuseport\nfrontend web\n  bind :80,[::]:8080 v4v6\n  bind "*:${PORT}"\n  bind *:1000-1010 # all\n  default_backend api\nbackend api\n  server s1 api:3000 check port 3001\n  server s2 127.0.0.1:99999\npeers p\n  peer a db:5432\n',
  'envoy.yaml':
    'admin: {address: {socket_address: {address: 127.0.0.1, port_value: 9901}}}\nstatic_resources:\n  listeners:\n    - &web\n      name: web\n      address:\n        socket_address: {address: 0.0.0.0, port_value: 10000}\n      additional_addresses: [{address: {socket_address: {protocol: UDP, address: "::", port_value: "10001"}}}]\n    - {<<: *web, name: other}\n  clusters:\n    - name: api\n      load_assignment:\n        endpoints:\n          - lb_endpoints:\n              - endpoint: {address: {socket_address: {address: api, port_value: 3000}}, health_check_config: {port_value: 3001}}\n    - hosts: [{socket_address: {address: db, port_value: 70000}}]\n',
  'jobs/shop.nomad':
    'variable "port" { default = 9000 }\njob "shop" {\n  group "web" {\n    network {\n      mode = "bridge"\n      port "http" {\n        static = 8080\n        to     = 80 # inside\n      }\n      port "db" { static = var.port }\n      port "any" {}\n    }\n    service {\n      port = "http"\n      check {\n        type = "http"\n        port = "any"\n      }\n    }\n    task "web" {\n      driver = "docker"\n      config {\n        image = "nginx"\n        ports = ["http", "db"]\n      }\n      env { DB = "db:${NOMAD_PORT_db}" }\n      template {\n        data = <<EOF\nurl = http://localhost:8080/{{ env "NOMAD_ADDR_http" }}\nEOF\n      }\n    }\n  }\n}\n',
  'infra/main.tf':
    'locals { port = 3000 }\nresource "aws_ecs_task_definition" "app" {\n  network_mode = "awsvpc"\n  container_definitions = jsonencode([\n    { name = "web", image = "nginx", portMappings = [{ containerPort = 80, hostPort = 8080 }] },\n    { "name" : "api", "portMappings" : [{ "containerPort" : local.port }], environment = [{ name = "PORT", value = "3000" }] },\n  ])\n}\nresource "aws_ecs_task_definition" "db" {\n  container_definitions = <<-JSON\n  [{"name": "db", "image": "${var.image}", "portMappings": [{"containerPort": 5432, "hostPort": 15432}, {"containerPort": ${var.port}}]}]\n  JSON\n}\nresource "aws_ecs_service" "app" {\n  task_definition = aws_ecs_task_definition.app.arn\n  load_balancer {\n    container_name = "web"\n    container_port = 81\n  }\n}\nresource "aws_lb_listener" "web" { port = "443" }\nresource "aws_security_group" "web" {\n  ingress {\n    from_port = 80\n    to_port   = 90\n    protocol  = "tcp"\n  }\n}\nresource "docker_container" "a" {\n  name = "a"\n  ports {\n    internal = 80\n    external = 8000\n    ip       = "127.0.0.1"\n  }\n}\n',
  '.devcontainer/devcontainer.json':
    '{\n  // Ports\n  "name": "shop", "dockerComposeFile": "../compose.yaml", "service": "web",\n  "forwardPorts": [80, 3000, "db:5432"],\n  "portsAttributes": { "3000": { "label": "web" }, "4000-4010": {} },\n  "appPort": ["8080:80"],\n  "runArgs": ["-p", "9000:9000", "--publish=53:53/udp"],\n}\n',
};

/** Manifests, and a chart with its values. */
const CLUSTER: FileTexts = {
  'k8s/web.yaml':
    '# web\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  template:\n    metadata:\n      labels: &labels {app: web, tier: front}\n    spec:\n      containers:\n        - name: web\n          image: acme/web:1.0\n          args: ["--port=8080"]\n          ports:\n            - {name: http, containerPort: 8080, hostPort: 80}\n            - name: dns\n              containerPort: 53\n              protocol: UDP\n          readinessProbe: {httpGet: {path: /, port: http}}\n          livenessProbe:\n            tcpSocket: {port: 8080}\n          env: [{name: PORT, value: "8080"}, {name: API_URL, value: "http://web:80/"}]\n  selector: {matchLabels: *labels}\n---\napiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  type: NodePort\n  selector: {app: web}\n  ports:\n    - {name: http, port: 80, targetPort: http, nodePort: 30080}\n    - {name: dns, port: 53, protocol: UDP}\n--- # routes\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: front}\nspec:\n  rules:\n    - http:\n        paths:\n          - {path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}\n---\napiVersion: v1\nkind: List\nitems:\n  - apiVersion: networking.k8s.io/v1\n    kind: NetworkPolicy\n    metadata: {name: let-in}\n    spec: {podSelector: {matchLabels: {app: web}}, ingress: [{ports: [{port: http}, {port: 8000, endPort: 8100}]}]}\n',
  'k8s/api.json':
    '{\n  "apiVersion": "v1", "kind": "Pod",\n  "metadata": { "name": "api", "labels": { "app": "web" } },\n  "spec": { "containers": [{ "name": "api", "image": "n", "ports": [{ "name": "http", "containerPort": 3000 }] }] }\n}\n',
  'chart/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
  'chart/values.yaml':
    'image: {repository: acme/shop, tag: "1.0"}\nservice:\n  type: ClusterIP\n  port: &port 80\n  targetPort: 8080\nmetrics: {enabled: true, port: *port}\nurl: http://localhost:8080/\n',
  'chart/templates/web.yaml':
    '{{- if .Values.metrics.enabled }}\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {{ include "shop.fullname" . }}\n  labels:\n    {{- include "shop.labels" . | nindent 4 }}\nspec:\n  template:\n    metadata:\n      labels:\n        {{- include "shop.selectorLabels" . | nindent 8 }}\n    spec:\n      containers:\n        - name: {{ .Chart.Name }}\n          image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"\n          ports:\n            - name: http\n              containerPort: {{ .Values.service.targetPort | default 8080 }}\n          readinessProbe: {httpGet: {path: /, port: http}}\n---\n{{/* a comment with }} and "---" */}}\napiVersion: v1\nkind: Service\nmetadata: {name: {{ include "shop.fullname" . }}}\nspec:\n  selector:\n    {{- include "shop.selectorLabels" . | nindent 4 }}\n  ports:\n    - {port: {{ .Values.service.port }}, targetPort: http, name: http}\n{{- end }}\n',
};

/** Files that people write, beside those of the generated projects. */
const EXAMPLES: FileTexts = {
  ...BESIDE,
  ...CLUSTER,
  Dockerfile:
    '# syntax=docker/dockerfile:1\nARG PORT=8080\nFROM node:22 AS build\nENV PORT=$PORT HOST=0.0.0.0\nRUN npm ci && \\\n    # no build yet\n    echo "EXPOSE 80"\nRUN <<EOF\nEXPOSE 1\nEOF\nFROM nginx:1.27\nCOPY --from=build /app /app\nEXPOSE 80 443/tcp 7000-7010/udp ${PORT:-3000}\nONBUILD EXPOSE 9000\nHEALTHCHECK CMD curl -f http://localhost:80/ || exit 1\nCMD ["serve", "-l", "tcp://0.0.0.0:3000"]\n',
  '.env':
    '# ports\nWEB_PORT=8080\nexport API_PORT="3000"\nDB_URL=\'postgres://user:pass@db:5432/app\'\nURL=http://localhost:${WEB_PORT}/ # here\nLONG="a\nb"\nCOMPOSE_PROFILES=dev,test\n',
  'README.md':
    '# App\n\nOpen <http://localhost:8080/>, or `curl localhost:3000/health`.\nKafka: `PLAINTEXT://a:9092,SSL://b:9093`; image registry.local:5000/app:1.2; at 12:30:45, redis:7.2.\njdbc:postgresql://db:5432/x mongodb://a:27017,b:27018/\n',
  'compose.yaml':
    'x-base: &base\n  restart: always\n  ports: &ports\n    - "8080:80"\nservices:\n  web:\n    <<: *base\n    build: .\n    environment:\n      - API=http://api:3000/\n      - "PORT=${WEB_PORT:-80}"\n  api:\n    image: node:22\n    ports:\n      - 127.0.0.1:3000:3000\n      - target: 9229\n        published: "9229"\n        protocol: tcp\n    expose: ["3000", "9000-9005/udp"]\n    healthcheck:\n      test: [CMD, curl, "http://localhost:3000/"]\n  proxy:\n    image: nginx\n    network_mode: host\n    ports: *ports\n  db:\n    image: postgres\n    ports: ["${DB_PORT}:5432"]\n    profiles: [dev]\n    deploy:\n      replicas: 2\n',
};

/** Generated projects are made a pool at a time: making them costs more than reading them. */
const POOL = 64;
let pool: { readonly seed: number; readonly files: readonly FileTexts[] } | undefined;

/** Every fourth is of Kubernetes. */
function generated(seed: number, index: number): FileTexts {
  const poolSeed = (seed + Math.floor(index / (POOL * 16))) | 0;
  if (pool?.seed !== poolSeed) {
    const sample = { seed: poolSeed, numRuns: POOL };
    const [compose, clusters] = [fc.sample(projects, sample), fc.sample(manifests, sample)];
    pool = {
      seed: poolSeed,
      files: compose.map((files, at) => (at % 4 === 3 ? (clusters[at] ?? {}) : files)),
    };
  }
  return pool.files[index % POOL] ?? {};
}

/** The case of a run's seed and a number: always the same. */
export function caseOf(seed: number, index: number): Case {
  const random = randomOf(seed, index);
  const kind = random.oneIn(4) ? 'workspace' : 'document';
  const made = apart(generated(seed, index));
  const all = random.oneIn(4) ? EXAMPLES : random.oneIn(3) ? { ...made, ...BESIDE, ...CLUSTER } : made;
  const files = kind === 'workspace' ? all : only(random, all);
  const paths = Object.keys(files).filter(isOpenable);
  const texts = { ...files };
  const pieces = Object.values({ ...EXAMPLES, ...all }).join('');
  const steps = Array.from({ length: paths.length === 0 ? 0 : STEPS }, (): Step => {
    const path = paths[random.below(paths.length)] ?? '';
    const change = changeOf(random, texts[path] ?? '', pieces);
    texts[path] = apply(texts[path] ?? '', change);
    return { ...change, path, questions: random.below(0x7fffffff) };
  });
  return { kind, files, steps };
}

function only(random: Random, files: FileTexts): FileTexts {
  const paths = Object.keys(files).filter(isOpenable);
  // Compose files have the most to read, and the most to keep between two readings.
  const compose = paths.filter(path => path.endsWith('.yaml'));
  const among = random.oneIn(2) || compose.length === 0 ? paths : compose;
  const path = among[random.below(among.length)] ?? '';
  return { [path]: files[path] ?? '' };
}

/** With no project inside another: of several projects that read a file, the first read counts. */
function apart(files: FileTexts): FileTexts {
  const renamed = (text: string) => text.replaceAll('infra/compose.yaml', 'infra/stack.yaml');
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [renamed(path), renamed(text)]));
}

/** Open in the editor, a file that is Compose's only by being included counts as a project of its own. */
function isOpenable(path: string): boolean {
  return !/(?:stack|common)\.yaml$/.test(path);
}

/** Does what a case says, and gives what went wrong first. */
export async function runCase(one: Case): Promise<Outcome> {
  const progress = { inputs: 0, slowest: 0 };
  let failure: Failure | undefined;
  const done = () => ({ ...progress, failure });
  const run = one.kind === 'document' ? editDocument(one) : editWorkspace(one);
  for (;;) {
    const start = processorTime();
    try {
      const { value, done: isOver } = await run.next();
      if (value) failure = { ...value, steps: progress.inputs + 1 };
      if (isOver || failure) return done();
    } catch (error) {
      failure = { kind: 'crash', message: traceOf(error), steps: progress.inputs + 1 };
      return done();
    }
    progress.inputs++;
    const time = processorTime() - start;
    progress.slowest = Math.max(progress.slowest, time);
    if (time > MAX_TIME) {
      failure = {
        kind: 'slow',
        message: `A step took ${Math.round(time)} ms.`,
        steps: progress.inputs,
      };
      return done();
    }
  }
}

/** What went wrong, and in which functions; not where this machine keeps them. */
function traceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const frames = (error.stack ?? '').split('\n').filter(line => line.startsWith('    at '));
  return [String(error), ...frames.slice(0, 6).map(line => line.replace(/ \(.*/, ''))].join('\n');
}

/** The time of this thread alone, where Node tells it: other threads work beside it. */
function processorTime(): number {
  const { user, system } =
    typeof process.threadCpuUsage === 'function' ? process.threadCpuUsage() : process.cpuUsage();
  return (user + system) / 1000;
}

type Trouble = Omit<Failure, 'steps'>;

async function* editDocument({ files, steps }: Case): AsyncGenerator<Trouble | undefined> {
  const [path = '', first = ''] = Object.entries(files)[0] ?? [];
  const uri = ROOT + path;
  // Which file has the values of a chart the chart says.
  const format = path.endsWith('values.yaml') ? 'helm-values' : formatOf(uri, first);
  let document: Document = readDocument(uri, first, format);
  for (const step of steps) {
    document = readDocument(uri, apply(document.text, step), format, document);
    // What only Compose files and manifests keep between two readings need not be looked at after every one.
    const isCompared =
      (format === 'compose' || format === 'kubernetes') &&
      (step.questions % 3 === 0 || step === steps.at(-1));
    yield isCompared
      ? compare(plain(document.reading), plain(readDocument(uri, document.text, format).reading))
      : undefined;
  }
}

async function* editWorkspace({ files, steps }: Case): AsyncGenerator<Trouble | undefined> {
  const { workspace } = await workspaceOf(files);
  const texts: Record<string, string> = { ...files };
  for (const { path, questions, ...change } of steps) {
    const text = apply(texts[path] ?? '', change);
    texts[path] = text;
    await workspace.change(ROOT + path, text);
    const document = workspace.document(ROOT + path);
    yield document && ask(workspace, document, randomOf(questions, 0));
  }
  const { workspace: fresh } = await workspaceOf(texts);
  yield compare(snapshotOf(workspace).join('\n'), snapshotOf(fresh).join('\n'));
}

function compare(kept: string, fresh: string): Trouble | undefined {
  if (kept === fresh) return undefined;
  let at = 0;
  while (kept[at] === fresh[at]) at++;
  const around = (text: string) => JSON.stringify(text.slice(Math.max(0, at - 80), at + 80));
  return { kind: 'difference', message: `kept:  ${around(kept)}\nfresh: ${around(fresh)}` };
}

/** What a reading says, blocks by where they start. */
function plain(reading: Reading): string {
  const { blocks: _, ...rest } = isComposeReading(reading) ? reading : { ...reading, blocks: [] };
  const place = (key: string, value: unknown) =>
    key === 'block' && isBlock(value) ? reading.startOf(value) : value;
  return JSON.stringify(rest, (key, value: unknown) =>
    value instanceof Map || value instanceof Set ? [...value] : place(key, value),
  );
}

function isBlock(value: unknown): value is { readonly length: number } {
  return typeof value === 'object' && value !== null && 'length' in value;
}

/** Asks some of what an editor asks, and looks at where the answers point. */
function ask(workspace: Workspace, document: Document, random: Random): Trouble | undefined {
  const position = positionIn(workspace, document, random);
  const diagnostics = diagnosticsOf(workspace, document, DEFAULT_SETTINGS, EDITOR);
  const ranges = diagnostics.map(({ range }) => ({ uri: document.uri, range }));
  const edits: Edit[] = [];
  switch (random.below(9)) {
    case 0:
      hoverAt(workspace, document, position);
      break;
    case 1:
      ranges.push(...definitionAt(workspace, document, position));
      break;
    case 2:
      ranges.push(...referencesAt(workspace, document, position));
      break;
    case 3:
      ranges.push(
        ...highlightsAt(workspace, document, position).map(({ range }) => ({ uri: document.uri, range })),
      );
      break;
    case 4:
      prepareRename(workspace, document, position);
      break;
    case 5: {
      const name = random.pick(['8081', '80', '0', '70000', '3000-3005', '', ' 9 ', 'x', '1'.repeat(400)]);
      const renamed = rename(workspace, document, position, name);
      if (!('refusal' in renamed)) edits.push(...renamed.edits, ...(renamed.toConfirm ?? []));
      break;
    }
    case 6:
    case 7: {
      const only = random.oneIn(3) ? { only: ['source.fixAll.portolan'] } : {};
      codeActionsIn(
        workspace,
        document,
        { start: position, end: positionIn(workspace, document, random) },
        { diagnostics: [], ...only },
        DEFAULT_SETTINGS,
        () => 1,
        EDITOR,
      );
      break;
    }
    default:
      documentSymbols(workspace, document);
      [
        ...workspaceSymbols(
          workspace,
          workspace.documents().values(),
          random.pick(['80', 'web', '', '[', '\\']),
        ),
      ].flat();
  }
  return (
    misplacedRange(workspace, ranges) ??
    misplacedEdit(workspace, edits) ??
    askForViews(workspace, document, position, random)
  );
}

/** The same for what an editor shows unasked. */
function askForViews(
  workspace: Workspace,
  document: Document,
  position: Position,
  random: Random,
): Trouble | undefined {
  const { uri } = document;
  const at = (range: Range) => ({ uri, range });
  switch (random.below(8)) {
    case 0: {
      const list = completionsAt(workspace, document, position, DEFAULT_SETTINGS, { snippets: true });
      const edited = (list?.items ?? []).flatMap(({ textEdit }) =>
        textEdit && 'range' in textEdit ? [at(textEdit.range)] : [],
      );
      return misplacedRange(workspace, edited);
    }
    case 1: {
      const [start, end] = [{ line: 0, character: 0 }, position];
      const hints = inlayHintsIn(workspace, document, { start, end });
      return misplacedRange(
        workspace,
        hints.map(hint => at({ start: hint.position, end: hint.position })),
      );
    }
    case 2: {
      const lenses = codeLensesIn(workspace, document, DEFAULT_SETTINGS, [SHOW_PLACES]);
      return misplacedRange(
        workspace,
        lenses.map(({ range }) => at(range)),
      );
    }
    case 3: {
      const tables = portTables(workspace, workspace.projects(), () => DEFAULT_SETTINGS);
      drawMermaid(tables);
      writeMarkdown(tables);
      const fault = xmlFault(drawSvg(tables));
      return fault === undefined ? undefined : { kind: 'wrong place', message: `SVG: ${fault}` };
    }
    default:
      return undefined;
  }
}

/** Mostly on a port; else anywhere, also outside the document. */
function positionIn(workspace: Workspace, document: Document, random: Random): Position {
  const lines = document.text.split('\n');
  if (random.oneIn(8)) return { line: random.below(lines.length + 3) - 1, character: random.below(200) - 1 };
  const occurrences = random.oneIn(4) ? [] : occurrencesIn(workspace, document);
  const chosen = occurrences[random.below(occurrences.length)];
  const offset = chosen?.span.start ?? random.below(document.text.length + 1);
  const before = document.text.slice(0, offset);
  return { line: before.split('\n').length - 1, character: offset - before.lastIndexOf('\n') - 1 };
}

function misplacedRange(
  workspace: Workspace,
  places: readonly { readonly uri: string; readonly range: Range }[],
): Trouble | undefined {
  for (const { uri, range } of places) {
    const document = workspace.document(uri);
    // Between CR and LF is the end of the line as well: the protocol takes what is past it for that.
    const lines = document?.text.split(/(?<=\r(?=\n))\n|\r(?!\n)|(?<!\r)\n/) ?? [];
    const isInside = ({ line, character }: Position) =>
      character >= 0 && character <= (lines[line]?.length ?? -1);
    const { start, end } = range;
    const isOrdered = start.line < end.line || (start.line === end.line && start.character <= end.character);
    if (!isInside(start) || !isInside(end) || !isOrdered)
      return { kind: 'wrong place', message: `${uri}: ${JSON.stringify(range)} is outside the document.` };
  }
  return undefined;
}

function misplacedEdit(workspace: Workspace, edits: readonly Edit[]): Trouble | undefined {
  for (const { uri, span } of edits) {
    const length = workspace.document(uri)?.text.length ?? -1;
    const isCrossed = edits.some(
      other =>
        other.uri === uri &&
        other.span !== span &&
        other.span.start < span.end &&
        span.start < other.span.end,
    );
    if (span.start < 0 || span.end < span.start || span.end > length || isCrossed)
      return { kind: 'wrong place', message: `${uri}: an edit of ${JSON.stringify(span)} is misplaced.` };
  }
  return undefined;
}

/** The smallest case, of those tried, that fails in the same way. */
export async function minimise(one: Case, kind: Failure['kind'], budget = 20_000): Promise<Case> {
  const until = performance.now() + budget;
  const fails = async (candidate: Case) => (await runCase(candidate)).failure?.kind === kind;
  let smallest = one;
  for (let isSmaller = true; isSmaller; ) {
    isSmaller = false;
    for (const candidate of smallerThan(smallest)) {
      if (performance.now() > until) return smallest;
      if (!(await fails(candidate))) continue;
      smallest = candidate;
      isSmaller = true;
      break;
    }
  }
  return smallest;
}

function* smallerThan(one: Case): Generator<Case> {
  const { files, steps } = one;
  for (let size = steps.length; size >= 1; size = size >> 1)
    for (let at = 0; at < steps.length; at += size) yield { ...one, steps: steps.toSpliced(at, size) };
  const used = new Set(steps.map(({ path }) => path));
  for (const path of Object.keys(files))
    if (!used.has(path) && one.kind === 'workspace')
      yield { ...one, files: Object.fromEntries(Object.entries(files).filter(([name]) => name !== path)) };
  // A step taken at the start is one step less.
  const [first] = steps;
  if (first && steps.length > 1)
    yield {
      ...one,
      files: { ...files, [first.path]: apply(files[first.path] ?? '', first) },
      steps: steps.slice(1),
    };
  for (const [path, text] of Object.entries(files)) {
    const lines = text.split(/(?<=\n)/);
    for (let size = lines.length; size >= 1; size = size >> 1)
      for (let at = 0; at < lines.length; at += size) {
        const start = lines.slice(0, at).join('').length;
        const length = lines.slice(at, at + size).join('').length;
        yield shortened(one, path, start, length);
      }
  }
}

/** A case whose file lacks a stretch; the changes behind it move, those that touch it may mean something else. */
function shortened(one: Case, path: string, start: number, length: number): Case {
  const text = one.files[path] ?? '';
  return {
    ...one,
    files: { ...one.files, [path]: text.slice(0, start) + text.slice(start + length) },
    steps: one.steps.map(step =>
      step.path === path && step.start >= start + length ? { ...step, start: step.start - length } : step,
    ),
  };
}
