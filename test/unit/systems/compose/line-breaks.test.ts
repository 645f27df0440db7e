import { describe, expect, test } from 'vitest';
import { occurrencesIn } from '../../../../server/src/chart/occurrences';
import { ignoringsOf } from '../../../../server/src/features/ignoring';
import { findingsIn } from '../../../../server/src/rules/judge';
import { DEFAULT_SETTINGS } from '../../../../server/src/rules/settings';
import { writingAt } from '../../../../server/src/systems/all';
import { ROOT } from '../../support/memory';
import { applied, sceneOf } from '../../support/scene';

// Docker Compose 2.40.3 publishes port 80 of each of these files: go-yaml v3 begins a line behind each of these
// characters (`is_break`), as YAML 1.1 has it.
describe.each([
  ['CR', '\r'],
  ['next line', '\u0085'],
  ['line separator', '\u2028'],
  ['paragraph separator', '\u2029'],
])('%s ends a line', (_, end) => {
  const portsIn = async (path: string, text: string) => {
    const { workspace, document } = await sceneOf({ [path]: text });
    return occurrencesIn(workspace, document(path)).map(
      ({ range, span }) => `${range?.from} ${text.slice(span.start, span.end)}`,
    );
  };

  test.each([
    ['a comment', `services:\n  a:\n    image: x\n    # why${end}    ports: ["80:81"]\n`],
    ['a value', `services:\n  a:\n    image: x${end}    ports: ["80:81"]\n`],
    ['nothing', `services:\n  a:\n    image: x\n${end}    ports: ["80:81"]\n`],
    ['a text of lines', `services:\n  a:\n    image: x\n    command: |\n      a${end}    ports: ["80:81"]\n`],
    ['a directive', `# x${end}%YAML 1.1${end}---${end}services:\n  a:\n    image: x\n    ports: ["80:81"]\n`],
    ['every line', ['services:', '  a:', '    image: x', '    ports:', '      - "80:81"', ''].join(end)],
  ])('%s', async (_, text) => {
    const found = ['80 80', '81 81'];
    expect(await portsIn('compose.yaml', text)).toEqual(found);
    // Nor does it keep a file from being known by what it holds.
    expect(await portsIn('other.yaml', text)).toEqual(found);
  });

  test('a comment that silences, which covers the next line', async () => {
    const text = `services:\n  a:\n    image: x\n    ports:\n      # portolan-ignore${end}      - "80:81"\n      - "82:83"\n`;
    const { workspace, document } = await sceneOf({ 'compose.yaml': text });
    const findings = findingsIn(workspace, document('compose.yaml'), DEFAULT_SETTINGS);
    expect(findings.map(({ span }) => text.slice(span.start, span.end))).toEqual(['82']);
  });

  test('a finding is ignored on the line before its own', async () => {
    const before = `services:\n  a:\n    image: x\n    # why${end}`;
    const text = `${before}    ports: ["80:81"]\n`;
    const scene = await sceneOf({ 'compose.yaml': text });
    const [finding] = findingsIn(scene.workspace, scene.document('compose.yaml'), DEFAULT_SETTINGS);
    const [here] = finding ? ignoringsOf(scene.document('compose.yaml'), finding) : [];
    const after = `${before}    # portolan-ignore: privileged-port -- \n    ports: ["80:81"]\n`;
    expect(here && applied(scene, here.edits).get('compose.yaml')).toBe(after);
  });

  test('what is being written stands behind it', () => {
    const text = `services:\n  a:\n    ports:\n      # why${end}      - "80`;
    expect(writingAt(text, 'compose', text.length)).toMatchObject({ kind: 'ports', unit: 'a', text: '80' });
  });

  test('a change is read as the whole is', async () => {
    const text = `services:${end}  a:${end}    image: x${end}    ports: ["80:81"]${end}  b:${end}    image: x${end}`;
    const { workspace, document } = await sceneOf({ 'compose.yaml': text });
    await workspace.change(`${ROOT}compose.yaml`, `${text}    ports: ["82:83"]${end}`);
    const ports = occurrencesIn(workspace, document('compose.yaml')).map(({ range }) => range?.from);
    expect(ports).toEqual([80, 81, 82, 83]);
  });
});
