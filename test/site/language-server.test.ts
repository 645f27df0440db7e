// What the playground says to the server and hears of it, with the server that is built, over stdio.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Diagnostic, WorkspaceEdit } from 'vscode-languageserver-protocol';
import { createProtocolConnection } from 'vscode-languageserver-protocol/node';
import { changeOf } from '../../site/playground/edits.ts';
import type { PlaygroundFile } from '../../site/playground/files.ts';
import { connect, type LanguageServer } from '../../site/playground/language-server.ts';

const COMPOSE =
  'services:\n  web:\n    image: a\n    ports: ["$PORT:80"]\n  api:\n    image: b\n    ports: ["3000:80"]\n';

let files: PlaygroundFile[];
let found: Map<string, readonly Diagnostic[]>;
let asked: WorkspaceEdit[];
let server: LanguageServer;
let end: () => void;

beforeEach(async () => {
  files = [
    { name: 'compose.yaml', text: COMPOSE },
    { name: '.env', text: 'PORT=3000\n' },
  ];
  found = new Map();
  asked = [];
  const main = path.resolve(import.meta.dirname, '..', '..', 'dist', 'server.js');
  const child = spawn(process.execPath, [main, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const connection = createProtocolConnection(child.stdout, child.stdin);
  end = () => {
    connection.dispose();
    child.kill();
  };
  server = await connect(connection, {
    files: () => files,
    found: (file, diagnostics) => found.set(file, diagnostics),
    portsChanged: () => undefined,
    apply: edit => asked.push(edit) > 0,
    tell: message => {
      throw new Error(message);
    },
  });
});

afterEach(() => end());

const rules = (file: string) => (found.get(file) ?? []).map(({ code }) => code);

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise(resolve => setTimeout(resolve, 10));
}

/** Writes a file anew, as the editor does. */
function write(name: string, text: string): void {
  files = files.map(file => (file.name === name ? { name, text } : file));
  server.change({ name, text });
}

test('finds, over all files, and anew after each change', async () => {
  await until(() => rules('compose.yaml').length === 2);
  expect(rules('compose.yaml')).toEqual(['port-conflict', 'port-conflict']);
  write('.env', 'PORT=3001\n');
  await until(() => rules('compose.yaml').length === 0);
  files = files.filter(({ name }) => name !== '.env');
  server.close('.env');
  files.push({ name: 'compose.override.yaml', text: 'services:\n  web:\n    ports: ["3000:81"]\n' });
  server.open({ name: 'compose.override.yaml', text: 'services:\n  web:\n    ports: ["3000:81"]\n' });
  await until(() => rules('compose.yaml').includes('port-conflict'));
});

test('tells what a port is', async () => {
  const hover = await server.hover('compose.yaml', { line: 6, character: 14 });
  expect(hover?.contents).toMatchObject({ kind: 'markdown', value: expect.stringContaining('3000/tcp') });
});

test('offers fixes with their edits', async () => {
  const range = { start: { line: 6, character: 14 }, end: { line: 6, character: 14 } };
  const actions = await server.actions('compose.yaml', range);
  const move = actions.find(({ title }) => title.startsWith('Move'));
  expect(changeOf(move?.edit ?? {}).places.length).toBeGreaterThan(0);
});

test('moves a port, or says why not', async () => {
  const position = { line: 6, character: 14 };
  expect((await server.movable('compose.yaml', position))?.placeholder).toBe('3000');
  const edit = await server.move('compose.yaml', position, '3002');
  expect(changeOf(edit ?? {}).places).toMatchObject([{ file: 'compose.yaml', newText: '3002' }]);
  await expect(server.move('compose.yaml', position, '99999')).rejects.toThrow(/65535/);
  await expect(server.movable('compose.yaml', { line: 0, character: 0 })).rejects.toThrow(
    'There is no port here.',
  );
});

test('asks for the edit of a rule that is turned off, and heeds the file', async () => {
  const range = { start: { line: 6, character: 14 }, end: { line: 6, character: 14 } };
  const actions = await server.actions('compose.yaml', range);
  const command = actions.find(({ title }) => title.startsWith('Turn off port-conflict'))?.command;
  await server.run(command?.command ?? '', command?.arguments ?? []);
  const change = changeOf(asked[0] ?? {});
  expect(change.created).toEqual(['portolan.json']);
  files.push({ name: 'portolan.json', text: '' });
  server.open({ name: 'portolan.json', text: '' });
  write('portolan.json', change.places.map(({ newText }) => newText).join(''));
  await until(() => found.get('compose.yaml')?.length === 0);
});

test('draws the chart', async () => {
  const { text, places } = await server.chart({ format: 'svg', width: 400 });
  expect(text).toMatch(/^<svg/);
  expect(places).toHaveLength(2);
});
