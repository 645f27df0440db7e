import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { open, rangeOf, revertAll } from './editor';

// The tools of the editor's agents: what an agent asks, the editor asks the extension.

describe('the tools for agents', () => {
  afterEach(revertAll);

  it('are known to the editor', () => {
    const own = vscode.lm.tools.filter(({ name }) => name.startsWith('portolan_'));
    assert.deepEqual(own.map(({ name }) => name).sort(), [
      'portolan_check_ports',
      'portolan_explain_port',
      'portolan_find_free_ports',
      'portolan_list_ports',
      'portolan_move_port',
    ]);
  });

  it('list, explain, check and find ports', async () => {
    const document = await open('shop/compose.yaml');
    const { line, character } = rangeOf(document, '"9101:80"', '9101').start;
    const path = 'shop/compose.yaml';
    const place = `${path}:${line + 1}:${character + 1}`;
    const said = '9101/tcp on the host → port 80 of front';
    assert.match(await ask('list_ports', { path }), new RegExp(`^${place}: ${said}$`, 'm'));
    assert.match(await ask('explain_port', { path, line: line + 1 }), new RegExp(`^${place}: ${said}$`, 'm'));
    assert.match(await ask('find_free_ports', { near: 9101, count: 2 }), /^Free: (?!9101)\d+, \d+\.$/m);
    assert.equal(await ask('check_ports', { path: 'shop/README.md' }), 'Nothing is wrong there.');
  });

  it('say what would change, and change it where they are told to', async () => {
    const document = await open('shop/compose.yaml');
    const before = document.getText();
    const place = rangeOf(document, '"9101:80"', '9101');
    const move = { path: 'shop/compose.yaml', line: place.start.line + 1, from: 9101, to: 9199 };
    assert.match(await ask('move_port', move), /^Would change.*:\n.*: 9101 -> 9199$/m);
    assert.equal(document.getText(), before);
    assert.match(await ask('move_port', { ...move, write: true }), /^Changed:/);
    assert.equal(document.getText(place), '9199');
    assert.equal(document.getText(), before.replaceAll('9101', '9199').replace('9199 is the', '9101 is the'));
  });

  it('say what to do where they have no answer', async () => {
    await assert.rejects(ask('list_ports', { path: '/etc/passwd' }), /is not below the folders/);
    await assert.rejects(ask('explain_port', {}), /Say what to explain/);
    await assert.rejects(ask('list_ports', { path: 5 }), /its schema says what it takes|path/);
  });
});

async function ask(tool: string, input: object): Promise<string> {
  const { content } = await vscode.lm.invokeTool(`portolan_${tool}`, {
    input,
    toolInvocationToken: undefined,
  });
  return content.map(part => (part instanceof vscode.LanguageModelTextPart ? part.value : '')).join('');
}
