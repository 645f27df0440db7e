// biome-ignore-all lint/suspicious/noTemplateCurlyInString: so Compose writes its variables.
import { describe, expect, test } from 'vitest';
import { findingsOf, sceneOf } from '../support/scene';

const RULE = 'ephemeral-port';

describe('ephemeral-port', () => {
  test.each([
    ['32768:80', 'Host port 32768 is in the range of clients on Linux (32768–60999)'],
    [
      '51820:51820/udp',
      'Host port 51820 is in the range of clients on Linux (32768–60999), Windows and macOS (49152–65535)',
    ],
    ['61000:80', 'Host port 61000 is in the range of clients on Windows and macOS (49152–65535)'],
    ['32000-33000:80', 'Host port 32000-33000 is in the range of clients on Linux (32768–60999)'],
    ['32767:80', undefined],
    ['8080:50000', undefined],
    ['50000', undefined],
    ['${P}:80', undefined],
  ])('%s', async (entry, start) => {
    const scene = await sceneOf({
      'compose.yaml': `services:\n  web:\n    image: x\n    ports: ["${entry}"]\n`,
    });
    const published = entry.replace(/:.*/, '');
    expect(findingsOf(scene, RULE, 'compose.yaml')).toEqual(
      start === undefined
        ? []
        : [
            {
              at: `compose.yaml:4 "${published}"`,
              severity: 'hint',
              message: `${start}: one may hold it.`,
              related: [],
              fixes: [],
            },
          ],
    );
  });
});
