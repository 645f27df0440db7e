import { expect, test } from 'vitest';
import { purposeOf } from '../../../server/src/text/purpose';
import { findingsOf, sceneOf } from '../support/scene';

test.each([
  [
    'configuration',
    [
      'app.yml',
      'config/nginx.conf',
      '.env.production',
      'Makefile',
      'scripts/run.sh',
      'vite.config.ts',
      'package.json',
      'deploy/service.xml',
      '.github/workflows/cli-tests.yml',
    ],
  ],
  [
    'documentation',
    ['README.md', 'api/README', 'docs/start.md', 'CONTRIBUTING.md', 'docs/INSTALL.txt', 'web/doc/a.rst'],
  ],
  [
    'code',
    [
      'src/main.ts',
      'app.py',
      'index.html',
      'tests/config.yml',
      'unittests/scans/many.json',
      'integration-tests/app.yml',
      'pkg/fixtures/a.json',
      'main_test.go',
      'blog/2020-hello.md',
      'web/a.spec.js',
      'src/__tests__/a.yaml',
      'NOTES.md',
      'docs/MIGRATION.md',
      'docs/upgrading/v2.md',
      'UPGRADE.txt',
    ],
  ],
  [
    'foreign',
    [
      'CHANGELOG.md',
      'release-notes.md',
      'docs/release-notes/1.2.md',
      'HISTORY.rst',
      'vendor/x/README.md',
      'third_party/a.conf',
      'dist/app.js',
      'public/jquery-3.js',
      'a.min.js',
      'NEWS.txt',
      'docs/changelog-2.0.md',
    ],
  ],
])('%s', (purpose, paths) => {
  expect(paths.filter(path => purposeOf(path) !== purpose)).toEqual([]);
});

const COMPOSE = 'services:\n  web:\n    image: x\n    ports: ["80:3000"]\n';

test.each([
  ['README.md', 'See http://localhost/.', true],
  ['docs/start.md', 'See http://localhost/.', true],
  ['app.conf', 'url = http://localhost/', true],
  ['release-notes.md', 'See http://localhost/.', false],
  ['src/main.ts', 'fetch("http://localhost/")', false],
  ['tests/a.yaml', 'url: http://localhost/', false],
  ['vendor/a.conf', 'url = http://localhost/', false],
])('a URL without a port in %s moves: %s', async (path, text, isMoved) => {
  const scene = await sceneOf({ 'compose.yaml': COMPOSE, [path]: text });
  const [found] = findingsOf(scene, 'privileged-port', 'compose.yaml');
  const lines = found?.fixes[0]?.lines ?? [];
  expect(lines.some(line => line.startsWith(path))).toBe(isMoved);
});

test('in a Kubernetes manifest localhost is the pod', async () => {
  const scene = await sceneOf({
    'compose.yaml': COMPOSE,
    'k8s/web.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: { annotations: { url: http://localhost:80/ } }\n',
  });
  const [found] = findingsOf(scene, 'privileged-port', 'compose.yaml');
  expect(found?.fixes[0]?.lines).toEqual(['compose.yaml:4 ports: ["8080:3000"]']);
});

test('a page that shows a manifest is none', async () => {
  const scene = await sceneOf({
    'compose.yaml': COMPOSE,
    'README.md': 'See http://localhost:80/.\n\n```yaml\napiVersion: v1\nkind: Pod\n```\n',
  });
  const [found] = findingsOf(scene, 'privileged-port', 'compose.yaml');
  expect(found?.fixes[0]?.lines.some(line => line.startsWith('README.md'))).toBe(true);
});
