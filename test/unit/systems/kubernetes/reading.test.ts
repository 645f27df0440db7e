import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type KubernetesReading, readKubernetes } from '../../../../server/src/systems/kubernetes/reading';
import { readValues } from '../../../../server/src/systems/kubernetes/values';
import { manifests } from '../../properties/manifests';
import { parameters } from '../../properties/support';

const URI = 'file:///project/k8s/web.yaml';

/** Files of several documents, as they are written. */
const files: fc.Arbitrary<string> = fc
  .array(manifests, { minLength: 1, maxLength: 2 })
  .map(all => all.flatMap(one => Object.entries(one)))
  .map(all => all.flatMap(([path, text]) => (path.endsWith('.yaml') ? [text] : [])).join('---\n'));

const edits = fc.array(
  fc.record({
    at: fc.nat({ max: 1000 }),
    removed: fc.constantFrom(0, 0, 1, 3, 40),
    inserted: fc.constantFrom(
      ...[
        '',
        '8',
        '\n',
        '  ',
        ':',
        '"',
        '---\n',
        '\n---\n',
        '--- # next\n',
        '...\n',
        '\r\n',
        '\r---\r',
        '&a ',
        '*a',
      ],
      ...[
        '{',
        ']',
        '#',
        '😀',
        '\uFEFF',
        '{{ .Values.port }}',
        '{{',
        '}}',
        '{{/*',
        'kind: Service\n',
        '- name: http\n',
      ],
      ...['http://localhost:8080/', '\nkind: List\nitems: []\n'],
    ),
  }),
  { minLength: 1, maxLength: 8 },
);

interface Edit {
  readonly at: number;
  readonly removed: number;
  readonly inserted: string;
}

function apply(text: string, { at, removed, inserted }: Edit): string {
  const start = Math.round((at * text.length) / 1000);
  return text.slice(0, start) + inserted + text.slice(start + removed);
}

/** All that a reading says, blocks in the places that they have in the file. */
function said(reading: KubernetesReading): string {
  const { documents, resources, isTemplate, isWhole, troubles, weight, urls } = reading;
  const places = urls.map(({ block, mentions }) => [reading.startOf(block), mentions]);
  return JSON.stringify(
    { documents, resources, isTemplate, isWhole, troubles, weight, places },
    (_key, value: unknown) => (value instanceof Map || value instanceof Set ? [...value] : value),
  );
}

describe('reading manifests document by document', () => {
  test('again after edits gives what reading afresh does', { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(files, edits, (start, steps) => {
        let text = start;
        let reading = readKubernetes(text, URI);
        for (const step of steps) {
          text = apply(text, step);
          reading = readKubernetes(text, URI, reading);
          expect(said(reading)).toBe(said(readKubernetes(text, URI)));
        }
      }),
      parameters(100),
    );
  });

  test('leaves the resources of documents that an edit did not touch the very objects', () => {
    fc.assert(
      fc.property(files, edits, (text, [step]) => {
        if (!step) return;
        const before = readKubernetes(text, URI);
        const after = readKubernetes(apply(text, step), URI, before);
        const from = Math.round((step.at * text.length) / 1000);
        // A mark may be made or broken up to three characters from an edit.
        const isBefore = (end: number) => end + 4 <= from;
        const isBehind = (start: number) => start >= from + step.removed + 4;
        const known = new Set(after.resources.map(({ tree }) => tree));
        for (const { part, resources } of before.documents)
          if (isBefore(part.end) || isBehind(part.start))
            for (const { tree } of resources) expect(known.has(tree)).toBe(true);
      }),
      parameters(100),
    );
  });

  test('what a limit leaves out is said once, and nothing else suffers', () => {
    const one = (index: number) => `apiVersion: v1\nkind: Pod\nmetadata: {name: p${index}}\n`;
    const many = readKubernetes(Array.from({ length: 6001 }, (_, index) => one(index)).join('---\n'), URI);
    expect(many.resources).toHaveLength(6000);
    expect(many.isWhole).toBe(false);
    expect(many.troubles.map(({ message }) => message)).toEqual([
      'It has more than 6,000 documents, the most that Portolan reads.',
    ]);
  });

  test.each([
    ['itself', 'spec: &a {b: *a}\n'],
    ['itself in a list', 'spec: &a [*a, *a]\n'],
    ['itself by a merge key', 'spec: &a {<<: *a, b: *a}\n'],
    ['one another', 'x: &a {b: &b {a: *a, b: *b}}\nspec: *b\n'],
  ])('an alias of %s ends', (_what, spec) => {
    const text = `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n${spec}`;
    expect(readKubernetes(text, URI).resources).toEqual([]);
    expect(readValues(text).variables.length).toBeLessThan(1000);
  });

  test('aliases that stand for too much take only what has aliases with them', () => {
    const bomb = (levels: number) =>
      Array.from(
        { length: levels },
        (_, at) =>
          `  l${at}: &l${at} [${Array.from({ length: 9 }, () => (at === 0 ? '1' : `*l${at - 1}`))}]\n`,
      ).join('');
    const pod = (name: string, more: string) =>
      `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\n${more}`;
    const text = [pod('a', bomb(12)), pod('b', bomb(1)), pod('c', '')].join('---\n');
    const read = readKubernetes(text, URI);
    expect(read.resources.map(({ tree }) => tree.span.start)).toHaveLength(1);
    expect(read.troubles.map(({ message }) => message)).toEqual([
      'Written out, the aliases of this file stand for more than 50,000 values, the most that Portolan reads.',
    ]);
    // With the first of them gone, the second is read.
    const mended = text.slice(text.indexOf('---\n') + 4);
    const after = readKubernetes(mended, URI, read);
    expect(after.resources).toHaveLength(2);
    expect(said(after)).toBe(said(readKubernetes(mended, URI)));
  });
});
