// biome-ignore-all lint/suspicious/noTemplateCurlyInString: so Compose writes its variables.
import { describe, expect, test } from 'vitest';
import { findingsOf, sceneOf } from '../support/scene';

const RULE = 'blocked-port';

describe('blocked-port', () => {
  test('warns of a URL that no browser opens', async () => {
    const scene = await sceneOf({
      'compose.yaml':
        'services:\n  web:\n    image: x\n    environment:\n      PUBLIC_URL: http://localhost:6000/\n',
    });
    expect(findingsOf(scene, RULE, 'compose.yaml')).toEqual([
      {
        at: 'compose.yaml:5 "6000"',
        severity: 'warning',
        message: 'Browsers refuse port 6000, which the Fetch standard blocks: no web page can open it.',
        related: [],
        fixes: [],
      },
    ]);
  });

  test.each([
    ['https://localhost:10080/', true],
    ['wss://localhost:6667', true],
    ['http://127.0.0.1:22/', true],
    ['http://127.0.0.1:9/disabled', false],
    ['http://localhost:1', false],
    ['http://example.com:22/', false],
    ['http://localhost:6001/', false],
    ['postgres://localhost:6000/', false],
    ['irc://localhost:6667', false],
    ['localhost:6000', false],
    ['http://localhost:${PORT}/', false],
    ['http://localhost/', false],
  ])('%s: %s', async (url, isFound) => {
    const scene = await sceneOf({ '.env': `A=${url}\n` });
    expect(findingsOf(scene, RULE, '.env')).toHaveLength(isFound ? 1 : 0);
  });

  test.each([
    ['src/main.ts', false],
    ['README.md', false],
    ['test/config.yaml', false],
    ['config.yaml', true],
  ])('judges configuration alone: %s', async (path, isFound) => {
    const scene = await sceneOf({ [path]: 'at http://localhost:6000\n' });
    expect(findingsOf(scene, RULE, path)).toHaveLength(isFound ? 1 : 0);
  });

  test('leaves alone what only programs in a container open', async () => {
    const scene = await sceneOf({
      'compose.yaml': `services:
  web:
    build: .
    command: serve --check http://localhost:6000
    healthcheck:
      test: curl http://localhost:6000
`,
      Dockerfile: 'FROM scratch\nHEALTHCHECK CMD curl http://localhost:6000\n# http://localhost:6000\n',
    });
    expect(findingsOf(scene, RULE, 'compose.yaml')).toEqual([]);
    expect(findingsOf(scene, RULE, 'Dockerfile').map(({ at }) => at)).toEqual(['Dockerfile:3 "6000"']);
  });
});
