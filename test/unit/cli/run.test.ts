import { describe, expect, test } from 'vitest';
import { run } from '../../../server/src/cli/run';

async function ran(args: readonly string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await run(args, {
    stdout: { write: text => out.push(text) },
    stderr: { write: text => err.push(text) },
    env: {},
    cwd: process.cwd(),
    input: async () => Buffer.from(''),
    whole: work => work(new AbortController().signal),
  });
  return { code, out: out.join(''), err: err.join('') };
}

test('a wrong command line is said on stderr, with where help is', async () => {
  expect(await ran(['check', '--fixx'])).toEqual({
    code: 2,
    out: '',
    err: "portolan: unknown option '--fixx' for 'portolan check'; did you mean '--fix'?\nTry 'portolan check --help'.\n",
  });
});

describe('explain', () => {
  test.each([
    ['80', 'http'],
    ['443', 'https'],
    ['5432', 'postgresql'],
    ['6000', 'x11'],
    ['5173', 'Vite'],
    ['53/udp', 'domain'],
    ['67/UDP', 'bootps'],
    ['022', 'ssh'],
  ])('%s names %s', async (query, name) => {
    const text = await ran(['explain', query]);
    expect(text).toMatchObject({ code: 0, err: '' });
    expect(text.out).toContain(name);
    expect(text.out).toMatch(/[^\n]\n$/);
    const json = await ran(['explain', query, '--format', 'json']);
    expect(JSON.stringify(JSON.parse(json.out))).toContain(name);
  });

  test('a name lists the ports that have it', async () => {
    expect((await ran(['explain', 'postgresql'])).out).toMatch(
      /^5432\/tcp,udp {2,}postgresql.* {2,}IANA {2,}PostgreSQL/m,
    );
    expect((await ran(['explain', 'vite'])).out).toMatch(/^5173\/tcp {2,}Vite.* {2,}customary {2,}https:/m);
    expect(JSON.parse((await ran(['explain', 'vite', '--format', 'json'])).out)).toContainEqual(
      expect.objectContaining({ port: 5173, name: expect.stringContaining('Vite') }),
    );
  });

  test.each([
    ['70000', 2, '70000 is not a port: ports are 0 to 65535'],
    ['80/http', 2, "'http' is not a protocol: known are tcp, udp, sctp, dccp"],
    ['80/', 2, "'' is not a protocol: known are tcp, udp, sctp, dccp"],
    ['zzzzqqqq', 1, "no port is known as 'zzzzqqqq'"],
  ])('%s ends with %i: %s', async (query, code, message) => {
    expect(await ran(['explain', query])).toEqual({ code, out: '', err: `portolan: ${message}\n` });
  });
});
