// What is left out makes nothing that is said wrong: no reference leads nowhere because its port was not read.
import { expect, test } from 'vitest';
import { findingsIn } from '../../../../server/src/rules/judge';
import { DEFAULT_SETTINGS } from '../../../../server/src/rules/settings';
import { sceneOf } from '../../support/scene';

const times = (count: number, text: (index: number) => string, between = '') =>
  Array.from({ length: count }, (_, index) => text(index)).join(between);

const pod = (containers: string, name = 'web') =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, labels: {app: web}}\nspec:\n  containers:\n${containers}`;

const container = (index: number) =>
  `    - {name: c${index}, image: n, ports: [{name: p${index}, containerPort: ${2000 + index}}]}\n`;

const service = (target: string) =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: web}, ports: [{port: 80, targetPort: ${target}}]}\n`;

const manyPorts = (count: number) =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: wide}\nspec:\n  ports:\n${times(count, at => `    - {name: p${at}, port: ${2000 + at}}\n`)}`;

const ingress = (name: string) =>
  `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: front}\nspec: {defaultBackend: {service: {name: wide, port: {name: ${name}}}}}\n`;

const BOMB = times(
  12,
  at => `  l${at}: &l${at} [${times(9, () => (at === 0 ? '1' : `*l${at - 1}`), ', ')}]\n`,
);

test.each([
  ['a pod of 1,000 containers', [pod(times(1000, container)), service('p900')]],
  ['a Service of 2,000 ports', [manyPorts(2000), ingress('p1900')]],
  [
    'more than is taken in',
    [
      pod(container(1)),
      ...Array.from({ length: 10 }, (_, at) => pod(times(850, container), `w${at}`)),
      pod(container(901), 'last'),
      service('p901'),
    ],
  ],
  [
    'another document that is broken',
    [pod(container(1)), pod(`${container(2)}    - [`, 'broken'), service('p2')],
  ],
  [
    'another document with a bomb of aliases',
    [pod(container(1)), `${pod(container(2), 'bomb')}x:\n${BOMB}`, service('p2')],
  ],
  [
    'another document that is an alias of itself',
    [pod(container(1)), `${pod(container(2), 'own')}x: &x [*x]\n`, service('p2')],
  ],
  // Eight thousand containers take seconds on a busy machine.
])(
  '%s: no reference leads nowhere',
  async (_what, documents) => {
    const { workspace, document } = await sceneOf({ 'web.yaml': documents.join('---\n') });
    const findings = findingsIn(workspace, document('web.yaml'), DEFAULT_SETTINGS);
    expect(document('web.yaml').reading.format).toBe('kubernetes');
    expect(findings.filter(({ rule }) => rule === 'unknown-port')).toEqual([]);
  },
  30_000,
);

test('a folder of more files than are read: no reference leads nowhere', async () => {
  const files = Array.from({ length: 501 }, (_, at) => [`m${at}.yaml`, pod(container(at), `w${at}`)]);
  const { workspace, document } = await sceneOf({ ...Object.fromEntries(files), 'a.yaml': service('p500') });
  const findings = findingsIn(workspace, document('a.yaml'), DEFAULT_SETTINGS);
  expect(findings.filter(({ rule }) => rule === 'unknown-port')).toEqual([]);
});

test('where all is read, a name that nobody has is found', async () => {
  const { workspace, document } = await sceneOf({
    'web.yaml': [pod(times(1000, container)), service('p1000')].join('---\n'),
  });
  const findings = findingsIn(workspace, document('web.yaml'), DEFAULT_SETTINGS);
  expect(findings.map(({ rule }) => rule)).toEqual(['unknown-port']);
});
