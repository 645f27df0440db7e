// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the variables of the files that are read.
import { describe, expect, test } from 'vitest';
import { occurrencesIn } from '../../../server/src/chart/occurrences';
import { sceneOf, show } from '../support/scene';

/** The occurrences of the file with the caret, each as its role and where it stands. */
async function occurrences(
  files: Readonly<Record<string, string>>,
  path: string,
): Promise<readonly string[]> {
  const scene = await sceneOf(files);
  return occurrencesIn(scene.workspace, scene.document(path)).map(one => `${one.role} ${show(scene, one)}`);
}

describe('what no system reads is still a port where its name says so', () => {
  test.each<[string, string]>([
    ['settings.toml', 'port = 5432\n'],
    ['deploy/start.sh', '#!/bin/sh\nexec app --port 5432\n'],
    ['docs/usage.md', 'Run `app --port 5432`.\n'],
    ['.github/workflows/ci.yml', 'jobs:\n  a:\n    runs-on: x\n    steps:\n      - run: app --port 5432\n'],
    ['src/application.yml', 'quarkus:\n  http:\n    port: 5432\n'],
    ['Properties/launchSettings.json', '{ "iisSettings": { "iisExpress": { "sslPort": 5432 } } }\n'],
    ['pod.yaml', 'apiVersion: example.org/v1\nkind: Database\nspec:\n  port: 5432\n'],
  ])('%s', async (path, text) => {
    const found = await occurrences({ [path]: text }, path);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^variable .*5432/);
  });

  test('what a system reads stays what it is, once', async () => {
    const compose = 'services:\n  db:\n    image: x\n    ports: ["8080:80"]\n    environment: { PORT: 80 }\n';
    const found = await occurrences({ 'compose.yaml': compose }, 'compose.yaml');
    expect(found.map(one => one.split(' ')[0])).toEqual(['published', 'target', 'variable']);
  });

  test('a host by a name that says so has its port', async () => {
    const path = 'app.properties';
    expect(await occurrences({ [path]: 'kafka.bootstrap.servers=kafka:9092\n' }, path)).toHaveLength(1);
    expect(await occurrences({ [path]: 'label=kafka:9092\n' }, path)).toEqual([]);
  });

  test('a port behind a variable whose default is a host is a reference', async () => {
    const path = 'src/application.properties';
    expect(await occurrences({ [path]: 'servers=${HOST:localhost}:9092\n' }, path)).toEqual([
      expect.stringMatching(/^url /),
    ]);
    const image = 'services:\n  a:\n    image: ${NAME:-localhost}:5000\n';
    expect(await occurrences({ 'compose.yaml': image }, 'compose.yaml')).toEqual([]);
  });

  test('a file that nobody opens is kept for it', async () => {
    const scene = await sceneOf({ 'a/settings.ini': 'port = 5432\n', 'a/other.ini': 'name = x\n' });
    const uris = [...scene.workspace.documents().keys()].map(uri => uri.slice(uri.lastIndexOf('/') + 1));
    expect(uris).toEqual(['settings.ini']);
  });
});
