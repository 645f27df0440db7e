import { describe, expect, test } from 'vitest';
import { findingsOf, sceneOf } from '../support/scene';

const RULE = 'unexposed-target';

function files(service: string, dockerfile: string): Readonly<Record<string, string>> {
  return { 'compose.yaml': `services:\n  web:\n    ${service}\n`, Dockerfile: dockerfile };
}

describe('unexposed-target', () => {
  test('asks about a target that the Dockerfile does not expose', async () => {
    const scene = await sceneOf(
      files('build: .\n    ports: ["8080:8000"]', 'FROM scratch\nEXPOSE 3000 53/udp\n'),
    );
    expect(findingsOf(scene, RULE, 'compose.yaml')).toEqual([
      {
        at: 'compose.yaml:4 "8000"',
        severity: 'hint',
        message: 'The Dockerfile of "web" exposes 3000, 53/udp, not 8000: is something listening there?',
        related: [
          'Dockerfile:2 "3000" The Dockerfile exposes this.',
          'Dockerfile:2 "53" The Dockerfile exposes this.',
        ],
        fixes: [],
      },
    ]);
  });

  test.each([
    ['it exposes it', 'ports: ["8080:3000"]', 'FROM scratch\nEXPOSE 3000\n', 0],
    ['it exposes the range', 'ports: ["8080:3005"]', 'FROM scratch\nEXPOSE 3000-3010\n', 0],
    ['it exposes another protocol', 'ports: ["53:53"]', 'FROM scratch\nEXPOSE 53/udp\n', 1],
    ['it exposes nothing', 'ports: ["8080:3000"]', 'FROM scratch\n', 0],
    ['it exposes an unknown port', 'ports: ["8080:3000"]', 'FROM scratch\nEXPOSE 80 $X\n', 0],
    [
      'a build argument may change what it exposes',
      'ports: ["8080:81"]',
      'FROM scratch\nARG P=80\nEXPOSE $P\n',
      0,
    ],
    [
      'the base image is known to serve it',
      'ports: ["8080:80"]',
      'FROM nginx:1 AS base\nFROM base\nEXPOSE 9000\n',
      0,
    ],
    ['the service exposes it', 'expose: [81]\n    ports: ["8080:81"]', 'FROM scratch\nEXPOSE 9000\n', 0],
    [
      'an earlier stage that is built on exposes it',
      'ports: ["8080:80"]',
      'FROM scratch AS base\nEXPOSE 80\nFROM base\nEXPOSE 81\n',
      0,
    ],
    [
      'a stage that is not built exposes it',
      'ports: ["8080:80"]',
      'FROM scratch AS dev\nEXPOSE 80\nFROM scratch\nEXPOSE 81\n',
      1,
    ],
  ])('%s', async (_name, ports, dockerfile, count) => {
    const scene = await sceneOf(files(`build: .\n    ${ports}`, dockerfile));
    expect(findingsOf(scene, RULE, 'compose.yaml')).toHaveLength(count);
  });

  test('looks at the stage of build.target', async () => {
    const dockerfile = 'FROM scratch AS dev\nEXPOSE 80\nFROM scratch\nEXPOSE 81\n';
    const scene = await sceneOf(
      files('build: { context: ., target: dev }\n    ports: ["80", "81"]', dockerfile),
    );
    expect(findingsOf(scene, RULE, 'compose.yaml').map(({ at }) => at)).toEqual(['compose.yaml:4 "81"']);
  });
});
