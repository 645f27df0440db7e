import type { Project } from '../systems/project';
import type { Document } from '../systems/reading';
import type { Unit } from '../systems/unit';
import { spend } from '../text/effort';
import { keptSet } from '../text/kept';
import { perObject } from '../text/per-object';
import { type Block, type SourceText, variablesAmongDigits } from '../text/source-text';
import { namesBesideDigits } from '../text/variable-uses';
import type { Chart } from './chart';

/**
 * Whether other digits stand beside a variable of a document where it is used, as in `${PREFIX}80`: what it holds is part
 * of a number then, and no port by itself. A move of it would make another number of all that it is part of.
 */
export function isPartOfNumber(chart: Chart, uri: string, name: string): boolean {
  const document = chart.document(uri);
  if (document && holds(besideDigits(document), name)) return true;
  const projects = chart.projectsWith(uri);
  // Of a file without projects the list is a new one each time.
  return projects.length > 0 && holds(partsAmong(projects, chart), name);
}

/** The names of variables; undefined where they are too many to be told: each may be one of them. */
type Names = ReadonlySet<string> | undefined;

function holds(names: Names, name: string): boolean {
  return names === undefined || names.has(name);
}

/** More are too many to be told of several texts together. */
const MAX_NAMES = 1000;

function union(all: Iterable<Names>): Names {
  const names = new Set<string>();
  for (const some of all) {
    if (!some) return undefined;
    spend(1 + some.size);
    for (const name of some) names.add(name);
    if (names.size > MAX_NAMES) return undefined;
  }
  return keptSet(names);
}

/** The list of the projects with a file is the same for as long as they are. */
const partsAmong = perObject(
  (projects: readonly Project[], chart: Chart): Names =>
    union(projects.map(project => partsIn(project, chart))),
);

/** The variables that stand beside other digits in the files of a project, by what is written or by what they hold. */
const partsIn = perObject((project: Project, chart: Chart): Names => {
  const documents = [...project.files].flatMap(uri => chart.document(uri) ?? []);
  return union([
    ...[...project.units.values()].map(amongDigitsOf),
    ...documents.map(one => besideDigits(one)),
  ]);
});

/** Most units are the same after a keystroke. */
const amongDigitsOf = perObject(
  (unit: Unit): ReadonlySet<string> =>
    keptSet(new Set([...textsOfPorts(unit)].flatMap(variablesAmongDigits))),
);

/** The texts of the ports of a unit. */
export function* textsOfPorts(unit: Unit): Generator<SourceText, void> {
  // What a later file replaces is still the port that it was written as.
  for (const { published, target } of [...unit.mappings, ...unit.replaced]) {
    if (published) yield published.text;
    yield target.text;
  }
  for (const { port } of unit.exposes) yield port.text;
  for (const { text } of unit.references) yield text;
  for (const { port } of unit.claims) yield port.text;
}

const besideDigits = perObject((document: Document): Names => {
  const { urls } = document.reading;
  const [only, ...others] = urls;
  if (only && others.length === 0) return besideDigitsIn(only.block, document);
  return union(urls.map(({ block }) => besideDigitsIn(block, document)));
});

/** A block's text is the same for as long as it is the same block. */
const besideDigitsIn = perObject((block: Block, { text, reading }: Document): Names => {
  const start = reading.startOf(block);
  return namesBesideDigits(text.slice(start, start + block.length));
});
