// biome-ignore-all lint/suspicious/noTemplateCurlyInString: so GitHub writes its expressions.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { occurrencesIn } from '../../../../server/src/chart/occurrences';
import { codeLensesIn } from '../../../../server/src/features/code-lenses';
import { hoverAt } from '../../../../server/src/features/hover';
import { portTables } from '../../../../server/src/features/port-table';
import { formatRange } from '../../../../server/src/ports/port';
import { unknownKey } from '../../../../server/src/rules/actions/services';
import { findingsIn } from '../../../../server/src/rules/judge';
import { DEFAULT_SETTINGS, mergeSettings } from '../../../../server/src/rules/settings';
import { isWorkflowReading, readWorkflow } from '../../../../server/src/systems/actions/reading';
import { formatOf } from '../../../../server/src/systems/all';
import { TooMuchWork, within } from '../../../../server/src/text/effort';
import { ROOT, workspaceOf } from '../../support/memory';
import { renamedLines, sceneOf } from '../../support/scene';
import { CONFLICTS, KEYS, LOCALHOST_CASES, PORTS } from './cases';

const PATH = '.github/workflows/test.yml';

const workflow = (jobs: string) => `on: push\njobs:\n${jobs}`;

async function findingsOf(text: string) {
  const { workspace } = await workspaceOf({ [PATH]: text });
  const document = workspace.document(ROOT + PATH);
  if (!document) throw new Error('There is no document.');
  return findingsIn(workspace, document, DEFAULT_SETTINGS);
}

async function said(text: string): Promise<readonly string[]> {
  const findings = await findingsOf(text);
  return findings.map(
    ({ rule, severity, span }) => `${rule} ${severity} ${text.slice(span.start, span.end)}`,
  );
}

test('what aliases repeat is read once, and once for all jobs', () => {
  const keys = Array.from({ length: 400 }, (_, at) => `\${{ job.services.r.ports[${1000 + at}] }}`);
  const text = workflow(
    `  a:\n    services: {r: {image: redis}}\n    steps: &steps\n      - &s\n        run: "x --port 80 ${keys.join(' ')}"\n${'      - *s\n'.repeat(50)}  b:\n    services: {r: {image: redis}}\n    steps: *steps\n`,
  );
  const [a, b] = readWorkflow(text, ROOT + PATH).jobs;
  expect(a?.portKeys.map(({ key }) => key.value)).toEqual(keys.map((_, at) => String(1000 + at)));
  expect(a?.namedPorts.map(({ name }) => name)).toEqual(['port']);
  expect(a?.scripts).toHaveLength(1);
  expect(b?.portKeys[0]).toBe(a?.portKeys[0]);
});

test('each port that is asked for costs the services, and the ports of the one that is meant', async () => {
  const ports = Array.from({ length: 200 }, (_, at) => 2000 + at);
  const text = workflow(
    `  a:\n    services: {r: {image: redis, ports: [${ports.join(', ')}]}}\n    outputs: {o: "${'job.services.r.ports[1] '.repeat(300)}"}\n`,
  );
  const { workspace } = await workspaceOf({ [PATH]: text });
  const document = workspace.document(ROOT + PATH);
  if (!document) throw new Error('There is no document.');
  const judge = () => unknownKey.judgeDocument?.(document, workspace, DEFAULT_SETTINGS);
  expect(() => within(300 * 201, judge)).not.toThrow();
  expect(() => within(300 * 201 - 1, judge)).toThrow(TooMuchWork);
});

describe('ports of a service', () => {
  test.each(PORTS)('$ports ($source)', async ({ ports, reads, refused = [] }) => {
    const text = workflow(`  test:\n    services:\n      a:\n        image: a\n        ports: ${ports}\n`);
    const { workspace } = await workspaceOf({ [PATH]: text });
    const [project] = workspace.projectsWith(ROOT + PATH);
    const mappings = project?.units.get('a')?.mappings ?? [];
    const shown = (range: { from: number; to: number } | null | undefined) =>
      range === undefined ? 'any' : range === null ? '?' : formatRange(range);
    expect(
      mappings.map(
        ({ published, target, protocol }) =>
          `${shown(published?.range)} -> ${shown(target.range)}/${protocol}`,
      ),
    ).toEqual(reads);
    expect(await said(text)).toEqual(refused.map(one => `invalid-port error ${one}`));
    // Whatever ends the lines.
    const windows = `\uFEFF${text.replaceAll('\n', '\r\n')}`;
    expect(await said(windows)).toEqual(refused.map(one => `invalid-port error ${one}`));
  });
});

describe.each([
  ['host ports that two ask for', CONFLICTS],
  ['keys of ports in expressions', KEYS],
  ['localhost in a container', LOCALHOST_CASES],
])('%s', (_, cases) => {
  test.each(cases)('$name ($source)', async ({ jobs, says }) => {
    expect(await said(workflow(jobs))).toEqual(says);
  });
});

test('there are enough cases', () => {
  expect(PORTS.length + CONFLICTS.length + KEYS.length + LOCALHOST_CASES.length).toBeGreaterThan(60);
});

describe('what is offered', () => {
  const fixesOf = async (text: string) => {
    const findings = await findingsOf(text);
    return findings.flatMap(({ fixes }) =>
      fixes.map(({ edits }) =>
        edits.reduceRight(
          (done, { span, newText }) => done.slice(0, span.start) + newText + done.slice(span.end),
          text,
        ),
      ),
    );
  };

  test('the name of the service, and its own port', async () => {
    const text = workflow(
      '  test:\n    runs-on: ubuntu-latest\n    container: node\n    services:\n      db: { image: postgres, ports: ["5433:5432"] }\n    steps:\n      - run: psql postgres://u@localhost:5433/db\n',
    );
    expect(await fixesOf(text)).toEqual([text.replace('localhost:5433', 'db:5432')]);
  });

  test('the port of the container', async () => {
    const text = workflow(
      '  test:\n    services:\n      db: { image: postgres, ports: ["5433:5432"] }\n    steps:\n      - run: psql -p ${{ job.services.db.ports[5433] }}\n',
    );
    expect(await fixesOf(text)).toEqual([text.replace('[5433]', '[5432]')]);
  });

  test('a port that is free in the job, whatever others publish', async () => {
    const text = workflow(
      '  test:\n    services:\n      a: { image: a, ports: ["8080:80"] }\n      b: { image: b, ports: ["8080:80"] }\n      c: { image: c, ports: ["8081:80"] }\n',
    );
    const fixed = await fixesOf(text);
    expect(fixed).toContain(text.replace('b, ports: ["8080', 'b, ports: ["8082'));
  });
});

describe('what means a published port', () => {
  const text = workflow(
    [
      '  test:',
      '    runs-on: ubuntu-latest',
      '    services:',
      '      db:',
      '        image: postgres',
      '        env: { PGPORT: 5432 }',
      '        ports: ["‸5432:5432"]',
      '        options: --health-cmd "pg_isready -h localhost:5432"',
      '    steps:',
      '      - run: psql postgres://u@localhost:5432/db',
      '      - run: psql postgres://u@db:5432/db',
      '      - run: npm test',
      '        env:',
      '          DB_HOST: 127.0.0.1',
      '          DB_PORT: 5432',
      '      - run: npm test',
      '        env:',
      '          DB_PORT: 5432',
      '  other:',
      '    services:',
      '      db: { image: postgres, ports: ["5432:5432"] }',
      '    steps:',
      '      - run: psql postgres://u@localhost:5432/db',
    ].join('\n'),
  );

  test('moves with it, in its job alone', async () => {
    const scene = await sceneOf({
      [PATH]: text,
      'compose.yaml': 'services:\n  db: { image: postgres, ports: ["5432:5432"] }\n',
      'README.md': 'See http://localhost:5432\n',
    });
    expect(renamedLines(scene, '6000')).toMatchInlineSnapshot(`
      [
        ".github/workflows/test.yml:9 ports: ["6000:5432"]",
        ".github/workflows/test.yml:12 - run: psql postgres://u@localhost:6000/db",
        ".github/workflows/test.yml:17 DB_PORT: 6000",
        ".github/workflows/test.yml:20 DB_PORT: 6000",
      ]
    `);
  });

  test('in a container, what names the service moves with its own port', async () => {
    const inside = text
      .replace('    services:\n', '    container: node\n    services:\n')
      .replace('‸5432:5432', '5432:‸5432');
    const scene = await sceneOf({ [PATH]: inside });
    expect(renamedLines(scene, '6000')).toMatchInlineSnapshot(`
      [
        ".github/workflows/test.yml:9 env: { PGPORT: 6000 }",
        ".github/workflows/test.yml:10 ports: ["5432:6000"]",
        ".github/workflows/test.yml:11 options: --health-cmd "pg_isready -h localhost:6000"",
        ".github/workflows/test.yml:14 - run: psql postgres://u@db:6000/db",
        ".github/workflows/test.yml:21 DB_PORT: 6000",
      ]
    `);
  });

  test('is said in a hover', async () => {
    const scene = await sceneOf({
      [PATH]: text.replace('‸', '').replace('localhost:5432/db', 'localhost:‸5432/db'),
    });
    const hover = hoverAt(scene.workspace, scene.spot.document, scene.spot.position, []);
    expect(JSON.stringify(hover)).toContain('port 5432 of `db`');
  });
});

describe('a machine of its own', () => {
  const SERVICES =
    '  test:\n    runs-on: ubuntu-latest\n    services:\n      db: { image: a, ports: ["8080:80", "443:443", "40000:1"] }\n    steps:\n      - run: curl http://localhost:8080 http://localhost:9090\n';
  const files = {
    [PATH]: workflow(SERVICES),
    'compose.yaml': 'services:\n  web: { image: nginx, ports: ["8080:80", "9090:90"] }\n',
    'README.md': 'See http://localhost:8080 and http://localhost:443\n',
  };

  test('is none of this one', async () => {
    const scene = await sceneOf(files, () => [
      { port: 8080, protocol: 'tcp', address: { kind: 'any' }, program: 'x', isForContainer: false },
    ]);
    const settings = mergeSettings(DEFAULT_SETTINGS, { rules: { 'shared-port': 'warning' } });
    for (const path of Object.keys(files)) {
      const findings = findingsIn(scene.workspace, scene.document(path), settings);
      const own = findings.filter(({ uri }) => uri === ROOT + PATH);
      expect(own).toEqual([]);
      expect(findings.filter(({ rule }) => rule === 'shared-port')).toEqual([]);
    }
    expect(scene.workspace.publishersOf(8080).map(({ binding }) => binding.unit.name)).toEqual(['web']);
    const tables = portTables(scene.workspace, scene.workspace.projects(), () => DEFAULT_SETTINGS);
    expect(tables.flatMap(({ rows }) => rows.map(({ unit }) => unit))).toEqual(['web', 'web']);
    expect(codeLensesIn(scene.workspace, scene.document(PATH), DEFAULT_SETTINGS, [])).toEqual([]);
  });

  test('starts projects of the workspace, whose ports its URLs mean', async () => {
    const scene = await sceneOf({
      ...files,
      'compose.yaml': files['compose.yaml'].replace('9090:', '‸9090:'),
    });
    expect(renamedLines(scene, '6000')).toMatchInlineSnapshot(`
      [
        ".github/workflows/test.yml:8 - run: curl http://localhost:8080 http://localhost:6000",
        "compose.yaml:2 web: { image: nginx, ports: ["8080:80", "6000:90"] }",
      ]
    `);
  });

  test('has its own services, not those that Compose publishes', async () => {
    const scene = await sceneOf({
      ...files,
      'compose.yaml': files['compose.yaml'].replace('8080:', '‸8080:'),
    });
    expect(renamedLines(scene, '6000')).toMatchInlineSnapshot(`
      [
        "README.md:1 See http://localhost:6000 and http://localhost:443",
        "compose.yaml:2 web: { image: nginx, ports: ["6000:80", "9090:90"] }",
      ]
    `);
  });

  test('is as new after a change of what Compose says', async () => {
    const scene = await sceneOf(files);
    const seen = () =>
      occurrencesIn(scene.workspace, scene.document(PATH)).map(({ role, range }) => [role, range?.from]);
    const before = seen();
    await scene.workspace.change(`${ROOT}compose.yaml`, 'services: {}\n');
    expect(seen()).toEqual(before);
    await scene.workspace.change(ROOT + PATH, files[PATH].replace('8080:80', '8081:80'));
    expect(seen()).toContainEqual(['published', 8081]);
  });
});

describe('which files', () => {
  const text = workflow('  a:\n    services:\n      b: { image: c }\n');
  test.each([
    [PATH, text, 'actions'],
    ['.github/workflows/a.yaml', text, 'actions'],
    ['sub/.github/workflows/a.yaml', text, 'actions'],
    ['.github/a.yml', text, 'text'],
    [PATH, 'jobs:\n  a:\n    steps: []\n', 'text'],
    [PATH, 'services:\n  b: { image: c }\n', 'compose'],
  ])('%s', (path, content, format) => {
    expect(formatOf(ROOT + path, content)).toBe(format);
  });
});

test('nothing is thrown for what a text holds', () => {
  const words = [
    'jobs:',
    'a:',
    'services:',
    'ports:',
    '- ',
    '5432:5432',
    '${{ ',
    ' }}',
    "'",
    '\n',
    '  ',
    '*x',
    '&x ',
    '{',
    '}',
    '[',
    'env: ',
    'job.services.a.ports[1]',
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...words), { maxLength: 60 }), parts => {
      const reading = readWorkflow(parts.join(''), ROOT + PATH);
      expect(isWorkflowReading(reading)).toBe(true);
      reading.publishes?.(5432);
    }),
  );
});

test('of more services than are taken in, that is said', async () => {
  const services = Array.from({ length: 4000 }, (_, index) => `s${index}: {image: a, ports: ["80:80"]}`);
  const text = workflow(`  a:\n    runs-on: x\n    services:\n      ${services.join('\n      ')}\n`);
  const { notices } = await workspaceOf({ [PATH]: text });
  expect(notices.map(({ uri, isGap }) => [uri, isGap])).toEqual([[ROOT + PATH, true]]);
});

test('jobs that take over more than is read are left out, and that is told', () => {
  const variables = Array.from({ length: 300 }, (_, index) => `  A${index}_PORT: "${index + 1}"\n`).join('');
  const job = (index: number) =>
    `  j${index}:\n    services: {db: {image: postgres, ports: ["5432:5432"]}}\n`;
  const text = (count: number) =>
    `env:\n${variables}jobs:\n${Array.from({ length: count }, (_, index) => job(index)).join('')}`;
  expect(readWorkflow(text(166), 'file:///w').troubles).toEqual([]);
  const { jobs, troubles } = readWorkflow(text(167), 'file:///w');
  expect(jobs).toHaveLength(166);
  expect(troubles.map(({ message }) => message)).toEqual([
    'Its jobs take over more than 50,000 variables and lines of what they share, the most that Portolan reads: further jobs are left out.',
  ]);
});
