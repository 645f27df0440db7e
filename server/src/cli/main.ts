import * as nodeModule from 'node:module';
import { run } from './run';

// Node before 22.1 has no compile cache.
nodeModule.enableCompileCache?.();

const controller = new AbortController();
const abort = () => controller.abort();
process.once('SIGINT', abort);

// Who reads the output may stop before its end, as `head` does.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

run(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  cwd: process.cwd(),
  signal: controller.signal,
}).then(code => {
  process.off('SIGINT', abort);
  // The exit code alone: `process.exit` would cut off output that a pipe has not taken yet.
  process.exitCode = code;
  if (controller.signal.aborted) process.exit();
});
