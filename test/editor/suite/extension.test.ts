import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { eventually, findings, hoverText, open, rangeOf, revertAll, ruleOf } from './editor';

/** State.Stopped of the language client, whose code the tests do not bundle. */
const STOPPED = 1;

async function client(): Promise<LanguageClient> {
  const extension = vscode.extensions.getExtension<LanguageClient>('portolan.portolan');
  assert(extension, 'the extension is installed');
  return extension.activate();
}

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
    await client();
    const page = await vscode.workspace.openTextDocument(
      vscode.Uri.from({ scheme: 'portolan', path: '/Port 5432 tcp.md' }),
    );
    assert.match(page.getText(), /postgres/i);
  });

  it('traces when the setting says so', async () => {
    const { traceOutputChannel } = await client();
    const settings = vscode.workspace.getConfiguration('portolan');
    const traces = () => traceOutputChannel.logLevel === vscode.LogLevel.Trace;
    assert(!traces());
    await settings.update('trace.server', 'messages', vscode.ConfigurationTarget.Workspace);
    await eventually(traceOutputChannel.onDidChangeLogLevel, () => traces() || undefined);
    await settings.update('trace.server', undefined, vscode.ConfigurationTarget.Workspace);
    await eventually(traceOutputChannel.onDidChangeLogLevel, () => !traces() || undefined);
  });

  it('restarts its server on command', async () => {
    const { serverProcess: before } = await client();
    await vscode.commands.executeCommand('portolan.restartServer');
    const { serverProcess: after } = await client();
    assert(before?.pid && after?.pid && before.pid !== after.pid);
    await hoversAndWarns();
  });

  it('brings a killed server back', async () => {
    const running = await client();
    await killServer(running);
    assert(running.isRunning());
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

    const running = await client();
    // Stopped, it cannot answer before it dies.
    if (process.platform !== 'win32') running.serverProcess?.kill('SIGSTOP');
    const asked = running
      .sendRequest('textDocument/hover', {
        textDocument: { uri: running.code2ProtocolConverter.asUri(document.uri) },
        position: rangeOf(document, '"5432:', '5432').start,
      })
      .then(
        () => 'answered',
        () => 'failed',
      );
    await new Promise(setImmediate);
    await killServer(running);
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
    const running = await client();
    while (running.isRunning()) await killServer(running);
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
async function killServer(running: LanguageClient): Promise<void> {
  const killed = running.serverProcess;
  const isReplaced = () => running.serverProcess !== killed && running.isRunning();
  const isGivenUp = () => running.state === STOPPED;
  assert(killed?.kill('SIGKILL'));
  await eventually(running.onDidChangeState, () => isReplaced() || isGivenUp() || undefined);
  // It is in that state for a moment too when it is about to start again.
  await new Promise(setImmediate);
  if (!isGivenUp()) await eventually(running.onDidChangeState, () => isReplaced() || undefined);
}
