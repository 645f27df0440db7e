import { describe, expect, test } from 'vitest';
import { occurrencesIn } from '../../../../server/src/chart/occurrences';
import { findingsIn } from '../../../../server/src/rules/judge';
import { DEFAULT_SETTINGS } from '../../../../server/src/rules/settings';
import { sceneOf, show } from '../../support/scene';

const STEP = 'docker run -d -p 8081:9091 --name web example/web';

const WORKFLOW = (step: string) => `on: push
jobs:
  test:
    runs-on: ubuntu-latest
    services:
      db:
        image: postgres
        ports:
          - 5433:5432
    steps:
      - run: ${step}
`;

const PIPELINE = (step: string) => `test:
  services:
    - postgres:16
  script:
    - ${step}
`;

describe.each([
  ['.github/workflows/test.yml', WORKFLOW, 'actions'],
  ['.gitlab-ci.yml', PIPELINE, 'gitlab'],
])('commands in the scripts of %s, which has services', (path, textOf, format) => {
  test('are read beside what it says itself', async () => {
    const scene = await sceneOf({ [path]: textOf(STEP) });
    expect(scene.document(path).reading.format).toBe(format);
    const found = occurrencesIn(scene.workspace, scene.document(path)).map(
      one => `${one.role} ${show(scene, one).replace(/^.*?:\d+ /, '')} ${one.unit}`,
    );
    expect(found).toContain('published "8081" web');
    expect(found).toContain('target "9091" web');
    expect(findingsIn(scene.workspace, scene.document(path), DEFAULT_SETTINGS)).toEqual([]);
  });

  test('are judged as they are anywhere', async () => {
    const scene = await sceneOf({ [path]: textOf('docker run -p 8081:80 -p 8081:81 nginx') });
    const found = findingsIn(scene.workspace, scene.document(path), DEFAULT_SETTINGS);
    expect(found.map(({ rule }) => rule)).toEqual(['port-conflict', 'port-conflict']);
  });

  test('come and go with them', async () => {
    const scene = await sceneOf({ [path]: textOf('echo') });
    const numbers = () => occurrencesIn(scene.workspace, scene.document(path)).map(({ role }) => role);
    const before = numbers();
    await scene.workspace.change(scene.document(path).uri, textOf(STEP));
    expect(numbers()).toEqual([...before, 'published', 'target']);
    await scene.workspace.change(scene.document(path).uri, textOf('echo'));
    expect(numbers()).toEqual(before);
  });
});
