// A keystroke judges what it touched, and nothing else.
import { expect, test, vi } from 'vitest';
import { RULES } from '../../../server/src/rules/catalogue';
import { findingsIn } from '../../../server/src/rules/judge';
import { DEFAULT_SETTINGS } from '../../../server/src/rules/settings';
import { ROOT, workspaceOf } from '../support/memory';

const composeOf = (ports: readonly number[]) =>
  `services:\n${ports.map((port, index) => `  s${index}:\n    image: nginx\n    ports: ["${port}:80"]\n`).join('')}`;

test('of 200 services the rules are asked of the one in which a digit was typed', async () => {
  const ports = Array.from({ length: 200 }, (_, index) => 2000 + index);
  const { workspace } = await workspaceOf({ 'compose.yaml': composeOf(ports) });
  const uri = `${ROOT}compose.yaml`;
  const findings = () => {
    const document = workspace.document(uri);
    return document ? findingsIn(workspace, document, DEFAULT_SETTINGS) : [];
  };
  await workspace.change(uri, composeOf(ports));
  expect(findings()).toEqual([]);
  const asked = vi.fn();
  for (const rule of Object.values(RULES)) {
    const { judgeUnit } = rule;
    if (!judgeUnit) continue;
    vi.spyOn(rule, 'judgeUnit').mockImplementation((unit, ...rest) => {
      asked(unit.name);
      return judgeUnit(unit, ...rest);
    });
  }
  await workspace.change(uri, composeOf(ports.map((port, index) => (index === 100 ? 9999 : port))));
  expect(findings()).toEqual([]);
  expect(new Set(asked.mock.calls.map(([name]) => name))).toEqual(new Set(['s100']));
  // Asked again, nothing is judged at all.
  asked.mockClear();
  findings();
  expect(asked).not.toHaveBeenCalled();
});
