// A keystroke judges what it touched, and nothing else.
import { expect, test, vi } from 'vitest';
import { RULES } from '../../../server/src/rules/catalogue';
import { findingsIn } from '../../../server/src/rules/judge';
import { DEFAULT_SETTINGS } from '../../../server/src/rules/settings';
import { ROOT, workspaceOf } from '../support/memory';

const composeOf = (ports: readonly number[]) =>
  `services:\n${ports.map((port, index) => `  s${index}:\n    image: nginx\n    ports: ["${port}:80"]\n`).join('')}`;

const manifestsOf = (ports: readonly number[]) =>
  ports
    .map(
      (port, index) =>
        `apiVersion: v1\nkind: Pod\nmetadata: {name: s${index}, labels: {app: s${index}}}\nspec:\n  containers:\n    - name: web\n      ports: [{name: http, containerPort: ${port}}]\n---\napiVersion: v1\nkind: Service\nmetadata: {name: s${index}}\nspec: {selector: {app: s${index}}, ports: [{port: 80, targetPort: http}]}\n`,
    )
    .join('---\n');

const KUSTOMIZATION =
  'resources: [web.yaml]\nnamespace: prod\nnamePrefix: a-\ncommonLabels: {team: x}\nimages: [{name: nginx, newTag: "2"}]\n';

test.each([
  ['services', 'compose.yaml', composeOf, 's100', {}],
  ['pods', 'web.yaml', manifestsOf, 'pod/s100', {}],
  [
    'pods of a kustomization',
    'web.yaml',
    manifestsOf,
    'prod/pod/a-s100',
    { 'kustomization.yaml': KUSTOMIZATION },
  ],
] as const)(
  'of 200 %s the rules are asked of the one in which a digit was typed',
  async (_what, file, textOf, name, others) => {
    const ports = Array.from({ length: 200 }, (_, index) => 2000 + index);
    const { workspace } = await workspaceOf({ [file]: textOf(ports), ...others });
    const uri = `${ROOT}${file}`;
    const findings = () => {
      const document = workspace.document(uri);
      return document ? findingsIn(workspace, document, DEFAULT_SETTINGS) : [];
    };
    await workspace.change(uri, textOf(ports));
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
    await workspace.change(uri, textOf(ports.map((port, index) => (index === 100 ? 9999 : port))));
    expect(findings()).toEqual([]);
    expect(new Set(asked.mock.calls.map(([one]) => one))).toEqual(new Set([name]));
    // Asked again, nothing is judged at all.
    asked.mockClear();
    findings();
    expect(asked).not.toHaveBeenCalled();
    vi.restoreAllMocks();
  },
);
