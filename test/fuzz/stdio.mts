// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Compose files write variables like this.
// Drives the built server over stdio with random messages: right ones, wrong ones, and no messages at all.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

export interface Driven {
  readonly messages: number;
  readonly crashes: number;
  /** The longest that an answer took, in milliseconds. */
  readonly slowest: number;
}

type Report = (failure: { readonly kind: string; readonly message: string }, input: unknown) => void;

export interface Answer {
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

export interface Server {
  readonly process: ChildProcessWithoutNullStreams;
  isOver(): boolean;
  send(message: unknown): void;
  sendRaw(bytes: string): void;
  request(method: string, params: unknown): Promise<Answer>;
}

/** An answer that takes longer is a failure, in milliseconds: others work on the machine, too. */
const PATIENCE = 10_000;

const METHODS = ['hover', 'definition', 'references', 'documentHighlight', 'prepareRename', 'documentSymbol'];
const PIECES = [
  '80',
  '"8080:80"',
  '\n',
  '  ',
  ': ',
  '- ',
  '🚢',
  '\u0000',
  '${PORT:-80}',
  '[',
  '{',
  '&a ',
  '*a',
  '\ud800',
  '',
];
const NONSENSE = [
  null,
  1,
  'x',
  [],
  {},
  { textDocument: null },
  { textDocument: { uri: 5 } },
  { position: {} },
];

/** A generator of numbers below a limit (xorshift). */
export function numbers(seed: number): (below: number) => number {
  let state = seed | 0 || 1;
  return below => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** Starts the built server in a folder. */
export function start(folder: string): Server {
  const cli = path.resolve(import.meta.dirname, '..', '..', 'dist', 'cli.js');
  const child = spawn(process.execPath, [cli, 'lsp', '--stdio']);
  let isOver = false;
  child.on('exit', () => {
    isOver = true;
    for (const { reject } of waiting.values()) reject(new Error('The server ended.'));
  });
  child.stdin.on('error', () => {});
  child.stderr.resume();
  const waiting = new Map<number, { resolve(answer: Answer): void; reject(error: Error): void }>();
  let buffer = Buffer.alloc(0);
  child.stdout.on('data', (bytes: Buffer) => {
    buffer = Buffer.concat([buffer, bytes]);
    for (;;) {
      const head = buffer.indexOf('\r\n\r\n');
      const length = Number(
        /Content-Length: (\d+)/i.exec(buffer.subarray(0, Math.max(head, 0)).toString())?.[1],
      );
      if (head < 0 || buffer.length < head + 4 + length) return;
      const message = JSON.parse(buffer.subarray(head + 4, head + 4 + length).toString());
      buffer = buffer.subarray(head + 4 + length);
      if (message.method === undefined) waiting.get(message.id)?.resolve(message);
      else if (message.id !== undefined) send({ id: message.id, result: null });
    }
  });
  const sendRaw = (text: string) => {
    child.stdin.write(text);
  };
  const send = (message: unknown) => {
    const body = JSON.stringify({ jsonrpc: '2.0', ...(typeof message === 'object' ? message : { message }) });
    sendRaw(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
  let next = 1;
  const request = (method: string, params: unknown) =>
    new Promise<Answer>((resolve, reject) => {
      const id = next++;
      const late = setTimeout(() => {
        waiting.delete(id);
        reject(new Error(`No answer to ${method} in ${PATIENCE} ms.`));
      }, PATIENCE);
      const settle = (settled: () => void) => {
        clearTimeout(late);
        waiting.delete(id);
        settled();
      };
      waiting.set(id, {
        resolve: value => settle(() => resolve(value)),
        reject: error => settle(() => reject(error)),
      });
      send({ id, method, params });
    });
  const rootUri = pathToFileURL(folder).href;
  const capabilities = {
    textDocument: {
      diagnostic: {},
      hover: { contentFormat: ['markdown'] },
      codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: [] } } },
    },
    workspace: { workspaceEdit: { documentChanges: true } },
  };
  void request('initialize', { processId: process.pid, rootUri, capabilities }).catch(() => {});
  send({ method: 'initialized', params: {} });
  return { process: child, isOver: () => isOver, send, sendRaw, request };
}

/** Sends messages until the time is over. Every so often one is a hover that has to be answered. */
export async function drive(seed: number, minutes: number, report: Report): Promise<Driven> {
  const below = numbers(seed);
  const pick = <Value,>(values: readonly Value[]): Value | undefined => values[below(values.length)];
  const folder = mkdtempSync(path.join(tmpdir(), 'portolan-fuzz-'));
  const text = 'services:\n  web:\n    image: nginx\n    ports:\n      - "80:80"\n';
  for (const name of ['compose.yaml', 'Dockerfile', '.env', 'README.md'])
    writeFileSync(path.join(folder, name), text);
  const uris = ['compose.yaml', 'Dockerfile', '.env', 'README.md', 'no/such.yaml'].map(
    name => pathToFileURL(path.join(folder, name)).href,
  );
  const anyUri = () =>
    (below(20) === 0 ? pick(['', 'x', 'untitled:1', 'file:///', 'git:/a?b#c']) : pick(uris)) ?? '';
  const position = () => ({ line: below(12) - 1, character: below(40) - 1 });
  const range = () => ({ start: position(), end: position() });
  const textDocument = () => ({ uri: anyUri(), version: below(100), languageId: 'yaml', text });
  let server = start(folder);
  let [messages, crashes, slowest] = [0, 0, 0];
  const recent: string[] = [];
  const acts: readonly (() => void)[] = [
    () => server.send({ method: 'textDocument/didOpen', params: { textDocument: textDocument() } }),
    () => server.send({ method: 'textDocument/didClose', params: { textDocument: textDocument() } }),
    () => change({ range: range(), text: pick(PIECES) }),
    () => change({ range: range(), text: pick(PIECES) }),
    () => change({ text: text + pick(PIECES) }),
    () => ask(`textDocument/${pick(METHODS)}`, { textDocument: textDocument(), position: position() }),
    () =>
      ask('textDocument/rename', {
        textDocument: textDocument(),
        position: position(),
        newName: pick(PIECES),
      }),
    () =>
      ask('textDocument/codeAction', {
        textDocument: textDocument(),
        range: range(),
        context: { diagnostics: [] },
      }),
    () => ask('workspace/symbol', { query: pick(PIECES) }),
    () => ask(pick(['no/such', 'textDocument/hover', 'textDocument/rename', '$/x']) ?? '', pick(NONSENSE)),
    () => server.send({ method: '$/cancelRequest', params: { id: below(messages + 1) } }),
    () =>
      server.send({
        method: pick(['$/x', 'no/such', 'workspace/didChangeConfiguration']),
        params: pick(NONSENSE),
      }),
    () =>
      server.send({
        method: 'workspace/didChangeWatchedFiles',
        params: { changes: [{ uri: anyUri(), type: 1 + below(3) }] },
      }),
  ];
  const change = (one: unknown) =>
    server.send({
      method: 'textDocument/didChange',
      params: { textDocument: textDocument(), contentChanges: [one] },
    });
  const ask = (method: string, params: unknown) => {
    server.request(method, params).catch(() => {});
  };
  const until = Date.now() + minutes * 60_000;
  while (Date.now() < until) {
    for (let at = 0; at < 50; at++) {
      const index = below(acts.length);
      recent.push(String(index));
      acts[index]?.();
      messages++;
    }
    const asked = performance.now();
    try {
      await server.request('textDocument/hover', {
        textDocument: { uri: uris[0] },
        position: { line: 0, character: 0 },
      });
      slowest = Math.max(slowest, performance.now() - asked);
      recent.length = 0;
    } catch (error) {
      crashes++;
      report({ kind: 'stdio', message: String(error) }, { seed, messages, acts: recent.join(' ') });
      server.process.kill();
      server = start(folder);
    }
  }
  server.process.kill();
  rmSync(folder, { recursive: true });
  return { messages, crashes, slowest };
}
