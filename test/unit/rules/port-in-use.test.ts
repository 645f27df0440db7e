// biome-ignore-all lint/suspicious/noTemplateCurlyInString: so Compose writes its variables.
import { describe, expect, test } from 'vitest';
import type { Chart, Listener } from '../../../server/src/chart/chart';
import { ANY_ADDRESS, parseAddress } from '../../../server/src/ports/address';
import { MAX_PORT } from '../../../server/src/ports/port';
import { findingsOf, sceneOf } from '../support/scene';

const RULE = 'port-in-use';

function listener(port: number, over: Partial<Listener> = {}): Listener {
  return { port, protocol: 'tcp', address: ANY_ADDRESS, program: 'node', isForContainer: false, ...over };
}

function at(address: string): Pick<Listener, 'address'> {
  return { address: parseAddress(address) ?? ANY_ADDRESS };
}

function asking(listeners: readonly Listener[]): Chart['listenersOn'] {
  return ports => {
    const { from, to } = typeof ports === 'number' ? { from: ports, to: ports } : ports;
    return listeners.filter(({ port }) => from <= port && port <= to);
  };
}

async function foundFor(ports: string, listeners: readonly Listener[], more = '') {
  const text = `services:\n  db:\n    image: x\n    ports: [${ports}]\n${more}`;
  const scene = await sceneOf({ 'compose.yaml': text }, asking(listeners));
  return findingsOf(scene, RULE, 'compose.yaml');
}

const messagesFor = async (...args: Parameters<typeof foundFor>) =>
  (await foundFor(...args)).map(({ message }) => message);

const who = (name: string | undefined) => (name === undefined ? 'on this machine' : `here by ${name}`);
const certain = (port: number | string, name?: string) =>
  `Host port ${port} is in use ${who(name)}: "db" cannot publish it${name?.endsWith('others') ? '' : ' now'}.`;
const either = (port: number | string, name?: string) =>
  `Host port ${port} is in use ${who(name)}: "db" may not be reached.`;

describe('port-in-use', () => {
  test('names the program, and moves the port to one on which nobody listens', async () => {
    const listeners = [listener(5432, { program: 'postgres' }), listener(5436, { program: undefined })];
    const [found, ...others] = await foundFor('"5432:5432"', listeners);
    expect(others).toEqual([]);
    const [moved] = found?.fixes ?? [];
    const target = /to (\d+)$/.exec(moved?.title ?? '')?.[1];
    expect(found).toEqual({
      at: 'compose.yaml:4 "5432"',
      severity: 'information',
      message: certain(5432, '"postgres"'),
      related: [],
      fixes: [
        {
          title: `Move host port 5432 of "db" to ${target}`,
          preferred: false,
          lines: [`compose.yaml:4 ports: ["${target}:5432"]`],
        },
      ],
    });
    const later = [...listeners, listener(Number(target), { isForContainer: true })];
    const [again] = await foundFor('"5432:5432"', later);
    expect(again?.fixes[0]?.title).not.toBe(moved?.title);
  });

  test.each<[string, string, readonly Partial<Listener>[], readonly string[]]>([
    ['an unnamed one', '"8080:80"', [{ program: undefined }], [certain(8080)]],
    ['UDP', '"8080:80/udp"', [{ protocol: 'udp' }], [certain('8080/udp', '"node"')]],
    ['another protocol', '"8080:80/udp"', [{}], []],
    ['another port', '"8081:80"', [{}], []],
    ['two', '"8080:80"', [{}, { program: 'nginx' }], [certain(8080, '"node", "nginx"')]],
    ['one of two sockets', '"8080:80"', [at('0.0.0.0'), at('::')], [certain(8080, '"node"')]],
    ['one named, one not', '"8080:80"', [{ program: undefined }, {}], [certain(8080, '"node" and others')]],
    [
      'four',
      '"8080:80"',
      ['a', 'b', 'c', 'd'].map(program => ({ program })),
      [certain(8080, '"a", "b", "c" and others')],
    ],
    ['Docker', '"8080:80"', [{ isForContainer: true, program: 'docker-proxy' }], []],
    [
      'Docker and another',
      '"8080:80"',
      [{ isForContainer: true, program: 'dockerd' }, {}],
      [certain(8080, '"node"')],
    ],
    ['the same address', '"127.0.0.1:8080:80"', [at('127.0.0.1')], [certain(8080, '"node"')]],
    ['another address', '"127.0.0.1:8080:80"', [at('127.0.0.2')], []],
    ['another family', '"127.0.0.1:8080:80"', [at('::1')], []],
    ['all addresses of another family', '"0.0.0.0:8080:80"', [at('::')], []],
    ['all addresses of IPv4', '"0.0.0.0:8080:80"', [at('0.0.0.0')], [certain(8080, '"node"')]],
    ['one address, published on all', '"8080:80"', [at('127.0.0.1')], [either(8080, '"node"')]],
    ['all addresses, published on one', '"127.0.0.1:8080:80"', [{}], [either(8080, '"node"')]],
    ['one address, unnamed', '"8080:80"', [{ ...at('127.0.0.1'), program: undefined }], [either(8080)]],
    [
      'one address, several',
      '"8080:80"',
      [at('127.0.0.1'), { ...at('::1'), program: undefined }],
      [either(8080, '"node" and others')],
    ],
    ['one address, and all', '"8080:80"', [{ ...at('::1'), program: 'a' }, {}], [certain(8080, '"node"')]],
    ['an address that nothing gives', '"${IP}:8080:80"', [{}], []],
    ['a port that nothing gives', '"${PORT}:80"', [{}], []],
    ['a default', '"${PORT:-8080}:80"', [{}], [certain(8080, '"node"')]],
    ["a port of Docker's choice", '"80"', [{ port: 80 }], []],
    ['the container side', '"80:8080"', [{}], []],
  ])('%s: %s', async (_name, ports, listeners, expected) => {
    expect(
      await messagesFor(
        ports,
        listeners.map(over => listener(8080, over)),
      ),
    ).toEqual(expected);
  });

  test.each<[string, string, readonly Listener[], readonly string[]]>([
    ['the first of a range', '"8000-8002:8000-8002"', [listener(8000)], [certain(8000, '"node"')]],
    ['the last of a range', '"8000-8002:8000-8002"', [listener(8002)], [certain(8002, '"node"')]],
    [
      'two of a range, once',
      '"8000-8002:8000-8002"',
      [listener(8002, { program: 'a' }), listener(8001)],
      [certain(8001, '"node"')],
    ],
    ['some of a pool', '"8000-8001:80"', [listener(8000)], []],
    ['one of a pool twice', '"8000-8001:80"', [listener(8000), listener(8000, at('::1'))], []],
    [
      'one of a pool, and one that Docker holds',
      '"8000-8001:80"',
      [listener(8000), listener(8001, { isForContainer: true })],
      [],
    ],
    [
      'all of a pool',
      '"8000-8001:80"',
      [listener(8000), listener(8001)],
      ['No port of 8000-8001 is free here for "db": others listen on all.'],
    ],
    [
      'two entries',
      '"8000:80", "8001:81"',
      [listener(8000), listener(8001)],
      [certain(8000, '"node"'), certain(8001, '"node"')],
    ],
  ])('%s: %s', async (_name, ports, listeners, expected) => {
    expect(await messagesFor(ports, listeners)).toEqual(expected);
  });

  test.each([
    ['zero copies', '    scale: 0\n'],
    ["the host's network", '    network_mode: host\n'],
  ])('says nothing of a service with %s', async (_name, more) => {
    expect(await foundFor('"8080:80"', [listener(8080)], more)).toEqual([]);
  });

  test('asks once for a range, however wide', async () => {
    let asked = 0;
    const scene = await sceneOf(
      { 'compose.yaml': `services:\n  web:\n    image: x\n    ports: ["1-${MAX_PORT}:1-${MAX_PORT}"]\n` },
      () => {
        asked++;
        return [];
      },
    );
    expect(findingsOf(scene, RULE, 'compose.yaml')).toEqual([]);
    expect(asked).toBe(1);
  });

  test('a comment silences it, and is never called unused', async () => {
    const text =
      'services:\n  web:\n    image: x\n    ports:\n      - "8080:80" # portolan-ignore: port-in-use\n';
    for (const listeners of [[listener(8080)], []]) {
      const scene = await sceneOf({ 'compose.yaml': text }, asking(listeners));
      expect(findingsOf(scene, RULE, 'compose.yaml')).toEqual([]);
      expect(findingsOf(scene, 'unused-ignore', 'compose.yaml')).toEqual([]);
    }
  });
});
