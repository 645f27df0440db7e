import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { actions, apply, findings, open, rangeOf, ruleOf, saveAll } from './editor';
import { read, remove, replaced, restoreFilesAfterEach, write } from './files';

const COMPOSE = 'shop/compose.yaml';
const ENV = 'shop/.env';
const README = 'shop/README.md';

const has = (rule: string) => (found: readonly vscode.Diagnostic[]) =>
  found.some(one => ruleOf(one) === rule);
const hasNo = (rule: string) => (found: readonly vscode.Diagnostic[]) => !has(rule)(found);

describe('files that other programs change', () => {
  restoreFilesAfterEach();

  it('update the diagnostics of an open file', async () => {
    const document = await open(COMPOSE);
    await findings(document, hasNo('port-conflict'));
    const env = read(ENV);
    write(ENV, replaced(env, 'API_PORT=9102', 'API_PORT=9101'));
    const found = await findings(document, has('port-conflict'));
    const conflicts = found.filter(one => ruleOf(one) === 'port-conflict');
    assert.deepEqual(conflicts[0]?.range, rangeOf(document, '"9101:80"', '9101'));
    assert.equal(conflicts.length, 2);
    write(ENV, env);
    await findings(document, hasNo('port-conflict'));
  });

  it('update them when they come and go', async () => {
    const override = 'shop/compose.override.yaml';
    const document = await open(COMPOSE);
    await findings(document, hasNo('port-conflict'));
    write(override, 'services:\n  late:\n    image: nginx\n    ports:\n      - "9101:81"\n');
    await findings(document, has('port-conflict'));
    remove(override);
    await findings(document, hasNo('port-conflict'));
  });

  it('update them when a variable loses its file', async () => {
    // No test opens this one: the editor goes on with what it has open.
    const file = 'depot/.env';
    const document = await open('depot/compose.yaml');
    await findings(document, has('privileged-port'));
    const env = read(file);
    remove(file);
    await findings(document, hasNo('privileged-port'));
    write(file, env);
    await findings(document, has('privileged-port'));
  });
});

describe('severities', () => {
  restoreFilesAfterEach();

  it('obey a portolan.json that another program writes', async () => {
    const document = await open('Dockerfile');
    const isAt = (severity: vscode.DiagnosticSeverity) => (found: readonly vscode.Diagnostic[]) =>
      found.length === 1 && found[0]?.severity === severity;
    const settings = (severity: string) => JSON.stringify({ rules: { 'privileged-port': severity } });
    await findings(document, isAt(vscode.DiagnosticSeverity.Hint));
    write('portolan.json', settings('error'));
    await findings(document, isAt(vscode.DiagnosticSeverity.Error));
    write('portolan.json', settings('information'));
    await findings(document, isAt(vscode.DiagnosticSeverity.Information));
    write('portolan.json', settings('off'));
    await findings(document, found => found.length === 0);
    write('portolan.json', '{ "rules": ');
    await findings(document, isAt(vscode.DiagnosticSeverity.Hint));
    write('portolan.json', settings('warning'));
    await findings(document, isAt(vscode.DiagnosticSeverity.Warning));
    remove('portolan.json');
    await findings(document, isAt(vscode.DiagnosticSeverity.Hint));
  });

  it('end at a comment that silences', async () => {
    const document = await open('Dockerfile');
    const insertBefore = async (line: string, text: string) => {
      const edit = new vscode.WorkspaceEdit();
      edit.insert(document.uri, rangeOf(document, line, line).start, text);
      assert(await vscode.workspace.applyEdit(edit));
    };
    await findings(document, has('privileged-port'));
    await insertBefore('EXPOSE 443', '# portolan-ignore: privileged-port\n');
    await findings(document, found => found.length === 0);
    await insertBefore('CMD', '# portolan-ignore\n');
    const [unused, ...more] = await findings(document, has('unused-ignore'));
    assert.deepEqual([unused?.severity, more], [vscode.DiagnosticSeverity.Hint, []]);
  });
});

describe('fixes across files', () => {
  restoreFilesAfterEach();

  it('move a port where .env gives it, and the URL with it', async () => {
    const before = { compose: read(COMPOSE), env: read(ENV), readme: read(README) };
    const document = await open(COMPOSE);
    const found = await findings(document, has('privileged-port'));
    const [finding] = found.filter(one => ruleOf(one) === 'privileged-port');
    assert(finding);
    assert(finding.range.contains(rangeOf(document, '${ADMIN_PORT', 'ADMIN_PORT')));
    const fixes = await actions(document, finding.range, vscode.CodeActionKind.QuickFix);
    const fix = fixes.find(({ isPreferred }) => isPreferred);
    assert(fix, 'there is a preferred fix');
    const [, port] = /to (\d+) in shop\/\.env \(ADMIN_PORT\) and 1 other place$/.exec(fix.title) ?? [];
    assert(port && Number(port) >= 1024, fix.title);
    await apply(fix);
    await findings(document, hasNo('privileged-port'));
    await saveAll();
    assert.equal(read(COMPOSE), before.compose);
    assert.equal(read(ENV), replaced(before.env, 'ADMIN_PORT=88', `ADMIN_PORT=${port}`));
    assert.equal(read(README), replaced(before.readme, '127.0.0.1:88/', `127.0.0.1:${port}/`));
  });
});
