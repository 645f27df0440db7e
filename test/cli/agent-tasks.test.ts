// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Compose writes variables like this.
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  addService,
  conflictsOf,
  mendConflict,
  movePublished,
  moveTarget,
  refused,
  type Task,
  textsOf,
} from './agent-tasks';
import { connected } from './mcp-client';
import { type Files, folderOf } from './portolan';

const PROJECTS: Readonly<Record<string, Files>> = {
  'a shop': {
    'compose.yaml': `services:
  web:
    build: .
    ports:
      - "3000:3000"
  db:
    image: postgres
    ports: ["127.0.0.1:5432:5432"]
`,
    Dockerfile: 'FROM node\nEXPOSE 3000\nHEALTHCHECK CMD curl http://localhost:3000/\n',
    'README.md': 'Open http://localhost:3000 in a browser.\n',
    'test/web.test.ts': "fetch('http://localhost:3000');\n",
  },
  'one that takes its ports from .env': {
    'compose.yaml': `services:
  web:
    image: nginx
    ports:
      - "\${WEB_PORT:-8080}:80"
  api:
    image: node
    environment:
      WEB: http://web:80
    ports:
      - "\${API_PORT}:8000"
`,
    '.env': 'WEB_PORT=8081\r\nAPI_PORT=8000\r\n',
  },
  'one behind nginx': {
    'compose.yaml': `# Two services
services:

  # The proxy
  proxy:
    image: nginx
    volumes: ["./nginx.conf:/etc/nginx/conf.d/default.conf"]
    ports:
      - target: 8080
        published: "80"
  app:
    image: app
    expose: [9000]
`,
    'nginx.conf': 'server {\n  listen 8080;\n  location / { proxy_pass http://app:9000; }\n}\n',
  },
  'one of two projects': {
    'compose.yaml':
      'services:\n    site:\n        image: site\n        ports: ["4000:4000", "4001:4001/udp"]\n',
    'other/compose.yaml': 'services: {site: {image: site, ports: ["8080:80", "4002:4000"]}}\n',
    'deploy/site.yaml':
      'apiVersion: v1\nkind: Service\nmetadata: {name: site}\nspec: {ports: [{port: 4000}]}\n',
  },
};

const TASKS: Readonly<Record<string, Task>> = {
  addService,
  movePublished,
  moveTarget,
  mendConflict,
  refused,
};

describe.each(Object.entries(PROJECTS))('%s', (_, files) => {
  test.each(Object.entries(TASKS))('%s', async (__, task) => {
    const own = Object.entries(files).map(([name, text]) => [path.join('project', name), text] as const);
    const folder = folderOf({ ...Object.fromEntries(own), 'compose.yaml': files['compose.yaml'] ?? '' });
    const root = path.join(folder, 'project');
    const { call } = await connected('--allow-writes', root);
    const place = { folder: root, compose: 'compose.yaml', call };
    expect(await conflictsOf(place)).toEqual([]);
    const before = textsOf(folder);
    const meant = await task(place);
    expect(await conflictsOf(place)).toEqual([]);
    const inProject = new Map([...meant].map(([name, text]) => [path.join('project', name), text]));
    expect(meant.size).toBeGreaterThan(0);
    for (const [name, text] of inProject) expect(before.get(name)).not.toBe(text);
    expect(textsOf(folder)).toEqual(new Map([...before, ...inProject]));
  });
});

test('two agents that ask at once are told the same, and that nobody has it for himself', async () => {
  const folder = folderOf({ 'compose.yaml': 'services:\n  a: {image: a, ports: ["8080:80"]}\n' });
  const agents = await Promise.all([connected(folder), connected(folder)]);
  const said = await Promise.all(agents.map(({ call }) => call('find_free_ports', { near: 8080 })));
  expect(said[0]?.data).toEqual(said[1]?.data);
  for (const { text } of said) expect(text).toContain('None is reserved');
});
