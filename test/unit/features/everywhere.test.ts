// One port that all systems write: a move from any of its places changes all of them, and nothing else.
import { describe, expect, test } from 'vitest';
import { rename } from '../../../server/src/features/rename';
import { applied, changedLines, sceneOf } from '../support/scene';

type Files = Readonly<Record<string, string>>;

const FILES: Files = {
  Dockerfile: 'FROM node:22\nENV PORT=8080\nEXPOSE 8080\nCMD ["npm", "start"]\n',
  'compose.yaml': `services:
  web:
    image: acme/web
    build: .
    ports: ["127.0.0.1:3000:8080"]
    labels:
      traefik.http.routers.web.rule: Host(\`acme.test\`)
      traefik.http.services.web.loadbalancer.server.port: 8080
  proxy:
    image: nginx
    ports: ["8000:80"]
    volumes: ["./nginx.conf:/etc/nginx/conf.d/default.conf:ro"]
  other:
    image: acme/other
    expose: [8080]
  edge:
    image: envoyproxy/envoy
    volumes: ["./envoy.yaml:/etc/envoy/envoy.yaml:ro"]
`,
  'nginx.conf': `server {
  listen 80;
  location / { proxy_pass http://web:8080; }
  location /other { proxy_pass http://other:8080; }
}
`,
  'envoy.yaml': `static_resources:
  clusters:
    - load_assignment:
        endpoints:
          - lb_endpoints:
              - endpoint: {address: {socket_address: {address: web, port_value: 8080}}}
              - endpoint: {address: {socket_address: {address: other, port_value: 8080}}}
`,
  '.devcontainer/devcontainer.json': `{
  "dockerComposeFile": "../compose.yaml",
  "service": "proxy",
  "forwardPorts": ["web:8080", "other:8080"]
}
`,
  '.github/workflows/test.yml': `on: push
jobs:
  test:
    runs-on: ubuntu-24.04
    services:
      app:
        image: acme/web
        ports: ["4000:8080"]
    steps:
      - run: curl http://localhost:4000
`,
  'package.json': '{ "scripts": { "start": "next start --port 8080" } }\n',
  'README.md': `# Web

    docker run -p 5000:8080 acme/web

Then open http://localhost:5000. With Compose it is http://localhost:3000.
`,
  'test/web.test.js': "await fetch('http://localhost:3000');\n",
  'k8s/web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: acme/web
          ports: [{containerPort: 8080}]
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{port: 80, targetPort: 8080}]
`,
  'infra/main.tf': `resource "aws_ecs_task_definition" "web" {
  container_definitions = jsonencode([{
    name         = "web"
    image        = "acme/web"
    portMappings = [{ containerPort = 8080 }]
  }])
}
`,
  'web.nomad': `job "web" {
  group "web" {
    network {
      port "http" { to = 8080 }
    }
    task "web" {
      driver = "docker"
      config {
        image = "acme/web"
        ports = ["http"]
      }
    }
  }
}
`,
};

/** A move from a number in a part of a file. */
async function movedFrom(files: Files, path: string, part: string, port: string, to: string) {
  const text = files[path] ?? '';
  if (!text.includes(part)) throw new Error(`${path} does not hold ${part}`);
  const offset = text.indexOf(part) + part.indexOf(port);
  const scene = await sceneOf({ ...files, [path]: `${text.slice(0, offset)}‸${text.slice(offset)}` });
  const { document, position } = scene.spot;
  const result = rename(scene.workspace, document, position, to);
  if ('refusal' in result) throw new Error(result.refusal);
  const { edits, toConfirm = [] } = result;
  const changed = applied(scene, [...edits, ...toConfirm]);
  return {
    lines: changedLines(scene, edits),
    toConfirm: changedLines(scene, toConfirm),
    files: Object.fromEntries(Object.entries(files).map(([name, old]) => [name, changed.get(name) ?? old])),
  };
}

/** Moves it there and back: the files are as before. */
async function thereAndBack(path: string, part: string, port: string, to: string) {
  const there = await movedFrom(FILES, path, part, port, to);
  const back = await movedFrom(there.files, path, part.replace(port, to), to, port);
  expect(back.files).toEqual(FILES);
  return there;
}

describe('the port of a container', () => {
  test.each([
    ['Dockerfile', 'EXPOSE 8080'],
    ['compose.yaml', '3000:8080'],
    ['compose.yaml', 'server.port: 8080'],
    ['nginx.conf', 'web:8080'],
    ['.devcontainer/devcontainer.json', 'web:8080'],
    ['envoy.yaml', 'web, port_value: 8080'],
    ['.github/workflows/test.yml', '4000:8080'],
    ['package.json', '8080'],
    ['README.md', '5000:8080'],
    ['k8s/web.yaml', 'containerPort: 8080'],
    ['k8s/web.yaml', 'targetPort: 8080'],
    ['web.nomad', 'to = 8080'],
    ['infra/main.tf', 'containerPort = 8080'],
  ])('moves from %s, %s', async (path, part) => {
    const { lines, toConfirm } = await thereAndBack(path, part, '8080', '9090');
    expect(lines).toEqual([
      '.devcontainer/devcontainer.json:4 "forwardPorts": ["web:9090", "other:8080"]',
      '.github/workflows/test.yml:8 ports: ["4000:9090"]',
      'Dockerfile:2 ENV PORT=9090',
      'Dockerfile:3 EXPOSE 9090',
      'README.md:3 docker run -p 5000:9090 acme/web',
      'compose.yaml:5 ports: ["127.0.0.1:3000:9090"]',
      'compose.yaml:8 traefik.http.services.web.loadbalancer.server.port: 9090',
      'envoy.yaml:6 - endpoint: {address: {socket_address: {address: web, port_value: 9090}}}',
      'infra/main.tf:5 portMappings = [{ containerPort = 9090 }]',
      'k8s/web.yaml:12 ports: [{containerPort: 9090}]',
      'k8s/web.yaml:19 ports: [{port: 80, targetPort: 9090}]',
      'nginx.conf:3 location / { proxy_pass http://web:9090; }',
      'package.json:1 { "scripts": { "start": "next start --port 9090" } }',
      'web.nomad:4 port "http" { to = 9090 }',
    ]);
    expect(toConfirm).toEqual([]);
  });
});

describe('a port of a machine', () => {
  test.each([
    ['compose.yaml', '3000:8080'],
    ['README.md', 'localhost:3000'],
  ])('that Compose publishes moves from %s, %s, and in code when somebody says so', async (path, part) => {
    const { lines, toConfirm } = await thereAndBack(path, part, '3000', '6000');
    expect(lines).toEqual([
      'README.md:5 Then open http://localhost:5000. With Compose it is http://localhost:6000.',
      'compose.yaml:5 ports: ["127.0.0.1:6000:8080"]',
    ]);
    expect(toConfirm).toEqual(["test/web.test.js:1 await fetch('http://localhost:6000');"]);
  });

  test.each(['5000:8080', 'localhost:5000'])('that a command publishes moves from %s', async part => {
    const { lines } = await thereAndBack('README.md', part, '5000', '6000');
    expect(lines).toEqual([
      'README.md:3 docker run -p 6000:8080 acme/web',
      'README.md:5 Then open http://localhost:6000. With Compose it is http://localhost:3000.',
    ]);
  });

  test.each(['4000:8080', 'localhost:4000'])('that a job publishes moves from %s', async part => {
    const { lines } = await thereAndBack('.github/workflows/test.yml', part, '4000', '6000');
    expect(lines).toEqual([
      '.github/workflows/test.yml:8 ports: ["6000:8080"]',
      '.github/workflows/test.yml:10 - run: curl http://localhost:6000',
    ]);
  });
});
