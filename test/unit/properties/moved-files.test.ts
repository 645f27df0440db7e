import fc from 'fast-check';
import { expect, test } from 'vitest';
import { occurrencesIn } from '../../../server/src/chart/occurrences';
import { editsOfMoves, type Move } from '../../../server/src/features/moved-files';
import { formatRange } from '../../../server/src/ports/port';
import type { Workspace } from '../../../server/src/workspace/workspace';
import { ROOT, workspaceOf } from '../support/memory';
import type { FileTexts } from './projects';
import { documentsOf, edited, parameters } from './support';

/** Projects whose files name each other in every way that is followed. */
const PROJECTS: FileTexts = {
  'shop/compose.yaml': [
    'include:',
    '  - ./parts/db.yaml',
    '  - path: ["./parts/mail.yaml"]',
    'services:',
    '  web:',
    '    extends: { file: "./base/common.yaml", service: web }',
    '    build: { context: ., dockerfile: ./docker/web.Dockerfile }',
    "    env_file: [ './env/web.env' ]",
    '  api:',
    '    build: ./api/',
    '    env_file:',
    '      - path: ./env/api.env',
    '    volumes:',
    '      - ./proxy/nginx.conf:/etc/nginx/nginx.conf:ro',
    '    ports: ["8081:3000"]',
    '',
  ].join('\n'),
  'shop/parts/db.yaml':
    'services:\n  db:\n    image: postgres\n    ports: ["5432:5432"]\n    env_file: ../env/api.env\n',
  'shop/parts/mail.yaml': 'services:\n  mail:\n    image: mail\n    ports: ["1025:25"]\n',
  'shop/base/common.yaml':
    'services:\n  web:\n    ports: ["8080:80"]\n    env_file: ../env/web.env\n    build: { context: ../api }\n',
  'shop/docker/web.Dockerfile': 'FROM a\nEXPOSE 80\n',
  'shop/api/Dockerfile': 'FROM a\nEXPOSE 3000\n',
  'shop/env/web.env': 'API_URL=http://api:3000\n',
  'shop/env/api.env': 'DB_PORT=5432\n',
  'shop/proxy/nginx.conf': 'http { server { listen 80; } }\n',
  'listed/.env': 'COMPOSE_FILE=./one.yaml:./two.yaml\n',
  'listed/one.yaml': 'services:\n  a:\n    image: a\n    ports: ["1:2"]\n',
  'listed/two.yaml': 'services:\n  a:\n    ports: ["3:4"]\n',
  'k8s/app/kustomization.yaml':
    'resources:\n  - ./deployment.yaml\n  - ../base\npatches:\n  - path: ./patch.yaml\nconfigMapGenerator:\n  - name: a\n    envs: ["./app.env"]\n',
  'k8s/app/deployment.yaml': manifest('Deployment', 'app', 8000),
  'k8s/app/patch.yaml': manifest('Deployment', 'app', 8001),
  'k8s/app/app.env': 'PORT=8000\n',
  'k8s/base/kustomization.yaml': 'resources:\n  - ./base.yaml\n',
  'k8s/base/base.yaml': manifest('Deployment', 'base', 9000),
  '.devcontainer/devcontainer.json':
    '{ "dockerComposeFile": ["../shop/compose.yaml"], "service": "api", "forwardPorts": [3000, "db:5432"] }\n',
};

function manifest(kind: string, name: string, port: number): string {
  return [
    `apiVersion: apps/v1\nkind: ${kind}\nmetadata: { name: ${name} }`,
    `spec:\n  selector: { matchLabels: { app: ${name} } }\n  template:\n    metadata: { labels: { app: ${name} } }`,
    `    spec:\n      containers:\n        - name: c\n          image: a\n          ports: [{ containerPort: ${port} }]\n`,
  ].join('\n');
}

/** Projects whose paths start elsewhere than in the folders of their files. */
const ELSEWHERE: FileTexts = {
  'taken/compose.yaml': [
    'include:',
    '  - path: ./part/a.yaml',
    '    project_directory: .',
    '  - path: [./one/b.yaml, ./two/b.yaml]',
    '',
  ].join('\n'),
  'taken/part/a.yaml':
    'services:\n  a:\n    build: ./app\n    ports: ["6001:80"]\n    env_file: ./vars/a.env\n',
  'taken/app/Dockerfile': 'FROM a\nEXPOSE 80\n',
  'taken/vars/a.env': 'A_PORT=80\n',
  'taken/one/b.yaml': 'services:\n  b:\n    image: a\n    ports: ["6002:80"]\n',
  'taken/two/b.yaml': 'services:\n  b:\n    env_file: ./b.env\n    build: ../app\n',
  'taken/one/b.env': 'B_PORT=80\n',
  'apart/.env': 'COMPOSE_FILE=./first/one.yaml:./second/two.yaml\n',
  'apart/first/one.yaml': 'services:\n  c:\n    image: a\n    ports: ["6003:80"]\n',
  'apart/second/two.yaml': 'services:\n  c:\n    env_file: ./c.env\n    build: ../image\n',
  'apart/first/c.env': 'C_PORT=80\n',
  'apart/image/Dockerfile': 'FROM a\nEXPOSE 80\n',
};

/** What may move: not what is found by its place alone (`compose.yaml` beside its `.env`, a Dockerfile in a context). */
const MOVABLE = [
  ...[
    'shop',
    'shop/parts',
    'shop/base',
    'shop/docker',
    'shop/api',
    'shop/env',
    'shop/proxy',
    'k8s',
    'k8s/base',
  ],
  ...['shop/compose.yaml', 'shop/parts/db.yaml', 'shop/parts/mail.yaml', 'shop/base/common.yaml', 'listed'],
  ...['shop/docker/web.Dockerfile', 'shop/env/web.env', 'shop/env/api.env', 'shop/proxy/nginx.conf'],
  ...[
    'listed/one.yaml',
    'listed/two.yaml',
    'k8s/app/deployment.yaml',
    'k8s/app/patch.yaml',
    'k8s/app/app.env',
  ],
  ...['k8s/base/base.yaml', 'k8s/app'],
];

const TARGETS = ['', 'shop/', 'shop/new/', 'new/', 'new/deep/', 'k8s/new/', 'listed/new/'];

const MOVABLE_ELSEWHERE = [
  ...['taken', 'taken/compose.yaml', 'taken/part', 'taken/part/a.yaml', 'taken/app', 'taken/vars'],
  ...[
    'taken/vars/a.env',
    'taken/one',
    'taken/one/b.yaml',
    'taken/two',
    'taken/two/b.yaml',
    'taken/one/b.env',
  ],
  ...['apart', 'apart/first', 'apart/first/one.yaml', 'apart/second', 'apart/second/two.yaml'],
  ...['apart/first/c.env', 'apart/image'],
];

const TARGETS_ELSEWHERE = ['', 'new/', 'new/deep/', 'taken/', 'taken/new/', 'apart/new/'];

interface Moved extends Move {
  readonly files: FileTexts;
}

function movesIn(
  files: FileTexts,
  movable: readonly string[],
  targets: readonly string[],
): fc.Arbitrary<Moved> {
  const isThere = (place: string) =>
    Object.keys(files).some(path => path === place || path.startsWith(`${place}/`));
  return fc
    .record({
      from: fc.constantFrom(...movable),
      folder: fc.constantFrom(...targets),
      isRenamed: fc.boolean(),
    })
    .map(({ from, folder, isRenamed }) => {
      const name = from.split('/').at(-1) ?? '';
      // What the name says it is, it stays.
      return { files, from, to: `${folder}${isRenamed && name !== 'compose.yaml' ? `x-${name}` : name}` };
    })
    .filter(({ from, to }) => to !== from && !to.startsWith(`${from}/`) && !isThere(to));
}

const moves = fc.oneof(
  // Beside the dev container's folder it is the project that is nearest to that.
  movesIn(PROJECTS, MOVABLE, TARGETS).filter(({ to }) => to !== 'compose.yaml'),
  movesIn(ELSEWHERE, MOVABLE_ELSEWHERE, TARGETS_ELSEWHERE),
);

test('where files and folders move, projects have the ports that they had, and the way back restores every byte', {
  timeout: 7_200_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(moves, async move => {
      const { files } = move;
      const there = await moved(files, move);
      const about = `${move.from} -> ${move.to}`;
      expect(await portsOf(there, move), about).toEqual(await portsOf(files));
      expect(await moved(there, { from: move.to, to: move.from }), about).toEqual(files);
    }),
    parameters(120),
  );
});

/** Two projects that share a file, whose paths start in either. */
const SHARED: FileTexts = {
  'common.yaml':
    'services:\n  s:\n    build: ./app\n    env_file: [./s.env, ../root.env]\n    extends: { file: ../base.yaml, service: s }\n',
  'base.yaml': 'services:\n  s:\n    env_file: ./base.env\n',
  'base.env': 'BASE_PORT=80\n',
  'root.env': 'ROOT_PORT=80\n',
  ...sharing('a', 8080),
  ...sharing('b', 8081),
};

function sharing(name: string, port: number): FileTexts {
  return {
    [`${name}/.env`]: 'COMPOSE_FILE=compose.yaml:../common.yaml\n',
    [`${name}/compose.yaml`]: `services:\n  s:\n    ports: ["${port}:80"]\n`,
    [`${name}/s.env`]: 'S_PORT=80\n',
    [`${name}/app/Dockerfile`]: 'FROM a\nEXPOSE 80\n',
  };
}

const movesOfShared = movesIn(
  SHARED,
  ['a', 'a/s.env', 'a/app', 'a/compose.yaml', 'common.yaml', 'base.yaml', 'base.env', 'root.env'],
  ['', 'a/', 'a/new/', 'new/', 'new/deep/'],
);

test('a project of which nothing moves reads what it read', { timeout: 7_200_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(movesOfShared, async move => {
      const there = await moved(SHARED, move);
      expect(await readBy('b/', there, move), `${move.from} -> ${move.to}`).toEqual(
        await readBy('b/', SHARED),
      );
    }),
    parameters(60),
  );
});

/** The files that the project of a folder reads, by the names that they had, and what keeps it from being read. */
async function readBy(folder: string, files: FileTexts, move?: Move): Promise<readonly string[]> {
  const { workspace } = await workspaceOf(files);
  return workspace
    .projectsIn(ROOT + folder)
    .flatMap(project => [
      ...[...project.files].flatMap(uri =>
        workspace.document(uri) ? before(uri.slice(ROOT.length), move) : [],
      ),
      ...project.problems.map(({ message }) => message),
    ])
    .sort();
}

/** The files after a move, with its edits. */
async function moved(files: FileTexts, { from, to }: Move): Promise<FileTexts> {
  const { workspace } = await workspaceOf(files);
  const edits = editsOfMoves(workspace, documentsOf(workspace), [{ from: ROOT + from, to: ROOT + to }]);
  const texts = edited(workspace, files, edits);
  return Object.fromEntries(
    Object.entries(texts).map(([path, text]) => [
      path === from || path.startsWith(`${from}/`) ? to + path.slice(from.length) : path,
      text,
    ]),
  );
}

/** Every port with its unit, and what keeps projects from being read; files by the names that they had. */
async function portsOf(files: FileTexts, move?: Move): Promise<readonly string[]> {
  const { workspace } = await workspaceOf(files);
  return [...portLines(workspace, move), ...problemsOf(workspace)].sort();
}

function portLines(workspace: Workspace, move: Move | undefined): readonly string[] {
  return documentsOf(workspace).flatMap(document => {
    const path = document.uri.slice(ROOT.length);
    return occurrencesIn(workspace, document).map(
      ({ role, range, unit }) => `${before(path, move)} ${role} ${range && formatRange(range)} ${unit}`,
    );
  });
}

/** The path that a file had before a move. */
function before(path: string, move: Move | undefined): string {
  const isMoved = move && (path === move.to || path.startsWith(`${move.to}/`));
  return isMoved ? move.from + path.slice(move.to.length) : path;
}

function problemsOf(workspace: Workspace): readonly string[] {
  return workspace.projects().flatMap(({ problems }) => problems.map(({ message }) => message));
}
