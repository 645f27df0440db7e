import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Diagnostic } from 'vscode-languageserver-protocol/node';
import { type Session, startSession } from './client';

// The test itself is the program that holds the port.
describe.runIf(process.platform === 'linux')('ports in use on this machine', () => {
  let session: Session;
  let holder: Server;
  let text: string;
  let port: number;

  beforeEach(async () => {
    holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const address = holder.address();
    if (address === null || typeof address === 'string') throw new Error('It listens on no port.');
    port = address.port;
    // Port 80 has a finding in any case, which tells when the file was judged.
    text = `services:\n  db:\n    image: x\n    ports: ["${port}:5432", "80:80"]\n`;
  });
  afterEach(async () => {
    holder.close();
    await session?.close();
  });

  async function start(machine: boolean): Promise<void> {
    session = await startSession({ 'compose.yaml': text }, {}, { initializationOptions: { machine } });
    await session.open('compose.yaml', text);
  }

  const look = (may: boolean) =>
    session.connection.sendNotification('portolan/lookAtMachine', { may, isAsked: true });
  const inUse = (all: readonly Diagnostic[]) => all.filter(({ code }) => code === 'port-in-use');
  const isJudged = (all: readonly Diagnostic[]) => all.some(({ code }) => code === 'privileged-port');

  test('are told, with the program, until they are free', async () => {
    await start(true);
    const all = await session.diagnostics('compose.yaml', found => inUse(found).length > 0);
    expect(inUse(all)).toMatchObject([
      {
        severity: 3,
        range: { start: { line: 3, character: 13 }, end: { line: 3, character: 13 + `${port}`.length } },
        message: expect.stringMatching(`^Host port ${port} is in use here by "[^"]*node[^"]*": .*"db"`),
      },
    ]);
    holder.close();
    await once(holder, 'close');
    await look(true);
    await session.diagnostics('compose.yaml', found => isJudged(found) && inUse(found).length === 0);
  });

  test('are not looked for by an editor that does not ask for it', async () => {
    await start(false);
    const before = await session.diagnostics('compose.yaml', isJudged);
    expect(inUse(before)).toEqual([]);
    await look(true);
    await session.diagnostics('compose.yaml', found => inUse(found).length > 0);
    await look(false);
    await session.diagnostics('compose.yaml', found => isJudged(found) && inUse(found).length === 0);
  });
});
