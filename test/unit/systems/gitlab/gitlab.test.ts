// biome-ignore-all lint/suspicious/noTemplateCurlyInString: so GitLab writes its variables.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findingsIn } from '../../../../server/src/rules/judge';
import { DEFAULT_SETTINGS } from '../../../../server/src/rules/settings';
import { formatOf } from '../../../../server/src/systems/all';
import { isPipelineReading, readPipeline } from '../../../../server/src/systems/gitlab/reading';
import { namesOfImage } from '../../../../server/src/systems/gitlab/services';
import { ROOT, workspaceOf } from '../../support/memory';
import { renamedLines, sceneOf } from '../../support/scene';

const PATH = '.gitlab-ci.yml';

// GitLab Runner at d79f3e7b, helpers/container/services/test/test.go: what it tests itself with.
describe('the host names of an image', () => {
  const DIGEST = '@sha256:123456789012345678901234567890123456789012345678901234567890abcd';
  test.each([
    ['service', ['service']],
    ['service:version', ['service']],
    ['namespace/service', ['namespace__service', 'namespace-service']],
    ['namespace/service:version', ['namespace__service', 'namespace-service']],
    ['domain.tld/service', ['domain.tld__service', 'domain.tld-service']],
    [
      'domain.tld/namespace/service:version',
      ['domain.tld__namespace__service', 'domain.tld-namespace-service'],
    ],
    ['domain.tld:8080/service', ['domain.tld__service', 'domain.tld-service']],
    ['domain.tld:8080/service:version', ['domain.tld__service', 'domain.tld-service']],
    [
      'subdomain.domain.tld:8080/namespace/service:version',
      ['subdomain.domain.tld__namespace__service', 'subdomain.domain.tld-namespace-service'],
    ],
    [`service${DIGEST}`, ['service']],
    [`namespace/service${DIGEST}`, ['namespace__service', 'namespace-service']],
    [`domain.tld:8080/service${DIGEST}`, ['domain.tld__service', 'domain.tld-service']],
    ['', []],
    ['a b', []],
  ])('%j', (image, expected) => {
    expect(namesOfImage(image)).toEqual(expected);
  });
});

test('what jobs share is read once for all of them', () => {
  const text =
    'default:\n  services: [redis]\n  before_script: [serve --port 8080]\na: {script: x}\nb: {script: x}\n';
  const [a, b] = readPipeline(text, ROOT + PATH).jobs;
  expect(a?.services).toHaveLength(1);
  expect(a?.namedPorts).toHaveLength(1);
  expect(b?.services[0]).toBe(a?.services[0]);
  expect(b?.namedPorts[0]).toBe(a?.namedPorts[0]);
});

test('lists that refer to each other are looked through in their order, those with more than others say, too', () => {
  const text = `.b:\n  services: [c, [d, []]]\na:\n  script: x\n  services: [${'[], '.repeat(60)}a, !reference [.b, services], e]\n`;
  const [job] = readPipeline(text, ROOT + PATH).jobs;
  expect(job?.services.map(({ name }) => name.value)).toEqual(['a', 'c', 'd', 'e']);
});

/** The host names of the services of each job. */
async function namesIn(text: string): Promise<Readonly<Record<string, readonly string[]>>> {
  const { workspace } = await workspaceOf({ [PATH]: text });
  return Object.fromEntries(
    workspace
      .projectsWith(ROOT + PATH)
      .map(({ root, units }) => [root.part ?? '', [...units.values()].flatMap(({ hostNames }) => hostNames)]),
  );
}

const SCRIPT = '  script: [make]\n';
const SYNTAX = 'GitLab, "CI/CD YAML syntax reference"';
const RUNNER = 'GitLab Runner, executors/docker/services.go createFromServiceDefinition';

describe('which services a job has', () => {
  test.each<readonly [string, string, Readonly<Record<string, readonly string[]>>, string]>([
    ['its own', `a:\n  services: [postgres:16, "redis:7"]\n${SCRIPT}`, { a: ['postgres', 'redis'] }, SYNTAX],
    [
      'with an alias, and its own name',
      `a:\n  services: [{ name: postgres, alias: db }]\n${SCRIPT}`,
      { a: ['db', 'postgres'] },
      RUNNER,
    ],
    [
      'with several aliases',
      `a:\n  services: [{ name: postgres, alias: "db, pg sql" }]\n${SCRIPT}`,
      { a: ['db', 'pg', 'sql', 'postgres'] },
      'GitLab Runner, spec.Image.Aliases',
    ],
    ['by a default', `default: { services: [redis] }\na:\n${SCRIPT}`, { a: ['redis'] }, SYNTAX],
    [
      'of all',
      `services: [redis]\na:\n${SCRIPT}`,
      { a: ['redis'] },
      `${SYNTAX}: globally, which is deprecated`,
    ],
    [
      'its own in the place of the default',
      `default: { services: [redis] }\na:\n  services: [mysql]\n${SCRIPT}`,
      { a: ['mysql'] },
      SYNTAX,
    ],
    [
      'none in the place of the default',
      `default: { services: [redis] }\na:\n  services: []\n${SCRIPT}`,
      {},
      SYNTAX,
    ],
    [
      'no default',
      `default: { services: [redis] }\na:\n  inherit: { default: false }\n${SCRIPT}`,
      {},
      `${SYNTAX}, inherit:default`,
    ],
    [
      'some defaults',
      `default: { services: [redis] }\na:\n  inherit: { default: [image] }\n${SCRIPT}b:\n  inherit: { default: [services] }\n${SCRIPT}`,
      { b: ['redis'] },
      `${SYNTAX}, inherit:default`,
    ],
    [
      'by a hidden job',
      `.base:\n  services: [redis]\na:\n  extends: .base\n${SCRIPT}`,
      { a: ['redis'] },
      `${SYNTAX}, extends`,
    ],
    [
      'by the last of several',
      `.x:\n  services: [x]\n.y:\n  services: [y]\na:\n  extends: [.x, .y]\n${SCRIPT}`,
      { a: ['y'] },
      `${SYNTAX}, extends`,
    ],
    [
      'in a circle',
      `.x:\n  extends: .y\n.y:\n  extends: .x\na:\n  extends: .x\n  services: [z]\n${SCRIPT}`,
      { a: ['z'] },
      'GitLab refuses it',
    ],
    ['of another file', `a:\n  extends: .elsewhere\n${SCRIPT}`, {}, 'what is included is not read'],
    ['by an anchor', `.s: &s [redis]\na:\n  services: *s\n${SCRIPT}`, { a: ['redis'] }, 'YAML'],
    [
      'by a reference',
      `.b:
  services: [redis]
a:
  services: !reference [.b, services]
${SCRIPT}`,
      { a: ['redis'] },
      `${SYNTAX}, !reference`,
    ],
    [
      'by a reference among others',
      `.b:
  services: [redis]
a:
  services: [mysql, !reference [.b, services]]
${SCRIPT}`,
      { a: ['mysql', 'redis'] },
      `${SYNTAX}, !reference`,
    ],
    [
      'by a reference to another file',
      `a:
  services: !reference [.b, services]
${SCRIPT}`,
      {},
      'what is included is not read',
    ],
    [
      'by references in a circle',
      `.b:
  services: !reference [.b, services]
a:
  services: !reference [.b, services]
${SCRIPT}`,
      {},
      'GitLab refuses it',
    ],
    [
      'with a variable',
      `a:\n  services: ["$CI_REGISTRY/db", { name: "$IMAGE", alias: db }]\n${SCRIPT}`,
      { a: ['db'] },
      'unknown',
    ],
    [
      'a name that is taken',
      `a:\n  services: [{ name: mysql, alias: db }, { name: mariadb, alias: db }]\n${SCRIPT}`,
      { a: ['db', 'mysql', 'mariadb'] },
      RUNNER,
    ],
    [
      'behind a header',
      `spec:\n  inputs: {}\n---\na:\n  services: [redis]\n${SCRIPT}`,
      { a: ['redis'] },
      `${SYNTAX}, spec`,
    ],
  ])('%s', async (_name, text, expected, _source) => {
    expect(await namesIn(text)).toEqual(expected);
  });
});

describe('what names a service', () => {
  const text = [
    'variables:',
    '  DATABASE_URL: postgres://u@postgres:‸5432/db',
    '  POSTGRES_HOST: postgres',
    '  POSTGRES_PORT: 5432',
    'test:',
    '  image: node:22',
    '  services:',
    '    - postgres:16',
    '    - name: tutum/wordpress:latest',
    '      variables: { WORDPRESS_DB: "postgres:5432" }',
    '  script:',
    '    - psql postgres://u@postgres:5432/db',
    '    - curl http://tutum-wordpress:8080 http://tutum__wordpress:8080',
    'other:',
    '  services: [{ name: mysql, alias: postgres }]',
    '  script:',
    '    - psql postgres://u@postgres:5432/db',
    '',
  ].join('\n');

  test('moves with what names it', async () => {
    const own = text.slice(0, text.indexOf('other:'));
    const scene = await sceneOf({
      [PATH]: own,
      'compose.yaml': 'services:\n  postgres: { image: postgres, ports: ["5432:5432"] }\n',
    });
    expect(renamedLines(scene, '6000')).toMatchInlineSnapshot(`
      [
        ".gitlab-ci.yml:2 DATABASE_URL: postgres://u@postgres:6000/db",
        ".gitlab-ci.yml:4 POSTGRES_PORT: 6000",
        ".gitlab-ci.yml:10 variables: { WORDPRESS_DB: "postgres:6000" }",
        ".gitlab-ci.yml:12 - psql postgres://u@postgres:6000/db",
      ]
    `);
  });

  test('is that of its own job', async () => {
    const scene = await sceneOf({
      [PATH]: text
        .replace('‸', '')
        .replace('psql postgres://u@postgres:5432', 'psql postgres://u@postgres:‸5432')
        .replace(/^ {2}(?:DATABASE|POSTGRES).*\n/gm, ''),
    });
    expect(renamedLines(scene, '6000')).toMatchInlineSnapshot(`
      [
        ".gitlab-ci.yml:7 variables: { WORDPRESS_DB: "postgres:6000" }",
        ".gitlab-ci.yml:9 - psql postgres://u@postgres:6000/db",
      ]
    `);
  });

  test('by either of its names', async () => {
    const scene = await sceneOf({
      [PATH]: text.replace('‸', '').replace('wordpress:8080 ', 'wordpress:‸8080 '),
    });
    expect(renamedLines(scene, '6000')).toMatchInlineSnapshot(`
      [
        ".gitlab-ci.yml:13 - curl http://tutum-wordpress:6000 http://tutum__wordpress:6000",
      ]
    `);
  });
});

test('nothing is published, and nothing is said', async () => {
  const { workspace } = await workspaceOf({
    [PATH]: `default: { services: [redis, "postgres:16"] }\na:\n  script: ["curl http://localhost:6379 http://redis:6379"]\nb:\n${SCRIPT}`,
    'compose.yaml': 'services:\n  redis: { image: redis, ports: ["6379:6379"] }\n',
  });
  for (const document of workspace.documents().values())
    expect(findingsIn(workspace, document, DEFAULT_SETTINGS)).toEqual([]);
  expect(workspace.publishersOf(6379)).toHaveLength(1);
});

test.each([
  [PATH, 'a:\n  services: [x]\n', 'gitlab'],
  ['ci/build.gitlab-ci.yml', 'a:\n  services: [x]\n', 'gitlab'],
  [PATH, 'a:\n  script: [x]\n', 'text'],
  ['gitlab.yml', 'a:\n  services: [x]\n', 'text'],
])('%s', (path, text, format) => {
  expect(formatOf(ROOT + path, text)).toBe(format);
});

test('nothing is thrown for what a text holds', () => {
  const words = [
    'a:',
    '.b:',
    'default:',
    'services:',
    'extends: .b',
    'name: x',
    'alias: y',
    '- ',
    '$X',
    '---',
    '\n',
    '  ',
    '*x',
    '&x ',
    '!reference ',
    '{',
    '}',
    '[',
    ']',
    'script: ',
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...words), { maxLength: 60 }), parts => {
      expect(isPipelineReading(readPipeline(parts.join(''), ROOT + PATH))).toBe(true);
    }),
  );
});

test('jobs that take over more than is read are left out, and that is told', () => {
  const variables = Array.from({ length: 300 }, (_, index) => `  A${index}: "x"\n`).join('');
  const job = (index: number) => `j${index}:\n  services: [postgres]\n  script: x\n`;
  const text = (count: number) =>
    `variables:\n${variables}${Array.from({ length: count }, (_, index) => job(index)).join('')}`;
  // Each takes a service, a line and 300 variables.
  expect(readPipeline(text(165), 'file:///w').troubles).toEqual([]);
  const { jobs, troubles } = readPipeline(text(166), 'file:///w');
  expect(jobs).toHaveLength(165);
  expect(troubles.map(({ message }) => message)).toEqual([
    'Its jobs take over more than 50,000 variables and lines of what they share, the most that Portolan reads: further jobs are left out.',
  ]);
});
