// A language client over stdio with next to no cost of its own: what it measures is the server.
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';

interface Message {
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

export interface Published {
  readonly uri: string;
  readonly version?: number;
  readonly diagnostics: readonly unknown[];
}

export interface Command {
  /** What is started; Node where nothing is said. */
  readonly program?: string;
  readonly args: readonly string[];
  /** What the client says that it can do, where it is other than usual. */
  readonly capabilities?: object;
  /** What `workspace/configuration` gets for a section. */
  readonly configuration?: (section: string) => unknown;
}

export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Client {
  readonly pid: number;
  /** When the process was asked for, on the clock of `performance.now()`. */
  readonly spawnedAt: number;
  request(method: string, params: unknown): Promise<unknown>;
  notify(method: string, params: unknown): void;
  open(uri: string, languageId: string, text: string): void;
  /** Types (or with an empty text deletes) one character. Gives the document's new version. */
  type(uri: string, start: Position, end: Position, text: string): number;
  /** The next diagnostics of a document, of the version named where the server tells versions. */
  published(uri: string, version?: number): Promise<Published>;
  /** How often diagnostics of a document came that nobody waited for. */
  strays(): number;
  /** Resolves when the server says that its work in the background begins, and when that is over. */
  scanning(): Promise<void>;
  scanned(): Promise<void>;
  isScanning(): boolean;
  close(): Promise<void>;
}

const CAPABILITIES = {
  workspace: {
    configuration: true,
    workspaceFolders: true,
    didChangeConfiguration: { dynamicRegistration: true },
    workspaceEdit: { documentChanges: true },
  },
  textDocument: {
    synchronization: {},
    publishDiagnostics: { versionSupport: true, relatedInformation: true, codeDescriptionSupport: true },
    hover: { contentFormat: ['markdown', 'plaintext'] },
  },
  window: { workDoneProgress: true },
};

const WAIT = 180_000;

/** Starts a server and brings it to where documents can be opened. */
export async function startClient(command: Command, folders: readonly string[]): Promise<Client> {
  const spawnedAt = performance.now();
  const server = spawn(command.program ?? process.execPath, command.args, {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const client = connect(server, command, spawnedAt);
  const workspaceFolders = folders.map(folder => ({ uri: pathToFileURL(folder).href, name: 'bench' }));
  await client.request('initialize', {
    processId: process.pid,
    rootUri: workspaceFolders[0]?.uri ?? null,
    workspaceFolders,
    capabilities: command.capabilities ?? CAPABILITIES,
    initializationOptions: {},
  });
  client.notify('initialized', {});
  return client;
}

function connect(
  server: ChildProcessByStdio<Writable, Readable, null>,
  command: Command,
  spawnedAt: number,
): Client {
  const answers = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  const waiting = new Map<string, { version: number | undefined; resolve(value: Published): void }>();
  const versions = new Map<string, number>();
  const begun = signal();
  const ended = signal();
  const progress = { begun: false, ended: false };
  let strays = 0;
  let nextId = 1;
  let failure: Error | undefined;

  const send = (message: object) => {
    const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }));
    server.stdin.write(Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]));
  };

  function receive(message: Message): void {
    if (message.method === undefined) {
      const answer = answers.get(Number(message.id));
      answers.delete(Number(message.id));
      if (message.error) answer?.reject(new Error(message.error.message));
      else answer?.resolve(message.result);
    } else if (message.id !== undefined) {
      send({ id: message.id, result: replyTo(message) });
    } else if (message.method === 'textDocument/publishDiagnostics') {
      publish(message.params as Published);
    } else if (message.method === '$/progress') {
      const { kind } = (message.params as { value: { kind: string } }).value;
      if (kind === 'begin') {
        progress.begun = true;
        begun.give();
      } else if (kind === 'end') {
        progress.ended = true;
        ended.give();
      }
    }
  }

  function publish(published: Published): void {
    const wait = waiting.get(published.uri);
    if (wait === undefined) strays++;
    else if (published.version === undefined || (published.version ?? 0) >= (wait.version ?? 0)) {
      waiting.delete(published.uri);
      wait.resolve(published);
    }
  }

  function replyTo({ method, params }: Message): unknown {
    if (method !== 'workspace/configuration') return null;
    return (params as { items: { section?: string }[] }).items.map(
      ({ section }) => command.configuration?.(section ?? '') ?? null,
    );
  }

  let buffer: Buffer = Buffer.alloc(0);
  server.stdout.on('data', (chunk: Buffer) => {
    buffer = buffer.length === 0 ? chunk : Buffer.concat([buffer, chunk]);
    for (;;) {
      const end = buffer.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = Number(/content-length: *(\d+)/i.exec(buffer.toString('latin1', 0, end))?.[1]);
      if (buffer.length < end + 4 + length) return;
      const body = buffer.toString('utf8', end + 4, end + 4 + length);
      buffer = buffer.subarray(end + 4 + length);
      receive(JSON.parse(body));
    }
  });
  server.stdin.on('error', error => {
    failure = error;
  });
  server.once('exit', code => {
    failure = new Error(`the server ended with ${code}`);
    for (const { reject } of answers.values()) reject(failure);
  });

  const client: Client = {
    pid: server.pid ?? 0,
    spawnedAt,
    request: (method, params) =>
      inTime(
        method,
        new Promise((resolve, reject) => {
          if (failure) return reject(failure);
          const id = nextId++;
          answers.set(id, { resolve, reject });
          send({ id, method, params });
        }),
      ),
    notify: (method, params) => send({ method, params }),
    open(uri, languageId, text) {
      versions.set(uri, 1);
      client.notify('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } });
    },
    type(uri, start, end, text) {
      const version = (versions.get(uri) ?? 1) + 1;
      versions.set(uri, version);
      client.notify('textDocument/didChange', {
        textDocument: { uri, version },
        contentChanges: [{ range: { start, end }, text }],
      });
      return version;
    },
    published: (uri, version) =>
      inTime(
        'diagnostics',
        new Promise(resolve => {
          waiting.set(uri, { version, resolve });
        }),
      ),
    strays: () => strays,
    isScanning: () => progress.begun && !progress.ended,
    scanning: () => inTime('beginning of the scan', begun.promise),
    scanned: () => inTime('end of the scan', ended.promise),
    async close() {
      if (server.exitCode !== null || server.signalCode !== null) return;
      const gone = new Promise(resolve => server.once('exit', resolve));
      server.kill('SIGKILL');
      await gone;
    },
  };
  return client;
}

/** A promise that is kept from elsewhere. */
function signal(): { readonly promise: Promise<void>; give(): void } {
  let give = () => {};
  const promise = new Promise<void>(resolve => {
    give = resolve;
  });
  return { promise, give };
}

async function inTime<Value>(what: string, promise: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No ${what} in ${WAIT / 1000} s`)), WAIT);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
