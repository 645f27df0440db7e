// biome-ignore-all lint/suspicious/noTemplateCurlyInString: so Compose writes its variables.
// Projects of all systems, with a model of which of their ports are the same.
import fc from 'fast-check';

/** A place in which a port is written: the digits from `start` on. */
export interface PlaceOfPort {
  readonly path: string;
  readonly start: number;
  /** Which port it is: places mean the same where this is the same, whatever their numbers. */
  readonly port: string;
}

export interface ProjectOfAll {
  /** The texts, with `«port»` where the digits of a port stand. */
  readonly texts: Readonly<Record<string, string>>;
  /** The number of each port; several may have the same. */
  readonly numbers: Readonly<Record<string, number>>;
}

/** The texts of a project, and where each of its ports stands. */
export function written({ texts, numbers }: ProjectOfAll): {
  readonly files: Readonly<Record<string, string>>;
  readonly places: readonly PlaceOfPort[];
} {
  const places: PlaceOfPort[] = [];
  const files = Object.entries(texts).map(([path, text]) => {
    let made = '';
    for (const [index, part] of text.split(/[«»]/).entries()) {
      if (index % 2 === 1) places.push({ path, start: made.length, port: part });
      made += index % 2 === 1 ? String(numbers[part]) : part;
    }
    return [path, made] as const;
  });
  return { files: Object.fromEntries(files), places };
}

const lines = (...parts: readonly (string | false)[]) =>
  `${parts.filter(part => part !== false).join('\n')}\n`;

/** The configuration of a proxy that listens on a port and passes on to both services, and where it is mounted. */
const PROXIES: Readonly<
  Record<string, { readonly path: string; readonly at: string; readonly text: string }>
> = {
  nginx: {
    path: 'nginx.conf',
    at: '/etc/nginx/conf.d/default.conf',
    text: 'server {\n  listen «listen»;\n  location / { proxy_pass http://web:«web»; }\n  location /b { proxy_pass http://other:«other»; }\n}\n',
  },
  caddy: {
    path: 'Caddyfile',
    at: '/etc/caddy/Caddyfile',
    text: ':«listen» {\n  handle /b* {\n    reverse_proxy other:«other»\n  }\n  reverse_proxy web:«web»\n}\n',
  },
  httpd: {
    path: 'httpd.conf',
    at: '/usr/local/apache2/conf/httpd.conf',
    text: 'Listen «listen»\nProxyPass /b http://other:«other»/\nProxyPass / http://web:«web»/\n',
  },
  haproxy: {
    path: 'haproxy.cfg',
    at: '/usr/local/etc/haproxy/haproxy.cfg',
    text: 'frontend all\n  bind :«listen»\n  default_backend both\nbackend both\n  server a web:«web»\n  server b other:«other»\n',
  },
};

interface Choices {
  readonly proxy: string;
  readonly isFromFile: boolean;
  readonly hasLabels: boolean;
  readonly hasDockerfile: boolean;
  readonly hasEditor: boolean;
  readonly hasWorkflow: boolean;
  readonly hasManifests: boolean;
  readonly hasQuadlet: boolean;
  readonly hasScript: boolean;
  readonly ofLocalhost: string;
}

function textsOf(chosen: Choices): Readonly<Record<string, string>> {
  const proxy = PROXIES[chosen.proxy];
  if (!proxy) throw new Error(`no proxy ${chosen.proxy}`);
  const host = chosen.isFromFile ? '${WEB_PORT}' : '«host»';
  return {
    ...(chosen.isFromFile && { '.env': 'WEB_PORT=«host»\n' }),
    'compose.yaml': lines(
      'services:',
      '  web:',
      '    image: acme/web',
      chosen.hasDockerfile && '    build: .',
      `    ports: ["${host}:«web»", "«debugHost»:«debug»"]`,
      '    healthcheck:',
      '      test: curl http://localhost:«web»/',
      chosen.hasLabels && '    labels:',
      chosen.hasLabels && '      traefik.http.services.web.loadbalancer.server.port: «web»',
      '  other:',
      '    image: acme/other',
      '    expose: ["«other»"]',
      '  proxy:',
      `    image: ${chosen.proxy}`,
      '    ports: ["«proxyHost»:«listen»"]',
      `    volumes: ["./${proxy.path}:${proxy.at}:ro"]`,
    ),
    [proxy.path]: proxy.text,
    ...(chosen.hasDockerfile && { Dockerfile: 'FROM node:22\nENV PORT=«web»\nEXPOSE «web» «debug»\n' }),
    ...(chosen.hasScript &&
      chosen.hasDockerfile && { 'package.json': '{"scripts": {"start": "next start --port «web»"}}\n' }),
    ...(chosen.hasEditor && {
      '.devcontainer/devcontainer.json':
        '{"dockerComposeFile": "../compose.yaml", "service": "proxy", "forwardPorts": ["web:«web»", "other:«other»"]}\n',
      '.vscode/launch.json':
        '{"configurations": [{"type": "node", "request": "attach", "port": «debugHost»}]}\n',
    }),
    'README.md': lines(
      '# Web',
      '',
      '    docker run -p «byHand»:80 nginx',
      '',
      `Then open http://${chosen.ofLocalhost}:«byHand»; with Compose it is http://localhost:«host», behind the proxy`,
      'http://localhost:«proxyHost».',
    ),
    'test/web.test.js': "await fetch('http://localhost:«host»');\n",
    ...(chosen.hasWorkflow && {
      '.github/workflows/test.yml': lines(
        'on: push',
        'jobs:',
        '  test:',
        '    runs-on: ubuntu-24.04',
        '    services:',
        '      db:',
        '        image: redis',
        '        ports: ["«jobHost»:«job»"]',
        '    steps:',
        '      - run: curl http://localhost:«jobHost»',
      ),
    }),
    ...(chosen.hasManifests && {
      'k8s/app.yaml': lines(
        'apiVersion: apps/v1',
        'kind: Deployment',
        'metadata: {name: app}',
        'spec:',
        '  selector: {matchLabels: {app: app}}',
        '  template:',
        '    metadata: {labels: {app: app}}',
        '    spec:',
        '      containers:',
        '        - {name: app, image: acme/app, ports: [{containerPort: «pod»}]}',
        '---',
        'apiVersion: v1',
        'kind: Service',
        'metadata: {name: app}',
        'spec:',
        '  selector: {app: app}',
        '  ports: [{port: «service», targetPort: «pod»}]',
        '---',
        'apiVersion: networking.k8s.io/v1',
        'kind: Ingress',
        'metadata: {name: app}',
        'spec:',
        '  defaultBackend: {service: {name: app, port: {number: «service»}}}',
      ),
    }),
    ...(chosen.hasQuadlet && {
      'units/cache.container':
        '[Container]\nImage=docker.io/library/redis\nPublishPort=«cacheHost»:«cache»\n',
    }),
  };
}

/** Few, so that ports of different things often have the same number. */
const ANY = [3000, 4000, 5000, 8080, 9000, 9090];

/** Of one machine, each is published once. */
const ON_HOST = ['host', 'debugHost', 'proxyHost', 'byHand', 'cacheHost'];
const ELSEWHERE = ['web', 'other', 'listen', 'job', 'jobHost', 'pod', 'service', 'cache'];

export const everything: fc.Arbitrary<ProjectOfAll> = fc
  .record({
    chosen: fc.record({
      proxy: fc.constantFrom(...Object.keys(PROXIES)),
      isFromFile: fc.boolean(),
      hasLabels: fc.boolean(),
      hasDockerfile: fc.boolean(),
      hasEditor: fc.boolean(),
      hasWorkflow: fc.boolean(),
      hasManifests: fc.boolean(),
      hasQuadlet: fc.boolean(),
      hasScript: fc.boolean(),
      ofLocalhost: fc.constantFrom('localhost', '127.0.0.1'),
    }),
    onHost: fc.shuffledSubarray(ANY, { minLength: ON_HOST.length, maxLength: ON_HOST.length }),
    elsewhere: fc.array(fc.constantFrom(...ANY), {
      minLength: ELSEWHERE.length,
      maxLength: ELSEWHERE.length,
    }),
  })
  .map(({ chosen, onHost, elsewhere }) => ({
    texts: textsOf(chosen),
    numbers: {
      ...Object.fromEntries(ON_HOST.map((port, index) => [port, onHost[index] ?? 0])),
      ...Object.fromEntries(ELSEWHERE.map((port, index) => [port, elsewhere[index] ?? 0])),
      // Two ports of one container are two numbers.
      debug: 9229,
    },
  }));
