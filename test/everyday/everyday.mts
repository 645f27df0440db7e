// npm run everyday -- [--files N] [--seed S]
// A large workspace on a working day: a fifth of its files are deleted, thousands are created where nobody looks, and a
// branch is switched, while somebody hovers, types and completes. No request may wait long, and what is known in the
// end must be what a fresh server finds.
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { SERVER_MEMORY } from '../../server/src/protocol/server-memory.ts';
import { type Client, startClient } from '../bench/client.mts';
import { FILES_OF_PROJECT, seeded, writeMix } from '../bench/generate.mts';
import { memoryOf, pause } from '../bench/measure.mts';

const { values } = parseArgs({
  options: { files: { type: 'string', default: '100000' }, seed: { type: 'string', default: '1' } },
});
const files = Number(values.files);
const random = seeded(Number(values.seed));

/** The longest that a request may wait, in milliseconds. */
const MAX_WAIT = 100;

/** So many are asked at least. */
const MIN_QUESTIONS = 200;

/** The endings of what is no configuration. */
const SOURCES = ['ts', 'ts', 'py', 'go', 'json', 'md', 'yaml', 'css'];

const [CREATED, CHANGED, DELETED] = [1, 2, 3] as const;

interface Change {
  readonly uri: string;
  readonly type: 1 | 2 | 3;
}

const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'portolan-everyday-')));
try {
  process.exitCode = (await run()) ? 0 : 1;
} finally {
  rmSync(root, { recursive: true, force: true });
}

async function run(): Promise<boolean> {
  writeMix(root, files / 10, Number(values.seed));
  writeFileSync(path.join(root, '.gitignore'), 'build/\n*.log\n');
  const groups = readdirSync(root).filter(name => name.startsWith('group-'));
  const names = groups.flatMap(group => readdirSync(path.join(root, group)).map(name => `${group}/${name}`));
  for (const [index, name] of names.entries()) writeSources(path.join(root, name), index);
  const [mine = ''] = names;
  const client = await server();
  const uri = uriOf(mine, 'compose.yaml');
  const text = 'services:\n  web:\n    image: nginx\n    ports:\n      - "8080:80"\n';
  client.open(uri, 'yaml', text);
  await client.request('workspace/symbol', { query: 'nothing-has-this-name' });
  console.log(`${files} files read, ${memoryOf(client.pid)?.now ?? 0} MB.`);

  const others = names.slice(1);
  const gone = others.splice(0, Math.floor(others.length / 10));
  const thinned = others.slice(0, gone.length);
  const happenings: readonly (readonly [string, () => readonly Change[]])[] = [
    ['nothing happens', () => []],
    ['a tenth of the files goes, folder by folder', () => deleteFolders(gone)],
    ['a tenth of the files goes, one by one', () => deleteFiles(thinned)],
    ['16,000 files come where nobody looks', createIgnored],
    ['a branch is switched', () => switchBranch(others.slice(gone.length))],
  ];
  // Code that never ran is slow once, whatever happens.
  await longestWait(client, uri, 'the server warms up', []);
  let isCalm = true;
  for (const [what, happen] of happenings) {
    const wait = await longestWait(client, uri, what, happen());
    isCalm &&= wait <= MAX_WAIT;
  }
  console.log(`In the end ${memoryOf(client.pid)?.now ?? 0} MB.`);
  client.notify('textDocument/didClose', { textDocument: { uri } });
  const known = await all(client);
  await client.close();
  const fresh = await server();
  await fresh.request('workspace/symbol', { query: 'nothing-has-this-name' });
  const found = await all(fresh);
  await fresh.close();
  console.log(known === found ? 'A fresh server knows the same.' : 'A fresh server knows something else.');
  return known === found && isCalm;
}

/** Nine of ten files of a workspace set nothing up: some of them name a port. */
function writeSources(folder: string, index: number): void {
  for (let file = 0; file < FILES_OF_PROJECT * 9; file++) {
    const kind = SOURCES[file % SOURCES.length] ?? 'ts';
    const below = path.join(folder, 'src', `part${file % 12}`);
    mkdirSync(below, { recursive: true });
    const url = file % 30 === 0 ? `fetch('http://localhost:${3000 + ((index * 7 + file) % 500)}/');\n` : '';
    const line = `const value${file} = read(${index}, "${file}"); // a line as there are many\n`;
    writeFileSync(
      path.join(below, `file${file}.${kind}`),
      `${url}${line.repeat(1 + Math.floor(random() * 40))}`,
    );
  }
}

/** The server as an editor starts it, in the folder. */
function server(): Promise<Client> {
  const program = path.resolve(import.meta.dirname, '..', '..', 'dist', 'server.js');
  return startClient({ args: [...SERVER_MEMORY, program, '--stdio'] }, [root]);
}

function uriOf(...names: readonly string[]): string {
  return pathToFileURL(path.join(root, ...names)).href;
}

/** Tells of changes, and asks until the server is done with them. Gives the longest wait, in milliseconds. */
async function longestWait(
  client: Client,
  uri: string,
  what: string,
  changes: readonly Change[],
): Promise<number> {
  const started = performance.now();
  client.notify('workspace/didChangeWatchedFiles', { changes });
  let isOver = false;
  const over = () => {
    isOver = true;
  };
  // References wait until every change is taken in.
  const settled = client
    .request('textDocument/references', { ...at(uri, 4, 10), context: {} })
    .then(over, over);
  let longest = { method: '', took: 0 };
  let turn = 0;
  for (; !isOver || turn < MIN_QUESTIONS; turn++) {
    const [method, params] = question(uri, turn);
    const digit = { start: { line: 4, character: 9 }, end: { line: 4, character: 10 } };
    const before = performance.now();
    if (turn % 3 === 0) client.type(uri, digit.start, digit.end, String(turn % 10));
    await client.request(method, params);
    const took = performance.now() - before;
    if (took > longest.took) longest = { method, took };
    await pause(5);
  }
  await settled;
  const whole = Math.round(performance.now() - started);
  console.log(
    `While ${what} (${changes.length} events, ${whole} ms): ${turn} requests, the longest waited ${Math.round(longest.took)} ms (${longest.method}).`,
  );
  return longest.took;
}

function at(uri: string, line: number, character: number) {
  return { textDocument: { uri }, position: { line, character } };
}

function question(uri: string, turn: number): readonly [string, object] {
  const range = { start: { line: 0, character: 0 }, end: { line: 5, character: 0 } };
  const questions: readonly (readonly [string, object])[] = [
    ['textDocument/hover', at(uri, 4, 10)],
    ['textDocument/completion', at(uri, 4, 9)],
    ['textDocument/definition', at(uri, 4, 10)],
    ['textDocument/inlayHint', { textDocument: { uri }, range }],
    ['textDocument/documentSymbol', { textDocument: { uri } }],
  ];
  return questions[turn % questions.length] ?? ['textDocument/hover', at(uri, 4, 10)];
}

/** Folders go; an editor tells of each by its own name. */
function deleteFolders(names: readonly string[]): readonly Change[] {
  for (const name of names) rmSync(path.join(root, name), { recursive: true });
  return names.map(name => ({ uri: uriOf(name), type: DELETED }));
}

/** Files go one by one, and the editor tells of all of them at once. */
function deleteFiles(names: readonly string[]): readonly Change[] {
  const changes: Change[] = [];
  for (const name of names) {
    for (const entry of readdirSync(path.join(root, name), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const file = path.join(entry.parentPath, entry.name);
      rmSync(file);
      changes.push({ uri: pathToFileURL(file).href, type: DELETED });
    }
  }
  return changes;
}

/** What installing packages, building and Git write. */
function createIgnored(): readonly Change[] {
  const changes: Change[] = [];
  for (let index = 0; index < 16_000; index++) {
    const folder =
      [
        ['node_modules', `package${index % 400}`],
        ['build', `${index % 100}`],
        ['.git', 'objects', `${index % 64}`],
      ][index % 3] ?? [];
    mkdirSync(path.join(root, ...folder), { recursive: true });
    const name = `${index}.md`;
    writeFileSync(path.join(root, ...folder, name), `http://localhost:${8000 + (index % 999)}/\n`);
    changes.push({ uri: uriOf(...folder, name), type: CREATED });
  }
  return changes;
}

/** A tenth of the projects say something else, some come and go, and other files are ignored. */
function switchBranch(names: readonly string[]): readonly Change[] {
  const changes: Change[] = [{ uri: uriOf('.gitignore'), type: CHANGED }];
  writeFileSync(path.join(root, '.gitignore'), 'build/\n*.log\n*.txt\n');
  for (const [index, name] of names.entries()) {
    if (index % 10 > 0) continue;
    const port = 1024 + Math.floor(random() * 60_000);
    for (const [file, text] of [
      ['compose.yaml', `services:\n  web:\n    image: nginx\n    ports: ["${port}:80", "8080:81"]\n`],
      ['README.md', `http://localhost:${port}/\n`],
      ['.env', `PORT=${port}\n`],
    ] as const) {
      writeFileSync(path.join(root, name, file), text);
      changes.push({ uri: uriOf(name, file), type: CHANGED });
    }
    const added = path.join(root, `branch${index}`);
    mkdirSync(added);
    writeFileSync(
      path.join(added, 'compose.yaml'),
      `services:\n  a:\n    image: a\n    ports: ["${port}:1"]\n`,
    );
    changes.push({ uri: uriOf(`branch${index}`, 'compose.yaml'), type: CREATED });
  }
  return changes;
}

/** All that a server knows of the workspace's ports. */
async function all(client: Client): Promise<string> {
  const filter = { text: '', areConflictsOnly: false };
  const answers: unknown[] = [];
  for (const grouping of ['project', 'port']) {
    const groups = await client.request('portolan/groups', { grouping, filter });
    answers.push(groups);
  }
  answers.push(await client.request('portolan/chart', { format: 'markdown', project: '' }));
  for (const port of [80, 3000, 5432, 8080, 8081, 9000])
    answers.push(await client.request('portolan/explain', { port }));
  return JSON.stringify(answers);
}
