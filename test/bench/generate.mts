// The inputs, the same for everybody: what looks random comes from a seed.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export type Random = () => number;

/** mulberry32: numbers from 0 to 1 that a seed decides. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function pick<Value>(random: Random, values: readonly [Value, ...Value[]]): Value {
  return values[Math.floor(random() * values.length)] ?? values[0];
}

const NAMES = [
  'api',
  'web',
  'worker',
  'gateway',
  'auth',
  'billing',
  'search',
  'mail',
  'queue',
  'admin',
] as const;
const WORDS =
  'the service reads its settings from a file beside it and starts when the database answers so that nobody has to wait for a second run of the whole set of containers in the morning'.split(
    ' ',
  );

function prose(random: Random, words: number): string {
  return Array.from({ length: words }, () => WORDS[Math.floor(random() * WORDS.length)]).join(' ');
}

interface Kind {
  readonly image: string;
  readonly port: number;
}

const KINDS: readonly [Kind, ...Kind[]] = [
  { image: 'node:22-alpine', port: 3000 },
  { image: 'python:3.13-slim', port: 8000 },
  { image: 'nginx:1.27', port: 80 },
  { image: 'postgres:17', port: 5432 },
  { image: 'redis:7.4', port: 6379 },
  { image: 'ghcr.io/example/backend:2.4.1', port: 8080 },
  { image: 'rabbitmq:4-management', port: 5672 },
];

/** A service of some 12 to 22 lines. The host port is its own. */
function service(random: Random, name: string, other: string | undefined, hostPort: number): string[] {
  const { image, port } = pick(random, KINDS);
  const lines = [
    `  ${name}:`,
    `    image: ${image}`,
    '    restart: unless-stopped',
    '    environment:',
    `      PORT: "${port}"`,
    `      LOG_LEVEL: ${pick(random, ['info', 'debug', 'warn'])}`,
  ];
  if (other) lines.push(`      UPSTREAM_URL: http://${other}:8080/v1/items`);
  lines.push('    ports:', `      - "${hostPort}:${port}"`);
  if (random() < 0.2) lines.push(`      - "127.0.0.1:${hostPort + 20000}:${port + 1}/tcp"`);
  if (random() < 0.1)
    lines.push(`      - target: 9229`, `        published: "${hostPort + 10000}"`, '        protocol: tcp');
  if (random() < 0.3) lines.push('    expose:', `      - "${port}"`);
  lines.push('    volumes:', `      - ./data/${name}:/var/lib/${name}`);
  if (other) lines.push('    depends_on:', `      - ${other}`);
  if (random() < 0.5)
    lines.push(
      '    healthcheck:',
      `      test: ["CMD", "curl", "-f", "http://localhost:${port}/health"]`,
      '      interval: 30s',
      '      timeout: 5s',
    );
  if (random() < 0.3)
    lines.push(
      '    labels:',
      `      com.example.team: ${pick(random, NAMES)}`,
      `      com.example.tier: "2"`,
    );
  if (random() < 0.3) lines.push('    networks:', '      - backend');
  return lines;
}

/** A Compose file of exactly so many lines. */
export function composeFile(random: Random, count: number, firstPort = 3000): string {
  const head = [`# ${prose(random, 8)}`, 'name: bench', 'services:'];
  const tail = ['networks:', '  backend:', '    driver: bridge'];
  const lines = [...head];
  for (let index = 0, before: string | undefined; ; index++) {
    const name = `${NAMES[index % NAMES.length]}-${index}`;
    const own = service(random, name, before, firstPort + index);
    if (lines.length + own.length + tail.length > count) break;
    lines.push(...own);
    before = name;
  }
  while (lines.length + tail.length < count) lines.push(`  # ${prose(random, 6)}`);
  return `${[...lines, ...tail].join('\n')}\n`;
}

/** A Deployment with its Service, some 45 lines. */
function deployed(random: Random, name: string, other: string): string[] {
  const { image, port } = pick(random, KINDS);
  const probe = random() < 0.5 ? 'http' : String(port);
  return [
    '---',
    'apiVersion: apps/v1',
    'kind: Deployment',
    'metadata:',
    `  name: ${name}`,
    'spec:',
    `  replicas: ${1 + Math.floor(random() * 4)}`,
    '  selector:',
    '    matchLabels:',
    `      app: ${name}`,
    '  template:',
    '    metadata:',
    '      labels:',
    `        app: ${name}`,
    '    spec:',
    '      containers:',
    '        - name: main',
    `          image: ${image}`,
    '          ports:',
    '            - name: http',
    `              containerPort: ${port}`,
    '          env:',
    '            - name: PORT',
    `              value: "${port}"`,
    '            - name: UPSTREAM_URL',
    `              value: http://${other}:80/v1/items`,
    '          readinessProbe:',
    '            httpGet:',
    '              path: /health',
    `              port: ${probe}`,
    '          resources:',
    '            limits:',
    '              memory: 256Mi',
    `      # ${prose(random, 6)}`,
    '---',
    'apiVersion: v1',
    'kind: Service',
    'metadata:',
    `  name: ${name}`,
    'spec:',
    '  selector:',
    `    app: ${name}`,
    '  ports:',
    '    - name: web',
    '      port: 80',
    '      targetPort: http',
  ];
}

/** Manifests of exactly so many lines in one file: Deployments and their Services. */
export function manifestFile(random: Random, count: number): string {
  const lines = [`# ${prose(random, 8)}`];
  for (let index = 0, before = 'web'; ; index++) {
    const name = `${NAMES[index % NAMES.length]}-${index}`;
    const own = deployed(random, name, before);
    if (lines.length + own.length > count) break;
    lines.push(...own);
    before = name;
  }
  while (lines.length < count) lines.push(`# ${prose(random, 6)}`);
  return `${lines.join('\n')}\n`;
}

/** A Dockerfile of exactly so many lines, with several stages. */
export function dockerfile(random: Random, count: number): string {
  const tail = [
    'HEALTHCHECK --interval=30s CMD curl -f http://localhost:3000/health || exit 1',
    'CMD ["node", "main.js"]',
  ];
  const lines: string[] = [];
  for (let stage = 0; ; stage++) {
    const own = [
      `# ${prose(random, 9)}`,
      `FROM node:22-alpine AS stage${stage}`,
      `ARG PORT=${3000 + (stage % 500)}`,
      'ENV NODE_ENV=production \\',
      '    LISTEN_PORT=$' + '{PORT}',
      'WORKDIR /app',
      'COPY package.json package-lock.json ./',
      'RUN npm ci --omit=dev \\',
      `    && echo "${prose(random, 7)}" \\`,
      '    && npm cache clean --force',
      'COPY . .',
      `EXPOSE ${3000 + (stage % 500)} $\{PORT:-8080} 7000-7010/udp`,
      'USER node',
      `LABEL org.example.stage="${stage}"`,
      '',
    ];
    if (lines.length > 0 && lines.length + own.length + tail.length > count) break;
    lines.push(...own);
  }
  while (lines.length + tail.length < count) lines.push(`# ${prose(random, 6)}`);
  return `${[...lines, ...tail].join('\n')}\n`;
}

function environment(random: Random, port: number): string {
  return [
    `# ${prose(random, 6)}`,
    `WEB_PORT=${port}`,
    `DATABASE_URL=postgres://app:secret@db:5432/app`,
    `REDIS_URL=redis://cache:6379/0`,
    `PUBLIC_URL=http://localhost:${port}`,
    ...Array.from(
      { length: 12 },
      (_, index) => `SETTING_${index}=${prose(random, 1)}-${Math.floor(random() * 1e6)}`,
    ),
    '',
  ].join('\n');
}

function nginx(random: Random): string {
  const servers = Array.from({ length: 2 + Math.floor(random() * 3) }, (_, index) =>
    [
      'server {',
      `  listen ${80 + index};`,
      `  server_name ${pick(random, NAMES)}.example.org;`,
      '  client_max_body_size 10m;',
      '  location / {',
      `    proxy_pass http://${pick(random, NAMES)}:${3000 + index};`,
      '    proxy_set_header Host $host;',
      '    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;',
      '    proxy_read_timeout 60s;',
      '  }',
      '  location /static/ {',
      '    root /usr/share/nginx/html;',
      '    expires 30d;',
      '  }',
      '}',
    ].join('\n'),
  );
  return `${servers.join('\n\n')}\n`;
}

function readme(random: Random, port: number): string {
  const parts = [`# ${pick(random, NAMES)}`, prose(random, 60)];
  for (let index = 0; index < 8; index++)
    parts.push(`## ${prose(random, 3)}`, prose(random, 50 + Math.floor(random() * 60)));
  parts.push('## Run', '```sh', 'docker compose up -d', `curl http://localhost:${port}/health`, '```');
  return `${parts.join('\n\n')}\n`;
}

function manifest(random: Random, name: string): string {
  const version = () =>
    `^${Math.floor(random() * 20)}.${Math.floor(random() * 30)}.${Math.floor(random() * 10)}`;
  return `${JSON.stringify(
    {
      name: `@example/${name}`,
      version: '1.0.0',
      homepage: `https://example.org/${name}`,
      scripts: { start: 'node main.js', dev: 'vite --port 5173', test: 'vitest run' },
      dependencies: Object.fromEntries(
        Array.from({ length: 18 }, (_, index) => [`library-${name}-${index}`, version()]),
      ),
      devDependencies: Object.fromEntries(
        Array.from({ length: 14 }, (_, index) => [`tool-${index}`, version()]),
      ),
    },
    null,
    2,
  )}\n`;
}

function kubernetes(random: Random, name: string): string {
  const { image, port } = pick(random, KINDS);
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  labels: { app: ${name} }
spec:
  replicas: 2
  selector:
    matchLabels: { app: ${name} }
  template:
    metadata:
      labels: { app: ${name} }
    spec:
      containers:
        - name: ${name}
          image: ${image}
          ports:
            - name: http
              containerPort: ${port}
          env:
            - name: UPSTREAM
              value: http://${pick(random, NAMES)}.default.svc:${port}/
          resources:
            requests: { cpu: 100m, memory: 128Mi }
            limits: { memory: 256Mi }
          readinessProbe:
            httpGet: { path: /health, port: http }
---
apiVersion: v1
kind: Service
metadata:
  name: ${name}
spec:
  selector: { app: ${name} }
  ports:
    - port: 80
      targetPort: ${port}
`;
}

function workflow(random: Random): string {
  return `name: ${pick(random, NAMES)}
on: [push]
jobs:
  test:
    runs-on: ubuntu-latest
    services:
      db:
        image: postgres:17
        ports: ["5432:5432"]
    steps:
      - uses: actions/checkout@v4
      - run: npm ci
      - run: npm test
        env:
          DATABASE_URL: postgres://postgres@localhost:5432/app
`;
}

function properties(random: Random, port: number): string {
  return [
    `server.port=${port}`,
    'spring.datasource.url=jdbc:postgresql://db:5432/app',
    ...Array.from({ length: 20 }, (_, index) => `app.setting.${index}=${prose(random, 3)}`),
    '',
  ].join('\n');
}

/** The files of one project of the mix. */
export const FILES_OF_PROJECT = 20;

function project(random: Random, index: number): Readonly<Record<string, string>> {
  // Projects share ports now and then, as the examples of a repository do.
  const port = 3000 + (index % 60) * 20;
  return {
    'compose.yaml': composeFile(random, 40 + Math.floor(random() * 100), port),
    'compose.override.yaml': `services:\n  api-0:\n    environment:\n      DEBUG: "1"\n    ports:\n      - "${9229 + (index % 50)}:9229"\n`,
    '.env': environment(random, port),
    'README.md': readme(random, port),
    'docs/operations.md': readme(random, port),
    'package.json': manifest(random, 'root'),
    'nginx/default.conf': nginx(random),
    'nginx/admin.conf': nginx(random),
    'api/Dockerfile': dockerfile(random, 25),
    'api/package.json': manifest(random, 'api'),
    'web/Dockerfile': dockerfile(random, 32),
    'web/package.json': manifest(random, 'web'),
    'worker/Dockerfile': dockerfile(random, 40),
    'deploy/api.yaml': kubernetes(random, 'api'),
    'deploy/web.yaml': kubernetes(random, 'web'),
    'deploy/worker.yaml': kubernetes(random, 'worker'),
    'deploy/auth.yaml': kubernetes(random, 'auth'),
    'deploy/search.yaml': kubernetes(random, 'search'),
    'ci/test.yml': workflow(random),
    'config/application.properties': properties(random, port),
  };
}

/** Writes projects of 20 config files each, of a realistic mix, until there are so many files. */
export function writeMix(folder: string, files: number, seed: number): void {
  const random = seeded(seed);
  for (let written = 0, index = 0; written < files; index++) {
    const group = `group-${Math.floor(index / 25)}/project-${index}`;
    for (const [name, text] of Object.entries(project(random, index)).slice(0, files - written)) {
      write(path.join(folder, group, name), text);
      written++;
    }
  }
}

/** Writes so many folders with one small Compose file each. */
export function writeComposeFiles(folder: string, files: number, seed: number): void {
  const random = seeded(seed);
  for (let index = 0; index < files; index++) {
    const text = composeFile(random, 20 + Math.floor(random() * 80), 3000 + (index % 60) * 20);
    write(path.join(folder, `project-${index}`, 'compose.yaml'), text);
  }
}

export function write(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}
