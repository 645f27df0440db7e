// biome-ignore-all lint/suspicious/noTemplateCurlyInString: so Spring writes its placeholders.
import { describe, expect, test } from 'vitest';
import { occurrencesIn } from '../../../../server/src/chart/occurrences';
import { rename } from '../../../../server/src/features/rename';
import { findingsIn } from '../../../../server/src/rules/judge';
import { DEFAULT_SETTINGS } from '../../../../server/src/rules/settings';
import { changedLines, sceneOf } from '../../support/scene';

describe('ports in files of settings', () => {
  test.each([
    ['src/main/resources/application.properties', 'server.port=8080\nserver.address = 0.0.0.0\n', ['8080']],
    [
      'application-prod.properties',
      'server.port: ${PORT:9090}\n# server.port=1\nmanagement.server.port = 9091\n',
      ['9090', '9091'],
    ],
    ['application.properties', 'server.port=0\nother.port=80\nserver.port=${PORT}\n', []],
    [
      'application.yml',
      'server:\n  port: 8081\nmanagement:\n  server: {port: "${M:9001}"}\n',
      ['8081', '9001'],
    ],
    ['application.yaml', 'server: &a\n  port: 8081\nb: *a\n', []],
    [
      'vite.config.ts',
      'export default defineConfig({\n  server: { port: 5173, host: true },\n  preview: {port:4173}\n})\n',
      ['5173', '4173'],
    ],
    ['next.config.js', '// port: 3000\nmodule.exports = { devServer: { port: "3001" } };\n', ['3001']],
    [
      'playwright.config.ts',
      'webServer: { command: "x", port: 3000 }, port: 1.5, transport: 99, port: PORT\n',
      ['3000'],
    ],
    [
      'package.json',
      '{"scripts": {"dev": "next dev -p 3000", "start": "PORT=3001 node .", "ui": "vite --port=5174", "t": "vitest -t 80"}}\n',
      ['3000', '3001', '5174'],
    ],
    ['angular.json', '{"serve": {"options": {"port": 4200}}}\n', ['4200']],
  ])('%s', async (path, text, expected) => {
    const { workspace, document } = await sceneOf({ [path]: text });
    const found = occurrencesIn(workspace, document(path)).filter(({ role }) => role === 'listen');
    expect(found.map(({ span }) => text.slice(span.start, span.end))).toEqual(expected);
    expect(findingsIn(workspace, document(path), DEFAULT_SETTINGS)).toEqual([]);
  });
});

const SHOP = {
  'compose.yaml':
    'services:\n  shop:\n    build: shop\n    ports: ["80:8080"]\n  web:\n    build: web\n    ports: ["81:8080"]\n',
  'shop/Dockerfile': 'FROM eclipse-temurin:21\nEXPOSE 8080\n',
  'shop/src/main/resources/application.properties': 'server.port=${PORT:8080}\nurl=http://localhost:8080/\n',
  'web/Dockerfile': 'FROM node\nEXPOSE 8080\n',
  'web/vite.config.ts': 'export default { server: { port: 5173 } };\n',
};

const MOVED = [
  'compose.yaml:4 ports: ["80:9090"]',
  'shop/Dockerfile:2 EXPOSE 9090',
  'shop/src/main/resources/application.properties:1 server.port=${PORT:9090}',
  'shop/src/main/resources/application.properties:2 url=http://localhost:9090/',
];

test.each([
  ['shop/Dockerfile', 'EXPOSE 80‸80', 'EXPOSE 8080'],
  ['shop/src/main/resources/application.properties', 'PORT:80‸80', 'PORT:8080'],
  ['compose.yaml', '80:80‸80', '80:8080'],
])('what listens moves with the unit that is built of its folder, from %s', async (path, caret, part) => {
  const files: Readonly<Record<string, string>> = SHOP;
  const scene = await sceneOf({ ...files, [path]: (files[path] ?? '').replace(part, caret) });
  const { document, position } = scene.spot;
  const result = rename(scene.workspace, document, position, '9090');
  expect('refusal' in result ? result.refusal : changedLines(scene, result.edits)).toEqual(MOVED);
});

test('a port that the image does not declare is the own of whoever develops it', async () => {
  const scene = await sceneOf({
    ...SHOP,
    'web/vite.config.ts': 'export default { server: { port: 51‸73 } };\n',
  });
  const { document, position } = scene.spot;
  const result = rename(scene.workspace, document, position, '5174');
  expect('refusal' in result ? result.refusal : changedLines(scene, result.edits)).toEqual([
    'web/vite.config.ts:1 export default { server: { port: 5174 } };',
  ]);
});
