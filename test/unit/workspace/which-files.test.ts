// biome-ignore-all lint/suspicious/noTemplateCurlyInString: so Compose writes its variables.
import { describe, expect, test } from 'vitest';
import { occurrencesIn } from '../../../server/src/chart/occurrences';
import type { Notice } from '../../../server/src/workspace/analysis';
import { createWorkspace, type Workspace } from '../../../server/src/workspace/workspace';
import { type MemoryWorkspace, memoryFiles, ROOT, workspaceOf } from '../support/memory';

function service(name: string, ports: string, more = ''): string {
  return `services:\n  ${name}:\n    image: x\n    ports: [${ports}]\n${more}`;
}

/** The projects by their files, as `compose.yaml+compose.override.yaml`. */
function projectsOf({ workspace }: Pick<MemoryWorkspace, 'workspace'>): readonly string[] {
  return workspace
    .projects()
    .filter(({ root }) => !root.isPassedOver)
    .map(({ root }) => root.files.map(uri => uri.slice(ROOT.length)).join('+'))
    .sort();
}

const numbersOf = (workspace: Workspace, path: string) => {
  const document = workspace.document(ROOT + path);
  return document && occurrencesIn(workspace, document).map(({ range }) => range?.from);
};

const kindOf = ({ workspace }: MemoryWorkspace, path: string) =>
  workspace.document(ROOT + path)?.reading.format;

const BASE = service('web', '"8080:80"');
const OVERRIDE = 'services:\n  web:\n    ports: ["8081:81"]\n';

describe('what a search does not find, and a project reads, starts no project', () => {
  test.each([
    ['node_modules/a/', 'b'],
    ['out/a/', 'b'],
    // Compose refuses a service that is there twice.
    ['node_modules/a/', 'web'],
  ])('below %s with a service "%s"', async (folder, name) => {
    const scene = await workspaceOf({
      '.gitignore': 'out/\n',
      'compose.yaml': `include: [${folder}compose.yaml]\n${BASE}`,
      [`${folder}compose.yaml`]: service(name, '"${PORT:-1}:81"'),
    });
    const env = `${ROOT}${folder}.env`;
    for (const text of ['PORT=2\n', 'COMPOSE_FILE=compose.yaml\n']) {
      scene.texts.set(env, text);
      await scene.workspace.refresh([env]);
      expect(projectsOf(scene)).toEqual(['compose.yaml']);
    }
  });

  test('but for as long as somebody looks at its folder', async () => {
    const folder = `${ROOT}node_modules/a/`;
    const scene = await workspaceOf({
      'compose.yaml': BASE,
      'node_modules/a/compose.yaml': service('b', '"1:81"'),
      'node_modules/a/Dockerfile': 'FROM x\n',
    });
    expect(projectsOf(scene)).toEqual(['compose.yaml']);
    await scene.workspace.prepare(`${folder}Dockerfile`);
    await scene.workspace.change(`${folder}Dockerfile`, 'FROM x\n');
    expect(projectsOf(scene)).toEqual(['compose.yaml', 'node_modules/a/compose.yaml']);
    await scene.workspace.close(`${folder}Dockerfile`);
    expect(projectsOf(scene)).toEqual(['compose.yaml']);
  });
});

describe('what .gitignore names', () => {
  test('is read where it is part of a project', async () => {
    const scene = await workspaceOf({
      '.gitignore': 'compose.override.yaml\n.env\n*.local.yml\nDockerfile\n',
      'compose.yaml': 'include: [db.local.yml]\nservices:\n  web:\n    build: .\n    ports: ["${PORT}:80"]\n',
      'compose.override.yaml': OVERRIDE,
      'db.local.yml': service('db', '"5432:5432"'),
      '.env': 'PORT=9090\n',
      Dockerfile: 'FROM x\nEXPOSE 80\n',
      'tools.local.yml': service('tools', '"1:1"'),
    });
    expect(projectsOf(scene)).toEqual(['compose.yaml+compose.override.yaml']);
    const [project] = scene.workspace.projects();
    const published = [...(project?.units.values() ?? [])].flatMap(({ mappings }) =>
      mappings.map(mapping => mapping.published?.text.value),
    );
    expect(published.sort()).toEqual(['5432', '8081', '9090']);
    expect(kindOf(scene, 'Dockerfile')).toBe('dockerfile');
    expect(kindOf(scene, 'tools.local.yml')).toBeUndefined();
  });

  test('is read when it comes later, and not otherwise', async () => {
    const scene = await workspaceOf({
      '.gitignore': '*.override.yaml\n.env\ndist/\nnotes.md\n',
      'compose.yaml': service('web', '"${PORT:-1}:80"'),
    });
    const created = {
      'compose.override.yaml': OVERRIDE,
      '.env': 'PORT=9090\n',
      'notes.md': 'http://localhost:1\n',
      'dist/compose.yaml': BASE,
      'node_modules/x/compose.yaml': BASE,
      'lone/compose.override.yaml': BASE,
    };
    for (const [path, text] of Object.entries(created)) scene.texts.set(ROOT + path, text);
    await scene.workspace.refresh(Object.keys(created).map(path => ROOT + path));
    expect(projectsOf(scene)).toEqual(['compose.yaml+compose.override.yaml']);
    expect([...scene.workspace.documents().keys()].map(uri => uri.slice(ROOT.length)).sort()).toEqual([
      '.env',
      'compose.override.yaml',
      'compose.yaml',
    ]);
    scene.texts.delete(`${ROOT}compose.override.yaml`);
    await scene.workspace.refresh([`${ROOT}compose.override.yaml`]);
    expect(projectsOf(scene)).toEqual(['compose.yaml']);
  });

  test('changes of what settings leave out are seen where a project reads it', async () => {
    const texts = new Map([
      [`${ROOT}compose.yaml`, 'include: [left/db.yaml]\n'],
      [`${ROOT}left/db.yaml`, service('db', '"1:1"')],
    ]);
    const workspace = createWorkspace({
      files: memoryFiles(texts),
      folders: () => [ROOT],
      isExcluded: uri => uri.startsWith(`${ROOT}left/`),
      onNotice: () => {},
    });
    await workspace.scan([ROOT]);
    texts.set(`${ROOT}left/db.yaml`, service('db', '"2:1"'));
    await workspace.refresh([`${ROOT}left/db.yaml`]);
    expect(workspace.projects()[0]?.units.get('db')?.mappings[0]?.published?.text.value).toBe('2');
  });
});

describe('a Compose file by what it holds', () => {
  test.each([
    ['an image', BASE],
    ['a build', 'services:\n  a:\n    build: .\n'],
    ['a build that is a mapping', 'services:\n  a:\n    build:\n      context: .\n'],
    ['a service that it extends', 'services:\n  a:\n    extends:\n      file: b.yaml\n      service: c\n'],
    ['version and extensions', `version: "3"\nx-a: &a\n  b: 1\n\n${BASE}networks:\n  front:\n`],
    ['braces', 'services: {a: {image: x}}\n'],
    ['braces for a service', 'services:\n  a: { image: x }\n'],
    ['comments, marks and quotes', '# c\n---\n"services":\n  # c\n  "a":\n      "image": x\n'],
    ['CRLF and a byte order mark', `\uFEFF${BASE.replaceAll('\n', '\r\n')}`],
    ['the templates of Docker', `${BASE}    hostname: "{{.Node.Hostname}}"\n`],
    ['templates in a text', `${BASE}configs:\n  c:\n    content: |\n      {{ range }}\n`],
  ])('%s', async (_name, text) => {
    expect(projectsOf(await workspaceOf({ 'deploy/stack.yml': text }))).toEqual(['deploy/stack.yml']);
  });

  test.each([
    ['nothing', ''],
    ['no services', 'a: 1\n'],
    ['services that are a list', 'services:\n  - image: x\n  - build: .\n'],
    ['a GitHub workflow', 'on: push\njobs:\n  a:\n    services:\n      db:\n        image: x\n'],
    ['GitLab CI', 'image: x\nservices:\n  - postgres\n'],
    ['steps of a CI server', `steps:\n  a:\n    image: x\n${BASE}`],
    ['a manifest', `apiVersion: v1\nkind: List\n${BASE}`],
    ['OpenAPI', `openapi: 3.0.0\n${BASE}`],
    ['values of a chart', 'services:\n  web:\n    image:\n      repository: x\n'],
    ['services of a framework', 'services:\n  App\\X:\n    class: Y\n  a:\n    arguments: [b]\n'],
    ['a program of Jinja', 'services:\n{% for a in b %}\n  {{ a }}:\n    image: x\n{% endfor %}\n'],
    ['names of Jinja', 'services:\n  "{{ a }}":\n    image: "{{ b }}"\n'],
    ['ports of Jinja', `${BASE}    volumes:\n      {% if x %}\n      - a:/b\n      {% endif %}\n`],
    ['an image deeper down', 'services:\n  a:\n    b:\n      image: x\n'],
  ])('none: %s', async (_name, text) => {
    const scene = await workspaceOf({ 'deploy/stack.yml': text });
    expect(projectsOf(scene)).toEqual([]);
    expect(scene.notices).toEqual([]);
  });

  test('a text of several lines may hold a template', async () => {
    const text = `${BASE}    entrypoint: |\n      {%- for a in b %}\n      {{ a }}\n      {%- endfor %}\n`;
    const scene = await workspaceOf({ 'compose.yaml': text });
    expect(kindOf(scene, 'compose.yaml')).toBe('compose');
  });

  test('a name that means Compose is enough, but for a program of Jinja', async () => {
    const scene = await workspaceOf({
      'a/compose.yaml': 'services:\n  web: {\n',
      'b/compose.yaml': 'services:\n{% if x %}\n  a:\n    image: http://localhost:80\n{% endif %}\n',
    });
    expect([kindOf(scene, 'a/compose.yaml'), kindOf(scene, 'b/compose.yaml')]).toEqual(['compose', 'text']);
    expect(scene.notices.map(({ uri }) => uri)).toEqual([`${ROOT}a/compose.yaml`]);
  });

  test('changes into one and back', async () => {
    const scene = await workspaceOf({ 'a.yml': 'a: 1\n', 'README.md': 'http://localhost:8080\n' });
    const uri = `${ROOT}a.yml`;
    for (const [text, projects] of [
      [BASE, ['a.yml']],
      [`kind: Service\n${BASE}`, []],
      [BASE, ['a.yml']],
      ['', []],
    ] as const) {
      await scene.workspace.change(uri, text);
      expect(projectsOf(scene)).toEqual(projects);
      expect(kindOf(scene, 'a.yml')).toBe(projects.length > 0 ? 'compose' : 'text');
    }
    await scene.workspace.close(uri);
    scene.texts.set(uri, BASE);
    await scene.workspace.refresh([uri]);
    expect(projectsOf(scene)).toEqual(['a.yml']);
    scene.texts.delete(uri);
    await scene.workspace.refresh([uri]);
    expect(projectsOf(scene)).toEqual([]);
  });

  test('is no project of its own where another includes or extends it', async () => {
    const scene = await workspaceOf({
      'compose.yaml':
        'include: [parts/db.yml]\nservices:\n  web:\n    extends: {file: base.yml, service: b}\n',
      'base.yml': service('b', '"1:1"'),
      'parts/db.yml': service('db', '"${DB_PORT}:2"'),
    });
    expect(projectsOf(scene)).toEqual(['compose.yaml']);
    await scene.workspace.change(`${ROOT}compose.yaml`, service('web', '"3:3"'));
    expect(projectsOf(scene)).toEqual(['base.yml', 'compose.yaml', 'parts/db.yml']);
    await scene.workspace.change(`${ROOT}compose.yaml`, 'include: [parts/db.yml]\n');
    expect(projectsOf(scene)).toEqual(['base.yml', 'compose.yaml']);
  });

  test('what is named is one that Docker would be given', async () => {
    const files = {
      'services.yml': 'services:\n  web:\n    ports: ["8080:80"]\nfoo: 1\n',
      'values.yml': 'replicas: 1\n',
      'README.md': '```yaml\nservices:\n  a:\n    image: x\n```\n',
    };
    const texts = new Map(Object.entries(files).map(([path, text]) => [ROOT + path, text]));
    const workspace = createWorkspace({
      files: memoryFiles(texts),
      folders: () => [ROOT],
      isExcluded: () => false,
      onNotice: () => {},
    });
    await workspace.scan([...texts.keys()]);
    expect(projectsOf({ workspace })).toEqual(['services.yml']);
    expect(numbersOf(workspace, 'services.yml')).toEqual([8080, 80]);
  });

  test('stands no more when a project reads it in another way, and again when none does', async () => {
    const scene = await workspaceOf({
      'compose.yaml': 'services:\n  web:\n    image: x\n    env_file: web.txt\n',
      'web.txt': 'PORT=80\n# http://localhost:80\n',
    });
    expect(kindOf(scene, 'web.txt')).toBe('dotenv');
    await scene.workspace.change(`${ROOT}compose.yaml`, BASE);
    expect(kindOf(scene, 'web.txt')).toBe('text');
  });
});

test('a folder that is not searched goes, and with it what a project read there', async () => {
  const scene = await workspaceOf({
    '.gitignore': 'made/',
    'compose.yaml': 'include: [made/db.yaml]\n',
    'made/db.yaml': BASE,
  });
  expect(kindOf(scene, 'made/db.yaml')).toBe('compose');
  scene.texts.delete(`${ROOT}made/db.yaml`);
  await scene.workspace.refresh([`${ROOT}made`]);
  expect(kindOf(scene, 'made/db.yaml')).toBeUndefined();
});

/** Each label is what Docker Compose 2.40 says of the file alone: `docker compose -f FILE config`. */
test('a folder goes that a project also looks for as a file', async () => {
  const scene = await workspaceOf({
    'kustomization.yaml': 'resources: [base]\n',
    'base/all.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {ports: [{port: 80}]}\n',
  });
  scene.texts.delete(`${ROOT}base/all.yaml`);
  await scene.workspace.refresh([`${ROOT}base`]);
  expect([...scene.workspace.documents().keys()]).toEqual([`${ROOT}kustomization.yaml`]);
});

test('an ignored file of variables is known for as long as a project may start beside it', async () => {
  const scene = await workspaceOf({
    '.gitignore': '.env\n',
    '.env': 'PORT=8080\n',
    'compose.yaml': BASE,
    'skaffold.yaml': 'apiVersion: skaffold/v4beta1\nkind: Config\n',
  });
  for (const gone of ['compose.yaml', 'skaffold.yaml']) {
    scene.texts.delete(ROOT + gone);
    await scene.workspace.refresh([ROOT + gone]);
    const texts = [...scene.texts].map(([uri, text]) => [uri.slice(ROOT.length), text]);
    const fresh = await workspaceOf(Object.fromEntries(texts));
    expect([...scene.workspace.documents().keys()].sort()).toEqual(
      [...fresh.workspace.documents().keys()].sort(),
    );
  }
});

test('what no search finds is known for as long as it is open', async () => {
  const scene = await workspaceOf({
    '.gitignore': 'out/\n',
    'compose.yaml': `include: [out/compose.yaml]\n${BASE}`,
    'out/compose.yaml': service('a', '"1:81"'),
    'out/app.env': 'URL=http://localhost:8080\n',
    'out/httpd.conf': 'Listen 8080\n',
    'node_modules/a/README.md': 'http://localhost:8080\n',
  });
  const known = [...scene.workspace.documents().keys()].sort();
  expect(known.map(uri => uri.slice(ROOT.length))).toEqual(['compose.yaml', 'out/compose.yaml']);
  const paths = ['out/app.env', 'out/httpd.conf', 'node_modules/a/README.md', 'out/compose.yaml'];
  for (const uri of paths.map(path => ROOT + path)) {
    await scene.workspace.prepare(uri);
    await scene.workspace.change(uri, scene.texts.get(uri) ?? '');
    expect(scene.workspace.document(uri)).toBeDefined();
    await scene.workspace.close(uri);
    expect([...scene.workspace.documents().keys()].sort()).toEqual(known);
  }
});

describe('alone or laid over the default file', () => {
  const DEFAULT = `services:\n  web:\n    image: x\n  db:\n    image: x\nnetworks: {front: }\nvolumes: {data: }\nsecrets: {key: {file: k}}\nconfigs: {conf: {file: c}}\n`;

  test.each([
    ['a service without image and build', 'web: {ports: ["1:1"]}'],
    ['an image that is empty', 'web: {image: ""}'],
    ['depends_on', 'a: {image: x, depends_on: [db]}'],
    ['depends_on, long', 'a: {image: x, depends_on: {db: {condition: service_started, required: false}}}'],
    ['a network', 'a: {image: x, networks: [front]}'],
    ['a network, long', 'a: {image: x, networks: {front: }}'],
    ['a volume', 'a: {image: x, volumes: ["data:/data"]}'],
    ['a volume, long', 'a: {image: x, volumes: [{type: volume, source: data, target: /data}]}'],
    ['links', 'a: {image: x, links: ["db:database"]}'],
    ['network_mode', 'a: {image: x, network_mode: "service:db"}'],
    ['ipc', 'a: {image: x, ipc: "service:db"}'],
    ['pid', 'a: {image: x, pid: "service:db"}'],
    ['volumes_from', 'a: {image: x, volumes_from: ["db:ro"]}'],
    ['a secret', 'a: {image: x, secrets: [key]}'],
    ['a secret, long', 'a: {image: x, secrets: [{source: key}]}'],
    ['a config', 'a: {image: x, configs: [conf]}'],
  ])('refused alone: %s', async (_name, text) => {
    const scene = await workspaceOf({
      'docker-compose.yml': DEFAULT,
      'docker-compose.more.yml': `services:\n  ${text}\n`,
    });
    expect(projectsOf(scene)).toEqual(['docker-compose.yml', 'docker-compose.yml+docker-compose.more.yml']);
  });

  test.each([
    ['all is whole', 'web: {image: y}'],
    ['a build', 'web: {build: {dockerfile: x}}'],
    ['a provider', 'web: {provider: {type: model}}'],
    ['what it extends gives an image', 'web: {extends: other}\n  other: {image: x}'],
    ['what it extends elsewhere gives an image', 'web: {extends: {file: common.yml, service: base}}'],
    ['the default network', 'web: {image: x, networks: [default]}'],
    ['paths and volumes without a name', 'web: {image: x, volumes: ["/data", "./a:/b", "~/a:/c", ".:/d"]}'],
    ['a container', 'web: {image: x, network_mode: "container:db", external_links: ["db:database"]}'],
    [
      'a service of a profile, once that is active',
      'web: {image: x, depends_on: [q]}\n  q: {image: x, profiles: [p]}',
    ],
    ['its own network', 'web: {image: x, networks: [front]}\nnetworks: {front: {external: true}}'],
    ['what it includes', 'web: {image: x, depends_on: [base]}\ninclude: [common.yml]'],
  ])('accepted alone: %s', async (_name, text) => {
    const scene = await workspaceOf({
      'docker-compose.yml': DEFAULT,
      'docker-compose.more.yml': `services:\n  ${text}\n`,
      'common.yml': service('base', '"1:1"'),
    });
    expect(projectsOf(scene).filter(name => name !== 'common.yml')).toEqual([
      'docker-compose.more.yml',
      'docker-compose.yml',
    ]);
  });

  test('what the default file does not give either leaves a file alone', async () => {
    const scene = await workspaceOf({
      'compose.yaml': DEFAULT,
      'compose.other.yaml': 'services:\n  other: {ports: ["1:1"]}\n',
      'sub/compose.dev.yaml': 'services:\n  web: {ports: ["1:1"]}\n',
    });
    expect(projectsOf(scene)).toEqual(['compose.other.yaml', 'compose.yaml', 'sub/compose.dev.yaml']);
  });

  test('an overlay by content', async () => {
    const scene = await workspaceOf({
      'compose.yaml': DEFAULT,
      'monitoring.yml': 'services:\n  a: {image: x, networks: [front]}\n',
    });
    expect(projectsOf(scene)).toEqual(['compose.yaml', 'compose.yaml+monitoring.yml']);
  });
});

describe('made for Swarm', () => {
  test.each([
    ['docker-stack.yml', BASE, true],
    ['swarm/prod.swarm.yaml', BASE, true],
    ['compose.yaml', BASE, false],
    ['compose.yaml', `${BASE}    deploy: {replicas: 2, resources: {limits: {cpus: "1"}}}\n`, false],
    ['compose.yaml', `${BASE}    deploy: {replicas: 2, update_config: {parallelism: 1}}\n`, true],
    ['compose.yaml', `${BASE}    deploy: {mode: global}\n`, true],
    ['app.yml', `${BASE}    deploy:\n      placement:\n        constraints: [node.role == manager]\n`, true],
  ])('%s %j: %s', async (name, text, copiesShare) => {
    const { workspace } = await workspaceOf({ [name]: text });
    expect(workspace.projects().map(({ root }) => root.copiesShare)).toEqual([copiesShare]);
  });
});

describe('files of variables', () => {
  test.each(['.env', '.env.example', '.envrc', 'env.example', 'env.sample', 'prod.env.example', 'web.env'])(
    '%s is read',
    async name => {
      const scene = await workspaceOf({ [name]: 'export WEB_PORT=8080\n' });
      expect(numbersOf(scene.workspace, name)).toEqual([8080]);
    },
  );

  test('a template of a configuration is what the configuration is', async () => {
    const scene = await workspaceOf({
      'default.conf.template': 'proxy_pass http://api:3000;\n',
      'app.toml.template': 'api = "http://api:3000"\n',
      'sites-available/shop': 'server { listen 3000; }\n',
      shop: 'server { listen 3000; }\n',
    });
    expect(numbersOf(scene.workspace, 'default.conf.template')).toEqual([3000]);
    expect(kindOf(scene, 'default.conf.template')).toBe('nginx');
    expect(kindOf(scene, 'app.toml.template')).toBe('text');
    expect(kindOf(scene, 'sites-available/shop')).toBe('nginx');
    expect(kindOf(scene, 'shop')).toBeUndefined();
  });

  test.each([
    ['.env.j2', '{% if a %}\nPORT={{ b }}\n{% endif %}\n'],
    ['.env.patch', '--- a\n+++ b\n'],
    ['env.ts', 'export const PORT = 1;\n'],
    ['test.env.js', 'module.exports = {};\n'],
    ['setup.env', '#!/bin/sh\nPORT=80\necho $PORT\n'],
    ['setup.env', 'set -a\nPORT=80\n'],
    ['setup.env', 'if [ -z "$A" ]; then\n  PORT=80\nfi\n'],
    ['setup.env', 'function port {\n  echo 1\n}\n'],
  ])('%s %j is none, and nobody is told', async (name, text) => {
    const scene = await workspaceOf({ [name]: text });
    expect(kindOf(scene, name) ?? 'text').toBe('text');
    expect(scene.notices).toEqual([]);
  });
});

describe('what is wrong with a file', () => {
  const BROKEN = 'this is no variable\n';

  test('is told of one that a project reads, or that was named', async () => {
    const files = {
      'compose.yaml': 'services:\n  web:\n    image: x\n    env_file: web.env\n',
      'web.env': BROKEN,
      'other.env': BROKEN,
      'by-content.yml': 'include: [nope.yml]\nservices:\n  a: {\n  b:\n    image: x\n',
    };
    const scene = await workspaceOf(files);
    expect(kindOf(scene, 'by-content.yml')).toBe('compose');
    expect(scene.notices.map(({ uri }) => uri.slice(ROOT.length))).toEqual(['web.env']);
    const notices: Notice[] = [];
    const texts = new Map(Object.entries(files).map(([path, text]) => [ROOT + path, text]));
    const workspace = createWorkspace({
      files: memoryFiles(texts),
      folders: () => [ROOT],
      isExcluded: () => false,
      onNotice: notice => notices.push(notice),
    });
    await workspace.scan([`${ROOT}other.env`, `${ROOT}by-content.yml`]);
    expect([...new Set(notices.map(({ uri }) => uri.slice(ROOT.length)))].sort()).toEqual([
      'by-content.yml',
      'other.env',
      'web.env',
    ]);
  });

  test('is told when a project comes to read it', async () => {
    const scene = await workspaceOf({ 'compose.yaml': BASE, 'web.env': BROKEN });
    expect(scene.notices).toEqual([]);
    await scene.workspace.change(`${ROOT}compose.yaml`, `${BASE}    env_file: web.env\n`);
    expect(scene.notices.map(({ uri }) => uri.slice(ROOT.length))).toEqual(['web.env']);
  });
});

describe('reading anew', () => {
  test('gives whether a closed file says something else', async () => {
    const scene = await workspaceOf({ 'compose.yaml': BASE, 'README.md': 'http://localhost:8080\n' });
    const uris = [`${ROOT}compose.yaml`, `${ROOT}README.md`, `${ROOT}none.md`];
    await scene.workspace.change(`${ROOT}compose.yaml`, `${BASE}# open\n`);
    expect(await scene.workspace.freshen(uris)).toBe(false);
    scene.texts.set(`${ROOT}README.md`, 'Now http://localhost:8080\n');
    expect(await scene.workspace.freshen(uris)).toBe(true);
    expect(scene.workspace.document(`${ROOT}README.md`)?.text).toBe('Now http://localhost:8080\n');
    scene.texts.delete(`${ROOT}README.md`);
    expect(await scene.workspace.freshen(uris)).toBe(true);
    expect(scene.workspace.document(`${ROOT}README.md`)).toBeUndefined();
  });
});

describe('workspace folders that come and go', () => {
  const A = `${ROOT}a/`;
  const B = `${ROOT}b/`;
  const INNER = `${A}inner/`;
  const texts = new Map([
    [`${A}.gitignore`, 'ignored.yaml\n'],
    [`${A}compose.yaml`, service('a', '"8080:80"')],
    [`${INNER}compose.yaml`, service('inner', '"8081:80"')],
    [`${INNER}ignored.yaml`, service('ignored', '"8082:80"')],
    [`${B}compose.yaml`, `include: [../a/compose.yaml]\n${service('b', '"8080:80"')}`],
  ]);

  async function scanned(start: readonly string[], end: readonly string[] = start) {
    let folders = start;
    const workspace = createWorkspace({
      files: memoryFiles(texts, new Map(), () => folders),
      folders: () => folders,
      isExcluded: () => false,
      onNotice: () => {},
    });
    await workspace.scan(folders);
    folders = end;
    const changed = [...start, ...end].filter(folder => !start.includes(folder) || !end.includes(folder));
    if (changed.length > 0) await workspace.scan(await workspace.changeFolders(changed));
    const said = [...workspace.documents().values()].flatMap(document =>
      occurrencesIn(workspace, document).map(
        ({ range, span }) => `${document.uri} ${range?.from} ${span.start}`,
      ),
    );
    const units = workspace
      .projects()
      .map(({ root, units }) => `${root.files.join()}: ${[...units.keys()].sort().join()}`);
    return { said: said.sort(), units: units.sort() };
  }

  test.each([
    ['an inner one goes', [A, INNER], [A]],
    ['an outer one goes', [A, INNER], [INNER]],
    ['an inner one comes', [A], [A, INNER]],
    ['an outer one comes', [INNER], [INNER, A]],
    ['one comes that another includes', [B], [B, A]],
    ['one goes that another includes', [A, B], [B]],
    ['all go', [A, B], []],
    ['the first come', [], [A, B]],
  ])('%s: what is known is what a new workspace finds', async (_name, start, end) => {
    expect(await scanned(start, end)).toEqual(await scanned(end));
  });

  test('one within another is searched by what it says itself', async () => {
    const { units } = await scanned([A, INNER]);
    expect(units).toContain(`${INNER}ignored.yaml: ignored`);
    expect((await scanned([A])).units).not.toContain(`${INNER}ignored.yaml: ignored`);
  });
});

test('what happens above a workspace folder changes nothing in it', async () => {
  const folder = `${ROOT}inner/`;
  const workspace = createWorkspace({
    files: memoryFiles(new Map([[`${folder}compose.yaml`, BASE]]), new Map(), () => [folder]),
    folders: () => [folder],
    isExcluded: () => false,
    onNotice: () => {},
  });
  await workspace.scan([folder]);
  for (const uri of [`${ROOT}.gitignore`, ROOT.slice(0, -1)]) {
    await workspace.refresh([uri]);
    expect([...workspace.documents().keys()]).toEqual([`${folder}compose.yaml`]);
  }
});

describe('what a configuration of nginx includes', () => {
  const MAIN = 'events {}\nhttp {\n  include servers/*;\n  include c/[0-9]?.inc;\n}\n';
  const SERVER = 'include more;\nserver { listen 8080; }\n';
  const FILES = {
    'nginx.conf': MAIN,
    'servers/a': SERVER,
    'servers/.hidden': SERVER,
    more: '# nothing\n',
    'c/10.inc': SERVER,
    'c/x1.inc': SERVER,
  };
  const asNginx = ({ workspace }: MemoryWorkspace) =>
    [...workspace.documents().values()]
      .filter(({ reading }) => reading.format === 'nginx')
      .map(({ uri }) => uri.slice(ROOT.length))
      .sort();

  test('is read as nginx, whatever its name', async () => {
    const scene = await workspaceOf(FILES);
    expect(asNginx(scene)).toEqual(['c/10.inc', 'more', 'nginx.conf', 'servers/a']);
    expect(scene.notices).toEqual([]);
  });

  test('is known after it comes, changes and goes', async () => {
    const scene = await workspaceOf(FILES);
    const { workspace, texts } = scene;
    const change = async (path: string, text: string | undefined) => {
      if (text === undefined) texts.delete(ROOT + path);
      else texts.set(ROOT + path, text);
      await workspace.refresh([ROOT + path]);
      const fresh = await workspaceOf(
        Object.fromEntries([...texts].map(([uri, one]) => [uri.slice(ROOT.length), one])),
      );
      expect(asNginx(scene)).toEqual(asNginx(fresh));
      expect([...workspace.documents().keys()].sort()).toEqual(
        [...fresh.workspace.documents().keys()].sort(),
      );
    };
    await change('servers/b', 'server { listen 9090; }\n');
    expect(numbersOf(workspace, 'servers/b')).toEqual([9090]);
    await change('servers/b', 'server { listen 9091; }\n');
    expect(numbersOf(workspace, 'servers/b')).toEqual([9091]);
    await change('servers/a', undefined);
    await change('nginx.conf', MAIN.replace('servers/*', 'other/*'));
    await change('nginx.conf', undefined);
  });

  test('is let go with the last line that includes it', async () => {
    const scene = await workspaceOf(FILES);
    await scene.workspace.change(`${ROOT}nginx.conf`, 'events {}\nhttp {\n}\n');
    expect(asNginx(scene)).toEqual(['nginx.conf']);
  });

  test.each([
    ['missing.conf', ['nginx.conf include: there is no file "missing.conf".']],
    ['torn', ['torn cannot be read as a whole: A "}" stands where no block ends.']],
    ['cut', ['cut cannot be read as a whole: It ends within a block or a directive.']],
    ['*.none', []],
    ['mime.types', []],
    ['snippets/ssl.conf', []],
    ['/etc/nginx/x.conf', []],
    ['$x.conf', []],
  ])('%s: a gap is told where there is one', async (path, told) => {
    const { notices } = await workspaceOf({
      'nginx.conf': `events {}\nhttp { include ${path}; }\n`,
      torn: 'server { listen 8080 }\n',
      cut: 'server { listen 8080;\n',
      // Nobody includes it, and it may be of another program.
      'php.conf': 'listen = 9000;\nserver {\n',
    });
    expect(notices.map(({ uri, message }) => `${uri.slice(ROOT.length)} ${message}`)).toEqual(told);
    expect(notices.every(({ isGap }) => isGap === true)).toBe(true);
  });

  test.each([
    ['2,000 patterns over 200 files', 2000, 200],
    ['a pattern over 1,000 files', 1, 1000],
  ])('ends at a limit that is told: %s', async (_name, patterns, count) => {
    const includes = Array.from({ length: patterns }, (_, index) => `include s/${'*a'.repeat(50)}*${index};`);
    const names = Array.from({ length: count }, (_, index) => `s/${'a'.repeat(200)}${index}0`);
    const { notices } = await workspaceOf({
      'nginx.conf': `events {}\nhttp { ${includes.join('\n')} }\n`,
      ...Object.fromEntries(names.map(name => [name, SERVER])),
    });
    expect(notices).toContainEqual({
      uri: `${ROOT}nginx.conf`,
      message: expect.stringContaining('takes more work'),
      isGap: true,
    });
  });

  test('is not missed where it may be mounted beside it', async () => {
    const { notices } = await workspaceOf({
      'nginx.conf': 'events {}\nhttp { include missing.conf; }\n',
      'compose.yaml': 'services: {web: {image: nginx, volumes: ["./nginx.conf:/etc/nginx/nginx.conf"]}}\n',
    });
    expect(notices).toEqual([]);
  });

  /** What is told of a workspace with links that lead out of it. */
  async function toldOf(files: Readonly<Record<string, string>>, links: readonly string[]) {
    const notices: Notice[] = [];
    const workspace = createWorkspace({
      files: memoryFiles(
        new Map(Object.entries(files).map(([path, text]) => [ROOT + path, text])),
        new Map(links.map(path => [ROOT + path, 'file:///elsewhere/x'])),
        () => [ROOT],
      ),
      folders: () => [ROOT],
      isExcluded: () => false,
      onNotice: notice => notices.push(notice),
    });
    await workspace.scan([ROOT]);
    expect(notices.every(({ isGap }) => isGap === true)).toBe(true);
    return notices.map(({ uri, message }) => `${uri.slice(ROOT.length)} ${message}`);
  }

  const outside = (path: string) => `include: "${path}" is outside the workspace: Portolan does not read it.`;

  test.each([
    ['vh.conf', ['vh.conf is not read: it leads out of the folder.']],
    ['v*', ['vh.conf is not read: it leads out of the folder.']],
    ['away/*.conf', [`nginx.conf ${outside('away/*.conf')}`]],
    ['../shared/vh.conf', [`nginx.conf ${outside('../shared/vh.conf')}`]],
    ['../shared/*.conf', [`nginx.conf ${outside('../shared/*.conf')}`]],
    // What the machine has that it is to run on, nobody knows here.
    ['/etc/nginx/conf.d/*.conf', []],
    ['/project/vh.conf', []],
    ['../$name.conf', []],
    ['mime.types', []],
  ])('%s: what leads out of the folder is told', async (path, told) => {
    const main = `events {}\nhttp { include ${path}; }\n`;
    expect(await toldOf({ 'nginx.conf': main }, ['vh.conf', 'away'])).toEqual(told);
  });

  test('what leads out is not missed where its own may be mounted beside it', async () => {
    const compose = 'services: {web: {image: nginx, volumes: ["./nginx.conf:/etc/nginx/nginx.conf"]}}\n';
    const main = 'events {}\nhttp { include ../shared/vh.conf; }\n';
    expect(await toldOf({ 'nginx.conf': main, 'compose.yaml': compose }, [])).toEqual([]);
  });

  // Each is what httpd 2.4 refuses, or does without; but for what comes with it, which nobody keeps.
  test.each([
    ['Include nope.conf', ['httpd.conf include: there is no file "nope.conf".']],
    ['Include parts/nope.conf', ['httpd.conf include: there is no file "parts/nope.conf".']],
    ['IncludeOptional nope.conf', []],
    ['<IfModule a>\nInclude nope.conf\n</IfModule>', []],
    ['Include parts/*.conf', []],
    ['Include parts', []],
    ['Include parts/', []],
    ['Include /etc/apache2/nope.conf', []],
    ['Include ports.conf', []],
    ['Include conf/extra/httpd-mpm.conf', []],
    ['Include conf.modules.d/00-base.conf', []],
    ['Include mods-enabled/a.conf', []],
    ['Include ${NAME}.conf', []],
    ['Include vh.conf', ['vh.conf is not read: it leads out of the folder.']],
    ['IncludeOptional v*.conf', ['vh.conf is not read: it leads out of the folder.']],
    ['Include ../shared/vh.conf', [`httpd.conf ${outside('../shared/vh.conf')}`]],
  ])('of Apache: %s', async (include, told) => {
    const files = { 'httpd.conf': `Listen 80\n${include}\n`, 'parts/a.conf': 'Listen 81\n' };
    expect(await toldOf(files, ['vh.conf'])).toEqual(told);
  });

  test('a part of a configuration of Apache does not say where its paths start', async () => {
    expect(await toldOf({ 'sites/a.conf': 'Listen 80\nInclude parts/common.conf\n' }, [])).toEqual([]);
    expect(await toldOf({ 'a/web.conf': 'ServerRoot /srv\nListen 80\nInclude nope.conf\n' }, [])).toEqual([
      'a/web.conf include: there is no file "nope.conf".',
    ]);
  });

  test('asks no disk at a keystroke, but for what a new include names', async () => {
    const text = (port: number, more = '') =>
      `events {}\nhttp { include sites/*; ${more} server { listen ${port}; } }\n`;
    const files = memoryFiles(
      new Map([
        [`${ROOT}nginx.conf`, text(80)],
        [`${ROOT}sites/a`, 'server { listen 81; }\n'],
        [`${ROOT}parts/b`, 'server { listen 82; }\n'],
      ]),
    );
    const listed: string[] = [];
    const list = (folder: string) => {
      listed.push(folder);
      return files.list(folder);
    };
    const workspace = createWorkspace({
      files: { ...files, list },
      folders: () => [ROOT],
      isExcluded: () => false,
      onNotice: () => {},
    });
    await workspace.scan([ROOT]);
    listed.length = 0;
    await workspace.change(`${ROOT}nginx.conf`, text(8080));
    expect(listed).toEqual([]);
    await workspace.change(`${ROOT}nginx.conf`, text(8080, 'include parts/*;'));
    expect(listed).toEqual([`${ROOT}parts/`]);
    expect(['sites/a', 'parts/b'].map(path => numbersOf(workspace, path))).toEqual([[81], [82]]);
  });
});

test('a file of a system that is too large is never left out in silence', async () => {
  const { notices } = await workspaceOf({
    Dockerfile: `FROM x\n${'EXPOSE 80\n'.repeat(2001)}`,
    'big.env': 'A=1\n'.repeat(2001),
    'README.md': 'http://localhost:80/\n'.repeat(2001),
  });
  const message = 'is not read: it has more than 2,000 ports and other entries.';
  expect(notices).toEqual(
    ['Dockerfile', 'big.env'].map(name => ({ uri: ROOT + name, message, isGap: true })),
  );
});

// Docker Compose 2.40.3: "services.a must be a mapping", but for one that an earlier file has.
test.each([
  ['services: {a: }\n', undefined, ['"services.a" must be a mapping.']],
  ['services: {a: !reset null, b: {image: x}}\n', undefined, []],
  ['services: {a: {image: x}}\n', 'services: {a: }\n', []],
  ['services: {a: {image: x}}\n', 'services: {b: }\n', ['"services.b" must be a mapping.']],
])('a service of nothing: %j with %j', async (text, override, told) => {
  const { notices } = await workspaceOf({
    'compose.yaml': text,
    ...(override !== undefined && { 'compose.override.yaml': override }),
  });
  expect(notices.map(({ message }) => message)).toEqual(told);
});

describe('what Git has is searched, whatever `.gitignore` says', () => {
  const FILES = {
    '.gitignore': 'config/\n*.local.yaml\n',
    'compose.yaml': BASE,
    'a.local.yaml': BASE,
    'b.local.yaml': BASE,
    'config/a/compose.yaml': BASE,
    'config/b/compose.yaml': BASE,
    'config/c.yaml': BASE,
  };
  const known = ({ workspace }: MemoryWorkspace) =>
    [...workspace.documents().keys()].map(uri => uri.slice(ROOT.length)).sort();

  test('a file, and in a folder that is ignored nothing else', async () => {
    const scene = await workspaceOf({
      ...FILES,
      '.git/index': 'a.local.yaml\ncompose.yaml\nconfig/b/compose.yaml\ngone/compose.yaml',
    });
    expect(known(scene)).toEqual(['a.local.yaml', 'compose.yaml', 'config/b/compose.yaml']);
  });

  test('from when it is added until it is removed', async () => {
    const scene = await workspaceOf({ ...FILES, '.git/index': 'compose.yaml' });
    const index = `${ROOT}.git/index`;
    const held: (readonly string[])[] = [known(scene)];
    for (const text of ['compose.yaml\nconfig/c.yaml', 'b.local.yaml', undefined]) {
      if (text === undefined) scene.texts.delete(index);
      else scene.texts.set(index, text);
      await scene.workspace.refresh([index]);
      held.push(known(scene));
    }
    expect(held).toEqual([
      ['compose.yaml'],
      ['compose.yaml', 'config/c.yaml'],
      ['b.local.yaml', 'compose.yaml'],
      ['compose.yaml'],
    ]);
  });

  test('a file that comes to one that Git has, and one beside it', async () => {
    const scene = await workspaceOf({ ...FILES, '.git/index': 'config/b/compose.yaml\nconfig/new.yaml' });
    for (const path of ['config/new.yaml', 'config/other.yaml', 'config/b/other.yaml']) {
      scene.texts.set(ROOT + path, BASE);
      await scene.workspace.refresh([ROOT + path]);
    }
    expect(known(scene)).toEqual(['compose.yaml', 'config/b/compose.yaml', 'config/new.yaml']);
  });

  test('of a repository in a folder, by its own index', async () => {
    const scene = await workspaceOf({
      'sub/.gitignore': '*.yaml\n',
      'sub/.git/index': 'a.yaml',
      'sub/a.yaml': BASE,
      'sub/b.yaml': BASE,
      'a.yaml': BASE,
    });
    expect(known(scene)).toEqual(['a.yaml', 'sub/a.yaml']);
  });

  const MODULE = {
    'sub/.git': 'gitdir: ../.git/modules/sub\n',
    'sub/.gitignore': '*.yaml\nold/\n',
    'sub/a.yaml': BASE,
    'sub/compose.yaml': BASE,
    'sub/old/compose.yaml': BASE,
  };

  test('of a submodule, from when it is added until it is removed', async () => {
    const index = '.git/modules/sub/index';
    const scene = await workspaceOf({ ...MODULE, [index]: 'a.yaml' });
    expect(known(scene)).toEqual(['sub/a.yaml']);
    scene.texts.set(ROOT + index, 'compose.yaml');
    await scene.workspace.refresh([ROOT + index]);
    expect(known(scene)).toEqual(['sub/compose.yaml']);
    expect(scene.notices).toEqual([]);
  });

  const told = ({ notices }: MemoryWorkspace) =>
    notices.map(({ uri, message, isGap }) => [uri.slice(ROOT.length), message, isGap]);
  const OUTSIDE =
    'is left out, as are others that .gitignore names: whether Git has them is not known, for its index stands outside of the folder. What is named or open is read.';

  test('of a working tree whose index is not there, it is told, once', async () => {
    const scene = await workspaceOf(MODULE);
    expect(known(scene)).toEqual([]);
    expect(told(scene)).toEqual([['sub/compose.yaml', OUTSIDE, undefined]]);
  });

  test('it is told of a file in a folder that is ignored', async () => {
    const scene = await workspaceOf({
      '.git': 'gitdir: /elsewhere/.git/worktrees/b\n',
      '.gitignore': 'a/\nb/\n',
      'a/notes.md': 'http://localhost:8080',
      'b/node_modules/compose.yaml': BASE,
      'b/c/d/compose.yaml': BASE,
    });
    expect(told(scene)).toEqual([['b/c/d/compose.yaml', OUTSIDE, undefined]]);
  });

  test.each<readonly [string, Readonly<Record<string, string>>]>([
    ['no rule judges what is left out', { '.git': 'gitdir: /elsewhere\n', 'notes.local.yaml': 'a: 1\n' }],
    ['Git has noted nothing yet', { '.git/HEAD': 'ref: refs/heads/main\n', 'compose.local.yaml': BASE }],
  ])('it is not told where %s', async (_, texts) => {
    const scene = await workspaceOf({ '.gitignore': '*.local.yaml\n', ...texts });
    expect(known(scene)).toEqual([]);
    expect(told(scene)).toEqual([]);
  });

  test('it is told where a folder that is ignored holds too many folders to look into', async () => {
    const folders = Array.from({ length: 1000 }, (_, index) => [`a/${index}/notes.md`, '']);
    const scene = await workspaceOf({
      '.git': 'gitdir: /elsewhere\n',
      '.gitignore': 'a/\n',
      ...Object.fromEntries(folders),
    });
    expect(told(scene)).toEqual([['a/', OUTSIDE, undefined]]);
  });
});

describe('what `.gitignore` lets go, or takes', () => {
  const known = ({ workspace }: MemoryWorkspace) =>
    [...workspace.documents().keys()].map(uri => uri.slice(ROOT.length)).sort();
  const ignore = async (scene: MemoryWorkspace, text: string) => {
    scene.texts.set(`${ROOT}.gitignore`, text);
    await scene.workspace.refresh([`${ROOT}.gitignore`]);
  };

  test.each<readonly [string, Readonly<Record<string, string>>]>([
    ['another names', { '.env': 'COMPOSE_FILE=a/compose.yaml\n', 'a/compose.yaml': BASE }],
    [
      'another extends',
      {
        'compose.yaml': 'services:\n  x: {extends: {file: a/compose.yaml, service: web}}\n',
        'a/compose.yaml': BASE,
      },
    ],
    [
      'a kustomization builds on',
      {
        'o/kustomization.yaml': 'resources: [../a]\n',
        'a/kustomization.yaml': 'resources: [pod.yaml]\n',
        'a/pod.yaml':
          'apiVersion: v1\nkind: Pod\nmetadata: {name: w}\nspec: {containers: [{name: c, ports: [{containerPort: 80}]}]}\n',
      },
    ],
  ])('a project that %s stands by itself, too', async (_, files) => {
    const scene = await workspaceOf({ ...files, '.gitignore': 'a/\n' });
    expect(projectsOf(scene)).toHaveLength(1);
    await ignore(scene, 'other/\n');
    expect(projectsOf(scene)).toHaveLength(2);
  });

  test('what comes beside an open document in a folder that is ignored is read', async () => {
    const scene = await workspaceOf({ '.gitignore': 'k/\n', 'k/README.md': 'x\n' });
    await scene.workspace.prepare(`${ROOT}k/README.md`);
    await scene.workspace.change(`${ROOT}k/README.md`, 'http://localhost:8080\n');
    scene.texts.set(`${ROOT}k/compose.yaml`, BASE);
    await scene.workspace.refresh([`${ROOT}k/compose.yaml`]);
    expect(known(scene)).toEqual(['k/README.md', 'k/compose.yaml']);
  });

  test('what stands beside an open document stays once its folder is ignored', async () => {
    const scene = await workspaceOf({
      'k/README.md': 'x\n',
      'k/compose.yaml': BASE,
      'k/other.md': 'http://a.b:1\n',
    });
    await scene.workspace.change(`${ROOT}k/README.md`, 'http://localhost:8080\n');
    await ignore(scene, 'k/\n');
    expect(known(scene)).toEqual(['k/README.md', 'k/compose.yaml']);
    expect(projectsOf(scene)).toEqual(['k/compose.yaml']);
  });
});

test('the projects of a folder do not tell which file came first', async () => {
  const files = {
    'q/p.pod': '[Pod]\nPublishPort=8080:80\n',
    'q/a.container': '[Container]\nImage=x\nPublishPort=8080:80\n',
  };
  const scene = await workspaceOf({ 'q/p.pod': files['q/p.pod'] });
  scene.texts.set(`${ROOT}q/a.container`, files['q/a.container']);
  await scene.workspace.refresh([`${ROOT}q/a.container`]);
  expect(projectsOf(scene)).toEqual(['q/a.container+q/p.pod']);
});

test.each([
  'web_conf',
  'web.tmpl',
  'user-data.tpl',
  'map.yaml.erb',
  'haproxy.cfg.hbs',
  'env-defaults',
  '.env_sample',
  'Dockerfile8080',
  'DockerfileBase',
])('%s is searched', async name => {
  const { workspace } = await workspaceOf({ [name]: 'FROM a\nEXPOSE 80\nX=http://localhost:8080\n' });
  expect(workspace.document(ROOT + name)).toBeDefined();
});

test.each(['environment', 'Dockerfiles', 'web.erb', 'yarn.lock.tmpl'])('%s is not', async name => {
  const { workspace } = await workspaceOf({ [name]: 'FROM a\nEXPOSE 80\nX=http://localhost:8080\n' });
  expect(workspace.document(ROOT + name)).toBeUndefined();
});

describe('what there was no room for is read once there is', () => {
  const services = Array.from(
    { length: 5000 },
    (_, at) => `  s${at}: {image: nginx, ports: ["80", "81", "82", "83"]}\n`,
  );
  const long = `services:\n${services.join('')}`;
  const full = () =>
    workspaceOf(Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map(name => [`${name}/compose.yaml`, long])));
  const known = ({ workspace }: MemoryWorkspace) =>
    [...workspace.documents().keys()].map(uri => uri.slice(ROOT.length));

  test('when files go', async () => {
    const scene = await full();
    expect(known(scene)).toEqual(['a/compose.yaml', 'b/compose.yaml', 'c/compose.yaml']);
    expect(scene.notices.map(({ message }) => message)).toContain(
      'holds more than the 160 MB that Portolan keeps',
    );
    const gone = ['a', 'b'].map(name => `${ROOT}${name}/compose.yaml`);
    for (const uri of gone) scene.texts.delete(uri);
    await scene.workspace.refresh(gone);
    expect(known(scene)).toEqual(['c/compose.yaml', 'd/compose.yaml', 'e/compose.yaml']);
    expect(scene.workspace.projects().map(({ root }) => root.folder)).toEqual(
      ['c/', 'd/', 'e/'].map(folder => ROOT + folder),
    );
  });

  test('when they are ignored, but for what is ignored itself', async () => {
    const scene = await full();
    scene.texts.set(`${ROOT}.gitignore`, 'a/\nd/\n');
    await scene.workspace.refresh([`${ROOT}.gitignore`]);
    expect(known(scene)).toEqual(['b/compose.yaml', 'c/compose.yaml', 'e/compose.yaml']);
  });

  test('when a folder is not searched any more, and when it is again', async () => {
    const scene = await full();
    scene.texts.set(`${ROOT}.gitignore`, 'a/\n');
    await scene.workspace.searchAgain([ROOT]);
    expect(known(scene)).toEqual(['b/compose.yaml', 'c/compose.yaml', 'd/compose.yaml']);
  });
});

describe('patterns that take too long to try do not count, and that is told', () => {
  // Each holds what the name has, in this order, and something that it has not.
  const pattern = `${'*a'.repeat(100)}*[z]*`;
  const names = Array.from({ length: 40 }, (_, index) => `${'a'.repeat(200)}${index}.yaml`);
  const TOLD = 'has patterns of what to leave out that take too long to try: not all of them count';

  test('of `.gitignore`, in a search', async () => {
    const ignored = Array.from({ length: 95 }, () => pattern);
    const scene = await workspaceOf({
      '.gitignore': `own.yaml\n${ignored.join('\n')}\n`,
      'own.yaml': BASE,
      ...Object.fromEntries(names.map(name => [name, BASE])),
    });
    expect(scene.notices.filter(({ message }) => message === TOLD)).toEqual([
      { uri: ROOT, message: TOLD, isGap: true },
    ]);
    expect(scene.workspace.documents().size).toBe(names.length);
  });

  test('one whose texts a name lacks takes no time', async () => {
    const ignored = Array.from({ length: 95 }, (_, index) => `${'*a'.repeat(100)}*z${index}*`);
    const scene = await workspaceOf({
      '.gitignore': ignored.join('\n'),
      ...Object.fromEntries(names.map(name => [name, BASE])),
    });
    expect(scene.notices).toEqual([]);
    expect(scene.workspace.documents().size).toBe(names.length);
  });
});
