import { t } from '@vscode/l10n';
import type { Chart, Publisher } from '../chart/chart';
import { type Binding, bindingsOf, socketsMeet } from '../chart/collisions';
import { formatRange, type PortRange } from '../ports/port';
import type { Project } from '../systems/project';
import { isPool } from '../systems/unit';
import { spend } from '../text/effort';
import { placeOf, type Rule } from './rule';

/** The most projects that a message names. */
const MAX_NAMED = 3;

export const sharedPort: Rule = {
  severity: 'off',
  summary: 'Another project of the workspace publishes the same port: the two cannot run at once.',
  isOfThisMachine: true,
  judgeNeighbours(project, chart) {
    if (!chart.hasNeighbours(project.root.folder)) return [];
    const asked = new Map<string, readonly Publisher[]>();
    const othersOf = (binding: Binding, port: number): readonly Publisher[] => {
      // Bindings of one socket, of which a file may have thousands, have one answer.
      const key = [port, binding.protocol, binding.address?.text.value ?? '', binding.uri].join(' ');
      const known = asked.get(key) ?? othersWith(chart, project, binding, port);
      asked.set(key, known);
      return known;
    };
    return [...project.units.values()].flatMap(unit =>
      bindingsOf(unit).flatMap(binding => {
        spend();
        const { range } = binding;
        // Of a pool the engine takes a port that the other project leaves.
        if (!range || isPool(binding.mapping)) return [];
        const others = othersOf(binding, range.from);
        const place = others.length > 0 ? placeOf(chart, binding.uri, binding.text) : undefined;
        if (!place) return [];
        const named = others.slice(0, MAX_NAMED);
        const names = named.map(({ binding: { unit: other, uri } }) =>
          t('"{0}" in {1}', other.name, chart.nameOf(uri)),
        );
        return [
          {
            ...place,
            message: sharedMessage(range, [...new Set(names)].join(', '), others.length > MAX_NAMED),
            related: named.flatMap(other => {
              const there = placeOf(chart, other.binding.uri, other.binding.text);
              return there
                ? [{ ...there, message: t('Published here by "{0}".', other.binding.unit.name) }]
                : [];
            }),
          },
        ];
      }),
    );
  },
};

/** Who publishes the port of a binding in a project apart: the first that a message names, and one more. */
function othersWith(chart: Chart, project: Project, binding: Binding, port: number): readonly Publisher[] {
  const publishers = chart.publishersOf(port);
  if (publishers.length < 2) return [];
  return firstOf(publishers, MAX_NAMED + 1, other => {
    spend();
    const isApart =
      other.project.root.folder !== project.root.folder && !other.project.files.has(binding.uri);
    return isApart && !isPool(other.binding.mapping) && meetForCertain(binding, other.binding);
  });
}

function sharedMessage(range: PortRange, names: string, hasMore: boolean): string {
  const port = formatRange(range);
  return hasMore
    ? t('Host port {0} is also published by {1} and others: only one can run.', port, names)
    : t('Host port {0} is also published by {1}: only one can run.', port, names);
}

/** Whether two bindings meet for certain: of an unknown address nobody knows. */
function meetForCertain(a: Binding, b: Binding): boolean {
  return a.address?.address !== null && b.address?.address !== null && socketsMeet(a, b);
}

/** The first items that pass a test: a popular port is published by thousands of projects. */
function firstOf<Item>(items: Iterable<Item>, most: number, test: (item: Item) => boolean): readonly Item[] {
  const found: Item[] = [];
  for (const item of items) {
    if (test(item)) found.push(item);
    if (found.length === most) break;
  }
  return found;
}
