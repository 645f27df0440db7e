import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { eventually, findings, hoverText, open, rangeOf, revertAll, ruleOf, running } from './editor';

/** State.Stopped of the language client, whose code the tests do not bundle. */
const STOPPED = 1;

async function hoversAndWarns(): Promise<void> {
  const document = await open('compose.yaml');
  await findings(document, found => found.length > 0);
  assert.match(await hoverText(document, rangeOf(document, '"5432:', '5432').start), /postgres/i);
}

describe('the extension', () => {
  afterEach(revertAll);

  it('activates by itself in a folder with a compose file', async () => {
    const extension = vscode.extensions.getExtension('portolan.portolan');
    await hoversAndWarns();
    assert(extension?.isActive);
  });

  it('has its commands', async () => {
    const commands = await vscode.commands.getCommands(true);
    for (const command of ['portolan.explainPort', 'portolan.restartServer'])
      assert(commands.includes(command), command);
  });

  it('explains a port on a page', async () => {
    await running();
    const page = await vscode.workspace.openTextDocument(
      vscode.Uri.from({ scheme: 'portolan', path: '/Port 5432 tcp.md' }),
    );
    assert.match(page.getText(), /postgres/i);
  });

  it('traces when the setting says so', async () => {
    const { traceOutputChannel } = await running();
    const settings = vscode.workspace.getConfiguration('portolan');
    const traces = () => traceOutputChannel.logLevel === vscode.LogLevel.Trace;
    assert(!traces());
    await settings.update('trace.server', 'messages', vscode.ConfigurationTarget.Workspace);
    await eventually(traceOutputChannel.onDidChangeLogLevel, () => traces() || undefined);
    await settings.update('trace.server', undefined, vscode.ConfigurationTarget.Workspace);
    await eventually(traceOutputChannel.onDidChangeLogLevel, () => !traces() || undefined);
  });

  it('restarts its server on command', async () => {
    const { serverProcess: before } = await running();
    await vscode.commands.executeCommand('portolan.restartServer');
    const { serverProcess: after } = await running();
    assert(before?.pid && after?.pid && before.pid !== after.pid);
    await hoversAndWarns();
  });

  it('brings a killed server back', async () => {
    const client = await running();
    await killServer(client);
    assert(client.isRunning());
    await hoversAndWarns();
  });

  it('brings a server back that is killed in the middle of a request, and has what was typed', async () => {
    const document = await open('compose.yaml');
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, rangeOf(document, '"3000:3000"', '3000'), '3001');
    assert(await vscode.workspace.applyEdit(edit));
    await findings(
      document,
      found => found.length > 0 && found.every(one => ruleOf(one) !== 'port-conflict'),
    );

    const client = await running();
    // Stopped, it cannot answer before it dies.
    if (process.platform !== 'win32') client.serverProcess?.kill('SIGSTOP');
    const asked = client
      .sendRequest('textDocument/hover', {
        textDocument: { uri: client.code2ProtocolConverter.asUri(document.uri) },
        position: rangeOf(document, '"5432:', '5432').start,
      })
      .then(
        () => 'answered',
        () => 'failed',
      );
    await new Promise(setImmediate);
    await killServer(client);
    if (process.platform !== 'win32') assert.equal(await asked, 'failed');

    assert.match(await hoverText(document, rangeOf(document, '"3001:3000"', '3001').start), /\b3001\b/);
    await undoAndSeeConflict(document);
    const renamed = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
      'vscode.executeDocumentRenameProvider',
      document.uri,
      rangeOf(document, '"3000:8000"', '3000').start,
      '3002',
    );
    assert(await vscode.workspace.applyEdit(renamed));
    assert.match(document.getText(), /"3002:8000"/);
    await findings(
      document,
      found => found.length > 0 && found.every(one => ruleOf(one) !== 'port-conflict'),
    );
  });

  it('restarts on command a server that crashes until it is given up', async () => {
    const client = await running();
    while (client.isRunning()) await killServer(client);
    await vscode.commands.executeCommand('portolan.restartServer');
    await hoversAndWarns();
  });
});

async function undoAndSeeConflict(document: vscode.TextDocument): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, rangeOf(document, '"3001:3000"', '3001'), '3000');
  assert(await vscode.workspace.applyEdit(edit));
  await findings(document, found => found.some(one => ruleOf(one) === 'port-conflict'));
}

/** Kills the server, and waits until another one runs or none will. */
async function killServer(client: LanguageClient): Promise<void> {
  const killed = client.serverProcess;
  const isReplaced = () => client.serverProcess !== killed && client.isRunning();
  const isGivenUp = () => client.state === STOPPED;
  assert(killed?.kill('SIGKILL'));
  await eventually(client.onDidChangeState, () => isReplaced() || isGivenUp() || undefined);
  // It is in that state for a moment too when it is about to start again.
  await new Promise(setImmediate);
  if (!isGivenUp()) await eventually(client.onDidChangeState, () => isReplaced() || undefined);
}
