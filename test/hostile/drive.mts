// Takes the built server through everything that an editor asks, on one hostile folder.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Input, InputFile } from '#hostile/input';
import { SERVER_MEMORY } from '../../server/src/protocol/server-memory.ts';
import { type Client, type Command, type Position, startClient } from '../bench/client.mts';
import { memoryOf, pause, processorTimeOf } from '../bench/measure.mts';

/** The most that one request may take, in milliseconds of processor time. */
export const MAX_MILLISECONDS = 1000;

/** What an input cost. */
export interface Cost {
  readonly name: string;
  /** The request that took the most processor time, and how much, in milliseconds. */
  readonly slowest: string;
  readonly milliseconds: number;
  /** The most memory that was resident, in MB. */
  readonly megabytes: number;
  /** All requests that took longer than is allowed, with their milliseconds. */
  readonly late: readonly (readonly [request: string, milliseconds: number])[];
  /** What ended it early: the server did, or did not answer. */
  readonly end?: string;
}

/** A server that does not answer is given up after so much processor time, or without any after so long, in milliseconds. */
const PATIENCE = 10_000;
const LONGEST = 120_000;

/** A document that is not there: whoever answers for it answers anything. */
const NOWHERE = { textDocument: { uri: 'untitled:nowhere' }, position: { line: 0, character: 0 } };

/** What is answered once every change of a file is taken in. */
const EVERYWHERE = { ...NOWHERE, context: { includeDeclaration: true } };

const CAPABILITIES = {
  workspace: {
    applyEdit: true,
    configuration: true,
    workspaceFolders: true,
    didChangeWatchedFiles: { dynamicRegistration: true },
    workspaceEdit: { documentChanges: true, changeAnnotationSupport: {}, resourceOperations: ['create'] },
  },
  textDocument: {
    diagnostic: { relatedInformation: true, codeDescriptionSupport: true },
    completion: { completionItem: { snippetSupport: true } },
    hover: { contentFormat: ['markdown'] },
    codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: [] } } },
    rename: { prepareSupport: true },
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
  },
};

/** Drives a fresh server through an input. A profile of its processor is written into the folder given. */
export async function drive(input: Input, profiles?: string): Promise<Cost> {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'portolan-hostile-')));
  try {
    const names = write(folder, input.files());
    const client = await startClient(commandFor(input, profiles), [folder]);
    const watch = watching(client);
    let end: string | undefined;
    try {
      await ask(input, folder, names, watch);
      if (profiles !== undefined) await quit(client);
    } catch (error) {
      end = error instanceof Error ? error.message : String(error);
    } finally {
      await client.close();
    }
    return { name: input.name, ...watch.cost(), ...(end !== undefined && { end }) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function write(folder: string, files: Iterable<InputFile>): readonly string[] {
  const names: string[] = [];
  const made = new Set<string>();
  for (const [name, content] of files) {
    const file = path.join(folder, name);
    const parent = path.dirname(file);
    if (!made.has(parent)) mkdirSync(parent, { recursive: true });
    made.add(parent);
    writeFileSync(file, content);
    names.push(name);
  }
  return names;
}

function commandFor(
  { exclude = [], hidden = [], descriptors }: Input,
  profiles: string | undefined,
): Command {
  const program = path.resolve(import.meta.dirname, '..', '..', 'dist', 'server.js');
  const profiling = profiles === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profiles}`];
  // As the extension and `portolan lsp` start it.
  const server = [...profiling, ...SERVER_MEMORY, program, '--stdio'];
  const settings = {
    configuration: (section: string) =>
      section === 'portolan' ? { exclude } : Object.fromEntries(hidden.map(glob => [glob, true])),
    capabilities: CAPABILITIES,
  };
  if (descriptors === undefined) return { ...settings, args: server };
  const limited = `ulimit -n ${descriptors} && exec "$@"`;
  return { ...settings, program: 'sh', args: ['-c', limited, 'sh', process.execPath, ...server] };
}

/** Ends a server as an editor does, so that it can write its profile. */
async function quit(client: Client): Promise<void> {
  await client.request('shutdown', null);
  client.notify('exit', null);
  while (processorTimeOf(client.pid) !== undefined && memoryOf(client.pid) !== undefined) await pause(20);
}

interface Watch {
  readonly client: Client;
  /** Asks, and notes what the answer cost. */
  request(method: string, params: unknown, label?: string): Promise<unknown>;
  /** Lets the server do what it was told of, and at least until something is over, asking all the while: notes the longest that it was busy. */
  settle(label: string, until?: Promise<unknown>): Promise<void>;
  cost(): Omit<Cost, 'name' | 'end'>;
}

function watching(client: Client): Watch {
  let [slowest, milliseconds, megabytes] = ['', 0, 0];
  const late = new Map<string, number>();
  const spent = () => processorTimeOf(client.pid) ?? 0;
  const note = (label: string, took: number) => {
    megabytes = Math.max(megabytes, memoryOf(client.pid)?.peak ?? 0);
    if (took > Math.max(MAX_MILLISECONDS, late.get(label) ?? 0)) late.set(label, took);
    if (took <= milliseconds) return;
    [slowest, milliseconds] = [label, took];
  };
  const request = async (method: string, params: unknown, label = method) => {
    const before = spent();
    try {
      return await answered(label, client.request(method, params), () => spent() - before);
    } catch (error) {
      // What the server refuses is an answer.
      if (memoryOf(client.pid) === undefined || error instanceof NoAnswer) throw error;
      return undefined;
    } finally {
      note(label, spent() - before);
    }
  };
  return {
    client,
    request,
    async settle(label, until) {
      let isOver = until === undefined;
      // Where it fails, the next request says so.
      const over = () => {
        isOver = true;
      };
      until?.then(over, over);
      for (let quiet = 0; quiet < 3 || !isOver; ) {
        const before = spent();
        await request('textDocument/hover', NOWHERE, label);
        await pause(15);
        quiet = spent() - before > 10 ? 0 : quiet + 1;
      }
    },
    cost: () => ({ slowest, milliseconds, megabytes, late: [...late] }),
  };
}

class NoAnswer extends Error {}

/** An answer, if it comes before too much processor time, or time, is spent on it. */
async function answered<Value>(label: string, answer: Promise<Value>, spent: () => number): Promise<Value> {
  const asked = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const givenUp = new Promise<never>((_, reject) => {
    timer = setInterval(() => {
      if (spent() > PATIENCE) reject(new NoAnswer(`no answer to ${label}`));
      if (performance.now() - asked > LONGEST) reject(new NoAnswer(`no answer to ${label}, nor any work`));
    }, 100);
  });
  try {
    return await Promise.race([answer, givenUp]);
  } finally {
    clearInterval(timer);
  }
}

/** All that an editor asks, from the opening of the folder to the deletion of a file. */
async function ask(input: Input, folder: string, names: readonly string[], watch: Watch): Promise<void> {
  const { client, request, settle } = watch;
  const uriOf = (name: string) => pathToFileURL(path.join(folder, name)).href;
  const uri = uriOf(input.file);
  const text = input.text ?? textOf(input);
  const lines = text.split(/\r\n|\n|\r/);
  const position = positionAt(text, Math.max(0, text.indexOf(input.at)) + 1);
  const range = {
    start: { line: 0, character: 0 },
    end: { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 },
  };
  const textDocument = { uri };
  const place = { textDocument, position };

  // This waits for the end of the search, and is not measured.
  await settle('opening the folder', client.request('workspace/symbol', { query: 'web' }));
  await request('workspace/symbol', { query: 'web' }, 'workspaceSymbol');
  client.open(uri, languageOf(input.file), text);
  await settle('didOpen');
  if (input.created) {
    const created = write(folder, input.created());
    client.notify('workspace/didChangeWatchedFiles', {
      changes: created.map(name => ({ uri: uriOf(name), type: 1 })),
    });
    await settle('files created', client.request('textDocument/references', EVERYWHERE));
  }

  const diagnosed = await request('textDocument/diagnostic', { textDocument }, 'diagnostic');
  await request('textDocument/hover', place, 'hover');
  await request('textDocument/prepareRename', place, 'prepareRename');
  await request('textDocument/rename', { ...place, newName: input.newName ?? '45678' }, 'rename');
  const diagnostics = itemsOf(diagnosed);
  const here = { start: position, end: position };
  const actions = (where: object, only?: readonly string[]) => ({
    textDocument,
    range: where,
    context: { diagnostics, ...(only && { only }) },
  });
  await request('textDocument/codeAction', actions(here), 'codeAction');
  await request('textDocument/codeAction', actions(range), 'codeAction of all');
  await request('textDocument/codeAction', actions(range, ['source.fixAll']), 'source.fixAll');
  await request('textDocument/inlayHint', { textDocument, range }, 'inlayHint');
  await request('textDocument/codeLens', { textDocument }, 'codeLens');
  await request('textDocument/completion', place, 'completion');
  await request('textDocument/documentSymbol', { textDocument }, 'documentSymbol');
  await request('textDocument/definition', place, 'definition');
  const context = { includeDeclaration: true };
  await request('textDocument/references', { ...place, context }, 'references');
  await request('textDocument/documentHighlight', place, 'documentHighlight');

  const filter = { text: '', areConflictsOnly: false };
  for (const grouping of ['project', 'port']) {
    const groups = await request('portolan/groups', { grouping, filter }, `groups by ${grouping}`);
    const group = firstGroup(groups);
    if (group !== undefined) await request('portolan/rows', { grouping, filter, group }, 'rows');
  }
  await request(
    'portolan/groups',
    { grouping: 'port', filter: { text: '80', areConflictsOnly: true } },
    'groups of conflicts',
  );
  for (const format of ['svg', 'mermaid', 'markdown'])
    await request('portolan/chart', { format, near: uri }, `chart (${format})`);
  await request('portolan/chart', { format: 'svg', project: '' }, 'chart of all');
  await request('portolan/freePort', { near: 8080, uri }, 'freePort');
  await request('portolan/explain', { port: 8080, protocol: 'tcp' }, 'explain');
  await request('portolan/search', { text: 'http' }, 'search');

  const middle = positionAt(text, middleOf(text));
  client.type(uri, middle, middle, '1');
  await settle('edit');
  await request('textDocument/diagnostic', { textDocument }, 'diagnostic after an edit');
  await request('textDocument/hover', place, 'hover after an edit');
  await request('textDocument/inlayHint', { textDocument, range }, 'inlayHint after an edit');
  await request('textDocument/codeLens', { textDocument }, 'codeLens after an edit');

  client.notify('textDocument/didClose', { textDocument });
  await settle('didClose');
  const deleted = names.filter(name => name === input.file || input.isDeleted?.(name));
  for (const name of deleted) rmSync(path.join(folder, name));
  client.notify('workspace/didChangeWatchedFiles', {
    changes: deleted.map(name => ({ uri: uriOf(name), type: 3 })),
  });
  await settle('files deleted', client.request('textDocument/references', EVERYWHERE));
  await request('textDocument/hover', NOWHERE, 'hover at the end');
}

function textOf({ files, file }: Input): string {
  for (const [name, content] of files())
    if (name === file) return typeof content === 'string' ? content : Buffer.from(content).toString();
  return '';
}

function languageOf(file: string): string {
  if (file.endsWith('Dockerfile')) return 'dockerfile';
  if (file.endsWith('.yaml')) return 'yaml';
  if (file.endsWith('.json')) return 'json';
  return file.endsWith('.env') ? 'dotenv' : 'markdown';
}

function positionAt(text: string, offset: number): Position {
  const lines = text.slice(0, offset).split(/\r\n|\n|\r/);
  return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
}

/** Behind a digit near the middle, or the middle itself. */
function middleOf(text: string): number {
  const middle = text.length >> 1;
  const ahead = text.slice(middle, middle + 1000).search(/\d/);
  return ahead < 0 ? middle : middle + ahead + 1;
}

function itemsOf(report: unknown): readonly unknown[] {
  const isReport = typeof report === 'object' && report !== null && 'items' in report;
  return isReport && Array.isArray(report.items) ? report.items.slice(0, 1000) : [];
}

function firstGroup(answer: unknown): string | undefined {
  if (typeof answer !== 'object' || answer === null || !('groups' in answer)) return undefined;
  const first: unknown = Array.isArray(answer.groups) ? answer.groups[0] : undefined;
  const hasId = typeof first === 'object' && first !== null && 'id' in first;
  return hasId && typeof first.id === 'string' ? first.id : undefined;
}
