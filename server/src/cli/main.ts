import * as nodeModule from 'node:module';
import { run } from './run';

// Node before 22.1 has no compile cache.
nodeModule.enableCompileCache?.();

const controller = new AbortController();
const abort = () => controller.abort();
process.once('SIGINT', abort);

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // Who reads the output may stop before its end, as `head` does: that is nothing to talk about.
  if (error.code !== 'EPIPE')
    process.stderr.write(`portolan: the output could not be written: ${error.message}\n`);
  process.exitCode = 2;
});
process.stderr.on('error', () => {
  process.exitCode = 2;
});

run(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  cwd: process.cwd(),
  signal: controller.signal,
}).then(code => {
  process.off('SIGINT', abort);
  // The exit code alone: `process.exit` would cut off output that a pipe has not taken yet.
  if (process.exitCode === undefined) process.exitCode = code;
  if (controller.signal.aborted) process.exit();
});
