import * as nodeModule from 'node:module';
import { run } from './run';

// Node before 22.1 has no compile cache.
nodeModule.enableCompileCache?.();

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // Who reads the output may stop before its end, as `head` does: that is nothing to talk about.
  if (error.code !== 'EPIPE')
    process.stderr.write(`portolan: the output could not be written: ${error.message}\n`);
  process.exitCode = 2;
});
process.stderr.on('error', () => {
  process.exitCode = 2;
});

/** The folder that somebody stands in, which may be gone meanwhile: then there is none. */
function currentFolder(): string | undefined {
  try {
    return process.cwd();
  } catch {
    return undefined;
  }
}

const cwd = currentFolder();
if (cwd === undefined) {
  process.stderr.write('portolan: the current folder is gone.\n');
  process.exit(2);
}

run(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  cwd,
  input,
  whole,
}).then(code => {
  // The exit code alone: `process.exit` would cut off output that a pipe has not taken yet.
  if (process.exitCode === undefined) process.exitCode = code;
});

async function input(most: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of process.stdin) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > most) break;
  }
  return Buffer.concat(chunks).subarray(0, most + 1);
}

/** Ctrl+C ends the command at once, whatever it is at, but for work that has to clean up behind itself. */
async function whole<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const controller = new AbortController();
  const abort = () => controller.abort();
  process.once('SIGINT', abort);
  try {
    return await work(controller.signal);
  } finally {
    process.off('SIGINT', abort);
  }
}
