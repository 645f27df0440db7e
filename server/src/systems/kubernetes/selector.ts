import { itemsAt, type MapTree, mapAt, mapsAt, textAt, textsAt } from '../../text/yaml-tree';
import { isFilledLater, labelsOf } from './go-template';

/** What labels have to be for an object to be selected (Kubernetes API, `LabelSelector`). */
export interface Selector {
  readonly labels: ReadonlyMap<string, string>;
  readonly expressions: readonly Expression[];
}

interface Expression {
  readonly key: string;
  readonly operator: string;
  readonly values: ReadonlySet<string>;
}

const NO_LABELS: ReadonlyMap<string, string> = new Map();

/** A selector of labels alone, as a Service has; undefined where it selects nothing. */
export function plainSelector(tree: MapTree | undefined, ...path: readonly string[]): Selector | undefined {
  const labels = textsAt(tree, ...path);
  return labels && labels.size > 0 ? { labels, expressions: [] } : undefined;
}

/** A `LabelSelector`; one without anything selects all. */
export function labelSelector(tree: MapTree | undefined): Selector | undefined {
  if (!tree) return undefined;
  const expressions = mapsAt(tree, 'matchExpressions').map(one => ({
    key: textAt(one, 'key') ?? '',
    operator: textAt(one, 'operator') ?? '',
    values: new Set(
      itemsAt(one, 'values').flatMap(value => (value.kind === 'scalar' ? [value.text.value] : [])),
    ),
  }));
  return { labels: textsAt(mapAt(tree, 'matchLabels')) ?? NO_LABELS, expressions };
}

/** Whether labels are among those that are selected. */
export function selects(selector: Selector, labels: ReadonlyMap<string, string>): boolean {
  for (const [key, value] of selector.labels) {
    const template = labelsOf(key);
    if (template === undefined ? labels.get(key) !== value : !hasLabelsOf(template, labels)) return false;
  }
  return selector.expressions.every(one => holds(one, labels));
}

/** Whether labels may be among those that are selected once all is filled in: nobody knows the values before. */
export function maySelect(selector: Selector, labels: ReadonlyMap<string, string>): boolean {
  return [...selector.labels].every(([key, value]) => {
    const own = labels.get(key);
    return own !== undefined && (own === value || isFilledLater(own) || isFilledLater(value));
  });
}

/** Whether one of the labels is put in by the same template. */
function hasLabelsOf(template: string, labels: ReadonlyMap<string, string>): boolean {
  return [...labels.keys()].some(key => labelsOf(key) === template);
}

function holds({ key, operator, values }: Expression, labels: ReadonlyMap<string, string>): boolean {
  const value = labels.get(key);
  switch (operator) {
    case 'In':
      return value !== undefined && values.has(value);
    case 'NotIn':
      return value === undefined || !values.has(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return false;
  }
}
