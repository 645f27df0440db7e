import { describe, expect, test } from 'vitest';
import { findingsOf, sceneOf } from '../support/scene';

const RULE = 'unreachable-port';

function compose(web: string, api = 'image: acme/api\n    ports: ["8080:3000"]') {
  return `services:\n  web:\n    image: nginx\n    ${web}\n  api:\n    ${api}\n`;
}

const MESSAGE =
  '"api" has port 8080 on the host alone: in the networks of its project it is reached at 3000.';

async function messages(files: Readonly<Record<string, string>>, path = 'compose.yaml') {
  return findingsOf(await sceneOf(files), RULE, path).map(({ at, message }) => `${at}: ${message}`);
}

describe('unreachable-port', () => {
  test.each([
    ['a URL of a variable', compose('environment: {API: "http://api:8080/x"}'), 'compose.yaml:4'],
    ['a list of variables', compose('environment: ["API=http://api:8080"]'), 'compose.yaml:4'],
    ['a command', compose('command: proxy --upstream http://api:8080'), 'compose.yaml:4'],
    [
      'another range',
      compose('environment: {API: "http://api:8081"}', 'image: acme/api\n    ports: ["8080-8082:3000-3002"]'),
      'compose.yaml:4',
    ],
  ])('%s', async (_name, text, at) => {
    const [first, ...others] = await messages({ 'compose.yaml': text });
    expect(others).toEqual([]);
    expect(first?.startsWith(at)).toBe(true);
  });

  // nginx-proxy#667: VIRTUAL_PORT has to be the container's.
  test('the port by which nginx-proxy finds a unit', async () => {
    const api = 'image: acme/api\n    ports: ["8080:3000"]\n    environment: {VIRTUAL_PORT: "8080"}';
    expect(await messages({ 'compose.yaml': compose('ports: ["80:80"]', api) })).toEqual([
      `compose.yaml:8 "8080": ${MESSAGE}`,
    ]);
  });

  test('the port by which Traefik finds a unit', async () => {
    const api =
      'image: acme/api\n    ports: ["8080:3000"]\n    labels: ["traefik.http.services.api.loadbalancer.server.port=8080"]';
    expect(await messages({ 'compose.yaml': compose('ports: ["80:80"]', api) })).toEqual([
      `compose.yaml:8 "8080": ${MESSAGE}`,
    ]);
  });

  test('what a mounted configuration passes on to', async () => {
    const files = {
      'compose.yaml': compose('volumes: ["./nginx.conf:/etc/nginx/nginx.conf:ro"]'),
      'nginx.conf': 'server {\n  listen 80;\n  location / { proxy_pass http://api:8080; }\n}\n',
    };
    expect(await messages(files, 'nginx.conf')).toEqual([`nginx.conf:3 "8080": ${MESSAGE}`]);
  });

  test('is mended by the port of the unit itself', async () => {
    const scene = await sceneOf({ 'compose.yaml': compose('environment: {API: "http://api:8080"}') });
    expect(findingsOf(scene, RULE, 'compose.yaml')[0]?.fixes).toEqual([
      {
        title: 'Write 3000, the port of "api" itself',
        preferred: true,
        lines: ['compose.yaml:4 environment: {API: "http://api:3000"}'],
      },
    ]);
  });

  test.each([
    ['its own port', { 'compose.yaml': compose('environment: {API: "http://api:3000"}') }],
    ['one that nobody publishes', { 'compose.yaml': compose('environment: {API: "http://api:9999"}') }],
    [
      'one that its Dockerfile exposes',
      {
        'compose.yaml': compose(
          'environment: {API: "http://api:8080"}',
          'build: .\n    ports: ["8080:3000"]',
        ),
        Dockerfile: 'FROM node\nEXPOSE 3000 8080\n',
      },
    ],
    [
      'one that its image serves',
      {
        'compose.yaml': compose(
          'environment: {API: "http://api:5432"}',
          'image: postgres\n    ports: ["5432:5433"]',
        ),
      },
    ],
    [
      'one that it says itself',
      {
        'compose.yaml': compose(
          'environment: {API: "http://api:8080"}',
          'image: acme/api\n    ports: ["8080:3000"]\n    environment: {ADMIN_PORT: "8080"}',
        ),
      },
    ],
    ['one on the host', { 'compose.yaml': compose('environment: {API: "http://localhost:8080"}') }],
    [
      'one that a variable gives',
      { 'compose.yaml': compose('environment: {API: "http://api:$PORT"}'), '.env': 'PORT=8080\n' },
    ],
    [
      'documentation',
      { 'compose.yaml': compose('ports: ["80:80"]'), 'README.md': 'It is at http://api:8080.\n' },
    ],
  ])('says nothing of %s', async (_name, files) => {
    const found = await Promise.all(Object.keys(files).map(path => messages(files, path)));
    expect(found.flat()).toEqual([]);
  });
});
