// biome-ignore-all lint/suspicious/noTemplateCurlyInString: so systemd writes its variables.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { occurrencesIn } from '../../../../server/src/chart/occurrences';
import { definitionAt } from '../../../../server/src/features/navigation';
import { findingsIn } from '../../../../server/src/rules/judge';
import { DEFAULT_SETTINGS } from '../../../../server/src/rules/settings';
import { formatOf } from '../../../../server/src/systems/all';
import { readQuadlet } from '../../../../server/src/systems/quadlet/reading';
import { readSocket } from '../../../../server/src/systems/quadlet/socket';
import { sceneOf, showRange } from '../../support/scene';

type Files = Readonly<Record<string, string>>;

async function occurrencesOf(files: Files, file: string): Promise<readonly string[]> {
  const scene = await sceneOf(files);
  const document = scene.document(file);
  return occurrencesIn(scene.workspace, document).map(({ role, span, protocol, unit, address }) =>
    [role, document.text.slice(span.start, span.end), protocol, unit, address].filter(Boolean).join(' '),
  );
}

async function findingsOf(files: Files, file: string): Promise<readonly string[]> {
  const scene = await sceneOf(files);
  const document = scene.document(file);
  return findingsIn(scene.workspace, document, DEFAULT_SETTINGS).map(
    ({ rule, severity, span }) => `${severity} ${rule} ${document.text.slice(span.start, span.end)}`,
  );
}

const container = (...lines: readonly string[]) =>
  `[Container]\nImage=docker.io/library/caddy:2\n${lines.join('\n')}\n`;

describe('what units publish', () => {
  test.each([
    ['PublishPort=8080:80', ['published 8080 tcp a.container', 'target 80 tcp a.container']],
    ['PublishPort=80', ['target 80 tcp a.container']],
    [
      'PublishPort=127.0.0.1:8080:80/udp',
      ['published 8080 udp a.container 127.0.0.1', 'target 80 udp a.container 127.0.0.1'],
    ],
    ['PublishPort=[::1]:8080:80', ['published 8080 tcp a.container ::1', 'target 80 tcp a.container ::1']],
    ['PublishPort="8080:80"', ['published 8080 tcp a.container', 'target 80 tcp a.container']],
    [
      '  PublishPort = \\\n  # no\n  8080:80  ',
      ['published 8080 tcp a.container', 'target 80 tcp a.container'],
    ],
    [
      'PublishPort=1:2,3:4',
      [
        'published 1 tcp a.container',
        'target 2 tcp a.container',
        'published 3 tcp a.container',
        'target 4 tcp a.container',
      ],
    ],
    [
      'PublishPort=9:9\nPublishPort=\nPublishPort=8080:80',
      ['published 8080 tcp a.container', 'target 80 tcp a.container'],
    ],
    ['PublishPort=%i:80', ['published %i tcp a.container', 'target 80 tcp a.container']],
    ['PublishPort=${PORT}:80', ['published ${PORT} tcp a.container', 'target 80 tcp a.container']],
    [
      'PublishPort={{ HOST_PORT }}:8000/udp',
      ['published {{ HOST_PORT }} udp a.container', 'target 8000 udp a.container'],
    ],
    ['PublishPort=%i', []],
    ['PublishPort={{ ports }}', []],
    ['ExposeHostPort=7000-7010/udp', ['exposed 7000-7010 udp a.container']],
    ['#PublishPort=8080:80', []],
    [
      'Environment=PORT=3000 "DB_PORT=5432"',
      ['variable 3000 tcp a.container', 'variable 5432 tcp a.container'],
    ],
    ['Exec=serve --port 3000', ['variable 3000 tcp a.container']],
  ])('%j', async (lines, expected) => {
    expect(await occurrencesOf({ 'a.container': container(lines) }, 'a.container')).toEqual(expected);
    const windows = `\r\n${container(lines)}`.replaceAll(/\r?\n/g, '\r\n');
    expect(await occurrencesOf({ 'a.container': windows }, 'a.container')).toEqual(expected);
  });

  test('a file without the section is none', () => {
    expect(formatOf('file:///a.container', 'PublishPort=8080:80\n')).toBe('text');
    expect(formatOf('file:///a.pod', '[Pod]\n')).toBe('quadlet');
    expect(formatOf('file:///a.socket', 'no unit\n')).toBe('text');
  });

  test.each([
    ['that is its ContainerName', 'shop-db', ['ContainerName=shop-db'], ['db.container:4 "5432"']],
    ['of its file, where it has no other', 'systemd-db', [], ['db.container:3 "5432"']],
    ['of its file, which it has not where it has another', 'systemd-db', ['ContainerName=shop-db'], []],
  ])('a host name means the container of the folder: %s', async (_name, host, lines, expected) => {
    const scene = await sceneOf({
      'db.container': container(...lines, 'PublishPort=5432'),
      'web.container': container(`Environment=DATABASE_URL=postgres://${host}:54‸32/x`),
    });
    const found = definitionAt(scene.workspace, scene.spot.document, scene.spot.position);
    expect(found.map(({ uri, range }) => showRange(scene, uri, range))).toEqual(expected);
  });
});

describe('what is found', () => {
  const pod = '[Pod]\nPublishPort=8080:80\n';

  test('two units on one port are a warning, for maybe one alone is started', async () => {
    const files = {
      'a.container': container('PublishPort=8080:80'),
      'b.container': container('PublishPort=8080:80'),
    };
    expect(await findingsOf(files, 'a.container')).toEqual(['warning port-conflict 8080']);
  });

  test.each(['%i:80', '{{ PORT }}:80', '${PORT}:80'])('nothing of %s in two units', async value => {
    const files = {
      'a.container': container(`PublishPort=${value}`),
      'b.container': container(`PublishPort=${value}`),
    };
    expect(await findingsOf(files, 'a.container')).toEqual([]);
  });

  test('one unit that takes a port twice is an error', async () => {
    const files = { 'a.container': container('PublishPort=8080:80', 'PublishPort=8080:81') };
    expect(await findingsOf(files, 'a.container')).toEqual([
      'error port-conflict 8080',
      'error port-conflict 8080',
    ]);
  });

  test('ports of a container in a pod, and in the network of the host', async () => {
    expect(
      await findingsOf(
        { 'a.container': container('Pod=p.pod', 'PublishPort=9090:90'), 'p.pod': pod },
        'a.container',
      ),
    ).toEqual(['error ignored-port 9090']);
    expect(
      await findingsOf({ 'a.container': container('Network=host', 'PublishPort=9090:90') }, 'a.container'),
    ).toEqual(['warning ignored-port 9090']);
    expect(await findingsOf({ 'a.container': container('Pod=p.pod'), 'p.pod': pod }, 'a.container')).toEqual(
      [],
    );
  });

  test('sockets: twice in one unit, with another, with a container, and never together', async () => {
    const socket = (...lines: readonly string[]) =>
      `[Socket]\n${lines.map(line => `ListenStream=${line}\n`).join('')}`;
    expect(await findingsOf({ 'a.socket': socket('8080', '127.0.0.1:8080') }, 'a.socket')).toEqual([
      'error port-conflict 8080',
    ]);
    expect(
      await findingsOf({ 'a.socket': socket('8080'), 'b.socket': socket('[::]:8080') }, 'a.socket'),
    ).toEqual(['warning port-conflict 8080']);
    expect(
      await findingsOf(
        { 'a.socket': socket('8080'), 'b.container': container('PublishPort=8080:80') },
        'a.socket',
      ),
    ).toEqual(['warning port-conflict 8080']);
    expect(
      await findingsOf(
        { 'a.socket': socket('8080'), 'b.socket': `[Unit]\nConflicts=a.socket\n${socket('8080')}` },
        'a.socket',
      ),
    ).toEqual([]);
    expect(
      await findingsOf(
        { 'a.socket': `${socket('8080')}ReusePort=yes\n`, 'b.socket': `${socket('8080')}ReusePort=yes\n` },
        'a.socket',
      ),
    ).toEqual([]);
    expect(await findingsOf({ 'a.socket': socket('/run/a.sock', '99999') }, 'a.socket')).toEqual([
      'warning invalid-port 99999',
    ]);
  });
});

test('whatever a text holds, it is read, and what is found stands where it is said to', () => {
  const part = fc.constantFrom(
    '[Container]',
    '[Socket]',
    '\n',
    '\r\n',
    'PublishPort=',
    'ListenStream=',
    '8080:80',
    '99999',
    '"',
    '\\',
    '#',
    ';',
    ' ',
    '[::]:80',
    '/udp',
    ',',
    '%i',
    '😀',
    '=',
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 30 }), parts => {
      const text = parts.join('');
      for (const { value } of readQuadlet(text).entries) {
        expect(value.pieces.reduce((sum, { length }) => sum + length, 0)).toBe(value.value.length);
        for (const piece of value.pieces)
          if (piece.kind === 'literal')
            expect(text.slice(piece.offset, piece.offset + piece.length)).toBe(
              value.value.slice(piece.at, piece.at + piece.length),
            );
      }
      for (const { port } of readSocket(text).listens) {
        const { start, end } = port.text.span;
        expect(Number(text.slice(start, end))).toBe(port.range?.from);
      }
    }),
  );
});
