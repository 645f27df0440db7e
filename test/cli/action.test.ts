// The action for GitHub, with a server in the place of GitHub's releases.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import manifest from '../../package.json';
import { sarifValidator } from '../unit/cli/sarif-schema';
import { folderOf } from './portolan';

const ACTION = parse(readFileSync('action.yml', 'utf8'));
const RUN = path.resolve('packaging/action/run.mjs');
const program = () => readFileSync(path.resolve('dist/cli.js'));
const sumOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** Where a release is, and with which checksum. */
async function releases(sum: string): Promise<string> {
  const files = new Map<string, string | Buffer>([
    [`/v${manifest.version}/portolan.js`, program()],
    [`/v${manifest.version}/SHA256SUMS`, `${sumOf(Buffer.from('x'))}  LICENSE\n${sum}  portolan.js\n`],
  ]);
  const server = createServer(({ url = '' }, response) => {
    response.statusCode = files.has(url) ? 200 : 404;
    response.end(files.get(url));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `http://127.0.0.1:${address.port}`;
}

async function step(cwd: string, inputs: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [RUN], {
    cwd,
    env: {
      PATH: process.env.PATH,
      RUNNER_TEMP: cwd,
      PORTOLAN_PATHS: '.',
      PORTOLAN_FAIL_ON: 'error',
      ...inputs,
    },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (said += chunk));
  const [code] = await once(child, 'close');
  return { code, said };
}

describe('the action', { timeout: 60_000 }, () => {
  const files = {
    'a b/compose.yaml': 'services: {a: {image: x, ports: ["8080:1"]}, b: {image: x, ports: ["8080:2"]}}\n',
    'compose.yaml': 'services: {a: {image: x, ports: ["8081:1"]}}\n',
  };
  let sum = '';
  beforeAll(() => {
    sum = sumOf(program());
  });

  test('annotates, writes SARIF, and fails as check does', async () => {
    const folder = folderOf(files);
    const inputs = { PORTOLAN_RELEASES: await releases(sum), PORTOLAN_SARIF_FILE: 'out.sarif' };
    const { code, said } = await step(folder, inputs);
    expect(code).toBe(1);
    expect(said).toMatch(/^::error file=a b\/compose\.yaml,line=1,/m);
    const validate = sarifValidator();
    validate(JSON.parse(readFileSync(path.join(folder, 'out.sarif'), 'utf8')));
    expect(validate.errors).toBeNull();
    expect(await step(folder, { ...inputs, PORTOLAN_FAIL_ON: 'never' })).toMatchObject({ code: 0 });
    expect(await step(folder, { ...inputs, PORTOLAN_PATHS: 'compose.yaml\n' })).toMatchObject({ code: 0 });
    expect(await step(folder, { ...inputs, PORTOLAN_PATHS: 'compose.yaml\n a b\n' })).toMatchObject({
      code: 1,
    });
  });

  test('runs nothing but what the release has', async () => {
    const folder = folderOf(files);
    const wrong = await step(folder, { PORTOLAN_RELEASES: await releases(sumOf(Buffer.from('y'))) });
    expect(wrong).toEqual({
      code: 2,
      said: `portolan: portolan.js of ${manifest.version} is not what SHA256SUMS says\n`,
    });
    const url = `${await releases(sum)}/nowhere`;
    expect(await step(folder, { PORTOLAN_RELEASES: url })).toMatchObject({ code: 2 });
    expect(existsSync(path.join(folder, 'out.sarif'))).toBe(false);
  });

  test('hands each of its inputs over', () => {
    const [{ env, run }] = ACTION.runs.steps;
    expect(run).toContain('packaging/action/run.mjs');
    const given = Object.keys(ACTION.inputs).map(name => [
      `PORTOLAN_${name.toUpperCase().replaceAll('-', '_')}`,
      `\${{ inputs.${name} }}`,
    ]);
    expect(env).toEqual(Object.fromEntries(given));
    const asked = [...readFileSync(RUN, 'utf8').matchAll(/input\('(\w+)'\)/g)].map(
      ([, name]) => `PORTOLAN_${name}`,
    );
    expect([...new Set(asked)].sort()).toEqual(Object.keys(env).sort());
  });
});
