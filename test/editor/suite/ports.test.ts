import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { actions, apply, findings, hoverText, open, rangeOf, revertAll, ruleOf } from './editor';

describe('hover', () => {
  afterEach(revertAll);

  it('names the port of a mapping, and what it does here', async () => {
    const document = await open('compose.yaml');
    const text = await hoverText(document, rangeOf(document, '"5432:5432', '5432').start);
    assert.match(text, /postgresql/i);
    assert.match(text, /\bdb\b/);
  });

  it('names the port of an EXPOSE', async () => {
    const document = await open('Dockerfile');
    assert.match(await hoverText(document, rangeOf(document, 'EXPOSE 443', '443').start), /https/i);
  });

  it('names the port of a URL', async () => {
    const document = await open('compose.yaml');
    assert.match(await hoverText(document, rangeOf(document, 'db:5432/', '5432').start), /postgresql/i);
  });

  it('says nothing of other words', async () => {
    const document = await open('compose.yaml');
    assert.equal(await hoverText(document, rangeOf(document, 'image: nginx', 'nginx').start), '');
  });
});

describe('diagnostics', () => {
  afterEach(revertAll);

  it('underline the digits of a privileged port, in both formats', async () => {
    for (const [file, context, digits, severity] of [
      ['compose.yaml', '"80:', '80', vscode.DiagnosticSeverity.Warning],
      ['Dockerfile', 'EXPOSE 443', '443', vscode.DiagnosticSeverity.Hint],
    ] as const) {
      const document = await open(file);
      const found = await findings(document, all => all.some(one => ruleOf(one) === 'privileged-port'));
      const [privileged] = found.filter(one => ruleOf(one) === 'privileged-port');
      assert.deepEqual(privileged?.range, rangeOf(document, context, digits));
      assert.equal(privileged.severity, severity);
    }
  });

  it('point from a conflict to the other place', async () => {
    const document = await open('compose.yaml');
    const found = await findings(document, all => all.some(one => ruleOf(one) === 'port-conflict'));
    const places = [rangeOf(document, '"3000:3000', '3000'), rangeOf(document, '"3000:8000', '3000')];
    const [conflict] = found.filter(one => ruleOf(one) === 'port-conflict');
    assert.equal(conflict?.severity, vscode.DiagnosticSeverity.Error);
    const own = places.findIndex(place => place.isEqual(conflict.range));
    const [related] = conflict.relatedInformation ?? [];
    assert.deepEqual(related?.location.range, places[1 - own]);
  });

  it('follow typing', async () => {
    const document = await open('Dockerfile');
    await findings(document, found => found.length === 1);
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, rangeOf(document, 'EXPOSE 443', '443'), '8443');
    await vscode.workspace.applyEdit(edit);
    await findings(document, found => found.length === 0);
  });

  it('obey the settings', async () => {
    const document = await open('Dockerfile');
    const rules = vscode.workspace.getConfiguration('portolan.rules');
    await findings(document, found => found.length === 1);
    await rules.update('privileged-port', 'off', vscode.ConfigurationTarget.Workspace);
    await findings(document, found => found.length === 0);
    await rules.update('privileged-port', undefined, vscode.ConfigurationTarget.Workspace);
    await findings(document, found => found.length === 1);
  });
});

describe('fixes', () => {
  afterEach(revertAll);

  it('move a privileged port', async () => {
    const document = await open('compose.yaml');
    const [finding] = await findings(document, all => all.some(one => ruleOf(one) === 'privileged-port'));
    assert(finding);
    const range = rangeOf(document, '"80:', '80');
    const [fix] = (await actions(document, range, vscode.CodeActionKind.QuickFix)).filter(
      action => action.isPreferred,
    );
    assert(fix, 'there is a preferred fix');
    await apply(fix);
    assert.match(document.getText(), /- "8080:4000"/);
    await findings(document, all => all.every(one => ruleOf(one) !== 'privileged-port'));
  });

  it('resolve a conflict', async () => {
    const document = await open('compose.yaml');
    const found = await findings(document, all => all.some(one => ruleOf(one) === 'port-conflict'));
    const [conflict] = found.filter(one => ruleOf(one) === 'port-conflict');
    assert(conflict);
    const [fix] = await actions(document, conflict.range, vscode.CodeActionKind.QuickFix);
    assert(fix, 'there is a fix');
    await apply(fix);
    await findings(document, all => all.every(one => ruleOf(one) !== 'port-conflict'));
  });

  it('are made at once by source.fixAll.portolan where they keep the meaning; ports stay', async () => {
    const document = await open('compose.yaml');
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, rangeOf(document, '- "3000:8000', '- "3000:8000').start, '- 3022:22\n      ');
    assert(await vscode.workspace.applyEdit(edit));
    await findings(document, all => all.some(one => ruleOf(one) === 'unquoted-port'));
    const whole = document.validateRange(new vscode.Range(0, 0, document.lineCount, 0));
    const [fixAll] = await actions(document, whole, vscode.CodeActionKind.SourceFixAll.append('portolan'));
    assert(fixAll, 'there is a fix-all');
    await apply(fixAll);
    assert.match(document.getText(), /- "3022:22"/);
    assert.match(document.getText(), /- "80:4000"/);
  });
});
