import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { URI } from 'vscode-uri';
import { collisionsOf } from '../../../server/src/chart/collisions';
import { networkOwner } from '../../../server/src/chart/networks';
import { occurrencesIn } from '../../../server/src/chart/occurrences';
import { diagnosticsOf } from '../../../server/src/features/diagnostics';
import { hoverAt } from '../../../server/src/features/hover';
import { rename } from '../../../server/src/features/rename';
import { findingsIn } from '../../../server/src/rules/judge';
import { DEFAULT_SETTINGS } from '../../../server/src/rules/settings';
import { readDocument } from '../../../server/src/systems/all';
import type { Notice } from '../../../server/src/workspace/analysis';
import type { Files } from '../../../server/src/workspace/files';
import { nodeFiles } from '../../../server/src/workspace/node-files';
import { createWorkspace, type Workspace } from '../../../server/src/workspace/workspace';
import { ROOT, workspaceOf } from '../support/memory';

const GOOD = 'services:\n  web:\n    image: nginx\n    ports:\n      - "80:80"\n';
const IS_WINDOWS = process.platform === 'win32';

/** No input may keep the server from answering for longer, in milliseconds of processor time. */
const HANG = 5000;

/** Work of this thread, not of the others on the machine; what it takes beyond the limit fails the test. */
async function timed<Value>(work: () => Promise<Value>): Promise<Value> {
  const start = process.cpuUsage();
  const value = await work();
  const { user, system } = process.cpuUsage(start);
  expect((user + system) / 1000).toBeLessThan(HANG);
  return value;
}

describe('files on disk', () => {
  let folder: string;
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'portolan-faults-')));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const at = (...names: readonly string[]) => path.join(folder, ...names);
  const rootOf = (directory: string) => `${URI.file(directory).toString()}/`;

  function open(root = folder, files?: (disk: Files) => Files) {
    const notices: Notice[] = [];
    const folders = () => [rootOf(root)];
    const disk = nodeFiles(folders);
    const workspace = createWorkspace({
      files: files ? files(disk) : disk,
      folders,
      isExcluded: () => false,
      onNotice: notice => notices.push(notice),
    });
    return { workspace, notices, scan: () => timed(() => workspace.scan(folders())) };
  }

  const findings = (workspace: Workspace, name = 'compose.yaml') => {
    const document = workspace.document(URI.file(at(name)).toString());
    return document ? findingsIn(workspace, document, DEFAULT_SETTINGS).map(({ rule }) => rule) : undefined;
  };

  test.each([
    ['deleted', (file: string) => rmSync(file)],
    ['replaced by a folder', (file: string) => [rmSync(file), mkdirSync(file)]],
    ['replaced by an endless link', (file: string) => [rmSync(file), symlinkSync(file, file)]],
  ])('a file is %s between its listing and its reading', async (_name, harm) => {
    writeFileSync(at('compose.yaml'), GOOD);
    mkdirSync(at('b'));
    writeFileSync(at('b', 'compose.yaml'), GOOD);
    const { workspace, scan } = open(folder, disk => ({
      list: disk.list,
      read: uri => {
        if (uri.endsWith('/b/compose.yaml')) harm(at('b', 'compose.yaml'));
        return disk.read(uri);
      },
    }));
    await scan();
    expect(findings(workspace)).toEqual(['privileged-port']);
    expect(findings(workspace, 'b/compose.yaml')).toBeUndefined();
  });

  test('a file is renamed, and its old and new names are told', async () => {
    writeFileSync(at('compose.yaml'), GOOD);
    const { workspace, scan } = open();
    await scan();
    rmSync(at('compose.yaml'));
    writeFileSync(at('compose.yml'), GOOD);
    await workspace.refresh(['compose.yaml', 'compose.yml'].map(name => URI.file(at(name)).toString()));
    expect(findings(workspace)).toBeUndefined();
    expect(findings(workspace, 'compose.yml')).toEqual(['privileged-port']);
  });

  test.skipIf(IS_WINDOWS)(
    'a link on the way to a file leads elsewhere, or what it leads to says so',
    async () => {
      const root = at('root');
      symlinkSync(folder, root);
      for (const name of ['v1', 'v2']) mkdirSync(at(name));
      symlinkSync('v1', at('current'));
      symlinkSync('current', at('latest'));
      symlinkSync('latest/.env', at('.env'));
      writeFileSync(at('compose.yaml'), GOOD.replace('80:80', '$PORT:80'));
      const { workspace, scan } = open(root);
      const told = (...names: readonly string[]) => workspace.refresh(names.map(name => rootOf(root) + name));
      const port = () => [...workspace.projects()].map(one => one.lookup('PORT')?.text.value);
      await scan();
      expect(port()).toEqual([undefined]);
      writeFileSync(at('v1', '.env'), 'PORT=8081\n');
      await told('v1/.env');
      expect(port()).toEqual(['8081']);
      writeFileSync(at('v1', '.env'), 'PORT=8082\n');
      await told('v1/.env');
      expect(port()).toEqual(['8082']);
      writeFileSync(at('v2', '.env'), 'PORT=8083\n');
      rmSync(at('current'));
      symlinkSync('v2', at('current'));
      await told('current');
      expect(port()).toEqual(['8083']);
      rmSync(at('v2'), { recursive: true });
      await told('v2');
      expect(port()).toEqual([undefined]);
    },
  );

  test('a folder refuses to be read, and a file in another', async () => {
    // Who runs tests as root may read everything: a double refuses.
    writeFileSync(at('compose.yaml'), GOOD);
    mkdirSync(at('closed'));
    writeFileSync(at('.env'), 'A=1\n');
    const { workspace, notices, scan } = open(folder, disk => ({
      list: uri => (uri.endsWith('/closed/') ? Promise.resolve([]) : disk.list(uri)),
      read: uri =>
        uri.endsWith('/.env')
          ? Promise.resolve({ kind: 'unreadable', reason: 'EACCES: permission denied' })
          : disk.read(uri),
    }));
    await scan();
    await workspace.refresh([URI.file(at('.env')).toString()]);
    expect(findings(workspace)).toEqual(['privileged-port']);
    expect(notices).toEqual([
      {
        uri: URI.file(at('.env')).toString(),
        message: 'is not read: EACCES: permission denied.',
        isGap: true,
      },
    ]);
  });

  test('a folder that is gone, or is a file, is missing', async () => {
    writeFileSync(at('compose.yaml'), GOOD);
    const files = nodeFiles(() => [rootOf(folder)]);
    expect(await files.list(`${rootOf(folder)}none/`)).toEqual({ kind: 'missing' });
    expect(await files.list(`${rootOf(folder)}compose.yaml/`)).toEqual({ kind: 'missing' });
    expect(await files.list(`${rootOf(folder)}../`)).toEqual({ kind: 'outside' });
  });

  test.skipIf(IS_WINDOWS)('links in circles, and links to folders, are not followed', async () => {
    mkdirSync(at('a'));
    symlinkSync(folder, at('a', 'up'));
    symlinkSync(at('one'), at('two'));
    symlinkSync(at('two'), at('one'));
    symlinkSync(at('a', 'compose.yaml'), at('a', 'compose.yaml'));
    writeFileSync(at('compose.yaml'), GOOD);
    const { workspace, scan } = open();
    await scan();
    expect([...workspace.documents().keys()]).toEqual([URI.file(at('compose.yaml')).toString()]);
  });

  test.skipIf(IS_WINDOWS)('a link that leads out of the workspace is not read', async () => {
    mkdirSync(at('inside'));
    writeFileSync(at('secret.yaml'), GOOD);
    symlinkSync(at('secret.yaml'), at('inside', 'compose.yaml'));
    const { workspace, scan } = open(at('inside'));
    await scan();
    expect([...workspace.documents()]).toEqual([]);
    const files = nodeFiles(() => [rootOf(at('inside'))]);
    expect(await files.read(`${rootOf(at('inside'))}compose.yaml`)).toEqual({ kind: 'outside' });
  });

  test.skipIf(IS_WINDOWS)('a pipe and a socket do not hold the scan up', async () => {
    execFileSync('mkfifo', [at('compose.yaml')]);
    mkdirSync(at('b'));
    writeFileSync(at('b', 'compose.yaml'), GOOD);
    const socket = createServer();
    await new Promise<void>(resolve => socket.listen(at('.env'), resolve));
    try {
      const { workspace, scan } = open();
      await scan();
      expect(findings(workspace, 'b/compose.yaml')).toEqual(['privileged-port']);
      expect(findings(workspace)).toBeUndefined();
      const files = nodeFiles(() => [rootOf(folder)]);
      expect(await files.read(URI.file(at('compose.yaml')).toString())).toMatchObject({ kind: 'unreadable' });
      expect(await files.read(URI.file(at('.env')).toString())).toMatchObject({ kind: 'unreadable' });
    } finally {
      socket.close();
    }
  });

  test('large files that are read at once keep apart', async () => {
    const names = Array.from({ length: 40 }, (_, index) => `${index}.txt`);
    const textOf = (name: string) => `${name} `.repeat(name.length * 20_000);
    for (const name of names) writeFileSync(at(name), textOf(name));
    const files = nodeFiles(() => [rootOf(folder)]);
    for (let round = 0; round < 2; round++) {
      const texts = await Promise.all(names.map(name => files.read(`${rootOf(folder)}${name}`)));
      expect(names.filter((name, index) => texts[index] !== textOf(name))).toEqual([]);
    }
  });

  test('a file of 200 MB is named once, with the limit', async () => {
    writeFileSync(at('compose.yaml'), GOOD);
    truncateSync(at('compose.yaml'), 200 * 1024 * 1024);
    const { workspace, notices, scan } = open();
    await scan();
    await workspace.refresh([URI.file(at('compose.yaml')).toString()]);
    expect(notices).toEqual([
      {
        uri: URI.file(at('compose.yaml')).toString(),
        message: 'is not read: it is larger than 1024 KB, the most that Portolan reads.',
        isGap: true,
      },
    ]);
    expect(workspace.documents().size).toBe(0);
  });

  test('a file that grows while it is read is read whole later', async () => {
    writeFileSync(at('compose.yaml'), GOOD);
    const { workspace, scan } = open();
    const grown = setInterval(() => appendFileSync(at('compose.yaml'), '# more\n'), 0);
    await scan();
    clearInterval(grown);
    await workspace.refresh([URI.file(at('compose.yaml')).toString()]);
    expect(findings(workspace)).toEqual(['privileged-port']);
  });

  test.skipIf(IS_WINDOWS)('names with line breaks, percent signs and no UTF-8', async () => {
    for (const name of ['new\nline', 'per%cent%2F', '#?&', 'é🚢']) {
      mkdirSync(at(name));
      writeFileSync(at(name, 'compose.yaml'), GOOD);
    }
    const bytes = Buffer.concat([
      Buffer.from(`${folder}/`),
      Buffer.from([0xff, 0xfe, 0x2e]),
      Buffer.from('env'),
    ]);
    writeFileSync(bytes, 'A=1\n');
    const { workspace, scan } = open();
    await scan();
    for (const name of ['new\nline', 'per%cent%2F', '#?&', 'é🚢']) {
      expect(findings(workspace, `${name}/compose.yaml`), name).toContain('privileged-port');
      expect(workspace.nameOf(URI.file(at(name, 'compose.yaml')).toString())).toBe(`${name}/compose.yaml`);
    }
  });

  test.each([
    ['NUL bytes', Buffer.from('services:\n\0\0'), 'it is not text'],
    ['UTF-16', Buffer.from(`\uFEFF${GOOD}`, 'utf16le'), 'it is not text'],
    ['UTF-16 without a NUL', Buffer.from('膁膁膁', 'utf16le'), 'it is not UTF-8'],
    ['a lone surrogate', Buffer.from([0x61, 0x3a, 0xed, 0xa0, 0xbd]), 'it is not UTF-8'],
  ])('a file of %s is left out, and said to be', async (_name, bytes, reason) => {
    writeFileSync(at('compose.yaml'), bytes);
    const { notices, scan } = open();
    await scan();
    expect(notices.map(({ message }) => message)).toEqual([`is not read: ${reason}.`]);
  });
});

describe('many files at once', () => {
  const names = Array.from({ length: 20_000 }, (_, index) => `d${index % 50}/${index}.md`);

  test('5,000 of 20,000 are deleted', async () => {
    const texts = Object.fromEntries(names.map(name => [name, 'http://localhost:8080/\n']));
    const { workspace, texts: disk } = await workspaceOf(texts);
    const gone = names.slice(0, 5000).map(name => ROOT + name);
    for (const uri of gone) disk.delete(uri);
    await timed(async () => {
      await workspace.changeFolders(gone.map(uri => `${uri}/`));
      await workspace.refresh(gone);
    });
    expect(workspace.documents().size).toBe(15_000);
  });

  test('no more than 32 are open at a time', async () => {
    let [open, most] = [0, 0];
    const workspace = createWorkspace({
      files: {
        list: async () => [],
        read: async () => {
          most = Math.max(most, ++open);
          await new Promise(resolve => setImmediate(resolve));
          open--;
          return 'http://localhost:8080/\n';
        },
      },
      folders: () => [ROOT],
      isExcluded: () => false,
      onNotice: () => {},
    });
    await workspace.refresh(names.slice(0, 500).map(name => ROOT + name));
    expect(workspace.documents().size).toBe(500);
    expect(most).toBe(32);
  });
});

/** Names of the faults that a text brings, and what is still found in it. */
async function read(name: string, text: string) {
  return timed(async () => {
    const { workspace, notices } = await workspaceOf({ [name]: text });
    const document = workspace.document(ROOT + name);
    const found = document
      ? diagnosticsOf(workspace, document, DEFAULT_SETTINGS, {
          relatedInformation: true,
          codeDescriptions: true,
        })
      : [];
    const ports = document ? occurrencesIn(workspace, document).length : 0;
    return { messages: notices.map(({ message }) => message), found, ports };
  });
}

describe('texts', () => {
  const AFTER = '  after:\n    ports: ["80:80"]\n';
  const bomb = (levels: number) =>
    `x-0: &a0 [${'"80:80", '.repeat(9)}]\n${Array.from({ length: levels }, (_, level) => `x-${level + 1}: &a${level + 1} [${`*a${level}, `.repeat(9)}]\n`).join('')}`;
  const merges = (levels: number) =>
    `x-0: &a0 {k: 1}\n${Array.from({ length: levels }, (_, level) => `x-${level + 1}: &a${level + 1}\n  <<: [${`*a${level}, `.repeat(9)}]\n`).join('')}`;

  test('a bomb of aliases', async () => {
    const { ports } = await read('compose.yaml', `${bomb(40)}services:\n  web:\n    ports: *a40\n${AFTER}`);
    expect(ports).toBe(2);
  });

  test('a bomb of merged mappings', async () => {
    const services = Array.from({ length: 1000 }, (_, index) => `  s${index}:\n    <<: *a200\n`).join('');
    const { messages } = await read('compose.yaml', `${merges(200)}services:\n${AFTER}${services}`);
    expect(messages.join()).toContain('stand for more than 100,000 values');
  });

  test('a long list that a thousand services share is read to its limit', async () => {
    const list = Array.from({ length: 1000 }, (_, index) => `"${2000 + index}:80"`).join(', ');
    const services = Array.from({ length: 1000 }, (_, index) => `  s${index}:\n    ports: *p\n`).join('');
    const document = await timed(async () =>
      readDocument(`${ROOT}compose.yaml`, `x-p: &p [${list}]\nservices:\n${services}`, 'compose'),
    );
    expect(document.reading.troubles.map(({ message }) => message)).toEqual([
      'Written out, the aliases of this file stand for more than 100,000 values, the most that Portolan reads.',
    ]);
  });

  /** What is said of a port where it stands first in `compose.yaml`, and of all that moves with it. */
  async function ask(text: string) {
    const { workspace } = await workspaceOf({ 'compose.yaml': text });
    const document = workspace.document(`${ROOT}compose.yaml`);
    if (!document) throw new Error('The file is read.');
    const before = text.slice(0, text.indexOf('8080') + 1).split('\n');
    const position = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
    return timed(async () => {
      const renamed = rename(workspace, document, position, '45678');
      return {
        hover: hoverAt(workspace, document, position)?.markdown,
        edits: 'refusal' in renamed ? renamed.refusal : renamed.edits.length,
      };
    });
  }

  test('a port that one service publishes 8,000 times alike is asked about, and moved', async () => {
    const { hover, edits } = await ask(`services:\n  a:\n    ports:\n${'      - "8080:80"\n'.repeat(8000)}`);
    expect(hover).toContain('8080');
    expect(edits).toBe(8000);
  });

  test('a port that one service publishes for 2,000 of its own is asked about, and moved alone', async () => {
    const ports = Array.from({ length: 2000 }, (_, index) => `      - "8080:${1000 + index}"\n`).join('');
    const { hover, edits } = await ask(`services:\n  a:\n    ports:\n${ports}`);
    expect(hover).toContain('Conflicts with');
    expect(edits).toBe(1);
  });

  test('a list of ports that many services share is asked about, and moved', async () => {
    const list = Array.from({ length: 100 }, (_, index) => `"${8080 + index}:80"`).join(', ');
    const services = Array.from({ length: 100 }, (_, index) => `  s${index}:\n    ports: *p\n`).join('');
    const { hover, edits } = await ask(`x-p: &p [${list}]\nservices:\n${services}`);
    expect(hover).toContain('8080');
    expect(edits).toBe(1);
  });

  test.each([
    [
      'chain',
      (index: number) => (index === 0 ? '{ports: ["80:80"]}' : `{network_mode: "service:s${index - 1}"}`),
    ],
    ['circle', (index: number) => `{network_mode: "service:s${(index + 1) % 5000}"}`],
  ])('a %s of 5,000 services in the network of the next', async (_name, service) => {
    const services = Array.from({ length: 5000 }, (_, index) => `  s${index}: ${service(index)}\n`).join('');
    const { workspace } = await workspaceOf({ 'compose.yaml': `services:\n${services}` });
    const [project] = workspace.projects();
    if (!project) throw new Error('The file is a project.');
    const all = [...project.units.values()];
    const owners = await timed(async () => new Set(all.map(one => networkOwner(project, one))));
    expect(owners.size).toBe(_name === 'chain' ? 1 : 5000);
  });

  test('20,000 ports of one service that do not collide', async () => {
    const ports = Array.from({ length: 20_000 }, (_, index) => `"${8080 + index}:80"`).join(', ');
    const { workspace } = await workspaceOf({ 'compose.yaml': `services: {a: {ports: [${ports}]}}\n` });
    const [project] = workspace.projects();
    if (!project) throw new Error('The file is a project.');
    expect(await timed(async () => collisionsOf(project))).toEqual([]);
  });

  test('100,000 services', async () => {
    const services = Array.from({ length: 100_000 }, (_, index) => `  s${index}:\n`).join('');
    const { messages } = await read('compose.yaml', `services:\n${services}`);
    expect(messages).toEqual([
      'cannot be read as a whole: It has more than 6,000 services and other keys, the most that Portolan reads.',
    ]);
  });

  test.each([
    ['brackets', `${'['.repeat(10_000)}${']'.repeat(10_000)}`],
    ['open brackets', '['.repeat(10_000)],
    ['dashes', `\n    ${'- '.repeat(10_000)}`],
    ['JSON', `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`],
    ['explicit keys', `\n    ${'? '.repeat(10_000)}`],
    [
      'indentation',
      `\n${Array.from({ length: 700 }, (_, level) => `${' '.repeat(4 + level)}a:\n`).join('')}`,
    ],
  ])('10,000 levels of %s harm their service alone', async (_name, text) => {
    const { messages, found } = await read('compose.yaml', `services:\n  deep: ${text}\n${AFTER}`);
    expect(messages).toEqual([
      'cannot be read as a whole: This YAML is nested too deeply: Portolan reads 100 levels.',
    ]);
    expect(found.map(({ code }) => code)).toEqual(['privileged-port']);
  });

  test.each([
    ['compose.yaml', 'services: {w: {ports: [', '"80:80",', 10, '1024 KB'],
    ['Dockerfile', 'FROM a\nEXPOSE ', '80 ', 10, '256 KB'],
    ['README.md', '', 'http://localhost:8080/ ', 10, '1024 KB'],
    ['.env', 'A=', '$A', 10, '1024 KB'],
  ])('a single line of 10 MB in %s', async (name, start, piece, megabytes, limit) => {
    const text = start + piece.repeat((megabytes * 1024 * 1024) / piece.length);
    const { workspace, notices } = await timed(() => workspaceOf({ [name]: text }));
    // Nobody is told of a file that is part of no project, until it is asked for.
    await workspace.scan([ROOT + name]);
    expect(notices.map(({ message }) => message)).toEqual([
      `is not read: it is larger than ${limit}, the most that Portolan reads.`,
    ]);
  });

  test.each([
    ['compose.yaml', 'services: {w: {ports: [', '"80:80",', 1000],
    ['compose.yaml', 'services:\n  w:\n    image: "', '\\n', 250],
    ['compose.yaml', '', '\n', 500],
    ['compose.yaml', 'services:\n  w:\n', '    a: &a *a\n', 120],
    ['compose.yaml', 'services:\n  w: ', ': ', 120],
    ['Dockerfile', 'FROM a\nEXPOSE ', '80 ', 100],
    ['Dockerfile', 'FROM a\n', 'RUN <<E\n', 100],
    ['README.md', '', 'x://a,', 900],
    ['.env', '', 'A="\n', 500],
  ])('a long %s of %j and many %j', async (name, start, piece, kilobytes) => {
    const text = start + piece.repeat(Math.floor((kilobytes * 1024) / piece.length));
    await timed(async () => workspaceOf({ [name]: text }));
  });

  test.each(['\0', '\ud83d', '\udea2', '\ufeff', '\uffff', '\u2028', '\r', '\t', '🚢'])(
    'the character %j anywhere leaves positions right',
    async character => {
      for (const before of ['# x\n', '', 'x-note: "y"\n']) {
        const { found } = await read('compose.yaml', `${before.replace(/[xy]/g, character)}${GOOD}`);
        if (character === '\r' || character === '\u0000') continue;
        for (const { range } of found.filter(({ code }) => code === 'privileged-port'))
          expect(range.start.character).toBe(9);
      }
    },
  );

  test('a variable of 1,300 ports that 9,900 lines expose', async () => {
    const text = `FROM a\nARG P="${'80 '.repeat(1300)}"\n${'EXPOSE $P\n'.repeat(9900)}`;
    const { workspace, notices } = await timed(() => workspaceOf({ Dockerfile: text }));
    await workspace.scan([`${ROOT}Dockerfile`]);
    expect(notices.map(({ message }) => message)).toEqual([
      'is not read: it has more than 2,000 ports and other entries.',
    ]);
  });

  test('broken YAML leaves the rest, and says so once while someone types', async () => {
    const { workspace, notices } = await workspaceOf({ 'compose.yaml': GOOD });
    const uri = `${ROOT}compose.yaml`;
    const rules = () => {
      const document = workspace.document(uri);
      return document && findingsIn(workspace, document, DEFAULT_SETTINGS).map(({ rule }) => rule);
    };
    for (const typed of ['{', '{ ', '{ a', '{ ab'])
      await workspace.change(uri, `services:\n  new: ${typed}\n${GOOD.slice('services:\n'.length)}`);
    expect(rules()).toEqual(['privileged-port']);
    expect(notices.map(({ uri: named }) => named)).toEqual([uri]);
    expect(notices[0]?.message).toMatch(/^cannot be read as a whole: /);
    await workspace.change(uri, GOOD);
    expect(notices).toHaveLength(1);
  });

  test('what a project cannot have is told once, whatever is typed', async () => {
    const text = `include: [none.yaml]\n${GOOD}`;
    const { workspace, notices } = await workspaceOf({ 'compose.yaml': text, 'other.yaml': GOOD });
    for (let edit = 0; edit < 5; edit++) await workspace.change(`${ROOT}compose.yaml`, `${text}# ${edit}\n`);
    expect(notices.map(({ message }) => message)).toEqual(['include: there is no file "none.yaml".']);
  });

  test('a file that is there is never said to be missing', async () => {
    const { notices } = await workspaceOf({
      'compose.yaml': `include: [a/b.yml]\n${GOOD}`,
      'a/b.yml': GOOD.replace('web:', 'api:'),
    });
    expect(notices).toEqual([]);
  });

  test('long chains of include and extends end at a limit that is told', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 500 }, (_, index) => [`i${index}.yaml`, `include: [i${index + 1}.yaml]\n`]),
    );
    const chain = Array.from(
      { length: 500 },
      (_, index) => `  s${index}:\n    extends: s${index + 1}\n`,
    ).join('');
    const { notices } = await timed(() =>
      workspaceOf({
        ...files,
        'compose.yaml': `include: [i0.yaml]\nservices:\n${chain}  s500:\n    ports: ["80:80"]\n`,
      }),
    );
    const messages = notices.map(({ message }) => message);
    expect(messages).toContainEqual(expect.stringMatching(/^include: .* is left out\..* 32 steps/));
    expect(messages).toContainEqual(expect.stringMatching(/^extends: .* is left as it is\..* 32 steps/));
    expect(new Set(messages).size).toBe(messages.length);
  });

  const levels = (depth: number) => `${'${A:-'.repeat(depth)}8080${'}'.repeat(depth)}`;
  const OWN = 'services:\n  own: {image: x, ports: ["80:80"]}\n';

  test('a file of variables of 680 levels of defaults each is data', async () => {
    const text = Array.from({ length: 240 }, (_, index) => `V${index}=${levels(680)}\n`).join('');
    const { notices } = await timed(() => workspaceOf({ '.env': text, 'compose.yaml': OWN }));
    expect(notices.map(({ message }) => message)).toEqual([
      'is not read: it has more than 2,000 ports and other entries.',
    ]);
  });

  test.each([
    ['levels of defaults', levels(640)],
    ['variables', '$A'.repeat(630)],
  ])('%s that 2,000 includes give another meaning each end at a limit that is told', async (_name, value) => {
    const include = (index: number) => `  - {path: c.yaml, env_file: [e.env, s${index}.env]}\n`;
    const files = Object.fromEntries(
      Array.from({ length: 2000 }, (_, index) => [`s${index}.env`, `S=${index}\n`]),
    );
    const includes = Array.from({ length: 2000 }, (_, index) => include(index)).join('');
    const { notices } = await timed(() =>
      workspaceOf({
        ...files,
        'e.env': `V0=${value}\nV1=${value}\nV2=${value}\n`,
        'c.yaml': 'services:\n  z: {image: x, ports: ["$V1:80"]}\n',
        'compose.yaml': `${OWN}include:\n${includes}`,
      }),
    );
    expect(notices).toContainEqual(
      expect.objectContaining({ message: expect.stringContaining('takes more work'), isGap: true }),
    );
  });

  test('a list of ports of many variables that an alias gives to thousands ends at a limit that is told', async () => {
    const services = Array.from({ length: 3000 }, (_, index) => `  s${index}: {ports: [*v, *v]}\n`).join('');
    const { messages } = await read('compose.yaml', `x-v: &v "${'$A'.repeat(2000)}"\nservices:\n${services}`);
    expect(messages.join()).toContain('takes more work');
  });

  test('includes that double at each step end at a limit that is told', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 30 }, (_, index) => [
        `i${index}.yaml`,
        `include: [i${index + 1}.yaml, ./i${index + 1}.yaml]\nservices:\n  s${index}:\n    image: a\n`,
      ]),
    );
    const { notices } = await timed(() => workspaceOf({ ...files, 'compose.yaml': 'include: [i0.yaml]\n' }));
    expect(notices.map(({ message }) => message).join('\n')).toContain('16,000 services, ports');
  });
});
