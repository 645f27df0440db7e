import { type PortRange, rangeSize } from '../ports/port';
import type { Protocol } from '../ports/protocol';
import type { Project } from '../systems/project';
import type { Mapping, Unit } from '../systems/unit';
import { groupBy } from '../text/group-by';
import type { PortPart } from '../text/port-spec';
import type { VariableUse } from '../text/source-text';

/** A variable that gives host ports. */
export interface PublishedVariable {
  readonly name: string;
  /** How many ports in a row it gives. */
  readonly size: number;
  /** What it gives now, as far as files say it. */
  readonly range: PortRange | undefined;
  readonly protocols: readonly Protocol[];
  /** The units that publish it. */
  readonly units: readonly string[];
  /** Those of them of which it is the container port as well. */
  readonly targets: readonly string[];
  readonly mappings: ReadonlySet<Mapping>;
}

/** The variables through which projects publish, by their names: each gives the whole of a host port by itself. */
export function publishedVariables(projects: readonly Project[]): readonly PublishedVariable[] {
  const uses = projects
    .filter(({ root }) => !root.isPassedOver)
    .flatMap(({ units }) => [...units.values()])
    .flatMap(unit => unit.mappings.flatMap(mapping => useOf(unit, mapping) ?? []));
  const variables = [...groupBy(uses, ({ name }) => name)].map(
    ([name, own]): PublishedVariable => ({
      name,
      size: Math.max(...own.map(({ size }) => size)),
      range: own.find(({ range }) => range)?.range,
      protocols: distinct(own.map(({ mapping }) => mapping.protocol)),
      units: distinct(own.map(({ unit }) => unit.name)),
      targets: distinct(own.flatMap(({ unit, isTarget }) => (isTarget ? unit.name : []))),
      mappings: new Set(own.map(({ mapping }) => mapping)),
    }),
  );
  return variables.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** A mapping that takes its host port from a variable. */
interface Use {
  readonly name: string;
  readonly unit: Unit;
  readonly mapping: Mapping;
  readonly range: PortRange | undefined;
  readonly size: number;
  readonly isTarget: boolean;
}

function useOf(unit: Unit, mapping: Mapping): Use | undefined {
  const { published, target } = mapping;
  const name = published && variableThatGives(published);
  if (name === undefined) return undefined;
  const range = published?.range ?? undefined;
  // As many as it leads to, where nobody knows its value.
  const counted = range ?? target.range;
  const isTarget = variableThatGives(target) === name;
  return { name, unit, mapping, range, size: counted ? rangeSize(counted) : 1, isTarget };
}

function distinct<Item>(items: readonly Item[]): readonly Item[] {
  return [...new Set(items)];
}

/** The variable whose value a port is as a whole. */
function variableThatGives({ text }: PortPart): string | undefined {
  const [piece, ...others] = text.pieces;
  if (others.length > 0 || piece?.kind !== 'opaque' || !piece.variable) return undefined;
  return givesAll(piece.variable, text.value) ? piece.variable.name : undefined;
}

function givesAll({ given, isReplaced }: VariableUse, value: string): boolean {
  return !isReplaced && (given === undefined || given.text.value === value);
}
