// biome-ignore-all lint/suspicious/noTemplateCurlyInString: so Compose writes its variables.
import { describe, expect, test } from 'vitest';
import { hoverAt } from '../../../server/src/features/hover';
import { escapeMarkdown } from '../../../server/src/features/markdown';
import { isComposeProject } from '../../../server/src/systems/compose/project';
import type { Project } from '../../../server/src/systems/project';
import { displayValue } from '../../../server/src/text/template';
import { ROOT } from '../support/memory';
import { type Scene, sceneOf, show } from '../support/scene';

/** A project as `compose.yaml: web 8080>80, db 5432`. */
function showProject({ root, units }: Project): string {
  const files = root.files.map(uri => uri.replace(ROOT, '')).join('+');
  const ports = [...units.values()].flatMap(({ name, mappings }) =>
    mappings.map(({ published, target }) =>
      [name, [published, target].flatMap(part => (part ? displayValue(part.text.value) : [])).join('>')].join(
        ' ',
      ),
    ),
  );
  return `${files}: ${ports.join(', ')}`;
}

function projectsOf({ workspace }: Scene): readonly string[] {
  return workspace.projects().map(showProject).sort();
}

/** What keeps parts of a project from being read, at its place, as a notice and as a hover. */
function problemsOf(scene: Scene): readonly string[] {
  const problems = scene.workspace.projects().flatMap(project => project.problems);
  for (const problem of problems) {
    const document = scene.workspace.document(problem.uri);
    if (!document) throw new Error(`${problem.uri} is not read`);
    const before = document.text.slice(0, problem.span.start).split('\n');
    const position = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
    const hover = hoverAt(scene.workspace, document, position);
    expect(hover?.markdown).toBe(escapeMarkdown(problem.message));
    expect(scene.notices.map(({ uri, message }) => `${uri} ${message}`)).toContain(
      `${problem.uri} ${problem.message}`,
    );
  }
  return [...new Set(problems.map(problem => `${show(scene, problem)} ${problem.message}`))];
}

function service(name: string, ports: string): string {
  return `services:\n  ${name}:\n    image: x\n    ports: [${ports}]\n`;
}

describe('which files form a project', () => {
  test.each([
    ['compose.yaml before all others', ['compose.yaml', 'compose.yml', 'docker-compose.yml'], 'compose.yaml'],
    ['compose.yml next', ['compose.yml', 'docker-compose.yml', 'docker-compose.yaml'], 'compose.yml'],
    ['docker-compose.yml next', ['docker-compose.yml', 'docker-compose.yaml'], 'docker-compose.yml'],
    ['docker-compose.yaml last', ['docker-compose.yaml'], 'docker-compose.yaml'],
  ])('%s', async (_name, names, first) => {
    const scene = await sceneOf(Object.fromEntries(names.map(name => [name, service('web', '"8080:80"')])));
    const asked = scene.workspace.projects().filter(({ root }) => !root.isPassedOver);
    expect(asked.map(showProject)).toEqual([`${first}: web 8080>80`]);
  });

  test.each([
    ['compose.override.yaml', 'compose.yaml'],
    ['compose.override.yml', 'compose.yaml'],
    ['docker-compose.override.yml', 'docker-compose.yml'],
    ['docker-compose.override.yaml', 'compose.yml'],
  ])('%s is laid over %s', async (twin, main) => {
    const scene = await sceneOf({ [main]: service('web', '"8080:80"'), [twin]: service('web', '"8081:81"') });
    expect(projectsOf(scene)).toEqual([`${main}+${twin}: web 8080>80, web 8081>81`]);
  });

  test('an overlay is laid over the base, never over another; what is whole stands alone', async () => {
    const overlay = (ports: string) => `services:\n  web:\n    ports: [${ports}]\n`;
    const scene = await sceneOf({
      'compose.yaml': service('web', '"8080:80"'),
      'compose.dev.yaml': overlay('"9229:9229"'),
      'compose.test.yaml': overlay('"9230:9229"'),
      'compose.tools.yaml': service('adminer', '"8081:8080"'),
      'compose.whole.yaml': service('web', '"8080:80"'),
    });
    expect(projectsOf(scene)).toEqual([
      'compose.tools.yaml: adminer 8081>8080',
      'compose.whole.yaml: web 8080>80',
      'compose.yaml+compose.dev.yaml: web 8080>80, web 9229>9229',
      'compose.yaml+compose.test.yaml: web 8080>80, web 9230>9229',
      'compose.yaml: web 8080>80',
    ]);
  });

  test.each([
    ['COMPOSE_FILE=one.yaml:two.yaml\n'],
    ['COMPOSE_FILE=one.yaml;two.yaml\n'],
    ['COMPOSE_PATH_SEPARATOR=,\nCOMPOSE_FILE=one.yaml,two.yaml\n'],
    ['COMPOSE_FILE=./one.yaml:sub/../two.yaml\n'],
  ])('%j', async env => {
    const scene = await sceneOf({
      '.env': env,
      'one.yaml': service('a', '"8080:80"'),
      'two.yaml': service('a', '"8081:81"'),
    });
    expect(scene.workspace.projects().map(({ units }) => units.get('a')?.mappings.length)).toEqual([2]);
  });

  // Docker Compose 2.40: `docker compose config`.
  test('COMPOSE_FILE in another folder: there paths start, and its variables count behind those of the own', async () => {
    const scene = await sceneOf({
      '.env': 'COMPOSE_FILE=infra/compose.yaml:over/more.yaml\nP=1111\n',
      'infra/.env': 'P=3333\nQ=4444\n',
      'infra/compose.yaml':
        'include: [part.yaml]\nservices:\n  a:\n    image: a\n    ports: ["${P}:80", "${Q}:81"]\n',
      'infra/part.yaml': service('b', '"8080:80"'),
      'infra/base.yaml': 'services:\n  e:\n    ports: ["8081:81"]\n',
      'over/more.yaml':
        'services:\n  a:\n    extends: { file: base.yaml, service: e }\n    env_file: vars.env\n    build: ../app\n',
      'infra/vars.env': 'A_PORT=1\n',
      'app/Dockerfile': 'FROM a\n',
    });
    const [project, ...others] = scene.workspace.projectsIn(ROOT);
    expect(others).toEqual([]);
    expect(project && showProject(project)).toBe(
      'infra/compose.yaml+over/more.yaml: b 8080>80, a 1111>80, a 4444>81, a 8081>81',
    );
    expect(project?.problems).toEqual([]);
    expect([...(project?.variableReaders.keys() ?? []), ...(project?.builders.keys() ?? [])]).toEqual([
      `${ROOT}infra/vars.env`,
      `${ROOT}app/Dockerfile`,
    ]);
  });

  test('COMPOSE_FILE leaves the default name out', async () => {
    const scene = await sceneOf({
      '.env': 'COMPOSE_FILE=other.yaml\n',
      'other.yaml': service('a', '"8080:80"'),
      'compose.yaml': service('b', '"8080:80"'),
    });
    expect(
      scene.workspace
        .projects()
        .filter(({ root }) => !root.isPassedOver)
        .map(showProject),
    ).toEqual(['other.yaml: a 8080>80']);
  });
});

describe('merging', () => {
  test.each([
    ['appends', '["8081:81"]', 'web 8080>80, web 8081>81'],
    ['merges what is alike', '["8080:80"]', 'web 8080>80'],
    ['keeps what differs in its protocol', '["8080:80/udp"]', 'web 8080>80, web 8080>80'],
    ['replaces with !override', '!override ["8081:81"]', 'web 8081>81'],
    ['empties with !reset', '!reset []', ''],
  ])('%s', async (_name, ports, expected) => {
    const scene = await sceneOf({
      'compose.yaml': service('web', '"8080:80"'),
      'compose.override.yaml': `services:\n  web:\n    ports: ${ports}\n`,
    });
    expect(projectsOf(scene)).toEqual([`compose.yaml+compose.override.yaml: ${expected}`]);
  });
});

describe('include', () => {
  const SUB = service('db', '"${DB_PORT:-5432}:5432"');

  test.each([
    ['short', 'include: [sub/db.yaml]\n', '5432'],
    ['long', 'include:\n  - path: sub/db.yaml\n', '5432'],
    ['long, with a list of paths', 'include:\n  - path: [sub/db.yaml, sub/more.yaml]\n', '5432, db 9000>9'],
    ['with an env_file', 'include:\n  - path: sub/db.yaml\n    env_file: other.env\n', '6432'],
    [
      'with a folder of its own',
      'include:\n  - path: sub/db.yaml\n    project_directory: elsewhere\n',
      '7432',
    ],
  ])('%s', async (_name, include, port) => {
    const scene = await sceneOf({
      'compose.yaml': `${include}${service('web', '"8080:80"')}`,
      'sub/db.yaml': SUB,
      'sub/more.yaml': service('db', '"9000:9"'),
      'other.env': 'DB_PORT=6432\n',
      'elsewhere/.env': 'DB_PORT=7432\n',
    });
    const [first, ...rest] = port.split(', ');
    expect(projectsOf(scene).filter(text => text.startsWith('compose.yaml'))).toEqual([
      `compose.yaml: ${[`db ${first}>5432`, ...rest, 'web 8080>80'].join(', ')}`,
    ]);
    expect(problemsOf(scene)).toEqual([]);
  });

  test('nested, each with its own .env; what the project sets wins', async () => {
    const scene = await sceneOf({
      'compose.yaml': 'include: [a/compose.yaml]\n',
      '.env': 'ONE=1001\n',
      'a/compose.yaml': `include: [b/compose.yaml]\n${service('a', '"${ONE}:1", "${TWO}:2"')}`,
      'a/.env': 'ONE=2001\nTWO=2002\n',
      'a/b/compose.yaml': service('b', '"${TWO}:3", "${THREE}:4"'),
      'a/b/.env': 'TWO=3002\nTHREE=3003\n',
    });
    expect(projectsOf(scene)).toContain('compose.yaml: b 2002>3, b 3003>4, a 1001>1, a 2002>2');
  });

  test.each([
    [
      'missing',
      'include: [nope.yaml]\n',
      'compose.yaml:1 "nope.yaml" include: there is no file "nope.yaml".',
    ],
    [
      'remote',
      'include: ["https://example.com/a.git"]\n',
      'compose.yaml:1 "https://example.com/a.git" include: "https://example.com/a.git" is not a local file: Portolan leaves it out.',
    ],
    [
      'remote, from a registry',
      'include: ["oci://docker.io/a/b"]\n',
      'compose.yaml:1 "oci://docker.io/a/b" include: "oci://docker.io/a/b" is not a local file: Portolan leaves it out.',
    ],
    [
      'outside',
      'include: [../../secret/compose.yaml]\n',
      'compose.yaml:1 "../../secret/compose.yaml" include: "../../secret/compose.yaml" is outside the workspace: Portolan does not read it.',
    ],
    [
      'of itself',
      'include: [compose.yaml]\n',
      'compose.yaml:1 "compose.yaml" Compose refuses this: compose.yaml includes itself through it.',
    ],
  ])('%s: said, and the rest is judged', async (_name, include, problem) => {
    const scene = await sceneOf({ 'compose.yaml': `${include}${service('web', '"8080:80"')}` });
    expect(problemsOf(scene)).toEqual([problem]);
    expect(projectsOf(scene)).toEqual(['compose.yaml: web 8080>80']);
  });

  test('a cycle over two files', async () => {
    const scene = await sceneOf({
      'compose.yaml': `include: [a.yaml]\n${service('web', '"8080:80"')}`,
      'a.yaml': `include: [compose.yaml]\n${service('a', '"8081:80"')}`,
    });
    expect(problemsOf(scene)).toEqual([
      'a.yaml:1 "compose.yaml" Compose refuses this: compose.yaml includes itself through it.',
    ]);
    expect(projectsOf(scene)).toEqual(['compose.yaml: a 8081>80, web 8080>80']);
  });
});

describe('extends', () => {
  test.each([
    [
      'the same file',
      'services:\n  base:\n    image: x\n    ports: ["1:1"]\n  web:\n    extends: base\n    ports: ["2:2"]\n',
      'base 1>1, web 1>1, web 2>2',
    ],
    [
      'the same file, long',
      'services:\n  base:\n    image: x\n    ports: ["1:1"]\n  web:\n    extends: { service: base }\n',
      'base 1>1, web 1>1',
    ],
    [
      'another file',
      'services:\n  web:\n    extends: { file: common.yaml, service: base }\n    ports: ["2:2"]\n',
      'web 9>9, web 2>2',
    ],
    ['a chain', 'services:\n  web:\n    extends: { file: chain.yaml, service: top }\n', 'web 9>9, web 8>8'],
  ])('%s', async (_name, compose, expected) => {
    const scene = await sceneOf({
      'compose.yaml': compose,
      'common.yaml': 'services:\n  base:\n    image: x\n    ports: ["9:9"]\n',
      'chain.yaml':
        'services:\n  top:\n    extends: middle\n  middle:\n    extends: { file: common.yaml, service: base }\n    ports: ["8:8"]\n',
    });
    expect(projectsOf(scene).filter(text => text.startsWith('compose.yaml'))).toEqual([
      `compose.yaml: ${expected}`,
    ]);
    expect(problemsOf(scene)).toEqual([]);
  });

  test.each([
    [
      'a service that is not there',
      'services:\n  web:\n    extends: nope\n    ports: ["1:1"]\n',
      ['compose.yaml:3 "nope" Compose refuses this: "web" extends "nope", which compose.yaml does not have.'],
      'web 1>1',
    ],
    [
      'a service that another file does not have',
      'services:\n  web:\n    extends: { file: common.yaml, service: nope }\n    ports: ["1:1"]\n',
      ['compose.yaml:3 "nope" Compose refuses this: "web" extends "nope", which common.yaml does not have.'],
      'web 1>1',
    ],
    [
      'a file that is not there',
      'services:\n  web:\n    extends: { file: nope.yaml, service: base }\n    ports: ["1:1"]\n',
      ['compose.yaml:3 "nope.yaml" extends: there is no file "nope.yaml".'],
      'web 1>1',
    ],
    [
      'itself, over another',
      'services:\n  a:\n    extends: b\n    ports: ["1:1"]\n  b:\n    extends: a\n    ports: ["2:2"]\n',
      [
        'compose.yaml:3 "b" Compose refuses this: "a" extends itself through it.',
        'compose.yaml:6 "a" Compose refuses this: "b" extends itself through it.',
      ],
      'a 1>1, a 2>2, b 2>2, b 1>1',
    ],
  ])('%s: said, and the rest is judged', async (_name, compose, problems, expected) => {
    const scene = await sceneOf({
      'compose.yaml': compose,
      'common.yaml': 'services:\n  base:\n    image: x\n    ports: ["9:9"]\n',
    });
    expect([...problemsOf(scene)].sort()).toEqual(problems);
    const entries = (text: string) =>
      text
        .replace(/^[^:]*: /, '')
        .split(', ')
        .sort();
    const [project] = projectsOf(scene).filter(text => text.startsWith('compose.yaml'));
    expect(entries(project ?? '')).toEqual(entries(expected));
  });
});

describe('what cannot be read', () => {
  test.each([
    ['env_file', 'image: x\n    env_file: ../../secret.env', '../../secret.env'],
    ['dockerfile', 'build: { context: ., dockerfile: /etc/Dockerfile }', '/etc/Dockerfile'],
    ['dockerfile', 'build: ../../elsewhere', '../../elsewhere'],
  ])('%s outside the workspace is not read, and hover says so: %s', async (key, lines, path) => {
    const scene = await sceneOf({
      'compose.yaml': `services:\n  web:\n    ${lines}\n    ports: ["8080:80"]\n`,
    });
    expect(problemsOf(scene).map(problem => problem.replace(/^\S+ /, ''))).toEqual([
      `"${path}" ${key}: "${path}" is outside the workspace: Portolan does not read it.`,
    ]);
    expect(projectsOf(scene)).toEqual(['compose.yaml: web 8080>80']);
  });

  test('a service written twice', async () => {
    const scene = await sceneOf({
      'compose.yaml':
        'services:\n  web:\n    image: x\n    ports: ["1:1"]\n  web:\n    image: x\n    ports: ["2:2"]\n',
    });
    expect(problemsOf(scene)).toEqual([
      'compose.yaml:5 "web" Compose refuses this: the service "web" is written twice.',
    ]);
    expect(projectsOf(scene)).toEqual(['compose.yaml: web 1>1']);
  });

  test('an alias without its anchor', async () => {
    const scene = await sceneOf({
      'compose.yaml':
        'services:\n  web:\n    image: x\n    ports: *nope\n  api:\n    image: x\n    ports: ["2:2"]\n',
    });
    expect(scene.notices).toEqual([
      {
        uri: `${ROOT}compose.yaml`,
        message: 'cannot be read as a whole: The alias *nope has no anchor &nope before it.',
        isGap: true,
      },
    ]);
    expect(projectsOf(scene)).toEqual(['compose.yaml: api 2>2']);
  });

  test('a line of .env', async () => {
    const scene = await sceneOf({
      '.env': 'A=1\nnot a line!\nB=2\n',
      'compose.yaml': service('web', '"${A}:1", "${B}:2"'),
    });
    expect(scene.notices.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^cannot be read as a whole: .*not a line!/),
    ]);
    expect(projectsOf(scene)).toEqual(['compose.yaml: web 1>1, web 2>2']);
  });
});

describe('networks', () => {
  test('are merged over files, with the names that a service joins and is called by', async () => {
    const scene = await sceneOf({
      'compose.yaml': [
        'include: [more.yaml]',
        'services:',
        '  web: {image: x, networks: [front]}',
        '  db: {image: x, networks: {back: {aliases: [database, "${OTHER}"]}}}',
        '  alone: {image: x}',
        'networks: {front: , back: {internal: "${INSIDE}"}, later: {internal: true}}',
      ].join('\n'),
      'compose.override.yaml': [
        'services:',
        '  web: {networks: [later]}',
        '  db: {networks: !override [front]}',
        'networks: {back: , later: {internal: false}}',
      ].join('\n'),
      'more.yaml': 'services: {}\nnetworks: {included: {internal: yes}}\n',
      '.env': 'INSIDE=true\nOTHER=store\n',
    });
    const [project] = scene.workspace.projects().filter(isComposeProject);
    expect(project && [...project.networks].map(([name, { internal }]) => [name, internal])).toEqual([
      ['included', true],
      ['front', false],
      ['back', true],
      ['later', false],
    ]);
    expect([...(project?.units.values() ?? [])].map(({ name, networks }) => [name, networks])).toEqual([
      ['web', ['front', 'later']],
      ['db', ['front']],
      ['alone', undefined],
    ]);
  });

  test('aliases are interpolated', async () => {
    const scene = await sceneOf({
      'compose.yaml':
        'services:\n  db: {image: x, networks: {back: {aliases: [database, "${OTHER}"]}}}\nnetworks: {back: }\n',
      '.env': 'OTHER=store\n',
    });
    const db = scene.workspace.projects().find(isComposeProject)?.units.get('db');
    expect(db?.aliases.map(({ value }) => value.value)).toEqual(['database', 'store']);
  });
});

describe('what Docker Compose 2.40 says of', () => {
  const base = { 'base.yaml': service('a', '"1:1"') };
  const unlike = { 'm.yaml': service('a', '"1:1"'), 'n.yaml': service('a', '"2:2"') };
  const over = (text: string, ports = '"1:1"') => ({
    'compose.yaml': service('a', ports),
    'compose.override.yaml': text,
  });
  const one = (keys: string) => ({ 'compose.yaml': `services: {a: {${keys}}}\n` });
  const MERGED = 'x-c: &c {image: x, ports: ["1:1"]}\n';
  const TWICE = (key: string) => [`Compose refuses this: "${key}" is written twice.`];
  test.each<[string, Readonly<Record<string, string>>, string, readonly string[]]>([
    [
      '!reset under extends',
      {
        'compose.yaml': 'services: {a: {extends: {file: base.yaml, service: a}, ports: !reset []}}\n',
        ...base,
      },
      '',
      [],
    ],
    [
      '!override under extends',
      {
        'compose.yaml': 'services: {a: {extends: {file: base.yaml, service: a}, ports: !override ["3:3"]}}\n',
        ...base,
      },
      'a 3>3',
      [],
    ],
    [
      '!reset in an extension that two services merge',
      {
        'compose.yaml': `${service('a', '"1:1"')}  b: {image: x, ports: ["4:4"]}\n`,
        'compose.override.yaml': 'x-c: &c\n  ports: !reset []\nservices:\n  a: {<<: *c}\n  b: {<<: *c}\n',
      },
      'a 1>1, b 4>4',
      [],
    ],
    [
      '!reset of a service',
      {
        'compose.yaml': `${service('a', '"1:1"')}  b: {image: x, ports: ["4:4"]}\n`,
        'compose.override.yaml': 'services: {a: !reset {image: y}}\n',
      },
      'b 4>4',
      [],
    ],
    [
      'several env_file of an include: the last wins',
      {
        'compose.yaml': 'include: [{path: m.yaml, env_file: [e1.env, e2.env]}]\nservices: {}\n',
        'm.yaml': service('a', '"${P}:1"'),
        'e1.env': 'P=1\n',
        'e2.env': 'P=2\n',
      },
      'a 2>1',
      [],
    ],
    [
      'network_mode beside networks',
      { 'compose.yaml': 'services: {a: {image: x, network_mode: host, networks: [n]}}\nnetworks: {n: }\n' },
      '',
      ['Compose refuses this: "a" has network_mode and networks, which exclude each other.'],
    ],
    [
      'a service that an included file has too',
      { 'compose.yaml': `include: [m.yaml]\n${service('a', '"2:2"')}`, 'm.yaml': service('a', '"1:1"') },
      'a 2>2',
      ['Compose refuses this: an included file has a service "a" already.'],
    ],
    [
      'two included files with unlike services of one name',
      { 'compose.yaml': 'include: [m.yaml, n.yaml]\n', ...unlike },
      'a 1>1',
      ['Compose refuses this: another included file has a service "a" that differs.'],
    ],
    [
      'two included files with alike services of one name',
      {
        'compose.yaml': 'include: [m.yaml, n.yaml]\n',
        'm.yaml': unlike['m.yaml'],
        'n.yaml': unlike['m.yaml'],
      },
      'a 1>1',
      [],
    ],
    [
      'two included files with services that are alike but for the environment of their folders',
      {
        'compose.yaml': 'include: [m.yaml, n/n.yaml]\n',
        'm.yaml': service('a', '"${P:-1}:1"'),
        'n/n.yaml': service('a', '"${P:-1}:1"'),
        'n/.env': 'P=2\n',
      },
      'a 1>1',
      ['Compose refuses this: another included file has a service "a" that differs.'],
    ],
    [
      'two included files that build in folders of their own',
      {
        'compose.yaml': 'include: [m.yaml, n/n.yaml]\n',
        'm.yaml': 'services: {a: {build: .}}\n',
        'n/n.yaml': 'services: {a: {build: .}}\n',
      },
      '',
      ['Compose refuses this: another included file has a service "a" that differs.'],
    ],
    [
      'includes of two documents with one service: they are merged',
      {
        'compose.yaml': 'include: [m.yaml]\nservices: {}\n---\ninclude: [n.yaml]\nservices: {}\n',
        ...unlike,
      },
      'a 1>1, a 2>2',
      [],
    ],
    ['services: !override', over('services: !override {b: {image: x, ports: ["2:2"]}}\n'), 'b 2>2', []],
    [
      'services: !override in a file that includes another',
      {
        'compose.yaml': 'include: [m.yaml]\nservices: !override {b: {image: x, ports: ["3:3"]}}\n',
        ...unlike,
      },
      'a 1>1, b 3>3',
      [],
    ],
    [
      'services: !override in a later document',
      {
        'compose.yaml': `${service('a', '"1:1"')}---\nservices: !override {b: {image: x, ports: ["2:2"]}}\n`,
      },
      'b 2>2',
      [],
    ],
    [
      'services: !reset where nothing else is',
      over('services: !reset {b: {image: x, ports: ["2:2"]}}\n'),
      '',
      ['Compose refuses this: nothing is left of the project.'],
    ],
    ['services: !reset beside another key', over('services: !reset {}\nnetworks: {n: {}}\n'), '', []],
    [
      '!reset of a service in the first file',
      { 'compose.yaml': 'services: {a: !reset {image: x, ports: ["1:1"]}, b: {image: x, ports: ["2:2"]}}\n' },
      'b 2>2',
      [],
    ],
    [
      'services: !reset in the first file',
      {
        'compose.yaml': 'services: !reset {b: {image: x}}\n',
        'compose.override.yaml': service('a', '"1:1"'),
      },
      'a 1>1',
      [],
    ],
    [
      'services: !reset in an included file',
      {
        'compose.yaml': `include: [m.yaml]\n${service('b', '"2:2"')}`,
        'm.yaml': 'services: !reset {a: {image: x}}\n',
      },
      'b 2>2',
      [],
    ],
    [
      '!reset beside a mapping that is merged in: it gives way',
      { 'compose.yaml': `${MERGED}services: {a: {<<: *c, ports: !reset []}}\n` },
      'a 1>1',
      [],
    ],
    [
      '!reset before a mapping that is merged in',
      { 'compose.yaml': `${MERGED}services: {a: {ports: !reset [], <<: *c}}\n` },
      'a 1>1',
      [],
    ],
    [
      '!reset beside a merged mapping: what an earlier file says is gone',
      over(`${MERGED}services: {a: {<<: *c, ports: !reset []}}\n`, '"5:5"'),
      'a 1>1',
      [],
    ],
    [
      '!reset beside a merged mapping that has no such key',
      over('x-c: &c {image: x}\nservices: {a: {<<: *c, ports: !reset []}}\n', '"5:5"'),
      '',
      [],
    ],
    [
      '!reset beside a merged mapping, under extends',
      {
        'compose.yaml': `${MERGED}services: {a: {extends: {file: m.yaml, service: a}, <<: *c, ports: !reset []}}\n`,
        'm.yaml': service('a', '"5:5"'),
      },
      'a 1>1',
      [],
    ],
    ['a key of a service twice', one('image: x, ports: ["1:1"], ports: ["2:2"]'), 'a 2>2', TWICE('ports')],
    [
      'a key twice, once in quotes',
      one('image: x, ports: ["1:1"], "ports": ["1:1"]'),
      'a 1>1',
      TWICE('ports'),
    ],
    ['a key of no port twice', one('image: x, image: y'), '', TWICE('image')],
    ['a key of a port entry twice', one('image: x, ports: [{target: 1, target: 2}]'), 'a 2', TWICE('target')],
    ['a variable twice', one('image: x, environment: {PORT: 1, PORT: 2}'), '', TWICE('PORT')],
    ['a key of deploy twice', one('image: x, deploy: {replicas: 1, replicas: 1}'), '', TWICE('replicas')],
    [
      'services: twice',
      { 'compose.yaml': service('a', '"1:1"') + service('b', '"2:2"') },
      'a 1>1, b 2>2',
      TWICE('services'),
    ],
    [
      'services: twice, in braces',
      { 'compose.yaml': '{services: {a: {image: x}}, services: {b: {image: x, ports: ["2:2"]}}}\n' },
      'b 2>2',
      TWICE('services'),
    ],
    [
      'services: in two documents',
      { 'compose.yaml': `${service('a', '"1:1"')}---\n${service('b', '"2:2"')}` },
      'a 1>1, b 2>2',
      [],
    ],
    ['<<: twice', { 'compose.yaml': `${MERGED}services: {a: {<<: *c, <<: *c}}\n` }, 'a 1>1', TWICE('<<')],
    [
      'a key twice in a mapping that two services merge: said once',
      {
        'compose.yaml':
          'x-c: &c {image: x, ports: ["1:1"], ports: ["2:2"]}\nservices: {a: {<<: *c}, b: *c}\n',
      },
      'a 2>2, b 2>2',
      TWICE('ports'),
    ],
    [
      'a key twice in a file that two services extend: said once',
      {
        'compose.yaml':
          'services: {a: {extends: {file: m.yaml, service: a}}, b: {extends: {file: m.yaml, service: a}}}\n',
        'm.yaml': 'services: {a: {image: x, image: y}}\n',
      },
      '',
      TWICE('image'),
    ],
    [
      'a service that extends an included one',
      { 'compose.yaml': 'include: [m.yaml]\nservices: {b: {extends: a}}\n', 'm.yaml': service('a', '"1:1"') },
      'a 1>1',
      ['Compose refuses this: "b" extends "a", which compose.yaml does not have.'],
    ],
  ])('%s', async (_name, files, expected, refusals) => {
    const [project] = (await sceneOf(files)).workspace.projects();
    expect(project && showProject(project).replace(/^.*?: /, '')).toBe(expected);
    expect(project?.problems.filter(({ isRefusal }) => isRefusal).map(({ message }) => message)).toEqual(
      refusals,
    );
  });
});
