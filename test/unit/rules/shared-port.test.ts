// biome-ignore-all lint/suspicious/noTemplateCurlyInString: so Compose writes its variables.
import { describe, expect, test } from 'vitest';
import { findingsOf, sceneOf } from '../support/scene';

const RULE = 'shared-port';

/** The rule is off unless somebody turns it on. */
const ON = { rules: { [RULE]: 'hint' } } as const;

function publishing(ports: string): string {
  return `services:\n  web:\n    image: x\n    ports: [${ports}]\n`;
}

describe('shared-port', () => {
  test('names the other project', async () => {
    const scene = await sceneOf({
      'a/compose.yaml': publishing('"8080:80"'),
      'b/compose.yaml': publishing('"8080:80"'),
    });
    expect(findingsOf(scene, RULE, 'a/compose.yaml')).toEqual([]);
    expect(findingsOf(scene, RULE, 'a/compose.yaml', ON)).toEqual([
      {
        at: 'a/compose.yaml:4 "8080"',
        severity: 'hint',
        message: 'Host port 8080 is also published by "web" in b/compose.yaml: only one can run.',
        related: ['b/compose.yaml:4 "8080" Published here by "web".'],
        fixes: [],
      },
    ]);
  });

  test.each([
    ['another protocol', '"8080:80"', '"8080:80/udp"'],
    ['another address', '"127.0.0.1:8080:80"', '"127.0.0.2:8080:80"'],
    ['another port', '"8080:80"', '"8081:80"'],
    ['an unknown address', '"${IP}:8080:80"', '"8080:80"'],
    ['a pool', '"8080-8089:80"', '"8080:80"'],
    ["a port of Docker's choice", '"80"', '"80"'],
  ])('says nothing of %s', async (_name, one, other) => {
    const scene = await sceneOf({ 'a/compose.yaml': publishing(one), 'b/compose.yaml': publishing(other) });
    expect(findingsOf(scene, RULE, 'a/compose.yaml', ON)).toEqual([]);
    expect(findingsOf(scene, RULE, 'b/compose.yaml', ON)).toEqual([]);
  });

  test('says nothing of files of one folder, of an included file, or of one that is passed over', async () => {
    const scene = await sceneOf({
      'compose.yaml': `include: [sub/compose.yaml]\n${publishing('"8080:80"')}`,
      'compose.dev.yaml': publishing('"8080:80"'),
      'docker-compose.yml': publishing('"8081:80"'),
      'sub/compose.yaml': 'services:\n  db:\n    image: x\n    ports: ["5432:5432", "8081:81"]\n',
    });
    for (const path of ['compose.yaml', 'compose.dev.yaml', 'sub/compose.yaml'])
      expect(findingsOf(scene, RULE, path, ON)).toEqual([]);
  });
});
