// biome-ignore-all lint/suspicious/noTemplateCurlyInString: so Spring writes its placeholders.
import { describe, expect, test } from 'vitest';
import { occurrencesIn } from '../../../../server/src/chart/occurrences';
import { findingsIn } from '../../../../server/src/rules/judge';
import { DEFAULT_SETTINGS } from '../../../../server/src/rules/settings';
import { portsInSettings } from '../../../../server/src/systems/applications/settings';
import { renamedLines, sceneOf } from '../../support/scene';

describe('ports in files of settings', () => {
  test.each([
    ['src/main/resources/application.properties', 'server.port=8080\nserver.address = 0.0.0.0\n', ['8080']],
    [
      'application-prod.properties',
      'server.port: ${PORT:9090}\n# server.port=1\nmanagement.server.port = 9091\n',
      ['9090', '9091'],
    ],
    ['application.properties', 'server.port=0\nother.port=80\nserver.port=${PORT}\n', []],
    [
      'application.yml',
      'server:\n  port: 8081\nmanagement:\n  server: {port: "${M:9001}"}\n',
      ['8081', '9001'],
    ],
    ['application.yaml', 'server: &a\n  port: 8081\nb: *a\n', []],
    [
      'vite.config.ts',
      'export default defineConfig({\n  server: { port: 5173, host: true },\n  preview: {port:4173}\n})\n',
      ['5173', '4173'],
    ],
    ['next.config.js', '// port: 3000\nmodule.exports = { devServer: { port: "3001" } };\n', ['3001']],
    [
      'playwright.config.ts',
      'webServer: { command: "x", port: 3000 }, port: 1.5, transport: 99, port: PORT\n',
      ['3000'],
    ],
    [
      'package.json',
      '{"scripts": {"dev": "next dev -p 3000", "start": "PORT=3001 node .", "ui": "vite --port=5174", "t": "vitest -t 80"}}\n',
      ['3000', '3001', '5174'],
    ],
    [
      'Procfile',
      'web: gunicorn --bind 0.0.0.0:8000 app\nworker: PORT=3001 node worker.js\n# web: x --port 99\ncss: sass --watch a:b\n',
      ['8000', '3001'],
    ],
    ['Procfile.dev', 'web: bin/rails server -p 3000\n', ['3000']],
    ['angular.json', '{"serve": {"options": {"port": 4200}}}\n', ['4200']],
  ])('%s', async (path, text, expected) => {
    const { workspace, document } = await sceneOf({ [path]: text });
    const found = occurrencesIn(workspace, document(path)).filter(({ role }) => role === 'listen');
    expect(found.map(({ span }) => text.slice(span.start, span.end))).toEqual(expected);
    expect(findingsIn(workspace, document(path), DEFAULT_SETTINGS)).toEqual([]);
  });
});

test('what stands in one long line costs no look back at its start for each', () => {
  const text = `//${'port:80 '.repeat(100_000)}\nport: 3000`;
  const start = performance.now();
  const ports = portsInSettings(text, { length: text.length });
  expect(ports.map(({ text: { value } }) => value)).toEqual(['3000']);
  // To look back takes some 10 s.
  expect(performance.now() - start).toBeLessThan(2500);
});

const SHOP = {
  'compose.yaml':
    'services:\n  shop:\n    build: shop\n    ports: ["80:8080"]\n  web:\n    build: web\n    ports: ["81:8080"]\n',
  'shop/Dockerfile': 'FROM eclipse-temurin:21\nEXPOSE 8080\n',
  'shop/src/main/resources/application.properties': 'server.port=${PORT:8080}\nurl=http://localhost:8080/\n',
  'web/Dockerfile': 'FROM node\nEXPOSE 8080\n',
  'web/vite.config.ts': 'export default { server: { port: 5173 } };\n',
};

const MOVED = [
  'compose.yaml:4 ports: ["80:9090"]',
  'shop/Dockerfile:2 EXPOSE 9090',
  'shop/src/main/resources/application.properties:1 server.port=${PORT:9090}',
  'shop/src/main/resources/application.properties:2 url=http://localhost:9090/',
];

test.each([
  ['shop/Dockerfile', 'EXPOSE 80‸80', 'EXPOSE 8080'],
  ['shop/src/main/resources/application.properties', 'PORT:80‸80', 'PORT:8080'],
  ['compose.yaml', '80:80‸80', '80:8080'],
])('what listens moves with the unit that is built of its folder, from %s', async (path, caret, part) => {
  const files: Readonly<Record<string, string>> = SHOP;
  const scene = await sceneOf({ ...files, [path]: (files[path] ?? '').replace(part, caret) });
  expect(renamedLines(scene, '9090')).toEqual(MOVED);
});

test('a port that the image does not declare is the own of whoever develops it', async () => {
  const scene = await sceneOf({
    ...SHOP,
    'web/vite.config.ts': 'export default { server: { port: 51‸73 } };\n',
  });
  expect(renamedLines(scene, '5174')).toEqual([
    'web/vite.config.ts:1 export default { server: { port: 5174 } };',
  ]);
});

describe('programs that are told an address listen in the units that mount their file', () => {
  const STACK: Readonly<Record<string, string>> = {
    'compose.yaml': `services:
  web: {image: acme/web, expose: ["8080"]}
  proxy:
    image: traefik
    ports: ["9000:8000"]
    volumes: ["./traefik.yml:/etc/traefik/traefik.yml", "./traefik.toml:/etc/traefik/traefik.toml"]
  collector:
    image: otel/opentelemetry-collector
    ports: ["4317:4317"]
    volumes: ["./collector.yaml:/etc/otelcol/config.yaml"]
  loki:
    image: grafana/loki
    ports: ["3101:3100"]
    volumes: ["./loki.yaml:/etc/loki/local-config.yaml"]
`,
    'traefik.yml':
      'entryPoints:\n  web:\n    address: ":8000"\n  name:\n    address: ":8053/udp"\n  other:\n    address: "proxy:8001"\n',
    'traefik.toml': '[entryPoints.web]\n  address = ":8000"\n',
    'collector.yaml':
      'receivers:\n  otlp:\n    protocols:\n      grpc:\n        endpoint: 0.0.0.0:4317\nexporters:\n  otlp:\n    endpoint: web:8080\n',
    'loki.yaml': 'server:\n  http_listen_port: 3100 # Loki\n',
  };

  test.each(['traefik.yml', 'traefik.toml'])('and move with them: %s', async path => {
    const scene = await sceneOf({ ...STACK, [path]: (STACK[path] ?? '').replace('":8000', '":‸8000') });
    expect(renamedLines(scene, '7000')).toEqual([
      'compose.yaml:5 ports: ["9000:7000"]',
      'traefik.toml:2 address = ":7000"',
      'traefik.yml:3 address: ":7000"',
    ]);
  });

  test.each([
    ['traefik.yml', ['8000']],
    ['collector.yaml', ['4317']],
    ['loki.yaml', ['3100']],
  ])('%s', async (path, expected) => {
    const { workspace, document } = await sceneOf(STACK);
    const found = occurrencesIn(workspace, document(path)).filter(({ role }) => role === 'listen');
    expect(found.map(({ span }) => STACK[path]?.slice(span.start, span.end))).toEqual(expected);
    expect(findingsIn(workspace, document(path), DEFAULT_SETTINGS)).toEqual([]);
  });

  test('where a collector sends to stays a reference', async () => {
    const { workspace, document } = await sceneOf(STACK);
    const found = occurrencesIn(workspace, document('collector.yaml')).filter(({ role }) => role === 'url');
    expect(found.map(({ range }) => range?.from)).toEqual([8080]);
  });
});
