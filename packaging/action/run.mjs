// What the step of action.yml does: gets the command of its own release, and checks with it. Annotations go to the log,
// SARIF into a file where one is named. Its inputs come in the environment, where no text of theirs is a command.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
const input = name => process.env[`PORTOLAN_${name}`] ?? '';

/** A file of the release. */
async function download(name) {
  const url = `${input('RELEASES')}/v${version}/${name}`;
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${answer.statusText}`);
  return Buffer.from(await answer.arrayBuffer());
}

async function command() {
  const [program, sums] = await Promise.all([download('portolan.js'), download('SHA256SUMS')]);
  const sum = createHash('sha256').update(program).digest('hex');
  if (!sums.toString().split('\n').includes(`${sum}  portolan.js`))
    throw new Error(`portolan.js of ${version} is not what SHA256SUMS says`);
  const file = path.join(
    mkdtempSync(path.join(process.env.RUNNER_TEMP ?? tmpdir(), 'portolan-')),
    'portolan.js',
  );
  writeFileSync(file, program);
  return file;
}

const program = await command().catch(error => {
  console.error(`portolan: ${error.message}`);
  process.exit(2);
});
const option = (name, value) => (value === '' ? [] : [`--${name}=${value}`]);
const narrowing = [...option('since', input('SINCE')), ...option('baseline', input('BASELINE'))];
const paths = input('PATHS')
  .split('\n')
  .map(line => line.trim());
const check = (format, failOn, stdout) => {
  const options = [`--format=${format}`, `--fail-on=${failOn}`, ...narrowing];
  const args = [program, 'check', ...options, '--', ...paths.filter(line => line !== '')];
  return spawnSync(process.execPath, args, { stdio: ['ignore', stdout, 'inherit'] }).status ?? 2;
};

if (input('SARIF_FILE') !== '') {
  const file = openSync(input('SARIF_FILE'), 'w');
  check('sarif', 'never', file);
  closeSync(file);
}
process.exitCode = check('github', input('FAIL_ON'), 'inherit');
