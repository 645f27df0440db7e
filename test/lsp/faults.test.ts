import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import {
  CancellationTokenSource,
  DidChangeTextDocumentNotification,
  DidChangeWatchedFilesNotification,
  DidCloseTextDocumentNotification,
  DocumentDiagnosticRequest,
  DocumentHighlightRequest,
  HoverRequest,
  LogMessageNotification,
  type LogMessageParams,
  ReferencesRequest,
  RenameRequest,
} from 'vscode-languageserver-protocol/node';
import { type Session, startSession } from './client';

const COMPOSE = 'services:\n  web:\n    image: nginx\n    ports:\n      - "80:80"\n';
const AT_PORT = { line: 4, character: 10 };

const sessions: Session[] = [];
const processes: ChildProcessWithoutNullStreams[] = [];
afterEach(async () => {
  for (const session of sessions.splice(0)) await session.close().catch(() => {});
  for (const child of processes.splice(0)) child.kill('SIGKILL');
});

async function start(
  files: Readonly<Record<string, string>> = { 'compose.yaml': COMPOSE },
): Promise<Session> {
  const session = await startSession(files);
  sessions.push(session);
  return session;
}

const hover = (session: Session, position = AT_PORT, file = 'compose.yaml') =>
  session.connection.sendRequest(HoverRequest.type, { textDocument: { uri: session.uri(file) }, position });

/** Whether a process ends by itself in time. */
async function ends(child: ChildProcessWithoutNullStreams, milliseconds: number): Promise<boolean> {
  if (child.exitCode !== null || child.signalCode !== null) return true;
  return Promise.race([
    once(child, 'exit').then(() => true),
    new Promise<boolean>(resolve => setTimeout(() => resolve(false), milliseconds)),
  ]);
}

/** The server without a client: what is written to it is up to the test. */
function startBare(): ChildProcessWithoutNullStreams {
  const child = spawn(process.execPath, [path.resolve('dist/cli.js'), 'lsp', '--stdio']);
  child.stdin.on('error', () => {});
  processes.push(child);
  return child;
}

function frame(message: unknown): string {
  const body = JSON.stringify(message);
  return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

const initialize = (processId: number | null) =>
  frame({
    jsonrpc: '2.0',
    id: 1,
    method: 'initialize',
    params: { processId, rootUri: null, capabilities: {} },
  });

describe('the server', () => {
  test('killed in the middle of a request: a fresh one answers as the first did', async () => {
    const first = await start();
    await first.open('compose.yaml', COMPOSE);
    const before = await hover(first);
    const lost = hover(first).catch(() => 'lost');
    first.process.kill('SIGKILL');
    await ends(first.process, 5000);
    first.connection.dispose();
    expect(await lost).not.toBeNull();
    const second = await start();
    await second.open('compose.yaml', COMPOSE);
    expect(await hover(second)).toEqual(before);
    const diagnostics = await second.diagnostics('compose.yaml', all => all.length > 0);
    expect(diagnostics.map(({ code }) => code)).toEqual(['privileged-port']);
    await second.change('compose.yaml', COMPOSE.replace('"80:', '"8080:'));
    expect(await second.diagnostics('compose.yaml', all => all.length === 0)).toEqual([]);
  });

  test('a document that is closed and opened again while the folder is read is the one that was opened last', async () => {
    const session = await start();
    const { connection } = session;
    const textDocument = { uri: session.uri('compose.yaml') };
    const moved = `# another line\n${COMPOSE.replace('80:80', '8080:80')}`;
    await Promise.all([
      session.open('compose.yaml', COMPOSE),
      connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument }),
      session.open('compose.yaml', moved),
    ]);
    const position = { line: 5, character: 10 };
    const found = await hover(session, position);
    expect(JSON.stringify(found?.contents)).toContain('8080/tcp');
    const edit = await connection.sendRequest(RenameRequest.type, {
      textDocument,
      position,
      newName: '9090',
    });
    const [change] = edit?.documentChanges ?? [];
    expect(change && 'edits' in change && change.edits.map(({ range }) => range.start.line)).toEqual([5]);
  });

  test('ends when its input does', async () => {
    const child = startBare();
    child.stdin.write(initialize(null));
    await once(child.stdout, 'data');
    child.stdin.end();
    expect(await ends(child, 5000)).toBe(true);
  });

  test('ends when the editor is killed, also while somebody else keeps its input open', {
    timeout: 20_000,
  }, async () => {
    // The server asks every three seconds whether the process that started it is there.
    const editor = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    processes.push(editor);
    const child = startBare();
    child.stdin.write(initialize(editor.pid ?? null));
    await once(child.stdout, 'data');
    editor.kill('SIGKILL');
    expect(await ends(child, 10_000)).toBe(true);
  });

  test('ends when the editor is killed, also while it is stuck itself', { timeout: 30_000 }, async () => {
    const editor = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    processes.push(editor);
    // No input that is known makes the server loop, so a signal does.
    const stuck = 'data:text/javascript,process.on("SIGUSR2",()=>{for(;;);})';
    const child = spawn(process.execPath, ['--import', stuck, path.resolve('dist/server.js'), '--stdio']);
    processes.push(child);
    child.stdin.write(initialize(editor.pid ?? null));
    await once(child.stdout, 'data');
    child.kill('SIGUSR2');
    editor.kill('SIGKILL');
    expect(await ends(child, 20_000)).toBe(true);
    expect(child.signalCode).toBe('SIGKILL');
  });

  test.each([
    ['no JSON', 'Content-Length: 5\r\n\r\n{{{{{'],
    ['JSON that is no message', 'Content-Length: 4\r\n\r\nnull'],
    ['a list', frame([1, 2, 3])],
    ['a message without its version', frame({ id: 7, method: 'textDocument/hover' })],
    ['a method that is a number', frame({ jsonrpc: '2.0', id: 7, method: 5 })],
    ['parameters that are none', frame({ jsonrpc: '2.0', id: 7, method: 'textDocument/hover', params: 'x' })],
    [
      'a notification with wrong parameters',
      frame({ jsonrpc: '2.0', method: 'textDocument/didChange', params: 5 }),
    ],
    ['an answer to nothing', frame({ jsonrpc: '2.0', id: 99, result: {} })],
    ['another encoding', 'Content-Length: 2\r\nContent-Type: application/json; charset=utf-16\r\n\r\n{}'],
  ])('goes on after %s', async (_name, bytes) => {
    const session = await start();
    await session.open('compose.yaml', COMPOSE);
    session.process.stdin.write(bytes);
    expect(await hover(session)).not.toBeNull();
  });

  test('tells of messages with wrong parameters in a line each', async () => {
    const session = await start();
    const told: string[] = [];
    session.connection.onNotification('window/logMessage', ({ message }: { readonly message: string }) => {
      told.push(message);
    });
    const wrong = [undefined, null, {}, { textDocument: null }, { textDocument: { uri: 5 } }];
    for (const method of ['didOpen', 'didChange', 'didSave', 'didClose'])
      for (const params of wrong)
        session.process.stdin.write(frame({ jsonrpc: '2.0', method: `textDocument/${method}`, params }));
    await session.open('compose.yaml', COMPOSE);
    expect(await hover(session)).not.toBeNull();
    expect(told.length).toBeGreaterThan(0);
    expect(told.filter(message => message.includes('\n'))).toEqual([]);
  });

  test.each([
    ['a header without a length', 'Content-Type: x\r\n\r\n{}'],
    ['a length that is no number', 'Content-Length: many\r\n\r\n{}'],
    ['bytes that are no header', '\0\u0001 nonsense\r\n\r\nmore'],
    ['a length that never comes', 'Content-Length: 1000000000\r\n\r\n{}'],
  ])('%s: waits or ends, but does not spin', async (_name, bytes) => {
    const child = startBare();
    child.stdout.resume();
    child.stderr.resume();
    child.stdin.write(bytes);
    await new Promise(resolve => setTimeout(resolve, 1000));
    if (process.platform === 'linux' && child.exitCode === null) {
      const before = processorTicks(child.pid ?? 0);
      await new Promise(resolve => setTimeout(resolve, 500));
      // Of 50 ticks in half a second.
      expect(processorTicks(child.pid ?? 0) - before).toBeLessThan(15);
    }
    child.stdin.end();
    expect(await ends(child, 5000)).toBe(true);
  });
});

/** The processor time of a process, in hundredths of a second. */
function processorTicks(pid: number): number {
  const status = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = status.slice(status.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

describe('requests', () => {
  test.each([
    { line: -1, character: 5 },
    { line: 4, character: -3 },
    { line: 4, character: 10_000 },
    { line: 1_000_000, character: 0 },
    { line: 2_147_483_647, character: 2_147_483_647 },
    { line: 4.5, character: 0.1 },
  ])('at %j, outside the document, are answered', async position => {
    const session = await start();
    await session.open('compose.yaml', COMPOSE);
    const textDocument = { uri: session.uri('compose.yaml') };
    await hover(session, position);
    await session.connection.sendRequest(DocumentHighlightRequest.type, { textDocument, position });
    await session.connection.sendRequest(ReferencesRequest.type, {
      textDocument,
      position,
      context: { includeDeclaration: true },
    });
    await session.connection
      .sendRequest(RenameRequest.type, { textDocument, position, newName: '8080' })
      .catch((error: Error) => expect(error.message).toMatch(/port/));
    expect(await hover(session)).not.toBeNull();
  });

  test.each(['none.yaml', '../outside.yaml', 'a/b/c/%00'])(
    'for %s, which nobody opened, are empty',
    async file => {
      const session = await start();
      expect(await hover(session, AT_PORT, file)).toBeNull();
    },
  );

  test.each(['', 'x', 'untitled:Untitled-1', 'git:/a.yaml?b#c', 'file:///%ZZ', 'file://'])(
    'for the URI %j are answered',
    async uri => {
      const session = await start();
      await session.connection
        .sendRequest(HoverRequest.type, { textDocument: { uri }, position: AT_PORT })
        .catch(() => {});
      await session.open('compose.yaml', COMPOSE);
      expect(await hover(session)).not.toBeNull();
    },
  );

  test('for an old version are answered by the newest', async () => {
    const session = await start();
    await session.open('compose.yaml', COMPOSE);
    const early = hover(session);
    await session.change('compose.yaml', COMPOSE.replace('"80:', '"8080:'));
    const late = JSON.stringify(await hover(session));
    expect(late).toContain('8080');
    expect(await early).not.toBeNull();
  });

  test('changes and closings of documents that nobody opened do no harm', async () => {
    const session = await start();
    const textDocument = { uri: session.uri('none.yaml'), version: 3 };
    await session.connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument,
      contentChanges: [{ text: 'x' }],
    });
    await session.connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument });
    await session.open('compose.yaml', COMPOSE);
    expect(await hover(session)).not.toBeNull();
  });

  test('that are cancelled are answered or refused, and the next is answered', async () => {
    const session = await start();
    await session.open('compose.yaml', COMPOSE);
    const outcomes = Array.from({ length: 50 }, () => {
      const source = new CancellationTokenSource();
      const asked = session.connection.sendRequest(
        HoverRequest.type,
        { textDocument: { uri: session.uri('compose.yaml') }, position: AT_PORT },
        source.token,
      );
      source.cancel();
      return asked.then(
        () => 'answered',
        (error: { code?: number }) => error.code,
      );
    });
    for (const outcome of await Promise.all(outcomes)) expect(['answered', -32800]).toContain(outcome);
    expect(await hover(session)).not.toBeNull();
  });

  test('1,000 at once, with edits between them, are all answered', async () => {
    const session = await start();
    await session.open('compose.yaml', COMPOSE);
    const asked = Array.from({ length: 1000 }, async (_, index) => {
      if (index % 10 === 0) await session.change('compose.yaml', `${COMPOSE}# ${index}\n`);
      return hover(session);
    });
    const began = performance.now();
    for (const answer of await Promise.all(asked)) expect(answer).not.toBeNull();
    expect(performance.now() - began).toBeLessThan(5000);
  });
});

/** Services of which each two could be started together, and all want one port. */
const entangled = (count: number) =>
  `services:\n  web: {image: nginx, ports: ["80:80"]}\n${Array.from(
    { length: count },
    (_, index) => `  s${index}: {image: nginx, profiles: [a, p${index}], ports: ["80:80"]}\n`,
  ).join('')}`;

describe('limits over the protocol', () => {
  test('what takes too much work is answered with nothing, and told once; the rest is answered', {
    timeout: 30_000,
  }, async () => {
    const session = await start({ 'compose.yaml': COMPOSE, 'much/compose.yaml': entangled(2000) });
    const logged: string[] = [];
    session.connection.onNotification(LogMessageNotification.method, ({ message }: LogMessageParams) => {
      logged.push(message);
    });
    const pull = (file: string) =>
      session.connection.sendRequest(DocumentDiagnosticRequest.type, {
        textDocument: { uri: session.uri(file) },
      });
    await session.open('much/compose.yaml', entangled(2000));
    await session.open('compose.yaml', COMPOSE);
    for (let time = 0; time < 2; time++)
      expect(await pull('much/compose.yaml')).toEqual({ kind: 'full', items: [] });
    expect(await pull('compose.yaml')).toMatchObject({ items: [{ code: 'privileged-port' }] });
    expect(await hover(session)).not.toBeNull();
    expect(logged).toEqual([
      'much/compose.yaml: takes more work than Portolan does at once: something that it would say here is left out.',
    ]);
  });

  test('on the command line it is a gap', { timeout: 60_000 }, async () => {
    const session = await start({ 'compose.yaml': entangled(4000) });
    const child = spawn(process.execPath, [path.resolve('dist/cli.js'), 'check'], { cwd: session.folder });
    const [out, errors]: string[][] = [[], []];
    child.stdout.on('data', bytes => out?.push(String(bytes)));
    child.stderr.on('data', bytes => errors?.push(String(bytes)));
    const [code] = await once(child, 'close');
    expect(out?.join('')).not.toContain('No findings');
    expect(errors?.join('')).toContain('compose.yaml: takes more work than Portolan does at once');
    expect(code).toBe(2);
  });

  test('a file that is too large is named once, with the limit', async () => {
    const session = await start({ 'compose.yaml': COMPOSE, 'big.compose.yaml': 'a: 1\n' });
    const logged: string[] = [];
    session.connection.onNotification(LogMessageNotification.method, ({ message }: LogMessageParams) => {
      logged.push(message);
    });
    truncateSync(path.join(session.folder, 'big.compose.yaml'), 200 * 1024 * 1024);
    const changed = { changes: [{ uri: session.uri('big.compose.yaml'), type: 2 as const }] };
    for (let time = 0; time < 3; time++)
      await session.connection.sendNotification(DidChangeWatchedFilesNotification.type, changed);
    await session.open('compose.yaml', COMPOSE);
    await session.diagnostics('compose.yaml', all => all.length > 0);
    await expect
      .poll(() => logged)
      .toEqual(['big.compose.yaml: is not read: it is larger than 1024 KB, the most that Portolan reads.']);
  });

  test('the command line names it once on standard error, and checks the rest', async () => {
    const session = await start({ 'compose.yaml': COMPOSE });
    writeFileSync(path.join(session.folder, 'big.compose.yaml'), ' '.repeat(2 * 1024 * 1024));
    const child = spawn(process.execPath, [path.resolve('dist/cli.js'), 'check', '--format', 'json', '.'], {
      cwd: session.folder,
    });
    const [out, errors]: string[][] = [[], []];
    child.stdout.on('data', bytes => out?.push(String(bytes)));
    child.stderr.on('data', bytes => errors?.push(String(bytes)));
    const [code] = await once(child, 'close');
    expect(code).toBe(2);
    expect(errors?.join('')).toBe(
      'big.compose.yaml: is not read: it is larger than 1024 KB, the most that Portolan reads.\n',
    );
    expect(JSON.parse(out?.join('') ?? '')).toHaveLength(1);
  });
});
