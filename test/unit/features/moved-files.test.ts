import { expect, test } from 'vitest';
import { editsOfMoves } from '../../../server/src/features/moved-files';
import { within } from '../../../server/src/text/effort';
import { ROOT } from '../support/memory';
import { changedLines, sceneOf } from '../support/scene';

const WEB = 'services:\n  web:\n    image: a\n    ports: ["8080:80"]\n';
const DEPLOYMENT = [
  'apiVersion: apps/v1',
  'kind: Deployment',
  'metadata: { name: a }',
  'spec: { template: { spec: { containers: [{ name: a, ports: [{ containerPort: 80 }] }] } } }',
  '',
].join('\n');

/** The lines that change when files and folders move, as they are then, in the files of before. */
async function linesAfter(
  files: Readonly<Record<string, string>>,
  ...moves: readonly (readonly [from: string, to: string])[]
): Promise<readonly string[]> {
  const scene = await sceneOf(files);
  const edits = editsOfMoves(
    scene.workspace,
    scene.workspace.documents().values(),
    moves.map(([from, to]) => ({ from: ROOT + from, to: ROOT + to })),
  );
  return changedLines(scene, edits);
}

/** A Compose file that names others in all ways, with the comments, quotes and spaces of somebody. */
const COMPOSE = [
  'include: [ "./parts/a.yaml" , parts/b.yaml ] # parts/a.yaml',
  'services:',
  '  web:',
  "    extends: { file: 'parts/c.yaml', service: web }",
  '    build:',
  '      context: ./web/',
  '      dockerfile: docker/Dockerfile.dev',
  '    env_file: ./env/web.env',
  '    volumes:',
  '      - ./conf/web.conf:/etc/web.conf:ro',
  '      - type: bind',
  '        source: ./conf',
  '        target: /conf',
  '  api:',
  '    build: ./web',
  '    env_file: [ env/web.env, { path: env/api.env } ]',
  '',
].join('\n');

const FILES = {
  'compose.yaml': COMPOSE,
  'parts/a.yaml': 'services:\n  a:\n    image: a\n',
  'parts/b.yaml': 'services:\n  b:\n    image: b\n    env_file: ../env/web.env\n',
  'parts/c.yaml': WEB,
  'web/docker/Dockerfile.dev': 'FROM a\nEXPOSE 80\n',
  'web/Dockerfile': 'FROM a\nEXPOSE 81\n',
  'env/web.env': 'WEB_PORT=80\n',
  'env/api.env': 'API_PORT=80\n',
  'conf/web.conf': 'listen 80\n',
};

test('paths of a Compose file follow a file, and keep their quotes and the dot before them', async () => {
  expect(await linesAfter(FILES, ['parts/a.yaml', 'parts/x.yaml'])).toEqual([
    'compose.yaml:1 include: [ "./parts/x.yaml" , parts/b.yaml ] # parts/a.yaml',
  ]);
  expect(await linesAfter(FILES, ['parts/c.yaml', 'c.yaml'])).toEqual([
    "compose.yaml:4 extends: { file: 'c.yaml', service: web }",
  ]);
  expect(await linesAfter(FILES, ['web/docker/Dockerfile.dev', 'web/Dockerfile.dev'])).toEqual([
    'compose.yaml:7 dockerfile: Dockerfile.dev',
  ]);
  expect(await linesAfter(FILES, ['env/web.env', 'env/new.env'])).toEqual([
    'compose.yaml:8 env_file: ./env/new.env',
    'compose.yaml:16 env_file: [ env/new.env, { path: env/api.env } ]',
    'parts/b.yaml:4 env_file: ../env/new.env',
  ]);
  expect(await linesAfter(FILES, ['conf/web.conf', 'web.conf'])).toEqual([
    'compose.yaml:10 - ./web.conf:/etc/web.conf:ro',
  ]);
});

test('they follow a folder, and several moves at once', async () => {
  expect(await linesAfter(FILES, ['web', 'apps/web'])).toEqual([
    'compose.yaml:6 context: ./apps/web/',
    'compose.yaml:15 build: ./apps/web',
  ]);
  expect(await linesAfter(FILES, ['conf', 'etc'], ['conf/web.conf', 'web.conf'])).toEqual([
    'compose.yaml:10 - ./web.conf:/etc/web.conf:ro',
    'compose.yaml:12 source: ./etc',
  ]);
});

test('a file that moves to another folder leads where it led', async () => {
  expect(await linesAfter(FILES, ['compose.yaml', 'deploy/compose.yaml'])).toEqual([
    'compose.yaml:1 include: [ "../parts/a.yaml" , ../parts/b.yaml ] # parts/a.yaml',
    "compose.yaml:4 extends: { file: '../parts/c.yaml', service: web }",
    'compose.yaml:6 context: ../web/',
    'compose.yaml:8 env_file: ../env/web.env',
    'compose.yaml:10 - ../conf/web.conf:/etc/web.conf:ro',
    'compose.yaml:12 source: ../conf',
    'compose.yaml:15 build: ../web',
    'compose.yaml:16 env_file: [ ../env/web.env, { path: ../env/api.env } ]',
  ]);
  expect(await linesAfter(FILES, ['compose.yaml', 'docker-compose.yml'])).toEqual([]);
});

// compose-go, `paths/resolve.go`.
test('so does all else that Compose takes for a path', async () => {
  const files = {
    'compose.yaml': [
      'services:',
      '  web:',
      '    build:',
      '      context: .',
      '      additional_contexts: { shared: ../shared, base: "docker-image://a", other: "service:api" }',
      '    ports: ["8080:80"]',
      '    label_file: ./web.labels',
      '    develop: { watch: [{ path: ./src, action: sync, target: /src }] }',
      '    configs: [c]',
      '    volumes: [".:/app", "..:/up", data:/data, "./x:/x"]',
      '  api:',
      '    build: { context: api, additional_contexts: ["more=./more"] }',
      '    volumes:',
      '      - { type: bind, source: ., target: /z }',
      'volumes: { data: {} }',
      'configs: { c: { file: ./nginx.conf }, d: { external: true } }',
      'secrets:',
      '  s:',
      '    file: s.txt',
      '',
    ].join('\n'),
  };
  expect(await linesAfter(files, ['compose.yaml', 'docker/compose.yaml'])).toEqual([
    'compose.yaml:4 context: ..',
    'compose.yaml:5 additional_contexts: { shared: ../../shared, base: "docker-image://a", other: "service:api" }',
    'compose.yaml:7 label_file: ../web.labels',
    'compose.yaml:8 develop: { watch: [{ path: ../src, action: sync, target: /src }] }',
    'compose.yaml:10 volumes: ["..:/app", "../..:/up", data:/data, "../x:/x"]',
    'compose.yaml:12 build: { context: ../api, additional_contexts: ["more=../more"] }',
    'compose.yaml:14 - { type: bind, source: .., target: /z }',
    'compose.yaml:16 configs: { c: { file: ../nginx.conf }, d: { external: true } }',
    'compose.yaml:19 file: ../s.txt',
  ]);
});

test('paths of overlays start from the folder of the project', async () => {
  const files = {
    '.env': 'COMPOSE_FILE=compose.yaml:deploy/more.yaml\n',
    'compose.yaml': WEB,
    'deploy/more.yaml': 'services:\n  web:\n    env_file: ./env/web.env\n',
    'env/web.env': 'A_PORT=1\n',
  };
  expect(await linesAfter(files, ['env', 'vars'])).toEqual(['deploy/more.yaml:3 env_file: ./vars/web.env']);
  expect(await linesAfter(files, ['deploy/more.yaml', 'more.yaml'])).toEqual([
    '.env:1 COMPOSE_FILE=compose.yaml:more.yaml',
  ]);
});

// Each as `docker compose config` of Docker Compose 2.40 reads it.
test('paths of a file that is included start where the include says', async () => {
  const part = 'services:\n  a:\n    image: a\n    env_file: ./env/a.env\n    build: ./app\n';
  const files = {
    'compose.yaml': 'include:\n  - path: parts/a.yaml\n    project_directory: .\n',
    'parts/a.yaml': part,
    'env/a.env': 'A_PORT=1\n',
    'app/Dockerfile': 'FROM a\n',
  };
  expect(await linesAfter(files, ['parts/a.yaml', 'other/deep/a.yaml'])).toEqual([
    'compose.yaml:2 - path: other/deep/a.yaml',
  ]);
  expect(await linesAfter(files, ['env', 'conf/env'], ['app', 'src/app'])).toEqual([
    'parts/a.yaml:4 env_file: ./conf/env/a.env',
    'parts/a.yaml:5 build: ./src/app',
  ]);
  expect(await linesAfter(files, ['compose.yaml', 'deploy/compose.yaml'])).toEqual([
    'compose.yaml:2 - path: ../parts/a.yaml',
    'compose.yaml:3 project_directory: ..',
  ]);
});

test('of several files of one include they start in the folder of the first', async () => {
  const files = {
    'compose.yaml': 'include:\n  - path: [a/a.yaml, b/b.yaml]\n',
    'a/a.yaml': `${WEB}    env_file: ./x.env\n`,
    'b/b.yaml': 'services:\n  web:\n    env_file: ./y.env\n',
    'a/x.env': 'A_PORT=1\n',
    'a/y.env': 'B_PORT=1\n',
  };
  expect(await linesAfter(files, ['b/b.yaml', 'c/d/b.yaml'])).toEqual([
    'compose.yaml:2 - path: [a/a.yaml, c/d/b.yaml]',
  ]);
  expect(await linesAfter(files, ['a/y.env', 'a/z.env'])).toEqual(['b/b.yaml:3 env_file: ./z.env']);
  expect(await linesAfter(files, ['a/a.yaml', 'x/a.yaml'])).toEqual([
    'a/a.yaml:5 env_file: ../a/x.env',
    'b/b.yaml:3 env_file: ../a/y.env',
    'compose.yaml:2 - path: [x/a.yaml, b/b.yaml]',
  ]);
});

test('and of those that COMPOSE_FILE lists', async () => {
  const files = {
    '.env': 'COMPOSE_FILE=infra/compose.yaml:over/over.yaml\n',
    'infra/compose.yaml': WEB,
    'over/over.yaml': 'services:\n  web:\n    env_file: ./y.env\n    build: ../app\n',
    'infra/y.env': 'B_PORT=1\n',
    'app/Dockerfile': 'FROM a\n',
  };
  expect(await linesAfter(files, ['infra/y.env', 'infra/z.env'], ['app', 'src/app'])).toEqual([
    'over/over.yaml:3 env_file: ./z.env',
    'over/over.yaml:4 build: ../src/app',
  ]);
  expect(await linesAfter(files, ['infra/compose.yaml', 'x/y/compose.yaml'])).toEqual([
    '.env:1 COMPOSE_FILE=x/y/compose.yaml:over/over.yaml',
    'over/over.yaml:3 env_file: ../../infra/y.env',
    'over/over.yaml:4 build: ../../app',
  ]);
  expect(await linesAfter(files, ['over/over.yaml', 'new/over.yaml'])).toEqual([
    '.env:1 COMPOSE_FILE=infra/compose.yaml:new/over.yaml',
  ]);
});

test('a file of two projects changes where both then read what they read', async () => {
  const project = (folder: string) => ({
    [`${folder}/.env`]: 'COMPOSE_FILE=compose.yaml:../common.yaml\n',
    [`${folder}/compose.yaml`]: WEB,
    [`${folder}/c.env`]: 'C_PORT=1\n',
    [`${folder}/app/Dockerfile`]: 'FROM a\n',
  });
  const files = {
    ...project('a'),
    ...project('b'),
    'common.yaml': 'services:\n  web:\n    env_file: [./c.env, ../root.env]\n    build: ./app\n',
    'root.env': 'R_PORT=1\n',
  };
  expect(await linesAfter(files, ['a/c.env', 'a/d.env'])).toEqual([]);
  expect(await linesAfter(files, ['a/app', 'a/image'])).toEqual([]);
  expect(await linesAfter(files, ['a/c.env', 'a/d.env'], ['b/c.env', 'b/d.env'])).toEqual([
    'common.yaml:3 env_file: [./d.env, ../root.env]',
  ]);
  expect(await linesAfter(files, ['root.env', 'vars/root.env'])).toEqual([
    'common.yaml:3 env_file: [./c.env, ../vars/root.env]',
  ]);
  // For `b` it stays where it is.
  expect(await linesAfter(files, ['a', 'x/a'])).toEqual([
    'a/.env:1 COMPOSE_FILE=compose.yaml:../../common.yaml',
  ]);
  // The shortest from `a` would lead nowhere from `b`.
  expect(await linesAfter(files, ['root.env', 'a/root.env'])).toEqual([
    'common.yaml:3 env_file: [./c.env, ../a/root.env]',
  ]);
  // Where one of them has no such file, the other alone counts.
  const rest = Object.fromEntries(Object.entries(files).filter(([path]) => path !== 'b/c.env'));
  expect(await linesAfter(rest, ['a/c.env', 'a/d.env'])).toEqual([
    'common.yaml:3 env_file: [./d.env, ../root.env]',
  ]);
});

test('a file of many projects takes steps by their number, not by its square', async () => {
  const count = 100;
  const projects = Array.from({ length: count }, (_, index) => [
    [`p${index}/.env`, 'COMPOSE_FILE=compose.yaml:../common.yaml\n'],
    [`p${index}/compose.yaml`, WEB],
  ]);
  const scene = await sceneOf({
    ...Object.fromEntries(projects.flat()),
    'common.yaml': 'services:\n  web:\n    env_file: ../root.env\n',
    'root.env': 'R_PORT=1\n',
  });
  const documents = [...scene.workspace.documents().values()];
  const moves = [{ from: `${ROOT}p0`, to: `${ROOT}x/p0` }];
  const edits = within(20 * count, () => editsOfMoves(scene.workspace, documents, moves));
  expect(changedLines(scene, edits)).toEqual(['p0/.env:1 COMPOSE_FILE=compose.yaml:../../common.yaml']);
});

test('one text that two services have by an alias changes where both want the same', async () => {
  const files = {
    'compose.yaml': [
      'x-b: &b ../docker/Dockerfile',
      'services:',
      '  a: { image: a, build: { context: app, dockerfile: *b }, ports: ["1:2"] }',
      '  b: { image: a, build: { context: lib, dockerfile: *b }, ports: ["3:4"] }',
      '',
    ].join('\n'),
    'app/a.env': 'A_PORT=1\n',
    'lib/a.env': 'A_PORT=1\n',
    'docker/Dockerfile': 'FROM a\n',
  };
  expect(await linesAfter(files, ['docker', 'images'])).toEqual([
    'compose.yaml:1 x-b: &b ../images/Dockerfile',
  ]);
  expect(await linesAfter(files, ['app', 'src/app'])).toEqual([
    'compose.yaml:3 a: { image: a, build: { context: src/app, dockerfile: *b }, ports: ["1:2"] }',
  ]);
});

test('kustomizations, and dev containers', async () => {
  const files = {
    'app/kustomization.yaml': [
      'resources: [deployment.yaml, ../base/, example.org/base, "https://example.org/x.yaml"]',
      'patches: [{ path: patches/a.yaml }]',
      'configMapGenerator: [{ name: a, envs: [app.env], files: [key=conf/a.txt] }]',
      '',
    ].join('\n'),
    'app/deployment.yaml': DEPLOYMENT,
    'app/patches/a.yaml': DEPLOYMENT,
    'base/kustomization.yaml': 'resources: [a.yaml]\n',
    'base/a.yaml': DEPLOYMENT.replace('name: a }', 'name: b }'),
    '.devcontainer/devcontainer.json':
      '{ // here\n "dockerComposeFile": "../compose.yaml",\n "build": { "dockerfile": "Dockerfile", "context": ".." } }\n',
    '.devcontainer/Dockerfile': 'FROM a\nEXPOSE 80\n',
    'compose.yaml': WEB,
  };
  expect(await linesAfter(files, ['app/deployment.yaml', 'app/main.yaml'])).toEqual([
    'app/kustomization.yaml:1 resources: [main.yaml, ../base/, example.org/base, "https://example.org/x.yaml"]',
  ]);
  expect(
    await linesAfter(files, ['base', 'shared'], ['app/patches', 'app/p'], ['app/conf', 'app/c']),
  ).toEqual([
    'app/kustomization.yaml:1 resources: [deployment.yaml, ../shared/, example.org/base, "https://example.org/x.yaml"]',
    'app/kustomization.yaml:2 patches: [{ path: p/a.yaml }]',
    'app/kustomization.yaml:3 configMapGenerator: [{ name: a, envs: [app.env], files: [key=c/a.txt] }]',
  ]);
  expect(await linesAfter(files, ['app/kustomization.yaml', 'kustomization.yaml'])).toEqual([
    'app/kustomization.yaml:1 resources: [app/deployment.yaml, ./base/, example.org/base, "https://example.org/x.yaml"]',
    'app/kustomization.yaml:2 patches: [{ path: app/patches/a.yaml }]',
    'app/kustomization.yaml:3 configMapGenerator: [{ name: a, envs: [app/app.env], files: [key=app/conf/a.txt] }]',
  ]);
  expect(await linesAfter(files, ['compose.yaml', 'deploy/dev.yaml'])).toEqual([
    '.devcontainer/devcontainer.json:2 "dockerComposeFile": "../deploy/dev.yaml",',
  ]);
  expect(await linesAfter(files, ['.devcontainer/Dockerfile', '.devcontainer/dev.Dockerfile'])).toEqual([
    '.devcontainer/devcontainer.json:3 "build": { "dockerfile": "dev.Dockerfile", "context": ".." } }',
  ]);
});

// kustomize, `types.Kustomization` and `kv.ParseFileSource`.
test('all that a kustomization takes from files, and the keys that their names are', async () => {
  const files = {
    'k/kustomization.yaml': [
      'resources: [d.yaml]',
      'replacements: [{ path: r.yaml }, { source: { kind: A } }]',
      'configurations: [c.yaml]',
      'transformers: [t.yaml, "apiVersion: builtin"]',
      'crds: [crd.yaml]',
      'openapi: { path: s.json }',
      'helmCharts: [{ name: x, valuesFile: v.yaml, additionalValuesFiles: [w.yaml] }]',
      'configMapGenerator: [{ name: a, files: [conf/nginx.conf, b=b.txt] }]',
      '',
    ].join('\n'),
    'k/d.yaml': DEPLOYMENT,
    'k/conf/nginx.conf': 'server { listen 80; }\n',
  };
  expect(await linesAfter(files, ['k/kustomization.yaml', 'o/kustomization.yaml'])).toEqual([
    'k/kustomization.yaml:1 resources: [../k/d.yaml]',
    'k/kustomization.yaml:2 replacements: [{ path: ../k/r.yaml }, { source: { kind: A } }]',
    'k/kustomization.yaml:3 configurations: [../k/c.yaml]',
    'k/kustomization.yaml:4 transformers: [../k/t.yaml, "apiVersion: builtin"]',
    'k/kustomization.yaml:5 crds: [../k/crd.yaml]',
    'k/kustomization.yaml:6 openapi: { path: ../k/s.json }',
    'k/kustomization.yaml:7 helmCharts: [{ name: x, valuesFile: ../k/v.yaml, additionalValuesFiles: [../k/w.yaml] }]',
    'k/kustomization.yaml:8 configMapGenerator: [{ name: a, files: [../k/conf/nginx.conf, b=../k/b.txt] }]',
  ]);
  const generator = 'k/kustomization.yaml:8 configMapGenerator:';
  expect(await linesAfter(files, ['k/conf/nginx.conf', 'k/conf/proxy.conf'])).toEqual([
    `${generator} [{ name: a, files: [nginx.conf=conf/proxy.conf, b=b.txt] }]`,
  ]);
  expect(await linesAfter(files, ['k/conf', 'k/etc'], ['k/b.txt', 'k/c.txt'])).toEqual([
    `${generator} [{ name: a, files: [etc/nginx.conf, b=c.txt] }]`,
  ]);
});

test('what would have to be quoted, or has a variable, is left as it is; a number gets a dot before it', async () => {
  const files = {
    'compose.yaml': `include: [a.yaml, "b.yaml", "\${C}.yaml"]\nservices: {}\n`,
    'a.yaml': WEB,
    'b.yaml': 'services:\n  b:\n    image: b\n',
    '.env': 'C=c\n',
    'c.yaml': 'services:\n  c:\n    image: b\n',
  };
  expect(await linesAfter(files, ['a.yaml', 'a: #b.yaml'])).toEqual([]);
  expect(await linesAfter(files, ['b.yaml', 'b"b.yaml'])).toEqual([]);
  expect(await linesAfter(files, ['c.yaml', 'd.yaml'])).toEqual([]);
  expect(await linesAfter(files, ['a.yaml', '1.yaml'])).toEqual([
    `compose.yaml:1 include: [./1.yaml, "b.yaml", "\${C}.yaml"]`,
  ]);
  expect(await linesAfter(files, ['a.yaml', 'größer als.yaml'])).toEqual([
    `compose.yaml:1 include: [größer als.yaml, "b.yaml", "\${C}.yaml"]`,
  ]);
});

test('other people’s files stay as they are', async () => {
  const files = { 'node_modules/a/compose.yaml': `include: [../../b.yaml]\n${WEB}`, 'b.yaml': WEB };
  expect(await linesAfter(files, ['b.yaml', 'c.yaml'])).toEqual([]);
});
