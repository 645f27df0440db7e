// biome-ignore-all lint/suspicious/noTemplateCurlyInString: so Compose writes its variables.
import { describe, expect, test } from 'vitest';
import { findingsOf, sceneOf } from '../support/scene';

const RULE = 'unquoted-port';

function compose(entry: string): Readonly<Record<string, string>> {
  return { 'compose.yaml': `services:\n  web:\n    image: x\n    ports:\n      - ${entry}\n` };
}

describe('unquoted-port', () => {
  test('quotes what YAML 1.1 takes for a number', async () => {
    expect(findingsOf(await sceneOf(compose('22:22 # ssh')), RULE, 'compose.yaml')).toEqual([
      {
        at: 'compose.yaml:5 "22:22"',
        severity: 'warning',
        message: 'Without quotes, tools that read YAML 1.1 take 22:22 for the number 1342: write "22:22".',
        related: [],
        fixes: [{ title: 'Quote "22:22"', preferred: true, lines: ['compose.yaml:5 - "22:22" # ssh'] }],
      },
    ]);
  });

  test.each([
    ['8080:59', true],
    ['8080:1', true],
    ['8080:60', false],
    ['8080:80', false],
    ['022:22', false],
    ['"22:22"', false],
    ["'22:22'", false],
    ['22:22/tcp', false],
    ['127.0.0.1:22:22', false],
    ['22-23:22-23', false],
    ['${A}:22', false],
    ['22', false],
  ])('%s: %s', async (entry, isFound) => {
    expect(findingsOf(await sceneOf(compose(entry)), RULE, 'compose.yaml')).toHaveLength(isFound ? 1 : 0);
  });
});
