// npm run soak -- [--edits N] [--seed S]
// Random edits, hovers, renames and file events against one server over stdio, for long. Memory must not
// grow, and in the end the server must find what a fresh one finds.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { numbers, type Server, start } from '#fuzz/stdio';

const { values } = parseArgs({
  options: { edits: { type: 'string', default: '100000' }, seed: { type: 'string', default: '1' } },
});
const edits = Number(values.edits);
const seed = Number(values.seed);

/** The most that resident memory may grow from the first tenth on. */
const MAX_GROWTH = 1.2;

/** Edits between two waits for the server: it is to work, not to queue. */
const BATCH = 20;

const FOLDERS = 40;
const SERVICES = 12;

interface OpenFile {
  readonly file: string;
  readonly uri: string;
  readonly languageId: string;
  text: string;
  version: number;
}

const below = numbers(seed);
const port = () => 1 + below(below(3) === 0 ? 65535 : 9999);

function composeText(): string {
  const services = Array.from(
    { length: SERVICES },
    (_, index) =>
      `  s${index}:\n    image: nginx\n    ports:\n      - "${port()}:80"\n      - "\${PORT_${index}:-${port()}}:${port()}"\n    environment:\n      URL: http://s${below(SERVICES)}:80/\n      OWN: http://localhost:${port()}/\n`,
  );
  return `services:\n${services.join('')}`;
}

function writeFiles(folder: string): readonly OpenFile[] {
  return Array.from({ length: FOLDERS }, (_, index) => {
    const own = path.join(folder, `p${index}`);
    mkdirSync(own);
    const files = {
      'compose.yaml': composeText(),
      '.env': `PORT_1=${port()}\nPORT_2=${port()}\n`,
      Dockerfile: `FROM nginx\nEXPOSE ${port()}\nHEALTHCHECK CMD curl http://localhost:${port()}/\n`,
      'README.md': `Open http://localhost:${port()}/ or http://localhost:${port()}/.\n`,
    };
    return Object.entries(files).map(([name, text]): OpenFile => {
      const file = path.join(own, name);
      writeFileSync(file, text);
      const languageId = name === 'Dockerfile' ? 'dockerfile' : name.endsWith('.yaml') ? 'yaml' : 'plaintext';
      return { file, uri: pathToFileURL(file).href, languageId, text, version: 1 };
    });
  }).flat();
}

function open(server: Server, { uri, languageId, version, text }: OpenFile): void {
  server.send({
    method: 'textDocument/didOpen',
    params: { textDocument: { uri, languageId, version, text } },
  });
}

function positionAt(text: string, offset: number) {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length - 1, character: offset - before.lastIndexOf('\n') - 1 };
}

/** Puts a text in the place of a stretch, as an editor tells it. */
function replace(server: Server, one: OpenFile, from: number, to: number, text: string): void {
  const range = { start: positionAt(one.text, from), end: positionAt(one.text, to) };
  one.text = one.text.slice(0, from) + text + one.text.slice(to);
  one.version++;
  const textDocument = { uri: one.uri, version: one.version };
  server.send({
    method: 'textDocument/didChange',
    params: { textDocument, contentChanges: [{ range, text }] },
  });
}

/** A number somewhere in a text. */
function numberIn(text: string): { readonly start: number; readonly end: number } {
  const found = [...text.matchAll(/\d+/g)];
  const chosen = found[below(found.length)];
  const start = chosen?.index ?? 0;
  return { start, end: start + (chosen?.[0].length ?? 0) };
}

const broken: { one: OpenFile; text: string }[] = [];

function edit(server: Server, one: OpenFile): void {
  const waiting = broken.shift();
  // What was broken is mended a little later, as when somebody types.
  if (waiting) replace(server, waiting.one, 0, waiting.one.text.length, waiting.text);
  else if (below(6) === 0) {
    broken.push({ one, text: one.text });
    const at = below(one.text.length);
    replace(
      server,
      one,
      at,
      Math.min(one.text.length, at + below(30)),
      ['', '"', '{', ': ', '\n', '🚢'][below(6)] ?? '',
    );
  } else {
    const { start: from, end } = numberIn(one.text);
    replace(server, one, from, end, String(port()));
  }
}

async function act(server: Server, files: readonly OpenFile[]): Promise<void> {
  const one = files[below(files.length)];
  if (!one) return;
  const position = positionAt(one.text, numberIn(one.text).start);
  const textDocument = { uri: one.uri };
  switch (below(8)) {
    case 0:
      await server.request('textDocument/hover', { textDocument, position });
      break;
    case 1:
      // A rename gives edits; the editor applies those that it likes, here none.
      await server.request('textDocument/rename', { textDocument, position, newName: String(port()) });
      break;
    case 2:
      server.send({ method: 'textDocument/didClose', params: { textDocument } });
      writeFileSync(one.file, one.text);
      server.send({
        method: 'workspace/didChangeWatchedFiles',
        params: { changes: [{ uri: one.uri, type: 2 }] },
      });
      one.version = 1;
      open(server, one);
      break;
    case 3:
      happen(server, path.dirname(one.file));
      break;
    default:
      edit(server, one);
  }
}

/** Something happens to files, in the folder of a project: the server is told as an editor tells it. */
function happen(server: Server, folder: string): void {
  const tell = (...changes: readonly (readonly [file: string, type: 1 | 2 | 3])[]) =>
    server.send({
      method: 'workspace/didChangeWatchedFiles',
      params: { changes: changes.map(([file, type]) => ({ uri: pathToFileURL(file).href, type })) },
    });
  const made = path.join(folder, `made${below(3)}`);
  switch (below(4)) {
    case 0: {
      const extra = path.join(folder, 'compose.extra.yaml');
      const isThere = below(2) === 0;
      if (isThere) writeFileSync(extra, composeText());
      else rmSync(extra, { force: true });
      tell([extra, isThere ? 1 : 3]);
      break;
    }
    case 1:
      // Of a folder that comes or goes an editor tells by its own name alone.
      if (existsSync(made)) {
        rmSync(made, { recursive: true });
        tell([made, 3]);
      } else {
        mkdirSync(made);
        writeFileSync(path.join(made, 'compose.yaml'), composeText());
        writeFileSync(path.join(made, 'notes.md'), `http://localhost:${port()}/\n`);
        tell([made, 1]);
      }
      break;
    case 2: {
      const target = path.join(path.dirname(folder), `p${below(FOLDERS)}`, `made${below(3)}`);
      if (!existsSync(made) || existsSync(target)) break;
      renameSync(made, target);
      tell([made, 3], [target, 1]);
      break;
    }
    default: {
      const ignoring = path.join(below(3) === 0 ? path.dirname(folder) : folder, '.gitignore');
      writeFileSync(ignoring, IGNORED[below(IGNORED.length)] ?? '');
      tell([ignoring, 2]);
    }
  }
}

const IGNORED = ['', 'made0/\n', 'made*\n!made1\n', '*.extra.yaml\n', 'README.md\n', '/made2/compose.yaml\n'];

function residentMegabytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1024;
}

/** Every document's findings, by the pull of diagnostics. */
async function findings(server: Server, files: readonly OpenFile[]): Promise<ReadonlyMap<string, string>> {
  const all = new Map<string, string>();
  for (const { uri } of files) {
    const answer = await server.request('textDocument/diagnostic', { textDocument: { uri } });
    all.set(uri, JSON.stringify(answer.result));
  }
  return all;
}

/** What the whole workspace publishes. */
async function published(server: Server): Promise<string> {
  const filter = { text: '', areConflictsOnly: false };
  // This waits until every file event is taken in.
  await server.request('textDocument/references', {
    textDocument: { uri: files[0]?.uri },
    position: { line: 0, character: 0 },
    context: { includeDeclaration: true },
  });
  const groups = await Promise.all(
    ['project', 'port'].map(grouping => server.request('portolan/groups', { grouping, filter })),
  );
  return JSON.stringify(groups.map(({ result }) => result));
}

const folder = mkdtempSync(path.join(tmpdir(), 'portolan-soak-'));
const files = writeFiles(folder);
const server = start(folder);
for (const one of files) open(server, one);
const began = Date.now();
const first = Math.max(BATCH, Math.floor(edits / 10));
let early = 0;
for (let done = 0; done < edits; done += BATCH) {
  for (let at = 0; at < BATCH; at++) await act(server, files);
  await findings(server, files.slice(0, 1));
  if (done + BATCH >= first && early === 0) early = residentMegabytes(server.process.pid ?? 0);
  if ((done + BATCH) % Math.max(BATCH, first) < BATCH)
    console.log(
      `${done + BATCH} of ${edits}: ${Math.round(residentMegabytes(server.process.pid ?? 0))} MB, ${Math.round((Date.now() - began) / 1000)} s`,
    );
}
for (const { one, text } of broken.splice(0)) replace(server, one, 0, one.text.length, text);
const keptPorts = await published(server);
const kept = await findings(server, files);
const late = residentMegabytes(server.process.pid ?? 0);
server.process.kill();
const fresh = start(folder);
for (const one of files) open(fresh, one);
// A rename waits until every file was read.
await fresh.request('workspace/symbol', { query: '' });
const freshPorts = await published(fresh);
const anew = await findings(fresh, files);
fresh.process.kill();
const different = [...kept].filter(([uri, found]) => anew.get(uri) !== found);
for (const [uri, found] of different.slice(0, 3))
  console.log(`${uri}\n  kept:  ${found.slice(0, 1500)}\n  fresh: ${anew.get(uri)?.slice(0, 1500)}`);
const isSameMap = keptPorts === freshPorts;
const growth = late / early;
console.log(
  `Seed ${seed}: ${edits} edits, hovers, renames and file events in ${Math.round((Date.now() - began) / 1000)} s. Resident memory ${Math.round(early)} MB after ${first}, ${Math.round(late)} MB at the end: ${growth.toFixed(2)} times. Findings differ from a fresh server's in ${different.length} of ${files.length} files; the Port Map ${isSameMap ? 'does not differ' : 'differs'}.`,
);
if (different.length === 0 && isSameMap) rmSync(folder, { recursive: true });
process.exitCode = different.length > 0 || !isSameMap || growth > MAX_GROWTH ? 1 : 0;
