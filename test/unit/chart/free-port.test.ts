import { describe, expect, test } from 'vitest';
import type { Listener } from '../../../server/src/chart/chart';
import { freePort, isOfMachines, type Wanted } from '../../../server/src/chart/free-port';
import { completionsAt } from '../../../server/src/features/completion';
import type { Protocol } from '../../../server/src/ports/protocol';
import { findingsIn } from '../../../server/src/rules/judge';
import { DEFAULT_SETTINGS } from '../../../server/src/rules/settings';
import { ROOT } from '../support/memory';
import { sceneOf } from '../support/scene';

type Files = Readonly<Record<string, string>>;

interface Asked extends Partial<Omit<Wanted, 'near' | 'projects'>> {
  readonly to?: number;
  readonly listeners?: readonly number[];
}

/** The port that is free near another one, for the project of the topmost folder. */
async function free(files: Files, near: number, asked: Asked = {}): Promise<number | undefined> {
  const { to = near, listeners = [], threshold = 1024, ...rest } = asked;
  const { workspace } = await sceneOf(files, ports =>
    listeners.filter(port => port === ports).map(port => listener(port, rest.protocol ?? 'tcp')),
  );
  const projects = workspace.projectsIn(ROOT);
  return freePort(workspace, { near: { from: near, to }, protocol: 'tcp', projects, threshold, ...rest });
}

function listener(port: number, protocol: Protocol): Listener {
  return { port, protocol, address: { kind: 'any' }, program: 'x', isForContainer: false };
}

/** A service of an image and the ports that it publishes. */
const service = (name: string, image: string, ...ports: readonly string[]) =>
  `  ${name}:\n    image: ${image}\n${ports.length > 0 ? `    ports: ${JSON.stringify(ports)}\n` : ''}`;

const compose = (...services: readonly string[]): Files => ({
  'compose.yaml': `services:\n${services.join('')}`,
});

describe('a free port', () => {
  test.each<[string, Files, number, number]>([
    ['itself, if nothing takes it', compose(service('a', 'x', '1:1')), 8080, 8080],
    ['the next number', compose(service('a', 'x', '8080:1')), 8080, 8081],
    ['whatever IANA assigned that to', compose(service('a', 'x', '3000:1')), 3000, 3001],
    ['also to a database', compose(service('a', 'x', '5432:1')), 5432, 5433],
    ['the customary alternative', compose(service('a', 'x', '80:1')), 80, 8080],
    ['what follows that', compose(service('a', 'x', '80:1', '8080:2')), 80, 8081],
    ['443', compose(service('a', 'x', '443:1', '8443:2')), 443, 8444],
    ['over a range', compose(service('a', 'x', '8080-8090:1-11')), 8080, 8091],
    ['not a port of an image', compose(service('a', 'x', '6378:1'), service('b', 'redis')), 6378, 6380],
    ['but an image has its own', compose(service('b', 'redis')), 6379, 6379],
    ['what browsers refuse', compose(service('a', 'x', '6664:1')), 6664, 6670],
    ['above the privileged', compose(), 1, 1024],
    [
      'not what another project publishes',
      {
        ...compose(service('a', 'x', '3000:1')),
        'other/compose.yaml': `services:\n${service('b', 'x', '3001:1')}`,
      },
      3000,
      3002,
    ],
    [
      "but an image of another project's is no matter",
      {
        ...compose(service('a', 'x', '6378:1')),
        'other/compose.yaml': `services:\n${service('b', 'redis')}`,
      },
      6378,
      6379,
    ],
  ])('is %s', async (_, files, near, expected) => {
    expect(await free(files, near)).toBe(expected);
  });

  test('is none that a program of this machine listens on', async () => {
    const files = compose(service('a', 'x', '8080:1'));
    expect(await free(files, 8080, { listeners: [8081, 8082] })).toBe(8083);
    expect(await free(files, 9000, { listeners: [9000] })).toBe(9001);
  });

  test('is so for one protocol, or for all', async () => {
    const files = compose(service('a', 'x', '5000:1/udp'));
    expect(await free(files, 5000)).toBe(5000);
    expect(await free(files, 5000, { protocol: 'udp' })).toBe(5001);
    expect(await free(files, 5000, { protocol: undefined })).toBe(5001);
  });

  test('is the first of as many as a range holds', async () => {
    const files = compose(service('a', 'x', '8000-8002:1-3', '8005:1'));
    expect(await free(files, 8000, { to: 8002 })).toBe(8006);
  });
});

test('what is asked of machines is known, but for what runs elsewhere', async () => {
  const { workspace } = await sceneOf({
    ...compose(service('a', 'x', '7000:1')),
    'a.socket': '[Socket]\nListenStream=7001\nListenDatagram=[::1]:7002\nListenStream=/run/a\n',
    'a.nomad': 'job "a" {\n  group "g" {\n    network {\n      port "x" { static = 7003 }\n    }\n  }\n}\n',
    's.yaml':
      'apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {type: NodePort, ports: [{port: 7004, nodePort: 30001}]}\n',
    'nginx.conf': 'events {}\nhttp { server { listen 7005; } }\n',
    '.github/workflows/a.yml': `on: push\njobs:\n  a:\n    runs-on: x\n    services:\n      b: {image: x, ports: ["7006:1"]}\n`,
  });
  const isTaken = isOfMachines(workspace.projects(), workspace.documents().values());
  const ports = [7000, 7001, 7002, 7003, 7004, 7005, 7006, 30001];
  expect(ports.filter(isTaken)).toEqual([7001, 7002, 7003, 30001]);
});

test('a fix and a completion offer the same', async () => {
  const other = { 'other/compose.yaml': `services:\n${service('c', 'x', '9201:1')}` };
  const written = compose(service('a', 'x', '9200:1'), service('b', 'elasticsearch', '9200:9200'));
  const { workspace, document } = await sceneOf({ ...written, ...other });
  const findings = findingsIn(workspace, document('compose.yaml'), DEFAULT_SETTINGS);
  expect(findings.flatMap(({ fixes }) => fixes.map(({ title }) => title))).toContain(
    'Move host port 9200 of "b" to 9202',
  );
  const typing = compose(service('a', 'x', '9200:1'), service('b', 'elasticsearch', '‸'));
  const { workspace: again, spot } = await sceneOf({ ...typing, ...other });
  const list = completionsAt(again, spot.document, spot.position, DEFAULT_SETTINGS, { snippets: false });
  expect(list?.items[0]?.label).toBe('9202:9200');
});
