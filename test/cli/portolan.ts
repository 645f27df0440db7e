import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

export type Files = Readonly<Record<string, string | Uint8Array>>;

/** A folder of its own with files, which is gone when the test ends. Gives its path. */
export function folderOf(files: Files): string {
  const path = mkdtempSync(join(tmpdir(), 'portolan-cli-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  }
  return path;
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Leaves the output lying for this many milliseconds before it is read. */
  readonly readAfter?: number;
  /** Closes the output unread. */
  readonly unread?: boolean;
  /** A descriptor that the command prints to instead. */
  readonly stdout?: number;
  /** Another file in the place of the built command. */
  readonly program?: string;
  /** Written to the command's input, which then stays open unless it ends. */
  readonly stdin?: string;
  readonly endsInput?: boolean;
}

/** What an editor says to a server that it starts and ends at once. */
export function shortTalk(): string {
  const message = (content: object) => {
    const body = JSON.stringify({ jsonrpc: '2.0', ...content });
    return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  };
  return [
    message({ id: 1, method: 'initialize', params: { processId: null, rootUri: null, capabilities: {} } }),
    message({ method: 'initialized', params: {} }),
    message({ id: 2, method: 'shutdown' }),
    message({ method: 'exit' }),
  ].join('');
}

/** Runs the built command in a folder. */
export function portolan(cwd: string, args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  if (!existsSync(CLI)) throw new Error("dist/cli.js is missing: run 'npm run build' first");
  const { NO_COLOR, FORCE_COLOR, ...env } = process.env;
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [options.program ?? CLI, ...args], {
      cwd,
      env: { ...env, ...options.env },
      stdio: ['pipe', options.stdout ?? 'pipe', 'pipe'],
    });
    // What ends before it has read its input is no failure of who writes.
    child.stdin?.on('error', () => {});
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.on('error', reject);
    child.on('close', code => {
      resolve({ code, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() });
    });
    child.stderr?.on('data', chunk => err.push(chunk));
    if (options.unread) child.stdout?.destroy();
    else setTimeout(() => child.stdout?.on('data', chunk => out.push(chunk)), options.readAfter ?? 0);
    if (options.stdin === undefined) child.stdin?.end();
    else if (options.endsInput) child.stdin?.end(options.stdin);
    else child.stdin?.write(options.stdin);
  });
}
