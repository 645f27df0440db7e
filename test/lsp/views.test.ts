import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import {
  type CodeLens,
  CodeLensRefreshRequest,
  CodeLensRequest,
  CompletionRequest,
  CompletionResolveRequest,
  ConfigurationRequest,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  DidChangeWorkspaceFoldersNotification,
  ExecuteCommandRequest,
  FileChangeType,
  HoverRequest,
  type InitializeParams,
  InlayHintRefreshRequest,
  InlayHintRequest,
  type Location,
  type ProtocolConnection,
  type ShowDocumentParams,
  ShowDocumentRequest,
} from 'vscode-languageserver-protocol/node';
import type {
  ChartQuery,
  DrawnChart,
  PortFilter,
  PortGroups,
  PortRow,
  PortsQuery,
} from '../../server/src/protocol/messages';
import { xmlFault, xmlTexts } from '../unit/support/xml';
import { type Editor, type Session, startSession } from './client';

type Files = Readonly<Record<string, string>>;

const COMPOSE = `services:
  web:
    image: nginx
    ports:
      - "8080:80"
      - "\${DB_PORT}:5432"
  api:
    image: node
    ports: ["8080:3000"]
    environment:
      WEB: http://web:80
`;

const FILES: Files = { 'compose.yaml': COMPOSE, '.env': 'DB_PORT=5433\n' };

const PUSHES: InitializeParams['capabilities'] = {};

const ALL = { start: { line: 0, character: 0 }, end: { line: 100, character: 0 } };

let session: Session;
afterEach(() => session?.close());

async function start(
  files: Files = FILES,
  editor: Editor = {},
  capabilities: InitializeParams['capabilities'] = PUSHES,
): Promise<void> {
  session = await startSession(files, capabilities, editor);
}

/** Opens a file as it is, and gives how requests name it. */
async function opened(files: Files, file = 'compose.yaml') {
  await session.open(file, files[file] ?? '');
  return { textDocument: { uri: session.uri(file) } };
}

const ask = <Answer>(method: string, data?: object): Promise<Answer> =>
  data === undefined ? session.connection.sendRequest(method) : session.connection.sendRequest(method, data);

const ALL_PORTS: PortFilter = { text: '', areConflictsOnly: false };

const PROJECTS: PortsQuery = { grouping: 'project', filter: ALL_PORTS };

const projects = async () => (await ask<PortGroups>('portolan/groups', PROJECTS)).groups;

async function rowsOfFirst(): Promise<readonly PortRow[]> {
  const [first] = await projects();
  return ask('portolan/rows', { ...PROJECTS, group: first?.id });
}

/** What the server tells of a kind, as it comes. */
function heard<Message>(on: (connection: ProtocolConnection, hear: (message: Message) => void) => void): {
  readonly editor: Editor;
  readonly messages: readonly Message[];
  next(count: number): Promise<void>;
} {
  const messages: Message[] = [];
  return {
    editor: { answer: connection => on(connection, message => messages.push(message)) },
    messages,
    async next(count) {
      for (let waited = 0; messages.length < count && waited < 10_000; waited += 20) await sleep(20);
      expect(messages.length).toBeGreaterThanOrEqual(count);
    },
  };
}

describe('completion', () => {
  test('proposes mappings and a snippet, and documents them when they are looked at', async () => {
    const text = `${COMPOSE}  search:\n    image: elasticsearch\n    ports:\n      - `;
    await start(
      FILES,
      {},
      {
        textDocument: {
          completion: { completionItem: { snippetSupport: true, documentationFormat: ['markdown'] } },
        },
      },
    );
    const document = await opened({ 'compose.yaml': text });
    const list = await session.connection.sendRequest(CompletionRequest.type, {
      ...document,
      position: { line: 14, character: 8 },
    });
    if (!list || Array.isArray(list)) throw new Error('It is no list');
    expect(list.isIncomplete).toBe(true);
    expect(list.items.map(({ label }) => label)).toEqual([
      '9200:9200',
      '9300:9300',
      'target, published, protocol',
    ]);
    const [first] = list.items;
    expect(first).toMatchObject({
      textEdit: {
        newText: '"9200:9200"',
        range: { start: { line: 14, character: 8 }, end: { line: 14, character: 8 } },
      },
    });
    if (!first) throw new Error('Nothing is proposed');
    const resolved = await session.connection.sendRequest(CompletionResolveRequest.type, first);
    expect(resolved).toEqual({
      ...first,
      documentation: { kind: 'markdown', value: expect.stringContaining('**Port 9200**') },
    });
  });

  test('leaves the snippet out where the editor has none, and answers nothing elsewhere', async () => {
    await start();
    const text = 'services:\n  db:\n    image: postgres:16\n    ports:\n      - "\n';
    const document = await opened({ 'compose.yaml': text });
    const labels = async (line: number, character: number) => {
      const list = await session.connection.sendRequest(CompletionRequest.type, {
        ...document,
        position: { line, character },
      });
      return list && !Array.isArray(list) ? list.items.map(({ label }) => label) : list;
    };
    expect(await labels(4, 9)).toEqual(['5432:5432']);
    expect(await labels(2, 20)).toBeNull();
    expect(await labels(1, 5)).toBeNull();
  });

  test('gives back an item that it did not make', async () => {
    await start();
    const item = { label: 'x', data: { port: '80' } };
    expect(await session.connection.sendRequest(CompletionResolveRequest.type, item)).toEqual(item);
  });
});

describe('inlay hints', () => {
  test('stand in the range', async () => {
    await start();
    const document = await opened(FILES);
    const labels = async (range = ALL) =>
      (await session.connection.sendRequest(InlayHintRequest.type, { ...document, range }))?.map(
        ({ label, position }) => [label, position.line, position.character],
      );
    expect(await labels()).toEqual([['= 5433', 5, 19]]);
    expect(await labels({ start: { line: 4, character: 0 }, end: { line: 5, character: 0 } })).toEqual([]);
  });
});

describe('settings', () => {
  test('turn hints and lenses off and on', async () => {
    let settings: object = {};
    const editor: Editor = {
      answer: connection =>
        connection.onRequest(ConfigurationRequest.type, ({ items }) =>
          items.map(({ section }) => (section === 'portolan' ? settings : {})),
        ),
    };
    await start(FILES, editor, {
      workspace: { configuration: true, didChangeConfiguration: { dynamicRegistration: true } },
    });
    const document = await opened(FILES);
    const counts = async () => [
      (await session.connection.sendRequest(InlayHintRequest.type, { ...document, range: ALL }))?.length,
      (await session.connection.sendRequest(CodeLensRequest.type, document))?.length,
    ];
    expect(await counts()).toEqual([1, 2]);
    const change = async (changed: object) => {
      settings = changed;
      await session.connection.sendNotification(DidChangeConfigurationNotification.type, { settings: {} });
      await sleep(200);
    };
    await change({ inlayHints: { enabled: false } });
    expect(await counts()).toEqual([0, 2]);
    await change({ codeLens: { enabled: false } });
    expect(await counts()).toEqual([1, 0]);
    await change({ codeLens: 'off', inlayHints: { enabled: 'off' } });
    expect(await counts()).toEqual([1, 2]);
  });

  test('of portolan.json win', async () => {
    const files = {
      ...FILES,
      'portolan.json': '{ "inlayHints": { "enabled": false }, "codeLens": { "enabled": false } }',
    };
    await start(files);
    const document = await opened(files);
    expect(await session.connection.sendRequest(InlayHintRequest.type, { ...document, range: ALL })).toEqual(
      [],
    );
    expect(await session.connection.sendRequest(CodeLensRequest.type, document)).toEqual([]);
  });
});

describe('code lenses', () => {
  const lensesOf = async (commands?: unknown): Promise<readonly CodeLens[]> => {
    await start(
      { ...FILES, 'README.md': 'http://localhost:5433\n' },
      { initializationOptions: { commands } },
    );
    const document = await opened(FILES);
    return (await session.connection.sendRequest(CodeLensRequest.type, document)) ?? [];
  };

  test('lead to places where the editor can show them, and say how many', async () => {
    const lenses = await lensesOf(['portolan.showPlaces']);
    expect(lenses.map(({ range, command }) => [range.start.line, command?.title])).toEqual([
      [1, 'http://localhost:8080'],
      [1, '3 references'],
      [1, 'conflicts with api'],
      [6, 'http://localhost:8080'],
      [6, 'conflicts with web'],
    ]);
    const [, references] = lenses;
    const [uri, position, places] = references?.command?.arguments ?? [];
    expect(references?.command?.command).toBe('portolan.showPlaces');
    expect([uri, position]).toEqual([session.uri('compose.yaml'), references?.range.start]);
    expect((places as readonly Location[]).map(place => [place.uri, place.range.start.line]).sort()).toEqual([
      [session.uri('.env'), 0],
      [session.uri('README.md'), 0],
      [session.uri('compose.yaml'), 10],
    ]);
  });

  test.each([[undefined], [[]], ['portolan.showPlaces'], [[1]]])(
    'are addresses alone to an editor of the commands %j',
    async commands => {
      expect((await lensesOf(commands)).map(({ command }) => command)).toEqual([
        {
          title: 'http://localhost:8080',
          command: 'portolan.openUrl',
          arguments: ['http://localhost:8080/'],
        },
        {
          title: 'http://localhost:8080',
          command: 'portolan.openUrl',
          arguments: ['http://localhost:8080/'],
        },
      ]);
    },
  );

  test('open their address in a browser, and nothing else', async () => {
    const shown = heard<ShowDocumentParams>((connection, hear) =>
      connection.onRequest(ShowDocumentRequest.type, params => {
        hear(params);
        return { success: true };
      }),
    );
    await start(FILES, shown.editor);
    const execute = (command: string, ...args: readonly unknown[]) =>
      session.connection.sendRequest(ExecuteCommandRequest.type, { command, arguments: [...args] });
    await execute('portolan.openUrl', 'http://localhost:8080/');
    await execute('portolan.openUrl', 'https://localhost/');
    for (const url of ['file:///etc/passwd', 'command:x', 'vscode://x', 'https://203.0.113.7/', 1, undefined])
      await execute('portolan.openUrl', url);
    await execute('portolan.openUrl');
    expect(shown.messages).toEqual([
      { uri: 'http://localhost:8080/', external: true },
      { uri: 'https://localhost/', external: true },
    ]);
  });
});

describe('portolan/groups, portolan/rows and portolan/chart', () => {
  test('give what each project publishes', async () => {
    await start({ ...FILES, 'b/compose.yaml': 'services:\n  none:\n    image: x\n' });
    const conflict = 'Host port 8080 is published by "web" and "api": the second fails to start.';
    const location = (line: number, from: number, to: number) => ({
      uri: session.uri('compose.yaml'),
      range: { start: { line, character: from }, end: { line, character: to } },
    });
    const query = { grouping: 'project', filter: { text: '', areConflictsOnly: false } };
    const { groups, isNothingRead } = await ask<PortGroups>('portolan/groups', query);
    const project = path.basename(session.folder);
    expect(groups).toEqual([
      {
        id: expect.any(String),
        name: project,
        label: project,
        description: '3 ports',
        uri: session.uri('compose.yaml'),
        isShared: false,
      },
    ]);
    expect(isNothingRead).toBe(false);
    const rowsOf = (asked: object) => ask<readonly object[]>('portolan/rows', { ...query, ...asked });
    const rows = await rowsOf({ group: groups[0]?.id });
    expect(rows).toEqual([
      {
        location: location(5, 9, 19),
        host: '5433/tcp',
        port: '5433',
        project,
        projectLabel: project,
        service: 'web',
        target: '5432/tcp',
        name: 'postgresql',
        messages: [],
      },
      {
        location: location(4, 9, 13),
        host: '8080/tcp',
        port: '8080',
        project,
        projectLabel: project,
        service: 'web',
        target: '80/tcp',
        name: 'http',
        url: 'http://localhost:8080/',
        severity: 'error',
        messages: [conflict],
      },
      {
        location: location(8, 13, 17),
        host: '8080/tcp',
        port: '8080',
        project,
        projectLabel: project,
        service: 'api',
        target: '3000/tcp',
        url: 'http://localhost:8080/',
        severity: 'error',
        messages: [conflict],
      },
    ]);
    // Both the groups and their rows are filtered here: what is not wanted is not sent.
    const filter = { text: 'API', areConflictsOnly: true };
    expect(await rowsOf({ group: groups[0]?.id, filter })).toEqual([rows[2]]);
    expect(await rowsOf({ group: 'gone' })).toEqual([]);
    const byPort = await ask<PortGroups>('portolan/groups', { grouping: 'port', filter });
    expect(byPort.groups.map(({ name, description }) => [name, description])).toEqual([
      ['8080/tcp', 'web, api'],
    ]);
    expect(await rowsOf({ grouping: 'port', filter, group: byPort.groups[0]?.id })).toEqual(rows.slice(1));
    const drawn = (format: string) => ask<DrawnChart>('portolan/chart', { format });
    const svg = await drawn('svg');
    expect(xmlFault(svg.text)).toBeUndefined();
    expect(svg.text.match(/data-row/g)).toHaveLength(3);
    expect(svg.places).toEqual([location(5, 9, 19), location(4, 9, 13), location(8, 13, 17)]);
    expect((await drawn('mermaid')).text).toMatch(/^flowchart LR\n/);
    expect((await drawn('markdown')).text).toContain('| 8080/tcp | api | 3000/tcp |  |');
  });

  test('show the gravest of what is found', async () => {
    const files = {
      'compose.yaml':
        'services:\n  a:\n    image: x\n    ports: ["80:1"]\n  b:\n    image: x\n    ports: ["80:2"]\n',
    };
    await start(files);
    const rows = await rowsOfFirst();
    expect(rows).toHaveLength(2);
    for (const row of rows) expect(row).toMatchObject({ severity: 'error' });
  });

  test('of a folder with spaces, signs and other letters lead to its files', async () => {
    const folder = 'große Häuser #1 (50%)';
    await start({ [`${folder}/compose.yaml`]: 'services:\n  a:\n    image: x\n    ports: ["1:1"]\n' });
    expect(await projects()).toMatchObject([{ name: folder, uri: session.uri(`${folder}/compose.yaml`) }]);
    expect(await rowsOfFirst()).toMatchObject([{ location: { uri: session.uri(`${folder}/compose.yaml`) } }]);
  });

  const NOTHING = 'No Dockerfile, Compose file or other file with ports was found here.';

  test.each([
    [{}, true, NOTHING],
    [{ 'README.md': 'Nothing here.\n', 'config.yaml': 'a: b\n' }, true, NOTHING],
    [{ 'README.md': 'See http://localhost:8080/.\n' }, false, 'No project here publishes a port.'],
    [{ Dockerfile: 'FROM scratch\n' }, false, 'No project here publishes a port.'],
    [{ 'compose.yaml': 'services: {}\n' }, false, 'No project here publishes a port.'],
  ])(
    'of a folder with %j are empty, and say whether something was read',
    async (files, isNothingRead, said) => {
      await start(files as Files);
      expect(await ask('portolan/groups', { grouping: 'project', filter: ALL_PORTS })).toEqual({
        groups: [],
        isNothingRead,
      });
      const empty = { places: [], projects: [], project: '' };
      expect(await ask('portolan/chart', { format: 'markdown' })).toEqual({ text: '', ...empty });
      const { text } = await ask<DrawnChart>('portolan/chart', { format: 'svg' });
      expect(xmlTexts(text)).toContain(said);
    },
  );

  test('draw the project that is chosen, else that of a file, else the first', async () => {
    const web = (port: number) => `services:\n  web:\n    image: x\n    ports: ["${port}:1", "${port}:2"]\n`;
    await start({
      'a/compose.yaml': web(8001),
      'b/compose.yaml': web(8002),
      'b/app/Dockerfile': 'FROM scratch\nEXPOSE 1\n',
      'b/app/part/compose.yaml': 'include: [included.yaml]\n',
      'b/app/part/included.yaml': web(8003),
      'z.md': 'http://localhost:8002\n',
    });
    const draw = (asked: ChartQuery) => ask<DrawnChart>('portolan/chart', { format: 'svg', ...asked });
    const { projects: all, project, places } = await draw({});
    expect(all.map(({ name }) => name)).toEqual(['a', 'b', 'b/app/part']);
    expect([project, places.length]).toEqual(['', 6]);
    const drawnFor = async (asked: ChartQuery) => {
      const drawn = await draw(asked);
      const name = all.find(({ id }) => id === drawn.project)?.name;
      return [name, drawn.text.match(/data-row/g)?.length ?? 0, drawn.places.length];
    };
    const near = (file: string) => drawnFor({ near: session.uri(file) });
    expect(await near('b/compose.yaml')).toEqual(['b', 2, 2]);
    expect(await near('b/app/Dockerfile')).toEqual(['b', 2, 2]);
    expect(await near('b/app/part/included.yaml')).toEqual(['b/app/part', 2, 2]);
    expect(await near('z.md')).toEqual(['a', 2, 2]);
    expect(await drawnFor({ near: '' })).toEqual(['a', 2, 2]);
    const [, , part] = all;
    const { id = '' } = part ?? {};
    expect(await drawnFor({ project: id, near: session.uri('a/compose.yaml') })).toEqual([
      'b/app/part',
      2,
      2,
    ]);
    expect(await drawnFor({ project: 'gone', near: session.uri('b/compose.yaml') })).toEqual(['b', 2, 2]);
    expect(await drawnFor({ project: '' })).toEqual([undefined, 6, 6]);
    expect(await drawnFor({ project: '', filter: { text: '8002', areConflictsOnly: true } })).toEqual([
      undefined,
      2,
      2,
    ]);
    expect(await drawnFor({ project: id, filter: { text: '8002', areConflictsOnly: false } })).toEqual([
      'b/app/part',
      0,
      0,
    ]);
  });
});

test('what is no parameter of a request is refused', async () => {
  await start({});
  const wrong: readonly (readonly [string, object])[] = [
    ['portolan/freePort', { near: 1e9 }],
    ['portolan/freePort', { near: -1 }],
    ['portolan/freePort', { near: 80.5 }],
    ['portolan/freePort', { near: '80' }],
    ['portolan/freePort', {}],
    ['portolan/freePort', { near: 80, uri: 1 }],
    ['portolan/chart', { format: 'svg', width: 'x' }],
    ['portolan/chart', { format: 'svg', project: {} }],
    ['portolan/chart', { format: 'png' }],
    ['portolan/groups', { grouping: 'x', filter: ALL_PORTS }],
    ['portolan/groups', { grouping: 'port', filter: { text: 5 } }],
    ['portolan/rows', { ...PROJECTS }],
    ['portolan/search', { text: null }],
    ['portolan/explain', { port: 65536 }],
    ['portolan/explain', { port: 80, protocol: 1 }],
  ];
  for (const [method, params] of wrong)
    await expect(ask(method, params), `${method} ${JSON.stringify(params)}`).rejects.toMatchObject({
      code: -32602,
    });
});

describe('portolan/freePort', () => {
  const freePort = async (near: number) =>
    (await ask<{ readonly port?: number }>('portolan/freePort', { near })).port;

  test('is the next that nobody publishes', async () => {
    const ports = ['5433:1', '21500:1', '127.0.0.1:21501:1', '21502:1/udp', '21504-21506:80'];
    await start({
      'compose.yaml': `services:\n  a:\n    image: x\n    ports: ${JSON.stringify(ports)}\n`,
      'b/compose.yaml':
        'services:\n  b:\n    network_mode: host\n    image: x\n    expose: ["21507-21508"]\n',
    });
    expect(await freePort(21490)).toBe(21490);
    expect(await freePort(21500)).toBe(21503);
    expect(await freePort(21504)).toBe(21509);
    // Who asks for a port by its number may have it; the alternative to http; what browsers refuse.
    expect(await freePort(5432)).toBe(5432);
    expect(await freePort(80)).toBe(8080);
    // One that is taken is followed by the next, whatever IANA assigned that to.
    expect(await freePort(5433)).toBe(5434);
    expect(await freePort(6665)).toBeGreaterThan(6669);
    expect(await freePort(0)).toBe(1024);
    expect(await freePort(65535)).toBe(65535);
  });

  test('begins anew behind the last one, and ends where there is none', async () => {
    const service = (ports: string) => `services:\n  a:\n    image: x\n    ports: ["${ports}"]\n`;
    await start({ 'compose.yaml': service('65535:1') });
    const first = await freePort(65535);
    expect(first).toBe(1024);
    const all = service('1024-65535:1024-65535/udp');
    writeFileSync(`${session.folder}/compose.yaml`, all);
    await session.open('compose.yaml', all);
    expect(await freePort(8080)).toBeUndefined();
  });
});

describe('what the registry knows', () => {
  test('by name, and by number', async () => {
    await start({});
    expect(await ask<readonly object[]>('portolan/search', { text: 'postgresql' })).toContainEqual({
      port: 5432,
      protocol: 'tcp',
      label: '5432/tcp,udp',
      description: 'postgresql',
      detail: 'IANA: PostgreSQL Database',
    });
    const { markdown } = await ask<{ readonly markdown: string }>('portolan/explain', {
      port: 53,
      protocol: 'udp',
    });
    expect(markdown).toContain('**Port 53**');
    expect(markdown).toContain('Nothing in this workspace names this port.');
    expect(markdown).toContain('IANA: udp, tcp: `domain`');
  });
});

describe('portolan/didChangePorts', () => {
  const changes = () =>
    heard<void>((connection, hear) => connection.onNotification('portolan/didChangePorts', () => hear()));

  test('is told after the start and after changes', async () => {
    const { editor, messages, next } = changes();
    await start(FILES, { ...editor, initializationOptions: { views: true } });
    await next(1);
    await session.open('compose.yaml', COMPOSE);
    const before = messages.length;
    await session.change('compose.yaml', COMPOSE.replace('8080:3000', '8081:3000'));
    await next(before + 1);
  });

  test.each([[undefined], [{}], [{ views: false }], [{ views: 'yes' }], [[]]])(
    'is not told to an editor that says %j',
    async initializationOptions => {
      const { editor, messages } = changes();
      await start(FILES, { ...editor, ...(initializationOptions && { initializationOptions }) });
      await session.open('compose.yaml', COMPOSE);
      await session.change('compose.yaml', `${COMPOSE}\n`);
      await projects();
      await sleep(700);
      expect(messages).toEqual([]);
    },
  );

  test('comes with new hints and lenses, which every editor is told of that asks for them', async () => {
    const kinds = heard<string>((connection, hear) => {
      connection.onRequest(CodeLensRefreshRequest.type, () => hear('lenses'));
      connection.onRequest(InlayHintRefreshRequest.type, () => hear('hints'));
      connection.onNotification('portolan/didChangePorts', () => hear('ports'));
    });
    await start(FILES, kinds.editor, {
      workspace: { codeLens: { refreshSupport: true }, inlayHint: { refreshSupport: true } },
    });
    await kinds.next(2);
    await session.open('compose.yaml', COMPOSE);
    await sleep(700);
    const before = kinds.messages.length;
    writeFileSync(`${session.folder}/.env`, 'DB_PORT=5434\n');
    await session.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
      changes: [{ uri: session.uri('.env'), type: FileChangeType.Changed }],
    });
    await kinds.next(before + 2);
    expect([...new Set(kinds.messages)].sort()).toEqual(['hints', 'lenses']);
    const hints = await session.connection.sendRequest(InlayHintRequest.type, {
      textDocument: { uri: session.uri('compose.yaml') },
      range: ALL,
    });
    expect(hints?.map(({ label }) => label)).toContain('= 5434');
  });
});

describe('a bundle', () => {
  const hoverOf = async (bundle: unknown) => {
    await start(FILES, { initializationOptions: { bundle } });
    const document = await opened(FILES);
    const hover = await session.connection.sendRequest(HoverRequest.type, {
      ...document,
      position: { line: 4, character: 10 },
    });
    return JSON.stringify(hover?.contents);
  };

  test('gives the server the words of the editor', async () => {
    const bundle = {
      '{0} on the host → port {1} of {2}': '{0} auf dem Host → Port {1} von {2}',
      'Host port {0} is published by "{1}" and "{2}": the second fails to start.': '{0}: {1}, {2}!',
    };
    expect(await hoverOf(bundle)).toContain('**8080/tcp** auf dem Host → Port 80 von `web`');
    const diagnostics = await session.diagnostics('compose.yaml', all => all.length > 0);
    expect(diagnostics.map(({ message }) => message)).toContain('8080: web, api!');
  });

  test.each([[undefined], ['de'], [{ a: 1 }], [['a']]])('that is none (%j) changes nothing', async bundle => {
    expect(await hoverOf(bundle)).toContain('**8080/tcp** on the host → port 80 of `web`');
  });
});

describe('a virtual workspace', () => {
  const ROOT = 'memfs:/project/';
  const VIRTUAL: Files = {
    'compose.yaml': COMPOSE,
    '.env': 'DB_PORT=5433\n',
    'große Häuser/compose.yaml': 'services:\n  far:\n    image: x\n    ports: ["8080:1"]\n',
    'big.yaml': '',
  };

  /** Files that only the editor has, and what it was asked for. */
  function editorOf(files: Files) {
    const asked: string[] = [];
    const texts = new Map(Object.entries(files).map(([path, text]) => [uriOf(path), text]));
    const editor: Editor = {
      root: ROOT,
      answer(connection) {
        connection.onRequest('portolan/readFile', ({ uri }: { readonly uri: string }): object => {
          asked.push(uri);
          const text = texts.get(uri);
          return text === undefined ? { refusal: { kind: 'missing' } } : { text };
        });
        connection.onRequest('portolan/listFolder', ({ uri }: { readonly uri: string }) => {
          asked.push(uri);
          const names = [...texts.keys()]
            .filter(one => one.startsWith(uri))
            .map(one => one.slice(uri.length));
          const entries = new Map(
            names.map(name => [decodeURIComponent(name.split('/')[0] ?? ''), name.includes('/')]),
          );
          return [...entries].map(([name, isFolder]) => ({ name, kind: isFolder ? 'folder' : 'file' }));
        });
      },
    };
    return { editor, asked, texts };
  }

  const uriOf = (path: string) => ROOT + path.split('/').map(encodeURIComponent).join('/');

  test('is read through the editor: diagnostics, hover and tables work there', async () => {
    const { editor } = editorOf(VIRTUAL);
    await start({}, { ...editor, initializationOptions: { files: true } });
    const document = await opened(VIRTUAL);
    const diagnostics = await session.diagnostics('compose.yaml', all => all.length > 1);
    expect(diagnostics.map(({ code }) => code)).toContain('port-conflict');
    const hover = await session.connection.sendRequest(HoverRequest.type, {
      ...document,
      position: { line: 5, character: 12 },
    });
    expect(JSON.stringify(hover?.contents)).toContain(
      '`DB_PORT` comes from [.env:1](memfs:/project/.env#L1)',
    );
    expect((await projects()).map(({ name, uri }) => [name, uri])).toEqual([
      ['project', `${ROOT}compose.yaml`],
      ['große Häuser', uriOf('große Häuser/compose.yaml')],
    ]);
  });

  test('is asked for nothing outside its folder', async () => {
    const files = {
      'compose.yaml': 'include: ["../other/compose.yaml", "/etc/compose.yaml", "sub/compose.yaml"]\n',
      'sub/compose.yaml': 'services:\n  a:\n    image: x\n    ports: ["1:1"]\n',
    };
    const { editor, asked } = editorOf(files);
    await start({}, { ...editor, initializationOptions: { files: true } });
    await opened(files);
    // What is included is part of the project.
    expect(await projects()).toHaveLength(1);
    expect(asked.filter(uri => !uri.startsWith(ROOT))).toEqual([]);
  });

  test('follows its files', async () => {
    const { editor, texts } = editorOf(VIRTUAL);
    await start({}, { ...editor, initializationOptions: { files: true } });
    const names = async () => (await projects()).map(({ name }) => name);
    expect(await names()).toHaveLength(2);
    const changed = uriOf('große Häuser/compose.yaml');
    texts.set(changed, 'services: {}\n');
    await session.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
      changes: [{ uri: changed, type: FileChangeType.Changed }],
    });
    await expect.poll(names, { timeout: 5000 }).toEqual(['project']);
  });

  test.each([[undefined], [{ files: false }]])(
    'is that of the open files alone to an editor that says %j',
    async said => {
      const { editor, asked } = editorOf(VIRTUAL);
      await start({}, { ...editor, ...(said && { initializationOptions: said }) });
      const document = await opened(VIRTUAL);
      const hover = await session.connection.sendRequest(HoverRequest.type, {
        ...document,
        position: { line: 5, character: 12 },
      });
      expect(JSON.stringify(hover?.contents)).toContain('`DB_PORT` is set by no file here');
      expect(asked).toEqual([]);
    },
  );

  test.each<[string, () => object]>([
    ['fails', () => Promise.reject(new Error('offline'))],
    ['is too large', () => ({ refusal: { kind: 'unreadable', reason: 'it is too large' } })],
  ])('goes on where reading a file %s', async (_, answer) => {
    const { editor } = editorOf(VIRTUAL);
    await start(
      {},
      {
        ...editor,
        initializationOptions: { files: true },
        answer(connection) {
          editor.answer?.(connection);
          connection.onRequest('portolan/readFile', answer);
        },
      },
    );
    await opened(VIRTUAL);
    const diagnostics = await session.diagnostics('compose.yaml', all => all.length > 0);
    expect(diagnostics.map(({ code }) => code)).toContain('port-conflict');
  });
});

test('what settings leave out is searched anew, whatever reads them first', async () => {
  const files = { 'a/compose.yaml': COMPOSE, 'y/compose.yaml': COMPOSE };
  await start(files, {}, { workspace: { workspaceFolders: true } });
  await expect.poll(projects).toHaveLength(2);
  const change = async (settings: string, folder: string) => {
    writeFileSync(path.join(session.folder, 'portolan.json'), settings);
    await session.connection.sendNotification(DidChangeWorkspaceFoldersNotification.type, {
      event: { added: [{ uri: session.uri(folder), name: folder }], removed: [] },
    });
    await session.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
      changes: [{ uri: session.uri('portolan.json'), type: FileChangeType.Changed }],
    });
  };
  await change('{ "exclude": ["y/**"] }', 'b');
  await expect.poll(projects).toHaveLength(1);
  await change('{}', 'c');
  await expect.poll(projects).toHaveLength(2);
});

test('a virtual folder that never answers keeps nobody else waiting for long', async () => {
  const silent: Editor = {
    initializationOptions: { files: true },
    answer(connection) {
      connection.onRequest('portolan/readFile', () => new Promise(() => {}));
      connection.onRequest('portolan/listFolder', () => new Promise(() => {}));
    },
  };
  await start(FILES, silent, { workspace: { workspaceFolders: true } });
  await session.connection.sendNotification(DidChangeWorkspaceFoldersNotification.type, {
    event: { added: [{ uri: 'memfs:/silent', name: 'silent' }], removed: [] },
  });
  // Once for its settings, once for its files.
  await expect.poll(projects, { timeout: 15_000 }).toHaveLength(1);
});

test('files on the disk are read from there, whatever the editor offers', async () => {
  const asked: string[] = [];
  await start(FILES, {
    initializationOptions: { files: true },
    answer: connection => connection.onRequest('portolan/readFile', ({ uri }) => asked.push(uri)),
  });
  expect(await projects()).toHaveLength(1);
  expect(asked).toEqual([]);
});
