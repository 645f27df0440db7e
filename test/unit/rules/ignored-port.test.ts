// biome-ignore-all lint/suspicious/noTemplateCurlyInString: so Compose writes its variables.
import { describe, expect, test } from 'vitest';
import { findingsOf, sceneOf } from '../support/scene';

const RULE = 'ignored-port';

describe('ignored-port', () => {
  test.each([
    [
      'host',
      "the service uses the host's network, so Docker discards this mapping: the container's ports are the host's.",
    ],
    ['none', 'the service has no network, so nothing can reach this port.'],
    ['service:db', 'the service uses the network of "db": Docker refuses ports here, publish them there.'],
    ['container:vpn', 'the service uses the network of container "vpn": Docker refuses ports here.'],
  ])('network_mode: %s', async (mode, because) => {
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
      severity: 'warning',
      message: `This port is not published: ${because}`,
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
});
