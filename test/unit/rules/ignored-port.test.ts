// biome-ignore-all lint/suspicious/noTemplateCurlyInString: so Compose writes its variables.
import { describe, expect, test } from 'vitest';
import { findingsOf, sceneOf } from '../support/scene';

const RULE = 'ignored-port';

describe('ignored-port', () => {
  test.each([
    [
      'host',
      'warning',
      "This port is not published: with the host's network, the container's ports are the host's.",
    ],
    ['none', 'warning', 'This port is not published: the service has no network.'],
    // "conflicting options: port publishing and the container type network mode" (Docker Engine 28.5)
    [
      'service:db',
      'error',
      '"db" owns the network of this service: Docker refuses ports here, publish them there.',
    ],
    [
      'container:vpn',
      'error',
      'Container "vpn" owns the network of this service: Docker refuses ports here.',
    ],
  ])('network_mode: %s', async (mode, severity, message) => {
    const scene = await sceneOf({
      'compose.yaml': `services:
  web:
    image: x
    network_mode: "${mode}"
    ports:
      - "8080:80"
      - "81"
  db:
    image: y
    ports: ["5432:5432"]
`,
    });
    const found = {
      severity,
      message,
      related: [`compose.yaml:4 "${mode}" The network is chosen here.`],
      fixes: [],
    };
    expect(findingsOf(scene, RULE, 'compose.yaml')).toEqual([
      { ...found, at: 'compose.yaml:6 "8080"' },
      { ...found, at: 'compose.yaml:7 "81"' },
    ]);
  });

  test.each(['bridge', 'default', '${MODE}'])('says nothing of network_mode: %s', async mode => {
    const scene = await sceneOf({
      'compose.yaml': `services:\n  web:\n    image: x\n    network_mode: ${mode}\n    ports: ["8080:80"]\n`,
    });
    expect(findingsOf(scene, RULE, 'compose.yaml')).toEqual([]);
  });

  test('is found where an override chooses the network', async () => {
    const scene = await sceneOf({
      'compose.yaml': 'services:\n  web:\n    image: x\n    ports: ["8080:80"]\n',
      'compose.override.yaml': 'services:\n  web:\n    network_mode: host\n',
    });
    expect(findingsOf(scene, RULE, 'compose.yaml').map(({ at, related }) => [at, related])).toEqual([
      ['compose.yaml:4 "8080"', ['compose.override.yaml:3 "host" The network is chosen here.']],
    ]);
  });

  // Docker Engine 28.5 publishes both, and lets the second fail.
  test('is not found in the network of the engine, whatever the default one is', async () => {
    const service = (name: string) => `  ${name}: {image: x, ports: ["8080:80"], network_mode: bridge}\n`;
    const text = `services:\n${service('a')}${service('b')}  c: {image: x}\nnetworks: {default: {internal: true}}\n`;
    const scene = await sceneOf({ 'compose.yaml': text });
    expect(findingsOf(scene, RULE, 'compose.yaml')).toEqual([]);
    expect(findingsOf(scene, 'port-conflict', 'compose.yaml')).toHaveLength(2);
  });

  // Docker Engine 28.5 starts the service and publishes nothing.
  test('is found where each network of the service is internal', async () => {
    const scene = await sceneOf({
      'compose.yaml': `services:
  db:
    image: x
    networks: [inner]
    ports: ["5432:5432", "81"]
  web:
    image: x
    networks: [inner, outer]
    ports: ["8080:80"]
networks:
  inner: { internal: true }
  outer: {}
`,
    });
    const message = 'This port is not published: "db" has only internal networks.';
    expect(findingsOf(scene, RULE, 'compose.yaml')).toEqual([
      { at: 'compose.yaml:5 "5432"', severity: 'warning', message, related: [], fixes: [] },
      { at: 'compose.yaml:5 "81"', severity: 'warning', message, related: [], fixes: [] },
    ]);
  });
});
